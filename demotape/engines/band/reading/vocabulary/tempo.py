"""Words for tempo, feel and meter."""

from __future__ import annotations

from collections.abc import Mapping

TEMPO_FACTORS: Mapping[float, str] = {
    0.74: (
        "very slow|really slow|super slow|extremely slow|sehr langsam|tres lent|muy lento|muy lenta|ultra slow|glacial"
    ),
    0.85: (
        "slow|slowly|slow tempo|slow paced|langsam|langsame|langsamer beat|langsames|langsamem|gemachlich"
        "|lent|lente|lentement|lentes|lento|lenta|lentamente|despacio|down tempo"
        "|slow motion|low tempo|slow burn|unhurried|dragging"
    ),
    0.93: "moderately slow|relaxed tempo|a bit slow|leisurely|rather slow",
    1.0: (
        "moderate|moderate tempo|medium|medium tempo|mid tempo|midtempo|mid paced|mittleres tempo"
        "|mittelschnell|tempo moyen|tempo medio|moderado|modere|steady tempo|normal tempo"
    ),
    1.16: (
        "fast|quick|quickly|fast paced|fast tempo|up tempo|uptempo|high tempo|rapid|rapidly|schnell"
        "|schnelle|schnelles|schnellen|schneller beat|rasch|flott|zugig|rapide|vite|rapidement|rapides"
        "|rapido|rapida|rapidamente|veloz|speedy|brisk|hurried|hectic|frantic"
    ),
    1.3: (
        "very fast|really fast|super fast|extremely fast|sehr schnell|tres rapide|muy rapido|muy rapida"
        "|breakneck|blazing|blazing fast|lightning fast|hyper|furiously fast"
    ),
}
"""Factor on the tempo of the style to the words for it."""

CLUB = ("house", "techno", "dnb", "trap", "synthwave", "chiptune", "disco")
"""Styles whose tempo belongs to them: slow techno is still quicker than a slow waltz."""
_SLOW_BPM, _FAST_BPM = 96.0, 128.0


def as_a_band_means_it(bpm: float, factor: float) -> float:
    """A tempo that is called slow or fast, kept to what a band plays when it is asked for that.

    Args:
        bpm: the usual tempo of a style times the factor.
        factor: one of `TEMPO_FACTORS`.
    """
    if factor < 0.9:
        return min(bpm, _SLOW_BPM * factor / 0.85)
    if factor > 1.1 and bpm > 100:
        return max(bpm, _FAST_BPM)
    return bpm


SLOWER_WORDS = (
    "slower|slow down|slows down|slowing down|slowing|ritardando|rallentando|rit|langsamer"
    "|wird langsamer|verlangsamt|ralentit|plus lent|plus lente|plus lentement|ralentir|mas lento"
    "|mas lenta|desacelera|ralentiza|decelerating|decelerate|slowed|meno mosso|slowed down"
    "|verlangsamend"
)
FASTER_WORDS = (
    "faster|quicker|speed up|speeds up|speeding up|sped up|pick up speed|picks up speed"
    "|picks up the pace|picks up|schneller|wird schneller|beschleunigt|plus rapide|plus vite|accelere"
    "|mas rapido|mas rapida|acelera|mas veloz|piu mosso|tempo up|increase tempo|tempo increases"
    "|speed increases|double speed"
)
ACCELERATING_WORDS = (
    "gradually speeds up|gradually speeding up|speeds up gradually|progressively faster"
    "|accelerando|accelerating|accelerates|accelerate|gradually faster|getting faster|gets faster"
    "|gets faster and faster|faster and faster|increasingly fast|immer schneller|de plus en plus vite"
    "|de plus en plus rapide|cada vez mas rapido"
)
DECELERATING_WORDS = (
    "gradually slower|gradually slowing down|gradually slows down|slows down gradually|slowing down gradually"
    "|getting slower|gets slower|gets slower and slower|slower and slower|increasingly slow|progressively slower"
    "|decelerando|immer langsamer|wird immer langsamer|de plus en plus lent|de plus en plus lentement"
    "|cada vez mas lento|cada vez mas lenta"
)
ITALIAN_BPM: Mapping[int, str] = {
    46: "larghissimo|grave",
    52: "largo|lento assai",
    56: "larghetto",
    68: "adagio",
    72: "ballad|ballade|balada",
    84: "andante|andantino",
    104: "moderato|allegro moderato",
    114: "allegretto",
    132: "allegro|con brio",
    160: "vivace|allegro vivace",
    180: "presto",
    200: "prestissimo",
}
"""Quarter notes a minute to the word for a tempo of its own. Source: the middle of what metronomes print beside the
Italian words; a ballad has 60 to 80 in every style."""

