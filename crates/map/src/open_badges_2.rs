//! Open Badges 2.x: an assertion, its badge class and its issuer, with the extensions of edubadges,
//! of Open Educational Badges and of 1EdTech; Open Badges 1.x as far as they are alike.
//!
//! The badge class and its issuer may stand in the assertion or be referred to. What is only
//! referred to states nothing here, and each element that it would state says so.

use credeval_model::{
    element::{
        Assessment, Country, Element, Elements, Identifier, Issued, Learner, LearningOutcomes,
        Level, Note, Organisation, QualityAssurance, Text, Workload,
    },
    scope::{Relation, RelationKind},
};

use crate::{
    Part, RELATIONS,
    integrity::Facts,
    issued::{DatePlace, issued},
    node::Node,
    open_badges::{
        alignment::{Aligned, Alignments},
        assessment::{ASSESSMENTS, extended},
        award::{add, institution_country, organisation},
        further::{EVIDENCE, EXTENSIONS, GRADING_TABLE, collect, each_once},
        learning::{prerequisites, texts},
        level::{EQF_EXTENSION, LEVEL_EXTENSION, level},
        outcome::{
            ALIGNMENT, ALIGNMENT_1, COMPETENCY, COMPETENCY_EXTENSION, Keys, OUTCOME_EXTENSION,
            TEXT, outcomes,
        },
        quality::{ENDORSEMENT_2, quality},
        sign::{self, CATEGORY},
        workload::{
            COMPETENCY_LOADS, ECTS_EXTENSION, LOAD_EXTENSION, Loads, TIME_EXTENSION, workload,
        },
    },
    part,
    reading::{Code, Reading, Standing, Url, element},
};

/// Where alignments stand: the standard's key, and that of some platforms.
const ALIGNMENTS: [&str; 2] = ["alignment", "alignments"];
/// Where an issuer's accreditations stand: the key of the extension's examples, and that of its type.
const ACCREDITATIONS: [&str; 2] = [
    "extensions:IssuerAccreditation",
    "extensions:issuerAccreditation",
];
/// Where the name of the recipient stands (Blockcerts, Open Educational Badges).
const RECIPIENT_NAME: &str = "extensions:recipientProfile/name";
/// Types of an identity that identify the recipient by themselves.
const ID_TYPES: [&str; 3] = ["id", "did", "url"];
/// How a hashed identity begins (Open Badges 2.0, `IdentityHash`).
const HASHES: [&str; 2] = ["sha256$", "md5$"];

/// Where further information stands in the badge class.
const BADGE: [(&str, &str); 4] = [
    ("inLanguage", "@language"),
    ("version", "version"),
    ("criteria", "criteria/id"),
    ("creator", "extensions:OriginalCreator/url"),
];

/// Maps the assertion.
pub(crate) fn parts(root: &Node<'_>, standing: Standing<'_>) -> Vec<Part> {
    let badge = root.first("badge");
    let alignments = ALIGNMENTS.iter().flat_map(|key| badge.all(key));
    let assertion = Assertion {
        root,
        issuer: badge.first("issuer"),
        alignments: Alignments::of(alignments.collect()),
        badge,
        standing,
    };
    let mut facts = Facts::default();
    let elements = assertion.elements(&mut facts);
    vec![part(None, elements, facts)]
}

struct Assertion<'a> {
    root: &'a Node<'a>,
    badge: Node<'a>,
    issuer: Node<'a>,
    /// What the badge class is aligned with.
    alignments: Alignments<'a>,
    standing: Standing<'a>,
}

impl<'a> Assertion<'a> {
    fn elements(&self, facts: &mut Facts) -> Elements {
        facts.until = Reading::default().peek(&self.root.first("expires"));
        facts.relations = self.relations();
        facts.signs = sign::of_category(&self.badge.all(CATEGORY), || self.states_learning());
        Elements {
            learner: self.learner(),
            title: self.title(),
            country: self.country(),
            awarding_body: self.awarding_body(),
            issued: self.issued(facts),
            learning_outcomes: self.learning_outcomes(),
            workload: self.workload(facts),
            level: self.level(facts),
            assessment: self.assessment(),
            participation: self.nowhere("a form of participation"),
            quality_assurance: self.quality_assurance(),
            prerequisites: self.prerequisites(),
            supervision: self.nowhere("supervision"),
            grade: self.nowhere("a grade"),
            stackability: self.nowhere("stackability"),
            further_information: self.further_information(),
        }
    }

