"""What the web server needs besides the screens: the open studio, the routes for audio, the visitor's cookie."""

from __future__ import annotations

import gc
import logging
import threading
import uuid
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request, cookie_parser
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demotape.audio.formats import EXPORTS
from demotape.errors import DemotapeError, NotFound
from demotape.settings import Settings, load
from demotape.storage import usable

if TYPE_CHECKING:
    from demotape.studio import Studio

VISITOR_COOKIE = "demotape_visitor"
FILE_NAME_HEADER = "x-demotape-file"
"""Name of an imported file, percent-encoded. Pages of other sites cannot send it, so they cannot import anything."""

_log = logging.getLogger(__name__)
_A_YEAR_S = 365 * 24 * 3600
_BLOCK_BYTES = 1 << 20
_IMMUTABLE = {"cache-control": f"private, max-age={_A_YEAR_S}, immutable"}
_REVALIDATE = {"cache-control": "private, no-cache"}
_NO_STORE = {"cache-control": "no-store"}
_SOON_S = 0.3


class Door:
    """Where screens and routes get the studio. It opens beside the server's own start, so that nobody waits twice."""

    def __init__(self) -> None:
        self._studio: Future[Studio] = Future()
        self._page_shown = threading.Event()

    def open(self, settings: Settings | None = None) -> None:
        """Begin to open the studio; what goes wrong is told to whoever asks for it."""
        self._studio = Future()
        threading.Thread(target=self._open, args=(settings, self._studio), name="open-studio").start()

    def _open(self, settings: Settings | None, opened: Future[Studio]) -> None:
        try:
            # Loading what a studio needs takes most of a second, in which the page can load already.
            from demotape.studio import Studio  # noqa: PLC0415

            studio = Studio(settings or load(), settled=self._page_shown)
        except Exception as error:
            if not isinstance(error, DemotapeError):
                _log.exception("The studio cannot be opened")
            opened.set_exception(error)
            return
        # What is loaded by now stays; the collector need not look through it after every script run.
        gc.freeze()
        opened.set_result(studio)

    def studio(self) -> Studio:
        """The open studio; waits while it opens.

        Raises:
            StudioError: it cannot be opened.
        """
        return self._studio.result()

    def page_shown(self) -> None:
        """A page stands: what would have slowed it may begin."""
        self._page_shown.set()

    def close(self) -> None:
        """Close the studio if it was opened."""
        if self._studio.exception() is None:
            self._studio.result().close()
        self._studio = Future()


door = Door()
"""The one door of this process: Streamlit gives its scripts no other way to reach what the server holds."""


def audio(request: Request) -> Response:
    """`GET /takes/{id}/audio`: the original, to be played. Answers Range."""
    studio = door.studio()
    take = studio.take(request.path_params["id"])
    return FileResponse(studio.audio(take), media_type=take.media_type, headers=_REVALIDATE)


def peaks(request: Request) -> Response:
    """`GET /takes/{id}/peaks`: the waveform, pairs of int8 (lowest, highest)."""
    take = door.studio().take(request.path_params["id"])
    return Response(take.measured.peaks, media_type="application/octet-stream", headers=_IMMUTABLE)


def download(request: Request) -> Response:
    """`GET /takes/{id}/download/{format}`: a file to keep. `HEAD` prepares it, so that the download starts at once."""
    studio = door.studio()
    take = studio.take(request.path_params["id"])
    path = studio.workbench.file(take, to=request.path_params["format"]).result()
    return FileResponse(path, filename=studio.download_name(take, path), headers=_REVALIDATE)


def making(request: Request) -> Response:
    """`GET /takes/{id}/making/{name}`: begins to make a format or a product; `share`, 0 to 1, is done.

    1 says that a download starts at once. `?again` begins anew what has failed.
    """
    studio = door.studio()
    take, name, again = (
        studio.take(request.path_params["id"]),
        request.path_params["name"],
        "again" in request.query_params,
    )
    if name == "original" or name in EXPORTS:
        work = studio.workbench.file(take, to=name, again=again)
    else:
        work = studio.workbench.making(take, name, lambda: studio.product(take, name), again=again)
    with suppress(TimeoutError):
        work.future.result(_SOON_S)  # what is quick needs no second question
    return JSONResponse({"share": 1.0 if work.is_done else min(work.share, 0.99)}, headers=_NO_STORE)


def waveform(request: Request) -> Response:
    """`GET /takes/{id}/waveform`: as `peaks`, in detail."""
    studio = door.studio()
    path = studio.workbench.waveform(studio.take(request.path_params["id"]))
    return FileResponse(path, media_type="application/octet-stream", headers=_IMMUTABLE)


def spectrogram(request: Request) -> Response:
    """`GET /takes/{id}/spectrogram`: a grey PNG, low frequencies below, the start on the left."""
    studio = door.studio()
    path = studio.workbench.spectrogram(studio.take(request.path_params["id"]))
    return FileResponse(path, media_type="image/png", headers=_IMMUTABLE)


