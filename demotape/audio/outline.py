"""The waveform in enough detail to zoom into it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from demotape.audio.decode import Decoder

PAIRS_PER_SECOND = 400
"""Fine enough to place a cut by eye; five minutes are 240 kB."""


def outline(path: Path) -> bytes:
    """The waveform of a file: pairs of int8 (lowest, highest), `PAIRS_PER_SECOND` of them, full scale at 127.

    Memory grows by 800 bytes with each second.

    Raises:
        AudioError: no audio, damaged, or cut off.
        OSError: the file cannot be read.
    """
    with Decoder(path) as source:
        per_pair = source.sample_rate / PAIRS_PER_SECOND
        pairs: list[npt.NDArray[np.int8]] = []
        waiting = np.zeros((0, source.channels), np.float32)
        done = 0  # pairs
        first = 0  # frame that `waiting` begins with
        for block in source.blocks():
            waiting = np.concatenate([waiting, block])
            whole = int((first + len(waiting)) / per_pair) - done
            if whole < 1:
                continue
            edges = np.rint((done + np.arange(whole + 1)) * per_pair).astype(np.int64) - first
            edges[-1] = min(edges[-1], len(waiting))
            pairs.append(_pairs(waiting[: edges[-1]], edges[:-1]))
            waiting, first, done = waiting[edges[-1] :], first + int(edges[-1]), done + whole
        if len(waiting):
            pairs.append(_pairs(waiting, np.zeros(1, np.int64)))
        return np.concatenate(pairs).tobytes() if pairs else b""


def _pairs(samples: npt.NDArray[np.float32], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int8]:
    lowest = np.minimum.reduceat(samples, starts, axis=0).min(axis=1)
    highest = np.maximum.reduceat(samples, starts, axis=0).max(axis=1)
    pairs = np.clip(np.rint(np.stack([lowest, highest], axis=1) * 127), -127, 127)
    steps: npt.NDArray[np.int8] = pairs.astype(np.int8)
    return steps
