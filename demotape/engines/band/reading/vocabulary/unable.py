"""Words for what the Band cannot do, so that it can say so."""

from __future__ import annotations

from collections.abc import Mapping

VOCAL_WORDS = (
    "male|female|male rapper|female rapper|mannlich|weiblich|shouting|shouted|yelling|vocal|vocals"
    "|vocalist|singer|singers|singing|sung|sing|sings|lyric"
    "|lyrics|voice|voices|voiceover|voice over|rapper|rapping|rap verse|rapped|female vocals"
    "|male vocals|female voice|male voice|female vocal|male vocal|female singer|male singer"
    "|lead vocals|backing vocals|spoken word|spoken|talking|narration|vocal sample|vocal samples"
    "|ad libs|adlibs|screaming|screams|growls|growling|beatboxing|beatbox|opera singer|soprano"
    "|baritone|tenor|autotune|auto tune|autotuned|gesang|sanger|sangerin|stimme|stimmen|gesungen"
    "|singt|liedtext|songtext|texte|weiblicher gesang|frauenstimme|mannerstimme|sprechgesang|voix"
    "|chant|chanteur|chanteuse|chante|paroles|voix feminine|voix masculine|voz|voces|cantante|canto"
    "|canta|cantado|letra|letras|voz femenina|voz masculina|vocales|vokal|vokale|choir singing words"
    "|chants|chanting|vocal harmonies|vocal hook|vocal melody|sung chorus|about love lyrics"
    "|whispered vocals"
)
"""Voices that sing or say words. A choir that sings vowels is an instrument."""

ARTIST_WORDS = (
    "in the style of|inspired by|similar to|sounds like|sound like|sounding like"
    "|reminiscent of the band|like|a la|im stil von|wie|dans le style de|comme|a la maniere de"
    "|al estilo de|como|style of|in the vein of|in the manner of|influenced by|by the artist|by"
)
"""What a name may follow."""

ARTISTS: Mapping[str, str | None] = {
    "daft punk": "house",
    "hans zimmer": "orchestral",
    "john williams": "orchestral",
    "ennio morricone": "orchestral",
    "the beatles|beatles": "pop",
    "radiohead": "indie",
    "coldplay": "pop",
    "taylor swift": "pop",
    "beyonce": "soul",
    "drake": "trap",
    "kanye west|kanye": "hiphop",
    "eminem": "hiphop",
    "kendrick lamar": "hiphop",
    "j dilla|dilla": "hiphop",
    "nujabes": "lofi",
    "adele": "pop",
    "billie eilish": "pop",
    "ed sheeran": "pop",
    "michael jackson": "pop",
    "madonna": "pop",
    "abba": "disco",
    "bee gees": "disco",
    "led zeppelin": "rock",
    "pink floyd": "rock",
    "the rolling stones|rolling stones": "rock",
    "nirvana": "rock",
    "ac/dc|acdc|ac dc": "rock",
    "metallica": "metal",
    "iron maiden": "metal",
    "rammstein": "metal",
    "kraftwerk": "synthwave",
    "depeche mode": "synthwave",
    "aphex twin": "techno",
    "brian eno|eno": "ambient",
    "skrillex": "dnb",
    "deadmau5": "house",
    "avicii": "house",
    "david guetta": "house",
    "bob marley": "reggae",
    "bob dylan": "folk",
    "johnny cash": "country",
    "dolly parton": "country",
    "miles davis": "jazz",
    "john coltrane|coltrane": "jazz",
    "bill evans": "jazz",
    "duke ellington": "jazz",
    "louis armstrong": "jazz",
    "b.b. king|bb king": "blues",
    "james brown": "funk",
    "stevie wonder": "soul",
    "bach|johann sebastian bach": "classical_piano",
    "mozart": "classical_piano",
    "beethoven": "classical_piano",
    "chopin": "classical_piano",
    "debussy": "classical_piano",
    "satie|erik satie": "classical_piano",
    "einaudi|ludovico einaudi": "classical_piano",
    "vivaldi": "string_quartet",
    "haydn": "string_quartet",
    "tchaikovsky|tschaikowski": "orchestral",
    "wagner": "orchestral",
    "mahler": "orchestral",
    "johann strauss": "waltz",
    "the weeknd": "synthwave",
    "bad bunny": "latin",
    "tame impala": "indie",
    "the cure": "indie",
    "joy division": "indie",
    "bts": "pop",
}
"""Names that are surely no other words, to the style that they suggest where the prompt names none."""

