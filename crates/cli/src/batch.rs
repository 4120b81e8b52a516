//! The documents of a run: found, worked on by all cores, told of and written in their order.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};
use std::iter::Enumerate;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, slice, thread};

use credeval::batch::{Outcome, Room, in_order};
use credeval::fetch::{
    self, Client, ClientOptions, FetchError, Held, Place, Source, Supplied, Walk,
};
use credeval::model::{
    Document,
    evaluation::{Evaluation, Mapping, Verification},
};
use credeval::verify::OpenError;
use credeval::{Gathered, Judge};
use credeval_report::exit;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use tokio::runtime::{Builder, Runtime};

use crate::arguments::Common;
use crate::error::Error;

/// The stack of a thread: that of a program's first one, on which a single document is worked on.
const STACK: usize = 8 * 1024 * 1024;
/// Redraws of the progress in a second.
const REDRAWS: u8 = 4;
/// After how many documents it is counted again how many are to come.
const RECOUNT: u64 = 1024;
/// Bytes of lines that go out together.
const BUFFER: usize = 256 * 1024;

/// What a run makes of each document.
pub(crate) trait Work: Send + Sync + 'static {
    /// An item of the report.
    type Item: Send + 'static;

    /// The items of a document; only one whose outermost form cannot be read has none.
    fn items(
        &self,
        document: &Document,
        inputs: &Inputs,
    ) -> impl Future<Output = Result<Vec<Self::Item>, OpenError>> + Send;

    /// Writes items, one a line.
    fn lines(&self, out: &mut Vec<u8>, items: &[Self::Item]) -> io::Result<()>;

    /// What items mean for the exit code.
    fn code(&self, items: &[Self::Item]) -> u8;
}

/// What documents are read by, and their evidence.
pub(crate) struct Inputs {
    client: Client,
    supplied: Option<Supplied>,
    options: fetch::Options,
}

impl Inputs {
    pub(crate) fn of(common: &Common) -> Result<Self, Error> {
        Ok(Self {
            client: Client::new(ClientOptions {
                offline: common.offline,
                ..ClientOptions::default()
            }),
            supplied: common.evidence.as_deref().map(Supplied::open).transpose()?,
            options: fetch::Options {
                max_bytes: common.max_bytes,
                follow_qr: common.follow_qr,
            },
        })
    }

    pub(crate) async fn open(
        &self,
        source: &Source,
    ) -> Result<Vec<Result<Document, FetchError>>, FetchError> {
        fetch::open(source, &self.client, &self.options).await
    }

    pub(crate) async fn gather(
        &self,
        judge: &Judge,
        document: &Document,
    ) -> Result<Gathered, OpenError> {
        let supplied = self.supplied.as_ref();
        judge.gather(document, supplied, &self.client).await
    }

    pub(crate) async fn evaluate(
        &self,
        judge: &Judge,
        document: &Document,
    ) -> Result<Vec<Evaluation>, OpenError> {
        let supplied = self.supplied.as_ref();
        let evaluations = judge.evaluate_document(document, supplied, &self.client);
        evaluations.await
    }

    pub(crate) async fn verify(
        &self,
        judge: &Judge,
        document: &Document,
    ) -> Result<Verification, OpenError> {
        let supplied = self.supplied.as_ref();
        let verification = judge.verify_document(document, supplied, &self.client);
        verification.await
    }

    pub(crate) async fn map(
        &self,
        judge: &Judge,
        document: &Document,
    ) -> Result<Vec<Mapping>, OpenError> {
        let supplied = self.supplied.as_ref();
        let mappings = judge.map_document(document, supplied, &self.client);
        mappings.await
    }
}

/// What a run came to, beside its report.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    documents: u64,
    unreadable: u64,
    faults: u64,
    /// Of the items.
    code: u8,
}

impl Tally {
    /// Whether the only document could not be read, so that there is nothing to report.
    pub(crate) fn is_nothing(&self) -> bool {
        self.documents == 1 && self.unreadable + self.faults == 1
    }

