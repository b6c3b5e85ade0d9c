"""Words to plan: who plays, who does not, and how loud."""

from __future__ import annotations

import pytest

from demotape.engines.band.parse import parse
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
    "Acoustic Guitar (nylon)": ("nylon guitar", "Spanish guitar", "classical guitar", "ukulele"),
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
