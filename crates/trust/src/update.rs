//! Brings a lock up to date, and never back.
//!
//! Each reader refuses what lies behind the last state by its own rules. What is settled here is
//! looked at once more, whatever the reader said: no number goes back, no number is used for two
//! lists, nothing is issued earlier, and nothing is read that was fetched earlier.

use std::collections::BTreeMap;

use credeval_model::{
    Digest, Timestamp,
    evidence::{Answer, Evidence},
    trust::{
        lock::{Locked, Source, TrustLock},
        snapshot::Snapshot,
    },
};

use crate::{Made, Refused, snapshot};

/// Rounds of asking for one anchor's publication: the list of lists, each of its pivots, the lists
/// of the territories; and some to spare.
pub const ROUNDS: usize = 16;

/// The state before an update.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// The anchor's entry of the lock.
    pub locked: &'a Locked,
    /// Its snapshot, where it is still what the lock says.
    pub snapshot: Option<&'a Snapshot>,
}

/// A state to be locked.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The entry of the lock.
    pub locked: Locked,
    /// The bytes of the snapshot's file.
    pub bytes: Vec<u8>,
    /// Territories whose lists did not answer, so that what they said before is kept.
    pub kept: Vec<String>,
}

/// When what was seen was fetched: the earliest that is known, and now where nothing is.
pub fn seen_at(evidence: &Evidence, now: Timestamp) -> Timestamp {
    let fetched = evidence.records().into_iter();
    fetched
        .filter_map(|record| record.fetched_at)
        .fold(now, Timestamp::min)
}

/// The state that follows from what was read, unless it lies behind the one before.
///
/// `file` is where the snapshot goes, from the folder of the lock. A list that did not answer is no
/// list that was withdrawn: what it said before stands, until it is read again.
pub fn settle(
    anchor: &str,
    file: String,
    before: Option<Before<'_>>,
    made: Made,
    evidence: &Evidence,
    now: Timestamp,
) -> Result<Settled, Refused> {
    let Made {
        mut snapshot,
        mut sources,
    } = made;
    let updated = seen_at(evidence, now);
    let mut kept = Vec::new();
    if let Some(before) = before {
        forward(before.locked, &sources, updated)?;
        for source in &mut sources {
            keep(source, before, &mut snapshot, evidence, &mut kept);
        }
    }
    if let Snapshot::EuLotl(lists) = &mut snapshot {
        // One state has one text, whatever was kept.
        lists.lists.sort_by(|a, b| a.territory.cmp(&b.territory));
    }
    let bytes = snapshot::print(&snapshot).map_err(|error| Refused {
        code: "not_written",
        url: String::new(),
        what: error.to_string(),
    })?;
    Ok(Settled {
        locked: Locked {
            anchor: anchor.to_owned(),
            file,
            sha256: Digest::of(&bytes),
            updated,
            sources,
        },
        bytes,
        kept,
    })
}

/// The lock after an update: its entries by anchor, so that one state has one text. Entries of
/// anchors that the trust file no longer has go.
pub fn lock(before: TrustLock, settled: Vec<Locked>, known: impl Fn(&str) -> bool) -> TrustLock {
    let entries = before.snapshots.into_iter().chain(settled);
    let by_anchor: BTreeMap<String, Locked> = entries
        .filter(|entry| known(&entry.anchor))
        .map(|entry| (entry.anchor.clone(), entry))
        .collect();
    TrustLock {
        snapshots: by_anchor.into_values().collect(),
    }
}

/// What a source is a state of: the list of a territory, or what stands at an address.
fn subject(source: &Source) -> &str {
    source.territory.as_deref().unwrap_or(&source.url)
}

/// The latest of the sources of a subject.
fn latest<'s>(sources: &'s [Source], of: &Source) -> Option<&'s Source> {
    let same = sources.iter().filter(|one| subject(one) == subject(of));
    same.max_by_key(|source| (source.sequence, source.issued))
}

/// Refuses what lies behind the state before.
fn forward(before: &Locked, sources: &[Source], updated: Timestamp) -> Result<(), Refused> {
    let refused = |code, source: &Source, what| Refused {
        code,
        url: source.url.clone(),
        what,
    };
    for last in &before.sources {
        let Some(next) = latest(sources, last).filter(|next| next.refused.is_none()) else {
            continue;
        };
        if next.sequence < last.sequence {
            let number = |source: &Source| match source.sequence {
                Some(sequence) => sequence.to_string(),
                None => "none".to_owned(),
            };
            let what = format!(
                "expected sequence number {} or higher, found {}",
                number(last),
                number(next)
            );
            return Err(refused("sequence_went_back", next, what));
        }
        let numbered = last.sequence.is_some() && next.sequence == last.sequence;
        if numbered && next.sha256 != last.sha256 && last.refused.is_none() {
            let what = format!(
                "expected the list {}, found {} of the same number",
                last.sha256, next.sha256
            );
            return Err(refused("sequence_reused", next, what));
        }
        if let (Some(was), Some(is)) = (last.issued, next.issued)
            && is < was
        {
            let what = format!("expected what was issued at {was} or later, found {is}");
            return Err(refused("issued_earlier", next, what));
        }
    }
    if updated < before.updated {
        return Err(Refused {
            code: "fetched_earlier",
            url: sources
                .first()
                .map(|first| first.url.clone())
                .unwrap_or_default(),
            what: format!(
                "expected what was fetched at {} or later, found {updated}",
                before.updated
            ),
        });
    }
    Ok(())
}

/// Keeps what a source that is not relied on now said before: its list where it did not answer,
/// and in any case its number, behind which none may go later.
fn keep(
    source: &mut Source,
    before: Before<'_>,
    snapshot: &mut Snapshot,
    evidence: &Evidence,
    kept: &mut Vec<String>,
) {
    if source.refused.is_none() {
        return;
    }
    let Some(last) = latest(&before.locked.sources, source) else {
        return;
    };
    let is_unanswered = matches!(evidence.get(&source.url), Some(Answer::Missing(_)));
    if let (Snapshot::EuLotl(now), Some(Snapshot::EuLotl(then))) = (snapshot, before.snapshot)
        && is_unanswered
        && last.refused.is_none()
        && let Some(list) = then.lists.iter().find(|list| list.digest == last.sha256)
        && now.lists.iter().all(|one| one.territory != list.territory)
    {
        kept.push(list.territory.clone());
        now.lists.push(list.clone());
        *source = last.clone();
        return;
    }
    source.sequence = source.sequence.max(last.sequence);
    source.issued = source.issued.max(last.issued);
}
