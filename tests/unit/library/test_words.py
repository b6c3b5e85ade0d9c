"""The words that takes are found by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demotape.library.words import terms_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Warm synth-pop, 120 BPM", "warm synth pop synthpop 120 bpm"),
        ("GRÖSSE größe", "grosse"),
        ("Crème brûlée", "creme brulee"),
        ("drums🥁 and 👍🏽", "drums u1f941 and u1f44d"),
        ("F♯ minor", "f u266f minor"),
        ("音楽 です", "音 楽 て す"),
        ("rock'n'roll", "rock n roll rocknroll"),
        ('"AND" OR (NOT) NEAR/2 * ^ :', "and or not near 2"),
        ("  \n ", ""),
        ("a_b", "a b"),
    ],
)
def test_words_are_spelled_alike_everywhere(text: str, words: str) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("search", "terms"),
    [
        ("", []),
        ('"*" ()', []),
        ("Slow piano", [(("slow",),), (("piano",),)]),
        ("lo-fi", [(("lo", "fi"), ("lofi",))]),
        ("NOT jazz", [(("not",),), (("jazz",),)]),
    ],
)
def test_a_search_has_no_operators(search: str, terms: list[object]) -> None:
    assert terms_of(search) == terms


@given(st.text())
def test_words_are_letters_and_digits_only(text: str) -> None:
    assert all(word.isalnum() for word in words_of(text).split(" ") if word)
    assert all(word.isalnum() for term in terms_of(text) for way in term for word in way)


def test_a_book_in_place_of_a_prompt_stays_bounded() -> None:
    words = words_of(" ".join(f"word{number}" for number in range(50_000)), "x" * 100_000).split(" ")
    assert len(words) == 20_000
    assert max(map(len, terms_of("x" * 100_000)[0][0])) == 60
