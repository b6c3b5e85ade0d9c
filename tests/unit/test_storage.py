"""Audio files on a real disk, a full one included."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from demotape.errors import DataFolderUnusable, DiskFull
from demotape.storage import Storage, usable


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path)


def kept(storage: Storage, take_id: str = "ab12", content: bytes = b"sound") -> Path:
    incoming = storage.incoming(take_id)
    incoming.write_bytes(content)
    return storage.path(storage.keep(incoming, take_id, ".mp3"))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_kept_file_moves_to_its_place_unaltered(tmp_path: Path, storage: Storage) -> None:
    content = bytes(range(256)) * 100
    assert kept(storage, content=content).read_bytes() == content
    assert files(tmp_path) == {"audio/ab/ab12.mp3"}


def test_keeping_the_same_take_again_replaces_it(tmp_path: Path, storage: Storage) -> None:
    kept(storage, content=b"first")
    assert kept(storage, content=b"second").read_bytes() == b"second"
    assert files(tmp_path) == {"audio/ab/ab12.mp3"}


def test_nothing_is_there_where_a_download_begins(storage: Storage) -> None:
    storage.incoming("ab12").write_bytes(b"half")
    assert not storage.incoming("ab12").exists()


def test_a_start_throws_away_what_is_half_done_and_nothing_else(tmp_path: Path, storage: Storage) -> None:
    kept(storage)
    storage.cached("ab12", ".wav").write_bytes(b"copy")
    storage.incoming("cd34").write_bytes(b"half")
    Storage(tmp_path, is_ours=False)
    assert files(tmp_path) == {"audio/ab/ab12.mp3", "cache/ab12.wav", "incoming/cd34"}
    Storage(tmp_path)
    assert files(tmp_path) == {"audio/ab/ab12.mp3", "cache/ab12.wav"}


def test_removing_takes_the_copies_along_and_leaves_the_neighbours(tmp_path: Path, storage: Storage) -> None:
    kept(storage), kept(storage, "ab123")
    for name in ("ab12.wav", "ab12.flac", "ab123.wav"):
        (storage.cache / name).write_bytes(b"copy")
    for _ in range(2):  # what is gone already is fine
        storage.remove("ab12", "ab/ab12.mp3")
        assert files(tmp_path) == {"audio/ab/ab123.mp3", "cache/ab123.wav"}


@pytest.mark.parametrize("in_the_way", ["", "audio", "cache", "incoming"])
def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path, in_the_way: str) -> None:
    data = tmp_path / "data"
    if in_the_way:
        data.mkdir()
    (data / in_the_way).write_bytes(b"")
    with pytest.raises(DataFolderUnusable, match="cannot be written"):
        Storage(data)


def test_a_folder_that_nobody_can_write_is_told() -> None:
    with pytest.raises(DataFolderUnusable, match="/proc"):
        Storage(Path("/proc/demotape"))  # also root cannot


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EACCES, DataFolderUnusable),
        (errno.EROFS, DataFolderUnusable),
        (errno.EIO, DataFolderUnusable),
    ],
)
def test_what_the_system_says_becomes_words(tmp_path: Path, number: int, expected: type[Exception]) -> None:
    with pytest.raises(expected), usable(tmp_path):
        raise OSError(number, "whatever")


def test_a_full_disk_is_told_and_what_is_kept_stays(tmp_path: Path, small_disk: Callable[[Path], None]) -> None:
    data = tmp_path / "disk"
    small_disk(data)
    storage = Storage(data)
    kept(storage, content=b"k" * 100_000)
    incoming = storage.incoming("cd34")
    with pytest.raises(DiskFull), usable(data):
        incoming.write_bytes(b"x" * 300_000)
    assert storage.path("ab/ab12.mp3").read_bytes() == b"k" * 100_000
