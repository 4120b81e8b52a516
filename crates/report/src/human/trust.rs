//! Who vouches for the issuer, what the seal is, and whom nobody could ask.

use std::io::{self, Write};

use credeval_model::{
    Check, CheckCode, CheckOutcome,
    check::ADVANCED_SEAL,
    trust::{
        AnchorKind,
        vouch::{Freshness, Relation, Vouch},
    },
};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

const COLUMNS: usize = 4;
/// Where the answers on a seal begin.
const SEAL_COLUMNS: usize = 8;

/// Writes the anchors that vouch, then those that could not be asked or that none does, then what the
/// seal is; nothing where nobody was asked.
pub(super) fn write<W: Write>(
    page: &mut Page<'_, W>,
    trust: &[Vouch],
    checks: &[Check],
) -> io::Result<()> {
    let of = |code| checks.iter().filter(move |check| check.code == code);
    let others: Vec<&Check> = of(CheckCode::IssuerTrust)
        .filter(|check| check.outcome == CheckOutcome::Inconclusive)
        .collect();
    let has_seal = of(CheckCode::SealQualified).next().is_some();
    if trust.is_empty() && others.is_empty() && !has_seal {
        return Ok(());
    }
    page.heading("Who vouches", "")?;
    page.list(COLUMNS, trust, |page, vouch| {
        let sign = page.signs.passed;
        let (sign, role) = match vouch.freshness {
            Freshness::Stale => ("!", Role::Amber),
            Freshness::Fresh => (sign, Role::Green),
        };
        page.row(COLUMNS, &Lead::at(2, role, sign), &told(vouch))
    })?;
    page.list(COLUMNS, others, |page, check| {
        let cause = check.cause.as_ref();
        let cause = cause.map_or_else(String::new, |cause| format!(" ({})", cause.code));
        let line = Line::from(phrases::sentence(&check.summary)).and(Role::Dim, cause);
        page.row(COLUMNS, &Lead::at(2, Role::Amber, "?"), &line)
    })?;
    let Some(answers) = seal(checks) else {
        return Ok(());
    };
    let mut lead = Lead::at(2, Role::Dim, "Seal");
    for (answer, outcome) in [
        ("valid", answers.valid),
        ("advanced, with a qualified certificate", answers.advanced),
        ("qualified", answers.qualified),
    ] {
        let (sign, role, not) = match outcome {
            CheckOutcome::Passed => (page.signs.passed, Role::Green, ""),
            CheckOutcome::Failed => (page.signs.failed, Role::Red, "not "),
            CheckOutcome::Inconclusive => ("?", Role::Amber, "not known to be "),
            CheckOutcome::NotApplicable => (page.signs.dash, Role::Dim, "no claim to be "),
        };
        let line = Line::new(role, format!("{sign} ")).and(Role::Plain, format!("{not}{answer}"));
        page.row(SEAL_COLUMNS, &std::mem::take(&mut lead), &line)?;
    }
    Ok(())
}

/// What seals are, in three answers of which one does not stand for another: a seal may be valid
/// and not qualified.
pub(crate) struct Seal {
    pub(crate) valid: CheckOutcome,
    /// Advanced, with a qualified certificate.
    pub(crate) advanced: CheckOutcome,
    pub(crate) qualified: CheckOutcome,
}

/// The answers on the seals of a credential; `None` where it has none.
pub(crate) fn seal(checks: &[Check]) -> Option<Seal> {
    let of = |code| checks.iter().filter(move |check| check.code == code);
    let signatures: Vec<CheckOutcome> = of(CheckCode::ProofSignature)
        .map(|check| check.outcome)
        .collect();
    let qualified: Vec<CheckOutcome> = of(CheckCode::SealQualified)
        .map(|check| check.outcome)
        .collect();
    let advanced = of(CheckCode::SealQualified).map(|check| {
        let cause = check.cause.as_ref().map(|cause| cause.code.as_str());
        match cause.is_some_and(|cause| ADVANCED_SEAL.contains(&cause)) {
            true => CheckOutcome::Passed,
            false => check.outcome,
        }
    });
    let advanced: Vec<CheckOutcome> = advanced.collect();
    (!qualified.is_empty()).then(|| Seal {
        valid: together(&signatures),
        advanced: together(&advanced),
        qualified: together(&qualified),
    })
}

/// What an anchor says.
fn told(vouch: &Vouch) -> Line {
    let name = vouch
        .name
        .as_deref()
        .unwrap_or("a name that it does not say");
    let says = match vouch.relation {
        Relation::Chained => format!(" vouches for the seal's authority; the seal is of {name}"),
        _ => format!(" lists the issuer as {name}"),
    };
    let line = Line::new(Role::Strong, vouch.anchor.as_str()).and(Role::Plain, says);
    let line = match vouch.confirms {
        true => line.and(Role::Plain, ", and confirms issuer and key"),
        false => line,
    };
    let line = match vouch.freshness {
        Freshness::Stale => line.and(Role::Amber, "; it is older than it should be"),
        Freshness::Fresh => line,
    };
    let seen = vouch.evidence.as_ref().map_or_else(String::new, |digest| {
        format!(", {}", phrases::short_digest(digest))
    });
    line.and(Role::Dim, format!(" ({}{seen})", kind(vouch.kind)))
}

fn kind(kind: AnchorKind) -> &'static str {
    match kind {
        AnchorKind::EuLotl => "European trusted lists",
        AnchorKind::X509Pin => "pinned certificate",
        AnchorKind::DidPin => "pinned identifier",
        AnchorKind::DccJson => "registry of issuers, without a signature",
        AnchorKind::Oidf => "OpenID Federation",
        AnchorKind::Register => "register of organisations",
        AnchorKind::Esco => "classification of skills",
        _ => "trust anchor",
    }
}

/// What several seals are together: no better than the worst of them.
fn together(outcomes: &[CheckOutcome]) -> CheckOutcome {
    [
        CheckOutcome::Failed,
        CheckOutcome::Inconclusive,
        CheckOutcome::NotApplicable,
    ]
    .into_iter()
    .find(|outcome| outcomes.contains(outcome))
    .unwrap_or(CheckOutcome::Passed)
}
