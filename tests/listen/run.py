"""Rendering and measuring all takes, in as many processes as asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import soundfile

from demotape.audio.cores import one_core_per_product
from demotape.audio.frames import ANALYSIS_RATE
from demotape.engines.band.bank import Bank
from demotape.engines.band.compose import compose
from demotape.engines.band.parse import parse
from demotape.engines.band.render import render_file
from tests.listen.measure import Take, librosa_bpm, measure, onsets_per_s
from tests.listen.prompts import Piece

_NICENESS = 5


def run(
    pieces: Sequence[tuple[int, Piece]], *, seeds: Sequence[int], folder: Path, jobs: int, report: Callable[[str], None]
) -> list[Take]:
    """Make and measure everything.

    Args:
        pieces: number of each piece, for the names of the files, and the piece.
        seeds: of which each piece is made.
        folder: where the audio goes; it exists.
        jobs: processes at a time.
        report: told a line whenever a take is done.
    """
    orders = [(number, piece, seed, folder) for number, piece in pieces for seed in seeds]
    takes = []
    # Librosa compiles itself when it is first used; two processes that do so at once leave a cache that crashes both.
    librosa_bpm(np.random.default_rng(0).normal(0, 0.1, 4 * ANALYSIS_RATE).astype(np.float32))
    onsets_per_s(np.zeros(ANALYSIS_RATE, np.float32))
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin) as pool:
        for done, take in enumerate(pool.map(_make, orders), 1):
            takes.append(take)
            report(f"{done} of {len(orders)}: {take.piece.prompt} (seed {take.seed})")
    return takes


def _begin() -> None:
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    one_core_per_product()


def _make(order: tuple[int, Piece, int, Path]) -> Take:
    number, piece, seed, folder = order
    plan = parse(piece.prompt, length_s=piece.length_s, seed=seed)
    path = folder / f"{number:02d}-{seed}.wav"
    render_file(plan, _bank(), path)
    audio, sample_rate = soundfile.read(path, dtype="int16")
    packed = path.with_suffix(".flac")  # the same samples in half of the space
    soundfile.write(packed, audio, sample_rate, subtype="PCM_16")
    path.unlink()
    return measure(piece, seed=seed, path=packed, plan=plan, score=compose(plan))


@cache
def _bank() -> Bank:
    return Bank()
