"""Styles with roots in a place: jazz and blues, islands and villages. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import RIDE, RIM, SNARE, tab
from demotape.engines.band.plan import BASS, COUNTER, DRUMS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

ROOTS: Mapping[str, Style] = {
    "reggae": Style(
        title="reggae",
        words=r"reggae|dub|ska",
        tempo_range=(68, 82),
        swing=0.58,
        mode="major",
        progressions=Progressions(
            major=("1 4 1 4", "1 2 4 1", "1 6 4 5", "1 5 4 4", "1 b7 1 b7"),
            minor=("1 4 1 4", "1 7 1 7", "1 6 7 1", "1 1 4 5:m", "6 7 1 1"),
            turn="5",
            ending="4",
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
    "jazz": Style(
        title="jazz",
        words=r"jazz|swing|bebop|big band",
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
            ending="2,5:7b9",
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
        finish="room",
        looseness_ms=10,
        touch=6,
        leading_note=True,
    ),
    "bossa": Style(
        title="bossa nova",
        words=r"bossa(?: nova)?|brazilian|samba",
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
            ending="b2:maj7",
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
                    BD 7.....57.....57.|7.....57.....57.
                    RS 7.....7.....7...|....7.....7.....
                    CH 5.5.5.5.5.5.5.5.
                """),
                tab("""
                    BD 7.....57.....57.
                    RS 7.....7.....7...|....7.....7.....
                    SH 5343534353435343
                """),
                tab("""
                    BD 6.....46.....46.
                    RS ..7...7...7..7..|7...7.....7.....
                    CH 5354535453545354
                    TR 4.......4.......
                """),
            ),
            fills=(
                tab("""
                    RS ........7.7..77.
                    BD 7.....57........
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
        finish="room",
        looseness_ms=8,
        leading_note=True,
    ),
    "blues": Style(
        title="blues",
        words=r"blues|shuffle|boogie",
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
            ending="5:7",
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
    "country": Style(
        title="country",
        words=r"country|bluegrass|americana|honky[- ]?tonk|western",
        tempo_range=(104, 132),
        mode="major",
        progressions=Progressions(
            major=("1 4 1 5", "1 1 4 5", "1 4 5 1", "6 4 1 5", "1 V5 5 1", "1 1:7 4 4:m"),
            minor=("1 4 1 5:M", "1 7 6 5:M", "1 3 7 1", "6 7 1 1"),
            turn="5:7",
            ending="5:7",
            swaps=(("5", "5:7"), ("4", "2:m7"), ("1", "1^3"), ("6", "V2")),
        ),
        instruments={
            DRUMS: ("Brush Kit", "Standard Kit"),
            BASS: ("Acoustic Bass", "Electric Bass (finger)"),
            KEYS: ("Acoustic Guitar (steel)",),
            LEAD: ("Fiddle", "Electric Guitar (clean)", "Harmonica"),
            RHYTHM: ("Banjo", "Electric Guitar (clean)"),
        },
        tune=Tune(
            rhythms=(
                "x-x-x-x-x---x---",
                "x---x-x-x-x-x---",
                "x-x-xxx-x-x-x---",
                "..x-x-x-x---x-x-",
                "x--xx-x-x-x-x-x-",
            ),
            lowest=62,
            highest=84,
            colour="pentatonic",
            ornaments=0.45,
            legato=0.95,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    SD 5373537353735373
                    BD 7...7...7...7...
                """),
                tab("""
                    BD 8...5...8...5...
                    SD 4464446444644464
                    CH ..5...5...5...5.
                """),
                tab("""
                    BD 8.....5.8.......
                    SD ....8..2....8..2
                    CH 6.5.6.5.6.5.6.5.
                """),
                tab("""
                    BD 8...8...8...8...
                    RS ..6...6...6...6.
                    SH 5453545354535453
                """),
            ),
            fills=(
                tab("SD ........7.5.7788"),
                tab("""
                    SD 5373537.7.......
                    HT ..........7.....
                    LT ............7.8.
                """),
                tab("""
                    SD ............8.8.
                    OH ..........6.....
                """),
            ),
            quiet=tab("SD 3242324232423242"),
            crash=False,
        ),
        bass=BassPart(
            lines=("r---....5---....", "r-------5-----a-", "r---5---r---5-a-", "r---....d---7-a-"), enters=0.34
        ),
        hands={
            KEYS: Hand(
                lines=("b...7...f...7...", "b...7.u.f...7.u.", "b-x-7-u-f-x-7-u-"),
                quiet="b---j---k---j---",
                voicing="strum",
                lowest=43,
                highest=69,
                spread_ms=14,
            ),
            RHYTHM: Hand(
                lines=("ikljikljikljiklj", "likjlikjlikjliki", "..6.....6...6..."),
                quiet="i.k.l.k.i.k.l.k.",
                enters=0.48,
                lowest=55,
                highest=76,
                weight=0.62,
                shortens=1.2,
            ),
        },
        looseness_ms=7,
    ),
    "folk": Style(
        title="folk",
        words=r"folk|acoustic|singer[- ]songwriter|celtic|irish",
        tempo_range=(88, 112),
        mode="major",
        progressions=Progressions(
            major=("1 5^3 6 4", "1 4 1 5", "6 4 1 5", "1 2 4 1", "1 3 4 1", "4 1^3 2 5:sus4"),
            minor=("1 7 6 7", "1 3 7 4", "1 7 1 5:m", "1 4 6 7"),
            turn="5:sus4",
            ending="4",
            swaps=(("1", "1:add9"), ("4", "4:maj7"), ("6", "4"), ("5", "5:sus4")),
        ),
        instruments={
            DRUMS: ("Brush Kit",),
            BASS: ("Acoustic Bass",),
            KEYS: ("Acoustic Guitar (steel)", "Acoustic Guitar (nylon)"),
            LEAD: ("Flute", "Recorder", "Whistle", "Fiddle"),
            PAD: ("Accordion", "Cello"),
        },
        tune=Tune(
            rhythms=(
                "x---x-x-x---x---",
                "x-x-x---x-x-x---",
                "x-----x-x-x-x---",
                "x---x---x-x-x-x-",
                "..x-x-x-x-------",
            ),
            lowest=64,
            highest=84,
            legato=1.0,
            ornaments=0.3,
            colour="pentatonic",
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 7.......7.......
                    SH 5.3.5.3.5.3.5.3.
                """),
                tab("""
                    BD 7.....5.7.......
                    TB ....6.......6...
                    SH 4.4.4.4.4.4.4.4.
                """),
                tab("""
                    SD 4.5.6.5.4.5.6.5.
                    BD 7.......7.....5.
                """),
                tab("""
                    BD 7...7...7...7...
                    CP ....6.......6...
                """),
            ),
            fills=(
                tab("""
                    SD ........4.5.6.7.
                    BD 7.......7.......
                """),
                tab("LT ........6.6.6.7."),
                tab("TB ........5.5.6666"),
            ),
            quiet=tab("SH 3...3...3...3..."),
            crash=False,
            enters=0.48,
            hats_enter=0.42,
        ),
        bass=BassPart(lines=("r-------5-------", "r-----r-5-----a-", "r-----------a---"), enters=0.44),
        hands={
            KEYS: Hand(
                lines=("b-j-k-j-f-l-k-j-", "b-kjl-k-f-kjl-k-", "b--l-k-jf--l-k-j", "7---7-u-..u-7-u-"),
                quiet="b---k---j---k---",
                rings=True,
                voicing="strum",
                lowest=43,
                highest=69,
                spread_ms=16,
            ),
            PAD: Hand(lines=("5---------------",), enters=0.52, spread_ms=0, weight=0.62),
        },
        finish="room",
        looseness_ms=10,
        touch=5,
    ),
    "latin": Style(
        title="latin",
        words=r"latin|salsa|mambo|cuban|son montuno|reggaeton|cumbia",
        tempo_range=(92, 108),
        mode="minor",
        chord_size=4,
        progressions=Progressions(
            major=("1 4 5:7 4", "1:6 1:6 5:7 5:7", "1 V2 2 5:7", "2 5:7 1 1"),
            minor=("1 4 5:7 4", "1 1 5:7 5:7", "1 7 6 5:7", "4 1 5:7 1", "2:h 5:7b9 1:m6 1:m6"),
            turn="5:7",
            ending="5:7",
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
    "waltz": Style(
        title="waltz",
        words=r"waltz(?:es)?|vals",
        tempo_range=(132, 168),
        meter=(3, 4),
        mode="major",
        progressions=Progressions(
            major=(
                "1 1 5:7 5:7 5:7 5:7 1 1",
                "1 6 2 5:7",
                "1 V4 4 4:m 1^5 5:7 1 1",
                "1 1 4 4 5:7 5:7 1 V2",
            ),
            minor=("1 1 4 4 5:7 5:7 1 1", "1 5:7^3 1^3 4 2:d 5:7 1 1", "6 3 4 1 2:d 5:7 1 1", "1 7 6 5:7"),
            turn="5:7",
            ending="5:7",
            swaps=(("4", "2"), ("1", "1^3"), ("6", "V2"), ("5:7", "5:9")),
        ),
        instruments={
            BASS: ("Contrabass", "Acoustic Bass"),
            KEYS: ("Accordion", "Acoustic Grand Piano"),
            LEAD: ("Violin", "Clarinet", "Flute"),
            PAD: ("String Ensemble 1",),
            DRUMS: ("Brush Kit",),
        },
        tune=Tune(
            rhythms=("x-------x---", "x---x---x---", "x-----x-x-x-", "x-x-x-x-x---", "x-----------", "....x-x-x-x-"),
            lowest=64,
            highest=86,
            legato=1.0,
            ornaments=0.35,
            doubled=True,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 7...........
                    SD ....4...4...
                """),
                tab("""
                    BD 7...........
                    SD ....4...4.3.
                    TR 4...........
                """),
                tab("""
                    BD 7.........4.|7...........
                    PH ....5...5...
                    SD ........3.3.|....4...4...
                """),
            ),
            fills=(
                tab("SD ....4.4.5.5."),
                tab("""
                    SD ........5555
                    BD 7...........
                """),
                tab("SD ....5...t..6"),
            ),
            quiet=tab("TR 3..........."),
            crash=False,
            hats_enter=0.4,
            enters=0.5,
        ),
        bass=BassPart(lines=("r---........", "r---....a---", "r---........|5---........"), enters=0.3, shortens=0.9),
        hands={
            KEYS: Hand(
                lines=("....7...7...", "....7...6.6.", "....7.......", "....6.6.6.6."),
                quiet="6-----------",
                spread_ms=8,
                shortens=0.7,
            ),
            PAD: Hand(lines=("5-----------",), quiet="5-----------", enters=0.5, spread_ms=0, weight=0.6),
        },
        finish="hall",
        looseness_ms=10,
        touch=5,
        leading_note=True,
    ),
}
"""From reggae to waltz."""
