"""The waveform player in a real browser, alone on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from components.player import Download, player
from tests.e2e.recorder import RECORDER

HARNESS = Path(__file__).parent / "player_harness" / "app.py"
DURATION_S = 20.0


class Card:
    """One player on the page, used as a person would."""

    def __init__(self, page: Page, key: str) -> None:
        self.page = page
        self.container = page.locator(f".st-key-take-{key}")
        self.audio = page.locator(f'audio[data-player="player-{key}"]')
        self.wave = self.container.get_by_role("slider", name="Position in")
        self.loop = self.button("Loop")
        self.region = self.container.locator(".region")
        self.alert = self.container.get_by_role("alert")

    def button(self, name: str) -> Locator:
        return self.container.get_by_role("button", name=name)

    @property
    def position_s(self) -> float:
        return float(self.audio.evaluate("audio => audio.currentTime"))

    @property
    def region_s(self) -> tuple[float, float]:
        text = self.container.locator(".region-times").inner_text()
        start, end = (60 * int(minutes) + float(rest) for minutes, rest in re.findall(r"(\d+):([\d.]+)", text))
        return start, end

    def wait_until(self, condition: str) -> None:
        """Wait for a JavaScript condition on `audio`."""
        self.page.wait_for_function(f"audio => {condition}", arg=self.audio.element_handle(), timeout=15_000)

    def wait_until_it_plays_on(self) -> None:
        self.wait_until(f"!audio.paused && audio.currentTime > {self.position_s + 0.15}")

    def play(self) -> None:
        self.button("Play").click()
        self.wait_until_it_plays_on()

    def click_at(self, share: float) -> None:
        box = self.wave.bounding_box()
        assert box is not None
        self.wave.click(position={"x": share * box["width"], "y": 40})

    def drag(self, start: float, end: float) -> None:
        """Drag over the waveform, both ends as shares of its width."""
        self.wave.scroll_into_view_if_needed()
        box = self.wave.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + start * box["width"], box["y"] + 40)
        mouse.down()
        mouse.move(box["x"] + (start + end) / 2 * box["width"], box["y"] + 40)
        mouse.move(box["x"] + end * box["width"], box["y"] + 40)
        mouse.up()

    def start_loop(self, start: float, end: float) -> None:
        """Loop a region of the ramp gaplessly, and come back when it sounds."""
        self.drag(start, end)
        self.loop.click()
        self.button("Play").click()
        self.page.wait_for_function("window.runningSources === 1")


@pytest.fixture(scope="module")
def harness(serve: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("player")
    with serve(HARNESS, log=data / "server.log", environ={"PLAYER_HARNESS_DATA": str(data)}) as url:
        yield url


@pytest.fixture
def night(page: Page, harness: str) -> Card:
    _open(page, harness)
    return Card(page, "night")


@pytest.fixture
def river(night: Card) -> Card:
    """The take whose samples tell their own place."""
    return Card(night.page, "river")


def _open(page: Page, url: str) -> None:
    page.add_init_script(f"{{{RECORDER}}}")
    page.goto(url)
    expect(page.get_by_role("button", name="Play Lost tape")).to_be_visible(timeout=30_000)
    for key in ("night", "river", "lost"):
        _wait_for_waveform(page, key)


def _wait_for_waveform(page: Page, key: str) -> None:
    bars = page.locator(f".st-key-take-{key} .rest path").element_handle()
    page.wait_for_function("bars => new Set(bars.getAttribute('d')?.match(/v[^M]+/g)).size > 10", arg=bars)


@pytest.mark.parametrize("url", ["https://elsewhere.example/take.wav", "//elsewhere.example/take.wav", "take.wav"])
def test_addresses_of_other_hosts_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="root-relative"):
        player(key="one", src=url, peaks="/peaks", title="One", duration_s=1.0)


def test_addresses_begin_with_the_base_path_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    mounted: dict[str, Any] = {}
    monkeypatch.setattr("components.player._mount", mounted.update)
    monkeypatch.setattr("streamlit.get_option", {"server.baseUrlPath": "/music/"}.get)
    mp3 = Download(label="MP3", name="Download MP3", url="/takes/1/mp3")
    player(key="one", src="/takes/1/audio", peaks="/takes/1/peaks", title="One", duration_s=1.0, downloads=[mp3])
    data = mounted["data"]
    assert (data["src"], data["peaks"]) == ("/music/takes/1/audio", "/music/takes/1/peaks")
    assert data["downloads"][0]["url"] == "/music/takes/1/mp3"


def test_play_sounds_and_pause_stops(night: Card) -> None:
    night.play()
    night.button("Pause Night drive").click()
    expect(night.button("Play Night drive")).to_be_visible()
    assert night.audio.evaluate("audio => audio.paused")


def test_before_play_nothing_moves_and_no_audio_is_loaded(page: Page, harness: str) -> None:
    asked: list[str] = []
    held: list[Route] = []
    page.on("request", lambda request: asked.append(request.url))

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/takes/*/peaks", hold)
    page.goto(harness)
    card = page.locator(".st-key-take-night")
    expect(page.get_by_role("button", name="Play Lost tape")).to_be_visible(timeout=30_000)
    expect(card.locator(".total")).to_have_text("0:20")
    page.evaluate("document.fonts.ready")
    before = card.bounding_box()
    for route in held:
        route.continue_()
    _wait_for_waveform(page, "night")
    assert card.bounding_box() == before
    assert len(held) == 3
    assert [url for url in asked if url.endswith("/audio")] == []


def test_click_seeks_before_and_while_playing(night: Card) -> None:
    night.click_at(0.75)
    assert night.position_s == pytest.approx(15, abs=0.1)
    night.play()
    assert night.position_s > 15
    night.click_at(0.25)
    night.wait_until("!audio.seeking && audio.currentTime > 5.1 && audio.currentTime < 10")


def test_keys_move_the_playhead(night: Card) -> None:
    night.wave.focus()
    for key, shown in [
        ("ArrowRight", "0:05"),
        ("ArrowUp", "0:10"),
        ("ArrowLeft", "0:05"),
        ("Shift+ArrowLeft", "0:04"),
        ("Shift+ArrowRight", "0:05"),
        ("End", "0:20"),
        ("ArrowRight", "0:20"),
        ("Home", "0:00"),
        ("ArrowDown", "0:00"),
    ]:
        night.page.keyboard.press(key)
        expect(night.wave).to_have_attribute("aria-valuetext", f"{shown} of 0:20")


def test_keys_play_mute_loop_and_set_a_region(night: Card) -> None:
    keyboard = night.page.keyboard
    night.wave.focus()
    keyboard.press("Space")
    night.wait_until_it_plays_on()
    keyboard.press("Space")
    night.wait_until("audio.paused")
    keyboard.press("l")
    expect(night.loop).to_have_attribute("aria-pressed", "true")
    keyboard.press("m")
    expect(night.button("Mute")).to_have_attribute("aria-pressed", "true")
    assert night.audio.evaluate("audio => audio.muted")
    for key in ("Home", "ArrowRight", "i", "ArrowRight", "o"):
        keyboard.press(key)
    assert night.region_s == (5, 10)
    keyboard.press("Escape")
    expect(night.region).to_be_hidden()


def test_drag_selects_a_region_and_moves_its_edges(night: Card) -> None:
    night.drag(0.5, 0.25)
    assert night.region_s == pytest.approx((5, 10), abs=0.15)
    assert night.position_s == pytest.approx(5, abs=0.15)
    night.drag(0.5, 0.75)
    assert night.region_s == pytest.approx((5, 15), abs=0.15)
    night.button("Clear region").click()
    expect(night.region).to_be_hidden()
    expect(night.wave).to_be_focused()


def test_loop_stays_in_the_region_and_wraps_without_a_gap(river: Card) -> None:
    river.start_loop(0.25, 0.275)
    river.page.wait_for_function("recordings[0].samples.length > 2.2 * recordings[0].sampleRate")
    recording = river.page.evaluate("recordings[0]")
    rate = recording["sampleRate"]
    place_s = np.trim_zeros(np.array(recording["samples"]), "f") / 0.9 * DURATION_S
    resampling_s = 1e-3  # the browser resamples the take to the rate of the loudspeaker

    first_s, last_s = place_s.min(), place_s.max()
    assert (first_s, last_s) == pytest.approx(river.region_s, abs=0.1)
    steps_s = np.diff(place_s)
    jumps = np.flatnonzero(np.abs(steps_s) > resampling_s)
    assert len(jumps) >= 3, "it went round"
    assert steps_s[jumps] == pytest.approx(first_s - last_s, abs=resampling_s), "no silence and no blending in between"
    passes = np.diff(jumps)
    assert np.ptp(passes) == 0, "each pass has the same number of samples"
    assert passes[0] / rate == pytest.approx(last_s - first_s, abs=resampling_s)


def test_loop_follows_its_region_and_ends(river: Card) -> None:
    river.start_loop(0.25, 0.3)
    river.drag(0.5, 0.55)
    expect(river.wave).to_have_attribute("aria-valuenow", "10")
    assert river.page.evaluate("runningSources") == 1
    river.loop.click()
    river.wait_until("!audio.paused && audio.currentTime > 11.2")
    assert river.page.evaluate("runningSources") == 0


def test_loop_without_a_region_goes_round_the_whole_take(night: Card) -> None:
    night.wave.focus()
    for key in ("l", "End", "Shift+ArrowLeft", "Space"):
        night.page.keyboard.press(key)
    wave = night.wave.element_handle()
    night.page.wait_for_function("wave => wave.ariaValueNow >= 18", arg=wave)
    night.page.wait_for_function("wave => wave.ariaValueNow > 0 && wave.ariaValueNow < 18", arg=wave)
    expect(night.button("Pause Night drive")).to_be_visible()


def test_one_player_sounds_at_a_time(night: Card, river: Card) -> None:
    night.play()
    river.start_loop(0.25, 0.3)
    expect(night.button("Play Night drive")).to_be_visible()
    night.wait_until("audio.paused")
    night.play()
    expect(river.button("Play Slow river")).to_be_visible()
    assert river.page.evaluate("runningSources") == 0


def test_playing_goes_on_while_the_page_reruns(night: Card) -> None:
    page = night.page
    night.play()
    night.audio.evaluate("audio => { window.playing = audio; audio.onpause = () => { window.paused = true } }")
    for run, button in enumerate(["Rerun", "Insert above", "Insert above slowly"], start=2):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_text(f"Runs: {run}")).to_be_visible()
        night.wait_until_it_plays_on()
        assert night.audio.evaluate("audio => audio === window.playing")
    expect(page.get_by_role("button", name="Play Inserted 2")).to_be_visible()
    assert not page.evaluate("window.paused")
    expect(night.button("Pause Night drive")).to_be_visible()


def test_loop_goes_on_while_the_page_reruns(river: Card) -> None:
    river.start_loop(0.25, 0.3)
    river.page.get_by_role("button", name="Rerun").click()
    expect(river.page.get_by_text("Runs: 2")).to_be_visible()
    assert river.region_s == pytest.approx((5, 6), abs=0.15)
    assert river.page.evaluate("[runningSources, recordings.length]") == [1, 1]


@pytest.mark.parametrize("looping", [False, True], ids=["playing", "looping"])
def test_sound_ends_with_its_card(night: Card, looping: bool) -> None:
    page = night.page
    night.audio.evaluate("audio => { window.gone = audio }")
    if looping:
        night.start_loop(0.25, 0.3)
    else:
        night.play()
    page.get_by_role("button", name="Remove Night drive").click()
    expect(night.container).to_have_count(0)
    page.wait_for_function("gone.paused && !gone.hasAttribute('src') && runningSources === 0")


def test_volume_is_shared_and_remembered(night: Card, river: Card) -> None:
    level = night.container.get_by_role("slider", name="Volume")
    level.fill("40")
    assert river.audio.evaluate("audio => audio.volume") == pytest.approx(0.4)
    night.page.reload()
    expect(level).to_have_value("40")
    night.button("Mute").click()
    expect(river.button("Mute")).to_have_attribute("aria-pressed", "true")
    assert river.audio.evaluate("audio => audio.muted")


def test_downloads_save_files_that_open(night: Card, tmp_path: Path) -> None:
    for name, suffix in [("Download original (WAV)", "wav"), ("Download FLAC", "flac")]:
        with night.page.expect_download() as waiting:
            night.button(name).click()
        assert waiting.value.suggested_filename == f"Night drive.{suffix}"
        path = tmp_path / f"take.{suffix}"
        waiting.value.save_as(path)
        assert soundfile.info(path).duration == DURATION_S
    expect(night.page.get_by_text("Runs: 1")).to_be_visible()


def test_download_waits_until_the_file_is_ready(night: Card) -> None:
    asked: list[Route] = []

    def hold_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    night.page.route("**/download/flac", hold_the_first)
    flac = night.button("Download FLAC")
    flac.click()
    expect(flac).to_have_attribute("aria-busy", "true")
    expect(night.container.get_by_role("status")).to_have_text("Preparing FLAC")
    flac.click()
    assert [route.request.method for route in asked] == ["HEAD"], "a second press asks for nothing"
    with night.page.expect_download():
        asked[0].continue_()
    expect(flac).not_to_have_attribute("aria-busy", "true")


def test_failed_download_is_told(night: Card, page_errors: list[str]) -> None:
    night.button("Download MP3").click()
    expect(night.alert).to_have_text("MP3 could not be made. Try again, or take another format.")
    _expect_errors(page_errors, "status of 500")


def test_missing_file_is_told_and_found_again(night: Card, page_errors: list[str]) -> None:
    page = night.page
    lost = Card(page, "lost")
    lost.button("Play Lost tape").click()
    expect(lost.alert).to_have_text("This take's audio file is missing.")
    expect(lost.button("Play Lost tape")).to_be_visible()
    _expect_errors(page_errors, "status of 404")
    page.route("**/takes/lost/audio", lambda route: route.continue_(url=route.request.url.replace("lost", "song")))
    lost.play()
    expect(lost.alert).to_be_empty()


def test_live_theme_switch_recolours_and_plays_on(night: Card) -> None:
    colour = "button => getComputedStyle(button).backgroundColor"
    night.play()
    assert night.button("Pause").evaluate(colour) == "rgb(194, 65, 12)"
    night.page.emulate_media(color_scheme="dark")
    night.page.wait_for_function(
        f"button => ({colour})(button) === 'rgb(251, 146, 60)'", arg=night.button("Pause").element_handle()
    )
    night.wait_until_it_plays_on()


def test_narrow_page_has_no_overflow_and_takes_touch(new_page: Callable[..., Page], harness: str) -> None:
    page = new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    _open(page, harness)
    card = Card(page, "river")
    card.wave.scroll_into_view_if_needed()
    box = card.wave.bounding_box()
    assert box is not None
    x, y = box["x"], box["y"] + 40

    _touch(page, [(x + 0.2 * box["width"], y), (x + 0.3 * box["width"], y), (x + 0.6 * box["width"], y + 3)])
    assert card.region_s == pytest.approx((4, 12), abs=0.3)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for control in page.get_by_role("button").or_(page.get_by_role("slider")).all():
        place = control.bounding_box()
        if control.is_visible() and place is not None:
            assert place["x"] >= 0
            assert place["x"] + place["width"] <= 390

    _touch(page, [(x + 100, y), (x + 100, y - 60), (x + 100, y - 160), (x + 100, y - 240)])
    page.wait_for_function(
        "top => document.querySelector('.st-key-take-river').getBoundingClientRect().top < top", arg=y - 240
    )
    assert card.region_s == pytest.approx((4, 12), abs=0.3)


def _touch(page: Page, points: list[tuple[float, float]]) -> None:
    """Put a finger down, move it, and lift it."""
    session = page.context.new_cdp_session(page)
    for index, (x, y) in enumerate(points):
        kind = "touchMove" if index else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_in_every_state(
    new_page: Callable[..., Page], harness: str, page_errors: list[str], scheme: str
) -> None:
    page = new_page(viewport={"width": 1100, "height": 1400}, color_scheme=scheme)
    _open(page, harness)
    Card(page, "night").start_loop(0.25, 0.5)
    lost = Card(page, "lost")
    lost.button("Play").click()
    expect(lost.alert).not_to_be_empty()
    _expect_errors(page_errors, "status of 404")
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"]) for found in violations if found["impact"] in ("serious", "critical")] == []


def _expect_errors(page_errors: list[str], text: str) -> None:
    """Take the errors that belong to this test out of the list, and nothing else."""
    assert page_errors
    assert [error for error in page_errors if text not in error] == []
    page_errors.clear()
