"""Words that carry no musical meaning, and numbers in words."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS = """
a ab aber about above accents across again al algo algun alguna all alle allem aller alles almost als also always am
ambiance ambiente an another ante antes any anything are as asi aspect atmosphere au auch audio auf aun aunque aus
aux avec avoir away ayant back background backing bajo band bar bars base based bass be beats beaucoup because bed
been bei beim being best between bien bin bis bit bitte both bpm bpms brief bring bringing brings build but by ca
cada called can car carries casi ce cela ces cet cette chaque character clear clip close combination combined come
comme como complete composition con consisting constant continuing contrast contrasting cosa could crea create
creates creating cual cuando d da dabei damit dans das dass day de del dem den denn der des desde deux dich did die
dies diese diesem dieser dieses different do doch does dominated donc donde done dos down drive driven dry du duet
duo durch during each edge ein eine einem einen einer eines einfach einige el element elements ella elle ellos else
en encore end enough entire entirely entre er era erstelle erzeuge es esa ese eso especially est esta estas este
estilo esto estos et ete etre etwa etwas euch even every evolving exactly example experience faire fairly fais fait
fall featured features feel feeling feels few fill find flow flowing for form freely from fue full fully fur further
ganz ganze gar gave genera generate genre gerne gespielt get gets getting gib give gives gleich go goes going good
great group guided gut gute ha haben hacer hacia had harmonic harmonically harmony has hasta hat hatte have having
hay haz he hear heard hearing held her here hier high hin his hit hold holding how i i'd i'll i'm i've ich ici idea
if ihm ihr il ils im imagine immer in inside inspired instrument instrumentation instruments interesting into is ist
it it's its itself ja je jede jeder jetzt joue jouee jouer just kann keep keeping keeps key keyed keys kind kinds
klang klingt komm l la las lass last lasting le lead leads least leicht les let let's leur level like line lines
liquid listen little ll lo long los lot low lui ma mach mache made main mais make makes making mal man many mas
matching maybe me mehr mein meine melodic melodically melodischer meme mes mi mich mid might mind mine minute
minutes mir mis mit mix mixed mochte modern moi mon mood moods more mostly motif much mucha mucho muchos music
musical musically musik musikstuck must muy my nada natural ne nearly need needs new ni nice no noch non nos
nosotros note notes notre nous now number nun nur o ob octave odd oder of off often ohne old on once one ones onto
opening or order original os other otra otro ou our out over overall own pace paced par para part particular parts
pas passage pattern patterns people perfect perhaps pero person petit peu phrase phrases pick piece play played
player playing plays please plein plus poco point por porque possible pour pretty produced production prompt pure
put quality quand quartet que quel quelque quelques qui quien quiero quintet quite rather re real really repeat
repeating repeats repetitive riff riffs right round run rythmee s sa same sample sans say scale schon se sea sec
second seconds section sections see sehr sei sein seine ser ses set sets several sextet shape share short should
show si sich side sie signature similar simple simply sin since sind single sitting slight slightly slow small so
soaring sobre solche soll sollte some something somewhat son song sont sort sound sounds soundtrack sous special
spiele spielt spread stay stays stil still stimmung story structure structured stuck style styles su such suddenly
suena suitable super sur sure sus sustained t ta take takes takte tan tanto te tempo tener tengo tes textures than
that that's the their them theme there these they thing things this those though through throughout ti tiene time
times to toda todo together toi ton tonalidad tonalite tonality tonart tone too toque totally touch tout toute
toutes toward track tres trio trop try tu tune turn tus two type typical uber un una unas und under underneath une
universe uno unos uns unter until up upon us usa use used uses using usual variation variations ve version very veux
vibe vibes vibey viel viele voll voller von vor vos votre voudrais vous want wants war warum was way we weil welche
well wenn went wer were what when where whether which while who whole wie wieder will wir wird wish with within
without wo won't world world's worth would write written y ya yes yo you your zu zum zur zwischen
accompanies accompanying accompaniment begleitet begleitung fantastic gradually gross grosse grossen grosser grosses
extended jusqu jusque journey kurzem kurzen langem langen length lights minuto neon pendant
plz pls progression progressively realy switch switches switching thx til till
"""
FILLER_WORDS = (*_WORDS.split(), "high end", "chord changes", "city lights", "now and then", "every now and then")
"""Single words, most frequent in prompts, of four languages."""

NUMBER_WORDS: Mapping[str, float] = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "sixteen": 16,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "eins": 1,
    "ein": 1,
    "eine": 1,
    "einen": 1,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "funf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
    "zehn": 10,
    "zwolf": 12,
    "funfzehn": 15,
    "zwanzig": 20,
    "dreissig": 30,
    "sechzig": 60,
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "douze": 12,
    "quinze": 15,
    "vingt": 20,
    "trente": 30,
    "soixante": 60,
    "una": 1,
    "uno": 1,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "seis": 6,
    "siete": 7,
    "ocho": 8,
    "nueve": 9,
    "diez": 10,
    "doce": 12,
    "veinte": 20,
    "treinta": 30,
    "sesenta": 60,
    "half a": 0.5,
    "a": 1,
    "an": 1,
    "halbe": 0.5,
    "demi": 0.5,
    "media": 0.5,
    "medio": 0.5,
}
"""Numbers that stand before seconds, minutes and bars."""
