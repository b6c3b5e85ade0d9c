"""Files that appear under their name as a whole or not at all."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from demotape.errors import DataFolderUnusable, DiskFull

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def whole_file(target: Path, *, purpose: str) -> Iterator[BinaryIO]:
    """A file to write and read, which takes the place of `target` when the block ends without an error.

    Args:
        target: replaced if it exists. Its folder must exist.
        purpose: what it is for, after "no space left on the disk to".

    Raises:
        DiskFull: no space left.
        DataFolderUnusable: the target cannot be written for another reason.
    """
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        with told_plainly(purpose):
            with part.open("x+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def told_plainly(purpose: str) -> Iterator[None]:
    """Turn what the operating system says about writing into plain words."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise DiskFull(f"There is no space left on the disk to {purpose}.") from error
        raise DataFolderUnusable("The file could not be written.") from error
