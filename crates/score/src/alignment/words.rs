//! The words of a language that mean nothing by themselves in a learning outcome, or that turn
//! what it means: small closed lists, written for this purpose.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use rust_stemmers::{Algorithm, Stemmer};

/// What is known of a language.
pub(super) struct Language {
    stemmer: Stemmer,
    /// Whether the lists below are filled. Where they are not, function words would count as
    /// meaning and a denial would go unseen, so that no match in words is sure.
    pub(super) is_known_well: bool,
    /// Articles, prepositions, auxiliaries; and what frames every outcome, such as "the student".
    function: BTreeSet<&'static str>,
    /// Verbs by which outcomes say how something is mastered (after Bloom), as stems.
    verbs: BTreeSet<String>,
    /// Verbs of that kind that are nouns too ("design", "test"), as stems: passed over only where
    /// an outcome begins with them.
    also_nouns: BTreeSet<String>,
    /// Verbs and nouns of knowing, as stems: who knows how something is done may not do it.
    knowing: BTreeSet<String>,
    negations: BTreeSet<&'static str>,
    /// Verbs, nouns and adjectives that deny ("fail", "inability", "excluded"), as stems.
    denials: BTreeSet<String>,
    /// Words of being there while another does it ("watch", "assist"), as stems.
    presence: BTreeSet<String>,
    /// Prepositions and the like that have an opposite ("before", "under").
    sides: BTreeSet<&'static str>,
    /// Number words with their numbers.
    numbers: BTreeMap<&'static str, String>,
    /// Words that speak of each of [`LEVELS`], as stems.
    levels: [BTreeSet<String>; 6],
}

/// The levels that words speak of.
const LEVELS: [&str; 6] = [
    "a first level",
    "a middle level",
    "a high level",
    "a bachelor's level",
    "a master's level",
    "a doctor's level",
];

/// What turns or bounds the meaning of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// It says that something is not so.
    Denial,
    /// A number, or what is written like one (`B2`, `II`, "two").
    Number,
    /// It names a level.
    Level,
    /// It speaks of being there while another does it.
    Presence,
    /// It has an opposite that would do in its place.
    Side,
}

/// What a word is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// It carries no meaning of its own.
    Function,
    /// It says how something is mastered.
    Verb,
    /// It speaks of knowing.
    Knowing,
    /// It turns or bounds what is said; with its name among those of its kind.
    Mark(Mark, String),
    /// It has a meaning; this is its stem.
    Stem(String),
}

impl Language {
    /// What is known of the language of a tag (BCP 47); `None` where no stems are known.
    pub(super) fn of(tag: &str) -> Option<&'static Self> {
        Some(match primary(tag).as_str() {
            "en" => &EN,
            "de" => &DE,
            "nl" => &NL,
            "fr" => &FR,
            "es" => &ES,
            "it" => &IT,
            "da" => &DA,
            "el" => &EL,
            "fi" => &FI,
            "hu" => &HU,
            "no" | "nb" | "nn" => &NO,
            "pt" => &PT,
            "ro" => &RO,
            "sv" => &SV,
            _ => return None,
        })
    }

    /// What a word in small letters is; `leads` where nothing with a meaning of its own came
    /// before it.
    pub(super) fn word(&self, word: &str, leads: bool) -> Word {
        let stem = self.stemmer.stem(word).into_owned();
        if self.negations.contains(word) || self.denials.contains(&stem) {
            return Word::Mark(Mark::Denial, stem);
        }
        if self.sides.contains(word) {
            return Word::Mark(Mark::Side, stem);
        }
        if let Some(number) = self.numbers.get(word) {
            return Word::Mark(Mark::Number, number.clone());
        }
        if self.presence.contains(&stem) {
            return Word::Mark(Mark::Presence, stem);
        }
        let mut levels = LEVELS.iter().zip(&self.levels);
        if let Some((level, _)) = levels.find(|(_, words)| words.contains(&stem)) {
            return Word::Mark(Mark::Level, (*level).to_owned());
        }
        if self.knowing.contains(&stem) {
            return Word::Knowing;
        }
        if self.function.contains(word) {
            return Word::Function;
        }
        if self.verbs.contains(&stem) || (leads && self.also_nouns.contains(&stem)) {
            return Word::Verb;
        }
        Word::Stem(stem)
    }

    fn new(algorithm: Algorithm, lists: &Lists) -> Self {
        let stemmer = Stemmer::create(algorithm);
        let words = |text: &'static str| text.split_whitespace().collect();
        let stems = |text: &'static str| {
            let words = text.split_whitespace();
            words.map(|word| stemmer.stem(word).into_owned()).collect()
        };
        Self {
            is_known_well: !lists.function.is_empty(),
            function: words(lists.function),
            verbs: stems(lists.verbs),
            also_nouns: stems(lists.also_nouns),
            knowing: stems(lists.knowing),
            negations: words(lists.negations),
            denials: stems(lists.denials),
            presence: stems(lists.presence),
            sides: words(lists.sides),
            numbers: (2..)
                .zip(lists.numbers.split_whitespace())
                .map(|(number, word): (u8, _)| (word, number.to_string()))
                .collect(),
            levels: lists.levels.map(stems),
            stemmer,
        }
    }

    fn stems_alone(algorithm: Algorithm) -> Self {
        Self::new(algorithm, &Lists::default())
    }
}

