"""The key, from which notes sound how much.

Source: key profiles correlated with a pitch class histogram, after C. Krumhansl, "Cognitive Foundations of Musical
Pitch", Oxford 1990, with the profiles of J. Albrecht and D. Shanahan, "The use of large corpora to train a new type of
key-finding algorithm", Music Perception 31 (2013). The histogram is made of spectral peaks only, so that drums count
little, and is freed of the piece's own tuning. That all notes belong to the scale counts half as much as the profile:
it keeps a loop that dwells on one chord from being taken for the key of that chord. Keys a fifth apart share all notes
but one, and a dominant that sounds for long has the profile of a tonic; what tells them apart is where a piece begins
and where it comes to rest, so the bass of its first and last second counts too.

A loop of the four chords i VI III VII and its relative major hold the same notes, and no instrument can decide
between them. What reads a key has to name both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from demotape.audio.frames import ANALYSIS_RATE, FrameCutter, Mono, periodic_hann

_Floats = npt.NDArray[np.float64]

PITCH_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")

_FRAME, _HOP = 16_384, 8_192
_LOWEST_HZ, _HIGHEST_HZ = 55.0, 1_800.0
_CENTRE_HZ = 330.0
_BASS_BELOW_HZ = 262.0
_STRONG = 0.5  # of the strongest peak below that: the lowest such peak is the bass, what lies under it a rumble
_END_FRAMES = 2
_SOUNDING = 0.2  # of the fullest frame: less is a fade, or what rings on
_STEPS = 1_200  # of the histogram: cents within the octave

_MAJOR = (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081)
_MINOR = (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052)
_PROFILES = {"major": np.array(_MAJOR), "minor": np.array(_MINOR)}
_SCALE = np.array([1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1])
_SCALE_WEIGHT = 0.5
_END_WEIGHT = 0.1  # of a tonic that holds the bass at the start, and again at the end
_COMPRESSION = 0.7  # so that a long bass note does not outvote the chords
_LEAST_CONTRAST = 0.1  # of the pitch classes: noise has less
_SUREST = 0.95
_CLEAR = 0.2
"""Confidence from which there is a key."""

_PARENT_STEPS = {"major": 0, "minor": 3, "dorian": 10, "mixolydian": 5, "lydian": 7, "phrygian": 8, "locrian": 1}
"""Semitones from the tonic of a mode up to the tonic of the major scale that has the same notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What key was found."""

    tonic: int | None
    """Pitch class, 0 (C) to 11 (B); None where there is no clear key."""
    mode: str | None
    """`major` or `minor`; None where there is no clear key."""
    confidence: float
    """0 to 1: how well the notes fit this key or its relative, and how much worse all others."""
    tuning_cents: float
    """How far the piece is tuned above A = 440 Hz, -50 to 50."""

    @property
    def name(self) -> str | None:
        """For example `Eb minor`."""
        return None if self.tonic is None or self.mode is None else key_name(self.tonic, self.mode)

    @property
    def relative_name(self) -> str | None:
        """The key with the same notes, for example `F# major`."""
        if self.tonic is None or self.mode is None:
            return None
        return key_name(*relative_key(self.tonic, self.mode))


NO_CLEAR_KEY = Key(tonic=None, mode=None, confidence=0.0, tuning_cents=0.0)


class PitchMeter:
    """Which notes sound how much, of audio that arrives in blocks of any size. It keeps 65 bytes of each second."""

    def __init__(self) -> None:
        self._cutter = FrameCutter(_FRAME, _HOP)
        self._window = periodic_hann(_FRAME)
        self._cents = np.zeros(_STEPS)
        self._basses: list[_Floats] = []

    def feed(self, samples: Mono) -> None:
        """Take in the next block, shape (frames,), at `ANALYSIS_RATE`."""
        self._count(self._cutter.feed(samples))

    def chroma(self) -> _Floats:
        """Share of each pitch class, C first: shape (12,). All zeros for silence. Nothing may be fed after this."""
        self._count(self._cutter.finish())
        return _chroma(self._cents, _tuning_cents(self._cents))

    def key(self) -> Key:
        """The key of everything. Nothing may be fed after this."""
        chroma = self.chroma()
        if not chroma.any():
            return NO_CLEAR_KEY
        tuning_cents = _tuning_cents(self._cents)
        return _key(chroma, _ends(np.concatenate(self._basses), tuning_cents), tuning_cents)

    def _count(self, frames: Mono) -> None:
        if not len(frames):
            return
        frame, hertz, strength = _peaks(np.abs(np.fft.rfft(frames * self._window, axis=1)))
        cents = np.rint(1200 * np.log2(hertz / 440) + 900).astype(np.int64) % _STEPS
        weights = strength * np.exp(-(np.log2(hertz / _CENTRE_HZ) ** 2) / 4)
        self._cents += np.bincount(cents, weights, _STEPS)
        sounding = np.asarray(np.bincount(frame, weights, len(frames)), np.float64)
        self._basses.append(_basses(frame, hertz, cents, strength, sounding))


def key_name(tonic: int, mode: str) -> str:
    """Name of a key as a person reads it, for example `Eb minor`."""
    return f"{PITCH_NAMES[tonic % 12]} {mode}"


def relative_key(tonic: int, mode: str) -> tuple[int, str]:
    """The major or minor key with the same notes; of modes other than major, the major key."""
    if mode == "major":
        return (tonic + 9) % 12, "minor"
    return parent_major(tonic, mode), "major"


def parent_major(tonic: int, mode: str) -> int:
    """Tonic of the major key that has the same notes.

    Raises:
        KeyError: no such mode is known.
    """
    return (tonic + _PARENT_STEPS[mode]) % 12


def _peaks(spectra: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int64], _Floats, _Floats]:
    """Spectral peaks of frames, those of a frame in rising order: the frame of each, its frequency and its strength."""
    frequencies = np.fft.rfftfreq(_FRAME, 1 / ANALYSIS_RATE)
    inside = (frequencies > _LOWEST_HZ) & (frequencies < _HIGHEST_HZ)
    frequencies, power = frequencies[inside], spectra[:, inside].astype(np.float64) + 1e-9
    middle = power[:, 1:-1]
    is_peak = (middle > power[:, :-2]) & (middle >= power[:, 2:])
    # Noise has a flat spectrum; what rises from one counts, and a snare drum hardly does.
    flatness = np.exp(np.log(power).mean(axis=1)) / power.mean(axis=1)
    frame, at = np.nonzero(is_peak)
    at += 1
    before, peak, after = (np.log(power[frame, at + shift]) for shift in (-1, 0, 1))
    bend = before - 2 * peak + after
    shift = np.clip(0.5 * (before - after) / np.minimum(bend, -1e-12), -0.5, 0.5)
    hertz = frequencies[at] + shift * (ANALYSIS_RATE / _FRAME)
    return frame, hertz, np.sqrt(power[frame, at] * np.clip(1 - flatness[frame], 0, 1))


def _basses(
    frame: npt.NDArray[np.int64], hertz: _Floats, cents: npt.NDArray[np.int64], strength: _Floats, sounding: _Floats
) -> _Floats:
    """The lowest note of each frame: rows of its cents above C, its strength, and how much sounds in the frame."""
    found = np.zeros((len(sounding), 3))
    found[:, 2] = sounding
    deep = hertz < _BASS_BELOW_HZ
    strongest = np.zeros(len(sounding))
    np.maximum.at(strongest, frame[deep], strength[deep])
    rows = np.nonzero(deep & (strength > _STRONG * strongest[frame]))[0]
    owners, first = np.unique(frame[rows], return_index=True)
    lowest = rows[first]
    found[owners, 0], found[owners, 1] = cents[lowest], strength[lowest]
    return found


def _ends(basses: _Floats, tuning_cents: float) -> _Floats:
    """Share of each pitch class in the bass where the piece begins, and the same where it ends, added: shape (12,)."""
    sounding = basses[basses[:, 2] > _SOUNDING * basses[:, 2].max()]
    total = np.zeros(12)
    for end in (sounding[:_END_FRAMES], sounding[-_END_FRAMES:]):
        classes = np.rint((end[:, 0] - tuning_cents) / 100).astype(np.int64) % 12
        total += np.bincount(classes, end[:, 1], 12) / max(end[:, 1].sum(), 1e-12)
    return total


def _tuning_cents(histogram: _Floats) -> float:
    """How far the peaks lie above the nearest notes of A = 440 Hz, as a circular mean: -50 to 50."""
    angles = 2j * np.pi * np.arange(_STEPS) / 100
    return float(np.angle(np.sum(histogram * np.exp(angles))) / (2 * np.pi) * 100)


def _chroma(histogram: _Floats, tuning_cents: float) -> _Floats:
    """Share of each pitch class; what lies between two notes counts little."""
    distance = np.arange(_STEPS) - tuning_cents
    nearest = np.rint(distance / 100)
    weights = histogram * np.exp(-0.5 * ((distance - 100 * nearest) / 20) ** 2)
    chroma = np.bincount(nearest.astype(np.int64) % 12, weights, 12)
    return np.asarray(chroma / max(chroma.sum(), 1e-12), np.float64)


def _key(chroma: _Floats, ends: _Floats, tuning_cents: float) -> Key:
    tuning_cents = round(tuning_cents, 1)
    unclear = Key(tonic=None, mode=None, confidence=0.0, tuning_cents=tuning_cents)
    if chroma.std() * 12 < _LEAST_CONTRAST:
        return unclear
    weights = chroma**_COMPRESSION
    fits = {(tonic, mode): _fit(weights, tonic, mode) for mode in _PROFILES for tonic in range(12)}
    claims = {key: fit + _END_WEIGHT * float(ends[key[0]]) for key, fit in fits.items()}
    tonic, mode = max(claims, key=lambda key: claims[key])
    parent = parent_major(tonic, mode)
    lead = claims[tonic, mode] - max(claim for key, claim in claims.items() if parent_major(*key) != parent)
    confidence = float(np.clip((fits[tonic, mode] - 0.5) / 0.35, 0, 1) * min(_SUREST, 0.4 + 3 * lead))
    if confidence < _CLEAR:
        return replace(unclear, confidence=round(confidence, 3))
    return Key(tonic=tonic, mode=mode, confidence=round(confidence, 3), tuning_cents=tuning_cents)


def _fit(weights: _Floats, tonic: int, mode: str) -> float:
    """How well pitch classes fit a key, at most 1."""
    profile = np.corrcoef(np.roll(_PROFILES[mode], tonic), weights)[0, 1]
    scale = np.corrcoef(np.roll(_SCALE, parent_major(tonic, mode)), weights)[0, 1]
    return float((profile + _SCALE_WEIGHT * scale) / (1 + _SCALE_WEIGHT))
