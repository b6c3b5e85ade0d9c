"""What tests of every kind share."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from dbos import DBOS
from xdist.scheduler import LoadScopeScheduling

from demotape.library.tables import metadata
from demotape.models import Job, JobState
from demotape.settings import Settings
from demotape.studio import Studio
from tests.fakes.engine import TapeEngine

LONG_FIRST = (
    *("test_chaos", "e2e-0", "e2e-1", "test_wheel", "test_served", "test_cli_jobs", "test_cli", "test_engine"),
    "librosa",
)
"""The lanes that take longest, so that several test processes are done at about the same time."""
_WITH_LIBROSA = ("test_key", "test_tagger", "test_tempo", "test_verdicts")
"""Files of `unit/audio` and `unit/listen` that share one lane: librosa compiles itself when it is first used, and where
two processes do so at once, its cache is left damaged and crashes whoever reads it."""


def lane_of(nodeid: str) -> str:
    """What runs in one process, one after another: a file; of the browser's tests, one half."""
    path = Path(nodeid.partition("::")[0])
    if path.parent.name in ("audio", "listen") and path.stem in _WITH_LIBROSA:
        return "librosa"
    return f"e2e-{crc32(nodeid.encode()) % 2}" if "e2e" in path.parts else path.stem


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long lanes come first."""
    places = {lane: place for place, lane in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: places.get(lane_of(item.nodeid), len(places)))


class Lanes(LoadScopeScheduling):
    """Hands a test process one lane after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return lane_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Lanes:
    """Several test processes share the tests by lanes, in the order of `LONG_FIRST`."""
    config.option.loadscopereorder = False
    return Lanes(config, log)


def wait_until(condition: Callable[[], bool], *, timeout_s: float = 30.0) -> None:
    """Wait until the condition holds; fail the test if it does not in time."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "the awaited condition did not come"
        time.sleep(0.01)


def ended(studio: Studio, job_id: str) -> Job:
    """The job once the studio is no longer at work on it."""
    wait_until(lambda: not studio.job(job_id).state.is_running)
    return studio.job(job_id)


def reached(studio: Studio, job_id: str, state: JobState) -> Job:
    """The job once it is in this state."""
    wait_until(lambda: studio.job(job_id).state is state)
    return studio.job(job_id)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


class StudioShelf:
    """At most one open studio: a process can run the jobs of one data folder."""

    def __init__(self) -> None:
        self.studio: Studio | None = None
        self.tape = TapeEngine()

    def open(self, settings: Settings, tape: TapeEngine) -> Studio:
        self.close()
        self.tape = tape
        self.studio = Studio(settings, engines={"tape": tape})
        return self.studio

    def close(self) -> None:
        if self.studio is not None:
            self.studio.close()
        self.studio = None


_the_shelf = StudioShelf()


@pytest.fixture(scope="session")
def _shelf() -> Iterator[StudioShelf]:
    yield _the_shelf
    _the_shelf.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """An open studio draws random pauses, which hypothesis would take for chance inside a strategy."""
    if hasattr(getattr(item, "obj", None), "hypothesis"):
        _the_shelf.close()


@pytest.fixture(scope="session")
def _shared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared") / "data"


@pytest.fixture
def studio(_shelf: StudioShelf, _shared_data: Path) -> Studio:
    """An open studio without jobs and takes. Opening one takes a second, so tests share it."""
    studio = _shelf.studio
    if studio is None or studio.settings.data != _shared_data:
        studio = _shelf.open(Settings(data=_shared_data), TapeEngine())  # with what earlier tests have left in it
    _shelf.tape.__init__()
    wait_until(lambda: not DBOS.list_workflows(status=["PENDING", "ENQUEUED"]))  # what an earlier test left behind
    _shelf.tape.__init__()
    with studio._database.writing() as connection:
        for table in metadata.tables.values():
            connection.execute(table.delete())
    return studio


@pytest.fixture
def tape(studio: Studio, _shelf: StudioShelf) -> TapeEngine:
    """The one engine of `studio`."""
    return _shelf.tape


@pytest.fixture
def open_studio(_shelf: StudioShelf, settings: Settings) -> Iterator[Callable[[TapeEngine], Studio]]:
    """Opens the test's own data folder with an engine; called again, it is a restart."""
    yield lambda tape: _shelf.open(settings, tape)
    _shelf.close()
