"""What was just deleted, and the way to have it back. It stays until it is answered or something else is deleted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import wording
from components.notice import told_plainly
from demotape.collection import BIN_DAYS
from demotape.studio import Studio

_DELETED = "deleted takes"
"""In the session: ids, and what they are called."""
_LONGEST_TITLE = 40


def note_deleted(ids: Sequence[str], *, title: str = "") -> None:
    """Remember that takes were put into the bin; one of them by its title."""
    name = f"“{wording.cut(title, _LONGEST_TITLE)}”" if title else wording.takes(len(ids))
    st.session_state[_DELETED] = (tuple(ids), name)


def undo_bar(studio: Studio) -> None:
    """Draw the bar at the foot of the page, if something was deleted."""
    ids, name = st.session_state.get(_DELETED, ((), ""))
    if not ids:
        return
    with st.container(key="undo", horizontal=True), told_plainly():
        st.text(f"{name} {'is' if len(ids) == 1 else 'are'} in the bin.", help=None, width="content")
        if st.button("Undo", key="undo-delete", help=f"What is in the bin is deleted for good after {BIN_DAYS} days"):
            studio.collection.restore(ids)
            forget()
            st.rerun()
        if st.button("Dismiss", key="dismiss-undo"):
            forget()
            st.rerun()


def forget() -> None:
    """There is nothing to undo any more."""
    st.session_state.pop(_DELETED, None)
