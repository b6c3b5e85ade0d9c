"""The words that the prompt helper offers, by what they are about: plain words that every model reads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

LOWEST_BPM, HIGHEST_BPM = 40, 240


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen."""

    label: str
    words: str
    """What is written into the prompt."""


@dataclass(frozen=True, slots=True)
class Group:
    """Choices about one thing."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    takes_one: bool = False
    """Whether a choice takes the place of the one before."""
    is_about_voices: bool = False
    """Whether its words ask for a singer."""

    def slot(self, words: str) -> str:
        """Under which name these words stand in the prompt: words of one slot replace each other."""
        return self.name if self.takes_one else f"{self.name}:{words}"


def _plain(*words: str) -> tuple[Choice, ...]:
    return tuple(Choice(each[:1].upper() + each[1:], each) for each in words)


STYLE = Group(
    "style",
    "Style",
    (
        *_plain("lo-fi", "hip-hop", "trap", "house", "techno", "drum and bass", "synthwave", "ambient", "pop", "indie"),
        *_plain("rock", "metal", "punk", "funk", "disco", "soul", "reggae", "jazz", "bossa nova", "blues", "country"),
        *_plain("folk", "latin", "classical piano", "string quartet", "orchestral", "chiptune", "waltz"),
    ),
)
MOOD = Group(
    "mood",
    "Mood",
    (
        *_plain("calm", "dreamy", "warm", "happy", "uplifting", "playful", "romantic", "emotional", "nostalgic"),
        *_plain("sad", "dark", "mysterious", "tense", "epic", "majestic", "energetic", "aggressive"),
    ),
)
INSTRUMENTS = Group(
    "instruments",
    "Instruments",
    (
        *_plain("piano", "electric piano", "organ", "acoustic guitar", "nylon guitar", "electric guitar"),
        *_plain("distorted guitar", "upright bass", "slap bass", "synth bass", "808 bass", "drums", "strings"),
        *_plain("violin", "cello", "harp", "flute", "clarinet", "saxophone", "trumpet", "brass", "choir", "vibraphone"),
        *_plain("marimba", "music box", "synth lead", "warm pad"),
    ),
)
TEMPO = Group("tempo", "Tempo", _plain("very slow", "slow", "medium tempo", "fast", "very fast"), takes_one=True)
_TONICS = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")
KEY = Group(
    "key",
    "Key",
    tuple(Choice(f"{tonic} {mode}", f"in {tonic} {mode}") for mode, tonic in product(("major", "minor"), _TONICS)),
    takes_one=True,
)
VOICES = Group(
    "voices",
    "Voices",
    (
        Choice("None: instrumental", "instrumental only"),
        Choice("A woman sings", "female vocals"),
        Choice("A man sings", "male vocals"),
        Choice("Two in harmony", "two singers harmonizing"),
        Choice("Voices alone", "a cappella vocals"),
        Choice("Spoken", "spoken word"),
    ),
    takes_one=True,
    is_about_voices=True,
)
VOICE_SOUND = Group(
    "voice-sound",
    "How the voice sounds",
    tuple(
        Choice(each.capitalize(), f"{each} vocals") for each in ("breathy", "raw", "live", "aggressive", "glitching")
    ),
    is_about_voices=True,
)
"""Source: the words that ElevenLabs' prompting guide for Eleven Music gives as examples."""

GROUPS = (STYLE, MOOD, INSTRUMENTS, TEMPO, KEY, VOICES, VOICE_SOUND)
WITHOUT_SINGER = "instrumental only"
"""The one choice about voices that a model without a singer can follow."""
BPM = "bpm"
"""Slot of the tempo as a number."""


def bpm_words(bpm: int) -> str:
    """A tempo in words that every model reads."""
    return f"{bpm} BPM"
