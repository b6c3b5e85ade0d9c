"""Structure in time as people talk of it: until, twice, from this to that, in every chorus."""

from __future__ import annotations

import pytest

from demotape.engines.band.parse import parse
from demotape.engines.band.plan import DRUMS, PAD, Plan


def plan_of(prompt: str, *, length_s: float = 60.0, seed: int = 1) -> Plan:
    return parse(prompt, length_s=length_s, seed=seed)


@pytest.mark.parametrize(
    ("prompt", "sections"),
    [
        (
            "techno. Build up until 0:30, drop at 0:30, breakdown at 0:45",
            [("build", 30), ("drop", 15), ("breakdown", 15)],
        ),
        ("only drums until 0:10, then bass until 0:20, then everybody", [("part", 10), ("part", 10), ("part", 40)]),
        ("Klavier bis 0:20, dann alle zusammen", [("part", 20), ("part", 40)]),
        ("house, at 0:30 drop", [("build", 30), ("drop", 30)]),
        ("pop: 30% intro, 70% chorus", [("intro", 18), ("chorus", 42)]),
        ("1/3 calm, 2/3 intense", [("part", 20), ("part", 40)]),
        ("goes from calm to aggressive, orchestral", [("part", 29), ("part", 31)]),
        ("house, at 0:40 a guitar solo", [("build", 10), ("drop", 30), ("solo", 20)]),
    ],
)
def test_sections_have_their_place(prompt: str, sections: list[tuple[str, int]]) -> None:
    plan = plan_of(prompt)
    assert [section.kind for section in plan.sections] == [kind for kind, _ in sections]
    assert [section.length_s for section in plan.sections] == pytest.approx([s for _, s in sections], abs=2.5)
    assert plan.not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        ("verse x2, chorus x3", ["verse", "verse", "chorus", "chorus", "chorus"]),
        ("chorus twice", ["chorus", "chorus"]),
        ("Strophe, Refrain zweimal, Schluss", ["verse", "chorus", "chorus", "outro"]),
        ("estrofa, estribillo, final", ["verse", "chorus", "outro"]),
        ("part A piano, part B strings, part A", ["verse", "chorus", "verse"]),
        ("no intro, straight into the chorus, then a bridge", ["chorus", "bridge"]),
        ("quiet - loud - quiet - loud, grunge", ["part"] * 4),
        ("rock with loud-quiet-loud dynamics", ["part"] * 3),
    ],
)
def test_sections_come_as_often_and_in_the_order_that_is_said(prompt: str, kinds: list[str]) -> None:
    assert [section.kind for section in plan_of(prompt).sections] == kinds


def test_quiet_and_loud_take_turns() -> None:
    quiet, loud, again = plan_of("rock with quiet-loud-quiet dynamics").sections
    assert loud.energy_start > quiet.energy_end + 0.3
    assert loud.energy_start > again.energy_end + 0.3


def test_beginning_middle_and_end_each_have_their_mood() -> None:
    plan = plan_of("calm at the beginning, tense in the middle, happy at the end, orchestral")
    names = [section.name for section in plan.sections]
    assert [name for name in names if name != "main part"] == [
        "calm at the beginning",
        "tense in the middle",
        "happy at the end",
    ]
    assert plan.not_followed == ()


def test_what_leaves_for_a_while_comes_back() -> None:
    plan = plan_of("drums drop out at 0:30 for 8 seconds")
    gap = next(section for section in plan.sections if DRUMS in section.without)
    assert (gap.start_s, gap.length_s) == pytest.approx((30, 8))
    assert plan.sections[-1].start_s == pytest.approx(38)
    assert "drums drop out: no drums" not in plan.understood


def test_a_negation_until_a_time_holds_until_then() -> None:
    plan = plan_of("starts with piano, no drums until 0:20")
    assert [DRUMS in section.without for section in plan.sections] == [True, False]
    assert plan.sections[0].length_s == pytest.approx(20, abs=0.5)


@pytest.mark.parametrize("prompt", ["piano until the end", "drums bis zum Ende"])
def test_until_the_end_is_no_section(prompt: str) -> None:
    assert "outro" not in [section.kind for section in plan_of(prompt + ", no outro").sections]
    assert not any(line.startswith("0:") for line in plan_of(prompt).understood)


@pytest.mark.parametrize(
    ("prompt", "styles"),
    [
        ("at the halfway point switch from jazz to metal", [("jazz",), ("metal",)]),
        ("evolves from ambient to techno", [("ambient",), ("techno",)]),
    ],
)
def test_a_piece_goes_from_style_to_style(prompt: str, styles: list[tuple[str, ...]]) -> None:
    plan = plan_of(prompt)
    assert list(dict.fromkeys(section.styles for section in plan.sections)) == styles
    turn = next(section for section in plan.sections if section.styles == styles[1])
    assert turn.start_s == pytest.approx(30, abs=1)


