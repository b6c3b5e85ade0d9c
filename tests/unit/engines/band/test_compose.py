"""Plan to notes: no audio needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demotape.engines.band.compose import cleaned, compose, without_holes
from demotape.engines.band.form import lay_bars
from demotape.engines.band.grooves import CLAP, CLOSED_HAT, KICK, OPEN_HAT, RIM, SNARE
from demotape.engines.band.parse import parse
from demotape.engines.band.plan import DOUBLE_TIME, HALF_TIME, ROLES, Plan, Section
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.score import PARTS, Bar, Note, Score, preset_of
from demotape.engines.band.styles import STYLES
from demotape.engines.band.theory import distance_to_scale, parallels, scale_under
from tests.unit.engines.band.plans import plan_of

DRUMMED = [name for name, style in STYLES.items() if style.drums]
CHROMATIC = ("jazz", "blues", "bossa", "metal", "latin")
"""Styles whose harmony leaves the scale as a rule."""
VERSE = (("verse", "A", 8, 0.6, 0.6),)
LOUD = (("chorus", "A", 8, 0.8, 0.8),)
KEYS_ALONE = {"keys": "Acoustic Grand Piano"}
BACKBEATS = (SNARE, CLAP, RIM)


def check(plan: Plan, score: Score) -> None:
    """What holds for the notes of any plan."""
    for part, notes in score.items():
        assert part in PARTS
        assert notes
        assert list(notes) == sorted(notes)
        sounding: dict[int, float] = {}
        for note in notes:
            assert 0 <= note.beat < plan.beats
            assert note.beats > 0
            assert note.beat + note.beats <= plan.beats + 1e-9
            assert 1 <= note.velocity <= 127
            assert note.beat >= sounding.get(note.key, 0.0) - 1e-9, f"{part}: key {note.key} is struck while it sounds"
            sounding[note.key] = note.beat + note.beats
            preset = PRESETS[preset_of(plan, part, section_at(plan, note.beat))]
            if not preset.is_kit:
                assert preset.lowest <= note.key <= preset.highest, f"{part}: {note} on {preset.name}"


def section_at(plan: Plan, beat: float) -> Section:
    return next((section for section in plan.sections if beat < section.end_beat - 0.06), plan.sections[-1])


def starts(score: Score, part: str, *keys: int) -> list[float]:
    return [note.beat for note in score.get(part, ()) if not keys or note.key in keys]


def places(beats: list[float], bar_beats: float = 4.0, grid: int = 4) -> Counter[float]:
    """How often something begins at each place of the bar, in quarter notes."""
    return Counter(round(beat * grid) / grid % bar_beats for beat in beats)


def tune(score: Score) -> tuple[int, ...]:
    return tuple(note.key for note in score["lead"])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_notes_are_playable(style: str, seed: int) -> None:
    plan = plan_of(style, seed=seed)
    check(plan, compose(plan))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("meter", [(3, 4), (5, 4), (6, 8), (7, 8)])
def test_every_style_plays_in_every_meter(style: str, meter: tuple[int, int]) -> None:
    plan = plan_of(style, meter=meter)
    score = compose(plan)
    check(plan, score)
    bars = lay_bars(plan)
    assert {round(bar.beats, 6) for bar in bars} == {plan.bar_beats}
    if style != "drone":
        begun = sorted(note.beat for notes in score.values() for note in notes)
        assert sum(any(abs(beat - bar.start) < 0.2 for beat in begun) for bar in bars) >= 0.9 * len(bars)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan: styles, instruments, meter, sections with broken bars, feels and gaps."""
    styles = draw(st.lists(st.sampled_from(sorted(STYLES)), min_size=1, max_size=3, unique=True))
    roles = draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=8, unique=True))
    pitched = sorted(name for name, preset in PRESETS.items() if not preset.is_kit and not preset.is_computed)
    kits = sorted(name for name, preset in PRESETS.items() if preset.is_kit)
    instruments = {
        role: draw(st.sampled_from(kits if role == "drums" else [*kits, *pitched] if role == "percussion" else pitched))
        for role in roles
    }
    energy = st.floats(0, 1)
    form = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["intro", "verse", "chorus", "solo", "breakdown", "build", "drop", "outro", "part"]),
                st.sampled_from("ABC"),
                st.floats(0.3, 6),
                energy,
                energy,
            ),
            min_size=1,
            max_size=4,
        )
    )
    section = {
        "density": draw(st.floats(0, 1)),
        "feel": draw(st.sampled_from(["normal", HALF_TIME, DOUBLE_TIME])),
        "transpose": draw(st.integers(-11, 11)),
        "without": tuple(draw(st.sets(st.sampled_from(ROLES), max_size=2))),
        "emphasis": draw(st.dictionaries(st.sampled_from(ROLES), st.sampled_from(["loud", "soft"]), max_size=3)),
        "changes": draw(
            st.dictionaries(st.sampled_from(["lead", "keys", "bass"]), st.sampled_from(pitched), max_size=1)
        ),
    }
    return plan_of(
        *styles,
        seed=draw(st.integers(-(2**40), 2**40)),
        form=form,
        meter=draw(st.sampled_from([(4, 4), (3, 4), (5, 4), (6, 8), (7, 8), (2, 4), (12, 8)])),
        instruments=instruments,
        section=section,
        tempo_bpm=draw(st.floats(40, 220)),
        mode=draw(st.sampled_from(["major", "minor", "dorian", "mixolydian", "lydian", "phrygian", "harmonic minor"])),
        tonic=draw(st.integers(0, 11)),
        swing=draw(st.sampled_from([None, 0.5, 0.66])),
        loopable=draw(st.booleans()),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans())
