"""The one object through which screens and commands look after the library."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable
from collections.abc import Collection as Ids
from datetime import timedelta
from pathlib import Path

from demotape.collection import health
from demotape.collection.arrivals import Arrival, Arrivals
from demotape.collection.departures import Departures
from demotape.collection.health import Findings, Use
from demotape.collection.sayings import clean_notes, clean_tags
from demotape.errors import InvalidRequest, NotFound
from demotape.library import BenchShelf, Facets, TakeShelf, View
from demotape.library.rows import now
from demotape.models import Take
from demotape.naming import clean_title
from demotape.storage import Storage, usable

BIN_DAYS = 30
"""How long a deleted take can be had back."""

_EMPTY_EVERY_S = 3600


class Collection:
    """The library of one data folder. Safe to call from many threads; `StudioError` may come from any method."""

    def __init__(
        self,
        *,
        takes: TakeShelf,
        lineage: BenchShelf,
        storage: Storage,
        data: Path,
        is_ours: bool,
        forget: Callable[[str], None] = lambda take_id: None,  # noqa: ARG005 - nobody else knows of it
    ) -> None:
        """Look after the takes of a data folder.

        Args:
            takes, lineage, storage: where they are, and what they were made from.
            data: the data folder.
            is_ours: False where another process is at work in it; then nothing of it is thrown away.
            forget: called with the id of a take before it is deleted for good, to throw away what else is known of it.
        """
        self._takes = takes
        self._storage = storage
        self._exports_folder = data / "exports"
        self._is_ours = is_ours
        self._forget = forget
        self._emptied_at = 0.0
        self._arrivals = Arrivals(takes=takes, lineage=lineage, storage=storage, data=data)
        self.exports = Departures(
            takes=takes, lineage=lineage, storage=storage, folder=self._exports_folder, is_ours=is_ours
        )

    def close(self) -> None:
        """Stop what runs in the background."""
        self.exports.close()

    # Finding

    def count(self, view: View) -> int:
        """How many takes a view has."""
        self._empty_now_and_then()
        return self._takes.count_of(view)

    def find(self, view: View, *, limit: int, offset: int = 0) -> list[Take]:
        """A part of a view, in its order."""
        return self._takes.find(view, limit=limit, offset=offset)

    def ids(self, view: View) -> list[str]:
        """The ids of all takes of a view, in its order."""
        return self._takes.ids(view)

    def facets(self) -> Facets:
        """Engines, keys and tags that there are."""
        return self._takes.facets()

    # Judging

    def set_favourite(self, ids: Ids[str], is_favourite: bool) -> None:
        """Make takes favourites, or not."""
        self._takes.change(ids, is_favourite=is_favourite)

    def rate(self, ids: Ids[str], rating: int | None) -> None:
        """Give takes 1 to 5 stars, or none.

        Raises:
            InvalidRequest: another number.
        """
        if rating is not None and not 1 <= rating <= 5:
            raise InvalidRequest("A rating is 1 to 5.")
        self._takes.change(ids, rating=rating)

    def tag(self, ids: Ids[str], *, add: Ids[str] = (), remove: Ids[str] = ()) -> None:
        """Put tags on takes and take others off them."""
        self._takes.tag(ids, add=clean_tags(add), remove=remove)

    def describe(self, take_id: str, *, title: str, tags: Ids[str], notes: str) -> None:
        """Change what is written about a take.

        Raises:
            InvalidRequest: the title is blank.
            NotFound
        """
        title = clean_title(title)
        if not title:
            raise InvalidRequest("A title needs at least one character.", advice="Write one, then save again.")
        take = self._takes.get(take_id)
        if take is None:
            raise NotFound("There is no such take.")
        self._takes.change([take_id], title=title, notes=clean_notes(notes))
        wanted = clean_tags(tags)
        self._takes.tag([take_id], add=set(wanted) - set(take.tags), remove=set(take.tags) - set(wanted))

    def heard(self, take_id: str, *, tempo_bpm: float | None, key: str | None) -> None:
        """Note what was measured, so that takes are found by it. None: nothing clear."""
        self._takes.change([take_id], tempo_bpm=tempo_bpm, key=key)

    # Throwing away

    def bin(self, ids: Ids[str]) -> int:
        """Put takes into the bin, from which they can be restored for `BIN_DAYS`; returns how many."""
        return self._takes.bin(ids, deleted_at=now())

    def restore(self, ids: Ids[str]) -> int:
        """Take takes out of the bin; returns how many."""
        return self._takes.restore(ids)

    def delete_for_good(self, ids: Ids[str]) -> None:
        """Delete takes that are in the bin, with their audio and all that is known of them. Others are left alone."""
        for take in self._takes.several(list(ids)):
            if take.deleted_at is not None:
                self._delete(take.id, take.file)

    def empty_bin(self) -> int:
        """Delete what has been in the bin for `BIN_DAYS`; returns how many takes that were."""
        self._emptied_at = time.monotonic()
        old = self._takes.deleted_before(now() - timedelta(days=BIN_DAYS))
        for take_id, file in old:
            self._delete(take_id, file)
        return len(old)

    def _empty_now_and_then(self) -> None:
        if self._is_ours and (not self._emptied_at or time.monotonic() - self._emptied_at > _EMPTY_EVERY_S):
            self.empty_bin()

    def _delete(self, take_id: str, file: str) -> None:
        self._forget(take_id)
        if self._takes.delete(take_id):
            self._storage.remove(take_id, file)

    # Carrying in

    def incoming(self) -> Path:
        """Where a file that comes in is to be written, for `take_in`."""
        return self._storage.incoming(str(uuid.uuid4()))

    def take_in(self, path: Path, *, name: str, visitor: str) -> Arrival:
        """Take an incoming file into the library: audio becomes a take, an archive all takes that the library lacks.

        What Demotape made gets its settings back from the file; anything else becomes a take with source `imported`.

        Args:
            path: from `incoming`. The file is gone afterwards.
            name: how the person calls it.
            visitor: who brings it.

        Raises:
            DiskFull, DataFolderUnusable, DatabaseUnusable: what was taken in by then is whole and stays.
        """
        return self._arrivals.take_in(path, name=name, visitor=visitor)

    # Looking after the disk

    def use(self) -> Use:
        """What takes up the disk."""
        bin_takes = self._takes.count_of(View(is_bin=True))
        return health.use(self._takes, self._storage, bin_takes=bin_takes, exports=self._exports_folder)

    def examine(self) -> Findings:
        """Look for files without takes, and for takes without their files. Only looks."""
        return health.examine(self._takes, self._storage)

    def adopt(self, file: str, *, visitor: str) -> Arrival:
        """Make a take of an orphan file, or delete it if its audio is in the library already."""
        orphan = self._orphan(file)
        copy = self.incoming()
        with usable(self._storage.originals):
            shutil.copyfile(orphan, copy)
        arrival = self.take_in(copy, name=orphan.name, visitor=visitor)
        if not arrival.refused and file not in {take.file for take in self._takes.several(arrival.added)}:
            with usable(self._storage.originals):
                orphan.unlink(missing_ok=True)
        return arrival

    def remove_orphan(self, file: str) -> None:
        """Delete an orphan file for good."""
        with usable(self._storage.originals):
            self._orphan(file).unlink(missing_ok=True)

    def _orphan(self, file: str) -> Path:
        """Raises NotFound for what is no orphan now, so that no name leads elsewhere and no take loses its audio."""
        if file not in {orphan.file for orphan in self.examine().orphans}:
            raise NotFound("There is no such file without a take.", advice="Look again.")
        return self._storage.path(file)