/// The first part of a language tag in small letters: `en` of `en-GB`.
pub(crate) fn primary(tag: &str) -> String {
    let first = tag.split(['-', '_']).next().unwrap_or_default();
    first.trim().to_ascii_lowercase()
}

/// Whether a tag names no one language: unknown, several, or none at all.
pub(crate) fn is_unknown(tag: &str) -> bool {
    matches!(primary(tag).as_str(), "" | "und" | "mul" | "mis" | "zxx")
}

#[derive(Default)]
struct Lists {
    function: &'static str,
    verbs: &'static str,
    also_nouns: &'static str,
    knowing: &'static str,
    negations: &'static str,
    denials: &'static str,
    presence: &'static str,
    sides: &'static str,
    /// From two on.
    numbers: &'static str,
    levels: [&'static str; 6],
}

static EN: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::English,
        &Lists {
            function: "a an the this that these those its it their his her our your my they he she we you i of in on at \
                to for from by with within into onto upon about between among through during across around \
                towards toward via per as than and or but nor so if when while where which who whom whose what \
                how why is are was were be been being has have had having do does did done can could will would \
                shall should may might must also such other own some any all each every both various several \
                different etc e.g i.e able ability s student students learner learners participant participants \
                candidate candidates graduate graduates course module programme unit end completion successful \
                successfully skill skills competence competences basis order terms use well",
            verbs: "explain describe define identify state name apply demonstrate analyse analyze evaluate assess \
                compare contrast interpret summarise summarize classify discuss illustrate select choose \
                determine calculate compute solve create develop construct formulate propose produce perform \
                carry conduct implement execute prepare present justify argue appraise criticise critique \
                examine investigate distinguish differentiate outline list reflect relate acquire gain possess \
                learn using utilise utilize show give make employ consider",
            also_nouns: "design plan test report model research practise practice program work review measure question",
            knowing: "know knowledge understand understanding recall recognise recognize remember memorise memorize \
                recite",
            negations: "not no never without cannot neither nor non none nothing nobody nowhere anything hardly barely \
                scarcely rarely seldom yet instead rather unless unlike minus",
            denials: "unable inability incapable incapacity fail failure lack lacking avoid avoidance except exception \
                exclude exclusion insufficient inadequate incomplete unsuccessful absent absence missing omit \
                omission refuse refrain decline forget neglect ignore cease stop prevent forbid forbidden \
                prohibit deny reject unassessed untested unproven unfinished waive exempt optional partial \
                partially partly almost nearly unlikely impossible",
            presence: "watch observe observation witness attend attendance assist assistance shadow visit read hear \
                listen see view follow accompany help support aware awareness familiar familiarity expose \
                exposure interest presence",
            sides: "before after against under over above below inside outside up down more less most least fewer \
                only",
            numbers: "two three four five six seven eight nine ten eleven twelve",
            levels: [
                "basic basics introductory introduction elementary fundamental fundamentals beginner beginners foundation foundations",
                "intermediate",
                "advanced expert specialised specialized proficient",
                "bachelor bachelors undergraduate",
                "master masters postgraduate",
                "doctoral doctorate phd",
            ],
        },
    )
});

