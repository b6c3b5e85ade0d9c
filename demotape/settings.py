"""Settings: the environment first, then `settings.toml` in the data folder, then the default.

`SETTINGS` is the one list of them: what they are called, what they mean, how their text is read. The README's table
and the page Settings follow it. The page writes the file; whoever may read the file may use the key in it, so it is
made readable for its owner alone.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from demotape.errors import DataFolderUnusable, SettingsInvalid
from demotape.models import Caps

SETTINGS_FILE = "settings.toml"
_VISIBLE = re.compile("[!-~]+")
_LONGEST_NAME = 128


def _text(text: str) -> str:
    return text


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        has_port = parts.port != 0  # raises for one that is no number
    except ValueError:
        parts, has_port = None, False
    if not (parts and parts.scheme in ("http", "https") and parts.hostname and has_port and _VISIBLE.fullmatch(text)):
        raise ValueError("is not a web address as in https://api.aimlapi.com")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("must be a web address without a login, ? or #")
    return text.rstrip("/")


def _model_name(text: str) -> str:
    if not _VISIBLE.fullmatch(text) or len(text) > _LONGEST_NAME:
        raise ValueError("is not a model's name as in elevenlabs/eleven_music")
    return text


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not (number.is_integer() and low <= number <= high):
            raise ValueError(f"must be a whole number from {low:,} to {high:,}")
        return int(number)

    return read


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not low <= number <= high:
            raise ValueError(f"must be a number from {low:,.10g} to {high:,.10g}")
        return number

    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One line of the README's table, and one field of the page Settings where it has an engine."""

    env: str
    """Name of the environment variable."""
    key: str | None
    """Name in `settings.toml` and in `Settings`; None where the file cannot know it."""
    default: str
    """The default as the README words it."""
    meaning: str
    read: Callable[[str], Any] = _text
    """Text to value; raises ValueError with the rest of a sentence."""
    engine: str | None = None
    """Whose setting it is; None where it holds for all and is read at the start only."""
    label: str = ""
    """What the page calls it,"""
    group: str = ""
    """and below which heading."""
    is_secret: bool = False


SETTINGS = (
    Setting(
        env="DEMOTAPE_DATA",
        key=None,
        default="the user's data folder",
        meaning="Folder for the database and all audio.",
    ),
    Setting(
        env="DEMOTAPE_SOUNDFONT",
        key=None,
        default="the one that is shipped",
        meaning="Another SoundFont (.sf2 or .sf3) for the Band to play with.",
    ),
    Setting(
        env="DEMOTAPE_DATABASE_URL",
        key="database_url",
        default="SQLite in the data folder",
        meaning="Another database, as an SQLAlchemy URL, for example `postgresql+psycopg://user@host/demotape`.",
        is_secret=True,
    ),
    Setting(
        env="AIMLAPI_KEY",
        key="aimlapi_key",
        default="none",
        meaning="Key for the AI/ML API. Without it only the Band plays.",
        engine="aimlapi",
        label="Key",
        is_secret=True,
    ),
    Setting(
        env="AIMLAPI_BASE_URL",
        key="aimlapi_base_url",
        default="https://api.aimlapi.com",
        meaning="Where the AI/ML API is.",
        read=_web_address,
        engine="aimlapi",
        label="Base URL",
        group="Provider",
    ),
    Setting(
        env="AIMLAPI_MODEL",
        key="aimlapi_model",
        default="elevenlabs/eleven_music",
        meaning="Model that Create offers first; one that Demotape does not know is asked like `eleven_music`.",
        read=_model_name,
        engine="aimlapi",
        label="First model",
        group="Provider",
    ),
    Setting(
        env="AIMLAPI_PARALLEL_JOBS",
        key="aimlapi_parallel_jobs",
        default="5",
        meaning="Jobs under way at once.",
        read=_whole(1, 50),
        engine="aimlapi",
        label="Jobs at once",
        group="Pace and limits",
    ),
    Setting(
        env="AIMLAPI_START_INTERVAL",
        key="aimlapi_start_interval_s",
        default="1.25",
        meaning="Least time between two submissions, in seconds.",
        read=_number(0, 60),
        engine="aimlapi",
        label="Seconds between two submissions",
        group="Pace and limits",
    ),
    Setting(
        env="AIMLAPI_DEADLINE",
        key="aimlapi_deadline_s",
        default="600",
        meaning="Longest wait for a job, in seconds; then it is overdue, and Check again looks for it.",
        read=_number(30, 86_400),
        engine="aimlapi",
        label="Longest wait in seconds",
        group="Pace and limits",
    ),
    Setting(
        env="AIMLAPI_DEADLINE_PER_SECOND",
        key="aimlapi_deadline_per_second",
        default="2",
        meaning="What each asked second of music adds to that wait, in seconds.",
        read=_number(0, 100),
        engine="aimlapi",
        label="More wait for each second of music",
        group="Pace and limits",
    ),
    Setting(
        env="AIMLAPI_MAX_AUDIO_MB",
        key="aimlapi_max_audio_mb",
        default="200",
        meaning="Largest audio that is fetched, in megabytes.",
        read=_whole(1, 10_000),
        engine="aimlapi",
        label="Largest audio in MB",
        group="Pace and limits",
    ),
    Setting(
        env="AIMLAPI_DAY_USD",
        key="aimlapi_day_usd",
        default="no cap",
        meaning="Most that may be spent in a day, in US dollars.",
        read=_number(0, 1_000_000),
        engine="aimlapi",
        label="Cap a day in $",
        group="Spending caps",
    ),
    Setting(
        env="AIMLAPI_MONTH_USD",
        key="aimlapi_month_usd",
        default="no cap",
        meaning="Most that may be spent in a month, in US dollars.",
        read=_number(0, 1_000_000),
        engine="aimlapi",
        label="Cap a month in $",
        group="Spending caps",
    ),
    Setting(
        env="AIMLAPI_DAY_GENERATIONS",
        key="aimlapi_day_generations",
        default="no cap",
        meaning="Most generations in a day; counts where no price is published or no dollars are capped.",
        read=_whole(0, 1_000_000),
        engine="aimlapi",
        label="Generations a day",
        group="Spending caps",
    ),
    Setting(
        env="AIMLAPI_MONTH_GENERATIONS",
        key="aimlapi_month_generations",
        default="no cap",
        meaning="Most generations in a month; counts where no price is published or no dollars are capped.",
        read=_whole(0, 1_000_000),
        engine="aimlapi",
        label="Generations a month",
        group="Spending caps",
    ),
)
_BY_KEY = {setting.key: setting for setting in SETTINGS if setting.key}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What this installation was told. The names are those of the file."""

    data: Path
    """Absolute."""
    aimlapi_key: str | None = field(default=None, repr=False)
    aimlapi_base_url: str = "https://api.aimlapi.com"
    """Without a trailing slash."""
    aimlapi_model: str = "elevenlabs/eleven_music"
    aimlapi_parallel_jobs: int = 5
    aimlapi_start_interval_s: float = 1.25
    aimlapi_deadline_s: float = 600.0
    aimlapi_deadline_per_second: float = 2.0
    aimlapi_max_audio_mb: int = 200
    aimlapi_day_usd: float | None = None
    aimlapi_month_usd: float | None = None
    aimlapi_day_generations: int | None = None
    aimlapi_month_generations: int | None = None
    database_url: str | None = field(default=None, repr=False)
    """None: SQLite in the data folder."""
    from_environment: frozenset[str] = frozenset()
    """Names of those that the environment decides, so that writing the file would change nothing."""

    @property
    def aimlapi_caps(self) -> Caps:
        return Caps(
            day_usd=self.aimlapi_day_usd,
            month_usd=self.aimlapi_month_usd,
            day_generations=self.aimlapi_day_generations,
            month_generations=self.aimlapi_month_generations,
        )


DEFAULTS: Mapping[str, Any] = {item.name: item.default for item in fields(Settings) if item.name in _BY_KEY}
"""The default of each setting in the file."""


def load(*, data: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Args:
        data: Data folder from the command line; wins over the environment.
        environ: Environment variables.

    Raises:
        SettingsInvalid: the file cannot be read, or a value cannot be used.
    """
    folder = data or Path(environ.get("DEMOTAPE_DATA") or platformdirs.user_data_dir("demotape", appauthor=False))
    folder = folder.expanduser().absolute()
    written = _read_file(folder / SETTINGS_FILE)
    found: dict[str, Any] = {}
    from_environment = set()
    for key, setting in _BY_KEY.items():
        text = clean(environ.get(setting.env, ""))
        if text is not None:
            from_environment.add(key)
        else:
            text = clean(written.get(key, ""))
        if text is not None:
            found[key] = parse(setting, text)
    return Settings(data=folder, from_environment=frozenset(from_environment), **found)


