"""Audio files on disk. A file is complete under its own name or not there at all."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from demotape.errors import DataFolderInUse, DataFolderUnusable, DiskFull


class Storage:
    """The folders below the data folder that hold audio.

    `audio/` keeps the originals, `cache/` what can be made again from them, `incoming/` what is on its way.
    """

    def __init__(self, data: Path, *, is_ours: bool = True) -> None:
        """Make the folders and throw away what an earlier run left half-done.

        Args:
            data: The data folder.
            is_ours: False where another process is at work in it; then nothing is thrown away.

        Raises:
            DataFolderUnusable: the folders cannot be made or written.
        """
        self.originals, self.cache, self._incoming = data / "audio", data / "cache", data / "incoming"
        with usable(data):
            for folder in (self.originals, self.cache, self._incoming):
                folder.mkdir(parents=True, exist_ok=True)
            if is_ours:
                for leftover in self._incoming.iterdir():
                    leftover.unlink()

    def incoming(self, job_id: str) -> Path:
        """Where a download of this job is written. Nothing is there yet."""
        path = self._incoming / job_id
        with usable(self._incoming):
            self._incoming.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
        return path

    def keep(self, incoming: Path, take_id: str, extension: str) -> str:
        """Move a checked file to its place for good; returns its name for `path`. The extension has its dot.

        Raises:
            DiskFull, DataFolderUnusable: it could not be written safely; the incoming file is still there.
        """
        name = f"{take_id[:2]}/{take_id}{extension}"
        self.put_back(incoming, name)
        return name

    def put_back(self, incoming: Path, file: str) -> None:
        """Move a checked file to where a take already expects it; raises what `keep` raises."""
        place = self.path(file)
        with usable(self.originals):
            place.parent.mkdir(parents=True, exist_ok=True)
            with incoming.open("rb+") as written:
                os.fsync(written.fileno())
            incoming.replace(place)
            _sync_folder(place.parent)

    def path(self, file: str) -> Path:
        """Where an original lies. The caller finds out whether it is there."""
        return self.originals / file

    def cached(self, take_id: str, extension: str) -> Path:
        """Where a re-encoding of a take lies, or would."""
        return self.cache / f"{take_id}{extension}"

    def remove(self, take_id: str, file: str) -> None:
        """Delete a take's original and all that was made from it. What is gone already is fine.

        Raises:
            DataFolderUnusable: it cannot be deleted.
        """
        with usable(self.originals):
            self.path(file).unlink(missing_ok=True)
            for copy in self.cache.glob(f"{take_id}.*"):
                copy.unlink(missing_ok=True)


@contextmanager
def usable(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about the data folder into plain words."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("The disk of the data folder is full.") from error
        raise DataFolderUnusable(
            f"The data folder {folder} cannot be written ({os.strerror(error.errno or 0)}).",
            advice="Give this user the right to write there, or choose another folder: demotape --data FOLDER",
        ) from error


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder; there the rename itself is durable enough.
    with contextlib.suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def hold(data: Path) -> FileLock:
    """Take the data folder for this process, making it if need be; give it back with `release()`.

    Raises:
        DataFolderInUse: another Demotape has it.
        DataFolderUnusable: it cannot be made or written.
    """
    lock = FileLock(data / "demotape.lock", thread_local=False)
    with usable(data):
        data.mkdir(parents=True, exist_ok=True)
        try:
            # Long enough for somebody who only looks whether the folder is free.
            lock.acquire(timeout=1.0)
        except Timeout as error:
            raise DataFolderInUse(
                f"Another Demotape is running on the data folder {data}.",
                advice="Use that one, stop it, or start this one on another folder: demotape --data FOLDER",
            ) from error
    return lock
