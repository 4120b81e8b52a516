//! `credeval batch`: what a registrar hands in together.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use credeval::brief::Brief;
use credeval::cache::StoreCache;
use credeval::fetch::{Client, ClientOptions, Supplied};
use credeval::import::{Enough, Handed, Import, ImportError, Look};
use credeval::manifest::{self, Delimiter, Fixable, ResultRow, Results, WriteError};
use credeval::model::{RowResult, Timestamp, Totals, limits};
use credeval::store::{Batch, Kept, Lane, Row, Store};
use credeval::trusted::TrustFolder;
use credeval::work::{WorkError, Worker};
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget};
use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::watch::{self, Receiver};

use crate::arguments::{CheckFormat, ContextArguments, JobsArgument, TermsArguments, time};
use crate::batch::{expect, runtime, style, threads_beside};
use crate::error::Error;
use crate::run;
use crate::store::{Opened, StoreArguments, WholeFile, print};

/// Rows of the store that are read at a time.
const ROWS_READ: u32 = 1000;
/// Between two lines of progress where nobody watches a bar.
const TOLD_EVERY: Duration = Duration::from_secs(10);
/// Between two redraws of a bar.
const DRAWN_EVERY: Duration = Duration::from_millis(250);
/// Before it is looked again whether rows are due; twice as long each time that none are.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// At most.
const LOOK_AGAIN_AT_MOST: Duration = Duration::from_secs(2);
/// How long nothing happens before it is told what is waited for.
const QUIET: Duration = Duration::from_secs(5);

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Args)]
pub(crate) struct BatchArguments {
    /// A manifest (CSV or XLSX; see `docs/manifest.md`), or a folder or archive of credentials
    #[arg(value_name = "MANIFEST|DIR|ZIP")]
    handed: PathBuf,
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    terms: TermsArguments,
    #[command(flatten)]
    jobs: JobsArgument,
    /// Where the programmes stand that rows name, each in a file NAME.toml; beside the manifest
    /// where it is left out
    #[arg(long, value_name = "DIR")]
    programmes: Option<PathBuf>,
    /// Whom to trust (TOML)
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// Evidence to use instead of fetching it: a directory with index.tsv, or a bundle of one
    #[arg(long, value_name = "DIR|FILE")]
    evidence: Option<PathBuf>,
    /// Open no connection but to the store
    #[arg(long)]
    offline: bool,
    /// Judge for this time instead of now (2026-11-24T12:00:00Z, or a day)
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<Timestamp>,
    /// Bytes that one credential may have
    #[arg(long, value_name = "N", default_value_t = limits::DOCUMENT_BYTES)]
    max_bytes: u64,
    /// Ask the addresses that stand in QR codes of pictures; whoever made a picture chose them
    #[arg(long)]
    follow_qr: bool,
    #[command(flatten)]
    contexts: ContextArguments,
    /// The sheet of a spreadsheet that is the manifest
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// How often a source that does not answer is asked in all, minutes apart
    #[arg(long, value_name = "N", default_value_t = NonZeroUsize::MIN)]
    attempts: NonZeroUsize,
    /// Leave the work to `credeval worker` processes, and wait for them
    #[arg(long)]
    queued: bool,
    /// Read everything and say what would be done; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write what came of each row to FILE (.csv or .xlsx)
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Write the rows that can be repaired to FILE (.csv or .xlsx), to be handed in again
    #[arg(long, value_name = "FILE")]
    fixable: Option<PathBuf>,
    /// The form of the summary; JSON ends with one line of totals
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

/// Why a batch ends without its summary.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BatchFault {
    /// What is handed in cannot be read.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The rows cannot be worked on.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// A table cannot be written.
    #[error("{path}: {error}", path = path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// Why.
        error: WriteError,
    },
    /// A table in a form that there is none of.
    #[error("{path}: expected a name that ends with .csv or .xlsx", path = path.display())]
    Form {
        /// The file.
        path: PathBuf,
    },
    /// Rows to repair of what has no rows that a person wrote.
    #[error("--fixable: expected a manifest, found a folder or an archive")]
    NoManifest,
}

impl BatchFault {
    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Import(error) => error.hint().map(str::to_owned),
            Self::Work(WorkError::Store(_)) => {
                Some("what has a result is kept; run the same command again to go on".to_owned())
            }
            Self::Table {
                error: WriteError::TooManyRows { .. },
                ..
            } => Some("write a .csv file instead".to_owned()),
            Self::NoManifest => Some("see the results of --results instead".to_owned()),
            _ => None,
        }
    }
}

