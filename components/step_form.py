"""The choice of one more edit, with the fields that it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

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
_LENGTH_FADE_S = 2.0


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
"""Makes the step from what stands in the fields when it is called; None where it cannot be made at all. A press comes
together with what was typed just before it, which the fields did not have when they were drawn."""


def _entry(key: str, otherwise: Any) -> Callable[[], Any]:
    """Gives what stands in a field; `otherwise` where the field is not drawn yet."""
    return lambda: st.session_state.get(key, otherwise)


def _number(label: str, value: float, *, key: str, **limits: Any) -> Callable[[], Any]:
    st.number_input(label, value=value, key=key, **limits)
    return _entry(key, value)


def _choice(
    label: str, options: Sequence[Any], default: Any, *, key: str, format_func: Callable[[Any], str] = str.capitalize
) -> Callable[[], Any]:
    st.segmented_control(label, options, default=default, required=True, key=key, format_func=format_func)
    return _entry(key, default)


def _seconds(label: str, value: float, *, key: str, least: float = 0.0, step: float = 0.1) -> Callable[[], float]:
    # Where the region changes, the key does, and the field takes the new value over.
    return _number(label, round(value, 3), key=f"{key}-{value}", min_value=least, step=step, format="%.3f")


def _span(about: _About, name: str) -> tuple[Callable[[], float], Callable[[], float]]:
    start_s, end_s = about.region or (0.0, about.length_s)
    left, right = st.columns(2)
    with left:
        start = _seconds("From (seconds)", start_s, key=f"{name}-from")
    with right:
        end = _seconds("To (seconds)", end_s, key=f"{name}-to")
    if about.region is None:
        st.caption("Drag over the waveform above, or type. Times are those of the audio that this step receives.")
    return start, end


def _trim(about: _About) -> Make:
    start, end = _span(about, "trim")
    return lambda: Trim(start(), end())


def _length(about: _About) -> Make:
    length = _seconds("Length (seconds)", about.take.request.length_s or about.length_s, key="length", least=0.1)
    words = {"fade": "Fading out early", "stretch": "Playing faster or slower at the same pitch"}
    by = _choice("By", list(words), "fade", key="length-by", format_func=words.__getitem__)
    fade = _entry("", _LENGTH_FADE_S)
    if by() == "fade":
        fade = _seconds("Fade at the end (seconds)", _LENGTH_FADE_S, key="length-fade")
    return lambda: Length(length(), "stretch") if by() == "stretch" else Length(length(), "fade", fade())


def _fade(about: _About, kind: type[FadeIn] | type[FadeOut]) -> Make:
    length = _seconds("Over (seconds)", min(2.0, about.length_s), key=f"{kind.kind}-length", least=0.01)
    shape = _choice("Shape", get_args(FadeShape), "equal power", key=f"{kind.kind}-shape")
    return lambda: kind(length(), shape())


def _gain(_: _About) -> Make:
    gain = _number("Decibels", -3.0, key="gain-db", min_value=-60.0, max_value=24.0, step=0.5)
    return lambda: Gain(float(gain()))


def _loudness(about: _About) -> Make:
    target = _choice(
        "Target",
        LOUDNESS_TARGETS_LUFS,
        LOUDNESS_TARGETS_LUFS[0],
        key="loudness-target",
        format_func=lambda target: f"{target:g} LUFS, {_WHO_ASKS[target]}",
    )
    ceiling = _number(
        "Highest true peak (dBTP)", -1.0, key="loudness-ceiling", min_value=-12.0, max_value=0.0, step=0.5
    )
    now = about.take.measured.loudness_lufs
    if now is not None:
        st.caption(f"It is at {now:.1f} LUFS. Nothing is compressed: where peaks limit the target, the step says so.")
    return lambda: Loudness(float(target()), float(ceiling()))


def _loop(about: _About) -> Make:
    left, right = st.columns(2)
    with left:
        bars = _number("Bars", 4, key="loop-bars", min_value=1, max_value=256)
    with right:
        beats = _number("Beats in a bar", 4, key="loop-beats", min_value=1, max_value=16)
    near = _seconds("Beginning near (seconds)", about.region[0] if about.region else 0.0, key="loop-near")
    tempo = about.heard.analysis.tempo if about.heard else None
    if tempo is None or tempo.bpm is None:
        st.caption("No clear beat is known of this take, so its tempo has to be given.")
        bpm = _number("Tempo (BPM)", 120.0, key="loop-bpm", min_value=20.0, max_value=400.0)
        return lambda: Loop(near(), bars(), float(bpm()), beats())
    found, beats_s = tempo.bpm, tempo.beats_s
    nudge = _number(
        "Move by beats",
        0,
        key="loop-nudge",
        min_value=-16,
        max_value=16,
        help="Which beat begins a bar is not measured. Move the start until it is right.",
    )
    st.caption(f"Cut on the measured beat, {found:.4g} BPM, with its end led over into its start.")
    return lambda: loop_on_bars(
        tempo_bpm=found,
        beats_s=beats_s,
        bars=bars(),
        near_s=near(),
        beats_per_bar=beats(),
        nudge_beats=nudge(),
    )


def _repeat(about: _About) -> Make:
    start, end = _span(about, "repeat")
    times = _number("Heard how often", 2, key="repeat-times", min_value=2, max_value=100)
    return lambda: Repeat(start(), end(), times())


def _reverse(_: _About) -> Make:
    return Reverse


def _channels(_: _About) -> Make:
    to = _choice("Make it", ["mono", "stereo"], "mono", key="channels-to")
    return lambda: Channels(to())


def _join(about: _About) -> Make:
    others = {take.id: take for take in about.studio.takes(limit=_CHOICES) if take.id != about.take.id}
    if not others:
        st.text("There is no other take to join.")
        return None
    st.selectbox("Take that follows", list(others), key="join-take", format_func=lambda id_: others[id_].title)
    chosen = _entry("join-take", next(iter(others)))
    heard = about.studio.workbench.heard(others[chosen()])
    if about.beats_s and heard and heard.analysis.tempo.beats_s:
        count = _number("Crossfade over beats", 4, key="join-beats", min_value=1, max_value=32)
        st.caption("Its first beat falls on a beat of this take, as late as the crossfade allows.")
        return lambda: _joined_on_beat(about, others[chosen()], count())
    if heard is None:
        about.studio.workbench.listen(others[chosen()])  # so that its beats are known next time
        st.caption("The beats of that take are not known yet: choose a time, or open that take first.")
    crossfade = _seconds("Crossfade (seconds)", min(2.0, about.length_s / 2), key="join-crossfade")
    at = _seconds("At (seconds)", max(0.0, about.length_s - crossfade()), key="join-at")
    return lambda: Join(chosen(), at(), 0.0, crossfade())


def _joined_on_beat(about: _About, other: Take, count: int) -> Step:
    heard = about.studio.workbench.heard(other)
    return join_on_beat(
        other.id,
        beats_s=about.beats_s,
        other_beats_s=heard.analysis.tempo.beats_s if heard else (),
        length_s=about.length_s,
        crossfade_beats=count,
    )


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
