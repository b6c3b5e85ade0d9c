"""The library looked after: bin, import, export and examination, with real files on every database."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE, Popen, run

import pytest

from demotape.archive import write_archive
from demotape.audio.probe import measure
from demotape.audio.tags import Story, story_of, write_story
from demotape.collection import Arrival, Collection, ExportState, clean_tags
from demotape.errors import InvalidRequest, NotFound
from demotape.library import BenchShelf, Database, Link, Order, Origin, TakeShelf, View
from demotape.library.tables import lineage, metadata
from demotape.models import Request, Take
from demotape.storage import Storage
from tests.conftest import wait_until
from tests.fakes.audio import tone

SOUND = tone(0.5, format="mp3")
ALL = View(order=Order.TITLE)
ROOT = Path(__file__).parents[3]


class House:
    """A collection on a data folder of its own."""

    def __init__(self, data: Path, database: Database, *, is_ours: bool = True) -> None:
        self.data = data
        self.storage = Storage(data, is_ours=is_ours)
        self.database, self.takes = database, TakeShelf(database)
        self.lineage = BenchShelf(database)
        self.collection = Collection(
            takes=self.takes, lineage=self.lineage, storage=self.storage, data=data, is_ours=is_ours
        )

    def shelve(self, take_id: str, audio: bytes = SOUND, **changes: object) -> Take:
        incoming = self.storage.incoming(take_id)
        incoming.write_bytes(audio)
        kind, measured = measure(incoming)
        take = Take(
            id=take_id,
            visitor="me",
            title=f"Take {take_id}",
            request=Request(engine="band", prompt="a quiet tune", length_s=2.0, seed=7, options={"stems": True}),
            created_at=datetime(2026, 5, 4, 12, 0, tzinfo=UTC),
            file=self.storage.keep(incoming, take_id, kind.extension),
            media_type=kind.media_type,
            size_bytes=len(audio),
            measured=measured,
        )
        take = replace(take, **changes)
        assert self.takes.add(take)
        return take

    def bring(self, content: bytes, name: str = "song.mp3") -> Arrival:
        path = self.collection.incoming()
        path.write_bytes(content)
        arrival = self.collection.take_in(path, name=name, visitor="you")
        assert not path.exists()
        assert not list((self.data / "incoming").iterdir())
        return arrival

    def found(self, view: View = ALL) -> list[Take]:
        found = self.collection.find(view, limit=100)
        assert self.collection.count(view) == len(found)
        return found

    def export(self, *ids: str) -> bytes:
        export = self.collection.exports.start(ids, visitor="me")
        wait_until(lambda: self.collection.exports.get(export.id).state is not ExportState.RUNNING)
        assert self.collection.exports.get(export.id).problem == ""
        return self.collection.exports.file(export.id).read_bytes()


@pytest.fixture(scope="module")
def database(new_database_url: Callable[[], str]) -> Iterator[Database]:
    opened = Database(new_database_url())
    yield opened
    opened.close()


@pytest.fixture
def house(tmp_path: Path, database: Database) -> Iterator[House]:
    with database.writing() as connection:
        for table in metadata.tables.values():
            connection.execute(table.delete())
    house = House(tmp_path / "data", database)
    yield house
    house.collection.close()


def with_story(house: House, take: Take, **changes: object) -> bytes:
    copy = house.data / "copy"
    copy.write_bytes(house.storage.path(take.file).read_bytes())
    write_story(copy, replace(story_of(take), **changes))
    return copy.read_bytes()


# Judging


def test_what_people_say_is_cleaned_and_found(house: House) -> None:
    house.shelve("take-one")
    house.collection.describe("take-one", title="  New\nname ", tags=["b, c", "B  c", "a\x00"], notes="x\n\ny \x07")
    house.collection.rate(["take-one"], 5)
    house.collection.set_favourite(["take-one"], True)
    (take,) = house.found(View(words="new", least_rating=5, is_favourite=True, tags=("a",)))
    assert (take.title, take.tags, take.notes) == ("New name", ("a", "b c"), "x\n\ny")
    house.collection.describe("take-one", title="New name", tags=["a"], notes="")
    assert house.found()[0].tags == ("a",)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_other_ratings_are_refused(house: House, rating: int) -> None:
    with pytest.raises(InvalidRequest):
        house.collection.rate(["x"], rating)


def test_a_blank_title_is_refused_and_an_unknown_take_is_told(house: House) -> None:
    house.shelve("take-one")
    with pytest.raises(InvalidRequest):
        house.collection.describe("take-one", title=" ", tags=[], notes="")
    with pytest.raises(NotFound):
        house.collection.describe("nobody's", title="x", tags=[], notes="")


def test_tags_stay_few_and_short() -> None:
    tags = clean_tags([f"tag {number}" for number in range(50)] + ["x" * 500])
    assert len(tags) == 20
    assert clean_tags(["x" * 500]) == ("x" * 40,)


# The bin


def test_a_deleted_take_comes_back_as_it_was(house: House) -> None:
    take = house.shelve("take-one", rating=3, tags=("a",))
    assert house.collection.bin(["take-one"]) == 1
    assert house.found() == []
    assert house.collection.restore(["take-one"]) == 1
    assert house.found() == [take]
    assert house.storage.path(take.file).read_bytes() == SOUND


def test_the_bin_empties_after_thirty_days_and_not_before(house: House) -> None:
    ago = {name: datetime.now(UTC) - timedelta(days=days) for name, days in (("old-one-", 30.01), ("young-one", 29.9))}
    takes = {name: house.shelve(name, deleted_at=moment) for name, moment in ago.items()}
    house.shelve("kept-one")
    assert house.collection.empty_bin() == 1
    assert [take.id for take in house.found(View(is_bin=True))] == ["young-one"]
    assert not house.storage.path(takes["old-one-"].file).exists()
    assert house.storage.path(takes["young-one"].file).exists()


def test_only_what_is_in_the_bin_is_deleted_for_good(house: House) -> None:
    kept, gone = house.shelve("kept-one"), house.shelve("gone-one")
    house.collection.bin(["gone-one"])
    house.collection.delete_for_good(["kept-one", "gone-one", "unknown"])
    assert house.found() == [kept]
    assert house.found(View(is_bin=True)) == []
    assert not house.storage.path(gone.file).exists()


# Files that come in


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "ogg", "opus"])
def test_a_file_that_demotape_made_gets_its_settings_back(house: House, kind: str) -> None:
    audio = tone(0.5, format=kind, sample_rate=48_000)
    made = house.shelve("take-one", audio, details={"model": "m-1"}, ticket="t-9")
    file = with_story(house, made)
    house.takes.delete("take-one")
    arrival = house.bring(file, name="whatever.bin")
    (take,) = house.found()
    assert arrival == Arrival(name="whatever.bin", added=("take-one",))
    assert (take.title, take.request, take.created_at) == (made.title, made.request, made.created_at)
    assert (take.ticket, take.source, take.details) == ("t-9", "made", {"model": "m-1"})
    assert house.storage.path(take.file).read_bytes() == file


def test_a_length_that_the_model_decided_on_comes_back_too(house: House) -> None:
    made = house.shelve("take-one", request=Request(engine="aimlapi", prompt="a", length_s=None))
    file, archive = with_story(house, made), house.export("take-one")
    for content in (file, archive):
        house.takes.delete("take-one")
        assert house.bring(content).added == ("take-one",)
        assert house.found()[0].request == made.request


def test_any_other_audio_becomes_an_imported_take(house: House) -> None:
    arrival = house.bring(SOUND, name="C:\\Music\\My_song.final.mp3")
    (take,) = house.found()
    assert arrival.name == "My_song.final.mp3"
    assert (take.title, take.source, take.request.engine, take.request.prompt) == (
        "My song.final",
        "imported",
        "imported",
        "",
    )
    assert take.visitor == "you"
    assert take.measured.duration_s == pytest.approx(0.5, abs=0.1)


def test_importing_twice_adds_nothing_twice(house: House) -> None:
    made = house.shelve("take-one")
    assert house.bring(SOUND).there == ("take-one",)
    assert house.bring(with_story(house, made)).there == ("take-one",)
    other = tone(0.4, format="wav")
    (added,) = house.bring(other).added
    assert house.bring(other, name="another name.wav").there == (added,)
    assert len(house.found()) == 2


def test_importing_what_is_in_the_bin_restores_it(house: House) -> None:
    house.shelve("take-one")
    archive = house.export("take-one")
    for content in (SOUND, archive):
        house.collection.bin(["take-one"])
        arrival = house.bring(content)
        assert (arrival.there, arrival.restored) == (("take-one",), ("take-one",))
        assert len(house.found()) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"hello", "text instead of audio"),
        (b"<html></html>", "web page"),
        (SOUND[: len(SOUND) // 2], "cut off"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "damaged"),
        (b"PK\x03\x04 nonsense", "no ZIP"),
        (b"\x00\x00\x00\x20ftypM4A nonsense", "M4A"),
        (os.urandom(5000), ""),
    ],
)
def test_what_is_no_audio_is_refused_with_the_reason_and_leaves_nothing(
    house: House, content: bytes, words: str
) -> None:
    arrival = house.bring(content, name="../../etc/passwd")
    assert arrival.name == "passwd"
    assert len(arrival.refused) == 1
    assert words in arrival.refused[0]
    assert "provider" not in arrival.refused[0]
    assert house.found() == []
    assert not [path for path in house.storage.originals.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "changes",
    [
        {"take_id": "../x"},
        {"take_id": "a"},
        {"title": "\x00\x1b[31m"},
        {"prompt": "nul\x00 in the middle"},
        {"engine": "x" * 10_000},
        {"engine": "\x00"},
        {"seed": 2**200},
        {"parameters": {"length_s": -5}},
        {"parameters": {"length_s": 1e308, "options": {"a\x00": "b\x00"}}},
        {"parameters": {"length_s": 1, "options": "no"}},
        {"created_at": datetime(1, 1, 1, tzinfo=UTC)},
        {"created_at": datetime(9999, 12, 31, tzinfo=UTC)},
        {"tempo_bpm": -1e300, "key": "K" * 500},
        {"generation_id": "\x00\n"},
    ],
    ids=str,
)
def test_a_story_that_lies_does_no_harm(house: House, changes: dict[str, object]) -> None:
    made = house.shelve("take-one")
    story = replace(story_of(made), **changes)
    file = with_hostile_story(house, made, story)
    house.takes.delete("take-one")
    house.storage.path(made.file).unlink()
    arrival = house.bring(file)
    assert len(arrival.added) == 1
    (take,) = house.found()
    inside = house.storage.path(take.file).resolve()
    assert inside.is_relative_to(house.storage.originals.resolve())
    assert inside.is_file()
    assert 1990 <= take.created_at.year <= datetime.now(UTC).year + 1
    assert len(take.request.engine) <= 60
    assert "\0" not in f"{take.title}{take.request}{take.ticket}"
    assert take.title


def with_hostile_story(house: House, made: Take, story: Story) -> bytes:
    copy = house.data / "copy"
    copy.write_bytes(house.storage.path(made.file).read_bytes())
    write_story(copy, story)
    return copy.read_bytes()


def test_two_who_bring_the_same_file_at_once_add_one_take(house: House, database: Database) -> None:
    other = House(house.data, database, is_ours=False).collection
    made = house.shelve("take-one")
    file = with_story(house, made)
    house.takes.delete("take-one")
    house.storage.path(made.file).unlink()
    start = threading.Barrier(4)

    def bring(collection: Collection) -> Arrival:
        path = collection.incoming()
        path.write_bytes(file)
        start.wait()
        return collection.take_in(path, name="a.mp3", visitor="x")

    with ThreadPoolExecutor(4) as people:
        arrivals = list(people.map(bring, [house.collection, other] * 2))
    other.close()
    assert sorted(len(arrival.added) for arrival in arrivals) == [0, 0, 0, 1]
    assert len(house.found()) == 1
    assert house.collection.examine().is_sound


# ZIPs


def test_an_export_opens_and_comes_back_whole(house: House) -> None:
    said = {"rating": 4, "is_favourite": True, "tags": ("a", "ü 🥁"), "notes": "n", "tempo_bpm": 81.0, "key": "A minor"}
    first = house.shelve("take-one", **said)
    second = house.shelve(
        "take-two",
        tone(0.5, format="flac"),
        source="imported",
        request=Request(engine="imported", prompt="", length_s=None),
    )
    archive = house.export("take-two", "take-one", "unknown")
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
    assert [Path(name).suffix for name in names] == [".flac", ".json", ".mp3", ".json", ".json"]
    for take in (first, second):
        house.collection.bin([take.id])
    house.collection.delete_for_good(["take-one", "take-two"])
    arrival = house.bring(archive, name="all.zip")
    assert arrival.added == ("take-two", "take-one")
    assert [replace(take, visitor="me") for take in house.found()] == [first, second]
    assert house.storage.path(first.file).read_bytes() == SOUND
    again = house.bring(archive, name="all.zip")
    assert (again.added, sorted(again.there)) == ((), ["take-one", "take-two"])
    assert len(house.found()) == 2


def test_two_processes_that_import_one_zip_at_once_add_nothing_twice(
    house: House, tmp_path: Path, new_database_url: Callable[[], str]
) -> None:
    ids = [f"take-no-{number}" for number in range(12)]
    for number, take_id in enumerate(ids):
        house.shelve(take_id, tone(0.2, frequency=200.0 + 20 * number, format="wav"))
    archive, url = tmp_path / "all.zip", new_database_url()
    archive.write_bytes(house.export(*ids))
    command = [sys.executable, "-m", "tests.unit.collection.bring", url, str(tmp_path / "shared"), str(archive)]
    people = [Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) for _ in range(2)]
    assert [person.stdout and person.stdout.readline() for person in people] == ["ready\n", "ready\n"]
    for person in people:
        assert person.stdin
        person.stdin.write("now\n")
        person.stdin.flush()
    arrivals = [json.loads(person.communicate(timeout=60)[0]) for person in people]
    assert sorted(take_id for arrival in arrivals for take_id in arrival["added"]) == sorted(ids)
    assert [arrival["refused"] for arrival in arrivals] == [[], []]
    database = Database(url)
    shared = House(tmp_path / "shared", database)
    assert len(shared.found()) == len(ids)
    assert len(list(shared.storage.originals.rglob("*.wav"))) == len(ids)
    assert shared.collection.examine().is_sound
    shared.collection.close()
    database.close()


@pytest.mark.parametrize("left", [None, b"", SOUND[: len(SOUND) // 2]], ids=["missing", "empty", "cut off"])
def test_a_take_gets_lost_audio_back_from_a_zip(house: House, left: bytes | None) -> None:
    take = house.shelve("take-one", rating=5)
    archive, path = house.export("take-one"), house.storage.path(take.file)
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    arrival = house.bring(archive, name="all.zip")
    assert (arrival.added, arrival.there, arrival.repaired) == ((), ("take-one",), ("take-one",))
    assert path.read_bytes() == SOUND
    assert house.found() == [take]
    assert house.bring(archive, name="all.zip").repaired == ()


def test_a_take_gets_lost_audio_back_from_the_file_itself(house: House) -> None:
    take = house.shelve("take-one")
    house.export("take-one")
    assert house.bring(SOUND).there == ("take-one",)  # its hash is known from now on
    house.storage.path(take.file).unlink()
    assert house.bring(SOUND).repaired == ("take-one",)
    assert house.collection.examine().is_sound


def test_other_audio_never_takes_the_place_of_what_was_lost(house: House) -> None:
    other = tone(0.5, frequency=880.0, format="wav")
    house.shelve("take-one", other)
    archive = house.export("take-one")
    house.takes.delete("take-one")
    take = house.shelve("take-one")
    house.storage.path(take.file).unlink()
    arrival = house.bring(archive, name="all.zip")
    assert (arrival.there, arrival.repaired) == (("take-one",), ())
    assert not house.storage.path(take.file).exists()


def links(house: House, *ids: str) -> dict[str, tuple[str, Origin]]:
    return {link.take_id: (link.parent, link.origin) for link in house.lineage.parents(ids)}


def a_family(house: House) -> bytes:
    """A ZIP of a take, what was made of it, and what was made of that; the house has none of them any more."""
    ids = ["take-one", "take-two", "take-three"]
    for number, take_id in enumerate(ids):
        house.shelve(take_id, tone(0.2, frequency=300.0 + 50 * number, format="wav"), ticket=f"ticket-{number}")
    house.lineage.link(Link("take-two", "take-one", Origin.USE_AGAIN))
    house.lineage.link(Link("take-three", "take-two", Origin.EDIT))
    archive = house.export(*reversed(ids))
    forget_all(house, ids)
    return archive


def forget_all(house: House, ids: list[str]) -> None:
    for take in house.takes.several(ids):
        house.takes.delete(take.id)
        house.storage.path(take.file).unlink()
    with house.database.writing() as connection:
        connection.execute(lineage.delete())


FAMILY = {"take-two": ("take-one", Origin.USE_AGAIN), "take-three": ("take-two", Origin.EDIT)}


def test_takes_come_with_their_lineage(house: House) -> None:
    archive = a_family(house)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        (name,) = (name for name in opened.namelist() if "take-two" in name and name.endswith(".json"))
        told = json.loads(opened.read(name))["library"]["made_from"]
    assert told == {"id": "take-one", "origin": "use again", "generation_id": "ticket-0"}
    assert len(house.bring(archive, name="all.zip").added) == 3
    assert links(house, "take-one", "take-two", "take-three") == FAMILY


def test_lineage_waits_for_the_take_that_it_leads_to(house: House) -> None:
    archive = a_family(house)
    house.bring(archive, name="all.zip")
    alone, parent = house.export("take-two"), house.export("take-one")
    forget_all(house, ["take-one", "take-two", "take-three"])
    house.bring(alone, name="alone.zip")
    assert links(house, "take-two") == {}
    house.bring(parent, name="parent.zip")
    house.bring(alone, name="alone.zip")
    assert links(house, "take-two") == {"take-two": ("take-one", Origin.USE_AGAIN)}


def test_what_is_known_of_a_lineage_stays(house: House) -> None:
    archive = a_family(house)
    house.bring(archive, name="all.zip")
    with house.database.writing() as connection:
        connection.execute(lineage.delete())
    house.lineage.link(Link("take-three", "take-one", Origin.VARIATION))
    house.bring(archive, name="all.zip")
    assert links(house, "take-three") == {"take-three": ("take-one", Origin.VARIATION)}


def test_lineage_leads_to_the_take_that_is_here_under_another_name(house: House) -> None:
    archive = a_family(house)
    here = house.shelve("own-take", tone(0.2, frequency=300.0, format="wav"))
    assert house.bring(archive, name="all.zip").there == (here.id,)
    assert links(house, "take-two") == {"take-two": ("own-take", Origin.USE_AGAIN)}


@pytest.mark.parametrize(
    "lie",
    [
        *("text", 7, [], {}, {"id": 7}, {"id": None, "origin": "edit"}, {"id": "nobody"}, {"id": "take-one"}),
        {"id": "x" * 100_000, "origin": {}},
    ],
    ids=lambda lie: str(lie)[:30],
)
def test_a_lineage_that_lies_is_left_out(house: House, tmp_path: Path, lie: object) -> None:
    take = house.shelve("take-one")
    place = house.storage.path(take.file)
    write_archive([take], lambda _: place, tmp_path / "lie.zip", library=lambda _: {"made_from": lie})
    house.takes.delete("take-one")
    assert house.bring((tmp_path / "lie.zip").read_bytes(), name="lie.zip").added == ("take-one",)
    assert links(house, "take-one") == {}


def test_a_way_that_only_a_newer_demotape_knows_counts_as_imported(house: House, tmp_path: Path) -> None:
    parent, child = house.shelve("take-one"), house.shelve("take-two", tone(0.2, format="wav"))
    place, told = house.storage.path(child.file), {"made_from": {"id": parent.id, "origin": "dreamt of"}}
    write_archive([child], lambda _: place, tmp_path / "new.zip", library=lambda _: told)
    house.takes.delete("take-two")
    house.bring((tmp_path / "new.zip").read_bytes(), name="new.zip")
    assert links(house, "take-two") == {"take-two": ("take-one", Origin.IMPORT)}


def test_an_export_leaves_out_what_is_missing_and_says_so(house: House) -> None:
    take = house.shelve("take-one")
    house.storage.path(take.file).unlink()
    house.shelve("take-two")
    export = house.collection.exports.start(["take-one", "take-two"], visitor="me")
    wait_until(lambda: house.collection.exports.get(export.id).state is ExportState.READY)
    assert house.collection.exports.get(export.id).missing == 1


def test_an_export_that_was_stopped_is_gone(house: House) -> None:
    house.shelve("take-one")
    export = house.collection.exports.start(["take-one"], visitor="me")
    wait_until(lambda: house.collection.exports.get(export.id).state is ExportState.READY)
    path = house.collection.exports.file(export.id)
    house.collection.exports.stop(export.id)
    assert not path.exists()
    with pytest.raises(NotFound):
        house.collection.exports.get(export.id)
    for name in ("../demotape", str(export.id)):
        with pytest.raises(NotFound):
            house.collection.exports.file(name)


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8, 0.99])
@pytest.mark.parametrize("how", ["cut", "flip"])
def test_a_damaged_zip_harms_nothing(house: House, at: float, how: str) -> None:
    kept = house.shelve("take-one")
    house.shelve("take-two", tone(0.6, format="wav"))
    archive = bytearray(house.export("take-one", "take-two"))
    house.collection.bin(["take-two"])
    house.collection.delete_for_good(["take-two"])
    place = int(len(archive) * at)
    if how == "cut":
        archive = archive[:place]
    else:
        archive[place] ^= 0xFF
    arrival = house.bring(bytes(archive), name="all.zip")
    assert arrival.refused
    assert arrival.added == ()
    assert house.found() == [kept]
    assert house.storage.path(kept.file).read_bytes() == SOUND


def test_what_is_in_a_zip_is_not_believed(house: House, tmp_path: Path) -> None:
    """A ZIP whose hashes are right, made by somebody who means harm."""
    odd = replace(house.shelve("take-one"), title="x\x00\x1b", details={"a\x00": ["b\x00"]}, ticket="t\x00")
    text = house.shelve("take-two", tone(0.6, format="wav"))
    house.storage.path(text.file).write_bytes(tone(0.6, format="wav")[:2000])  # its own hash will be right
    library = {"rating": 99, "is_favourite": "yes", "tags": "no", "notes": 5, "tempo_bpm": True, "key": ["A"]}
    write_archive(
        [odd, text],
        lambda take: house.storage.path(take.file),
        tmp_path / "odd.zip",
        library=lambda take: library if take.id == "take-one" else {"deep": json.loads("[" * 200 + "]" * 200)},
    )
    for take_id in ("take-one", "take-two"):
        house.takes.delete(take_id)
    arrival = house.bring((tmp_path / "odd.zip").read_bytes(), name="odd.zip")
    assert arrival.added == ("take-one",)
    assert len(arrival.refused) == 1
    (take,) = house.found()
    assert (take.rating, take.is_favourite, take.tags, take.notes, take.tempo_bpm, take.key) == (
        *(None, False, (), "", None, None),
    )
    assert "\0" not in f"{take.title}{take.ticket}{take.details}"


def test_a_zip_of_something_else_is_refused(house: House) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../evil.mp3", SOUND)
    assert house.bring(buffer.getvalue(), name="evil.zip").refused
    assert house.found() == []


# The disk


def test_orphans_and_losses_are_found_and_explained(house: House) -> None:
    missing, short, good = house.shelve("missing-one"), house.shelve("short-one"), house.shelve("good-one")
    binned = house.shelve("binned-one")
    house.collection.bin([binned.id])
    house.storage.path(missing.file).unlink()
    house.storage.path(short.file).write_bytes(SOUND[:100])
    orphan = house.storage.originals / "or" / "orphan.mp3"
    orphan.parent.mkdir()
    orphan.write_bytes(tone(0.3, format="mp3"))
    assert house.collection.examine().orphans == (), "it is young: its take may still come"
    long_ago = time.time() - 3600
    os.utime(orphan, (long_ago, long_ago))
    findings = house.collection.examine()
    assert not findings.is_sound
    assert findings.takes == 4
    assert [(one.file, one.size_bytes) for one in findings.orphans] == [("or/orphan.mp3", orphan.stat().st_size)]
    assert {(one.take_id, one.found_bytes) for one in findings.losses} == {("missing-one", None), ("short-one", 100)}
    assert good.title not in {one.title for one in findings.losses}


def test_an_orphan_becomes_a_take_or_goes(house: House) -> None:
    long_ago = time.time() - 3600
    for name, audio in (("ab/new.mp3", tone(0.3, format="mp3")), ("ab/same.mp3", SOUND), ("ab/bad.mp3", b"junk")):
        path = house.storage.path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(audio)
        os.utime(path, (long_ago, long_ago))
    house.shelve("take-one")
    assert len(house.collection.adopt("ab/new.mp3", visitor="me").added) == 1
    assert house.collection.adopt("ab/same.mp3", visitor="me").there == ("take-one",)
    assert house.collection.adopt("ab/bad.mp3", visitor="me").refused
    assert [one.file for one in house.collection.examine().orphans] == ["ab/bad.mp3"]
    house.collection.remove_orphan("ab/bad.mp3")
    assert house.collection.examine().is_sound


def test_nothing_but_orphans_can_be_removed_as_such(house: House) -> None:
    take = house.shelve("take-one")
    for name in (take.file, "../demotape.db", "nothing"):
        with pytest.raises(NotFound):
            house.collection.remove_orphan(name)
    assert house.storage.path(take.file).is_file()


def test_what_takes_up_the_disk_is_counted(house: House) -> None:
    house.shelve("take-one")
    house.shelve("take-two", tone(0.5, format="wav"))
    house.bring(tone(0.5, format="flac"))
    house.collection.bin(["take-one"])
    use = house.collection.use()
    assert {share.engine: share.takes for share in use.shares} == {"band": 2, "imported": 1}
    assert sum(share.size_bytes for share in use.shares) == sum(
        path.stat().st_size for path in house.storage.originals.rglob("*") if path.is_file()
    )
    assert use.bin_takes == 1
    assert use.free_bytes > 0


# Foreign formats


def test_m4a_is_imported_where_ffmpeg_is(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for ffmpeg: what matters is what it is asked, and what becomes of its answer."""
    flac = tmp_path / "sound.flac"
    flac.write_bytes(tone(0.5, format="flac"))
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text(f'#!/bin/sh\nfor last; do :; done\nprintf "%s " "$@" > {tmp_path}/asked\ncp {flac} "$last"\n')
    ffmpeg.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert run(["ffmpeg", str(tmp_path / "x")], check=True).returncode == 0
    arrival = house.bring(b"\x00\x00\x00\x20ftypM4A " + bytes(100), name="phone memo.m4a")
    assert len(arrival.added) == 1
    assert house.found()[0].media_type == "audio/flac"
    assert "-protocol_whitelist file -f mov" in (tmp_path / "asked").read_text()