impl From<BatchFault> for Error {
    fn from(fault: BatchFault) -> Self {
        Self::Batch(Box::new(fault))
    }
}

impl From<ImportError> for Error {
    fn from(error: ImportError) -> Self {
        BatchFault::from(error).into()
    }
}

impl From<WorkError> for Error {
    fn from(error: WorkError) -> Self {
        BatchFault::from(error).into()
    }
}

/// Whether a table is CSV or a spreadsheet, by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Xlsx,
}

pub(crate) fn run(arguments: &BatchArguments) -> Result<u8, Error> {
    for path in [&arguments.results, &arguments.fixable]
        .into_iter()
        .flatten()
    {
        form(path)?;
    }
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let jobs = arguments.jobs.jobs.unwrap_or_else(cores);
    let evaluating = threads_beside(jobs.get())?;
    runtime(BESIDE)?.block_on(batch(arguments, jobs, evaluating.handle()))
}

/// Threads that read files and write the store, beside those that evaluate.
const BESIDE: usize = 2;

async fn batch(
    arguments: &BatchArguments,
    jobs: NonZeroUsize,
    evaluating: &Handle,
) -> Result<u8, Error> {
    let mut handed = handed(arguments)?;
    if arguments.fixable.is_some() && handed.header()?.is_none() {
        return Err(BatchFault::NoManifest.into());
    }
    if arguments.dry_run {
        return look(arguments, &handed).await;
    }
    let Opened {
        store,
        tenant,
        actor,
    } = arguments.store.open(arguments.queued).await?;
    if let Handed::Documents { without, .. } = &mut handed {
        without.extend(arguments.store.files());
        without.extend(
            [&arguments.results, &arguments.fixable]
                .into_iter()
                .flatten()
                .cloned(),
        );
    }
    let mut brief = brief(arguments)?;
    if let Some(path) = &arguments.evidence {
        let bundle = Supplied::open(path)?.pack()?;
        let now = Timestamp::now();
        brief.evidence = Some(store.keep(Kept::Trust, &bundle, &actor, now).await?);
    }
    let import = Import {
        store: store.clone(),
        tenant,
        actor,
        lane: Lane::Batch,
        brief,
        trust: arguments.trust.as_deref().map(TrustFolder::of),
        programmes: arguments.programmes.clone(),
        clock: Timestamp::now,
    };
    let filling = import.open(&handed).await?;
    let batch = &filling.batch;
    let before = store.totals(&batch.id).await?;
    let progress = Arc::new(Progress::new(before.rows - before.pending));
    let (filled, is_filled) = watch::channel(false);
    let worker = match arguments.queued {
        true => None,
        false => Some(worker(arguments, &import, jobs, evaluating, &progress)?),
    };
    let fill = async {
        let added = |rows: usize| progress.found(rows as u64);
        progress.found(before.rows);
        let rows = import
            .fill(&filling, &handed, worker.as_ref(), added)
            .await?;
        progress.all(rows);
        filled.send_replace(true);
        Ok::<(), Error>(())
    };
    let work = async {
        match &worker {
            None => wait(&store, batch, is_filled, &progress).await,
            Some(worker) => work(worker, &store, batch, is_filled, &progress).await,
        }
    };
    let shown = progress.clone();
    let show = tokio::spawn(async move { shown.show().await });
    let ended = tokio::try_join!(fill, work);
    show.abort();
    progress.end();
    ended?;
    let after = store.totals(&batch.id).await?;
    let mut earlier = before;
    let behind = store.behind_duplicates(&batch.id).await?;
    for result in RowResult::ALL {
        earlier.add(result, behind.of(result));
    }
    if let Some(path) = &arguments.results {
        write_results(path, &store, batch, &handed, after.rows).await?;
    }
    let fixable = match &arguments.fixable {
        Some(path) => Some(write_fixable(path, &store, batch, &handed).await?),
        None => None,
    };
    summary(arguments, &store, batch, &before, &after, fixable).await?;
    // What SQLite has in its log goes into the file, which is then whole by itself.
    store.close().await;
    Ok(after.since(&before).exit_code(&earlier))
}

fn handed(arguments: &BatchArguments) -> Result<Handed, Error> {
    let options = manifest::Options {
        sheet: arguments.sheet.clone(),
        ..manifest::Options::default()
    };
    Ok(Handed::at(&arguments.handed, options)?)
}

