//! How learning outcomes are matched, each kind with a twin that is not.

use credeval_model::{
    Digest, Timestamp,
    alignment::{Alignment, Match, Pair},
    outcome::OutcomeCode,
    trust::snapshot,
};
use proptest::prelude::*;

use super::*;
use crate::Skills;

const ESCO: &str = "http://data.europa.eu/esco/skill/";

fn stated(language: &str, title: &str, uri: &str) -> LearningOutcome {
    LearningOutcome {
        title: Text([(language.to_owned(), title.to_owned())].into()),
        uris: (!uri.is_empty())
            .then(|| uri.to_owned())
            .into_iter()
            .collect(),
        ..LearningOutcome::default()
    }
}

fn asked(title: &str, uri: &str) -> TargetOutcome {
    TargetOutcome {
        title: title.to_owned(),
        uri: (!uri.is_empty()).then(|| uri.to_owned()),
        description: None,
    }
}

fn of(outcomes: Vec<TargetOutcome>) -> Programme {
    Programme {
        outcomes,
        ..bare_programme()
    }
}

fn listed(outcomes: Vec<LearningOutcome>) -> Element<LearningOutcomes> {
    let outcomes = LearningOutcomes {
        listed: outcomes,
        ..LearningOutcomes::default()
    };
    element(outcomes, Tier::Identified)
}

fn align_by(
    skills: Option<&Skills>,
    outcomes: Vec<LearningOutcome>,
    programme: &Programme,
) -> Alignment {
    let rules = &POLICY.rules.alignment;
    crate::alignment::align(&listed(outcomes), programme, rules, skills)
}

fn align(outcomes: Vec<LearningOutcome>, targets: Vec<TargetOutcome>) -> Alignment {
    align_by(None, outcomes, &of(targets))
}

/// The pair of one outcome with another, both in English.
fn pair(target: &str, source: &str) -> Option<Pair> {
    let alignment = align(vec![stated("en", source, "")], vec![asked(target, "")]);
    let pair = alignment.pairs.into_iter().next();
    let counts = pair.as_ref().is_some_and(|pair| pair.how.counts());
    assert_eq!(alignment.coverage, Some(if counts { 1.0 } else { 0.0 }));
    assert_eq!(
        alignment.possible,
        Some(if pair.is_some() { 1.0 } else { 0.0 })
    );
    pair
}

fn how(target: &str, source: &str) -> Option<Match> {
    pair(target, source).map(|pair| pair.how)
}

fn skills() -> Skills {
    let skill = |labels: &[(&str, &[&str])], broader: &[&str]| snapshot::Skill {
        labels: labels
            .iter()
            .map(|(language, labels)| {
                let labels = labels.iter().map(|label| (*label).to_owned()).collect();
                ((*language).to_owned(), labels)
            })
            .collect(),
        broader: broader.iter().map(|one| format!("{ESCO}{one}")).collect(),
        ..snapshot::Skill::default()
    };
    let mut baking = skill(
        &[
            ("en", &["bake bread", "make loaves"]),
            ("nl", &["brood bakken"]),
        ],
        &["food"],
    );
    baking.essential = vec![format!("{ESCO}hygiene")];
    baking.optional = vec![format!("{ESCO}selling")];
    let rye = skill(&[("en", &["bake rye bread", "loaf work"])], &["baking"]);
    let hygiene = skill(&[("en", &["kitchen hygiene", "loaf work"])], &[]);
    let selling = skill(&[("en", &["sell goods"])], &[]);
    let food = skill(&[("en", &["prepare food"])], &[]);
    let mut skills = Skills::default();
    let named = [
        ("baking", baking),
        ("rye", rye),
        ("hygiene", hygiene),
        ("selling", selling),
        ("food", food),
    ];
    let named = named.map(|(id, skill)| (format!("{ESCO}{id}"), skill));
    skills.add(
        "esco",
        Digest::of(b"esco"),
        Timestamp::default(),
        snapshot::Skills {
            skills: named.into(),
        },
    );
    skills
}

