"""Takes listened to, edited, traced and handed on, with real audio that is measured again."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile as sf

from demotape.audio.decode import Decoder
from demotape.audio.edit import Join, Length, Loudness, Repeat, Reverse, Step, Trim, loop_on_bars
from demotape.audio.edit.render import seam_roughness
from demotape.audio.formats import EXPORTS
from demotape.audio.probe import measure
from demotape.audio.tags import DigitalSourceType, read_story
from demotape.audio.verdicts import Verdict
from demotape.collection import BIN_DAYS
from demotape.engines.base import Status
from demotape.errors import AudioError, Cancelled, DemotapeError, NotFound
from demotape.library import Origin
from demotape.models import JobState, Request, Take
from demotape.studio import Studio
from demotape.workbench import Workbench, edited_title, formats_of, level_match
from demotape.workbench.family import origin_of
from tests.conftest import ended, reached, wait_until
from tests.fakes.audio import encode, tone
from tests.fakes.engine import TapeEngine
from tests.fakes.music import song
from tests.unit.conftest import TUNE, delete, shelve

SONG = encode(np.repeat(song(10.0, bpm=120.0), 2, axis=1), 44_100, format="wav")


@pytest.fixture
def bench(studio: Studio) -> Workbench:
    return studio.workbench


@pytest.fixture
def take(studio: Studio) -> Take:
    return shelve(studio, SONG)


def samples(path: Path) -> npt.NDArray[np.float32]:
    with Decoder(path) as decoder:
        return np.concatenate(list(decoder.blocks()))


# Listening


def test_listening_is_done_once_and_kept(bench: Workbench, take: Take) -> None:
    assert bench.heard(take) is None
    heard = bench.listen(take).result()
    assert heard.analysis.tempo.bpm == pytest.approx(120.0, rel=0.01)
    assert heard.analysis.key.name == "C major"
    assert bench.heard(take) == heard
    assert heard.strongest


def test_asked_and_got_says_what_differs(bench: Workbench, take: Take) -> None:
    rows = {row.what: row for row in bench.listen(take).result().rows}
    assert (rows["Length"].asked, rows["Length"].got) == ("2.0 s", "10.0 s")
    assert rows["Length"].verdict is Verdict.DIFFERENT
    assert rows["Tempo"].asked == "not asked"


def test_what_cannot_be_heard_says_why_and_can_be_tried_again(bench: Workbench, studio: Studio, take: Take) -> None:
    audio = studio.audio(take)
    kept = audio.read_bytes()
    audio.write_bytes(kept[: len(kept) // 2])
    with pytest.raises(AudioError):
        bench.listen(take).result()
    assert bench.listen(take).is_done
    audio.write_bytes(kept)
    assert bench.listen(take, again=True).result().analysis.duration_s == pytest.approx(10.0)


def test_pictures_are_drawn_once(bench: Workbench, take: Take) -> None:
    waveform, picture = bench.waveform(take), bench.spectrogram(take)
    assert waveform.stat().st_size == 2 * 400 * 10
    assert picture.read_bytes().startswith(b"\x89PNG")
    before = waveform.stat().st_mtime_ns, picture.stat().st_mtime_ns
    assert (bench.waveform(take).stat().st_mtime_ns, bench.spectrogram(take).stat().st_mtime_ns) == before


def test_half_speed_has_twice_as_many_frames_at_the_same_pitch(bench: Workbench, studio: Studio) -> None:
    take = shelve(studio, tone(2.0, frequency=440.0, format="wav"))
    slow = bench.half_speed(take)
    heard = samples(slow).mean(axis=1)
    assert len(heard) == 2 * 2 * 44_100
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert spectrum.argmax() * 44_100 / len(heard) == pytest.approx(440.0, abs=2.0)
    made_at = slow.stat().st_mtime_ns
    assert bench.half_speed(take).stat().st_mtime_ns == made_at


# Editing


@pytest.mark.contract(51)
def test_an_edit_is_saved_with_its_lineage_and_the_request(bench: Workbench, studio: Studio, take: Take) -> None:
    original = studio.audio(take).read_bytes()
    steps = (Trim(1.0, 9.0), Length(6.0), Loudness(-20.0))
    made = bench.save(take, steps, visitor="somebody").result()
    assert studio.take(made.id) == made
    assert made.request == take.request
    assert made.title == "A quiet tune (edited)"
    assert made.visitor == "somebody"
    assert studio.audio(take).read_bytes() == original
    _, measured = measure(studio.audio(made))
    assert measured.duration_s * 44_100 == 6 * 44_100
    assert measured.loudness_lufs == pytest.approx(-20.0, abs=0.1)
    assert [(link.generation, link.origin) for link in bench.family(made)] == [(-1, None), (0, Origin.EDIT)]


def test_saving_tells_how_far_it_is_and_can_be_stopped_without_a_trace(
    bench: Workbench, studio: Studio, take: Take
) -> None:
    steps = (Repeat(0.0, 10.0, 60),)
    bench.render(take, steps).result()
    saving = bench.save(take, steps, visitor="me")
    wait_until(lambda: saving.share > 0)
    saving.stop()
    assert isinstance(saving.future.exception(timeout=60), Cancelled)
    assert [one.id for one in studio.takes()] == [take.id]
    assert studio.collection.examine().is_sound
    assert not list((studio.settings.data / "incoming").iterdir())
    assert bench.save(take, steps, visitor="me").result().measured.duration_s == pytest.approx(600.0, abs=1.0)


def test_an_edit_of_an_edit_remembers_both(bench: Workbench, take: Take) -> None:
    first = bench.save(take, (Trim(0.0, 8.0),), visitor="me").result()
    second = bench.save(first, (Reverse(),), visitor="me").result()
    assert [step["kind"] for step in second.details["earlier_edits"]] == ["trim"]
    assert [step["kind"] for step in second.details["edits"]] == ["reverse"]
    assert [relative.take for relative in bench.family(second)] == [take, first, second]
    assert second.title == "A quiet tune (edited)"


def test_a_loop_on_bars_has_exact_length_and_no_seam(bench: Workbench, studio: Studio, take: Take) -> None:
    tempo = bench.listen(take).result().analysis.tempo
    step = loop_on_bars(tempo_bpm=tempo.bpm or 0, beats_s=tempo.beats_s, bars=2, near_s=2.0)
    made = bench.save(take, (step,), visitor="me").result()
    loop, whole, start = samples(studio.audio(made)), samples(studio.audio(take)), round(step.start_s * 44_100)
    assert len(loop) == round(step.length_s * 44_100)
    # A drum is struck there: what leads into it must be no rougher than in the music itself.
    by_itself = np.abs(np.diff(whole[start - 8 : start + 8].mean(axis=1))).max()
    assert seam_roughness(loop, usual=float(by_itself)) < 1.2
    assert any("smooth" in str(note) for note in made.details["notes"])


def test_a_preview_is_made_once_and_names_its_notes(bench: Workbench, take: Take) -> None:
    steps = (Loudness(-6.0),)
    assert bench.preview(take, steps) is None
    preview = bench.render(take, steps).result()
    assert any("Peaks limit" in note.text for note in preview.notes)
    assert bench.preview(take, steps) == preview
    made_at = bench.edited(take, preview.key).stat().st_mtime_ns
    assert bench.render(take, steps).result() == preview
    assert bench.edited(take, preview.key).stat().st_mtime_ns == made_at


def test_old_previews_are_thrown_away(bench: Workbench, studio: Studio, take: Take) -> None:
    for number in range(12):
        bench.render(take, (Trim(0.0, 1.0 + number / 10),)).result()
    assert len(list(studio._storage.cache.glob(f"{take.id}.edit-*.flac"))) == 8
    assert bench.preview(take, (Trim(0.0, 1.0),)) is None


@pytest.mark.parametrize(
    ("steps", "words"), [((Trim(5.0, 90.0),), "there are only"), ((Join("gone", 1.0),), "not there any more")]
)
def test_steps_that_do_not_fit_are_refused_before_anything_is_made(
    bench: Workbench, take: Take, steps: tuple[Step, ...], words: str
) -> None:
    with pytest.raises(AudioError, match=words):
        bench.check(take, steps)


def test_takes_are_joined(bench: Workbench, studio: Studio, take: Take) -> None:
    other = shelve(studio, tone(3.0, format="wav"))
    steps = (Join(other.id, at_s=8.0, crossfade_s=1.0),)
    assert bench.check(take, steps)[-1].length_s == pytest.approx(11.0)
    made = bench.save(take, steps, visitor="me").result()
    assert made.measured.duration_s == pytest.approx(11.0)
    delete(studio, other)
    with pytest.raises(DemotapeError):
        bench.render(take, (*steps, Reverse())).result()


@pytest.mark.parametrize("key", ["nothing", "../../etc/passwd", ""])
def test_a_preview_that_is_not_there_is_not_found(bench: Workbench, take: Take, key: str) -> None:
    with pytest.raises(NotFound):
        bench.edited(take, key)


# Lineage


def test_a_job_made_from_a_take_leads_back_to_it(studio: Studio, tape: TapeEngine, take: Take) -> None:
    job = studio.generate(replace(TUNE, prompt="a louder tune"), visitor="me", made_from=take.id)
    ended(studio, job.id)
    made = studio.take(job.id)
    assert [(one.take, one.origin) for one in studio.workbench.family(made)] == [(take, None), (made, Origin.USE_AGAIN)]
    assert [one.take for one in studio.workbench.family(take)] == [take, made]


def test_a_restart_loses_no_lineage_of_a_job_under_way(open_studio: Callable[[TapeEngine], Studio]) -> None:
    tape = TapeEngine()
    tape.polls = [Status(ticket="ticket-1", is_generating=True)]
    studio = open_studio(tape)
    take = shelve(studio, SONG)
    job = studio.generate(replace(TUNE, prompt="a louder tune"), visitor="me", made_from=take.id)
    reached(studio, job.id, JobState.GENERATING)
    again = open_studio(TapeEngine())
    ended(again, job.id)
    family = again.workbench.family(again.take(job.id))
    assert [(one.generation, one.origin) for one in family] == [(-1, None), (0, Origin.USE_AGAIN)]


def test_a_deleted_parent_is_told(studio: Studio, bench: Workbench, take: Take) -> None:
    made = bench.save(take, (Reverse(),), visitor="me").result()
    delete(studio, take)
    assert [relative.take for relative in bench.family(made)] == [None, made]


def test_a_tree_is_read_downwards(bench: Workbench, take: Take) -> None:
    first = bench.save(take, (Trim(0.0, 8.0),), visitor="me").result()
    second = bench.save(take, (Trim(0.0, 7.0),), visitor="me").result()
    below = bench.save(first, (Reverse(),), visitor="me").result()
    generations = {relative.take.id: relative.generation for relative in bench.family(take) if relative.take}
    assert generations == {take.id: 0, first.id: 1, second.id: 1, below.id: 2}


@pytest.mark.parametrize(
    ("change", "origin"),
    [
        ({"seed": 2}, Origin.VARIATION),
        ({"prompt": "another"}, Origin.USE_AGAIN),
        ({"seed": 2, "length_s": 9.0}, Origin.USE_AGAIN),
        ({}, Origin.USE_AGAIN),
    ],
)
def test_another_seed_alone_is_a_variation(change: dict[str, object], origin: Origin) -> None:
    source = Request(engine="tape", prompt="a tune", length_s=5.0, seed=1)
    assert origin_of(replace(source, **change), source) is origin


# Handing on


@pytest.mark.parametrize("to", ["original", *EXPORTS])
def test_every_file_carries_its_story_and_all_of_the_music(bench: Workbench, take: Take, to: str) -> None:
    path = bench.file(take, to=to).result()
    story = read_story(path)
    assert story is not None
    assert (story.title, story.prompt, story.engine, story.take_id) == (take.title, TUNE.prompt, "tape", take.id)
    assert story.tempo_bpm == pytest.approx(120.0, rel=0.01)
    assert story.key == "C major"
    assert story.digital_source_type == DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA
    assert measure(path)[1].duration_s == pytest.approx(10.0, abs=0.06)


def test_the_original_is_handed_on_with_the_same_samples(bench: Workbench, studio: Studio, take: Take) -> None:
    original = studio.audio(take).read_bytes()
    path = bench.file(take).result()
    assert studio.audio(take).read_bytes() == original
    np.testing.assert_array_equal(sf.read(path)[0], sf.read(io.BytesIO(original))[0])


def test_a_new_title_stands_in_the_next_file(bench: Workbench, studio: Studio, take: Take) -> None:
    first = bench.file(take, to="mp3-128").result()
    again = bench.file(take, to="mp3-128").result()
    assert again == first
    studio.rename(take.id, "Another name")
    renamed = bench.file(studio.take(take.id), to="mp3-128").result()
    story = read_story(renamed)
    assert story is not None
    assert story.title == "Another name"
    assert not first.exists()


def test_an_edit_says_in_its_file_what_was_done(bench: Workbench, take: Take) -> None:
    made = bench.save(take, (Trim(0.0, 4.0),), visitor="me").result()
    story = read_story(bench.file(made, to="flac").result())
    assert story is not None
    assert story.parameters["made_from"] == take.id
    assert story.parameters["edits"] == [{"kind": "trim", "start_s": 0.0, "end_s": 4.0}]


def test_an_unknown_format_is_refused(bench: Workbench, take: Take) -> None:
    with pytest.raises(NotFound, match="no format called m4a"):
        bench.file(take, to="m4a")


def test_deleting_a_take_leaves_nothing_of_it(bench: Workbench, studio: Studio, take: Take) -> None:
    bench.file(take, to="ogg").result()
    bench.render(take, (Reverse(),)).result()
    bench.waveform(take)
    delete(studio, take)
    assert not list(studio._storage.cache.glob(f"*{take.id}*"))
    assert bench.heard(take) is None


def test_emptying_the_bin_leaves_nothing_of_a_take(bench: Workbench, studio: Studio, take: Take) -> None:
    bench.listen(take).result()
    studio._takes.bin([take.id], deleted_at=datetime.now(UTC) - timedelta(days=BIN_DAYS + 1))
    assert studio.collection.empty_bin() == 1
    assert bench.heard(take) is None


def test_what_is_under_way_stops_with_its_take(bench: Workbench, studio: Studio, take: Take) -> None:
    many = (Repeat(0.0, 10.0, 100), Length(1500.0, by="stretch"))
    rendering = bench.render(take, many)
    wait_until(lambda: rendering.share > 0)
    delete(studio, take)
    assert isinstance(rendering.future.exception(timeout=60), Cancelled)
    assert not list(studio._storage.cache.glob(f"*{take.id}*"))


# Words and levels


@pytest.mark.parametrize(
    ("title", "edited"),
    [("Rain", "Rain (edited)"), ("Rain (edited)", "Rain (edited)"), ("x" * 80, "x" * 71 + " (edited)")],
)
def test_an_edit_is_named_after_its_source(title: str, edited: str) -> None:
    assert edited_title(title) == edited


@pytest.mark.parametrize(
    ("first", "second", "factors"),
    [(-14.0, -14.0, (1.0, 1.0)), (-14.0, -20.0, (0.501, 1.0)), (-20.0, -14.0, (1.0, 0.501)), (None, -9.0, (1.0, 1.0))],
)
def test_the_louder_take_is_turned_down(
    first: float | None, second: float | None, factors: tuple[float, float]
) -> None:
    assert level_match(first, second) == pytest.approx(factors, abs=0.001)


def test_formats_that_only_repeat_the_original_are_not_offered(take: Take) -> None:
    assert "wav" not in formats_of(take)
    assert {"mp3-320", "wav-48-24", "opus"} <= set(formats_of(take))


def test_a_restart_finds_what_was_heard(
    open_studio: Callable[[TapeEngine], Studio],
) -> None:
    studio = open_studio(TapeEngine())
    take = shelve(studio, SONG)
    heard = studio.workbench.listen(take).result()
    again = open_studio(TapeEngine())
    assert again.workbench.heard(again.take(take.id)) == heard
