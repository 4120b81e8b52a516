//! Whether the signer may award for the body that the credential names.
//!
//! Anyone can name a university. A mandate or an accreditation written in the credential is the
//! sealer's statement, not proof, and an identifier in it only selects an entry of a register. So
//! the awarding body must be the signing identity itself, or a body for which somebody else lets
//! the signer award: the registrar's own entry, a register that names the signer as one that
//! issues for it, or an accreditation in a register that covers both of them and the award. Nor may
//! the body go by a name that nobody knows it by: people read the name and not the number.
//!
//! | cause | what is not shown |
//! |---|---|
//! | `not_identified` | who signed |
//! | `not_entitled` | that the signer may award for the body |
//! | `name_not_confirmed` | that the body, which is identified, has the name |
//! | `awarding_body_not_read` | who awards: this form is not read so far, or names nobody |
//! | `award_not_covered_by_proof` | that who signed said who awards, and when |
//! | `award_`, `date_`, `field_`, `level_`, `jurisdiction_`, `credential_type_not_covered` | that the accreditation of both covers the award: it covers others |
//! | the same with `_not_stated` | the same: the credential does not say what it would take to tell |

mod award;
mod body;
pub(crate) mod coverage;
pub(crate) mod identifier;
mod mandate;

use std::collections::BTreeSet;

use credeval_model::{
    Check, CheckCode,
    check::Cause,
    document::Standard,
    trust::{QualityEntry, snapshot::RegisterOrganisation},
};

pub(crate) use award::{Award, awards};
use body::{Body, bodies, normal};
pub(crate) use body::{bodies as awarding_bodies, normal as called};
use coverage::Gap;
use identifier::{Stated, same_organisation};
use serde_json::Value;

use crate::checked::{Covered, Vouchers};
use crate::quoted::quoted;
use crate::secured::Signer;
use crate::session::Session;
use crate::trust::{Ready, Vouched};

/// For whom the signer awards, and what shows that it may.
#[derive(Debug)]
pub(crate) struct Entitlement<'a> {
    /// The row `issuer.entitlement`; it informs.
    pub(crate) row: Check,
    /// Who speaks of the quality of each body, those of which the same speak once; where nothing
    /// shows for whom the signer may award, of the signers.
    pub(crate) assurers: Vec<Vec<Assurer<'a>>>,
}

/// Who speaks of the quality of an organisation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Assurer<'a> {
    /// An anchor that is about it.
    Anchor(&'a Ready, &'a QualityEntry),
    /// A register, in its entry.
    Register(&'a Ready, &'a RegisterOrganisation),
}

impl PartialEq for Assurer<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Anchor(_, one), Self::Anchor(_, other)) => std::ptr::eq(*one, *other),
            (Self::Register(_, one), Self::Register(_, other)) => std::ptr::eq(*one, *other),
            _ => false,
        }
    }
}

