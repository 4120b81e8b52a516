//! What each verb does.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;
use std::sync::Arc;

use credeval::fetch::{self, Client, ClientOptions, Source};
use credeval::linked_data::Contexts;
use credeval::map::write::{Derived, elm, open_badge};
use credeval::model::{
    CheckCode, Document, Timestamp,
    answer::{Answer, AnswersFile},
    element::Elements,
    evaluation::{Evaluation, Mapping, Verification},
    json,
    learner::PresentedLearner,
    outcome::OutcomeCode,
    programme::{Programme, Purpose},
};
use credeval::score::{
    Application, Policy, Skills, Terms,
    decisions::{InMemory, precedents},
};
use credeval::trusted::TrustFolder;
use credeval::verify::{Asked, OpenError, PublicKey, hashes};
use credeval::{Gathered, Judge};
use credeval_report::{Format, Style, exit, html};

use crate::arguments::{
    Arguments, Canon, Common, ContextArguments, Evaluate, FormatArgument, Map, MapFormat,
    PageFormat, Reader, TermsArguments, Verb, Verify,
};
use crate::batch::{self, Inputs, Run, Work};
use crate::decide;
use crate::error::Error;
use crate::page::evaluate_as_page;
use crate::{ask, policy, stack, trust};

/// Runs the verb and gives the exit code of [`exit`].
pub(crate) fn run(arguments: Arguments) -> Result<u8, Error> {
    let alone = || batch::runtime(1);
    match arguments.verb {
        Verb::Evaluate(arguments) => evaluate(&arguments),
        Verb::Ask(arguments) => alone()?.block_on(ask::run(&arguments)),
        Verb::Decide(arguments) => decide::run(&arguments),
        Verb::Verify(arguments) => verify(&arguments),
        Verb::Map(arguments) => map(&arguments),
        Verb::Canon(arguments) => alone()?.block_on(canon(&arguments)),
        Verb::Stack(arguments) => alone()?.block_on(stack::run(&arguments)),
        Verb::Trust(arguments) => alone()?.block_on(trust::run(&arguments.verb)),
        Verb::Policy(arguments) => policy::run(&arguments.verb),
        #[cfg(feature = "store")]
        Verb::Batch(arguments) => crate::import::run(&arguments),
        #[cfg(feature = "store")]
        Verb::Audit(arguments) => alone()?.block_on(crate::audit::run(&arguments)),
        #[cfg(feature = "store")]
        Verb::Requeue(arguments) => alone()?.block_on(crate::requeue::run(&arguments)),
        #[cfg(feature = "store")]
        Verb::Purge(arguments) => alone()?.block_on(crate::retention::purge(&arguments)),
        #[cfg(feature = "store")]
        Verb::Erase(arguments) => alone()?.block_on(crate::retention::erase(&arguments)),
        #[cfg(feature = "store")]
        Verb::Hold(arguments) => alone()?.block_on(crate::retention::hold(&arguments)),
        #[cfg(feature = "store")]
        Verb::Release(arguments) => alone()?.block_on(crate::retention::release(&arguments)),
        #[cfg(feature = "store")]
        Verb::Export(arguments) => alone()?.block_on(crate::export::run(&arguments)),
        #[cfg(feature = "store")]
        Verb::Notify(arguments) => alone()?.block_on(crate::notify::run(&arguments)),
        #[cfg(feature = "store")]
        Verb::Replay(arguments) => alone()?.block_on(crate::replay::run(&arguments)),
        #[cfg(feature = "store")]
        Verb::Evidence(arguments) => alone()?.block_on(crate::evidence::run(&arguments)),
        #[cfg(feature = "queue")]
        Verb::Worker(arguments) => crate::worker::run(&arguments),
    }
}

/// No style: forms for programs do not look at it.
const PLAIN: Style<'_> = Style {
    color: false,
    width: 0,
    unicode: true,
    language: "en",
};

/// Evaluates each document.
pub(crate) struct Evaluating {
    pub(crate) judge: Judge,
    earlier: Option<InMemory>,
    fail_on: Vec<OutcomeCode>,
}

impl Work for Evaluating {
    type Item = Evaluation;

    async fn items(
        &self,
        document: &Document,
        inputs: &Inputs,
    ) -> Result<Vec<Evaluation>, OpenError> {
        let mut evaluations = inputs.evaluate(&self.judge, document).await?;
        for evaluation in &mut evaluations {
            self.remember(evaluation);
        }
        Ok(evaluations)
    }

