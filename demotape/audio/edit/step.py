"""What every edit is: data that says what it does, in JSON and in words, and tells whether it fits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar

from demotape.errors import AudioError
from demotape.models import Measured

_TOO_MUCH = 1e9  # no number that a step has a use for


@dataclass(frozen=True, slots=True)
class Shape:
    """What a step needs to know of audio to tell whether it fits."""

    frames: int
    sample_rate: int
    """Hertz."""
    channels: int

    @classmethod
    def of(cls, measured: Measured) -> Shape:
        """That of a take, from what was measured in it."""
        return cls(round(measured.duration_s * measured.sample_rate), measured.sample_rate, measured.channels)

    @property
    def length_s(self) -> float:
        return self.frames / self.sample_rate

    def at(self, seconds: float) -> int:
        """The frame nearest to a time."""
        return round(seconds * self.sample_rate)

    def lasting(self, frames: int) -> Shape:
        """The same with another length."""
        return Shape(frames, self.sample_rate, self.channels)


@dataclass(frozen=True, slots=True)
class Step:
    """One edit. Each kind says what it is in JSON (`kind`) and for a person (`label`)."""

    kind: ClassVar[str]
    passes: ClassVar[int] = 1
    """How often it goes through the audio, for an honest share of the progress."""
    is_exact: ClassVar[bool] = False
    """Whether it moves samples without changing their values."""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, float | int) and not (math.isfinite(value) and abs(value) < _TOO_MUCH):
                raise unfit("A number of this step is out of range.")

    @property
    def label(self) -> str:
        """What it does, in a few words for the person."""
        raise NotImplementedError

    def after(self, shape: Shape, others: Mapping[str, Shape]) -> Shape:  # noqa: ARG002 - for steps that join takes
        """What it makes of audio of this shape.

        Args:
            shape: of what the step receives.
            others: shapes of the takes that may be joined, by id.

        Raises:
            AudioError: it does not fit.
        """
        return self._fitted(shape)

    def _fitted(self, shape: Shape) -> Shape:
        return shape


def clock(time_s: float) -> str:
    """A time as a person reads it: `1:02.50`."""
    hundredths = round(time_s * 100)
    return f"{hundredths // 6000}:{hundredths % 6000 // 100:02}.{hundredths % 100:02}"


def seconds(length_s: float) -> str:
    """A length as a person reads it: `12.5 s`."""
    return f"{length_s:.2f}".rstrip("0").rstrip(".") + " s"


def unfit(message: str) -> AudioError:
    """The refusal of a step."""
    return AudioError(message, advice="Change this step or take it out.")
