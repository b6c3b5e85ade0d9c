"""The words that are offered, and those that come out of the blue: the Band understands all of them."""

from __future__ import annotations

import pytest

from demotape.engines.band.parse import parse
from demotape.prompts.sections import NAMES, SOUNDS, Part, fitted, read_sections, sections_in_words
from demotape.prompts.surprise import surprise
from demotape.prompts.vocabulary import BPM, GROUPS, HIGHEST_BPM, LOWEST_BPM, WITHOUT_SINGER, Group, bpm_words
from demotape.prompts.words import SECTIONS, Helped, write

OWN = ("", "lo-fi", "lo-fi, slow intro: 10 s, then faster and with loud bass: 20 s")
LENGTH_S = 30.0
OF_A_CHOIR = "words and real voices: the choir sings vowels"
"""What the Band says of every choir, and plays one."""


def heard(prompt: str) -> list[str]:
    """What the Band does not follow of a prompt."""
    return list(parse(prompt, length_s=LENGTH_S, seed=1).not_followed)


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_the_band_understands_every_word_that_needs_no_singer(group: Group, own: str) -> None:
    for choice in group.choices:
        not_followed = heard(write(Helped(own), group.slot(choice.words), choice.words).prompt)
        if group.is_about_voices and choice.words != WITHOUT_SINGER:
            assert not_followed
        else:
            assert [line for line in not_followed if "choir" not in choice.words or line != OF_A_CHOIR] == []


@pytest.mark.parametrize("bpm", [LOWEST_BPM, 97, HIGHEST_BPM])
def test_the_band_plays_every_tempo_that_is_offered(bpm: int) -> None:
    plan = parse(write(Helped("waltz"), BPM, bpm_words(bpm)).prompt, length_s=LENGTH_S, seed=1)
    assert not plan.not_followed
    assert plan.sections[0].tempo_bpm == pytest.approx(bpm, rel=0.05)


@pytest.mark.parametrize("sound", SOUNDS)
@pytest.mark.parametrize("name", NAMES)
def test_the_band_plays_the_sections_at_their_times(name: str, sound: str) -> None:
    parts = (Part("intro", 8), Part(name, 16, sound), Part("outro", 6))
    helped = write(write(Helped("a rock tune"), SECTIONS, sections_in_words(parts)), "mood", "calm")
    plan = parse(helped.prompt, length_s=LENGTH_S, seed=1)
    assert not plan.not_followed or plan.not_followed == parse("a rock tune", length_s=LENGTH_S, seed=1).not_followed
    assert [round(section.start_s) for section in plan.sections] == [0, 8, 24]
    assert "calm" in plan.moods


def test_all_words_at_once_are_still_read() -> None:
    helped = Helped("")
    for group in GROUPS:
        if not group.is_about_voices:
            choice = group.choices[0]
            helped = write(helped, group.slot(choice.words), choice.words)
    assert helped.prompt == "lo-fi, calm, piano, very slow, in C major"
    assert heard(helped.prompt) == []


def test_words_that_are_offered_are_told_apart() -> None:
    slots = [group.slot(choice.words) for group in GROUPS if not group.takes_one for choice in group.choices]
    assert len(set(slots)) == len(slots)


@pytest.mark.parametrize("length_s", [None, 12.0, 40.0, 200.0])
def test_a_surprise_makes_sense_to_the_band_and_fits_the_length(length_s: float | None) -> None:
    for seed in range(150):
        prompt = surprise(seed, length_s=length_s)
        plan = parse(prompt, length_s=length_s or 20.0, seed=1)
        assert list(plan.not_followed) == [], prompt
        assert len(prompt) <= 300
        _, _, last = prompt.rpartition("\n")
        if parts := read_sections(last):
            assert sum(part.length_s for part in parts) == length_s
            assert len(plan.sections) == len(parts)


def test_surprises_differ_and_the_same_seed_gives_the_same_words() -> None:
    prompts = [surprise(seed, length_s=60.0) for seed in range(200)]
    assert prompts == [surprise(seed, length_s=60.0) for seed in range(200)]
    assert len(set(prompts)) > 190
    assert len({tuple(parse(prompt, length_s=60.0, seed=1).styles) for prompt in prompts}) >= 20
    assert any(fitted(read_sections(prompt.rpartition("\n")[2]), 60) for prompt in prompts)
