"""The names of all instruments: General MIDI's 128 programs, its drum kits, and the Band's computed sounds.

Everywhere in the Band an instrument is called by its name in `PRESETS`: in plans, styles and the score. A bank may
lack any of them; `nearest` then says what is played instead.

Source of names, numbers and families: General MIDI System Level 1 (MIDI Manufacturers Association, 1991); of the
ranges: General MIDI Level 2, version 1.2 (2007), recommended key ranges. Program numbers count from 0 here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

KIT_BANK = 128
"""SoundFont bank of the percussion presets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One instrument."""

    name: str
    bank: int
    """SoundFont bank: 0 for melodies, 128 for kits; -1 for what is computed and not sampled."""
    program: int
    """0 to 127."""
    family: str
    lowest: int
    """Lowest MIDI key that suits the instrument."""
    highest: int
    """Highest MIDI key that suits the instrument."""

    @property
    def is_kit(self) -> bool:
        """Whether its keys are percussion instruments and not pitches."""
        return self.bank == KIT_BANK

    @property
    def is_computed(self) -> bool:
        return self.bank < 0


FAMILIES: Mapping[str, Sequence[tuple[str, int, int]]] = {
    "piano": (
        ("Acoustic Grand Piano", 21, 108),
        ("Bright Acoustic Piano", 21, 108),
        ("Electric Grand Piano", 21, 108),
        ("Honky-tonk Piano", 21, 108),
        ("Electric Piano 1", 28, 103),
        ("Electric Piano 2", 28, 103),
        ("Harpsichord", 41, 89),
        ("Clavinet", 36, 96),
    ),
    "chromatic percussion": (
        ("Celesta", 60, 108),
        ("Glockenspiel", 72, 108),
        ("Music Box", 60, 84),
        ("Vibraphone", 53, 89),
        ("Marimba", 48, 84),
        ("Xylophone", 65, 96),
        ("Tubular Bells", 60, 77),
        ("Dulcimer", 60, 84),
    ),
    "organ": (
        ("Drawbar Organ", 36, 96),
        ("Percussive Organ", 36, 96),
        ("Rock Organ", 36, 96),
        ("Church Organ", 21, 108),
        ("Reed Organ", 36, 96),
        ("Accordion", 53, 89),
        ("Harmonica", 60, 84),
        ("Tango Accordion", 53, 89),
    ),
    "guitar": (
        ("Acoustic Guitar (nylon)", 40, 84),
        ("Acoustic Guitar (steel)", 40, 84),
        ("Electric Guitar (jazz)", 40, 86),
        ("Electric Guitar (clean)", 40, 86),
        ("Electric Guitar (muted)", 40, 86),
        ("Overdriven Guitar", 40, 86),
        ("Distortion Guitar", 40, 86),
        ("Guitar Harmonics", 40, 86),
    ),
    "bass": (
        ("Acoustic Bass", 28, 55),
        ("Electric Bass (finger)", 28, 55),
        ("Electric Bass (pick)", 28, 55),
        ("Fretless Bass", 28, 55),
        ("Slap Bass 1", 28, 55),
        ("Slap Bass 2", 28, 55),
        ("Synth Bass 1", 24, 60),
        ("Synth Bass 2", 24, 60),
    ),
    "strings": (
        ("Violin", 55, 96),
        ("Viola", 48, 84),
        ("Cello", 36, 72),
        ("Contrabass", 28, 55),
        ("Tremolo Strings", 28, 96),
        ("Pizzicato Strings", 28, 96),
        ("Orchestral Harp", 23, 103),
        ("Timpani", 36, 57),
    ),
    "ensemble": (
        ("String Ensemble 1", 28, 96),
        ("String Ensemble 2", 28, 96),
        ("Synth Strings 1", 36, 96),
        ("Synth Strings 2", 36, 96),
        ("Choir Aahs", 48, 79),
        ("Voice Oohs", 48, 79),
        ("Synth Voice", 48, 84),
        ("Orchestra Hit", 48, 72),
    ),
    "brass": (
        ("Trumpet", 58, 94),
        ("Trombone", 34, 75),
        ("Tuba", 29, 55),
        ("Muted Trumpet", 58, 82),
        ("French Horn", 41, 77),
        ("Brass Section", 36, 96),
        ("Synth Brass 1", 36, 96),
        ("Synth Brass 2", 36, 96),
    ),
    "reed": (
        ("Soprano Sax", 54, 87),
        ("Alto Sax", 49, 80),
        ("Tenor Sax", 42, 75),
        ("Baritone Sax", 37, 68),
        ("Oboe", 58, 91),
        ("English Horn", 52, 81),
        ("Bassoon", 34, 64),
        ("Clarinet", 50, 91),
    ),
    "pipe": (
        ("Piccolo", 74, 108),
        ("Flute", 60, 96),
        ("Recorder", 60, 96),
        ("Pan Flute", 60, 96),
        ("Blown Bottle", 60, 96),
        ("Shakuhachi", 55, 84),
        ("Whistle", 60, 96),
        ("Ocarina", 60, 84),
    ),
    "synth lead": (
        ("Lead 1 (square)", 21, 108),
        ("Lead 2 (sawtooth)", 21, 108),
        ("Lead 3 (calliope)", 36, 96),
        ("Lead 4 (chiff)", 36, 96),
        ("Lead 5 (charang)", 36, 96),
        ("Lead 6 (voice)", 36, 96),
        ("Lead 7 (fifths)", 36, 96),
        ("Lead 8 (bass and lead)", 21, 108),
    ),
    "synth pad": (
        ("Pad 1 (new age)", 36, 96),
        ("Pad 2 (warm)", 36, 96),
        ("Pad 3 (polysynth)", 36, 96),
        ("Pad 4 (choir)", 36, 96),
        ("Pad 5 (bowed)", 36, 96),
        ("Pad 6 (metallic)", 36, 96),
        ("Pad 7 (halo)", 36, 96),
        ("Pad 8 (sweep)", 36, 96),
    ),
    "synth effects": (
        ("FX 1 (rain)", 36, 96),
        ("FX 2 (soundtrack)", 36, 96),
        ("FX 3 (crystal)", 36, 96),
        ("FX 4 (atmosphere)", 36, 96),
        ("FX 5 (brightness)", 36, 96),
        ("FX 6 (goblins)", 36, 96),
        ("FX 7 (echoes)", 36, 96),
        ("FX 8 (sci-fi)", 36, 96),
    ),
    "ethnic": (
        ("Sitar", 48, 77),
        ("Banjo", 48, 84),
        ("Shamisen", 50, 79),
        ("Koto", 55, 84),
        ("Kalimba", 48, 79),
        ("Bagpipe", 36, 77),
        ("Fiddle", 55, 96),
        ("Shanai", 48, 72),
    ),
    "percussive": (
        ("Tinkle Bell", 72, 84),
        ("Agogo", 60, 72),
        ("Steel Drums", 52, 76),
        ("Woodblock", 60, 84),
        ("Taiko Drum", 36, 72),
        ("Melodic Tom", 36, 72),
        ("Synth Drum", 36, 72),
        ("Reverse Cymbal", 48, 72),
    ),
    "sound effects": (
        ("Guitar Fret Noise", 48, 72),
        ("Breath Noise", 48, 72),
        ("Seashore", 48, 72),
        ("Bird Tweet", 48, 72),
        ("Telephone Ring", 48, 72),
        ("Helicopter", 48, 72),
        ("Applause", 48, 72),
        ("Gunshot", 48, 72),
    ),
}
"""Family to its eight programs: (name, lowest key, highest key), in the order of their numbers."""

KITS: Mapping[str, int] = {
    "Standard Kit": 0,
    "Room Kit": 8,
    "Power Kit": 16,
    "Electronic Kit": 24,
    "TR-808 Kit": 25,
    "Jazz Kit": 32,
    "Brush Kit": 40,
    "Orchestra Kit": 48,
}
"""Name of a drum kit to its program. Their keys follow General MIDI's percussion map. In the Orchestra Kit, as Roland's
GS has it, 57 and 59 are cymbals, 36 and 35 bass drums, and 41 to 53 kettledrums at their pitch."""

SUB_BASS, RISER = "Sub Bass", "Noise Riser"
COMPUTED: Mapping[str, tuple[int, int]] = {SUB_BASS: (24, 55), RISER: (0, 127)}
"""Sounds without samples to their (lowest, highest key): the falling sine bass known as an 808, and rising noise."""

STACCATO_STRINGS = "Staccato Strings"
VARIANTS: Mapping[str, str] = {STACCATO_STRINGS: "String Ensemble 1"}
"""Other ways to play a program, by a name of their own: short bowed notes."""


def _all() -> Iterator[Preset]:
    for number, (family, programs) in enumerate(FAMILIES.items()):
        for step, (name, lowest, highest) in enumerate(programs):
            yield Preset(name=name, bank=0, program=8 * number + step, family=family, lowest=lowest, highest=highest)
    for name, program in KITS.items():
        yield Preset(name=name, bank=KIT_BANK, program=program, family="kit", lowest=27, highest=87)
    for name, (lowest, highest) in COMPUTED.items():
        yield Preset(name=name, bank=-1, program=0, family="computed", lowest=lowest, highest=highest)


PRESETS: Mapping[str, Preset] = {preset.name: preset for preset in _all()} | {
    variant: next(preset for preset in _all() if preset.name == name) for variant, name in VARIANTS.items()
}
"""Every instrument by its name. A variant has the preset of the program that it is another way to play."""

_STAND_INS: Mapping[str, tuple[str, ...]] = {
    "Standard Kit": ("Room Kit", "Power Kit", "Jazz Kit"),
    "Room Kit": ("Standard Kit",),
    "Power Kit": ("Room Kit", "Standard Kit"),
    "Electronic Kit": ("TR-808 Kit", "Power Kit", "Standard Kit"),
    "TR-808 Kit": ("Electronic Kit", "Standard Kit"),
    "Jazz Kit": ("Brush Kit", "Standard Kit"),
    "Brush Kit": ("Jazz Kit", "Standard Kit"),
    "Orchestra Kit": ("Standard Kit",),
    "Harpsichord": ("Clavinet", "Koto"),
    "Orchestral Harp": ("Acoustic Guitar (nylon)", "Pizzicato Strings"),
    "Timpani": ("Taiko Drum", "Melodic Tom"),
    "Choir Aahs": ("Voice Oohs", "Pad 4 (choir)", "Synth Voice"),
    "Voice Oohs": ("Choir Aahs", "Pad 4 (choir)", "Synth Voice"),
    "Synth Voice": ("Voice Oohs", "Choir Aahs", "Pad 4 (choir)"),
    "Pad 4 (choir)": ("Choir Aahs", "Voice Oohs", "Synth Voice"),
    "Lead 6 (voice)": ("Synth Voice", "Voice Oohs", "Choir Aahs"),
    "Orchestra Hit": ("Brass Section",),
    "Contrabass": ("Cello", "Acoustic Bass"),
    "Fiddle": ("Violin",),
    "Violin": ("Fiddle", "Viola"),
    "Tremolo Strings": ("String Ensemble 1",),
    "Pizzicato Strings": ("Orchestral Harp",),
    "String Ensemble 1": ("String Ensemble 2", "Synth Strings 1"),
    "Synth Strings 1": ("String Ensemble 2", "String Ensemble 1"),
    "Sitar": ("Banjo", "Acoustic Guitar (steel)"),
    "Banjo": ("Acoustic Guitar (steel)",),
    "Shamisen": ("Koto", "Banjo", "Acoustic Guitar (nylon)"),
    "Koto": ("Shamisen", "Acoustic Guitar (nylon)"),
    "Kalimba": ("Music Box", "Marimba"),
    "Bagpipe": ("Accordion", "Oboe"),
    "Shanai": ("Oboe", "English Horn"),
    "Dulcimer": ("Acoustic Guitar (steel)",),
    "Tinkle Bell": ("Glockenspiel", "Music Box"),
    "Agogo": ("Tinkle Bell", "Woodblock", "Xylophone"),
    "Steel Drums": ("Kalimba", "Vibraphone"),
    "Woodblock": ("Xylophone", "Marimba"),
    "Taiko Drum": ("Melodic Tom", "Timpani"),
    "Melodic Tom": ("Taiko Drum", "Timpani"),
    "Synth Drum": ("Melodic Tom", "Taiko Drum"),
}
"""What comes closest where an instrument is missing and the neighbours in its family are not the best choice."""

_NEAREST_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "chromatic percussion": ("piano",),
    "organ": ("reed", "synth lead"),
    "strings": ("ensemble",),
    "ensemble": ("strings", "synth pad"),
    "brass": ("ensemble", "reed"),
    "reed": ("pipe", "brass"),
    "pipe": ("reed", "synth lead"),
    "synth lead": ("synth pad", "reed"),
    "synth pad": ("ensemble", "synth effects"),
    "synth effects": ("synth pad", "ensemble"),
    "ethnic": ("guitar", "chromatic percussion"),
    "percussive": ("chromatic percussion",),
    "sound effects": ("synth effects", "synth pad"),
}


def family(name: str) -> tuple[str, ...]:
    """Names of the programs of a family, in the order of their numbers.

    Raises:
        KeyError: no such family.
    """
    return tuple(program for program, _, _ in FAMILIES[name])


def nearest(name: str, available: frozenset[str] | set[str]) -> str:
    """What to play where a bank may lack an instrument.

    Args:
        name: a name in `PRESETS`.
        available: the names that the bank has.

    Returns:
        `name` itself where it is available or computed, or else the nearest of the available ones: a known
        stand-in, then a neighbour in its family, then one of a related family, then a piano, then anything.
        A kit is only replaced by a kit.

    Raises:
        KeyError: no such instrument is known.
        LookupError: nothing at all, or no kit, is available.
    """
    preset = PRESETS[name]
    if name in available or preset.is_computed:
        return name
    if name in VARIANTS:
        return nearest(VARIANTS[name], available)
    for candidate in _candidates(preset):
        if candidate in available:
            return candidate
    kind = "drum kit" if preset.is_kit else "instrument"
    raise LookupError(f"the bank of sounds has no {kind} at all")


def _candidates(preset: Preset) -> Iterator[str]:
    yield from _STAND_INS.get(preset.name, ())
    if preset.is_kit:
        yield from KITS
        return
    for name in (preset.family, *_NEAREST_FAMILIES.get(preset.family, ())):
        yield from sorted(family(name), key=lambda other: abs(PRESETS[other].program - preset.program))
    for name in FAMILIES:
        yield from family(name)
