"""The `demotape` command: serve the studio, or make takes and look after jobs without a browser.

serve.py    serve the studio
make.py     engines and generate
jobs.py     list jobs, wait for one again, decide about one
follow.py   wait for a job and tell how it ended
doctor.py   look whether files and takes agree
console.py  the studio of a command, and its words
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from demotape import __version__
from demotape.cli.console import Exit, say, without_buttons
from demotape.cli.doctor import doctor
from demotape.cli.jobs import CHOICES, decide, resume, show
from demotape.cli.make import engines, generate
from demotape.cli.serve import DEFAULT_PORT, serve
from demotape.errors import DemotapeError, InvalidRequest, NotConfigured, NotFound
from demotape.settings import load

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status, one of `Exit`."""
    options = _parser().parse_args(arguments)
    try:
        settings = load(data=options.data)
        status: int = options.act(options, settings)
    except DemotapeError as error:
        say(f"demotape: {error.message} {without_buttons(error.advice)}")
        is_refused = isinstance(error, InvalidRequest | NotConfigured | NotFound)
        return Exit.REFUSED if is_refused else Exit.STUDIO
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="demotape", description="A studio for prompt-driven music. Without a command it serves the studio."
    )
    parser.add_argument("--version", action="version", version=f"demotape {__version__}")
    _add_data(parser, default=None)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"port to serve on (default {DEFAULT_PORT})")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.set_defaults(act=serve)

    commands = parser.add_subparsers(title="commands", metavar="")
    one = commands.add_parser("generate", help="make one take and write it to a file")
    one.add_argument("prompt", metavar="PROMPT", help="what you want to hear")
    one.add_argument("--length", type=float, metavar="SECONDS", help="length of the take (default: the engine's)")
    one.add_argument("--engine", default="band", help="who makes it (default band; see `demotape engines`)")
    one.add_argument("--model", help="which of the engine's models (default: its first; see `demotape engines`)")
    one.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an option of the model, such as lyrics=...; may be given several times",
    )
    one.add_argument("--seed", type=int, help="the same seed gives the same notes, where the engine has one")
    one.add_argument("--midi", type=Path, metavar="FILE", help="where to write the notes as MIDI (the Band)")
    one.add_argument("--stems", type=Path, metavar="DIR", help="folder for a WAV of each instrument group (the Band)")
    one.add_argument("--plan", type=Path, metavar="FILE", help="where to write the plan as JSON (the Band)")
    _add_waiting(one)
    one.set_defaults(act=generate)

    several = commands.add_parser("jobs", help="list the jobs that are under way or came to nothing")
    several.add_argument("--json", action="store_true", help="print the list as JSON")
    _add_data(several, default=argparse.SUPPRESS)
    several.set_defaults(act=show)
    acts = several.add_subparsers(title="commands", metavar="")
    again = acts.add_parser("resume", help="wait for a job again; sends nothing twice")
    _add_id(again)
    _add_waiting(again)
    again.set_defaults(act=resume)
    verdict = acts.add_parser("decide", help="decide about a job that needs you")
    _add_id(verdict)
    verdict.add_argument(
        "choice", choices=CHOICES, help="send it again (may cost twice), look for it at its engine, or let it be"
    )
    _add_waiting(verdict)
    verdict.set_defaults(act=decide)

    makers = commands.add_parser("engines", help="list what can make music here")
    makers.add_argument("--json", action="store_true", help="print the list as JSON")
    _add_data(makers, default=argparse.SUPPRESS)
    makers.set_defaults(act=engines)

    health = commands.add_parser("doctor", help="look for takes without audio and files without a take")
    health.add_argument("--json", action="store_true", help="print what is found as JSON")
    _add_data(health, default=argparse.SUPPRESS)
    health.set_defaults(act=doctor)
    return parser


def _add_id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the job's id, or as much of its beginning as is unique")


def _add_waiting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the take: .wav, .flac or .mp3")
    parser.add_argument(
        "--deadline", type=_seconds, metavar="SECONDS", help="longest wait; the job goes on (default: the engine's)"
    )
    parser.add_argument("--json", action="store_true", help="print what came of it as JSON")
    _add_data(parser, default=argparse.SUPPRESS)


def _add_data(parser: argparse.ArgumentParser, *, default: Any) -> None:
    parser.add_argument(
        "--data", type=Path, metavar="DIR", default=default, help="data folder (default: DEMOTAPE_DATA, or the user's)"
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds above 0")
    return seconds
