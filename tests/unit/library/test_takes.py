"""The shelf of takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from demotape.library import JobShelf, TakeShelf
from demotape.models import Measured, Take
from tests.unit.library.conftest import REQUEST, take

NOON = datetime(2026, 5, 4, 12, 0, 0, 123456, tzinfo=UTC)
SILENCE = Measured(duration_s=0.2, sample_rate=8000, channels=1, loudness_lufs=None, true_peak_dbtp=None, peaks=b"")


@pytest.mark.parametrize(
    "put_in",
    [take("t", created_at=NOON), take("t", created_at=NOON, measured=SILENCE, ticket=None, cost=None, details={})],
    ids=["every field", "as few fields as may be"],
)
def test_a_take_comes_back_as_it_was_put_in(jobs: JobShelf, takes: TakeShelf, put_in: Take) -> None:
    jobs.finish(put_in)
    assert takes.get("t") == put_in


def test_a_moment_of_another_zone_is_the_same_moment(jobs: JobShelf, takes: TakeShelf) -> None:
    jobs.finish(take("t", created_at=NOON.astimezone(timezone(timedelta(hours=-9, minutes=-30)))))
    found = takes.get("t")
    assert found is not None
    assert found.created_at == NOON
    assert found.created_at.utcoffset() == timedelta(0)


def test_an_unknown_take_is_none(takes: TakeShelf) -> None:
    assert takes.get("nobody's") is None


@pytest.fixture
def five(jobs: JobShelf, takes: TakeShelf) -> TakeShelf:
    """Takes 0 to 4, one a minute; 3 and 4 of the same moment; 2 is somebody else's."""
    for number in range(5):
        visitor = "you" if number == 2 else "me"
        jobs.finish(take(str(number), visitor=visitor, created_at=NOON + timedelta(minutes=min(number, 3))))
    return takes


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, "43210"),
        ({"visitor": "me"}, "4310"),
        ({"visitor": "you"}, "2"),
        ({"visitor": "nobody"}, ""),
        ({"limit": 2}, "43"),
        ({"limit": 2, "offset": 2}, "21"),
        ({"limit": 2, "offset": 4, "visitor": "me"}, ""),
    ],
)
def test_takes_come_newest_first_in_pages(five: TakeShelf, query: dict[str, object], ids: str) -> None:
    assert "".join(found.id for found in five.newest(**query)) == ids


@pytest.mark.parametrize(("visitor", "count"), [(None, 5), ("me", 4), ("nobody", 0)])
def test_takes_are_counted(five: TakeShelf, visitor: str | None, count: int) -> None:
    assert five.count(visitor=visitor) == count


def test_renaming_changes_the_title_alone(five: TakeShelf) -> None:
    assert five.rename("1", "Neu 🎺")
    found = five.get("1")
    assert found is not None
    assert (found.title, found.request) == ("Neu 🎺", REQUEST)
    assert not five.rename("9", "Neu")


def test_deleting_is_for_good(five: TakeShelf) -> None:
    assert five.delete("1")
    assert not five.delete("1")
    assert five.get("1") is None
    assert five.count() == 4
