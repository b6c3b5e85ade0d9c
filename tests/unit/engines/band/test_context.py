"""Words that mean something else beside certain others, and words that must not be taken for music."""

from __future__ import annotations

import pytest

from demotape.engines.band.parse import parse
from demotape.engines.band.plan import DRUMS, LEAD, LOUD, SOFT, Plan


def plan_of(prompt: str, *, length_s: float = 30.0, seed: int = 1) -> Plan:
    return parse(prompt, length_s=length_s, seed=seed)


@pytest.mark.parametrize(
    ("prompt", "misread"),
    [
        ("80s synthwave, neon lights", "soft"),
        ("death metal, drop C tuning", "drop"),
        ("roots reggae with a one drop beat", "drop"),
        ("drum and bass with an amen break", "break"),
        ("a major hit", "a major key"),
        ("a minor detail in a pop song", "a minor key"),
        ("slow fade out, pop", "slow"),
        ("gradually slowing down, piano", "builds up"),
        ("no intro, straight into the chorus", "straight"),
        ("no chord changes, funk", "no chords"),
        ("a deep bass and punchy drums, techno", "mood"),
        ("no cheesy synths, rock", "loud"),
        ("lofi, good vibes", "vibraphone"),
    ],
)
def test_words_of_another_meaning_are_not_claimed_as_understood(prompt: str, misread: str) -> None:
    assert not [line for line in plan_of(prompt).understood if line.split(": ")[0] == misread or misread in line]


@pytest.mark.parametrize(
    "prompt",
    [
        "rock with screaming guitars",
        "afrobeats with a talking drum",
        "folk with a singing violin",
        "jazz with crying sax",
    ],
)
def test_what_an_instrument_does_is_no_singing(prompt: str) -> None:
    assert not [line for line in plan_of(prompt).not_followed if "singer" in line]


def test_screaming_vocals_are_singing() -> None:
    assert any("no singer" in line for line in plan_of("metal with screaming vocals").not_followed)


@pytest.mark.parametrize(
    ("prompt", "told", "family"),
    [
        ("orchestra w/o woodwinds", "no woodwinds", "Clarinet"),
        ("pop w/out piano", "no piano", "Acoustic Grand Piano"),
        ("no cheesy synths, 80s rock", "no synthesizer", "Lead 2 (sawtooth)"),
        ("pop, no plonky piano", "no piano", "Acoustic Grand Piano"),
    ],
)
def test_a_negation_holds_in_any_spelling_and_over_strange_adjectives(prompt: str, told: str, family: str) -> None:
    plan = plan_of(prompt)
    assert told in plan.understood
    assert family not in plan.instruments.values()


def test_a_negation_of_a_strange_word_alone_is_told() -> None:
    assert any("xylozap" in line for line in plan_of("pop, no xylozap").not_followed)


@pytest.mark.parametrize(
    ("prompt", "loud", "soft"),
    [
        ("pop, heavy on the drums, light on the melody", DRUMS, LEAD),
        ("techno, the drums super punchy, a quiet lead", DRUMS, LEAD),
    ],
)
def test_emphasis_is_heard_around_other_words(prompt: str, loud: str, soft: str) -> None:
    section = plan_of(prompt).sections[-1]
    assert section.emphasis[loud] == LOUD
    assert section.emphasis[soft] == SOFT


def test_vibes_in_a_list_of_instruments_are_a_vibraphone() -> None:
    assert "Vibraphone" in plan_of("jazz with vibes and a muted trumpet").instruments.values()


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("alternating 4/4 and 3/4", "3/4: one meter holds throughout, 4/4"),
        ("cut time pop", "cut time: the Band plays no such meter"),
        ("130 bpm, no, 140 bpm, techno", "140 bpm: the tempo that was named first stays"),
        ("dreamy indie, 90s, wall of sound", "90s: the style is played without the sound of a decade"),
    ],
)
def test_a_second_meter_or_tempo_and_a_decade_are_told(prompt: str, told: str) -> None:
    assert any(line.startswith(told) for line in plan_of(prompt).not_followed)


