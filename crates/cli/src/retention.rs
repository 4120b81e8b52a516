//! How long what is kept stays: `credeval purge`, `erase`, `hold` and `release`.

use std::io::Read as _;
use std::time::Duration;

use clap::Args;
use credeval::model::{Digest, Timestamp, outcome::OutcomeCode};
use credeval::store::{Counts, Lookup, Name, Retention, RowResult, Subject};
use credeval_report::exit;
use serde_json::{Value, json};

use crate::arguments::{CheckFormat, digest, outcome, row_result, time};
use crate::error::Error;
use crate::store::{Opened, StoreArguments, StoreFault, print};

/// Bytes of a student's number on standard input.
const STUDENT_BYTES: u64 = 4096;
const DAY: Duration = Duration::from_hours(24);

/// What `credeval purge` takes.
#[derive(Debug, Args)]
pub(crate) struct Purge {
    #[command(flatten)]
    store: StoreArguments,
    /// Only rows of batches that were opened for this purpose
    #[arg(long, value_name = "PURPOSE", value_parser = purpose)]
    purpose: Option<Name>,
    /// Only rows with this result
    #[arg(long, value_name = "RESULT", value_parser = row_result)]
    result: Option<RowResult>,
    /// Only rows with this proposal
    #[arg(long, value_name = "OUTCOME", value_parser = outcome)]
    outcome: Option<OutcomeCode>,
    #[command(flatten)]
    age: Age,
    /// Count what would be erased, and erase nothing
    #[arg(long)]
    dry_run: bool,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Age {
    /// Rows that came to their result more than so many days ago
    #[arg(long, value_name = "DAYS")]
    older_than: Option<u32>,
    /// Rows that came to their result before this time (2026-11-24T12:00:00Z, or a day)
    #[arg(long, value_name = "TIME", value_parser = time)]
    before: Option<Timestamp>,
}

/// What `credeval erase` takes.
#[derive(Debug, Args)]
pub(crate) struct Erase {
    #[command(flatten)]
    store: StoreArguments,
    /// The learner, by your own number; `-` reads it from standard input, so that it stands in no
    /// history of commands
    #[arg(long, value_name = "ID")]
    student: String,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

/// What `credeval hold` takes.
#[derive(Debug, Args)]
pub(crate) struct Hold {
    #[command(flatten)]
    held: Held,
    /// Why, for who looks at it later
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// What `credeval release` takes.
#[derive(Debug, Args)]
pub(crate) struct Release {
    #[command(flatten)]
    held: Held,
}

#[derive(Debug, Args)]
struct Held {
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    subject: SubjectArguments,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct SubjectArguments {
    /// All that is kept of a learner, by your own number; `-` reads it from standard input
    #[arg(long, value_name = "ID")]
    student: Option<String>,
    /// An evaluation
    #[arg(long, value_name = "ID", value_parser = digest)]
    evaluation: Option<Digest>,
    /// A batch
    #[arg(long, value_name = "ID", value_parser = digest)]
    batch: Option<Digest>,
}

pub(crate) async fn purge(arguments: &Purge) -> Result<u8, Error> {
    let now = Timestamp::now();
    let before = match (arguments.age.older_than, arguments.age.before) {
        (Some(days), _) => now
            .checked_sub(DAY.saturating_mul(days))
            .unwrap_or(Timestamp::MIN),
        (None, Some(before)) => before,
        // One of them is required.
        (None, None) => Timestamp::MIN,
    };
    let opened = arguments.store.existing().await?;
    opened.is_known().await?;
    let retention = Retention {
        tenant: opened.tenant.clone(),
        purpose: arguments.purpose.clone(),
        result: arguments.result,
        outcome: arguments.outcome,
        before,
    };
    let purged = opened
        .store
        .purge(&retention, arguments.dry_run, &opened.actor, now);
    let counts = purged.await?;
    let done = match arguments.dry_run {
        true => "would erase",
        false => "erased",
    };
    let text = format!("{done} {}", told(&counts));
    print(arguments.format, &text, &json(&counts, arguments.dry_run)?)?;
    Ok(exit::HELD)
}

pub(crate) async fn erase(arguments: &Erase) -> Result<u8, Error> {
    let student = student(&arguments.student)?;
    let opened = arguments.store.existing().await?;
    opened.is_known().await?;
    let (tenant, actor) = (&opened.tenant, &opened.actor);
    let erased = opened
        .store
        .erase(tenant, &student, actor, Timestamp::now());
    let counts = erased.await?;
    let text = match counts {
        Counts {
            rows: 0,
            links: 0,
            held: 0,
            ..
        } => "nothing is kept of this learner".to_owned(),
        counts => format!("erased {}", told(&counts)),
    };
    print(arguments.format, &text, &json(&counts, false)?)?;
    // What is held is not erased, and whoever asked for it should know.
    Ok(match counts.held {
        0 => exit::HELD,
        _ => exit::INCONCLUSIVE,
    })
}

pub(crate) async fn hold(arguments: &Hold) -> Result<u8, Error> {
    let Held {
        store,
        subject,
        format,
    } = &arguments.held;
    let (opened, named) = (store.existing().await?, subject.named()?);
    let subject = named.subject();
    opened.has(subject).await?;
    let (tenant, actor, now) = (&opened.tenant, &opened.actor, Timestamp::now());
    let held = opened
        .store
        .hold(tenant, subject, &arguments.reason, actor, now);
    let is_new = held.await?;
    let text = match is_new {
        true => format!(
            "{} is held: neither erased nor purged until it is released",
            named.word()
        ),
        false => format!(
            "{} was held already, and keeps its first reason",
            named.word()
        ),
    };
    print(
        *format,
        &text,
        &json!({ "held": named.word(), "new": is_new }),
    )?;
    Ok(exit::HELD)
}

pub(crate) async fn release(arguments: &Release) -> Result<u8, Error> {
    let Held {
        store,
        subject,
        format,
    } = &arguments.held;
    let (opened, named) = (store.existing().await?, subject.named()?);
    let (tenant, actor, now) = (&opened.tenant, &opened.actor, Timestamp::now());
    let released = opened
        .store
        .release(tenant, named.subject(), actor, now)
        .await?;
    let text = match released {
        true => format!("{} is held no more by itself", named.word()),
        false => format!("{} was not held; nothing was changed", named.word()),
    };
    print(
        *format,
        &text,
        &json!({ "released": named.word(), "was_held": released }),
    )?;
    Ok(exit::HELD)
}

/// What the command line names.
enum Named {
    Student(String),
    Evaluation(Digest),
    Batch(Digest),
}

impl SubjectArguments {
    fn named(&self) -> Result<Named, Error> {
        Ok(match (&self.student, self.evaluation, self.batch) {
            (Some(text), ..) => Named::Student(student(text)?),
            (None, Some(evaluation), _) => Named::Evaluation(evaluation),
            (None, None, Some(batch)) => Named::Batch(batch),
            // One of them is required.
            (None, None, None) => Named::Student(String::new()),
        })
    }
}

impl Named {
    fn subject(&self) -> Subject<'_> {
        match self {
            Self::Student(student) => Subject::Student(student),
            Self::Evaluation(id) => Subject::Evaluation(id),
            Self::Batch(id) => Subject::Batch(id),
        }
    }

