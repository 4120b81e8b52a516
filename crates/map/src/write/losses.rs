//! What a standard has no place for, or says in another way.

use credeval_model::{
    Tier,
    country::{three_letters, two_letters},
    disclosure::Disclosure,
    document::Standard,
    element::{
        Assessment, AssessmentKind, Concept, CreditSystem, Element, ElementName as Name, Elements,
        Identifier, Learner, LearningOutcomes, QualityKind, Text,
    },
};

use serde_json::json;

use super::{SCHEMES, elm, open_badges};
use crate::{
    Claims, parts,
    reading::{Date, FromJson, Url},
    vocabulary,
};

/// One thing that does not come back from a standard as it was.
#[derive(Debug, Clone, Copy)]
pub struct Loss {
    /// The standard that is written.
    pub target: Standard,
    /// The element.
    pub element: Name,
    /// The field of the element's value; empty where the value is no object of fields.
    pub field: &'static str,
    /// What is lost, or what stands there instead.
    pub what: &'static str,
    /// Why.
    pub why: &'static str,
    apply: fn(&mut Elements, &str),
}

impl Loss {
    /// Takes from the elements what this line says, for a reader of `language`.
    pub fn apply(&self, elements: &mut Elements, language: &str) {
        (self.apply)(elements, language);
    }
}

/// The elements as they are read back from `target`: without what it cannot hold.
///
/// A level that was derived is not stated, and is left out. Places and tiers are those of the
/// source.
pub fn held(elements: &Elements, target: Standard, language: &str) -> Elements {
    let mut held = stated(elements);
    for loss in LOSSES.iter().filter(|loss| loss.target == target) {
        loss.apply(&mut held, language);
    }
    held
}

/// The lines of [`LOSSES`] that these elements meet.
pub fn losses(
    elements: &Elements,
    target: Standard,
    language: &str,
) -> impl Iterator<Item = &'static Loss> {
    let mut held = stated(elements);
    LOSSES
        .iter()
        .filter(move |loss| loss.target == target)
        .filter(move |loss| {
            let before = held.clone();
            loss.apply(&mut held, language);
            held != before
        })
}

/// The elements without what was derived.
fn stated(elements: &Elements) -> Elements {
    let mut stated = elements.clone();
    if let Some(level) = stated.level.value_mut()
        && level.derived.take().is_some()
    {
        level.eqf = None;
    }
    stated
}

const ELM: Standard = Standard::EuropeanDigitalCredential;
const OB3: Standard = Standard::OpenBadges3;

const ONE_LANGUAGE: &str = "other languages, and which language it is";
const STRINGS: &str = "strings of Open Badges have one language, and do not say which";
const ONE_WORD: &str = "the label of a term that has an address, and other languages";
const WORDS: &str = "the Dutch terms are one word or address each";
const SCHEME: &str = "the scheme, written in the words of the standard";
const OWN_NAMES: &str = "the standard has names of its own for schemes";
const IDENTITY: &str = "written as an identifier";
const IDENTITIES: &str = "a subject has identities of stated types, and no properties for them";
const NAMED: &str = "the target of an alignment has a name";

const fn loss(
    target: Standard,
    element: Name,
    field: &'static str,
    what: &'static str,
    why: &'static str,
    apply: fn(&mut Elements, &str),
) -> Loss {
    Loss {
        target,
        element,
        field,
        what,
        why,
        apply,
    }
}

/// Text that a target without languages holds in one.
const fn one_language(element: Name, field: &'static str, apply: fn(&mut Elements, &str)) -> Loss {
    loss(OB3, element, field, ONE_LANGUAGE, STRINGS, apply)
}

