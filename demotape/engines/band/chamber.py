"""Two small rooms: a string quartet in four real voices, and a drone that changes slowly."""

from __future__ import annotations

from collections.abc import Sequence

from demotape.engines.band.form import lay_bars
from demotape.engines.band.grooves import Step, read_line
from demotape.engines.band.melody import Melodist, Sung
from demotape.engines.band.plan import BASS, KEYS, LEAD, PAD, RHYTHM, Plan
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.score import Bar, Chair, Note, Writer, dealt
from demotape.engines.band.theory import bass_key, inner_voices, keys_of, nearest, scale_under

_HELD = "6---------------"
_TEXTURES = (
    (_HELD, _HELD),
    ("..7-..6-..7-..6-", "..7-..6-..7-..6-"),
    ("7.6.6.6.7.6.6.6.", "7-------6-------"),
    ("..7-....7-..6-..", "7-..6-..7-..6-.."),
    ("aoaoaoaoaoaoaoao", "7-------6-------"),
    ("7-------6-------", "a.o.a.o.a.o.a.o."),
)
"""(second violin, viola): digits strike the voice's note, `a` and `o` rock between it and a chord note beside it."""
_CELLO = (
    "r-------------a-",
    "r-------3---5---",
    "r---5---3---a---",
    "r-------8---7---",
    "r-r-r-r-r-r-r-a-",
)
_THIRD, _FOURTH = 3, 5
_GAP_BEATS = 1.5
_CELLO_RANGE = (36, 55)
_VIOLA_RANGE, _VIOLIN_RANGE = (48, 72), (55, 81)
"""Where the voices lie, as (lowest, highest)."""


