"""A ZIP of takes on its way out: how far it is, and the way to save it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import wording
from components.notice import told_plainly
from components.player import address
from demotape.collection import ExportState
from demotape.errors import NotFound
from demotape.studio import Studio

_EXPORT = "export"
"""In the session: the id of the export that is shown."""
_TICK_S = 0.7


def start_export(studio: Studio, ids: Sequence[str], *, visitor: str) -> None:
    """Begin to write takes into a ZIP, in place of the one that is shown."""
    _dismiss(studio)
    st.session_state[_EXPORT] = studio.collection.exports.start(ids, visitor=visitor).id


def export_line(studio: Studio) -> None:
    """Draw the export of this session, if there is one; with a timer only while it runs."""
    if _EXPORT not in st.session_state:
        return
    exports = studio.collection.exports
    try:
        is_running = exports.get(st.session_state[_EXPORT]).state is ExportState.RUNNING
    except NotFound:
        st.session_state.pop(_EXPORT)
        return

    def draw() -> None:
        with told_plainly(), st.container(border=True, key="export-line"):
            export = exports.get(st.session_state[_EXPORT])
            if export.state is ExportState.RUNNING:
                st.progress(export.progress, f"Writing {wording.takes(export.asked)} into a ZIP")
                if st.button("Stop", key="stop-export"):
                    _dismiss(studio)
                    st.rerun()
                return
            if is_running:
                st.rerun()
            with st.container(horizontal=True, vertical_alignment="center", key="export-done"):
                if export.state is ExportState.FAILED:
                    st.error(wording.plain(export.problem))
                else:
                    size_bytes = exports.file(export.id).stat().st_size
                    what = f"{wording.takes(export.asked - export.missing)}, {wording.size(size_bytes)}"
                    st.link_button(f"Save the ZIP ({what})", address(f"/exports/{export.id}"), type="primary")
                    if export.missing:
                        st.caption(f"{wording.takes(export.missing)} without audio left out.")
                if st.button("Dismiss", key="dismiss-export"):
                    _dismiss(studio)
                    st.rerun()

    st.fragment(draw, run_every=_TICK_S if is_running else None)()


def _dismiss(studio: Studio) -> None:
    if export_id := st.session_state.pop(_EXPORT, None):
        studio.collection.exports.stop(export_id)
