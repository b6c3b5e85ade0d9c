"""Wait for a job and tell how it ended: in words or JSON, as a file, and by the exit status."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import shutil
import signal
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from demotape.audio.formats import FORMATS
from demotape.cli.console import Exit, facts_of, line, open_studio, put, say, without_buttons
from demotape.errors import DataFolderInUse, InvalidRequest, NotFound, StudioError
from demotape.models import Charged, Job, JobState, Take
from demotape.settings import Settings
from demotape.storage import hold

if TYPE_CHECKING:
    from demotape.studio import Studio

_LOOK_EVERY_S = 0.1
_VACANT_LOOKS = 10
_VACANT_LOOK_EVERY_S = 1.0
"""After so many looks that found nobody at work in the data folder, this command takes over. A server that is only
started again is back sooner."""
_PRODUCTS = ("midi", "stems")
"""Options that name a file or folder for what else an engine makes of a take."""
_OUT_FORMATS = ("wav", "flac", "mp3")
_EXITS = {
    JobState.READY: Exit.READY,
    JobState.FAILED: Exit.FAILED,
    JobState.CANCELLED: Exit.FAILED,
    JobState.NEEDS_YOU: Exit.NEEDS_YOU,
    JobState.OVERDUE: Exit.OVERDUE,
}
_CHARGED = {
    Charged.NO: "It cost nothing.",
    Charged.YES: "The provider has very likely charged for it.",
    Charged.UNKNOWN: "Whether it cost anything is not known.",
}


def follow(begin: Callable[[Studio], Job], options: argparse.Namespace, settings: Settings) -> int:
    """Start or find a job, wait until it ends or the deadline passes, and tell what came of it.

    Args:
        begin: Gives the job, from the open studio.
        options: `out`, `deadline`, `json` and `data` of the command.
        settings: Where the studio is.
    """
    to = _out_format(options.out)
    with contextlib.ExitStack() as opened:
        studio = opened.enter_context(open_studio(settings))
        job = begin(studio)
        try:
            with _Watch(options.deadline, settings.data) as watch:
                while job.state.is_running and not watch.is_over:
                    watch.pause(job)
                    if not studio.runs_jobs and watch.nobody_works():
                        opened.close()
                        studio = opened.enter_context(open_studio(settings))
                    job = studio.job(job.id)
            if job.state is JobState.READY:
                _tell(studio, job, options, to)
            else:
                _tell_why_not(studio, job, options)
        except KeyboardInterrupt:
            # What has been sent is still waited for while the studio closes; the next Ctrl+C ends that too.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            say("Interrupted. The job stays in the library.", _again(job, options))
            raise
    return _EXITS.get(job.state, Exit.OVERDUE)


class _Watch:
    """One wait: its deadline, its line on the terminal, and whether anybody is at work on the job."""

    def __init__(self, deadline_s: float | None, data: Path) -> None:
        self._data = data
        self._until = None if deadline_s is None else time.monotonic() + deadline_s
        self._next_look = time.monotonic()
        self._vacant_looks = 0
        self._shown = ""

    def __enter__(self) -> _Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self._show("")

    @property
    def is_over(self) -> bool:
        return self._until is not None and time.monotonic() >= self._until

    def pause(self, job: Job) -> None:
        progress = "" if job.progress is None else f" {job.progress:.0%}"
        self._show(f"{job.state.label}{progress}")
        left_s = _LOOK_EVERY_S if self._until is None else self._until - time.monotonic()
        time.sleep(max(0.0, min(_LOOK_EVERY_S, left_s)))

    def nobody_works(self) -> bool:
        if time.monotonic() < self._next_look:
            return False
        self._next_look = time.monotonic() + _VACANT_LOOK_EVERY_S
        try:
            hold(self._data).release()
        except DataFolderInUse:
            self._vacant_looks = 0
        else:
            self._vacant_looks += 1
        return self._vacant_looks >= _VACANT_LOOKS

    def _show(self, text: str) -> None:
        if text != self._shown and sys.stderr.isatty():
            sys.stderr.write(f"\r{text.ljust(len(self._shown))}" + ("" if text else "\r"))
            sys.stderr.flush()
            self._shown = text


def _out_format(out: Path | None) -> str:
    if out is None:
        return "original"
    to = out.suffix.lstrip(".").lower()
    if to not in _OUT_FORMATS:
        raise InvalidRequest(
            f"{out.name} does not say which format is wanted.",
            advice=f"End the name in {', '.join(FORMATS[name].extension for name in _OUT_FORMATS)}.",
        )
    if not out.absolute().parent.is_dir():
        raise InvalidRequest(f"There is no folder {out.absolute().parent}.", advice="Make it first.")
    return to


def _write(studio: Studio, take: Take, out: Path, to: str) -> None:
    source = studio.audio(take, to=to)
    partial = out.with_name(f".{out.name}.part")
    try:
        shutil.copyfile(source, partial)
        partial.replace(out)
    except OSError as error:
        raise StudioError(
            f"{out} could not be written ({os.strerror(error.errno or 0)}).",
            advice=f"The take is kept in the library: demotape jobs resume {take.id} --out FILE writes it elsewhere.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _write_plan(take: Take, to: Path) -> Path:
    plan = take.details.get("plan")
    if plan is None:
        raise NotFound("There is no plan of this take.", advice="Only the Band makes plans.")
    try:
        to.write_text(json.dumps(plan, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(to, error) from error
    return to


def _unwritable(to: Path, error: OSError) -> StudioError:
    return StudioError(
        f"{to} could not be written ({os.strerror(error.errno or 0)}).", advice="The take is in the library."
    )


def _write_products(studio: Studio, take: Take, options: argparse.Namespace) -> list[Path]:
    """Write what else was asked for of the take; returns the files."""
    written: list[Path] = []
    for name in _PRODUCTS:
        to: Path | None = getattr(options, name, None)
        if to is None:
            continue
        made = studio.product(take, name)
        try:
            if made.suffix == ".zip":
                with zipfile.ZipFile(made) as archive:
                    archive.extractall(to)  # our own file: its names are plain
                    written += [to / member for member in archive.namelist()]
            else:
                shutil.copyfile(made, to)
                written.append(to)
        except OSError as error:
            raise _unwritable(to, error) from error
    if plan := getattr(options, "plan", None):
        written.append(_write_plan(take, plan))
    return written


def _tell(studio: Studio, job: Job, options: argparse.Namespace, to: str) -> None:
    take = studio.take(job.id)
    if options.out:
        _write(studio, take, options.out, to)
    products = _write_products(studio, take, options)
    if not options.json:
        put(f"{take.title}: {take.measured.duration_s:.2f} s, id {take.id}")
        for path in [*([options.out] if options.out else []), *products]:
            put(f"Written to {path}")
        return
    facts = {
        "id": take.id,
        "state": job.state,
        "title": take.title,
        **asdict(take.request),
        "duration_s": take.measured.duration_s,
        "sample_rate": take.measured.sample_rate,
        "channels": take.measured.channels,
        "loudness_lufs": take.measured.loudness_lufs,
        "true_peak_dbtp": take.measured.true_peak_dbtp,
        "cost": asdict(take.cost) if take.cost else None,
        "file": str(options.out) if options.out else None,
        **take.details,
    }
    put(json.dumps(facts, indent=2, ensure_ascii=False))


def _tell_why_not(studio: Studio, job: Job, options: argparse.Namespace) -> None:
    if options.json:
        put(json.dumps(facts_of(job), indent=2, ensure_ascii=False))
    if job.state.is_running:
        say(f"Overdue: the deadline of {options.deadline:g} s has passed. The job stays in the library.")
    elif job.problem:
        costs_money = any(info.costs_money for info in studio.engines() if info.name == job.request.engine)
        charged = f"{_CHARGED[job.problem.charged]} " if costs_money else ""
        say(line(f"{job.state.label}: {job.problem.message} {charged}{without_buttons(job.problem.advice)}"))
        if job.problem.suggestion:
            say(line(f"Suggested instead: {job.problem.suggestion}"))
    if job.state.is_running or job.can_check_again:
        say(_again(job, options))
    elif job.state is JobState.NEEDS_YOU:
        say(f"Decide: {_command('decide', job, options)} resend (it may cost twice), look or give-up")


def _again(job: Job, options: argparse.Namespace) -> str:
    return f"To wait for it again: {_command('resume', job, options)}"


def _command(name: str, job: Job, options: argparse.Namespace) -> str:
    data = ["--data", str(options.data)] if options.data else []
    return shlex.join(["demotape", "jobs", *data, name, job.id])
