"""The page of a take as Streamlit runs it, without a browser."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from demotape.audio.edit import Repeat, Reverse, Trim
from demotape.errors import Cancelled
from demotape.models import Request, Take
from demotape.server import door
from demotape.studio import Studio
from demotape.workbench.edits import Edits
from tests.conftest import wait_until
from tests.fakes.audio import encode, tone
from tests.fakes.music import song
from tests.unit.conftest import shelve

FRAME = Path(__file__).parents[2] / "components" / "frame.py"
SONG = encode(song(6.0, bpm=120.0), 44_100, format="wav")

Open = Callable[[str], AppTest]


@pytest.fixture
def open_take(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the page of a take by its id."""
    monkeypatch.setattr(door, "studio", lambda: studio)

    def open_page(take_id: str) -> AppTest:
        app = AppTest.from_file(FRAME, default_timeout=30)
        app.session_state["visitor"] = "app-test"
        app.run()
        app.query_params["take"] = take_id
        return app.switch_page(str(FRAME.parents[1] / "pages" / "take.py")).run()

    return open_page


@pytest.fixture
def take(studio: Studio) -> Take:
    take = shelve(studio, SONG)
    studio.workbench.listen(take).result()
    return take


def given(app: AppTest, key: str) -> dict[str, Any]:
    """What a component was given."""
    found = [element.proto for element in app.get("bidi_component") if key in element.proto.id]
    assert len(found) == 1, [element.proto.id for element in app.get("bidi_component")]
    data: dict[str, Any] = json.loads(found[0].json)
    return data


def text(app: AppTest) -> str:
    elements = [*app.title, *app.text, *app.caption, *app.error, *app.markdown]
    return "\n".join([*(element.value for element in elements), *(one.proto.json for one in app.get("bidi_component"))])


def steps(app: AppTest) -> list[str]:
    return [box.label for box in app.checkbox if (box.key or "").startswith("step-on-")]


@pytest.mark.parametrize("take_id", ["", "nobody", "00000000-0000-4000-8000-000000000000", "../../etc/passwd"])
def test_a_take_that_is_not_there_leads_on(open_take: Open, take_id: str) -> None:
    page = open_take(take_id)
    assert not page.exception
    assert [title.value for title in page.title] == ["This take is not here"]
    assert [link.proto.label for link in page.get("page_link")] == ["Open the Library", "Make a take"]


def test_a_take_shows_what_was_asked_and_got(open_take: Open, take: Take) -> None:
    page = open_take(take.id)
    assert not page.exception
    assert [title.value for title in page.title] == ["A quiet tune"]
    rows = {row[0]: row for row in given(page, "asked-and-got")["rows"]}
    assert rows["Length"][1:3] == ["2.0 s", "6.0 s"]
    assert rows["Length"][3].startswith("✗ Different.")
    assert {"Tempo", "Key", "Loudness", "True peak", "Silence", "Clipping"} <= set(rows)
    assert "Heard as" in text(page)
    assert "none of them for jazz" in text(page)


def test_the_large_player_knows_beats_and_files(open_take: Open, take: Take) -> None:
    wave = given(open_take(take.id), f"wave-{take.id}")
    assert wave["sound"]["src"] == f"/takes/{take.id}/audio"
    assert len(wave["sound"]["beats"]) >= 11
    labels = [choice["label"] for choice in wave["downloads"]]
    assert labels[0] == "WAV (original)"
    assert {"FLAC", "MP3, 320 kbit/s", "Ogg Vorbis", "Opus"} <= set(labels)


def test_a_take_that_nobody_listened_to_says_that_it_is_being_heard(open_take: Open, studio: Studio) -> None:
    take = shelve(studio, SONG)
    page = open_take(take.id)
    assert not page.exception
    studio.workbench.listen(take).result()
    assert given(page.run(), "asked-and-got")["rows"]


def test_a_take_that_cannot_be_heard_says_why(open_take: Open, studio: Studio) -> None:
    take = shelve(studio, SONG)
    studio.audio(take).unlink()
    studio.workbench.listen(take).future.exception(timeout=30)
    page = open_take(take.id)
    assert "The audio file of this take is missing" in text(page)
    assert page.button(key="listen-again").label == "Listen again"


