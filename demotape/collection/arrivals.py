"""Files that come in: audio of any origin, and archives. Nothing in them is believed before it is checked."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from demotape.collection.sayings import heard, made_from, printable, read, storable
from demotape.errors import ArchiveError, AudioError, DemotapeError
from demotape.library import BenchShelf, Link, TakeShelf
from demotape.library.rows import now
from demotape.models import Measured, Request, Take
from demotape.naming import clean_title, title_from
from demotape.storage import Storage

if TYPE_CHECKING:
    from demotape.archive import Archive, ArchivedTake
    from demotape.audio.formats import AudioFormat
    from demotape.audio.tags import Story

IMPORTED = "imported"
"""Name in place of an engine's, and source, of takes that no Demotape made."""

_LOCK_FILE = "import.lock"
_ENGINE_LIMIT = 60
_SHORTEST_ID = 8
_LARGEST_SEED = 2**63
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What came of one file."""

    name: str
    """Of the file, as the person knows it."""
    added: tuple[str, ...] = ()
    """Ids of the new takes."""
    there: tuple[str, ...] = ()
    """Ids of takes that were in the library already."""
    restored: tuple[str, ...] = ()
    """Ids of those among `there` that were in the bin and are out of it now."""
    repaired: tuple[str, ...] = ()
    """Ids of those among `there` whose audio was missing or cut off and is whole again."""
    refused: tuple[str, ...] = ()
    """Why something of it is not in the library, in words for the person. Nothing of that was kept."""


class Arrivals:
    """Takes files into the library, one at a time, also between processes."""

    def __init__(self, *, takes: TakeShelf, lineage: BenchShelf, storage: Storage, data: Path) -> None:
        self._takes = takes
        self._lineage = lineage
        self._storage = storage
        self._lock = threading.Lock()  # between threads, which a file lock lets in together
        self._file_lock = FileLock(data / _LOCK_FILE, thread_local=False)

    def take_in(self, path: Path, *, name: str, visitor: str) -> Arrival:
        """Take a file into the library: audio becomes a take, an archive all takes that the library lacks.

        Args:
            path: the file, among what is incoming. It is gone afterwards.
            name: how the person calls it.
            visitor: who brings it.

        Raises:
            DiskFull, DataFolderUnusable, DatabaseUnusable: what was taken in by then is whole and stays.
        """
        name = printable(PurePosixPath(name.replace("\\", "/")).name) or "file"
        try:
            with self._lock, self._file_lock:
                if _is_zip(path):
                    return self._archive(path, name=name, visitor=visitor)
                return self._file(path, name=name, visitor=visitor)
        except (ArchiveError, AudioError) as error:
            advice = "" if error.advice == DemotapeError.advice else f" {error.advice}"
            return Arrival(name=name, refused=(f"{error.message}{advice}",))
        finally:
            path.unlink(missing_ok=True)

    # Single files

    def _file(self, path: Path, *, name: str, visitor: str) -> Arrival:
        from demotape.archive import sha256_of  # noqa: PLC0415 - these bring numpy, which a start need not wait for
        from demotape.audio.analysis import analyse  # noqa: PLC0415
        from demotape.audio.foreign import foreign_kind, to_flac  # noqa: PLC0415
        from demotape.audio.formats import sniff  # noqa: PLC0415
        from demotape.audio.probe import measure  # noqa: PLC0415
        from demotape.audio.tags import read_story  # noqa: PLC0415

        if foreign_kind(path):
            decoded = self._storage.incoming(str(uuid.uuid4()))
            try:
                to_flac(path, decoded)
                decoded.replace(path)
            finally:
                decoded.unlink(missing_ok=True)
        sniff(path, told_as="This is")
        sha256 = sha256_of(path)
        story = read_story(path)
        there = self._with_audio(path.stat().st_size, sha256)
        if story is not None:
            there |= self._takes.known([story.take_id, story.take_id.lower()])
        if there:
            repaired = self._repair(there, sha256, path.stat().st_size, lambda target: shutil.copyfile(path, target))
            return replace(self._found_again(name, sorted(there)), repaired=repaired)
        kind, measured = measure(path)
        take = _from_story(story, name=name) if story else _from_stranger(name)
        if take.tempo_bpm is None or take.key is None:
            found = analyse(path, measured=measured)
            take = replace(take, **({**heard(found.tempo.bpm, found.key.name), **_said(take)}))
        take = replace(take, visitor=visitor)
        return Arrival(name=name, added=(self._keep(path, take, kind=kind, measured=measured, sha256=sha256),))

    # Archives

    def _archive(self, path: Path, *, name: str, visitor: str) -> Arrival:
        from demotape.archive import read_archive  # noqa: PLC0415 - brings numpy, which a start need not wait for

        added: list[str] = []
        there: list[str] = []
        repaired: list[str] = []
        refused: list[str] = []
        became: dict[str, str] = {}
        with read_archive(path) as archive:
            own = {entry.id.lower() for entry in archive.takes}
            known = self._takes.known([*own, *(entry.id for entry in archive.takes)])
            for entry in archive.takes:
                ids = {entry.id, entry.id.lower()} & known
                # Takes of one archive may well sound alike; those of the library that do are the same take.
                ids = ids or self._with_audio(entry.size_bytes, entry.sha256) - own
                try:
                    if ids:
                        there += sorted(ids)
                        repaired += self._repair(ids, entry.sha256, entry.size_bytes, partial(archive.extract, entry))
                    else:
                        added.append(self._unpack(archive, entry, visitor=visitor))
                        known.add(added[-1])
                    became[entry.id.lower()] = next(iter(ids), entry.id.lower())
                except AudioError as error:
                    refused.append(f"{entry.title}: {error.message}")
            self._link(archive.takes, became)
        found = self._found_again(name, list(dict.fromkeys(there)))
        return replace(found, added=tuple(added), repaired=tuple(repaired), refused=tuple(refused))

    def _link(self, entries: Sequence[ArchivedTake], became: Mapping[str, str]) -> None:
        """Note what the takes of an archive were made from, where that is in the library now.

        Args:
            entries: the takes as the archive tells them.
            became: what those are called in the library that are there, by their lower-case id in the archive.
        """
        said = {entry.id.lower(): found for entry in entries if (found := made_from(entry.library))}
        known = self._takes.known({name for parent, _ in said.values() for name in (parent, parent.lower())})
        for entry_id, (parent, origin) in said.items():
            take_id = became.get(entry_id)
            there = became.get(parent.lower()) or next(iter({parent, parent.lower()} & known), None)
            # One that only sounds the same has a history of its own.
            if there is not None and take_id is not None and take_id.lower() == entry_id and take_id != there:
                self._lineage.link(Link(take_id, there, origin))

    def _repair(
        self, ids: Iterable[str], sha256: str, size_bytes: int, write: Callable[[Path], object]
    ) -> tuple[str, ...]:
        """Give takes their audio back where it is missing or cut off, if this is what they had; returns their ids.

        Args:
            ids: of takes in the library.
            sha256, size_bytes: of the audio that has come in.
            write: writes that audio to where it is told.
        """
        from demotape.audio.probe import measure  # noqa: PLC0415 - brings numpy, which a start need not wait for

        repaired = []
        for take in self._takes.several(sorted(ids)):
            place = self._storage.path(take.file)
            if take.size_bytes != size_bytes or (place.is_file() and place.stat().st_size == size_bytes):
                continue
            incoming = self._storage.incoming(str(uuid.uuid4()))
            try:
                write(incoming)
                _, measured = measure(incoming)
                if _sounds_like(measured, take.measured):
                    self._storage.put_back(incoming, take.file)
                    self._takes.set_sha256(take.id, sha256)
                    repaired.append(take.id)
            finally:
                incoming.unlink(missing_ok=True)
        return tuple(repaired)

    def _unpack(self, archive: Archive, entry: ArchivedTake, *, visitor: str) -> str:
        from demotape.audio.probe import measure  # noqa: PLC0415 - brings numpy, which a start need not wait for

        incoming = self._storage.incoming(str(uuid.uuid4()))
        try:
            archive.extract(entry, incoming)
            kind, measured = measure(incoming)
            try:
                request, details, library = (
                    _storable_request(entry.request),
                    storable(entry.details),
                    storable(entry.library),
                )
            except ValueError as error:
                raise AudioError("Its settings are not Demotape's.") from error
            take = replace(
                entry.take(visitor=visitor, file="", measured=measured),
                id=entry.id.lower(),
                title=_title(entry.title, prompt=request.prompt),
                request=request,
                created_at=_likely(entry.created_at),
                ticket=printable(entry.ticket) if entry.ticket else None,
                details=details,
                **read(library),
            )
            return self._keep(incoming, take, kind=kind, measured=measured, sha256=entry.sha256)
        finally:
            incoming.unlink(missing_ok=True)

    # Both

    def _keep(self, path: Path, take: Take, *, kind: AudioFormat, measured: Measured, sha256: str) -> str:
        size_bytes = path.stat().st_size
        file = self._storage.keep(path, take.id, kind.extension)
        take = replace(take, file=file, media_type=kind.media_type, size_bytes=size_bytes, measured=measured)
        self._takes.add(take, sha256=sha256)
        return take.id

    def _found_again(self, name: str, there: Sequence[str]) -> Arrival:
        binned = tuple(take.id for take in self._takes.several(there) if take.deleted_at is not None)
        self._takes.restore(binned)
        return Arrival(name=name, there=tuple(there), restored=binned)

    def _with_audio(self, size_bytes: int, sha256: str) -> set[str]:
        """The takes whose original is this audio."""
        from demotape.archive import sha256_of  # noqa: PLC0415 - brings numpy, which a start need not wait for

        found = set()
        for take_id, file, known in self._takes.of_size(size_bytes):
            digest, path = known, self._storage.path(file)
            if digest is None and path.is_file():
                digest = sha256_of(path)
                self._takes.set_sha256(take_id, digest)
            if digest == sha256:
                found.add(take_id)
        return found


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


_NOTHING = Measured(duration_s=0, sample_rate=0, channels=0, loudness_lufs=None, true_peak_dbtp=None, peaks=b"")


def _from_stranger(name: str) -> Take:
    title = clean_title(PurePosixPath(name).stem.replace("_", " ")) or "Imported"
    request = Request(engine=IMPORTED, prompt="", length_s=None)
    return _take(str(uuid.uuid4()), title=title, request=request, created_at=now(), source=IMPORTED)


def _from_story(story: Story, *, name: str) -> Take:
    from demotape.audio.tags import request_of  # noqa: PLC0415 - brings numpy, which a start need not wait for

    try:
        request = _storable_request(
            request_of(story) or Request(engine=story.engine, prompt=story.prompt, length_s=None, seed=story.seed)
        )
    except ValueError:
        return _from_stranger(name)
    return _take(
        story.take_id.lower() if len(story.take_id) >= _SHORTEST_ID else str(uuid.uuid4()),
        title=_title(story.title, prompt=request.prompt),
        request=request,
        created_at=_likely(story.created_at),
        ticket=printable(story.generation_id) if story.generation_id else None,
        details={"model": printable(story.model)} if story.model else {},
        **heard(story.tempo_bpm, story.key),
    )


def _take(take_id: str, *, title: str, request: Request, created_at: datetime, **more: Any) -> Take:
    """A take before its audio is looked at."""
    values: dict[str, Any] = {"visitor": "", "file": "", "media_type": "", "size_bytes": 0, "measured": _NOTHING}
    return Take(id=take_id, title=title, request=request, created_at=created_at, **(values | more))


def _sounds_like(one: Measured, other: Measured) -> bool:
    """Whether two measurements may be of one file; the next Demotape may measure the loudness a little differently."""
    same_grid = (one.sample_rate, one.channels) == (other.sample_rate, other.channels)
    return same_grid and abs(one.duration_s - other.duration_s) < 0.1


def _said(take: Take) -> dict[str, Any]:
    return heard(take.tempo_bpm, take.key)


def _storable_request(request: Request) -> Request:
    """Raises ValueError for options that mean nothing."""
    engine = printable(request.engine).strip()[:_ENGINE_LIMIT]
    seed = request.seed
    return replace(
        request,
        engine=engine or IMPORTED,
        prompt=request.prompt.replace("\0", ""),
        seed=seed if seed is not None and abs(seed) < _LARGEST_SEED else None,
        options=storable(request.options),
    )


def _title(title: str, *, prompt: str) -> str:
    return clean_title(printable(title)) or clean_title(printable(title_from(prompt)))


def _likely(moment: datetime) -> datetime:
    """A date that a take can have; of others, the present."""
    return moment if _EARLIEST <= moment <= now() + timedelta(days=1) else now()
