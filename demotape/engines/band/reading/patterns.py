"""Forms that a prompt gives as a pattern: in letters (`AABA`), or as a going to and fro (`quiet - loud - quiet`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from demotape.engines.band.reading.lexicon import Kind
from demotape.engines.band.reading.reader import Atom, Reader
from demotape.engines.band.reading.timeline import SHORTEST_S, Stretch

_FORM = re.compile(r"A[ABC]{1,11}")
_LETTERS = {"A": "verse", "B": "chorus", "C": "bridge"}


def lettered(reader: Reader, length_s: float) -> tuple[Stretch, ...]:
    """The sections of a form in letters: `AABA`."""
    for atom in (unknown for unknown in reader.atoms if unknown.kind == Kind.UNKNOWN):
        letters = re.sub(r"[\s\-–,|/]", "", atom.text)
        if _FORM.fullmatch(letters) and len(letters) * SHORTEST_S <= length_s:
            reader.use(atom)
            each = length_s / len(letters)
            return tuple(Stretch(letter, (), _LETTERS[letter], each) for letter in letters)
    return ()


def alternating(atoms: Sequence[Atom], length_s: float) -> tuple[Stretch, ...]:
    """Sections of a piece that goes to and fro: `quiet - loud - quiet - loud`."""
    said = [atom for atom in atoms if atom.kind not in (Kind.MARK, Kind.FILLER, Kind.AND)]
    runs: list[list[Atom]] = [[]]
    for atom in said:
        before = _pole(runs[-1][-1]) if runs[-1] else None
        here = _pole(atom)
        if here is None:
            runs.append([])
        elif before is None or (before[0] == here[0] and before[1] != here[1]):
            runs[-1].append(atom)
        else:
            runs.append([atom])
    run = max(runs, key=len)
    if len(run) < 3 or len(run) * SHORTEST_S > length_s:
        return ()
    return tuple(Stretch(atom.text, (atom,), "part", length_s / len(run)) for atom in run)


def _pole(atom: Atom) -> tuple[str, bool] | None:
    """What a word speaks of, and whether it asks for more of it."""
    if atom.kind in (Kind.LOUD, Kind.SOFT):
        return "level", atom.kind == Kind.LOUD
    return ("tempo", atom.value > 1) if atom.kind == Kind.TEMPO and atom.value != 1 else None
