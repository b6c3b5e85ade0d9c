"""Words to plan: styles, and what is told to the person."""

from __future__ import annotations

import importlib
import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demotape.engines.band.parse import parse
from demotape.engines.band.plan import Plan
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.reading import numbers
from demotape.engines.band.reading.lexicon import MOST_WORDS, Kind, entries, folded, look_up
from demotape.engines.band.reading.vocabulary.instruments import INSTRUMENT_WORDS
from demotape.engines.band.reading.vocabulary.styles import INSTRUMENT_HINTS, MOOD_HINTS, NEIGHBOUR_WORDS, STYLE_WORDS
from demotape.engines.band.reading.vocabulary.unable import ARTISTS
from demotape.engines.band.styles import STYLES
from demotape.engines.band.theory import SCALES

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


STYLE_PROMPTS = {
    "lofi": ("lofi", "Lo-Fi study beats", "chillhop", "low-fi"),
    "hiphop": ("hip hop", "hip-hop", "boom bap", "a rap beat"),
    "trap": ("trap", "drill", "trap beat"),
    "house": ("deep house", "EDM", "club music", "tech-house", "four-on-the-floor"),
    "techno": ("techno", "trance", "minimal techno"),
    "dnb": ("drum and bass", "drum & bass", "drum'n'bass", "DnB", "jungle", "Drum und Bass", "dubstep"),
    "synthwave": ("synthwave", "retrowave", "elektronische Musik", "musique électronique", "synth-pop"),
    "ambient": ("ambient", "soundscape", "musique ambiante", "new age"),
    "drone": ("drone", "meditation music", "Meditationsmusik", "música de meditación", "yoga"),
    "pop": ("upbeat pop", "a pop song", "Popmusik", "K-pop"),
    "indie": ("indie", "indie rock", "shoegaze", "alternative"),
    "rock": ("hard rock", "rock'n'roll", "rock and roll", "grunge"),
    "metal": ("heavy metal", "metal", "thrash", "death metal"),
    "punk": ("punk", "pop punk", "punk-rock"),
    "funk": ("funk", "funky"),
    "disco": ("disco", "nu-disco"),
    "soul": ("soul", "R&B", "RnB", "rhythm and blues", "gospel"),
    "reggae": ("reggae", "dub", "ska"),
    "jazz": ("smooth jazz", "jazz swing", "big band", "bebop"),
    "bossa": ("bossa nova", "samba"),
    "blues": ("blues", "12 bar blues", "slow blues"),
    "country": ("country", "bluegrass"),
    "folk": ("folk", "celtic", "Volksmusik"),
    "latin": ("latin", "salsa", "reggaeton", "flamenco"),
    "classical_piano": (
        "classical piano",
        "nocturne",
        "klassisches Klavier",
        "solo piano",
        "a piano ballad",
        "Klassik",
    ),
    "string_quartet": ("string quartet", "Streichquartett", "quatuor à cordes", "cuarteto de cuerda"),
    "orchestral": ("orchestral", "cinematic", "Filmmusik", "musique de film", "banda sonora", "epic trailer music"),
    "chiptune": ("chiptune", "8-bit", "8bit game boy music"),
    "waltz": ("waltz", "Walzer", "une valse", "vals"),
}


@pytest.mark.parametrize(
    ("style", "prompt"), [(style, prompt) for style, prompts in STYLE_PROMPTS.items() for prompt in prompts]
)
def test_styles_are_understood(style: str, prompt: str) -> None:
    plan = plan_of(prompt)
    assert plan.styles == (style,)
    assert STYLES[style].title in plan.understood[0]


def test_every_style_has_words_and_every_word_a_style() -> None:
    assert STYLE_WORDS.keys() == STYLE_PROMPTS.keys()
    assert len(STYLE_WORDS) >= 28
    assert STYLE_WORDS.keys() <= STYLES.keys()
    named = {
        *NEIGHBOUR_WORDS.values(),
        *INSTRUMENT_HINTS.values(),
        *MOOD_HINTS.values(),
        *filter(None, ARTISTS.values()),
    }
    assert named <= {*STYLE_WORDS, "classical"}