static DE: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::German,
        &Lists {
            function: "der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen und oder \
                aber sowie auch in im an am auf aus bei beim mit von vom zu zum zur nach für über zwischen durch \
                um als wie dass ob wenn sich sie er es wir ihr ihre ihren ihrer sein seine ist sind war wird \
                werden worden hat haben kann können könnte soll sollen muss müssen man was wer welche welcher \
                welches deren dessen lage studierende studierenden studierender lernende lernenden teilnehmende \
                teilnehmenden teilnehmer teilnehmerinnen absolventen fähigkeit fähigkeiten kompetenz kompetenzen \
                modul kurs ende anhand",
            verbs: "erklären erläutern beschreiben definieren benennen nennen anwenden analysieren bewerten \
                beurteilen vergleichen interpretieren zusammenfassen einordnen klassifizieren diskutieren \
                auswählen bestimmen berechnen lösen erstellen entwickeln entwerfen planen durchführen umsetzen \
                präsentieren begründen untersuchen unterscheiden darstellen verfügen beherrschen nutzen \
                einsetzen identifizieren reflektieren",
            also_nouns: "",
            knowing: "kennen kennt wissen weiß kenntnis kenntnisse verstehen versteht erkennen erkennt wiedergeben",
            negations: "nicht nichts kein keine keinen keinem keiner keines ohne nie niemals niemand nirgends weder noch \
                keinesfalls keineswegs kaum selten außer ausser statt anstatt mitnichten",
            denials: "unfähig unfähigkeit außerstande ausserstande scheitern scheitert versagen versagt fehlt fehlen \
                fehlend fehlende mangel mangelt mangelnd mangelnde vermeiden vermeidet vermeidung ausnahme \
                ausgenommen ausschließen ausgeschlossen ausschluss ungenügend unzureichend unvollständig \
                unterlassen unterlässt verweigern verweigert ablehnen verhindern verhindert verboten ungeprüft \
                teilweise beinahe fast unmöglich",
            presence: "zusehen zusieht zuschauen zuschaut beobachten beobachtet beobachtung teilnehmen teilnimmt \
                teilnahme assistieren assistiert assistenz hospitieren hospitation besuchen besucht lesen liest \
                hören hört sehen sieht begleiten begleitet helfen hilft unterstützen unterstützt unterstützung \
                bewusst bewusstsein vertraut",
            sides: "vor gegen unter oberhalb unterhalb innerhalb außerhalb mehr weniger meist nur",
            numbers: "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
            levels: [
                "grundlegend grundlegende grundlegenden grundlagen einführung einführend einführende elementar elementare basis",
                "mittlere mittleren mittelstufe",
                "fortgeschritten fortgeschrittene fortgeschrittenen vertieft vertiefte vertieften experte",
                "bachelor",
                "master",
                "doktorat promotion",
            ],
        },
    )
});

static NL: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::Dutch,
        &Lists {
            function: "de het een deze dit die dat en of maar alsmede ook in op aan bij met van voor door over tussen \
                uit naar om te als dan tot hun zijn haar zij hij we wij u je is zijn was wordt worden heeft \
                hebben kan kunnen kunt moet moeten zal zullen wat wie welke hoe waarom waar er zich staat \
                student studenten cursist cursisten deelnemer deelnemers lerende lerenden vaardigheid \
                vaardigheden competentie competenties cursus module einde hand",
            verbs: "uitleggen verklaren beschrijven definiëren benoemen noemen toepassen analyseren evalueren \
                beoordelen vergelijken interpreteren samenvatten classificeren bespreken kiezen selecteren \
                bepalen berekenen oplossen maken ontwikkelen ontwerpen opstellen uitvoeren presenteren \
                verantwoorden beargumenteren onderzoeken onderscheiden identificeren reflecteren gebruiken \
                beheersen analyseert beoordeelt beschrijft past toe",
            also_nouns: "",
            knowing: "kennen kent weten weet kennis begrijpen begrijpt herkennen herkent onthouden onthoudt",
            negations: "niet niets geen nooit niemand nergens zonder noch nauwelijks zelden behalve tenzij geenszins \
                evenmin",
            denials: "onbekwaam onbekwaamheid onvermogen onmachtig faalt falen mislukt mislukken ontbreekt ontbreken \
                ontbrekend ontbrekende gebrek mist vermijden vermijdt vermijding uitzondering uitgezonderd \
                uitsluiten uitgesloten uitsluiting onvoldoende ontoereikend onvolledig nalaten nalaat weigeren \
                weigert voorkomen voorkomt verboden ongetoetst gedeeltelijk deels bijna onmogelijk",
            presence: "kijken kijkt toekijken toekijkt bekijken bekijkt observeren observeert observatie bijwonen \
                bijwoont assisteren assisteert assistentie bezoeken bezoekt lezen leest horen hoort luisteren \
                zien ziet volgen volgt begeleiden begeleidt helpen helpt ondersteunen ondersteunt ondersteuning \
                bewust bewustzijn vertrouwd meelopen meeloopt",
            sides: "na tegen onder boven beneden binnen buiten meer minder meest minst alleen slechts",
            numbers: "twee drie vier vijf zes zeven acht negen tien elf twaalf",
            levels: [
                "basis basaal basale inleidend inleidende inleiding elementair elementaire fundamenteel fundamentele",
                "gemiddeld halfgevorderd",
                "gevorderd gevorderde expert verdiepend verdiepende",
                "bachelor",
                "master",
                "doctoraat promotie",
            ],
        },
    )
});

