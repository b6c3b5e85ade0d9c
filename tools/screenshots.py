"""Take the pictures of the docs from the real pages: a real server, real takes of the Band, a real browser.

What the provider is said to have made and charged comes from the stand-in that the tests use.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.fakes.aimlapi import KEY, FakeAimlapi
from tests.fakes.server import COMMAND, Server, clean_environment, serve
from tools.chromium import executable

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images"
TAKES = (
    ("Four to the floor", 24, "House with a drop"),
    ("Quiet piano", 16, "Rain on the window"),
    ("Lo-fi that lifts", 20, "Slow intro, loud bass"),
)
"""Example, length in seconds, title; the newest last."""
PAID = ("A warm synth-pop song about the sea", "A short jingle with marimba and hand claps")
PAGES = ("create", "take", "library", "usage", "settings")
LOOKS = (("light", 1100, ""), ("dark", 1100, ""), ("light", 390, "phone-"))
"""Theme, width in pixels, and what stands before the theme in the name of the picture."""
WAIT_MS = 60_000


def main() -> int:
    """Returns the exit status."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeAimlapi() as provider,
        serve(Path(folder) / "data", env={"AIMLAPI_BASE_URL": provider.url, "AIMLAPI_KEY": KEY}) as server,
        sync_playwright() as playwright,
    ):
        for prompt in PAID:
            pay_for(prompt, server)
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox", "--mute-audio"])
        page = open_page(browser, server.url, scheme="light")
        for number, (example, length_s, title) in enumerate(TAKES, start=1):
            make_take(page, example, length_s, number)
            rename(page, title)
        # The one with the clearest beat is looked at closely.
        take = page.get_by_role("link", name=TAKES[0][2]).get_attribute("href")
        state = page.context.storage_state()
        paths = {"create": "", "take": take} | {name: f"/{name}" for name in PAGES[2:]}
        for name in PAGES:
            for scheme, width, prefix in LOOKS:
                shown = open_page(browser, f"{server.url}{paths[name]}", scheme=scheme, width=width, state=state)
                if name in MAKE_READY:
                    MAKE_READY[name](shown)
                shown.evaluate("document.activeElement.blur()")
                shown.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
                shown.screenshot(path=PICTURES / f"{name}-{prefix}{scheme}.png")
                shown.context.close()
        browser.close()
    for picture in sorted(PICTURES.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1024} KB")
    return 0


def pay_for(prompt: str, server: Server) -> None:
    """One take of the provider's."""
    command = [str(COMMAND), "generate", prompt, "--engine", "aimlapi", "--data", str(server.data)]
    subprocess.run(command, env=clean_environment() | {"AIMLAPI_KEY": KEY}, check=True, stdout=subprocess.DEVNULL)


def open_page(browser: Browser, url: str, *, scheme: str, width: int = 1100, state: object = None) -> Page:
    """A page with everything drawn."""
    context = browser.new_context(
        viewport={"width": width, "height": 1000 if width > 500 else 844}, color_scheme=scheme, storage_state=state
    )
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=WAIT_MS)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=WAIT_MS)
    page.wait_for_load_state("networkidle")
    return page


def make_take(page: Page, example: str, length_s: int, number: int) -> None:
    """One take by the form."""
    expect(page.get_by_text("of 2,000 characters")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name=example).click()
    expect(page.get_by_role("textbox", name="Prompt")).not_to_be_empty(timeout=WAIT_MS)
    slider = page.get_by_role("slider", name="Length")
    slider.press("Home")
    while (shown := slider.get_attribute("aria-valuetext")) != (wanted := f"0:{length_s:02d}"):
        slider.press("ArrowRight" if shown is None or shown < wanted else "ArrowLeft")
    page.get_by_role("button", name="Generate", exact=True).click()
    expect(page.locator("[class*='st-key-take-']")).to_have_count(number, timeout=WAIT_MS)


def rename(page: Page, title: str) -> None:
    """Give the newest take its title."""
    card = page.locator("[class*='st-key-take-']").first
    card.get_by_role("button", name="Edit details").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Title").fill(title)
    dialog.get_by_role("button", name="Save").click()
    expect(card).to_contain_text(title)


def play(page: Page) -> None:
    """Listen into the newest take."""
    card = page.locator("[class*='st-key-take-']").first
    card.get_by_role("button", name="Play").click()
    page.wait_for_function("[...document.querySelectorAll('audio')].some(audio => audio.currentTime > 3)")
    card.get_by_role("button", name="Pause").click()
    page.mouse.move(0, 0)


def add_up(page: Page) -> None:
    """Wait for the tables, and for what the provider says is left."""
    for name in ("Sums", "By day and model", "Every submission"):
        expect(page.get_by_role("table", name=name)).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("asking…")).to_have_count(0, timeout=WAIT_MS)


def look_closely(page: Page) -> None:
    """Wait for what is heard in a take and drawn of it, and select a bar or two."""
    expect(page.get_by_role("table", name="Asked and got")).to_be_visible(timeout=WAIT_MS)
    stage = page.get_by_role("slider", name="Position in")
    for key in ("Home", "ArrowRight", "i", "ArrowRight", "o"):
        stage.press(key)
    page.wait_for_function(
        """() => {
          const canvas = [...document.querySelectorAll("*")].map((one) => one.shadowRoot ?? one)
            .map((root) => root.querySelector("canvas.spectrum")).find(Boolean);
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size > 1;
        }"""
    )


MAKE_READY = {"create": play, "library": play, "take": look_closely, "usage": add_up}


if __name__ == "__main__":
    sys.exit(main())
