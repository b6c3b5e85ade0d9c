"""Sections on the time line: exact seconds, whole bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from demotape.engines.band.plan import Section
from demotape.engines.band.reading.character import Character, clamp
from demotape.engines.band.reading.numbers import SLOWEST_TO_FASTEST
from demotape.engines.band.reading.timeline import Stretch
from demotape.engines.band.reading.vocabulary.structure import SECTION_ENERGIES, SECTION_IDEAS, SECTION_WEIGHTS

SHARED_BEND = 0.09
"""The same where the section has neighbours of the same tempo."""
_HALF_BAR_COST = 0.06
BAR_BEND, _HALF_BAR_BEND = 0.17, 0.12
"""How far a free tempo is bent so that whole, or else half bars fill a section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The tempo of a piece before it is laid out."""

    bpm: float
    lowest: float
    """The tempo may be bent from here ..."""
    highest: float
    """... to here. Both are the same where the person named it."""
    bar_beats: float
    """Length of a bar in quarter notes."""
    bend: float = BAR_BEND
    """How far the tempo is bent so that whole bars fill a section."""

    @property
    def is_fixed(self) -> bool:
        return self.highest - self.lowest < 0.01 * self.lowest

    @property
    def beat(self) -> float:
        """The smallest stretch of whole beats, in quarter notes: an eighth in 6/8 and 7/8."""
        return 1.0 if self.bar_beats == int(self.bar_beats) and self.bar_beats != 1.5 else 0.5

    def at(self, factor: float, own: tuple[float, float] | None) -> Pulse:
        """The tempo of a section: its own, or this one by a factor."""
        if own is not None:
            return replace(self, bpm=sum(own) / 2, lowest=own[0], highest=own[1])
        return replace(self, bpm=self.bpm * factor, lowest=self.lowest * factor, highest=self.highest * factor)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch with its character."""

    stretch: Stretch
    character: Character


def lay_out(parts: Sequence[Part], pulse: Pulse, *, length_s: float) -> tuple[Section, ...]:
    """Put sections on the time line so that they fill the length exactly.

    Sections that follow each other at one tempo and whose borders nobody named share a bent tempo, and their borders
    lie on bar lines. A tempo that the person named is not bent: borders move to the nearest beat, and what is left
    over at the end rings out.

    Args:
        parts: in order. Their lengths count in proportion.
        pulse: tempo of the piece.
        length_s: length of the whole piece.
    """
    total = sum(part.stretch.length_s for part in parts)
    scale = length_s / total
    sections: list[Section] = []
    start_s = start_beat = 0.0
    edge = 0.0
    groups = list(_groups(parts))
    pulse = _common(pulse, groups, scale)
    for index, group in enumerate(groups):
        edge += sum(part.stretch.length_s for part in group) * scale
        own = pulse.at(group[0].character.tempo, group[0].character.bpm)
        if sections and not own.is_fixed and group[0].character.bpm is None:
            own = _apart(own, groups[index - 1][0].character, group[0].character, sections[-1].tempo_bpm)
        is_last = index == len(groups) - 1
        end_s = length_s if is_last else edge
        if own.is_fixed and not is_last:
            end_s = start_s + max(1, round((end_s - start_s) * own.bpm / 60 / own.beat)) * own.beat * 60 / own.bpm
            end_s = min(end_s, length_s - (0.01 * (len(groups) - index)))
        laid = _fill(group, own, start_s=start_s, seconds=end_s - start_s, start_beat=start_beat)
        sections += laid
        start_s, start_beat = end_s, laid[-1].end_beat
    return tuple(sections)


def _apart(pulse: Pulse, before: Character, here: Character, bpm: float) -> Pulse:
    """Bounds for the tempo of a section that is to be faster or slower than the one before, so that bending it to
    whole bars never undoes that."""
    if here.tempo > before.tempo * 1.05:
        lowest = max(pulse.lowest, bpm * min(1.12, here.tempo / before.tempo))
        return replace(pulse, lowest=lowest, highest=max(pulse.highest, 1.4 * lowest))
    if here.tempo < before.tempo * 0.95:
        highest = min(pulse.highest, bpm * max(0.9, here.tempo / before.tempo))
        return replace(pulse, highest=highest, lowest=min(pulse.lowest, 0.7 * highest))
    return pulse


