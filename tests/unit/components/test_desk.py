"""How often the jobs under way are looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.desk import tick_s
from tests.fakes.engine import INFO

HERE, REMOTE, SLOW = (replace(INFO, poll_interval_s=seconds) for seconds in (0.1, 1.0, 20.0))


@pytest.mark.parametrize(
    ("engines", "seconds"),
    [
        ((), None),
        ((None,), 1.0),
        ((REMOTE,), 1.0),
        ((SLOW,), 1.0),
        ((HERE,), 0.25),
        ((replace(INFO, poll_interval_s=0.4),), 0.4),
        ((REMOTE, None, HERE), 0.25),
    ],
)
def test_the_desk_looks_as_often_as_its_quickest_engine_is_asked(engines: tuple, seconds: float | None) -> None:
    assert tick_s(engines) == seconds
