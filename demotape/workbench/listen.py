"""Listening to a take: what instruments measure, what a tagger hears, and what was asked. Brings numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from demotape.audio import analysis as measuring
from demotape.audio import tagger
from demotape.audio.analysis import Analysis, analyse
from demotape.audio.edit import from_json
from demotape.audio.tagger import Tag
from demotape.audio.verdicts import Asked, AskedSection, Row, asked_and_got, spans
from demotape.errors import AudioError
from demotape.models import Take
from demotape.workbench.asked import Wanted, after_edits, asked_of
from demotape.workbench.work import Progress

VERSION = 100 * measuring.VERSION + 1
"""Rises when the same take would be heard or read differently."""


@dataclass(frozen=True)
class Heard:
    """What was found by listening to a take, beside what was asked of it."""

    analysis: Analysis
    tags: tuple[Tag, ...]
    """All words of the tagger, strongest first; empty for silence."""
    wanted: Wanted

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Asked and got, in the order of the page."""
        return asked_and_got(self.wanted.measurable, self.analysis)

    @cached_property
    def strongest(self) -> tuple[Tag, ...]:
        """The tags that are worth telling."""
        return tagger.worth_telling(self.tags)

    def to_json(self) -> dict[str, Any]:
        """Plain data, fit for JSON."""
        return {
            "analysis": self.analysis.to_json(),
            "tags": tagger.to_json(self.tags),
            "wanted": {"measurable": asdict(self.wanted.measurable), "words": list(self.wanted.words)},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Heard:
        """What `to_json` wrote.

        Raises:
            TypeError, KeyError, ValueError: the data is nothing of the kind, or of another version.
        """
        measurable = data["wanted"]["measurable"]
        sections = tuple(AskedSection(**section) for section in measurable["sections"])
        return cls(
            analysis=Analysis.from_json(data["analysis"]),
            tags=tagger.from_json(data["tags"]),
            wanted=Wanted(
                measurable=Asked(**{**measurable, "sections": sections}), words=tuple(data["wanted"]["words"])
            ),
        )


def wanted_of(take: Take) -> Wanted:
    """What was asked of a take: by its request, and by the edits that led to it."""
    plan = take.details.get("plan")
    wanted = asked_of(take.request, plan=plan if isinstance(plan, Mapping) else None, length_s=take.measured.duration_s)
    edits = [item for name in ("earlier_edits", "edits") if isinstance(item := take.details.get(name), list)]
    if not edits:
        return wanted
    try:
        return after_edits(wanted, from_json([step for part in edits for step in part]))
    except AudioError:  # edits of another Demotape
        return after_edits(wanted, ())


def listen(take: Take, audio: Path, *, progress: Progress) -> Heard:
    """Analyse the audio of a take and have the tagger hear it.

    Raises:
        AudioError: it cannot be decoded whole.
        OSError: the file cannot be read.
    """
    wanted = wanted_of(take)
    found = analyse(audio, sections=spans(wanted.measurable), measured=take.measured)
    progress(0.6)
    return Heard(found, tagger.tags(audio, loudness_lufs=take.measured.loudness_lufs), wanted)