#[test]
fn the_same_uri_matches_however_a_known_host_writes_it() {
    let uri = |target: &str, source: &str| {
        let alignment = align(
            vec![stated("en", "Rye", source)],
            vec![asked("Bread", target)],
        );
        alignment
            .pairs
            .first()
            .map(|pair| (pair.how, pair.by.clone()))
    };
    let baking = "https://data.europa.eu/esco/skill/1".to_owned();
    let same = Some((Match::Uri, vec![baking.clone()]));
    assert_eq!(uri(&baking, "http://data.europa.eu/esco/skill/1/"), same);
    assert_eq!(uri(&baking, "HTTP://Data.Europa.eu/esco/skill/1"), same);
    assert_eq!(uri(&baking, "http://data.europa.eu/esco/skill/2"), None);
    // What another host means by a slash is its own affair.
    assert_eq!(uri("https://uni.example/1", "https://uni.example/1/"), None);
    assert!(uri("https://uni.example/1", "https://uni.example/1").is_some());
}

#[test]
fn a_narrower_skill_covers_a_broader_one_and_not_the_other_way() {
    let skills = skills();
    let relate = |target: &str, source: &str| {
        let programme = of(vec![asked("Target", &format!("{ESCO}{target}"))]);
        let outcomes = vec![stated("en", "Source", &format!("{ESCO}{source}"))];
        let alignment = align_by(Some(&skills), outcomes, &programme);
        let pair = alignment.pairs.first().cloned();
        (
            pair.as_ref().map(|pair| pair.how),
            alignment.coverage,
            alignment.possible,
            pair,
        )
    };
    let (how, coverage, possible, pair) = relate("baking", "rye");
    assert_eq!(
        (how, coverage, possible),
        (Some(Match::RelatedUri), Some(1.0), Some(1.0))
    );
    assert_eq!(
        pair.unwrap().by,
        ["“bake rye bread” is a narrower skill than “bake bread” in ESCO"]
    );
    let (how, coverage, possible, pair) = relate("rye", "baking");
    assert_eq!(
        (how, coverage, possible),
        (Some(Match::NearUri), Some(0.0), Some(1.0))
    );
    assert!(pair.unwrap().doubt.is_some());
    // Two steps up is no relation, and neither are two narrower ones of the same.
    assert_eq!(relate("food", "rye").0, None);
    assert_eq!(relate("selling", "hygiene").0, None);
    // Who can bake bread has the hygiene that is essential for it, and perhaps sells it.
    assert_eq!(relate("hygiene", "baking").0, Some(Match::RelatedUri));
    assert_eq!(relate("selling", "baking").0, Some(Match::NearUri));
    assert_eq!(relate("baking", "hygiene").0, None);
}

#[test]
fn names_of_one_skill_match_across_languages() {
    let skills = skills();
    let name = |target: &str, language: &str, source: &str| {
        let programme = of(vec![asked(target, "")]);
        let alignment = align_by(
            Some(&skills),
            vec![stated(language, source, "")],
            &programme,
        );
        assert_eq!(alignment.data, skills.data());
        alignment.pairs.into_iter().next()
    };
    let alternative = name("Bake bread", "en", "Make loaves").unwrap();
    assert_eq!(alternative.how, Match::Text);
    assert_eq!(
        alternative.by,
        [format!("the ESCO skill “bake bread” ({ESCO}baking)")]
    );
    assert_eq!(name("Bake bread", "en", "Sell goods"), None);
    assert_eq!(
        name("Bake bread", "nl", "Brood bakken").unwrap().how,
        Match::Text
    );
    assert_eq!(
        name("Bake bread", "nl", "Brood bakken")
            .unwrap()
            .language
            .as_deref(),
        Some("nl")
    );
    // The same letters in another language are no name of it.
    assert_eq!(name("Bake bread", "de", "Brood bakken"), None);
    // A name of two skills says of neither that it is meant; nor does one in no language.
    let ambiguous = name("Bake rye bread", "en", "Loaf work").unwrap();
    assert_eq!(ambiguous.how, Match::Title);
    assert_eq!(
        ambiguous.doubt.as_deref(),
        Some("One of the names belongs to several skills.")
    );
    assert_eq!(
        name("Bake bread", "und", "Make loaves").unwrap().how,
        Match::Title
    );
    // A URI says which skill it is, whatever the other side writes.
    let programme = of(vec![asked("Target", &format!("{ESCO}baking"))]);
    let alignment = align_by(
        Some(&skills),
        vec![stated("nl", "Brood bakken", "")],
        &programme,
    );
    assert_eq!(alignment.pairs[0].how, Match::Text);
    let without = align_by(None, vec![stated("nl", "Brood bakken", "")], &programme);
    assert_eq!((without.pairs.len(), without.data.len()), (0, 0));
}

