//! One answer beside what is stated: whether both can hold, and what it completes.

use credeval_model::{
    Pointer, Tier,
    answer::{Answer, AnswerValue, Role},
    country,
    element::{
        Assessment, AssessmentKind, Concept, Country, CreditSystem, Credits, Element, ElementName,
        Elements, Issued, Learner, LearningOutcome, LearningOutcomes, Level, Organisation,
        Participation, ParticipationMode, QualityAssurance, QualityKind, Supervision, Text,
        Workload,
    },
    question::{Question, QuestionForm},
    standing::Standing,
    trust::{QualityScope, snapshot::Decision},
};
use serde::{
    Deserialize as _,
    de::value::{Error as Unknown, StrDeserializer},
};

use super::first;
use crate::{
    Policy,
    alignment::{is_unknown, primary},
    criteria::{credits, hours},
    facts::quoted,
    fold::folded,
};

/// What stands in the way of an answer, and where.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Both cannot hold.
    Contradicts(String, Option<Pointer>),
    /// Both may hold, yet they are not the same, and what is stated stands.
    Differs(String, Option<Pointer>),
}

/// Numbers that people round differently are the same.
const ROUNDING: f64 = 0.02;

/// Whether two answers say the same.
pub(super) fn agree(one: &AnswerValue, other: &AnswerValue) -> bool {
    match (one, other) {
        (AnswerValue::Number(one), AnswerValue::Number(other)) => same_number(*one, *other),
        (AnswerValue::Text(one), AnswerValue::Text(other)) => folded(one) == folded(other),
        (AnswerValue::List(one), AnswerValue::List(other)) => folded_all(one) == folded_all(other),
        _ => one == other,
    }
}

fn same_number(one: f64, other: f64) -> bool {
    (one - other).abs() <= ROUNDING * one.abs().max(other.abs())
}

