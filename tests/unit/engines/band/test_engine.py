"""The Band as an engine: worker processes, tickets, recovery."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import mido
import psutil
import pytest
import soundfile

from demotape.engines.band import create
from demotape.engines.band.choice import SETTING
from demotape.engines.band.engine import Band
from demotape.engines.band.pool import Worker
from demotape.engines.base import Status
from demotape.engines.model import LengthRange
from demotape.errors import AudioUnavailable, GenerationFailed, NotSent, Unreachable
from demotape.models import Request
from demotape.settings import Settings

from .conftest import SEED_PROMPT, finished, wait_for

LONG_S = 600.0


def workers_of(pid: int) -> list[psutil.Process]:
    return [child for child in psutil.Process(pid).children() if is_worker(child)]


def is_worker(process: psutil.Process) -> bool:
    try:
        return "demotape.engines.band.worker" in process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False


def only_new_worker(before: set[int]) -> psutil.Process:
    found: list[psutil.Process] = []

    def is_there() -> bool:
        found[:] = [worker for worker in workers_of(os.getpid()) if worker.pid not in before]
        return len(found) == 1

    wait_for(is_there)
    return found[0]


def test_what_it_is(band: Band) -> None:
    info = band.info
    (model,) = info.models
    assert (info.name, info.costs_money, info.can_cancel, model.takes_seed) == ("band", False, True, True)
    assert model.length == LengthRange(min_s=3, max_s=600, default_s=20)
    assert band.account is None
    assert info.parallel_jobs >= 1
    assert info.missing is None


def test_making_an_engine_starts_and_writes_nothing(tmp_path: Path) -> None:
    before = {worker.pid for worker in workers_of(os.getpid())}
    engine = create(Settings(data=tmp_path / "data"))
    assert {worker.pid for worker in workers_of(os.getpid())} == before
    assert not (tmp_path / "data").exists()
    engine.close()


def test_from_prompt_to_file(band: Band, request_for: Callable[..., Request], tmp_path: Path) -> None:
    request = request_for(SEED_PROMPT, length_s=8.0)
    status = band.submit(request, job_id="whole")
    assert status.ticket == "whole"
    seen: list[float] = []

    def is_done() -> bool:
        status = band.poll(request, "whole")
        assert status.progress is not None
        seen.append(status.progress)
        return status.is_done

    wait_for(is_done)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert any(0 < share < 1 for share in seen)

    status = band.poll(request, "whole")
    assert "loud bass" in status.details["understood"]
    assert status.details["plan"]["length_s"] == 8.0
    assert status.details["seed"] == request.seed
    target = tmp_path / "take.wav"
    band.fetch(request, status, target)
    info = soundfile.info(target)
    assert (info.frames, info.samplerate, info.channels) == (8 * 44_100, 44_100, 2)
    assert not Path(str(status.audio)).exists()


def test_a_ticket_of_an_earlier_process_is_rendered_again_to_the_same_bytes(
    band: Band, own_band: Band, request_for: Callable[..., Request], tmp_path: Path
) -> None:
    request = request_for()
    files = []
    for name, engine in (("first", band), ("second", own_band)):
        status = finished(engine, request, "known to nobody")
        engine.fetch(request, status, tmp_path / name)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]


def test_a_lost_file_is_made_again(band: Band, request_for: Callable[..., Request], tmp_path: Path) -> None:
    request = request_for()
    status = finished(band, request, "lost")
    Path(str(status.audio)).unlink()
    with pytest.raises(AudioUnavailable):
        band.fetch(request, status, tmp_path / "take.wav")
    band.fetch(request, finished(band, request, "lost"), tmp_path / "take.wav")
    assert (tmp_path / "take.wav").stat().st_size > 3 * 44_100 * 4


def test_cancel_ends_the_work_and_frees_the_place(
    own_band: Band, request_for: Callable[..., Request], tmp_path: Path
) -> None:
    before = {worker.pid for worker in workers_of(os.getpid())}
    long = request_for("orchestral", length_s=LONG_S)
    own_band.submit(long, job_id="long")
    worker = only_new_worker(before)
    wait_for(lambda: (own_band.poll(long, "long").progress or 0) > 0)
    own_band.cancel("long")
    wait_for(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
    with pytest.raises(GenerationFailed, match="cancelled"):
        own_band.poll(long, "long")
    short = request_for()
    assert finished(own_band, short, "next").is_done
    own_band.cancel("next")
    own_band.cancel("never heard of")
    assert own_band.poll(short, "next").is_done


def test_a_waiting_job_can_be_cancelled(own_band: Band, request_for: Callable[..., Request]) -> None:
    long = request_for("lo-fi", length_s=LONG_S)
    tickets = [str(number) for number in range(own_band.info.parallel_jobs + 1)]
    for ticket in tickets:
        own_band.submit(long, job_id=ticket)
    assert not own_band.poll(long, tickets[-1]).is_generating
    for ticket in reversed(tickets):
        own_band.cancel(ticket)
        with pytest.raises(GenerationFailed):
            own_band.poll(long, ticket)


def test_a_worker_that_dies_is_replaced_once(own_band: Band, request_for: Callable[..., Request]) -> None:
    before = {worker.pid for worker in workers_of(os.getpid())}
    request = request_for("lo-fi", length_s=20.0)
    own_band.submit(request, job_id="shot")
    worker = only_new_worker(before)
    wait_for(lambda: (own_band.poll(request, "shot").progress or 0) > 0)
    worker.kill()
    assert finished(own_band, request, "shot").is_done


def test_a_worker_that_keeps_dying_fails_the_job(own_band: Band, request_for: Callable[..., Request]) -> None:
    before = {worker.pid for worker in workers_of(os.getpid())}
    request = request_for("lo-fi", length_s=LONG_S)
    own_band.submit(request, job_id="shot twice")
    for _ in range(2):
        worker = only_new_worker(before)
        before.add(worker.pid)
        worker.kill()
    with pytest.raises(GenerationFailed, match="ended before"):
        finished(own_band, request, "shot twice")


def test_close_ends_workers_and_removes_files(tmp_path: Path, request_for: Callable[..., Request]) -> None:
    before = {worker.pid for worker in workers_of(os.getpid())}
    engine = Band(Settings(data=tmp_path))
    request = request_for("lo-fi", length_s=LONG_S)
    engine.submit(request, job_id="cut off")
    worker = only_new_worker(before)
    engine.close()
    assert not psutil.pid_exists(worker.pid)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Unreachable):
        engine.poll(request, "cut off")
    with pytest.raises(NotSent):
        engine.submit(request, job_id="too late")


def test_what_a_killed_process_left_is_cleaned_away(tmp_path: Path, request_for: Callable[..., Request]) -> None:
    (tmp_path / "band").mkdir()
    (tmp_path / "band" / "old.wav").write_bytes(b"left behind")
    engine = Band(Settings(data=tmp_path))
    engine.submit(request_for(), job_id="new")
    assert not (tmp_path / "band" / "old.wav").exists()
    engine.close()


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path, request_for: Callable[..., Request]) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    engine = Band(Settings(data=tmp_path / "data"))
    with pytest.raises(GenerationFailed, match="data folder"):
        engine.submit(request_for(), job_id="nowhere")
    engine.close()


def test_several_threads_share_one_engine(band: Band, request_for: Callable[..., Request], tmp_path: Path) -> None:
    done: dict[int, Status] = {}

    def generate(seed: int) -> None:
        request = request_for(seed=seed)
        band.submit(request, job_id=f"thread {seed}")
        status = finished(band, request, f"thread {seed}")
        band.fetch(request, status, tmp_path / f"{seed}.wav")
        done[seed] = status

    threads = [threading.Thread(target=generate, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({(tmp_path / f"{seed}.wav").read_bytes() for seed in done}) == 4


PARENT = """
import sys, time
from pathlib import Path
from demotape.engines.band import create
from demotape.models import Request
from demotape.settings import Settings
engine = create(Settings(data=Path(sys.argv[1])))
request = Request(engine="band", prompt="orchestral", length_s=600.0, seed=1)
engine.submit(request, job_id="orphan")
while not engine.poll(request, "orphan").progress:
    time.sleep(0.02)
