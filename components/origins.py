"""Where a take comes from, what differs between two takes, and every fact that is kept of one."""

from __future__ import annotations

import streamlit as st

from components import places, visit, wording
from components.sheet import sheet
from demotape.audio.edit import from_json
from demotape.engines.base import EngineInfo
from demotape.errors import AudioError, NotFound
from demotape.models import Job, Take
from demotape.studio import Studio
from demotape.workbench.differences import Change, Piece, settings_between, words_between
from demotape.workbench.family import MOST_RELATIVES

_CHOICES = 50


def lineage(take: Take, studio: Studio) -> None:
    """Draw the line that leads to a take and the tree of what was made from it."""
    relatives = studio.workbench.family(take)
    if len(relatives) == 1:
        st.text("Made from no other take, and no other was made from it yet.")
        return
    first = relatives[0].generation
    with st.container(key="lineage", gap="small"):
        for relative in relatives:
            depth = relative.generation - first
            step = "\N{NO-BREAK SPACE}" * 4 * (depth - 1) + "↳ " if depth else ""
            how = f" ({relative.origin.value})" if relative.origin else ""
            if relative.take is None:
                st.text(f"{step}A deleted take{how}")
            elif relative.generation == 0:
                st.markdown(f"{step}**{wording.plain(relative.take.title)}**{how}, this take")
            else:
                with st.container(horizontal=True, vertical_alignment="center", key=f"relative-{relative.take.id}"):
                    st.text(f"{step}{relative.take.title}{how}", width="content")
                    # A label of its own: others would be read as markup by the page and as it stands by the browser.
                    st.button(
                        "Open",
                        key=f"turn-to-{relative.take.id}",
                        type="tertiary",
                        on_click=places.turn_to,
                        args=(relative.take.id,),
                    )
    if len(relatives) >= MOST_RELATIVES:
        st.caption(f"Only {MOST_RELATIVES} of this family are shown.")
    edits = _edits(take)
    if edits:
        st.markdown("**Edits that led to it**")
        st.text("\n".join(f"{number}. {label}" for number, label in enumerate(edits, start=1)))


def _edits(take: Take) -> list[str]:
    edits = take.details.get("edits")
    try:
        return [step.label for step in from_json(edits)] if edits else []
    except AudioError:
        return ["Edits that this Demotape does not know."]


def chosen_other(take: Take, studio: Studio) -> Take | None:
    """The take that was chosen to compare with, if it is still there."""
    other_id = st.session_state.get(f"compare-{take.id}")
    try:
        return studio.take(other_id) if other_id else None
    except NotFound:
        return None


def compare(take: Take, other: Take | None, studio: Studio) -> None:
    """Draw the choice of another take, and what differs from it."""
    relatives = [relative.take for relative in studio.workbench.family(take) if relative.take is not None]
    takes = {one.id: one for one in [*relatives, *studio.takes(limit=_CHOICES)] if one.id != take.id}
    if other is not None:
        takes[other.id] = other
    if not takes:
        st.text("There is no other take yet.")
        return
    now, zone = visit.now(), visit.zone()
    st.selectbox(
        "Compare with",
        list(takes),
        index=None,
        key=f"compare-{take.id}",
        placeholder="Choose a take",
        format_func=lambda id_: f"{takes[id_].title} · {wording.moment(takes[id_].created_at, now=now, zone=zone)}",
    )
    if other is None:
        st.caption("The large player then switches between the two at the same place and loudness (key B).")
        return
    st.markdown("**Prompt**: from the other take to this one")
    pieces = words_between(other.request.prompt, take.request.prompt)
    if all(piece.change is Change.SAME for piece in pieces):
        st.text("The same words.")
    else:
        with st.container(key="words"):
            st.markdown("".join(map(_marked, pieces)))
    changes = settings_between(other.request, take.request)
    st.markdown("**Settings**")
    if not changes:
        st.text("The same settings.")
        return
    sheet(
        key="settings",
        title="Settings that differ",
        columns=("Setting", "The other take", "This take"),
        rows=[(change.name, change.before or "not set", change.after or "not set") for change in changes],
    )


def _marked(piece: Piece) -> str:
    """A piece in markdown: removed words are struck out, added ones stand on a ground."""
    lead, text, tail = _parts(piece.text)
    plain = wording.plain(text).replace("\n", " ")
    if not text or piece.change is Change.SAME:
        return f"{lead}{plain}{tail}"
    if piece.change is Change.REMOVED:
        return f"{lead}:red[~~{plain}~~]{tail}"
    return f"{lead}:green-background[{plain}]{tail}"


def _parts(text: str) -> tuple[str, str, str]:
    inner = text.strip()
    lead = " " if text[:1].isspace() else ""
    return (lead, inner, " " if inner and text[-1:].isspace() else "")


def facts(take: Take, info: EngineInfo | None, studio: Studio) -> None:
    """Draw every fact that is kept of a take."""
    measured, zone = take.measured, visit.zone()
    job = _job(take, studio)
    known = {
        "Engine": info.title if info else take.request.engine,
        "Model": take.request.options.get("model") or take.details.get("model"),
        "Seed": take.request.seed,
        "Length asked": wording.length_asked(take.request),
        "Cost": wording.cost(take.cost) if take.cost else None,
        "Provider's id": take.ticket if info is None or info.costs_money else None,
        "Provider's trace": take.details.get("trace_id"),
        "Made": f"{take.created_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        "Timings": _timings(job),
        "File": f"{take.file.rsplit('.', 1)[-1].upper()}, {take.size_bytes / 1e6:.1f} MB, "
        f"{measured.sample_rate / 1000:g} kHz, {_channels(measured.channels)}",
        "Take": take.id,
    }
    settings = {
        name.replace("_", " ").capitalize(): value
        for name, value in take.request.options.items()
        if name not in ("model", "plan") and value is not None
    }
    rows = [(name, str(value)) for name, value in {**known, **settings}.items() if value is not None]
    sheet(key="facts", title="Facts", columns=("Fact", "Value"), rows=rows)


def _job(take: Take, studio: Studio) -> Job | None:
    try:
        return studio.job(take.id)
    except NotFound:  # an edit or an import
        return None


def _timings(job: Job | None) -> str | None:
    if job is None or job.started_at is None:
        return None
    queued = (job.started_at - job.created_at).total_seconds()
    took = (job.changed_at - job.started_at).total_seconds()
    return f"{queued:.1f} s in the queue, {took:.1f} s until it was stored"


def _channels(count: int) -> str:
    return {1: "mono", 2: "stereo"}.get(count, f"{count} channels")
