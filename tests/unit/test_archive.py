"""Archives written, read back, damaged and forged. Nothing that is not whole and honest gets in."""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demotape.archive import read, read_archive, sha256_of, sort_out, write_archive
from demotape.audio.probe import measure
from demotape.errors import ArchiveError, AudioError, Cancelled, DataFolderUnusable, NotFound
from demotape.models import Cost, Measured, Request, Take
from tests.fakes.audio import tone

ROOT = Path(__file__).parents[2]
AUDIO = {
    "00000000-aaaa": tone(0.3, format="mp3"),
    "00000000-bbbb": tone(0.2, format="flac", frequency=300.0),
    "11111111-cccc": tone(0.2, format="opus", sample_rate=48_000),
}


def take(id_: str, **changes: Any) -> Take:
    made = Take(
        id=id_,
        visitor="somebody",
        title="Früh: am/Morgen 🎹",
        request=Request(
            engine="band", prompt="a quiet tune\n«leise»", length_s=12.5, seed=7, options={"stems": [1, None]}
        ),
        created_at=datetime(2026, 11, 25, 1, 2, 3, 456, tzinfo=UTC),
        file=f"{id_[:2]}/{id_}",
        media_type="audio/mpeg",
        size_bytes=1,
        measured=Measured(
            duration_s=0.3, sample_rate=44_100, channels=2, loudness_lufs=-13.5, true_peak_dbtp=None, peaks=b"\1\2"
        ),
        ticket="gen-1",
        cost=Cost(usd=0.07),
        details={"understood": ["quiet"]},
    )
    return replace(made, **changes)


TAKES = [take(id_) for id_ in AUDIO]


