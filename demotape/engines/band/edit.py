"""Changing a plan by hand: every function takes a plan and gives a new one that can be played.

The length of the piece stays, whatever is done to its sections: what one section gains, the others lose in proportion.
A change says itself in `Plan.understood`, whose lines of the prompt's reading no longer hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from demotape.engines.band.plain import PlanInvalid
from demotape.engines.band.plan import (
    BASS,
    DRUMS,
    KINDS,
    LONGEST_NAME,
    LONGEST_S,
    MOST_SECTIONS,
    PERCUSSION,
    ROLES,
    Plan,
    Section,
    check,
)
from demotape.engines.band.presets import COMPUTED, PRESETS, RISER
from demotape.engines.band.reading.character import Character
from demotape.engines.band.reading.layout import Part, Pulse, lay_out, limits
from demotape.engines.band.reading.numbers import SLOWEST_TO_FASTEST
from demotape.engines.band.reading.telling import clock
from demotape.engines.band.reading.timeline import Stretch
from demotape.engines.band.reading.vocabulary.instruments import ROLE_TITLES
from demotape.engines.band.reading.vocabulary.structure import SECTION_ENERGIES, SECTION_IDEAS
from demotape.engines.band.reading.vocabulary.tempo import MOST_BEATS
from demotape.engines.band.theory import SCALES, key_name

SHORTEST_S = 0.5
"""Seconds that every section keeps."""
METERS = tuple(f"{upper}/{lower}" for lower, uppers in MOST_BEATS.items() for upper in uppers)
"""Meters to choose from, as a person reads them."""


def presets_for(role: str) -> tuple[str, ...]:
    """The instruments that can play a role, by the names of `presets.PRESETS`.

    Raises:
        PlanInvalid: there is no such role.
    """
    _check_role(role)
    names = [name for name in PRESETS if name != RISER and (name not in COMPUTED or role == BASS)]
    if role == DRUMS:
        return tuple(name for name in names if PRESETS[name].is_kit)
    return tuple(name for name in names if role == PERCUSSION or not PRESETS[name].is_kit)


def set_tempo(plan: Plan, bpm: float) -> Plan:
    """Play at another tempo. Sections that differ keep their proportion; borders move to the nearest bar line.

    Args:
        plan: what to change.
        bpm: tempo of the first section, in quarter notes a minute: 40 to 240.

    Raises:
        PlanInvalid: the tempo is out of range.
    """
    low, high = SLOWEST_TO_FASTEST
    if not low <= bpm <= high:
        raise PlanInvalid(f"A tempo is {low:g} to {high:g} BPM.")
    factor = bpm / plan.sections[0].tempo_bpm
    faster = [replace(section, tempo_bpm=section.tempo_bpm * factor) for section in plan.sections]
    return _laid(replace(plan, fixed_tempo=True), faster)


def set_section_tempo(plan: Plan, index: int, bpm: float) -> Plan:
    """Play one section at another tempo, 40 to 240 quarter notes a minute. From then on no tempo is bent any more.

    Raises:
        PlanInvalid: the tempo is out of range, or there is no such section.
    """
    low, high = SLOWEST_TO_FASTEST
    if not low <= bpm <= high:
        raise PlanInvalid(f"A tempo is {low:g} to {high:g} BPM.")
    changed = replace(_section(plan, index), tempo_bpm=bpm)
    return _laid(replace(plan, fixed_tempo=True), _with(plan, index, changed), exact=index)


def set_key(plan: Plan, tonic: int, mode: str) -> Plan:
    """Play in another key.

    Args:
        plan: what to change.
        tonic: pitch class, 0 (C) to 11 (B).
        mode: a name in `theory.SCALES`.

    Raises:
        PlanInvalid: there is no such key.
    """
    if tonic not in range(12) or mode not in SCALES:
        raise PlanInvalid("There is no such key.")
    return _told(replace(plan, tonic=tonic, mode=mode))


def set_meter(plan: Plan, meter: str) -> Plan:
    """Play in another meter, one of `METERS`. The tempo is bent anew so that whole bars fill the sections.

    Raises:
        PlanInvalid: there is no such meter.
    """
    if meter not in METERS:
        raise PlanInvalid(f"A meter is one of {', '.join(METERS)}.")
    upper, lower = (int(number) for number in meter.split("/"))
    return _laid(replace(plan, beats_per_bar=upper, beat_unit=lower), plan.sections)


def set_length(plan: Plan, length_s: float) -> Plan:
    """The same piece at another length: all sections are stretched or shortened in proportion.

    Raises:
        PlanInvalid: the sections have no room in it, or it is above an hour.
    """
    if not SHORTEST_S * len(plan.sections) <= length_s <= LONGEST_S:
        raise PlanInvalid(
            f"{len(plan.sections)} sections need {SHORTEST_S * len(plan.sections):g} s or more, and at most an hour."
        )
    factor = length_s / plan.length_s
    scaled = [
        replace(
            section,
            length_s=section.length_s * factor,
            fade_in_s=section.fade_in_s * factor,
            fade_out_s=section.fade_out_s * factor,
        )
        for section in plan.sections
    ]
    return _laid(replace(plan, length_s=length_s), scaled)


def set_instrument(plan: Plan, role: str, preset: str | None) -> Plan:
    """Give a role another instrument in the whole piece, or none.

    Args:
        plan: what to change.
        role: a name in `plan.ROLES`.
        preset: a name in `presets_for(role)`. None takes the role away.

    Raises:
        PlanInvalid: the instrument cannot play that, or nobody would play any more.
    """
    _check_player(role, preset)
    instruments = {other: playing for other, playing in plan.instruments.items() if other != role}
    if preset is not None:
        instruments[role] = preset
    instruments = {role: instruments[role] for role in ROLES if role in instruments}
    sections = tuple(
        replace(section, changes={other: name for other, name in section.changes.items() if other != role})
        for section in plan.sections
    )
    return _told(replace(plan, instruments=instruments, sections=sections))


def set_section_instrument(plan: Plan, index: int, role: str, preset: str | None) -> Plan:
    """Give a role another instrument in one section, or let it rest there.

    Args:
        plan: what to change.
        index: the section, counted from 0.
        role: a name in `plan.ROLES`.
        preset: a name in `presets_for(role)`. None lets the role rest.

    Raises:
        PlanInvalid: the instrument cannot play that, there is no such section, or nobody would play in it.
    """
    _check_player(role, preset)
    section = _section(plan, index)
    changes = {other: name for other, name in section.changes.items() if other != role}
    without = tuple(other for other in section.without if other != role)
    if preset is None:
        without = tuple(other for other in ROLES if other == role or other in without)
    elif plan.instruments.get(role) != preset:
        changes[role] = preset
    return _told(_replaced(plan, index, replace(section, changes=changes, without=without)))


def set_emphasis(plan: Plan, role: str, level: str | None) -> Plan:
    """Play a role `LOUD` or `SOFT` in the whole piece, or as usual (None).

    Raises:
        PlanInvalid: there is no such role or level.
    """
    _check_role(role)
    if level not in (None, "loud", "soft"):
        raise PlanInvalid("An instrument is loud, soft or as usual.")
    sections = []
    for section in plan.sections:
        emphasis = {other: kept for other, kept in section.emphasis.items() if other != role}
        sections.append(replace(section, emphasis=emphasis if level is None else emphasis | {role: level}))
    return _told(replace(plan, sections=tuple(sections)))


def rename_section(plan: Plan, index: int, name: str, *, kind: str | None = None) -> Plan:
    """Call a section otherwise, or make another kind of section of it, with the energy and material of that kind.

    Args:
        plan: what to change.
        index: the section, counted from 0.
        name: what a person reads.
        kind: one of `plan.KINDS`; None leaves it.

    Raises:
        PlanInvalid: the name is blank or too long, or there is no such kind or section.
    """
    section = replace(_section(plan, index), name=_named(name))
    if kind is not None:
        low, high = _energies(kind)
        section = replace(section, kind=kind, idea=SECTION_IDEAS[kind], energy_start=low, energy_end=high)
    return _told(_replaced(plan, index, section))


def set_section_energy(plan: Plan, index: int, start: float, end: float | None = None) -> Plan:
    """Play a section with more or less energy, 0 (barely there) to 1 (everything plays, loudly).

    Args:
        plan: what to change.
        index: the section, counted from 0.
        start: energy at its start.
        end: energy at its end; None: as at the start.

    Raises:
        PlanInvalid: out of range, or there is no such section.
    """
    end = start if end is None else end
    if not (0 <= start <= 1 and 0 <= end <= 1):
        raise PlanInvalid("Energy is 0 to 1.")
    return _told(_replaced(plan, index, replace(_section(plan, index), energy_start=start, energy_end=end)))


def set_section_length(plan: Plan, index: int, length_s: float) -> Plan:
    """Make a section longer or shorter. The others give or take the time in proportion.

    Raises:
        PlanInvalid: the others would be too short, or it is the only one, or there is no such section.
    """
    section = _section(plan, index)
    if len(plan.sections) == 1:
        raise PlanInvalid("The only section is as long as the piece.")
    longest = plan.length_s - SHORTEST_S * (len(plan.sections) - 1)
    if not SHORTEST_S <= length_s <= longest:
        raise PlanInvalid(f"A section of this piece is {SHORTEST_S:g} to {longest:.1f} s long.")
    others = _shared_out([s for i, s in enumerate(plan.sections) if i != index], plan.length_s - length_s)
    sections = [*others[:index], _resized(section, length_s), *others[index:]]
    return _laid(plan, sections, exact=index)


def add_section(plan: Plan, index: int, *, name: str, kind: str = "part", length_s: float | None = None) -> Plan:
    """Put a new section before the one at `index` (at the end if it is their number).

    Args:
        plan: what to change.
        index: 0 to the number of sections.
        name: what a person reads.
        kind: one of `plan.KINDS`: how it sounds.
        length_s: None: an equal share of the piece. The others give it in proportion.

    Raises:
        PlanInvalid: there is no room for one more, or no such place or kind.
    """
    count = len(plan.sections)
    if not 0 <= index <= count:
        raise PlanInvalid("There is no such place for a section.")
    if count >= MOST_SECTIONS or plan.length_s < SHORTEST_S * (count + 1):
        raise PlanInvalid("There is no room for one more section.")
    length_s = plan.length_s / (count + 1) if length_s is None else length_s
    longest = plan.length_s - SHORTEST_S * count
    if not SHORTEST_S <= length_s <= longest:
        raise PlanInvalid(f"A new section of this piece is {SHORTEST_S:g} to {longest:.1f} s long.")
    low, high = _energies(kind)
    neighbour = plan.sections[min(index, count - 1)]
    new = Section(
        name=_named(name),
        kind=kind,
        idea=SECTION_IDEAS[kind],
        start_s=0.0,
        length_s=length_s,
        tempo_bpm=neighbour.tempo_bpm,
        start_beat=0.0,
        beats=1.0,
        energy_start=low,
        energy_end=high,
        transpose=neighbour.transpose,
    )
    others = _shared_out(plan.sections, plan.length_s - length_s)
    return _laid(plan, [*others[:index], new, *others[index:]], exact=index)


def remove_section(plan: Plan, index: int) -> Plan:
    """Take a section away. The others share its time in proportion.

    Raises:
        PlanInvalid: it is the only one, or there is no such section.
    """
    _section(plan, index)
    if len(plan.sections) == 1:
        raise PlanInvalid("A piece needs one section at least.")
    others = [section for place, section in enumerate(plan.sections) if place != index]
    return _laid(plan, _shared_out(others, plan.length_s))


def move_section(plan: Plan, index: int, to: int) -> Plan:
    """Put a section at another place.

    Args:
        plan: what to change.
        index: the section, counted from 0.
        to: the place that it shall have.

    Raises:
        PlanInvalid: there is no such section or place.
    """
    section = _section(plan, index)
    _section(plan, to)
    sections = [other for place, other in enumerate(plan.sections) if place != index]
    sections.insert(to, section)
    return _laid(plan, sections)


def _section(plan: Plan, index: int) -> Section:
    if not 0 <= index < len(plan.sections):
        raise PlanInvalid("There is no such section.")
    return plan.sections[index]


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise PlanInvalid(f"A section has a name of 1 to {LONGEST_NAME} letters.")
    return name


def _energies(kind: str) -> tuple[float, float]:
    if kind not in KINDS:
        raise PlanInvalid(f"A section is one of {', '.join(KINDS)}.")
    return SECTION_ENERGIES[kind]


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise PlanInvalid(f"A role is one of {', '.join(ROLES)}.")


def _check_player(role: str, preset: str | None) -> None:
    if preset is not None and preset not in presets_for(role):
        raise PlanInvalid(f"{preset[:60]} cannot play the {ROLE_TITLES[role]}.")
    _check_role(role)


def _with(plan: Plan, index: int, section: Section) -> list[Section]:
    return [*plan.sections[:index], section, *plan.sections[index + 1 :]]


def _replaced(plan: Plan, index: int, section: Section) -> Plan:
    return replace(plan, sections=tuple(_with(plan, index, section)))


def _shared_out(sections: Sequence[Section], length_s: float) -> list[Section]:
    """Sections that fill a length in proportion, none of them shorter than the shortest."""
    spare = length_s - SHORTEST_S * len(sections)
    weights = [max(0.0, section.length_s - SHORTEST_S) for section in sections]
    total = sum(weights)
    shares = [weight / total if total else 1 / len(sections) for weight in weights]
    return [_resized(section, SHORTEST_S + spare * share) for section, share in zip(sections, shares, strict=True)]


def _resized(section: Section, length_s: float) -> Section:
    fade_in_s, fade_out_s = (min(fade, length_s) for fade in (section.fade_in_s, section.fade_out_s))
    return replace(section, length_s=length_s, fade_in_s=fade_in_s, fade_out_s=fade_out_s)


def _laid(plan: Plan, sections: Sequence[Section], *, exact: int | None = None) -> Plan:
    """Put sections on the time line anew: whole bars, and no gap.

    Args:
        plan: everything else.
        sections: in order, with the lengths and tempos that they shall have.
        exact: the section whose borders stay where they are; the others' may move to the next bar line.
    """
    base = sections[0].tempo_bpm
    lowest, highest = (base, base) if plan.fixed_tempo else limits(base)
    pulse = Pulse(bpm=base, lowest=lowest, highest=highest, bar_beats=plan.bar_beats)
    parts = []
    for index, section in enumerate(sections):
        is_exact = exact is not None and index in (exact, exact + 1) and index > 0
        stretch = Stretch(section.name, (), section.kind, section.length_s, is_exact)
        tempo = section.tempo_bpm / base
        parts.append(Part(stretch, Character(tempo=1.0 if abs(tempo - 1) < _SAME_TEMPO else tempo)))
    laid = lay_out(parts, pulse, length_s=plan.length_s)
    placed = tuple(
        replace(
            _resized(section, place.length_s),
            start_s=place.start_s,
            tempo_bpm=place.tempo_bpm,
            start_beat=place.start_beat,
            beats=place.beats,
        )
        for section, place in zip(sections, laid, strict=True)
    )
    return _told(replace(plan, sections=placed))


_SAME_TEMPO = 0.04
"""Tempos nearer than this were one before they were bent."""


def _told(plan: Plan) -> Plan:
    """The plan with sentences that say what it is now, once it is seen that it can be played."""
    check(plan)
    lines = [
        "changed by hand",
        key_name(plan.tonic, plan.mode),
        f"{plan.sections[0].tempo_bpm:.0f} BPM, {plan.meter}",
        *(f"{clock(section.start_s)}-{clock(section.end_s)} {section.name}" for section in plan.sections),
    ]
    return replace(plan, understood=tuple(lines))
