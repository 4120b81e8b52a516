//! What a registrar hands in together, taken into a store as the rows of a batch.
//!
//! ```text
//! manifest, folder or archive --rows--> read what stands in files --sets--> enqueue
//! ```
//!
//! A row holds all that its evaluation needs, or an https address: whoever works on it opens no file of
//! the sender's. Rows are added in their order and in sets, so that an import that was ended goes on
//! where it ended.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, BufReader, Read, Seek as _},
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use credeval_fetch::{self as fetch, Client, FetchError, Place, Source, Walk};
use credeval_manifest::{
    Delimiter, Entry, Hashing, Header, Kind, Locator, ManifestError, Rows, Spreadsheet, rows,
};
use credeval_model::{
    Digest, Document, RowResult, Timestamp,
    programme::{Programme, ProgrammeError},
};
use credeval_store::{
    Batch, Enqueued, Lane, Name, NewBatch, NewRow, Stated, Store, StoreError, Told,
};
use futures_util::{Stream, StreamExt as _, stream};
use serde_json::Value;
use tokio::{
    sync::mpsc,
    task::{JoinError, JoinHandle},
};

use crate::{
    brief::{Brief, BriefError, Grounds},
    trusted::TrustFolder,
    work::{
        WorkError, Worker,
        intake::{BEGUN, Intake, ROWS},
        several, unopened, unread,
    },
};

/// Bytes of their credentials; one that is larger is added alone.
const BYTES: usize = 4 * 1024 * 1024;
/// Files that are read at a time.
const READING: usize = 8;
/// Rows that were found and are not yet read.
const FOUND: usize = 64;
/// Bytes of a programme file.
const PROGRAMME_BYTES: u64 = 1024 * 1024;

/// What is handed in.
#[derive(Debug, Clone)]
pub enum Handed {
    /// A manifest, in CSV or as a spreadsheet.
    Manifest {
        /// The file.
        path: PathBuf,
        /// Whether it is a spreadsheet.
        is_spreadsheet: bool,
        /// How it is read.
        options: credeval_manifest::Options,
    },
    /// Credentials in a folder or an archive: each is a row.
    Documents {
        /// Where they are.
        source: Source,
        /// Files among them that are none: the store, and what is written.
        without: Vec<PathBuf>,
    },
}

/// Why nothing, or no more, could be taken in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A file that cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A manifest that is none.
    #[error("{}: {error}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// Why.
        error: ManifestError,
    },
    /// A folder or an archive that cannot be read.
    #[error(transparent)]
    Source(#[from] FetchError),
    /// What is handed in cannot be read twice, as it has to be.
    #[error("expected a manifest, a folder or an archive, found {found}")]
    Kind {
        /// What it is.
        found: &'static str,
    },
    /// What it is evaluated by cannot be used.
    #[error(transparent)]
    Brief(#[from] BriefError),
    /// The store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A worker stopped.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// A task ended by itself.
    #[error("expected what is handed in to be read to its end: {0}")]
    Task(#[from] JoinError),
}

impl ImportError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Manifest { error, .. } => error.hint(),
            Self::Source(error) => error.hint(),
            Self::Kind { .. } => Some(
                "name a CSV or XLSX manifest, a folder, or a zip or tar archive; a single credential is for `credeval evaluate`",
            ),
            Self::Store(error) => error.hint(),
            _ => None,
        }
    }
}

/// A row as it is handed in.
struct Given {
    line: u64,
    student: Option<String>,
    stated: Stated,
    what: What,
}

/// Where its credential is.
enum What {
    Place(Place),
    Inline(String),
    Url,
    /// There is none, for this reason.
    Nothing(Told),
}

