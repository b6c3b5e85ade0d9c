"""The Library in a real browser: search and bookmark, judge, delete and undo, carry out and in again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from demotape.audio.tags import story_of, write_story
from demotape.models import Request
from demotape.settings import Settings
from demotape.studio import Studio
from tests.fakes.audio import tone
from tests.fakes.engine import TapeEngine
from tests.fakes.server import Server, serve
from tests.unit.conftest import shelve
from tests.unit.library.conftest import take

PROMPTS = ("slow lo-fi piano", "loud rock anthem", "jazz, walking bass")
TAKES = 45
READY_MS = 60_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("library") / "data"
    studio = Studio(Settings(data=data), engines={"band": TapeEngine(name="band")})
    for number in range(TAKES):
        one = shelve(studio, tone(1.0, format="mp3", frequency=200.0 + number))
        studio._takes.delete(one.id)
        request = Request(engine="band", prompt=PROMPTS[number % 3], length_s=7.0, seed=number)
        studio._takes.add(
            replace(
                one,
                title=f"Take {number}",
                request=request,
                created_at=datetime(2026, 5, 4, tzinfo=UTC) + timedelta(hours=number),
            )
        )
    studio.close()
    with serve(data) as running:
        yield running


@pytest.fixture
def library(page: Page, server: Server) -> Page:
    return visit(page, server)


def visit(page: Page, server: Server, query: str = "") -> Page:
    page.goto(f"{server.url}/library{query}")
    expect(page.get_by_role("heading", name="Library")).to_be_visible(timeout=READY_MS)
    return page


def cards(page: Page) -> Locator:
    return page.locator("[class*='st-key-take-']")


def card(page: Page, title: str) -> Locator:
    return cards(page).filter(has=page.get_by_role("heading", name=title, exact=True))


def search(page: Page, words: str) -> None:
    box = page.get_by_role("textbox", name="Search")
    box.fill(words)
    box.press("Enter")


def counted(page: Page, words: str) -> None:
    expect(page.locator(".st-key-count")).to_contain_text(words)


def test_a_search_can_be_bookmarked_and_back_works(library: Page, server: Server, page: Page) -> None:
    counted(library, f"{TAKES} takes")
    visits = library.evaluate("history.length")
    search(library, "ROCK anth")
    counted(library, "15 takes")
    expect(library).to_have_url(re.compile(r"q=ROCK"))
    bookmark = library.url.removeprefix(f"{server.url}/library")
    library.wait_for_function("length => history.length > length", arg=visits)  # faster than any person
    library.go_back()
    counted(library, f"{TAKES} takes")
    expect(library.get_by_role("textbox", name="Search")).to_have_value("")
    visit(library, server, bookmark)
    counted(library, "15 takes")
    expect(library.get_by_role("textbox", name="Search")).to_have_value("ROCK anth")


def test_a_page_of_the_list_can_be_bookmarked(library: Page, server: Server) -> None:
    visit(library, server, "?sort=Oldest+first&page=2")
    expect(card(library, "Take 20")).to_be_visible()
    expect(cards(library)).to_have_count(20)


def test_a_title_leads_to_the_page_of_its_take(library: Page) -> None:
    link = cards(library).first.get_by_role("heading").get_by_role("link")
    expect(link).to_have_attribute("href", re.compile(r"^/take\?take=[0-9a-f-]{36}$"))


def test_a_take_is_judged_with_mouse_and_keyboard(library: Page, server: Server) -> None:
    search(library, "take 44")
    one = card(library, "Take 44")
    one.get_by_role("button", name="4 stars").click()
    expect(one.get_by_role("button", name="4 stars")).to_have_attribute("aria-pressed", "true")
    one.get_by_role("button", name="Favourite").focus()
    library.keyboard.press("Enter")
    expect(one.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    visit(library, server, "?fav=true&stars=4+or+more")
    counted(library, "1 take · favourites · 4 stars or more")
    one.get_by_role("button", name="4 stars").click()
    expect(library.get_by_text("No take fits.")).to_be_visible()


def test_details_are_edited_and_found(library: Page) -> None:
    search(library, "take 43")
    one = card(library, "Take 43")
    one.get_by_role("button", name="Edit details").click()
    dialog = library.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Title").fill("Nachtzug 🚂")
    dialog.get_by_role("textbox", name="Notes").fill("<b>for</b> Zoë")
    dialog.get_by_role("combobox", name="Tags").fill("demo *1*")
    library.keyboard.press("Enter")
    library.keyboard.press("Escape") if library.get_by_role("listbox").count() else None
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    search(library, "🚂 zoe demo")
    counted(library, "1 take")
    expect(cards(library)).to_contain_text("<b>for</b> Zoë")
    expect(cards(library).get_by_role("list", name="Tags")).to_contain_text("demo *1*")


def test_a_deleted_take_is_had_back(library: Page) -> None:
    search(library, "take 42")
    one = card(library, "Take 42")
    one.get_by_role("button", name="Delete", exact=True).click()
    expect(library.get_by_text("“Take 42” is in the bin.")).to_be_visible()
    expect(one).to_have_count(0)
    library.get_by_role("button", name="Undo").click()
    expect(one).to_be_visible()
    one.get_by_role("button", name="Delete", exact=True).click()
    library.get_by_role("button", name="Dismiss").click()
    library.get_by_role("radio", name="Bin").click()
    one.get_by_role("button", name="Restore").click()
    expect(one).to_have_count(0)
    library.get_by_role("radio", name="Takes").click()
    expect(one).to_be_visible()


def test_a_zip_of_several_takes_opens_and_comes_back(library: Page, tmp_path: Path) -> None:
    search(library, "jazz")
    counted(library, "15 takes")
    for number in range(2):
        cards(library).nth(number).get_by_role("checkbox").check()
        expect(library.get_by_text(f"{number + 1} selected")).to_be_visible()
    library.get_by_role("button", name="Export ZIP").click()
    with library.expect_download() as download:
        library.get_by_role("link", name=re.compile("Save the ZIP")).click()
    archive = Path(download.value.path()).read_bytes()
    assert re.fullmatch(r"demotape-\d{4}-\d\d-\d\d-2-takes\.zip", download.value.suggested_filename)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert [Path(name).suffix for name in opened.namelist()] == [".mp3", ".json"] * 2 + [".json"]
    bring(library, "jazz.zip", archive)
    expect(library.get_by_text("jazz.zip: 2 are in the library already.")).to_be_visible()
    library.get_by_role("button", name="Delete", exact=True).first.click()
    expect(library.get_by_text("2 takes are in the bin.")).to_be_visible()
    counted(library, "13 takes")
    bring(library, "jazz.zip", archive)
    expect(library.get_by_text("jazz.zip: 2 takes brought back from the bin.")).to_be_visible()
    counted(library, "15 takes")


def bring(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def test_an_exported_file_restores_the_form(library: Page, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "made.mp3"
    file.write_bytes(tone(1.0, format="mp3", frequency=777.0))
    request = Request(engine="band", prompt="bossa nova at dusk, nylon guitar", length_s=23.0, seed=4321)
    write_story(file, story_of(take("made-elsewhere", request=request, title="Dusk", cost=None, details={})))
    bring(library, "Dusk.mp3", file.read_bytes())
    expect(library.get_by_text("Dusk.mp3: 1 take imported.")).to_be_visible()
    search(library, "bossa dusk")
    card(library, "Dusk").get_by_role("button", name="Use again").click()
    expect(library.get_by_role("textbox", name="Prompt")).to_have_value(request.prompt, timeout=READY_MS)
    expect(library.get_by_role("slider", name="Length")).to_have_attribute("aria-valuetext", "0:23")
    expect(library.get_by_role("button", name="Seed 4321")).to_be_visible()


def test_files_are_dropped_anywhere_and_refusals_are_told(library: Page) -> None:
    sound = list(tone(0.5, format="wav", frequency=999.0))
    library.evaluate(
        """sound => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(sound)], "from the <b>phone.wav"));
            data.items.add(new File(["hello"], "letter.mp3"));
            for (const type of ["dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
        }""",
        sound,
    )
    expect(library.get_by_text("from the <b>phone.wav: 1 take imported.")).to_be_visible()
    expect(library.get_by_text("letter.mp3: This is text instead of audio.")).to_be_visible()
    search(library, "phone")
    expect(cards(library).get_by_role("button", name="Use again")).to_have_count(0)
    expect(cards(library).get_by_role("heading")).to_have_text("from the <b>phone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 390])
def test_every_view_is_accessible_and_fits(page: Page, server: Server, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    visit(page, server, "?q=lo-fi")
    cards(page).first.get_by_role("checkbox").check()
    expect(page.get_by_text("1 selected")).to_be_visible()
    cards(page).nth(1).get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("checkbox", name="Favourites only")).to_be_visible()
    check(page)
    visit(page, server, "?show=Bin")
    check(page)
    visit(page, server, "?show=Storage")
    expect(page.get_by_role("heading", name="Files and takes")).to_be_visible()
    check(page)


def check(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    serious = [
        f"{found['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]
    assert serious == []