    fn lines(&self, out: &mut Vec<u8>, items: &[Evaluation]) -> io::Result<()> {
        credeval_report::evaluations(out, items, Format::Ndjson, &PLAIN, self.judge.now)
    }

    fn code(&self, items: &[Evaluation]) -> u8 {
        let is_named = |item: &Evaluation| self.fail_on.contains(&item.outcome.code);
        match items.iter().any(is_named) {
            true => exit::FAILED,
            false => exit::HELD,
        }
    }
}

impl Evaluating {
    pub(crate) fn remember(&self, evaluation: &mut Evaluation) {
        if let Some(earlier) = &self.earlier {
            evaluation.precedents = precedents(evaluation, earlier);
        }
    }
}

fn evaluate(arguments: &Evaluate) -> Result<u8, Error> {
    let common = &arguments.common;
    let for_learner = arguments.reader == Reader::Learner;
    if for_learner && arguments.form.format != PageFormat::Human {
        return Err(Error::ForLearner);
    }
    if common.sources.is_empty() && arguments.answers.is_none() {
        return Err(Error::NothingToEvaluate);
    }
    let earlier = arguments.decisions.as_deref();
    let earlier = earlier.map(decide::earlier).transpose()?;
    let mut judge = judge(common)?;
    let trust = common.trust.as_deref();
    judge.terms = terms(&arguments.terms, trust.map(|file| (file, judge.at)))?.into();
    judge.learner = learner(arguments.learner.as_deref())?;
    let answers = arguments.answers.as_deref().map(answers).transpose()?;
    if let Some((_, answers)) = &answers {
        judge.answers.clone_from(answers);
    }
    let now = judge.now;
    let work = Evaluating {
        judge,
        earlier,
        fail_on: arguments.fail_on.clone(),
    };
    let format = match arguments.form.format {
        PageFormat::Human => Format::Human,
        PageFormat::Json => Format::Json,
        PageFormat::Ndjson => Format::Ndjson,
        PageFormat::Html => return evaluate_as_page(arguments, work, answers),
    };
    let run = Run::of(common, arguments.jobs.jobs)?;
    let (evaluations, code) = match (&arguments.answers, &answers) {
        (Some(_), Some((document, _))) if common.sources.is_empty() => {
            let mut evaluation = work.judge.evaluate_paper(document);
            work.remember(&mut evaluation);
            let evaluations = vec![evaluation];
            let code = work.code(&evaluations);
            (evaluations, code)
        }
        (Some(path), Some((_, answers))) => {
            let (evaluations, tally) = run.hold(work)?;
            if tally.is_nothing() {
                return Ok(tally.code());
            }
            one_achievement(path, answers, &evaluations.iter().collect::<Vec<_>>())?;
            (evaluations, tally.code())
        }
        _ if format == Format::Ndjson => {
            return Ok(run.stream(work)?.code());
        }
        _ => {
            let (evaluations, tally) = run.hold(work)?;
            if tally.is_nothing() {
                return Ok(tally.code());
            }
            (evaluations, tally.code())
        }
    };
    write(common, &arguments.preferred.language, |mut out, style| {
        if for_learner {
            return credeval_report::explanations(&mut out, &evaluations, style);
        }
        credeval_report::evaluations(&mut out, &evaluations, format, style, now)
    })?;
    Ok(code)
}

/// Verifies each document.
struct Verifying {
    judge: Judge,
    required: Vec<CheckCode>,
}

impl Work for Verifying {
    type Item = Verification;

    async fn items(
        &self,
        document: &Document,
        inputs: &Inputs,
    ) -> Result<Vec<Verification>, OpenError> {
        Ok(vec![inputs.verify(&self.judge, document).await?])
    }

    fn lines(&self, out: &mut Vec<u8>, items: &[Verification]) -> io::Result<()> {
        credeval_report::verifications(out, items, Format::Ndjson, &PLAIN, self.judge.now)
    }

    fn code(&self, items: &[Verification]) -> u8 {
        let codes = items.iter();
        let codes = codes.map(|item| exit::requiring(&item.checks, &self.required));
        codes.fold(exit::HELD, exit::worse)
    }
}

