"""What happens to a job, from the press to the take, with an engine that behaves in every way it may."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from demotape.engines.base import Status
from demotape.errors import (
    AudioUnavailable,
    Busy,
    DiskFull,
    GenerationFailed,
    InvalidRequest,
    KeyRejected,
    NotConfigured,
    NotSent,
    OutOfCredits,
    TicketUnknown,
    UnknownOutcome,
    Unreachable,
)
from demotape.jobs.pacing import Patience
from demotape.library import Wait, tables
from demotape.models import Charged, Cost, JobState, Request
from demotape.studio import Studio
from tests.conftest import ended, reached, wait_until
from tests.fakes.engine import MODEL, TapeEngine

PENDING = Status(ticket="ticket-1", is_generating=True)
DONE = Status(ticket="ticket-1", is_done=True, is_generating=True, audio="somewhere")


OpenStudio = Callable[[TapeEngine], Studio]


def request(**changes: object) -> Request:
    return Request(**{"engine": "tape", "prompt": "a quiet tune", "length_s": 2.0} | changes)


def press(studio: Studio, **changes: object) -> str:
    return studio.generate(request(**changes), visitor="me").id


@pytest.mark.contract(43)
def test_a_press_becomes_a_take_that_is_traced_to_its_request(studio: Studio, tape: TapeEngine) -> None:
    tape.polls = [Status(ticket="ticket-1"), PENDING, DONE]
    job_id = press(studio)
    assert ended(studio, job_id).state is JobState.READY
    take = studio.take(job_id)
    assert take.request == request()
    assert take.title == "A quiet tune"
    assert take.ticket == "ticket-1"
    assert take.measured.duration_s == pytest.approx(1.0)
    assert studio.audio(take).read_bytes() == tape.audio
    assert studio.jobs_on_desk("me") == []
    assert [one.id for one in studio.takes(visitor="me")] == [job_id]
    assert studio.takes(visitor="somebody else") == []


@pytest.mark.contract(18)
def test_one_press_that_arrives_twice_is_submitted_once(studio: Studio, tape: TapeEngine) -> None:
    job_id = str(uuid.uuid4())
    for _ in range(2):
        studio.generate(request(), visitor="me", job_id=job_id)
    ended(studio, job_id)
    assert [sent for sent, _ in tape.submitted] == [job_id]


@pytest.mark.contract(17)
def test_an_answer_that_is_done_at_once_needs_no_poll(studio: Studio, tape: TapeEngine) -> None:
    tape.submits = [DONE]
    assert ended(studio, press(studio)).state is JobState.READY
    assert tape.polled == 0


@pytest.mark.contract(41)
def test_several_jobs_at_once_do_not_mix(studio: Studio, tape: TapeEngine) -> None:
    prompts = [f"tune {number}" for number in range(8)]
    job_ids = [press(studio, prompt=prompt) for prompt in prompts]
    for job_id in job_ids:
        ended(studio, job_id)
    assert [studio.take(job_id).request.prompt for job_id in job_ids] == prompts


@pytest.mark.contract(41)
def test_no_more_jobs_are_under_way_than_the_engine_allows(open_studio: OpenStudio) -> None:
    tape = TapeEngine(parallel_jobs=2)
    gate, under_way, most = threading.Semaphore(0), 0, 0
    counting = threading.Lock()

    def answer() -> Status:
        nonlocal under_way, most
        with counting:
            under_way += 1
            most = max(most, under_way)
        gate.acquire(timeout=30)
        with counting:
            under_way -= 1
        return DONE

    tape.submits = [answer]
    studio = open_studio(tape)
    job_ids = [press(studio, prompt=f"tune {number}") for number in range(6)]
    wait_until(lambda: under_way == 2)
    for _ in job_ids:
        gate.release()
    assert [ended(studio, job_id).state for job_id in job_ids] == [JobState.READY] * 6
    assert most == 2


@pytest.mark.contract(42)
@pytest.mark.parametrize("ticket", ["../../x", "a:b/c", "/etc/passwd", "nul", "t" * 500, "é 🎷\n"])
def test_a_ticket_of_any_shape_is_kept_and_names_no_file(studio: Studio, tape: TapeEngine, ticket: str) -> None:
    tape.submits = [Status(ticket=ticket)]
    tape.polls = [replace(DONE, ticket=ticket)]
    job_id = press(studio)
    assert ended(studio, job_id).state is JobState.READY
    assert studio.take(job_id).ticket == ticket
    assert studio.audio(studio.take(job_id)).stem == job_id


def test_what_the_engine_tells_at_the_submit_is_kept_too(studio: Studio, tape: TapeEngine) -> None:
    tape.submits = [Status(ticket="ticket-1", cost=Cost(usd=0.2), details={"model": "tape/one"})]
    tape.polls = [Status(ticket="ticket-1", is_done=True, audio="x", details={"takes": 1})]
    job_id = press(studio)
    ended(studio, job_id)
    assert studio.take(job_id).cost == Cost(usd=0.2)
    assert studio.take(job_id).details == {"model": "tape/one", "takes": 1}


@pytest.mark.contract(43, 54)
def test_the_cost_that_the_engine_reports_is_kept(studio: Studio, tape: TapeEngine) -> None:
    tape.polls = [Status(ticket="ticket-1", is_done=True, audio="x", cost=Cost(usd=0.195, credits=390000.0))]
    job_id = press(studio)
    ended(studio, job_id)
    assert studio.take(job_id).cost == Cost(usd=0.195, credits=390000.0)


@pytest.mark.contract(19)
@pytest.mark.parametrize(
    ("answer", "state", "charged"),
    [
        (UnknownOutcome("The line broke."), JobState.NEEDS_YOU, Charged.UNKNOWN),
        (NotSent("No network."), JobState.FAILED, Charged.NO),
        (KeyRejected("The key is wrong."), JobState.FAILED, Charged.NO),
        (OutOfCredits("No credits left."), JobState.FAILED, Charged.NO),
        (GenerationFailed("It did not work."), JobState.FAILED, Charged.NO),
    ],
)
def test_a_submit_that_fails_is_never_sent_again(
    studio: Studio, tape: TapeEngine, answer: Exception, state: JobState, charged: Charged
) -> None:
    tape.submits = [answer]
    job = ended(studio, press(studio))
    assert job.state is state
    assert job.problem is not None
    assert job.problem.charged is charged
    assert job.problem.message == str(answer)
    assert len(tape.submitted) == 1
    assert [one.id for one in studio.jobs_on_desk("me")] == [job.id]


def test_a_fault_that_nobody_foresaw_asks_the_person_and_shows_no_trace(
    studio: Studio, tape: TapeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    tape.submits = [RuntimeError("a bug in an engine")]
    job = ended(studio, press(studio))
    assert job.state is JobState.NEEDS_YOU
    assert job.problem is not None
    assert "bug" not in job.problem.message
    assert "a bug in an engine" in caplog.text


def test_send_again_makes_a_new_job_once(studio: Studio, tape: TapeEngine) -> None:
    tape.submits = [UnknownOutcome("The line broke."), Status(ticket="ticket-2")]
    job = ended(studio, press(studio))
    new_job_id = str(uuid.uuid4())
    for _ in range(2):
        studio.send_again(job.id, new_job_id=new_job_id)
    assert ended(studio, new_job_id).state is JobState.READY
    assert len(tape.submitted) == 2
    assert studio.jobs_on_desk("me") == []


@pytest.mark.contract(34)
def test_faults_while_polling_are_waited_out(studio: Studio, tape: TapeEngine) -> None:
    tape.polls = [
        Unreachable("Bad gateway."),
        Unreachable("Not JSON."),
        TicketUnknown("Not found."),
        AudioUnavailable("Done, but no address yet."),
        PENDING,
        Unreachable("Slow down.", retry_after_s=0.02),
        DONE,
    ]
    assert ended(studio, press(studio)).state is JobState.READY
    assert len(tape.submitted) == 1


@pytest.mark.contract(30, 36)
@pytest.mark.parametrize(
    ("answer", "charged"),
    [
        (TicketUnknown("The provider does not know this job."), Charged.UNKNOWN),
        (AudioUnavailable("Finished, but without audio."), Charged.YES),
    ],
)
def test_a_provider_that_keeps_saying_so_is_believed(
    studio: Studio, tape: TapeEngine, answer: Exception, charged: Charged
) -> None:
    tape.polls = [answer]
    job = ended(studio, press(studio))
    assert (job.state, job.problem and job.problem.charged) == (JobState.FAILED, charged)
    assert job.can_check_again


@pytest.mark.contract(29)
def test_a_job_that_the_provider_failed_is_final(studio: Studio, tape: TapeEngine) -> None:
    tape.polls = [PENDING, GenerationFailed("The prompt could not be played.")]
    job = ended(studio, press(studio))
    assert job.state is JobState.FAILED
    assert not job.can_check_again


@pytest.mark.contract(35)
@pytest.mark.parametrize("barrier", [KeyRejected("The key was withdrawn."), NotConfigured("The key is gone.")])
def test_without_its_key_a_job_is_kept_for_later(studio: Studio, tape: TapeEngine, barrier: Exception) -> None:
    tape.polls = [barrier, DONE]
    job = ended(studio, press(studio))
    assert job.state is JobState.OVERDUE
    studio.check_again(job.id)
    assert reached(studio, job.id, JobState.READY)
    assert len(tape.submitted) == 1


class Hasty(TapeEngine):
    """An engine for which every job is overdue after a quarter of a second."""

    def __init__(self) -> None:
        super().__init__(deadline_s=0.25, deadline_per_second=0.0)


@pytest.mark.contract(38)
def test_overdue_is_told_and_check_again_brings_the_take(open_studio: OpenStudio) -> None:
    tape = Hasty()
    tape.polls = [PENDING]
    studio = open_studio(tape)
    job = ended(studio, press(studio))
    assert job.state is JobState.OVERDUE
    assert job.problem is not None
    assert job.problem.charged is Charged.UNKNOWN
    tape.polls = [DONE]
    studio.check_again(job.id)
    assert reached(studio, job.id, JobState.READY)
    assert len(tape.submitted) == 1


def test_a_queued_job_can_be_cancelled_and_is_never_submitted(open_studio: OpenStudio) -> None:
    gate = threading.Event()
    tape = TapeEngine(parallel_jobs=1)
    tape.submits = [lambda: gate.wait() and Status(ticket="ticket-1")]
    studio = open_studio(tape)
    first, second = press(studio), press(studio)
    wait_until(lambda: len(tape.submitted) == 1)
    waiting = second if tape.submitted[0][0] == first else first
    studio.stop(waiting)
    assert studio.job(waiting).state is JobState.CANCELLED
    gate.set()
    ended(studio, first)
    ended(studio, second)
    after = press(studio)
    ended(studio, after)
    assert waiting not in [sent for sent, _ in tape.submitted]
    gate.set()


def test_cancel_ends_the_work_of_an_engine_that_can(open_studio: OpenStudio) -> None:
    tape = TapeEngine(can_cancel=True, costs_money=False)
    tape.polls = [PENDING]
    studio = open_studio(tape)
    job_id = press(studio)
    reached(studio, job_id, JobState.GENERATING)
    studio.stop(job_id)
    job = ended(studio, job_id)
    assert job.state is JobState.CANCELLED
    assert tape.cancelled == ["ticket-1"]


@pytest.mark.contract(39)
def test_stop_waiting_lets_the_person_go_but_keeps_a_take_that_still_comes(studio: Studio, tape: TapeEngine) -> None:
    tape.polls = [PENDING]
    job_id = press(studio)
    reached(studio, job_id, JobState.GENERATING)
    studio.stop(job_id)
    job = reached(studio, job_id, JobState.CANCELLED)
    assert job.problem is not None
    assert job.problem.charged is Charged.UNKNOWN
    studio.dismiss(job_id)
    tape.polls = [DONE]
    assert reached(studio, job_id, JobState.READY)
    assert studio.take(job_id)


BUSY = Busy("The provider has too many requests at once.", retry_after_s=None)


@pytest.mark.contract(24)
def test_a_provider_that_is_too_busy_is_waited_for(
    studio: Studio, tape: TapeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demotape.jobs.pacing._FIRST_BUSY_PAUSE_S", 0.01)
    gate, seen = threading.Event(), []
    tape.submits = [BUSY, lambda: gate.wait(30) and BUSY, Status(ticket="ticket-1")]
    monkeypatch.setattr(
        studio._jobs, "put_back", lambda *args, put=studio._jobs.put_back: (put(*args), seen.append(args))
    )
    job_id = press(studio)
    wait_until(lambda: bool(seen))
    gate.set()
    assert reached(studio, job_id, JobState.READY).problem is None
    assert [sent for sent, _ in tape.submitted] == [job_id] * 3
    assert len(studio.ledger()) == 1
    assert [(put[1].again_at > 0, put[1].charged, put[1].kind) for put in seen] == [(True, Charged.NO, "Busy")] * 2


@pytest.mark.contract(24)
@pytest.mark.parametrize(("retry_after_s", "tries"), [(None, 5), (0.0, 5), (3600.0, 1)])
def test_a_provider_that_stays_busy_is_given_up_at_no_cost(
    *, studio: Studio, tape: TapeEngine, monkeypatch: pytest.MonkeyPatch, retry_after_s: float | None, tries: int
) -> None:
    monkeypatch.setattr("demotape.jobs.pacing._FIRST_BUSY_PAUSE_S", 0.01)
    monkeypatch.setattr("demotape.jobs.pacing._SHORTEST_BUSY_PAUSE_S", 0.01)
    tape.submits = [Busy("Too many.", retry_after_s=retry_after_s)]
    job = ended(studio, press(studio))
    assert (job.state, job.problem and job.problem.charged) == (JobState.FAILED, Charged.NO)
    assert len(tape.submitted) == tries


@pytest.mark.contract(24)
def test_a_job_that_waits_for_a_busy_provider_shows_when_it_is_tried_again_and_can_be_cancelled(
    open_studio: OpenStudio,
) -> None:
    tape = TapeEngine()
    tape.submits = [Busy("Too many.", retry_after_s=60.0)]
    studio = open_studio(tape)
    job_id = press(studio)
    wait_until(lambda: studio.job(job_id).problem is not None)
    job = studio.job(job_id)
    assert job.state is JobState.QUEUED
    assert job.problem is not None
    assert 0 < (job.problem.again_at or 0) - time.time() <= 66.0
    studio.stop(job_id)
    assert studio.job(job_id).state is JobState.CANCELLED
    assert studio.ledger() == []


def test_a_restart_while_waiting_for_a_busy_provider_sends_it_then(open_studio: OpenStudio) -> None:
    first, second = TapeEngine(), TapeEngine()
    first.submits = [Busy("Too many.", retry_after_s=60.0)]
    studio = open_studio(first)
    job_id = press(studio)
    wait_until(lambda: studio.job(job_id).problem is not None)
    studio = open_studio(second)
    assert reached(studio, job_id, JobState.READY)
    assert (len(first.submitted), len(second.submitted)) == (1, 1)


@pytest.mark.contract(45)
@pytest.mark.parametrize("first", [b"<html>Service is down</html>", b"", b"RIFF\x00\x00"], ids=["page", "empty", "cut"])
def test_bad_audio_is_fetched_again(studio: Studio, tape: TapeEngine, first: bytes) -> None:
    tape.fetches = [first, None]
    job_id = press(studio)
    assert ended(studio, job_id).state is JobState.READY
    assert studio.audio(studio.take(job_id)).read_bytes() == tape.audio


def test_audio_that_stays_bad_never_becomes_a_take(studio: Studio, tape: TapeEngine) -> None:
    tape.fetches = [b"<html>Service is down</html>"]
    job = ended(studio, press(studio))
    assert job.state is JobState.FAILED
    assert job.problem is not None
    assert job.problem.charged is Charged.YES
    assert job.can_check_again
    assert studio.count_takes() == 0
    assert list(studio.settings.data.rglob(f"*{job.id}*")) == []


@pytest.mark.contract(44)
def test_a_dead_address_is_asked_for_anew(studio: Studio, tape: TapeEngine) -> None:
    tape.fetches = [AudioUnavailable("Expired."), None]
    job_id = press(studio)
    assert ended(studio, job_id).state is JobState.READY
    assert tape.polled == 2


def test_a_full_disk_keeps_the_job_for_when_there_is_space(studio: Studio, tape: TapeEngine) -> None:
    tape.fetches = [DiskFull("The disk is full."), None]
    job = ended(studio, press(studio))
    assert (job.state, job.problem and job.problem.kind) == (JobState.FAILED, "DiskFull")
    studio.check_again(job.id)
    assert reached(studio, job.id, JobState.READY)
    assert len(tape.submitted) == 1


def failing_first(monkeypatch: pytest.MonkeyPatch, studio: Studio, method: str, times: int) -> list[int]:
    """Let writes of the database fail as on a full disk, a few times; returns how often they were tried."""
    write, tries = getattr(studio._jobs, method), []

    def full(*args: object, **options: object) -> None:
        tries.append(1)
        if len(tries) <= times:
            raise DiskFull("The disk of the data folder is full.")
        write(*args, **options)

    monkeypatch.setattr("demotape.jobs.work._REST_S", 0.01)
    monkeypatch.setattr(studio._jobs, method, full)
    return tries


@pytest.mark.parametrize("method", ["submitted", "saw", "finish"])
def test_a_disk_that_is_full_for_a_while_costs_no_second_submit_and_no_take(
    studio: Studio, tape: TapeEngine, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    tape.polls = [PENDING, DONE]
    tries = failing_first(monkeypatch, studio, method, times=2)
    job_id = press(studio)
    assert reached(studio, job_id, JobState.READY)
    assert len(tries) > 2
    assert len(tape.submitted) == 1
    assert studio.audio(studio.take(job_id)).read_bytes() == tape.audio


def test_an_unknown_outcome_is_told_as_soon_as_the_disk_allows(
    studio: Studio, tape: TapeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape.submits = [UnknownOutcome("The line broke.")]
    failing_first(monkeypatch, studio, "end", times=2)
    job = reached(studio, press(studio), JobState.NEEDS_YOU)
    assert job.problem is not None
    assert job.problem.message == "The line broke."
    assert len(tape.submitted) == 1


@pytest.mark.contract(27)
def test_true_progress_is_shown_and_none_is_invented(studio: Studio, tape: TapeEngine) -> None:
    tape.polls = [Status(ticket="ticket-1", is_generating=True, progress=0.4)]
    job_id = press(studio)
    assert reached(studio, job_id, JobState.GENERATING).progress == 0.4
    tape.polls = [DONE]
    ended(studio, job_id)


@pytest.mark.contract(40)
def test_a_restart_while_waiting_costs_no_second_submit(open_studio: OpenStudio) -> None:
    tape = TapeEngine()
    tape.polls = [PENDING]
    studio = open_studio(tape)
    job_id = press(studio)
    reached(studio, job_id, JobState.GENERATING)
    studio = open_studio(tape)
    tape.polls = [DONE]
    assert reached(studio, job_id, JobState.READY)
    assert len(tape.submitted) == 1


def _intent_without_answer(open_studio: OpenStudio, tape: TapeEngine) -> str:
    """A data folder as a kill between the intent and the answer leaves it."""
    studio = open_studio(tape)
    job_id = str(uuid.uuid4())
    studio._jobs.add(job_id=job_id, visitor="me", request=request())
    assert studio._jobs.begin_submit(job_id)
    return job_id


@pytest.mark.contract(19)
@pytest.mark.parametrize(
    ("costs_money", "state", "submits"), [(True, JobState.NEEDS_YOU, 0), (False, JobState.READY, 1)]
)
def test_a_cut_between_intent_and_answer_is_only_repeated_where_it_is_free(
    open_studio: OpenStudio, costs_money: bool, state: JobState, submits: int
) -> None:
    tape = TapeEngine(costs_money=costs_money)
    job_id = _intent_without_answer(open_studio, tape)
    studio = open_studio(tape)
    assert ended(studio, job_id).state is state
    assert len(tape.submitted) == submits


@pytest.mark.contract(6, 7, 10)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prompt": " \n\t "}, "Write what you want to hear"),
        ({"prompt": "x" * 101}, "101 characters"),
        ({"length_s": 0.5}, "1 to 60 seconds"),
        ({"length_s": 61.0}, "1 to 60 seconds"),
    ],
)
def test_a_request_that_cannot_be_is_refused_before_anything_is_sent(
    studio: Studio, tape: TapeEngine, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidRequest, match=words):
        press(studio, **changes)
    assert tape.submitted == []
    assert studio.jobs_on_desk("me") == []


def test_an_engine_that_lacks_its_key_is_refused_with_what_it_needs(open_studio: OpenStudio) -> None:
    studio = open_studio(TapeEngine(missing="Get a key at the shop."))
    with pytest.raises(NotConfigured) as caught:
        press(studio)
    assert caught.value.advice == "Get a key at the shop."


PROMPTS = [
    "quotes ' \" ` and a backslash \\",
    "an emoji 🎷 and 日本語",
    "line\nbreaks\r\nof both kinds",
    "<script>alert(1)</script>",
    "**markdown** [link](https://example.org) $x$ :red[no]",
    "../../etc/passwd",
]


@pytest.mark.contract(14, 49)
@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_prompt_arrives_unchanged_and_makes_a_safe_file_name(studio: Studio, tape: TapeEngine, prompt: str) -> None:
    job_id = press(studio, prompt=prompt)
    ended(studio, job_id)
    assert tape.submitted[0][1].prompt == prompt
    take = studio.take(job_id)
    assert take.request.prompt == prompt
    name = studio.download_name(take, studio.audio(take))
    assert not set('<>:"/\\|?*\n\r') & set(name)
    assert name.endswith(".wav")
    assert not name.startswith(".")


LIKE = Request(engine="tape", prompt="another tune", length_s=2.0)


def test_the_usual_wait_is_told_once_there_is_a_history(studio: Studio) -> None:
    assert studio.usual_wait(LIKE) is None
    for _ in range(3):
        ended(studio, press(studio))
    wait = studio.usual_wait(LIKE)
    assert wait is not None
    assert 0 <= wait.low_s <= wait.usual_s <= wait.high_s
    assert studio.usual_wait(replace(LIKE, length_s=50.0)) is None


@pytest.mark.contract(28)
def test_each_model_is_asked_at_the_pace_that_it_showed(
    studio: Studio, tape: TapeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two models of different speed: what was learned of one is not used for the other."""
    speeds = {"quick": 8.0, "slow": 90.0}
    tape.info = replace(tape.info, models=tuple(replace(MODEL, name=name) for name in speeds))
    tape.polls = [DONE]
    for model, took_s in speeds.items():
        made = [press(studio, options={"model": model}) for _ in range(3)]
        for job_id in made:
            assert ended(studio, job_id).state is JobState.READY
        with studio._database.writing() as connection:
            connection.execute(sa.update(tables.jobs).where(tables.jobs.c.id.in_(made)).values(waited_s=took_s))
    used: list[Wait] = []

    class NotedPatience(Patience):
        def __init__(self, *args: object, wait: Wait, **options: object) -> None:
            used.append(wait)
            super().__init__(*args, wait=wait, **options)

    monkeypatch.setattr("demotape.jobs.work.Patience", NotedPatience)
    for model, took_s in speeds.items():
        assert studio.usual_wait(request(options={"model": model})) == Wait(took_s, took_s, took_s)
        ended(studio, press(studio, options={"model": model}))
        assert used[-1] == Wait(took_s, took_s, took_s)


