"""Every behaviour of the provider's contract has a test that is marked with its number."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
BEHAVIOURS = {*range(1, 66), 70}
"""As numbered in section 6 of the contract; 66 to 69 are other providers."""


def marked() -> Iterator[tuple[int, str]]:
    """Every number in a mark `contract`, with the test or the class of tests that carries it."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.contract":
                    for number in mark.args:
                        yield ast.literal_eval(number), f"{path.relative_to(TESTS)}::{node.name}"


def test_every_behaviour_has_its_test() -> None:
    proven = {number for number, _ in marked()}
    assert BEHAVIOURS - proven == set()


def test_every_mark_is_on_a_test_and_names_a_behaviour() -> None:
    wrong = [
        (number, name)
        for number, name in marked()
        if number not in BEHAVIOURS or not name.partition("::")[2].lower().startswith("test")
    ]
    assert wrong == []
