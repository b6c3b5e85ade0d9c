"""The styles that the Band plays: data only. A new style is a new entry, and patterns in `grooves` if it drums.

Swing is where the second of two short notes falls inside their pair: 0.5 is straight, 0.66 a triplet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a style is played, unless the prompt says otherwise."""

    title: str
    words: str
    """Regular expression of the words that name it."""
    tempo_bpm: float
    mode: str
    chord_size: int
    progressions: tuple[tuple[int, ...], ...]
    """Degrees of the scale, one chord a bar."""
    instruments: Mapping[str, tuple[str, ...]]
    """Role to presets of the bank to choose from."""
    arrangement: str = "band"
    """`band`, `piano` or `orchestra`: who writes the parts."""
    patterns: str | None = None
    """Name in `grooves`. None: no drums, held chords and bass notes."""
    swing: float = 0.5
    swing_unit_beats: float = 0.25
    """The short note that swings: sixteenths (0.25) or eighths (0.5)."""
    finish: str = "clean"
    """Name in `mix.FINISHES`."""
    riser: bool = False
    """Whether a noise riser may lead into a louder section."""
    leading_note: bool = False
    """Whether the dominant of a minor key gets its third raised."""


_WRITTEN: Mapping[str, Style] = {
    "lofi": Style(
        title="lo-fi",
        words=r"lo[- ]?fi|chill ?hop|study beats?",
        tempo_bpm=78,
        swing=0.60,
        mode="dorian",
        chord_size=4,
        progressions=((1, 4, 2, 5), (4, 3, 2, 1), (1, 6, 2, 5), (2, 5, 1, 6)),
        instruments={
            DRUMS: ("kit",),
            BASS: ("fingerbass",),
            KEYS: ("epiano",),
            LEAD: ("vibes", "jazzgtr", "musicbox"),
            PAD: ("warmpad",),
        },
        patterns="lofi",
        finish="lofi",
    ),
    "hiphop": Style(
        title="hip-hop",
        words=r"hip[- ]?hop|boom[- ]?bap|rap",
        tempo_bpm=88,
        swing=0.56,
        mode="minor",
        chord_size=4,
        progressions=((1, 6, 4, 5), (1, 4, 1, 7), (6, 7, 1, 1)),
        instruments={
            DRUMS: ("kit808",),
            BASS: ("sub",),
            KEYS: ("epiano2",),
            LEAD: ("flute", "musicbox"),
            PAD: ("warmpad",),
        },
        patterns="hiphop",
        riser=True,
    ),
    "ambient": Style(
        title="ambient",
        words=r"ambient|drone|meditati(?:on|ve)|soundscape",
        tempo_bpm=66,
        mode="major",
        chord_size=4,
        progressions=((1, 4, 6, 5), (4, 1, 5, 6), (1, 3, 4, 1)),
        instruments={BASS: ("warmpad",), KEYS: ("harp",), LEAD: ("celesta", "flute"), PAD: ("warmpad",)},
        finish="hall",
    ),
    "house": Style(
        title="house",
        words=r"(?:deep )?house|edm|dance|club",
        tempo_bpm=124,
        swing=0.52,
        mode="minor",
        chord_size=4,
        progressions=((1, 6, 3, 7), (6, 7, 1, 1), (1, 4, 6, 7)),
        instruments={
            DRUMS: ("kit808",),
            BASS: ("synthbass",),
            KEYS: ("epiano2",),
            LEAD: ("lead",),
            PAD: ("strings",),
        },
        patterns="house",
        riser=True,
    ),
    "pop": Style(
        title="pop",
        words=r"pop|upbeat",
        tempo_bpm=104,
        mode="major",
        chord_size=3,
        progressions=((1, 5, 6, 4), (6, 4, 1, 5), (1, 6, 4, 5)),
        instruments={
            DRUMS: ("kit",),
            BASS: ("fingerbass",),
            KEYS: ("piano",),
            LEAD: ("vibes", "steel"),
            PAD: ("strings",),
        },
        patterns="pop",
        swing_unit_beats=0.5,
        riser=True,
    ),
    "rock": Style(
        title="rock",
        words=r"rock|guitar riffs?",
        tempo_bpm=126,
        mode="minor",
        chord_size=3,
        progressions=((1, 7, 6, 7), (1, 4, 6, 5), (1, 6, 3, 7)),
        instruments={
            DRUMS: ("kit",),
            BASS: ("fingerbass",),
            KEYS: ("overdrive",),
            LEAD: ("overdrive",),
            PAD: ("organ",),
        },
        patterns="rock",
        swing_unit_beats=0.5,
    ),
    "jazz": Style(
        title="jazz",
        words=r"jazz|swing",
        tempo_bpm=120,
        swing=0.66,
        swing_unit_beats=0.5,
        mode="major",
        chord_size=4,
        progressions=((2, 5, 1, 6), (1, 6, 2, 5), (3, 6, 2, 5)),
        instruments={DRUMS: ("kitbrush",), BASS: ("upright",), KEYS: ("piano",), LEAD: ("sax", "vibes")},
        patterns="jazz",
        finish="room",
        leading_note=True,
    ),
    "piano": Style(
        title="solo piano",
        words=r"(?:solo )?piano (?:solo|ballad|piece|music)|solo piano",
        tempo_bpm=84,
        mode="minor",
        chord_size=3,
        progressions=((1, 6, 3, 7), (1, 4, 6, 5), (6, 7, 1, 5)),
        instruments={KEYS: ("piano",), LEAD: ("piano",)},
        arrangement="piano",
        finish="room",
        leading_note=True,
    ),
    "orchestral": Style(
        title="orchestral",
        words=r"orchestra\w*|cinematic|trailer|film score|soundtrack|symphon\w*",
        tempo_bpm=120,
        mode="minor",
        chord_size=3,
        progressions=((1, 6, 3, 7), (1, 6, 4, 5), (1, 3, 7, 6)),
        instruments={
            DRUMS: ("kitorch",),
            BASS: ("strings",),
            KEYS: ("strings",),
            LEAD: ("horn", "brass"),
            PAD: ("choir",),
        },
        arrangement="orchestra",
        finish="hall",
        leading_note=True,
    ),
}

