"""Styles that swing. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import RIDE, tab
from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

SWING: Mapping[str, Style] = {
    "jazz": Style(
        title="jazz",
        tempo_range=(112, 152),
        swing=0.655,
        swing_unit_beats=0.5,
        mode="major",
        chord_size=4,
        progressions=Progressions(
            major=(
                "2 5:7 1 V2",
                "1:6 V2 2 5:7",
                "3:m7 V2 2 5:7",
                "1:maj7 1:maj7 4:m7 b7:9 3:m7 b3:7 2:m7 5:7b9",
                "1,6 2,5:7 3,V2 2,5:7",
                "4:maj7 4:m6 3:m7 V2 V5 V5 2 5:7",
            ),
            minor=(
                "2:h 5:7b9 1:m6 1:m6",
                "1:m7 6:7 2:h 5:7b9",
                "4 b7:9 b3:maj7 b6:maj7 2:h 5:7b9 1:m6 V2",
                "1:m6 4:m7 1:m6 5:7#9",
            ),
            turn="2,5:7",
            endings=("2,5:7b9", "2,b2:7"),
            swaps=(("5:7", "b2:7"), ("1", "3:m7"), ("V2", "b3:d7"), ("6", "V2")),
        ),
        instruments={
            DRUMS: ("Jazz Kit", "Brush Kit"),
            BASS: ("Acoustic Bass",),
            KEYS: ("Acoustic Grand Piano",),
            LEAD: ("Tenor Sax", "Trumpet", "Vibraphone", "Electric Guitar (jazz)", "Alto Sax"),
        },
        tune=Tune(
            rhythms=(
                "x-x-x-x-x---..x-",
                "..x-x-x-x-x-x---",
                "x---..x-x-x---..",
                "..x-..x-x-x-x-x-",
                "x-x-x-x-x-x-x---",
                "....x-x-..x-x---",
            ),
            lowest=58,
            highest=79,
            colour="blues",
            leaps=5,
            rests=0.3,
            ornaments=0.2,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    RD 7...7.5.7...7.5.
                    PH ....7.......7...
                    BD 3.......3.......
                """),
                tab("""
                    RD 7...7.5.7...7.5.|7...7.5.7.5.7...
                    PH ....7.......7...
                    SD ......2...3.....|..2.......2...4.
                    BD 3.............4.
                """),
                tab("""
                    RD 7.5.7...7.5.7...
                    PH ....7.......7...
                    SD ..2.......2...3.
                    RS ............5...
                """),
                tab("""
                    RD 7...7.5.7...7.5.
                    PH ....7.......7...
                    SD 2.2.3.2.2.2.3.2.
                    BD ......3.......4.
                """),
            ),
            fills=(
                tab("""
                    SD ........4.5.6.7.
                    RD 7...7...........
                """),
                tab("""
                    SD ........5..t....
                    HT ............5.6.
                    BD ........5.....6.
                """),
                tab("""
                    SD ........6...6...
                    HT ..........5.....
                    LT ..............7.
                    BD 5...............
                """),
            ),
            quiet=tab("""
                RD 5...5.4.5...5.4.
                PH ....5.......5...
            """),
            peak=(
                tab("""
                    RD 8.6.8.6.8.6.8.6.|8...8.6.8.6.8...
                    PH ....8.......8...
                    SD ..4...5...4...6.|....5...4...5.6.
                    BD 4.....5...4.....
                """),
                tab("""
                    RD 8...8.6.8...8.6.
                    PH ....8.......8...
                    SD ....5...6...5.7.|..5...4...5.6...
                    BD 5.......4.......
                """),
            ),
            hats_enter=0.28,
            enters=0.36,
        ),
        bass=BassPart(lines=("r-------5-------",), walks=True, lowest=31, enters=0.3),
        hands={
            KEYS: Hand(
                lines=(
                    "..7-....7.......",
                    "7-....6.........|......7-....6-..",
                    "....6.....7-....",
                    "......6-......6.|..7.....6-......",
                ),
                quiet="6-----------5---",
                shortens=0.8,
                lowest=52,
                highest=74,
                spread_ms=10,
            ),
        },
        looseness_ms=10,
        touch=6,
        leading_note=True,
    ),
    "blues": Style(
        title="blues",
        tempo_range=(84, 118),
        grid=3,
        mode="mixolydian",
        chord_size=4,
        progressions=Progressions(
            major=(
                "1:7 4:7 1:7 1:7 4:7 4:7 1:7 1:7 5:7 4:7 1:7 5:7",
                "1:7 1:7 1:7 1:7 4:7 4:7 1:7 V2 2:m7 5:7 1:7 5:7",
                "1:7 5:7 4:7 4:7 1:7 5:7 1:7 5:7",
                "1:7 V4 4:7 4:m7 1:7 5:7 1:7,4:7 1:7,5:7",
            ),
            minor=(
                "1:m7 1:m7 1:m7 1:m7 4:m7 4:m7 1:m7 1:m7 b6:7 5:7 1:m7 5:7",
                "1:m7 4:m7 1:m7 1:m7 4:m7 4:m7 1:m7 1:m7 5:m7 4:m7 1:m7 5:7#9",
                "1:m7 b7:7 b6:7 5:7",
            ),
            turn="1:7,5:7",
            endings=("5:7", "5:7#9", "4:7,5:7"),
            swaps=(("5:7", "5:7#9"), ("1:7", "1:9"), ("4:7", "4:9")),
        ),
        instruments={
            DRUMS: ("Standard Kit",),
            BASS: ("Electric Bass (finger)", "Acoustic Bass"),
            KEYS: ("Honky-tonk Piano", "Acoustic Grand Piano"),
            LEAD: ("Overdriven Guitar", "Harmonica", "Tenor Sax"),
            PAD: ("Drawbar Organ",),
        },
        tune=Tune(
            rhythms=("x-xx-xx--...", "..xx-xx-xx--", "x--x-xx--...", "x-xx-x...x--", "..x..xx-xx-x", "x--xxxx-x---"),
            lowest=60,
            highest=81,
            colour="blues",
            rests=0.4,
            ornaments=0.4,
            leaps=4,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9....59.....
                    SD ...9..1..9.1
                    CH 7.57.57.57.5
                """),
                tab("""
                    BD 9..9..9..9..
                    SD ...9.2...9.2
                    RD 7.57.57.57.5
                """),
                tab("""
                    BD 9....59.6...
                    SD .1.9.1.1.9.1
                    CH 7.57.57.57..
                    OH ...........5
                """),
                tab("""
                    BD 9.....9..6..
                    SD ...9.....9.1
                    LT 6.56.56.56.5
                """),
                tab("""
                    BD 9....59.....
                    SD ...9..1..9..
                    OH 6..6..6..6..
                """),
            ),
            fills=(
                tab("""
                    SD ......789...
                    LT .........789
                """),
                tab("""
                    SD ......8.88.9
                    BD 9.....9.....
                """),
                tab("""
                    SD ......7.....
                    HT .......77...
                    LT .........888
                """),
            ),
            lift={42: RIDE},
        ),
        bass=BassPart(lines=("r.r3.35.56.5", "r..3..5..6..", "r.r5.56.67.6", "r.r8.87.75.a"), lowest=31),
        hands={
            KEYS: Hand(
                lines=("7..7.6...7.6", "..67..7..7..", "7.5.7....6.5", "..7..6..7..6"),
                quiet="6--------5--",
                shortens=0.85,
                spread_ms=14,
                lowest=52,
                highest=74,
            ),
            PAD: Hand(lines=("5-----------",), quiet="5-----------", enters=0.5, spread_ms=0),
        },
        looseness_ms=9,
        touch=6,
    ),
}
