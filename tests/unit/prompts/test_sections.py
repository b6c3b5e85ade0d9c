"""A plan of sections: its words, and how it is made to fit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demotape.prompts.sections import (
    MOST_SECTIONS,
    NAMES,
    SOUNDS,
    Part,
    checked,
    fitted,
    read_sections,
    sections_in_words,
    with_another,
    without,
)

PARTS = st.lists(
    st.builds(Part, st.sampled_from(NAMES), st.integers(1, 300), st.sampled_from(SOUNDS)), min_size=1, max_size=12
)


def test_a_plan_in_words() -> None:
    parts = (Part("intro", 10, "soft"), Part("chorus", 20))
    assert sections_in_words(parts) == "soft intro: 10 s, then chorus: 20 s"
    assert sections_in_words(()) == ""


@settings(deadline=None)
@given(PARTS)
def test_words_are_read_back_as_they_were_written(parts: list[Part]) -> None:
    assert read_sections(sections_in_words(parts)) == tuple(parts)


@pytest.mark.parametrize("words", ["", "calm", "intro: 10", "intro: 10 s, then dance: 4 s", "intro: 10 s, verse: 5 s"])
def test_other_words_are_no_plan(words: str) -> None:
    assert read_sections(words) == ()


@settings(deadline=None)
@given(PARTS, st.floats(3, 600))
def test_fitted_sections_make_up_the_length(parts: list[Part], length_s: float) -> None:
    found = fitted(parts, length_s)
    assert sum(part.length_s for part in found) == max(round(length_s), len(parts))
    assert min(part.length_s for part in found) >= 1
    assert [(part.name, part.sound) for part in found] == [(part.name, part.sound) for part in parts]
    assert fitted(found, length_s) == found


@settings(deadline=None)
@given(st.integers(12, 600), st.integers(1, 8))
def test_sections_added_one_by_one_always_make_up_the_length(length_s: int, count: int) -> None:
    parts: tuple[Part, ...] = ()
    for _ in range(count):
        parts = with_another(parts, length_s)
        assert sum(part.length_s for part in parts) == length_s
    assert len(parts) == count + 1


def test_another_section_takes_what_is_left() -> None:
    assert with_another((Part("intro", 10),), 30) == (Part("intro", 10), Part("verse", 20))


@settings(deadline=None)
@given(PARTS, st.integers(0, 11))
def test_a_section_that_goes_leaves_its_time_to_the_others(parts: list[Part], index: int) -> None:
    index %= len(parts)
    left = without(parts, index)
    assert len(left) == (len(parts) - 1 if len(parts) > 2 else 0)
    if left:
        assert sum(part.length_s for part in left) == sum(part.length_s for part in parts)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "intro",
        [{"name": "intro"}],
        [{"name": "<b>", "length_s": 3, "sound": ""}],
        [{"name": "intro", "length_s": 0, "sound": ""}],
        [{"name": "intro", "length_s": float("nan"), "sound": ""}],
        [{"name": "intro", "length_s": 5, "sound": "purple"}],
    ],
)
def test_nonsense_from_a_browser_is_no_section(raw: object) -> None:
    assert checked(raw) == ()


def test_sections_from_a_browser() -> None:
    row = {"name": "intro", "length_s": 5.0, "sound": "soft"}
    assert checked([row]) == (Part("intro", 5, "soft"),)
    assert len(checked([row] * 50)) == MOST_SECTIONS
