"""The chords of a piece: a short one makes its key heard."""

from __future__ import annotations

import pytest

from demotape.engines.band.compose import compose
from demotape.engines.band.form import lay_bars
from demotape.engines.band.plan import BASS, KEYS, LEAD, PAD, RHYTHM
from demotape.engines.band.styles import STYLES
from demotape.engines.band.theory import distance_to_scale
from tests.unit.engines.band.plans import plan_of

SHORT = (("verse", "A", 4, 0.5, 0.5), ("chorus", "B", 4, 0.8, 0.8))
TONIC = 3


@pytest.mark.parametrize("loopable", [False, True])
@pytest.mark.parametrize("style", STYLES)
def test_a_short_piece_begins_on_its_tonic_and_ends_there_unless_it_goes_round(style: str, loopable: bool) -> None:
    for seed in range(8):
        bars = lay_bars(plan_of(style, seed=seed, form=SHORT, tonic=TONIC, loopable=loopable))
        assert (bars[0].chord.root, bars[0].chord.bass) == (TONIC, TONIC)
        if not loopable:
            assert (bars[-1].chord.root, bars[-1].chord.bass) == (TONIC, TONIC)


def test_a_long_piece_may_find_its_tonic_on_the_way() -> None:
    assert {lay_bars(plan_of("pop", seed=seed, tonic=0))[0].chord.root for seed in range(8)} > {0}


@pytest.mark.parametrize("style", ["ambient", "lofi", "folk", "rock", "pop", "synthwave"])
@pytest.mark.parametrize(
    ("mode", "own", "foreign"), [("dorian", 9, 8), ("phrygian", 1, 2), ("lydian", 6, 5), ("mixolydian", 10, 11)]
)
def test_a_mode_that_was_asked_for_is_heard_in_the_cadence(style: str, mode: str, own: int, foreign: int) -> None:
    for seed in range(8):
        cadence = lay_bars(plan_of(style, seed=seed, form=SHORT, tonic=0, mode=mode))[-2].chord
        assert own in cadence.tones
        assert foreign not in cadence.tones


def test_chords_that_nobody_plays_stay_in_the_key() -> None:
    duo = {BASS: "Acoustic Bass", LEAD: "Tenor Sax"}
    for seed in range(8):
        bars = lay_bars(plan_of("jazz", seed=seed, form=(("verse", "A", 8, 0.6, 0.6),), tonic=0, instruments=duo))
        tones = [tone for bar in bars for _, chord in bar.chords for tone in chord.tones]
        assert distance_to_scale(tones, 0, "major") < 0.12


@pytest.mark.parametrize("style", ["classical_piano", "waltz", "pop", "house", "jazz", "ambient"])
def test_without_a_bass_the_left_hand_ends_on_the_root(style: str) -> None:
    for seed in range(4):
        plan = plan_of(style, seed=seed, form=SHORT, tonic=TONIC, instruments={KEYS: "Acoustic Grand Piano"})
        last = lay_bars(plan)[-1]
        keys = [note.key for note in compose(plan)[KEYS] if note.beat >= last.start - 0.06]
        assert min(keys) % 12 == TONIC


@pytest.mark.parametrize(("mode", "third"), [("dorian", 3), ("major", 4)])
def test_a_drone_says_whether_it_is_major_or_minor(mode: str, third: int) -> None:
    for seed in range(8):
        plan = plan_of("drone", seed=seed, form=SHORT, tonic=TONIC, mode=mode)
        last = lay_bars(plan)[-1].start
        notes = [note for part in (KEYS, PAD, RHYTHM) for note in compose(plan)[part]]
        for heard in ([note for note in notes if note.beat < 1], [note for note in notes if note.beat > last - 1]):
            assert (TONIC + third) % 12 in {note.key % 12 for note in heard}
