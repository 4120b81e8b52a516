//! `credeval trust`: the trust file, what is wrong with it, and what its anchors publish.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use credeval::fetch::{Client, ClientOptions, Supplied};
use credeval::model::{
    Timestamp,
    trust::{
        Anchor, AnchorKind,
        lock::{Locked, Source},
    },
};
use credeval::trust::{
    Refused,
    check::{self, Beside, Finding, Place, Weight},
    template::TEMPLATE,
    update::{self, Settled},
};
use credeval::trusted::{TrustFolder, files_of, has_any, publication};
use credeval_report::{exit, text};
use serde_json::json;

use crate::arguments::{CheckFormat, TrustCheck, TrustInit, TrustUpdate, TrustVerb};
use crate::error::Error;
use crate::run::shows_utf8;

/// For one list: on a line of 4 Mbit/s the longest that is read takes half a minute.
const TOTAL_TIMEOUT: Duration = Duration::from_mins(1);

pub(crate) async fn run(verb: &TrustVerb) -> Result<u8, Error> {
    match verb {
        TrustVerb::Init(arguments) => init(arguments),
        TrustVerb::Check(arguments) => check(arguments),
        TrustVerb::Update(arguments) => update(arguments).await,
    }
}

fn init(arguments: &TrustInit) -> Result<u8, Error> {
    let path = &arguments.file;
    if path.as_os_str() == "-" {
        io::stdout().lock().write_all(TEMPLATE.as_bytes())?;
        return Ok(exit::HELD);
    }
    let created = OpenOptions::new().write(true).create_new(true).open(path);
    let written = created.and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => Error::Exists { path: path.clone() },
        _ => Error::File {
            path: path.clone(),
            source,
        },
    })?;
    writeln!(
        io::stdout().lock(),
        "wrote {}, which trusts nobody yet; its comments say how to go on",
        path.display()
    )?;
    Ok(exit::HELD)
}

fn check(arguments: &TrustCheck) -> Result<u8, Error> {
    let folder = TrustFolder::of(&arguments.trust);
    let (text, lock) = (folder.text()?, folder.lock_text()?);
    let at = arguments.at.unwrap_or_else(Timestamp::now);
    let read = |locked: &Locked| folder.snapshot(locked).map_err(|error| error.to_string());
    let name = arguments.trust.display().to_string();
    let beside = Beside {
        name: &name,
        lock: lock.as_deref(),
        snapshot: &read,
    };
    let findings = check::check(&text, &beside, at);
    let lock_path = folder.lock_path();
    let path = |place| match place {
        Place::TrustFile => arguments.trust.as_path(),
        Place::Lock => lock_path.as_path(),
    };
    let mut out = io::stdout().lock();
    match arguments.format {
        CheckFormat::Human => print(&mut out, &findings, &path)?,
        CheckFormat::Json => {
            let findings: Vec<_> = findings
                .iter()
                .map(|finding| {
                    json!({
                        "file": path(finding.place).display().to_string(),
                        "line": finding.line,
                        "weight": finding.weight,
                        "code": finding.code,
                        "anchor": finding.anchor,
                        "what": finding.what,
                        "hint": finding.hint,
                    })
                })
                .collect();
            let report = json!({ "at": at, "findings": findings });
            writeln!(out, "{}", text::safe_json(&format!("{report:#}")))?;
        }
    }
    let any = |weight| findings.iter().any(|finding| finding.weight == weight);
    Ok(match (any(Weight::Wrong), any(Weight::Stale)) {
        (true, _) => exit::FAILED,
        (false, true) => exit::INCONCLUSIVE,
        (false, false) => exit::HELD,
    })
}

fn print<'p>(
    out: &mut impl Write,
    findings: &[Finding],
    path: &impl Fn(Place) -> &'p Path,
) -> io::Result<()> {
    for finding in findings {
        let weight = word(finding.weight);
        write!(
            out,
            "{}:{}: {weight}: ",
            path(finding.place).display(),
            finding.line
        )?;
        if let Some(anchor) = &finding.anchor {
            write!(out, "{}: ", safe(anchor))?;
        }
        writeln!(out, "{}", safe(&finding.what))?;
        if let Some(hint) = &finding.hint {
            writeln!(out, "  hint: {}", safe(hint))?;
        }
    }
    let count = |weight| findings.iter().filter(|one| one.weight == weight).count();
    let counts: Vec<String> = [Weight::Wrong, Weight::Stale, Weight::Advice]
        .into_iter()
        .filter(|weight| count(*weight) > 0)
        .map(|weight| format!("{} {}", count(weight), word(weight)))
        .collect();
    let file = path(Place::TrustFile).display();
    match counts.is_empty() {
        true => writeln!(out, "{file}: nothing is wrong or out of date"),
        false => writeln!(out, "{file}: {}", counts.join(", ")),
    }
}

