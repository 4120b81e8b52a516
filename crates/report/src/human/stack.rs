//! The report on a stack: what it comes to, what makes it up, what does not.

use std::io::{self, Write};

use credeval_model::{
    Timestamp,
    criterion::Missing,
    outcome::OutcomeCode,
    programme::Route,
    stack::{Counts, Filled, Member, Stack, StackFindingKind},
};

use super::{
    alignment, document,
    page::{Lead, Line, Page, Role},
    phrases, proposal,
};
use crate::Style;

/// Where the text of a module or a credential begins: its number, its sign, and the longest word.
const COLUMNS: usize = 17;
/// Where the sentence of a finding begins: beside the longest kind, "Another version".
const KIND_COLUMNS: usize = 19;
/// Cells of the bar of credits.
const BAR: u32 = 30;

/// Writes a stack.
pub(crate) fn stack(
    out: &mut impl Write,
    stack: &Stack,
    style: &Style<'_>,
    now: Timestamp,
) -> io::Result<()> {
    let page = &mut Page::new(out, style);
    document::write_time(page, stack.at, now)?;
    head(page, stack)?;
    let headline = match stack.outcome.code {
        OutcomeCode::NotVerified => "None of the credentials holds",
        code => phrases::headline(code),
    };
    proposal::write_headed(page, &stack.outcome, headline)?;
    credits(page, stack)?;
    modules(page, stack)?;
    members(page, stack)?;
    settle(page, stack)?;
    findings(page, stack)?;
    proposal::write_deviations(page, &stack.outcome)?;
    if let Some(alignment) = &stack.alignment {
        alignment::write(page, alignment, |_| false)?;
    }
    closing(page, stack)
}

fn head<W: Write>(page: &mut Page<'_, W>, stack: &Stack) -> io::Result<()> {
    let programme = &stack.programme;
    page.indented(2, &Line::new(Role::Strong, programme.programme.as_str()))?;
    document::fact(
        page,
        "Institution",
        &Line::from(programme.institution.as_str()),
    )?;
    if let Some(body) = &programme.body {
        document::fact(page, "Decided by", &Line::from(body.as_str()))?;
    }
    document::fact(page, "Profile", &Line::from(route(stack.route)))?;
    let level = programme
        .level
        .map(|level| format!("EQF level {level} or above"));
    if let Some(level) = level {
        document::fact(page, "Level", &Line::from(level))?;
    }
    let count = match stack.members.len() {
        1 => "1 achievement".to_owned(),
        count => format!("{count} achievements"),
    };
    document::fact(page, "Credentials", &Line::from(count))
}

fn route(route: Route) -> &'static str {
    match route {
        Route::BrokenDown => "a regular programme, broken down into modules",
        Route::PreStacked => "a package that its provider put together",
        Route::Generic => "generic: no common profile",
    }
}

fn credits<W: Write>(page: &mut Page<'_, W>, stack: &Stack) -> io::Result<()> {
    let total = stack.credits;
    page.heading("ECTS credits", "")?;
    let may = if total.upper > total.lower {
        format!(" for sure, {} at most", ects(total.upper))
    } else {
        String::new()
    };
    let of = match total.asked {
        Some(asked) => format!(" of {}", ects(asked)),
        None => String::new(),
    };
    let line =
        Line::new(Role::Strong, ects(total.lower)).and(Role::Plain, format!("{of} count{may}."));
    let Some(asked) = total.asked.filter(|asked| *asked > 0.0) else {
        return page.indented(2, &line);
    };
    let bar = |credits: f64, sign: &'static str, from: usize| {
        let reached =
            (1..=BAR).filter(|cell| f64::from(*cell) / f64::from(BAR) <= credits / asked + 1e-9);
        let reached = reached.count();
        (sign.repeat(reached.saturating_sub(from)), reached.max(from))
    };
    let (sure, at) = bar(total.lower, page.signs.full, 0);
    let (open, at) = bar(total.upper, "?", at);
    let (rest, _) = bar(asked, page.signs.empty, at);
    let lead = Lead::at(2, Role::Green, sure);
    let sure_columns = 2 + lead_columns(total.lower, asked);
    let lead = lead.and(sure_columns, Role::Dim, open + &rest);
    let columns = usize::try_from(BAR).unwrap_or_default() + 4;
    page.row(columns, &lead, &line)?;
    let filled = |module: &&Filled| module.filled == Counts::Yes;
    if stack.overlap.is_some_and(|share| share > 0.0) && stack.modules.iter().any(|m| filled(&m)) {
        let why = "Learning outcomes that several credentials state count once, so modules that \
                   are filled may come to fewer credits than they have.";
        page.indented(2, &Line::from(why))?;
    }
    Ok(())
}

