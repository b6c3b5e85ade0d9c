"""What a file tells about itself, and its two forms: JSON for Demotape, names and texts for other programs."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from demotape import __version__
from demotape.errors import AudioError
from demotape.models import Request, Take

SOFTWARE = f"Demotape {__version__}"
PARAMETERS = "generation_params"
"""The tag that holds the whole story as JSON."""
CUSTOM_NAMES = ("prompt", "engine", "model", "seed", "take_id", "generation_id", "digital_source_type", PARAMETERS)
"""What has no name in any standard."""

_FORMAT = "demotape-story"
_VERSION = 1
_LONGEST = 4 << 20  # bytes of JSON; a block of FLAC takes 16 MiB in all
_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_KEY = re.compile(r"([A-G])\s*([#b♯♭]?)\s*(major|minor)", re.IGNORECASE)


class DigitalSourceType(StrEnum):
    """How a piece came to be, in the terms of IPTC's Digital Source Type vocabulary (the values are its URIs)."""

    TRAINED_ALGORITHMIC_MEDIA = _IPTC + "trainedAlgorithmicMedia"
    """Made by a model that was trained on sampled content."""
    ALGORITHMIC_MEDIA = _IPTC + "algorithmicMedia"
    """Made purely by an algorithm that is not based on sampled training data: the Band."""
    COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA = _IPTC + "compositeWithTrainedAlgorithmicMedia"
    """Joined of several pieces, at least one of them made by a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything that a file carries along."""

    title: str
    prompt: str
    """The person's words, unchanged."""
    engine: str
    created_at: datetime
    """With its zone."""
    take_id: str
    """Demotape's own id of the take: no two files of different takes or edits are the same bytes. ASCII letters,
    digits, hyphens, at most 64."""
    model: str | None = None
    seed: int | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    """All other settings, fit for JSON; `length_s` and `options` bring the form back."""
    tempo_bpm: float | None = None
    key: str | None = None
    """For example `A minor`."""
    lyrics: str | None = None
    generation_id: str | None = None
    """The provider's id."""
    digital_source_type: str | None = None
    """A URI of IPTC's vocabulary, see `DigitalSourceType`."""


def story_of(
    take: Take,
    *,
    digital_source_type: DigitalSourceType | None = None,
    tempo_bpm: float | None = None,
    key: str | None = None,
    lyrics: str | None = None,
    more: Mapping[str, object] | None = None,
) -> Story:
    """The story of a take, with what its caller knows besides.

    Args:
        take: whose.
        digital_source_type: how its engine makes music.
        tempo_bpm: as measured or planned.
        key: as measured or planned, for example `A minor`.
        lyrics: as sung.
        more: goes among the parameters, for example the edits that led to it.
    """
    request = take.request
    model = request.options.get("model") or take.details.get("model")
    return Story(
        title=take.title,
        prompt=request.prompt,
        engine=request.engine,
        created_at=take.created_at,
        take_id=take.id,
        model=str(model) if model else None,
        seed=request.seed,
        parameters={"length_s": request.length_s, "options": dict(request.options), **(more or {})},
        tempo_bpm=tempo_bpm,
        key=key,
        lyrics=lyrics,
        generation_id=take.ticket,
        digital_source_type=digital_source_type,
    )


def request_of(story: Story) -> Request | None:
    """The request that led to a file, to fill the form with; None if the story does not hold a whole one.

    The values are what a file says: they are to be checked like everything that a person types.
    """
    options, length_s = story.parameters.get("options", {}), story.parameters.get("length_s", 0)
    if not isinstance(options, Mapping):
        return None
    try:
        # None where the model decided on the length.
        if length_s is not None and _number(length_s) <= 0:
            return None
    except (ValueError, OverflowError):
        return None
    values: dict[str, Any] = {
        "engine": story.engine,
        "prompt": story.prompt,
        "length_s": length_s,
        "seed": story.seed,
        "options": dict(options),
    }
    return Request(**values)


