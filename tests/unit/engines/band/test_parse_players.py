"""Words to plan: who plays, who does not, and how loud."""

from __future__ import annotations

import pytest

from demotape.engines.band.compose import compose
from demotape.engines.band.parse import parse
from demotape.engines.band.plain import PlanInvalid
from demotape.engines.band.plan import (
    BASS,
    COUNTER,
    DRUMS,
    KEYS,
    LEAD,
    LOUD,
    PAD,
    PERCUSSION,
    RHYTHM,
    ROLES,
    SOFT,
    STROKES,
    Plan,
)
from demotape.engines.band.presets import FAMILIES, PRESETS
from demotape.engines.band.reading.vocabulary.instruments import INSTRUMENT_WORDS
from demotape.engines.band.reading.vocabulary.styles import STYLE_WORDS
from demotape.engines.band.styles import STYLES


def plan_of(prompt: str, *, length_s: float = 20.0, seed: int = 1) -> Plan:
    return parse(prompt, length_s=length_s, seed=seed)


NAMES = {
    "Acoustic Grand Piano": ("piano", "grand piano", "Klavier", "Flügel", "felt piano"),
    "Honky-tonk Piano": ("honky-tonk piano", "saloon piano"),
    "Electric Piano 1": ("electric piano", "e-piano", "Rhodes", "piano électrique", "piano eléctrico"),
    "Harpsichord": ("harpsichord", "Cembalo", "clavecin"),
    "Clavinet": ("clavinet", "clav"),
    "Celesta": ("celesta",),
    "Glockenspiel": ("glockenspiel", "bells", "Glocken"),
    "Music Box": ("music box", "Spieluhr", "boîte à musique"),
    "Vibraphone": ("vibraphone", "Vibraphon"),
    "Marimba": ("marimba",),
    "Xylophone": ("xylophone", "Xylophon"),
    "Tubular Bells": ("tubular bells", "church bells"),
    "Drawbar Organ": ("organ", "Hammond organ", "Orgel", "orgue"),
    "Church Organ": ("church organ", "pipe organ", "Kirchenorgel"),
    "Accordion": ("accordion", "Akkordeon", "accordéon", "acordeón"),
    "Harmonica": ("harmonica", "Mundharmonika"),
    "Acoustic Guitar (steel)": (
        "acoustic guitar",
        "Akustikgitarre",
        "guitare acoustique",
        "guitarra acústica",
    ),
    "Acoustic Guitar (nylon)": ("nylon guitar", "Spanish guitar", "classical guitar"),
    "Overdriven Guitar": ("overdriven guitar",),
    "Distortion Guitar": ("distorted guitars", "verzerrte Gitarre", "fuzz guitar"),
    "Acoustic Bass": ("upright bass", "double bass", "Kontrabass", "contrebasse", "contrabajo"),
    "Fretless Bass": ("fretless bass",),
    "Slap Bass 1": ("slap bass",),
    "Synth Bass 1": ("synth bass", "acid bass"),
    "Sub Bass": ("808", "808s", "sub bass"),
    "Violin": ("violin", "Geige", "Violine", "violon"),
    "Viola": ("viola", "Bratsche"),
    "Cello": ("cello", "violoncelle", "violonchelo"),
    "Pizzicato Strings": ("pizzicato strings",),
    "Orchestral Harp": ("harp", "Harfe", "arpa"),
    "Timpani": ("timpani", "Pauken"),
    "String Ensemble 1": ("strings", "Streicher", "cordes", "cuerdas", "violins"),
    "Choir Aahs": ("choir", "Chor", "chœur", "coro"),
    "Trumpet": ("trumpet", "Trompete", "trompette", "trompeta"),
    "Muted Trumpet": ("muted trumpet",),
    "Trombone": ("trombone", "Posaune"),
    "Tuba": ("tuba",),
    "French Horn": ("French horn", "horn", "Waldhorn"),
    "Brass Section": ("brass", "horn section", "Bläser", "cuivres"),
    "Tenor Sax": ("saxophone", "sax", "Saxophon", "saxofón"),
    "Alto Sax": ("alto sax", "Altsaxophon"),
    "Oboe": ("oboe", "hautbois"),
    "Bassoon": ("bassoon", "Fagott"),
    "Clarinet": ("clarinet", "Klarinette", "clarinette"),
    "Piccolo": ("piccolo",),
    "Flute": ("flute", "Flöte", "flûte", "flauta"),
    "Recorder": ("recorder", "Blockflöte"),
    "Pan Flute": ("pan flute", "Panflöte"),
    "Shakuhachi": ("shakuhachi",),
    "Whistle": ("whistle", "whistling"),
    "Lead 1 (square)": ("square wave",),
    "Lead 2 (sawtooth)": ("supersaw", "synth lead"),
    "Pad 2 (warm)": ("warm pad", "synth pad"),
    "Sitar": ("sitar",),
    "Banjo": ("banjo",),
    "Koto": ("koto",),
    "Kalimba": ("kalimba",),
    "Bagpipe": ("bagpipes", "Dudelsack", "cornemuse"),
    "Fiddle": ("fiddle",),
    "Steel Drums": ("steel drums",),
    "Taiko Drum": ("taiko", "taiko drums"),
    "Brush Kit": ("brushes",),
    "TR-808 Kit": ("drum machine", "808 drums"),
}


