//! Who vouches for a signer: the anchors of the trust file, ready for use.
//!
//! Each kind of anchor answers in its own file, and each in the same words: whether it knows the
//! signer, how, and how new what it says is. An anchor that could not be asked is told apart from
//! one that does not know the signer.

mod federation;
pub(crate) mod lists;
pub(crate) mod register;
mod registry;

use std::borrow::Cow;

use credeval_model::{
    CheckCode, CheckOutcome, Digest, Timestamp,
    check::Cause,
    trust::{
        Anchor, AnchorKind, Grant, OnStale, TrustFile,
        snapshot::{RegisterOrganisation, Snapshot},
        vouch::{Freshness, Relation, Vouch},
    },
};

use crate::certificate::Certificate;
use crate::entitlement::identifier::{Stated, same_organisation};
use crate::opened::Opened;
use crate::secured::{Anchored, ProofReport, Signer};
use crate::session::Session;

/// The anchors that a caller trusts.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    pub(crate) anchors: Vec<Ready>,
}

/// An anchor with what it pins, or what it published, read.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    pub(crate) anchor: Anchor,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) published: Option<Published>,
}

/// What an anchor published, as of its last update.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    /// SHA-256 of the snapshot.
    pub(crate) digest: Digest,
    /// When it was made.
    pub(crate) updated: Timestamp,
    pub(crate) content: Content,
}

/// What a snapshot holds, ready to be asked.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Lists(lists::Lists),
    Registry(credeval_model::trust::snapshot::Registry),
    Register(register::Register),
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
    /// A snapshot is of another kind than its anchor.
    #[error("expected a snapshot for anchor `{anchor}` of its kind, found one of another")]
    Snapshot {
        /// The anchor's id.
        anchor: String,
    },
}

/// A certificate where a path may end, and the anchor that says so.
#[derive(Debug, Clone)]
pub(crate) struct End<'a> {
    pub(crate) ready: &'a Ready,
    pub(crate) certificate: Cow<'a, Certificate>,
    /// The service whose certificate it is, where a trusted list says so.
    pub(crate) listed: Option<lists::Listed<'a>>,
}

/// An anchor that vouches for a signer.
#[derive(Debug, Clone)]
pub(crate) struct Vouched<'a> {
    pub(crate) ready: &'a Ready,
    pub(crate) grant: Grant,
    pub(crate) relation: Relation,
    /// The signer's name by the anchor.
    pub(crate) name: Option<String>,
    /// The signer as a register describes it.
    pub(crate) organisation: Option<&'a RegisterOrganisation>,
    /// Whether what it says is signed by whoever publishes it.
    pub(crate) confirms: bool,
    /// Whether the part of it that says so should have been replaced by now, as one list of many.
    pub(crate) is_overdue: bool,
    /// What was read.
    pub(crate) evidence: Option<Digest>,
}