#[test]
fn words_match_where_the_source_says_what_is_asked_for() {
    let target = "Analyse how nutrition bears on chronic disease";
    let same = pair(
        target,
        "Can explain how nutrition bears on chronic diseases",
    )
    .unwrap();
    assert_eq!((same.how, same.share), (Match::Text, Some(1.0)));
    assert_eq!(same.language.as_deref(), Some("en"));
    assert_eq!(same.by, ["bears", "chronic", "disease", "nutrition"]);
    let part = pair(target, "Explain nutrition and chronic pain").unwrap();
    assert_eq!((part.how, part.share), (Match::Title, Some(0.5)));
    assert_eq!(
        part.doubt.as_deref(),
        Some("Only 50 % of what is asked for is said.")
    );
    assert_eq!(how(target, "Analyse how taxes bear on trade"), None);
    // Who affects whom is told by the order alone.
    let turned = pair(target, "Analyse how chronic disease bears on nutrition").unwrap();
    assert_eq!((turned.how, turned.share), (Match::Title, Some(1.0)));
    assert_eq!(
        turned.doubt.as_deref(),
        Some("It says the same words in another order.")
    );
    // Only the verb is the same.
    assert_eq!(how("Explain tax law", "Explain photosynthesis"), None);
    assert_eq!(how("Explain", "Explain"), None);
}

#[test]
fn a_title_of_a_word_or_two_is_provisional_until_it_is_described() {
    let bare = pair("Statistics", "Statistics").unwrap();
    assert_eq!((bare.how, bare.share), (Match::Title, Some(1.0)));
    assert_eq!(
        bare.doubt.as_deref(),
        Some("A title of a word or two says too little.")
    );
    assert_eq!(how("Statistics", "Botany"), None);
    let mut target = asked("Statistics", "");
    target.description = Some("Tests hypotheses and estimates confidence intervals.".to_owned());
    let with = |source: &str| {
        let alignment = align(vec![stated("en", source, "")], vec![target.clone()]);
        alignment.pairs.first().map(|pair| pair.how)
    };
    assert_eq!(
        with("Statistics: testing hypotheses, estimating confidence intervals"),
        Some(Match::Text)
    );
    assert_eq!(with("Statistics"), Some(Match::Title));
}

#[test]
fn denials_numbers_and_levels_keep_a_pair_from_counting() {
    let doubt = |target: &str, source: &str| {
        let pair = pair(target, source).unwrap();
        assert_eq!(pair.how, Match::Title, "{target}: {source}");
        pair.doubt.unwrap()
    };
    let supervised = "Treat injured patients under supervision";
    assert_eq!(
        doubt(supervised, "Treat injured patients without supervision"),
        "One of them denies what the other affirms."
    );
    assert_eq!(
        how(supervised, "Treats injured patients, under supervision"),
        Some(Match::Text)
    );
    let audit = "Audit a quality system by ISO 9001";
    assert!(doubt(audit, "Audit a quality system by ISO 14001").contains("numbers differ"));
    assert_eq!(
        how(audit, "Audits quality systems by ISO 9001"),
        Some(Match::Text)
    );
    let basic = "Basic financial accounting in companies";
    assert!(doubt(basic, "Advanced financial accounting in companies").contains("level words"));
    assert_eq!(
        how(basic, "Introduction to financial accounting in companies"),
        Some(Match::Text)
    );
}

