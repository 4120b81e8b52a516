//! Why a response is not relied on.
//!
//! Source: OpenID4VP 1.0 sections 8.6 (validation of a VP token) and 14.1 (replay).

use credeval_model::Timestamp;

/// Characters of a stranger's text that a message quotes.
const QUOTED: usize = 80;

/// The beginning of a stranger's text, for a message.
pub(crate) fn quoted(text: &str) -> String {
    text.chars().take(QUOTED).collect()
}

/// Why a response, or one presentation in it, is not relied on.
///
/// A refusal is an outcome, not a fault of the program: it goes to the log and to whoever waits, by
/// its [`code`](Refusal::code). The wallet is told nothing of it beyond that the response came in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The body is larger than any response.
    #[error("expected at most {limit} bytes, found {found}")]
    TooLarge {
        /// The limit.
        limit: usize,
        /// Bytes that came.
        found: usize,
    },
    /// The body is not the form that the response mode has.
    #[error("expected {expected} in the response, found {found}")]
    MalformedResponse {
        /// What must stand there.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// A parameter stands there more than once (RFC 6749 section 3.1).
    #[error("expected `{parameter}` once, found it again")]
    RepeatedParameter {
        /// Its name.
        parameter: String,
    },
    /// The encrypted response is not a compact JWE for a P-256 key.
    #[error("expected {expected} in the encrypted response, found {found}")]
    MalformedEncryption {
        /// What must stand there.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// The encrypted response was made by an algorithm that was not offered.
    #[error("expected {expected} in `{parameter}`, found {found}")]
    RefusedAlgorithm {
        /// The header parameter.
        parameter: &'static str,
        /// What was offered.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// The encrypted response was altered, or made for another key.
    #[error("expected a response for the key of its request, found one that does not decrypt")]
    NotDecrypted,
    /// An encrypted response was asked for.
    #[error("expected an encrypted response, found a plain one")]
    NotEncrypted,
    /// A plain response was asked for.
    #[error("expected a plain response, found an encrypted one")]
    UnexpectedEncryption,
    /// No request has this state.
    #[error("expected the state of a request, found another")]
    UnknownState,
    /// What is encrypted names another state than the key that it is encrypted for.
    #[error("expected the state of the request inside, found another")]
    WrongState,
    /// The request was answered before.
    #[error("expected the first response to a request, found another")]
    Replayed,
    /// The request is too old.
    #[error("expected a response before {until}, found one at {at}")]
    Expired {
        /// When the request ended.
        until: Timestamp,
        /// When the response came.
        at: Timestamp,
    },
    /// The VP token answers a query that was not asked.
    #[error("expected the id of a query, found `{id}`")]
    UnknownQuery {
        /// The id.
        id: String,
    },
    /// There are more presentations than were asked for.
    #[error("expected at most {limit} presentations for `{id}`, found {found}")]
    TooManyPresentations {
        /// The id of the query.
        id: String,
        /// How many may be there.
        limit: usize,
        /// How many are.
        found: usize,
    },
    /// A presentation has another format than was asked for.
    #[error("expected {expected} for `{id}`, found {found}")]
    ForeignFormat {
        /// The id of the query.
        id: String,
        /// The format that was asked for.
        expected: &'static str,
        /// What came.
        found: String,
    },
    /// A presentation could not be opened, or was not judged.
    #[error("expected a presentation for `{id}` that can be opened, found none")]
    NotOpened {
        /// The id of the query.
        id: String,
    },
    /// A presentation answers another request.
    #[error("expected the nonce of the request in the presentation for `{id}`, found another")]
    WrongNonce {
        /// The id of the query.
        id: String,
    },
    /// A presentation was made for another verifier.
    #[error("expected a presentation for this verifier for `{id}`, found one for another")]
    WrongAudience {
        /// The id of the query.
        id: String,
    },
    /// A presentation was made too long ago, or lies ahead.
    #[error(
        "expected a presentation for `{id}` that was made for this request, found another time"
    )]
    Stale {
        /// The id of the query.
        id: String,
    },
    /// A credential came without the proof that its holder presents it.
    #[error("expected a key binding for `{id}`, found a credential alone")]
    MissingKeyBinding {
        /// The id of the query.
        id: String,
    },
    /// Another than the holder of the credential presents it.
    #[error("expected the holder to present the credential for `{id}`, found another")]
    NotTheHolder {
        /// The id of the query.
        id: String,
    },
    /// A signature does not hold.
    #[error("expected signatures that hold for `{id}`, found an altered presentation")]
    Altered {
        /// The id of the query.
        id: String,
    },
    /// What was presented is not what the query asks for.
    #[error("expected {expected} for `{id}`, found other content")]
    NotAsQueried {
        /// The id of the query.
        id: String,
        /// What the query asks for, and is not there.
        expected: String,
    },
    /// What remains does not satisfy the request as a whole.
    #[error("expected credentials for one of {options}, found none that hold")]
    QueryNotSatisfied {
        /// The options of the first set that lacks something.
        options: String,
    },
}

impl Refusal {
    /// The stable word for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too_large",
            Self::MalformedResponse { .. } => "malformed_response",
            Self::RepeatedParameter { .. } => "repeated_parameter",
            Self::MalformedEncryption { .. } => "malformed_encryption",
            Self::RefusedAlgorithm { .. } => "refused_algorithm",
            Self::NotDecrypted => "not_decrypted",
            Self::NotEncrypted => "not_encrypted",
            Self::UnexpectedEncryption => "unexpected_encryption",
            Self::UnknownState => "unknown_state",
            Self::WrongState => "wrong_state",
            Self::Replayed => "replayed",
            Self::Expired { .. } => "expired",
            Self::UnknownQuery { .. } => "unknown_query",
            Self::TooManyPresentations { .. } => "too_many_presentations",
            Self::ForeignFormat { .. } => "foreign_format",
            Self::NotOpened { .. } => "not_opened",
            Self::WrongNonce { .. } => "wrong_nonce",
            Self::WrongAudience { .. } => "wrong_audience",
            Self::Stale { .. } => "stale",
            Self::MissingKeyBinding { .. } => "missing_key_binding",
            Self::NotTheHolder { .. } => "not_the_holder",
            Self::Altered { .. } => "altered",
            Self::NotAsQueried { .. } => "not_as_queried",
            Self::QueryNotSatisfied { .. } => "query_not_satisfied",
        }
    }
}