/// An anchor that could not be asked: nobody knows what it would say.
#[derive(Debug, Clone)]
pub(crate) struct Unasked<'a> {
    pub(crate) ready: &'a Ready,
    pub(crate) cause: Cause,
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
                    published: None,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { anchors })
    }

    /// With what an anchor published: a snapshot that was verified when it was made, its digest,
    /// and when that was. An anchor that is not in the trust file is none.
    pub fn with_snapshot(
        mut self,
        anchor: &str,
        snapshot: Snapshot,
        digest: Digest,
        updated: Timestamp,
    ) -> Result<Self, TrustError> {
        let mut anchors = self.anchors.iter_mut();
        if let Some(ready) = anchors.find(|ready| ready.anchor.id == anchor) {
            let content = match (ready.anchor.kind, snapshot) {
                (AnchorKind::EuLotl, Snapshot::EuLotl(lists)) => {
                    Content::Lists(lists::Lists::new(lists))
                }
                (AnchorKind::DccJson, Snapshot::DccJson(registry)) => Content::Registry(registry),
                (AnchorKind::Register, Snapshot::Register(register)) => {
                    Content::Register(register::Register::new(register))
                }
                _ => {
                    return Err(TrustError::Snapshot {
                        anchor: anchor.to_owned(),
                    });
                }
            };
            ready.published = Some(Published {
                digest,
                updated,
                content,
            });
        }
        Ok(self)
    }

    /// The certificates where a path from these may end, at a time: each that is one of them, or
    /// bears the name of the authority that issued one of them.
    pub(crate) fn ends<'a>(
        &'a self,
        grant: Grant,
        at: Timestamp,
        certificates: &[&Certificate],
    ) -> Vec<End<'a>> {
        let mut ends = Vec::new();
        for ready in &self.anchors {
            if !ready.anchor.serves(grant) || !ready.holds(at) {
                continue;
            }
            if let Some(pinned) = &ready.certificate {
                let leads_here = |one: &&Certificate| {
                    one.der == pinned.der || one.is_issued_in_the_name_of(pinned)
                };
                if certificates.iter().any(leads_here) {
                    ends.push(End {
                        ready,
                        certificate: Cow::Borrowed(pinned),
                        listed: None,
                    });
                }
            }
            if let Some(lists) = ready.lists() {
                ends.extend(lists.ends(ready, grant, certificates));
            }
        }
        ends
    }

    /// Certificates that the caller's anchors hold and that bear the name of the authority that
    /// issued one of these, whatever they are trusted for: material that proves itself by its
    /// signature.
    pub(crate) fn issuers<'a>(
        &'a self,
        certificates: &[&Certificate],
    ) -> Vec<Cow<'a, Certificate>> {
        let mut found = Vec::new();
        for ready in &self.anchors {
            found.extend(ready.certificate.iter().map(Cow::Borrowed));
            if let Some(lists) = ready.lists() {
                found.extend(lists.issuers(certificates).map(Cow::Owned));
            }
        }
        found
    }
}

/// First and last second of validity of a certificate in PEM, as an anchor pins it; `None` where
/// the text is none.
pub fn pinned_validity(pem: &str) -> Option<(Timestamp, Timestamp)> {
    Certificate::from_pem(pem.trim())?.validity()
}

/// The anchors that vouch for a signer, and those that could not be asked.
pub(crate) fn vouched<'a>(
    session: &Session<'a>,
    opened: &Opened,
    report: &ProofReport,
    signer: &Signer,
) -> (Vec<Vouched<'a>>, Vec<Unasked<'a>>) {
    let trust: &'a Trust = session.against.trust;
    let mut found = Vec::new();
    let mut unasked = Vec::new();
    for ready in &trust.anchors {
        let answer = match ready.anchor.kind {
            AnchorKind::EuLotl if ready.is_unread(session.against.at, signer) => {
                Err(no_snapshot(ready))
            }
            AnchorKind::X509Pin => Ok(by_certificate(session, opened, ready, report, signer)),
            AnchorKind::EuLotl => match by_certificate(session, opened, ready, report, signer) {
                None if is_in_no_list(ready, session.against.at, report, signer) => {
                    Err(lists_not_read(ready))
                }
                answer => Ok(answer),
            },
            AnchorKind::DidPin => Ok(by_pin(session, ready, opened, signer)),
            AnchorKind::DccJson => registry::ask(session, ready, opened, signer),
            AnchorKind::Oidf => federation::ask(session, ready, opened, signer),
            AnchorKind::Register => register::ask(session, ready, opened, report, signer),
            _ => Ok(None),
        };
        match answer {
            Ok(Some(vouched)) if vouched.may_count(session.against.at) => found.push(vouched),
            Ok(Some(_)) => unasked.push(Unasked {
                ready,
                cause: Cause::new("stale"),
            }),
            Ok(None) => {}
            Err(cause) => unasked.push(Unasked { ready, cause }),
        }
    }
    (found, unasked)
}

/// Whether a seal leads to none of the lists that were read, where others were not.
fn is_in_no_list(ready: &Ready, at: Timestamp, report: &ProofReport, signer: &Signer) -> bool {
    let qualified = report
        .checks
        .iter()
        .find(|row| row.code == CheckCode::SealQualified);
    let is_unlisted = qualified.is_some_and(|row| {
        let cause = row.cause.as_ref().map(|cause| cause.code.as_str());
        row.outcome == CheckOutcome::NotApplicable || cause == Some("not_checked")
    });
    let is_asked = ready.holds(at) && ready.anchor.serves(Grant::Seal);
    let is_seal = matches!(signer, Signer::Certificate(_));
    is_seal && is_asked && is_unlisted && !ready.unread_territories().is_empty()
}