_NEVER = r"(?!)"
_STUBS: Mapping[str, tuple[str, str]] = {
    "trap": ("trap", "hiphop"),
    "techno": ("techno", "house"),
    "dnb": ("drum and bass", "house"),
    "synthwave": ("synthwave", "house"),
    "drone": ("drone", "ambient"),
    "indie": ("indie", "pop"),
    "metal": ("metal", "rock"),
    "punk": ("punk", "rock"),
    "funk": ("funk", "pop"),
    "disco": ("disco", "house"),
    "soul": ("soul", "pop"),
    "reggae": ("reggae", "pop"),
    "bossa": ("bossa nova", "jazz"),
    "blues": ("blues", "jazz"),
    "country": ("country", "pop"),
    "folk": ("folk", "pop"),
    "latin": ("latin", "pop"),
    "classical_piano": ("classical piano", "piano"),
    "string_quartet": ("string quartet", "orchestral"),
    "chiptune": ("chiptune", "house"),
    "waltz": ("waltz", "jazz"),
}
"""Styles that are about to be written: (title, what they sound like until then). The parser's word tables name them."""

STYLES: Mapping[str, Style] = {
    **_WRITTEN,
    **{name: replace(_WRITTEN[model], title=title, words=_NEVER) for name, (title, model) in _STUBS.items()},
}

DEFAULT_STYLE = "pop"

NEIGHBOURS: Mapping[str, str] = {
    r"trap|drill": "hiphop",
    r"techno|electro(?:nic)?|trance|drum (?:and|&|n) bass|dnb|disco|synthwave": "house",
    r"indie|folk|country|funk|funky|soul|r&b|reggae|latin|salsa|k-?pop": "pop",
    r"metal|punk|grunge": "rock",
    r"blues|bossa(?: nova)?": "jazz",
    r"classical|string quartet": "orchestral",
}
"""Styles that the Band does not play, and the nearest one that it does."""

INSTRUMENTS: Mapping[str, tuple[str, str, str]] = {
    r"electric piano|e-?piano|rhodes": ("electric piano", KEYS, "epiano"),
    r"piano": ("piano", KEYS, "piano"),
    r"acoustic guitar|steel guitar": ("acoustic guitar", KEYS, "steel"),
    r"nylon guitar|classical guitar|spanish guitar": ("nylon guitar", KEYS, "nylon"),
    r"distorted guitars?|electric guitars?|overdriven guitars?": ("electric guitar", KEYS, "overdrive"),
    r"jazz guitar|guitars?": ("guitar", LEAD, "jazzgtr"),
    r"organ|hammond": ("organ", KEYS, "organ"),
    r"harp": ("harp", KEYS, "harp"),
    r"vibes|vibraphone": ("vibraphone", LEAD, "vibes"),
    r"marimba": ("marimba", LEAD, "marimba"),
    r"music ?box": ("music box", LEAD, "musicbox"),
    r"celesta|bells": ("celesta", LEAD, "celesta"),
    r"violins?|fiddle": ("violin", LEAD, "violin"),
    r"cellos?": ("cello", LEAD, "cello"),
    r"strings": ("strings", PAD, "strings"),
    r"choir": ("choir", PAD, "choir"),
    r"trumpets?": ("trumpet", LEAD, "trumpet"),
    r"french horns?|horns?": ("horn", LEAD, "horn"),
    r"brass": ("brass", LEAD, "brass"),
    r"saxophones?|sax": ("saxophone", LEAD, "sax"),
    r"clarinet": ("clarinet", LEAD, "clarinet"),
    r"flutes?": ("flute", LEAD, "flute"),
    r"synth lead|lead synth|synth(?:esi[sz]er)?s?": ("synthesizer", LEAD, "lead"),
    r"(?:warm |synth )?pads?": ("pad", PAD, "warmpad"),
    r"upright bass|double bass|contrabass": ("upright bass", BASS, "upright"),
    r"synth bass": ("synth bass", BASS, "synthbass"),
    r"808s?": ("808", BASS, "sub"),
}
"""Words for an instrument: (what a person calls it, role, preset). Longer names stand before shorter ones."""
