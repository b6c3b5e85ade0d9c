"""The workbench: a list of edits, heard at once, and saved as a take of its own."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import places, wording
from components.notice import told_plainly
from components.player import player
from components.step_form import step_form
from demotape.audio.edit.step import clock
from demotape.errors import AudioError, Cancelled
from demotape.models import Take
from demotape.naming import TITLE_LIMIT
from demotape.studio import Studio
from demotape.workbench import Preview, Work, edited_title
from demotape.workbench.edits import Edits
from demotape.workbench.listen import Heard

_TICK_S = 0.4


def edit_bench(
    take: Take, *, studio: Studio, visitor: str, heard: Heard | None, region: tuple[float, float] | None
) -> None:
    """Draw the workbench of one take.

    Args:
        take: What is edited. It stays as it is.
        studio: Where it is rendered and saved.
        visitor: Who saves.
        heard: Its beats; None while they are not known.
        region: What is selected in the large player, in seconds.
    """
    key = f"edits-{take.id}"
    edits: Edits = st.session_state.setdefault(key, Edits())
    step_form(take, studio=studio, heard=heard, region=region, add=lambda step: _keep(key, edits.add(step)))
    if not edits.items:
        st.text("No steps yet. Steps never touch the original: add one and hear it here.")
        if edits.before is not None:
            st.button("Undo", key="undo-step", on_click=_undo, args=(key,))
        return
    _list(key, edits)
    try:
        studio.workbench.check(take, edits.steps)
    except AudioError as error:
        st.error(wording.plain(f"{error.message} {error.advice}"))
        return
    if not edits.steps:
        st.text("All steps are switched off.")
        return
    preview = studio.workbench.preview(take, edits.steps)
    if preview is None:
        _rendering(take, edits, studio)
    else:
        _hear(take, edits, preview)
        _save(take, edits, studio=studio, visitor=visitor)


def _keep(key: str, edits: Edits) -> None:
    st.session_state[key] = edits


def _undo(key: str) -> None:
    # What the list is by now, not what it was when the button was drawn: two quick presses go back twice.
    st.session_state[key] = st.session_state[key].undo()


def _list(key: str, edits: Edits) -> None:
    last = len(edits.items) - 1
    with st.container(key="steps", gap="small"):
        for index, item in enumerate(edits.items):
            with st.container(horizontal=True, vertical_alignment="center", key=f"step-{index}", gap="small"):
                # What is drawn is what the list says, whatever the browser remembers of this place in it.
                st.session_state[f"step-on-{index}"] = item.is_on
                st.checkbox(
                    item.step.label,  # our own words, and the browser tells them to screen readers as they are
                    key=f"step-on-{index}",
                    on_change=_keep,
                    args=(key, edits.switch(index)),
                    width="stretch",
                )
                _act(key, "Up", edits.move(index, -1), f"up-{index}", disabled=index == 0)
                _act(key, "Down", edits.move(index, 1), f"down-{index}", disabled=index == last)
                _act(key, "Remove", edits.remove(index), f"remove-{index}")
        with st.container(horizontal=True, gap="small", key="step-acts"):
            st.button(
                "Undo", key="undo-step", type="tertiary", disabled=edits.before is None, on_click=_undo, args=(key,)
            )
            _act(key, "Remove all", edits.clear(), "clear-steps")


def _act(key: str, label: str, after: Edits, name: str, *, disabled: bool = False) -> None:
    st.button(label, key=name, type="tertiary", disabled=disabled, on_click=_keep, args=(key, after))


def _rendering(take: Take, edits: Edits, studio: Studio) -> None:
    key = f"rendering-{take.id}"
    steps, before = st.session_state.get(key, ((), None))
    is_another = steps != edits.steps
    if before is not None and is_another:
        before.stop()  # nobody looks at that list any more
    work = studio.workbench.render(take, edits.steps, again=is_another)
    st.session_state[key] = (edits.steps, work)
    if _wait_for(work, "Making the preview", name="preview"):
        st.button("Make the preview", key="render-again", on_click=_render_again, args=(take, edits, studio))


def _wait_for(work: Work[Any], words: str, *, name: str) -> bool:
    """Show how far work is, while the page stays usable, and run the page again when it is done.

    Returns True where it has failed or was stopped, and says so.
    """
    if work.is_done:
        with told_plainly():
            try:
                work.result()
            except Cancelled as error:
                st.text(error.message)  # no fault
            else:
                st.rerun()
        return True

    def draw() -> None:
        if work.is_done:
            st.rerun()  # without a timer
        with st.container(horizontal=True, vertical_alignment="center", key=f"{name}-progress"):
            st.progress(min(1.0, work.share), text=words)
            st.button("Stop", key=f"stop-{name}", on_click=work.stop)

    st.fragment(draw, run_every=_TICK_S)()
    return False


def _render_again(take: Take, edits: Edits, studio: Studio) -> None:
    studio.workbench.render(take, edits.steps, again=True)


def _hear(take: Take, edits: Edits, preview: Preview) -> None:
    url = f"/takes/{take.id}/edits/{preview.key}"
    with st.container(border=True, key="preview"):
        player(
            key=f"preview-{take.id}-{preview.key}",
            src=f"{url}/audio",
            peaks=f"{url}/peaks",
            title="Preview of the edit",
            facts=f"{clock(preview.shape.length_s)} · {preview.shape.frames:,} samples",
            duration_s=preview.shape.length_s,
        )
    if preview.notes:
        st.text("\n".join(note.text for note in preview.notes))
    st.caption(f"{len(edits.steps)} {'step' if len(edits.steps) == 1 else 'steps'}. The original is as it was.")


def _save(take: Take, edits: Edits, *, studio: Studio, visitor: str) -> None:
    key = f"saving-{take.id}"
    with st.form(f"save-{take.id}", border=False):
        title = st.text_input("Title of the new take", value=edited_title(take.title), max_chars=TITLE_LIMIT)
        if st.form_submit_button("Save as a new take", type="primary", key="save-edit"):
            st.session_state[key] = studio.workbench.save(take, edits.steps, visitor=visitor, title=title)
    work: Work[Take] | None = st.session_state.get(key)
    if work is None:
        return
    if work.is_done and work.future.exception() is None:
        with st.container(horizontal=True, vertical_alignment="center", key="saved"):
            st.text("Saved as a take of its own.", width="content")
            st.button("Open the new take", key="open-saved", on_click=places.turn_to, args=(work.result().id,))
    else:
        _wait_for(work, "Saving", name="save")
