"""The orchestra: a string motor, basses, high strings, brass, choir and drums, which enter as the energy rises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demotape.engines.band.grooves import Meter, Step, read_line
from demotape.engines.band.melody import Melodist, Sung
from demotape.engines.band.plan import BASS, COUNTER, DRUMS, KEYS, LEAD, PAD, PERCUSSION, RHYTHM, Plan
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.score import Bar, Chair, Note, dealt
from demotape.engines.band.theory import Chord, bass_key, lead_voices

_CYMBAL, _SOFT_CYMBAL, _BASS_DRUM, _KIT_SNARE = 59, 57, 36, 38
"""Keys of an orchestra kit; its 49 is a kettledrum and no cymbal."""
_DEEP_TAIKO, _HIGH_TAIKO = 40, 48

_VOICES = (55, 77)
"""Where the chords lie, as (lowest, highest)."""
_REGISTERS = (-4, 0, 4)
"""Semitones by which a piece moves them: about an inversion."""

Voices = Sequence[Sequence[int]]
"""The keys of each chord of a bar."""

_HELD = "c"
_MOVES_FROM = 0.45
"""Energy from which on strings play figures."""

_MOTORS = (
    ("aaiaafiaaaiaafia", "aaiafaiaaaiafaia"),
    ("afifafifafifafif", "afifoifiafifoifi"),
    ("aaaia.aiaaaia.ai", "aaaiaaoiaaaiaoif"),
    ("a.aia.iaa.aia.ia", "aiaiaoaiaiaiaoai"),
    ("aifoaifoaifoaifo", "aioifioiaioifioi"),
    ("ofifofifofifofif", "oifioifaoifioifa"),
    ("aaaffaiiaaaffaii", "a.aaa.aaf.fff.ii"),
    ("iaiaifififiaiaia", "iaaifaaiiaaifaai"),
)
"""Sixteenths for (half speed below high energy, full speed): `a` root, `f` fifth, `o` octave, `i` the inner voice."""
_MOTOR_LOWS = (38, 43, 48)
"""From which key on the root of the motor lies."""
_ON_A_BEAT, _BETWEEN_BEATS = 0.9, 0.64
"""Weights of the motor's strokes, so that one hears where the beat is."""

_BASSES = (
    "r---------------",
    "r-------f-------",
    "r-----r-r-------",
    "r---r---f---r---",
    "r--r--r-r--r--f-",
    "r-----------f---",
)
"""Basses: `r` the bass note, `f` the fifth."""
_BASS_OCTAVES = ((0, 0.9), (12, 0.75))
"""(semitones, weight) of double basses and cellos."""

_STRINGS = (
    "c---------------",
    "c-------t-------",
    "1---2---3---2---",
    "3---2---1---2---",
    "..c-..c-..c-..c-",
    "c-----c-c-------",
    "1-2-3-2-1-2-3-2-",
)
"""High strings: `c` the chord, `t` the chord with its top voice moved on, digits its voices one by one."""

_BRASSES = (
    "c---------------",
    "c-----c-c-------",
    "c---....c---....",
    "c-c-c-----------",
    "c---c---c-------",
    "c-----------c-c-",
)
_CHOIRS = ((0, 0, 0), (12, 0, 0), (0, 0, -12), (0, 12, 0))
"""Semitones by which the choir moves the voices of a chord, lowest first."""

_TAIKOS = (
    "9...5.5.7...7...|9...5.5.7.5.7.78",
    "9..5..6.8..5..6.|9..5..6.8.5.7788",
    "9...6...9.6.6...|9...6...9.6.8888",
    "9...5...7...5...|9...5...7...7.8.",
    "9.5.7.5.9.5.7.5.|9.5.7.5.9.5.7.77",
    "9.......8...7...|9.......8.7.7.7.",
    "9...55..7...55..|9...55..7.557.7.",
)
"""Small taikos (below 7) come when it grows loud."""


