"""A prompt cut into clauses, and when the music that a clause speaks of is to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from demotape.engines.band.plan import SILENCE
from demotape.engines.band.reading.context import ADJECTIVES, UNTIL_WORDS, is_denied
from demotape.engines.band.reading.lexicon import TIMES, Kind
from demotape.engines.band.reading.pauses import by_pause, is_pause
from demotape.engines.band.reading.reader import Atom, Reader

_PARTING_MARKS = frozenset(",;.\n|/→•–—[!?-") | {"->", "=>"}
_BEFORE_TIME = (Kind.AT, Kind.FIRST, Kind.LAST, Kind.FILLER, Kind.MARK, Kind.AND, Kind.REST)
_EMPTY = (Kind.FILLER, Kind.AND, Kind.MARK, Kind.WHOLE, Kind.AT)
CHANGES = (Kind.BUILD, Kind.FALL, Kind.ACCELERATING, Kind.DECELERATING, Kind.FASTER, Kind.SLOWER)
_FOR_WORDS = ("for", "lasting", "during", "fur", "für", "pendant", "durante")
_FROM_WORDS = ("from", "von", "vom", "de", "del", "du")
_QUALITIES = (Kind.STYLE, Kind.MOOD, Kind.LOUD, Kind.SOFT, Kind.TEMPO, Kind.SPARSE, Kind.BUSY)
"""What music can go from and to."""
_GOAL_WORDS = ("to", "into", "zu", "zum", "bis", "a", "à", "hasta", "vers", "jusqu'à")
_PLACE_WORDS = (
    "at",
    "in",
    "am",
    "zu",
    "zum",
    "gegen",
    "au",
    "a",
    "al",
    "near",
    "towards",
    "toward",
    "en",
    "hacia",
    "vers",
    "d",
)


class Unit(Enum):
    """What a time is counted in."""

    SECONDS = auto()
    SHARE = auto()
    BARS = auto()


@dataclass(frozen=True, slots=True)
class When:
    """When a stretch of music comes. Everything None: it takes its turn and its share."""

    unit: Unit = Unit.SECONDS
    start: float | None = None
    end: float | None = None
    """Below 0: so long before the end of the piece."""
    length: float | None = None
    is_first: bool = False
    """Whether it opens the piece: `first 10 s`, `starts with`."""
    is_last: bool = False
    to_end: bool = False

    @property
    def is_anchored(self) -> bool:
        """Whether it has a place of its own on the time line."""
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the prompt that speaks of one stretch of the music, or of the whole."""

    atoms: tuple[Atom, ...]
    when: When | None = None
    """None: it names no time and no place."""
    section: str | None = None
    """Kind of section, if it names one."""
    is_next: bool = False
    """Whether it begins with a word like `then`."""
    leads: bool = False
    """Whether its time stands before its words."""
    joined_by: str = ""
    """The mark before it."""

    @property
    def start(self) -> int:
        return min(atom.start for atom in self.atoms)

    @property
    def end(self) -> int:
        return self.atoms[-1].end

    def has(self, *kinds: Kind) -> bool:
        return any(atom.kind in kinds for atom in self.atoms)

    def holds_only(self, *kinds: Kind) -> bool:
        """Whether nothing else stands in it, words without meaning aside."""
        return all(atom.kind in (*kinds, *_EMPTY) for atom in self.atoms)


def find_clauses(reader: Reader) -> list[Clause]:
    """The clauses of a prompt, in order."""
    return [_described(atoms, mark) for atoms, mark in _finer(reader.atoms)]


def _finer(atoms: Sequence[Atom]) -> Iterator[tuple[Sequence[Atom], str]]:
    for piece, mark in _by_marks(atoms):
        for index, by_time in enumerate(_by_times(piece)):
            for second, by_section in enumerate(part for each in _by_sections(by_time) for part in by_pause(each)):
                parts = _by_goals(by_section) or _by_changes(by_section)
                for third, part in enumerate(parts):
                    if any(atom.kind not in (Kind.MARK, Kind.AND, Kind.THEN, Kind.FILLER) for atom in part):
                        yield part, "change" if third else "" if index or second else mark


