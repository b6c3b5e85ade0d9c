"""The mixing desk's settings: data only. Levels are RMS while a part plays, in dBFS, before mastering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from demotape.engines.band.presets import PRESETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Equalizer:
    """Which frequencies are kept back or brought out."""

    low_cut_hz: float | None = None
    """12 dB an octave."""
    high_cut_hz: float | None = None
    bells: tuple[tuple[float, float, float], ...] = ()
    """(hertz, decibels, Q) of each bell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """How one part is mixed."""

    level_db: float
    pan: float = 0.0
    """-1 (left) to 1 (right)."""
    spread: float = 0.0
    """How far low keys stand to the left and high keys to the right, 0 to 1."""
    reverb: float = 0.0
    """Share that is sent to the room."""
    equalizer: Equalizer = Equalizer()
    duck: float = 0.0
    """How far the kick pushes it down, 0 to 1."""
    width: float = 0.0
    """How much of it crosses over late to the other side, 0 to 1: opens up mono samples."""
    drive: float = 0.0
    """Saturation before the equalizer: 0 is none, 5 a little, 30 a driven amplifier."""
    is_doubled: bool = False
    """Played twice, as guitars are in a studio: one take on each side, never quite together."""


_BASS = Equalizer(low_cut_hz=30, high_cut_hz=5_000)
_BODY = Equalizer(low_cut_hz=110)
_AIR = Equalizer(low_cut_hz=130)

STRIPS: Mapping[str, Strip] = {
    "drums": Strip(level_db=-25.0, reverb=0.07, equalizer=Equalizer(low_cut_hz=28)),
    "percussion": Strip(level_db=-33.0, reverb=0.2, spread=0.4),
    "bass": Strip(level_db=-26.0, equalizer=_BASS, duck=0.2),
    "keys": Strip(level_db=-27.5, pan=-0.12, spread=0.3, reverb=0.18, equalizer=_BODY, duck=0.15, width=0.25),
    "rhythm": Strip(level_db=-29.5, pan=0.35, spread=0.1, reverb=0.15, equalizer=_BODY, duck=0.1, width=0.2),
    "pad": Strip(level_db=-34.0, spread=0.6, reverb=0.35, equalizer=_AIR, duck=0.25, width=0.3),
    "lead": Strip(level_db=-28.5, pan=0.12, spread=0.15, reverb=0.28, equalizer=_AIR, width=0.2),
    "counter": Strip(level_db=-31.5, pan=-0.3, spread=0.15, reverb=0.3, equalizer=_AIR, width=0.2),
    "riser": Strip(level_db=-44.0, reverb=0.3, equalizer=_AIR),
    "ostinato": Strip(level_db=-28.0, pan=-0.2, spread=0.4, reverb=0.25, equalizer=Equalizer(low_cut_hz=45)),
    "basses": Strip(level_db=-29.0, pan=0.2, reverb=0.25, equalizer=Equalizer(low_cut_hz=30)),
    "strings": Strip(level_db=-28.5, pan=-0.15, spread=0.4, reverb=0.3, equalizer=_AIR),
    "brass": Strip(level_db=-29.0, pan=0.2, spread=0.3, reverb=0.35, equalizer=Equalizer(low_cut_hz=60)),
    "choir": Strip(level_db=-30.0, spread=0.4, reverb=0.45, equalizer=_AIR),
    "timpani": Strip(level_db=-32.0, pan=0.15, reverb=0.3),
    "taiko": Strip(level_db=-27.0, spread=0.3, reverb=0.25),
}
"""By role, and by the name of a part that is none of the roles."""

FAMILY_STRIPS: Mapping[str, str] = {
    "kit": "drums",
    "percussive": "percussion",
    "bass": "bass",
    "strings": "strings",
    "ensemble": "strings",
    "brass": "brass",
    "computed": "bass",
}
"""Family of instruments to the strip of a part that has none of its own; others are mixed as `keys`."""

