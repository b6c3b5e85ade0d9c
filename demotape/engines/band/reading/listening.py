"""Listening to a stretch of a prompt: its words become wishes, and those that were heard count as used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demotape.engines.band.plan import BASS, DOUBLE_TIME, DRUMS, HALF_TIME, LEAD, LOUD, SOFT
from demotape.engines.band.reading.lexicon import Kind
from demotape.engines.band.reading.numbers import SLOWEST_TO_FASTEST
from demotape.engines.band.reading.reader import Atom, Reader
from demotape.engines.band.reading.vocabulary.instruments import Instrument
from demotape.engines.band.reading.wishes import Target, Wishes

_PLAYERS = (Kind.INSTRUMENT, Kind.ROLE, Kind.STROKE, Kind.BEAT)
_ADJECTIVES = (
    *(Kind.MOOD, Kind.LOUD, Kind.SOFT, Kind.TEMPO, Kind.SPARSE, Kind.BUSY, Kind.FILLER),
    Kind.HALF_TIME,
)
_DENIABLE = (
    *(*_PLAYERS, Kind.SOLO, Kind.OTHERS, Kind.EVERYTHING, Kind.VOCAL, Kind.INSTRUMENTAL, Kind.A_CAPPELLA),
    *(Kind.SOUND, Kind.UNPLAYED, Kind.EFFECT, Kind.CRACKLE, Kind.USE, Kind.ARTIST, Kind.DECADE, Kind.STYLE, Kind.MOOD),
    *(Kind.TEMPO, Kind.FASTER, Kind.SLOWER, Kind.ACCELERATING, Kind.DECELERATING, Kind.HALF_TIME, Kind.DOUBLE_TIME),
    *(Kind.SWING, Kind.BUSY, Kind.SPARSE, Kind.BASS_LOUD, Kind.KEY_CHANGE, Kind.LOOP),
    *(Kind.SECTION, Kind.BUILD, Kind.CLIMAX, Kind.FADE_IN, Kind.FADE_OUT),
)


def read_wishes(reader: Reader, atoms: Sequence[Atom]) -> Wishes:
    """What these atoms ask for. The atoms that ask for something count as used from now on."""
    return _Listener(reader, atoms).listen()


class _Listener:
    def __init__(self, reader: Reader, atoms: Sequence[Atom]) -> None:
        self._reader = reader
        self._atoms = [atom for atom in atoms if atom.kind != Kind.FILLER]
        self._wishes = Wishes()
        self._denied: set[int] = set()

    def listen(self) -> Wishes:
        for index, atom in enumerate(self._atoms):
            if atom.kind == Kind.NOT:
                self._deny(index)
        for index, atom in enumerate(self._atoms):
            if index not in self._denied:
                self._hear(index, atom)
        wishes = self._wishes
        if wishes.ensemble is not None and len(wishes.players) >= wishes.ensemble:
            wishes.is_only = True  # "a duet of clarinet and marimba"
        return wishes

    def _hear(self, index: int, atom: Atom) -> None:  # noqa: PLR0912 - one branch for each kind of word
        wishes = self._wishes
        match atom.kind:
            case Kind.INSTRUMENT | Kind.ROLE | Kind.STROKE:
                self._add(wishes.players, index)
                leader = self._atoms[index - 1] if index and atom.value == LEAD else None
                if leader is not None and leader.kind == Kind.INSTRUMENT and index - 1 not in self._denied:
                    wishes.soloists.append(leader.value)  # "accordion melody"
            case Kind.LOUD | Kind.SOFT:
                self._emphasise(index)
            case Kind.ONLY | Kind.SOLO:
                self._isolate(index)
            case Kind.ENTER | Kind.LEAVE:
                self._move(index)
            case Kind.ENSEMBLE:
                wishes.ensemble = atom.value
            case Kind.DRUMLESS:
                wishes.absent.append(DRUMS)
            case Kind.BASS_LOUD:
                wishes.emphasis.append((BASS, LOUD))
            case Kind.OTHERS:
                wishes.is_only = True
            case Kind.EVERYTHING:
                wishes.is_full = True
            case Kind.SILENCE:
                wishes.is_silent = True
            case Kind.A_CAPPELLA:
                wishes.is_a_cappella = True
            case Kind.BUILD:
                wishes.builds = True
            case Kind.FALL:
                wishes.falls = True
            case Kind.FADE_IN:
                wishes.fades_in = True
            case Kind.FADE_OUT:
                wishes.fades_out = True
            case Kind.MOOD:
                wishes.moods.append(atom.value)
            case Kind.SPARSE | Kind.BUSY:
                wishes.density += 0.3 if atom.kind == Kind.BUSY else -0.3
            case Kind.LOOP:
                wishes.is_loop = True
            case Kind.INSTRUMENTAL:
                wishes.is_instrumental = True
            case Kind.KEY_CHANGE:
                wishes.transpose = atom.value
            case _:
                if not self._hear_tempo(atom):
                    return
        self._reader.use(atom)

    def _hear_tempo(self, atom: Atom) -> bool:
        wishes = self._wishes
        match atom.kind:
            case Kind.TEMPO:
                wishes.tempo = atom.value if wishes.tempo is None else (wishes.tempo + atom.value) / 2
            case Kind.SLOWER | Kind.FASTER:
                wishes.change = 0.85 if atom.kind == Kind.SLOWER else 1.2
            case Kind.ACCELERATING:
                wishes.accelerates = True
            case Kind.DECELERATING:
                wishes.decelerates = True
            case Kind.ITALIAN:
                wishes.italian_bpm = float(atom.value)
            case Kind.BPM if wishes.bpm is None:
                low, high = SLOWEST_TO_FASTEST
                first, second = (min(high, max(low, bpm)) for bpm in atom.value)
                wishes.bpm = (min(first, second), max(first, second))
                wishes.falls_in_tempo = first > second
            case Kind.HALF_TIME | Kind.DOUBLE_TIME:
                wishes.feel = HALF_TIME if atom.kind == Kind.HALF_TIME else DOUBLE_TIME
            case Kind.SWING | Kind.STRAIGHT:
                wishes.swing = atom.kind == Kind.SWING
            case _:
                return False
        return True

    def _deny(self, index: int) -> None:
        """`no drums or bass`: note all that the negation covers, so that nobody hears it as a wish."""
        self._reader.use(self._atoms[index])
        for place, is_loud in self._denied_things(index):
            atom = self._atoms[place]
            self._denied.add(place)
            self._reader.use(atom)
            if is_loud and atom.kind in _PLAYERS:  # "not too loud drums"
                self._wishes.emphasis.append((_target(atom), SOFT))
                self._wishes.players.append(_target(atom))
                continue
            self._deny_one(atom)

    def _deny_one(self, atom: Atom) -> None:
        wishes = self._wishes
        match atom.kind:
            case Kind.INSTRUMENT | Kind.ROLE | Kind.BEAT:
                wishes.absent.append(_target(atom))
            case Kind.STROKE:
                wishes.muted.append(atom.value)
            case Kind.VOCAL:
                wishes.is_instrumental = True
            case Kind.SECTION:
                wishes.denied_sections.append(atom.value)
            case Kind.STYLE:
                wishes.denied_styles.append(atom.value)
            case Kind.OTHERS:
                wishes.is_only = True
            case Kind.SWING:
                wishes.swing = False
            case Kind.BASS_LOUD:
                wishes.emphasis.append((BASS, SOFT))
            case Kind.FADE_OUT:
                wishes.has_no_fade = True
            case Kind.TEMPO:
                wishes.tempo = 0.96 if atom.value > 1 else 1.04

    def _denied_things(self, index: int) -> Iterator[tuple[int, bool]]:
        covers_list = bool(self._atoms[index].value)
        place, is_loud = self._thing_after(index)
        if place is None:
            return
        yield place, is_loud
        waiting: list[int] = []
        while True:
            at = place + 1
            has_comma = self._kind(at) == Kind.MARK and self._atoms[at].value == ","
            at += has_comma
            has_or = self._kind(at) == Kind.OR
            has_and = self._kind(at) == Kind.AND and self._atoms[at].text.lower() not in (
                "with",
                "mit",
                "avec",
                "con",
                "on",
                "over",
            )
            if not (has_comma or has_or or has_and):
                return
            at += has_or or has_and
            if self._kind(at) not in _DENIABLE or self._kind(at + 1) in (
                Kind.ONLY,
                Kind.SOLO,
                Kind.LOUD,
                Kind.ENTER,
                Kind.SOFT,
            ):
                return
            place = at
            waiting.append(at)
            if has_or or (has_and and (covers_list or len(waiting) == 1)):
                yield from ((waited, False) for waited in waiting)
                waiting = []
            elif has_and:
                return

    def _thing_after(self, index: int) -> tuple[int | None, bool]:
        is_loud = False
        strange: list[int] = []
        for place in range(index + 1, min(len(self._atoms), index + 5)):
            kind = self._atoms[place].kind
            follows = self._kind(place + 1)
            if strange and kind in (*_PLAYERS, Kind.VOCAL):  # "no cheesy synths"
                self._reader.use(*(self._atoms[word] for word in strange))
                return place, is_loud
            if kind in _DENIABLE and not strange and not (kind in (Kind.MOOD, Kind.TEMPO) and follows in _PLAYERS):
                return place, is_loud
            if kind == Kind.UNKNOWN:
                strange.append(place)
                continue
            if kind not in (*_ADJECTIVES, Kind.AND, Kind.OR):
                return None, False
            is_loud = is_loud or kind == Kind.LOUD
            self._denied.add(place)
            self._reader.use(self._atoms[place])
        return None, False

    def _emphasise(self, index: int) -> None:
        """`loud bass`, `drums heavy`; a word alone speaks of the whole."""
        atom = self._atoms[index]
        level = LOUD if atom.kind == Kind.LOUD else SOFT
        if atom.text.lower() == "muted" and self._kind(index - 1) == Kind.STROKE:
            self._wishes.muted.append(self._atoms[index - 1].value)
            return
        place = index + 1
        if self._kind(place) == Kind.AND and self._atoms[place].text.lower() == "on":  # "heavy on the drums"
            place += 1
        while self._kind(place) in _ADJECTIVES and place not in self._denied:
            place += 1
        if self._kind(place) == Kind.STYLE and self._kind(place + 1) in _PLAYERS:  # "soft boom-bap drums"
            place += 1
        before = index - 1
        if self._kind(before) == Kind.AND and self._kind(before - 1) in (Kind.LOUD, Kind.SOFT, Kind.MOOD):
            before -= 2
        if self._kind(place) in _PLAYERS and place not in self._denied:
            self._wishes.emphasis.append((_target(self._atoms[place]), level))
            if self._kind(place) == Kind.BEAT:
                self._reader.use(self._atoms[place])
        elif self._kind(before) in _PLAYERS and before not in self._denied and self._kind(place) != Kind.SECTION:
            self._wishes.emphasis.append((_target(self._atoms[before]), level))
        else:
            self._wishes.level = 1 if level == LOUD else -1

    def _isolate(self, index: int) -> None:
        """`only piano`, `piano only`, `solo violin`."""
        place = index + 1
        if self._kind(place) == Kind.ENTER:  # "should only enter at the chorus"
            return
        while self._kind(place) in (*_ADJECTIVES, Kind.AND, Kind.AT):
            place += 1
        has_after = self._kind(place) in _PLAYERS
        has_before = self._kind(index - 1) in _PLAYERS
        if not has_after and has_before and self._atoms[index].kind == Kind.SOLO and self._is_before_a_band(index - 1):
            self._wishes.soloists.append(_target(self._atoms[index - 1]))
        elif has_after or has_before:
            self._wishes.is_only = True

    def _is_before_a_band(self, index: int) -> bool:
        """Whether `trumpet solo` means a trumpet in front of a band, and not one alone."""
        soloist = self._atoms[index].value
        if any(atom.kind == Kind.STYLE for atom in self._atoms):
            return True
        has_band = any(atom.kind in (Kind.STYLE, Kind.SECTION) for atom in self._reader.atoms)
        return has_band and isinstance(soloist, Instrument) and not soloist.is_chordal

    def _move(self, index: int) -> None:
        """`drums enter`, `add strings`, `the bass drops out`."""
        atom = self._atoms[index]
        places = list(self._neighbours(index, -1)) or list(self._neighbours(index, 1))
        for place in places:
            target = _target(self._atoms[place])
            if atom.kind == Kind.LEAVE and self._kind(place) == Kind.STROKE:
                self._wishes.muted.append(self._atoms[place].value)
                self._denied.add(place)
            elif atom.kind == Kind.LEAVE:
                self._wishes.absent.append(target)
                self._denied.add(place)
                if target in self._wishes.players:
                    self._wishes.players.remove(target)
            else:
                (self._wishes.returning if atom.value else self._wishes.entering).append(target)
                if target not in self._wishes.players:
                    self._wishes.players.append(target)
            self._reader.use(self._atoms[place])

    def _neighbours(self, index: int, step: int) -> Iterator[int]:
        place = index + step
        while 0 <= place < len(self._atoms):
            kind = self._atoms[place].kind
            if kind in _PLAYERS and place not in self._denied:
                yield place
            elif kind not in (*_ADJECTIVES, Kind.AND, Kind.FASTER, Kind.ONLY):
                return
            place += step

    def _add(self, targets: list[Target], index: int) -> None:
        target = _target(self._atoms[index])
        if target not in targets:
            targets.append(target)

    def _kind(self, index: int) -> Kind | None:
        return self._atoms[index].kind if 0 <= index < len(self._atoms) else None


def _target(atom: Atom) -> Target:
    if atom.kind in (Kind.BEAT, Kind.STROKE):
        return DRUMS
    target: Target = atom.value
    return target
