"""Audio into WAV files, block by block."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile

from demotape.engines.band.bank import SAMPLE_RATE, Audio


def write(blocks: Iterable[Audio], path: Path, *, seed: int) -> None:
    """Write audio as WAV, 16 bit: every browser and every music program plays and seeks it to the sample.

    Triangular dither of +-1 step (seeded) keeps quiet ends free of distortion.

    Args:
        blocks: each of shape (2, frames), full scale 1.0.
        path: where to; overwritten.
        seed: of the dither.

    Raises:
        OSError, soundfile.LibsndfileError: it cannot be written.
    """
    noise = np.random.default_rng([seed & 0xFFFFFFFF, 16])
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, 2, subtype="PCM_16", format="WAV") as file:
        for block in blocks:
            scaled = block * np.float32(32767)
            scaled += noise.random(scaled.shape, np.float32)
            scaled -= noise.random(scaled.shape, np.float32)
            np.clip(np.rint(scaled, out=scaled), -32768, 32767, out=scaled)
            file.write(scaled.T.astype(np.int16, order="C"))