impl Handed {
    /// What a path leads to, found from its bytes.
    pub fn at(path: &Path, options: credeval_manifest::Options) -> Result<Self, ImportError> {
        let source = Source::parse(path.as_os_str())?;
        let documents = |source| {
            let without = Vec::new();
            Ok(Self::Documents { source, without })
        };
        let is_spreadsheet = match &source {
            Source::Directory(_) => return documents(source),
            Source::File(_) | Source::Archive(_) => match kind(path)? {
                Kind::Csv if matches!(source, Source::Archive(_)) => return documents(source),
                Kind::Csv => false,
                Kind::Xlsx if is_workbook(path)? => true,
                Kind::Xlsx => return documents(source),
                other => {
                    return Err(ImportError::Kind {
                        found: other.label(),
                    });
                }
            },
            Source::Stdin => {
                return Err(ImportError::Kind {
                    found: "standard input",
                });
            }
            Source::Url(_) => {
                return Err(ImportError::Kind {
                    found: "an address",
                });
            }
        };
        Ok(Self::Manifest {
            path: path.to_owned(),
            is_spreadsheet,
            options,
        })
    }

    /// The folder that relative paths start from.
    fn folder(&self) -> PathBuf {
        match self {
            Self::Manifest { path, .. } => path.parent().unwrap_or(Path::new("")).to_owned(),
            Self::Documents { source, .. } => match source {
                Source::Directory(path) => path.clone(),
                Source::Archive(path) | Source::File(path) => {
                    path.parent().unwrap_or(Path::new("")).to_owned()
                }
                Source::Stdin | Source::Url(_) => PathBuf::new(),
            },
        }
    }

    /// What tells it from others: SHA-256 of a manifest or an archive, and of a folder that over the names
    /// and the digests of its files.
    pub fn digest(&self, options: &fetch::Options) -> Result<Digest, ImportError> {
        match self {
            Self::Manifest { path, .. }
            | Self::Documents {
                source: Source::Archive(path) | Source::File(path),
                ..
            } => {
                let hashed = File::open(path).and_then(|file| {
                    let mut hashing = Hashing::new(file);
                    io::copy(&mut hashing, &mut io::sink())?;
                    hashing.finish()
                });
                hashed.map_err(failed(path))
            }
            Self::Documents { source, without } => {
                let folder = self.folder();
                let mut names = String::new();
                let mut all = Vec::new();
                for place in Walk::limited(source, options)? {
                    let place = match place {
                        Ok(place) if is_among(&place, without) => continue,
                        Ok(place) => place,
                        // Which it is, is told with its row.
                        Err(error) if error.is_note() => continue,
                        Err(error) => {
                            all.extend_from_slice(
                                Digest::of(error.to_string().as_bytes()).as_bytes(),
                            );
                            continue;
                        }
                    };
                    names.clear();
                    names.push_str(&shown(&place, &folder));
                    let digest = match &place {
                        Place::File(path) => digest_up_to(path, options.max_bytes),
                        Place::Entry(entry) => Digest::of(entry.bytes()),
                        Place::Stdin | Place::Url(_) => Digest::of(b""),
                    };
                    // Folded, so that a folder of a million files is not held.
                    all.extend_from_slice(Digest::of(names.as_bytes()).as_bytes());
                    all.extend_from_slice(digest.as_bytes());
                    let so_far = Digest::of(&all);
                    all.clear();
                    all.extend_from_slice(so_far.as_bytes());
                }
                Ok(Digest::of(&all))
            }
        }
    }