def _common(pulse: Pulse, groups: Sequence[Sequence[Part]], scale: float) -> Pulse:
    """A tempo near the wished one at which whole bars fill all sections best, so that none is bent far from another."""
    if pulse.is_fixed:
        return pulse
    spans = [
        (sum(part.stretch.length_s for part in group) * scale, group[0].character.tempo)
        for group in groups
        if group[0].character.bpm is None and group[0].stretch.bars is None
    ]
    if len(spans) < 2:
        return pulse
    candidates = [pulse.bpm * (1 + step / 200) for step in range(-24, 25)]
    candidates = [bpm for bpm in candidates if pulse.lowest <= bpm <= pulse.highest]
    best = min(candidates, key=lambda bpm: (_cost(bpm, spans, pulse), abs(bpm - pulse.bpm)))
    return replace(pulse, bpm=best, bend=min(pulse.bend, SHARED_BEND))


def _cost(bpm: float, spans: Sequence[tuple[float, float]], pulse: Pulse) -> float:
    bends = []
    for seconds, factor in spans:
        bars = seconds * bpm * factor / 60 / pulse.bar_beats
        whole, half = (abs(max(1, round(bars * part)) / bars / part - 1) for part in (1, 2))
        bends.append(whole if whole <= SHARED_BEND or pulse.bar_beats % 2 else min(whole, half + _HALF_BAR_COST))
    return max(bends) + 0.25 * abs(bpm / pulse.bpm - 1)


def _groups(parts: Sequence[Part]) -> Iterator[list[Part]]:
    group: list[Part] = []
    for part in parts:
        if group and not _joins(group[-1], part):
            yield group
            group = []
        group.append(part)
    yield group


def _joins(before: Part, part: Part) -> bool:
    one, other = before.character, part.character
    is_same_tempo = one.tempo == other.tempo and one.bpm == other.bpm
    return is_same_tempo and not part.stretch.starts_exactly


def _fill(group: Sequence[Part], pulse: Pulse, *, start_s: float, seconds: float, start_beat: float) -> list[Section]:
    named = [part.stretch.bars for part in group]
    exact = sum(bars for bars in named if bars is not None) * pulse.bar_beats if None not in named else None
    beats = _beats(pulse, seconds, exact)
    bpm = beats * 60 / seconds
    cuts = _cuts(group, pulse, beats)
    sections: list[Section] = []
    for part, (first, last) in zip(group, pairwise(cuts), strict=True):
        start = start_s + first * 60 / bpm
        length = (seconds - first * 60 / bpm) if last == cuts[-1] else (last - first) * 60 / bpm
        sections.append(
            _section(part, start_s=start, length_s=length, bpm=bpm, start_beat=start_beat + first, beats=last - first)
        )
    return sections


def _beats(pulse: Pulse, seconds: float, exact: float | None) -> float:
    """How many quarter notes fill these seconds, by bending a free tempo to whole bars, half bars or beats."""
    beats = seconds * pulse.bpm / 60
    if pulse.is_fixed:
        return beats
    if exact and abs(exact / beats - 1) <= 0.2:
        return exact
    least, most = (seconds * bpm / 60 for bpm in (pulse.lowest, pulse.highest))
    steps = [(pulse.bar_beats, pulse.bend)]
    if pulse.bar_beats % 2 == 0 and pulse.bar_beats >= 4:
        steps.append((pulse.bar_beats / 2, min(BAR_BEND if pulse.bend >= SHARED_BEND else pulse.bend, _HALF_BAR_BEND)))
    steps += [(pulse.bar_beats, BAR_BEND if pulse.bend >= SHARED_BEND else 0.0), (pulse.beat, 1.0)]
    for unit, bend in steps:
        count = round(beats / unit)
        near = [unit * c for c in (count, count + 1, count - 1) if c > 0 and least - 1e-6 <= unit * c <= most + 1e-6]
        if near and abs(near[0] / beats - 1) <= bend:
            return near[0]
    return max(pulse.beat, pulse.beat * round(beats / pulse.beat)) if beats >= pulse.beat / 2 else beats


