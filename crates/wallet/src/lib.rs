//! Asks wallets for credentials, and takes their responses apart: the verifier's side of OpenID4VP.
//!
//! ```text
//! Wanted -> Query -> Request -> link, signed object ... body -> Received -> Response
//!                                                                              |
//!                    Settled <-- checks of each <-- verify <-- Presentation <--+
//! ```
//!
//! Nothing here opens a socket, keeps anything, reads a clock or makes a random number: these are
//! the caller's. A presentation is a document like any other, which `credeval_verify` opens and
//! checks with what was asked of the wallet; nothing is taken from the wallet that was not checked
//! so. What was accepted was presented, now, to this verifier, by its holder. Who issued it, and what
//! it is worth, is judged elsewhere.
//!
//! Sources: OpenID for Verifiable Presentations 1.0; `OpenID4VC` High Assurance Interoperability
//! Profile 1.0; RFC 9101 (JAR); RFC 7516 and RFC 7518 (JWE, ECDH-ES); RFC 9901 (SD-JWT).
//!
//! ```
//! use credeval_model::Timestamp;
//! use credeval_wallet::{
//!     AUTHORIZATION_ENDPOINT, Client, Found, Profile, Random, Received, Request, Response,
//!     ResponseMode, Terms, Wanted,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let at: Timestamp = "2026-06-01T00:00:00Z".parse()?;
//! let response_uri = "https://verifier.example/response";
//! let client = Client::redirect_uri(response_uri)?;
//! let badges = Wanted { open_badges: true, ..Wanted::default() };
//! let terms = Terms {
//!     query: badges.query()?,
//!     response_uri: response_uri.to_owned(),
//!     response_mode: ResponseMode::DirectPost,
//!     profile: Profile::OpenId4Vp,
//!     lifetime: 300,
//!     at,
//! };
//! // From the operating system, where this is no example.
//! let random = Random { state: [1; 32], nonce: [2; 32], key: [3; 32] };
//! let request = Request::new(&client, terms, &random)?;
//! let link = request.link_with(AUTHORIZATION_ENDPOINT, &client, at)?;
//! assert!(link.starts_with("openid4vp://?client_id=redirect_uri%3Ahttps"));
//!
//! let body = format!("error=access_denied&state={}", request.state());
//! let received = Received::read(body.as_bytes())?;
//! assert_eq!(received.state(), request.state());
//! match received.open(Found::Open(Box::new(request)), at)? {
//!     Response::Declined(declined) => assert!(declined.is_denied()),
//!     Response::Presented(_) => unreachable!(),
//! }
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

pub mod binding;
pub mod client;
pub mod dcql;
mod form;
mod jwe;
mod key;
mod presented;
mod refusal;
mod request;
mod response;
pub mod wanted;

pub use binding::{Binding, HolderKey, Strength};
pub use client::{Client, ClientError, Prefix, SigningKey};
pub use dcql::{Query, QueryError};
pub use key::{EncryptionKey, KEY_BYTES, KeyError};
pub use presented::{Presentation, Presented, Settled, Standing, Whole};
pub use refusal::Refusal;
pub use request::{
    AUTHORIZATION_ENDPOINT, LIFETIME_SECONDS, Method, Profile, REQUEST_OBJECT_MEDIA_TYPE, Random,
    Request, RequestError, ResponseMode, Terms, WalletNonce,
};
pub use response::{Declined, Found, RESPONSE_BYTES, Received, Response, ResponseCode};
pub use wanted::{Identity, Wanted};
