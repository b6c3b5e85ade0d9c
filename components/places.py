"""The pages, for the navigation and for those that lead to one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_PAGES = Path(__file__).resolve().parents[1] / "pages"


def create() -> st.Page:
    """Where takes are made."""
    return st.Page(_PAGES / "create.py", title="Create", default=True)


def library() -> st.Page:
    """Where takes are kept."""
    return st.Page(_PAGES / "library.py", title="Library", url_path="library")


def settings() -> st.Page:
    """Keys, limits and caps."""
    return st.Page(_PAGES / "settings.py", title="Settings", url_path="settings")


def usage() -> st.Page:
    """What was sent to paid engines, and what it cost."""
    return st.Page(_PAGES / "usage.py", title="Usage", url_path="usage")
