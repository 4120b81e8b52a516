//! `credeval notify`: a signed message to a receiver for each new evaluation.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use credeval::fetch::{Client, ClientOptions, Url, Webhook, WebhookSecret};
use credeval::model::{Digest, Timestamp};
use credeval::store::Exported;
use credeval_report::exit;
use serde_json::{Value, json};

use crate::arguments::CheckFormat;
use crate::error::Error;
use crate::store::{StoreArguments, print, read_secret, write_whole};

/// Evaluations that one step reads: each may have a hundred kilobytes.
const PAGE: u32 = 100;

/// What `credeval notify` takes.
#[derive(Debug, Args)]
pub(crate) struct Notify {
    #[command(flatten)]
    store: StoreArguments,
    /// The receiver: an https address that is public
    #[arg(long, value_name = "URL", value_parser = url)]
    webhook: Url,
    /// The secret that messages are signed with: a file with `whsec_` and 24 to 64 bytes in base64
    #[arg(long, value_name = "FILE")]
    webhook_secret: PathBuf,
    #[command(flatten)]
    from: From,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct From {
    /// Only evaluations after this number, which the last run said at its end
    #[arg(long, value_name = "N")]
    since: Option<u64>,
    /// A file that keeps the number, and moves on with each message that was taken; it is made where
    /// there is none
    #[arg(long, value_name = "FILE")]
    cursor: Option<PathBuf>,
}

pub(crate) async fn run(arguments: &Notify) -> Result<u8, Error> {
    let secret: WebhookSecret = read_secret(&arguments.webhook_secret)?
        .parse()
        .map_err(|error: credeval::fetch::ConfigError| Error::Fetch(error.into()))?;
    let opened = arguments.store.existing().await?;
    opened.is_known().await?;
    let client = Client::new(ClientOptions::default());
    let webhook = Webhook::new(client, arguments.webhook.clone(), secret);
    let file = arguments.from.cursor.as_deref();
    let mut cursor = match (arguments.from.since, file) {
        (Some(since), _) => since,
        (None, Some(path)) => kept(path)?,
        (None, None) => 0,
    };
    let mut taken = 0_u64;
    let sent = loop {
        let tenant = Some(&opened.tenant);
        let page = opened.store.evaluations_since(tenant, cursor, PAGE).await?;
        if page.is_empty() {
            break Ok(());
        }
        let sent = async {
            for one in &page {
                let (id, body) = (event_id(one), event(one).to_string());
                webhook.deliver(&id, &body, Timestamp::now).await?;
                // Only now: what was not taken comes again, under the same id.
                cursor = one.seq;
                taken += 1;
                if let Some(path) = file {
                    keep(path, cursor)?;
                }
            }
            Ok::<(), Error>(())
        };
        if let Err(error) = sent.await {
            break Err(error);
        }
    };
    let text = format!("{taken} messages were taken; go on with --since {cursor}");
    print(
        arguments.format,
        &text,
        &json!({ "taken": taken, "cursor": cursor }),
    )?;
    sent.map(|()| exit::HELD)
}

/// What the receiver is told: which evaluation, of what, and how it ended. It names nobody.
fn event(one: &Exported) -> Value {
    json!({
        "type": match one.json {
            Some(_) => "evaluation.created",
            None => "evaluation.erased",
        },
        "timestamp": one.made_at,
        "data": {
            "number": one.seq,
            "tenant": one.tenant,
            "evaluation": one.id,
            "document": one.document,
            "batch": one.row.batch,
            "line": one.row.line,
            "result": one.result,
            "outcome": one.outcome,
            "rules": one.rules,
            "at": one.at,
        },
    })
}

/// The same for the same evaluation at the same number, however often it is sent.
fn event_id(one: &Exported) -> String {
    let what = format!("{}/{}/{}", one.tenant, one.seq, one.id);
    format!("evt_{}", Digest::of(what.as_bytes()).hex())
}

fn kept(path: &Path) -> Result<u64, Error> {
    match fs::read_to_string(path) {
        Ok(text) => text.trim().parse().map_err(|_| Error::Cursor {
            path: path.to_owned(),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(source) => Err(Error::File {
            path: path.to_owned(),
            source,
        }),
    }
}

fn keep(path: &Path, cursor: u64) -> Result<(), Error> {
    write_whole(path, |out| Ok(writeln!(out, "{cursor}")?))
}

fn url(text: &str) -> Result<Url, String> {
    let url: Option<Url> = text.parse().ok();
    url.filter(|url| url.scheme() == "https")
        .ok_or_else(|| "expected an https URL".to_owned())
}

#[cfg(test)]
mod tests {
    use credeval::store::{RowId, RowResult};

    use super::*;

    fn exported(seq: u64) -> Exported {
        Exported {
            seq,
            tenant: "uni-a".to_owned(),
            id: Digest::of(b"evaluation"),
            row: RowId {
                batch: Digest::of(b"batch"),
                line: 2,
            },
            document: Some(Digest::of(b"document")),
            result: RowResult::Passed,
            outcome: Some("recognise_full".to_owned()),
            rules: "1".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            made_at: Timestamp::UNIX_EPOCH,
            student: Some([7; 32].into()),
            json: Some(br#"{"learner":"Ada Lovelace"}"#.to_vec()),
        }
    }

    #[test]
    fn an_event_is_the_same_each_time_and_names_nobody() {
        let one = exported(7);
        assert_eq!(event_id(&one), event_id(&exported(7)));
        assert_ne!(event_id(&one), event_id(&exported(8)));
        let text = event(&one).to_string();
        assert!(!text.contains("Ada") && !text.contains("0707"), "{text}");
        assert!(text.contains("evaluation.created") && text.contains("recognise_full"));
        let erased = Exported { json: None, ..one };
        assert!(event(&erased).to_string().contains("evaluation.erased"));
    }

    #[test]
    fn a_cursor_is_kept_and_read_again() {
        let folder = std::env::temp_dir().join(format!("credeval-cursor-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("cursor");
        assert_eq!(kept(&path).unwrap(), 0);
        keep(&path, 42).unwrap();
        assert_eq!(kept(&path).unwrap(), 42);
        fs::write(&path, "many").unwrap();
        assert!(matches!(kept(&path), Err(Error::Cursor { .. })));
        fs::remove_dir_all(&folder).unwrap();
    }
}
