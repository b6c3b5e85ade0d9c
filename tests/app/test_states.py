"""Create, Take, Usage and Settings with nothing, one thing and a thousand to show; the Library has its own tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from demotape.library import BenchShelf, Link, Origin
from demotape.models import Take
from demotape.server import door
from demotape.studio import Studio
from tests.app.filled import VISITOR, fill, submit

FRAME = Path(__file__).parents[2] / "components" / "frame.py"

Open = Callable[..., AppTest]


@pytest.fixture
def open_page(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page by its name, with what its address says."""
    monkeypatch.setattr(door, "studio", lambda: studio)

    def open_it(name: str, **address: str) -> AppTest:
        app = AppTest.from_file(FRAME, default_timeout=60)
        app.session_state["visitor"] = VISITOR
        app.run()
        for key, value in address.items():
            app.query_params[key] = value
        page = app.switch_page(str(FRAME.parents[1] / "pages" / f"{name}.py")).run()
        assert not page.exception
        assert not page.error
        return page

    return open_it


def given(page: AppTest, key: str) -> list[dict[str, Any]]:
    """What the components whose key begins so were given."""
    return [json.loads(one.proto.json) for one in page.get("bidi_component") if f"-{key}" in one.proto.id]


def text(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.title, *page.text, *page.caption, *page.markdown])


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_create_shows_the_newest_takes_and_where_the_others_are(open_page: Open, studio: Studio, count: int) -> None:
    fill(studio, count)
    page = open_page("create")
    titles = [one["title"] for one in given(page, "player-")]
    assert titles == [f"Take {number}" for number in reversed(range(max(0, count - 20), count))]
    assert ("Nothing here yet" in text(page)) == (count == 0)
    links = [link.proto.label for link in page.get("page_link")]
    assert ("All takes are in the Library" in links) == (count == 1000)


def test_a_take_that_is_alone_has_nothing_to_be_compared_with(open_page: Open, studio: Studio) -> None:
    (take,) = fill(studio, 1)
    page = open_page("take", take=take.id)
    assert "There is no other take yet." in text(page)
    assert "Made from no other take, and no other was made from it yet." in text(page)


def test_a_take_among_a_thousand_offers_few_and_shows_a_part_of_a_large_family(open_page: Open, studio: Studio) -> None:
    takes = fill(studio, 1000)
    make_family(studio, takes[0], takes[1:])
    page = open_page("take", take=takes[0].id)
    assert given(page, "wave-")[0]["sound"]["title"] == "Take 0"
    offered = page.selectbox(key=f"compare-{takes[0].id}").options
    relatives = [button for button in page.button if (button.key or "").startswith("turn-to-")]
    assert 50 <= len(offered) <= 300
    assert len(relatives) == 199
    assert "Only 200 of this family are shown." in text(page)


def make_family(studio: Studio, parent: Take, children: list[Take]) -> None:
    shelf = BenchShelf(studio._database)
    for child in children:
        shelf.link(Link(child.id, parent.id, Origin.VARIATION))


@pytest.mark.parametrize("count", [1, 1000])
def test_usage_lists_fifty_submissions_a_page_and_sums_up_all(open_page: Open, studio: Studio, count: int) -> None:
    submit(studio, count)
    page = open_page("usage")
    (sums,), (submissions,) = given(page, "sums"), given(page, "submissions")
    assert sums["rows"][-1] == ["In all", f"{count:,}", "$10.00" if count == 1000 else "$0.01", "0"]
    assert len(submissions["rows"]) == min(count, 50)
    if count > 50:
        page.pagination(key="usage-page").set_value(20).run()
        (last,) = given(page, "submissions")
        assert last["rows"][-1][0].endswith("12:00")


def test_settings_do_not_depend_on_what_there_is(open_page: Open, studio: Studio) -> None:
    before = [header.value for header in open_page("settings").header]
    fill(studio, 1000)
    submit(studio, 1000)
    assert [header.value for header in open_page("settings").header] == before == ["Tape"]