/// The cells that `credits` fill of a bar for `asked`.
fn lead_columns(credits: f64, asked: f64) -> usize {
    (1..=BAR)
        .filter(|cell| f64::from(*cell) / f64::from(BAR) <= credits / asked + 1e-9)
        .count()
}

fn modules<W: Write>(page: &mut Page<'_, W>, stack: &Stack) -> io::Result<()> {
    if stack.modules.is_empty() {
        return Ok(());
    }
    page.heading("Modules of the profile", "")?;
    page.list(COLUMNS, &stack.modules, |page, module: &Filled| {
        let (role, word) = match module.filled {
            Counts::Yes => (Role::Green, "filled"),
            Counts::Open => (Role::Dim, "open"),
            Counts::No => (Role::Amber, "missing"),
        };
        let lead = Lead::at(2, role, sign(page, module.filled)).and(4, role, word);
        page.row(
            COLUMNS,
            &lead,
            &Line::new(Role::Strong, module.module.as_str()),
        )?;
        let by = numbers(&module.by);
        page.under(COLUMNS, &Line::from(module.why.as_str()).and(Role::Dim, by))
    })
}

fn members<W: Write>(page: &mut Page<'_, W>, stack: &Stack) -> io::Result<()> {
    page.heading(
        "Credentials",
        "In the order of their award; the proposal for each by itself in brackets.",
    )?;
    let mut number = 0;
    page.list(COLUMNS, &stack.members, |page, member: &Member| {
        number += 1;
        let (role, word) = match member.counts {
            Counts::Yes => (Role::Green, "counts"),
            Counts::Open => (Role::Dim, "open"),
            Counts::No => (Role::Amber, "no"),
        };
        let lead = Lead::at(2, Role::Dim, format!("{number}."))
            .and(6, role, sign(page, member.counts))
            .and(8, role, word);
        page.row(
            COLUMNS,
            &lead,
            &Line::new(Role::Strong, member.title.as_str()),
        )?;
        let issued = member.issued.as_deref().unwrap_or("day not stated");
        let credits = match member.ects {
            Some(credits) => format!("{} ECTS", ects(credits)),
            None => "ECTS not stated".to_owned(),
        };
        let level = match member.level {
            Some(level) => format!("EQF {level}"),
            None => "EQF not stated".to_owned(),
        };
        let facts = format!("{issued}, {credits}, {level} ({})", member.outcome);
        page.under(COLUMNS, &Line::from(facts))?;
        page.under(COLUMNS, &Line::from(phrases::sentence(&member.why)))?;
        let part = member.part.as_ref().map(|part| format!(" at {part}"));
        let source = format!("{}{}", member.source, part.unwrap_or_default());
        page.under(COLUMNS, &Line::new(Role::Dim, source))
    })
}

