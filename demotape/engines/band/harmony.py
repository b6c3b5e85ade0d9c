"""Chords: what keyboards, guitars, pads and sections play under the tune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from demotape.engines.band.grooves import Step, read_line
from demotape.engines.band.plan import BASS, KEYS, PAD, RHYTHM, Plan
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.score import LONG_BARS, Bar, Chair, Note, Writer, dealt
from demotape.engines.band.styles import STYLES, Hand
from demotape.engines.band.theory import Chord, bass_key, keys_of, lead_voices, nearest, scale_under

_BEDS = (KEYS, RHYTHM, PAD)
"""The first of these that is cast plays at any energy: there is always something to hear."""
_BEARERS = frozenset((KEYS, RHYTHM, PAD, BASS))
"""Who else may carry the harmony."""
_VOICES = "ijkl"
_OCTAVES = "IJKL"
_RUN: Mapping[str, int] = {"n": 1, "t": 2, "s": -1}
"""Letter to steps of the scale from the lowest voice."""
_SPARSE = 0.35
_POSITIONS = ((-4, False), (4, False), (0, True))
"""Where a piece has its voicings: semitones (about an inversion), and whether those are open that the style has close
and the other way round. Of three notes of a chord two of these positions share one."""
_COMMON_STEPS = 16
_SHAPES = ((0, "513"), (6, "351"), (3, "135"))
"""How a guitar is gripped: semitones up the neck, and what lies on the strings above the bass note."""
_GUITARS = ("guitar",)
DISTORTED = ("Overdriven Guitar", "Distortion Guitar")
"""Under distortion thirds growl: these play power chords, and no tunes between them."""
_HELD_FAMILIES = ("organ", "ensemble", "synth pad", "synth effects", "brass", "reed", "pipe", "strings")

_STRUMMED = Hand(
    lines=("7---7-u-..u-7-u-", "7---6-u-..u-6-u-", "7-u-..u-7-u-..u-"),
    quiet="6---------------",
    voicing="strum",
    lowest=43,
    highest=69,
    spread_ms=15,
    weight=0.68,
)
_STRUCK = Hand(lines=("7---6---7---6---", "7-----6-----6---", "7--6--6---6-6---"))
_BROKEN = Hand(lines=("i-k-j-k-l-k-j-k-", "i-j-k-l-k-j-k-j-"), quiet="i---k---j---k---", rings=True, weight=0.66)
_SOLO = Hand(
    lines=("b-j-k-l-o-l-k-j-", "b-l-jkl-f-l-jkl-", "b-6-o-6-f-6-o-6-", "b-i-k-m-l-k-j-i-"),
    quiet="b-j-k-l-k-j-k-l-",
    rings=True,
    lowest=52,
    highest=76,
)
"""For chords that nobody else carries: with a bass note of their own."""
_HELD = Hand(lines=("6---------------",), spread_ms=0)


_HIGHEST_BOTTOM = 50
"""A lowest note above this is no bass."""


class Comper:
    """Plays the chords of one role."""

    def __init__(self, plan: Plan, role: str) -> None:
        self.chair = Chair(plan, role)
        self._role = role
        owner = next((STYLES[name] for name in plan.styles if role in STYLES[name].hands), None)
        self._written = owner.hands[role] if owner else None
        self._grid = owner.grid if owner else 4
        self._hands: dict[tuple[str, bool], Hand] = {}
        self._orders: dict[tuple[str, ...], Sequence[str]] = {}
        self._register, self._turns_open = dealt(_POSITIONS, plan.seed, f"position of {role}")[0]
        self._shape = dealt(_SHAPES, plan.seed, f"shape of {role}")[0]
        self._before: tuple[int, ...] | None = None
        self._voiced: tuple[Chord, int | None] | None = None
        self._has_bottom = False

    @property
    def parts(self) -> dict[str, list[Note]]:
        return self.chair.parts

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        writer = self.chair.at(bar)
        if writer is None:
            return
        cast = self.chair.plan.cast(bar.section)
        is_bed = next((role for role in _BEDS if role in cast), None) == self._role
        self._has_bottom = is_bed and BASS not in cast
        is_bare = is_bed and not _BEARERS & (cast.keys() - {self._role})
        hand = self._hand(writer.preset, is_solo=is_bare)
        if not is_bed and not hand.enters <= bar.energy <= hand.until:
            return
        if bar.is_last:
            self._close(writer, hand, bar)
            return
        line, grid = self._line(hand, bar, is_bed=is_bed)
        steps = [step for step in read_line(line, bar.index, bar.meter, grid) if step.beat < bar.played_beats - 0.01]
        if steps and steps[0].letter == "6" and len(steps) == 1 and steps[0].beat == 0:
            steps = [Step(start, "6", bar.chord_end(start) - start) for start, _ in bar.chords]
        for step in steps:
            self._step(writer, hand, bar, step)

    def _hand(self, preset: str, *, is_solo: bool) -> Hand:
        """How this instrument takes the part: as the style writes it, if it can."""
        place = (preset, is_solo)
        if place not in self._hands:
            hand = self._fitted(preset)
            if is_solo:
                held = PRESETS[preset].family in _HELD_FAMILIES
                hand = replace(hand, rings=True) if held or hand.rings else _SOLO
            self._hands[place] = hand
            self._orders[hand.lines] = dealt(hand.lines, self.chair.plan.seed, self._role)
        return self._hands[place]

    def _fitted(self, preset: str) -> Hand:
        family = PRESETS[preset].family
        hand = self._written or _default(preset)
        if preset in DISTORTED:
            return replace(hand, voicing="power", lowest=40, highest=62)
        if hand.voicing == "strum" and family not in _GUITARS and preset not in ("Banjo", "Dulcimer"):
            return replace(hand, voicing="close", lowest=50, highest=74)
        if hand.voicing == "power":
            return replace(hand, voicing="close", lowest=50, highest=74)
        return hand

    def _line(self, hand: Hand, bar: Bar, *, is_bed: bool) -> tuple[str, int]:
        if hand.quiet and (
            bar.energy < hand.quiet_below or bar.section.density < _SPARSE or bar.section.kind == "breakdown"
        ):
            if hand.quiet[0] == "." and is_bed and PAD not in self.chair.plan.cast(bar.section):
                return _HELD.lines[0], 4  # offbeats alone, with nobody under them, are mostly silence
            return hand.quiet, self._grid_of(hand.quiet)
        lines = self._orders[hand.lines]
        shift = bar.index // LONG_BARS + (bar.turn > 0 and bar.index % 4 == 3)
        line = lines[(bar.idea + shift) % len(lines)]
        return line, self._grid_of(line)

    def _grid_of(self, line: str) -> int:
        """Steps to a quarter note: those of the style, unless the line is a common one."""
        return 4 if len(line.partition("|")[0]) == _COMMON_STEPS else self._grid

    def _step(self, writer: Writer, hand: Hand, bar: Bar, step: Step) -> None:
        chord = bar.chord_at(step.beat)
        keys = self._voicing(hand, chord)
        until = bar.chord_end(step.beat)
        beats = min(step.beats, until - step.beat) * hand.shortens
        reaches_end = step.beat + step.beats >= bar.played_beats - 1e-6
        if hand.rings or (reaches_end and bar.beats > bar.played_beats):
            beats = until - step.beat
        start = bar.start + writer.swung(step.beat)
        base = bar.velocity * hand.weight
        apart = hand.spread_ms / 60_000 * bar.section.tempo_bpm
        letter = step.letter
        is_whole = letter.isdigit() or letter == "u"
        base *= bar.accent(step.beat) ** (1.0 if is_whole else 0.5)  # what is broken into notes leans on the beat less
        if letter.isdigit():
            self._strike(writer, keys, start, beats, velocity=base * (0.4 + 0.1 * int(letter)), apart=apart)
        elif letter == "u":
            self._strike(writer, keys[:-4:-1], start, beats, velocity=base * 0.82, apart=apart)
        elif letter == "x":
            self._strike(writer, keys[-3:], start, 0.08, velocity=base * 0.45, apart=apart)
        elif letter in _VOICES:
            writer.add(start, beats, keys[_VOICES.index(letter) % len(keys)], base * 0.95)
        elif letter == "m":
            writer.add(start, beats, keys[0] + 12, base)
        elif letter in _OCTAVES or letter == "M":
            key = keys[0] + 12 if letter == "M" else keys[_OCTAVES.index(letter) % len(keys)]
            writer.add(start, beats, key, base)
            writer.add(start, beats, key + 12, base)
        elif letter in _RUN:
            writer.add(start, beats, self._beside(bar, chord, keys[0], _RUN[letter]), base * 1.02)
        else:
            low = bass_key(chord.bass, 40)
            key = {"b": low, "f": low + (chord.root + chord.fifth - low) % 12, "o": low + 12}[letter]
            if letter == "f" and key - 12 >= 40:
                key -= 12
            writer.add(start, beats, key, base * 1.06)

    def _beside(self, bar: Bar, chord: Chord, key: int, steps: int) -> int:
        """The key some steps of the scale above another, or below it."""
        plan = self.chair.plan
        tonic = plan.tonic_in(bar.section)
        scale = keys_of(scale_under(chord.tones, tonic, plan.mode), key - 12, key + 12)
        return scale[scale.index(nearest(key, scale)) + steps]

    @staticmethod
    def _strike(
        writer: Writer, keys: Sequence[int], start: float, beats: float, *, velocity: float, apart: float
    ) -> None:
        for index, key in enumerate(keys):
            writer.add(start + index * apart, beats, key, velocity - (index == 0) * 2, loose=0.6)

    def _close(self, writer: Writer, hand: Hand, bar: Bar) -> None:
        """The last chord, rolled and left to ring."""
        apart = max(hand.spread_ms * 2.5, 0 if hand.spread_ms == 0 else 45) / 60_000 * bar.section.tempo_bpm
        for index, key in enumerate(self._voicing(hand, bar.chord)):
            writer.add(bar.start + index * apart, bar.beats, key, bar.velocity * hand.weight)

    def _voicing(self, hand: Hand, chord: Chord) -> tuple[int, ...]:
        """The keys of a chord, led from what was played before, and upon its bass note where nobody plays a bass."""
        if hand.voicing == "power":
            low = bass_key(chord.root, hand.lowest)
            fifth = low + chord.fifth
            return (low, fifth, low + 12) if low + 12 <= hand.highest else (low, fifth)
        if hand.voicing == "strum":
            return _strings(chord, hand, self._shape)
        tones = chord.tones if self._role == KEYS else chord.tones[:4]  # two ninths would be a cluster
        if hand.voicing == "shell" and len(tones) > 3:
            tones = (chord.root, (chord.root + chord.third) % 12, (chord.root + chord.seventh) % 12, tones[-1])
        bottom = chord.bass if self._has_bottom else None
        if self._before is None or self._voiced != (chord, bottom):
            low, high = hand.lowest + self._register, hand.highest + self._register
            self._before = lead_voices(tones, self._before, lowest=low, highest=high, bottom=bottom)
            self._voiced = chord, bottom
        keys = self._before
        is_open = (hand.voicing == "open") != self._turns_open and len(keys) > 2
        if is_open and self._has_bottom:
            keys = tuple(sorted((keys[0], keys[1] + 12, *keys[2:])))
        elif is_open and keys[1] - 12 >= hand.lowest - 7:
            keys = tuple(sorted((keys[1] - 12, keys[0], *keys[2:])))
        if self._has_bottom and keys[0] >= _HIGHEST_BOTTOM:  # with nobody below, the left hand goes down
            keys = (keys[0] - 12, *keys[1:])
        return keys


def _strings(chord: Chord, hand: Hand, shape: tuple[int, str]) -> tuple[int, ...]:
    """Five strings of a guitar: the bass note, three notes of the triad as its shape has them, and the chord's top."""
    neck, order = shape
    keys = [bass_key(chord.bass, hand.lowest + neck)]
    triad = {"1": chord.root, "3": (chord.root + chord.third) % 12, "5": (chord.root + chord.fifth) % 12}
    for pitch_class in (*(triad[string] for string in order), chord.tones[-1]):
        above = keys[-1] + 3
        keys.append(above + (pitch_class - above) % 12)
    return tuple(key for key in keys if key <= hand.highest + 7)


def _default(preset: str) -> Hand:
    """For a role that the style does not write for."""
    family = PRESETS[preset].family
    defaults: Mapping[str, Hand] = {"guitar": _STRUMMED, "ethnic": _BROKEN, "chromatic percussion": _BROKEN}
    if preset == "Orchestral Harp":
        return _BROKEN
    return defaults.get(family, _HELD if family in _HELD_FAMILIES else _STRUCK)