DRUM_PANS: Mapping[int, float] = {
    42: 0.3,  # closed, pedal and open hi-hat
    44: 0.3,
    46: 0.3,
    51: -0.35,  # ride
    53: -0.35,
    59: -0.35,
    49: -0.3,  # crashes
    57: 0.35,
    55: 0.3,
    52: 0.4,
    70: -0.45,  # maracas as shaker
    82: -0.45,
    54: 0.45,  # tambourine
    50: 0.3,  # toms, high to low
    48: 0.2,
    47: 0.05,
    45: -0.1,
    43: -0.25,
    41: -0.35,
    56: 0.25,  # cowbell
    60: 0.35,  # bongos, congas, timbales
    61: 0.25,
    62: -0.3,
    63: -0.25,
    64: -0.35,
    65: 0.4,
    66: 0.3,
    67: 0.45,  # agogos
    68: 0.4,
    69: -0.4,  # cabasa
    75: 0.35,  # claves
    76: 0.4,
    77: 0.3,
}
"""General MIDI percussion key to where it stands."""

EMPHASIS_DB = 6.0
"""What `loud` adds and `soft` takes away."""
LOUD_BASS_DB = 4.0
"""A bass that is 6 dB louder leaves nothing else to be heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """How a style is mixed and finished."""

    levels: Mapping[str, float] = field(default_factory=dict)
    """Part to decibels more or less than its strip says."""
    strips: Mapping[str, Strip] = field(default_factory=dict)
    """Part to a strip of this style's own."""
    reverb: float = 1.0
    """Factor on all sends to the room."""
    duck: float = 1.0
    """Factor on all ducking."""
    room_s: float = 1.4
    """Reverberation time (60 dB) in seconds."""
    room_gain: float = 0.8
    brightness_hz: float = 5_000
    """Where the room's answer loses its top."""
    is_tape: bool = False
    """Wow and flutter, saturation, a dull top, crackle and hiss."""
    threshold_db: float = -14.0
    ratio: float = 1.8
    """Of the glue compressor; see `master.Target`."""
    lufs: float = -14.0


def _with(part: str, **changes: object) -> Strip:
    return replace(STRIPS[part], **changes)  # type: ignore[arg-type]


_AMPLIFIER = Equalizer(low_cut_hz=75, high_cut_hz=4_600, bells=((130, 3.0, 0.9),))
_PICKED = Equalizer(low_cut_hz=35, high_cut_hz=5_000, bells=((700, 4.0, 0.8), (2_200, 4.0, 0.9)))
"""A bass whose strokes are heard through loud guitars."""
_LEAD_AMPLIFIER = Equalizer(low_cut_hz=150, high_cut_hz=5_500)
_DOUBLED: Mapping[str, object] = {"pan": 0.0, "spread": 0.0, "width": 0.0, "is_doubled": True}
_DULL = Equalizer(low_cut_hz=110, high_cut_hz=5_500)
_WHOLE = Equalizer(low_cut_hz=28)

_CLUB = Mix(
    levels={"drums": 1.5, "bass": 1.0, "keys": -1.0, "pad": 1.0, "lead": -1.0},
    duck=2.2,
    room_s=1.2,
    room_gain=0.7,
    threshold_db=-15.0,
    ratio=2.2,
)
_CONCERT = Mix(room_s=2.4, room_gain=1.1, brightness_hz=7_000, threshold_db=-9.0, ratio=1.3, duck=0.0)
_ACOUSTIC = Mix(room_s=1.1, room_gain=0.9, brightness_hz=6_500, threshold_db=-11.0, ratio=1.5, duck=0.0)
_GRAND = _with("keys", level_db=-27.0, pan=0.0, spread=0.0, reverb=0.16, equalizer=_WHOLE, duck=0.0, width=0.0)

