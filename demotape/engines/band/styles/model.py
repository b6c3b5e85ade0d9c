"""What a style is made of: data that the players read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from demotape.engines.band.grooves import Lines

_NO_LINES: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drums:
    """How a style drums. See `grooves` for how a tab is read."""

    grooves: tuple[Lines, ...]
    """At least three; each musical idea of a piece has its own."""
    fills: tuple[Lines, ...]
    """What leads into the next section: it replaces the bar from its first stroke on."""
    peak: tuple[Lines, ...] = ()
    """Grooves for the loudest parts, if they differ."""
    quiet: Lines | None = None
    """What is played where only a hint of drums is wanted. None: the hats of the groove."""
    lift: Mapping[int, int] = field(default_factory=lambda: _NO_LINES)
    """Drum to the drum that takes its place in loud parts: closed hat to ride."""
    soft: Mapping[int, int] = field(default_factory=lambda: _NO_LINES)
    """The same in quiet parts: snare to rim."""
    late_ms: float = 0.0
    """How far the backbeat lies behind."""
    crash: bool = True
    """Whether a loud section opens with a cymbal."""
    hats_enter: float = 0.33
    enters: float = 0.4
    """Energies from which on hats, and all drums, play."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BassPart:
    """How a style plays the bass.

    Letters: `r` root, `3` third, `5` fifth, `7` seventh, `8` octave, `6` sixth, `a` step to the next root, `n` the
    next root already, `x` a muted note, `s` a slide from the root up to the octave, `d` the fifth below.
    """

    lines: tuple[str, ...] = ("r---------------",)
    walks: bool = False
    """Whether walking quarters are made up on the way; the lines are for the quiet then."""
    lowest: int = 32
    """The root lies in the octave from this key on."""
    enters: float = 0.38
    weight: float = 0.95
    shortens: float = 0.95
    """Share of its written length that a note sounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """How a style plays chords on one instrument.

    Letters: a digit strikes the whole chord as hard as it says; `u` strums its upper half upwards, `x` is a muted
    strum; `i` to `l` are the single voices from the lowest up, `m` the lowest an octave higher; `I` to `L` and `M`
    the same in octaves; `b` is the bass note, `f` the fifth below it and `o` its octave; `n` and `t` are one and two
    steps of the scale above the lowest voice, `s` is one below it.
    """

    lines: tuple[str, ...] = ("6---------------",)
    quiet: str | None = "6---------------"
    """What is played at low energy; None: the line itself."""
    quiet_below: float = 0.34
    enters: float = 0.0
    """Energy from which on it plays."""
    until: float = 1.01
    """Energy up to which it plays."""
    rings: bool = False
    """Whether notes ring on to the end of their chord, as with a pedal or open strings."""
    voicing: str = "close"
    """`close`, `open` (spread over two octaves), `strum` (five strings), `power` (root, fifth, octave), `shell`
    (third and seventh)."""
    lowest: int = 53
    highest: int = 76
    spread_ms: float = 12.0
    """Between the lowest and the next key of a chord."""
    weight: float = 0.78
    shortens: float = 0.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Tune:
    """How a style sings."""

    rhythms: tuple[str, ...]
    """Bars of rhythm: `x` begins a note, `-` holds it."""
    lowest: int = 64
    highest: int = 84
    enters: float = 0.29
    rests: float = 0.0
    """Chance that the last bar of a phrase is left to the others."""
    legato: float = 0.92
    """Share of its written length that a note sounds; above 1 it rings into the next."""
    leaps: int = 4
    """Widest step of the scale from a motif's first note."""
    colour: str = ""
    """`blues`: blue thirds and fifths in passing; `pentatonic`: without the scale's half tones; `chords`: notes of the
    chords only."""
    ornaments: float = 0.0
    """Chance of a grace note or turn on a long note."""
    doubled: bool = False
    """Whether thirds or octaves join in the loudest parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressions:
    """Chords of a style, one bar for each word, as `theory.read_chord` names them; a comma parts two in a bar."""

    major: tuple[str, ...] = ()
    minor: tuple[str, ...] = ()
    """For modes with a major and with a minor third; a style without its own borrows the common ones."""
    turn: str = "5"
    """The bar that leads back into the next section; empty: the progression simply goes round."""
    endings: tuple[str, ...] = ("5",)
    """For the last bar but one of the piece; empty: the progression simply goes on."""
    swaps: tuple[tuple[str, str], ...] = ()
    """What may stand for a chord when a section comes back: (written, instead)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a style is played, unless the prompt says otherwise.

    Swing is where the second of two short notes falls inside their pair: 0.5 is straight, 0.66 a triplet.
    """

    title: str
    tempo_range: tuple[float, float]
    """Quarter notes a minute, slowest and fastest."""
    mode: str
    progressions: Progressions
    instruments: Mapping[str, tuple[str, ...]]
    """Role to presets to choose from, the most typical first."""
    tune: Tune
    chord_size: int = 3
    meter: tuple[int, int] = (4, 4)
    arrangement: str = "band"
    """Who writes the parts: `band`, `piano`, `orchestra`, `quartet` or `drone`."""
    drums: Drums | None = None
    bass: BassPart = field(default_factory=BassPart)
    hands: Mapping[str, Hand] = field(default_factory=dict)
    """How the roles `keys`, `rhythm`, `pad` and `counter` play chords."""
    swing: float = 0.5
    swing_unit_beats: float = 0.25
    """The short note that swings: sixteenths (0.25) or eighths (0.5)."""
    grid: int = 4
    """Steps to a quarter note in the written lines; 3 for triplets."""
    looseness_ms: float = 6.0
    """Standard deviation of the time of a note."""
    rubato: float = 0.0
    """How many beats the middle of a phrase lies behind."""
    touch: float = 4.0
    """Standard deviation of the velocity of a note."""
    riser: bool = False
    """Whether noise may rise into a louder section."""
    builds: bool = False
    """Whether a snare roll leads into a much louder section."""
    leading_note: bool = False
    """Whether the dominant of a minor key gets its third raised."""

    @property
    def tempo_bpm(self) -> float:
        """The middle of the style's tempos."""
        return sum(self.tempo_range) / 2
