"""Which presets a person means who names an instrument."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.presets import PRESETS
from demotape.engines.band.reading.vocabulary.instruments import Instrument

_WIDE_FAMILIES = ("piano", "guitar", "organ", "brass", "synth lead", "synth pad")
"""Where a person who wants none of an instrument wants none of its near relatives either."""
_STRINGS = ("String Ensemble 1", "String Ensemble 2", "Synth Strings 1", "Synth Strings 2", "Tremolo Strings")
_GUITARS = tuple(preset for preset, sound in PRESETS.items() if sound.family == "guitar")
_OPEN_NAMES: Mapping[str, tuple[str, ...]] = {
    "guitar": _GUITARS,
    "electric guitar": tuple(preset for preset in _GUITARS if preset.startswith(("Electric", "Over", "Dist"))),
    "acoustic guitar": tuple(preset for preset in _GUITARS if preset.startswith("Acoustic")),
    "synthesizer": tuple(preset for preset, sound in PRESETS.items() if sound.family == "synth lead"),
}
"""Names of instruments that more than one preset answers to."""
_SPECIAL = ("electric piano", "harpsichord", "clavinet", "church organ", "muted trumpet")
"""Names that mean themselves alone where a person wants none of them."""


def answering(target: Instrument) -> tuple[str, ...]:
    """The presets that a style may keep where a person asks for this instrument.

    There are none for an acoustic guitar: steel and nylon are not the same to who asks for one.
    """
    return () if target.title == "acoustic guitar" else _OPEN_NAMES.get(target.title, ())


def is_meant(target: Instrument, preset: str) -> bool:
    """Whether a person who speaks of this instrument speaks of this preset, too."""
    if preset == target.preset:
        return True
    if preset not in PRESETS:
        return False
    if target.preset in _STRINGS[:1]:
        return preset in _STRINGS
    if target.title in _OPEN_NAMES or target.title in _SPECIAL:
        return preset in _OPEN_NAMES.get(target.title, ())
    family = PRESETS[target.preset].family
    return family in _WIDE_FAMILIES and PRESETS[preset].family == family
