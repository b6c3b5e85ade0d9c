"""A change in what a style plays is seen in review: `golden_notes.txt` must change with it."""

from __future__ import annotations

import pytest

from demotape.engines.band.styles import STYLES
from tests.unit.engines.band.golden import PATH, golden_notes


def written() -> dict[str, str]:
    texts = PATH.read_text(encoding="utf-8").strip().split("\n\n")
    return {text.split(":")[0].removeprefix("== "): text for text in texts}


@pytest.mark.parametrize("style", STYLES)
def test_a_style_plays_its_golden_notes(style: str) -> None:
    found, expected = golden_notes(style).splitlines(), written()[style].splitlines()
    changed = [f"- {old}\n+ {new}" for old, new in zip(expected, found, strict=False) if old != new]
    message = "if this is meant, write them anew as tests/unit/engines/band/golden.py says"
    assert not changed, f"{len(changed)} lines differ; {message}\n" + "\n".join(changed[:4])
    assert len(found) == len(expected), message


def test_the_file_has_every_style_and_no_other() -> None:
    assert list(written()) == list(STYLES)
