"""What is told to the person: what was understood, and what is not followed. Plain, short sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from demotape.engines.band.plan import BASS, DOUBLE_TIME, DRUMS, HALF_TIME, NORMAL, SILENCE, Plan, Section
from demotape.engines.band.reading.casting import Casting, listed
from demotape.engines.band.reading.key import Key, played_in, turn_of
from demotape.engines.band.reading.lexicon import Kind, folded, words_of
from demotape.engines.band.reading.numbers import SLOWEST_TO_FASTEST
from demotape.engines.band.reading.pauses import wanted_silence
from demotape.engines.band.reading.reader import Atom, Reader
from demotape.engines.band.reading.sections import Outline
from demotape.engines.band.reading.vocabulary.instruments import NEIGHBOUR_WORDS, ROLE_TITLES, TITLES
from demotape.engines.band.reading.vocabulary.styles import DECADE_HINTS
from demotape.engines.band.reading.vocabulary.tempo import MOST_BEATS
from demotape.engines.band.reading.which_style import Choice
from demotape.engines.band.reading.wishes import Wishes
from demotape.engines.band.styles import STYLES
from demotape.engines.band.theory import key_name

_ALONE = ("only", "solo", "nur", "seul", "allein", "solamente", "just", "alone", "unaccompanied", "nothing")
_ABSENT = ("no", "not", "without", "drumless", "ohne", "kein", "keine", "sans", "sin", "minus")
"""Words of a name that say already who plays and who does not."""
_LEFT = (
    "drops out",
    "drop out",
    "stops",
    "stop",
    "leaves",
    "leave",
    "disappear",
    "setzt aus",
    "s'arrete",
    "desaparece",
)
_DIRT = ("distortion", "distorted", "overdrive", "overdriven")
_SAME_S = 0.05
_MOST_WORDS = 20
"""More words that nothing was done with are not told one by one."""


def describe(
    plan: Plan,
    reader: Reader,
    *,
    outline: Outline,
    overall: Wishes,
    everything: Wishes,
    choice: Choice,
    key: Key,
    casting: Casting,
    mentions: Mapping[str, str],
) -> list[str]:
    """What was read out of the prompt."""
    lines = [_styles(plan, choice)]
    lines += [f"{word}: read as {right}" for word, right in reader.corrections.items()]
    lines += key.told
    has_second_key = bool(key.later) and not outline.stretches and len(plan.sections) > 1
    if has_second_key:
        turn = plan.sections[turn_of(len(plan.sections))]
        lines.append(f"{key_name((plan.tonic + key.later) % 12, plan.mode)} from {clock(turn.start_s)} on")
    if plan.moods:
        lines.append("mood: " + listed(plan.moods))
    lines += _tempo(plan, overall)
    if any(atom.kind in (Kind.METER, Kind.UNEVEN_METER) for atom in reader.atoms) or plan.meter != "4/4":
        lines.append(plan.meter)
    if everything.swing is not None:
        lines.append("swing" if everything.swing else "straight")
    if not outline.stretches and overall.feel != NORMAL:
        lines.append(overall.feel)
    if everything.is_instrumental:
        lines.append("instrumental")
    if any(style == "lofi" for style in plan.styles) and any(atom.kind == Kind.CRACKLE for atom in reader.atoms):
        lines.append("vinyl crackle")
    lines += [f"no {stroke}" for stroke in dict.fromkeys(overall.muted)]
    players = [line for line in casting.told if not line.startswith(("loud ", "soft "))]
    lines += players
    if outline.stretches:
        lines += _sections(plan, outline)
    else:
        lines += [
            f"{clock(section.start_s)}-{clock(section.end_s)} {mentions[section.kind]}"
            for section in plan.sections
            if section.kind in mentions
        ]
    lines += [line for line in casting.told if line not in players]
    lines += _dynamics(plan, overall, outline, has_second_key=has_second_key)
    if plan.loopable:
        lines.append("a seamless loop: the end joins the start")
    return lines


def _styles(plan: Plan, choice: Choice) -> str:
    in_turn = [_coloured(section.styles) for section in plan.sections if section.styles]
    if in_turn:
        return ", then ".join(title for title, _ in groupby(in_turn))
    title = STYLES[choice.names[0]].title
    if not choice.is_named:
        return f"no style named: played as {title}"
    return _coloured(choice.names)


def _coloured(names: Sequence[str]) -> str:
    title = STYLES[names[0]].title
    return title if len(names) == 1 else f"{title}, coloured by " + listed([STYLES[name].title for name in names[1:]])


def _tempo(plan: Plan, overall: Wishes) -> list[str]:
    about = f"about {plan.sections[0].tempo_bpm:.0f} BPM"
    if overall.bpm is not None:
        low, high = (_kept(bpm) for bpm in overall.bpm)
        if overall.tempo_path:
            return ["from {:g} to {:g} BPM, from part to part".format(*overall.tempo_path)]
        return [f"{low:g} BPM" if low == high else f"{low:g}-{high:g} BPM"]
    factor = (overall.tempo or 1.0) * overall.change
    if overall.italian_bpm is not None or abs(factor - 1) > 0.05:
        slow = factor < 1
        word = "" if overall.italian_bpm is not None else "slow: " if slow else "fast: "
        return [word + about]
    return []


def _kept(bpm: float) -> float:
    return min(SLOWEST_TO_FASTEST[1], max(SLOWEST_TO_FASTEST[0], bpm))


def _sections(plan: Plan, outline: Outline) -> list[str]:
    lines = []
    for stretch, section in zip(outline.stretches, plan.sections, strict=False):
        name = stretch.name
        lines.append(f"{clock(section.start_s)}-{clock(section.end_s)} {name}")
        lines += [f"{name}: {fact}" for fact in _facts(plan, section, name)]
    return lines


def _facts(plan: Plan, section: Section, name: str) -> list[str]:
    """What holds in a section beyond what its name says."""
    said = folded(name)
    playing = plan.cast(section)
    facts = []
    lent = STYLES[section.styles[0]].instruments if section.styles else plan.instruments
    without = [role for role in section.without if role in lent]
    if without:
        if len(playing) <= 3 and len(without) > 1:
            players = [_player(role, preset) for role, preset in _once(playing)]
            if not any(word in said for word in _ALONE) and not all(player in said for player in players):
                facts.append("only " + listed(players))
        elif not any(word in said.split() for word in _ABSENT) and not any(word in said for word in _LEFT):
            facts += [f"no {ROLE_TITLES[role]}" for role in without]
    for_all = set(section.muted).intersection(*(other.muted for other in plan.sections))
    if not any(word in said.split() for word in _ABSENT):
        facts += [f"no {stroke}" for stroke in section.muted if stroke not in for_all]
    if section.feel == HALF_TIME and "half" not in said:
        facts.append("half-time")
    if section.feel == DOUBLE_TIME and "double" not in said:
        facts.append("double time")
    if section.transpose:
        facts.append(f"{abs(section.transpose)} semitones {'up' if section.transpose > 0 else 'down'}")
    return facts


def _once(playing: Mapping[str, str]) -> list[tuple[str, str]]:
    seen = {preset: role for role, preset in reversed(list(playing.items()))}
    return [(role, preset) for role, preset in playing.items() if seen[preset] == role]


def _player(role: str, preset: str) -> str:
    return TITLES.get(preset, ROLE_TITLES[role]) if role not in (DRUMS, BASS) else ROLE_TITLES[role]


def _dynamics(plan: Plan, overall: Wishes, outline: Outline, *, has_second_key: bool) -> list[str]:
    lines = []
    if overall.builds and not outline.stretches:
        lines.append("builds up to the end")
    if overall.falls and not outline.stretches:
        lines.append("calms down towards the end")
    if overall.accelerates and overall.bpm is None:
        lines.append("gets faster from part to part")
    if overall.decelerates and overall.bpm is None:
        lines.append("gets slower from part to part")
    if overall.level and not outline.stretches:
        lines.append("loud" if overall.level > 0 else "soft")
    if overall.density:
        lines.append("busy" if overall.density > 0 else "sparse")
    if plan.sections[0].fade_in_s:
        lines.append("fades in")
    if plan.sections[-1].fade_out_s:
        lines.append("fades out at the end")
    if overall.transpose and len(plan.sections) > 1 and not has_second_key:
        lines.append(f"the key rises by {('a semitone', 'two semitones')[overall.transpose - 1]} near the end")
    return lines


def refusals(
    plan: Plan,
    reader: Reader,
    *,
    outline: Outline,
    overall: Wishes,
    everything: Wishes,
    choice: Choice,
    casting: Casting,
) -> list[str]:
    """What was asked and is not done."""
    lines = _what_the_band_is_not(
        plan, reader, everything, is_ensemble=overall.is_only or bool(outline.stretches), is_named=choice.is_named
    )
    lines += [
        f"{words}: played as {STYLES[name].title}, the nearest style the Band has" for words, name in choice.neighbours
    ]
    lines += _neighbours(reader, everything)
    if choice.dropped:
        lines.append(listed([STYLES[name].title for name in choice.dropped]) + ": too many styles for one piece")
    lines += casting.refused
    placed = {atom for stretch in outline.stretches if stretch.kind == SILENCE for atom in stretch.atoms}
    if not placed.issuperset(wanted_silence(reader.atoms)):
        lines.append("silence: the Band keeps it where a time or a length stands beside it")
    lines += _about_tempo_and_meter(plan, reader, outline)
    lines += _about_length(plan, outline)
    lines += _about_bars(plan, outline)
    lines += _left_over(reader)
    return lines


def _neighbours(reader: Reader, everything: Wishes) -> list[str]:
    lines = []
    for atom in reader.atoms:
        words = " ".join(match[0] for match in words_of(folded(atom.text)))
        is_near = bool({words, words.removesuffix("s")} & NEIGHBOUR_WORDS)
        if atom.kind == Kind.INSTRUMENT and is_near and atom.value in everything.players:
            lines.append(f"{atom.text}: played on the {atom.value.title}, the nearest instrument the Band has")
    return lines


def _what_the_band_is_not(
    plan: Plan, reader: Reader, everything: Wishes, *, is_ensemble: bool, is_named: bool
) -> list[str]:
    lines = []
    if reader.unused(Kind.VOCAL):
        lines.append("vocals: there is no singer here, the lead plays the melody")
    lines += _artists(reader)
    ensembles = [atom for atom in reader.atoms if atom.kind == Kind.ENSEMBLE]
    if ensembles and not is_ensemble:
        lines.append(f"{_quoted(ensembles)}: everybody of the style plays")
    if unplayed := reader.unused(Kind.UNPLAYED):
        lines.append(f"{_quoted(unplayed)}: the Band has no such instrument")
    if sounds := reader.unused(Kind.SOUND):
        lines.append(f"{_quoted(sounds)}: the Band plays instruments and no sound effects")
    if (crackle := reader.unused(Kind.CRACKLE)) and "lofi" not in plan.styles:
        lines.append(f"{_quoted(crackle)}: only lo-fi has that sound")
    if effects := reader.unused(Kind.EFFECT):
        lines.append(f"{_quoted(effects)}: the style decides how the mix sounds")
    decades = [atom for atom in reader.unused(Kind.DECADE) if is_named or DECADE_HINTS[atom.value] not in plan.styles]
    if decades:
        lines.append(f"{_quoted(decades)}: the style is played without the sound of a decade")
    clean = [a for a in reader.atoms if a.kind == Kind.EFFECT and a.text.lower() in _DIRT and reader.is_used(a)]
    if clean and {"Distortion Guitar", "Overdriven Guitar"} & set(plan.instruments.values()):
        lines.append(f"no {_quoted(clean)}: the guitars of the style have it")
    if chords := reader.unused(Kind.CHORDS):
        lines.append(f"{_quoted(chords)}: one line of chords is played, the first")
    if plan.loopable and (everything.fades_in or everything.fades_out):
        lines.append("the fade: a loop has none")
    return lines


def _artists(reader: Reader) -> list[str]:
    """Names after `like`, and names that are known."""
    lines = []
    atoms = reader.atoms
    for index, atom in enumerate(atoms):
        if atom.kind == Kind.ARTIST and not reader.is_used(atom):
            reader.use(atom)
            lines.append(f"{atom.text}: the Band imitates no artist")
        if atom.kind != Kind.ARTIST_COMES:
            continue
        name = _name_after(atoms, index)
        if name and any(part.kind == Kind.UNKNOWN for part in name):
            reader.use(*name)
            text = reader.prompt[name[0].start : name[-1].end]
            lines.append(f"in the manner of {text}: the Band imitates no artist")
    return lines


def _name_after(atoms: Sequence[Atom], index: int) -> list[Atom]:
    name: list[Atom] = []
    for atom in atoms[index + 1 : index + 6]:
        is_article = not name and folded(atom.text) in ("the", "der", "die", "le", "la", "los", "el")
        if not (atom.text[:1].isupper() or is_article) or atom.kind == Kind.MARK:
            break
        name.append(atom)
    return name


def _about_tempo_and_meter(plan: Plan, reader: Reader, outline: Outline) -> list[str]:
    lines = [
        f"{atom.text}: one meter holds throughout, {plan.meter}"
        if atom.value[0] in MOST_BEATS.get(atom.value[1], ())
        else f"{atom.text}: the Band plays no such meter, it plays {plan.meter}"
        for atom in reader.unused(Kind.METER)
    ]
    lines += [f"{atom.text}: the tempo that was named first stays" for atom in reader.unused(Kind.BPM)]
    lines += [
        f"{atom.text}: kept to {SLOWEST_TO_FASTEST[0]:g} to {SLOWEST_TO_FASTEST[1]:g} BPM"
        for atom in reader.atoms
        if atom.kind == Kind.BPM and _kept(atom.value[0]) != atom.value[0]
    ]
    bars = plan.beats / plan.bar_beats
    if plan.loopable and abs(bars - round(bars)) > 0.01:
        bar_s = plan.bar_beats * 60 / plan.sections[-1].tempo_bpm
        better = [f"{n * bar_s:.1f} s" for n in (int(bars), int(bars) + 1) if n]
        lines.append(
            f"a seamless loop: {plan.length_s:g} s are no whole bars at this tempo; "
            + " or ".join(better)
            + " would be"
        )
    words = [atom for atom in reader.atoms if atom.kind in (Kind.ACCELERATING, Kind.DECELERATING)]
    if words and plan.fixed_tempo and plan.sections[0].tempo_bpm == plan.sections[-1].tempo_bpm:
        lines.append(f"{words[0].text}: the named tempo stays")
    keys = [atom for atom in reader.atoms if atom.kind == Kind.KEY]
    for key in keys[1:]:
        tonic = played_in(key, plan.mode)
        if tonic != key.value[0]:
            lines.append(f"{key.text}: the mode stays, so {key_name(tonic, plan.mode)}, its relative, is played")
        elif (
            outline.stretches
            and not any(key in stretch.atoms for stretch in outline.stretches)
            and key.value[0] != plan.tonic
        ):
            lines.append(f"{key.text}: the key that was named first stays")
    scales = [atom for atom in reader.atoms if atom.kind == Kind.PENTATONIC]
    lines += [f"{scale.text}: played in {plan.mode}" for scale in scales]
    return lines


def _about_bars(plan: Plan, outline: Outline) -> list[str]:
    """Sections that have other than the named number of bars, because the tempo is named too."""
    lines = []
    for stretch, section in zip(outline.stretches, plan.sections, strict=False):
        bars = round(section.beats / plan.bar_beats, 1)
        if stretch.bars is not None and plan.fixed_tempo and abs(bars - stretch.bars) >= 1:
            lines.append(f"{stretch.name}, {stretch.bars:g} bars: it has {bars:g} in {plan.length_s:g} s at this tempo")
    return lines


def _about_length(plan: Plan, outline: Outline) -> list[str]:
    if outline.is_too_dense:
        return [f"the sections: there are too many for {plan.length_s:g} s"]
    if outline.asked_s is None:
        return []
    if abs(outline.asked_s - plan.length_s) < _SAME_S:
        return ["the times in the prompt: all sections were shortened so that those without a time have room"]
    line = f"{round(outline.asked_s, 1):g} s in the prompt: the chosen length is {plan.length_s:g} s"
    return [line + (", so the sections were scaled to it" if outline.stretches else "")]


_STRUCTURAL = (
    *(
        Kind.RANGE,
        Kind.CLOCK,
        Kind.LENGTH,
        Kind.EDGE_LENGTH,
        Kind.PERCENT,
        Kind.PERCENT_RANGE,
        Kind.BARS,
        Kind.BAR_RANGE,
    ),
    *(Kind.SECTION, Kind.CLIMAX),
)


def _left_over(reader: Reader) -> list[str]:
    lines = []
    times = [atom for atom in reader.unused(*_STRUCTURAL) if atom.kind not in (Kind.SECTION, Kind.CLIMAX)]
    if times:
        lines.append(f"{_quoted(times)}: no part of the music could be found for it")
    words = [atom.text for atom in reader.unused(Kind.UNKNOWN) if len(atom.text) > 1 or not atom.text.isascii()]
    words = list(dict.fromkeys(words))
    if words:
        rest = f" and {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else ""
        lines.append("words without a meaning to the Band: " + ", ".join(words[:_MOST_WORDS]) + rest)
    return lines


def _quoted(atoms: Sequence[Atom]) -> str:
    return ", ".join(dict.fromkeys(atom.text for atom in atoms))


def clock(seconds: float) -> str:
    """Time as m:ss, with a tenth where it is not whole."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{int(minutes)}:{rest:02.0f}" if rest == int(rest) else f"{int(minutes)}:{rest:04.1f}"
