"""The page of a take in a real browser: heard closely, shaped, saved, compared and handed on."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import soundfile as sf
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from demotape.audio.analysis import analyse
from demotape.audio.probe import measure
from demotape.audio.tags import read_story
from tests.conftest import wait_until
from tests.e2e.recorder import RECORDER
from tests.fakes.server import Server, serve

READY_MS = 60_000
PROMPT = "house at 120 BPM in C minor, warm chords, loud bass"
SECONDS = "0:20"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("take") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def take_url(server: Server, browser: Browser) -> str:
    """The address of a take of the Band, made and opened as a person does it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    cards = page.locator("[class*='st-key-take-']")
    for number, prompt in enumerate((PROMPT, "solo piano, calm"), start=1):
        expect(page.get_by_text("of 2,000 characters")).to_be_visible(timeout=READY_MS)
        box = page.get_by_role("textbox", name="Prompt")
        box.fill(prompt)
        box.blur()
        page.get_by_role("button", name="Generate", exact=True).click()
        expect(cards).to_have_count(number, timeout=READY_MS)
    cards.last.get_by_role("link", name=re.compile("^House")).click()
    page.wait_for_url("**/take?take=*")
    url = page.url
    context.close()
    return url


@pytest.fixture
def take(page: Page, take_url: str) -> Page:
    """The page of the take, once it was listened to."""
    return visit(page, take_url)


def visit(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.get_by_role("table", name="Asked and got")).to_be_visible(timeout=READY_MS)
    expect(page.get_by_role("button", name="Snap to beat")).to_be_enabled()
    return page


def stage(page: Page) -> Locator:
    return page.get_by_role("slider", name=re.compile("^Position in House"))


def select(page: Page, start: str, end: str) -> None:
    """Type a region into the large player."""
    page.get_by_role("textbox", name="Region from").fill(start)
    page.get_by_role("textbox", name="to", exact=True).fill(end)
    page.get_by_role("textbox", name="to", exact=True).press("Enter")


def open_bench(page: Page) -> None:
    page.get_by_role("tab", name="Workbench").click()
    expect(page.get_by_role("button", name="Add step")).to_be_visible()


def choose_step(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Step", exact=True).click()
    page.keyboard.type(name)  # the list draws only what fits into it
    expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Step", exact=True)).to_have_value(name)
    # Until the page has run, the button still adds the step that was chosen before.
    expect(page.locator(f".st-key-add-{name.replace(' ', '-')}")).to_be_visible()


def add(page: Page, label: str) -> None:
    """Add the step that stands in the fields, and wait until it is heard in the preview."""
    page.get_by_role("button", name="Add step").click()
    expect(page.get_by_role("checkbox", name=label)).to_be_checked()
    expect(page.get_by_role("button", name="Play Preview of the edit")).to_be_visible()


def fill(page: Page, label: str, value: str) -> None:
    field = page.get_by_role("spinbutton", name=label)
    field.fill(value)
    field.press("Enter")


def save(page: Page) -> str:
    """Save the edit and open the new take; returns its id."""
    page.get_by_role("button", name="Save as a new take").click()
    before = page.url
    page.get_by_role("button", name="Open the new take").click(timeout=READY_MS)
    page.wait_for_url(lambda url: url != before)
    expect(page.get_by_role("heading", level=1)).to_contain_text("(edited)")
    return parse_qs(urlsplit(page.url).query)["take"][0]


def fetched(page: Page, server: Server, path: str) -> bytes:
    response = page.request.get(f"{server.url}{path}")
    assert response.ok
    return response.body()


def audio(page: Page, key: str) -> Locator:
    return page.locator(f"audio[data-player^='{key}']")


def seconds_of(page: Page) -> float:
    shown = page.locator(".elapsed").first.inner_text()
    minutes, rest = shown.split(":")
    return 60 * int(minutes) + float(rest)


def drawn(page: Page, name: str) -> str:
    """What is drawn on a canvas of the large player, as text to compare; empty where it has one colour only."""
    return str(
        page.locator(f"canvas.{name}").evaluate(
            """canvas => {
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              const colours = new Set(new Uint32Array(data.buffer));
              return colours.size > 1 ? canvas.toDataURL() : "";
            }"""
        )
    )


# Asked and got


def test_what_was_asked_stands_beside_what_came(take: Page) -> None:
    table = take.get_by_role("table", name="Asked and got")
    expect(table.get_by_role("row", name=re.compile("Tempo"))).to_contain_text("120 BPM")
    expect(table.get_by_role("row", name=re.compile("Length"))).to_contain_text("As asked")
    expect(table.get_by_role("row", name=re.compile("Key"))).to_contain_text("C minor")
    expect(take.get_by_text("Heard as", exact=True)).to_be_visible()
    expect(take.get_by_text("Understood", exact=True)).to_be_visible()


# The large player


def test_a_region_is_dragged_snapped_and_looped_without_a_gap(take: Page, server: Server, tmp_path: Path) -> None:
    take_id = parse_qs(urlsplit(take.url).query)["take"][0]
    path = tmp_path / "take.wav"
    path.write_bytes(fetched(take, server, f"/takes/{take_id}/audio"))
    beats_s = analyse(path).tempo.beats_s
    take.get_by_role("button", name="Snap to beat").click()
    box = stage(take).bounding_box()
    assert box is not None
    take.mouse.move(box["x"] + 0.21 * box["width"], box["y"] + 90)
    take.mouse.down()
    take.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 90, steps=4)
    take.mouse.up()
    edges = [take.get_by_role("textbox", name=name, exact=True).input_value() for name in ("Region from", "to")]
    for edge, dragged_s in zip(edges, (4.2, 8.0), strict=True):
        edge_s = 60 * int(edge.split(":")[0]) + float(edge.split(":")[1])
        assert edge_s == pytest.approx(min(beats_s, key=lambda beat: abs(beat - dragged_s)), abs=0.02)
    take.get_by_role("button", name="Loop", exact=True).first.click()
    stage(take).press("Space")
    # A loop without a gap is played by Web Audio while <audio> rests: it is paused, and the time still runs.
    take.wait_for_function(
        """() => {
          const audio = document.querySelector("audio[data-player^='wave-']");
          return audio.paused && audio.readyState > 0;
        }"""
    )
    expect(take.get_by_role("button", name=re.compile("^Pause House"))).to_be_visible()
    shown = take.locator(".elapsed").first
    before = shown.inner_text()
    expect(shown).not_to_have_text(before)
    assert edges[0] <= f"0:{seconds_of(take):05.2f}" <= edges[1]