/// Everything that does not come back as it was, in the order in which it is applied.
///
/// The places of a statement, the strength of its evidence, and the kind and the relations of an
/// achievement are no elements, and are not kept either.
pub static LOSSES: &[Loss] = &[
    loss(
        ELM,
        Name::Learner,
        "identifiers",
        "identifiers that are hashed",
        "an identifier of the European Learning Model cannot say that it is a hash",
        |elements, _| {
            if let Some(learner) = elements.learner.value_mut() {
                learner.identifiers.retain(|identifier| !identifier.hashed);
            }
        },
    ),
    loss(
        ELM,
        Name::Learner,
        "identifiers",
        SCHEME,
        OWN_NAMES,
        |elements, _| {
            of_learner(elements).iter_mut().for_each(elm_scheme);
        },
    ),
    loss(
        ELM,
        Name::Learner,
        "id",
        "the identifier, where nothing else identifies the learner",
        "the subject's identifier is a number within the document, and identifies nobody by itself",
        |elements, _| {
            let alone = elements.learner.value().is_some_and(|learner| {
                let mut other = learner.clone();
                other.id = None;
                other == Learner::default()
            });
            if alone {
                elements.learner = absent();
            }
        },
    ),
    loss(
        ELM,
        Name::Country,
        "",
        "countries without a code",
        "a country is named by its address in the EU authority table",
        |elements, _| retain(&mut elements.country, |country| !country.code.is_empty()),
    ),
    loss(
        ELM,
        Name::Country,
        "code",
        "two letters, written as three",
        "the EU authority table has the three letters of ISO 3166-1",
        |elements, _| {
            for country in items(&mut elements.country) {
                country.code = three_letters(&country.code).to_owned();
            }
        },
    ),
    loss(
        ELM,
        Name::AwardingBody,
        "identifiers",
        SCHEME,
        OWN_NAMES,
        |elements, _| {
            for body in items(&mut elements.awarding_body) {
                body.identifiers.iter_mut().for_each(elm_scheme);
            }
        },
    ),
    loss(
        ELM,
        Name::Issued,
        "stated_as",
        "the property, written as awardingDate or issued",
        "the European Learning Model has names of its own for properties",
        |elements, _| issue_as(elements, "awardingDate", "issued"),
    ),
    loss(
        ELM,
        Name::LearningOutcomes,
        "listed",
        "a code of an outcome without a digit",
        "the notation of a skill holds its type too, which has none",
        |elements, _| {
            outcomes(elements, |outcomes| {
                let is_type = |code: &mut String| !code.contains(|one: char| one.is_ascii_digit());
                for outcome in &mut outcomes.listed {
                    outcome.code.take_if(is_type);
                }
            });
        },
    ),
    loss(
        ELM,
        Name::Level,
        "label",
        "a missing label, where the cycle is stated: the cycle in words",
        "a cycle has no property of its own, and is written as a level of education",
        |elements, _| {
            if let Some(level) = elements.level.value_mut()
                && let (Some(cycle), None) = (level.cycle, &level.label)
            {
                level.label = Some(elm::cycle(cycle));
            }
        },
    ),
    loss(
        ELM,
        Name::Assessment,
        "graded",
        "that it is graded, where there is no grade of its own",
        "each assessment holds its own grade",
        ungrade,
    ),
    loss(
        ELM,
        Name::Assessment,
        "",
        "an assessment of its own is added for each further grade",
        "each assessment holds one grade",
        assess_grades,
    ),
    loss(
        ELM,
        Name::Assessment,
        "grading_scheme",
        "a scheme is added, where the grade has one",
        "the scheme of a grade is that of its assessment",
        scheme_of_grades,
    ),
    loss(
        ELM,
        Name::Assessment,
        "",
        "an assessment that states neither kind nor title nor grade",
        "nothing is read where nothing is said",
        |elements, _| {
            retain(&mut elements.assessment, |assessment| {
                assessment.stated != Concept::default()
                    || assessment.title.is_some()
                    || assessment.graded
            });
        },
    ),
    loss(
        ELM,
        Name::QualityAssurance,
        "",
        "endorsements",
        "an endorsement is a signed credential of its own, and its proof does not carry over",
        |elements, _| {
            retain(&mut elements.quality_assurance, |quality| {
                quality.kind != QualityKind::Endorsement
            });
        },
    ),
    loss(
        ELM,
        Name::QualityAssurance,
        "report",
        "a report that is named by no web address",
        "the report of an accreditation is a web resource",
        |elements, _| {
            for quality in items(&mut elements.quality_assurance) {
                quality.report.take_if(|report| !is_url(report));
            }
        },
    ),
    loss(
        ELM,
        Name::QualityAssurance,
        "valid_from",
        "words that are no date",
        "dateIssued is a date",
        |elements, _| {
            for quality in items(&mut elements.quality_assurance) {
                quality.valid_from.take_if(|date| !is_date(date));
            }
        },
    ),
    loss(
        ELM,
        Name::Supervision,
        "stated",
        "the term, where two statements say more than it does: that of the list instead",
        "the European Learning Model has one term for supervision and identity",
        |elements, _| {
            let Some(supervision) = elements.supervision.value_mut() else {
                return;
            };
            let said = (supervision.supervised, supervision.identity_verified);
            let by_term = vocabulary::supervision(supervision.stated.clone());
            if (by_term.supervised, by_term.identity_verified) != said
                && let (Some(supervised), Some(identity)) = said
            {
                supervision.stated.uri = vocabulary::supervision_term(supervised, identity);
            }
        },
    ),
    loss(
        ELM,
        Name::Supervision,
        "",
        "whether identity was checked, without or against what is said of supervision",
        "the European Learning Model has one term for both, and none for one alone",
        |elements, _| {
            let said = elements.supervision.value().is_none_or(|supervision| {
                let by_term = vocabulary::supervision(supervision.stated.clone());
                supervision.stated != Concept::default()
                    && by_term.supervised == supervision.supervised
                    && by_term.identity_verified == supervision.identity_verified
            });
            if !said {
                elements.supervision = absent();
            }
        },
    ),
    loss(
        ELM,
        Name::LearningOutcomes,
        "assessed",
        "an assessment is added, where supervision or a further grade is stated",
        "both are those of an assessment",
        |elements, _| {
            let implied =
                elements.supervision.value().is_some() || elements.assessment.value().is_some();
            outcomes(elements, |outcomes| outcomes.assessed |= implied);
        },
    ),
    loss(
        ELM,
        Name::FurtherInformation,
        "about",
        "the property, written before the text of an additional note",
        "the European Learning Model has properties of its own",
        |elements, _| {
            for note in items(&mut elements.further_information) {
                if !elm::has_property(&note.about) {
                    for text in note.text.0.values_mut() {
                        *text = format!("{}: {text}", note.about);
                    }
                    elm::ADDITIONAL_NOTE.clone_into(&mut note.about);
                }
            }
        },
    ),
    loss(
        OB3,
        Name::Learner,
        "name",
        "the given and family name as one, where there is no full name",
        IDENTITIES,
        |elements, language| {
            if let Some(learner) = elements.learner.value_mut()
                && learner.name.is_none()
            {
                let names: Vec<&str> = [&learner.given_name, &learner.family_name]
                    .into_iter()
                    .flatten()
                    .map(|name| name.shown_in(language))
                    .collect();
                learner.name = (!names.is_empty()).then(|| Text::plain(names.join(" ")));
            }
        },
    ),
    loss(
        OB3,
        Name::Learner,
        "given_name",
        IDENTITY,
        IDENTITIES,
        |elements, language| {
            if let Some(learner) = elements.learner.value_mut()
                && let Some(name) = learner.given_name.take()
            {
                let identity = identity("ext:givenName", name.shown_in(language));
                learner.identifiers.push(identity);
            }
        },
    ),
    loss(
        OB3,
        Name::Learner,
        "family_name",
        IDENTITY,
        IDENTITIES,
        |elements, language| {
            if let Some(learner) = elements.learner.value_mut()
                && let Some(name) = learner.family_name.take()
            {
                let identity = identity("ext:familyName", name.shown_in(language));
                learner.identifiers.push(identity);
            }
        },
    ),
    loss(
        OB3,
        Name::Learner,
        "date_of_birth",
        IDENTITY,
        IDENTITIES,
        |elements, _| {
            if let Some(learner) = elements.learner.value_mut()
                && let Some(date) = learner.date_of_birth.take()
            {
                learner.identifiers.push(identity("ext:dateOfBirth", &date));
            }
        },
    ),
    one_language(Name::Learner, "name", |elements, language| {
        if let Some(learner) = elements.learner.value_mut() {
            speak(&mut learner.name, language);
        }
    }),
    loss(
        OB3,
        Name::Learner,
        "identifiers",
        SCHEME,
        OWN_NAMES,
        |elements, _| {
            of_learner(elements).iter_mut().for_each(open_badges_scheme);
        },
    ),
    one_language(Name::Title, "", |elements, language| {
        if let Some(title) = elements.title.value_mut() {
            say(title, language);
        }
    }),
    loss(
        OB3,
        Name::Country,
        "",
        "countries after the first",
        "the country is that of the issuer's one address",
        |elements, _| {
            if let Some(countries) = elements.country.value_mut() {
                countries.truncate(1);
            }
        },
    ),
    loss(
        OB3,
        Name::Country,
        "code",
        "three letters, written as two",
        "addressCountryCode has the two letters of ISO 3166-1",
        |elements, _| {
            for country in items(&mut elements.country) {
                country.code = two_letters(&country.code).to_owned();
            }
        },
    ),
    one_language(Name::Country, "name", |elements, language| {
        for country in items(&mut elements.country) {
            speak(&mut country.name, language);
        }
    }),
    one_language(Name::Country, "region", |elements, language| {
        for country in items(&mut elements.country) {
            speak(&mut country.region, language);
        }
    }),
    loss(
        OB3,
        Name::AwardingBody,
        "",
        "awarding bodies after the first",
        "a badge has one issuer",
        |elements, _| {
            if let Some(bodies) = elements.awarding_body.value_mut() {
                bodies.truncate(1);
            }
        },
    ),
    one_language(Name::AwardingBody, "name", |elements, language| {
        for body in items(&mut elements.awarding_body) {
            speak(&mut body.name, language);
        }
    }),
    loss(
        OB3,
        Name::AwardingBody,
        "identifiers",
        SCHEME,
        OWN_NAMES,
        |elements, _| {
            for body in items(&mut elements.awarding_body) {
                body.identifiers.iter_mut().for_each(open_badges_scheme);
            }
        },
    ),
    loss(
        OB3,
        Name::Issued,
        "stated_as",
        "the property, written as awardedDate or validFrom",
        "Open Badges have names of their own for properties",
        |elements, _| issue_as(elements, "awardedDate", "validFrom"),
    ),
    one_language(Name::LearningOutcomes, "listed", |elements, language| {
        outcomes(elements, |outcomes| {
            for outcome in &mut outcomes.listed {
                say(&mut outcome.title, language);
                speak(&mut outcome.framework, language);
            }
        });
    }),
    loss(
        OB3,
        Name::LearningOutcomes,
        "listed",
        "framework terms of an outcome after the first, an ESCO skill before others",
        "an alignment has one target",
        |elements, _| {
            outcomes(elements, |outcomes| {
                for outcome in &mut outcomes.listed {
                    let esco = outcome.uris.iter().position(|uri| elm::is_esco(uri));
                    let kept = outcome.uris.get(esco.unwrap_or_default()).cloned();
                    outcome.uris = kept.into_iter().collect();
                }
            });
        },
    ),
    loss(
        OB3,
        Name::LearningOutcomes,
        "summary",
        "several texts as one, in one language",
        "criteria have one narrative, and strings of Open Badges have one language",
        |elements, language| {
            outcomes(elements, |outcomes| {
                let texts: Vec<&str> = outcomes
                    .summary
                    .iter()
                    .map(|text| text.shown_in(language))
                    .collect();
                let narrative = (!texts.is_empty()).then(|| Text::plain(texts.join("\n\n")));
                outcomes.summary = narrative.into_iter().collect();
            });
        },
    ),
    one_language(
        Name::LearningOutcomes,
        "descriptions",
        |elements, language| {
            outcomes(elements, |outcomes| {
                for text in &mut outcomes.descriptions {
                    say(text, language);
                }
            });
        },
    ),
    loss(
        OB3,
        Name::Workload,
        "credits",
        "credits of other systems than ECTS",
        "Open Badges have credits without a system, and the Dutch terms have ECTS",
        |elements, _| {
            if let Some(workload) = elements.workload.value_mut() {
                workload.credits.retain(|credits| {
                    matches!(credits.system, CreditSystem::Ects | CreditSystem::Unstated)
                });
            }
            drop_empty(&mut elements.workload);
        },
    ),
    loss(
        OB3,
        Name::Workload,
        "duration",
        "calendar duration",
        "Open Badges have no property for it",
        |elements, _| {
            if let Some(workload) = elements.workload.value_mut() {
                workload.duration = None;
            }
            drop_empty(&mut elements.workload);
        },
    ),
    loss(
        OB3,
        Name::Level,
        "nqf",
        "a missing name of a level, written as its address",
        NAMED,
        |elements, _| {
            if let Some(level) = elements.level.value_mut() {
                for nqf in &mut level.nqf {
                    if nqf.label.is_none() {
                        nqf.label = nqf.uri.clone().map(Text::plain);
                    }
                }
            }
        },
    ),
    loss(
        OB3,
        Name::Level,
        "cycle",
        "the cycle",
        "Open Badges have no property for it",
        |elements, _| {
            if let Some(level) = elements.level.value_mut() {
                level.cycle = None;
            }
            drop_empty(&mut elements.level);
        },
    ),
    one_language(Name::Level, "nqf", |elements, language| {
        if let Some(level) = elements.level.value_mut() {
            for nqf in &mut level.nqf {
                speak(&mut nqf.label, language);
            }
        }
    }),
    one_language(Name::Level, "label", |elements, language| {
        if let Some(level) = elements.level.value_mut() {
            speak(&mut level.label, language);
        }
    }),
    loss(
        OB3,
        Name::Assessment,
        "graded",
        "that it is graded, where there is no grade of its own",
        "a result names one description",
        ungrade,
    ),
    loss(
        OB3,
        Name::Assessment,
        "",
        "an assessment of its own is added for each further grade",
        "a result names one description",
        assess_grades,
    ),
    one_language(Name::Grade, "value", |elements, language| {
        for grade in items(&mut elements.grade) {
            say(&mut grade.value, language);
        }
    }),
    one_language(Name::Grade, "scheme", |elements, language| {
        for grade in items(&mut elements.grade) {
            speak(&mut grade.scheme, language);
        }
    }),
    loss(
        OB3,
        Name::Grade,
        "scheme",
        "a scheme in free words",
        "a description of results has a type, a range, a required value and allowed values",
        |elements, _| {
            for grade in items(&mut elements.grade) {
                let is_free = |words: &mut Text| open_badges::Scale::parse(words.shown()).is_none();
                grade.scheme.take_if(is_free);
            }
        },
    ),
    loss(
        OB3,
        Name::Assessment,
        "grading_scheme",
        "whether there is a scheme, where its words are lost or are those of another's grade",
        "a description of results holds the scale itself",
        |elements, language| {
            for assessment in items(&mut elements.assessment) {
                assessment.grading_scheme = false;
            }
            scheme_of_grades(elements, language);
        },
    ),
    loss(
        OB3,
        Name::Assessment,
        "stated",
        ONE_WORD,
        WORDS,
        |elements, language| {
            for assessment in items(&mut elements.assessment) {
                let kind = assessment.kind;
                assessment.stated = term(&assessment.stated, language, |stated| {
                    vocabulary::assessment_kind(stated) == kind
                });
            }
        },
    ),
    one_language(Name::Assessment, "title", |elements, language| {
        for assessment in items(&mut elements.assessment) {
            speak(&mut assessment.title, language);
        }
    }),
    loss(
        OB3,
        Name::Assessment,
        "assessed_by",
        "who assessed, where it is not the same throughout",
        "a subject has one source",
        |elements, _| {
            let assessments = items(&mut elements.assessment);
            let first = assessments.first().and_then(|one| one.assessed_by.clone());
            if assessments.iter().any(|one| one.assessed_by != first) {
                for assessment in assessments {
                    assessment.assessed_by = None;
                }
            }
        },
    ),
    one_language(Name::Assessment, "assessed_by", |elements, language| {
        for assessment in items(&mut elements.assessment) {
            speak(&mut assessment.assessed_by, language);
        }
    }),
    loss(
        OB3,
        Name::LearningOutcomes,
        "assessed",
        "whether there is an assessment, where nothing is said of it",
        "an assessment is known by its type, its description or its result",
        |elements, _| {
            let assessed = elements.assessment.value().is_some();
            outcomes(elements, |outcomes| outcomes.assessed = assessed);
        },
    ),
    loss(
        OB3,
        Name::Participation,
        "mode",
        "a form of participation that follows from the type of an activity",
        "a badge states no activities",
        |elements, _| {
            for form in items(&mut elements.participation) {
                form.mode = vocabulary::participation(form.stated.clone()).mode;
            }
        },
    ),
    loss(
        OB3,
        Name::Participation,
        "stated",
        ONE_WORD,
        WORDS,
        |elements, language| {
            for form in items(&mut elements.participation) {
                let mode = form.mode;
                form.stated = term(&form.stated, language, |stated| {
                    vocabulary::participation(stated.clone()).mode == mode
                });
            }
        },
    ),
    loss(
        OB3,
        Name::QualityAssurance,
        "",
        "endorsements and statements",
        "an endorsement is a signed credential of its own, and nothing else assures quality in words",
        |elements, _| {
            retain(&mut elements.quality_assurance, |quality| {
                matches!(
                    quality.kind,
                    QualityKind::Programme | QualityKind::Institution
                )
            });
        },
    ),
    one_language(Name::QualityAssurance, "title", |elements, language| {
        for quality in items(&mut elements.quality_assurance) {
            speak(&mut quality.title, language);
        }
    }),
    one_language(Name::QualityAssurance, "agent", |elements, language| {
        for quality in items(&mut elements.quality_assurance) {
            speak(&mut quality.agent, language);
        }
    }),
    loss(
        OB3,
        Name::QualityAssurance,
        "title",
        "a missing title, written as the report or the agency",
        NAMED,
        |elements, _| {
            for quality in items(&mut elements.quality_assurance) {
                if quality.title.is_none() {
                    let report = quality.report.clone().map(Text::plain);
                    quality.title = report.or_else(|| quality.agent.clone());
                }
            }
        },
    ),
    loss(
        OB3,
        Name::QualityAssurance,
        "",
        "that something is assured, where nothing names the assurance",
        NAMED,
        |elements, _| {
            retain(&mut elements.quality_assurance, |quality| {
                quality.title.is_some()
            });
        },
    ),
    loss(
        OB3,
        Name::QualityAssurance,
        "agent",
        "the agency of an institution's accreditation",
        "the accreditation of an issuer has no property for it",
        |elements, _| {
            for quality in items(&mut elements.quality_assurance) {
                quality
                    .agent
                    .take_if(|_| quality.kind == QualityKind::Institution);
            }
        },
    ),
    loss(
        OB3,
        Name::QualityAssurance,
        "report",
        "the report of an institution's accreditation",
        "the accreditation of an issuer has no property for it",
        |elements, _| {
            for quality in items(&mut elements.quality_assurance) {
                quality
                    .report
                    .take_if(|_| quality.kind == QualityKind::Institution);
            }
        },
    ),
    loss(
        OB3,
        Name::QualityAssurance,
        "valid_from",
        "the first day of a programme's accreditation",
        "an alignment has no dates",
        |elements, _| {
            for quality in items(&mut elements.quality_assurance) {
                quality
                    .valid_from
                    .take_if(|_| quality.kind == QualityKind::Programme);
            }
        },
    ),
    loss(
        OB3,
        Name::QualityAssurance,
        "valid_until",
        "the last day of an accreditation",
        "neither an alignment nor the accreditation of an issuer has one",
        |elements, _| {
            for quality in items(&mut elements.quality_assurance) {
                quality.valid_until = None;
            }
        },
    ),
    loss(
        OB3,
        Name::Prerequisites,
        "",
        "prerequisites, but for criteria that speak of them",
        "Open Badges have no property for prerequisites",
        |elements, _| {
            let spoken_of = elements.learning_outcomes.stated().and_then(|outcomes| {
                let criteria = outcomes.value.summary.first()?;
                Some(outcomes.with(prerequisites_in(criteria)?))
            });
            if spoken_of.is_some() || elements.prerequisites.stated().is_some() {
                elements.prerequisites = spoken_of.unwrap_or_else(absent);
            }
        },
    ),
    loss(
        OB3,
        Name::Supervision,
        "stated",
        ONE_WORD,
        WORDS,
        |elements, language| {
            if let Some(supervision) = elements.supervision.value_mut() {
                let meaning = |stated: &Concept| {
                    let meant = vocabulary::supervision(stated.clone());
                    (
                        meant.supervised,
                        meant.identity_verified,
                        meant.account_only,
                    )
                };
                let meant = meaning(&supervision.stated);
                supervision.stated = term(&supervision.stated, language, |stated| {
                    meaning(stated) == meant
                });
            }
        },
    ),
    loss(
        OB3,
        Name::Stackability,
        "parts",
        "what it consists of",
        "Open Badges have no property for it",
        |elements, _| {
            if let Some(stackability) = elements.stackability.value_mut() {
                stackability.parts.clear();
            }
            drop_empty(&mut elements.stackability);
        },
    ),
    one_language(Name::Stackability, "towards", |elements, language| {
        if let Some(stackability) = elements.stackability.value_mut() {
            for text in &mut stackability.towards {
                say(text, language);
            }
        }
    }),
    loss(
        OB3,
        Name::FurtherInformation,
        "",
        "notes that Open Badges have no property for",
        "a note is written as the property that states it",
        |elements, _| {
            retain(&mut elements.further_information, |note| {
                open_badges::has_property(&note.about)
            });
        },
    ),
    one_language(Name::FurtherInformation, "text", |elements, language| {
        for note in items(&mut elements.further_information) {
            say(&mut note.text, language);
        }
    }),
];

