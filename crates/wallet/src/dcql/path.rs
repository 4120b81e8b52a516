//! Claims path pointers.
//!
//! Source: OpenID4VP 1.0 section 7.1 (JSON-based credentials).

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a claim stands: at least one component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Component>", into = "Vec<Component>")]
pub struct ClaimsPath(Vec<Component>);

/// A step on the way to a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Component {
    /// The member of an object.
    Key(String),
    /// The element of an array, from 0.
    Index(usize),
    /// Every element of an array.
    All,
}

/// A path without a component.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected at least one component in a claims path, found none")]
pub struct PathError;

impl TryFrom<Vec<Component>> for ClaimsPath {
    type Error = PathError;

    fn try_from(components: Vec<Component>) -> Result<Self, Self::Error> {
        match components.is_empty() {
            true => Err(PathError),
            false => Ok(Self(components)),
        }
    }
}

impl From<ClaimsPath> for Vec<Component> {
    fn from(path: ClaimsPath) -> Self {
        path.0
    }
}

impl ClaimsPath {
    /// The path of a member, and of members within it.
    pub fn of_keys(first: &str, others: &[&str]) -> Self {
        let keys = std::iter::once(&first).chain(others);
        Self(keys.map(|key| Component::Key((*key).to_owned())).collect())
    }

    /// The same path below a member.
    #[must_use]
    pub fn below(&self, key: &str) -> Self {
        let first = std::iter::once(Component::Key(key.to_owned()));
        Self(first.chain(self.0.iter().cloned()).collect())
    }

    /// What stands there: nothing where a step leads nowhere, or is of another kind than what it
    /// steps into.
    pub fn select<'a>(&self, root: &'a Value) -> Vec<&'a Value> {
        let mut selected = vec![root];
        for component in &self.0 {
            let mut next = Vec::new();
            for value in selected {
                match (component, value) {
                    (Component::Key(key), Value::Object(members)) => next.extend(members.get(key)),
                    (Component::Index(index), Value::Array(items)) => {
                        next.extend(items.get(*index));
                    }
                    (Component::All, Value::Array(items)) => next.extend(items),
                    // Processing ends with an error, not with the rest of the selection.
                    _ => return Vec::new(),
                }
            }
            selected = next;
        }
        selected
    }
}

impl std::fmt::Display for ClaimsPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for component in &self.0 {
            match component {
                Component::Key(key) => write!(f, "/{key}")?,
                Component::Index(index) => write!(f, "/{index}")?,
                Component::All => f.write_str("/*")?,
            }
        }
        Ok(())
    }
}