/// What one outcome says does not say the other, in the words of both.
#[test]
#[expect(clippy::too_many_lines, reason = "a table of pairs")]
fn what_turns_the_meaning_keeps_a_pair_from_counting() {
    let insulin = "Administer insulin to diabetic children safely";
    let denials = [
        "Unable to administer insulin to diabetic children safely",
        "Fails to administer insulin to diabetic children safely",
        "Failed to administer insulin to diabetic children safely",
        "Lacks the ability to administer insulin to diabetic children safely",
        "Avoid administering insulin to diabetic children safely",
        "Not assessed: administer insulin to diabetic children safely",
        "Topics not covered (administer insulin to diabetic children safely)",
        "Has no competence in: administer insulin to diabetic children safely",
        "Does not yet, administer insulin to diabetic children safely",
        "Administer insulin to diabetic children safely; excluded from this course",
        "Administer insulin to diabetic children safely, except in practice",
        "Insufficient skill to administer insulin to diabetic children safely",
        "Can't administer insulin to diabetic children safely",
    ];
    for source in denials {
        let pair = pair(insulin, source).unwrap();
        let doubt = pair.doubt.unwrap();
        assert_eq!(pair.how, Match::Title, "{source}");
        assert_eq!(doubt, "One of them denies what the other affirms.");
    }
    let turned = [
        (
            insulin,
            "Watch others administer insulin to diabetic children safely",
            "being there",
        ),
        (
            insulin,
            "Knows how nurses administer insulin to diabetic children safely",
            "of knowing",
        ),
        (
            insulin,
            "Administer insulin to diabetic adults safely",
            "Only 80 %",
        ),
        (
            "Reduce carbon emissions of steel plants",
            "Increase carbon emissions of steel plants",
            "Only 80 %",
        ),
        (
            "Reduce carbon emissions of steel plants",
            "Carbon emissions of steel plants",
            "Only 80 %",
        ),
        (
            "Treat human patients with severe trauma",
            "Treat animal patients with severe trauma",
            "Only 80 %",
        ),
        (
            insulin,
            "Administer insulin to diabetic children",
            "Only 80 %",
        ),
        (
            "Treat adult patients with severe trauma",
            "Treat patients with severe trauma",
            "Only 80 %",
        ),
        (
            "Treat patients with severe trauma",
            "Treat patients with trauma",
            "Only 75 %",
        ),
        (
            "Solve two body problems with perturbation theory",
            "Solve three body problems with perturbation theory",
            "2 is asked for, 3 is stated",
        ),
        (
            "Repair electrical installations safely under voltage",
            "Repair electrical installations safely, not under voltage",
            "denies",
        ),
        (
            "Perform heart surgery on infants unaided",
            "Watch heart surgery on infants unaided",
            "being there",
        ),
        (
            "Perform heart surgery on infants unaided",
            "Assist heart surgery on infants unaided",
            "being there",
        ),
        (
            "Perform heart surgery on infants unaided",
            "Attend heart surgery on infants unaided",
            "being there",
        ),
        (
            "Perform heart surgery on infants unaided",
            "Know of heart surgery on infants unaided",
            "of knowing",
        ),
        (
            "Design bridges of reinforced concrete",
            "Read about bridges of reinforced concrete",
            "being there",
        ),
        (
            "Analyse clinical trials in paediatric oncology",
            "Recall clinical trials in paediatric oncology",
            "of knowing",
        ),
        (
            "Master level statistics for clinical trials",
            "Bachelor level statistics for clinical trials",
            "a bachelor's level is stated",
        ),
        (
            "Handle legal contracts with illegal clauses",
            "Handle illegal contracts with legal clauses",
            "another order",
        ),
        (
            "Translate legal texts from Dutch to English",
            "Translate legal texts from English to Dutch",
            "another order",
        ),
        (
            "Give heart patients drugs before surgery",
            "Give heart patients drugs after surgery",
            "“before” or “after”",
        ),
    ];
    for (target, source, told) in turned {
        let pair = pair(target, source).unwrap();
        assert_eq!(pair.how, Match::Title, "{source}");
        let doubt = pair.doubt.unwrap();
        assert!(doubt.contains(told), "{source}: {doubt}");
    }
    // What is only said at greater length, or in another form of its words, counts.
    for (target, source) in [
        (
            insulin,
            "The student can administer insulin to diabetic children safely.",
        ),
        (
            insulin,
            "Administers insulin to young diabetic children and adults safely",
        ),
        (
            insulin,
            "Safety first: is able to administer insulin to diabetic children safely",
        ),
        (
            "Avoid infections in surgical hospital wards",
            "Avoiding infection in surgical hospital wards",
        ),
        (
            "Observe heart surgery on infants",
            "Observes heart surgery on infants",
        ),
        (
            "Know the heart surgery of infants",
            "Explain the heart surgery of infants",
        ),
        (
            "Solve two body problems with perturbation theory",
            "Solves 2 body problems with perturbation theory",
        ),
        // One word of many may be left out, where none has taken its place.
        (
            "Reduce carbon emissions of steel plants across Europe with new furnaces",
            "Reduce carbon emissions of steel plants with new furnaces",
        ),
    ] {
        assert_eq!(how(target, source), Some(Match::Text), "{source}");
    }
}