def test_zoom_shows_less_and_can_be_scrolled(take: Page) -> None:
    scroll = take.get_by_role("slider", name="Scroll")
    expect(scroll).to_be_disabled()
    take.get_by_role("button", name="Zoom in").click()
    take.get_by_role("button", name="Zoom in").click()
    expect(scroll).to_be_enabled()
    expect(scroll).to_have_attribute("aria-valuetext", "0:00.0 to 0:05.0")
    scroll.press("End")
    expect(scroll).to_have_attribute("aria-valuetext", "0:15.0 to 0:20.0")
    take.get_by_role("button", name="Fit").click()
    expect(scroll).to_be_disabled()


def test_half_speed_keeps_the_pitch_and_takes_twice_as_long(take: Page) -> None:
    take.get_by_role("button", name="Half speed").click()
    stage(take).press("Space")
    playing = audio(take, "wave-").first
    take.wait_for_function("() => document.querySelector(\"audio[data-player^='wave-']\").currentTime > 0.5")
    assert playing.evaluate("audio => [audio.playbackRate, audio.preservesPitch]") == [0.5, True]


def test_a_loop_at_half_speed_has_no_gap(page: Page, server: Server, take_url: str) -> None:
    page.add_init_script(RECORDER)
    take = visit(page, take_url)
    select(take, "4", "4.5")
    take.get_by_role("button", name="Half speed").click()
    take.get_by_role("button", name="Loop", exact=True).first.click()
    stage(take).press("Space")
    take.wait_for_function("recordings.some(one => one.samples.length > 3.5 * one.sampleRate)", timeout=READY_MS)
    recording = take.evaluate("recordings.at(-1)")
    assert 4.0 <= seconds_of(take) <= 4.5
    rate, heard = recording["sampleRate"], np.trim_zeros(np.array(recording["samples"]), "f")
    passes = heard[: 3 * rate].reshape(3, rate)
    assert np.abs(np.diff(passes, axis=0)).max() < 1e-4, "half a second takes one, to the sample, in every pass"
    # And that second is the stretched music: the same wherever it began, with nothing in between.
    take_id = parse_qs(urlsplit(take.url).query)["take"][0]
    slow, slow_rate = sf.read(io.BytesIO(fetched(take, server, f"/takes/{take_id}/half-speed")))
    wanted = slow[8 * slow_rate : 9 * slow_rate].mean(axis=1)
    wanted = np.interp(np.arange(rate) / rate, np.arange(slow_rate) / slow_rate, wanted)
    alike = np.fft.irfft(np.fft.rfft(passes[0]) * np.fft.rfft(wanted).conj(), rate)
    assert alike.max() / (np.linalg.norm(passes[0]) * np.linalg.norm(wanted)) > 0.98


