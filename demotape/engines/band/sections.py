"""Structure in time: which stretch of a prompt speaks of which stretch of the music."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from demotape.engines.band.plan import BASS, LOUD, Section
from demotape.engines.band.reader import Reader

_CLAUSE = re.compile(r"[^,;\n]+")
_BREAK = re.compile(r"\b(?:and then|then|followed by|after that)\b|->|→|\.(?=\s|$)")
_RANGE = re.compile(r"\(?\[?(\d{1,2}):(\d\d)\s*(?:-|–|—|to)\s*(\d{1,2}):(\d\d)\]?\)?\s*:?")
_LENGTH = re.compile(
    r"(?!(?<![:(]\s)(?<![:(])\b[5-9]0'?s\s+[a-z])"  # "90s hip-hop" is a decade
    r"[:(\[]?\s*(?:for\s+|of\s+)?\b(\d+(?:\.\d+)?)[\s-]*(s|secs?|seconds?|min|mins|minutes?)\b\s*[\])]?\s*:?"
)
_NAMED = r"intro(?:duction)?|verse|pre-?chorus|chorus|refrain|hook|bridge|break(?:down)?|drop|outro|ending|interlude"
_SHORT = re.compile(r"intro|outro|ending|break|interlude|bridge")

BAR_BEATS = 4
_ORDINARY_ENERGY = 0.575
"""Mean energy of a section that no word describes."""
_SHORTEST_S = 0.75
"""What a section needs on average to be heard as one."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the prompt that describes one section."""

    start: int
    end: int
    """Where it stands in the prompt."""
    name: str
    weight: float
    """Seconds where the prompt says so, else its share of the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What the words of a section ask for."""

    tempo: float = 1.0
    """Factor on the tempo of the piece."""
    fixed_bpm: float | None = None
    energy: tuple[float, float] = (0.55, 0.6)
    loud_bass: bool = False
    without: tuple[str, ...] = ()

    def under(self, overall: Character) -> Character:
        """The same section in a piece of this overall character."""
        shift = 0.5 * (sum(overall.energy) / 2 - _ORDINARY_ENERGY)
        low, high = (_clamp(energy + shift) for energy in self.energy)
        is_present = max(self.energy) >= 0.5
        return replace(self, energy=(low, high), loud_bass=self.loud_bass or (overall.loud_bass and is_present))


@dataclass(frozen=True, slots=True)
class Structure:
    """The sections that a prompt speaks of; none if it leaves the form to the Band."""

    clauses: tuple[Clause, ...] = ()
    asked_s: float | None = None
    """Length that the prompt itself asks for, if it does."""
    is_too_dense: bool = False
    """Whether the prompt speaks of more sections than the length has room for. There are none then."""


def find_structure(reader: Reader, *, length_s: float) -> Structure:
    """Find the sections in a prompt, and mark their times as read."""
    structure = _find(reader, length_s=length_s)
    if len(structure.clauses) * _SHORTEST_S > length_s:
        return Structure(is_too_dense=True)
    return structure


def _find(reader: Reader, *, length_s: float) -> Structure:
    pieces = [_timed(reader, start, end) for start, end in _split(reader.text)]
    timed = [index for index, (_, seconds, _) in enumerate(pieces) if seconds is not None]
    if not timed:
        return Structure(_named_clauses(reader, pieces))
    total = sum(pieces[index][1] or 0.0 for index in timed)
    trailing = pieces[timed[-1] + 1 :]
    is_whole = len(timed) == 1 and (total >= length_s - 0.01 or not _is_section(reader, pieces[timed[0]][0]))
    if is_whole:
        return Structure(_named_clauses(reader, pieces), total)

    clauses: list[Clause] = []
    waiting: int | None = None
    for index, ((start, end), seconds, leads) in enumerate(pieces[: timed[-1] + 1]):
        if seconds is not None:
            start_of_name = start if waiting is None else waiting
            clauses.append(Clause(start_of_name, end, _name(reader, start, end), seconds))
            waiting = None
        elif clauses and pieces[index - 1][2] and not leads:
            clauses[-1] = replace(clauses[-1], end=end)
        elif clauses:
            waiting = start if waiting is None else waiting
    if trailing:
        (start, _), end = trailing[0][0], trailing[-1][0][1]
        if total < length_s * 0.95 and not pieces[timed[-1]][2]:
            clauses.append(Clause(start, end, _name(reader, start, trailing[0][0][1]), length_s - total))
            total = length_s
        else:
            clauses[-1] = replace(clauses[-1], end=end)
    elif len(clauses) == 1 and total < length_s:
        clauses.append(Clause(clauses[0].end, clauses[0].end, "main part", length_s - total))
        total = length_s
    return Structure(tuple(clauses), total)


