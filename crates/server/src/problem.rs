//! How a fault is told: problem details (RFC 9457), with codes that stay.

mod extract;

use std::time::Duration;

use axum::{
    extract::Request,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};

pub use self::extract::{Form, Json, Path, Query};

/// The media type of problem details (RFC 9457 section 3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What is wrong, for programs: a code never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The request cannot be read as HTTP, or a part of its address cannot.
    Malformed,
    /// The body is not JSON, or not a form.
    Syntax,
    /// The body can be read, and does not hold what it should.
    Data,
    /// The body has another media type than the route takes.
    MediaType,
    /// The body is longer than the route takes.
    TooLarge,
    /// The header fields are longer than the server takes.
    HeadersTooLarge,
    /// Nothing stands at the address, for the one who asks.
    Unknown,
    /// The address does not know the method.
    Method,
    /// More requests came than may.
    TooMany,
    /// The request took longer than it may.
    Timeout,
    /// Nobody said who asks, or the key or session is not known.
    Unauthenticated,
    /// The key or session is known, and has ended.
    Ended,
    /// The one who asks may not do this.
    Forbidden,
    /// The request names another host than this one.
    Host,
    /// The request comes from another site's page.
    Origin,
    /// The form does not carry the token of its session.
    Token,
    /// The login was not begun in this browser, has ended, or was used before.
    LoginState,
    /// The identity provider, or the settings, let nobody in for this login.
    LoginRefused,
    /// The identity provider could not be asked, or its answer cannot be believed.
    LoginProvider,
    /// What the server needs did not answer.
    Unavailable,
    /// A fault of the server itself.
    Bug,
}

impl Code {
    /// All codes.
    pub const ALL: [Self; 21] = [
        Self::Malformed,
        Self::Syntax,
        Self::Data,
        Self::MediaType,
        Self::TooLarge,
        Self::HeadersTooLarge,
        Self::Unknown,
        Self::Method,
        Self::TooMany,
        Self::Timeout,
        Self::Unauthenticated,
        Self::Ended,
        Self::Forbidden,
        Self::Host,
        Self::Origin,
        Self::Token,
        Self::LoginState,
        Self::LoginRefused,
        Self::LoginProvider,
        Self::Unavailable,
        Self::Bug,
    ];

    /// The code as text and the status that goes with it.
    const fn row(self) -> (&'static str, StatusCode) {
        match self {
            Self::Malformed => ("request.malformed", StatusCode::BAD_REQUEST),
            Self::Syntax => ("request.syntax", StatusCode::BAD_REQUEST),
            Self::Data => ("request.data", StatusCode::UNPROCESSABLE_ENTITY),
            Self::MediaType => ("request.media_type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Self::TooLarge => ("request.too_large", StatusCode::PAYLOAD_TOO_LARGE),
            Self::HeadersTooLarge => (
                "request.headers_too_large",
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            ),
            Self::Unknown => ("request.unknown", StatusCode::NOT_FOUND),
            Self::Method => ("request.method", StatusCode::METHOD_NOT_ALLOWED),
            Self::TooMany => ("request.too_many", StatusCode::TOO_MANY_REQUESTS),
            Self::Timeout => ("request.timeout", StatusCode::SERVICE_UNAVAILABLE),
            Self::Unauthenticated => ("access.unauthenticated", StatusCode::UNAUTHORIZED),
            Self::Ended => ("access.ended", StatusCode::UNAUTHORIZED),
            Self::Forbidden => ("access.forbidden", StatusCode::FORBIDDEN),
            Self::Host => ("access.host", StatusCode::MISDIRECTED_REQUEST),
            Self::Origin => ("access.origin", StatusCode::FORBIDDEN),
            Self::Token => ("access.token", StatusCode::FORBIDDEN),
            Self::LoginState => ("login.state", StatusCode::BAD_REQUEST),
            Self::LoginRefused => ("login.refused", StatusCode::FORBIDDEN),
            Self::LoginProvider => ("login.provider", StatusCode::BAD_GATEWAY),
            Self::Unavailable => ("server.unavailable", StatusCode::SERVICE_UNAVAILABLE),
            Self::Bug => ("server.bug", StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// The code as it stands in a problem.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status that it comes with.
    pub const fn status(self) -> StatusCode {
        self.row().1
    }

    /// The code for a status that came without one.
    fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthenticated,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => Self::Unavailable,
            status => {
                let all = Self::ALL.into_iter();
                let mut same = all.filter(|code| code.status() == status);
                same.next().unwrap_or(match status.is_client_error() {
                    true => Self::Malformed,
                    false => Self::Bug,
                })
            }
        }
    }
}

/// A fault as problem details: `type`, `title`, `status`, `detail`, and beside them `code`, where
/// there is one `pointer` (a JSON pointer into the body, or the name of a part of the address) and
/// `hint`.
///
/// `type` is `about:blank`, so `title` is the phrase of the status; `code` tells more (RFC 9457
/// sections 3.2 and 4.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    status: StatusCode,
    detail: String,
    pointer: Option<String>,
    hint: Option<String>,
    retry_after: Option<Duration>,
}

impl Problem {
    /// A fault in one sentence: lower case, what was expected and what was found.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            status: code.status(),
            detail: detail.into(),
            pointer: None,
            hint: None,
            retry_after: None,
        }
    }

    /// With the place of what is wrong.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With how long to wait, told in whole seconds by `Retry-After` (RFC 9110 section 10.2.3).
    #[must_use]
    pub fn retry_after(mut self, pause: Duration) -> Self {
        self.retry_after = Some(pause);
        self
    }

    /// What is wrong.
    pub fn code(&self) -> Code {
        self.code
    }

    /// As the members of a JSON object.
    fn to_json(&self) -> Value {
        let mut members = Map::new();
        members.insert("type".to_owned(), "about:blank".into());
        let title = self.status.canonical_reason().unwrap_or("Unknown");
        members.insert("title".to_owned(), title.into());
        members.insert("status".to_owned(), self.status.as_u16().into());
        members.insert("code".to_owned(), self.code.as_str().into());
        members.insert("detail".to_owned(), self.detail.as_str().into());
        let optional = [("pointer", &self.pointer), ("hint", &self.hint)];
        for (name, value) in optional {
            if let Some(value) = value {
                members.insert(name.to_owned(), value.as_str().into());
            }
        }
        Value::Object(members)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let media_type = [(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))];
        let body = self.to_json().to_string();
        let mut response = (self.status, media_type, body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            // A 401 names a way to come in (RFC 9110 section 15.5.2, RFC 6750 section 3).
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, bearer);
        }
        if let Some(pause) = self.retry_after {
            let seconds = pause.as_secs() + u64::from(pause.subsec_nanos() > 0);
            let seconds = HeaderValue::from(seconds.max(1));
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}

