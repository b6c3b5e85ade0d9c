"""What was asked, and the row in which it stands beside what was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NOT_ASKED = "not asked"


class Verdict(StrEnum):
    """How what was found relates to what was asked. The values are the words that a person reads."""

    AS_ASKED = "as asked"
    CLOSE = "close"
    DIFFERENT = "different"
    UNSURE = "cannot tell"
    """It was asked, and the instruments cannot say whether it was followed."""
    NOT_ASKED = "not asked"
    FLAW = "worth a look"
    """Nobody has to ask for this: clipping, for example, is seldom wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that can be asked for and measured. All texts are for a person."""

    what: str
    """For example `Tempo`."""
    asked: str
    """For example `124 BPM`, or `not asked`."""
    got: str
    """What was measured, for example `62 BPM (or 124)`."""
    verdict: Verdict
    sentence: str
    """The verdict in a plain sentence."""
    confidence: float
    """0 to 1: how sure the measurement is."""

    @property
    def how_sure(self) -> str:
        """The confidence in words: `sure`, `likely` or `a guess`."""
        return "sure" if self.confidence >= 0.75 else "likely" if self.confidence >= 0.45 else "a guess"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSection:
    """A section that was asked for."""

    name: str
    """What a person reads: `slow intro`."""
    start_s: float
    end_s: float
    energy_start: float | None = None
    """0 (barely there) to 1 (everything plays, loudly); None if nothing was said of it."""
    energy_end: float | None = None
    loud_bass: bool = False
    is_silent: bool = False
    """Whether nothing is to be heard in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for; None and empty where nothing was said."""

    length_s: float | None = None
    tempo_bpm: float | None = None
    tonic: int | None = None
    """Pitch class, 0 (C) to 11 (B). A tonic can be asked without a mode, and a mode without a tonic."""
    mode: str | None = None
    """`major`, `minor`, `dorian`, `mixolydian`, `lydian`, `phrygian` or `locrian`."""
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    """The highest true peak that is wanted."""
    sections: tuple[AskedSection, ...] = ()
    """Only such as the prompt itself speaks of."""


def worst(verdicts: list[Verdict]) -> Verdict:
    """The verdict on something that has several parts."""
    order = (Verdict.DIFFERENT, Verdict.UNSURE, Verdict.CLOSE, Verdict.AS_ASKED)
    return next(verdict for verdict in order if verdict in verdicts)


def clock(seconds: float) -> str:
    """A moment as `1:05`."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
