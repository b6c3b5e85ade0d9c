"""Asked and got: every row in words, from hand-made findings, and all of them together from a real file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demotape.audio.analysis import Analysis, analyse
from demotape.audio.key import NO_CLEAR_KEY, PITCH_NAMES, Key
from demotape.audio.shape import Clipping, SectionShape, SectionSpan, Stretch
from demotape.audio.tempo import NO_CLEAR_BEAT, Tempo
from demotape.audio.verdicts import Asked, AskedSection, Row, Verdict, asked_and_got, spans
from demotape.audio.verdicts.energy import energy_rows
from demotape.audio.verdicts.music import key_row, length_row, tempo_row
from demotape.audio.verdicts.sound import clipping_row, loudness_row, silence_row, true_peak_row
from tests.fakes import music
from tests.fakes.audio import encode

AS_ASKED, CLOSE, DIFFERENT, UNSURE = Verdict.AS_ASKED, Verdict.CLOSE, Verdict.DIFFERENT, Verdict.UNSURE
UNASKED, FLAW = Verdict.NOT_ASKED, Verdict.FLAW


def texts(row: Row) -> tuple[str, str, Verdict, str]:
    return row.asked, row.got, row.verdict, row.sentence


def beat(bpm: float, *, confidence: float = 0.7, is_steady: bool = True) -> Tempo:
    return Tempo(bpm=bpm, confidence=confidence, is_steady=is_steady, beats_s=(0.0,))


def found_key(name: str, *, confidence: float = 0.9) -> Key:
    tonic, mode = name.split()
    return Key(tonic=PITCH_NAMES.index(tonic), mode=mode, confidence=confidence, tuning_cents=0.0)


@pytest.mark.parametrize(
    ("asked", "got", "expected"),
    [
        (30.0, 30.0, ("30.0 s", "30.0 s", AS_ASKED, "Exactly as long as asked.")),
        (30.0, 30.04, ("30.0 s", "30.0 s", AS_ASKED, "Exactly as long as asked.")),
        (30.0, 30.3, ("30.0 s", "30.3 s", CLOSE, "Only 0.3 s longer than asked.")),
        (30.0, 29.93, ("30.0 s", "29.9 s", CLOSE, "Only 70 ms shorter than asked.")),
        (180.0, 177.0, ("3 min", "2 min 57.0 s", CLOSE, "Only 3.0 s shorter than asked.")),
        (30.0, 47.5, ("30.0 s", "47.5 s", DIFFERENT, "17.5 s longer than asked.")),
        (None, 59.97, ("not asked", "1 min", UNASKED, "It is 1 min long.")),
    ],
)
def test_length(asked: float | None, got: float, expected: tuple[str, str, Verdict, str]) -> None:
    assert texts(length_row(asked, got)) == expected


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [
        (124, beat(124.0), ("124 BPM", "124 BPM (or 62 or 248)", AS_ASKED, "The asked tempo.")),
        (
            62,
            beat(124.02),
            (
                "62 BPM",
                "124 BPM (or 62 or 248)",
                AS_ASKED,
                "Heard as 124 BPM: the asked beat, counted twice as fast.",
            ),
        ),
        (
            174,
            beat(87.0),
            ("174 BPM", "87 BPM (or 43.5 or 174)", AS_ASKED, "Heard as 87 BPM: the asked beat, counted twice as slow."),
        ),
        (
            50,
            beat(200.0),
            ("50 BPM", "200 BPM (or 100)", AS_ASKED, "Heard as 200 BPM: the asked beat, counted four times as fast."),
        ),
        (
            120,
            beat(125.0),
            ("120 BPM", "125 BPM (or 62.5 or 250)", CLOSE, "Heard as 125 BPM: the asked beat 4 % faster."),
        ),
        (
            60,
            beat(116.0),
            (
                "60 BPM",
                "116 BPM (or 58 or 232)",
                CLOSE,
                "Heard as 116 BPM: the asked beat 3 % slower, counted twice as fast.",
            ),
        ),
        (
            121,
            beat(80.75),
            (
                "121 BPM",
                "80.8 BPM (or 40.4 or 161.5)",
                UNSURE,
                "Heard as 80.8 BPM. That can be the asked beat counted in threes, or another tempo.",
            ),
        ),
        (
            120,
            beat(100.0),
            (
                "120 BPM",
                "100 BPM (or 50 or 200)",
                DIFFERENT,
                "Heard as 100 BPM, which is not the asked beat however one counts.",
            ),
        ),
        (
            120,
            beat(100.0, confidence=0.3),
            ("120 BPM", "100 BPM (or 50 or 200)", UNSURE, "Heard as 100 BPM, but the beat is too weak to be sure."),
        ),
        (
            100,
            beat(100.4, is_steady=False),
            ("100 BPM", "about 100.4 BPM (or 50.2 or 200.8)", AS_ASKED, "The asked tempo. The tempo is not steady."),
        ),
        (
            None,
            beat(100.0),
            (
                "not asked",
                "100 BPM (or 50 or 200)",
                UNASKED,
                "The beat runs at 100 BPM, or is counted at half or twice that.",
            ),
        ),
        (
            90,
            NO_CLEAR_BEAT,
            ("90 BPM", "no clear beat", UNSURE, "No clear beat was found, so its tempo cannot be told."),
        ),
        (None, NO_CLEAR_BEAT, ("not asked", "no clear beat", UNASKED, "No clear beat was found.")),
    ],
)
def test_tempo(asked: float | None, found: Tempo, expected: tuple[str, str, Verdict, str]) -> None:
    assert texts(tempo_row(asked, found)) == expected


def test_a_tempo_that_holds_for_a_part_is_close() -> None:
    at_90, at_125 = np.arange(12) * 60 / 90, 12 * 60 / 90 + np.arange(28) * 60 / 125
    found = Tempo(bpm=125.0, confidence=0.7, is_steady=False, beats_s=tuple(np.concatenate([at_90, at_125]).tolist()))
    row = tempo_row(90, found)
    assert row.verdict is CLOSE
    assert row.sentence == "Mostly heard as 125 BPM, but a part runs at the asked tempo. The tempo is not steady."
    assert tempo_row(107, found).verdict is DIFFERENT


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [
        ((0, "major"), found_key("C major"), ("C major", AS_ASKED, "The asked key.")),
        ((9, "minor"), found_key("C major"), ("A minor", AS_ASKED, "It fits: C major has the same notes as A minor.")),
        (
            (2, "dorian"),
            found_key("A minor"),
            ("D dorian", AS_ASKED, "It fits: A minor has the same notes as D dorian."),
        ),
        (
            (10, "major"),
            found_key("D minor", confidence=0.5),
            ("Bb major", UNSURE, "Heard as D minor, which is one note away from Bb major, but too unclear to be sure."),
        ),
        (
            (10, "major"),
            found_key("D minor"),
            ("Bb major", DIFFERENT, "Heard as D minor, which is one note away from Bb major."),
        ),
        (
            (9, "major"),
            found_key("A minor"),
            ("A major", DIFFERENT, "Heard as A minor: the asked tonic, but not major."),
        ),
        (
            (6, "major"),
            found_key("A minor"),
            ("F# major", DIFFERENT, "Heard as A minor, which has other notes than F# major."),
        ),
        (
            (6, "major"),
            found_key("A minor", confidence=0.3),
            ("F# major", UNSURE, "Heard as A minor, which has other notes than F# major, but too unclear to be sure."),
        ),
        ((None, "minor"), found_key("A minor"), ("a minor key", AS_ASKED, "It fits: heard as A minor.")),
        (
            (None, "minor"),
            found_key("C major"),
            ("a minor key", UNSURE, "C major and A minor have the same notes, so the mode cannot be told."),
        ),
        ((9, None), found_key("C major"), ("A", AS_ASKED, "It fits: heard as C major, or its relative A minor.")),
        ((2, None), found_key("C major"), ("D", DIFFERENT, "Heard as C major, which is centred on another note.")),
        (
            (2, None),
            found_key("C major", confidence=0.6),
            ("D", UNSURE, "Heard as C major, but too unclear to be sure."),
        ),
        (
            (None, None),
            found_key("Eb minor"),
            ("not asked", UNASKED, "It sounds like Eb minor, or its relative F# major, which has the same notes."),
        ),
    ],
)
def test_key(asked: tuple[int | None, str | None], found: Key, expected: tuple[str, Verdict, str]) -> None:
    row = key_row(*asked, found)
    assert (row.asked, row.verdict, row.sentence) == expected
    assert row.got == f"{found.name} (or {found.relative_name})"
    assert row.confidence == found.confidence


def test_no_clear_key() -> None:
    assert texts(key_row(0, "major", NO_CLEAR_KEY)) == (
        "C major",
        "no clear key",
        UNSURE,
        "No clear key was found, so it cannot be told whether it is this one.",
    )
    assert texts(key_row(None, None, NO_CLEAR_KEY)) == (
        "not asked",
        "no clear key",
        UNASKED,
        "No clear key was found.",
    )


@pytest.mark.parametrize(
    ("asked", "got", "expected"),
    [
        (-14.0, -14.2, ("-14 LUFS", "-14.2 LUFS", AS_ASKED, "As loud as asked.")),
        (-14.0, -15.1, ("-14 LUFS", "-15.1 LUFS", CLOSE, "Only 1.1 dB quieter than asked.")),
        (-23.0, -14.0, ("-23 LUFS", "-14.0 LUFS", DIFFERENT, "9.0 dB louder than asked.")),
        (
            None,
            -14.6,
            ("not asked", "-14.6 LUFS", UNASKED, "About as loud as streaming services play music (-14 LUFS)."),
        ),
        (
            None,
            -18.9,
            ("not asked", "-18.9 LUFS", UNASKED, "About 5 dB quieter than streaming services play music (-14 LUFS)."),
        ),
        (None, None, ("not asked", "none", UNASKED, "Too quiet or too short to have a loudness.")),
        (-14.0, None, ("-14 LUFS", "none", UNSURE, "Too quiet or too short to have a loudness.")),
    ],
)
def test_loudness(asked: float | None, got: float | None, expected: tuple[str, str, Verdict, str]) -> None:
    assert texts(loudness_row(asked, got)) == expected


@pytest.mark.parametrize(
    ("asked", "got", "verdict", "part_of_sentence"),
    [
        (None, -3.0, UNASKED, "enough room"),
        (None, -0.4, UNASKED, "within 1 dB"),
        (None, 0.6, FLAW, "0.6 dB over full scale"),
        (None, None, UNASKED, "silence"),
        (-1.0, -1.0, AS_ASKED, "No peak"),
        (-1.0, -0.5, DIFFERENT, "0.5 dB over what was asked"),
        (-1.0, 0.5, DIFFERENT, "over full scale"),
    ],
)
def test_true_peak(asked: float | None, got: float | None, verdict: Verdict, part_of_sentence: str) -> None:
    row = true_peak_row(asked, got)
    assert row.verdict is verdict
    assert part_of_sentence in row.sentence
    assert row.asked == ("not asked" if asked is None else "at most -1 dBTP")


@pytest.mark.parametrize(
    ("stretches", "got", "verdict"),
    [
        ([], "none", UNASKED),
        ([(0, 0.3), (29.0, 30.0)], "0.3 s at the start, 1.0 s at the end", UNASKED),
        ([(0, 0.8)], "0.8 s at the start", FLAW),
        ([(27.0, 30.0)], "3.0 s at the end", FLAW),
        ([(12.0, 12.5)], "0.5 s at 0:12", UNASKED),
        ([(12.0, 14.5)], "2.5 s at 0:12", FLAW),
        ([(0, 30.0)], "all of it", FLAW),
    ],
)
def test_silence(stretches: list[tuple[float, float]], got: str, verdict: Verdict) -> None:
    row = silence_row([], [Stretch(start_s=start, end_s=end) for start, end in stretches], 30.0)
    assert (row.asked, row.got, row.verdict) == ("not asked", got, verdict)


@pytest.mark.parametrize(
    ("stretches", "got", "verdict"),
    [
        ([(10.6, 12.1)], "1.5 s at 0:10", AS_ASKED),
        ([], "none", DIFFERENT),
        ([(20.0, 22.0)], "2.0 s at 0:20", DIFFERENT),
    ],
)
def test_silence_that_was_asked(stretches: list[tuple[float, float]], got: str, verdict: Verdict) -> None:
    asked = AskedSection(name="silence", start_s=10.0, end_s=12.0, is_silent=True)
    music = AskedSection(name="drop", start_s=12.0, end_s=30.0)
    row = silence_row([asked, music], [Stretch(start_s=start, end_s=end) for start, end in stretches], 30.0)
    assert (row.asked, row.got, row.verdict) == ("2.0 s at 0:10", got, verdict)


@pytest.mark.parametrize(
    ("found", "got", "verdict"),
    [
        (Clipping(places=0, samples=0, first_s=None), "none", UNASKED),
        (Clipping(places=1, samples=5, first_s=3.2), "1 place, from 0:03", FLAW),
        (Clipping(places=1234, samples=9000, first_s=65.0), "1,234 places, from 1:05", FLAW),
    ],
)
def test_clipping(found: Clipping, got: str, verdict: Verdict) -> None:
    row = clipping_row(found)
    assert (row.asked, row.got, row.verdict) == ("not asked", got, verdict)


# Sections


def shape(name: str, start_s: float, rms_db: float, *, low_db: float = -30.0, rise_db: float = 0.0) -> SectionShape:
    return SectionShape(name=name, start_s=start_s, end_s=start_s + 10, rms_db=rms_db, low_db=low_db, rise_db=rise_db)


def section(name: str, start_s: float, *energy: float, loud_bass: bool = False) -> AskedSection:
    start, end = (energy[0], energy[-1]) if energy else (None, None)
    return AskedSection(
        name=name, start_s=start_s, end_s=start_s + 10, energy_start=start, energy_end=end, loud_bass=loud_bass
    )


@pytest.mark.parametrize(
    ("second_db", "verdict", "sentence"),
    [
        (-15.0, AS_ASKED, "It goes the asked way."),
        (-19.5, CLOSE, "It goes the asked way, but hardly enough to be heard."),
        (-22.0, DIFFERENT, "Asked louder than “intro”; got 2.0 dB quieter."),
    ],
)
def test_a_section_that_should_be_louder(second_db: float, verdict: Verdict, sentence: str) -> None:
    asked = [section("intro", 0, 0.3), section("drop", 10, 0.9)]
    first, second = energy_rows(asked, [shape("intro", 0, -20.0), shape("drop", 10, second_db)])
    assert texts(first) == ("not asked", "-20.0 dB", UNASKED, "Its level is -20.0 dB.")
    assert second.what == "Section “drop”"
    assert (second.asked, second.verdict, second.sentence) == ("louder than “intro”", verdict, sentence)
    assert second.got.startswith(f"{second_db} dB, ")


def test_a_section_that_should_be_quieter() -> None:
    asked = [section("chorus", 0, 0.9), section("breakdown", 10, 0.2)]
    _, row = energy_rows(asked, [shape("chorus", 0, -12.0), shape("breakdown", 10, -20.0)])
    assert texts(row) == ("quieter than “chorus”", "-20.0 dB, 8.0 dB quieter", AS_ASKED, "It goes the asked way.")
    assert row.how_sure == "sure"


@pytest.mark.parametrize(
    ("energy", "rise_db", "verdict"),
    [
        ((0.2, 0.9), 6.0, AS_ASKED),
        ((0.2, 0.9), 0.5, CLOSE),
        ((0.2, 0.9), -2.0, DIFFERENT),
        ((0.9, 0.2), -6.0, AS_ASKED),
        ((0.9, 0.2), 2.0, DIFFERENT),
        ((0.5, 0.55), -9.0, UNASKED),
    ],
)
def test_a_section_that_should_rise_or_fall(energy: tuple[float, float], rise_db: float, verdict: Verdict) -> None:
    (row,) = energy_rows([section("build-up", 0, *energy)], [shape("build-up", 0, -15.0, rise_db=rise_db)])
    assert row.verdict is verdict


def test_a_loud_bass_is_louder_than_elsewhere() -> None:
    asked = [section("verse", 0, 0.5), section("drop", 10, 0.5, loud_bass=True)]
    verse = shape("verse", 0, -15.0, low_db=-22.0)
    _, good = energy_rows(asked, [verse, shape("drop", 10, -15.0, low_db=-17.0)])
    assert texts(good) == (
        "loud bass",
        "-15.0 dB, low end 5.0 dB louder than elsewhere",
        AS_ASKED,
        "It goes the asked way.",
    )
    _, bad = energy_rows(asked, [verse, shape("drop", 10, -15.0, low_db=-25.0)])
    assert bad.verdict is DIFFERENT


@pytest.mark.parametrize(("low_db", "verdict"), [(-19.0, AS_ASKED), (-30.0, DIFFERENT)])
def test_a_loud_bass_all_through_is_measured_against_the_whole(low_db: float, verdict: Verdict) -> None:
    (row,) = energy_rows([section("all", 0, loud_bass=True)], [shape("all", 0, -15.0, low_db=low_db)])
    assert row.verdict is verdict


def test_a_section_that_was_cut_off_is_missing() -> None:
    asked = [section("intro", 0, 0.5), section("outro", 10, 0.2), section("coda", 20, 0.9)]
    _, outro, coda = energy_rows(asked, [shape("intro", 0, -15.0)])
    assert (outro.got, outro.verdict) == ("missing", DIFFERENT)
    assert coda.verdict is DIFFERENT


def test_no_sections_were_asked_for() -> None:
    (row,) = energy_rows([], [shape("verse", 0, -15.2), shape("chorus", 10, -11.7)])
    assert (row.asked, row.got, row.verdict) == ("not asked", "verse -15 dB, chorus -12 dB", UNASKED)
    (row,) = energy_rows([], [])
    assert row.got == "not measured"


# All of it


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    samples = music.song(12.0, bpm=104, tonic=2, chords=music.CADENCES["major"])
    samples[: len(samples) // 2] *= 0.3
    path: Path = tmp_path_factory.mktemp("verdicts") / "take.flac"
    path.write_bytes(encode(np.repeat(samples, 2, axis=1), music.SAMPLE_RATE, format="flac"))
    halves = [SectionSpan(name="quiet", start_s=0, end_s=6), SectionSpan(name="loud", start_s=6, end_s=12)]
    return analyse(path, sections=halves)


def test_what_was_asked_and_made_is_found_in_the_audio(real: Analysis) -> None:
    asked = Asked(
        length_s=12.0,
        tempo_bpm=52,
        tonic=11,
        mode="minor",
        loudness_lufs=real.loudness_lufs,
        true_peak_dbtp=-1.0,
        sections=(section("quiet", 0, 0.2), replace(section("loud", 6, 0.9), end_s=12.0)),
    )
    rows = asked_and_got(asked, real)
    assert [row.what for row in rows[:7]] == [
        "Length",
        "Tempo",
        "Key",
        "Loudness",
        "True peak",
        "Silence",
        "Clipping",
    ]
    assert [row.verdict for row in rows] == [AS_ASKED] * 5 + [UNASKED] * 3 + [AS_ASKED]


def test_what_was_not_asked_is_told_without_a_verdict(real: Analysis) -> None:
    rows = asked_and_got(Asked(), real)
    assert len(rows) == 8
    for row in rows:
        assert (row.asked, row.verdict) == ("not asked", UNASKED)
        assert row.sentence.endswith(".")
        assert 0 <= row.confidence <= 1


def test_the_spans_to_measure_are_those_that_are_asked() -> None:
    asked = Asked(sections=(section("intro", 0, 0.3), section("drop", 10)))
    assert spans(asked) == (
        SectionSpan(name="intro", start_s=0, end_s=10),
        SectionSpan(name="drop", start_s=10, end_s=20),
    )


@pytest.mark.parametrize(("confidence", "words"), [(0.9, "sure"), (0.6, "likely"), (0.2, "a guess")])
def test_confidence_has_words(confidence: float, words: str) -> None:
    assert key_row(0, "major", found_key("C major", confidence=confidence)).how_sure == words
