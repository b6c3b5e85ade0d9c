"""Styles of old keyboards and game consoles. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.grooves import tab
from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune

RETRO: Mapping[str, Style] = {
    "synthwave": Style(
        title="synthwave",
        tempo_range=(96, 112),
        mode="minor",
        progressions=Progressions(
            major=("1 5 6 4", "4 5 3 6", "1 3 4 5"),
            minor=("6 7 1 1", "1 6 3 7", "1 7 6 7", "4 6 1 7", "1 3 7 4:M"),
            turn="7",
            endings=("7", "6,7", "4"),
            swaps=(("1", "1:madd9"), ("4:M", "4"), ("7", "7:sus4")),
        ),
        instruments={
            DRUMS: ("Electronic Kit", "Power Kit"),
            BASS: ("Synth Bass 1",),
            KEYS: ("Pad 3 (polysynth)", "Synth Brass 1"),
            LEAD: ("Lead 2 (sawtooth)", "Lead 1 (square)", "Lead 5 (charang)"),
            PAD: ("Synth Strings 1", "Pad 2 (warm)"),
            RHYTHM: ("Lead 1 (square)",),
        },
        tune=Tune(
            rhythms=(
                "x---x-x-x-------",
                "x-----x-x---x---",
                "x-x-x---x-----x-",
                "..x-x-x---x-x---",
                "x-------x-x-x-x-",
            ),
            lowest=66,
            highest=86,
            legato=1.0,
            doubled=True,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9.......9.......
                    SD ....9.......9...
                    CH 6.6.6.6.6.6.6.6.
                """),
                tab("""
                    BD 9.....9...9.....
                    SD ....9.......9...
                    CH 6464646464646464
                    OH ..............6.
                """),
                tab("""
                    BD 9...9...9...9...
                    SD ....9.......9...
                    CH ..6...6...6...6.
                    TB 4.4.4.4.4.4.4.4.
                """),
                tab("""
                    BD 9.....7.9.......|9.......9.7.....
                    SD ....9.......9..2
                    RD 6.5.6.5.6.5.6.5.
                """),
            ),
            fills=(
                tab("""
                    HT ........88......
                    MT ..........88....
                    LT ............99.9
                """),
                tab("""
                    SD ........8.88....
                    HT ............88..
                    LT ..............99
                """),
                tab("""
                    SD ....9...7.7.8888
                    BD 9.......9.......
                """),
            ),
            peak=(
                tab("""
                    BD 9...9...9...9...
                    SD ....9.......9...
                    CP ....7.......7...
                    CH 6464646464646464
                    OH ..6...6...6...6.
                """),
                tab("""
                    BD 9.......9.7.....
                    SD ....9.......9..3
                    CP ....7.......7...
                    OH 7.6.7.6.7.6.7.6.
                """),
            ),
        ),
        bass=BassPart(
            lines=("r.r.r.r.r.r.r.r.", "rrrrrrrrrrrrrrrr", "r.rrr.rrr.rrr.88", "r.8.r.8.r.8.r.8."), shortens=0.8
        ),
        hands={
            KEYS: Hand(
                lines=("7-------....6-6-", "7---6---....6---", "7-----7---------"),
                quiet="6---------------",
                spread_ms=0,
            ),
            PAD: Hand(lines=("6---------------",), spread_ms=0, voicing="open", lowest=50, highest=78),
            RHYTHM: Hand(
                lines=("ijklijklijklijkl", "iklkiklkiklkiklk", "iljkiljkiljkiljk"),
                quiet="i.j.k.l.k.j.k.l.",
                enters=0.4,
                lowest=62,
                highest=84,
                weight=0.62,
                shortens=0.7,
            ),
        },
        looseness_ms=2,
        touch=3,
        riser=True,
    ),
    "chiptune": Style(
        title="chiptune",
        tempo_range=(136, 156),
        mode="major",
        progressions=Progressions(
            major=("1 5 6 4", "4 5 3:7 6", "1 b7 4 5", "1 V2 2 5", "b6 b7 1 1", "1 4 1 5", "1 3 6 4", "6 4 1 5"),
            minor=("1 7 6 5:M", "1 6 7 1", "4 7 3 6", "1 b3 4 5:M"),
            turn="5",
            endings=("b7", "b6,b7", "5"),
            swaps=(("4", "4:m"), ("5", "5:7"), ("6", "b6")),
        ),
        instruments={
            DRUMS: ("Electronic Kit",),
            BASS: ("Lead 3 (calliope)",),
            KEYS: ("Lead 1 (square)",),
            LEAD: ("Lead 1 (square)", "Lead 2 (sawtooth)"),
            RHYTHM: ("Lead 1 (square)",),
        },
        tune=Tune(
            rhythms=(
                "x-x-x-xxx---x-x-",
                "xx.xx.x-x-x-x---",
                "x-xxx-x-x-xxx---",
                "x---x-x-xxx-x---",
                "x..x..x.x.xxx-x-",
            ),
            lowest=67,
            highest=93,
            leaps=5,
            legato=0.85,
            ornaments=0.25,
        ),
        drums=Drums(
            grooves=(
                tab("""
                    BD 9...9...9...9...
                    ES ....8.......8...
                    CH ..5...5...5...5.
                """),
                tab("""
                    BD 9.....9.9.......
                    ES ....8.......8..4
                    CH 5.5.5.5.5.5.5.55
                """),
                tab("""
                    BD 9..59...9..59...
                    ES ....8.......8.8.
                    CH 5353535353535353
                """),
                tab("""
                    BD 9...9.9.9...9...
                    ES ....8.......8...
                    SH 5.3.5.3.5.3.5.3.
                """),
                tab("""
                    BD 9.....9...9.....
                    ES ....8..3....8..3
                    OH ..5...5...5...5.
                """),
            ),
            fills=(
                tab("ES ........8.8.8888"),
                tab("ES ....8...8r8r8r8r"),
                tab("""
                    HT ........8.8.....
                    LT ............8888
                    BD 9...............
                """),
            ),
            crash=False,
        ),
        bass=BassPart(lines=("r.8.r.8.r.8.r.8.", "r.r.5.5.8.8.5.5.", "r.rrr.r.5.555.a."), lowest=36, shortens=0.7),
        hands={
            RHYTHM: Hand(
                lines=("..m...m...m...m.", "..l.m...l.m.l...", "m...l...m...l..."),
                quiet=None,
                enters=0.45,
                lowest=55,
                highest=72,
                weight=0.6,
                shortens=0.6,
            ),
            KEYS: Hand(
                lines=("ijkmijkmijkmijkm", "imkjimkjimkjimkj", "ijkjijkjijkjijkm"),
                quiet="i.k.m.k.i.k.m.k.",
                lowest=60,
                highest=80,
                weight=0.62,
                shortens=0.75,
            ),
        },
        looseness_ms=0,
        touch=1,
    ),
}
