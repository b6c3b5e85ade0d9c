"""The styles that the Band plays: data only. A new style is a new entry."""

from __future__ import annotations

from collections.abc import Mapping

from demotape.engines.band.styles.beats import BEATS
from demotape.engines.band.styles.calm import CALM
from demotape.engines.band.styles.club import CLUB
from demotape.engines.band.styles.concert import CONCERT
from demotape.engines.band.styles.dance import DANCE
from demotape.engines.band.styles.guitars import GUITARS
from demotape.engines.band.styles.islands import ISLANDS
from demotape.engines.band.styles.model import BassPart, Drums, Hand, Progressions, Style, Tune
from demotape.engines.band.styles.retro import RETRO
from demotape.engines.band.styles.songs import SONGS
from demotape.engines.band.styles.swing import SWING
from demotape.engines.band.styles.village import VILLAGE

__all__ = ["DEFAULT_STYLE", "STYLES", "BassPart", "Drums", "Hand", "Progressions", "Style", "Tune"]

STYLES: Mapping[str, Style] = {
    **BEATS,
    **CLUB,
    **RETRO,
    **CALM,
    **SONGS,
    **GUITARS,
    **DANCE,
    **ISLANDS,
    **SWING,
    **VILLAGE,
    **CONCERT,
}
"""Name to style."""

DEFAULT_STYLE = "pop"
