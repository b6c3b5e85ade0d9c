"""The workbench: a take listened to, shaped, compared, and handed on as a file of any kind."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demotape.audio.edit import Edited, Join, Length, Note, Shape, Step, from_json, plan, to_json
from demotape.audio.formats import EXPORTS, FORMATS
from demotape.engines.base import EngineInfo
from demotape.errors import AudioError, NotFound
from demotape.library import BenchShelf, Database, JobShelf, Link, Origin, TakeShelf
from demotape.library.rows import now
from demotape.models import Take
from demotape.naming import TITLE_LIMIT, clean_title
from demotape.storage import Storage, usable
from demotape.workbench.family import Relative, family
from demotape.workbench.work import Work, Works

if TYPE_CHECKING:
    from demotape.audio.tags import Story
    from demotape.workbench.listen import Heard

__all__ = ["Preview", "Relative", "Work", "Workbench", "level_match"]

_PREVIEWS_KEPT = 8
_EDITED = " (edited)"
_MADE_BY_THE_ENGINE = ("plan", "understood", "not_followed")
"""Details that are no longer true of an edited take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """An edit that was carried out and can be heard."""

    key: str
    """Names it in addresses. The same steps on the same take have the same key."""
    shape: Shape
    notes: tuple[Note, ...]
    """What the person should know of the steps."""


