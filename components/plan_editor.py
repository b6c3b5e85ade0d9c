"""The plan of a Band take, to be changed by hand and played again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import streamlit as st

from components import visit, wording
from demotape.engines.band import edit
from demotape.engines.band.plan import KINDS, ROLES, Plan
from demotape.engines.band.reading.numbers import SLOWEST_TO_FASTEST
from demotape.engines.band.theory import PITCH_NAMES, SCALES
from demotape.errors import DemotapeError, InvalidRequest
from demotape.models import Request, Take
from demotape.studio import Studio

_STATE = "plan in hand"
"""In the session: the plan as it stands, how often it was changed, and what spoke against the last change."""


def _open(take: Take) -> None:
    st.session_state[_STATE] = {"plan": take.details["plan"], "version": 0, "refusal": "", "press": uuid.uuid4()}


def forget_plan() -> None:
    """Let go of the plan in hand, changed or not."""
    st.session_state.pop(_STATE, None)


def plan_editor(take: Take, studio: Studio, *, done: Callable[[], None]) -> None:
    """Draw the plan with everything that can be changed, inside a dialog.

    Args:
        take: The take whose plan it is.
        studio: Where it is played.
        done: Called when it is being played.
    """
    if _STATE not in st.session_state:
        _open(take)
    try:
        plan = Plan.from_json(st.session_state[_STATE]["plan"])
    except InvalidRequest as error:
        st.error(wording.plain(f"{error.message} {error.advice}"))
        return
    _whole_piece(plan)
    _players(plan)
    _sections(plan)
    if refusal := st.session_state[_STATE]["refusal"]:
        st.error(wording.plain(refusal))
    with st.container(horizontal=True, key="plan-choices"):
        if st.button("Play this plan", key="plan-play", type="primary"):
            _play(plan, take, studio, done)
        st.button("Start over", key="plan-reset", type="tertiary", on_click=_open, args=(take,))


def _play(plan: Plan, take: Take, studio: Studio, done: Callable[[], None]) -> None:
    request = Request(
        engine=take.request.engine,
        prompt=take.request.prompt,
        length_s=plan.length_s,
        seed=take.request.seed,
        options={**take.request.options, "plan": plan.to_json()},
    )
    try:
        job_id = str(uuid.uuid5(st.session_state[_STATE]["press"], repr(request)))
        studio.generate(request, visitor=visit.visitor(), job_id=job_id, made_from=take.id)
    except DemotapeError as error:
        st.error(wording.plain(f"{error.message} {error.advice}"))
        return
    st.session_state.pop(_STATE, None)
    done()
    st.rerun()


def _key(name: str) -> str:
    """Keys change with every change of the plan, so that each field shows what has come of it."""
    return f"plan-{name}-{st.session_state[_STATE]['version']}"


def _change(key: str | None, act: Callable[..., Plan]) -> None:
    """Do one change, with the value of the field of this key where it has one."""
    state = st.session_state[_STATE]
    plan = Plan.from_json(state["plan"])
    try:
        changed = act(plan) if key is None else act(plan, st.session_state[key])
    except InvalidRequest as error:
        st.session_state[_STATE] = {**state, "version": state["version"] + 1, "refusal": error.message}
    else:
        st.session_state[_STATE] = {
            **state,
            "plan": changed.to_json(),
            "version": state["version"] + 1,
            "refusal": "",
        }


def _whole_piece(plan: Plan) -> None:
    tempo, tonic, mode, meter = st.columns(4)
    low, high = SLOWEST_TO_FASTEST
    with tempo:
        st.number_input(
            "Tempo in BPM",
            min_value=float(low),
            max_value=float(high),
            value=round(plan.sections[0].tempo_bpm, 1),
            step=1.0,
            format="%.1f",
            key=_key("tempo"),
            on_change=_change,
            args=(_key("tempo"), edit.set_tempo),
        )
    with tonic:
        st.selectbox(
            "Key",
            range(12),
            index=plan.tonic,
            format_func=lambda number: PITCH_NAMES[number],
            key=_key("tonic"),
            on_change=_change,
            args=(_key("tonic"), lambda plan, tonic: edit.set_key(plan, tonic, plan.mode)),
        )
    with mode:
        st.selectbox(
            "Mode",
            list(SCALES),
            index=list(SCALES).index(plan.mode),
            key=_key("mode"),
            on_change=_change,
            args=(_key("mode"), lambda plan, mode: edit.set_key(plan, plan.tonic, mode)),
        )
    with meter:
        meters = list(dict.fromkeys([plan.meter, *edit.METERS]))
        st.selectbox(
            "Meter",
            meters,
            key=_key("meter"),
            on_change=_change,
            args=(_key("meter"), edit.set_meter),
        )


def _players(plan: Plan) -> None:
    st.markdown("**Who plays**")
    columns = st.columns(2)
    for place, role in enumerate(plan.instruments):
        with columns[place % 2]:
            presets = ["", *edit.presets_for(role)]
            key = _key(f"player-{role}")
            st.selectbox(
                role.capitalize(),
                presets,
                index=presets.index(plan.instruments[role]) if plan.instruments[role] in presets else 0,
                format_func=lambda preset: preset or "Nobody",
                key=key,
                on_change=_change,
                args=(key, lambda plan, preset, role=role: edit.set_instrument(plan, role, preset or None)),
            )
    free = [role for role in ROLES if role not in plan.instruments]
    if free:
        key = _key("one-more")
        st.selectbox(
            "One more",
            free,
            index=None,
            placeholder="Add a player",
            format_func=str.capitalize,
            key=key,
            on_change=_change,
            args=(key, lambda plan, role: edit.set_instrument(plan, role, edit.presets_for(role)[0])),
        )


def _sections(plan: Plan) -> None:
    st.markdown("**Sections**")
    places = list(range(len(plan.sections)))
    chosen = min(int(st.session_state.get("plan-section") or 0), places[-1])
    index = st.radio(
        "Section",
        places,
        index=chosen,
        format_func=lambda place: _section_line(plan, place),
        key=_key("section"),
        label_visibility="collapsed",
    )
    st.session_state["plan-section"] = index
    section = plan.sections[index]
    name, kind, length, tempo = st.columns(4)
    with name:
        _field(st.text_input, "Name", index, edit.rename_section, section.name)
    with kind:
        key = _key("kind")
        st.selectbox(
            "Kind",
            KINDS,
            index=KINDS.index(section.kind),
            format_func=str.capitalize,
            key=key,
            on_change=_change,
            args=(
                key,
                lambda plan, kind: edit.rename_section(plan, index, plan.sections[index].name, kind=kind),
            ),
        )
    with length:
        _field(st.number_input, "Length in s", index, edit.set_section_length, round(section.length_s, 2))
    with tempo:
        _field(st.number_input, "BPM", index, edit.set_section_tempo, round(section.tempo_bpm, 1))
    key = _key("energy")
    st.slider(
        "Energy, from its start to its end",
        0,
        100,
        value=(round(100 * min(section.energy_start, section.energy_end)), round(100 * section.energy_end))
        if section.energy_start <= section.energy_end
        else (round(100 * section.energy_end), round(100 * section.energy_start)),
        format="%d%%",
        key=key,
        on_change=_change,
        args=(key, lambda plan, ends: _with_energy(plan, index, ends)),
    )
    with st.container(horizontal=True, gap="small", key="plan-section-acts"):
        _act("Add a section after it", lambda plan: edit.add_section(plan, index + 1, name="part"))
        if len(places) > 1:
            _act("Remove it", lambda plan: edit.remove_section(plan, index))
        if index > 0:
            _act("Earlier", lambda plan: edit.move_section(plan, index, index - 1))
        if index < places[-1]:
            _act("Later", lambda plan: edit.move_section(plan, index, index + 1))


def _with_energy(plan: Plan, index: int, ends: tuple[int, int]) -> Plan:
    """A section that falls goes on falling: the two ends of the slider are its lowest and its highest energy."""
    low, high = (end / 100 for end in ends)
    section = plan.sections[index]
    is_falling = section.energy_start > section.energy_end
    return edit.set_section_energy(plan, index, *((high, low) if is_falling else (low, high)))


def _section_line(plan: Plan, place: int) -> str:
    section = plan.sections[place]
    times = f"{wording.clock(section.start_s)}–{wording.clock(section.end_s)}"
    return wording.plain(f"{times} {section.name}, {section.tempo_bpm:.0f} BPM")


def _field(
    draw: Callable[..., object], label: str, index: int, act: Callable[[Plan, int, object], Plan], value: object
) -> None:
    key = _key(label)
    draw(
        label,
        value=value,
        key=key,
        on_change=_change,
        args=(key, lambda plan, given: act(plan, index, given)),
    )


def _act(label: str, act: Callable[[Plan], Plan]) -> None:
    st.button(label, key=_key(label), type="tertiary", on_click=_change, args=(None, act))
