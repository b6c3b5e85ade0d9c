"""Structure in time, in all the ways people write it."""

from __future__ import annotations

import pytest

from demotape.engines.band.parse import parse
from demotape.engines.band.plan import BASS, DRUMS, HALF_TIME, KEYS, LEAD, LOUD, PAD, Plan


def plan_of(prompt: str, *, length_s: float = 20.0, seed: int = 1) -> Plan:
    return parse(prompt, length_s=length_s, seed=seed)


def lengths(plan: Plan) -> list[float]:
    return [section.length_s for section in plan.sections]


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [
        ("slow intro: 10 s, then faster: 10 s", [10, 10]),
        ("slow intro (10 s), then faster (10 s)", [10, 10]),
        ("slow intro 5 sec; drop 15 seconds", [5, 15]),
        ("10 s slow intro, 30 s drop", [5, 15]),
        ("10 s slow intro 30 s drop", [5, 15]),
        ("verse 5 s chorus 10 s verse 5 s", [5, 10, 5]),
        ("(0:00-0:15) intro, (0:15-1:00) drop", [5, 15]),
        ("[0:00 - 0:05] intro [0:05 - 0:20] drop", [5, 15]),
        ("0:00 - 0:05 intro. 0:05 - 0:20 drop", [5, 15]),
        ("0:00 to 0:05: intro\n0:05 to 0:20: drop", [5, 15]),
        ("0-5 s: quiet; 5-20 s: loud", [5, 15]),
        ("from 0 to 5 seconds piano, from 5 to 20 seconds everything", [5, 15]),
        ("intro (0:00-0:05), drop (0:05-0:20)", [5, 15]),
        ("0:00 intro, 0:05 drop, 0:15 outro", [5, 10, 5]),
        ("intro for 10 s, then loud for 10 s", [10, 10]),
        ("intro for 10 s and drop for 10 s", [10, 10]),
        ("intro: 0.5 min, chorus: 30 s", [10, 10]),
        ("ten seconds of piano followed by ten seconds of drums", [10, 10]),
        ("house, intro: 5 s, then the drop with everything", [5, 15]),
        ("house, slow intro: 5 s", [5, 15]),
        ("house, outro: 5 s", [15, 5]),
        ("intro: 4 s, soft, quiet, drop: 16 s", [4, 16]),
        (
            "a calm intro for 5 seconds, a build-up for 5 seconds and then a massive drop for 10 seconds, edm",
            [5, 5, 10],
        ),
        ("at 0:05 drop", [5, 15]),
        ("drop at 0:05", [5, 15]),
        ("the beat drops at 5 seconds", [5, 15]),
        ("after 5 seconds a drop", [5, 15]),
        ("at 0:05 the drums come in, at 0:10 a breakdown", [5, 5, 10]),
        ("from 0:05 to 0:10 only drums", [5, 5, 10]),
        ("breakdown from 0:05 to 0:10", [5, 5, 10]),
        ("0:05-end: loud", [5, 15]),
        ("first 10 seconds piano only", [10, 10]),
        ("piano only for the first 10 seconds", [10, 10]),
        ("the first 5 s soft, the last 5 s loud", [5, 10, 5]),
        ("last 5 seconds fade out", [15, 5]),
        ("fade out over the last 5 seconds", [15, 5]),
        ("5 second fade out", [15, 5]),
        ("0:05-0:10 piano solo; the rest full band", [5, 5, 10]),
        ("Intro: 5 s, dann Refrain: 15 s", [5, 15]),
        ("zuerst 5 Sekunden Klavier, dann 15 Sekunden alles", [5, 15]),
        ("die ersten 5 Sekunden nur Klavier", [5, 15]),
        ("bei 0:05 Drop", [5, 15]),
        ("die letzten 5 Sekunden ausblenden", [15, 5]),
        ("intro : 5 s, puis refrain : 15 s", [5, 15]),
        ("les 5 premières secondes piano seul", [5, 15]),
        ("à 0:05 refrain", [5, 15]),
        ("introducción: 5 s, luego estribillo: 15 s", [5, 15]),
        ("los primeros 5 segundos solo piano", [5, 15]),
        ("primero piano 5 segundos, después batería 15 segundos", [5, 15]),
    ],
)
def test_named_times_are_kept_or_scaled_to_the_length(prompt: str, seconds: list[float]) -> None:
    assert lengths(plan_of(prompt)) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("verse, chorus, verse, chorus, outro", ["verse", "chorus", "verse", "chorus", "outro"]),
        ("verse chorus verse chorus outro", ["verse", "chorus", "verse", "chorus", "outro"]),
        ("intro - verse - chorus - bridge - chorus", ["intro", "verse", "chorus", "bridge", "chorus"]),
        ("intro -> build -> drop", ["intro", "build", "drop"]),
        ("intro → verse → chorus", ["intro", "verse", "chorus"]),
        ("Intro / Verse / Chorus", ["intro", "verse", "chorus"]),
        ("[Intro] [Verse] [Chorus]", ["intro", "verse", "chorus"]),
        ("jazz, intro, then a verse, then a loud chorus", ["intro", "verse", "loud chorus"]),
        ("Strophe, Refrain, Strophe, Refrain", ["strophe", "refrain", "strophe", "refrain"]),
        ("couplet, refrain, couplet, refrain", ["couplet", "refrain", "couplet", "refrain"]),
        ("estrofa, estribillo, estrofa", ["estrofa", "estribillo", "estrofa"]),
        ("AABA", ["a", "a", "b", "a"]),
        ("verse, chorus, guitar solo, chorus", ["verse", "chorus", "guitar solo", "chorus"]),
        (
            "orchestral: starts with a lone piano, builds with strings, huge brass climax, ends softly",
            ["starts with a lone piano", "builds with strings", "huge brass climax", "ends softly"],
        ),
        ("pop in A minor: 8 bars drums only, 8 bars everything", ["drums only", "everything"]),
        ("a quiet intro and a big drop", ["quiet intro", "big drop"]),
    ],
)
def test_named_sections_come_in_their_order(prompt: str, names: list[str]) -> None:
    plan = plan_of(prompt, length_s=40)
    assert [section.name.lower() for section in plan.sections] == names
    assert sum(lengths(plan)) == pytest.approx(40)


