"""The waveform player: one take, seen and heard in the page.

A Streamlit component (version 2). The browser fetches the audio and the peaks from this server's own routes, so
nothing heavy travels with a rerun. All that a person does with it (play, seek, region, loop, volume, download)
stays in the browser and never reruns the page; only the actions below it do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

# Streamlit takes one script. Each part builds on those before it.
_SCRIPTS = ("common.js", "sound.js", "timeline.js", "player.js")

# Static markup, without any data: it is in the page, at its full height, before the script runs.
_HTML = """
<section class="player" role="group">
  <div class="head">
    <label class="select" hidden><input type="checkbox"></label>
    <h3 class="title"><a></a></h3>
    <div class="marks" role="group" hidden></div>
  </div>
  <p class="about"></p>
  <p class="facts"></p>
  <div class="told"></div>
  <ul class="tags" aria-label="Tags" hidden></ul>
  <p class="notes" hidden></p>
  <div class="grid">
    <button class="play" type="button">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path class="when-paused"
          d="M8.2 5.6v12.8c0 .9 1 1.5 1.8 1l9.9-6.4c.7-.5.7-1.5 0-2L10 4.6c-.8-.5-1.8.1-1.8 1z"/>
        <path class="when-playing" d="M8 5h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z
          M14 5h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-2a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z"/>
      </svg>
    </button>
    <div class="timeline">
      <div class="wave" role="slider" tabindex="0" aria-valuemin="0" aria-describedby="help">
        <div class="region" hidden></div>
        <svg class="bars rest" aria-hidden="true"><path/></svg>
        <svg class="bars played" aria-hidden="true"><path/></svg>
        <div class="hover" hidden><span></span></div>
        <div class="playhead" hidden></div>
      </div>
      <div class="ruler">
        <div class="region-label" hidden>
          <span class="region-times"></span>
          <button class="clear" type="button" aria-label="Clear region" title="Clear region (Esc)">Clear</button>
        </div>
        <div class="ticks" aria-hidden="true"></div>
      </div>
    </div>
    <div class="controls">
      <span class="time"><span class="elapsed">0:00</span> / <span class="total">0:00</span></span>
      <button class="loop quiet" type="button" aria-pressed="false" title="Loop the region, or all of it (L)">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M17 2l4 4-4 4M3 11v-1a4 4 0 0 1 4-4h14M7 22l-4-4 4-4M21 13v1a4 4 0 0 1-4 4H3"/>
        </svg>
        Loop
      </button>
      <button class="mute quiet" type="button" aria-pressed="false" aria-label="Mute" title="Mute (M)">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M11 5L6 9H3v6h3l5 4z"/>
          <path class="when-loud" d="M15 9a4.2 4.2 0 0 1 0 6M17.8 6.2a8.2 8.2 0 0 1 0 11.6"/>
          <path class="when-muted" d="M16 9.5l5 5M21 9.5l-5 5"/>
        </svg>
      </button>
      <input class="level" type="range" min="0" max="100" step="5" aria-label="Volume">
    </div>
    <div class="downloads" role="group" aria-label="Downloads">
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/></svg>
    </div>
    <div class="messages">
      <p class="error" role="alert"></p>
      <p class="status" role="status"></p>
      <p class="note"></p>
    </div>
  </div>
  <div class="actions" role="group" aria-label="Actions" hidden></div>
  <span id="help" hidden>Left and right arrow keys move 5 seconds, with Shift 1 second. Space plays and pauses. I and O
    set the start and the end of a region here, Escape clears it. L loops, M mutes.</span>
</section>
"""

_mount = st.components.v2.component(
    "demotape_player",
    html=_HTML,
    css=(_HERE / "player.css").read_text(encoding="utf-8"),
    js="\n".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file that the player offers."""

    label: str
    """Text of the button, for example `MP3`."""
    name: str
    """Accessible name: begins with "Download" and contains the label, for example `Download MP3`."""
    url: str
    """Root-relative. Answers HEAD once the file is ready, and GET with the name to save it under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be done with the take, beside hearing it."""

    name: str
    """What `on_action` is told."""
    label: str
    """Text of the button: a verb."""
    help: str = ""
    """Shown when the pointer rests on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What the person thinks of the take. A press is told to `on_action` as `favourite` or `rating-1` to `rating-5`."""

    favourite: bool
    rating: int
    """0 for none."""


def player(
    *,
    key: str,
    src: str,
    peaks: str,
    title: str,
    link: str = "",
    about: str = "",
    facts: str = "",
    lines: Sequence[str] = (),
    tags: Sequence[str] = (),
    notes: str = "",
    marks: Marks | None = None,
    selected: bool | None = None,
    duration_s: float,
    downloads: Sequence[Download] = (),
    note: str | None = None,
    actions: Sequence[Action] = (),
    on_action: Callable[[str], None] | None = None,
) -> None:
    """Draw the player of one take.

    Args:
        key: Key of the element, unique on the page. While it stays the same, reruns do not disturb what is playing.
        src: Root-relative URL of the audio, served with Range support.
        peaks: Root-relative URL of the waveform: pairs of int8 (lowest, highest), one pair a bin.
        title: Stands above the waveform, and is what screen readers call the take.
        link: Root-relative URL that the title leads to; none without it.
        about: What the take was made from; two lines are shown, the rest when the pointer rests on it.
        facts: A quiet line below that.
        lines: What its maker says of it; three rows of each are shown, the rest when the pointer rests on it.
        tags, notes: What the person wrote about it.
        marks: Drawn beside the title if given.
        selected: State of a checkbox before the title, None for none. A press is told to `on_action` as `select`.
        duration_s: Length in seconds, shown before the audio is loaded.
        downloads: The files offered, in order.
        note: A few quiet words beside the downloads.
        actions: The buttons below. They are part of the player because each element of its own would make the
            rerun of a page with many takes slower.
        on_action: Called with the name of the action that was pressed, before the page runs again.

    Raises:
        ValueError: an address is not root-relative.
    """

    def pressed() -> None:
        if on_action is not None and (name := st.session_state[key].get("action")):
            on_action(name)

    _mount(
        key=key,
        on_action_change=pressed,
        data={
            "key": key,
            "src": address(src),
            "peaks": address(peaks),
            "title": title,
            "link": address(link) if link else "",
            "about": about,
            "facts": facts,
            "lines": list(lines),
            "tags": list(tags),
            "notes": notes,
            "marks": asdict(marks) if marks else None,
            "selected": selected,
            "duration": duration_s,
            "downloads": [asdict(download) | {"url": address(download.url)} for download in downloads],
            "note": note or "",
            "actions": [asdict(action) for action in actions],
        },
    )


def address(url: str) -> str:
    """A root-relative URL as the browser needs it where the studio is served below a path."""
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"Not a root-relative URL: {url!r}")
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{url}" if base else url
