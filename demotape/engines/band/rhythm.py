"""The bass: written lines, walking quarters, and the weight below where a loud bass is asked."""

from __future__ import annotations

from collections.abc import Sequence

from demotape.engines.band.grooves import Step, read_line
from demotape.engines.band.plan import BASS, Plan
from demotape.engines.band.presets import SUB_BASS
from demotape.engines.band.score import Bar, Chair, Note, Writer, dealt, is_alone
from demotape.engines.band.styles import STYLES, BassPart
from demotape.engines.band.theory import Chord, bass_key, keys_of, nearest, scale_under

_HELD = "r---------------"
_TIED_BEATS = 1.4
"""How far the early next root of a tumbao rings over the bar line."""
_SPARSE = 0.35
_CHORD_LETTERS = "35678d"
"""What gives way to the root where a chord begins in the middle of a bar."""
_COMFORTABLE_STEPS = 15
"""Semitones above a bass's home from which on a note is better played an octave lower."""
_LOWEST_STEP, _WIDEST_STEP, _WHOLE_TONE = 28, 7, 2
"""Of a walking bass: its lowest key, and semitones."""
_SLIDE = (0, 3, 7, 10, 12)
"""Semitones through which a slide goes up."""


class Bassist:
    """Outlines the harmony, and doubles itself an octave of weight lower in a drop and where a loud bass is asked."""

    def __init__(self, plan: Plan) -> None:
        self.chair = Chair(plan, BASS)
        self._sub = Chair(plan, "sub")
        self._style = STYLES[plan.styles[0]]
        self._part: BassPart = self._style.bass
        self._lines = dealt(self._part.lines, plan.seed, BASS)
        self._last = self._part.lowest + 4

    @property
    def parts(self) -> dict[str, list[Note]]:
        return self.chair.parts | self._sub.parts

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        writer = self.chair.at(bar)
        if writer is None:
            return
        alone = is_alone(bar, BASS, self.chair.plan)
        comes_home = bar.is_last and bool(self.chair.notes)  # without a root the last chord would hang in the air
        if bar.energy < self._part.enters and not (alone or comes_home or bar.section.loud_bass):
            return
        if bar.holds_breath and not alone:
            return
        calm = bar.energy < self._part.enters + 0.04 or bar.section.kind == "breakdown"
        if bar.is_last:
            self._note(writer, bar, Step(0.0, "r", bar.beats), bar.chord)
        elif self._part.walks and not calm and bar.section.density >= _SPARSE:
            self._walk(writer, bar)
        else:
            self._line(writer, bar, calm=calm and not alone)

    def _line(self, writer: Writer, bar: Bar, *, calm: bool) -> None:
        line = self._lines[bar.idea % len(self._lines)]
        if bar.index % 4 == 3 and bar.visit + bar.index // 8 and len(self._lines) > 1:
            line = self._lines[(bar.idea + 1) % len(self._lines)]
        if calm or bar.section.density < _SPARSE:
            line = _HELD
        grid = 4 if line == _HELD else self._style.grid
        sounding = bar.chord
        for step in read_line(line, bar.index, bar.meter, grid):
            if step.beat >= bar.played_beats - 0.01:
                break
            chord = bar.chord_at(step.beat)
            end = min(step.beat + step.beats, bar.chord_end(step.beat))
            if step.letter == "s":
                self._slide(writer, bar, step.beat, chord)
            else:
                is_new = chord is not sounding and step.letter in _CHORD_LETTERS
                self._note(writer, bar, Step(step.beat, "r" if is_new else step.letter, end - step.beat), chord)
            sounding = chord
        if line == _HELD:  # a second chord in the bar is heard in the bass too
            for beat, chord in bar.chords[1:]:
                self._note(writer, bar, Step(beat, "r", bar.chord_end(beat) - beat), chord)

    def _note(self, writer: Writer, bar: Bar, step: Step, chord: Chord) -> None:
        beat, letter, beats = step
        key = self._key(bar, chord, letter)
        accent = 10 * (beat == 0)
        velocity = bar.velocity * self._part.weight + accent
        sounding = beats * self._part.shortens
        if letter == "x":
            velocity, sounding = velocity * 0.55, min(0.12, sounding)
        elif letter == "n":
            sounding = beats + _TIED_BEATS
        start = bar.start + writer.swung(beat)
        writer.add(start, sounding, key, velocity)
        self._last = key
        self._double(bar, start, sounding, key if letter in "an" else bass_key(chord.bass))

    def _double(self, bar: Bar, start: float, beats: float, key: int) -> None:
        is_deep = bar.section.loud_bass or bar.section.kind == "drop"
        if is_deep and self._role_preset(bar) != SUB_BASS and beats > 0.15:
            sub = self._sub.at(bar)
            if sub:
                sub.gain = 1.0
                sub.add(start, beats, bass_key(key % 12), 110, loose=0)

    def _role_preset(self, bar: Bar) -> str:
        return self.chair.plan.cast(bar.section).get(BASS, "")

    def _key(self, bar: Bar, chord: Chord, letter: str) -> int:
        low = bass_key(chord.bass, self._part.lowest)
        if letter == "n":
            return bass_key(bar.next_chord.bass, self._part.lowest)
        if letter == "a":
            return low + _step_towards((bar.next_chord.bass - low + 6) % 12 - 6)
        if letter == "8":
            return low + 12
        steps = {"3": chord.third, "5": chord.fifth, "7": chord.seventh % 12, "6": 9, "d": chord.fifth}.get(letter, 0)
        if letter in "rx":
            return low
        key = low + (chord.root + steps - low) % 12
        deep = letter == "d" or key > self._part.lowest + _COMFORTABLE_STEPS
        return key - 12 if deep and key - 12 >= self._part.lowest - 5 else key

    def _slide(self, writer: Writer, bar: Bar, beat: float, chord: Chord) -> None:
        """From the root up to its octave, as near to a glide as single notes come."""
        low = bass_key(chord.bass, self._part.lowest)
        for index, step in enumerate(_SLIDE):
            last = index == len(_SLIDE) - 1
            start = bar.start + beat + index / 8
            writer.add(start, 1.0 if last else 0.13, low + step, bar.velocity * (1.05 if last else 0.85), loose=0)

    def _walk(self, writer: Writer, bar: Bar) -> None:
        """Quarters from root to root, through the chord and its scale, by a step into the next chord."""
        chance = self.chair.chance
        segments = [(start, bar.chord_end(start), chord) for start, chord in bar.chords]
        for number, (start, end, chord) in enumerate(segments):
            follower = segments[number + 1][2] if number + 1 < len(segments) else bar.next_chord
            root = self._near(chord.bass, self._last)
            target = self._near(follower.bass, root)
            count = max(1, round(min(end, bar.played_beats) - start))
            tonic = self.chair.plan.tonic_in(bar.section)
            for index, key in enumerate(self._path(chord, root, target, count, tonic=tonic)):
                beat = start + index
                velocity = bar.velocity * self._part.weight + 5 * (index % 2 == 1)
                writer.add(bar.start + beat, 0.93, key, velocity)
                self._double(bar, bar.start + beat, 0.93, key)
                if bar.energy > 0.6 and chance.random() < 0.12:
                    writer.add(bar.start + writer.swung(beat + 0.5), 0.3, key, velocity * 0.6)
                self._last = key

    def _path(self, chord: Chord, root: int, target: int, count: int, *, tonic: int) -> list[int]:
        """As many keys as there are beats from a root to just before the next one.

        Every second one belongs to the chord, those between them are on the way, and the last one leads to `target`:
        by a step of the scale or a half tone, or as its fifth.
        """
        chance = self.chair.chance
        low, high = max(_LOWEST_STEP, root - 9), root + 12
        tones = keys_of(chord.tones, low, high)
        scale = keys_of(scale_under(chord.tones, tonic, self.chair.plan.mode), low - 2, high + 2)
        path = [root]
        while len(path) < count - 1:
            here = path[-1]
            if len(path) % 2 and len(path) < count - 2:  # on the way to the next chord note
                goal = self._goal(tones, here, target)
                between = [key for key in scale if min(here, goal) < key < max(here, goal)]
                others = [key for key in tones if key not in (here, goal)] or [here]
                path += [chance.choice(between) if between else nearest((here + goal) / 2, others), goal]
            else:
                path.append(self._goal(tones, here, target))
        if count > 1:
            path.append(self._approach(scale, path[-1], target))
        return path[:count]

    def _goal(self, tones: Sequence[int], here: int, target: int) -> int:
        """A chord note within a fifth, rather on the side of the target."""
        near = [key for key in tones if 0 < abs(key - here) <= _WIDEST_STEP] or [here]
        onward = [key for key in near if (key - here) * (target - here) > 0]
        return self.chair.chance.choice([*near, *onward, *onward])

    def _approach(self, scale: Sequence[int], here: int, target: int) -> int:
        side = 1 if here > target else -1
        choices = [key for key in scale if 0 < (key - target) * side <= _WHOLE_TONE] * 2
        choices += [target + side, target - side]
        choices += [key for key in (target - 5, target + 7) if key in scale]
        near = [key for key in choices if 0 < abs(key - here) <= _WIDEST_STEP and key >= _LOWEST_STEP]
        return self.chair.chance.choice(near) if near else target + side

    def _near(self, pitch_class: int, key: int) -> int:
        low = bass_key(pitch_class, self._part.lowest - 3)
        return min((low, low + 12), key=lambda candidate: (abs(candidate - key) + (candidate > 48) * 3, candidate))


def _step_towards(interval: int) -> int:
    """Semitones to the neighbour of the next root, on the side from which the bass comes."""
    return interval - 1 if interval > 0 else interval + 1 if interval < 0 else 7
