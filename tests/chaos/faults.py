"""What can go wrong at the provider, by the call that it hits, and how it is dealt out to the jobs of a run."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.fakes.aimlapi import Step

KEY = "sk-chaos-5d1f0c7e9b3a42868e11"
"""The key of a run: long and odd, so that any trace of it can be found."""

_PAGE = "<html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
_NO_CREDITS = "You've run out of credits. Please top up your balance: https://aimlapi.com/app/billing/"
_HINT = ["Body validation error!", "Expected string, received null at prompt"]
_SUGGESTED = {"detail": {"status": "bad_prompt", "data": {"prompt_suggestion": "calm piano"}}}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One kind of trouble."""

    name: str
    steps: tuple[Step, ...]
    """How the next requests of one job are answered, one each; normal service follows."""
    is_taken: bool = False
    """Of a submit: the provider takes the job although it answers so."""
    is_lasting: bool = False
    """The last step is repeated for ever."""
    until_fresh: bool = False
    """Of a download: the step is repeated until another address is asked for."""

    @property
    def takes_the_job(self) -> bool:
        """Of a submit: whether a job comes of it that may be charged for."""
        return self.is_taken or self.steps[0].is_served


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one job meets at the provider."""

    submit: Fault | None = None
    poll: tuple[Fault, ...] = ()
    audio: tuple[Fault, ...] = ()
    generate_s: float = 0.0
    answer_after_s: float = 0.0
    """Pause before the answer to a submit that is served normally: the time in which a kill hurts most."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*((self.submit,) if self.submit else ()), *self.poll, *self.audio)


def _problem(status: int, message: object, **more: object) -> Step:
    """The provider's usual error envelope."""
    error = {"name": "Exception", "message": message, **more}
    return Step(status=status, body={"status": status, "message": message, "requestId": "req-1", "error": error})


def _fault(name: str, *steps: Step, is_taken: bool = False, is_lasting: bool = False) -> Fault:
    return Fault(name=name, steps=steps, is_taken=is_taken, is_lasting=is_lasting)


_REFUSALS = (
    _fault("submit: 400", _problem(400, _HINT)),
    _fault("submit: 400 refused prompt", Step(status=400, body=_SUGGESTED)),
    _fault("submit: 401 that quotes the key", _problem(401, f"The key {KEY} is not valid.")),
    _fault("submit: 402", _problem(402, "Payment required")),
    _fault("submit: 403 no credits", _problem(403, _NO_CREDITS, data={"kind": "err_insufficent_credits"})),
    _fault("submit: 403 cap of the key", _problem(403, "The spending limit of this API key is reached.")),
    _fault("submit: 403 page", Step(status=403, body=_PAGE)),
    _fault("submit: 404", _problem(404, "Cannot POST")),
    _fault("submit: 429", Step(status=429, body={"statusCode": "429", "message": "Too Many Requests"})),
    _fault("submit: 500", _problem(500, "The model is under maintenance.")),
    _fault("submit: 503", _problem(503, "Service unavailable")),
    _fault("submit: 307 to itself", Step(status=307, body="", headers={"Location": "{url}/v2/generate/audio"})),
    _fault("submit: reset before it is taken", Step(status=500, reset=True)),
    _fault("submit: 2xx without id", Step(status=201, body={"status": "queued"})),
    _fault("submit: error inside a 200", Step(status=200, body={"statusCode": 403, "message": _NO_CREDITS})),
)
_TAKEN = (
    _fault("submit: 500, yet taken", _problem(500, "Internal server error"), is_taken=True),
    _fault("submit: 502 page, yet taken", Step(status=502, body=_PAGE), is_taken=True),
    _fault("submit: 504, yet taken", _problem(504, "Generation timeout"), is_taken=True),
    _fault("submit: 2xx without id, yet taken", Step(status=200, body={"status": "queued"}), is_taken=True),
    _fault("submit: empty answer, yet taken", Step(status=200, body=""), is_taken=True),
    _fault("submit: list, yet taken", Step(status=200, body=[]), is_taken=True),
    _fault("submit: reset after it is taken", Step(reset=True)),
    _fault("submit: answer cut off", Step(cut_after=20)),
    _fault("submit: slow answer", Step(delay_s=2.0)),
)
SUBMIT = (*_REFUSALS, *_TAKEN)