fn folded_all<S: AsRef<str>>(texts: &[S]) -> Vec<String> {
    let mut texts: Vec<String> = texts.iter().map(|text| folded(text.as_ref())).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn says(text: &Text, answer: &str) -> bool {
    text.0.values().any(|text| folded(text) == folded(answer))
}

/// A no to quality assurance that a register records, or a yes where it decided against.
pub(super) fn by_register(answer: &Answer, standing: &Standing) -> Option<Verdict> {
    let kind = match answer.question {
        Question::QualityProgramme => QualityScope::Programme,
        Question::QualityInstitution => QualityScope::Institutional,
        _ => return None,
    };
    let decided = |decisions: &[Decision]| {
        let reports = standing.quality.iter().filter(|quality| {
            quality.entry.kind == kind
                && quality.beside.is_none()
                && decisions.contains(&quality.decision)
        });
        reports.map(|quality| quality.entry.report.as_str()).min()
    };
    let assures = decided(&[Decision::Positive, Decision::Conditional]);
    let against = decided(&[Decision::Negative]).filter(|_| assures.is_none());
    let (report, what) = match answer.denies() {
        true => (assures, "a register records"),
        false => (against, "a register decided against, in"),
    };
    let report = report.filter(|_| standing.entitled)?;
    Some(Verdict::Contradicts(
        format!("{what} {}", quoted(report)),
        None,
    ))
}

/// What is stated against an answer; `None` where nothing is, or where it says the same.
pub(super) fn against(answer: &Answer, elements: &Elements, policy: &Policy) -> Option<Verdict> {
    let (stated, place) = stated_beside(answer, elements)?;
    match stated {
        Beside::Nothing | Beside::Same => None,
        Beside::Other(what) => Some(Verdict::Contradicts(what, place)),
        Beside::Wording(what) => Some(Verdict::Differs(what, place)),
    }
    .or_else(|| volume(answer, elements, policy))
}

/// What stands at the place that an answer speaks of.
enum Beside {
    Nothing,
    Same,
    /// Something that cannot hold together with the answer.
    Other(String),
    /// Something that says the same, or may.
    Wording(String),
}

/// Compares an answer with the element that it speaks of.
#[expect(clippy::too_many_lines, reason = "a row for each question")]
fn stated_beside(answer: &Answer, elements: &Elements) -> Option<(Beside, Option<Pointer>)> {
    /// The value, compared; `None` where the element is absent.
    fn of<T>(
        element: &Element<T>,
        compare: impl FnOnce(&T) -> Beside,
    ) -> Option<(Beside, Option<Pointer>)> {
        let stated = element.stated()?;
        Some((compare(&stated.value), first(&stated.from)))
    }
    use AnswerValue as Value;
    let value = &answer.value;
    match answer.question {
        Question::Title => of(&elements.title, |title| text_beside([title], value)),
        Question::LearnerName => of(&elements.learner, |learner| {
            let whole = [&learner.given_name, &learner.family_name].map(Option::as_ref);
            let whole = match whole {
                [Some(given), Some(family)] => {
                    Some(Text::plain(format!("{} {}", given.shown(), family.shown())))
                }
                _ => None,
            };
            text_beside(learner.name.iter().chain(&whole), value)
        }),
        Question::AwardingBody => of(&elements.awarding_body, |bodies| {
            text_beside(bodies.iter().filter_map(|body| body.name.as_ref()), value)
        }),
        Question::Country => of(&elements.country, |countries| {
            let codes = countries.iter().map(|country| country.code.as_str());
            let codes: Vec<&str> = codes.filter(|code| !code.is_empty()).collect();
            let two = |code: &str| country::two_letters(&code.to_uppercase()).to_owned();
            compared(
                codes.join(", "),
                codes.is_empty(),
                value,
                |value| match value {
                    Value::Text(answer) => codes.iter().any(|code| two(code) == two(answer)),
                    _ => false,
                },
            )
        }),
        Question::Issued => of(&elements.issued, |issued| {
            let day = issued.date.trim();
            let day = day.get(..10).unwrap_or(day);
            compared(day.to_owned(), false, value, |value| {
                *value == Value::Text(day.to_owned())
            })
        }),
        Question::Participation => of(&elements.participation, |forms| participation(forms, value)),
        Question::QualityProgramme => of(&elements.quality_assurance, |claims| {
            claimed(claims, QualityKind::Programme, value)
        }),
        Question::QualityInstitution => of(&elements.quality_assurance, |claims| {
            claimed(claims, QualityKind::Institution, value)
        }),
        Question::QualityOther => of(&elements.quality_assurance, |claims| {
            claimed(claims, QualityKind::Endorsement, value)
        }),
        Question::Confirmed
        | Question::PublishedDetails
        | Question::Checkable
        | Question::Covered
        | Question::IsLearner => None,
        Question::Eqf => of(&elements.level, |level| {
            let eqf = crate::criteria::eqf(level);
            let what = format!("EQF level {}", eqf.unwrap_or_default());
            compared(what, eqf.is_none(), value, |value| match value {
                Value::Number(number) => eqf.is_some_and(|eqf| same_number(*number, eqf.into())),
                _ => false,
            })
        }),
        Question::LevelLabel => of(&elements.level, |level| text_beside(&level.label, value)),
        Question::Outcomes => of(&elements.learning_outcomes, |outcomes| {
            let titles: Vec<&str> = outcomes
                .listed
                .iter()
                .map(|each| each.title.shown())
                .collect();
            let what = quoted(&titles.join("; "));
            match value {
                _ if titles.is_empty() => Beside::Nothing,
                Value::List(answer) if folded_all(answer) == folded_all(&titles) => Beside::Same,
                Value::List(_) => Beside::Wording(what),
                _ => Beside::Other(what),
            }
        }),
        Question::OutcomesAssessed => of(&elements.learning_outcomes, |outcomes| {
            let what = "an assessment is tied to the learning outcomes".to_owned();
            compared(what, !outcomes.assessed, value, |value| {
                *value == Value::YesNo(true)
            })
        }),
        Question::OutcomesLanguage => of(&elements.learning_outcomes, |outcomes| {
            language(&outcomes.listed, value)
        }),
        Question::Ects => of(&elements.workload, |workload| {
            let points = credits(workload, |system| *system == CreditSystem::Ects);
            numbers(&points, "ECTS credits", value)
        }),
        Question::Hours => of(&elements.workload, |workload| {
            numbers(hours(workload).as_slice(), "hours", value)
        }),
        Question::TestForm => of(&elements.assessment, |assessments| form(assessments, value)),
        Question::TestGraded => of(&elements.assessment, |assessments| {
            let graded = assessments
                .iter()
                .any(|each| each.graded && each.grading_scheme);
            let what = "a grade by a stated scheme".to_owned();
            compared(what, !graded, value, |value| *value == Value::YesNo(true))
        }),
        Question::TestAssessor => of(&elements.assessment, |assessments| {
            text_beside(
                assessments
                    .iter()
                    .filter_map(|each| each.assessed_by.as_ref()),
                value,
            )
        }),
        Question::Supervised => of(&elements.supervision, |supervision| {
            yes_no(
                supervision.supervised,
                ["unsupervised", "supervised"],
                value,
            )
        }),
        Question::IdentityVerified => of(&elements.supervision, |supervision| {
            let said = supervision.identity_verified;
            let only = supervision.account_only && said.is_none();
            let words = match only {
                true => ["only the log-in to an account stood for the learner", ""],
                false => ["identity not verified", "identity verified"],
            };
            yes_no(if only { Some(false) } else { said }, words, value)
        }),
    }
}

/// The languages that outcomes are stated in, where none of them is in one that is not known. A
/// wrong tag is common and says nothing of what was learnt.
fn language(listed: &[LearningOutcome], value: &AnswerValue) -> Beside {
    let tags = || listed.iter().flat_map(|outcome| outcome.title.0.keys());
    let AnswerValue::Text(answer) = value else {
        return Beside::Nothing;
    };
    if tags().next().is_none() || tags().any(|tag| is_unknown(tag)) {
        return Beside::Nothing;
    }
    if tags().any(|tag| primary(tag) == primary(answer)) {
        return Beside::Same;
    }
    let mut shown: Vec<String> = tags().map(|tag| primary(tag)).collect();
    shown.sort_unstable();
    shown.dedup();
    Beside::Wording(quoted(&format!("language {}", shown.join(", "))))
}

fn compared(
    what: String,
    nothing: bool,
    value: &AnswerValue,
    same: impl FnOnce(&AnswerValue) -> bool,
) -> Beside {
    match nothing {
        true => Beside::Nothing,
        false if same(value) => Beside::Same,
        false => Beside::Other(what),
    }
}

fn text_beside<'t>(texts: impl IntoIterator<Item = &'t Text>, value: &AnswerValue) -> Beside {
    let texts: Vec<&Text> = texts
        .into_iter()
        .filter(|text| !text.shown().is_empty())
        .collect();
    let mut shown: Vec<&str> = texts.iter().map(|text| text.shown()).collect();
    shown.sort_unstable();
    let what = format!("\"{}\"", quoted(&shown.join(", ")));
    compared(what, texts.is_empty(), value, |value| match value {
        AnswerValue::Text(answer) => texts.iter().any(|text| says(text, answer)),
        _ => false,
    })
}

