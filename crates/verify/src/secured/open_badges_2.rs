//! Open Badges 2.0: assertions that stand at their own address, and signed ones.
//!
//! Neither names its issuer itself. The assertion names a badge class, the class names its issuer,
//! and only the profile at the issuer's own address says which addresses and which keys are the
//! issuer's; what the assertion carries along of class and issuer is its maker's word.
//!
//! ```text
//! hosted   id -> the assertion itself          \
//!                                                -> badge class -> profile: scope, or key
//! signed   creator -> key -> the signature      /
//! ```
//!
//! Each arrow is followed only once the step before it holds. Sources: Open Badges 2.0, classes
//! `Assertion`, `BadgeClass`, `Profile`, `CryptographicKey` and `VerificationObject`, and its
//! sections on hosted and signed verification; Open Badges 1.1 for what came before.

mod issuer;

use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer,
    check::Cause,
    document::Standard,
    evidence::{EvidenceKind, Item, Origin},
    json,
};
use serde_json::Value;

use super::{ProofReport, Signer, jwt};
use crate::key::PublicKey;
use crate::opened::{Opened, Secured, identifier, standard, types};
use crate::quoted::quoted;
use crate::session::Session;
use crate::status::revocation_list;
use issuer::{Issuer, Named};

/// How an assertion says that it is verified.
enum Way<'a> {
    /// At this address.
    Hosted(Option<&'a str>),
    /// By a signature under the key at this address.
    Signed(Option<&'a str>),
    Other(&'a str),
    Nothing,
}

/// Whether this is an assertion that is verified at its own address.
pub(crate) fn is_hosted(value: &Value) -> bool {
    standard(value) == Standard::OpenBadges2 && matches!(way(value), Way::Hosted(_))
}

/// Whether this is an assertion of Open Badges 1.0 or 1.1. The former states no type.
pub(crate) fn is_open_badge_1(value: &Value) -> bool {
    value.get("verify").is_some_and(Value::is_object)
        && value.get("badge").is_some()
        && value.get("verification").is_none()
}

fn way(assertion: &Value) -> Way<'_> {
    let old = is_open_badge_1(assertion);
    let key = if old { "verify" } else { "verification" };
    let Some(verification) = assertion.get(key) else {
        return Way::Nothing;
    };
    let url = || verification.get("url").and_then(Value::as_str);
    match types(verification).next() {
        Some("HostedBadge" | "hosted") if old => Way::Hosted(url()),
        Some("HostedBadge" | "hosted") => Way::Hosted(identifier(Some(assertion))),
        Some("SignedBadge" | "signed") if old => Way::Signed(url()),
        Some("SignedBadge" | "signed") => Way::Signed(identifier(verification.get("creator"))),
        Some(other) => Way::Other(other),
        None => Way::Nothing,
    }
}

/// The rows and the report of an assertion; the former speak of its status.
pub(crate) fn check(session: &Session<'_>, opened: &Opened) -> (Vec<Check>, Vec<ProofReport>) {
    let assertion = opened.credential();
    let (revocation, mut report) = match (way(assertion), &opened.secured) {
        (Way::Hosted(address), Secured::Unsecured) => hosted(session, assertion, address),
        (Way::Signed(creator), Secured::Jwt(jws)) => signed(session, assertion, jws, creator),
        (way, secured) => {
            let row = unfit(&way, matches!(secured, Secured::Jwt(_)));
            (not_asked(), report([row.at(verification(assertion))]))
        }
    };
    let mut rows = vec![
        match is_revoked(assertion) {
            true => revoked("the badge itself says that it is revoked"),
            false => revocation,
        },
        Check::not_applicable(
            CheckCode::StatusSuspension,
            "Open Badges 2.0 know no suspension",
        ),
    ];
    if is_open_badge_1(assertion) {
        rows.push(
            Check::inconclusive(
                CheckCode::DocumentStructure,
                "this is an Open Badge 1, which is read as far as it is like an Open Badge 2.0",
            )
            .because(Cause::new("open_badges_1")),
        );
    }
    // The places are those in the assertion, which may stand in something else.
    let placed = |row: &mut Check| {
        if let Some(place) = row.pointer.take() {
            row.pointer = Some(place.under(&opened.base));
        }
    };
    rows.iter_mut().for_each(placed);
    report.checks.iter_mut().for_each(placed);
    (rows, vec![report])
}

fn verification(assertion: &Value) -> Pointer {
    Pointer::root().key(match is_open_badge_1(assertion) {
        true => "verify",
        false => "verification",
    })
}

/// The row for an assertion that did not come as it says that it is verified.
fn unfit(way: &Way<'_>, came_signed: bool) -> Check {
    let code = CheckCode::ProofSignature;
    match way {
        Way::Signed(_) => Check::failed(
            code,
            "the badge says that it is signed, and came without a signature",
        )
        .because(Cause::new("no_proof")),
        Way::Hosted(_) => Check::failed(
            code,
            "the badge came signed, and says that it is verified at its own address",
        )
        .because(Cause::new("wrong_verification").mismatch("SignedBadge", "HostedBadge")),
        Way::Other(kind) => Check::inconclusive(
            code,
            format!("the kind of verification `{}` is not known", quoted(kind)),
        )
        .because(
            Cause::new("unsupported_verification")
                .mismatch("HostedBadge or SignedBadge", quoted(kind)),
        ),
        Way::Nothing if came_signed => {
            Check::inconclusive(code, "the badge does not say which key signed it")
                .because(Cause::new("no_key_named"))
        }
        Way::Nothing => Check::failed(code, "the badge does not say how it is verified")
            .because(Cause::new("no_proof")),
    }
}

fn report(checks: impl IntoIterator<Item = Check>) -> ProofReport {
    ProofReport {
        checks: checks.into_iter().collect(),
        ..ProofReport::default()
    }
}

/// What stands at an address, as JSON.
fn look<'a>(
    session: &Session<'a>,
    kind: EvidenceKind,
    url: &str,
) -> Result<(&'a Item, Value), Cause> {
    let item = session.look(kind, url)?;
    // Anybody on the way may have answered in place of the server.
    if !url.starts_with("https://") && item.origin != Origin::Supplied {
        return Err(Cause::new("not_https").url(url));
    }
    match json::parse(&item.bytes) {
        Ok(value) => Ok((item, value)),
        Err(error) => Err(Cause::new("not_json")
            .url(url)
            .mismatch("JSON", error.to_string())),
    }
}

