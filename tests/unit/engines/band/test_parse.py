"""Words to plan."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demotape.engines.band.parse import parse
from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, Plan
from demotape.engines.band.theory import key_name

SEED_PROMPT = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"


def plan_of(prompt: str, *, length_s: float = 20.0, seed: int = 1) -> Plan:
    return parse(prompt, length_s=length_s, seed=seed)


@pytest.mark.parametrize("seed", range(4))
def test_the_seed_prompt_is_followed_to_the_letter(seed: int) -> None:
    plan = plan_of(SEED_PROMPT, seed=seed)
    intro, main = plan.sections
    assert plan.styles == ("lofi", "pop", "hiphop", "ambient")
    assert (intro.start_s, intro.end_s, main.end_s) == (0, 10, 20)
    assert intro.tempo_bpm * 1.2 < main.tempo_bpm
    assert intro.energy_end + 0.2 < main.energy_start
    assert not intro.loud_bass
    assert main.loud_bass
    assert plan.understood == (
        "lo-fi, coloured by pop, hip-hop and ambient",
        "0:00-0:10 slow intro",
        "0:10-0:20 faster and with loud bass",
        "loud bass",
    )
    assert plan.not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "lengths"),
    [
        ("slow intro: 10 s, then faster: 10 s", [10, 10]),
        ("slow intro (10 s), then faster (10 s)", [10, 10]),
        ("slow intro 5 sec; drop 15 seconds", [5, 15]),
        ("10 s slow intro, 30 s drop", [5, 15]),
        ("(0:00-0:15) intro, (0:15-1:00) drop", [5, 15]),
        ("0:00 - 0:05 intro. 0:05 - 0:20 drop", [5, 15]),
        ("intro for 10 s, then loud for 10 s", [10, 10]),
        ("intro: 0.5 min, chorus: 30 s", [10, 10]),
        ("house, intro: 5 s, then the drop with everything", [5, 15]),
        ("house, slow intro: 5 s", [5, 15]),
        ("intro: 4 s, soft, quiet, drop: 16 s", [4, 16]),
    ],
)
def test_sections_are_read_and_scaled_to_the_length(prompt: str, lengths: list[float]) -> None:
    assert [section.length_s for section in plan_of(prompt).sections] == pytest.approx(lengths)


def test_sections_that_do_not_fill_the_length_are_scaled_and_told() -> None:
    plan = plan_of("intro: 10 s, drop: 30 s", length_s=60)
    assert [section.length_s for section in plan.sections] == pytest.approx([15, 45])
    assert any("40 s in the prompt" in line for line in plan.not_followed)


@pytest.mark.parametrize("prompt", ["a 30 second lo-fi beat", "30 s of jazz", "90s hip-hop", "80s pop"])
def test_one_length_for_all_or_a_decade_makes_no_sections(prompt: str) -> None:
    assert [section.name for section in plan_of(prompt, length_s=30).sections] != ["part"]
    assert not any(":" in line for line in plan_of(prompt, length_s=30).understood)


def test_named_sections_without_times_share_the_length() -> None:
    plan = plan_of("jazz, intro, then a verse, then a loud chorus", length_s=30)
    assert [section.name for section in plan.sections] == ["intro", "verse", "loud chorus"]
    assert plan.sections[0].length_s < plan.sections[1].length_s
    assert plan.sections[1].energy_end < plan.sections[2].energy_start


@pytest.mark.parametrize(
    ("prompt", "styles"),
    [
        ("lofi", ("lofi",)),
        ("Lo-Fi study beats", ("lofi",)),
        ("hip hop", ("hiphop",)),
        ("boom bap", ("hiphop",)),
        ("ambient drone", ("ambient",)),
        ("deep house", ("house",)),
        ("upbeat pop", ("pop",)),
        ("hard rock", ("rock",)),
        ("smooth jazz", ("jazz",)),
        ("solo piano", ("piano",)),
        ("a piano ballad", ("piano",)),
        ("piano", ("piano",)),
        ("piano, then drums and bass", ("pop",)),
        ("lofi piano", ("lofi",)),
        ("epic orchestral trailer", ("orchestral",)),
        ("jazz and house", ("jazz", "house")),
        ("trap", ("hiphop",)),
        ("metal", ("rock",)),
        ("", ("pop",)),
    ],
)
def test_styles(prompt: str, styles: tuple[str, ...]) -> None:
    assert plan_of(prompt).styles == styles


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("pop in C minor", "C minor"),
        ("pop, F# dorian", "F# dorian"),
        ("pop in Bb major", "Bb major"),
        ("pop in e flat minor", "Eb minor"),
        ("pop in Am", "A minor"),
        ("pop in the key of G", "G major"),
        ("lo-fi in D", "D dorian"),
        ("pop key of C♯ minor", "C# minor"),
    ],
)
def test_keys(prompt: str, key: str) -> None:
    plan = plan_of(prompt)
    assert key_name(plan.tonic, plan.mode) == key
    assert key in plan.understood
    assert plan.not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "mode"),
    [("sad pop", "minor"), ("happy jazz", "major"), ("pop in a minor key", "minor"), ("dark ambient", "minor")],
)
def test_moods_choose_the_mode_and_leave_the_tonic_open(prompt: str, mode: str) -> None:
    plans = [plan_of(prompt, seed=seed) for seed in range(8)]
    assert {plan.mode for plan in plans} == {mode}
    assert len({plan.tonic for plan in plans}) > 1


@pytest.mark.parametrize(
    ("prompt", "bpm"), [("house 128 BPM", 128), ("pop at 90bpm", 90), ("tempo 72, jazz", 72), ("bpm: 100", 100)]
)
def test_a_named_tempo_is_never_bent(prompt: str, bpm: float) -> None:
    for length_s in (7.3, 20, 61.7):
        plan = plan_of(prompt, length_s=length_s)
        assert {round(section.tempo_bpm, 6) for section in plan.sections} == {bpm}
    assert f"{bpm} BPM" in plan.understood


def test_a_free_tempo_is_bent_so_that_whole_bars_fill_the_sections() -> None:
    for length_s in (10, 17, 20, 33, 60, 180):
        plan = plan_of("hip-hop", length_s=length_s)
        assert plan.beats % 4 == pytest.approx(0, abs=1e-6) or plan.beats % 4 == pytest.approx(4, abs=1e-6)


@pytest.mark.parametrize(
    ("prompt", "absent"),
    [
        ("house, no drums", {DRUMS}),
        ("drumless house", {DRUMS}),
        ("house without drums and bass", {DRUMS, BASS}),
        ("house without any melody", {LEAD}),
        ("pop without piano", {KEYS}),
        ("house no bass, no drums", {DRUMS, BASS}),
        ("house", set()),
    ],
)
def test_what_is_not_wanted_is_not_played(prompt: str, absent: set[str]) -> None:
    assert {DRUMS, BASS, KEYS, LEAD} - set(plan_of(prompt).instruments) == absent


def test_a_section_can_be_without_drums() -> None:
    plan = plan_of("hip-hop, intro without drums: 5 s, then loud: 15 s")
    assert [section.without for section in plan.sections] == [(DRUMS,), ()]
    assert DRUMS in plan.instruments


@pytest.mark.parametrize(
    ("prompt", "role", "preset"),
    [
        ("lo-fi with saxophone", LEAD, "sax"),
        ("pop with organ", KEYS, "organ"),
        ("jazz with electric piano", KEYS, "epiano"),
        ("hip-hop with 808", BASS, "sub"),
        ("solo piano with a cello", LEAD, "cello"),
    ],
)
def test_named_instruments_play(prompt: str, role: str, preset: str) -> None:
    plan = plan_of(prompt)
    assert plan.instruments[role] == preset
    assert plan.not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("pop with female vocals", "no singer"),
        ("lyrics about rain, pop", "no singer"),
        ("house in the style of Daft Punk", "Daft Punk"),
        ("lo-fi like Nujabes", "Nujabes"),
        ("reggae", "played as pop"),
        ("xylophone pop", "xylophone"),
        ("lo-fi with rain and thunder", "rain, thunder"),
        ("make something", "no style named"),
        ("pop in 3/4", "3/4"),
        ("pop, at 0:10 more", "0:10"),
        ("ambient with drums", "drums: none"),
        ("verse, " * 100, "too many"),
    ],
)
def test_what_cannot_be_done_is_told(prompt: str, told: str) -> None:
    assert any(told in line for line in plan_of(prompt).not_followed)


def test_instrumental_is_understood_and_no_fault() -> None:
    plan = plan_of("instrumental pop in 4/4, no vocals")
    assert "instrumental" in plan.understood
    assert plan.not_followed == ()


def test_words_outside_the_sections_hold_for_all_of_them() -> None:
    plain, loud = (plan_of(f"{words}, intro: 5 s, main part: 15 s") for words in ("house", "house with heavy bass"))
    assert [section.loud_bass for section in loud.sections] == [False, True]
    assert loud.sections[1].energy_end > plain.sections[1].energy_end


def test_a_build_rises_from_section_to_section() -> None:
    energies = [section.energy_start for section in plan_of("orchestral, building to a climax", length_s=60).sections]
    assert energies == sorted(energies)
    assert energies[-1] > energies[0] + 0.4


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(st.sampled_from((SEED_PROMPT + " no drums (0:10-0:20) in Bb m 7 bpm -> ;").split()), max_size=40).map(
            " ".join
        ),
    ),
    st.floats(3, 600),
    st.integers(0, 2**31 - 1),
)
def test_any_text_gives_a_plan_of_exactly_the_asked_length(prompt: str, length_s: float, seed: int) -> None:
    plan = parse(prompt, length_s=length_s, seed=seed)
    assert plan.prompt == prompt
    edge = beat = 0.0
    for section in plan.sections:
        assert section.start_s == pytest.approx(edge)
        assert section.start_beat == pytest.approx(beat)
        assert section.length_s > 0
        assert section.length_s == pytest.approx(section.beats * 60 / section.tempo_bpm)
        assert 0 <= section.energy_start <= 1
        assert 0 <= section.energy_end <= 1
        edge, beat = section.end_s, section.end_beat
    assert edge == pytest.approx(length_s)
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan
    assert parse(prompt, length_s=length_s, seed=seed) == plan