@pytest.mark.parametrize(
    ("prompt", "styles"),
    [
        ("jazz and house", ("jazz", "house")),
        ("metal with reggae", ("metal", "reggae")),
        ("ambient techno", ("ambient", "techno")),
        ("orchestral trap", ("orchestral", "trap")),
        ("pop with a breakbeat", ("dnb", "pop")),
        ("jazz, no rock", ("jazz",)),
        ("blues, country, folk, funk, disco", ("blues", "country", "folk", "funk")),
        ("", ("pop",)),
        ("something with drums and piano", ("pop",)),
        ("solo violin", ("string_quartet",)),
        ("a banjo tune", ("country",)),
        ("epic and tense", ("orchestral",)),
        ("80s", ("pop",)),
        ("in the 80s", ("synthwave",)),
        ("by Johann Sebastian Bach", ("classical_piano",)),
        ("classical with violins and cello", ("orchestral",)),
        ("classical music for orchestra, allegro", ("orchestral",)),
        ("classical string quartet", ("string_quartet",)),
    ],
)
def test_styles_are_blended_suggested_and_denied(prompt: str, styles: tuple[str, ...]) -> None:
    assert plan_of(prompt).styles == styles


def test_a_blend_has_the_grooves_of_the_first_and_colours_of_both() -> None:
    for seed in range(8):
        plan = plan_of("metal and orchestral", seed=seed)
        assert plan.instruments["drums"] in STYLES["metal"].instruments["drums"]
        assert plan.instruments["pad"] in STYLES["orchestral"].instruments["pad"]


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("pop with female vocals", "no singer"),
        ("lyrics about rain, pop", "no singer"),
        ("Pop mit Gesang", "no singer"),
        ("chanson avec une voix féminine", "no singer"),
        ("canción con letra", "no singer"),
        ("house in the style of Daft Punk", "Daft Punk: the Band imitates no artist"),
        ("Daft Punk house", "Daft Punk: the Band imitates no artist"),
        ("lo-fi like Zibbolo Quant", "in the manner of Zibbolo Quant"),
        ("k-pop", "k-pop: played as pop"),
        ("samba", "samba: played as bossa nova"),
        ("lo-fi with rain and thunder", "rain, thunder: the Band plays instruments"),
        ("Techno mit Regen", "Regen: the Band plays instruments"),
        ("pop with vinyl crackle", "vinyl crackle: only lo-fi"),
        ("pop with lots of reverb", "reverb: the style decides"),
        ("80s pop", "80s: the style is played without"),
        ("pop, Am F C G, then Dm G C", "Dm G C: one line of chords is played"),
        ("blues, country, folk, funk, disco, ska", "disco and reggae: too many styles"),
        ("pop in 11/16", "11/16: the Band plays no such meter"),
        ("pop at 900 bpm", "900 bpm: kept to"),
        ("pentatonic folk", "pentatonic: played in major"),
        ("xylozap pop", "xylozap"),
        ("pop qwert asdfgh", "words without a meaning to the Band: qwert, asdfgh"),
        ("verse, " * 100, "too many"),
        ("a cappella", "the choir sings vowels"),
        ("seamless loop at 97 bpm, pop", "no whole bars"),
    ],
)
def test_what_cannot_be_done_is_told(prompt: str, told: str) -> None:
    assert any(told in line for line in plan_of(prompt).not_followed), plan_of(prompt).not_followed


@pytest.mark.parametrize(
    "prompt",
    [
        "instrumental pop in 4/4, no vocals",
        "make me a nice happy pop song please",
        "I would like to hear some jazz with a great vibe",
        "bitte mach mir einen ruhigen Jazz mit Klavier, ohne Gesang",
        "je voudrais une musique pop joyeuse avec du piano et sans batterie",
        "quiero una música pop alegre con piano y sin batería",
        "lo-fi with vinyl crackle",
        "house, 124 bpm, no reverb",
        "pop for a YouTube video, royalty free",
    ],
)
def test_what_is_followed_leaves_nothing_to_complain_of(prompt: str) -> None:
    assert plan_of(prompt).not_followed == ()


