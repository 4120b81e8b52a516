//! The words of a language that mean nothing by themselves in a learning outcome, or that turn
//! what it means: small closed lists, written for this purpose.

use std::{collections::BTreeSet, sync::LazyLock};

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
    negations: BTreeSet<&'static str>,
    /// Words that speak of a first level, as stems; then of a middle and of a high one.
    levels: [BTreeSet<String>; 3],
}

/// What a word is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// It carries no meaning of its own.
    Function,
    /// It says how something is mastered.
    Verb,
    /// It turns its clause into the opposite.
    Negation,
    /// It names a level: 0 for a first, 1 for a middle, 2 for a high one.
    Level(usize),
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
        if self.negations.contains(word) {
            return Word::Negation;
        }
        if self.function.contains(word) {
            return Word::Function;
        }
        let stem = self.stemmer.stem(word).into_owned();
        if let Some(level) = self.levels.iter().position(|level| level.contains(&stem)) {
            return Word::Level(level);
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
            negations: words(lists.negations),
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
    negations: &'static str,
    levels: [&'static str; 3],
}

static EN: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::English,
        &Lists {
            function: "a an the this that these those its it their his her our your my they he she we you i \
                of in on at to for from by with within into onto upon about over under between among through during across \
                after before against around towards toward via per as than and or but nor so if when while where which who \
                whom whose what how why is are was were be been being has have had having do does did done can could will \
                would shall should may might must also such only other own more most some any all each every both various \
                several different etc e.g i.e able ability s student students learner learners participant participants \
                candidate candidates graduate graduates course module programme unit end completion successful successfully \
                knowledge skill skills competence competences understanding basis order terms use well",
            verbs: "explain describe define identify recognise recognize recall state name understand know apply demonstrate \
                analyse analyze evaluate assess compare contrast interpret summarise summarize classify discuss illustrate \
                select choose determine calculate compute solve create develop construct formulate propose produce perform \
                carry conduct implement execute prepare present justify argue appraise criticise critique examine \
                investigate distinguish differentiate outline list reflect relate acquire gain possess master learn \
                using utilise utilize show give make employ consider",
            also_nouns: "design plan test report model research practise practice program work review measure question",
            negations: "not no never without cannot neither nor non",
            levels: [
                "basic basics introductory introduction elementary fundamental fundamentals beginner beginners foundation foundations",
                "intermediate",
                "advanced expert specialised specialized proficient",
            ],
        },
    )
});

static DE: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::German,
        &Lists {
            function: "der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen und oder aber sowie \
                auch in im an am auf aus bei beim mit von vom zu zum zur nach für über unter zwischen durch um als wie dass \
                ob wenn sich sie er es wir ihr ihre ihren ihrer sein seine ist sind war wird werden worden hat haben kann \
                können könnte soll sollen muss müssen man was wer welche welcher welches deren dessen lage studierende \
                studierenden studierender lernende lernenden teilnehmende teilnehmenden teilnehmer teilnehmerinnen \
                absolventen kenntnis kenntnisse wissen fähigkeit fähigkeiten kompetenz kompetenzen modul kurs ende anhand",
            verbs: "erklären erläutern beschreiben definieren benennen nennen erkennen verstehen kennen wissen anwenden \
                analysieren bewerten beurteilen vergleichen interpretieren zusammenfassen einordnen klassifizieren \
                diskutieren auswählen bestimmen berechnen lösen erstellen entwickeln entwerfen planen durchführen \
                umsetzen präsentieren begründen untersuchen unterscheiden darstellen wiedergeben verfügen beherrschen nutzen \
                einsetzen identifizieren reflektieren",
            also_nouns: "",
            negations: "nicht kein keine keinen keinem keiner keines ohne nie niemals weder noch",
            levels: [
                "grundlegend grundlegende grundlegenden grundlagen einführung einführend einführende elementar elementare basis",
                "mittlere mittleren mittelstufe",
                "fortgeschritten fortgeschrittene fortgeschrittenen vertieft vertiefte vertieften experte",
            ],
        },
    )
});

