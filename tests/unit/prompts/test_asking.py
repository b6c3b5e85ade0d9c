"""Wishes from a browser, sensible and not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from demotape.prompts.asking import answer, as_memory, bpm_of, keep_up, remembered, sections_of
from demotape.prompts.sections import Part
from demotape.prompts.words import Helped


def asked(prompt: str, *wishes: dict[str, Any], length_s: float | None = 30.0) -> Helped:
    helped = Helped(prompt)
    for wish in wishes:
        helped = answer(helped, wish, length_s=length_s)
    return helped


CALM = {"act": "write", "slot": "mood:calm", "words": "calm"}
PLAN = {
    "act": "sections",
    "sections": [
        {"name": "intro", "length_s": 10, "sound": "soft"},
        {"name": "chorus", "length_s": 20, "sound": ""},
    ],
}
PLANNED = "soft intro: 10 s, then chorus: 20 s"


@pytest.mark.parametrize(
    ("wishes", "prompt"),
    [
        ([CALM], "a tune, calm"),
        ([CALM, {"act": "erase", "slot": "mood:calm"}], "a tune"),
        ([{"act": "write", "slot": "key", "words": "in A minor"}], "a tune, in A minor"),
        ([{"act": "bpm", "bpm": 96.0}], "a tune, 96 BPM"),
        ([{"act": "bpm", "bpm": 96}, {"act": "bpm", "bpm": 120}], "a tune, 120 BPM"),
        ([{"act": "bpm", "bpm": 96}, {"act": "bpm", "bpm": None}], "a tune"),
        ([PLAN], f"a tune\n{PLANNED}"),
        ([PLAN, CALM], f"a tune, calm\n{PLANNED}"),
        ([PLAN, {"act": "drop", "index": 0}], "a tune"),
        ([{"act": "add"}], "a tune\nintro: 10 s, then verse: 20 s"),
        ([{"act": "add"}, {"act": "add"}, {"act": "drop", "index": 1}], "a tune\nintro: 13 s, then chorus: 17 s"),
        ([PLAN, {"act": "sections", "sections": []}], "a tune"),
    ],
)
def test_wishes_are_granted(wishes: list[dict[str, Any]], prompt: str) -> None:
    assert asked("a tune", *wishes).prompt == prompt


def test_sections_are_fitted_to_the_chosen_length() -> None:
    helped = answer(asked("", PLAN), {"act": "fit"}, length_s=60.0)
    assert sections_of(helped) == (Part("intro", 20, "soft"), Part("chorus", 40))
    assert sections_of(asked("", {"act": "add"}, length_s=None)) == (Part("intro", 20), Part("verse", 40))


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"act": "burn"},
        {"act": "write", "slot": "mood:calm", "words": "anything else"},
        {"act": "write", "slot": "sections", "words": "calm"},
        {"act": "write", "slot": ["mood"], "words": "calm"},
        {"act": "erase", "slot": "nothing"},
        {"act": "bpm", "bpm": 5},
        {"act": "bpm", "bpm": float("nan")},
        {"act": "bpm", "bpm": "96"},
        {"act": "drop", "index": 9},
        {"act": "drop", "index": -1},
        {"act": "sections", "sections": "intro"},
        {"act": "fit"},
    ],
)
def test_nonsense_changes_nothing(wish: dict[str, Any]) -> None:
    assert asked("a tune", wish) == Helped("a tune")


def test_a_plan_that_the_person_edits_stays_a_plan() -> None:
    helped = asked("a tune", PLAN)
    edited = keep_up(helped, "a tune\nsoft intro: 12 s, then loud chorus: 20 s")
    assert sections_of(edited) == (Part("intro", 12, "soft"), Part("chorus", 20, "loud"))
    assert answer(edited, {"act": "sections", "sections": []}, length_s=30.0).prompt == "a tune"


@pytest.mark.parametrize("prompt", ["a tune", "a tune\nsoft intro: 12 s", "a tune\nsoft intro: 12 s, then rain: 20 s"])
def test_a_plan_that_is_none_any_more_is_the_persons(prompt: str) -> None:
    assert keep_up(asked("a tune", PLAN), prompt) == Helped(prompt)


def test_the_tempo_is_read_back() -> None:
    assert bpm_of(asked("a tune", {"act": "bpm", "bpm": 96})) == 96
    assert bpm_of(Helped("at 96 BPM")) is None


def test_a_browsers_memory_is_what_it_was_given() -> None:
    helped = asked("piano.", CALM, PLAN, {"act": "write", "slot": "instruments:piano", "words": "piano"})
    assert dict(helped.said) == {"instruments:piano": "piano"}
    assert remembered(json.loads(json.dumps(as_memory(helped)))) == helped


@pytest.mark.parametrize(
    "memory",
    [
        None,
        [],
        {"prompt": "calm"},
        {"prompt": "calm", "pieces": [["mood:calm", 3, "", "calm", ""]], "said": []},
        {"prompt": "calm", "pieces": [["mood:calm", 0, "", "calm"]], "said": []},
        {"prompt": "calm", "pieces": [["nothing", 0, "", "calm", ""]], "said": []},
        {"prompt": "calm", "pieces": [["mood:calm", 0, "", "calm", ""]] * 2, "said": []},
        {"prompt": "calm", "pieces": [["mood:calm", -4, "", "calm", ""]], "said": []},
        {"prompt": 3, "pieces": [], "said": []},
    ],
)
def test_a_memory_that_does_not_hold_together_is_none(memory: object) -> None:
    assert remembered(memory) is None