    /// The exit code of the run.
    pub(crate) fn code(&self) -> u8 {
        match (self.faults, self.unreadable) {
            (0, 0) => self.code,
            (0, _) => exit::UNUSABLE,
            _ => exit::BUG,
        }
    }
}

/// The documents that a command line names.
pub(crate) struct Run<'a> {
    common: &'a Common,
    jobs: Option<NonZeroUsize>,
    inputs: Arc<Inputs>,
    sources: Vec<Source>,
}

/// A document that was found.
struct Found {
    place: Place,
    /// The number of its source on the command line.
    source: usize,
}

impl<'a> Run<'a> {
    /// Reads the arguments; opens no source.
    pub(crate) fn of(common: &'a Common, jobs: Option<NonZeroUsize>) -> Result<Self, Error> {
        let inputs = Arc::new(Inputs::of(common)?);
        let sources = common.sources.iter().map(|source| Source::parse(source));
        Ok(Self {
            common,
            jobs,
            inputs,
            sources: sources.collect::<Result<_, _>>()?,
        })
    }

    /// Writes the lines of each document once those before it are written, and keeps none of them.
    pub(crate) fn stream<W: Work>(&self, work: W) -> Result<Tally, Error> {
        let work = Arc::new(work);
        let begin = |place: &Place| {
            let (work, opening) = (Arc::clone(&work), self.opening(place));
            async move {
                let written = |(_, items): (u64, Vec<W::Item>)| {
                    let mut lines = Vec::new();
                    work.lines(&mut lines, &items)?;
                    Ok((lines, work.code(&items)))
                };
                let documents = opening.documents(&*work).await.into_iter();
                documents.map(|made| made.and_then(written)).collect()
            }
        };
        let report = self.common.output.as_deref();
        let mut out = Output::of(report);
        let progress = self.progress();
        let places = Places::of(&self.sources, self.inputs.options, report, &progress);
        let tally = self.each(places, &progress, begin, |_, (lines, code)| {
            out.write(&lines)?;
            Ok(Ok(code))
        })?;
        if !tally.is_nothing() {
            out.finish()?;
        }
        Ok(tally)
    }

    /// Keeps the items of all documents, for a report on them together. What would take too much
    /// memory of one directory is refused.
    pub(crate) fn hold<W: Work>(&self, work: W) -> Result<(Vec<W::Item>, Tally), Error> {
        let work = Arc::new(work);
        let begin = |place: &Place| {
            let (work, opening) = (Arc::clone(&work), self.opening(place));
            async move {
                let held = |(bytes, items): (u64, Vec<W::Item>)| {
                    let code = work.code(&items);
                    (bytes, items, code)
                };
                let documents = opening.documents(&*work).await.into_iter();
                documents.map(|made| made.map(held)).collect()
            }
        };
        let (mut places, mut rooms) = (Vec::new(), Vec::new());
        for (source, named) in self.sources.iter().enumerate() {
            let walk = Walk::limited(named, &self.inputs.options)?;
            let all = walk.all()?.into_iter();
            places.extend(all.map(|place| place.map(|place| Found { place, source })));
            rooms.push(named.is_many().then(Held::default));
        }
        let progress = self.progress();
        expect(&progress, places.len() as u64, "documents");
        let mut held = Vec::new();
        let tally = self.each(places, &progress, begin, |found, (bytes, items, code)| {
            if let Some(Some(room)) = rooms.get_mut(found.source)
                && let Err(full) = room.add(&found.place, bytes)
            {
                return Ok(Err(full));
            }
            held.extend(items);
            Ok(Ok(code))
        })?;
        Ok((held, tally))
    }

