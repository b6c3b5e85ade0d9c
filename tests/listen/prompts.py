"""The fixed set of prompts, each with what it asks for, written down by hand and not as the Band reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SEEDS = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A prompt, its length, and what a person who reads it expects. Only what the words say is filled in."""

    prompt: str
    length_s: float = 12.0
    styles: tuple[str, ...] = ()
    """Names in `styles.STYLES`, in any order."""
    tempo_bpm: float | None = None
    """Quarter notes a minute, of the first section that is as long as any."""
    key: tuple[int, str] | None = None
    """Pitch class, 0 (C) to 11 (B), and mode."""
    meter: str | None = None
    absent: tuple[str, ...] = ()
    """Roles that play nowhere."""
    present: tuple[str, ...] = ()
    """Presets that play somewhere."""
    sections: int | None = None
    louder: tuple[tuple[int, int], ...] = ()
    """(section, section that is to have less energy), from 0."""
    faster: tuple[tuple[int, int], ...] = ()
    """(section, section that is to be slower), from 0."""
    bass_over: tuple[tuple[int, int], ...] = ()
    """(section, section with less low end), from 0."""
    rising: bool = False
    """Whether it is to become louder from start to end."""
    is_loop: bool = False
    may_be_silent: bool = False
    """Whether silence is asked for: a fade to nothing, a stop."""

    @property
    def is_style_alone(self) -> bool:
        """Whether this is what stands for a style in comparisons of styles."""
        return self.prompt in STYLE_PROMPTS.values()


STYLE_PROMPTS: Mapping[str, str] = {
    "lofi": "lo-fi beat to study to",
    "hiphop": "boom bap hip-hop beat",
    "trap": "trap beat",
    "house": "house",
    "techno": "techno",
    "dnb": "drum and bass",
    "synthwave": "synthwave",
    "ambient": "ambient music",
    "drone": "meditation drone",
    "pop": "pop song",
    "indie": "indie band",
    "rock": "rock",
    "metal": "metal",
    "punk": "punk",
    "funk": "funk",
    "disco": "disco",
    "soul": "soul",
    "reggae": "reggae",
    "jazz": "jazz swing",
    "bossa": "bossa nova",
    "blues": "blues",
    "country": "country",
    "folk": "folk",
    "latin": "salsa",
    "classical_piano": "classical piano",
    "string_quartet": "string quartet",
    "orchestral": "cinematic orchestral music",
    "chiptune": "chiptune",
    "waltz": "waltz",
}
"""Style to the words that ask for it and for nothing else."""

HEARD_AS: Mapping[str, tuple[str, ...]] = {
    "techno": ("techno",),
    "house": ("techno", "electronic", "dance"),
    "ambient": ("ambient",),
    "drone": ("ambient", "slow"),
    "rock": ("rock",),
    "metal": ("metal", "rock"),
    "punk": ("rock", "metal"),
    "classical_piano": ("piano",),
    "string_quartet": ("strings", "violin", "cello"),
    "orchestral": ("strings", "classical", "classic"),
    "choir": ("choir", "choral"),
    "classical": ("classical", "classic"),
}
"""What a style (or one of `EAR_PROMPTS`) is to be heard as: any of these tags among the strongest. The other styles
have no tag of their own; theirs are told and not judged."""

EAR_PROMPTS: Mapping[str, str] = {
    "choir": "slow choir",
    "classical": "classical music for orchestra, allegro",
}
"""What the ear is to recognise beside the styles."""

_STYLES = tuple(Piece(prompt=prompt, styles=(style,)) for style, prompt in STYLE_PROMPTS.items())

_STRUCTURES = (
    Piece(
        prompt="lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s",
        length_s=20,
        styles=("lofi", "pop", "hiphop", "ambient"),
        sections=2,
        louder=((1, 0),),
        faster=((1, 0),),
        bass_over=((1, 0),),
    ),
    Piece(
        prompt="house, (0:00-0:08) intro, (0:08-0:16) build, (0:16-0:30) drop",
        length_s=30,
        styles=("house",),
        sections=3,
        louder=((2, 0), (2, 1)),
        bass_over=((2, 0),),
    ),
    Piece(prompt="rock, quiet verse, loud chorus", length_s=24, styles=("rock",), sections=2, louder=((1, 0),)),
    Piece(
        prompt="pop: verse, chorus, verse, chorus", length_s=30, styles=("pop",), sections=4, louder=((1, 0), (3, 2))
    ),
    Piece(
        prompt="orchestral, building up to a climax",
        length_s=24,
        styles=("orchestral",),
        rising=True,
    ),
    Piece(
        prompt="synthwave, first 10 seconds piano only, then the whole band",
        length_s=24,
        styles=("synthwave",),
        present=("Acoustic Grand Piano",),
        louder=((1, 0),),
    ),
    Piece(
        prompt="techno, at 0:12 drop",
        length_s=24,
        styles=("techno",),
        sections=2,
        louder=((1, 0),),
        bass_over=((1, 0),),
    ),
    Piece(
        prompt="folk guitar, last 5 seconds fade out",
        length_s=18,
        styles=("folk",),
        may_be_silent=True,
    ),
    Piece(
        prompt="drum and bass, 4 bars intro, then full energy",
        length_s=20,
        styles=("dnb",),
        sections=2,
        louder=((1, 0),),
    ),
    Piece(
        prompt="metal, heavy riff for 12 s, then a calm breakdown",
        length_s=24,
        styles=("metal",),
        sections=2,
        louder=((0, 1),),
    ),
    Piece(
        prompt="disco, loud for 50 %, then soft for 50 %",
        length_s=20,
        styles=("disco",),
        sections=2,
        louder=((0, 1),),
    ),
)