def parse(setting: Setting, text: str, *, called: str | None = None) -> Any:
    """The value that a text means. A message calls the setting by its variable, or as it is said.

    Raises:
        SettingsInvalid: it means none. The message never quotes the text, which may be a secret.
    """
    try:
        return setting.read(text)
    except ValueError as error:
        raise SettingsInvalid(f"{called or setting.env} {error}.", advice="Mend it, or leave it out.") from None


def clean(text: str) -> str | None:
    """What people paste around a key or address taken off: blanks, line ends, quotes. None if nothing is left."""
    return text.strip().strip("'\"").strip() or None


def write(folder: Path, changes: Mapping[str, str | None]) -> None:
    """Write settings into the file, and leave everything else in it as it stands, comments too.

    Args:
        folder: Data folder.
        changes: Text by name; None takes the setting out of the file.

    Raises:
        SettingsInvalid: a value cannot be used, or the file cannot be read; nothing is written.
        DataFolderUnusable: the file cannot be written.
    """
    import tomlkit  # noqa: PLC0415 - only the page Settings needs it

    for key, text in changes.items():
        if text is not None:
            parse(_BY_KEY[key], text)
    path = folder / SETTINGS_FILE
    _read_file(path)  # a file that cannot be read is mended by hand, not written over
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.is_file() else tomlkit.document()
        for key, text in changes.items():
            if text is None:
                document.pop(key, None)
            else:
                document[key] = text
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{SETTINGS_FILE}.part")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(tomlkit.dumps(document))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise DataFolderUnusable(
            f"The settings file {path} cannot be written ({os.strerror(error.errno or 0)}).",
            advice="Nothing was changed. Make the folder writable, then save again.",
        ) from error


def _read_file(path: Path) -> dict[str, str]:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors of Windows write a mark first
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(
            f"The settings file {path} cannot be read.", advice="Mend or remove the file, then start again."
        ) from error
    for key, value in written.items():
        if key not in _BY_KEY:
            raise SettingsInvalid(
                f"{path} has a setting that Demotape does not know: {key}.",
                advice=f"Known are: {', '.join(sorted(_BY_KEY))}.",
            )
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise SettingsInvalid(
                f'The setting {key} in {path} must be text in "quotes" or a number.', advice="Mend the file."
            )
    if any(_BY_KEY[key].is_secret for key in written):
        with contextlib.suppress(OSError):
            path.chmod(0o600)
    return {key: str(value) for key, value in written.items()}
