"""The port to the music models of the AI/ML API.

One POST starts a job and answers with a ticket; the same address, asked with GET, tells how the job is and at
last where the audio lies. The provider has no way to cancel and no webhook.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from demotape.engines.aimlapi import catalogue, faults, words
from demotape.engines.aimlapi.answers import JobAnswer, Phase, balance_in, http_error_in, read_job
from demotape.engines.aimlapi.catalogue import Catalogue
from demotape.engines.aimlapi.client import Answer, Client, Timeouts, TransportFault
from demotape.engines.aimlapi.download import Downloader
from demotape.engines.aimlapi.table import Entry, entries
from demotape.engines.base import Account, EngineInfo, KeyState, Price, Status
from demotape.errors import AudioUnavailable, EngineError, GenerationFailed, KeyRejected, NotConfigured
from demotape.keys import Key
from demotape.models import Request
from demotape.settings import SETTINGS_FILE, Settings

PATH = "/v2/generate/audio"
BILLING_PATH = "/v2/billing"
CREDITS_PER_USD = 2_000_000
"""After the provider's own page on funds."""
_CORRELATION_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_KEY = re.compile(r"[!-~]+")
"""What a header can carry without tricks: printable ASCII without blanks."""

logger = logging.getLogger(__name__)


class AimlapiEngine:
    """Music from the AI/ML API. See `demotape.engines.base.Engine` for what the methods promise.

    Args:
        settings: Key, base URL, model and limits.
        timeouts: Longest silences.
        max_audio_bytes: Largest audio that is fetched; by default that of the settings.
    """

    def __init__(
        self, settings: Settings, *, timeouts: Timeouts | None = None, max_audio_bytes: int | None = None
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._max_audio_bytes = max_audio_bytes
        self._rejected: set[Key] = set()
        """Keys that the provider refused when they were last used. In memory only."""
        self._at = _Setup(settings, self._timeouts, self._max_audio_bytes)
        self._old: list[_Setup] = []

    def configure(self, settings: Settings) -> None:
        """Take over other settings. Calls under way end as they began."""
        self._old.append(self._at)
        self._at = _Setup(settings, self._timeouts, self._max_audio_bytes)

    @property
    def info(self) -> EngineInfo:
        """What can be asked for, as things stand."""
        at = self._at
        gone = at.catalogue.gone()
        if not gone:
            return at.info
        models = (replace(model, is_gone=model.name in gone) for model in at.info.models)
        return replace(at.info, models=tuple(models))

    @property
    def account(self) -> Account:
        """Keys, prices and the balance."""
        return self

    def submit(self, request: Request, *, job_id: str, key: Key | None = None) -> Status:
        """Send the one POST."""
        at = self._at
        key = at.usable(key)
        entry = at.entry(request)
        place = at.place(entry.model.name)
        # The provider drops an id that it does not like; it is for its support only.
        headers = {"X-Client-Request-Id": job_id} if _CORRELATION_ID.fullmatch(job_id) else {}
        try:
            answer = at.client.post(PATH, entry.body(request), key=key, headers=headers)
        except TransportFault as fault:
            raise faults.submit_not_answered(fault, place) from fault
        job = _job_in(answer)
        if job is not None and job.phase is Phase.FAILED:
            raise faults.generation_failed(answer)
        if job is None or job.ticket is None:
            raise self._seen(faults.submit_refused(answer, http_error_in(answer.data) or answer.status, place), key)
        self._rejected.discard(key)
        return self._status(job, job.ticket, model=entry.model.name)

    def poll(self, request: Request, ticket: str, *, key: Key | None = None) -> Status:
        """Ask once."""
        at = self._at
        key = at.usable(key)
        place = at.place(at.entry(request).model.name)
        try:
            answer = at.client.get(PATH, {"generation_id": ticket}, key=key)
        except TransportFault as fault:
            raise faults.poll_not_answered(fault, place) from fault
        job = _job_in(answer)
        if job is None:
            raise self._seen(faults.poll_refused(answer, http_error_in(answer.data) or answer.status, place), key)
        self._rejected.discard(key)
        if job.phase is Phase.FAILED:
            raise faults.generation_failed(answer)
        if job.phase is Phase.DONE and job.audio_url is None:
            raise AudioUnavailable(
                "The provider says that the music is finished, but gives no address for it yet.",
                request_id=faults.request_id_of(answer),
            )
        return self._status(job, ticket)

    def fetch(self, request: Request, status: Status, target: Path) -> None:  # noqa: ARG002 - the port is for every engine
        """Download the audio to `target`."""
        if status.audio is None:
            raise AudioUnavailable("The provider has given no address for the audio yet.")
        self._at.downloader.download(status.audio, target)

    def make(self, product: str, request: Request, details: Mapping[str, object], target: Path) -> None:  # noqa: ARG002 - see fetch
        """Nothing: the provider hands over audio only."""
        raise GenerationFailed("The provider hands over audio only.", advice="Download the audio.")

    def cancel(self, ticket: str) -> None:
        """Do nothing: the provider knows no cancelling."""

    def close(self) -> None:
        """Give back the connections."""
        for at in (*self._old, self._at):
            at.close()

    def key_state(self, key: Key | None = None) -> KeyState:
        """What is known of a key, without asking."""
        key = self._at.key if key is None else key
        if not key:
            return KeyState.MISSING
        if not _KEY.fullmatch(key.reveal()):
            return KeyState.UNUSABLE
        return KeyState.REJECTED if key in self._rejected else KeyState.SET

    def balance(self, key: Key | None = None) -> str | None:
        """What is left, as the provider tells it. Costs nothing."""
        at = self._at
        key = at.usable(key)
        place = at.place(at.info.models[0].name)
        try:
            answer = at.client.get(BILLING_PATH, {}, key=key)
        except TransportFault as fault:
            raise faults.poll_not_answered(fault, place) from fault
        status = http_error_in(answer.data) or answer.status
        if 200 <= status < 300 and isinstance(answer.data, Mapping):
            self._rejected.discard(key)
            return balance_in(answer.data)
        if status in {403, 404} and not answer.is_page:
            return None  # a key may be allowed to make music and not to see the bill
        raise self._seen(faults.balance_refused(answer, status, place), key)

    def price(self, request: Request, *, wait_s: float = 0.0) -> Price:
        """What the provider publishes."""
        at = self._at
        entry = at.entry(request)
        return at.catalogue.price(request, entry.model.name, entry.body(request), wait_s=wait_s)

    def _seen(self, error: EngineError, key: Key) -> EngineError:
        if isinstance(error, KeyRejected):
            self._rejected.add(key)
        return error

    @staticmethod
    def _status(job: JobAnswer, ticket: str, *, model: str | None = None) -> Status:
        if job.phase is Phase.UNKNOWN:
            logger.info("job %s: unknown status word %r", ticket, words.plain(job.word, limit=60))
        is_done = job.phase is Phase.DONE and job.audio_url is not None
        return Status(
            ticket=ticket,
            is_done=is_done,
            is_generating=is_done or job.phase in {Phase.GENERATING, Phase.DONE},
            audio=job.audio_url if is_done else None,
            cost=job.cost,
            details={**job.details, **({"model": model} if model else {})},
        )


class _Setup:
    """Everything that follows from the settings. Never changed, only replaced."""

    def __init__(self, settings: Settings, timeouts: Timeouts, max_audio_bytes: int | None) -> None:
        parts = urlsplit(settings.aimlapi_base_url)
        self.key = Key(settings.aimlapi_key or "")
        self._host = parts.netloc.rpartition("@")[2]
        self._key_advice = (
            f"Get a key at {faults.KEYS_PAGE} and give it on the page Settings, as the environment variable "
            f'AIMLAPI_KEY, or as aimlapi_key = "..." in {settings.data / SETTINGS_FILE}.'
        )
        self._entries = {entry.model.name: entry for entry in entries(settings.aimlapi_model)}
        self.client = Client(base_url=settings.aimlapi_base_url, timeouts=timeouts)
        self.downloader = Downloader(
            trusted_host=(parts.hostname or "").lower(),
            timeouts=timeouts,
            max_bytes=max_audio_bytes or settings.aimlapi_max_audio_mb * 1_000_000,
        )
        self.catalogue = Catalogue(lambda query: self.client.get(catalogue.PATH, query, key=None), self._entries)
        lacks = _what_is_wrong_with(self.key)
        self.info = EngineInfo(
            name="aimlapi",
            title="AI/ML API",
            models=tuple(entry.model for entry in self._entries.values()),
            costs_money=True,
            can_cancel=False,
            parallel_jobs=settings.aimlapi_parallel_jobs,
            start_interval_s=settings.aimlapi_start_interval_s,
            poll_interval_s=1.0,
            deadline_s=settings.aimlapi_deadline_s,
            deadline_per_second=settings.aimlapi_deadline_per_second,
            caps=settings.aimlapi_caps,
            credits_per_usd=CREDITS_PER_USD,
            missing=f"{lacks} {self._key_advice}" if lacks else None,
        )

    def usable(self, key: Key | None) -> Key:
        """The key to call with: the person's own, or that of the settings.

        Raises:
            NotConfigured: it is missing, or holds what no key holds.
        """
        key = self.key if key is None else key
        if lacks := _what_is_wrong_with(key):
            raise NotConfigured(lacks, advice=self._key_advice)
        return key

    def entry(self, request: Request) -> Entry:
        """The table's entry of the model that a request names; one that is not in it is asked like the first."""
        name = str(request.options.get("model") or self.info.models[0].name)
        return self._entries.get(name) or entries(name)[0]

    def place(self, model: str) -> faults.Place:
        """What messages need to know."""
        return faults.Place(host=self._host, model=model, key_advice=self._key_advice)

    def close(self) -> None:
        """Give back the connections."""
        self.client.close()
        self.downloader.close()


def _what_is_wrong_with(key: Key) -> str | None:
    if not key:
        return "The AI/ML API needs a key."
    if not _KEY.fullmatch(key.reveal()):
        return "The key of the AI/ML API holds characters that no key has."
    return None


def _job_in(answer: Answer) -> JobAnswer | None:
    """The job that the answer is about; None if it is an error, or about nothing."""
    data = answer.data
    if not 200 <= answer.status < 300 or not isinstance(data, Mapping) or http_error_in(data):
        return None
    job = read_job(data, answer.headers)
    return job if job.ticket or job.audio_url or job.phase is not Phase.UNKNOWN else None
