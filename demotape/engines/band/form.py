"""The bars of a piece and their harmony, before anybody plays."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from demotape.engines.band.grooves import Meter
from demotape.engines.band.plan import BASS, DRUMS, LEAD, PERCUSSION, Plan, Section
from demotape.engines.band.score import LONG_BARS, Bar, dealt
from demotape.engines.band.styles import STYLES, Style
from demotape.engines.band.theory import Chord, distance_to_scale, is_minor, read_chord

_COMMON = {
    False: ("1 5 6 4", "1 4 6 5", "6 4 1 5", "1 6 4 5"),
    True: ("1 6 3 7", "1 4 6 5:M", "6 7 1 1", "1 7 6 7"),
}
"""Chords for a style that is played in a mode not its own, by whether the mode is minor."""
_CADENCES = {"dorian": "4", "phrygian": "2", "lydian": "2", "mixolydian": "7"}
"""The last chord but one in a mode that the style is not written for: it has the note that makes the mode."""
_NO_CHORDS = {LEAD, BASS, DRUMS, PERCUSSION}
_FOREIGN = 0.1
"""Share of a progression's notes outside the scale, up to which it stays in the key."""
_SHORT_BARS = 16
"""A longer piece has the time to find its tonic on the way."""
_TURN_CHANCE = 0.6
_LEAST_BARS_FOR_A_BREATH = 2
_SWAP_CHANCE = 0.5
_RINGS_BELOW = 0.5
"""Share of a bar: what is left over at a section's end and shorter than this is no bar of its own, but rings out."""


@dataclass(frozen=True, slots=True)
class _Word:
    """The chords of one bar as a style writes them."""

    text: str
    style: Style


def lay_bars(plan: Plan) -> list[Bar]:
    """The bars of a plan with their chords.

    Sections with the same idea have the same chords, with a few exchanged when they come back. A section that leads
    into another may end on a turn; the last one ends on the tonic, unless the piece is to go round and round. A short
    piece begins on the tonic too, so that its key is heard.
    """
    meter = Meter(plan.beats_per_bar, plan.beat_unit)
    ideas = list(dict.fromkeys(section.idea for section in plan.sections))
    layout = [_spans(section, meter) for section in plan.sections]
    words = _Words(plan, len(ideas), is_short=sum(map(len, layout)) <= _SHORT_BARS)
    visits = [0] * len(ideas)
    drafts: list[tuple[Section, int, int, int, list[_Word], list[tuple[float, float]]]] = []
    for section_index, (section, spans) in enumerate(zip(plan.sections, layout, strict=True)):
        idea = ideas.index(section.idea)
        is_final = section_index == len(plan.sections) - 1
        chosen = words.of(idea, visits[idea], len(spans), ends=is_final and not plan.loopable)
        drafts.append((section, section_index, idea, visits[idea], chosen, spans))
        visits[idea] += 1

    flat = [
        _chords(plan, section, word, meter, beats)
        for section, _, _, _, chosen, spans in drafts
        for word, (_, beats) in zip(chosen, spans, strict=True)
    ]
    bars: list[Bar] = []
    has_ending = not plan.loopable and len(flat) > 1  # one bar alone is no ending, but all there is to hear
    for section, section_index, idea, visit, _, spans in drafts:
        follows = section_index + 1 < len(plan.sections)
        follower = plan.sections[(section_index + 1) % len(plan.sections)]
        for index, (start, beats) in enumerate(spans):
            energy = section.energy_at(start)
            ends = index == len(spans) - 1
            bars.append(
                Bar(
                    section=section,
                    section_index=section_index,
                    index=index,
                    count=len(spans),
                    number=len(bars),
                    start=start,
                    beats=beats,
                    meter=meter,
                    energy=energy,
                    chords=flat[len(bars)],
                    next_chord=flat[(len(bars) + 1) % len(flat)][0][1],
                    idea=idea,
                    visit=visit,
                    velocity=48 + 60 * energy + (0, 1.5, 3, 0)[index % 4],
                    leads_on=ends and (follows or plan.loopable),
                    leads_to=follower.energy_start if follows or plan.loopable else section.energy_end,
                    holds_breath=ends and follows and follower.kind == "drop" and len(spans) > _LEAST_BARS_FOR_A_BREATH,
                    opens=index == 0 and section_index > 0,
                    closes=index == len(spans) - 2 and not follows and has_ending,
                    is_last=ends and not follows and has_ending,
                )
            )
    return bars


def _spans(section: Section, meter: Meter) -> list[tuple[float, float]]:
    """(first beat, beats) of the bars of a section."""
    count = section.beats / meter.bar_beats
    whole = math.floor(count + 1e-6)
    if whole == 0 or count - whole >= _RINGS_BELOW:
        whole += 1
    starts = [section.start_beat + index * meter.bar_beats for index in range(whole)]
    ends = [*starts[1:], section.end_beat]
    return [(start, end - start) for start, end in zip(starts, ends, strict=True)]


