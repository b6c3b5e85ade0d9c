"""Takes that go out as one ZIP. It is made in the background, so that thousands of takes hold nobody up."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from demotape.collection.sayings import told
from demotape.errors import Cancelled, DemotapeError, NotFound
from demotape.library import BenchShelf, TakeShelf
from demotape.library.rows import now
from demotape.models import Take
from demotape.storage import Storage, usable

_KEPT_S = 24 * 3600
_TAKES_AT_ONCE = 200

_log = logging.getLogger(__name__)


class ExportState(StrEnum):
    """Where an export stands."""

    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One ZIP on its way out."""

    id: str
    visitor: str
    asked: int
    """Takes that it shall hold."""
    total_bytes: int
    created_at: datetime
    state: ExportState = ExportState.RUNNING
    done_bytes: int = 0
    missing: int = 0
    """Takes that are not in it because their audio is missing."""
    problem: str = ""
    """Why there is none, in words for the person."""

    @property
    def progress(self) -> float:
        """Share that is done, 0 to 1."""
        return min(1.0, self.done_bytes / self.total_bytes) if self.total_bytes else 0.0


class Departures:
    """Exports of this process. They are forgotten after a day, and when it ends."""

    def __init__(self, *, takes: TakeShelf, lineage: BenchShelf, storage: Storage, folder: Path, is_ours: bool) -> None:
        self._takes = takes
        self._lineage = lineage
        self._storage = storage
        self._folder = folder
        self._changing = threading.Lock()
        self._exports: dict[str, Export] = {}
        self._closing = threading.Event()
        self._stopped: set[str] = set()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
        if is_ours:
            self._throw_away(older_than_s=0)

    def start(self, ids: Sequence[str], *, visitor: str) -> Export:
        """Begin to write takes into a ZIP, in this order."""
        self._throw_away(older_than_s=_KEPT_S)
        sizes = {take_id: size_bytes for take_id, _, size_bytes in self._takes.files()}
        ids = [take_id for take_id in ids if take_id in sizes]
        export = Export(
            id=str(uuid.uuid4()),
            visitor=visitor,
            asked=len(ids),
            total_bytes=sum(sizes[take_id] for take_id in ids),
            created_at=now(),
        )
        with self._changing:
            self._exports[export.id] = export
        self._worker.submit(self._write, export.id, ids)
        return export

    def get(self, export_id: str) -> Export:
        """Where an export stands.

        Raises:
            NotFound: there is none, or it was thrown away.
        """
        with self._changing:
            export = self._exports.get(export_id)
        if export is None:
            raise NotFound("There is no such export any more.", advice="Export the takes again.")
        return export

    def file(self, export_id: str) -> Path:
        """The finished ZIP.

        Raises:
            NotFound: it is not finished, or was thrown away.
        """
        path = self._folder / f"{self.get(export_id).id}.zip"
        if not path.is_file():
            raise NotFound("There is no such export any more.", advice="Export the takes again.")
        return path

    def stop(self, export_id: str) -> None:
        """Give up an export; a finished one is thrown away."""
        with self._changing:
            self._stopped.add(export_id)
            export = self._exports.pop(export_id, None)
        if export is not None:
            (self._folder / f"{export.id}.zip").unlink(missing_ok=True)

    def close(self) -> None:
        """Stop writing."""
        self._closing.set()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _write(self, export_id: str, ids: Sequence[str]) -> None:
        from demotape.archive import write_archive  # noqa: PLC0415 - brings numpy, which a start need not wait for

        try:
            with usable(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
            written = write_archive(
                self._several(ids),
                self._audio,
                self._folder / f"{export_id}.zip",
                library=self._told,
                cancelled=lambda: self._closing.is_set() or export_id in self._stopped,
                progress=lambda done: self._note(export_id, done_bytes=done),
            )
            self._note(export_id, state=ExportState.READY, missing=len(written.missing))
        except Cancelled:
            self._note(export_id, state=ExportState.FAILED, problem="The export was stopped.")
        except DemotapeError as error:
            self._note(export_id, state=ExportState.FAILED, problem=f"{error.message} {error.advice}".strip())
        except Exception:
            _log.exception("An export failed")
            self._note(export_id, state=ExportState.FAILED, problem="The export failed; the log has the details.")

    def _several(self, ids: Sequence[str]) -> Iterator[Take]:
        for start in range(0, len(ids), _TAKES_AT_ONCE):
            yield from self._takes.several(ids[start : start + _TAKES_AT_ONCE])

    def _told(self, take: Take) -> dict[str, object]:
        links = self._lineage.parents([take.id])
        parent = self._takes.get(links[0].parent) if links else None
        return told(take, link=links[0] if links else None, generation_id=parent.ticket if parent else None)

    def _audio(self, take: Take) -> Path:
        path = self._storage.path(take.file)
        if not path.is_file():
            raise NotFound("The audio file of this take is missing.")
        return path

    def _note(self, export_id: str, **changes: object) -> None:
        with self._changing:
            if export_id in self._exports:
                self._exports[export_id] = replace(self._exports[export_id], **changes)  # type: ignore[arg-type]

    def _throw_away(self, *, older_than_s: float) -> None:
        oldest = time.time() - older_than_s
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            if path.stat().st_mtime <= oldest:
                path.unlink(missing_ok=True)
                with self._changing:
                    self._exports.pop(path.stem, None)
