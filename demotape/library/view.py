"""What part of the library is looked at, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from demotape.library.tables import take_tags, take_words, takes
from demotape.library.words import Term, terms_of


class Order(StrEnum):
    """In which order takes come. The values stand in addresses."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"
    LONGEST = "longest"
    SHORTEST = "shortest"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which takes are wanted: those for which all of this holds."""

    words: str = ""
    """Words of prompt, title, notes and tags, or their beginnings, in any order. There are no operators."""
    engine: str | None = None
    styles: tuple[str, ...] = ()
    """Each is a word or several, looked for as `words` is."""
    shortest_s: float | None = None
    longest_s: float | None = None
    slowest_bpm: float | None = None
    fastest_bpm: float | None = None
    key: str | None = None
    """For example `A minor`."""
    least_rating: int | None = None
    is_favourite: bool = False
    """True: favourites only."""
    tags: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    """Excluded."""
    is_bin: bool = False
    """True: what is in the bin, instead of what is not."""
    order: Order = Order.NEWEST

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for anything but all takes, or all of the bin."""
        return self != View(is_bin=self.is_bin, order=self.order)


def condition(view: View, *, dialect: str) -> ColumnElement[bool]:
    """What a row of takes has to fulfil.

    Args:
        view: What is wanted.
        dialect: `sqlite` or `postgresql`.
    """
    parts: list[ColumnElement[bool]] = [
        takes.c.deleted_at.is_not(None) if view.is_bin else takes.c.deleted_at.is_(None)
    ]
    if view.engine is not None:
        parts.append(takes.c.engine == view.engine)
    if view.is_favourite:
        parts.append(takes.c.is_favourite)
    for column, least, most in (
        (takes.c.duration_s, view.shortest_s, view.longest_s),
        (takes.c.tempo_bpm, view.slowest_bpm, view.fastest_bpm),
        (takes.c.rating, view.least_rating, None),
    ):
        if least is not None:
            parts.append(column >= least)
        if most is not None:
            parts.append(column <= most)
    if view.key is not None:
        parts.append(takes.c.key == view.key)
    if view.since is not None:
        parts.append(takes.c.created_at >= view.since)
    if view.until is not None:
        parts.append(takes.c.created_at < view.until)
    parts += [takes.c.id.in_(sa.select(take_tags.c.take_id).where(take_tags.c.tag == tag)) for tag in view.tags]
    if terms := terms_of(" ".join((view.words, *view.styles))):
        parts.append(takes.c.id.in_(_found(terms, dialect=dialect)))
    return sa.and_(*parts)


def order(view: View) -> tuple[ColumnElement[Any], ...]:
    """What the takes are sorted by; the newest first where that leaves it open."""
    newest = (takes.c.created_at.desc(), takes.c.id.desc())
    if view.is_bin:
        return (takes.c.deleted_at.desc(), *newest)
    first: dict[Order, tuple[ColumnElement[Any], ...]] = {
        Order.OLDEST: (takes.c.created_at, takes.c.id),
        Order.BEST: (sa.func.coalesce(takes.c.rating, 0).desc(), takes.c.is_favourite.desc()),
        Order.LONGEST: (takes.c.duration_s.desc(),),
        Order.SHORTEST: (takes.c.duration_s,),
        Order.TITLE: (sa.func.lower(takes.c.title),),
    }
    return (*first.get(view.order, ()), *newest)


def _found(terms: list[Term], *, dialect: str) -> sa.Select[tuple[str]]:
    """The ids of takes with these words. Words are letters and digits only, so that they can be quoted plainly."""
    if dialect == "postgresql":
        search = " & ".join(_either(term, word="'{}':*", all_of=" & ", either=" | ") for term in terms)
        found = sa.text("array_to_tsvector(string_to_array(take_words.words, ' ')) @@ CAST(:search AS tsquery)")
        return sa.select(take_words.c.take_id).where(found.bindparams(search=search))
    search = " AND ".join(_either(term, word='"{}"*', all_of=" AND ", either=" OR ") for term in terms)
    index = sa.text("SELECT rowid FROM take_words_index WHERE take_words_index MATCH :search")
    numbers = index.bindparams(search=search).columns(sa.column("rowid", sa.Integer))
    return sa.select(take_words.c.take_id).where(take_words.c.number.in_(sa.select(numbers.subquery().c.rowid)))


def _either(term: Term, *, word: str, all_of: str, either: str) -> str:
    ways = (f"({all_of.join(word.format(one) for one in way)})" for way in term)
    return f"({either.join(ways)})"
