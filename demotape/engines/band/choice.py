"""Which SoundFont the Band plays with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

SETTING = "DEMOTAPE_SOUNDFONT"
"""Environment variable: path of another SoundFont than the shipped one."""


def chosen_soundfont(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file that `DEMOTAPE_SOUNDFONT` names, or None where the shipped one is to be used."""
    name = environment.get(SETTING, "").strip()
    return Path(name).expanduser() if name else None


def unreadable_soundfont() -> str | None:
    """Why the Band cannot play with the chosen SoundFont, with the way out; None if it can."""
    path = chosen_soundfont()
    if path is None:
        return None
    # Takes a while to load, and hardly anybody has a SoundFont of their own.
    from demotape.engines.band.soundfont import SoundFont, SoundFontError  # noqa: PLC0415

    try:
        SoundFont(path)
    except SoundFontError as error:
        return " ".join(without_instruments(str(error)))
    return None


def without_instruments(reason: str) -> tuple[str, str]:
    """What to tell a person where there are no instruments: (what happened, what to do)."""
    path = chosen_soundfont()
    return (
        f"The Band cannot play the SoundFont {path}. {reason}" if path else f"The Band has no instruments. {reason}",
        f"Name another .sf2 or .sf3 file in {SETTING}, or remove that setting, and start the studio again.",
    )
