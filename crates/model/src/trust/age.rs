//! How old an update may be.

use serde::{Deserialize, Serialize};

/// An age in hours or days, as `24h` or `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
#[serde(try_from = "String", into = "String")]
pub struct MaxAge {
    hours: u32,
}

impl MaxAge {
    /// The age in seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.hours) * 3600
    }
}

impl TryFrom<String> for MaxAge {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let read = |unit, hours: u32| {
            let count: u32 = text.strip_suffix(unit)?.parse().ok()?;
            count.checked_mul(hours).filter(|hours| *hours > 0)
        };
        read('h', 1)
            .or_else(|| read('d', 24))
            .map(|hours| Self { hours })
            .ok_or_else(|| format!("expected hours or days such as `24h` or `7d`, found `{text}`"))
    }
}

impl From<MaxAge> for String {
    fn from(age: MaxAge) -> Self {
        age.to_string()
    }
}

impl std::fmt::Display for MaxAge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.hours % 24 {
            0 => write!(f, "{}d", self.hours / 24),
            _ => write!(f, "{}h", self.hours),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_hours_or_days() {
        let read = |text: &str| MaxAge::try_from(text.to_owned());
        assert_eq!(read("24h").unwrap().seconds(), 86_400);
        assert_eq!(read("7d").unwrap().to_string(), "7d");
        for wrong in ["", "7", "d", "0h", "-1d", "1.5d", "999999999d", "P1D"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