@pytest.mark.contract(28)
def test_a_job_is_never_asked_for_sooner_than_the_engine_allows(
    studio: Studio, tape: TapeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where a person presses, the audio has to be asked for anew, or a fault came."""
    shortest_s = 0.15
    tape.info = replace(tape.info, poll_interval_s=shortest_s)
    monkeypatch.setattr("demotape.jobs.pacing._FIRST_POLL_S", 0.0)
    asked: list[float] = []

    def noted(answer: object) -> Callable[[], object]:
        return lambda: asked.append(time.monotonic()) or answer

    tape.polls = [noted(PENDING)]
    tape.fetches = [AudioUnavailable("Expired."), AudioUnavailable("Expired."), None]
    job_id = press(studio)
    for presses in range(1, 4):
        wait_until(lambda presses=presses: len(asked) > presses)
        studio._runner.result().stop(job_id)  # wakes the job's thread, as a press of Stop waiting does
    tape.polls = [noted(Unreachable("Bad gateway.", retry_after_s=0.0)), noted(DONE)]
    assert reached(studio, job_id, JobState.READY)
    assert len(asked) > 6
    assert min(later - sooner for sooner, later in itertools.pairwise(asked)) >= shortest_s


@pytest.mark.parametrize("act", [Studio.stop, Studio.check_again, Studio.dismiss])
def test_pressing_on_something_ended_or_gone_does_no_harm(studio: Studio, act: Callable[[Studio, str], None]) -> None:
    job_id = press(studio)
    ended(studio, job_id)
    act(studio, job_id)
    assert studio.job(job_id).state is JobState.READY
