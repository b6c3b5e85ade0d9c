"""A row of plain words to choose from, which are written into the prompt before the person's eyes."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from demotape.engines.model import Model
from demotape.prompts.asking import answer, as_memory, bpm_of, keep_up, remembered, sections_of
from demotape.prompts.sections import MOST_SECTIONS, NAMES, SOUNDS
from demotape.prompts.vocabulary import GROUPS, HIGHEST_BPM, LOWEST_BPM
from demotape.prompts.words import Helped

_HERE = Path(__file__).parent
_KEY = "prompt-helper"
_HELPED = "what the helper wrote"
"""In the session: the prompt with the places of the helper's words."""
_ANSWERED = "the last wish"
_SEEN = "the wish was seen"
_LATE = "the prompt that came late"
_LONGEST_PROMPT = 100_000

_SILENT = "This model does not sing: of these words, only “instrumental only” is of use to it."

_mount = st.components.v2.component(
    "demotape_prompt_helper",
    html='<div class="helper"></div>',
    css=(_HERE / "prompt_helper.css").read_text(encoding="utf-8"),
    js=(_HERE / "prompt_helper.js").read_text(encoding="utf-8"),
)

_VOCABULARY = {
    "groups": [
        {
            "name": group.name,
            "label": group.label,
            "choices": [
                {"label": choice.label, "words": choice.words, "slot": group.slot(choice.words)}
                for choice in group.choices
            ],
        }
        for group in GROUPS
    ],
    "names": NAMES,
    "sounds": SOUNDS,
    "bpm_limits": [LOWEST_BPM, HIGHEST_BPM],
    "most_sections": MOST_SECTIONS,
}


def prompt_helper(prompt: str, *, model: Model, length_s: float | None) -> None:
    """Draw the row. It belongs to the text box with the key `prompt`, whose text it changes.

    Args:
        prompt: What stands in the box.
        model: The chosen model.
        length_s: The chosen length; None where the model decides.
    """
    known = st.session_state.get(_HELPED)
    helped = keep_up(known or Helped(), prompt)
    st.session_state[_HELPED] = helped

    def asked() -> None:
        wish = st.session_state[_KEY].get("wish")
        if isinstance(wish, dict):
            st.session_state["prompt"] = _granted(wish, length_s=length_s)
            st.session_state[_SEEN] = True

    result = _mount(
        key=_KEY,
        on_wish_change=asked,
        data=_VOCABULARY
        | {
            "chosen": helped.chosen(),
            "said": [slot for slot, _ in helped.said],
            "bpm": bpm_of(helped),
            "sections": [
                {"name": part.name, "length_s": part.length_s, "sound": part.sound} for part in sections_of(helped)
            ],
            "length_s": None if length_s is None else round(length_s),
            "silent": "" if model.sings else _SILENT,
            "memory": as_memory(helped),
            "is_new": known is None,
            "answered": st.session_state.get(_ANSWERED),
        },
    )
    wish = result.get("wish")
    is_seen = st.session_state.pop(_SEEN, False)
    if isinstance(wish, dict) and not is_seen:
        # In the first run after a restart of the server nothing is called back, and the box is drawn already.
        st.session_state[_LATE] = _granted(wish, length_s=length_s)
        st.rerun()


def catch_up() -> None:
    """Put into the box what could not be put there in the run before. To be called before the box is drawn."""
    if _LATE in st.session_state:
        st.session_state["prompt"] = st.session_state.pop(_LATE)


def start_anew() -> None:
    """From now on every word in the prompt is the person's: another text takes the place of the old one."""
    st.session_state[_HELPED] = Helped()


def _granted(wish: dict[str, object], *, length_s: float | None) -> str:
    """The prompt after a wish. One that comes again is granted once."""
    if wish.get("id") == st.session_state.get(_ANSWERED):
        return str(st.session_state.get("prompt", ""))
    st.session_state[_ANSWERED] = wish.get("id")
    helped = st.session_state.get(_HELPED)
    if not isinstance(helped, Helped) or not helped.chosen():
        # After a restart of the server only the browser knows.
        helped = remembered(wish.get("memory")) or Helped()
    # The browser's own text: what is typed there may not have come here yet.
    typed = wish.get("prompt")
    prompt = typed[:_LONGEST_PROMPT] if isinstance(typed, str) else str(st.session_state.get("prompt", ""))
    changed = answer(keep_up(helped, prompt), wish, length_s=length_s)
    st.session_state[_HELPED] = changed
    if changed.prompt != prompt:
        st.session_state.pop("refusal", None)
    return changed.prompt
