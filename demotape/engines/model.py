"""What one model takes: data from which the form is drawn and a request is checked and built.

Everything a person can set is described once, here as types and in each engine as a table of values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from demotape.errors import InvalidRequest
from demotape.models import Request

SEEDS = 2**31
"""Seeds are whole numbers from 0 up to, not including, this."""


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    """Words; on one line or on many."""
    NUMBER = "number"
    """A whole number."""
    SWITCH = "switch"
    CHOICE = "choice"
    ADDRESS = "address"
    """A web address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing besides prompt, length and seed that a model can be told."""

    name: str
    """Its key in `Request.options`."""
    label: str
    kind: Kind
    help: str = ""
    is_required: bool = False
    is_advanced: bool = False
    """Folded away until somebody looks for it."""
    minimum: int | None = None
    """Of a number its value, of a text its characters; of a text that may be left out, only where it is not."""
    maximum: int | None = None
    default: object = None
    choices: tuple[object, ...] = ()
    adds_words: str | None = None
    """Of a switch: there is no such field at the engine, so these words are added to the prompt, for all to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthRange:
    """Which lengths can be asked for, in seconds."""

    min_s: float
    max_s: float
    default_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model and everything it takes."""

    name: str
    """Its id at the engine; the engine's own name where it has only one."""
    title: str
    summary: str
    """One line: what it makes, what it costs."""
    prompt_limit: int
    """Longest prompt in characters."""
    prompt_minimum: int = 1
    """Shortest prompt in characters; 0 where it may be left out."""
    length: LengthRange | None = None
    """None where the model decides on the length."""
    takes_seed: bool = False
    sings: bool = True
    """Whether a prompt can have it sing; else words about voices are of no use."""
    fields: tuple[Field, ...] = ()
    rules: tuple[Callable[[Mapping[str, object], str], str | None], ...] = ()
    """What the fields mean for each other: each takes the options and the prompt and gives a complaint or None."""
    usual_wait_s: tuple[float, float] = (0.0, 0.0)
    """Documented waiting time (shortest, longest), until the studio has seen its own."""
    is_gone: bool = False
    """The provider no longer lists it."""

    def prompt_sent(self, request: Request) -> str:
        """The prompt with the words that switches add to it."""
        prompt = request.prompt
        for words in self.added_words(request.options):
            if words.lower() not in prompt.lower():
                prompt = f"{prompt.rstrip()}\n{words}" if prompt.strip() else words
        return prompt

    def added_words(self, options: Mapping[str, object]) -> list[str]:
        """What the switches that are on add to the prompt."""
        return [field.adds_words for field in self.fields if field.adds_words and options.get(field.name)]

    def complete(self, options: Mapping[str, object]) -> dict[str, object]:
        """Options of this model only, without blanks and without what is the default anyway."""
        given = {field.name: _cleaned(field, options.get(field.name)) for field in self.fields}
        defaults = {field.name: field.default for field in self.fields}
        return {name: value for name, value in given.items() if value not in (None, "", False, defaults[name])}

    def check(self, request: Request) -> None:
        """Raise what speaks against a request for this model.

        Raises:
            InvalidRequest: prompt, length, seed or an option is not what the model takes.
        """
        self._check_prompt(request)
        if request.seed is not None and not (self.takes_seed and 0 <= request.seed < SEEDS):
            if not self.takes_seed:
                raise InvalidRequest(f"{self.title} takes no seed.", advice="Leave it out.")
            raise InvalidRequest(f"A seed is a whole number from 0 to {SEEDS - 1:,}.", advice="Choose another seed.")
        self._check_length(request.length_s)
        unknown = set(request.options) - {field.name for field in self.fields} - _OF_THE_STUDIO
        if unknown:
            raise InvalidRequest(f"{self.title} knows no {min(unknown)}.", advice=f"It knows {self._known()}.")
        for field in self.fields:
            if complaint := _complaint(field, request.options.get(field.name)):
                raise InvalidRequest(complaint)
        for rule in self.rules:
            if complaint := rule(request.options, request.prompt):
                raise InvalidRequest(complaint)

    def _check_prompt(self, request: Request) -> None:
        if not request.prompt.strip() and self.prompt_minimum:
            raise InvalidRequest("Write what you want to hear first.", advice="An example prompt is a good start.")
        sent = self.prompt_sent(request)
        if len(sent) > self.prompt_limit:
            added = len(sent) - len(request.prompt)
            with_added = f" with the words that are added ({added})" if added else ""
            raise InvalidRequest(
                f"The prompt has {len(sent):,} characters{with_added}; {self.title} takes {self.prompt_limit:,}.",
                advice=f"Shorten it by {len(sent) - self.prompt_limit:,}.",
            )
        if len(sent.strip()) < self.prompt_minimum:
            raise InvalidRequest(
                f"{self.title} wants a prompt of at least {self.prompt_minimum} characters.",
                advice="Say a little more.",
            )

    def _check_length(self, length_s: float | None) -> None:
        if self.length is None:
            if length_s is not None:
                raise InvalidRequest(f"{self.title} decides on the length itself.", advice="Leave the length out.")
            return
        if length_s is None or not self.length.min_s <= length_s <= self.length.max_s:
            asked = "no length" if length_s is None else f"{length_s:g}"
            raise InvalidRequest(
                f"{self.title} makes {self.length.min_s:g} to {self.length.max_s:g} seconds, not {asked}.",
                advice="Choose another length.",
            )

    def _known(self) -> str:
        return ", ".join(field.name for field in self.fields) or "prompt and length alone"


