"""Where a take comes from, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from demotape.library import BenchShelf, Link, Origin
from demotape.models import Request, Take

_MOST_GENERATIONS = 50
MOST_RELATIVES = 200
"""Most takes that `family` gives, the one that was asked about among them."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A take up or down the tree."""

    take: Take | None
    """None: deleted since."""
    origin: Origin | None
    """How it came from its own parent; None for the root."""
    generation: int
    """0 for the take that was asked about, below 0 for what it comes from, above for what came of it."""


def family(take: Take, shelf: BenchShelf, get: Callable[[str], Take | None]) -> tuple[Relative, ...]:
    """The line that leads to a take, the take itself, and everything that was made from it, as a tree read downwards.

    Jobs that have not become takes are left out, as are deleted takes that nothing was made from.
    """
    up: list[Relative] = []
    origin = None
    current, seen = take.id, {take.id}
    first_origin: Origin | None = None
    for generation in range(_MOST_GENERATIONS):
        links = shelf.parents([current])
        if generation == 0:
            first_origin = links[0].origin if links else None
        elif up:
            origin = links[0].origin if links else None
            up[-1] = Relative(up[-1].take, origin, up[-1].generation)
        if not links or links[0].parent in seen:
            break
        current = links[0].parent
        seen.add(current)
        up.append(Relative(get(current), None, -generation - 1))
    return (*reversed(up), Relative(take, first_origin, 0), *_below(take.id, shelf, get, 1, seen))


def _below(
    take_id: str, shelf: BenchShelf, get: Callable[[str], Take | None], generation: int, seen: set[str]
) -> Iterable[Relative]:
    if generation > _MOST_GENERATIONS:
        return
    for link in _unseen(shelf.children([take_id]), seen):
        child = get(link.take_id)
        below = list(_below(link.take_id, shelf, get, generation + 1, seen))
        if child is not None or below:
            yield Relative(child, link.origin, generation)
            yield from below


def _unseen(links: Iterable[Link], seen: set[str]) -> Iterable[Link]:
    for link in links:
        if link.take_id not in seen and len(seen) < MOST_RELATIVES:
            seen.add(link.take_id)
            yield link


def origin_of(request: Request, source: Request) -> Origin:
    """How a request came from that of a take: the same with another seed is a variation."""
    same = (request.engine, request.prompt, request.length_s, dict(request.options))
    if same == (source.engine, source.prompt, source.length_s, dict(source.options)) and request.seed != source.seed:
        return Origin.VARIATION
    return Origin.USE_AGAIN