/// Makes every answer that is a fault a problem: axum answers an unknown route and a wrong method
/// without a word, and a handler may answer with a bare status.
pub(crate) async fn told(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_fault = status.is_client_error() || status.is_server_error();
    let media_type = response.headers().get(CONTENT_TYPE);
    if !is_fault || media_type.is_some_and(|found| found == MEDIA_TYPE) {
        return response;
    }
    let code = Code::of(status);
    let detail = match code {
        Code::Unknown => "expected the address of a route, found another".to_owned(),
        Code::Method => "expected a method that the address knows, found another".to_owned(),
        _ => format!("expected success, found status {}", status.as_u16()),
    };
    let mut problem = Problem::new(code, detail);
    problem.status = status;
    let mut told = problem.into_response();
    // What else was said stays, such as `Allow`.
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            told.headers_mut().insert(name.clone(), value.clone());
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart_and_none_is_a_success() {
        let texts: std::collections::BTreeSet<_> = Code::ALL.map(Code::as_str).into();
        assert_eq!(texts.len(), Code::ALL.len());
        for code in Code::ALL {
            let status = code.status();
            assert!(status.is_client_error() || status.is_server_error());
            let of = Code::of(status);
            assert!(of.status() == status || of == Code::Unavailable, "{code:?}");
        }
    }

    #[test]
    fn a_problem_has_the_members_of_the_specification_and_ours() {
        let problem = Problem::new(Code::Data, "expected a date, found `x`")
            .at("/issued")
            .hint("write it as 2026-03-01");
        assert_eq!(
            problem.to_json().to_string(),
            r#"{"code":"request.data","detail":"expected a date, found `x`","hint":"write it as 2026-03-01","pointer":"/issued","status":422,"title":"Unprocessable Entity","type":"about:blank"}"#
        );
    }

    #[test]
    fn a_pause_is_told_in_whole_seconds_that_are_not_too_few() {
        for (milliseconds, expected) in [(0, "1"), (999, "1"), (1000, "1"), (1001, "2")] {
            let pause = Duration::from_millis(milliseconds);
            let response = Problem::new(Code::TooMany, "x").retry_after(pause);
            let response = response.into_response();
            assert_eq!(response.headers()[RETRY_AFTER], expected);
        }
    }
}
