//! One page for the learner: what was asked, found and missing, what to do next, and how to appeal.
//!
//! It says the same as the officer's report, in plain words, without codes and figures.

use std::io::{self, Write};

use credeval_model::{
    CheckCode, CheckOutcome, Criterion,
    criterion::{Ask, CriterionResult, Missing},
    document::Form,
    evaluation::Evaluation,
    outcome::{Deviation, OutcomeCode, Track},
};

use super::{
    document,
    page::{Lead, Line, Page, Role},
    phrases,
};
use crate::Style;

/// Missing facts that are told; the officer's report has all.
const FACTS: usize = 6;
/// Outcomes to be tested that are told.
const OUTCOMES: usize = 5;
/// Where the sentence on a criterion begins.
const COLUMNS: usize = 23;

/// Writes a page for the learner on each evaluation.
pub(crate) fn explanations(
    out: &mut impl Write,
    items: &[Evaluation],
    style: &Style<'_>,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    for (index, evaluation) in items.iter().enumerate() {
        document::divide(&mut page, "Explanation", index, items.len())?;
        write(&mut page, evaluation)?;
    }
    Ok(())
}

fn write<W: Write>(page: &mut Page<'_, W>, evaluation: &Evaluation) -> io::Result<()> {
    document::write_credential(page, &evaluation.elements)?;
    let institution = institution(evaluation);

    page.heading("What you asked for", "")?;
    let programme = evaluation.programme.as_ref();
    let asked = phrases::asked(evaluation.purpose, programme)
        .filter(|_| evaluation.purpose != credeval_model::programme::Purpose::None)
        .unwrap_or_else(|| "recognition of this micro-credential".to_owned());
    text(page, &format!("You asked {institution} for {asked}."))?;
    text(
        page,
        &format!(
            "This page explains a proposal that a program made from your {}. It is not a \
             decision: a person decides.",
            noun(evaluation)
        ),
    )?;

    page.heading("What was found", "")?;
    let outcome = evaluation.outcome.code;
    match outcome {
        OutcomeCode::NotVerified => {
            for failure in Failure::all(evaluation) {
                page.indented(2, &Line::new(Role::Strong, failure.found()))?;
            }
            text(page, "This says nothing about what you learned.")?;
        }
        OutcomeCode::NotLrc
            if !evaluation
                .outcome
                .deviations
                .iter()
                .any(Deviation::is_shown) =>
        {
            let line = "Nothing shows yet that recognition is possible this way. Another way is open \
                        to you: Recognition of Prior Learning.";
            page.indented(2, &Line::new(Role::Strong, line))?;
        }
        outcome => page.indented(2, &Line::new(Role::Strong, found(outcome)))?,
    }
    // Of a file that is not what its issuer made nothing else can be believed.
    if outcome != OutcomeCode::NotVerified {
        for result in &evaluation.criteria {
            criterion(page, result, evaluation.document.form)?;
        }
    }
    fit(page, evaluation)?;
    missing(page, evaluation, &institution)?;

    page.heading("What you can do next", "")?;
    for step in next(evaluation, &institution) {
        let bullet = page.signs.bullet;
        page.row(4, &Lead::at(2, Role::Dim, bullet), &Line::from(step))?;
    }
    prior_learning(page, evaluation, &institution)?;

    page.heading("If you do not agree", "")?;
    let appeal = programme.and_then(|programme| programme.appeal.as_deref());
    let appeal = appeal.map(str::trim).filter(|appeal| !appeal.is_empty());
    let route = match appeal {
        Some(appeal) => phrases::sentence(appeal),
        None => format!(
            "How, and by when, is not said here: ask {institution} before the time for it runs out."
        ),
    };
    text(
        page,
        &format!(
            "Under the Lisbon Recognition Convention you have the right to a decision in \
             reasonable time, to the reasons for it, and to appeal it. {route}"
        ),
    )?;
    page.blank()?;
    let day = evaluation.at.strftime("%Y-%m-%d");
    let foot = format!("As of {day}. If you write about this page, give its number:");
    page.indented(2, &Line::new(Role::Dim, foot))?;
    page.indented(2, &Line::new(Role::Dim, evaluation.id.hex()))
}

