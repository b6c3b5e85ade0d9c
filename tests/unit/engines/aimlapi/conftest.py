"""A provider on loopback and an engine that talks to it over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from demotape.engines.aimlapi import AimlapiEngine, Timeouts
from demotape.models import Request
from demotape.settings import Settings
from tests.fakes.aimlapi import KEY, FakeAimlapi

AUDIO = b"ID3\x04" + bytes(range(256)) * 400

EngineMaker = Callable[..., AimlapiEngine]


@pytest.fixture(autouse=True)
def _plain_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def fake() -> Iterator[FakeAimlapi]:
    with FakeAimlapi(audio=AUDIO) as fake:
        yield fake


@pytest.fixture
def make_engine(fake: FakeAimlapi, tmp_path: Path) -> Iterator[EngineMaker]:
    """Makes engines for the provider; keywords go to `Settings` and to the engine."""
    with ExitStack() as stack:

        def make(
            *,
            timeouts: Timeouts | None = None,
            max_audio_bytes: int = 10_000_000,
            aimlapi_base_url: str = fake.url,
            aimlapi_key: str | None = KEY,
            aimlapi_model: str = "elevenlabs/eleven_music",
        ) -> AimlapiEngine:
            settings = Settings(
                data=tmp_path / "data",
                aimlapi_key=aimlapi_key,
                aimlapi_base_url=aimlapi_base_url,
                aimlapi_model=aimlapi_model,
            )
            engine = AimlapiEngine(settings, timeouts=timeouts, max_audio_bytes=max_audio_bytes)
            return stack.enter_context(closing(engine))

        yield make


@pytest.fixture
def engine(make_engine: EngineMaker) -> AimlapiEngine:
    return make_engine()


@pytest.fixture
def hasty_engine(make_engine: EngineMaker) -> AimlapiEngine:
    """Gives up soon. For the tests that wait for it to give up, and only for these."""
    return make_engine(
        timeouts=Timeouts(connect_s=0.3, submit_s=0.3, poll_s=0.3, audio_s=0.3, audio_total_s=0.6),
    )


@pytest.fixture
def request_() -> Request:
    return Request(engine="aimlapi", prompt="lo-fi pop", length_s=20.0)
