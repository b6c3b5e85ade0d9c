"""The people of a run: they press, double-click, close tabs, and use the command line."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from tests.chaos.ledger import Ledger
from tests.chaos.screen import Screen
from tests.fakes.server import COMMAND, ROOT, Server, clean_environment

VISITORS = 6
_SHOWS_UP_S = 60.0


@dataclass
class Pressed:
    """What was pressed so far."""

    answered: list[str] = field(default_factory=list)
    """Prompts whose press was answered by the page: each must have its job."""
    unanswered: list[str] = field(default_factory=list)
    """Prompts whose tab or server went away with the press: each may have its job."""
    resent: set[str] = field(default_factory=set)
    """Jobs for which "Send again" was pressed."""
    checked: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    double_clicks: int = 0
    tabs_closed: int = 0


class People:
    """Everybody who uses one server. Tabs open by themselves when they are needed."""

    def __init__(self, server: Server, ledger: Ledger, *, rng: random.Random, folder: Path) -> None:
        self.pressed = Pressed()
        self.visitors = [str(UUID(int=number)) for number in range(1, VISITORS + 1)]
        self._server = server
        self._ledger = ledger
        self._rng = rng
        self._folder = folder
        self._screens: dict[str, Screen] = {}
        self._commands: list[subprocess.Popen[bytes]] = []

    def screen(self, visitor: str) -> Screen:
        """This visitor's tab, as it looks now."""
        if visitor in self._screens:
            self._screens[visitor].look()
        else:
            self._screens[visitor] = Screen(self._server.url, visitor=visitor)
        return self._screens[visitor]

    def generate(self, prompt: str, *, wait: bool = True) -> None:
        """Someone presses Generate; without `wait` nobody sees what comes of it."""
        visitor = self._rng.choice(self.visitors)
        is_double = self._rng.random() < 0.15
        self.pressed.double_clicks += is_double
        self.screen(visitor).generate(prompt, times=2 if is_double else 1, wait=wait)
        (self.pressed.answered if wait else self.pressed.unanswered).append(prompt)
        if self._rng.random() < 0.3:
            self.close_tab(visitor)

    def generate_by_command(self, prompt: str, *, environ: dict[str, str]) -> None:
        """Someone uses the command line beside the running server."""
        command = [str(COMMAND), "--data", str(self._server.data), "generate", prompt]
        command += ["--engine", "aimlapi", "--length", "10"]
        with (self._folder / f"command-{len(self._commands)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=clean_environment() | environ, stdout=log, stderr=subprocess.STDOUT
            )
        self._commands.append(process)
        end = time.monotonic() + _SHOWS_UP_S
        # Only then may the server be killed: a command without a server would become the server.
        while not self._ledger.has(prompt) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        self.pressed.answered.append(prompt)

    def press(self, visitor: str, verb: str, job_id: str) -> None:
        """Someone presses a button of a job's card, or double-clicks it."""
        is_double = self._rng.random() < 0.3
        self.pressed.double_clicks += is_double
        self._screens[visitor].press(f"{verb}-{job_id}", times=2 if is_double else 1)
        noted = {"send": self.pressed.resent, "check": self.pressed.checked, "stop": self.pressed.stopped}
        noted[verb].add(job_id)

    def close_tab(self, visitor: str) -> None:
        """Close a tab, or tear it out."""
        if screen := self._screens.pop(visitor, None):
            self.pressed.tabs_closed += 1
            (screen.close if self._rng.random() < 0.5 else screen.tear)()

    def lose_power(self) -> None:
        """All tabs are dead, and the command line ends as the server does."""
        for process in self._commands:
            if process.poll() is None:
                process.kill()
                process.wait()
        while self._screens:
            _, screen = self._screens.popitem()
            screen.close()

    def wait_for_commands(self, *, timeout_s: float) -> list[str]:
        """What the command line did wrong, when all its jobs are over."""
        wrong = []
        for number, process in enumerate(self._commands):
            said = self._folder / f"command-{number}.log"
            try:
                if process.wait(timeout_s) not in (0, 2, 3, 4, 5, -signal.SIGKILL):
                    wrong.append(f"command {number} ended with {process.returncode}")
            except subprocess.TimeoutExpired:
                wrong.append(f"command {number} does not end")
            if "Traceback" in said.read_text(errors="replace"):
                wrong.append(f"command {number} printed a trace")
        return wrong

    def close(self) -> None:
        """Everybody goes."""
        self.lose_power()
