"""Chords that a prompt names: how they are read, and that they are what is played."""

from __future__ import annotations

import pytest

from demotape.engines.band.compose import compose, lay_bars
from demotape.engines.band.parse import parse
from demotape.engines.band.plain import PlanInvalid
from demotape.engines.band.plan import Plan
from demotape.engines.band.reading.chords import chord_names, key_of, tokens
from demotape.engines.band.theory import PITCH_NAMES, read_chord


def played(prompt: str, *, length_s: float = 24.0) -> list[list[int]]:
    """Pitch classes of the chords, bar by bar."""
    plan = parse(prompt, length_s=length_s, seed=1)
    return [sorted(set(chord.tones)) for bar in lay_bars(plan) for _, chord in bar.chords]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("Am F C G", "A minor"),
        ("C G Am F", "C major"),
        ("Dm7 G7 Cmaj7", "C major"),
        ("Em C G D", "E minor"),
        ("Bb Gm Eb F", "Bb major"),
        ("C#m A E B", "C# minor"),
        ("F♯m D A E", "F# minor"),
        ("E5 G5 A5", "E major"),
    ],
)
def test_a_line_of_chords_tells_its_key(line: str, key: str) -> None:
    tonic, mode = key_of(chord_names(line) or (), None)
    assert tonic is not None
    name = f"{PITCH_NAMES[tonic]} {mode}"
    assert name == key or (line.startswith("E5") and name == "E minor")


@pytest.mark.parametrize(
    "line", ["Am F C G", "Cmaj7 Am7 Dm9 G7", "Esus4 E A5 Badd9", "C6 Caug Cdim C9", "F#m7 B7 Emaj9"]
)
@pytest.mark.parametrize("key", [(0, "major"), (9, "minor"), (4, "dorian"), (10, "phrygian")])
def test_a_chord_has_its_own_notes_in_every_key(line: str, key: tuple[int, str]) -> None:
    names = chord_names(line) or ()
    in_key = [read_chord(token, *key) for token in tokens(names, *key)]
    in_c = [read_chord(token, 0, "major") for token in tokens(names, 0, "major")]
    assert in_key == in_c


@pytest.mark.parametrize(
    ("numerals", "mode", "roots"),
    [
        ("ii-V-I", "major", [2, 7, 0]),
        ("i-VI-III-VII", "minor", [0, 8, 3, 10]),
        ("I-bVII-IV", "major", [0, 10, 5]),
        ("vi-IV-I-V", "major", [9, 5, 0, 7]),
    ],
)
def test_numerals_count_from_the_tonic(numerals: str, mode: str, roots: list[int]) -> None:
    names = chord_names(numerals) or ()
    assert [read_chord(token, 0, mode).root for token in tokens(names, 0, mode)] == roots


def test_an_upper_case_five_is_major_in_minor() -> None:
    (token,) = tokens(("V",), 9, "minor")
    assert read_chord(token, 9, "minor").tones == (4, 8, 11)


def test_named_chords_go_round_and_end_at_home() -> None:
    bars = played("pop, Am F C G, 96 bpm", length_s=30.0)
    line = [[0, 4, 9], [0, 5, 9], [0, 4, 7], [2, 7, 11]]
    plan = parse("pop, Am F C G, 96 bpm", length_s=30.0, seed=1)
    place = 0
    for section in plan.sections:
        count = sum(bar.section == section for bar in lay_bars(plan))
        expected = [line[index % 4] for index in range(count)]
        if section is plan.sections[-1]:
            expected[-1] = line[0]
        assert bars[place : place + count] == expected
        place += count
    assert {"A minor", "chords: Am F C G"} <= set(plan.understood)
    assert plan.not_followed == ()


def test_a_named_key_moves_numerals_and_not_letters() -> None:
    assert played("jazz in Bb, ii-V-I")[0][0] == 0
    assert played("pop in E minor, Am F C G")[:2] == [[0, 4, 9], [0, 5, 9]]


def test_the_bass_follows_the_named_chords() -> None:
    plan = parse("rock, Em C G D, 120 bpm", length_s=16.0, seed=2)
    bass = compose(plan)["bass"]
    for bar in lay_bars(plan):
        first = min(bass, key=lambda note: abs(note.beat - bar.start))
        if abs(first.beat - bar.start) < 0.1:
            assert first.key % 12 == bar.chord.bass


@pytest.mark.parametrize("text", ["A B A B", "A A B A", "A-B-A-C"])
def test_the_form_of_a_piece_is_no_line_of_chords(text: str) -> None:
    plan = parse(f"{text} form, folk", length_s=24.0, seed=1)
    assert plan.chords == ()
    assert [section.name for section in plan.sections] == [letter for letter in text if letter.isalpha()]


def test_chords_are_kept_in_the_plan_and_nonsense_is_refused() -> None:
    plan = parse("pop, Am F C G", length_s=20.0, seed=1)
    data = plan.to_json()
    assert Plan.from_json(data) == plan
    for nonsense in ("", "x", "n9", "1:what", "V", "b"):
        with pytest.raises(PlanInvalid):
            Plan.from_json(data | {"chords": [nonsense]})
