"""Styles of loud guitars. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import CLOSED_HAT, CRASH, RIDE, tab
from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

GUITARS: Mapping[str, Style] = {
    "rock": Style(
        title="rock",
        tempo_range=(116, 138),
        mode="minor",
        progressions=Progressions(
            major=("1 4 5 4", "1 b7 4 1", "1 5 6 4", "1 b3 4 1", "6 4 1 5"),
            minor=("1 7 6 7", "1 4 6 5:M", "1 6 3 7", "1 1 b3 4:M", "1 3 7 4:M"),
            turn="5:M",
            endings=("7", "6,7", "5:M", "4:M"),
            swaps=(("7", "b7"), ("6", "4"), ("1", "1:5")),
        ),
        instruments={
            DRUMS: ("Room Kit", "Standard Kit"),
            BASS: ("Electric Bass (pick)",),
            KEYS: ("Overdriven Guitar",),
            LEAD: ("Overdriven Guitar", "Distortion Guitar"),
            PAD: ("Rock Organ",),
        },
        tune=Tune(
            rhythms=(
                "x-x-x---x-x-x---",
                "x---..x-x-x-x---",
                "..x-x-x---x-x-x-",
                "x-x-..x-x-..x---",
                "x-----x-x-xxx---",
            ),
            lowest=59,
            highest=81,
            colour="pentatonic",
            legato=1.0,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9.......9.......
                    SD ....9.......9...
                    CH 8.6.8.6.8.6.8.6.
                """),
                tab("""
                    BD 9.....8.9.8.....
                    SD ....9..1....9..2
                    CH 8.6.8.6.8.6.8.6.
                """),
                tab("""
                    BD 9.8.....9.8...7.
                    SD ....9..2....9..1
                    CH 8.6.8.6.8.6.8...
                    OH ..............7.
                """),
                tab("""
                    BD 9.....9...9.9...|9..9..9...9.....
                    SD ....9.......9..1|....9.......9.88
                    CH 8.6.8.6.8.6.8.6.
                """),
            ),
            fills=(
                tab("""
                    SD ........9999....
                    HT ............88..
                    LT ..............99
                """),
                tab("""
                    SD ........8.8899..
                    LT ..............99
                    BD ........9...9...
                """),
                tab("""
                    SD ..........99....
                    HT ............9.9.
                    LT .............9.9
                    BD ........9.......
                """),
            ),
            peak=(
                tab("""
                    BD 9.8...8.9.8...8.
                    SD ....9.......9...
                    CC 7...7...7...7...
                """),
                tab("""
                    BD 9.....9.9.9.....
                    SD ....9.......9..2
                    OH 8.7.8.7.8.7.8.7.
                """),
            ),
            lift={CLOSED_HAT: RIDE},
        ),
        bass=BassPart(lines=("r.r.r.r.r.rrr.r.", "r.r.r.r.r.r.5.a.", "r-r.r-r.r-8.5-a.", "r---..r-r.r.5.7.")),
        hands={
            KEYS: Hand(
                lines=("8-----7-7-------", "8---7---8-7-7---", "8-------8---7-7-", "7-7-7-7-8---7---"),
                quiet="6---------------",
                voicing="power",
                lowest=40,
                highest=64,
                spread_ms=8,
            ),
            PAD: Hand(lines=("5---------------",), enters=0.6, spread_ms=0),
        },
        swing_unit_beats=0.5,
    ),
    "metal": Style(
        title="metal",
        tempo_range=(132, 168),
        mode="phrygian",
        progressions=Progressions(
            major=("1:5 1:5 b2:5 1:5", "1:5 b6:5 b7:5 1:5", "1:5 b3:5 b2:5 1:5"),
            minor=(
                *("1 1 2 1", "1 6 7 1", "1 1 b5:5 4", "1 b2 3 b2", "1 6 2 7", "1 3 2 1", "1 7 2 6", "1 4 3 2"),
                *("1 3 4 b5:5", "1 6 4 7", "1 7 6 4", "1 2 6 3"),
            ),
            turn="b2",
            endings=("b2", "7", "b2,7", "b5:5,b2"),
            swaps=(("1", "1"), ("7", "b5:5"), ("6", "b6")),
        ),
        instruments={
            DRUMS: ("Room Kit", "Power Kit"),
            BASS: ("Electric Bass (pick)",),
            KEYS: ("Distortion Guitar",),
            LEAD: ("Distortion Guitar", "Overdriven Guitar"),
            RHYTHM: ("Overdriven Guitar",),
        },
        tune=Tune(
            rhythms=(
                "xxxxx-x-xxxxx---",
                "x---x-xxx---x-x-",
                "x-xxx-xxx-xxx---",
                "x-----------x-x-",
                "xxx-xxx-xxx-x---",
            ),
            lowest=62,
            highest=86,
            enters=0.5,
            leaps=5,
            legato=0.95,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9.9.9.999.9.9.99
                    SD ....9..2....9.22
                    CC 8...7...8...7...
                """),
                tab("""
                    BD 9..99..99..99..9
                    SD ....9..2....9.2.
                    CH 8.7.8.7.8.7.8.7.
                """),
                tab("""
                    BD 9..99...9.9..99.
                    SD ........9.....2.
                    CN 8...8...8...8...
                """),
                tab("""
                    BD 9.9...9.9.9.....|9.9...9.99999999
                    SD ....9.......9...
                    RB 8.8.8.8.8.8.8.8.
                """),
            ),
            fills=(
                tab("""
                    SD ........9999....
                    HT ............99..
                    LT ..............99
                    BD 9999999999999999
                """),
                tab("""
                    HT ....99..........
                    MT ......99........
                    LT ........99......
                    SD ..........9.9999
                    BD 9.9.9.9.9.9.9.9.
                """),
                tab("""
                    SD ........99.99.99
                    CN ........9..9..9.
                    BD ........99.99.99
                """),
            ),
            peak=(
                tab("""
                    BD 9.9.9.9.9.9.9.9.
                    SD .9.9.9.9.9.9.9.9
                    CC 8...8...8...8...
                """),
                tab("""
                    BD 9999999999999999
                    SD ....9.......9...
                    RD 8.8.8.8.8.8.8.8.
                """),
            ),
            lift={CLOSED_HAT: CRASH},
        ),
        bass=BassPart(
            lines=(
                *("rrrrrrrrrrrrrrrr", "r.rr.rr.r.rr.rr.", "r..rr..rr..rr.aa", "r-----r-r---5-a-"),
                *("rr8.rr8.rr8.7.a.", "r---r-r-5---7-a-", "r.rrr.rr5.rr7.aa", "r-------8-7-5-a-"),
            ),
            lowest=28,
            shortens=0.8,
        ),
        hands={
            KEYS: Hand(
                lines=(
                    "9---8-8-9---8---",
                    "9-8-77--9-8-77--",
                    "9-----8-------8-",
                    "9-77779-77779-8-",
                    "9-bbbb9-bbbb9-b-",
                    "b-bbo-b-f-bb9-7-",
                    "b-b-9---b-b-n-t-",
                    "9-bbn-bbt-bbn-s-",
                    "bbbnbbbtbbbns-b-",
                    "9---bbbb9---t-n-",
                    "b--n--t--n--b-s-",
                    "9-----n-t-----n-",
                    "b-f-o-f-n-f-t-n-",
                    "t-n-bbbbt-n-ssbb",
                ),
                quiet="7---------------",
                voicing="power",
                lowest=40,
                highest=60,
                spread_ms=2,
                shortens=1.0,
            ),
            RHYTHM: Hand(
                lines=(
                    *("8-------7-------", "8---------------", "8-----7-----7---", "i-j-k-j-i-j-k-j-"),
                    *("k-------j---i---", "8---8-------8-8-", "i---j---k---t---", "k-k-j-j-k-k-t-t-"),
                ),
                quiet="6---------------",
                voicing="power",
                lowest=45,
                highest=69,
                spread_ms=4,
                weight=0.85,
            ),
        },
        looseness_ms=4,
        leading_note=True,
    ),
    "punk": Style(
        title="punk",
        tempo_range=(168, 196),
        mode="major",
        progressions=Progressions(
            major=("1 4 5 4", "1 5 6 4", "1 1 4 5", "6 4 1 5", "1 b7 4 4", "1 3 6 5", "1 2 4 5"),
            minor=("1 6 7 1", "1 6 3 7", "1 4 7 3", "1 1 6 7"),
            endings=("5", "4", "b7", "4,5"),
            swaps=(("4", "2"), ("6", "b3"), ("5", "b7")),
        ),
        instruments={
            DRUMS: ("Room Kit", "Power Kit"),
            BASS: ("Electric Bass (pick)",),
            KEYS: ("Distortion Guitar", "Overdriven Guitar"),
            LEAD: ("Overdriven Guitar",),
        },
        tune=Tune(
            rhythms=("x-x-x-x-x---x---", "x---x-x-x-x-x---", "x-x-x---x-x-x---", "x-------x-x-x-x-"),
            lowest=60,
            highest=80,
            enters=0.4,
            leaps=3,
            colour="pentatonic",
            rests=0.3,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9...9...9...9...
                    SD ..9...9.2.9...92
                    CH 8.8.8.8.8.8.8.8.
                """),
                tab("""
                    BD 9.....9.9.......
                    SD ....9..2.2..9...
                    OH 8.8.8.8.8.8.8.8.
                """),
                tab("""
                    BD 9...9.9...9.9...
                    SD ..9...9..29...9.
                    RD 8...8...8...8...
                """),
                tab("""
                    BD 9...9...9...9...|9...9...9.9.....
                    SD ....9.......9...|....9.......9.99
                    LT 7.7.7.7.7.7.7.7.
                """),
            ),
            fills=(
                tab("SD ........99999999"),
                tab("""
                    SD ........9.9.....
                    HT ............99..
                    LT ..............99
                """),
                tab("""
                    SD 9.9.9.9.9999....
                    LT ............9999
                """),
            ),
            peak=(
                tab("""
                BD 9...9...9...9...
                SD ..9...9...9...9.
                CC 8...8...8...8...
            """),
                tab("""
                    BD 9.9...9.9.9...9.
                    SD ....9.......9..3
                    OH 8.8.8.8.8.8.8.8.
                """),
            ),
        ),
        bass=BassPart(lines=("r.r.r.r.r.r.r.r.", "r.r.r.r.r.r.r.a.", "r.r.r.r.5.5.7.a."), shortens=0.9),
        hands={
            KEYS: Hand(
                lines=(
                    "8-7-8-7-8-7-8-7-",
                    "8-------8-7-8-7-",
                    "8---8-7-8---8-7-",
                    "8-7.7-7.8-7.7.7.",
                    "8---8---8-7-8---",
                    "8-7-8---....8-7-",
                ),
                quiet="x.x.x.x.x.x.7---",
                quiet_below=0.36,
                voicing="power",
                lowest=40,
                highest=62,
                spread_ms=3,
                shortens=1.0,
            ),
        },
    ),
}
