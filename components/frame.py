"""The script that `app.py` serves: what every page has, and which page is shown."""

from pathlib import Path

import streamlit as st

from components import visit
from demotape.errors import DemotapeError

ROOT = Path(__file__).resolve().parents[1]
ASSETS = Path(__file__).resolve().parent / "assets"

st.set_page_config(page_title="Demotape", page_icon=str(ASSETS / "icon.svg"), layout="centered")
st.html(ASSETS / "frame.css")
st.logo(str(ASSETS / "wordmark.svg"), size="large", icon_image=str(ASSETS / "icon.svg"))

page = st.navigation(
    [
        st.Page(ROOT / "pages" / "create.py", title="Create", default=True),
        st.Page(ROOT / "pages" / "library.py", title="Library", url_path="library"),
    ],
    position="top",
)
try:
    visit.studio()
    page.run()
except DemotapeError as error:
    st.error(f"{error.message}\n\n{error.advice}")
