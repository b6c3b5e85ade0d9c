"""The styles' data: whole bars, known letters, real instruments, readable chords."""

from __future__ import annotations

import pytest

from demotape.engines.band.grooves import DRUM_LETTERS
from demotape.engines.band.plan import ROLES
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.styles import DEFAULT_STYLE, STYLES, Style
from demotape.engines.band.theory import QUALITIES, SCALES, is_minor, read_chord

NAMES = (
    *("lofi", "hiphop", "trap", "house", "techno", "dnb", "synthwave", "ambient", "drone", "pop", "indie", "rock"),
    *("metal", "punk", "funk", "disco", "soul", "reggae", "jazz", "bossa", "blues", "country", "folk", "latin"),
    *("classical_piano", "string_quartet", "orchestral", "chiptune", "waltz"),
)
BASS_LETTERS, HAND_LETTERS = set("r3578a6nxsd.-"), set("123456789uxijklmIJKLMbfonts.-")


def drum_lines(style: Style) -> list[str]:
    if not style.drums:
        return []
    book = style.drums
    tabs = [*book.grooves, *book.fills, *book.peak, *([book.quiet] if book.quiet else [])]
    return [line for lines in tabs for line in lines.values()]


def test_every_style_of_the_list_is_written() -> None:
    assert set(STYLES) == set(NAMES)
    assert DEFAULT_STYLE in STYLES


@pytest.mark.parametrize("name", NAMES)
class TestStyle:
    def test_lines_are_whole_bars_of_known_letters(self, name: str) -> None:
        style = STYLES[name]
        steps = style.meter[0] * 4 * style.grid // style.meter[1]
        by_alphabet = [
            (DRUM_LETTERS - {"|"}, drum_lines(style)),
            (BASS_LETTERS, style.bass.lines if style.bass.lines != ("r---------------",) else ()),
            (set("x.-"), style.tune.rhythms),
            *((HAND_LETTERS, hand.lines) for hand in style.hands.values()),
        ]
        for letters, lines in by_alphabet:
            for line in lines:
                assert {len(bar) for bar in line.split("|")} == {steps}, line
                assert set(line) - {"|"} <= letters, line

    def test_drums_have_three_grooves_with_ghost_notes_and_three_fills(self, name: str) -> None:
        book = STYLES[name].drums
        if book is None:
            assert name in ("ambient", "drone", "classical_piano", "string_quartet", "orchestral")
            return
        assert len(book.grooves) >= 3
        assert len(book.fills) >= 3
        assert len({str(groove) for groove in book.grooves}) == len(book.grooves)
        assert sum(bool(set("1234f") & set("".join(groove.values()))) for groove in book.grooves) >= 3
        assert book.hats_enter <= book.enters

    def test_instruments_exist_and_sit_in_known_roles(self, name: str) -> None:
        style = STYLES[name]
        assert set(style.instruments) <= set(ROLES)
        assert {"keys", "lead"} & set(style.instruments)
        for presets in style.instruments.values():
            assert presets
            assert set(presets) <= set(PRESETS)
        assert all(PRESETS[preset].is_kit for preset in style.instruments.get("drums", ()))
        assert set(style.hands) <= set(style.instruments)

    def test_chords_are_readable_and_enough_to_choose_from(self, name: str) -> None:
        style = STYLES[name]
        book = style.progressions
        for mode, lines in (("major", book.major), ("minor", book.minor)):
            assert len(lines) >= 3
            swaps = [new for _, new in book.swaps]
            for word in [*" ".join(lines).split(), *book.turn.split(), *" ".join(book.endings).split(), *swaps]:
                for text in word.split(","):
                    chord = read_chord(text, 0, mode, size=style.chord_size)
                    assert 2 <= len(chord.tones) <= 5
                    assert 0 <= chord.bass < 12

    def test_tempo_feel_and_tune_are_in_range(self, name: str) -> None:
        style = STYLES[name]
        slow, fast = style.tempo_range
        assert 40 <= slow < fast <= 220
        assert slow < style.tempo_bpm < fast
        assert 0.5 <= style.swing <= 0.75
        assert style.mode in SCALES
        assert len(style.tune.rhythms) >= 4
        assert style.tune.highest - style.tune.lowest >= 14
        assert style.progressions.minor if is_minor(style.mode) else style.progressions.major


def test_titles_are_all_different() -> None:
    assert len({style.title for style in STYLES.values()}) == len(STYLES)


def test_qualities_begin_on_their_root() -> None:
    assert all(steps[0] == 0 and len(set(steps)) == len(steps) for steps in QUALITIES.values())
