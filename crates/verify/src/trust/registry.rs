//! Registries of issuers without a signature of their own, such as the Digital Credentials
//! Consortium's list of known DIDs: they identify an issuer as far as the registrar who chose
//! them vouches for the list, and confirm nobody.

use credeval_model::{
    check::Cause,
    trust::{Grant, vouch::Relation},
};

use super::{Content, Ready, Vouched, identity, no_snapshot};
use crate::opened::Opened;
use crate::secured::Signer;
use crate::session::Session;

/// Whether the registry lists the signer, by exactly the identifier that signed.
pub(crate) fn ask<'a>(
    session: &Session<'a>,
    ready: &'a Ready,
    opened: &Opened,
    signer: &Signer,
) -> Result<Option<Vouched<'a>>, Cause> {
    if !ready.serves_issuers(session) {
        return Ok(None);
    }
    let Some((id, _)) = identity(session, opened, signer) else {
        return Ok(None);
    };
    let Some(published) = &ready.published else {
        return Err(no_snapshot(ready));
    };
    let Content::Registry(registry) = &published.content else {
        return Ok(None);
    };
    Ok(registry.issuers.get(id).map(|entry| Vouched {
        ready,
        grant: Grant::Issuer,
        relation: Relation::Listed,
        name: Some(entry.name.clone()),
        organisation: None,
        confirms: false,
        is_overdue: false,
        evidence: Some(published.digest),
    }))
}