def test_named_sections_get_their_kind_and_repeat_their_material() -> None:
    plan = plan_of("intro, verse, chorus, verse, chorus, bridge, chorus, outro", length_s=90)
    kinds = ["intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro"]
    assert [section.kind for section in plan.sections] == kinds
    ideas = {section.kind: section.idea for section in plan.sections}
    assert len({ideas["verse"], ideas["chorus"], ideas["bridge"]}) == 3
    assert plan.sections[0].length_s < plan.sections[1].length_s
    assert plan.sections[1].energy_end < plan.sections[2].energy_start


def test_sections_without_times_lie_on_bar_lines() -> None:
    for prompt in (
        "pop, verse, chorus, verse, chorus, outro",
        "pop 97 bpm, verse, chorus, outro",
        "waltz, verse, chorus",
    ):
        plan = plan_of(prompt, length_s=47)
        for section in plan.sections[1:]:
            bars = section.start_beat / plan.bar_beats
            assert bars == pytest.approx(round(bars), abs=1e-6)
        assert len({round(section.tempo_bpm, 6) for section in plan.sections}) == 1


@pytest.mark.parametrize(
    ("prompt", "shares"),
    [
        ("20% intro, 60% main part, 20% outro", [0.2, 0.6, 0.2]),
        ("25% intro 50% drop 25% outro", [0.25, 0.5, 0.25]),
        ("the first half calm, the second half energetic", [0.5, 0.5]),
        ("erste Hälfte ruhig, zweite Hälfte laut", [0.5, 0.5]),
        ("première moitié calme, deuxième moitié forte", [0.5, 0.5]),
        ("primera mitad tranquila, segunda mitad fuerte", [0.5, 0.5]),
        ("in the last third add strings", [2 / 3, 1 / 3]),
        ("at 50% the drums drop out", [0.5, 0.5]),
        ("halfway through the beat drops", [0.5, 0.5]),
        ("breakdown in the middle", [0.4, 0.22, 0.38]),
    ],
)
def test_shares_are_kept_to_the_nearest_bar(prompt: str, shares: list[float]) -> None:
    plan = plan_of(f"{prompt}, house" if "house" not in prompt else prompt, length_s=60)
    longest_bar_s = max(plan.bar_beats * 60 / section.tempo_bpm for section in plan.sections)
    joined = merged(plan)
    assert joined == pytest.approx([60 * share for share in shares], abs=2.2 * longest_bar_s)
    assert plan.not_followed == ()


