"""The Band: from Generate to a playable take in a real browser, what its worker needs, and what it leaves the page."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Page

from demotape.engines import band as engine
from demotape.engines.band.compose import compose
from demotape.engines.band.parse import parse
from demotape.engines.band.pool import Worker
from demotape.models import Request
from demotape.settings import load
from demotape.studio import Studio
from tests.benchmarks.browser import chromium, new_visitor, press_generate, when_playable
from tests.benchmarks.table import Line, at_most, p95
from tests.benchmarks.visit import visit
from tests.fakes.server import serve

PROMPT = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"
LENGTH = "0:20"
RUNS = 5
BUSY_STYLES = ("orchestral", "metal", "disco", "synthwave")
"""The most samples at once, the most notes, the most parts, the most filters that move."""
COMPOSE_RUNS = 20
PAGE_RUNS = 60
PAGE_WARM_UP = 10
JOBS = 4
LONGEST_S = 600.0
VISITOR = "00000000-0000-4000-8000-000000000021"


def measure(folder: Path) -> list[Line]:
    """The first take right after the server is up, then the median of the following ones."""
    with chromium() as browser, serve(folder / "data") as server:
        page = new_visitor(browser, server.url)
        times_s = [_generate(page, number) for number in range(1, RUNS + 2)]
    beside = _page_beside_jobs(folder / "beside")
    alone = [_composing(), *_worker_alone(folder)]
    what = f"the Band, Generate to playable, {LENGTH} of music"
    return [
        at_most(f"{what}, the first after a start", times_s[0], limit=5, unit="s"),
        at_most(f"{what}, median of {RUNS} more", median(times_s[1:]), limit=2, unit="s", note=_spread(times_s[1:])),
        *alone,
        beside,
    ]


def _composing() -> Line:
    """From words to notes, 60 s of every busy style."""
    times_ms = []
    for style in BUSY_STYLES:
        for seed in range(COMPOSE_RUNS):
            start = time.perf_counter()
            compose(parse(style, length_s=60.0, seed=seed))
            times_ms.append((time.perf_counter() - start) * 1000)
    note = f"p95 {p95(times_ms):.0f} ms"
    return at_most("the Band, plan and notes of 60 s", median(times_ms), limit=50, unit="ms", note=note, decimals=0)


def _page_beside_jobs(data: Path) -> Line:
    """A full rerun of Create with nothing to do, and while the Band plays as many jobs as a press can ask for."""
    with serve(data) as server, visit(server.url, visitor=VISITOR) as page:
        page.reruns_ms(PAGE_WARM_UP)
        idle_ms = page.reruns_ms(PAGE_RUNS)
        # The server holds the folder; this process hands its jobs to it, as the command line does.
        settings = load(data=data, environ={})
        studio = Studio(settings, engines={"band": engine.create(settings)}, join=True)
        try:
            for seed in range(JOBS):
                request = Request(engine="band", prompt=BUSY_STYLES[0], length_s=LONGEST_S, seed=seed)
                studio.generate(request, visitor=VISITOR)
            while not any(job.progress for job in studio.jobs_on_desk(VISITOR)):
                time.sleep(0.05)
            page.reruns_ms(PAGE_WARM_UP)
            busy_ms = page.reruns_ms(PAGE_RUNS)
            left = len(studio.jobs_on_desk(VISITOR))
        finally:
            studio.close()
    if not left:
        raise RuntimeError("The jobs ended before the page was measured.")
    return at_most(
        f"full rerun of Create beside {JOBS} jobs of the Band, against an idle machine",
        median(busy_ms) / median(idle_ms),
        limit=2,
        unit="x",
        note=f"{median(busy_ms):.0f} and {median(idle_ms):.0f} ms, {left} jobs left at the end",
    )


def _worker_alone(folder: Path) -> list[Line]:
    """What a warm worker needs, with nothing else of ours running."""
    worker = Worker()
    _render(worker, folder, "pop", 5)
    lines = []
    for style in BUSY_STYLES:
        took_s = median(_render(worker, folder, style, 60, seed=seed) for seed in range(RUNS))
        note = f"{60 / took_s:.0f} times real time"
        lines.append(at_most(f"the Band, 60 s of {style} in a warm worker", took_s, limit=1.5, unit="s", note=note))
    process, highest = psutil.Process(worker.pid), [0]

    def look(_: float) -> None:
        highest[0] = max(highest[0], process.memory_info().rss)

    took_s = _render(worker, folder, BUSY_STYLES[0], 600, on_progress=look)
    note = f"made in {took_s:.1f} s, {600 / took_s:.0f} times real time"
    lines.append(
        at_most("the Band's worker, memory for 600 s", highest[0] / 1e6, limit=400, unit="MB", note=note, decimals=0)
    )
    start = time.perf_counter()
    worker.kill()
    process.wait()
    lines.append(at_most("the Band's worker, ended by Cancel", time.perf_counter() - start, limit=0.5, unit="s"))
    worker.close()
    return lines


def _render(
    worker: Worker,
    folder: Path,
    prompt: str,
    length_s: float,
    *,
    seed: int = 1,
    on_progress: Callable[[float], None] = lambda _: None,
) -> float:
    """Have a take made; returns the seconds."""
    path = folder / "take.wav"
    order = {"id": uuid.uuid4().hex, "product": "audio", "prompt": prompt, "length_s": length_s, "seed": seed}
    start = time.perf_counter()
    worker.render({**order, "plan": None, "path": str(path)}, on_progress=on_progress)
    return time.perf_counter() - start


def _generate(page: Page, number: int) -> float:
    """Make the `number`-th take of this page; returns the seconds."""
    if number == 1 and page.get_by_role("slider", name="Length").get_attribute("aria-valuetext") != LENGTH:
        raise RuntimeError(f"The Band's usual length is not {LENGTH} any more.")
    press = press_generate(page, PROMPT)
    playable = when_playable(page, count=number)
    return max(playable.values()) - press


def _spread(times_s: list[float]) -> str:
    return f"{min(times_s):.2f} to {max(times_s):.2f} s"
