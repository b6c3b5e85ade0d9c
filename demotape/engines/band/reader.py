"""Reading a prompt word by word, and knowing in the end which words nobody used."""

from __future__ import annotations

import re

_FILLER = frozenset(
    re.findall(
        r"\S+",
        """
        a about after all also an and any are as at bar bars based be beat beats bit but by can clip composition come
        comes create else even feel feeling feels few first for from generate get gets give go goes groove groovy has
        have having i in instrumental into is it its itself just kind last let like little long lot make makes making me
        melody mix mood more most much music musical my next nice no of on one only or over part parts piece play played
        playing plays please plus please second seconds section sections short simple so some something song sort sound
        soundtrack sounds start starts style that the their them then there these they this tempo time to track tune two
        type typed until up use using very vibe vibes want we where which while with you your
        """,
    )
)
_WORD = re.compile(r"\d+/\d+|[^\W_][\w'’:-]*")


class Reader:
    """A prompt of which every stretch is read at most once."""

    def __init__(self, prompt: str) -> None:
        # Some capitals have a lower case of two letters, which would shift all positions after them.
        self.text = "".join(lower if len(lower := letter.lower()) == 1 else letter for letter in prompt)
        self._read = bytearray(len(prompt))

    def take_all(self, pattern: str, span: tuple[int, int] | None = None) -> list[re.Match[str]]:
        """All whole-word matches in unread text, which count as read from now on.

        Args:
            pattern: regular expression in lower case, matched between word boundaries.
            span: where to look; everywhere if None.
        """
        start, end = span or (0, len(self.text))
        found = []
        for match in re.compile(rf"(?<!\w)(?:{pattern})(?!\w)").finditer(self.text, start, end):
            if match.end() > match.start() and not any(self._read[match.start() : match.end()]):
                self.mark(match.start(), match.end())
                found.append(match)
        return found

    def take(self, pattern: str, span: tuple[int, int] | None = None) -> bool:
        """Whether the pattern occurs in unread text. All its occurrences count as read from now on."""
        return bool(self.take_all(pattern, span))

    def mark(self, start: int, end: int) -> None:
        """Count a stretch as read."""
        self._read[start:end] = b"\1" * (end - start)

    def unread_words(self) -> list[str]:
        """Words that meant something to the person and nothing to the Band, each once, in order."""
        rest = "".join(" " if read else letter for letter, read in zip(self.text, self._read, strict=True))
        return list(dict.fromkeys(word for word in _WORD.findall(rest) if word not in _FILLER and len(word) > 1))
