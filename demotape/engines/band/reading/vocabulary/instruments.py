"""Words for instruments and for roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_ROLES = {
    "d": "drums",
    "p": "percussion",
    "b": "bass",
    "k": "keys",
    "r": "rhythm",
    "a": "pad",
    "l": "lead",
    "c": "counter",
}
_CHORDAL = "krlac"
_TUNE = "lcar"
_SOFT_BED = "aclk"
_TUNED_PERCUSSION = "lckp"


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument as a person names it."""

    title: str
    preset: str
    """Name in `presets.PRESETS`."""
    roles: tuple[str, ...]
    """Roles that it can play, best first."""
    is_chordal: bool
    """Whether it can play a tune and its chords alone."""


_TABLE: tuple[tuple[str, str, str, str], ...] = (
    # title, preset, roles, words
    (
        "piano",
        "Acoustic Grand Piano",
        _CHORDAL,
        (
            "piano|pianno|pinao|pian|grand piano|acoustic piano|klavier|flugel|konzertflugel|upright piano|felt piano"
            "|piano chord|piano melody|piano de cola|piano a queue|pianoforte"
        ),
    ),
    ("bright piano", "Bright Acoustic Piano", _CHORDAL, "bright piano|house piano|pop piano"),
    ("electric grand piano", "Electric Grand Piano", _CHORDAL, "electric grand|electric grand piano"),
    (
        "honky-tonk piano",
        "Honky-tonk Piano",
        _CHORDAL,
        "honky tonk piano|saloon piano|tack piano|bar piano|barpiano|bar room piano",
    ),
    (
        "electric piano",
        "Electric Piano 1",
        _CHORDAL,
        (
            "electric piano|e piano|epiano|rhodes|fender rhodes|wurlitzer|wurli|e klavier|piano electrique"
            "|piano electrico|rhodes piano"
        ),
    ),
    ("FM electric piano", "Electric Piano 2", _CHORDAL, "fm piano|dx7|fm electric piano|dx piano"),
    ("harpsichord", "Harpsichord", _CHORDAL, "harpsichord|cembalo|clavecin|clavecin|clavecimbalo|clavicembalo|spinet"),
    ("clavinet", "Clavinet", _CHORDAL, "clavinet|clav|clavi|clavichord"),
    ("celesta", "Celesta", _TUNED_PERCUSSION, "celesta|celeste|toy piano"),
    (
        "glockenspiel",
        "Glockenspiel",
        _TUNED_PERCUSSION,
        "glockenspiel|crotales|bell|bells|bell melody|chime|glocken|cloches|campanas|orchestra bells",
    ),
    (
        "music box",
        "Music Box",
        _TUNED_PERCUSSION,
        "music box|musicbox|spieluhr|boite a musique|caja de musica|musical box",
    ),
    ("vibraphone", "Vibraphone", _TUNED_PERCUSSION, "vibraphone|vibes solo|vibraphon|vibrafono|vibraharp"),
    ("marimba", "Marimba", _TUNED_PERCUSSION, "marimba|balafon"),
    ("xylophone", "Xylophone", _TUNED_PERCUSSION, "xylophone|xylophon|xilofono|xylofon"),
    (
        "tubular bells",
        "Tubular Bells",
        _TUNED_PERCUSSION,
        "tubular bell|church bell|rohrenglocken|kirchenglocken|cloches tubulaires|campanas tubulares|bell tower",
    ),
    (
        "dulcimer",
        "Dulcimer",
        _CHORDAL,
        "dulcimer|hammered dulcimer|hackbrett|santur|santoor|zither|cimbalom|cymbalom|psaltery",
    ),
    ("organ", "Drawbar Organ", _CHORDAL, "organ|hammond|hammond organ|drawbar organ|orgel|orgue|organo|jazz organ|b3"),
    ("percussive organ", "Percussive Organ", _CHORDAL, "percussive organ|house organ"),
    ("rock organ", "Rock Organ", _CHORDAL, "rock organ|distorted organ|leslie organ"),
    (
        "church organ",
        "Church Organ",
        _CHORDAL,
        (
            "church organ|pipe organ|kirchenorgel|pfeifenorgel|orgue d'eglise|grand orgue|organo de iglesia"
            "|cathedral organ"
        ),
    ),
    ("reed organ", "Reed Organ", _CHORDAL, "reed organ|harmonium|pump organ|shruti box"),
    (
        "accordion",
        "Accordion",
        _CHORDAL,
        "accordion|akkordeon|schifferklavier|accordeon|acordeon|accordian|squeezebox|concertina|melodica",
    ),
    ("bandoneon", "Tango Accordion", _CHORDAL, "bandoneon|tango accordion"),
    ("harmonica", "Harmonica", _TUNE, "harmonica|mundharmonika|blues harp|armonica|mouth organ"),
    (
        "acoustic guitar",
        "Acoustic Guitar (steel)",
        "rklac",
        (
            "acoustic guitar|steel string acoustic guitar|twelve string guitar"
            "|12 string acoustic guitar|steel guitar|steel string guitar|western guitar"
            "|akustikgitarre"
            "|akustische gitarre|westerngitarre|guitare acoustique|guitare folk|guitare seche"
            "|balalaika|balalaica|guitarra acustica"
            "|fingerpicked guitar|fingerpicking guitar|strummed guitar|strummed acoustic guitar"
            "|12 string guitar|folk guitar|mandolin|mandoline|mandolina|bouzouki|slide guitar|dobro"
            "|lagerfeuergitarre|acoustic|pedal steel|pedal steel guitar|lap steel|fingerpicking|fingerpicked"
            "|fingerstyle"
        ),
    ),
    (
        "nylon guitar",
        "Acoustic Guitar (nylon)",
        "rklac",
        (
            "nylon guitar|nylon string guitar|nylon strung guitar|nylon stringed guitar|nylon"
            "|guitare nylon|guitarra de nylon|classical guitar|spanish guitar"
            "|flamenco guitar|konzertgitarre|spanische gitarre"
            "|klassische gitarre|guitare classique|guitare espagnole|guitarra espanola|guitarra clasica"
            "|guitarra flamenca|lute|luth|laud|oud|ukulele"
        ),
    ),
    (
        "jazz guitar",
        "Electric Guitar (jazz)",
        "lrkca",
        "jazz guitar|jazzgitarre|guitare jazz|guitarra de jazz|hollow body guitar",
    ),
    (
        "electric guitar",
        "Electric Guitar (clean)",
        "rlkca",
        (
            "clean guitar|electric guitar|e gitarre"
            "|elektrische gitarre|e gitarren|guitare electrique|guitarra electrica|clean electric guitar"
            "|rhythm guitar|jangly guitar|funk guitar|reverb guitar"
        ),
    ),
    (
        "guitar",
        "Electric Guitar (clean)",
        "rlkca",
        "guitar|gitarre|gitarren|guitare|guitarra|gtr|gitar|guitr|gutar|giutar",
    ),
    (
        "muted guitar",
        "Electric Guitar (muted)",
        "rlkca",
        "muted guitar|palm muted guitar|palm mute|chicken scratch guitar",
    ),
    (
        "overdriven guitar",
        "Overdriven Guitar",
        "rlkca",
        (
            "overdriven guitar|overdrive guitar|crunchy guitar|crunch guitar|rock guitar|lead guitar"
            "|guitar solo|gitarrensolo|guitare saturee|solo de guitare|solo de guitarra|blues guitar"
            "|overdriven electric guitar"
        ),
    ),
    (
        "distorted guitar",
        "Distortion Guitar",
        "rlkca",
        (
            "distorted guitar|distortion guitar|metal guitar|heavy guitar|fuzz guitar|fuzzy guitar"
            "|verzerrte gitarre|verzerrte gitarren|guitare distordue|guitarra distorsionada"
            "|distorted electric guitar|power chord|shredding guitar|djent guitar"
        ),
    ),
    ("guitar harmonics", "Guitar Harmonics", _TUNE, "guitar harmonics|flageolet"),
    (
        "upright bass",
        "Acoustic Bass",
        "b",
        (
            "upright bass|upright|guitarron|double bass|acoustic bass|kontrabass|jazz bass|stand up bass|standup bass"
            "|contrebasse|contrabajo|walking bass|walking bassline"
        ),
    ),
    (
        "electric bass",
        "Electric Bass (finger)",
        "b",
        (
            "electric bass|bass guitar|fingered bass|e bass|bassgitarre|guitare basse|bajo electrico"
            "|fingerstyle bass|p bass"
        ),
    ),
    ("picked bass", "Electric Bass (pick)", "b", "picked bass|pick bass|punk bass|rock bass"),
    ("fretless bass", "Fretless Bass", "b", "fretless bass|fretless|bundloser bass"),
    (
        "slap bass",
        "Slap Bass 1",
        "b",
        ("slap bass|slapped bass|slap bassline|funk bass|funky bass|slapbass|popped bass"),
    ),
    (
        "synth bass",
        "Synth Bass 1",
        "b",
        (
            "synth bass|synthesizer bass|moog bass|analog bass|synthbass|basse synthe|bajo sintetico"
            "|reese bass|wobble bass|acid bass|303|tb 303|synth bassline|rolling bass|analogue bass"
            "|arpeggiated bass|growl bass"
        ),
    ),
    ("808", "Sub Bass", "b", "808|808 bass|sub bass|subbass|sub|sine bass|tr 808 bass"),
    (
        "violin",
        "Violin",
        _TUNE,
        (
            "violin|erhu|two violins|2 violins|zwei geigen|zwei violinen|deux violons|dos violines"
            "|violine|geige|geigen|violon|violinist|solo violinist|violin melody"
        ),
    ),
    ("viola", "Viola", _TUNE, "viola|bratsche|alto a cordes"),
    ("cello", "Cello", "lcab", "cello|celli|violoncello|violoncelle|violonchelo|chelo|cellist"),
    ("bowed bass", "Contrabass", "b", "bowed bass|contrabass|string bass|orchestral bass|arco bass"),
    ("tremolo strings", "Tremolo Strings", _SOFT_BED, "tremolo strings|string tremolo|tremolo"),
    (
        "pizzicato strings",
        "Pizzicato Strings",
        "cklr",
        "pizzicato|pizzicato strings|plucked strings|gezupfte streicher|pizz",
    ),
    ("harp", "Orchestral Harp", _CHORDAL, "harp|harfe|harpe|arpa|celtic harp|lyre|kora"),
    (
        "timpani",
        "Timpani",
        "p",
        ("timpani|timpano|kettledrum|kettle drum|pauken|pauke|timbale d'orchestre|orchestral percussion"),
    ),
    (
        "strings",
        "String Ensemble 1",
        _SOFT_BED,
        (
            "strings|string|string section|string ensemble|streicher|cordes|les cordes|cuerdas|violins"
            "|violines|violons|string orchestra|streichorchester|legato strings|string arrangement"
            "|orchestral strings|celli section"
        ),
    ),
    (
        "slow strings",
        "String Ensemble 2",
        _SOFT_BED,
        "slow strings|lush strings|string pad|streicherteppich|sustained strings",
    ),
    (
        "staccato strings",
        "Staccato Strings",
        "kcrl",
        "staccato strings|spiccato|spiccato strings|staccato|short strings",
    ),
    ("synth strings", "Synth Strings 1", _SOFT_BED, "synth strings|string machine|synthetic strings|solina"),
    ("synth strings", "Synth Strings 2", _SOFT_BED, "mellotron"),
    (
        "choir",
        "Choir Aahs",
        _SOFT_BED,
        (
            "choir|kinderchor|frauenchor|mannerchor|knabenchor|childrens choir|children's choir|female choir|male choir"
            "|choeur d'enfants|coro infantil|chor|choire|choeur|choeurs|coro|choral|choir aahs"
            "|aahs|monks|gregorian chant|gregorian choir"
            "|boys choir|chant choir|angelic choir|church choir|wordless choir|choir pad|chorale"
        ),
    ),
    ("oohs", "Voice Oohs", _SOFT_BED, "oohs|ooh|voice oohs|humming|hummed"),
    ("synth voice", "Synth Voice", _SOFT_BED, "synth voice|vocoder choir|synth choir"),
    ("orchestra hits", "Orchestra Hit", "pcl", "orchestra hit|orchestral hit|orchestral stab|orchester hit"),
    ("trumpet", "Trumpet", _TUNE, "trumpet|trompete|trompeten|trompette|trompeta|bugle|flugelhorn|cornet"),
    (
        "muted trumpet",
        "Muted Trumpet",
        _TUNE,
        "muted trumpet|harmon mute|gedampfte trompete|trompette bouchee|trompeta con sordina",
    ),
    ("trombone", "Trombone", _TUNE, "trombone|posaune|posaunen|trombon"),
    ("tuba", "Tuba", "bc", "tuba|sousaphone|brass bass"),
    (
        "french horn",
        "French Horn",
        _TUNE,
        "french horn|horn|alphorn|waldhorn|cor d'harmonie|trompa|horns section|horner",
    ),
    (
        "brass",
        "Brass Section",
        "calr",
        (
            "brass|brass section|horn section|brass stab|blechblaser|blaser|cuivres|section de cuivres"
            "|vientos metales|metales|fanfare|brass band|blasersatz|horn stab|big band horns|bronces"
        ),
    ),
    ("synth brass", "Synth Brass 1", "calk", "synth brass|synthesizer brass|analog brass|jump brass"),
    ("soprano saxophone", "Soprano Sax", _TUNE, "soprano sax|soprano saxophone|sopransaxophon"),
    ("alto saxophone", "Alto Sax", _TUNE, "alto sax|alto saxophone|altsaxophon|altsaxofon"),
    (
        "saxophone",
        "Tenor Sax",
        _TUNE,
        (
            "saxophone|sax|saxaphone|tenor sax|tenor saxophone|saxophon|saxofon|saxo|tenorsaxophon"
            "|saxofono|sax solo|saxophonist"
        ),
    ),
    ("baritone saxophone", "Baritone Sax", _TUNE, "baritone sax|baritone saxophone|bari sax|baritonsaxophon"),
    ("oboe", "Oboe", _TUNE, "oboe|hautbois"),
    ("english horn", "English Horn", _TUNE, "english horn|cor anglais|englischhorn|corno ingles"),
    ("bassoon", "Bassoon", "lcb", "bassoon|fagott|basson|fagot|contrabassoon"),
    ("clarinet", "Clarinet", _TUNE, "clarinet|klarinette|clarinette|clarinete|bass clarinet"),
    ("woodwinds", "Clarinet", "cla", "woodwind|holzblaser|bois|vientos de madera|wind section|winds"),
    ("piccolo", "Piccolo", _TUNE, "piccolo|piccoloflote|flautin|piccolo flute"),
    ("flute", "Flute", _TUNE, "flute|flote|floete|floten|flauta|traversiere|querflote|flutist"),
    ("recorder", "Recorder", _TUNE, "recorder|blockflote|flute a bec|flauta dulce"),
    (
        "pan flute",
        "Pan Flute",
        _TUNE,
        "pan flute|panflute|pan pipes|panflote|flute de pan|zampona|andean flute|siku|quena",
    ),
    ("blown bottle", "Blown Bottle", _TUNE, "blown bottle|bottle blow|bottle"),
    ("shakuhachi", "Shakuhachi", _TUNE, "shakuhachi|japanese flute|bamboo flute|bansuri|ney|duduk"),
    ("whistle", "Whistle", _TUNE, "whistle|whistling|tin whistle|pfeifen|sifflet|silbido|penny whistle|gepfiffen"),
    ("ocarina", "Ocarina", _TUNE, "ocarina|okarina"),
    (
        "square lead",
        "Lead 1 (square)",
        _TUNE,
        "square lead|square wave|square synth|chip lead|rechteck|pulse wave|bleep|blip",
    ),
    (
        "synthesizer",
        "Lead 2 (sawtooth)",
        "lkcar",
        (
            "synthesizer|synthesiser|synth|synthie|synthetiseur|sintetizador|synthe|analog synth"
            "|analogue synth|modular synth|retro synth"
        ),
    ),
    (
        "saw lead",
        "Lead 2 (sawtooth)",
        "lkcar",
        (
            "synth lead|lead synth|saw lead|supersaw|super saw|saw synth|sawtooth|moog|detuned synth"
            "|synth melody|synth stab|leads synth|arp|arpeggio|arpeggi|arpeggien|arpeggiator|arpeggiated"
            "|synth arp|arpeggiated synth|sequencer|pluck|synth pluck|plucky synth"
        ),
    ),
    ("calliope", "Lead 3 (calliope)", _TUNE, "calliope|fairground organ|drehorgel|theremin"),
    ("chiff lead", "Lead 4 (chiff)", _TUNE, "chiff"),
    ("charang", "Lead 5 (charang)", _TUNE, "charang"),
    ("synth voice lead", "Lead 6 (voice)", _TUNE, "vocal synth|voice lead|vocal chop|talkbox|vocoder"),
    ("fifths lead", "Lead 7 (fifths)", _TUNE, "fifths lead"),
    ("bass and lead", "Lead 8 (bass and lead)", _TUNE, "bass and lead|hoover"),
    ("bell pad", "Pad 1 (new age)", _SOFT_BED, "bell pad|new age pad|crystal pad|shimmer pad|shimmering pad|fantasia"),
    (
        "warm pad",
        "Pad 2 (warm)",
        _SOFT_BED,
        (
            "warm pad|synth pad|analog pad|lush pad|flachen|synthflache|flachensound|nappe|nappes"
            "|nappe de synthe|colchon|colchones|atmospheric pad|ambient pad|dark pad|evolving pad|airy pad"
            "|ethereal pad|synth texture|texture"
        ),
    ),
    ("polysynth", "Pad 3 (polysynth)", "kacl", "polysynth|poly synth|synth chord|chord stab|juno|synth chords"),
    ("choir pad", "Pad 4 (choir)", _SOFT_BED, "space voice|voice pad|vocal pad"),
    (
        "bowed pad",
        "Pad 5 (bowed)",
        _SOFT_BED,
        "bowed pad|glass harmonica|bowed glass|singing bowl|klangschale|klangschalen|crystal bowl",
    ),
    ("metallic pad", "Pad 6 (metallic)", _SOFT_BED, "metallic pad|metal pad"),
    ("halo pad", "Pad 7 (halo)", _SOFT_BED, "halo pad"),
    ("sweep pad", "Pad 8 (sweep)", _SOFT_BED, "sweep pad|sweeping pad|sweep"),
    ("crystal synth", "FX 3 (crystal)", _SOFT_BED, "crystal synth|crystal"),
    ("atmosphere synth", "FX 4 (atmosphere)", _SOFT_BED, "atmosphere synth"),
    ("sci-fi synth", "FX 8 (sci-fi)", _SOFT_BED, "sci fi synth|scifi synth"),
    ("echo synth", "FX 7 (echoes)", _SOFT_BED, "echo synth"),
    ("sitar", "Sitar", _TUNE, "sitar|electric sitar|tanpura|tambura"),
    ("banjo", "Banjo", "rlkc", "banjo"),
    ("shamisen", "Shamisen", _TUNE, "shamisen|pipa"),
    ("koto", "Koto", "lkc", "koto|guzheng|guqin"),
    ("kalimba", "Kalimba", "lkc", "kalimba|thumb piano|mbira|sansula|handpan|hang drum|tongue drum|hangdrum"),
    ("bagpipes", "Bagpipe", _TUNE, "bagpipe|dudelsack|cornemuse|gaita|gaitas|sackpfeife|uilleann pipes|pipes"),
    ("fiddle", "Fiddle", _TUNE, "fiddle|fidel|country violin|irish fiddle"),
    ("shanai", "Shanai", _TUNE, "shanai|shehnai|zurna"),
    (
        "tinkle bells",
        "Tinkle Bell",
        "plc",
        "tinkle bell|glockchen|sleigh bell|jingle bell|schellen|wind chime|windchime|triangle|triangel",
    ),
    ("agogo", "Agogo", "p", "agogo"),
    ("steel drums", "Steel Drums", "lckp", "steel drum|steel pan|steelpan|steelpans|steel band|steeldrums"),
    (
        "woodblock",
        "Woodblock",
        "p",
        ("woodblock|wood block|castanet|kastagnetten|castanuelas|castagnettes|temple block"),
    ),
    (
        "taiko drums",
        "Taiko Drum",
        "p",
        "taiko|taikos|taiko drum|epic drum|war drum|tribal drum|cinematic drum|kriegstrommel|kriegstrommeln|surdo",
    ),
    ("toms", "Melodic Tom", "p", "tom|tom tom|toms|floor tom|rototom"),
    ("synth drums", "Synth Drum", "p", "synth drum|simmons|simmons drum|syndrum"),
    (
        "orchestra percussion",
        "Orchestra Kit",
        "dp",
        "orchestra kit|orchestral drums|marching drums|marching snare|military snare|militartrommel|snare march",
    ),
    (
        "drum kit",
        "Standard Kit",
        "d",
        "acoustic drums|drum kit|drumkit|drum set|drumset|acoustic drum kit|live drums|real drums|live drum",
    ),
    (
        "big drums",
        "Power Kit",
        "d",
        "rock drums|power drums|gated drums|big drums|double bass drum|double kick|blast beat",
    ),
    ("room drums", "Room Kit", "d", "room drums|roomy drums"),
    (
        "electronic drums",
        "Electronic Kit",
        "d",
        "electronic drums|elektronisches schlagzeug|e drums|batterie electronique|bateria electronica|electronic beat",
    ),
    (
        "drum machine",
        "TR-808 Kit",
        "d",
        (
            "drum machine|drumcomputer|drum computer|808 drums|808 kick|909|tr 808|tr 909|boite a rythme"
            "|boite a rythmes|caja de ritmos|909 drums|trap drums|808 drum|drum machines"
        ),
    ),
    ("jazz drums", "Jazz Kit", "d", "jazz drums|swing drums|ride cymbal|jazzschlagzeug"),
    (
        "brushes",
        "Brush Kit",
        "d",
        "brush|brushes|brushed drums|brush drums|jazzbesen|besen|balais|escobillas|brushed snare",
    ),
    (
        "percussion",
        "Standard Kit",
        "p",
        (
            "percussion|perkussion|percussions|percusion|hand percussion|shaker|shakers|tambourine|tamburin"
            "|pandereta|tambourin|conga|congas|bongo|bongos|cowbell|kuhglocke|maracas|cajon|djembe|hand drum"
            "|handclap|hand clap|clap|claps|claves|guiro|latin percussion|tabla|tablas|darbuka|timbales"
            "|timbal|finger snap|snaps|fingerschnipsen|bongotrommel|african drum|trommeln|tambours|tambores"
            "|udu|cabasa|bodhran|palmas|rainstick|rain stick"
        ),
    ),
)

