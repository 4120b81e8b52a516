//! `credeval evidence`: what a store keeps of servers' answers, taken out and put in as one file.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use credeval::cache;
use credeval::fetch::Supplied;
use credeval_report::exit;
use serde_json::json;

use crate::arguments::CheckFormat;
use crate::error::Error;
use crate::store::{StoreArguments, print, write_whole};

/// What `credeval evidence` takes.
#[derive(Debug, Args)]
pub(crate) struct EvidenceArguments {
    #[command(subcommand)]
    verb: EvidenceVerb,
}

#[derive(Debug, Subcommand)]
enum EvidenceVerb {
    /// Write what the store keeps of servers' answers as a bundle: a tar file with index.tsv
    ///
    /// A bundle is for `--evidence FILE`, and for `credeval evidence import` on a machine without a
    /// network. It holds keys, status lists and registers, and nothing that is a person's.
    Export(Export),
    /// Put a bundle, or a directory with index.tsv, into the store's cache
    ///
    /// Each answer keeps the time at which it was fetched and its lifetime, a day at most; without a
    /// lifetime it is stale. An answer that the store has from later stays.
    Import(Import),
}

#[derive(Debug, Args)]
struct Export {
    #[command(flatten)]
    store: StoreArguments,
    /// Only answers of addresses that begin so; may be repeated
    #[arg(long, value_name = "URL")]
    url: Vec<String>,
    /// The bundle to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

#[derive(Debug, Args)]
struct Import {
    #[command(flatten)]
    store: StoreArguments,
    /// The bundle, or a directory with index.tsv
    #[arg(value_name = "FILE")]
    bundle: PathBuf,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

pub(crate) async fn run(arguments: &EvidenceArguments) -> Result<u8, Error> {
    match &arguments.verb {
        EvidenceVerb::Export(arguments) => export(arguments).await,
        EvidenceVerb::Import(arguments) => import(arguments).await,
    }
}

async fn export(arguments: &Export) -> Result<u8, Error> {
    let opened = arguments.store.existing().await?;
    let supplied = cache::export(&opened.store, &arguments.url).await?;
    let bundle = supplied.pack()?;
    write_whole(&arguments.output, |out| Ok(out.write_all(&bundle)?))?;
    let (answers, bytes) = (supplied.addresses().count(), bundle.len());
    let file = arguments.output.display().to_string();
    let text = format!("wrote {answers} answers to {file}, {bytes} bytes");
    let json = json!({ "answers": answers, "bytes": bytes, "file": file });
    print(arguments.format, &text, &json)?;
    Ok(exit::HELD)
}

async fn import(arguments: &Import) -> Result<u8, Error> {
    let supplied = Supplied::open(&arguments.bundle)?;
    let opened = arguments.store.open(false).await?;
    let imported = cache::import(&opened.store, &supplied).await;
    let imported = imported.map_err(|error| match error {
        cache::BundleError::Bundle(error) => Error::Fetch(error),
        cache::BundleError::Store(error) => error.into(),
    })?;
    let cache::Imported {
        taken,
        older,
        refused,
    } = imported;
    let text = format!(
        "took {taken} answers; left {older} that the store has from later, and {refused} that are no success"
    );
    let json = json!({ "taken": taken, "older": older, "refused": refused });
    print(arguments.format, &text, &json)?;
    Ok(exit::HELD)
}