def merged(plan: Plan) -> list[float]:
    """Lengths, with the sections of a form that the Band gave a long stretch by itself taken together."""
    own = {"groove", "build", "drop", "breakdown", "verse", "chorus"}
    found: list[float] = []
    was_own = False
    for section in plan.sections:
        is_own = section.name in own
        if is_own and was_own:
            found[-1] += section.length_s
        else:
            found.append(section.length_s)
        was_own = is_own
    return found


@pytest.mark.parametrize(
    ("prompt", "bars"),
    [
        ("pop 120 bpm, 8 bars intro, 8 bars verse, 16 bars chorus", [8, 8, 16]),
        ("pop 120 bpm, 8-bar intro, 24-bar verse", [8, 24]),
        ("pop 120 bpm: intro (8 bars), verse (24 bars)", [8, 24]),
        ("pop 120 bpm, bars 1-8 piano, bars 9-32 everything", [8, 24]),
        ("Pop 120 bpm, 8 Takte Intro, 24 Takte Refrain", [8, 24]),
        ("pop 120 bpm, intro 8 mesures, refrain 24 mesures", [8, 24]),
        ("pop 120 bpm, 8 bars intro, then a drop", [8, 24]),
        ("pop, 8 bars intro, 24 bars verse", [8, 24]),
        ("waltz, 8 bars intro, 24 bars verse, 90 bpm", [8, 24]),
    ],
)
def test_bars_are_counted(prompt: str, bars: list[float]) -> None:
    plan = plan_of(prompt, length_s=64)
    assert [section.beats / plan.bar_beats for section in plan.sections] == pytest.approx(bars)
    assert plan.not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "length_s", "seconds", "told"),
    [
        ("intro: 10 s, drop: 30 s", 60, [15, 45], "40 s in the prompt: the chosen length is 60 s, so the sections"),
        ("intro: 10 s, drop: 30 s", 20, [5, 15], "40 s in the prompt: the chosen length is 20 s, so the sections"),
        ("(0:00-0:15) intro, (0:15-1:00) drop", 120, [30, 90], "60 s in the prompt: the chosen length is 120 s"),
        ("at 0:30 drop", 20, [16, 4], "30 s in the prompt: the chosen length is 20 s"),
        ("first 40 seconds piano only, then drums", 20, None, "40 s in the prompt"),
        ("8 bars intro, 8 bars drop, 120 bpm", 20, [10, 10], "32 s in the prompt: the chosen length is 20 s"),
        ("a 30 second lo-fi beat", 20, None, "30 s in the prompt: the chosen length is 20 s"),
        ("lo-fi, 2 minutes long", 20, None, "120 s in the prompt"),
    ],
)
def test_the_chosen_length_wins_and_that_is_told(
    prompt: str, length_s: float, seconds: list[float] | None, told: str
) -> None:
    plan = plan_of(prompt, length_s=length_s)
    assert sum(lengths(plan)) == pytest.approx(length_s)
    if seconds is not None:
        assert lengths(plan) == pytest.approx(seconds)
    assert any(line.startswith(told) for line in plan.not_followed), plan.not_followed