fn text<W: Write>(page: &mut Page<'_, W>, text: &str) -> io::Result<()> {
    page.indented(2, &Line::from(text))
}

fn institution(evaluation: &Evaluation) -> String {
    match &evaluation.programme {
        Some(programme) => programme.institution.clone(),
        None => "the institution".to_owned(),
    }
}

/// What is proposed, to the learner.
fn found(code: OutcomeCode) -> &'static str {
    match code {
        OutcomeCode::RecogniseFull => "Recognition is proposed. Everything that counts is there.",
        OutcomeCode::RecognisePartial => "Recognition of a part is proposed.",
        OutcomeCode::Flexible => {
            "Recognition is proposed, if a person accepts what is weaker than asked for."
        }
        OutcomeCode::Rpl => {
            "Your learning is described, but the proof of it is not strong enough by itself. Another \
             way is proposed: Recognition of Prior Learning."
        }
        OutcomeCode::NeedsInformation => {
            "Not enough is known yet to propose anything. What is not known does not count against \
             you."
        }
        OutcomeCode::HumanReview => "A person has to look at this before anything can be proposed.",
        OutcomeCode::NotLrc => {
            "Recognition is most likely not possible this way, for the reasons below. Another way is \
             open to you: Recognition of Prior Learning."
        }
        OutcomeCode::NotVerified => "Nothing can be proposed on this credential.",
    }
}

/// Why a credential is not verified, as far as it makes a difference to its learner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// It is not what the issuer made, as far as can be told.
    Altered,
    /// The issuer has withdrawn it.
    Revoked,
    /// It names somebody else, or was not handed in by the one to whom it was issued.
    Another,
}

impl Failure {
    /// Each that there is; what the file is comes first, since the others rest on it.
    fn all(evaluation: &Evaluation) -> Vec<Self> {
        let checks = evaluation.checks.iter();
        let failed = checks.filter(|check| check.outcome == CheckOutcome::Failed);
        let codes: Vec<CheckCode> = failed.map(|check| check.code).collect();
        let of = |any: &[CheckCode]| codes.iter().any(|code| any.contains(code));
        let another = [
            CheckCode::LearnerMatch,
            CheckCode::HolderBinding,
            CheckCode::PresentationNonce,
            CheckCode::PresentationAudience,
            CheckCode::PresentationFreshness,
        ];
        let broken = [
            CheckCode::ProofSignature,
            CheckCode::IssuerKey,
            CheckCode::SealChain,
        ];
        let mut all = Vec::new();
        let (revoked, another) = (of(&[CheckCode::StatusRevocation]), of(&another));
        if of(&broken) || !(revoked || another) {
            all.push(Self::Altered);
        }
        all.extend(revoked.then_some(Self::Revoked));
        all.extend(another.then_some(Self::Another));
        all
    }

    fn found(self) -> &'static str {
        match self {
            Self::Altered => {
                "Your file could not be shown to be what its issuer made. So nothing else in it \
                 was looked at."
            }
            Self::Revoked => {
                "The issuer has withdrawn this credential. So it cannot be used any more."
            }
            Self::Another => "It could not be shown that this credential is yours.",
        }
    }

    fn next(self, issuer: &str, institution: &str) -> Vec<String> {
        match self {
            Self::Altered => vec![
                format!(
                    "Get a fresh copy from {issuer}: the file itself, as they made it, and not a \
                     print, a scan or an edited copy."
                ),
                format!("Hand the fresh copy in to {institution}."),
            ],
            Self::Revoked => vec![
                format!(
                    "Ask {issuer} why they withdrew it, and whether there is a new one in its place."
                ),
                format!(
                    "If there is a new one, hand it in to {institution}. If it was withdrawn by \
                     mistake, only {issuer} can put that right."
                ),
            ],
            Self::Another => vec![
                format!(
                    "If you sent the credential of somebody else by mistake, hand your own in to \
                     {institution}."
                ),
                format!(
                    "If it is yours, under another name or from another device, tell \
                     {institution}, and show who you are."
                ),
            ],
        }
    }
}

