//! Presentations, and what is left of them once each was checked.
//!
//! Source: OpenID4VP 1.0 sections 8.6 (validation of a VP token) and 14.1.2 (nonce, audience).

use std::collections::BTreeSet;

use credeval_linked_data::Contexts;
use credeval_model::{
    CheckCode, CheckOutcome, Document,
    document::{Form, Standard},
    json,
};
use credeval_verify::{Against, Asked, Checked};
use serde_json::Value;

use crate::Refusal;
use crate::dcql::matching::{Mismatch, Shown};
use crate::dcql::{CredentialQuery, Kind, Query};

/// The presentations of one response.
#[derive(Debug, Clone)]
pub struct Presented {
    query: Query,
    presentations: Vec<Presentation>,
}

/// One presentation: a document to open and check like any other, with what it must answer.
#[derive(Debug, Clone)]
pub struct Presentation {
    query: String,
    document: Document,
    asked: Asked,
}

impl Presentation {
    pub(crate) fn new(query: String, document: Document, asked: Asked) -> Self {
        Self {
            query,
            document,
            asked,
        }
    }

    /// The id of the query that it answers.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The bytes, for `verify::open`.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What it is judged against, with what was asked of the wallet.
    pub fn against<'a>(&'a self, against: Against<'a>) -> Against<'a> {
        Against {
            asked: Some(&self.asked),
            ..against
        }
    }
}

impl PartialEq for Presented {
    fn eq(&self, other: &Self) -> bool {
        let digests = |one: &Self| -> Vec<_> {
            let list = one.presentations.iter();
            list.map(|one| (one.query.clone(), one.document.digest, one.asked.clone()))
                .collect()
        };
        self.query == other.query && digests(self) == digests(other)
    }
}

/// What came of one presentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It answers the request, its signatures hold, its holder presents it, and it is what was asked
    /// for. That says nothing of its issuer: whom to trust and what it is worth is judged elsewhere.
    Accepted,
    /// This could not be told, such as a key document that was out of reach; ask again later, or
    /// take it for what it is.
    Undecided(CheckCode),
    /// It is discarded.
    Refused(Refusal),
}

/// What came of a response as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whole {
    /// What was accepted satisfies the request.
    Satisfied,
    /// It would, with what could not be told.
    Undecided,
    /// The response is refused, with all that is in it.
    Refused(Refusal),
}

/// What came of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// For each presentation, in their order.
    pub standings: Vec<Standing>,
    /// For all together.
    pub whole: Whole,
}

impl Presented {
    pub(crate) fn new(query: Query, presentations: Vec<Presentation>) -> Self {
        Self {
            query,
            presentations,
        }
    }

    /// The presentations, in the order of the query, and of the VP token within it.
    pub fn presentations(&self) -> &[Presentation] {
        &self.presentations
    }

