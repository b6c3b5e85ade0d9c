"""The `demotape` command, as a process of its own wherever it makes music."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import mido
import psutil
import pytest
import soundfile as sf

from demotape import __version__, cli
from demotape.audio.probe import measure
from demotape.storage import hold
from tests.conftest import wait_until
from tests.fakes.server import COMMAND, clean_environment

SAMPLE_RATE = 44_100


def run(*arguments: object, program: tuple[str, ...] = (str(COMMAND),)) -> subprocess.CompletedProcess[str]:
    command = [*program, *(str(argument) for argument in arguments)]
    return subprocess.run(
        command, env=clean_environment(), check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def assert_one_sentence(error: str) -> None:
    """What a person gets to read on standard error: one line of words, no trace."""
    assert error.startswith("demotape: ")
    assert error.count("\n") == 1
    assert error.endswith(".\n") or "demotape --" in error or "http" in error
    assert "Traceback" not in error


# Making music


@pytest.mark.parametrize(
    ("ending", "program"),
    [("wav", (str(COMMAND),)), ("flac", (str(COMMAND),)), ("mp3", (sys.executable, "-m", "demotape"))],
    ids=["wav, demotape", "flac, demotape", "mp3, python -m demotape"],
)
def test_generate_writes_a_file_of_exactly_that_length(tmp_path: Path, ending: str, program: tuple[str, ...]) -> None:
    out = tmp_path / f"täke 🎷.{ending}"
    out.write_bytes(b"older")
    asked = ("slow lo-fi with flugelhorn solo", "--length", 3.5, "--engine", "band", "--seed", 7)
    done = run("generate", *asked, "--out", out, "--json", "--data", tmp_path / "data", program=program)
    assert (done.returncode, done.stderr) == (0, "")
    facts = json.loads(done.stdout)
    assert (facts["engine"], facts["length_s"], facts["seed"], facts["file"]) == ("band", 3.5, 7, str(out))
    assert facts["prompt"] == asked[0]
    assert facts["duration_s"] == pytest.approx(3.5)
    assert facts["loudness_lufs"] == pytest.approx(-14, abs=1)
    assert facts["true_peak_dbtp"] < 0
    assert "lo-fi" in facts["understood"]
    assert isinstance(facts["not_followed"], list)
    assert facts["plan"]["sections"]
    if ending == "mp3":
        kind, measured = measure(out)
        assert kind.name == "mp3"
        assert measured.duration_s == pytest.approx(3.5, abs=0.03)
    else:
        info = sf.info(out)
        assert (info.format, info.frames) == (ending.upper(), round(3.5 * SAMPLE_RATE))
    assert [path.name for path in tmp_path.iterdir() if path != tmp_path / "data"] == [out.name]


def test_generate_writes_midi_stems_and_plan_beside_the_take(tmp_path: Path) -> None:
    asked = ("house at 124 bpm in A minor, piano and bass", "--length", 4, "--seed", 7, "--data", tmp_path / "data")
    to = ("--midi", tmp_path / "take.mid", "--stems", tmp_path / "stems", "--plan", tmp_path / "plan.json")
    done = run("generate", *asked, *to, "--out", tmp_path / "take.wav")
    assert (done.returncode, done.stderr) == (0, "")
    song = mido.MidiFile(tmp_path / "take.mid")
    tempo = next(message.tempo for message in song.tracks[0] if message.type == "set_tempo")
    assert mido.tempo2bpm(tempo) == pytest.approx(124, abs=0.01)
    stems = list((tmp_path / "stems").glob("*.wav"))
    assert len(stems) >= 2
    assert {sf.info(stem).frames for stem in stems} == {4 * SAMPLE_RATE}
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert plan["styles"][0] == "house"
    assert [
        f"Written to {path}" for path in (tmp_path / "take.wav", tmp_path / "take.mid")
    ] == done.stdout.splitlines()[1:3]


def stored(data: Path, column: str) -> object:
    """What the only job has in this column, once there is one."""
    with closing(sqlite3.connect(data / "demotape.db")) as connection:
        connection.row_factory = sqlite3.Row
        try:
            row = connection.execute("SELECT * FROM jobs").fetchone()
        except sqlite3.OperationalError:
            return None
    return row[column] if row else None


def test_ctrl_c_leaves_the_job_but_no_process_and_no_file(tmp_path: Path) -> None:
    out, data = tmp_path / "take.wav", tmp_path / "data"
    command = [str(COMMAND), "generate", "long ambient", "--length", "600", "--out", str(out), "--data", str(data)]
    process = subprocess.Popen(
        command, env=clean_environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    wait_until((data / "demotape.db").exists)
    wait_until(lambda: (stored(data, "progress") or 0.0) > 0.0)
    workers = psutil.Process(process.pid).children(recursive=True)
    assert workers
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the command and its workers
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.splitlines() == [
        "Interrupted. The job stays in the library.",
        f"To wait for it again: demotape jobs --data {data} resume {stored(data, 'id')}",
    ]
    wait_until(lambda: not any(worker.is_running() for worker in workers))
    assert not out.exists()
    assert (stored(data, "state"), stored(data, "stop_requested")) == ("generating", 0)


# Saying no


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose jobs would be run by somebody else: refusals come before anything is run."""
    lock = hold(tmp_path / "data")
    yield tmp_path / "data"
    lock.release()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["", "--length", "20"], "Write what you want to hear first."),
        ([" \n"], "Write what you want to hear first."),
        (["x" * 2001], "The prompt has 2,001 characters; Band takes 2,000."),
        (["tune", "--length", "1"], "Band makes 3 to 600 seconds, not 1."),
        (["tune", "--length", "nan"], "Band makes 3 to 600 seconds, not nan."),
        (["tune", "--length", "601"], "Band makes 3 to 600 seconds, not 601."),
        (["tune", "--seed", "-1"], "A seed is a whole number from 0"),
        (["tune", "--seed", str(2**70)], "A seed is a whole number from 0"),
        (["half \udcff a letter"], "characters in it that are not text"),
        (["tune", "--engine", "nobody"], "There is no engine called nobody. Choose one of: band, aimlapi."),
        (["tune", "--engine", "aimlapi"], "Get a key at https://aimlapi.com/app/keys"),
        (
            ["tune", "--out", "take.ogg"],
            "take.ogg does not say which format is wanted. End the name in .wav, .flac, .mp3.",
        ),
        (["tune", "--out", "take"], "End the name in .wav, .flac, .mp3."),
        (["tune", "--out", "nowhere/take.wav"], "There is no folder"),
    ],
)
def test_generate_says_in_one_sentence_why_not(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.delenv("AIMLAPI_KEY", raising=False)
    assert cli.main(["generate", *arguments, "--data", str(data)]) == 2
    printed = capsys.readouterr()
    assert words in printed.err
    assert_one_sentence(printed.err)
    assert printed.out == ""


def test_a_file_that_cannot_be_written_is_told_and_the_take_is_kept(tmp_path: Path) -> None:
    (tmp_path / "take.wav").mkdir()
    asked = ("generate", "tune", "--length", 3, "--data", tmp_path / "data")
    done = run(*asked, "--out", tmp_path / "take.wav")
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "kept in the library: demotape jobs resume " in done.stderr
    assert_one_sentence(done.stderr)
    assert {path.name for path in tmp_path.iterdir()} == {"take.wav", "data"}
    assert len(list((tmp_path / "data" / "audio").rglob("*.wav"))) == 1


def test_a_prompt_of_broken_bytes_is_refused(tmp_path: Path) -> None:
    command = [os.fsencode(COMMAND), b"generate", b"half \xff", b"--data", os.fsencode(tmp_path / "data")]
    done = subprocess.run(command, env=clean_environment(), check=False, capture_output=True)
    assert done.returncode == 2
    assert_one_sentence(done.stderr.decode())


@pytest.mark.parametrize("command", [["engines"], ["generate", "tune"], ["jobs"], []], ids=" ".join)
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data.write_bytes(b"mine"), "cannot be written"),
        (lambda data: (data.mkdir(), (data / "settings.toml").write_text("x = ")), "settings.toml cannot be read"),
        (lambda data: (data.mkdir(), (data / "settings.toml").write_text("x = '1'")), "does not know: x"),
    ],
    ids=["a file in its place", "broken settings", "an unknown setting"],
)
def test_a_data_folder_that_cannot_be_used_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: object, words: str, command: list[str]
) -> None:
    spoil(tmp_path / "data")
    assert cli.main([*command, "--data", str(tmp_path / "data")]) == 1
    error = capsys.readouterr().err
    assert words in error
    assert_one_sentence(error)


