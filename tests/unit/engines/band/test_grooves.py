"""Reading written lines, and cutting them to any meter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demotape.engines.band.grooves import KICK, SNARE, Meter, at_double_time, at_half_time, read_line, tab


def beats_of(line: str, meter: Meter = Meter(), *, bar: int = 0, grid: int = 4) -> list[float]:  # noqa: B008
    return [step.beat for step in read_line(line, bar, meter, grid)]


def test_a_tab_names_drums() -> None:
    assert tab("BD 9...\nSD ..5.") == {KICK: "9...", SNARE: "..5."}
    with pytest.raises(KeyError):
        tab("XX 9...")


@pytest.mark.parametrize(
    ("meter", "groups"),
    [
        ((4, 4), (1, 1, 1, 1)),
        ((3, 4), (1, 1, 1)),
        ((5, 4), (1, 1, 1, 1, 1)),
        ((6, 8), (1.5, 1.5)),
        ((7, 8), (1, 1, 1.5)),
        ((5, 8), (1, 1.5)),
        ((12, 8), (1.5, 1.5, 1.5, 1.5)),
        ((2, 2), (1, 1, 1, 1)),
    ],
)
def test_groups_of_a_meter(meter: tuple[int, int], groups: tuple[float, ...]) -> None:
    assert Meter(*meter).groups == groups
    assert sum(groups) == Meter(*meter).bar_beats


@pytest.mark.parametrize(
    ("meter", "kick", "snare"),
    [
        ((4, 4), [0, 2], [1, 3]),
        ((3, 4), [0, 1], [2]),
        ((5, 4), [0, 1, 3], [2, 4]),
        ((6, 8), [0], [1.5]),
        ((7, 8), [0, 1], [2]),
        ((12, 8), [0, 3], [1.5, 4.5]),
    ],
)
def test_the_first_beat_and_the_backbeat_stay_in_every_meter(
    meter: tuple[int, int], kick: list[float], snare: list[float]
) -> None:
    assert beats_of("9.......9.......", Meter(*meter)) == kick
    assert beats_of("....9.......9...", Meter(*meter)) == snare


def test_eighths_go_on_through_a_group_of_three() -> None:
    assert beats_of("6.4.6.4.6.4.6.4.", Meter(6, 8)) == [0, 0.5, 1, 1.5, 2, 2.5]


def test_triplets_become_the_eighths_of_a_compound_meter() -> None:
    assert beats_of("x.xx.xx.xx.x", Meter(12, 8), grid=3) == [0, 1, 1.5, 2.5, 3, 4, 4.5, 5.5]


def test_held_letters_last_until_something_else_is_said() -> None:
    steps = read_line("r--.5---.-..8---", 0, Meter())
    assert [(step.letter, step.beat, step.beats) for step in steps] == [
        ("r", 0, 0.75),
        ("5", 1, 1),
        ("8", 3, 1),
    ]


def test_longer_lines_go_round_bar_by_bar() -> None:
    line = "9...............|....9..........."
    assert [beats_of(line, bar=bar) for bar in range(3)] == [[0], [1], [0]]


def test_half_time_moves_the_backbeat_to_the_third_beat() -> None:
    assert beats_of(at_half_time("....9.......9..."), bar=0) == [2]


def test_double_time_doubles_the_backbeats() -> None:
    assert beats_of(at_double_time("....9.......9...")) == [0.5, 1.5, 2.5, 3.5]


@given(
    line=st.lists(st.text(".-9r", min_size=16, max_size=16), min_size=1, max_size=3).map("|".join),
    bar=st.integers(0, 9),
    meter=st.tuples(st.integers(1, 15), st.sampled_from([2, 4, 8])),
)
def test_steps_of_any_line_lie_in_order_inside_any_bar(line: str, bar: int, meter: tuple[int, int]) -> None:
    steps = read_line(line, bar, Meter(*meter))
    assert list(steps) == sorted(steps)
    assert all(step.beat >= 0 and step.beat + step.beats <= Meter(*meter).bar_beats + 1e-9 for step in steps)