_HEARD_ALONE = frozenset({"Acoustic Guitar (steel)", "Acoustic Guitar (nylon)", "Electric Guitar (jazz)"})

INSTRUMENT_WORDS: Mapping[str, Instrument] = {
    words: Instrument(
        title,
        preset,
        tuple(_ROLES[letter] for letter in roles),
        roles == _CHORDAL or preset in _HEARD_ALONE,
    )
    for title, preset, roles, words in _TABLE
}
"""Words to the instrument that they ask for."""

TITLES: Mapping[str, str] = {preset: title for title, preset, _, _ in reversed(_TABLE)}
"""Preset to what a person calls it."""

ROLE_WORDS: Mapping[str, str] = {
    "drums": (
        "drum|drums|schlagzeug|batterie|bateria|drum beat|drumbeat|drum loop|beats drums|drumms|drum groove|trommel"
        "|rhythm section|drummer|drum fill"
    ),
    "bass": (
        "bass|bassline|bass line|basslinie|basse|ligne de basse|bajo|linea de bajo|low end|basslauf|bassist|basses"
    ),
    "keys": (
        "keys|keyboard|chord|chords|akkorde|akkord|accords|accord|acordes|acorde|tasten|tasteninstrument"
        "|claviers|teclado|teclados|chord progression|harmonies"
    ),
    "pad": "pad|pads",
    "lead": (
        "lead|melody|melodies|melodie|melodien|melodia|melodias|lead line|lead melody|topline|top line"
        "|hauptmelodie|tune"
    ),
    "counter": (
        "call and response|call and answer|counter melody|countermelody|gegenmelodie"
        "|contre chant|contrechant|contramelodia|second voice|harmony line"
    ),
}
"""Role to the words for it. They ask for the part, not for a certain instrument."""