fn brief(arguments: &BatchArguments) -> Result<Brief, Error> {
    let terms = &arguments.terms;
    // What cannot be used is told before anything is begun.
    let policy = terms.policy.as_deref();
    policy.map(run::read_policy).transpose()?;
    let programme = terms.programme.as_deref();
    let purpose = programme.map(run::programme).transpose()?;
    let purpose = purpose.map(|programme| programme.purpose);
    let contexts = run::context_files(&arguments.contexts)?;
    let text = |path: Option<&Path>| path.map(run::read).transpose();
    let shipped = Brief::default();
    Ok(Brief {
        policy: text(policy)?.unwrap_or(shipped.policy.clone()),
        purpose: terms.purpose.map(Into::into).or(purpose),
        programme: text(programme)?,
        contexts: contexts.into_iter().collect(),
        at: arguments.at,
        evidence: None,
        offline: arguments.offline,
        max_bytes: arguments.max_bytes,
        follow_qr: arguments.follow_qr,
    })
}

/// Reads everything and says what would come of it.
async fn look(arguments: &BatchArguments, handed: &Handed) -> Result<u8, Error> {
    let brief = brief(arguments)?;
    let mut lines = String::new();
    let mut shown = 0_u64;
    let is_json = arguments.format == CheckFormat::Json;
    let folder = arguments.programmes.as_deref();
    let options = brief.options();
    let look = Look::at(handed, &options, folder, |line, row_id, told| {
        shown += 1;
        if is_json {
            let row = json!({
                "line": line,
                "row_id": row_id,
                "result": told.result.as_str(),
                "code": told.code,
                "message": told.message,
                "hint": told.hint,
            });
            let _ = writeln!(lines, "{row}");
        } else if shown <= PROBLEMS_SHOWN {
            let message = told.message.as_deref().unwrap_or_default();
            let _ = writeln!(lines, "line {line}: {message} ({})", told.code);
        }
    });
    let look = look.await?;
    let Look {
        rows,
        unreadable,
        duplicate,
        to_fetch,
        hosts,
        bytes,
    } = &look;
    let readable = rows - unreadable - duplicate - to_fetch;
    if shown > PROBLEMS_SHOWN && !is_json {
        let _ = writeln!(
            lines,
            "and {} more; --format json lists them all",
            shown - PROBLEMS_SHOWN
        );
    }
    let text = format!(
        "{lines}{rows} rows, nothing was written\n  \
         {readable} can be read\n  \
         {duplicate} are the same as an earlier row\n  \
         {to_fetch} are to be fetched, from {hosts} hosts\n  \
         {unreadable} cannot be used\n\
         {bytes} bytes of credentials\n",
        rows = HumanCount(*rows),
        readable = HumanCount(readable),
        duplicate = HumanCount(*duplicate),
        to_fetch = HumanCount(*to_fetch),
        hosts = hosts.len(),
        unreadable = HumanCount(*unreadable),
        bytes = HumanCount(*bytes),
    );
    let totals = json!({
        "rows": rows,
        "readable": readable,
        "duplicate": duplicate,
        "to_fetch": to_fetch,
        "unreadable": unreadable,
        "hosts": hosts.len(),
        "bytes": bytes,
    });
    if is_json {
        io::stdout().lock().write_all(lines.as_bytes())?;
    }
    print(arguments.format, &text, &totals)?;
    Ok(u8::from(*unreadable > 0))
}

/// Rows of which a dry run says to people what is wrong.
const PROBLEMS_SHOWN: u64 = 20;

fn worker(
    arguments: &BatchArguments,
    import: &Import,
    jobs: NonZeroUsize,
    evaluating: &Handle,
    progress: &Arc<Progress>,
) -> Result<Worker, Error> {
    let told = |error: &_| crate::warn(&format!("the cache of the store: {error}"));
    let cache = StoreCache::new(import.store.clone(), Timestamp::now, told);
    let client = Client::keeping(ClientOptions::default(), cache);
    let progress = Arc::clone(progress);
    let attempts = u64::try_from(arguments.attempts.get()).unwrap_or(u64::MAX);
    let name = crate::store::worker_name()?;
    let worker = Worker::new(import.store.clone(), name, client, Timestamp::now)
        .jobs(jobs)
        .evaluating_on(evaluating.clone())
        .attempts(attempts)
        .telling(move |rows| progress.did(rows as u64));
    Ok(worker)
}

