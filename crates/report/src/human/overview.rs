//! One line for each of several items: which of them to read first.
//!
//! A transcript gives an item for each of its achievements, and what one item says takes a page or
//! two.

use std::io::{self, Write};

use credeval_model::{
    document::DocumentInfo,
    element::{CreditSystem, Elements, Workload},
    evaluation::{Evaluation, Mapping},
    outcome::OutcomeCode,
    scope::Scope,
};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

/// The narrowest title that still tells items apart; where less is left beside the facts, they go
/// below it.
const TITLE_COLUMNS: usize = 14;
/// Columns of one fact: those of the longest outcome code, `needs_information`; a grade may be any
/// text.
const FACT_COLUMNS: usize = 17;
/// Where the numbers begin, and how far columns stand apart.
const GAP: usize = 2;

/// What the overview tells of an item.
pub(super) struct Item<'a> {
    document: &'a DocumentInfo,
    scope: &'a Scope,
    elements: &'a Elements,
    outcome: Option<OutcomeCode>,
}

impl<'a> From<&'a Mapping> for Item<'a> {
    fn from(mapping: &'a Mapping) -> Self {
        Self {
            document: &mapping.document,
            scope: &mapping.scope,
            elements: &mapping.elements,
            outcome: None,
        }
    }
}

impl<'a> From<&'a Evaluation> for Item<'a> {
    fn from(evaluation: &'a Evaluation) -> Self {
        Self {
            document: &evaluation.document,
            scope: &evaluation.scope,
            elements: &evaluation.elements,
            outcome: Some(evaluation.outcome.code),
        }
    }
}

/// What the overview says of one thing, such as the workload.
struct Column {
    heading: &'static str,
    /// What stands before a fact where there is no heading above it.
    word: &'static str,
    /// The fact of each item, cut to fit.
    facts: Vec<Option<String>>,
    width: usize,
}

/// Writes the overview; nothing where there is one item.
pub(super) fn write<'a, W: Write, T>(page: &mut Page<'_, W>, items: &'a [T]) -> io::Result<()>
where
    Item<'a>: From<&'a T>,
{
    if items.len() < 2 {
        return Ok(());
    }
    let items: Vec<Item<'a>> = items.iter().map(Item::from).collect();
    page.title("Overview")?;
    if items.iter().any(|item| has_derived_level(item.elements)) {
        let remark = "A level in brackets is not stated and follows from another.";
        page.indented(GAP, &Line::new(Role::Dim, remark))?;
    }
    let columns = columns(page, &items);
    let titles = items.iter().map(|item| title(item, page.language));
    let titles: Vec<(Role, String)> = titles.collect();

    let digits = items.len().to_string().len();
    let indent = GAP + digits + GAP;
    let taken: usize = columns.iter().map(|column| GAP + column.width).sum();
    let left = page.width().saturating_sub(indent);
    let beside = left.saturating_sub(taken);
    let in_columns = beside >= TITLE_COLUMNS;
    let longest = titles.iter().map(|(_, title)| page.columns_of(title)).max();
    let room = if in_columns { beside } else { left };
    let room = room.min(longest.unwrap_or_default().max(TITLE_COLUMNS));

    let in_row = |mut lead: Lead, facts: &mut dyn Iterator<Item = (Role, &str)>| {
        let mut at = indent + room;
        for (column, (role, fact)) in columns.iter().zip(facts) {
            lead = lead.and(at + GAP, role, fact);
            at += GAP + column.width;
        }
        lead
    };
    if in_columns {
        let headings = columns.iter().map(|column| (Role::Dim, column.heading));
        let lead = Lead::at(indent, Role::Dim, "Title");
        page.words(&in_row(lead, &mut headings.into_iter()))?;
    }
    for (index, (role, title)) in titles.iter().enumerate() {
        let number = (index + 1).to_string();
        let lead = Lead::at(GAP + digits - number.len(), Role::Dim, number);
        let lead = lead.and(indent, *role, page.cut(title, room));
        if in_columns {
            let none = (Role::Dim, page.signs.dash);
            let facts = columns.iter().map(|column| column.fact(index));
            let mut facts = facts.map(|fact| fact.map_or(none, |fact| (Role::Plain, fact)));
            page.words(&in_row(lead, &mut facts))?;
        } else {
            page.words(&lead)?;
            let said = |column: &Column| Some(format!("{}{}", column.word, column.fact(index)?));
            let facts: Vec<String> = columns.iter().filter_map(said).collect();
            page.indented(indent, &Line::new(Role::Dim, facts.join(", ")))?;
        }
    }
    page.blank()
}

