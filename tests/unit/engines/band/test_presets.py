"""The names of the instruments, and what stands in for one that a bank lacks."""

from __future__ import annotations

import pytest

from demotape.engines.band.presets import COMPUTED, FAMILIES, KITS, PRESETS, VARIANTS, family, nearest

PROGRAMS = [name for name, preset in PRESETS.items() if preset.bank == 0 and name not in VARIANTS]


def test_all_of_general_midi_is_named_in_order() -> None:
    assert [PRESETS[name].program for name in PROGRAMS] == list(range(128))
    assert [len(family(name)) for name in FAMILIES] == [8] * 16
    assert PRESETS["Orchestral Harp"].program == 46
    assert PRESETS["Gunshot"].program == 127


def test_ranges_are_ranges() -> None:
    assert all(0 <= preset.lowest < preset.highest <= 127 for preset in PRESETS.values())


def test_what_is_available_is_played() -> None:
    assert all(nearest(name, set(PRESETS)) == name for name in PRESETS)
    assert all(nearest(name, set()) == name for name in COMPUTED)


@pytest.mark.parametrize("missing", PRESETS)
def test_every_instrument_has_a_stand_in(missing: str) -> None:
    few = {"Acoustic Grand Piano", "Celesta", "Standard Kit", "Room Kit"} - {missing}
    found = nearest(missing, few)
    assert found in few or missing in COMPUTED
    assert PRESETS[found].is_kit == PRESETS[missing].is_kit


@pytest.mark.parametrize(
    ("missing", "available", "expected"),
    [
        ("Viola", {"Violin", "Contrabass", "Flute"}, "Violin"),
        ("Fiddle", {"Violin", "Banjo"}, "Violin"),
        ("Shanai", {"Oboe", "Sitar"}, "Oboe"),
        ("Choir Aahs", {"String Ensemble 1", "Pad 4 (choir)"}, "Pad 4 (choir)"),
        ("Brush Kit", {"Standard Kit", "Jazz Kit"}, "Jazz Kit"),
        ("Staccato Strings", {"String Ensemble 2"}, "String Ensemble 2"),
    ],
)
def test_the_stand_in_is_a_relative(missing: str, available: set[str], expected: str) -> None:
    assert nearest(missing, available) == expected


def test_an_empty_bank_is_an_error() -> None:
    with pytest.raises(LookupError):
        nearest("Violin", set())
    with pytest.raises(LookupError, match="drum kit"):
        nearest(next(iter(KITS)), {"Violin"})