def to_json(story: Story) -> str:
    """The whole story as JSON.

    Raises:
        AudioError: parameters that are not fit for JSON, or megabytes of text.
    """
    told = {
        "format": _FORMAT,
        "version": _VERSION,
        "title": story.title,
        "prompt": story.prompt,
        "engine": story.engine,
        "created_at": story.created_at.isoformat(),
        "take_id": story.take_id,
        "model": story.model,
        "seed": story.seed,
        "parameters": dict(story.parameters),
        "tempo_bpm": story.tempo_bpm,
        "key": story.key,
        "lyrics": story.lyrics,
        "generation_id": story.generation_id,
        "digital_source_type": story.digital_source_type and str(story.digital_source_type),
    }
    try:
        text = json.dumps(told, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise AudioError("The settings of this take cannot be written into a file.") from error
    text = _plain(text)
    if len(text.encode()) > _LONGEST:
        raise AudioError("The settings of this take are too long to be written into a file.")
    return text


def from_json(text: str, *, title: str | None = None) -> Story | None:
    """The story in a JSON text of any origin; None if it is none.

    Args:
        text: what the file says.
        title: what the file names as its title elsewhere. It wins, since a person may have changed it.
    """
    if len(text) > _LONGEST:
        return None
    try:
        told = json.loads(text, parse_constant=_refuse)
        if not isinstance(told, dict) or told.get("format") != _FORMAT:
            return None
        json.dumps(told, ensure_ascii=False).encode()  # halves of characters would be refused by the database
        return _story_from(told, title)
    except (ValueError, OverflowError, RecursionError):
        return None


def _story_from(told: dict[str, object], title: str | None) -> Story:
    """Raises ValueError or OverflowError for what is no story."""
    created_at = datetime.fromisoformat(_text(told, "created_at"))
    created_at = created_at if created_at.tzinfo else created_at.replace(tzinfo=UTC)
    created_at.astimezone(UTC)  # not every date of the first and the last year has one
    seed, tempo_bpm, parameters = told.get("seed"), told.get("tempo_bpm"), told.get("parameters")
    if not isinstance(parameters, dict) or not (seed is None or type(seed) is int):
        raise ValueError("no story")
    take_id = _text(told, "take_id")
    if not _ID.fullmatch(take_id):
        raise ValueError("no id")
    return Story(
        title=title if title and title.strip() else _text(told, "title"),
        prompt=_text(told, "prompt"),
        engine=_text(told, "engine"),
        created_at=created_at,
        take_id=take_id,
        model=_text_or_none(told, "model"),
        seed=seed,
        parameters=parameters,
        tempo_bpm=None if tempo_bpm is None else _number(tempo_bpm),
        key=_text_or_none(told, "key"),
        lyrics=_text_or_none(told, "lyrics"),
        generation_id=_text_or_none(told, "generation_id"),
        digital_source_type=_text_or_none(told, "digital_source_type"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """A story in the texts that tags are made of. Empty texts are not written."""

    title: str
    artist: str
    date: str
    """ISO 8601 in UTC, to the second."""
    prompt: str
    lyrics: str
    tempo_bpm: str
    key: str
    take_id: str
    custom: tuple[tuple[str, str], ...]
    """Of `CUSTOM_NAMES` those that have a text, with it."""

    @property
    def short_key(self) -> str:
        """As ID3 wants it: `Am`, `F#`; empty if the key is in other words."""
        match = _KEY.fullmatch(self.key.strip())
        if match is None:
            return ""
        accidental = match[2].replace("♯", "#").replace("♭", "b")
        return match[1].upper() + accidental + ("m" if match[3].lower() == "minor" else "")


def labels_of(story: Story) -> Labels:
    """The texts for the tags of a file.

    Raises:
        AudioError: see `to_json`.
    """
    maker = story.model or story.engine
    custom = (
        story.prompt,
        story.engine,
        story.model or "",
        "" if story.seed is None else str(story.seed),
        story.take_id,
        story.generation_id or "",
        story.digital_source_type or "",
        to_json(story),
    )
    return Labels(
        title=_plain(story.title),
        artist=_plain(f"Demotape ({maker})"),
        date=story.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        prompt=_plain(story.prompt),
        lyrics=_plain(story.lyrics or ""),
        tempo_bpm="" if story.tempo_bpm is None else f"{story.tempo_bpm:.2f}".rstrip("0").rstrip("."),
        key=_plain(story.key or ""),
        take_id=_plain(story.take_id),
        custom=tuple((name, _plain(text)) for name, text in zip(CUSTOM_NAMES, custom, strict=True) if text),
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _text(told: Mapping[str, object], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - one kind of refusal for all that a file can get wrong
    return value


def _text_or_none(told: Mapping[str, object], name: str) -> str | None:
    return None if told.get(name) is None else _text(told, name)


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


def _plain(text: str) -> str:
    """Without what ends a text early in a tag, and without halves of characters."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
