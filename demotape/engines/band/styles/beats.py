"""Styles that grew up around a sampler and a drum machine. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import RIM, SNARE, tab
from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

BEATS: Mapping[str, Style] = {
    "lofi": Style(
        title="lo-fi",
        tempo_range=(70, 86),
        swing=0.60,
        mode="minor",
        chord_size=5,
        progressions=Progressions(
            major=("2 5 1 V2", "4 3 2 1", "1 V6 4 4:m6", "4:maj9 5:7sus 3 6", "2,5 1 b7:9 1"),
            minor=("1 4 1 4:9", "2:h V1 1 6", "6 5:m7 1 4", "1 b3:maj7 b6:maj7 V1", "4 b7:9 b3:maj7 V1:7#9"),
            turn="5:7sus",
            endings=("b2:maj7", "4:m6", "2:h,5:7#9"),
            swaps=(("1", "b3:maj7"), ("2", "b2:maj7"), ("4", "4:m9")),
        ),
        instruments={
            DRUMS: ("Standard Kit",),
            BASS: ("Electric Bass (finger)", "Fretless Bass"),
            KEYS: ("Electric Piano 1",),
            LEAD: ("Vibraphone", "Electric Guitar (jazz)", "Music Box"),
            PAD: ("Pad 2 (warm)",),
        },
        tune=Tune(
            rhythms=(
                "x--x--x-....x-..",
                "..x-x--x--x-....",
                "x-----x-x---....",
                "....x-x-x--x----",
                "x--x----..x-x-x-",
            ),
            lowest=65,
            highest=84,
            rests=0.5,
            colour="pentatonic",
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9......5.69.....
                    SD ....8..1.2..8..2
                    CH 6.4.6.526.4.6.4.
                """),
                tab("""
                    BD 9..4....6.9...5.
                    SD ....8.....1.8.1.
                    CH 6.5.6.5.6.526.5.
                    SH ..3...3...3...3.
                """),
                tab("""
                    BD 9.....7..5......
                    SD ....8..2....8...
                    CH 64.46.4.64.46.42
                """),
                tab("""
                    BD 9.....6...8..5..|9.......5.8.....
                    SD ....8..2..1.8...|....8..1.2..8.13
                    CH 6.4.6.4.6.4.6.42|6.4.624.6.4.6...
                """),
                tab("""
                    BD 9.......6.9.....
                    SD ....8..1....8.2.
                    RD 5.3.5.3.5.3.5.3.
                """),
            ),
            fills=(
                tab("""
                    SD ............5.67
                    BD ..............8.
                """),
                tab("""
                    SD ..........3.5.8.
                    LT .............6.7
                """),
                tab("""
                    RS ........5..5..5.
                    OH ..............6.
                """),
            ),
            soft={SNARE: RIM},
            late_ms=18,
        ),
        bass=BassPart(
            lines=("r-----.r-.5---8-", "r------..r--..a-", "r---..r---r-5---|r-----.5--r-..a-"),
            weight=1.0,
        ),
        hands={
            KEYS: Hand(
                lines=("7-----6----5----", "7--------.5-----", "7----.6---....5-"),
                quiet="7---------4-----",
                spread_ms=22,
            ),
            PAD: Hand(lines=("6---------------",), quiet="6---------------", spread_ms=0),
        },
        looseness_ms=11,
        touch=6,
    ),
    "hiphop": Style(
        title="hip-hop",
        tempo_range=(84, 96),
        swing=0.57,
        mode="minor",
        chord_size=4,
        progressions=Progressions(
            major=("1 1 4 4", "2 5 1 6", "1 b7 4 4", "6 4 1 5"),
            minor=("1 1 6 5:7", "1 4 1 b7", "6 7 1 1", "1 b2:maj7 1 5:7", "1,7 6 4 5:7#9"),
            turn="",
            endings=("5:7", "b2:maj7"),
            swaps=(("1", "1:m9"), ("6", "4"), ("4", "2:h")),
        ),
        instruments={
            DRUMS: ("Standard Kit", "Electronic Kit"),
            BASS: ("Electric Bass (finger)", "Synth Bass 1"),
            KEYS: ("Electric Piano 2", "Acoustic Grand Piano"),
            LEAD: ("Flute", "Muted Trumpet", "Vibraphone"),
            PAD: ("String Ensemble 2",),
        },
        tune=Tune(
            rhythms=(
                "x-x-..x-x-......",
                "x..x..x-....x-x-",
                "..x-x-x---......",
                "x---x-x-....x---",
                "x-xx..x-....x-..",
            ),
            lowest=64,
            highest=82,
            rests=0.5,
            colour="pentatonic",
            leaps=3,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9.....7...9..4..
                    SD ....9..1.2..9..1
                    CH 7.5.7.5.7.5.7.57
                """),
                tab("""
                    BD 9.9....5..9.....
                    SD ....9..2.1..9...
                    CH 7.5.7.527.5.7.5.
                    OH ..............5.
                """),
                tab("""
                    BD 9......79..6....|9..6...79.....5.
                    SD ....9.......9..2|....9..1.1..9...
                    CH 7.5.7.5.7.5.7.5.
                    SH ..3...3...3...3.
                """),
                tab("""
                    BD 9..5....6.9.....|9.....6...9..5..
                    SD ....9....1..9.1.
                    RD 6.4.6.4.6.4.6.4.
                """),
                tab("""
                    BD 9....6.9..6.....
                    SD ....9..1....9..2
                    SH 5.3.5.3.5.3.5.3.
                    TB ....5.......5...
                """),
            ),
            fills=(
                tab("""
                    SD ........6..6.789
                    BD ....9....7......
                """),
                tab("""
                    BD 9.....7.........
                    SD ....9.....7.7.88
                    OH ......6.........
                """),
                tab("""
                    CH 7.5.7.5.........
                    SD ....9...........
                    HT ........7.7.....
                    LT ............8.79
                """),
            ),
            peak=(
                tab("""
                BD 9.5....79.9..5..
                SD ....9..2.2..9..3
                CH 7575757575757575
                TB ....6.......6...
            """),
                tab("""
                    BD 9..5..7.9.9..5..
                    SD ....9..1.2..9.22
                    OH 7...7...7...7...
                    RD 7.5.7.5.7.5.7.5.
                """),
            ),
            late_ms=10,
        ),
        bass=BassPart(lines=("r-----r---r-..5-", "r--.r---..8-..a-", "r-r....5..r-.-..|r-r...7-8-..5-a-"), weight=1.05),
        hands={
            KEYS: Hand(
                lines=("7--.......5-..5.", "7-----....6-----", "..7-..5-..7-...."),
                quiet="6---------------",
                spread_ms=14,
            ),
            PAD: Hand(lines=("5---------------",), enters=0.5, spread_ms=0),
        },
        looseness_ms=8,
    ),
    "trap": Style(
        title="trap",
        tempo_range=(132, 150),
        mode="minor",
        progressions=Progressions(
            major=("1 1 6 4", "6 6 4 5", "1 5:m 4 4:m"),
            minor=("1 1 6 5:M", "1 1 b2 1", "1 6 1 4", "4 4 1 5:M", "1 1 7 6"),
            turn="",
            endings=("b2", "5:M"),
            swaps=(("6", "4"), ("5:M", "b2"), ("1", "1:m7")),
        ),
        instruments={
            DRUMS: ("TR-808 Kit",),
            BASS: ("Sub Bass",),
            KEYS: ("Acoustic Grand Piano", "Electric Piano 2"),
            LEAD: ("Music Box", "Tubular Bells", "Pan Flute"),
            PAD: ("Choir Aahs", "Synth Strings 1"),
        },
        tune=Tune(
            rhythms=(
                "x-----x-----x---",
                "x---x---x---....",
                "x-----x---x-----",
                "x---....x--x--x-",
                "x-------x--x----",
            ),
            lowest=66,
            highest=86,
            leaps=5,
            legato=1.3,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9.....6...9.....|9.....6...8..7..
                    CP ........9.......
                    CH 7.7.7.7.7.7.7.r7|7.7.7.t.7.7.7.rr
                """),
                tab("""
                    BD 9..7......8.....|9..7..6....9..6.
                    CP ........9.......
                    CH 7.57.57.7.57.5rr|7.57.57.t.57.t.5
                    OH ..............5.|................
                    RS ......3.......3.|......3...3.....
                """),
                tab("""
                    BD 9.........9..9..|9...6.....9.....
                    CP ........9.......|........9.....4.
                    CH 7.7.7.t.7.7.7.7.|7.rr7.7.7.7.rrrr
                    RS ..5....5.....5..|......5....5....
                """),
                tab("""
                    BD 9......9....7...|9......9..7.....
                    SD ........9.....2.|..2.....9..2....
                    CH 7..7..7.7..7..7.|7..7..7.7..t.rrr
                    CB ....4.....4.....|......4.....4...
                """),
            ),
            fills=(
                tab("""
                    SD ........4.5.6789
                    CH rrrr............
                """),
                tab("""
                    CP ........9..7.7.9
                    BD 9...............
                """),
                tab("""
                    CH t.t.rrrr........
                    HT ........7.7.....
                    LT ............8.8.
                    CP ........9.......
                """),
            ),
            peak=(
                tab("""
                    BD 9.6...6...9..6..|9.6..7....9.6.7.
                    CP ........9.......|........9....5.5
                    CH 7r7777r77r77t.rr|7r77t.77rr77rrrr
                    OH ......6.........|..............7.
                """),
                tab("""
                    BD 9.....6...9.....|9..6......9..6..
                    CP ........9.......
                    SD ........7.......
                    CH 7.t.7r777.t.77rr
                    RS ....5..5....5..5
                """),
            ),
        ),
        bass=BassPart(
            lines=(
                "r--------.r-----|r-------..s-----",
                "r--r------r-----|r-----r----a----",
                "r---------n-----|r---r-----8-----",
            ),
            lowest=29,
            weight=1.15,
            shortens=1.0,
        ),
        hands={
            KEYS: Hand(
                lines=("i---k---j---l---", "b-k-l-k-m-l-k-j-", "i---j-k---l-k---"),
                quiet="5---------------",
                rings=True,
                lowest=58,
                highest=80,
                weight=0.7,
            ),
            PAD: Hand(lines=("5---------------",), enters=0.42, spread_ms=0),
        },
        looseness_ms=3,
        touch=3,
        riser=True,
        leading_note=True,
    ),
}
