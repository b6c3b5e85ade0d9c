"""The fake provider with a plan for every job: who meets which fault is known by the prompt."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from tests.chaos.faults import KEY, Fault, Plan
from tests.fakes.aimlapi import FakeAimlapi, Reply, Seen, Step

_NORMAL = Plan()


class ChaosProvider(FakeAimlapi):
    """Plays the plan of a prompt to the first job that asks for it; a job that is sent again is served normally."""

    def __init__(self) -> None:
        super().__init__(key=KEY)
        self.plans: dict[str, Plan] = {}
        """By prompt."""
        self.played: Counter[str] = Counter()
        """How often each fault hit a job."""
        self.met: dict[str, set[str]] = defaultdict(set)
        """The faults that each job met, by its id at the studio."""
        self.taken: dict[str, list[str]] = defaultdict(list)
        """The tickets that each job got, by its id at the studio."""
        self.failed: set[str] = set()
        """Jobs that the provider said it could not finish."""
        self._plan_of: dict[str, Plan] = {}
        self._waiting: dict[tuple[str, str], deque[tuple[Fault, Step]]] = {}
        self._job_of: dict[str, str] = {}
        self._addresses: Counter[str] = Counter()
        self._expired: dict[str, int] = {}

    def reply(self, seen: Seen) -> tuple[Reply, Step]:
        """As the plan has it."""
        reply, step = super().reply(seen)
        if seen.kind == "submit":
            plan = self._plan_of[_job_id(seen)]
            if plan.submit and plan.submit.is_taken:
                self._serve_submit(seen)
            if plan.submit is None:
                step = replace(step, delay_s=plan.answer_after_s)
        return reply, step

    def wait_for_next(self, kind: str, *, timeout_s: float) -> None:
        """Return with the next request of this kind, or when it takes too long."""
        before, end = self.count(kind), time.monotonic() + timeout_s
        while self.count(kind) == before and time.monotonic() < end:
            time.sleep(0.005)

    def wait_for_prompt(self, prompt: str, *, timeout_s: float) -> None:
        """Return when the plan of a prompt has begun, or when it takes too long."""
        end = time.monotonic() + timeout_s
        while prompt in self.plans and time.monotonic() < end:
            time.sleep(0.005)

    def _step_for(self, seen: Seen) -> Step:
        job_id = self._asks(seen)
        if job_id is None:
            return Step()
        if seen.kind == "audio" and int(seen.query.get("fresh", 0)) <= self._expired.get(job_id, -1):
            return Step(status=403, body="Request has expired")
        waiting = self._waiting.get((job_id, seen.kind))
        if not waiting:
            return Step()
        fault, step = waiting[0]
        if len(waiting) > 1 or not fault.is_lasting:
            waiting.popleft()
        if fault.until_fresh:
            self._expired[job_id] = int(seen.query.get("fresh", 0))
        if fault.is_lasting:
            self.failed.add(job_id)
        if fault.name not in self.met[job_id]:
            self.met[job_id].add(fault.name)
            self.played[fault.name] += 1
        return step

    def _asks(self, seen: Seen) -> str | None:
        """The id of the job at the studio that a request is about."""
        if seen.kind == "submit":
            job_id = _job_id(seen)
            if job_id not in self._plan_of:
                plan = self._plan_of[job_id] = self.plans.pop(str(seen.json["prompt"]), _NORMAL)
                for kind, faults in _by_call(plan).items():
                    self._waiting[job_id, kind] = deque((fault, step) for fault in faults for step in fault.steps)
            return job_id
        return self._job_of.get(seen.query.get("generation_id", "") if seen.kind == "poll" else Path(seen.path).stem)

    def _serve_submit(self, seen: Seen) -> Reply:
        status, headers, body = super()._serve_submit(seen)
        if status == 201:
            job_id, ticket = _job_id(seen), str(json.loads(body)["id"])
            job = self.jobs[ticket]
            self.jobs[ticket] = replace(job, ready_at=job.created_at + self._plan_of[job_id].generate_s)
            self._job_of |= {ticket: job_id, job.token: job_id}
            self.taken[job_id].append(ticket)
        return status, headers, body

    def _serve_poll(self, seen: Seen) -> Reply:
        """Each answer names an address of its own, as signed addresses are."""
        status, headers, body = super()._serve_poll(seen)
        answer = json.loads(body)
        if file := answer.get("audio_file"):
            ticket = str(answer["id"])
            self._addresses[ticket] += 1
            file["url"] += f"?fresh={self._addresses[ticket]}"
        return status, headers, json.dumps(answer).encode()


def _by_call(plan: Plan) -> Mapping[str, Iterable[Fault]]:
    return {"submit": (plan.submit,) if plan.submit else (), "poll": plan.poll, "audio": plan.audio}


def _job_id(seen: Seen) -> str:
    return seen.headers.get("x-client-request-id", "")
