//! `credeval requeue`: rows that have a result are evaluated again.

use clap::Args;
use credeval::model::{Digest, Timestamp};
use credeval::store::{Requeue, RowResult};
use credeval_report::exit;
use serde_json::json;

use crate::arguments::{CheckFormat, digest, row_result};
use crate::error::Error;
use crate::store::{StoreArguments, print};

/// What `credeval requeue` takes.
#[derive(Debug, Args)]
pub(crate) struct RequeueArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// Only rows of this batch; of all batches where it is left out
    #[arg(long, value_name = "ID", value_parser = digest)]
    batch: Option<Digest>,
    /// Only rows with one of these results
    #[arg(long, value_name = "RESULT", value_delimiter = ',', value_parser = row_result)]
    result: Vec<RowResult>,
    /// Only rows with this code, such as `status.revocation`
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// Only rows that were given up
    #[arg(long)]
    dead: bool,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

pub(crate) async fn run(arguments: &RequeueArguments) -> Result<u8, Error> {
    let opened = arguments.store.existing().await?;
    opened.is_known().await?;
    if let Some(batch) = &arguments.batch {
        opened.batch(batch).await?;
    }
    let which = Requeue {
        tenant: opened.tenant.clone(),
        batch: arguments.batch,
        results: arguments.result.clone(),
        code: arguments.code.clone(),
        dead: arguments.dead,
    };
    let now = Timestamp::now();
    let rows = opened.store.requeue(&which, &opened.actor, now).await?;
    let text = match rows {
        0 => "no row is as it was asked for; nothing was changed".to_owned(),
        _ => format!("{rows} rows wait to be evaluated again"),
    };
    print(arguments.format, &text, &json!({ "requeued": rows }))?;
    Ok(exit::HELD)
}
