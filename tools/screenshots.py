"""Take the README's pictures of the real pages: a real server, real takes of the Band, a real browser."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.fakes.server import serve
from tools.chromium import executable

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images"
TAKES = (
    ("Rising strings", 24, "Opening theme"),
    ("Quiet piano", 16, "Rain on the window"),
    ("Lo-fi that lifts", 20, "Slow intro, loud bass"),
)
"""Example, length in seconds, title; the newest last."""
WAIT_MS = 60_000


def main() -> int:
    """Returns the exit status."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder) / "data", env={"AIMLAPI_KEY": "for-the-picture"}) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox", "--mute-audio"])
        page = open_page(browser, server.url, scheme="light")
        for number, (example, length_s, title) in enumerate(TAKES, start=1):
            make_take(page, example, length_s, number)
            rename(page, title)
        play(page)
        page.screenshot(path=PICTURES / "create-light.png")
        state = page.context.storage_state()
        for scheme, width, path, name in (
            ("dark", 1100, "/", "create-dark"),
            ("light", 1100, "/library", "library-light"),
            ("dark", 1100, "/library", "library-dark"),
            ("light", 390, "/", "create-phone-light"),
            ("dark", 390, "/library", "library-phone-dark"),
        ):
            other = open_page(browser, server.url + path, scheme=scheme, width=width, state=state)
            play(other)
            other.screenshot(path=PICTURES / f"{name}.png")
        browser.close()
    for picture in sorted(PICTURES.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1024} KB")
    return 0


def open_page(browser: Browser, url: str, *, scheme: str, width: int = 1100, state: object = None) -> Page:
    """A page with everything drawn."""
    context = browser.new_context(
        viewport={"width": width, "height": 1000 if width > 500 else 844}, color_scheme=scheme, storage_state=state
    )
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT_MS)
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
    page.get_by_role("textbox", name="Title").fill(title)
    page.get_by_role("button", name="Save").click()
    expect(card).to_contain_text(title)


def play(page: Page) -> None:
    """Listen into the newest take."""
    card = page.locator("[class*='st-key-take-']").first
    card.get_by_role("button", name="Play").click()
    page.wait_for_function("[...document.querySelectorAll('audio')].some(audio => audio.currentTime > 3)")
    card.get_by_role("button", name="Pause").click()
    page.evaluate("window.scrollTo(0, 0)")
    page.mouse.move(0, 0)


if __name__ == "__main__":
    sys.exit(main())
