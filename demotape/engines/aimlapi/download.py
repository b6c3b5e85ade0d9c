"""The finished audio: which addresses may be opened, and its bytes.

The provider names the address, so it is not trusted: only http and https, no address inside a private network
(checked on the connection itself, so that a name cannot point somewhere else between check and use), no key,
few redirects, limited size.
"""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from demotape.engines.aimlapi.client import (
    FaultKind,
    ForbiddenAddress,
    NoAuth,
    PunctualAdapter,
    PunctualConnection,
    PunctualTlsConnection,
    Stream,
    Timeouts,
    TransportFault,
    new_session,
    open_stream,
)
from demotape.engines.aimlapi.faults import retry_after_s
from demotape.errors import AudioUnavailable, DataFolderUnusable, DiskFull, Unreachable
from demotape.models import Charged

MAX_REDIRECTS = 5
_GONE = {401, 403, 404, 410, 451}
_PAGE_TYPES = (
    "text/html",
    "application/xhtml",
    "application/json",
    "application/problem",
    "application/xml",
    "text/xml",
)
_WRAPPERS = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))
"""IPv6 networks whose addresses end in an IPv4 address: NAT64, and the older kind of "compatible" ones."""
_METADATA = {IPv4Address("168.63.129.16")}
"""Where clouds tell their machines about themselves, as far as that looks like the public internet."""


