"""What a model takes besides prompt, length and seed, drawn from the description that the engine gives of it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import wording
from demotape.engines.model import Field, Kind, Model

_PREFIX = "option:"
_SHARED = (Kind.TEXT, Kind.SWITCH, Kind.ADDRESS)
"""Kinds whose value is worth keeping when another model is chosen; numbers and choices have ranges of their own."""


def fields(model: Model) -> dict[str, object]:
    """Draw the fields of a model; returns what stands in them, by name."""
    plain_ones = [field for field in model.fields if not field.is_advanced]
    switches = [field for field in plain_ones if field.kind is Kind.SWITCH]
    options: dict[str, object] = {}
    if switches:
        with st.container(horizontal=True, key=f"switches-{model.name}"):
            options = {field.name: _field(model, field) for field in switches}
    options |= {field.name: _field(model, field) for field in plain_ones if field not in switches}
    if added := model.added_words(options):
        st.caption(wording.plain(f"Sent with these words after your prompt: “{', '.join(added)}”."))
    advanced = [field for field in model.fields if field.is_advanced]
    if advanced:
        with st.expander("More settings", key=f"more-{model.name}"):
            options |= {field.name: _field(model, field) for field in advanced}
    return options


def refill(options: Mapping[str, object], model: str | None) -> None:
    """Put the options of a request back into the fields, and empty those that it does not name."""
    for key in [str(key) for key in st.session_state if str(key).startswith(_PREFIX)]:
        del st.session_state[key]
    for name, value in options.items():
        st.session_state[f"{_PREFIX}{name}"] = value
        st.session_state[f"{_PREFIX}{model}:{name}"] = value


def _field(model: Model, field: Field) -> object:
    key = f"{_PREFIX}{field.name}" if field.kind in _SHARED else f"{_PREFIX}{model.name}:{field.name}"
    label = field.label if field.is_required or field.kind is Kind.SWITCH else f"{field.label} (optional)"
    help_text = field.help or None
    if field.kind is Kind.SWITCH:
        return st.toggle(
            label, key=key, value=bool(field.default), help=help_text, persist_state="session", width="content"
        )
    if field.kind is Kind.NUMBER:
        return st.number_input(
            label,
            key=key,
            value=field.default if isinstance(field.default, int) else None,
            min_value=field.minimum,
            max_value=field.maximum,
            step=1,
            help=help_text,
            persist_state="session",
        )
    if field.kind is Kind.CHOICE:
        index = field.choices.index(field.default) if field.default in field.choices else 0
        return st.selectbox(
            field.label,
            field.choices,
            key=key,
            index=index,
            help=help_text,
            persist_state="session",
            format_func=_shown,
        )
    if field.kind is Kind.ADDRESS or (field.maximum or 0) < 500:
        return st.text_input(label, key=key, help=help_text, persist_state="session")
    height = 180 if field.name == "lyrics" else 80
    value = st.text_area(label, key=key, height=height, help=help_text, persist_state="session")
    if field.maximum and value and len(value) > 0.9 * field.maximum:
        st.caption(f"{len(value):,} of {field.maximum:,} characters")
    return value


def _shown(choice: object) -> str:
    return f"{choice:,}" if isinstance(choice, int) else str(choice)
