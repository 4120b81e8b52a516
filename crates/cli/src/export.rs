//! `credeval export`: the evaluations of a store, in the order in which they were made.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use credeval::map::write::{Derived, elmo};
use credeval::model::Evaluation;
use credeval::store::{Exported, Head};
use credeval_manifest::{Delimiter, Export, Exports};
use credeval_report::exit;
use serde_json::json;

use crate::arguments::{CheckFormat, LanguageArgument};
use crate::audit;
use crate::error::Error;
use crate::progress::Progress;
use crate::store::{StoreArguments, WholeFile, write_whole};

/// Evaluations that one step reads: each may have a hundred kilobytes.
const PAGE: u32 = 100;

/// What `credeval export` takes.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// Only evaluations after this number, which the last export said at its end
    #[arg(long, value_name = "N", default_value_t = 0)]
    since: u64,
    /// The form; by the ending of FILE where it is left out, else CSV
    #[arg(long, value_enum)]
    format: Option<ExportFormat>,
    /// The file to write, or `-` for standard output; for ELMO a folder
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The form of the last line, on standard error
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    summary: CheckFormat,
    #[command(flatten)]
    preferred: LanguageArgument,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A table with commas, safe to open in a spreadsheet
    Csv,
    /// A spreadsheet
    Xlsx,
    /// The evaluations as they were written, one a line
    Ndjson,
    /// Transcripts of the EMREX network (XML), derived and unsigned: a file for each evaluation
    Elmo,
    /// A table by columns, with those of the CSV
    #[cfg(feature = "parquet")]
    Parquet,
}

impl ExportFormat {
    fn of(path: &Path) -> Self {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("xlsx") => Self::Xlsx,
            Some("ndjson" | "jsonl") => Self::Ndjson,
            #[cfg(feature = "parquet")]
            Some("parquet") => Self::Parquet,
            _ => Self::Csv,
        }
    }
}

/// What an export came to.
#[derive(Debug)]
struct Summary {
    exported: u64,
    /// Evaluations whose contents were erased: there is nothing left to export of them.
    erased: u64,
    /// The number to go on from.
    cursor: u64,
    head: Head,
}

pub(crate) async fn run(arguments: &ExportArguments) -> Result<u8, Error> {
    let format = arguments.format;
    let format = format.unwrap_or_else(|| ExportFormat::of(&arguments.output));
    let opened = arguments.store.existing().await?;
    opened.is_known().await?;
    let mut sink = Sink::open(format, &arguments.output)?;
    let progress = Progress::of("evaluations");
    let language = arguments.preferred.language.as_str();
    let (mut exported, mut erased, mut cursor) = (0, 0, arguments.since);
    loop {
        let tenant = Some(&opened.tenant);
        let page = opened.store.evaluations_since(tenant, cursor, PAGE).await?;
        let Some(last) = page.last() else { break };
        cursor = last.seq;
        for one in &page {
            match &one.json {
                Some(json) => {
                    sink.write(one, json, language)?;
                    exported += 1;
                }
                None => erased += 1,
            }
        }
        progress.at(exported, cursor);
    }
    sink.finish()?;
    progress.end();
    let head = opened.store.audit_head().await?;
    let summary = Summary {
        exported,
        erased,
        cursor,
        head,
    };
    tell(arguments.summary, &summary);
    Ok(exit::HELD)
}

/// The last line. The report went elsewhere, so that this is on standard error.
fn tell(format: CheckFormat, summary: &Summary) {
    let Summary {
        exported,
        erased,
        cursor,
        head,
    } = summary;
    let line = match format {
        CheckFormat::Human => format!(
            "exported {exported} evaluations ({erased} were erased); go on with --since {cursor}; audit head {}",
            audit::shown(*head)
        ),
        CheckFormat::Json => json!({
            "exported": exported,
            "erased": erased,
            "cursor": cursor,
            "audit_head": head,
        })
        .to_string(),
    };
    // Nobody looks where standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// Where evaluations are written.
enum Sink {
    Table(Exports<'static>, Option<WholeFile>),
    Lines(Box<dyn Write + Send>, Option<WholeFile>),
    Folder(PathBuf),
}

impl Sink {
    fn open(format: ExportFormat, path: &Path) -> Result<Self, Error> {
        let is_stdout = path.as_os_str() == "-";
        if format == ExportFormat::Elmo {
            if is_stdout || path.is_file() {
                return Err(Error::Destination {
                    expected: "a folder",
                    found: path.display().to_string(),
                });
            }
            fs::create_dir_all(path).map_err(|source| Error::File {
                path: path.to_owned(),
                source,
            })?;
            return Ok(Self::Folder(path.to_owned()));
        }
        let (out, file): (Box<dyn Write + Send>, _) = match is_stdout {
            true => (Box::new(BufWriter::new(io::stdout())), None),
            false => {
                let file = WholeFile::create(path)?;
                let out = file.file.try_clone().map_err(|source| Error::File {
                    path: path.to_owned(),
                    source,
                })?;
                (Box::new(BufWriter::new(out)), Some(file))
            }
        };
        Ok(match format {
            ExportFormat::Csv => Self::Table(Exports::csv(out, Delimiter::Comma)?, file),
            ExportFormat::Xlsx => Self::Table(Exports::xlsx(out)?, file),
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => Self::Table(Exports::parquet(out)?, file),
            ExportFormat::Ndjson | ExportFormat::Elmo => Self::Lines(out, file),
        })
    }

    fn write(&mut self, one: &Exported, json: &[u8], language: &str) -> Result<(), Error> {
        let read = || -> Result<Evaluation, Error> {
            serde_json::from_slice(json).map_err(|error| Error::Exported { id: one.id, error })
        };
        match self {
            Self::Table(table, _) => {
                let learner = one.student.map(|student| student.to_string());
                table.write(&Export::of(&read()?, learner, language))?;
            }
            Self::Lines(out, _) => {
                // As they were written, which is without a line's end within.
                out.write_all(json.trim_ascii())?;
                out.write_all(b"\n")?;
            }
            Self::Folder(folder) => {
                let evaluation = read()?;
                let document = &evaluation.document;
                let derived = Derived {
                    source: &document.digest,
                    standard: document.standard,
                    part: document.part.as_ref(),
                    language,
                };
                let xml = elmo(&evaluation.elements, &derived, one.made_at);
                let path = folder.join(format!("{}.xml", one.id.hex()));
                write_whole(&path, |out| Ok(out.write_all(xml.as_bytes())?))?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Error> {
        let file = match self {
            Self::Table(table, file) => {
                table.finish()?;
                file
            }
            Self::Lines(mut out, file) => {
                out.flush()?;
                file
            }
            Self::Folder(_) => None,
        };
        file.map_or(Ok(()), WholeFile::finish)
    }
}
