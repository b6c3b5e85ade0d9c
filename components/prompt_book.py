"""The dialog of saved prompts and of those that were sent before."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import visit, wording
from components.notice import told_plainly
from demotape.errors import DemotapeError
from demotape.library.prompts import KeptPrompt, SentPrompt
from demotape.models import Request
from demotape.naming import TITLE_LIMIT
from demotape.prompts.book import PromptBook

_OPEN = "the prompts are open"
_ASKED = "asked of a saved prompt"
_PROBLEM = "the problem of the prompts"
"""In the session: whether the dialog is open, what is asked in it and of which prompt, and what went wrong."""
_SHOWN = 20


def open_book() -> None:
    """Open the dialog with the next run of the page."""
    st.session_state[_OPEN] = True


def is_open() -> bool:
    """Whether the dialog is open: the page must not be run by itself then."""
    return _OPEN in st.session_state


def prompt_book(
    book: PromptBook,
    *,
    visitor: str,
    request: Request,
    use_prompt: Callable[[str], None],
    use_form: Callable[[Request], None],
) -> None:
    """Open the dialog if it was asked for, once for the page; it stays open through reruns until it is left.

    Args:
        book: Where the prompts are.
        visitor: Whose prompts.
        request: What stands in the form, to be saved.
        use_prompt: Called with a prompt that is to go into the form.
        use_form: Called with everything that is to go into the form.
    """
    if is_open():
        _dialog(book, visitor, request, use_prompt, use_form)


def _close() -> None:
    for key in (_OPEN, _ASKED, _PROBLEM):
        st.session_state.pop(key, None)


@st.dialog("Saved and earlier prompts", width="medium", on_dismiss=_close)
def _dialog(
    book: PromptBook,
    visitor: str,
    request: Request,
    use_prompt: Callable[[str], None],
    use_form: Callable[[Request], None],
) -> None:
    if not is_open():
        st.rerun()

    def use(found: KeptPrompt | SentPrompt) -> None:
        if isinstance(found, SentPrompt):
            use_prompt(found.request.prompt)
        elif found.form is not None:
            use_form(found.form)
        else:
            use_prompt(found.prompt)
        _close()

    with told_plainly():
        _save(book, visitor, request)
        if problem := st.session_state.pop(_PROBLEM, None):
            st.error(wording.plain(problem))
        search = st.text_input("Search", key="prompt-search", placeholder="Words of a name or a prompt")
        kept = book.kept(visitor=visitor, search=search)
        st.subheader("Saved", anchor=False)
        if not kept:
            nothing = "Nothing saved yet. Give what stands in the form a name and press Save."
            st.text("Nothing saved has these words." if search.strip() else nothing)
        for one in kept[:_SHOWN]:
            _kept(one, book, use)
        if len(kept) > _SHOWN:
            st.caption(f"{len(kept) - _SHOWN:,} more. Search to find them.")
        st.subheader("Sent before", anchor=False)
        sent = book.sent(visitor=visitor, search=search, limit=_SHOWN)
        if not sent:
            st.text("Nothing sent has these words." if search.strip() else "Nothing sent yet.")
        for number, each in enumerate(sent):
            _sent(number, each, use)


def _save(book: PromptBook, visitor: str, request: Request) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="save-prompt-row"):
        st.text_input("Save the prompt in the form as", key="prompt-name", max_chars=TITLE_LIMIT)
        st.button("Save", key="save-prompt", on_click=_keep, args=(book, visitor, request))
    st.checkbox(
        "With engine, model, length and settings", key="as-preset", help="A preset: all of it goes back into the form."
    )


def _keep(book: PromptBook, visitor: str, request: Request) -> None:
    as_preset = bool(st.session_state.get("as-preset"))
    if _done(lambda: book.keep(st.session_state["prompt-name"], request, visitor=visitor, as_preset=as_preset)):
        st.session_state["prompt-name"] = ""


def _kept(kept: KeptPrompt, book: PromptBook, use: Callable[[KeptPrompt | SentPrompt], None]) -> None:
    act, asked_of = st.session_state.get(_ASKED, (None, None))
    with st.container(border=True, gap="small", key=f"kept-{kept.id}"):
        st.markdown(f"**{wording.plain(kept.name)}**" + ("" if kept.form is None else " (whole form)"))
        st.text(_short(kept.prompt))
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"kept-acts-{kept.id}"):
            if (act, asked_of) == ("rename", kept.id):
                key = f"kept-name-{kept.id}"
                st.text_input("New name", value=kept.name, key=key, max_chars=TITLE_LIMIT)
                st.button("Save the name", key=f"save-{key}", on_click=_rename, args=(book, kept, key))
            elif (act, asked_of) == ("delete", kept.id):
                st.button("Delete for good", key=f"gone-{kept.id}", type="primary", on_click=_delete, args=(book, kept))
                st.button("Keep it", key=f"stay-{kept.id}", on_click=_ask, args=(None, None))
            else:
                st.button("Use", key=f"use-{kept.id}", on_click=use, args=(kept,))
                st.button("Rename", key=f"rename-{kept.id}", type="tertiary", on_click=_ask, args=("rename", kept.id))
                st.button("Delete", key=f"delete-{kept.id}", type="tertiary", on_click=_ask, args=("delete", kept.id))


def _sent(number: int, sent: SentPrompt, use: Callable[[KeptPrompt | SentPrompt], None]) -> None:
    when = wording.moment(sent.sent_at, now=visit.now(), zone=visit.zone())
    with st.container(border=True, gap="small", key=f"sent-{number}"):
        st.text(_short(sent.request.prompt))
        with st.container(horizontal=True, vertical_alignment="center", key=f"sent-acts-{number}"):
            st.button("Use", key=f"use-sent-{number}", on_click=use, args=(sent,))
            st.caption(when if sent.times == 1 else f"{when} · {sent.times:,} times")


def _short(prompt: str) -> str:
    line = " ".join(prompt.split())
    return line if len(line) <= 200 else line[:200].rsplit(" ", 1)[0] + "…"


def _ask(act: str | None, prompt_id: str | None) -> None:
    st.session_state[_ASKED] = (act, prompt_id)


def _rename(book: PromptBook, kept: KeptPrompt, key: str) -> None:
    if _done(lambda: book.rename(kept.id, st.session_state[key], visitor=kept.visitor)):
        _ask(None, None)


def _delete(book: PromptBook, kept: KeptPrompt) -> None:
    if _done(lambda: book.delete(kept.id, visitor=kept.visitor)):
        _ask(None, None)


def _done(work: Callable[[], None]) -> bool:
    """Whether it went well; else the dialog says what went wrong."""
    try:
        work()
    except DemotapeError as error:
        st.session_state[_PROBLEM] = f"{error.message} {error.advice}".strip()
        return False
    return True
