//! JSON that is read the way a verifier must: strict, bounded, and with no key twice.
//!
//! A parser that keeps the first of two equal keys and a signer that keeps the last one see two
//! credentials in one file; so a repeated key is an error here, as RFC 7515 section 4 asks of
//! headers.

mod plain;

use json_event_parser::{JsonEvent, SliceJsonParser};
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
    /// There are too many values, however short each is.
    #[error("expected at most {limit} values, found more")]
    Values {
        /// [`limits::JSON_VALUES`].
        limit: usize,
    },
}

/// Reads one JSON document.
///
/// Takes UTF-8 bytes without a byte order mark and gives the value. It checks syntax, depth
/// ([`limits::JSON_DEPTH`]), number of values ([`limits::JSON_VALUES`]) and repeated keys, not what the document means. Source: RFC 8259.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(bytes).map_err(|error| JsonError::Encoding {
        offset: error.valid_up_to(),
    })?;
    if text.trim_ascii().is_empty() {
        return Err(JsonError::Empty);
    }
    // UTF-16 and UTF-32 without a mark: JSON starts with ASCII, of which they write a NUL too.
    if let Some(offset) = bytes.iter().take(2).position(|byte| *byte == 0) {
        return Err(JsonError::Encoding { offset });
    }
    match plain::read(text) {
        Some(value) => Ok(value),
        None => read(bytes),
    }
}

/// Reads a text to the end, or to what is wrong with it.
fn read(bytes: &[u8]) -> Result<Value, JsonError> {
    // Events instead of serde: what serde_json makes of a number depends on features that any
    // crate of the build may switch on, and its value type keeps the last of two equal keys.
    let mut parser = SliceJsonParser::new(bytes);
    let mut open = Vec::new();
    let mut done = Value::Null;
    let mut left = limits::JSON_VALUES;
    loop {
        let event = parser.parse_next().map_err(|error| {
            let start = error.location().start;
            JsonError::Syntax {
                line: usize::try_from(start.line)
                    .unwrap_or(usize::MAX)
                    .saturating_add(1),
                column: usize::try_from(start.column)
                    .unwrap_or(usize::MAX)
                    .saturating_add(1),
                detail: error.message().to_owned(),
            }
        })?;
        let value = match event {
            JsonEvent::Eof => return Ok(done),
            JsonEvent::ObjectKey(key) => {
                set_key(&mut open, key.into_owned())?;
                continue;
            }
            JsonEvent::StartArray => {
                push(&mut open, Container::Array(Vec::new()))?;
                continue;
            }
            JsonEvent::StartObject => {
                push(&mut open, Container::Object(Map::new(), String::new()))?;
                continue;
            }
            JsonEvent::EndArray | JsonEvent::EndObject => match open.pop() {
                Some(Container::Array(items)) => Value::Array(items),
                Some(Container::Object(entries, _)) => Value::Object(entries),
                None => continue,
            },
            JsonEvent::String(text) => Value::String(text.into_owned()),
            JsonEvent::Number(text) => number(&text).ok_or_else(|| {
                let (line, column) = position(bytes, &text);
                JsonError::Syntax {
                    line,
                    column,
                    detail: "number out of range".to_owned(),
                }
            })?,
            JsonEvent::Boolean(value) => Value::Bool(value),
            JsonEvent::Null => Value::Null,
        };
        left = left.checked_sub(1).ok_or(JsonError::Values {
            limit: limits::JSON_VALUES,
        })?;
        match open.last_mut() {
            None => done = value,
            Some(Container::Array(items)) => items.push(value),
            Some(Container::Object(entries, key)) => {
                entries.insert(std::mem::take(key), value);
            }
        }
    }
}

/// An array or object that is still open; an object with the key that waits for its value.
enum Container {
    Array(Vec<Value>),
    Object(Map<String, Value>, String),
}

fn push(open: &mut Vec<Container>, container: Container) -> Result<(), JsonError> {
    if open.len() >= limits::JSON_DEPTH {
        return Err(JsonError::Depth {
            limit: limits::JSON_DEPTH,
        });
    }
    open.push(container);
    Ok(())
}

fn set_key(open: &mut [Container], new: String) -> Result<(), JsonError> {
    let repeated = match open.last_mut() {
        Some(Container::Object(entries, key)) => {
            let repeated = entries.contains_key(&new);
            key.clone_from(&new);
            repeated
        }
        _ => false,
    };
    if !repeated {
        return Ok(());
    }
    let outer = open.len().saturating_sub(1);
    let pointer =
        open.iter()
            .take(outer)
            .fold(Pointer::root(), |pointer, container| match container {
                Container::Array(items) => pointer.index(items.len()),
                Container::Object(_, key) => pointer.key(key),
            });
    Err(JsonError::DuplicateKey { pointer, key: new })
}

/// A number: whole where it is written so and fits 64 bits, else a double; none beyond doubles.
fn number(text: &str) -> Option<Value> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole.into());
    }
    let double = text.parse::<f64>().ok()?;
    Number::from_f64(double).map(Value::Number)
}

/// Line and column, from 1, of a part of the text that was borrowed from it.
fn position(bytes: &[u8], part: &str) -> (usize, usize) {
    let offset = (part.as_ptr() as usize).wrapping_sub(bytes.as_ptr() as usize);
    let before = bytes.get(..offset).unwrap_or_default();
    let mut lines = before.rsplit(|byte| *byte == b'\n');
    let column = lines.next().map_or(0, <[u8]>::len) + 1;
    (lines.count() + 1, column)
}

