"""Another length at the same pitch, by Signalsmith Stretch (MIT) through the package python-stretch.

The package takes all of the audio at once, and four times its size in memory. So it works in a process of its own
and gets half a minute at a time, with some surroundings. The results are joined where they agree best: where the
waveforms of both lie on each other, and little is to be heard.
"""

from __future__ import annotations

import contextlib
import importlib.util
import math
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

import demotape
from demotape.audio.edit import stretcher
from demotape.errors import AudioError

Samples = npt.NDArray[np.float32]

_PIECE_S = 30.0
_SETTLE_S = 0.15
"""What the algorithm needs at either end of a piece to be itself; thrown away."""
_SEARCH_S = 1.0
"""How far from its regular place a seam may lie."""
_CANDIDATES = 41
_FADE_S = 0.03
_SHIFT_S = 0.006
"""How far a piece may be moved so that its waves meet those before: three quarters of a wave of 120 Hz."""


@dataclass(frozen=True, slots=True)
class _Seam:
    at: int
    """Where the fade begins, in frames of the output."""
    shift: int
    """How many frames later than planned the new piece is read."""
    agreement: float
    """Correlation of old and new under the fade, 0 to 1."""


def stretched(samples: Samples, frames: int, *, sample_rate: int) -> Generator[Samples, None, None]:
    """The same music in another number of frames, in consecutive pieces.

    Args:
        samples: shape (frames, channels), one or two channels.
        frames: how many the result has, exactly.
        sample_rate: hertz.

    Raises:
        AudioError: this computer lacks the library, or it failed.
    """
    with _Stretcher(samples.shape[1], sample_rate, len(samples) / frames) as process:
        yield from _joined(samples, frames, sample_rate, process.stretch)


def _joined(
    samples: Samples, frames: int, sample_rate: int, stretch: Callable[[Samples], Samples]
) -> Iterator[Samples]:
    piece, settle = round(_PIECE_S * sample_rate), round(_SETTLE_S * sample_rate)
    fade, most_shift = round(_FADE_S * sample_rate), round(_SHIFT_S * sample_rate)
    reach = round(_SEARCH_S * sample_rate) + fade + most_shift

    def rendered(start: int, stop: int) -> tuple[Samples, int]:
        """The output from `start` to `stop` or the end, and where it really begins."""
        around = (max(0, start - settle), min(frames, stop + settle))
        first, last = (round(edge * len(samples) / frames) for edge in around)
        begin = max(0, start)
        return stretch(samples[first:last])[begin - around[0] : min(stop, frames) - around[0]], begin

    held, held_at = rendered(0, piece + reach)
    for nominal in range(piece, frames, piece):
        if nominal + reach >= frames:
            break
        new, new_at = rendered(nominal - reach, nominal + piece + reach)
        seam = _best_seam((held, held_at), (new, new_at), nominal, fade=fade, most_shift=most_shift, spread=reach)
        yield held[: seam.at - held_at]
        old = held[seam.at - held_at :][:fade]
        begin = seam.at - new_at + seam.shift
        joined = _crossfaded(old, new[begin : begin + fade], seam.agreement)
        held, held_at = np.concatenate([joined, new[begin + fade :]]), seam.at
    left = frames - held_at
    yield held[:left]
    if len(held) < left:
        yield np.zeros((left - len(held), samples.shape[1]), np.float32)


class _Stretcher:
    """A process of `stretcher`, for one speed. Use it as a context manager."""

    def __init__(self, channels: int, sample_rate: int, factor: float) -> None:
        if importlib.util.find_spec("python_stretch") is None:
            raise AudioError(
                "Stretching is not available on this kind of computer.", advice="Reach the length with a fade instead."
            )
        self._channels = channels
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", stretcher.__name__, str(channels), str(sample_rate), repr(factor)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(demotape.__file__).resolve().parents[1],
        )

    def __enter__(self) -> _Stretcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent yet is of no use to a dead process
                    pipe.close()

    def stretch(self, samples: Samples) -> Samples:
        """Have a piece stretched, and wait for it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        made = None
        if stdin is not None and stdout is not None:
            with contextlib.suppress(OSError):
                stretcher.send(stdin, np.ascontiguousarray(samples, "<f4").tobytes(), self._channels)
                made = stretcher.receive(stdout, self._channels)
        if made is None:
            raise AudioError("Stretching this take has failed.", advice="Try it again, or use a fade instead.")
        return np.frombuffer(made, "<f4").reshape(-1, self._channels)


def _best_seam(
    old: tuple[Samples, int], new: tuple[Samples, int], nominal: int, *, fade: int, most_shift: int, spread: int
) -> _Seam:
    before, after = old[0].mean(axis=1), new[0].mean(axis=1)
    free = spread - fade - most_shift
    best: tuple[float, _Seam] | None = None
    for at in np.linspace(nominal - free, nominal + free, _CANDIDATES).round().astype(int).tolist():
        begin = at - new[1] - most_shift
        one, other = before[at - old[1] :][:fade], after[begin : begin + fade + 2 * most_shift]
        if begin < 0 or len(one) < fade or len(other) < fade + 2 * most_shift:
            continue
        products = np.correlate(other, one, "valid")
        energies = np.convolve(np.square(other), np.ones(fade), "valid")
        energy = float(np.square(one).sum())
        agreements = products / np.sqrt(energies * energy + 1e-12)
        # The nearest of those that are about as good keeps the beat where it belongs.
        good = np.flatnonzero(agreements >= agreements.max() - 0.05)
        shift = int(good[np.argmin(np.abs(good - most_shift))])
        agreement = float(np.clip(agreements[shift], 0.0, 1.0))
        heard = (energy + 1e-9) * (1.001 - agreement)
        if best is None or heard < best[0]:
            best = heard, _Seam(at, shift - most_shift, agreement)
    return best[1] if best is not None else _Seam(nominal, 0, 0.0)


def _crossfaded(old: Samples, new: Samples, agreement: float) -> Samples:
    """Old into new at constant power, whatever they have in common."""
    rise = (0.5 - 0.5 * np.cos(np.linspace(0.0, math.pi, len(old))))[:, None]
    power = rise**2 + (1 - rise) ** 2 + 2 * agreement * rise * (1 - rise)
    mixed: Samples = ((old * (1 - rise) + new * rise) / np.sqrt(power)).astype(np.float32)
    return mixed
