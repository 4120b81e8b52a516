//! Quality: is the micro-credential, or at least its provider, quality assured?
//!
//! | rung | evidence |
//! |---|---|
//! | 3 | a register entry covers the award itself; or one covers the institution, and the issuer states quality assurance of the course; or an officer found the course assured |
//! | 2 | a register entry covers the institution, or an officer found it so |
//! | 1 | the credential claims accreditation or quality assurance that no register confirms; or somebody else endorses it |
//! | 0 | a register decided against the award or its institution, and no entry of the same scope decided for it; or it is known that there is none |
//!
//! An entry counts where it covers the award, is valid on the day of the award, and the signer may
//! award for the body named. What was learnt under an entry that has ended since was assured all
//! the same. A body that is in no register may be quality assured all the same (the register DEQAR
//! is voluntary), so finding none is unknown and never 0; and a claim that its own limits exclude is
//! no claim, which does not mean that nothing assures the award.
//!
//! An endorsement is the word of a third party and is worth 1, whoever signs it: no register here
//! says of an endorser that it is an agency of quality assurance.

use credeval_model::{
    CheckCode, CheckOutcome, Tier,
    criterion::Ask,
    element::{ElementName, QualityAssurance, QualityKind, Stated},
    question::Question,
    standing::{ProofStanding, RegisterQuality},
    trust::{QualityEntry, QualityScope, snapshot::Decision},
};
use jiff::civil;

use crate::{
    Facts,
    facts::{day_of, quoted},
    finding::{Finding, STRONGEST, absent, checked, missing, stated},
};

const NAME: ElementName = ElementName::QualityAssurance;

pub(super) fn find(facts: &Facts<'_>, found: &mut Finding<'_>) {
    let claims = Claims::of(facts);
    let said: Vec<Said<'_>> = facts
        .standing
        .quality
        .iter()
        .map(|one| says(facts, one))
        .collect();
    let any = |verdict, scope| said.iter().any(|one| one.is(verdict, scope));
    let (award, institution) = (QualityScope::Programme, QualityScope::Institutional);
    let against = |scope| any(Verdict::Against, scope) && !any(Verdict::For, scope);
    // What is decided on the award itself goes before what is decided on its institution.
    let assured = any(Verdict::For, award);
    let refused = !assured && (against(award) || against(institution));
    for one in &said {
        one.tell(refused, &claims, found);
    }
    found.ladder(facts, &ANSWERS);
    if refused || assured || any(Verdict::For, institution) {
        return;
    }
    claims.tell(found);
    ask(facts, found);
}

/// The questions, the rung that a yes is worth, and what yes and no say.
const ANSWERS: [(Question, u8, &str, &str); 3] = [
    (
        Question::QualityProgramme,
        3,
        "The course itself is quality assured.",
        "The course itself is not quality assured.",
    ),
    (
        Question::QualityInstitution,
        2,
        "The awarding body is quality assured as an institution.",
        "The awarding body is not quality assured as an institution.",
    ),
    (
        Question::QualityOther,
        1,
        "Others speak for its quality.",
        "Nobody else speaks for its quality.",
    ),
];

/// What an entry comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It assures what it covers.
    For,
    /// It decided against what it covers.
    Against,
    /// It says nothing of the award for sure.
    Beside,
}

/// An entry of a register, and what it says of the award.
struct Said<'a> {
    entry: &'a RegisterQuality,
    verdict: Verdict,
    tier: Tier,
    words: String,
}

