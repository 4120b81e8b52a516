//! How the learning outcomes align with those of the receiving programme.

use std::io::{self, Write};

use credeval_model::alignment::{Alignment, Match};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

/// Writes how the outcomes align with the programme.
pub(super) fn write<W: Write>(page: &mut Page<'_, W>, alignment: &Alignment) -> io::Result<()> {
    let coverage = match alignment.coverage {
        Some(share) => format!(
            "{:.0} % of the programme's learning outcomes are covered.",
            share * 100.0
        ),
        None => "The programme names no learning outcomes.".to_owned(),
    };
    page.heading("Alignment with the programme", "")?;
    page.indented(2, &Line::from(coverage))?;
    let full = page.signs.full;
    page.list(6, &alignment.pairs, |page, pair| {
        let lead = Lead::at(2, Role::Green, full);
        page.row(4, &lead, &Line::from(pair.target.as_str()))?;
        let how = match pair.how {
            Match::Assumed => Line::new(Role::Amber, "assumed by the programme file"),
            Match::Uri => by(&pair.source).and(
                Role::Dim,
                format!(" (same term of a framework, {})", pair.tier.label()),
            ),
            other => by(&pair.source).and(
                Role::Dim,
                format!(" ({}, {})", phrases::term(other), pair.tier.label()),
            ),
        };
        page.under(6, &how)
    })?;
    let empty = page.signs.empty;
    page.list(6, &alignment.uncovered, |page, target| {
        let lead = Lead::at(2, Role::Red, empty);
        let line = Line::from(target.as_str()).and(Role::Dim, " (not covered)");
        page.row(4, &lead, &line)
    })
}

fn by(source: &str) -> Line {
    Line::new(Role::Dim, "by ").and(Role::Plain, source)
}
