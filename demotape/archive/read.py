"""A ZIP of unknown origin, checked to its last byte before anything of it is used."""

from __future__ import annotations

import errno
import hashlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from demotape.archive.entry import (
    FORMAT,
    MANIFEST,
    VERSION,
    ArchivedTake,
    damaged,
    digest,
    entry_from,
    integer,
    object_in,
    take_id,
)
from demotape.audio.files import whole_file
from demotape.errors import ArchiveError, Cancelled

MOST_TAKES = 100_000

_MOST_ENTRIES = 3 * MOST_TAKES  # two a take, and what file managers add
_LARGEST_DIRECTORY = 64 << 20
_LARGEST_MANIFEST = 64 << 20
_LARGEST_JSON = 4 << 20
_LARGEST_TAKE = 4 << 30
_BEST_COMPRESSION = 1_100  # deflate cannot do better than 1,032 to 1
_LIKELY_COMPRESSION, _ROOM = 100, 1 << 30  # silence compresses well, a library does not
_BLOCK_BYTES = 1 << 20
_LOCAL_HEADER_BYTES = 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x01
_END = struct.Struct("<4s4H2LH")
_LONG_END = struct.Struct("<4sQ2H2L4Q")
_LONG_LOCATOR = struct.Struct("<4sLQL")


@dataclass(frozen=True, slots=True)
class Sorting:
    """The takes of an archive, by whether they are in the library."""

    new: tuple[ArchivedTake, ...]
    there: tuple[ArchivedTake, ...]
    """In the library already, by id or by their audio."""


class Archive:
    """An archive in which everything is as its manifest says. Use it as a context manager."""

    def __init__(self, archive: zipfile.ZipFile, takes: tuple[ArchivedTake, ...]) -> None:
        self._archive = archive
        self.takes = takes
        """In the order in which they were exported."""

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._archive.close()

    def extract(self, take: ArchivedTake, target: Path) -> None:
        """Write the audio of a take to `target`, all of it or nothing. The archive's own names lead nowhere.

        Raises:
            ArchiveError: the ZIP has changed since it was opened.
            DiskFull, DataFolderUnusable: it cannot be written.
        """
        found = hashlib.sha256()
        with whole_file(target, purpose="import this take") as file:
            for block in _blocks(self._archive, take.audio):
                found.update(block)
                file.write(block)
            if found.hexdigest() != take.sha256:
                raise damaged()


def read_archive(
    path: Path,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda share: None,  # noqa: ARG005 - told to nobody
) -> Archive:
    """Open an archive and check all of it: its structure, its manifest, and each byte against its hash.

    Whether the audio decodes is for `measure` to say, as with any other audio. Close the archive in the end.

    Args:
        path: a ZIP of any origin.
        cancelled: asked about once a megabyte.
        progress: told the share that is done, 0 to 1.

    Raises:
        ArchiveError: no ZIP, damaged, changed, hostile, or made by a newer Demotape; the message says which.
        Cancelled: `cancelled` said so.
        OSError: the file cannot be read.
    """
    with path.open("rb"):
        pass  # what cannot be read is no damaged ZIP
    with _plainly():
        _check_directory_size(path)
        archive = zipfile.ZipFile(path)
    try:
        with _plainly():
            entries = _checked_entries(archive, path.stat().st_size)
            takes = _takes(archive, entries, _rows(archive, entries))
            _check_audio(archive, takes, cancelled, progress)
    except BaseException:
        archive.close()
        raise
    return Archive(archive, takes)


def _check_audio(
    archive: zipfile.ZipFile,
    takes: tuple[ArchivedTake, ...],
    cancelled: Callable[[], bool],
    progress: Callable[[float], None],
) -> None:
    total, done = sum(take.size_bytes for take in takes), 0
    for take in takes:
        found = hashlib.sha256()
        for block in _blocks(archive, take.audio):
            if cancelled():
                raise Cancelled("The import was stopped.")
            found.update(block)
            done += len(block)
            progress(done / total)
        if found.hexdigest() != take.sha256:
            raise damaged()


def sort_out(
    takes: Iterable[ArchivedTake],
    *,
    known_ids: Container[str],
    same_size: Callable[[int], Iterable[tuple[str, Path]]],
) -> Sorting:
    """Which takes of an archive the library lacks: so that importing twice adds nothing twice.

    A take is there if its id is, or if another take that is not of this archive has the same audio. (Two takes of one
    archive may well sound the same, the Band with the same seed for example. Both are kept.)

    Args:
        takes: of the archive.
        known_ids: ids of the library.
        same_size: takes of the library whose audio has so many bytes, and where it lies. Only those are compared.
    """
    takes = tuple(takes)
    own = {take.id for take in takes}
    new: list[ArchivedTake] = []
    there: list[ArchivedTake] = []
    for take in takes:
        # Some systems do not tell capital letters apart in file names; ours are all small.
        is_there = (
            take.id in known_ids
            or take.id.lower() in known_ids
            or any(
                take_id not in own and path.is_file() and sha256_of(path) == take.sha256
                for take_id, path in same_size(take.size_bytes)
            )
        )
        (there if is_there else new).append(take)
    return Sorting(new=tuple(new), there=tuple(there))


