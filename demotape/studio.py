"""The one object that screens and the command line talk to."""

from __future__ import annotations

import re
import secrets
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from demotape.audio.formats import FORMATS
from demotape.budget import Budget, budget
from demotape.collection import Collection
from demotape.engines.base import Engine, EngineInfo, KeyState, Price
from demotape.engines.model import SEEDS
from demotape.engines.registry import load_engines
from demotape.errors import DataFolderInUse, InvalidRequest, NotConfigured, NotFound, SettingsInvalid
from demotape.jobs import problems
from demotape.keys import Key, TypedKeys
from demotape.ledger import Entry
from demotape.library import BenchShelf, Database, JobShelf, Link, TakeShelf, Wait
from demotape.library.prompts import PromptShelf
from demotape.library.rows import now
from demotape.models import Caps, Job, JobState, Request, Take
from demotape.naming import clean_title, file_name
from demotape.prompts.book import PromptBook
from demotape.settings import DEFAULTS, SETTINGS, Settings, clean, parse, write
from demotape.storage import Storage, hold, usable
from demotape.workbench import Workbench
from demotape.workbench.family import origin_of

if TYPE_CHECKING:
    from demotape.jobs.runner import JobRunner, JobSender

_SETTLES_WITHIN_S = 3.0
_PAGE_LOADS_S = 1.0
_PRICE_WITHIN_S = 5.0
"""Longest wait for a price that a cap depends on."""

SHORTEST_ID = 4
"""Fewest characters that name a job."""
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
"""What no database stores and no provider reads: NUL, and bytes of the command line that are not UTF-8."""


class KeyPlace(StrEnum):
    """Where a key is kept."""

    TYPED = "typed"
    """In memory, for one visitor, until Demotape is stopped."""
    ENVIRONMENT = "environment"
    FILE = "file"
    """In the settings file of this machine."""


