"""The fake provider as a process of its own, and what it counted."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.aimlapi import KEY, PATH
from tests.fakes.server import ROOT, STOP_TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Provider:
    """Where the provider is, and how to ask it what happened."""

    url: str

    @property
    def env(self) -> Mapping[str, str]:
        """Settings that send Demotape there."""
        return {"AIMLAPI_BASE_URL": self.url, "AIMLAPI_KEY": KEY}

    @property
    def endpoint(self) -> str:
        return f"{self.url}{PATH}"

    def jobs(self) -> list[dict[str, Any]]:
        """The jobs it took, in order: `created_at`, `ready_at`, `fetched_at` (`time.time()`) and `polls`."""
        with urllib.request.urlopen(f"{self.url}/_fake/counts", timeout=10) as answer:
            jobs: list[dict[str, Any]] = json.load(answer)["jobs"]
            return jobs

    def wait_for_job(self, number: int) -> None:
        """Return once so many jobs were taken."""
        end = time.monotonic() + 30
        while len(self.jobs()) < number:
            if time.monotonic() > end:
                raise RuntimeError(f"Job {number} did not reach the provider.")
            time.sleep(0.05)

    def wait_for_downloads(self, number: int) -> None:
        """Return once the audio of so many jobs was asked for."""
        end = time.monotonic() + 600
        while sum(job["fetched_at"] is not None for job in self.jobs()) < number:
            if time.monotonic() > end:
                raise RuntimeError(f"Of {number} jobs some were never fetched.")
            time.sleep(0.5)

    def generate_in(self, seconds: float) -> None:
        """How long the jobs take that come from now on."""
        body = json.dumps({"generate_s": seconds}).encode()
        urllib.request.urlopen(f"{self.url}/_fake/script", data=body, timeout=10).close()


@contextmanager
def provider(*, generate_s: float, audio: Path | None = None) -> Iterator[Provider]:
    """A running provider."""
    command = [sys.executable, "-m", "tests.fakes.aimlapi", "--generate-seconds", str(generate_s)]
    command += ["--audio", str(audio)] if audio else []
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Provider(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait(STOP_TIMEOUT_S)
        process.stdout.close()
