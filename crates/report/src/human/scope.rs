//! What an achievement is, and what it belongs to.

use std::io::{self, Write};

use credeval_model::scope::{Relation, Scope};

use super::{
    document,
    page::{Line, Page, Role},
};

/// Signs that are named; the JSON forms hold all of them.
const SIGNS: usize = 3;
/// Titles of one relation that are named.
const TITLES: usize = 3;

/// Writes what it is with the signs of it, and each relation with the titles of the others.
pub(super) fn write<W: Write>(
    page: &mut Page<'_, W>,
    scope: &Scope,
    relations: &[Relation],
) -> io::Result<()> {
    let mut signs: Vec<&str> = Vec::new();
    for sign in scope
        .signs
        .iter()
        .filter(|sign| sign.speaks_for == scope.kind)
    {
        if !signs.contains(&sign.text.as_str()) {
            signs.push(&sign.text);
        }
    }
    let kind = match signs.is_empty() {
        true => scope.kind.label().to_owned(),
        false => format!("{}: {}", scope.kind.label(), some(&signs, SIGNS)),
    };
    document::fact(page, "Scope", &Line::from(kind))?;
    let mut told = Vec::new();
    for relation in relations {
        if told.contains(&relation.kind) {
            continue;
        }
        told.push(relation.kind);
        let others = relations.iter().filter(|other| other.kind == relation.kind);
        let others: Vec<&str> = others
            .map(|other| match &other.title {
                Some(title) => title.shown_in(page.language),
                None => other.to.as_str(),
            })
            .collect();
        let line = Line::new(Role::Plain, format!("{} ", relation.kind.label()))
            .and(Role::Plain, some(&others, TITLES));
        document::fact(page, "Relation", &line)?;
    }
    Ok(())
}

/// The first of several, and how many more there are.
fn some(texts: &[&str], most: usize) -> String {
    let first: Vec<&str> = texts.iter().take(most).copied().collect();
    match texts.len().checked_sub(most) {
        Some(more @ 1..) => format!("{} and {more} more", first.join(", ")),
        _ => first.join(", "),
    }
}