#[test]
fn denials_are_known_in_each_language_that_is_known_well() {
    let how = |language: &str, target: &str, source: &str| {
        let programme = Programme {
            language: Some(language.to_owned()),
            ..of(vec![asked(target, "")])
        };
        let alignment = align_by(None, vec![stated(language, source, "")], &programme);
        let pair = alignment.pairs.first().unwrap().clone();
        (pair.how, pair.doubt)
    };
    for (language, target, denials) in [
        (
            "en",
            "Build safe bridges of steel",
            ["cannot", "never", "unable", "neither"],
        ),
        (
            "de",
            "Baut sichere Brücken aus Stahl",
            ["keinesfalls", "unfähig", "nicht", "mangelnde"],
        ),
        (
            "nl",
            "Bouwt veilige bruggen van staal",
            ["onvoldoende", "nooit", "behalve", "onbekwaam"],
        ),
        (
            "fr",
            "Construit des ponts solides en acier",
            ["incapable", "jamais", "sauf", "insuffisante"],
        ),
        (
            "es",
            "Construye puentes seguros de acero",
            ["incapaz", "nunca", "excepto", "carece"],
        ),
        (
            "it",
            "Costruisce ponti sicuri in acciaio",
            ["incapace", "mai", "tranne", "insufficiente"],
        ),
    ] {
        assert_eq!(
            how(language, target, target),
            (Match::Text, None),
            "{target}"
        );
        for denial in denials {
            for source in [
                format!("{denial}: {target}"),
                format!("{target} ({denial})"),
            ] {
                let (how, doubt) = how(language, target, &source);
                assert_eq!(how, Match::Title, "{source}");
                assert!(doubt.unwrap().contains("denies"), "{source}");
            }
        }
    }
}

#[test]
fn languages_are_never_mixed_in_words() {
    let target = "Informatie veilig opslaan in databanken";
    let align = |language: &str, of_programme: &str| {
        let programme = Programme {
            language: Some(of_programme.to_owned()),
            ..of(vec![asked(target, "")])
        };
        align_by(None, vec![stated(language, target, "")], &programme)
    };
    let same = align("nl-BE", "nl");
    assert_eq!((same.pairs[0].how, same.coverage), (Match::Text, Some(1.0)));
    assert_eq!(
        (same.language.as_str(), same.source_languages),
        ("nl", vec!["nl-BE".to_owned()])
    );
    assert!(same.not_compared.is_empty());
    let other = align("nl", "en");
    assert_eq!(
        (other.pairs.len(), other.coverage, other.possible),
        (0, Some(0.0), Some(1.0))
    );
    assert_eq!(
        other.not_compared,
        [format!(
            "Stated in the language `nl` alone, and not compared with words in `en`: “{target}”; \
             ask the issuer for them in `en`, or a colleague who reads both."
        )]
    );
    let unknown = align("und", "nl");
    assert_eq!(
        (unknown.pairs[0].how, unknown.coverage, unknown.possible),
        (Match::Title, Some(0.0), Some(1.0))
    );
    let doubt = unknown.pairs[0].doubt.as_deref();
    assert_eq!(
        doubt,
        Some("The language of the credential's outcome is not stated.")
    );
    let programme = of(vec![asked("Anything else", "")]);
    let unmatched = align_by(None, vec![stated("und", target, "")], &programme);
    assert!(unmatched.not_compared[0].contains("is not stated"));
    assert_eq!(unmatched.possible, Some(1.0));
    // Languages of which less is known are provisional, and those of which nothing is are open.
    let stems = align("sv", "sv");
    assert_eq!(
        (stems.pairs[0].how, stems.coverage),
        (Match::Title, Some(0.0))
    );
    assert!(stems.not_compared[0].contains("not known well"));
    let nothing = align("pl", "pl");
    assert_eq!((nothing.pairs.len(), nothing.possible), (0, Some(1.0)));
    assert!(nothing.not_compared[0].contains("cannot be compared"));
    // Of an outcome in several languages the one in the programme's is read.
    let mut both = stated("nl", "Iets anders", "");
    both.title.0.insert(
        "en".to_owned(),
        "Store information safely in databases".to_owned(),
    );
    let programme = of(vec![asked("Store information safely in databases", "")]);
    assert_eq!(align_by(None, vec![both], &programme).coverage, Some(1.0));
}

#[test]
fn each_outcome_is_spent_once_and_the_surest_pairs_come_first() {
    let target = "Store information safely in databases";
    let twice = align(
        vec![stated("en", target, ""), stated("en", target, "")],
        vec![asked(target, ""), asked(target, "")],
    );
    // Said twice, it is still one outcome.
    assert_eq!((twice.coverage, twice.uncovered.len()), (Some(0.5), 1));
    let uri = "https://uni.example/1";
    let alignment = align(
        vec![stated("en", "Anything else", uri), stated("en", target, "")],
        vec![asked(target, uri)],
    );
    assert_eq!(alignment.pairs[0].how, Match::Uri);
    let provisional = align(
        vec![stated(
            "en",
            "Store information safely in databases of statistics",
            uri,
        )],
        vec![asked("Statistics", ""), asked("Other", uri)],
    );
    assert_eq!(
        (provisional.coverage, provisional.pairs[0].how),
        (Some(0.5), Match::Uri)
    );
    assert_eq!(provisional.possible, Some(0.5));
}

