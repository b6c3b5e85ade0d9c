"""A full rerun of Create while it shows twenty takes."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from demotape.models import Request
from demotape.settings import Settings
from demotape.studio import Studio
from tests.benchmarks.cpu import cpu_s
from tests.benchmarks.table import Line, at_most, p95
from tests.benchmarks.visit import visit
from tests.fakes.audio import tone
from tests.fakes.engine import TapeEngine
from tests.fakes.server import serve

TAKES = 20
RUNS = 100
WARM_UP = 10
VISITOR = "00000000-0000-4000-8000-000000000020"


def measure(folder: Path) -> list[Line]:
    """Server time of one visitor who does something every 150 ms."""
    data = folder / "data"
    _fill(data)
    with serve(data) as server, visit(server.url, visitor=VISITOR) as page:
        page.reruns_ms(WARM_UP)
        times_ms: list[float] = []
        used_s = cpu_s(server.pid, lambda: times_ms.extend(page.reruns_ms(RUNS)))
    shown = page.deltas
    if shown < TAKES * 2:  # each is a container and a player
        raise RuntimeError(f"The page does not show the {TAKES} takes: only {shown} elements came.")
    return [
        at_most(
            f"full rerun of Create with {TAKES} takes, median",
            median(times_ms),
            limit=60,
            unit="ms",
            note=f"p95 {p95(times_ms):.0f} ms, CPU {used_s / RUNS * 1000:.0f} ms, {RUNS} reruns of {shown} elements",
            decimals=1,
        )
    ]


def _fill(data: Path) -> None:
    """Twenty takes that the studio made itself, as the Band's."""
    tape = TapeEngine(name="band", audio=tone(20.0, format="flac"), parallel_jobs=2)
    studio = Studio(Settings(data=data), engines={"band": tape})
    try:
        for number in range(TAKES):
            request = Request(engine="band", prompt=f"slow piano in C minor, variation {number}", length_s=20.0)
            studio.generate(request, visitor=VISITOR)
        while studio.jobs_on_desk(VISITOR):
            time.sleep(0.05)
        if studio.count_takes(visitor=VISITOR) != TAKES:
            raise RuntimeError("The takes could not be made.")
    finally:
        studio.close()
