"""The numbers of a whole run against their targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tests.listen.measure import Take, likeness, shared_notes
from tests.listen.prompts import EAR_PROMPTS, HEARD_AS, STYLE_PROMPTS
from tests.listen.verdicts import Finding

TARGETS: Mapping[str, float] = {
    "length": 1.0,
    "BPM by own analysis": 0.95,
    "BPM by librosa": 0.95,
    "key by own analysis": 0.9,
    "section contrast": 1.0,
    "loudness": 1.0,
    "true peak": 1.0,
    "no clipping": 1.0,
    "no silence": 1.0,
}
"""Least share of the takes, by finding. What stands here in no line should always hold."""
SAME_AUDIO = 0.9
"""Likeness from which two takes are taken for the same."""
SAME_NOTES = 0.5
"""Share of notes from which another seed, or another style, is taken for the same music."""
_STRONG = 4
"""How many of the strongest tags count as heard."""
_LEAST = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number beside its target."""

    what: str
    got: str
    target: str
    holds: bool
    missed: tuple[str, ...] = ()
    """What does not hold, for a person to look at."""


def figures(takes: Sequence[tuple[Take, Sequence[Finding]]]) -> tuple[Figure, ...]:
    """All numbers of a run."""
    only = [take for take, _ in takes]
    return (*_shares(takes), *_seeds(only), *_styles(only), *_ear(only))


def _shares(takes: Sequence[tuple[Take, Sequence[Finding]]]) -> list[Figure]:
    found: dict[str, list[tuple[Take, Finding]]] = defaultdict(list)
    for take, findings in takes:
        for finding in findings:
            found[finding.what].append((take, finding))
    order = [*(what for what in TARGETS if what in found), *(what for what in found if what not in TARGETS)]
    told = []
    for what in order:
        held = sum(finding.holds for _, finding in found[what])
        share, target = held / len(found[what]), TARGETS.get(what, 1.0)
        missed = tuple(
            f"{name(take)}: {finding.wanted}; got {finding.got}" for take, finding in found[what] if not finding.holds
        )
        got = f"{100 * share:.1f} % of {len(found[what])}"
        told.append(Figure(what=what, got=got, target=f">= {100 * target:g} %", holds=share >= target, missed=missed))
    return told


def name(take: Take) -> str:
    """What a person calls a take."""
    return f"“{take.piece.prompt}” (seed {take.seed})"


def _seeds(takes: Sequence[Take]) -> list[Figure]:
    by_prompt: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        by_prompt[take.piece.prompt].append(take)
    pairs = [pair for group in by_prompt.values() for pair in combinations(group, 2)]
    return [_different("seeds differ", pairs)] if pairs else []


def _styles(takes: Sequence[Take]) -> list[Figure]:
    seed = min(take.seed for take in takes)
    alone = [take for take in takes if take.piece.prompt in STYLE_PROMPTS.values() and take.seed == seed]
    return [_different("styles differ", list(combinations(alone, 2)))] if len(alone) > 1 else []


def _different(what: str, pairs: Sequence[tuple[Take, Take]]) -> Figure:
    told = []
    most_audio = most_notes = -1.0
    for one, other in pairs:
        audio, notes = likeness(one.fingerprint, other.fingerprint), shared_notes(one, other)
        most_audio, most_notes = max(most_audio, audio), max(most_notes, notes)
        if audio >= SAME_AUDIO or notes >= SAME_NOTES:
            told.append(f"{name(one)} and {name(other)}: audio {audio:.2f}, notes {notes:.2f}")
    return Figure(
        what=what,
        got=f"{len(pairs) - len(told)} of {len(pairs)} pairs; at most audio {most_audio:.2f}, notes {most_notes:.2f}",
        target=f"all under {SAME_AUDIO:g} and {SAME_NOTES:g}",
        holds=not told,
        missed=tuple(told),
    )


def heard_by_style(takes: Sequence[Take]) -> dict[str, dict[str, float]]:
    """Style (or what else the ear is to recognise) to its tags, strongest first: the mean over its takes."""
    heard: dict[str, dict[str, float]] = {}
    for style, prompt in {**STYLE_PROMPTS, **EAR_PROMPTS}.items():
        group = [take.heard for take in takes if take.piece.prompt == prompt and take.heard]
        if group:
            means = {tag: sum(each[tag] for each in group) / len(group) for tag in group[0]}
            heard[style] = dict(sorted(means.items(), key=lambda item: -item[1]))
    return heard


def is_heard(tags: Mapping[str, float], words: Sequence[str]) -> bool:
    """Whether one of the words is among the strongest tags, and not by a hair."""
    strongest = sorted(tags.items(), key=lambda item: -item[1])[:_STRONG]
    return any(tag in words and strength >= _LEAST for tag, strength in strongest)


def _ear(takes: Sequence[Take]) -> list[Figure]:
    heard = heard_by_style(takes)
    judged = [style for style in heard if style in HEARD_AS]
    if not judged:
        return []
    missed = [style for style in judged if not is_heard(heard[style], HEARD_AS[style])]
    told = tuple(f"{style}: {' / '.join(HEARD_AS[style])}; heard {strongest(heard[style])}" for style in missed)
    return [
        Figure(
            what="heard as the style",
            got=f"{len(judged) - len(missed)} of {len(judged)} styles",
            target="all that have tags",
            holds=not missed,
            missed=told,
        )
    ]


def strongest(tags: Mapping[str, float], count: int = 5) -> str:
    """The strongest tags in words."""
    best = sorted(tags.items(), key=lambda item: -item[1])[:count]
    return ", ".join(f"{tag} {strength:.2f}" for tag, strength in best)


def as_text(told: Sequence[Figure], heard: Mapping[str, Mapping[str, float]], *, misses: int = 12) -> str:
    """The numbers, what they miss, and what the ear heard, for a terminal."""
    rows = [
        ("what", "measured", "target", ""),
        *((f.what, f.got, f.target, "ok" if f.holds else "missed") for f in told),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    for figure in told:
        if figure.missed:
            lines += ["", f"{figure.what}, {len(figure.missed)} missed:"]
            lines += [f"  {missed}" for missed in figure.missed[:misses]]
    if heard:
        lines += ["", "What the independent ear hears:"]
        width = max(len(style) for style in heard)
        for style, tags in heard.items():
            wanted = HEARD_AS.get(style)
            mark = " " if wanted is None else "+" if is_heard(tags, wanted) else "-"
            lines.append(f"{mark} {style:{width}}  {strongest(tags)}")
    return "\n".join(lines)
