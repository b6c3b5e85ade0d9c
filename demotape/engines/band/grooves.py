"""Written patterns for drums, bass and comping: data only.

A drum line has 16 characters for the sixteenths of a 4/4 bar: a digit is how hard it is struck (9 loudest,
1 to 3 are ghost notes), a dot is silence. Lines are named by their General MIDI percussion key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KICK, RIM, SNARE, CLAP = 36, 37, 38, 39
CLOSED_HAT, PEDAL_HAT, OPEN_HAT = 42, 44, 46
LOW_TOM, MID_TOM, HIGH_TOM = 41, 45, 48
CRASH, RIDE, TAMBOURINE, SHAKER = 49, 51, 54, 70

Lines = Mapping[int, str]
"""Percussion key to its sixteenths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrumGrooves:
    """How a style drums."""

    grooves: tuple[Lines, ...]
    """Bars to choose from, one for each musical idea of the piece."""
    fills: tuple[Lines, ...]
    """What leads into the next section: replaces the bar's snare and hats from its first struck sixteenth on."""


BassLine = tuple[tuple[float, float, str], ...]
"""(beat, length in beats, what): `r` root, `5` fifth, `8` octave, `3` third, `7` seventh, `a` step to the next root."""

Comping = tuple[tuple[float, float], ...]
"""(beat, length in beats) of each chord in a bar."""

DRUMS: Mapping[str, DrumGrooves] = {
    "lofi": DrumGrooves(
        grooves=(
            {KICK: "9......5.69.....", SNARE: "....8..1.2..8..2", CLOSED_HAT: "6.4.6.526.4.6.4."},
            {
                KICK: "9..4....6.9...5.",
                SNARE: "....8.....1.8.1.",
                CLOSED_HAT: "6.5.6.5.6.526.5.",
                SHAKER: "..3...3...3...3.",
            },
            {KICK: "9.....7..5......", SNARE: "....8..2....8...", CLOSED_HAT: "64.46.4.64.46.42"},
        ),
        fills=(
            {SNARE: "............5.67", KICK: "..............8."},
            {SNARE: "..........3.5.8.", LOW_TOM: ".............6.7"},
        ),
    ),
    "hiphop": DrumGrooves(
        grooves=(
            {KICK: "9.....7...9.....", CLAP: "....9.......9...", CLOSED_HAT: "7.5.7.5.7.5.7.57"},
            {
                KICK: "9..6......9..5..",
                CLAP: "....9.......9..2",
                CLOSED_HAT: "7353735373537757",
                OPEN_HAT: "..............5.",
            },
            {
                KICK: "9......79..6....",
                CLAP: "....9.......9...",
                CLOSED_HAT: "7.57.5757.57.577",
                RIM: ".......3......3.",
            },
        ),
        fills=(
            {CLOSED_HAT: "........44556789", CLAP: "....9.........8."},
            {CLAP: "..........6.7.89", KICK: "........9......."},
        ),
    ),
    "house": DrumGrooves(
        grooves=(
            {
                KICK: "9...9...9...9...",
                CLAP: "....8.......8...",
                CLOSED_HAT: "3.3.3.3.3.3.3.32",
                OPEN_HAT: "..7...7...7...7.",
            },
            {
                KICK: "9...9...9...9...",
                CLAP: "....8.......8..3",
                CLOSED_HAT: "4353435343534353",
                OPEN_HAT: "..7...7...7...7.",
            },
            {
                KICK: "9...9...9...9..4",
                CLAP: "....8.......8...",
                SHAKER: "5.745.745.745.74",
                OPEN_HAT: "......7.......7.",
            },
        ),
        fills=(
            {CLAP: "........5.5.6789"},
            {CLAP: "....8.....6..789", OPEN_HAT: "..7...7........."},
        ),
    ),
    "pop": DrumGrooves(
        grooves=(
            {KICK: "9.......7.9.....", SNARE: "....9.......9...", CLOSED_HAT: "7.5.7.5.7.5.7.5."},
            {
                KICK: "9..5....9..5....",
                SNARE: "....9..1....9...",
                CLOSED_HAT: "7.5.7.5.7.5.7...",
                OPEN_HAT: "..............6.",
            },
            {
                KICK: "9.....8.9.....5.",
                SNARE: "....9.......9.1.",
                CLOSED_HAT: "7.5.7.5.7.5.7.5.",
                TAMBOURINE: "..4...6...4...6.",
            },
        ),
        fills=(
            {SNARE: "........7.7.8...", HIGH_TOM: ".............88.", LOW_TOM: "...............9"},
            {SNARE: "............8899", KICK: "........8......."},
        ),
    ),
    "rock": DrumGrooves(
        grooves=(
            {KICK: "9.......9.......", SNARE: "....9.......9...", CLOSED_HAT: "8.6.8.6.8.6.8.6."},
            {KICK: "9.....8.9.8.....", SNARE: "....9.......9..2", CLOSED_HAT: "8.6.8.6.8.6.8.6."},
            {KICK: "9.8.....9.8...7.", SNARE: "....9.......9...", RIDE: "8.6.8.6.8.6.8.6."},
        ),
        fills=(
            {SNARE: "........9999....", HIGH_TOM: "............88..", LOW_TOM: "..............99"},
            {SNARE: "........8.8899..", LOW_TOM: "..............99", KICK: "........9...9..."},
        ),
    ),
    "jazz": DrumGrooves(
        grooves=(
            {RIDE: "7...7..57...7..5", PEDAL_HAT: "....7.......7...", KICK: "3.......3......."},
            {
                RIDE: "7...7..57...7..5",
                PEDAL_HAT: "....7.......7...",
                SNARE: ".......2...3....",
                KICK: "3.............4.",
            },
            {RIDE: "7..57...7..57...", PEDAL_HAT: "....7.......7...", SNARE: "...2......2....3"},
        ),
        fills=(
            {SNARE: "........4..5..67", RIDE: "7...7..........."},
            {SNARE: "........5..5....", HIGH_TOM: "............5..6"},
        ),
    ),
}

