"""Sounds that are computed and not sampled: the sub bass and the noise riser."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from demotape.engines.band.bank import SAMPLE_RATE, Audio

_TAIL_S = 0.12


@lru_cache(256)
def sub_bass(key: int, velocity: int, length_s: float) -> Audio:
    """A sine bass that drops into its pitch, slightly saturated so that small speakers show it too.

    Args:
        key: MIDI note number.
        velocity: 1 to 127.
        length_s: how long it is held, in seconds.

    Returns:
        Mono audio of shape (1, frames). Not to be written to.
    """
    seconds = np.arange(int((length_s + _TAIL_S) * SAMPLE_RATE)) / SAMPLE_RATE
    pitch_hz = 440 * 2 ** ((key - 69) / 12)
    phase = 2 * np.pi * pitch_hz * (seconds + 0.06 * (1 - np.exp(-seconds * 25)))
    level = np.minimum(1, seconds / 0.006) * np.exp(-0.9 * seconds) * np.clip((length_s + 0.1 - seconds) / 0.1, 0, 1)
    return np.asarray(np.tanh(1.6 * np.sin(phase)) * level * (0.5 * velocity / 127), np.float32)[None]


def riser(velocity: int, length_s: float, noise: np.random.Generator) -> Audio:
    """Bright noise that swells up to its end.

    Args:
        velocity: 1 to 127.
        length_s: in seconds.
        noise: where the noise comes from.

    Returns:
        Stereo audio of shape (2, frames), different on both sides.
    """
    frames = int((length_s + _TAIL_S) * SAMPLE_RATE)
    seconds = np.arange(frames, dtype=np.float32) / SAMPLE_RATE
    level = np.clip(seconds / length_s, 0, 1) ** 2.2 * np.clip((length_s + 0.1 - seconds) / 0.1, 0, 1)
    white = noise.standard_normal((2, frames), dtype=np.float32)
    smooth = np.cumsum(white, axis=1)
    smooth[:, 12:] = (smooth[:, 12:] - smooth[:, :-12]) / 12
    return np.asarray((white - smooth) * level * (0.12 * velocity / 127), np.float32)
