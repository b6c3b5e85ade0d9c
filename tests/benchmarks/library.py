"""The page Library with 100 takes and with 10,000, on two servers that run at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import psutil

from demotape.audio.probe import measure as measure_audio
from demotape.library.takes import put
from demotape.models import Request, Take
from demotape.settings import Settings
from demotape.studio import Studio
from tests.benchmarks.table import Line, at_most
from tests.benchmarks.visit import visit
from tests.fakes.audio import tone
from tests.fakes.engine import TapeEngine
from tests.fakes.server import Server, serve

FEW, MANY = 100, 10_000
RUNS = 20
VISITOR = "00000000-0000-4000-8000-000000000021"
STYLES = ("lo-fi", "house", "jazz", "ambient", "rock")
INSTRUMENTS = ("piano", "strings", "guitar", "flute", "drums", "bass", "organ")
VIEWS = {
    "opens": "",
    "opens its last page": "page=last",
    "searches one word": "q=lo-fi",
    "searches what every take has": "q=tune",
    "searches what no take has": "q=trombone",
    "searches two words, with filters, by rating": "q=slow+tune&stars=1+or+more&bpm=70&bpm=150&sort=Best+rated+first",
    "sorts by title": "sort=By+title",
}


def measure(folder: Path) -> list[Line]:
    """Server time of a full run of the page, as ratios within one run, and what it does to memory."""
    lines = []
    with ExitStack() as stack:
        servers = {}
        for count in (FEW, MANY):
            data = folder / f"takes-{count}"
            _fill(data, count)
            servers[count] = stack.enter_context(serve(data))
        for name, query in VIEWS.items():
            few, many = _typical_ms(servers, query)
            note = f"{many:.0f} ms against {few:.0f} ms, medians of {RUNS}"
            what = f"Library {name}: {MANY:,} takes against {FEW}"
            lines.append(at_most(what, many / few, limit=2, unit="times", note=note))
        before = {count: _memory_mb(server) for count, server in servers.items()}
        for query in VIEWS.values():
            _typical_ms(servers, query)
        grown = {count: _memory_mb(server) - before[count] for count, server in servers.items()}
    lines.append(
        at_most(
            f"memory that {RUNS * len(VIEWS)} runs with {MANY:,} takes add",
            grown[MANY],
            limit=10,
            unit="MB",
            note=f"{grown[FEW]:.1f} MB with {FEW}",
            decimals=1,
        )
    )
    return lines


def _typical_ms(servers: Mapping[int, Server], query: str) -> tuple[float, float]:
    """Of a run with few and with many takes. Both take turns, so that other load on the machine meets both."""
    times: dict[int, list[float]] = {count: [] for count in servers}
    with ExitStack() as stack:
        pages = {
            count: stack.enter_context(
                visit(server.url, visitor=VISITOR, page="library", query=query.replace("last", str(count // 20)))
            )
            for count, server in servers.items()
        }
        for _ in range(RUNS):
            for count, page in pages.items():
                times[count].append(page.rerun() * 1000)
    return median(times[FEW]), median(times[MANY])


def _memory_mb(server: Server) -> float:
    return float(psutil.Process(server.pid).memory_info().rss) / 1e6


def _fill(data: Path, count: int) -> None:
    """Takes that differ in all that can be searched; they share one sound."""
    studio = Studio(Settings(data=data), engines={"band": TapeEngine(name="band")})
    try:
        sound = data / "sound.flac"
        sound.write_bytes(tone(20.0, format="flac"))
        kind, measured = measure_audio(sound)
        first = Take(
            id="",
            visitor=VISITOR,
            title="",
            request=Request(engine="band", prompt="", length_s=20.0),
            created_at=datetime.now(UTC),
            file="sound.flac",
            media_type=kind.media_type,
            size_bytes=sound.stat().st_size,
            measured=measured,
            details={"understood": ["lo-fi", "piano"], "plan": {"sections": [{"name": "verse"}] * 20}},
        )
        with studio._database.writing() as connection:
            for number in range(count):
                style, instrument = STYLES[number % len(STYLES)], INSTRUMENTS[number % len(INSTRUMENTS)]
                prompt = f"a slow {style} tune with {instrument}, variation {number}, warm and wide"
                take = replace(
                    first,
                    id=f"take-{number:08}",
                    title=f"{style} {instrument} {number}",
                    request=replace(first.request, prompt=prompt, seed=number),
                    created_at=first.created_at - timedelta(minutes=number),
                    tempo_bpm=60.0 + number % 100,
                    key=("A minor", "C major", "F# minor")[number % 3],
                    rating=number % 6 or None,
                    tags=("demo",) if number % 4 == 0 else (),
                )
                put(connection, take)
    finally:
        studio.close()