def test_an_imported_take_without_a_prompt_is_shown(open_take: Open, studio: Studio) -> None:
    made = shelve(studio, tone(1.0, format="wav"))
    imported = replace(
        made, id=str(uuid.uuid4()), request=Request(engine="import", prompt="", length_s=None), title="A file"
    )
    studio._jobs.finish(imported)
    studio.workbench.listen(imported).result()
    page = open_take(imported.id)
    assert not page.exception
    assert [title.value for title in page.title] == ["A file"]
    assert "The prompt names no style" in text(page)


def test_words_of_others_are_never_markup(open_take: Open, studio: Studio, take: Take) -> None:
    evil = "# [x](http://example.org) :red[a] <b>$x$ | `c`"
    nasty = replace(take, id=str(uuid.uuid4()), title=evil, request=replace(take.request, prompt=evil))
    studio._jobs.finish(nasty)
    page = open_take(nasty.id)
    assert page.title[0].value.replace("\\", "") == evil
    assert "](http" not in page.title[0].value
    assert evil in [element.value for element in page.text]


# Workbench


def test_a_step_is_added_switched_off_and_undone(open_take: Open, studio: Studio, take: Take) -> None:
    page = open_take(take.id)
    page.selectbox(key="step-kind").set_value("Reverse").run()
    page.button(key=f"add {page.selectbox(key='step-kind').value}").click().run()
    assert steps(page) == ["Reverse"]
    page.checkbox[0].uncheck().run()
    assert "All steps are switched off." in text(page)
    page.button(key="undo-step").click().run()
    assert page.checkbox[0].value
    page.button(key="undo-step").click().run()
    assert steps(page) == []
    assert not page.exception


def test_what_is_typed_right_before_the_press_is_what_is_added(open_take: Open, take: Take) -> None:
    """A busy server gets both in one: what was typed, and the press."""
    page = open_take(take.id)
    page.selectbox(key="step-kind").set_value("Exact length").run()
    next(field for field in page.number_input if field.label == "Length (seconds)").set_value(4.5)
    page.button(key="add Exact length").click().run()
    assert steps(page) == ["Make it 4.5 s long by fading out"]
    page.segmented_control(key="length-by").set_value("stretch")
    page.button(key="add Exact length").click().run()
    assert steps(page)[1] == "Make it 4.5 s long by stretching"
    page.selectbox(key="step-kind").set_value("Louder or quieter").run()
    page.number_input(key="gain-db").set_value(2.0)
    page.button(key="add Louder or quieter").click().run()
    assert steps(page)[2] == "Louder by 2.0 dB"


def test_steps_are_moved_and_removed(open_take: Open, take: Take) -> None:
    page = open_take(take.id)
    page.session_state[f"edits-{take.id}"] = Edits().add(Trim(0.0, 4.0)).add(Reverse())
    page.run()
    page.button(key="up-1").click().run()
    assert steps(page) == ["Reverse", "Trim to 0:00.00–0:04.00"]
    page.button(key="remove-0").click().run()
    assert steps(page) == ["Trim to 0:00.00–0:04.00"]


def test_steps_that_do_not_fit_are_told(open_take: Open, take: Take) -> None:
    page = open_take(take.id)
    page.session_state[f"edits-{take.id}"] = Edits().add(Trim(3.0, 6.0)).add(Trim(2.0, 6.0))
    page.run()
    assert "Step 2" in page.error[0].value
    assert not page.exception


@pytest.mark.parametrize(
    "kind",
    [
        *("Trim to a region", "Exact length", "Fade in", "Fade out", "Louder or quieter", "Loudness target"),
        *("Seamless loop", "Repeat a region", "Reverse", "Mono or stereo", "Join another take"),
    ],
)
def test_every_kind_of_step_can_be_added(open_take: Open, studio: Studio, take: Take, kind: str) -> None:
    other = shelve(studio, SONG)
    studio.workbench.listen(other).result()
    page = open_take(take.id)
    page.selectbox(key="step-kind").set_value(kind).run()
    if kind == "Seamless loop":
        page.number_input(key="loop-bars").set_value(1).run()
    page.button(key=f"add {page.selectbox(key='step-kind').value}").click().run()
    assert not page.exception
    assert len(steps(page)) == 1
    assert not page.error


