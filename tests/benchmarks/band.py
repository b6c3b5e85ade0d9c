"""The Band: from Generate to a playable take in a real browser, and what its worker needs of time and memory."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Page

from demotape.engines.band.pool import Worker
from tests.benchmarks.browser import chromium, new_visitor, press_generate, when_playable
from tests.benchmarks.table import Line, at_most
from tests.fakes.server import serve

PROMPT = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"
LENGTH = "0:20"
RUNS = 5
BUSY_STYLES = ("orchestral", "metal", "disco")
"""The most samples at once, the most notes, the most parts."""


def measure(folder: Path) -> list[Line]:
    """The first take right after the server is up, then the median of the following ones."""
    with chromium() as browser, serve(folder / "data") as server:
        page = new_visitor(browser, server.url)
        times_s = [_generate(page, number) for number in range(1, RUNS + 2)]
    alone = _worker_alone(folder)
    what = f"the Band, Generate to playable, {LENGTH} of music"
    return [
        at_most(f"{what}, the first after a start", times_s[0], limit=5, unit="s"),
        at_most(f"{what}, median of {RUNS} more", median(times_s[1:]), limit=5, unit="s", note=_spread(times_s[1:])),
        *alone,
    ]


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
