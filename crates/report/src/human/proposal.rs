//! The proposal: what it says, what it tolerates, and what would settle it.

use std::io::{self, Write};

use credeval_model::outcome::{Deviation, Outcome, OutcomeCode, Settlement};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

/// Writes what is proposed.
pub(super) fn write<W: Write>(page: &mut Page<'_, W>, outcome: &Outcome) -> io::Result<()> {
    let differs = outcome.deviations.iter().any(Deviation::is_shown);
    let headline = match outcome.code {
        OutcomeCode::NotLrc if !differs => "Recognition is not shown to be possible",
        code => phrases::headline(code),
    };
    write_headed(page, outcome, headline)
}

/// The same, under a headline of its own.
pub(super) fn write_headed<W: Write>(
    page: &mut Page<'_, W>,
    outcome: &Outcome,
    headline: &str,
) -> io::Result<()> {
    let role = role(outcome.code);
    page.heading("Proposal", "")?;
    let headline = Line::new(role, headline).and(Role::Dim, format!(" ({})", outcome.code));
    page.barred(role, &headline)?;
    page.barred(role, &Line::from(phrases::sentence(&outcome.summary)))?;
    let standing = if outcome.sign_off {
        "A proposal: it counts only once a named officer has signed it."
    } else {
        "The policy asks for no signature under this proposal."
    };
    let line =
        Line::new(Role::Dim, phrases::track(outcome.track)).and(Role::Dim, format!(" {standing}"));
    page.barred(role, &line)
}

/// Writes the deviations that the proposal names; what only counts as one stands apart.
pub(super) fn write_deviations<W: Write>(
    page: &mut Page<'_, W>,
    outcome: &Outcome,
) -> io::Result<()> {
    let (shown, not_shown): (Vec<&Deviation>, Vec<&Deviation>) = outcome
        .deviations
        .iter()
        .partition(|deviation| deviation.is_shown());
    let title = match outcome.code {
        OutcomeCode::NotLrc => "Substantial differences",
        _ => "Deviations",
    };
    for (title, remark, deviations) in [
        (title, "What falls short of what is asked for.", shown),
        (
            "Not shown",
            "Nothing is known to fall short here; this policy counts what is not known as not met.",
            not_shown,
        ),
    ] {
        if deviations.is_empty() {
            continue;
        }
        page.heading(title, remark)?;
        page.list(22, deviations, |page, deviation| {
            let lead = Lead::at(2, Role::Strong, deviation.criterion.label());
            let text = deviation.text.as_str();
            // The heading says so already.
            let said = text.strip_prefix(title);
            let text = said
                .and_then(|text| text.strip_prefix(": "))
                .unwrap_or(text);
            page.prose_row(22, &lead, &Line::from(phrases::sentence(text)))
        })?;
    }
    Ok(())
}

/// Writes the sets of facts that would settle the proposal.
pub(super) fn write_settlements<W: Write>(
    page: &mut Page<'_, W>,
    code: OutcomeCode,
    settlements: &[Settlement],
) -> io::Result<()> {
    if settlements.is_empty() {
        return Ok(());
    }
    let title = match code {
        OutcomeCode::NeedsInformation => "What would settle it",
        _ => "What would change it",
    };
    let remark = match settlements {
        [_] => String::new(),
        several => format!("Any one of these {} ways:", several.len()),
    };
    page.heading(title, &remark)?;
    let bullet = page.signs.bullet;
    let mut number = 0;
    page.list(5, settlements, |page, settlement| {
        number += 1;
        let criteria: Vec<&str> = settlement
            .criteria
            .iter()
            .map(|criterion| criterion.label())
            .collect();
        let subject = match criteria.as_slice() {
            [] => "The credential itself".to_owned(),
            some => phrases::joined(some, "and"),
        };
        let lead = Lead::at(2, Role::Dim, format!("{number}."));
        page.row(5, &lead, &Line::new(Role::Strong, subject))?;
        page.list(7, &settlement.facts, |page, fact| {
            let line = Line::from(phrases::capitalised(phrases::without_stop(&fact.what)))
                .and(Role::Dim, format!(" ({})", phrases::ask(fact.ask)));
            page.row(7, &Lead::at(5, Role::Dim, bullet), &line)
        })?;
        let then: Vec<&str> = settlement
            .leads_to
            .iter()
            .map(|code| phrases::consequence(*code))
            .collect();
        if then.is_empty() {
            return Ok(());
        }
        let line =
            Line::new(Role::Dim, "Then possible: ").and(Role::Plain, phrases::joined(&then, "or"));
        page.under(5, &line)
    })
}

fn role(code: OutcomeCode) -> Role {
    match code {
        OutcomeCode::RecogniseFull => Role::Green,
        OutcomeCode::RecognisePartial | OutcomeCode::Flexible => Role::LightGreen,
        OutcomeCode::Rpl | OutcomeCode::HumanReview => Role::Amber,
        OutcomeCode::NeedsInformation => Role::Strong,
        OutcomeCode::NotLrc | OutcomeCode::NotVerified => Role::Red,
    }
}
