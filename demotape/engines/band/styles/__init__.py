"""The styles that the Band plays: data only. A new style is a new entry."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.plan import BASS, KEYS, LEAD, PAD
from demotape.engines.band.styles.beats import BEATS
from demotape.engines.band.styles.concert import CONCERT
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune
from demotape.engines.band.styles.roots import ROOTS
from demotape.engines.band.styles.songs import SONGS

__all__ = ["DEFAULT_STYLE", "STYLES", "BassPart", "Drums", "Hand", "Progressions", "Style", "Tune"]

STYLES: Mapping[str, Style] = {**BEATS, **SONGS, **ROOTS, **CONCERT}
"""Name to style."""

DEFAULT_STYLE = "pop"

NEIGHBOURS: Mapping[str, str] = {}

INSTRUMENTS: Mapping[str, tuple[str, str, str]] = {
    r"electric piano|e-?piano|rhodes": ("electric piano", KEYS, "Electric Piano 1"),
    r"piano": ("piano", KEYS, "Acoustic Grand Piano"),
    r"acoustic guitar|steel guitar": ("acoustic guitar", KEYS, "Acoustic Guitar (steel)"),
    r"nylon guitar|classical guitar|spanish guitar": ("nylon guitar", KEYS, "Acoustic Guitar (nylon)"),
    r"distorted guitars?|electric guitars?|overdriven guitars?": ("electric guitar", KEYS, "Overdriven Guitar"),
    r"jazz guitar|guitars?": ("guitar", LEAD, "Electric Guitar (jazz)"),
    r"organ|hammond": ("organ", KEYS, "Drawbar Organ"),
    r"harp": ("harp", KEYS, "Orchestral Harp"),
    r"vibes|vibraphone": ("vibraphone", LEAD, "Vibraphone"),
    r"marimba": ("marimba", LEAD, "Marimba"),
    r"music ?box": ("music box", LEAD, "Music Box"),
    r"celesta|bells": ("celesta", LEAD, "Celesta"),
    r"violins?|fiddle": ("violin", LEAD, "Violin"),
    r"cellos?": ("cello", LEAD, "Cello"),
    r"strings": ("strings", PAD, "String Ensemble 1"),
    r"choir": ("choir", PAD, "Choir Aahs"),
    r"trumpets?": ("trumpet", LEAD, "Trumpet"),
    r"french horns?|horns?": ("horn", LEAD, "French Horn"),
    r"brass": ("brass", LEAD, "Brass Section"),
    r"saxophones?|sax": ("saxophone", LEAD, "Tenor Sax"),
    r"clarinet": ("clarinet", LEAD, "Clarinet"),
    r"flutes?": ("flute", LEAD, "Flute"),
    r"synth lead|lead synth|synth(?:esi[sz]er)?s?": ("synthesizer", LEAD, "Lead 2 (sawtooth)"),
    r"(?:warm |synth )?pads?": ("pad", PAD, "Pad 2 (warm)"),
    r"upright bass|double bass|contrabass": ("upright bass", BASS, "Acoustic Bass"),
    r"synth bass": ("synth bass", BASS, "Synth Bass 1"),
    r"808s?": ("808", BASS, "Sub Bass"),
}
"""Words for an instrument: (what a person calls it, role, preset). Longer names stand before shorter ones."""
