//! How the learning outcomes align with those of the receiving programme.

use std::io::{self, Write};

use credeval_model::{
    Evaluation, Tier,
    alignment::{Alignment, Match, Pair},
};

use super::{
    page::{Lead, Line, Page, Role},
    phrases,
};

/// Words of a match that are named.
const WORDS: usize = 6;

/// Writes what covers what, what may, what does not, and what nobody could compare. Of a target
/// that nothing covers, `is_missed` says whether that is known from what the credential states.
pub(super) fn write<W: Write>(
    page: &mut Page<'_, W>,
    alignment: &Alignment,
    is_missed: impl Fn(&str) -> bool,
) -> io::Result<()> {
    page.heading("Alignment with the programme", "")?;
    page.indented(2, &Line::from(covered(alignment)))?;
    if let Some(languages) = languages(alignment) {
        page.indented(2, &Line::new(Role::Dim, languages))?;
    }
    let (full, empty) = (page.signs.full, page.signs.empty);
    let counting = alignment.pairs.iter().filter(|pair| pair.how.counts());
    page.list(6, counting, |page, pair| {
        page.row(
            4,
            &Lead::at(2, Role::Green, full),
            &Line::from(pair.target.as_str()),
        )?;
        source(page, pair)
    })?;
    let has_pair = |target: &&String| {
        let mut pairs = alignment.pairs.iter();
        pairs.any(|pair| pair.how.is_provisional() && pair.target == **target)
    };
    let uncovered = alignment.uncovered.iter().filter(|one| !has_pair(one));
    page.list(6, uncovered, |page, target| {
        let lead = Lead::at(2, Role::Red, empty);
        // Other words may well say the same: that they do not match is no knowledge.
        let known = match alignment.told || is_missed(target) {
            true => " (not covered)",
            false => " (nothing shows it covered)",
        };
        let line = Line::from(target.as_str()).and(Role::Dim, known);
        page.row(4, &lead, &line)
    })?;
    let provisional = alignment
        .pairs
        .iter()
        .filter(|pair| pair.how.is_provisional());
    section(
        page,
        "May be covered, which an officer can tell:",
        provisional,
        |page, pair| {
            page.row(
                4,
                &Lead::at(2, Role::Amber, empty),
                &Line::from(pair.target.as_str()),
            )?;
            source(page, pair)?;
            let doubt = pair.doubt.as_deref().unwrap_or_default();
            page.under(6, &Line::new(Role::Amber, doubt))
        },
    )?;
    let bullet = page.signs.bullet;
    section(
        page,
        "Not compared, or not for sure:",
        &alignment.not_compared,
        |page, what| {
            page.row(
                4,
                &Lead::at(2, Role::Amber, bullet),
                &Line::from(what.as_str()),
            )
        },
    )?;
    section(page, "Compared by:", &alignment.data, |page, data| {
        page.row(
            4,
            &Lead::at(2, Role::Dim, bullet),
            &Line::new(Role::Dim, data),
        )
    })
}

/// Whether a credential states its outcomes, under a tier that is believed, all in the framework of
/// this target, and covers others of the programme: then this one is not among them.
pub(crate) fn is_missed(evaluation: &Evaluation, target: &str) -> bool {
    let covers = evaluation
        .alignment
        .as_ref()
        .and_then(|alignment| alignment.coverage)
        .is_some_and(|share| share > 0.0);
    let stated = evaluation.elements.learning_outcomes.stated();
    let stated = stated.filter(|stated| covers && stated.tier > Tier::Signed);
    let programme = evaluation.programme.as_ref();
    programme.zip(stated).is_some_and(|(programme, stated)| {
        let mut targets = programme.outcomes.iter();
        targets.any(|own| own.title == target && own.shares_framework(&stated.value.listed))
    })
}

fn covered(alignment: &Alignment) -> String {
    let Some(share) = alignment.coverage else {
        return "The programme names no learning outcomes.".to_owned();
    };
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let covered = format!(
        "{} of the programme's learning outcomes are covered",
        percent(share)
    );
    match alignment.possible.filter(|possible| *possible > share) {
        Some(possible) => format!("{covered}; {} may be.", percent(possible)),
        None => format!("{covered}."),
    }
}

