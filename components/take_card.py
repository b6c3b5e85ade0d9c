"""A take: its title, its waveform, the facts, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import visit, wording
from components.notice import refuse
from components.player import Download, player
from demotape.audio.formats import FORMATS
from demotape.errors import DemotapeError
from demotape.models import Take
from demotape.naming import TITLE_LIMIT
from demotape.studio import Studio

_FORMATS = ("wav", "flac", "mp3")


def take_card(take: Take, *, studio: Studio, engine: str, use_again: Callable[[Take], None]) -> None:
    """Draw one take.

    Args:
        take: What to show.
        studio: Where renaming and deleting happen.
        engine: Title of the engine that made it.
        use_again: Called with the take when the person wants its settings back in the form.
    """
    with st.container(border=True, key=f"take-{take.id}"):
        with st.container(key=f"title-{take.id}", gap=None):
            st.text(take.title)
            when = wording.moment(take.created_at, now=visit.now(), zone=visit.zone())
            st.caption(wording.facts(take, engine=engine, when=when))
        player(
            key=f"player-{take.id}",
            src=f"/takes/{take.id}/audio",
            peaks=f"/takes/{take.id}/peaks",
            title=take.title,
            duration_s=take.measured.duration_s,
            downloads=_downloads(take),
            note=_note(take),
        )
        with st.container(horizontal=True, vertical_alignment="center", key=f"actions-{take.id}"):
            st.button(
                "Use again",
                key=f"use-{take.id}",
                on_click=use_again,
                args=(take,),
                help="Puts prompt, length, engine and seed back into the form.",
            )
            _rename(take, studio)
            _delete(take, studio)


def _downloads(take: Take) -> list[Download]:
    """The original first, then every format that it is not in already."""
    url = f"/takes/{take.id}/download"
    made = [FORMATS[name] for name in _FORMATS if FORMATS[name].media_type != take.media_type]
    original = take.file.rsplit(".", 1)[-1].upper()
    return [
        Download(label=f"{original} (original)", name=f"Download {original} (original)", url=f"{url}/original"),
        *(Download(label=to.title, name=f"Download {to.title}", url=f"{url}/{to.name}") for to in made),
    ]


def _note(take: Take) -> str | None:
    if take.measured.loudness_lufs is None and take.measured.duration_s > 1:
        return "This take is silent."
    return wording.note_on_length(take)


def _rename(take: Take, studio: Studio) -> None:
    with st.popover("Rename", type="tertiary", key=f"rename-{take.id}"):
        st.text_input(
            "Title",
            value=take.title,
            key=f"new-title-{take.id}",
            max_chars=TITLE_LIMIT,
            on_change=_save_title,
            args=(take, studio),
        )


def _save_title(take: Take, studio: Studio) -> None:
    title = st.session_state[f"new-title-{take.id}"]
    try:
        studio.rename(take.id, title)
    except DemotapeError as error:
        st.session_state[f"new-title-{take.id}"] = take.title
        refuse(error)


def _delete(take: Take, studio: Studio) -> None:
    with st.popover("Delete", type="tertiary", key=f"delete-{take.id}"):
        st.text("Delete this take and its audio for good?")
        st.button(
            "Delete for good", key=f"delete-now-{take.id}", type="primary", on_click=_delete_now, args=(take, studio)
        )


def _delete_now(take: Take, studio: Studio) -> None:
    try:
        studio.delete(take.id)
    except DemotapeError as error:
        refuse(error)
