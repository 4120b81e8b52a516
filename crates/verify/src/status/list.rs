//! The one mechanism behind every kind of status list: it is asked for, verified, dated and told
//! apart from the list of a stranger here. A format only reads what stands in it.
//!
//! What can be seen of a list, and what cannot: whether it is its issuer's own, whether it was
//! valid when it was fetched, and how far that lies from the time of judgement. An older list that
//! the issuer signed too, and that is valid still, looks like the newest one: whoever holds the
//! address, or supplies the evidence, can roll a list back for as long as the list says that it
//! lives. So a list that states no lifetime is given a short one. A list that has a status itself
//! is not followed further.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::Read;
use std::rc::Rc;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest,
    check::Cause,
    document::Standard,
    evidence::{EvidenceKind, Item},
    limits,
    time::Stated,
};

use crate::checked::{proofs, vouched};
use crate::opened::{Opened, base64url};
use crate::quoted::quoted;
use crate::resolve::did_web_url;
use crate::secured::{ProofReport, Signer};
use crate::session::Session;

/// Seconds for which a list speaks that does not say so itself: a week. Bitstring Status List v1.0
/// section 2.2 would let a copy live for five minutes; evidence that a person gathers, and a batch,
/// take longer.
const LIFETIME_UNSTATED: i64 = 7 * 24 * 60 * 60;

/// Seconds between the time of judgement and the fetching that follows it, which may be slow.
const GRACE: i64 = 60;

/// The credential whose status is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder<'c> {
    pub(super) issuer: Option<&'c str>,
    pub(super) id: Option<&'c str>,
    /// Whether its own proof holds: only then is a list that it names asked for.
    pub(super) proven: bool,
}

/// A list that may be believed: what it says of itself, and its content.
#[derive(Debug)]
pub(super) struct List {
    pub(super) issuer: Option<String>,
    pub(super) id: Option<String>,
    /// Whether an anchor of the caller lists its issuer.
    pub(super) vouched: bool,
    /// Whether its own proof shows that it is its issuer's; else only its address does.
    pub(super) signed: bool,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    /// A status of `size` bits for each place.
    Bits {
        bits: Vec<u8>,
        size: u8,
        purposes: Vec<String>,
    },
    /// Identifiers of what is revoked, with the reason.
    Revoked {
        entries: BTreeMap<String, Option<String>>,
        /// Whether every entry could be read.
        whole: bool,
    },
}

/// Why a status cannot be told.
#[derive(Debug, Clone)]
pub(super) struct Unknown {
    pub(super) summary: String,
    pub(super) cause: Cause,
    seen_in: Option<Digest>,
}

impl Unknown {
    pub(super) fn new(summary: impl Into<String>, cause: Cause) -> Self {
        Self {
            summary: summary.into(),
            cause,
            seen_in: None,
        }
    }

    /// A list that is not one, or none that may be believed.
    pub(super) fn invalid(url: &str, what: &str) -> Self {
        Self::new(
            format!("the status list cannot be used: {what}"),
            Cause::new("invalid_status_list")
                .url(url)
                .mismatch("a status list", what),
        )
    }

    pub(super) fn seen_in(mut self, item: &Item) -> Self {
        self.seen_in = Some(item.digest);
        self
    }

    pub(super) fn row(self, code: CheckCode, outcome: CheckOutcome) -> Check {
        let mut check = Check::new(code, outcome, self.summary).because(self.cause);
        check.evidence.extend(self.seen_in);
        check
    }
}

/// The lists that one session read, each once, whichever entries name it.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    read: RefCell<BTreeMap<Key, Result<Rc<List>, Unknown>>>,
    /// Bytes that lists grew to: [`limits::DECOMPRESSED_BYTES`] is for all of them together.
    grown: Cell<usize>,
}

/// What a list was read as. A list without issuer of its own is read as that of the credential's
/// issuer, and its key is not asked for while the proof around does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    format: &'static str,
    url: String,
    issuer: Option<String>,
    quiet: bool,
}

impl Lists {
    /// Decompresses what is written in base64url; `None` where it is damaged or grows too large.
    pub(super) fn grow<R: Read>(
        &self,
        text: &str,
        reader: impl FnOnce(std::io::Cursor<Vec<u8>>) -> R,
    ) -> Option<Vec<u8>> {
        let compressed = base64url(text.trim_end_matches('='))?;
        let room = limits::DECOMPRESSED_BYTES.saturating_sub(self.grown.get());
        let mut grown = Vec::new();
        let mut reader = reader(std::io::Cursor::new(compressed)).take(room as u64 + 1);
        let read = reader.read_to_end(&mut grown);
        self.grown.set(self.grown.get().saturating_add(grown.len()));
        (read.is_ok() && grown.len() <= room).then_some(grown)
    }
}

/// A list that was read, and the evidence that it was read from.
pub(super) struct Found<'a> {
    pub(super) list: Rc<List>,
    pub(super) item: &'a Item,
    pub(super) url: String,
}