fn yes_no(said: Option<bool>, words: [&str; 2], value: &AnswerValue) -> Beside {
    let what = words.get(usize::from(said == Some(true))).copied();
    compared(
        what.unwrap_or_default().to_owned(),
        said.is_none(),
        value,
        |value| said.is_some_and(|said| *value == AnswerValue::YesNo(said)),
    )
}

fn numbers(stated: &[f64], unit: &str, value: &AnswerValue) -> Beside {
    let mut shown: Vec<String> = stated.iter().map(f64::to_string).collect();
    shown.sort_unstable();
    let what = format!("{} {unit}", shown.join(", "));
    compared(what, stated.is_empty(), value, |value| match value {
        AnswerValue::Number(answer) => stated.iter().any(|each| same_number(*each, *answer)),
        _ => false,
    })
}

/// A claim of the credential that an answer denies.
fn claimed(claims: &[QualityAssurance], kind: QualityKind, value: &AnswerValue) -> Beside {
    let mut claims = claims.iter().filter(|claim| claim.kind == kind);
    let what = match kind {
        QualityKind::Programme => "quality assurance of the course",
        QualityKind::Institution => "quality assurance of the institution",
        _ => "an endorsement",
    };
    compared(what.to_owned(), claims.next().is_none(), value, |value| {
        *value == AnswerValue::YesNo(true)
    })
}

