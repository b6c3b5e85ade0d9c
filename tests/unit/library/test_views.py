"""Searching, filtering and sorting takes, and what people say about them, on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demotape.library import Database, Order, TakeShelf, View
from demotape.library.tables import take_words
from demotape.models import Measured, Request
from tests.unit.library.conftest import take

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PROMPTS = [
    "Slow lo-fi piano in A minor",
    "Größenwahn: schnelle Trommeln 🥁",
    'a "quoted" NOT jazz AND rock song',
    "音楽 for a café",
]


def shelved(takes: TakeShelf, number: int, prompt: str, **changes: object) -> None:
    request = Request(engine="tape" if number % 2 else "band", prompt=prompt, length_s=10.0)
    measured = Measured(
        duration_s=10.0 * (number + 1),
        sample_rate=44_100,
        channels=2,
        loudness_lufs=None,
        true_peak_dbtp=None,
        peaks=b"",
    )
    changes = {
        "title": f"Take {chr(ord('a') + number)}",
        "request": request,
        "measured": measured,
        "details": {},
        **changes,
    }
    assert takes.add(take(str(number), created_at=NOON + timedelta(days=number), **changes))


@pytest.fixture
def four(takes: TakeShelf) -> TakeShelf:
    """Takes 0 to 3, one a day, each 10 s longer than the one before."""
    for number, prompt in enumerate(PROMPTS):
        shelved(takes, number, prompt, tempo_bpm=60.0 + 30 * number, key="A minor" if number == 0 else "C major")
    takes.change(["1"], rating=4)
    takes.change(["2"], rating=2, is_favourite=True)
    takes.change(["3"], notes="for the Übersicht")
    takes.tag(["1", "2"], add=["Demo"])
    takes.tag(["2"], add=["für Anna", "loud"])
    return takes


def found(takes: TakeShelf, view: View) -> str:
    ids = "".join(one.id for one in takes.find(view))
    assert takes.count_of(view) == len(ids)
    assert "".join(takes.ids(view)) == ids
    return ids


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("", "3210"),
        ("piano", "0"),
        ("PIA", "0"),
        ("slow piano", "0"),
        ("piano slow", "0"),
        ("slow trommeln", ""),
        ("lofi", "0"),
        ("lo-fi", "0"),
        ("lo fi", "0"),
        ("grossen", "1"),
        ("GRÖßE", "1"),
        ("🥁", "1"),
        ("trommeln🥁", "1"),
        ('"quoted"', "2"),
        ('"jazz AND"', "2"),
        ("jazz NOT rock", "2"),
        ("jazz OR piano", ""),
        ("jazz*", "2"),
        ("piano)", "0"),
        ("' OR 1=1 --", ""),
        ("-piano", "0"),
        ("prompt:piano", ""),
        ("NEAR", ""),
        ("***", "3210"),
        ("楽", "3"),
        ("cafe", "3"),
        ("ubersicht", "3"),
        ("demo", "21"),
        ("fur anna", "2"),
        ("take d", "321"),  # `demo` begins with d
    ],
)
def test_takes_are_found_by_their_words(four: TakeShelf, words: str, ids: str) -> None:
    assert found(four, View(words=words)) == ids


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(words=st.text(max_size=40))
def test_any_search_is_answered(four_once: TakeShelf, words: str) -> None:
    four_once.find(View(words=words, styles=(words[:5],)))


@pytest.fixture
def four_once(takes: TakeShelf) -> TakeShelf:
    for number, prompt in enumerate(PROMPTS):
        shelved(takes, number, prompt)
    return takes


@pytest.mark.parametrize(
    ("view", "ids"),
    [
        (View(engine="band"), "20"),
        (View(engine="nobody"), ""),
        (View(styles=("lo-fi",)), "0"),
        (View(styles=("jazz", "rock")), "2"),
        (View(shortest_s=20.0), "321"),
        (View(shortest_s=20.0, longest_s=30.0), "21"),
        (View(slowest_bpm=90.0, fastest_bpm=120.0), "21"),
        (View(key="A minor"), "0"),
        (View(least_rating=2), "21"),
        (View(least_rating=3), "1"),
        (View(is_favourite=True), "2"),
        (View(tags=("Demo",)), "21"),
        (View(tags=("Demo", "loud")), "2"),
        (View(tags=("demo",)), ""),
        (View(since=NOON + timedelta(days=2)), "32"),
        (View(until=NOON + timedelta(days=2)), "10"),
        (View(since=NOON + timedelta(days=1), until=NOON + timedelta(days=2)), "1"),
        (View(words="demo", engine="band", least_rating=1, tags=("loud",), key="C major"), "2"),
        (View(words="demo", engine="tape", is_favourite=True), ""),
        (View(order=Order.OLDEST), "0123"),
        (View(order=Order.LONGEST), "3210"),
        (View(order=Order.SHORTEST), "0123"),
        (View(order=Order.BEST), "1230"),
        (View(order=Order.TITLE), "0123"),
        (View(is_bin=True), ""),
    ],
)
def test_filters_narrow_together_and_orders_sort(four: TakeShelf, view: View, ids: str) -> None:
    assert found(four, view) == ids


def test_a_view_comes_in_pages(four: TakeShelf) -> None:
    assert [one.id for one in four.find(View(), limit=2, offset=1)] == ["2", "1"]


def test_words_follow_every_change(four: TakeShelf) -> None:
    four.rename("0", "Nachtzug")
    assert found(four, View(words="nachtzug")) == "0"
    assert "0" not in found(four, View(words="take"))
    four.change(["0"], notes="am Meer")
    assert found(four, View(words="meer nachtzug")) == "0"
    four.tag(["0"], add=["Meerweh"])
    four.tag(["2"], remove=["Demo"])
    assert found(four, View(words="meerweh")) == "0"
    assert found(four, View(words="demo")) == "1"
    four.delete("0")
    assert found(four, View(words="nachtzug")) == ""


def test_a_deleted_take_leaves_no_words_and_tags_behind(four: TakeShelf, database: Database) -> None:
    for number in range(4):
        four.delete(str(number))
    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(take_words)) == 0
    assert four.facets().tags == ()


def test_what_people_say_comes_back(four: TakeShelf) -> None:
    one = four.get("2")
    assert one is not None
    assert (one.rating, one.is_favourite, one.tags) == (2, True, ("Demo", "für Anna", "loud"))
    four.change(["2"], rating=None)
    assert four.get("2") == replace(one, rating=None)


def test_the_bin_holds_takes_out_of_sight(four: TakeShelf) -> None:
    assert four.bin(["0", "1", "unknown"], deleted_at=NOON) == 2
    assert four.bin(["0"], deleted_at=NOON + timedelta(days=1)) == 0
    assert found(four, View()) == "32"
    assert found(four, View(is_bin=True)) == "10"
    assert found(four, View(is_bin=True, words="piano")) == "0"
    assert four.count() == 2
    assert [one.id for one in four.newest()] == ["3", "2"]
    assert four.deleted_before(NOON + timedelta(seconds=1)) == [("0", "0/0.mp3"), ("1", "1/1.mp3")]
    assert four.deleted_before(NOON) == []
    assert four.restore(["0", "2"]) == 1
    assert found(four, View()) == "320"


def test_facets_are_what_there_is_to_choose_from(four: TakeShelf) -> None:
    facets = four.facets()
    assert facets.engines == ("band", "tape")
    assert facets.keys == ("A minor", "C major")
    assert facets.tags == ("Demo", "für Anna", "loud")


def test_more_takes_than_one_statement_takes(takes: TakeShelf) -> None:
    for number in range(3):
        shelved(takes, number, "a tune")
    ids = [*(str(number) for number in range(3)), *(f"x{number}" for number in range(40_000))]
    assert takes.known(ids) == {"0", "1", "2"}
    assert takes.change(ids, is_favourite=True) == 3
    takes.tag(ids, add=["all"])
    assert [one.tags for one in takes.several(ids)] == [("all",)] * 3


def test_the_engines_plan_tells_tempo_and_key(takes: TakeShelf) -> None:
    sections = [{"tempo_bpm": 80.0, "length_s": 4.0}, {"tempo_bpm": 120.0, "length_s": 9.0}]
    shelved(takes, 0, "a", details={"plan": {"sections": sections, "tonic": 9, "mode": "dorian"}})
    shelved(takes, 1, "b", details={"plan": "nonsense"})
    shelved(takes, 2, "c", details={"plan": {"sections": [1], "tonic": "C", "mode": 3}})
    assert [(one.tempo_bpm, one.key) for one in takes.find(View(order=Order.OLDEST))] == [
        (120.0, "A minor"),
        (None, None),
        (None, None),
    ]
