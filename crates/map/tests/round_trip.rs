//! What is written as another standard is read back, and nothing is lost but what the table of losses
//! says; and every line of that table is really lost.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what is not there fails the test, and a test that is skipped says so"
)]

mod real;

use std::collections::BTreeMap;

use credeval_map::{
    Claims, Part, parts,
    write::{self, Derived, LOSSES},
};
use credeval_model::{
    Digest, Pointer, Tier,
    disclosure::Disclosure,
    document::Standard,
    element::{
        Assessment, AssessmentKind, Concept, Country, CreditSystem, Credits, Cycle, Derivation,
        Element, Elements, Grade, Identifier, Issued, Learner, LearningOutcome, LearningOutcomes,
        Level, Note, Organisation, Participation, ParticipationMode, QualityAssurance, QualityKind,
        Stackability, Stated, Supervision, Text, Workload,
    },
};
use proptest::{
    collection::vec,
    option::of,
    prelude::*,
    sample::{select, subsequence},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use real::files;
use serde_json::{Value, json};

const TARGETS: [Standard; 2] = [Standard::EuropeanDigitalCredential, Standard::OpenBadges3];
const LANGUAGES: [&str; 2] = ["en", "nl"];

fn map(json: &Value, standard: Standard) -> Vec<Part> {
    parts(&Claims {
        json,
        standard,
        tier: &|_| Tier::Signed,
        disclosure: &Disclosure::default(),
    })
}

fn written(elements: &Elements, target: Standard, language: &str) -> Value {
    let derived = Derived {
        source: &Digest::of(b"a credential"),
        standard: Standard::Unknown,
        part: Some(&Pointer::from("/credentialSubject/hasClaim/1")),
        language,
    };
    match target {
        Standard::OpenBadges3 => write::open_badge(elements, &derived),
        _ => write::elm(elements, &derived),
    }
}

fn read_back(elements: &Elements, target: Standard, language: &str) -> Elements {
    let document = written(elements, target, language);
    assert!(document.get("proof").is_none());
    // The parts of a transcript are read singly, after the whole.
    let mut parts = map(&document, target);
    parts.remove(0).elements
}

/// The values alone, by their names, without what was derived, and lists without order where a
/// standard keeps none; what has become equal is one.
fn values(elements: &Elements) -> BTreeMap<String, Value> {
    let mut elements = elements.clone();
    if let Some(learner) = elements.learner.value_mut() {
        learner.identifiers.sort_by(by_scheme);
    }
    if let Some(countries) = elements.country.value_mut() {
        countries.dedup();
    }
    for body in elements.awarding_body.value_mut().into_iter().flatten() {
        body.identifiers.sort_by(by_scheme);
    }
    if let Some(bodies) = elements.awarding_body.value_mut() {
        bodies.dedup();
    }
    if let Some(outcomes) = elements.learning_outcomes.value_mut() {
        outcomes.listed.iter_mut().for_each(|one| one.uris.sort());
    }
    if let Some(workload) = elements.workload.value_mut() {
        workload.hours = workload.hours.map(|hours| (hours * 1e6).round() / 1e6);
    }
    if let Some(level) = elements.level.value_mut()
        && level.derived.take().is_some()
    {
        level.eqf = None;
    }
    if let Some(quality) = elements.quality_assurance.value_mut() {
        quality.sort_by_key(|one| json!(one).to_string());
        quality.dedup();
    }
    if let Some(forms) = elements.participation.value_mut() {
        forms.sort_by_key(|one| json!(one).to_string());
        forms.dedup();
    }
    if let Some(notes) = elements.further_information.value_mut() {
        notes.sort_by_key(|one| json!(one).to_string());
        notes.dedup();
    }
    let Value::Object(members) = json!(elements) else {
        panic!("elements are an object");
    };
    members
        .into_iter()
        .filter_map(|(name, element)| Some((name, element.get("value")?.clone())))
        .collect()
}

fn by_scheme(one: &Identifier, other: &Identifier) -> std::cmp::Ordering {
    (&one.scheme, &one.value).cmp(&(&other.scheme, &other.value))
}

fn comes_back(name: &str, elements: &Elements) {
    for target in TARGETS {
        for language in LANGUAGES {
            let held = write::held(elements, target, language);
            let read = read_back(elements, target, language);
            let (expected, found) = (values(&held), values(&read));
            for key in expected.keys().chain(found.keys()) {
                assert_eq!(
                    found.get(key),
                    expected.get(key),
                    "{name}: {key} of {target:?} in {language}"
                );
            }
            // What was written once is written again without a further loss.
            let again = read_back(&read, target, language);
            assert_eq!(values(&again), values(&read), "{name}: {target:?} again");
        }
    }
}

/// The elements of every credential of the corpus: the payloads of European ones, sealed or not, and
/// every badge.
fn real(below: &str, standard: Standard) -> Vec<(String, Elements)> {
    files(below)
        .into_iter()
        .filter_map(|(name, bytes)| {
            let json: Value = serde_json::from_slice(&bytes).ok()?;
            let payload = json.get("payload").and_then(Value::as_str);
            let json = match payload {
                Some(payload) => serde_json::from_str(payload).ok()?,
                None => json,
            };
            let subject = match standard {
                Standard::OpenBadges2 => "badge",
                _ => "credentialSubject",
            };
            json.get(subject)?;
            Some((name, json))
        })
        .flat_map(|(name, json)| {
            let parts = map(&json, standard).into_iter();
            parts.map(move |part| (name.clone(), part.elements))
        })
        .collect()
}

#[test]
fn european_credentials_come_back() {
    let real = real("elm", Standard::EuropeanDigitalCredential);
    for (name, elements) in &real {
        comes_back(name, elements);
    }
    assert!(real.is_empty() || real.len() > 30, "{}", real.len());
}

#[test]
fn records_and_older_badges_come_back() {
    for standard in [Standard::Clr2, Standard::OpenBadges2] {
        let real = real("open-badges/1edtech-validator", standard);
        for (name, elements) in &real {
            comes_back(name, elements);
        }
        assert!(real.is_empty() || real.len() > 10, "{}", real.len());
    }
}

#[test]
fn badges_come_back() {
    let real = real("open-badges", Standard::OpenBadges3);
    for (name, elements) in &real {
        comes_back(name, elements);
    }
    assert!(real.is_empty() || real.len() > 200, "{}", real.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_is_stated_comes_back(elements in elements()) {
        comes_back("generated", &elements);
    }
}

/// A line is lost where what is read back differs from what would be left without that line.
#[test]
fn every_line_of_the_table_is_lost() {
    let mut runner = TestRunner::deterministic();
    let mut stale: Vec<_> = LOSSES.iter().collect();
    for _ in 0..4096 {
        let elements = elements().new_tree(&mut runner).unwrap().current();
        let read = TARGETS.map(|target| (target, values(&read_back(&elements, target, "en"))));
        stale.retain(|line| {
            let mut without = elements.clone();
            for other in LOSSES.iter().filter(|other| other.target == line.target) {
                if !std::ptr::eq(other, *line) {
                    other.apply(&mut without, "en");
                }
            }
            read.contains(&(line.target, values(&without)))
        });
        if stale.is_empty() {
            break;
        }
    }
    let stale: Vec<_> = stale
        .iter()
        .map(|line| (line.target, line.element, line.field, line.what))
        .collect();
    assert_eq!(stale, [], "nothing is lost by these lines");
}

#[test]
fn a_level_that_was_derived_does_not_come_back_as_stated() {
    let mut elements = Elements::all_absent("not stated");
    elements.level = stated(Level {
        eqf: Some(6),
        derived: Some(Derivation {
            from: "level VI".to_owned(),
            source: "a table".to_owned(),
        }),
        nqf: vec![Concept {
            uri: None,
            label: Some(Text::plain("Hyperborean QF level VI")),
        }],
        ..Level::default()
    });
    for target in TARGETS {
        let level = read_back(&elements, target, "en").level;
        let level = level.value().expect("the national level is stated");
        assert_eq!((level.eqf, level.nqf.len()), (None, 1));
    }
    // The same level, where it is stated, does.
    let level = elements.level.value_mut().unwrap();
    level.derived = None;
    for target in TARGETS {
        let level = read_back(&elements, target, "en").level;
        assert_eq!(level.value().unwrap().eqf, Some(6));
    }
}

#[test]
fn a_derived_document_says_so_and_is_read_as_if_it_did_not() {
    let mut elements = Elements::all_absent("not stated");
    elements.title = stated(Text::plain("Nutrition"));
    elements.workload = stated(Workload {
        duration: Some("P2M".to_owned()),
        hours: Some(60.0),
        credits: Vec::new(),
    });
    let digest = Digest::of(b"a credential");
    for (target, statement) in [
        (
            Standard::EuropeanDigitalCredential,
            "/evidence/evidenceStatement",
        ),
        (Standard::OpenBadges3, "/evidence/0/narrative"),
    ] {
        let document = written(&elements, target, "en");
        let statement = document.pointer(statement).unwrap().as_str().unwrap();
        for words in [
            &*digest.hex(),
            "Unsigned",
            "does not carry over",
            "hasClaim/1",
        ] {
            assert!(statement.contains(words), "{words}: {statement}");
        }
        let loses = target == Standard::OpenBadges3;
        assert_eq!(
            statement.contains("calendar duration"),
            loses,
            "{statement}"
        );
        let id = document["id"].as_str().unwrap();
        assert!(id.contains(&digest.hex()), "{id}");
        let read = read_back(&elements, target, "en");
        let names: Vec<_> = values(&read).into_keys().collect();
        assert_eq!(names, ["title", "workload"], "{target:?}");
    }
    let document = written(&elements, Standard::EuropeanDigitalCredential, "nl-BE");
    let profile = document.pointer("/credentialProfiles/id").unwrap();
    assert_eq!(profile, "http://data.europa.eu/snb/credential/c_7e400154");
    let language = document
        .pointer("/displayParameter/primaryLanguage/id")
        .unwrap();
    assert_eq!(
        language,
        "http://publications.europa.eu/resource/authority/language/NLD"
    );
}

#[test]
fn a_badge_speaks_the_language_that_is_asked_for() {
    let mut elements = Elements::all_absent("not stated");
    let title = [("en", "Nutrition"), ("nl", "Voeding")]
        .map(|(tag, text)| (tag.to_owned(), text.to_owned()));
    elements.title = stated(Text(title.into()));
    let name = |language| {
        let badge = written(&elements, Standard::OpenBadges3, language);
        badge["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(name("nl"), "Voeding");
    assert_eq!(name("fr"), "Nutrition");
}

fn stated<T>(value: T) -> Element<T> {
    Element::Stated(Stated {
        value,
        from: vec![Pointer::from("/a")],
        tier: Tier::Signed,
        disclosed: false,
    })
}

fn maybe<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Element<T>> {
    of(value).prop_map(|value| match value {
        Some(value) => stated(value),
        None => Element::absent("not stated"),
    })
}

fn text() -> impl Strategy<Value = Text> {
    let words = select(vec![
        "Voeding",
        "Nutrition",
        "a1; b2, c3",
        "Été: 2 to 3\nlines",
    ]);
    let word = (select(vec!["en", "nl", "pt-BR", "und"]), words);
    vec(word, 1..3).prop_map(|words| {
        let words = words.into_iter();
        Text(
            words
                .map(|(tag, text)| (tag.to_owned(), text.to_owned()))
                .collect(),
        )
    })
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(words).prop_map(str::to_owned)
}

fn identifier(hashed: bool) -> impl Strategy<Value = Identifier> {
    let schemes = &[
        "eidas",
        "vat",
        "registration",
        "nationalID",
        "identifier",
        "Student number",
        "ext:eIDASIdentifier",
        "ext:localIdentifier",
        "nationalIdentityNumber",
    ];
    let hashed = if hashed {
        any::<bool>().boxed()
    } else {
        Just(false).boxed()
    };
    (word(schemes), word(&["1", "2", "3"]), hashed).prop_map(|(scheme, value, hashed)| Identifier {
        scheme,
        value,
        hashed,
    })
}

fn identifiers(hashed: bool) -> impl Strategy<Value = Vec<Identifier>> {
    // Schemes that mean the same would become one.
    vec(identifier(hashed), 0..3).prop_map(|mut all| {
        all.sort_by(by_scheme);
        all.dedup_by(|one, other| one.value == other.value);
        all
    })
}

fn learner() -> impl Strategy<Value = Learner> {
    (
        of(word(&["did:example:1", "urn:epass:person:1"])),
        of(text()),
        of(text()),
        of(text()),
        of(word(&["1999-10-01", "1999-10-01T00:00:00Z"])),
        of(word(&["a@mail.example"])),
        identifiers(true),
    )
        .prop_map(
            |(id, name, given_name, family_name, date_of_birth, email, identifiers)| Learner {
                id,
                name,
                given_name,
                family_name,
                date_of_birth,
                email,
                identifiers,
            },
        )
        .prop_filter("a learner is known by something", |learner| {
            *learner != Learner::default()
        })
}

fn country() -> impl Strategy<Value = Country> {
    (
        word(&["NL", "NLD", "XX", "IRL", ""]),
        of(text()),
        of(text()),
    )
        .prop_map(|(code, name, region)| Country {
            name: if code.is_empty() {
                name.or(Some(Text::plain("Voeding")))
            } else {
                name
            },
            code,
            region,
        })
}

fn organisation() -> impl Strategy<Value = Organisation> {
    (
        of(word(&["did:example:o", "https://o.example"])),
        of(text()),
        identifiers(false),
        of(word(&["https://home.example"])),
    )
        .prop_map(|(id, name, identifiers, homepage)| Organisation {
            id,
            name,
            identifiers,
            homepage,
        })
        .prop_filter("an organisation is known by something", |one| {
            *one != Organisation::default()
        })
}

fn issued() -> impl Strategy<Value = Issued> {
    let properties = &[
        "awardingDate",
        "awardedDate",
        "issued",
        "issuanceDate",
        "validFrom",
        "issuedOn",
    ];
    (
        word(&["2024-01-01", "2024-01-01T00:00:00Z"]),
        word(properties),
    )
        .prop_map(|(date, stated_as)| Issued { date, stated_as })
}

fn outcome() -> impl Strategy<Value = LearningOutcome> {
    let uris = vec![
        "http://data.europa.eu/esco/skill/1",
        "http://data.europa.eu/esco/skill/2",
        "https://case.example/1",
    ];
    (
        text(),
        subsequence(uris, 0..3),
        of(text()),
        of(word(&["S1", "degree"])),
    )
        .prop_map(|(title, uris, framework, code)| LearningOutcome {
            title,
            uris: uris.into_iter().map(str::to_owned).collect(),
            framework,
            code,
        })
}

fn distinct<T: PartialEq + std::fmt::Debug>(
    item: impl Strategy<Value = T>,
    most: usize,
) -> impl Strategy<Value = Vec<T>> {
    vec(item, 1..=most).prop_map(|items| {
        let mut distinct = Vec::new();
        for item in items {
            if !distinct.contains(&item) {
                distinct.push(item);
            }
        }
        distinct
    })
}

fn outcomes() -> impl Strategy<Value = LearningOutcomes> {
    let criteria = prop_oneof![
        text(),
        Just(Text::plain("Prior knowledge of nutrition is asked for"))
    ];
    // Outcomes with one title each: what is told apart by languages alone would become one.
    (
        of(outcome()),
        vec(criteria, 0..3),
        vec(text(), 0..3),
        any::<bool>(),
    )
        .prop_map(
            |(listed, summary, descriptions, assessed)| LearningOutcomes {
                listed: listed.into_iter().collect(),
                summary,
                descriptions,
                assessed,
            },
        )
        .prop_filter("something is learnt", |one| {
            !(one.listed.is_empty() && one.summary.is_empty() && one.descriptions.is_empty())
        })
}

fn workload() -> impl Strategy<Value = Workload> {
    let systems = vec![
        CreditSystem::Ects,
        CreditSystem::Ecvet,
        CreditSystem::Other("Hyperborean points".to_owned()),
        CreditSystem::Unstated,
    ];
    (
        subsequence(systems, 0..3),
        of(select(vec![60.0, 62.5, 0.75, 1000.1])),
        of(word(&["P1M", "P2Y"])),
    )
        .prop_map(|(systems, hours, duration)| Workload {
            credits: systems
                .into_iter()
                .map(|system| Credits {
                    points: 2.5,
                    system,
                })
                .collect(),
            hours,
            duration,
        })
        .prop_filter("something is said", |one| *one != Workload::default())
}

fn concept() -> impl Strategy<Value = Concept> {
    (of(word(&["https://terms.example/1"])), of(text()))
        .prop_map(|(uri, label)| Concept { uri, label })
        .prop_filter("a term has a name", |one| *one != Concept::default())
}

fn level() -> impl Strategy<Value = Level> {
    let cycles = vec![Cycle::Short, Cycle::First, Cycle::Second, Cycle::Third];
    (
        of(1_u8..=8),
        vec(concept(), 0..2),
        of(text()),
        of(select(cycles)),
    )
        .prop_map(|(eqf, nqf, label, cycle)| Level {
            eqf,
            nqf,
            label,
            cycle,
            derived: None,
        })
        .prop_filter("a level is stated", |one| *one != Level::default())
}

fn labelled(uri: Option<&str>, labels: &[(&str, &str)]) -> Concept {
    let label = labels
        .iter()
        .map(|(tag, label)| ((*tag).to_owned(), (*label).to_owned()));
    Concept {
        uri: uri.map(|path| format!("http://data.europa.eu/snb/{path}")),
        label: (!labels.is_empty()).then(|| Text(label.collect())),
    }
}

fn assessment() -> impl Strategy<Value = Assessment> {
    let kinds = vec![
        (AssessmentKind::Other, Concept::default()),
        (AssessmentKind::Other, labelled(None, &[("und", "testing")])),
        (
            AssessmentKind::Quiz,
            labelled(
                Some("assessment/b1b68f6735"),
                &[("en", "Quiz"), ("nl", "Toets")],
            ),
        ),
        (
            AssessmentKind::Portfolio,
            labelled(None, &[("en", "Portfolio"), ("nl", "Map")]),
        ),
    ];
    (
        select(kinds),
        of(text()),
        any::<bool>(),
        any::<bool>(),
        of(text()),
    )
        .prop_map(
            |((kind, stated), title, graded, grading_scheme, assessed_by)| Assessment {
                kind,
                stated,
                title,
                graded,
                grading_scheme,
                assessed_by,
            },
        )
}

fn grade() -> impl Strategy<Value = Grade> {
    let scheme = prop_oneof![
        text(),
        Just(Text::plain("RawScore; 1 to 10; at least 6")),
        Just(Text::plain("one of A, B"))
    ];
    (text(), of(scheme)).prop_map(|(value, scheme)| Grade { value, scheme })
}

fn participation() -> impl Strategy<Value = Participation> {
    select(vec![
        Participation {
            mode: ParticipationMode::Online,
            stated: labelled(
                Some("learning-assessment/920fbb3cbe"),
                &[("en", "Online"), ("nl", "Op afstand")],
            ),
        },
        Participation {
            mode: ParticipationMode::Blended,
            stated: labelled(None, &[("en", "Blended"), ("nl", "Gemengd")]),
        },
        Participation {
            mode: ParticipationMode::Other,
            stated: labelled(None, &[("und", "onsite or blended")]),
        },
        // What the type of an activity tells, and no mode.
        Participation {
            mode: ParticipationMode::Online,
            stated: labelled(Some("learning-activity/bf2e3a7bae"), &[]),
        },
    ])
}

fn quality() -> impl Strategy<Value = QualityAssurance> {
    let kinds = vec![
        QualityKind::Programme,
        QualityKind::Institution,
        QualityKind::Endorsement,
        QualityKind::Statement,
    ];
    (
        select(kinds),
        of(text()),
        of(text()),
        of(word(&["https://agency.example/1", "AV-4223"])),
        of(word(&["2024-01-01", "in spring"])),
        of(word(&["2029-01-01"])),
    )
        .prop_map(
            |(kind, title, agent, report, valid_from, valid_until)| QualityAssurance {
                kind,
                title,
                agent,
                report,
                valid_from,
                valid_until,
            },
        )
        .prop_filter("a statement without a type says something", |one| {
            let web = one
                .report
                .as_ref()
                .is_some_and(|one| one.starts_with("http"));
            one.kind != QualityKind::Statement || one.title.is_some() || one.agent.is_some() || web
        })
}

fn supervision() -> impl Strategy<Value = Supervision> {
    let with_id = labelled(
        Some("supervision-verification/70be69aaf9"),
        &[("en", "Supervised with ID Verification")],
    );
    let onsite = labelled(None, &[("und", "onsite with identity verification")]);
    let online = labelled(None, &[("und", "supervised online")]);
    let stated = [
        (with_id, Some(true), Some(true)),
        (onsite.clone(), Some(true), Some(true)),
        // Identity is said to be verified and not to be checked.
        (onsite, Some(true), None),
        (online.clone(), Some(true), None),
        (online, Some(true), Some(true)),
        (Concept::default(), None, Some(false)),
        (
            labelled(None, &[("en", "Free"), ("nl", "Vrij")]),
            None,
            None,
        ),
    ];
    let stated = stated.map(|(stated, supervised, identity_verified)| Supervision {
        supervised,
        identity_verified,
        account_only: false,
        stated,
    });
    select(stated.to_vec())
}

fn stackability() -> impl Strategy<Value = Stackability> {
    (of(any::<bool>()), vec(text(), 0..3), vec(text(), 0..3))
        .prop_map(|(partial, towards, parts)| Stackability {
            partial,
            towards,
            parts,
        })
        .prop_filter("something is said", |one| *one != Stackability::default())
}

fn note() -> impl Strategy<Value = Note> {
    let of_text = &[
        "additionalNote",
        "dcType",
        "thematicArea",
        "learningSchedule",
        "learningSetting",
        "fieldOfStudy",
        "humanCode",
        "evidence",
        "role",
    ];
    let of_address = &["supplementaryDocument", "homepage", "criteria", "evidence"];
    let address = Just(Text::plain("https://page.example/1"));
    prop_oneof![(word(of_text), text()), (word(of_address), address)]
        .prop_map(|(about, text)| Note { about, text })
}

/// Elements as a reader gives them.
fn elements() -> impl Strategy<Value = Elements> {
    let who = (
        maybe(learner()),
        maybe(text()),
        maybe(distinct(country(), 2)),
        maybe(distinct(organisation(), 2)),
        maybe(issued()),
    );
    let what = (
        maybe(outcomes()),
        maybe(workload()),
        maybe(level()),
        maybe(vec(assessment(), 1..3)),
        maybe(distinct(participation(), 2)),
        maybe(distinct(quality(), 3)),
    );
    let further = (
        maybe(vec(text(), 1..3)),
        maybe(supervision()),
        maybe(vec(grade(), 1..3)),
        maybe(stackability()),
        maybe(distinct(note(), 3)),
    );
    (who, what, further).prop_map(|(who, what, further)| {
        let (learner, title, country, awarding_body, issued) = who;
        let (learning_outcomes, workload, level, assessment, participation, quality_assurance) =
            what;
        let (prerequisites, supervision, grade, stackability, further_information) = further;
        Elements {
            learner,
            title,
            country,
            awarding_body,
            issued,
            learning_outcomes,
            workload,
            level,
            assessment,
            participation,
            quality_assurance,
            prerequisites,
            supervision,
            grade,
            stackability,
            further_information,
        }
    })
}

#[test]
fn what_is_not_stated_is_not_lost() {
    for target in TARGETS {
        let nothing = Elements::all_absent("the credential does not state it");
        let lost: Vec<_> = write::losses(&nothing, target, "en")
            .map(|line| line.what)
            .collect();
        assert_eq!(lost, [""; 0], "{target:?}");
    }
    let mut stated_one = Elements::all_absent("not stated");
    stated_one.prerequisites = stated(vec![Text::plain("A bachelor")]);
    assert_eq!(
        write::losses(&stated_one, Standard::OpenBadges3, "en").count(),
        1
    );
}
