"""Library: every take, newest first."""

import streamlit as st

from components import places, visit
from components.form import use_again, wants_form
from components.take_card import take_card, take_dialog

PAGE_SIZE = 20

studio = visit.studio()
if wants_form():
    st.switch_page(places.create())
count = studio.count_takes()

st.title("Library")
if not count:
    st.text("No takes yet. The first one you make on the page Create is kept here.")
    st.page_link(places.create(), label="Make the first take")
    st.stop()

st.caption(f"{count:,} {'take' if count == 1 else 'takes'}, newest first")
pages = -(-count // PAGE_SIZE)
number = st.pagination(pages, key="library-page") if pages > 1 else 1
engines = {info.name: info for info in studio.engines()}
for take in studio.takes(limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE):
    take_card(take, info=engines.get(take.request.engine), use_again=use_again)
take_dialog(studio)