class Workbench:
    """What can be done with a finished take besides playing it. Safe for use by several threads.

    Long work goes on in the background and is cached: ask again to see how it stands.
    """

    def __init__(self, database: Database, storage: Storage, *, engine: Callable[[str], EngineInfo | None]) -> None:
        """Take the room's shelves and folders.

        Args:
            database: where takes are.
            storage: where their audio is.
            engine: tells of the engine of a name; None where it is not installed.
        """
        self._shelf, self._takes, self._jobs = BenchShelf(database), TakeShelf(database), JobShelf(database)
        self._storage, self._engine = storage, engine
        self._listening, self._making = Works("listen", at_once=1), Works("make", at_once=2)

    def close(self) -> None:
        """Stop working."""
        self._listening.close()
        self._making.close()

    def forget(self, take_id: str) -> None:
        """A take is deleted: stop what is being made of it, and throw away what was found out about it."""
        self._listening.drop(take_id)
        self._making.drop(take_id)
        self._shelf.forget(take_id)

    # Listening

    def heard(self, take: Take) -> Heard | None:
        """What was found by listening to a take; None if nobody has listened yet."""
        from demotape.workbench.listen import VERSION, Heard  # noqa: PLC0415 - brings numpy

        stored = self._shelf.heard(take.id, version=VERSION)
        if stored is not None:
            with suppress(TypeError, KeyError, ValueError):
                return Heard.from_json(stored)
        return None

    def listen(self, take: Take, *, again: bool = False) -> Work[Heard]:
        """Listen to a take, in the background; `heard` has what came of it.

        The work fails with `AudioError`, `NotFound` or `Cancelled`; `again` begins it anew.
        """

        def make(work: Work[Heard]) -> Heard:
            from demotape.workbench.listen import VERSION, Heard, listen  # noqa: PLC0415 - brings numpy

            found = self.heard(take)
            if found is None:
                told = listen(take, self._original(take), progress=work.tell).to_json()
                work.go_on()
                self._shelf.hear(take.id, told, version=VERSION)
                found = Heard.from_json(told)
                self._note(take, found)
            return found

        return self._listening.begin(f"listen {take.id}", make, again=again)

    def _note(self, take: Take, found: Heard) -> None:
        """Let the Library find a take by what was measured, where nothing was planned."""
        measured = {
            "tempo_bpm": found.analysis.tempo.bpm if take.tempo_bpm is None else None,
            "key": found.analysis.key.name if take.key is None else None,
        }
        if known := {name: value for name, value in measured.items() if value is not None}:
            self._takes.change([take.id], **known)

    def waveform(self, take: Take, *, edit: str | None = None) -> Path:
        """The waveform for zooming, of a take or of an edit of it: see `demotape.audio.outline`.

        Raises:
            NotFound, AudioError, DiskFull, DataFolderUnusable.
        """
        source = self._original(take) if edit is None else self.edited(take, edit)
        target = self._storage.cached(take.id, ".waveform" if edit is None else f".edit-{edit}.waveform")

        def draw() -> bytes:
            from demotape.audio.outline import outline  # noqa: PLC0415 - brings numpy

            return outline(source)

        return self._drawn(target, draw)

    def spectrogram(self, take: Take) -> Path:
        """A grey PNG of which frequencies sound when: see `demotape.audio.spectrogram`.

        Raises:
            NotFound, AudioError, DiskFull, DataFolderUnusable.
        """
        source = self._original(take)

        def draw() -> bytes:
            from demotape.audio.spectrogram import spectrogram  # noqa: PLC0415 - brings numpy

            return spectrogram(source).png()

        return self._drawn(self._storage.cached(take.id, ".spectrogram.png"), draw)

    def half_speed(self, take: Take) -> Path:
        """The audio twice as long at the same pitch, as FLAC with exactly twice as many frames.

        Raises:
            NotFound, DiskFull, DataFolderUnusable.
            AudioError: more than two channels, or longer than half an hour.
        """
        target = self._storage.cached(take.id, ".half-speed.flac")

        def make(work: Work[Path]) -> Path:
            from demotape.audio.edit import apply  # noqa: PLC0415 - brings numpy

            if not target.is_file():
                twice = Length(2 * _shape(take).length_s, by="stretch")
                apply((twice,), self._original(take), target, cancelled=work.stopping.is_set, progress=work.tell)
            return target

        return target if target.is_file() else self._making.begin(target.name, make, again=True).result()

    def _drawn(self, target: Path, draw: Callable[[], bytes]) -> Path:
        def make(_: Work[Path]) -> Path:
            if not target.is_file():
                part = target.with_name(f".{target.name}.part")
                with usable(self._storage.cache):
                    part.write_bytes(draw())
                    part.replace(target)
            return target

        return target if target.is_file() else self._making.begin(target.name, make, again=True).result()

    # Editing

    def check(self, take: Take, steps: Sequence[Step]) -> list[Shape]:
        """What the audio is after each step.

        Raises:
            AudioError: a step does not fit; the message says which and why.
        """
        others = {id_: _shape(other) for id_ in _joined(steps) if (other := self._takes.get(id_)) is not None}
        return plan(steps, _shape(take), others=others)

    def preview(self, take: Take, steps: Sequence[Step]) -> Preview | None:
        """The edit as it was carried out before; None if `render` has not done so."""
        key = _key(steps)
        sidecar = self._storage.cached(take.id, f".edit-{key}.json")
        if not (sidecar.is_file() and self._storage.cached(take.id, f".edit-{key}.flac").is_file()):
            return None
        told = json.loads(sidecar.read_text("utf-8"))
        return Preview(key=key, shape=Shape(*told["shape"]), notes=tuple(Note(*note) for note in told["notes"]))

    def render(self, take: Take, steps: Sequence[Step], *, again: bool = False) -> Work[Preview]:
        """Carry out an edit in the background, so that it can be heard and saved. The take is only read.

        The work fails with `AudioError`, `NotFound`, `DiskFull` or `Cancelled`; `again` begins it anew.
        """
        steps, key = tuple(steps), _key(steps)

        def make(work: Work[Preview]) -> Preview:
            made = self.preview(take, steps)
            if made is None:
                made = self._render(take, steps, key, work)
                self._forget_old_previews(take)
            return made

        return self._making.begin(f"edit {take.id} {key}", make, again=again)

    def _render(self, take: Take, steps: tuple[Step, ...], key: str, work: Work[Any]) -> Preview:
        from demotape.audio.edit import apply  # noqa: PLC0415 - brings numpy

        edited: Edited = apply(
            steps,
            self._original(take),
            self._storage.cached(take.id, f".edit-{key}.flac"),
            others={id_: self._original(self._take(id_)) for id_ in _joined(steps)},
            cancelled=work.stopping.is_set,
            progress=work.tell,
        )
        shape = edited.shape
        told = {
            "shape": [shape.frames, shape.sample_rate, shape.channels],
            "notes": [[note.step, note.text] for note in edited.notes],
        }
        with usable(self._storage.cache):
            self._storage.cached(take.id, f".edit-{key}.json").write_text(json.dumps(told), "utf-8")
        return Preview(key=key, shape=shape, notes=edited.notes)

    def edited(self, take: Take, key: str) -> Path:
        """The audio of a preview.

        Raises:
            NotFound: there is none of that key any more.
        """
        path = self._storage.cached(take.id, f".edit-{key}.flac")
        if not key.isalnum() or not path.is_file():
            raise NotFound("This preview is gone.", advice="Change a step to hear the edit again.")
        return path

    def _forget_old_previews(self, take: Take) -> None:
        previews = self._storage.cache.glob(f"{take.id}.edit-*.flac")
        for old in sorted(previews, key=lambda path: path.stat().st_mtime)[:-_PREVIEWS_KEPT]:
            for left in (old, old.with_suffix(".json"), old.with_suffix(".waveform")):
                left.unlink(missing_ok=True)

    def save(self, take: Take, steps: Sequence[Step], *, visitor: str, title: str = "") -> Work[Take]:
        """Keep an edit as a take of its own, in the background, with what was asked of its source and its steps.

        Pressed twice while it is under way, it is saved once.

        Args:
            take: which was edited. It stays as it is.
            steps: as they were previewed, or will be.
            visitor: who saves it.
            title: for the new take; blank gives it one drawn from the source's.

        The work fails with `AudioError`, `NotFound`, `DiskFull` or `Cancelled`; then nothing of it is kept.
        """
        steps, key = tuple(steps), _key(steps)

        def make(work: Work[Take]) -> Take:
            preview = self.preview(take, steps) or self._render(take, steps, key, work)
            return self._keep(take, steps, preview, work, visitor=visitor, title=title)

        return self._making.begin(f"save {take.id} {key}", make, again=True)

    def _keep(
        self, take: Take, steps: Sequence[Step], preview: Preview, work: Work[Take], *, visitor: str, title: str
    ) -> Take:
        from demotape.audio.probe import measure  # noqa: PLC0415 - brings numpy

        def heard(frames: int) -> None:
            work.go_on()
            work.tell(frames / preview.shape.frames)

        take_id = str(uuid.uuid4())
        incoming = self._storage.incoming(take_id)
        try:
            with usable(self._storage.originals):
                shutil.copyfile(self.edited(take, preview.key), incoming)
            kind, measured = measure(incoming, progress=heard)
            size_bytes = incoming.stat().st_size
            file = self._storage.keep(incoming, take_id, kind.extension)
        finally:
            incoming.unlink(missing_ok=True)
        kept = {name: value for name, value in take.details.items() if name not in _MADE_BY_THE_ENGINE}
        earlier = [*_listed(take.details, "earlier_edits"), *_listed(take.details, "edits")]
        edits = {"edits": to_json(steps), "notes": [note.text for note in preview.notes]}
        made = Take(
            id=take_id,
            visitor=visitor,
            title=clean_title(title) or edited_title(take.title),
            request=take.request,
            created_at=now(),
            file=file,
            media_type=kind.media_type,
            size_bytes=size_bytes,
            measured=measured,
            details={**kept, **edits, **({"earlier_edits": earlier} if earlier else {})},
        )
        self._shelf.link(Link(take_id, take.id, Origin.EDIT))
        self._jobs.finish(made)
        return made

    # Lineage

    def source(self, made_id: str) -> Take | None:
        """The take that a take or job was made from; None if there is none any more, or never was."""
        links = self._shelf.parents([made_id])
        return self._takes.get(links[0].parent) if links else None

    def family(self, take: Take) -> tuple[Relative, ...]:
        """Where a take comes from, the take, and what came of it, read downwards."""
        return family(take, self._shelf, self._takes.get)

    # Handing on

    def file(self, take: Take, *, to: str = "original", again: bool = True) -> Work[Path]:
        """A take as a file to keep that carries its story, made in the background and cached.

        Args:
            take: which one.
            to: `original`, or a name in `demotape.audio.formats.EXPORTS`.
            again: begin anew what has failed.

        Raises:
            NotFound: there is no such format.
        """
        if to != "original" and to not in EXPORTS:
            raise NotFound(f"There is no format called {to}.")

        def make(work: Work[Path]) -> Path:
            return self._told(take, to, work)

        return self._making.begin(f"file {take.id} {to} {take.title}", make, again=again)

    def making(self, take: Take, name: str, make: Callable[[], Path], *, again: bool = True) -> Work[Path]:
        """Something else that is made of a take, in the background, by whoever knows how.

        Args:
            take: which one.
            name: of what is made.
            make: makes it, or finds that it is there.
            again: begin anew what has failed.
        """
        return self._making.begin(f"product {take.id} {name}", lambda _: make(), again=again)

    def _told(self, take: Take, to: str, work: Work[Path]) -> Path:
        from demotape.audio.export import export  # noqa: PLC0415 - brings numpy
        from demotape.audio.tags import copy_with_story, write_story  # noqa: PLC0415
        from demotape.audio.tags.story import to_json as story_json  # noqa: PLC0415

        original = self._original(take)
        story = self._story(take)
        digest = hashlib.sha256(story_json(story).encode()).hexdigest()[:8]
        ending = original.suffix if to == "original" else EXPORTS[to].format.extension
        target = self._storage.cached(take.id, f".{to}-{digest}{ending}")
        if target.is_file():
            return target
        older = sorted(self._storage.cache.glob(f"{take.id}.{to}-????????{ending}"))
        with usable(self._storage.cache):
            if to == "original" or older:
                copy_with_story(older[-1] if older else original, target, story)
            else:
                part = self._storage.cached(take.id, f".{to}-{digest}.part{ending}")
                try:
                    export(original, part, to=to, cancelled=work.stopping.is_set, progress=work.tell)
                    write_story(part, story)
                    part.replace(target)
                finally:
                    part.unlink(missing_ok=True)
            for path in older:
                path.unlink(missing_ok=True)
        return target

    def _story(self, take: Take) -> Story:
        from demotape.audio.tags import DigitalSourceType, story_of  # noqa: PLC0415 - as in `_told`

        info = self._engine(take.request.engine)
        kind = None
        if info is not None:
            kind = (
                DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA
                if info.is_trained_model
                else DigitalSourceType.ALGORITHMIC_MEDIA
            )
            joined = [self._takes.get(id_) for id_ in _joined(_steps_of(take))]
            infos = [info, *(self._engine(other.request.engine) for other in joined if other is not None)]
            if joined and any(other is not None and other.is_trained_model for other in infos):
                kind = DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA
        tempo_bpm, key = take.tempo_bpm, take.key
        if tempo_bpm is None or key is None:
            with suppress(AudioError):  # a file can be handed on though nothing can be told of it
                found = self.listen(take).result().analysis
                tempo_bpm, key = tempo_bpm or found.tempo.bpm, key or found.key.name
        parents = self._shelf.parents([take.id])
        lyrics = take.request.options.get("lyrics")
        more: dict[str, object] = {"edits": edits} if (edits := _listed(take.details, "edits")) else {}
        return story_of(
            take,
            digital_source_type=kind,
            tempo_bpm=None if tempo_bpm is None else round(tempo_bpm, 2),
            key=key,
            lyrics=str(lyrics) if lyrics else None,
            more={**more, **({"made_from": parents[0].parent} if parents else {})},
        )

    def _take(self, take_id: str) -> Take:
        take = self._takes.get(take_id)
        if take is None:
            raise NotFound("A take that this needs was deleted.", advice="Take the step out that joins it.")
        return take

    def _original(self, take: Take) -> Path:
        original = self._storage.path(take.file)
        if not original.is_file():
            raise NotFound(
                "The audio file of this take is missing from the data folder.",
                advice="Put it back from a copy, or delete the take.",
            )
        return original


