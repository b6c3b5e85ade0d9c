"""A choir alone: the tune, and three voices under it that sing its chords as a choir sets them."""

from __future__ import annotations

from collections.abc import Sequence

from demotape.engines.band.grooves import Step, read_line
from demotape.engines.band.melody import Melodist, Sung
from demotape.engines.band.plan import LEAD, PAD, Plan
from demotape.engines.band.score import Bar, Chair, Note, Writer, dealt
from demotape.engines.band.theory import bass_key, inner_voices, keys_of, nearest, parallels, scale_under

_SINGERS = frozenset(("Choir Aahs", "Voice Oohs", "Synth Voice"))
_HELD = "6---------------"
_TEXTURES = (
    (_HELD, _HELD),
    ("7-----6-6-------", "7-----6-6---a---"),
    ("....7-------6---", "7---------------"),
    ("7---6---7---6---", "7-------5---a---"),
    ("7-------........", "7-----------a---"),
    ("7-------6-6-6---", "7---5---7---a---"),
    ("..7---..7-..6---", "7-------7-------"),
)
"""(alto and tenor, bass): digits sing the voice's note, but `5` in the bass is the chord's fifth and `a` a step to what
follows."""
_BASS_FROM = 48
_TENOR_RANGE, _ALTO_RANGE = (52, 67), (57, 74)
"""Where the voices lie, as (lowest, highest)."""
_STILL = 0.36
_FIRST_TOP = 72


def is_choir(plan: Plan) -> bool:
    """Whether nobody plays but a choir that sings both the tune and its chords."""
    presets = set(plan.instruments.values()).union(*(section.changes.values() for section in plan.sections))
    roles = set(plan.instruments).union(*(section.changes for section in plan.sections))
    return presets <= _SINGERS and roles == {LEAD, PAD}


class Choir:
    """Sopranos with the tune; altos, tenors and basses in one part."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._melodist = Melodist(plan)
        self._chair = Chair(plan, PAD)
        self._textures = dealt(_TEXTURES, plan.seed, "textures of a choir")
        self._before: tuple[int, ...] | None = None

    @property
    def parts(self) -> dict[str, list[Note]]:
        """Part name to notes."""
        return self._melodist.parts | self._chair.parts

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        sung = self._melodist.play(bar)
        writer = self._chair.at(bar)
        if writer is None:
            return
        inner, low = self._textures[(bar.idea + (bar.index % 8 == 7)) % len(self._textures)]
        if bar.is_last or bar.energy < _STILL or len(bar.chords) > 1:
            inner = low = _HELD
        voices = [self._voices(bar, start, sung) for start, _ in bar.chords]
        for step in _steps(bar, inner):
            _, tenor, alto = voices[_number(bar, step)]
            for key, weight in ((tenor, 0.78), (alto, 0.82)):
                writer.add(bar.start + step.beat, step.beats, key, bar.velocity * weight)
        for step in _steps(bar, low):
            self._bass(bar, writer, step, voices[_number(bar, step)][0])

    def _voices(self, bar: Bar, start: float, sung: Sequence[Sung]) -> tuple[int, int, int]:
        """Keys of bass, tenor and alto under what is sung."""
        chord = bar.chord_at(start)
        top = next((key for beat, _, key in reversed(sung) if beat <= start + 0.01), None)
        if top is None:
            top = sung[0].key if sung else self._before[3] if self._before else _FIRST_TOP
        low = bass_key(chord.bass, _BASS_FROM)
        if self._before and chord.bass == chord.root and not (bar.closes or bar.is_last):
            outer = self._before[0], self._before[3]
            if any(parallels(outer, (low, top))):  # with its third below, the chord gets out of the tune's way
                low = bass_key((chord.root + chord.third) % 12, _BASS_FROM)
        ranges = (_TENOR_RANGE, (_ALTO_RANGE[0], max(_ALTO_RANGE[0], min(_ALTO_RANGE[1], top))))
        tenor, alto = inner_voices(chord.tones, outer=(low, top), ranges=ranges, previous=self._before)
        self._before = (low, tenor, alto, top)
        return low, tenor, alto

    def _bass(self, bar: Bar, writer: Writer, step: Step, low: int) -> None:
        key = low
        chord = bar.chord_at(step.beat)
        if step.letter == "5":
            key = low + (chord.root + chord.fifth - low) % 12
        elif step.letter == "a":
            goal = bass_key(bar.next_chord.bass, _BASS_FROM)
            tonic = self._plan.tonic_in(bar.section)
            scale = keys_of(scale_under(chord.tones, tonic, self._plan.mode), _BASS_FROM, _BASS_FROM + 14)
            key = nearest(goal + (2 if low > goal else -2), [each for each in scale if each != goal])
        writer.add(bar.start + step.beat, step.beats, key, bar.velocity * 0.85)


def _steps(bar: Bar, line: str) -> list[Step]:
    """What is sung, held to the end of the bar: odd beats ring on."""
    if line == _HELD:
        return [Step(start, "6", bar.chord_end(start) - start) for start, _ in bar.chords]
    steps = [step for step in read_line(line, 0, bar.meter) if step.beat < bar.played_beats]
    return [
        step._replace(beats=bar.beats - step.beat) if step.beat + step.beats >= bar.played_beats else step
        for step in steps
    ]


def _number(bar: Bar, step: Step) -> int:
    return sum(start <= step.beat + 1e-6 for start, _ in bar.chords) - 1