/// How a body stands to the signers.
enum Standing<'a> {
    /// It is one or more of them.
    Own(Vec<Assurer<'a>>),
    /// One of them may award for it.
    Mandated(&'a Ready, Vec<Assurer<'a>>),
    /// It would be one of the former, were it not for its name; the names that it is known by.
    Misnamed(BTreeSet<String>),
    /// Nothing shows either. Where an accreditation of both does not cover the award, why.
    Stranger(Option<(&'a str, Gap)>),
}

/// Judges in whose name the credential awards, by what its proofs cover.
///
/// Only those whom an anchor vouches for count; whoever else signed does not.
pub(crate) fn judge<'a>(
    session: &Session<'a>,
    covered: &Covered<'_>,
    vouched: &Vouchers<'a, '_>,
) -> Entitlement<'a> {
    let code = CheckCode::IssuerEntitlement;
    if vouched.found.is_empty() {
        let row = Check::inconclusive(
            code,
            "nobody vouches for the signer, so nothing shows for whom it may award",
        );
        return Entitlement {
            row: row.because(Cause::new("not_identified")),
            assurers: Vec::new(),
        };
    }
    let signers = Signers::of(session, covered, vouched);
    let not_shown = |row| Entitlement {
        row,
        assurers: vec![signers.assurers(|_| true)],
    };
    let found = bodies(covered.opened, covered.credential());
    if found.is_empty() {
        let row = Check::inconclusive(code, "who awards was not read, so it may be anybody");
        return not_shown(row.because(Cause::new("awarding_body_not_read")));
    }
    let mut assurers: Vec<Vec<Assurer<'a>>> = Vec::new();
    let mut by: Vec<&Ready> = Vec::new();
    let (mut names, mut misnamed) = (Vec::new(), None);
    for body in &found {
        let of_body = match signers.standing(body) {
            Standing::Own(of_body) => of_body,
            Standing::Mandated(ready, of_body) => {
                names.push(body.shown());
                if !by.iter().any(|one| one.anchor.id == ready.anchor.id) {
                    by.push(ready);
                }
                of_body
            }
            Standing::Misnamed(known) => {
                misnamed = misnamed.or(Some((body, known)));
                continue;
            }
            Standing::Stranger(gap) => return not_shown(stranger(body, gap)),
        };
        if !assurers.contains(&of_body) {
            assurers.push(of_body);
        }
    }
    if let Some((body, known)) = misnamed {
        return not_shown(misnamed_row(body, &known));
    }
    if signers.is_hidden(&found) {
        let row = Check::inconclusive(
            code,
            "the proof does not cover all that the credential says of who awards, and when",
        );
        return not_shown(row.because(Cause::new("award_not_covered_by_proof")));
    }
    let row = if by.is_empty() {
        Check::passed(code, "the signer awards in its own name")
    } else {
        names.sort_unstable();
        names.dedup();
        let anchors: Vec<&str> = by.iter().map(|ready| ready.anchor.id.as_str()).collect();
        let row = Check::passed(
            code,
            format!(
                "the signer may award for {}, by {}",
                quoted(&names.join(", ")),
                anchors.join(", ")
            ),
        );
        let seen = by.iter().filter_map(|ready| ready.published.as_ref());
        seen.fold(row, |row, published| row.seen_in(published.digest))
    };
    Entitlement { row, assurers }
}

fn stranger(body: &Body<'_>, gap: Option<(&str, Gap)>) -> Check {
    let name = quoted(&body.shown());
    let nothing = format!("nothing shows that the signer may award for {name}");
    let (summary, cause) = match gap {
        None => (
            nothing,
            Cause::new("not_entitled").mismatch(
                "a trust entry, or an entry of a register, that lets the signer award for it",
                name,
            ),
        ),
        Some((report, gap)) => (
            format!(
                "{nothing}: the accreditation of both, {}, {}",
                quoted(report),
                gap.sentence()
            ),
            gap.cause(),
        ),
    };
    Check::inconclusive(CheckCode::IssuerEntitlement, summary)
        .at(body.place.clone())
        .because(cause)
}

fn misnamed_row(body: &Body<'_>, known: &BTreeSet<String>) -> Check {
    let is_unknown = |name: &&&str| !known.contains(&normal(name));
    let name = body
        .names
        .iter()
        .find(is_unknown)
        .map_or_else(|| body.shown(), |name| (*name).to_owned());
    let name = quoted(&name);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let known = match known.is_empty() {
        true => "a name that an anchor gives it".to_owned(),
        false => quoted(&known.join(", ")),
    };
    let summary = match body.names.is_empty() {
        true => "the awarding body is identified, and nothing shows that all identifiers stated \
                 with it are its own"
            .to_owned(),
        false => {
            format!("the awarding body is identified, and nothing shows that it is called {name}")
        }
    };
    Check::inconclusive(CheckCode::IssuerEntitlement, summary)
        .at(body.place.clone())
        .because(Cause::new("name_not_confirmed").mismatch(known, name))
}

/// Everybody who signed and whom an anchor vouches for.
struct Signers<'s, 'a, 'r> {
    session: &'s Session<'a>,
    covered: &'s Covered<'s>,
    vouched: &'s Vouchers<'a, 'r>,
    awards: Vec<Award<'s>>,
}

impl<'s, 'a, 'r> Signers<'s, 'a, 'r> {
    fn of(
        session: &'s Session<'a>,
        covered: &'s Covered<'s>,
        vouched: &'s Vouchers<'a, 'r>,
    ) -> Self {
        Self {
            session,
            covered,
            vouched,
            awards: awards(covered),
        }
    }

