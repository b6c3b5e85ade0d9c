"""The mixing desk's settings: data only. Levels are RMS while the part plays, full scale 1.0, before mastering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from demotape.engines.band.grooves import (
    CLOSED_HAT,
    CRASH,
    HIGH_TOM,
    LOW_TOM,
    MID_TOM,
    OPEN_HAT,
    PEDAL_HAT,
    RIDE,
    SHAKER,
    TAMBOURINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How one part is mixed."""

    level: float
    pan: float = 0.0
    """-1 (left) to 1 (right)."""
    spread: float = 0.0
    """How far low keys stand to the left and high keys to the right, 0 to 1."""
    reverb: float = 0.0
    """Share that is sent to the room."""
    low_cut_hz: float | None = None
    high_cut_hz: float | None = None
    duck: float = 0.0
    """How far the kick pushes it down, 0 to 1."""
    is_widened: bool = False
    """Whether short cross delays open up the mono samples."""


CHANNELS: Mapping[str, Channel] = {
    "drums": Channel(level=0.055, reverb=0.08),
    "bass": Channel(level=0.05, low_cut_hz=28, high_cut_hz=2600, duck=0.2),
    "sub": Channel(level=0.055, low_cut_hz=28, high_cut_hz=2600, duck=0.3),
    "keys": Channel(level=0.044, pan=-0.15, spread=0.6, reverb=0.2, low_cut_hz=130, duck=0.3, is_widened=True),
    "lead": Channel(level=0.035, pan=0.2, spread=0.3, reverb=0.3, low_cut_hz=130, is_widened=True),
    "pad": Channel(level=0.0165, spread=0.9, reverb=0.3, low_cut_hz=130, duck=0.3, is_widened=True),
    "riser": Channel(level=0.006, reverb=0.3),
    "ostinato": Channel(level=0.0405, pan=-0.25, spread=0.4, reverb=0.25),
    "basses": Channel(level=0.036, pan=0.15, reverb=0.25, low_cut_hz=28),
    "high strings": Channel(level=0.032, pan=-0.2, spread=0.7, reverb=0.35, low_cut_hz=130),
    "brass": Channel(level=0.043, pan=0.2, spread=0.3, reverb=0.35),
    "choir": Channel(level=0.028, spread=0.7, reverb=0.45, low_cut_hz=130),
    "taiko": Channel(level=0.08, spread=0.3, reverb=0.3),
    "timpani": Channel(level=0.03, pan=0.1, reverb=0.3),
    "percussion": Channel(level=0.024, reverb=0.3),
    "lead doubling": Channel(level=0.018, pan=-0.2, reverb=0.35),
}

PIANO_CHANNELS: Mapping[str, Channel] = {
    "keys": Channel(level=0.044, spread=0.8, reverb=0.2, is_widened=True),
    "lead": Channel(level=0.04, spread=0.8, reverb=0.25, is_widened=True),
}
"""Both hands of one piano stand in one place, with all of its lows."""

DRUM_PANS: Mapping[int, float] = {
    CLOSED_HAT: 0.3,
    PEDAL_HAT: 0.3,
    OPEN_HAT: 0.3,
    RIDE: -0.35,
    CRASH: -0.3,
    SHAKER: -0.45,
    TAMBOURINE: 0.45,
    HIGH_TOM: 0.25,
    MID_TOM: 0.0,
    LOW_TOM: -0.3,
}

LOUD_BASS_GAIN = 1.5
"""How much more the bass gets where a loud bass is asked (3.5 dB)."""

TRIMS: Mapping[str, Mapping[str, float]] = {
    "ambient": {"bass": 0.5, "pad": 2.0},
    "rock": {"keys": 1.1, "pad": 0.7},
    "house": {"keys": 0.9, "pad": 1.2},
}
"""Factors on the levels, by style and part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """What happens to the whole mix."""

    room_s: float
    """Reverberation time (60 dB) in seconds."""
    room_gain: float = 0.8
    brightness_hz: float = 5000
    """Where the room's answer loses its top."""
    is_tape: bool = False
    """Wow and flutter, saturation, a dull top, crackle and hiss."""
    threshold_db: float = -16.0
    """Peak level from which the glue compressor works, at a loudness of -16 LUFS."""
    ratio: float = 2.0


FINISHES: Mapping[str, Finish] = {
    "clean": Finish(room_s=1.4),
    "lofi": Finish(room_s=1.2, is_tape=True),
    "room": Finish(room_s=1.5, threshold_db=-10.0, ratio=1.4),
    "hall": Finish(room_s=2.6, room_gain=1.0, brightness_hz=8000, threshold_db=-10.0, ratio=1.4),
}