/// The list at an address, asked for and read once.
pub(super) fn find<'a>(
    session: &Session<'a>,
    holder: &Holder<'_>,
    url: &str,
    format: &'static str,
    read: impl FnOnce(&Item) -> Result<List, Unknown>,
) -> Result<Found<'a>, Unknown> {
    if !holder.proven {
        return Err(Unknown::new(
            "the list was not asked for, since the credential's own proof does not hold",
            Cause::new("proof_not_held").url(url),
        ));
    }
    let item = session
        .look(EvidenceKind::StatusList, url)
        .map_err(|cause| Unknown::new("the status list could not be had", cause))?;
    let key = Key {
        format,
        url: url.split('#').next().unwrap_or(url).to_owned(),
        issuer: holder.issuer.map(str::to_owned),
        quiet: session.setting().quiet,
    };
    let known = session.lists().read.borrow().get(&key).cloned();
    let list = known.unwrap_or_else(|| {
        let list = read(item).map(Rc::new).map_err(|why| why.seen_in(item));
        let mut lists = session.lists().read.borrow_mut();
        lists.insert(key, list.clone());
        list
    })?;
    Ok(Found {
        list,
        item,
        url: url.to_owned(),
    })
}

/// Checks the proofs of a list: they hold, cover all of it and are its issuer's. Gives whether an
/// anchor lists the issuer, or what is wrong.
pub(super) fn verify(session: &Session<'_>, opened: &Opened) -> Result<bool, String> {
    // It names its issuer through its badge class; what it writes as its issuer nobody signed.
    if opened.standard == Standard::OpenBadges2 {
        return Err("it is an Open Badge 2.0".to_owned());
    }
    let (rows, reports) = session.about_others(|session| proofs(session, opened));
    // Any signed document of the issuer becomes a list by what is added beside the proof.
    if reports.iter().any(|report| !report.uncovered.is_empty()) {
        return Err("its proof does not cover all of it".to_owned());
    }
    let mut all = rows
        .iter()
        .chain(reports.iter().flat_map(|report| &report.checks));
    if let Some(failed) = all.find(|row| row.outcome == CheckOutcome::Failed) {
        return Err(failed.summary.clone().into_owned());
    }
    let is_its_own = |report: &ProofReport| {
        // Anybody can make a certificate with the name of an organisation.
        let chains = match report.signer {
            Some(Signer::Certificate(_)) => report.passed(CheckCode::SealChain),
            _ => true,
        };
        report.is_bound() && chains
    };
    if !reports
        .iter()
        .any(|report| report.passed(CheckCode::ProofSignature))
    {
        return Err(match reports.is_empty() {
            true => "it is not signed".to_owned(),
            false => "its signature could not be checked".to_owned(),
        });
    }
    if !reports.iter().any(is_its_own) {
        return Err("nothing shows that its key is its issuer's".to_owned());
    }
    Ok(!vouched(session, opened, &reports).found.is_empty())
}

/// How long a list says that it lives.
#[derive(Debug, Default)]
pub(super) struct Lifetime {
    pub(super) from: Option<Stated>,
    pub(super) until: Option<Stated>,
    /// Seconds for which a copy may be used.
    pub(super) ttl: Option<i64>,
}

/// A list speaks of the time at which it was fetched, for as long as it says that it lives.
pub(super) fn timely(
    session: &Session<'_>,
    item: &Item,
    lifetime: &Lifetime,
    url: &str,
) -> Result<(), Unknown> {
    let at = session.against.at;
    let fetched = item.fetched_at.unwrap_or(at);
    if lifetime.from.is_some_and(|from| from.earliest > fetched) {
        return Err(Unknown::new(
            "the status list was not valid yet when it was fetched",
            Cause::new("list_not_yet_valid").url(url),
        ));
    }
    if lifetime.until.is_some_and(|until| until.latest < fetched) {
        return Err(Unknown::new(
            "the status list was no longer valid when it was fetched",
            Cause::new("list_expired").url(url),
        ));
    }
    let span = lifetime.until.map(|until| {
        let from = lifetime.from.map_or(fetched, |from| from.earliest);
        until.latest.as_second() - from.as_second()
    });
    let stated = [lifetime.ttl, span].into_iter().flatten().min();
    let longest = stated.unwrap_or(LIFETIME_UNSTATED).saturating_add(GRACE);
    if (at.as_second() - fetched.as_second()).abs() > longest {
        return Err(Unknown::new(
            format!("the status list speaks of {fetched}, too far from the time of judgement"),
            Cause::new("list_of_another_time")
                .url(url)
                .mismatch(at.to_string(), fetched.to_string()),
        ));
    }
    Ok(())
}

/// Where an identifier has its home: the origin of an https address, or of a did:web document.
fn home(id: &str) -> Option<url::Origin> {
    let address = match id.strip_prefix("did:web:") {
        Some(specific) => did_web_url(specific)?,
        None => id.to_owned(),
    };
    let address = url::Url::parse(&address).ok()?;
    (address.scheme() == "https").then(|| address.origin())
}

