"""One run: a provider with every fault, people who press, and a server that is killed again and again."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from demotape.models import JobState
from tests.chaos import check
from tests.chaos.faults import KEY, Kinds, Plan, deal, plan_for
from tests.chaos.ledger import JobRow, Ledger
from tests.chaos.people import People
from tests.chaos.provider import ChaosProvider
from tests.chaos.screen import cards
from tests.fakes.server import Server, serve

AIMS = ("press", "submit", "submit", "poll", "audio")
"""When the server is killed: while it takes a press, or while such a call is in the air or just answered. The first
time it is a submit, since nothing is more dangerous to repeat."""
BUSY = 8
"""With so many jobs under way nobody presses, so that the kills are spread over the whole work."""
UNCHANGED_S = 180.0
"""So long without any change is stuck: the longest pause between two polls is 30 s."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run showed."""

    seconds: float
    figures: Mapping[str, int]
    table: Mapping[str, Counter[str]]
    """For each kind of fault, how the jobs that met it ended, by the words of the page."""
    checks: list[check.Check]

    @property
    def is_good(self) -> bool:
        return not any(done.broken for done in self.checks)


def run(folder: Path, *, kinds: Kinds, jobs: int, kills: int, seed: int) -> Outcome:
    """Play one run below `folder`, which is made.

    Args:
        folder: The data folder, logs and nothing else.
        kinds: The faults to play, each at least once.
        jobs: Presses of Generate, before those that make up for faults that a kill got in the way of.
        kills: How often the server is killed at least.
        seed: Decides who does what; when exactly, the machine decides.
    """
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    with ChaosProvider() as provider:
        environ = {"AIMLAPI_BASE_URL": provider.url, "AIMLAPI_KEY": KEY}
        with serve(folder / "data", env=environ) as server:
            chaos = Chaos(provider, server, folder=folder, environ=environ, seed=seed)
            try:
                return chaos.play(kinds, jobs=jobs, kills=kills, began=began)
            finally:
                chaos.people.close()


