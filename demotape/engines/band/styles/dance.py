"""Styles of rhythm guitars and syncopated basses. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import tab
from demotape.engines.band.plan import BASS, COUNTER, DRUMS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

DANCE: Mapping[str, Style] = {
    "funk": Style(
        title="funk",
        tempo_range=(98, 114),
        swing=0.54,
        mode="dorian",
        chord_size=4,
        progressions=Progressions(
            major=("1:9 1:9 4:9 1:9", "1:9 1:9 1:9 b7:9", "1:7 4:7 1:7 5:7#9"),
            minor=("1 1 1 4:9", "1:m9 4:9 1:m9 4:9", "1 1 b7:9 4:9", "1:m7 b3:9 2:m7 5:7#9"),
            turn="5:7#9",
            endings=("5:7#9", "b2:9", "4:9"),
            swaps=(("1", "1:m9"), ("4:9", "b2:9"), ("1:9", "1:13")),
        ),
        instruments={
            DRUMS: ("Standard Kit",),
            BASS: ("Slap Bass 1", "Electric Bass (finger)"),
            KEYS: ("Clavinet",),
            LEAD: ("Alto Sax", "Trumpet", "Tenor Sax"),
            RHYTHM: ("Electric Guitar (muted)", "Electric Guitar (clean)"),
            COUNTER: ("Brass Section",),
        },
        tune=Tune(
            rhythms=(
                "x..x..x.x-......",
                "..x.xx.x-...x.x.",
                "x.xx..x.......x-",
                "...x.x.xx-......",
                "x..xx.x-..x.xx..",
            ),
            lowest=60,
            highest=79,
            colour="blues",
            rests=0.4,
            enters=0.45,
            leaps=3,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9.9....6..9..6..
                    SD ....9..2.2..9..2
                    CH 7575757575757575
                """),
                tab("""
                    BD 9..9..7...9...6.
                    SD ....9.12.2.19..1
                    CH 7.5575.575.575.5
                    OH .......6........
                """),
                tab("""
                    BD 9.7...9..7....9.|9.....9..79..6..
                    SD ....9..3.2..9.21|....9.21.2..9..3
                    PH ..7...7...7...7.
                    RB 6..6..6...6..6..
                """),
                tab("""
                    BD 9..6..9..9.6....
                    SD ....9..1.1..9.12
                    RD 7.5.7.5.7.5.7.5.
                    CB 5...5...5...5...
                """),
                tab("""
                    BD 9.....69....6..6
                    SD ....9..2....9.2.
                    OH 5...5...5...5...
                    SH 3.5.3.5.3.5.3.5.
                """),
                tab("""
                    BD 9.96...6....6.9.
                    SD ....9.1.12..9..1
                    TB 4.4.7.4.4.4.7.4.
                    MC ..5..5....5..5..
                """),
            ),
            fills=(
                tab("""
                    SD ........2.6..6.8
                    BD 9.....9....9..9.
                """),
                tab("""
                    SD ....9..5.5.5.589
                    OH ......6.........
                """),
                tab("""
                    SD ..........66....
                    HT ............7.7.
                    LT .............7.8
                """),
            ),
            peak=(
                tab("""
                BD 9.9..69..69..6..
                SD ....9.12.212921.
                CH 7575757575757575
                TB ....6.......6...
            """),
                tab("""
                    BD 9..9..6.9.6...6.
                    SD ....9..2.1.29..2
                    RD 8.6.8.6.8.6.8.6.
                    CB 6...6...6...6...
                """),
                tab("""
                    BD 9.6...9...9..6.6
                    SD ....9.2..2..9.22
                    OH 7...7...7...7...
                    SH 5656565656565656
                """),
            ),
        ),
        bass=BassPart(
            lines=("r.xr..8.x.r.78.x", "rx.r.x5.7.8x..a.", "r..r8.x..r.57.8.|r..r8.xr..7.5.a.", "r.r...8x..7.8.xa"),
            shortens=0.7,
            weight=1.05,
        ),
        hands={
            KEYS: Hand(
                lines=("..7..6.7..6..7..", "7..6..7...6.7..6", "..67..6...67.6.."),
                quiet="6.....5...6.....",
                shortens=0.6,
                spread_ms=0,
                voicing="shell",
                lowest=55,
                highest=74,
            ),
            RHYTHM: Hand(
                lines=("xx7xxx6xxx7xx6xx", "x.7xx.7xx.7xx67x", "..7x..7x..7x.77x"),
                quiet="....5.......5...",
                shortens=0.45,
                enters=0.42,
                weight=0.62,
                spread_ms=6,
                lowest=62,
                highest=80,
            ),
            COUNTER: Hand(
                lines=(
                    "................|..8.........8.8.",
                    "8..8............|........8..8..8-",
                    "................|......8-......8.",
                ),
                quiet=None,
                enters=0.6,
                shortens=0.7,
                lowest=60,
                highest=79,
                spread_ms=4,
            ),
        },
        looseness_ms=5,
    ),
    "disco": Style(
        title="disco",
        tempo_range=(114, 124),
        mode="minor",
        chord_size=4,
        progressions=Progressions(
            major=("1:maj7 6 2 5", "2 5 3 6", "4:maj7 3 2 1:maj7", "1 V6 2 5:7sus"),
            minor=("1 4 b7:9 3", "1 7 6 5:7", "6 7 1 1", "4 b7:9 b3:maj7 b6:maj7", "1 1:m7^7 4 5:7"),
            turn="5:7sus",
            endings=("5:7", "5:7sus,5:7"),
            swaps=(("6", "V2"), ("1", "1:m9"), ("5:7", "5:7b9")),
        ),
        instruments={
            DRUMS: ("Standard Kit",),
            BASS: ("Electric Bass (finger)", "Slap Bass 1"),
            KEYS: ("Electric Piano 1", "Bright Acoustic Piano"),
            LEAD: ("Trumpet", "Alto Sax"),
            PAD: ("String Ensemble 1",),
            RHYTHM: ("Electric Guitar (clean)",),
        },
        tune=Tune(
            rhythms=(
                "x-x-..x-x-..x---",
                "..x-x-x-x---....",
                "x---..x-x-x-x-x-",
                "..x-..x-x--x--x-",
                "x--x--x---x-x-x-",
            ),
            lowest=64,
            highest=82,
            doubled=True,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9...9...9...9...
                    SD ....9.......9...
                    CH 7.3.7.3.7.3.7.3.
                    OH ..7...7...7...7.
                """),
                tab("""
                    BD 9...9...9...9...
                    SD ....9..1....9..1
                    CP ....6.......6...
                    CH 75.575.575.575.5
                    OH ..7...7...7...7.
                """),
                tab("""
                    BD 9...9...9...9..5
                    SD ....9.......9.2.
                    CH 7575757575757575
                    TB ..6...6...6...6.
                    MC ...4..4....4..4.
                """),
                tab("""
                    BD 9...9...9...9...
                    SD ....9.......9...|....9.......9.23
                    OH ..7...7...7...7.
                    SH 7575757575757575
                    OC ......5......55.
                """),
            ),
            fills=(
                tab("""
                    SD ........7.778.88
                    OH ..7...7.........
                """),
                tab("""
                    HT ........7.77....
                    MT ............77..
                    LT ..............88
                    BD 9...9...9...9...
                """),
                tab("""
                    SD ............8888
                    CP ............8.8.
                """),
            ),
            peak=(
                tab("""
                    BD 9...9...9...9...
                    SD ....9.......9...
                    CP ....8.......8...
                    CH 7575757575757575
                    OH ..8...8...8...8.
                    TB 5.6.5.6.5.6.5.6.
                """),
                tab("""
                    BD 9...9...9...9...
                    SD ....9.......9..4
                    OH ..8...8...8...8.
                    RD 6.6.6.6.6.6.6.6.
                    CB 5..5..5.5..5..5.
                """),
            ),
        ),
        bass=BassPart(
            lines=("r.8.r.8.r.8.r.8.", "r.r8.r8.r.r8.5a.", "r.8.r.85.7.8.5a.", "r..8..r8r..8.ra."), shortens=0.75
        ),
        hands={
            KEYS: Hand(lines=("7--6--6---6--6--", "..7...7...7...7.", "7-..6-7-..6-7-.."), quiet="6---------------"),
            PAD: Hand(
                lines=("6---------------", "6-------l-k-j-k-", "m-l-k-l-m-------"),
                enters=0.36,
                spread_ms=0,
                lowest=64,
                highest=88,
                voicing="close",
            ),
            RHYTHM: Hand(
                lines=("x7x7xx7xx7x7xx7x", "xx7x67xxxx7x67x7", "7x6x7x6x7x6x7x66"),
                quiet=None,
                enters=0.45,
                shortens=0.45,
                weight=0.6,
                spread_ms=6,
                lowest=60,
                highest=79,
            ),
        },
        looseness_ms=4,
        riser=True,
        leading_note=True,
    ),
}