def test_any_plan_gives_playable_notes_and_whole_bars(plan: Plan) -> None:
    check(plan, compose(plan))
    bars = lay_bars(plan)
    assert sum(bar.beats for bar in bars) == pytest.approx(plan.beats)
    for before, after in pairwise(bars):
        assert before.start + before.beats == pytest.approx(after.start)
        if before.section is after.section:
            assert before.beats == pytest.approx(plan.bar_beats)


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=120), length_s=st.floats(3, 120) | st.just(600.0), seed=st.integers(0, 2**31))
def test_any_prompt_of_any_length_gives_playable_notes(text: str, length_s: float, seed: int) -> None:
    plan = parse(text, length_s=length_s, seed=seed)
    check(plan, compose(plan))


@pytest.mark.parametrize("style", STYLES)
def test_the_same_seed_gives_the_same_notes(style: str) -> None:
    assert compose(plan_of(style)) == compose(plan_of(style))


@pytest.mark.parametrize("style", [name for name in STYLES if name != "drone"])
def test_other_seeds_give_other_tunes_chords_and_grooves(style: str) -> None:
    seeds = range(1, 6)
    scores = [compose(plan_of(style, seed=seed, form=LOUD)) for seed in seeds]
    assert len({tune(score) for score in scores}) == len(scores)
    chords = {tuple(bar.chords for bar in lay_bars(plan_of(style, seed=seed, form=LOUD))) for seed in seeds}
    assert len(chords) >= 2
    if STYLES[style].drums:
        grooves = {tuple(sorted(places(starts(score, "drums", *BACKBEATS, KICK, CLOSED_HAT), 8.0))) for score in scores}
        assert len(grooves) >= 2


def test_no_two_styles_give_the_same_notes_in_any_part() -> None:
    scores = {style: compose(plan_of(style, form=VERSE, tonic=2, mode="minor", meter=(4, 4))) for style in STYLES}
    for (one, first), (other, second) in combinations(scores.items(), 2):
        for part in first.keys() & second.keys() - {"riser"}:
            shape = [{(round(note.beat * 4), note.key) for note in score[part]} for score in (first, second)]
            assert shape[0] != shape[1], f"{part} of {one} and {other}"


@pytest.mark.parametrize("style", STYLES)
def test_the_tune_fits_its_chords_and_moves_by_small_steps(style: str) -> None:
    for seed in range(4):
        plan = plan_of(style, seed=seed)
        score = compose(plan)
        keys = tune(score)
        bars = lay_bars(plan)
        fitting = [
            note.key % 12 in scale_under(bar.chord_at(note.beat - bar.start).tones, plan.tonic, plan.mode)
            for bar in bars
            for note in score["lead"]
            if bar.start - 0.06 <= note.beat < bar.start + bar.beats - 0.1 and note.beats > 0.12
        ]
        assert sum(fitting) >= 0.93 * len(fitting)
        leaps = [abs(after - before) for before, after in pairwise(keys)]
        assert sum(leaps) / len(leaps) < 5.5
        assert len(set(keys)) > (3 if style != "drone" else 1)


@pytest.mark.parametrize("style", [name for name in STYLES if name not in CHROMATIC])
def test_nearly_all_pitched_notes_are_in_the_scale(style: str) -> None:
    plan = plan_of(style)
    pitched = [note.key for part, notes in compose(plan).items() if part in ROLES[2:] for note in notes]
    assert distance_to_scale(pitched, plan.tonic, plan.mode) < 0.2