/// An assessment is graded only by a grade of its own: the grades go to the graded assessments, in
/// their order.
fn ungrade(elements: &mut Elements, _: &str) {
    let grades = elements.grade.value().map_or(0, Vec::len);
    let assessments = items(&mut elements.assessment).iter_mut();
    for assessment in assessments.filter(|one| one.graded).skip(grades) {
        assessment.graded = false;
    }
}

/// Every grade has an assessment.
fn assess_grades(elements: &mut Elements, _: &str) {
    let Element::Stated(grades) = &elements.grade else {
        return;
    };
    let mut assessments = elements.assessment.value().cloned().unwrap_or_default();
    let already = assessments.iter().filter(|one| one.graded).count();
    let without = grades.value.len().saturating_sub(already);
    if without > 0 {
        let further = Assessment {
            kind: AssessmentKind::Other,
            stated: Concept::default(),
            title: None,
            graded: true,
            grading_scheme: false,
            assessed_by: None,
        };
        assessments.extend(std::iter::repeat_n(further, without));
        elements.assessment = grades.with(assessments);
    }
}

/// An assessment whose grade has a scheme has one.
fn scheme_of_grades(elements: &mut Elements, _: &str) {
    let grades = elements.grade.value().cloned().unwrap_or_default();
    let assessments = items(&mut elements.assessment).iter_mut();
    for (assessment, grade) in assessments.filter(|one| one.graded).zip(grades) {
        assessment.grading_scheme |= grade.scheme.is_some();
    }
}

