"""Structure in time: which stretch of a prompt speaks of which stretch of the music, and how long that is.

One rule settles conflicts with the chosen length: the chosen length wins. Sections that make another length together
are stretched or shortened in proportion; times that fit stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from demotape.engines.band.plan import SILENCE
from demotape.engines.band.reading.clauses import CHANGES, Clause, Unit, When, find_clauses
from demotape.engines.band.reading.context import WITHIN_WORDS
from demotape.engines.band.reading.lexicon import Kind, folded
from demotape.engines.band.reading.patterns import alternating, lettered
from demotape.engines.band.reading.reader import Atom, Reader
from demotape.engines.band.reading.timeline import (
    DETAILS,
    MOST_BENT,
    SHORTEST_S,
    TIME_WORDS,
    Item,
    Scale,
    Stretch,
    in_turn,
    on_time_line,
    with_moment,
)

_OF_THE_WHOLE = (
    *(Kind.STYLE, Kind.KEY, Kind.MODE, Kind.BPM, Kind.METER, Kind.METER_NOUN, Kind.LOOP, Kind.VOCAL, Kind.INSTRUMENTAL),
    *(
        Kind.USE,
        Kind.ARTIST,
        Kind.ARTIST_COMES,
        Kind.SOUND,
        Kind.CRACKLE,
        Kind.DECADE,
        Kind.NOT,
        Kind.WHOLE,
        Kind.CHORDS,
    ),
)
"""What belongs to the whole piece, wherever it stands in a clause of its own."""
_PLACES = (
    Kind.FIRST,
    Kind.LAST,
    Kind.SECOND,
    Kind.HALF,
    Kind.THIRD,
    Kind.QUARTER,
    Kind.START,
    Kind.END,
    Kind.MIDDLE,
    Kind.HALFWAY,
    Kind.REST,
)


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections that a prompt speaks of; none if it leaves the form to the Band."""

    stretches: tuple[Stretch, ...] = ()
    overall: tuple[Atom, ...] = ()
    """What is said of the whole piece."""
    clauses: tuple[Clause, ...] = ()
    """Of the overall atoms, clause by clause."""
    asked_s: float | None = None
    """Length that the prompt itself asks for, if that is another than the chosen one."""
    is_too_dense: bool = False
    """Whether the prompt speaks of more sections than the length has room for. There are none then."""


def find_outline(reader: Reader, *, length_s: float, bar_s: float) -> Outline:
    """Find the sections in a prompt.

    Args:
        reader: the prompt.
        length_s: chosen length of the piece.
        bar_s: length of a bar at the tempo of the piece, to turn bars into time.
    """
    clauses = _without_singing(reader, _without_preface(find_clauses(reader)))
    clauses = [repeated for clause in clauses for repeated in _repeated(reader, clause)]
    scale = Scale(length_s, bar_s)
    clauses = [with_moment(clause, scale) if clause.section == SILENCE else clause for clause in clauses]
    clauses, whole_s = _without_whole(reader, clauses, scale)
    clauses = _with_clock(clauses, length_s)
    clauses, afterthoughts = _without_afterthoughts(clauses)
    is_form = sum(clause.section is not None for clause in clauses) > 1
    clauses = [
        replace(clause, section="solo") if _is_solo(clause, is_among_sections=is_form) else clause for clause in clauses
    ]
    heads = _heads(clauses)
    if not heads:
        return _without_heads(reader, _plain(clauses, whole_s, length_s), length_s)
    items, overall = _items(clauses, heads)
    for item in items:
        for clause in afterthoughts:
            item.atoms += clause.atoms if clause.section == item.clause.section else ()
    for item in items:
        reader.use(*(atom for atom in item.atoms if atom.kind in (*TIME_WORDS, *_PLACES)))
    asked: float | None
    if any(item.when.is_anchored for item in items):
        stretches, asked = on_time_line(reader, items, scale)
    else:
        stretches, asked = in_turn(reader, items, scale)
    if len(stretches) * SHORTEST_S > length_s:
        return replace(_plain(clauses, whole_s, length_s), is_too_dense=True)
    if asked is None and whole_s is not None and abs(whole_s - length_s) > 0.05:
        asked = whole_s
    flat = tuple(atom for clause in overall for atom in clause.atoms)
    return Outline(tuple(stretches), flat, tuple(overall), asked)


