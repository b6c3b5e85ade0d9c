"""What went wrong, told to the person."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from components import wording
from demotape.errors import DemotapeError

_log = logging.getLogger(__name__)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Show what goes wrong in the block as a message in its place; what is drawn outside of it stays."""
    try:
        yield
    except DemotapeError as error:
        st.error(wording.plain(f"{error.message} {error.advice}"))
    except Exception:
        _log.exception("A page failed")
        st.error("Something unforeseen went wrong here. Nothing was deleted; the log of the server has the details.")


def refuse(error: DemotapeError) -> None:
    """Tell in passing that what was pressed could not be done."""
    st.toast(wording.plain(f"{error.message} {error.advice}"))
