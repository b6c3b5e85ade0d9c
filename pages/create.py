"""Create: say what you want to hear, and hear it."""

import streamlit as st

from components import places, prompt_book, visit
from components.desk import desk
from components.form import form, use_again, wants_form
from components.take_card import dialog_is_open, take_card, take_dialog

HISTORY = 20

studio, visitor = visit.studio(), visit.visitor()
wants_form()  # this is the page that "Use again" asks for

st.title("What do you want to hear?", anchor=False)
form(studio, visitor=visitor)

desk(studio=studio, visitor=visitor, use_again=use_again, is_held=lambda: dialog_is_open() or prompt_book.is_open())

takes = studio.takes(visitor=visitor, limit=HISTORY)
st.header("Your takes", anchor=False)
if not takes:
    st.text("Nothing here yet. Your takes appear here as soon as they are ready, newest first.")
engines = {info.name: info for info in studio.engines()}
for take in takes:
    take_card(take, info=engines.get(take.request.engine), use_again=use_again)
if len(takes) == HISTORY:
    st.page_link(places.library(), label="All takes are in the Library")
if not prompt_book.is_open():
    take_dialog(studio)