def characterise(reader: Reader, span: tuple[int, int], previous: Character | None) -> Character:
    """What the words of a stretch of the prompt ask for, after a section of character `previous`.

    Source of the energies: chosen by measuring, so that a quiet intro lies about 5 dB below a loud part.
    """

    def take(*patterns: str) -> bool:
        return reader.take("|".join(patterns), span)

    tempo = 1.0
    low, high = (previous.energy[1],) * 2 if previous and previous.energy[1] >= 0.5 else (0.55, 0.6)
    loud_bass = take(
        r"(?:loud|heavy|deep|big|strong|fat|booming|massive|huge)(?:er)? (?:\w+ )?bass(?:line)?",
        r"bass[- ]?heavy|more bass",
    )
    before = previous.tempo if previous else 1.0
    if take(r"half[- ]?time|slow(?:ly)?|downtempo|laid[- ]back|largo|adagio|lento"):
        tempo, low, high = 0.92 if previous is None else min(0.92, before), 0.38, 0.45
    if take(r"slower|slows? down|slowing"):
        tempo = min(0.85, before * 0.85)
    if take(r"fast(?:er)?|quick(?:er)?|speeds? up|speeding|up-?tempo|accelerat\w+|allegro|presto"):
        tempo, low, high = max(1.24, before * 1.2) if previous else 1.15, 0.8, 0.85
    if take(
        r"intro(?:duction)?|opening|begin(?:s|ning)?|soft(?:ly|er)?|quiet(?:ly|er)?|gent(?:le|ly)|calm|sparse|minimal|thin"
    ):
        low, high = min(low, 0.3), min(high, 0.45)
    is_loud = take(
        r"loud(?:er|ly)?|heav(?:y|ier)|drop|big(?:ger)?|huge|massive|power(?:ful)?|energetic|chorus|full|intense|hard"
    )
    if is_loud or loud_bass:
        low, high = max(low, 0.8), max(high, 0.9)
    if take(r"verse|bridge|break(?:down)?|interlude"):
        low, high = 0.5, 0.58
    if take(r"builds?(?: up)?|building(?: up)?(?: to)?|climax|crescendo|rising|grow(?:s|ing)?"):
        low, high = (0.25 if previous is None else low), 1.0
    if take(r"outro|ending|fad(?:es?|ing)(?: out| away)?"):
        low, high = min(low, 0.55), 0.3
    bpm = reader.take_all(BPM_PATTERN, span)
    return Character(
        tempo=tempo,
        fixed_bpm=bpm_of(bpm[0]) if bpm else None,
        energy=(low, high),
        loud_bass=loud_bass,
    )


BPM_PATTERN = (
    r"(?:at |@ ?)?(\d{2,3}(?:\.\d+)?) ?(?:bpm|beats per minute)|(?:bpm|tempo)(?: of|:| =|=)? ?(\d{2,3}(?:\.\d+)?)"
)


def bpm_of(match: re.Match[str]) -> float:
    """Tempo of a match of the tempo pattern, kept to what music is played in: 40 to 220 BPM."""
    return min(220.0, max(40.0, float(match[1] or match[2])))


def lay_out(
    parts: Sequence[tuple[Clause, Character]], *, length_s: float, base_bpm: float, is_fixed: bool
) -> tuple[Section, ...]:
    """Put asked sections on the time line, scaled to fill the asked length exactly.

    Args:
        parts: the sections in order.
        length_s: length of the whole piece.
        base_bpm: tempo where a section does not say otherwise.
        is_fixed: whether the person named that tempo. A named tempo is not bent; odd beats ring out.
    """
    total = sum(clause.weight for clause, _ in parts)
    sections: list[Section] = []
    edge = 0.0
    start_s = start_beat = 0.0
    for clause, character in parts:
        edge += clause.weight
        end_s = length_s * edge / total
        seconds = end_s - start_s
        bpm = character.fixed_bpm or base_bpm * character.tempo
        fixed = character.fixed_bpm is not None or (is_fixed and character.tempo == 1.0)
        beats = whole_bars(seconds * bpm / 60, tolerance=0.015 if fixed else 0.08)
        sections.append(
            Section(
                name=clause.name,
                idea="A" if len(parts) < 3 or sum(character.energy) < 1.3 else "B",
                start_s=start_s,
                length_s=seconds,
                tempo_bpm=beats * 60 / seconds,
                start_beat=start_beat,
                beats=beats,
                energy_start=character.energy[0],
                energy_end=character.energy[1],
                emphasis={BASS: LOUD} if character.loud_bass else {},
                without=character.without,
            )
        )
        start_s, start_beat = end_s, start_beat + beats
    return tuple(sections)


def whole_bars(beats: float, *, tolerance: float) -> float:
    """The nearest number of beats that fills whole (or else half) bars, if that bends the tempo little enough."""
    for unit in (BAR_BEATS, BAR_BEATS / 2):
        near = unit * round(beats / unit)
        if near and abs(near / beats - 1) <= tolerance:
            return near
    return beats