/// What does not fit what is asked for: a level, credits, outcomes or age.
fn fit<W: Write>(page: &mut Page<'_, W>, evaluation: &Evaluation) -> io::Result<()> {
    let deviations = evaluation.outcome.deviations.iter();
    for deviation in deviations.filter(|deviation| deviation.is_of_fit()) {
        let lead = Lead::at(2, Role::Amber, "!").and(4, Role::Strong, "It does not fit");
        let text = phrases::sentence(&deviation.text);
        page.prose_row(COLUMNS, &lead, &Line::from(text))?;
    }
    Ok(())
}

/// What the learner handed in.
fn noun(evaluation: &Evaluation) -> &'static str {
    match evaluation.document.form {
        Form::Paper => "certificate",
        _ => "file",
    }
}

/// How a criterion stands, as far as it matters to the learner.
#[derive(Clone, Copy)]
enum Stands {
    Met,
    Weak,
    Against,
    Open,
    Skipped,
}

impl Stands {
    fn of(result: &CriterionResult) -> Self {
        match (result.lower, result.upper) {
            _ if !result.applies => Self::Skipped,
            (2.., _) => Self::Met,
            // A strict policy counts it as not met; that is no word against the learner.
            _ if result.is_not_shown() => Self::Open,
            (_, 0) => Self::Against,
            (_, 1) => Self::Weak,
            _ => Self::Open,
        }
    }
}

fn criterion<W: Write>(
    page: &mut Page<'_, W>,
    result: &CriterionResult,
    form: Form,
) -> io::Result<()> {
    let stands = Stands::of(result);
    let (role, sign) = match stands {
        Stands::Met => (Role::Green, page.signs.passed),
        Stands::Weak | Stands::Against => (Role::Amber, "!"),
        Stands::Open => (Role::Strong, "?"),
        Stands::Skipped => (Role::Dim, page.signs.dash),
    };
    let lead = Lead::at(2, role, sign).and(4, Role::Strong, result.criterion.label());
    let sentence = match (form, result.criterion) {
        (Form::Paper, Criterion::Authenticity) => of_paper(stands),
        (_, criterion) => sentence(criterion, stands),
    };
    page.row(COLUMNS, &lead, &Line::from(sentence))
}

/// Whether a certificate on paper is what it seems: nobody signed a file.
fn of_paper(stands: Stands) -> &'static str {
    match stands {
        Stands::Skipped => "Not asked about.",
        Stands::Met => "Your certificate agrees with what its issuer says or publishes.",
        Stands::Weak => "Your certificate could be checked, and nobody has confirmed it.",
        Stands::Against => "Nobody could confirm your certificate.",
        Stands::Open => "It is not known for sure yet who made your certificate.",
    }
}

