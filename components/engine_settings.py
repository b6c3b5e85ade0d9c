"""The settings of one engine: its key, a free test, and what can be set."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import streamlit as st

from components import wording
from components.notice import told_plainly
from demotape.engines.base import EngineInfo, KeyState
from demotape.errors import DemotapeError
from demotape.settings import SETTINGS, Setting
from demotape.studio import KeyPlace, Studio


def engine_settings(info: EngineInfo, *, studio: Studio, visitor: str) -> None:
    """Draw the settings of an engine."""
    settings = [setting for setting in SETTINGS if setting.engine == info.name]
    key_setting = next((setting for setting in settings if setting.is_secret), None)
    state = studio.key_state(info.name, visitor=visitor)
    if state is None and not settings:
        st.caption("Nothing to set: it needs no key and costs nothing.")
    if state is not None:
        _key(info, *state, env=key_setting.env if key_setting else "", studio=studio, visitor=visitor)
    shown = [setting for setting in settings if not setting.is_secret]
    if shown:
        _values(info, shown, studio=studio)


def _key(info: EngineInfo, state: KeyState, place: KeyPlace, *, env: str, studio: Studio, visitor: str) -> None:
    icon, color = _SIGNS[state]
    with st.container(horizontal=True, vertical_alignment="center", key=f"key-state-{info.name}"):
        st.badge(state.value.capitalize() if state is not KeyState.UNUSABLE else "Not a key", icon=icon, color=color)
        st.text(wording.key_state(state, place, env=env), width="content")
    with st.container(horizontal=True, gap="small", key=f"key-acts-{info.name}"):
        if st.button("Test", key=f"test-{info.name}", help="Asks for the balance, which costs nothing"):
            _test(info, studio=studio, visitor=visitor)
        if state is not KeyState.MISSING and place is not KeyPlace.ENVIRONMENT:
            st.button(
                "Forget the key",
                key=f"forget-{info.name}",
                type="tertiary",
                on_click=_try,
                args=(info.name, lambda: studio.forget_key(engine=info.name, visitor=visitor), "The key is forgotten."),
            )
    _result(info.name)
    # Cleared when it is sent: the key goes to the server once and never comes back.
    with st.form(f"key-{info.name}", clear_on_submit=True):
        typed = st.text_input("New key", type="password", autocomplete="off", key=f"new-key-{info.name}")
        remember = st.checkbox(
            "Remember on this machine",
            key=f"remember-{info.name}",
            help="Written into the settings file of the data folder, which only its owner may read, for everybody who "
            "uses this Demotape. Without it, the key is used for you alone until Demotape is stopped.",
        )
        if st.form_submit_button("Use this key"):
            _try(
                info.name,
                lambda: studio.give_key(typed or "", engine=info.name, visitor=visitor, remember=remember),
                "The key is used from now on. Test tells whether the provider takes it.",
            )
            st.rerun()


_SIGNS: dict[KeyState, tuple[str, str]] = {
    KeyState.SET: (":material/key:", "green"),
    KeyState.MISSING: (":material/key_off:", "gray"),
    KeyState.REJECTED: (":material/error:", "red"),
    KeyState.UNUSABLE: (":material/error:", "red"),
}


_UNTOLD = "The provider answers, and does not tell the balance to this key. A generation shows whether it is taken."


def _test(info: EngineInfo, *, studio: Studio, visitor: str) -> None:
    with st.spinner("Asking the provider…"):
        try:
            balance = studio.balance(info.name, visitor=visitor)
        except DemotapeError as error:
            st.session_state[_of(info.name)] = (False, f"{error.message} {error.advice}")
        else:
            # Without the balance it is not sure that the key was looked at.
            known = f"The provider takes the key. The balance is {balance}." if balance else _UNTOLD
            st.session_state[_of(info.name)] = (True, known)
    st.rerun()


def _values(info: EngineInfo, settings: list[Setting], *, studio: Studio) -> None:
    with st.form(f"values-{info.name}"):
        typed: dict[str, str] = {}
        for group, members in groupby(settings, key=lambda setting: setting.group):
            st.markdown(f"**{group}**")
            columns = st.columns(2)
            for place, setting in enumerate(members):
                with columns[place % 2]:
                    typed[str(setting.key)] = _value(setting, studio)
        if st.form_submit_button("Save", key=f"save-{info.name}", type="primary"):
            with told_plainly():
                changes = {
                    key: text.strip() or None for key, text in typed.items() if text.strip() != _now(key, studio)
                }
                if changes:
                    studio.change_settings(changes)
                st.success("Saved. It holds from now on." if changes else "Nothing was changed.")


def _value(setting: Setting, studio: Studio) -> str:
    key = str(setting.key)
    is_fixed = key in studio.settings.from_environment
    return (
        st.text_input(
            setting.label,
            value=_now(key, studio),
            key=f"setting-{key}",
            placeholder=setting.default,
            help=f"Set by the environment variable {setting.env}." if is_fixed else setting.meaning,
            disabled=is_fixed,
        )
        or ""
    )


def _now(key: str, studio: Studio) -> str:
    value = getattr(studio.settings, key)
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def _try(engine: str, act: Callable[[], None], done: str) -> None:
    try:
        act()
    except DemotapeError as error:
        st.session_state[_of(engine)] = (False, f"{error.message} {error.advice}")
    else:
        st.session_state[_of(engine)] = (True, done)


def _result(engine: str) -> None:
    """What came of the last press, told once."""
    is_good, words = st.session_state.pop(_of(engine), (True, ""))
    if words:
        (st.success if is_good else st.error)(wording.plain(words))


def _of(engine: str) -> str:
    return f"settings told {engine}"
