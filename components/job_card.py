"""A job on its way, or one that ended without a take."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from components import visit, wording
from components.notice import refuse
from demotape.engines.base import EngineInfo
from demotape.errors import DemotapeError
from demotape.models import Job, JobState
from demotape.studio import Studio

_log = logging.getLogger(__name__)


def job_card(
    job: Job,
    *,
    studio: Studio,
    info: EngineInfo | None,
    usual_s: float | None,
    use_again: Callable[[Job, str | None], None],
) -> None:
    """Draw one job.

    Args:
        job: What to show.
        studio: Where stopping, checking and dismissing happen.
        info: The job's engine; None if it is not installed any more.
        usual_s: How long such jobs usually take, in seconds; None before there is a history.
        use_again: Called when the person wants the job's settings back in the form, with another prompt or None.
    """
    with st.container(border=True, key=f"job-{job.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"state-{job.id}"):
            _state(job, info, usual_s)
        with st.container(key=f"title-of-{job.id}"):
            st.text(_excerpt(job.request.prompt or str(job.request.options.get("lyrics", ""))))
        if job.state.is_running:
            if job.progress is not None:
                st.progress(min(1.0, job.progress))
            if job.problem is not None:
                st.text(wording.tried_again(job.problem, now=visit.now()))
        elif job.problem is not None:
            _problem(job, info)
        with st.container(horizontal=True, gap="small", key=f"choices-{job.id}"):
            _actions(job, studio, info, use_again)


def _state(job: Job, info: EngineInfo | None, usual_s: float | None) -> None:
    st.badge(job.state.label, icon=_ICONS[job.state], color=_COLOURS[job.state])
    if job.state.is_running:
        st.caption(wording.waiting(job, now=visit.now(), usual_s=usual_s))
    else:
        when = wording.moment(job.changed_at, now=visit.now(), zone=visit.zone())
        length = [] if job.request.length_s is None else [wording.clock(job.request.length_s)]
        st.caption(wording.plain(" · ".join([*length, wording.maker(job.request, info), when])))


_COLOURS = {
    JobState.QUEUED: "gray",
    JobState.GENERATING: "primary",
    JobState.DOWNLOADING: "primary",
    JobState.READY: "green",
    JobState.FAILED: "red",
    JobState.CANCELLED: "gray",
    JobState.NEEDS_YOU: "orange",
    JobState.OVERDUE: "orange",
}
_ICONS = {
    JobState.QUEUED: ":material/schedule:",
    JobState.GENERATING: ":material/graphic_eq:",
    JobState.DOWNLOADING: ":material/download:",
    JobState.READY: ":material/check:",
    JobState.FAILED: ":material/error:",
    JobState.CANCELLED: ":material/cancel:",
    JobState.NEEDS_YOU: ":material/help:",
    JobState.OVERDUE: ":material/hourglass_bottom:",
}


def _excerpt(prompt: str, limit: int = 160) -> str:
    line = " ".join(prompt.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"


def _problem(job: Job, info: EngineInfo | None) -> None:
    problem = job.problem
    if problem is None:
        return
    sentences = [problem.message, wording.charged(problem.charged, info=info), problem.advice]
    # The words may come from a server: plain text, never markdown.
    with st.container(key=f"problem-{job.id}"):
        st.text(" ".join(sentence for sentence in sentences if sentence))
        if problem.suggestion:
            st.text(f"It suggests instead: “{problem.suggestion}”")
        if problem.request_id:
            st.text(f"For the provider's support: request {problem.request_id}")


def _actions(job: Job, studio: Studio, info: EngineInfo | None, use_again: Callable[[Job, str | None], None]) -> None:
    if job.state.is_running:
        can_cancel = info is None or info.can_cancel or (job.state is JobState.QUEUED and job.started_at is None)
        st.button(
            "Stopping…" if job.stop_requested else "Cancel" if can_cancel else "Stop waiting",
            key=f"stop-{job.id}",
            disabled=job.stop_requested,
            on_click=_try,
            args=(studio.stop, job.id),
        )
        return
    if job.can_check_again:
        st.button(
            "Check again", key=f"check-{job.id}", type="primary", on_click=_try, args=(studio.check_again, job.id)
        )
    if job.state is JobState.NEEDS_YOU and job.ticket is not None:
        st.button("Look again", key=f"look-{job.id}", type="primary", on_click=_try, args=(studio.check_again, job.id))
    if job.state is JobState.NEEDS_YOU:
        st.button("Send again (may cost twice)", key=f"send-{job.id}", on_click=_try, args=(studio.send_again, job.id))
    if job.problem is not None and job.problem.suggestion:
        st.button("Use the suggestion", key=f"suggest-{job.id}", on_click=use_again, args=(job, job.problem.suggestion))
    st.button("Use again", key=f"use-{job.id}", on_click=use_again, args=(job, None))
    label = "Give up" if job.state is JobState.NEEDS_YOU else "Dismiss"
    st.button(label, key=f"dismiss-{job.id}", type="tertiary", on_click=_try, args=(studio.dismiss, job.id))


def _try(act: Callable[..., object], *args: object) -> None:
    try:
        act(*args)
    except DemotapeError as error:
        refuse(error)
    except Exception:
        _log.exception("A press failed")
        st.toast("Something unforeseen went wrong. The log of the server has the details.")