def test_a_database_that_is_none_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "demotape.db").write_bytes(b"Dear diary." * 500)
    assert cli.main(["engines", "--data", str(data)]) == 1
    assert_one_sentence(capsys.readouterr().err)
    assert (data / "demotape.db").read_bytes() == b"Dear diary." * 500


def test_a_second_studio_on_the_folder_is_told(data: Path) -> None:
    done = run("--data", data, "--no-browser", "--port", 1)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Another Demotape is running on the data folder {data}." in done.stderr
    assert_one_sentence(done.stderr)


@pytest.mark.parametrize("port", [None, -1, 70_000], ids=["taken", "below all", "above all"])
def test_a_port_that_cannot_be_used_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], port: int | None
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        number = port or taken.getsockname()[1]
        assert cli.main(["--data", str(tmp_path / "data"), "--no-browser", "--port", str(number)]) == 1
    error = capsys.readouterr().err
    assert f"Port {number} cannot be used" in error
    assert_one_sentence(error)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["generate"],
        ["generate", "x", "--length", "long"],
        ["generate", "x", "--deadline", "0"],
        ["generate", "x", "--deadline", "soon"],
        ["generate", "x", "--deadline", "nan"],
        ["jobs", "resume"],
        ["jobs", "decide", "abcd", "perhaps"],
        ["serve"],
        ["--port", "x"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_shows_how_it_goes(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage: demotape" in capsys.readouterr().err


# Telling


@pytest.mark.parametrize("command", [("engines",), ("engines", "--json"), ("jobs",)], ids=" ".join)
def test_a_reader_who_leaves_early_is_no_fault(data: Path, command: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [COMMAND, *command, "--data", data],
        env=clean_environment(),
        check=False,
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_result_that_cannot_be_printed_is_told(data: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [COMMAND, "engines", "--data", data]
        done = subprocess.run(
            command, env=clean_environment(), check=False, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert "could not be printed" in done.stderr
    assert_one_sentence(done.stderr)


def test_a_terminal_of_few_letters_gets_what_it_can_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = run("generate", "Grüße 音楽", "--length", 5, "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Gr??e ??: 5.00 s")


def test_engines_lists_what_there_is_and_what_is_missing(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIMLAPI_KEY", raising=False)
    assert cli.main(["engines", "--data", str(data)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["band", "aimlapi"]
    assert any("minimax/music-2.6: " in line for line in lines)
    assert "aimlapi.com/app/keys" in lines[-1]


def test_engines_can_be_read_by_a_program_and_tell_no_key(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIMLAPI_KEY", "hush-hush")
    assert cli.main(["engines", "--json", "--data", str(data)]) == 0
    out = capsys.readouterr().out
    assert [engine["name"] for engine in json.loads(out)] == ["band", "aimlapi"]
    assert "hush" not in out


@pytest.mark.parametrize("program", [(str(COMMAND),), (sys.executable, "-m", "demotape")], ids=["command", "module"])
def test_the_version_is_told(program: tuple[str, ...]) -> None:
    done = run("--version", program=program)
    assert (done.returncode, done.stdout) == (0, f"demotape {__version__}\n")


# The library


def test_doctor_tells_what_does_not_belong_together(tmp_path: Path) -> None:
    data = tmp_path / "data"
    sound = run("doctor", "--data", data)
    assert (sound.returncode, sound.stderr) == (0, "")
    assert "Everything is in order" in sound.stdout
    orphan = data / "audio" / "or" / "phan.mp3"
    orphan.parent.mkdir()
    orphan.write_bytes(b"1234")
    os.utime(orphan, (1, 1))
    assert "file without a take: or/phan.mp3 (4 bytes)" in run("doctor", "--data", data).stdout
    found = run("doctor", "--json", "--data", data)
    facts = json.loads(found.stdout)
    assert found.returncode == 3
    assert (facts["is_sound"], facts["orphans"]) == (False, [{"file": "or/phan.mp3", "size_bytes": 4}])
    assert facts["use"]["free_bytes"] > 0
    assert orphan.exists()
