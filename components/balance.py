"""What is left on each account, asked in the background: a provider that is slow or away holds no page up."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st

from components import wording
from demotape.engines.base import KeyState
from demotape.errors import DemotapeError
from demotape.studio import Studio

_TICK_S = 0.5
_KEPT_S = 60.0
_asking = ThreadPoolExecutor(4, thread_name_prefix="balance")


def balances(studio: Studio, *, visitor: str) -> None:
    """Draw one line for each engine whose key is set."""
    asked: dict[str, Future[str | None]] = {}
    for info in studio.engines(visitor):
        state = studio.key_state(info.name, visitor=visitor)
        if state is not None and state[0] in (KeyState.SET, KeyState.REJECTED):
            asked[info.title] = _ask(info.name, studio=studio, visitor=visitor)
    if not asked:
        return
    is_waiting = any(not future.done() for future in asked.values())

    def draw() -> None:
        if is_waiting and all(future.done() for future in asked.values()):
            st.rerun()  # without a timer
        for title, future in asked.items():
            st.caption(wording.plain(f"Balance at {title}: {_told(future)}"))

    st.fragment(draw, run_every=_TICK_S if is_waiting else None)()


def _ask(engine: str, *, studio: Studio, visitor: str) -> Future[str | None]:
    key = f"balance of {engine}"
    asked_at, future = st.session_state.get(key, (0.0, None))
    if future is None or time.monotonic() - asked_at > _KEPT_S:
        future = _asking.submit(studio.balance, engine, visitor=visitor)
        st.session_state[key] = (time.monotonic(), future)
    return future


def _told(future: Future[str | None]) -> str:
    if not future.done():
        return "asking…"
    try:
        return future.result() or "the provider does not tell it to this key."
    except DemotapeError as error:
        return f"not known. {error.message}"
