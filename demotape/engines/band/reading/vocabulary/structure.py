"""Words for the parts of a piece, for when they come, and for how they sound."""

from __future__ import annotations

from collections.abc import Mapping

SECTION_WORDS: Mapping[str, str] = {
    "intro": (
        "intro|introduction|opening|einleitung|vorspiel|einstieg|introduccion|entrada|ouverture|overture|prelude|intros"
    ),
    "verse": (
        "verse|strophe|strophen|vers|couplet|estrofa|verso|verses|main theme|theme|hauptthema|thema|part a"
        "|section a|teil a|partie a|parte a"
    ),
    "prechorus": "pre chorus|prechorus|pre refrain|pre estribillo",
    "chorus": (
        "chorus|refrain|hook|estribillo|choruses|coro principal|hauptteil refrain|final chorus"
        "|last chorus|double chorus|part b|section b|teil b|partie b|parte b"
    ),
    "bridge": (
        "bridge|middle eight|middle 8|brucke|pont|puente|interlude|zwischenspiel|interludio"
        "|intermede|c part|part c|section c|teil c|partie c|parte c"
    ),
    "solo": "solo section|solo part|instrumental solo|soloteil",
    "breakdown": "breakdown|break down|break|breaks|pause musicale|breather|bajon|ruhiger teil|breakdowns",
    "build": "build section|riser section|build up section",
    "drop": "drop|drops|beat drop|beat drops|the drop|bass drop",
    "outro": (
        "outro|ending|coda|schluss|schlussteil|final part|conclusion|nachspiel|cierre|epilogue"
        "|finale|finish|grand finale"
        "|fin du morceau|outros|end section|final section"
    ),
    "part": (
        "main part|main section|hauptteil|partie principale|parte principal|part 1|part 2|part 3"
        "|part one|part two|part three|teil 1|teil 2|teil 3"
        "|partie 1|partie 2|partie 3|parte 1|parte 2|parte 3"
        "|middle section|middle part|mittelteil|main|body|main groove"
    ),
}
"""Kind of a section to the words for it."""

SECTION_ENERGIES: Mapping[str, tuple[float, float]] = {
    "part": (0.55, 0.6),
    "intro": (0.32, 0.42),
    "verse": (0.5, 0.58),
    "prechorus": (0.58, 0.7),
    "chorus": (0.78, 0.88),
    "bridge": (0.45, 0.58),
    "solo": (0.66, 0.76),
    "breakdown": (0.28, 0.36),
    "build": (0.4, 0.95),
    "drop": (0.9, 0.96),
    "outro": (0.5, 0.3),
    "silence": (0.1, 0.1),
}
"""Energy at the start and at the end of a section that no other word describes. Source: chosen by measuring, so that a
quiet intro lies about 5 dB below a loud part."""

SECTION_IDEAS: Mapping[str, str] = {
    "part": "A",
    "intro": "A",
    "verse": "A",
    "prechorus": "C",
    "chorus": "B",
    "bridge": "C",
    "solo": "A",
    "breakdown": "C",
    "build": "C",
    "drop": "B",
    "outro": "A",
    "silence": "A",
}
"""Musical material of a section."""

SECTION_WEIGHTS: Mapping[str, float] = {
    "intro": 0.6,
    "outro": 0.6,
    "bridge": 0.6,
    "solo": 0.6,
    "breakdown": 0.6,
    "build": 0.5,
    "prechorus": 0.5,
}
"""Share of the time of a section without a time of its own; 1 where nothing stands here."""

CLIMAX_WORDS = "climax|hohepunkt|apogee|point culminant|climax final|peak|culmination|climactic"
"""A drop where a time stands beside it, else what the music builds up to."""