/// The languages of both sides, where they are not one and the same.
fn languages(alignment: &Alignment) -> Option<String> {
    let (programme, stated) = (&alignment.language, &alignment.source_languages);
    if stated.iter().all(|language| language == programme) {
        return None;
    }
    let named = stated.iter().filter(|tag| *tag != UNNAMED);
    let named: Vec<&str> = named.map(|tag| language(tag)).collect();
    let programme = match programme.as_str() {
        UNNAMED => "The programme does not say in which language its outcomes are".to_owned(),
        tag => format!("The programme states its outcomes in {}", language(tag)),
    };
    let credential = match named.as_slice() {
        [] => "; the credential does not say in which language".to_owned(),
        named => format!(", the credential in {}", phrases::joined(named, "and")),
    };
    let partly = match named.is_empty() || named.len() == stated.len() {
        true => "",
        false => ", and of some it does not say",
    };
    Some(format!("{programme}{credential}{partly}."))
}

/// The tag of what is in no language that is named (BCP 47).
const UNNAMED: &str = "und";

/// A language by its English name, where it is one of the official languages of the European Union
/// or a neighbour's; else its tag.
fn language(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "bg" => "Bulgarian",
        "cs" => "Czech",
        "da" => "Danish",
        "de" => "German",
        "el" => "Greek",
        "en" => "English",
        "es" => "Spanish",
        "et" => "Estonian",
        "fi" => "Finnish",
        "fr" => "French",
        "ga" => "Irish",
        "hr" => "Croatian",
        "hu" => "Hungarian",
        "is" => "Icelandic",
        "it" => "Italian",
        "lt" => "Lithuanian",
        "lv" => "Latvian",
        "mt" => "Maltese",
        "nb" | "nn" | "no" => "Norwegian",
        "nl" => "Dutch",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ro" => "Romanian",
        "sk" => "Slovak",
        "sl" => "Slovene",
        "sv" => "Swedish",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        _ => tag,
    }
}

/// What covers a target, how, and who vouches for it.
fn source<W: Write>(page: &mut Page<'_, W>, pair: &Pair) -> io::Result<()> {
    if pair.how == Match::Assumed {
        return page.under(6, &Line::new(Role::Amber, "assumed by the programme file"));
    }
    if pair.how == Match::Told {
        let by = pair.by.join(", ");
        let line = Line::new(Role::Dim, format!("by the answer of {by}"));
        return page.under(6, &line);
    }
    let how = match pair.how {
        Match::Uri => "same term of a framework".to_owned(),
        Match::RelatedUri | Match::NearUri => pair.by.join(", "),
        _ => match (pair.share, pair.by.as_slice()) {
            (Some(share), words) => {
                let more = words.len().saturating_sub(WORDS);
                let more = if more > 0 {
                    format!(" and {more} more")
                } else {
                    String::new()
                };
                let named: Vec<&str> = words.iter().take(WORDS).map(String::as_str).collect();
                let named = match named.is_empty() {
                    true => String::new(),
                    false => format!(": {}{more}", named.join(", ")),
                };
                format!("{:.0} % of its words{named}", share * 100.0)
            }
            (None, names) => format!("both are names of {}", names.join(", ")),
        },
    };
    // A list of words ends before who vouches begins.
    let joint = if pair.how == Match::Uri { "," } else { ";" };
    let line = Line::new(Role::Dim, "by ")
        .and(Role::Plain, pair.source.as_str())
        .and(Role::Dim, format!(" ({how}{joint} {})", pair.tier.label()));
    page.under(6, &line)
}

/// A list under a line of its own, where there is something to list.
fn section<W: Write, T>(
    page: &mut Page<'_, W>,
    title: &str,
    items: impl IntoIterator<Item = T>,
    row: impl FnMut(&mut Page<'_, W>, T) -> io::Result<()>,
) -> io::Result<()> {
    let mut items = items.into_iter().peekable();
    if items.peek().is_none() {
        return Ok(());
    }
    page.blank()?;
    page.indented(2, &Line::from(title))?;
    page.list(6, items, row)
}