def bar_rhythms(score: Score, plan: Plan) -> list[tuple[float, ...]]:
    found: dict[int, tuple[float, ...]] = {}
    for note in score["lead"]:
        if note.beats < 0.13:  # a grace note
            continue
        bar = int((note.beat + 0.1) // plan.bar_beats)
        found[bar] = (*found.get(bar, ()), round((note.beat - plan.bar_beats * bar) * 4) / 4)
    return list(found.values())


@pytest.mark.parametrize("style", ["pop", "hiphop", "house", "rock", "soul", "classical_piano", "orchestral"])
def test_the_hook_returns(style: str) -> None:
    plan = plan_of(style)
    rhythms = bar_rhythms(compose(plan), plan)
    assert len(set(rhythms)) < 0.6 * len(rhythms)


@pytest.mark.parametrize("style", ["pop", "rock", "funk", "folk"])
def test_a_chorus_comes_back_as_the_same_tune_but_not_note_for_note(style: str) -> None:
    plan = plan_of(style)
    score = compose(plan)
    first, second = (
        [note for note in score["lead"] if s.start_beat <= note.beat < s.end_beat]
        for s in (plan.sections[2], plan.sections[4])
    )
    shift = plan.sections[4].start_beat - plan.sections[2].start_beat
    one = {(round(note.beat * 4), note.key) for note in first}
    two = {(round((note.beat - shift) * 4), note.key) for note in second}
    assert one != two
    assert len(one & two) > 0.35 * len(one)


def test_the_tune_is_answered_where_it_breathes() -> None:
    instruments = {"drums": "Standard Kit", "keys": "Acoustic Grand Piano", "lead": "Flute", "counter": "Clarinet"}
    plan = plan_of("hiphop", instruments=instruments, form=(("verse", "A", 16, 0.6, 0.6),))
    score = compose(plan)
    ends = [note.beat + note.beats for note in score["lead"]]
    gaps = [(end, after.beat) for end, after in zip(ends, score["lead"][1:], strict=False) if after.beat - end > 1.5]
    assert gaps
    answered = [gap for gap in gaps if sum(gap[0] - 0.3 < beat < gap[1] for beat in starts(score, "counter")) >= 2]
    assert len(answered) >= 0.5 * len(gaps)


@pytest.mark.parametrize("style", ["pop", "lofi", "folk", "country", "bossa", "blues", "disco", "trap"])
def test_a_phrase_takes_breath_at_its_end_and_the_keys_answer(style: str) -> None:
    ends = answered = 0
    for seed in range(4):
        plan = plan_of(style, seed=seed, form=(("verse", "A", 16, 0.6, 0.6),))
        notes = compose(plan)
        plain = compose(replace(plan, instruments={role: p for role, p in plan.instruments.items() if role != "lead"}))
        before = Counter((round(note.beat * 12), note.key) for note in plain["keys"])
        for bar in lay_bars(plan)[3:-1:4]:
            inside = [note for note in notes["lead"] if bar.start - 0.06 <= note.beat < bar.start + bar.beats - 0.06]
            sung = [note for note in inside if note.beats > 0.12]  # without grace notes to what follows
            end = max((note.beat + note.beats for note in sung), default=bar.start)
            assert end <= bar.start + bar.beats * 0.9
            more = Counter((round(n.beat * 12), n.key) for n in notes["keys"] if end - 0.3 < n.beat) - before
            ends += 1
            answered += sum(1 for place, _ in more if place < (bar.start + bar.beats) * 12) >= 2
    assert answered > 0.6 * ends


def test_an_answer_turns_the_call_upside_down() -> None:
    against = along = 0
    players = {"keys": "Acoustic Grand Piano", "lead": "Flute"}
    for seed in range(12):
        plan = plan_of("pop", seed=seed, instruments=players, form=(("verse", "A", 16, 0.6, 0.6),))
        notes = compose(plan)
        plain = {(round(note.beat * 12), note.key) for note in compose(replace(plan, instruments=KEYS_ALONE))["keys"]}
        for bar in lay_bars(plan)[3:-1:4]:
            edges = bar.start - 0.06, bar.start + bar.beats - 0.06
            sung = [note.key for note in notes["lead"] if edges[0] <= note.beat < edges[1] and note.beats > 0.12]
            more = [note for note in notes["keys"] if (round(note.beat * 12), note.key) not in plain]
            answer = [note.key for note in more if edges[0] <= note.beat < edges[1] and note.beats < 0.46]
            if len(sung) > 1 and len(answer) > 2:
                call, turned = sung[1] - sung[0], answer[1] - answer[0]
                against += call * turned < 0
                along += call * turned > 0
    assert against >= 10
    assert against > 4 * along


def test_an_answer_swings_with_a_shuffle() -> None:
    sixths: Counter[int] = Counter()
    for seed in range(6):
        plan = plan_of("blues", seed=seed, form=VERSE)
        without = replace(plan, instruments={role: p for role, p in plan.instruments.items() if role != "lead"})
        before = {(round(note.beat * 12), note.key) for note in compose(without)["keys"]}
        for note in compose(plan)["keys"]:
            if (round(note.beat * 12), note.key) not in before:
                sixths[round(note.beat * 6) % 6] += 1
    assert sixths[4] > 5
    assert sixths[3] <= 0.1 * sixths.total()


@pytest.mark.parametrize("style", ["house", "techno", "disco"])
def test_four_on_the_floor_with_offbeat_hats(style: str) -> None:
    for seed in range(4):
        score = compose(plan_of(style, seed=seed, form=VERSE))
        kicks = places(starts(score, "drums", KICK))
        assert {0, 1, 2, 3} <= set(kicks)
        assert all(kicks[beat] >= 5 for beat in (0, 1, 2, 3))
        offbeats = places(starts(score, "drums", OPEN_HAT, CLOSED_HAT, 70, 51))
        assert {0.5, 1.5, 2.5, 3.5} <= set(offbeats)


@pytest.mark.parametrize(
    ("style", "expected"),
    [("pop", {1, 3}), ("rock", {1, 3}), ("hiphop", {1, 3}), ("trap", {2}), ("dnb", {1, 3}), ("funk", {1, 3})],
)
def test_the_backbeat_falls_where_the_style_has_it(style: str, expected: set[float]) -> None:
    seeds = range(5)
    drums = [note for seed in seeds for note in compose(plan_of(style, seed=seed, form=VERSE))["drums"]]
    loud = [note.beat for note in drums if note.key in BACKBEATS and note.velocity > 80]
    assert {place for place, count in places(loud).items() if count >= 5 * len(seeds)} == expected


def test_reggae_leaves_the_one_free_and_strums_the_offbeat() -> None:
    score = compose(plan_of("reggae", form=VERSE, seed=3))
    chords = places([beat for beat in starts(score, "keys") if beat < 27.9], grid=2)
    assert {1, 3} <= set(chords) <= {1, 3, 0.5, 2.5, 1.5, 3.5}


def test_a_waltz_has_its_bass_on_one_and_its_chords_on_two_and_three() -> None:
    score = compose(plan_of("waltz", form=VERSE))
    assert places(starts(score, "bass"), 3.0)[0] >= 8
    chords = places(starts(score, "keys"), 3.0)
    assert chords[1] >= 15
    assert chords[0] <= 4


def test_a_jazz_bass_walks_in_quarters() -> None:
    score = compose(plan_of("jazz", form=VERSE))
    beats = places(starts(score, "bass"))
    assert all(beats[beat] >= 6 for beat in (0, 1, 2, 3))
    leaps = [abs(after.key - before.key) for before, after in pairwise(score["bass"])]
    assert sum(leaps) / len(leaps) < 6


def test_swing_lies_late_and_follows_the_plan() -> None:
    def offbeats(**changes: float) -> list[float]:
        score = compose(plan_of("jazz", form=VERSE, **changes))
        return [note.beat % 1 for note in score["drums"] if note.key == 51 and 0.3 < note.beat % 1 < 0.9]

    assert 0.6 < sum(offbeats()) / len(offbeats()) < 0.7
    straight = offbeats(swing=0.5)
    assert 0.45 < sum(straight) / len(straight) < 0.55


def test_metal_kicks_twice_as_fast_and_plays_fifths() -> None:
    score = compose(plan_of("metal", form=LOUD))
    assert len(starts(score, "drums", KICK)) > 8 * 6
    assert len({note.key % 12 for note in score["keys"]}) <= 10
    by_time: dict[int, set[int]] = {}
    for note in score["keys"]:
        by_time.setdefault(round(note.beat * 8), set()).add(note.key)
    intervals = {(max(keys) - min(keys)) for keys in by_time.values() if len(keys) > 1}
    assert intervals <= {6, 7, 12}


def test_trap_hats_roll() -> None:
    score = compose(plan_of("trap", form=LOUD))
    hats = starts(score, "drums", CLOSED_HAT)
    assert min(after - before for before, after in pairwise(hats) if after - before > 0.01) < 0.2


@pytest.mark.parametrize("feel", [HALF_TIME, DOUBLE_TIME])
def test_half_time_and_double_time_move_the_backbeat(feel: str) -> None:
    score = compose(plan_of("rock", form=VERSE, section={"feel": feel}))
    loud = [note.beat for note in score["drums"] if note.key == SNARE and note.velocity > 80]
    often = {place for place, count in places(loud).items() if count >= 4}
    assert often == {2} if feel == HALF_TIME else {0.5, 1.5, 2.5, 3.5} <= often


def test_drums_and_bass_enter_with_the_energy() -> None:
    plan = plan_of("pop", form=(("intro", "A", 4, 0.3, 0.3), ("part", "B", 4, 0.85, 0.9)))
    score = compose(plan)
    for part in ("drums", "bass"):
        before, after = (
            sum(note.velocity for note in score.get(part, ()) if (note.beat < 16) == early) for early in (True, False)
        )
        assert after > 2 * before


def test_a_fill_leads_into_the_next_section_and_a_cymbal_opens_it() -> None:
    plan = plan_of("rock", form=(("verse", "A", 8, 0.6, 0.6), ("chorus", "B", 8, 0.85, 0.9)))
    drums = compose(plan)["drums"]
    ordinary = {note.key for note in drums if 20 <= note.beat < 24}
    leading = [note for note in drums if 30 <= note.beat < 31.9]
    assert {note.key for note in leading} - ordinary or len([n for n in leading if n.key == SNARE]) > 2
    assert any(abs(note.beat - 32) < 0.1 and note.key == 49 for note in drums)


def test_a_roll_builds_into_a_drop() -> None:
    plan = plan_of("house", form=(("build", "A", 8, 0.4, 0.7), ("drop", "B", 8, 0.95, 1.0)), seed=2)
    drums = compose(plan)["drums"]
    roll = [note for note in drums if note.key in (SNARE, CLAP) and 24 <= note.beat < 32]
    assert len(roll) > 20
    assert sum(n.velocity for n in roll[-5:]) > sum(n.velocity for n in roll[:5])


def test_a_breakdown_thins_out() -> None:
    form = (("chorus", "A", 8, 0.8, 0.8), ("breakdown", "A", 8, 0.5, 0.5))
    score = compose(plan_of("house", form=form))
    kicks = starts(score, "drums", CLAP, SNARE)
    assert sum(beat >= 32 for beat in kicks) < 0.2 * sum(beat < 31 for beat in kicks)


def test_density_makes_it_sparse_or_busy() -> None:
    counts = [
        sum(map(len, compose(plan_of("pop", form=VERSE, section={"density": density})).values()))
        for density in (0.1, 0.5, 0.9)
    ]
    assert counts[0] < 0.8 * counts[1] < counts[1] < counts[2]


def test_emphasis_is_heard_in_the_touch() -> None:
    def mean(emphasis: dict[str, str]) -> float:
        notes = compose(plan_of("pop", form=VERSE, section={"emphasis": emphasis}))["keys"]
        return sum(note.velocity for note in notes) / len(notes)

    assert mean({"keys": "soft"}) < 0.8 * mean({}) < 0.9 * mean({"keys": "loud"})


def test_a_loud_bass_is_doubled_below() -> None:
    score = compose(plan_of("pop", form=VERSE, section={"emphasis": {"bass": "loud"}}))
    assert len(score["sub"]) > 0.6 * len(score["bass"])
    assert max(note.key for note in score["sub"]) <= 44
    assert "sub" not in compose(plan_of("pop", form=VERSE))


def test_a_drop_is_doubled_below() -> None:
    plan = plan_of("techno", form=(("part", "A", 4, 0.7, 0.7), ("drop", "B", 4, 0.95, 0.95)))
    sub = starts(compose(plan), "sub")
    assert sub
    assert min(sub) >= plan.sections[1].start_beat


def test_what_is_silent_in_a_section_is_not_written_there() -> None:
    plan = plan_of("pop", form=VERSE, section={"without": ("drums", "lead")})
    assert {"drums", "lead"}.isdisjoint(compose(plan))


@pytest.mark.parametrize("style", ["house", "jazz", "folk", "latin"])
def test_a_part_does_not_change_when_another_is_muted(style: str) -> None:
    whole, drumless = compose(plan_of(style)), compose(plan_of(style, section={"without": ("drums",)}))
    assert drumless.keys() == whole.keys() - {"drums"}
    for part in drumless:  # lengths may differ: where drums filled a hole, the last chord does
        assert [note._replace(beats=0) for note in drumless[part]] == [note._replace(beats=0) for note in whole[part]]


@pytest.mark.parametrize(
    "instruments",
    [
        {"lead": "Violin"},
        {"keys": "Acoustic Grand Piano", "lead": "Acoustic Grand Piano"},
        {"keys": "Acoustic Guitar (nylon)"},
        {"bass": "Slap Bass 1"},
        {"drums": "Standard Kit"},
        {"drums": "Standard Kit", "bass": "Electric Bass (finger)"},
        {"pad": "Choir Aahs"},
        {"counter": "Cello"},
    ],
)
@pytest.mark.parametrize("style", ["pop", "jazz", "classical_piano", "trap"])
def test_whoever_plays_alone_leaves_no_hole(style: str, instruments: dict[str, str]) -> None:
    plan = plan_of(style, instruments=instruments, form=(("intro", "A", 4, 0.25, 0.3), *VERSE), tempo_bpm=100)
    score = compose(plan)
    spans = sorted((note.beat, note.beat + note.beats) for notes in score.values() for note in notes)
    reach = 0.0
    for start, end in spans:
        assert start - reach < 2.2, f"{start - reach:.1f} beats of silence at {reach:.1f}"
        reach = max(reach, end)
    assert plan.beats - reach < 2.2


def test_another_instrument_in_a_section_plays_in_its_own_range() -> None:
    plan = plan_of("pop", form=LOUD, section={"changes": {"lead": "Tuba"}})
    score = compose(plan)
    assert max(note.key for note in score["lead"]) <= PRESETS["Tuba"].highest


@pytest.mark.parametrize("style", STYLES)
def test_the_piece_ends_at_home(style: str) -> None:
    plan = plan_of(style)
    last = lay_bars(plan)[-1]
    assert last.is_last
    assert last.chord.root == plan.tonic
    final = {
        note.key % 12
        for part, notes in compose(plan).items()
        if part in ("bass", "lead")
        for note in notes
        if note.beat > last.start - 0.1
    }
    assert plan.tonic in final


@pytest.mark.parametrize("style", ["pop", "house", "jazz"])
def test_a_loop_leads_back_to_its_start(style: str) -> None:
    plan = plan_of(style, form=VERSE, loopable=True)
    bars = lay_bars(plan)
    assert not bars[-1].is_last
    assert bars[-1].next_chord == bars[0].chord
    score = compose(plan)
    check(plan, score)
    assert sum(note.beat >= bars[-1].start for note in score["drums"]) >= 4


def test_a_key_change_moves_the_harmony() -> None:
    plan = plan_of("pop", form=VERSE)
    moved = plan_of("pop", form=VERSE, section={"transpose": 2})
    for bar, other in zip(lay_bars(plan), lay_bars(moved), strict=True):
        assert [(tone + 2) % 12 for tone in bar.chord.tones] == list(other.chord.tones)


def test_two_styles_are_blended() -> None:
    plan = plan_of("house", "jazz", form=LOUD, mode="major")
    words = {bar.chord for bar in lay_bars(plan)}
    alone = [
        {bar.chord for bar in lay_bars(plan_of(style, form=LOUD, mode="major", meter=(4, 4)))}
        for style in ("house", "jazz")
    ]
    assert words - alone[0]
    kicks = places(starts(compose(plan), "drums", KICK))
    assert all(kicks[beat] >= 5 for beat in (0, 1, 2, 3))


@pytest.mark.parametrize("style", ["classical_piano", "jazz", "ambient", "orchestral", "string_quartet"])
def test_no_noise_riser_where_none_belongs(style: str) -> None:
    assert "riser" not in compose(plan_of(style))


def test_the_orchestra_enters_by_and_by() -> None:
    score = compose(plan_of("orchestral", form=(("part", "A", 32, 0.25, 1.0),)))
    entries = {part: score[part][0].beat for part in ("keys", "rhythm", "lead", "counter", "pad")}
    assert entries["keys"] < entries["rhythm"] <= entries["lead"] < entries["counter"] < entries["pad"]


def test_the_quartet_has_four_voices_that_do_not_cross_and_seldom_run_parallel() -> None:
    faults = chords = crossed = 0
    for seed in range(4):
        plan = plan_of("string_quartet", seed=seed, form=(("part", "A", 16, 0.45, 0.5),), section={"density": 0.3})
        score = compose(plan)
        assert set(score) == {"lead", "pad", "keys", "bass"}
        before: tuple[int, ...] | None = None
        for bar in lay_bars(plan):
            at = bar.start + 0.15
            voices = tuple(
                next((n.key for n in reversed(score[part]) if n.beat <= at < n.beat + n.beats), 0)
                for part in ("bass", "keys", "pad", "lead")
            )
            if 0 in voices:
                continue
            chords += 1
            crossed += voices != tuple(sorted(voices))
            faults += before is not None and any(True for _ in parallels(before, voices))
            before = voices
    assert chords > 30
    assert crossed <= 0.1 * chords
    assert faults <= 0.25 * chords


def test_a_drone_changes_slowly() -> None:
    plan = plan_of("drone", form=(("part", "A", 32, 0.5, 0.5),))
    score = compose(plan)
    held = [note.beats for part in ("bass", "pad", "keys") for note in score[part]]
    assert sum(held) / len(held) > 12
    assert sum(map(len, score.values())) < 250


def test_a_hole_is_filled_by_holding_the_last_chord_and_a_long_pause_is_left() -> None:
    plan = plan_of("pop", form=VERSE)
    chord, stroke = [Note(0, 1, 60, 90), Note(0, 1, 64, 90)], [Note(1.2, 0.3, 36, 90)]
    later = [Note(3, 1, 60, 90), Note(12, 20, 60, 90)]
    filled = without_holes({"keys": [*chord, *later], "drums": stroke}, plan)
    assert [note.beats for note in filled["keys"]] == [3, 3, 1, 20]
    assert filled["drums"] == stroke


def test_a_long_section_develops() -> None:
    plan = plan_of("pop", form=(("part", "A", 48, 0.6, 0.6),))
    score = compose(plan)

    def sixteen_bars(number: int, part: str) -> set[tuple[int, int]]:
        first = number * 64
        return {(round((n.beat - first) * 4), n.key) for n in score[part] if first <= n.beat + 0.06 < first + 64}

    for part in ("lead", "keys", "drums"):
        one, two = sixteen_bars(0, part), sixteen_bars(1, part)
        assert len(one & two) < 0.9 * len(one)
    assert len(sixteen_bars(1, "lead")) < len(sixteen_bars(0, "lead"))


@pytest.mark.parametrize("style", DRUMMED)
def test_seeds_drum_differently(style: str) -> None:
    patterns = set()
    for seed in range(6):
        notes = compose(plan_of(style, seed=seed, form=(("verse", "A", 16, 0.62, 0.62),)))["drums"]
        counts = Counter((round(note.beat * 4) % 32, note.key) for note in notes)
        patterns.add(frozenset(place for place, count in counts.items() if count >= 4))
    assert len(patterns) >= (3 if STYLES[style].meter == (3, 4) else 5)


def test_the_shortest_piece_is_more_than_a_last_chord() -> None:
    score = compose(plan_of("hiphop", form=(("part", "A", 1, 0.6, 0.6),)))
    assert len(score["drums"]) > 8
    assert len(score["keys"]) > 3


@pytest.mark.parametrize(
    "style", ["pop", "rock", "funk", "lofi", "reggae", "country", "folk", "classical_piano", "soul"]
)
def test_the_bass_outlines_the_harmony(style: str) -> None:
    plan = plan_of(style, form=VERSE)
    part = "bass" if "bass" in plan.instruments else "keys"
    notes = compose(plan)[part]
    bars = lay_bars(plan)
    for bar in bars:
        inside = [note for note in notes if bar.start - 0.06 <= note.beat < bar.start + bar.beats - 0.06]
        first = min((note for note in inside if note.beat < bar.start + 1.1), key=lambda note: note.key, default=None)
        assert first is None or first.key % 12 in bar.chord.tones
    heard = {note.key % 12 for note in notes}
    assert {bar.chord.bass for bar in bars} <= heard


def test_the_bass_takes_the_root_of_a_chord_that_comes_in_the_middle_of_a_bar() -> None:
    heard = 0
    for seed in range(30):
        plan = plan_of("soul", seed=seed, form=VERSE)
        notes = compose(plan)["bass"]
        for bar in lay_bars(plan):
            for start, chord in bar.chords[1:]:
                at = bar.start + start
                first = next((note for note in notes if at - 0.06 <= note.beat < at + 0.9), None)
                if first is not None and first.beat < at + 0.1:
                    assert first.key % 12 == chord.bass
                    heard += 1
    assert heard > 10


@pytest.mark.parametrize("style", ["pop", "soul", "lofi", "house", "blues", "disco"])
def test_chords_follow_each_other_closely(style: str) -> None:
    for seed in range(3):
        plan = plan_of(style, seed=seed, form=VERSE)
        voicings: list[list[int]] = []
        notes = compose(plan)["keys"]
        for bar in lay_bars(plan)[:-1]:
            onset = min((note.beat for note in notes if note.beat >= bar.start - 0.06), default=0.0)
            voicings.append(sorted(note.key for note in notes if onset - 0.01 <= note.beat < onset + 0.2))
        moves = [abs(sum(after) / len(after) - sum(before) / len(before)) for before, after in pairwise(voicings)]
        assert sum(moves) / len(moves) < 3.5


@pytest.mark.parametrize("style", [name for name, style in STYLES.items() if style.leading_note and name != "metal"])
def test_the_last_chord_is_prepared(style: str) -> None:
    for seed in range(3):
        before = lay_bars(plan_of(style, seed=seed))[-2]
        dominant = before.chords[-1][1]
        assert (dominant.root - 2) % 12 in (7, 1, 10)  # the dominant, or what may stand for it


def test_machines_are_tight_and_people_are_not() -> None:
    def strays(style: str) -> float:
        notes = [note for note in compose(plan_of(style, form=VERSE, swing=0.5))["drums"] if note.key == KICK]
        return max(abs(note.beat * 4 - round(note.beat * 4)) / 4 for note in notes)

    assert strays("techno") < 0.01 < strays("lofi") < 0.07


def test_strokes_of_one_drum_are_not_all_alike() -> None:
    for style in DRUMMED:
        hats = [note.velocity for note in compose(plan_of(style, form=VERSE))["drums"]]
        assert len(set(hats)) > 6


def test_overlapping_notes_are_cut() -> None:
    notes = [Note(0, 4, 60, 90), Note(1, 1, 60, 80), Note(1.01, 9, 60, 85), Note(0, 99, 64, 70)]
    assert cleaned(notes, 8.0) == [Note(0, 1, 60, 90), Note(0, 8, 64, 70), Note(1, 6.99, 60, 85)]


@pytest.mark.parametrize(("style", "part"), [("jazz", "bass"), ("string_quartet", "bass"), ("folk", "lead")])
def test_a_section_in_another_key_is_played_as_the_same_section_in_that_key(style: str, part: str) -> None:
    """With steps of the scale and grace notes, which belong to no chord."""
    form = (("verse", "A", 16, 0.6, 0.6),)
    for seed in range(4):
        raised = plan_of(style, seed=seed, form=form, tonic=0, section={"transpose": 2})
        there = plan_of(style, seed=seed, form=form, tonic=2)
        assert compose(raised)[part] == compose(there)[part]


def walked(seed: int) -> Iterator[tuple[Bar, list[int]]]:
    """Bars of a walking bass, with its quarters."""
    plan = plan_of("jazz", seed=seed, form=(("part", "A", 16, 0.6, 0.6),), tonic=0)
    notes = [note for note in compose(plan)["bass"] if note.beats > 0.5]
    for bar in lay_bars(plan)[:-1]:
        yield bar, [note.key for note in notes if bar.start - 0.08 <= note.beat < bar.start + bar.beats - 0.08]


def test_a_walking_bass_walks_through_chords_and_scales() -> None:
    outside = leading = stepwise = repeated = total = 0
    for seed in range(20):
        for bar, keys in walked(seed):
            for beat, (key, following) in enumerate(pairwise(keys)):
                chord = bar.chord_at(beat)
                outside += key % 12 not in scale_under(chord.tones, 0, "major")
                leading += abs(following - key) == 1
                stepwise += abs(following - key) == 2
                repeated += following == key
                total += 1
            assert keys[0] % 12 == bar.chord.bass
            assert keys[2] % 12 in bar.chord_at(2).tones
    assert outside < 0.2 * total
    assert leading + stepwise > 0.35 * total
    assert stepwise > 0.15 * total
    assert repeated < 0.02 * total


@pytest.mark.parametrize("style", ["pop", "lofi", "house", "soul", "chiptune"])
def test_the_last_chord_has_its_root_in_the_bass_after_a_quiet_outro(style: str) -> None:
    for seed in range(3):
        plan = plan_of(style, seed=seed)
        last = [note for note in compose(plan)["bass"] if note.beat >= lay_bars(plan)[-1].start - 0.06]
        assert [note.key % 12 for note in last] == [plan.tonic]


def test_a_choir_alone_sings_in_four_voices_and_nobody_plays() -> None:
    crossed = chords = faults = 0
    for seed in range(12):
        plan = parse("slow choir", length_s=40.0, seed=seed)
        score = compose(plan)
        assert set(score) == {"lead", "pad"}
        before: tuple[int, ...] | None = None
        for bar in lay_bars(plan):
            begun = [note.key for note in score["pad"] if bar.start - 0.06 <= note.beat < bar.start + 0.1]
            assert min(begun, default=60) < 60
            lowest = min(begun, default=bar.chord.bass) % 12
            assert lowest in (bar.chord.bass, (bar.chord.root + bar.chord.third) % 12)
            if bar.closes or bar.is_last:
                assert lowest == bar.chord.bass
            sounding = [note for note in score["lead"] if note.beat <= bar.start + 0.1 < note.beat + note.beats]
            if len(begun) == 3 and sounding:
                voices = (*sorted(begun), sounding[-1].key)
                chords += 1
                crossed += voices[3] < voices[2]
                faults += before is not None and any(True for _ in parallels(before, voices))
                before = voices
            else:
                before = None
    assert chords > 60
    assert crossed <= 0.1 * chords
    assert faults <= 0.15 * chords


def test_an_orchestra_without_brass_has_no_trumpet() -> None:
    usual = {role: presets[0] for role, presets in STYLES["orchestral"].instruments.items()}
    loud = (("chorus", "A", 8, 0.9, 0.95),)
    assert "lead doubling" in compose(plan_of("orchestral", form=loud))
    del usual["counter"]
    assert "lead doubling" not in compose(plan_of("orchestral", form=loud, instruments=usual))


def test_the_voices_of_an_orchestra_follow_a_chord_that_comes_in_the_middle_of_a_bar() -> None:
    plan = plan_of("orchestral", form=(("chorus", "A", 6, 0.7, 0.7),), chords=("1,4", "6,5:M"))
    score = compose(plan)
    for bar in lay_bars(plan)[:-1]:
        for start, chord in bar.chords:
            for part in ("bass", "counter", "pad"):
                inside = [
                    note.key % 12
                    for note in score[part]
                    if bar.start + start - 0.06 <= note.beat < bar.start + bar.chord_end(start) - 0.1
                ]
                assert inside
                assert set(inside) <= set(chord.tones)


def test_a_riff_moves_beside_its_root_in_the_scale() -> None:
    beside = 0
    for seed in range(14):
        plan = plan_of("metal", seed=seed, form=LOUD)
        notes = compose(plan)["keys"]
        for bar in lay_bars(plan)[:-1]:
            chord = bar.chord
            for note in notes:
                if bar.start - 0.06 <= note.beat < bar.start + bar.beats - 0.06 and len(bar.chords) == 1:
                    assert note.key % 12 in {*chord.tones, *scale_under(chord.tones, plan.tonic, plan.mode)}
                    beside += note.key % 12 not in chord.tones
    assert beside > 50


@pytest.mark.parametrize(
    ("prompt", "length_s"),
    [
        ("118 BPM. Start with just drums and bass, then guitars join at 0:08, then a bridge", 3.0),
        ("150 bpm dubstep, 0:00-0:10 intro, 0:10-0:50 verse, 0:50-1:00 outro, intro 16 bars, drop 16 bars", 7.3),
        ("70% techno 30% jazz, breakdown (16 bars), drop (16 bars)", 4.2),
    ],
)
def test_a_section_of_less_than_a_beat_is_played(prompt: str, length_s: float) -> None:
    plan = parse(prompt, length_s=length_s, seed=1)
    assert min(section.beats for section in plan.sections) < 0.9
    check(plan, compose(plan))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("beats", [0.03, 0.2])
def test_a_sliver_at_the_end_breaks_no_style(style: str, beats: float) -> None:
    plan = plan_of(style)
    bar_s = 60 / plan.sections[-1].tempo_bpm
    last = plan.sections[-1]
    sliver = replace(
        last, start_s=last.end_s, length_s=beats * bar_s, start_beat=last.end_beat, beats=beats, kind="outro"
    )
    longer = replace(plan, sections=(*plan.sections, sliver), length_s=plan.length_s + beats * bar_s)
    check(longer, compose(longer))