def _by_marks(atoms: Sequence[Atom]) -> Iterator[tuple[list[Atom], str]]:
    piece: list[Atom] = []
    mark = ""
    for index, atom in enumerate(atoms):
        is_heading = atom.value == ":" and _is_heading(piece) and not _is_its_length(atoms[index + 1 : index + 3])
        if atom.kind == Kind.MARK and (atom.value in _PARTING_MARKS or is_heading):
            if piece and not _belongs_to_time(piece, atom, atoms[index + 1 :]):
                yield [*piece, atom], mark
                piece, mark = [], atom.value
                continue
            if not piece:
                mark = atom.value
            continue
        is_verb = atom.kind in (Kind.START, Kind.END) and not _is_place(atom)
        if atom.kind == Kind.THEN and not piece:
            mark = "then"
        elif piece and (atom.kind == Kind.THEN or (is_verb and not _is_blank(piece))):
            while piece and piece[-1].kind == Kind.AND:
                piece.pop()
            if piece:
                yield piece, mark
            piece, mark = [], "then"
        piece.append(atom)
        if atom.kind in (Kind.START, Kind.END, Kind.MIDDLE) and _is_place(atom) and not _is_blank(piece[:-1]):
            if index + 1 < len(atoms) and not _goes_on(atoms[index + 1 :]):
                continue
            yield piece, mark
            piece, mark = [], ""
    if piece:
        yield piece, mark


def _is_heading(piece: Sequence[Atom]) -> bool:
    """Whether a clause before a colon speaks of the whole: `a 30 s track:`."""
    kinds = {atom.kind for atom in piece}
    return (
        bool(kinds & {Kind.WHOLE, Kind.LOOP, Kind.STYLE, Kind.KEY, Kind.BPM, Kind.METER, Kind.DECADE})
        and Kind.SECTION not in kinds
    )


def _is_its_length(following: Sequence[Atom]) -> bool:
    """Whether nothing but a time stands behind a colon: `ambient: 10 s, then techno: 10 s`."""
    kinds = [atom.kind for atom in following]
    return bool(kinds) and kinds[0] in TIMES and (len(kinds) == 1 or kinds[1] in (Kind.MARK, Kind.THEN))


def _goes_on(following: Sequence[Atom]) -> bool:
    """Whether a clause ends after a trailing place, because other words come without a mark."""
    return following[0].kind in (Kind.AND, Kind.NOT)


def _belongs_to_time(piece: Sequence[Atom], mark: Atom, following: Sequence[Atom]) -> bool:
    """Whether a dash stands between a time and its words: `0:00 - intro`."""
    if mark.value not in ("-", "–", "—") or not following:
        return False
    return all(atom.kind in (*TIMES, *_BEFORE_TIME) for atom in piece) or (
        following[0].kind in TIMES and not any(atom.kind in TIMES for atom in piece)
    )


def _is_blank(piece: Sequence[Atom]) -> bool:
    return all(atom.kind in _EMPTY for atom in piece)


def _is_place(atom: Atom) -> bool:
    return atom.text.lower().replace("'", " ").replace("’", " ").split()[0] in (
        *_PLACE_WORDS,
        "à",
        "anfangs",
        "zuerst",
        "first",
    )


def _by_times(piece: Sequence[Atom]) -> Iterator[Sequence[Atom]]:
    """Several times in one clause: each has its words before it or after it, as the first one shows."""
    places = [index for index, atom in enumerate(piece) if atom.kind in TIMES]
    if len(places) > 1:
        places = [index for index in places if not _lasts(piece, index)]
    if len(places) < 2:
        yield piece
        return
    leads = all(atom.kind in _BEFORE_TIME for atom in piece[: places[0]])
    cuts = []
    for place in places[1:] if leads else places[:-1]:
        cut = place if leads else place + 1
        while leads and piece[cut - 1].kind in _BEFORE_TIME and piece[cut - 1].kind != Kind.FILLER:
            cut -= 1
        while not leads and cut < len(piece) and piece[cut].kind == Kind.MARK:
            cut += 1
        cuts.append(cut)
    yield from _cut(piece, cuts)