@pytest.mark.parametrize(("preset", "name"), [(preset, name) for preset, names in NAMES.items() for name in names])
def test_named_instruments_play(preset: str, name: str) -> None:
    plan = plan_of(f"pop with {name}")
    assert preset in plan.instruments.values()
    assert plan.not_followed == ()


def test_every_family_of_general_midi_can_be_named() -> None:
    named = {PRESETS[instrument.preset].family for instrument in INSTRUMENT_WORDS.values()}
    assert named >= FAMILIES.keys() - {"sound effects"}


@pytest.mark.parametrize(
    ("prompt", "cast"),
    [
        ("solo piano", {KEYS: "Acoustic Grand Piano", LEAD: "Acoustic Grand Piano"}),
        ("piano only", {KEYS: "Acoustic Grand Piano", LEAD: "Acoustic Grand Piano"}),
        ("nur Klavier, langsam", {KEYS: "Acoustic Grand Piano", LEAD: "Acoustic Grand Piano"}),
        ("piano seul", {KEYS: "Acoustic Grand Piano", LEAD: "Acoustic Grand Piano"}),
        ("solo violin", {LEAD: "Violin"}),
        ("violin solo, unaccompanied", {LEAD: "Violin"}),
        ("just piano and cello", {KEYS: "Acoustic Grand Piano", LEAD: "Cello"}),
        ("piano and cello, nothing else", {KEYS: "Acoustic Grand Piano", LEAD: "Cello"}),
        ("jazz, only upright bass", {BASS: "Acoustic Bass"}),
        ("slow choir", {LEAD: "Voice Oohs", PAD: "Choir Aahs"}),
        ("a cappella choir", {LEAD: "Voice Oohs", PAD: "Choir Aahs"}),
        ("acapella", {LEAD: "Voice Oohs", PAD: "Choir Aahs"}),
        ("solo acoustic guitar", {KEYS: "Acoustic Guitar (steel)", LEAD: "Acoustic Guitar (steel)"}),
        ("solo church organ", {KEYS: "Church Organ", LEAD: "Church Organ"}),
    ],
)
def test_alone_means_that_nobody_else_plays(prompt: str, cast: dict[str, str]) -> None:
    assert plan_of(prompt).instruments == cast


def test_drums_and_bass_alone_are_those_of_the_style() -> None:
    plan = plan_of("funk, only drums and bass")
    assert plan.instruments.keys() == {DRUMS, BASS}
    assert "only drums and bass" in plan.understood


