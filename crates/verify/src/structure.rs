//! Whether the credential has the structure that its standard asks for.
//!
//! Each standard is a table of what its objects must hold ([`shape`]), with the few rules that no
//! table says in code beside it. What a document says beyond its standard is not looked at.
//!
//! Sources: Verifiable Credentials Data Model 1.1 section 4 and 2.0 section 4; Open Badges 3.0
//! appendix B; Open Badges 2.0; Comprehensive Learner Record 2.0 appendix B; the application profiles
//! of European Digital Credentials (European Learning Model 3).

mod clr_2;
mod endorsement;
mod european;
mod open_badges_2;
mod open_badges_3;
mod shape;
mod vc;

use credeval_model::{
    Check, CheckCode, Pointer, check::Cause, document::Form, document::Standard, json,
};
use serde_json::Value;

use crate::opened::{Opened, types};
use crate::secured::jwt;

pub(crate) use european::is_profile;
pub(crate) use shape::Path;

/// Violations that are named; a document can hold millions.
const VIOLATIONS_SHOWN: usize = 32;
/// Remarks that are named.
const REMARKS_SHOWN: usize = 3;

/// How a credential compares with our model of its standard; it is walked once.
pub(crate) struct Structure {
    /// The rows `document.structure`: one that passes, or one for each violation.
    pub(crate) rows: Vec<Check>,
    /// In how many places it is not as the model asks; `None` where it was not compared with all
    /// of it. So the model stands in for the schemas that publishers give.
    pub(crate) violations: Option<usize>,
}

/// What was found wrong: the first ones in words, the others as a number.
#[derive(Default)]
struct Found {
    rows: Vec<Check>,
    more: usize,
    /// What is unusual and allowed.
    remarks: Vec<String>,
    /// Why the rest was not looked at.
    unfinished: Option<Check>,
}

impl Found {
    /// Notes a violation at a place: what was expected, and what stands there.
    fn add(&mut self, place: &Path<'_>, code: &str, expected: &str, found: Option<&Value>) {
        self.note(|| place.pointer(), code, expected, found);
    }

    fn note(
        &mut self,
        place: impl FnOnce() -> Pointer,
        code: &str,
        expected: &str,
        found: Option<&Value>,
    ) {
        if self.rows.len() >= VIOLATIONS_SHOWN {
            self.more += 1;
            return;
        }
        let pointer = place();
        // Two profiles may ask for the same.
        let is_known = |row: &Check| {
            row.pointer.as_ref() == Some(&pointer)
                && row.cause.as_ref().is_some_and(|cause| cause.code == code)
        };
        if self.rows.iter().any(is_known) {
            return;
        }
        let found = found.map_or_else(|| "nothing".to_owned(), short);
        self.rows.push(
            Check::failed(
                CheckCode::DocumentStructure,
                format!("expected {expected} at {pointer}, found {found}"),
            )
            .at(pointer)
            .because(Cause::new(code).mismatch(expected, found)),
        );
    }

    fn remark(&mut self, text: impl FnOnce() -> String) {
        if self.remarks.len() < REMARKS_SHOWN {
            self.remarks.push(text());
        }
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A value in at most eighty characters.
fn short(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(entries) => format!("an object of {} members", entries.len()),
        value => {
            let mut text = value.to_string();
            if let Some((cut, _)) = text.char_indices().nth(80) {
                text.truncate(cut);
                text.push('…');
            }
            text
        }
    }
}

/// Compares a credential with our model of its standard.
pub(crate) fn compare(opened: &Opened) -> Structure {
    let code = CheckCode::DocumentStructure;
    let unlike_any = |row| Structure {
        rows: vec![row],
        violations: None,
    };
    if let Err(error) = &opened.payload {
        return unlike_any(
            Check::failed(code, format!("the payload is not a credential: {error}"))
                .because(Cause::new("payload_not_json")),
        );
    }
    if opened.standard == Standard::EuropassCredential {
        return unlike_any(Check::not_applicable(
            code,
            "a Europass credential in XML is not compared with its published schema",
        ));
    }
    if opened.standard == Standard::Elmo {
        return unlike_any(Check::not_applicable(
            code,
            match opened.namespace {
                None => "an ELMO transcript in JSON has no published schema".to_owned(),
                Some(namespace) => format!(
                    "an ELMO transcript ({namespace}) is not compared with its published schema"
                ),
            },
        ));
    }
    // What has a subject is a credential, which lacks its type.
    let is_credential = !shape::is_absent(opened.credential().get("credentialSubject"));
    if opened.standard == Standard::Unknown && !is_credential {
        return unlike_any(
            Check::inconclusive(
                code,
                "the document states no type of credential that is known here",
            )
            .because(Cause::new("unknown_standard")),
        );
    }
    let mut found = find(opened);
    let violations = match found.rows.len() + found.more {
        0 if found.unfinished.is_some() => None,
        count => Some(count),
    };
    if matches!(opened.form, Form::Jwt | Form::SdJwt) {
        found.rows.extend(jwt::contradictions(opened));
    }
    let mut rows = found.rows;
    if found.more > 0 {
        rows.push(
            Check::failed(
                code,
                format!("{} more places are not as the standard asks", found.more),
            )
            .because(Cause::new("more_violations")),
        );
    }
    rows.extend(found.unfinished);
    if rows.is_empty() {
        let mut summary = match opened.standard {
            Standard::Presentation => {
                let held = json::one_or_many(opened.credential().get("verifiableCredential"));
                format!(
                    "a presentation that holds {} credentials and claims nothing itself",
                    held.len()
                )
            }
            standard => format!("has what every {} must have", standard.label()),
        };
        if !found.remarks.is_empty() {
            summary.push_str("; ");
            summary.push_str(&found.remarks.join("; "));
        }
        rows.push(Check::passed(code, summary));
    }
    Structure { rows, violations }
}

fn find(opened: &Opened) -> Found {
    let credential = opened.credential();
    let mut found = Found::default();
    let base = Path::Base(&opened.base);
    match opened.standard {
        Standard::OpenBadges2 => open_badges_2::check(credential, &base, &mut found),
        Standard::Presentation => vc::presentation(credential, &base, &mut found),
        standard => {
            let version = vc::check(opened, &base, &mut found);
            match meant(standard, credential) {
                Standard::EuropeanDigitalCredential => {
                    european::check(credential, &opened.base, &mut found);
                }
                Standard::OpenBadges3 => {
                    open_badges_3::check(opened, version, &base, &mut found);
                }
                Standard::Clr2 => clr_2::check(opened, version, &base, &mut found),
                Standard::Endorsement => endorsement::check(opened, version, &base, &mut found),
                _ => {}
            }
        }
    }
    found
}

/// The standard of a credential that states none of its types, by the type of its subject: such a
/// credential means to be one, and lacks the type.
fn meant(standard: Standard, credential: &Value) -> Standard {
    if !matches!(standard, Standard::VerifiableCredential | Standard::Unknown) {
        return standard;
    }
    let subjects = json::one_or_many(credential.get("credentialSubject"));
    let meant = subjects.iter().flat_map(types).find_map(|kind| match kind {
        "AchievementSubject" => Some(Standard::OpenBadges3),
        "ClrSubject" => Some(Standard::Clr2),
        _ => None,
    });
    meant.unwrap_or(standard)
}