fn is_web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
}

/// Whether an object says that it is revoked, in whatever way but `false`.
fn is_revoked(value: &Value) -> bool {
    value
        .get("revoked")
        .is_some_and(|revoked| !matches!(revoked, Value::Null | Value::Bool(false)))
}

fn revoked(summary: &'static str) -> Check {
    Check::failed(CheckCode::StatusRevocation, summary).because(Cause::new("revoked"))
}

fn not_asked() -> Check {
    Check::inconclusive(
        CheckCode::StatusRevocation,
        "the issuer was not asked, since the badge's own proof does not hold",
    )
    .because(Cause::new("proof_not_held"))
}

/// The row of an assertion under a proof that leads to no profile of its issuer.
pub(crate) fn status_elsewhere(opened: &Opened) -> Check {
    let row = match is_revoked(opened.credential()) {
        true => revoked("the badge itself says that it is revoked"),
        false => Check::inconclusive(
            CheckCode::StatusRevocation,
            "the issuer was not asked, since an Open Badge 2.0 is hosted or a signed token",
        )
        .because(Cause::new("unsupported_status")),
    };
    row.at(opened.base.clone())
}

/// An assertion whose proof is that it stands at its own address.
fn hosted(session: &Session<'_>, assertion: &Value, address: Option<&str>) -> (Check, ProofReport) {
    let algorithm = Check::not_applicable(
        CheckCode::ProofAlgorithm,
        "no signature: the badge is verified at its own address",
    );
    let (signature, revocation) = standing(session, assertion, address);
    let stands = signature.outcome == CheckOutcome::Passed;
    let mut report = report([algorithm, signature]);
    let Some(address) = address.filter(|_| stands) else {
        let unbound = Check::inconclusive(
            CheckCode::IssuerKey,
            "the badge is not shown to stand at its address, so its issuer was not asked",
        );
        let unbound = unbound.because(Cause::new("proof_not_held"));
        report.checks.push(unbound);
        return (revocation.unwrap_or_else(not_asked), report);
    };
    let (row, issuer) = split(hosted_by(session, assertion, address));
    report.checks.push(row);
    let mut revocation = revocation.unwrap_or_else(|| {
        Check::passed(
            CheckCode::StatusRevocation,
            "the badge stands at its address, and is not said to be revoked there",
        )
    });
    if let Some(issuer) = issuer {
        // A list is for signed badges; whom it names nevertheless is revoked.
        let listed = listed(session, assertion, &issuer);
        if listed.outcome == CheckOutcome::Failed {
            revocation = listed;
        }
        report.signer = Some(Signer::Identifier {
            id: issuer.id,
            method: address.to_owned(),
        });
    }
    (revocation, report)
}

