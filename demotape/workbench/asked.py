"""What a prompt asks for, as far as it can be measured. The Band's parser reads it, whichever engine it went to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demotape.audio.edit import Length, Loop, Loudness, Step
from demotape.audio.key import key_name
from demotape.audio.verdicts import Asked, AskedSection
from demotape.engines.band.parse import parse
from demotape.engines.band.plan import SILENCE
from demotape.models import Request

_BPM = re.compile(r"(\d{2,3}(?:\.\d+)?) BPM")
_MODE = re.compile(r"a (major|minor) key")
_SECTION = re.compile(r"\d+:\d\d")
_LUFS = re.compile(r"(-\d{1,2}(?:\.\d+)?) ?lufs\b", re.IGNORECASE)
_DBTP = re.compile(r"(-\d{1,2}(?:\.\d+)?) ?dbtp\b", re.IGNORECASE)
_OF_ITS_OWN = "no style named"
_MODES = ("major", "minor", "dorian", "mixolydian", "lydian", "phrygian", "locrian")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a request asks for."""

    measurable: Asked
    words: tuple[str, ...] = ()
    """What it says of style, instruments and mood, as the parser understood it: to be read beside what is heard."""


def asked_of(request: Request, *, plan: Mapping[str, Any] | None = None, length_s: float | None = None) -> Wanted:
    """Read what a request asks for.

    What a plan fixes but nobody asked for (a key drawn from the seed, an arrangement of the Band's own) is left out:
    only what the parser says that it understood counts.

    Args:
        request: whose prompt is read.
        plan: what the Band made of it, where it did: then the prompt need not be read again.
        length_s: how long the take became, for the sections of a prompt whose length the model decided on.
    """
    length_s = request.length_s or length_s or 30.0
    plan = plan or parse(request.prompt, length_s=length_s, seed=request.seed or 0).to_json()
    understood = [str(words) for words in plan.get("understood", ())]
    tempos = [match for words in understood if (match := _BPM.fullmatch(words))]
    tonic, mode = _key(plan, understood)
    has_sections = any(_SECTION.match(words) for words in understood)
    told = (_BPM.fullmatch, _MODE.fullmatch, _SECTION.match)
    name = key_name(tonic, mode or "") if tonic is not None else None
    return Wanted(
        measurable=Asked(
            length_s=request.length_s,
            tempo_bpm=float(tempos[0][1]) if len(tempos) == 1 else None,
            tonic=tonic,
            mode=mode,
            loudness_lufs=_only(_LUFS, request.prompt),
            true_peak_dbtp=_only(_DBTP, request.prompt),
            sections=tuple(_section(section) for section in plan["sections"]) if has_sections else (),
        ),
        words=tuple(
            words
            for words in understood
            if words != name and not words.startswith(_OF_ITS_OWN) and not any(is_told(words) for is_told in told)
        ),
    )


def after_edits(wanted: Wanted, steps: Sequence[Step]) -> Wanted:
    """What is asked of an edited take: what its steps say, and of the prompt what they leave in force."""
    asked = wanted.measurable
    lengths = [step for step in steps if isinstance(step, Length)]
    loudness = [step for step in steps if isinstance(step, Loudness)]
    is_stretched = any(step.by == "stretch" for step in lengths)
    last = steps[-1] if steps else None
    length_s = last.length_s if isinstance(last, Loop) else lengths[-1].length_s if lengths else None
    return Wanted(
        measurable=Asked(
            length_s=length_s,
            tempo_bpm=None if is_stretched else asked.tempo_bpm,
            tonic=asked.tonic,
            mode=asked.mode,
            loudness_lufs=loudness[-1].target_lufs if loudness else None,
            true_peak_dbtp=loudness[-1].ceiling_dbtp if loudness else None,
        ),
        words=wanted.words,
    )


def _key(plan: Mapping[str, Any], understood: Sequence[str]) -> tuple[int | None, str | None]:
    tonic, mode = plan.get("tonic"), plan.get("mode")
    if isinstance(tonic, int) and mode in _MODES and key_name(tonic, mode) in understood:
        return tonic, mode
    modes = [match[1] for words in understood if (match := _MODE.fullmatch(words))]
    return None, modes[0] if modes else None


def _section(section: Mapping[str, Any]) -> AskedSection:
    emphasis = section.get("emphasis", {})
    is_silent = section.get("kind") == SILENCE
    return AskedSection(
        name=section["name"],
        start_s=section["start_s"],
        end_s=section["start_s"] + section["length_s"],
        energy_start=None if is_silent else section["energy_start"],
        energy_end=None if is_silent else section["energy_end"],
        is_silent=is_silent,
        loud_bass=bool(section.get("loud_bass") or emphasis.get("bass") == "loud"),
    )


def _only(pattern: re.Pattern[str], prompt: str) -> float | None:
    found = {float(number) for number in pattern.findall(prompt)}
    return found.pop() if len(found) == 1 else None
