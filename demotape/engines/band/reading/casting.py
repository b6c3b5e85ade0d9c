"""Who plays: the instruments of the styles, and those that the prompt names, each in a role."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from demotape.engines.band.plan import BASS, COUNTER, DRUMS, KEYS, LEAD, PAD, PERCUSSION, RHYTHM, ROLES
from demotape.engines.band.reading.namesakes import answering, is_meant
from demotape.engines.band.reading.vocabulary.instruments import ROLE_TITLES, TITLES, Instrument
from demotape.engines.band.reading.which_style import Choice
from demotape.engines.band.reading.wishes import Target, Wishes
from demotape.engines.band.styles import STYLES

USUAL_PRESETS: Mapping[str, str] = {
    DRUMS: "Standard Kit",
    PERCUSSION: "Standard Kit",
    BASS: "Electric Bass (finger)",
    KEYS: "Acoustic Grand Piano",
    RHYTHM: "Acoustic Guitar (steel)",
    PAD: "Pad 2 (warm)",
    LEAD: "Vibraphone",
    COUNTER: "String Ensemble 1",
}
"""What plays a role that the person asks for and the style does not have."""

_CHOIR = {LEAD: "Voice Oohs", PAD: "Choir Aahs"}
_GOES_WITH: Mapping[str, tuple[str, ...]] = {DRUMS: (DRUMS, PERCUSSION), KEYS: (KEYS, RHYTHM), LEAD: (LEAD, COUNTER)}
"""Role to all that a person means who wants it away."""


@dataclass(slots=True)
class SectionCast:
    """Who plays otherwise in one section."""

    without: tuple[str, ...] = ()
    changes: dict[str, str] = field(default_factory=dict)
    emphasis: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Casting:
    """Who plays."""

    instruments: dict[str, str]
    sections: list[SectionCast]
    told: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def cast(
    styles: Sequence[str],
    overall: Wishes,
    sections: Sequence[tuple[Wishes, bool]],
    chance: random.Random,
    *,
    turns: Sequence[tuple[str, ...]] = (),
) -> Casting:
    """Cast a piece.

    Args:
        styles: names of its styles, the leading one first.
        overall: wishes for the whole piece.
        sections: wishes for each section, and whether it speaks of nothing but instruments.
        chance: what the prompt leaves open.
        turns: styles of each section, where the piece goes from one to another.
    """
    return _Caster(styles, overall, chance, turns).cast(sections)


def complete_ensemble(overall: Wishes, choice: Choice) -> None:
    """Let a trio or a quartet be one: who is not named plays the bass, the drums, the chords or the tune."""
    count = overall.ensemble
    if count is None or overall.is_only or not choice.is_named:
        return
    if not {DRUMS, BASS} <= STYLES[choice.names[0]].instruments.keys():
        return
    taken = {player if isinstance(player, str) else player.roles[0] for player in overall.players}
    usual = (KEYS, LEAD) if count == 2 else (BASS, DRUMS, KEYS, LEAD)
    missing = [role for role in usual if role not in taken and role not in overall.absent]
    overall.players += missing[: count - len(overall.players)]
    overall.is_only = len(overall.players) >= count


class _Caster:
    def __init__(
        self, styles: Sequence[str], overall: Wishes, chance: random.Random, turns: Sequence[tuple[str, ...]]
    ) -> None:
        self._overall = overall
        self._turns = turns
        self._casts = {names: _base(names, chance) for names in dict.fromkeys(turns or (tuple(styles),))}
        self._style_roles = next(iter(self._casts.values()))
        self._alternatives = _alternatives(styles)
        self._named: dict[str, Instrument] = {}
        self._told: list[str] = []
        self._refused: list[str] = []
        self._emphases: list[tuple[Target, str]] = []

    def cast(self, sections: Sequence[tuple[Wishes, bool]]) -> Casting:
        instruments = self._whole()
        casts = self._sections(instruments, sections)
        everything = {**instruments}
        for section in casts:
            everything |= section.changes
        self._tell(everything, casts)
        return Casting(instruments, casts, self._told, self._refused)

    def _whole(self) -> dict[str, str]:
        overall = self._overall
        if overall.is_a_cappella:
            self._told.append("a choir alone")
            self._refused.append("words and real voices: the choir sings vowels")
            return dict(_CHOIR)
        instruments = dict(self._style_roles)
        kept: set[str] = set()
        for target in overall.players:
            role = self._place(target, instruments)
            if role is not None:
                kept.add(role)
        hands = self._style_roles.get(KEYS)
        if hands is not None and hands == self._style_roles.get(LEAD) and LEAD not in kept:
            instruments[LEAD] = self._chordal(overall.players) or hands  # two hands of one player
        if overall.ensemble and KEYS in kept and LEAD not in kept:
            instruments[LEAD] = instruments[KEYS]  # a trio has its tune, too
            kept.add(LEAD)
        if overall.is_only and kept:
            instruments = _alone(
                {role: instruments[role] for role in ROLES if role in kept}, self._chordal(overall.players)
            )
        for target in overall.soloists:
            if isinstance(target, str) and target != LEAD:
                self._refused.append(f"a solo of the {ROLE_TITLES[target]}: it plays its part")
        self._remove(instruments, overall.absent)
        if not instruments:
            instruments = {KEYS: self._style_roles.get(KEYS, USUAL_PRESETS[KEYS])}
            self._refused.append("nobody plays then: the chords stay")
        return instruments

    def _place(self, target: Target, instruments: dict[str, str]) -> str | None:
        """Give the wished player a role in `instruments`. Returns the role."""
        if isinstance(target, str):
            if target not in instruments:
                instruments[target] = USUAL_PRESETS[target]
                self._told.append(f"with {ROLE_TITLES[target]}")
            return target
        present = None if self._overall.is_only else self._present(target, instruments)
        leads = target in self._overall.soloists and LEAD in target.roles and LEAD not in self._named
        if present is not None and not (leads and present != LEAD):
            self._named.setdefault(present, target)
            self._note(target, instruments[present])
            return present
        roles = (LEAD, *target.roles) if target in self._overall.soloists and LEAD in target.roles else target.roles
        role = next((role for role in roles if role not in self._named), None)
        if role is None:
            self._refused.append(f"{target.title}: there is no free place for one more instrument")
            return None
        self._named[role] = target
        instruments[role] = target.preset
        self._note(target)
        return role

    def _note(self, target: Instrument, preset: str | None = None) -> None:
        """Tell who plays: the named instrument, or the style's own that answers to its name."""
        title = target.title if preset is None or preset == target.preset else TITLES.get(preset, target.title)
        if title not in self._told:
            self._told.append(title)

    def _present(self, target: Instrument, instruments: Mapping[str, str]) -> str | None:
        names = answering(target)
        order = sorted(instruments, key=lambda role: target.roles.index(role) if role in target.roles else len(ROLES))
        free = [role for role in order if self._named.get(role, target) == target]
        itself = (role for role in free if instruments[role] == target.preset and role in target.roles)
        return next(itself, None) or next((role for role in free if instruments[role] in names), None)

    def _remove(self, instruments: dict[str, str], absent: Sequence[Target]) -> None:
        for target in absent:
            for role in self._roles_of(target, instruments):
                spare = (
                    self._spare(role, target)
                    if isinstance(target, Instrument) and PERCUSSION not in target.roles
                    else None
                )
                if spare is None:
                    del instruments[role]
                else:
                    instruments[role] = spare
            title = ROLE_TITLES[target] if isinstance(target, str) else target.title
            if f"no {title}" not in self._told:
                self._told.append(f"no {title}")

    def _spare(self, role: str, unwanted: Instrument) -> str | None:
        """Another instrument of the styles for a role whose usual one is not wanted."""
        if role in self._named:
            return None
        return next((spare for spare in self._alternatives.get(role, ()) if not is_meant(unwanted, spare)), None)

    def _roles_of(self, target: Target, instruments: Mapping[str, str]) -> list[str]:
        if isinstance(target, str):
            return [
                role
                for role in _GOES_WITH.get(target, (target,))
                if role in instruments and not (role != target and role in self._named)
            ]
        if target.preset == USUAL_PRESETS[PERCUSSION] and PERCUSSION in target.roles:
            return [role for role in (DRUMS, PERCUSSION) if role in instruments]
        wanted = {named.preset for named in self._overall.players if isinstance(named, Instrument)}
        return [
            role
            for role, preset in instruments.items()
            if is_meant(target, preset) and preset not in wanted - {target.preset}
        ]

    def _sections(self, instruments: Mapping[str, str], sections: Sequence[tuple[Wishes, bool]]) -> list[SectionCast]:
        casts: list[SectionCast] = []
        allowed: set[str] | None = None
        entries: dict[str, int] = {}
        named_in: list[set[str]] = []
        for index, (wishes, is_bare) in enumerate(sections):
            section, elsewhere = self._in_its_style(index, instruments)
            goes_on = not self._turns or self._turns[index] == self._turns[max(0, index - 1)]
            comes = bool(wishes.entering or wishes.returning)
            taken = _taken(casts[-1]) if casts and goes_on and allowed is not None and comes else set()
            placed = [self._place_here(target, instruments, section, wishes, taken) for target in wishes.players]
            roles = [role for role in placed if role is not None]
            joins = allowed is not None and goes_on and bool(roles) and (comes or is_bare)
            if joins and not wishes.is_only:
                section.changes = casts[-1].changes | section.changes
                allowed = (allowed or set()) | set(roles)
            else:
                allowed = self._alone_here(wishes, roles, instruments, section)
            for target in wishes.entering:
                came = [role for role in roles if self._plays(target, role, instruments, section)]
                entries |= {role: index for role in came if role not in entries}
            everybody = {**instruments, **section.changes}
            without = elsewhere if allowed is None else set(everybody) - allowed
            without -= set(roles)
            for target in wishes.absent:
                without |= set(self._roles_of(target, everybody))
            section.without = tuple(role for role in ROLES if role in without)
            section.emphasis = self._emphasis([*self._overall.emphasis, *wishes.emphasis], everybody)
            self._emphases += wishes.emphasis
            casts.append(section)
            named_in.append(set(roles))
        for role, first in entries.items():
            played = casts[first].changes.get(role, instruments.get(role))
            for index in range(first):
                is_same = casts[index].changes.get(role, instruments.get(role)) == played
                if role not in named_in[index] and (is_same or self._turns):
                    casts[index].without = tuple(r for r in ROLES if r in {*casts[index].without, role})
        self._keep_somebody(instruments, casts)
        return casts

    def _in_its_style(self, index: int, instruments: Mapping[str, str]) -> tuple[SectionCast, set[str]]:
        """The players of a section by its style alone, and the roles of the piece that this style does not have."""
        if not self._turns or self._overall.is_a_cappella or self._overall.is_only:
            return SectionCast(), set()
        own = {role: preset for role, preset in self._casts[self._turns[index]].items() if role not in self._named}
        unwanted = {role for target in self._overall.absent for role in self._roles_of(target, own)}
        wanted = {role: preset for role, preset in own.items() if role not in unwanted}
        changes = {role: preset for role, preset in wanted.items() if preset != instruments.get(role)}
        return SectionCast(changes=changes), set(instruments) - set(own) - set(self._named)

    def _alone_here(
        self, wishes: Wishes, roles: Sequence[str], instruments: Mapping[str, str], section: SectionCast
    ) -> set[str] | None:
        """The only roles that play in a section; None where all may."""
        if wishes.is_a_cappella:
            section.changes = dict(_CHOIR)
            return set(_CHOIR)
        if not (wishes.is_only and roles):
            return None
        everybody = {**instruments, **section.changes}
        alone = _alone({role: everybody[role] for role in roles}, self._chordal(wishes.players))
        section.changes |= {role: preset for role, preset in alone.items() if instruments.get(role) != preset}
        return set(alone)

    def _plays(self, target: Target, role: str, instruments: Mapping[str, str], section: SectionCast) -> bool:
        preset = section.changes.get(role) or instruments.get(role)
        return role == target if isinstance(target, str) else preset is not None and is_meant(target, preset)

    def _place_here(
        self,
        target: Target,
        instruments: Mapping[str, str],
        section: SectionCast,
        wishes: Wishes,
        taken: Collection[str],
    ) -> str | None:
        """Give a player of one section a role there, none that is taken if there is another. Returns the role."""
        everybody = {**instruments, **section.changes}
        if isinstance(target, str):
            if target not in everybody and target not in {t for t in self._overall.absent if isinstance(t, str)}:
                section.changes[target] = USUAL_PRESETS[target]
            return target if target in {**instruments, **section.changes} else None
        present = self._present(target, everybody)
        if present is not None:
            self._note(target, everybody[present])
            return present
        roles = (LEAD, *target.roles) if target in wishes.soloists and LEAD in target.roles else target.roles
        free = [role for role in roles if role not in self._named and role not in section.changes]
        role = next((role for role in free if role not in taken), free[0] if free else None)
        if role is None:
            self._refused.append(f"{target.title}: there is no free place for one more instrument")
            return None
        section.changes[role] = target.preset
        self._note(target)
        return role

    def _emphasis(self, wishes: Iterable[tuple[Target, str]], everybody: Mapping[str, str]) -> dict[str, str]:
        emphasis = {}
        for target, level in wishes:
            for role in self._roles_of(target, everybody):
                if isinstance(target, Instrument) or role == target:
                    emphasis[role] = level
        return emphasis

    @staticmethod
    def _chordal(players: Iterable[Target]) -> str | None:
        return next((player.preset for player in players if isinstance(player, Instrument) and player.is_chordal), None)

    def _keep_somebody(self, instruments: Mapping[str, str], casts: Sequence[SectionCast]) -> None:
        for section in casts:
            everybody = {**instruments, **section.changes}
            if not set(everybody) - set(section.without):
                kept = next(role for role in (KEYS, PAD, LEAD, *ROLES) if role in everybody)
                section.without = tuple(role for role in section.without if role != kept)
                self._refused.append(f"a section where nobody plays: the {ROLE_TITLES[kept]} stays")

    def _tell(self, everything: Mapping[str, str], casts: Sequence[SectionCast]) -> None:
        overall = self._overall
        if overall.is_only and overall.players:
            names = [p.title if isinstance(p, Instrument) else ROLE_TITLES[p] for p in overall.players]
            self._told = [line for line in self._told if line not in names] + ["only " + listed(names)]
        heard = {(role, level) for section in casts for role, level in section.emphasis.items()}
        for target, level in dict.fromkeys([*overall.emphasis, *self._emphases]):
            title = ROLE_TITLES[target] if isinstance(target, str) else target.title
            if any((role, level) in heard for role in self._roles_of(target, everything)):
                self._told.append(f"{level} {title}")


