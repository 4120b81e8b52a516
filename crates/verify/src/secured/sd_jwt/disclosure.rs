//! From digests and disclosures to the payload that was signed.
//!
//! Source: RFC 9901 section 7.1, steps 2 to 5.

use std::collections::{HashMap, HashSet};

use credeval_model::{Pointer, limits};
use serde_json::{Map, Value};

use super::{Fault, Hash, array};

/// Claims of a payload that must be seen by every verifier (SD-JWT VC section 3.2.2.2): who hides
/// the end, the status or the issuer changes what the rest means.
const NEVER_DISCLOSED: &[&str] = &[
    "iss",
    "nbf",
    "exp",
    "cnf",
    "vct",
    "vct#integrity",
    "status",
    "_sd_alg",
];

/// Bytes of the places that were disclosed: 4,096 of them, each of the length of a long one.
const PLACES_BYTES: usize = 1024 * 1024;

/// A payload with what its holder discloses.
#[derive(Debug, Clone)]
pub(super) struct Disclosed {
    pub(super) payload: Value,
    /// Where in it a disclosure stands.
    pub(super) places: Vec<Pointer>,
    /// Digests without a disclosure: statements that are withheld, or decoys.
    pub(super) hidden: usize,
}

/// A disclosure, waiting for its digest.
struct Waiting {
    /// The name of a member; `None` for an element of an array.
    name: Option<String>,
    value: Value,
}

/// Puts disclosures in the places of their digests.
///
/// Each digest stands once, each disclosure is used once, and none stands where a claim is already.
pub(super) fn resolve(mut payload: Value, disclosures: &[String]) -> Result<Disclosed, Fault> {
    let hash = Hash::of(&payload)?;
    let mut waiting = HashMap::new();
    for text in disclosures {
        let disclosure = read(text)?;
        if waiting.insert(hash.digest(text), disclosure).is_some() {
            return broken("repeated_disclosure", "each disclosure once", "one twice");
        }
    }
    if !payload.is_object() {
        return broken("payload_not_an_object", "an object of claims", "other JSON");
    }
    let mut walk = Walk {
        waiting,
        seen: HashSet::new(),
        places: Vec::new(),
        bytes: 0,
        hidden: 0,
    };
    walk.value(&mut payload, &At::ROOT)?;
    if !walk.waiting.is_empty() {
        return broken(
            "disclosure_not_signed",
            "a signed digest for every disclosure",
            &format!("{} disclosures without one", walk.waiting.len()),
        );
    }
    if let Some(claims) = payload.as_object_mut() {
        claims.remove("_sd_alg");
    }
    Ok(Disclosed {
        payload,
        places: walk.places,
        hidden: walk.hidden,
    })
}

/// A payload without any disclosure: its digests are taken away.
pub(super) fn undisclosed(mut payload: Value) -> Value {
    strip(&mut payload);
    if let Some(claims) = payload.as_object_mut() {
        claims.remove("_sd_alg");
    }
    payload
}

/// The parser bounds the depth of what comes here.
fn strip(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            entries.remove("_sd");
            entries.values_mut().for_each(strip);
        }
        Value::Array(items) => {
            items.retain(|item| item.get("...").is_none());
            items.iter_mut().for_each(strip);
        }
        _ => {}
    }
}

fn broken<T>(cause: &'static str, expected: &str, found: &str) -> Result<T, Fault> {
    Err(Fault::Broken(cause, expected.to_owned(), found.to_owned()))
}

/// Section 4.2: a salt, perhaps a name, and a value.
fn read(text: &str) -> Result<Waiting, Fault> {
    let Some(items) = array(text) else {
        return broken(
            "malformed_disclosure",
            "a disclosure of JSON in base64url",
            "other text",
        );
    };
    match <[Value; 3]>::try_from(items) {
        Ok([Value::String(_), Value::String(name), value]) => {
            if matches!(name.as_str(), "_sd" | "...") {
                return broken(
                    "reserved_name",
                    "the name of a claim",
                    &format!("the reserved name `{name}`"),
                );
            }
            Ok(Waiting {
                name: Some(name),
                value,
            })
        }
        Ok(_) => broken(
            "malformed_disclosure",
            "a salt and a name as text",
            "another kind of value",
        ),
        Err(items) => match <[Value; 2]>::try_from(items) {
            Ok([Value::String(_), value]) => Ok(Waiting { name: None, value }),
            _ => broken(
                "malformed_disclosure",
                "a salt, perhaps a name, and a value",
                "another array",
            ),
        },
    }
}

/// A place of the walk. Its pointer is written only where something was disclosed: the payload's
/// author chooses the length of its keys.
struct At<'p> {
    above: Option<(&'p At<'p>, Step<'p>)>,
    depth: usize,
}

enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

