//! Refreshing: whether the issuer gives out a newer copy of the credential, and whether that may
//! stand for the one that came in.
//!
//! A refresh service hands over a whole credential, so it must be the same one: of the same issuer,
//! subject and achievement, under a proof that holds as far as the first one does, and not older.
//! Else the one that came in stands. It is asked once, after the proof of the credential holds; a
//! refreshed credential is not refreshed again.
//!
//! Source: Open Badges 3.0, verification of a credential (refreshed once, after the proof) and
//! appendix B (`RefreshService`, `1EdTechCredentialRefresh`).

use credeval_model::{
    Check, CheckCode, CheckOutcome, Digest, Pointer, Timestamp,
    check::Cause,
    evidence::{EvidenceKind, Item},
    json, time,
};
use serde_json::Value;

use crate::Against;
use crate::checked::{Checked, Proof, Uncovered, run};
use crate::held::Subject;
use crate::opened::{Opened, identifier, open_outermost, types};
use crate::session::Session;

/// The kind of service that gives a credential to whoever asks; others ask for a log-in.
const KIND: &str = "1EdTechCredentialRefresh";

/// Services, subjects and achievements that are looked at.
const NODES: usize = 16;

/// Where a credential was had from that stands for the one that came in.
#[derive(Debug, Clone)]
pub(crate) struct Refreshed {
    url: String,
    digest: Digest,
}

/// The credential as its refresh service gives it now, where that may stand for this one.
///
/// Takes a credential for which nothing more is asked for; gives one to [`check`] in its stead,
/// whose row `refresh` names both digests and whose document is still the one that came in. `None`
/// where it has no such service, or where what came from it is refused: then the row `refresh` of
/// this credential says why. Nothing is fetched here.
///
/// [`check`]: crate::check
pub fn refreshed(opened: &Opened, against: Against<'_>) -> Option<Opened> {
    if opened.refreshed.is_some() {
        return None;
    }
    let service = Service::of(opened)?.ok()?;
    let session = Session::new(against);
    let checked = run(&session, opened);
    let own: Vec<Check> = checked.own().cloned().collect();
    let standing = Standing {
        proof: checked.proof(),
        is_covered: checked.covers(&service.place),
        checks: &own,
    };
    match candidate(&session, opened, &service, &standing) {
        Ok(Candidate::Newer(newer, item)) => Some(Opened {
            refreshed: Some(Refreshed {
                url: service.url.to_owned(),
                digest: item.digest,
            }),
            ..*newer
        }),
        Ok(Candidate::Same(_)) | Err(_) => None,
    }
}

/// How the credential that came in stands.
struct Standing<'c> {
    proof: Proof,
    /// Whether the proof covers the address of the service.
    is_covered: bool,
    checks: &'c [Check],
}

/// The row `refresh`; none where the credential names no refresh service.
///
/// `checks` are the rows of the credential without those of what it holds.
pub(crate) fn row(
    session: &Session<'_>,
    opened: &Opened,
    proof: Proof,
    uncovered: &Uncovered,
    checks: &[Check],
) -> Option<Check> {
    let code = CheckCode::Refresh;
    if let Some(Refreshed { url, digest }) = &opened.refreshed {
        let came = opened.origin.digest;
        let summary = format!(
            "refreshed at {url}: what is judged is the credential given there, {digest}; the \
             document that came in is {came}"
        );
        return Some(Check::passed(code, summary).seen_in(*digest));
    }
    if session.setting().still {
        return None;
    }
    let service = match Service::of(opened)? {
        Ok(service) => service,
        Err(check) => return Some(*check),
    };
    let standing = Standing {
        proof,
        is_covered: !uncovered.contains(&service.place),
        checks,
    };
    let check = match candidate(session, opened, &service, &standing) {
        Ok(Candidate::Same(item)) => {
            Check::passed(code, "the refresh service gives the same credential")
                .seen_in(item.digest)
        }
        Ok(Candidate::Newer(_, item)) => Check::inconclusive(
            code,
            format!(
                "a newer copy stands at {}, and it was not judged here",
                service.url
            ),
        )
        .because(Cause::new("newer_copy").url(service.url))
        .seen_in(item.digest),
        Err(refusal) => {
            let mut check = Check::inconclusive(code, refusal.summary).because(refusal.cause);
            check.evidence.extend(refusal.seen_in);
            check
        }
    };
    Some(check.at(service.place))
}

/// A refresh service that a credential names.
struct Service<'v> {
    url: &'v str,
    /// Where the address stands.
    place: Pointer,
}

