"""A visit without a browser: Streamlit's own messages over its websocket.

A browser would measure itself as much as the server. This client sends what a browser sends, reads what the server
answers, and draws nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from demotape.server import VISITOR_COOKIE

ANSWER_TIMEOUT_S = 30.0
THINK_S = 0.15
_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Visit:
    """One open page of one visitor."""

    def __init__(self, connection: ClientConnection, *, page: str = "", query: str = "") -> None:
        self._connection = connection
        self._page_name = page
        self.query = query
        """What stands in the address after the question mark."""
        self._page_script_hash = ""
        self.fragment_id: str | None = None
        """The fragment whose timer runs; None if the page set no timer."""
        self.deltas = 0
        """Elements that came with the latest run."""

    def rerun(self) -> float:
        """Run the whole script; returns the seconds until its last message is here."""
        return self._run(fragment_id="")

    def reruns_ms(self, times: int) -> list[float]:
        """Run the whole script again and again, with a pause before each run; milliseconds of each."""
        times_ms = []
        for _ in range(times):
            time.sleep(THINK_S)
            times_ms.append(self.rerun() * 1000)
        return times_ms

    def tick(self) -> float:
        """Run the polling fragment as its timer does; returns the seconds until its last message is here."""
        assert self.fragment_id, "the page has no timer"
        return self._run(fragment_id=self.fragment_id)

    def _run(self, *, fragment_id: str) -> float:
        message = BackMsg()
        state = message.rerun_script
        state.page_script_hash = self._page_script_hash
        state.context_info.timezone = "UTC"
        state.query_string = self.query
        if not self._page_script_hash:
            state.page_name = self._page_name
        if fragment_id:
            state.fragment_id = fragment_id
            state.is_auto_rerun = True
        self.deltas = 0
        began = time.perf_counter()
        self._connection.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(self._connection.recv(ANSWER_TIMEOUT_S))
            kind = answer.WhichOneof("type")
            if kind == "script_finished" and answer.script_finished in _DONE:
                return time.perf_counter() - began
            self._note(kind, answer)

    def _note(self, kind: str | None, answer: ForwardMsg) -> None:
        if kind == "new_session":
            self._page_script_hash = answer.new_session.page_script_hash
        elif kind == "navigation":
            self._page_script_hash = answer.navigation.page_script_hash  # which page the address led to
        elif kind == "auto_rerun":
            self.fragment_id = answer.auto_rerun.fragment_id
        elif kind == "stop_auto_rerun":
            self.fragment_id = None
        elif kind in ("delta", "ref_hash"):
            self.deltas += 1
            if answer.delta.new_element.HasField("exception"):
                raise RuntimeError(f"The page shows an error: {answer.delta.new_element.exception.message}")


@contextmanager
def visit(url: str, *, visitor: str, page: str = "", query: str = "") -> Iterator[Visit]:
    """Open a page, by default Create, as this visitor; the script has run once when this returns."""
    address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
    cookie = {"Cookie": f"{VISITOR_COOKIE}={visitor}"}
    with connect(address, additional_headers=cookie, subprotocols=["streamlit"], max_size=None, proxy=None) as socket:
        opened = Visit(socket, page=page, query=query)
        opened.rerun()
        yield opened
