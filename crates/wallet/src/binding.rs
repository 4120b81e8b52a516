//! Whether a micro-credential and an identity, presented under one nonce, are of one person.
//!
//! That both were presented by one wallet is not a proof: a wallet may hold credentials of several
//! people. Name and day of birth that agree are a match, as they are with any identity document.
//! Only one holder key that both issuers wrote into their credentials (`cnf`) proves it.
//!
//! Sources: RFC 7800 section 3.2 (`cnf`); SD-JWT VC section 3.2.2.2; PID Rulebook of the Architecture
//! and Reference Framework, section 4 (`family_name`, `given_name`, `birthdate`).

use credeval_model::{CheckCode, CheckOutcome, Pointer, Tier, learner::PresentedLearner};
use credeval_verify::{Checked, PublicKey};
use serde_json::Value;

use crate::presented::bound;

/// Characters of a name; a longer text is none.
const NAME_CHARS: usize = 200;

/// The learner that an identity describes, to check the micro-credential with
/// (`Against::learner`).
///
/// Takes the identity as it was checked; `None` where its proof or its holder was not shown, or where
/// it states neither a name nor a day of birth. Whom the identity is by is not looked at here.
pub fn learner(identity: &Checked<'_>) -> Option<PresentedLearner> {
    let payload = identity.payload().filter(|_| is_held(identity))?;
    let text = |key: &str| {
        let text = payload.get(key)?.as_str()?;
        (text.chars().nth(NAME_CHARS).is_none()).then(|| text.to_owned())
    };
    let learner = PresentedLearner {
        given_name: text("given_name"),
        family_name: text("family_name"),
        birth_date: text("birthdate"),
        ..PresentedLearner::default()
    };
    (learner != PresentedLearner::default()).then_some(learner)
}

/// How one holder key stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderKey {
    /// Both issuers bound their credentials to one key, which presented both.
    Same,
    /// They bound them to two. Wallets often keep a key for each credential, so it says nothing.
    Other,
    /// One of them has no key of its own that could be compared.
    Unknown,
}

/// What ties a micro-credential to an identity. Data for the officer: it decides nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// How the learner of the credential compares with the person of the identity: `learner.match`.
    pub person: CheckOutcome,
    /// How the keys compare that both are bound to.
    pub key: HolderKey,
    /// How far the identity itself can be relied on.
    pub identity: Tier,
}

/// What a binding comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Who holds the one holds the other, by the word of both issuers.
    Proven,
    /// Name and day of birth agree.
    Matched,
    /// The credential names another person.
    Contradicted,
    /// Nothing is shown, or nobody vouches for the identity.
    Open,
}

impl Binding {
    /// Compares a micro-credential, which was checked with the [`learner`] of the identity, with that
    /// identity. Both must have been accepted in one response.
    pub fn of(credential: &Checked<'_>, identity: &Checked<'_>) -> Self {
        let has = |outcome: &CheckOutcome| {
            let mut rows = credential.checks().iter();
            rows.any(|row| row.code == CheckCode::LearnerMatch && row.outcome == *outcome)
        };
        // One subject that is another person outweighs one that is the learner.
        let worst = [
            CheckOutcome::Failed,
            CheckOutcome::Inconclusive,
            CheckOutcome::Passed,
        ];
        let person = worst.into_iter().find(has);
        let keys = (confirmation(credential), confirmation(identity));
        Self {
            person: person.unwrap_or(CheckOutcome::NotApplicable),
            key: match keys {
                (Some(one), Some(other)) if one == other => HolderKey::Same,
                (Some(_), Some(_)) => HolderKey::Other,
                _ => HolderKey::Unknown,
            },
            identity: identity.tier_at(&Pointer::root()),
        }
    }

    /// What it comes to. An identity that nobody vouches for shows nothing: anyone can make one, in
    /// any name, for any key.
    pub fn strength(&self) -> Strength {
        match (self.person, self.key) {
            _ if self.identity < Tier::Identified => Strength::Open,
            (CheckOutcome::Failed, _) => Strength::Contradicted,
            (_, HolderKey::Same) => Strength::Proven,
            (CheckOutcome::Passed, _) => Strength::Matched,
            _ => Strength::Open,
        }
    }
}

/// Whether the holder presents it, and a signature holds.
fn is_held(checked: &Checked<'_>) -> bool {
    let mut rows = checked
        .checks()
        .iter()
        .filter(|row| row.code == CheckCode::HolderBinding)
        .peekable();
    rows.peek().is_some() && rows.all(|row| row.outcome == CheckOutcome::Passed)
}

/// The key that the issuer bound a credential to, where it presents it.
fn confirmation(checked: &Checked<'_>) -> Option<PublicKey> {
    if !is_held(checked) {
        return None;
    }
    let (payload, credential) = bound(checked)?;
    let cnf = |node: &'_ Value| node.get("cnf")?.get("jwk").cloned();
    let jwk = payload.and_then(cnf).or_else(|| cnf(credential))?;
    PublicKey::from_jwk(&jwk).ok()
}
