"""The golden notes: a few bars of each style, as text, so that a change in arrangement is seen in review.

Run this file to write them anew after a change that is meant, and read the difference before committing it:

    .venv/bin/python -m tests.unit.engines.band.golden
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from demotape.engines.band.compose import compose
from demotape.engines.band.form import lay_bars
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.score import Bar, Note, preset_of
from demotape.engines.band.styles import STYLES
from demotape.engines.band.theory import PITCH_NAMES, Chord
from tests.unit.engines.band.plans import plan_of

PATH = Path(__file__).with_name("golden_notes.txt")
FORM = (("verse", "A", 2, 0.6, 0.6), ("chorus", "B", 2, 0.85, 0.85), ("outro", "A", 1, 0.5, 0.5))
SEED = 7


def golden_notes(style: str) -> str:
    """A few bars of a style: one line a bar and part.

    A drum has its key and its strokes; a pitched note is `beat pitch length velocity`. Beats and lengths count in
    quarter notes from the start of the bar, rounded to hundredths.
    """
    plan = plan_of(style, seed=SEED, form=FORM)
    score = compose(plan)
    lines = [f"== {style}: {plan.meter}, {plan.sections[0].tempo_bpm:g} BPM, swing {STYLES[style].swing:g}"]
    for bar in lay_bars(plan):
        chords = " ".join(f"{beat:g}:{_chord(chord)}" for beat, chord in bar.chords)
        lines.append(f"-- bar {bar.number + 1}, {bar.section.kind}: {chords}")
        for part, notes in score.items():
            inside = [note for note in notes if bar.start - 0.06 <= note.beat < bar.start + bar.beats - 0.06]
            is_kit = PRESETS[preset_of(plan, part, bar.section)].is_kit
            if inside:
                lines.append(f"{part}: " + "; ".join(_strokes(inside, bar) if is_kit else _pitches(inside, bar)))
    return "\n".join(lines)


def _chord(chord: Chord) -> str:
    name = PITCH_NAMES[chord.root] + "(" + " ".join(str((tone - chord.root) % 12) for tone in chord.tones) + ")"
    return name if chord.bass == chord.root else f"{name}/{PITCH_NAMES[chord.bass]}"


def _strokes(notes: list[Note], bar: Bar) -> Iterator[str]:
    for key in sorted({note.key for note in notes}):
        yield f"{key}= " + " ".join(f"{_beat(note, bar)}v{note.velocity}" for note in notes if note.key == key)


def _pitches(notes: list[Note], bar: Bar) -> Iterator[str]:
    for note in notes:
        pitch = f"{PITCH_NAMES[note.key % 12]}{note.key // 12 - 1}"
        yield f"{_beat(note, bar)} {pitch} {note.beats:.2f} v{note.velocity}"


def _beat(note: Note, bar: Bar) -> str:
    return f"{note.beat - bar.start + 0.0:.2f}".replace("-0.00", "0.00")


def all_golden_notes() -> str:
    """The whole text of the file."""
    return "\n\n".join(golden_notes(style) for style in STYLES) + "\n"


if __name__ == "__main__":
    PATH.write_text(all_golden_notes(), encoding="utf-8")