POLL = (
    _fault("poll: 429 with Retry-After", Step(status=429, body="slow down", headers={"Retry-After": "2"})),
    _fault("poll: 500", _problem(500, "Internal server error")),
    _fault("poll: 502 page", Step(status=502, body=_PAGE)),
    _fault("poll: 503", _problem(503, "Service unavailable")),
    _fault("poll: 504", _problem(504, "Generation timeout")),
    _fault("poll: 524 page twice", Step(status=524, body=_PAGE), Step(status=524, body=_PAGE)),
    _fault("poll: 403 page", Step(status=403, body=_PAGE)),
    _fault("poll: page with 200", Step(status=200, body=_PAGE)),
    _fault("poll: bad JSON", Step(status=200, body='{"id": "x", "sta')),
    _fault("poll: list", Step(status=200, body=[1, 2])),
    _fault("poll: null", Step(status=200, body="null")),
    _fault("poll: text", Step(status=200, body='"queued"')),
    _fault("poll: empty", Step(status=200, body="")),
    _fault("poll: reset", Step(reset=True)),
    _fault("poll: cut off", Step(cut_after=12)),
    _fault("poll: slow answer", Step(delay_s=1.5)),
    _fault("poll: 404 three times", *[_problem(404, "Inference not found")] * 3),
    _fault("poll: unknown word", Step(status=200, body={"id": "x", "status": "polishing"})),
    _fault("poll: no word", Step(status=200, body={"id": "x"})),
    _fault("poll: error inside a 200", Step(status=200, body={"statusCode": 500, "message": "Something wrong"})),
    _fault("poll: completed without URL", *[Step(status=200, body={"status": "completed", "audio_file": None})] * 2),
    _fault("poll: 401 that quotes the key", _problem(401, f"The key {KEY} is not valid.")),
)

FAILURES = tuple(
    _fault(f"job fails: {name}", Step(status=200, body={"id": "x", "status": word, "error": error}), is_lasting=True)
    for name, word, error in (
        ("object", "error", {"name": "Error", "message": "Something went wrong"}),
        ("list of details", "error", {"detail": [{"loc": ["body"], "msg": "Too quiet", "type": "value_error"}]}),
        ("text", "error", f"400 the key {KEY} is not for this"),
        ("null", "failed", None),
        ("refused prompt", "error", _SUGGESTED),
    )
)
"""What a poll says of a job that the provider could not finish, and does not charge for."""

