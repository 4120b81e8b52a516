//! Trust anchors, ready for use.

use credeval_model::{
    Timestamp,
    trust::{Anchor, AnchorKind, AnchorPurpose, TrustFile},
};

use crate::certificate::Certificate;
use crate::seal::same_organisation;
use crate::secured::Signer;

/// The anchors that a caller trusts.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    pub(crate) anchors: Vec<Ready>,
}

/// An anchor with its certificate read.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    pub(crate) anchor: Anchor,
    pub(crate) certificate: Option<Certificate>,
}

/// A trust file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// A certificate is not one.
    #[error("expected a certificate in PEM in anchor `{anchor}`, found other text")]
    Certificate {
        /// The anchor's id.
        anchor: String,
    },
}

impl Trust {
    /// Trust in nobody.
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads the certificates of a trust file.
    pub fn new(file: TrustFile) -> Result<Self, TrustError> {
        let anchors = file
            .anchors
            .into_iter()
            .map(|anchor| {
                let certificate = match (anchor.kind, &anchor.certificate) {
                    (AnchorKind::X509Pin, Some(pem)) => {
                        let read = Certificate::from_pem(pem.trim());
                        Some(read.ok_or_else(|| TrustError::Certificate {
                            anchor: anchor.id.clone(),
                        })?)
                    }
                    _ => None,
                };
                Ok(Ready {
                    anchor,
                    certificate,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { anchors })
    }
}

impl Ready {
    /// Whether it is an anchor for this purpose.
    pub(crate) fn serves(&self, purpose: AnchorPurpose) -> bool {
        match self.anchor.purpose.as_slice() {
            [] => purpose == AnchorPurpose::Seal,
            stated => stated.contains(&purpose),
        }
    }

    /// Whether the anchor holds at a time.
    pub(crate) fn holds(&self, at: Timestamp) -> bool {
        self.anchor.valid_from.is_none_or(|from| from <= at)
            && self.anchor.valid_until.is_none_or(|until| at <= until)
    }

    /// Whether the signer is the organisation of the entry, and not just any that its authority
    /// gave a seal: only then is what the entry says of the organisation said of the signer.
    pub(crate) fn is_about(&self, signer: &Signer) -> bool {
        let Signer::Certificate(leaf) = signer else {
            return true;
        };
        let own = self.anchor.organization_identifier.iter();
        let known = self.anchor.organisation.iter();
        let mut stated = own.chain(known.flat_map(|organisation| &organisation.identifiers));
        let pinned = self.certificate.as_ref();
        pinned.is_some_and(|pinned| pinned.der == leaf.der)
            || leaf
                .organization_identifier()
                .is_some_and(|sealer| stated.any(|stated| same_organisation(&sealer, stated)))
    }

    /// Whether it pins this identifier and allows this verification method.
    pub(crate) fn pins(&self, id: &str, method: &str) -> bool {
        self.anchor.did.as_deref() == Some(id)
            && (self.anchor.keys.is_empty() || self.anchor.keys.iter().any(|key| key == method))
    }
}