/// Whether the assertion stands at its address: the row `proof.signature`, and what was seen there
/// of its revocation.
fn standing(
    session: &Session<'_>,
    assertion: &Value,
    address: Option<&str>,
) -> (Check, Option<Check>) {
    let code = CheckCode::ProofSignature;
    let place = match is_open_badge_1(assertion) {
        true => Pointer::from("/verify/url"),
        false => Pointer::from("/id"),
    };
    let Some(address) = address.filter(|address| is_web(address)) else {
        let found = address.map_or_else(|| "none".to_owned(), quoted);
        let check = Check::failed(
            code,
            format!("a hosted badge must stand at an https address, found {found}"),
        )
        .because(Cause::new("not_hosted").mismatch("an https address", found));
        return (check.at(place), None);
    };
    let (item, found) = match look(session, EvidenceKind::HostedBadge, address) {
        // Asked for as a key of another credential, it may have been found where a redirect led.
        Ok((item, _))
            if item.origin != Origin::Supplied && item.kind != EvidenceKind::HostedBadge =>
        {
            let summary = "what stands at the badge's address was fetched for another use";
            let cause = Cause::new("fetched_for_another_use").url(address);
            let check = Check::inconclusive(code, summary).because(cause);
            return (check.at(place).seen_in(item.digest), None);
        }
        Ok(found) => found,
        // Open Badges 2.0, hosted verification: 410 says that the badge was revoked.
        Err(cause) if cause.status == Some(410) => {
            let gone = Check::inconclusive(code, "the badge stands at its address no longer");
            let revocation = revoked("the issuer has withdrawn the badge from its address");
            let revocation = Check {
                cause: revocation.cause.map(|revoked| Cause {
                    code: revoked.code,
                    ..cause.clone()
                }),
                ..revocation
            };
            return (gone.at(place).because(cause), Some(revocation));
        }
        Err(cause) => {
            let summary = "what stands at the badge's address could not be read";
            return (
                Check::inconclusive(code, summary).at(place).because(cause),
                None,
            );
        }
    };
    let revocation = is_revoked(&found).then(|| {
        revoked("what stands at the badge's address says that it is revoked").seen_in(item.digest)
    });
    let check = match difference(assertion, &found, &Pointer::root()) {
        None => {
            let remark = match item.origin {
                Origin::Fetched => "",
                Origin::Stale => ", as it was seen earlier",
                Origin::Supplied => ", as supplied evidence shows it",
            };
            Check::passed(
                code,
                format!("no signature: the badge stands at its own address, word for word{remark}"),
            )
            .at(place)
        }
        Some(_) if revocation.is_some() => Check::inconclusive(
            code,
            "what stands at the badge's address says only that it is revoked",
        )
        .at(place)
        .because(Cause::new("revoked").url(address)),
        Some(at) => {
            let text = |value: &Value| {
                let part = at.resolve(value);
                part.map_or_else(|| "nothing".to_owned(), |part| quoted(&part.to_string()))
            };
            Check::failed(
                code,
                format!("the badge says otherwise at {at} than what stands at its address"),
            )
            .because(
                Cause::new("not_as_hosted")
                    .url(address)
                    .mismatch(text(&found), text(assertion)),
            )
            .at(at)
        }
    };
    (check.seen_in(item.digest), revocation)
}

/// The first place where two documents differ. The order of keys means nothing in JSON, nor does
/// the way that a number is written (RFC 8785 section 3.2.2.3).
fn difference(one: &Value, other: &Value, at: &Pointer) -> Option<Pointer> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one
                .keys()
                .chain(other.keys().filter(|key| !one.contains_key(*key)));
            keys.into_iter()
                .find_map(|key| match (one.get(key), other.get(key)) {
                    (Some(one), Some(other)) => difference(one, other, &at.key(key)),
                    _ => Some(at.key(key)),
                })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .enumerate()
            .find_map(|(index, (one, other))| difference(one, other, &at.index(index))),
        (Value::Number(one), Value::Number(other))
            if (one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64() =>
        {
            None
        }
        _ => (one != other).then(|| at.clone()),
    }
}

