"""HTTP: the key, time limits, connections, and faults underneath HTTP.

What goes wrong underneath HTTP becomes a `TransportFault`. It is made anew instead of chaining the exception of
`requests`, because that one holds the request with all its headers, and so the key.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Any, Self

import requests
import urllib3.exceptions as u3
import urllib3.response as u3_response
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from demotape import __version__
from demotape.keys import Key

ANSWER_LIMIT_BYTES = 1_000_000
"""No answer about a job is longer; audio has a limit of its own."""
_CHUNK_BYTES = 65_536
_LONGEST_HEAD_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Longest silence of the other side, in seconds, for each kind of call."""

    connect_s: float = 10.0
    submit_s: float = 60.0
    poll_s: float = 30.0
    audio_s: float = 30.0
    audio_total_s: float = 900.0
    """Longest time for a whole download, however steadily it drips."""


class FaultKind(StrEnum):
    """What went wrong underneath HTTP. The value is the middle of a sentence about the host."""

    NO_SUCH_HOST = "could not be found. There may be no network"
    NO_SERVER = "could not be reached: nothing answers there"
    CONNECT_TIMEOUT = "could not be reached in time"
    TLS = "has no secure connection that can be trusted"
    PROXY = "could not be reached through the proxy of this machine"
    TIMEOUT = "did not answer in time"
    TOO_LARGE = "sent more than it should"
    FORBIDDEN = "is an address inside a private network"
    BROKEN = "broke the connection off"


class TransportFault(Exception):
    """No whole answer came. Holds nothing of the request."""

    def __init__(self, text: str, *, kind: FaultKind) -> None:
        super().__init__(text)
        self.kind = kind
        self.may_have_left = True
        """Whether any part of the request's body may have left this machine."""


class ForbiddenAddress(u3.HTTPError):
    """The server's address is not a public one."""


_FAULTS = (requests.RequestException, u3.HTTPError, http.client.HTTPException, OSError, ValueError)

