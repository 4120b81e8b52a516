//! The European Union's trusted lists: the list of lists, and the lists of the territories that it
//! points to.
//!
//! ```text
//! Official Journal --pins--> list of lists --names signers--> territory's list --> services
//!        \--pins--> pivot --names--> pivot --names--/
//! ```
//!
//! The certificates of the Official Journal publication are pinned, and no authority of the web is
//! asked. Where the list of lists was signed under later certificates, lists that bridge to them
//! (pivots) are walked from the pins on. A territory's list counts only where it is signed under a
//! certificate that the list of lists names for it, and never goes back behind what was relied on
//! before. A territory whose list is refused has no services until it is read again; the others
//! stand.
//!
//! Sources: ETSI TS 119 612 v2.2.1 (versions 5 and, v2.3.1 on, 6 of the lists); ETSI TS 119 615
//! section 4.1 (list of lists) and 4.2 (territories' lists).

mod bridge;
mod error;
mod pointer;
mod qualification;
mod scheme;
mod service;

pub use error::ListError;
pub use pointer::Pointer;

use credeval_model::{
    Digest, Timestamp,
    evidence::{Answer, EvidenceKind, Request},
    trust::{
        lock::Source,
        snapshot::{Snapshot, TrustedList, TrustedLists},
    },
};
use credeval_verify::{
    Crypto,
    xml::{Document, signature},
};

use crate::{Made, Progress, Reading, Refused};
use scheme::Scheme;

/// The territory of the list of lists.
const EU: &str = "EU";

/// Reads the list of lists, the pivots that lead to it, and the lists of the territories that the
/// anchor wants, as far as the evidence reaches.
pub fn read(reading: Reading<'_>) -> Result<Progress, Refused> {
    let url = reading.anchor.source.as_deref().unwrap_or_default();
    let Some(bytes) = seen(reading, url) else {
        return Ok(Progress::Needs(vec![request(url)]));
    };
    let refused = |error: ListError| error.at(url);
    let bytes = bytes.map_err(refused)?;
    let document = Document::parse(bytes).map_err(|error| refused(error.into()))?;
    let signer = signer(&document, reading.crypto).map_err(refused)?;
    let scheme = Scheme::of_lists(&document).map_err(refused)?;
    let digest = Digest::of(bytes);
    let mut sources = vec![scheme.source(url, digest)];
    match bridge::walk(reading, &scheme, signer, digest)? {
        bridge::Walk::Needs(requests) => return Ok(Progress::Needs(requests)),
        bridge::Walk::Allowed(pivots) => sources.extend(pivots),
    }
    scheme
        .may_follow(last(reading, EU), digest, reading.now)
        .map_err(refused)?;

    let pointers = pointer::territories(&scheme).map_err(refused)?;
    let wanted = &reading.anchor.territories;
    let is_wanted = |pointer: &Pointer| {
        let is_it = |one: &String| one.eq_ignore_ascii_case(&pointer.territory);
        wanted.is_empty() || wanted.iter().any(is_it)
    };
    let all: Vec<String> = pointers.iter().map(|one| one.territory.clone()).collect();
    let pointers: Vec<Pointer> = pointers.into_iter().filter(is_wanted).collect();
    let unseen = pointers.iter().map(|pointer| pointer.url.as_str());
    let unseen: Vec<Request> = unseen
        .filter(|url| seen(reading, url).is_none())
        .map(request)
        .collect();
    if !unseen.is_empty() {
        return Ok(Progress::Needs(unseen));
    }
    let lists = territories(reading, &pointers, &mut sources);
    for territory in wanted {
        let is_it = |pointer: &Pointer| pointer.territory.eq_ignore_ascii_case(territory);
        if !pointers.iter().any(is_it) {
            let unnamed = Pointer {
                url: url.to_owned(),
                territory: territory.clone(),
                signers: Vec::new(),
            };
            sources.push(not_relied_on(reading, &unnamed, &ListError::NotPointedTo));
        }
    }
    let is_read = |territory: &String| lists.iter().any(|list| list.territory == *territory);
    let mut unread: Vec<String> = all.into_iter().filter(|one| !is_read(one)).collect();
    unread.sort_unstable();
    unread.dedup();
    Ok(Progress::Made(Made {
        snapshot: Snapshot::EuLotl(TrustedLists {
            unread,
            sequence: scheme.sequence,
            issued: scheme.issued,
            next_update: scheme.next_update,
            lists,
        }),
        sources,
    }))
}