/// Works until the batch is filled and each of its rows has its result, whoever gives it.
async fn work(
    worker: &Worker,
    store: &Store,
    batch: &Batch,
    mut is_filled: Receiver<bool>,
    progress: &Progress,
) -> Result<(), Error> {
    let mut pause = LOOK_AGAIN;
    loop {
        let was_filled = *is_filled.borrow();
        let begun = worker.drain().await?;
        if begun > 0 {
            pause = LOOK_AGAIN;
            continue;
        }
        if was_filled && !store.is_pending(batch).await? {
            return Ok(());
        }
        rest(pause, &mut is_filled).await;
        pause = pause.saturating_mul(2).min(LOOK_AGAIN_AT_MOST);
        // Another process may have died with rows of this one.
        store.release_expired(Timestamp::now()).await?;
        progress.wait("rows that another process has in work, or that are to be asked for again");
    }
}

/// Waits until other processes gave each row its result.
async fn wait(
    store: &Store,
    batch: &Batch,
    mut is_filled: Receiver<bool>,
    progress: &Progress,
) -> Result<(), Error> {
    loop {
        let was_filled = *is_filled.borrow();
        if was_filled {
            let totals = store.totals(&batch.id).await?;
            progress.done_are(totals.rows - totals.pending);
            if totals.pending == 0 {
                return Ok(());
            }
            progress.wait("`credeval worker` processes on this store");
        }
        rest(LOOK_AGAIN_AT_MOST, &mut is_filled).await;
    }
}

/// Sleeps, no longer than until the batch is filled: then there may be nothing left to wait for.
async fn rest(pause: Duration, is_filled: &mut Receiver<bool>) {
    let was_filled = *is_filled.borrow();
    if was_filled {
        tokio::time::sleep(pause).await;
    } else {
        // It ends either way, and then it is looked again.
        let _ = tokio::time::timeout(pause, is_filled.wait_for(|filled| *filled)).await;
    }
}

/// What is shown of a long run on standard error: a bar to who watches, else a line now and then.
struct Progress {
    bar: ProgressBar,
    is_watched: bool,
    begun: Instant,
    /// Rows that had their result before.
    before: u64,
    done: AtomicU64,
    found: AtomicU64,
    /// How many rows there are; 0 until it is known.
    all: AtomicU64,
    /// Milliseconds after the beginning when something happened last.
    last: AtomicU64,
    is_quiet_told: AtomicBool,
}

impl Progress {
    fn new(before: u64) -> Self {
        let is_watched = io::stderr().is_terminal();
        let bar = match is_watched {
            true => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
                .with_style(style("{pos} rows, {rate} a second")),
            false => ProgressBar::hidden(),
        };
        Self {
            bar,
            is_watched,
            begun: Instant::now(),
            before,
            done: AtomicU64::new(0),
            found: AtomicU64::new(0),
            all: AtomicU64::new(0),
            last: AtomicU64::new(0),
            is_quiet_told: AtomicBool::new(false),
        }
    }

    fn found(&self, rows: u64) {
        self.found.fetch_add(rows, Ordering::Relaxed);
        self.happened();
    }

    fn all(&self, rows: u64) {
        self.all.store(rows, Ordering::Relaxed);
        expect(&self.bar, rows.saturating_sub(self.before), "rows");
    }

    fn did(&self, rows: u64) {
        self.done.fetch_add(rows, Ordering::Relaxed);
        self.happened();
    }

    fn done_are(&self, rows: u64) {
        let rows = rows.saturating_sub(self.before);
        if self.done.swap(rows, Ordering::Relaxed) != rows {
            self.happened();
        }
    }

    fn happened(&self) {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(now, Ordering::Relaxed);
        self.is_quiet_told.store(false, Ordering::Relaxed);
    }

    /// Says once what is waited for, where nothing happens.
    fn wait(&self, for_what: &str) {
        let last = Duration::from_millis(self.last.load(Ordering::Relaxed));
        let is_quiet = self.begun.elapsed().saturating_sub(last) > QUIET;
        if is_quiet && !self.is_quiet_told.swap(true, Ordering::Relaxed) {
            self.say(&format!("waiting for {for_what}"));
        }
    }

    fn say(&self, line: &str) {
        self.bar.suspend(|| {
            // Nobody looks where standard error is closed.
            let _ = writeln!(anstream::stderr().lock(), "{line}");
        });
    }

