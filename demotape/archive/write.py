"""Takes into a ZIP, one after another, without holding more than a megabyte of any."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from demotape import __version__
from demotape.archive.entry import FOLDER, FORMAT, MANIFEST, VERSION, told
from demotape.audio.files import whole_file
from demotape.audio.formats import sniff
from demotape.errors import Cancelled, NotFound
from demotape.models import Take
from demotape.naming import file_name

_BLOCK_BYTES = 1 << 20
_LONGEST_TITLE = 60
_REGULAR_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an archive holds now."""

    takes: int
    missing: tuple[str, ...]
    """Ids of takes that are not in it, because their audio is missing."""


def write_archive(
    takes: Iterable[Take],
    read_audio: Callable[[Take], Path],
    target: Path,
    *,
    library: Callable[[Take], Mapping[str, object]] = lambda take: {},  # noqa: ARG005 - nothing is known besides
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda done_bytes: None,  # noqa: ARG005 - told to nobody
) -> Written:
    """Write takes as one ZIP, all of it or nothing.

    Args:
        takes: in the order that they shall have. Each is asked for when its turn comes.
        read_audio: where the audio of a take lies: its original, or a copy in another format. Raises NotFound where
            it is missing; then the take is left out.
        target: replaced if it exists. Its folder must exist.
        library: what the library knows of a take besides, fit for JSON.
        cancelled: asked about once a megabyte.
        progress: told how many bytes of audio are done.

    Raises:
        AudioError: an audio file is no audio.
        ArchiveError: a take that is not fit for JSON.
        Cancelled: `cancelled` said so.
        DiskFull: no space left.
        DataFolderUnusable: the target cannot be written for another reason.
    """
    rows: list[dict[str, object]] = []
    missing: list[str] = []
    names: set[str] = set()
    done = 0

    def step(size: int) -> None:
        nonlocal done
        if cancelled():
            raise Cancelled("The export was stopped.")
        done += size
        progress(done)

    with (
        whole_file(target, purpose="export these takes") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive,
    ):
        for take in takes:
            try:
                audio = read_audio(take)
                kind = sniff(audio)
            except (NotFound, FileNotFoundError):
                missing.append(take.id)
                continue
            stem = _stem(take, names)
            text = told(take, media_type=kind.media_type, library=library(take))
            size, digest = _add_file(archive, _entry(f"{stem}{kind.extension}", take.created_at), audio, step)
            _add_text(archive, _entry(f"{stem}.json", take.created_at), text)
            rows.append(
                {
                    "id": take.id,
                    "audio": f"{stem}{kind.extension}",
                    "size_bytes": size,
                    "sha256": digest,
                    "json": f"{stem}.json",
                    "json_sha256": hashlib.sha256(text).hexdigest(),
                }
            )
        now = datetime.now(UTC)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "software": f"Demotape {__version__}",
            "created_at": now.isoformat(timespec="seconds"),
            "takes": rows,
        }
        # Last, because only now it is known what the archive holds.
        _add_text(archive, _entry(MANIFEST, now), (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    return Written(takes=len(rows), missing=tuple(missing))


def _stem(take: Take, names: set[str]) -> str:
    """A name that a person recognises and no other take of the archive has, on any system."""
    title = file_name(take.title[:_LONGEST_TITLE], "x").removesuffix(".x")
    stem = f"{FOLDER}{title} {take.id[:8]}"
    number = 1
    while stem.casefold() in names:
        number += 1
        stem = f"{FOLDER}{title} {take.id[:8]} {number}"
    names.add(stem.casefold())
    return stem


def _entry(name: str, date: datetime) -> zipfile.ZipInfo:
    moment = date.astimezone(UTC)
    entry = zipfile.ZipInfo(name, date_time=(max(moment.year, 1980), *moment.timetuple()[1:6]))
    entry.external_attr = _REGULAR_FILE
    return entry


def _add_text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, text: bytes) -> None:
    archive.writestr(entry, text, compress_type=zipfile.ZIP_DEFLATED)


def _add_file(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, step: Callable[[int], None]
) -> tuple[int, str]:
    """Add a file as it is, audio being compressed already; returns its size and SHA-256."""
    digest = hashlib.sha256()
    size = 0
    entry.file_size = path.stat().st_size  # tells zipfile whether it needs long sizes
    with path.open("rb") as source, archive.open(entry, "w") as sink:
        while block := source.read(_BLOCK_BYTES):
            sink.write(block)
            digest.update(block)
            size += len(block)
            step(len(block))
    return size, digest.hexdigest()