BASS: Mapping[str, tuple[BassLine, ...]] = {
    "lofi": (
        ((0, 1.5, "r"), (1.75, 0.5, "r"), (2.5, 1, "5"), (3.5, 0.5, "8")),
        ((0, 1.75, "r"), (2.25, 0.75, "r"), (3.5, 0.5, "a")),
    ),
    "hiphop": (
        ((0, 1.4, "r"), (2.5, 1.4, "r")),
        ((0, 0.7, "r"), (0.75, 1.5, "r"), (2.5, 0.9, "8"), (3.5, 0.5, "a")),
    ),
    "house": (
        ((0.5, 0.4, "r"), (1.5, 0.4, "r"), (2.5, 0.4, "r"), (3.5, 0.4, "8")),
        ((0.5, 0.4, "r"), (0.75, 0.2, "8"), (1.5, 0.4, "r"), (2.5, 0.4, "r"), (3.25, 0.2, "7"), (3.5, 0.4, "8")),
    ),
    "pop": (
        tuple((eighth / 2, 0.45, "r") for eighth in range(8)),
        ((0, 1.4, "r"), (1.5, 0.45, "r"), (2, 0.9, "r"), (3, 0.45, "5"), (3.5, 0.45, "a")),
    ),
    "rock": (
        tuple((eighth / 2, 0.48, "r") for eighth in range(8)),
        (*((eighth / 2, 0.48, "r") for eighth in range(6)), (3, 0.48, "5"), (3.5, 0.48, "a")),
    ),
    "jazz": (
        ((0, 0.95, "r"), (1, 0.95, "3"), (2, 0.95, "5"), (3, 0.95, "a")),
        ((0, 0.95, "r"), (1, 0.95, "5"), (2, 0.95, "3"), (3, 0.95, "a")),
        ((0, 0.95, "r"), (1, 0.95, "5"), (2, 0.95, "8"), (3, 0.6, "7"), (3.66, 0.3, "a")),
    ),
    "ambient": (((0, 4, "r"),),),
}

COMPING: Mapping[str, tuple[Comping, ...]] = {
    "lofi": (((0, 1.7), (1.5, 1.3), (2.75, 1.4)), ((0, 2.2), (2.5, 1.4)), ((0, 1.2), (1.75, 1), (3.5, 0.6))),
    "hiphop": (((0, 3.6),), ((0, 1.4), (2.5, 1.4))),
    "house": (((0.75, 0.3), (1.5, 0.3), (2.75, 0.3), (3.5, 0.3)), ((0, 0.6), (0.75, 0.6), (1.5, 0.4), (2.5, 0.9))),
    "pop": (((0, 0.9), (1, 0.9), (2, 0.9), (3, 0.9)), ((0, 1.4), (1.5, 1.4), (3, 0.9))),
    "rock": (((0, 1.9), (2, 1.9)), ((0, 1.4), (1.5, 0.45), (2, 1.4), (3.5, 0.45))),
    "jazz": (((0.66, 0.5), (2.66, 0.9)), ((0, 0.9), (1.66, 0.5)), ((1, 0.4), (2.66, 0.4))),
    "ambient": (((0, 4),),),
}
