"""Plan to notes: no audio needed."""

from __future__ import annotations

from itertools import pairwise

import pytest

from demotape.engines.band.compose import compose, lay_bars
from demotape.engines.band.grooves import BASS, COMPING, DRUMS, KICK
from demotape.engines.band.parse import parse
from demotape.engines.band.plan import Plan
from demotape.engines.band.score import Score
from demotape.engines.band.styles import _WRITTEN as STYLES
from demotape.engines.band.styles import INSTRUMENTS
from demotape.engines.band.theory import distance_to_scale

SEED_PROMPT = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"
UNPITCHED = ("drums", "taiko", "percussion", "riser")


def plan_of(prompt: str, *, length_s: float = 30.0, seed: int = 1) -> Plan:
    return parse(prompt, length_s=length_s, seed=seed)


def tune(score: Score) -> list[int]:
    return [note.key for note in score["lead"]]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("length_s", [3.0, 7.3, 20.0, 123.457])
def test_notes_lie_inside_the_piece_and_the_keyboard(style: str, length_s: float) -> None:
    plan = plan_of(STYLES[style].title, length_s=length_s)
    for notes in compose(plan).values():
        assert list(notes) == sorted(notes)
        for note in notes:
            assert 0 <= note.beat < plan.beats
            assert 0 < note.beats <= 12
            assert 20 <= note.key <= 108
            assert 1 <= note.velocity <= 127


@pytest.mark.parametrize("style", STYLES)
def test_the_same_seed_gives_the_same_notes_and_another_seed_another_tune(style: str) -> None:
    scores = [compose(plan_of(STYLES[style].title, seed=seed)) for seed in (1, 1, 2, 3, 4)]
    assert scores[0] == scores[1]
    assert len({tuple(tune(score)) for score in scores}) == 4


@pytest.mark.parametrize("style", STYLES)
def test_the_tune_stays_in_the_scale_and_moves_by_small_steps(style: str) -> None:
    for seed in range(5):
        plan = plan_of(f"{STYLES[style].title} with loud melody", seed=seed)
        keys = tune(compose(plan))
        assert distance_to_scale(keys, plan.tonic, plan.mode) == 0
        leaps = [abs(after - before) for before, after in pairwise(keys)]
        assert sum(leaps) / len(leaps) < 5
        assert len(set(keys)) > 3


@pytest.mark.parametrize("style", STYLES)
def test_nearly_all_pitched_notes_are_in_the_scale(style: str) -> None:
    plan = plan_of(STYLES[style].title, length_s=60)
    keys = [note.key for part, notes in compose(plan).items() if part not in UNPITCHED for note in notes]
    assert distance_to_scale(keys, plan.tonic, plan.mode) < 0.1


def test_no_two_styles_give_the_same_notes() -> None:
    scores = [compose(plan_of(style.title)) for style in STYLES.values()]
    assert all(one != other for index, one in enumerate(scores) for other in scores[:index])


def test_drums_and_bass_enter_with_the_energy() -> None:
    plan = plan_of(SEED_PROMPT, length_s=20)
    score = compose(plan)
    change = plan.sections[1].start_beat
    for part in ("drums", "bass"):
        before = sum(note.velocity for note in score[part] if note.beat < change)
        after = sum(note.velocity for note in score[part] if note.beat >= change)
        assert after > 2 * before
    assert min(note.beat for note in score["sub"]) >= change - 0.1


def test_the_hook_returns() -> None:
    plan = plan_of("hip-hop", length_s=120)
    bars: dict[int, tuple[float, ...]] = {}
    for note in compose(plan)["lead"]:
        bar = int((note.beat + 0.1) // 4)
        bars[bar] = (*bars.get(bar, ()), round((note.beat - 4 * bar) * 4) / 4)
    assert len(set(bars.values())) < 0.5 * len(bars)


def test_what_has_no_instrument_is_not_written() -> None:
    for prompt, part in [("house no drums", "drums"), ("lo-fi no bass", "bass"), ("orchestral no drums", "taiko")]:
        assert part not in compose(plan_of(prompt))


def test_a_part_does_not_change_when_another_is_muted() -> None:
    whole, drumless = compose(plan_of("house")), compose(plan_of("house no drums"))
    assert all(drumless[part] == whole[part] for part in drumless)


@pytest.mark.parametrize("style", ["piano", "jazz", "ambient", "orchestral"])
def test_no_noise_riser_where_none_belongs(style: str) -> None:
    assert "riser" not in compose(plan_of(f"{STYLES[style].title}, quiet intro: 10 s, loud: 20 s"))


def test_the_piece_ends_on_the_tonic() -> None:
    for style in STYLES.values():
        plan = plan_of(style.title)
        assert list(lay_bars(plan))[-1].chord[0] == plan.tonic


def test_bars_fill_every_section() -> None:
    for length_s in (3.1, 8.0, 47.5):
        plan = plan_of("pop 97 bpm", length_s=length_s)
        assert sum(bar.beats for bar in lay_bars(plan)) == pytest.approx(plan.beats)


@pytest.mark.parametrize("name", DRUMS)
def test_written_grooves_are_whole_bars(name: str) -> None:
    book = DRUMS[name]
    assert len(book.grooves) >= 2
    assert any(KICK in groove for groove in book.grooves)
    for lines in (*book.grooves, *book.fills):
        for line in lines.values():
            assert len(line) == 16
            assert set(line) <= set(".123456789")


def test_patterns_and_styles_belong_together() -> None:
    for style in STYLES.values():
        if style.patterns:
            assert {style.patterns} <= DRUMS.keys() & BASS.keys() & COMPING.keys()
        assert len(style.progressions) >= 3
        assert all(1 <= degree <= 7 for line in style.progressions for degree in line)
    assert {role for _, role, _ in INSTRUMENTS.values()} <= {"drums", "bass", "keys", "pad", "lead"}
