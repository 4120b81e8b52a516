//! Credentials out of an answer, byte for byte: some proofs cover the very text.

use serde::de::IgnoredAny;

/// The texts of the members of an object, by key; `None` where it is none.
pub(super) fn members(text: &[u8]) -> Option<Vec<(String, &[u8])>> {
    let mut rest = text.trim_ascii().strip_prefix(b"{")?.trim_ascii_start();
    let mut members = Vec::new();
    if let Some(rest) = rest.strip_prefix(b"}") {
        return rest.is_empty().then_some(members);
    }
    loop {
        let (key, after) = value(rest)?;
        let key = serde_json::from_slice::<String>(key).ok()?;
        rest = after.strip_prefix(b":")?.trim_ascii_start();
        let (found, after) = value(rest)?;
        members.push((key, found));
        if after == b"}" {
            return Some(members);
        }
        rest = after.strip_prefix(b",")?.trim_ascii_start();
    }
}

/// The texts of the elements of an array; `None` where it is none.
pub(super) fn elements(text: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = text.trim_ascii().strip_prefix(b"[")?.trim_ascii_start();
    let mut elements = Vec::new();
    if let Some(rest) = rest.strip_prefix(b"]") {
        return rest.is_empty().then_some(elements);
    }
    loop {
        let (found, after) = value(rest)?;
        elements.push(found);
        if after == b"]" {
            return Some(elements);
        }
        rest = after.strip_prefix(b",")?.trim_ascii_start();
    }
}

/// The value that a text begins with, and what follows it.
fn value(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    let (value, rest) = text.split_at_checked(values.byte_offset())?;
    Some((value, rest.trim_ascii_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_bytes() {
        let text = br#" { "a" : [ {"n":1.0e2, "n" : "]}"} , "x\"," ,3 ] ,"b\u0061":{} } "#;
        let members = members(text).unwrap();
        let keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["a", "ba"]);
        let elements = elements(members[0].1).unwrap();
        let shown: Vec<_> = elements
            .iter()
            .map(|element| std::str::from_utf8(element).unwrap())
            .collect();
        assert_eq!(shown, [r#"{"n":1.0e2, "n" : "]}"}"#, r#""x\",""#, "3"]);
    }

    #[test]
    fn what_is_no_object_or_array_is_none() {
        assert_eq!(members(b"{}"), Some(Vec::new()));
        assert_eq!(elements(b" [ ] "), Some(Vec::new()));
        for text in ["", "[", "[1", "[1,", "[1 2]", "[1]x", "1", "{}", "[1,]"] {
            assert_eq!(elements(text.as_bytes()), None, "{text}");
        }
        for text in [
            "",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{a:1}",
            "{\"a\":1}x",
            "[]",
        ] {
            assert_eq!(members(text.as_bytes()), None, "{text}");
        }
    }
}
