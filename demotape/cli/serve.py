"""`demotape` alone: serve the studio on this machine."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import socket
import sys
import webbrowser
from pathlib import Path
from types import FrameType

import uvicorn

from demotape.cli.console import Exit, say
from demotape.errors import SettingsInvalid, StudioError
from demotape.settings import Settings
from demotape.storage import hold

DEFAULT_PORT = 8501
HOST = "127.0.0.1"


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the studio until told to stop.

    Raises:
        StudioError: the data folder or the port is taken.
        SettingsInvalid: there is no such port.
    """
    hold(settings.data).release()  # fail here with a sentence rather than later in the page
    listening = _listen(options.port)
    app = _app()
    os.environ["DEMOTAPE_DATA"] = str(settings.data)
    os.chdir(app.parent)  # where Streamlit looks for `.streamlit/config.toml`
    # Streamlit's app is named to the server as text, because nothing in this package may import it.
    sys.path.insert(0, str(app.parent))
    config = uvicorn.Config(
        "app:app",
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # on one machine, packing small messages costs more than it saves
        ws_ping_interval=30,  # as Streamlit has it: a busy browser is not taken for a lost one
        ws_ping_timeout=30,
    )
    _Server(config, f"http://localhost:{options.port}", opens_browser=not options.no_browser).run([listening])
    return Exit.READY


class _Server(uvicorn.Server):
    """Tells where the studio is, once it is there."""

    def __init__(self, config: uvicorn.Config, url: str, *, opens_browser: bool) -> None:
        super().__init__(config)
        self._url = url
        self._opens_browser = opens_browser

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            say(f"Demotape is at {self._url} (Ctrl+C ends it).")
            if self._opens_browser and _has_screen():
                await asyncio.to_thread(webbrowser.open, self._url)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End in order; at the second Ctrl+C at once, and then without the traces of what was cut off."""
        super().handle_exit(sig, frame)
        if self.force_exit:
            logging.disable()


def _app() -> Path:
    """`app.py`: in the installed package among its screens, in a checkout beside the package."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_screens" / "app.py"
    return installed if installed.is_file() else package.parent / "app.py"


def _has_screen() -> bool:
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _listen(port: int) -> socket.socket:
    if not 0 < port < 65_536:
        raise SettingsInvalid(
            f"Port {port} cannot be used: ports go from 1 to 65535.", advice="Choose another: demotape --port 8600"
        )
    # Only with its protocol named does asyncio send small answers at once; else each waits 40 ms (Nagle's algorithm).
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":  # there it would let two servers share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise StudioError(
            f"Port {port} cannot be used; something else is probably running there.",
            advice=f"If that is Demotape, open http://localhost:{port}. Else choose another: demotape --port 8600",
        ) from error
    return listening
