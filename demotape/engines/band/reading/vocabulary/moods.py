"""Words for moods, and what a mood does to the music."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mood:
    """What a mood changes, where the prompt does not say otherwise."""

    words: str
    mode: str | None = None
    """`minor`, `major` or as the style has it."""
    energy: float = 0.0
    """Added to the energy of all sections."""
    density: float = 0.0
    """Added to the density of all sections."""
    tempo: float = 1.0
    """Factor on a tempo that the person did not name."""


MOODS: Mapping[str, Mood] = {
    "dark": Mood(
        (
            "dark|darker|gloomy|sinister|evil|ominous|brooding|moody|gothic|grim|bleak|menacing|duster|dunkel"
            "|dunkle|dunkler|finster|dunkles|dusteres|sombre|sombres|tenebreux|oscuro|oscura|oscuros"
            "|tenebroso|sombrio|night|nocturnal|haunting|spooky|creepy|horror|scary|unheimlich|gruselig"
        ),
        mode="minor",
    ),
    "sad": Mood(
        (
            "sad|melancholy|melancholic|melancholia|sorrowful|mournful|gloom|heartbroken|heartbreaking"
            "|depressing|depressed|lonely|tearful|tragic|wistful|traurig|traurige|trauriges|melancholisch"
            "|melancholische|wehmutig|triste|tristes|melancolique|melancolico|melancolica|somber|bittersweet"
            "|heartbreak|plaintive|grief|nostalgisch traurig"
        ),
        mode="minor",
        energy=-0.06,
        tempo=0.94,
    ),
    "happy": Mood(
        (
            "happy|cheerful|joyful|joyous|joy|sunny|fun|feel good|feelgood|bright|jolly|merry|happier"
            "|frohlich|froehlich|frohliche|frohliches|heiter|glucklich|lustig|joyeux|joyeuse|gai|gaie|heureux"
            "|alegre|alegres|feliz|felices|lighthearted|light hearted|positive|carefree|summer|summery"
            "|gute laune|optimistic|birthday|geburtstag|anniversaire|cumpleanos"
        ),
        mode="major",
        energy=0.05,
    ),
    "uplifting": Mood(
        (
            "uplifting|inspiring|inspirational|hopeful|hope|motivational|motivating|triumphant|victorious"
            "|euphoric|anthemic|anthem|hymnisch|euphorisch|hoffnungsvoll|inspirant|plein d'espoir"
            "|esperanzador|inspirador|inspiradora|triumph|heroic|heroique|heroico|heldenhaft|encouraging"
            "|corporate"
        ),
        mode="major",
        energy=0.08,
    ),
    "tense": Mood(
        (
            "tense|tension|suspense|suspenseful|nervous|anxious|thriller|urgent|unsettling|dramatic|spannend"
            "|gespannt|angespannt|spannung|dramatisch|dramatique|tendu|tendue|angoissant|tenso|tensa"
            "|dramatico|dramatica|suspenso|chase|paranoid|eerie|ticking|drama|dissonant|bedrohlich|danger"
            "|dangerous"
        ),
        mode="minor",
        energy=0.04,
        density=0.08,
    ),
    "epic": Mood(
        (
            "epic|episch|epische|epique|epico|epica|monumental|battle|grandiose|colossal|larger than life|war"
            "|gewaltig|bombastic|bombastisch|adventure|adventurous|legendary|boss fight|schlacht"
        ),
        mode="minor",
        energy=0.12,
    ),
    "majestic": Mood(
        "majestic|noble|regal|royal|majestatisch|majestueux|majestuoso|ceremonial|glorious|solemn|grand|feierlich",
        energy=0.06,
    ),
    "raw": Mood("raw|rough|dirty|unpolished|roh|brut|crudo|cruda"),
    "calm": Mood(
        (
            "rainy|late night|night mood|nighttime|late at night|calm|calming|chill|chilled|chilling|chilly|relax"
            "|relaxed|relaxing|relaxation|peaceful|serene|tranquil|mellow|soothing|laid back|laidback|cozy"
            "|cosy|comforting|sleepy|sleep|lullaby|ruhig|ruhige|ruhiges|ruhiger|entspannt|entspannend"
            "|entspannte|entspanntes|gelassen|besinnlich|calme|tranquille|paisible|apaisant|relaxant|detendu"
            "|reposant|calmo|tranquilo|tranquila|relajante|relajado|relajada|apacible|sereno"
            "|suave y tranquilo|gemutlich|zen|easy going|easygoing|berceuse|schlaflied|nana"
            "|cancion de cuna|unwind|restful"
            "|smooth|study|studying|focus"
        ),
        energy=-0.1,
        tempo=0.97,
    ),
    "dreamy": Mood(
        (
            "dreamy|ethereal|floating|hazy|spacey|spacy|otherworldly|celestial|heavenly|hypnotic|trippy"
            "|psychedelic|surreal|airy|vertraumt|traumerisch|traumhaft|spharisch|reveur|onirique|planant"
            "|etheree|onirico|onirica|sonador|etereo|weightless|underwater|misty|magical|magic|enchanting"
            "|fairy tale|fairytale|cosmic|space|spatial|immersive|dream|mystical"
        ),
        energy=-0.08,
        density=-0.08,
    ),
    "mysterious": Mood(
        (
            "mysterious|mystery|enigmatic|mystic|geheimnisvoll|mysterios|mysterieux|mysterieuse|misterioso"
            "|misteriosa|exotic|detective|noir|film noir|spy"
        ),
        mode="minor",
        energy=-0.03,
    ),
    "emotional": Mood(
        (
            "emotional|raw and emotional|heartfelt|touching|moving|passionate|intimate|soulful|expressive"
            "|deep|introspective|reflective|sentimental|vulnerable|emotionally|gefuhlvoll|emotionale"
            "|emotionales|bewegend|leidenschaftlich|innig|emouvant|emouvante|touchant|passionne|intime"
            "|emotionnel|emocional|emotivo|emotiva|apasionado|intimo|intima|profundo|poignant|yearning"
            "|longing|honest|feelings|bouleversant"
        ),
        mode="minor",
        energy=-0.03,
    ),
    "romantic": Mood(
        (
            "romantic|love|love song|tender|lovely|beautiful|sweet|sensual|sexy|romantisch|romantische"
            "|liebevoll|zartlich|schon|romantique|tendre|romantico|romantica|tierno|tierna|hermoso|hermosa"
            "|wedding|elegant|graceful|pretty|beautifully|liebeslied"
        ),
        mode="major",
        energy=-0.05,
        tempo=0.96,
    ),
    "nostalgic": Mood(
        (
            "nostalgic|nostalgia|vintage|retro|old school|oldschool|nostalgisch|nostalgique|nostalgico"
            "|nostalgica|memories|old timey|reminiscent|classic"
        ),
        energy=-0.03,
    ),
    "warm": Mood(
        "warm|warmth|cozy warm|organic|chaleureux|chaleureuse|calido|calida|rich|lush|velvety|golden", energy=-0.02
    ),
    "energetic": Mood(
        (
            "energetic|energy|energic|high energy|lively|driving|upbeat|upbeet|up beat|exciting"
            "|excited|vibrant|dynamic|hype"
            "|hyped|banging|banger|energisch|energiegeladen|energetisch|treibend|treibende|treibender"
            "|schwungvoll|mitreissend|energique|entrainant|dynamique|energico|energica|animado|animada"
            "|vibrante|movido|workout|gym|running|sport|sports|pumping|bouncy|peppy|spirited|adrenaline"
            "|action|catchy|punchy|full of energy|lebhaft|lebendig|pulsating|pulsing"
        ),
        energy=0.1,
        tempo=1.04,
    ),
    "aggressive": Mood(
        (
            "aggressive|angry|furious|brutal|fierce|rage|violent|savage|wild|aggressiv|aggressive|wutend"
            "|wild und laut|agressif|agressive|furieux|brutale|agresivo|agresiva|furioso|salvaje|chaotic"
            "|intense|relentless|intensiv|intenso|intensa|gritty|badass|hard hitting|hard|hart|harter"
            "|ferocious|explosive|explosiv|explosif|explosivo|frenetic"
        ),
        mode="minor",
        energy=0.14,
        density=0.08,
    ),
    "party": Mood(
        (
            "party|partying|festive|celebration|celebratory|festival|feier|fete|fiesta|danceable|dancefloor"
            "|dance floor|dance|dancing|club|tanzbar|bailable|dansant|tanzen|baile|bailar|danser"
        ),
        energy=0.08,
    ),
    "playful": Mood(
        (
            "playful|quirky|funny|silly|cute|whimsical|mischievous|humorous|comedic|comedy|verspielt|witzig"
            "|niedlich|espiegle|ludique|rigolo|jugueton|divertido|divertida|cartoon|goofy|children"
            "|kids|kinder|kinderlied|enfant|enfants|ninos|infantil|comic|sneaky"
            "|bouncy and cute|kawaii"
        ),
        mode="major",
        energy=0.02,
        density=0.08,
    ),
    "groovy": Mood(
        (
            "syncopated|syncopation|tight|groovy|groovig|groovend|grooving|head nodding|bouncing|grooves"
            "|con ritmo|ritmico|rhythmic"
        ),
        density=0.05,
    ),
    "cool": Mood(
        "cool|stylish|confident|slick|sleek|swagger|sophisticated|classy|urban|street|coole|cooler|futuristic|modern"
    ),
    "cold": Mood(
        "cold|icy|winter|wintry|frozen|kalt|froid|froide|frio|fria|sterile|robotic|mechanical",
        mode="minor",
        energy=-0.03,
    ),
    "spiritual": Mood(
        (
            "spiritual|sacred|holy|religious|church|spirituell|heilig|sacre|espiritual|sagrado|angelic|prayer"
            "|christmas|christmas carol|weihnachtlich|weihnachten|weihnachtslied|chant de noel"
            "|noel|navidad|villancico|reverent"
        ),
        energy=-0.04,
    ),
}
"""Name of a mood to what it does. The names are the adjectives that a person reads."""
