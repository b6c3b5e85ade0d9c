"""Numbers and moments as a person reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from components import wording
from demotape.models import Charged, Cost, Job, JobState, Measured, Problem, Request, Take
from tests.fakes.engine import INFO

NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)


def take(
    *,
    asked_s: float = 20.0,
    real_s: float = 20.0,
    lufs: float | None = -14.04,
    cost: Cost | None = None,
    peaks: bytes = b"",
) -> Take:
    measured = Measured(
        duration_s=real_s, sample_rate=44_100, channels=2, loudness_lufs=lufs, true_peak_dbtp=-1.0, peaks=peaks
    )
    return Take(
        id="t",
        visitor="me",
        title="Tune",
        request=Request(engine="tape", prompt="tune", length_s=asked_s),
        created_at=NOW,
        file="t.mp3",
        media_type="audio/mpeg",
        size_bytes=1,
        measured=measured,
        cost=cost,
    )


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (-3, "0:00"), (9.4, "0:09"), (59.6, "1:00"), (61, "1:01"), (600, "10:00"), (3661, "61:01")],
)
def test_seconds_read_as_a_clock(seconds: float, shown: str) -> None:
    assert wording.clock(seconds) == shown


@pytest.mark.parametrize(
    ("ago", "zone", "shown"),
    [
        (timedelta(seconds=5), "UTC", "just now"),
        (timedelta(seconds=-5), "UTC", "just now"),
        (timedelta(minutes=5), "UTC", "today, 12:25"),
        (timedelta(minutes=5), "Asia/Tokyo", "today, 21:25"),
        (timedelta(hours=13), "UTC", "yesterday, 23:30"),
        (timedelta(hours=13), "America/Los_Angeles", "yesterday, 16:30"),
        (timedelta(hours=13), "Pacific/Auckland", "yesterday, 11:30"),
        (timedelta(hours=2), "Asia/Tokyo", "today, 19:30"),
        (timedelta(days=60), "UTC", "5 Mar 12:30"),
        (timedelta(days=400), "UTC", "30 Mar 2025"),
    ],
)
def test_moments_are_short_and_of_the_persons_own_day(ago: timedelta, zone: str, shown: str) -> None:
    assert wording.moment(NOW - ago, now=NOW, zone=ZoneInfo(zone)) == shown


@pytest.mark.parametrize(
    ("asked_s", "real_s", "shown"),
    [(20, 20.0, "0:20"), (20, 20.4, "0:20"), (20, 21.6, "0:22 (asked for 0:20)"), (90, 60.0, "1:00 (asked for 1:30)")],
)
def test_lengths_name_the_asked_one_where_it_differs(asked_s: float, real_s: float, shown: str) -> None:
    assert wording.lengths(take(asked_s=asked_s, real_s=real_s)) == shown


@pytest.mark.contract(50)
@pytest.mark.parametrize(
    ("asked_s", "real_s", "note"),
    [
        (20, 21.9, None),
        (20, 23.0, "0:03 longer than you asked for."),
        (20, 15.0, "0:05 shorter than you asked for."),
        (300, 280.0, None),
        (300, 200.0, "1:40 shorter than you asked for."),
    ],
)
def test_a_clearly_different_length_is_noted(asked_s: float, real_s: float, note: str | None) -> None:
    assert wording.note_on_length(take(asked_s=asked_s, real_s=real_s)) == note


SOUND, SILENCE = b"\xf0\x10", b"\0\0"


@pytest.mark.contract(53)
@pytest.mark.parametrize(
    ("lufs", "peaks", "note"),
    [
        (None, SILENCE * 20, "This take is silent."),
        (-40.0, SOUND * 9 + SILENCE * 11, "Most of this take is silent."),
        (-20.0, SOUND * 14 + SILENCE * 6, "The last 0:06 are silent."),
        (-20.0, SOUND * 18 + SILENCE * 2, None),  # a pause before the end is music
        (-20.0, SILENCE * 6 + SOUND * 14, None),
        (-20.0, b"", None),
    ],
    ids=["silent", "mostly", "silent tail", "short tail", "slow beginning", "not measured"],
)
def test_silent_and_mostly_silent_audio_is_told(lufs: float | None, peaks: bytes, note: str | None) -> None:
    assert wording.note_on_silence(take(lufs=lufs, peaks=peaks)) == note


@pytest.mark.contract(54)
@pytest.mark.parametrize(
    ("reported", "shown"),
    [
        (Cost(usd=0.195, credits=390_000.0), "$0.195"),
        (Cost(usd=0.1), "$0.10"),
        (Cost(usd=0.0015), "$0.0015"),
        (Cost(usd=0.00001), "$0.00001"),
        (Cost(usd=12.0), "$12.00"),
        (Cost(usd=0.0), "$0.00"),
        (Cost(credits=390_000.0), "390,000 credits"),
        (Cost(), "cost not reported"),
    ],
)
def test_a_cost_is_what_was_reported(reported: Cost, shown: str) -> None:
    assert wording.cost(reported) == shown


@pytest.mark.parametrize(
    ("one", "shown"),
    [
        (take(), "0:20 · Tape · today · -14.0 LUFS"),
        (take(lufs=None), "0:20 · Tape · today"),
        (take(cost=Cost(usd=0.195)), "0:20 · Tape · today · -14.0 LUFS · $0.195"),
    ],
)
def test_the_quiet_line_tells_what_is_known(one: Take, shown: str) -> None:
    assert wording.facts(one, maker="Tape", when="today") == shown


@pytest.mark.contract(27)
@pytest.mark.parametrize(
    ("usual_s", "started", "shown"),
    [
        (None, False, "1:30 elapsed"),
        (45.0, False, "1:30 elapsed · usually 0:45"),
        (45.0, True, "0:30 elapsed · usually 0:45"),
        (0.4, True, "0:30 elapsed · usually under a second"),
    ],
)
def test_waiting_tells_the_time_since_it_left_the_queue(usual_s: float | None, started: bool, shown: str) -> None:
    job = Job(
        id="j",
        visitor="me",
        request=take().request,
        state=JobState.GENERATING,
        created_at=NOW - timedelta(seconds=90),
        changed_at=NOW,
        started_at=NOW - timedelta(seconds=30) if started else None,
    )
    assert wording.waiting(job, now=NOW, usual_s=usual_s) == shown


@pytest.mark.contract(24)
@pytest.mark.parametrize(("left_s", "when"), [(65.2, "in 1:05"), (4.0, "in 0:04"), (0.4, "now"), (-3.0, "now")])
def test_a_job_that_is_tried_again_says_when(left_s: float, when: str) -> None:
    busy = Problem(kind="Busy", message="Too many.", advice="", charged=Charged.NO, again_at=NOW.timestamp() + left_s)
    assert wording.tried_again(busy, now=NOW) == f"Too many. It cost nothing and is tried again {when}."


@pytest.mark.parametrize("verdict", list(Charged))
def test_whether_it_cost_anything_is_always_said_where_it_can(verdict: Charged) -> None:
    assert wording.charged(verdict, info=INFO).endswith(".")
    assert wording.charged(verdict, info=None).endswith(".")
    assert "cost nothing" in wording.charged(Charged.NO, info=INFO)


@pytest.mark.contract(61)
def test_the_text_of_a_person_shows_as_it_was_typed() -> None:
    typed = "**bold** [x](http://y) <script> `code` $a$ :red[b] # 1. ~s~ \\ é 🥁"
    escaped = wording.plain(typed)
    assert escaped.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == typed
    for mark in "*[]()<>`$:#~_!":
        assert mark not in escaped.replace(f"\\{mark}", "")
