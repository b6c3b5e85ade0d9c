"""The pages, for the navigation and for those that lead to one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_PAGES = Path(__file__).resolve().parents[1] / "pages"
_OPENED = "opened take"


def create() -> st.Page:
    """Where takes are made."""
    return st.Page(_PAGES / "create.py", title="Create", default=True)


def library() -> st.Page:
    """Where takes are kept."""
    return st.Page(_PAGES / "library.py", title="Library", url_path="library")


def take() -> st.Page:
    """One take: what came of it, and what can be made of it. Its address names the take: `?take=ID`."""
    return st.Page(_PAGES / "take.py", title="Take", url_path="take", visibility="hidden")


def show_take(take_id: str) -> None:
    """Have `follow` lead to a take. For callbacks, which cannot lead anywhere themselves."""
    st.session_state[_OPENED] = take_id


def turn_to(take_id: str) -> None:
    """Show another take on the page Take, from there: a link to the page that is shown leads nowhere."""
    st.query_params["take"] = take_id


def follow() -> None:
    """Go where `show_take` said, if it did."""
    take_id = st.session_state.pop(_OPENED, None)
    if take_id is not None:
        st.switch_page(take(), query_params={"take": take_id})


def settings() -> st.Page:
    """Keys, limits and caps."""
    return st.Page(_PAGES / "settings.py", title="Settings", url_path="settings")


def usage() -> st.Page:
    """What was sent to paid engines, and what it cost."""
    return st.Page(_PAGES / "usage.py", title="Usage", url_path="usage")
