"""Words to plan: tempo, feel, key, mode, meter, mood."""

from __future__ import annotations

import pytest

from demotape.engines.band.parse import parse
from demotape.engines.band.plan import DOUBLE_TIME, HALF_TIME, NORMAL, Plan
from demotape.engines.band.theory import is_minor, key_name


def plan_of(prompt: str, *, length_s: float = 20.0, seed: int = 1) -> Plan:
    return parse(prompt, length_s=length_s, seed=seed)


@pytest.mark.parametrize(
    ("prompt", "bpm"),
    [
        ("house 128 BPM", 128),
        ("pop at 90bpm", 90),
        ("tempo 72, jazz", 72),
        ("bpm: 100", 100),
        ("pop 97.5 bpm", 97.5),
        ("pop, Tempo: 110", 110),
        ("pop at 120 beats per minute", 120),
        ("♩ = 84, jazz", 84),
    ],
)
def test_a_named_tempo_is_never_bent(prompt: str, bpm: float) -> None:
    for length_s in (7.3, 20, 61.7):
        plan = plan_of(prompt, length_s=length_s)
        assert {round(section.tempo_bpm, 6) for section in plan.sections} == {bpm}
        assert plan.fixed_tempo
    assert f"{bpm:g} BPM" in plan.understood


@pytest.mark.parametrize(
    "prompt", ["90-100 bpm lo-fi", "lo-fi, 90 to 100 BPM", "lo-fi 90–100bpm", "lo-fi 90 bis 100 bpm"]
)
def test_a_range_of_tempos_is_kept_to(prompt: str) -> None:
    for length_s in (20, 33, 61.7):
        plan = plan_of(prompt, length_s=length_s)
        assert all(90 <= section.tempo_bpm <= 100 for section in plan.sections)
    assert "90-100 BPM" in plan.understood


@pytest.mark.parametrize(
    "prompt",
    ["slow pop", "langsamer Pop", "pop lente", "pop lento", "a pop ballad", "pop, slow tempo", "very slow pop"],
)
def test_slow_is_slower(prompt: str) -> None:
    for seed in range(4):
        assert plan_of(prompt, seed=seed, length_s=60).sections[0].tempo_bpm < tempo("pop", seed) * 0.95


@pytest.mark.parametrize(
    "prompt",
    ["fast pop", "schneller Pop", "pop rapide", "pop rápido", "uptempo pop", "pop, but faster", "very fast pop"],
)
def test_fast_is_faster(prompt: str) -> None:
    for seed in range(4):
        assert plan_of(prompt, seed=seed, length_s=60).sections[0].tempo_bpm > tempo("pop", seed) * 1.05


def tempo(prompt: str, seed: int) -> float:
    return plan_of(prompt, seed=seed, length_s=60).sections[0].tempo_bpm


@pytest.mark.parametrize(
    ("word", "low", "high"),
    [("largo", 46, 60), ("adagio", 60, 76), ("andante", 76, 100), ("allegro", 120, 145), ("presto", 165, 200)],
)
def test_italian_words_name_a_tempo(word: str, low: float, high: float) -> None:
    for style in ("house", "classical piano", "lo-fi"):
        plan = plan_of(f"{style}, {word}", length_s=60)
        assert all(low <= section.tempo_bpm <= high for section in plan.sections)


@pytest.mark.parametrize(
    ("prompt", "feel"),
    [
        ("trap, half-time", HALF_TIME),
        ("trap with a half time feel", HALF_TIME),
        ("halftime trap", HALF_TIME),
        ("punk, double-time", DOUBLE_TIME),
        ("punk", NORMAL),
    ],
)
def test_half_time_is_a_feel_and_no_tempo(prompt: str, feel: str) -> None:
    plan = plan_of(prompt)
    assert {section.feel for section in plan.sections} == {feel}


def test_a_tempo_can_rise_all_the_way() -> None:
    plan = plan_of("techno, gradually faster", length_s=60)
    tempos = [section.tempo_bpm for section in plan.sections]
    assert tempos == sorted(tempos)
    assert tempos[-1] > 1.1 * tempos[0]