fn lists_not_read(ready: &Ready) -> Cause {
    let found = format!("none of {}", ready.unread_territories().join(", "));
    Cause::new("lists_not_read").mismatch("the lists of every territory", found)
}

/// Anchors of a seal: it chains to them, as `seal.chain` found.
fn by_certificate<'a>(
    session: &Session<'_>,
    opened: &Opened,
    ready: &'a Ready,
    report: &ProofReport,
    signer: &Signer,
) -> Option<Vouched<'a>> {
    let Signer::Certificate(leaf) = signer else {
        return None;
    };
    let wanted = ready.anchor.organization_identifier.as_deref();
    let fits = wanted.is_none() || leaf.organization_identifier().as_deref() == wanted;
    let anchored: &Anchored = report
        .anchors
        .iter()
        .find(|anchored| anchored.anchor == ready.anchor.id)?;
    let judged = report.passed(CheckCode::SealChain) && report.passed(CheckCode::ProofTime);
    // The caller's word for the key says nothing of the name that the holder of the key writes.
    let is_named = session.against.key.is_none() || names_its_issuer(opened, leaf);
    (fits && judged && is_named).then(|| Vouched {
        ready,
        grant: Grant::Seal,
        relation: anchored.relation,
        name: ready
            .anchor
            .organisation
            .as_ref()
            .filter(|_| ready.is_about(signer))
            .map(|own| own.name.clone())
            .or_else(|| leaf.organization()),
        organisation: None,
        confirms: anchored.confirms,
        is_overdue: anchored.is_overdue,
        evidence: ready.published.as_ref().map(|published| published.digest),
    })
}

/// Whether the credential names as its issuer the organisation of a seal.
fn names_its_issuer(opened: &Opened, leaf: &Certificate) -> bool {
    let stated = opened.credential().get("issuer").map(Stated::of);
    let sealer = leaf.organization_identifier();
    sealer.is_some_and(|sealer| {
        let stated = stated.unwrap_or_default();
        stated.iter().any(|id| same_organisation(&sealer, id))
    })
}

/// Pinned identifiers.
fn by_pin<'a>(
    session: &Session<'_>,
    ready: &'a Ready,
    opened: &Opened,
    signer: &Signer,
) -> Option<Vouched<'a>> {
    let (id, method) = identity(session, opened, signer)?;
    (ready.serves_issuers(session) && ready.pins(id, method)).then(|| Vouched {
        ready,
        grant: Grant::Issuer,
        relation: Relation::Listed,
        name: ready
            .anchor
            .organisation
            .as_ref()
            .map(|own| own.name.clone()),
        organisation: None,
        confirms: false,
        is_overdue: false,
        evidence: None,
    })
}

/// The identifier that signed, which an anchor may list, and the verification method used.
pub(crate) fn identity<'r>(
    session: &Session<'_>,
    opened: &'r Opened,
    signer: &'r Signer,
) -> Option<(&'r str, &'r str)> {
    use credeval_model::document::Standard;
    // An anchor lists an identifier by what its own document says. Where the caller says the key
    // instead, whoever holds that key could write any identifier, and any method.
    if session.against.key.is_some() {
        return None;
    }
    match signer {
        // An Open Badge 2.0 names its issuer only through its badge class.
        Signer::Identifier { id, method } if opened.standard == Standard::OpenBadges2 => {
            Some((id, method))
        }
        Signer::Identifier { method, .. } => Some((opened.issuer()?, method)),
        Signer::Certificate(_) => None,
    }
}

/// Why an anchor could not be asked that nobody brought up to date yet.
fn no_snapshot(ready: &Ready) -> Cause {
    let cause = Cause::new("no_snapshot").mismatch("what it published, brought up to date", "none");
    match &ready.anchor.source {
        Some(source) => cause.url(source),
        None => cause,
    }
}

