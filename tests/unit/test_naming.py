"""Titles and file names out of whatever a person writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demotape.naming import TITLE_LIMIT, clean_title, file_name, likely_name, title_from

PERSONS_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("a quiet tune", "A quiet tune"),
        ("  two\n\nlines\tand   blanks ", "Two lines and blanks"),
        ("élan", "Élan"),
        ("🥁 drums", "🥁 drums"),
        ('<script>alert("x")</script>', '<script>alert("x")</script>'),
        ("../../etc/passwd", "../../etc/passwd"),
        ("", "Untitled"),
        ("\n \t", "Untitled"),
        (
            "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s",
            "Lo-fi pop hip-hop ambient music, slow intro: 10 s, then…",
        ),
        ("word, " * 30, "Word, word, word, word, word, word, word, word, word, word…"),
        ("x" * 70, "X" + "x" * 59 + "…"),
    ],
)
def test_a_title_is_the_beginning_of_the_prompt(prompt: str, title: str) -> None:
    assert title_from(prompt) == title


@given(PERSONS_TEXT)
def test_a_title_is_one_short_line_and_never_blank(prompt: str) -> None:
    title = title_from(prompt)
    assert title.strip()
    assert len(title.splitlines()) == 1
    assert len(title) <= TITLE_LIMIT


@pytest.mark.parametrize(
    ("typed", "title"),
    [("  My tune ", "My tune"), ("a\nb", "a b"), (" \t", ""), ("x" * 100, "x" * 80), ("é 🎹 <b>", "é 🎹 <b>")],
)
def test_a_typed_title_is_kept_on_one_line(typed: str, title: str) -> None:
    assert clean_title(typed) == title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("A quiet tune", "A quiet tune.mp3"),
        ("Café ☕ Müller 夜 🎷", "Café ☕ Müller 夜 🎷.mp3"),
        ("../../etc/passwd", "etc passwd.mp3"),
        (r"C:\Windows\x", "C Windows x.mp3"),
        ('a<b>c:"d"|e?f*g', "a b c d e f g.mp3"),
        ("line\r\nbreak\x00", "linebreak.mp3"),
        ("Cut short…", "Cut short.mp3"),
        ("con", "take con.mp3"),
        ("LPT1.wav", "take LPT1.wav.mp3"),
        ("...", "take.mp3"),
        ("", "take.mp3"),
        ("\u202emoc.exe", "moc.exe.mp3"),
        ("e\u0301", "é.mp3"),
        ("x" * 200, "x" * 80 + ".mp3"),
    ],
)
def test_a_file_name_keeps_the_words_and_drops_what_a_system_refuses(title: str, name: str) -> None:
    assert file_name(title, "mp3") == name


@given(PERSONS_TEXT)
def test_a_file_of_that_name_can_be_made_and_stays_in_its_folder(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path: Path = folder / file_name(title, "flac")
    path.write_bytes(b"")
    assert path.resolve().parent == folder.resolve()
    path.unlink()


def test_eighty_emoji_fit_into_a_file_name(tmp_path: Path) -> None:
    (tmp_path / file_name("🎷" * 80, "flac")).write_bytes(b"")


@pytest.mark.contract(13)
@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("a piano piece in the style of Hans Zimmer, dark", "Hans Zimmer"),
        ("a song in the style of the beatles", "the beatles"),
        ("rock that sounds like Earth, Wind", "Earth"),
        ("inspired by The Rolling Stones", "The Rolling Stones"),
        ("a cover of Yesterday", "Yesterday"),
        ("something by Simon and Garfunkel please", "Simon and Garfunkel"),
        ("like rain on a window", None),
        ("lo-fi pop hip-hop ambient music, slow intro: 10 s", None),
        ("house at 124 BPM by night", None),
        ("", None),
    ],
)
def test_a_name_in_a_prompt_is_noticed(prompt: str, name: str | None) -> None:
    assert likely_name(prompt) == name
