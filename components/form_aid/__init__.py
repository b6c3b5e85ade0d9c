"""What the form needs from the browser: a counter that follows the typing, Ctrl+Enter, the way to the prompt."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

_mount = st.components.v2.component(
    "demotape_form_aid",
    html='<p class="aid"><span class="hint">Ctrl+Enter generates</span><span class="count"></span></p>',
    css=(_HERE / "form_aid.css").read_text(encoding="utf-8"),
    js=(_HERE / "form_aid.js").read_text(encoding="utf-8"),
)


def form_aid(*, limit: int, focus: int) -> None:
    """Draw the line below the prompt: how long it is, and how to send it by keyboard.

    It belongs to the text box with the key `prompt` and the button with the key `generate`.

    Args:
        limit: Most characters that the engine takes.
        focus: When this number grows, the text box is shown and takes the keyboard.
    """
    _mount(key="form-aid", data={"limit": limit, "focus": focus})