@pytest.mark.parametrize(
    ("prompt", "swing"),
    [("pop with swing feel", 0.64), ("shuffle blues", 0.64), ("jazz, straight", 0.5), ("pop", None)],
)
def test_swing(prompt: str, swing: float | None) -> None:
    assert plan_of(prompt).swing == swing


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("pop in C minor", "C minor"),
        ("pop, F# dorian", "F# dorian"),
        ("pop in F-sharp minor", "F# minor"),
        ("pop in Bb major", "Bb major"),
        ("pop in e flat minor", "Eb minor"),
        ("pop in Am", "A minor"),
        ("pop F#m", "F# minor"),
        ("pop in the key of G", "G major"),
        ("pop in Bb", "Bb major"),
        ("pop, key: D", "D major"),
        ("lo-fi in D", "D minor"),
        ("pop key of C♯ minor", "C# minor"),
        ("pop in C harmonic minor", "C harmonic minor"),
        ("pop in E phrygian", "E phrygian"),
        ("pop in G mixolydian", "G mixolydian"),
        ("pop in F lydian", "F lydian"),
        ("Pop in a-Moll", "A minor"),
        ("Pop in C-Dur", "C major"),
        ("Pop in fis-Moll", "F# minor"),
        ("Pop in Es-Dur", "Eb major"),
        ("Pop in B-Dur", "Bb major"),
        ("Pop in h-Moll", "B minor"),
        ("pop en do mineur", "C minor"),
        ("pop en fa dièse mineur", "F# minor"),
        ("pop en si bémol majeur", "Bb major"),
        ("pop en la menor", "A minor"),
        ("pop en sol mayor", "G major"),
        ("pop en fa sostenido menor", "F# minor"),
        ("pop in a minor", "A minor"),
    ],
)
def test_keys(prompt: str, key: str) -> None:
    plan = plan_of(prompt)
    assert key_name(plan.tonic, plan.mode) == key
    assert key in plan.understood
    assert plan.not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "mode"),
    [
        ("sad pop", "minor"),
        ("happy jazz", "major"),
        ("pop in a minor key", "minor"),
        ("pop in a dorian mode", "dorian"),
        ("dark ambient", "minor"),
        ("traurige Popmusik", "minor"),
        ("pop triste", "minor"),
        ("pop alegre", "major"),
        ("pop in Moll", "minor"),
        ("raw and emotional pop", "minor"),
    ],
)
def test_moods_choose_the_mode_and_leave_the_tonic_open(prompt: str, mode: str) -> None:
    plans = [plan_of(prompt, seed=seed) for seed in range(8)]
    assert {plan.mode for plan in plans} == {mode}
    assert len({plan.tonic for plan in plans}) > 1


def test_a_named_key_is_stronger_than_a_mood() -> None:
    plan = plan_of("dark sad pop in C major")
    assert key_name(plan.tonic, plan.mode) == "C major"


def test_a_key_can_change() -> None:
    plan = plan_of("pop in C major, intro 10 s, then verse in D major 10 s")
    assert (plan.tonic, [section.transpose for section in plan.sections]) == (0, [0, 2])
    rising = plan_of("pop with a key change", length_s=60)
    assert rising.sections[0].transpose == 0
    assert rising.sections[-1].transpose == 2


@pytest.mark.parametrize(
    ("prompt", "meter", "bar_beats"),
    [
        ("pop in 3/4", "3/4", 3),
        ("pop in 6/8", "6/8", 3),
        ("pop in 5/4", "5/4", 5),
        ("pop in 7/8", "7/8", 3.5),
        ("pop 12/8", "12/8", 6),
        ("pop in 4/4 time", "4/4", 4),
        ("a waltz", "3/4", 3),
        ("jazz waltz", "3/4", 3),
        ("pop im Dreivierteltakt", "3/4", 3),
        ("Pop im 6/8-Takt", "6/8", 3),
        ("pop à trois temps", "3/4", 3),
        ("pop, compás de 3/4", "3/4", 3),
        ("prog rock in an odd meter", "7/8", 3.5),
        ("waltz in 4/4", "4/4", 4),
        ("pop", "4/4", 4),
    ],
)
def test_meters(prompt: str, meter: str, bar_beats: float) -> None:
    plan = plan_of(prompt)
    assert (plan.meter, plan.bar_beats) == (meter, bar_beats)
    assert (meter in plan.understood) == (prompt != "pop")
    assert plan.not_followed == ()


@pytest.mark.parametrize("prompt", ["hip-hop", "waltz", "jazz in 5/4", "pop in 6/8", "folk in 7/8"])
def test_a_free_tempo_is_bent_so_that_whole_bars_fill_the_piece(prompt: str) -> None:
    for length_s in (10, 17, 20, 33, 60, 180):
        plan = plan_of(prompt, length_s=length_s)
        bars = plan.beats / plan.bar_beats
        assert bars == pytest.approx(round(bars), abs=1e-6)
        for section in plan.sections:
            assert section.beats / plan.bar_beats == pytest.approx(round(section.beats / plan.bar_beats), abs=1e-6)


def energy(prompt: str) -> float:
    sections = plan_of(prompt, length_s=60).sections
    return sum(section.energy_start + section.energy_end for section in sections) / len(sections) / 2


@pytest.mark.parametrize(
    ("quiet", "loud"),
    [
        ("calm pop", "pop"),
        ("pop", "energetic pop"),
        ("soft pop", "loud pop"),
        ("ruhiger Pop", "energiegeladener Pop"),
        ("pop calme", "pop énergique"),
        ("pop tranquilo", "pop enérgico"),
        ("dreamy pop", "aggressive pop"),
    ],
)
def test_moods_move_the_energy(quiet: str, loud: str) -> None:
    assert energy(quiet) < energy(loud)


