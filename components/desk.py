"""The jobs of this visitor, kept up to date while any of them is under way."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.form import form_is_wanted
from components.job_card import job_card
from components.notice import told_plainly
from demotape.models import Job
from demotape.studio import Studio

_TICK_S, _LOCAL_TICK_S = 1.0, 0.25
"""Time between two looks at the jobs under way; the shorter one where one of them is made on this machine."""


def desk(
    *, studio: Studio, visitor: str, use_again: Callable[[Job, str | None], None], is_held: Callable[[], bool]
) -> None:
    """Draw the jobs; with a timer only while one of them is under way.

    When a job becomes a take, the timer is no longer needed, or the form is wanted, the whole page is run once more.

    Args:
        studio: Where the jobs are.
        visitor: Whose jobs.
        use_again: Called when the person wants a job's settings back in the form, with another prompt or None.
        is_held: Whether the page must not be run just now: that would lose what is being typed in a dialog.
    """
    jobs_now = studio.jobs_on_desk(visitor)
    drawn = _view(jobs_now)
    # Asked once here, so that a tick costs one query.
    usual = {job.id: studio.usual_wait(job.request) for job in jobs_now}
    engines = {info.name: info for info in studio.engines()}

    def draw() -> None:
        with told_plainly():
            jobs = studio.jobs_on_desk(visitor)
            # A press in a fragment draws that alone, and the form lies outside.
            if form_is_wanted() or (_view(jobs) != drawn and not is_held()):
                st.rerun()
            for job in jobs:
                wait = usual.get(job.id)
                job_card(
                    job,
                    studio=studio,
                    info=engines.get(job.request.engine),
                    usual_s=wait.usual_s if wait else None,
                    use_again=use_again,
                )

    busy = [engines.get(job.request.engine) for job in jobs_now if job.may_become_a_take]
    tick_s = _LOCAL_TICK_S if any(info and info.is_local for info in busy) else _TICK_S
    st.fragment(draw, run_every=tick_s if busy else None)()


def _view(jobs: list[Job]) -> set[tuple[str, bool]]:
    """What the rest of the page depends on: which jobs there are, and whether a take may still come of them."""
    return {(job.id, job.may_become_a_take) for job in jobs}
