"""Words that mean something else beside certain other words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from demotape.engines.band.plan import BASS, DRUMS, LEAD
from demotape.engines.band.reading.lexicon import Kind, folded, look_up, spelt_out
from demotape.engines.band.reading.vocabulary.instruments import Instrument

if TYPE_CHECKING:
    from demotape.engines.band.reading.reader import Atom

_PLAYERS = (Kind.INSTRUMENT, Kind.ROLE, Kind.STROKE, Kind.BEAT)
_VOICED = ("screaming", "shouting", "shouted", "talking", "singing", "crying", "growling", "chanting")
"""What an instrument does as well as a singer: `screaming guitars`."""
_WEIGHTY = {"deep": BASS, "tief": BASS, "tiefer": BASS, "profond": BASS, "profundo": BASS, "punchy": DRUMS}
"""Moods that mean a loud player where they stand beside this one."""
WITHIN_WORDS = ("in", "during", "im", "wahrend", "dans", "en", "durante", "pendant", "for", "fur", "pour", "para", "at")
UNTIL_WORDS = ("until", "till", "til", "bis", "jusqu", "jusque", "hasta")
_EXCEPT = ("except", "but", "ausser", "sauf", "salvo", "excepto", "menos")
_OTHER_MODE = {"minor": "major", "major": "minor", "moll": "major", "dur": "minor"}
_LEADS = ("leads", "leading", "fuhrt", "mene", "lidera")
_CHANGES = (Kind.FADE_OUT, Kind.FADE_IN, Kind.FALL, Kind.ENTER)
_LOOSE = (Kind.UNKNOWN, Kind.FILLER, Kind.ENTER, Kind.USE, Kind.ARTIST)

ADJECTIVES = (
    Kind.LOUD,
    Kind.SOFT,
    Kind.MOOD,
    Kind.TEMPO,
    Kind.SLOWER,
    Kind.FASTER,
    Kind.FILLER,
    Kind.SPARSE,
    Kind.BUSY,
)
"""What can stand between a negation and what it denies."""


def in_context(atoms: Sequence[Atom]) -> tuple[Atom, ...]:
    """The same atoms, each with the meaning that it has beside its neighbours."""
    return tuple(_in_place(atoms, index) for index in range(len(atoms)))


def _in_place(atoms: Sequence[Atom], index: int) -> Atom:
    atom = atoms[index]
    text = _plain(atom)
    before = _next(reversed(atoms[:index]))
    after = _next(atoms[index + 1 :])
    meant = atom
    if text in _VOICED and atom.kind == Kind.VOCAL and after is not None and after.kind in _PLAYERS:
        meant = replace(atom, kind=Kind.FILLER, value=None)
    elif text in _WEIGHTY and any(_plays(side, _WEIGHTY[text]) for side in (before, after)):
        meant = replace(atom, kind=Kind.LOUD, value=None)
    elif text in ("major", "minor") and atom.kind == Kind.MODE and _is_adjective(atoms, index):
        meant = replace(atom, kind=Kind.FILLER, value=None)  # "a major hit"
    elif (
        text in _OTHER_MODE
        and atom.kind == Kind.MODE
        and any(a.kind == Kind.NOT for a in atoms[max(0, index - 2) : index])
    ):
        meant = replace(atom, value=_OTHER_MODE[text])  # "not in minor"
    elif atom.kind == Kind.TEMPO and after is not None and after.kind in _CHANGES:
        meant = replace(atom, kind=Kind.FILLER, value=None)  # "slow fade out"
    elif atom.kind == Kind.END and any(_plain(word) in UNTIL_WORDS for word in atoms[max(0, index - 2) : index]):
        meant = replace(atom, kind=Kind.FILLER, value=None)  # "until the end"
    elif text == "left" and atom.kind == Kind.EFFECT and any(a.kind == Kind.ONLY for a in _clause_before(atoms, index)):
        meant = replace(atom, kind=Kind.FILLER, value=None)  # "only the piano is left"
    elif text in _LEADS and atom.kind == Kind.FILLER and before is not None and before.kind == Kind.INSTRUMENT:
        meant = replace(atom, kind=Kind.ROLE, value=LEAD)
    elif text in _EXCEPT and _everybody_leaves(atoms, index):
        meant = replace(atom, kind=Kind.ONLY, value=None)  # "everything stops except the piano"
    elif atom.kind == Kind.ONLY and before is not None and before.kind in _PLAYERS and _names_a_section(atoms[index:]):
        meant = replace(atom, kind=Kind.ENTER, value=False)  # "strings only in the chorus"
    elif atom.kind == Kind.EVERYTHING and after is not None and after.kind == Kind.LEAVE:
        meant = replace(atom, kind=Kind.FILLER, value=None)
    elif other := _other_instrument(atoms, index):
        meant = _as(atom, other)
    return meant


def _names_a_section(atoms: Sequence[Atom]) -> bool:
    words = [_plain(atom) for atom in atoms[1:3]]
    if "in" in words and any(atom.kind in (Kind.SECOND, Kind.LAST) for atom in atoms[2:4]):
        return True  # "drums only in the second half"
    return any(atom.kind == Kind.SECTION for atom in atoms[2:4]) and any(word in WITHIN_WORDS for word in words)


def _everybody_leaves(atoms: Sequence[Atom], index: int) -> bool:
    """Whether a word like `except` comes after all others have stopped, in the same clause."""
    said = _clause_before(atoms, index)
    return any(one.kind == Kind.EVERYTHING and other.kind == Kind.LEAVE for one, other in pairwise(said))


def _clause_before(atoms: Sequence[Atom], index: int) -> Sequence[Atom]:
    """What stands before an atom in its clause."""
    start = max((i + 1 for i in range(index) if atoms[i].kind == Kind.MARK), default=0)
    return atoms[start:index]


def _other_instrument(atoms: Sequence[Atom], index: int) -> str | None:
    """The instrument that a word means beside its neighbours or in its style, where that is not the usual one."""
    styles = {atom.value for atom in atoms if atom.kind == Kind.STYLE}
    match _plain(atoms[index]):
        case "vibes" if _is_in_a_list(atoms, index):
            return "vibraphone"
        case "double bass" if styles & {"metal", "punk"}:
            return "double kick"
        case "horns" if not styles & {"orchestral", "classical", "string_quartet", "waltz"}:
            return "brass"
    return None


def _plain(atom: Atom) -> str:
    """What the person wrote, as the vocabulary spells it."""
    return spelt_out(folded(atom.text))


def _as(atom: Atom, words: str) -> Atom:
    """An atom with the meaning of other words."""
    meaning = look_up(tuple(words.split()))
    return atom if meaning is None else replace(atom, kind=meaning.kind, value=meaning.value)


def _next(atoms: Iterable[Atom]) -> Atom | None:
    """The next atom that says something."""
    return next((atom for atom in atoms if atom.kind != Kind.FILLER), None)


def _plays(atom: Atom | None, role: str) -> bool:
    if atom is None or atom.kind not in _PLAYERS:
        return False
    if isinstance(atom.value, Instrument):
        return atom.value.roles[0] == role
    return (DRUMS if atom.kind in (Kind.STROKE, Kind.BEAT) else atom.value) == role


def _is_adjective(atoms: Sequence[Atom], index: int) -> bool:
    """Whether `major` or `minor` stands between an article and a word that is none of music."""
    has_article = index > 0 and _plain(atoms[index - 1]) in ("a", "the")
    return has_article and index + 1 < len(atoms) and atoms[index + 1].kind in _LOOSE


def _is_in_a_list(atoms: Sequence[Atom], index: int) -> bool:
    """Whether players stand beside a word, joined by a comma or an `and`: `vibes and a trumpet`."""
    for side in (list(reversed(atoms[:index])), list(atoms[index + 1 :])):
        said = [atom for atom in side if atom.kind != Kind.FILLER][:2]
        if len(said) == 2 and said[0].kind in (Kind.AND, Kind.MARK) and said[1].kind in _PLAYERS:
            return index == 0 or atoms[index - 1].kind != Kind.MOOD
    return False


def is_denied(atoms: Sequence[Atom], index: int) -> bool:
    """Whether a negation stands before a word: `no long intro`."""
    before = index - 1
    while before >= 0 and atoms[before].kind in (*ADJECTIVES, Kind.OR):
        before -= 1
    return before >= 0 and atoms[before].kind == Kind.NOT