#[test]
fn what_says_the_same_counts_once_however_it_is_written() {
    let insulin = "Administer insulin to diabetic children safely";
    let covers = |outcomes: Vec<LearningOutcome>, targets: Vec<TargetOutcome>| {
        let all = targets.len();
        let alignment = align_by(Some(&skills()), outcomes, &of(targets));
        let counted = alignment.pairs.iter().filter(|pair| pair.how.counts());
        let possible = alignment.possible.unwrap();
        (
            counted.count(),
            (possible * f64::from(u32::try_from(all).unwrap())).round(),
            alignment,
        )
    };
    // The same letters: one outcome.
    let same = [
        insulin,
        "Administer insulin to diabetic children safely.",
        &insulin.to_uppercase(),
    ];
    let same = same.map(|title| stated("en", title, ""));
    let (counted, possible, _) = covers(same.to_vec(), vec![asked(insulin, ""); 3]);
    assert_eq!((counted, possible), (1, 1.0));
    // The same stems: they count once, and a person sees the others.
    let forms = [
        insulin,
        "Administers insulin to diabetic children safely",
        "Explain administering insulin to diabetic children safely",
    ];
    let forms = forms.map(|title| stated("en", title, ""));
    let (counted, possible, alignment) = covers(forms.to_vec(), vec![asked(insulin, ""); 3]);
    assert_eq!((counted, possible), (1, 3.0));
    let again = alignment
        .pairs
        .iter()
        .find(|pair| pair.doubt.is_some())
        .unwrap();
    assert_eq!(
        (again.how, again.doubt.as_deref()),
        (
            Match::Title,
            Some("Another outcome of the credential says the same, and they count once.")
        )
    );
    // One URI, which one target names and another is broader than.
    let bread = format!("{ESCO}baking");
    let food = || {
        vec![
            asked("Bread", &bread),
            asked("Food", &format!("{ESCO}food")),
        ]
    };
    let twice = ["foo", "foo."].map(|title| stated("en", title, &bread));
    assert_eq!(covers(twice.to_vec(), food()).0, 1);
    let twice = ["Ovens", "Dough"].map(|title| stated("en", title, &bread));
    assert_eq!(covers(twice.to_vec(), food()).0, 1);
    let two = vec![
        stated("en", "Ovens", &bread),
        stated("en", "Dough", &format!("{ESCO}rye")),
    ];
    assert_eq!(
        covers(
            two,
            vec![asked("Bread", &bread), asked("Rye", &format!("{ESCO}rye"))]
        )
        .0,
        2
    );
    // Of those that are the same the one with the best match is taken.
    let both = vec![stated("en", "Ovens", &bread), stated("en", insulin, &bread)];
    let (counted, _, alignment) = covers(both, vec![asked(insulin, "")]);
    assert_eq!((counted, alignment.pairs[0].source.as_str()), (1, insulin));
    // Different outcomes in like words, and one in two steps, are two.
    let two = ["Bread baking in ovens I", "Bread baking in ovens II"];
    let (counted, ..) = covers(
        two.map(|title| stated("en", title, "")).to_vec(),
        two.map(|title| asked(title, "")).to_vec(),
    );
    assert_eq!(counted, 2);
}

