"""What a press of Generate will cost, and what was spent so far: the lines beside the button."""

from __future__ import annotations

import streamlit as st

from components import visit, wording
from demotape.budget import start_of_day, start_of_month
from demotape.engines.base import PriceState
from demotape.ledger import spent
from demotape.models import Request
from demotape.studio import Studio

_TICK_S = 1.0
_LIST_WITHIN_S = 0.4
"""Longest that the page waits for the provider's list; mostly it is there by then."""


def money(studio: Studio, request: Request, *, count: int) -> None:
    """Draw the price of this request, so many times, the sums of today and this month, and the caps.

    While the provider's list is being read, the lines are drawn anew by a timer. The page is not run for it: that would
    take a slider out of somebody's hand.
    """
    price = studio.price(request, wait_s=_LIST_WITHIN_S)
    is_pending = price is not None and price.state is PriceState.PENDING

    def draw() -> None:
        price = studio.price(request)
        if price is None:
            return
        now = visit.now()
        month = studio.ledger(since=start_of_month(now))
        day = [entry for entry in month if entry.sent_at >= start_of_day(now)]
        sums = f"Spent today {wording.spent(spent(day))} · this month {wording.spent(spent(month))}"
        caps = wording.caps(studio.budget(request.engine), is_priced=price.estimate_usd is not None)
        lines = (wording.price(price, count), f"{sums}, as the provider reported it.", caps)
        st.caption("  \n".join(wording.plain(line) for line in lines if line))

    st.fragment(draw, run_every=_TICK_S if is_pending else None)()
