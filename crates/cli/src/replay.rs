//! `credeval replay`: an evaluation made once more from what the store keeps of it, and compared.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use clap::Args;
use credeval::Judge;
use credeval::brief::{Briefed, Grounds};
use credeval::given::Given;
use credeval::model::{Digest, Evaluation};
use credeval::store::{Lookup, Replayable};
use credeval_report::{exit, text};
use serde_json::{Value, json};

use crate::arguments::{CheckFormat, digest};
use crate::error::Error;
use crate::progress::Progress;
use crate::run::shows_utf8;
use crate::store::{Opened, StoreArguments, StoreFault};

/// Evaluations that one step looks up.
const PAGE: u32 = 100;
/// Briefs that are kept ready: a trust file with its lists takes some time to read.
const BRIEFS: usize = 32;
/// Differences that are shown of one evaluation.
const SHOWN: usize = 50;

/// What `credeval replay` takes.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    which: Which,
    /// With --all only evaluations after this number
    #[arg(long, value_name = "N", default_value_t = 0, requires = "all")]
    since: u64,
    /// The form of the report; JSON is one object a line
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// The evaluation
    #[arg(value_name = "ID", value_parser = digest)]
    id: Option<Digest>,
    /// Every evaluation of the tenant
    #[arg(long)]
    all: bool,
}

/// What came of one.
enum Came {
    Identical,
    /// By other rules of the engine.
    Differs {
        rules: String,
        differences: Vec<Difference>,
    },
    /// By the same rules: a fault of ours.
    Fault {
        differences: Vec<Difference>,
    },
    Erased {
        at: String,
    },
}

/// Where an evaluation is another one than it was; `null` where it has nothing.
struct Difference {
    at: String,
    then: Value,
    now: Value,
}