@pytest.mark.parametrize(
    ("prompt", "moods"),
    [
        ("dark and tense pop", ("dark", "tense")),
        ("raw and emotional pop", ("emotional",)),
        ("epic pop", ("epic",)),
        ("pop not sad", ()),
        ("düsterer, ruhiger Pop", ("dark", "calm")),
    ],
)
def test_moods_are_kept_in_the_plan(prompt: str, moods: tuple[str, ...]) -> None:
    assert plan_of(prompt).moods == moods


@pytest.mark.parametrize(
    ("sparse", "busy"), [("sparse pop", "busy pop"), ("minimal pop", "pop"), ("pop", "dense complex pop")]
)
def test_density(sparse: str, busy: str) -> None:
    assert plan_of(sparse).sections[0].density < plan_of(busy).sections[0].density


def test_dark_is_minor_in_every_language() -> None:
    for prompt in ("dark pop", "düsterer Pop", "pop sombre", "pop oscuro"):
        assert is_minor(plan_of(prompt).mode)


@pytest.mark.parametrize(
    ("prompt", "first", "last"),
    [
        ("accelerando from 80 to 140 bpm", 80, 140),
        ("house that gets faster, 110-130 bpm", 110, 130),
        ("rock, ritardando from 140 to 80 bpm", 140, 80),
        ("rock from 140 to 80 bpm", 140, 80),
    ],
)
def test_a_path_from_tempo_to_tempo_begins_and_ends_there(prompt: str, first: float, last: float) -> None:
    plan = parse(prompt, length_s=24, seed=1)
    assert plan.sections[0].tempo_bpm == pytest.approx(first)
    assert plan.sections[-1].tempo_bpm == pytest.approx(last)
    assert f"from {first} to {last} BPM, from part to part" in plan.understood


def test_a_number_alone_between_commas_is_a_tempo() -> None:
    assert parse("house, 124, A minor", length_s=20, seed=1).sections[0].tempo_bpm == 124
    assert parse("house, 24", length_s=20, seed=1).fixed_tempo is False


@pytest.mark.parametrize("style", ["jazz", "rock", "pop", "country"])
def test_a_ballad_is_slow_in_every_style(style: str) -> None:
    tempos = [section.tempo_bpm for section in parse(f"{style} ballad", length_s=20, seed=1).sections]
    assert 60 <= min(tempos) <= max(tempos) <= 80


@pytest.mark.parametrize("style", ["metal", "rock", "jazz", "waltz", "bossa nova", "punk", "country"])
def test_slow_is_slow_in_every_style_of_a_band(style: str) -> None:
    assert max(section.tempo_bpm for section in plan_of(f"slow {style}").sections) <= 110
    assert max(section.tempo_bpm for section in plan_of(f"very slow {style}").sections) <= 96


def test_slow_club_music_keeps_near_its_tempo() -> None:
    assert 100 < plan_of("slow techno").sections[0].tempo_bpm < 125


def test_slow_blues_is_slow_and_told() -> None:
    assert any(line.startswith("slow: about") for line in plan_of("a slow blues").understood)


@pytest.mark.parametrize(
    ("prompt", "transpose", "told"),
    [
        ("starts in A minor and ends in D minor", 5, None),
        ("starts in A minor and ends in C major", 0, "C major: the mode stays, so A minor, its relative, is played"),
        ("starts in C major and ends in E minor", -5, "E minor: the mode stays, so G major, its relative, is played"),
    ],
)
def test_a_section_in_another_key_has_its_notes(prompt: str, transpose: int, told: str | None) -> None:
    plan = plan_of(prompt)
    assert plan.sections[-1].transpose == transpose
    assert plan.not_followed == (() if told is None else (told,))


def test_a_second_key_is_told_where_a_key_change_of_its_sections_undoes_it() -> None:
    plan = plan_of("pop from C major to B flat major, key change in the chorus", length_s=15)
    assert [section.transpose for section in plan.sections] == [0, 0]
    assert any(line.startswith("Bb major from 0:") for line in plan.understood)


def test_a_second_key_is_measured_from_the_key_of_the_chords() -> None:
    plan = plan_of("pop in A, chords: Am-F-C-G, and also G major", length_s=60)
    assert (plan.tonic, plan.mode) == (9, "minor")
    assert [section.transpose for section in plan.sections] == [0, 0, -5, -5]
    assert any(line.startswith("E minor from 0:") for line in plan.understood)
    assert plan.not_followed == ("G major: the mode stays, so E minor, its relative, is played",)


def test_a_second_key_holds_in_the_second_half() -> None:
    plan = plan_of("pop from C major to D major", length_s=60)
    assert [section.transpose for section in plan.sections] == [0, 0, 2, 2]
    assert any(line.startswith("D major from 0:") for line in plan.understood)
