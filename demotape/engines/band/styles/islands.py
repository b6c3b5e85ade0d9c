"""Styles with hand drums and roots by the sea. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import RIM, SNARE, tab
from demotape.engines.band.plan import BASS, COUNTER, DRUMS, KEYS, LEAD, PAD
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

ISLANDS: Mapping[str, Style] = {
    "reggae": Style(
        title="reggae",
        tempo_range=(68, 82),
        swing=0.58,
        mode="major",
        progressions=Progressions(
            major=("1 4 1 4", "1 2 4 1", "1 6 4 5", "1 5 4 4", "1 b7 1 b7"),
            minor=("1 4 1 4", "1 7 1 7", "1 6 7 1", "1 1 4 5:m", "6 7 1 1"),
            turn="5",
            endings=("4", "5", "b7"),
            swaps=(("4", "2"), ("6", "3"), ("5", "4")),
        ),
        instruments={
            DRUMS: ("Standard Kit",),
            BASS: ("Electric Bass (finger)",),
            KEYS: ("Electric Guitar (muted)", "Electric Guitar (clean)"),
            LEAD: ("Harmonica", "Trombone", "Alto Sax"),
            PAD: ("Drawbar Organ", "Percussive Organ"),
        },
        tune=Tune(
            rhythms=(
                "x-x-x---..x-x---",
                "..x-x-x-x-------",
                "x---..x-x-x-x---",
                "..x---x-x---x-x-",
                "x-x---x-........",
            ),
            lowest=60,
            highest=79,
            colour="pentatonic",
            rests=0.3,
            leaps=3,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD ........9.......
                    RS ........8.......
                    CH 7.5.7.5.7.5.7.52
                """),
                tab("""
                    BD ........9.....4.
                    RS ........8..3..2.
                    CH 7.5.7.547.5.7.5.
                    SH 3.3.3.3.3.3.3.3.
                """),
                tab("""
                    BD 9...9...9...9...
                    RS ........8.......|..3.....8..3..3.
                    CH 7.5.7.5.7.5.7.5.
                """),
                tab("""
                    BD 9.......9.......
                    SD ........8.......|........8....2.3
                    CH 7.547.547.547.54
                    OH ..............5.
                """),
            ),
            fills=(
                tab("""
                    SD ........9.9.99..
                    HT ..............99
                """),
                tab("""
                    TI 8.88........8.88
                    BD ........9.......
                """),
                tab("""
                    SD ......9..9..9.9.
                    CB 5...5...........
                """),
            ),
            soft={SNARE: RIM},
            late_ms=8,
        ),
        bass=BassPart(
            lines=("r---3-5-....r-5-", "..r-r---5-3-r---", "r-r-..3-5---....|r-r-..5-r---a---", "r--r--5-..8-5-3-"),
            weight=1.1,
            lowest=29,
            shortens=0.9,
        ),
        hands={
            KEYS: Hand(
                lines=("....8.......8...", "....8...x...8.x.", "....8.5.....8.5.", "..x.8.....x.8..."),
                quiet="....6.......6...",
                shortens=0.55,
                spread_ms=7,
                lowest=57,
                highest=76,
                weight=0.85,
            ),
            PAD: Hand(
                lines=("..6.6.5...6.6.5.", "..5-6-5-..5-6-5-", ".5.6.5...5.6.5.."),
                quiet="6---------------",
                shortens=0.6,
                spread_ms=0,
                weight=0.6,
            ),
        },
        looseness_ms=8,
    ),
    "latin": Style(
        title="latin",
        tempo_range=(92, 108),
        mode="minor",
        chord_size=4,
        progressions=Progressions(
            major=("1 4 5:7 4", "1:6 1:6 5:7 5:7", "1 V2 2 5:7", "2 5:7 1 1"),
            minor=("1 4 5:7 4", "1 1 5:7 5:7", "1 7 6 5:7", "4 1 5:7 1", "2:h 5:7b9 1:m6 1:m6", "1 7 6 7", "1 4 7 3"),
            turn="5:7",
            endings=("5:7", "5:7b9", "2:h,5:7"),
            swaps=(("4", "2:h"), ("1", "1:m6"), ("5:7", "5:7b9")),
        ),
        instruments={
            DRUMS: ("Standard Kit",),
            BASS: ("Acoustic Bass", "Electric Bass (finger)"),
            KEYS: ("Acoustic Grand Piano", "Bright Acoustic Piano"),
            LEAD: ("Trumpet", "Flute", "Trombone"),
            COUNTER: ("Brass Section",),
        },
        tune=Tune(
            rhythms=(
                "..x-x-x-..x-x---",
                "x-x-..x-x-..x---",
                "..x-..x-x-x-..x-",
                "x---..x-..x-x-x-",
                "..x-x-xxx-......",
            ),
            lowest=62,
            highest=82,
            rests=0.4,
            doubled=True,
            leaps=4,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    CL 7..7..7.........|....7...7.......
                    CB 6.4.6.4.6.4.6.4.
                    MC 5...5...5...5...
                    OC ......6.......66
                    SH 4343434343434343
                """),
                tab("""
                    CL ....7...7.......|7..7..7.........
                    TI 6..66.6.6.66.6.6
                    MC 4..54...4..54...
                    OC ......67......67
                    GU 6..56..56..56..5
                """),
                tab("""
                    CL 7..7...7........|....7...7.......
                    AG 6..6..6...6.6...
                    MC 5.5.5...5.5.5...
                    OC ......66......66
                    LC .......5........
                    BD 6.....6.......6.
                """),
                tab("""
                    CL 7..7..7.........|....7...7.......
                    CB 7...5.5.7...5.5.
                    HB 5.3.5.3.5.3.5.35
                    LB ......5.......5.
                    TI ............5.5.|........5.5...5.
                """),
            ),
            fills=(
                tab("""
                    TI ........7.77t.89
                    TL ..........7.....
                """),
                tab("""
                    OC ........66..66..
                    LC ..........66..77
                    TI ............t.t.
                """),
                tab("TI 7..7..7.8.8.8888"),
            ),
            quiet=tab("""
                SH 4343434343434343
                CL 5..5..5.........|....5...5.......
            """),
            hats_enter=0.25,
            enters=0.4,
        ),
        bass=BassPart(
            lines=("......5-....n---", "r-----5-....n---", "......5-....n---|......3-5---n---"),
            enters=0.36,
            weight=1.05,
            shortens=0.9,
        ),
        hands={
            KEYS: Hand(
                lines=(
                    "M.I.J.K..J.K.J.K|.J.KI..J.K.J.K..",
                    "I..JK.J..K.JM.K.|.J..K.JI..K.J.K.",
                    "M..K.J.K..JK.J.K|..JK.J.KM..K.J..",
                ),
                quiet="6-----6-....6---",
                voicing="close",
                lowest=55,
                highest=72,
                shortens=0.8,
                spread_ms=0,
                weight=0.7,
            ),
            COUNTER: Hand(
                lines=(
                    "................|........8-..8.8.",
                    "8.......8-......|................",
                    "................|..8...8...8-....",
                ),
                quiet=None,
                enters=0.58,
                lowest=60,
                highest=79,
                spread_ms=4,
                shortens=0.8,
            ),
        },
        looseness_ms=6,
        leading_note=True,
    ),
    "bossa": Style(
        title="bossa nova",
        tempo_range=(118, 140),
        mode="major",
        chord_size=4,
        progressions=Progressions(
            major=(
                "1:maj7 1:maj7 V5 V5 2:m7 b2:7 1:maj7 b2:maj7",
                "1:maj7 b3:d7 2:m7 5:7",
                "2:m7 5:7 3:m7 V2",
                "1:69 1:69 2:9 2:9 2:m7 5:7 1:maj7 5:7",
            ),
            minor=(
                "1:m9 1:m9 2:h 5:7b9",
                "1:m6 b6:7 2:h 5:7b9",
                "4:m7 b7:9 b3:maj7 b6:maj7 2:h 5:7b9 1:m6 1:m6",
                "1:m7 1:m7^7 4:m7 5:7b9",
            ),
            turn="2:m7,b2:7",
            endings=("b2:maj7", "2:m7,5:7b9", "2:m7,b2:7"),
            swaps=(("5:7", "b2:7"), ("1:maj7", "1:69"), ("2:m7", "4:maj7")),
        ),
        instruments={
            DRUMS: ("Brush Kit", "Jazz Kit"),
            BASS: ("Acoustic Bass",),
            KEYS: ("Acoustic Guitar (nylon)",),
            LEAD: ("Flute", "Tenor Sax", "Vibraphone"),
            PAD: ("String Ensemble 2",),
        },
        tune=Tune(
            rhythms=(
                "x-----x---x-----",
                "..x---x---x---x-",
                "x---x---..x---x-",
                "..x-x---x-------",
                "x-----x-x-----x-",
            ),
            lowest=62,
            highest=81,
            legato=1.0,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 7.....5.7.....5.
                    RS 7.....7.....7...|....7.....7.....
                    CH 5.5.5.5.5.5.5.5.
                    PH ....5.......5...
                """),
                tab("""
                    BD 7.....5.7.....5.
                    RS 7.....7.....7...|....7.....7.....
                    SH 5343534353435343
                    PH ....5.......5...
                """),
                tab("""
                    BD 6.....4.6.....4.
                    RS ..7...7...7..7..|7...7.....7.....
                    CH 5354535453545354
                    TR 4.......4.......
                    PH ....4.......4...
                """),
                tab("""
                    BD 7.....5.7.....5.
                    RS ....7.....7.....|7.....7.....7...
                    RD 5...5.4.5...5.4.
                    PH ....5.......5...
                """),
            ),
            fills=(
                tab("""
                    RS ........7.7..77.
                    BD 7.....5.7.......
                """),
                tab("""
                    SD ........3.3.4.5.
                    RS 7.....7.........
                """),
                tab("""
                    RS 7..7..7...7.7.7.
                    OC ............5.6.
                """),
            ),
            quiet=tab("CH 4.4.4.4.4.4.4.4."),
            crash=False,
            hats_enter=0.25,
            enters=0.34,
        ),
        bass=BassPart(lines=("r-----5-5-----r-", "r-----r-5-----5-", "r-----5-8-----a-"), lowest=33, enters=0.3),
        hands={
            KEYS: Hand(
                lines=(
                    "b-7.f-7.b-..7-7.|b-..7-..b-7.f-7.",
                    "b-7.7-..f-..7-..|b-..7-7.f-7...7-",
                    "7-..7-..7...7-..|..7-..7-..7-7-..",
                ),
                quiet="b-5---5-f---5---",
                lowest=50,
                highest=71,
                spread_ms=9,
                shortens=0.9,
            ),
            PAD: Hand(lines=("5---------------",), enters=0.6, spread_ms=0, voicing="open", lowest=55, highest=79),
        },
        looseness_ms=8,
        leading_note=True,
    ),
}
