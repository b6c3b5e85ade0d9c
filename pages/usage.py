"""Usage: every submission that may have cost money, and what the provider reported for it."""

import streamlit as st

from components import visit, wording
from components.balance import balances
from demotape.ledger import Spent, as_csv, by_day_and_model, spent

PAGE_SIZE = 50


def _amounts(sums: Spent) -> dict[str, str]:
    return {
        "Sent": f"{sums.submissions:,}",
        "Reported": wording.plain(wording.reported(sums)),
        "Without an amount": f"{sums.unreported:,}",
    }


studio = visit.studio()
entries = studio.ledger()
now, zone = visit.now(), visit.zone()

st.title("Usage")
balances(studio, visitor=visit.visitor())
if not entries:
    st.text(
        "Nothing was sent to a paid engine yet. Each submission is listed here, with what the provider reported for it."
    )
    st.stop()

today = now.astimezone(zone).date()
this_month = [entry for entry in entries if entry.sent_at.astimezone(zone).date() >= today.replace(day=1)]
this_day = [entry for entry in this_month if entry.sent_at.astimezone(zone).date() == today]
groups = {"Today": spent(this_day), "This month": spent(this_month), "In all": spent(entries)}
st.table([{"Time": title, **_amounts(sums)} for title, sums in groups.items()], hide_index=True)
st.caption("Amounts are what the provider itself reported. Demotape adds no estimates.")

st.header("By day and model", anchor=False)
days = list(by_day_and_model(entries, zone).items())
st.table(
    [
        {"Day": f"{day:%Y-%m-%d}", "Model": wording.plain(model), **_amounts(sums)}
        for (day, model), sums in days[:PAGE_SIZE]
    ],
    hide_index=True,
)
if len(days) > PAGE_SIZE:
    st.caption(f"The newest {PAGE_SIZE} rows. The CSV below holds everything.")

st.header("Every submission", anchor=False)
pages = -(-len(entries) // PAGE_SIZE)
number = st.pagination(pages, key="usage-page") if pages > 1 else 1
st.table(
    [
        {
            "Sent": f"{entry.sent_at.astimezone(zone):%Y-%m-%d %H:%M}",
            "Model": wording.plain(entry.model),
            "Length": wording.length_asked(entry.job.request),
            "State": entry.job.state.label,
            "Charged": wording.plain(entry.charge),
            "Provider's id": wording.plain(entry.provider_id or "none"),
        }
        for entry in entries[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    ],
    hide_index=True,
)
st.download_button(
    "Download all as CSV",
    data=lambda: as_csv(entries),
    file_name=f"demotape-usage-{today:%Y-%m-%d}.csv",
    mime="text/csv",
    on_click="ignore",
)
