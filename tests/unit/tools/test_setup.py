"""The set-up that `make run` and `make test` begin with."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tools import setup

OLDEST_READER = (3, 4)


@pytest.mark.parametrize(
    ("version", "has_venv", "words"),
    [
        ((3, 11), True, ()),
        ((3, 14), True, ()),
        ((4, 0), True, ()),
        ((3, 10), True, ("3.11 or newer", "this is 3.10", "make PYTHON=")),
        ((3, 6), False, ("3.11 or newer", "this is 3.6")),
        ((3, 12), False, ("venv", "apt install python3-venv")),
    ],
)
def test_a_python_that_cannot_do_it_gets_a_sentence(
    version: tuple[int, int], has_venv: bool, words: tuple[str, ...]
) -> None:
    problem = setup.python_problem(version, has_venv)
    assert bool(problem) == bool(words)
    assert "\n" not in problem
    for word in words:
        assert word in problem


def test_an_old_python_can_read_the_file() -> None:
    ast.parse(Path(setup.__file__).read_text(), feature_version=OLDEST_READER)


def test_this_python_will_do() -> None:
    assert setup.python_problem(sys.version_info[:2], setup.has_venv()) == ""
