//! The Digital Credentials Query Language: what a wallet is asked for.
//!
//! Source: OpenID4VP 1.0 sections 6 (DCQL) and 7 (claims path pointer), appendix B (`meta` of each
//! format).

pub(crate) mod matching;
mod path;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use path::{ClaimsPath, Component};

/// Credential queries in one request: each may be answered by several presentations.
const CREDENTIALS: usize = 16;
/// Claims of one query, sets of them, and options of one set of credentials.
const ENTRIES: usize = 32;

/// A query for credentials (`dcql_query`), every part of which refers to what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stated")]
pub struct Query {
    credentials: Vec<CredentialQuery>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    credential_sets: Vec<CredentialSet>,
}

/// A query as it is written, which may refer to nothing.
#[derive(Deserialize)]
struct Stated {
    credentials: Vec<CredentialQuery>,
    #[serde(default)]
    credential_sets: Vec<CredentialSet>,
}

/// A query for one kind of credential (section 6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialQuery {
    /// The name by which the VP token answers it: letters, digits, `_` and `-`.
    pub id: String,
    /// Whether several credentials may answer it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub multiple: bool,
    /// The format, and what it says of the kind of credential.
    #[serde(flatten)]
    pub kind: Kind,
    /// The claims that are asked for; without any, those that are always shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimsQuery>,
    /// The combinations of claims that will do, the preferred one first, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claim_sets: Vec<Vec<String>>,
}

/// A format (`format`) and the kind of credential within it (`meta`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", content = "meta")]
pub enum Kind {
    /// A W3C credential as a token, in a presentation that is a token (appendix B.1.3.1).
    #[serde(rename = "jwt_vc_json")]
    JwtVcJson {
        /// Sets of types as fully expanded IRIs; a credential has all types of one set.
        type_values: Vec<Vec<String>>,
    },
    /// A W3C credential with a Data Integrity proof, in a presentation with one (appendix B.1.3.2).
    #[serde(rename = "ldp_vc")]
    LdpVc {
        /// Sets of types as fully expanded IRIs; a credential has all types of one set.
        type_values: Vec<Vec<String>>,
    },
    /// An SD-JWT VC with a key binding (appendix B.3).
    #[serde(rename = "dc+sd-jwt")]
    DcSdJwt {
        /// Values of `vct`, of which a credential has one.
        vct_values: Vec<String>,
    },
}

impl Kind {
    /// The Credential Format Identifier.
    pub fn format(&self) -> &'static str {
        match self {
            Self::JwtVcJson { .. } => "jwt_vc_json",
            Self::LdpVc { .. } => "ldp_vc",
            Self::DcSdJwt { .. } => "dc+sd-jwt",
        }
    }
}

/// A query for one claim (section 6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsQuery {
    /// The name by which sets refer to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where it stands.
    pub path: ClaimsPath,
    /// The values of which it has one: strings, whole numbers, booleans. Without any, it may be
    /// whatever it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

/// Credentials that serve one purpose together (section 6.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialSet {
    /// Lists of ids of credential queries, each of which will do.
    pub options: Vec<Vec<String>>,
    /// Whether the request needs it.
    #[serde(default = "needed")]
    pub required: bool,
}

fn needed() -> bool {
    true
}

/// A query that breaks a rule of the language, with the place of what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} in {place}, found {found}")]
pub struct QueryError {
    /// What must stand there.
    pub expected: &'static str,
    /// The place, in words of the language.
    pub place: String,
    /// What stands there.
    pub found: String,
}

fn wrong(expected: &'static str, place: impl Into<String>, found: impl Into<String>) -> QueryError {
    QueryError {
        expected,
        place: place.into(),
        found: found.into(),
    }
}

impl TryFrom<Stated> for Query {
    type Error = QueryError;

    fn try_from(stated: Stated) -> Result<Self, Self::Error> {
        Self::new(stated.credentials, stated.credential_sets)
    }
}

