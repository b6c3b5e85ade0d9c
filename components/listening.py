"""What was found by listening to a take, once that is done."""

from __future__ import annotations

import streamlit as st

from components import wording
from components.notice import told_plainly
from components.sheet import sheet
from demotape.audio.tagger import LIMITS
from demotape.audio.verdicts import Row, Verdict
from demotape.models import Take
from demotape.studio import Studio
from demotape.workbench import Work
from demotape.workbench.listen import Heard

_TICK_S = 0.5
_SIGNS = {
    Verdict.AS_ASKED: "✓",
    Verdict.CLOSE: "≈",
    Verdict.DIFFERENT: "✗",
    Verdict.UNSURE: "?",
    Verdict.NOT_ASKED: "",
    Verdict.FLAW: "!",
}


def heard_of(take: Take, studio: Studio) -> Heard | None:
    """What was found; None while the studio listens in the background, or where it cannot."""
    heard = studio.workbench.heard(take)
    if heard is None:
        work = studio.workbench.listen(take)
        if work.is_done and work.future.exception() is None:
            return work.result()
    return heard


def listening(take: Take, studio: Studio) -> None:
    """Say that the studio is listening, and run the page again when it has; or say why it cannot."""
    work = studio.workbench.listen(take)
    if work.is_done:
        _failed(take, studio, work)
        return

    def draw() -> None:
        if work.is_done:
            st.rerun()  # without a timer
        st.progress(work.share, text="Listening to this take: tempo, key, loudness, sections, what it sounds like.")

    st.fragment(draw, run_every=_TICK_S)()


def _failed(take: Take, studio: Studio, work: Work[Heard]) -> None:
    with told_plainly():
        st.button("Listen again", key="listen-again", on_click=_listen_again, args=(take, studio))
        work.result()


def _listen_again(take: Take, studio: Studio) -> None:
    studio.workbench.listen(take, again=True)


def asked_and_got(heard: Heard) -> None:
    """Draw a row for each thing that can be asked for and measured."""
    sheet(
        key="asked-and-got",
        title="Asked and got",
        columns=("What", "Asked", "Got", "Verdict"),
        rows=[_cells(row) for row in heard.rows],
    )
    st.caption(
        "Asked is what the prompt and the form say, read by the Band's parser. Got is measured. A tempo holds up to a "
        "factor of two, and a key as much as its relative with the same notes."
    )


def _cells(row: Row) -> list[str]:
    is_told = row.verdict in (Verdict.NOT_ASKED, Verdict.FLAW)
    sign = f"{_SIGNS[row.verdict]} {row.verdict.value.capitalize()}. " if row.verdict is not Verdict.NOT_ASKED else ""
    sure = "" if is_told or row.confidence >= 1 else f" ({row.how_sure})"
    return [row.what, "–" if row.asked == Verdict.NOT_ASKED else row.asked, row.got, f"{sign}{row.sentence}{sure}"]


def heard_as(heard: Heard) -> None:
    """Draw what an independent listener hears, beside the words of the prompt."""
    asked, got = st.columns(2)
    with asked:
        st.markdown("**Words of the prompt**")
        st.text("\n".join(heard.wanted.words) or "The prompt names no style, instrument or mood.")
    with got:
        st.markdown("**Heard as**")
        if heard.strongest:
            st.text("\n".join(f"{tag.name}, {tag.strength:.0%}" for tag in heard.strongest))
        else:
            st.text("Nothing clearly enough to tell.")
    st.caption(wording.plain(LIMITS))


def understood(take: Take) -> None:
    """Draw what an engine says that it understood and did not follow, where it says so."""
    told = {
        "Understood": _texts(take.details.get("understood")),
        "Not followed": _texts(take.details.get("not_followed")),
    }
    if not any(told.values()):
        return
    for place, (title, texts) in zip(st.columns(2), told.items(), strict=True):
        with place:
            st.markdown(f"**{title}**")
            st.text("\n".join(texts) or "Nothing: all of it was followed.")


def _texts(value: object) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list | tuple) else []
