"""A take: its title, its waveform, the facts, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from components import places, visit, wording
from components.notice import told_plainly
from components.plan_editor import forget_plan, plan_editor
from components.player import Action, Download, player
from demotape.audio.formats import FORMATS
from demotape.engines.base import EngineInfo
from demotape.errors import NotFound
from demotape.models import Take
from demotape.naming import TITLE_LIMIT
from demotape.studio import Studio
from demotape.workbench import is_of_its_engine

_FORMATS = ("wav", "flac", "mp3")
_ACTIONS = (
    Action(name="open", label="Open", help="What was asked and what came of it, edits, downloads"),
    Action(name="use", label="Use again", help="Puts prompt, length, engine and seed back into the form"),
    Action(name="rename", label="Rename"),
    Action(name="delete", label="Delete"),
)
_PLAN = Action(name="plan", label="Change the plan", help="Shows what is played when, to be changed and played again")
_ASKED = "asked of a take"
"""In the session: which dialog is open, and for which take."""


def take_card(take: Take, *, info: EngineInfo | None, use_again: Callable[[Take], None]) -> None:
    """Draw one take.

    Args:
        take: What to show.
        info: The engine that made it; None if it is not installed any more.
        use_again: Called with the take when the person wants its settings back in the form.
    """
    acts = {
        "open": lambda: places.show_take(take.id),
        "use": lambda: use_again(take),
        "plan": lambda: ask("plan", take.id),
        "rename": lambda: ask("rename", take.id),
        "delete": lambda: ask("delete", take.id),
    }
    with st.container(border=True, key=f"take-{take.id}"):
        when = wording.moment(take.created_at, now=visit.now(), zone=visit.zone())
        player(
            key=f"player-{take.id}",
            src=f"/takes/{take.id}/audio",
            peaks=f"/takes/{take.id}/peaks",
            title=take.title,
            about="" if _line(take) == take.title else _line(take),
            facts=wording.facts(take, maker=wording.maker(take.request, info), when=when),
            duration_s=take.measured.duration_s,
            downloads=_downloads(take, info),
            lines=wording.told(take),
            note=_note(take),
            actions=[*_ACTIONS[:2], *([_PLAN] if "plan" in take.details else []), *_ACTIONS[2:]],
            on_action=lambda name: acts[name](),
        )


def _line(take: Take) -> str:
    """The prompt on one line."""
    line = " ".join(take.request.prompt.split())
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
    """Open what was asked for on a card, once for the page; it stays open through reruns until it is answered."""
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


def ask(act: str, take_id: str) -> None:
    """Have `take_dialog` ask about a take: `rename`, `delete` or `plan`."""
    forget_plan()
    st.session_state[_ASKED] = (act, take_id)


def _answered() -> None:
    st.session_state.pop(_ASKED, None)


@st.dialog("Rename", on_dismiss=_answered)
def _rename(take: Take, studio: Studio) -> None:
    title = st.text_input("Title", value=take.title, key=f"new-title-{take.id}", max_chars=TITLE_LIMIT)
    if st.button("Save", key="save-title", type="primary"):
        with told_plainly():
            studio.rename(take.id, title)
            _answered()
            st.rerun()


@st.dialog("Delete this take?", on_dismiss=_answered)
def _delete(take: Take, studio: Studio) -> None:
    st.text(take.title)
    st.caption("The take and its audio are deleted for good.")
    with st.container(horizontal=True, key="delete-choices"):
        if st.button("Delete for good", key="delete-now", type="primary"):
            with told_plainly():
                studio.delete(take.id)
                _answered()
                st.rerun()
        if st.button("Keep it", key="keep"):
            _answered()
            st.rerun()


@st.dialog("The plan", width="large", on_dismiss=_answered)
def _plan(take: Take, studio: Studio) -> None:
    plan_editor(take, studio, done=_answered)


_DIALOGS: Mapping[str, Callable[[Take, Studio], None]] = {"rename": _rename, "delete": _delete, "plan": _plan}