class Studio:
    """Jobs, takes and engines of one data folder. Safe to call from many threads.

    Methods raise what `demotape.errors` lists; `StudioError` may come from any of them.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        engines: Mapping[str, Engine] | None = None,
        join: bool = False,
        only_look: bool = False,
        settled: threading.Event | None = None,
    ) -> None:
        """Open the data folder and take up unfinished jobs.

        Args:
            settings: Where everything is.
            engines: Engines by name; by default all that are installed.
            join: If another Demotape has the folder open, let that one run the jobs.
            only_look: Run no jobs, and leave unfinished ones to whoever does.
            settled: Start running jobs beside everything else, once this is set or a few seconds have passed: loading
                what runs them would slow the start of a server. Without it they run when this returns.

        Raises:
            DataFolderInUse: another Demotape has it open.
            DataFolderUnusable, DatabaseUnusable, DiskFull: it cannot be used.
        """
        self.settings = settings
        self._keys = TypedKeys()
        self._changing = threading.Lock()
        self._lock: FileLock | None = None
        try:
            self._lock = None if only_look else hold(settings.data)
        except DataFolderInUse:
            if not join:
                raise
        try:
            self._storage = Storage(settings.data, is_ours=self._lock is not None)
            library_url = settings.database_url or f"sqlite:///{settings.data / 'demotape.db'}"
            self._database = Database(library_url)
            self._jobs, self._takes = JobShelf(self._database), TakeShelf(self._database)
            self.prompts = PromptBook(PromptShelf(self._database))
            self._engines = dict(load_engines(settings) if engines is None else engines)
            self.workbench = Workbench(self._database, self._storage, engine=self._info_of)
            self.collection = Collection(
                takes=self._takes,
                lineage=BenchShelf(self._database),
                storage=self._storage,
                data=settings.data,
                is_ours=self._lock is not None,
                forget=self.workbench.forget,
            )
            self._settled = settled
            self._runner: Future[JobRunner | JobSender] = Future()
            # Always in a thread of its own: the durable engine refuses to start where an event loop runs.
            threading.Thread(target=self._start_jobs, name="start-jobs").start()
            if settled is None:
                self._runner.result()
        except BaseException:
            if self._lock:
                self._lock.release()
            raise

    def _start_jobs(self) -> None:
        if self._settled is not None and self._settled.wait(_SETTLES_WITHIN_S):
            time.sleep(_PAGE_LOADS_S)  # the browser still fetches the parts of the page
        try:
            from demotape.jobs.runner import JobRunner, JobSender  # noqa: PLC0415 - slow to load, see `settled`

            url = self.settings.database_url or f"sqlite:///{self.settings.data / 'workflows.db'}"
            self._runner.set_result(
                JobRunner(url=url, engines=self._engines, jobs=self._jobs, storage=self._storage, keys=self._keys)
                if self._lock
                else JobSender(url=url)
            )
        except BaseException as error:
            # Whoever needs the jobs is told.
            self._runner.set_exception(error)

    @property
    def runs_jobs(self) -> bool:
        """Whether this studio runs the jobs, rather than another Demotape or nobody."""
        return self._lock is not None

    def close(self) -> None:
        """Stop working and let the data folder go. Jobs under way are taken up at the next start."""
        if self._settled is not None:
            self._settled.set()
        if self._runner.exception() is None:
            self._runner.result().close()
        self.workbench.close()
        self.collection.close()
        for engine in self._engines.values():
            engine.close()
        self._database.close()
        if self._lock:
            self._lock.release()

    # Engines

    def engines(self, visitor: str | None = None) -> list[EngineInfo]:
        """What can make music, those that cost nothing first; for a visitor with a key of his own, with that key."""
        return [self._info(engine, visitor) for engine in self._engines.values()]

    def _info(self, engine: Engine, visitor: str | None) -> EngineInfo:
        info = engine.info
        return replace(info, missing=None) if visitor is not None and self._has_own_key(visitor, info.name) else info

    def _has_own_key(self, visitor: str, engine: str) -> bool:
        return self._keys.of(visitor, engine) is not None

    def _info_of(self, name: str) -> EngineInfo | None:
        engine = self._engines.get(name)
        return engine.info if engine else None

    def usual_wait(self, request: Request) -> Wait | None:
        """How long such jobs took here so far; None before there is a history."""
        return self._jobs.usual_wait(request)

    # Money

    def ledger(self, *, since: datetime | None = None) -> list[Entry]:
        """Every submission to an engine that costs money, or those from a moment on, newest first."""
        return self._jobs.ledger([info.name for info in self.engines() if info.costs_money], since=since)

    def price(self, request: Request, *, wait_s: float = 0.0) -> Price | None:
        """What a request will cost, as far as its provider publishes that; None where nothing costs anything."""
        account = self._engine(request.engine).account
        return account.price(request, wait_s=wait_s) if account else None

    def budget(self, engine: str) -> Budget:
        """Caps of an engine, and what is committed under them."""
        info = self._engine(engine).info
        return budget(self._jobs.made_this_month(engine), info.caps, now=now(), credits_per_usd=info.credits_per_usd)

    def balance(self, engine: str, *, visitor: str) -> str | None:
        """What is left on the account at the provider, in words; None if it does not tell. Costs nothing.

        Raises:
            NotConfigured, KeyRejected, Refused, Unreachable.
        """
        account = self._engine(engine).account
        return account.balance(self._keys.of(visitor, engine)) if account else None

    # Settings

    def change_settings(self, changes: Mapping[str, str | None]) -> None:
        """Write settings into the file and take them over, while jobs go on.

        Args:
            changes: Text by name in the file; None stands for the default.

        Raises:
            SettingsInvalid: a value cannot be used, or the environment decides on it. Nothing was changed.
            DataFolderUnusable: the file cannot be written. Nothing was changed.
        """
        known = {setting.key: setting for setting in SETTINGS if setting.key and setting.engine}
        with self._changing:
            values: dict[str, Any] = {}
            for key, text in changes.items():
                if key in self.settings.from_environment:
                    raise SettingsInvalid(
                        f"{known[key].env} is set in the environment, which wins.", advice="Change it there."
                    )
                setting = known[key]
                values[key] = DEFAULTS[key] if text is None else parse(setting, text, called=f"“{setting.label}”")
            write(self.settings.data, changes)
            self.settings = replace(self.settings, **values)
            for engine in self._engines.values():
                engine.configure(self.settings)
            self._runner.result().configure()

    def give_key(self, key: str, *, engine: str, visitor: str, remember: bool) -> None:
        """Use this key: for this visitor until Demotape is stopped, or remembered on this machine for everybody.

        Raises:
            NotConfigured: no key looks like that.
            SettingsInvalid, DataFolderUnusable: it cannot be remembered.
        """
        account = self._engine(engine).account
        cleaned = clean(key)
        if account is None or cleaned is None or account.key_state(Key(cleaned)) is KeyState.UNUSABLE:
            raise NotConfigured("No key looks like that.", advice="Copy it once more, without anything around it.")
        if remember:
            self._remember_key(engine, cleaned)
            self._keys.forget(visitor=visitor, engine=engine)
        else:
            self._keys.give(Key(cleaned), visitor=visitor, engine=engine)

    def forget_key(self, *, engine: str, visitor: str) -> None:
        """Use the visitor's own key no more; where there is none, take the remembered one out of the settings file."""
        if self._keys.of(visitor, engine) is not None:
            self._keys.forget(visitor=visitor, engine=engine)
        else:
            self._remember_key(engine, None)

    def key_state(self, engine: str, *, visitor: str) -> tuple[KeyState, KeyPlace] | None:
        """What is known of the key that this visitor's jobs would use, and where it is; None where none is needed."""
        account = self._engine(engine).account
        if account is None:
            return None
        own = self._keys.of(visitor, engine)
        if own is not None:
            place = KeyPlace.TYPED
        elif _key_setting(engine) in self.settings.from_environment:
            place = KeyPlace.ENVIRONMENT
        else:
            place = KeyPlace.FILE
        return account.key_state(own), place

    def _remember_key(self, engine: str, key: str | None) -> None:
        name = _key_setting(engine)
        if name is None:
            raise NotConfigured(f"The key of {engine} cannot be kept.", advice="Give it without remembering it.")
        self.change_settings({name: key})

    def _engine(self, name: str) -> Engine:
        engine = self._engines.get(name)
        if engine is None:
            raise NotConfigured(f"There is no engine called {name}.", advice="Choose another engine.")
        return engine

    # Jobs

    def complete(self, request: Request) -> Request:
        """The request as it will be sent and kept: with its model, and only options that this model has."""
        info = self._engine(request.engine).info
        model = info.model_of(request)
        options = model.complete(request.options)
        if "plan" in request.options:
            options["plan"] = request.options["plan"]
        if len(info.models) > 1:
            options["model"] = str(request.options.get("model") or model.name)
        return replace(request, options=options)

    def check(self, request: Request, *, has_own_key: bool = False) -> None:
        """Raise what speaks against a request, before anything is sent.

        Args:
            request: What is wanted.
            has_own_key: Whether a key of the visitor's own is there for it.

        Raises:
            InvalidRequest: prompt, length, seed or an option is not what the model takes.
            NotConfigured: the engine is not ready.
        """
        info = self._engine(request.engine).info
        model = info.model_of(request)
        if len(info.models) > 1 and (name := request.options.get("model")) not in (None, model.name):
            raise InvalidRequest(
                f"{info.title} has no model called {name}.",
                advice=f"It has {', '.join(model.name for model in info.models)}.",
            )
        for text in (request.prompt, *request.options.values()):
            if isinstance(text, str) and _NOT_TEXT.search(text):
                raise InvalidRequest("There are characters in it that are not text.", advice="Write it anew.")
        model.check(request)
        if info.missing and not has_own_key:
            raise NotConfigured(f"{info.title} is not ready.", advice=info.missing)

    def generate(
        self,
        request: Request,
        *,
        visitor: str,
        job_id: str | None = None,
        made_from: str | None = None,
        only_own_key: bool = False,
    ) -> Job:
        """Start a job for one press of Generate.

        Args:
            request: What is wanted. A model with a seed is given one if it is missing.
            visitor: The browser that asks.
            job_id: Names the press: the same id twice starts one job.
            made_from: The take whose settings this began with. It is noted for the new take.
            only_own_key: Send it with the visitor's own key or not at all.

        Raises:
            InvalidRequest, NotConfigured: nothing was sent, nothing stored. `OverBudget` is an `InvalidRequest`.
        """
        has_own_key = only_own_key or self._has_own_key(visitor, request.engine)
        self.check(request, has_own_key=has_own_key)
        request = self.complete(request)
        engine = self._engines[request.engine]
        info = engine.info
        if request.seed is None and info.model_of(request).takes_seed:
            request = replace(request, seed=secrets.randbelow(SEEDS))
        has_caps = info.caps != Caps()
        price = self.price(request, wait_s=_PRICE_WITHIN_S if has_caps else 0.0)
        estimate_usd = price.estimate_usd if price else None

        def admit(jobs: list[Job]) -> None:
            budget(jobs, info.caps, now=now(), credits_per_usd=info.credits_per_usd).admit(estimate_usd)

        job_id = job_id or str(uuid.uuid4())
        source = self._takes.get(made_from) if made_from else None
        runner = self._runner.result()
        self._jobs.add(
            job_id=job_id,
            visitor=visitor,
            request=request,
            has_own_key=has_own_key,
            reserved_usd=estimate_usd,
            link=Link(job_id, source.id, origin_of(request, source.request)) if source else None,
            admit=admit if has_caps else None,
        )
        try:
            runner.start(job_id, request.engine)
        except Exception:
            self._jobs.end(job_id, JobState.FAILED, problems.unexpected(costs_money=False))
            raise
        return self.job(job_id)

    def job(self, job_id: str) -> Job:
        """One job.

        Raises:
            NotFound
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise NotFound("There is no such job.")
        return job

    def find_job(self, start_of_id: str) -> Job:
        """The one job whose id begins so; four characters are the least.

        Raises:
            InvalidRequest: too short, or the beginning of several.
            NotFound
        """
        if len(start_of_id) < SHORTEST_ID:
            raise InvalidRequest(
                f"{start_of_id or 'Nothing'} is too short to name a job.",
                advice=f"Give at least {SHORTEST_ID} characters of its id.",
            )
        found = self._jobs.beginning(start_of_id, limit=2)
        if not found:
            raise NotFound(f"There is no job {start_of_id}.", advice="`demotape jobs` lists those that are there.")
        if len(found) > 1:
            raise InvalidRequest(f"Several jobs begin with {start_of_id}.", advice="Give more characters of the id.")
        return found[0]

    def jobs_on_desk(self, visitor: str | None = None) -> list[Job]:
        """The jobs of one visitor, or of everybody, that are not takes and not dismissed, newest first."""
        return self._jobs.on_desk(visitor)

    def stop(self, job_id: str) -> None:
        """Cancel a job, or where the engine cannot do that, stop waiting for it."""
        if not self._jobs.request_stop(job_id, problems.cancelled()):
            self._runner.result().stop(job_id)

    def check_again(self, job_id: str) -> None:
        """Look for an ended job at its engine again, by its ticket. Starts and pays for nothing."""
        job = self.job(job_id)
        if self._jobs.reopen(job_id):
            self._runner.result().check_again(job_id, job.request.engine, attempt=job.changed_at.isoformat())

    def send_again(self, job_id: str, *, new_job_id: str | None = None) -> Job:
        """Submit an ended job's request as a new job. It may cost money again; the person decided that.

        The new id is drawn from the old one if none is given, so that a job decided on twice is sent again once.

        Raises:
            NotConfigured: it was made with a key of the visitor's own, which is forgotten: another would be somebody
                else's money. Where another Demotape runs the jobs, only that one knows.
            InvalidRequest: see `generate`.
        """
        job = self.job(job_id)
        if job.has_own_key and self.runs_jobs and not self._has_own_key(job.visitor, job.request.engine):
            raise problems.key_forgotten()
        new_job_id = new_job_id or str(uuid.uuid5(uuid.UUID(job_id), "again"))
        source = self.workbench.source(job_id)
        again = self.generate(
            job.request,
            visitor=job.visitor,
            job_id=new_job_id,
            made_from=source.id if source else None,
            only_own_key=job.has_own_key,
        )
        self._jobs.dismiss(job_id)
        return again

    def dismiss(self, job_id: str) -> None:
        """Take an ended job off the desk."""
        self._jobs.dismiss(job_id)

    # Takes

    def takes(self, *, visitor: str | None = None, limit: int = 20, offset: int = 0) -> list[Take]:
        """Takes, newest first; of one visitor or of everybody."""
        return self._takes.newest(visitor=visitor, limit=limit, offset=offset)

    def count_takes(self, *, visitor: str | None = None) -> int:
        """How many takes there are; of one visitor or of everybody."""
        return self._takes.count(visitor=visitor)

    def take(self, take_id: str) -> Take:
        """One take.

        Raises:
            NotFound
        """
        take = self._takes.get(take_id)
        if take is None:
            raise NotFound("There is no such take.")
        return take

    def rename(self, take_id: str, title: str) -> None:
        """Give a take another title.

        Raises:
            InvalidRequest: the title is blank.
            NotFound
        """
        title = clean_title(title)
        if not title:
            raise InvalidRequest("A title needs at least one character.")
        if not self._takes.rename(take_id, title):
            raise NotFound("There is no such take.")

    def audio(self, take: Take, *, to: str = "original") -> Path:
        """The audio of a take as a file, made and kept if it is not there yet.

        Args:
            take: Which one.
            to: `original`, or a name in `demotape.audio.export.FORMATS`.

        Raises:
            NotFound: the audio file is missing, or there is no such format.
            AudioError: it cannot be turned into that format.
            DiskFull
        """
        original = self._storage.path(take.file)
        if not original.is_file():
            raise NotFound(
                "The audio file of this take is missing from the data folder.",
                advice="Put it back from a copy, or delete the take.",
            )
        if to == "original" or (to in FORMATS and FORMATS[to].media_type == take.media_type):
            return original
        if to not in FORMATS:
            raise NotFound(f"There is no format called {to}.")
        copy = self._storage.cached(take.id, FORMATS[to].extension)
        if not copy.is_file():
            from demotape.audio.export import export  # noqa: PLC0415 - brings numpy, which a start need not wait for

            with usable(self._storage.cache):
                export(original, copy, to=to)
        return copy

    def product(self, take: Take, name: str) -> Path:
        """Something else that the take's engine makes of it, as a file, made and kept if it is not there yet.

        Raises:
            NotFound: its engine makes no such thing, or is not installed any more.
            GenerationFailed, Unreachable, DiskFull
        """
        engine = self._engines.get(take.request.engine)
        made = next((made for made in engine.info.products if made.name == name), None) if engine else None
        if engine is None or made is None:
            raise NotFound(f"There is nothing called {name} of this take.")
        target = self._storage.cached(take.id, f".{made.name}{made.extension}")
        if not target.is_file():
            with usable(self._storage.cache):
                partial = target.with_name(f"{uuid.uuid4()}.part")
                try:
                    engine.make(name, take.request, take.details, partial)
                    partial.replace(target)
                finally:
                    partial.unlink(missing_ok=True)
        return target

    def download_name(self, take: Take, path: Path) -> str:
        """The name under which a file of this take is handed over."""
        return file_name(take.title, path.suffix.lstrip("."))


def _key_setting(engine: str) -> str | None:
    """The setting that holds the key of an engine, if it has one."""
    return next((setting.key for setting in SETTINGS if setting.engine == engine and setting.is_secret), None)