/// What would settle the proposal, and what else to find out.
fn settle<W: Write>(page: &mut Page<'_, W>, stack: &Stack) -> io::Result<()> {
    let facts = |page: &mut Page<'_, W>, facts: &[&Missing]| {
        let bullet = page.signs.bullet;
        page.list(4, facts, |page, fact| {
            let what = phrases::capitalised(phrases::without_stop(&fact.what));
            let line = Line::from(what).and(Role::Dim, format!(" ({})", phrases::ask(fact.ask)));
            page.row(4, &Lead::at(2, Role::Dim, bullet), &line)
        })
    };
    let settling: Vec<&Missing> = stack
        .outcome
        .settle
        .iter()
        .flat_map(|each| &each.facts)
        .collect();
    if !settling.is_empty() {
        page.heading("What would settle it", "All of this together:")?;
        facts(page, &settling)?;
        let leads_to = stack.outcome.settle.iter().flat_map(|each| &each.leads_to);
        let then: Vec<&str> = leads_to.map(|code| phrases::consequence(*code)).collect();
        if !then.is_empty() {
            let line = Line::new(Role::Dim, "Then possible: ")
                .and(Role::Plain, phrases::joined(&then, "or"));
            page.indented(2, &line)?;
        }
    }
    let further: Vec<&Missing> = stack
        .missing
        .iter()
        .filter(|fact| !settling.contains(fact))
        .collect();
    if further.is_empty() {
        return Ok(());
    }
    page.heading("Further to find out", "")?;
    facts(page, &further)
}

fn findings<W: Write>(page: &mut Page<'_, W>, stack: &Stack) -> io::Result<()> {
    if stack.findings.is_empty() {
        return Ok(());
    }
    page.heading("What does not hold together, or may not", "")?;
    page.list(KIND_COLUMNS, &stack.findings, |page, finding| {
        let lead = Lead::at(2, Role::Strong, kind(finding.kind));
        let line =
            Line::from(phrases::sentence(&finding.text)).and(Role::Dim, numbers(&finding.members));
        page.row(KIND_COLUMNS, &lead, &line)
    })
}

fn kind(kind: StackFindingKind) -> &'static str {
    match kind {
        StackFindingKind::Duplicate => "Duplicate",
        StackFindingKind::Version => "Another version",
        StackFindingKind::Learner => "Learner",
        StackFindingKind::Overlap => "Overlap",
        StackFindingKind::Level => "Level",
        StackFindingKind::Prerequisite => "Prerequisite",
        StackFindingKind::Coherence => "Coherence",
        StackFindingKind::Age => "Age",
    }
}

fn closing<W: Write>(page: &mut Page<'_, W>, stack: &Stack) -> io::Result<()> {
    page.heading("What this does not say", "")?;
    page.indented(
        2,
        &Line::from(
            "The decision to stack is the receiving institution's: nobody has a right to a degree \
             by stacking. Whether the profile is a good one, and whether the learner can join up \
             what was learnt apart, is not judged here.",
        ),
    )?;
    if let Some(appeal) = &stack.programme.appeal {
        page.indented(2, &Line::from(appeal.as_str()))?;
    }
    let policy = &stack.policy;
    let by = format!(
        "Judged by policy {} {}, {}.",
        policy.id,
        policy.version,
        phrases::short_digest(&policy.digest)
    );
    page.indented(2, &Line::new(Role::Dim, by))
}

fn sign<W>(page: &Page<'_, W>, counts: Counts) -> &'static str {
    match counts {
        Counts::Yes => page.signs.full,
        Counts::Open => "?",
        Counts::No => page.signs.empty,
    }
}

/// The numbers of credentials as a remark.
fn numbers(members: &[usize]) -> String {
    let shown = members.iter().take(12).map(|each| (each + 1).to_string());
    let shown = shown.collect::<Vec<_>>().join(", ");
    match members {
        [] => String::new(),
        [_] => format!(" (credential {shown})"),
        _ if members.len() > 12 => format!(" (credentials {shown} and more)"),
        _ => format!(" (credentials {shown})"),
    }
}

/// Credits without digits that say nothing.
fn ects(credits: f64) -> String {
    let rounded = (credits * 100.0).round() / 100.0;
    rounded.to_string()
}