fn verify(arguments: &Verify) -> Result<u8, Error> {
    let common = &arguments.common;
    let mut judge = judge(common)?;
    judge.learner = learner(arguments.learner.as_deref())?;
    if let Some(path) = &arguments.key {
        let key = PublicKey::from_text(&read(path)?).map_err(|error| Error::Key {
            path: path.clone(),
            error,
        })?;
        judge.key = Some(key);
    }
    if arguments.challenge.is_some() || arguments.domain.is_some() {
        judge.asked = Some(Asked {
            challenge: arguments.challenge.clone(),
            domain: arguments.domain.clone(),
        });
    }
    let trusted = arguments.require_trusted.then_some(CheckCode::IssuerTrust);
    let matched = arguments.learner.as_ref().map(|_| CheckCode::LearnerMatch);
    let now = judge.now;
    let work = Verifying {
        judge,
        required: trusted.into_iter().chain(matched).collect(),
    };
    let run = Run::of(common, arguments.jobs.jobs)?;
    let format = match arguments.form.format {
        PageFormat::Human => Some(Format::Human),
        PageFormat::Json => Some(Format::Json),
        PageFormat::Ndjson => return Ok(run.stream(work)?.code()),
        PageFormat::Html => None,
    };
    let (verifications, tally) = run.hold(work)?;
    if !tally.is_nothing() {
        let language = arguments.preferred.language.as_str();
        write(common, language, |mut out, style| match format {
            Some(format) => {
                credeval_report::verifications(&mut out, &verifications, format, style, now)
            }
            None => html::verifications(&mut out, &verifications, language, now),
        })?;
    }
    Ok(tally.code())
}

/// Maps each document.
struct Mapped {
    judge: Judge,
}

impl Work for Mapped {
    type Item = Mapping;

    async fn items(&self, document: &Document, inputs: &Inputs) -> Result<Vec<Mapping>, OpenError> {
        inputs.map(&self.judge, document).await
    }

    fn lines(&self, out: &mut Vec<u8>, items: &[Mapping]) -> io::Result<()> {
        credeval_report::mappings(out, items, Format::Ndjson, &PLAIN)
    }

    fn code(&self, _: &[Mapping]) -> u8 {
        exit::HELD
    }
}

fn map(arguments: &Map) -> Result<u8, Error> {
    let common = &arguments.common;
    let language = arguments.preferred.language.as_str();
    let work = Mapped {
        judge: judge(common)?,
    };
    let run = Run::of(common, arguments.jobs.jobs)?;
    if arguments.format == MapFormat::Ndjson {
        return Ok(run.stream(work)?.code());
    }
    let (mappings, tally) = run.hold(work)?;
    if tally.is_nothing() {
        return Ok(tally.code());
    }
    let as_credentials = |write: fn(&Elements, &Derived<'_>) -> serde_json::Value| {
        let credentials = mappings.iter().map(|mapping| {
            let document = &mapping.document;
            let derived = Derived {
                source: &document.digest,
                standard: document.standard,
                part: document.part.as_ref(),
                language,
            };
            write(&mapping.elements, &derived)
        });
        credentials.collect::<Vec<_>>()
    };
    write(common, language, |mut out, style| {
        let mut report = |format| credeval_report::mappings(&mut out, &mappings, format, style);
        match arguments.format {
            MapFormat::Human => report(Format::Human),
            MapFormat::Json => report(Format::Json),
            MapFormat::Ndjson => report(Format::Ndjson),
            MapFormat::Csv => credeval_report::mappings_as_table(&mut out, &mappings, language),
            MapFormat::Elm => credeval_report::credentials(&mut out, &as_credentials(elm)),
            MapFormat::Ob3 => credeval_report::credentials(&mut out, &as_credentials(open_badge)),
        }
    })?;
    Ok(tally.code())
}

/// Prints what a proof over RDF covers: the document's canonical N-Quads, then for each proof
/// those of its options and the bytes that are signed, in hexadecimal.
async fn canon(arguments: &Canon) -> Result<u8, Error> {
    let client = Client::new(ClientOptions {
        offline: true,
        ..ClientOptions::default()
    });
    let source = Source::parse(&arguments.source)?;
    let contexts = contexts(&arguments.contexts)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for document in fetch::open(&source, &client, &fetch::Options::default()).await? {
        let document = document?;
        let origin = document.source.clone();
        let value = json::parse(&document.bytes).map_err(|error| Error::Open {
            origin: origin.clone(),
            error: error.into(),
        })?;
        let proofs = json::one_or_many(value.get("proof"));
        let none = [serde_json::Value::Null];
        for (index, proof) in if proofs.is_empty() { &none } else { proofs }
            .iter()
            .enumerate()
        {
            let hashes = hashes(&value, proof, &contexts).map_err(|error| Error::Canonical {
                origin: origin.clone(),
                error,
            })?;
            if index == 0 {
                writeln!(out, "# document\n{}", hashes.canonical_document)?;
            }
            if !proofs.is_empty() {
                let signed = hashes.signed.iter().map(|byte| format!("{byte:02x}"));
                let signed = signed.collect::<String>();
                writeln!(out, "# proof {index}\n{}", hashes.canonical_proof)?;
                writeln!(out, "# signed by proof {index}\n{signed}")?;
            }
        }
    }
    out.flush()?;
    Ok(exit::HELD)
}