THEN_WORDS = (
    "then|and then|followed by|after that|afterwards|next|later|later on|and finally|finally|before"
    "|before it|leading into|leads into|leading to|transitions to|transition to|transitioning into"
    "|into a|which then|eventually|subsequently|turning into|turns into|moves into|moving into|dann"
    "|danach|anschliessend|gefolgt von|und dann|spater|schliesslich|zuletzt|darauf|puis|ensuite"
    "|suivi de|suivi d'un|suivie de|apres|et puis|enfin|et ensuite|luego|despues|entonces|seguido de"
    "|seguida de|y luego|y despues|finalmente|mas tarde|and after that|evolves into|evolving into"
    "|becomes|becoming|changes to|switches to|morphs into|gives way to|opens into|opens up into"
    "|explodes into|explodes|segues into|straight into|straight to|right into|directly into|jumps into|direkt in"
)
START_WORDS = (
    "starts|start|starting|begins|begin|beginning|opens|opens with|starts with|begins with|start with"
    "|begin with|starting with|beginning with|opening with|starts out|starts off|at the start"
    "|at the beginning|in the beginning|am anfang|zu beginn|zuerst|zunachst|at first|erst|beginnt"
    "|beginnt mit|startet|startet mit|fangt an|anfangs|commence|commence par|commence avec|debute"
    "|debute par|au debut|d'abord|empieza|empieza con|comienza|comienza con|comenzando con"
    "|al principio|al inicio|primero"
)
END_WORDS = (
    "ends|end|ends with|ending with|ends on|ends in|end with|finishes|finishes with|finishing with"
    "|at the end|in the end|towards the end|toward the end|near the end|endet|endet mit|am ende"
    "|am schluss|zum schluss|gegen ende|se termine|termine|finit|finit par|a la fin|fin|vers la fin"
    "|termina|termina con|al final|acaba|acaba con|hacia el final|fin avec|ende|closing with"
    "|closes with"
)
MIDDLE_WORDS = "in the middle|middle|midway|in der mitte|au milieu|en el medio|a la mitad|en medio|mid song|mid track"
HALFWAY_WORDS = (
    "halfway|halfway through|half way|half way through|nach der halfte|a mi chemin|a mitad de camino|zur halfte"
)
FIRST_WORDS = (
    "first|opening|initial|erste|ersten|erster|erstes|die ersten|premier|premiere|premieres|premiers"
    "|les premieres|primer|primero de|primeros|primera|primeras"
)
LAST_WORDS = (
    "last|final|letzte|letzten|letzter|letztes|derniere|dernieres|dernier|derniers|ultimo|ultimos|ultima|ultimas"
)
SECOND_WORDS = "second|2nd|zweite|zweiten|zweiter|deuxieme|seconde|segundo|segunda|other"
HALF_WORDS = "half|halfte|moitie|mitad"
THIRD_WORDS = "third|drittel|tiers|tercio"
QUARTER_WORDS = "quarter|viertel|quart|cuarto"
REST_WORDS = "the rest|rest|remaining|remainder|der rest|le reste|el resto|the remaining time|resto|reste"
REPEAT_WORDS: Mapping[int, str] = {
    2: "x2|2x|twice|two times|2 times|zweimal|zwei mal|2 mal|deux fois|2 fois|dos veces|2 veces",
    3: "x3|3x|three times|3 times|dreimal|drei mal|3 mal|trois fois|3 fois|tres veces|3 veces",
    4: "x4|4x|four times|4 times|viermal|vier mal|4 mal|quatre fois|4 fois|cuatro veces|4 veces",
}
"""How often a section comes to the words for it."""
AT_WORDS = (
    "at|at around|around|from|starting at|starting from|beginning at|ab|bei|von|vom|nach|a partir de"
    "|desde|en el segundo|um|after|since|apres environ|tras|in at|a los|a las|from about"
)
WHOLE_WORDS = (
    "track|song|piece|beat|loop|tune|clip|long|in length|total|overall|in total|music|musik|stuck"
    "|lied|stucks|musikstuck|morceau|chanson|musique|pieza|cancion|tema|musica|duration|lang|longueur"
    "|duracion|lange|dauer|duree|instrumental|sample|snippet|jingle|background|hintergrundmusik"
    "|composition|version|track length"
)