_NEGATIONS = (
    Piece(prompt="pop without drums", styles=("pop",), absent=("drums", "percussion")),
    Piece(prompt="jazz, no piano", styles=("jazz",), absent=("keys",)),
    Piece(prompt="drumless lo-fi", styles=("lofi",), absent=("drums",)),
    Piece(prompt="reggae with no bass", styles=("reggae",), absent=("bass",)),
    Piece(prompt="solo violin, sad", present=("Violin",), absent=("drums", "bass", "keys", "pad")),
    Piece(prompt="only drums, funk", styles=("funk",), absent=("bass", "keys", "pad", "lead", "rhythm", "counter")),
)

_KEYS = (
    Piece(prompt="indie in C major, 120 BPM", styles=("indie",), key=(0, "major"), tempo_bpm=120),
    Piece(prompt="techno, 138 bpm, F minor", styles=("techno",), key=(5, "minor"), tempo_bpm=138),
    Piece(prompt="F# dorian funk at 104 bpm", styles=("funk",), key=(6, "dorian"), tempo_bpm=104),
    Piece(prompt="soul ballad in Bb, 72 bpm", length_s=16, styles=("soul",), key=(10, "major"), tempo_bpm=72),
    Piece(prompt="folk song in D mixolydian", styles=("folk",), key=(2, "mixolydian")),
    Piece(prompt="trap, 140 BPM, C# minor", styles=("trap",), key=(1, "minor"), tempo_bpm=140),
    Piece(prompt="classical piano, allegro in G major", styles=("classical_piano",), key=(7, "major")),
    Piece(prompt="lo-fi, 78 bpm, E minor", length_s=16, styles=("lofi",), key=(4, "minor"), tempo_bpm=78),
    Piece(prompt="dark ambient in D phrygian", length_s=20, styles=("ambient",), key=(2, "phrygian")),
    Piece(prompt="drum and bass, 174 BPM, A minor", styles=("dnb",), key=(9, "minor"), tempo_bpm=174),
    Piece(
        prompt="happy ukulele song, 110 bpm, A major",
        present=("Acoustic Guitar (nylon)",),
        key=(9, "major"),
        tempo_bpm=110,
    ),
)

_METERS = (
    Piece(prompt="jazz in 5/4, 150 bpm", length_s=16, styles=("jazz",), meter="5/4", tempo_bpm=150),
    Piece(prompt="folk in 6/8", styles=("folk",), meter="6/8"),
    Piece(prompt="rock in 3/4, 130 bpm", styles=("rock",), meter="3/4", tempo_bpm=130),
    Piece(prompt="piano waltz in A minor", styles=("waltz",), meter="3/4", key=(9, "minor")),
)

_LOOPS = (
    Piece(prompt="seamless loop, hip-hop, 90 bpm", length_s=16, styles=("hiphop",), tempo_bpm=90, is_loop=True),
    Piece(prompt="chiptune loop for a game menu", styles=("chiptune",), is_loop=True),
)

_BLENDS = (
    Piece(prompt="jazz meets drum and bass", styles=("jazz", "dnb")),
    Piece(prompt="reggae and metal", styles=("reggae", "metal")),
    Piece(prompt="orchestral trap", length_s=16, styles=("orchestral", "trap")),
    Piece(prompt="bossa nova house", styles=("bossa", "house")),
)

_LANGUAGES = (
    Piece(prompt="ruhiger Walzer für Klavier, ohne Schlagzeug", styles=("waltz",), meter="3/4", absent=("drums",)),
    Piece(
        prompt="langsames Intro 10 Sekunden, dann schneller und lauter, Rock in a-Moll",
        length_s=22,
        styles=("rock",),
        key=(9, "minor"),
        louder=((1, 0),),
        faster=((1, 0),),
    ),
    Piece(prompt="jazz sans batterie, avec saxophone", styles=("jazz",), absent=("drums",), present=("Tenor Sax",)),
    Piece(prompt="valse lente en ré mineur", styles=("waltz",), meter="3/4", key=(2, "minor")),
    Piece(prompt="salsa alegre, 100 bpm, sin piano", styles=("latin",), tempo_bpm=100, absent=("keys",)),
    Piece(prompt="guitarra española triste en mi menor", present=("Acoustic Guitar (nylon)",), key=(4, "minor")),
)

_EARS = tuple(Piece(prompt=prompt) for prompt in EAR_PROMPTS.values())

PIECES = (
    *_STYLES,
    *_STRUCTURES,
    *_NEGATIONS,
    *_KEYS,
    *_METERS,
    *_LOOPS,
    *_BLENDS,
    *_LANGUAGES,
    *_EARS,
)
"""All of them."""