    /// Who speaks of the quality of some of them.
    fn assurers(&self, of: impl Fn(&Signer) -> bool) -> Vec<Assurer<'a>> {
        let mut assurers: Vec<Assurer<'a>> = Vec::new();
        for (signer, vouched) in self.vouched.found.iter().filter(|(signer, _)| of(signer)) {
            let ready: &'a Ready = vouched.ready;
            // An anchor speaks of its own organisation, and not of others for which that awards.
            let quality = ready.anchor.quality.as_ref();
            let quality = quality.filter(|_| ready.is_about(signer));
            let anchor = quality.map(|quality| Assurer::Anchor(ready, quality));
            let entry = vouched.organisation;
            let register = entry.map(|entry| Assurer::Register(ready, entry));
            for assurer in anchor.into_iter().chain(register) {
                if !assurers.contains(&assurer) {
                    assurers.push(assurer);
                }
            }
        }
        assurers
    }

    /// Whether who awards, or when, reads otherwise with what the proofs do not cover. Below the
    /// subject of a European credential any member may hide a body.
    fn is_hidden(&self, found: &[Body<'_>]) -> bool {
        if self.covered.is_whole() {
            return false;
        }
        let opened = self.covered.opened;
        let (whole, covered) = (opened.credential(), self.covered.credential());
        let subject = |credential: &'s Value| credential.get("credentialSubject");
        let first = self.awards.first().and_then(|award| award.day);
        bodies(opened, whole) != found
            || self.awards.iter().any(|award| award.day != first)
            || (opened.standard == Standard::EuropeanDigitalCredential
                && subject(whole) != subject(covered))
    }

    fn standing(&self, body: &Body<'_>) -> Standing<'a> {
        let mut names = BTreeSet::new();
        let mut is_known = false;
        let selected = mandate::selected(self.session, body);
        let mut confirmed = |known: BTreeSet<String>, names: &mut BTreeSet<String>| {
            let is_confirmed = body.names.iter().all(|name| known.contains(&normal(name)));
            is_known = true;
            names.extend(known);
            is_confirmed
        };
        // Whatever shows that it is the body is heard: with fewer anchors it must not gain.
        let (mut is_own, mut by, mut gap) = (false, None, None);
        let mut assurers: Vec<Assurer<'a>> = Vec::new();
        for (signer, vouched) in &self.vouched.found {
            let about = vouched.ready.is_about(signer);
            let entry = vouched.organisation;
            let is_signer = is_the_signer(body, signer, vouched, &selected);
            let awards_for: &[String] = match about {
                true => &vouched.ready.anchor.awards_for,
                false => &[],
            };
            let listed: BTreeSet<String> = awards_for.iter().map(|one| normal(one)).collect();
            if is_signer {
                let mut known = self.names(signer);
                let is_its_name = body.names.iter().all(|name| known.contains(&normal(name)));
                known.extend(listed.iter().cloned());
                is_own |= confirmed(known, &mut names);
                // Under the name of another it may award, and is not assured as that.
                if is_its_name {
                    assurers.extend(self.assurers(|other| std::ptr::eq(other, *signer)));
                }
            }
            // By name only where the registrar wrote down each one that the body goes by: else one
            // name in another language, or a second one, would let it show any.
            let by_name = !body.names.is_empty()
                && body.names.iter().all(|name| listed.contains(&normal(name)));
            if by_name || awards_for.iter().any(|one| body.has(one, None)) {
                // What the credential states beside a number that the registrar wrote down selects
                // whatever it likes: an entry is the registrar's body where it holds that number.
                let is_written = |ready: &Ready, found: &RegisterOrganisation| {
                    let mut written = awards_for.iter();
                    by_name || written.any(|one| mandate::holds(ready, found, one))
                };
                let entries = selected.iter().copied();
                let entries: Vec<_> = entries
                    .filter(|(ready, found)| is_written(ready, found))
                    .collect();
                let described = entries.iter().flat_map(|(_, found)| &found.names);
                let known = described.map(|name| normal(name)).chain(listed).collect();
                let is_told_apart = !body.names.is_empty() || {
                    let is_its = |number: &Stated<'_>| {
                        let mut written = awards_for.iter();
                        written.any(|one| one == number.notation || same_organisation(one, number))
                            || entries
                                .iter()
                                .any(|(ready, found)| mandate::holds(ready, found, number.notation))
                    };
                    let id = body.id.filter(|id| !id.starts_with("urn:"));
                    body.identifiers.iter().all(is_its)
                        && id.is_none_or(|id| is_its(&Stated::plain(id, None)))
                };
                if confirmed(known, &mut names) && is_told_apart {
                    // Under the name of a partner the identifiers of another may stand.
                    let described = entries.into_iter().filter(|(_, found)| {
                        let known: BTreeSet<String> =
                            found.names.iter().map(|name| normal(name)).collect();
                        body.names.iter().all(|name| known.contains(&normal(name)))
                    });
                    let described = described.map(|(ready, found)| Assurer::Register(ready, found));
                    assurers.extend(described);
                    assurers.extend(mandate::assured(self.session, body, awards_for));
                    by = by.or(Some(vouched.ready));
                }
            }
            for &(ready, found) in &selected {
                let may =
                    mandate::may_issue(self.session, self.covered.opened, signer, entry, found);
                let shared = || mandate::accredited(entry?, found, &self.awards);
                let may = match may {
                    true => Some(Ok(())),
                    false => shared(),
                };
                match may {
                    Some(Ok(())) => {
                        let known = found.names.iter().map(|name| normal(name)).collect();
                        if confirmed(known, &mut names) {
                            assurers.push(Assurer::Register(ready, found));
                            by = by.or(Some(ready));
                        }
                    }
                    Some(Err(why)) => gap = gap.or(Some(why)),
                    None => {}
                }
            }
        }
        match by {
            _ if is_own => Standing::Own(assurers),
            Some(ready) => Standing::Mandated(ready, assurers),
            None if is_known => Standing::Misnamed(names),
            None => Standing::Stranger(gap),
        }
    }

    /// Every name that a signer is known by itself.
    fn names(&self, signer: &Signer) -> BTreeSet<String> {
        let mut names: Vec<String> = match signer {
            Signer::Certificate(leaf) => leaf.names(),
            Signer::Identifier { .. } => Vec::new(),
        };
        for (other, vouched) in &self.vouched.found {
            if !std::ptr::eq(*other, signer) {
                continue;
            }
            names.extend(vouched.name.clone());
            let entry = vouched.organisation.iter();
            names.extend(entry.flat_map(|entry| entry.names.clone()));
            if vouched.ready.is_about(signer) {
                let own = vouched.ready.anchor.organisation.iter();
                names.extend(own.map(|own| own.name.clone()));
            }
        }
        names.iter().map(|name| normal(name)).collect()
    }
}