class Orchestra:
    """All players, because they enter and double by each other."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._melodist = Melodist(plan)
        names = (KEYS, BASS, RHYTHM, COUNTER, PAD, DRUMS, "lead doubling", "taiko", "timpani")
        self._chairs = {name: Chair(plan, name) for name in names}
        self._percussion = Chair(plan, PERCUSSION)
        self._motors = dealt(_MOTORS, plan.seed, "motors")
        self._motor_low = dealt(_MOTOR_LOWS, plan.seed, "register of the motor")[0]
        self._taikos = dealt(_TAIKOS, plan.seed, "taikos")
        self._basses = dealt(_BASSES, plan.seed, "basses")
        self._strings = dealt(_STRINGS, plan.seed, "strings")
        self._brasses = dealt(_BRASSES, plan.seed, "brasses")
        self._choir = dealt(_CHOIRS, plan.seed, "voices of the choir")[0]
        self._register = dealt(_REGISTERS, plan.seed, "register of an orchestra")[0]
        self._before: tuple[int, ...] | None = None

    @property
    def parts(self) -> dict[str, list[Note]]:
        """Part name to notes."""
        found: dict[str, list[Note]] = dict(self._melodist.parts)
        for chair in (*self._chairs.values(), self._percussion):
            found |= chair.parts
        return found

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        cast = set(self._plan.cast(bar.section))
        voices = [self._voiced(chord) for _, chord in bar.chords]
        if KEYS in cast:
            self._ostinato(bar, voices)
        if RHYTHM in cast and (bar.energy > 0.3 or bar.is_last or KEYS not in cast):
            self._high_strings(bar, voices, is_bare=not cast & {KEYS, PAD})
        if BASS in cast:
            self._low_strings(bar)
        if PAD in cast and (bar.energy > 0.68 or bar.is_last or not cast & {KEYS, RHYTHM}):
            sung_by_choir = [[key + moved for key, moved in zip(keys, self._choir, strict=False)] for keys in voices]
            self._hold(PAD, bar, sung_by_choir, 0.75)
        self._brass(bar, voices)
        sung = self._melodist.play(bar) if LEAD in cast else ()
        if bar.energy > 0.78 and COUNTER in cast:  # who wants no brass, wants no trumpet
            self._double(bar, sung)
        if DRUMS in cast and (bar.energy > 0.3 or cast <= {DRUMS, PERCUSSION, LEAD}):
            self._drums(bar)
        if PERCUSSION in cast:
            self._strokes(bar)

    def _voiced(self, chord: Chord) -> tuple[int, ...]:
        low, high = (edge + self._register for edge in _VOICES)
        self._before = lead_voices(chord.tones, self._before, lowest=low, highest=high)
        return self._before

    def _hold(self, part: str, bar: Bar, voices: Voices, weight: float) -> None:
        writer = self._chairs[part].at(bar)
        if writer:
            for (start, _), keys in zip(bar.chords, voices, strict=True):
                for key in keys:
                    writer.add(bar.start + start, bar.chord_end(start) - start, key, bar.velocity * weight)

    def _ostinato(self, bar: Bar, voices: Voices) -> None:
        """Short strings that drive: eighths at first, sixteenths when it grows loud; held chords when it is still."""
        writer = self._chairs[KEYS].at(bar)
        if writer is None:
            return
        if bar.is_last or bar.energy < 0.26:
            self._hold(KEYS, bar, voices, 0.8)
            return
        slow, fast = self._motors[bar.idea % len(self._motors)]
        line = fast if bar.energy >= 0.66 else "".join(f"{letter}." for letter in slow[:8])
        meter = Meter(bar.meter.beats_per_bar, bar.meter.beat_unit)
        for step in read_line(line, 0, meter):
            if step.beat >= bar.played_beats:
                break
            chord = bar.chord_at(step.beat)
            low = bass_key(chord.bass, self._motor_low)
            inner = low + (chord.root + chord.third - low) % 12
            steps = {"a": low, "f": low + (chord.root + chord.fifth - low) % 12, "o": low + 12, "i": inner}
            accent = 1.0 if step.beat == 0 else _ON_A_BEAT if step.beat % 1 == 0 else _BETWEEN_BEATS
            writer.add(bar.start + step.beat, step.beats * 0.85, steps[step.letter], bar.velocity * accent)
            if bar.energy > 0.82 and step.beat % 1 == 0:
                writer.add(bar.start + step.beat, step.beats * 0.85, steps[step.letter] + 12, bar.velocity * 0.75)

    @staticmethod
    def _figure(line: str, bar: Bar, *, is_held: bool) -> Iterator[tuple[Step, int]]:
        """What a section plays in a bar, and of which of its chords: the figure, or each chord as one long note."""
        if is_held:
            for number, (start, _) in enumerate(bar.chords):
                yield Step(start, _HELD, bar.chord_end(start) - start), number
            return
        for step in read_line(line, 0, bar.meter):
            if step.beat >= bar.played_beats:
                break
            number = sum(start <= step.beat + 1e-6 for start, _ in bar.chords) - 1
            reaches_end = step.beat + step.beats >= bar.played_beats - 1e-6
            end = bar.beats if reaches_end else step.beat + step.beats
            yield step._replace(beats=min(end, bar.chord_end(step.beat)) - step.beat), number

    def _low_strings(self, bar: Bar) -> None:
        writer = self._chairs[BASS].at(bar)
        if writer is None:
            return
        line = self._basses[bar.idea % len(self._basses)]
        for step, number in self._figure(line, bar, is_held=bar.is_last or bar.energy < _MOVES_FROM):
            chord = bar.chords[number][1]
            low = bass_key(chord.bass, 36)
            key = low + (chord.root + chord.fifth - low) % 12 - 12 if step.letter == "f" else low
            if key - 12 >= PRESETS[writer.preset].lowest:
                key -= 12
            for octave, weight in _BASS_OCTAVES:
                writer.add(bar.start + step.beat, step.beats, key + octave, bar.velocity * weight)

    def _high_strings(self, bar: Bar, voices: Voices, *, is_bare: bool) -> None:
        """Chords and figures above everybody; held where nobody else carries the harmony."""
        writer = self._chairs[RHYTHM].at(bar)
        if writer is None:
            return
        lift = 12 if bar.energy > 0.75 else 0
        line = self._strings[bar.idea % len(self._strings)]
        for step, number in self._figure(line, bar, is_held=is_bare or bar.is_last or bar.energy < _MOVES_FROM):
            keys = [key + lift for key in voices[number]]
            if step.letter.isdigit():
                keys = [keys[(int(step.letter) - 1) % len(keys)]]
            elif step.letter == "t":
                keys[-1] = self._moved_on(bar, keys[-1])
            for key in keys:
                writer.add(bar.start + step.beat, step.beats, key, bar.velocity * 0.7)

    @staticmethod
    def _moved_on(bar: Bar, top: int) -> int:
        """Where the top voice goes in the second half of a bar."""
        step = top + min(((bar.next_chord.root + bar.next_chord.fifth - top + 6) % 12) - 6, 5)
        return step if step != top else top + 12 - ((top - bar.chord.root) % 12)

    def _brass(self, bar: Bar, voices: Voices) -> None:
        writer = self._chairs[COUNTER].at(bar)
        if writer is None or (bar.energy <= 0.56 and not bar.is_last):
            return
        swell = 0.85 if bar.energy < 0.8 else 1.0
        line = self._brasses[bar.idea % len(self._brasses)]
        for step, number in self._figure(line, bar, is_held=bar.is_last):
            root = bass_key(bar.chords[number][1].root, 43)
            for key in (root, *(key - 12 if key > 70 else key for key in voices[number])):
                writer.add(bar.start + step.beat, step.beats * 0.97, key, bar.velocity * swell * 0.88)
        if bar.energy > 0.84 and bar.index % 4 == 3 and not bar.is_last:  # a flourish into the next phrase
            root = bass_key(bar.next_chord.root, 60)
            for index, interval in enumerate((-5, -1, 0)):
                beat = bar.start + bar.played_beats - (3 - index) * 0.25
                writer.add(beat, 0.24, root + interval, bar.velocity)

    def _double(self, bar: Bar, sung: Sequence[Sung]) -> None:
        writer = self._chairs["lead doubling"].at(bar)
        if writer:
            for beat, beats, key in sung:
                writer.add(bar.start + beat, beats, key + 12, bar.velocity * 0.8)

    def _drums(self, bar: Bar) -> None:
        taiko, timpani, kit = (self._chairs[name].at(bar) for name in ("taiko", "timpani", DRUMS))
        root = bass_key(bar.chord.root, 40)
        line = "9..............." if bar.is_last else self._taikos[bar.idea % len(self._taikos)]
        for step in read_line(line, bar.index, bar.meter):
            weight = int(step.letter)
            if step.beat >= bar.played_beats or (weight < 7 and bar.energy < 0.5):
                continue
            if taiko and bar.energy > 0.42:
                deep = _DEEP_TAIKO if weight > 7 else _HIGH_TAIKO
                taiko.add(bar.start + step.beat, 1.2, deep, bar.velocity * (0.4 + 0.08 * weight))
            if timpani and weight == 9:
                timpani.add(bar.start + step.beat, 1.8, root, bar.velocity * 0.9)
        if kit and PRESETS[kit.preset].is_kit:
            if bar.opens or bar.is_last or (bar.energy > 0.8 and bar.index % 4 == 0):
                kit.add(bar.start, 3, _CYMBAL if bar.energy > 0.6 else _SOFT_CYMBAL, 55 + 60 * bar.energy)
                kit.add(bar.start, 2, _BASS_DRUM, 65 + 50 * bar.energy)
            if bar.energy > 0.86 and not bar.is_last:
                for step in read_line("5.555...5.555.55", 0, bar.meter):
                    kit.add(bar.start + step.beat, 0.3, _KIT_SNARE, bar.velocity * 0.55)
        if timpani and bar.leads_on and bar.played_beats >= 2:
            goal = bass_key(bar.next_chord.root, 40)
            span = min(2.0, bar.played_beats)
            for index in range(int(span * 8)):
                beat = bar.start + bar.played_beats - span + index / 8
                timpani.add(beat, 0.2, goal, (24 + index * 4.5) * (0.6 + 0.5 * bar.energy), loose=0)

    def _strokes(self, bar: Bar) -> None:
        writer = self._percussion.at(bar)
        if writer:
            key = 81 if PRESETS[writer.preset].is_kit else bass_key(bar.chord.root, 60)
            writer.add(bar.start, 1.0, key, bar.velocity * 0.8)