    /// Begins every place and takes what comes of each document there. `then` gives what it means
    /// for the exit code or why it is not taken; what cannot be read or taken is told and stops no
    /// other.
    fn each<T, B>(
        &self,
        places: impl IntoIterator<Item = Result<Found, FetchError>>,
        progress: &ProgressBar,
        begin: impl Fn(&Place) -> B,
        mut then: impl FnMut(&Found, T) -> Result<Result<u8, FetchError>, Error>,
    ) -> Result<Tally, Error>
    where
        T: Send + 'static,
        B: Future<Output = Vec<Result<T, Error>>> + Send + 'static,
    {
        let mut tally = Tally::default();
        let report = |error: &Error| progress.suspend(|| crate::report(error));
        let take = |outcome: Outcome<Found, Vec<Result<T, Error>>, FetchError>| {
            match outcome {
                Outcome::Done(found, documents) => {
                    for made in documents {
                        tally.documents += 1;
                        let taken = match made {
                            Ok(made) => then(&found, made)?.map_err(Error::from),
                            Err(error) => Err(error),
                        };
                        match taken {
                            Ok(code) => tally.code = exit::worse(tally.code, code),
                            Err(error) => {
                                tally.unreadable += 1;
                                report(&error);
                            }
                        }
                    }
                }
                Outcome::Refused(error) => {
                    let is_document = !error.is_note();
                    tally.documents += u64::from(is_document);
                    tally.unreadable += u64::from(is_document);
                    report(&error.into());
                }
                Outcome::Panicked(Found { place, .. }) => {
                    tally.documents += 1;
                    tally.faults += 1;
                    let origin = place.to_string();
                    report(&Error::Fault { origin });
                }
            }
            progress.inc(1);
            Ok::<(), Error>(())
        };
        let weigh = |found: &Found| found.place.bytes(&self.inputs.options);
        let begin = |found: &Found| begin(&found.place);
        let run = in_order(places, Room::default(), weigh, begin, take);
        runtime(self.threads())?.block_on(run)?;
        progress.finish_and_clear();
        if !progress.is_hidden() {
            tell(&tally, progress);
        }
        Ok(tally)
    }

    fn opening(&self, place: &Place) -> Opening {
        Opening {
            inputs: Arc::clone(&self.inputs),
            place: place.clone(),
        }
    }

    /// How many threads work: as many as are asked for, else one for each core, and never more than
    /// there are documents.
    fn threads(&self) -> usize {
        let most = match self.sources.iter().any(Source::is_many) {
            true => usize::MAX,
            false => self.sources.len(),
        };
        // How many cores there are is asked of several files of the system.
        let cores = || match most {
            0 | 1 => None,
            _ => thread::available_parallelism().ok(),
        };
        self.jobs
            .or_else(cores)
            .map_or(1, NonZeroUsize::get)
            .min(most)
    }

    /// What is shown of a long run to whoever looks at standard error, and is not shown the report
    /// itself meanwhile.
    fn progress(&self) -> ProgressBar {
        let is_alone = matches!(self.sources.as_slice(), [one] if !one.is_many());
        let is_written_elsewhere = self.common.output.is_some() || !io::stdout().is_terminal();
        if is_alone || !is_written_elsewhere || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let target = ProgressDrawTarget::stderr_with_hz(REDRAWS);
        ProgressBar::with_draw_target(None, target)
            .with_style(style("{pos} documents, {rate} a second"))
    }
}

/// One thread where one is enough: it needs no other.
pub(crate) fn runtime(threads: usize) -> io::Result<Runtime> {
    match threads {
        0 | 1 => Builder::new_current_thread().enable_all().build(),
        threads => threads_beside(threads),
    }
}

/// Threads that work by themselves, while whoever made them does something else.
pub(crate) fn threads_beside(threads: usize) -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(threads.max(1))
        .thread_stack_size(STACK)
        .enable_all()
        .build()
}

/// From here on it is known how many documents there are.
pub(crate) fn expect(progress: &ProgressBar, items: u64, what: &str) {
    progress.set_length(items);
    progress.set_style(style(&format!(
        "{{pos}} of {{len}} {what}, {{rate}} a second, {{eta}} left"
    )));
}

pub(crate) fn style(template: &str) -> ProgressStyle {
    // A template that is not one would show as the default style.
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
        // Nobody looks where it cannot be written.
        let _ = write!(out, "{:.0}", state.per_sec());
    })
}

/// The last line of a run that was watched.
fn tell(tally: &Tally, progress: &ProgressBar) {
    let (documents, unreadable) = (tally.documents, tally.unreadable + tally.faults);
    let seconds = progress.elapsed().as_secs_f64();
    // Nobody looks where standard error is closed.
    let _ = writeln!(
        anstream::stderr().lock(),
        "{documents} documents in {seconds:.1} s, {unreadable} of them unreadable"
    );
}

