//! The head of a report: what it speaks of, and for when.

use std::io::{self, Write};

use credeval_model::{
    Timestamp,
    document::{DocumentInfo, Form},
    element::Elements,
    programme::{Programme, Purpose},
};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
    values::Told,
};

/// Where the words of the head begin.
const COLUMNS: usize = 14;
/// How far the present may lie from the time that was judged for: the run itself takes a while.
const RUN_SECONDS: u64 = 60;

/// Tells reports on several documents apart.
pub(super) fn divide<W: Write>(
    page: &mut Page<'_, W>,
    kind: &str,
    index: usize,
    of: usize,
) -> io::Result<()> {
    if of < 2 {
        return Ok(());
    }
    if index > 0 {
        page.blank()?;
    }
    page.divider(&format!("{kind} {} of {of}", index + 1))
}

/// Says so where a report was judged for another time than `now`.
pub(super) fn write_time<W: Write>(
    page: &mut Page<'_, W>,
    at: Timestamp,
    now: Timestamp,
) -> io::Result<()> {
    if !is_another_time(at, now) {
        return Ok(());
    }
    let line = Line::new(Role::Amber, format!("Judged for {}", phrases::moment(at))).and(
        Role::Plain,
        format!(", not for now ({}).", phrases::moment(now)),
    );
    page.indented(0, &line)?;
    page.blank()
}

/// Whether a report was judged for another time than `now`.
pub(crate) fn is_another_time(at: Timestamp, now: Timestamp) -> bool {
    now.as_second().abs_diff(at.as_second()) > RUN_SECONDS
}

/// Writes the head: the credential, where its elements are given, and the document.
pub(super) fn write<W: Write>(
    page: &mut Page<'_, W>,
    document: &DocumentInfo,
    elements: Option<&Elements>,
) -> io::Result<()> {
    if let Some(elements) = elements {
        write_credential(page, elements)?;
    }
    write_file(page, document)?;
    if elements.is_none() {
        fact(
            page,
            "SHA-256",
            &Line::new(Role::Dim, document.digest.hex()),
        )?;
    }
    Ok(())
}

/// Writes what kind of document it is, and where it was.
pub(super) fn write_file<W: Write>(
    page: &mut Page<'_, W>,
    document: &DocumentInfo,
) -> io::Result<()> {
    let standard = document.standard;
    let form = document.form.label(standard);
    let kind = match document.form {
        Form::Paper => form.to_owned(),
        _ => format!("{}, {form}", standard.label()),
    };
    fact(page, "Kind", &Line::from(kind))?;
    if let Some(carrier) = document.carrier {
        let carrier = format!("baked into {}", carrier.label());
        fact(page, "Carrier", &Line::from(carrier))?;
    }
    let file = Line::from(document.source.as_str())
        .and(Role::Dim, format!(" ({})", phrases::size(document.bytes)));
    fact(page, "File", &file)?;
    if let Some(part) = &document.part {
        let part = Line::from(format!("the achievement at {part}"));
        fact(page, "Part", &part)?;
    }
    Ok(())
}

/// Writes what recognition is asked for; nothing where nothing is.
pub(super) fn write_purpose<W: Write>(
    page: &mut Page<'_, W>,
    purpose: Purpose,
    programme: Option<&Programme>,
) -> io::Result<()> {
    match phrases::asked(purpose, programme) {
        Some(asked) => fact(page, "Asked for", &Line::from(phrases::capitalised(&asked))),
        None => Ok(()),
    }
}

/// Writes what the credential is, whose, by whom, and of when.
pub(super) fn write_credential<W: Write>(
    page: &mut Page<'_, W>,
    elements: &Elements,
) -> io::Result<()> {
    let language = page.language;
    let title = elements.title.value();
    let title = title.map(|title| title.shown_in(language));
    let title = match title {
        Some(title) => Line::new(Role::Strong, title),
        None => Line::new(Role::Dim, "A credential without a title"),
    };
    page.indented(2, &title)?;
    let learner = elements.learner.value();
    let learner = learner.map(|learner| learner.told(language));
    let learner = learner.and_then(|lines| lines.into_iter().next());
    let bodies = elements.awarding_body.value().map(|bodies| {
        let names = bodies
            .iter()
            .filter_map(|body| body.told(language).into_iter().next());
        names.collect::<Vec<_>>().join("; ")
    });
    let issued = elements.issued.value();
    let issued = issued.map(|issued| phrases::day(&issued.date).to_owned());
    for (label, value) in [
        ("Learner", learner),
        ("Awarded by", bodies),
        ("Issued", issued),
    ] {
        let value = match value.filter(|value| !value.is_empty()) {
            Some(value) => Line::from(value),
            None => Line::new(Role::Dim, "not stated"),
        };
        fact(page, label, &value)?;
    }
    Ok(())
}

pub(super) fn fact<W: Write>(page: &mut Page<'_, W>, label: &str, value: &Line) -> io::Result<()> {
    page.row(COLUMNS, &Lead::at(2, Role::Dim, label), value)
}