def test_lines_for_the_person_are_short_and_told_once() -> None:
    for prompt in (SEED_PROMPT, "rain, " * 300, "xy" * 900, "foo bar baz " * 150, "no drums " * 200):
        plan = plan_of(prompt)
        for lines in (plan.understood, plan.not_followed):
            assert len(set(lines)) == len(lines)
            assert all(line and not line.endswith("!") for line in lines)


def test_words_are_found_in_any_spelling() -> None:
    for words in (("flute",), ("flote",), ("flutes",), ("lo", "fi"), ("streicher",)):
        assert look_up(words) is not None
    assert folded("FLÖTE À Ñ") == "flote a n"
    assert len(folded("İstanbul ﬁ ß")) == len("İstanbul ﬁ ß")
    assert plan_of("FLÖTE").instruments == plan_of("flote").instruments


def test_the_tables_are_sound() -> None:
    for words, meaning in entries():
        assert 0 < len(words) <= MOST_WORDS
        assert meaning.kind in Kind
    for instrument in INSTRUMENT_WORDS.values():
        assert instrument.preset in PRESETS
        assert instrument.roles


def texts() -> st.SearchStrategy[str]:
    table = [" ".join(words) for words, _ in entries()]
    marks = [
        ",",
        ";",
        "->",
        ":",
        "(",
        ")",
        ".",
        "\n",
        "10 s",
        "0:10",
        "0:20-0:30",
        "50%",
        "8 bars",
        "at",
        "no",
        "first",
        "last",
    ]
    words = st.lists(st.one_of(st.sampled_from(table), st.sampled_from(marks)), max_size=40).map(" ".join)
    return st.one_of(st.text(max_size=300), words)


@settings(max_examples=300, deadline=None)
@given(texts(), st.floats(3, 600), st.integers(0, 2**31 - 1))
def test_any_text_gives_a_valid_plan_of_exactly_the_asked_length(prompt: str, length_s: float, seed: int) -> None:
    plan = parse(prompt, length_s=length_s, seed=seed)
    assert plan.prompt == prompt
    assert plan.mode in SCALES
    assert set(plan.styles) <= set(STYLES)
    assert plan.instruments
    edge = beat = 0.0
    for section in plan.sections:
        assert section.start_s == pytest.approx(edge)
        assert section.start_beat == pytest.approx(beat)
        assert section.length_s > 0
        assert section.length_s == pytest.approx(section.beats * 60 / section.tempo_bpm)
        assert 0 <= section.energy_start <= 1
        assert 0 <= section.energy_end <= 1
        assert 15 < section.tempo_bpm < 400
        assert plan.cast(section)
        edge, beat = section.end_s, section.end_beat
    assert edge == pytest.approx(length_s, abs=1e-9)
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan
    assert parse(prompt, length_s=length_s, seed=seed) == plan


def test_no_pattern_can_repeat_without_bound() -> None:
    patterns = [value for value in vars(numbers).values() if isinstance(value, re.Pattern)]
    assert len(patterns) > 15
    for pattern in patterns:
        assert sre_width(pattern) < 500, pattern.pattern


def sre_width(pattern: re.Pattern[str]) -> int:
    """The longest text that the pattern can match."""
    parser = importlib.import_module("re._parser")
    return int(parser.parse(pattern.pattern).getwidth()[1])


@pytest.mark.parametrize(
    "junk", ["no ", "a-", "Am F C G ", "1:", "( ", "ii-", "verse ", "then, ", "loud ", "0:10 ", "80s "]
)
def test_monotonous_prompts_are_read(junk: str) -> None:
    assert plan_of((junk * 2000)[:2000]).sections


def test_a_shuffled_long_prompt_is_read() -> None:
    chance = random.Random(4)
    table = [" ".join(words) for words, _ in entries()]
    for _ in range(5):
        text = " ".join(chance.choice(table) for _ in range(300))[:2000]
        assert plan_of(text, length_s=60).sections
