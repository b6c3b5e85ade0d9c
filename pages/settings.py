"""Settings: keys, limits and caps of each engine. Changes hold at once."""

import streamlit as st

from components import visit
from components.engine_settings import engine_settings
from demotape.settings import SETTINGS_FILE

studio, visitor = visit.studio(), visit.visitor()

st.title("Settings", anchor=False)
st.caption(f"Changes hold at once, also for jobs under way. They are kept in {SETTINGS_FILE} in the data folder.")
for info in studio.engines(visitor):
    st.header(info.title, anchor=False)
    with st.container(key=f"settings-of-{info.name}"):
        engine_settings(info, studio=studio, visitor=visitor)
