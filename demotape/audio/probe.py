"""What a file is and what is in it: the check that audio must pass before it becomes a take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demotape.audio.cores import one_core_per_product
from demotape.audio.decode import Decoder
from demotape.audio.formats import FORMATS, AudioFormat, sniff
from demotape.audio.loudness import LoudnessMeter, TruePeakMeter
from demotape.models import Measured

__all__ = ["FORMATS", "PEAK_BINS", "AudioFormat", "measure", "sniff"]

PEAK_BINS = 1200
"""Largest number of bins of a waveform."""

_CELL_FRAMES = 16  # the finest grid that the edges of bins can fall on


def measure(
    path: Path,
    *,
    progress: Callable[[int], None] = lambda frames: None,  # noqa: ARG005 - told to nobody
) -> tuple[AudioFormat, Measured]:
    """Decode a file to its end and measure it. Memory does not grow with its length.

    Args:
        path: the file.
        progress: told how many frames are done, a block at a time. What it raises ends the work.

    Raises:
        AudioError: no audio, damaged, cut off, or without a single frame; the message says which.
        OSError: the file cannot be read.
    """
    one_core_per_product()
    with Decoder(path) as source:
        loudness = LoudnessMeter(source.sample_rate, channels=source.channels)
        true_peak = TruePeakMeter(channels=source.channels)
        frames = 0
        lowest: list[npt.NDArray[np.float32]] = []
        highest: list[npt.NDArray[np.float32]] = []
        for block in source.blocks():
            frames += len(block)
            progress(frames)
            loudness.feed(block)
            true_peak.feed(block)
            cells = np.arange(0, len(block), _CELL_FRAMES)
            lowest.append(np.minimum.reduceat(block, cells, axis=0).min(axis=1))
            highest.append(np.maximum.reduceat(block, cells, axis=0).max(axis=1))
        return source.format, Measured(
            duration_s=frames / source.sample_rate,
            sample_rate=source.sample_rate,
            channels=source.channels,
            loudness_lufs=loudness.integrated_lufs,
            true_peak_dbtp=true_peak.true_peak_dbtp,
            peaks=_peaks(np.concatenate(lowest), np.concatenate(highest)),
        )


def _peaks(lowest: npt.NDArray[np.float32], highest: npt.NDArray[np.float32]) -> bytes:
    """Cells joined to at most `PEAK_BINS` bins of equal length, as pairs of int8 with full scale at 127."""
    bins = min(PEAK_BINS, len(lowest))
    starts = np.arange(bins) * len(lowest) // bins
    pairs = np.stack([np.minimum.reduceat(lowest, starts), np.maximum.reduceat(highest, starts)], axis=1)
    steps: npt.NDArray[np.int8] = np.clip(np.rint(pairs * 127), -127, 127).astype(np.int8)
    return steps.tobytes()
