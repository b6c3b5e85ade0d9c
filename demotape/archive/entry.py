"""One take in an archive: as data, as JSON, and back with everything checked that a stranger may have written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from demotape.audio.formats import FORMATS
from demotape.errors import ArchiveError
from demotape.models import Cost, Measured, Request, Take
from demotape.naming import clean_title, title_from

FORMAT = "demotape-archive"
VERSION = 1
MANIFEST = "manifest.json"
FOLDER = "takes/"

_ID = re.compile(r"[\w-]{8,64}", re.ASCII)  # shorter ones may mean a device on Windows
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPES = frozenset(kind.media_type for kind in FORMATS.values())
_LONGEST_TEXT = 1_000_000
_LONGEST_S = 1e6
_LARGEST_INTEGER = 2**63  # what databases hold


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedTake:
    """A take as an archive tells it. What is measured is not believed, but measured again."""

    id: str
    title: str
    request: Request
    created_at: datetime
    media_type: str
    size_bytes: int
    sha256: str
    """Of the audio, in lower-case hexadecimal."""
    audio: str
    """Name of the audio's entry."""
    ticket: str | None = None
    cost: Cost | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    library: Mapping[str, object] = field(default_factory=dict)
    """What the library knew besides, for example rating, tags and notes. Any JSON: who uses it has to check it."""

    def take(self, *, visitor: str, file: str, measured: Measured) -> Take:
        """The take that it becomes here.

        Args:
            visitor: whose it is from now on.
            file: where its audio lies now, as in `Take.file`.
            measured: what was found in that audio.
        """
        return Take(
            id=self.id,
            visitor=visitor,
            title=self.title,
            request=self.request,
            created_at=self.created_at,
            file=file,
            media_type=self.media_type,
            size_bytes=self.size_bytes,
            measured=measured,
            ticket=self.ticket,
            cost=self.cost,
            details=self.details,
        )


def told(take: Take, *, media_type: str, library: Mapping[str, object]) -> bytes:
    """The JSON of a take, for people and for `entry_from`.

    Raises:
        ArchiveError: something in it is not fit for JSON.
    """
    request, measured, cost = take.request, take.measured, take.cost
    data = {
        "id": take.id,
        "title": take.title,
        "created_at": take.created_at.astimezone(UTC).isoformat(),
        "media_type": media_type,
        "request": {
            "engine": request.engine,
            "prompt": request.prompt,
            "length_s": request.length_s,
            "seed": request.seed,
            "options": dict(request.options),
        },
        "ticket": take.ticket,
        "cost": None if cost is None else {"usd": cost.usd, "credits": cost.credits},
        "details": dict(take.details),
        "measured": {
            "duration_s": measured.duration_s,
            "sample_rate": measured.sample_rate,
            "channels": measured.channels,
            "loudness_lufs": measured.loudness_lufs,
            "true_peak_dbtp": measured.true_peak_dbtp,
        },
        "library": dict(library),
    }
    try:
        return (json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ArchiveError(
            f"The settings of “{take.title}” cannot be written.", advice="Export the takes without this one."
        ) from error


def entry_from(data: Mapping[str, object], row: Mapping[str, object]) -> ArchivedTake:
    """A take out of its own JSON and its row of the manifest.

    Raises:
        ArchiveError: they do not agree, or something is missing or makes no sense.
    """
    request, cost = _mapping(data, "request"), data.get("cost")
    prompt = _text(request, "prompt")
    media_type = _text(data, "media_type")
    if media_type not in _MEDIA_TYPES or take_id(data) != take_id(row):
        raise damaged()
    created_at = _date(_text(data, "created_at"))
    return ArchivedTake(
        id=take_id(data),
        title=clean_title(_text(data, "title")) or title_from(prompt),
        request=_request(request, prompt),
        created_at=created_at,
        media_type=media_type,
        size_bytes=integer(row, "size_bytes"),
        sha256=digest(row, "sha256"),
        audio=_text(row, "audio"),
        ticket=None if data.get("ticket") is None else _text(data, "ticket"),
        cost=None if cost is None else _cost(_mapping(data, "cost")),
        details=_mapping(data, "details"),
        library=_mapping(data, "library"),
    )


def object_in(text: bytes) -> Mapping[str, object]:
    """A JSON object out of bytes of any origin.

    Raises:
        ArchiveError: it is none.
    """
    try:
        data = json.loads(text, parse_constant=_refuse)
        json.dumps(data, ensure_ascii=False).encode()  # halves of characters would be refused by the database
    except (ValueError, RecursionError) as error:
        raise damaged() from error
    if not isinstance(data, dict):
        raise damaged()
    return data


def take_id(data: Mapping[str, object]) -> str:
    """The id in a row or a take. It becomes part of a file name: letters, digits, hyphens."""
    found = _text(data, "id")
    if not _ID.fullmatch(found):
        raise damaged()
    return found


def digest(data: Mapping[str, object], name: str) -> str:
    """A SHA-256 in hexadecimal."""
    found = _text(data, name)
    if not _SHA256.fullmatch(found):
        raise damaged()
    return found


def integer(data: Mapping[str, object], name: str, *, least: int = 0) -> int:
    """A whole number that a database can hold."""
    found = data.get(name)
    if isinstance(found, bool) or not isinstance(found, int) or not least <= found < _LARGEST_INTEGER:
        raise damaged()
    return found


def damaged() -> ArchiveError:
    """The refusal of what no Demotape has written."""
    return ArchiveError("This ZIP is damaged, or was changed by another program.")


def _text(data: Mapping[str, object], name: str) -> str:
    found = data.get(name)
    if not isinstance(found, str) or len(found) > _LONGEST_TEXT:
        raise damaged()
    return found


def _mapping(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = data.get(name)
    if not isinstance(found, dict):
        raise damaged()
    return found


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST_INTEGER:
        raise damaged()
    return float(value)


def _request(data: Mapping[str, object], prompt: str) -> Request:
    length_s = data.get("length_s")
    if length_s is not None and not 0 < _number(length_s) < _LONGEST_S:
        raise damaged()
    values: dict[str, Any] = {
        "engine": _text(data, "engine"),
        "prompt": prompt,
        "length_s": length_s,  # none where the model decided on it
        "seed": None if data.get("seed") is None else integer(data, "seed", least=-_LARGEST_INTEGER),
        "options": _mapping(data, "options"),
    }
    return Request(**values)


def _cost(data: Mapping[str, object]) -> Cost:
    usd, credit = (None if data.get(name) is None else _number(data.get(name)) for name in ("usd", "credits"))
    return Cost(usd=usd, credits=credit)


def _date(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise damaged() from error


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")