static NL: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::Dutch,
        &Lists {
            function: "de het een deze dit die dat en of maar alsmede ook in op aan bij met van voor door over onder tussen uit \
                naar om te als dan tot hun zijn haar zij hij we wij u je is zijn was wordt worden heeft hebben kan kunnen \
                kunt moet moeten zal zullen wat wie welke hoe waarom waar er zich staat student studenten cursist cursisten \
                deelnemer deelnemers lerende lerenden kennis vaardigheid vaardigheden competentie competenties cursus module \
                einde hand",
            verbs: "uitleggen verklaren beschrijven definiëren benoemen noemen herkennen begrijpen kennen weten toepassen \
                analyseren evalueren beoordelen vergelijken interpreteren samenvatten classificeren bespreken kiezen \
                selecteren bepalen berekenen oplossen maken ontwikkelen ontwerpen opstellen uitvoeren presenteren \
                verantwoorden beargumenteren onderzoeken onderscheiden identificeren reflecteren gebruiken beheersen \
                analyseert beoordeelt beschrijft past toe",
            also_nouns: "",
            negations: "niet geen nooit zonder noch",
            levels: [
                "basis basaal basale inleidend inleidende inleiding elementair elementaire fundamenteel fundamentele",
                "gemiddeld halfgevorderd",
                "gevorderd gevorderde expert verdiepend verdiepende",
            ],
        },
    )
});

static FR: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::French,
        &Lists {
            function: "le la les l un une des de du d au aux à en dans sur sous par pour avec entre vers chez et ou mais donc \
                ainsi que qu qui quoi dont où ce cet cette ces son sa ses leur leurs notre nos votre vos il elle ils elles on \
                nous vous je se s est sont été être a ont avoir peut peuvent pouvoir doit doivent afin lors comme plus \
                étudiant étudiante étudiants étudiantes apprenant apprenants participant participants capable mesure \
                connaissance connaissances compétence compétences capacité cours module fin base",
            verbs: "expliquer décrire définir identifier reconnaître nommer comprendre connaître savoir appliquer démontrer \
                analyser évaluer comparer interpréter résumer classer discuter choisir sélectionner déterminer calculer \
                résoudre créer développer élaborer concevoir planifier réaliser mettre œuvre présenter justifier examiner \
                étudier distinguer utiliser maîtriser produire explique décrit analyse évalue",
            also_nouns: "",
            negations: "ne n pas non sans jamais aucun aucune ni",
            levels: [
                "basique basiques élémentaire élémentaires introduction introductif fondamental fondamentaux fondamentales débutant débutants",
                "intermédiaire intermédiaires",
                "avancé avancée avancés avancées approfondi approfondie expert",
            ],
        },
    )
});

static ES: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::Spanish,
        &Lists {
            function: "el la los las lo un una unos unas de del al a en con por para sobre entre hasta desde hacia según y e o u \
                pero como que quien cual cuales cuyo donde este esta estos estas ese esa su sus nuestro se es son ser fue ha \
                han haber puede pueden poder debe deben más así también estudiante estudiantes alumno alumna alumnos alumnas \
                participante participantes capaz conocimiento conocimientos competencia competencias habilidad habilidades \
                capacidad curso módulo fin final base través",
            verbs: "explicar describir definir identificar reconocer nombrar comprender entender conocer saber aplicar \
                demostrar analizar evaluar valorar comparar interpretar resumir clasificar discutir elegir seleccionar \
                determinar calcular resolver crear desarrollar elaborar diseñar planificar realizar presentar justificar \
                examinar investigar distinguir utilizar usar dominar producir explica describe analiza evalúa",
            also_nouns: "",
            negations: "no sin nunca ni ningún ninguna jamás",
            levels: [
                "básico básica básicos básicas elemental elementales introducción introductorio introductoria fundamentos principiante",
                "intermedio intermedia",
                "avanzado avanzada avanzados avanzadas experto experta",
            ],
        },
    )
});

static IT: LazyLock<Language> = LazyLock::new(|| {
    Language::new(
        Algorithm::Italian,
        &Lists {
            function: "il lo la i gli le l un uno una di del dello della dei degli delle d a al allo alla ai agli alle da dal \
                dalla in nel nello nella nei negli nelle con su sul sulla per tra fra e ed o ma come che chi cui quale quali \
                dove questo questa questi queste suo sua suoi loro si è sono essere ha hanno avere può possono potere deve \
                devono più anche studente studentessa studenti partecipante partecipanti grado capace conoscenza conoscenze \
                competenza competenze abilità capacità corso modulo fine base",
            verbs: "spiegare descrivere definire identificare riconoscere nominare comprendere capire conoscere sapere \
                applicare dimostrare analizzare valutare confrontare interpretare riassumere classificare discutere \
                scegliere selezionare determinare calcolare risolvere creare sviluppare elaborare progettare pianificare \
                realizzare svolgere presentare giustificare esaminare distinguere utilizzare usare padroneggiare produrre \
                spiega descrive analizza valuta",
            also_nouns: "",
            negations: "non senza mai né nessun nessuna",
            levels: [
                "basilare basilari elementare elementari introduzione introduttivo introduttiva fondamenti principiante",
                "intermedio intermedia",
                "avanzato avanzata avanzati avanzate esperto esperta",
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