#[test]
fn a_text_that_names_every_topic_counts_once_in_any_number_of_copies() {
    let topics = [
        "Administer insulin to diabetic children safely",
        "Assess the diet of athletes against guidelines",
        "Repair electrical installations safely under voltage",
        "Interpret clinical trials in paediatric oncology",
        "Program embedded controllers in assembler code",
    ];
    // What bounds one topic bounds the whole text, so that it says none of these for sure.
    let targets = || topics.map(|topic| asked(topic, "")).to_vec();
    let all = topics.join(". ");
    let copies = |all: &str| {
        let words = ["apples", "bricks", "clouds", "drums", "eels"];
        words
            .map(|word| stated("en", &format!("{all}. {word}"), ""))
            .to_vec()
    };
    let counted = |alignment: &Alignment| {
        let pairs = alignment.pairs.iter();
        pairs.filter(|pair| pair.how.counts()).count()
    };
    assert_eq!(counted(&align(copies(&all), targets())), 0);
    let plain = all.replace("against", "by").replace("under", "with");
    let stuffed = align(copies(&plain), targets());
    assert_eq!((counted(&stuffed), stuffed.possible), (1, Some(1.0)));
    // What else they name makes no difference.
    let mut padded = copies(&plain);
    for (place, one) in padded.iter_mut().enumerate() {
        let of_its_own =
            |n: usize| format!(" w{}{}", ["a", "b", "c", "d", "e"][place], "xy".repeat(n));
        let title = one.title.0.get_mut("en").unwrap();
        title.extend((1..20).map(of_its_own));
    }
    assert_eq!(counted(&align(padded, targets())), 1);
    // Said one by one, each counts.
    let honest = topics.map(|topic| stated("en", topic, "")).to_vec();
    assert_eq!(counted(&align(honest, targets())), 5);
}