class Shelf:
    """A folder with audio by id, and an archive."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.zip = folder, folder / "export.zip"
        for id_, data in AUDIO.items():
            (folder / id_).write_bytes(data)

    def audio(self, take: Take) -> Path:
        return self.folder / take.id

    def names(self) -> list[str]:
        with zipfile.ZipFile(self.zip) as archive:
            return archive.namelist()

    def refused(self, words: str = ".") -> ArchiveError:
        """The error with which the archive is refused; it must not leave the file open."""
        with pytest.raises(ArchiveError, match=words) as caught:
            read_archive(self.zip)
        self.zip.rename(self.folder / "moved.zip")
        return caught.value


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def small_archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    shelf = Shelf(tmp_path_factory.mktemp("small"))
    write_archive(TAKES[1:], shelf.audio, shelf.zip)
    return shelf.zip.read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return small_archive(tmp_path_factory)


# --- There and back ---


def test_takes_come_back_with_everything_but_their_owner(shelf: Shelf, tmp_path: Path) -> None:
    written = write_archive(TAKES, shelf.audio, shelf.zip, library=lambda take: {"rating": 5, "id": take.id})
    assert (written.takes, written.missing) == (3, ())
    with read_archive(shelf.zip) as archive:
        assert [entry.id for entry in archive.takes] == list(AUDIO)
        for entry, before in zip(archive.takes, TAKES, strict=True):
            target = tmp_path / "imported"
            archive.extract(entry, target)
            assert target.read_bytes() == AUDIO[entry.id]
            kind, measured = measure(target)
            assert entry.media_type == kind.media_type
            assert (entry.size_bytes, entry.sha256) == (len(AUDIO[entry.id]), sha256_of(target))
            assert entry.library == {"rating": 5, "id": entry.id}
            assert entry.take(visitor="me", file="x/y", measured=measured) == replace(
                before,
                visitor="me",
                file="x/y",
                measured=measured,
                media_type=kind.media_type,
                size_bytes=len(AUDIO[entry.id]),
            )
    assert b"somebody" not in shelf.zip.read_bytes()


def test_an_archive_is_a_folder_that_people_can_use(shelf: Shelf) -> None:
    write_archive(TAKES, shelf.audio, shelf.zip)
    assert shelf.names() == [
        "takes/Früh am Morgen 🎹 00000000.mp3",
        "takes/Früh am Morgen 🎹 00000000.json",
        "takes/Früh am Morgen 🎹 00000000 2.flac",
        "takes/Früh am Morgen 🎹 00000000 2.json",
        "takes/Früh am Morgen 🎹 11111111.opus",
        "takes/Früh am Morgen 🎹 11111111.json",
        "manifest.json",
    ]
    with zipfile.ZipFile(shelf.zip) as archive:
        assert archive.testzip() is None
        assert archive.getinfo("manifest.json").compress_type == zipfile.ZIP_DEFLATED
        audio = archive.infolist()[0]
        assert (audio.compress_type, audio.date_time[:5]) == (zipfile.ZIP_STORED, (2026, 11, 25, 1, 2))


def test_the_description_of_the_format_is_complete(shelf: Shelf) -> None:
    write_archive(TAKES, shelf.audio, shelf.zip)
    described = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "archive-format.md").read_text(encoding="utf-8")))
    with zipfile.ZipFile(shelf.zip) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        told = json.loads(archive.read(manifest["takes"][0]["json"]))
    used = set(manifest) | set(manifest["takes"][0]) | set(told) | set(told["request"]) | set(told["measured"])
    assert used <= described


def test_a_take_whose_audio_is_missing_is_left_out_and_told(shelf: Shelf) -> None:
    def audio(take: Take) -> Path:
        if take.id.endswith("aaaa"):
            raise NotFound("gone")
        return shelf.folder / ("nowhere" if take.id.endswith("bbbb") else take.id)

    written = write_archive(TAKES, audio, shelf.zip)
    assert (written.takes, written.missing) == (1, ("00000000-aaaa", "00000000-bbbb"))
    with read_archive(shelf.zip) as archive:
        assert [entry.id for entry in archive.takes] == ["11111111-cccc"]


def test_an_empty_selection_is_an_archive_too(shelf: Shelf) -> None:
    assert write_archive([], shelf.audio, shelf.zip).takes == 0
    with read_archive(shelf.zip) as archive:
        assert archive.takes == ()


def test_both_ways_tell_how_far_they_are(shelf: Shelf) -> None:
    done: list[int] = []
    shares: list[float] = []
    write_archive(TAKES, shelf.audio, shelf.zip, progress=done.append)
    read_archive(shelf.zip, progress=shares.append).close()
    assert done[-1] == sum(map(len, AUDIO.values()))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("after", [0, 1, 2])
def test_both_ways_can_be_stopped(shelf: Shelf, after: int) -> None:
    shelf.zip.write_bytes(b"older")
    done: list[int] = []
    with pytest.raises(Cancelled):
        write_archive(TAKES, shelf.audio, shelf.zip, cancelled=lambda: len(done) >= after, progress=done.append)
    assert shelf.zip.read_bytes() == b"older"
    assert len(list(shelf.folder.iterdir())) == 4
    write_archive(TAKES, shelf.audio, shelf.zip)
    shares: list[float] = []
    with pytest.raises(Cancelled):
        read_archive(shelf.zip, cancelled=lambda: len(shares) >= after, progress=shares.append)


@pytest.mark.parametrize("options", [{"x": object()}, {"x": float("nan")}])
def test_a_take_that_is_not_fit_for_json_is_told(shelf: Shelf, options: dict[str, object]) -> None:
    with pytest.raises(ArchiveError, match="Früh"):
        write_archive([take("00000000-aaaa", details=options)], shelf.audio, shelf.zip)
    assert not shelf.zip.exists()


def test_what_is_no_audio_is_not_exported(shelf: Shelf) -> None:
    (shelf.folder / "00000000-aaaa").write_bytes(b"<html>")
    with pytest.raises(AudioError):
        write_archive(TAKES, shelf.audio, shelf.zip)
    with pytest.raises(DataFolderUnusable):
        write_archive(TAKES[1:], shelf.audio, shelf.folder / "nowhere" / "x.zip")
    assert not shelf.zip.exists()


def test_memory_does_not_grow_with_the_size(shelf: Shelf) -> None:
    (shelf.folder / "00000000-aaaa").write_bytes(tone(60.0, format="wav24", sample_rate=96_000))  # 35 MB
    code = """