impl<'p> At<'p> {
    const ROOT: At<'static> = At {
        above: None,
        depth: 0,
    };

    fn below(&'p self, step: Step<'p>) -> Self {
        At {
            above: Some((self, step)),
            depth: self.depth + 1,
        }
    }

    fn steps(&self) -> impl Iterator<Item = &Step<'p>> {
        let mut next = self.above.as_ref();
        std::iter::from_fn(move || {
            let (above, step) = next?;
            next = above.above.as_ref();
            Some(step)
        })
    }

    fn pointer(&self) -> Pointer {
        let mut steps: Vec<_> = self.steps().collect();
        steps.reverse();
        let mut pointer = Pointer::root();
        for step in steps {
            pointer = match step {
                Step::Key(key) => pointer.key(key),
                Step::Index(index) => pointer.index(*index),
            };
        }
        pointer
    }
}

struct Walk {
    waiting: HashMap<String, Waiting>,
    /// Digests met so far; the same one twice would let one disclosure say two things.
    seen: HashSet<String>,
    places: Vec<Pointer>,
    /// Bytes of `places`.
    bytes: usize,
    hidden: usize,
}

impl Walk {
    /// Notes a place. Where there is more to note than is kept, all of the payload counts as chosen.
    fn disclosed(&mut self, at: &At<'_>) {
        let bytes = at.steps().map(|step| match step {
            Step::Key(key) => key.len() + 1,
            Step::Index(_) => 8,
        });
        self.bytes = self.bytes.saturating_add(bytes.sum());
        if self.bytes <= PLACES_BYTES {
            self.places.push(at.pointer());
        } else {
            self.places = vec![Pointer::root()];
        }
    }

    /// The disclosure of a digest that is met for the first time.
    fn take(&mut self, digest: &Value) -> Result<Option<Waiting>, Fault> {
        let Some(digest) = digest.as_str() else {
            return broken("malformed_digest", "a digest as text", "another value");
        };
        if !self.seen.insert(digest.to_owned()) {
            return broken("repeated_digest", "each digest once", "one twice");
        }
        let found = self.waiting.remove(digest);
        self.hidden += usize::from(found.is_none());
        Ok(found)
    }

    fn value(&mut self, value: &mut Value, at: &At<'_>) -> Result<(), Fault> {
        // Disclosures within disclosures nest deeper than any one of them.
        if at.depth > limits::JSON_DEPTH {
            return broken(
                "too_deep",
                &format!("at most {} nested arrays and objects", limits::JSON_DEPTH),
                "more",
            );
        }
        match value {
            Value::Object(entries) => self.object(entries, at),
            Value::Array(items) => self.array(items, at),
            _ => Ok(()),
        }
    }

    fn object(&mut self, entries: &mut Map<String, Value>, at: &At<'_>) -> Result<(), Fault> {
        if entries.contains_key("...") {
            return broken(
                "reserved_name",
                "`...` only as a place in an array",
                "a claim of that name",
            );
        }
        let digests = match entries.remove("_sd") {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return broken("malformed_digest", "a list in `_sd`", "another value"),
        };
        for digest in &digests {
            let Some(Waiting { name, value }) = self.take(digest)? else {
                continue;
            };
            let Some(name) = name else {
                return broken(
                    "misplaced_disclosure",
                    "a disclosure with a name in an object",
                    "one without",
                );
            };
            if at.depth == 0 && NEVER_DISCLOSED.contains(&name.as_str()) {
                return broken(
                    "claim_never_disclosed",
                    "a claim that may be withheld",
                    &format!("`{name}`"),
                );
            }
            if entries.contains_key(&name) {
                return broken(
                    "claim_overwritten",
                    "a name that no claim has yet",
                    &format!("`{name}`"),
                );
            }
            self.disclosed(&at.below(Step::Key(&name)));
            entries.insert(name, value);
        }
        for (name, value) in entries.iter_mut() {
            self.value(value, &at.below(Step::Key(name)))?;
        }
        Ok(())
    }

    fn array(&mut self, items: &mut Vec<Value>, at: &At<'_>) -> Result<(), Fault> {
        let before = std::mem::take(items);
        for mut item in before {
            // What is withheld leaves no gap.
            let place = at.below(Step::Index(items.len()));
            match item.get("...") {
                None => self.value(&mut item, &place)?,
                Some(_) if item.as_object().is_some_and(|entries| entries.len() > 1) => {
                    return broken(
                        "reserved_name",
                        "`...` alone in its place of an array",
                        "other claims beside it",
                    );
                }
                Some(digest) => {
                    let Some(Waiting { name, value }) = self.take(digest)? else {
                        continue;
                    };
                    if name.is_some() {
                        return broken(
                            "misplaced_disclosure",
                            "a disclosure without a name in an array",
                            "one with a name",
                        );
                    }
                    item = value;
                    self.disclosed(&place);
                    self.value(&mut item, &place)?;
                }
            }
            items.push(item);
        }
        Ok(())
    }
}
