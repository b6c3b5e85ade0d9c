"""The page Library as Streamlit runs it, with no takes, one, and a thousand."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from demotape.collection import ExportState
from demotape.server import door
from demotape.studio import Studio
from tests.app.filled import fill
from tests.conftest import wait_until
from tests.fakes.audio import tone
from tests.unit.conftest import shelve

FRAME = Path(__file__).parents[2] / "components" / "frame.py"


@pytest.fixture
def library(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens the page, with what its address says."""
    monkeypatch.setattr(door, "studio", lambda: studio)

    def open_page(**address: str) -> AppTest:
        app = AppTest.from_file(FRAME, default_timeout=30)
        app.session_state["visitor"] = "app-test"
        app.run()
        for name, value in address.items():
            app.query_params[name] = value
        return app.switch_page("../pages/library.py").run()

    return open_page


def players(page: AppTest) -> list[dict[str, object]]:
    """What each take's player was given."""
    found = [json.loads(element.proto.json) for element in page.get("bidi_component")]
    return [data for data in found if "peaks" in data]


def titles(page: AppTest) -> list[object]:
    assert not page.exception
    return [data["title"] for data in players(page)]


def text(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.text, *page.caption, *page.error, *page.header])


def test_an_empty_library_says_what_to_do(library: Callable[..., AppTest]) -> None:
    page = library()
    assert titles(page) == []
    assert "No takes yet" in text(page)
    assert "files dropped on this page become takes" in text(page)


def test_one_take_has_its_judgement_and_a_link_to_its_page(library: Callable[..., AppTest], studio: Studio) -> None:
    (take,) = fill(studio, 1)
    studio.collection.set_favourite([take.id], True)
    studio.collection.rate([take.id], 4)
    page = library()
    (data,) = players(page)
    assert data["marks"] == {"favourite": True, "rating": 4}
    assert data["link"] == f"/take?take={take.id}"
    assert (data["tags"], data["selected"]) == (["demo"], False)
    assert "1 take" in text(page)


def test_a_thousand_takes_come_twenty_at_a_time(library: Callable[..., AppTest], studio: Studio) -> None:
    fill(studio, 1000)
    page = library()
    assert titles(page) == [f"Take {number}" for number in range(999, 979, -1)]
    assert "1,000 takes" in text(page)
    page.pagination(key="page").set_value(50).run()
    assert titles(page) == [f"Take {number}" for number in range(19, -1, -1)]
    page.text_input(key="q").set_value("rock").run()
    assert page.pagination(key="page").value == 1
    assert "334 takes" in text(page)


def test_filters_narrow_together_and_are_told(library: Callable[..., AppTest], studio: Studio) -> None:
    fill(studio, 60)
    page = library()
    page.multiselect(key="tags").set_value(["demo"])
    page.selectbox(key="stars").set_value("2 or more")
    page.slider(key="bpm").set_value((70, 110))
    page.text_input(key="q").set_value("LO-FI").run()
    assert titles(page) == ["Take 50", "Take 40", "Take 20", "Take 10"]
    assert "tagged “demo” · 2 stars or more · 70 to 110 BPM" in text(page)
    page.text_input(key="q").set_value("nothing like it").run()
    assert "No take fits" in text(page)
    page.button(key="clear-filters").click().run()
    assert "60 takes" in text(page)


def test_an_address_is_a_view(library: Callable[..., AppTest], studio: Studio) -> None:
    fill(studio, 60)
    page = library(q="piano", sort="Oldest first", page="2")
    assert titles(page)[0] == "Take 31"
    page = library(q="rock", tags="demo")
    assert titles(page) == ["Take 30", "Take 0"]
    page = library(stars="77", sort="Nonsense", page="-4", bpm="x")
    assert titles(page)[0] == "Take 59"


def test_several_takes_are_judged_exported_deleted_and_had_back(
    library: Callable[..., AppTest], studio: Studio
) -> None:
    takes = fill(studio, 30)
    page = library()
    page.session_state["selected takes"] = (takes[29].id,)
    page.run()
    assert "1 selected" in text(page)
    page.button(key="select-all").click().run()
    assert "30 selected" in text(page)
    page.button(key="favourite-selected").click().run()
    page.multiselect(key="bulk-tags").set_value(["demo"]).run()
    page.button(key="remove-bulk-tags").click().run()
    assert studio.collection.facets().tags == ()
    assert all(data["marks"]["favourite"] for data in players(page))
    page.button(key="export-selected").click().run()
    export_id = page.session_state["export"]
    wait_until(lambda: studio.collection.exports.get(export_id).state is not ExportState.RUNNING)
    page.run()
    (link,) = page.get("link_button")
    assert link.proto.url == f"/exports/{export_id}"
    page.button(key="delete-selected").click().run()
    assert "30 takes are in the bin." in text(page)
    assert studio.count_takes() == 0
    page.button(key="undo-delete").click().run()
    assert studio.count_takes() == 30
    assert not page.exception


def test_the_bin_gives_back_and_deletes_for_good(library: Callable[..., AppTest], studio: Studio) -> None:
    takes = fill(studio, 3)
    studio.collection.bin([take.id for take in takes])
    page = library(show="Bin")
    assert len(players(page)) == 3
    assert {action["name"] for action in players(page)[0]["actions"]} == {"restore", "delete-for-good"}
    page.session_state["selected takes"] = (takes[0].id,)
    page.run()
    page.button(key="restore-selected").click().run()
    assert studio.count_takes() == 1
    page.session_state["selected takes"] = (takes[1].id,)
    page.run()
    page.button(key="delete-selected-now").click().run()
    page.session_state["asked of a take"] = ("delete-for-good", takes[2].id)
    page.run()
    page.button(key="delete-now").click().run()
    assert "The bin is empty" in text(page)
    assert [take.id for take in studio.takes()] == [takes[0].id]


def test_storage_tells_what_is_wrong_and_mends_it(library: Callable[..., AppTest], studio: Studio) -> None:
    lost, kept = shelve(studio, tone(0.3, format="mp3")), shelve(studio, tone(0.4, format="wav"))
    page = library(show="Storage")
    for path in studio._storage.originals.rglob("*.*"):  # of other tests
        if path.name not in {Path(lost.file).name, Path(kept.file).name}:
            path.unlink()
    page.run()
    assert "Everything is in order" in text(page)
    assert list(page.table[0].value["Takes"]) == ["2"]
    studio._storage.path(lost.file).unlink()
    orphan = studio._storage.originals / "orphan.flac"
    orphan.write_bytes(tone(0.5, format="flac"))
    os.utime(orphan, (1, 1))
    page.run()
    assert f"{lost.file} (missing)" in text(page)
    assert "orphan.flac" in text(page)
    page.button(key="bin-losses").click().run()
    page.button(key="adopt-orphans").click().run()
    assert not page.exception
    assert {take.title for take in studio.takes()} == {kept.title, "orphan"}
    assert not orphan.exists()