@pytest.mark.parametrize(
    ("prompt", "absent"),
    [
        ("house, no drums", {DRUMS}),
        ("drumless house", {DRUMS}),
        ("beatless house", {DRUMS}),
        ("house, no beat", {DRUMS}),
        ("house ohne Schlagzeug", {DRUMS}),
        ("house, kein Schlagzeug", {DRUMS}),
        ("house sans batterie", {DRUMS}),
        ("house sin batería", {DRUMS}),
        ("house without drums and bass", {DRUMS, BASS}),
        ("house without drums, bass", {DRUMS}),
        ("house without drums, bass or melody", {DRUMS, BASS, LEAD}),
        ("house no bass, no drums", {DRUMS, BASS}),
        ("house with neither drums nor bass", {DRUMS, BASS}),
        ("house without any melody", {LEAD}),
        ("house ohne Bass und Schlagzeug", {DRUMS, BASS}),
        ("house sans basse ni batterie", {DRUMS, BASS}),
        ("house sin bajo ni batería", {DRUMS, BASS}),
        ("house without the heavy drums", set()),
        ("house", set()),
    ],
)
def test_what_is_not_wanted_is_not_played(prompt: str, absent: set[str]) -> None:
    assert {DRUMS, BASS, LEAD} - set(plan_of(prompt).instruments) == absent


@pytest.mark.parametrize(
    "prompt", ["pop without piano", "lo-fi, no piano", "Pop ohne Klavier", "pop sans piano", "pop sin piano"]
)
def test_an_unwanted_instrument_goes_with_its_relatives(prompt: str) -> None:
    plan = plan_of(prompt)
    assert all(PRESETS[preset].family != "piano" for preset in plan.instruments.values())
    assert "no piano" in plan.understood


def test_one_guitar_can_be_wanted_and_the_other_not() -> None:
    plan = plan_of("rock with acoustic guitar, no distorted guitar")
    assert "Acoustic Guitar (steel)" in plan.instruments.values()
    assert "Distortion Guitar" not in plan.instruments.values()


@pytest.mark.parametrize(
    ("prompt", "preset"),
    [("no drums, piano and strings, pop", "String Ensemble 1"), ("no drums, loud violin", "Violin")],
)
def test_a_list_after_a_negation_can_be_a_wish(prompt: str, preset: str) -> None:
    plan = plan_of(prompt)
    assert DRUMS not in plan.instruments
    assert preset in plan.instruments.values()


@pytest.mark.parametrize(
    ("prompt", "emphasis"),
    [
        ("funk, loud bass", {BASS: LOUD}),
        ("funk with heavy drums", {DRUMS: LOUD}),
        ("funk, the drums are loud", {DRUMS: LOUD}),
        ("funk, drums heavy, bass light", {DRUMS: LOUD, BASS: SOFT}),
        ("funk, bass-heavy", {BASS: LOUD}),
        ("funk with quiet drums and a big fat bass", {DRUMS: SOFT, BASS: LOUD}),
        ("funk mit lautem Bass", {BASS: LOUD}),
        ("funk mit leisem Schlagzeug", {DRUMS: SOFT}),
        ("funk, batterie forte", {DRUMS: LOUD}),
        ("funk con bajo fuerte", {BASS: LOUD}),
        ("funk, not too loud drums", {DRUMS: SOFT}),
        ("funk, prominent melody", {LEAD: LOUD}),
        ("funk", {}),
    ],
)
def test_emphasis_is_heard_in_every_loud_section(prompt: str, emphasis: dict[str, str]) -> None:
    plan = plan_of(prompt)
    loudest = max(plan.sections, key=lambda section: section.energy_end)
    assert dict(loudest.emphasis) == emphasis
    for role, level in emphasis.items():
        assert any(line.startswith(level) for line in plan.understood), (role, plan.understood)