/// One plain sentence for each criterion, by how it stands.
fn sentence(criterion: Criterion, stands: Stands) -> &'static str {
    use Criterion as C;
    use Stands as S;
    match (criterion, stands) {
        (_, S::Skipped) => "Not asked about, since you took part on site.",
        (C::Quality, S::Met) => "The quality of the course, or of its provider, is assured.",
        (C::Quality, S::Weak) => "Assured quality is claimed, and nobody confirms it.",
        (C::Quality, S::Against) => "Nothing assures the quality of the course.",
        (C::Quality, S::Open) => "It is not known yet who assures the quality of the course.",
        (C::Authenticity, S::Met) => "Your file is genuine: we know who signed it.",
        (C::Authenticity, S::Weak) => "Your file is signed, and nobody says by whom.",
        (C::Authenticity, S::Against) => "Your file could not be shown to be genuine.",
        (C::Authenticity, S::Open) => "It is not known for sure yet who made your file.",
        (C::Level, S::Met) => "The level is stated so that it can be compared.",
        (C::Level, S::Weak) => "The level is stated in words that cannot be compared.",
        (C::Level, S::Against) => "No level is stated that could count.",
        (C::Level, S::Open) => "The level of the course is not known for sure yet.",
        (C::LearningOutcomes, S::Met) => "What you learned is listed point by point.",
        (C::LearningOutcomes, S::Weak) => "What you learned is told in general words only.",
        (C::LearningOutcomes, S::Against) => "Nothing says what you learned.",
        (C::LearningOutcomes, S::Open) => "What you learned is not known for sure yet.",
        (C::Workload, S::Met) => "It is stated how much work the course took.",
        (C::Workload, S::Weak) => "How much work it took is only hinted at.",
        (C::Workload, S::Against) => "Nothing that could count says how much work it took.",
        (C::Workload, S::Open) => "How much work it took is not known for sure yet.",
        (C::Testing, S::Met) => "You were tested on your own work or performance.",
        (C::Testing, S::Weak) => "The test shows only a part of what you can do.",
        (C::Testing, S::Against) => "No test shows what you can do.",
        (C::Testing, S::Open) => "How you were tested is not known for sure yet.",
        (C::Identification, S::Met) => "The test was supervised, or your identity was checked.",
        (C::Identification, S::Weak) => "Only a log-in shows that it was you who took the test.",
        (C::Identification, S::Against) => "Nothing shows that it was you who took the test.",
        (C::Identification, S::Open) => "It is not known for sure yet who took the test.",
    }
}

/// What is missing, and who can give it.
fn missing<W: Write>(
    page: &mut Page<'_, W>,
    evaluation: &Evaluation,
    institution: &str,
) -> io::Result<()> {
    let settle = &evaluation.outcome.settle;
    let mut facts: Vec<&Missing> = Vec::new();
    for fact in settle.iter().flat_map(|settlement| &settlement.facts) {
        if !facts.iter().any(|told| told.is_same_fact(fact)) {
            facts.push(fact);
        }
    }
    if facts.is_empty() {
        return Ok(());
    }
    let remark = match (evaluation.outcome.code, settle.len()) {
        (OutcomeCode::NeedsInformation, 0 | 1) => "With all of this, more can be proposed.",
        (_, 0 | 1) => "With all of this, more may be possible.",
        _ => "Not all of this is needed; each may help.",
    };
    page.heading("What was missing", remark)?;
    let (theirs, yours): (Vec<&Missing>, Vec<&Missing>) = facts
        .into_iter()
        .partition(|fact| fact.ask == Ask::Institution);
    let bullet = page.signs.bullet;
    for fact in yours.iter().take(FACTS) {
        let what = phrases::capitalised(phrases::without_stop(&fact.what));
        let who = match fact.ask {
            Ask::Applicant if begins(fact, &LEARNING) => "you can earn it".to_owned(),
            Ask::Applicant if begins(fact, &TESTS) => "you can take one".to_owned(),
            Ask::Applicant => "you can give it".to_owned(),
            Ask::Issuer => format!("ask whoever issued your {}", noun(evaluation)),
            Ask::Register => {
                format!("{institution} looks in a register, or the provider tells you")
            }
            Ask::Institution => continue,
        };
        let line = Line::from(what).and(Role::Dim, format!(" ({who})"));
        page.row(4, &Lead::at(2, Role::Dim, bullet), &line)?;
    }
    if let Some(more @ 1..) = yours.len().checked_sub(FACTS) {
        page.indented(4, &Line::new(Role::Dim, format!("and {more} more")))?;
    }
    if !theirs.is_empty() {
        let line = format!("Something that {institution} has to find out itself.");
        page.row(4, &Lead::at(2, Role::Dim, bullet), &Line::from(line))?;
    }
    Ok(())
}

