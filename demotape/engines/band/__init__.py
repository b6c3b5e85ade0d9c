"""The Band: the built-in engine. It reads a prompt into a plan, arranges it, plays it on sampled instruments, mixes it.

    parse ── Plan ──▶ compose ── notes ──▶ render (bank, synth, mix) ── audio ──▶ file
                                                                          in a worker process

It is no neural model: the same plan always gives the same notes.
"""

from __future__ import annotations

from demotape.engines.band.engine import Band
from demotape.engines.base import Engine
from demotape.settings import Settings

__all__ = ["create"]


def create(settings: Settings) -> Engine:
    """Make the engine. Nothing is started or written yet."""
    return Band(settings)