    /// Without the learner's number, which has no place in a log of the terminal.
    fn word(&self) -> String {
        match self {
            Self::Student(_) => "the learner".to_owned(),
            Self::Evaluation(id) => format!("evaluation {}", id.hex()),
            Self::Batch(id) => format!("batch {}", id.hex()),
        }
    }
}

impl Opened {
    /// An error where the tenant has no such thing: a hold with a slip in it would hold nothing.
    async fn has(&self, subject: Subject<'_>) -> Result<(), Error> {
        let what = match subject {
            Subject::Batch(id) => return self.batch(id).await,
            Subject::Evaluation(id) => match self.store.replayable(&self.tenant, id).await? {
                Lookup::Unknown => format!("an evaluation {}", id.hex()),
                Lookup::Found(_) | Lookup::Erased { .. } => return Ok(()),
            },
            Subject::Student(student) => {
                let pseudonym = self.store.pseudonym(&self.tenant, student);
                match self.store.student(&self.tenant, pseudonym).await? {
                    Some(_) => return Ok(()),
                    None => "rows of this learner".to_owned(),
                }
            }
        };
        Err(StoreFault::Unknown {
            what,
            tenant: self.tenant.to_string(),
        }
        .into())
    }
}

fn told(counts: &Counts) -> String {
    let Counts {
        rows,
        dead,
        evaluations,
        decisions,
        blobs,
        cached,
        links,
        held,
    } = counts;
    format!(
        "{rows} rows ({dead} of them given up), {evaluations} evaluations, {decisions} decisions, {blobs} documents and items of evidence, {cached} answers of servers, {links} links to a person; {held} rows are held and stay"
    )
}

fn json(counts: &Counts, is_dry_run: bool) -> Result<Value, Error> {
    let mut json = serde_json::to_value(counts).map_err(std::io::Error::from)?;
    if let Some(json) = json.as_object_mut() {
        json.insert("dry_run".to_owned(), is_dry_run.into());
    }
    Ok(json)
}

fn student(text: &str) -> Result<String, Error> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut text = String::new();
    let mut stdin = std::io::stdin().lock().take(STUDENT_BYTES);
    stdin.read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn purpose(text: &str) -> Result<Name, String> {
    Name::new(text).map_err(|error| error.to_string())
}
