//! The dossier for Recognition of Prior Learning, in its four steps.

use std::io::{self, Write};

use credeval_model::{alignment::Match, dossier::Dossier};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

/// Writes the dossier.
pub(super) fn write<W: Write>(
    page: &mut Page<'_, W>,
    dossier: &Dossier,
    is_the_way: bool,
    level_is_open: bool,
) -> io::Result<()> {
    let remark = if is_the_way {
        "What it starts from, what to ask for, what to test, what can be granted."
    } else {
        "It may become the way, and is open to the learner in any case."
    };
    page.heading("Recognition of Prior Learning", remark)?;

    step(page, "1. Identification: what is there already")?;
    if dossier.identified.is_empty() {
        nothing(page, "No learning outcome yet.")?;
    }
    let (full, empty) = (page.signs.full, page.signs.empty);
    let is_doubted = |outcome: &str| {
        let mut tested = dossier.to_assess.iter();
        tested.any(|each| each.outcome == outcome)
    };
    page.list(5, &dossier.identified, |page, evidenced| {
        let line = Line::from(evidenced.outcome.as_str());
        let by = match evidenced.how {
            None => format!(" ({})", evidenced.tier.label()),
            Some(Match::Told) => " (covered, by an officer's answer)".to_owned(),
            Some(Match::Assumed) => " (taken to be covered, by the programme file)".to_owned(),
            Some(how) => format!(
                " (by \"{}\": {}, {})",
                evidenced.source,
                how.label(),
                evidenced.tier.label()
            ),
        };
        if is_doubted(&evidenced.outcome) {
            let lead = Lead::at(5, Role::Amber, empty);
            let line = line.and(Role::Amber, ": stated, not yet shown");
            return page.row(7, &lead, &line.and(Role::Dim, by));
        }
        let lead = Lead::at(5, Role::Green, full);
        page.row(7, &lead, &line.and(Role::Dim, by))
    })?;

    step(page, "2. Documentation: what to ask for")?;
    if dossier.documents.is_empty() {
        nothing(page, "Nothing further.")?;
    }
    let bullet = page.signs.bullet;
    page.list(5, &dossier.documents, |page, document| {
        let what = phrases::capitalised(phrases::without_stop(&document.what));
        let line = Line::from(what).and(Role::Dim, format!(" ({})", phrases::ask(document.ask)));
        page.row(7, &Lead::at(5, Role::Dim, bullet), &line)
    })?;

    step(page, "3. Assessment: what to test, and how it could be")?;
    if dossier.to_assess.is_empty() {
        let rest = match level_is_open {
            true => "No outcome by itself; the level of the learning is still to be shown.",
            false => "No outcome is left to be tested.",
        };
        nothing(page, rest)?;
    }
    // A reason that holds for all is told once, and any other with its outcome.
    let mut reasons = dossier.to_assess.iter().map(|each| each.why.as_str());
    let first = reasons.next();
    let shared = first.filter(|why| reasons.all(|other| other == *why));
    let shared = shared.filter(|_| dossier.to_assess.len() > 1);
    if let Some(why) = shared {
        let line = Line::new(Role::Dim, "This holds for all of them: ").and(Role::Dim, why);
        page.indented(5, &line)?;
    }
    page.list(5, &dossier.to_assess, |page, each| {
        let method = phrases::term(each.method);
        let line = Line::from(each.outcome.as_str()).and(Role::Strong, format!(": {method}"));
        page.row(7, &Lead::at(5, Role::Amber, empty), &line)?;
        match shared {
            Some(_) => Ok(()),
            None => page.under(7, &Line::new(Role::Dim, each.why.as_str())),
        }
    })?;

    step(page, "4. Certification: what can be granted")?;
    page.indented(5, &Line::from(phrases::sentence(&dossier.certification)))?;
    page.indented(
        5,
        &Line::new(Role::Dim, "Effort: ").and(Role::Plain, dossier.effort.text.as_str()),
    )
}

fn step<W: Write>(page: &mut Page<'_, W>, title: &str) -> io::Result<()> {
    page.indented(2, &Line::new(Role::Strong, title))
}

fn nothing<W: Write>(page: &mut Page<'_, W>, text: &str) -> io::Result<()> {
    page.indented(5, &Line::new(Role::Dim, text))
}