HALF_TIME_WORDS = (
    "half time|halftime|half time feel|half time beat|half time groove|halbes tempo|demi tempo|medio tiempo|half tempo"
)
DOUBLE_TIME_WORDS = "double time|doubletime|double time feel|double tempo|doppeltes tempo|double time groove"
SWING_WORDS = (
    "swing feel|swung|shuffle|shuffled|swing|swinging|swingin|swing groove|geswingt|swingend"
    "|shuffle groove|triplet feel|triplet|triolen"
)
STRAIGHT_WORDS = "straight|straight feel|no swing feel|straight eighths|quantized|gerade achtel|on the grid"
SWING, STRAIGHT = 0.64, 0.5

METER_WORDS: Mapping[tuple[int, int], str] = {
    (4, 4): "common time|four four|vier viertel|viervierteltakt|quatre quatre|cuatro por cuatro|in four",
    (
        3,
        4,
    ): (
        "three four|waltz meter|walzertakt|dreivierteltakt|dreiviertel|trois temps|a trois temps"
        "|3 temps|a 3 temps|tres por cuatro|compas ternario|triple meter|triple time|in three|in 3"
    ),
    (6, 8): "six eight|sechsachteltakt|sechs achtel|six huit|seis por ocho|compound meter",
    (5, 4): "five four|funfvierteltakt|cinq quatre|cinco por cuatro|in five|in 5",
    (7, 8): "seven eight|siebenachteltakt|sept huit|siete por ocho|in seven|in 7",
    (2, 2): "cut time|alla breve|two two",
    (12, 8): "twelve eight|zwolfachteltakt|doce por ocho",
}
METER_NOUNS = "meter|metre|takt|time signature|taktart|mesure|compas|signature|signature rythmique"
SEMITONE_WORDS = (
    "up a semitone|up a half step|up by a semitone|up half a step|half step up|semitone up|halbton hoher"
    "|demi ton plus haut|medio tono mas alto|up a half tone"
)
VAMP_WORDS = (
    "no chord changes|without chord changes|one chord|one chord vamp|single chord|one chord groove|static harmony"
    "|ohne akkordwechsel|un seul accord|un solo acorde"
)
"""Harmony that stays on its tonic."""
UNEVEN_METER_WORDS = (
    "odd meter|odd time|odd time signature|uneven meter|ungerader takt|mesure impaire|compas irregular|irregular meter"
)
MOST_BEATS = {4: (2, 3, 4, 5, 6, 7), 8: (3, 5, 6, 7, 9, 12)}
"""Lower number of a meter to the upper ones that the Band plays."""

STYLE_METERS: Mapping[str, tuple[int, int]] = {"waltz": (3, 4)}
"""Meter of a style that is not in 4/4."""

MODE_WORDS: Mapping[str, str] = {
    "major": "major|maj|dur|majeur|majeure|mayor|ionian|major key|major scale|major mode|durtonart",
    "minor": (
        "minor|min|moll|mineur|mineure|menor|aeolian|minor key|minor scale|minor mode|natural minor|molltonart|aolisch"
    ),
    "dorian": "dorian|dorisch|dorien|dorico",
    "mixolydian": "mixolydian|mixolydisch|mixolydien|mixolidio",
    "lydian": "lydian|lydisch|lydien|lidio",
    "phrygian": "phrygian|phrygisch|phrygien|frigio|spanish phrygian",
    "harmonic minor": "harmonic minor|harmonisch moll|mineur harmonique|menor armonica",
    "melodic minor": "melodic minor|melodisch moll|mineur melodique|menor melodica",
    "locrian": "locrian|lokrisch|locrien|locrio",
    "phrygian dominant": "phrygian dominant|spanish scale|hijaz",
}
"""A mode to its names; with a note before it, a key."""
PENTATONIC_WORDS: Mapping[str, str] = {
    "major": (
        "major pentatonic|pentatonic|pentatonic scale|pentatonisch|pentatonique|pentatonica|whole tone|whole tone scale"
    ),
    "minor": "minor pentatonic|blues scale|bluestonleiter",
}
"""Scales that the Band does not have, to the mode that comes closest."""
KEY_CHANGE_WORDS = (
    "key change before the last chorus|key change before the final chorus|key change for the last chorus"
    "|key change in the last chorus|key change in the final chorus|up a tone|up a whole step"
    "|up a step|ganzton hoher|key change|modulation|modulates|modulate"
    "|tonartwechsel|changement de tonalite"
    "|cambio de tonalidad|truck driver modulation|up a key|transposed up|key up|step up|whole step up"
    "|changes key"
)