def _cuts(group: Sequence[Part], pulse: Pulse, beats: float) -> list[float]:
    """Borders of the sections of a group, on bar lines where there is room, from 0 to `beats`."""
    if len(group) == 1:
        return [0.0, beats]
    total = sum(part.stretch.length_s for part in group)
    unit = pulse.bar_beats if beats / pulse.bar_beats >= len(group) else beats / len(group)
    if unit < pulse.bar_beats and beats / pulse.beat >= len(group):
        unit = pulse.beat
    units = int(beats / unit + 1e-6)
    cuts, edge = [0.0], 0.0
    for index, part in enumerate(group[:-1]):
        edge += part.stretch.length_s
        place = _nearest_even(units * edge / total, units) if part.stretch.bars is None else round(units * edge / total)
        place = min(units - (len(group) - 1 - index), max(round(cuts[-1] / unit) + 1, place))
        cuts.append(place * unit)
    return [*cuts, beats]


def _nearest_even(place: float, units: int) -> int:
    """The nearest even number of bars in a long piece: phrases come in pairs of bars."""
    step = 2 if units >= 12 else 1
    return step * round(place / step)


def _section(part: Part, *, start_s: float, length_s: float, bpm: float, start_beat: float, beats: float) -> Section:
    stretch, character = part.stretch, part.character
    return Section(
        name=stretch.name,
        idea=SECTION_IDEAS[stretch.kind],
        kind=stretch.kind,
        start_s=start_s,
        length_s=length_s,
        tempo_bpm=bpm,
        start_beat=start_beat,
        beats=beats,
        energy_start=character.energy[0],
        energy_end=character.energy[1],
        density=character.density,
        without=character.without,
        styles=character.styles,
        muted=character.muted,
        changes=character.changes,
        emphasis=character.emphasis,
        feel=character.feel,
        transpose=max(-11, min(11, character.transpose)),
        fade_in_s=length_s if character.fades_in else 0.0,
        fade_out_s=length_s if character.fades_out else 0.0,
    )


_FORMS = ("A", "AB", "iABo", "iABABCBo", "iABABCABCBBo")
_KINDS = {
    "i": "intro",
    "A": "verse",
    "B": "chorus",
    "C": "bridge",
    "o": "outro",
    "d": "drop",
    "b": "build",
    "k": "breakdown",
}
_CLUB_FORMS = ("d", "bd", "ibdo", "iAbdkbdo", "iAbdAkbddo")
_NAMES = {"verse": "groove"}
_WITH_DROPS = ("house", "techno", "dnb", "trap")
"""Styles that have drops where songs have choruses."""
_LONGEST_SECTION_BARS = 24


def free_form(*, length_s: float, pulse: Pulse, style: str, without: Sequence[str], is_loop: bool) -> list[Stretch]:
    """A song form for a prompt that asks for none, as long as asked.

    Args:
        length_s: length of the piece.
        pulse: its tempo.
        style: the style that leads; club music has drops where songs have choruses.
        without: kinds of sections that the person does not want.
        is_loop: whether the piece is to be played in a circle, and so has no intro and no outro.
    """
    bars = length_s * pulse.bpm / 60 / pulse.bar_beats
    size = 0 if bars < 2 else 1 if bars < 10 else 2 if bars < 30 else 3 if bars < 90 else 4
    form = (_CLUB_FORMS if style in _WITH_DROPS else _FORMS)[size]
    if is_loop:
        form = form.replace("i", "").replace("o", "")
    kinds = [_KINDS[letter] for letter in form]
    kinds = [kind for kind in kinds if kind not in without] or ["part"]
    weights = [SECTION_WEIGHTS.get(kind, 1.0) for kind in kinds]
    return [
        Stretch(
            (_NAMES.get(kind, kind) if style in _WITH_DROPS else kind) if len(kinds) > 1 else "part",
            (),
            kind,
            length_s * weight / sum(weights),
        )
        for kind, weight in zip(kinds, weights, strict=True)
    ]


def rising(count: int, index: int) -> tuple[float, float]:
    """Energies of one of so many sections of a piece that builds up from its start to its end."""
    low, high = (0.24 + 0.74 * (index + side) / count for side in (0, 1))
    return clamp(low), clamp(high)


def usual_energy(kind: str) -> tuple[float, float]:
    """Energy at the start and at the end of a section that no word describes."""
    return SECTION_ENERGIES[kind]


def limits(bpm: float, bend: float = 0.3) -> tuple[float, float]:
    """Within what a free tempo may be bent."""
    return max(SLOWEST_TO_FASTEST[0] / 2, bpm * (1 - bend)), min(1.5 * SLOWEST_TO_FASTEST[1], bpm * (1 + bend))
