//! The command line.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use credeval::model::{Timestamp, language, limits, outcome::OutcomeCode, programme::Purpose};

use crate::ask::Ask;
use crate::policy::PolicyArguments;

use crate::decide::Decide;

/// Evaluates digital micro-credentials: authentic or not, the European standard elements, and the
/// seven traffic lights of the e-Valuate method.
#[derive(Debug, Parser)]
#[command(name = "credeval", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Evaluate credentials: checks, elements, traffic lights, a proposal
    ///
    /// Exits 0 when it evaluated, whatever the outcome, unless --fail-on names it.
    ///
    /// With --answers and without a SOURCE it evaluates a certificate on paper.
    #[command(mut_arg("sources", |sources| sources.required(false)))]
    Evaluate(Evaluate),
    /// Ask what the file does not tell, one question at a time, and write the answers
    ///
    /// Only what is open is asked, first what would settle the proposal. An empty line leaves a
    /// question open, `none` says that there is none, `?` tells more, `q` ends and keeps what was
    /// answered. Without a SOURCE it asks about a certificate on paper.
    #[command(mut_arg("sources", |sources| sources.required(false)))]
    Ask(Ask),
    /// Verify credentials: every check, and nothing more
    ///
    /// Exits 0 when everything held, 1 when something failed, 3 when nothing failed and something
    /// is inconclusive.
    Verify(Verify),
    /// Record what an officer decides on an evaluation
    ///
    /// Refuses what cannot stand: a refusal that names no substantial difference, or one that is
    /// not known; a grant on a credential that was not verified.
    Decide(Decide),
    /// Map credentials to the European standard elements
    ///
    /// Or write them as credentials of another standard: derived from the source, unsigned, and
    /// marked as such.
    Map(Map),
    /// Print the canonical N-Quads and hashes that a proof over RDF covers, for diagnosis
    Canon(Canon),
    /// Judge several credentials of one learner against the profile of a programme
    ///
    /// Exits 0 when it judged, whatever the proposal.
    Stack(crate::stack::Stack),
    /// Keep the file that says whom you trust: begin one, check it, bring it up to date
    Trust(Trust),
    /// Say by which rules credentials are scored, and what a change of them does
    Policy(PolicyArguments),
    /// Evaluate what is handed in together: a manifest, a folder or an archive
    ///
    /// Each row has its result in the store, whatever happens on the way: run again, the command
    /// goes on where it ended, and nothing is done twice. Exits 0 when all rows passed, 1 when one
    /// failed or is unreadable, 3 when none did and one is inconclusive.
    #[cfg(feature = "store")]
    Batch(crate::import::BatchArguments),
    /// Print the head of the store's audit log, or check that the log is whole
    #[cfg(feature = "store")]
    Audit(crate::audit::Audit),
    /// Have rows that have a result evaluated again
    ///
    /// Evaluations that were made stay, and the row gets a new result.
    #[cfg(feature = "store")]
    Requeue(crate::requeue::RequeueArguments),
    /// Erase what has been kept long enough, by purpose, result and proposal
    #[cfg(feature = "store")]
    Purge(crate::retention::Purge),
    /// Erase all that is kept of one learner
    ///
    /// Exits 3 where some of it is held, and so stays.
    #[cfg(feature = "store")]
    Erase(crate::retention::Erase),
    /// Keep something from being erased or purged until it is released
    #[cfg(feature = "store")]
    Hold(crate::retention::Hold),
    /// Release something that is held
    #[cfg(feature = "store")]
    Release(crate::retention::Release),
    /// Write the evaluations of a store as a table, as JSON lines, or as ELMO
    ///
    /// The last line on standard error says the number to go on from with --since, and the head of
    /// the audit log, to be kept elsewhere.
    #[cfg(feature = "store")]
    Export(crate::export::ExportArguments),
    /// Send a signed message to a receiver for each new evaluation (Standard Webhooks)
    ///
    /// A message says which evaluation, of which document, and how it ended; it names nobody. One that
    /// was not taken comes again, under the same id, and what follows it waits. Exits 2 where the
    /// receiver does not take them.
    #[cfg(feature = "store")]
    Notify(crate::notify::Notify),
    /// Make an evaluation once more from what the store keeps of it, and compare
    ///
    /// Opens no connection. Exits 0 when it is identical, 3 when it differs under other engine rules
    /// or was erased, 1 when it differs under the same rules, which is a fault of credeval.
    #[cfg(feature = "store")]
    Replay(crate::replay::Replay),
    /// Take the cache of servers' answers out of a store, or put one in, as one file
    #[cfg(feature = "store")]
    Evidence(crate::evidence::EvidenceArguments),
    /// Work on what waits in a store, beside others that do so on this machine and elsewhere
    ///
    /// A queue tells all of them what waits; the store says what is so. Where the queue is away, it looks into
    /// the store every few seconds. It runs until Ctrl-C or SIGTERM; then it finishes what it has begun.
    #[cfg(feature = "queue")]
    #[command(mut_arg("tenant", |tenant| tenant.hide(true)), mut_arg("actor", |actor| actor.hide(true)))]
    Worker(crate::worker::WorkerArguments),
}

