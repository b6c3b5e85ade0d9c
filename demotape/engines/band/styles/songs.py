"""Styles of songs with a band around a singer. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import CLOSED_HAT, CRASH, OPEN_HAT, RIDE, RIM, SNARE, tab
from demotape.engines.band.plan import BASS, COUNTER, DRUMS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

SONGS: Mapping[str, Style] = {
    "pop": Style(
        title="pop",
        words=r"pop|upbeat",
        tempo_range=(96, 118),
        mode="major",
        progressions=Progressions(
            major=("1 5 6 4", "6 4 1 5", "1 6 4 5", "4 1 5 6", "1 3:7 6 4", "1 5^3 6 4:m"),
            minor=("1 6 3 7", "6 7 1 3", "1 4 6 7", "1 7 6 7", "4 6 1 5:M"),
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
        words=r"indie(?: rock| pop)?|alternative",
        tempo_range=(108, 132),
        mode="major",
        progressions=Progressions(
            major=("1 4 6 5", "1 3 4 4:m", "4 1 4 5", "1 b7 4 1", "6 3 4 1"),
            minor=("1 3 6 4", "1 7 4 6", "6 3 7 1", "1 4:7 6 7"),
            turn="",
            ending="4:m",
            swaps=(("4", "2:m7"), ("1", "1:add9"), ("5", "b7")),
        ),
        instruments={
            DRUMS: ("Room Kit", "Standard Kit"),
            BASS: ("Electric Bass (pick)",),
            KEYS: ("Electric Guitar (clean)",),
            LEAD: ("Glockenspiel", "Electric Guitar (jazz)", "Whistle"),
            PAD: ("Rock Organ", "Drawbar Organ"),
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
            PAD: Hand(lines=("5---------------",), enters=0.55, spread_ms=0),
        },
    ),
    "rock": Style(
        title="rock",
        words=r"rock|guitar riffs?|grunge",
        tempo_range=(116, 138),
        mode="minor",
        progressions=Progressions(
            major=("1 4 5 4", "1 b7 4 1", "1 5 6 4", "1 b3 4 1", "6 4 1 5"),
            minor=("1 7 6 7", "1 4 6 5:M", "1 6 3 7", "1 1 b3 4:M", "1 3 7 4:M"),
            turn="5:M",
            ending="7",
            swaps=(("7", "b7"), ("6", "4"), ("1", "1:5")),
        ),
        instruments={
            DRUMS: ("Power Kit", "Standard Kit"),
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
                    SD ....9.......9...
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
        bass=BassPart(lines=("r.r.r.r.r.r.r.r.", "r.r.r.r.r.r.5.a.", "r-r.r-r.r-8.5-a.", "r---..r-r.r.5.7.")),
        hands={
            KEYS: Hand(
                lines=("7-x.7-x.7-x.7-x.", "8-----..7-7-..6-", "8-..7-6-..7-6-..", "7.7.7---7.7.7---"),
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
        words=r"(?:heavy |death |thrash |black |power )?metal|metalcore|djent",
        tempo_range=(150, 184),
        mode="phrygian",
        progressions=Progressions(
            major=("1:5 1:5 b2:5 1:5", "1:5 b6:5 b7:5 1:5", "1:5 b3:5 b2:5 1:5"),
            minor=("1 1 2 1", "1 6 7 1", "1 1 b5:5 4", "1 b2 3 b2", "1 6 2 7", "1 3 2 1"),
            turn="b2",
            ending="b2",
            swaps=(("1", "1"), ("7", "b5:5"), ("6", "b6")),
        ),
        instruments={
            DRUMS: ("Power Kit",),
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
                    BD 9999999999999999
                    SD ....9.......9...
                    CC 8...8...8...8...
                """),
                tab("""
                    BD 9.99.99.9.99.99.
                    SD ....9..2....9.22
                    CH 8.7.8.7.8.7.8.7.
                """),
                tab("""
                    BD 9..99..99..99..9
                    SD ........9.......
                    CN 8...8...8...8...
                """),
                tab("""
                    BD 99.999.999.99999|9.9.9.9.99999999
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
        bass=BassPart(lines=("rrrrrrrrrrrrrrrr", "r.rr.rr.r.rr.rr.", "r..rr..rr..rr.aa"), lowest=28, shortens=0.8),
        hands={
            KEYS: Hand(
                lines=("9.77977797779-8-", "9.88.88.9.88.88.", "9--77--77--78.8.", "9777977797779777"),
                quiet="7---------------",
                voicing="power",
                lowest=40,
                highest=60,
                spread_ms=2,
                shortens=0.8,
            ),
            RHYTHM: Hand(
                lines=("8-------7-------", "8---------------", "iiikiiikiiikiili"),
                quiet="6---------------",
                voicing="power",
                lowest=45,
                highest=69,
                spread_ms=4,
                weight=0.7,
            ),
        },
        looseness_ms=4,
        leading_note=True,
    ),
    "punk": Style(
        title="punk",
        words=r"(?:pop[- ]|post[- ])?punk|hardcore",
        tempo_range=(168, 196),
        mode="major",
        progressions=Progressions(
            major=("1 4 5 4", "1 5 6 4", "1 1 4 5", "6 4 1 5", "1 b7 4 4"),
            minor=("1 6 7 1", "1 6 3 7", "1 4 7 3", "1 1 6 7"),
            swaps=(("4", "2"), ("6", "b3"), ("5", "b7")),
        ),
        instruments={
            DRUMS: ("Power Kit", "Room Kit"),
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
                    SD ..9...9...9...9.
                    CH 8.8.8.8.8.8.8.8.
                """),
                tab("""
                    BD 9.....9.9.......
                    SD ....9..2.2..9...
                    OH 8.8.8.8.8.8.8.8.
                """),
                tab("""
                    BD 9...9.9...9.9...
                    SD ..9...9...9...9.
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
            ),
        ),
        bass=BassPart(lines=("r.r.r.r.r.r.r.r.", "r.r.r.r.r.r.r.a.", "r.r.r.r.5.5.7.a."), shortens=0.9),
        hands={
            KEYS: Hand(
                lines=("8.7.8.7.8.7.8.7.", "8-------8.7.8.7.", "8...8.7.8...8.7.", "8-7.7-7.8-7.7.7."),
                quiet="x.x.x.x.x.x.7---",
                quiet_below=0.36,
                voicing="power",
                lowest=40,
                highest=62,
                spread_ms=3,
                shortens=0.85,
            ),
        },
    ),
    "funk": Style(
        title="funk",
        words=r"funk(?:y)?",
        tempo_range=(98, 114),
        swing=0.54,
        mode="dorian",
        chord_size=4,
        progressions=Progressions(
            major=("1:9 1:9 4:9 1:9", "1:9 1:9 1:9 b7:9", "1:7 4:7 1:7 5:7#9"),
            minor=("1 1 1 4:9", "1:m9 4:9 1:m9 4:9", "1 1 b7:9 4:9", "1:m7 b3:9 2:m7 5:7#9"),
            turn="5:7#9",
            ending="5:7#9",
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
                    CH 7.7.7.7.7.7.7.7.
                """),
                tab("""
                    BD 9..6..9..9.6....
                    SD ....9..1.1..9.12
                    RD 7.5.7.5.7.5.7.5.
                    CB 5...5...5...5...
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
        words=r"disco|nu[- ]disco",
        tempo_range=(114, 124),
        mode="minor",
        chord_size=4,
        progressions=Progressions(
            major=("1:maj7 6 2 5", "2 5 3 6", "4:maj7 3 2 1:maj7", "1 V6 2 5:7sus"),
            minor=("1 4 b7:9 3", "1 7 6 5:7", "6 7 1 1", "4 b7:9 b3:maj7 b6:maj7", "1 1:m7^7 4 5:7"),
            turn="5:7sus",
            ending="5:7",
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
    "soul": Style(
        title="soul",
        words=r"(?:neo[- ])?soul|r ?(?:&|n|and|'n') ?b|rnb|motown|gospel",
        tempo_range=(70, 92),
        swing=0.57,
        mode="major",
        chord_size=5,
        progressions=Progressions(
            major=("1 6 2 5:7sus", "1 3 4 5:7sus", "4 3 2 1", "1 V6 2 4:m6", "1,1^3 4,#4:d7 1^5,V2 2,5:7"),
            minor=("1 4 1 4:9", "1 b6:maj7 4 5:7#9", "4 b7:13 b3:maj9 b6:maj7", "1 2:h 5:7#9 1"),
            turn="5:7sus",
            ending="4:m6",
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
"""From pop to soul."""
