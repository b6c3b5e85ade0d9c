"""Words to plan. What the words ask for and the Band cannot do is told, never ignored."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from demotape.engines.band.plan import BASS, LOUD, Plan, Section
from demotape.engines.band.reading.casting import Casting, SectionCast, cast, complete_ensemble
from demotape.engines.band.reading.character import Character, characterise, clamp, mood_energy, mood_tempo
from demotape.engines.band.reading.key import Key, choose_key, turn_of
from demotape.engines.band.reading.layout import BAR_BEND, Part, Pulse, free_form, lay_out, limits, rising, usual_energy
from demotape.engines.band.reading.lexicon import Kind
from demotape.engines.band.reading.listening import read_wishes
from demotape.engines.band.reading.reader import Atom, Reader
from demotape.engines.band.reading.sections import Outline, find_outline, is_general
from demotape.engines.band.reading.telling import describe, refusals
from demotape.engines.band.reading.timeline import MAIN_PART, Stretch, size_of
from demotape.engines.band.reading.vocabulary import tempo as tempo_words
from demotape.engines.band.reading.which_style import Choice, choose_styles, styles_in_turn
from demotape.engines.band.reading.wishes import Wishes, is_choir_alone
from demotape.engines.band.styles import STYLES

_BARE = (
    *(
        Kind.INSTRUMENT,
        Kind.ROLE,
        Kind.STROKE,
        Kind.BEAT,
        Kind.ENTER,
        Kind.AND,
        Kind.THEN,
        Kind.MARK,
        Kind.FILLER,
        Kind.START,
        Kind.AT,
    ),
    *(
        Kind.LENGTH,
        Kind.EDGE_LENGTH,
        Kind.CLOCK,
        Kind.RANGE,
        Kind.PERCENT,
        Kind.PERCENT_RANGE,
        Kind.BARS,
        Kind.BAR_RANGE,
        Kind.FIRST,
    ),
    *(Kind.MOOD, Kind.SOFT, Kind.TEMPO, Kind.SPARSE, Kind.SOLO, Kind.ONLY),
    *(Kind.STYLE, Kind.WHOLE, Kind.KEY, Kind.MODE, Kind.BPM, Kind.METER),
)
_PRESENT = 0.5
"""Energy from which on a section can have a loud bass."""
_LONG_BARS = 12
"""A stretch without words that is longer than this gets verses and choruses."""
_STEADY_BEND = 0.04
"""How far the tempo is bent where its slow rise is the point."""
_USUAL_BAR_S = 2.0
_FADE_SHARE, _SHORTEST_FADE_S = 0.15, 1.5


def parse(prompt: str, *, length_s: float, seed: int) -> Plan:
    """Read a prompt into a plan.

    The chosen length wins over lengths in the prompt: sections that make another length are stretched or shortened in
    proportion, and that is told. The same prompt, length and seed always give the same plan; what the prompt leaves
    open (key, lead instrument) comes from the seed.

    Args:
        prompt: any text.
        length_s: length of the piece in seconds, above 0.
        seed: any integer.
    """
    chance = random.Random(f"plan {seed}")  # noqa: S311 - music, not secrets
    reader = Reader(prompt)
    everything = read_wishes(reader, reader.atoms)
    first_look = find_outline(reader, length_s=length_s, bar_s=_USUAL_BAR_S)
    choice = choose_styles(reader, everything, read_wishes(reader, first_look.overall))
    style = STYLES[choice.names[0]]
    drift = chance.uniform(0.96, 1.04)
    meter = _meter(reader, choice)
    tempo = style.tempo_bpm * drift
    outline, overall, pulse = _outline(
        reader, meter, tempo, length_s=length_s, is_club=choice.names[0] in tempo_words.CLUB
    )
    key = choose_key(reader, overall, everything, chance, mode=style.mode)

    outline = _filled(outline, pulse, choice, everything)
    form = _form(reader, outline, pulse, choice, everything=everything, length_s=length_s)
    wishes = [(wish, bool(outline.stretches) and _is_bare(stretch)) for stretch, wish in form]
    complete_ensemble(overall, choice)
    overall.is_a_cappella |= not choice.is_named and is_choir_alone(everything)
    turns = styles_in_turn([stretch for stretch, _ in form], choice) if outline.stretches else ()
    casting = cast(choice.names, overall, wishes, chance, turns=turns)
    parts = _parts(form, overall, casting, key, is_asked=bool(outline.stretches))
    parts = _in_turn(parts, turns, choice, keeps_tempo=overall.bpm is not None or overall.italian_bpm is not None)
    sections = lay_out(parts, pulse, length_s=length_s)
    sections = _with_fades(sections, overall, everything, length_s=length_s)
    plan = Plan(
        prompt=prompt,
        length_s=length_s,
        seed=seed,
        styles=tuple(dict.fromkeys(name for names in (*turns, choice.names) for name in names)),
        tonic=key.tonic,
        mode=key.mode,
        chords=key.chords,
        instruments=casting.instruments,
        sections=sections,
        beats_per_bar=meter[0],
        beat_unit=meter[1],
        fixed_tempo=pulse.is_fixed or overall.tempo_path is not None,
        swing=None if everything.swing is None else tempo_words.SWING if everything.swing else tempo_words.STRAIGHT,
        loopable=everything.is_loop,
        moods=tuple(dict.fromkeys(overall.moods)),
    )
    told = describe(
        plan,
        reader,
        outline=outline,
        overall=overall,
        everything=everything,
        choice=choice,
        key=key,
        casting=casting,
        mentions=_mention_texts(reader, outline),
    )
    refused = refusals(
        plan, reader, outline=outline, overall=overall, everything=everything, choice=choice, casting=casting
    )
    return replace(plan, understood=tuple(dict.fromkeys(told)), not_followed=tuple(dict.fromkeys(refused)))


def _meter(reader: Reader, choice: Choice) -> tuple[int, int]:
    for atom in reader.unused(Kind.METER):
        upper, lower = atom.value
        if upper in tempo_words.MOST_BEATS.get(lower, ()):
            reader.use(atom)
            return upper, lower
    if uneven := reader.unused(Kind.UNEVEN_METER):
        reader.use(*uneven)
        return 7, 8
    return next((tempo_words.STYLE_METERS[name] for name in choice.names if name in tempo_words.STYLE_METERS), (4, 4))


def _outline(
    reader: Reader, meter: tuple[int, int], style_bpm: float, *, length_s: float, is_club: bool
) -> tuple[Outline, Wishes, Pulse]:
    """The sections of the prompt, what it asks of the whole, and the tempo of the whole.

    How long eight bars are is known when the tempo is; which words name the tempo of the whole, when the sections are.
    So the sections are looked for twice.
    """
    bar_beats = meter[0] * 4 / meter[1]
    pulse = Pulse(bpm=style_bpm, lowest=style_bpm, highest=style_bpm, bar_beats=bar_beats)
    for _ in range(2):
        outline = find_outline(reader, length_s=length_s, bar_s=bar_beats * 60 / pulse.bpm)
        overall = read_wishes(reader, _without_mention(outline))
        pulse = _pulse(overall, style_bpm, bar_beats, is_club=is_club)
        if not any(atom.kind in (Kind.BARS, Kind.BAR_RANGE) for atom in reader.atoms):
            break
    return outline, overall, pulse


def _pulse(overall: Wishes, style_bpm: float, bar_beats: float, *, is_club: bool) -> Pulse:
    if overall.bpm is not None:
        low, high = overall.bpm
        return Pulse(bpm=(low + high) / 2, lowest=low, highest=high, bar_beats=bar_beats)
    if overall.italian_bpm is not None:
        bpm = overall.italian_bpm
        return Pulse(bpm=bpm, lowest=0.92 * bpm, highest=1.08 * bpm, bar_beats=bar_beats)
    bpm = style_bpm * mood_tempo(overall) * (overall.tempo or 1.0) * (1 + 0.6 * (overall.change - 1))
    if not is_club:
        bpm = tempo_words.as_a_band_means_it(bpm, overall.tempo or 1.0)
    lowest, highest = limits(bpm)
    bend = _STEADY_BEND if overall.accelerates or overall.decelerates else BAR_BEND
    return Pulse(bpm=bpm, lowest=lowest, highest=highest, bar_beats=bar_beats, bend=bend)


def _mentions(outline: Outline) -> dict[str, tuple[tuple[Atom, ...], float]]:
    """The sections that a prompt without a structure speaks of, each with the words that describe it and a factor on
    its length."""
    found: dict[str, tuple[tuple[Atom, ...], float]] = {}
    for clause in outline.clauses if not outline.stretches else ():
        index = next((i for i, atom in enumerate(clause.atoms) if atom.kind == Kind.SECTION), None)
        if index is None:
            continue
        kind, first = clause.atoms[index].value, index
        while first and clause.atoms[first - 1].kind in _OF_A_MENTION:
            first -= 1
        if is_general(clause):
            found.setdefault(kind, (clause.atoms, 1.0))
        elif kind not in ("part", "verse") and not found:
            found[kind] = (clause.atoms[first:], size_of(clause.atoms[:index]))
    return found


def _mention_texts(reader: Reader, outline: Outline) -> dict[str, str]:
    """Kind of a section to the words that a person reads of it."""
    texts = {}
    for kind, (atoms, _) in _mentions(outline).items():
        section = next(atom for atom in atoms if atom.kind == Kind.SECTION)
        is_whole = atoms in [clause.atoms for clause in outline.clauses]
        said = [atom for atom in atoms if atom.kind != Kind.MARK]
        texts[kind] = reader.prompt[atoms[0].start : said[-1].end if is_whole else section.end]
    return texts


_OF_A_MENTION = (Kind.LOUD, Kind.SOFT, Kind.MOOD, Kind.TEMPO, Kind.SPARSE, Kind.BUSY, Kind.BUILD)
_ALSO_OVERALL = (
    *(Kind.STYLE, Kind.BPM, Kind.LOOP, Kind.INSTRUMENTAL, Kind.FADE_OUT, Kind.FADE_IN, Kind.NOT, Kind.FILLER),
)


def _without_mention(outline: Outline) -> tuple[Atom, ...]:
    starts = {
        atom.start for atoms, _ in _mentions(outline).values() for atom in atoms if atom.kind not in _ALSO_OVERALL
    }
    return tuple(atom for atom in outline.overall if atom.start not in starts)


def _is_bare(stretch: Stretch) -> bool:
    """Whether the words of a section name instruments and nothing else."""
    return bool(stretch.atoms) and all(atom.kind in _BARE for atom in stretch.atoms)


def _filled(outline: Outline, pulse: Pulse, choice: Choice, everything: Wishes) -> Outline:
    """Give a long stretch that no words speak of a form of its own."""
    stretches: list[Stretch] = []
    for index, stretch in enumerate(outline.stretches):
        is_silent = not stretch.atoms and stretch.name == MAIN_PART
        bars = stretch.length_s * pulse.bpm / 60 / pulse.bar_beats
        if not is_silent or bars < _LONG_BARS:
            stretches.append(stretch)
            continue
        following = outline.stretches[index + 1].kind if index + 1 < len(outline.stretches) else ""
        inner = free_form(
            length_s=stretch.length_s,
            pulse=pulse,
            style=choice.names[0],
            without=[*everything.denied_sections, *(["drop"] if following == "drop" else [])],
            is_loop=True,
        )
        inner = [replace(part, name=part.kind) for part in inner] if len(inner) == 1 else inner
        stretches += [replace(part, starts_exactly=not i and stretch.starts_exactly) for i, part in enumerate(inner)]
    return replace(outline, stretches=tuple(stretches))


def _form(
    reader: Reader,
    outline: Outline,
    pulse: Pulse,
    choice: Choice,
    *,
    everything: Wishes,
    length_s: float,
) -> list[tuple[Stretch, Wishes]]:
    """The sections with what is asked of them."""
    if outline.stretches:
        asked = [(stretch, read_wishes(reader, stretch.atoms)) for stretch in outline.stretches]
        first = asked[0]
        if len(asked) > 1 and _is_bare(first[0]) and first[1].players and (asked[1][1].players or asked[1][1].is_full):
            first[1].is_only = True
        reader.use(*(atom for stretch in outline.stretches for atom in stretch.atoms if atom.kind in _STRUCTURAL))
        return asked
    denied = [*everything.denied_sections, *(["outro"] if everything.builds else [])]  # what builds up ends on top
    stretches = free_form(
        length_s=length_s, pulse=pulse, style=choice.names[0], without=denied, is_loop=everything.is_loop
    )
    asked_of = {}
    for kind, (atoms, size) in _mentions(outline).items():
        if kind in denied:
            continue
        reader.use(*(atom for atom in atoms if atom.kind in _STRUCTURAL))
        if kind not in [stretch.kind for stretch in stretches]:
            stretches = _inserted(stretches, kind)
        stretches = [replace(s, length_s=s.length_s * size) if s.kind == kind else s for s in stretches]
        asked_of[kind] = read_wishes(reader, atoms)
        asked_of[kind].entering = []  # nobody comes in who is not there anyway, where the sections come again
    return [(stretch, asked_of.get(stretch.kind, Wishes())) for stretch in stretches]


_STRUCTURAL = (Kind.SECTION, Kind.CLIMAX, Kind.REST, Kind.THEN)


def _inserted(stretches: Sequence[Stretch], kind: str) -> list[Stretch]:
    """The form with one more section, where such a section belongs."""
    count = len(stretches)
    place = {"intro": 0, "outro": count}.get(kind, count if count < 2 else (count + 1) // 2)
    length = min(stretch.length_s for stretch in stretches) * (0.5 if kind in ("intro", "outro") else 1.0)
    named = [replace(stretch, name=stretch.kind if stretch.name == "part" else stretch.name) for stretch in stretches]
    return [*named[:place], Stretch(kind, (), kind, length), *named[place:]]


def _parts(
    form: Sequence[tuple[Stretch, Wishes]], overall: Wishes, casting: Casting, key: Key, *, is_asked: bool
) -> list[Part]:
    parts: list[Part] = []
    previous: Character | None = None
    for index, ((stretch, wish), own) in enumerate(zip(form, casting.sections, strict=True)):
        if is_asked:
            previous = replace(characterise(wish, stretch.kind, previous), transpose=0)
            character = previous.under(overall)
        else:
            character = _free_character(stretch, wish, overall, index=index, count=len(form))
        transpose = key.transpose_of(stretch.atoms) + sum(w.transpose for _, w in form[: index + 1])
        muted = tuple(dict.fromkeys((*overall.muted, *wish.muted)))
        character = _played_by(replace(character, transpose=transpose, muted=muted), own, wish)
        if overall.tempo_path:
            from_bpm, to_bpm = overall.tempo_path
            bpm = from_bpm + (to_bpm - from_bpm) * index / max(1, len(form) - 1)
            character = replace(character, tempo=1.0, bpm=(bpm, bpm))
        elif overall.accelerates or overall.decelerates:
            spread = index / max(1, len(form) - 1)
            rise = spread if overall.accelerates else 1 - spread
            character = replace(character, tempo=character.tempo * (0.92 + 0.22 * rise))
        parts.append(Part(stretch, character))
    if len(parts) > 1 and not is_asked and key.later:
        return _raised(parts, turn_of(len(parts)), key.later)
    if overall.transpose and len(parts) > 1:
        return _raised(parts, len(parts) - (1 if len(parts) < 4 else 2), overall.transpose)
    return parts


def _raised(parts: Sequence[Part], first: int, semitones: int) -> list[Part]:
    """The same parts in another key from this one on."""
    return [
        Part(part.stretch, replace(part.character, transpose=part.character.transpose + semitones))
        if index >= first
        else part
        for index, part in enumerate(parts)
    ]


def _in_turn(parts: list[Part], turns: Sequence[tuple[str, ...]], choice: Choice, *, keeps_tempo: bool) -> list[Part]:
    """The parts of a piece that goes from one style to another, each at the tempo of its own."""
    usual = STYLES[choice.names[0]].tempo_bpm
    if not turns:
        return parts
    moved = []
    for part, names in zip(parts, turns, strict=True):
        factor = 1.0 if keeps_tempo else STYLES[names[0]].tempo_bpm / usual
        character = replace(part.character, styles=names, tempo=part.character.tempo * factor)
        moved.append(Part(part.stretch, character))
    return moved


def _free_character(stretch: Stretch, wish: Wishes, overall: Wishes, *, index: int, count: int) -> Character:
    """Character of a section of a form that the prompt leaves open."""
    if wish == Wishes():
        energy = rising(count, index) if overall.builds else usual_energy(stretch.kind)
        if overall.falls and index >= count / 2:
            energy = (energy[0] * 0.8, min(energy[1], 0.34))
        character = Character(energy=energy)
    else:
        character = characterise(wish, stretch.kind, None)
    if not overall.builds:
        return character.under(overall)
    shift = 0.5 * mood_energy(overall)
    low, high = character.energy
    return replace(character.under(overall), energy=(clamp(low + shift), clamp(high + max(0.0, shift))))


def _played_by(character: Character, own: SectionCast, wish: Wishes) -> Character:
    emphasis = dict(own.emphasis)
    is_own = any(target == BASS for target, _ in wish.emphasis)
    if emphasis.get(BASS) == LOUD and not is_own and max(character.energy) < _PRESENT:
        del emphasis[BASS]  # asked of the whole piece, and here it is to be quiet
    return replace(character, without=own.without, changes=own.changes, emphasis=emphasis)


def _with_fades(
    sections: tuple[Section, ...], overall: Wishes, everything: Wishes, *, length_s: float
) -> tuple[Section, ...]:
    """Fades of the whole piece, over its first and its last stretch. A loop has none."""
    if everything.is_loop:
        return tuple(replace(section, fade_in_s=0.0, fade_out_s=0.0) for section in sections)
    first, last = sections[0], sections[-1]
    fade_s = max(_SHORTEST_FADE_S, _FADE_SHARE * length_s)
    if overall.fades_in and not first.fade_in_s:
        sections = (replace(first, fade_in_s=min(fade_s, first.length_s)), *sections[1:])
    if overall.fades_out and not everything.has_no_fade and not last.fade_out_s:
        last = sections[-1]
        sections = (*sections[:-1], replace(last, fade_out_s=min(fade_s, last.length_s)))
    return sections