    async fn show(&self) {
        let period = match self.is_watched {
            true => DRAWN_EVERY,
            false => TOLD_EVERY,
        };
        let mut ticks = tokio::time::interval(period);
        ticks.tick().await;
        loop {
            ticks.tick().await;
            let done = self.done.load(Ordering::Relaxed);
            match self.is_watched {
                true => self.bar.set_position(done),
                false => self.say(&self.line(done)),
            }
        }
    }

    /// How far it is, in a line.
    fn line(&self, done: u64) -> String {
        let all = self.all.load(Ordering::Relaxed);
        let seconds = self.begun.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = done as f64 / seconds.max(0.001);
        let mut line = HumanCount(self.before + done).to_string();
        let _ = match all {
            0 => {
                let found = HumanCount(self.found.load(Ordering::Relaxed));
                write!(line, " of {found} rows so far")
            }
            all => write!(line, " of {} rows", HumanCount(all)),
        };
        let _ = write!(line, ", {rate:.0} a second");
        if all > 0 && rate > 0.0 {
            #[expect(clippy::cast_precision_loss, reason = "a time for people")]
            let left = all.saturating_sub(self.before + done) as f64 / rate;
            let left = Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX);
            let _ = write!(line, ", {} left", indicatif::HumanDuration(left));
        }
        line
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn form(path: &Path) -> Result<Form, BatchFault> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Ok(Form::Csv),
        Some("xlsx") => Ok(Form::Xlsx),
        _ => Err(BatchFault::Form {
            path: path.to_owned(),
        }),
    }
}

/// Whether a table of so many rows has the form that its name says.
fn form_of(path: &Path, rows: u64) -> Result<Form, BatchFault> {
    let form = form(path)?;
    if form == Form::Xlsx {
        manifest::fits(rows).map_err(unwritten(path))?;
    }
    Ok(form)
}

fn unwritten(path: &Path) -> impl Fn(WriteError) -> BatchFault + '_ {
    |error| BatchFault::Table {
        path: path.to_owned(),
        error,
    }
}

/// Writes what came of each row.
async fn write_results(
    path: &Path,
    store: &Store,
    batch: &Batch,
    handed: &Handed,
    rows: u64,
) -> Result<(), Error> {
    let form = form_of(path, rows)?;
    let delimiter = handed.header()?.and_then(|(_, delimiter)| delimiter);
    let file = WholeFile::create(path)?;
    let out = io::BufWriter::new(&file.file);
    let results = match form {
        Form::Csv => Results::csv(out, delimiter.unwrap_or(Delimiter::Comma)),
        Form::Xlsx => Results::xlsx(out),
    };
    let mut results = results.map_err(unwritten(path))?;
    each_row(store, batch, |row| {
        let written = results.write(&result_row(&row));
        Ok(written.map_err(unwritten(path))?)
    })
    .await?;
    results.finish().map_err(unwritten(path))?;
    file.finish()
}

/// Takes the rows of a batch in the order of their lines, and holds some at a time.
async fn each_row(
    store: &Store,
    batch: &Batch,
    mut then: impl FnMut(Row) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut after = 0;
    loop {
        let rows = store.rows(&batch.id, after, ROWS_READ).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.id.line;
        rows.into_iter().try_for_each(&mut then)?;
    }
}

fn result_row(row: &Row) -> ResultRow<'_> {
    let told = row.told.as_ref();
    let message = told.and_then(|told| told.message.as_deref());
    let hint = told.and_then(|told| told.hint.as_deref());
    ResultRow {
        line: row.id.line,
        row_id: row.stated.row_id.as_deref(),
        result: told.map_or(RowResult::Skipped, |told| told.result),
        code: told.map_or("", |told| told.code.as_str()),
        message: message.unwrap_or_default(),
        hint: hint.unwrap_or_default(),
        digest: row.document,
        evaluation: row.evaluation,
    }
}

/// Whether the sender can repair a row.
fn is_fixable(row: &Row) -> bool {
    row.told.as_ref().is_some_and(|told| {
        let is_other = told.code.starts_with("expected.");
        told.result == RowResult::Unreadable || is_other
    })
}

