"""Styles of songs with a band around a singer. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import CLOSED_HAT, OPEN_HAT, RIM, SNARE, tab
from demotape.engines.band.plan import BASS, COUNTER, DRUMS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

SONGS: Mapping[str, Style] = {
    "pop": Style(
        title="pop",
        tempo_range=(96, 118),
        mode="major",
        progressions=Progressions(
            major=("1 5 6 4", "6 4 1 5", "1 6 4 5", "4 1 5 6", "1 3:7 6 4", "1 5^3 6 4:m"),
            minor=("1 6 3 7", "6 7 1 3", "1 4 6 7", "1 7 6 7", "4 6 1 5:M"),
            endings=("5", "4,5", "5:sus4,5", "b7,5"),
            swaps=(("4", "2:m7"), ("5", "5:sus4"), ("6", "V2"), ("1", "1^3")),
        ),
        instruments={
            DRUMS: ("Standard Kit",),
            BASS: ("Electric Bass (finger)",),
            KEYS: ("Acoustic Grand Piano", "Bright Acoustic Piano"),
            LEAD: ("Vibraphone", "Lead 6 (voice)", "Flute"),
            PAD: ("String Ensemble 1", "Pad 2 (warm)"),
            RHYTHM: ("Acoustic Guitar (steel)", "Electric Guitar (clean)"),
        },
        tune=Tune(
            rhythms=(
                "x-x-x-x---x-x---",
                "..x-x-x-x-x-x---",
                "x---x-x---x-x---",
                "x--x--x-x-x-x---",
                "..x-x---x-x-x---",
                "x-x---x-x---x---",
            ),
            lowest=65,
            highest=84,
            doubled=True,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9.......7.9.....
                    SD ....9..1....9..1
                    CH 7.5.7.5.7.5.7.5.
                """),
                tab("""
                    BD 9..5....9..5....
                    SD ....9..1....9...
                    CH 7.5.7.5.7.5.7...
                    OH ..............6.
                """),
                tab("""
                    BD 9.....8.9.....5.
                    SD ....9.......9.1.
                    CH 7.5.7.5.7.5.7.5.
                    TB ..4...6...4...6.
                """),
                tab("""
                    BD 9.....9...9.....|9.....9...9..7..
                    SD ....9..1.1..9...|....9..1....9.13
                    CH 7555755575557555
                """),
            ),
            fills=(
                tab("""
                    SD ........7.7.8...
                    HT ............7.8.
                    LT .............7.9
                """),
                tab("""
                    SD ............8899
                    BD ........8.......
                """),
                tab("""
                    SD ..........7.....
                    HT ...........78...
                    MT .............8..
                    LT ..............89
                """),
            ),
            peak=(
                tab("""
                BD 9.....9.9.9.....
                SD ....9..1....9..2
                RD 7.6.7.6.7.6.7.6.
                TB 4.4.6.4.4.4.6.4.
            """),
                tab("""
                    BD 9...9...9...9...
                    SD ....9.......9..2
                    CP ....6.......6...
                    OH ..7...7...7...7.
                    TB 5.5.6.5.5.5.6.5.
                """),
            ),
            lift={CLOSED_HAT: OPEN_HAT},
        ),
        bass=BassPart(lines=("r.r.r.r.r.r.r.r.", "r-----r-r---5-a-", "r---..r-r-..5-a-", "r-----r---r-8-a-")),
        hands={
            KEYS: Hand(
                lines=("7---7---7---7---", "7-----6-----6---", "7--6--6-6--6--6-", "b-6-f-6-b-6-f-6-"),
                quiet="b---j---k---j---",
            ),
            PAD: Hand(lines=("6---------------",), enters=0.4, spread_ms=0, voicing="open", lowest=52, highest=79),
            RHYTHM: Hand(
                lines=("7---7-u-..u-7-u-", "7-..7-u-7-..7-u-", "7-x-7-u-x-u-7-u-"),
                quiet=None,
                enters=0.5,
                weight=0.6,
                voicing="strum",
                lowest=43,
                highest=69,
                spread_ms=16,
            ),
        },
        swing_unit_beats=0.5,
        riser=True,
    ),
    "indie": Style(
        title="indie",
        tempo_range=(108, 132),
        mode="major",
        progressions=Progressions(
            major=("1 4 6 5", "1 3 4 4:m", "4 1 4 5", "1 b7 4 1", "6 3 4 1"),
            minor=("1 3 6 4", "1 7 4 6", "6 3 7 1", "1 4:7 6 7"),
            turn="",
            endings=("4:m", "4", "b7"),
            swaps=(("4", "2:m7"), ("1", "1:add9"), ("5", "b7")),
        ),
        instruments={
            DRUMS: ("Room Kit", "Standard Kit"),
            BASS: ("Electric Bass (pick)",),
            KEYS: ("Electric Guitar (clean)",),
            LEAD: ("Glockenspiel", "Electric Guitar (jazz)", "Whistle"),
            PAD: ("Drawbar Organ", "Rock Organ"),
            RHYTHM: ("Acoustic Guitar (steel)",),
        },
        tune=Tune(
            rhythms=(
                "x---x-x-x---x---",
                "x-x---x-x-x-----",
                "..x-x---x---x-x-",
                "x-----x-x-----x-",
                "x-x-x---x-------",
            ),
            lowest=67,
            highest=86,
            colour="pentatonic",
            legato=1.0,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9...9...9...9...
                    SD ....8.......8...
                    CH 7.5.7.5.7.5.7.5.
                """),
                tab("""
                    BD 9.....9...9.....
                    SD ....9..1....9.1.
                    CH 6.6.6.6.6.6.6...
                    OH ..............6.
                """),
                tab("""
                    BD 9..9..9...9.....
                    SD ....9.....1.9...
                    RD 6...6...6...6...
                    LT ..4...4...4...4.
                """),
                tab("""
                    BD 9.......9.9.....|9.....9.9.......
                    SD ....9.......9...|....9..2....9.55
                    SH 6464646464646464
                """),
            ),
            fills=(
                tab("""
                    LT ........7.7.77..
                    SD ..............89
                """),
                tab("""
                    SD ........8..8..8.
                    CC ..............7.
                """),
                tab("SD ....9.......6789"),
            ),
            peak=(
                tab("""
                BD 9...9...9...9...
                SD ....9.......9...
                OH 7.7.7.7.7.7.7.7.
            """),
                tab("""
                    BD 9.....9.9.....7.
                    SD ....9..1....9..2
                    RD 7.6.7.6.7.6.7.6.
                    TB ....6.......6...
                """),
            ),
        ),
        bass=BassPart(lines=("r.r.r.r.r.r.r.5.", "r.r.r.r.5.5.a.a.", "r-----r-r-5-8-5-"), weight=1.0),
        hands={
            KEYS: Hand(
                lines=("i-k-l-k-i-k-l-k-", "7-u-..u-7-u-..u-", "7.7.5.7.7.5.7.u."),
                quiet="i---k---l---k---",
                voicing="open",
                lowest=52,
                highest=76,
                rings=True,
                weight=0.7,
            ),
            PAD: Hand(lines=("5---------------",), enters=0.72, spread_ms=0),
            RHYTHM: Hand(
                lines=("7-u-7-u-7-u-7-u-", "7---7-u-..u-7-u-", "7-..7-u-7-u-7-u-"),
                quiet=None,
                enters=0.42,
                voicing="strum",
                lowest=43,
                highest=69,
                spread_ms=15,
            ),
        },
    ),
    "soul": Style(
        title="soul",
        tempo_range=(70, 92),
        swing=0.57,
        mode="major",
        chord_size=5,
        progressions=Progressions(
            major=("1 6 2 5:7sus", "1 3 4 5:7sus", "4 3 2 1", "1 V6 2 4:m6", "1,1^3 4,#4:d7 1^5,V2 2,5:7"),
            minor=("1 4 1 4:9", "1 b6:maj7 4 5:7#9", "4 b7:13 b3:maj9 b6:maj7", "1 2:h 5:7#9 1"),
            turn="5:7sus",
            endings=("4:m6", "2,5:7sus", "b2:maj7"),
            swaps=(("6", "V2"), ("2", "2:9"), ("1", "1:maj9"), ("4", "4:m6")),
        ),
        instruments={
            DRUMS: ("Standard Kit",),
            BASS: ("Electric Bass (finger)", "Fretless Bass"),
            KEYS: ("Electric Piano 1", "Electric Piano 2"),
            LEAD: ("Tenor Sax", "Alto Sax", "Electric Guitar (jazz)"),
            PAD: ("Drawbar Organ", "String Ensemble 1"),
            COUNTER: ("Brass Section",),
        },
        tune=Tune(
            rhythms=(
                "x--x--x-x--x----",
                "..x-x-x---x--x--",
                "x-x-x-x-..x-x---",
                "....x-x-x--x-x--",
                "x-----x-x-xxx---",
            ),
            lowest=58,
            highest=77,
            colour="pentatonic",
            ornaments=0.35,
            legato=1.0,
            rests=0.3,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9......7.79.....
                    SD ....9..1....9..1
                    CH 7.5.7.5.7.5.7.5.
                """),
                tab("""
                    BD 9..5...6..9..5..
                    SD ....9.1..2..9..2
                    CH 7.537.537.537.53
                """),
                tab("""
                    BD 9.....9...7.....|9.....9..69.....
                    SD ....9.......9.1.|....9..2....9.12
                    RD 6.5.6.5.6.5.6.5.
                    TB ....5.......5...
                """),
                tab("""
                    BD 9.......9.......
                    SD 8...8...8...8...
                    CH 7.5.7.5.7.5.7.5.
                    TB ....6.......6...
                """),
            ),
            fills=(
                tab("""
                    SD ........3.5..678
                    BD 9.......7.......
                """),
                tab("""
                    SD ..........6.....
                    HT ...........6.7..
                    LT ..............78
                """),
                tab("""
                    SD ............6t..
                    OH ..........6.....
                """),
            ),
            soft={SNARE: RIM},
            late_ms=12,
        ),
        bass=BassPart(lines=("r-----.r8-..7-5-", "r--.r--.5-..6-a-", "r---..r---5-8-a-|r--r..8-7-5-..a-")),
        hands={
            KEYS: Hand(
                lines=("7-----6-..6---5-", "7---..6---5-..6-", "6-.7----..6-.5--"),
                quiet="6-------4-------",
                spread_ms=26,
            ),
            PAD: Hand(lines=("5---------------",), enters=0.45, spread_ms=0),
            COUNTER: Hand(
                lines=(
                    "................|..............8-",
                    "8-..............|......7-8-......",
                    "................|........7---8-..",
                ),
                quiet=None,
                enters=0.62,
                lowest=60,
                highest=78,
                spread_ms=5,
            ),
        },
        looseness_ms=9,
        touch=5,
    ),
}