/// Reads the lists that are pointed to, and says of each what became of it.
fn territories(
    reading: Reading<'_>,
    pointers: &[Pointer],
    sources: &mut Vec<Source>,
) -> Vec<TrustedList> {
    let mut lists: Vec<TrustedList> = Vec::new();
    for pointer in pointers {
        let is_second = lists.iter().any(|list| list.territory == pointer.territory);
        let read = match seen(reading, &pointer.url) {
            _ if is_second => Err(ListError::Twice),
            Some(Ok(bytes)) => signed(
                bytes,
                pointer,
                last(reading, &pointer.territory),
                reading.now,
                reading.crypto,
            ),
            Some(Err(error)) => Err(error),
            None => continue,
        };
        match read {
            Ok((list, signer)) => {
                sources.push(Source {
                    url: pointer.url.clone(),
                    sha256: list.digest,
                    supplied: false,
                    territory: Some(list.territory.clone()),
                    signer: Some(signer),
                    sequence: Some(list.sequence),
                    issued: Some(list.issued),
                    next_update: list.next_update,
                    refused: None,
                });
                lists.push(list);
            }
            Err(error) => sources.push(not_relied_on(reading, pointer, &error)),
        }
    }
    lists
}

/// Reads a territory's list that was found where the list of lists points: signed under a
/// certificate that it names, of that territory, and not behind the state relied on before.
pub fn national(
    bytes: &[u8],
    pointer: &Pointer,
    before: Option<&Source>,
    now: Timestamp,
    crypto: &dyn Crypto,
) -> Result<TrustedList, ListError> {
    signed(bytes, pointer, before, now, crypto).map(|(list, _)| list)
}

/// The list, and SHA-256 of the certificate that it is signed under.
fn signed(
    bytes: &[u8],
    pointer: &Pointer,
    before: Option<&Source>,
    now: Timestamp,
    crypto: &dyn Crypto,
) -> Result<(TrustedList, Digest), ListError> {
    let document = Document::parse(bytes)?;
    let signer = signer(&document, crypto)?;
    if !pointer.signers.contains(&signer) {
        return Err(ListError::Signer { found: signer });
    }
    let scheme = Scheme::of_territory(&document, &pointer.territory)?;
    let digest = Digest::of(bytes);
    scheme.may_follow(before, digest, now)?;
    Ok((service::list(&document, &scheme, digest)?, signer))
}

/// SHA-256 of the certificate under which a list's signature holds.
fn signer(document: &Document<'_>, crypto: &dyn Crypto) -> Result<Digest, ListError> {
    let signature = signature::verify(document, crypto)?;
    Ok(Digest::of(&signature.certificate))
}

/// A list that is not relied on. What was relied on before stays the mark behind which no later
/// list may go, so that a refusal in between opens no way back.
fn not_relied_on(reading: Reading<'_>, pointer: &Pointer, error: &ListError) -> Source {
    let refused = Some(format!("{}: {error}", error.code()));
    match last(reading, &pointer.territory) {
        Some(last) => Source {
            url: pointer.url.clone(),
            signer: last
                .signer
                .filter(|signer| pointer.signers.contains(signer)),
            refused,
            ..last.clone()
        },
        None => Source {
            url: pointer.url.clone(),
            sha256: match seen(reading, &pointer.url) {
                Some(Ok(bytes)) => Digest::of(bytes),
                _ => Digest::of(&[]),
            },
            supplied: false,
            territory: Some(pointer.territory.clone()),
            signer: None,
            sequence: None,
            issued: None,
            next_update: None,
            refused,
        },
    }
}

/// What a territory's state was last made from.
fn last<'a>(reading: Reading<'a>, territory: &str) -> Option<&'a Source> {
    let of_it = |source: &&Source| source.territory.as_deref() == Some(territory);
    let before = reading.before.iter().filter(of_it);
    before.max_by_key(|source| source.sequence)
}

fn request(url: &str) -> Request {
    Request {
        kind: EvidenceKind::TrustedList,
        url: url.to_owned(),
    }
}

/// What was found at an address; `None` where nobody looked yet.
fn seen<'a>(reading: Reading<'a>, url: &str) -> Option<Result<&'a [u8], ListError>> {
    Some(match reading.evidence.get(url)? {
        Answer::Found(item) => Ok(&item.bytes),
        Answer::Missing(cause) => Err(ListError::Missing {
            why: cause.found.clone().unwrap_or_else(|| cause.code.clone()),
        }),
    })
}