/// Writes the rows that can be repaired; gives how many there are.
async fn write_fixable(
    path: &Path,
    store: &Store,
    batch: &Batch,
    handed: &Handed,
) -> Result<u64, Error> {
    // Why, by line; what is said of many is held once.
    let mut reasons: Vec<(String, String)> = Vec::new();
    let mut known = BTreeMap::new();
    let mut lines = Vec::new();
    each_row(store, batch, |row| {
        if is_fixable(&row)
            && let Some(told) = row.told
        {
            let reason = (told.code, told.hint.unwrap_or_default());
            let number = *known.entry(reason.clone()).or_insert_with(|| {
                reasons.push(reason);
                reasons.len() - 1
            });
            lines.push((row.id.line, number));
        }
        Ok(())
    })
    .await?;
    let rows = lines.len() as u64;
    let form = form_of(path, rows)?;
    let (header, delimiter) = handed.header()?.ok_or(BatchFault::NoManifest)?;
    let file = WholeFile::create(path)?;
    let out = io::BufWriter::new(&file.file);
    let fixable = match form {
        Form::Csv => Fixable::csv(out, &header, delimiter.unwrap_or(Delimiter::Comma)),
        Form::Xlsx => Fixable::xlsx(out, &header),
    };
    let mut fixable = fixable.map_err(unwritten(path))?;
    let mut lines = lines.into_iter().peekable();
    let mut written = Ok(());
    handed.entries(|entry| {
        let (line, cells) = match &entry {
            Ok(row) => (row.line, Some(&row.cells)),
            Err(error) => (error.line, error.cells.as_ref()),
        };
        if let Some((_, reason)) = lines.next_if(|(at, _)| *at == line)
            && let Some((code, hint)) = reasons.get(reason)
            // What could not be told apart is to be corrected in the file itself.
            && let Some(cells) = cells
        {
            written = fixable.write(cells, code, hint);
        }
        written.as_ref().map_err(|_| Enough).copied()
    })?;
    written.map_err(unwritten(path))?;
    fixable.finish().map_err(unwritten(path))?;
    file.finish()?;
    Ok(rows)
}

async fn summary(
    arguments: &BatchArguments,
    store: &Store,
    batch: &Batch,
    before: &Totals,
    after: &Totals,
    fixable: Option<u64>,
) -> Result<(), Error> {
    let now = after.since(before);
    let id = batch.id.hex();
    let head = store.audit_head().await?;
    if arguments.format == CheckFormat::Json {
        let batch = json!({
            "batch": id,
            "results": arguments.results,
            "fixable": arguments.fixable,
            "audit": { "seq": head.seq, "hash": head.hash },
        });
        print(arguments.format, "", &batch)?;
        let totals = now.to_json().map_err(io::Error::from)?;
        return Ok(writeln!(io::stdout().lock(), "{totals}")?);
    }
    let mut text = format!("{} rows\n", HumanCount(now.rows));
    let all = RowResult::ALL.into_iter();
    for result in all.filter(|result| now.of(*result) > 0) {
        let _ = writeln!(
            text,
            "{:>12} {}",
            HumanCount(now.of(result)).to_string(),
            meaning(result)
        );
    }
    let why = store.summary(&batch.id).await?.into_iter();
    let told = [
        RowResult::Failed,
        RowResult::Inconclusive,
        RowResult::Unreadable,
    ];
    let why: Vec<_> = why.filter(|(result, ..)| told.contains(result)).collect();
    if !why.is_empty() {
        let _ = writeln!(text, "\nWhy, over the whole batch:");
    }
    for (result, code, rows) in &why {
        let _ = writeln!(
            text,
            "{:>12} {code} ({})",
            HumanCount(*rows).to_string(),
            result.as_str()
        );
    }
    let _ = writeln!(text);
    if let Some(path) = &arguments.results {
        let _ = writeln!(text, "What came of each row: {}", path.display());
    }
    if let (Some(path), Some(rows)) = (&arguments.fixable, fixable) {
        let _ = writeln!(
            text,
            "{} rows to repair: {}",
            HumanCount(rows),
            path.display()
        );
    }
    let _ = writeln!(text, "Batch {id}");
    let _ = writeln!(text, "Audit head {}:{}", head.seq, head.hash.hex());
    if arguments.results.is_none() {
        let _ = writeln!(
            text,
            "--results FILE.csv writes what came of each row; run it again with it, nothing is done twice."
        );
    }
    print(arguments.format, &text, &json!({}))
}

fn meaning(result: RowResult) -> &'static str {
    match result {
        RowResult::Passed => "passed",
        RowResult::Failed => "failed",
        RowResult::Inconclusive => "inconclusive: nothing failed, something is open",
        RowResult::Unreadable => "unreadable",
        RowResult::Duplicate => "duplicate: the same bytes were evaluated before",
        RowResult::Skipped => "skipped: they have their result of an earlier run",
    }
}
