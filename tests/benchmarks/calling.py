"""What each way of waiting for a job costs: the plain script's GET every 10 seconds, and ours.

Jobs of about 10, 35 and 120 seconds run at once, three of each, at three providers that take equally long: one for
the plain script, one for a studio that knows nothing yet, and one for a studio that has seen such jobs before.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from demotape.models import Request
from demotape.settings import Settings
from demotape.studio import Studio
from tests.benchmarks import plain_script
from tests.benchmarks.provider import Provider, provider
from tests.benchmarks.table import Line, at_most
from tests.fakes.aimlapi import KEY
from tests.fakes.audio import tone
from tests.fakes.server import serve

USUAL_S = (120.0, 35.0, 10.0)
"""How long the jobs take; the asked length is the same, so that each kind has a history of its own."""
SPREAD = (0.95, 1.0, 1.05)
PAST = tuple(0.9 + 0.02 * number for number in range(11))
"""How long jobs took before, as shares of the usual time."""
PROMPT = "lo-fi pop hip-hop ambient music"


@dataclass(frozen=True, slots=True)
class Waited:
    """One job, seen from the provider."""

    lost_s: float
    """From ready to the beginning of the download."""
    gets: int
    """Polls; a download takes one more in every way of waiting."""


Send = Callable[[float], None]
"""Starts a job of this length and returns once it is on its way."""


def measure(folder: Path) -> list[Line]:
    """Takes a little more than two minutes."""
    audio = folder / "music.mp3"
    audio.write_bytes(tone(10.0, format="mp3"))
    with ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(len(USUAL_S) * len(SPREAD) + 3))
        ways = {}
        for way in ("plain", "new", "seasoned"):
            fake = stack.enter_context(provider(generate_s=0.0, audio=audio))
            if way == "plain":
                send = _plain(fake, threads, folder)
            else:
                send = stack.enter_context(_studio(fake, folder / way, has_history=way == "seasoned"))
            ways[way] = threads.submit(_play, fake, send)
        waited = {way: run.result() for way, run in ways.items()}
    return [line for usual_s in sorted(USUAL_S) for line in _lines(usual_s, waited)]


def _play(fake: Provider, send: Send) -> dict[float, list[Waited]]:
    """Start all jobs, the long ones first, and wait until each was fetched."""
    lengths = [(usual_s, share) for usual_s in USUAL_S for share in SPREAD]
    for number, (usual_s, share) in enumerate(lengths, start=1):
        fake.generate_in(usual_s * share)
        send(usual_s)
        fake.wait_for_job(number)
    fake.wait_for_downloads(len(lengths))
    found: dict[float, list[Waited]] = {usual_s: [] for usual_s in USUAL_S}
    for (usual_s, _), job in zip(lengths, fake.jobs(), strict=True):
        found[usual_s].append(Waited(lost_s=job["fetched_at"] - job["ready_at"], gets=job["polls"]))
    return found


def _plain(fake: Provider, threads: ThreadPoolExecutor, folder: Path) -> Send:
    def send(length_s: float) -> None:
        target = folder / f"{uuid.uuid4()}.mp3"
        threads.submit(plain_script.generate, fake.endpoint, key=KEY, prompt=PROMPT, length_s=length_s, target=target)

    return send


@contextmanager
def _studio(fake: Provider, data: Path, *, has_history: bool) -> Iterator[Send]:
    """A server of its own, and a studio beside it that hands it jobs."""
    environ = {**fake.env, "AIMLAPI_PARALLEL_JOBS": str(len(USUAL_S) * len(SPREAD))}
    settings = Settings(data=data, aimlapi_key=KEY, aimlapi_base_url=fake.url)
    with serve(data, env=environ), closing(Studio(settings, join=True)) as studio:
        if has_history:
            _remember(studio, data)
        yield lambda length_s: _send(studio, length_s)


def _send(studio: Studio, length_s: float) -> None:
    studio.generate(Request(engine="aimlapi", prompt=PROMPT, length_s=length_s), visitor="bench")


def _remember(studio: Studio, data: Path) -> None:
    """Put jobs into the database as if they had been made yesterday."""
    for usual_s in USUAL_S:
        request = studio.complete(Request(engine="aimlapi", prompt="before", length_s=usual_s))
        for share in PAST:
            job_id = str(uuid.uuid4())
            studio._jobs.add(job_id=job_id, visitor="before", request=request)
            with closing(sqlite3.connect(data / "demotape.db")) as connection, connection:
                connection.execute(
                    "UPDATE jobs SET state = 'ready', on_desk = 0, waited_s = ?, changed_at = ? WHERE id = ?",
                    (usual_s * share, datetime.now(UTC).replace(tzinfo=None).isoformat(" "), job_id),
                )


def _lines(usual_s: float, waited: dict[str, dict[float, list[Waited]]]) -> list[Line]:
    lost_s = {way: fmean(job.lost_s for job in jobs[usual_s]) for way, jobs in waited.items()}
    gets = {way: fmean(job.gets for job in jobs[usual_s]) for way, jobs in waited.items()}
    case = f"jobs of {usual_s:g} s"
    by_chance_s = plain_script.LOOK_EVERY_S / 2  # what the plain script loses on average over all times
    plain = f"every 10 s: {lost_s['plain']:.1f} s, {gets['plain']:.1f} GETs"
    return [
        line
        for way, words in (("new", "no history yet"), ("seasoned", "with a history"))
        for line in (
            at_most(f"lost after ready, {case}, {words}", lost_s[way], limit=by_chance_s, unit="s", note=plain),
            at_most(f"GETs, {case}, {words}", gets[way], limit=max(3.0, 2.5 * gets["plain"]), unit="", decimals=1),
        )
    ]
