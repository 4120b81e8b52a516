//! The dossier with which Recognition of Prior Learning begins.
//!
//! Its four steps are those of the Council Recommendation on the validation of non-formal and
//! informal learning (2012/C 398/01, point 2): identification, documentation, assessment,
//! certification. It is given where the track is Recognition of Prior Learning, and where it may
//! become so. It decides nothing: what is to be tested, and how, is the assessors' to settle.

use std::collections::BTreeMap;

use credeval_model::{
    Criterion, Tier,
    alignment::{Alignment, Match, Pair},
    criterion::{Ask, CriterionResult, Missing},
    dossier::{Dossier, Effort, EffortClass, Evidenced, ToAssess},
    element::AssessmentKind,
    outcome::{Outcome, OutcomeCode, Track},
    programme::{Programme, Purpose},
};

use crate::{
    Facts, Policy, Terms, criteria::LEAD_INS, facts::quoted, finding::unite, outcome::consequence,
};

/// Documents that are asked for; nobody brings more.
const DOCUMENTS: usize = 12;

/// The dossier; `None` where Recognition of Prior Learning is neither the way nor may become it.
///
/// A credential that was not verified gives none: nothing that it says can be started from. Its
/// proposal says that Recognition of Prior Learning stays open all the same.
pub(crate) fn compile(
    facts: &Facts<'_>,
    terms: &Terms,
    criteria: &[CriterionResult],
    alignment: Option<&Alignment>,
    outcome: &Outcome,
) -> Option<Dossier> {
    if !is_open(facts, outcome) {
        return None;
    }
    let shown = Shown::by(criteria, terms.policy());
    let alignment = alignment.filter(|alignment| alignment.coverage.is_some());
    let (identified, to_assess) = match alignment {
        Some(alignment) => of_programme(alignment, &shown),
        None => of_credential(facts, &shown),
    };
    let all = identified.len() + alignment.map_or(0, |alignment| alignment.uncovered.len());
    let mut effort = effort(to_assess.len(), all);
    if effort.class == EffortClass::Documents && outcome.turns_on(Criterion::Level) {
        "The documents, and a look at the level of the learning, which is not shown to be the one \
         asked for."
            .clone_into(&mut effort.text);
    }
    Some(Dossier {
        documents: documents(criteria, outcome),
        certification: certification(terms),
        effort,
        identified,
        to_assess,
    })
}

/// Whether Recognition of Prior Learning is the way, or may be once more is known or a person has
/// weighed what is mixed.
fn is_open(facts: &Facts<'_>, outcome: &Outcome) -> bool {
    match outcome.code {
        OutcomeCode::NeedsInformation => outcome
            .settle
            .iter()
            .flat_map(|settlement| &settlement.leads_to)
            .any(|code| code.track() == Some(Track::Rpl)),
        OutcomeCode::HumanReview => !facts
            .checks
            .iter()
            .any(|check| consequence(check).is_some()),
        code => code.track() == Some(Track::Rpl),
    }
}

/// What the criteria say of how outcomes were shown, as the end of a sentence; `None` where there
/// is nothing to say against it.
struct Shown {
    testing: Option<&'static str>,
    identification: Option<&'static str>,
    quality: Option<&'static str>,
}

impl Shown {
    fn by(criteria: &[CriterionResult], policy: &Policy) -> Self {
        let bar = policy.rules.green_min;
        let weak = |criterion: Criterion, known, open| {
            let result = criteria
                .iter()
                .find(|result| result.criterion == criterion)?;
            match (result.lower < bar, result.upper < bar) {
                _ if !result.applies => None,
                (_, true) if result.is_not_shown() => Some(open),
                (_, true) => Some(known),
                (true, false) => Some(open),
                (false, false) => None,
            }
        };
        Self {
            testing: weak(
                Criterion::Testing,
                "the way in which it was tested shows little of what one learner can do",
                "it is not known well enough how it was tested",
            ),
            identification: weak(
                Criterion::Identification,
                "the test does not show that it was the learner who took it",
                "it is not known well enough who took the test",
            ),
            quality: weak(
                Criterion::Quality,
                "no quality assurance is known to stand behind its test",
                "it is not known yet whether quality assurance stands behind its test",
            ),
        }
    }

    /// Why an outcome that is evidenced under this tier must be tested all the same, as a sentence.
    fn doubt(&self, evidenced: &str, tier: Tier) -> Option<String> {
        let reasons: Vec<&str> = if Self::is_vouched_for(tier) {
            let of_test = [self.testing, self.identification];
            let reasons: Vec<&str> = of_test.into_iter().flatten().collect();
            match reasons.as_slice() {
                [] => self.quality.into_iter().collect(),
                _ => reasons,
            }
        } else {
            // How it was tested is no more than hearsay then.
            vec!["nobody vouches for the credential"]
        };
        (!reasons.is_empty()).then(|| format!("{evidenced}, but {}.", reasons.join(", and ")))
    }