/// Whether a body is who signed: by itself, by the anchor that is about it, or by the register that
/// knows both.
fn is_the_signer(
    body: &Body<'_>,
    signer: &Signer,
    vouched: &Vouched<'_>,
    selected: &[(&Ready, &RegisterOrganisation)],
) -> bool {
    let own = vouched.ready.anchor.organisation.as_ref();
    let own = own.filter(|_| vouched.ready.is_about(signer));
    body.is_issuer
        || is_signer(body, signer)
        || own.is_some_and(|own| {
            let country = own.country.as_deref();
            let mut known = own.identifiers.iter();
            known.any(|known| body.has(known, country))
        })
        || vouched.organisation.is_some_and(|entry| {
            let mut selected = selected.iter();
            selected.any(|(_, found)| std::ptr::eq(*found, entry))
        })
}

/// Whether the body is the signing identity.
fn is_signer(body: &Body<'_>, signer: &Signer) -> bool {
    match signer {
        Signer::Certificate(leaf) => leaf.organization_identifier().is_some_and(|sealer| {
            let mut stated = body.identifiers.iter();
            stated.any(|stated| same_organisation(&sealer, stated))
        }),
        Signer::Identifier { id, .. } => body.id == Some(id),
    }
}

impl Body<'_> {
    /// The name to show for it.
    fn shown(&self) -> String {
        let name = self.names.first().copied().or(self.id);
        name.unwrap_or("a body without a name").to_owned()
    }

    /// Whether it states an identifier that a registrar wrote down.
    fn has(&self, known: &str, country: Option<&str>) -> bool {
        let is_one = |stated: &Stated<'_>| match stated.notation == known {
            false => same_organisation(known, stated),
            // A prefix names its country itself.
            true => {
                identifier::parts(known).is_some()
                    || country.is_none_or(|country| stated.is_of_country(country))
            }
        };
        self.id == Some(known) || self.identifiers.iter().any(is_one)
    }
}
