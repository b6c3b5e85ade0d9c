"""From Generate to a playable take of the Band, in a real browser."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from tests.benchmarks.browser import chromium, new_visitor, press_generate, when_playable
from tests.benchmarks.table import Line, at_most
from tests.fakes.server import serve

PROMPT = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"
LENGTH = "0:20"
RUNS = 5


def measure(folder: Path) -> list[Line]:
    """The first take right after the server is up, then the median of the following ones."""
    with chromium() as browser, serve(folder / "data") as server:
        page = new_visitor(browser, server.url)
        times_s = [_generate(page, number) for number in range(1, RUNS + 2)]
    what = f"the Band, Generate to playable, {LENGTH} of music"
    return [
        at_most(f"{what}, the first after a start", times_s[0], limit=5, unit="s"),
        at_most(f"{what}, median of {RUNS} more", median(times_s[1:]), limit=5, unit="s", note=_spread(times_s[1:])),
    ]


def _generate(page: Page, number: int) -> float:
    """Make the `number`-th take of this page; returns the seconds."""
    if number == 1 and page.get_by_role("slider", name="Length").get_attribute("aria-valuetext") != LENGTH:
        raise RuntimeError(f"The Band's usual length is not {LENGTH} any more.")
    press = press_generate(page, PROMPT)
    playable = when_playable(page, count=number)
    return max(playable.values()) - press


def _spread(times_s: list[float]) -> str:
    return f"{min(times_s):.2f} to {max(times_s):.2f} s"
