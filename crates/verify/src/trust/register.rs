//! Registers of organisations: which of them signed, by what only it can sign with.
//!
//! An identifier that a credential states only selects an entry. An entry vouches where the
//! signing identity is among its identifiers: the DID, the domain that the key stands at the root
//! of, or the organizationIdentifier of a seal whose certificate chains to an anchor. Names, and
//! identifiers that nobody signs with (DEQAR, ETER, ROR, PIC, Erasmus, WHED), identify nobody.

pub(crate) mod identifier;

use std::collections::HashMap;
use std::sync::OnceLock;

use credeval_model::{
    check::Cause,
    trust::{
        Grant,
        snapshot::{self, IdentifierScheme, RegisterOrganisation},
        vouch::Relation,
    },
};

use super::{Content, Ready, Vouched, by_certificate, identity, no_snapshot};
use crate::entitlement::called;
use crate::opened::Opened;
use crate::quoted::quoted;
use crate::secured::{ProofReport, Signer};
use crate::session::Session;
use identifier::{Normal, guesses, host, normal, of_seal};

/// A register, with its organisations by identifier.
#[derive(Debug, Clone)]
pub(crate) struct Register {
    published: snapshot::Register,
    by_identifier: HashMap<Normal, Vec<usize>>,
    /// Built when it is first asked for: names show nothing, and are rarely looked up.
    called: OnceLock<HashMap<String, Vec<usize>>>,
}

impl Register {
    pub(crate) fn new(register: snapshot::Register) -> Self {
        let mut by_identifier: HashMap<Normal, Vec<usize>> = HashMap::new();
        for (index, organisation) in register.organisations.iter().enumerate() {
            let country = organisation.country.as_deref();
            let own = organisation.identifiers.iter();
            for known in
                own.filter_map(|identifier| normal(identifier.scheme, &identifier.value, country))
            {
                let holders = by_identifier.entry(known).or_default();
                if holders.last() != Some(&index) {
                    holders.push(index);
                }
            }
        }
        Self {
            published: register,
            by_identifier,
            called: OnceLock::new(),
        }
    }

    /// The organisations that are called so. A name identifies nobody: each is a candidate.
    pub(crate) fn by_name(&self, name: &str) -> Vec<&RegisterOrganisation> {
        let index = self.called.get_or_init(|| {
            let mut index: HashMap<String, Vec<usize>> = HashMap::new();
            for (place, organisation) in self.published.organisations.iter().enumerate() {
                for name in &organisation.names {
                    let bearers = index.entry(called(name)).or_default();
                    if bearers.last() != Some(&place) {
                        bearers.push(place);
                    }
                }
            }
            index
        });
        let found = index.get(&called(name)).into_iter().flatten();
        found
            .filter_map(|place| self.published.organisations.get(*place))
            .collect()
    }

    /// The organisations with an identifier whose scheme is not told, as credentials state them,
    /// however it is written: more than one is an ambiguity, and shows nothing of any.
    pub(crate) fn by_any(&self, value: &str) -> Vec<&RegisterOrganisation> {
        self.with(guesses(value))
    }

    /// The organisations that have any of these identifiers, each once.
    fn with(&self, known: impl IntoIterator<Item = Normal>) -> Vec<&RegisterOrganisation> {
        let mut found: Vec<usize> = known
            .into_iter()
            .filter_map(|known| self.by_identifier.get(&known))
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .filter_map(|index| self.published.organisations.get(index))
            .collect()
    }
}

/// Whether the register holds the signer.
///
/// It does not confirm: what a registrar was given as a file, or fetched from an address that
/// anybody on the way could answer for, bears no signature of who keeps the register. It is the
/// registrar's own word that it is what it says, as a pin is; so it identifies the issuer, and
/// the highest level of authenticity, of a register that confirms issuer and key, is left to
/// what its keeper signed.
pub(crate) fn ask<'a>(
    session: &Session<'a>,
    ready: &'a Ready,
    opened: &Opened,
    report: &ProofReport,
    signer: &Signer,
) -> Result<Option<Vouched<'a>>, Cause> {
    if !ready.serves_issuers(session) {
        return Ok(None);
    }
    let known = identifiers(session, opened, report, signer);
    if known.is_empty() {
        return Ok(None);
    }
    let Some(published) = &ready.published else {
        return Err(no_snapshot(ready));
    };
    let Content::Register(register) = &published.content else {
        return Ok(None);
    };
    let found = register.with(known);
    let organisation = match found.as_slice() {
        [] => return Ok(None),
        [one] => *one,
        several => {
            let names: Vec<&str> = several
                .iter()
                .filter_map(|organisation| organisation.names.first())
                .map(String::as_str)
                .collect();
            return Err(Cause::new("ambiguous_match")
                .mismatch("one organisation", quoted(&names.join(", "))));
        }
    };
    Ok(Some(Vouched {
        ready,
        grant: Grant::Issuer,
        relation: Relation::Listed,
        name: organisation.names.first().cloned(),
        organisation: Some(organisation),
        confirms: false,
        is_overdue: false,
        evidence: Some(published.digest),
    }))
}