impl Column {
    fn fact(&self, item: usize) -> Option<&str> {
        self.facts.get(item).and_then(Option::as_deref)
    }
}

/// The columns of which some item has a fact.
fn columns<W: Write>(page: &Page<'_, W>, items: &[Item<'_>]) -> Vec<Column> {
    let language = page.language;
    let column = |heading, word, fact: &dyn Fn(&Item<'_>) -> Option<String>| {
        let facts = items.iter().map(|item| {
            let fact = fact(item).filter(|fact| !fact.is_empty());
            fact.map(|fact| page.cut(&fact, FACT_COLUMNS))
        });
        let facts: Vec<Option<String>> = facts.collect();
        let widest = facts.iter().flatten().map(|fact| page.columns_of(fact));
        let width = widest.max()?.max(page.columns_of(heading));
        Some(Column {
            heading,
            word,
            facts,
            width,
        })
    };
    [
        column("Scope", "", &|item| {
            Some(phrases::scope(item.scope.kind).to_owned())
        }),
        column("Volume", "", &|item| {
            item.elements.workload.value().and_then(volume)
        }),
        column("EQF", "EQF ", &|item| level(item.elements)),
        column("Grade", "grade ", &|item| grade(item.elements, language)),
        column("Outcome", "", &|item| {
            item.outcome.map(|code| code.to_string())
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The title; where none is stated, the name of the document.
fn title(item: &Item<'_>, language: &str) -> (Role, String) {
    let title = item.elements.title.value();
    let title = title.map(|title| title.shown_in(language).trim());
    match title.filter(|title| !title.is_empty()) {
        Some(title) => (Role::Strong, title.to_owned()),
        None => {
            let source = item.document.source.as_str();
            let name = source.rsplit('/').next().unwrap_or(source);
            (Role::Dim, format!("no title, {name}"))
        }
    }
}

/// The credits, of the European system where they are in several; else the hours.
fn volume(workload: &Workload) -> Option<String> {
    let credits = || workload.credits.iter();
    let ects = credits().find(|credits| credits.system == CreditSystem::Ects);
    let credits = ects.or_else(|| credits().next());
    let credits = credits.map(|credits| match credits.system {
        CreditSystem::Ects => format!("{} ECTS", credits.points),
        CreditSystem::Ecvet => format!("{} ECVET", credits.points),
        _ => phrases::counted(credits.points, "credit"),
    });
    credits.or_else(|| Some(phrases::counted(workload.hours?, "hour")))
}

/// The level of the European Qualifications Framework, in brackets where it is not stated.
fn level(elements: &Elements) -> Option<String> {
    let eqf = elements.level.value()?.eqf?;
    Some(match has_derived_level(elements) {
        true => format!("({eqf})"),
        false => eqf.to_string(),
    })
}

fn has_derived_level(elements: &Elements) -> bool {
    let level = elements.level.value();
    level.is_some_and(|level| level.eqf.is_some() && level.derived.is_some())
}

/// The grade; that there are several, where there are: they would read as one number.
fn grade(elements: &Elements, language: &str) -> Option<String> {
    match elements.grade.value()?.as_slice() {
        [] => None,
        [only] => Some(only.value.shown_in(language).trim().to_owned()),
        _ => Some("several".to_owned()),
    }
}