    /// Takes the entries of a manifest in turn, until `then` says that it has enough.
    pub fn entries(
        &self,
        mut then: impl FnMut(Entry) -> Result<(), Enough>,
    ) -> Result<(), ImportError> {
        let all = |rows: Rows<'_>| {
            for entry in rows {
                if then(entry?).is_err() {
                    break;
                }
            }
            Ok(())
        };
        self.rows(all).map(|_| ())
    }

    /// The header of a manifest, and what divides its cells; `None` for what is none.
    pub fn header(&self) -> Result<Option<Heading>, ImportError> {
        self.rows(|rows| Ok((Arc::clone(rows.header()), rows.delimiter())))
    }

    /// Opens a manifest; `None` for what is none.
    fn rows<T>(
        &self,
        then: impl FnOnce(Rows<'_>) -> Result<T, ManifestError>,
    ) -> Result<Option<T>, ImportError> {
        let Self::Manifest {
            path,
            is_spreadsheet,
            options,
        } = self
        else {
            return Ok(None);
        };
        let file = BufReader::new(File::open(path).map_err(failed(path))?);
        let read = match is_spreadsheet {
            false => rows(file, options).and_then(then),
            true => Spreadsheet::open(file).and_then(|mut book| then(book.rows(options)?)),
        };
        read.map(Some).map_err(|error| ImportError::Manifest {
            path: path.clone(),
            error,
        })
    }

    /// Finds row after row, and nothing of what they name.
    fn each(
        &self,
        options: &fetch::Options,
        mut then: impl FnMut(Given) -> Result<(), Enough>,
    ) -> Result<(), ImportError> {
        let folder = self.folder();
        let Self::Documents { source, without } = self else {
            return self.entries(|entry| then(given(entry, &folder)));
        };
        let mut line = 0;
        for place in Walk::limited(source, options)? {
            let (stated, what) = match place {
                Ok(place) if is_among(&place, without) => continue,
                Ok(place) => {
                    let source = Some(shown(&place, &folder));
                    let stated = Stated {
                        source,
                        ..Stated::default()
                    };
                    (stated, What::Place(place))
                }
                Err(note) if note.is_note() => continue,
                Err(error) => (Stated::default(), What::Nothing(unread(&error))),
            };
            line += 1;
            let given = Given {
                line,
                student: None,
                stated,
                what,
            };
            if then(given).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// The header of a manifest, and what divides its cells.
pub type Heading = (Arc<Header>, Option<Delimiter>);

/// Whoever takes rows takes no more.
#[derive(Debug, Clone, Copy)]
pub struct Enough;

fn given(entry: Entry, folder: &Path) -> Given {
    match entry {
        Ok(row) => {
            let mut columns: serde_json::Map<String, Value> = row
                .columns
                .into_iter()
                .map(|(name, text)| (name.to_string(), Value::String(text)))
                .collect();
            if let Some(external) = row.external_ref {
                columns.insert("external_ref".to_owned(), Value::String(external));
            }
            let (source, what) = match row.source {
                Locator::Url(url) => (Some(url), What::Url),
                Locator::File(path) => {
                    let place = Place::File(folder.join(&path));
                    (Some(path), What::Place(place))
                }
                Locator::Inline(text) => (None, What::Inline(text)),
            };
            Given {
                line: row.line,
                student: row.student_id,
                stated: Stated {
                    row_id: row.row_id,
                    source,
                    programme: row.programme,
                    brief: None,
                    expected_holder: row.expected_holder,
                    expected_issuer: row.expected_issuer,
                    columns,
                },
                what,
            }
        }
        Err(error) => Given {
            line: error.line,
            stated: Stated {
                row_id: error.row_id.clone(),
                ..Stated::default()
            },
            student: error.student_id.clone(),
            what: What::Nothing(Told {
                result: RowResult::Unreadable,
                code: error.code().to_owned(),
                message: Some(error.problem.to_string()),
                hint: error.hint().map(str::to_owned),
            }),
        },
    }
}

/// A place as its row names it: below the folder that was handed in.
fn shown(place: &Place, folder: &Path) -> String {
    match place {
        Place::File(path) => {
            let below = path.strip_prefix(folder).unwrap_or(path);
            below.display().to_string()
        }
        other => other.to_string(),
    }
}

/// Whether a file is one of these.
fn is_among(place: &Place, files: &[PathBuf]) -> bool {
    let Place::File(path) = place else {
        return false;
    };
    // The names are compared first: the rest asks the disk.
    files.iter().any(|file| {
        let same = || Some(path.canonicalize().ok()? == file.canonicalize().ok()?);
        path.file_name() == file.file_name() && same().unwrap_or(false)
    })
}

/// SHA-256 of a file; of one that cannot be read, or is too long to be, of what says so.
fn digest_up_to(path: &Path, limit: u64) -> Digest {
    let read = File::open(path).and_then(|file| {
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(Digest::of(&bytes))
    });
    read.unwrap_or_else(|error| Digest::of(error.to_string().as_bytes()))
}

fn failed(path: &Path) -> impl Fn(io::Error) -> ImportError + '_ {
    |source| ImportError::File {
        path: path.to_owned(),
        source,
    }
}

fn kind(path: &Path) -> Result<Kind, ImportError> {
    let mut begin = Vec::new();
    let file = File::open(path).map_err(failed(path))?;
    let read = file.take(Kind::BYTES as u64).read_to_end(&mut begin);
    read.map_err(failed(path))?;
    Ok(Kind::of(&begin))
}

/// Whether a zip archive is a workbook: it says what its parts are (ECMA-376 part 2, section 7.2).
fn is_workbook(path: &Path) -> Result<bool, ImportError> {
    let mut file = File::open(path).map_err(failed(path))?;
    let length = file.seek(io::SeekFrom::End(0)).map_err(failed(path))?;
    let tail = length.min(DIRECTORY_BYTES);
    let mut bytes = Vec::new();
    let read = file
        .seek(io::SeekFrom::Start(length - tail))
        .and_then(|_| file.take(tail).read_to_end(&mut bytes));
    read.map_err(failed(path))?;
    let name = b"[Content_Types].xml";
    let is_there = bytes.windows(name.len()).any(|window| window == name);
    Ok(is_there)
}

/// At the end of an archive, where the names of its files stand: more than any workbook has there.
const DIRECTORY_BYTES: u64 = 256 * 1024;

/// By what and for whom something is taken in.
pub struct Import {
    /// Where to.
    pub store: Store,
    /// Whose it is.
    pub tenant: Name,
    /// Who hands it in.
    pub actor: Name,
    /// Who waits for it.
    pub lane: Lane,
    /// What each row is evaluated by, unless it names another programme.
    pub brief: Brief,
    /// Whom to trust; nobody, without it.
    pub trust: Option<TrustFolder>,
    /// Where programmes stand that rows name; beside the manifest, without it.
    pub programmes: Option<PathBuf>,
    /// What time it is.
    pub clock: fn() -> Timestamp,
}

/// A batch that is being filled.
#[derive(Debug)]
pub struct Filling {
    /// The batch.
    pub batch: Batch,
    /// Whether it was there before.
    pub is_known: bool,
    grounds: Grounds,
}

impl Import {
    /// Opens the batch of what is handed in, or finds it again.
    pub async fn open(&self, handed: &Handed) -> Result<Filling, ImportError> {
        let Self { store, actor, .. } = self;
        let options = self.brief.options();
        let hashed = handed.clone();
        let digest = tokio::task::spawn_blocking(move || hashed.digest(&options)).await??;
        let now = (self.clock)();
        let trust = self.trust.as_ref();
        let grounds = Grounds::keep(&self.brief, trust, store, actor, now).await?;
        let purpose = self
            .brief
            .purpose
            .map(|purpose| Name::new(purpose.as_str()));
        let new = NewBatch {
            tenant: self.tenant.clone(),
            lane: self.lane,
            purpose: purpose.transpose().map_err(StoreError::from)?,
            manifest: digest,
            options: serde_json::to_vec(&grounds).map_err(BriefError::from)?,
        };
        let (batch, is_new) = store.open_batch(&new, actor, now).await?;
        Ok(Filling {
            batch,
            is_known: !is_new,
            grounds,
        })
    }

    /// Adds the rows that the batch does not have; gives how many it has then. `told` hears how many were
    /// added, each time that some were.
    ///
    /// A worker that is given begins on rows whose credentials are at hand before they stand in the store, and
    /// writes them with what came of them. The first ones after an import that was ended go by the queue, which
    /// counts how often each was begun: it may be one of them that ended it.
    pub async fn fill(
        &self,
        filling: &Filling,
        handed: &Handed,
        worker: Option<&Worker>,
        mut told: impl FnMut(usize),
    ) -> Result<u64, ImportError> {
        let id = filling.batch.id;
        if let Some(rows) = filling.batch.declared {
            return Ok(rows);
        }
        let last = self.store.last_line(&id).await?.unwrap_or(0);
        let options = self.brief.options();
        let is_manifest = matches!(handed, Handed::Manifest { .. });
        // What was added before an import ended is not read again.
        let from = if is_manifest { last + 1 } else { 1 };
        let (read, found) = reading(handed, options, from);
        let mut read = std::pin::pin!(read);
        let mut adding = Adding {
            import: self,
            batch: id,
            grounds: filling.grounds,
            folder: self.programmes.clone().unwrap_or_else(|| handed.folder()),
            programmes: BTreeMap::new(),
            rows: Vec::new(),
            bytes: 0,
            intake: worker.map(|worker| Intake::new(worker, &filling.batch, &self.actor)),
            by_queue: if filling.is_known { BEGUN } else { 0 },
        };
        let mut rows = 0;
        while let Some(of_given) = read.next().await {
            for mut row in of_given? {
                rows += 1;
                if !is_manifest {
                    // A file may hold several.
                    row.line = rows;
                }
                if row.line <= last {
                    continue;
                }
                if let Some(added) = adding.add(row).await? {
                    told(added);
                }
            }
        }
        rows += found.await??;
        let added = adding.flush().await?;
        told(added);
        if let Some(intake) = adding.intake {
            intake.end().await?;
        }
        let now = (self.clock)();
        self.store.close_batch(&id, rows, &self.actor, now).await?;
        Ok(rows)
    }
}

/// Reads what is handed in, from a line on: for each row, or each file, the rows that there are. What else
/// is given ends with it, and says how many lines were before; where it failed, there was more.
fn reading(
    handed: &Handed,
    options: fetch::Options,
    from: u64,
) -> (
    impl Stream<Item = Result<Vec<NewRow>, JoinError>> + use<>,
    Found,
) {
    let (sender, mut receiver) = mpsc::channel(FOUND);
    let is_manifest = matches!(handed, Handed::Manifest { .. });
    let handed = handed.clone();
    let found = tokio::task::spawn_blocking(move || {
        let mut passed = 0;
        handed.each(&options, |given| {
            if given.line < from {
                passed += 1;
                return Ok(());
            }
            sender.blocking_send(given).map_err(|_| Enough)
        })?;
        Ok(passed)
    });
    let client = Client::new(fetch::ClientOptions {
        offline: true,
        ..fetch::ClientOptions::default()
    });
    let given = stream::poll_fn(move |context| receiver.poll_recv(context));
    let read = given.map(move |given: Given| {
        let client = client.clone();
        async move {
            let rows = match given.what {
                // On all cores: a PDF takes a while.
                What::Place(_) => tokio::spawn(documents(given, client, options)).await?,
                _ => documents(given, client, options).await,
            };
            Ok(match is_manifest && rows.len() > 1 {
                true => vec![too_many(rows)],
                false => rows,
            })
        }
    });
    (read.buffered(READING), found)
}

/// The search for rows; gives how many were passed over.
type Found = JoinHandle<Result<u64, ImportError>>;

/// What would come of what is handed in.
#[derive(Debug, Default)]
pub struct Look {
    /// Rows.
    pub rows: u64,
    /// Those that cannot be used, each of which was told.
    pub unreadable: u64,
    /// Those that have the same bytes, or the same address, as an earlier one.
    pub duplicate: u64,
    /// Those that stand at an address, which was not asked.
    pub to_fetch: u64,
    /// The hosts of these addresses.
    pub hosts: BTreeSet<String>,
    /// Bytes of the credentials that were read.
    pub bytes: u64,
}

impl Look {
    /// Reads all that is handed in and opens its credentials, as far as no address is asked for them; writes
    /// nothing. `told` hears of each row that cannot be used: its line, what the sender calls it, and why.
    pub async fn at(
        handed: &Handed,
        options: &fetch::Options,
        programmes: Option<&Path>,
        mut told: impl FnMut(u64, Option<&str>, &Told),
    ) -> Result<Self, ImportError> {
        let folder = programmes.map_or_else(|| handed.folder(), Path::to_owned);
        let is_manifest = matches!(handed, Handed::Manifest { .. });
        let (read, found) = reading(handed, *options, 1);
        let mut read = std::pin::pin!(read);
        let mut look = Self::default();
        let mut seen = BTreeSet::new();
        let mut programmes = BTreeMap::new();
        while let Some(rows) = read.next().await {
            for row in rows? {
                look.rows += 1;
                let line = if is_manifest { row.line } else { look.rows };
                let problem = look.row(&row, &mut seen, &mut programmes, &folder);
                if let Some(problem) = problem {
                    look.unreadable += 1;
                    told(line, row.stated.row_id.as_deref(), &problem);
                }
            }
        }
        found.await??;
        Ok(look)
    }

    /// Counts a row; gives why it cannot be used.
    fn row(
        &mut self,
        row: &NewRow,
        seen: &mut BTreeSet<Digest>,
        programmes: &mut BTreeMap<String, Option<Told>>,
        folder: &Path,
    ) -> Option<Told> {
        if let Some(told) = &row.told {
            return Some(told.clone());
        }
        if let Some(name) = &row.stated.programme {
            let problem = programmes.entry(name.clone()).or_insert_with(|| {
                let found = programme(folder, name);
                found.err().map(|problem| problem.told())
            });
            if problem.is_some() {
                return problem.clone();
            }
        }
        let source = row.stated.source.as_deref().unwrap_or_default();
        let digest = match &row.document {
            Some(document) => document.digest,
            None => Digest::of(source.as_bytes()),
        };
        if let Some(document) = &row.document {
            self.bytes = self.bytes.saturating_add(document.bytes.len() as u64);
            if let Err(error) = credeval_verify::open(document) {
                return Some(unopened(&error));
            }
        }
        if !seen.insert(digest) {
            self.duplicate += 1;
        } else if row.document.is_none() {
            self.to_fetch += 1;
            let url = url::Url::parse(source).ok();
            let host = url.as_ref().and_then(|url| url.host_str());
            self.hosts.extend(host.map(str::to_owned));
        }
        None
    }
}

/// Rows on their way into the store.
struct Adding<'i> {
    import: &'i Import,
    batch: Digest,
    grounds: Grounds,
    folder: PathBuf,
    /// The briefs of programmes that rows named so far.
    programmes: BTreeMap<String, Result<Digest, Told>>,
    rows: Vec<NewRow>,
    bytes: usize,
    intake: Option<Intake>,
    /// How many rows go by the queue before others are begun on at once.
    by_queue: u64,
}

impl Adding<'_> {
    /// Takes a row; gives how many were added where it was time to.
    async fn add(&mut self, mut row: NewRow) -> Result<Option<usize>, ImportError> {
        if let Some(name) = row.stated.programme.clone().filter(|_| row.told.is_none()) {
            match self.programme(&name).await? {
                Ok(brief) => {
                    row.stated.brief = Some(brief).filter(|own| *own != self.grounds.brief);
                }
                Err(told) => {
                    row.told = Some(told);
                    row.document = None;
                }
            }
        }
        let bytes = row
            .document
            .as_ref()
            .map_or(0, |document| document.bytes.len());
        let is_full = self.rows.len() >= ROWS || self.bytes.saturating_add(bytes) > BYTES;
        let added = match is_full && !self.rows.is_empty() {
            true => Some(self.flush().await?),
            false => None,
        };
        self.bytes = self.bytes.saturating_add(bytes);
        self.rows.push(row);
        Ok(added)
    }

    async fn flush(&mut self) -> Result<usize, ImportError> {
        let Import {
            store,
            actor,
            clock,
            ..
        } = self.import;
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        if rows.is_empty() {
            return Ok(0);
        }
        if let Some(intake) = self.intake.as_mut().filter(|_| self.by_queue == 0) {
            let added = rows.len();
            intake.add(rows).await?;
            return Ok(added);
        }
        self.by_queue = self.by_queue.saturating_sub(rows.len() as u64);
        let added = store.enqueue(&self.batch, &rows, actor, clock()).await?;
        Ok(added.iter().filter(|row| **row == Enqueued::New).count())
    }

    /// The brief of a programme that a row names, kept.
    async fn programme(&mut self, name: &str) -> Result<Result<Digest, Told>, ImportError> {
        if let Some(known) = self.programmes.get(name) {
            return Ok(known.clone());
        }
        let found = match programme(&self.folder, name) {
            Ok(text) => {
                let brief = Brief {
                    programme: Some(text),
                    ..self.import.brief.clone()
                };
                let Import {
                    store,
                    actor,
                    clock,
                    ..
                } = self.import;
                Ok(brief.keep(store, actor, clock()).await?)
            }
            Err(problem) => Err(problem.told()),
        };
        self.programmes.insert(name.to_owned(), found.clone());
        Ok(found)
    }
}