def level_match(first_lufs: float | None, second_lufs: float | None) -> tuple[float, float]:
    """Factors for the amplitude, at most 1, by which two takes sound equally loud: the louder one is turned down."""
    if first_lufs is None or second_lufs is None:
        return 1.0, 1.0
    quieter = min(first_lufs, second_lufs)
    return 10 ** ((quieter - first_lufs) / 20), 10 ** ((quieter - second_lufs) / 20)


def edited_title(title: str) -> str:
    """The title of an edit of a take of this title."""
    title = title.removesuffix(_EDITED)
    return title[: TITLE_LIMIT - len(_EDITED)].rstrip() + _EDITED


def is_of_its_engine(take: Take) -> bool:
    """Whether the audio is as its engine made it, so that the engine can make more of the same notes."""
    return "edits" not in take.details


def formats_of(take: Take) -> list[str]:
    """The names in `EXPORTS` that are worth offering: those that do not only repeat the original."""
    own = next((name for name, kind in FORMATS.items() if take.file.endswith(kind.extension)), None)
    return [name for name in EXPORTS if name != own]


def _steps_of(take: Take) -> tuple[Step, ...]:
    try:
        return from_json([*_listed(take.details, "earlier_edits"), *_listed(take.details, "edits")])
    except AudioError:  # of another Demotape
        return ()


def _listed(details: Mapping[str, object], name: str) -> list[object]:
    value = details.get(name)
    return list(value) if isinstance(value, list) else []


def _joined(steps: Sequence[Step]) -> set[str]:
    return {step.take_id for step in steps if isinstance(step, Join)}


def _shape(take: Take) -> Shape:
    measured = take.measured
    return Shape(round(measured.duration_s * measured.sample_rate), measured.sample_rate, measured.channels)


def _key(steps: Sequence[Step]) -> str:
    return hashlib.sha256(json.dumps(to_json(steps), sort_keys=True).encode()).hexdigest()[:16]