    /// An element that the standard and its extensions have no place for.
    fn nowhere<T>(&self, what: &str) -> Element<T> {
        element(
            self.standing,
            &format!("Open Badges 2.0 have no place for {what}"),
            |_| None,
        )
    }

    /// An element that the badge class states, or its issuer.
    fn of_badge<T>(
        &self,
        absent: &str,
        read: impl FnOnce(&mut Reading) -> Option<T>,
    ) -> Element<T> {
        self.of(absent, &[("badge class", &self.badge)], read)
    }

    fn of_issuer<T>(
        &self,
        absent: &str,
        read: impl FnOnce(&mut Reading) -> Option<T>,
    ) -> Element<T> {
        let nodes = [("badge class", &self.badge), ("issuer", &self.issuer)];
        self.of(absent, &nodes, read)
    }

    /// An element that one of these nodes states; which of them is only referred to is told where
    /// it is absent.
    fn of<T>(
        &self,
        absent: &str,
        nodes: &[(&str, &Node<'_>)],
        read: impl FnOnce(&mut Reading) -> Option<T>,
    ) -> Element<T> {
        let referred = nodes.iter().filter(|(_, node)| node.value().is_string());
        let referred = referred.map(|(what, node)| {
            let place = node.pointer();
            format!("; the {what} is only referred to ({place}), and what it states is not part of the assertion")
        });
        let absent: String = std::iter::once(absent.to_owned()).chain(referred).collect();
        element(self.standing, &absent, read)
    }

    fn learner(&self) -> Element<Learner> {
        element(
            self.standing,
            "no identity under recipient and no name of the recipient",
            |reading| {
                let mut learner = Learner {
                    name: reading.one(self.root, RECIPIENT_NAME),
                    ..Learner::default()
                };
                for recipient in self.root.all("recipient") {
                    // Open Badges 0.5 have the address or its hash alone.
                    let alone = reading.peek::<String>(&recipient).map(|alone| alone.value);
                    let Some(value) = alone.or_else(|| {
                        reading
                            .one::<Code>(&recipient, "identity")
                            .map(|code| code.0)
                    }) else {
                        continue;
                    };
                    let scheme: Option<String> = reading.one(&recipient, "type");
                    let scheme = scheme.unwrap_or_else(|| "email".to_owned());
                    let hashed = HASHES.iter().any(|hash| value.starts_with(hash));
                    let hashed = reading.one(&recipient, "hashed").unwrap_or(hashed);
                    if !hashed && ID_TYPES.contains(&scheme.as_str()) && learner.id.is_none() {
                        learner.id = Some(value);
                    } else {
                        add(
                            &mut learner,
                            Identifier {
                                scheme,
                                value,
                                hashed,
                            },
                        );
                    }
                }
                (learner != Learner::default()).then_some(learner)
            },
        )
    }

    fn title(&self) -> Element<Text> {
        self.of_badge("no name under badge", |reading| {
            reading.one(&self.badge, "name")
        })
    }

    fn country(&self) -> Element<Vec<Country>> {
        self.of_issuer(
            "no InstitutionCountryExtension under badge.issuer",
            |reading| institution_country(reading, &self.issuer).map(|country| vec![country]),
        )
    }

    fn awarding_body(&self) -> Element<Vec<Organisation>> {
        self.of_issuer(
            "no issuer with an id, name, url or identifier under badge",
            |reading| organisation(reading, &self.issuer).map(|organisation| vec![organisation]),
        )
    }

    fn issued(&self, facts: &mut Facts) -> Element<Issued> {
        let place = DatePlace {
            node: self.root.first("issuedOn"),
            property: "issuedOn",
            words: "issued on",
        };
        issued(self.standing, "no date under issuedOn", &[place], facts)
    }

    fn outcome_places(&self) -> Vec<(Node<'a>, &'static Keys)> {
        let alignments = self.alignments.with(Aligned::Outcome);
        let mut places: Vec<_> = alignments
            .map(|place| {
                let keys = match place.first("targetName").is_nothing() {
                    true => &ALIGNMENT_1,
                    false => &ALIGNMENT,
                };
                (place.clone(), keys)
            })
            .collect();
        for (path, keys) in [
            (OUTCOME_EXTENSION, &TEXT),
            (COMPETENCY_EXTENSION, &COMPETENCY),
        ] {
            places.extend(self.badge.all(path).into_iter().map(|place| (place, keys)));
        }
        places
    }

    fn states_learning(&self) -> bool {
        !self.outcome_places().is_empty()
    }

    fn learning_outcomes(&self) -> Element<LearningOutcomes> {
        self.of_badge(
            "no competency under badge.alignment or its extensions, and no criteria, description or tag",
            |reading| {
                let (listed, mut summary) = outcomes(reading, self.outcome_places());
                summary.extend(texts(reading, &self.badge, &["criteria/narrative"]));
                let mut learnt = LearningOutcomes {
                    listed,
                    summary,
                    descriptions: texts(reading, &self.badge, &["description", "tags"]),
                    assessed: false,
                };
                if learnt == LearningOutcomes::default() {
                    return None;
                }
                if let Some(assessment) = self.badge.all(ASSESSMENTS).first() {
                    reading.place(assessment.pointer());
                    learnt.assessed = true;
                }
                Some(learnt)
            },
        )
    }

    fn workload(&self, facts: &mut Facts) -> Element<Workload> {
        self.of_badge(
            "no ECTS, study load or time investment in the extensions of badge",
            |reading| {
                let loads = Loads {
                    ects: self.badge.all(ECTS_EXTENSION),
                    earned: Vec::new(),
                    available: Vec::new(),
                    hours: self.badge.all(TIME_EXTENSION),
                    extensions: self.badge.all(LOAD_EXTENSION),
                    competencies: self.badge.all(COMPETENCY_LOADS),
                };
                workload(reading, facts, loads)
            },
        )
    }

    fn level(&self, facts: &mut Facts) -> Element<Level> {
        self.of_badge(
            "no EQFExtension or LevelExtension under badge, and no alignment with a framework of levels",
            |reading| {
                level(
                    reading,
                    facts,
                    &self.alignments,
                    &self.badge.all(EQF_EXTENSION),
                    &self.badge.all(LEVEL_EXTENSION),
                )
            },
        )
    }

    fn assessment(&self) -> Element<Vec<Assessment>> {
        self.of_badge("no assessmentExtension under badge", |reading| {
            let assessments = extended(reading, &self.badge.all(ASSESSMENTS));
            (!assessments.is_empty()).then_some(assessments)
        })
    }

    fn quality_assurance(&self) -> Element<Vec<QualityAssurance>> {
        self.of_issuer(
            "no alignment with quality assurance, no endorsement and no accreditation of the issuer",
            |reading| {
                let accreditations = ACCREDITATIONS.iter().flat_map(|key| self.issuer.all(key));
                quality(
                    reading,
                    &self.alignments,
                    accreditations.collect(),
                    &[self.root, &self.badge, &self.issuer],
                    &ENDORSEMENT_2,
                )
            },
        )
    }

    fn prerequisites(&self) -> Element<Vec<Text>> {
        self.of_badge(
            "the criteria of the badge class speak of no prerequisites",
            |reading| prerequisites(reading, &self.badge.first("criteria/narrative")),
        )
    }

    fn further_information(&self) -> Element<Vec<Note>> {
        self.of_badge(
            "no language, criteria, version or code under badge, and no evidence",
            |reading| {
                let mut notes = Vec::new();
                collect(reading, &self.badge, &BADGE, &mut notes);
                collect(reading, &self.badge, &EXTENSIONS, &mut notes);
                let grades = [("gradingTable", GRADING_TABLE)];
                collect(reading, &self.issuer, &grades, &mut notes);
                collect(
                    reading,
                    self.root,
                    &[("narrative", "narrative")],
                    &mut notes,
                );
                for (about, places) in [
                    ("criteria", self.badge.all("criteria")),
                    ("evidence", self.root.all("evidence")),
                ] {
                    for place in places {
                        if let Some(address) = reading.peek::<Url>(&place) {
                            notes.push(Note {
                                about: about.to_owned(),
                                text: Text::plain(address.value.0),
                            });
                        }
                    }
                }
                for evidence in self.root.all("evidence") {
                    collect(reading, &evidence, &EVIDENCE, &mut notes);
                }
                each_once(notes)
            },
        )
    }

    /// The badge classes that are named as related.
    fn relations(&self) -> Vec<Relation> {
        let related = self.badge.all("related").into_iter().take(RELATIONS);
        related
            .map(|related| Relation {
                kind: RelationKind::RelatedTo,
                to: related.pointer().clone(),
                title: None,
            })
            .collect()
    }
}
