"""The orchestra: a string motor, basses, high strings, brass, choir and drums, which enter as the energy rises."""

from __future__ import annotations

from collections.abc import Sequence

from demotape.engines.band.grooves import Meter, read_line
from demotape.engines.band.melody import Melodist, Sung
from demotape.engines.band.plan import BASS, COUNTER, DRUMS, KEYS, LEAD, PAD, PERCUSSION, RHYTHM, Plan
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.score import Bar, Chair, Note, dealt
from demotape.engines.band.theory import bass_key, lead_voices

_CYMBAL, _SOFT_CYMBAL, _BASS_DRUM, _KIT_SNARE = 59, 57, 36, 38
"""Keys of an orchestra kit; its 49 is a kettledrum and no cymbal."""
_DEEP_TAIKO, _HIGH_TAIKO = 40, 48

_VOICES = (55, 77)
"""Where the chords lie, as (lowest, highest)."""
_REGISTERS = (-4, 0, 4)
"""Semitones by which a piece moves them: about an inversion."""

_MOTORS = (
    ("aaiaafiaaaiaafia", "aaiafaiaaaiafaia"),
    ("afifafifafifafif", "afifoifiafifoifi"),
    ("aaai..aiaaai..ai", "aaaiaaoiaaaiaoif"),
    ("a.ai.a.ia.ai.a.i", "aiaiaoaiaiaiaoai"),
    ("aifoaifoaifoaifo", "aioifioiaioifioi"),
)
"""Sixteenths for (half speed below high energy, full speed): `a` root, `f` fifth, `o` octave, `i` the inner voice."""
_MOTOR_LOWS = (38, 43, 48)
"""From which key on the root of the motor lies."""

_TAIKOS = (
    "9.....5.6...7...|9.....5.6...7.78",
    "9..5..6.8..5..6.|9..5..6.8.5.7788",
    "9...6...9.6.6...|9...6...9.6.8888",
    "9.......6.......|9.......6...7.8.",
)


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
        self._register = dealt(_REGISTERS, plan.seed, "register of an orchestra")[0]
        self._voices: tuple[int, ...] | None = None

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
        self._voices = voices = lead_voices(
            bar.chord.tones, self._voices, lowest=_VOICES[0] + self._register, highest=_VOICES[1] + self._register
        )
        if KEYS in cast:
            self._ostinato(bar, voices)
        if RHYTHM in cast and (bar.energy > 0.3 or bar.is_last or KEYS not in cast):
            self._high_strings(bar, voices)
        if BASS in cast:
            for octave, weight in ((-12, 0.9), (0, 0.75)):
                self._hold(BASS, bar, bass_key(bar.chord.bass, 36) + octave, weight)
        if PAD in cast and (bar.energy > 0.68 or bar.is_last or not cast & {KEYS, RHYTHM}):
            for key in voices:
                self._hold(PAD, bar, key, 0.75)
        self._brass(bar, voices)
        sung = self._melodist.play(bar) if LEAD in cast else ()
        if bar.energy > 0.78:
            self._double(bar, sung)
        if DRUMS in cast and (bar.energy > 0.3 or cast <= {DRUMS, PERCUSSION, LEAD}):
            self._drums(bar)
        if PERCUSSION in cast:
            self._strokes(bar)

    def _hold(self, part: str, bar: Bar, key: int, weight: float) -> None:
        writer = self._chairs[part].at(bar)
        if writer:
            writer.add(bar.start, bar.beats, key, bar.velocity * weight)

    def _ostinato(self, bar: Bar, voices: Sequence[int]) -> None:
        """Short strings that drive: eighths at first, sixteenths when it grows loud; held chords when it is still."""
        writer = self._chairs[KEYS].at(bar)
        if writer is None:
            return
        if bar.is_last or bar.energy < 0.26:
            for key in voices:
                writer.add(bar.start, bar.beats, key, bar.velocity * 0.8)
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
            accent = 1.0 if step.beat == 0 else 0.86 if step.beat % 1 == 0 else 0.7
            writer.add(bar.start + step.beat, step.beats * 0.85, steps[step.letter], bar.velocity * accent)
            if bar.energy > 0.82 and step.beat % 1 == 0:
                writer.add(bar.start + step.beat, step.beats * 0.85, steps[step.letter] + 12, bar.velocity * 0.75)

    def _high_strings(self, bar: Bar, voices: Sequence[int]) -> None:
        """Long chords whose top voice moves on in the second half of the bar."""
        lift = 12 if bar.energy > 0.75 else 0
        for key in voices[:-1]:
            self._hold(RHYTHM, bar, key + lift, 0.68)
        writer = self._chairs[RHYTHM].at(bar)
        if writer is None:
            return
        top = voices[-1] + lift
        if bar.is_last or bar.energy < 0.45 or bar.index % 2 == 0:
            writer.add(bar.start, bar.beats, top, bar.velocity * 0.74)
            return
        half = bar.beats / 2
        step = top + min(((bar.next_chord.root + bar.next_chord.fifth - top + 6) % 12) - 6, 5)
        passing = step if step != top else top + 12 - ((top - bar.chord.root) % 12)
        writer.add(bar.start, half, top, bar.velocity * 0.74)
        writer.add(bar.start + half, half, passing, bar.velocity * 0.7)

    def _brass(self, bar: Bar, voices: Sequence[int]) -> None:
        writer = self._chairs[COUNTER].at(bar)
        if writer is None or (bar.energy <= 0.56 and not bar.is_last):
            return
        swell = 0.85 if bar.energy < 0.8 else 1.0
        for key in (bass_key(bar.chord.root, 43), *(key - 12 if key > 70 else key for key in voices)):
            writer.add(bar.start, bar.beats * 0.97, key, bar.velocity * swell * 0.88)
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
                for step in read_line("..55..55..55.555", 0, bar.meter):
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
