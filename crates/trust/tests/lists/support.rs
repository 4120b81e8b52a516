//! A list of lists at its address, and how it is read.

use credeval_model::{
    Digest, Timestamp,
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
    trust::{
        Anchor, TrustFile,
        lock::Source,
        snapshot::{Snapshot, TrustedLists},
    },
};
use credeval_trust::{Made, Progress, Reading, Refused, lists};
use credeval_verify::DEFAULT_CRYPTO;

use crate::made::{Holder, OF_LISTS, OF_SERVICES, XML, pointer};

pub(crate) const LOTL: &str = "https://lists.example/eu/lotl.xml";
pub(crate) const OJ: &str = "https://journal.example/?uri=OJ.C_.2026.1";
pub(crate) const ITS: &str = "https://tl.example/list.xml";
pub(crate) const NOW: &str = "2026-02-01T00:00:00Z";

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An anchor that pins the certificates of these.
pub(crate) fn anchor(pinned: &[&Holder]) -> Anchor {
    let pins: Vec<String> = pinned
        .iter()
        .map(|one| format!("'{}'", one.digest().hex()))
        .collect();
    let file = format!(
        "[[anchor]]\nid = 'eu'\nkind = 'eu_lotl'\nsource = '{LOTL}'\noj_uri = '{OJ}'\n\
         pinned_sha256 = [{}]\n",
        pins.join(", ")
    );
    TrustFile::parse(&file).unwrap().anchors.remove(0)
}

pub(crate) fn found(bytes: Vec<u8>) -> Answer {
    Answer::Found(Item {
        kind: EvidenceKind::TrustedList,
        digest: Digest::of(&bytes),
        bytes,
        media_type: None,
        fetched_at: None,
        origin: Origin::Fetched,
    })
}

pub(crate) fn evidence(at: &[(&str, &[u8])]) -> Evidence {
    let mut evidence = Evidence::none();
    for (url, bytes) in at {
        evidence.insert(*url, found(bytes.to_vec()));
    }
    evidence
}

pub(crate) fn read(
    anchor: &Anchor,
    evidence: &Evidence,
    before: &[Source],
) -> Result<Progress, Refused> {
    lists::read(Reading {
        anchor,
        evidence,
        before,
        now: time(NOW),
        crypto: DEFAULT_CRYPTO,
    })
}

/// The addresses that are asked for.
pub(crate) fn asked(progress: Result<Progress, Refused>) -> Vec<String> {
    match progress.unwrap() {
        Progress::Needs(requests) => {
            let is_list = |kind| kind == EvidenceKind::TrustedList;
            assert!(requests.iter().all(|one| is_list(one.kind)));
            requests.into_iter().map(|one| one.url).collect()
        }
        Progress::Made(made) => panic!("expected requests, found {made:?}"),
    }
}

pub(crate) fn made(progress: Result<Progress, Refused>) -> (TrustedLists, Vec<Source>) {
    match progress.unwrap() {
        Progress::Made(Made {
            snapshot: Snapshot::EuLotl(lists),
            sources,
        }) => (lists, sources),
        other => panic!("expected lists, found {other:?}"),
    }
}

pub(crate) fn refused(progress: Result<Progress, Refused>) -> (&'static str, String) {
    let refused = progress.unwrap_err();
    (refused.code, refused.url)
}

/// A pointer of the list of lists to itself, and to the list of one territory.
pub(crate) fn pointers(next: &[&Holder], signers: &[&Holder]) -> Vec<String> {
    vec![
        pointer(LOTL, OF_LISTS, "EU", XML, next),
        pointer(ITS, OF_SERVICES, "MT", XML, signers),
    ]
}
