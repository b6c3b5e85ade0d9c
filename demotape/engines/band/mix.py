"""Filters, room, tape and mastering. All of it takes the audio in blocks and remembers where it was.

Audio is float32 of shape (channels, frames), full scale 1.0, at `SAMPLE_RATE`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import ndimage, signal

from demotape.audio.loudness import integrated_lufs, true_peak_dbtp
from demotape.engines.band.bank import SAMPLE_RATE, Audio
from demotape.engines.band.desk import Finish

TARGET_LUFS = -14.0
CEILING_DBTP = -1.0

Curve = npt.NDArray[np.float64]
"""A gain that changes with time: one factor for each hop of `HOP_FRAMES`."""

HOP_FRAMES = 64
_HOP_S = HOP_FRAMES / SAMPLE_RATE
_WORKING_LUFS = -16.0
_LIMITER_DB = -1.2
_MOST_TURNS = 6
_CLOSE_ENOUGH = 0.02
"""What limiting takes from the loudness is given back in a few turns, to 0.2 dB."""
_LOOK_CLOSER_FROM = 0.55
"""No level between the samples of music is more than 4 dB above them."""
_BLOCK = HOP_FRAMES * 1024
_LIMITER_REACH = 6
_LIMITER_RELEASE_S = 0.08
_FADE_IN_S = 0.003


class Filter:
    """A low cut and a high cut for audio that arrives in blocks."""

    def __init__(self, *, low_cut_hz: float | None = None, high_cut_hz: float | None = None, channels: int = 2) -> None:
        parts = []
        if low_cut_hz:
            parts.append(signal.butter(2, low_cut_hz, "high", fs=SAMPLE_RATE, output="sos"))
        if high_cut_hz:
            parts.append(signal.butter(3, high_cut_hz, fs=SAMPLE_RATE, output="sos"))
        self._sections = np.concatenate(parts) if parts else None
        self._state = np.zeros((0 if self._sections is None else len(self._sections), channels, 2))

    def __call__(self, block: Audio) -> Audio:
        """Filter the next block."""
        if self._sections is None:
            return block
        filtered, self._state = signal.sosfilt(self._sections, block, zi=self._state)
        return np.asarray(filtered, np.float32)


class Widener:
    """Adds to each side what the other played a few milliseconds ago."""

    _DELAYS_S = (0.017, 0.011)
    _SHARE = 0.3

    def __init__(self) -> None:
        self._delays = [int(seconds * SAMPLE_RATE) for seconds in self._DELAYS_S]
        self._past = np.zeros((2, max(self._delays)), np.float32)

    def __call__(self, block: Audio) -> Audio:
        """Widen the next block."""
        reach = self._past.shape[1]
        known = np.concatenate([self._past, block], axis=1)
        self._past = known[:, known.shape[1] - reach :]
        frames = block.shape[1]
        crossed = np.stack(
            [known[1 - side, reach - delay : reach - delay + frames] for side, delay in enumerate(self._delays)]
        )
        return np.asarray(block + self._SHARE * crossed * np.array([[1], [-1]]), np.float32)


class Room:
    """Reverb: convolution with decaying noise, different on both sides."""

    def __init__(self, seconds: float, noise: np.random.Generator, *, brightness_hz: float = 5000) -> None:
        frames = int(seconds * SAMPLE_RATE)
        at = np.arange(frames, dtype=np.float32) / SAMPLE_RATE
        response = noise.standard_normal((2, frames), dtype=np.float32)
        response *= 10 ** (-3 * at / seconds) * np.minimum(1, at / 0.012)
        response = Filter(low_cut_hz=180, high_cut_hz=brightness_hz)(response)
        self._response = response / np.sqrt(np.square(response).sum(axis=1, keepdims=True))
        self._tail = np.zeros((2, frames - 1), np.float32)
        self._send = Filter(low_cut_hz=200)

    def __call__(self, block: Audio) -> Audio:
        """What the room answers while the next block sounds."""
        frames = block.shape[1]
        heard: Audio = signal.oaconvolve(self._send(block), self._response, axes=1).astype(np.float32)
        heard[:, : self._tail.shape[1]] += self._tail
        self._tail = heard[:, frames:]
        return heard[:, :frames]


class Tape:
    """An old cassette: pitch wow and flutter, saturation, no treble, crackle and hiss."""

    _BASE_DELAY = 40
    _WOW = (26, 0.55)
    _FLUTTER = (5, 6.3)
    """(frames, hertz)"""
    _DRIVE = 1.8
    _CRACKLES_PER_S = 9

    def __init__(self, noise: np.random.Generator) -> None:
        self._noise = noise
        self._frame = 0
        self._past = np.zeros((2, 2 * self._BASE_DELAY), np.float32)
        self._tone = Filter(low_cut_hz=32, high_cut_hz=9500)
        self._hiss = Filter(low_cut_hz=400, high_cut_hz=7000)
        self._crackle = Filter(low_cut_hz=600, high_cut_hz=5500)

    def __call__(self, block: Audio) -> Audio:
        """Play the next block back from the cassette."""
        frames = block.shape[1]
        seconds = (self._frame + np.arange(frames)) / SAMPLE_RATE
        self._frame += frames
        delay = self._BASE_DELAY + sum(
            depth * np.sin(2 * np.pi * rate * seconds) for depth, rate in (self._WOW, self._FLUTTER)
        )
        reach = self._past.shape[1]
        known = np.concatenate([self._past, block], axis=1)
        self._past = known[:, known.shape[1] - reach :]
        position = reach + np.arange(frames) - delay
        played = np.stack([np.interp(position, np.arange(known.shape[1]), side) for side in known])
        out = self._tone(np.asarray(np.tanh(played * self._DRIVE) / self._DRIVE, np.float32))

        out += self._hiss(self._noise.standard_normal((2, frames), dtype=np.float32) * np.float32(0.0016))
        clicks = np.zeros((2, frames), np.float32)
        places = self._noise.integers(0, frames, self._noise.poisson(self._CRACKLES_PER_S * frames / SAMPLE_RATE))
        clicks[:, places] = self._noise.uniform(-0.09, 0.09, len(places))
        return np.asarray(out + self._crackle(clicks), np.float32)


def master(mix: Audio, finish: Finish, *, report: Callable[[float], None] = lambda _: None) -> None:
    """Bring a mix to its final loudness, in place: glue compressor, -14 LUFS, limiter, fades.

    Args:
        mix: shape (2, frames), not silent.
        finish: how much the compressor does.
        report: told the share that is done, 0 to 1.
    """
    _gain(mix, _to_loudness(mix, _WORKING_LUFS))
    report(0.15)
    apply_curve(mix, compressor_curve(hop_peaks(mix), threshold_db=finish.threshold_db, ratio=finish.ratio))
    _fade(mix)
    report(0.35)
    for turn in range(_MOST_TURNS):
        factor = _to_loudness(mix, TARGET_LUFS)
        if turn > 1 and abs(factor - 1) < _CLOSE_ENOUGH:
            break
        _gain(mix, factor)
        apply_curve(mix, limiter_curve(true_hop_peaks(mix, above=_LOOK_CLOSER_FROM), ceiling_db=_LIMITER_DB))
        report(0.35 + 0.3 * min(turn + 1, 2))
    peak = true_peak_dbtp(mix.T, SAMPLE_RATE)
    if peak is not None and peak > CEILING_DBTP - 0.05:
        _gain(mix, 10 ** ((CEILING_DBTP - 0.05 - peak) / 20))
    report(1.0)


def hop_peaks(mix: Audio) -> Curve:
    """Highest sample in each hop: shape (hops,)."""
    whole = mix.shape[1] // HOP_FRAMES * HOP_FRAMES
    peaks = np.zeros(-(-mix.shape[1] // HOP_FRAMES))
    for start in range(0, whole, _BLOCK):
        level = np.abs(mix[:, start : min(start + _BLOCK, whole)]).max(axis=0).reshape(-1, HOP_FRAMES).max(axis=1)
        peaks[start // HOP_FRAMES : start // HOP_FRAMES + len(level)] = level
    if whole < mix.shape[1]:
        peaks[-1] = np.abs(mix[:, whole:]).max()
    return peaks


def true_hop_peaks(mix: Audio, *, above: float) -> Curve:
    """Highest level in each hop, between the samples too (fourfold oversampling): shape (hops,).

    Hops that stay below `above` are not looked into more closely.
    """
    peaks = hop_peaks(mix)
    taps = len(_BETWEEN)
    frames = mix.shape[1]
    for start in range(0, frames, _BLOCK):
        first = start // HOP_FRAMES
        hot = np.flatnonzero(peaks[first : first + _BLOCK // HOP_FRAMES] > above)
        if not hot.size:
            continue
        at = hot[:, None] * HOP_FRAMES + np.arange(HOP_FRAMES + 1)
        before, after = max(0, start - taps // 2), min(frames, start + _BLOCK + HOP_FRAMES + taps)
        edges = (taps // 2 - (start - before), start + _BLOCK + HOP_FRAMES + taps - after)
        for side in mix:
            neighbourhoods = np.lib.stride_tricks.sliding_window_view(np.pad(side[before:after], edges), taps)
            level = np.abs(neighbourhoods[at] @ _BETWEEN).max(axis=(1, 2))
            peaks[first + hot] = np.maximum(peaks[first + hot], level)
    return peaks


def compressor_curve(
    peaks: Curve, *, threshold_db: float, ratio: float, attack_s: float = 0.012, release_s: float = 0.15
) -> Curve:
    """Gain of a feed-forward peak compressor with a hard knee.

    Source: D. Giannoulis, M. Massberg, J. D. Reiss, "Digital Dynamic Range Compressor Design", JAES 60 (2012).
    """
    attack, release = (float(np.exp(-_HOP_S / seconds)) for seconds in (attack_s, release_s))
    envelope = np.empty(len(peaks))
    level = 0.0
    for hop, peak in enumerate(peaks.tolist()):
        level = peak + (attack if peak > level else release) * (level - peak)
        envelope[hop] = level
    over_db = np.maximum(0, 20 * np.log10(envelope + 1e-9) - threshold_db)
    return np.asarray(10 ** (-over_db * (1 - 1 / ratio) / 20))


def limiter_curve(peaks: Curve, *, ceiling_db: float) -> Curve:
    """Gain of a look-ahead limiter: down before each peak, up again at its own pace, never above the ceiling."""
    need = np.minimum(1, 10 ** (ceiling_db / 20) / np.maximum(peaks, 1e-9))
    reach = _LIMITER_REACH
    lowest = ndimage.minimum_filter1d(need, 2 * reach + 3)
    window = np.hanning(2 * reach + 3)[1:-1]
    curve = np.convolve(np.pad(lowest, reach, mode="edge"), window / window.sum(), "valid")
    rise = float(1 - np.exp(-_HOP_S / _LIMITER_RELEASE_S))
    gain = 1.0
    for hop, wish in enumerate(curve.tolist()):
        gain = wish if wish < gain else gain + (wish - gain) * rise
        curve[hop] = gain
    return curve


def apply_curve(mix: Audio, curve: Curve) -> None:
    """Multiply a mix with a gain curve in place, interpolated between the middles of the hops."""
    block = _BLOCK
    centres = np.arange(len(curve)) * HOP_FRAMES + HOP_FRAMES / 2
    for start in range(0, mix.shape[1], block):
        part = mix[:, start : start + block]
        first, last = max(0, start // HOP_FRAMES - 1), (start + block) // HOP_FRAMES + 2
        at = np.arange(start, start + part.shape[1])
        part *= np.interp(at, centres[first:last], curve[first:last]).astype(np.float32)


def _to_loudness(mix: Audio, lufs: float) -> float:
    loudness = integrated_lufs(mix.T, SAMPLE_RATE)
    return 1.0 if loudness is None else float(10 ** ((lufs - loudness) / 20))


def _gain(mix: Audio, factor: float) -> None:
    np.multiply(mix, np.float32(factor), out=mix)


def _fade(mix: Audio) -> None:
    length = mix.shape[1]
    fade_out = min(length, int(min(0.1 * length / SAMPLE_RATE, 1.2) * SAMPLE_RATE))
    mix[:, length - fade_out :] *= (np.cos(np.linspace(0, np.pi, fade_out)) * 0.5 + 0.5).astype(np.float32)
    fade_in = min(length, int(_FADE_IN_S * SAMPLE_RATE))
    mix[:, :fade_in] *= np.linspace(0, 1, fade_in, dtype=np.float32)


def _between_samples() -> npt.NDArray[np.float32]:
    """Windowed sinc for the three points between two samples: shape (taps, 3)."""
    taps = np.arange(-7, 9)
    distance = taps[:, None] - np.array([0.25, 0.5, 0.75])
    kernel = np.sinc(distance) * np.cos(np.pi * distance / 18) ** 2
    return np.asarray(kernel / kernel.sum(axis=0), np.float32)


_BETWEEN = _between_samples()
