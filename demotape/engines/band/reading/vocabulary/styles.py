"""Words for styles."""

from __future__ import annotations

from collections.abc import Mapping

STYLE_WORDS: Mapping[str, str] = {
    "lofi": (
        "lo fi|lofi|low fi|chillhop|chill hop|study beat|study music|lo fi hip hop|lofi hip hop"
        "|chill beat|chill beats|beats to relax|beats to study|lo fi beat|lofi beat|jazzhop|jazz hop|bedroom beat"
    ),
    "hiphop": (
        "hip hop|hiphop|boom bap|boombap|rap|rap beat|hip hop beat|rap instrumental|old school hip hop"
        "|trip hop|triphop|g funk|gangsta rap"
    ),
    "trap": "trap|trap beat|trap music|drill|uk drill|phonk|cloud rap|mumble rap",
    "house": (
        "amapiano|gqom|electronic dance|electronic dance music|house|deep house|house music"
        "|tech house|progressive house|tropical house|future house"
        "|french house|edm|electro house|slap house|afro house|acid house|garage|uk garage|dance music"
        "|club music|eurodance|four on the floor|4 on the floor"
    ),
    "techno": (
        "techno|minimal techno|hard techno|detroit techno|acid techno|trance|psytrance|hardstyle|rave"
        "|rave music|industrial techno|industrial|melodic techno"
    ),
    "dnb": (
        "drum and bass|drum and base|drum n base|drum n bass|drum & bass|drum 'n' bass|drum'n'bass"
        "|drumnbass|drum und bass"
        "|drum et bass|dnb|d & b|d n b|jungle|liquid drum and bass|liquid dnb|neurofunk|breakbeat"
        "|breakcore|dubstep|brostep|amen break|drum break"
    ),
    "synthwave": (
        "synthwave|synth wave|retrowave|retro wave|outrun|vaporwave|darksynth|synth pop|synthpop"
        "|electropop|electro pop|new wave|electronica|electronic|electronic music|electro|elektronisch"
        "|elektronische|elektronische musik|electronique|musique electronique|electronica"
        "|musica electronica|chillwave|italo disco"
    ),
    "ambient": (
        "ambient|ambient music|ambience|soundscape|new age|chill out|chillout|spa music|sleep music"
        "|space music|klanglandschaft|ambiante|musique ambiante|ambiental|musica ambiental|atmospheric"
        "|atmospheric music|downtempo"
    ),
    "drone": (
        "drone|drone music|meditation|meditation music|meditative|meditational|yoga|yoga music"
        "|meditationsmusik|musique de meditation|meditacion|musica de meditacion|meditativo|meditativa"
        "|mantra|healing music"
    ),
    "pop": (
        "hyperpop|hyper pop|bollywood|bollywood music|pop|popsong|pop music|pop song|popmusik|musique pop"
        "|musica pop|k pop|kpop|j pop|jpop|dance pop|power pop"
        "|dream pop|art pop|radio pop|chart pop|boy band|corporate music|schlager"
    ),
    "indie": (
        "indie|indie pop|indie rock|indie folk|alternative|alt rock|alternative rock|shoegaze|bedroom pop"
        "|lo fi indie|post rock|britpop|math rock|emo"
    ),
    "rock": (
        "rock|rock music|hard rock|hardrock|softrock|rocksong|classic rock|rock n roll"
        "|rock and roll|rock'n'roll|rock & roll"
        "|pop rock|rockmusik|rockabilly|arena rock|blues rock|prog rock|prog|progressive rock|grunge"
        "|guitar riff|stoner rock|surf rock|folk rock|garage rock|psychedelic rock"
    ),
    "metal": (
        "metal|heavy metal|death metal|black metal|thrash|thrash metal|nu metal|metalcore|doom metal"
        "|power metal|djent|speed metal|metal music|prog metal|progressive metal"
    ),
    "punk": "punk|punkrock|punk rock|pop punk|hardcore punk|post punk|ska punk|skate punk",
    "funk": "funk|funky|funk music|p funk|jazz funk|funk rock|funky groove",
    "disco": "disco|nu disco|disco funk|disco music|disko",
    "soul": (
        "soul|soul music|neo soul|r & b|r n b|rnb|rythm and blues|rhythm and blues|rhythm & blues"
        "|motown|contemporary r & b|gospel"
    ),
    "reggae": (
        "one drop|one drop beat|one drop rhythm|one drop groove|reggae|dub|roots reggae|dancehall"
        "|ska|rocksteady|dub reggae"
    ),
    "jazz": (
        "jazz|jaz|jazzz|jazzy|smooth jazz|jazz music|bebop|be bop|big band|jazz swing|swing jazz|cool jazz"
        "|swing music|jazzig|jazzige|manouche|jazz manouche|gypsy jazz|dixieland"
        "|ragtime|lounge|lounge music|cocktail jazz"
    ),
    "bossa": "bossa nova|bossa|bossanova|samba|mpb",
    "blues": ("blues|blues music|delta blues|12 bar blues|twelve bar blues|chicago blues|bluesy|blues shuffle"),
    "country": (
        "country|country music|country pop|bluegrass|country rock|americana|honky tonk|western|nashville|hillbilly"
    ),
    "folk": (
        "folk|folk music|folk song|celtic|celtic music|irish|irish folk|acoustic folk|volksmusik|folklore"
        "|singer songwriter|sea shanty|medieval|mittelalter|mittelalterlich|medieval music|campfire"
        "|nordic folk|polka|jig|klezmer|tarantella|musique folk|musica folk"
    ),
    "latin": (
        "latin|latin music|salsa|merengue|bachata|mambo|rumba|cumbia|reggaeton|cha cha|cha cha cha|tango"
        "|calypso|soca|flamenco|latin pop|latino|latina|musica latina|lateinamerikanisch|mariachi|son cubano"
        "|afro cuban|afrobeat|afrobeats|latin jazz"
    ),
    "classical_piano": (
        "classical piano|solo piano piece|romantic piano|piano sonata|nocturne|sonata|klassisches klavier"
        "|klaviersonate|piano classique|piano clasico|piano prelude|etude|impressionist piano"
        "|neoclassical|neo classical|neoklassik|neoclassique|neoclasico|neoclassical piano|klavierstuck"
    ),
    "string_quartet": (
        "string quartet|streichquartett|quatuor a cordes|cuarteto de cuerda|cuarteto de cuerdas"
        "|string trio|chamber music|kammermusik|musique de chambre|musica de camara|string quintet"
        "|chamber strings"
    ),
    "orchestral": (
        "orchesterteil|orchesterstuck|orchestermusik|orchestral|orchestra|orchester|orchestrale|orquesta"
        "|orquestal|cinematic|film score|film music|movie score|movie soundtrack|filmmusik|kinomusik"
        "|musique de film|cinematographique|cinematique|banda sonora|musica de cine|cinematico|cinematica"
        "|symphony|symphonic|sinfonie|sinfonisch|symphonique|symphonie|sinfonia|sinfonico|film soundtrack"
        "|trailer|trailer music|full orchestra|epic orchestral|symphony orchestra|philharmonic|score"
        "|orchestre|hollywood|orchestral score|hybrid orchestral|ganzes orchester|volles orchester"
        "|video game score|marching band|military march|march|militarmarsch|marsch"
        "|marche militaire|marcha militar|blasmusik"
        "|blaskapelle|fanfare band"
    ),
    "chiptune": (
        "chiptune|chip tune|8 bit|8bit|16 bit|16bit|nes music|game boy|gameboy|retro game"
        "|video game music|chip music|arcade|bitpop|8 bit music|retro video game|pixel"
    ),
    "waltz": "waltz|waltzes|walzer|valse|vals|viennese waltz|wiener walzer|waltz time",
}
"""Name of a style to the words that ask for it."""