AUDIO = (
    Fault(
        name="audio: 403 until a fresh address", steps=(Step(status=403, body="Request has expired"),), until_fresh=True
    ),
    _fault("audio: 404", Step(status=404, body="<Error><Code>NoSuchKey</Code></Error>")),
    _fault("audio: 404 three times", *[Step(status=404, body="gone")] * 3),
    _fault("audio: 500", Step(status=500, body=_PAGE)),
    _fault("audio: 503 with Retry-After", Step(status=503, body="busy", headers={"Retry-After": "1"})),
    _fault("audio: cut off", Step(cut_after=40_000)),
    _fault("audio: empty", Step(status=200, body=b"")),
    _fault("audio: page", Step(status=200, body=_PAGE)),
    _fault("audio: page called audio", Step(status=200, body=_PAGE, headers={"Content-Type": "audio/mpeg"})),
    _fault("audio: JSON", Step(status=200, body={"message": "Request has expired"})),
    _fault("audio: slow drip", Step(drip_s=0.15, drip_bytes=16_000)),
    _fault("audio: undecodable", Step(status=200, body=bytes(range(1, 251)) * 40)),
    _fault("audio: undecodable twice", *[Step(status=200, body=bytes(range(1, 251)) * 40)] * 2),
    _fault("audio: reset", Step(reset=True)),
    _fault("audio: redirect", Step(status=302, body="", headers={"Location": "?fresh=1000"})),
    _fault("audio: redirect without end", *[Step(status=302, body="", headers={"Location": "?fresh=1000"})] * 6),
    _fault(
        "audio: redirect into a private network",
        Step(status=302, body="", headers={"Location": "http://169.254.169.254/"}),
    ),
    _fault("audio: announced too large", Step(headers={"Content-Length": "300000000"}, cut_after=100)),
    _fault("audio: called octet-stream", Step(headers={"Content-Type": "application/octet-stream"})),
)


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """The faults of one run, by the call that they hit."""

    submit: tuple[Fault, ...] = SUBMIT
    poll: tuple[Fault, ...] = POLL
    failures: tuple[Fault, ...] = FAILURES
    audio: tuple[Fault, ...] = AUDIO

    @property
    def all(self) -> tuple[Fault, ...]:
        return (*self.submit, *self.poll, *self.failures, *self.audio)

    @property
    def fewest_jobs(self) -> int:
        """With fewer, some jobs would meet more than anybody has patience for."""
        return len(self.submit) + len(self.failures) + max(len(self.poll), len(self.audio)) // 2

    def some(self, rng: random.Random, share: float) -> Kinds:
        """This share of each, chosen at random."""

        def chosen(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
            return tuple(rng.sample(faults, round(len(faults) * share)))

        return Kinds(
            submit=chosen(self.submit),
            poll=chosen(self.poll),
            failures=chosen(self.failures),
            audio=chosen(self.audio),
        )


def deal(rng: random.Random, kinds: Kinds, *, jobs: int) -> list[Plan]:
    """A plan for each job: every fault at least once; about three in ten jobs have trouble at the submit.

    Args:
        rng: Decides; the same state gives the same plans.
        kinds: The faults to deal.
        jobs: How many; at least `kinds.fewest_jobs`.
    """
    if jobs < kinds.fewest_jobs:
        raise ValueError(f"{len(kinds.all)} kinds of faults need at least {kinds.fewest_jobs} jobs.")
    submits = _deck(rng, kinds.submit, max(len(kinds.submit), jobs * 3 // 10))
    failures = _deck(rng, kinds.failures, max(len(kinds.failures), jobs // 20))
    others = jobs - len(submits) - len(failures)
    polls = _deck(rng, kinds.poll, max(len(kinds.poll), others * 6 // 10))
    audios = _deck(rng, kinds.audio, max(len(kinds.audio), others * 6 // 10))
    plans = [
        *(_plan(rng, submit=fault) for fault in submits),
        *(_plan(rng, poll=(fault,)) for fault in failures),
        *(_plan(rng, poll=tuple(polls[n::others]), audio=tuple(audios[n::others])) for n in range(others)),
    ]
    rng.shuffle(plans)
    return plans


def plan_for(fault: Fault) -> Plan:
    """A plan with this one fault."""
    if fault in SUBMIT:
        return Plan(submit=fault)
    return Plan(audio=(fault,)) if fault in AUDIO else Plan(poll=(fault,))


def _plan(
    rng: random.Random, *, submit: Fault | None = None, poll: tuple[Fault, ...] = (), audio: tuple[Fault, ...] = ()
) -> Plan:
    return Plan(
        submit=submit,
        poll=poll,
        audio=audio,
        generate_s=rng.choice((0.0, 0.5, 1.0, 3.0)),
        answer_after_s=rng.choice((0.0, 0.02, 0.2)),
    )


def _deck(rng: random.Random, kinds: Sequence[Fault], count: int) -> list[Fault]:
    """So many cards, each kind as often as the next, in random order."""
    cards: list[Fault] = []
    while len(cards) < count:
        cards += rng.sample(kinds, len(kinds))
    return cards[:count]
