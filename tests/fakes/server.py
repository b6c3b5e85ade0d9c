"""The real `demotape` command as a server process of its own, on a free port of this machine.

with serve(tmp_path / "data", env={"AIMLAPI_BASE_URL": fake.url, "AIMLAPI_KEY": KEY}) as server:
    page.goto(server.url)
    server.kill9()
    server.start()  # the same address and data folder again
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "demotape"
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 15.0


class Server:
    """One server process at a time, on one address and one data folder."""

    def __init__(self, data: Path, *, env: Mapping[str, str], log: Path) -> None:
        self.data = data
        self.log = log
        """Everything that the server printed."""
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._env = clean_environment() | env
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def start(self, *, wait: bool = True) -> None:
        """Start the server; with `wait`, return once its studio is open.

        Raises:
            RuntimeError: it does not come up.
        """
        assert self._process is None, "the server is running already"
        command = [str(COMMAND), "--data", str(self.data), "--port", str(self.port), "--no-browser"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Return once the studio is open."""
        end = time.monotonic() + START_TIMEOUT_S
        while self._process is not None and self._process.poll() is None and time.monotonic() < end:
            if is_up(f"{self.url}/health"):
                return
            time.sleep(0.02)
        raise RuntimeError(f"The server did not come up:\n{self.log.read_text(errors='replace')}")

    def kill9(self) -> None:
        """End the server as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End the server in order; fine if it is not running."""
        if self._process is not None:
            self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        assert process is not None, "the server is not running"
        process.send_signal(how)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def serve(data: Path, *, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A running server with an open studio.

    Args:
        data: its data folder; made if need be. The log lies beside it.
        env: added to the environment, from which this machine's own settings of Demotape are taken out.
    """
    data.parent.mkdir(parents=True, exist_ok=True)
    server = Server(data, env=env or {}, log=data.with_name(f"{data.name}.log"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


def clean_environment() -> dict[str, str]:
    """This environment without anything that changes how Demotape or Streamlit behave."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DEMOTAPE_", "AIMLAPI_", "STREAMLIT_"))
    }


def free_port() -> int:
    """A port that nobody uses."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_up(url: str) -> bool:
    """Whether this address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