def _with_clock(clauses: list[Clause], length_s: float) -> list[Clause]:
    """Times that stand before their words and grow are places, not lengths: `15s: add viola. 30s: add violins`."""
    timed = [clause for clause in clauses if clause.when is not None and clause.when.length is not None]
    seconds = [clause.when.length or 0.0 for clause in timed if clause.when is not None]
    is_plain = all(c.leads and c.when and c.when.unit == Unit.SECONDS and not c.when.is_last for c in timed)
    grows = all(first < second for first, second in pairwise(seconds))
    if len(timed) < 2 or not (is_plain and grows and seconds[-1] < length_s < sum(seconds)):
        return clauses
    return [replace(c, when=When(start=c.when.length)) if c in timed and c.when else c for c in clauses]


def _without_afterthoughts(clauses: Sequence[Clause]) -> tuple[list[Clause], list[Clause]]:
    """Take out what is said of a section that has its place elsewhere: `intro, chorus, no drums in the intro`."""

    def is_one(clause: Clause) -> bool:
        named = any(other.section == clause.section and not is_general(other) for other in clauses)
        return named and is_general(clause) and clause.when is None and not clause.is_next

    return [c for c in clauses if not is_one(c)], [c for c in clauses if is_one(c)]


_VOCAL_TALK = (
    *(Kind.VOCAL, Kind.INSTRUMENTAL, Kind.ONLY, Kind.START, Kind.END, Kind.ENTER, Kind.FIRST, Kind.LAST),
    Kind.UNKNOWN,
)


def _without_singing(reader: Reader, clauses: Sequence[Clause]) -> list[Clause]:
    """Clauses that say when somebody sings and nothing else make no section: `lyrics begin at 15 seconds`."""
    found: list[Clause] = []
    is_about_it = False
    for clause in clauses:
        talks = clause.has(Kind.VOCAL, Kind.INSTRUMENTAL) or (is_about_it and clause.has(Kind.START, Kind.ENTER))
        is_about_it = talks and clause.holds_only(*_VOCAL_TALK, *TIME_WORDS)
        if clause.when is not None and is_about_it:
            reader.use(*(atom for atom in clause.atoms if atom.kind in TIME_WORDS))
            found.append(replace(clause, when=None, is_next=False))
        else:
            found.append(clause)
    return found


def _repeated(reader: Reader, clause: Clause) -> list[Clause]:
    """A section as often as it is to come: `chorus x2`."""
    counts = [atom for atom in clause.atoms if atom.kind == Kind.REPEAT]
    number = _number_before(clause)
    if number > 1 and not counts and clause.when is None:
        return [clause] * number
    if not counts or clause.section is None or (clause.when is not None and clause.when.is_anchored):
        return [clause]
    reader.use(*counts)
    once = replace(clause, atoms=tuple(atom for atom in clause.atoms if atom.kind != Kind.REPEAT))
    return [once] * int(counts[0].value)


def _number_before(clause: Clause) -> int:
    """How many sections of a kind a clause names: 2 for `two verses`, 1 for `verse 2`."""
    index = next((i for i, atom in enumerate(clause.atoms) if atom.kind == Kind.SECTION), 0)
    is_plural = folded(clause.atoms[index].text).endswith(("s", "en"))
    word = folded(clause.atoms[index - 1].text) if index else ""
    return _FEW.get(word, 1) if clause.section and is_plural else 1


_FEW = {
    **dict.fromkeys(("2", "two", "zwei", "deux", "dos"), 2),
    **dict.fromkeys(("3", "three", "drei", "trois", "tres"), 3),
    **dict.fromkeys(("4", "four", "vier", "quatre", "cuatro"), 4),
}


def _without_preface(clauses: Sequence[Clause]) -> list[Clause]:
    """What a clause says of the whole before it comes to a time: `techno at 130 BPM with a drop at 0:30`."""
    found: list[Clause] = []
    for clause in clauses:
        details = (i for i, atom in enumerate(clause.atoms) if atom.kind in {*DETAILS, *TIME_WORDS} - {Kind.AT})
        joints = [i for i, a in enumerate(clause.atoms[: next(details, 0)]) if a.kind == Kind.AND and a.text != "&"]
        cut = joints[-1] if joints else 0
        before = clause.atoms[:cut]
        is_late = clause.when is not None and (bool(clause.when.start) or clause.when.is_last)
        kinds = {atom.kind for atom in before}
        if (is_late or clause.section) and kinds & {Kind.STYLE, Kind.BPM, Kind.KEY}:
            found += [Clause(before, joined_by=clause.joined_by), replace(clause, atoms=clause.atoms[cut:])]
        else:
            found.append(clause)
    return found


_AROUND_A_SOLO = (*TIME_WORDS, Kind.FILLER, Kind.END, Kind.MIDDLE, Kind.HALFWAY)