def half_speed(request: Request) -> Response:
    """`GET /takes/{id}/half-speed`: twice as long at the same pitch, for a loop. Made when it is first asked for."""
    studio = door.studio()
    path = studio.workbench.half_speed(studio.take(request.path_params["id"]))
    return FileResponse(path, media_type="audio/flac", headers=_IMMUTABLE)


def edit_audio(request: Request) -> Response:
    """`GET /takes/{id}/edits/{key}/audio`: an edit that is not saved. Answers Range."""
    studio = door.studio()
    path = studio.workbench.edited(studio.take(request.path_params["id"]), request.path_params["key"])
    return FileResponse(path, media_type="audio/flac", headers=_REVALIDATE)


def edit_peaks(request: Request) -> Response:
    """`GET /takes/{id}/edits/{key}/peaks`: the waveform of an edit that is not saved."""
    studio = door.studio()
    take = studio.take(request.path_params["id"])
    path = studio.workbench.waveform(take, edit=request.path_params["key"])
    return FileResponse(path, media_type="application/octet-stream", headers=_IMMUTABLE)


def product(request: Request) -> Response:
    """`GET /takes/{id}/product/{name}`: what else the engine makes of a take. `HEAD` prepares it."""
    studio = door.studio()
    take = studio.take(request.path_params["id"])
    path = studio.product(take, request.path_params["name"])
    return FileResponse(path, filename=studio.download_name(take, path), headers=_REVALIDATE)


def export(request: Request) -> Response:
    """`GET /exports/{id}`: a finished ZIP of takes, to keep."""
    exports = door.studio().collection.exports
    found = exports.get(request.path_params["id"])
    path = exports.file(found.id)
    name = f"demotape-{found.created_at:%Y-%m-%d}-{found.asked}-takes.zip"
    return FileResponse(path, filename=name, media_type="application/zip", headers=_REVALIDATE)


async def take_in(request: Request) -> Response:
    """`POST /imports`: one file for the library, as the body. Answers what came of it."""
    name = unquote(request.headers.get(FILE_NAME_HEADER, ""))
    if not name:
        return JSONResponse({"message": "This file has no name.", "advice": "Choose another."}, status_code=400)
    collection = (await run_in_threadpool(door.studio)).collection
    path = await run_in_threadpool(collection.incoming)
    try:
        await _receive(request, path)
        visitor = request.cookies.get(VISITOR_COOKIE, "")
        arrival = await run_in_threadpool(collection.take_in, path, name=name, visitor=visitor)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody reads it
    finally:
        await run_in_threadpool(path.unlink, missing_ok=True)
    return JSONResponse(asdict(arrival))


async def _receive(request: Request, path: Path) -> None:
    """Write a body to a file, a megabyte at a time."""
    block = bytearray()
    with usable(path.parent):
        file = await run_in_threadpool(path.open, "wb")
    try:
        async for part in request.stream():
            block += part
            if len(block) >= _BLOCK_BYTES:
                with usable(path.parent):
                    await run_in_threadpool(file.write, block)
                block = bytearray()
        with usable(path.parent):
            await run_in_threadpool(file.write, block)
    finally:
        with usable(path.parent):
            await run_in_threadpool(file.close)


def health(_: Request) -> Response:
    """`GET /health`: whether the studio is open."""
    door.studio()
    return JSONResponse({"status": "ok"})


def tell(_: Request, error: Exception) -> Response:
    """What a route answers when it cannot serve: the message for the person, never a trace."""
    if not isinstance(error, DemotapeError):
        raise error
    status = 404 if isinstance(error, NotFound) else 503
    return JSONResponse({"message": error.message, "advice": error.advice}, status_code=status)


routes = [
    Route("/takes/{id}/audio", audio),
    Route("/takes/{id}/peaks", peaks),
    Route("/takes/{id}/download/{format}", download),
    Route("/takes/{id}/making/{name}", making),
    Route("/takes/{id}/waveform", waveform),
    Route("/takes/{id}/spectrogram", spectrogram),
    Route("/takes/{id}/half-speed", half_speed),
    Route("/takes/{id}/edits/{key}/audio", edit_audio),
    Route("/takes/{id}/edits/{key}/peaks", edit_peaks),
    Route("/takes/{id}/product/{name}", product),
    Route("/exports/{id}", export),
    Route("/imports", take_in, methods=["POST"]),
    Route("/health", health),
]


class VisitorCookie:
    """Gives every browser an id of its own, by which it finds its jobs and takes again after a reload."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; pages to a browser without the cookie carry one back."""
        if scope["type"] != "http" or not _is_first_page_view(scope):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"{VISITOR_COOKIE}={uuid.uuid4()}; Path=/; Max-Age={_A_YEAR_S}; HttpOnly; SameSite=Lax"
                message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _is_first_page_view(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    if b"text/html" not in headers.get(b"accept", b""):
        return False
    # Browsers share cookies between all servers on localhost: others' may look like anything.
    return VISITOR_COOKIE not in cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))