pub(crate) fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::File {
        path: path.to_owned(),
        source,
    })
}

/// The policy of a file, or the shipped one, with the programme of a file and the purpose: the one
/// of the command line, else the programme's.
pub(crate) fn terms(
    arguments: &TermsArguments,
    trust: Option<(&Path, Timestamp)>,
) -> Result<Terms, Error> {
    let programme = arguments.programme.as_deref().map(programme).transpose()?;
    // Reading a classification takes a while, and only a programme asks for outcomes.
    let skills = match trust.filter(|_| programme.is_some()) {
        Some((file, at)) => skills(Some(file), at)?,
        None => None,
    };
    let of_programme = programme.as_ref().map(|programme| programme.purpose);
    let application = Application {
        purpose: arguments
            .purpose
            .map(Purpose::from)
            .or(of_programme)
            .unwrap_or_default(),
        programme: programme.as_ref(),
        skills: skills.as_ref(),
    };
    let policy = policy(arguments.policy.as_deref())?;
    Ok(Terms::new(policy, application))
}

/// The classification of skills that a trust file names.
pub(crate) fn skills(trust: Option<&Path>, at: Timestamp) -> Result<Option<Arc<Skills>>, Error> {
    let skills = trust
        .map(|file| TrustFolder::of(file).skills(at))
        .transpose()?;
    Ok(skills.flatten().map(Arc::new))
}

/// The policy of a file, or the shipped one.
pub(crate) fn policy(path: Option<&Path>) -> Result<Policy, Error> {
    path.map_or_else(|| Ok(Policy::default_policy()), read_policy)
}

pub(crate) fn read_policy(path: &Path) -> Result<Policy, Error> {
    Policy::parse(&read(path)?).map_err(|error| Error::Policy {
        path: path.to_owned(),
        error,
    })
}

pub(crate) fn programme(path: &Path) -> Result<Programme, Error> {
    Programme::parse(&read(path)?).map_err(|error| Error::Programme {
        path: path.to_owned(),
        error,
    })
}

/// An answers file, and what it says.
pub(crate) fn answers(path: &Path) -> Result<(Document, Vec<Answer>), Error> {
    let text = read(path)?;
    let answers = AnswersFile::read(&text).map_err(|error| Error::Answers {
        path: path.to_owned(),
        error,
    })?;
    let source = path.display().to_string();
    Ok((Document::new(text.into_bytes(), source), answers))
}

/// What is answered about one achievement is not said of another of the same document.
pub(crate) fn one_achievement(
    path: &Path,
    answers: &[Answer],
    evaluations: &[&Evaluation],
) -> Result<(), Error> {
    let refused = |found: String| {
        Err(Error::Achievements {
            path: path.to_owned(),
            found,
        })
    };
    if evaluations.len() > 1 && answers.iter().any(|answer| answer.part.is_none()) {
        return refused(evaluations.len().to_string());
    }
    for answer in answers {
        let speaks = |evaluation: &&Evaluation| answer.speaks_of(evaluation.document.part.as_ref());
        if let Some(part) = answer
            .part
            .as_ref()
            .filter(|_| !evaluations.iter().any(speaks))
        {
            return refused(format!("none at `{part}`"));
        }
    }
    Ok(())
}

pub(crate) fn learner(path: Option<&Path>) -> Result<Option<PresentedLearner>, Error> {
    path.map(|path| {
        PresentedLearner::parse(&read(path)?).map_err(|error| Error::Learner {
            path: path.to_owned(),
            error,
        })
    })
    .transpose()
}

fn contexts(arguments: &ContextArguments) -> Result<Contexts, Error> {
    let mut contexts = Contexts::built_in();
    for (url, context) in context_files(arguments)? {
        contexts.add(url, context);
    }
    Ok(contexts)
}

/// The contexts that the arguments name, by their addresses.
pub(crate) fn context_files(
    arguments: &ContextArguments,
) -> Result<Vec<(String, serde_json::Value)>, Error> {
    let mut contexts = Vec::new();
    for (url, path) in &arguments.allow_context {
        let context = json::parse(read(path)?.as_bytes()).map_err(|error| Error::Context {
            path: path.clone(),
            found: error.to_string(),
        })?;
        if context.get("@context").is_none() {
            return Err(Error::Context {
                path: path.clone(),
                found: "expected `@context`, found none".to_owned(),
            });
        }
        contexts.push((url.clone(), context));
    }
    Ok(contexts)
}

