"""The browser's Back leads to the view before.

Streamlit writes bound widgets into the address in place of the address before. This component makes a visit of each
view that differs, so that Back and Forward walk through views.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_mount = st.components.v2.component(
    "demotape_back",
    html="<span hidden></span>",
    js=(Path(__file__).parent / "back.js").read_text(encoding="utf-8"),
)


def remember_view(view: str) -> None:
    """Make a visit of a view.

    Args:
        view: Anything that differs where, and only where, the view does.
    """
    _mount(key="back", data={"view": view})