impl Found<'_> {
    /// Whether the list may clear a credential: it is its issuer's own, stands at its issuer's own
    /// address, or is of somebody whom an anchor of the caller lists.
    ///
    /// Bitstring Status List v1.0 section 2.2 lets the issuer of a list be another than that of the
    /// credential, and section 3.2 leaves it to the verifier to trust both: a signature by itself
    /// is nobody's word, since anyone makes a key. Whoever holds the issuer's address could give
    /// out the issuer's keys as well.
    pub(super) fn may_clear(&self, holder: &Holder<'_>) -> Result<(), Unknown> {
        let own = holder.issuer.and_then(home);
        let is_home = |id: &str| own.is_some() && home(id) == own;
        let of_list = self.list.issuer.as_deref();
        let is_same = holder.issuer.is_some() && of_list == holder.issuer;
        // What nobody signed is only what stands at an address.
        let speaks =
            self.list.signed && (is_same || self.list.vouched || of_list.is_some_and(is_home));
        if speaks || is_home(&self.url) {
            return Ok(());
        }
        let (issuer, other) = (
            holder.issuer.unwrap_or("nobody"),
            of_list.unwrap_or("nobody"),
        );
        let (summary, code) = match self.list.signed {
            true => (
                format!(
                    "the list is signed by {other}, and nothing shows that it may speak for the \
                     issuer, {issuer}"
                ),
                "list_of_another",
            ),
            false => (
                format!(
                    "nobody signed the list, and its address is not one of the issuer, {issuer}"
                ),
                "list_not_signed",
            ),
        };
        let cause = Cause::new(code).url(&self.url).mismatch(issuer, other);
        Err(Unknown::new(summary, cause).seen_in(self.item))
    }

    /// Whose list it is and of when, for the end of a sentence.
    pub(super) fn remark(&self) -> String {
        let whose = match (&self.list.issuer, self.list.signed) {
            (Some(issuer), true) => format!("by the list of {}", quoted(issuer)),
            _ => format!("by the list at {}", quoted(&self.url)),
        };
        let when = match self.item.fetched_at {
            Some(fetched) => format!(" fetched at {fetched}"),
            None => String::new(),
        };
        let named = match &self.list.id {
            Some(id) if id.split('#').next() != self.url.split('#').next() => {
                format!(", which calls itself {}", quoted(id))
            }
            _ => String::new(),
        };
        format!(", {whose}{when}{named}")
    }

    /// The row of a credential that the list shows as revoked or suspended.
    ///
    /// It counts whoever signed the list: the credential itself says that this is where to ask, and
    /// a list that may not clear may still warn.
    pub(super) fn set(&self, holder: &Holder<'_>, code: CheckCode, reason: Option<&str>) -> Check {
        let word = match code {
            CheckCode::StatusSuspension => "suspended",
            _ => "revoked",
        };
        let told = match self.may_clear(holder) {
            Ok(()) => format!("the issuer has {word} the credential{}", self.remark()),
            Err(_) => format!(
                "the list that the credential names says that it is {word}{}",
                self.remark()
            ),
        };
        let reason = reason.map(|reason| format!("; the reason given is `{}`", quoted(reason)));
        Check::failed(code, told + &reason.unwrap_or_default())
            .because(Cause::new(word).url(&self.url))
            .seen_in(self.item.digest)
    }

    /// The row of a credential that the list shows as neither.
    pub(super) fn clear(&self, holder: &Holder<'_>, code: CheckCode) -> Check {
        match self.may_clear(holder) {
            Ok(()) => self.shows_nothing(code),
            Err(why) => why.row(code, CheckOutcome::Inconclusive),
        }
    }

    /// The row where the list is one that may clear.
    pub(super) fn shows_nothing(&self, code: CheckCode) -> Check {
        let purpose = match code {
            CheckCode::StatusSuspension => "suspension",
            _ => "revocation",
        };
        let summary = format!("the list shows no {purpose}{}", self.remark());
        Check::passed(code, summary).seen_in(self.item.digest)
    }

    /// Why the list cannot be used for this credential.
    pub(super) fn invalid(&self, what: &str) -> Unknown {
        Unknown::invalid(&self.url, what).seen_in(self.item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_an_https_origin() {
        let school = home("https://school.example/issuer");
        assert!(school.is_some());
        for same in [
            "https://school.example:443/status/1",
            "https://SCHOOL.example/x",
            "did:web:school.example:issuers:1",
        ] {
            assert_eq!(home(same), school, "{same}");
        }
        for other in [
            "http://school.example/issuer",
            "https://school.example.org/",
            "https://school.example:8443/",
            "did:web:school.example%3A8443",
            "did:key:z6Mk",
            "urn:school.example",
            "school.example",
        ] {
            assert_ne!(home(other), school, "{other}");
        }
        // Without TLS an address is whoever stands on the way.
        assert_eq!(home("http://school.example/issuer"), None);
    }
}