def test_soft_strings_are_strings_that_are_soft() -> None:
    plan = plan_of("pop with soft strings")
    assert plan.instruments[PAD] == "String Ensemble 1"
    assert plan.sections[0].emphasis == {PAD: SOFT}
    assert {"strings", "soft strings"} <= set(plan.understood)


def test_more_instruments_than_roles_are_told() -> None:
    names = ("flute", "violin", "trumpet", "sax", "oboe", "harp", "organ", "choir", "banjo", "sitar")
    plan = plan_of("metal with " + ", ".join(names))
    assert set(plan.instruments) <= set(ROLES)
    refused = [line for line in plan.not_followed if "no free place" in line]
    played = [name for name in ("flute", "violin", "trumpet", "harp") if name in plan.understood]
    assert refused
    assert played


def test_percussion_has_a_role_of_its_own() -> None:
    plan = plan_of("salsa with congas and timpani, and a second guitar")
    assert PERCUSSION in plan.instruments
    assert plan_of("pop with timpani").instruments[PERCUSSION] == "Timpani"


def test_two_chord_instruments_share_the_chords_and_two_tunes_the_tune() -> None:
    plan = plan_of("pop with piano and acoustic guitar, flute and oboe")
    cast = plan.instruments
    assert (cast[KEYS], cast[RHYTHM]) == ("Acoustic Grand Piano", "Acoustic Guitar (steel)")
    assert (cast[LEAD], cast[COUNTER]) == ("Flute", "Oboe")


@pytest.mark.parametrize("style", STYLE_WORDS)
def test_a_style_keeps_its_own_guitar_or_synth_where_just_one_is_asked_for(style: str) -> None:
    title = STYLES[style].title
    plain, asked = plan_of(title), plan_of(f"{title} with guitar")
    guitars = [preset for preset in plain.instruments.values() if PRESETS[preset].family == "guitar"]
    if guitars:
        assert asked.instruments == plain.instruments
    else:
        assert any(PRESETS[preset].family == "guitar" for preset in asked.instruments.values())


@pytest.mark.parametrize(
    ("prompt", "role", "preset"),
    [
        ("jazz with a trumpet solo", LEAD, "Trumpet"),
        ("rock with a Hammond organ solo", LEAD, "Drawbar Organ"),
        ("rock with guitar solo", DRUMS, "Standard Kit"),
        ("rock with a percussion solo", PERCUSSION, "Standard Kit"),
    ],
)
def test_a_solo_in_a_band_is_played_before_the_band(prompt: str, role: str, preset: str) -> None:
    plan = plan_of(prompt)
    assert plan.instruments[role] == preset
    assert {DRUMS, BASS} <= plan.instruments.keys()


def test_drums_can_be_asked_for_where_the_style_has_none() -> None:
    plan = plan_of("string quartet with drums")
    assert plan.instruments[DRUMS] == "Standard Kit"
    assert "with drums" in plan.understood


# What of the drum kit


@pytest.mark.parametrize(
    ("prompt", "stroke"),
    [
        ("techno without kick drum", "kick drum"),
        ("techno ohne Kick", "kick drum"),
        ("rock, no snare", "snare"),
        ("house, no hi-hats", "hi-hats"),
        ("pop sans cymbales", "cymbals"),
    ],
)
def test_one_piece_of_the_kit_is_left_out_and_the_rest_plays(prompt: str, stroke: str) -> None:
    plan = plan_of(prompt)
    assert f"no {stroke}" in plan.understood
    assert DRUMS in plan.instruments
    keys = {note.key for note in compose(plan)[DRUMS]}
    assert keys
    assert not keys & set(STROKES[stroke])
    usual = {note.key for note in compose(plan_of(prompt.split(maxsplit=1)[0].strip(",")))[DRUMS]}
    assert usual & set(STROKES[stroke])