import resource, sys, pathlib
sys.path.insert(0, sys.argv[2])
from tests.unit.test_archive import take
from demotape.archive import read, read_archive, write_archive
folder = pathlib.Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write_archive([take("00000000-aaaa")], lambda take: folder / take.id, folder / "export.zip")
with read_archive(folder / "export.zip") as archive:
    archive.extract(archive.takes[0], folder / "back")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    if sys.platform != "linux":
        pytest.skip("units of ru_maxrss differ")
    done = subprocess.run(
        [sys.executable, "-c", code, shelf.folder, ROOT], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert int(done.stdout) < 12_000  # kB


# --- Twice ---


def none(size: int) -> list[tuple[str, Path]]:
    """A library in which no audio has that size."""
    return []


def test_importing_twice_adds_nothing_twice(shelf: Shelf) -> None:
    write_archive(TAKES, shelf.audio, shelf.zip)
    with read_archive(shelf.zip) as archive:
        first = sort_out(archive.takes, known_ids=set(), same_size=none)
        assert (first.new, first.there) == (archive.takes, ())
        second = sort_out(archive.takes, known_ids={entry.id for entry in first.new}, same_size=none)
        assert (second.new, second.there) == ((), archive.takes)


def test_the_same_audio_under_another_id_is_there_already(shelf: Shelf) -> None:
    write_archive(TAKES, shelf.audio, shelf.zip)
    other = shelf.folder / "00000000-bbbb"
    asked: list[int] = []

    def same_size(size: int) -> list[tuple[str, Path]]:
        asked.append(size)
        return [("imported-1", shelf.folder / "gone"), ("imported-2", other)]

    with read_archive(shelf.zip) as archive:
        sorting = sort_out(archive.takes, known_ids={"11111111-cccc"}, same_size=same_size)
        assert [entry.id for entry in sorting.new] == ["00000000-aaaa"]
        assert asked == [len(AUDIO["00000000-aaaa"]), len(AUDIO["00000000-bbbb"])]


def test_two_takes_that_sound_the_same_are_both_kept(shelf: Shelf) -> None:
    twin = shelf.folder / "22222222-twin"
    twin.write_bytes(AUDIO["00000000-aaaa"])
    write_archive([TAKES[0], take("22222222-twin")], shelf.audio, shelf.zip)
    with read_archive(shelf.zip) as archive:
        sorting = sort_out(
            archive.takes, known_ids={TAKES[0].id}, same_size=lambda _: [(TAKES[0].id, shelf.folder / TAKES[0].id)]
        )
        assert [entry.id for entry in sorting.new] == ["22222222-twin"]


def test_ids_that_differ_in_capitals_alone_are_one(shelf: Shelf) -> None:
    (shelf.folder / "00000000-AAAA").write_bytes(AUDIO["00000000-aaaa"])
    write_archive([take("00000000-AAAA")], shelf.audio, shelf.zip)
    with read_archive(shelf.zip) as archive:
        assert sort_out(archive.takes, known_ids={"00000000-aaaa"}, same_size=none).new == ()
    write_archive([take("00000000-AAAA"), TAKES[0]], shelf.audio, shelf.zip)
    shelf.refused("a take twice")


# --- Forged ---


def rewritten(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The archive with other content, and a manifest that was not told."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, value in content.items():
            archive.writestr(name, value)
    return made.getvalue()


def forge(
    data: bytes,
    *,
    manifest: dict[str, Any] | None = None,
    row: dict[str, Any] | None = None,
    told: dict[str, Any] | None = None,
    request: dict[str, Any] | None = None,
) -> bytes:
    """The archive with other values, by somebody who knows to set the hashes right."""

    def change(content: dict[str, bytes]) -> None:
        listing = json.loads(content["manifest.json"])
        first = listing["takes"][0]
        entry = json.loads(content[first["json"]])
        entry["request"].update(request or {})
        entry.update(told or {})
        content[first["json"]] = json.dumps(entry).encode()
        first["json_sha256"] = hashlib.sha256(content[first["json"]]).hexdigest()
        first.update(row or {})
        listing.update(manifest or {})
        content["manifest.json"] = json.dumps(listing).encode()

    return rewritten(data, change)


def test_a_forger_who_changes_nothing_is_believed(shelf: Shelf, small: bytes) -> None:
    shelf.zip.write_bytes(forge(small))
    with read_archive(shelf.zip) as archive:
        assert len(archive.takes) == 2


def test_what_the_manifest_does_not_name_is_ignored(shelf: Shelf, small: bytes) -> None:
    shelf.zip.write_bytes(rewritten(small, lambda content: content.update({"__MACOSX/._x": b"x", "readme.txt": b"y"})))
    with read_archive(shelf.zip) as archive:
        assert len(archive.takes) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"manifest": {"format": "other"}}, "no export of Demotape"),
        ({"manifest": {"version": "1"}}, "no export of Demotape"),
        ({"manifest": {"version": 2}}, "newer Demotape"),
        ({"manifest": {"version": 0}}, "damaged"),
        ({"manifest": {"takes": {}}}, "damaged"),
        ({"manifest": {"takes": [5]}}, "damaged"),
        ({"row": {"id": "../../../etc"}}, "damaged"),
        ({"row": {"id": "con"}}, "damaged"),
        ({"row": {"id": "33333333"}}, "damaged"),
        ({"row": {"audio": "/etc/passwd"}}, "damaged"),
        ({"row": {"audio": ["x"]}}, "damaged"),
        ({"row": {"audio": "manifest.json", "json": "manifest.json"}}, "damaged|twice"),
        ({"row": {"size_bytes": 10**30}}, "damaged"),
        ({"row": {"size_bytes": 5}}, "damaged"),
        ({"row": {"sha256": "0" * 64}}, "damaged"),
        ({"row": {"sha256": "no"}}, "damaged"),
        ({"row": {"json_sha256": "0" * 64}}, "damaged"),
        ({"told": {"title": 5}}, "damaged"),
        ({"told": {"media_type": "text/html"}}, "damaged"),
        ({"told": {"created_at": "soon"}}, "damaged"),
        ({"told": {"created_at": "0001-01-01T00:00:00+14:00"}}, "damaged"),
        ({"told": {"request": None}}, "damaged"),
        ({"told": {"cost": {"usd": "free"}}}, "damaged"),
        ({"told": {"details": []}}, "damaged"),
        ({"told": {"details": {"x": float("nan")}}}, "damaged"),
        ({"told": {"library": "x"}}, "damaged"),
        ({"told": {"title": "\ud800"}}, "damaged"),
        ({"request": {"engine": None}}, "damaged"),
        ({"request": {"prompt": "x" * 1_000_001}}, "damaged"),
        ({"request": {"length_s": -1}}, "damaged"),
        ({"request": {"length_s": 10**400}}, "damaged"),
        ({"request": {"seed": 2**63}}, "damaged"),
        ({"request": {"seed": 1.5}}, "damaged"),
        ({"request": {"options": [1]}}, "damaged"),
    ],
)
def test_values_that_make_no_sense_are_refused(shelf: Shelf, small: bytes, changes: dict[str, Any], words: str) -> None:
    shelf.zip.write_bytes(forge(small, **changes))
    error = shelf.refused(words)
    assert error.advice


