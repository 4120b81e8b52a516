//! The sixteen standard elements: value, strength of the evidence, place.

use std::io::{self, Write};

use credeval_model::{
    Pointer, Tier,
    element::{Element, ElementName, Elements},
    evaluation::Mapping,
};

use super::{
    document,
    page::{Lead, Line, Page, Role},
    phrases,
    values::Told,
};
use crate::Style;

/// Where values begin: the longest label, "Supervision and identity", and its margins.
const COLUMNS: usize = 28;
/// Lines of one value; its other parts are counted.
const VALUE_LINES: usize = 6;

/// Writes mappings.
pub(crate) fn mappings(out: &mut impl Write, items: &[Mapping], style: &Style) -> io::Result<()> {
    let mut page = Page::new(out, style);
    for (index, mapping) in items.iter().enumerate() {
        document::divide(&mut page, "Mapping", index, items.len())?;
        document::write(&mut page, &mapping.document, None)?;
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
        match elements.standing(name) {
            Ok((tier, places)) => {
                stated_element(page, name, &told(elements, name), tier, places)?;
            }
            Err(why) => {
                let lead = Lead::at(2, Role::Dim, name.label());
                page.row(
                    COLUMNS,
                    &lead,
                    &Line::new(Role::Dim, phrases::sentence(why)),
                )?;
            }
        }
    }
    Ok(())
}

fn stated_element<W: Write>(
    page: &mut Page<'_, W>,
    name: ElementName,
    lines: &[String],
    tier: Tier,
    places: &[Pointer],
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
    if let Some(more @ 1..) = lines.len().checked_sub(VALUE_LINES) {
        page.under(COLUMNS, &Line::new(Role::Dim, format!("and {more} more")))?;
    }
    let lead = Lead::at(4, Role::Dim, tier.label());
    let places = match places {
        [] => "its place is not known".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    };
    page.row(COLUMNS, &lead, &Line::new(Role::Dim, places))
}

fn told(elements: &Elements, name: ElementName) -> Vec<String> {
    fn lines<T: Told>(element: &Element<T>) -> Vec<String> {
        element.value().map(Told::told).unwrap_or_default()
    }
    match name {
        ElementName::Learner => lines(&elements.learner),
        ElementName::Title => lines(&elements.title),
        ElementName::Country => lines(&elements.country),
        ElementName::AwardingBody => lines(&elements.awarding_body),
        ElementName::Issued => lines(&elements.issued),
        ElementName::LearningOutcomes => lines(&elements.learning_outcomes),
        ElementName::Workload => lines(&elements.workload),
        ElementName::Level => lines(&elements.level),
        ElementName::Assessment => lines(&elements.assessment),
        ElementName::Participation => lines(&elements.participation),
        ElementName::QualityAssurance => lines(&elements.quality_assurance),
        ElementName::Prerequisites => lines(&elements.prerequisites),
        ElementName::Supervision => lines(&elements.supervision),
        ElementName::Grade => lines(&elements.grade),
        ElementName::Stackability => lines(&elements.stackability),
        ElementName::FurtherInformation => lines(&elements.further_information),
    }
}
