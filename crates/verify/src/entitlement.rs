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
//! | `award_`, `date_`, `field_`, `level_`, `jurisdiction_`, `credential_type_not_covered` | that the accreditation of both covers the award: it covers others |
//! | the same with `_not_stated` | the same: the credential does not say what it would take to tell |

mod award;
mod body;
mod country;
pub(crate) mod coverage;
pub(crate) mod identifier;
mod mandate;

use std::collections::BTreeSet;

use credeval_model::{Check, CheckCode, check::Cause, trust::snapshot::RegisterOrganisation};

pub(crate) use award::{Award, awards};
use body::{Body, bodies, normal};
use coverage::Gap;
use identifier::{Stated, same_organisation};

use crate::checked::Vouchers;
use crate::opened::Opened;
use crate::quoted::quoted;
use crate::secured::Signer;
use crate::session::Session;
use crate::trust::Ready;

/// For whom the signer awards, and what shows that it may.
#[derive(Debug)]
pub(crate) struct Entitlement<'a> {
    /// The row `issuer.entitlement`; it informs.
    pub(crate) row: Check,
    /// Whether all bodies are others, for which the signer may award.
    pub(crate) only_others: bool,
    /// Those of them that a register describes, and the register.
    pub(crate) others: Vec<(&'a Ready, &'a RegisterOrganisation)>,
}

/// How a body stands to the signers.
enum Standing<'a> {
    /// It is one of them.
    Own,
    /// One of them may award for it.
    Mandated(&'a Ready, Vec<(&'a Ready, &'a RegisterOrganisation)>),
    /// It would be one of the former, were it not for its name; the names that it is known by.
    Misnamed(BTreeSet<String>),
    /// Nothing shows either. Where an accreditation of both does not cover the award, why.
    Stranger(Option<(&'a str, Gap)>),
}

/// Judges in whose name the credential awards.
///
/// Only those whom an anchor vouches for count; whoever else signed does not.
pub(crate) fn judge<'a>(
    session: &Session<'a>,
    opened: &Opened,
    vouched: &Vouchers<'a, '_>,
) -> Entitlement<'a> {
    let code = CheckCode::IssuerEntitlement;
    let mut entitlement = Entitlement {
        row: Check::passed(code, "the signer awards in its own name"),
        only_others: false,
        others: Vec::new(),
    };
    if vouched.found.is_empty() {
        entitlement.row = Check::inconclusive(
            code,
            "nobody vouches for the signer, so nothing shows for whom it may award",
        )
        .because(Cause::new("not_identified"));
        return entitlement;
    }
    let signers = Signers::of(session, opened, vouched);
    let (mut is_own, mut by) = (false, Vec::new());
    let (mut names, mut misnamed) = (Vec::new(), None);
    for body in bodies(opened) {
        match signers.standing(&body) {
            Standing::Own => is_own = true,
            Standing::Mandated(ready, described) => {
                entitlement.others.extend(described);
                names.push(body.shown());
                if !by
                    .iter()
                    .any(|one: &&Ready| one.anchor.id == ready.anchor.id)
                {
                    by.push(ready);
                }
            }
            Standing::Misnamed(known) if misnamed.is_none() => misnamed = Some((body, known)),
            Standing::Misnamed(_) => {}
            Standing::Stranger(gap) => {
                entitlement.row = stranger(&body, gap);
                return entitlement;
            }
        }
    }
    entitlement.only_others = !is_own && !by.is_empty() && misnamed.is_none();
    if let Some((body, known)) = misnamed {
        entitlement.row = misnamed_row(&body, &known);
    } else if !by.is_empty() {
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
        entitlement.row = seen.fold(row, |row, published| row.seen_in(published.digest));
    }
    entitlement
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
        .copied()
        .unwrap_or_default();
    let name = quoted(name);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let known = match known.is_empty() {
        true => "a name that an anchor gives it".to_owned(),
        false => quoted(&known.join(", ")),
    };
    Check::inconclusive(
        CheckCode::IssuerEntitlement,
        format!("the awarding body is identified, and nothing shows that it is called {name}"),
    )
    .at(body.place.clone())
    .because(Cause::new("name_not_confirmed").mismatch(known, name))
}

/// Everybody who signed and whom an anchor vouches for.
struct Signers<'s, 'a, 'r> {
    session: &'s Session<'a>,
    opened: &'s Opened,
    vouched: &'s Vouchers<'a, 'r>,
    awards: Vec<Award<'s>>,
}

impl<'s, 'a, 'r> Signers<'s, 'a, 'r> {
    fn of(session: &'s Session<'a>, opened: &'s Opened, vouched: &'s Vouchers<'a, 'r>) -> Self {
        Self {
            session,
            opened,
            vouched,
            awards: awards(opened),
        }
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
        let mut gap = None;
        for (signer, vouched) in &self.vouched.found {
            let about = vouched.ready.is_about(signer);
            let own = vouched.ready.anchor.organisation.as_ref().filter(|_| about);
            let entry = vouched.organisation;
            let is_own = body.is_issuer
                || is_signer(body, signer)
                || own.is_some_and(|own| {
                    let country = own.country.as_deref();
                    let mut known = own.identifiers.iter();
                    known.any(|known| body.has(known, country))
                })
                || entry.is_some_and(|entry| {
                    selected
                        .iter()
                        .any(|(_, found)| std::ptr::eq(*found, entry))
                });
            if is_own && confirmed(self.names(signer), &mut names) {
                return Standing::Own;
            }
            let awards_for: &[String] = match about {
                true => &vouched.ready.anchor.awards_for,
                false => &[],
            };
            let listed: BTreeSet<String> = awards_for.iter().map(|one| normal(one)).collect();
            // By name only where the registrar wrote down each one that the body goes by: else one
            // name in another language, or a second one, would let it show any.
            let by_name = !body.names.is_empty()
                && body.names.iter().all(|name| listed.contains(&normal(name)));
            if by_name || awards_for.iter().any(|one| body.has(one, None)) {
                let described = selected.iter().flat_map(|(_, found)| &found.names);
                let known = described.map(|name| normal(name)).chain(listed).collect();
                if confirmed(known, &mut names) {
                    // Under the name of a partner the identifiers of another may stand.
                    let described = selected.iter().copied().filter(|(_, found)| {
                        let known: BTreeSet<String> =
                            found.names.iter().map(|name| normal(name)).collect();
                        body.names.iter().all(|name| known.contains(&normal(name)))
                    });
                    return Standing::Mandated(vouched.ready, described.collect());
                }
            }
            for &(ready, found) in &selected {
                let may = mandate::may_issue(self.session, self.opened, signer, entry, found);
                let shared = || mandate::accredited(entry?, found, &self.awards);
                let may = match may {
                    true => Some(Ok(())),
                    false => shared(),
                };
                match may {
                    Some(Ok(())) => {
                        let known = found.names.iter().map(|name| normal(name)).collect();
                        if confirmed(known, &mut names) {
                            return Standing::Mandated(ready, vec![(ready, found)]);
                        }
                    }
                    Some(Err(why)) => gap = gap.or(Some(why)),
                    None => {}
                }
            }
        }
        match is_known {
            true => Standing::Misnamed(names),
            false => Standing::Stranger(gap),
        }
    }

    /// Every name that a signer is known by.
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
                names.extend(vouched.ready.anchor.awards_for.clone());
            }
        }
        names.iter().map(|name| normal(name)).collect()
    }
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
