"""The pure parts of the listening report."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from demotape.audio.analysis import Analysis
from demotape.audio.key import NO_CLEAR_KEY
from demotape.audio.shape import Clipping, SectionShape, Stretch
from demotape.audio.tempo import NO_CLEAR_BEAT, Tempo
from demotape.engines.band.compose import compose
from demotape.engines.band.plan import Plan
from demotape.engines.band.score import Note
from demotape.engines.band.styles import STYLES
from tests.listen.figures import Figure, as_text, figures, is_heard
from tests.listen.measure import (
    Take,
    beat_stretch,
    fingerprint,
    in_scale,
    likeness,
    shared_notes,
    steady_stretch,
    tapped_bpm,
)
from tests.listen.prompts import HEARD_AS, PIECES, SEEDS, STYLE_PROMPTS, Piece
from tests.listen.roll import piano_roll
from tests.listen.verdicts import findings, same_notes
from tests.unit.engines.band.plans import plan_of

RATE = 22_050
FORM = (("verse", "A", 2, 0.5, 0.5), ("chorus", "B", 2, 0.9, 0.9))


def take_of(plan: Plan, *, piece: Piece | None = None, seed: int = 1, **measured: object) -> Take:
    """A take of which everything is as it should be, but for what is named."""
    shapes = tuple(
        SectionShape(
            name=part.name,
            start_s=part.start_s,
            end_s=part.end_s,
            rms_db=-20 + 10 * part.energy_start,
            low_db=-24 + 10 * part.energy_start,
            rise_db=0.0,
        )
        for part in plan.sections
    )
    tempo = Tempo(bpm=plan.sections[0].tempo_bpm, confidence=0.9, is_steady=True, beats_s=())
    analysis = Analysis(
        duration_s=plan.length_s,
        sample_rate=44_100,
        channels=2,
        loudness_lufs=-14.1,
        true_peak_dbtp=-1.2,
        tempo=tempo,
        key=replace(NO_CLEAR_KEY, tonic=plan.tonic, mode="minor" if plan.mode == "minor" else "major", confidence=0.9),
        silence=(),
        clipping=Clipping(places=0, samples=0, first_s=None),
        sections=shapes,
    )
    frames = round(plan.length_s * 44_100)
    found: dict[str, object] = {
        "piece": piece or Piece(prompt="a", length_s=plan.length_s),
        "seed": seed,
        "file": "a.flac",
        "plan": plan,
        "score": compose(plan),
        "frames": frames,
        "wanted_frames": frames,
        "analysis": replace(analysis, **measured.pop("analysis", {})),
        "steady_tempo": tempo,
        "librosa_bpm": plan.sections[0].tempo_bpm,
        "onsets_per_s": 4.0,
        "heard": {},
        "fingerprint": np.random.default_rng(seed).random((100, 40), dtype=np.float32),
    }
    return Take(**(found | measured))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of("pop", form=FORM)


def test_the_fixed_set_is_large_and_names_every_style() -> None:
    prompts = [piece.prompt for piece in PIECES]
    assert len(prompts) == len(set(prompts)) >= 60
    assert len(SEEDS) == 2
    assert set(STYLE_PROMPTS) == set(STYLES) == {name for piece in PIECES for name in piece.styles}
    assert all(12 <= piece.length_s <= 30 for piece in PIECES)
    assert {"orchestral", "metal", "choir", "classical", "techno"} <= set(HEARD_AS)


def test_a_take_that_is_as_asked_misses_nothing(plan: Plan) -> None:
    piece = Piece(
        prompt="a", length_s=plan.length_s, styles=("pop",), sections=2, louder=((1, 0),), bass_over=((1, 0),)
    )
    missed = [finding for finding in findings(take_of(plan, piece=piece)) if not finding.holds]
    assert missed == []


@pytest.mark.parametrize(
    ("measured", "what"),
    [
        ({"frames": 7}, "length"),
        ({"steady_tempo": NO_CLEAR_BEAT}, "BPM by own analysis"),
        ({"librosa_bpm": 133.0}, "BPM by librosa"),
        ({"analysis": {"key": NO_CLEAR_KEY}}, "key by own analysis"),
        ({"analysis": {"loudness_lufs": -14.6}}, "loudness"),
        ({"analysis": {"true_peak_dbtp": -0.5}}, "true peak"),
        ({"analysis": {"clipping": Clipping(places=1, samples=3, first_s=0.5)}}, "no clipping"),
        ({"analysis": {"silence": (Stretch(start_s=1.0, end_s=1.4),)}}, "no silence"),
    ],
)
def test_what_is_wrong_is_told(plan: Plan, measured: dict[str, object], what: str) -> None:
    missed = [finding.what for finding in findings(take_of(plan, **measured)) if not finding.holds]
    assert missed == [what]


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"louder": ((0, 1),)}, "section contrast"),
        ({"bass_over": ((0, 1),)}, "section contrast"),
        ({"faster": ((1, 0),)}, "tempo as asked"),
        ({"tempo_bpm": 77.0}, "tempo as asked"),
        ({"key": (1, "minor")}, "key as asked"),
        ({"meter": "5/4"}, "meter as asked"),
        ({"styles": ("metal",)}, "style as asked"),
        ({"absent": ("drums",)}, "left out as asked"),
        ({"present": ("Banjo",)}, "instruments as asked"),
        ({"sections": 3}, "sections as asked"),
        ({"is_loop": True}, "loop as asked"),
    ],
)
def test_what_was_asked_and_is_not_planned_is_told(plan: Plan, asked: dict[str, object], what: str) -> None:
    piece = Piece(prompt="a", length_s=plan.length_s, **asked)
    assert what in [finding.what for finding in findings(take_of(plan, piece=piece)) if not finding.holds]


@pytest.mark.parametrize(
    ("meant", "found", "fits"),
    [
        ((0, "major"), (0, "major"), True),
        ((0, "major"), (9, "minor"), True),
        ((0, "major"), (0, "minor"), False),
        ((0, "major"), (7, "major"), False),
        ((2, "dorian"), (0, "major"), True),
        ((2, "dorian"), (2, "minor"), True),
        ((9, "harmonic minor"), (0, "major"), True),
        ((4, "phrygian dominant"), (9, "minor"), True),
    ],
)
def test_a_key_fits_if_its_notes_or_its_tonic_do(meant: tuple[int, str], found: tuple[int, str], *, fits: bool) -> None:
    assert same_notes(*meant, found) is fits


def test_a_bar_of_six_eighths_is_tapped_in_two() -> None:
    plan = plan_of("folk", form=FORM, meter=(6, 8), tempo_bpm=90)
    assert tapped_bpm(plan, 90) == pytest.approx(60)
    assert steady_stretch(plan) == (0.0, plan.length_s, 90)


def test_notes_outside_the_key_count_by_their_length(plan: Plan) -> None:
    home = 60 + plan.tonic
    score = {"lead": [Note(0, 3, home, 80), Note(3, 1, home + 1, 80)], "drums": [Note(0, 9, 37, 80)]}
    assert in_scale(plan, score) == pytest.approx(0.75)


def test_a_fingerprint_knows_audio_at_any_level_and_tells_other_audio_apart() -> None:
    noise = np.random.default_rng(1)
    gate = np.repeat(noise.random(40), RATE // 10).astype(np.float32)
    one = gate * noise.standard_normal(len(gate)).astype(np.float32)
    other = gate[::-1] * noise.standard_normal(len(gate)).astype(np.float32)
    assert likeness(fingerprint(one), fingerprint(one * np.float32(0.5))) > 0.999
    assert likeness(fingerprint(one), fingerprint(other)) < 0.6


def test_the_same_notes_in_another_key_are_the_same_music() -> None:
    one, same = (take_of(plan_of("pop", form=FORM, tonic=tonic)) for tonic in (0, 0))
    other = take_of(plan_of("metal", form=FORM))
    assert shared_notes(one, same) == 1.0
    assert shared_notes(one, other) < 0.5


def test_seeds_that_sound_the_same_are_told(plan: Plan) -> None:
    one, other = take_of(plan), take_of(plan, seed=2)
    told = {figure.what: figure for figure in figures([(one, findings(one)), (other, findings(other))])}
    assert told["length"].holds
    assert not told["seeds differ"].holds
    assert "notes 1.00" in told["seeds differ"].missed[0]


def test_only_strong_tags_count_as_heard() -> None:
    tags = {"guitar": 0.4, "rock": 0.3, "drums": 0.2, "loud": 0.1, "metal": 0.09}
    assert is_heard(tags, ("metal", "rock"))
    assert not is_heard(tags, ("metal",))
    assert not is_heard({"metal": 0.01}, ("metal",))


def test_the_text_names_what_is_missed() -> None:
    figure = Figure(what="length", got="50.0 % of 2", target=">= 100 %", holds=False, missed=("“a” (seed 1): long",))
    told = as_text([figure], MappingProxyType({"metal": {"techno": 0.5}}))
    assert "length" in told.splitlines()[1]
    assert "missed" in told.splitlines()[1]
    assert "  “a” (seed 1): long" in told.splitlines()
    assert "- metal  techno 0.50" in told.splitlines()


def test_a_roll_draws_each_note_and_each_section(plan: Plan) -> None:
    score = compose(plan)
    drawn = piano_roll(plan, score)
    lines = re.findall(r"M[\d.]+ [\d.-]+", drawn)
    assert len(lines) == sum(len(notes) for notes in score.values()) + len(plan.sections)
    assert all(f">{part}<" in drawn for part in score)


def test_a_beat_is_looked_for_only_where_somebody_drums() -> None:
    plan = plan_of("rock", form=(("verse", "A", 4, 0.6, 0.6), ("breakdown", "B", 8, 0.2, 0.2)))
    first = plan.sections[0]
    drums = [Note(beat, 0.25, 38, 90) for beat in range(int(first.beats))]
    assert beat_stretch(plan, {"drums": drums}) == (first.start_s, first.end_s, first.tempo_bpm)
    assert beat_stretch(plan, {"lead": drums}) is None
    assert steady_stretch(plan) == (0.0, plan.length_s, first.tempo_bpm)
