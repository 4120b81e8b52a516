//! Messages to a receiver that asked for them, signed (Standard Webhooks 1.0.0).

use std::{fmt, str::FromStr, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use credeval_model::Timestamp;
use hmac::{Hmac, Mac as _};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use sha2::Sha256;
use url::Url;

use crate::{Client, ConfigError, FetchError, ServerError, retry::wait};

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
/// How a secret begins as text.
const PREFIX: &str = "whsec_";
/// Bytes of a secret (Standard Webhooks, "Signature scheme").
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// How often a message is sent in all, with waits of up to 0.5, 1, 2, 4 and 8 seconds between.
const ATTEMPTS: u32 = 6;

/// What messages are signed with, shared with their receiver.
///
/// As text: `whsec_` and 24 to 64 bytes in base64; the beginning may be left out.
#[derive(Clone)]
pub struct WebhookSecret(Vec<u8>);

impl FromStr for WebhookSecret {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let encoded = text.strip_prefix(PREFIX).unwrap_or(text);
        let secret = BASE64_STANDARD.decode(encoded).ok();
        let secret = secret.filter(|bytes| SECRET_BYTES.contains(&bytes.len()));
        secret
            .map(Self)
            .ok_or(ConfigError::WebhookSecret { found: text.len() })
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(..)")
    }
}

/// A receiver of messages.
pub struct Webhook {
    client: Client,
    url: Url,
    secret: WebhookSecret,
}

impl Webhook {
    /// A receiver at an https address, which the client's guard must admit.
    pub fn new(client: Client, url: Url, secret: WebhookSecret) -> Self {
        Self {
            client,
            url,
            secret,
        }
    }

    /// Sends a message and waits until its receiver has it, which it says by a status of 2xx.
    ///
    /// `id` tells the receiver whether it had the message before: it stays the same however often it
    /// is sent, here and by a later call. Sent again, up to six times in all, is what a timeout, a
    /// broken connection, or a status of 408, 429 or 5xx may have kept away; each time it is signed
    /// anew for the time that `clock` says. Anything else is an error at once; a redirect is not
    /// followed.
    pub async fn deliver(
        &self,
        id: &str,
        body: &str,
        clock: fn() -> Timestamp,
    ) -> Result<(), FetchError> {
        let mut tries = 0;
        loop {
            let headers = self.headers(id, body, clock())?;
            let sent = self.client.send(&self.url, headers, body.to_owned()).await;
            let (error, asked): (FetchError, _) = match sent {
                Ok((200..=299, _)) => return Ok(()),
                Ok((status, asked)) => {
                    let url = (&self.url).into();
                    (ServerError::Status { url, status }.into(), asked)
                }
                Err(error) => (error, None),
            };
            tries += 1;
            let is_again = tries < ATTEMPTS && is_transient(&error);
            match self.client.pause(tries - 1, asked).filter(|_| is_again) {
                Some(pause) => pause.await,
                None => return Err(error),
            }
        }
    }

    fn headers(&self, id: &str, body: &str, now: Timestamp) -> Result<HeaderMap, ConfigError> {
        let time = now.as_second().to_string();
        let signature = sign(&self.secret, id, &time, body);
        let value = |text: &str| HeaderValue::from_str(text).map_err(|_| ConfigError::WebhookId);
        Ok(HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (ID, value(id)?),
            (TIMESTAMP, value(&time)?),
            (SIGNATURE, value(&signature)?),
        ]))
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}

/// HMAC-SHA-256 over id, time and body with dots between (Standard Webhooks, "Signature scheme").
fn sign(secret: &WebhookSecret, id: &str, time: &str, body: &str) -> String {
    // A key of any length is one (RFC 2104 section 3).
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&secret.0) else {
        return String::new();
    };
    for part in [id, ".", time, ".", body] {
        mac.update(part.as_bytes());
    }
    format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}

/// Whether the receiver may take the same message a moment later.
fn is_transient(error: &FetchError) -> bool {
    match error {
        FetchError::Server(ServerError::Status { status, .. }) => {
            matches!(status, 408 | 429 | 500..=599)
        }
        FetchError::Server(ServerError::Unreachable { .. } | ServerError::Timeout { .. }) => true,
        _ => false,
    }
}

