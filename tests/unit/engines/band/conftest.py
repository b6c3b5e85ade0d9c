"""A warm bank and a warm engine, shared by all tests of the Band."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demotape.engines.band.bank import Bank
from demotape.engines.band.engine import Band
from demotape.engines.base import Status
from demotape.models import Request
from demotape.settings import Settings

SEED_PROMPT = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"


@pytest.fixture(scope="session")
def bank() -> Bank:
    return Bank()


@pytest.fixture(scope="session")
def band(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Band]:
    engine = Band(Settings(data=tmp_path_factory.mktemp("band")))
    yield engine
    engine.close()


@pytest.fixture
def own_band(tmp_path: Path) -> Iterator[Band]:
    """An engine for tests that end it or its workers."""
    engine = Band(Settings(data=tmp_path))
    yield engine
    engine.close()


@pytest.fixture
def request_for() -> Callable[..., Request]:
    def make(prompt: str = "lo-fi", *, length_s: float = 3.0, seed: int = 1) -> Request:
        return Request(engine="band", prompt=prompt, length_s=length_s, seed=seed)

    return make


def wait_for(condition: Callable[[], object], *, timeout_s: float = 60.0) -> None:
    """Wait until the condition holds; fail the test if it does not in time."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "the awaited condition did not come"
        time.sleep(0.01)


def finished(engine: Band, request: Request, ticket: str) -> Status:
    """The status of a job once it is done."""
    statuses: list[Status] = []

    def is_done() -> bool:
        statuses.append(engine.poll(request, ticket))
        return statuses[-1].is_done

    wait_for(is_done)
    return statuses[-1]
