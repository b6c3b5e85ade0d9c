"""From the command to a page that can be used, beside an empty Streamlit app."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Browser

from tests.benchmarks.browser import PAGE_TIMEOUT_MS, chromium
from tests.benchmarks.table import Line, at_most
from tests.fakes.server import ROOT, START_TIMEOUT_S, STOP_TIMEOUT_S, clean_environment, free_port, is_up

RUNS = 6
EMPTY_APP = 'import streamlit as st\n\nst.title("Empty")\nst.button("Press")\n'


def measure(folder: Path) -> list[Line]:
    """Both by turns, so that other load meets both; the first pair only warms the disk caches."""
    empty = folder / "empty.py"
    empty.write_text(EMPTY_APP)
    ours_s, empty_s = [], []
    with chromium() as browser:
        for run in range(RUNS + 1):
            port = free_port()
            arguments = f"--no-browser --port {port} --data {folder / 'data'}"
            ours = _until_usable(browser, ["make", "run", f"ARGS={arguments}"], cwd=ROOT, port=port, button="Generate")
            port = free_port()
            command = [sys.executable, "-m", "streamlit", "run", empty.name, "--server.headless=true"]
            command += [f"--server.port={port}", "--browser.gatherUsageStats=false"]
            theirs = _until_usable(browser, command, cwd=folder, port=port, button="Press")
            if run:
                ours_s.append(ours)
                empty_s.append(theirs)
    ratio = median(our / their for our, their in zip(ours_s, empty_s, strict=True))
    return [
        at_most(
            "warm start, `make run` to a usable page, against an empty Streamlit app",
            ratio,
            limit=1.3,
            unit="x",
            note=f"medians {median(ours_s):.2f} s and {median(empty_s):.2f} s of {RUNS}",
        )
    ]


def _until_usable(browser: Browser, command: list[str], *, cwd: Path, port: int, button: str) -> float:
    """Seconds from the start of the command until its page shows the button, ready to be pressed."""
    url = f"http://localhost:{port}"
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PAGE_TIMEOUT_MS)
    log = cwd / "start.log" if cwd != ROOT else Path(os.devnull)
    with log.open("wb") as output:
        began = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # `make` and what it starts end together
        )
        try:
            while not is_up(f"{url}/_stcore/health"):
                if process.poll() is not None or time.monotonic() - began > START_TIMEOUT_S:
                    raise RuntimeError(f"It did not start: {' '.join(command)}")
                time.sleep(0.02)
            page.goto(url)
            page.get_by_role("button", name=button, disabled=False).wait_for()
            return time.monotonic() - began
        finally:
            context.close()
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the command and all that it started, and see them gone: the next run must not share the machine."""
    started = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(STOP_TIMEOUT_S)
    _, alive = psutil.wait_procs(started, timeout=STOP_TIMEOUT_S)
    for left in alive:
        left.kill()
