"""The edits that there are, as data. Nothing here touches audio.

A step is checked in two parts. Making one checks its own values; `plan` checks that the steps fit a take and
each other, before anything is rendered. Lengths and times are seconds of the audio that the step receives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from demotape.audio.edit.step import Shape, Step, clock, seconds, unfit

FadeShape = Literal["linear", "equal power", "exponential"]
"""How a fade rises: evenly in amplitude; evenly in power, as two crossing pieces want it; evenly in decibels."""

LOUDNESS_TARGETS_LUFS = (-14.0, -16.0, -23.0)
"""What streaming services, podcasts and European broadcasters ask for."""

LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class Trim(Step):
    """Keep a region and drop the rest."""

    kind: ClassVar[str] = "trim"
    is_exact: ClassVar[bool] = True

    start_s: float
    end_s: float

    @property
    def label(self) -> str:
        return f"Trim to {clock(self.start_s)}–{clock(self.end_s)}"

    def after(self, shape: Shape, others: Mapping[str, Shape]) -> Shape:  # noqa: ARG002 - one form for all
        _check_region(self.start_s, self.end_s, shape)
        return shape.lasting(min(shape.at(self.end_s), shape.frames) - shape.at(self.start_s))


@dataclass(frozen=True, slots=True)
class Length(Step):
    """Last exactly so long, by fading out early or by playing faster or slower at the same pitch."""

    kind: ClassVar[str] = "length"

    length_s: float
    by: Literal["fade", "stretch"] = "fade"
    fade_s: float = 2.0
    """How long the fade at the end takes; for `fade` only."""

    def __post_init__(self) -> None:
        Step.__post_init__(self)
        if self.by not in ("fade", "stretch"):
            raise unfit("The length can be reached by fade or by stretch.")
        if not 0.1 <= self.length_s <= LONGEST_S:
            raise unfit("A length is between 0.1 seconds and an hour.")
        if self.fade_s < 0:
            raise unfit("A fade cannot take less than no time.")

    @property
    def label(self) -> str:
        way = "fading out" if self.by == "fade" else "stretching"
        return f"Make it {seconds(self.length_s)} long by {way}"

    def _fitted(self, shape: Shape) -> Shape:
        frames = shape.at(self.length_s)
        if self.by == "fade" and frames > shape.frames:
            raise unfit(
                f"A fade can only shorten, and there are {seconds(shape.length_s)}. "
                f"Stretch it to {seconds(self.length_s)}, or repeat a part."
            )
        if self.by == "stretch":
            if not shape.frames / 2 <= frames <= shape.frames * 2:
                raise unfit(
                    f"Stretching goes from half to double the length: "
                    f"{seconds(shape.length_s / 2)} to {seconds(shape.length_s * 2)}."
                )
            if shape.channels > 2:
                raise unfit("Only mono and stereo can be stretched. Make it stereo first.")
        return shape.lasting(frames)


@dataclass(frozen=True, slots=True)
class _Fade(Step):
    length_s: float
    shape: FadeShape = "equal power"

    def __post_init__(self) -> None:
        Step.__post_init__(self)
        if self.length_s <= 0:
            raise unfit("A fade takes some time.")
        if self.shape not in get_args(FadeShape):
            raise unfit(f"A fade is {', '.join(get_args(FadeShape)[:-1])} or {get_args(FadeShape)[-1]}.")

    def _fitted(self, shape: Shape) -> Shape:
        if shape.at(self.length_s) > shape.frames:
            raise unfit(f"The fade takes {seconds(self.length_s)}, but there are only {seconds(shape.length_s)}.")
        return shape


@dataclass(frozen=True, slots=True)
class FadeIn(_Fade):
    """Rise from silence at the start."""

    kind: ClassVar[str] = "fade in"

    @property
    def label(self) -> str:
        return f"Fade in over {seconds(self.length_s)} ({self.shape})"


@dataclass(frozen=True, slots=True)
class FadeOut(_Fade):
    """Fall to silence at the end."""

    kind: ClassVar[str] = "fade out"

    @property
    def label(self) -> str:
        return f"Fade out over {seconds(self.length_s)} ({self.shape})"


@dataclass(frozen=True, slots=True)
class Gain(Step):
    """Make everything louder or quieter."""

    kind: ClassVar[str] = "gain"

    gain_db: float

    def __post_init__(self) -> None:
        Step.__post_init__(self)
        if not -60 <= self.gain_db <= 24:
            raise unfit("A gain is between -60 and +24 dB.")

    @property
    def label(self) -> str:
        return f"{'Louder' if self.gain_db >= 0 else 'Quieter'} by {abs(self.gain_db):.1f} dB"


@dataclass(frozen=True, slots=True)
class Loudness(Step):
    """Bring the integrated loudness to a target, as far as the peaks allow. Nothing is compressed or limited."""

    kind: ClassVar[str] = "loudness"
    passes: ClassVar[int] = 2

    target_lufs: float = -14.0
    ceiling_dbtp: float = -1.0
    """The true peak that may not be passed."""

    def __post_init__(self) -> None:
        Step.__post_init__(self)
        if not -40 <= self.target_lufs <= -6:
            raise unfit("A loudness target is between -40 and -6 LUFS.")
        if not -12 <= self.ceiling_dbtp <= 0:
            raise unfit("A ceiling for peaks is between -12 and 0 dBTP.")

    @property
    def label(self) -> str:
        return f"Loudness {self.target_lufs:g} LUFS, peaks below {self.ceiling_dbtp:g} dBTP"


@dataclass(frozen=True, slots=True)
class Loop(Step):
    """Keep whole bars that can be played round and round. `loop_on_bars` finds where they begin."""

    kind: ClassVar[str] = "loop"

    start_s: float
    bars: int
    tempo_bpm: float
    beats_per_bar: int = 4
    crossfade_s: float = 0.01
    """The end fades into what precedes the start, so that the start goes on from it."""

    def __post_init__(self) -> None:
        Step.__post_init__(self)
        if not (_is_whole(self.bars, 1, 256) and _is_whole(self.beats_per_bar, 1, 16)):
            raise unfit("A loop has 1 to 256 bars of 1 to 16 beats.")
        if not 20 <= self.tempo_bpm <= 400:
            raise unfit("A tempo is between 20 and 400 BPM.")
        if not 0 <= self.crossfade_s <= 0.5:
            raise unfit("The crossfade of a loop takes at most half a second.")
        if self.start_s < 0:
            raise unfit("A loop cannot begin before the take.")

    @property
    def length_s(self) -> float:
        return self.bars * self.beats_per_bar * 60 / self.tempo_bpm

    @property
    def label(self) -> str:
        bars = "1 bar" if self.bars == 1 else f"{self.bars} bars"
        return f"Loop of {bars} at {self.tempo_bpm:.4g} BPM from {clock(self.start_s)}"

    def _fitted(self, shape: Shape) -> Shape:
        frames = shape.at(self.length_s)
        if shape.at(self.start_s) + frames > shape.frames:
            raise unfit(
                f"The loop would end at {clock(self.start_s + self.length_s)}, "
                f"but there are only {seconds(shape.length_s)}."
            )
        return shape.lasting(frames)


@dataclass(frozen=True, slots=True)
class Repeat(Step):
    """Play a region several times before going on."""

    kind: ClassVar[str] = "repeat"

    start_s: float
    end_s: float
    times: int
    """How often it is heard in all."""
    crossfade_s: float = 0.01

    def __post_init__(self) -> None:
        Step.__post_init__(self)
        if not _is_whole(self.times, 2, 100):
            raise unfit("A region can be repeated 2 to 100 times.")
        if not 0 <= self.crossfade_s <= 0.5:
            raise unfit("The crossfade of a repeat takes at most half a second.")

    @property
    def label(self) -> str:
        return f"Play {clock(self.start_s)}–{clock(self.end_s)} {self.times} times"

    def _fitted(self, shape: Shape) -> Shape:
        _check_region(self.start_s, self.end_s, shape)
        region = min(shape.at(self.end_s), shape.frames) - shape.at(self.start_s)
        return _bounded(shape.lasting(shape.frames + (self.times - 1) * region))


@dataclass(frozen=True, slots=True)
class Reverse(Step):
    """Play it backwards."""

    kind: ClassVar[str] = "reverse"
    is_exact: ClassVar[bool] = True

    @property
    def label(self) -> str:
        return "Reverse"


@dataclass(frozen=True, slots=True)
class Channels(Step):
    """Mono: the mean of all channels. Stereo: mono on both sides; what is stereo already stays."""

    kind: ClassVar[str] = "channels"

    to: Literal["mono", "stereo"]

    def __post_init__(self) -> None:
        Step.__post_init__(self)
        if self.to not in ("mono", "stereo"):
            raise unfit("Channels can be made mono or stereo.")

    @property
    def label(self) -> str:
        return f"Make it {self.to}"

    def _fitted(self, shape: Shape) -> Shape:
        if self.to == "stereo" and shape.channels > 2:
            raise unfit(f"{shape.channels} channels cannot be made stereo here. Make it mono first.")
        return Shape(shape.frames, shape.sample_rate, 1 if self.to == "mono" else 2)


@dataclass(frozen=True, slots=True)
class Join(Step):
    """Go over into another take. `join_on_beat` finds where, so that beat falls on beat."""

    kind: ClassVar[str] = "join"
    passes: ClassVar[int] = 2  # the other may have another sample rate

    take_id: str
    """Whose audio follows; `apply` is told where it lies."""
    at_s: float
    """Where the other begins, and this one begins to fade."""
    from_s: float = 0.0
    """Where in the other to begin."""
    crossfade_s: float = 2.0

    def __post_init__(self) -> None:
        Step.__post_init__(self)
        if not self.take_id:
            raise unfit("There is no take to join.")
        if self.at_s < 0 or self.from_s < 0:
            raise unfit("Takes cannot be joined before they begin.")
        if not 0 <= self.crossfade_s <= 60:
            raise unfit("A crossfade takes at most a minute.")

    @property
    def label(self) -> str:
        return f"Go over into another take at {clock(self.at_s)}, crossfading for {seconds(self.crossfade_s)}"

    def after(self, shape: Shape, others: Mapping[str, Shape]) -> Shape:
        other = others.get(self.take_id)
        if other is None:
            raise unfit("The take to join is not there any more.")
        if max(shape.channels, other.channels) > 2:
            raise unfit("Only mono and stereo takes can be joined.")
        if shape.at(self.at_s + self.crossfade_s) > shape.frames:
            raise unfit(
                f"The crossfade would end at {clock(self.at_s + self.crossfade_s)}, "
                f"but this take has only {seconds(shape.length_s)}."
            )
        if self.from_s + self.crossfade_s >= other.length_s:
            raise unfit(f"The other take has only {seconds(other.length_s)}; begin earlier, or crossfade for less.")
        resampled = round(other.frames * shape.sample_rate / other.sample_rate)
        frames = shape.at(self.at_s) + resampled - shape.at(self.from_s)
        return _bounded(Shape(frames, shape.sample_rate, max(shape.channels, other.channels)))


KINDS: dict[str, type[Step]] = {
    kind.kind: kind for kind in (Trim, Length, FadeIn, FadeOut, Gain, Loudness, Loop, Repeat, Reverse, Channels, Join)
}


def _check_region(start_s: float, end_s: float, shape: Shape) -> None:
    if start_s < 0 or end_s <= start_s:
        raise unfit("A region begins at 0:00 or later and ends after its start.")
    # A measured length may be a hair longer than the last frame.
    if shape.at(end_s) > shape.frames + shape.sample_rate // 100:
        raise unfit(f"The region ends at {clock(end_s)}, but there are only {seconds(shape.length_s)}.")


def _bounded(shape: Shape) -> Shape:
    if shape.length_s > LONGEST_S:
        raise unfit("The result would be longer than an hour.")
    return shape


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