class Downloader:
    """Fetches audio. May be used from several threads at once.

    Args:
        trusted_host: Host of the base URL: the only one that may lie inside a private network.
        timeouts: Longest silences.
        max_bytes: Largest audio.
    """

    def __init__(self, *, trusted_host: str, timeouts: Timeouts, max_bytes: int) -> None:
        self._trusted_host = trusted_host
        self._timeouts = timeouts
        self._max_bytes = max_bytes
        self._session = new_session(_guarded(trusted_host))

    def download(self, url: str, target: Path) -> None:
        """Write what lies at `url` to `target`, which must not exist. Leaves nothing behind on failure.

        Raises:
            Unreachable, AudioUnavailable, DiskFull, DataFolderUnusable: see `Engine.fetch`.
        """
        for _ in range(MAX_REDIRECTS + 1):
            with self._open(url) as stream:
                if not 300 <= stream.status < 400:
                    _check_head(stream, self._max_bytes)
                    self._write(stream, target)
                    return
                location = stream.headers.get("location")
                if not location:
                    raise Unreachable(f"The server of the audio answered with HTTP {stream.status} and no address.")
                url = _next_url(url, location)
        raise AudioUnavailable("The address of the audio leads from one address to the next without end.")

    def close(self) -> None:
        """Give back the connections."""
        self._session.close()

    def _open(self, url: str) -> Stream:
        host = _host_of(url)
        if host != self._trusted_host and _is_private_name(host):
            raise _forbidden(host)
        try:
            return open_stream(
                self._session,
                "GET",
                url,
                auth=NoAuth(),
                silence_s=(self._timeouts.connect_s, self._timeouts.audio_s),
                total_s=self._timeouts.audio_total_s,
                limit_bytes=self._max_bytes,
                headers={"Accept": "audio/*, */*;q=0.5", "Accept-Encoding": "identity"},
            )
        except TransportFault as fault:
            if fault.kind is FaultKind.FORBIDDEN:
                raise _forbidden(host) from fault
            raise Unreachable(f"The audio could not be fetched: {host} {fault.kind.value}.") from fault

    def _write(self, stream: Stream, target: Path) -> None:
        pieces = stream.pieces()

        def next_piece() -> bytes:
            try:
                return next(pieces, b"")
            except TransportFault as fault:
                if fault.kind is FaultKind.TOO_LARGE:
                    raise _too_large(self._max_bytes) from fault
                raise Unreachable(
                    f"The download broke off after {stream.received_bytes:,} bytes: the server {fault.kind.value}."
                ) from fault

        first = next_piece()
        if not first:
            raise Unreachable("The server of the audio sent an empty file.")
        if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{")):
            raise Unreachable("The server sent a web page instead of audio.")
        _save(first, next_piece, target)
        announced = stream.headers.get("content-length", "").strip()
        if announced.isdecimal() and "transfer-encoding" not in stream.headers:
            received = stream.received_bytes
            if received != int(announced):
                target.unlink()
                raise Unreachable(f"The download broke off after {received:,} of {int(announced):,} bytes.")


def _host_of(url: str) -> str:
    # The parser that the connection is made with: others differ on what is a host in strange addresses.
    try:
        parts = urllib3.util.parse_url(url)
    except urllib3.exceptions.LocationParseError:
        host = None
    else:
        host = parts.host if parts.scheme in {"http", "https"} else None
    if not host:
        raise AudioUnavailable("The provider gave something else than a web address for the audio.")
    return host.strip("[]").lower()


def _next_url(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise AudioUnavailable("The address of the audio leads to something else than a web address.") from None


def _check_head(stream: Stream, max_bytes: int) -> None:
    if stream.status in _GONE:
        raise AudioUnavailable(f"The audio is not at its address any more (HTTP {stream.status}).")
    if stream.status != 200:
        raise Unreachable(
            f"The server of the audio answered with HTTP {stream.status}.",
            retry_after_s=retry_after_s(stream.headers),
        )
    if stream.headers.get("content-type", "").strip().lower().startswith(_PAGE_TYPES):
        raise Unreachable("The server sent a web page instead of audio.")
    announced = stream.headers.get("content-length", "").strip()
    if announced.isdecimal() and int(announced) > max_bytes:
        raise _too_large(max_bytes)


def _save(first: bytes, next_piece: Callable[[], bytes], target: Path) -> None:
    try:
        file = target.open("xb")
    except OSError as error:
        raise _disk_error(error) from error
    try:
        with file:
            piece = first
            while piece:
                file.write(piece)
                piece = next_piece()
    except OSError as error:
        target.unlink(missing_ok=True)
        raise _disk_error(error) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _disk_error(error: OSError) -> DiskFull | DataFolderUnusable:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull("There is no space left on the disk for the audio.", charged=Charged.YES)
    return DataFolderUnusable(
        f"The audio could not be written to the data folder: {error.strerror}.",
        advice="Check the data folder, then press Check again.",
        charged=Charged.YES,
    )


def _too_large(max_bytes: int) -> AudioUnavailable:
    return AudioUnavailable(f"The audio is larger than {max_bytes // 1_000_000} MB, which is not fetched.")


def _forbidden(host: str) -> AudioUnavailable:
    return AudioUnavailable(f"The provider named an address for the audio that is not opened: {host} is not public.")


def _is_private_name(host: str) -> bool:
    host = host.rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    with contextlib.suppress(OSError, UnicodeError):
        # The resolver also reads 127.1 and 0x7f000001, and behind a proxy nobody else looks.
        host = socket.inet_ntoa(socket.inet_aton(host))
    try:
        return not _is_public(host)
    except ValueError:
        return False  # A name; the connection shows where it leads.


def _is_public(text: str) -> bool:
    """Whether an IP address is one of the public internet, looked at through the ways to wrap IPv4 in IPv6.

    Raises:
        ValueError: not an IP address.
    """
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.is_site_local:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if any(address in network for network in _WRAPPERS):
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        address = inner or address
    return address.is_global and not address.is_multicast and address not in _METADATA


def _require_public(address: str) -> None:
    if not _is_public(address):
        raise ForbiddenAddress(f"{address} is not a public address")


def _guarded(trusted_host: str) -> PunctualAdapter:
    """Opens connections to public addresses and to one trusted host only. Through a proxy, the proxy decides."""

    def opened(connection: Connection | TlsConnection, connect: Callable[[], socket.socket]) -> socket.socket:
        if connection.host.strip("[]").lower() == trusted_host:
            return connect()
        with contextlib.suppress(OSError, UnicodeError):  # what cannot be looked up, the connection reports
            for *_, address in socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM):
                _require_public(str(address[0]))
        sock = connect()
        try:
            # Once more on the connection itself: a name can point somewhere else the second time.
            _require_public(str(sock.getpeername()[0]))
        except BaseException:
            sock.close()
            raise
        return sock

    class Connection(PunctualConnection):
        def _new_conn(self) -> socket.socket:
            return opened(self, super()._new_conn)

    class TlsConnection(PunctualTlsConnection):
        def _new_conn(self) -> socket.socket:
            return opened(self, super()._new_conn)

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = TlsConnection

    class Adapter(PunctualAdapter):
        pools: Any = {"http": Pool, "https": TlsPool}  # noqa: RUF012 - as in the base

    return Adapter(max_retries=0)
