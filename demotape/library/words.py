"""The words that takes are found by, spelled so that every database compares them alike.

Databases differ in what they take for a word and in which letters they hold equal; with words that are ready-made, none
of that matters. Case and accents do not count, an emoji is a word, so is a character of a script without spaces, and
`lo-fi` is found by `lo`, `fi`, `lo-fi` and `lofi`.
"""

from __future__ import annotations

import re
import unicodedata

Term = tuple[tuple[str, ...], ...]
"""One thing that is looked for: alternatives, each of words that all have to be there, at least as beginnings."""

_LONGEST_WORD = 60
_MOST_WORDS = 20_000
_LONGEST_SEARCH = 500
_MOST_TERMS = 20

_NO_SPACES = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # Japanese and Chinese
_WORD = re.compile(rf"[{_NO_SPACES}]|[^\W_{_NO_SPACES}]+|[^\w\s\x00-\x7f]")
_JOINED = re.compile(r"[^\W_]+(?:[-'’‐‑][^\W_]+)+")
_SYMBOLS = ("So", "Sm")  # emoji and signs such as the sharp


def words_of(*texts: str) -> str:
    """Every word of the texts once, in order, with single spaces between them."""
    found: dict[str, None] = {}
    for text in texts:
        for piece in _folded(text).split():
            found.update(dict.fromkeys(_words(piece)))
            if joined := _joined(piece):
                found[joined] = None
            if len(found) >= _MOST_WORDS:
                break
    return " ".join(list(found)[:_MOST_WORDS])


def terms_of(search: str) -> list[Term]:
    """What a person's search looks for; empty if there is no word in it. There are no operators: `AND` is a word."""
    terms: list[Term] = []
    for piece in _folded(search[:_LONGEST_SEARCH]).split():
        words = tuple(_words(piece))
        if words:
            joined = _joined(piece)
            terms.append((words, (joined,)) if joined else (words,))
    return terms[:_MOST_TERMS]


def _folded(text: str) -> str:
    """Without case, accents and other variants of the same letter."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).casefold()


def _words(piece: str) -> list[str]:
    words = []
    for word in _WORD.findall(piece):
        if word[0].isalnum():
            words.append(word[:_LONGEST_WORD])
        elif unicodedata.category(word) in _SYMBOLS:
            words.append(f"u{ord(word):x}")  # databases drop what is no letter
    return words


def _joined(piece: str) -> str | None:
    """`lofi` of `lo-fi`; None for what is not joined so."""
    match = _JOINED.search(piece[: 2 * _LONGEST_WORD])
    return re.sub(r"[\W_]", "", match[0])[:_LONGEST_WORD] if match else None