ONLY_WORDS = (
    "drop everything but|drop everything except|drops everything but|everything drops out but"
    "|everything drops out except|sola|solas|solos|lone|only|just|solely|alone|nothing but"
    "|exclusively|purely|nur|allein|alleine|lediglich|bloss"
    "|seulement|uniquement|rien que|juste|seul|seule|seuls|solamente|unicamente|solamente con"
    "|nada mas que|a solas|on its own|by itself|by themselves|exclusively with|isolated"
)
SOLO_WORDS = "solo|unaccompanied|soli|solistic|solistisch|sin acompanamiento"
ENSEMBLE_WORDS: Mapping[int, str] = {
    2: "duo|duet|duett|dueto",
    3: "trio",
    4: "quartet|quartett|quatuor|cuarteto",
    5: "quintet|quintett|quintette|quinteto",
}
"""How many play to the words for it."""
A_CAPPELLA_WORDS = "a cappella|acappella|a capella|acapella"
NOT_WORDS = (
    "i hate|hate|i don't like|don't like|dont like|ich hasse|ich mag kein|ich mag keine|je deteste|je n'aime pas|odio"
    "|no me gusta|no me gustan|no|not|without|without any|with no|minus|free of|zero|none|never"
    "|don't|dont|do not|don't want"
    "|no more|lacking|devoid of|instead of|absent|skip|remove|exclude|excluding|except|drop the"
    "|cut the|mute|isn't|aren't|doesn't|ohne|kein|keine|keinen|keinem|keiner|nicht|sans|pas de|pas d'"
    "|aucun|aucune|sin|ningun|ninguna|no quiero|nada de|non|leave out|omit|avoid"
)
LIST_NOT_WORDS = (
    "anything but|anything except|alles ausser|alles nur kein|tout sauf|todo menos|todo excepto"
    "|cualquier cosa menos|neither|w/o|w/out|without|without any|ohne|sans|sin|minus|free of"
    "|excluding|except|exclude|remove"
    "|instead of|omit|avoid|lacking"
)
"""Of these, what also covers the last of a list: "without drums, bass and piano"."""
OR_WORDS = "or|nor|oder|noch|ou|ni|o"
AND_WORDS = (
    "w/|and|und|et|y|e|n|as well as|plus|along with|together with|sowie|avec|&|con|mit|with|featuring"
    "|feat|accompanied by|over|on|including|having|backed by"
)
BUT_WORDS = "but|however|aber|mais|pero|though|although|yet|while"

