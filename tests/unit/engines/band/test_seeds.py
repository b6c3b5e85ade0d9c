"""Seeds that follow each other, as the variations of one press do, give different music."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from demotape.engines.band.compose import compose
from demotape.engines.band.form import lay_bars
from demotape.engines.band.parse import parse
from demotape.engines.band.plan import ROLES
from demotape.engines.band.score import dealt
from demotape.engines.band.styles import STYLES
from tests.unit.engines.band.plans import plan_of

DRUMMED = [name for name, style in STYLES.items() if style.drums]
LOUD = (("chorus", "A", 8, 0.8, 0.8),)


@pytest.mark.parametrize("style", STYLES)
def test_neighbouring_seeds_have_few_notes_in_common(style: str) -> None:
    pieces = [compose(plan_of(style, seed=seed, form=LOUD)) for seed in range(7)]
    eighths = [
        {(part, round(note.beat * 2), note.key) for part in ROLES[2:] for note in score.get(part, ())}
        for score in pieces
    ]
    shared = [len(one & other) / min(len(one), len(other)) for one, other in pairwise(eighths)]
    assert max(shared) < 0.6
    assert sum(shared) / len(shared) < 0.45


@pytest.mark.parametrize("style", DRUMMED)
def test_neighbouring_seeds_begin_with_other_grooves_and_fills(style: str) -> None:
    form = (("verse", "A", 4, 0.62, 0.62), ("verse", "A", 4, 0.62, 0.62))
    drums = [compose(plan_of(style, seed=seed, form=form))["drums"] for seed in range(7)]
    for first, last in ((0, 1), (3, 4)):
        bars = [
            {
                (round(note.beat * 4), note.key)
                for note in notes
                if first <= (note.beat + 0.1) / plan_of(style).bar_beats < last
            }
            for notes in drums
        ]
        assert all(one != other for one, other in pairwise(bars))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_neighbouring_seeds_are_dealt_different_cards(count: int) -> None:
    dealt_first = [dealt(range(count), seed, "anything")[0] for seed in range(-50, 50)]
    if count > 2:
        assert all(one != other for one, other in pairwise(dealt_first))
    assert set(Counter(dealt_first).values()) <= {100 // count - 1, 100 // count, 100 // count + 1, 100 // count + 2}
    assert all(sorted(dealt(range(count), seed, "anything")) == list(range(count)) for seed in range(20))
    orders = {tuple(dealt(range(count), seed, "anything")) for seed in range(0, 200, count)}
    assert len(orders) > 1 or count == 1


@pytest.mark.parametrize("prompt", ["metal", "cinematic orchestral music", "slow choir", "punk", "country"])
def test_the_same_words_with_the_next_seed_give_other_music_in_any_key(prompt: str) -> None:
    pieces = []
    for seed in range(25):
        plan = parse(prompt, length_s=12.0, seed=seed)
        score = compose(plan)
        pieces.append(
            {
                (part, round(note.beat * 2), note.key - plan.tonic)
                for part in score.keys() - {"drums", "taiko", "riser"}
                for note in score[part]
            }
        )
    shared = [len(one & other) / min(len(one), len(other)) for one, other in pairwise(pieces)]
    assert max(shared) < 0.5


@pytest.mark.parametrize("style", ["pop", "rock", "jazz", "orchestral", "string_quartet"])
def test_pieces_of_one_style_do_not_all_end_alike(style: str) -> None:
    last = {lay_bars(plan_of(style, seed=seed))[-2].chords for seed in range(4)}
    assert len(last) > 1
