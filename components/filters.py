"""What part of the library is wanted: search, filters, order. All of it stands in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

import streamlit as st

from components import wording
from demotape.engines.band.styles import STYLES
from demotape.library import Facets, Order, View

PAGE = "page"
"""Key, and name in the address, of the page number."""

_ORDERS = {
    "Newest first": Order.NEWEST,
    "Oldest first": Order.OLDEST,
    "Best rated first": Order.BEST,
    "Longest first": Order.LONGEST,
    "Shortest first": Order.SHORTEST,
    "By title": Order.TITLE,
}
_ANY = "Any"
_RATINGS = {_ANY: None, "1 or more": 1, "2 or more": 2, "3 or more": 3, "4 or more": 4, "5": 5}
_LENGTHS_S = (0, 10, 15, 30, 45, 60, 90, 120, 180, 240, 300, 600)
_LENGTHS = {wording.clock(length_s): length_s for length_s in _LENGTHS_S} | {"any": None}
_SLOWEST, _FASTEST = 40, 220
_ORDER_WIDTH = 190  # pixels, for the longest of them
# Keys are names in the address. They must not be keys of another page: `engine` and `length` are the form's.
_DEFAULTS: Mapping[str, object] = {
    "q": "",
    "by": _ANY,
    "styles": [],
    "tags": [],
    "stars": _ANY,
    "fav": False,
    "in_key": _ANY,
    "len": ("0:00", "any"),
    "bpm": (_SLOWEST, _FASTEST),
    "since": None,
    "until": None,
}


def filters(facets: Facets, *, titles: Mapping[str, str], zone: tzinfo, is_bin: bool) -> View:
    """Draw search, filters and order, and return what they say.

    Args:
        facets: What there is to choose from.
        titles: What a person reads in place of the name of an engine.
        zone: Time zone of the person, for dates.
        is_bin: Whether the bin is looked at.
    """
    makers = {titles.get(name, name): name for name in facets.engines}
    with st.container(horizontal=True, vertical_alignment="bottom", key="search"):
        st.text_input(
            "Search",
            key="q",
            placeholder="Words of prompt, title, notes, tags",
            bind="query-params",
            on_change=_to_first_page,
        )
        with st.popover("Filters", key="filters"):
            _choices(makers, facets)
        if is_bin:  # it has an order of its own
            order = next(iter(_ORDERS))
        else:
            order = st.selectbox(
                "Order", list(_ORDERS), key="sort", bind="query-params", on_change=_to_first_page, width=_ORDER_WIDTH
            )
    chosen = {name: st.session_state.get(name, default) for name, default in _DEFAULTS.items()}
    shortest, longest = chosen["len"]
    slowest, fastest = chosen["bpm"]
    return View(
        words=chosen["q"] or "",
        engine=makers.get(chosen["by"]),
        styles=tuple(chosen["styles"]),
        shortest_s=_LENGTHS.get(shortest) or None,
        longest_s=_LENGTHS.get(longest),
        slowest_bpm=slowest if slowest > _SLOWEST else None,
        fastest_bpm=fastest if fastest < _FASTEST else None,
        key=None if chosen["in_key"] == _ANY else chosen["in_key"],
        least_rating=_RATINGS.get(chosen["stars"]),
        is_favourite=bool(chosen["fav"]),
        tags=tuple(chosen["tags"]),
        since=_start_of(chosen["since"], zone),
        until=_start_of(chosen["until"], zone, days=1),
        is_bin=is_bin,
        order=_ORDERS[order],
    )


def _choices(makers: Mapping[str, str], facets: Facets) -> None:
    st.checkbox("Favourites only", key="fav", bind="query-params", on_change=_to_first_page)
    _choice("Made by", "by", [_ANY, *makers])
    _several("Style words", "styles", [style.title for style in STYLES.values()], can_type=True)
    _several("Tags", "tags", facets.tags, can_type=False)
    _choice("Stars", "stars", list(_RATINGS))
    _choice("Key", "in_key", [_ANY, *facets.keys])
    st.select_slider(
        "Length", list(_LENGTHS), value=("0:00", "any"), key="len", bind="query-params", on_change=_to_first_page
    )
    st.slider(
        "BPM",
        _SLOWEST,
        _FASTEST,
        value=(_SLOWEST, _FASTEST),
        key="bpm",
        bind="query-params",
        on_change=_to_first_page,
    )
    since, until = st.columns(2)
    for column, label, key in ((since, "From", "since"), (until, "To", "until")):
        column.date_input(
            label, value=None, key=key, bind="query-params", format="YYYY-MM-DD", on_change=_to_first_page
        )


def _choice(label: str, key: str, options: Sequence[str]) -> None:
    st.selectbox(label, options, key=key, bind="query-params", on_change=_to_first_page)


def _several(label: str, key: str, options: Sequence[str], *, can_type: bool) -> None:
    st.multiselect(
        label,
        options,
        key=key,
        bind="query-params",
        accept_new_options=can_type,
        placeholder="Choose or type" if can_type else "Choose",
        on_change=_to_first_page,
    )


def clear_filters() -> None:
    """Want everything again."""
    for name, default in _DEFAULTS.items():
        st.session_state[name] = default
    _to_first_page()


def _to_first_page() -> None:
    st.session_state[PAGE] = 1


def narrowed_by(view: View, *, titles: Mapping[str, str]) -> str:
    """The filters of a view in words; empty where there are none."""
    parts = [titles.get(view.engine, view.engine)] if view.engine else []
    parts += ["favourites"] if view.is_favourite else []
    parts += view.styles
    parts += [f"tagged “{tag}”" for tag in view.tags]
    parts += [f"{view.least_rating} stars or more"] if view.least_rating else []
    parts += [view.key] if view.key else []
    for least, most, unit in (
        (view.shortest_s, view.longest_s, ""),
        (view.slowest_bpm, view.fastest_bpm, " BPM"),
    ):
        first, last = ((wording.clock(edge) if not unit else f"{edge:.0f}") if edge else "" for edge in (least, most))
        if first and last:
            parts.append(f"{first} to {last}{unit}")
        elif first or last:
            parts.append(f"{'from' if first else 'up to'} {first or last}{unit}")
    parts += [f"since {view.since:%Y-%m-%d}"] if view.since else []
    parts += [f"until {view.until - timedelta(days=1):%Y-%m-%d}"] if view.until else []
    return " · ".join(parts)


def _start_of(day: date | None, zone: tzinfo, *, days: int = 0) -> datetime | None:
    """The moment when a day begins for the person, or the one after it."""
    return None if day is None else datetime.combine(day, time.min, zone) + timedelta(days=days)