class _Words:
    """The progressions of a piece: one for each idea, out of those of all its styles."""

    def __init__(self, plan: Plan, ideas: int, *, is_short: bool) -> None:
        self._seed = plan.seed
        self._style = STYLES[plan.styles[0]]
        endings = self._style.progressions.endings
        self._ending = dealt(endings, plan.seed, "ending")[0] if endings else ""
        if self._ending and plan.mode != self._style.mode:
            self._ending = _CADENCES.get(plan.mode, self._ending)
        pools = []
        for name in plan.styles:
            written = _written(STYLES[name], plan)
            pool = dealt(written, plan.seed, f"harmony of {name}")
            if is_short:
                openings = list(dict.fromkeys(_from_home(line) for line in written))
                opening = dealt(openings, plan.seed, f"opening of {name}")[0]
                pool = [opening, *(line for line in pool if _from_home(line) != opening)]
            pools.append((STYLES[name], pool))
        self._is_given = bool(plan.chords)
        self._lines: list[list[_Word]] = []
        for idea in range(ideas):
            if self._is_given:
                self._lines.append([_Word(text, self._style) for text in plan.chords])
                continue
            line: list[_Word] = []
            for style, pool in pools:
                texts = pool[idea % len(pool)].split()
                line += [_Word(text, style) for text in (texts if len(pools) == 1 else texts[:4])]
            self._lines.append(line)

    def of(self, idea: int, visit: int, count: int, *, ends: bool) -> list[_Word]:
        """What the bars of one section play, `visit` times after the idea was first heard."""
        line = self._lines[idea]
        chance = random.Random(f"turns {self._seed} {idea} {visit}")  # noqa: S311 - music, not secrets
        if visit:
            line = [_swapped(word, chance) if index >= len(line) // 2 else word for index, word in enumerate(line)]
        words = [line[index % len(line)] for index in range(count)]
        for index in range(LONG_BARS, count):
            if index % 8 >= 4:
                words[index] = _swapped(words[index], chance)
        book = self._style.progressions
        if ends:
            words[-1] = _Word(_home(words[-1].text, self._lines[0][0].text), self._style)
        if self._is_given:
            return words
        if ends and count > 1 and self._ending:
            words[-2] = _Word(self._ending, self._style)
        elif not ends and book.turn and count > 3 and (self._style.leading_note or chance.random() < _TURN_CHANCE):
            words[-1] = _Word(book.turn, self._style)
        return words


def _written(style: Style, plan: Plan) -> Sequence[str]:
    """The progressions of a style that suit a plan.

    Borrowed chords hide a mode that the style is not written for, and are not understood where nobody sounds chords:
    there, progressions that stay in the scale are preferred.
    """
    book = style.progressions
    written = (book.minor if is_minor(plan.mode) else book.major) or _COMMON[is_minor(plan.mode)]
    if plan.mode in ("major", "minor", style.mode) and set(plan.instruments) - _NO_CHORDS:
        return written

    def foreign(line: str) -> float:
        texts = line.replace(",", " ").split()
        chords = (read_chord(text, 0, plan.mode, size=style.chord_size) for text in texts)
        return distance_to_scale([tone for chord in chords for tone in chord.tones], 0, plan.mode)

    return [line for line in written if foreign(line) <= _FOREIGN] or written


def _is_home(text: str) -> bool:
    first = text.partition(",")[0]
    return first.partition(":")[0] == "1" and "^" not in first


def _from_home(line: str) -> str:
    """The same progression, begun where it comes to the tonic; where it never does, its first chord gives way to it."""
    texts = line.split()
    start = next((index for index, text in enumerate(texts) if _is_home(text)), None)
    return " ".join(["1", *texts[1:]] if start is None else [*texts[start:], *texts[:start]])


def _swapped(word: _Word, chance: random.Random) -> _Word:
    choices = [new for old, new in word.style.progressions.swaps if old == word.text]
    return _Word(chance.choice(choices), word.style) if choices and chance.random() < _SWAP_CHANCE else word


def _home(last: str, first: str) -> str:
    """The tonic chord in the colour that the piece gives it: `1:7` in a blues."""
    return next((text for text in (last, first) if text.partition(":")[0] in ("1", "n1")), "1")


def _chords(plan: Plan, section: Section, word: _Word, meter: Meter, beats: float) -> tuple[tuple[float, Chord], ...]:
    texts = word.text.split(",")
    tonic = plan.tonic_in(section)
    starts = (0.0, _middle(meter.groups))
    return tuple(
        (
            start,
            read_chord(text, tonic, plan.mode, size=word.style.chord_size, has_leading_note=word.style.leading_note),
        )
        for start, text in zip(starts, texts, strict=False)
        if not start or start < beats - 0.25  # the shortest bar has a chord, too
    )


def _middle(groups: Sequence[float]) -> float:
    return sum(groups[: (len(groups) + 1) // 2])
