"""What an independent listener hears in a file: the tags of musicnn.

The listener was trained by others on 26,000 clips of MagnaTagATune, a collection of independent music, and knows
nothing of prompts. What it is worth: it tells broad families well (metal, electronic, piano, orchestra) and ambient
from electronic poorly. It hears timbre within three seconds and nothing of form or beauty, it has no tags for jazz,
reggae, latin and lo-fi, and it answers confidently on noise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demotape.audio import musicnn
from demotape.audio.cores import one_core_per_product
from demotape.audio.decode import Decoder
from demotape.audio.frames import FrameCutter, Mono, MonoStream, periodic_hann, slaney_mel_filters
from demotape.audio.loudness import LoudnessMeter

LIMITS = (
    "A music tagger heard this, a small network trained by others on real recordings. It knows broad families of "
    "sound and 50 words, none of them for jazz, reggae, latin or lo-fi, and it hears nothing of form or quality."
)
"""What a person should know who reads the tags."""

_LISTENING_LUFS = -14.0  # the network's answers depend on level; it was trained on mastered music
_SHORTEST_S = 0.5
_MOST_WINDOWS = 60  # three minutes; of longer takes as many, spread evenly

_SAME_MEANING = {
    "vocals": ("vocal", "vocals", "voice", "singing"),
    "no vocals": ("no vocals", "no vocal", "no voice"),
    "female voice": ("female voice", "female vocal", "female", "woman"),
    "male voice": ("male voice", "male vocal", "male", "man"),
    "classical": ("classical", "classic"),
    "choir": ("choir", "choral"),
    "beat": ("beat", "beats"),
}
_SHOWN_AS = {name: shown for shown, names in _SAME_MEANING.items() for name in names}


@dataclass(frozen=True, slots=True)
class Tag:
    """A word of the tagger."""

    name: str
    strength: float
    """0 to 1: the mean over the file of how probable the tagger finds it. Above 0.1 it is worth telling."""


def tags(path: Path, *, loudness_lufs: float | None = None) -> tuple[Tag, ...]:
    """All 50 words of the tagger, strongest first. Memory does not grow with the length of the file.

    The file is heard in windows of three seconds, at -14 LUFS whatever its own level; of files longer than three
    minutes 60 windows are taken, spread evenly. A file shorter than three seconds is repeated to fill one.

    Args:
        path: an audio file of any kind that Demotape reads.
        loudness_lufs: its integrated loudness where it is known already, which saves the measuring.

    Returns:
        Nothing for silence and for less than half a second.

    Raises:
        AudioError: no audio, damaged, or cut off.
        OSError: the file cannot be read.
    """
    one_core_per_product()
    with Decoder(path) as source:
        meter = LoudnessMeter(source.sample_rate, channels=source.channels) if loudness_lufs is None else None
        spectrum = _MelPower(source.sample_rate)
        frames = 0
        for block in source.blocks():
            frames += len(block)
            spectrum.feed(block)
            if meter is not None:
                meter.feed(block)
        if meter is not None:
            loudness_lufs = meter.integrated_lufs
        if loudness_lufs is None or frames < _SHORTEST_S * source.sample_rate:
            return ()
    power = spectrum.finish()
    gain = 10 ** ((_LISTENING_LUFS - loudness_lufs) / 10)
    network = musicnn.network()
    # In half precision, as the authors had it, 10,000 times the power of normal loud music overflows.
    strengths = network.tag(np.log10(1 + np.float32(10_000 * gain) * _windows(power))).mean(axis=0)
    heard = (Tag(name, float(strength)) for name, strength in zip(network.tags, strengths, strict=True))
    return tuple(sorted(heard, key=lambda tag: -tag.strength))


def worth_telling(heard: Iterable[Tag], *, at_least: float = 0.1, count: int = 8) -> tuple[Tag, ...]:
    """The strongest tags for a person to read, strongest first, with words of one meaning ("vocal", "singing") as one.

    Args:
        heard: what `tags` gave.
        at_least: strength below which a tag is left out.
        count: how many at most.
    """
    strengths: dict[str, float] = {}
    for tag in heard:
        shown = _SHOWN_AS.get(tag.name, tag.name)
        strengths[shown] = max(strengths.get(shown, 0.0), tag.strength)
    strongest = sorted(strengths.items(), key=lambda item: -item[1])[:count]
    return tuple(Tag(name, strength) for name, strength in strongest if strength >= at_least)


def to_json(heard: Iterable[Tag]) -> dict[str, float]:
    """Tags as plain data, fit for JSON, in their order."""
    return {tag.name: round(tag.strength, 4) for tag in heard}


def from_json(data: Mapping[str, float]) -> tuple[Tag, ...]:
    """The tags that `to_json` wrote."""
    return tuple(Tag(name, strength) for name, strength in data.items())


class _MelPower:
    """Power in mel bands of a file that arrives in blocks, at the sample rate of the network."""

    def __init__(self, sample_rate: int) -> None:
        self._mono = MonoStream(sample_rate, musicnn.SAMPLE_RATE)
        self._cutter = FrameCutter(musicnn.FFT_SIZE, musicnn.HOP)
        self._window = periodic_hann(musicnn.FFT_SIZE)
        self._filters = slaney_mel_filters(
            sample_rate=musicnn.SAMPLE_RATE, fft_size=musicnn.FFT_SIZE, bands=musicnn.MEL_BANDS
        )
        self._head: Mono | None = np.zeros(0, np.float32)
        self._tail: Mono = np.zeros(0, np.float32)
        self._rows: list[npt.NDArray[np.float32]] = []

    def feed(self, block: npt.NDArray[np.float32]) -> None:
        self._take(self._mono.feed(block))

    def finish(self) -> npt.NDArray[np.float32]:
        """Shape (frames, `MEL_BANDS`). Frames are centred on their time; beyond both ends the audio is mirrored."""
        self._take(self._mono.finish())
        if self._head is not None:
            self._start(np.pad(self._head, (0, musicnn.FFT_SIZE)))
        self._cut(self._tail[-2::-1])
        return np.concatenate(self._rows)

    def _take(self, samples: Mono) -> None:
        if self._head is None:
            self._cut(samples)
            self._remember(samples)
            return
        self._head = np.concatenate([self._head, samples])
        if len(self._head) > musicnn.FFT_SIZE // 2:
            self._start(self._head)

    def _start(self, head: Mono) -> None:
        self._head = None
        self._cut(head[musicnn.FFT_SIZE // 2 : 0 : -1])
        self._cut(head)
        self._remember(head)

    def _remember(self, samples: Mono) -> None:
        self._tail = np.concatenate([self._tail, samples])[-musicnn.FFT_SIZE // 2 - 1 :]

    def _cut(self, samples: Mono) -> None:
        frames = self._cutter.feed(samples)
        if len(frames):
            spectra = np.fft.rfft(frames * self._window, axis=1)
            power = (spectra.real**2 + spectra.imag**2).astype(np.float32)
            self._rows.append(power @ self._filters)


def _windows(power: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """What the network is to look at: shape (count, `WINDOW_FRAMES`, `MEL_BANDS`)."""
    size = musicnn.WINDOW_FRAMES
    if len(power) < size:
        power = np.tile(power, (math.ceil(size / len(power)), 1))[:size]
    whole = len(power) // size
    chosen = (
        np.arange(whole) if whole <= _MOST_WINDOWS else np.linspace(0, whole - 1, _MOST_WINDOWS).round().astype(int)
    )
    windows: npt.NDArray[np.float32] = power[: whole * size].reshape(whole, size, -1)[chosen]
    return windows