pub(crate) fn judge(common: &Common) -> Result<Judge, Error> {
    let now = Timestamp::now();
    let mut judge = Judge::at(common.at.unwrap_or(now));
    judge.now = now;
    judge.contexts = contexts(&common.contexts)?;
    if let Some(path) = &common.trust {
        judge.trust = TrustFolder::of(path).load()?.into();
    }
    Ok(judge)
}

/// Opens every source and gathers its evidence. A document of a directory that cannot be read is
/// reported and stops none of the others; the flag says that there was one.
pub(crate) async fn gather(common: &Common, judge: &Judge) -> Result<(Vec<Gathered>, bool), Error> {
    let inputs = Inputs::of(common)?;
    let mut gathered = Vec::new();
    let mut unreadable = false;
    for argument in &common.sources {
        let source = Source::parse(argument)?;
        let documents = inputs.open(&source).await?;
        if documents.is_empty() {
            return Err(Error::Nothing {
                origin: source.to_string(),
            });
        }
        let several = documents.len() > 1 || common.sources.len() > 1;
        for document in documents {
            let result = match document {
                Ok(document) => open(judge, &document, &inputs).await,
                Err(note) if note.is_note() => {
                    crate::report(&note.into());
                    continue;
                }
                Err(error) => Err(error.into()),
            };
            match result {
                Ok(one) => gathered.push(one),
                Err(error) if several => {
                    crate::report(&error);
                    unreadable = true;
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok((gathered, unreadable))
}

async fn open(judge: &Judge, document: &Document, inputs: &Inputs) -> Result<Gathered, Error> {
    let gathered = inputs.gather(judge, document).await;
    gathered.map_err(|error| Error::Open {
        origin: document.source.clone(),
        error,
    })
}

impl From<FormatArgument> for Format {
    fn from(argument: FormatArgument) -> Self {
        match argument {
            FormatArgument::Human => Self::Human,
            FormatArgument::Json => Self::Json,
            FormatArgument::Ndjson => Self::Ndjson,
        }
    }
}

/// Writes a report to where the arguments say.
pub(crate) fn write(
    common: &Common,
    language: &str,
    report: impl FnOnce(&mut dyn Write, &Style<'_>) -> io::Result<()>,
) -> Result<(), Error> {
    write_to(common.output.as_deref(), language, report)
}

/// Writes a report to a file, or to standard output where none is named.
pub(crate) fn write_to(
    output: Option<&Path>,
    language: &str,
    report: impl FnOnce(&mut dyn Write, &Style<'_>) -> io::Result<()>,
) -> Result<(), Error> {
    if let Some(path) = output {
        let file = File::create(path).map_err(|source| Error::File {
            path: path.to_owned(),
            source,
        })?;
        let style = Style {
            color: false,
            width: columns(),
            unicode: true,
            language,
        };
        let mut out = BufWriter::new(file);
        report(&mut out, &style)?;
        out.flush()?;
        return Ok(());
    }
    let stdout = io::stdout();
    let style = Style {
        color: stdout.is_terminal()
            && anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never,
        width: page_columns(),
        unicode: shows_utf8(),
        language,
    };
    let mut out = BufWriter::new(stdout.lock());
    report(&mut out, &style)?;
    out.flush()?;
    Ok(())
}

/// The columns of standard output.
pub(crate) fn page_columns() -> usize {
    terminal_size::terminal_size_of(io::stdout())
        .map_or_else(columns, |(width, _)| usize::from(width.0))
}

/// The columns of output that is no terminal: those of `COLUMNS` where it is set to a number
/// (POSIX.1-2017, section 8.3), else 100. A terminal is asked itself.
fn columns() -> usize {
    let set = std::env::var("COLUMNS").ok();
    let set = set.and_then(|columns| columns.trim().parse().ok());
    set.filter(|columns| *columns > 0).unwrap_or(100)
}

/// Whether the locale says that the terminal shows UTF-8 (POSIX.1-2017, section 8.2: the first of
/// these that is set decides). Where none is set, as under a service manager, it is taken to.
pub(crate) fn shows_utf8() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    set.is_none_or(|value| {
        let value = value.to_string_lossy().to_ascii_lowercase();
        value.contains("utf-8") || value.contains("utf8")
    })
}
