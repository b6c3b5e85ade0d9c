"""How loud a piece of audio is, after ITU-R BS.1770-4: integrated loudness and true peak.

Both meters take the audio in blocks, so that a long file never has to lie in memory as a whole.
The functions do the same for samples that are in memory already.

Sources: ITU-R BS.1770-4 (2015), annexes 1 and 2; the analogue parameters of the K weighting, which give the
coefficients for any sample rate, are those of B. De Man, "Evaluation of implementations of the EBU R128
loudness measurement", AES 145 (2018).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from demotape.audio.filters import DOUBLE, Filter, Section

Samples = npt.NDArray[np.floating]
"""Audio as floating point, full scale 1.0, of shape (frames, channels) or (frames,) for mono."""

_BLOCK_FRAMES = 65_536

_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_HOPS_PER_SECOND = 10
_HOPS_PER_GATING_BLOCK = 4  # 400 ms, overlapping by 75 %

_OVERSAMPLING = 4
_HALF_TAPS = 12  # the interpolation reaches over this many frames on either side
_WINDOW_FRAMES = 64


def integrated_lufs(samples: Samples, sample_rate: int) -> float | None:
    """Integrated (gated) loudness.

    Args:
        samples: shape (frames, channels) or (frames,), full scale 1.0, finite.
        sample_rate: hertz, 4,000 or more, as of all audio that is decoded.

    Returns:
        LUFS, or None where no 400 ms block is louder than -70 LUFS: silence, or less than 0.4 s of audio.
    """
    meter = LoudnessMeter(sample_rate, channels=1 if samples.ndim == 1 else samples.shape[1])
    for start in range(0, len(samples), _BLOCK_FRAMES):
        meter.feed(samples[start : start + _BLOCK_FRAMES])
    return meter.integrated_lufs


def true_peak_dbtp(samples: Samples, sample_rate: int) -> float | None:  # noqa: ARG001 - same form as integrated_lufs
    """Highest level between the samples, by interpolation to four times the sample rate.

    Args:
        samples: shape (frames, channels) or (frames,), full scale 1.0, finite.
        sample_rate: hertz. The oversampling is fourfold at any rate.

    Returns:
        dBTP (0 is full scale), or None for digital silence and for no samples at all.
    """
    meter = TruePeakMeter(channels=1 if samples.ndim == 1 else samples.shape[1])
    for start in range(0, len(samples), _BLOCK_FRAMES):
        meter.feed(samples[start : start + _BLOCK_FRAMES])
    return meter.true_peak_dbtp


class LoudnessMeter:
    """Integrated loudness of audio that arrives in blocks of any size."""

    def __init__(self, sample_rate: int, *, channels: int) -> None:
        self._sample_rate = sample_rate
        self._weights = _channel_weights(channels)
        self._filter = Filter(k_weighting(sample_rate), channels=channels, precision=DOUBLE)
        self._frames = 0
        self._hop_energy: list[float] = []

    def feed(self, samples: Samples) -> None:
        """Take in the next block: shape (frames, channels), or (frames,) for mono."""
        if not len(samples):
            return
        block = np.asarray(samples, np.float64).reshape(len(samples), -1)
        power = self._weights @ np.square(self._filter(np.ascontiguousarray(block.T)))

        first_hop = self._frames * _HOPS_PER_SECOND // self._sample_rate
        last_hop = (self._frames + len(block) - 1) * _HOPS_PER_SECOND // self._sample_rate
        starts = [0] + [self._hop_start(hop) - self._frames for hop in range(first_hop + 1, last_hop + 1)]
        energies = np.add.reduceat(power, starts).tolist()
        if first_hop < len(self._hop_energy):
            self._hop_energy[first_hop] += energies.pop(0)
        self._hop_energy += energies
        self._frames += len(block)

    @property
    def integrated_lufs(self) -> float | None:
        """Loudness of everything so far in LUFS; None for silence and for less than 0.4 s."""
        whole_hops = self._frames * _HOPS_PER_SECOND // self._sample_rate
        blocks = whole_hops - _HOPS_PER_GATING_BLOCK + 1
        if blocks < 1:
            return None
        edges = np.array([self._hop_start(hop) for hop in range(whole_hops + 1)])
        frames = edges[_HOPS_PER_GATING_BLOCK:] - edges[:blocks]
        energy = np.convolve(self._hop_energy[:whole_hops], np.ones(_HOPS_PER_GATING_BLOCK), "valid")
        power = np.maximum(energy / frames, 0.0)

        power = power[power > _power(_ABSOLUTE_GATE_LUFS)]
        if not power.size:
            return None
        power = power[power > power.mean() * 10 ** (_RELATIVE_GATE_LU / 10)]
        return _lufs(float(power.mean()))

    def _hop_start(self, hop: int) -> int:
        """First frame of the hop. Rounded up, so that rates that ten does not divide do not drift."""
        return -(-hop * self._sample_rate // _HOPS_PER_SECOND)


class TruePeakMeter:
    """True peak of audio that arrives in blocks of any size.

    The first and last 12 frames count by their sample values alone: what a filter rings there belongs to
    the hard cut and not to the music.
    """

    def __init__(self, *, channels: int) -> None:
        self._peak = 0.0
        self._carry = np.zeros((0, channels), np.float32)

    def feed(self, samples: Samples) -> None:
        """Take in the next block: shape (frames, channels), or (frames,) for mono."""
        if not len(samples):
            return
        block = np.asarray(samples, np.float32).reshape(len(samples), -1)
        block = np.concatenate([self._carry, block])
        self._carry = block[-(2 * _HALF_TAPS - 1) :].copy()
        self._peak = max(self._peak, float(np.abs(block).max()))
        for channel in block.T:
            self._interpolate(np.ascontiguousarray(channel))

    @property
    def true_peak_dbtp(self) -> float | None:
        """Highest level so far in dBTP; None if every sample was zero."""
        return 20 * math.log10(self._peak) if self._peak > 0 else None

    def _interpolate(self, channel: npt.NDArray[np.float32]) -> None:
        taps = 2 * _HALF_TAPS
        if len(channel) < taps:
            return
        neighbourhoods = np.lib.stride_tricks.sliding_window_view(channel, taps)
        starts = np.arange(0, len(neighbourhoods), _WINDOW_FRAMES)
        # A window reaches over its own frames and `taps` more, which lie in the next window.
        reach = np.maximum.reduceat(np.abs(channel), starts)
        reach = np.maximum(reach, np.append(reach[1:], reach[-1]))
        # No interpolated value exceeds the largest sample in reach times the filter's gain: most windows
        # cannot hold the peak, and the loudest ones, taken first, rule out most of the others.
        order = np.argsort(reach)[::-1]
        for batch in np.array_split(order, max(1, len(order) // 64)):
            able = batch[reach[batch] * _INTERPOLATION_GAIN > self._peak]
            if not able.size:
                break
            at = (starts[able][:, None] + np.arange(_WINDOW_FRAMES)).ravel()
            at = at[at < len(neighbourhoods)]
            self._peak = max(self._peak, float(np.abs(neighbourhoods[at] @ _INTERPOLATION).max()))


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return 10 ** ((lufs + 0.691) / 10)


def _channel_weights(channels: int) -> npt.NDArray[np.float64]:
    """Surround channels count 1.41-fold and the low-frequency channel not at all (order L R C LFE Ls Rs)."""
    if channels == 5:
        return np.array([1.0, 1.0, 1.0, 1.41, 1.41])
    if channels == 6:
        return np.array([1.0, 1.0, 1.0, 0.0, 1.41, 1.41])
    return np.ones(channels)


def k_weighting(sample_rate: int) -> tuple[Section, Section]:
    """The K weighting: a high shelf (the head), then a high pass (low frequencies).

    Args:
        sample_rate: hertz, above twice the 1,682 at which the shelf begins; below that it would not be stable.
    """
    k = math.tan(math.pi * 1681.9744509555319 / sample_rate)
    q = 0.7071752369554193
    high = 10 ** (3.99984385397 / 20)
    band = high**0.499666774155
    norm = 1 + k / q + k * k
    shelf = (
        (high + band * k / q + k * k) / norm,
        2 * (k * k - high) / norm,
        (high - band * k / q + k * k) / norm,
        2 * (k * k - 1) / norm,
        (1 - k / q + k * k) / norm,
    )
    k = math.tan(math.pi * 38.13547087613982 / sample_rate)
    q = 0.5003270373253953
    norm = 1 + k / q + k * k
    high_pass = (1.0, -2.0, 1.0, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm)
    return shelf, high_pass


def _interpolation_filters() -> npt.NDArray[np.float32]:
    """Windowed sinc for the points between two samples: shape (taps, oversampling - 1)."""
    taps = np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)
    fractions = np.arange(1, _OVERSAMPLING) / _OVERSAMPLING
    distance = taps[:, None] - fractions[None, :]
    window = np.i0(8.0 * np.sqrt(np.clip(1 - (distance / _HALF_TAPS) ** 2, 0, None))) / np.i0(8.0)
    filters = np.sinc(distance) * window
    return np.asarray(filters / filters.sum(axis=0), np.float32)


_INTERPOLATION = _interpolation_filters()
_INTERPOLATION_GAIN = float(np.abs(_INTERPOLATION).sum(axis=0).max()) * 1.001
