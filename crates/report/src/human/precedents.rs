//! Earlier decisions on the same achievement.

use std::io::{self, Write};

use credeval_model::{
    Evaluation,
    decision::{Precedent, PrecedentKind},
    standing::ProofStanding,
};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

/// Columns of a day.
const DAY_COLUMNS: usize = 10;

/// Writes the earlier decisions, as they come. Title and learner of a credential for which nobody
/// vouches are words, which anybody can copy.
pub(super) fn write<W: Write>(page: &mut Page<'_, W>, evaluation: &Evaluation) -> io::Result<()> {
    let precedents: &[Precedent] = &evaluation.precedents;
    let proof = evaluation.standing.proof;
    let vouched = matches!(proof, ProofStanding::Identified | ProofStanding::Paper);
    if precedents.is_empty() {
        return Ok(());
    }
    let remark = "On the same achievement. Like cases are decided alike, or for a reason.";
    page.heading("Earlier decisions", remark)?;
    page.list(14, precedents, |page, precedent| {
        let (role, bearing) = match precedent.relation {
            PrecedentKind::GrantedBefore if !vouched => (
                Role::Amber,
                "to a learner of the same name or identifier, as far as this credential says",
            ),
            PrecedentKind::GrantedBefore => (
                Role::Amber,
                "to this learner for this programme: it cannot count twice",
            ),
            PrecedentKind::SameCase => (Role::Dim, "the same purpose and programme"),
            PrecedentKind::SamePurpose => (Role::Dim, "the same purpose elsewhere"),
        };
        let decision = phrases::capitalised(precedent.decision.label());
        let credits = precedent
            .credits
            .map(|credits| format!(", {}", phrases::counted(credits, "ECTS credit")));
        let line = Line::new(Role::Strong, decision + &credits.unwrap_or_default())
            .and(role, format!(" ({bearing})"));
        // A file of decisions may say anything where a day belongs.
        let lead = Lead::at(2, Role::Dim, page.cut(&precedent.date, DAY_COLUMNS));
        page.row(14, &lead, &line)?;
        let place = [&precedent.course, &precedent.programme];
        let mut place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
        place.push(&precedent.body);
        page.under(14, &Line::new(Role::Dim, place.join(", ")))?;
        page.under(14, &Line::from(phrases::sentence(&precedent.reasons)))
    })
}