impl Vouched<'_> {
    /// Whether the age of what it rests on lets it count.
    fn may_count(&self, at: Timestamp) -> bool {
        let is_relied_on = !self.is_overdue || self.ready.anchor.on_stale != OnStale::Fail;
        is_relied_on && self.ready.may_vouch(at)
    }

    /// As reports list it.
    pub(crate) fn report(&self, at: Timestamp) -> Vouch {
        Vouch {
            anchor: self.ready.anchor.id.clone(),
            kind: self.ready.anchor.kind,
            grant: self.grant,
            relation: self.relation,
            name: self.name.clone(),
            at,
            freshness: match self.is_overdue {
                true => Freshness::Stale,
                false => self.ready.freshness(at),
            },
            confirms: self.confirms,
            evidence: self.evidence,
        }
    }
}

impl Ready {
    /// Whether the anchor holds at a time.
    pub(crate) fn holds(&self, at: Timestamp) -> bool {
        self.anchor.valid_from.is_none_or(|from| from <= at)
            && self.anchor.valid_until.is_none_or(|until| at <= until)
    }

    /// Whether it may be asked, for this judgement, whose an identifier is.
    fn serves_issuers(&self, session: &Session<'_>) -> bool {
        self.anchor.serves(Grant::Issuer) && self.holds(session.against.at)
    }

    /// Whether what it published is as new as it should be.
    pub(crate) fn freshness(&self, at: Timestamp) -> Freshness {
        // A pin holds until its entry says otherwise; what was never read vouches for nobody.
        let Some(published) = &self.published else {
            return Freshness::Fresh;
        };
        let age = at.as_second().saturating_sub(published.updated.as_second());
        let too_old = self
            .anchor
            .max_age
            .is_some_and(|max_age| age > max_age.seconds());
        let overdue = self.lists().is_some_and(|lists| lists.is_overdue(at));
        match too_old || overdue {
            true => Freshness::Stale,
            false => Freshness::Fresh,
        }
    }

    /// Whether its age lets it vouch.
    pub(crate) fn may_vouch(&self, at: Timestamp) -> bool {
        self.anchor.on_stale != OnStale::Fail || self.freshness(at) != Freshness::Stale
    }

    /// The trusted lists that it holds.
    fn lists(&self) -> Option<&lists::Lists> {
        match &self.published.as_ref()?.content {
            Content::Lists(lists) => Some(lists),
            Content::Registry(_) | Content::Register(_) => None,
        }
    }

    /// The territories whose lists it does not hold, though it could.
    pub(crate) fn unread_territories(&self) -> &[String] {
        self.lists().map_or(&[], lists::Lists::unread)
    }

    /// Whether it holds lists that may know such a signer, and that nobody read yet.
    fn is_unread(&self, at: Timestamp, signer: &Signer) -> bool {
        self.published.is_none()
            && self.holds(at)
            && self.anchor.serves(Grant::Seal)
            && matches!(signer, Signer::Certificate(_))
    }

    /// Whether the signer is the organisation of the entry, and not just any that its authority
    /// gave a seal: only then is what the entry says of the organisation said of the signer.
    pub(crate) fn is_about(&self, signer: &Signer) -> bool {
        let leaf = match (self.anchor.kind, signer) {
            (AnchorKind::DidPin, Signer::Identifier { .. }) => return true,
            (AnchorKind::X509Pin, Signer::Certificate(leaf)) => leaf,
            // What lists many organisations is about none of them.
            _ => return false,
        };
        let own = self.anchor.organization_identifier.iter();
        let known = self.anchor.organisation.as_ref();
        let country = known.and_then(|organisation| organisation.country.as_deref());
        let known = known.iter().flat_map(|known| &known.identifiers);
        let mut stated = own.chain(known).map(|one| Stated::plain(one, country));
        let pinned = self.certificate.as_ref();
        pinned.is_some_and(|pinned| pinned.der == leaf.der)
            || leaf
                .organization_identifier()
                .is_some_and(|sealer| stated.any(|stated| same_organisation(&sealer, &stated)))
    }

    /// Whether it pins this identifier and allows this verification method.
    pub(crate) fn pins(&self, id: &str, method: &str) -> bool {
        self.anchor.did.as_deref() == Some(id)
            && (self.anchor.keys.is_empty() || self.anchor.keys.iter().any(|key| key == method))
    }
}
