"""A provider on loopback that speaks like the AI/ML API and plays any fault on request.

    with FakeAimlapi(generate_s=0.2) as fake:
        fake.script("poll", Step(status=502, body="<html>"), Step(reset=True))
        ...  # the first two polls go wrong, then normal service goes on
        assert fake.count("submit") == 1

As a program: `python -m tests.fakes.aimlapi --generate-seconds 5` prints its address and serves until it is
told to end. Then `GET /_fake/counts` tells what came in, and `POST /_fake/script` scripts it:
`{"poll": [{"status": 502}, {"reset": true}], "generate_s": 2}`.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import socket
import struct
import threading
import time
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, Self
from urllib.parse import parse_qs, urlsplit

from tests.fakes.audio import tone

KEY = "test-key"
PATH = "/v2/generate/audio"
KINDS = ("submit", "poll", "audio", "models", "billing")
COST = {"credits_used": 150_000, "usd_spent": 0.075}
QUEUED_SHARE = 0.2
"""The part of its time that a job spends in the queue."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """How one request is answered. What is None or 0 stays as in normal service.

    Without `status` and `body` the request is served first (a submit makes its job), and only the way in which
    the answer comes is changed.
    """

    status: int | None = None
    body: object = None
    """Text and bytes are sent as they are, anything else as JSON. `{url}` in text is this server's address."""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    """Wait before anything is answered."""
    cut_after: int | None = None
    """Close the connection after so many bytes of the body, whatever Content-Length said."""
    drip_s: float = 0.0
    """Pause between pieces of the body."""
    drip_bytes: int = 1
    reset: bool = False
    """No answer: the connection is reset."""

    @property
    def is_served(self) -> bool:
        return self.status is None and self.body is None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request that came in."""

    kind: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    at: float
    """`time.time()` of its arrival."""
    port: int
    """The client's port: the same for requests on one connection."""

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class FakeJob:
    """One job that was taken, and would be charged."""

    id: str
    token: str
    length_s: float
    created_at: float
    ready_at: float


Reply = tuple[int, dict[str, str], bytes]


