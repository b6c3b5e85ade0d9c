"""The databases that the library has to run on, and a disk that is soon full."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit import postgres

_PROGRAMS = postgres.find_programs()
DATABASES = ["sqlite", "postgresql"] if _PROGRAMS else ["sqlite-alone-no-postgresql-here"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    assert _PROGRAMS is not None
    with postgres.running(_PROGRAMS) as server:
        yield server


@pytest.fixture(scope="session", params=DATABASES)
def new_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Gives the SQLAlchemy URLs of empty databases, of each kind that this machine has."""
    if request.param == "postgresql":
        server: postgres.Server = request.getfixturevalue("postgres_server")
        return server.new_database
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('database') / 'library.db'}"


@pytest.fixture
def database_url(new_database_url: Callable[[], str]) -> str:
    """The SQLAlchemy URL of an empty database."""
    return new_database_url()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[Path], None]]:
    """Puts a disk of 256 kB at a folder, which is made for it."""
    mounted: list[Path] = []

    def mount(folder: Path) -> None:
        folder.mkdir(parents=True)
        command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"This user may not mount a small disk: {done.stderr.strip()}")
        mounted.append(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)
