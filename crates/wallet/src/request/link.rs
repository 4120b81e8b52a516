//! The link by which a wallet is called: as a QR code for another device, or to follow on the same.
//!
//! Sources: OpenID4VP 1.0 sections 5.7 (`request_uri`), 9 (wallet invocation) and 13.1.2
//! (`openid4vp:`); RFC 9101 section 5.

use credeval_model::Timestamp;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::{Profile, Request, RequestError, https};
use crate::client::{Client, Prefix};

/// The authorization endpoint of wallets that are not told apart.
pub const AUTHORIZATION_ENDPOINT: &str = "openid4vp://";

/// How the wallet fetches the request (`request_uri_method`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// By GET.
    Get,
    /// By POST, with a nonce of its own.
    Post,
}

impl Request {
    /// A link that names where the signed request is.
    ///
    /// Takes the authorization endpoint of the wallet, such as [`AUTHORIZATION_ENDPOINT`], and the
    /// https address at which [`Request::object`] is given out. Errors: another address, a client
    /// that signs nothing.
    pub fn link_to(
        &self,
        endpoint: &str,
        request_uri: &str,
        method: Method,
    ) -> Result<String, RequestError> {
        if self.prefix == Prefix::RedirectUri {
            return Err(RequestError::NotSigned);
        }
        if https(request_uri).is_none() {
            let found = request_uri.to_owned();
            return Err(RequestError::Address { found });
        }
        let mut query = Serializer::new(String::new());
        query.append_pair("client_id", &self.client_id);
        query.append_pair("request_uri", request_uri);
        if method == Method::Post {
            query.append_pair("request_uri_method", "post");
        }
        Ok(link(endpoint, &query.finish()))
    }

    /// A link that holds the whole request: its parameters where the client signs nothing, else the
    /// signed object. It may be longer than a QR code can be.
    ///
    /// Errors: those of [`Request::object`]; the High Assurance Interoperability Profile, which
    /// knows requests by reference alone.
    pub fn link_with(
        &self,
        endpoint: &str,
        client: &Client,
        at: Timestamp,
    ) -> Result<String, RequestError> {
        self.is_of(client)?;
        self.is_open(at)?;
        if self.profile == Profile::Haip {
            let rule = "a request by reference";
            return Err(RequestError::Haip { rule });
        }
        let mut query = Serializer::new(String::new());
        if self.prefix == Prefix::RedirectUri {
            for (name, value) in self.parameters() {
                match value {
                    Value::String(text) => query.append_pair(&name, &text),
                    object => query.append_pair(&name, &object.to_string()),
                };
            }
        } else {
            query.append_pair("client_id", &self.client_id);
            query.append_pair("request", &self.object(client, None, at)?);
        }
        Ok(link(endpoint, &query.finish()))
    }
}

fn link(endpoint: &str, query: &str) -> String {
    let separator = match endpoint.contains('?') {
        true => '&',
        false => '?',
    };
    format!("{endpoint}{separator}{query}")
}