    /// How an outcome that is evidenced under this tier can be tested. Where the test itself was
    /// sound and only nobody assures it, a look at the learner's work from it is enough.
    fn again(&self, tier: Tier, outcome: &str, why: String) -> ToAssess {
        let sound =
            Self::is_vouched_for(tier) && self.testing.is_none() && self.identification.is_none();
        let mut again = self.to_assess(outcome, why);
        if sound {
            again.method = OTHERWISE;
        }
        again
    }

    fn is_vouched_for(tier: Tier) -> bool {
        !matches!(tier, Tier::Unsigned | Tier::Signed)
    }

    fn to_assess(&self, outcome: &str, why: String) -> ToAssess {
        let method = method(outcome);
        let in_person = self.identification.is_some() && !is_in_person(method);
        ToAssess {
            outcome: outcome.to_owned(),
            why,
            method: if in_person {
                AssessmentKind::OralExamination
            } else {
                method
            },
        }
    }
}

/// Outcomes of the programme: those that are evidenced, and those to be tested.
fn of_programme(alignment: &Alignment, shown: &Shown) -> (Vec<Evidenced>, Vec<ToAssess>) {
    let (counted, hints): (Vec<&Pair>, Vec<&Pair>) =
        alignment.pairs.iter().partition(|pair| pair.how.counts());
    let hints: BTreeMap<&str, &Pair> = hints
        .into_iter()
        .map(|pair| (pair.target.as_str(), pair))
        .collect();
    let identified = counted.iter().map(|pair| Evidenced {
        outcome: pair.target.clone(),
        source: pair.source.clone(),
        how: Some(pair.how),
        tier: pair.tier,
    });
    let doubted = counted.iter().filter_map(|pair| {
        let evidenced = match pair.how {
            Match::Told => "An officer finds it covered",
            Match::Assumed => "It is taken to be covered",
            _ => "The credential states it",
        };
        let why = shown.doubt(evidenced, pair.tier)?;
        Some(shown.again(pair.tier, &pair.target, why))
    });
    let uncovered = alignment.uncovered.iter().map(|target| {
        let why = match hints.get(target.as_str()) {
            Some(pair) if pair.how == Match::Title => format!(
                "Only its title agrees with \"{}\" of the credential.",
                quoted(&pair.source)
            ),
            Some(pair) => format!(
                "It may be the same as \"{}\" of the credential, which nothing shows.",
                quoted(&pair.source)
            ),
            None if alignment.not_compared.is_empty() => {
                "Nothing in the credential is shown to cover it.".to_owned()
            }
            None => "Nothing in the credential is shown to cover it; not all could be compared."
                .to_owned(),
        };
        shown.to_assess(target, why)
    });
    (identified.collect(), uncovered.chain(doubted).collect())
}

/// The credential's own outcomes, where no programme asks for any.
fn of_credential(facts: &Facts<'_>, shown: &Shown) -> (Vec<Evidenced>, Vec<ToAssess>) {
    let Some(stated) = facts.elements.learning_outcomes.stated() else {
        return Default::default();
    };
    let titles = stated
        .value
        .listed
        .iter()
        .map(|outcome| outcome.title.shown());
    let identified = titles.map(|title| Evidenced {
        outcome: title.to_owned(),
        source: title.to_owned(),
        how: None,
        tier: stated.tier,
    });
    let identified: Vec<Evidenced> = identified.collect();
    let to_assess = shown
        .doubt("The credential states it", stated.tier)
        .map(|why| {
            let each = identified.iter();
            each.map(|each| shown.again(stated.tier, &each.outcome, why.clone()))
                .collect()
        });
    (identified, to_assess.unwrap_or_default())
}

/// What to ask for, the most useful first: what would settle the proposal in the most ways, then
/// what holds back the most criteria. What the institution itself must find is no document.
pub(crate) fn documents(criteria: &[CriterionResult], outcome: &Outcome) -> Vec<Missing> {
    let settling = outcome
        .settle
        .iter()
        .flat_map(|settlement| &settlement.facts);
    let open = criteria
        .iter()
        .filter(|result| result.applies)
        .flat_map(|result| &result.missing);
    let mut documents: Vec<(usize, Missing)> = Vec::new();
    for (weight, fact) in settling
        .map(|fact| (criteria.len(), fact))
        .chain(open.map(|fact| (1, fact)))
        .filter(|(_, fact)| fact.ask != Ask::Institution)
    {
        let known = documents.iter_mut();
        match known
            .into_iter()
            .find(|(_, known)| known.is_same_fact(fact))
        {
            Some((useful, known)) => {
                *useful += weight;
                unite(known, fact);
            }
            None => documents.push((weight, fact.clone())),
        }
    }
    documents.sort_by_key(|(useful, _)| std::cmp::Reverse(*useful));
    let documents = documents.into_iter().take(DOCUMENTS);
    documents.map(|(_, fact)| fact).collect()
}

/// What can be granted, and by whom.
fn certification(terms: &Terms) -> String {
    let (purpose, programme) = (terms.purpose(), terms.programme());
    let Some(programme) = programme else {
        return "The receiving institution says what it grants for the outcomes that are shown."
            .to_owned();
    };
    let body = match &programme.body {
        Some(body) => format!("{body} ({})", programme.institution),
        None => programme.institution.clone(),
    };
    let granted = granted(purpose, programme);
    format!("{body} can grant {granted}, by the outcomes that are shown.")
}