/// A place that is to be opened.
struct Opening {
    inputs: Arc<Inputs>,
    place: Place,
}

impl Opening {
    /// For each document of the place its bytes, and the items that come of it.
    async fn documents<W: Work>(&self, work: &W) -> Vec<Result<(u64, Vec<W::Item>), Error>> {
        let Inputs {
            client, options, ..
        } = &*self.inputs;
        let mut made = Vec::new();
        for document in self.place.documents(client, options).await {
            made.push(match document {
                Ok(document) => {
                    let items = work.items(&document, &self.inputs).await;
                    let items = items.map_err(|error| Error::Open {
                        origin: document.source.clone(),
                        error,
                    });
                    items.map(|items| (document.bytes.len() as u64, items))
                }
                Err(error) => Err(error.into()),
            });
        }
        made
    }
}

/// The places of sources, one after the other. The report that is being written is none of them.
struct Places<'a> {
    sources: Enumerate<slice::Iter<'a, Source>>,
    walk: Option<(usize, Walk)>,
    options: fetch::Options,
    report: Option<&'a Path>,
    progress: &'a ProgressBar,
    found: u64,
}

impl<'a> Places<'a> {
    fn of(
        sources: &'a [Source],
        options: fetch::Options,
        report: Option<&'a Path>,
        progress: &'a ProgressBar,
    ) -> Self {
        Self {
            sources: sources.iter().enumerate(),
            walk: None,
            options,
            report,
            progress,
            found: 0,
        }
    }

    fn is_report(&self, place: &Place) -> bool {
        let (Some(report), Place::File(path)) = (self.report, place) else {
            return false;
        };
        // The names are compared first: the rest asks the disk.
        let same = |report: PathBuf| path.canonicalize().is_ok_and(|path| path == report);
        path.file_name() == report.file_name() && report.canonicalize().is_ok_and(same)
    }

    /// Counts what is found and, now and then, what is to come.
    fn count(&mut self) {
        if self.found.is_multiple_of(RECOUNT)
            && self.progress.length().is_none()
            && self.sources.len() == 0
            && let Some(left) = self.walk.as_ref().and_then(|(_, walk)| walk.left())
        {
            expect(self.progress, self.found + 1 + left as u64, "documents");
        }
        self.found += 1;
    }
}

impl Iterator for Places<'_> {
    type Item = Result<Found, FetchError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((source, walk)) = &mut self.walk {
                let source = *source;
                match walk.next() {
                    Some(Ok(place)) if self.is_report(&place) => continue,
                    Some(place) => {
                        self.count();
                        return Some(place.map(|place| Found { place, source }));
                    }
                    None => {}
                }
            }
            let (source, named) = self.sources.next()?;
            match Walk::limited(named, &self.options) {
                Ok(walk) => self.walk = Some((source, walk)),
                Err(error) => {
                    self.walk = None;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// Where lines go. A file is made when there is something to write, so that one that is there stays
/// where a run comes to nothing.
enum Output<'a> {
    Stdout(BufWriter<StdoutLock<'static>>),
    File(&'a Path, Option<BufWriter<File>>),
}

impl<'a> Output<'a> {
    fn of(path: Option<&'a Path>) -> Self {
        match path {
            None => Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock())),
            Some(path) => Self::File(path, None),
        }
    }

    fn opened(&mut self) -> Result<&mut dyn Write, Error> {
        match self {
            Self::Stdout(out) => Ok(out),
            Self::File(_, Some(out)) => Ok(out),
            Self::File(path, out) => {
                let file = File::create(&path).map_err(|source| Error::File {
                    path: path.to_owned(),
                    source,
                })?;
                Ok(out.insert(BufWriter::with_capacity(BUFFER, file)))
            }
        }
    }

    fn write(&mut self, lines: &[u8]) -> Result<(), Error> {
        Ok(self.opened()?.write_all(lines)?)
    }

    fn finish(mut self) -> Result<(), Error> {
        Ok(self.opened()?.flush()?)
    }
}
