"""Keys in memory: a wrapping that nothing shows by accident, and the keys that people typed for themselves."""

from __future__ import annotations

import functools
import re
import threading

_SHORTEST = 8
"""A key shorter than this is no key, and hiding it would garble every text."""


class Key:
    """A key that shows in no log, traceback or error; only `reveal` gives it out, to the call that sends it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The key itself."""
        return self._text

    def hidden_in(self, text: str) -> str:
        """The text without the key, also where JSON, HTML or a web address spells it in another way."""
        return _spellings(self._text).sub("[key]", text) if len(self._text) >= _SHORTEST else text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Key(hidden)"


@functools.lru_cache(maxsize=64)
def _spellings(key: str) -> re.Pattern[str]:
    """Finds a key however its characters are escaped: whoever takes the escapes off later finds it no more."""
    return re.compile("".join(_spelling(mark) for mark in key))


def _spelling(mark: str) -> str:
    code = ord(mark)
    # JSON inside JSON has several backslashes. Their number has a limit, so that a text of nothing else is read soon.
    return rf"(?:\\{{0,8}}{re.escape(mark)}|(?i:\\{{1,8}}u{code:04x}|%{code:02x}|&\#(?:0*{code}|x0*{code:x});?))"


class TypedKeys:
    """One key for each visitor and engine: never in a file or a database, gone when the studio closes.

    Safe for use by several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[tuple[str, str], Key] = {}

    def __repr__(self) -> str:
        return f"<{len(self._keys)} typed keys>"

    def give(self, key: Key, *, visitor: str, engine: str) -> None:
        """Use this key for what the visitor asks of the engine from now on."""
        with self._lock:
            self._keys[visitor, engine] = key

    def forget(self, *, visitor: str, engine: str) -> None:
        """Use it no more. A job under way that was made with it can then not be asked for."""
        with self._lock:
            self._keys.pop((visitor, engine), None)

    def of(self, visitor: str, engine: str) -> Key | None:
        """The visitor's own key, if there is one."""
        with self._lock:
            return self._keys.get((visitor, engine))
