"""Mastering: glue compressor, final loudness, look-ahead limiter, fades, worked out as one gain that changes with time.

The mix is read twice. `Meters` listens while it is made, and keeps a few numbers for each hop of 64 frames: what
compressing and limiting do to its loudness can be worked out from them, without the audio. The gain is then applied
when the mix is read again.

Sources: ITU-R BS.1770-4 (loudness); D. Giannoulis, M. Massberg, J. D. Reiss, "Digital Dynamic Range Compressor
Design", JAES 60 (2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from demotape.audio.filters import Filter
from demotape.audio.loudness import k_weighting
from demotape.engines.band.bank import SAMPLE_RATE, Audio

HOP_FRAMES = 64
Curve = npt.NDArray[np.float64]
"""One value for each hop of `HOP_FRAMES`."""

CEILING_DBTP = -1.0
_LIMITER_DB = -1.35
_HOP_S = HOP_FRAMES / SAMPLE_RATE
_WORKING_LUFS = -16.0
_MOST_TURNS = 15
_CLOSE_ENOUGH_DB = 0.02
_LIMITER_REACH = 6
_LIMITER_RELEASE_S = 0.08
_FORGOTTEN = 1e-12
_LOOK_CLOSER_FROM = 0.6
"""What lies between the samples of music is less than 4 dB above them."""
_LEAST_ENERGY_STEP, _STEP_DB_PER_ENERGY = 0.05, 7.0
_MOST_STEP_DB, _MOST_LOWERED_DB = 3.0, 4.0
_STEP_HOPS = 21  # 30 ms, over which the fader is moved
_MOST_STEP_TURNS = 3  # what is lowered lets the rest come up to the limiter
_MEMORY_S = 3.0
"""How far back a compressor or limiter remembers, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How a mix is to be finished."""

    lufs: float
    threshold_db: float
    """Peak level from which the glue compressor works, at a loudness of -16 LUFS."""
    ratio: float
    is_loop: bool = False
    """Whether the end goes on at the start: then nothing may depend on which of them is which."""
    fades: Sequence[tuple[float, float, bool]] = ()
    """(start and length in seconds, whether it rises)."""
    ride: Sequence[tuple[float, float]] = ()
    """(time in seconds, gain in decibels) of a fader that moves in straight lines from one to the next."""
    sections: Sequence[tuple[float, float, float]] = ()
    """(start, end in seconds, planned energy 0 to 1) of what is to differ in loudness as it is planned to."""


class Meters:
    """Listens to a mix that arrives in blocks of whole hops (but for the last one)."""

    def __init__(self) -> None:
        self._weighting = Filter(k_weighting(SAMPLE_RATE))
        self._peaks: list[npt.NDArray[np.float32]] = []
        self._energies: list[Curve] = []
        self._powers: list[Curve] = []
        self.frames = 0

    def feed(self, block: Audio) -> None:
        """Take in the next block: shape (2, frames)."""
        starts = np.arange(0, block.shape[1], HOP_FRAMES)
        self._powers.append(np.add.reduceat(np.square(block), starts, axis=1).sum(axis=0, dtype=np.float64))
        weighted = self._weighting(block)
        np.square(weighted, out=weighted)
        self._energies.append(np.add.reduceat(weighted, starts, axis=1).sum(axis=0, dtype=np.float64))
        self._peaks.append(np.maximum.reduceat(np.abs(block).max(axis=0), starts))
        self.frames += block.shape[1]

    @property
    def peaks(self) -> Curve:
        """Highest sample in each hop."""
        return np.concatenate(self._peaks).astype(np.float64)

    @property
    def powers(self) -> Curve:
        """Sum of squares of the channels in each hop."""
        return np.concatenate(self._powers)

    @property
    def energies(self) -> Curve:
        """Sum of squares of the K-weighted channels in each hop."""
        return np.concatenate(self._energies)


def loudness_lufs(energies: Curve, frames: int) -> float | None:
    """Integrated loudness from the energies of the hops; None for silence and for less than 0.4 s.

    As `demotape.audio.loudness`, but for the places of the gating blocks, which are rounded to hops.
    """
    blocks = int((frames / SAMPLE_RATE - 0.4) * 10 + 1e-6) + 1
    if blocks < 1:
        return None
    sums = np.concatenate([[0.0], np.cumsum(energies)])
    firsts = np.rint(np.arange(blocks) * 0.1 / _HOP_S).astype(int)
    lasts = np.minimum(np.rint((np.arange(blocks) * 0.1 + 0.4) / _HOP_S).astype(int), len(energies))
    power = (sums[lasts] - sums[firsts]) / ((lasts - firsts) * HOP_FRAMES)
    power = power[power > 10 ** ((-70 + 0.691) / 10)]
    if not power.size:
        return None
    power = power[power > power.mean() / 10]
    return float(-0.691 + 10 * np.log10(power.mean()))


class Mastering:
    """Works out the gain that turns a mix into a master."""

    def __init__(self, meters: Meters, target: Target) -> None:
        self._target = target
        self._energies = meters.energies
        self._powers = meters.powers
        self._frames = meters.frames
        self._peaks = meters.peaks
        loudness = loudness_lufs(self._energies, self._frames)
        gain = 1.0 if loudness is None else 10 ** ((_WORKING_LUFS - loudness) / 20)
        self._shape = gain * self._around(self._glue, gain * self._peaks) * self._fades()
        self._makeup = self._to_target(self._shape)
        for _ in range(_MOST_STEP_TURNS):
            limited = self._limited()
            lowered = self._steps(np.square(limited))
            if lowered is None:
                break
            self._shape *= lowered
            self._makeup *= self._to_target(limited * lowered)

    @property
    def hot_hops(self) -> npt.NDArray[np.intp]:
        """Hops that come near the ceiling, whose level between the samples must be looked up."""
        self.curve()  # the less the limiter leaves of the loudest hops, the nearer the others come
        return np.flatnonzero(self._peaks * self._shape * self._makeup > _LOOK_CLOSER_FROM)

    def look_closer(self, hops: npt.NDArray[np.intp], peaks: npt.NDArray[np.float32]) -> None:
        """Take in the levels between the samples of some hops."""
        self._peaks[hops] = np.maximum(self._peaks[hops], peaks)

    def curve(self) -> Curve:
        """The gain of each hop."""
        for _ in range(_MOST_TURNS):
            curve = self._limited()
            factor = self._to_target(curve)
            if abs(20 * np.log10(factor)) < _CLOSE_ENOUGH_DB:
                break
            self._makeup *= factor
        return self._limited()

    def _limited(self) -> Curve:
        shape = self._shape * self._makeup
        # Between the middles of two hops the gain lies between theirs: a peak may meet the higher one.
        return shape * self._around(limiter_curve, self._peaks * ndimage.maximum_filter1d(shape, 3))

    def _glue(self, peaks: Curve) -> Curve:
        return compressor_curve(peaks, threshold_db=self._target.threshold_db, ratio=self._target.ratio)

    def _around(self, process, peaks: Curve) -> Curve:  # type: ignore[no-untyped-def]
        """Let a process that remembers hear a loop's end before its start."""
        if not self._target.is_loop:
            return np.asarray(process(peaks))
        before = min(len(peaks), int(_MEMORY_S / _HOP_S))
        after = min(len(peaks), 4 * _LIMITER_REACH)
        curve = process(np.concatenate([peaks[len(peaks) - before :], peaks, peaks[:after]]))
        return np.asarray(curve[before : before + len(peaks)])

    def _fades(self) -> Curve:
        at = (np.arange(len(self._peaks)) + 0.5) * _HOP_S
        gain = np.ones(len(at))
        if self._target.ride:
            times, decibels = zip(*self._target.ride, strict=True)
            gain = 10 ** (np.interp(at, times, decibels) / 20)
        for start, length, is_rising in self._target.fades:
            share = np.clip((at - start) / max(length, 1e-3), 0, 1)
            if is_rising:
                inside = (at >= start) & (share < 1)
                gain[inside] *= np.sin(share[inside] * np.pi / 2)
            else:
                inside = (at >= start) & (at <= start + length + _HOP_S)
                gain[inside] *= np.cos(share[inside] * np.pi) * 0.5 + 0.5
        return gain

    def _steps(self, heard: Curve) -> Curve | None:
        """Takes back what is louder than something of more energy: a roll before a drop often is.

        Louder by ear (K-weighted) or on a meter (not weighted): a drop is to be more in both.

        Args:
            heard: square of the gain of each hop so far.

        Returns:
            A gain for each hop; None where everything is as planned.
        """
        spans = [
            slice(int(start / _HOP_S), max(int(start / _HOP_S) + 1, int(end / _HOP_S)))
            for start, end, _ in self._target.sections
        ]
        energies = [energy for _, _, energy in self._target.sections]
        meters = [
            [10 * float(np.log10((power * heard)[span].mean() + 1e-12)) for span in spans]
            for power in (self._energies, self._powers)
        ]
        gain = np.ones(len(heard))
        for index in sorted(range(len(spans)), key=lambda number: -energies[number]):
            too_loud_db = [
                levels[index] - level + min(_MOST_STEP_DB, _STEP_DB_PER_ENERGY * (energy - energies[index]))
                for levels in meters
                for level, energy in zip(levels, energies, strict=True)
                if energy - energies[index] >= _LEAST_ENERGY_STEP
            ]
            lowered_db = min(_MOST_LOWERED_DB, max([0.0, *too_loud_db]))
            for levels in meters:
                levels[index] -= lowered_db
            gain[spans[index]] = 10 ** (-lowered_db / 20)
        if gain.min() > 10 ** (-_CLOSE_ENOUGH_DB / 20):
            return None
        mode = "wrap" if self._target.is_loop else "nearest"
        return np.asarray(ndimage.uniform_filter1d(gain, _STEP_HOPS, mode=mode))

    def _to_target(self, curve: Curve) -> float:
        loudness = loudness_lufs(self._energies * np.square(curve), self._frames)
        return 1.0 if loudness is None else float(10 ** ((self._target.lufs - loudness) / 20))


