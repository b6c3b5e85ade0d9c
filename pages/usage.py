"""Usage: every submission that may have cost money, and what the provider reported for it."""

import streamlit as st

from components import visit, wording
from components.balance import balances
from components.sheet import sheet
from demotape.ledger import Spent, as_csv, by_day_and_model, spent

PAGE_SIZE = 50
SUMS = ("Sent", "Reported", "Without an amount")


def _sums(sums: Spent) -> list[str]:
    return [f"{sums.submissions:,}", wording.reported(sums), f"{sums.unreported:,}"]


studio = visit.studio()
entries = studio.ledger()
now, zone = visit.now(), visit.zone()

st.title("Usage", anchor=False)
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
sheet(
    key="sums",
    title="Sums",
    columns=("Time", *SUMS),
    rows=[[title, *_sums(sums)] for title, sums in groups.items()],
)
st.caption("Amounts are what the provider itself reported. Demotape adds no estimates.")

st.header("By day and model", anchor=False)
days = list(by_day_and_model(entries, zone).items())
sheet(
    key="days",
    title="By day and model",
    columns=("Day", "Model", *SUMS),
    rows=[[f"{day:%Y-%m-%d}", model, *_sums(sums)] for (day, model), sums in days[:PAGE_SIZE]],
)
if len(days) > PAGE_SIZE:
    st.caption(f"The newest {PAGE_SIZE} rows. The CSV below holds everything.")

st.header("Every submission", anchor=False)
pages = -(-len(entries) // PAGE_SIZE)
number = st.pagination(pages, key="usage-page") if pages > 1 else 1
sheet(
    key="submissions",
    title="Every submission",
    columns=("Sent", "Model", "Length", "State", "Charged", "Provider's id"),
    rows=[
        [
            f"{entry.sent_at.astimezone(zone):%Y-%m-%d %H:%M}",
            entry.model,
            wording.length_asked(entry.job.request),
            entry.job.state.label,
            entry.charge,
            entry.provider_id or "none",
        ]
        for entry in entries[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    ],
)
st.download_button(
    "Download all as CSV",
    data=lambda: as_csv(entries),
    file_name=f"demotape-usage-{today:%Y-%m-%d}.csv",
    mime="text/csv",
    on_click="ignore",
)