fn word(weight: Weight) -> &'static str {
    match weight {
        Weight::Wrong => "wrong",
        Weight::Stale => "stale",
        Weight::Advice => "advice",
    }
}

/// Text of strangers, as it can stand in a line of ours.
fn safe(text: &str) -> String {
    text::safe(text, shows_utf8())
}

async fn update(arguments: &TrustUpdate) -> Result<u8, Error> {
    let folder = TrustFolder::of(&arguments.trust);
    let file = folder.trust_file()?;
    let lock = folder.lock()?;
    let now = arguments.at.unwrap_or_else(Timestamp::now);
    let supplied = arguments
        .evidence
        .as_deref()
        .map(Supplied::open)
        .transpose()?;
    let client = Client::new(ClientOptions {
        offline: arguments.offline,
        total_timeout: TOTAL_TIMEOUT,
        ..ClientOptions::default()
    });
    let published: Vec<&Anchor> = file
        .anchors
        .iter()
        .filter(|anchor| anchor.kind.is_published())
        .collect();
    let asked = asked(arguments, &published, supplied.as_ref())?;
    let mut settled: Vec<Settled> = Vec::new();
    let mut summary = Vec::new();
    let mut is_refused = false;
    for (anchor, files) in asked {
        let mut progress = anstream::stderr().lock();
        // Nobody looks where standard error is closed.
        let _ = writeln!(progress, "reading {} ...", anchor.id);
        drop(progress);
        let before = lock.snapshots.iter().find(|one| one.anchor == anchor.id);
        let sources = before.map(|one| one.marks(anchor)).unwrap_or_default();
        let given = match files.is_empty() {
            true => None,
            false => Some(files_of(anchor, &files)?),
        };
        let supplied = given.as_ref().or(supplied.as_ref());
        let read = publication(anchor, sources, supplied, &client, now).await;
        let next =
            read.and_then(|(made, evidence)| folder.settle(anchor, before, made, &evidence, now));
        match next {
            Ok(next) => {
                is_refused |= next.locked.sources.iter().any(|one| one.refused.is_some());
                changed(&mut summary, before, &next)?;
                settled.push(next);
            }
            Err(refusal) => {
                is_refused = true;
                refused(&mut summary, anchor, before, &refusal)?;
            }
        }
    }
    if published.is_empty() {
        writeln!(
            summary,
            "{}: no anchor is published, so there is nothing to read",
            arguments.trust.display()
        )?;
    }
    let entries = settled.iter().map(|one| one.locked.clone()).collect();
    let is_known = |id: &str| published.iter().any(|anchor| anchor.id == id);
    let next = update::lock(lock.clone(), entries, is_known);
    // What was read is written even where the lock says the same: its file may have been altered.
    if next != lock || !settled.is_empty() {
        folder.write(&settled, &lock, &next)?;
    }
    io::stdout().lock().write_all(&summary)?;
    Ok(match is_refused {
        true => exit::FAILED,
        false => exit::HELD,
    })
}

/// The anchors that are asked for, each with the files that are given for it.
fn asked<'a>(
    arguments: &TrustUpdate,
    published: &[&'a Anchor],
    supplied: Option<&Supplied>,
) -> Result<Vec<(&'a Anchor, Vec<PathBuf>)>, Error> {
    let mut asked: Vec<(&Anchor, Vec<PathBuf>)> = Vec::new();
    for word in &arguments.anchors {
        let named = |anchor: &&&Anchor| word.as_os_str() == anchor.id.as_str();
        match (published.iter().find(named), asked.last_mut()) {
            (Some(anchor), _) => asked.push((anchor, Vec::new())),
            (None, Some((_, files))) => {
                word.metadata().map_err(|source| Error::File {
                    path: word.clone(),
                    source,
                })?;
                files.push(word.clone());
            }
            (None, None) => {
                let there: Vec<&str> = published.iter().map(|one| one.id.as_str()).collect();
                return Err(Error::NoAnchor {
                    path: arguments.trust.clone(),
                    id: word.display().to_string(),
                    found: match there.is_empty() {
                        true => "none that is published".to_owned(),
                        false => there.join(", "),
                    },
                });
            }
        }
    }
    if arguments.anchors.is_empty() {
        // ESCO is published behind a form: what a person downloaded stands until they give another.
        let is_read = |anchor: &&&Anchor| {
            anchor.kind != AnchorKind::Esco || supplied.is_some_and(|s| has_any(s, anchor))
        };
        let read = published.iter().filter(is_read);
        asked = read.map(|anchor| (*anchor, Vec::new())).collect();
    }
    Ok(asked)
}