#[test]
fn what_was_not_compared_stays_open_and_what_was_is_known() {
    let outcome = |listed: Vec<LearningOutcome>, targets: Vec<TargetOutcome>| {
        let known = Known::good(Tier::Identified).with(|known| {
            known.quality = vec![entry(QualityScope::Programme)];
            known.elements.learning_outcomes = element(
                LearningOutcomes {
                    listed,
                    assessed: true,
                    ..LearningOutcomes::default()
                },
                Tier::Identified,
            );
        });
        let programme = Programme {
            assume_aligned: false,
            outcomes: targets,
            ..programme()
        };
        known
            .score(Purpose::Exemption, Some(&programme), &POLICY)
            .outcome
    };
    let store = "Store information safely in databases";
    let draw = "Draw floor plans of wooden houses";
    let targets = || vec![asked(store, ""), asked(draw, "")];
    let both = outcome(
        vec![stated("en", store, ""), stated("en", draw, "")],
        targets(),
    );
    assert_eq!(both.code, OutcomeCode::RecogniseFull);
    // Other words may say the same: that they do not match is no knowledge.
    let in_words = outcome(
        vec![stated("en", store, ""), stated("en", "Bake rye bread", "")],
        targets(),
    );
    assert_eq!(in_words.code, OutcomeCode::NeedsInformation);
    // One is there, and the other is not, where both sides name theirs in one framework.
    let named = vec![asked(store, "urn:skill:1"), asked(draw, "urn:skill:2")];
    let stated_by = |second: &str| {
        vec![
            stated("en", store, "urn:skill:1"),
            stated("en", "Bake rye bread", second),
        ]
    };
    let elsewhere = outcome(stated_by("urn:baking:3"), named.clone());
    assert_eq!(elsewhere.code, OutcomeCode::NeedsInformation);
    let half = outcome(stated_by("urn:skill:3"), named);
    assert_eq!(half.code, OutcomeCode::RecognisePartial);
    assert!(
        half.deviations
            .iter()
            .any(|one| one.text == format!("Not covered: {draw}."))
    );
    // Where it may be the one in Finnish, it is a question.
    let foreign = outcome(
        vec![
            stated("en", store, ""),
            stated("fi", "Piirtää puutaloja", ""),
        ],
        targets(),
    );
    assert_eq!(foreign.code, OutcomeCode::NeedsInformation);
    let settle = format!("{:?}", foreign.settle);
    assert!(
        settle.contains("whether the learning outcomes cover: Draw floor"),
        "{settle}"
    );
    // A provisional pair is asked for by name.
    let provisional = outcome(
        vec![
            stated("en", store, ""),
            stated("en", "Draw plans of houses", ""),
        ],
        targets(),
    );
    assert_eq!(provisional.code, OutcomeCode::NeedsInformation);
    let settle = format!("{:?}", provisional.settle);
    assert!(
        settle.contains(r#"whether \"Draw plans of houses\" covers \"Draw floor plans"#),
        "{settle}"
    );
    // In other words throughout: no evidence of a difference.
    let other = outcome(
        vec![stated("en", "Bake rye bread in an oven", "")],
        targets(),
    );
    assert_eq!(other.code, OutcomeCode::NeedsInformation);
    let none = outcome(Vec::new(), targets());
    assert_eq!(none.code, OutcomeCode::NeedsInformation);
}

#[test]
fn outcomes_that_are_not_listed_may_cover_everything() {
    let programme = of(vec![asked("Store information safely in databases", "")]);
    let rules = &POLICY.rules.alignment;
    let absent = Elements::all_absent("withheld by the holder").learning_outcomes;
    let alignment = crate::alignment::align(&absent, &programme, rules, None);
    assert_eq!(
        (alignment.coverage, alignment.possible),
        (Some(0.0), Some(1.0))
    );
    assert!(alignment.not_compared[0].contains("lists no learning outcomes"));
}

#[test]
fn a_classification_that_is_left_out_is_told() {
    let mut skills = Skills::default();
    skills.leave_out("ESCO is too old.".to_owned());
    let programme = of(vec![asked("Bake bread", "")]);
    let alignment = align_by(
        Some(&skills),
        vec![stated("en", "Bake bread", "")],
        &programme,
    );
    assert_eq!(alignment.not_compared, ["ESCO is too old."]);
}

#[test]
fn hostile_sizes_are_bounded() {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
    let all: String = (0..676)
        .flat_map(|n| [letter(n), letter(n / 26), ' '])
        .collect();
    let all = all.repeat(15);
    let words = |n: usize| format!("{}{}{} {all}", letter(n), letter(n / 26), letter(n / 676));
    let outcomes: Vec<_> = (0..10_000)
        .map(|n| stated("en", &words(n), &format!("urn:{n}")))
        .collect();
    let mut targets: Vec<_> = (0..60).map(|n| asked(&words(n)[..200], "")).collect();
    targets.push(asked("Last", "urn:9999"));
    let programme = of(targets);
    let listed = listed(outcomes);
    let alignment = crate::alignment::align(&listed, &programme, &POLICY.rules.alignment, None);
    // A URI is found wherever it stands.
    assert_eq!(alignment.pairs.last().unwrap().how, Match::Uri);
    assert_eq!(alignment.possible, Some(1.0));
    let said = alignment.not_compared.join(" ");
    assert!(
        said.contains("beyond the first 200 were not compared"),
        "{said}"
    );
    assert!(
        said.contains("by their first 1000 characters only"),
        "{said}"
    );
    let many = (0..300)
        .map(|n| asked(&format!("Target {n}"), ""))
        .collect();
    let alignment = align(vec![stated("en", "Something else", "")], many);
    assert!(
        alignment.not_compared[0].contains("100 outcomes of the programme beyond the first 200")
    );
    assert!(alignment.possible > Some(0.3) && alignment.possible < Some(0.4));
}

proptest! {
    #[test]
    fn the_order_of_the_credential_changes_nothing(
        titles in proptest::collection::vec(
            proptest::collection::vec(proptest::sample::select(vec![
                "bread", "rye", "oven", "not", "2", "basic", "houses", "wood", "plans", "explain",
            ]), 1..5),
            0..8,
        ),
        uris in proptest::collection::vec(0usize..6, 8),
        languages in proptest::collection::vec(proptest::sample::select(vec!["en", "und", "nl"]), 8),
        turn in 0usize..8,
    ) {
        let skills = skills();
        let all = ["", "baking", "rye", "hygiene", "food", "selling"];
        let mut outcomes: Vec<_> = titles
            .iter()
            .zip(uris.iter().zip(&languages))
            .map(|(title, (uri, language))| {
                let uri = all[*uri];
                let uri = if uri.is_empty() { String::new() } else { format!("{ESCO}{uri}") };
                stated(language, &title.join(" "), &uri)
            })
            .collect();
        let programme = of(vec![
            asked("rye bread oven", ""),
            asked("bread", &format!("{ESCO}baking")),
            asked("basic plans houses wood", ""),
            asked("plans houses 2", &format!("{ESCO}food")),
            asked("bake bread", ""),
        ]);
        let one = align_by(Some(&skills), outcomes.clone(), &programme);
        if !outcomes.is_empty() {
            let middle = turn % outcomes.len();
            outcomes.rotate_left(middle);
        }
        let other = align_by(Some(&skills), outcomes.clone(), &programme);
        outcomes.reverse();
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(&one, &align_by(Some(&skills), outcomes, &programme));
        prop_assert!(one.possible >= one.coverage);
        let counted = one.pairs.iter().filter(|pair| pair.how.counts()).count();
        prop_assert_eq!(counted + one.uncovered.len(), 5);
        for pair in &one.pairs {
            prop_assert_eq!(pair.how.is_provisional(), pair.doubt.is_some());
        }
    }
}
