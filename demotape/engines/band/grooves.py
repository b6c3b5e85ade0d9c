"""How written patterns are read: percussion keys, drum tabs, and bars cut to any meter.

A line of a pattern has one letter for each step of a bar, `grid` steps to a quarter note: 16 letters for a bar of 4/4
in sixteenths. `.` is silence, `-` holds what sounded before, and everything else is for the player to understand: a
digit is how hard to strike (9 loudest, 1 to 3 are ghost notes). `|` parts the bars of a longer line.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

KICK, RIM, SNARE, CLAP, ELECTRIC_SNARE = 36, 37, 38, 39, 40
CLOSED_HAT, PEDAL_HAT, OPEN_HAT = 42, 44, 46
LOW_TOM, MID_TOM, HIGH_TOM = 41, 45, 48
CRASH, RIDE, CHINA, BELL, SPLASH = 49, 51, 52, 53, 55
TAMBOURINE, COWBELL, SHAKER, CABASA = 54, 56, 70, 69
HIGH_BONGO, LOW_BONGO, MUTE_CONGA, OPEN_CONGA, LOW_CONGA = 60, 61, 62, 63, 64
HIGH_TIMBALE, LOW_TIMBALE, AGOGO, GUIRO, LONG_GUIRO = 65, 66, 67, 73, 74
CLAVES, WOODBLOCK, TRIANGLE = 75, 76, 81

TAB_NAMES: Mapping[str, int] = {
    "BD": KICK,
    "RS": RIM,
    "SD": SNARE,
    "CP": CLAP,
    "ES": ELECTRIC_SNARE,
    "CH": CLOSED_HAT,
    "PH": PEDAL_HAT,
    "OH": OPEN_HAT,
    "LT": LOW_TOM,
    "MT": MID_TOM,
    "HT": HIGH_TOM,
    "CC": CRASH,
    "RD": RIDE,
    "CN": CHINA,
    "RB": BELL,
    "SP": SPLASH,
    "TB": TAMBOURINE,
    "CB": COWBELL,
    "SH": SHAKER,
    "CA": CABASA,
    "HB": HIGH_BONGO,
    "LB": LOW_BONGO,
    "MC": MUTE_CONGA,
    "OC": OPEN_CONGA,
    "LC": LOW_CONGA,
    "TI": HIGH_TIMBALE,
    "TL": LOW_TIMBALE,
    "AG": AGOGO,
    "GU": GUIRO,
    "GL": LONG_GUIRO,
    "CL": CLAVES,
    "WB": WOODBLOCK,
    "TR": TRIANGLE,
}
"""Names of drum tabs to keys of General MIDI's percussion map."""

DRUM_LETTERS = frozenset(".123456789rtf|")
"""`r` is two strokes in one step, `t` three in two steps, `f` a stroke with a grace note before it."""

Lines = Mapping[int, str]
"""Percussion key to its line."""


def tab(text: str) -> Lines:
    """A drum tab as lines by percussion key.

    Args:
        text: one row a drum: its name and its line, as in `BD 9...9...9...9...`.

    Raises:
        KeyError, ValueError: no such drum, or no such row.
    """
    rows = (row.split() for row in text.strip().splitlines())
    return {TAB_NAMES[name]: line for name, line in rows}


class Meter(NamedTuple):
    """A time signature."""

    beats_per_bar: int = 4
    beat_unit: int = 4

    @property
    def bar_beats(self) -> float:
        """Length of a bar in quarter notes."""
        return self.beats_per_bar * 4 / self.beat_unit

    @property
    def groups(self) -> tuple[float, ...]:
        """What one counts in a bar, in quarter notes: 6/8 is 1.5 + 1.5, 7/8 is 1 + 1 + 1.5."""
        count = self.beats_per_bar
        if self.beat_unit == 8 and count > 3 and count % 3 == 0:
            return (1.5,) * (count // 3)
        whole = int(self.bar_beats)
        if whole == 0:
            return (self.bar_beats,)
        return (*(1.0,) * (whole - 1), 1 + self.bar_beats - whole)


class Step(NamedTuple):
    """One letter of a line, in a bar."""

    beat: float
    """In quarter notes from the start of the bar."""
    letter: str
    beats: float
    """Until the line is silent or says something else."""


_CELLS = {
    4: {1: "a", 2: "ab", 3: "acd", 4: "abcd", 5: "acdcd", 6: "acdacd", 7: "abcdacd"},
    3: {1: "a", 2: "ab", 3: "abc", 4: "abcb", 5: "abcbc", 6: "abcabc", 7: "abcbabc"},
}
"""Which quarters of a bar of four or three make up a bar of another length: its start and its backbeats stay."""


@lru_cache(maxsize=8192)
def read_line(line: str, bar: int, meter: Meter, grid: int = 4) -> tuple[Step, ...]:
    """The steps of a line in one bar, cut to a meter.

    Args:
        line: one or more bars.
        bar: which of them, counted on past the last one.
        meter: what the bar is to fill. In groups of three eighths the second half of a written quarter comes twice,
            and three steps to a quarter become three eighths.
        grid: steps to a quarter note in the line.

    Returns:
        Steps with a letter, in order of time. None begins at or after the bar's end.
    """
    bars = line.split("|")
    written = bars[bar % len(bars)]
    native = len(written) // grid
    groups = meter.groups
    cells = [written[index * grid : (index + 1) * grid] for index in range(native)]
    order = _CELLS.get(native, {}).get(len(groups))
    chosen = [ord(letter) - ord("a") for letter in order] if order else [i % native for i in range(len(groups))]
    steps: list[Step] = []
    edge = 0.0
    is_held = False
    for index, size in zip(chosen, groups, strict=True):
        for offset, length, letter in _stretched(cells[index], size, grid):
            if letter == "-" and is_held:
                last = steps[-1]
                steps[-1] = Step(last.beat, last.letter, edge + offset + length - last.beat)
            elif letter not in ".-":
                steps.append(Step(edge + offset, letter, length))
            is_held = letter != "." and (is_held or letter != "-")
        edge += size
    return tuple(steps)


def _stretched(cell: str, size: float, grid: int) -> list[tuple[float, float, str]]:
    """A written quarter over a group of `size` quarter notes, as (beat, beats, letter)."""
    if grid == 3 and size == 1.5:
        return [(index / 2, 0.5, letter) for index, letter in enumerate(cell)]
    count = round(size * grid)
    letters = (cell + cell[grid // 2 :] * count)[:count]
    return [(index / grid, 1 / grid, letter) for index, letter in enumerate(letters)]


@lru_cache(maxsize=1024)
def at_half_time(line: str) -> str:
    """A line of whole bars played at half its speed, so that a bar of it lasts two."""
    slow = "".join(letter + ("-" if letter == "-" else ".") for letter in line.replace("|", ""))
    width = len(line.split("|", maxsplit=1)[0])
    return "|".join(slow[start : start + width] for start in range(0, len(slow), width))


@lru_cache(maxsize=1024)
def at_double_time(line: str) -> str:
    """A line played at twice its speed, so that two of its bars, or one of them twice, fill one bar."""
    bars = line.split("|")
    if len(bars) % 2:
        bars = [bar for bar in bars for _ in (0, 1)]
    halves = ["".join(_louder(*pair) for pair in zip(bar[::2], bar[1::2], strict=True)) for bar in bars]
    return "|".join(first + second for first, second in zip(halves[::2], halves[1::2], strict=True))


def _louder(one: str, other: str) -> str:
    """Which of two letters stays where there is room for one."""
    if one.isdigit() and other.isdigit():
        return max(one, other)
    return other if one in ".-" and other not in ".-" else one