def _is_solo(clause: Clause, *, is_among_sections: bool) -> bool:
    """Whether a clause is a section of its own: `guitar solo` among sections, or at a time of its own."""
    has_place = clause.when is not None and not clause.when.is_first
    if clause.section or not clause.has(Kind.INSTRUMENT, Kind.ROLE) or not (has_place or is_among_sections):
        return False
    said = [atom for atom in clause.atoms if atom.kind not in _AROUND_A_SOLO]
    says_so = any(atom.kind == Kind.INSTRUMENT and "solo" in atom.text.lower() for atom in said)
    if clause.when is not None:
        return has_place and (says_so or said[-1].kind == Kind.SOLO)
    return (
        says_so
        or said[-1].kind == Kind.SOLO
        or (clause.has(Kind.SOLO) and clause.holds_only(Kind.INSTRUMENT, Kind.SOLO, Kind.ROLE))
    )


def _without_heads(reader: Reader, plain: Outline, length_s: float) -> Outline:
    """The sections of a prompt whose clauses begin none: a form in letters, or a going to and fro."""
    if stretches := lettered(reader, length_s):
        return replace(plain, stretches=stretches)
    stretches = alternating(plain.overall, length_s)
    said = {atom.start for stretch in stretches for atom in stretch.atoms}
    return replace(plain, stretches=stretches, overall=tuple(atom for atom in plain.overall if atom.start not in said))


def _plain(clauses: Sequence[Clause], whole_s: float | None, length_s: float) -> Outline:
    atoms = tuple(atom for clause in clauses for atom in clause.atoms)
    asked = whole_s if whole_s is not None and abs(whole_s - length_s) > 0.05 else None
    return Outline((), atoms, tuple(clauses), asked)


def _without_whole(reader: Reader, clauses: list[Clause], scale: Scale) -> tuple[list[Clause], float | None]:
    """Take out the clause that names the length of the whole piece: `a 30 second beat`."""
    length_s = scale.length_s
    music = [clause for clause in clauses if clause.section != SILENCE]
    timed = [clause for clause in music if clause.when is not None and _is_number(clause.when)]
    lengths = [c for c in timed if c.when and c.when.length is not None and c.when.unit == Unit.SECONDS]
    whole: Clause | None = None
    if len(timed) == 1 and lengths and lengths[0].when and not (lengths[0].when.is_first or lengths[0].when.is_last):
        only = lengths[0]
        has_others = any(clause.is_next or clause.section for clause in clauses if clause is not only)
        is_section = only.section or only.is_next or only.has(Kind.FADE_OUT, Kind.FADE_IN)
        is_section = is_section or (has_others and only.has(*DETAILS))
        if not is_section or (only.when and (only.when.length or 0.0) >= length_s - 0.01):
            whole = only
    elif len(lengths) > 1:
        rest = sum(clause.when.length or 0.0 for clause in lengths[1:] if clause.when)
        first = lengths[0]
        if first is timed[0] and first.when and not first.section and not first.when.is_first:
            says_so = first.has(Kind.WHOLE, Kind.LOOP) and not first.has(*DETAILS)
            if says_so and (first.when.length or 0.0) >= 0.9 * rest:
                whole = first
    elif len(timed) == 1 and (_counts_bars_of_all(timed[0]) or _is_vague(timed[0])):
        whole = timed[0]
    if whole is None or whole.when is None:
        return clauses, None
    reader.use(*(atom for atom in whole.atoms if atom.kind in TIME_WORDS))
    freed = [replace(clause, when=None) if clause is whole else clause for clause in clauses]
    value = whole.when.length if whole.when.length is not None else whole.when.end
    seconds = scale.seconds(value or 0.0, whole.when.unit)
    is_blues = any(atom.kind == Kind.STYLE and atom.value == "blues" for atom in reader.atoms)
    if whole.when.unit == Unit.BARS and (is_blues or abs(seconds / length_s - 1) <= MOST_BENT):
        return freed, None  # the twelve bars of a blues are its form; else the tempo makes up for it
    return freed, seconds


def _is_vague(clause: Clause) -> bool:
    """Whether a stretch of time is a length that is left open: `a 20-30 s loop`."""
    return bool(clause.when and clause.when.start and clause.when.end) and not clause.has(*DETAILS)


def _counts_bars_of_all(clause: Clause) -> bool:
    """Whether a clause says how many bars the whole has: `a 16 bar loop`, `12 bars`."""
    when = clause.when
    is_length = when is not None and when.unit == Unit.BARS and when.length is not None
    return is_length and not (
        clause.section or clause.is_next or clause.has(*DETAILS) or clause.has(Kind.FIRST, Kind.LAST)
    )


