"""The `demotape` command: serve the studio, or make a take without a browser."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demotape import __version__
from demotape.audio.formats import FORMATS
from demotape.errors import DemotapeError, InvalidRequest, StudioError
from demotape.models import Job, JobState, Request, Take
from demotape.settings import Settings, load
from demotape.storage import hold

if TYPE_CHECKING:
    from demotape.studio import Studio

DEFAULT_PORT = 8501
_LOOK_EVERY_S = 0.1
_OUT_FORMATS = ("wav", "flac", "mp3")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status: 0 done, 1 told why not, 2 a wrong call, 130 interrupted."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        settings = load(data=options.data)
        status: int = options.act(options, settings)
    except DemotapeError as error:
        _say(f"demotape: {error.message} {error.advice}")
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="demotape", description="A studio for prompt-driven music. Without a command it serves the studio."
    )
    parser.add_argument("--version", action="version", version=f"demotape {__version__}")
    _add_data(parser, default=None)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"port to serve on (default {DEFAULT_PORT})")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.set_defaults(act=_serve)

    commands = parser.add_subparsers(title="commands", metavar="")
    generate = commands.add_parser("generate", help="make one take and write it to a file")
    generate.add_argument("prompt", metavar="PROMPT", help="what you want to hear")
    generate.add_argument("--length", type=float, metavar="SECONDS", help="length of the take (default: the engine's)")
    generate.add_argument("--engine", default="band", help="who makes it (default band; see `demotape engines`)")
    generate.add_argument("--seed", type=int, help="the same seed gives the same notes, where the engine has one")
    generate.add_argument("--out", type=Path, metavar="FILE", help="where to write it: .wav, .flac or .mp3")
    generate.add_argument("--json", action="store_true", help="print what was made as JSON")
    _add_data(generate, default=argparse.SUPPRESS)
    generate.set_defaults(act=_generate)

    engines = commands.add_parser("engines", help="list what can make music here")
    engines.add_argument("--json", action="store_true", help="print the list as JSON")
    _add_data(engines, default=argparse.SUPPRESS)
    engines.set_defaults(act=_engines)
    return parser


def _add_data(parser: argparse.ArgumentParser, *, default: Any) -> None:
    parser.add_argument(
        "--data", type=Path, metavar="DIR", default=default, help="data folder (default: DEMOTAPE_DATA, or the user's)"
    )


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    hold(settings.data).release()  # fail here with a sentence rather than later in the page
    _check_port(options.port)
    # Streamlit is started as its own command, because nothing in this package may import it.
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(_app())),
        f"--server.port={options.port}",
    ]
    if options.no_browser:
        command.append("--server.headless=true")
    environment = os.environ | {"DEMOTAPE_DATA": str(settings.data)}
    if os.name == "posix":
        os.execve(sys.executable, command, environment)  # noqa: S606 - one process, so that signals reach the server
    with contextlib.suppress(KeyboardInterrupt):
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command
    return 130


def _app() -> Path:
    """`app.py`: in the installed package among its screens, in a checkout beside the package."""
    package = Path(__file__).resolve().parent
    installed = package / "_screens" / "app.py"
    return installed if installed.is_file() else package.parent / "app.py"


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise StudioError(
                f"Port {port} cannot be used; something else is probably running there.",
                advice=f"If that is Demotape, open http://localhost:{port}. Else choose another: demotape --port 8600",
            ) from error


def _engines(options: argparse.Namespace, settings: Settings) -> int:
    with _studio(settings) as studio:
        infos = studio.engines()
    if options.json:
        _print(json.dumps([asdict(info) for info in infos], indent=2))
        return 0
    for info in infos:
        _print(f"{info.name:10} {info.title}: {info.min_length_s:g} to {info.max_length_s:g} s. {info.summary}")
        if info.missing:
            _print(f"{'':10} {info.missing}")
    return 0


def _generate(options: argparse.Namespace, settings: Settings) -> int:
    to = _out_format(options.out)
    with _studio(settings) as studio:
        infos = {info.name: info for info in studio.engines()}
        info = infos.get(options.engine)
        if info is None:
            raise InvalidRequest(
                f"There is no engine called {options.engine}.", advice=f"Choose one of: {', '.join(infos)}."
            )
        request = Request(
            engine=options.engine,
            prompt=options.prompt,
            length_s=info.default_length_s if options.length is None else options.length,
            seed=options.seed,
        )
        job = _wait(studio, studio.generate(request, visitor="command line"))
        if job.state is not JobState.READY:
            return _tell_why_not(job, as_json=options.json)
        take = studio.take(job.id)
        written = _write(studio, take, options.out, to) if options.out else None
        _tell(take, written, as_json=options.json)
    return 0


@contextlib.contextmanager
def _studio(settings: Settings) -> Any:
    # Loading what a studio needs takes most of a second, and `demotape` alone only hands over to the server.
    from demotape.studio import Studio  # noqa: PLC0415

    studio = Studio(settings, join=True)
    try:
        yield studio
    finally:
        studio.close()


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


def _wait(studio: Studio, job: Job) -> Job:
    shown = None
    try:
        while job.state.is_running:
            progress = "" if job.progress is None else f" {job.progress:.0%}"
            if shown != (now := f"{job.state.label}{progress}") and sys.stderr.isatty():
                sys.stderr.write(f"\r{now:30}")
                shown = now
            time.sleep(_LOOK_EVERY_S)
            job = studio.job(job.id)
    except KeyboardInterrupt:
        studio.stop(job.id)
        raise
    finally:
        if shown:
            sys.stderr.write("\r" + " " * 30 + "\r")
    return job


def _write(studio: Studio, take: Take, out: Path, to: str) -> Path:
    source = studio.audio(take, to=to)
    partial = out.with_name(f".{out.name}.part")
    try:
        shutil.copyfile(source, partial)
        partial.replace(out)
    except OSError as error:
        raise StudioError(
            f"{out} could not be written ({os.strerror(error.errno or 0)}).",
            advice="The take is kept in the library. Choose another place for the file.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return out


def _tell(take: Take, written: Path | None, *, as_json: bool) -> None:
    if not as_json:
        _print(f"{take.title}: {take.measured.duration_s:.2f} s, id {take.id}")
        if written:
            _print(f"Written to {written}")
        return
    facts = {
        "id": take.id,
        "title": take.title,
        **asdict(take.request),
        "duration_s": take.measured.duration_s,
        "sample_rate": take.measured.sample_rate,
        "channels": take.measured.channels,
        "loudness_lufs": take.measured.loudness_lufs,
        "true_peak_dbtp": take.measured.true_peak_dbtp,
        "cost": asdict(take.cost) if take.cost else None,
        "file": str(written) if written else None,
        **take.details,
    }
    _print(json.dumps(facts, indent=2, ensure_ascii=False))


def _tell_why_not(job: Job, *, as_json: bool) -> int:
    problem = job.problem
    if as_json:
        _print(json.dumps({"id": job.id, "state": job.state, "problem": asdict(problem) if problem else None}))
    elif problem:
        _say(f"{job.state.label}: {problem.message} {problem.advice}")
    return 1


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