impl Query {
    /// A query of these parts; without sets, every credential is needed.
    ///
    /// Errors: an id that is not one or stands twice, a set that refers to nothing, an empty list, a
    /// value that a claim cannot have, more parts than any request needs.
    pub fn new(
        credentials: Vec<CredentialQuery>,
        credential_sets: Vec<CredentialSet>,
    ) -> Result<Self, QueryError> {
        let count = credentials.len();
        if count == 0 || count > CREDENTIALS {
            let found = count.to_string();
            return Err(wrong("1 to 16 queries", "`credentials`", found));
        }
        let ids: BTreeSet<&str> = credentials.iter().map(|one| one.id.as_str()).collect();
        if ids.len() != count {
            return Err(wrong("ids that differ", "`credentials`", "one twice"));
        }
        for query in &credentials {
            query.check()?;
        }
        if credential_sets.len() > CREDENTIALS {
            let found = credential_sets.len().to_string();
            return Err(wrong("at most 16 sets", "`credential_sets`", found));
        }
        for set in &credential_sets {
            let place = "`credential_sets`";
            check_lists(&set.options, place)?;
            let mut named = set.options.iter().flatten();
            if let Some(id) = named.find(|id| !ids.contains(id.as_str())) {
                return Err(wrong("the id of a query", place, id));
            }
        }
        Ok(Self {
            credentials,
            credential_sets,
        })
    }

    /// The queries for credentials.
    pub fn credentials(&self) -> &[CredentialQuery] {
        &self.credentials
    }

    /// The query of this id.
    pub fn credential(&self, id: &str) -> Option<&CredentialQuery> {
        self.credentials.iter().find(|query| query.id == id)
    }

    /// Whether credentials for these queries satisfy the request as a whole (section 6.4.2); else the
    /// options of the first set that lacks one.
    pub fn satisfied_by(&self, answered: &BTreeSet<&str>) -> Result<(), Vec<Vec<String>>> {
        if self.credential_sets.is_empty() {
            let all = || self.credentials.iter().map(|query| query.id.as_str());
            return match all().all(|id| answered.contains(id)) {
                true => Ok(()),
                false => Err(vec![all().map(str::to_owned).collect()]),
            };
        }
        let lacks = |set: &&CredentialSet| {
            let mut options = set.options.iter();
            let has_all =
                |option: &Vec<String>| option.iter().all(|id| answered.contains(id.as_str()));
            set.required && !options.any(has_all)
        };
        match self.credential_sets.iter().find(lacks) {
            None => Ok(()),
            Some(set) => Err(set.options.clone()),
        }
    }
}

impl CredentialQuery {
    fn check(&self) -> Result<(), QueryError> {
        check_id(&self.id, "`credentials`")?;
        let place = |what: &str| format!("{what} of `{}`", self.id);
        match &self.kind {
            Kind::JwtVcJson { type_values } | Kind::LdpVc { type_values } => {
                check_lists(type_values, &place("`type_values`"))?;
                // A type that is no IRI would be whatever a context makes of it.
                let mut types = type_values.iter().flatten();
                if let Some(found) = types.find(|one| url::Url::parse(one).is_err()) {
                    return Err(wrong("expanded types", place("`type_values`"), found));
                }
            }
            Kind::DcSdJwt { vct_values } => check_list(vct_values, &place("`vct_values`"))?,
        }
        if self.claims.len() > ENTRIES {
            let found = self.claims.len().to_string();
            return Err(wrong("at most 32 claims", place("`claims`"), found));
        }
        let mut ids = BTreeSet::new();
        for claim in &self.claims {
            if let Some(id) = &claim.id {
                check_id(id, &place("`claims`"))?;
                if !ids.insert(id.as_str()) {
                    return Err(wrong("ids that differ", place("`claims`"), id));
                }
            }
            let is_value =
                |value: &Value| value.is_string() || value.is_boolean() || value.is_i64();
            if let Some(found) = claim.values.iter().find(|value| !is_value(value)) {
                let expected = "strings, whole numbers and booleans";
                return Err(wrong(expected, place("`values`"), found.to_string()));
            }
        }
        if self.claim_sets.is_empty() {
            return Ok(());
        }
        check_lists(&self.claim_sets, &place("`claim_sets`"))?;
        let mut named = self.claim_sets.iter().flatten();
        match named.find(|id| !ids.contains(id.as_str())) {
            Some(id) => Err(wrong("the id of a claim", place("`claim_sets`"), id)),
            None => Ok(()),
        }
    }
}

fn check_id(id: &str, place: &str) -> Result<(), QueryError> {
    let is_one = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    match !id.is_empty() && id.bytes().all(is_one) {
        true => Ok(()),
        false => Err(wrong("an id of letters, digits, `_` and `-`", place, id)),
    }
}

fn check_list<T>(list: &[T], place: &str) -> Result<(), QueryError> {
    match list.len() {
        1..=ENTRIES => Ok(()),
        found => Err(wrong("1 to 32 entries", place, found.to_string())),
    }
}

fn check_lists<T>(lists: &[Vec<T>], place: &str) -> Result<(), QueryError> {
    check_list(lists, place)?;
    lists.iter().try_for_each(|list| check_list(list, place))
}

#[cfg(test)]
mod tests;