def _is_number(when: When) -> bool:
    return when.length is not None or (when.is_anchored and when.unit != Unit.SHARE)


def _heads(clauses: Sequence[Clause]) -> list[int]:
    """The clauses that each begin a section; none if the prompt leaves the form open."""
    timed = [index for index, clause in enumerate(clauses) if clause.when is not None]
    named = [index for index, clause in enumerate(clauses) if clause.section]
    following = [index for index, clause in enumerate(clauses) if clause.is_next and index]
    if not timed and not following and (len(named) < 2 or _is_general([clauses[index] for index in named])):
        return []
    if any(clause.when and clause.when.is_first for clause in clauses):
        following += [index for index, clause in enumerate(clauses) if index and _turns(clause)]
    heads = sorted({*timed, *named, *following})
    before = clauses[heads[0] - 1]
    if heads[0] in following and heads[0] not in timed and clauses[heads[0]].when is None and not _only_denies(before):
        heads.insert(0, heads[0] - 1)
    return heads


def is_general(clause: Clause) -> bool:
    """Whether a clause speaks of all sections of a kind: `choruses are loud`, `in the verse only bass`."""
    index = next((i for i, atom in enumerate(clause.atoms) if atom.kind == Kind.SECTION), None)
    if index is None:
        return False
    word = folded(clause.atoms[index].text)
    before = [folded(atom.text) for atom in clause.atoms[max(0, index - 2) : index]]
    is_plural = word in ("verses", "choruses", "drops", "breakdowns", "strophen", "refrains", "estribillos", "couplets")
    return (is_plural and len(clause.atoms) > 1) or any(text in WITHIN_WORDS for text in before)


def _is_general(clauses: Sequence[Clause]) -> bool:
    kinds = [clause.section for clause in clauses]
    return len(set(kinds)) == len(kinds) and all(is_general(clause) for clause in clauses)


def _only_denies(clause: Clause) -> bool:
    """Whether a clause says what is not to come: `no intro, straight into the chorus`."""
    return clause.atoms[0].kind == Kind.NOT and clause.holds_only(Kind.NOT, Kind.SECTION, Kind.OR)


def _turns(clause: Clause) -> bool:
    """Whether a clause tells how the music goes on: `builds with strings`, `huge climax`."""
    return clause.atoms[0].kind in CHANGES or clause.has(Kind.CLIMAX)


def _items(clauses: Sequence[Clause], heads: Sequence[int]) -> tuple[list[Item], list[Clause]]:
    """Give every clause to a section or to the whole piece."""
    items: list[Item] = []
    overall: list[Clause] = []
    waiting: list[Clause] = []
    for index, clause in enumerate(clauses):
        if index in heads and items and _completes(clause, items[-1]):
            items[-1].when = clause.when or When()
            for waited in (*waiting, clause):
                items[-1].atoms += waited.atoms
            waiting = []
        elif index in heads:
            item = Item(clause, clause.when or When())
            for waited in waiting:
                item.atoms += waited.atoms
            item.atoms += clause.atoms
            items.append(item)
            waiting = []
        elif not items or clause.holds_only(*_OF_THE_WHOLE) or _is_last_denial(clauses, index, items[-1]):
            overall.append(clause)
        elif _waits(clauses, heads, index, items[-1]):
            waiting.append(clause)
        else:
            items[-1].atoms += clause.atoms
    return items, overall


def _completes(clause: Clause, item: Item) -> bool:
    """Whether a clause says how long the section before it is: `a drop, in half-time: 10 s`."""
    when = clause.when
    is_nameless = not (clause.section or clause.is_next or clause.leads)
    is_open = item.when == When() and (item.clause.section is not None or item.clause.is_next)
    return is_nameless and is_open and when is not None and when.length is not None and not when.is_first


def _is_last_denial(clauses: Sequence[Clause], index: int, item: Item) -> bool:
    denial = clauses[index].atoms[0].kind in (Kind.NOT, Kind.DRUMLESS)
    return index == len(clauses) - 1 and denial and not item.clause.leads


def _waits(clauses: Sequence[Clause], heads: Sequence[int], index: int, item: Item) -> bool:
    """Whether a clause between two sections speaks of the next one: `soft, piano 10 s`."""
    following = next((clauses[head] for head in heads if head > index), None)
    if following is None or following.when is None or following.section or following.is_next:
        return False
    is_trailing = not item.clause.leads and item.when.length is not None
    return is_trailing and not following.leads and following.when.length is not None
