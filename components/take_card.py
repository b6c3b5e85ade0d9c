"""A take: its title, its waveform, the facts, what the person thinks of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from components import places, visit, wording
from components.notice import refuse, told_plainly
from components.plan_editor import forget_plan, plan_editor
from components.player import Action, Download, Marks, player
from components.undo import note_deleted, undo_bar
from demotape.audio.formats import FORMATS
from demotape.collection import NOTES_LIMIT, TAGS_LIMIT
from demotape.engines.base import EngineInfo
from demotape.errors import DemotapeError, NotFound
from demotape.models import Take
from demotape.naming import TITLE_LIMIT
from demotape.studio import Studio
from demotape.workbench import is_of_its_engine

_FORMATS = ("wav", "flac", "mp3")
_OPEN = Action(name="open", label="Open", help="What was asked and what came of it, edits, downloads")
_USE_AGAIN = Action(name="use", label="Use again", help="Puts prompt, length, engine and seed back into the form")
_ACTIONS = (
    Action(name="edit", label="Edit details", help="Title, tags and notes"),
    Action(name="delete", label="Delete", help="Puts it into the bin"),
)
_BIN_ACTIONS = (
    Action(name="restore", label="Restore", help="Takes it out of the bin"),
    Action(name="delete-for-good", label="Delete for good"),
)
_PLAN = Action(name="plan", label="Change the plan", help="Shows what is played when, to be changed and played again")
_ASKED = "asked of a take"
"""In the session: which dialog is open, and for which take."""
_LONGEST_LINE = 1_000
"""More of a prompt than two lines show."""


def take_card(
    take: Take,
    *,
    info: EngineInfo | None,
    use_again: Callable[[Take], None],
    selected: bool | None = None,
    select: Callable[[str], None] | None = None,
) -> None:
    """Draw one take.

    Args:
        take: What to show.
        info: The engine that made it; None if it is not installed any more.
        use_again: Called with the take when the person wants its settings back in the form.
        selected: Whether it is selected; None where nothing can be selected.
        select: Called with the take's id when the person selects it, or no longer.
    """

    with st.container(border=True, key=f"take-{take.id}"):
        when = wording.moment(take.created_at, now=visit.now(), zone=visit.zone())
        player(
            key=f"player-{take.id}",
            src=f"/takes/{take.id}/audio",
            peaks=f"/takes/{take.id}/peaks",
            title=take.title,
            link=f"/take?take={take.id}",
            about="" if _line(take) == take.title else _line(take),
            facts=wording.facts(take, maker=wording.maker(take.request, info), when=when),
            tags=take.tags,
            notes=take.notes,
            marks=Marks(favourite=take.is_favourite, rating=take.rating or 0),
            selected=selected,
            duration_s=take.measured.duration_s,
            downloads=_downloads(take, info),
            lines=wording.told(take),
            note=_note(take),
            actions=_actions(take) if take.deleted_at else (_OPEN, *_actions(take)),
            on_action=lambda name: _act(take, name, use_again=use_again, select=select),
        )


def take_acts(take: Take, *, use_again: Callable[[Take], None]) -> None:
    """Draw the buttons of what can be done with one take, for the page that shows nothing but that take."""
    for action in _actions(take):
        st.button(
            action.label,
            key=f"act-{action.name}",
            help=action.help or None,
            on_click=_act,
            args=(take, action.name),
            kwargs={"use_again": use_again},
        )


def _act(
    take: Take, name: str, *, use_again: Callable[[Take], None], select: Callable[[str], None] | None = None
) -> None:
    try:
        if name == "open":
            places.show_take(take.id)
        elif name == "use":
            use_again(take)
        elif name == "select" and select is not None:
            select(take.id)
        elif name in _DIALOGS:
            _ask(name, take.id)
        else:
            _change(take, name)
    except DemotapeError as error:
        refuse(error)


def _actions(take: Take) -> tuple[Action, ...]:
    if take.deleted_at is not None:
        return _BIN_ACTIONS
    plan = (_PLAN,) if "plan" in take.details else ()
    return (_USE_AGAIN, *plan, *_ACTIONS) if take.source == "made" else _ACTIONS


def _change(take: Take, name: str) -> None:
    """Do what needs no question."""
    collection = visit.studio().collection
    if name == "favourite":
        collection.set_favourite([take.id], not take.is_favourite)
    elif name.startswith("rating-"):
        rating = int(name.removeprefix("rating-"))
        collection.rate([take.id], None if rating == take.rating else rating)
    elif name == "delete":
        collection.bin([take.id])
        note_deleted([take.id], title=take.title)
    elif name == "restore":
        collection.restore([take.id])


def _line(take: Take) -> str:
    """The prompt on one line."""
    line = " ".join(take.request.prompt[:_LONGEST_LINE].split())
    return line[:1].upper() + line[1:]


def _downloads(take: Take, info: EngineInfo | None) -> list[Download]:
    """The original first, then every format that it is not in already, then what else its engine makes of it."""
    url = f"/takes/{take.id}/download"
    made = [FORMATS[name] for name in _FORMATS if FORMATS[name].media_type != take.media_type]
    original = take.file.rsplit(".", 1)[-1].upper()
    return [
        Download(label=f"{original} (original)", name=f"Download {original} (original)", url=f"{url}/original"),
        *(Download(label=to.title, name=f"Download {to.title}", url=f"{url}/{to.name}") for to in made),
        *(
            Download(label=one.title, name=f"Download {one.title}", url=f"/takes/{take.id}/product/{one.name}")
            for one in (info.products if info and is_of_its_engine(take) else ())
        ),
    ]


def _note(take: Take) -> str | None:
    notes = (wording.note_on_silence(take), wording.note_on_length(take))
    return " ".join(note for note in notes if note) or None


def take_dialog(studio: Studio) -> None:
    """Open what was asked for on a card, once for the page, and offer to undo what was deleted.

    A dialog stays open through reruns until it is answered.
    """
    undo_bar(studio)
    act, take_id = st.session_state.get(_ASKED, (None, None))
    if act is None:
        return
    with told_plainly():
        try:
            take = studio.take(take_id)
        except NotFound:
            _answered()
        else:
            _DIALOGS[act](take, studio)


def dialog_is_open() -> bool:
    """Whether a question about a take waits for its answer."""
    return _ASKED in st.session_state


def _ask(act: str, take_id: str) -> None:
    forget_plan()
    st.session_state[_ASKED] = (act, take_id)


def _answered() -> None:
    st.session_state.pop(_ASKED, None)


@st.dialog("Edit details", on_dismiss=_answered)
def _edit(take: Take, studio: Studio) -> None:
    title = st.text_input("Title", value=take.title, key=f"new-title-{take.id}", max_chars=TITLE_LIMIT)
    with told_plainly():
        tags = st.multiselect(
            "Tags",
            studio.collection.facets().tags,
            default=take.tags,
            key=f"new-tags-{take.id}",
            accept_new_options=True,
            max_selections=TAGS_LIMIT,
            placeholder="Choose or type",
        )
    notes = st.text_area("Notes", value=take.notes, key=f"new-notes-{take.id}", max_chars=NOTES_LIMIT)
    if st.button("Save", key="save-details", type="primary"):
        with told_plainly():
            studio.collection.describe(take.id, title=title, tags=tags, notes=notes)
            _answered()
            st.rerun()


@st.dialog("Delete this take for good?", on_dismiss=_answered)
def _delete_for_good(take: Take, studio: Studio) -> None:
    st.text(take.title)
    st.caption("The take and its audio are deleted and cannot be had back.")
    with st.container(horizontal=True, key="delete-choices"):
        if st.button("Delete for good", key="delete-now", type="primary"):
            with told_plainly():
                studio.collection.delete_for_good([take.id])
                _answered()
                st.rerun()
        if st.button("Keep it", key="keep"):
            _answered()
            st.rerun()


@st.dialog("The plan", width="large", on_dismiss=_answered)
def _plan(take: Take, studio: Studio) -> None:
    plan_editor(take, studio, done=_answered)


_DIALOGS: Mapping[str, Callable[[Take, Studio], None]] = {
    "edit": _edit,
    "delete-for-good": _delete_for_good,
    "plan": _plan,
}