@pytest.mark.parametrize(
    "prompt", ["a 30 second lo-fi beat", "30 s of jazz", "90s hip-hop", "80s pop", "a 20-30 s loop", "jazz, 30 s long"]
)
def test_one_length_for_all_or_a_decade_makes_no_sections(prompt: str) -> None:
    plan = plan_of(prompt, length_s=30)
    assert not any(line[:1].isdigit() and "-" in line and ":" in line for line in plan.understood)


def test_a_named_length_that_is_the_chosen_one_is_no_conflict() -> None:
    assert plan_of("a 30 second lo-fi beat", length_s=30).not_followed == ()
    assert plan_of("a 30 s track: intro 10 s, drop 20 s", length_s=30).not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "absent"),
    [
        ("hip-hop, intro without drums: 5 s, then loud: 15 s", [{DRUMS}, set()]),
        ("hip-hop, intro (5 s, no drums), drop (15 s)", [{DRUMS}, set()]),
        ("hip-hop, at 0:05 the drums come in", [{DRUMS}, set()]),
        ("hip-hop, drums enter at 0:05", [{DRUMS}, set()]),
        ("hip-hop, at 0:05 the drums drop out", [set(), {DRUMS}]),
        ("hip-hop, bei 0:05 setzt das Schlagzeug ein", [{DRUMS}, set()]),
        ("hip-hop, erst ohne Schlagzeug, dann mit Schlagzeug", [{DRUMS}, set()]),
        ("hip-hop, d'abord sans batterie, puis avec batterie", [{DRUMS}, set()]),
        ("hip-hop, primero sin batería, luego con batería", [{DRUMS}, set()]),
        ("hip-hop, intro: 5 s, verse: 15 s, no drums", [set(), set()]),
    ],
)
def test_a_section_can_be_without_drums(prompt: str, absent: list[set[str]]) -> None:
    plan = plan_of(prompt)
    assert [set(section.without) for section in plan.sections] == absent
    if any(absent):
        assert DRUMS in plan.instruments
    else:
        assert DRUMS not in plan.instruments


@pytest.mark.parametrize(
    "prompt",
    [
        "pop, first 10 seconds piano only",
        "pop, piano only for the first 10 seconds",
        "pop, 10 s solo piano, then 10 s everything",
        "pop, starts with solo piano, then the full band",
        "piano, then drums and bass, pop",
        "Pop, erst nur Klavier, dann alles zusammen",
        "pop, d'abord piano seul, puis tout le monde",
        "pop, primero piano solo, luego todos",
    ],
)
def test_a_section_can_belong_to_one_instrument(prompt: str) -> None:
    plan = plan_of(prompt)
    first, rest = plan.sections[0], plan.sections[1]
    assert set(plan.cast(first).values()) == {"Acoustic Grand Piano"}
    assert {DRUMS, BASS} <= set(plan.cast(rest))


def test_players_join_one_after_the_other() -> None:
    plan = plan_of("pop: piano, then bass joins, then drums join, then everything", length_s=40)
    casts = [set(plan.cast(section)) for section in plan.sections]
    assert casts[0] == {KEYS, LEAD}
    assert casts[1] == {KEYS, LEAD, BASS}
    assert casts[2] == {KEYS, LEAD, BASS, DRUMS}
    assert casts[3] > casts[2]


def test_an_instrument_can_play_in_one_section_alone() -> None:
    plan = plan_of("pop, verse with violin, chorus with trumpet", length_s=40)
    verse, chorus = (set(plan.cast(section).values()) for section in plan.sections)
    assert "Violin" in verse - chorus
    assert "Trumpet" in chorus - verse


