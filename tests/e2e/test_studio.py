"""The main job in a real browser, against the real server: prompt and length in, music playing in the page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile as sf
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.conftest import wait_until
from tests.fakes.aimlapi import FakeAimlapi, Step
from tests.fakes.server import Server, serve

KEY = "test-key"
PROMPT = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"
READY_MS = 60_000
PAID = "AI/ML API"


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeAimlapi]:
    with FakeAimlapi(generate_s=0.5, key=KEY) as fake:
        yield fake


@pytest.fixture(scope="module")
def server(provider: FakeAimlapi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A studio with both engines, shared by the tests; each test is another visitor."""
    data = tmp_path_factory.mktemp("studio") / "data"
    with serve(data, env={"AIMLAPI_BASE_URL": provider.url, "AIMLAPI_KEY": KEY}) as running:
        yield running


@pytest.fixture
def create(page: Page, server: Server) -> Page:
    """The page Create, as a new visitor finds it."""
    return visit(page, server)


def visit(page: Page, server: Server, path: str = "/") -> Page:
    page.goto(f"{server.url}{path}")
    if path == "/":
        expect(page.get_by_role("button", name="Generate", exact=True)).to_be_visible(timeout=READY_MS)
        expect(page.get_by_text("of 2,000 characters")).to_be_visible(timeout=READY_MS)
    return page


def write(page: Page, prompt: str) -> None:
    box = page.get_by_role("textbox", name="Prompt")
    box.fill(prompt)
    box.blur()


def choose(page: Page, engine: str) -> None:
    page.get_by_role("radiogroup", name="Engine").get_by_role("radio", name=engine).click()
    expect(page.get_by_role("radio", name=engine)).to_be_checked()
    expect(page.get_by_text("Costs money.")).to_be_visible()


def generate(page: Page, prompt: str) -> None:
    write(page, prompt)
    page.get_by_role("button", name="Generate", exact=True).click()


def jobs(page: Page) -> Locator:
    return page.locator("[class*='st-key-job-']")


def takes(page: Page) -> Locator:
    return page.locator("[class*='st-key-take-']")


def by_id(card: Locator) -> Locator:
    """The same card, wherever on the page it will stand."""
    classes = (card.get_attribute("class") or "").split()
    return card.page.locator(f".{next(name for name in classes if name.startswith('st-key-take-'))}")


def make_take(page: Page, prompt: str = "solo piano, calm") -> Locator:
    count = takes(page).count()
    generate(page, prompt)
    expect(takes(page)).to_have_count(count + 1, timeout=READY_MS)
    return takes(page).first


def set_length(page: Page, shown: str) -> None:
    """Move the slider by the keyboard to the time that is shown."""
    slider = page.get_by_role("slider", name="Length")
    slider.press("Home")
    for _ in range(700):
        if slider.get_attribute("aria-valuetext") == shown:
            return
        slider.press("ArrowRight")
    raise AssertionError(f"the slider never showed {shown}")


def audio(card: Locator) -> Locator:
    """The sound of a card. It hangs outside the card, so that nothing that moves the card stops it."""
    take_id = re.search(r"st-key-take-([0-9a-f-]{36})", card.get_attribute("class") or "")
    assert take_id is not None
    return card.page.locator(f"audio[data-player='player-{take_id[1]}']")


def current_time(card: Locator) -> float:
    return float(audio(card).evaluate("audio => audio.currentTime"))


