"""What differs between two requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demotape.models import Request
from demotape.workbench.differences import Change, Piece, Setting, settings_between, words_between

SAME, REMOVED, ADDED = Change.SAME, Change.REMOVED, Change.ADDED


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("calm piano", "calm piano", [(SAME, "calm piano")]),
        ("", "calm piano", [(ADDED, "calm piano")]),
        ("calm piano", "", [(REMOVED, "calm piano")]),
        ("calm piano", "calm harp", [(SAME, "calm "), (REMOVED, "piano"), (ADDED, "harp")]),
        ("piano at 90 BPM", "piano at 120 BPM", [(SAME, "piano at "), (REMOVED, "90"), (ADDED, "120"), (SAME, " BPM")]),
        ("lo-fi beat", "hi-fi beat", [(REMOVED, "lo-fi"), (ADDED, "hi-fi"), (SAME, " beat")]),
        ("house, warm chords", "lo-fi, slow drums", [(REMOVED, "house, warm chords"), (ADDED, "lo-fi, slow drums")]),
    ],
)
def test_words_are_kept_whole(before: str, after: str, pieces: list[tuple[Change, str]]) -> None:
    assert list(words_between(before, after)) == [Piece(*piece) for piece in pieces]


@given(st.text(), st.text())
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = words_between(before, after)
    assert "".join(piece.text for piece in pieces if piece.change is not ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.change is not REMOVED) == after


def test_only_settings_that_differ_are_told() -> None:
    before = Request(engine="band", prompt="a", length_s=20.0, seed=1, options={"plan": {"x": 1}, "instrumental": True})
    after = Request(engine="band", prompt="b", length_s=30.0, options={"instrumental": False, "style_tag": "jazz"})
    assert settings_between(before, after) == (
        Setting("Length", "20 s", "30 s"),
        Setting("Seed", "1", None),
        Setting("Instrumental", "on", "off"),
        Setting("Style tag", None, "jazz"),
    )
    assert settings_between(before, before) == ()
