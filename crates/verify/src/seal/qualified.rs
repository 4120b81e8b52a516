//! What a certificate claims of being qualified: a claim, until a trusted list confirms it.
//!
//! Sources: ETSI EN 319 412-5 section 4.2 (statements); EN 319 411-2 section 5.3 (policies).

use credeval_model::{Check, CheckCode, check::Cause, trust::vouch::Relation};
use der::asn1::{Any, ObjectIdentifier};
use der::{Decode as _, Reader as _};

use super::{Seal, chain::Chain};
use crate::certificate::{Certificate, QC_STATEMENTS};
use crate::secured::Anchored;
use crate::session::Session;

const COMPLIANCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.1");
const DEVICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.4");
const TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6");
const OF_SIGNATURES: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.1");
const OF_SEALS: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.2");
const OF_WEBSITES: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1862.1.6.3");
const POLICY_LEGAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194112.1.1");
const POLICY_LEGAL_DEVICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.194112.1.3");

/// The row `seal.qualified`, which informs, and the anchors that vouch for the seal.
pub(crate) fn judge(
    _session: &Session<'_>,
    seal: &Seal<'_>,
    chain: &Chain<'_>,
) -> (Check, Vec<Anchored>) {
    let pinned = chain.ends.iter().filter(|end| end.listed.is_none());
    let anchors = pinned.map(|end| Anchored {
        anchor: end.ready.anchor.id.clone(),
        relation: match end.certificate.der == seal.leaf.der {
            true => Relation::Listed,
            false => Relation::Chained,
        },
        confirms: false,
    });
    (row(&seal.leaf), anchors.collect())
}

fn row(leaf: &Certificate) -> Check {
    let code = CheckCode::SealQualified;
    let unread = || {
        Check::inconclusive(
            code,
            "what the certificate claims of being qualified cannot be read",
        )
        .because(Cause::new("malformed_extension"))
    };
    let statements = match leaf.read_extension::<Vec<Any>>(QC_STATEMENTS) {
        Ok(None) => {
            return Check::not_applicable(code, "the certificate does not claim to be qualified");
        }
        Ok(Some(list)) => list.iter().map(statement).collect::<Option<Vec<_>>>(),
        Err(_) => None,
    };
    let Some(statements) = statements else {
        return unread();
    };
    let states = |id| statements.iter().any(|(stated, _)| *stated == id);
    let kinds: Vec<ObjectIdentifier> = statements
        .iter()
        .filter(|(stated, _)| *stated == TYPE)
        .flat_map(|(_, value)| value.iter().flat_map(kinds))
        .collect();
    if !states(COMPLIANCE) {
        return Check::not_applicable(code, "the certificate does not claim to be qualified");
    }
    let kind = match kinds.as_slice() {
        [kind] if *kind == OF_SEALS => "a qualified certificate for seals",
        [kind] if *kind == OF_SIGNATURES => {
            "a qualified certificate for signatures of persons, not for seals"
        }
        [kind] if *kind == OF_WEBSITES => "a qualified certificate for websites, not for seals",
        _ => "a qualified certificate of a kind that it does not state",
    };
    let device = match states(DEVICE) {
        true => ", with the key in a qualified device",
        false => ", with no word on the device of the key",
    };
    let policies = leaf.policies();
    let policy = match () {
        () if policies.contains(&POLICY_LEGAL_DEVICE) => " (policy QCP-l-qscd)",
        () if policies.contains(&POLICY_LEGAL) => " (policy QCP-l)",
        () => "",
    };
    Check::inconclusive(
        code,
        format!(
            "the certificate claims to be {kind}{device}{policy}; no trusted list confirms it here"
        ),
    )
    .because(Cause::new("not_checked"))
}

/// `QCStatement ::= SEQUENCE { statementId OBJECT IDENTIFIER, statementInfo ANY OPTIONAL }`.
fn statement(any: &Any) -> Option<(ObjectIdentifier, Option<Any>)> {
    let mut reader = der::SliceReader::new(any.value()).ok()?;
    let id = ObjectIdentifier::decode(&mut reader).ok()?;
    let value = match reader.is_finished() {
        true => None,
        false => Some(Any::decode(&mut reader).ok()?),
    };
    Some((id, value))
}

fn kinds(value: &Any) -> Vec<ObjectIdentifier> {
    value.decode_as().unwrap_or_default()
}
