"""The large player of a take, filled with what is known of it."""

from __future__ import annotations

from collections.abc import Mapping

from components.wave import Choice, Mark, Sounding, wave
from demotape.audio.formats import EXPORTS
from demotape.engines.base import EngineInfo
from demotape.models import Take
from demotape.workbench import formats_of, is_of_its_engine, level_match
from demotape.workbench.listen import Heard


def take_player(
    take: Take, *, info: EngineInfo | None, heard: Heard | None, other: Take | None, other_heard: Heard | None
) -> tuple[float, float] | None:
    """Draw it; returns the region in seconds, or None where there is none.

    Args:
        take: What is heard.
        info: The engine that made it; None if it is not installed any more.
        heard: Its beats; None while they are not known.
        other: What it is compared with: it can be switched to, at the same place and equally loud.
        other_heard: The beats of that.
    """
    gains = (1.0, 1.0)
    if other is not None:
        gains = level_match(take.measured.loudness_lufs, other.measured.loudness_lufs)
    return wave(
        key=f"wave-{take.id}",
        sound=_sounding(take, heard, gains[0]),
        other=_sounding(other, other_heard, gains[1]) if other else None,
        downloads=_downloads(take, info),
    )


def _sounding(take: Take, heard: Heard | None, gain: float) -> Sounding:
    url = f"/takes/{take.id}"
    return Sounding(
        title=take.title,
        src=f"{url}/audio",
        slow=f"{url}/half-speed",
        waveform=f"{url}/waveform",
        spectrogram=f"{url}/spectrogram",
        duration_s=take.measured.duration_s,
        gain=round(gain, 4),
        beats_s=heard.analysis.tempo.beats_s if heard else (),
        marks=_marks(take),
    )


def _marks(take: Take) -> list[Mark]:
    """The sections of the plan, where there is one."""
    plan = take.details.get("plan")
    if not isinstance(plan, Mapping):
        return []
    return [
        Mark(name=section["name"], start_s=section["start_s"], end_s=section["start_s"] + section["length_s"])
        for section in plan.get("sections", ())
    ]


def _downloads(take: Take, info: EngineInfo | None) -> list[Choice]:
    original = take.file.rsplit(".", 1)[-1].upper()
    named = {"original": f"{original} (original)", **{name: EXPORTS[name].title for name in formats_of(take)}}
    products = info.products if info and is_of_its_engine(take) else ()
    return [
        *(_choice(take, name, label, "download") for name, label in named.items()),
        *(_choice(take, product.name, product.title, "product") for product in products),
    ]


def _choice(take: Take, name: str, label: str, kind: str) -> Choice:
    return Choice(label=label, url=f"/takes/{take.id}/{kind}/{name}", making=f"/takes/{take.id}/making/{name}")
