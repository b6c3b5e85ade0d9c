"""`demotape jobs`: list them, wait for one again, decide about one."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from demotape.cli.console import Exit, facts_of, line, open_studio, put, say
from demotape.cli.follow import follow
from demotape.errors import InvalidRequest
from demotape.models import Job, JobState
from demotape.settings import Settings

if TYPE_CHECKING:
    from demotape.studio import Studio

CHOICES = ("resend", "look", "give-up")
_EXCERPT = 60


def show(options: argparse.Namespace, settings: Settings) -> int:
    """List the jobs that are neither takes nor dismissed, whoever asked for them."""
    with open_studio(settings, only_look=True) as studio:
        jobs = studio.jobs_on_desk()
    if options.json:
        put(json.dumps([facts_of(job) for job in jobs], indent=2, ensure_ascii=False))
        return Exit.READY
    if not jobs:
        put("No job is under way, and none came to nothing.")
    now = datetime.now(UTC)
    for job in jobs:
        length = "     -" if job.request.length_s is None else f"{job.request.length_s:4g} s"
        asked = f"{job.request.engine:8} {length}  {line(job.request.prompt, _EXCERPT)}"
        put(f"{job.id}  {job.state.label:11}  {_age(now - job.created_at):>8}  {asked}")
        if job.problem:
            put(f"    {line(job.problem.message)}")
    return Exit.READY


def resume(options: argparse.Namespace, settings: Settings) -> int:
    """Wait for a job again, or hand over its take. Sends nothing twice."""

    def begin(studio: Studio) -> Job:
        job = studio.find_job(options.id)
        return _look_again(studio, job) if job.can_check_again else job

    return follow(begin, options, settings)


def decide(options: argparse.Namespace, settings: Settings) -> int:
    """Do what the person decided about a job that needs them. Giving up takes any ended job off the list."""
    if options.choice == "give-up":
        with open_studio(settings, only_look=True) as studio:
            job = studio.find_job(options.id)
            if job.state.is_running or job.state is JobState.READY:
                raise _nothing_to_decide(job)
            studio.dismiss(job.id)
        say("Given up. It is off the list, and nothing more is asked or sent.")
        return Exit.READY

    def begin(studio: Studio) -> Job:
        job = studio.find_job(options.id)
        if job.state is not JobState.NEEDS_YOU:
            raise _nothing_to_decide(job)
        if options.choice == "resend":
            again = studio.send_again(job.id)
            say(f"Sent again as job {again.id}")
            return again
        if job.ticket is None:
            raise InvalidRequest(
                "The provider gave this job no ticket by which it could be looked for.",
                advice="Look at your usage at the provider, then decide to resend or to give-up.",
            )
        return _look_again(studio, job)

    return follow(begin, options, settings)


def _look_again(studio: Studio, job: Job) -> Job:
    studio.check_again(job.id)
    return studio.job(job.id)


def _nothing_to_decide(job: Job) -> InvalidRequest:
    return InvalidRequest(
        f"There is nothing to decide: the job is {job.state.label.lower()}.",
        advice=f"demotape jobs resume {job.id} tells more, and waits for it.",
    )


def _age(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for unit, length_s in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length_s:
            return f"{seconds // length_s} {unit}"
    return f"{seconds} s"
