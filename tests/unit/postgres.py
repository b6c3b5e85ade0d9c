"""A private PostgreSQL server, where this machine has the programs for one. Nothing is installed for it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.conftest import wait_until

_OWNERS = ("postgres", "nobody")
"""Users to run the server as where the tests run as root, which PostgreSQL refuses."""


def find_programs() -> Path | None:
    """The folder of `initdb` and `postgres`, of the newest version that is installed."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


class Server:
    """A running server on a socket of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_database(self) -> str:
        """The SQLAlchemy URL of an empty database."""
        name = f"test_{uuid.uuid4().hex}"
        with self._connected() as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql+psycopg://demotape@/{name}?host={self._folder}"

    def answers(self) -> bool:
        try:
            self._connected().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self._folder), user="demotape", dbname="postgres", autocommit=True)


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """A server that is gone without a trace at the end of the block."""
    # Not pytest's folder: another user has to reach it, and the path of a socket is at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="demotape-pg-"))
    as_owner: dict[str, Any] = {"cwd": folder}
    if os.geteuid() == 0:
        owner = next(entry for entry in pwd.getpwall() if entry.pw_name in _OWNERS)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    data = folder / "data"
    make = [programs / "initdb", "-D", data, "-U", "demotape", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    try:
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **as_owner)
        with (folder / "log").open("wb") as log:
            serve = [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-F"]
            process = subprocess.Popen(serve, stdout=log, stderr=subprocess.STDOUT, **as_owner)
        try:
            server = Server(folder)
            wait_until(lambda: process.poll() is not None or server.answers())
            assert process.poll() is None, (folder / "log").read_text()
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
