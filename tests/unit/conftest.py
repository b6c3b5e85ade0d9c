"""Takes without jobs, the databases that the library has to run on, and a disk that is soon full."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demotape.audio.probe import measure
from demotape.models import Request, Take
from demotape.studio import Studio
from tests.unit import postgres

TUNE = Request(engine="tape", prompt="a quiet tune", length_s=2.0)


def shelve(studio: Studio, audio: bytes, *, visitor: str = "me") -> Take:
    """Put audio into the studio as a take, without the half second that a job takes."""
    take_id = str(uuid.uuid4())
    incoming = studio._storage.incoming(take_id)
    incoming.write_bytes(audio)
    kind, measured = measure(incoming)
    take = Take(
        id=take_id,
        visitor=visitor,
        title="A quiet tune",
        request=TUNE,
        created_at=datetime.now(UTC),
        file=studio._storage.keep(incoming, take_id, kind.extension),
        media_type=kind.media_type,
        size_bytes=len(audio),
        measured=measured,
    )
    studio._jobs.finish(take)
    return take


def delete(studio: Studio, take: Take) -> None:
    """Delete a take for good, as a person does it."""
    studio.collection.bin([take.id])
    studio.collection.delete_for_good([take.id])


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