LOUD_WORDS = (
    "loud|louder|loudly|heavy|heavier|strong|stronger|big|bigger|huge|massive|fat|phat|booming|boomy"
    "|prominent|powerful|thick|upfront|up front|in the foreground|forward|more|extra|lots of"
    "|plenty of|a lot of|dominant|dominate|dominates|pounding|thumping|hard hitting drums|thunderous|dominating"
    "|emphasized|laut|lauter|laute|lauten|lautem|lautes|stark|starker|starken|starkem|kraftig"
    "|kraftigem|kraftige|kraftigen|fett|fetter|fetten|fettem|mehr|machtig|wuchtig|wuchtiger|wuchtigen"
    "|fort|forte|fortes|forts|fortissimo|lourd|lourde|puissant|puissante|plus de|enorme|plus fort"
    "|plus forte|bruyant|fuerte|fuertes|pesado|pesada|potente|potentes|mas|mas fuerte|alto volumen|ff"
    "|power|full|fuller|deeper|turn up|boosted|boost|crank|slamming|crushing"
)
SOFT_WORDS = (
    "too loud|zu laut|trop fort|demasiado fuerte|soft|softer|softly|quiet|quieter|quietly|gentle"
    "|gently|subtle|subtly|light|lighter|faint"
    "|delicate|low volume|less|in the background|low in the mix|understated|muted|thin|thinner"
    "|distant|whispering|whisper|flustern|murmure|susurro|turn down|hushed|not too loud"
    "|not so loud|tone down|low key|lowkey"
    "|stripped back|stripped down|stripped|leise|leiser|leisen|leises|leisem|leiserem|sanft|sanfte"
    "|sanften|sanftes|sanfter|zart|zarte|zarter|weniger|weich|weiche|weichen|dezent|dezente"
    "|im hintergrund|doux|douce|douces|doucement|leger|legere|legers|moins de|moins|plus doux"
    "|plus douce|piano piano|discret|discrete|tenue|bajito|suave|suaves|suavemente|menos|ligero"
    "|ligera|mas suave|delicado|delicada|sutil|pianissimo|pp|mezzo piano"
)
BASS_LOUD_WORDS = (
    "bass heavy|bass boosted|more bass|heavy bass|deep bass|bassy|bass driven|basslastig|mehr bass"
    "|grosse basse|plus de basse|mas bajo|big bass|massive bass|thumping bass|loud bass|lots of bass"
    "|bajo potente|hard bass|lauter bass|lautem bass|lauten bass|fetter bass|fettem bass|tiefer bass"
    "|basses lourdes|basse lourde|bajos potentes|bajo profundo|basse profonde|booming bass"
    "|bajo fuerte|low end heavy|heavy base|loud base|deep base"
)
BUILD_WORDS = (
    "builds slowly|slowly builds|builds up slowly|build slowly|building slowly|slow build up"
    "|slowly builds up|slowly grows|slow crescendo|build|builds|building|build up|builds up"
    "|building up|buildup|build ups|crescendo|rising|rise|rises|grow|grows|growing|escalating"
    "|escalates|intensifies|intensifying|swelling|swells|swell|increasing intensity|gets louder"
    "|getting louder|gets bigger|gets more intense|becomes louder|gradually louder"
    "|louder and louder|gradually adding|gradually adds|gradually more|gradually builds"
    "|getting more intense|progressively more|gradually growing|gradually grows"
    "|gradually increasing|gradually intensifies"
    "|gradually building|progressively builds|layer by layer|slowly building|slow build"
    "|building to|building up to|build to|builds to|builds to a|building to a|building to a climax"
    "|builds to a climax|build to a climax|builds up to a climax|building up to a climax|riser"
    "|uplifter|ramps up|ramping up|steigert sich|steigert|sich langsam steigert|sich steigert"
    "|langsam steigert|steigernd|steigerung|steigt an|aufbauend"
    "|baut sich auf|aufbau|wird lauter|immer lauter|monte|montee|monte en puissance"
    "|montee en puissance|va crescendo|grandit|de plus en plus fort|crece|creciente|subida"
    "|va creciendo|in crescendo|cada vez mas fuerte|aumenta|sube|bis zum hohepunkt"
    "|baut sich auf bis zum hohepunkt|steigert sich bis zum hohepunkt|jusqu'au climax|hasta el climax"
)
FALL_WORDS = (
    "diminuendo|decrescendo|calms down|calming down|winding down|winds down|dies down|settles"
    "|settling|cools down|gets quieter|getting quieter|becomes quieter|quiets down|thins out"
    "|wird leiser|immer leiser|beruhigt sich|abschwellend|se calme|de plus en plus doux|disminuye"
    "|se calma|decreciente|gets softer|getting softer|falls|falling|dying away|morendo"
)
FADE_IN_WORDS = (
    "fade in|fades in|fading in|fade ins|einblenden|blendet ein|eingeblendet|fondu d'entree"
    "|fundido de entrada|aparece gradualmente|fade from silence|eingeblendet|fondu en entree"
)
FADE_OUT_WORDS = (
    "fade out|fades out|fading out|fade away|fades away|fading away|fade|fades|fading|fade outs"
    "|fadeout|ausblenden|blendet aus|ausgeblendet|ausklingen|ausklingt|leise ausklingt|ausblendet"
    "|klingt aus|fade to silence|fondu"
    "|fondu de sortie|en fondu|fondu au silence|desvanece|se desvanece|desvanecimiento|fundido"
    "|fundido de salida|desvaneciendo|fades to silence|ausblendung|ausklang"
)
SPARSE_WORDS = (
    "sparse|sparsely|minimal|minimalist|minimalistic|bare|simple and sparse|few notes|spacious|empty"
    "|not too many instruments|not many instruments|not so many instruments|nicht zu viele instrumente"
    "|pas trop d'instruments|no muchos instrumentos|skeletal|uncluttered|reduced|sparlich|karg"
    "|minimalistisch|reduziert|epure|epuree|minimaliste"
    "|depouille|minimalista|escaso|sobrio|airy and sparse|few instruments|lots of space"
)
BUSY_WORDS = (
    "busy|dense|complex|intricate|many notes|virtuosic|ornate|layered|rich and busy|dicht|dichte"
    "|komplex|virtuos|vielschichtig|dense et riche|charge|complexe|virtuose|denso|densa|complejo"
    "|cargado|virtuoso|wall of sound|maximalist|shredding|fast runs"
)
ENTER_WORDS = (
    "enter|enters|entering|come in|comes in|coming in|join|joins|joining|kick in|kicks in|kicking in"
    "|added|adds|add|adding|appear|appears|introduce|introduces|introducing|introduced|comes|arrives"
    "|arrive|drops in|setzt ein|setzt|setzen ein|kommt|kommen|kommt dazu|kommen dazu|dazu|hinzu|entre"
    "|entrent|arrive|arrivent|s'ajoute|s'ajoutent|rejoint|entra|entran|entrando|se une|se unen"
    "|se suma|se suman|anade|joined by|brings in|start playing|starts playing|dropping in|hit|hits"
    "|layer in|layers in"
)
RETURN_WORDS = (
    "return|returns|come back|comes back|are back|is back|kommt zuruck|kommen zuruck|kommt wieder|kommen wieder"
    "|revient|reviennent|vuelve|vuelven"
)
LEAVE_WORDS = (
    "drops out|drop out|dropping out|leave|leaves|stop|stops|drop out of|disappear|disappears|removed"
    "|cut out|cuts out|fall away|falls away|stops playing|verschwindet|verschwinden|setzt aus"
    "|setzen aus|hort auf|disparait|disparaissent|s'arrete|s'arretent|desaparece|desaparecen|se va"
    "|para de tocar|go away"
)
LOOP_WORDS = (
    "loop|loops|looping|loopable|seamless|seamless loop|seamlessly looping|perfect loop|loopbar"
    "|nahtlos|endlosschleife|schleife|nahtlose schleife|en boucle|boucle|boucle parfaite|bouclable"
    "|bucle|bucle perfecto|en bucle|loopeable|endless loop|infinite loop|seamlessly loops"
    "|nahtloser loop|endlos|perfectly looped|boucle infinie|sin costuras|looped"
)
INSTRUMENTAL_WORDS = (
    "instrumental|instrumental only|instrumental music|instrumental version|instrumental track"
    "|instrumentals|purely instrumental|rein instrumental|instrumentalmusik|instrumentale|karaoke"
    "|karaoke version|backing track"
)

SILENCE_WORDS = "silence|silent|stille|silencio|complete silence|total silence|dead silence"
"""A stretch without music, where a time or a length stands beside it."""
PAUSE_WORDS = (
    "moment of silence|beat of silence|pause|pauses|dramatic pause|dramatic silence|general pause|generalpause"
    "|grand pause|tacet|pausa|moment der stille|moment de silence|momento de silencio|kunstpause"
)
"""The same, for a moment where nothing else is said."""
