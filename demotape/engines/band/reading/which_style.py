"""Which styles a prompt asks for, and which one it suggests where it names none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from demotape.engines.band.plan import BASS, DRUMS
from demotape.engines.band.reading.lexicon import Kind, folded, words_of
from demotape.engines.band.reading.reader import Atom, Reader
from demotape.engines.band.reading.timeline import Stretch
from demotape.engines.band.reading.vocabulary.instruments import Instrument
from demotape.engines.band.reading.vocabulary.styles import (
    CLASSICAL,
    DECADE_HINTS,
    FOUR_ON_THE_FLOOR,
    GROOVE_ONLY,
    INSTRUMENT_HINTS,
    MAXIMUM_STYLES,
    MOOD_HINTS,
    NEIGHBOUR_WORDS,
)
from demotape.engines.band.reading.wishes import Wishes
from demotape.engines.band.styles import DEFAULT_STYLE

_ENSEMBLES = ("orchestral", "string_quartet")
_GENTLE_MOODS = ("calm", "sad", "romantic", "dreamy", "warm")
_LOUD_MOODS = ("aggressive", "energetic", "epic", "dark", "raw")
_QUIET_STYLES = ("classical_piano", "string_quartet", "ambient", "drone")
_BOWED = ("Violin", "Viola", "Cello", "Pizzicato Strings")
_ORCHESTRAL = (
    "String Ensemble 1",
    "Timpani",
    "French Horn",
    "Brass Section",
    "Choir Aahs",
    "Oboe",
    "Trumpet",
    "Staccato Strings",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The styles of a piece."""

    names: tuple[str, ...]
    is_named: bool
    """Whether the prompt names them; else they are suggested by other words, or the usual one."""
    neighbours: tuple[tuple[str, str], ...] = ()
    """(words of the prompt, style that stands in for them)."""
    dropped: tuple[str, ...] = ()
    """Styles that are too many."""


def choose_styles(reader: Reader, wishes: Wishes, overall: Wishes) -> Choice:
    """The styles that a prompt names, in its order, or the one that it suggests.

    Args:
        reader: the prompt.
        wishes: wishes for any part of it.
        overall: wishes for the whole piece.
    """
    found: dict[str, Atom] = {}
    neighbours: list[tuple[str, str]] = []
    grooves = GROOVE_ONLY.split("|")
    named = [atom.value for atom in reader.unused(Kind.STYLE)]
    for atom in reader.unused(Kind.STYLE):
        words = _plain(atom.text)
        name = _classical(wishes, named) if atom.value == CLASSICAL else atom.value
        reader.use(atom)
        if atom.value in wishes.denied_styles:
            continue
        if words in NEIGHBOUR_WORDS:
            neighbours.append((atom.text, name))
        if words in grooves and any(other in FOUR_ON_THE_FLOOR for other in found):
            continue
        if words in grooves:
            found = {name: atom, **{other: place for other, place in found.items() if other != name}}
        found.setdefault(name, atom)
    names = tuple(found)
    if names:
        return Choice(names[:MAXIMUM_STYLES], True, tuple(neighbours), names[MAXIMUM_STYLES:])
    return Choice((_suggested(reader, wishes, overall),), False)


def styles_in_turn(stretches: Sequence[Stretch], choice: Choice) -> tuple[tuple[str, ...], ...]:
    """The styles of each stretch, where a piece goes from one style to another; empty where it does not.

    A stretch that names no style has those of the whole piece, else those of the stretch before.
    """
    named = [_named_in(stretch, choice) for stretch in stretches]
    of_the_whole = tuple(name for name in choice.names if not any(name in names for names in named))
    first = next((names for names in named if names), ())
    turns: list[tuple[str, ...]] = []
    for names in named:
        turns.append(names or of_the_whole or (turns[-1] if turns else first))
    return tuple(turns) if len(set(turns)) > 1 else ()


def _named_in(stretch: Stretch, choice: Choice) -> tuple[str, ...]:
    """The styles of a stretch. `Jazz chords` and `latin percussion` only colour another one."""
    atoms = [atom for atom in stretch.atoms if atom.kind != Kind.FILLER]
    names = [
        atom.value
        for atom, following in zip_longest(atoms, atoms[1:])
        if atom.kind == Kind.STYLE
        and atom.value in choice.names
        and not (following and following.kind in (Kind.INSTRUMENT, Kind.ROLE, Kind.STROKE, Kind.BEAT))
    ]
    return tuple(dict.fromkeys(names))


def _plain(text: str) -> str:
    return " ".join(match[0] for match in words_of(folded(text)))


def _classical(wishes: Wishes, named: Sequence[str]) -> str:
    """The classical style that is meant: a named ensemble, else what the instruments suggest."""
    ensemble = next((name for name in named if name in _ENSEMBLES and name not in wishes.denied_styles), None)
    if ensemble is not None:
        return ensemble
    presets = [player.preset for player in wishes.players if isinstance(player, Instrument)]
    if any(preset in _ORCHESTRAL for preset in presets):
        return "orchestral"
    return "string_quartet" if any(preset in _BOWED for preset in presets) else "classical_piano"


def _suggested(reader: Reader, wishes: Wishes, overall: Wishes) -> str:
    artists = [atom.value for atom in reader.atoms if atom.kind == Kind.ARTIST and atom.value]
    decades = [DECADE_HINTS.get(atom.value) for atom in reader.atoms if atom.kind == Kind.DECADE]
    presets = [player.preset for player in wishes.players if isinstance(player, Instrument)]
    has_rhythm = bool({DRUMS, BASS} & {player for player in wishes.players if isinstance(player, str)})
    instruments = [INSTRUMENT_HINTS[preset] for preset in presets if preset in INSTRUMENT_HINTS]
    if any(isinstance(player, Instrument) and player.title == "guitar" for player in wishes.players):
        is_loud = has_rhythm or bool(set(wishes.moods) & set(_LOUD_MOODS))
        instruments = instruments if is_loud else [name for name in instruments if name != "rock"]
        instruments += ["folk"] if not is_loud and len(set(presets)) == 1 else []
    if set(wishes.moods) & set(_GENTLE_MOODS):
        instruments = ["folk" if name == "rock" else name for name in instruments]
    is_classical = overall.is_only or (bool(presets) and all(preset in _BOWED for preset in presets))
    if (
        has_rhythm
        or (len(set(presets)) > 2 and not is_classical)
        or not any(isinstance(player, Instrument) for player in overall.players)
    ):
        instruments = [name for name in instruments if name not in _QUIET_STYLES]
    swings = ["jazz"] if wishes.swing and not instruments else []
    moods = [MOOD_HINTS[mood] for mood in wishes.moods if mood in MOOD_HINTS and not presets and not has_rhythm]
    choir = ["orchestral"] if wishes.is_a_cappella else []
    hints = [*artists, *choir, *swings, *instruments, *(name for name in decades if name), *moods]
    return next(
        (name for name in hints if name not in wishes.denied_styles),
        DEFAULT_STYLE if DEFAULT_STYLE not in wishes.denied_styles else "ambient",
    )
