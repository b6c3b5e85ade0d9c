"""The README keeps up with the settings and the command."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from demotape.cli import _parser
from demotape.settings import SETTINGS, Setting

README = Path(__file__).parents[2] / "README.md"


def rows() -> list[str]:
    """The rows of all tables."""
    return [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("|")]


def in_code(name: str) -> re.Pattern[str]:
    """`name` in backticks, with what may stand before and after it: `demotape generate "PROMPT"`, `--port N`."""
    return re.compile(rf"`(?:demotape )?{re.escape(name)}(?![\w-])[^`]*`")


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def options() -> set[str]:
    parsers = [_parser(), *(parser for _, parser in commands(_parser()))]
    names = {name for parser in parsers for action in parser._actions for name in action.option_strings}
    return {name for name in names if name.startswith("--")} - {"--help"}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.env)
def test_every_setting_has_a_row(setting: Setting) -> None:
    found = [row for row in rows() if f"`{setting.env}`" in row]
    assert found, f"README.md has no table row with `{setting.env}`"
    if setting.key is not None:
        assert f"`{setting.key}`" in found[0]
    assert setting.default in found[0].replace("`", "")


@pytest.mark.parametrize("name", [*sorted(options()), *(name for name, _ in commands(_parser()))])
def test_every_option_and_command_has_a_row(name: str) -> None:
    assert any(in_code(name).search(row) for row in rows()), f"README.md has no table row with `{name}`"