STROKE_WORDS: Mapping[str, str] = {
    "kick drum": "kick|kick drum|kicks|bass drum|grosse caisse|bombo|bassdrum|grosse trommel",
    "snare": "snare|snares|snare drum|rim shot|rimshot|caisse claire|kleine trommel",
    "hi-hats": "hi hat|hihat|hats|hi hats|hihats|hi hat roll|charleston",
    "cymbals": "cymbal|cymbals|becken|platillos|cymbales|crash|crash cymbal",
}
"""What of a drum kit (a name in `plan.STROKES`) to the words for it. They ask for drums, and alone can be left out."""

ROLE_TITLES: Mapping[str, str] = {
    "drums": "drums",
    "percussion": "percussion",
    "bass": "bass",
    "keys": "chords",
    "rhythm": "second chords",
    "pad": "pad",
    "lead": "melody",
    "counter": "second melody",
}
"""What a person calls a role."""

NEIGHBOUR_WORDS = frozenset(
    (
        *("theremin", "duduk", "ney", "bansuri", "balafon", "melodica", "flugelhorn", "bugle", "lyre", "kora", "lute"),
        *("oud", "ukulele", "mandolin", "bouzouki", "dobro", "pedal steel", "lap steel", "slide guitar", "pipa"),
        *("guzheng", "guqin", "handpan", "hang drum", "tongue drum", "zurna", "tanpura", "harmonium", "shruti box"),
        *("crotales", "toy piano", "balalaika", "erhu", "guitarron", "alphorn", "contrabassoon", "electric sitar"),
        *("singing bowl", "glass harmonica", "santur", "cimbalom", "zither", "mellotron", "clavichord"),
    )
)
"""Instruments that the Band plays on a near relative, which the person is told."""

DRUM_ABSENCE_WORDS = "drumless|beatless|unplugged drums|schlagzeuglos|without rhythm|drum free|percussionless"
BEAT_WORDS = "beat|beats|groove|rhythm|rhythmus|rythme|ritmo"
"""Words that mean the drums where they are absent, loud or come in, and else the music as a whole."""
EVERYTHING_WORDS = (
    "everything|everyone|full band|all instruments|whole band|everybody|full arrangement|tutti"
    "|alle instrumente|alle zusammen|ganze band|volle band|tout le monde|tous les instruments|todo|todos"
    "|todos los instrumentos|banda completa|full power|all in|all together|full ensemble"
    "|full instrumentation"
)
OTHERS_WORDS = (
    "other instruments|other instrument|andere instrumente|autres instruments|otros instrumentos"
    "|anything else|nothing else|sonst nichts|rien d'autre|nada mas"
)
