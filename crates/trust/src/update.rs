//! Brings a lock up to date, and never back.
//!
//! Each reader refuses what lies behind the last state by its own rules. What is settled here is
//! looked at once more, whatever the reader said: no number goes back, no number is used for two
//! lists, nothing is issued earlier, and nothing is read that was fetched earlier.

use std::collections::BTreeMap;

use credeval_model::{
    Digest, Timestamp,
    evidence::{Answer, Evidence, Origin},
    trust::{
        Anchor,
        lock::{Locked, Source, TrustLock, words},
        snapshot::Snapshot,
    },
};

use crate::{Made, Refused, snapshot};

/// Rounds of asking for one anchor's publication: the list of lists, all of its pivots, the lists
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
    /// Certificates of services that cannot be read, by territory.
    pub unreadable: BTreeMap<String, u32>,
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
/// list that was withdrawn: what it said before stands, until it is read again; not, however, what
/// was read under other words of the anchor.
pub fn settle(
    anchor: &Anchor,
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
    for source in &mut sources {
        source.supplied = matches!(
            evidence.get(&source.url),
            Some(Answer::Found(item)) if item.origin == Origin::Supplied
        );
    }
    let mut kept = Vec::new();
    if let Some(before) = before {
        let before = Before {
            snapshot: before.snapshot.filter(|_| before.locked.is_of(anchor)),
            ..before
        };
        let marks = before.locked.marks(anchor);
        forward(marks, &sources)?;
        if !marks.is_empty() {
            not_earlier(before.locked.updated, updated, &sources)?;
        }
        for source in &mut sources {
            keep(
                source,
                marks,
                before.snapshot,
                &mut snapshot,
                evidence,
                &mut kept,
            );
        }
    }
    if let Snapshot::EuLotl(lists) = &mut snapshot {
        // One state has one text, whatever was kept.
        lists.lists.sort_by(|a, b| a.territory.cmp(&b.territory));
    }
    let unreadable = snapshot::unreadable(&snapshot).into_iter();
    let unreadable = unreadable
        .map(|(territory, count)| (territory.to_owned(), count))
        .collect();
    let bytes = snapshot::print(&snapshot).map_err(|error| Refused {
        code: "not_written",
        url: String::new(),
        what: error.to_string(),
    })?;
    Ok(Settled {
        locked: Locked {
            anchor: anchor.id.clone(),
            file,
            sha256: Digest::of(&bytes),
            made_for: words(anchor),
            updated,
            sources,
        },
        bytes,
        kept,
        unreadable,
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
pub fn subject(source: &Source) -> &str {
    source.territory.as_deref().unwrap_or(&source.url)
}

/// The latest of the sources of a subject.
fn latest<'s>(sources: &'s [Source], of: &Source) -> Option<&'s Source> {
    let same = sources.iter().filter(|one| subject(one) == subject(of));
    same.max_by_key(|source| (source.sequence, source.issued))
}

/// Refuses what lies behind the state before.
fn forward(before: &[Source], sources: &[Source]) -> Result<(), Refused> {
    let refused = |code, source: &Source, what| Refused {
        code,
        url: source.url.clone(),
        what,
    };
    for last in before {
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
            return Err(refused("issued_went_back", next, what));
        }
    }
    Ok(())
}

/// Refuses what was fetched before the state before it.
fn not_earlier(before: Timestamp, updated: Timestamp, sources: &[Source]) -> Result<(), Refused> {
    if before <= updated {
        return Ok(());
    }
    Err(Refused {
        code: "fetched_earlier",
        url: sources
            .first()
            .map(|first| first.url.clone())
            .unwrap_or_default(),
        what: format!("expected what was fetched at {before} or later, found {updated}"),
    })
}

/// Keeps what a source that is not relied on now said before: its list where it did not answer,
/// and the list of lists still names its signer, and in any case its number, behind which none may
/// go later.
fn keep(
    source: &mut Source,
    before: &[Source],
    then: Option<&Snapshot>,
    snapshot: &mut Snapshot,
    evidence: &Evidence,
    kept: &mut Vec<String>,
) {
    if source.refused.is_none() {
        return;
    }
    let Some(last) = latest(before, source) else {
        return;
    };
    let is_unanswered = matches!(evidence.get(&source.url), Some(Answer::Missing(_)));
    if let (Snapshot::EuLotl(now), Some(Snapshot::EuLotl(then))) = (snapshot, then)
        && is_unanswered
        // Whoever stole a signer's key and holds the address could answer nothing for ever.
        && source.signer.is_some()
        && source.signer == last.signer
        && last.refused.is_none()
        && let Some(list) = then.lists.iter().find(|list| list.digest == last.sha256)
        && now.lists.iter().all(|one| one.territory != list.territory)
    {
        kept.push(list.territory.clone());
        now.unread.retain(|unread| *unread != list.territory);
        now.lists.push(list.clone());
        *source = last.clone();
        return;
    }
    source.sequence = source.sequence.max(last.sequence);
    source.issued = source.issued.max(last.issued);
}