# The first that matches counts: the libraries wrap and inherit across these.
_KINDS: tuple[tuple[FaultKind, tuple[type[BaseException], ...]], ...] = (
    (FaultKind.FORBIDDEN, (ForbiddenAddress,)),
    (FaultKind.PROXY, (requests.exceptions.ProxyError, requests.exceptions.InvalidProxyURL, u3.ProxyError)),
    (FaultKind.PROXY, (requests.exceptions.InvalidSchema,)),  # a SOCKS proxy, which needs a package of its own
    (FaultKind.NO_SUCH_HOST, (u3.NameResolutionError, socket.gaierror, u3.LocationValueError, UnicodeError)),
    (FaultKind.NO_SERVER, (u3.NewConnectionError,)),
    (FaultKind.CONNECT_TIMEOUT, (u3.ConnectTimeoutError,)),
    (FaultKind.TLS, (requests.exceptions.SSLError, u3.SSLError, ssl.SSLError)),
    (FaultKind.TIMEOUT, (u3.TimeoutError, TimeoutError)),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, read."""

    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    text: str

    @property
    def data(self) -> object:
        """The body as JSON; None if it is none (or `null`, which says as little)."""
        try:
            data: object = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        return data

    @property
    def is_page(self) -> bool:
        """Whether it is a web page: something between us and the provider answered."""
        return self.text.lstrip().startswith("<") or "html" in self.headers.get("content-type", "").lower()


class Alarm:
    """Hangs up after a time. A time limit of a socket only ends silences, and a byte now and then is none."""

    def __init__(self, sock: socket.socket | None, after_s: float) -> None:
        self._sock = sock
        self.has_rung = False
        self._timer = threading.Timer(after_s, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def _ring(self) -> None:
        self.has_rung = True
        if self._sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)  # past TLS, which another thread is reading

    def off(self) -> None:
        """Let it be."""
        self._timer.cancel()


def _punctually(
    connection: HTTPConnection, read_head: Callable[[], u3_response.HTTPResponse]
) -> u3_response.HTTPResponse:
    """The head of an answer, which has to come within the connection's time limit as a whole."""
    sock = connection.sock
    alarm = Alarm(sock, (sock.gettimeout() if sock is not None else None) or _LONGEST_HEAD_S)
    try:
        response = read_head()
    except Exception as error:
        if alarm.has_rung:
            raise TimeoutError("the head of the answer takes too long") from error
        raise
    finally:
        alarm.off()
    if alarm.has_rung:
        response.close()
        raise TimeoutError("the head of the answer takes too long")
    return response


class PunctualConnection(HTTPConnection):
    """A connection on which no answer can take for ever."""

    answering: socket.socket | None = None
    """The socket of the answer that is being read, also where the connection has let it go."""

    def getresponse(self) -> u3_response.HTTPResponse:  # type: ignore[override]  # as urllib3 has it
        """The head of the answer."""
        self.answering = self.sock
        return _punctually(self, super().getresponse)


class PunctualTlsConnection(HTTPSConnection):
    """The same with TLS."""

    answering: socket.socket | None = None

    def getresponse(self) -> u3_response.HTTPResponse:  # type: ignore[override]  # as urllib3 has it
        """The head of the answer."""
        self.answering = self.sock
        return _punctually(self, super().getresponse)


class _PunctualPool(HTTPConnectionPool):
    ConnectionCls = PunctualConnection


class _PunctualTlsPool(HTTPSConnectionPool):
    ConnectionCls = PunctualTlsConnection


class PunctualAdapter(HTTPAdapter):
    """Opens connections of which every answer has a time limit as a whole."""

    pools: Mapping[str, type[HTTPConnectionPool]] = {"http": _PunctualPool, "https": _PunctualTlsPool}

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: object) -> None:
        """Called by `HTTPAdapter`."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Called by `HTTPAdapter`. Through a proxy, the proxy decides which addresses are opened."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = PunctualAdapter.pools
        return manager


class Stream:
    """An answer whose body is read piece by piece. Close it, or use it as a context manager."""

    def __init__(self, response: requests.Response, *, total_s: float, limit_bytes: int) -> None:
        self._response = response
        self._limit_bytes = limit_bytes
        self._alarm = Alarm(getattr(response.raw.connection, "answering", None), total_s)
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._alarm.off()
        self._response.close()

    @property
    def received_bytes(self) -> int:
        """Bytes of the body so far, as they came over the wire (before any Content-Encoding is undone)."""
        return int(self._response.raw.tell())

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes.

        Raises:
            TransportFault: it broke off, was too slow or too large.
        """
        total = 0
        while piece := self._piece():
            total += len(piece)
            if total > self._limit_bytes:
                raise TransportFault(f"more than {self._limit_bytes} bytes", kind=FaultKind.TOO_LARGE)
            yield piece

    def _piece(self) -> bytes:
        try:
            # `read1` hands over what is there. `read` would wait for a full chunk, and a dripping server
            # could hold it for hours.
            piece: bytes = self._response.raw.read1(_CHUNK_BYTES, decode_content=True) or b""
        except _FAULTS as error:
            fault = _fault(error)
        else:
            if not self._alarm.has_rung:
                return piece
        if self._alarm.has_rung:
            raise TransportFault("the whole answer takes too long", kind=FaultKind.TIMEOUT)
        raise fault


class Bearer(AuthBase):
    """Puts the key into a request.

    An auth object, because `requests` lets `.netrc` replace an Authorization header that is set by hand.
    """

    def __init__(self, key: Key) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key.reveal()}"
        return request


