"""Where settings come from, which one wins, and which are refused."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import platformdirs
import pytest

from demotape.errors import DataFolderUnusable, SettingsInvalid
from demotape.settings import SETTINGS, SETTINGS_FILE, Setting, Settings, load, write


def written(tmp_path: Path, text: str | bytes) -> Path:
    """A data folder with this settings file."""
    (tmp_path / SETTINGS_FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def test_without_any_there_are_defaults() -> None:
    settings = load(environ={})
    assert settings == Settings(data=Path(platformdirs.user_data_dir("demotape", appauthor=False)))
    assert settings.aimlapi_base_url == "https://api.aimlapi.com"
    assert settings.aimlapi_model == "elevenlabs/eleven_music"
    assert (settings.aimlapi_key, settings.database_url) == (None, None)


def test_loading_makes_no_folder(tmp_path: Path) -> None:
    load(data=tmp_path / "none", environ={})
    assert not (tmp_path / "none").exists()


def test_the_data_folder_of_the_command_line_wins(tmp_path: Path) -> None:
    environ = {"DEMOTAPE_DATA": str(tmp_path / "environment")}
    assert load(data=tmp_path / "option", environ=environ).data == tmp_path / "option"
    assert load(environ=environ).data == tmp_path / "environment"


def test_the_data_folder_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert load(environ={"DEMOTAPE_DATA": "here"}).data == tmp_path / "here"
    assert load(environ={"DEMOTAPE_DATA": "~/music"}).data == tmp_path / "home" / "music"


FILED = [setting for setting in SETTINGS if setting.key]


@pytest.mark.contract(5, 64)
@pytest.mark.parametrize("setting", FILED, ids=lambda setting: setting.env)
def test_the_environment_wins_over_the_file(tmp_path: Path, setting: Setting) -> None:
    def has(environ: dict[str, str], text: str) -> bool:
        return getattr(load(data=data, environ=environ), setting.key) == setting.read(text)

    is_number = isinstance(setting.read("31"), int | float) if setting.group not in ("", "Provider") else False
    in_file, in_environment = ("31", "42") if is_number else ("https://file.example", "https://environment.example")
    data = written(tmp_path, f'{setting.key} = "{in_file}"')
    assert has({}, in_file)
    assert has({setting.env: in_environment}, in_environment)
    assert has({setting.env: ""}, in_file)
    assert load(data=data, environ={setting.env: in_environment}).from_environment == {setting.key}


def test_every_setting_is_in_the_list() -> None:
    known = {field.name for field in fields(Settings)} - {"from_environment"}
    assert {setting.key or "data" for setting in SETTINGS} == known


@pytest.mark.contract(2)
@pytest.mark.parametrize("pasted", ["abc", " abc\n", '"abc"', "'abc' ", ' "abc" '])
def test_what_people_paste_around_a_key_is_taken_off(tmp_path: Path, pasted: str) -> None:
    assert load(data=tmp_path, environ={"AIMLAPI_KEY": pasted}).aimlapi_key == "abc"


@pytest.mark.parametrize("blank", [" ", '""', "' '"])
def test_a_blank_key_is_none(tmp_path: Path, blank: str) -> None:
    assert load(data=tmp_path, environ={"AIMLAPI_KEY": blank}).aimlapi_key is None


def test_the_address_has_no_slash_at_its_end(tmp_path: Path) -> None:
    environ = {"AIMLAPI_BASE_URL": "http://127.0.0.1:8080/api/"}
    assert load(data=tmp_path, environ=environ).aimlapi_base_url == "http://127.0.0.1:8080/api"


@pytest.mark.parametrize(
    "address",
    [
        *("api.aimlapi.com", "ftp://api.aimlapi.com", "https://", "http://[", "x", "https://a b", "https://a\u200bb"),
        *("https://host:port", "https://host:99999", "https://host:0", "https://me:secret@host", "https://host/?x=1"),
        "https://host/#x",
    ],
)
def test_what_is_no_web_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsInvalid, match="AIMLAPI_BASE_URL"):
        load(data=tmp_path, environ={"AIMLAPI_BASE_URL": address})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aimlapi_key = ", "cannot be read"),
        (b"\xff\xfe\x00", "cannot be read"),
        ("aimlapi_kee = 'abc'", "does not know: aimlapi_kee"),
        ("data = '/tmp'", "does not know: data"),
        ("aimlapi_key = true", "must be text"),
        ("aimlapi_parallel_jobs = 0", "AIMLAPI_PARALLEL_JOBS must be a whole number from 1 to 50"),
        ("aimlapi_day_usd = 'abc'", "AIMLAPI_DAY_USD must be a number from 0"),
        ("[aimlapi_key]\nx = 'abc'", "must be text"),
    ],
)
def test_a_settings_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str | bytes, message: str) -> None:
    data = written(tmp_path, text)
    with pytest.raises(SettingsInvalid, match=message) as caught:
        load(data=data, environ={})
    assert "abc" not in f"{caught.value.message} {caught.value.advice}"


def test_a_folder_in_place_of_the_settings_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).mkdir()
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        load(data=tmp_path, environ={})


def test_a_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    data = written(tmp_path, '\ufeffaimlapi_key = "abc"\r\n')
    assert load(data=data, environ={}).aimlapi_key == "abc"


def test_secrets_do_not_show(tmp_path: Path) -> None:
    environ = {"AIMLAPI_KEY": "hush", "DEMOTAPE_DATABASE_URL": "postgresql+psycopg://me:hush@host/music"}
    assert "hush" not in repr(load(data=tmp_path, environ=environ))


def test_writing_keeps_the_rest_of_the_file_and_hides_it_from_others(tmp_path: Path) -> None:
    data = written(tmp_path, '# mine\naimlapi_model = "a/b" # so\naimlapi_day_usd = 5\n')
    write(data, {"aimlapi_key": "sk-1234", "aimlapi_day_usd": None})
    path = data / SETTINGS_FILE
    assert path.read_text() == '# mine\naimlapi_model = "a/b" # so\naimlapi_key = "sk-1234"\n'
    assert path.stat().st_mode & 0o777 == 0o600
    assert load(data=data, environ={}).aimlapi_key == "sk-1234"
    assert [found.name for found in data.iterdir()] == [SETTINGS_FILE]


def test_a_file_with_a_key_is_hidden_from_others_when_it_is_read(tmp_path: Path) -> None:
    data = written(tmp_path, 'aimlapi_key = "sk-1234"')
    (data / SETTINGS_FILE).chmod(0o644)
    load(data=data, environ={})
    assert (data / SETTINGS_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"aimlapi_parallel_jobs": "many"}, "AIMLAPI_PARALLEL_JOBS must be a whole number from 1 to 50"),
        ({"aimlapi_parallel_jobs": "2.5"}, "whole number"),
        ({"aimlapi_base_url": "nowhere"}, "AIMLAPI_BASE_URL is not a web address"),
        ({"aimlapi_model": "no name"}, "AIMLAPI_MODEL is not a model's name"),
        ({"aimlapi_model": "a" * 129}, "AIMLAPI_MODEL is not a model's name"),
        ({"aimlapi_day_usd": "-1"}, "number from 0 to 1,000,000"),
        ({"aimlapi_day_usd": "nan"}, "number from 0"),
        ({"aimlapi_key": "new", "aimlapi_max_audio_mb": "0"}, "AIMLAPI_MAX_AUDIO_MB"),
    ],
)
def test_a_bad_value_changes_nothing(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    data = written(tmp_path, 'aimlapi_model = "a/b"')
    with pytest.raises(SettingsInvalid, match=message):
        write(data, changes)
    assert (data / SETTINGS_FILE).read_text() == 'aimlapi_model = "a/b"'


def test_a_damaged_file_is_not_written_over(tmp_path: Path) -> None:
    data = written(tmp_path, "aimlapi_key = ")
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        write(data, {"aimlapi_key": "new"})
    assert (data / SETTINGS_FILE).read_text() == "aimlapi_key = "


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / f".{SETTINGS_FILE}.part").mkdir()
    with pytest.raises(DataFolderUnusable, match="cannot be written"):
        write(tmp_path, {"aimlapi_key": "new"})