/// What is read as prerequisites of a badge with these criteria.
fn prerequisites_in(criteria: &Text) -> Option<Vec<Text>> {
    let criteria = json!({ "narrative": criteria.shown() });
    let badge = json!({ "credentialSubject": { "achievement": { "criteria": criteria } } });
    let parts = parts(&Claims {
        json: &badge,
        standard: OB3,
        tier: &|_| Tier::Unsigned,
        disclosure: &Disclosure::default(),
    });
    parts.first()?.elements.prerequisites.value().cloned()
}

fn issue_as(elements: &mut Elements, award: &str, otherwise: &str) {
    if let Some(issued) = elements.issued.value_mut() {
        let is_award = matches!(issued.stated_as.as_str(), "awardingDate" | "awardedDate");
        let property = if is_award { award } else { otherwise };
        property.clone_into(&mut issued.stated_as);
    }
}

/// A term as one word or address that means the same: its address, its label in the language, or
/// its label in another.
fn term(stated: &Concept, language: &str, same: impl Fn(&Concept) -> bool) -> Concept {
    let address = stated.uri.clone().map(|uri| Concept {
        uri: Some(uri),
        label: None,
    });
    let labels = stated.label.iter().flat_map(|label| {
        std::iter::once(label.shown_in(language)).chain(label.0.values().map(String::as_str))
    });
    let labels = labels.map(|label| Concept {
        uri: None,
        label: Some(Text::plain(label)),
    });
    let words: Vec<Concept> = address.into_iter().chain(labels).collect();
    let meant = words.iter().find(|word| same(word)).or(words.first());
    meant.cloned().unwrap_or_default()
}

