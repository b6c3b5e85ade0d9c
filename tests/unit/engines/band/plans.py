"""Plans made by hand, so that tests of the notes do not depend on how prompts are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from demotape.engines.band.plan import Plan, Section
from demotape.engines.band.styles import STYLES

SONG = (
    ("intro", "A", 4, 0.38, 0.46),
    ("verse", "A", 8, 0.52, 0.6),
    ("chorus", "B", 8, 0.78, 0.9),
    ("verse", "A", 8, 0.55, 0.6),
    ("chorus", "B", 8, 0.8, 0.92),
    ("outro", "A", 4, 0.5, 0.32),
)
"""(kind, idea, bars, energy at its start, at its end)"""

Part = tuple[str, str, float, float, float]


def plan_of(
    *styles: str,
    seed: int = 1,
    form: Sequence[Part] = SONG,
    meter: tuple[int, int] | None = None,
    instruments: Mapping[str, str] | None = None,
    section: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Plan:
    """A plan of whole bars in the middle tempo of its first style.

    Args:
        styles: names of styles.
        form: the sections; bars may be broken ones.
        meter: the style's own if None.
        instruments: role to preset; the style's first ones if None.
        section: fields for all sections.
        changes: other fields of the plan.
    """
    style = STYLES[styles[0]]
    beats_per_bar, beat_unit = meter or style.meter
    bar_beats = beats_per_bar * 4 / beat_unit
    bpm = changes.pop("tempo_bpm", style.tempo_bpm)
    sections: list[Section] = []
    beat = 0.0
    for kind, idea, bars, low, high in form:
        beats = bars * bar_beats
        sections.append(
            Section(
                name=kind,
                kind=kind,
                idea=idea,
                start_s=beat * 60 / bpm,
                length_s=beats * 60 / bpm,
                tempo_bpm=bpm,
                start_beat=beat,
                beats=beats,
                energy_start=low,
                energy_end=high,
            )
        )
        beat += beats
    plan = Plan(
        prompt=" ".join(styles),
        length_s=beat * 60 / bpm,
        seed=seed,
        styles=styles,
        tonic=2,
        mode=style.mode,
        instruments=instruments or {role: presets[0] for role, presets in style.instruments.items()},
        sections=tuple(replace(each, **(section or {})) for each in sections),
        beats_per_bar=beats_per_bar,
        beat_unit=beat_unit,
    )
    return replace(plan, **changes)
