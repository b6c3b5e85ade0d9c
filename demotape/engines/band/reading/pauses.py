"""Silence that a prompt asks for: `two seconds of silence`, `a dramatic pause before the drop`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demotape.engines.band.reading.context import is_denied
from demotape.engines.band.reading.lexicon import TIMES, Kind
from demotape.engines.band.reading.reader import Atom

_AROUND = (
    *(Kind.LOUD, Kind.SOFT, Kind.MOOD, Kind.TEMPO, Kind.SPARSE, Kind.FILLER, Kind.AND, Kind.AT, Kind.MARK, Kind.THEN),
    *TIMES,
)
"""What can stand around the word and still speak of it: `with a short, dramatic pause of 2 seconds`."""


def by_pause(piece: Sequence[Atom]) -> Iterator[Sequence[Atom]]:
    """What stands before a pause in the same clause, and the pause: `rock` and `with a dramatic pause`."""
    place = next(iter(_places(piece)), None)
    if place is None or any(atom.kind == Kind.SECTION for atom in piece):
        yield piece
        return
    first = place
    while first and piece[first - 1].kind in _AROUND:
        first -= 1
    if first and is_pause(piece[first:], has_time=any(atom.kind in TIMES for atom in piece[first:])):
        yield piece[:first]
        yield piece[first:]
    else:
        yield piece


def is_pause(atoms: Sequence[Atom], *, has_time: bool) -> bool:
    """Whether a clause asks for silence: it says when or how long, or speaks of a moment and of nothing else."""
    wanted = wanted_silence(atoms)
    is_alone = all(atom.kind in (Kind.SILENCE, *_AROUND) for atom in atoms)
    return bool(wanted) and (has_time or (is_alone and any(atom.value for atom in wanted)))


def wanted_silence(atoms: Sequence[Atom]) -> list[Atom]:
    """The words for silence that nothing denies."""
    return [atoms[index] for index in _places(atoms)]


def _places(atoms: Sequence[Atom]) -> list[int]:
    return [i for i, atom in enumerate(atoms) if atom.kind == Kind.SILENCE and not is_denied(atoms, i)]