/// What the signer is shown to be by what it signed with, as a register may write it.
fn identifiers(
    session: &Session<'_>,
    opened: &Opened,
    report: &ProofReport,
    signer: &Signer,
) -> Vec<Normal> {
    // Anybody can make a certificate with the identifier of a university in it; that it is its
    // own seal, the authority says that issued it, and an anchor that the authority says so of
    // seals. Whom no anchor of certificates vouches for, no register does either: a person's
    // certificate names an organisation too.
    let vouches = |ready: &Ready| {
        let vouched = by_certificate(session, opened, ready, report, signer);
        vouched.is_some_and(|vouched| vouched.may_count(session.against.at))
    };
    match signer {
        Signer::Certificate(_) if !session.against.trust.anchors.iter().any(vouches) => Vec::new(),
        _ => signing(session, opened, signer),
    }
}

/// The same of a signer for whom an anchor vouches.
pub(crate) fn signing(session: &Session<'_>, opened: &Opened, signer: &Signer) -> Vec<Normal> {
    match signer {
        Signer::Certificate(leaf) => {
            let own = leaf.organization_identifier();
            let exact = own
                .as_deref()
                .and_then(|own| normal(IdentifierScheme::OrganizationIdentifier, own, None));
            exact
                .into_iter()
                .chain(own.as_deref().and_then(of_seal))
                .collect()
        }
        Signer::Identifier { .. } => {
            let Some((id, _)) = identity(session, opened, signer) else {
                return Vec::new();
            };
            let did = normal(IdentifierScheme::Did, id, None);
            let domain = host(id).map(|name| (IdentifierScheme::Schac, name));
            did.into_iter().chain(domain).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use credeval_model::trust::snapshot::RegisterIdentifier;

    use super::*;

    fn organisation(name: &str, known: &[(IdentifierScheme, &str)]) -> RegisterOrganisation {
        RegisterOrganisation {
            names: vec![name.to_owned()],
            country: Some("SE".to_owned()),
            identifiers: known
                .iter()
                .map(|(scheme, value)| RegisterIdentifier {
                    scheme: *scheme,
                    value: (*value).to_owned(),
                })
                .collect(),
            ..RegisterOrganisation::default()
        }
    }

    #[test]
    fn an_identifier_selects_however_it_is_written() {
        use IdentifierScheme::{Deqar, Pic, Ror, Vat};
        let register = Register::new(snapshot::Register {
            organisations: vec![
                organisation(
                    "First",
                    &[
                        (Deqar, "DEQARINST0007"),
                        (Vat, "202100287401"),
                        (Pic, "999"),
                    ],
                ),
                organisation("Second", &[(Ror, "https://ror.org/00abcde12")]),
                organisation("Third", &[(Ror, "00abcde12")]),
            ],
            ..snapshot::Register::default()
        });
        let names = |found: Vec<&RegisterOrganisation>| -> Vec<String> {
            found.into_iter().map(|one| one.names[0].clone()).collect()
        };
        for written in [
            "https://data.deqar.eu/institution/7",
            "SE202100287401",
            "VATSE-202100287401",
        ] {
            assert_eq!(names(register.by_any(written)), ["First"], "{written}");
        }
        assert_eq!(names(register.with(normal(Pic, "0999", None))), ["First"]);
        assert_eq!(
            names(register.by_any("https://ror.org/00ABCDE12")),
            ["Second", "Third"]
        );
        for other in ["999", "DEQARINST0008", "NL202100287401", "First"] {
            assert!(register.by_any(other).is_empty(), "{other}");
        }
        assert!(register.with(normal(Pic, "202100287401", None)).is_empty());
    }
}
