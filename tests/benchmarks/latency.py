"""How long finished music waits: from ready at the provider to playable in the page, beside the plain script."""

from __future__ import annotations

import random
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

from playwright.sync_api import Browser, Page

from tests.benchmarks import plain_script
from tests.benchmarks.browser import choose_engine, chromium, new_visitor, press_generate, when_playable
from tests.benchmarks.provider import Provider, provider
from tests.benchmarks.table import Line, at_most
from tests.fakes.aimlapi import KEY
from tests.fakes.audio import tone
from tests.fakes.server import serve

GENERATE_S = (31.0, 39.0)
"""What a job takes at the provider. Every round spreads its jobs evenly over it: the plain script looks at the full ten
seconds, so that few random times would favour or harm it by chance."""
LENGTH_S = 30.0
PROMPT = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"
PAGES = 5
"""As many jobs as the engine has under way at once."""
ROUNDS = 3
SEED = 7


@dataclass(frozen=True, slots=True)
class Waited:
    """One job, seen from behind."""

    latency_s: float
    """From ready at the provider to playable, or on disk."""
    found_s: float
    """From ready at the provider to the beginning of the download."""
    gets: int
    """Polls and downloads."""


def measure(folder: Path) -> list[Line]:
    """In the first round nothing is known of how long jobs take; then there is a history."""
    audio = folder / "music.mp3"
    audio.write_bytes(tone(LENGTH_S, format="mp3"))
    chance = random.Random(SEED)
    first: list[Waited] = []
    later: list[Waited] = []
    plain: list[Waited] = []
    with ExitStack() as stack:
        fake = stack.enter_context(provider(generate_s=GENERATE_S[1], audio=audio))
        server = stack.enter_context(serve(folder / "data", env=fake.env))
        browser = stack.enter_context(chromium())
        threads = stack.enter_context(ThreadPoolExecutor(PAGES))
        pages = [_open(browser, server.url) for _ in range(PAGES)]
        for number in range(1, ROUNDS + 1):
            seconds = _spread(chance)
            of_round, of_script = _round(fake, pages, threads, seconds, number=number, folder=folder)
            (first if number == 1 else later).extend(of_round)
            plain += of_script
    return [*_lines("no history yet", first, plain), *_lines("with a history", later, plain)]


def _open(browser: Browser, url: str) -> Page:
    page = new_visitor(browser, url)
    choose_engine(page, "AI/ML API")
    return page


def _spread(chance: random.Random) -> list[float]:
    """A time for each page, one in every fifth of the range, in any order."""
    low, high = GENERATE_S
    parts = chance.sample(range(PAGES), PAGES)
    return [low + (high - low) * (part + chance.random()) / PAGES for part in parts]


def _round(
    fake: Provider,
    pages: list[Page],
    threads: ThreadPoolExecutor,
    seconds: list[float],
    *,
    number: int,
    folder: Path,
) -> tuple[list[Waited], list[Waited]]:
    """One job in every page and as many plain scripts; page and script that follow each other take equally long."""
    ours: list[int] = []
    scripts: list[tuple[int, Future[float]]] = []
    for place, (page, generate_s) in enumerate(zip(pages, seconds, strict=True)):
        fake.generate_in(generate_s)
        ours.append(len(fake.jobs()))
        press_generate(page, PROMPT)
        fake.wait_for_job(ours[-1] + 1)
        target = folder / f"plain-{number}-{place}.mp3"
        scripts.append((ours[-1] + 1, threads.submit(_plain, fake.endpoint, target)))
        fake.wait_for_job(ours[-1] + 2)
    playable = [max(when_playable(page, count=number).values()) for page in pages]
    on_disk = [script.result() for _, script in scripts]
    jobs = fake.jobs()
    return (
        [_waited(jobs[job], moment) for job, moment in zip(ours, playable, strict=True)],
        [_waited(jobs[job], moment) for (job, _), moment in zip(scripts, on_disk, strict=True)],
    )


def _plain(endpoint: str, target: Path) -> float:
    plain_script.generate(endpoint, key=KEY, prompt=PROMPT, length_s=LENGTH_S, target=target)
    return time.time()


def _waited(job: dict[str, Any], moment: float) -> Waited:
    return Waited(
        latency_s=moment - job["ready_at"], found_s=job["fetched_at"] - job["ready_at"], gets=job["polls"] + 1
    )


def _lines(case: str, ours: list[Waited], plain: list[Waited]) -> list[Line]:
    our_s, plain_s = (median(waited.latency_s for waited in jobs) for jobs in (ours, plain))
    our_gets, plain_gets = (fmean(waited.gets for waited in jobs) for jobs in (ours, plain))
    spread = f"{min(waited.latency_s for waited in ours):.2f} to {max(waited.latency_s for waited in ours):.2f} s"
    found_s = median(waited.found_s for waited in ours)
    return [
        at_most(
            f"ready at the provider to playable, {case}",
            our_s,
            limit=2,
            unit="s",
            note=f"{spread}; {found_s:.2f} s until the download begins",
        ),
        at_most(
            f"the same against the plain script, {case}",
            our_s / plain_s,
            limit=0.5,
            unit="x",
            note=f"the script: {plain_s:.2f} s",
        ),
        at_most(
            f"GET requests a job against the plain script, {case}",
            our_gets / plain_gets,
            limit=2,
            unit="x",
            note=f"{our_gets:.1f} and {plain_gets:.1f}",
        ),
    ]
