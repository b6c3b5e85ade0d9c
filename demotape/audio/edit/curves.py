"""How a level moves from silence to full, sample by sample."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from demotape.audio.edit.steps import FadeShape

Curve = npt.NDArray[np.float32]
"""Factors from 0 to 1, shape (frames, 1)."""

_FLOOR_DB = 60.0


def rise(frames: int, shape: FadeShape, *, start: int = 0, stop: int | None = None) -> Curve:
    """The part from `start` to `stop` of a rise over so many frames. It begins at 0 and comes to 1 right after its end.

    Args:
        frames: of the whole rise.
        shape: `linear` in amplitude; `equal power`: a quarter of a sine, so that a rise and the fall beside it have
            constant power; `exponential`: evenly in decibels from -60 dB, and brought down to true silence.
        start: first frame.
        stop: frame after the last.
    """
    share = np.arange(start, frames if stop is None else stop, dtype=np.float64)[:, None] / max(1, frames)
    if shape == "equal power":
        share = np.sin(share * math.pi / 2)
    elif shape == "exponential":
        steepness = _FLOOR_DB / 20 * math.log(10)
        share = np.expm1(share * steepness) / math.expm1(steepness)
    return share.astype(np.float32)


def fall(frames: int, shape: FadeShape, *, start: int = 0, stop: int | None = None) -> Curve:
    """The part from `start` to `stop` of a fall over so many frames: the mirror of `rise`, with 0 at its last frame."""
    stop = frames if stop is None else stop
    return rise(frames, shape, start=frames - stop, stop=frames - start)[::-1]
