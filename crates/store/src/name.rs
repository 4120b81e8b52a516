//! Names of tenants, actors and workers.

use std::fmt;

use crate::ConfigError;

/// Bytes in a name: a host name with an account in front has fewer.
const NAME_BYTES: usize = 128;

/// What a tenant, an actor or a worker is called: 1 to 128 bytes without control characters.
///
/// It stands in the audit log for good, so it names an account or a machine and never a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// The name, if it is one.
    pub fn new(text: impl Into<String>) -> Result<Self, ConfigError> {
        let text = text.into();
        let fits = !text.is_empty() && text.len() <= NAME_BYTES;
        match fits && !text.contains(char::is_control) {
            true => Ok(Self(text)),
            false => Err(ConfigError::Name {
                limit: NAME_BYTES,
                found: text.chars().take(80).collect(),
            }),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_printable() {
        assert_eq!(Name::new("uni-a").unwrap().as_str(), "uni-a");
        for wrong in ["", "a\0b", "a\nb", &"x".repeat(129)] {
            assert!(Name::new(wrong).is_err(), "{wrong:?}");
        }
    }
}