impl Client {
    /// The wait before the next of several tries; `None` where the server asks for more than anybody waits.
    fn pause(
        &self,
        tries: u32,
        asked: Option<Duration>,
    ) -> Option<futures_util::future::BoxFuture<'static, ()>> {
        let waiting = self.waiting();
        wait(tries, asked, waiting.jitter()).map(|pause| waiting.wait(pause))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::{
        ClientOptions,
        loopback::{Server, Then, ok, redirect},
    };

    fn clock() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    fn secret() -> WebhookSecret {
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap()
    }

    fn webhook(url: Url) -> Webhook {
        let options = ClientOptions {
            allow_loopback: true,
            ..ClientOptions::default()
        };
        Webhook::new(Client::waiting_for_nothing(options), url, secret())
    }

    fn status(status: u16) -> String {
        format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    }

    /// The id of a message whose signature holds, as a receiver checks it.
    fn verified(request: &str) -> String {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.unwrap().1.to_owned()
        };
        let (id, time) = (header("webhook-id"), header("webhook-timestamp"));
        let key = BASE64_STANDARD
            .decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{id}.{time}.{body}").as_bytes());
        let signature = header("webhook-signature");
        let signature = BASE64_STANDARD.decode(signature.strip_prefix("v1,").unwrap());
        mac.verify_slice(&signature.unwrap()).unwrap();
        assert_eq!(time, clock().as_second().to_string());
        id
    }

    #[test]
    fn a_message_is_signed_as_the_scheme_says() {
        // The example of the specification's own library.
        let signature = sign(
            &secret(),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            "{\"test\": 2432232314}",
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[tokio::test]
    async fn a_message_that_was_not_taken_comes_again_with_the_same_id() {
        let asked = AtomicUsize::new(0);
        let server = Server::start(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
            0 | 1 => (status(500), Then::Close),
            _ => (ok("text/plain", "thanks"), Then::Close),
        });
        let body = r#"{"type":"evaluation.created"}"#;
        let delivered = webhook(server.url("/hook"))
            .deliver("evt_1", body, clock)
            .await;
        delivered.unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        for request in &requests {
            assert!(request.starts_with("POST /hook "), "{request}");
            assert!(request.ends_with(body), "{request}");
            assert_eq!(verified(request), "evt_1");
        }
    }

    #[tokio::test]
    async fn what_will_not_pass_is_an_error_at_once() {
        let other = Server::start(|_| (ok("text/plain", ""), Then::Close));
        let away = other.url("/").to_string();
        for (reply, sent) in [
            (status(400), 1),
            (status(410), 1),
            (redirect(&away), 1),
            (status(503), 6),
        ] {
            let server = Server::start(move |_| (reply.clone(), Then::Close));
            let error = webhook(server.url("/")).deliver("evt_1", "{}", clock).await;
            assert!(matches!(
                error.unwrap_err(),
                FetchError::Server(ServerError::Status { .. })
            ));
            assert_eq!(server.requests().len(), sent);
        }
        assert!(other.requests().is_empty());
    }

    #[tokio::test]
    async fn a_private_address_is_refused() {
        for url in [
            "https://10.0.0.1/hook",
            "https://127.0.0.1/",
            "https://[::1]/",
            "http://receiver.example/",
        ] {
            let client = Client::new(ClientOptions::default());
            let webhook = Webhook::new(client, Url::parse(url).unwrap(), secret());
            let error = webhook.deliver("evt_1", "{}", clock).await.unwrap_err();
            assert!(
                matches!(&error, FetchError::Server(ServerError::Refused { .. })),
                "{url}: {error}"
            );
        }
    }

    #[test]
    fn a_secret_is_long_enough() {
        let encoded = |bytes: usize| BASE64_STANDARD.encode(vec![7; bytes]);
        assert!(
            format!("whsec_{}\n", encoded(24))
                .parse::<WebhookSecret>()
                .is_ok()
        );
        assert!(encoded(64).parse::<WebhookSecret>().is_ok());
        for wrong in [String::new(), "secret".to_owned(), encoded(23), encoded(65)] {
            let error = wrong.parse::<WebhookSecret>().unwrap_err();
            assert!(!error.to_string().contains("secret\""), "{error}");
        }
    }
}
