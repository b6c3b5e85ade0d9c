"""Prompts out of the blue that make musical sense: what goes together is written down, chance chooses among it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from demotape.prompts.sections import Part, fitted, sections_in_words

_SHORTEST_WITH_SECTIONS_S = 24.0
_MOST_LIKELY_SECTIONS = 0.4


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What suits a style."""

    bpm: tuple[int, int]
    moods: str
    players: str
    """Each a pair or a single one, that carries the piece."""
    keys: str
    courses: str
    """How it may go, for a piece without sections."""
    form: str
    """Sections and how they sound, with the weight of each."""


_SONG = "soft intro 2|verse 4|loud chorus 4|outro 2"
_CLUB = "sparse intro 3|verse 3|soft breakdown 2|loud drop 4"
_CALM = "soft intro 2|verse 3|sparse bridge 2|soft outro 2"
_RISE = "soft intro 2|building verse 4|loud chorus 3|soft outro 2"
_MINOR = "A minor|C minor|D minor|E minor|F minor|G minor"
_MAJOR = "C major|D major|E flat major|F major|G major|A major"
_GROWS = "starts soft and builds to a climax|grows layer by layer"
_STAYS = "calm from start to end|soft and sparse|slowly building"
_LIFTS = "starts with drums and bass, then everything comes in|a soft start, then loud and full"

_RECIPES: Mapping[str, _Recipe] = {
    "lo-fi": _Recipe(
        (70, 88),
        "calm|nostalgic|warm|dreamy",
        "electric piano and upright bass|piano|vibraphone",
        _MINOR,
        _STAYS,
        _CALM,
    ),
    "hip-hop": _Recipe(
        (84, 98), "warm|dark|playful", "electric piano and 808 bass|piano and strings|brass", _MINOR, _LIFTS, _SONG
    ),
    "trap": _Recipe(
        (130, 148), "dark|tense|mysterious", "808 bass and music box|808 bass and piano", _MINOR, _LIFTS, _CLUB
    ),
    "house": _Recipe((120, 126), "uplifting|happy|energetic", "piano and synth bass|organ", _MINOR, _LIFTS, _CLUB),
    "techno": _Recipe(
        (126, 138), "dark|tense|energetic", "synth bass and synth lead|synth bass", _MINOR, _GROWS, _CLUB
    ),
    "drum and bass": _Recipe(
        (168, 176), "dreamy|dark|energetic", "warm pad and synth bass|electric piano", _MINOR, _LIFTS, _CLUB
    ),
    "synthwave": _Recipe(
        (84, 112), "nostalgic|dreamy|dark", "synth lead and warm pad|synth bass and synth lead", _MINOR, _GROWS, _SONG
    ),
    "ambient": _Recipe((56, 76), "calm|dreamy|mysterious", "warm pad and harp|piano|cello", _MAJOR, _STAYS, _CALM),
    "pop": _Recipe((96, 122), "uplifting|happy|romantic", "piano|acoustic guitar|synth lead", _MAJOR, _LIFTS, _SONG),
    "indie": _Recipe(
        (104, 132), "nostalgic|warm|uplifting", "electric guitar|electric guitar and organ", _MAJOR, _LIFTS, _SONG
    ),
    "rock": _Recipe(
        (112, 138),
        "energetic|uplifting|aggressive",
        "electric guitar|distorted guitar and organ",
        _MINOR,
        _LIFTS,
        _SONG,
    ),
    "funk": _Recipe((98, 112), "playful|happy", "slap bass and brass|electric guitar and organ", _MINOR, _LIFTS, _SONG),
    "disco": _Recipe((112, 122), "happy|uplifting", "strings and slap bass|piano and strings", _MINOR, _LIFTS, _SONG),
    "soul": _Recipe((72, 96), "warm|romantic|emotional", "organ and brass|electric piano", _MAJOR, _GROWS, _SONG),
    "reggae": _Recipe((70, 84), "happy|warm|calm", "organ|organ and electric guitar", _MAJOR, _STAYS, _SONG),
    "jazz": _Recipe(
        (92, 168), "warm|playful|nostalgic", "piano and upright bass|saxophone|trumpet", _MAJOR, _STAYS, _CALM
    ),
    "bossa nova": _Recipe(
        (118, 136), "romantic|warm|calm", "nylon guitar and flute|nylon guitar and piano", _MAJOR, _STAYS, _CALM
    ),
    "blues": _Recipe((66, 104), "emotional|warm", "electric guitar and organ|piano", "A major|E major", _GROWS, _SONG),
    "country": _Recipe(
        (92, 124), "happy|nostalgic|warm", "acoustic guitar and violin|acoustic guitar", _MAJOR, _LIFTS, _SONG
    ),
    "folk": _Recipe(
        (80, 112),
        "nostalgic|calm|warm",
        "acoustic guitar and flute|acoustic guitar and violin|harp",
        _MAJOR,
        _STAYS,
        _CALM,
    ),
    "latin": _Recipe((92, 104), "happy|romantic|energetic", "piano and trumpet|nylon guitar", _MINOR, _LIFTS, _SONG),
    "classical piano": _Recipe((60, 92), "romantic|emotional|sad", "", _MINOR + "|" + _MAJOR, _GROWS, _RISE),
    "string quartet": _Recipe((66, 108), "romantic|playful|sad", "", _MAJOR + "|" + _MINOR, _GROWS, _RISE),
    "orchestral": _Recipe(
        (76, 120), "epic|mysterious|majestic|tense", "strings and brass|cello and choir|harp", _MINOR, _GROWS, _RISE
    ),
    "chiptune": _Recipe((124, 160), "playful|happy|energetic", "", _MAJOR, _LIFTS, _SONG),
    "waltz": _Recipe((132, 168), "romantic|playful|nostalgic", "piano|strings and harp", _MAJOR, _GROWS, _RISE),
}
"""Style to what suits it. Source: tempos and players as they are usual in these styles."""


def surprise(seed: int, *, length_s: float | None = None) -> str:
    """A prompt that makes musical sense. The same seed and length give the same words.

    Args:
        seed: any number.
        length_s: how long the piece will be; sections are offered only where it is known and long enough.
    """
    chance = random.Random(seed)  # noqa: S311 - music, no secret
    style = chance.choice(list(_RECIPES))
    recipe = _RECIPES[style]
    mood, players, key, course = (
        chance.choice(words.split("|")) for words in (recipe.moods, recipe.players, recipe.keys, recipe.courses)
    )
    bpm = chance.randrange(recipe.bpm[0], recipe.bpm[1] + 1, 2)
    facts = [f"{mood} {style}", players, f"{bpm} BPM", f"in {key}"]
    if chance.random() < 0.5:
        facts = [f"{mood} {style} at {bpm} BPM in {key}", players]
    words = ", ".join(filter(None, facts))
    may_have_sections = length_s is not None and length_s >= _SHORTEST_WITH_SECTIONS_S
    if length_s is not None and may_have_sections and chance.random() < _MOST_LIKELY_SECTIONS:
        return f"{words}\n{sections_in_words(fitted(_form(recipe.form), length_s))}"
    return f"{words}, {course}"


def _form(form: str) -> list[Part]:
    parts = []
    for each in form.split("|"):
        *sound, name, weight = each.split()
        parts.append(Part(name, int(weight), " ".join(sound)))
    return parts
