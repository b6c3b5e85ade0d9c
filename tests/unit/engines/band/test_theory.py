"""Scales, chords and voice leading."""

from __future__ import annotations

import pytest

from demotape.engines.band.theory import bass_key, chord, key_name, lead_voices, nearest, scale_keys, with_leading_note


@pytest.mark.parametrize(
    ("tonic", "mode", "degree", "size", "expected"),
    [
        (0, "major", 1, 3, (0, 4, 7)),
        (0, "major", 5, 4, (7, 11, 2, 5)),
        (9, "minor", 1, 3, (9, 0, 4)),
        (2, "dorian", 4, 4, (7, 11, 2, 5)),
    ],
)
def test_chords(tonic: int, mode: str, degree: int, size: int, expected: tuple[int, ...]) -> None:
    assert chord(tonic, mode, degree, size=size) == expected


def test_the_leading_note_is_raised() -> None:
    assert with_leading_note(chord(9, "minor", 5, size=3)) == (4, 8, 11)


def test_voices_move_little_and_sound_the_chord() -> None:
    before = lead_voices((0, 4, 7), None)
    for degree in range(1, 8):
        pitch_classes = chord(0, "major", degree, size=3)
        after = lead_voices(pitch_classes, before)
        assert {key % 12 for key in after} == set(pitch_classes)
        assert sum(abs(one - other) for one, other in zip(before, after, strict=True)) <= 9
        assert after == tuple(sorted(after))


def test_the_root_of_a_seventh_chord_is_left_to_the_bass() -> None:
    assert {key % 12 for key in lead_voices((7, 11, 2, 5), None)} == {11, 2, 5}


def test_keys() -> None:
    assert scale_keys(0, "major", lowest=60, highest=67) == [60, 62, 64, 65, 67]
    assert all(
        32 <= bass_key(pitch_class) <= 43 and bass_key(pitch_class) % 12 == pitch_class for pitch_class in range(12)
    )
    assert nearest(61, [60, 62]) == 60
    assert key_name(3, "minor") == "Eb minor"