static FR: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::French,
        &Lists {
            function: "le la les l un une des de du d au aux à en dans sur par pour avec entre vers chez et ou mais \
                donc ainsi que qu qui quoi dont où ce cet cette ces son sa ses leur leurs notre nos votre vos il \
                elle ils elles on nous vous je se s est sont été être a ont avoir peut peuvent pouvoir doit \
                doivent afin lors comme étudiant étudiante étudiants étudiantes apprenant apprenants participant \
                participants capable mesure compétence compétences capacité cours module fin base",
            verbs: "expliquer décrire définir identifier nommer appliquer démontrer analyser évaluer comparer \
                interpréter résumer classer discuter choisir sélectionner déterminer calculer résoudre créer \
                développer élaborer concevoir planifier réaliser mettre œuvre présenter justifier examiner \
                étudier distinguer utiliser maîtriser produire explique décrit analyse évalue",
            also_nouns: "",
            knowing: "connaître connaît connaissance connaissances savoir sait savoirs comprendre comprend reconnaître \
                reconnaît mémoriser",
            negations: "ne n pas non sans jamais aucun aucune aucunement ni rien personne nulle nullement guère sauf \
                hormis excepté rarement presque",
            denials: "incapable incapables incapacité inapte échouer échoue échec manque manquer manquant éviter évite \
                évitement exception exclure exclu exclue exclus exclusion insuffisant insuffisante inadéquat \
                incomplet absence absent omettre omet omission refuser refuse refus empêcher empêche interdit \
                négliger ignorer ignore partiel partielle partiellement impossible",
            presence: "regarder regarde observer observe observation assister assiste assistance visiter visite lire \
                lit lecture entendre entend écouter écoute voir voit suivre suit accompagner accompagne aider \
                aide soutenir conscient conscience sensibilisation familier",
            sides: "avant après contre sous dessus dessous plus moins seulement uniquement",
            numbers: "deux trois quatre cinq six sept huit neuf dix onze douze",
            levels: [
                "basique basiques élémentaire élémentaires introduction introductif fondamental fondamentaux fondamentales débutant débutants",
                "intermédiaire intermédiaires",
                "avancé avancée avancés avancées approfondi approfondie expert",
                "bachelor licence",
                "master",
                "doctorat doctoral",
            ],
        },
    )
});

static ES: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::Spanish,
        &Lists {
            function: "el la los las lo un una unos unas de del al a en con por para sobre entre hasta desde hacia \
                según y e o u pero como que quien cual cuales cuyo donde este esta estos estas ese esa su sus \
                nuestro se es son ser fue ha han haber puede pueden poder debe deben así también estudiante \
                estudiantes alumno alumna alumnos alumnas participante participantes capaz competencia \
                competencias habilidad habilidades capacidad curso módulo fin final base través",
            verbs: "explicar describir definir identificar nombrar aplicar demostrar analizar evaluar valorar \
                comparar interpretar resumir clasificar discutir elegir seleccionar determinar calcular resolver \
                crear desarrollar elaborar diseñar planificar realizar presentar justificar examinar investigar \
                distinguir utilizar usar dominar producir explica describe analiza evalúa",
            also_nouns: "",
            knowing: "conocer conoce conocimiento conocimientos saber sabe saberes comprender comprende entender \
                entiende reconocer reconoce recordar memorizar",
            negations: "no sin nunca ni ningún ninguna ninguno nada nadie jamás tampoco excepto salvo apenas casi",
            denials: "incapaz incapaces incapacidad falla fallar fracasa fracasar fracaso falta faltar carece carecer \
                carencia evitar evita excepción excluir excluye excluido excluida exclusión insuficiente \
                inadecuado incompleto ausencia ausente omitir omite omisión rechazar rechaza impedir impide \
                prohibido ignorar ignora parcial parcialmente imposible",
            presence: "mirar mira observar observa observación asistir asiste asistencia presenciar presencia visitar \
                visita leer lee lectura oír oye escuchar escucha ver ve seguir sigue acompañar acompaña ayudar \
                ayuda apoyar apoya consciente conciencia familiar",
            sides: "antes después contra bajo encima debajo más menos solo sólo solamente",
            numbers: "dos tres cuatro cinco seis siete ocho nueve diez once doce",
            levels: [
                "básico básica básicos básicas elemental elementales introducción introductorio introductoria fundamentos principiante",
                "intermedio intermedia",
                "avanzado avanzada avanzados avanzadas experto experta",
                "grado licenciatura",
                "máster maestría",
                "doctorado doctoral",
            ],
        },
    )
});

