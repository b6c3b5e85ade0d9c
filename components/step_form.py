"""The choice of one more edit, with the fields that it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from components import wording
from demotape.audio.edit import (
    LOUDNESS_TARGETS_LUFS,
    Channels,
    FadeIn,
    FadeOut,
    FadeShape,
    Gain,
    Join,
    Length,
    Loop,
    Loudness,
    Repeat,
    Reverse,
    Step,
    Trim,
    join_on_beat,
    loop_on_bars,
)
from demotape.errors import AudioError
from demotape.models import Take
from demotape.studio import Studio
from demotape.workbench.listen import Heard

_REFUSED = "refused step"
_WHO_ASKS = dict(zip(LOUDNESS_TARGETS_LUFS, ("streaming", "podcasts", "broadcast"), strict=True))
_CHOICES = 50


@dataclass(frozen=True, slots=True)
class _About:
    take: Take
    studio: Studio
    heard: Heard | None
    region: tuple[float, float] | None

    @property
    def length_s(self) -> float:
        return self.take.measured.duration_s

    @property
    def beats_s(self) -> tuple[float, ...]:
        return self.heard.analysis.tempo.beats_s if self.heard else ()


def step_form(
    take: Take,
    *,
    studio: Studio,
    heard: Heard | None,
    region: tuple[float, float] | None,
    add: Callable[[Step], None],
) -> None:
    """Draw the choice of a step and its fields; `add` is called with the step when it is pressed.

    Args:
        take: What is edited.
        studio: Where other takes are, for joining.
        heard: Its beats, for loops and joins; None while they are not known.
        region: What is selected in the large player, in seconds; fills fields that ask for one.
        add: Called before the page runs again.
    """
    about = _About(take, studio, heard, region)
    with st.container(border=True, key="add-step"):
        name = st.selectbox("Step", list(_FIELDS), key="step-kind")
        with st.container(key="step-fields"):
            make = _FIELDS[name](about)
        st.button("Add step", key=f"add {name}", on_click=_add, args=(make, add), disabled=make is None)
        if refused := st.session_state.pop(_REFUSED, None):
            st.error(wording.plain(refused))


def _add(make: Callable[[], Step] | None, add: Callable[[Step], None]) -> None:
    try:
        if make is not None:
            add(make())
    except AudioError as error:
        st.session_state[_REFUSED] = f"{error.message} {error.advice}"


Make = Callable[[], Step] | None
"""Makes the step from what stands in the fields; None where it cannot be made at all."""


def _seconds(label: str, value: float, *, key: str, least: float = 0.0, step: float = 0.1) -> float:
    # Where the region changes, the key does, and the field takes the new value over.
    return float(
        st.number_input(label, value=round(value, 3), min_value=least, step=step, format="%.3f", key=f"{key}-{value}")
    )


def _span(about: _About, name: str) -> tuple[float, float]:
    start_s, end_s = about.region or (0.0, about.length_s)
    left, right = st.columns(2)
    with left:
        start_s = _seconds("From (seconds)", start_s, key=f"{name}-from")
    with right:
        end_s = _seconds("To (seconds)", end_s, key=f"{name}-to")
    if about.region is None:
        st.caption("Drag over the waveform above, or type. Times are those of the audio that this step receives.")
    return start_s, end_s


def _trim(about: _About) -> Make:
    start_s, end_s = _span(about, "trim")
    return lambda: Trim(start_s, end_s)


def _length(about: _About) -> Make:
    length_s = _seconds("Length (seconds)", about.take.request.length_s or about.length_s, key="length", least=0.1)
    by = st.segmented_control(
        "By",
        ["fade", "stretch"],
        default="fade",
        required=True,
        key="length-by",
        format_func={"fade": "Fading out early", "stretch": "Playing faster or slower at the same pitch"}.__getitem__,
    )
    if by == "stretch":
        return lambda: Length(length_s, "stretch")
    fade_s = _seconds("Fade at the end (seconds)", 2.0, key="length-fade")
    return lambda: Length(length_s, "fade", fade_s)


def _fade(about: _About, kind: type[FadeIn] | type[FadeOut]) -> Make:
    length_s = _seconds("Over (seconds)", min(2.0, about.length_s), key=f"{kind.kind}-length", least=0.01)
    shape = st.segmented_control(
        "Shape",
        list(get_args(FadeShape)),
        default="equal power",
        required=True,
        key=f"{kind.kind}-shape",
        format_func=str.capitalize,
    )
    return lambda: kind(length_s, shape or "equal power")


def _gain(_: _About) -> Make:
    gain_db = st.number_input("Decibels", value=-3.0, min_value=-60.0, max_value=24.0, step=0.5, key="gain-db")
    return lambda: Gain(float(gain_db))


def _loudness(about: _About) -> Make:
    target = st.segmented_control(
        "Target",
        list(LOUDNESS_TARGETS_LUFS),
        default=LOUDNESS_TARGETS_LUFS[0],
        required=True,
        key="loudness-target",
        format_func=lambda target: f"{target:g} LUFS, {_WHO_ASKS[target]}",
    )
    ceiling = st.number_input(
        "Highest true peak (dBTP)", value=-1.0, min_value=-12.0, max_value=0.0, step=0.5, key="loudness-ceiling"
    )
    now = about.take.measured.loudness_lufs
    if now is not None:
        st.caption(f"It is at {now:.1f} LUFS. Nothing is compressed: where peaks limit the target, the step says so.")
    return lambda: Loudness(float(target or LOUDNESS_TARGETS_LUFS[0]), float(ceiling))


def _loop(about: _About) -> Make:
    left, right = st.columns(2)
    with left:
        bars = int(st.number_input("Bars", value=4, min_value=1, max_value=256, key="loop-bars"))
    with right:
        beats = int(st.number_input("Beats in a bar", value=4, min_value=1, max_value=16, key="loop-beats"))
    near_s = _seconds("Beginning near (seconds)", about.region[0] if about.region else 0.0, key="loop-near")
    tempo = about.heard.analysis.tempo if about.heard else None
    if tempo is None or tempo.bpm is None:
        st.caption("No clear beat is known of this take, so its tempo has to be given.")
        bpm = float(st.number_input("Tempo (BPM)", value=120.0, min_value=20.0, max_value=400.0, key="loop-bpm"))
        return lambda: Loop(near_s, bars, bpm, beats)
    found, beats_s = tempo.bpm, tempo.beats_s
    nudge = int(
        st.number_input(
            "Move by beats",
            value=0,
            min_value=-16,
            max_value=16,
            key="loop-nudge",
            help="Which beat begins a bar is not measured. Move the start until it is right.",
        )
    )
    st.caption(f"Cut on the measured beat, {found:.4g} BPM, with its end led over into its start.")
    return lambda: loop_on_bars(
        tempo_bpm=found, beats_s=beats_s, bars=bars, near_s=near_s, beats_per_bar=beats, nudge_beats=nudge
    )


def _repeat(about: _About) -> Make:
    start_s, end_s = _span(about, "repeat")
    times = int(st.number_input("Heard how often", value=2, min_value=2, max_value=100, key="repeat-times"))
    return lambda: Repeat(start_s, end_s, times)


def _reverse(_: _About) -> Make:
    return Reverse


def _channels(_: _About) -> Make:
    to = st.segmented_control(
        "Make it", ["mono", "stereo"], default="mono", required=True, key="channels-to", format_func=str.capitalize
    )
    return lambda: Channels("stereo" if to == "stereo" else "mono")


def _join(about: _About) -> Make:
    others = {take.id: take for take in about.studio.takes(limit=_CHOICES) if take.id != about.take.id}
    if not others:
        st.text("There is no other take to join.")
        return None
    chosen = st.selectbox("Take that follows", list(others), key="join-take", format_func=lambda id_: others[id_].title)
    other = others[chosen]
    heard = about.studio.workbench.heard(other)
    other_beats = heard.analysis.tempo.beats_s if heard else ()
    if about.beats_s and other_beats:
        count = int(st.number_input("Crossfade over beats", value=4, min_value=1, max_value=32, key="join-beats"))
        st.caption("Its first beat falls on a beat of this take, as late as the crossfade allows.")
        return lambda: join_on_beat(
            other.id,
            beats_s=about.beats_s,
            other_beats_s=other_beats,
            length_s=about.length_s,
            crossfade_beats=count,
        )
    if heard is None:
        about.studio.workbench.listen(other)  # so that its beats are known next time
        st.caption("The beats of that take are not known yet: choose a time, or open that take first.")
    crossfade_s = _seconds("Crossfade (seconds)", min(2.0, about.length_s / 2), key="join-crossfade")
    at_s = _seconds("At (seconds)", max(0.0, about.length_s - crossfade_s), key="join-at")
    return lambda: Join(other.id, at_s, 0.0, crossfade_s)


_FIELDS: dict[str, Callable[[_About], Make]] = {
    "Trim to a region": _trim,
    "Exact length": _length,
    "Fade in": lambda about: _fade(about, FadeIn),
    "Fade out": lambda about: _fade(about, FadeOut),
    "Louder or quieter": _gain,
    "Loudness target": _loudness,
    "Seamless loop": _loop,
    "Repeat a region": _repeat,
    "Reverse": _reverse,
    "Mono or stereo": _channels,
    "Join another take": _join,
}
