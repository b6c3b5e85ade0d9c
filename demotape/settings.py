"""Settings: the environment first, then `settings.toml` in the data folder, then the default.

`SETTINGS` is the one list of them; the README's table is checked against it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from demotape.errors import SettingsInvalid

SETTINGS_FILE = "settings.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the README's table."""

    env: str
    """Name of the environment variable."""
    key: str | None
    """Name in `settings.toml`; None where the file cannot know it."""
    default: str
    """The default as the README words it."""
    meaning: str


SETTINGS = (
    Setting("DEMOTAPE_DATA", None, "the user's data folder", "Folder for the database and all audio."),
    Setting("AIMLAPI_KEY", "aimlapi_key", "none", "Key for the AI/ML API. Without it only the Band plays."),
    Setting("AIMLAPI_BASE_URL", "aimlapi_base_url", "https://api.aimlapi.com", "Where the AI/ML API is."),
    Setting(
        "AIMLAPI_MODEL",
        "aimlapi_model",
        "elevenlabs/eleven_music",
        "Model to ask for. `elevenlabs/eleven_music_v2_5` is its newer sibling.",
    ),
    Setting(
        "DEMOTAPE_DATABASE_URL",
        "database_url",
        "SQLite in the data folder",
        "Another database, as an SQLAlchemy URL, for example `postgresql+psycopg://user@host/demotape`.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What this installation was told."""

    data: Path
    """Absolute."""
    aimlapi_key: str | None = field(default=None, repr=False)
    aimlapi_base_url: str = "https://api.aimlapi.com"
    """Without a trailing slash."""
    aimlapi_model: str = "elevenlabs/eleven_music"
    database_url: str | None = field(default=None, repr=False)
    """None: SQLite in the data folder."""


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

    def value(setting: Setting) -> str | None:
        text = environ.get(setting.env) or (written.get(setting.key) if setting.key else None)
        return _clean(text) if text else None

    found = {setting.key: value(setting) for setting in SETTINGS if setting.key}
    base_url = (found["aimlapi_base_url"] or Settings.aimlapi_base_url).rstrip("/")
    if not _is_web_address(base_url):
        raise SettingsInvalid(
            "AIMLAPI_BASE_URL is not a web address.", advice="Give it as in https://api.aimlapi.com, or leave it out."
        )
    return Settings(
        data=folder,
        aimlapi_key=found["aimlapi_key"],
        aimlapi_base_url=base_url,
        aimlapi_model=found["aimlapi_model"] or Settings.aimlapi_model,
        database_url=found["database_url"],
    )


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _clean(text: str) -> str | None:
    """What people paste around a key or address: blanks, line ends, quotes."""
    return text.strip().strip("'\"").strip() or None


def _read_file(path: Path) -> dict[str, str]:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors of Windows write a mark first
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(
            f"The settings file {path} cannot be read.", advice="Mend or remove the file, then start again."
        ) from error
    known = {setting.key for setting in SETTINGS if setting.key}
    for key, text in written.items():
        if key not in known:
            raise SettingsInvalid(
                f"{path} has a setting that Demotape does not know: {key}.",
                advice=f"Known are: {', '.join(sorted(known))}.",
            )
        if not isinstance(text, str):
            raise SettingsInvalid(f'The setting {key} in {path} must be text in "quotes".', advice="Mend the file.")
    return written