pub(crate) async fn run(arguments: &Replay) -> Result<u8, Error> {
    let opened = arguments.store.existing().await?;
    opened.is_known().await?;
    let mut bench = Bench {
        opened,
        ready: BTreeMap::new(),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let code = match arguments.which.id {
        Some(id) => {
            let came = bench.replay(&id).await?;
            write(&mut out, arguments.format, &id, &came)?;
            came.code()
        }
        None => all(&mut bench, arguments, &mut out).await?,
    };
    out.flush()?;
    Ok(code)
}

async fn all(bench: &mut Bench, arguments: &Replay, out: &mut impl Write) -> Result<u8, Error> {
    let progress = Progress::of("evaluations");
    let (mut identical, mut differs, mut faults, mut erased) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut cursor = arguments.since;
    loop {
        let tenant = bench.opened.tenant.clone();
        let store = &bench.opened.store;
        let page = store.evaluations_since(Some(&tenant), cursor, PAGE).await?;
        let Some(last) = page.last() else { break };
        cursor = last.seq;
        for one in &page {
            let came = bench.replay(&one.id).await?;
            match came {
                Came::Identical => identical += 1,
                Came::Differs { .. } => differs += 1,
                Came::Fault { .. } => faults += 1,
                Came::Erased { .. } => erased += 1,
            }
            // What is as it was is counted and not listed.
            if !matches!(came, Came::Identical) {
                write(out, arguments.format, &one.id, &came)?;
            }
        }
        progress.at(identical + differs + faults + erased, cursor);
    }
    progress.end();
    let evaluations = identical + differs + faults + erased;
    match arguments.format {
        CheckFormat::Human => writeln!(
            out,
            "{evaluations} evaluations: {identical} identical, {differs} differ by other engine rules, {faults} differ by the same, {erased} erased"
        )?,
        CheckFormat::Json => writeln!(
            out,
            "{}",
            json!({
                "evaluations": evaluations,
                "identical": identical,
                "differs": differs,
                "faults": faults,
                "erased": erased,
                "cursor": cursor,
            })
        )?,
    }
    Ok(match (faults, differs + erased) {
        (0, 0) => exit::HELD,
        (0, _) => exit::INCONCLUSIVE,
        _ => exit::FAILED,
    })
}

impl Came {
    fn code(&self) -> u8 {
        match self {
            Self::Identical => exit::HELD,
            Self::Fault { .. } => exit::FAILED,
            Self::Differs { .. } | Self::Erased { .. } => exit::INCONCLUSIVE,
        }
    }
}

/// What evaluations are made again by.
struct Bench {
    opened: Opened,
    ready: BTreeMap<Grounds, Arc<Briefed>>,
}

impl Bench {
    async fn replay(&mut self, id: &Digest) -> Result<Came, Error> {
        let Opened { store, tenant, .. } = &self.opened;
        let kept = match store.replayable(tenant, id).await? {
            Lookup::Found(kept) => kept,
            Lookup::Erased { at } => return Ok(Came::Erased { at: at.to_string() }),
            Lookup::Unknown => {
                return Err(StoreFault::Unknown {
                    what: format!("an evaluation {}", id.hex()),
                    tenant: tenant.to_string(),
                }
                .into());
            }
        };
        let briefed = self.briefed(&kept).await?;
        let given = Given::from_inputs(kept.inputs.as_deref());
        let given = given.map_err(|error| Error::Exported { id: *id, error })?;
        let judge = given.to(Judge {
            at: kept.at,
            ..briefed.judge_at(kept.at)
        });
        let unreadable = |error| Error::Open {
            origin: kept.document.source.clone(),
            error,
        };
        let again = judge.judge_again(&kept.document, &kept.evidence);
        let again = again.map_err(unreadable)?;
        let is_part = |one: &&Evaluation| {
            let part = one.document.part.as_ref().map(ToString::to_string);
            part == kept.part
        };
        let again = again.iter().find(is_part);
        let json = again.map(serde_json::to_vec).transpose();
        let json = json.map_err(io::Error::from)?.unwrap_or_default();
        if json == kept.json {
            return Ok(Came::Identical);
        }
        let then: Value = read(id, &kept.json)?;
        let now = again.map(serde_json::to_value).transpose();
        let now = now.map_err(io::Error::from)?.unwrap_or_default();
        let mut differences = Vec::new();
        differ("", &then, &now, &mut differences);
        let rules = again.map(|one| one.engine.rules.clone());
        Ok(match rules {
            Some(rules) if rules != kept.rules => Came::Differs {
                rules: format!("{} then, {rules} now", kept.rules),
                differences,
            },
            _ => Came::Fault { differences },
        })
    }

    /// What an evaluation was made by, ready to judge.
    async fn briefed(&mut self, kept: &Replayable) -> Result<Arc<Briefed>, Error> {
        let grounds = Grounds {
            brief: kept.policy,
            trust: kept.trust,
        };
        if self.ready.len() >= BRIEFS && !self.ready.contains_key(&grounds) {
            self.ready.clear();
        }
        match self.ready.entry(grounds) {
            Entry::Occupied(ready) => Ok(Arc::clone(ready.get())),
            Entry::Vacant(place) => {
                let briefed = grounds.open(&self.opened.store, kept.at).await;
                let briefed = briefed.map_err(Error::Brief)?;
                Ok(Arc::clone(place.insert(Arc::new(briefed))))
            }
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(id: &Digest, json: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(json).map_err(|error| Error::Exported { id: *id, error })
}

/// What differs between two JSON values, by its pointer (RFC 6901).
fn differ(at: &str, then: &Value, now: &Value, found: &mut Vec<Difference>) {
    match (then, now) {
        (Value::Object(before), Value::Object(after)) => {
            let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                let of = |members: &serde_json::Map<String, Value>| {
                    members.get(key).cloned().unwrap_or_default()
                };
                differ(&at, &of(before), &of(after), found);
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            for index in 0..before.len().max(after.len()) {
                let of = |items: &[Value]| items.get(index).cloned().unwrap_or_default();
                differ(&format!("{at}/{index}"), &of(before), &of(after), found);
            }
        }
        (then, now) if then == now => {}
        (then, now) => found.push(Difference {
            at: at.to_owned(),
            then: then.clone(),
            now: now.clone(),
        }),
    }
}

fn write(out: &mut impl Write, format: CheckFormat, id: &Digest, came: &Came) -> io::Result<()> {
    if format == CheckFormat::Json {
        let json = match came {
            Came::Identical => json!({ "evaluation": id, "outcome": "identical" }),
            Came::Erased { at } => json!({ "evaluation": id, "outcome": "erased", "at": at }),
            Came::Differs { rules, differences } => json!({
                "evaluation": id,
                "outcome": "differs",
                "rules": rules,
                "differences": shown(differences),
            }),
            Came::Fault { differences } => json!({
                "evaluation": id,
                "outcome": "fault",
                "differences": shown(differences),
            }),
        };
        return writeln!(out, "{}", text::safe_json(&json.to_string()));
    }
    let id = id.hex();
    let (line, differences) = match came {
        Came::Identical => (format!("{id}: identical"), None),
        Came::Erased { at } => (format!("{id}: erased, at {at}"), None),
        Came::Differs { rules, differences } => (
            format!("{id}: differs, by other engine rules ({rules})"),
            Some(differences),
        ),
        Came::Fault { differences } => (
            format!(
                "{id}: differs by the same engine rules, which is a fault of credeval; report it"
            ),
            Some(differences),
        ),
    };
    writeln!(out, "{line}")?;
    let differences = differences.map(Vec::as_slice).unwrap_or_default();
    for Difference { at, then, now } in differences.iter().take(SHOWN) {
        let line = format!("{at}: {then} -> {now}");
        writeln!(out, "  {}", text::safe(&line, shows_utf8()))?;
    }
    match differences.len().checked_sub(SHOWN) {
        Some(more @ 1..) => writeln!(out, "  and {more} more"),
        _ => Ok(()),
    }
}

fn shown(differences: &[Difference]) -> Vec<Value> {
    let each = differences.iter().take(SHOWN);
    each.map(
        |difference| json!({ "at": difference.at, "then": difference.then, "now": difference.now }),
    )
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_named_by_their_pointers() {
        let then = json!({ "a": [1, { "b/c": "x" }], "gone": true, "same": {} });
        let now = json!({ "a": [1, { "b/c": "y" }, 3], "same": {} });
        let mut found = Vec::new();
        differ("", &then, &now, &mut found);
        let found: Vec<_> = found
            .iter()
            .map(|one| format!("{} {} {}", one.at, one.then, one.now))
            .collect();
        assert_eq!(
            found,
            ["/a/1/b~1c \"x\" \"y\"", "/a/2 null 3", "/gone true null"]
        );
        let mut none = Vec::new();
        differ("", &then, &then, &mut none);
        assert!(none.is_empty());
    }
}
