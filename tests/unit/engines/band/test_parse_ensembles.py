"""Words to plan: small ensembles, names that mean more than one instrument, and who leads."""

from __future__ import annotations

import pytest

from demotape.engines.band.parse import parse
from demotape.engines.band.plan import KEYS, LEAD, Plan
from demotape.engines.band.reading.lexicon import Kind, look_up
from demotape.engines.band.reading.vocabulary.instruments import NEIGHBOUR_WORDS


def plan_of(prompt: str, *, length_s: float = 30.0, seed: int = 1) -> Plan:
    return parse(prompt, length_s=length_s, seed=seed)


@pytest.mark.parametrize(
    ("prompt", "players"),
    [
        ("swing jazz trio: piano, upright bass, brushes", {"Acoustic Grand Piano", "Acoustic Bass", "Brush Kit"}),
        ("clarinet and marimba duet", {"Clarinet", "Marimba"}),
        ("piano trio (violin, cello, piano)", {"Acoustic Grand Piano", "Violin", "Cello"}),
        ("Duett für Flöte und Harfe", {"Flute", "Orchestral Harp"}),
        ("folk, only acoustic guitar and violin", {"Acoustic Guitar (steel)", "Violin"}),
        ("solo electric guitar, rock", {"Electric Guitar (clean)"}),
        ("guitarra española sola", {"Acoustic Guitar (nylon)"}),
    ],
)
def test_a_small_ensemble_is_all_that_plays(prompt: str, players: set[str]) -> None:
    for seed in range(4):
        assert set(plan_of(prompt, seed=seed).instruments.values()) == players


@pytest.mark.parametrize(
    ("prompt", "roles"),
    [
        ("jazz trio", {"bass", "drums", "keys", "lead"}),
        ("jazz trio with saxophone", {"bass", "drums", "lead"}),
        ("jazz quartet with trumpet", {"bass", "drums", "keys", "lead"}),
        ("bossa nova duo with flute", {"keys", "lead"}),
    ],
)
def test_an_ensemble_of_a_band_is_completed(prompt: str, roles: set[str]) -> None:
    plan = plan_of(prompt)
    assert set(plan.instruments) == roles
    assert plan.not_followed == ()


@pytest.mark.parametrize("prompt", ["brass quintet", "a saxophone quartet"])
def test_an_ensemble_that_the_band_is_not_is_told(prompt: str) -> None:
    assert any(line.endswith("everybody of the style plays") for line in plan_of(prompt).not_followed)


@pytest.mark.parametrize("prompt", ["two violins, viola and cello", "zwei Geigen, Bratsche und Cello"])
def test_bowed_instruments_alone_are_a_quartet(prompt: str) -> None:
    assert plan_of(prompt).styles == ("string_quartet",)


@pytest.mark.parametrize("name", ["Harpsichord", "Church organ", "Electric piano"])
def test_both_hands_play_the_named_keyboard(name: str) -> None:
    plan = plan_of(f"classical music on the {name.lower()}")
    assert plan.instruments[KEYS] == plan.instruments[LEAD]
    assert plan.instruments[KEYS] != "Acoustic Grand Piano"


@pytest.mark.parametrize(
    ("prompt", "lead"),
    [
        ("folk, accordion leads", "Accordion"),
        ("pop with a harpsichord melody", "Harpsichord"),
        ("bossa with a nylon guitar lead", "Acoustic Guitar (nylon)"),
    ],
)
def test_who_is_to_lead_leads(prompt: str, lead: str) -> None:
    assert plan_of(prompt).instruments[LEAD] == lead


@pytest.mark.parametrize(
    ("prompt", "preset"),
    [
        ("funk with horns", "Brass Section"),
        ("orchestral with horns", "French Horn"),
        ("jazz with a double bass", "Acoustic Bass"),
        ("heavy metal with double bass", "Power Kit"),
        ("folk with electric guitar", "Electric Guitar (clean)"),
        ("bass: upright; folk", "Acoustic Bass"),
    ],
)
def test_a_name_means_what_it_means_in_the_style(prompt: str, preset: str) -> None:
    assert preset in plan_of(prompt).instruments.values()


@pytest.mark.parametrize(
    ("prompt", "kept", "told"),
    [
        ("pop, no electric piano", "Acoustic Grand Piano", "no electric piano"),
        ("rock, no acoustic guitar", "Overdriven Guitar", "no acoustic guitar"),
        ("folk, no electric guitar", "Acoustic Guitar (steel)", "no electric guitar"),
    ],
)
def test_a_negation_takes_no_more_away_than_it_says(prompt: str, kept: str, told: str) -> None:
    plan = plan_of(prompt)
    assert kept in plan.instruments.values()
    assert told in plan.understood


@pytest.mark.parametrize("prompt", ["rock, no guitars", "Rock ohne Gitarren", "rock sans guitare", "rock sin guitarra"])
def test_no_guitar_is_no_guitar_of_any_kind(prompt: str) -> None:
    plan = plan_of(prompt)
    assert not [preset for preset in plan.instruments.values() if "Guitar" in preset]
    assert "no guitar" in plan.understood


@pytest.mark.parametrize("prompt", ["funk with a bass solo", "rock, drum solo"])
def test_a_solo_that_nobody_plays_is_told(prompt: str) -> None:
    plan = plan_of(prompt)
    assert any(line.startswith("a solo of the") for line in plan.not_followed) or set(plan.instruments) == {"drums"}


@pytest.mark.parametrize("words", sorted(NEIGHBOUR_WORDS))
def test_a_near_relative_is_known_and_has_another_name(words: str) -> None:
    meaning = look_up(tuple(words.split()))
    assert meaning is not None
    assert meaning.kind == Kind.INSTRUMENT
    assert meaning.value.title != words


@pytest.mark.parametrize("words", ["jaw harp", "didgeridoo", "Drehleier", "gong"])
def test_an_instrument_that_nothing_is_like_is_told(words: str) -> None:
    plan = plan_of(f"folk with {words}")
    assert plan.not_followed == (f"{words}: the Band has no such instrument",)


def test_a_named_instrument_is_told_by_its_own_name_where_the_style_has_it() -> None:
    plan = plan_of("indie rock with jangly guitars")
    assert "electric guitar" in plan.understood
    assert "jazz guitar" not in plan.understood