CLASSICAL = "classical"
CLASSICAL_WORDS = (
    "classical|classical music|classic music|klassik|klassisch|klassische|klassische musik|classique"
    "|musique classique|clasica|clasico|musica clasica|baroque|barock|baroco|barroco|baroque music"
    "|renaissance"
)
"""Words that leave it to the instruments which classical style is meant."""

NEIGHBOUR_WORDS: Mapping[str, str] = {
    "trip hop": "hiphop",
    "drill": "trap",
    "uk drill": "trap",
    "phonk": "trap",
    "trance": "techno",
    "psytrance": "techno",
    "hardstyle": "techno",
    "industrial": "techno",
    "dubstep": "dnb",
    "brostep": "dnb",
    "amapiano": "house",
    "gqom": "house",
    "garage": "house",
    "uk garage": "house",
    "eurodance": "house",
    "vaporwave": "synthwave",
    "electronica": "synthwave",
    "electronic": "synthwave",
    "new wave": "synthwave",
    "hyperpop": "pop",
    "bollywood": "pop",
    "k pop": "pop",
    "j pop": "pop",
    "schlager": "pop",
    "grunge": "rock",
    "rockabilly": "rock",
    "shoegaze": "indie",
    "post rock": "indie",
    "gospel": "soul",
    "ska": "reggae",
    "dancehall": "reggae",
    "dub": "reggae",
    "ragtime": "jazz",
    "dixieland": "jazz",
    "lounge": "jazz",
    "samba": "bossa",
    "bluegrass": "country",
    "celtic": "folk",
    "medieval": "folk",
    "irish": "folk",
    "polka": "folk",
    "jig": "folk",
    "klezmer": "folk",
    "tarantella": "folk",
    "calypso": "latin",
    "soca": "latin",
    "flamenco": "latin",
    "tango": "latin",
    "reggaeton": "latin",
    "afrobeat": "latin",
    "afrobeats": "latin",
    "mariachi": "latin",
    "cumbia": "latin",
    "bachata": "latin",
    "march": "orchestral",
    "marsch": "orchestral",
    "marching band": "orchestral",
    "military march": "orchestral",
    "blasmusik": "orchestral",
    "baroque": "classical",
    "renaissance": "classical",
}
"""Styles that the Band has only a near relative of, which the person is told."""