class NoAuth(AuthBase):
    """Sends no Authorization header, whatever `.netrc` knows."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Client:
    """Calls to the provider. May be used from several threads at once.

    Args:
        base_url: Where the provider is, without a trailing slash.
        timeouts: Longest silences.
    """

    def __init__(self, *, base_url: str, timeouts: Timeouts) -> None:
        self._base_url = base_url
        self._timeouts = timeouts
        self._session = new_session()

    def post(self, path: str, body: object, *, key: Key, headers: Mapping[str, str]) -> Answer:
        """Send `body` as JSON, exactly once. The key is shown nowhere, even if the answer quotes it.

        Raises:
            TransportFault: with `may_have_left` telling whether the other side can have got it.
        """
        data = _Body(json.dumps(body).encode())
        # A connection of its own: one from the pool may have died unseen, and then nobody can tell
        # whether the request got through.
        with new_session() as session:
            try:
                return self._exchange(
                    session,
                    "POST",
                    path,
                    key=key,
                    silence_s=self._timeouts.submit_s,
                    data=data,
                    headers={**headers, "Content-Type": "application/json"},
                )
            except TransportFault as fault:
                fault.may_have_left = data.was_begun
                raise

    def get(self, path: str, params: Mapping[str, str], *, key: Key | None) -> Answer:
        """Ask; without a key where the answer is for everybody.

        Raises:
            TransportFault: no whole answer came.
        """
        return self._exchange(self._session, "GET", path, key=key, silence_s=self._timeouts.poll_s, params=params)

    def close(self) -> None:
        """Give back the connections."""
        self._session.close()

    def _exchange(
        self,
        session: requests.Session,
        method: str,
        path: str,
        *,
        key: Key | None,
        silence_s: float,
        params: Mapping[str, str] | None = None,
        data: _Body | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        with open_stream(
            session,
            method,
            self._base_url + path,
            auth=NoAuth() if key is None else Bearer(key),
            silence_s=(self._timeouts.connect_s, silence_s),
            total_s=silence_s,
            limit_bytes=ANSWER_LIMIT_BYTES,
            params=params,
            data=data,
            headers={"Accept": "application/json", **(headers or {})},
        ) as stream:
            text = b"".join(stream.pieces()).decode("utf-8-sig", errors="replace")
            # A server may quote the key. Nothing made of its answer can hold the key when it is taken out here.
            hidden = key.hidden_in if key else str
            received = CaseInsensitiveDict({name: hidden(value) for name, value in stream.headers.items()})
            return Answer(stream.status, received, hidden(text))


def open_stream(
    session: requests.Session,
    method: str,
    url: str,
    *,
    auth: AuthBase,
    silence_s: tuple[float, float],
    total_s: float,
    limit_bytes: int,
    headers: Mapping[str, str],
    params: Mapping[str, str] | None = None,
    data: _Body | None = None,
) -> Stream:
    """Send a request and read the head of the answer. Redirects are not followed.

    Args:
        session: Where the connection comes from.
        method: HTTP method.
        url: Full address.
        auth: What to say about who asks.
        silence_s: Longest wait for the connection, and longest silence after that.
        total_s: Longest time for the body.
        limit_bytes: Longest body.
        headers: Request headers.
        params: Query, encoded here.
        data: Body.

    Raises:
        TransportFault: no answer came.
    """
    try:
        response = session.request(
            method,
            url,
            auth=auth,
            timeout=silence_s,
            headers=headers,
            params=params,
            data=data,
            allow_redirects=False,
            stream=True,
        )
    except _FAULTS as error:
        fault = _fault(error)
    else:
        return Stream(response, total_s=total_s, limit_bytes=limit_bytes)
    raise fault


def new_session(adapter: HTTPAdapter | None = None) -> requests.Session:
    """A session without retries and without cookies, which would tie one person's calls to another's."""
    adapter = adapter or PunctualAdapter(pool_maxsize=16, max_retries=0)
    session = _Session()
    session.headers["User-Agent"] = f"demotape/{__version__}"
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """No target: even unasked, `requests` would read the body and work out the next request."""


class _Body(io.BytesIO):
    """A request body that knows whether it was begun.

    It is read after the connection stands and the head is sent. As long as nobody has read it, it is sure that
    the other side has no request: a proof that does not depend on which exception came.
    """

    was_begun = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.was_begun = True
        return super().read(size)


def _fault(error: BaseException) -> TransportFault:
    linked = list(_linked(error))
    kind = next(
        (kind for kind, types in _KINDS if any(isinstance(link, types) for link in linked)),
        FaultKind.BROKEN,
    )
    # The texts of the outer ones hold the whole address, which may be signed. The innermost says what happened.
    innermost = linked[-1]
    names = " < ".join(dict.fromkeys(type(link).__name__ for link in linked))
    said = "" if isinstance(innermost, requests.RequestException) else f": {innermost}"
    return TransportFault(names + said, kind=kind)


def _linked(error: BaseException) -> Iterator[BaseException]:
    """The exception and those that it wraps, outermost first, the way requests, urllib3 and Python wrap."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting:
        link = waiting.pop(0)
        if any(link is known for known in seen):
            continue
        seen.append(link)
        yield link
        inner = (*link.args, getattr(link, "reason", None), link.__cause__, link.__context__)
        waiting.extend(item for item in inner if isinstance(item, BaseException))
