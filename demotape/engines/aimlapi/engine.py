"""The port to `elevenlabs/eleven_music` at the AI/ML API.

One POST starts a job and answers with a ticket; the same address, asked with GET, tells how the job is and at
last where the audio lies. The provider has no way to cancel and no webhook.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from demotape.engines.aimlapi import faults, words
from demotape.engines.aimlapi.answers import JobAnswer, Phase, http_error_in, read_job
from demotape.engines.aimlapi.client import Answer, Client, Timeouts, TransportFault
from demotape.engines.aimlapi.download import Downloader
from demotape.engines.base import EngineInfo, Status
from demotape.errors import AudioUnavailable, NotConfigured
from demotape.models import Request
from demotape.settings import SETTINGS_FILE, Settings

PATH = "/v2/generate/audio"
MAX_AUDIO_BYTES = 200_000_000
_CORRELATION_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_KEY = re.compile(r"[!-~]+")
"""What a header can carry without tricks: printable ASCII without blanks."""

logger = logging.getLogger(__name__)


class AimlapiEngine:
    """Music from the AI/ML API. See `demotape.engines.base.Engine` for what the methods promise.

    Args:
        settings: Key, base URL and model.
        timeouts: Longest silences.
        max_audio_bytes: Largest audio that is fetched.
    """

    def __init__(
        self, settings: Settings, *, timeouts: Timeouts | None = None, max_audio_bytes: int = MAX_AUDIO_BYTES
    ) -> None:
        timeouts = timeouts or Timeouts()
        parts = urlsplit(settings.aimlapi_base_url)
        key = settings.aimlapi_key or ""
        self._model = settings.aimlapi_model
        self._place = faults.Place(
            host=parts.netloc.rpartition("@")[2],
            model=self._model,
            key_advice=(
                f"Get a key at {faults.KEYS_PAGE} and put it into the environment variable AIMLAPI_KEY, or as "
                f'aimlapi_key = "..." into {settings.data / SETTINGS_FILE}. Then start Demotape again.'
            ),
        )
        self._lacks = _what_is_wrong_with(key)
        self._client = Client(base_url=settings.aimlapi_base_url, key=key, timeouts=timeouts)
        self._downloader = Downloader(
            trusted_host=(parts.hostname or "").lower(), timeouts=timeouts, max_bytes=max_audio_bytes
        )
        self.info = EngineInfo(
            name="aimlapi",
            title="ElevenLabs Music (AI/ML API)",
            summary="Songs and pieces with or without voices, made by ElevenLabs. Each one costs money.",
            min_length_s=10.0,
            max_length_s=300.0,
            default_length_s=30.0,
            prompt_limit=2000,
            costs_money=True,
            can_cancel=False,
            takes_seed=False,
            model=self._model,
            parallel_jobs=5,
            start_interval_s=1.25,
            usual_wait_s=(30.0, 40.0),
            poll_interval_s=1.0,
            missing=f"{self._lacks} {self._place.key_advice}" if self._lacks else None,
        )

    def submit(self, request: Request, *, job_id: str) -> Status:
        """Send the one POST."""
        self._check_configured()
        model = str(request.options.get("model", self._model))
        body = {
            "model": model,
            "prompt": request.prompt,
            "music_length_ms": round(request.length_s * 1000),
        }
        # The provider drops an id that it does not like; it is for its support only.
        headers = {"X-Client-Request-Id": job_id} if _CORRELATION_ID.fullmatch(job_id) else {}
        try:
            answer = self._client.post(PATH, body, headers=headers)
        except TransportFault as fault:
            raise faults.submit_not_answered(fault, self._place) from fault
        job = _job_in(answer)
        if job is not None and job.phase is Phase.FAILED:
            raise faults.generation_failed(answer)
        if job is None or job.ticket is None:
            raise faults.submit_refused(answer, http_error_in(answer.data) or answer.status, self._place)
        return self._status(job, job.ticket, model=model)

    def poll(self, request: Request, ticket: str) -> Status:  # noqa: ARG002 - the port is for every engine
        """Ask once."""
        self._check_configured()
        try:
            answer = self._client.get(PATH, {"generation_id": ticket})
        except TransportFault as fault:
            raise faults.poll_not_answered(fault, self._place) from fault
        job = _job_in(answer)
        if job is None:
            raise faults.poll_refused(answer, http_error_in(answer.data) or answer.status, self._place)
        if job.phase is Phase.FAILED:
            raise faults.generation_failed(answer)
        if job.phase is Phase.DONE and job.audio_url is None:
            raise AudioUnavailable(
                "The provider says that the music is finished, but gives no address for it yet.",
                request_id=faults.request_id_of(answer),
            )
        return self._status(job, ticket)

    def fetch(self, request: Request, status: Status, target: Path) -> None:  # noqa: ARG002 - see poll
        """Download the audio to `target`."""
        if status.audio is None:
            raise AudioUnavailable("The provider has given no address for the audio yet.")
        self._downloader.download(status.audio, target)

    def cancel(self, ticket: str) -> None:
        """Do nothing: the provider knows no cancelling."""

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()
        self._downloader.close()

    def _check_configured(self) -> None:
        if self._lacks:
            raise NotConfigured(self._lacks, advice=self._place.key_advice)

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


def _what_is_wrong_with(key: str) -> str | None:
    if not key:
        return "ElevenLabs Music needs a key of the AI/ML API."
    if not _KEY.fullmatch(key):
        return "The key of the AI/ML API holds characters that no key has."
    return None


def _job_in(answer: Answer) -> JobAnswer | None:
    """The job that the answer is about; None if it is an error, or about nothing."""
    data = answer.data
    if not 200 <= answer.status < 300 or not isinstance(data, Mapping) or http_error_in(data):
        return None
    job = read_job(data, answer.headers)
    return job if job.ticket or job.audio_url or job.phase is not Phase.UNKNOWN else None