class FakeAimlapi:
    """The provider, to be used as a context manager.

    Args:
        generate_s: How long a job takes.
        port: 0 takes a free one.
        key: The key that it accepts.
        audio: Bytes to serve for every job; None makes a tone of the asked length.
    """

    def __init__(self, *, generate_s: float = 0.0, port: int = 0, key: str = KEY, audio: bytes | None = None) -> None:
        self.generate_s = generate_s
        self.key = key
        self.jobs: dict[str, FakeJob] = {}
        self.seen: list[Seen] = []
        self.stopping = threading.Event()
        self.prices: dict[str, object] = {}
        """The pricing block of each model that is listed."""
        self.balance = 10.07
        self._audio = audio
        self._steps: dict[str, deque[Step]] = {kind: deque() for kind in KINDS}
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"fake": self}))
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()

    def script(self, kind: str, *steps: Step) -> None:
        """The next requests of this kind go by these steps, one each."""
        with self._lock:
            self._steps[kind].extend(steps)

    def count(self, kind: str) -> int:
        return len(self.requests(kind))

    def requests(self, kind: str) -> list[Seen]:
        with self._lock:
            return [seen for seen in self.seen if seen.kind == kind]

    def counts(self) -> dict[str, object]:
        """What came in, fit for JSON. Times are `time.time()`."""
        with self._lock:
            fetched = {seen.path: seen.at for seen in reversed(self.seen) if seen.kind == "audio"}
            polled = [seen.query.get("generation_id") for seen in self.seen if seen.kind == "poll"]
            jobs = [
                {
                    "id": job.id,
                    "created_at": job.created_at,
                    "ready_at": job.ready_at,
                    "fetched_at": fetched.get(f"/audio/{job.token}.mp3"),
                    "polls": polled.count(job.id),
                }
                for job in self.jobs.values()
            ]
            return {kind: sum(seen.kind == kind for seen in self.seen) for kind in KINDS} | {"jobs": jobs}

    def reply(self, seen: Seen) -> tuple[Reply, Step]:
        """The answer to one request, and how to deliver it."""
        with self._lock:
            self.seen.append(seen)
            step = self._step_for(seen)
        if not step.is_served:
            body = step.body.replace("{url}", self.url) if isinstance(step.body, str) else step.body
            status, headers, content = _as_reply(step.status or 200, body)
        else:
            status, headers, content = getattr(self, f"_serve_{seen.kind}")(seen)
        return (status, headers | {name.lower(): text for name, text in step.headers.items()}, content), step

    def _step_for(self, seen: Seen) -> Step:
        steps = self._steps[seen.kind]
        return steps.popleft() if steps else Step()

    def audio_for(self, length_s: float) -> bytes:
        return self._audio if self._audio is not None else _tone(round(length_s, 1))

    def finish_all(self) -> None:
        """Let every job be ready now."""
        with self._lock:
            self.jobs = {key: replace(job, ready_at=min(job.ready_at, time.time())) for key, job in self.jobs.items()}

    def _serve_submit(self, seen: Seen) -> Reply:
        if (refusal := self._refuse_key(seen)) is not None:
            return refusal
        asked = seen.json
        length_ms = asked.get("music_length_ms", 10_000)
        is_length = isinstance(length_ms, int) and 10_000 <= length_ms <= 300_000
        if not is_length or not isinstance(asked.get("prompt"), str) or len(str(asked["prompt"])) > 2000:
            return _problem(400, "Body validation error!", "BadRequestException")
        now = time.time()
        token = str(uuid.uuid4())
        job_id = f"{token}:{asked.get('model')}"
        ready_at = now + self.generate_s
        job = FakeJob(id=job_id, token=token, length_s=length_ms / 1000, created_at=now, ready_at=ready_at)
        with self._lock:
            self.jobs[job.id] = job
        threading.Thread(target=self.audio_for, args=(job.length_s,), daemon=True).start()  # ready when asked for
        return _as_reply(201, {"id": job.id, "status": "queued", "meta": {"usage": COST}})

    def _serve_poll(self, seen: Seen) -> Reply:
        if (refusal := self._refuse_key(seen)) is not None:
            return refusal
        job = self.jobs.get(seen.query.get("generation_id", ""))
        if job is None:
            return _problem(404, "Inference not found", "NotFoundException")
        now = time.time()
        if now >= job.ready_at:
            file = {"url": f"{self.url}/audio/{job.token}.mp3", "content_type": "audio/mpeg"}
            return _as_reply(200, {"id": job.id, "status": "completed", "audio_file": file, "meta": {"usage": COST}})
        is_queued = now < job.created_at + self.generate_s * QUEUED_SHARE
        return _as_reply(200, {"id": job.id, "status": "queued" if is_queued else "generating", "audio_file": None})

    def _serve_audio(self, seen: Seen) -> Reply:
        token = Path(seen.path).stem
        job = next((job for job in self.jobs.values() if job.token == token), None)
        return 200, {"content-type": "audio/mpeg"}, self.audio_for(job.length_s if job else 1.0)

    def _serve_models(self, seen: Seen) -> Reply:
        rows = [{"id": name, "type": "audio", "pricing": pricing} for name, pricing in self.prices.items()]
        return _as_reply(200, {"object": "list", "data": rows})

    def _serve_billing(self, seen: Seen) -> Reply:
        if (refusal := self._refuse_key(seen)) is not None:
            return refusal
        return _as_reply(200, {"current_balance": self.balance, "currency": "USD"})

    def _refuse_key(self, seen: Seen) -> Reply | None:
        if seen.headers.get("authorization") == f"Bearer {self.key}":
            return None
        message = "This requires a valid API key. You can create an API key at https://aimlapi.com/app/keys"
        return _problem(401, message, "UnauthorizedException")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else head and body of an answer come 40 ms apart
    fake: ClassVar[FakeAimlapi]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/_fake/counts":
            self._send(_as_reply(200, self.fake.counts()), Step())
        elif parts.path == PATH:
            self._serve("poll", b"")
        elif parts.path in ("/v1/models", "/v2/billing"):
            self._serve(parts.path.rpartition("/")[2], b"")
        elif parts.path.startswith("/audio/"):
            self._serve("audio", b"")
        else:
            self._send(_problem(404, f"Cannot GET {parts.path}", "NotFoundException"), Step())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path  # a client that takes this for its proxy sends a whole address
        if path == "/_fake/script":
            wanted = json.loads(body)
            self.fake.generate_s = wanted.pop("generate_s", self.fake.generate_s)
            self.fake.prices = wanted.pop("prices", self.fake.prices)
            for kind, steps in wanted.items():
                self.fake.script(kind, *(Step(**step) for step in steps))
            self._send(_as_reply(200, {}), Step())
        elif path == PATH:
            self._serve("submit", body)
        else:
            self._send(_problem(404, f"Cannot POST {path}", "NotFoundException"), Step())

    def _serve(self, kind: str, body: bytes) -> None:
        parts = urlsplit(self.path)
        seen = Seen(
            kind=kind,
            method=self.command,
            path=parts.path,
            query={name: values[0] for name, values in parse_qs(parts.query).items()},
            headers={name.lower(): text for name, text in self.headers.items()},
            body=body,
            at=time.time(),
            port=self.client_address[1],
        )
        self._send(*self.fake.reply(seen))

    def _send(self, reply: Reply, step: Step) -> None:
        status, headers, body = reply
        if step.delay_s and self.fake.stopping.wait(step.delay_s):
            return
        if step.reset:
            self._reset()
            return
        self.send_response(status)
        if "transfer-encoding" not in headers:
            headers = {"content-length": str(len(body))} | headers
        for name, text in headers.items():
            self.send_header(name, text.replace("{url}", self.fake.url))
        self.end_headers()
        if step.cut_after is not None:
            body = body[: step.cut_after]
            self.close_connection = True
        piece_bytes = step.drip_bytes if step.drip_s else len(body)
        for start in range(0, len(body), piece_bytes or 1):
            if start and self.fake.stopping.wait(step.drip_s):
                return
            self.wfile.write(body[start : start + piece_bytes])

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()  # it holds the socket open as well
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *args: object) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: socket.socket, client_address: object) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End connections that clients keep open, so that their threads end."""
        for request in list(self._open):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news."""


