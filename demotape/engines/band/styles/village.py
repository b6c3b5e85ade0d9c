"""Styles of villages and ballrooms. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import tab
from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

VILLAGE: Mapping[str, Style] = {
    "country": Style(
        title="country",
        tempo_range=(104, 132),
        mode="major",
        progressions=Progressions(
            major=("1 4 1 5", "1 1 4 5", "1 4 5 1", "6 4 1 5", "1 V5 5 1", "1 1:7 4 4:m"),
            minor=("1 4 1 5:M", "1 7 6 5:M", "1 3 7 1", "6 7 1 1"),
            turn="5:7",
            endings=("5:7", "V2,5:7", "4,5:7"),
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
        tempo_range=(88, 112),
        mode="major",
        progressions=Progressions(
            major=("1 5^3 6 4", "1 4 1 5", "6 4 1 5", "1 2 4 1", "1 3 4 1", "4 1^3 2 5:sus4"),
            minor=("1 7 6 7", "1 3 7 4", "1 7 1 5:m", "1 4 6 7"),
            turn="5:sus4",
            endings=("4", "5:sus4", "b7"),
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
        looseness_ms=10,
        touch=5,
    ),
    "waltz": Style(
        title="waltz",
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
            endings=("5:7", "4,5:7"),
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
                tab("""
                    BD 7...........
                    PH ....5...5...
                    RD 5...4...4.4.
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
        looseness_ms=10,
        touch=5,
        leading_note=True,
    ),
}
