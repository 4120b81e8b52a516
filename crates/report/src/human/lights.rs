//! The seven traffic lights.
//!
//! A light has three lamps, lit from the left: `●●○` is robustness 2, and `●??` is 1 to 3. So the
//! shape alone tells the level, and what is unknown never looks like what is weak.

use std::io::{self, Write};

use credeval_model::{
    answer::{Answer, Role as Author},
    criterion::{CriterionResult, Light, Reason},
    evaluation::Evaluation,
    outcome::OutcomeCode,
};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

/// Where reasons begin: the lamps, the digits and the longest label, "Learning outcomes".
const COLUMNS: usize = 30;

/// Writes a light for each criterion, with its main reason.
pub(super) fn write<W: Write>(page: &mut Page<'_, W>, evaluation: &Evaluation) -> io::Result<()> {
    let scale = "How robustly each is met, from 0 (red) to 3 (green); ? is not known yet.";
    let title = match evaluation.outcome.code {
        OutcomeCode::NotVerified => "What it states, for information only",
        _ => "Criteria",
    };
    page.heading(title, scale)?;
    for result in &evaluation.criteria {
        let role = role(result);
        let lead = Lead::at(2, role, lamps(page, result))
            .and(6, role, digits(result))
            .and(11, Role::Strong, result.criterion.label());
        let main = match result.reasons.first() {
            Some(reason) if reason.answers.is_empty() => {
                Line::from(phrases::sentence(&reason.text))
            }
            Some(reason) => Line::from(phrases::sentence(&reason.text))
                .and(Role::Dim, basis(reason, &evaluation.answers)),
            None => Line::new(Role::Dim, "No reason is given."),
        };
        page.row(COLUMNS, &lead, &main)?;
    }
    Ok(())
}

/// Writes the further reasons of each criterion, and what would narrow it.
pub(super) fn write_reasons<W: Write>(
    page: &mut Page<'_, W>,
    evaluation: &Evaluation,
) -> io::Result<()> {
    let criteria = &evaluation.criteria;
    let told = |result: &CriterionResult| result.reasons.len() > 1 || !result.missing.is_empty();
    if !criteria.iter().any(told) {
        return Ok(());
    }
    page.heading(
        "Further reasons",
        "A line that begins with ? is not known yet.",
    )?;
    for (index, result) in criteria.iter().enumerate() {
        let mut lead = Lead::at(2, Role::Strong, result.criterion.label());
        page.list(22, result.reasons.iter().skip(1), |page, reason| {
            let line = Line::from(phrases::sentence(&reason.text))
                .and(Role::Dim, basis(reason, &evaluation.answers));
            page.row(22, &std::mem::take(&mut lead), &line)
        })?;
        page.list(22, &result.missing, |page, missing| {
            // One fact may hold back several criteria; it is told once.
            let mut earlier = criteria.iter().take(index);
            let told =
                earlier.find(|result| result.missing.iter().any(|one| one.is_same_fact(missing)));
            let line = Line::new(Role::Strong, "? ");
            let line = match told {
                Some(told) => line.and(
                    Role::Plain,
                    format!("The same as for {}.", told.criterion.label()),
                ),
                None => line
                    .and(
                        Role::Plain,
                        phrases::capitalised(phrases::without_stop(&missing.what)),
                    )
                    .and(Role::Dim, format!(" ({})", phrases::ask(missing.ask))),
            };
            page.row(22, &std::mem::take(&mut lead), &line)
        })?;
    }
    Ok(())
}

/// What a reason rests on: answers, a check of ours, or an element and who vouches for it.
fn basis(reason: &Reason, answers: &[Answer]) -> String {
    let by = [Author::Officer, Author::Applicant].map(|author| {
        let places = reason.answers.iter().filter(|place| {
            let answer = answers.get(**place);
            answer.is_some_and(|answer| answer.role == author)
        });
        let places: Vec<String> = places.map(|place| format!("A{}", place + 1)).collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let several = if places.len() > 1 { "s" } else { "" };
        let told = phrases::joined(&places, "and");
        (!places.is_empty()).then(|| format!("the {}'s answer{several} {told}", author.label()))
    });
    let answers: Vec<String> = by.into_iter().flatten().collect();
    let words = match (answers.as_slice(), reason.check, reason.element) {
        ([], None, None) => return String::new(),
        ([], Some(check), _) => {
            let check = check.as_str().replace(['.', '_'], " ");
            format!("our check of {check}")
        }
        ([], None, Some(element)) => {
            let element = element.label().to_lowercase();
            match reason.tier {
                Some(tier) => format!("{element}, {}", tier.label()),
                None => element,
            }
        }
        (answers, _, _) => answers.join(", "),
    };
    format!(" ({words})")
}

fn lamps<W>(page: &Page<'_, W>, result: &CriterionResult) -> String {
    if !applies(result) {
        return page.signs.dash.repeat(3);
    }
    (1..=3)
        .map(|level| {
            if level <= result.lower {
                page.signs.full
            } else if level <= result.upper {
                "?"
            } else {
                page.signs.empty
            }
        })
        .collect()
}

fn digits(result: &CriterionResult) -> String {
    match (result.lower, result.upper) {
        _ if !applies(result) => "n/a".to_owned(),
        (lower, upper) if lower == upper => lower.to_string(),
        (lower, upper) => format!("{lower}-{upper}"),
    }
}

fn applies(result: &CriterionResult) -> bool {
    result.applies && result.light != Light::NotApplicable
}

fn role(result: &CriterionResult) -> Role {
    match result.light {
        _ if !applies(result) => Role::Dim,
        Light::Red => Role::Red,
        Light::Amber => Role::Amber,
        Light::LightGreen => Role::LightGreen,
        Light::Green => Role::Green,
        Light::Unknown | Light::NotApplicable => Role::Dim,
    }
}
