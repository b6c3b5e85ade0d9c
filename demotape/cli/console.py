"""What the commands share: exit statuses, words on the two streams, and a studio for as long as it is needed."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demotape.errors import StudioError
from demotape.models import Job
from demotape.settings import Settings

if TYPE_CHECKING:
    from demotape.studio import Studio

LOG_FILE = "command.log"
"""In the data folder: what a server would print. Standard error is for the person."""


class Exit(IntEnum):
    """The exit statuses."""

    READY = 0
    STUDIO = 1
    """The studio cannot open, or a file cannot be written."""
    REFUSED = 2
    """Nothing was sent. A call that argparse refuses ends so too."""
    FAILED = 3
    NEEDS_YOU = 4
    OVERDUE = 5
    INTERRUPTED = 130


@contextmanager
def open_studio(settings: Settings, *, only_look: bool = False) -> Iterator[Studio]:
    """A studio that lets another Demotape on the folder run the jobs; alone it runs them, unless `only_look`."""
    # Loading what a studio needs takes most of a second, and `demotape` alone opens it beside the server's start.
    from demotape.studio import Studio  # noqa: PLC0415

    _keep_log(settings.data / LOG_FILE)
    studio = Studio(settings, join=True, only_look=only_look)
    try:
        yield studio
    finally:
        studio.close()


def _keep_log(path: Path) -> None:
    log = logging.FileHandler(path, encoding="utf-8", delay=True)
    logging.basicConfig(level=logging.WARNING, handlers=[log], format="%(asctime)s %(levelname)s %(message)s")
    logging.raiseExceptions = False  # a log that cannot be written is no matter for the person
    # Without a handler of its own DBOS would print to standard error.
    logging.getLogger("dbos").addHandler(logging.NullHandler())


def facts_of(job: Job) -> dict[str, Any]:
    """A job as plain data, fit for JSON."""
    return {
        "id": job.id,
        "state": job.state,
        "created_at": job.created_at.isoformat(),
        "changed_at": job.changed_at.isoformat(),
        **asdict(job.request),
        "progress": job.progress,
        "ticket": job.ticket,
        "problem": asdict(job.problem) if job.problem else None,
    }


def line(text: str, limit: int | None = None) -> str:
    """`text` on one line, without what could steer a terminal; cut at `limit` characters."""
    text = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    return text if limit is None or len(text) <= limit else text[: limit - 1].rstrip() + "…"


def without_buttons(advice: str) -> str:
    """Advice that speaks of the page's buttons, for somebody who has none."""
    for on_the_page, here in _INSTEAD_OF_BUTTONS.items():
        advice = advice.replace(on_the_page, here)
    return advice


_INSTEAD_OF_BUTTONS = {
    "press Use again and Generate": "run the command again",
    "press Generate": "run the command",
    "Press Generate": "Run the command",
    "press Check again": "wait for it again",
    "Press Check again": "Wait for it again",
}


def put(text: str) -> None:
    """Print a result. If its reader has gone, as `head` does, nobody needs it.

    Raises:
        StudioError: it cannot be printed.
    """
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except UnicodeEncodeError:
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # what cannot encode is a text file
        put(text)
    except OSError as error:
        # Python writes what is left once more at its end, and would say so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            reason = os.strerror(error.errno or 0)
            raise StudioError(f"The result could not be printed ({reason}).", advice="Print it elsewhere.") from error


def say(*lines: str) -> None:
    """Tell the person, a line each."""
    sys.stderr.write("".join(f"{text}\n" for text in lines))
    sys.stderr.flush()