#[cfg(test)]
mod tests {
    use credeval_model::check::Cause;
    use credeval_model::evidence::{EvidenceKind, Item};
    use credeval_model::trust::snapshot::{TrustedList, TrustedLists};

    use super::*;

    const FI: &str = "https://lists.example/fi.xml";

    fn time(day: u8) -> Timestamp {
        format!("2026-09-{day:02}T00:00:00Z").parse().unwrap()
    }

    fn list(sequence: u64, text: &str) -> TrustedList {
        TrustedList {
            territory: "FI".to_owned(),
            digest: Digest::of(text.as_bytes()),
            sequence,
            issued: time(1),
            next_update: Some(time(28)),
            unread: 0,
            services: Vec::new(),
        }
    }

    fn source(list: &TrustedList) -> Source {
        Source {
            url: FI.to_owned(),
            sha256: list.digest,
            supplied: false,
            territory: Some("FI".to_owned()),
            signer: Some(Digest::of(b"signer")),
            sequence: Some(list.sequence),
            issued: Some(list.issued),
            next_update: list.next_update,
            refused: None,
        }
    }

    fn made(lists: Vec<TrustedList>, sources: Vec<Source>) -> Made {
        let lists = TrustedLists {
            unread: Vec::new(),
            lists,
            ..TrustedLists::default()
        };
        Made {
            snapshot: Snapshot::EuLotl(lists),
            sources,
        }
    }

    fn of(list: &TrustedList) -> Made {
        made(vec![list.clone()], vec![source(list)])
    }

    fn refused(list: &TrustedList) -> Source {
        Source {
            sequence: None,
            issued: None,
            next_update: None,
            refused: Some("bad_signature: it was altered".to_owned()),
            ..source(list)
        }
    }

    fn fetched(day: u8) -> Evidence {
        let mut evidence = Evidence::none();
        let item = Item {
            kind: EvidenceKind::TrustedList,
            bytes: Vec::new(),
            digest: Digest::of(b""),
            media_type: None,
            fetched_at: Some(time(day)),
            origin: Origin::Fetched,
        };
        evidence.insert(FI, Answer::Found(item));
        evidence
    }

    fn anchor() -> Anchor {
        let text = format!(
            "[[anchor]]\nid = 'eu'\nkind = 'eu_lotl'\nsource = '{FI}'\noj_uri = 'x'\npinned_sha256 = ['{}']\n",
            "0".repeat(64)
        );
        let mut file = credeval_model::trust::TrustFile::parse(&text).unwrap();
        file.anchors.remove(0)
    }