def sha256_of(path: Path) -> str:
    """The hash of a file as archives tell it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_directory_size(path: Path) -> None:
    """Refuse a list of entries that would fill the memory, before `zipfile` reads it."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        file.seek(max(0, end - _END.size - 65_535))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            raise ArchiveError("This file is no ZIP, or is cut off.")
        sizes = [_END.unpack_from(tail, at)[5]]
        locator = at - _LONG_LOCATOR.size
        if locator >= 0 and tail[locator : locator + 4] == b"PK\x06\x07":
            # The long form says where it is, but zipfile looks right before the locator.
            before = max(0, end - len(tail) + locator - _LONG_END.size)
            sizes = []
            for place in (_LONG_LOCATOR.unpack_from(tail, locator)[2], before):
                file.seek(min(place, end))
                record = file.read(_LONG_END.size)
                if len(record) == _LONG_END.size and record.startswith(b"PK\x06\x06"):
                    sizes.append(_LONG_END.unpack(record)[8])
    if max(sizes, default=0) > _LARGEST_DIRECTORY:
        raise ArchiveError("This ZIP holds more files than a library has.")


def _checked_entries(archive: zipfile.ZipFile, archive_bytes: int) -> dict[str, zipfile.ZipInfo]:
    """All entries by name, if none of them is up to something."""
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise ArchiveError("This ZIP holds more files than a library has.")
    names = {entry.filename.casefold() for entry in entries}
    if len(names) < len(entries):
        raise ArchiveError("This ZIP holds two files of the same name.")
    for entry in entries:
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > archive_bytes * _LIKELY_COMPRESSION + _ROOM:
        raise ArchiveError("This ZIP claims to hold more than it can.")
    # Entries that lie over each other are how a small ZIP becomes an endless one.
    entries.sort(key=lambda entry: entry.header_offset)
    ends = [entry.header_offset for entry in entries[1:]] + [archive_bytes]
    for entry, end in zip(entries, ends, strict=True):
        if entry.header_offset + _LOCAL_HEADER_BYTES + entry.compress_size > end:
            raise damaged()
    return {entry.filename: entry for entry in entries}


def _check_entry(entry: zipfile.ZipInfo) -> None:
    # zipfile itself turns what separates folders on this system into "/"; a name that differs was meant for another.
    name = entry.filename
    parts = name.removesuffix("/").split("/")
    if (
        "\\" in entry.orig_filename
        or ":" in name
        or "\0" in entry.orig_filename
        or not {"", ".", ".."}.isdisjoint(parts)
    ):
        raise ArchiveError("This ZIP holds a file that would be written outside of its folder.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ArchiveError("This ZIP holds a link to another file.")
    if entry.flag_bits & _ENCRYPTED:
        raise ArchiveError("This ZIP is encrypted.", advice="Unlock it, and import the ZIP that is inside.")
    if entry.compress_type not in _METHODS:
        raise ArchiveError("This ZIP is compressed in a way that Demotape does not read.")
    if entry.file_size > _LARGEST_TAKE or entry.file_size > entry.compress_size * _BEST_COMPRESSION + 1024:
        raise ArchiveError("This ZIP claims to hold more than it can.")


def _rows(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> list[Mapping[str, object]]:
    """The takes of the manifest, each with a sound id, names and sizes that are true."""
    if MANIFEST not in entries:
        raise ArchiveError("This ZIP is no export of Demotape: it has no manifest.json.")
    manifest = object_in(_whole(archive, entries[MANIFEST], _LARGEST_MANIFEST))
    version, rows = manifest.get("version"), manifest.get("takes")
    if manifest.get("format") != FORMAT or isinstance(version, bool) or not isinstance(version, int):
        raise ArchiveError("This ZIP is no export of Demotape.")
    if version > VERSION:
        raise ArchiveError(
            "This ZIP was made by a newer Demotape.", advice="Update this Demotape, then import it again."
        )
    if version < 1 or not isinstance(rows, list) or len(rows) > MOST_TAKES:
        raise damaged()
    checked: list[Mapping[str, object]] = []
    ids: set[str] = set()
    used: set[object] = set()
    for row in rows:
        if not isinstance(row, dict):
            raise damaged()
        ids.add(take_id(row).casefold())
        names = [row.get("audio"), row.get("json")]
        if not all(isinstance(name, str) and name in entries for name in names) or not used.isdisjoint(names):
            raise damaged()
        used.update(names)
        if entries[row["audio"]].file_size != integer(row, "size_bytes", least=1):
            raise damaged()
        checked.append(row)
    if len(ids) < len(checked) or len(used) < 2 * len(checked):
        raise ArchiveError("This ZIP holds a take twice.")
    return checked


def _takes(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], rows: list[Mapping[str, object]]
) -> tuple[ArchivedTake, ...]:
    takes = []
    for row in rows:
        text = _whole(archive, entries[str(row["json"])], _LARGEST_JSON)
        if hashlib.sha256(text).hexdigest() != digest(row, "json_sha256"):
            raise damaged()
        takes.append(entry_from(object_in(text), row))
    return tuple(takes)


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    if entry.file_size > most:
        raise damaged()
    return b"".join(_blocks(archive, entry.filename))


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with _plainly(), archive.open(name) as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn what `zipfile` says about a damaged ZIP into plain words.

    It has many ways: it was written to read ZIPs, not to judge them.
    """
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged() from error
    except (ValueError, OverflowError, IndexError, KeyError) as error:
        raise damaged() from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # a place before the start of the file
            raise damaged() from error
        raise
