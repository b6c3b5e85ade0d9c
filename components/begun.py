"""Which take the form was filled from, so that what comes of it leads back there."""

from __future__ import annotations

import streamlit as st

from components import visit, wording
from demotape.models import Job, Take

_BEGUN = "the take that the form was filled from"
"""In the session: its id and its title."""
_LONGEST_TITLE = 60


def begin_with(made: Take | Job) -> None:
    """The form was filled from this take; from a job, that counts as from the take that the job began with."""
    source = made if isinstance(made, Take) else visit.studio().workbench.source(made.id)
    if source is not None:
        st.session_state[_BEGUN] = (source.id, source.title)


def begun_with() -> str | None:
    """The id of the take that the form was filled from; None if it was filled otherwise since."""
    take_id, _ = st.session_state.get(_BEGUN, (None, ""))
    return take_id


def forget() -> None:
    """The form has nothing to do with a take any more."""
    st.session_state.pop(_BEGUN, None)


def begun() -> None:
    """Say which take the form was filled from, if it was, and offer to leave that out of the lineage."""
    if _BEGUN not in st.session_state:
        return
    _, title = st.session_state[_BEGUN]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="begun"):
        st.caption(wording.plain(f"Made from “{wording.cut(title, _LONGEST_TITLE)}”"), width="content")
        st.button("Not made from it", key="forget-begun", type="tertiary", on_click=forget)