/// The issuer, where its own profile lets its badges stand at this address.
fn hosted_by(
    session: &Session<'_>,
    assertion: &Value,
    address: &str,
) -> Result<(Check, Issuer), Box<Check>> {
    let class = issuer::badge_class(session, assertion)?;
    let issuer = issuer::profile(session, &class)?;
    issuer.admits(address)?;
    issuer.certain()?;
    let check = Check::passed(
        CheckCode::IssuerKey,
        format!(
            "the profile of the issuer, {}, lets its badges stand at this address",
            issuer.id
        ),
    );
    Ok((check.seen_in(issuer.digest), issuer))
}

/// A row, and the issuer where there is one.
fn split(result: Result<(Check, Issuer), Box<Check>>) -> (Check, Option<Issuer>) {
    let place = Pointer::root().key("badge");
    match result {
        Ok((row, issuer)) => (row.at(place), Some(issuer)),
        Err(row) => (row.at(place), None),
    }
}

/// The row `status.revocation` by the list that the issuer's profile names.
fn listed(session: &Session<'_>, assertion: &Value, issuer: &Issuer) -> Check {
    let code = CheckCode::StatusRevocation;
    let Some(list) = issuer.profile.get("revocationList") else {
        return Check::not_applicable(code, "the issuer's profile names no list of revocations");
    };
    let Some(url) = identifier(Some(list)) else {
        return Check::inconclusive(code, "the issuer's list of revocations has no address")
            .because(
                Cause::new("no_revocation_list").mismatch("an address", quoted(&list.to_string())),
            );
    };
    let text = |key: &str| assertion.get(key).and_then(Value::as_str);
    let names: Vec<&str> = ["id", "@id", "uid"].into_iter().filter_map(text).collect();
    if names.is_empty() {
        return Check::inconclusive(code, "the badge has no identifier to look for in the list")
            .because(Cause::new("no_identifier"));
    }
    let place = Pointer::root().key("id");
    revocation_list::open_badges_2(session, url, &issuer.id, &names, &place)
}

/// The key that a signature is checked with.
struct Key {
    public: PublicKey,
    /// Its name and owner; none where the caller gave the key.
    named: Option<Named>,
}

/// A compact JWS whose payload is the assertion.
fn signed(
    session: &Session<'_>,
    assertion: &Value,
    jws: &jwt::Jwt,
    creator: Option<&str>,
) -> (Check, ProofReport) {
    let root = Pointer::root();
    let algorithm = match jwt::algorithm(&jws.header) {
        Ok((algorithm, check)) => (algorithm, check.at(root.clone())),
        Err(refused) => {
            let signature = Check {
                code: CheckCode::ProofSignature,
                summary: "no signature that can be checked".into(),
                ..(*refused).clone()
            };
            return (
                not_asked(),
                report([*refused, signature].map(|row| row.at(root.clone()))),
            );
        }
    };
    let (algorithm, algorithm_row) = algorithm;
    if let Some(refused) = jwt::refused(&jws.header) {
        return (not_asked(), report([algorithm_row, refused.at(root)]));
    }
    let key = key(session, assertion, creator);
    let code = CheckCode::ProofSignature;
    let signature = match &key {
        Err(cause) => Check::inconclusive(
            code,
            "the key could not be had, so the signature is unchecked",
        )
        .because(cause.clone()),
        Ok(key) if !algorithm.fits(&key.public) => {
            Check::failed(code, "the key is not of the kind that the algorithm takes")
                .because(Cause::new("key_mismatch"))
        }
        Ok(key) => {
            let input = jws.signing_input.as_bytes();
            let crypto = session.against.crypto;
            match crypto.verify(algorithm, &key.public, input, &jws.signature) {
                true => Check::passed(code, "the signature holds"),
                false => Check::failed(
                    code,
                    "the signature does not hold: the badge was altered, or another key signed it",
                )
                .because(Cause::new("bad_signature")),
            }
        }
    };
    let holds = signature.outcome == CheckOutcome::Passed;
    let mut report = report([algorithm_row, signature.at(root)]);
    let Some(key) = key.ok().filter(|_| holds) else {
        let unbound = Check::inconclusive(
            CheckCode::IssuerKey,
            "no signature is shown to hold, so the issuer was not asked for its keys",
        );
        report
            .checks
            .push(unbound.because(Cause::new("proof_not_held")));
        return (not_asked(), report);
    };
    let (row, issuer) = split(signed_by(session, assertion, &key));
    let revocation = match &issuer {
        Some(issuer) => listed(session, assertion, issuer),
        None => Check::inconclusive(
            CheckCode::StatusRevocation,
            "the issuer's list of revocations was not asked for, since nothing binds the key to an issuer",
        )
        .because(Cause::new("issuer_not_bound")),
    };
    report.checks.push(match key.named {
        Some(_) => row,
        None => Check::passed(
            CheckCode::IssuerKey,
            "the caller says that the key is the issuer's",
        ),
    });
    report.signer = issuer.map(|issuer| Signer::Identifier {
        method: match key.named {
            Some(named) => named.id,
            None => issuer.id.clone(),
        },
        id: issuer.id,
    });
    (revocation, report)
}

