//! Who asks.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use credeval_store::Name;

use super::Role;
use crate::problem::{Code, Problem};

/// Who asks: an extractor, for handlers behind [`super::Access::protect`].
///
/// On a public route it is there only for who showed a valid key or session: take an
/// `Option<Principal>` there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Whose data they may see; nothing of another tenant.
    pub tenant: Name,
    /// What the audit log calls them: `key:NAME`, `openid:SUBJECT` or `local`, so that no login can
    /// pass for a key.
    pub actor: Name,
    /// What they may do.
    pub role: Role,
}

impl Principal {
    /// Whether something of `tenant` is theirs. To who may not see it, it is as if it were not there.
    pub fn owns(&self, tenant: &Name) -> Result<(), Problem> {
        match self.tenant == *tenant {
            true => Ok(()),
            false => Err(Problem::new(
                Code::Unknown,
                "expected something of the tenant that asks, found nothing at this address",
            )),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let known = parts.extensions.get::<Self>();
        known.cloned().ok_or_else(nobody)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Problem> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// Nobody said who asks.
pub(crate) fn nobody() -> Problem {
    Problem::new(
        Code::Unauthenticated,
        "expected a key or a session, found neither",
    )
    .hint("send the header field authorization: Bearer KEY, or log in")
}