/// What a register's entry says of the award.
fn says<'a>(facts: &Facts<'_>, quality: &'a RegisterQuality) -> Said<'a> {
    // Until the issuer is identified, the entry may speak of somebody else.
    let tier = match facts.standing.proof {
        ProofStanding::Identified => Tier::Register,
        ProofStanding::Signed => Tier::Signed,
        ProofStanding::Unsigned | ProofStanding::Paper => Tier::Unsigned,
    };
    // It counts for the day of the award only as far as that day is known.
    let dated = facts.elements.issued.stated().map(|issued| issued.tier);
    let dated = dated.filter(|tier| *tier < Tier::Identified);
    let tier = dated.map_or(tier, |dated| dated.min(tier));
    let of_the_award = facts.award_day();
    let of_the_award = of_the_award.is_some_and(|day| valid_on(&quality.entry, day));
    let conditions = match quality.decision {
        Decision::Conditional => ", with conditions",
        _ => "",
    };
    let (verdict, words) = if let Some(name) = &quality.by_name {
        let words = format!(
            "is of {}, perhaps the awarding body: by name alone.",
            quoted(name)
        );
        (Verdict::Beside, words)
    } else if let Some(beside) = &quality.beside {
        (Verdict::Beside, format!("{}.", quoted(beside)))
    } else if !facts.standing.entitled {
        let body = facts.awarding_body();
        let words = format!("assures the signer; nothing shows that it may award for {body}.");
        (Verdict::Beside, words)
    } else if !of_the_award {
        let words = "is not shown to be valid on the day of the award.".to_owned();
        (Verdict::Beside, words)
    } else {
        match (quality.decision, quality.entry.kind) {
            (Decision::Positive | Decision::Conditional, QualityScope::Programme) => {
                let words = format!("assures this course, on the day of the award{conditions}.");
                (Verdict::For, words)
            }
            (Decision::Positive | Decision::Conditional, QualityScope::Institutional) => {
                let words =
                    format!("assures the institution, on the day of the award{conditions}.");
                (Verdict::For, words)
            }
            (Decision::Negative, scope) => {
                let what = match scope {
                    QualityScope::Programme => "this course",
                    QualityScope::Institutional => "the institution",
                };
                let words = format!("decided against {what}, on the day of the award.");
                // Against somebody only where it is known to be them, and as of late.
                match tier == Tier::Register && !quality.is_stale {
                    true => (Verdict::Against, words),
                    false => (Verdict::Beside, words),
                }
            }
            (Decision::NotApplicable, _) => (Verdict::Beside, "decides nothing.".to_owned()),
        }
    };
    Said {
        entry: quality,
        verdict,
        tier,
        words,
    }
}

impl Said<'_> {
    fn is(&self, verdict: Verdict, scope: QualityScope) -> bool {
        self.verdict == verdict && self.entry.entry.kind == scope
    }

    /// Tells it; where another entry refused what it would assure, it lifts nothing.
    fn tell(&self, refused: bool, claims: &Claims<'_>, found: &mut Finding<'_>) {
        let on = found.answers_on(&[ElementName::Issued]);
        let says = |tier, text: &str| {
            let report = quoted(&self.entry.entry.report);
            let by = self
                .entry
                .agency
                .as_deref()
                .map_or_else(String::new, |agency| format!("{}, ", quoted(agency)));
            let age = match self.entry.is_stale {
                true => ", older than it should be",
                false => "",
            };
            let anchor = &self.entry.anchor;
            let text = format!(
                "The register entry {report} ({by}named by your trust file as {anchor}{age}) {text}"
            );
            let mut reason = stated(NAME, tier, text);
            reason.answers.clone_from(&on);
            reason
        };
        if self.verdict != Verdict::For || refused {
            return found.notes(says(self.tier, &self.words));
        }
        let rung = match self.entry.entry.kind {
            QualityScope::Programme => STRONGEST,
            QualityScope::Institutional => 2,
        };
        found.supports(rung, says(self.tier, &self.words));
        if claims.name(&self.entry.entry.report) {
            found.notes(says(self.tier, "is the one that the credential names."));
        }
        if rung < STRONGEST && claims.any(|claim| claim.kind == QualityKind::Programme) {
            let text = "is joined by the issuer's statement on the course itself.";
            found.supports(STRONGEST, says(claims.tier().min(self.tier), text));
        }
    }
}

/// What the credential itself claims of its quality, as far as it may hold.
struct Claims<'a> {
    facts: &'a Facts<'a>,
    stated: Option<&'a Stated<Vec<QualityAssurance>>>,
    /// Whether every endorsement that it carries was checked, and none holds.
    no_endorsement_holds: bool,
}

impl<'a> Claims<'a> {
    fn of(facts: &'a Facts<'a>) -> Self {
        let mut endorsements = facts
            .checks
            .iter()
            .filter(|check| check.code == CheckCode::Endorsement)
            .peekable();
        Self {
            facts,
            stated: facts.elements.quality_assurance.stated(),
            no_endorsement_holds: endorsements.peek().is_some()
                && endorsements.all(|check| check.outcome == CheckOutcome::Failed),
        }
    }

    fn tier(&self) -> Tier {
        self.stated.map_or(Tier::Unsigned, |stated| stated.tier)
    }

    /// Whether one of those that may hold is so.
    fn any(&self, is: impl Fn(&QualityAssurance) -> bool) -> bool {
        let claims = self.stated.into_iter().flat_map(|stated| &stated.value);
        claims.filter(|claim| self.may_hold(claim)).any(is)
    }

    /// Whether one of them names this entry of a register.
    fn name(&self, report: &str) -> bool {
        self.any(|claim| {
            claim
                .report
                .as_deref()
                .is_some_and(|named| same(named, report))
        })
    }