def test_the_picture_is_drawn(take: Page) -> None:
    """Neither waveform nor spectrogram is blank."""
    wait_until(lambda: drawn(take, "outline") != "")
    wait_until(lambda: drawn(take, "spectrum") != "")


def test_what_makes_no_region_is_told(take: Page) -> None:
    select(take, "5", "2")
    expect(take.get_by_role("alert").filter(has_text="A region needs a start")).to_be_visible()


# The workbench


def test_an_edit_chain_is_saved_and_measured(take: Page, server: Server, tmp_path: Path) -> None:
    select(take, "2", "16")
    open_bench(take)
    expect(take.get_by_role("spinbutton", name="From (seconds)")).to_have_value("2.000")
    add(take, "Trim to 0:02.00–0:16.00")
    choose_step(take, "Exact length")
    fill(take, "Length (seconds)", "12.5")
    add(take, "Make it 12.5 s long by fading out")
    choose_step(take, "Loudness target")
    take.get_by_role("radio", name="-23 LUFS").click()
    add(take, "Loudness -23 LUFS, peaks below -1 dBTP")
    made = save(take)

    path = tmp_path / "made.flac"
    path.write_bytes(fetched(take, server, f"/takes/{made}/download/original"))
    with sf.SoundFile(path) as file:
        assert file.frames == round(12.5 * file.samplerate)
    assert measure(path)[1].loudness_lufs == pytest.approx(-23.0, abs=0.1)
    story = read_story(path)
    assert story is not None
    assert story.prompt == PROMPT
    assert [step["kind"] for step in story.parameters["edits"]] == ["trim", "length", "loudness"]  # type: ignore[index]

    table = take.get_by_role("table", name="Asked and got")
    expect(table.get_by_role("row", name=re.compile("Length"))).to_contain_text("Exactly as long", timeout=READY_MS)
    expect(table.get_by_role("row", name=re.compile("Loudness"))).to_contain_text("As loud as asked")


def test_a_seamless_loop_has_whole_bars_and_no_click(take: Page, server: Server) -> None:
    open_bench(take)
    choose_step(take, "Seamless loop")
    add(take, "Loop of 4 bars at 120 BPM")
    expect(take.get_by_text("The seam is smooth")).to_be_visible()
    made = save(take)
    samples, sample_rate = sf.read(io.BytesIO(fetched(take, server, f"/takes/{made}/download/wav-48-24")))
    assert len(samples) / sample_rate == pytest.approx(8.0, abs=0.02)
    whole, _ = sf.read(io.BytesIO(fetched(take, server, f"/takes/{made}/download/flac")))
    around = np.concatenate([whole[-4410:], whole[:4410]]).mean(axis=1)
    steps = np.abs(np.diff(around))
    at_seam = steps[4400:4420].max()
    assert at_seam <= 1.5 * np.percentile(steps, 99.9)