/// A programme that a row names and that cannot be used.
#[derive(Debug, thiserror::Error)]
enum NoProgramme {
    #[error("expected a programme, found `{name}`: {error}")]
    Faulty { name: String, error: ProgrammeError },
    #[error("expected a file for the programme `{name}`: {error}")]
    File { name: String, error: io::Error },
}

impl NoProgramme {
    fn told(&self) -> Told {
        let hint = "put the programme into a file NAME.toml beside the manifest, or into the folder of --programmes";
        Told {
            result: RowResult::Unreadable,
            code: "row.programme".to_owned(),
            message: Some(self.to_string()),
            hint: Some(hint.to_owned()),
        }
    }
}

fn programme(folder: &Path, name: &str) -> Result<String, NoProgramme> {
    let failed = |error| NoProgramme::File {
        name: name.to_owned(),
        error,
    };
    let below = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(name).components().all(below) {
        return Err(failed(io::Error::other("not a name below the folder")));
    }
    let mut path = folder.join(name);
    if path.extension().is_none_or(|extension| extension != "toml") {
        path.as_mut_os_string().push(".toml");
    }
    let mut text = String::new();
    let read =
        File::open(path).and_then(|file| file.take(PROGRAMME_BYTES).read_to_string(&mut text));
    read.map_err(failed)?;
    match Programme::parse(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(NoProgramme::Faulty {
            name: name.to_owned(),
            error,
        }),
    }
}