print("rendering", flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a POSIX kill")
def test_a_killed_parent_leaves_no_worker_behind(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "rendering\n"
        workers = workers_of(parent.pid)
        assert workers
    finally:
        parent.kill()
        parent.communicate()
    wait_for(lambda: not any(worker.is_running() for worker in workers), timeout_s=20)


@pytest.mark.skipif(sys.platform != "linux", reason="only there is the memory given back, and its peak told")
def test_an_idle_worker_gives_back_what_only_its_work_needed(tmp_path: Path) -> None:
    order = {"id": "1", "product": "audio", "prompt": SEED_PROMPT, "length_s": 20.0, "seed": 7, "plan": None}
    worker = Worker()
    try:
        worker.render({**order, "path": str(tmp_path / "take.wav")}, on_progress=lambda _: None)
        status = Path(f"/proc/{worker.pid}/status").read_text()
        peak = 1024 * int(status.partition("VmHWM:")[2].split()[0])
        wait_for(lambda: psutil.Process(worker.pid).memory_info().rss < 0.85 * peak, timeout_s=10)
    finally:
        worker.close()


def test_what_is_printed_in_a_worker_does_not_disturb_it() -> None:
    script = (
        "import sys, demotape.engines.band.worker as worker\n"
        "answers = worker._take_stdout()\n"
        "print('stray words')\n"
        "worker._say(answers, {'ready': True})\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == '{"ready": true}\n'
    assert "stray words" in done.stderr


def test_a_plan_is_played_in_place_of_the_prompt(
    band: Band, request_for: Callable[..., Request], tmp_path: Path
) -> None:
    asked = finished(band, request_for("pop in D minor", length_s=4.0, seed=3), "asked")
    plan = asked.details["plan"]
    again = replace(request_for("something else", length_s=9.0, seed=8), options={"plan": plan})
    status = finished(band, again, "from a plan")
    assert status.details["plan"] == plan
    files = []
    for number, (request, done) in enumerate(((request_for(), asked), (again, status))):
        band.fetch(request, done, tmp_path / str(number))
        files.append((tmp_path / str(number)).read_bytes())
    assert files[0] == files[1]


@pytest.mark.parametrize("plan", [{}, {"sections": []}, "pop", [1], {"sections": [{"name": "intro"}], "styles": []}])
def test_what_is_no_plan_is_refused_at_once(band: Band, request_for: Callable[..., Request], plan: object) -> None:
    with pytest.raises(GenerationFailed, match="no plan"):
        band.submit(replace(request_for(), options={"plan": plan}), job_id="nonsense")


def test_stems_midi_and_plan_of_a_take_are_made_again_from_its_details(
    band: Band, request_for: Callable[..., Request], tmp_path: Path
) -> None:
    request = request_for("pop", length_s=4.0)
    details = finished(band, request, "to be taken apart").details
    band.make("stems", request, details, tmp_path / "stems.zip")
    with zipfile.ZipFile(tmp_path / "stems.zip") as archive:
        assert len(archive.namelist()) >= 3
        assert all(name.endswith(".wav") for name in archive.namelist())
    band.make("midi", request, details, tmp_path / "take.mid")
    assert mido.MidiFile(tmp_path / "take.mid").length == pytest.approx(4.0, abs=0.1)
    for known in (details, {}):
        band.make("plan", request, known, tmp_path / "plan.json")
        assert json.loads((tmp_path / "plan.json").read_text("utf-8")) == details["plan"]
    assert {path.name for path in tmp_path.iterdir()} == {"stems.zip", "take.mid", "plan.json"}


def test_what_cannot_be_made_leaves_nothing_behind(
    band: Band, request_for: Callable[..., Request], tmp_path: Path
) -> None:
    request = request_for("pop", length_s=4.0)
    plan = finished(band, request, "to be spoilt").details["plan"]
    with pytest.raises(GenerationFailed):
        band.make("stems", request, {"plan": {**plan, "mode": "no mode"}}, tmp_path / "stems.zip")
    with pytest.raises(FileNotFoundError):
        band.make("stems", request, {"plan": plan}, tmp_path / "no such folder" / "stems.zip")
    assert list(tmp_path.iterdir()) == []


def test_closing_ends_what_is_being_made(tmp_path: Path, request_for: Callable[..., Request]) -> None:
    before = {worker.pid for worker in workers_of(os.getpid())}
    engine = Band(Settings(data=tmp_path / "data"))
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(engine.make, "stems", request_for("rock", length_s=LONG_S), {}, tmp_path / "stems.zip")
        worker = only_new_worker(before)
        engine.close()
        with pytest.raises(Unreachable):
            made.result(timeout=30)
    assert not psutil.pid_exists(worker.pid)
    assert not (tmp_path / "stems.zip").exists()


def test_a_soundfont_that_cannot_be_read_is_told_before_and_at_the_press(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request_for: Callable[..., Request]
) -> None:
    path = tmp_path / "broken.sf2"
    path.write_bytes(b"no sounds in here")
    monkeypatch.setenv(SETTING, str(path))
    engine = Band(Settings(data=tmp_path))
    assert engine.info.missing is not None
    assert str(path) in engine.info.missing
    assert SETTING in engine.info.missing
    with pytest.raises(GenerationFailed, match=r"broken\.sf2.*no SoundFont") as failure:
        finished(engine, request_for(), "without sounds")
    assert SETTING in failure.value.advice
    engine.close()
