//! Places in a JSON document (RFC 6901).

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A JSON Pointer (RFC 6901) into the credential's own JSON; the empty pointer is the whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The member `key` of what this points to.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + 1 + key.len());
        text.push_str(&self.0);
        text.push('/');
        if !key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
            text.push_str(key);
            return Self(text);
        }
        for character in key.chars() {
            match character {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text)
    }

    /// The item at `index` (from 0) of what this points to.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut text = String::with_capacity(self.0.len() + 3);
        text.push_str(&self.0);
        text.push('/');
        // Most lists are short, and a place in them one digit.
        match u32::try_from(index)
            .ok()
            .and_then(|index| char::from_digit(index, 10))
        {
            Some(digit) => text.push(digit),
            None => text.push_str(&index.to_string()),
        }
        Self(text)
    }

    /// This place, where the document that it speaks of stands at `base` of another.
    #[must_use]
    pub fn under(&self, base: &Pointer) -> Self {
        Self([base.0.as_str(), &self.0].concat())
    }

    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands at this place in `document`.
    pub fn resolve<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        document.pointer(&self.0)
    }

    /// Whether this place is `other` or lies inside it.
    pub fn is_within(&self, other: &Pointer) -> bool {
        self.0
            .strip_prefix(&other.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl From<&str> for Pointer {
    /// Takes text that is a pointer already.
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "/" } else { &self.0 })
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_escaped_and_resolved() {
        let document = serde_json::json!({ "a/b": [{ "c~d": 1 }] });
        let pointer = Pointer::root().key("a/b").index(0).key("c~d");
        assert_eq!(pointer.as_str(), "/a~1b/0/c~0d");
        assert_eq!(pointer.resolve(&document), Some(&serde_json::json!(1)));
        assert!(pointer.is_within(&Pointer::root().key("a/b")));
        assert!(!Pointer::from("/ab").is_within(&Pointer::from("/a")));
        let indices = [0, 9, 10, 4_294_967_296].map(|index| Pointer::from("/a").index(index));
        let indices = indices.each_ref().map(Pointer::as_str);
        assert_eq!(indices, ["/a/0", "/a/9", "/a/10", "/a/4294967296"]);
    }
}