def test_nested_wishes_hold_in_their_section_alone() -> None:
    plan = plan_of("techno, intro with soft pads: 10 s, then a drop with loud bass but no melody, in half-time: 10 s")
    intro, drop = plan.sections
    assert dict(intro.emphasis) == {PAD: "soft"}
    assert dict(drop.emphasis) == {BASS: LOUD}
    assert LEAD in drop.without
    assert (intro.feel, drop.feel) == ("normal", HALF_TIME)


@pytest.mark.parametrize(
    ("prompt", "goes_up"),
    [
        ("intro: 10 s, drop: 10 s", True),
        ("quiet: 10 s, loud: 10 s", True),
        ("calm for 10 s, then energetic for 10 s", True),
        ("loud 10 s, quiet 10 s", False),
        ("chorus 10 s, breakdown 10 s", False),
        ("leise 10 s, dann laut 10 s", True),
        ("doucement 10 s, puis fort 10 s", True),
        ("suave 10 s, luego fuerte 10 s", True),
        ("sparse 10 s, then everything 10 s", True),
        ("starts loud and ends softly", False),
    ],
)
def test_the_energy_changes_in_the_asked_direction(prompt: str, goes_up: bool) -> None:
    first, last = plan_of(f"pop, {prompt}").sections[0], plan_of(f"pop, {prompt}").sections[-1]
    before, after = (section.energy_start + section.energy_end for section in (first, last))
    assert (after > before + 0.2) if goes_up else (after < before - 0.2)


@pytest.mark.parametrize(
    ("prompt", "is_faster"),
    [
        ("slow 10 s, then faster 10 s", True),
        ("10 s, then faster: verse 10 s", True),
        ("langsam 10 s, dann schneller 10 s", True),
        ("lent 10 s, puis plus rapide 10 s", True),
        ("lento 10 s, luego más rápido 10 s", True),
        ("fast 10 s, then slower 10 s", False),
        ("verse 10 s, then slow down 10 s", False),
        ("intro 90 bpm 10 s, drop 140 bpm 10 s", True),
    ],
)
def test_the_tempo_changes_in_the_asked_direction(prompt: str, is_faster: bool) -> None:
    for style in ("lo-fi", "house", "metal", "waltz"):
        sections = plan_of(f"{style}, {prompt}").sections
        before, after = sections[0].tempo_bpm, sections[-1].tempo_bpm
        assert (after > 1.08 * before) if is_faster else (after < 0.93 * before)


def test_sections_that_no_word_makes_faster_keep_about_one_tempo() -> None:
    for prompt in ("pop, intro 10 s, verse 20 s", "house, intro 7 s, drop 13 s, break 10 s", "jazz, at 0:17 solo"):
        tempos = [section.tempo_bpm for section in plan_of(prompt, length_s=30).sections]
        assert max(tempos) < 1.1 * min(tempos)


def test_a_named_tempo_holds_in_sections_whose_borders_move_to_a_beat() -> None:
    plan = plan_of("metal 97 bpm, intro 10 s, drop 10 s")
    assert {round(section.tempo_bpm, 6) for section in plan.sections} == {97}
    assert plan.sections[0].beats == round(plan.sections[0].beats)
    assert plan.sections[0].length_s == pytest.approx(10, abs=0.32)


@pytest.mark.parametrize(
    "prompt", ["building to a climax", "steigert sich", "monte en puissance", "crescendo", "builds up slowly"]
)
def test_a_build_rises_from_section_to_section(prompt: str) -> None:
    plan = plan_of(f"orchestral, {prompt}", length_s=60)
    energies = [section.energy_start for section in plan.sections]
    assert energies == sorted(energies)
    assert plan.sections[-1].energy_end > energies[0] + 0.5
    assert "builds up to the end" in plan.understood