def _by_sections(piece: Sequence[Atom]) -> Iterator[Sequence[Atom]]:
    """Several sections in one clause: `verse chorus verse`, `quiet intro and loud drop`."""
    places = [index for index in range(len(piece)) if piece[index].kind == Kind.SECTION and not is_denied(piece, index)]
    cuts = []
    for before, place in pairwise(places):
        cut = place
        while cut > before + 1 and piece[cut - 1].kind in ADJECTIVES:
            cut -= 1
        joint = cut - 2
        while joint > before and piece[joint].kind == Kind.FILLER:
            joint -= 1
        if joint > before and piece[cut - 1].kind == Kind.INSTRUMENT and piece[joint].kind == Kind.AND:
            cut = joint  # "a breakdown and a supersaw drop"
        cuts.append(cut)
    yield from _cut(piece, cuts)


def _lasts(atoms: Sequence[Atom], index: int) -> bool:
    """Whether a length says how long what comes at another time goes on: `at 0:30 for 8 seconds`."""
    has_place = any(atom.kind == Kind.CLOCK for atom in atoms)
    says_for = index > 0 and atoms[index - 1].text.lower() in _FOR_WORDS
    is_of_silence = any(atom.kind == Kind.SILENCE for atom in atoms[max(0, index - 2) : index + 3])
    return atoms[index].kind == Kind.LENGTH and has_place and (says_for or is_of_silence)


def _is_until(atoms: Sequence[Atom], index: int) -> bool:
    """Whether a time is where something ends: `until 0:30`, `until the last 10 seconds`."""
    before = [atom for atom in atoms[max(0, index - 3) : index] if atom.kind not in (Kind.FIRST, Kind.LAST)]
    return any(atom.text.lower() in UNTIL_WORDS for atom in before[-2:])


def _by_goals(piece: Sequence[Atom]) -> list[Sequence[Atom]]:
    """`From jazz to metal` as two stretches; nothing if the clause speaks of no such way."""
    origin = next((i for i, atom in enumerate(piece) if atom.text.lower() in _FROM_WORDS), len(piece))
    goal = next((i for i in range(origin + 2, len(piece)) if piece[i].text.lower() in _GOAL_WORDS), len(piece))
    sides = (piece[origin:goal], piece[goal:])
    is_way = all(any(atom.kind in _QUALITIES for atom in side) for side in sides)
    if not is_way or any(atom.kind in (*TIMES, Kind.BPM, Kind.KEY, Kind.SECTION, Kind.BUILD) for atom in piece):
        return []
    return [piece[origin:goal], [*piece[:origin], *piece[goal:]]]


def _by_changes(piece: Sequence[Atom]) -> Iterator[Sequence[Atom]]:
    """`starts quietly and builds to a climax`: the change is a stretch of its own."""
    builds = [index for index, atom in enumerate(piece) if atom.kind == Kind.BUILD]
    if builds:
        origins = [i for i in range(builds[0] + 1, len(piece)) if piece[i].kind == Kind.AT]
        goals = (
            [i for i in range(origins[0] + 2, len(piece)) if piece[i].text.lower() in _GOAL_WORDS] if origins else []
        )
        if goals:
            yield [atom for index, atom in enumerate(piece[: goals[0]]) if index != builds[0]]
            yield [piece[builds[0]], *piece[goals[0] :]]
            return
    starts = [index for index, atom in enumerate(piece) if atom.kind == Kind.START]
    if not starts:
        yield piece
        return
    later = [index for index, atom in enumerate(piece) if atom.kind in CHANGES and index > starts[0] + 1]
    cuts = [later[0]] if later and not _is_blank(piece[starts[0] + 1 : later[0]]) else []
    yield from _cut(piece, cuts)


def _cut(piece: Sequence[Atom], cuts: Sequence[int]) -> Iterator[Sequence[Atom]]:
    edges = [0, *cuts, len(piece)]
    for start, end in pairwise(edges):
        if start < end:
            yield piece[start:end]


