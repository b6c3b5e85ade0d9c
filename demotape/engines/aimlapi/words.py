"""The provider's words, out of any shape, as plain text.

Errors come as two envelopes, as a dict, list, text or nothing at all, and often as JSON inside the text of a
message (`"400 {\\"detail\\": ...}"`), because the provider hands on what its own provider said.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

REASON_LIMIT = 300
"""Longest quotation of the provider, in characters."""
SUGGESTION_LIMIT = 2000
"""A suggestion is meant to be used as a prompt, so it may be as long as one."""

_MARKUP = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|</?[a-z!][^<>]*>", re.IGNORECASE | re.DOTALL)
_REFUSED_PROMPT = re.compile(r"bad_prompt|prompt_suggestion|bad_composition_plan")
_SUGGESTION_IN_TEXT = re.compile(
    r"""prompt_suggestion\\*["']?\s*[:=]\s*\\*(["'])(?P<text>.+?)\\*\1\s*[,}\]]""", re.DOTALL
)
_NAMES = ("error", "message", "detail", "msg", "description")
_CODES = ("title", "name")
"""Where there is nothing better: `ForbiddenException` tells a person little."""
_LOOKED_AT = 10_000
"""Characters of a text that are looked at: what matters stands at the front, and the patterns stay quick."""
_DEPTH = 8
"""Deepest nesting that is looked into, JSON in text included."""


def plain(text: str, *, limit: int = REASON_LIMIT) -> str:
    """One line without markup, control characters or direction marks, cut at `limit` characters."""
    text = _MARKUP.sub(" ", html.unescape(text[:_LOOKED_AT]))
    text = "".join(" " if unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Co", "Cn"} else mark for mark in text)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def reason(data: object) -> str | None:
    """What the provider gives as the reason, as plain text; None if it says nothing."""
    found = _reason(data, _DEPTH, _NAMES) or _reason(data, _DEPTH, (*_NAMES, *_CODES))
    return plain(found) or None if found else None


def refuses_prompt(text: str) -> bool:
    """Whether the answer refuses what the prompt asks for, wherever it says so."""
    return _REFUSED_PROMPT.search(text) is not None


def suggestion(data: object) -> str | None:
    """The prompt that the provider suggests instead of a refused one, as plain text."""
    found = _find(data, "prompt_suggestion", _DEPTH)
    if not isinstance(found, str):
        # Not JSON all the way: cut off, or written by a language with other quotes.
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        start = max(text.find("prompt_suggestion"), 0)
        match = _SUGGESTION_IN_TEXT.search(text[start : start + _LOOKED_AT])
        found = match["text"] if match else ""
    return plain(found, limit=SUGGESTION_LIMIT) or None


def _reason(data: object, depth: int, names: Sequence[str]) -> str | None:
    if depth == 0:
        return None
    if isinstance(data, str):
        inner = _embedded(data)
        return (_reason(inner, depth - 1, names) if inner is not None else None) or data.strip() or None
    if isinstance(data, list):
        found = [words for item in data[:5] if (words := _reason(item, depth - 1, names))]
        return "; ".join(dict.fromkeys(found)) or None
    if not isinstance(data, Mapping):
        return None
    words = next((words for name in names if (words := _reason(data.get(name), depth - 1, names))), None)
    message = data.get("message")
    if isinstance(data.get("error"), str) and isinstance(message, str) and message.strip():
        # One of the two is often only a code ("Not Found"); which one differs.
        words = f"{words}: {_reason(message, depth - 1, names)}"
    if words and (place := _place(data)):
        words = f"{place}: {words}"
    for name in ("errors", "issues", "data"):
        more = _reason(data[name], depth - 1, names) if isinstance(data.get(name), Mapping | list) else None
        if more and more not in (words or ""):
            words = f"{words} {more}" if words else more
    return words


def _place(data: Mapping[str, object]) -> str | None:
    """The field that a validation message is about."""
    place = data.get("loc") or data.get("path")
    if isinstance(place, list) and place and isinstance(place[-1], str | int):
        return str(place[-1])
    return None


def _find(data: object, name: str, depth: int) -> object | None:
    if depth == 0:
        return None
    if isinstance(data, str):
        return _find(_embedded(data), name, depth - 1)
    if isinstance(data, Mapping):
        value: object = data.get(name)
        if value:
            return value
        items = list(data.values())
    elif isinstance(data, list):
        items = data
    else:
        return None
    return next((found for item in items if (found := _find(item, name, depth - 1)) is not None), None)


def _embedded(text: str) -> object | None:
    """The JSON object that the text contains, if it contains one."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        found: object = json.JSONDecoder(strict=False).raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None
    return found