/// How a fact begins that is learning which is not there yet, and no paper about it.
const LEARNING: [&str; 2] = ["further learning", "learning at"];
/// How a fact begins that is a test which was not taken yet.
const TESTS: [&str; 2] = ["an examination,", "an assessment under"];

fn begins(fact: &Missing, openings: &[&str]) -> bool {
    let mut openings = openings.iter();
    openings.any(|opening| fact.what.starts_with(opening))
}

/// What the learner can do now.
fn next(evaluation: &Evaluation, institution: &str) -> Vec<String> {
    let bodies = evaluation.elements.awarding_body.value();
    let issuer = bodies
        .and_then(|bodies| bodies.first()?.name.as_ref())
        .map_or("whoever issued it", |name| name.shown())
        .trim();
    match evaluation.outcome.code {
        OutcomeCode::RecogniseFull => vec!["Nothing. Wait for the decision.".to_owned()],
        OutcomeCode::NeedsInformation if is_for_institution(evaluation) => vec![format!(
            "Wait: {institution} has to find out the rest. If it asks you for something, send it."
        )],
        OutcomeCode::NeedsInformation => vec![
            format!("Ask for what is missing, and send it to {institution}."),
            "If you cannot get it, say so: another way is open to you.".to_owned(),
        ],
        OutcomeCode::RecognisePartial | OutcomeCode::Flexible => vec![
            "Wait for the decision.".to_owned(),
            format!("If you have what is missing, send it to {institution}. It can only help."),
        ],
        OutcomeCode::Rpl | OutcomeCode::NotLrc => vec![
            format!("Ask {institution} for Recognition of Prior Learning."),
            "Gather what shows your learning: your own work, a report of the test, a reference."
                .to_owned(),
        ],
        OutcomeCode::HumanReview => vec![
            "Wait until a person has looked at it.".to_owned(),
            format!("If you can explain or send what is missing, send it to {institution}."),
        ],
        OutcomeCode::NotVerified => Failure::all(evaluation)
            .into_iter()
            .flat_map(|failure| failure.next(issuer, institution))
            .collect(),
    }
}

/// Whether all that is missing is for the institution itself to find.
fn is_for_institution(evaluation: &Evaluation) -> bool {
    let settle = evaluation.outcome.settle.iter();
    let mut facts = settle.flat_map(|settlement| &settlement.facts).peekable();
    facts.peek().is_some() && facts.all(|fact| fact.ask == Ask::Institution)
}

/// The other track, which is open whatever is proposed.
fn prior_learning<W: Write>(
    page: &mut Page<'_, W>,
    evaluation: &Evaluation,
    institution: &str,
) -> io::Result<()> {
    let title = match evaluation.outcome.track {
        Some(Track::Rpl) => "The way: Recognition of Prior Learning",
        _ => "The other way: Recognition of Prior Learning",
    };
    page.heading(title, "")?;
    let Some(dossier) = &evaluation.dossier else {
        return text(
            page,
            &format!(
                "You can also ask {institution} to look at what you know and can do, however you \
                 learned it."
            ),
        );
    };
    text(
        page,
        &format!(
            "What you know and can do is looked at, however you learned it. What your {} shows is \
             taken into account; the rest is tested.",
            noun(evaluation)
        ),
    )?;
    if dossier.to_assess.is_empty() {
        return text(page, phrases::sentence(&dossier.effort.text).as_str());
    }
    page.indented(2, &Line::from("You would be tested on:"))?;
    let bullet = page.signs.bullet;
    for each in dossier.to_assess.iter().take(OUTCOMES) {
        let by = format!(" ({})", phrases::term(each.method));
        let line = Line::from(each.outcome.as_str()).and(Role::Dim, by);
        page.row(4, &Lead::at(2, Role::Dim, bullet), &line)?;
    }
    match dossier.to_assess.len().checked_sub(OUTCOMES) {
        Some(more @ 1..) => page.indented(4, &Line::new(Role::Dim, format!("and {more} more"))),
        _ => Ok(()),
    }
}