def test_a_piece_of_the_kit_that_drops_out_comes_before() -> None:
    plan = plan_of("house, kick drops out at 0:10")
    assert [section.muted for section in plan.sections] == [(), ("kick drum",)]
    kicks = [plan.seconds_at(note.beat) for note in compose(plan)[DRUMS] if note.key in STROKES["kick drum"]]
    assert 5 < max(kicks) < 10.1


def test_everything_muted_is_found_again_in_the_json() -> None:
    plan = plan_of("house without snare")
    assert Plan.from_json(plan.to_json()) == plan


@pytest.mark.parametrize("name", ["ukulele", "theremin", "pedal steel", "mandolins", "duduk"])
def test_an_instrument_that_a_relative_stands_in_for_is_told(name: str) -> None:
    assert any(line.startswith(f"{name}: played on the") for line in plan_of(f"pop with {name}").not_followed)
    assert plan_of(f"pop without {name}").not_followed == ()


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("bossa nova with guitar", "nylon guitar"),
        ("folk guitar tune", "acoustic guitar"),
        ("calm guitar", "acoustic guitar"),
    ],
)
def test_a_guitar_is_the_one_that_the_style_has(prompt: str, title: str) -> None:
    assert title in plan_of(prompt).understood


@pytest.mark.parametrize(("prompt", "title"), [("Klaviermusik", "piano"), ("ruhige Gitarrenmusik", "acoustic guitar")])
def test_german_joins_an_instrument_and_music(prompt: str, title: str) -> None:
    plan = plan_of(prompt)
    assert title in plan.understood
    assert plan.not_followed == ()


# From style to style


@pytest.mark.parametrize(
    ("prompt", "turns"),
    [
        ("lo-fi, then suddenly metal after 10 seconds", [("lofi",), ("metal",)]),
        ("verse in reggae, chorus in punk", [("reggae",), ("punk",)]),
        ("erst Walzer, dann Techno", [("waltz",), ("techno",)]),
        ("jazz intro: 5 s, then rock: 10 s, outro: 5 s", [("jazz",), ("rock",), ("rock",)]),
        ("pop, (0:00-0:10) verse, (0:10-0:20) disco chorus", [("pop",), ("disco",)]),
        ("lo-fi pop, slow intro: 10 s, then faster: 10 s", [(), ()]),
        ("house with latin percussion intro, drop at 0:10", [(), ()]),
        ("techno with a jazz breakdown at 0:10", [("techno",), ("jazz",)]),
    ],
)
def test_a_section_can_have_a_style_of_its_own(prompt: str, turns: list[tuple[str, ...]]) -> None:
    assert [section.styles for section in plan_of(prompt).sections] == turns


def test_each_style_brings_its_players_its_tempo_and_its_groove() -> None:
    plan = plan_of("ambient with a flute: 10 s, then techno: 10 s, no bass")
    calm, hard = plan.sections
    assert plan.understood[0] == "ambient, then techno"
    assert DRUMS not in plan.cast(calm)
    assert DRUMS in plan.cast(hard)
    assert "Flute" in plan.cast(calm).values()
    assert BASS not in {**plan.cast(calm), **plan.cast(hard)}
    assert hard.tempo_bpm > 1.5 * calm.tempo_bpm
    assert {note.beat >= calm.end_beat - 0.1 for note in compose(plan)[DRUMS]} == {True}
    assert Plan.from_json(plan.to_json()) == plan


def test_a_named_tempo_holds_through_all_styles() -> None:
    assert {section.tempo_bpm for section in plan_of("jazz: 10 s, then punk: 10 s, 120 bpm").sections} == {120}


def test_a_section_has_no_style_that_the_piece_does_not_have() -> None:
    data = plan_of("lo-fi, then metal after 10 seconds").to_json()
    data["sections"][0]["styles"] = ["waltz"]
    with pytest.raises(PlanInvalid, match="has a style that the piece does not have"):
        Plan.from_json(data)