def true_peaks(before: Audio, block: Audio, after: Audio, hops: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    """Highest level between the samples (fourfold oversampling) in some hops of a block.

    Args:
        before, after: what surrounds the block, at least eight frames each, or nothing at the ends.
        block: whole hops.
        hops: which, counted in the block.
    """
    taps = len(_BETWEEN)
    pads = [max(0, taps // 2 - before.shape[1]), max(0, taps + HOP_FRAMES - after.shape[1])]
    sound = np.concatenate([before[:, -(taps // 2) :], block, after[:, : taps + HOP_FRAMES]], axis=1)
    sound = np.pad(sound, ((0, 0), pads))
    at = hops[:, None] * HOP_FRAMES + np.arange(HOP_FRAMES + 1)
    highest = np.zeros(len(hops), np.float32)
    for side in sound:
        neighbourhoods = np.lib.stride_tricks.sliding_window_view(side, taps)
        np.maximum(highest, np.abs(neighbourhoods[at] @ _BETWEEN).max(axis=(1, 2)), out=highest)
    return highest


def compressor_curve(
    peaks: Curve, *, threshold_db: float, ratio: float, attack_s: float = 0.012, release_s: float = 0.15
) -> Curve:
    """Gain of a feed-forward peak compressor with a hard knee."""
    attack, release = (float(np.exp(-_HOP_S / seconds)) for seconds in (attack_s, release_s))
    envelope = np.empty(len(peaks))
    level = 0.0
    for hop, peak in enumerate(peaks.tolist()):
        level = peak + (attack if peak > level else release) * (level - peak)
        envelope[hop] = level
    over_db = np.maximum(0, 20 * np.log10(envelope + 1e-9) - threshold_db)
    return np.asarray(10 ** (-over_db * (1 - 1 / ratio) / 20))


def limiter_curve(peaks: Curve, ceiling_db: float = _LIMITER_DB) -> Curve:
    """Gain of a look-ahead limiter: down before each peak, up again at its own pace, never above the ceiling."""
    need = np.minimum(1, 10 ** (ceiling_db / 20) / np.maximum(peaks, 1e-9))
    reach = _LIMITER_REACH
    lowest = ndimage.minimum_filter1d(need, 2 * reach + 3)
    window = np.hanning(2 * reach + 3)[1:-1]
    curve = np.convolve(np.pad(lowest, reach, mode="edge"), window / window.sum(), "valid")
    return _released(curve)


def _released(wishes: Curve) -> Curve:
    """A gain that falls at once and rises at its own pace: `min(wish, keep * before + (1 - keep) * wish)`, from 1 on.

    What two such steps in a row make of a gain y is `min(bound, share * y + glide)` again. So each round here takes
    twice as many steps together, until what was before them no longer counts.
    """
    share, reach = float(np.exp(-_HOP_S / _LIMITER_RELEASE_S)), 1
    bound, glide = wishes, (1 - share) * wishes
    while share > _FORGOTTEN and reach < len(wishes):
        bound_before = np.concatenate([np.ones(reach), bound[:-reach]])
        glide_before = np.concatenate([np.full(reach, 1 - share), glide[:-reach]])
        bound = np.minimum(bound, share * bound_before + glide)
        glide = share * glide_before + glide
        share, reach = share * share, 2 * reach
    return np.asarray(np.minimum(bound, share + glide))


def apply_curve(block: Audio, curve: Curve, *, start: int = 0, is_loop: bool = False) -> None:
    """Multiply a block with a gain curve in place, interpolated between the middles of the hops.

    Args:
        block: shape (2, frames).
        curve: of the whole.
        start: the block's first frame in the whole.
        is_loop: whether the curve goes on at its start.
    """
    first, last = start // HOP_FRAMES - 1, (start + block.shape[1]) // HOP_FRAMES + 2
    hops = np.arange(first, last)
    near = curve[hops % len(curve)] if is_loop else curve[np.clip(hops, 0, len(curve) - 1)]
    way = np.arange(HOP_FRAMES, dtype=np.float32) / HOP_FRAMES
    gain = (near[:-1, None].astype(np.float32) + np.diff(near)[:, None].astype(np.float32) * way).reshape(-1)
    begin = start - first * HOP_FRAMES - HOP_FRAMES // 2
    block *= gain[begin : begin + block.shape[1]]


def _between_samples() -> npt.NDArray[np.float32]:
    """Windowed sinc for the three points between two samples: shape (taps, 3)."""
    taps = np.arange(-7, 9)
    distance = taps[:, None] - np.array([0.25, 0.5, 0.75])
    kernel = np.sinc(distance) * np.cos(np.pi * distance / 18) ** 2
    return np.asarray(kernel / kernel.sum(axis=0), np.float32)


_BETWEEN = _between_samples()