    /// By its own days, and by what the check of its signature gave.
    fn may_hold(&self, claim: &QualityAssurance) -> bool {
        let is_endorsed = claim.kind == QualityKind::Endorsement;
        let day = |text: &Option<String>| text.as_deref().and_then(day_of);
        let award = self.facts.award_day();
        let is_over = day(&claim.valid_until)
            .zip(award)
            .is_some_and(|(until, award)| until < award);
        // Others may speak of an award after it was made.
        let is_early = !is_endorsed
            && day(&claim.valid_from)
                .zip(award)
                .is_some_and(|(from, award)| award < from);
        !(is_over || is_early || is_endorsed && self.no_endorsement_holds)
    }

    fn tell(&self, found: &mut Finding<'_>) {
        let claimed = self.any(|claim| claim.kind != QualityKind::Endorsement);
        let endorsed = self.any(|claim| claim.kind == QualityKind::Endorsement);
        if claimed {
            let text = "The credential claims quality assurance, and no register here confirms it.";
            found.supports(1, stated(NAME, self.tier(), text));
        }
        if endorsed {
            let text = "Somebody endorses it: the word of a third party, and no quality assurance.";
            found.supports(1, stated(NAME, self.tier(), text));
        }
        let mut refuted = false;
        for check in self.facts.checks {
            let counts_not = match (check.code, check.outcome) {
                (CheckCode::IntegrityAccreditation, CheckOutcome::Failed) => true,
                (CheckCode::Endorsement, CheckOutcome::Failed) => self.no_endorsement_holds,
                _ => continue,
            };
            if counts_not {
                refuted = true;
                let text = format!("A claim counts for nothing: {}.", quoted(&check.summary));
                found.notes(checked(check.code, Tier::Register, text));
            }
        }
        let answered =
            |(question, ..): &(Question, u8, &str, &str)| self.facts.answer(*question).is_some();
        if claimed || endorsed || refuted || ANSWERS.iter().any(answered) {
            return;
        }
        let text = match self.stated.is_some_and(|stated| !stated.value.is_empty()) {
            true => {
                "What the credential claims of its quality assurance was not valid on the day of \
                 the award, and no register entry was found."
            }
            false if found.is_strict() => {
                "No quality assurance is stated, and no register entry was found."
            }
            false => {
                "No quality assurance is stated, and no register entry was found; that does not \
                 mean there is none."
            }
        };
        found.notes(absent(NAME, text));
    }
}

/// Whether two addresses of an entry are one: with either scheme, and with or without a slash.
fn same(one: &str, other: &str) -> bool {
    let bare = |address: &str| -> Option<String> {
        let address = address.trim().trim_end_matches('/');
        let (_, rest) = address.split_once("://")?;
        Some(rest.to_owned())
    };
    bare(one).is_some_and(|one| bare(other) == Some(one))
}

fn ask(facts: &Facts<'_>, found: &mut Finding<'_>) {
    let body = facts.awarding_body();
    let day = facts.award_day();
    let when = day.map_or("the day of the award".to_owned(), |day| day.to_string());
    let what = format!("quality assurance of {body} valid on {when}");
    let open = found.lifting(&ANSWERS.map(|(question, rung, ..)| (question, rung)));
    found.open_to(STRONGEST, missing(what, Ask::Register).asking(&open));
    // Nobody is told apart by a name; a person may do it.
    let mut candidates: Vec<String> = facts
        .standing
        .quality
        .iter()
        .filter_map(|one| {
            let name = quoted(one.by_name.as_deref()?);
            Some(format!(
                "perhaps {name} in the register {}, by name alone",
                one.anchor
            ))
        })
        .collect();
    candidates.sort_unstable();
    candidates.dedup();
    if !candidates.is_empty() {
        let what = format!(
            "whether {body} is in a register: {}",
            candidates.join("; or ")
        );
        found.open_to(STRONGEST, missing(what, Ask::Institution));
    }
    // More than one entry of a register goes by what the signer is known by.
    for check in facts.checks {
        let several = check
            .cause
            .as_ref()
            .filter(|cause| cause.code == "ambiguous_match");
        if let Some(names) = several.and_then(|cause| cause.found.as_deref()) {
            let what = format!(
                "which of these the register means by the signer: {}",
                quoted(names)
            );
            found.open_to(STRONGEST, missing(what, Ask::Register));
        }
    }
    if let Some(proof) = facts.entitlement_to_show() {
        found.open_to(STRONGEST, missing(proof, Ask::Register));
    }
    if day.is_none() {
        let what = missing("the date of the award", Ask::Issuer).asking(&[Question::Issued]);
        found.open_to(STRONGEST, what);
    }
}

/// Whether the entry is valid on this day; both its days belong to it.
fn valid_on(entry: &QualityEntry, day: civil::Date) -> bool {
    let parsed = |text: &str| text.parse::<civil::Date>().ok();
    parsed(&entry.valid_from).is_some_and(|from| from <= day)
        && entry
            .valid_to
            .as_deref()
            .is_none_or(|to| parsed(to).is_some_and(|to| day <= to))
}
