"""Plan to notes. The same plan always gives the same notes; no audio is needed to test it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Protocol

from demotape.engines.band.harmony import Comper, Padder, SoloPianist
from demotape.engines.band.melody import Melodist
from demotape.engines.band.orchestra import Orchestra
from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD, Plan
from demotape.engines.band.rhythm import Bassist, Drummer
from demotape.engines.band.score import Bar, Note, Score
from demotape.engines.band.sections import BAR_BEATS
from demotape.engines.band.styles import STYLES
from demotape.engines.band.theory import bass_key, chord, lead_voices, with_leading_note

_RISER_KEY = 60
_RISER_BEATS = 4.0
_RISER_STEP = 0.15
"""How much louder the next section must be to earn a riser."""


def compose(plan: Plan) -> Score:
    """Write all parts of a plan.

    Returns:
        Part name to its notes in order of time. Parts that play nothing are left out.
    """
    bars = list(lay_bars(plan))
    style = STYLES[plan.styles[0]]
    if style.arrangement == "orchestra":
        orchestra = Orchestra(plan)
        for bar in bars:
            orchestra.play(bar)
        parts = orchestra.parts
    elif style.arrangement == "piano":
        parts = _piano(plan, bars)
    else:
        parts = _band(plan, bars)
    return {part: sorted(notes) for part, notes in parts.items() if notes}


def lay_bars(plan: Plan) -> Iterator[Bar]:
    """The bars of a plan with their chords, voiced so that they flow into each other."""
    chance = random.Random(f"harmony {plan.seed}")  # noqa: S311 - music, not secrets
    style = STYLES[plan.styles[0]]
    pool = list(dict.fromkeys(line for name in plan.styles for line in STYLES[name].progressions))
    progressions = dict(zip("ABC", chance.sample(pool, 3), strict=True))
    has_leading_note = style.leading_note and plan.mode in ("minor", "dorian")
    voicing: tuple[int, ...] | None = None
    for section_index, section in enumerate(plan.sections):
        is_final = section_index == len(plan.sections) - 1
        progression = progressions[section.idea]
        count = max(1, math.ceil(section.beats / BAR_BEATS - 0.01))
        for index in range(count):
            start = section.start_beat + index * BAR_BEATS
            is_last = is_final and index == count - 1
            # What a fixed tempo leaves over is no bar of its own: the bar before it rings out.
            beats = min(float(BAR_BEATS), section.end_beat - start)
            degree, following = (progression[(index + step) % len(progression)] for step in (0, 1))
            degree = 1 if is_last else degree
            following = 1 if is_final and index == count - 2 else following
            pitch_classes = chord(plan.tonic, plan.mode, degree, size=style.chord_size)
            if degree == 5 and has_leading_note:
                pitch_classes = with_leading_note(pitch_classes)
            voicing = lead_voices(pitch_classes, voicing)
            energy = section.energy_at(start)
            yield Bar(
                section=section,
                section_index=section_index,
                index=index,
                start=start,
                beats=beats,
                energy=energy,
                chord=pitch_classes,
                next_root=chord(plan.tonic, plan.mode, following, size=3)[0],
                voicing=voicing,
                root=bass_key(pitch_classes[0]),
                velocity=48 + 62 * energy,
                leads_on=index == count - 1 and not is_final,
                opens=index == 0 and section_index > 0,
                is_last=is_last,
            )


class _Player(Protocol):
    def play(self, bar: Bar, /) -> object: ...


def _piano(plan: Plan, bars: list[Bar]) -> dict[str, list[Note]]:
    pianist, melodist = SoloPianist(plan), Melodist(plan)
    for bar in bars:
        if _plays(plan, bar, KEYS):
            pianist.play(bar)
        if _plays(plan, bar, LEAD):
            melodist.play(bar)
    return {"keys": pianist.notes, "lead": melodist.notes}


def _band(plan: Plan, bars: list[Bar]) -> dict[str, list[Note]]:
    drummer, bassist, comper = Drummer(plan), Bassist(plan), Comper(plan)
    padder, melodist = Padder(plan), Melodist(plan)
    players: dict[str, _Player] = {DRUMS: drummer, BASS: bassist, KEYS: comper, PAD: padder, LEAD: melodist}
    for bar in bars:
        for role, player in players.items():
            if _plays(plan, bar, role):
                player.play(bar)
    return {
        "drums": drummer.notes,
        "bass": bassist.notes,
        "sub": bassist.sub_notes,
        "keys": comper.notes,
        "pad": padder.notes,
        "lead": melodist.notes,
        "riser": _risers(plan) if STYLES[plan.styles[0]].riser else [],
    }


def _plays(plan: Plan, bar: Bar, role: str) -> bool:
    return role in plan.instruments and role not in bar.section.without


def _risers(plan: Plan) -> list[Note]:
    notes = []
    for section, following in zip(plan.sections, plan.sections[1:], strict=False):
        beats = min(_RISER_BEATS, section.beats)
        if following.energy_start > section.energy_end + _RISER_STEP:
            notes.append(Note(section.end_beat - beats, beats, _RISER_KEY, 90))
    return notes
