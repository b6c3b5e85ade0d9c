"""What a visitor keeps of prompts, and finds again."""

from __future__ import annotations

from demotape.errors import InvalidRequest
from demotape.library.prompts import KeptPrompt, PromptShelf, SentPrompt
from demotape.models import Request
from demotape.naming import clean_title


class PromptBook:
    """Prompts and presets under names, and the prompts that were sent. Every method may raise `StudioError`."""

    def __init__(self, shelf: PromptShelf) -> None:
        self._shelf = shelf

    def keep(self, name: str, request: Request, *, visitor: str, as_preset: bool = False) -> None:
        """Keep a prompt under a name; as a preset with engine, model, length, seed and options.

        Raises:
            InvalidRequest: it is empty, has no name, or this visitor has another one of that name.
        """
        if not request.prompt.strip() and not as_preset:
            raise InvalidRequest("There is no prompt to save.", advice="Write one first.")
        name = _named(name)
        if not self._shelf.add(visitor=visitor, name=name, request=request, is_preset=as_preset):
            raise _taken(name)

    def kept(self, *, visitor: str, search: str = "") -> list[KeptPrompt]:
        """What this visitor keeps and what holds all words of the search in name or prompt, newest first."""
        words = search.casefold().split()
        return [
            each for each in self._shelf.kept_by(visitor) if _holds(f"{each.name}\n{each.prompt}".casefold(), words)
        ]

    def rename(self, prompt_id: str, name: str, *, visitor: str) -> None:
        """Give a kept prompt another name.

        Raises:
            InvalidRequest: the name is blank or taken.
        """
        name = _named(name)
        if not self._shelf.rename(prompt_id, visitor=visitor, name=name):
            raise _taken(name)

    def delete(self, prompt_id: str, *, visitor: str) -> None:
        """Keep it no longer. One that is gone already is fine."""
        self._shelf.delete(prompt_id, visitor=visitor)

    def sent(self, *, visitor: str, search: str = "", limit: int = 20) -> list[SentPrompt]:
        """The different prompts that this visitor sent and that hold all words of the search, the last one first."""
        words = search.casefold().split()
        found: dict[str, SentPrompt] = {}
        with self._shelf.sent_by(visitor) as everything:
            for each in everything:
                prompt = each.request.prompt
                if prompt.strip() and _holds(prompt.casefold(), words):
                    found.setdefault(prompt, each)
                if len(found) == limit:
                    break
        return list(found.values())


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def _named(name: str) -> str:
    name = clean_title(name)
    if not name:
        raise InvalidRequest("A name needs at least one character.")
    return name


def _taken(name: str) -> InvalidRequest:
    return InvalidRequest(f"You have one called {name} already.", advice="Choose another name.")