impl<'v> Service<'v> {
    /// `None` where there is none, the row where it is of no use.
    fn of(opened: &'v Opened) -> Option<Result<Self, Box<Check>>> {
        let stated = opened.credential().get("refreshService")?;
        let place = opened.base.key("refreshService");
        let services = json::one_or_many(Some(stated));
        let found = services
            .iter()
            .take(NODES)
            .enumerate()
            .find(|(_, service)| types(service).any(|kind| kind == KIND));
        let Some((index, service)) = found else {
            let kind = services.first().and_then(|service| types(service).next());
            let kind = kind.unwrap_or("no type");
            let check = Check::inconclusive(
                CheckCode::Refresh,
                format!(
                    "the refresh service of kind `{kind}` is not supported, so it was not asked"
                ),
            );
            let cause = Cause::new("unsupported_refresh").mismatch(KIND, kind);
            return Some(Err(Box::new(check.at(place).because(cause))));
        };
        let place = match stated {
            Value::Array(_) => place.index(index),
            _ => place,
        };
        Some(match service.get("id").and_then(Value::as_str) {
            Some(url) => Ok(Self {
                url,
                place: place.key("id"),
            }),
            None => {
                let check =
                    Check::inconclusive(CheckCode::Refresh, "the refresh service has no address");
                Err(Box::new(check.at(place).because(Cause::new("no_address"))))
            }
        })
    }
}

/// What a refresh service gave that may stand.
enum Candidate<'e> {
    /// The same JSON.
    Same(&'e Item),
    /// Another copy of the same credential.
    Newer(Box<Opened>, &'e Item),
}

/// Why the credential that came in stands.
struct Refusal {
    summary: String,
    cause: Cause,
    seen_in: Option<Digest>,
}

fn refuse<T>(summary: impl Into<String>, cause: Cause) -> Result<T, Refusal> {
    Err(Refusal {
        summary: summary.into(),
        cause,
        seen_in: None,
    })
}

fn candidate<'e>(
    session: &Session<'e>,
    opened: &Opened,
    service: &Service<'_>,
    standing: &Standing<'_>,
) -> Result<Candidate<'e>, Refusal> {
    let url = service.url;
    if standing.proof == Proof::Unsigned {
        return refuse(
            "the refresh service was not asked, since the credential's own proof does not hold",
            Cause::new("proof_not_held").url(url),
        );
    }
    if !standing.is_covered {
        return refuse(
            "the refresh service was not asked, since the proof does not cover its address",
            Cause::new("not_covered").url(url),
        );
    }
    let item = match session.look(EvidenceKind::RefreshedCredential, url) {
        Ok(item) => item,
        Err(cause) => {
            return refuse(
                "the refresh service could not be asked, so the credential was judged as it came in",
                cause,
            );
        }
    };
    let found = weigh(session, opened, item, standing);
    found.map_err(|refusal| Refusal {
        seen_in: Some(item.digest),
        cause: refusal.cause.url(url),
        ..refusal
    })
}

fn weigh<'e>(
    session: &Session<'e>,
    opened: &Opened,
    item: &'e Item,
    standing: &Standing<'_>,
) -> Result<Candidate<'e>, Refusal> {
    let unusable = |what: String, cause: Cause| {
        refuse(
            format!("what the refresh service gives is refused: {what}"),
            cause,
        )
    };
    let newer = match open_outermost(&item.bytes, &opened.origin) {
        Ok(newer) => newer,
        Err(error) => return unusable(error.to_string(), Cause::new("cannot_be_opened")),
    };
    if newer.form == opened.form && newer.payload.is_ok() && newer.payload == opened.payload {
        return Ok(Candidate::Same(item));
    }
    if let Some((what, expected, found)) = other(opened, &newer) {
        return unusable(
            format!("it has another {what}"),
            Cause::new("another_credential").mismatch(expected, found),
        );
    }
    let checked = session.with(|setting| setting.still = true, || run(session, &newer));
    if let Some(failed) = failed(&checked) {
        return unusable(
            failed.summary.clone().into_owned(),
            Cause::new("refreshed_failed"),
        );
    }
    if checked.proof() == Proof::Unsigned || !is_bound(checked.own()) {
        return unusable(
            "nothing shows that the issuer made it".to_owned(),
            Cause::new("refreshed_not_proven"),
        );
    }
    if matches!(standing.proof, Proof::Identified(_))
        && !matches!(checked.proof(), Proof::Identified(_))
    {
        return unusable(
            "nobody vouches for the key that signed it, and somebody does for the one that came in"
                .to_owned(),
            Cause::new("refreshed_not_identified"),
        );
    }
    if !is_bound(standing.checks.iter()) {
        return unusable(
            "nothing shows that the issuer made the one that came in".to_owned(),
            Cause::new("not_bound"),
        );
    }
    let is_revoked = |check: &&Check| {
        check.code == CheckCode::StatusRevocation && check.outcome == CheckOutcome::Failed
    };
    if standing.checks.iter().any(|check| is_revoked(&check)) {
        return unusable(
            "the credential was revoked, which is final".to_owned(),
            Cause::new("revoked"),
        );
    }
    match age(opened, &newer) {
        Age::Older(expected, found) => unusable(
            "it is older than the one that came in".to_owned(),
            Cause::new("older").mismatch(expected.to_string(), found.to_string()),
        ),
        Age::Unknown => unusable(
            "nothing shows that it is not older than the one that came in".to_owned(),
            Cause::new("age_unknown"),
        ),
        Age::NotOlder => Ok(Candidate::Newer(Box::new(newer), item)),
    }
}

