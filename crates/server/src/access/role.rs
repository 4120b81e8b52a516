//! What someone may do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What someone may do; each role may do all that those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees evaluations.
    Reader,
    /// Hands in credentials and answers, and evaluates.
    Evaluator,
    /// Decides.
    Officer,
    /// Policies, trust, and personal data.
    Administrator,
}

impl Role {
    /// All roles, the weakest first.
    pub const ALL: [Self; 4] = [
        Self::Reader,
        Self::Evaluator,
        Self::Officer,
        Self::Administrator,
    ];

    /// The role as it stands in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Evaluator => "evaluator",
            Self::Officer => "officer",
            Self::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whom a route lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Admits {
    /// Anybody.
    Public,
    /// Who has this role or a stronger one.
    AtLeast(Role),
}

impl From<Role> for Admits {
    fn from(role: Role) -> Self {
        Self::AtLeast(role)
    }
}