def _described(atoms: Sequence[Atom], mark: str) -> Clause:
    when, leads = _when(atoms)
    named = (i for i, atom in enumerate(atoms) if atom.kind == Kind.SECTION and not is_denied(atoms, i))
    section = next((atoms[index].value for index in named), None)
    is_next = mark in ("then", "change")
    clause = Clause(tuple(atoms), when, section, is_next, leads, mark)
    if section is None and clause.has(Kind.LAST) and clause.holds_only(Kind.LAST):
        clause = replace(clause, section="outro")  # "verse, chorus, final"
    if section is None and when is not None and clause.has(Kind.CLIMAX) and not clause.has(Kind.BUILD):
        clause = replace(clause, section="drop")
    if section is None and is_pause(atoms, has_time=when is not None):
        clause = replace(clause, section=SILENCE)
    if section is None and clause.has(Kind.BUILD) and clause.holds_only(Kind.BUILD, Kind.THEN, *TIMES, *ADJECTIVES):
        clause = replace(clause, section="build")
    return clause


def _when(atoms: Sequence[Atom]) -> tuple[When | None, bool]:
    """When the music of a clause comes, and whether the time stands before the words."""
    for index, atom in enumerate(atoms):
        before = [a for a in atoms[max(0, index - 4) : index] if a.kind not in (Kind.FILLER, Kind.MARK)]
        previous = before[-1].kind if before else None
        leads = all(a.kind in (*_BEFORE_TIME, Kind.THEN) for a in atoms[:index])
        if _lasts(atoms, index):
            continue
        found = _time(atom, previous, atoms[index + 1 :])
        if found is not None and _is_until(atoms, index):
            value = found.start if found.start is not None else found.length
            value = -value if found.is_last and value is not None else value
            found = found if value is None or found.end is not None else When(found.unit, end=value)
        if found is not None and found.start is not None and found.end is None:
            lengths = [a.value for i, a in enumerate(atoms) if _lasts(atoms, i)]
            found = replace(found, end=found.start + lengths[0]) if lengths else found
        if found is not None:
            return found, leads
    for index, atom in enumerate(atoms):
        place = _share(atom, atoms[index + 1 : index + 3]) or _PLACES.get(atom.kind)
        if place is not None:
            return place, index == 0
    return None, False


_PLACES = {
    Kind.HALFWAY: When(Unit.SHARE, start=0.5),
    Kind.MIDDLE: When(Unit.SHARE, start=0.4, end=0.62),
    Kind.START: When(is_first=True),
    Kind.END: When(is_last=True),
    Kind.REST: When(),
}
"""What a word alone says about the place of its music."""


def _time(atom: Atom, previous: Kind | None, following: Sequence[Atom]) -> When | None:
    match atom.kind:
        case Kind.RANGE:
            start, end = atom.value
            found = When(start=start, end=end, to_end=end is None)
        case Kind.PERCENT_RANGE:
            found = When(Unit.SHARE, start=atom.value[0], end=atom.value[1])
        case Kind.BAR_RANGE:
            first, last = sorted(atom.value)
            found = When(Unit.BARS, start=max(0, first - 1), end=last)
        case Kind.EDGE_LENGTH:
            seconds, is_last = atom.value
            found = When(length=seconds, is_first=not is_last, is_last=is_last)
        case Kind.CLOCK if previous != Kind.FIRST:
            found = When(start=atom.value)
        case Kind.CLOCK | Kind.LENGTH | Kind.PERCENT | Kind.BARS:
            unit = {Kind.PERCENT: Unit.SHARE, Kind.BARS: Unit.BARS}.get(atom.kind, Unit.SECONDS)
            goes_in = bool(following) and following[0].text.lower() == "in" and previous is None
            if previous == Kind.AT or goes_in:  # "10 seconds in"
                found = When(unit, start=atom.value)
            else:
                is_first, is_last = previous == Kind.FIRST, previous == Kind.LAST
                found = When(unit, length=atom.value, is_first=is_first, is_last=is_last)
        case _:
            return None
    return found


def _share(atom: Atom, following: Sequence[Atom]) -> When | None:
    if atom.kind not in (Kind.FIRST, Kind.SECOND, Kind.LAST):
        return None
    parts = {Kind.HALF: 2, Kind.THIRD: 3, Kind.QUARTER: 4}
    count = next((parts[a.kind] for a in following if a.kind in parts), None)
    if count is None:
        return None
    place = {Kind.FIRST: 0, Kind.SECOND: 1, Kind.LAST: count - 1}[atom.kind]
    return When(Unit.SHARE, start=place / count, end=(place + 1) / count)