def test_short_and_long_sections_are_so() -> None:
    short, long, last = (section.length_s for section in plan_of("short intro, long verse, short outro").sections)
    assert long > 4 * max(short, last)
    with_long, usual = (
        next(s.length_s for s in plan_of(prompt).sections if s.kind == "intro")
        for prompt in ("pop with a long intro", "pop with an intro")
    )
    assert with_long > 1.3 * usual


def test_what_is_said_of_every_chorus_holds_in_every_chorus() -> None:
    plan = plan_of("pop, during the chorus add strings, in the verse only bass and drums", length_s=120)
    assert len(plan.sections) > 4
    for section in plan.sections:
        cast = plan.cast(section)
        if section.kind == "verse":
            assert set(cast) == {"drums", "bass"}
        assert (cast.get(PAD) == "String Ensemble 1") == (section.kind == "chorus")


def test_verses_and_choruses_in_general_leave_the_form_open() -> None:
    plan = plan_of("verses are soft, choruses are loud")
    assert {"intro", "verse", "chorus"} <= {section.kind for section in plan.sections}
    energies = {section.kind: section.energy_end for section in plan.sections}
    assert energies["chorus"] > energies["verse"] + 0.3


@pytest.mark.parametrize(
    "prompt", ["Lyrics begin at 15 seconds", "a female vocalist enters at 0:20", "vocals from 0:10"]
)
def test_when_somebody_sings_is_no_section(prompt: str) -> None:
    plan = plan_of("pop. " + prompt)
    assert not any(line.startswith("0:") for line in plan.understood)
    assert plan.not_followed == ("vocals: there is no singer here, the lead plays the melody",)


def test_bars_that_a_named_tempo_has_no_room_for_are_told() -> None:
    plan = plan_of("8 bars intro, 16 bars verse, 8 bars outro, 120 bpm house")
    assert plan.not_followed == ("verse, 16 bars: it has 14 in 60 s at this tempo",)


def test_a_solo_among_sections_has_its_band() -> None:
    solo = plan_of("piano intro, saxophone solo, piano outro").sections[1]
    assert (solo.kind, solo.without) == ("solo", ())


@pytest.mark.parametrize(
    "prompt",
    [
        "rock, intro 20 s, then a loud chorus 40 s, no drums in the intro",
        "rock, no drums in the intro. intro 20 s, then a loud chorus 40 s",
        "Rock, Intro 20 s, dann lauter Refrain 40 s, im Intro kein Schlagzeug",
    ],
)
def test_what_is_said_elsewhere_of_a_section_belongs_to_it(prompt: str) -> None:
    plan = plan_of(prompt)
    assert [(section.kind, DRUMS in section.without) for section in plan.sections] == [
        ("intro", True),
        ("chorus", False),
    ]
    assert plan.not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "casts"),
    [
        (
            "Start: solo cello. 15s: add viola. 30s: add violins.",
            [{"Cello"}, {"Cello", "Viola"}, {"Cello", "Viola", "String Ensemble 1"}],
        ),
        (
            "start with a solo piano for 15 seconds, then add strings for 20 seconds, then a flute joins",
            [
                {"Acoustic Grand Piano"},
                {"Acoustic Grand Piano", "String Ensemble 1"},
                {"Acoustic Grand Piano", "String Ensemble 1", "Flute"},
            ],
        ),
    ],
)
def test_who_joins_takes_nobodys_place(prompt: str, casts: list[set[str]]) -> None:
    plan = plan_of(prompt)
    assert [set(plan.cast(section).values()) for section in plan.sections] == casts
    assert "lead" in plan.cast(plan.sections[0])


def test_times_before_their_words_that_grow_are_places() -> None:
    plan = plan_of("Start: solo cello. 15s: add viola. 30s: add violins. 45s: tutti")
    assert [section.start_s for section in plan.sections] == pytest.approx([0, 15, 30, 45])
    assert plan.not_followed == ()


def test_stretches_without_a_unit_are_seconds_where_they_follow_each_other() -> None:
    plan = plan_of("a trailer: 0-10 ambient drone, 10-45 rising tension, 45-60 full orchestra")
    assert [section.start_s for section in plan.sections] == pytest.approx([0, 10, 45])
    assert plan_of("pop, 10-12 instruments, 3-4 of them guitars").sections[0].start_s == 0


