"""Prompts to start from: a surprise, examples, and what was kept."""

from __future__ import annotations

import secrets

import streamlit as st

from components import begun, prompt_book, prompt_helper
from demotape.prompts.surprise import surprise

EXAMPLES = {
    "Lo-fi that lifts": "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s",
    "Quiet piano": "solo piano in C minor, calm and sparse, like rain on a window",
    "Four to the floor": "house at 124 BPM, warm chords, a drop halfway, loud bass",
    "Rising strings": "cinematic orchestral music, tense and dark, building to a climax",
    "Slow air": "ambient, slow and wide, soft pads and a harp",
}
"""Prompts to start from, by the word on their button."""

_SEEDS = 2**31
_GIVEN = "the prompt that was given"
_REPLACED = "the prompt that was replaced"
"""In the session: what a button last put into the box, and the words of the person that stood there before."""


def prompt_ideas(*, length_s: float | None) -> None:
    """Draw the row.

    Args:
        length_s: Chosen length, which a surprise with sections fits; None where the model decides.
    """
    with st.container(horizontal=True, gap="small", key="examples"):
        st.button("Surprise me", key="surprise", type="tertiary", on_click=_surprise, args=(length_s,))
        for name, example in EXAMPLES.items():
            st.button(name, key=f"example-{name}", type="tertiary", on_click=put_in, args=(example,))
        st.button("Saved and earlier", key="open-prompts", type="tertiary", on_click=prompt_book.open_book)
        if _REPLACED in st.session_state:
            st.button("Bring my words back", key="put-back", type="tertiary", on_click=_put_back)


def put_in(prompt: str) -> None:
    """Put another prompt into the box. What the person wrote there can be brought back."""
    before = st.session_state.get("prompt", "")
    if before.strip() and before not in (st.session_state.get(_GIVEN), prompt):
        st.session_state[_REPLACED] = before
    _set(prompt)


def _surprise(length_s: float | None) -> None:
    put_in(surprise(secrets.randbelow(_SEEDS), length_s=length_s))


def _put_back() -> None:
    _set(st.session_state.pop(_REPLACED, st.session_state.get("prompt", "")))


def _set(prompt: str) -> None:
    st.session_state["prompt"] = prompt
    st.session_state[_GIVEN] = prompt
    st.session_state.pop("refusal", None)
    begun.forget()
    prompt_helper.start_anew()
