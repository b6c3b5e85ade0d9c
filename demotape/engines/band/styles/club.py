"""Styles of synthesizers and dance floors. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import tab
from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

CLUB: Mapping[str, Style] = {
    "house": Style(
        title="house",
        tempo_range=(120, 127),
        swing=0.53,
        mode="minor",
        chord_size=4,
        progressions=Progressions(
            major=("1 5 6 4", "4 5 6 3", "2:m9 5 1 6", "6 4 1 5"),
            minor=("1 6 3 7", "6 7 1 1", "1 4 6 7", "1 1 4 4", "4:m9 7 3 6"),
            turn="",
            endings=("7",),
            swaps=(("1", "1:m9"), ("7", "5:m7"), ("3", "b3:maj9")),
        ),
        instruments={
            DRUMS: ("TR-808 Kit", "Electronic Kit"),
            BASS: ("Synth Bass 1", "Synth Bass 2"),
            KEYS: ("Electric Piano 2", "Acoustic Grand Piano", "Percussive Organ"),
            LEAD: ("Lead 2 (sawtooth)", "Lead 1 (square)"),
            PAD: ("Synth Strings 1", "String Ensemble 1"),
        },
        tune=Tune(
            rhythms=(
                "x..x..x...x.x...",
                "..x..x..x..x....",
                "x.x..x.x..x.....",
                "...x..x-..x-x-..",
                "x..x..x..x..x-x-",
            ),
            lowest=66,
            highest=84,
            enters=0.5,
            leaps=3,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9...9...9...9...
                    CP ....8.......8...
                    CH 3.3.3.3.3.3.3.32
                    OH ..7...7...7...7.
                """),
                tab("""
                    BD 9...9...9...9...
                    CP ....8.......8..3
                    CH 4353435343534353
                    OH ..7...7...7...7.
                """),
                tab("""
                    BD 9...9...9...9..4
                    CP ....8.......8...
                    SH 5.745.745.745.74
                    OH ......7.......7.
                """),
                tab("""
                    BD 9...9...9...9...
                    CP ....8.......8...|....8..4....8.4.
                    RS ...5..5....5....|..5..5....5..5..
                    OH ..7...7...7...7.
                    TB 3.4.3.4.3.4.3.4.
                """),
            ),
            fills=(
                tab("CP ........5.5.6789"),
                tab("""
                    CP ....8.....6..789
                    OH ..7...7.........
                """),
                tab("""
                    BD 9...9...9.......
                    SD ........4.4.5566
                    OH ............6.7.
                """),
            ),
            peak=(
                tab("""
                    BD 9...9...9...9...
                    CP ....9.......9...
                    SD ....5..2....5..3
                    CH 4353435343534353
                    OH ..8...8...8...8.
                    SH 5555555555555555
                """),
                tab("""
                    BD 9...9...9...9...
                    CP ....9.......9..4
                    OH ..8...8...8...8.
                    RD 6.6.6.6.6.6.6.6.
                    CB ...4..4....4..4.
                """),
            ),
            quiet=tab("""
                BD 7...7...7...7...
                CH ..4...4...4...4.
            """),
        ),
        bass=BassPart(
            lines=("..r-..r-..r-..8-", "..rr..r-..r-.78-", "r..r..r...r.8.a.", "..r-.rr...5-..8-|..r-.rr...7-..a-"),
            weight=1.0,
            shortens=0.8,
        ),
        hands={
            KEYS: Hand(
                lines=("...7..7....7..7.", "7-.6-.7...7-....", "..7...7-..7..7..", "7..7..7-....7-.."),
                quiet="6---------------",
                shortens=0.85,
                spread_ms=0,
            ),
            PAD: Hand(lines=("5---------------",), enters=0.44, spread_ms=0),
        },
        looseness_ms=2,
        touch=3,
        riser=True,
        builds=True,
    ),
    "techno": Style(
        title="techno",
        tempo_range=(128, 138),
        mode="phrygian",
        progressions=Progressions(
            major=("1:5 1:5 1:5 b7:5", "1:sus2 1:sus2 4:sus2 1:sus2", "1:5 1:5 b2:5 1:5"),
            minor=("1 1 1 1", "1 1 b2 b2", "1 1 1 7", "1 1 6 6", "1 1 3 b2"),
            turn="",
            endings=(),
            swaps=(("7", "b2"), ("6", "4")),
        ),
        instruments={
            DRUMS: ("TR-808 Kit", "Electronic Kit"),
            BASS: ("Synth Bass 2",),
            KEYS: ("Lead 2 (sawtooth)", "Lead 1 (square)"),
            LEAD: ("Lead 8 (bass and lead)", "Lead 5 (charang)"),
            PAD: ("Pad 8 (sweep)", "Pad 6 (metallic)"),
        },
        tune=Tune(
            rhythms=("x.x..x.xx..x.x..", "xx.x.xx.xx.x.xx.", "x..x..x.x..x..x.", ".x.x..x..x.x..x."),
            lowest=57,
            highest=76,
            enters=0.55,
            leaps=2,
            colour="chords",
            legato=0.6,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9...9...9...9...
                    OH ..7...7...7...7.
                    CH 4242424242424242
                    CP ....7.......7...
                """),
                tab("""
                    BD 9...9...9...9...|9...9...9...9..5
                    CH 5.735.735.735.73
                    RS ...6..6....6..6.|..6..6...6..6...
                    OH ..6...6...6...6.
                """),
                tab("""
                    BD 9...9...9...9...
                    LT ...5..5....5..5.|...5..5...5..55.
                    CH ..7...7...7...7.
                    SH 5353535353535353
                """),
                tab("""
                    BD 9..39...9..39...
                    RD ..6...6...6...6.
                    CP ....6.......6.4.
                    CH 3333333333333333
                    CB ......4..4......
                """),
            ),
            fills=(
                tab("SD ....44445566789r"),
                tab("""
                    BD 9...9...........
                    SD ........6.6.66rr
                    OH ..7...7.........
                """),
                tab("""
                    BD 9...9...9.......
                    CP ..........7.7.7r
                """),
            ),
            peak=(
                tab("""
                    BD 9...9...9...9...
                    OH ..8...8...8...8.
                    CH 5353535353535353
                    RD 6.6.6.6.6.6.6.6.
                    CP ....8.......8...
                """),
                tab("""
                    BD 9...9...9...9...
                    CP ....8.......8...
                    OH ..8...8...8...8.
                    SH 7575757575757575
                    RS ...6..6....6.6..
                """),
            ),
            quiet=tab("""
                BD 8...8...8...8...
                CH ..3...3...3...3.
            """),
        ),
        bass=BassPart(
            lines=("..rr..rr..rr..rr", ".rrr.rrr.rrr.rrr", "..r...r...r..r8.", "r.rr.rr.r.rr.8r."),
            shortens=0.7,
            enters=0.4,
        ),
        hands={
            KEYS: Hand(
                lines=("...7..7...7..7..", "7..7..7.7..7..7.", "..7....7..7.....|..7....7..7..5..", ".i.j.ik..i.j.ki."),
                quiet=".4...4...4...4..",
                shortens=0.6,
                spread_ms=0,
                lowest=55,
                highest=72,
            ),
            PAD: Hand(lines=("5---------------",), spread_ms=0, voicing="open", lowest=50, highest=74),
        },
        looseness_ms=0.5,
        touch=2,
        riser=True,
        builds=True,
    ),
    "dnb": Style(
        title="drum and bass",
        tempo_range=(168, 176),
        mode="minor",
        chord_size=4,
        progressions=Progressions(
            major=("1 1 6 6 4 4 5 5", "1 1 4 4", "2 2 5 5 1 1 6 6"),
            minor=("1 1 6 6 3 3 7 7", "1 1 4 4", "6 6 7 7 1 1 1 1", "1 1 b2:maj7 b2:maj7", "4 4 1 1 6 6 5:m7 5:m7"),
            turn="",
            endings=("7",),
            swaps=(("1", "1:m9"), ("4", "4:m9"), ("7", "5:m7")),
        ),
        instruments={
            DRUMS: ("Standard Kit", "Electronic Kit", "Power Kit"),
            BASS: ("Synth Bass 2", "Sub Bass"),
            KEYS: ("Electric Piano 1", "Pad 3 (polysynth)"),
            LEAD: ("Lead 2 (sawtooth)", "Lead 6 (voice)"),
            PAD: ("Pad 2 (warm)", "Pad 7 (halo)"),
        },
        tune=Tune(
            rhythms=(
                "x-------x-----x-",
                "x-----x-----x---",
                "x---....x-x-x---",
                "....x-----x-----",
                "x-----------x-x-",
            ),
            lowest=64,
            highest=84,
            legato=1.1,
            enters=0.4,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9.........9.....
                    SD ....9..2.2..9..2
                    CH 7.5.7.5.7.5.7.5.
                    RD 5...5...5...5...
                """),
                tab("""
                    BD 9.9.......99....|9.9......9....9.
                    SD ....9..2.2..9..2|....9..2.2..2.92
                    RD 7.5.7.5.7.5.7.5.
                    CH ..3...3...3...3.
                """),
                tab("""
                    BD 9.........9.....|9.....9...9..7..
                    SD ....9..3....9.2.|....9..2.3..9.23
                    CH 7555755575557555
                    SH ..4...4...4...4.
                """),
                tab("""
                    BD 9..9......9.....|9.....9...9.....
                    SD ....9..12...9.1.|....9.1.21..9..4
                    OH ..6...6...6...6.
                    CH 4...4...4...4...
                """),
            ),
            fills=(
                tab("""
                    SD ..9..9..9..9.9rr
                    BD 9...............
                """),
                tab("""
                    SD ....9.29..2989rr
                    BD 9..9............
                """),
                tab("""
                    SD ....9...7.7.....
                    HT ............88..
                    LT ..............8r
                    BD 9.........9.....
                """),
            ),
            peak=(
                tab("""
                    BD 9.9.......9...7.|9.9....9..9.....
                    SD ....9..2.3..9..3|....9..2.9..2.93
                    RD 8.6.8.6.8.6.8.6.
                    CH 5555555555555555
                    TB ....5.......5...
                """),
                tab("""
                    BD 9.........9.....|9..9......9..7..
                    SD ....9..2.3..9..2|....9..2.2..9.23
                    OH 7.5.7.5.7.5.7.5.
                    SH 5757575757575757
                """),
            ),
        ),
        bass=BassPart(
            lines=(
                "r-------..r-----|r---..r-....8-a-",
                "r--.r--.r-----..|..r---r-8---5---",
                "r---------------|....r-r-8-..r-a-",
            ),
            lowest=28,
            weight=1.1,
        ),
        hands={
            KEYS: Hand(
                lines=("7-------....6---", "7---------------|....6-----5-----", "......7-........|7---......5-...."),
                quiet="6---------------",
                spread_ms=8,
            ),
            PAD: Hand(lines=("6---------------",), spread_ms=0, voicing="open", lowest=50, highest=78),
        },
        looseness_ms=3,
        touch=4,
        riser=True,
        builds=True,
    ),
}
