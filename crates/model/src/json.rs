//! JSON that is read the way a verifier must: strict, bounded, and with no key twice.
//!
//! A parser that keeps the first of two equal keys and a signer that keeps the last one see two
//! credentials in one file; so a repeated key is an error here, as RFC 7515 section 4 asks of
//! headers.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::{Pointer, limits};

/// Why a text was refused as JSON. Lines and columns start from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// There is nothing in it.
    #[error("expected a JSON document, found nothing")]
    Empty,
    /// It is not UTF-8 (RFC 8259 section 8.1).
    #[error("expected UTF-8, found other bytes at byte {offset}")]
    Encoding {
        /// Bytes before the first one that is not UTF-8.
        offset: usize,
    },
    /// It is not JSON (RFC 8259), or stops too early.
    #[error("expected JSON, found a fault at line {line} column {column}: {detail}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        detail: String,
    },
    /// A key stands twice in one object.
    #[error("expected each key once, found `{key}` twice in the object at {pointer}")]
    DuplicateKey {
        /// The object.
        pointer: Pointer,
        /// The key.
        key: String,
    },
    /// Arrays and objects are nested too deeply.
    #[error("expected at most {limit} nested arrays and objects, found more")]
    Depth {
        /// [`limits::JSON_DEPTH`].
        limit: usize,
    },
}

/// Reads one JSON document.
///
/// Takes UTF-8 bytes without a byte order mark and gives the value. It checks syntax, depth
/// ([`limits::JSON_DEPTH`]) and repeated keys, not what the document means. Source: RFC 8259.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|error| JsonError::Encoding {
        offset: error.valid_up_to(),
    })?;
    if text.trim_ascii().is_empty() {
        return Err(JsonError::Empty);
    }
    if depth_exceeds(bytes, limits::JSON_DEPTH) {
        return Err(JsonError::Depth {
            limit: limits::JSON_DEPTH,
        });
    }
    let mut duplicate = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // The depth was counted above, and serde_json's own limit would be one lower than ours.
    deserializer.disable_recursion_limit();
    let seed = Strict {
        place: &Place::Root,
        duplicate: &mut duplicate,
    };
    let result = seed
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    match (result, duplicate) {
        (_, Some((pointer, key))) => Err(JsonError::DuplicateKey { pointer, key }),
        (Ok(value), None) => Ok(value),
        (Err(error), None) => Err(JsonError::Syntax {
            line: error.line(),
            column: error.column(),
            detail: message(&error),
        }),
    }
}

/// The parser's words without the position, which is a field of its own.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.find(" at line ") {
        Some(end) => text.chars().take(end).collect(),
        None => text,
    }
}

/// Counts brackets outside strings, so that a hostile document never reaches a recursive parser.
fn depth_exceeds(bytes: &[u8], limit: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// Where the parser stands, as a list that lives on its stack: nothing is built unless a key
/// turns out to be repeated.
enum Place<'a> {
    Root,
    Key(&'a Place<'a>, &'a str),
    Index(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Place::Root => Pointer::root(),
            Place::Key(parent, key) => parent.pointer().key(key),
            Place::Index(parent, index) => parent.pointer().index(*index),
        }
    }
}

struct Strict<'a, 'p> {
    place: &'a Place<'p>,
    duplicate: &'a mut Option<(Pointer, String)>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        loop {
            let seed = Strict {
                place: &Place::Index(self.place, array.len()),
                duplicate: self.duplicate,
            };
            match items.next_element_seed(seed)? {
                Some(item) => array.push(item),
                None => return Ok(Value::Array(array)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if object.contains_key(&key) {
                *self.duplicate = Some((self.place.pointer(), key));
                return Err(A::Error::custom("repeated key"));
            }
            let value = entries.next_value_seed(Strict {
                place: &Place::Key(self.place, &key),
                duplicate: self.duplicate,
            })?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

/// A value as a list: JSON-LD writes one of many as itself, none as nothing.
pub fn one_or_many(value: Option<&Value>) -> &[Value] {
    match value {
        None | Some(Value::Null) => &[],
        Some(Value::Array(items)) => items,
        Some(single) => std::slice::from_ref(single),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_documents_are_read() {
        assert_eq!(
            parse(br#"{"a":[1,-2,0.5,"x",null,true]}"#).unwrap(),
            serde_json::json!({ "a": [1, -2, 0.5, "x", null, true] })
        );
    }

    #[test]
    fn a_repeated_key_is_named_with_its_place() {
        assert_eq!(
            parse(br#"{"a":[{"b":1,"b":2}]}"#),
            Err(JsonError::DuplicateKey {
                pointer: Pointer::from("/a/0"),
                key: "b".to_owned()
            })
        );
    }

    #[test]
    fn a_key_that_is_equal_only_after_unescaping_is_repeated() {
        assert!(matches!(
            parse(br#"{"id":1,"\u0069d":2}"#),
            Err(JsonError::DuplicateKey { .. })
        ));
    }

    #[test]
    fn faults_have_their_place() {
        assert_eq!(parse(b" \n"), Err(JsonError::Empty));
        assert_eq!(parse(b"{\"\xff\"}"), Err(JsonError::Encoding { offset: 2 }));
        assert!(matches!(
            parse(b"{\"a\":\n tru}"),
            Err(JsonError::Syntax { line: 2, .. })
        ));
        assert!(matches!(parse(b"{\"a\":1"), Err(JsonError::Syntax { .. })));
        assert!(matches!(parse(b"{} {}"), Err(JsonError::Syntax { .. })));
    }

    #[test]
    fn the_depth_limit_is_exact_and_ignores_strings() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(limits::JSON_DEPTH).as_bytes()).is_ok());
        assert!(matches!(
            parse(nested(limits::JSON_DEPTH + 1).as_bytes()),
            Err(JsonError::Depth { .. })
        ));
        assert!(matches!(
            parse(nested(10_000).as_bytes()),
            Err(JsonError::Depth { .. })
        ));
        let text = format!("\"\\\"{}\"", "[".repeat(1_000));
        assert!(parse(text.as_bytes()).is_ok());
    }
}
