//! The short way through JSON: for whoever writes it as RFC 8259 says, which is nearly everybody.
//!
//! What is wrong with a text is told by [`super::parse`] alone. Whatever is not plain here, be it a
//! fault, a repeated key, a nesting too deep or too many values, is nothing, and is read again there.

use memchr::memchr2;
use serde_json::{Map, Value};

use super::number;
use crate::limits::{JSON_DEPTH, JSON_VALUES};

/// The one value that a text is; `None` where it is not plainly one.
pub(super) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader {
        rest: text,
        left: JSON_VALUES,
    };
    let value = reader.value(0)?;
    reader.next().is_none().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    /// Values that may still come.
    left: usize,
}

impl Reader<'_> {
    /// The next byte that is no white space; it stays where it is.
    fn next(&mut self) -> Option<u8> {
        let bytes = self.rest.as_bytes();
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        if let Some(first) = bytes.first().filter(|byte| !is_space(byte)) {
            return Some(*first);
        }
        let at = bytes.iter().position(|byte| !is_space(byte));
        self.rest = self.rest.get(at.unwrap_or(bytes.len())..)?;
        self.rest.as_bytes().first().copied()
    }

    /// Passes over a byte, which must come next.
    fn pass(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())?;
        self.step(1)
    }

    fn step(&mut self, bytes: usize) -> Option<()> {
        self.rest = self.rest.get(bytes..)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        Some(match self.next()? {
            b'"' => Value::String(self.string()?),
            b'{' if depth < JSON_DEPTH => Value::Object(self.object(depth + 1)?),
            b'[' if depth < JSON_DEPTH => Value::Array(self.array(depth + 1)?),
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.word("true", Value::Bool(true))?,
            b'f' => self.word("false", Value::Bool(false))?,
            b'n' => self.word("null", Value::Null)?,
            _ => return None,
        })
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(value)
    }

    fn object(&mut self, depth: usize) -> Option<Map<String, Value>> {
        let mut entries = Map::new();
        self.step(1)?;
        if self.next()? == b'}' {
            self.step(1)?;
            return Some(entries);
        }
        loop {
            (self.next()? == b'"').then_some(())?;
            let key = self.string()?;
            self.pass(b':')?;
            let value = self.value(depth)?;
            if entries.insert(key, value).is_some() {
                return None;
            }
            let next = self.next()?;
            self.step(1)?;
            match next {
                b',' => {}
                b'}' => return Some(entries),
                _ => return None,
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Value>> {
        let mut items = Vec::new();
        self.step(1)?;
        if self.next()? == b']' {
            self.step(1)?;
            return Some(items);
        }
        loop {
            items.push(self.value(depth)?);
            let next = self.next()?;
            self.step(1)?;
            match next {
                b',' => {}
                b']' => return Some(items),
                _ => return None,
            }
        }
    }

    /// A string from its opening quote to its closing one.
    fn string(&mut self) -> Option<String> {
        self.step(1)?;
        let mut text = String::new();
        loop {
            let end = memchr2(b'"', b'\\', self.rest.as_bytes())?;
            let (plain, rest) = self.rest.split_at_checked(end)?;
            // The least of them all rather than the first that is wrong: that goes by many at once.
            if plain.bytes().fold(0x20, u8::min) < 0x20 {
                return None;
            }
            self.rest = rest;
            if rest.starts_with('"') {
                self.step(1)?;
                // A copy of its own length: most strings hold no escape.
                if text.is_empty() {
                    return Some(plain.to_owned());
                }
                text.push_str(plain);
                return Some(text);
            }
            text.push_str(plain);
            self.step(1)?;
            text.push(self.escaped()?);
        }
    }

    /// The character of an escape, after its backslash.
    fn escaped(&mut self) -> Option<char> {
        let kind = *self.rest.as_bytes().first()?;
        self.step(1)?;
        Some(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                match char::from_u32(first) {
                    Some(character) => character,
                    // Half of a pair: the other half must follow.
                    None => {
                        self.rest = self.rest.strip_prefix("\\u")?;
                        let second = self.unit()?;
                        let is_pair =
                            (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&second);
                        is_pair.then_some(())?;
                        char::from_u32(0x1_0000 + ((first & 0x3ff) << 10) + (second & 0x3ff))?
                    }
                }
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| u32::from_str_radix(digits, 16).ok())?
    }

    fn number(&mut self) -> Option<Value> {
        fn digits(bytes: &[u8]) -> usize {
            bytes
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        }
        let bytes = self.rest.as_bytes();
        let mut end = usize::from(bytes.first() == Some(&b'-'));
        let whole = digits(bytes.get(end..)?);
        if whole == 0 || whole > 1 && bytes.get(end) == Some(&b'0') {
            return None;
        }
        end += whole;
        if bytes.get(end) == Some(&b'.') {
            let fraction = digits(bytes.get(end + 1..)?);
            (fraction > 0).then_some(())?;
            end += 1 + fraction;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            end += 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(bytes.get(end..)?);
            (exponent > 0).then_some(())?;
            end += exponent;
        }
        let (text, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        number(text)
    }
}