_OF_THE_STUDIO = {"model", "plan"}
"""Options that are no field of a form: which model, and a plan that was edited."""


def _cleaned(field: Field, value: object) -> object:
    if isinstance(value, str):
        # Line breaks inside lyrics are theirs; only the ends are nobody's.
        return value.strip()
    if field.kind is Kind.NUMBER and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _complaint(field: Field, value: object) -> str | None:
    """What speaks against a value, if anything."""
    if value is None or value == "":
        return f"{field.label} is needed." if field.is_required else None
    return _COMPLAINTS[field.kind](field, value)


def _about_text(field: Field, value: object) -> str | None:
    if not isinstance(value, str):
        return f"{field.label} must be text."
    if field.minimum is not None and len(value.strip()) < field.minimum:
        return f"{field.label} needs at least {field.minimum} characters."
    if field.maximum is not None and len(value) > field.maximum:
        return f"{field.label} has {len(value):,} characters; {field.maximum:,} are taken."
    return None


def _about_number(field: Field, value: object) -> str | None:
    low, high = field.minimum, field.maximum
    if isinstance(value, int) and not isinstance(value, bool):
        is_within = (low is None or low <= value) and (high is None or value <= high)
        if is_within:
            return None
    reach = f" from {low} to {high}" if low is not None and high is not None else ""
    return f"{field.label} is a whole number{reach}."


def _about_switch(field: Field, value: object) -> str | None:
    return None if isinstance(value, bool) else f"{field.label} is on or off."


def _about_choice(field: Field, value: object) -> str | None:
    # True == 1 in Python, but not at a provider.
    if any(type(value) is type(choice) and value == choice for choice in field.choices):
        return None
    return f"{field.label} is one of {', '.join(str(choice) for choice in field.choices)}."


def _about_address(field: Field, value: object) -> str | None:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return f"{field.label} is a web address that begins with http:// or https://."
    return _about_text(field, value)


_COMPLAINTS: Mapping[Kind, Callable[[Field, object], str | None]] = {
    Kind.TEXT: _about_text,
    Kind.NUMBER: _about_number,
    Kind.SWITCH: _about_switch,
    Kind.CHOICE: _about_choice,
    Kind.ADDRESS: _about_address,
}
