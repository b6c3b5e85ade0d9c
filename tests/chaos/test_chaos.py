"""A shorter run of `python -m tests.chaos`: half of the faults, three kills or more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.chaos.__main__ import report
from tests.chaos.faults import Kinds
from tests.chaos.run import run

SEED = 7


@pytest.mark.timeout(400)
def test_every_promise_holds_through_faults_kills_and_closed_tabs(tmp_path: Path) -> None:
    kinds = Kinds().some(random.Random(SEED), 0.5)
    outcome = run(tmp_path / "chaos", kinds=kinds, jobs=24, kills=3, seed=SEED)
    told = report(outcome, seed=SEED)
    print(told)
    assert outcome.is_good, told
