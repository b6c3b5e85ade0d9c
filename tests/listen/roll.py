"""A piano roll as a picture in the page."""

from __future__ import annotations

from html import escape

from demotape.engines.band.plan import DRUMS, PERCUSSION, Plan
from demotape.engines.band.score import Score

WIDTH, HEIGHT = 1000, 220
_DRUM_HEIGHT = 50
_COLOURS = (
    "#e45756",
    "#4c78a8",
    "#f58518",
    "#54a24b",
    "#b279a2",
    "#ff9da6",
    "#72b7b2",
    "#9d755d",
    "#bab0ac",
    "#eeca3b",
)


def piano_roll(plan: Plan, score: Score) -> str:
    """Notes over time as SVG: pitched parts above, drums below, a line at the start of each section.

    Colours go by part, and a legend names them.
    """
    pitched = {part: notes for part, notes in score.items() if part not in (DRUMS, PERCUSSION)}
    keys = [note.key for notes in pitched.values() for note in notes] or [60]
    low, high = min(keys), max(keys)
    x_scale = WIDTH / plan.length_s
    step = (HEIGHT - _DRUM_HEIGHT - 8) / max(1, high - low + 1)
    shapes, names = [], []
    for number, (part, notes) in enumerate(score.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = []
        for note in notes:
            start_s = plan.seconds_at(note.beat)
            x = start_s * x_scale
            if part in pitched:
                y = 4 + (high - note.key + 0.5) * step
                length = max(1.5, (plan.seconds_at(note.beat + note.beats) - start_s) * x_scale)
            else:
                y = HEIGHT - 3 - (note.key - 27) % 61 * (_DRUM_HEIGHT - 6) / 61
                length = 2.0
            path.append(f"M{x:.1f} {y:.1f}h{length:.1f}")
        width = max(1.5, min(step * 0.9, 6)) if part in pitched else 2.5
        shapes.append(f'<path d="{"".join(path)}" stroke="{colour}" stroke-width="{width:.1f}"/>')
        names.append(f'<span style="color:{colour}">{escape(part)}</span>')
    lines = "".join(
        f'<path d="M{section.start_s * x_scale:.1f} 0v{HEIGHT}" stroke="#888" stroke-width="1"/>'
        for section in plan.sections
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Piano roll">'
        f'{lines}<g fill="none" opacity="0.85">{"".join(shapes)}</g></svg><div class="legend">{" ".join(names)}</div>'
    )