def test_everybody_but_one_stops_and_who_returns_was_there() -> None:
    plan = plan_of("pop, everyone stops at 0:20 except the piano, then at 0:35 the drums return")
    assert [set(plan.cast(section).values()) == {"Acoustic Grand Piano"} for section in plan.sections] == [
        False,
        True,
        False,
    ]
    assert [DRUMS in plan.cast(section) for section in plan.sections] == [True, False, True]


def test_who_enters_in_a_section_named_elsewhere_is_not_there_before() -> None:
    plan = plan_of("the bass should only enter at the chorus: intro, verse, chorus, outro, pop")
    assert [("bass" in plan.cast(section)) for section in plan.sections] == [False, False, True, True]


def test_a_build_until_before_the_end_and_from_a_whisper() -> None:
    build, quiet = plan_of("crescendo until the last 10 seconds, then quiet").sections
    assert (build.length_s, quiet.length_s) == pytest.approx((50, 10), abs=0.5)
    assert build.energy_end > 0.9
    assert quiet.energy_end < 0.5
    whisper, finale = plan_of("orchestral, building from a whisper to a triumphant finale").sections
    assert whisper.energy_end < 0.5 < finale.energy_end


@pytest.mark.parametrize(
    ("prompt", "bpm"),
    [
        ("House at 126 BPM in A minor with a build at 0:20 and a drop at 0:30", 126),
        ("Électro à 128 BPM avec une montée à 0:20 et un drop à 0:30", 128),
        ("Techno mit 130 BPM und Drop bei 0:30", 130),
    ],
)
def test_what_stands_before_a_time_holds_for_the_whole(prompt: str, bpm: int) -> None:
    plan = plan_of(prompt)
    assert plan.sections[-1].kind == "drop"
    assert all(section.tempo_bpm == pytest.approx(bpm) for section in plan.sections)


@pytest.mark.parametrize(
    ("prompt", "ending"),
    [
        ("at 0:20 drums kick in, ends with solo piano", "ends with solo piano"),
        ("a los 20 segundos entra la batería, y termina con piano solo", "termina con piano solo"),
    ],
)
def test_an_end_after_a_time_has_its_room(prompt: str, ending: str) -> None:
    last = plan_of(prompt).sections[-1]
    assert last.name == ending
    assert last.length_s == pytest.approx(12, abs=1)


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        ("two verses, a chorus, pop", ["verse", "verse", "chorus"]),
        ("zwei Strophen und ein Refrain", ["verse", "verse", "chorus"]),
        ("intro, verse 2, chorus", ["intro", "verse", "chorus"]),
        ("strings only in the chorus: verse, chorus, pop", ["verse", "chorus"]),
        ("Rock, Gitarrensolo am Ende", ["verse", "chorus", "solo"]),
        ("Jazz, Klaviersolo von 0:20 bis 0:40", ["part", "solo", "part"]),
    ],
)
def test_sections_are_counted_and_solos_found(prompt: str, kinds: list[str]) -> None:
    assert [section.kind for section in plan_of(prompt, length_s=45).sections] == kinds


def test_only_in_the_chorus_is_not_the_chorus_alone() -> None:
    verse, chorus = plan_of("strings only in the chorus: verse, chorus, pop").sections
    assert "String Ensemble 1" in chorus.changes.values()
    assert chorus.without == verse.without == ()


@pytest.mark.parametrize("prompt", ["slow-fast-slow", "a song in three parts: slow, fast, slow"])
def test_slow_and_fast_take_turns(prompt: str) -> None:
    slow, fast, again = (section.tempo_bpm for section in plan_of(prompt).sections)
    assert fast > 1.2 * max(slow, again)


def test_drums_only_in_the_second_half_are_not_alone_there() -> None:
    plan = plan_of("pop, drums only in the second half")
    assert [DRUMS in plan.cast(section) for section in plan.sections] == [False, False, True]
    assert len(plan.cast(plan.sections[-1])) > 3


def test_what_is_said_before_the_sections_holds_for_the_whole() -> None:
    plan = plan_of("an uplifting trance anthem with a euphoric breakdown and a supersaw drop, 138 bpm")
    assert [section.kind for section in plan.sections] == ["breakdown", "drop"]
    assert plan.moods == ("uplifting",)
    assert [section.name for section in plan.sections] == ["euphoric breakdown", "supersaw drop"]


def test_a_tempo_of_one_section_is_played_there() -> None:
    plan = plan_of("techno, 120 bpm, 140 bpm at the drop, verse, drop, outro")
    assert {section.kind: round(section.tempo_bpm) for section in plan.sections}["drop"] == 140
