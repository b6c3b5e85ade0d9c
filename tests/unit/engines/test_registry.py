"""Engines are found by their entry point, also those that other packages bring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from demotape.engines.base import Engine
from demotape.engines.registry import load_engines
from demotape.settings import Settings

MODULE = """
from tests.fakes.engine import TapeEngine

def create(settings):
    return TapeEngine(name="brought", title=f"Brought, for {settings.data.name}", costs_money=False)

def broken(settings):
    raise RuntimeError("no such device")
"""


@contextmanager
def loaded(settings: Settings) -> Iterator[dict[str, Engine]]:
    engines = load_engines(settings)
    yield engines
    for engine in engines.values():
        engine.close()


@pytest.fixture
def brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package is installed: it brings one engine that works, one that breaks and one that is missing."""
    (tmp_path / "brought_engine.py").write_text(MODULE)
    info = tmp_path / "brought_engine-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: brought-engine\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[demotape.engines]\nbrought = brought_engine:create\nbroken = brought_engine:broken\ngone = no_such_module:x\n"
    )
    monkeypatch.syspath_prepend(tmp_path)


def test_the_installed_engines_are_found_the_free_one_first(settings: Settings) -> None:
    with loaded(settings) as engines:
        assert list(engines) == ["band", "aimlapi"]
        assert all(engine.info.name == name for name, engine in engines.items())


def test_another_package_can_bring_an_engine(settings: Settings, brought: None) -> None:
    with loaded(settings) as engines:
        assert list(engines) == ["band", "brought", "aimlapi"]
        assert engines["brought"].info.title == "Brought, for data"


def test_an_engine_that_cannot_be_loaded_is_left_out_and_logged(
    settings: Settings, brought: None, caplog: pytest.LogCaptureFixture
) -> None:
    with loaded(settings) as engines:
        assert "broken" not in engines
    assert "The engine broken cannot be loaded" in caplog.text
    assert "no such device" in caplog.text
    assert "The engine gone cannot be loaded" in caplog.text
