"""A real Chromium, and how it tells when a take can be heard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import executable

PAGE_TIMEOUT_MS = 60_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
]

# In the page, because asking from outside every few milliseconds would load the machine that is measured. A take
# counts from the moment its card offers Play and the player's own <audio> says that it can play.
_WATCH = """
window.playable = {}; // id of the take -> milliseconds since 1970
setInterval(() => {
  for (const card of document.querySelectorAll("[class*='st-key-take-']")) {
    const id = card.className.match(/st-key-take-([0-9a-f-]{36})/)?.[1];
    if (!id || id in window.playable) continue;
    const roots = [...card.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
    if (!roots.some((root) => root.querySelector("button[aria-label^=Play]"))) continue;
    const audio = document.querySelector(`audio[data-player="player-${id}"]`);
    if (!audio?.currentSrc && !audio?.src) continue;
    window.playable[id] = null;
    audio.addEventListener("canplay", () => (window.playable[id] = Date.now()), { once: true });
    audio.preload = "auto";
    audio.load();
  }
}, 20);
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        browser.close()


def new_visitor(browser: Browser, url: str) -> Page:
    """The page Create as a new browser sees it, ready for use; it notes when takes become playable."""
    page = browser.new_context(viewport={"width": 1100, "height": 900}).new_page()
    page.set_default_timeout(PAGE_TIMEOUT_MS)
    page.add_init_script(_WATCH)
    page.goto(url)
    page.get_by_role("button", name="Generate").wait_for()
    return page


def choose_engine(page: Page, title: str) -> None:
    """Choose an engine by the beginning of its title."""
    page.get_by_role("radiogroup", name="Engine").get_by_role("radio", name=title).click()


def press_generate(page: Page, prompt: str) -> float:
    """Write the prompt and press Generate; returns the `time.time()` of the press."""
    page.get_by_role("textbox", name="Prompt").fill(prompt)
    button = page.get_by_role("button", name="Generate")
    button.hover()  # whatever the page still does is not part of the press
    pressed_at = time.time()
    button.click()
    return pressed_at


def when_playable(page: Page, *, count: int) -> dict[str, float]:
    """Wait until so many takes are playable: id -> `time.time()` of that moment."""
    page.wait_for_function(
        "count => Object.values(window.playable).filter(Boolean).length >= count", arg=count, polling=100
    )
    found: dict[str, float] = page.evaluate("window.playable")
    return {take_id: moment / 1000 for take_id, moment in found.items() if moment}
