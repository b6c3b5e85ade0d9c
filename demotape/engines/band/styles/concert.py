"""Styles of the concert hall: the quartet and the orchestra have arrangers of their own. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.plan import BASS, COUNTER, DRUMS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles.model import BassPart, Hand, Progressions, Style, Tune

CONCERT: Mapping[str, Style] = {
    "classical_piano": Style(
        title="classical piano",
        tempo_range=(72, 104),
        mode="minor",
        progressions=Progressions(
            major=("1 4^5 5:7^3 1", "1 6 4 5", "1 5^3 6 3 4 1 2^3 5", "1 V2 2 5:7", "1 1:7 4^5 4:m^5"),
            minor=("1 6 3 7", "1 4^5 5:7^3 1", "1 b2^3 5:7 1", "6 7 3 5:M", "1 5:M^3 7^5 4^3 6 1^5 2:d^3 5:M"),
            turn="5:7",
            endings=("5:7", "4,5:7", "1^5,5:7"),
            swaps=(("4", "2:m7"), ("1", "1^3"), ("6", "4"), ("7", "V3")),
        ),
        instruments={KEYS: ("Acoustic Grand Piano",), LEAD: ("Acoustic Grand Piano",)},
        tune=Tune(
            rhythms=(
                "x---x-x-x---x---",
                "x-----x-x-x-x---",
                "x-x-x-x-x-------",
                "x---x---x-xxx---",
                "x-----x-x---x-x-",
                "..x-x-x-x---x---",
            ),
            lowest=65,
            highest=91,
            legato=1.05,
            ornaments=0.4,
            doubled=True,
        ),
        arrangement="piano",
        rubato=0.12,
        bass=BassPart(lines=("r---------------",)),
        hands={
            KEYS: Hand(
                lines=(
                    "i-k-j-k-i-k-j-k-",
                    "ikjkikjkikjkikjk",
                    "b-i-j-k-m-k-j-i-",
                    "b-f-i-j-k-j-i-f-",
                    "b---7---7---7---",
                    "b-o-i-o-j-o-i-o-",
                ),
                quiet="b---i---j---i---",
                rings=True,
                lowest=48,
                highest=69,
                spread_ms=5,
                weight=0.66,
            )
        },
        looseness_ms=11,
        touch=4,
        leading_note=True,
    ),
    "string_quartet": Style(
        title="string quartet",
        tempo_range=(84, 116),
        mode="major",
        progressions=Progressions(
            major=("1 4^3 5:7 1", "1 5^3 6 4 2^3 5:7 1 1", "1 V6 6 V5 5 5:7^7 1^3 5", "1 6 2^3 5:7", "4 1^3 2:m7 5"),
            minor=("1 4 5:7^3 1", "1 6 2:d^3 5:7", "1 7^3 3 6 4 2:d^3 5:M 5:7", "6 4 b2^3 5:7"),
            turn="5:7",
            endings=("5:7", "4^3,5:7", "1^5,5:7"),
            swaps=(("4", "2^3"), ("1", "1^3"), ("6", "4^3"), ("5", "5:7^3")),
        ),
        instruments={BASS: ("Cello",), KEYS: ("Viola",), PAD: ("Violin",), LEAD: ("Violin",)},
        tune=Tune(
            rhythms=(
                "x---x-x-x---x---",
                "x-----x-x-x-x-x-",
                "x-x-x-x-x---x---",
                "x-------x---x-x-",
                "..x-x-x-x-x-x---",
                "x---xxx-x-------",
            ),
            lowest=67,
            highest=91,
            enters=0.0,
            legato=0.97,
            ornaments=0.3,
        ),
        arrangement="quartet",
        bass=BassPart(lines=("r-------3-------", "r---5---3---r---", "r-------r---a---"), lowest=38),
        hands={
            KEYS: Hand(
                lines=("6---------------", "7.6.6.6.7.6.6.6.", "..6-..6-..6-..6-", "6-x-6-x-6-x-6-x-"),
                quiet="6---------------",
                lowest=50,
                highest=74,
            ),
        },
        looseness_ms=9,
        touch=4,
        leading_note=True,
    ),
    "orchestral": Style(
        title="orchestral",
        tempo_range=(92, 140),
        mode="minor",
        progressions=Progressions(
            major=("1 5 6 4", "1 b6 b7 1", "1 b3 4 1", "1 4 6 5", "1 2:M 4 1", "1 5^3 b7 4", "1 3 b6 b7"),
            minor=(
                *("1 6 3 7", "1 6 4 5:M", "1 3 7 4:M", "1 b2 1 5:M", "6 7 1 1", "1 1 6 4:m6"),
                *("1 7 6 5:M", "1 5:M^3 7 4:M^3", "1 n6:m 4 6", "1 4 7 3"),
            ),
            turn="5:sus4",
            endings=("5:M", "5:sus4,5:M", "4,5:M", "b2,5:M", "7"),
            swaps=(("6", "b6:maj7"), ("4", "2:d^3"), ("1", "1^3"), ("7", "b2")),
        ),
        instruments={
            DRUMS: ("Orchestra Kit",),
            BASS: ("String Ensemble 1",),
            KEYS: ("Staccato Strings",),
            LEAD: ("French Horn", "Trumpet", "Oboe"),
            PAD: ("Choir Aahs",),
            RHYTHM: ("String Ensemble 1", "Tremolo Strings"),
            COUNTER: ("Brass Section",),
        },
        tune=Tune(
            rhythms=(
                "x-------x---x---",
                "x-----x-x-------",
                "x---x---x-------",
                "x-----------x-x-",
                "x-x-x---x-------",
                "x---x-x-x---x---",
            ),
            lowest=60,
            highest=79,
            enters=0.34,
            legato=1.0,
            doubled=True,
        ),
        arrangement="orchestra",
        looseness_ms=9,
        touch=4,
        leading_note=True,
    ),
}