/// On site, online and both at once exclude each other; the other modes go with any of them.
fn participation(forms: &[Participation], value: &AnswerValue) -> Beside {
    use ParticipationMode::{Blended, OnSite, Online};
    let place = |mode: &ParticipationMode| matches!(mode, OnSite | Online | Blended);
    let modes: Vec<ParticipationMode> = forms.iter().map(|form| form.mode).collect();
    let shown = modes
        .iter()
        .map(|each| word(Question::Participation, each, mode))
        .collect::<Vec<_>>()
        .join(", ");
    match chosen(value, mode) {
        None => compared(
            shown,
            modes.iter().all(|mode| *mode == ParticipationMode::Other),
            value,
            |_| false,
        ),
        Some(mode) => {
            let both = modes.contains(&OnSite) && modes.contains(&Online);
            let same = modes.contains(&mode) || (mode == Blended && both);
            compared(
                shown,
                !place(&mode) || !modes.iter().any(place),
                value,
                |_| same,
            )
        }
    }
}

/// The strongest form of assessment, beside those that are stated.
fn form(assessments: &[Assessment], value: &AnswerValue) -> Beside {
    let known = || {
        let kinds = assessments.iter().map(|assessment| assessment.kind);
        kinds.filter(|kind| *kind != AssessmentKind::Other)
    };
    let untold = known().count() < assessments.len();
    let shown = known()
        .map(|kind| word(Question::TestForm, &kind, self::kind))
        .collect::<Vec<_>>()
        .join(", ");
    match chosen(value, kind) {
        None if assessments.is_empty() => Beside::Nothing,
        None => Beside::Other(match shown.is_empty() {
            true => "an assessment".to_owned(),
            false => shown,
        }),
        Some(kind) if known().any(|each| each == kind) => Beside::Same,
        Some(_) => compared(shown, untold || assessments.is_empty(), value, |_| false),
    }
}

/// Credits and hours that cannot both hold, where an answer gives one of them.
fn volume(answer: &Answer, elements: &Elements, policy: &Policy) -> Option<Verdict> {
    let AnswerValue::Number(number) = answer.value else {
        return None;
    };
    let stated = elements.workload.stated()?;
    let [lowest, highest] = policy.rules.ects_hours_accepted;
    let fits = |credits: f64, hours: f64| (lowest..=highest).contains(&(hours / credits));
    let points = || credits(&stated.value, |system| *system == CreditSystem::Ects);
    let against = match answer.question {
        Question::Ects if points().is_empty() => hours(&stated.value)
            .filter(|hours| !fits(number, *hours))
            .map(|hours| format!("{hours} hours")),
        Question::Hours if hours(&stated.value).is_none() => points()
            .into_iter()
            .find(|credits| !fits(*credits, number))
            .map(|credits| format!("{credits} ECTS credits")),
        _ => None,
    };
    Some(Verdict::Contradicts(against?, first(&stated.from)))
}

