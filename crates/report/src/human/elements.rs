//! The sixteen standard elements: value, strength of the evidence, place.

use std::io::{self, Write};

use credeval_model::{
    Pointer,
    answer::Answer,
    element::{Absence, Absent, ElementName, Elements},
    evaluation::Mapping,
    question::Question,
};

use super::{
    checks, document, overview,
    page::{Lead, Line, Page, Role},
    phrases, scope, values,
};
use crate::Style;

/// Where values begin: the longest label, "Supervision and identity", and its margins.
const COLUMNS: usize = 28;
/// Lines of one value; its other parts are counted.
const VALUE_LINES: usize = 6;

/// Writes mappings.
pub(crate) fn mappings(
    out: &mut impl Write,
    items: &[Mapping],
    style: &Style<'_>,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    overview::write(&mut page, items)?;
    for (index, mapping) in items.iter().enumerate() {
        document::divide(&mut page, "Mapping", index, items.len())?;
        document::write(&mut page, &mapping.document, None)?;
        scope::write(&mut page, &mapping.scope, &mapping.relations)?;
        write(&mut page, &mapping.elements, None)?;
        checks::write_findings(&mut page, &mapping.findings)?;
    }
    Ok(())
}

/// Writes the table of elements. Of a certificate on paper nothing is known but the answers.
pub(super) fn write<W: Write>(
    page: &mut Page<'_, W>,
    elements: &Elements,
    paper: Option<&[Answer]>,
) -> io::Result<()> {
    let stated = ElementName::ALL
        .iter()
        .filter(|name| elements.standing(**name).is_ok())
        .count();
    let remark = format!(
        "{stated} of {} are stated; below each, how strong its evidence is and its place.",
        ElementName::ALL.len()
    );
    page.heading("Standard elements", &remark)?;
    for &name in ElementName::ALL {
        let asked = Question::ALL
            .iter()
            .filter(|one| one.element() == Some(name));
        if let Some(answers) = paper.filter(|_| elements.absence(name).is_some()) {
            let mut answers = answers.iter();
            let why = match asked.count() {
                0 => "Not asked.",
                _ if answers.any(|answer| answer.question.element() == Some(name)) => {
                    "See the answers."
                }
                _ => "Not answered.",
            };
            let lead = Lead::at(2, Role::Strong, name.label());
            page.row(COLUMNS, &lead, &Line::new(Role::Dim, why))?;
        } else if let Some(absent) = elements.absence(name) {
            absent_element(page, name, absent)?;
        } else if let Ok((tier, places)) = elements.standing(name) {
            let mut lines = values::told(elements, name, page.language);
            lines.extend(values::derived(elements, name));
            stated_element(page, name, &lines)?;
            let chosen = match elements.disclosed(name) {
                true => ", which the holder chose to show",
                false => "",
            };
            let lead = Lead::at(4, Role::Dim, tier.label());
            let places = format!("{}{chosen}", phrase(places));
            page.row(COLUMNS, &lead, &Line::new(Role::Dim, places))?;
        }
    }
    Ok(())
}

/// Why an element is absent; that something stands there, or may be withheld, is more than that
/// nothing is stated.
fn absent_element<W: Write>(
    page: &mut Page<'_, W>,
    name: ElementName,
    absent: &Absent,
) -> io::Result<()> {
    let lead = Lead::at(2, Role::Dim, name.label());
    let why = Line::new(Role::Dim, phrases::sentence(&absent.absent));
    page.row(COLUMNS, &lead, &why)?;
    if absent.reason == Absence::NotStated {
        return Ok(());
    }
    let lead = Lead::at(4, Role::Amber, absent.reason.label());
    let places = match absent.at.as_slice() {
        [] => String::new(),
        places => phrase(places),
    };
    page.row(COLUMNS, &lead, &Line::new(Role::Dim, places))
}

/// What is stated, line by line; equal lines that follow one another, as of six examinations of one
/// kind, are counted.
fn stated_element<W: Write>(
    page: &mut Page<'_, W>,
    name: ElementName,
    lines: &[String],
) -> io::Result<()> {
    let mut lead = Lead::at(2, Role::Strong, name.label());
    let said_nothing = [String::from("stated, and empty")];
    let lines = if lines.is_empty() {
        &said_nothing
    } else {
        lines
    };
    let lines: Vec<&[String]> = lines.chunk_by(PartialEq::eq).collect();
    for equal in lines.iter().take(VALUE_LINES) {
        let Some(line) = equal.first() else { continue };
        let line = match equal.len() {
            1 => Line::from(line),
            many => Line::from(format!("{many} {} {line}", page.signs.times)),
        };
        page.short_row(COLUMNS, &lead, &line)?;
        lead = Lead::default();
    }
    match lines
        .iter()
        .skip(VALUE_LINES)
        .flat_map(|equal| *equal)
        .count()
    {
        more @ 1.. => page.under(COLUMNS, &Line::new(Role::Dim, format!("and {more} more"))),
        0 => Ok(()),
    }
}

/// Places in words.
fn phrase(places: &[Pointer]) -> String {
    match places {
        [] => "by an answer".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}