/// Members of an object that are looked through faster than searched for.
const FEW: usize = 11;

/// The member of an object that has this key; nothing where the value is no object.
///
/// What [`Value::get`] gives. Whoever reads a credential asks for many more members than it has,
/// and that a key has another length shows at once, where a search compares it byte by byte.
pub fn member<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    let entries = value.as_object()?;
    if entries.len() > FEW {
        return entries.get(key);
    }
    let mut entries = entries.iter();
    entries.find_map(|(own, value)| (own == key).then_some(value))
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
    fn a_member_is_what_a_search_finds() {
        let few = serde_json::json!({ "a": 1, "ab": null, "b": [2], "": 3 });
        let many: Map<String, Value> = (0..40).map(|n| (format!("k{n}"), n.into())).collect();
        let many = Value::Object(many);
        for value in [&few, &many, &Value::Null, &serde_json::json!(["a"])] {
            for key in ["a", "ab", "b", "", "c", "k0", "k39", "k40"] {
                assert_eq!(member(value, key), value.get(key), "{key}");
            }
        }
        assert_eq!(member(&few, "b"), Some(&serde_json::json!([2])));
    }

    /// Texts that are JSON, or nearly: whatever the short way reads, the long one reads alike.
    #[test]
    fn both_ways_through_a_text_lead_to_one_value() {
        let mut plain = 0;
        let pieces = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"b\":",
            "\"a\":1",
            " ",
            "\n",
            "\t",
            "\r",
            "\u{b}",
            "\u{a0}",
            "1",
            "0",
            "-",
            "-0",
            "01",
            "1.5",
            "1.",
            ".5",
            "1e5",
            "1E+5",
            "1e-",
            "1e400",
            "18446744073709551616",
            "9223372036854775808",
            "-9223372036854775809",
            "true",
            "false",
            "null",
            "nul",
            "\"",
            "\"\\\"\"",
            "\"\\u0041\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\ude00\\ud83d\"",
            "\"\\ud83dx\\ude00\"",
            "\"\\u+041\"",
            "\"\\x\"",
            "\"\\/\\b\\f\\n\\r\\t\"",
            "\"\u{1}\"",
            "\"\u{7f}é\u{1f600}\"",
            "\u{feff}",
            "//",
            "'a'",
        ];
        // Each pair of them, and longer rows as they come.
        let mut texts: Vec<String> = pieces
            .iter()
            .flat_map(|first| pieces.map(|second| format!("{first}{second}")))
            .collect();
        let mut random = 1_u64;
        let mut below = |bound: u64| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from((random >> 33) % bound).unwrap()
        };
        for _ in 0..20_000 {
            let count = below(12);
            let row = (0..count).map(|_| pieces[below(pieces.len() as u64)]);
            texts.push(row.collect());
        }
        for text in texts {
            for text in [
                text.clone(),
                format!("[{text}]"),
                format!("{{\"k\":{text}}}"),
            ] {
                let slow = read(text.as_bytes());
                match plain::read(&text) {
                    Some(value) => {
                        plain += 1;
                        assert_eq!(slow, Ok(value), "{text}");
                    }
                    // A mark at the start is for the long way.
                    None => assert!(slow.is_err() || text.starts_with('\u{feff}'), "{text}"),
                }
            }
        }
        assert!(plain > 1_000, "{plain}");
        for depth in [limits::JSON_DEPTH, limits::JSON_DEPTH + 1] {
            let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            assert_eq!(plain::read(&text).is_some(), depth == limits::JSON_DEPTH);
        }
    }

    #[test]
    fn plain_documents_are_read() {
        assert_eq!(
            parse(br#"{"a":[1,-2,0.5,"x",null,true]}"#).unwrap(),
            serde_json::json!({ "a": [1, -2, 0.5, "x", null, true] })
        );
    }

    #[test]
    fn more_values_than_fit_are_refused() {
        // The list itself is one of them.
        let list = |items: usize| format!("[{}0]", "0,".repeat(items - 1));
        for read_by in [parse, read] {
            assert!(read_by(list(limits::JSON_VALUES - 1).as_bytes()).is_ok());
            assert_eq!(
                read_by(list(limits::JSON_VALUES).as_bytes()),
                Err(JsonError::Values {
                    limit: limits::JSON_VALUES
                })
            );
        }
        let nested = format!("[{}[]]", "[],".repeat(limits::JSON_VALUES));
        assert!(parse(nested.as_bytes()).is_err());
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
        assert_eq!(parse(b"{\0}\0"), Err(JsonError::Encoding { offset: 1 }));
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

    #[test]
    fn numbers_are_numbers_whatever_serde_json_is_built_with() {
        let value = parse(b"[1.1, 2.50, -3, 18446744073709551615, 1E2]").unwrap();
        assert_eq!(value[0].as_f64(), Some(1.1));
        assert_eq!(value[2].as_i64(), Some(-3));
        assert_eq!(value[3].as_u64(), Some(u64::MAX));
        assert_eq!(value[4].as_f64(), Some(100.0));
        let hostile = parse(br#"{"$serde_json::private::Number":"1"}"#).unwrap();
        assert!(hostile.is_object());
        assert!(matches!(
            parse(b"[\n 1e400]"),
            Err(JsonError::Syntax {
                line: 2,
                column: 2,
                ..
            })
        ));
    }
}