def test_a_length_that_the_model_decided_on_is_none(shelf: Shelf, small: bytes) -> None:
    shelf.zip.write_bytes(forge(small, request={"length_s": None}))
    with read_archive(shelf.zip) as archive:
        assert archive.takes[0].request.length_s is None


def test_a_title_is_made_fit_and_never_blank(shelf: Shelf, small: bytes) -> None:
    shelf.zip.write_bytes(forge(small, told={"title": "  a\n" + "b" * 500}))
    with read_archive(shelf.zip) as archive:
        assert archive.takes[0].title == ("a " + "b" * 500)[:80]
    shelf.zip.write_bytes(forge(small, told={"title": " \n "}))
    with read_archive(shelf.zip) as archive:
        assert archive.takes[0].title == "A quiet tune «leise»"


def with_entry(data: bytes, name: str, **changes: Any) -> bytes:
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as archive:
        entry = zipfile.ZipInfo("placeholder")
        for attribute, value in changes.items():
            setattr(entry, attribute, value)
        entry.filename = name
        archive.writestr(entry, b"content")
    return made.getvalue()


@pytest.mark.parametrize(
    "name", ["../evil", "takes/../../evil", "/etc/evil", "C:/evil", "..\\evil", "takes\\evil", "takes//evil", "./evil"]
)
def test_names_that_lead_out_of_their_folder_are_refused(shelf: Shelf, small: bytes, name: str) -> None:
    shelf.zip.write_bytes(with_entry(small, name))
    shelf.refused("outside of its folder")


def test_links_are_refused(shelf: Shelf, small: bytes) -> None:
    shelf.zip.write_bytes(with_entry(small, "link", external_attr=0o120777 << 16))
    shelf.refused("link")


