"""Audio that arrives in blocks, as one channel at a wanted sample rate and as overlapping frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

ANALYSIS_RATE = 22_050
"""Sample rate in hertz of the one channel that tempo, key and bass are looked for in."""

Mono = npt.NDArray[np.float32]
"""One channel, full scale 1.0, shape (frames,)."""


class MonoStream:
    """Turns blocks of a file into one channel at another sample rate."""

    def __init__(self, sample_rate: int, wanted_rate: int) -> None:
        """Both rates in hertz."""
        self._resampler: Any = None
        if sample_rate != wanted_rate:
            self._resampler = soxr.ResampleStream(sample_rate, wanted_rate, 1, dtype="float32", quality="HQ")

    def feed(self, block: npt.NDArray[np.float32]) -> Mono:
        """The mean of the channels of a block of shape (frames, channels).

        The resampler looks ahead, so what comes out is a little behind what went in.
        """
        mono: Mono = block.mean(axis=1, dtype=np.float32)
        if self._resampler is None:
            return mono
        resampled: Mono = self._resampler.resample_chunk(mono)
        return resampled

    def finish(self) -> Mono:
        """What is still to come when the file has ended."""
        if self._resampler is None:
            return np.zeros(0, np.float32)
        rest: Mono = self._resampler.resample_chunk(np.zeros(0, np.float32), last=True)
        return rest


class FrameCutter:
    """Cuts a stream of samples into frames of `size` samples, a new one every `hop` samples."""

    def __init__(self, size: int, hop: int) -> None:
        self.size = size
        self.hop = hop
        self._carry: Mono = np.zeros(0, np.float32)

    def feed(self, samples: Mono) -> Mono:
        """The frames that are complete now: shape (count, size), a view that must not be written to."""
        buffer = np.concatenate([self._carry, samples])
        count = max(0, 1 + (len(buffer) - self.size) // self.hop)
        self._carry = buffer[count * self.hop :]
        if not count:
            return np.zeros((0, self.size), np.float32)
        return np.lib.stride_tricks.sliding_window_view(buffer, self.size)[: count * self.hop : self.hop]

    def finish(self) -> Mono:
        """What is left over, filled up with zeros to one frame: shape (1, size), or (0, size) if nothing is left."""
        rest, self._carry = self._carry, np.zeros(0, np.float32)
        if not len(rest):
            return np.zeros((0, self.size), np.float32)
        return np.pad(rest, (0, self.size - len(rest)))[None, :]


def periodic_hann(size: int) -> Mono:
    """The Hann window whose copies, half a window apart, add up to one."""
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size), np.float32)


def slaney_mel_filters(*, sample_rate: int, fft_size: int, bands: int) -> Mono:
    """Triangles on the mel scale, each of unit area in hertz, from 0 Hz to half the sample rate.

    Returns:
        Weights of shape (fft_size // 2 + 1, bands), for a power spectrum.

    Source: M. Slaney, "Auditory Toolbox", Interval Research 1998-010. The scale is linear up to 1 kHz (15 mel)
    and logarithmic above, 27 mel for a factor of 6.4.
    """
    top = sample_rate / 2
    top_mel = 15 + 27 * np.log(top / 1000) / np.log(6.4) if top >= 1000 else top * 3 / 200
    mel = np.linspace(0, top_mel, bands + 2)
    edges = np.where(mel >= 15, 1000 * np.exp(np.log(6.4) / 27 * (mel - 15)), mel * 200 / 3)
    frequencies = np.linspace(0, top, fft_size // 2 + 1)[:, None]
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    rising = (frequencies - low) / (centre - low)
    falling = (high - frequencies) / (high - centre)
    triangles = np.maximum(0, np.minimum(rising, falling)) * 2 / (high - low)
    return np.asarray(triangles, np.float32)