def _as_reply(status: int, body: object) -> Reply:
    if isinstance(body, bytes):
        return status, {"content-type": "application/octet-stream"}, body
    if isinstance(body, str):
        return status, {"content-type": "text/html" if body.startswith("<") else "text/plain"}, body.encode()
    return status, {"content-type": "application/json"}, json.dumps(body).encode()


def _problem(status: int, message: str, name: str) -> Reply:
    """The error envelope that the provider sends today."""
    body = {"title": name.removesuffix("Exception"), "status": status, "message": message}
    body |= {"requestId": str(uuid.uuid4()), "error": {"name": name, "message": message}}
    return status, {"content-type": "application/problem+json; charset=utf-8"}, json.dumps(body).encode()


@functools.lru_cache(maxsize=64)
def _tone(seconds: float) -> bytes:
    return tone(seconds, format="mp3")


def main() -> None:
    parser = argparse.ArgumentParser(description="A provider on loopback that speaks like the AI/ML API.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--generate-seconds", type=float, default=5.0)
    parser.add_argument("--audio", type=Path, help="serve this file for every job")
    parser.add_argument("--key", default=KEY)
    given = parser.parse_args()
    audio = given.audio.read_bytes() if given.audio else None
    with FakeAimlapi(generate_s=given.generate_seconds, port=given.port, key=given.key, audio=audio) as fake:
        print(fake.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