/// The key that the caller gives, else the one that the assertion names. A key in the header of
/// the token is nobody's.
fn key(session: &Session<'_>, assertion: &Value, creator: Option<&str>) -> Result<Key, Cause> {
    if let Some(key) = session.against.key {
        return Ok(Key {
            public: key.clone(),
            named: None,
        });
    }
    // Without `creator` the key would have to be looked for along the class and its issuer, which
    // are not asked before a proof holds.
    let creator = creator.filter(|creator| is_web(creator)).ok_or_else(|| {
        Cause::new("no_key_named").mismatch(
            "the address of a key",
            creator.map_or_else(|| "none".to_owned(), quoted),
        )
    })?;
    let invalid = |error: &dyn std::fmt::Display| {
        Cause::new("invalid_key")
            .url(creator)
            .mismatch("a key", error.to_string())
    };
    if is_open_badge_1(assertion) {
        let item = session.look(EvidenceKind::KeyDocument, creator)?;
        let pem = std::str::from_utf8(&item.bytes).map_err(|error| invalid(&error))?;
        return Ok(Key {
            public: PublicKey::from_pem(pem).map_err(|error| invalid(&error))?,
            named: Some(Named {
                id: creator.to_owned(),
                owner: None,
            }),
        });
    }
    let (_, document) = look(session, EvidenceKind::KeyDocument, creator)?;
    let is_named = |node: &&Value| identifier(Some(node)) == Some(creator);
    // The key is a document of its own, or stands in the profile of its owner.
    let keys = json::one_or_many(document.get("publicKey"));
    let node = [&document].into_iter().chain(keys).find(is_named);
    let node = node.filter(|node| node.is_object()).ok_or_else(|| {
        let stated = identifier(Some(&document)).map_or_else(|| "none".to_owned(), quoted);
        Cause::new("invalid_key_document")
            .url(creator)
            .mismatch(creator, stated)
    })?;
    Ok(Key {
        public: PublicKey::from_method(node).map_err(|error| invalid(&error))?,
        named: Some(Named {
            id: creator.to_owned(),
            owner: identifier(node.get("owner")).map(str::to_owned),
        }),
    })
}

/// The issuer, where key and issuer name each other.
fn signed_by(
    session: &Session<'_>,
    assertion: &Value,
    key: &Key,
) -> Result<(Check, Issuer), Box<Check>> {
    let class = issuer::badge_class(session, assertion)?;
    if let Some(named) = &key.named {
        class.is_of_owner(named)?;
    }
    let issuer = issuer::profile(session, &class)?;
    if let Some(named) = &key.named {
        issuer.lists(named, &key.public)?;
    }
    issuer.certain()?;
    let check = Check::passed(
        CheckCode::IssuerKey,
        format!("the profile of the issuer, {}, lists the key", issuer.id),
    );
    Ok((check.seen_in(issuer.digest), issuer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_differ_in_what_they_say_and_not_in_how() {
        let root = Pointer::root();
        let one = json!({ "a": [1, { "b": 2.0 }], "c": null });
        let same = json!({ "c": null, "a": [1.0, { "b": 2 }] });
        assert_eq!(difference(&one, &same, &root), None);
        for (other, place) in [
            (json!({ "a": [1, { "b": 3 }], "c": null }), "/a/1/b"),
            (json!({ "a": [1], "c": null }), "/a"),
            (json!({ "a": [1, { "b": 2 }] }), "/c"),
            (json!({ "a": [1, { "b": 2 }], "c": null, "d": 1 }), "/d"),
            (json!({ "a": [1, { "b": "2" }], "c": null }), "/a/1/b"),
        ] {
            let found = difference(&one, &other, &root).unwrap();
            assert_eq!(found.as_str(), place);
        }
        let (large, next) = (
            json!(9_007_199_254_740_993_u64),
            json!(9_007_199_254_740_992_u64),
        );
        assert!(difference(&large, &next, &root).is_some());
    }
}