/// By what credentials are scored.
#[derive(Debug, Args)]
pub(crate) struct TermsArguments {
    /// The receiving programme (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) programme: Option<PathBuf>,
    /// What recognition is asked for; the programme file says it otherwise
    #[arg(long, value_enum)]
    pub(crate) purpose: Option<PurposeArgument>,
    /// A policy of your own instead of the default one (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) jobs: JobsArgument,
    #[command(flatten)]
    pub(crate) form: PageFormatArguments,
    #[command(flatten)]
    pub(crate) preferred: LanguageArgument,
    #[command(flatten)]
    pub(crate) terms: TermsArguments,
    /// Exit 1 where an evaluation ends so
    #[arg(long, value_name = "OUTCOME", value_delimiter = ',', value_parser = outcome)]
    pub(crate) fail_on: Vec<OutcomeCode>,
    /// Who presents the credential, to compare with its subject (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) learner: Option<PathBuf>,
    /// What people answered to what the file does not tell (TOML; `credeval ask` writes one)
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Earlier decisions to show with the evaluation, as `credeval decide` keeps them
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Option<PathBuf>,
    /// For whom the report for people is written
    #[arg(long = "for", value_enum, default_value_t = Reader::Officer)]
    pub(crate) reader: Reader,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reader {
    /// The officer: everything, with what it rests on
    Officer,
    /// The learner: one page in plain words
    Learner,
}

#[derive(Debug, Args)]
pub(crate) struct Map {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) jobs: JobsArgument,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = MapFormat::Human)]
    pub(crate) format: MapFormat,
    #[command(flatten)]
    pub(crate) preferred: LanguageArgument,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) jobs: JobsArgument,
    #[command(flatten)]
    pub(crate) form: PageFormatArguments,
    #[command(flatten)]
    pub(crate) preferred: LanguageArgument,
    /// Let the exit code count whether a trust anchor lists the issuer
    #[arg(long)]
    pub(crate) require_trusted: bool,
    /// The issuer's public key, where you know it: JWK, PEM or multibase
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// The challenge (nonce) that the presenter was given
    #[arg(long, value_name = "TEXT")]
    pub(crate) challenge: Option<String>,
    /// The domain (audience) that the presentation must be made for
    #[arg(long, value_name = "TEXT")]
    pub(crate) domain: Option<String>,
    /// Who presents the credential, to compare with its subject (TOML); the exit code counts it
    #[arg(long, value_name = "FILE")]
    pub(crate) learner: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Canon {
    /// A credential with embedded proofs, or any JSON-LD document
    #[arg(value_name = "FILE")]
    pub(crate) source: OsString,
    #[command(flatten)]
    pub(crate) contexts: ContextArguments,
}

