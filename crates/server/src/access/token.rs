//! The token that a form of a session carries, as its first field.

use axum::body::{Body as HttpBody, BodyDataStream, Bytes};
use futures_util::{StreamExt as _, stream};

use super::site::Body;
use crate::problem::{Code, Problem};

/// The name of the field.
pub const FIELD: &str = "csrf_token";
/// The header field that a script sends it in.
pub(super) const HEADER: &str = "x-csrf-token";
/// Bytes of a body in which the first field must end: a boundary of 70 characters (RFC 2046 section
/// 5.1.1), the header of the part and the token are some 250.
const LOOKED_AT: usize = 1024;

/// The token of a form, and the whole body again.
///
/// Only the beginning is read, so a file that comes after it is not held in memory.
pub(super) async fn first_field(
    kind: Body,
    body: HttpBody,
) -> Result<(Option<String>, HttpBody), Problem> {
    let mut rest = body.into_data_stream();
    let mut read: Vec<Bytes> = Vec::new();
    let mut start: Vec<u8> = Vec::new();
    while start.len() < LOOKED_AT {
        let Some(chunk) = rest.next().await else {
            break;
        };
        let chunk = chunk.map_err(|_| {
            Problem::new(
                Code::Malformed,
                "expected a complete body, found one that broke off",
            )
        })?;
        start.extend(chunk.iter().take(LOOKED_AT - start.len()));
        read.push(chunk);
    }
    let token = match kind {
        Body::UrlEncoded => in_pairs(&start),
        Body::Multipart => in_parts(&start),
        Body::Json | Body::None => None,
    };
    Ok((token, again(read, rest)))
}

fn again(read: Vec<Bytes>, rest: BodyDataStream) -> HttpBody {
    let read = stream::iter(read.into_iter().map(Ok));
    HttpBody::from_stream(read.chain(rest))
}

fn in_pairs(start: &[u8]) -> Option<String> {
    // The last pair may be cut off, and the token is not the last but in a form without other fields.
    let (name, value) = url::form_urlencoded::parse(start).next()?;
    (name == FIELD).then(|| value.into_owned())
}

/// The value of the first part, where that is the token (RFC 7578 section 4.2).
fn in_parts(start: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(start);
    let (boundary, rest) = start.split_once("\r\n")?;
    let (head, rest) = rest.split_once("\r\n\r\n")?;
    let names = format!("content-disposition: form-data; name=\"{FIELD}\"");
    let is_token = boundary.starts_with("--") && head.eq_ignore_ascii_case(&names);
    let (value, _) = rest.split_once(&format!("\r\n{boundary}"))?;
    is_token.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    const PART: &str =
        "--x\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\nabc\r\n--x";

    #[tokio::test]
    async fn the_first_field_is_the_token_and_the_body_stays_whole() {
        let file = format!(
            "{PART}\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n{}\r\n--x--",
            "y".repeat(5000)
        );
        for (kind, body, expected) in [
            (Body::UrlEncoded, "csrf_token=abc", Some("abc")),
            (Body::UrlEncoded, "csrf_token=abc&a=b", Some("abc")),
            (Body::UrlEncoded, "a=b&csrf_token=abc", None),
            (Body::UrlEncoded, "xcsrf_token=abc", None),
            (Body::UrlEncoded, "", None),
            (Body::Multipart, PART, Some("abc")),
            (Body::Multipart, &file, Some("abc")),
            (Body::Multipart, &PART.replace("csrf_token", "a"), None),
            (Body::Multipart, &PART[..PART.len() - 3], None),
            (Body::Multipart, "csrf_token=abc", None),
        ] {
            // In pieces, as they come over a slow line.
            for size in [1, 7, 10_000] {
                let pieces: Vec<_> = body
                    .as_bytes()
                    .chunks(size)
                    .map(Bytes::copy_from_slice)
                    .collect();
                let pieces = stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>));
                let (token, again) = first_field(kind, HttpBody::from_stream(pieces))
                    .await
                    .unwrap();
                assert_eq!(token.as_deref(), expected, "{body}");
                assert_eq!(again.collect().await.unwrap().to_bytes(), body.as_bytes());
            }
        }
    }
}