/// Completes the elements by an answer that nothing stands against; gives the element that holds
/// something of it then. A no completes only what says yes or no.
#[expect(clippy::too_many_lines, reason = "a row for each question")]
pub(super) fn put(answer: &Answer, elements: &mut Elements, tier: Tier) -> Option<ElementName> {
    use AnswerValue as Value;
    let text = |text: &String| Text::plain(text.trim());
    let changed = match (answer.question, &answer.value) {
        (Question::Title, Value::Text(title)) => {
            fill(&mut elements.title, tier, |stated: &mut Text| {
                set(stated.shown().is_empty(), || *stated = text(title))
            })
        }
        (Question::LearnerName, Value::Text(name)) => {
            fill(&mut elements.learner, tier, |learner: &mut Learner| {
                let unnamed = learner.name.is_none() && learner.family_name.is_none();
                set(unnamed, || learner.name = Some(text(name)))
            })
        }
        (Question::AwardingBody, Value::Text(name)) => fill(
            &mut elements.awarding_body,
            tier,
            |bodies: &mut Vec<Organisation>| {
                let unnamed = bodies.iter().all(|body| body.name.is_none());
                set(unnamed, || {
                    bodies.push(Organisation {
                        name: Some(text(name)),
                        ..Organisation::default()
                    });
                })
            },
        ),
        (Question::Country, Value::Text(code)) => fill(
            &mut elements.country,
            tier,
            |countries: &mut Vec<Country>| {
                let unstated = countries.iter().all(|country| country.code.is_empty());
                set(unstated, || {
                    countries.push(Country {
                        code: country::three_letters(&code.trim().to_uppercase()).to_owned(),
                        name: None,
                        region: None,
                    });
                })
            },
        ),
        (Question::Issued, Value::Text(day)) if elements.issued.stated().is_none() => {
            let issued = Issued {
                date: day.clone(),
                stated_as: Question::Issued.id().to_owned(),
            };
            elements.issued = answered(issued, tier);
            true
        }
        (Question::Participation, value) => chosen(value, mode).is_some_and(|mode| {
            fill(
                &mut elements.participation,
                tier,
                |forms: &mut Vec<Participation>| {
                    let told = |form: &Participation| form.mode == mode;
                    set(!forms.iter().any(told), || {
                        forms.retain(|form| form.mode != ParticipationMode::Other);
                        forms.push(Participation {
                            mode,
                            stated: Concept::default(),
                        });
                    })
                },
            )
        }),
        (Question::Eqf, Value::Number(number)) => {
            let eqf = (1..=8_u8).find(|level| same_number(*number, (*level).into()));
            fill(&mut elements.level, tier, |level: &mut Level| {
                set(crate::criteria::eqf(level).is_none(), || level.eqf = eqf)
            })
        }
        (Question::LevelLabel, Value::Text(label)) => {
            fill(&mut elements.level, tier, |level: &mut Level| {
                set(level.label.is_none(), || level.label = Some(text(label)))
            })
        }
        (Question::Outcomes, Value::List(titles)) => fill(
            &mut elements.learning_outcomes,
            tier,
            |outcomes: &mut LearningOutcomes| {
                set(outcomes.listed.is_empty(), || {
                    let listed = titles.iter().map(|title| LearningOutcome {
                        title: text(title),
                        ..LearningOutcome::default()
                    });
                    outcomes.listed = listed.collect();
                })
            },
        ),
        (Question::OutcomesAssessed, Value::YesNo(true)) => fill(
            &mut elements.learning_outcomes,
            tier,
            |outcomes: &mut LearningOutcomes| set(!outcomes.assessed, || outcomes.assessed = true),
        ),
        // It says how words are to be read and states none, so they are worth what they were; and
        // an applicant's word makes nothing of the applicant's comparable.
        (Question::OutcomesLanguage, Value::Text(tag)) if answer.role == Role::Officer => {
            if let Element::Stated(stated) = &mut elements.learning_outcomes {
                for outcome in &mut stated.value.listed {
                    name_language(&mut outcome.title, tag);
                }
            }
            false
        }
        (Question::Ects, Value::Number(points)) => {
            fill(&mut elements.workload, tier, |workload: &mut Workload| {
                let ects = |system: &CreditSystem| *system == CreditSystem::Ects;
                set(credits(workload, ects).is_empty(), || {
                    workload.credits.push(Credits {
                        points: *points,
                        system: CreditSystem::Ects,
                    });
                })
            })
        }
        (Question::Hours, Value::Number(number)) => {
            fill(&mut elements.workload, tier, |workload: &mut Workload| {
                set(hours(workload).is_none(), || workload.hours = Some(*number))
            })
        }
        (Question::TestForm, value) => chosen(value, kind).is_some_and(|kind| {
            tested(elements, tier, |each| {
                set(each.kind == AssessmentKind::Other, || each.kind = kind)
            })
        }),
        (Question::TestGraded, Value::YesNo(true)) => tested(elements, tier, |each| {
            set(!(each.graded && each.grading_scheme), || {
                each.graded = true;
                each.grading_scheme = true;
            })
        }),
        (Question::TestAssessor, Value::Text(name)) => tested(elements, tier, |each| {
            set(each.assessed_by.is_none(), || {
                each.assessed_by = Some(text(name));
            })
        }),
        (Question::Supervised, Value::YesNo(yes)) => {
            watched(elements, tier, |each| &mut each.supervised, *yes)
        }
        (Question::IdentityVerified, Value::YesNo(yes)) => {
            watched(elements, tier, |each| &mut each.identity_verified, *yes)
        }
        _ => false,
    };
    answer.question.element().filter(|_| changed)
}

/// Gives a text that is in no known language this one, unless it is there already.
fn name_language(text: &mut Text, tag: &str) {
    let unknown = text.0.keys().find(|tag| is_unknown(tag)).cloned();
    let Some(unknown) = unknown.filter(|_| !text.0.contains_key(tag)) else {
        return;
    };
    if let Some(words) = text.0.remove(&unknown) {
        text.0.insert(tag.to_owned(), words);
    }
}

/// Makes a change where it is one; whether it was.
fn set(changes: bool, change: impl FnOnce()) -> bool {
    if changes {
        change();
    }
    changes
}

