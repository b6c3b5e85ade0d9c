"""What it costs that an open page asks every second how its job is."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from uuid import UUID

from demotape.engines import aimlapi
from demotape.models import Request
from demotape.settings import load
from demotape.studio import Studio
from tests.benchmarks.cpu import cpu_s
from tests.benchmarks.provider import provider
from tests.benchmarks.table import Line, at_most, p95
from tests.benchmarks.visit import Visit, visit
from tests.fakes.server import serve

ENDLESS_S = 3600.0
TICKS = 150
BETWEEN_TICKS_S = 0.1
SESSIONS = 50
TICK_S = 1.0
"""The page's own timer."""
ROUNDS = 20


def measure(folder: Path) -> list[Line]:
    """First one page, then fifty at once; every page has one job of its own that does not end."""
    data = folder / "data"
    visitors = [str(UUID(int=number)) for number in range(1, SESSIONS + 1)]
    with provider(generate_s=ENDLESS_S) as fake, serve(data, env=fake.env) as server:
        # The server holds the folder; this process hands its jobs to it, as the command line does.
        settings = load(data=data, environ=fake.env)
        studio = Studio(settings, engines={"aimlapi": aimlapi.create(settings)}, join=True)
        try:
            request = Request(engine="aimlapi", prompt="slow piano in C minor", length_s=30.0)
            studio.generate(request, visitor=visitors[0])
            fake.wait_for_job(1)
            with visit(server.url, visitor=visitors[0]) as page:
                line = _cpu_of_a_tick(page, server.pid)
            for visitor in visitors[1:]:
                studio.generate(request, visitor=visitor)
        finally:
            studio.close()
        return [line, _many_pages(server.url, server.pid, visitors)]


def _cpu_of_a_tick(page: Visit, pid: int) -> Line:
    def idle() -> None:
        time.sleep(TICKS * BETWEEN_TICKS_S)

    times_s: list[float] = []

    def ticks() -> None:
        for _ in range(TICKS):
            time.sleep(BETWEEN_TICKS_S)
            times_s.append(page.tick())

    ticks()
    times_s.clear()
    idle_s, busy_s = cpu_s(pid, idle), cpu_s(pid, ticks)
    return at_most(
        "poll tick of a page with one running job, CPU of the server",
        (busy_s - idle_s) / TICKS * 1000,
        limit=8,
        unit="ms",
        note=f"median {median(times_s) * 1000:.1f} ms; {idle_s / TICKS * 1000:.1f} ms of idle server taken off",
        decimals=1,
    )


def _many_pages(url: str, pid: int, visitors: list[str]) -> Line:
    with ExitStack() as visits:
        pages = [visits.enter_context(visit(url, visitor=visitor)) for visitor in visitors]
        times_s: list[list[float]] = [[] for _ in pages]
        threads = [
            threading.Thread(target=_tick_every_second, args=(page, times, number / SESSIONS * TICK_S))
            for number, (page, times) in enumerate(zip(pages, times_s, strict=True))
        ]
        began = time.monotonic()
        used_s = cpu_s(pid, lambda: _run(threads))
        share = used_s / (time.monotonic() - began)
    short = sum(len(times) < ROUNDS for times in times_s)
    if short:
        raise RuntimeError(f"{short} of {SESSIONS} pages broke off.")
    every_ms = [moment * 1000 for times in times_s for moment in times]
    return at_most(
        f"poll tick with {SESSIONS} pages that each follow one job, p95",
        p95(every_ms),
        limit=100,
        unit="ms",
        note=f"median {median(every_ms):.0f} ms, server at {share:.0%} of one core",
        decimals=0,
    )


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _tick_every_second(page: Visit, times: list[float], offset_s: float) -> None:
    due = time.monotonic() + offset_s
    for _ in range(ROUNDS):
        time.sleep(max(0.0, due - time.monotonic()))
        times.append(page.tick())
        due += TICK_S
