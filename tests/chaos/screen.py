"""A person at the page Create: Streamlit's own messages over its websocket, as a browser sends them.

Fields are filled and buttons are pressed by their keys. A browser for each of hundreds of presses would be slower,
and would press the same buttons.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from demotape.server import VISITOR_COOKIE
from tests.chaos.faults import KEY

ANSWER_TIMEOUT_S = 60.0
PAID = "AI/ML API"
_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class PageFault(Exception):
    """The page shows what no page should."""


@dataclass(frozen=True, slots=True)
class Widget:
    """A field or button as the page described it."""

    id: str
    fragment_id: str
    least: float | None


class Screen:
    """One open tab of one visitor."""

    def __init__(self, url: str, *, visitor: str) -> None:
        """Open Create; the script has run once when this returns."""
        self._tab = ExitStack()
        self._connection: ClientConnection = self._tab.enter_context(
            connect(
                f"ws://{urlsplit(url).netloc}/_stcore/stream",
                additional_headers={"Cookie": f"{VISITOR_COOKIE}={visitor}"},
                subprotocols=["streamlit"],
                max_size=None,
                proxy=None,
            )
        )
        self._page_script_hash = ""
        self._filled: dict[str, str | float] = {}
        self.widgets: dict[str, Widget] = {}
        """What stands on the page, by key."""
        try:
            self.look()
            self._filled["engine"] = PAID
            self.look()
            self._filled["length"] = self.widgets["length"].least or 0.0
        except BaseException:
            self.close()
            raise

    def look(self) -> None:
        """Run the page once more."""
        self._send()
        self._read()

    def generate(self, prompt: str, *, times: int = 1, wait: bool = True) -> None:
        """Write the prompt and press Generate, more than once for a person who double-clicks.

        Args:
            prompt: what to write.
            times: presses, one directly after the other.
            wait: return when the page has answered; without it, nobody knows what came of the press.
        """
        self._filled["prompt"] = prompt
        self.press("generate", times=times, wait=wait)

    def press(self, key: str, *, times: int = 1, wait: bool = True) -> None:
        """Press a button."""
        for _ in range(times):
            self._send(pressed=key)
        if wait:
            self._read()
        if wait and times > 1:
            self._read_until_quiet()

    def close(self) -> None:
        """Close the tab; fine if the server is gone."""
        with contextlib.suppress(OSError, WebSocketException):
            self._tab.close()

    def tear(self) -> None:
        """Let the tab vanish without a word, as with a pulled plug."""
        with contextlib.suppress(OSError):
            self._connection.socket.shutdown(socket.SHUT_RDWR)
        self.close()

    def _send(self, *, pressed: str | None = None) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.page_script_hash = self._page_script_hash
        state.context_info.timezone = "UTC"
        for key, value in self._filled.items():
            _fill(state.widget_states.widgets.add(), self.widgets[key], value)
        if pressed is not None:
            button = self.widgets[pressed]
            state.fragment_id = button.fragment_id
            state.widget_states.widgets.add(id=button.id, trigger_value=True)
        self._connection.send(message.SerializeToString())

    def _read(self, *, timeout_s: float = ANSWER_TIMEOUT_S) -> None:
        """Take in what comes until a run of the script is over."""
        while True:
            message = ForwardMsg.FromString(self._take(timeout_s))
            kind = message.WhichOneof("type")
            if kind == "script_finished" and message.script_finished in _DONE:
                return
            if kind == "new_session":
                self._page_script_hash = message.new_session.page_script_hash
                self._forget(set(message.metadata.run.fragment_ids))
            elif kind == "delta":
                self._note(message)

    def _read_until_quiet(self) -> None:
        """Runs that were asked for in quick succession may become one, so nobody knows how many answers come."""
        try:
            while True:
                self._read(timeout_s=0.5)
        except TimeoutError:
            return

    def _take(self, timeout_s: float) -> bytes:
        received = self._connection.recv(timeout_s, decode=False)
        if KEY.encode() in received:
            raise PageFault("The key was sent to a page.")
        return received

    def _forget(self, fragments: set[str]) -> None:
        """A run draws the page anew, or only its fragment."""
        if not fragments:
            self.widgets = {}
        self.widgets = {key: widget for key, widget in self.widgets.items() if widget.fragment_id not in fragments}

    def _note(self, message: ForwardMsg) -> None:
        delta = message.delta
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind or "empty")
        if kind == "exception" or (kind == "alert" and "unforeseen" in element.body):
            raise PageFault(f"A page shows: {element.message if kind == 'exception' else element.body}")
        # The id of a widget is "$$ID", a hash and its key.
        _, _, named = getattr(element, "id", "").partition("-")
        _, _, key = named.partition("-")
        if key:
            least = element.min if kind == "slider" else None
            self.widgets[key] = Widget(element.id, delta.fragment_id, least)


def _fill(state: WidgetState, widget: Widget, value: str | float) -> None:
    state.id = widget.id
    if isinstance(value, float | int):
        state.double_array_value.data.append(value)
    elif value == PAID:
        state.string_array_value.data.append(value)
    else:
        state.string_value = value


def cards(screen: Screen) -> Mapping[str, set[str]]:
    """The job cards on the page: what can be pressed on each, by the job's id."""
    found: dict[str, set[str]] = {}
    for key in screen.widgets:
        verb, _, job_id = key.partition("-")
        if verb in ("stop", "check", "send", "dismiss"):
            found.setdefault(job_id, set()).add(verb)
    return found
