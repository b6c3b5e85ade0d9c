"""Help with the prompt in a real browser: words in and out, sections, saved prompts, a restart in between."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.conftest import wait_until
from tests.fakes.aimlapi import FakeAimlapi
from tests.fakes.server import Server, serve

KEY = "test-key"
READY_MS = 60_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A studio with both engines, shared by the tests; each test is another visitor."""
    data = tmp_path_factory.mktemp("studio") / "data"
    with (
        FakeAimlapi(key=KEY) as provider,
        serve(data, env={"AIMLAPI_BASE_URL": provider.url, "AIMLAPI_KEY": KEY}) as running,
    ):
        yield running


@pytest.fixture
def create(page: Page, server: Server) -> Page:
    return opened(page, server)


def opened(page: Page, server: Server) -> Page:
    """The page Create, ready for use."""
    page.goto(server.url)
    expect(page.get_by_text("of 2,000 characters")).to_be_visible(timeout=READY_MS)
    expect(tab(page, "Style")).to_be_visible()
    return page


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Prompt")


def tab(page: Page, name: str) -> Locator:
    row = page.get_by_role("group", name="Words to choose from")
    return row.get_by_role("button", name=re.compile(rf"^{name}\b"))


def chip(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_the_words_are_folded_away_until_they_are_wanted(create: Page) -> None:
    expect(chip(create, "Calm")).to_be_hidden()
    tab(create, "Mood").click()
    expect(chip(create, "Calm")).to_be_visible()
    expect(tab(create, "Mood")).to_have_attribute("aria-expanded", "true")
    tab(create, "Style").click()
    expect(chip(create, "Calm")).to_be_hidden()
    tab(create, "Style").click()
    expect(chip(create, "Jazz")).to_be_hidden()


def test_words_go_into_the_prompt_and_out_again_and_what_is_typed_stays(create: Page) -> None:
    box(create).press_sequentially("a tune for my cat")
    tab(create, "Mood").click()
    chip(create, "Calm").click()
    expect(box(create)).to_have_value("a tune for my cat, calm")
    expect(chip(create, "Calm")).to_have_attribute("aria-pressed", "true")
    expect(tab(create, "Mood")).to_have_accessible_name("Mood 1")
    box(create).press("End")
    box(create).press_sequentially(" and slow, in the morning")
    chip(create, "Warm").click()
    expect(box(create)).to_have_value("a tune for my cat, calm and slow, in the morning, warm")
    chip(create, "Calm").click()
    expect(box(create)).to_have_value("a tune for my cat and slow, in the morning, warm")
    chip(create, "Warm").click()
    expect(box(create)).to_have_value("a tune for my cat and slow, in the morning")
    expect(chip(create, "Calm")).to_have_attribute("aria-pressed", "false")


def test_what_is_typed_while_the_words_are_on_their_way_is_not_lost(create: Page) -> None:
    box(create).fill("a tune")
    box(create).blur()
    tab(create, "Mood").click()
    expect(chip(create, "Calm")).to_be_visible()
    # In one go in the page, so that no answer can come in between.
    create.evaluate(
        """() => {
          const helper = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(".helper"));
          const calm = [...helper.shadowRoot.querySelectorAll("button")].find((one) => one.textContent === "Calm");
          calm.click();
          const box = document.querySelector(".st-key-prompt textarea");
          box.focus();
          document.execCommand("selectAll");
          document.execCommand("insertText", false, "another melody");
        }"""
    )
    expect(box(create)).to_have_value("another melody, calm")


def test_words_that_are_chosen_in_one_go_all_get_there(create: Page) -> None:
    tab(create, "Mood").click()
    expect(chip(create, "Calm")).to_be_visible()
    create.evaluate(
        """() => {
          const helper = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(".helper"));
          const chips = [...helper.shadowRoot.querySelectorAll("button")];
          for (const name of ["Calm", "Warm", "Sad"]) chips.find((one) => one.textContent === name).click();
        }"""
    )
    expect(box(create)).to_have_value("calm, warm, sad")


def test_words_that_the_person_deletes_are_chosen_no_longer(create: Page) -> None:
    tab(create, "Instruments").click()
    chip(create, "Piano").click()
    chip(create, "Harp").click()
    expect(box(create)).to_have_value("piano, harp")
    box(create).fill("piano")
    box(create).blur()
    expect(chip(create, "Harp")).to_have_attribute("aria-pressed", "false")
    expect(chip(create, "Piano")).to_have_attribute("aria-pressed", "true")


def test_tempo_key_and_voices_replace_each_other(create: Page) -> None:
    tab(create, "Tempo").click()
    chip(create, "Slow").click()
    expect(box(create)).to_have_value("slow")
    chip(create, "Fast").click()
    expect(box(create)).to_have_value("fast")
    create.get_by_role("spinbutton").fill("96")
    create.get_by_role("spinbutton").press("Enter")
    expect(box(create)).to_have_value("fast, 96 BPM")
    tab(create, "Key").click()
    key = create.get_by_role("combobox", name="Key")
    key.select_option("A minor")
    expect(box(create)).to_have_value("fast, 96 BPM, in A minor")
    key.select_option("C major")
    expect(box(create)).to_have_value("fast, 96 BPM, in C major")
    key.select_option("Any key")
    expect(box(create)).to_have_value("fast, 96 BPM")


def test_the_page_says_beforehand_that_a_model_does_not_sing(create: Page) -> None:
    tab(create, "Voices").click()
    expect(create.get_by_text("This model does not sing")).to_be_visible()
    create.get_by_role("radio", name="AI/ML API").click()
    expect(create.get_by_text("This model does not sing")).to_be_hidden()
    chip(create, "None: instrumental").click()
    expect(box(create)).to_have_value("instrumental only")


def test_sections_make_up_the_length_and_the_band_keeps_to_them(create: Page) -> None:
    box(create).fill("rock tune")
    tab(create, "Sections").click()
    chip(create, "Plan sections").click()
    expect(box(create)).to_have_value("rock tune\nintro: 7 s, then verse: 13 s")
    chip(create, "Add a section").click()
    expect(create.get_by_role("spinbutton", name="Seconds of section 3")).to_be_visible()
    create.get_by_role("combobox", name="Section 2 sounds").select_option("loud")
    create.get_by_role("button", name="Remove section 3").click()
    expect(box(create)).to_have_value("rock tune\nintro: 8 s, then loud verse: 12 s")
    create.get_by_role("spinbutton", name="Seconds of section 1").fill("18")
    create.get_by_role("spinbutton", name="Seconds of section 1").press("Enter")
    expect(create.get_by_text("0:30 of 0:20")).to_be_visible()
    chip(create, "Fit to the length").click()
    expect(box(create)).to_have_value("rock tune\nintro: 12 s, then loud verse: 8 s")
    expect(create.get_by_text("0:20 in all")).to_be_visible()
    create.get_by_role("button", name="Generate", exact=True).click()
    expect(create.get_by_text("0:00-0:12 intro; 0:12-0:20 loud verse")).to_be_visible(timeout=READY_MS)


def test_everything_is_done_by_the_keyboard(create: Page) -> None:
    box(create).focus()
    create.keyboard.type("a tune")
    for name in ("Style", "Mood"):
        create.keyboard.press("Tab")
        expect(tab(create, name)).to_be_focused()
    create.keyboard.press("Enter")
    for _ in range(6):
        create.keyboard.press("Tab")
    expect(chip(create, "Calm")).to_be_focused()
    create.keyboard.press("Space")
    expect(box(create)).to_have_value("a tune, calm")
    expect(chip(create, "Calm")).to_be_focused()
    create.keyboard.press("Space")
    expect(box(create)).to_have_value("a tune")


def test_an_example_takes_the_place_of_all_words_and_can_be_taken_back(create: Page) -> None:
    tab(create, "Mood").click()
    chip(create, "Calm").click()
    expect(box(create)).to_have_value("calm")
    chip(create, "Quiet piano").click()
    expect(box(create)).to_have_value(re.compile("^solo piano in C minor, calm"))
    expect(chip(create, "Calm")).to_have_attribute("aria-pressed", "false")
    chip(create, "Bring my words back").click()
    expect(box(create)).to_have_value("calm")


def test_a_saved_prompt_is_there_for_the_next_visit(create: Page, server: Server) -> None:
    chip(create, "Surprise me").click()
    expect(box(create)).not_to_have_value("")
    prompt = box(create).input_value()
    chip(create, "Saved and earlier").click()
    create.get_by_role("textbox", name="Save the prompt in the form as").fill("My find")
    chip(create, "Save").click()
    expect(create.get_by_role("dialog").get_by_text("My find")).to_be_visible()
    opened(create, server)
    expect(box(create)).to_have_value("")
    chip(create, "Saved and earlier").click()
    chip(create, "Use").click()
    expect(create.get_by_role("dialog")).to_be_hidden()
    expect(box(create)).to_have_value(prompt)


@pytest.mark.parametrize("comes_back_by", ["a choice", "another field"])
def test_after_a_restart_of_the_server_the_words_can_still_be_taken_out(
    tmp_path: Path, new_page: Callable[..., Page], page_errors: list[str], comes_back_by: str
) -> None:
    with serve(tmp_path / "data") as server:
        page = new_page()
        opened(page, server)
        box(page).fill("a tune")
        tab(page, "Mood").click()
        chip(page, "Calm").click()
        expect(box(page)).to_have_value("a tune, calm")
        sockets: list[str] = []

        def note(socket: WebSocket) -> None:
            sockets.append(socket.url)

        page.on("websocket", note)
        server.kill9()
        server.start()
        generate = page.get_by_role("button", name="Generate", exact=True)
        # Until the page is connected again, widgets are disabled.
        wait_until(lambda: generate.is_enabled() and bool(sockets))
        expect(chip(page, "Calm")).to_have_attribute("aria-pressed", "true")
        expect(box(page)).to_have_value("a tune, calm")
        if comes_back_by == "a choice":
            chip(page, "Warm").click()
            expect(box(page)).to_have_value("a tune, calm, warm")
        else:
            page.get_by_role("radio", name="AI/ML API").click()
            expect(page.get_by_text("Costs money.")).to_be_visible()
            expect(chip(page, "Calm")).to_have_attribute("aria-pressed", "true")
        chip(page, "Calm").click()
        expect(box(page)).to_have_value("a tune, warm" if comes_back_by == "a choice" else "a tune")
        page.close()
    page_errors.clear()  # the page rightly missed its server


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1100])
def test_it_is_usable_for_everybody(new_page: Callable[..., Page], server: Server, scheme: str, width: int) -> None:
    page = opened(new_page(viewport={"width": width, "height": 844}, color_scheme=scheme), server)
    expect(page.get_by_role("button", name="Generate", exact=True)).to_be_visible()
    for name, words in (("Mood", "Calm"), ("Tempo", "Slow"), ("Voices", "Spoken"), ("Sections", "Plan sections")):
        tab(page, name).click()
        chip(page, words).click()
        if words != "Plan sections":
            expect(chip(page, words)).to_have_attribute("aria-pressed", "true")
        assert serious_faults(page) == []
    expect(page.get_by_role("button", name="Remove section 2")).to_be_visible()
    assert serious_faults(page) == []
    chip(page, "Saved and earlier").click()
    page.get_by_role("textbox", name="Save the prompt in the form as").fill("A name")
    chip(page, "Save").click()
    expect(page.get_by_role("dialog").get_by_text("A name")).to_be_visible()
    assert serious_faults(page) == []


def serious_faults(page: Page) -> list[str]:
    """What stands in the way of people who see or move otherwise; and whether the page is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]
