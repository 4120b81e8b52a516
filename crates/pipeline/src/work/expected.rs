//! What a manifest expects of a credential: whose it is, and who awarded it.
//!
//! What is expected never makes a credential better than it is: it is compared, and what differs is
//! told.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Evaluation, RowResult,
    element::{Organisation, Text},
    learner::PresentedLearner,
};
use credeval_store::{Stated, Told};

/// The learner of a cell `expected_holder`: an e-mail address, an identifier or a name.
pub(super) fn holder(stated: &Stated) -> Option<PresentedLearner> {
    let text = stated.expected_holder.as_deref()?;
    let one = |text: &str| vec![text.to_owned()];
    let is_word = !text.contains(char::is_whitespace);
    Some(if is_word && text.contains('@') {
        PresentedLearner {
            email: one(text),
            ..PresentedLearner::default()
        }
    } else if is_word
        && text.contains(|character: char| character.is_ascii_digit() || character == ':')
    {
        PresentedLearner {
            identifiers: one(text),
            ..PresentedLearner::default()
        }
    } else {
        PresentedLearner {
            name: Some(text.to_owned()),
            ..PresentedLearner::default()
        }
    })
}

/// What differs from what a row expects; the worst of it.
pub(super) fn differs(stated: &Stated, evaluations: &[Evaluation]) -> Option<Told> {
    let told = [
        stated.expected_holder.as_ref().and_then(|_| {
            let checks = evaluations.iter().flat_map(|evaluation| &evaluation.checks);
            another_holder(checks)
        }),
        stated.expected_issuer.as_deref().and_then(|expected| {
            let bodies = evaluations.iter();
            another_issuer(expected, bodies)
        }),
    ];
    let told = told.into_iter().flatten();
    told.min_by_key(|told| told.result != RowResult::Failed)
}

/// A name alone may be another's too, which a registrar knows who expects it: only what contradicts is
/// told, and where nothing can be compared.
fn another_holder<'c>(checks: impl Iterator<Item = &'c Check> + Clone) -> Option<Told> {
    let mut matches = checks.filter(|check| check.code == CheckCode::LearnerMatch);
    let is_open = |check: &&Check| {
        let cause = check.cause.as_ref();
        cause.is_some_and(|cause| {
            matches!(
                cause.code.as_str(),
                "nothing_to_compare" | "learner_not_read" | "other_identifier"
            )
        })
    };
    let failed = matches
        .clone()
        .find(|check| check.outcome == CheckOutcome::Failed);
    let (check, result) = match failed {
        Some(check) => (check, RowResult::Failed),
        None => (matches.find(is_open)?, RowResult::Inconclusive),
    };
    Some(Told {
        result,
        code: "expected.holder".to_owned(),
        message: Some(check.summary.to_string()),
        hint: Some("see that row and credential belong to one learner".to_owned()),
    })
}

fn another_issuer<'e>(
    expected: &str,
    evaluations: impl Iterator<Item = &'e Evaluation>,
) -> Option<Told> {
    let bodies: Vec<&Organisation> = evaluations
        .filter_map(|evaluation| evaluation.elements.awarding_body.value())
        .flatten()
        .collect();
    let is_address = expected.contains("://") || expected.starts_with("did:");
    let fits = |body: &&Organisation| match is_address {
        true => names_address(body, expected),
        false => body.name.as_ref().is_some_and(|name| names(name, expected)),
    };
    if bodies.iter().any(fits) {
        return None;
    }
    let found = bodies.iter().find_map(|body| {
        let name = body.name.as_ref().map(|name| name.shown().to_owned());
        name.or_else(|| body.id.clone())
    });
    // One body has many names, in many languages, and one address.
    let result = match is_address && !bodies.is_empty() {
        true => RowResult::Failed,
        false => RowResult::Inconclusive,
    };
    Some(Told {
        result,
        code: "expected.issuer".to_owned(),
        message: Some(match found {
            Some(found) => format!("expected `{expected}` as awarding body, found `{found}`"),
            None => format!("expected `{expected}` as awarding body, found none"),
        }),
        hint: Some("see whether it is the same body by another name".to_owned()),
    })
}

fn names_address(body: &Organisation, expected: &str) -> bool {
    let plain = |text: &str| text.trim_end_matches('/').to_lowercase();
    let of_body = body.id.iter().chain(&body.homepage);
    let registered = body.identifiers.iter().map(|identifier| &identifier.value);
    of_body
        .chain(registered)
        .any(|address| plain(address) == plain(expected))
}

fn names(name: &Text, expected: &str) -> bool {
    let plain = |text: &str| {
        let words = text.split(|character: char| !character.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ").to_lowercase()
    };
    name.0.values().any(|name| plain(name) == plain(expected))
}
