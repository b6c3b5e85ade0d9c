"""The form of Create: prompt, length, engine and seed, and the press of Generate."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import time, timedelta
from time import monotonic

import streamlit as st

from components import begun, places, prompt_book, wording
from components.fields import fields, refill
from components.form_aid import form_aid
from components.money import money
from components.prompt_helper import catch_up, prompt_helper, start_anew
from components.prompt_ideas import prompt_ideas, put_in
from demotape.engines.base import EngineInfo
from demotape.engines.model import SEEDS, LengthRange, Model
from demotape.errors import DemotapeError
from demotape.models import Job, Request, Take
from demotape.naming import likely_name
from demotape.studio import Studio

DOUBLE_PRESS_S = 1.0
"""The same request again within this time is a double click, and is one press."""


def form(studio: Studio, *, visitor: str) -> None:
    """Draw the form. A press of Generate starts a job before the rest of the page is drawn.

    After a restart of the server the browser still shows what was set: widgets take it over only if nothing is written
    to the session before they are drawn, and a press is seen only by what the button returns.
    """
    engines = {info.name: info for info in studio.engines(visitor)}
    st.session_state.setdefault("press", uuid.uuid4())
    above, length_row, engine_row = st.container(), st.container(), st.container()
    with engine_row:
        info, model = _engine(engines)
    with above:
        prompt = _prompt(info, model)
        help_row = st.container()
        refusal = st.empty()
        options = fields(model)
    with length_row:
        length_s = _length(model.length) if model.length else None
    with help_row:
        prompt_helper(prompt, model=model, length_s=length_s)
        prompt_ideas(length_s=length_s)
    if info.missing:
        with st.container(key="missing", border=True):
            st.text(info.missing)
            st.page_link(places.settings(), label="Open Settings")
    begun.begun()
    with st.container(horizontal=True, vertical_alignment="center", key="press"):
        is_pressed = st.button("Generate", key="generate", type="primary", width="stretch")
        seed = _seed() if model.takes_seed else None
        variations = _variations()
    request = Request(
        engine=info.name,
        prompt=prompt,
        length_s=length_s,
        seed=seed,
        options=options | ({"model": model.name} if len(info.models) > 1 else {}),
    )
    if is_pressed:
        _generate(variants(request, variations), takes_seed=model.takes_seed, studio=studio, visitor=visitor)
    if info.costs_money and not info.missing:
        money(studio, request, count=variations)
    if words := st.session_state.get("refusal"):
        refusal.error(wording.plain(words))
    prompt_book.prompt_book(studio.prompts, visitor=visitor, request=request, use_prompt=put_in, use_form=fill_in)


def _engine(engines: dict[str, EngineInfo]) -> tuple[EngineInfo, Model]:
    if st.session_state.get("engine", next(iter(engines))) not in engines:
        del st.session_state["engine"]  # it is not installed any more
    with st.container(horizontal=True, vertical_alignment="bottom", key="engine-row"):
        name = st.segmented_control(
            "Engine",
            list(engines),
            key="engine",
            default=next(iter(engines)),
            required=True,
            format_func=lambda name: engines[name].title,
            persist_state="session",
            on_change=_forget_refusal,
        )
        info = engines[name or next(iter(engines))]
        model = _model(info)
        st.caption(model.summary, width="content")
    if model.is_gone:
        st.warning(f"The provider no longer lists {model.title}. It will probably refuse.")
    return info, model


def _model(info: EngineInfo) -> Model:
    if len(info.models) == 1:
        return info.models[0]
    models = {model.name: model for model in info.models}
    key = f"model:{info.name}"
    if st.session_state.get(key, info.models[0].name) not in models:
        del st.session_state[key]  # the provider or the settings have dropped it
    name = st.selectbox(
        "Model",
        list(models),
        key=key,
        format_func=lambda name: models[name].title + (" (gone)" if models[name].is_gone else ""),
        persist_state="session",
        on_change=_forget_refusal,
        width=260,
    )
    return models[name]


def _prompt(info: EngineInfo, model: Model) -> str:
    catch_up()
    prompt = st.text_area(
        "Prompt",
        key="prompt",
        height=140,
        placeholder="Style, mood, instruments, tempo, sections: in your own words.",
        persist_state="session",
        on_change=_rewritten,
    )
    form_aid(limit=model.prompt_limit, focus=st.session_state.get("focus", 0))
    if info.costs_money and (name := likely_name(prompt)):
        advice = "Providers refuse prompts that name one: say how it sounds instead."
        st.warning(wording.plain(f"“{name}” may be an artist or a song. {advice}"))
    return prompt


def use_again(made: Take | Job, prompt: str | None = None) -> None:
    """Put the settings of a take or job back into the form, and show the form; with another prompt if one is given.

    What is made from there leads back to the take, until the form is filled from something else or the prompt emptied.
    """
    fill_in(made.request, prompt)
    begun.begin_with(made)


def fill_in(request: Request, prompt: str | None = None) -> None:
    """Put everything of a request into the form, and show the form."""
    start_anew()
    begun.forget()
    st.session_state["prompt"] = prompt or request.prompt
    if request.length_s is not None:
        st.session_state["length"] = _as_time(request.length_s)
    st.session_state["engine"] = request.engine
    model = request.options.get("model")
    if model is not None:
        st.session_state[f"model:{request.engine}"] = model
    refill(request.options, str(model))
    st.session_state["seed"] = request.seed
    st.session_state["show-form"] = True
    st.session_state["focus"] = st.session_state.get("focus", 0) + 1
    _forget_refusal()


def form_is_wanted() -> bool:
    """Whether "Use again" was pressed, and no page has asked `wants_form` yet."""
    return bool(st.session_state.get("show-form", False))


def wants_form() -> bool:
    """Whether "Use again" was pressed in this run; asking takes the wish as fulfilled."""
    return bool(st.session_state.pop("show-form", False))


def _length(limits: LengthRange) -> float:
    """The asked length in seconds. A length of before is kept as far as the model allows."""
    if "length" in st.session_state:
        length_s = _seconds(st.session_state["length"])
        st.session_state["length"] = _as_time(min(max(length_s, limits.min_s), limits.max_s))
    return _seconds(
        st.slider(
            "Length",
            key="length",
            value=_as_time(limits.default_s),
            min_value=_as_time(limits.min_s),
            max_value=_as_time(limits.max_s),
            step=timedelta(seconds=1),
            format="m:ss",
            persist_state="session",
        )
    )


def _seed() -> int | None:
    seed = st.session_state.get("seed")
    with st.popover("New seed each time" if seed is None else f"Seed {seed}", type="tertiary", key="seed-box"):
        return st.number_input(
            "Seed",
            key="seed",
            value=None,
            min_value=0,
            max_value=SEEDS - 1,
            step=1,
            placeholder="A new one each time",
            help="The same prompt, length and seed give the same notes.",
            persist_state="session",
        )


def _variations() -> int:
    return int(
        st.selectbox(
            "Variations",
            (1, 2, 3, 4),
            key="variations",
            format_func=lambda count: f"{count} take" if count == 1 else f"{count} variations",
            label_visibility="collapsed",
            persist_state="session",
            width=150,
        )
    )


def variants(request: Request, count: int) -> list[Request]:
    """The request so many times; with seeds that follow each other where it names one."""
    if request.seed is None:
        return [request] * count
    return [replace(request, seed=(request.seed + number) % SEEDS) for number in range(count)]


def _generate(requests: list[Request], *, takes_seed: bool, studio: Studio, visitor: str) -> None:
    # A double click can be in here twice at once. Whoever still reads the old id starts the same job; whoever reads
    # the new one finds the mark, which is set before it.
    drawn = st.session_state["press"]
    pressed_at, pressed = st.session_state.get("pressed", (0.0, None))
    if pressed == requests and monotonic() - pressed_at < DOUBLE_PRESS_S:
        return
    _forget_refusal()
    started = 0
    seeded = requests
    if takes_seed and requests[0].seed is None and len(requests) > 1:  # neighbours are dealt different music
        seeded = variants(replace(requests[0], seed=drawn.int % SEEDS), len(requests))
    try:
        for number, request in enumerate(seeded):
            job_id = str(uuid.uuid5(drawn, f"{number} {request!r}"))
            studio.generate(request, visitor=visitor, job_id=job_id, made_from=begun.begun_with())
            started += 1
    except DemotapeError as error:
        before = f"{started} of {len(requests)} variations were started. " if started else ""
        st.session_state["refusal"] = f"{before}{error.message} {error.advice}"
    if started:
        st.session_state["pressed"] = (monotonic(), requests)
        st.session_state["press"] = uuid.uuid4()


def _rewritten() -> None:
    _forget_refusal()
    if not st.session_state["prompt"].strip():
        begun.forget()


def _forget_refusal() -> None:
    st.session_state.pop("refusal", None)


def _as_time(seconds: float) -> time:
    """Seconds as the slider knows them: a time of day, so that it can show m:ss."""
    whole = round(seconds)
    return time(whole // 3600, whole // 60 % 60, whole % 60)


def _seconds(moment: time) -> float:
    return float(moment.hour * 3600 + moment.minute * 60 + moment.second)
