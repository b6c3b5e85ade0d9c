"""Sloppy writing: misspelt words, and words that are to be sung."""

from __future__ import annotations

import pytest

from demotape.engines.band.parse import parse
from demotape.engines.band.plan import Plan
from demotape.engines.band.reading.spelling import corrected


def plan_of(prompt: str, *, length_s: float = 30.0, seed: int = 1) -> Plan:
    return parse(prompt, length_s=length_s, seed=seed)


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("orchestrel", "orchestral"),
        ("guittar", "guitar"),
        ("melancolic", "melancholic"),
        ("cinamatic", "cinematic"),
        ("harmonca", "harmonica"),
        ("trumpte", "trumpet"),
        ("espanol", None),
        ("scratchs", None),
        ("spring", None),
        ("springs", None),
        ("mental", None),
        ("looking", None),
        ("street", None),
        ("xylozap", None),
        ("trumpet", None),
        ("trumpets", None),
    ],
)
def test_a_misspelt_word_of_music_is_corrected_and_no_other(word: str, right: str | None) -> None:
    assert corrected(word) == right


def test_a_correction_is_told_and_followed() -> None:
    plan = plan_of("Orchestrel music with a guittar")
    assert plan.styles == ("orchestral",)
    assert {"Orchestrel: read as orchestral", "guittar: read as guitar"} <= set(plan.understood)
    assert plan.not_followed == ()


@pytest.mark.parametrize(
    "prompt",
    ["jaz pianno", "upbeet pop", "drum n base", "rythm and blues", "folk with gitar", "reggae with heavy base"],
)
def test_short_words_that_are_often_misspelt_are_known(prompt: str) -> None:
    plan = plan_of(prompt)
    assert not plan.understood[0].startswith("no style named")
    assert plan.not_followed == ()


LYRICS = "[Verse 1]\nWalking down the street tonight\nLooking for a piece of light\n[Chorus]\nOh we are running free"


@pytest.mark.parametrize(
    "prompt",
    [
        LYRICS,
        'pop, a female singer sings: "leave the light on, loud and slow, no piano, just in case"',
        "jazz. Lyrics: “I will always love the drums at 0:20”",
    ],
)
def test_words_to_be_sung_are_not_read_as_music(prompt: str) -> None:
    plan, plain = plan_of(prompt), plan_of("[Verse 1]\n[Chorus]" if prompt == LYRICS else prompt[:4])
    assert plan.not_followed == ("vocals: there is no singer here, the lead plays the melody",)
    assert plan.understood == plain.understood
    assert plan.instruments == plain.instruments


def test_lines_in_quotation_marks_below_a_heading_are_words_to_be_sung_to_their_end() -> None:
    verse = '"Walking down the street\nLooking for a light\nnobody hears me calling\nover the drums of the night"'
    plan = plan_of(f"pop with a singer\n[Verse]\n{verse}")
    assert plan.understood == plan_of("pop with a singer\n[Verse]").understood
    assert plan.not_followed == ("vocals: there is no singer here, the lead plays the melody",)


def test_a_prompt_in_quotation_marks_and_words_below_a_heading_are_read() -> None:
    assert plan_of('"jazz with a trumpet solo"').styles == ("jazz",)
    intro, drop = plan_of("[Intro]\nsoft piano and strings only\n[Drop]\nheavy bass and drums", length_s=60).sections
    assert intro.without
    assert drop.loud_bass
