"""Music whose tempo, key and beats are known because they were written down first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Wave = npt.NDArray[np.float64]
Samples = npt.NDArray[np.float32]

SAMPLE_RATE = 44_100

CADENCES = {
    "major": ((0, "major"), (5, "major"), (7, "major"), (0, "major")),
    "minor": ((0, "minor"), (5, "minor"), (7, "major"), (0, "minor")),
}
"""Chords that leave no doubt about the key: semitones above its tonic, and kind."""
POP_LOOP = ((0, "major"), (7, "major"), (9, "minor"), (5, "major"))
MINOR_LOOP = ((0, "minor"), (8, "major"), (3, "major"), (10, "major"))
"""All its notes are also those of the relative major, so its mode cannot be told."""

_TRIADS = {"major": (0, 4, 7), "minor": (0, 3, 7)}


def clicks(seconds: float, *, bpm: float, first_s: float = 0.0) -> Samples:
    """A metronome: shape (frames, 1)."""
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    at = np.arange(900) / SAMPLE_RATE
    click = np.sin(2 * np.pi * 1500 * at) * np.exp(-at * 220)
    for beat in np.arange(first_s, seconds, 60 / bpm):
        _add(wave, click, float(beat))
    return _mastered(wave)


def groove(seconds: float, *, bpm: float, eighths: str) -> Samples:
    """Clicks of these strengths, 0 to 9, one an eighth, over and over: shape (frames, 1)."""
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    at = np.arange(900) / SAMPLE_RATE
    click = np.sin(2 * np.pi * 1500 * at) * np.exp(-at * 220)
    for index in range(int(seconds * bpm / 30)):
        _add(wave, int(eighths[index % len(eighths)]) / 9 * click, index * 30 / bpm)
    return _mastered(wave)


def distorted(seconds: float, *, bpm: float, eighths: str, seed: int = 1) -> Samples:
    """The same clicks under a power chord that an amplifier drives into noise: shape (frames, 1)."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    hiss = 0.3 * np.random.default_rng(seed).standard_normal(len(at))
    chord = sum(np.sin(2 * np.pi * hertz * at) for hertz in (82.4, 123.5, 164.8))
    return _mastered(groove(seconds, bpm=bpm, eighths=eighths)[:, 0] + 0.25 * np.tanh(12 * (chord + hiss)))


def song(
    seconds: float,
    *,
    bpm: float,
    tonic: int = 0,
    chords: Sequence[tuple[int, str]] = POP_LOOP,
    drums: bool = True,
    seed: int = 1,
) -> Samples:
    """Chords of a bar each, a bass on every beat, arpeggios in eighths and a drum kit: shape (frames, 1)."""
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    beat_s = 60 / bpm
    if drums:
        _add_drums(wave, beat_s, np.random.default_rng(seed))
    for bar in range(int(seconds / (4 * beat_s)) + 1):
        root, kind = chords[bar % len(chords)]
        root = (tonic + root) % 12
        for step in _TRIADS[kind]:
            _add(wave, 0.12 * _note(60 + (root + step) % 12, 4 * beat_s, decay_s=1.5, partials=8), bar * 4 * beat_s)
        for beat in range(4):
            _add(wave, 0.3 * _note(36 + root, beat_s, decay_s=0.4, partials=2), (bar * 4 + beat) * beat_s)
        for eighth in range(8):
            step = _TRIADS[kind][eighth % 3]
            arpeggio = 0.1 * _note(72 + (root + step) % 12, beat_s / 2, decay_s=0.2, partials=2)
            _add(wave, arpeggio, (bar * 4 + eighth / 2) * beat_s)
    return _mastered(wave)


def free_time(seconds: float, *, seed: int) -> Samples:
    """Notes of C major that come when they like: shape (frames, 1)."""
    chance = np.random.default_rng(seed)
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    at_s = 0.1
    while at_s < seconds:
        _add(wave, _note(int(chance.choice([48, 55, 60, 62, 64, 67, 72])), 2.0, decay_s=0.8, partials=8), at_s)
        at_s += float(chance.gamma(2, 0.35)) + 0.08
    return _mastered(wave)


def pad(seconds: float, *, seed: int) -> Samples:
    """Chords of A minor that swell and fade over each other, with nothing that begins: shape (frames, 1)."""
    chance = np.random.default_rng(seed)
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    at_s = 0.0
    while at_s < seconds:
        length_s = float(chance.uniform(3, 7))
        swell = np.sin(np.pi * np.linspace(0, 1, round(1.5 * length_s * SAMPLE_RATE))) ** 2
        at = np.arange(len(swell)) / SAMPLE_RATE
        for midi in (45, 57, 60, 64, int(chance.choice([67, 69, 71]))):
            _add(wave, swell * np.sin(2 * np.pi * _hertz(midi) * at + float(chance.uniform(0, 6))), at_s)
        at_s += length_s
    return _mastered(wave)


def noise(seconds: float, *, seed: int = 1) -> Samples:
    """White noise: shape (frames, 1)."""
    return _mastered(np.random.default_rng(seed).normal(size=round(seconds * SAMPLE_RATE)))


def _add_drums(wave: Wave, beat_s: float, chance: np.random.Generator) -> None:
    at = np.arange(round(0.3 * SAMPLE_RATE)) / SAMPLE_RATE
    kick = np.sin(2 * np.pi * (50 * at + 1.5 * (1 - np.exp(-at * 40)))) * np.exp(-at * 12)
    snare = 0.5 * chance.normal(size=len(at)) * np.exp(-at * 18)
    hat = 0.3 * np.diff(chance.normal(size=len(at) + 1)) * np.exp(-at * 60)
    for beat in range(int(len(wave) / SAMPLE_RATE / beat_s) + 1):
        _add(wave, snare if beat % 2 else kick, beat * beat_s)
        _add(wave, hat, beat * beat_s)
        _add(wave, 0.7 * hat, (beat + 0.5) * beat_s)


def _note(midi: int, seconds: float, *, decay_s: float, partials: int) -> Wave:
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = sum(np.sin(2 * np.pi * _hertz(midi) * n * at) / n for n in range(1, partials + 1))
    return np.asarray(wave * np.minimum(at / 0.005, 1) * np.exp(-at / decay_s))


def _hertz(midi: float) -> float:
    return float(440 * 2 ** ((midi - 69) / 12))


def _add(wave: Wave, sound: Wave, at_s: float) -> None:
    start = round(at_s * SAMPLE_RATE)
    part = sound[: max(0, len(wave) - start)]
    wave[start : start + len(part)] += part


def _mastered(wave: Wave) -> Samples:
    return np.asarray(0.7 * wave / np.abs(wave).max(), np.float32)[:, None]