/// A row of a manifest whose file holds several credentials: it can have one result.
fn too_many(found: Vec<NewRow>) -> NewRow {
    let told = several(found.len());
    let first = found.into_iter().next().unwrap_or_default();
    NewRow {
        document: None,
        told: Some(told),
        ..first
    }
}

/// What stands where a row says: one row, or where a file holds several credentials, one for each.
async fn documents(given: Given, client: Client, options: fetch::Options) -> Vec<NewRow> {
    let Given {
        line,
        student,
        stated,
        what,
    } = given;
    let row = |stated: Stated| NewRow {
        line,
        student: student.clone(),
        stated,
        ..NewRow::default()
    };
    let label = stated.source.clone().unwrap_or_default();
    match what {
        What::Url => vec![row(stated)],
        What::Nothing(told) => vec![NewRow {
            told: Some(told),
            ..row(stated)
        }],
        What::Inline(text) => vec![NewRow {
            document: Some(Document::new(text.into_bytes(), label)),
            ..row(stated)
        }],
        What::Place(place) => {
            let found = place.documents(&client, &options).await;
            let is_one_of_several = found.len() > 1;
            let rows = (1..)
                .zip(found)
                .filter_map(|(number, document)| match document {
                    Ok(mut document) => {
                        let mut stated = stated.clone();
                        if is_one_of_several {
                            stated.source = Some(format!("{label}#{number}"));
                        }
                        document.source.clone_from(&label);
                        Some(NewRow {
                            document: Some(document),
                            ..row(stated)
                        })
                    }
                    Err(note) if note.is_note() => None,
                    Err(error) => Some(NewRow {
                        told: Some(unread(&error)),
                        ..row(stated.clone())
                    }),
                });
            let rows: Vec<_> = rows.collect();
            match rows.is_empty() {
                true => vec![NewRow {
                    told: Some(Told {
                        result: RowResult::Unreadable,
                        code: "input".to_owned(),
                        message: Some("expected a credential, found none".to_owned()),
                        hint: None,
                    }),
                    ..row(stated)
                }],
                false => rows,
            }
        }
    }
}
