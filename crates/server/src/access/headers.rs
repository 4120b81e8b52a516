//! Header fields of every answer, and how long those of a request may be.

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
};

use crate::problem::{Code, Problem};

/// Bytes of a request's target and header fields: what most servers in front of this one allow.
const HEADER_BYTES: usize = 16 * 1024;

/// What a page may load and do (Content Security Policy 3): scripts, styles and pictures of this
/// server, and nothing written into the page itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A year (RFC 6797 section 6.1.1).
const TRANSPORT: &str = "max-age=31536000";

const OTHERS: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // For browsers that do not know `frame-ancestors`.
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    // What is shown is about people.
    (CACHE_CONTROL, "no-store"),
];

/// Adds to an answer what every answer says. A handler may say it more closely, as a report does
/// that carries its own style.
pub(super) fn add(headers: &mut HeaderMap, is_https: bool) {
    let policy = [(CONTENT_SECURITY_POLICY, POLICY)];
    for (name, value) in policy.into_iter().chain(OTHERS) {
        let value = HeaderValue::from_static(value);
        headers.entry(name).or_insert(value);
    }
    if is_https {
        let transport = HeaderValue::from_static(TRANSPORT);
        headers.insert(STRICT_TRANSPORT_SECURITY, transport);
    }
}

/// Whether the head of a request is within its limit.
pub(super) fn measure(request: &Request) -> Result<(), Problem> {
    let fields = request.headers().iter();
    // Each with `: ` and the end of its line.
    let fields: usize = fields
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    let target = request.uri().path_and_query();
    let target = target.map_or(0, |target| target.as_str().len());
    match fields + target <= HEADER_BYTES {
        true => Ok(()),
        false => Err(Problem::new(
            Code::HeadersTooLarge,
            format!("expected a head of at most {HEADER_BYTES} bytes, found a longer one"),
        )),
    }
}
