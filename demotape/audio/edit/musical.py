"""Where a musician would cut: steps that begin and end on beats.

Beat times are measured, and each is off by some milliseconds. A straight line through many of them is not.
"""

from __future__ import annotations

from collections.abc import Sequence

from demotape.audio.edit.steps import Join, Loop
from demotape.errors import AudioError

_SAME_TEMPO = 0.003
"""Share by which the beats of a region may differ from the tempo of the whole and still count as the same."""


def loop_on_bars(
    *,
    tempo_bpm: float,
    beats_s: Sequence[float],
    bars: int,
    near_s: float = 0.0,
    beats_per_bar: int = 4,
    nudge_beats: int = 0,
) -> Loop:
    """A loop of whole bars that begins on a beat.

    Which beat is the first of a bar is not measured: the person moves the start by `nudge_beats` until it is right.

    Args:
        tempo_bpm: of the whole take.
        beats_s: times of all beats, ascending.
        bars: how many.
        near_s: the loop begins on the beat nearest to this time that leaves room for all bars.
        beats_per_bar: 4 for most music.
        nudge_beats: so many beats later, or earlier if negative.

    Raises:
        AudioError: the beats do not reach, or a value is out of range.
    """
    beats = bars * beats_per_bar
    if len(beats_s) < beats:
        raise AudioError(
            f"{bars} bars have {beats} beats, and only {len(beats_s)} were found.", advice="Choose fewer bars."
        )
    # The end of the last beat is not a beat of its own: a take may end there.
    last = len(beats_s) - beats
    nearest = min(range(last + 1), key=lambda index: abs(beats_s[index] - near_s))
    first = min(max(nearest + nudge_beats, 0), last)
    start_s, period_s = _line_through(beats_s[first : first + beats + 1])
    local_bpm = 60 / period_s if period_s > 0 else tempo_bpm
    is_steady = abs(local_bpm / tempo_bpm - 1) <= _SAME_TEMPO
    return Loop(
        start_s=max(0.0, start_s),
        bars=bars,
        tempo_bpm=tempo_bpm if is_steady or len(beats_s) < 3 else local_bpm,
        beats_per_bar=beats_per_bar,
    )


def join_on_beat(
    take_id: str,
    *,
    beats_s: Sequence[float],
    other_beats_s: Sequence[float],
    length_s: float,
    crossfade_beats: int = 4,
) -> Join:
    """A join in which the other take's first beat falls on a beat of this one, as late as the crossfade allows.

    Args:
        take_id: the take that follows.
        beats_s: beats of this take, ascending.
        other_beats_s: beats of the other.
        length_s: of this take.
        crossfade_beats: how many beats of this take the crossfade lasts.

    Raises:
        AudioError: one of them has too few beats.
    """
    if len(beats_s) < max(2, crossfade_beats + 1) or not other_beats_s:
        raise AudioError("These takes have too few clear beats to be joined on one.", advice="Join them at a time.")
    _, period_s = _line_through(beats_s[-max(2, crossfade_beats + 1) :])
    crossfade_s = crossfade_beats * period_s
    candidates = [beat for beat in beats_s if beat + crossfade_s <= length_s]
    if not candidates:
        raise AudioError("This take is too short for such a crossfade.", advice="Choose fewer beats.")
    return Join(take_id=take_id, at_s=candidates[-1], from_s=other_beats_s[0], crossfade_s=crossfade_s)


def _line_through(beats_s: Sequence[float]) -> tuple[float, float]:
    """Time of the first beat and time between beats, by least squares."""
    count = len(beats_s)
    if count < 2:
        return beats_s[0], 0.0
    middle, mean = (count - 1) / 2, sum(beats_s) / count
    spread = sum((index - middle) ** 2 for index in range(count))
    period = sum((index - middle) * (beat - mean) for index, beat in enumerate(beats_s)) / spread
    return mean - middle * period, period
