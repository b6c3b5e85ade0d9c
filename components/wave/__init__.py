"""The large player of the page Take: a waveform and a spectrogram to zoom into, beats, sections, region and A/B.

A Streamlit component (version 2), like the player. Only the region travels to the page, when it has come to rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from components.player import address

_HERE = Path(__file__).parent
_SHARED = _HERE.parent / "player"
_SCRIPTS = (_SHARED / "common.js", _SHARED / "sound.js", _HERE / "picture.js", _HERE / "stage.js", _HERE / "wave.js")

_HTML = """
<section class="wave" role="group">
  <div class="bar">
    <button class="play" type="button">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path class="when-paused"
          d="M8.2 5.6v12.8c0 .9 1 1.5 1.8 1l9.9-6.4c.7-.5.7-1.5 0-2L10 4.6c-.8-.5-1.8.1-1.8 1z"/>
        <path class="when-playing" d="M8 5h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z
          M14 5h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-2a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z"/>
      </svg>
    </button>
    <span class="time"><span class="elapsed">0:00.0</span> / <span class="total">0:00.0</span></span>
    <button class="other toggle" type="button" aria-pressed="false" hidden title="Switch between the two (B)"></button>
    <button class="loop toggle" type="button" aria-pressed="false"
      title="Loop the region, or all of it (L)">Loop</button>
    <button class="half toggle" type="button" aria-pressed="false"
      title="Half speed at the same pitch (H)">Half speed</button>
    <button class="snap toggle" type="button" aria-pressed="false"
      title="Regions begin and end on beats (S)">Snap to beat</button>
    <span class="spring"></span>
    <button class="mute toggle" type="button" aria-pressed="false" title="Mute (M)">Mute</button>
    <input class="level" type="range" min="0" max="100" step="5" aria-label="Volume">
  </div>
  <div class="stage" role="slider" tabindex="0" aria-valuemin="0" aria-describedby="wave-help">
    <canvas class="outline" aria-hidden="true"></canvas>
    <canvas class="spectrum" aria-hidden="true"></canvas>
    <canvas class="marks" aria-hidden="true"></canvas>
    <div class="playhead" aria-hidden="true"></div>
  </div>
  <div class="bar">
    <button class="out toggle" type="button" aria-label="Zoom out" title="Zoom out (-)">−</button>
    <button class="in toggle" type="button" aria-label="Zoom in" title="Zoom in (+)">+</button>
    <button class="fit toggle" type="button" title="Show all of it (0)">Fit</button>
    <input class="pan" type="range" min="0" max="1000" step="1" aria-label="Scroll" disabled>
  </div>
  <div class="bar">
    <label>Region from <input class="from" type="text" inputmode="decimal" autocomplete="off" placeholder="0:00.00"
      spellcheck="false"></label>
    <label>to <input class="to" type="text" inputmode="decimal" autocomplete="off" placeholder="end"
      spellcheck="false"></label>
    <button class="clear toggle" type="button" title="Clear region (Esc)" hidden>Clear region</button>
    <span class="region-length"></span>
    <span class="spring"></span>
    <label class="formats">Download as <select class="format"></select></label>
    <button class="download toggle" type="button">Download</button>
  </div>
  <p class="error" role="alert"></p>
  <p class="status" role="status"></p>
  <span id="wave-help" hidden>Left and right arrow keys move 5 seconds, with Shift a tenth of a second. Space plays
    and pauses. I and O set the start and the end of a region here, Escape clears it. Plus, minus and 0 zoom. L loops,
    S snaps to beats, H plays at half speed, B switches between two takes, M mutes.</span>
</section>
"""

_mount = st.components.v2.component(
    "demotape_wave",
    html=_HTML,
    css=(_HERE / "wave.css").read_text(encoding="utf-8"),
    js="\n".join(path.read_text(encoding="utf-8") for path in _SCRIPTS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A section of the plan."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """Something that can be heard and seen here. All addresses are root-relative."""

    title: str
    src: str
    """URL of the audio, served with Range support."""
    slow: str
    """URL of the same at half speed and the same pitch."""
    waveform: str
    """URL of pairs of int8 (lowest, highest), evenly spread over the take."""
    spectrogram: str
    """URL of a grey PNG."""
    duration_s: float
    gain: float = 1.0
    """A factor, at most 1, by which it is turned down to be as loud as the other."""
    beats_s: Sequence[float] = ()
    """When beats fall, rising. Empty: no grid, and nothing to snap to."""
    marks: Sequence[Mark] = ()
    """Sections, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A file that is offered."""

    label: str
    url: str
    """Root-relative. Answers GET with the file, once it is made."""
    making: str
    """Root-relative. Begins to make the file and answers GET with JSON: `share`, 0 to 1."""


def wave(
    *,
    key: str,
    sound: Sounding,
    other: Sounding | None = None,
    downloads: Sequence[Choice] = (),
) -> tuple[float, float] | None:
    """Draw the large player of one take; returns its region in seconds, or None where there is none.

    Args:
        key: Key of the element, unique on the page.
        sound: The take.
        other: Another take to switch to at the same place. What is seen is the one that is heard.
        downloads: The files offered, in order.

    Raises:
        ValueError: an address is not root-relative.
    """
    result = _mount(
        key=key,
        default={"region": None},
        on_region_change=lambda: None,
        data={
            "key": key,
            "sound": _told(sound),
            "other": _told(other) if other else None,
            "downloads": [
                asdict(choice) | {"url": address(choice.url), "making": address(choice.making)} for choice in downloads
            ],
        },
    )
    region = result.get("region")
    return (float(region[0]), float(region[1])) if region else None


def _told(sound: Sounding) -> dict[str, object]:
    return {
        "title": sound.title,
        **{name: address(getattr(sound, name)) for name in ("src", "slow", "waveform", "spectrogram")},
        "duration": sound.duration_s,
        "gain": sound.gain,
        "beats": [round(beat, 4) for beat in sound.beats_s],
        "marks": [{"name": mark.name, "start": mark.start_s, "end": mark.end_s} for mark in sound.marks],
    }