/// The first row that speaks against a refreshed credential. That its validity has ended, or that
/// it was revoked, is the issuer's newest word, and stands.
fn failed<'c>(checked: &'c Checked<'_>) -> Option<&'c Check> {
    checked.checks().iter().find(|check| {
        let is_word = matches!(
            check.code,
            CheckCode::ValidityFrom
                | CheckCode::ValidityUntil
                | CheckCode::StatusRevocation
                | CheckCode::StatusSuspension
        );
        check.outcome == CheckOutcome::Failed && check.code.counts() && !is_word
    })
}

/// Whether a signature holds under a key of the issuer.
fn is_bound<'c>(mut checks: impl Iterator<Item = &'c Check>) -> bool {
    checks.any(|check| check.code == CheckCode::IssuerKey && check.outcome == CheckOutcome::Passed)
}

/// What makes the other one another credential: what differs, and how.
fn other(opened: &Opened, newer: &Opened) -> Option<(&'static str, String, String)> {
    let text = |text: Option<&str>| text.unwrap_or("none").to_owned();
    let (standard, found) = (opened.standard, newer.standard);
    if standard != found {
        return Some((
            "standard",
            standard.label().to_owned(),
            found.label().to_owned(),
        ));
    }
    let id = |opened: &'_ Opened| text(identifier(Some(opened.credential())));
    let (own, found) = (id(opened), id(newer));
    // Without an identifier nothing says that it is the same one.
    if own != found || own == "none" {
        return Some(("identifier", own, found));
    }
    let (own, found) = (opened.issuer(), newer.issuer());
    if own != found {
        return Some(("issuer", text(own), text(found)));
    }
    let (ours, theirs) = (subjects(opened), subjects(newer));
    let same = |(our, their): (&&Value, &&Value)| Subject::of(our).is_still(&Subject::of(their));
    if ours.len() != theirs.len() || !ours.iter().zip(&theirs).all(same) {
        let id =
            |subjects: &[&Value]| text(subjects.first().and_then(|node| identifier(Some(node))));
        return Some(("subject", id(&ours), id(&theirs)));
    }
    let (ours, theirs) = (achievements(&ours), achievements(&theirs));
    if ours != theirs {
        let first = |ids: &[Option<&str>]| text(ids.first().copied().flatten());
        return Some(("achievement", first(&ours), first(&theirs)));
    }
    None
}

fn subjects(opened: &Opened) -> Vec<&Value> {
    let stated = opened.credential().get("credentialSubject");
    json::one_or_many(stated).iter().take(NODES).collect()
}

fn achievements<'v>(subjects: &[&'v Value]) -> Vec<Option<&'v str>> {
    let stated = subjects
        .iter()
        .flat_map(|subject| json::one_or_many(subject.get("achievement")));
    stated
        .take(NODES)
        .map(|achievement| identifier(Some(achievement)))
        .collect()
}

enum Age {
    NotOlder,
    Older(Timestamp, Timestamp),
    Unknown,
}

/// Compares whatever times both state: start of validity, award, making of the proof.
fn age(opened: &Opened, newer: &Opened) -> Age {
    let mut age = Age::Unknown;
    for (own, found) in times(opened).into_iter().zip(times(newer)) {
        if let (Some(own), Some(found)) = (own, found) {
            if found.latest < own.earliest {
                return Age::Older(own.earliest, found.latest);
            }
            age = Age::NotOlder;
        }
    }
    age
}

fn times(opened: &Opened) -> [Option<time::Stated>; 3] {
    let credential = opened.credential();
    let stated = |keys: &[&str]| {
        let mut values = keys.iter().filter_map(|key| credential.get(key)?.as_str());
        values.find_map(time::parse)
    };
    let proofs = json::one_or_many(credential.get("proof")).iter();
    let made = proofs
        .filter_map(|proof| time::parse(proof.get("created")?.as_str()?))
        .max_by_key(|made| made.earliest);
    let payload = opened.payload.as_ref().ok();
    let issued = payload
        .and_then(|payload| payload.get("iat")?.as_i64())
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .map(|instant| time::Stated {
            earliest: instant,
            latest: instant,
        });
    [
        stated(&["validFrom", "issuanceDate", "issued"]),
        stated(&["awardedDate"]),
        made.or(issued),
    ]
}