@pytest.mark.parametrize(("prompt", "bpm"), [("120-ish bpm techno", 120), ('{"style": "techno", "bpm": 130}', 130)])
def test_a_tempo_is_found_in_sloppy_writing(prompt: str, bpm: int) -> None:
    plan = plan_of(prompt)
    assert all(section.tempo_bpm == pytest.approx(bpm) for section in plan.sections)
    assert plan.not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "tonic"), [("ambient, 60 bpm, D", 2), ("house, F#, 124 bpm", 6), ("jazz; B flat", 10)]
)
def test_a_note_between_commas_is_a_key(prompt: str, tonic: int) -> None:
    assert plan_of(prompt).tonic == tonic


def test_one_chord_is_played_throughout() -> None:
    plan = plan_of("funk, one chord vamp in E")
    assert plan.chords == ("1",)
    assert "one chord throughout" in plan.understood


@pytest.mark.parametrize(("prompt", "step"), [("pop, up a half step at the end", 1), ("pop with a key change", 2)])
def test_a_key_rises_by_the_named_step(prompt: str, step: int) -> None:
    assert plan_of(prompt).sections[-1].transpose == step


def test_a_piece_gets_slower_from_part_to_part() -> None:
    plan = plan_of("pop, gets slower and slower", length_s=60)
    tempos = [section.tempo_bpm for section in plan.sections]
    assert tempos == sorted(tempos, reverse=True)
    assert tempos[0] > 1.1 * tempos[-1]
    assert "gets slower from part to part" in plan.understood


@pytest.mark.parametrize(
    ("prompt", "absent"),
    [
        ("anything but jazz", "jazz"),
        ("alles außer Rock", "rock"),
        ("I hate metal", "metal"),
        ("odio el techno", "techno"),
    ],
)
def test_what_nobody_wants_is_not_played(prompt: str, absent: str) -> None:
    assert absent not in plan_of(prompt).styles


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("happy guitar music", "folk"),
        ("corporate motivational: piano, plucky guitar, soft pads, claps", "pop"),
        ("guitar, bass and drums", "rock"),
        ("aggressive guitar", "rock"),
    ],
)
def test_a_guitar_is_rock_only_where_the_rest_is(prompt: str, style: str) -> None:
    assert plan_of(prompt).styles == (style,)


def test_a_decade_that_chooses_the_style_is_not_complained_of() -> None:
    assert plan_of("in the 80s").not_followed == ()
    assert plan_of("80s jazz").not_followed == ("80s: the style is played without the sound of a decade",)


def test_soft_drums_of_a_style_are_soft() -> None:
    plan = plan_of("lo-fi, soft boom-bap drums")
    assert "soft drums" in plan.understood
    assert plan.sections[0].emphasis == {DRUMS: SOFT}


def test_muted_hats_are_not_struck() -> None:
    plan = plan_of("rock, hi-hats muted, kick heavy")
    assert "no hi-hats" in plan.understood
    assert plan.sections[0].emphasis == {DRUMS: LOUD}


@pytest.mark.parametrize("prompt", ["Filmmusik mit Streichern", "Pop mit Trompeten und Violinen", "Jazz mit Besen"])
def test_german_plurals_are_known(prompt: str) -> None:
    assert plan_of(prompt).not_followed == ()


@pytest.mark.parametrize(("prompt", "mode"), [("pop, not in minor", "major"), ("rock, nicht in Dur", "minor")])
def test_an_unwanted_mode_is_not_played(prompt: str, mode: str) -> None:
    assert plan_of(prompt).mode == mode


@pytest.mark.parametrize("where", ["während des Refrains", "für den Refrain", "im Refrain"])
def test_only_in_the_chorus_is_no_solo_with_umlauts_either(where: str) -> None:
    sections = plan_of(f"Strophe, Refrain, Pop, Streicher nur {where}").sections
    assert len(sections[-1].without) < 3


@pytest.mark.parametrize("prompt", ["pop, at the end only the piano is left", "pop, only drums left"])
def test_who_is_left_is_no_effect(prompt: str) -> None:
    assert plan_of(prompt).not_followed == ()
    assert any("left" in line for line in plan_of("pop, piano left, guitar right").not_followed)


def test_a_quarter_note_is_no_share_of_the_piece() -> None:
    assert not any(line.startswith("0:") for line in plan_of("pop with 1/4 note delay").understood)


def test_distortion_that_stays_is_told() -> None:
    assert any("distortion" in line for line in plan_of("rock, no distortion").not_followed)
    assert plan_of("jazz, no distortion").not_followed == ()
