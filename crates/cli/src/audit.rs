//! `credeval audit`: the head of the store's audit log, and whether the log is whole.

use std::io;

use clap::{Args, Subcommand};
use credeval::model::Digest;
use credeval::store::{Fault, Head, Store, Verified};
use credeval_report::exit;
use serde_json::json;

use crate::arguments::CheckFormat;
use crate::error::Error;
use crate::store::{StoreArguments, print};

/// What `credeval audit` takes.
#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(subcommand)]
    verb: AuditVerb,
}

#[derive(Debug, Subcommand)]
enum AuditVerb {
    /// Print the head of the audit log, as N:HASH, to be kept where nobody who can change the store can
    /// change it
    Head(HeadArguments),
    /// Walk along the audit log, and name the first entry that does not hold
    ///
    /// Exits 0 when it is whole, 1 when it is broken. Whoever can write to the store can write the
    /// log anew so that it agrees with itself: only a head that was kept elsewhere shows that.
    Verify(VerifyArguments),
}

#[derive(Debug, Args)]
struct HeadArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

#[derive(Debug, Args)]
struct VerifyArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// A head that was kept elsewhere, of now or of earlier, as `credeval audit head` printed it
    #[arg(long, value_name = "HASH|N:HASH", value_parser = head)]
    head: Option<Kept>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

/// A head as it was kept: by its hash alone, or with its number.
#[derive(Debug, Clone, Copy)]
struct Kept {
    seq: Option<u64>,
    hash: Digest,
}

pub(crate) async fn run(arguments: &Audit) -> Result<u8, Error> {
    match &arguments.verb {
        AuditVerb::Head(arguments) => {
            let opened = arguments.store.existing().await?;
            let head = opened.store.audit_head().await?;
            print(arguments.format, &shown(head), &json!({ "head": head }))?;
            Ok(exit::HELD)
        }
        AuditVerb::Verify(arguments) => verify(arguments).await,
    }
}

async fn verify(arguments: &VerifyArguments) -> Result<u8, Error> {
    let opened = arguments.store.existing().await?;
    let found = match arguments.head {
        Some(kept) => walk_to(&opened.store, kept).await?,
        None => Found::Walked(opened.store.audit_verify(None).await?),
    };
    let (text, json, code) = match found {
        Found::Walked(Verified::Whole { head }) => {
            let known = match arguments.head {
                Some(_) => "and the head that was kept is in it",
                None => {
                    "as far as it can say itself; give --head to know that it was not written anew"
                }
            };
            let text = format!("whole to {}, {known}", shown(head));
            let json =
                json!({ "outcome": "whole", "head": head, "compared": arguments.head.is_some() });
            (text, json, exit::HELD)
        }
        Found::Walked(broken @ Verified::Broken { seq, fault }) => {
            let text = format!("broken at entry {seq}: {}\nhint: {ADVICE}", told(fault));
            let mut json = serde_json::to_value(broken).map_err(io::Error::from)?;
            if let Some(json) = json.as_object_mut() {
                json.insert("hint".to_owned(), ADVICE.into());
            }
            (text, json, exit::FAILED)
        }
        Found::Nowhere => {
            let text = format!(
                "broken: no entry has the hash that was kept: the log was written anew, was cut off, or is another store's\nhint: {ADVICE}"
            );
            let json =
                json!({ "outcome": "broken", "seq": null, "fault": "rewritten", "hint": ADVICE });
            (text, json, exit::FAILED)
        }
    };
    print(arguments.format, &text, &json)?;
    Ok(code)
}

/// What came of a walk.
enum Found {
    Walked(Verified),
    /// The log is sound, and the hash that was kept is not in it.
    Nowhere,
}

async fn walk_to(store: &Store, kept: Kept) -> Result<Found, Error> {
    let seq = match kept.seq {
        Some(seq) => Some(seq),
        None => store.audit_entry(&kept.hash).await?,
    };
    let expected = seq.map(|seq| Head {
        seq,
        hash: kept.hash,
    });
    Ok(match store.audit_verify(expected).await? {
        Verified::Whole { .. } if seq.is_none() => Found::Nowhere,
        walked => Found::Walked(walked),
    })
}

/// What to do about a broken log.
const ADVICE: &str = "keep the store as it is, restore a backup beside it, and compare: from this entry on neither the log nor what it speaks of can be relied on";

fn told(fault: Fault) -> &'static str {
    match fault {
        Fault::Missing => "it is missing, though later entries or a head say that it was there",
        Fault::Unchained => "it does not name the hash of the entry before it",
        Fault::Changed => "it is not what its hash was made of",
        Fault::OtherThanHead => "it is another one than the store's own head says",
        Fault::Rewritten => {
            "it is another one than the head that was kept says: the log was written anew"
        }
    }
}

/// A head on one line, as `--head` takes it.
pub(crate) fn shown(head: Head) -> String {
    format!("{}:{}", head.seq, head.hash.hex())
}

fn head(text: &str) -> Result<Kept, String> {
    let number = |text: &str| text.parse().ok();
    let (seq, hash) = match text.trim().split_once(':') {
        Some((seq, hash)) if number(seq).is_some() => (number(seq), hash),
        _ => (None, text.trim()),
    };
    let hash = hash.parse();
    hash.map(|hash| Kept { seq, hash })
        .map_err(|_| "expected 64 hexadecimal digits, or a number, `:` and those".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_printed() {
        let hash = Digest::of(b"a");
        let kept = head(&shown(Head { seq: 17, hash })).unwrap();
        assert_eq!((kept.seq, kept.hash), (Some(17), hash));
        for alone in [hash.hex(), hash.to_string(), format!(" {hash}\n")] {
            let kept = head(&alone).unwrap();
            assert_eq!((kept.seq, kept.hash), (None, hash));
        }
        for wrong in ["", "17", "17:", "x:ab", &hash.hex()[1..]] {
            assert!(head(wrong).is_err(), "{wrong}");
        }
    }
}