fn is_url(text: &str) -> bool {
    Url::from_json(&text.into()).is_some()
}

fn is_date(text: &str) -> bool {
    Date::from_json(&text.into()).is_some()
}

fn identity(scheme: &str, value: &str) -> Identifier {
    Identifier {
        scheme: scheme.to_owned(),
        value: value.to_owned(),
        hashed: false,
    }
}

fn elm_scheme(identifier: &mut Identifier) {
    let scheme = SCHEMES
        .iter()
        .find(|(_, other)| *other == identifier.scheme);
    if let Some((scheme, _)) = scheme {
        identifier.scheme = (*scheme).to_owned();
    }
}

/// A type of identity: that of the same identifier, else the scheme itself where it can be one.
fn open_badges_scheme(identifier: &mut Identifier) {
    let fits = |character: char| character.is_ascii_alphanumeric() || "._-:".contains(character);
    let scheme = SCHEMES.iter().find(|(own, _)| *own == identifier.scheme);
    if let Some((_, other)) = scheme {
        identifier.scheme = (*other).to_owned();
    } else if !identifier.scheme.chars().all(fits) {
        let word = identifier.scheme.replace(|character| !fits(character), "-");
        identifier.scheme = format!("ext:{word}");
    }
}

fn of_learner(elements: &mut Elements) -> &mut [Identifier] {
    let learner = elements.learner.value_mut();
    learner
        .map(|learner| learner.identifiers.as_mut_slice())
        .unwrap_or_default()
}

fn outcomes(elements: &mut Elements, change: impl FnOnce(&mut LearningOutcomes)) {
    if let Some(outcomes) = elements.learning_outcomes.value_mut() {
        change(outcomes);
    }
}

/// The text as it is said in one language.
fn say(text: &mut Text, language: &str) {
    *text = Text::plain(text.shown_in(language));
}

fn speak(text: &mut Option<Text>, language: &str) {
    if let Some(text) = text {
        say(text, language);
    }
}

fn items<T>(element: &mut Element<Vec<T>>) -> &mut [T] {
    element
        .value_mut()
        .map(Vec::as_mut_slice)
        .unwrap_or_default()
}

fn retain<T: PartialEq>(element: &mut Element<Vec<T>>, keep: impl FnMut(&T) -> bool) {
    if let Some(items) = element.value_mut() {
        items.retain(keep);
    }
    drop_empty(element);
}

/// An element that holds nothing any more is absent.
fn drop_empty<T: Default + PartialEq>(element: &mut Element<T>) {
    if element.value().is_some_and(|value| *value == T::default()) {
        *element = absent();
    }
}

fn absent<T>() -> Element<T> {
    Element::absent("the standard that is written has no place for it")
}