/// What changed for an anchor.
fn changed(out: &mut Vec<u8>, before: Option<&Locked>, next: &Settled) -> io::Result<()> {
    let locked = &next.locked;
    let is_new = before.is_none_or(|before| before.sha256 != locked.sha256);
    let state = match (before, is_new) {
        (None, _) => "read for the first time",
        (Some(_), true) => "updated",
        (Some(_), false) => "unchanged",
    };
    writeln!(out, "{}: {state}", locked.anchor)?;
    let mut current = 0;
    for source in &locked.sources {
        let then = before.and_then(|before| {
            let mut sources = before.sources.iter();
            sources.find(|one| update::subject(one) == update::subject(source))
        });
        let name = safe(&check::name(source));
        let number = |source: &Source| source.sequence.map(|number| number.to_string());
        if let Some(why) = &source.refused {
            writeln!(out, "  {name}: not relied on: {}", safe(why))?;
        } else if source.territory.is_some()
            && next
                .kept
                .contains(source.territory.as_ref().unwrap_or(&name))
        {
            let number = number(source).unwrap_or_default();
            writeln!(
                out,
                "  {name}: did not answer; number {number}, which was read before, is kept"
            )?;
        } else {
            current += 1;
            match (then.and_then(number), number(source)) {
                (Some(then), Some(now)) if then != now => {
                    writeln!(out, "  {name}: number {then} -> {now}")?;
                }
                (None, Some(now)) => writeln!(out, "  {name}: number {now}")?,
                _ => {}
            }
        }
    }
    for (territory, count) in &next.unreadable {
        writeln!(out, "  {}", safe(&check::unreadable(territory, *count)))?;
    }
    let files = match current {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    };
    let next_update = locked
        .sources
        .iter()
        .filter(|source| !check::is_pivot(source))
        .filter_map(|source| source.next_update)
        .min();
    let next_update =
        next_update.map(|next| format!("; the first is replaced by {next} at the latest"));
    writeln!(
        out,
        "  {files} relied on{}",
        next_update.unwrap_or_default()
    )
}

/// Why an anchor keeps its state.
fn refused(
    out: &mut Vec<u8>,
    anchor: &Anchor,
    before: Option<&Locked>,
    refusal: &Refused,
) -> io::Result<()> {
    let state = match before {
        Some(before) if before.is_of(anchor) => {
            format!("its state of {} is kept", before.updated)
        }
        Some(before) => format!(
            "its state of {} was made under other words of the trust file, so it vouches for nobody",
            before.updated
        ),
        None => "it was never read, so it vouches for nobody".to_owned(),
    };
    writeln!(out, "{}: refused ({}); {state}", anchor.id, refusal.code)?;
    writeln!(out, "  {}", safe(&refusal.what))?;
    if !refusal.url.is_empty() {
        writeln!(out, "  at {}", safe(&refusal.url))?;
    }
    writeln!(out, "  hint: {}", hint(refusal.code))
}

fn hint(code: &str) -> &'static str {
    match code {
        "missing" | "not_had" | "not_finished" => {
            "try again later, or save the file and give it after the anchor's id"
        }
        "sequence_went_back" | "sequence_reused" | "issued_went_back" | "fetched_earlier"
        | "older" => {
            "an older state is never taken: ask the publisher, or whoever gave you the file"
        }
        "official_journal_changed" => {
            "read the new notice in the Official Journal, and take its address and certificates into the trust file"
        }
        _ => "nothing of it is relied on: look at what stands at the address before you try again",
    }
}