class Quartet:
    """Two violins, viola and cello."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._first = Melodist(plan)
        self._second = Chair(plan, PAD)
        self._viola = Chair(plan, KEYS)
        self._cello = Chair(plan, BASS)
        self._others = [Chair(plan, role) for role in plan.instruments if role not in (LEAD, PAD, KEYS, BASS)]
        self._textures = dealt(_TEXTURES, plan.seed, "textures")
        self._bass_lines = dealt(_CELLO, plan.seed, "cello")
        self._before: tuple[int, ...] | None = None
        self._bars = len(lay_bars(plan))
        self._waiting: tuple[Bar, Sequence[tuple[int, int]], Sequence[Sung]] | None = None

    @property
    def parts(self) -> dict[str, list[Note]]:
        """Part name to notes."""
        found: dict[str, list[Note]] = {}
        for chair in (self._first.chair, self._second, self._viola, self._cello, *self._others):
            found |= chair.parts
        return found

    def play(self, bar: Bar) -> None:
        """Write the bar. Its middle voices follow once it is known where they lead."""
        sung = self._first.play(bar)
        middles = [self._middle(bar, start, sung) for start, _ in bar.chords]
        self._bass(bar)
        if self._waiting:
            self._inner(*self._waiting, middles[0])
        self._waiting = (bar, middles, sung)
        if bar.number == self._bars - 1:
            self._inner(*self._waiting, middles[-1])
        for chair in self._others:
            writer = chair.at(bar)
            if writer and not PRESETS[writer.preset].is_kit:
                for key in middles[0]:
                    writer.add(bar.start, bar.beats, key, bar.velocity * 0.6)

    def _middle(self, bar: Bar, start: float, sung: Sequence[Sung]) -> tuple[int, int]:
        """Keys of viola and second violin under what is sung, and above the bass."""
        chord = bar.chord_at(start)
        top = next((key for beat, _, key in reversed(sung) if beat <= start + 0.01), None)
        if top is None:
            top = sung[0].key if sung else 76
        low = bass_key(chord.bass, _CELLO_RANGE[0])
        ranges = (_VIOLA_RANGE, (_VIOLIN_RANGE[0], min(_VIOLIN_RANGE[1], top)))
        voices = inner_voices(chord.tones, outer=(low, top), ranges=ranges, previous=self._before)
        self._before = (low, *voices, top)
        return voices

    def _bass(self, bar: Bar) -> None:
        writer = self._cello.at(bar)
        if writer is None:
            return
        line = self._bass_lines[(bar.idea + (bar.index % 4 == 3)) % len(self._bass_lines)]
        if bar.is_last or bar.energy < 0.36 or len(bar.chords) > 1:
            for start, chord in bar.chords:
                low = bass_key(chord.bass, _CELLO_RANGE[0])
                writer.add(bar.start + start, bar.chord_end(start) - start, low, bar.velocity * 0.9)
                if bar.is_last:
                    writer.add(bar.start, bar.beats, low + 12, bar.velocity * 0.7)
            return
        chord = bar.chord
        low = bass_key(chord.bass, _CELLO_RANGE[0])
        scale = keys_of(scale_under(chord.tones, self._plan.tonic_in(bar.section), self._plan.mode), low - 4, low + 16)
        for step in read_line(line, 0, bar.meter):
            if step.beat >= bar.played_beats:
                break
            if step.letter == "a":
                goal = low + (bar.next_chord.bass - low + 6) % 12 - 6
                side = 1 if goal >= low else -1
                key = nearest(goal - 2 * side, scale)
            else:
                steps = {"3": chord.third, "5": chord.fifth, "7": chord.seventh, "8": 12}.get(step.letter, 0)
                key = low + (chord.root + steps - low) % 12 if step.letter in "357" else low + steps
            beats = step.beats if step.beat + step.beats < bar.played_beats else bar.beats - step.beat
            writer.add(bar.start + step.beat, beats * 0.97, key, bar.velocity * (0.92 if step.beat == 0 else 0.8))

    def _inner(
        self, bar: Bar, middles: Sequence[tuple[int, int]], sung: Sequence[Sung], following: tuple[int, int]
    ) -> None:
        texture = self._textures[(bar.idea + (bar.visit % 2) * 2) % len(self._textures)]
        if bar.is_last or bar.energy < 0.34 or bar.section.density < 0.35:
            texture = (_HELD, _HELD)
        end = max((note.beat + note.beats for note in sung), default=bar.played_beats)
        gap = bar.played_beats - end if bar.index % 2 and not bar.is_last else 0.0
        for writer, line, voice in (
            (self._second.at(bar), texture[0], 1),
            (self._viola.at(bar), texture[1], 0),
        ):
            if writer is None:
                continue
            steps = list(read_line(line, 0, bar.meter))
            if line == _HELD:
                steps = [Step(start, "6", bar.chord_end(start) - start) for start, _ in bar.chords]
            steps = [step for step in steps if step.beat < bar.played_beats]
            if voice == 1 and gap >= _GAP_BEATS:
                steps = [step for step in steps if step.beat < end]
                self._answer(bar, writer, end, middles[-1][1], following[1])
            elif not bar.is_last:
                steps = self._led_on(bar, writer, steps, middles[-1][voice], following[voice])
            for step in steps:
                self._bow(bar, writer, step, middles, voice)

    def _scale(self, bar: Bar, low: int, high: int) -> tuple[int, ...]:
        tonic = self._plan.tonic_in(bar.section)
        return keys_of(scale_under(bar.chords[-1][1].tones, tonic, self._plan.mode), low, high)

    def _led_on(self, bar: Bar, writer: Writer, steps: list[Step], key: int, goal: int) -> list[Step]:
        """A passing note on the last beat where the voice is about to leap by a third or fourth."""
        if not steps or not _THIRD <= abs(goal - key) <= _FOURTH or bar.played_beats < 2:
            return steps
        between = self._scale(bar, min(key, goal) + 1, max(key, goal) - 1)
        last = steps[-1]
        turn = bar.played_beats - 1
        if not between or last.beat > turn:
            return steps
        writer.add(bar.start + turn, bar.beats - turn, nearest((key + goal) / 2, between), bar.velocity * 0.7)
        return [*steps[:-1], last._replace(beats=turn - last.beat)] if last.beat < turn else steps[:-1]

    def _answer(self, bar: Bar, writer: Writer, end: float, key: int, goal: int) -> None:
        """Eighths that fill the first violin's breath and lead to the next note of this voice."""
        first = int(end * 2 + 0.99) / 2
        count = int((bar.played_beats - first) * 2)
        scale = self._scale(bar, min(key, goal) - 5, max(key, goal) + 5)
        start, target = (scale.index(nearest(place, scale)) for place in (key, goal))
        for index in range(count):
            detour = (0, 1, 2, 1)[index % 4]
            at = round(start + (target - start) * index / max(1, count)) + detour
            chosen = scale[min(len(scale) - 1, max(0, at))]
            writer.add(bar.start + first + index / 2, 0.48, chosen, bar.velocity * 0.84)

    @staticmethod
    def _bow(bar: Bar, writer: Writer, step: Step, middles: Sequence[tuple[int, int]], voice: int) -> None:
        number = sum(start <= step.beat + 1e-6 for start, _ in bar.chords) - 1
        key = middles[number][voice]
        beside = keys_of(bar.chord_at(step.beat).tones, key - 9, key - 2)
        if step.letter == "o" and beside:
            key = beside[-1]
        weight = 0.72 if step.letter in "ao" else 0.4 + 0.06 * int(step.letter)
        writer.add(bar.start + step.beat, step.beats * 0.95, key, bar.velocity * weight)