    /// Says what is left of the response, by the checks of each presentation in their order; `None`
    /// for one that could not be opened.
    ///
    /// The checks must be those against [`Presentation::against`]: what was not shown to answer the
    /// request is refused. A wrong nonce refuses the whole response, anything else the one
    /// presentation; then what is left must satisfy the query.
    pub fn settle(&self, contexts: &Contexts, checked: &[Option<&Checked<'_>>]) -> Settled {
        let standings: Vec<Standing> = self
            .presentations
            .iter()
            .enumerate()
            .map(|(index, presentation)| {
                let own =
                    |checked: &&Checked<'_>| checked.info().digest == presentation.document.digest;
                let checked = checked.get(index).copied().flatten().filter(own);
                self.standing(contexts, presentation, checked)
            })
            .collect();
        let whole = self.whole(&standings);
        Settled { standings, whole }
    }

    fn standing(
        &self,
        contexts: &Contexts,
        presentation: &Presentation,
        checked: Option<&Checked<'_>>,
    ) -> Standing {
        let id = || presentation.query.clone();
        let (Some(checked), Some(query)) = (checked, self.query.credential(&presentation.query))
        else {
            return Standing::Refused(Refusal::NotOpened { id: id() });
        };
        if let Some(refusal) = refused(&id(), checked) {
            return Standing::Refused(refusal);
        }
        let shown = match shown(query, checked) {
            Ok(root) => Shown { root, contexts },
            Err(refusal) => return Standing::Refused(refusal),
        };
        let untold = match query.compare(&shown) {
            Ok(()) => None,
            Err(Mismatch::Untold) => Some(CheckCode::ContextKnown),
            Err(Mismatch::Other(expected)) => {
                return Standing::Refused(Refusal::NotAsQueried { id: id(), expected });
            }
        };
        match undecided(checked).or(untold) {
            Some(code) => Standing::Undecided(code),
            None => Standing::Accepted,
        }
    }

    fn whole(&self, standings: &[Standing]) -> Whole {
        let wrong_nonce = standings.iter().find_map(|standing| match standing {
            Standing::Refused(refusal @ Refusal::WrongNonce { .. }) => Some(refusal),
            _ => None,
        });
        if let Some(refusal) = wrong_nonce {
            return Whole::Refused(refusal.clone());
        }
        let answered = |may_be_open: bool| -> BTreeSet<&str> {
            self.presentations
                .iter()
                .zip(standings)
                .filter(|(_, standing)| match standing {
                    Standing::Accepted => true,
                    Standing::Undecided(_) => may_be_open,
                    Standing::Refused(_) => false,
                })
                .map(|(presentation, _)| presentation.query.as_str())
                .collect()
        };
        let satisfies = |may_be_open| self.query.satisfied_by(&answered(may_be_open));
        match (satisfies(false), satisfies(true)) {
            (Ok(()), _) => Whole::Satisfied,
            (_, Ok(())) => Whole::Undecided,
            (_, Err(options)) => {
                let options: Vec<String> = options.iter().map(|one| one.join(" with ")).collect();
                let options = options.join(", ");
                Whole::Refused(Refusal::QueryNotSatisfied { options })
            }
        }
    }
}

/// Why the rows of a presentation refuse it.
fn refused(id: &str, checked: &Checked<'_>) -> Option<Refusal> {
    let id = || id.to_owned();
    let failed = |code: CheckCode| {
        let mut rows = checked.checks().iter();
        rows.find(|row| row.code == code && row.outcome == CheckOutcome::Failed)
    };
    let cause = |code| failed(code).and_then(|row| row.cause.as_ref());
    let is_alone = |code| cause(code).is_some_and(|cause| cause.code == "no_presentation");
    if is_alone(CheckCode::HolderBinding) {
        return Some(Refusal::MissingKeyBinding { id: id() });
    }
    // A presentation whose proof does not hold says nothing, whatever it says.
    let is_unproven = |code| cause(code).is_some_and(|cause| cause.code == "proof_not_held");
    if failed(CheckCode::PresentationNonce).is_some() && !is_unproven(CheckCode::PresentationNonce)
    {
        return Some(Refusal::WrongNonce { id: id() });
    }
    if failed(CheckCode::ProofSignature).is_some() {
        return Some(Refusal::Altered { id: id() });
    }
    if let Some(row) = failed(CheckCode::HolderBinding) {
        let altered = ["bad_signature", "sd_hash_mismatch", "proof_not_held"];
        let cause = row.cause.as_ref().map(|cause| cause.code.as_str());
        return Some(match cause.is_some_and(|cause| altered.contains(&cause)) {
            true => Refusal::Altered { id: id() },
            false => Refusal::NotTheHolder { id: id() },
        });
    }
    if failed(CheckCode::PresentationAudience).is_some() {
        return Some(Refusal::WrongAudience { id: id() });
    }
    failed(CheckCode::PresentationFreshness).map(|_| Refusal::Stale { id: id() })
}

/// What must have passed and did not, where nothing failed.
fn undecided(checked: &Checked<'_>) -> Option<CheckCode> {
    let needed = [
        CheckCode::ProofSignature,
        CheckCode::HolderBinding,
        CheckCode::PresentationNonce,
        CheckCode::PresentationAudience,
        CheckCode::PresentationFreshness,
    ];
    needed.into_iter().find(|code| {
        let rows = checked.checks().iter().filter(|row| row.code == *code);
        let mut count = 0_usize;
        let all_passed = rows.fold(true, |all, row| {
            count = count.saturating_add(1);
            all && row.outcome == CheckOutcome::Passed
        });
        count == 0 || !all_passed
    })
}

/// What claims paths of a query start from, in a presentation of the format that the query names.
fn shown<'a>(query: &CredentialQuery, checked: &Checked<'a>) -> Result<&'a Value, Refusal> {
    let foreign = |found: &str| Refusal::ForeignFormat {
        id: query.id.clone(),
        expected: query.kind.format(),
        found: found.to_owned(),
    };
    let (outer, inner): (Form, &[Form]) = match &query.kind {
        Kind::DcSdJwt { .. } => {
            let is_form = checked.info().form == Form::SdJwt;
            let payload = checked.payload().filter(|_| is_form);
            return payload.ok_or_else(|| foreign("another secured form"));
        }
        // A seal is a token too, of which the header says more.
        Kind::JwtVcJson { .. } => (Form::Jwt, &[Form::Jwt, Form::Jades]),
        Kind::LdpVc { .. } => (Form::DataIntegrity, &[Form::DataIntegrity]),
    };
    if checked.info().form != outer || checked.standard() != Standard::Presentation {
        return Err(foreign("no presentation of this form"));
    }
    let held = json::one_or_many(checked.credential().get("verifiableCredential"));
    let parts = checked.parts();
    match (held, parts.as_slice()) {
        ([_], [part]) if part.place.is_some() => match inner.contains(&part.checked.info().form) {
            true => Ok(part.checked.credential()),
            false => Err(foreign("a credential of another form")),
        },
        _ => Err(foreign("another number of credentials than one")),
    }
}

/// The credential in a presentation, and the payload that it stands in: where `cnf` stands.
pub(crate) fn bound<'a>(checked: &Checked<'a>) -> Option<(Option<&'a Value>, &'a Value)> {
    match checked.standard() {
        Standard::Presentation => match checked.parts().as_slice() {
            [part] if part.place.is_some() => {
                Some((part.checked.payload(), part.checked.credential()))
            }
            _ => None,
        },
        _ => Some((checked.payload(), checked.credential())),
    }
}