fn granted(purpose: Purpose, programme: &Programme) -> String {
    let whole = &programme.programme;
    let part = match &programme.course {
        Some(course) => format!("\"{course}\" in \"{whole}\""),
        None => format!("a part of \"{whole}\""),
    };
    // The credits of a course, and for admission of a gap, for which none are granted.
    let credits = match programme.ects {
        Some(1.0) => " (1 ECTS credit)".to_owned(),
        Some(ects) => format!(" ({ects} ECTS credits)"),
        None => String::new(),
    };
    match purpose {
        Purpose::Exemption => format!("exemption from {part}{credits}, in full or for a part"),
        Purpose::Credit => format!("credit for {part}{credits}, in full or for a part"),
        Purpose::Admission => format!("admission to \"{whole}\""),
        Purpose::Stacking => format!("a place in the profile of \"{whole}\""),
        Purpose::None => format!("recognition within \"{whole}\""),
    }
}

/// The effort, by how many of all outcomes are to be tested. Hours differ from institution to
/// institution, so none are named.
pub(crate) fn effort(tested: usize, all: usize) -> Effort {
    let (class, text) = match (tested, all) {
        (_, 0) => (
            EffortClass::Full,
            "No outcome is known yet: what is to be shown must be settled first, and then tested."
                .to_owned(),
        ),
        (0, _) => (
            EffortClass::Documents,
            "The documents alone; no outcome is left to be tested.".to_owned(),
        ),
        (tested, all) => {
            let class = if tested * 2 <= all {
                EffortClass::Some
            } else {
                EffortClass::Full
            };
            let are = if tested == 1 { "is" } else { "are" };
            (
                class,
                format!(
                    "The documents, and a test: {tested} of {all} outcomes {are} to be tested."
                ),
            )
        }
    };
    Effort { class, text }
}

/// What an outcome asks for, by its first verb, and the method that shows it.
///
/// The table is our own. Its methods are kinds of the European Learning Model's list of
/// assessments. A verb is a hint, and assessors may choose otherwise.
const METHODS: &[(AssessmentKind, &[&str])] = &[
    // To know: asked and answered.
    (
        AssessmentKind::WrittenExamination,
        &[
            "compare",
            "define",
            "describe",
            "distinguish",
            "explain",
            "identify",
            "know",
            "knowledge",
            "list",
            "name",
            "outline",
            "recall",
            "recognise",
            "recognize",
            "state",
            "summarise",
            "summarize",
            "understand",
            "understanding",
        ],
    ),
    // To speak with others: spoken.
    (
        AssessmentKind::OralExamination,
        &[
            "advise",
            "argue",
            "communicate",
            "debate",
            "defend",
            "discuss",
            "negotiate",
            "present",
        ],
    ),
    // To judge: a case worked out in writing.
    (
        AssessmentKind::MarkedAssignment,
        &[
            "analyse",
            "analyze",
            "appraise",
            "assess",
            "critique",
            "diagnose",
            "evaluate",
            "examine",
            "interpret",
            "investigate",
            "judge",
            "justify",
            "predict",
            "review",
        ],
    ),
    // To do: done before an assessor.
    (
        AssessmentKind::PracticalAssessment,
        &[
            "apply",
            "calculate",
            "carry",
            "conduct",
            "configure",
            "demonstrate",
            "execute",
            "measure",
            "operate",
            "perform",
            "prepare",
            "solve",
            "use",
        ],
    ),
    // To make: made over some time.
    (
        AssessmentKind::ProjectWork,
        &[
            "build",
            "create",
            "design",
            "develop",
            "devise",
            "implement",
            "lead",
            "make",
            "manage",
            "organise",
            "organize",
            "plan",
            "produce",
            "write",
        ],
    ),
];

/// Where no verb tells: evidence of the learner's own, gathered and explained.
const OTHERWISE: AssessmentKind = AssessmentKind::Portfolio;

fn method(outcome: &str) -> AssessmentKind {
    let outcome = quoted(outcome).to_lowercase();
    let mut words = outcome
        .split(|character: char| !character.is_alphabetic())
        .filter(|word| !word.is_empty());
    let of = |verb: &str| METHODS.iter().find(|(_, verbs)| verbs.contains(&verb));
    words
        .find(|word| !LEAD_INS.contains(word) && !word.ends_with("ly"))
        .and_then(|word| {
            let third_person = || {
                let stems = [word.strip_suffix("s"), word.strip_suffix("es")];
                let shorter = stems.into_iter().flatten().find_map(of);
                shorter.or_else(|| of(&format!("{}y", word.strip_suffix("ies")?)))
            };
            of(word).or_else(third_person)
        })
        .map_or(OTHERWISE, |(method, _)| *method)
}

/// Whether the learner stands before an assessor, or sits in a supervised room.
fn is_in_person(method: AssessmentKind) -> bool {
    matches!(
        method,
        AssessmentKind::WrittenExamination
            | AssessmentKind::OralExamination
            | AssessmentKind::PracticalAssessment
    )
}
