"""A take and everything that is measured of it: the plan, the notes, and the file as instruments hear it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from demotape.audio.analysis import Analysis, analyse
from demotape.audio.frames import ANALYSIS_RATE, MonoStream
from demotape.audio.shape import SectionSpan
from demotape.audio.tagger import tags
from demotape.audio.tempo import OnsetMeter, Tempo
from demotape.engines.band.desk import mix_of
from demotape.engines.band.plan import DRUMS, PERCUSSION, Plan, Section
from demotape.engines.band.score import Score
from demotape.engines.band.theory import SCALES
from tests.listen.prompts import Piece

_BANDS = 40
_SHORTEST_BEAT_S = 6.0
_BEAT_HOP, _SHORTEST_RUN, _LEAP = 256, 4, 0.12
"""In frames; in beats; as a share of the usual gap."""
_UNPITCHED = {DRUMS, PERCUSSION, "taiko", "riser"}
_FINGERPRINT_RATE = 10
"""Pictures a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One piece with one seed."""

    piece: Piece
    seed: int
    file: str
    """Name of the audio in the folder of the report."""
    plan: Plan
    score: Score
    frames: int
    """Length of the file, as read."""
    wanted_frames: int
    analysis: Analysis
    steady_tempo: Tempo
    """By our own analysis, in `beat_stretch`."""
    librosa_bpm: float | None
    onsets_per_s: float
    heard: Mapping[str, float]
    """Tag of the independent ear to its strength."""
    fingerprint: npt.NDArray[np.float32]
    """Levels in bands, shape (pictures, bands)."""

    @property
    def planned_bpm(self) -> float:
        return steady_stretch(self.plan)[2]

    @property
    def wanted_lufs(self) -> float:
        return mix_of(self.plan.styles[0]).lufs

    @property
    def notes_per_s(self) -> float:
        return sum(len(notes) for notes in self.score.values()) / self.plan.length_s


def measure(piece: Piece, *, seed: int, path: Path, plan: Plan, score: Score) -> Take:
    """Measure a finished file of the Band.

    Raises:
        AudioError: the file is damaged.
    """
    spans = [SectionSpan(name=part.name, start_s=part.start_s, end_s=part.end_s) for part in plan.sections]
    analysis = analyse(path, sections=spans)
    audio, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    stream = MonoStream(sample_rate, ANALYSIS_RATE)
    mono = np.concatenate([stream.feed(audio), stream.finish()])
    start_s, end_s, _ = beat_stretch(plan, score) or steady_stretch(plan)
    steady = mono[int(start_s * ANALYSIS_RATE) : int(end_s * ANALYSIS_RATE)]
    meter = OnsetMeter()
    meter.feed(steady)
    return Take(
        piece=piece,
        seed=seed,
        file=path.name,
        plan=plan,
        score=score,
        frames=len(audio),
        wanted_frames=round(piece.length_s * sample_rate),
        analysis=analysis,
        steady_tempo=meter.tempo(end_s - start_s),
        librosa_bpm=librosa_bpm(steady),
        onsets_per_s=onsets_per_s(mono),
        heard={tag.name: tag.strength for tag in tags(path, loudness_lufs=analysis.loudness_lufs)},
        fingerprint=fingerprint(mono),
    )


Stretch = tuple[float, float, float]
"""Start and end in seconds, and tempo in quarter notes a minute."""


def steady_stretch(plan: Plan) -> Stretch:
    """The longest stretch of one tempo."""
    return _longest(plan.sections)


def beat_stretch(plan: Plan, score: Score) -> Stretch | None:
    """The longest stretch of one tempo in which somebody drums, half a stroke a second or more.

    None where there is none of six seconds: nobody could tap along.
    """
    struck = [plan.seconds_at(note.beat) for part in (DRUMS, PERCUSSION) for note in score.get(part, ())]
    drummed = [
        section
        for section in plan.sections
        if sum(section.start_s <= at_s < section.end_s for at_s in struck) >= 0.5 * section.length_s
    ]
    longest = _longest(drummed) if drummed else (0.0, 0.0, 0.0)
    return longest if longest[1] - longest[0] >= _SHORTEST_BEAT_S else None


def _longest(sections: Sequence[Section]) -> Stretch:
    stretches: list[Stretch] = []
    for section in sections:
        start_s, end_s, bpm = stretches[-1] if stretches else (0.0, -1.0, 0.0)
        if abs(end_s - section.start_s) < 1e-6 and abs(bpm / section.tempo_bpm - 1) < 1e-6:
            stretches[-1] = (start_s, section.end_s, bpm)
        else:
            stretches.append((section.start_s, section.end_s, section.tempo_bpm))
    return max(stretches, key=lambda stretch: stretch[1] - stretch[0])


def tapped_bpm(plan: Plan, bpm: float) -> float:
    """Quarter notes a minute as a person taps them: in 6/8, 9/8 and 12/8 a beat is three eighths."""
    return bpm * 2 / 3 if plan.beat_unit == 8 and plan.beats_per_bar % 3 == 0 else bpm


def librosa_bpm(mono: npt.NDArray[np.float32]) -> float | None:
    """The tempo by librosa: a line through the longest run of beats that it tracks without a leap.

    None where there is no run of four. A hop of 12 ms, half of what librosa takes by itself, tells tempos finer.
    """
    import librosa

    _, beats_s = librosa.beat.beat_track(y=mono, sr=ANALYSIS_RATE, hop_length=_BEAT_HOP, units="time", trim=False)
    if len(beats_s) < _SHORTEST_RUN:
        return None
    gaps = np.diff(beats_s)
    leaps = np.flatnonzero(np.abs(gaps / np.median(gaps) - 1) > _LEAP)
    longest = max(np.split(beats_s, leaps + 1), key=len)
    if len(longest) < _SHORTEST_RUN:
        return None
    return float(60 / np.polyfit(np.arange(len(longest)), longest, 1)[0])


def onsets_per_s(mono: npt.NDArray[np.float32]) -> float:
    """How many beginnings librosa hears in a second."""
    import librosa

    found = librosa.onset.onset_detect(y=mono, sr=ANALYSIS_RATE, units="time")
    return len(found) / (len(mono) / ANALYSIS_RATE)


def fingerprint(mono: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Levels in bands of a third of an octave and a tenth of a second, in decibels from -80 up."""
    hop = ANALYSIS_RATE // _FINGERPRINT_RATE
    count = len(mono) // hop
    power = np.abs(np.fft.rfft(mono[: count * hop].reshape(count, hop) * np.hanning(hop), axis=1)) ** 2
    edges = np.geomspace(2, hop // 2, _BANDS + 1).astype(int)
    starts = np.unique(edges[:-1])
    bands = np.add.reduceat(power, starts, axis=1)
    return np.maximum(10 * np.log10(bands + 1e-8), -80).astype(np.float32)


def likeness(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """How much two fingerprints move together, -1 to 1; 1 for the same audio at any level."""
    count = min(len(one), len(other))
    first, second = (part[:count] - part[:count].mean(axis=0) for part in (one, other))
    scale = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float((first * second).sum() / scale) if scale else 0.0


def in_scale(plan: Plan, score: Score) -> float:
    """Share of the time of all pitched notes whose pitch belongs to the key of its section."""
    inside = total = 0.0
    for part in set(score) - _UNPITCHED:
        for note in score[part]:
            section = next((each for each in plan.sections if note.beat < each.end_beat), plan.sections[-1])
            total += note.beats
            steps = (note.key - plan.tonic - section.transpose) % 12
            inside += note.beats * (steps in SCALES[plan.mode])
    return inside / total if total else 1.0


def shared_notes(one: Take, other: Take) -> float:
    """Share of the notes of the shorter score that the other has too: same part, pitch above the tonic, and eighth."""
    first, second = _places(one), _places(other)
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer else 0.0


def _places(take: Take) -> set[tuple[str, int, int]]:
    """Drums count only where nobody else plays: most grooves of a style have most strokes in common."""
    pitched = {part: notes for part, notes in take.score.items() if part not in _UNPITCHED}
    return {
        (part, round(note.beat * 2), note.key - take.plan.tonic if part in pitched else note.key)
        for part, notes in (pitched or take.score).items()
        for note in notes
    }


def silent_stretches(take: Take, *, longer_than_s: float = 0.3) -> Sequence[tuple[float, float]]:
    """Start and end in seconds of what is silent and should not be: the last half second may be."""
    end = take.plan.length_s - 0.5
    return [
        (stretch.start_s, stretch.end_s)
        for stretch in take.analysis.silence
        if stretch.length_s > longer_than_s and stretch.start_s < end
    ]
