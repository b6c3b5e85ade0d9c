"""Sounds that are computed and not sampled: the sub bass and the noise riser."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from demotape.engines.band.bank import SAMPLE_RATE, Piece
from demotape.engines.band.presets import RISER, SUB_BASS
from demotape.engines.band.voice import Mono

_TAIL_S = 0.12
_LENGTH_STEP_S = 0.02
_LONGEST_S = 20.0


def pieces(preset: str, key: int, velocity: int, length_s: float, *, seed: int) -> list[Piece]:
    """One note of a computed sound, in the form that the bank gives its notes.

    Args:
        preset: a name in `presets.COMPUTED`.
        key: MIDI note number; a riser has none.
        velocity: 1 to 127.
        length_s: how long it is held, in seconds.
        seed: of the riser's noise.

    Raises:
        KeyError: no such sound.
    """
    if preset == SUB_BASS:
        steps = max(1, round(min(length_s, _LONGEST_S) / _LENGTH_STEP_S))
        gain = 0.5 * velocity / 127
        return [Piece(0, sub_bass(key, steps), gain, gain)]
    if preset == RISER:
        gain = 0.12 * velocity / 127
        noise = np.random.default_rng([seed & 0xFFFFFFFF, 7])
        swells = (riser(min(length_s, _LONGEST_S), noise) for _ in range(2))
        return [Piece(0, next(swells), gain, 0.0), Piece(0, next(swells), 0.0, gain)]
    raise KeyError(preset)


@lru_cache(128)
def sub_bass(key: int, steps: int) -> Mono:
    """A sine bass that drops into its pitch, slightly saturated so that small speakers show it too.

    Args:
        key: MIDI note number.
        steps: how long it is held, in steps of 0.02 s.

    Returns:
        Not to be written to.
    """
    length_s = steps * _LENGTH_STEP_S
    seconds = np.arange(int((length_s + _TAIL_S) * SAMPLE_RATE)) / SAMPLE_RATE
    pitch_hz = 440 * 2 ** ((key - 69) / 12)
    phase = 2 * np.pi * pitch_hz * (seconds + 0.06 * (1 - np.exp(-seconds * 25)))
    level = np.minimum(1, seconds / 0.006) * np.exp(-0.9 * seconds) * np.clip((length_s + 0.1 - seconds) / 0.1, 0, 1)
    return np.asarray(np.tanh(1.6 * np.sin(phase)) * level, np.float32)


def riser(length_s: float, noise: np.random.Generator) -> Mono:
    """Bright noise that swells up to its end."""
    frames = int((length_s + _TAIL_S) * SAMPLE_RATE)
    seconds = np.arange(frames, dtype=np.float32) / SAMPLE_RATE
    level = np.clip(seconds / length_s, 0, 1) ** 2.2 * np.clip((length_s + 0.1 - seconds) / 0.1, 0, 1)
    white = noise.standard_normal(frames, dtype=np.float32)
    smooth = np.cumsum(white)
    smooth[12:] = (smooth[12:] - smooth[:-12]) / 12
    return np.asarray((white - smooth) * level, np.float32)