SOUND_WORDS = (
    "rain|raindrops|rainfall|thunder|thunderstorm|storm|bird|birds|birdsong|chirping|crickets|ocean"
    "|waves|sea|seaside|wave sounds|ocean waves|wind|water|river|fire|fireplace|crackling fire|crowd"
    "|applause|cheering|footsteps|siren|sirens|gunshot|gunshots|gun|explosion|explosions|laughter"
    "|laughing|heartbeat|clock|clock ticking|phone ringing|doorbell|traffic|city noise|city sounds"
    "|train|engine noise|car|helicopter|barking|dog|cat|meow|sound effect|sound effects|sfx|fx|foley"
    "|nature sounds|nature|white noise|pink noise|brown noise|noise|glitch|glitches|whoosh|whooshes"
    "|field recording|field recordings|vinyl scratch|scratching|scratches|record scratch|turntable"
    "|turntables|whale|whales|forest|forest sounds|jungle sounds|coffee shop|cafe|cafe noise"
    "|radio static|static|radio chatter|samples|door|door slam|bell tower ringing|regen|regentropfen"
    "|donner|gewitter|vogel|vogelgezwitscher|meer|meeresrauschen|wellen|wasser|feuer|schritte"
    "|explosion|gerausch|gerausche|naturgerausche|applaus|rauschen|pluie|tonnerre|orage|oiseau"
    "|oiseaux|mer|vagues|vent|eau|feu|bruit|bruits|bruitages|bruitage|lluvia|trueno|truenos|tormenta"
    "|pajaro|pajaros|olas|mar|viento|agua|fuego|ruido|ruidos|efectos de sonido|effets sonores"
    "|soundeffekte"
)
"""Sounds that no instrument makes."""

CRACKLE_WORDS = (
    "vinyl|vinyl crackle|crackle|crackling|tape hiss|hiss|tape|tape saturation|vinyl noise|vinyl hiss"
    "|record crackle|knistern|schallplatte|crackly|crepitement|vinilo|dusty|vinyl texture|vinyl sound"
    "|wow and flutter|cassette"
)
"""What the finish of lo-fi does by itself, and no other style."""

UNPLAYED_WORDS = (
    "didgeridoo|jaw harp|jew's harp|mouth harp|maultrommel|guimbarde|gong|tam tam|kazoo|hurdy gurdy|drehleier"
    "|vielle a roue|zanfona|musical saw|singende sage|washboard|spoons|stylophone|otamatone|nyckelharpa|waterphone"
    "|ondes martenot|vuvuzela|log drum"
)
"""Instruments that the Band has nothing like."""

EFFECT_WORDS = (
    "reverberant|drop d|drop c|drop b|drop d tuning|drop c tuning|drop b tuning|drop a tuning|standard tuning"
    "|lo fi recording|lo fi production|lofi recording|lofi production|lo fi sound|left"
    "|left channel|right channel|tuning|tuned|down tuned|downtuned|reverb|reverberation|reverbed"
    "|delay|echo|echoes|chorus effect|phaser|flanger|sidechain|side chain|sidechained"
    "|sidechain compression|compression|compressed|filter|filtered|filter sweep|filter sweeps"
    "|low pass|high pass|lowpass|highpass|bitcrush|bitcrushed|bitcrusher|stutter|gated|panning|panned"
    "|8d|8d audio|stereo|mono|wide stereo|binaural|432hz|432 hz|528 hz|440 hz|hz|spatial audio|dolby"
    "|surround|eq|mastered|mastering|mixing|high quality|hi fi|hifi|hq|studio quality|high fidelity"
    "|professional|well produced|polished|crisp|clean mix|distortion|distorted|overdrive|overdriven"
    "|wah|wah wah|hall|nachhall|verzerrt|verzogerung|eco|reverberacion|lo bit|pitch bend|glide"
    "|portamento|vibrato|slide|slides|bends|chopped|chopped and screwed|reversed|reverse|tape stop"
    "|automation|saturation|saturated|limiter|lossless|wav|mp3|4k"
)
"""What the mix decides by the style."""

USE_WORDS = (
    "podcast intro|video intro|youtube intro|intro music|outro music|intro theme|theme song"
    "|theme music|podcast|youtube|video|videos|vlog|film|movie|movies|game|games|video game"
    "|background music|background track|commercial|advert|advertisement|ad|ads|presentation|tutorial"
    "|tiktok|reel|reels|instagram|stream|twitch|royalty free|copyright free|no copyright"
    "|trailer video|slideshow|documentary|scene|scenes|series|tv|show|app|menu music|level|boss"
    "|coffee shop music|restaurant|elevator music|elevator|hotel|jingle|ringtone|alarm|studio"
    "|homework|reading|work|working|driving at night|road trip|drive|stage|film scene|werbung|spiel"
    "|hintergrund|jeu|pub|publicite|juego|pelicula|publicidad|szene"
)
"""What the music is for. It changes nothing by itself."""