def test_a_build_goes_from_one_instrument_to_all() -> None:
    plan = plan_of("builds from solo piano to full orchestra", length_s=30)
    assert set(plan.cast(plan.sections[0]).values()) == {"Acoustic Grand Piano"}
    assert len(plan.cast(plan.sections[-1])) >= 5
    assert plan.sections[-1].energy_end > 0.9


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("house with a big drop", "drop"),
        ("techno with a breakdown", "breakdown"),
        ("pop with a bridge", "bridge"),
        ("pop, quiet intro", "intro"),
        ("pop with a long outro", "outro"),
    ],
)
def test_a_section_named_alone_has_its_place_in_the_form(prompt: str, kind: str) -> None:
    for length_s in (10, 30, 90):
        plan = plan_of(prompt, length_s=length_s)
        assert kind in [section.kind for section in plan.sections]
        assert any(kind in line for line in plan.understood)


@pytest.mark.parametrize(
    "prompt", ["house, no intro, no outro", "house without intro or outro", "pop without an outro"]
)
def test_a_section_can_be_unwanted(prompt: str) -> None:
    kinds = {section.kind for section in plan_of(prompt, length_s=60).sections}
    assert "outro" not in kinds
    assert "intro" not in kinds or "intro" not in prompt


@pytest.mark.parametrize(
    ("prompt", "fades"),
    [
        ("pop, fade out", (False, True)),
        ("pop, fade in", (True, False)),
        ("pop, fade in and fade out", (True, True)),
        ("pop, last 5 seconds fade out", (False, True)),
        ("Pop, am Ende ausblenden", (False, True)),
        ("pop, no fade out", (False, False)),
        ("pop", (False, False)),
        ("seamless pop loop, fade out", (False, False)),
    ],
)
def test_fades(prompt: str, fades: tuple[bool, bool]) -> None:
    sections = plan_of(prompt).sections
    assert (sections[0].fade_in_s > 0, sections[-1].fade_out_s > 0) == fades
    assert all(section.fade_in_s <= section.length_s and section.fade_out_s <= section.length_s for section in sections)


def test_a_fade_of_a_named_length_has_that_length() -> None:
    assert plan_of("pop, last 5 seconds fade out").sections[-1].fade_out_s == pytest.approx(5)


@pytest.mark.parametrize(
    "prompt", ["seamless loop", "loopable lo-fi", "nahtlose Schleife", "en boucle", "bucle perfecto", "a lo-fi loop"]
)
def test_a_loop_is_whole_bars_without_intro_and_outro(prompt: str) -> None:
    plan = plan_of(prompt, length_s=33)
    assert plan.loopable
    assert plan.beats / plan.bar_beats == pytest.approx(round(plan.beats / plan.bar_beats), abs=1e-6)
    assert not {"intro", "outro"} & {section.kind for section in plan.sections}
    assert not plan.not_followed


def test_words_outside_the_sections_hold_for_all_of_them() -> None:
    plain, loud = (plan_of(f"{words}, intro: 5 s, main part: 15 s") for words in ("house", "house with heavy bass"))
    assert [section.loud_bass for section in loud.sections] == [False, True]
    assert loud.sections[1].emphasis != plain.sections[1].emphasis
    for plan in (plan_of("intro 5 s, drop 15 s, house, 126 bpm, no vocals"),):
        assert plan.styles == ("house",)
        assert {round(section.tempo_bpm) for section in plan.sections} == {126}


def test_the_bars_of_a_whole_are_no_section() -> None:
    assert plan_of("12 bar blues", length_s=30).sections == plan_of("blues", length_s=30).sections
    assert any("loop" in line for line in plan_of("a 16 bar loop, 120 bpm, pop", length_s=32).understood)
    assert any(
        "32 s in the prompt" in line for line in plan_of("a 16 bar loop, 120 bpm, pop", length_s=60).not_followed
    )


def test_a_long_gap_gets_a_form_of_its_own() -> None:
    plan = plan_of("pop, last 5 seconds fade out", length_s=180)
    assert len(plan.sections) > 4
    assert plan.sections[-1].length_s == pytest.approx(5)
