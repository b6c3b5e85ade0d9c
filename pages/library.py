"""Library: every take; find it, judge it, carry it in and out."""

import streamlit as st

from components import places, visit, wording
from components.back import remember_view
from components.disk import disk
from components.dropzone import dropzone
from components.exports import export_line, start_export
from components.filters import PAGE, clear_filters, filters, narrowed_by
from components.form import use_again, wants_form
from components.selection import bin_selection_bar, clear_selection, selected, selection_bar, toggle
from components.take_card import take_card, take_dialog
from demotape.collection import BIN_DAYS

PAGE_SIZE = 20
TAKES, BIN, STORAGE = "Takes", "Bin", "Storage"

studio, visitor = visit.studio(), visit.visitor()
if wants_form():
    # With a query of its own, because Streamlit refuses to drop the one that widgets are bound to.
    st.switch_page(places.create(), query_params={})
collection = studio.collection
engines = {info.name: info for info in studio.engines()}
titles = {name: info.title for name, info in engines.items()} | {"imported": "Imported"}

st.title("Library", anchor=False)
shown = st.segmented_control(
    "Show",
    [TAKES, BIN, STORAGE],
    default=TAKES,
    required=True,
    key="show",
    bind="query-params",
    label_visibility="collapsed",
    on_change=clear_selection,
)
if shown == STORAGE:
    disk(studio, visitor=visitor, titles=titles)
    st.stop()

if shown == TAKES:
    dropzone()
    export_line(studio)
view = filters(collection.facets(), titles=titles, zone=visit.zone(), is_bin=shown == BIN)
count = collection.count(view)

number = 1
if not count and view.is_narrowed:
    st.text("No take fits. Try fewer words or filters.")
    st.button("Show all", key="clear-filters", on_click=clear_filters)
elif not count and shown == BIN:
    st.text(f"The bin is empty. Deleted takes stay here for {BIN_DAYS} days.")
elif not count:
    st.text("No takes yet. What you make on the page Create is kept here, and files dropped on this page become takes.")
    st.page_link(places.create(), label="Make the first take")
else:
    with st.container(horizontal=True, vertical_alignment="center", key="count"):
        narrowing = narrowed_by(view, titles=titles)
        st.text(" · ".join(part for part in (wording.takes(count), narrowing) if part), width="content")
        if view.is_narrowed:
            st.button("Show all", key="clear-filters", type="tertiary", on_click=clear_filters)
        if shown == BIN:
            st.caption(f"Deleted for good after {BIN_DAYS} days.", width="content")
        scope = "these" if view.is_narrowed else "all"
        if shown == TAKES and st.button(f"Export {scope} as ZIP", key="export-all", type="tertiary"):
            start_export(studio, collection.ids(view), visitor=visitor)
            st.rerun()
    if shown == BIN:
        bin_selection_bar(studio)
    else:
        selection_bar(studio, visitor=visitor, all_ids=lambda: collection.ids(view), count=count)
    cards = st.container(key="cards")
    pages = -(-count // PAGE_SIZE)
    number = st.pagination(pages, key=PAGE, bind="query-params") if pages > 1 else 1
    chosen = selected()
    with cards:
        for take in collection.find(view, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE):
            take_card(
                take,
                info=engines.get(take.request.engine),
                use_again=use_again,
                selected=take.id in chosen,
                select=toggle,
            )
remember_view(repr((shown, view, number)))
take_dialog(studio)