_LAYERS = ((BASS, 8, 0), (PAD, 6, 3), (KEYS, 5, 1), (RHYTHM, 7, 5))
"""(role, bars that a note of it lasts, bars by which it is shifted): they never change all at once."""
_ROUTES = (
    (7, 12, 14, 7, 19, 12, 16),
    (12, 7, 16, 19, 14, 12, 21),
    (0, 12, 7, 14, 12, 19, 7),
    (14, 19, 12, 7, 21, 16, 12),
    (19, 7, 12, 16, 7, 14, 0),
    (16, 12, 19, 7, 12, 0, 14),
    (5, 12, 7, 17, 12, 19, 5),
    (10, 7, 14, 12, 17, 22, 10),
    (14, 7, 21, 16, 7, 12, 19),
    (2, 14, 7, 9, 12, 19, 14),
)
"""Semitones above the root that a layer moves through; kept to the scale."""
_RESTS = ((0, 7, 12), (12, 19, 24), (7, 14, 19), (0, 12, 16))
"""The same for the end."""
_THIRD_ABOVE = 16
"""Where the keys begin and end: a fifth alone is neither major nor minor."""
_UNDERTONES = (12, 7, 0, 19)
"""What joins the lowest tone, in semitones above it."""
_DELAYS_BEATS = ((0.0, 1.0, 2.0, 3.0), (0.0, 2.5, 0.5, 1.5), (0.0, 1.5, 3.5, 1.0), (0.0, 3.0, 1.5, 0.5))
"""How far after the bar line each layer swells."""


class Drone:
    """One tone and what grows on it: layers that overlap, each at its own slow pace, and a rare call above."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._melodist = Melodist(plan)
        self._layers = [(Chair(plan, role), span, shift) for role, span, shift in _LAYERS]
        self._others = [Chair(plan, role) for role in plan.instruments if role not in (LEAD, BASS, PAD, KEYS, RHYTHM)]
        routes, rest = dealt(_ROUTES, plan.seed, "routes"), dealt(_RESTS, plan.seed, "rests")[0]
        first = [(_THIRD_ABOVE,) if role == KEYS else () for role, _, _ in _LAYERS]
        self._routes = [(*start, *route) for start, route in zip(first, routes, strict=False)]
        self._rests = [(*start, *rest[index % 3 :], *rest) for index, start in enumerate(first)]
        self._undertone = dealt(_UNDERTONES, plan.seed, "undertones")[0]
        self._delays = dealt(_DELAYS_BEATS, plan.seed, "swells")[0]

    @property
    def parts(self) -> dict[str, list[Note]]:
        """Part name to notes."""
        found: dict[str, list[Note]] = dict(self._melodist.parts)
        for chair in (*(layer for layer, _, _ in self._layers), *self._others):
            found |= chair.parts
        return found

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        is_first = True
        for index, (chair, span, shift) in enumerate(self._layers):
            writer = chair.at(bar)
            if writer is None:
                continue
            begins = (bar.number + shift) % span == 0 or bar.index == 0 or bar.is_last
            if begins:
                delay = 0.0 if is_first or bar.is_last or bar.number == 0 else min(self._delays[index], bar.beats / 2)
                self._tone(bar, writer, index, delay, self._span(bar, span, shift))
            is_first = False
        if bar.index % 4 == 2 or bar.is_last or len(self._plan.cast(bar.section)) == 1:
            self._melodist.play(bar)
        for chair in self._others:
            writer = chair.at(bar)
            if writer and bar.number % 4 == 0:
                key = 41 if PRESETS[writer.preset].is_kit else bass_key(bar.chord.root, 48)
                writer.add(bar.start, bar.beats, key, bar.velocity * 0.6)

    def _span(self, bar: Bar, span: int, shift: int) -> float:
        """How long a tone that begins in this bar lasts: to the next one of its layer, and a little into it."""
        bars = min(span - (bar.number + shift) % span, bar.count - bar.index)
        end = bar.start + bars * bar.meter.bar_beats
        if bar.index + bars >= bar.count:
            end = bar.section.end_beat
        return end - bar.start + 1.0

    def _tone(self, bar: Bar, writer: Writer, index: int, delay: float, beats: float) -> None:
        chord = bar.chord
        start = bar.start + delay
        if index == 0:
            low = bass_key(chord.bass, 31)
            writer.add(start, beats, low, bar.velocity * 0.85)
            if bar.energy > 0.4 and self._undertone:
                writer.add(start, beats, low + self._undertone, bar.velocity * 0.6)
            return
        route = self._routes[index]
        place = bar.number // _LAYERS[index][1]
        tonic = self._plan.tonic_in(bar.section)
        scale = keys_of(scale_under(chord.tones, tonic, self._plan.mode), 43, 88)
        base = bass_key(chord.root, 43)
        for voice in range(1 + (bar.energy > 0.35) + (bar.energy > 0.65)):
            step = self._rests[index][voice] if bar.is_last else route[(place + voice * 3) % len(route)]
            key = nearest(base + step, scale)
            writer.add(start, beats, key, bar.velocity * (0.8 - 0.1 * voice))
