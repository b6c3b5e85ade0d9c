"""Where files are dropped into the library: anywhere on the page, or by choosing them.

The browser sends each file to the server's own route, one after another, so that no file is held in memory and no rerun
carries it. What came of them is told here; the page runs once more afterwards, to show the takes.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.player import address
from demotape.server import FILE_NAME_HEADER

_HERE = Path(__file__).parent

_HTML = """
<section class="zone" aria-label="Import">
  <p class="invitation">
    <span class="wide">Drop audio files or ZIPs anywhere on this page, or </span>
    <button class="choose" type="button">choose files to import</button>
    <input type="file" multiple hidden accept=".mp3,.wav,.flac,.ogg,.opus,.m4a,.aac,.zip,audio/*,application/zip">
  </p>
  <progress max="1" value="0" aria-label="Import" hidden></progress>
  <div class="outcome" role="status"></div>
</section>
"""

_mount = st.components.v2.component(
    "demotape_dropzone",
    html=_HTML,
    css=(_HERE / "dropzone.css").read_text(encoding="utf-8"),
    js=(_HERE / "dropzone.js").read_text(encoding="utf-8"),
)


def dropzone() -> None:
    """Draw it. The page runs again when files were imported."""
    _mount(
        key="dropzone",
        data={"url": address("/imports"), "header": FILE_NAME_HEADER},
        on_imported_change=lambda: None,
    )
