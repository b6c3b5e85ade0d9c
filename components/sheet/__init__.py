"""A table of texts that turns into cards where the screen is narrow, instead of scrolling or breaking its words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

_mount = st.components.v2.component(
    "demotape_sheet",
    html='<table class="sheet"><thead><tr></tr></thead><tbody></tbody></table>',
    css=(_HERE / "sheet.css").read_text(encoding="utf-8"),
    js=(_HERE / "sheet.js").read_text(encoding="utf-8"),
)


def sheet(*, key: str, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table.

    Args:
        key: Key of the element, unique on the page.
        title: What screen readers call it.
        columns: Headings.
        rows: Plain texts, as many in each row as there are headings; never read as markup.
    """
    _mount(key=key, data={"title": title, "columns": list(columns), "rows": [list(row) for row in rows]})