/// Changes an element, or states it; it is then no stronger than the answer.
fn fill<T: Default>(
    element: &mut Element<T>,
    tier: Tier,
    change: impl FnOnce(&mut T) -> bool,
) -> bool {
    match element {
        Element::Stated(stated) => {
            let changed = change(&mut stated.value);
            if changed {
                stated.tier = stated.tier.min(tier);
            }
            changed
        }
        Element::Absent(_) => {
            let mut value = T::default();
            let changed = change(&mut value);
            if changed {
                *element = answered(value, tier);
            }
            changed
        }
    }
}

/// An element that rests on answers alone: it has no place in a credential.
fn answered<T>(value: T, tier: Tier) -> Element<T> {
    Element::Stated(credeval_model::element::Stated {
        value,
        from: Vec::new(),
        tier,
        disclosed: false,
    })
}

/// Changes every assessment; one of an unknown form, where none is stated.
fn tested(
    elements: &mut Elements,
    tier: Tier,
    mut change: impl FnMut(&mut Assessment) -> bool,
) -> bool {
    fill(
        &mut elements.assessment,
        tier,
        |assessments: &mut Vec<Assessment>| {
            if assessments.is_empty() {
                assessments.push(Assessment {
                    kind: AssessmentKind::Other,
                    stated: Concept::default(),
                    title: None,
                    graded: false,
                    grading_scheme: false,
                    assessed_by: None,
                });
            }
            let mut changed = false;
            for each in assessments.iter_mut() {
                changed |= change(each);
            }
            changed
        },
    )
}

fn watched(
    elements: &mut Elements,
    tier: Tier,
    which: impl Fn(&mut Supervision) -> &mut Option<bool>,
    yes: bool,
) -> bool {
    if let Element::Absent(_) = elements.supervision {
        let mut supervision = Supervision {
            supervised: None,
            identity_verified: None,
            account_only: false,
            stated: Concept::default(),
        };
        *which(&mut supervision) = Some(yes);
        elements.supervision = answered(supervision, tier);
        return true;
    }
    let Element::Stated(stated) = &mut elements.supervision else {
        return false;
    };
    let said = which(&mut stated.value);
    let changed = said.is_none();
    if changed {
        *said = Some(yes);
        stated.tier = stated.tier.min(tier);
    }
    changed
}

/// The elements without the words for which nobody vouches.
pub(super) fn vouched(elements: &Elements) -> Elements {
    fn keep<T: Clone>(element: &Element<T>) -> Element<T> {
        match element {
            Element::Stated(stated) if stated.tier < Tier::Attested => {
                Element::absent("nobody vouches for it")
            }
            element => element.clone(),
        }
    }
    Elements {
        learner: keep(&elements.learner),
        title: keep(&elements.title),
        country: keep(&elements.country),
        awarding_body: keep(&elements.awarding_body),
        issued: keep(&elements.issued),
        learning_outcomes: keep(&elements.learning_outcomes),
        workload: keep(&elements.workload),
        level: keep(&elements.level),
        assessment: keep(&elements.assessment),
        participation: keep(&elements.participation),
        quality_assurance: keep(&elements.quality_assurance),
        prerequisites: keep(&elements.prerequisites),
        supervision: keep(&elements.supervision),
        grade: keep(&elements.grade),
        stackability: keep(&elements.stackability),
        further_information: keep(&elements.further_information),
    }
}

/// The value of a choice that an answer names.
fn chosen<T>(value: &AnswerValue, read: fn(&str) -> Option<T>) -> Option<T> {
    match value {
        AnswerValue::Text(word) => read(word),
        _ => None,
    }
}

/// The mode of participation, by its name in the element.
fn mode(word: &str) -> Option<ParticipationMode> {
    ParticipationMode::deserialize(StrDeserializer::<Unknown>::new(word)).ok()
}

/// The form of assessment, by its name in the element.
fn kind(word: &str) -> Option<AssessmentKind> {
    AssessmentKind::deserialize(StrDeserializer::<Unknown>::new(word)).ok()
}

/// The word for a value of a choice, as people read it.
fn word<T: PartialEq>(question: Question, value: &T, read: fn(&str) -> Option<T>) -> String {
    let QuestionForm::Choice(words) = question.form() else {
        return String::new();
    };
    let mut words = words.iter();
    let word = words.find(|word| read(word).as_ref() == Some(value));
    word.map_or("other", |word| *word).replace('_', " ")
}
