//! Quality: is the micro-credential, or at least its provider, quality assured?
//!
//! | rung | evidence |
//! |---|---|
//! | 3 | a register entry covers the award itself; or one covers the institution, and the issuer states quality assurance of the course |
//! | 2 | a register entry covers the institution |
//! | 1 | the credential claims accreditation, endorsement or quality assurance, and no register confirms it |
//!
//! An entry counts where it decided for what it covers, covers the award, is valid on the day of the
//! award, and the signer may award for the body named. What was learnt under an entry that has ended
//! since was assured all the same. An entry that decided against is told, and lowers nothing: it is
//! one entry of one register, and others may speak otherwise. A body that is in no register may be quality assured all the same (the register
//! DEQAR is voluntary), so finding none is unknown and never 0.

use credeval_model::{
    CheckCode, CheckOutcome, Tier,
    criterion::Ask,
    element::{ElementName, QualityAssurance, QualityKind, Stated},
    standing::{ProofStanding, RegisterQuality},
    trust::{QualityEntry, QualityScope, snapshot::Decision},
};
use jiff::civil;

use crate::{
    Facts,
    facts::quoted,
    finding::{Finding, STRONGEST, absent, checked, missing, stated},
};

const NAME: ElementName = ElementName::QualityAssurance;

type Claims<'a> = Option<&'a Stated<Vec<QualityAssurance>>>;

pub(super) fn find(facts: &Facts<'_>, found: &mut Finding<'_>) {
    // A claim that contradicts itself is no claim.
    let refuted = facts.any(CheckCode::IntegrityAccreditation, CheckOutcome::Failed);
    let claims = facts.elements.quality_assurance.stated();
    let claims = claims.filter(|claims| !refuted && !claims.value.is_empty());
    let mut covered = false;
    for quality in &facts.standing.quality {
        covered |= register(facts, quality, claims, found);
    }
    if covered {
        return;
    }
    match claims {
        Some(claims) => found.supports(
            1,
            stated(
                NAME,
                claims.tier,
                "The credential claims quality assurance, and no register here confirms it.",
            ),
        ),
        None if refuted => found.notes(checked(
            CheckCode::IntegrityAccreditation,
            Tier::Register,
            "What the credential says of its accreditation contradicts itself, and counts for nothing.",
        )),
        None => found.notes(absent(
            NAME,
            "No quality assurance is stated, and no register entry was found; that does not mean there is none.",
        )),
    }
    ask(facts, found);
}

/// What a register's entry is worth; whether it covers the award.
fn register(
    facts: &Facts<'_>,
    quality: &RegisterQuality,
    claims: Claims<'_>,
    found: &mut Finding<'_>,
) -> bool {
    // Until the issuer is identified, the entry may speak of somebody else.
    let tier = match facts.standing.proof {
        ProofStanding::Identified => Tier::Register,
        ProofStanding::Signed => Tier::Signed,
        ProofStanding::Unsigned | ProofStanding::Paper => Tier::Unsigned,
    };
    let says = |tier, text: &str| {
        let report = quoted(&quality.entry.report);
        let by = quality
            .agency
            .as_deref()
            .map_or_else(String::new, |agency| format!("{}, ", quoted(agency)));
        let age = match quality.is_stale {
            true => ", older than it should be",
            false => "",
        };
        let text = format!("{report} ({by}trust anchor {}{age}) {text}", quality.anchor);
        stated(NAME, tier, text)
    };
    if let Some(beside) = &quality.beside {
        found.notes(says(tier, &format!("{}.", quoted(beside))));
        return false;
    }
    if !facts.standing.entitled {
        let body = facts.awarding_body();
        let text = format!("assures the signer; nothing shows that it may award for {body}.");
        found.notes(says(tier, &text));
        return false;
    }
    let day = facts.award_day();
    if !day.is_some_and(|day| valid_on(&quality.entry, day)) {
        found.notes(says(
            tier,
            "is not shown to be valid on the day of the award.",
        ));
        return false;
    }
    let conditions = match quality.decision {
        Decision::Positive => "",
        Decision::Conditional => ", with conditions",
        Decision::Negative => {
            found.notes(says(tier, "decided against it, on the day of the award."));
            return false;
        }
        Decision::NotApplicable => {
            found.notes(says(tier, "decides nothing."));
            return false;
        }
    };
    match quality.entry.kind {
        QualityScope::Programme => {
            let text = format!("assures this award, on the day it was made{conditions}.");
            found.supports(STRONGEST, says(tier, &text));
        }
        QualityScope::Institutional => {
            let text = format!("assures the institution, on the day of the award{conditions}.");
            found.supports(2, says(tier, &text));
            let of_course = claims.filter(|claims| {
                let mut kinds = claims.value.iter().map(|claim| claim.kind);
                kinds.any(|kind| kind == QualityKind::Programme)
            });
            if let Some(claims) = of_course {
                let text = "is joined by the issuer's statement on the course itself.";
                found.supports(STRONGEST, says(claims.tier.min(tier), text));
            }
        }
    }
    true
}

fn ask(facts: &Facts<'_>, found: &mut Finding<'_>) {
    let body = facts.awarding_body();
    let day = facts.award_day();
    let when = day.map_or("the day of the award".to_owned(), |day| day.to_string());
    let what = format!("quality assurance of {body} valid on {when}");
    found.open_to(STRONGEST, missing(what, Ask::Register));
    if let Some(proof) = facts.entitlement_to_show() {
        found.open_to(STRONGEST, missing(proof, Ask::Register));
    }
    if day.is_none() {
        found.open_to(STRONGEST, missing("the date of the award", Ask::Issuer));
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