class Chaos:
    """One run on its way."""

    def __init__(
        self, provider: ChaosProvider, server: Server, *, folder: Path, environ: dict[str, str], seed: int
    ) -> None:
        self._rng = random.Random(seed)
        self._provider = provider
        self._server = server
        self._environ = environ
        self._folder = folder
        self._ledger = Ledger(server.data)
        self._presses = 0
        self._kills = 0
        self.people = People(server, self._ledger, rng=self._rng, folder=folder)

    def play(self, kinds: Kinds, *, jobs: int, kills: int, began: float) -> Outcome:
        """Press and kill; wait until everything is over; let the people decide; look at what is left."""
        killed_at = set(self._rng.sample(range(5, jobs), kills - 1))
        for number, plan in enumerate(deal(self._rng, kinds, jobs=jobs)):
            self._press(plan, is_last=number in killed_at)
            if self._rng.random() < 0.08:
                self._stop_something()
        stuck = self._settle()
        for fault in kinds.all:
            if not self._provider.played[fault.name]:
                self._press(plan_for(fault))
        stuck += self._settle()
        first = {job.id: job for job in self._ledger.jobs()}
        self._decide()
        self._kill()
        stuck += self._settle()
        self._decide()  # what the kill made doubtful again
        stuck += self._settle()
        wrong_commands = self.people.wait_for_commands(timeout_s=60.0)

        rows = self._ledger.jobs()
        evidence = check.Evidence(
            kinds=kinds,
            rows=rows,
            provider=self._provider,
            pressed=self.people.pressed,
            ledger=self._ledger,
            server=self._server,
            folder=self._folder,
            cards={visitor: cards(self.people.screen(visitor)) for visitor in self.people.visitors},
            stuck=stuck,
            wrong_commands=wrong_commands,
        )
        table: dict[str, Counter[str]] = {fault.name: Counter() for fault in kinds.all}
        for row in rows:
            for name in self._provider.met.get(row.id, ()):
                table[name][_told(first.get(row.id, row).state.label, row.state.label)] += 1
        pressed = self.people.pressed
        return Outcome(
            seconds=time.monotonic() - began,
            figures={
                "presses": len(pressed.answered) + len(pressed.unanswered),
                "of these unanswered": len(pressed.unanswered),
                "double clicks": pressed.double_clicks,
                "jobs": len(rows),
                "sent again": len(pressed.resent),
                "stopped in the queue": sum(row.state is JobState.CANCELLED for row in rows),
                "POSTs": self._provider.count("submit"),
                "taken by the provider": len(self._provider.jobs),
                "GETs": self._provider.count("poll"),
                "downloads": self._provider.count("audio"),
                "cut off at the submit": sum(map(self._was_cut_off, rows)),
                "takes": len(self._ledger.files()),
                "checked again": len(pressed.checked),
                "stopped waiting": len(pressed.stopped),
                "kill -9": self._kills,
                "tabs closed": pressed.tabs_closed,
            },
            table=table,
            checks=check.all_of(evidence),
        )

    def _was_cut_off(self, row: JobRow) -> bool:
        """Whether a kill left open what came of the submit: nothing else went wrong with it."""
        met = self._provider.met.get(row.id, set())
        return row.state is JobState.NEEDS_YOU and not any(name.startswith("submit") for name in met)

    def _press(self, plan: Plan, *, is_last: bool = False) -> None:
        """One press; `is_last` for the server, which is killed at it or soon after it."""
        end = time.monotonic() + UNCHANGED_S
        while self._ledger.running() >= BUSY and time.monotonic() < end:
            time.sleep(0.1)
        self._presses += 1
        prompt = f"chaos {self._presses}: slow piano in C minor"
        aim = self._rng.choice(AIMS) if is_last and self._kills else "submit"
        if is_last and aim == "submit":
            plan = replace(plan, submit=None, answer_after_s=0.5)
        self._provider.plans[prompt] = plan
        if not is_last and self._rng.random() < 0.05:
            self.people.generate_by_command(prompt, environ=self._environ)
        else:
            self.people.generate(prompt, wait=not (is_last and aim == "press"))
        if is_last:
            if aim == "submit":
                self._provider.wait_for_prompt(prompt, timeout_s=20.0)
            elif aim != "press":
                self._provider.wait_for_next(aim, timeout_s=5.0)
            time.sleep(self._rng.uniform(0.0, 0.05))
            self._kill()

    def _kill(self) -> None:
        """Kill the server and start it again; now and then it is killed while it starts as well."""
        self._server.kill9()
        self._kills += 1
        self.people.lose_power()
        if self._rng.random() < 0.3:
            self._server.start(wait=False)
            time.sleep(self._rng.uniform(0.2, 2.5))
            self._server.kill9()
            self._kills += 1
        self._server.start()

    def _stop_something(self) -> None:
        visitor = self._rng.choice(self.people.visitors)
        running = [job_id for job_id, verbs in cards(self.people.screen(visitor)).items() if "stop" in verbs]
        if running:
            self.people.press(visitor, "stop", self._rng.choice(running))

    def _decide(self) -> None:
        """What can be checked again is; of the doubtful, half are sent again and half are left to ask."""
        for visitor in self.people.visitors:
            shown = cards(self.people.screen(visitor))
            for job_id, verbs in shown.items():
                if "check" in verbs:
                    self.people.press(visitor, "check", job_id)
                elif "send" in verbs and self._rng.random() < 0.5:
                    self.people.press(visitor, "send", job_id)

    def _settle(self) -> list[str]:
        """Wait until no work is left; returns the ids of what does not end."""
        seen, since = None, time.monotonic()
        while self._ledger.running():
            now = [(row.id, row.state) for row in self._ledger.jobs()], self._ledger.unfinished_workflows()
            if now != seen:
                seen, since = now, time.monotonic()
            if time.monotonic() - since > UNCHANGED_S:
                running = [row.id for row in self._ledger.jobs() if row.state.is_running]
                return [*running, *self._ledger.unfinished_workflows()]
            time.sleep(0.2)
        return []


def _told(first: str, last: str) -> str:
    return first if first == last else f"{first}, then {last}"
