"""Several takes at once: which are selected, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from components import wording
from components.exports import start_export
from components.notice import told_plainly
from components.undo import note_deleted
from demotape.studio import Studio

_SELECTED = "selected takes"
"""In the session: ids, in the order in which they were selected."""


def selected() -> tuple[str, ...]:
    """Ids of the takes that are selected."""
    return tuple(st.session_state.get(_SELECTED, ()))


def toggle(take_id: str) -> None:
    """Select a take, or no longer."""
    ids = selected()
    _select([one for one in ids if one != take_id] if take_id in ids else [*ids, take_id])


def clear_selection() -> None:
    """Select nothing."""
    _select(())


def selection_bar(studio: Studio, *, visitor: str, all_ids: Callable[[], Sequence[str]], count: int) -> None:
    """Draw what can be done with the selected takes; nothing while none is.

    Args:
        studio: Where the takes are.
        visitor: Who acts.
        all_ids: Gives the takes of the whole view, when all are wanted.
        count: How many takes the view has.
    """
    ids = selected()
    if not ids:
        return
    with st.container(key="selection", horizontal=True), told_plainly():
        st.text(f"{len(ids):,} selected", width="content")
        _acts(studio, ids, visitor=visitor)
        if len(ids) < count:
            st.button(f"Select all {count:,}", key="select-all", on_click=lambda: _select(all_ids()))
        st.button("Clear", key="clear-selection", on_click=clear_selection)


def bin_selection_bar(studio: Studio) -> None:
    """The same for takes in the bin."""
    ids = selected()
    if not ids:
        return
    with st.container(key="selection", horizontal=True), told_plainly():
        st.text(f"{len(ids):,} selected", width="content")
        if st.button("Restore", key="restore-selected"):
            studio.collection.restore(ids)
            _done()
        with st.popover("Delete for good", key="delete-selected-for-good"):
            st.text("These takes and their audio cannot be had back.")
            if st.button(f"Delete {wording.takes(len(ids))} for good", key="delete-selected-now", type="primary"):
                studio.collection.delete_for_good(ids)
                _done()
        st.button("Clear", key="clear-selection", on_click=clear_selection)


def _acts(studio: Studio, ids: Sequence[str], *, visitor: str) -> None:
    collection = studio.collection
    if st.button("Favourite", key="favourite-selected"):
        collection.set_favourite(ids, True)
        st.rerun()
    with st.popover("Tags", key="tags-of-selected"):
        tags = st.multiselect(
            "Tags", collection.facets().tags, key="bulk-tags", accept_new_options=True, placeholder="Choose or type"
        )
        with st.container(horizontal=True, key="bulk-tag-acts"):
            if st.button("Add", key="add-bulk-tags", disabled=not tags):
                collection.tag(ids, add=tags)
                st.rerun()
            if st.button("Remove", key="remove-bulk-tags", disabled=not tags):
                collection.tag(ids, remove=tags)
                st.rerun()
    if st.button("Export ZIP", key="export-selected"):
        start_export(studio, ids, visitor=visitor)
        st.rerun()
    if st.button("Delete", key="delete-selected"):
        collection.bin(ids)
        note_deleted(ids)
        _done()


def _select(ids: Sequence[str]) -> None:
    st.session_state[_SELECTED] = tuple(ids)


def _done() -> None:
    clear_selection()
    st.rerun()