#[derive(Debug, Args)]
pub(crate) struct Trust {
    #[command(subcommand)]
    pub(crate) verb: TrustVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TrustVerb {
    /// Write a commented trust file to begin with; it trusts nobody yet
    Init(TrustInit),
    /// Say everything that is wrong, expired or out of date, each with its line
    ///
    /// Exits 0 when nothing is, 1 when something is wrong or has expired, 3 when nothing is wrong
    /// and something is older than it should be, which `credeval trust update` settles. Advice
    /// does not count.
    Check(TrustCheck),
    /// Read what the anchors publish, and verify it, into the lock beside the trust file
    ///
    /// Never goes back behind what was read before. Exits 0 when every anchor was read, 1 when one
    /// was refused or did not answer: it keeps its state, and the others are brought up to date.
    Update(TrustUpdate),
}

#[derive(Debug, Args)]
pub(crate) struct TrustInit {
    /// The file to write, or `-` for standard output; one that is there is left as it is
    #[arg(value_name = "FILE", default_value = "trust.toml")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct TrustCheck {
    /// The trust file
    #[arg(long, value_name = "FILE", default_value = "trust.toml")]
    pub(crate) trust: PathBuf,
    /// Judge for this time instead of now (2026-11-24T12:00:00Z, or a day)
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<Timestamp>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub(crate) format: CheckFormat,
}

#[derive(Debug, Args)]
pub(crate) struct TrustUpdate {
    /// The anchors to read, by their ids; all that are published where none is named. What follows
    /// an id and is none is a file, taken for what stands at that anchor's `source`
    #[arg(value_name = "ID [FILE]")]
    pub(crate) anchors: Vec<PathBuf>,
    /// The trust file
    #[arg(long, value_name = "FILE", default_value = "trust.toml")]
    pub(crate) trust: PathBuf,
    /// Files to use instead of fetching them: a directory with index.tsv, or a bundle of one
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) evidence: Option<PathBuf>,
    /// Open no connection
    #[arg(long)]
    pub(crate) offline: bool,
    /// Take this for the present instead of now (2026-11-24T12:00:00Z, or a day)
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// Text for people
    Human,
    /// One JSON object
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ContextArguments {
    /// Take FILE as the JSON-LD context at URL; may be repeated
    #[arg(long, value_name = "URL=FILE", value_parser = context)]
    pub(crate) allow_context: Vec<(String, PathBuf)>,
}

/// What every verb with a source takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Files (JSON, tokens, XML, images with a badge or a QR code, PDFs with credentials attached),
    /// directories, zip or tar archives, https URLs, or `-` for standard input
    #[arg(value_name = "SOURCE", required = true)]
    pub(crate) sources: Vec<OsString>,
    /// Whom to trust (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,
    /// Evidence to use instead of fetching it: a directory with index.tsv, or a bundle of one
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) evidence: Option<PathBuf>,
    /// Open no connection
    #[arg(long)]
    pub(crate) offline: bool,
    /// Judge for this time instead of now (2026-11-24T12:00:00Z, or a day)
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<Timestamp>,
    /// Write the report to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Bytes that one document may have
    #[arg(long, value_name = "N", default_value_t = limits::DOCUMENT_BYTES)]
    pub(crate) max_bytes: u64,
    /// Ask the addresses that stand in QR codes of pictures; whoever made a picture chose them
    #[arg(long)]
    pub(crate) follow_qr: bool,
    #[command(flatten)]
    pub(crate) contexts: ContextArguments,
}