def test_steps_are_switched_off_moved_and_undone(take: Page) -> None:
    open_bench(take)
    choose_step(take, "Reverse")
    add(take, "Reverse")
    choose_step(take, "Mono or stereo")
    add(take, "Make it mono")
    take.locator(".st-key-step-1").get_by_role("button", name="Up").click()
    expect(take.locator(".st-key-step-0").get_by_role("checkbox", name="Make it mono")).to_be_visible()
    take.get_by_role("checkbox", name="Make it mono").focus()
    take.keyboard.press("Space")
    expect(take.get_by_text("1 step. The original is as it was.")).to_be_visible()
    for _ in range(4):
        take.get_by_role("button", name="Undo").click()
        # Two presses before the page has run would be one.
        expect(take.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(take.get_by_text("No steps yet.")).to_be_visible()


def test_the_page_stays_usable_while_a_long_edit_is_made_and_it_can_be_stopped(take: Page) -> None:
    open_bench(take)
    choose_step(take, "Repeat a region")
    select(take, "0", "20")
    fill(take, "Heard how often", "100")
    take.get_by_role("button", name="Add step").click()
    expect(take.get_by_text("Making the preview")).to_be_visible()
    # Half an hour that is stretched to a whole one takes longer than anything that is pressed here.
    choose_step(take, "Exact length")
    fill(take, "Length (seconds)", "3600")
    take.get_by_role("radio", name="Playing faster or slower").click()
    expect(take.get_by_role("spinbutton", name="Fade at the end")).to_have_count(0)
    take.get_by_role("button", name="Add step").click()
    expect(take.get_by_role("checkbox", name="Make it 3600 s long")).to_be_checked()
    take.get_by_role("tab", name="About").click()
    expect(take.get_by_role("table", name="Facts")).to_be_visible()
    take.get_by_role("tab", name="Workbench").click()
    take.get_by_role("button", name="Stop", exact=True).click()
    expect(take.get_by_text("was stopped.")).to_be_visible()
    expect(take.get_by_role("button", name="Make the preview")).to_be_visible()


# Comparing


def test_two_takes_are_switched_between_at_the_same_place(take: Page, take_url: str) -> None:
    take.get_by_role("tab", name="Compare").click()
    choice = take.get_by_role("combobox", name="Compare with")
    choice.click()
    take.keyboard.type("Solo piano")
    expect(take.get_by_role("option", name=re.compile("Solo piano")).first).to_be_visible()
    take.keyboard.press("Enter")
    switch = take.get_by_role("button", name=re.compile("^Hearing A"))
    expect(switch).to_be_visible()
    stage(take).press("ArrowRight")
    stage(take).press("Space")
    take.wait_for_function("() => document.querySelector(\"audio[data-player^='wave-']\").currentTime > 5.3")
    wait_until(lambda: drawn(take, "outline") != "")
    before, seen = seconds_of(take), drawn(take, "outline")
    stage(take).press("b")
    expect(take.get_by_role("button", name=re.compile("^Hearing B"))).to_be_visible()
    expect(take.get_by_role("slider", name=re.compile("^Position in Solo piano"))).to_be_focused()
    assert seconds_of(take) >= before - 0.1
    assert audio(take, "wave-").evaluate_all("all => all.filter((audio) => !audio.paused).length") == 1
    wait_until(lambda: drawn(take, "outline") not in ("", seen))
    take.keyboard.press("b")
    wait_until(lambda: drawn(take, "outline") == seen)


# Handing on


def test_a_file_is_downloaded_with_its_story_and_without_a_rerun(take: Page, tmp_path: Path) -> None:
    take.get_by_role("combobox", name="Download as").select_option(label="MP3, 320 kbit/s")
    with take.expect_download() as caught:
        take.get_by_role("button", name="Download", exact=True).click()
    path = tmp_path / "file.mp3"
    caught.value.save_as(path)
    assert caught.value.suggested_filename.endswith(".mp3")
    story = read_story(path)
    assert story is not None
    assert (story.prompt, story.engine, story.key) == (PROMPT, "band", "C minor")


def test_a_download_that_fails_says_why(take: Page, page_errors: list[str]) -> None:
    answer = {"message": "No space is left for the file.", "advice": "Free some."}
    take.route("**/making/**", lambda route: route.fulfill(status=503, json=answer))
    take.get_by_role("button", name="Download", exact=True).click()
    expect(take.get_by_role("alert").filter(has_text="No space is left for the file. Free some.")).to_be_visible()
    page_errors.clear()  # the browser notes the 503


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1100])
def test_no_part_of_the_page_shuts_anybody_out(
    new_page: Callable[..., Page], take_url: str, scheme: str, width: int
) -> None:
    page = visit(new_page(viewport={"width": width, "height": 900}, color_scheme=scheme), take_url)
    for tab in ("Asked and got", "Workbench", "Compare", "About"):
        page.get_by_role("tab", name=tab).click()
        if tab == "Workbench" and not page.get_by_role("checkbox", name="Reverse").count():
            choose_step(page, "Reverse")
            add(page, "Reverse")
        found = [
            f"{violation['id']}: {[node['html'] for node in violation['nodes']]}"
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert found == []
        main = page.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth")


def test_a_deleted_take_leads_on(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/take?take=nobody")
    expect(page.get_by_role("heading", name="This take is not here")).to_be_visible(timeout=READY_MS)
    page.get_by_role("link", name="Open the Library").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
