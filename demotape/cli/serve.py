"""`demotape` alone: hand over to the server."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

from demotape.cli.console import Exit
from demotape.errors import SettingsInvalid, StudioError
from demotape.settings import Settings
from demotape.storage import hold

DEFAULT_PORT = 8501


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the studio on this machine; on POSIX this process becomes the server."""
    hold(settings.data).release()  # fail here with a sentence rather than later in the page
    _check_port(options.port)
    # Streamlit is started as its own command, because nothing in this package may import it.
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(_app())),
        f"--server.port={options.port}",
    ]
    if options.no_browser:
        command.append("--server.headless=true")
    environment = os.environ | {"DEMOTAPE_DATA": str(settings.data)}
    if os.name == "posix":
        os.execve(sys.executable, command, environment)  # noqa: S606 - one process, so that signals reach the server
    with contextlib.suppress(KeyboardInterrupt):
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command
    return Exit.INTERRUPTED


def _app() -> Path:
    """`app.py`: in the installed package among its screens, in a checkout beside the package."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_screens" / "app.py"
    return installed if installed.is_file() else package.parent / "app.py"


def _check_port(port: int) -> None:
    if not 0 < port < 65_536:
        raise SettingsInvalid(
            f"Port {port} cannot be used: ports go from 1 to 65535.", advice="Choose another: demotape --port 8600"
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StudioError(
                f"Port {port} cannot be used; something else is probably running there.",
                advice=f"If that is Demotape, open http://localhost:{port}. Else choose another: demotape --port 8600",
            ) from error