MIXES: Mapping[str, Mix] = {
    "lofi": Mix(
        levels={"drums": -1.0, "bass": 1.0},
        strips={
            "keys": _with("keys", pan=-0.15, spread=0.5, equalizer=_DULL, width=0.65, duck=0.3),
            "pad": _with("pad", equalizer=_DULL, width=0.65),
            "lead": _with("lead", pan=0.2, equalizer=_DULL, width=0.4),
            "counter": _with("counter", equalizer=_DULL, width=0.5),
            "drums": _with("drums", drive=4.0, reverb=0.12, equalizer=Equalizer(low_cut_hz=35, high_cut_hz=9_000)),
        },
        room_s=1.2,
        is_tape=True,
        threshold_db=-16.0,
        ratio=2.2,
    ),
    "hiphop": Mix(levels={"drums": 1.5, "bass": 2.0}, room_s=0.9, threshold_db=-15.0, ratio=2.2),
    "trap": Mix(levels={"drums": 1.0, "bass": 3.0, "keys": -1.0}, room_s=1.6, threshold_db=-15.0, ratio=2.2),
    "house": _CLUB,
    "techno": replace(
        _CLUB,
        levels={"drums": 3.0, "bass": 1.0, "keys": -2.0, "pad": -1.0, "lead": -2.0},
        strips={"lead": _with("lead", drive=12.0), "bass": _with("bass", drive=12.0, duck=0.3)},
    ),
    "dnb": replace(
        _CLUB,
        levels={"drums": 2.5, "bass": 2.5, "keys": -2.0},
        strips={"bass": _with("bass", drive=14.0, duck=0.25), "drums": _with("drums", drive=6.0)},
        duck=1.0,
    ),
    "synthwave": replace(_CLUB, levels={"drums": 1.0, "bass": 0.5, "pad": 2.0, "lead": 0.5}, room_s=2.0, duck=1.4),
    "ambient": Mix(
        levels={"pad": 6.0, "bass": -5.0, "keys": 1.0},
        room_s=3.6,
        room_gain=1.2,
        reverb=1.4,
        brightness_hz=6_500,
        threshold_db=-10.0,
        ratio=1.4,
    ),
    "drone": Mix(
        levels={"pad": 6.0, "bass": -1.0},
        room_s=4.5,
        room_gain=1.2,
        reverb=1.4,
        threshold_db=-10.0,
        ratio=1.4,
    ),
    "pop": Mix(levels={"pad": 1.0}),
    "indie": Mix(levels={"keys": 0.5, "rhythm": 1.5, "pad": -1.0}, strips={"drums": _with("drums", reverb=0.12)}),
    "rock": Mix(
        levels={"drums": 3.0, "keys": 3.5, "rhythm": 3.5, "lead": -4.0, "pad": -3.0, "bass": 2.0},
        strips={
            "keys": _with("keys", **_DOUBLED, drive=2.0, equalizer=_AMPLIFIER, reverb=0.1),
            "rhythm": _with("rhythm", **_DOUBLED, drive=2.0, equalizer=_AMPLIFIER),
            "lead": _with("lead", equalizer=_LEAD_AMPLIFIER),
            "bass": _with("bass", drive=8.0),
            "drums": _with("drums", drive=5.0, reverb=0.1),
        },
        duck=0.3,
        room_s=1.1,
        threshold_db=-15.0,
        ratio=2.0,
    ),
    "metal": Mix(
        levels={"drums": 3.5, "keys": 5.5, "rhythm": 5.5, "lead": -2.0, "bass": 5.5, "pad": -5.0},
        strips={
            # The samples are distorted already: more drive makes them hiss like a synthesizer.
            "keys": _with("keys", **_DOUBLED, drive=4.0, equalizer=_AMPLIFIER, reverb=0.05),
            "rhythm": _with("rhythm", **_DOUBLED, drive=4.0, equalizer=_AMPLIFIER),
            "lead": _with("lead", pan=0.0, drive=8.0, equalizer=_LEAD_AMPLIFIER),
            "bass": _with("bass", drive=12.0, equalizer=_PICKED),
            "drums": _with("drums", drive=7.0, reverb=0.06),
        },
        duck=0.2,
        room_s=0.9,
        threshold_db=-16.0,
        ratio=2.5,
    ),
    "punk": Mix(
        levels={"drums": 3.0, "keys": 4.5, "rhythm": 4.5, "lead": -3.0, "pad": -6.0},
        strips={
            "keys": _with("keys", **_DOUBLED, drive=6.0, equalizer=_AMPLIFIER, reverb=0.1),
            "rhythm": _with("rhythm", **_DOUBLED, drive=6.0, equalizer=_AMPLIFIER),
            "lead": _with("lead", equalizer=_LEAD_AMPLIFIER),
            "bass": _with("bass", drive=14.0),
            "drums": _with("drums", drive=7.0, reverb=0.12),
        },
        duck=0.2,
        room_s=0.8,
        threshold_db=-16.0,
        ratio=2.5,
    ),
    "funk": Mix(levels={"drums": 1.0, "bass": 1.5, "rhythm": 1.0}, room_s=0.8, duck=0.4),
    "disco": Mix(levels={"drums": 2.0, "bass": 1.0, "pad": 3.0}, duck=0.8, room_s=1.2),
    "soul": Mix(levels={"bass": 1.0, "pad": 1.0}, room_s=1.3, duck=0.4),
    "reggae": Mix(
        levels={"bass": 3.0, "drums": 0.5},
        strips={"bass": _with("bass", equalizer=Equalizer(low_cut_hz=28, high_cut_hz=1_800))},
        room_s=1.8,
        duck=0.3,
    ),
    "jazz": replace(_ACOUSTIC, levels={"drums": -2.5, "bass": 1.0, "lead": 0.5}),
    "bossa": replace(_ACOUSTIC, levels={"drums": -4.0, "bass": 0.5, "keys": 1.0}),
    "blues": replace(_ACOUSTIC, levels={"drums": 0.0, "bass": 0.5}),
    "country": replace(_ACOUSTIC, levels={"drums": -1.0, "rhythm": 1.0}),
    "folk": replace(_ACOUSTIC, levels={"drums": -4.0, "keys": 1.5, "lead": 0.5}),
    "latin": replace(_ACOUSTIC, levels={"drums": 0.0, "percussion": 4.0, "bass": 1.0}),
    "classical_piano": replace(
        _CONCERT,
        strips={"keys": _GRAND, "lead": replace(_GRAND, level_db=-26.0), "bass": replace(_GRAND, level_db=-29.0)},
        room_s=1.8,
        room_gain=0.8,
    ),
    "string_quartet": replace(
        _CONCERT,
        strips={
            "lead": _with("lead", level_db=-27.0, pan=-0.5, spread=0.0, reverb=0.25, equalizer=_WHOLE),
            "counter": _with("counter", level_db=-28.5, pan=-0.18, spread=0.0, reverb=0.25, equalizer=_WHOLE),
            "keys": _with("keys", level_db=-28.5, pan=0.2, spread=0.0, reverb=0.25, equalizer=_WHOLE, duck=0.0),
            "rhythm": _with("rhythm", level_db=-28.5, pan=0.2, spread=0.0, reverb=0.25, equalizer=_WHOLE, duck=0.0),
            "pad": _with("pad", level_db=-29.0, pan=0.1, spread=0.3, reverb=0.25, equalizer=_WHOLE, duck=0.0),
            "bass": _with("bass", level_db=-27.5, pan=0.45, reverb=0.25, equalizer=_WHOLE, duck=0.0),
        },
        room_s=1.9,
    ),
    "orchestral": replace(
        _CONCERT,
        levels={"drums": -4.0, "taiko": 1.5, "timpani": 2.5},
        strips={
            "bass": _with("basses"),
            "keys": _with("strings", level_db=-28.0),
            "pad": _with("choir", level_db=-29.5),
            "lead": _with("brass", level_db=-27.5, pan=0.1),
            "counter": _with("brass", level_db=-30.0, pan=-0.3),
        },
    ),
    "chiptune": Mix(
        strips={
            part: _with(part, pan=pan, reverb=0.0, width=0.0, duck=0.0, equalizer=_WHOLE, spread=0.0)
            for part, pan in {"drums": 0, "bass": 0, "keys": -0.4, "lead": 0.3, "counter": -0.25, "pad": 0}.items()
        },
        levels={"bass": -1.0, "pad": -1.0},
        room_s=0.5,
        room_gain=0.3,
        threshold_db=-12.0,
        ratio=1.5,
    ),
    "waltz": replace(_CONCERT, room_s=1.8, room_gain=0.9),
}
"""Style to its mix."""

DEFAULT_MIX = Mix()


def mix_of(style: str) -> Mix:
    """How a style is mixed: a name in `styles.STYLES`."""
    return MIXES.get(style, DEFAULT_MIX)


def strip_for(style: str, part: str, preset: str) -> Strip:
    """How a part is mixed in a style.

    Args:
        style: a name in `styles.STYLES`.
        part: name of the part in the score; most are roles.
        preset: the instrument that plays it.
    """
    mix = mix_of(style)
    name = part if part in STRIPS else FAMILY_STRIPS.get(PRESETS[preset].family, "keys")
    strip = mix.strips.get(part) or mix.strips.get(name) or STRIPS[name]
    return replace(
        strip,
        level_db=strip.level_db + mix.levels.get(part, mix.levels.get(name, 0.0)),
        reverb=strip.reverb * mix.reverb,
        duck=min(0.85, strip.duck * mix.duck),
    )