@pytest.mark.parametrize("name", ["manifest.json", "Manifest.JSON"])
def test_two_files_of_one_name_are_refused(shelf: Shelf, small: bytes, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of the one that is the same to the letter
        shelf.zip.write_bytes(with_entry(small, name))
    shelf.refused("two files of the same name")


def test_an_encrypted_archive_is_told_as_such(shelf: Shelf, small: bytes) -> None:
    data = bytearray(small)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    shelf.zip.write_bytes(data)
    shelf.refused("encrypted")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression_is_refused(shelf: Shelf, small: bytes, method: int) -> None:
    made = io.BytesIO(small)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("extra", b"content", compress_type=method)
    shelf.zip.write_bytes(made.getvalue())
    shelf.refused("compressed in a way")


def test_an_archive_that_swells_is_refused(shelf: Shelf, small: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each entry is possible, but all together are no library. The room for silence is a gigabyte, which takes long."""
    monkeypatch.setattr(read, "_ROOM", 1 << 20)
    made = io.BytesIO(small)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("takes/zeros.wav", bytes(16 << 20))
    shelf.zip.write_bytes(made.getvalue())
    shelf.refused("more than it can")


def test_a_size_that_no_compression_explains_is_refused(shelf: Shelf, small: bytes) -> None:
    data = bytearray(small)
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 0xF0000000)
    shelf.zip.write_bytes(data)
    shelf.refused("more than it can")


def test_entries_that_share_their_bytes_are_refused(shelf: Shelf, small: bytes) -> None:
    """A directory in which two names point at one place, as in bombs that repeat themselves."""
    data = bytearray(small)
    directory = [match.start() for match in re.finditer(b"PK\x01\x02", bytes(data))]
    data[directory[2] + 42 : directory[2] + 46] = data[directory[0] + 42 : directory[0] + 46]
    shelf.zip.write_bytes(data)
    shelf.refused("damaged")


def test_a_directory_that_would_fill_the_memory_is_not_read(shelf: Shelf, small: bytes) -> None:
    data = bytearray(small)
    at = data.rindex(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<I", 200 << 20)
    shelf.zip.write_bytes(data)
    shelf.refused("more files than a library has")


def test_a_manifest_that_is_deep_or_no_object_is_refused(shelf: Shelf, small: bytes) -> None:
    for manifest in (b"[" * 100_000, b"[]", b"\xff\xfe", b"", b'{"format": 1' + b"0" * 5000 + b"}"):
        shelf.zip.write_bytes(rewritten(small, lambda content, text=manifest: content.update({"manifest.json": text})))
        shelf.refused("damaged|no export")
    shelf.zip.write_bytes(rewritten(small, lambda content: content.pop("manifest.json")))
    shelf.refused("no manifest.json")


# --- Damaged ---


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>", b"PK\x05\x06", b"PK\x05\x06" + bytes(18), bytes(100_000)])
def test_what_is_no_zip_is_told_as_such(shelf: Shelf, data: bytes) -> None:
    shelf.zip.write_bytes(data)
    shelf.refused()


def test_a_missing_file_is_no_damaged_zip(shelf: Shelf) -> None:
    with pytest.raises(FileNotFoundError):
        read_archive(shelf.zip)


def test_audio_that_was_exchanged_is_refused(shelf: Shelf, small: bytes) -> None:
    def change(content: dict[str, bytes]) -> None:
        name = next(name for name in content if name.endswith(".flac"))
        content[name] = content[name][:-1] + b"\0"

    shelf.zip.write_bytes(rewritten(small, change))
    shelf.refused("damaged")


def test_an_archive_that_changes_after_it_was_opened_gives_nothing(shelf: Shelf, small: bytes) -> None:
    shelf.zip.write_bytes(small)
    with read_archive(shelf.zip) as archive:
        at = small.index(b"fLaC") + 2000
        with shelf.zip.open("r+b") as file:
            file.seek(at)
            file.write(b"\0\1\2\3")
        with pytest.raises(ArchiveError):
            archive.extract(archive.takes[0], shelf.folder / "target")
    assert not (shelf.folder / "target").exists()


@given(data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_of_any_kind_is_refused_or_harmless(shelf: Shelf, small: bytes, data: st.DataObject) -> None:
    damaged = bytearray(small)
    # Most bytes are audio; the structure deserves more of the attempts.
    structure = [match.start() + offset for match in re.finditer(b"PK", small) for offset in range(50)]
    structure = [at for at in structure if at < len(small)]
    places = st.one_of(st.sampled_from(structure), st.integers(0, len(small) - 1))
    for at in data.draw(st.lists(places, min_size=1, max_size=3)):
        damaged[at] = data.draw(st.sampled_from([0, 1, 0x50, 0x7F, 0x80, 0xFF]))
    end = data.draw(st.none() | st.integers(0, len(small)))
    shelf.zip.write_bytes(damaged[:end])
    try:
        archive = read_archive(shelf.zip)
    except ArchiveError:
        return
    with archive:
        for entry in archive.takes:
            archive.extract(entry, shelf.folder / "target")
            assert (shelf.folder / "target").read_bytes() == AUDIO[entry.id]
