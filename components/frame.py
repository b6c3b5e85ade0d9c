"""The script that `app.py` serves: what every page has, and which page is shown."""

from pathlib import Path

import streamlit as st

from components import places, visit
from components.notice import told_plainly
from demotape.server import door

ASSETS = Path(__file__).resolve().parent / "assets"

page = st.navigation(
    [places.create(), places.library(), places.usage(), places.settings(), places.take()], position="top"
)
places.follow()
st.set_page_config(page_title=f"{page.title} · Demotape", page_icon=str(ASSETS / "icon.svg"), layout="centered")
st.html(ASSETS / "frame.css")
if st.context.theme.type == "dark":
    st.html(ASSETS / "dark.css")
st.logo(str(ASSETS / "wordmark.svg"), size="large")

with told_plainly():
    visit.studio()
    page.run()
door.page_shown()
