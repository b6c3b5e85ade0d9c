"""Scales, chords and voice leading."""

from __future__ import annotations

import pytest

from demotape.engines.band.theory import (
    SCALES,
    bass_key,
    chord,
    inner_voices,
    key_name,
    keys_of,
    lead_voices,
    nearest,
    parallels,
    read_chord,
    scale_keys,
    scale_under,
    with_leading_note,
)


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


@pytest.mark.parametrize(
    ("name", "mode", "tones", "bass"),
    [
        ("1", "major", (0, 4, 7), 0),
        ("4:m", "major", (5, 8, 0), 5),
        ("V2", "major", (9, 1, 4, 7), 9),
        ("V5:9", "major", (2, 6, 9, 0, 4), 2),
        ("b7", "major", (10, 2, 5), 10),
        ("b2:maj7", "minor", (1, 5, 8, 0), 1),
        ("#4:d7", "major", (6, 9, 0, 3), 6),
        ("5^3", "major", (7, 11, 2), 11),
        ("1^5", "major", (0, 4, 7), 7),
        ("4^1", "major", (5, 9, 0), 0),
        ("7", "major", (7, 11, 2), 7),  # the diminished triad gives way to the dominant
        ("2", "minor", (10, 2, 5), 10),
        ("6", "minor", (8, 0, 3), 8),
    ],
)
def test_chords_are_read_from_their_names(name: str, mode: str, tones: tuple[int, ...], bass: int) -> None:
    found = read_chord(name, 0, mode)
    assert found.tones == tones
    assert found.bass == bass


def test_the_dominant_of_a_minor_key_gets_its_leading_note_where_asked() -> None:
    assert read_chord("5", 9, "minor", has_leading_note=True).tones == (4, 8, 11)
    assert read_chord("5", 9, "minor").tones == (4, 7, 11)
    assert read_chord("5", 0, "major", has_leading_note=True).tones == (7, 11, 2)


def test_a_ninth_a_semitone_above_the_root_is_left_out() -> None:
    assert read_chord("3", 0, "major", size=5).tones == (4, 7, 11, 2)
    assert read_chord("1", 0, "major", size=5).tones == (0, 4, 7, 11, 2)


@pytest.mark.parametrize("name", ["", "9x", "1:nonsense", "b"])
def test_names_that_mean_nothing_are_refused(name: str) -> None:
    with pytest.raises((KeyError, ValueError, IndexError)):
        read_chord(name, 0, "major")


def test_intervals_of_a_chord() -> None:
    assert (read_chord("1:m7", 0, "major").third, read_chord("1:m7", 0, "major").seventh) == (3, 10)
    assert read_chord("1:sus4", 0, "major").third == 5
    assert read_chord("1:d", 0, "major").fifth == 6
    assert read_chord("1", 0, "major").seventh == 12


def test_a_borrowed_chord_bends_the_scale() -> None:
    assert scale_under((5, 8, 0), 0, "major") == (0, 2, 4, 5, 8, 11)
    assert scale_under((0, 4, 7), 0, "major") == SCALES["major"]


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


def test_voices_stay_in_their_place_however_long_it_goes() -> None:
    before = lead_voices((0, 4, 7), None, lowest=50, highest=74)
    for turn in range(60):
        before = lead_voices(chord(0, "major", 1 + 3 * turn % 7, size=3), before, lowest=50, highest=74)
        assert before[0] >= 50
        assert before[-1] <= 74


def test_the_root_of_a_seventh_chord_is_left_to_the_bass() -> None:
    assert {key % 12 for key in lead_voices((7, 11, 2, 5), None)} == {11, 2, 5}


@pytest.mark.parametrize("bottom", [0, 4, 7, 2])
@pytest.mark.parametrize("tones", [(0, 4, 7), (0, 4, 7, 11, 2)])
def test_without_a_bass_the_lowest_voice_is_the_one_asked_for(tones: tuple[int, ...], bottom: int) -> None:
    keys = lead_voices(tones, (53, 57, 60), lowest=48, highest=69, bottom=bottom)
    assert keys[0] % 12 == bottom
    assert {key % 12 for key in keys} >= {*tones[1:]}


def test_inner_voices_complete_the_chord_between_the_outer_ones() -> None:
    low, high = inner_voices((0, 4, 7), outer=(48, 79), ranges=((48, 72), (55, 79)), previous=None)
    assert 48 <= low < high <= 79
    assert {(key % 12) for key in (48, low, high, 79)} == {0, 4, 7}


def test_parallel_fifths_and_octaves_are_seen_and_avoided() -> None:
    assert list(parallels((48, 55), (50, 57))) == [(0, 1)]
    assert not list(parallels((48, 55), (48, 55)))
    before = (48, 52, 55, 72)
    after = inner_voices((2, 5, 9), outer=(50, 74), ranges=((48, 72), (55, 74)), previous=before)
    inner = [pair for pair in parallels(before, (50, *after, 74)) if pair != (0, 3)]
    assert not inner


def test_keys() -> None:
    assert scale_keys(0, "major", lowest=60, highest=67) == [60, 62, 64, 65, 67]
    assert keys_of((0, 7), 60, 72) == (60, 67, 72)
    assert all(
        32 <= bass_key(pitch_class) <= 43 and bass_key(pitch_class) % 12 == pitch_class for pitch_class in range(12)
    )
    assert bass_key(0, 40) == 48
    assert nearest(61, [60, 62]) == 60
    assert key_name(3, "minor") == "Eb minor"
