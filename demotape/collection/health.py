"""What takes up the disk, and whether files and takes agree."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from demotape.library import Share, TakeShelf
from demotape.storage import Storage

_SETTLED_S = 600
"""A file comes before its take, so that a young one may still get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What takes up the disk of the data folder."""

    shares: tuple[Share, ...]
    """The originals by engine."""
    bin_takes: int
    cache_bytes: int
    """What can be made again: re-encodings and finished exports."""
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A file among the originals that belongs to no take."""

    file: str
    """Relative to the audio folder."""
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A take whose audio is not as it was stored."""

    take_id: str
    title: str
    file: str
    expected_bytes: int
    found_bytes: int | None
    """None: the file is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What an examination found."""

    takes: int
    """How many were looked at."""
    orphans: tuple[Orphan, ...]
    losses: tuple[Loss, ...]

    @property
    def is_sound(self) -> bool:
        """Whether every file has its take and every take its file."""
        return not self.orphans and not self.losses


def use(takes: TakeShelf, storage: Storage, *, bin_takes: int, exports: Path) -> Use:
    """What takes up the disk now."""
    cached = [path for folder in (storage.cache, exports) if folder.is_dir() for path in folder.iterdir()]
    return Use(
        shares=tuple(takes.shares()),
        bin_takes=bin_takes,
        cache_bytes=sum(path.stat().st_size for path in cached if path.is_file()),
        free_bytes=shutil.disk_usage(storage.originals).free,
    )


def examine(takes: TakeShelf, storage: Storage) -> Findings:
    """Compare files and takes. Only looks."""
    youngest = time.time() - _SETTLED_S
    found: dict[str, int] = {}
    young: set[str] = set()
    for path in storage.originals.rglob("*"):
        if path.is_file():
            name, facts = path.relative_to(storage.originals).as_posix(), path.stat()
            found[name] = facts.st_size
            if facts.st_mtime > youngest:
                young.add(name)
    # The takes come second: one that came between has its file then.
    rows = takes.files()
    owned = {file for _, file, _ in rows}
    lost = [(take_id, file, size) for take_id, file, size in rows if _size(storage, file, found) != size]
    titles = {take.id: take.title for take in takes.several([take_id for take_id, _, _ in lost])}
    orphans = sorted(found.keys() - owned - young)
    return Findings(
        takes=len(rows),
        orphans=tuple(Orphan(file=name, size_bytes=found[name]) for name in orphans),
        losses=tuple(
            Loss(
                take_id=take_id,
                title=titles.get(take_id, ""),
                file=file,
                expected_bytes=size,
                found_bytes=_size(storage, file, found),
            )
            for take_id, file, size in lost
        ),
    )


def _size(storage: Storage, file: str, found: dict[str, int]) -> int | None:
    if file in found:
        return found[file]
    path = storage.path(file)
    return path.stat().st_size if path.is_file() else None