def free_form(
    *, length_s: float, bpm: float, is_fixed: bool, character: Character, is_building: bool
) -> tuple[Section, ...]:
    """A song form for a prompt that asks for none, as long as asked."""
    want = length_s * bpm / 60 / BAR_BEATS
    bars = max(1, math.floor(want + 1e-6) if is_fixed else round(want))
    if not is_fixed and abs(bars / want - 1) < 0.12:
        bpm = bars * BAR_BEATS * 60 / length_s
    form = _FORMS[0 if bars < 2 else 1 if bars < 10 else 2 if bars < 30 else 3]
    count = len(form)
    step = 1 if count < 3 else 2
    cuts = [round(bars * index / count / step) * step for index in range(count)] + [bars]
    shift = sum(character.energy) / 2 - _ORDINARY_ENERGY
    beats_in_all = length_s * bpm / 60
    sections: list[Section] = []
    for index, kind in enumerate(form):
        name, idea, low, high = _KINDS[kind]
        if is_building:
            low, high = (0.22 + 0.78 * (index + side) / count for side in (0, 1))
        last = index == count - 1
        start_beat = cuts[index] * float(BAR_BEATS)
        end_beat = beats_in_all if last else cuts[index + 1] * float(BAR_BEATS)
        sections.append(
            Section(
                name=name,
                idea=idea,
                start_s=start_beat * 60 / bpm,
                length_s=length_s - start_beat * 60 / bpm if last else (end_beat - start_beat) * 60 / bpm,
                tempo_bpm=bpm,
                start_beat=start_beat,
                beats=end_beat - start_beat,
                energy_start=_clamp(low + (0 if is_building else shift)),
                energy_end=_clamp(high + (0 if is_building else shift)),
                emphasis={BASS: LOUD} if character.loud_bass else {},
                without=character.without,
            )
        )
    return tuple(sections)


_KINDS = {
    "i": ("intro", "A", 0.38, 0.46),
    "A": ("verse", "A", 0.52, 0.6),
    "B": ("chorus", "B", 0.76, 0.86),
    "C": ("bridge", "C", 0.42, 0.6),
    "o": ("outro", "A", 0.55, 0.32),
}
_FORMS = ("A", "AB", "iABo", "iABABCBo")


def _clamp(energy: float) -> float:
    return min(1.0, max(0.22, energy))


def clock(seconds: float) -> str:
    """Time as m:ss, with a tenth where it is not whole."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{int(minutes)}:{rest:02.0f}" if rest == int(rest) else f"{int(minutes)}:{rest:04.1f}"


_Piece = tuple[tuple[int, int], float | None, bool]
"""(span in the prompt, seconds if it names some, whether these stand before its words)"""


def _split(text: str) -> list[tuple[int, int]]:
    spans = []
    for clause in _CLAUSE.finditer(text):
        start = clause.start()
        for mark in _BREAK.finditer(text, clause.start(), clause.end()):
            spans.append((start, mark.start()))
            start = mark.start() if mark[0][0].isalpha() else mark.end()
        spans.append((start, clause.end()))
    return [(start, end) for start, end in spans if text[start:end].strip(" .:-")]


def _timed(reader: Reader, start: int, end: int) -> _Piece:
    if match := _RANGE.search(reader.text, start, end):
        first, second = (int(match[i]) * 60 + int(match[i + 1]) for i in (1, 3))
        seconds = float(second - first)
    elif match := _LENGTH.search(reader.text, start, end):
        seconds = float(match[1]) * (60 if match[2].startswith("min") else 1)
    else:
        return (start, end), None, False
    if not 0 < seconds < 36_000:
        return (start, end), None, False
    reader.mark(match.start(), match.end())
    return (start, end), seconds, not reader.text[start : match.start()].strip(" ([")


def _is_section(reader: Reader, span: tuple[int, int]) -> bool:
    return re.search(rf"\b(?:{_NAMED})\b|\bthen\b|\bfirst\b|\blast\b", reader.text[slice(*span)]) is not None


def _named_clauses(reader: Reader, pieces: Sequence[_Piece]) -> tuple[Clause, ...]:
    spans = [span for span, _, _ in pieces]
    named = [index for index, span in enumerate(spans) if re.search(rf"\b(?:{_NAMED})\b", reader.text[slice(*span)])]
    if len(named) < 2:
        return ()
    clauses: list[Clause] = []
    for index in range(named[0], len(spans)):
        start, end = spans[index]
        starts_section = index in named or reader.text.startswith(("then", "and then"), start)
        if starts_section or not clauses:
            name = _name(reader, start, end)
            clauses.append(Clause(start, end, name, 0.6 if _SHORT.search(name) else 1.0))
        else:
            clauses[-1] = replace(clauses[-1], end=end)
    return tuple(clauses)


def _name(reader: Reader, start: int, end: int) -> str:
    """What a person reads: the clause without its time and its linking words."""
    text = _LENGTH.sub(" ", _RANGE.sub(" ", reader.text[start:end]))
    text = re.sub(r"^[\s.:(\[-]*(?:(?:and|then|first|next|finally|a|an|the|with)\b\s*)*|[\s.:()\[\]-]+$", "", text)
    return " ".join(text.split())[:40].strip() or "part"
