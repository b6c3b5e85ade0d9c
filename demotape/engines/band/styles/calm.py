"""Styles that stand still. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.plan import BASS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles.model import BassPart, Hand, Progressions, Style, Tune

CALM: Mapping[str, Style] = {
    "ambient": Style(
        title="ambient",
        tempo_range=(58, 72),
        mode="major",
        chord_size=5,
        progressions=Progressions(
            major=("1 4 6 5", "4 1 5 6", "1 3 4 1", "1 4:maj9 b7:maj9 4", "1 1 2^1 2^1", "1 b6:maj9 4 1", "1 5^3 2 4"),
            minor=("1 6 3 7", "1 4 1 6", "6 3 1 1", "1 b2:maj7 1 7", "1 7 4:9 6", "1 5:m7 6 4"),
            turn="",
            endings=("4:m6", "4:maj9", "b7:maj9"),
            swaps=(("5", "4:m6"), ("6", "4:maj9"), ("3", "b7:maj9")),
        ),
        instruments={
            BASS: ("Contrabass", "Fretless Bass"),
            KEYS: ("Orchestral Harp", "Electric Piano 1"),
            LEAD: ("Celesta", "Flute", "Vibraphone"),
            PAD: ("Pad 2 (warm)", "Pad 7 (halo)", "String Ensemble 2"),
            RHYTHM: ("Voice Oohs",),
        },
        tune=Tune(
            rhythms=(
                "x-------x-------",
                "x---------x-----",
                "....x-------x---",
                "x-----------x---",
                "........x-x-----",
            ),
            lowest=66,
            highest=88,
            legato=1.4,
            colour="pentatonic",
            rests=0.4,
        ),
        bass=BassPart(lines=("r---------------",), enters=0.0, shortens=1.03, weight=0.8),
        hands={
            KEYS: Hand(
                lines=(
                    *("b---..j-..k-..m-", "b-....k-j-....l-", "..i-..k-..j-l---|b---....l---k---"),
                    *("b-----l---j-----|..k---m-....l---", "i-j-k-l-m-------", "..l-k-..j-....b-"),
                ),
                quiet="i-------k-------",
                rings=True,
                lowest=58,
                highest=80,
                weight=0.7,
            ),
            PAD: Hand(lines=("6---------------",), spread_ms=60, voicing="open", lowest=54, highest=79, shortens=1.06),
            RHYTHM: Hand(
                lines=("4---------------",), enters=0.5, spread_ms=40, lowest=60, highest=78, shortens=1.03, weight=0.6
            ),
        },
        looseness_ms=18,
    ),
    "drone": Style(
        title="drone",
        tempo_range=(50, 62),
        mode="dorian",
        chord_size=4,
        progressions=Progressions(
            major=("1:5", "1:sus2", "1:5 1:5 1:5 1:5 4:sus2^1 4:sus2^1 1:5 1:5"),
            minor=("1:5", "1:m", "1:5 1:5 1:5 1:5 7:sus2^1 7:sus2^1 1:5 1:5"),
            turn="",
            endings=(),
        ),
        instruments={
            BASS: ("Contrabass", "Cello"),
            KEYS: ("Reed Organ", "Pad 5 (bowed)"),
            PAD: ("Pad 5 (bowed)", "Pad 8 (sweep)", "Pad 7 (halo)"),
            LEAD: ("Shakuhachi", "Tubular Bells", "Pan Flute"),
            RHYTHM: ("Synth Voice", "Choir Aahs"),
        },
        tune=Tune(
            rhythms=("x---------------", "....x-----------", "x-------x-------", "..........x-x---"),
            lowest=60,
            highest=79,
            enters=0.25,
            legato=1.2,
            leaps=3,
            rests=0.6,
        ),
        arrangement="drone",
        looseness_ms=30,
        touch=2,
    ),
}