def save(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.contract(1)
def test_a_first_visit_by_a_deep_link_shows_the_library(tmp_path: Path, new_page: Callable[..., Page]) -> None:
    with serve(tmp_path / "data") as fresh:
        page = new_page()
        page.goto(f"{fresh.url}/library")
        expect(page.get_by_role("heading", name="Library")).to_be_visible(timeout=READY_MS)
        assert page.title() == "Library · Demotape"
        expect(page.get_by_role("link", name="Create")).to_be_visible()
        expect(page.get_by_text("No takes yet")).to_be_visible()
        page.get_by_role("link", name="Make the first take").click()
        expect(page.get_by_role("button", name="Generate", exact=True)).to_be_visible()

        choose(page, PAID)
        expect(page.get_by_text("https://aimlapi.com/app/keys")).to_be_visible()
        generate(page, "a song that needs a key")
        expect(page.get_by_role("alert")).to_contain_text("AIMLAPI_KEY")
        expect(page.get_by_role("textbox", name="Prompt")).to_have_value("a song that needs a key")
        expect(jobs(page)).to_have_count(0)
        page.close()


@pytest.mark.contract(49)
def test_the_band_plays_in_the_page_and_is_kept(create: Page, server: Server, new_page: Callable[..., Page]) -> None:
    page = create
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Engine")).to_be_visible()
    generate(page, PROMPT)
    expect(jobs(page)).to_have_count(1)
    expect(takes(page)).to_have_count(1, timeout=READY_MS)
    expect(jobs(page)).to_have_count(0)
    card = takes(page).first

    card.get_by_role("button", name="Play").click()
    wait_until(lambda: current_time(card) > 0.5)
    wave = card.get_by_role("slider", name=re.compile("Seek|position", re.IGNORECASE)).first
    box = wave.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_until(lambda: 9.5 < current_time(card) < 12)
    card.get_by_role("button", name="Pause").click()

    for name, kind in (("Download WAV", "WAV"), ("Download FLAC", "FLAC"), ("Download MP3", "MP3")):
        file_name, data = save(page, card.get_by_role("button", name=name))
        info = sf.info(io.BytesIO(data))
        assert info.format == kind
        assert info.duration == pytest.approx(20.0, abs=0.06)
        assert file_name == f"Lo-fi pop hip-hop ambient music, slow intro 10 s, then.{kind.lower()}"

    page.reload()
    expect(takes(page)).to_have_count(1, timeout=READY_MS)
    other = visit(new_page(), server)
    expect(other.get_by_text("Nothing here yet")).to_be_visible()
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    expect(page.get_by_text("Lo-fi pop hip-hop ambient music").first).to_be_visible()


def test_ctrl_enter_generates_what_was_just_typed(create: Page) -> None:
    set_length(create, "0:03")
    create.get_by_role("textbox", name="Prompt").fill("ambient, just typed")
    create.get_by_role("textbox", name="Prompt").press("Control+Enter")
    expect(takes(create)).to_have_count(1, timeout=READY_MS)
    expect(takes(create)).to_contain_text("Ambient, just typed")


@pytest.mark.contract(18)
def test_a_double_click_is_one_press(create: Page, provider: FakeAimlapi) -> None:
    choose(create, PAID)
    write(create, "clicked twice")
    before = provider.count("submit")
    create.get_by_role("button", name="Generate", exact=True).dblclick()
    expect(takes(create)).to_have_count(1, timeout=READY_MS)
    assert provider.count("submit") == before + 1


@pytest.mark.contract(18)
def test_two_clicks_at_the_same_moment_are_one_press(create: Page, provider: FakeAimlapi) -> None:
    choose(create, PAID)
    write(create, "clicked twice at once")
    before = provider.count("submit")
    create.get_by_role("button", name="Generate", exact=True).evaluate("button => { button.click(); button.click(); }")
    expect(takes(create)).to_have_count(1, timeout=READY_MS)
    expect(jobs(create)).to_have_count(0)
    assert provider.count("submit") == before + 1


HOSTILE = "quotes ' \" `, emoji 🎷, <b>*x*</b> $y$ :red[z]\n../../x [link](x) <script>document.title='hacked'</script>"


@pytest.mark.contract(14, 61)
def test_the_provider_gets_the_prompt_unchanged_and_the_page_shows_it_as_text(
    create: Page, provider: FakeAimlapi
) -> None:
    choose(create, PAID)
    set_length(create, "0:12")
    card = make_take(create, HOSTILE)
    sent = provider.requests("submit")[-1]
    assert sent.json["prompt"] == HOSTILE
    assert sent.json["music_length_ms"] == 12_000
    expect(card).to_contain_text("Quotes ' \" `, emoji 🎷, <b>*x*</b> $y$ :red[z]")
    assert create.title() == "Create · Demotape"
    file_name, data = save(create, card.get_by_role("button", name=re.compile("^Download .*original")))
    assert not set('<>:"/\\|?*\n') & set(file_name)
    assert sf.info(io.BytesIO(data)).format == "MP3"
    expect(card).to_contain_text("0:12")


@pytest.mark.contract(40)
def test_a_server_killed_while_generating_takes_the_job_up_again_without_a_second_post(
    tmp_path: Path, new_page: Callable[..., Page], page_errors: list[str]
) -> None:
    with (
        FakeAimlapi(generate_s=6.0, key=KEY) as provider,
        serve(tmp_path / "data", env={"AIMLAPI_BASE_URL": provider.url, "AIMLAPI_KEY": KEY}) as server,
    ):
        page = visit(new_page(), server)
        choose(page, PAID)
        generate(page, "survives a power cut")
        expect(jobs(page)).to_contain_text("Generating", timeout=READY_MS)
        server.kill9()
        server.start()
        page.goto(server.url)
        expect(takes(page)).to_have_count(1, timeout=READY_MS)
        assert provider.count("submit") == 1
        page.close()
    page_errors.clear()  # the page rightly missed its server


def test_an_open_page_keeps_its_settings_through_a_restart_and_its_next_press_counts(
    tmp_path: Path, new_page: Callable[..., Page], page_errors: list[str]
) -> None:
    with (
        FakeAimlapi(generate_s=0.5, key=KEY) as provider,
        serve(tmp_path / "data", env={"AIMLAPI_BASE_URL": provider.url, "AIMLAPI_KEY": KEY}) as server,
    ):
        page = visit(new_page(), server)
        choose(page, PAID)
        set_length(page, "0:14")
        write(page, "pressed after the restart")
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        sockets: list[str] = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        server.kill9()
        server.start()
        # Asking the page first also lets its events in.
        wait_until(lambda: _is_connected(page) and bool(sockets), timeout_s=READY_MS / 1000)
        page.get_by_role("button", name="Generate", exact=True).click()
        expect(takes(page)).to_have_count(1, timeout=READY_MS)
        sent = provider.requests("submit")
        assert [(one.json["prompt"], one.json["music_length_ms"]) for one in sent] == [
            ("pressed after the restart", 14_000)
        ]
        page.close()
    page_errors.clear()  # the page rightly missed its server


def _is_connected(page: Page) -> bool:
    """Whether the page answers to a change; until its websocket is back, widgets are disabled."""
    return page.get_by_role("button", name="Generate", exact=True).is_enabled()


@pytest.mark.contract(40)
def test_a_closed_tab_does_not_stop_a_job(new_page: Callable[..., Page], server: Server, provider: FakeAimlapi) -> None:
    page = visit(new_page(), server)
    choose(page, PAID)
    generate(page, "goes on alone")
    expect(jobs(page)).to_have_count(1)
    context = page.context
    page.close()
    later = visit(context.new_page(), server)
    expect(takes(later)).to_have_count(1, timeout=READY_MS)


@pytest.mark.contract(6, 7)
@pytest.mark.parametrize(
    ("prompt", "reason"), [("   ", "Write what you want to hear first"), ("x" * 2001, "2,001 characters")]
)
def test_a_prompt_that_cannot_be_is_refused_beside_the_box_and_stays(create: Page, prompt: str, reason: str) -> None:
    generate(create, prompt)
    expect(create.get_by_role("alert")).to_contain_text(reason)
    expect(create.get_by_role("textbox", name="Prompt")).to_have_value(prompt)
    expect(jobs(create)).to_have_count(0)


CREDITS = {
    "title": "Forbidden",
    "status": 403,
    "message": "You've run out of credits. Please top up your balance.",
    "requestId": "req-1",
    "error": {"name": "ForbiddenException", "data": {"kind": "err_insufficent_credits"}},
}


@pytest.mark.contract(3, 21)
@pytest.mark.parametrize(
    ("step", "state", "words"),
    [
        (Step(status=401, body={"message": "no such key", "statusCode": 401}), "Failed", "aimlapi.com/app/keys"),
        (Step(status=403, body=CREDITS), "Failed", "aimlapi.com/app/billing"),
        (Step(status=400, body={"message": ["prompt must be <b>shorter</b>"]}), "Failed", "prompt must be"),
        (Step(status=502, body="<html><h1>Bad gateway</h1></html>"), "Needs you", "cost anything is not known"),
        (Step(reset=True), "Needs you", "cost anything is not known"),
    ],
    ids=["401", "403", "400", "502", "reset"],
)
def test_a_submit_that_fails_says_what_happened_and_what_it_cost(
    create: Page, provider: FakeAimlapi, step: Step, state: str, words: str
) -> None:
    choose(create, PAID)
    provider.script("submit", step)
    before = provider.count("submit")
    generate(create, "will not work")
    card = jobs(create).first
    expect(card).to_contain_text(state, timeout=READY_MS)
    expect(card).to_contain_text(words)
    expect(card).not_to_contain_text("<")
    assert provider.count("submit") == before + 1
    card.get_by_role("button", name="Give up" if state == "Needs you" else "Dismiss").click()
    expect(jobs(create)).to_have_count(0)
    expect(create.get_by_role("textbox", name="Prompt")).to_have_value("will not work")


@pytest.mark.contract(24)
def test_a_busy_provider_is_waited_for_with_a_countdown(create: Page, provider: FakeAimlapi) -> None:
    choose(create, PAID)
    before = provider.count("submit")
    provider.script("submit", Step(status=429, body={"message": "Too Many Requests"}, headers={"Retry-After": "4"}))
    generate(create, "waits for its turn")
    expect(jobs(create)).to_contain_text(re.compile(r"cost nothing and is tried again in 0:0\d"))
    expect(jobs(create)).to_contain_text("Queued")
    expect(takes(create)).to_have_count(1, timeout=READY_MS)
    assert provider.count("submit") == before + 2


def test_a_new_take_does_not_disturb_what_is_playing(create: Page) -> None:
    first = make_take(create)
    key = first.get_attribute("class")
    first.get_by_role("button", name="Play").click()
    wait_until(lambda: current_time(first) > 0.3)
    make_take(create, "ambient, slow")
    expect(takes(create)).to_have_count(2)
    playing = takes(create).nth(1)
    assert playing.get_attribute("class") == key
    heard = current_time(playing)
    wait_until(lambda: current_time(playing) > heard + 0.3)
    assert audio(playing).evaluate("audio => !audio.paused")


@pytest.mark.contract(62)
def test_use_again_rename_and_delete(create: Page) -> None:
    set_length(create, "0:05")
    card = make_take(create, "jazz, walking bass")
    card.get_by_role("button", name="Edit details").click()
    title = create.get_by_role("textbox", name="Title")
    title.fill("Night walk *1*")
    create.get_by_role("button", name="Save", exact=True).click()
    expect(card).to_contain_text("Night walk *1*")

    write(create, "something else")
    set_length(create, "0:09")
    card.get_by_role("button", name="Use again").click()
    expect(create.get_by_role("textbox", name="Prompt")).to_have_value("jazz, walking bass")
    expect(create.get_by_role("slider", name="Length")).to_have_attribute("aria-valuetext", "0:05")
    expect(create.get_by_role("button", name=re.compile(r"Seed \d+"))).to_be_visible()

    card.get_by_role("button", name="Delete").click()
    expect(create.get_by_text("“Night walk *1*” is in the bin.")).to_be_visible()
    expect(takes(create)).to_have_count(0)
    create.get_by_role("button", name="Undo").click()
    expect(takes(create)).to_have_count(1)
    expect(create.get_by_role("button", name="Undo")).to_have_count(0)


def test_a_title_that_is_being_typed_survives_the_end_of_a_job(create: Page, provider: FakeAimlapi) -> None:
    set_length(create, "0:10")
    card = by_id(make_take(create, "will get a name"))
    choose(create, PAID)
    provider.generate_s = 600.0
    try:
        generate(create, "finishes meanwhile")
        expect(jobs(create)).to_have_count(1)
        card.get_by_role("button", name="Edit details").click()
        title = create.get_by_role("textbox", name="Title")
        title.fill("half a na")
    finally:
        provider.generate_s = 0.5
    provider.finish_all()
    expect(jobs(create)).to_have_count(0, timeout=READY_MS)
    title.press_sequentially("me")
    expect(title).to_have_value("half a name")
    create.get_by_role("button", name="Save", exact=True).click()
    expect(card).to_contain_text("half a name")
    expect(takes(create)).to_have_count(2, timeout=READY_MS)


def test_use_again_in_the_library_leads_to_the_form(create: Page) -> None:
    set_length(create, "0:04")
    make_take(create, "bossa nova at dusk")
    create.get_by_role("link", name="Library").click()
    expect(create.get_by_role("heading", name="Library")).to_be_visible()
    takes(create).first.get_by_role("button", name="Use again").click()
    expect(create.get_by_role("textbox", name="Prompt")).to_have_value("bossa nova at dusk")


@pytest.mark.contract(56)
def test_the_suggestion_for_a_refused_prompt_goes_into_the_box_and_nothing_is_sent(
    create: Page, provider: FakeAimlapi
) -> None:
    detail = {"status": "bad_prompt", "message": "No names.", "data": {"prompt_suggestion": "calm piano"}}
    before = provider.count("submit")
    provider.script("submit", Step(status=400, body={"detail": detail}))
    choose(create, PAID)
    generate(create, "like somebody famous")
    expect(jobs(create)).to_contain_text("It suggests instead: “calm piano”", timeout=READY_MS)
    jobs(create).get_by_role("button", name="Use the suggestion").click()
    expect(create.get_by_role("textbox", name="Prompt")).to_have_value("calm piano")
    jobs(create).get_by_role("button", name="Use again").click()
    expect(create.get_by_role("textbox", name="Prompt")).to_have_value("like somebody famous")
    jobs(create).get_by_role("button", name="Dismiss").click()
    expect(jobs(create)).to_have_count(0)
    assert provider.count("submit") == before + 1


def test_an_example_fills_the_prompt(create: Page) -> None:
    create.get_by_role("button", name="Quiet piano").click()
    expect(create.get_by_role("textbox", name="Prompt")).to_have_value(re.compile("solo piano"))


@pytest.mark.contract(63)
def test_a_take_whose_file_is_gone_says_so_and_the_rest_works(
    create: Page, server: Server, page_errors: list[str]
) -> None:
    set_length(create, "0:03")
    card = make_take(create, "will lose its file")
    take_id = re.search(r"st-key-take-([0-9a-f-]{36})", card.get_attribute("class") or "")
    assert take_id is not None
    for file in (server.data / "audio").rglob(f"{take_id[1]}.*"):
        file.unlink()
    create.reload()
    card = takes(create).first
    card.get_by_role("button", name="Play").click()
    expect(card.get_by_role("alert")).to_contain_text("missing", timeout=READY_MS)
    make_take(create, "has its file")
    page_errors[:] = [error for error in page_errors if "404" not in error]


def test_a_database_that_cannot_be_read_is_told_and_left_alone(
    tmp_path: Path, new_page: Callable[..., Page], page_errors: list[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "demotape.db").write_bytes(b"this is no database" * 500)
    server = Server(data, env={}, log=tmp_path / "log")
    try:
        server.start(wait=False)
        page = new_page()
        wait_until(lambda: _answers(page, server.url))
        expect(page.get_by_role("alert")).to_contain_text("cannot be used", timeout=READY_MS)
        expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
        assert "Traceback" not in page.content()
    finally:
        server.stop()
    assert (data / "demotape.db").read_bytes() == b"this is no database" * 500
    page_errors.clear()


def _answers(page: Page, url: str) -> bool:
    try:
        page.goto(url)
    except Exception:
        return False
    return True


def test_the_ledger_is_handed_over_as_a_table(page: Page, server: Server) -> None:
    visit(page, server)
    choose(page, PAID)
    make_take(page, '=HYPERLINK("http://x/")')
    page.goto(f"{server.url}/usage")
    expect(page.get_by_role("cell", name="elevenlabs/eleven_music").first).to_be_visible(timeout=READY_MS)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download all as CSV").click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert rows[0]["prompt"] == '\'=HYPERLINK("http://x/")'
    assert rows[0]["state"] == "ready"


def test_a_key_typed_in_settings_makes_a_song_and_never_comes_back_to_the_page(
    page: Page, provider: FakeAimlapi, tmp_path: Path
) -> None:
    with serve(tmp_path / "data", env={"AIMLAPI_BASE_URL": provider.url}) as server:
        visit(page, server, "/settings")
        expect(page.get_by_text("No key is set.")).to_be_visible(timeout=READY_MS)
        page.locator("input[type=password]").fill(KEY)
        page.get_by_role("button", name="Use this key").click()
        expect(page.get_by_text("A key is set, typed by you")).to_be_visible()
        expect(page.locator("input[type=password]")).to_have_value("")
        page.get_by_role("button", name="Test").click()
        expect(page.get_by_text("The provider takes the key. The balance is $10.07.")).to_be_visible()
        assert KEY not in page.content()
        page.get_by_role("textbox", name="Generations a day").fill("1")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved. It holds from now on.")).to_be_visible()
        visit(page, server)
        choose(page, PAID)
        expect(page.get_by_text("Cap: 0 of 1 generations a day.")).to_be_visible()
        before = provider.count("submit")
        make_take(page, "a song")
        generate(page, "another song")
        expect(page.get_by_role("alert").first).to_contain_text("the cap is 1 a day")
        assert provider.count("submit") == before + 1
        assert KEY not in page.content()
        page.goto("about:blank")
    assert not [path for path in (tmp_path / "data").rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 390])
def test_every_page_is_accessible_and_fits(
    page: Page, server: Server, provider: FakeAimlapi, scheme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    visit(page, server)
    set_length(page, "0:03")
    make_take(page, "a take to look at")
    choose(page, PAID)
    provider.script("submit", Step(status=403, body=CREDITS))
    generate(page, "a job that failed")
    expect(jobs(page)).to_contain_text("Failed", timeout=READY_MS)
    generate(page, " ")
    expect(page.get_by_role("alert").first).to_be_visible()
    for path in ("create", "library", "usage", "settings"):
        if path == "settings":
            page.goto(f"{server.url}/settings")
            expect(page.get_by_role("button", name="Test")).to_be_visible(timeout=READY_MS)
        if path == "usage":
            page.goto(f"{server.url}/usage")
            expect(page.get_by_role("heading", name="Every submission")).to_be_visible(timeout=READY_MS)
        if path == "library":
            page.goto(f"{server.url}/library")
            expect(page.get_by_role("heading", name="Library")).to_be_visible(timeout=READY_MS)
            expect(takes(page).first.get_by_role("button", name="Play")).to_be_visible()
        if path in ("create", "library"):  # a card that was just moved gets its names a moment later
            expect(takes(page).first.get_by_role("slider", name=re.compile("^Position in"))).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        serious = [
            f"{found['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
            for found in Axe().run(page).response["violations"]
            if found["impact"] in ("serious", "critical")
            for node in found["nodes"]
        ]
        assert serious == []
