"""The built package: what is in it, and that it works where nothing else of Demotape is."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import Distribution, distribution
from pathlib import Path

import psutil
import pytest
import requests
import soundfile as sf
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from demotape import __version__
from tests.conftest import wait_until
from tests.fakes.server import free_port, is_up

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

pytestmark = pytest.mark.timeout(900)  # the first test that needs it waits for a whole installation


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


class Installed:
    """An environment that holds the wheel and what it needs, with a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.venv = folder / "venv"
        self.home = folder / "home"
        self.elsewhere = folder / "elsewhere"
        for empty in (self.home, self.elsewhere):
            empty.mkdir()
        self.environment = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

    def command(self, *arguments: object, program: str = "demotape") -> list[str]:
        return [str(self.venv / "bin" / program), *(str(argument) for argument in arguments)]

    def run(self, *arguments: object, program: str = "demotape") -> str:
        """What a command prints; fails the test unless it ends well and has nothing to complain about."""
        command = self.command(*arguments, program=program)
        done = subprocess.run(
            command, cwd=self.elsewhere, env=self.environment, check=False, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


def needed() -> dict[str, Distribution]:
    """What the package asks for, and what that asks for in turn, by name."""
    found: dict[str, Distribution] = {}
    waiting = [(Requirement(line), "") for line in PROJECT["dependencies"]]
    while waiting:
        wanted, extra = waiting.pop()
        if wanted.marker and not wanted.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(wanted.name)
        if name not in found:
            found[name] = distribution(wanted.name)
            waiting += [(Requirement(line), "") for line in found[name].requires or ()]
        for more in wanted.extras:
            waiting += [(Requirement(line), more) for line in found[name].requires or () if "extra" in line]
    return found


def put_in(venv: Path, distributions: Iterable[Distribution]) -> None:
    """Have distributions of this environment in another one too. pip would unpack half a gigabyte once more."""
    (target,) = venv.glob("lib/python*/site-packages")
    for one in distributions:
        for file in one.files or ():
            if ".." in file.parts or "__pycache__" in file.parts:
                continue  # commands, which nobody calls here
            place = target / file
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                place.hardlink_to(file.locate())
            except OSError:  # another disk
                shutil.copyfile(file.locate(), place)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("installed")
    place = Installed(folder)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place.venv)], check=True)
    put_in(place.venv, needed().values())
    pip = [sys.executable, "-m", "pip", "--python", str(place.venv)]
    for asked in (["install", "--quiet", "--no-compile", "--no-deps", "--no-index", str(wheel)], ["check"]):
        done = subprocess.run([*pip, *asked], cwd=place.elsewhere, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    yield place
    shutil.rmtree(folder)


# What is in it


@pytest.mark.parametrize("folder", ["components", "pages", ".streamlit"])
def test_all_screens_travel_inside_the_package(names: set[str], folder: str) -> None:
    tracked = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    expected = {f"demotape/_screens/{path.relative_to(ROOT).as_posix()}" for path in tracked}
    assert expected
    assert expected <= names


@pytest.mark.parametrize(
    "name",
    [
        "demotape/_screens/app.py",
        "demotape/_screens/.streamlit/config.toml",
        "demotape/audio/data/LICENSE-musicnn.txt",
        "demotape/audio/data/musicnn_mtt.npz",
        "demotape/engines/band/data/gm.sf3",
        "demotape/engines/band/data/LICENSE-MuseScore_General.txt",
        "demotape/library/migrations/env.py",
        "demotape/library/migrations/versions/0001_first_tables.py",
        f"demotape-{__version__}.dist-info/licenses/LICENSE",
        f"demotape-{__version__}.dist-info/licenses/demotape/engines/band/data/LICENSE-MuseScore_General.txt",
        f"demotape-{__version__}.dist-info/licenses/demotape/audio/data/LICENSE-musicnn.txt",
    ],
)
def test_what_is_no_code_travels_too(names: set[str], name: str) -> None:
    assert name in names


@pytest.mark.parametrize("ending", [".css", ".js", ".svg"])
def test_the_looks_travel_too(names: set[str], ending: str) -> None:
    assert [name for name in names if name.endswith(ending)]


def test_it_claims_no_other_name(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names} == {"demotape", f"demotape-{__version__}.dist-info"}


def test_nothing_travels_that_only_a_developer_needs(names: set[str]) -> None:
    assert [name for name in names if "__pycache__" in name or "/tests/" in name or name.endswith(".pyc")] == []


def test_the_version_is_the_same_everywhere() -> None:
    assert PROJECT["version"] == __version__


@pytest.mark.parametrize("wanted", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]])
def test_the_pinned_version_is_one_that_the_package_allows(wanted: str) -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = dict(line.lower().split("==") for line in lines if "==" in line)
    requirement = Requirement(wanted)
    assert requirement.specifier.contains(pinned[requirement.name.lower()])


# That it works


def test_the_command_and_the_module_are_the_same(installed: Installed) -> None:
    for output in (installed.run("--version"), installed.run("-m", "demotape", "--version", program="python")):
        assert output == f"demotape {__version__}\n"


def test_the_engines_are_found(installed: Installed) -> None:
    assert [engine["name"] for engine in json.loads(installed.run("engines", "--json"))] == ["band", "aimlapi"]


def test_it_makes_music_in_any_folder_with_an_empty_home(installed: Installed) -> None:
    installed.run("generate", "lo-fi with soft keys", "--length", 3, "--engine", "band", "--out", "take.wav")
    assert sf.info(installed.elsewhere / "take.wav").frames == 3 * 44_100
    assert (installed.home / ".local" / "share" / "demotape" / "demotape.db").is_file()
    assert [path.name for path in installed.elsewhere.iterdir()] == ["take.wav"]


@contextmanager
def served(installed: Installed, data: Path, log: Path) -> Iterator[tuple[int, psutil.Process]]:
    """A running studio: its port and its process."""
    port = free_port()
    command = installed.command("--port", port, "--no-browser", "--data", data)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=installed.elsewhere, env=installed.environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_until(lambda: process.poll() is not None or is_up(f"http://localhost:{port}/health"), timeout_s=120)
        assert process.poll() is None, log.read_text()
        yield port, psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


def screen(port: int) -> str:
    """Everything that the first screen shows, as the text of its messages."""
    shown: list[str] = []
    with connect(f"ws://localhost:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as socket_:
        question = BackMsg()
        question.rerun_script.query_string = ""
        socket_.send(question.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(socket_.recv(timeout=60))
            shown.append(str(answer))
            if answer.WhichOneof("type") == "script_finished":
                return "\n".join(shown)


def test_it_serves_its_screens_to_this_machine_and_ends_without_a_trace(installed: Installed, tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "log"
    with served(installed, data, log) as (port, server):
        page = requests.get(f"http://localhost:{port}/", headers={"accept": "text/html"}, timeout=30)
        assert page.status_code == 200
        assert "text/html" in page.headers["content-type"]
        shown = screen(port)
        assert "Generate" in shown
        assert "exception {" not in shown
        with closing(socket.socket()) as stranger:  # the settings beside app.py: nobody else may come in
            assert stranger.connect_ex(("127.0.0.2", port)) != 0
        wait_until(lambda: bool(server.children()))  # the Band warms up
        workers = server.children(recursive=True)
        server.send_signal(signal.SIGINT)
        wait_until(lambda: not any(process.is_running() for process in workers))
        wait_until(lambda: server.status() == psutil.STATUS_ZOMBIE)
    assert "Traceback" not in log.read_text()
    assert (data / "demotape.db").is_file()
    assert list(installed.elsewhere.glob("*.db")) == []
