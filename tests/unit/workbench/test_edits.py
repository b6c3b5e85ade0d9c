"""The list of edits as a person works on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demotape.audio.edit import Gain, Reverse, Trim
from demotape.workbench.edits import Edits

A, B, C = Trim(0, 1), Gain(-3), Reverse()
ABC = Edits().add(A).add(B).add(C)


def test_steps_stand_in_the_order_in_which_they_were_added() -> None:
    assert ABC.steps == (A, B, C)


def test_a_step_that_is_switched_off_keeps_its_place() -> None:
    off = ABC.switch(1)
    assert off.steps == (A, C)
    assert off.switch(1).steps == (A, B, C)


@pytest.mark.parametrize(
    ("index", "by", "steps"),
    [(0, 1, (B, A, C)), (2, -1, (A, C, B)), (2, -9, (C, A, B)), (0, 9, (B, C, A)), (0, -1, (A, B, C))],
)
def test_a_step_moves_as_far_as_the_list_goes(index: int, by: int, steps: tuple[object, ...]) -> None:
    assert ABC.move(index, by).steps == steps


def test_a_move_that_changes_nothing_is_nothing_to_undo() -> None:
    assert ABC.move(0, -1) is ABC
    assert Edits().clear().before is None


@given(st.lists(st.sampled_from(["add", "switch", "move", "remove", "clear"]), max_size=12), st.randoms())
def test_undo_goes_back_through_every_change(changes: list[str], chance: object) -> None:
    edits, past = ABC, [ABC]
    for change in changes:
        index = chance.randrange(len(edits.items)) if edits.items else None  # type: ignore[attr-defined]
        if change == "add":
            edits = edits.add(B)
        elif change == "clear":
            edits = edits.clear()
        elif index is not None:
            edits = edits.move(index, 1) if change == "move" else getattr(edits, change)(index)
        if edits is not past[-1]:
            past.append(edits)
    for expected in reversed(past):
        assert edits == expected
        edits = edits.undo()
