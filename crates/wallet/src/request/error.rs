//! Why a request is not made.

use credeval_model::Timestamp;

/// Why a request cannot be made, signed or given out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// An address is none that a wallet may be sent to.
    #[error("expected an https address without user and fragment, found `{found}`")]
    Address {
        /// What was given.
        found: String,
    },
    /// The response would go to somebody else than the client identifier names.
    #[error("expected a response address of `{client_id}`, found `{found}`")]
    Elsewhere {
        /// Who asks.
        client_id: String,
        /// Where the response would go.
        found: String,
    },
    /// It would be open for no time, or for too long.
    #[error("expected a lifetime of 1 to 600 seconds, found {found}")]
    Lifetime {
        /// Seconds.
        found: u32,
    },
    /// The random bytes are zeros, stand for two things, or are no private key.
    #[error("expected random bytes that differ, found others")]
    Random,
    /// The High Assurance Interoperability Profile forbids it.
    #[error("expected {rule} under HAIP, found another")]
    Haip {
        /// What the profile asks for.
        rule: &'static str,
    },
    /// The client signs no requests.
    #[error("expected a client that signs, found redirect_uri")]
    NotSigned,
    /// The signer's certificate is not valid now.
    #[error("expected a signing certificate that is valid at {at}, found another")]
    CertificateTime {
        /// The present.
        at: Timestamp,
    },
    /// The request was made by another client.
    #[error("expected the client `{expected}`, found `{found}`")]
    OtherClient {
        /// Who made it.
        expected: String,
        /// Who would sign it.
        found: String,
    },
    /// The request is too old to be given out.
    #[error("expected a request that is open, found one until {until}")]
    Expired {
        /// When it ended.
        until: Timestamp,
    },
    /// The wallet's nonce is none.
    #[error("expected a nonce of 1 to {limit} characters from the wallet, found {found}")]
    WalletNonce {
        /// How many there may be.
        limit: usize,
        /// How many there are.
        found: usize,
    },
}
