"""Three players, one of them without its file, and what can happen around them."""

import time

import streamlit as st

from components.player import Download, player

st.set_page_config(page_title="Player", layout="wide")
state = st.session_state
state.setdefault("runs", 0)
state.setdefault("inserted", 0)
state.setdefault("removed", False)
state.runs += 1
pause_s = 0.0


def card(key: str, take: str, title: str, note: str | None = None) -> None:
    time.sleep(pause_s)
    with st.container(key=f"take-{key}", border=True):
        st.subheader(title)
        player(
            key=f"player-{key}",
            src=f"/takes/{take}/audio",
            peaks=f"/takes/{take}/peaks",
            title=title,
            duration_s=20.0,
            downloads=[
                Download(label="WAV", name="Download original (WAV)", url=f"/takes/{take}/download/wav"),
                Download(label="FLAC", name="Download FLAC", url=f"/takes/{take}/download/flac"),
                Download(label="MP3", name="Download MP3", url=f"/takes/{take}/download/mp3"),
            ],
            note=note,
        )


st.title("Player")
st.write(f"Runs: {state.runs}")
with st.container(horizontal=True):
    st.button("Rerun")
    if st.button("Insert above"):
        state.inserted += 1
    if st.button("Insert above slowly"):
        state.inserted += 1
        pause_s = 0.2  # long enough for the browser to draw the page in between
    if st.button("Remove Night drive"):
        state.removed = True

for number in range(state.inserted, 0, -1):
    card(f"inserted-{number}", "song", f"Inserted {number}")
if not state.removed:
    card("night", "song", "Night drive", note="20 s at 120 BPM, the prompt asked for 20 s")
card("river", "ramp", "Slow river")
card("lost", "lost", "Lost tape")
