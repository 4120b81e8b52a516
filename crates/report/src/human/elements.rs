//! The sixteen standard elements: value, strength of the evidence, place.

use std::io::{self, Write};

use credeval_model::{
    Pointer,
    element::{Absence, Absent, ElementName, Elements},
    evaluation::Mapping,
};

use super::{
    document,
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
    for (index, mapping) in items.iter().enumerate() {
        document::divide(&mut page, "Mapping", index, items.len())?;
        document::write(&mut page, &mapping.document, None)?;
        scope::write(&mut page, &mapping.scope, &mapping.relations)?;
        write(&mut page, &mapping.elements)?;
    }
    Ok(())
}

/// Writes the table of elements.
pub(super) fn write<W: Write>(page: &mut Page<'_, W>, elements: &Elements) -> io::Result<()> {
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
        if let Some(absent) = elements.absence(name) {
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
    for line in lines.iter().take(VALUE_LINES) {
        page.short_row(COLUMNS, &lead, &Line::from(line))?;
        lead = Lead::default();
    }
    match lines.len().checked_sub(VALUE_LINES) {
        Some(more @ 1..) => page.under(COLUMNS, &Line::new(Role::Dim, format!("and {more} more"))),
        _ => Ok(()),
    }
}

/// Places in words.
fn phrase(places: &[Pointer]) -> String {
    match places {
        [] => "its place is not known".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}
