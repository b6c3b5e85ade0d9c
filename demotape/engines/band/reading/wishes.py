"""What a stretch of a prompt can ask for: who plays, who does not, how loud, how fast, how busy."""

from __future__ import annotations

from dataclasses import dataclass, field

from demotape.engines.band.plan import NORMAL
from demotape.engines.band.reading.vocabulary.instruments import Instrument

Target = Instrument | str
"""Whom a wish speaks of: a certain instrument, or a role."""

_CHOIR = "Choir Aahs"


@dataclass(slots=True)
class Wishes:
    """Everything that a stretch of the prompt asks for."""

    players: list[Target] = field(default_factory=list)
    """Who is to play, in the order of the words."""
    absent: list[Target] = field(default_factory=list)
    muted: list[str] = field(default_factory=list)
    """What of the drum kit is not to be struck."""
    entering: list[Target] = field(default_factory=list)
    """Of the players, those that were not there before."""
    returning: list[Target] = field(default_factory=list)
    """Of the players, those that were there before, and then not."""
    emphasis: list[tuple[Target, str]] = field(default_factory=list)
    """Whom to play `LOUD` or `SOFT`."""
    is_only: bool = False
    """Whether nobody plays but the players."""
    soloists: list[Target] = field(default_factory=list)
    """Of the players, those that play the tune before the others."""
    ensemble: int | None = None
    """How many play: 3 in a trio."""
    is_silent: bool = False
    is_full: bool = False
    is_a_cappella: bool = False
    level: int = 0
    """1: loud, -1: soft, 0: nothing said."""
    builds: bool = False
    falls: bool = False
    fades_in: bool = False
    fades_out: bool = False
    tempo: float | None = None
    """Factor on the tempo of the style."""
    change: float = 1.0
    """Factor on the tempo before: `faster`."""
    accelerates: bool = False
    decelerates: bool = False
    italian_bpm: float | None = None
    bpm: tuple[float, float] | None = None
    """Lowest and highest tempo that the person named."""
    falls_in_tempo: bool = False
    """Whether the higher of two named tempos comes first: `from 140 to 90 BPM`."""
    feel: str = NORMAL
    swing: bool | None = None
    """None: as the style has it."""
    density: float = 0.0
    """Above 0: busier than usual; below: sparser."""
    moods: list[str] = field(default_factory=list)
    transpose: int = 0
    """Semitones by which the key rises."""
    is_instrumental: bool = False
    is_loop: bool = False
    denied_sections: list[str] = field(default_factory=list)
    denied_styles: list[str] = field(default_factory=list)
    has_no_fade: bool = False

    @property
    def tempo_path(self) -> tuple[float, float] | None:
        """The tempos of the first and of the last section, where the person names both."""
        if self.bpm is None or self.bpm[0] == self.bpm[1]:
            return None
        low, high = self.bpm
        if self.falls_in_tempo or self.decelerates or self.change < 1:
            return high, low
        return (low, high) if self.accelerates or self.change > 1 else None


def is_choir_alone(wishes: Wishes) -> bool:
    """Whether a choir is all that is asked for: no other player, no mood that calls for more, and not everybody."""
    presets = {player.preset if isinstance(player, Instrument) else player for player in wishes.players}
    return presets == {_CHOIR} and not wishes.moods and not wishes.is_full and not wishes.builds
