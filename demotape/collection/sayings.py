"""What people say about a take, and what strangers' files claim, made fit to be stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from demotape.library import Link, Origin
from demotape.models import Take

TAG_LIMIT = 40
TAGS_LIMIT = 20
NOTES_LIMIT = 5_000

_DEEPEST = 32


def clean_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are stored: each on one line and of bounded length, none twice (case does not count), sorted."""
    tags: dict[str, str] = {}
    for text in texts:
        tag = " ".join(printable(text).replace(",", " ").split())[:TAG_LIMIT].rstrip()
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return tuple(sorted(list(tags.values())[:TAGS_LIMIT]))


def clean_notes(text: str) -> str:
    """Notes as they are stored; lines are kept."""
    return "\n".join(printable(line).rstrip() for line in text.splitlines())[:NOTES_LIMIT].strip()


def printable(text: str) -> str:
    """Without control characters and halves of characters; tabs and the like become spaces."""
    return "".join(mark if mark.isprintable() else " " if mark.isspace() else "" for mark in text)


def storable(value: Any) -> Any:
    """JSON of any origin without what databases refuse.

    Raises:
        ValueError: it is nested deeper than anything that means something.
    """
    return _storable(value, depth=0)


def told(take: Take, *, link: Link | None = None, generation_id: str | None = None) -> dict[str, object]:
    """What the library knows of a take besides its making, for an archive.

    Args:
        take: which one.
        link: what it was made from.
        generation_id: the provider's id of the take that it was made from.
    """
    made_from = {"id": link.parent, "origin": link.origin.value, "generation_id": generation_id} if link else None
    return {
        "made_from": made_from,
        "source": take.source,
        "is_favourite": take.is_favourite,
        "rating": take.rating,
        "tags": list(take.tags),
        "notes": take.notes,
        "tempo_bpm": take.tempo_bpm,
        "key": take.key,
    }


def read(library: Mapping[str, object]) -> dict[str, Any]:
    """The fields of a take that `told` wrote, or that somebody else made up. What makes no sense is left out."""
    values: dict[str, Any] = {"is_favourite": library.get("is_favourite") is True}
    rating, tags, notes = library.get("rating"), library.get("tags"), library.get("notes")
    if type(rating) is int and 1 <= rating <= 5:
        values["rating"] = rating
    if isinstance(tags, list):
        values["tags"] = clean_tags(tag for tag in tags if isinstance(tag, str))
    if isinstance(notes, str):
        values["notes"] = clean_notes(notes)
    if library.get("source") == "imported":
        values["source"] = "imported"
    return values | heard(library.get("tempo_bpm"), library.get("key"))


def made_from(library: Mapping[str, object]) -> tuple[str, Origin] | None:
    """Id of the take that a take was made from and how, as `told` wrote it; None where nothing of the kind is said."""
    said = library.get("made_from")
    parent = said.get("id") if isinstance(said, Mapping) else None
    if not isinstance(said, Mapping) or not isinstance(parent, str):
        return None
    try:
        return parent, Origin(str(said.get("origin")))
    except ValueError:  # a way that only a newer Demotape knows
        return parent, Origin.IMPORT


def heard(tempo_bpm: object, key: object) -> dict[str, Any]:
    """Tempo and key as fields of a take, as far as they can be true."""
    values: dict[str, Any] = {}
    if isinstance(tempo_bpm, int | float) and not isinstance(tempo_bpm, bool) and 10 <= tempo_bpm <= 1000:
        values["tempo_bpm"] = float(tempo_bpm)
    if isinstance(key, str) and 0 < len(key) <= 20 and key.isprintable():
        values["key"] = key
    return values


def _storable(value: Any, *, depth: int) -> Any:
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, Mapping):
        return {str(name).replace("\0", ""): _storable(one, depth=depth + 1) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(one, depth=depth + 1) for one in value]
    return value