#[derive(Debug, Args)]
pub(crate) struct JobsArgument {
    /// Threads that work on documents; one for each core where it is left out
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(crate) struct LanguageArgument {
    /// The language to show where a credential speaks several (BCP 47)
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    pub(crate) language: String,
}

#[derive(Debug, Args)]
pub(crate) struct FormatArguments {
    /// The form of the report
    #[arg(long, value_enum, default_value_t = FormatArgument::Human)]
    pub(crate) format: FormatArgument,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MapFormat {
    /// Text for people
    Human,
    /// One JSON object, or an array for several
    Json,
    /// One JSON object a line
    Ndjson,
    /// A table for spreadsheets: one row for each element
    Csv,
    /// A credential of the European Learning Model, derived and unsigned
    Elm,
    /// An Open Badge 3.0, derived and unsigned
    Ob3,
}

#[derive(Debug, Args)]
pub(crate) struct PageFormatArguments {
    /// The form of the report
    #[arg(long, value_enum, default_value_t = PageFormat::Human)]
    pub(crate) format: PageFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// Text for people
    Human,
    /// One JSON object, or an array for several
    Json,
    /// One JSON object a line
    Ndjson,
    /// A page that stands alone, for browsers and for paper, in English or Dutch by --language
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArgument {
    /// Text for people
    Human,
    /// One JSON object, or an array for several
    Json,
    /// One JSON object a line
    Ndjson,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PurposeArgument {
    /// Admission to a programme
    Admission,
    /// Exemption from a course
    Exemption,
    /// Credit within a programme
    Credit,
    /// Stacking towards a profile
    Stacking,
    /// No purpose: all seven criteria weigh alike
    None,
}

impl From<PurposeArgument> for Purpose {
    fn from(argument: PurposeArgument) -> Self {
        match argument {
            PurposeArgument::Admission => Self::Admission,
            PurposeArgument::Exemption => Self::Exemption,
            PurposeArgument::Credit => Self::Credit,
            PurposeArgument::Stacking => Self::Stacking,
            PurposeArgument::None => Self::None,
        }
    }
}

pub(crate) fn outcome(text: &str) -> Result<OutcomeCode, String> {
    serde_json::from_value(text.into()).map_err(|_| {
        "expected recognise_full, recognise_partial, flexible, rpl, needs_information, \
         human_review, not_lrc or not_verified"
            .to_owned()
    })
}

#[cfg(feature = "store")]
pub(crate) fn row_result(text: &str) -> Result<credeval::store::RowResult, String> {
    let named = credeval::store::RowResult::named(text);
    named.ok_or_else(|| {
        "expected passed, failed, inconclusive, unreadable, duplicate or skipped".to_owned()
    })
}

#[cfg(feature = "store")]
pub(crate) fn digest(text: &str) -> Result<credeval::model::Digest, String> {
    text.parse()
        .map_err(|_| "expected an id of 64 hexadecimal digits".to_owned())
}

fn language(text: &str) -> Result<String, String> {
    language::is_tag(text)
        .then(|| text.to_owned())
        .ok_or_else(|| "expected a language tag such as en or pt-BR".to_owned())
}

fn context(text: &str) -> Result<(String, PathBuf), String> {
    // The address may hold `=` itself; a file name rarely does.
    text.rsplit_once('=')
        .filter(|(url, file)| !url.is_empty() && !file.is_empty())
        .map(|(url, file)| (url.to_owned(), PathBuf::from(file)))
        .ok_or_else(|| "expected URL=FILE".to_owned())
}

pub(crate) fn time(text: &str) -> Result<Timestamp, String> {
    let day = || {
        let date: jiff::civil::Date = text.parse().ok()?;
        let midnight = jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0));
        midnight.ok()
    };
    text.parse()
        .ok()
        .or_else(day)
        .ok_or_else(|| "expected a time such as 2026-11-24T12:00:00Z, or a day".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn times_and_contexts_are_read() {
        assert_eq!(
            time("2026-11-24").unwrap().to_string(),
            "2026-11-24T00:00:00Z"
        );
        assert!(time("yesterday").is_err());
        let (url, file) = context("https://a.example/?v=1=c.json").unwrap();
        assert_eq!(
            (url.as_str(), file.to_str()),
            ("https://a.example/?v=1", Some("c.json"))
        );
        assert!(context("nothing").is_err());
    }
}
