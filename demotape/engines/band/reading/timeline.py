"""Stretches of music on the time line: those that come in turn, and those that have a place of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from demotape.engines.band.plan import SILENCE
from demotape.engines.band.reading.clauses import Clause, Unit, When
from demotape.engines.band.reading.context import UNTIL_WORDS
from demotape.engines.band.reading.lexicon import TIMES, Kind, folded
from demotape.engines.band.reading.reader import Atom, Reader
from demotape.engines.band.reading.vocabulary.structure import SECTION_WEIGHTS

MAIN_PART = "main part"
SHORTEST_S = 0.75
"""What a section needs on average to be heard as one."""
DETAILS = (
    Kind.INSTRUMENT,
    Kind.ROLE,
    Kind.STROKE,
    Kind.LOUD,
    Kind.SOFT,
    Kind.BUILD,
    Kind.SECTION,
    Kind.ONLY,
    Kind.FADE_OUT,
    Kind.ENTER,
)
"""What speaks of a section rather than of the whole piece."""
TIME_WORDS = (*TIMES, Kind.THEN, Kind.MARK, Kind.AT)
"""What a name leaves out, because the times stand beside it."""

_LONGEST_MOMENT_S = 2.0
_LONGEST_NAME = 60
_LONGEST_GAP = 3
"""More letters than these between two words mean that others stood there."""
_SLIVER_S = 0.25
"""What is shorter than this belongs to its neighbour."""
_OPENING_WEIGHT, _CLOSING_WEIGHT = 0.35, 0.3
MOST_BENT = 0.15
"""How far a tempo is bent so that the named number of bars fills the chosen length."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What times are measured by."""

    length_s: float
    """Chosen length of the piece."""
    bar_s: float
    """Length of a bar at the tempo of the piece."""

    def seconds(self, value: float, unit: Unit) -> float:
        """A time in seconds."""
        return value * {Unit.SECONDS: 1.0, Unit.SHARE: self.length_s, Unit.BARS: self.bar_s}[unit]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A section to be: its words and its length."""

    name: str
    atoms: tuple[Atom, ...]
    kind: str
    length_s: float
    starts_exactly: bool = False
    """Whether the person named the time at which it starts; else the start may move to the next bar line."""
    bars: float | None = None
    """Number of bars, where the person counts in them."""


@dataclass(slots=True)
class Item:
    """A clause that begins a section, with the words of the clauses that belong to it."""

    clause: Clause
    when: When
    atoms: list[Atom] = field(default_factory=list)

    @property
    def weight(self) -> float:
        if self.clause.section:
            return SECTION_WEIGHTS.get(self.clause.section, 1.0) * size_of(self.clause.atoms)
        return _OPENING_WEIGHT if self.when.is_first else _CLOSING_WEIGHT if self.when.is_last else 1.0


def _leads_on(atom: Atom) -> bool:
    """Whether a word at the end of a name leads to a time, which the name leaves out."""
    return atom.kind == Kind.FILLER and folded(atom.text) in (*UNTIL_WORDS, "de", "du", "von", "vom", "lasting")


_SIZES = {
    0.5: (
        "short",
        "brief",
        "kurz",
        "kurzes",
        "kurze",
        "kurzer",
        "kurzem",
        "kurzen",
        "court",
        "courte",
        "corto",
        "corta",
        "breve",
    ),
    1.7: ("long", "extended", "lang", "langes", "lange", "langer", "langem", "langen", "longue", "larga"),
}


def size_of(atoms: Sequence[Atom]) -> float:
    """Factor on the share of time of a section that these words call short or long."""
    words = {folded(atom.text) for atom in atoms}
    return next((factor for factor, names in _SIZES.items() if words.intersection(names)), 1.0)


def in_turn(reader: Reader, items: list[Item], scale: Scale) -> tuple[list[Stretch], float | None]:
    """Sections one after the other, each with a length of its own or a share of what is left."""
    fading = items[-1]
    if len(items) == 1 and fading.when.length is not None and not fading.clause.section:
        if fading.clause.has(Kind.FADE_OUT):
            items = [_moved(fading, replace(fading.when, is_last=True))]
        elif fading.clause.has(Kind.FADE_IN):
            items = [_moved(fading, replace(fading.when, is_first=True))]
    firsts = [item for item in items if item.when.is_first]
    lasts = [item for item in items if item.when.is_last and not item.when.is_first]
    others = [item for item in items if not (item.when.is_first or item.when.is_last)]
    known = [scale.seconds(item.when.length, item.when.unit) for item in items if item.when.length is not None]
    is_all_known = len(known) == len(items)
    has_edges = bool(firsts or lasts)
    needs_filler = (has_edges and not others) or (is_all_known and (has_edges or len(items) == 1))
    if needs_filler and not (is_all_known and sum(known) > 0.98 * scale.length_s):
        is_closing = len(items) == 1 and items[0].clause.section == "outro" and not has_edges
        filler = Item(Clause(()), When())
        others = [filler, *others] if is_closing else [*others, filler]
    order = _around_silence([*firsts, *others, *lasts])
    lengths, asked = _shared(order, scale)
    stretches = []
    for index, (item, seconds) in enumerate(zip(order, lengths, strict=True)):
        exact = index > 0 and any(_names_length(order[side].when) for side in (index - 1, index))
        bars = item.when.length if item.when.unit == Unit.BARS and asked is None else None
        stretches.append(_stretch(reader, item, seconds, exact=exact, bars=bars))
    return stretches, asked


def _around_silence(order: list[Item]) -> list[Item]:
    """A piece neither begins nor ends with silence that was not put there."""
    first, last = order[0], order[-1]
    if first.clause.section == SILENCE and not first.when.is_first:
        order = [Item(Clause(()), When()), *order]
    if last.clause.section == SILENCE and not last.when.is_last:
        order = [*order, Item(Clause(()), When())]
    return order


def with_moment(clause: Clause, scale: Scale) -> Clause:
    """A silence of a moment where no length is named: a bar, or two seconds where that is less."""
    moment_s = min(scale.bar_s, _LONGEST_MOMENT_S)
    when = clause.when or When(length=moment_s)
    if when.length is not None:
        is_first, is_last = when.is_first or clause.has(Kind.START), when.is_last or clause.has(Kind.END)
        return replace(clause, when=replace(when, is_first=is_first, is_last=is_last))
    edges = [scale.seconds(edge, when.unit) for edge in (when.start, when.end) if edge is not None]
    if not edges:
        return replace(clause, when=replace(when, unit=Unit.SECONDS, length=moment_s))
    if len(edges) > 1 and clause.has(*TIMES):
        return clause
    start_s = sum(edges) / len(edges)
    return replace(clause, when=When(start=start_s, end=start_s + moment_s))


def _names_length(when: When) -> bool:
    """Whether the person said how long it is, and not in bars."""
    return when.length is not None and when.unit != Unit.BARS


def _moved(item: Item, when: When) -> Item:
    """The same words at another time."""
    return Item(item.clause, when, item.atoms)


def _shared(order: Sequence[Item], scale: Scale) -> tuple[list[float], float | None]:
    """Length of each section, and the length that the prompt asks for if that is not the chosen one."""
    known = [None if item.when.length is None else scale.seconds(item.when.length, item.when.unit) for item in order]
    total = sum(seconds for seconds in known if seconds is not None)
    length_s = scale.length_s
    rest = length_s - total
    weights = sum(item.weight for item, seconds in zip(order, known, strict=True) if seconds is None)
    if weights and rest >= max(1.0, 0.08 * length_s):
        share = rest / weights
        return [item.weight * share if s is None else s for item, s in zip(order, known, strict=True)], None
    average = total / max(1, len(order) - sum(seconds is None for seconds in known)) or 1.0
    wanted = [item.weight * average if s is None else s for item, s in zip(order, known, strict=True)]
    factor = length_s / sum(wanted)
    units = {item.when.unit for item in order if item.when.length is not None}
    is_near = abs(factor - 1) < 1e-3 or (units == {Unit.BARS} and abs(factor - 1) <= MOST_BENT)
    is_told = not is_near and units != {Unit.SHARE} and bool(units)
    return [seconds * factor for seconds in wanted], total if is_told else None


def on_time_line(reader: Reader, items: Sequence[Item], scale: Scale) -> tuple[list[Stretch], float | None]:
    """Sections with places of their own; what lies between them is the main part."""
    length_s = scale.length_s
    spans, asked = _spans(items, scale)
    edges = sorted({0.0, length_s, *(edge for start, end, _ in spans for edge in (start, end))})
    painted: list[tuple[float, float, Item | None]] = []
    for start, end in pairwise(edges):
        if end - start < _SLIVER_S and painted:
            painted[-1] = (painted[-1][0], end, painted[-1][2])
            continue
        item = next(
            (item for first, last, item in reversed(spans) if first <= start + 1e-9 and end <= last + 1e-9), None
        )
        if painted and painted[-1][2] is item:
            painted[-1] = (painted[-1][0], end, item)
        else:
            painted.append((start, end, item))
    is_exact = any(_has_seconds(item) for item in items)
    return [
        _stretch(reader, item or Item(Clause(()), When()), end - start, exact=start > 0 and is_exact)
        for start, end, item in painted
    ], asked


def _has_seconds(item: Item) -> bool:
    """Whether the person gave it a time in seconds, and not a share of something."""
    when = item.when
    return when.unit == Unit.SECONDS and (when.is_anchored or when.length is not None)


_Span = tuple[float, float, "Item"]


def _spans(items: Sequence[Item], scale: Scale) -> tuple[list[_Span], float | None]:
    length_s = scale.length_s

    def seconds(value: float, when: When) -> float:
        found = scale.seconds(value, when.unit)
        return found if found >= 0 else max(0.0, length_s + found)

    anchors = sorted({seconds(i.when.start, i.when) for i in items if i.when.start is not None})
    latest = max(
        [*(start + (0.0 if start < length_s - SHORTEST_S else 0.25 * start) for start in anchors)]
        + [seconds(item.when.end, item.when) for item in items if item.when.end is not None]
    )
    asked: float | None = None
    factor = 1.0
    if latest > length_s + 0.01 or _fills_less(items, latest, length_s):
        factor, asked = length_s / latest, latest if not anchors or latest != anchors[-1] * 1.25 else anchors[-1]
    anchors = [anchor * factor for anchor in anchors]
    spans: list[_Span] = []
    cursor = 0.0
    for position, item in enumerate(items):
        when = item.when
        if when.start is not None:
            start = seconds(when.start, when) * factor
            end = seconds(when.end, when) * factor if when.end is not None else _next(anchors, start, length_s, when)
            if when.end is None and position + 1 < len(items) and not items[position + 1].when.is_anchored:
                end = start + (end - start) / (1 + _followers(items, position))
        else:
            own = seconds(when.length, when) * factor if when.length is not None else None
            limit = next((a for a in anchors if a > cursor + 1e-9), length_s)
            if when.is_first:
                start, end = 0.0, min(limit if cursor == 0 else length_s, own if own is not None else limit)
            elif when.is_last:
                last = spans[-1][0] if spans else 0.0
                room = length_s - cursor if cursor < length_s - SHORTEST_S else 0.5 * (length_s - last)
                start, end = length_s - (own if own is not None else min(0.2 * length_s, room)), length_s
            else:
                is_late = when.end is not None and spans and cursor >= seconds(when.end, when) * factor
                start = spans[-1][0] if is_late else cursor
                own = seconds(when.end, when) * factor - start if when.end is not None else own
                end = start + own if own is not None else start + (limit - start) / (1 + _followers(items, position))
        start, end = max(0.0, min(start, length_s)), min(end, length_s)
        if end - start >= _SLIVER_S:
            spans.append((start, end, item))
        cursor = end
    return spans, asked


def _next(anchors: Sequence[float], start: float, length_s: float, when: When) -> float:
    return length_s if when.to_end else next((anchor for anchor in anchors if anchor > start + 1e-9), length_s)


def _followers(items: Sequence[Item], position: int) -> int:
    """How many sections without a time of their own come before the next one with a place."""
    count = 0
    for item in items[position + 1 :]:
        if item.when.is_anchored or item.when.length is not None or item.when.is_last:
            break
        count += 1
    return count


def _fills_less(items: Sequence[Item], latest: float, length_s: float) -> bool:
    """Whether the sections follow each other from 0 without a gap and end too early."""
    if len(items) < 2 or any(i.when.end is None or i.when.to_end or i.when.unit == Unit.SHARE for i in items):
        return False
    edges = sorted((i.when.start or 0.0, i.when.end or 0.0) for i in items)
    is_tiled = edges[0][0] == 0 and all(abs(before[1] - after[0]) <= 1 for before, after in pairwise(edges))
    return is_tiled and latest < length_s - 0.01


def _stretch(reader: Reader, item: Item, seconds: float, *, exact: bool, bars: float | None = None) -> Stretch:
    kind = item.clause.section
    if kind is None:
        kind = (
            "outro"
            if item.when.is_last
            else "intro"
            if item.when.is_first and not item.clause.has(*DETAILS)
            else "part"
        )
    return Stretch(_name(reader, item), tuple(item.atoms), kind, seconds, exact, bars)


def _name(reader: Reader, item: Item) -> str:
    """What a person reads: the words of the clause without their time and their linking words."""
    parts = [reader.prompt[run[0].start : run[-1].end] for run in _runs(item.clause.atoms)]
    name = " ".join(" ".join(parts).split()).replace(" :", ":")
    if len(name) > _LONGEST_NAME:
        name = name[:_LONGEST_NAME].rsplit(" ", 1)[0] + " …"
    name = name.strip(" .:-–—()[]")
    said = next((atom.text for atom in item.clause.atoms if atom.kind == Kind.LAST), MAIN_PART)  # "final"
    return name or said


_LINKS = (*TIME_WORDS, Kind.AND)
_LINK_PHRASE = (
    "a an the with for of in on over during it is seconds der die das ein eine einen mit fur le la les un une avec "
    "pendant el los con durante"
)
_LINK_WORDS = frozenset(_LINK_PHRASE.split())


def _runs(atoms: Sequence[Atom]) -> Iterator[list[Atom]]:
    """Stretches of atoms without times and marks, from the first word that says something on."""
    kept = list(atoms)
    while kept and _links(kept[0]):
        kept.pop(0)
    while kept and (_links(kept[-1]) or kept[-1].kind in (Kind.FIRST, Kind.LAST) or _leads_on(kept[-1])):
        kept.pop()
    run: list[Atom] = []
    for index, atom in enumerate(kept):
        follows = kept[index + 1].kind if index + 1 < len(kept) else None
        is_label = atom.value == ":" and follows not in TIME_WORDS
        is_time = (atom.kind in TIME_WORDS and not is_label) or (
            atom.kind in (Kind.FIRST, Kind.LAST, Kind.AT) and follows in TIME_WORDS
        )
        if run and atom.start - run[-1].end > _LONGEST_GAP:
            yield run
            run = []
        if not is_time:
            run.append(atom)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _links(atom: Atom) -> bool:
    return atom.kind in _LINKS or (atom.kind == Kind.FILLER and folded(atom.text) in _LINK_WORDS)
