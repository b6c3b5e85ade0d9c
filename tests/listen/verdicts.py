"""Asked beside measured: for each take a list of findings, each held or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from demotape.audio.key import key_name, parent_major
from demotape.audio.tempo import same_tempo
from demotape.audio.verdicts import AskedSection, Verdict
from demotape.audio.verdicts.energy import energy_rows
from demotape.engines.band.theory import SCALES
from tests.listen.measure import Take, beat_stretch, in_scale, silent_stretches, tapped_bpm

TEMPO_TOLERANCE = 0.02
LOUDNESS_TOLERANCE_LU = 0.5
HIGHEST_PEAK_DBTP = -1.0
_PEAK_SLACK_DB = 0.05
_LEAST_STEP_DB = 0.5
"""What counts as a step in the asked direction; `planned energies` judge whether it can be heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a take was to do."""

    what: str
    """What is counted: findings of one name make one figure."""
    wanted: str
    got: str
    holds: bool


def findings(take: Take) -> tuple[Finding, ...]:
    """Everything that can be told of a take."""
    return tuple(finding for look in _LOOKS for finding in look(take))


def same_notes(tonic: int, mode: str, found: tuple[int, str]) -> bool:
    """Whether a key that was heard, major or minor, is the one that was meant, or has the same notes.

    Instruments know no modes: D dorian may be heard as C major, its notes, or as D minor, its tonic.
    """
    third_is_minor = 3 in SCALES[mode]
    meant = {(tonic, "minor" if third_is_minor else "major")}
    kin = {"harmonic minor": "minor", "melodic minor": "minor", "phrygian dominant": "phrygian"}.get(mode, mode)
    parent = parent_major(tonic, kin)
    return found in meant | {(parent, "major"), ((parent + 9) % 12, "minor")}


def _length(take: Take) -> Iterator[Finding]:
    wanted, got = take.wanted_frames, take.frames
    yield Finding(what="length", wanted=f"{wanted} frames", got=f"{got} frames", holds=wanted == got)


def _tempo(take: Take) -> Iterator[Finding]:
    asked = take.piece.tempo_bpm
    if asked is not None:
        planned = take.planned_bpm
        yield Finding(
            what="tempo as asked", wanted=f"{asked:g} BPM", got=f"{planned:.1f} BPM", holds=abs(planned - asked) < 0.01
        )
    stretch = beat_stretch(take.plan, take.score)
    if stretch is None:
        return
    beat = tapped_bpm(take.plan, stretch[2])
    for by, found in (("own analysis", take.steady_tempo.bpm), ("librosa", take.librosa_bpm)):
        fits = found is not None and same_tempo(found, beat, tolerance=TEMPO_TOLERANCE)
        got = "no beat" if found is None else f"{found:.1f} BPM"
        yield Finding(what=f"BPM by {by}", wanted=f"{beat:.1f} BPM", got=got, holds=fits)


def _key(take: Take) -> Iterator[Finding]:
    plan, found = take.plan, take.analysis.key
    planned = key_name(plan.tonic, plan.mode)
    if take.piece.key is not None:
        holds = take.piece.key == (plan.tonic, plan.mode)
        yield Finding(what="key as asked", wanted=key_name(*take.piece.key), got=planned, holds=holds)
    if any(section.transpose for section in plan.sections) or not set(plan.instruments) - {"drums", "percussion"}:
        return
    if found.tonic is None or found.mode is None:
        yield Finding(what="key by own analysis", wanted=planned, got="no clear key", holds=False)
    else:
        holds = same_notes(plan.tonic, plan.mode, (found.tonic, found.mode))
        yield Finding(what="key by own analysis", wanted=planned, got=key_name(found.tonic, found.mode), holds=holds)


def _levels(take: Take) -> Iterator[Finding]:
    lufs, peak = take.analysis.loudness_lufs, take.analysis.true_peak_dbtp
    yield Finding(
        what="loudness",
        wanted=f"{take.wanted_lufs:g} LUFS",
        got="silence" if lufs is None else f"{lufs:.2f} LUFS",
        holds=lufs is not None and abs(lufs - take.wanted_lufs) <= LOUDNESS_TOLERANCE_LU,
    )
    yield Finding(
        what="true peak",
        wanted=f"<= {HIGHEST_PEAK_DBTP:g} dBTP",
        got="silence" if peak is None else f"{peak:.2f} dBTP",
        holds=peak is not None and peak <= HIGHEST_PEAK_DBTP + _PEAK_SLACK_DB,
    )
    clipped = take.analysis.clipping.places
    yield Finding(what="no clipping", wanted="0 places", got=f"{clipped} places", holds=clipped == 0)
    if not take.piece.may_be_silent:
        silent = silent_stretches(take)
        got = ", ".join(f"{start:.1f} to {end:.1f} s" for start, end in silent) or "none"
        yield Finding(what="no silence", wanted="none over 0.3 s", got=got, holds=not silent)


def _sections(take: Take) -> Iterator[Finding]:
    piece, shapes, planned = take.piece, take.analysis.sections, take.plan.sections
    if piece.sections is not None:
        count = len(planned)
        yield Finding(
            what="sections as asked", wanted=str(piece.sections), got=str(count), holds=count == piece.sections
        )
    for louder, softer in piece.louder:
        if max(louder, softer) < len(shapes):
            step = shapes[louder].rms_db - shapes[softer].rms_db
            what = f"{planned[louder].name} over {planned[softer].name}"
            yield Finding(
                what="section contrast", wanted=f"{what}: louder", got=f"{step:+.1f} dB", holds=step >= _LEAST_STEP_DB
            )
    for more, less in piece.bass_over:
        if max(more, less) < len(shapes):
            step = shapes[more].low_db - shapes[less].low_db
            what = f"{planned[more].name} over {planned[less].name}"
            yield Finding(
                what="section contrast",
                wanted=f"{what}: more low end",
                got=f"{step:+.1f} dB",
                holds=step >= _LEAST_STEP_DB,
            )
    if piece.rising:
        step = shapes[-1].rms_db - shapes[0].rms_db
        yield Finding(
            what="section contrast", wanted="the end louder", got=f"{step:+.1f} dB", holds=step >= _LEAST_STEP_DB
        )
    for faster, slower in piece.faster:
        tempos = [f"{section.tempo_bpm:.0f}" for section in planned]
        holds = max(faster, slower) < len(planned) and planned[faster].tempo_bpm > planned[slower].tempo_bpm * 1.05
        yield Finding(what="tempo as asked", wanted="a faster section", got=" / ".join(tempos), holds=holds)


def _planned_energies(take: Take) -> Iterator[Finding]:
    asked = [
        AskedSection(
            name=section.name,
            start_s=section.start_s,
            end_s=section.end_s,
            energy_start=None if section.fade_in_s or section.fade_out_s else section.energy_start,
            energy_end=None if section.fade_in_s or section.fade_out_s else section.energy_end,
        )
        for section in take.plan.sections
    ]
    for row in energy_rows(asked, take.analysis.sections):
        if row.verdict is not Verdict.NOT_ASKED:
            yield Finding(
                what="planned energies",
                wanted=f"{row.what}: {row.asked}",
                got=row.got,
                holds=row.verdict is not Verdict.DIFFERENT,
            )


def _players(take: Take) -> Iterator[Finding]:
    piece, plan = take.piece, take.plan
    if piece.styles:
        holds = set(piece.styles) == set(plan.styles)
        yield Finding(what="style as asked", wanted=" + ".join(piece.styles), got=" + ".join(plan.styles), holds=holds)
    if piece.meter:
        yield Finding(what="meter as asked", wanted=piece.meter, got=plan.meter, holds=piece.meter == plan.meter)
    casts = [plan.cast(section) for section in plan.sections]
    for role in piece.absent:
        plays = role in take.score or any(role in cast for cast in casts)
        yield Finding(what="left out as asked", wanted=f"no {role}", got="plays" if plays else "none", holds=not plays)
    playing = sorted({preset for cast in casts for preset in cast.values()})
    for preset in piece.present:
        yield Finding(what="instruments as asked", wanted=preset, got=", ".join(playing), holds=preset in playing)


def _loop(take: Take) -> Iterator[Finding]:
    if take.piece.is_loop:
        bars = take.plan.beats / take.plan.bar_beats
        holds = take.plan.loopable and abs(bars - round(bars)) < 1e-3
        yield Finding(what="loop as asked", wanted="whole bars", got=f"{bars:.3f} bars", holds=holds)


def _notes(take: Take) -> Iterator[Finding]:
    share = in_scale(take.plan, take.score)
    # Blues notes, borrowed and secondary chords, chromatic bass: what idiom adds.
    yield Finding(what="notes in scale", wanted=">= 80 %", got=f"{100 * share:.0f} %", holds=share >= 0.8)


_LOOKS: tuple[Callable[[Take], Iterator[Finding]], ...] = (
    _length,
    _tempo,
    _key,
    _levels,
    _sections,
    _planned_energies,
    _players,
    _loop,
    _notes,
)