def test_a_preview_is_heard_and_saved(open_take: Open, studio: Studio, take: Take) -> None:
    page = open_take(take.id)
    page.session_state[f"edits-{take.id}"] = Edits().add(Trim(1.0, 4.0))
    studio.workbench.render(take, (Trim(1.0, 4.0),)).result()
    page.run()
    assert given(page, f"preview-{take.id}")["duration"] == pytest.approx(3.0)
    page.button(key="save-edit").click().run()
    wait_until(lambda: studio.count_takes() == 2)
    page.run()
    assert not page.exception
    made = next(one for one in studio.takes() if one.id != take.id)
    assert made.measured.duration_s == pytest.approx(3.0)
    assert "Saved as a take of its own." in text(page)
    assert page.button(key="open-saved").label == "Open the new take"
    page.button(key="open-saved").click().run()
    assert page.title[0].value.replace("\\", "") == "A quiet tune (edited)"


def test_a_preview_can_be_stopped_and_made_after_all(open_take: Open, studio: Studio, take: Take) -> None:
    steps = (Repeat(0.0, 6.0, 90),)
    page = open_take(take.id)
    page.session_state[f"edits-{take.id}"] = Edits().add(steps[0])
    page.run()
    assert page.button(key="stop-preview").label == "Stop"
    page.button(key="stop-preview").click().run()
    assert isinstance(studio.workbench.render(take, steps).future.exception(timeout=60), Cancelled)
    page.run()
    assert "The edit was stopped." in text(page)
    assert not page.error
    page.button(key="render-again").click().run()
    studio.workbench.render(take, steps).result()
    assert given(page.run(), f"preview-{take.id}")["duration"] == pytest.approx(540.0, abs=1.0)


def test_a_list_that_was_left_is_not_worked_on_but_is_when_it_comes_back(
    open_take: Open, studio: Studio, take: Take
) -> None:
    long = (Repeat(0.0, 6.0, 90),)
    page = open_take(take.id)
    page.session_state[f"edits-{take.id}"] = Edits().add(long[0])
    page.run()
    left = studio.workbench.render(take, long)
    page.session_state[f"edits-{take.id}"] = Edits().add(Reverse())
    page.run()
    assert isinstance(left.future.exception(timeout=60), Cancelled)
    page.session_state[f"edits-{take.id}"] = Edits().add(long[0])
    page.run()
    assert studio.workbench.render(take, long).result().shape.length_s == pytest.approx(540.0, abs=1.0)


# Comparison


def test_two_takes_are_compared_word_by_word(open_take: Open, studio: Studio, take: Take) -> None:
    other = replace(
        take,
        id=str(uuid.uuid4()),
        request=replace(take.request, prompt="a loud tune", length_s=9.0),
        measured=replace(take.measured, loudness_lufs=-10.0),
    )
    studio._jobs.finish(other)
    page = open_take(take.id)
    page.selectbox(key=f"compare-{take.id}").set_value(other.id).run()
    assert "a :red[~~loud~~]:green-background[quiet] tune" in text(page)
    assert given(page, "settings")["rows"] == [["Length", "9 s", "2 s"]]
    wave = given(page, f"wave-{take.id}")
    assert wave["other"]["src"] == f"/takes/{other.id}/audio"
    assert wave["other"]["waveform"] == f"/takes/{other.id}/waveform"
    assert wave["sound"]["gain"] == 1.0
    assert wave["other"]["gain"] < 1.0


def test_an_edit_names_its_steps_and_leads_to_its_source(open_take: Open, studio: Studio, take: Take) -> None:
    made = studio.workbench.save(take, (Trim(1.0, 4.0),), visitor="me").result()
    studio.workbench.listen(made).result()
    page = open_take(made.id)
    assert "1. Trim to 0:01.00–0:04.00" in text(page)
    page.button(key=f"turn-to-{take.id}").click().run()
    assert page.title[0].value == "A quiet tune"


def test_a_take_deleted_on_its_page_can_be_had_back_there(open_take: Open, studio: Studio, take: Take) -> None:
    page = open_take(take.id)
    page.button(key="act-delete").click().run()
    assert "This take is in the bin." in text(page)
    assert studio.takes() == []
    page.button(key="act-restore").click().run()
    assert [one.id for one in studio.takes()] == [take.id]
    page.button(key="act-delete").click().run()
    page.button(key="act-delete-for-good").click().run()
    page.button(key="delete-now").click().run()
    assert page.title[0].value == "This take is not here"
