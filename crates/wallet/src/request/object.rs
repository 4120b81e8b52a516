//! A request as a signed object, which the wallet fetches from the `request_uri`.
//!
//! Sources: RFC 9101 (JAR); OpenID4VP 1.0 sections 5.7 (`aud`), 5.10 (`request_uri_method`) and 5.10.1
//! (`wallet_nonce`).

use credeval_model::Timestamp;
use serde_json::Value;

use super::{Request, RequestError};
use crate::client::Client;
use crate::{Refusal, form};

/// The media type of a signed request (RFC 9101 section 10.2).
pub const REQUEST_OBJECT_MEDIA_TYPE: &str = "application/oauth-authz-req+jwt";
/// The `typ` of a signed request (OpenID4VP 1.0 section 5).
const TYP: &str = "oauth-authz-req+jwt";
/// For whom a signed request is, where wallets are not told apart (OpenID4VP 1.0 section 5.8).
const AUDIENCE: &str = "https://self-issued.me/v2";

/// Bytes that a wallet may post to the `request_uri`: mostly its metadata, some kilobytes.
const POST_BYTES: usize = 64 * 1024;
/// Characters of a wallet's nonce.
const NONCE_CHARS: usize = 512;

/// What a wallet asks to see again in the request that it fetches, so that it knows the request is
/// not an old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletNonce(String);

impl WalletNonce {
    /// Reads what a wallet posts to the `request_uri`: the body of
    /// `application/x-www-form-urlencoded`; `None` where it sends no nonce.
    ///
    /// The wallet's metadata is not looked at: requests offer what every conforming wallet can do.
    /// Unknown parameters are ignored. Errors: too large a body, a parameter twice.
    pub fn read(body: &[u8]) -> Result<Option<Self>, Refusal> {
        let [nonce, _metadata] = form::read(body, POST_BYTES, ["wallet_nonce", "wallet_metadata"])?;
        Ok(nonce.map(Self))
    }
}

impl Request {
    /// The signed request, for the answer to a GET or POST of the `request_uri`, with the media type
    /// [`REQUEST_OBJECT_MEDIA_TYPE`].
    ///
    /// Errors: another client, a client that signs nothing, a request that is too old, a certificate
    /// that is not valid now, a nonce of the wallet without a character or with too many.
    pub fn object(
        &self,
        client: &Client,
        nonce: Option<&WalletNonce>,
        at: Timestamp,
    ) -> Result<String, RequestError> {
        self.is_of(client)?;
        self.is_open(at)?;
        let mut claims = self.parameters();
        let mut add = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        add("aud", AUDIENCE.into());
        add("iat", at.as_second().into());
        add("exp", self.until.as_second().into());
        if let Some(WalletNonce(nonce)) = nonce {
            let found = nonce.chars().count();
            if !(1..=NONCE_CHARS).contains(&found) {
                let limit = NONCE_CHARS;
                return Err(RequestError::WalletNonce { limit, found });
            }
            add("wallet_nonce", nonce.as_str().into());
        }
        client.sign(TYP, &Value::Object(claims), at)
    }
}