def listed(words: Sequence[str]) -> str:
    """Words as a person lists them: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _taken(section: SectionCast) -> set[str]:
    """The roles of those who were named for a section, and who stay when others come in. The tune of somebody who
    plays the chords as well is free for them."""
    changes = section.changes
    return {role for role, preset in changes.items() if not (role == LEAD and changes.get(KEYS) == preset)}


def _alone(chosen: dict[str, str], chordal: str | None) -> dict[str, str]:
    """Those who play when nobody else does: an instrument of chords plays the tune as well if nobody else can."""
    if chordal is not None and LEAD not in chosen:
        if len(chosen) == 1:
            return {KEYS: chordal, LEAD: chordal}
        return {**chosen, LEAD: chordal}
    if chordal is not None and len(chosen) == 1:
        return {KEYS: chordal, LEAD: chordal}
    if set(chosen) == {RHYTHM}:
        return {KEYS: chosen[RHYTHM], LEAD: chosen[RHYTHM]}
    return chosen


def _base(styles: Sequence[str], chance: random.Random) -> dict[str, str]:
    """Grooves come from the first style, colours from all of them."""
    first = STYLES[styles[0]]
    casting = {role: chance.choice(presets) for role, presets in first.instruments.items() if presets}
    for other in styles[1:]:
        lent = STYLES[other].instruments
        for role in (PAD, LEAD, COUNTER, RHYTHM, PERCUSSION):
            if role in lent and lent[role] and role not in casting and role in (PAD, COUNTER):
                casting[role] = chance.choice(lent[role])
        if other == styles[1]:
            for role in (LEAD, PAD):
                if role in casting and lent.get(role):
                    casting[role] = chance.choice(lent[role])
    return casting


def _alternatives(styles: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for style in styles:
        for role, presets in STYLES[style].instruments.items():
            found.setdefault(role, []).extend(presets)
    return found