GROOVE_ONLY = "four on the floor|4 on the floor|breakbeat|amen break|drum break"
"""Words that ask for a groove: its style gives the drums of whatever else is named, wherever it stands."""

INSTRUMENT_HINTS: Mapping[str, str] = {
    "Acoustic Grand Piano": "classical_piano",
    "Harpsichord": "classical_piano",
    "Music Box": "classical_piano",
    "Celesta": "classical_piano",
    "Violin": "string_quartet",
    "Viola": "string_quartet",
    "Cello": "string_quartet",
    "String Ensemble 1": "orchestral",
    "Orchestral Harp": "orchestral",
    "Timpani": "orchestral",
    "Taiko Drum": "orchestral",
    "Choir Aahs": "orchestral",
    "French Horn": "orchestral",
    "Brass Section": "funk",
    "Oboe": "orchestral",
    "Church Organ": "classical_piano",
    "Banjo": "country",
    "Fiddle": "country",
    "Harmonica": "blues",
    "Accordion": "folk",
    "Acoustic Guitar (steel)": "folk",
    "Acoustic Guitar (nylon)": "bossa",
    "Bagpipe": "folk",
    "Recorder": "folk",
    "Overdriven Guitar": "rock",
    "Distortion Guitar": "metal",
    "Electric Guitar (jazz)": "jazz",
    "Electric Guitar (clean)": "rock",
    "Tenor Sax": "jazz",
    "Alto Sax": "jazz",
    "Trumpet": "jazz",
    "Acoustic Bass": "jazz",
    "Vibraphone": "jazz",
    "Sub Bass": "trap",
    "Slap Bass 1": "funk",
    "Lead 1 (square)": "chiptune",
    "Lead 2 (sawtooth)": "synthwave",
    "Pad 2 (warm)": "ambient",
    "Sitar": "folk",
    "Koto": "ambient",
    "Shakuhachi": "ambient",
    "Tubular Bells": "orchestral",
    "Bassoon": "orchestral",
}
"""The style that an instrument suggests where the prompt names none."""

MOOD_HINTS: Mapping[str, str] = {
    "epic": "orchestral",
    "tense": "orchestral",
    "majestic": "orchestral",
    "calm": "ambient",
    "dreamy": "ambient",
    "aggressive": "rock",
    "romantic": "classical_piano",
    "sad": "classical_piano",
    "party": "house",
}
"""The style that a mood suggests where the prompt names neither style nor instruments."""

DECADE_HINTS: Mapping[int, str] = {50: "rock", 60: "soul", 70: "disco", 80: "synthwave", 90: "hiphop"}
"""The style that a decade suggests where the prompt names none."""

FOUR_ON_THE_FLOOR = ("house", "techno", "disco", "synthwave")
"""Styles whose groove such words ask for already."""

MAXIMUM_STYLES = 4
"""More styles than these make no music that has any of them."""