static IT: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::Italian,
        &Lists {
            function: "il lo la i gli le l un uno una di del dello della dei degli delle d a al allo alla ai agli alle \
                da dal dalla in nel nello nella nei negli nelle con su sul sulla per tra fra e ed o ma come che \
                chi cui quale quali dove questo questa questi queste suo sua suoi loro si è sono essere ha hanno \
                avere può possono potere deve devono anche studente studentessa studenti partecipante \
                partecipanti grado capace competenza competenze abilità capacità corso modulo fine base",
            verbs: "spiegare descrivere definire identificare nominare applicare dimostrare analizzare valutare \
                confrontare interpretare riassumere classificare discutere scegliere selezionare determinare \
                calcolare risolvere creare sviluppare elaborare progettare pianificare realizzare svolgere \
                presentare giustificare esaminare distinguere utilizzare usare padroneggiare produrre spiega \
                descrive analizza valuta",
            also_nouns: "",
            knowing: "conoscere conosce conoscenza conoscenze sapere sa comprendere comprende capire capisce \
                riconoscere riconosce ricordare memorizzare",
            negations: "non no senza mai né nessun nessuna nessuno niente nulla neppure nemmeno neanche tranne eccetto \
                salvo raramente quasi",
            denials: "incapace incapaci incapacità fallire fallisce fallimento manca mancare mancanza carenza evitare \
                evita eccezione escludere esclude escluso esclusa esclusione insufficiente inadeguato incompleto \
                assenza assente omettere omette omissione rifiutare rifiuta impedire impedisce vietato ignorare \
                ignora parziale parzialmente impossibile",
            presence: "guardare guarda osservare osserva osservazione assistere assiste assistenza visitare visita \
                leggere legge lettura sentire ascoltare ascolta vedere vede seguire segue accompagnare \
                accompagna aiutare aiuta sostenere consapevole consapevolezza familiare",
            sides: "prima dopo contro sotto sopra più meno solo soltanto",
            numbers: "due tre quattro cinque sei sette otto nove dieci undici dodici",
            levels: [
                "basilare basilari elementare elementari introduzione introduttivo introduttiva fondamenti principiante",
                "intermedio intermedia",
                "avanzato avanzata avanzati avanzate esperto esperta",
                "laurea triennale",
                "magistrale",
                "dottorato",
            ],
        },
    )
});

static DA: LazyLock<Language> = LazyLock::new(|| Language::stems_alone(Algorithm::Danish));
static EL: LazyLock<Language> = LazyLock::new(|| Language::stems_alone(Algorithm::Greek));
static FI: LazyLock<Language> = LazyLock::new(|| Language::stems_alone(Algorithm::Finnish));
static HU: LazyLock<Language> = LazyLock::new(|| Language::stems_alone(Algorithm::Hungarian));
static NO: LazyLock<Language> = LazyLock::new(|| Language::stems_alone(Algorithm::Norwegian));
static PT: LazyLock<Language> = LazyLock::new(|| Language::stems_alone(Algorithm::Portuguese));
static RO: LazyLock<Language> = LazyLock::new(|| Language::stems_alone(Algorithm::Romanian));
static SV: LazyLock<Language> = LazyLock::new(|| Language::stems_alone(Algorithm::Swedish));
