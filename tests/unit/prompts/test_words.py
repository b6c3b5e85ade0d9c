"""Words that go into a prompt and come out again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demotape.prompts.vocabulary import GROUPS
from demotape.prompts.words import SECTIONS, Helped, erase, follow, write

PLAN = "intro: 10 s, then chorus: 20 s"
SLOTS = {group.slot(choice.words): choice.words for group in GROUPS for choice in group.choices} | {SECTIONS: PLAN}
OWN = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["piano", "Calm.", "no drums,", "\n", "then", "10 s", ", ", "é🥁", "!"])).map(" ".join),
)


def written(own: str, **slots: str) -> Helped:
    helped = Helped(own)
    for slot, words in slots.items():
        helped = write(helped, slot, words)
    return helped


@pytest.mark.parametrize(
    ("own", "prompt"),
    [
        ("", "calm, piano\nintro: 10 s, then chorus: 20 s"),
        ("for my cat", "for my cat, calm, piano\nintro: 10 s, then chorus: 20 s"),
        ("For my cat.", "For my cat. Calm, piano\nintro: 10 s, then chorus: 20 s"),
        ("mood:", "mood: calm, piano\nintro: 10 s, then chorus: 20 s"),
        ("for my cat\n", "for my cat, calm, piano\nintro: 10 s, then chorus: 20 s\n"),
        ("soft: 5 s", "calm, piano, soft: 5 s\nintro: 10 s, then chorus: 20 s"),
    ],
)
def test_words_join_what_stands_there(own: str, prompt: str) -> None:
    assert written(own, mood="calm", instrument="piano", sections=PLAN).prompt == prompt


def test_words_chosen_after_the_sections_stand_before_them() -> None:
    assert written("", sections=PLAN, mood="calm", key="in A minor").prompt == f"calm, in A minor\n{PLAN}"
    assert written("a tune", sections=PLAN, mood="calm").prompt == f"a tune, calm\n{PLAN}"


@settings(deadline=None)
@given(own=OWN, slots=st.lists(st.sampled_from(sorted(SLOTS)), unique=True, max_size=5), data=st.data())
def test_what_was_written_comes_out_in_any_order_without_a_trace(
    own: str, slots: list[str], data: st.DataObject
) -> None:
    helped = Helped(own)
    for slot in slots:
        helped = write(helped, slot, SLOTS[slot])
        assert slot in helped.chosen()
        assert SLOTS[slot].lower() in helped.prompt.lower()
        assert all(helped.prompt[piece.start : piece.end] == piece.text for piece in helped.pieces)
    for slot in data.draw(st.permutations(slots)):
        helped = erase(helped, slot)
    assert helped == Helped(own)


@settings(deadline=None)
@given(own=OWN, slot=st.sampled_from(sorted(SLOTS)))
def test_writing_twice_and_erasing_twice_change_nothing_more(own: str, slot: str) -> None:
    once = write(Helped(own), slot, SLOTS[slot])
    assert write(once, slot, SLOTS[slot]) == once
    gone = erase(once, slot)
    assert erase(gone, slot) == gone == Helped(own)


@settings(deadline=None)
@given(own=OWN, first=st.sampled_from(["in A minor", "in C major"]), words=st.sampled_from(["slow", "piano"]))
def test_a_slot_holds_one_thing_in_one_place(own: str, first: str, words: str) -> None:
    helped = write(write(write(Helped(own), "key", first), "other", words), "key", "in E minor")
    assert helped.chosen()["key"].lower() == "in e minor"
    assert erase(erase(helped, "key"), "other").prompt == own


@settings(deadline=None)
@given(own=OWN, before=st.text(max_size=10), behind=st.text(max_size=10))
def test_a_persons_edits_around_the_words_survive_their_removal(own: str, before: str, behind: str) -> None:
    helped = write(Helped(own), "style", "bossa nova")
    edited = follow(helped, f"{before} {helped.prompt} {behind}")
    if "style" in dict(edited.said):
        assert erase(edited, "style").prompt == f"{before} {helped.prompt} {behind}"
    elif "style" in edited.chosen():
        left = erase(edited, "style").prompt
        assert "".join(left.split()) in "".join(f"{before}{own}{behind}".split()) + ",."
        assert own.strip() in left


def test_the_person_may_write_between_the_words() -> None:
    helped = follow(written("a tune", mood="calm", instrument="piano"), "my tune, calm and slow, piano, with rain")
    assert erase(helped, "mood").prompt == "my tune and slow, piano, with rain"
    assert erase(helped, "instrument").prompt == "my tune, calm and slow, with rain"
    assert write(helped, "key", "in A minor").prompt == "my tune, calm and slow, piano, with rain, in A minor"


def test_words_that_the_person_changed_are_the_persons() -> None:
    helped = follow(written("a tune", mood="calm", instrument="piano"), "a tune, calmer, piano")
    assert helped.chosen() == {"instrument": "piano"}
    assert erase(helped, "mood").prompt == "a tune, calmer, piano"


def test_words_that_the_person_took_out_are_chosen_no_longer() -> None:
    helped = follow(written("a tune", mood="calm", instrument="piano"), "a tune, piano")
    assert helped.chosen() == {"instrument": "piano"}
    assert erase(helped, "instrument").prompt == "a tune"


def test_another_text_is_all_the_persons() -> None:
    helped = follow(
        written("", mood="calm", instrument="piano"), "solo piano in C minor, sparse, like rain on a window"
    )
    assert helped.chosen() == {}


@pytest.mark.parametrize("own", ["calm piano", "A tune with Piano.", "piano"])
def test_what_the_person_says_already_is_not_written_and_never_taken_out(own: str) -> None:
    helped = write(Helped(own), "instrument", "piano")
    assert helped.prompt == own
    assert helped.chosen() == {"instrument": "piano"}
    assert erase(helped, "instrument") == Helped(own)


@pytest.mark.parametrize("own", ["no piano", "without any piano", "electropiano", "pianos", "a piano-like sound"])
def test_what_only_looks_like_it_is_not_taken_for_it(own: str) -> None:
    assert write(Helped(own), "instrument", "piano").prompt == f"{own}, piano"


def test_words_inside_other_words_of_ours_do_not_count() -> None:
    helped = written("", a="electric piano", b="piano")
    assert helped.prompt == "electric piano, piano"
    assert erase(helped, "b").prompt == "electric piano"


def test_a_comma_that_the_person_put_behind_the_first_words_goes_with_them() -> None:
    assert erase(follow(written("", mood="calm"), "calm, and drums"), "mood").prompt == "and drums"
