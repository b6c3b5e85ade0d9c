"""Verdicts on the energy of sections: louder or quieter than the one before, rising or falling, with a loud bass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from demotape.audio.shape import SectionShape
from demotape.audio.verdicts.rows import NOT_ASKED, AskedSection, Row, Verdict, worst

_ASKED_STEP, _ASKED_RISE = 0.1, 0.15  # of energy, 0 to 1: less is not meant to be heard
_HEARD_DB, _HINTED_DB = 1.0, 0.3  # what is heard as louder, and what an instrument can still tell
_BASS_DB = 2.0
_BASS_ALONE_DB = -6.0  # a bass that holds a quarter of all power


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that a section was asked to do, in decibels: positive is as asked."""

    asked: str
    got: str
    by_db: float
    enough_db: float

    @property
    def verdict(self) -> Verdict:
        if self.by_db >= self.enough_db:
            return Verdict.AS_ASKED
        return Verdict.CLOSE if self.by_db >= _HINTED_DB else Verdict.DIFFERENT


def energy_rows(asked: Sequence[AskedSection], found: Sequence[SectionShape]) -> tuple[Row, ...]:
    """A row for each section that was asked for; a single row if none was.

    Args:
        asked: the sections of the prompt, in order.
        found: what was measured of them. Others are left out, and none need be missing.
    """
    if not asked:
        got = ", ".join(f"{shape.name} {shape.rms_db:.0f} dB" for shape in found) or "not measured"
        sentence = "The prompt asks for no sections of its own."
        return (_row("Sections", NOT_ASKED, got, Verdict.NOT_ASKED, sentence),)
    shapes = [_shape_of(section, found) for section in asked]
    rows = []
    for number, (section, shape) in enumerate(zip(asked, shapes, strict=True)):
        if shape is None:
            sentence = "The music ends before this section begins."
            rows.append(_row(f"Section “{section.name}”", "to be heard", "missing", Verdict.DIFFERENT, sentence))
            continue
        before = (asked[number - 1], shapes[number - 1]) if number else None
        others = [
            other
            for other_asked, other in zip(asked, shapes, strict=True)
            if other is not None and other is not shape and not other_asked.loud_bass
        ]
        rows.append(_section_row(section, shape, _parts(section, shape, before, others)))
    return tuple(rows)


def _section_row(section: AskedSection, shape: SectionShape, parts: Sequence[_Part]) -> Row:
    what, level = f"Section “{section.name}”", f"{shape.rms_db:.1f} dB"
    if not parts:
        return _row(what, NOT_ASKED, level, Verdict.NOT_ASKED, f"Its level is {level}.")
    verdict = worst([part.verdict for part in parts])
    missed = [part for part in parts if part.verdict is Verdict.DIFFERENT]
    if missed:
        sentence = (
            f"Asked {' and '.join(part.asked for part in missed)}; got {' and '.join(part.got for part in missed)}."
        )
    elif verdict is Verdict.CLOSE:
        sentence = "It goes the asked way, but hardly enough to be heard."
    else:
        sentence = "It goes the asked way."
    # Near the edge of what counts as heard, another measure of loudness could have said otherwise.
    margin = min(abs(part.by_db - part.enough_db) for part in parts)
    return Row(
        what=what,
        asked=", ".join(part.asked for part in parts),
        got=f"{level}, " + ", ".join(part.got for part in parts),
        verdict=verdict,
        sentence=sentence,
        confidence=round(min(0.95, 0.5 + margin / 4), 2),
    )


def _parts(
    section: AskedSection,
    shape: SectionShape,
    before: tuple[AskedSection, SectionShape | None] | None,
    others: Sequence[SectionShape],
) -> list[_Part]:
    parts = []
    if before is not None and before[1] is not None:
        step = _energy(section) - _energy(before[0])
        louder_db = shape.rms_db - before[1].rms_db
        if abs(step) >= _ASKED_STEP and _has_energy(section) and _has_energy(before[0]):
            asked = f"{'louder' if step > 0 else 'quieter'} than “{before[0].name}”"
            got = f"{abs(louder_db):.1f} dB {'louder' if louder_db > 0 else 'quieter'}"
            parts.append(_Part(asked, got, louder_db if step > 0 else -louder_db, _HEARD_DB))
    if section.energy_start is not None and section.energy_end is not None:
        rise = section.energy_end - section.energy_start
        if abs(rise) >= _ASKED_RISE:
            got = f"{'rising' if shape.rise_db > 0 else 'falling'} by {abs(shape.rise_db):.1f} dB"
            asked = "rising" if rise > 0 else "falling"
            parts.append(_Part(asked, got, shape.rise_db if rise > 0 else -shape.rise_db, _HEARD_DB))
    if section.loud_bass:
        parts.append(_bass_part(shape, others))
    return parts


def _bass_part(shape: SectionShape, others: Sequence[SectionShape]) -> _Part:
    share_db = shape.low_db - shape.rms_db
    if not others:
        got = f"low end {abs(share_db):.1f} dB {'under' if share_db < 0 else 'over'} the whole"
        return _Part("loud bass", got, share_db - _BASS_ALONE_DB + _HINTED_DB, _HINTED_DB)
    more_db = shape.low_db - sum(other.low_db for other in others) / len(others)
    got = f"low end {abs(more_db):.1f} dB {'louder' if more_db > 0 else 'quieter'} than elsewhere"
    return _Part("loud bass", got, more_db, _BASS_DB)


def _shape_of(section: AskedSection, found: Sequence[SectionShape]) -> SectionShape | None:
    return next((shape for shape in found if abs(shape.start_s - section.start_s) < 0.02), None)


def _has_energy(section: AskedSection) -> bool:
    return section.energy_start is not None or section.energy_end is not None


def _energy(section: AskedSection) -> float:
    said = [energy for energy in (section.energy_start, section.energy_end) if energy is not None]
    return sum(said) / len(said) if said else 0.0


def _row(what: str, asked: str, got: str, verdict: Verdict, sentence: str) -> Row:
    return Row(what=what, asked=asked, got=got, verdict=verdict, sentence=sentence, confidence=1.0)