    fn settle(
        before: Option<&Settled>,
        made: Made,
        evidence: &Evidence,
    ) -> Result<Settled, &'static str> {
        let snapshot = before.map(|one| snapshot::open(&one.bytes, &one.locked).unwrap());
        let before = before.map(|one| Before {
            locked: &one.locked,
            snapshot: snapshot.as_ref(),
        });
        super::settle(
            &anchor(),
            "eu.json".to_owned(),
            before,
            made,
            evidence,
            time(20),
        )
        .map_err(|refused| refused.code)
    }

    fn lists(settled: &Settled) -> Vec<u64> {
        match snapshot::open(&settled.bytes, &settled.locked).unwrap() {
            Snapshot::EuLotl(lists) => lists.lists.iter().map(|list| list.sequence).collect(),
            _ => panic!(),
        }
    }

    #[test]
    fn a_state_goes_forward_and_never_back() {
        let first = settle(None, of(&list(7, "a")), &fetched(2)).unwrap();
        assert_eq!(first.locked.updated, time(2));
        let next = |made: Made, day| settle(Some(&first), made, &fetched(day)).map(|_| ());
        assert_eq!(next(of(&list(7, "a")), 2), Ok(()));
        assert_eq!(next(of(&list(8, "b")), 3), Ok(()));
        assert_eq!(next(of(&list(6, "b")), 3), Err("sequence_went_back"));
        assert_eq!(next(of(&list(7, "b")), 3), Err("sequence_reused"));
        let mut unnumbered = of(&list(8, "b"));
        unnumbered.sources[0].sequence = None;
        assert_eq!(next(unnumbered, 3), Err("sequence_went_back"));
        let mut earlier = list(8, "b");
        earlier.issued = "2026-08-31T00:00:00Z".parse().unwrap();
        assert_eq!(next(of(&earlier), 3), Err("issued_went_back"));
        assert_eq!(next(of(&list(8, "b")), 1), Err("fetched_earlier"));
    }

    #[test]
    fn a_refusal_in_between_opens_no_way_back() {
        let first = settle(None, of(&list(7, "a")), &fetched(2)).unwrap();
        let forged = list(999, "forged");
        let second = settle(
            Some(&first),
            made(Vec::new(), vec![refused(&forged)]),
            &fetched(3),
        )
        .unwrap();
        assert_eq!(
            lists(&second),
            [0; 0],
            "a list that is refused has no services"
        );
        let next = |made| settle(Some(&second), made, &fetched(4)).map(|_| ());
        assert_eq!(next(of(&list(6, "old"))), Err("sequence_went_back"));
        // Nor does the number of a forgery shut out the true list.
        assert_eq!(next(of(&list(7, "a"))), Ok(()));
        assert_eq!(next(of(&list(8, "b"))), Ok(()));
    }

    #[test]
    fn a_list_that_did_not_answer_is_kept_and_one_that_was_refused_is_not() {
        let first = settle(None, of(&list(7, "a")), &fetched(2)).unwrap();
        let mut silent = Evidence::none();
        silent.insert(FI, Answer::Missing(Cause::new("not_reachable")));
        let unread = made(Vec::new(), vec![refused(&list(7, "a"))]);
        let kept = settle(Some(&first), unread.clone(), &silent).unwrap();
        assert_eq!(
            (lists(&kept), kept.kept.as_slice()),
            (vec![7], ["FI".to_owned()].as_slice())
        );
        assert_eq!(kept.locked.sources, first.locked.sources);
        // A second outage keeps it too.
        let again = settle(Some(&kept), unread.clone(), &silent).unwrap();
        assert_eq!(lists(&again), [7]);
        // Nor is a list kept whose signer the list of lists strikes off, whether or not it answers.
        for signer in [None, Some(Digest::of(b"another"))] {
            let mut struck_off = unread.clone();
            struck_off.sources[0].signer = signer;
            let gone = settle(Some(&first), struck_off, &silent).unwrap();
            assert_eq!((lists(&gone), gone.kept.len()), (Vec::new(), 0));
        }
        let gone = settle(Some(&first), unread, &fetched(3)).unwrap();
        assert_eq!((lists(&gone), gone.kept.len()), (Vec::new(), 0));
    }

    #[test]
    fn certificates_that_cannot_be_read_are_counted() {
        let whole = settle(None, of(&list(7, "a")), &fetched(2)).unwrap();
        assert!(whole.unreadable.is_empty());
        let lacking = TrustedList {
            unread: 2,
            ..list(7, "a")
        };
        let lacking = settle(None, of(&lacking), &fetched(2)).unwrap();
        assert_eq!(lacking.unreadable, [("FI".to_owned(), 2)].into());
    }

    #[test]
    fn a_lock_is_in_order_and_holds_what_the_trust_file_knows() {
        let entry = |anchor: &str, day| Locked {
            anchor: anchor.to_owned(),
            updated: time(day),
            ..settle(None, of(&list(7, "a")), &fetched(2)).unwrap().locked
        };
        let before = TrustLock {
            snapshots: vec![entry("b", 1), entry("gone", 1)],
        };
        let next = lock(before, vec![entry("b", 2), entry("a", 2)], |id| {
            id != "gone"
        });
        let shown: Vec<_> = next
            .snapshots
            .iter()
            .map(|one| (one.anchor.as_str(), one.updated))
            .collect();
        assert_eq!(shown, [("a", time(2)), ("b", time(2))]);
    }

    #[test]
    fn an_altered_snapshot_is_not_opened() {
        let first = settle(None, of(&list(7, "a")), &fetched(2)).unwrap();
        let text = String::from_utf8(first.bytes.clone())
            .unwrap()
            .replace("FI", "FR");
        let error = snapshot::open(text.as_bytes(), &first.locked).unwrap_err();
        assert!(matches!(error, snapshot::SnapshotError::Digest { .. }));
        let nonsense = Locked {
            sha256: Digest::of(b"{}"),
            ..first.locked
        };
        let error = snapshot::open(b"{}", &nonsense).unwrap_err();
        assert!(matches!(error, snapshot::SnapshotError::Form { .. }));
    }
}
