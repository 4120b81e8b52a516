//! What the JCS suites sign: the JSON itself, in the one form that RFC 8785 gives it.
//!
//! Sources: Data Integrity EdDSA Cryptosuites v1.0, sections 3.3.2 to 3.3.5; Data Integrity ECDSA
//! Cryptosuites v1.0, sections 3.3.2 to 3.3.5; RFC 8785.

use std::borrow::Cow;

use credeval_linked_data::{Dropped, Reason};
use credeval_model::{Check, CheckCode, Pointer, check::Cause, json};
use serde_json::Value;

use super::suite::Hash;

/// The two canonical texts that a proof signs.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) document: String,
    pub(super) options: String,
    /// Contexts of the document that the proof was made without.
    pub(super) added: Vec<Dropped>,
}

impl Texts {
    /// The hash of the options, then that of the document: what is signed.
    pub(super) fn signed(&self, hash: Hash) -> Vec<u8> {
        [hash.digest(&self.options), hash.digest(&self.document)].concat()
    }
}

/// Why a document has no such texts.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The proof's own context is not the beginning of the document's.
    Context,
    /// A whole number whose canonical form is another number.
    Inexact { pointer: Pointer, number: String },
    /// The serializer gives none.
    Text(String),
}

impl Fault {
    pub(super) fn summary(&self) -> String {
        match self {
            Self::Context => {
                "the context that the proof states is not the beginning of the document's"
                    .to_owned()
            }
            Self::Inexact { pointer, number } => format!(
                "the number {number} at {pointer} is not what a signature covers: its canonical form is another number"
            ),
            Self::Text(why) => format!("the JSON has no canonical form: {why}"),
        }
    }

    pub(super) fn check(&self) -> Check {
        let cause = match self {
            Self::Context => Cause::new("context_mismatch")
                .mismatch("the beginning of the document's context", "another context"),
            Self::Inexact { number, .. } => Cause::new("inexact_number")
                .mismatch("a number that is its own canonical form", number),
            Self::Text(_) => Cause::new("no_canonical_form"),
        };
        Check::failed(CheckCode::ProofSignature, self.summary()).because(cause)
    }
}

/// The texts for a document, without its own proof, and a proof's options.
pub(super) fn texts(document: &Value, options: &Value) -> Result<Texts, Fault> {
    let (document, added) = in_context_of(document, options)?;
    for value in [&*document, options] {
        if let Some((pointer, number)) = inexact(value) {
            return Err(Fault::Inexact { pointer, number });
        }
    }
    let text = |value: &Value| {
        serde_json_canonicalizer::to_string(value).map_err(|error| Fault::Text(error.to_string()))
    };
    Ok(Texts {
        document: text(&document)?,
        options: text(options)?,
        added,
    })
}

/// Section 3.3.2 step 4: the document as it was when the proof was made. Others may have added
/// contexts for their own proofs since then; what those may change is named.
fn in_context_of<'a>(
    document: &'a Value,
    options: &Value,
) -> Result<(Cow<'a, Value>, Vec<Dropped>), Fault> {
    let Some(proven) = options.get("@context") else {
        return Ok((Cow::Borrowed(document), Vec::new()));
    };
    let stated = document.get("@context");
    if stated == Some(proven) {
        return Ok((Cow::Borrowed(document), Vec::new()));
    }
    let whole = json::one_or_many(stated);
    let beginning = json::one_or_many(Some(proven));
    let added = whole.strip_prefix(beginning).ok_or(Fault::Context)?;
    let place = Pointer::root().key("@context");
    let added = added.iter().enumerate().map(|(index, context)| Dropped {
        pointer: match stated {
            Some(Value::Array(_)) => place.index(beginning.len() + index),
            _ => place.clone(),
        },
        reason: Reason::AddedContext,
        what: context.as_str().unwrap_or("a context").to_owned(),
    });
    let added = added.collect();
    let mut document = document.clone();
    if let Some(entries) = document.as_object_mut() {
        entries.insert("@context".to_owned(), proven.clone());
    }
    Ok((Cow::Owned(document), added))
}

/// RFC 8785 section 3.2.2.3 writes numbers as doubles. A whole number that comes out as another
/// one is not what was signed, and shares its signature with its neighbours. Fractions are read as
/// doubles here as everywhere.
///
/// Gives the first such number with its place.
fn inexact(value: &Value) -> Option<(Pointer, String)> {
    match value {
        Value::Number(number) => {
            let is_whole = number.is_i64() || number.is_u64();
            let text = number.to_string();
            (is_whole && serde_json_canonicalizer::to_string(value).ok().as_ref() != Some(&text))
                .then(|| (Pointer::root(), text))
        }
        // The place is put together on the way back, so that only a fault costs one.
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            let (pointer, number) = inexact(item)?;
            Some((pointer.under(&Pointer::root().index(index)), number))
        }),
        Value::Object(entries) => entries.iter().find_map(|(key, item)| {
            let (pointer, number) = inexact(item)?;
            Some((pointer.under(&Pointer::root().key(key)), number))
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<String, Fault> {
        let document = json::parse(text.as_bytes()).unwrap();
        texts(&document, &Value::Null).map(|texts| texts.document)
    }

    #[test]
    fn numbers_are_written_as_ecmascript_writes_them() {
        for (given, written) in [
            ("1.0", "1"),
            ("1e2", "100"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("1E21", "1e+21"),
            ("0.000001", "0.000001"),
            ("1e-7", "1e-7"),
            ("9007199254740992", "9007199254740992"),
            ("-9007199254740992", "-9007199254740992"),
            ("333333333.33333329", "333333333.3333333"),
            ("1152921504606847000", "1152921504606847000"),
            ("4.50", "4.5"),
            ("0.1", "0.1"),
            ("5e-324", "5e-324"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
        ] {
            assert_eq!(canonical(&format!("[{given}]")), Ok(format!("[{written}]")));
        }
    }

    #[test]
    fn a_whole_number_that_shares_its_text_with_others_is_refused() {
        for number in [
            "12345678901234567890",
            "12345678901234567891",
            "1152921504606846976",
            "9007199254740993",
            "-9007199254740993",
            "18446744073709551615",
        ] {
            let text = format!(r#"{{"a":[0,{{"b":{number}}}]}}"#);
            let inexact = Fault::Inexact {
                pointer: Pointer::from("/a/1/b"),
                number: number.to_owned(),
            };
            assert_eq!(canonical(&text), Err(inexact));
        }
    }

    #[test]
    fn keys_are_sorted_by_utf_16_and_texts_kept() {
        assert_eq!(
            canonical(r#"{"b":"\u00e4\/\u000f","\ud83d\ude00":1,"\ufb33":[true,null],"a":{}}"#),
            Ok(
                "{\"a\":{},\"b\":\"\u{e4}/\\u000f\",\"\u{1f600}\":1,\"\u{fb33}\":[true,null]}"
                    .to_owned()
            )
        );
    }
}
