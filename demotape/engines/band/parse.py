"""Words to plan. What the words ask for and the Band cannot do is told, never ignored."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD, ROLES, Plan, Section
from demotape.engines.band.reader import Reader
from demotape.engines.band.sections import (
    BPM_PATTERN,
    Character,
    Clause,
    Structure,
    bpm_of,
    characterise,
    clock,
    find_structure,
    free_form,
    lay_out,
)
from demotape.engines.band.styles import DEFAULT_STYLE, INSTRUMENTS, NEIGHBOURS, STYLES
from demotape.engines.band.theory import key_name

_ROLE_WORDS = {
    r"drums?|drum kit|percussion|beats?|snare|kick": DRUMS,
    r"bass(?:line)?": BASS,
    r"keys|keyboards?|chords?": KEYS,
    r"pads?": PAD,
    r"lead|melody|melodies|solo": LEAD,
}
_ROLE_TITLES = {DRUMS: "drums", BASS: "bass", KEYS: "chords", PAD: "pad", LEAD: "melody"}
_VOCALS = (
    r"(?:male |female |lead |backing )?"
    r"(?:vocals?|vocalist|singers?|singing|sung|lyrics?|voices?|rapper|rapping|rap verse|a ?cappella)"
)
_ARTIST_COMES = r"(?:in the style of|inspired by|similar to|sounds? like|like) (?=(?:the )?[^\W\d_])"
_ARTIST = re.compile(r"(?:the )?[A-Z][\w.'-]*(?: (?:[A-Z&][\w.'-]*|and|of|the)(?= |$|[,;.]))*")
_NOT = r"(?:no|without(?: any)?|minus|free of|zero)"

_MODES = {"maj": "major", "min": "minor", "m": "minor"}
_KEY = re.compile(
    r"\b(?:(?:in|key of)(?: the key of)? )?([a-g])(?:([#♯b♭])| ?(sharp|flat))? ?"
    r"(major|minor|maj|min|dorian|mixolydian|lydian|phrygian|m)(?!\w)"
)
_BARE_KEY = re.compile(r"\b(?:in|key of)(?: the key of)? ([A-G])([#♯b♭]?)(?![\w#♯])")
_DARK = (
    r"sad|dark(?:er)?|emotional|raw and emotional|melanchol\w+|tense|epic|minor key|gloomy|moody|mysterious|nostalgic"
)
_BRIGHT = r"happy|bright|joy(?:ful|ous)?|uplifting|cheerful|sunny|major key|fun"
_CALM = r"calm|chill(?:ed)?|relax(?:ed|ing)?|soft|gentle|mellow|peaceful|sleepy?|dreamy|quiet|warm|soothing"
_LIVELY = r"energetic|powerful|intense|loud|lively|driving|hard"


def parse(prompt: str, *, length_s: float, seed: int) -> Plan:
    """Read a prompt into a plan.

    The asked length wins over lengths in the prompt: sections are scaled to fill it. The same prompt, length and
    seed always give the same plan; what the prompt leaves open (key, lead instrument) comes from the seed.

    Args:
        prompt: any text.
        length_s: length of the piece in seconds, above 0.
        seed: any integer.
    """
    chance = random.Random(f"plan {seed}")  # noqa: S311 - music, not secrets
    reader = Reader(prompt)
    refused, told = _refuse_vocals(reader)
    refused += _refuse_artists(reader, prompt)
    structure = find_structure(reader, length_s=length_s)
    spans = [(clause.start, clause.end) for clause in structure.clauses]
    banned = _bans(reader)

    named_roles = _named_roles(reader, banned)
    styles, style_told, style_refused = _styles(reader, named_roles)
    style = STYLES[styles[0]]
    casting, cast_told, cast_refused = _cast(reader, styles, chance)
    tonic, mode, key_told = _key(reader, prompt, chance, mode=style.mode)
    bpm_match = _outside(re.finditer(rf"\b(?:{BPM_PATTERN})", reader.text), spans)
    is_fixed = bool(bpm_match)
    base_bpm = bpm_of(bpm_match[0]) if is_fixed else style.tempo_bpm * chance.uniform(0.96, 1.04)
    for match in bpm_match:
        reader.mark(match.start(), match.end())

    withouts = [_roles_within(banned, span, casting) for span in spans]
    sections = _sections(reader, structure, withouts, length_s=length_s, bpm=base_bpm, is_fixed=is_fixed)
    sections = _with_mood(reader, sections, has_structure=bool(spans))

    everywhere = _roles_within(banned, None, casting, but_not=spans)
    casting = {role: preset for role, preset in casting.items() if role not in everywhere}
    if not casting:
        casting = {KEYS: style.instruments[KEYS][0]}
    reader.take("|".join([*_ROLE_WORDS, r"(?:in )?4/4(?: time)?"]))
    understood = [*style_told, *key_told]
    if is_fixed:
        understood.append(f"{base_bpm:g} BPM")
    understood += cast_told + told
    understood += [f"no {_ROLE_TITLES[role]}" for role in ROLES if role in everywhere]
    understood += _describe(sections, is_asked=bool(spans))
    refused += style_refused + cast_refused
    refused += [
        f"{_ROLE_TITLES[role]}: none in this arrangement"
        for role in ROLES
        if role in named_roles and role not in casting and role not in everywhere
    ]
    if structure.is_too_dense:
        refused.append(f"the sections: there are too many for {length_s:g} s")
    if structure.asked_s and abs(structure.asked_s - length_s) > 0.05:
        refused.append(
            f"{structure.asked_s:g} s in the prompt: the chosen length is {length_s:g} s"
            + (", so the sections were scaled to it" if spans else "")
        )
    if unread := reader.unread_words():
        refused.append("words without a meaning to the Band: " + ", ".join(unread[:20]))
    return Plan(
        prompt=prompt,
        length_s=length_s,
        seed=seed,
        styles=styles,
        tonic=tonic,
        mode=mode,
        instruments=casting,
        sections=sections,
        understood=tuple(understood),
        not_followed=tuple(refused),
    )


def _sections(
    reader: Reader,
    structure: Structure,
    withouts: Sequence[tuple[str, ...]],
    *,
    length_s: float,
    bpm: float,
    is_fixed: bool,
) -> tuple[Section, ...]:
    parts: list[tuple[Clause, Character]] = []
    previous: Character | None = None
    for clause, without in zip(structure.clauses, withouts, strict=True):
        previous = replace(characterise(reader, (clause.start, clause.end), previous), without=without)
        parts.append((clause, previous))
    # What the words outside the sections ask for holds for all of them.
    overall = characterise(reader, (0, len(reader.text)), None)
    bpm = bpm if is_fixed else bpm * overall.tempo
    if parts:
        return lay_out(
            [(clause, own.under(overall)) for clause, own in parts], length_s=length_s, base_bpm=bpm, is_fixed=is_fixed
        )
    is_building = re.search(r"\bbuild|climax|crescendo", reader.text) is not None
    return free_form(length_s=length_s, bpm=bpm, is_fixed=is_fixed, character=overall, is_building=is_building)


def _refuse_vocals(reader: Reader) -> tuple[list[str], list[str]]:
    told = ["instrumental"] if reader.take(rf"{_NOT} {_VOCALS}(?:(?:,| and| or) {_VOCALS})*|instrumental") else []
    refused = ["vocals: there is no singer here, the lead plays the melody"] if reader.take(_VOCALS) else []
    return refused, told


def _refuse_artists(reader: Reader, prompt: str) -> list[str]:
    refused = []
    for match in re.finditer(_ARTIST_COMES, reader.text):
        name = _ARTIST.match(prompt, match.end())
        if name:
            reader.mark(match.start(), name.end())
            refused.append(f"in the manner of {name[0].strip()}: the Band imitates no artist")
    return refused


def _bans(reader: Reader) -> list[tuple[int, str]]:
    """Everything that shall not sound: (where it stands, the words)."""
    things = "|".join([*_ROLE_WORDS, *INSTRUMENTS])
    bans = []
    for match in reader.take_all(rf"{_NOT} (?:{things})(?:(?:,? and|,? or|,) (?:{things}))*"):
        words = re.sub(rf"^{_NOT} ", "", match[0])
        bans += [(match.start(), word) for word in re.split(r",? and |,? or |, ?", words)]
    bans += [(match.start(), "drums") for match in reader.take_all(r"drumless|beatless")]
    return bans


def _roles_within(
    bans: Iterable[tuple[int, str]],
    span: tuple[int, int] | None,
    casting: dict[str, str],
    *,
    but_not: Sequence[tuple[int, int]] = (),
) -> tuple[str, ...]:
    roles = set()
    for position, word in bans:
        inside = span is None or span[0] <= position < span[1]
        if not inside or any(start <= position < end for start, end in but_not):
            continue
        roles |= {role for pattern, role in _ROLE_WORDS.items() if re.fullmatch(pattern, word)}
        presets = {preset for pattern, (_, _, preset) in INSTRUMENTS.items() if re.fullmatch(pattern, word)}
        roles |= {role for role, preset in casting.items() if preset in presets}
    return tuple(role for role in ROLES if role in roles)


def _named_roles(reader: Reader, bans: Iterable[tuple[int, str]]) -> set[str]:
    """What the prompt wants to hear, by role."""
    banned = {word for _, word in bans}
    return {
        role
        for pattern, role in _ROLE_WORDS.items()
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", reader.text)
        if match[0] not in banned
    }


def _styles(reader: Reader, named_roles: set[str]) -> tuple[tuple[str, ...], list[str], list[str]]:
    found: list[tuple[int, str]] = []
    refused = []
    for name, style in STYLES.items():
        found += [(match.start(), name) for match in reader.take_all(style.words)]
    for words, name in NEIGHBOURS.items():
        for match in reader.take_all(words):
            found.append((match.start(), name))
            refused.append(f"{match[0]}: played as {STYLES[name].title}, the nearest style the Band has")
    names = list(dict.fromkeys(name for _, name in sorted(found)))
    if not names and not named_roles & {DRUMS, BASS} and reader.take(r"piano"):
        names = ["piano"]
    if not names:
        return (DEFAULT_STYLE,), [], [f"no style named: played as {STYLES[DEFAULT_STYLE].title}"]
    told = STYLES[names[0]].title
    if len(names) > 1:
        told += ", coloured by " + _listed([STYLES[name].title for name in names[1:]])
    return tuple(names), [told], refused


def _cast(reader: Reader, styles: Sequence[str], chance: random.Random) -> tuple[dict[str, str], list[str], list[str]]:
    style = STYLES[styles[0]]
    casting = {role: presets[0] for role, presets in style.instruments.items()}
    leads = [
        preset
        for name in styles
        if STYLES[name].arrangement == style.arrangement
        for preset in STYLES[name].instruments.get(LEAD, ())
    ]
    if LEAD in casting:
        casting[LEAD] = chance.choice(list(dict.fromkeys(leads)))
    if style.arrangement == "band" and PAD not in casting and "ambient" in styles:
        casting[PAD] = "warmpad"
    told, refused = [], []
    asked: set[str] = set()
    for pattern, (title, usual_role, preset) in INSTRUMENTS.items():
        if not reader.take(pattern):
            continue
        role = next((free for free in (usual_role, LEAD, KEYS, PAD) if free not in asked), None)
        if role is None or (style.arrangement == "orchestra" and role != LEAD):
            refused.append(f"{title}: no free place in this arrangement")
            continue
        asked.add(role)
        casting[role] = preset
        told.append(title)
    return casting, told, refused


def _key(reader: Reader, prompt: str, chance: random.Random, *, mode: str) -> tuple[int, str, list[str]]:
    tonic = chance.choice((0, 2, 5, 7, 9, 10))
    is_dark, is_bright = reader.take(_DARK), reader.take(_BRIGHT)
    if is_dark or is_bright:
        mode = "minor" if is_dark else "major"
    told = ["a minor key"] if is_dark else ["a major key"] if is_bright else []
    match: re.Match[str] | None
    for match in _KEY.finditer(reader.text):
        if match[1] == "a" and not match[2] and reader.text.startswith(" key", match.end()):
            continue  # "in a minor key" names a mode and no tonic
        mode = _MODES.get(match[4], match[4])
        sign = match[2] or match[3]
        break
    else:
        match = _BARE_KEY.search(prompt)
        if match is None:
            return tonic, mode, told
        sign = match[2]
    reader.mark(match.start(), match.end())
    shift = 1 if sign in ("#", "♯", "sharp") else -1 if sign in ("b", "♭", "flat") else 0
    tonic = ("c d ef g a b".index(match[1].lower()) + shift) % 12
    return tonic, mode, [key_name(tonic, mode)]


def _with_mood(reader: Reader, sections: tuple[Section, ...], *, has_structure: bool) -> tuple[Section, ...]:
    shift = 0.1 * reader.take(_LIVELY) - 0.1 * reader.take(_CALM)
    if not shift or has_structure:
        return sections
    return tuple(
        replace(
            section,
            energy_start=min(1.0, max(0.25, section.energy_start + shift)),
            energy_end=min(1.0, max(0.25, section.energy_end + shift)),
        )
        for section in sections
    )


def _describe(sections: Sequence[Section], *, is_asked: bool) -> list[str]:
    lines = []
    for section in sections if is_asked else ():
        lines.append(f"{clock(section.start_s)}-{clock(section.end_s)} {section.name}")
        lines += [f"{section.name}: no {_ROLE_TITLES[role]}" for role in section.without]
    if any(section.loud_bass for section in sections):
        lines.append("loud bass")
    return lines


def _outside(matches: Iterable[re.Match[str]], spans: Sequence[tuple[int, int]]) -> list[re.Match[str]]:
    return [match for match in matches if not any(start <= match.start() < end for start, end in spans)]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
