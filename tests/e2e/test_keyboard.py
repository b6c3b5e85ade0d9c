"""The whole way by the keyboard alone: a take is made, found, judged, carried out, shaped and saved. No mouse, no focus
that a key did not move, no field that is not typed into."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.fakes.server import Server, serve

READY_MS = 60_000
MOST_STEPS = 150
"""More than a page has things to press."""

HAS_FOCUS = """element => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return element === focused || (element.contains(focused) && focused.matches("input"));
}"""

IS_SEEN = """element => {
  const box = element.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const style = getComputedStyle(element.matches("input[type=checkbox]") ? element.parentElement : element);
  return inside && style.visibility === "visible";
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("keyboard") / "data") as running:
        yield running


class Keyboard:
    """A person who has nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press

    def go_to(self, target: Locator, *, back: bool = False) -> None:
        """Press Tab until the focus is there, and see that it can be seen."""
        expect(target).to_be_visible(timeout=READY_MS)
        expect(target).to_be_enabled()
        for _ in range(MOST_STEPS):
            if target.evaluate(HAS_FOCUS):
                self.page.wait_for_function(IS_SEEN, arg=target.element_handle())
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"the Tab key never came to {target}")

    def push(self, target: Locator, *, key: str = "Enter", back: bool = False) -> None:
        self.go_to(target, back=back)
        self.press(key)

    def type(self, target: Locator, text: str, *, back: bool = False) -> None:
        """Go there and put a text in place of what stands there."""
        self.go_to(target, back=back)
        self.press("Control+A")
        self.page.keyboard.type(text)
        expect(target).to_have_value(text)


@pytest.fixture
def keyboard(page: Page, server: Server) -> Keyboard:
    page.goto(server.url)
    expect(page.get_by_text("of 2,000 characters")).to_be_visible(timeout=READY_MS)
    return Keyboard(page)


def cards(page: Page) -> Locator:
    return page.locator("[class*='st-key-take-']")


def test_a_take_is_made_found_judged_and_shaped(keyboard: Keyboard, page: Page, tmp_path: Path) -> None:
    make_two(keyboard, page)
    find_and_judge(keyboard, page)
    carry_out(keyboard, page, tmp_path)
    shape(keyboard, page)


def make_two(keyboard: Keyboard, page: Page) -> None:
    keyboard.type(page.get_by_role("textbox", name="Prompt"), "house at 120 BPM in C minor, loud bass")
    length = page.get_by_role("slider", name="Length")
    keyboard.push(length, key="Home")
    while length.get_attribute("aria-valuetext") != "0:12":
        keyboard.press("ArrowRight")
    keyboard.push(page.get_by_role("button", name="Generate", exact=True))
    expect(cards(page)).to_have_count(1, timeout=READY_MS)
    play, pause = (cards(page).get_by_role("button", name=re.compile(f"^{name} House")) for name in ("Play", "Pause"))
    keyboard.push(play, key="Space")
    expect(cards(page).locator(".elapsed")).not_to_have_text("0:00")
    keyboard.push(pause, key="Space")
    expect(play).to_be_visible()

    keyboard.type(page.get_by_role("textbox", name="Prompt"), "solo piano, calm", back=True)
    keyboard.press("Control+Enter")
    expect(cards(page)).to_have_count(2, timeout=READY_MS)


def find_and_judge(keyboard: Keyboard, page: Page) -> None:
    keyboard.push(page.get_by_role("link", name="Library", exact=True), back=True)
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    keyboard.type(page.get_by_role("textbox", name="Search"), "house bass")
    keyboard.press("Enter")
    expect(page.locator(".st-key-count")).to_contain_text("1 take")
    card = cards(page)
    expect(card).to_have_count(1)
    for name in ("Favourite", "4 stars"):
        keyboard.push(card.get_by_role("button", name=name))
        expect(card.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    keyboard.push(card.get_by_role("checkbox"), key="Space", back=True)
    expect(page.get_by_text("1 selected")).to_be_visible()


def carry_out(keyboard: Keyboard, page: Page, tmp_path: Path) -> None:
    keyboard.push(page.get_by_role("button", name="Export ZIP"), back=True)
    save = page.get_by_role("link", name=re.compile("Save the ZIP"))
    keyboard.go_to(save, back=True)
    with page.expect_download() as caught:
        keyboard.press("Enter")
    caught.value.save_as(tmp_path / "takes.zip")
    with zipfile.ZipFile(tmp_path / "takes.zip") as archive:
        assert archive.testzip() is None
        assert [Path(name).suffix for name in archive.namelist()] == [".wav", ".json", ".json"]


def shape(keyboard: Keyboard, page: Page) -> None:
    keyboard.push(cards(page).get_by_role("link", name=re.compile("^House")))
    page.wait_for_url("**/take?take=*")
    source = page.url
    expect(page.get_by_role("table", name="Asked and got")).to_be_visible(timeout=READY_MS)
    stage = page.get_by_role("slider", name=re.compile("^Position in House"))
    keyboard.push(stage, key="Space")
    expect(page.get_by_role("button", name=re.compile("^Pause House"))).to_be_visible()
    keyboard.press("Space")
    for key in ("Home", "ArrowRight", "i", "ArrowRight", "o"):
        keyboard.press(key)
    expect(page.locator(".region-length")).to_have_text("5.00 s")
    keyboard.press("l")
    expect(page.get_by_role("button", name="Loop", exact=True).first).to_have_attribute("aria-pressed", "true")
    keyboard.press("Space")
    expect(page.locator(".wave .elapsed")).to_have_text(re.compile(r"0:0[6-9]\.\d"))
    keyboard.press("Space")

    tabs = page.get_by_role("tab", name="Asked and got")
    keyboard.push(tabs, key="ArrowRight")
    keyboard.press("Enter")
    expect(page.get_by_role("spinbutton", name="From (seconds)")).to_have_value("5.000")
    keyboard.push(page.get_by_role("button", name="Add step"))
    expect(page.get_by_role("checkbox", name="Trim to 0:05.00–0:10.00")).to_be_checked()
    kind = page.get_by_role("combobox", name="Step", exact=True)
    keyboard.go_to(kind, back=True)
    page.keyboard.type("Reverse")
    expect(page.get_by_role("option", name="Reverse", exact=True)).to_be_visible()
    keyboard.press("Enter")
    expect(page.locator(".st-key-add-Reverse")).to_be_visible()
    keyboard.push(page.get_by_role("button", name="Add step"))
    expect(page.get_by_role("checkbox", name="Reverse")).to_be_checked()
    expect(page.get_by_role("button", name="Play Preview of the edit")).to_be_visible(timeout=READY_MS)
    keyboard.type(page.get_by_role("textbox", name="Title of the new take"), "Backwards")
    keyboard.push(page.get_by_role("button", name="Save as a new take"))
    keyboard.push(page.get_by_role("button", name="Open the new take"))
    page.wait_for_url(lambda url: url != source)
    expect(page.get_by_role("heading", name="Backwards", level=1)).to_be_visible()
