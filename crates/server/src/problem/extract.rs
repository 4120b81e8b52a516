//! axum's extractors, whose faults are problems.

use axum::{
    extract::{
        FromRequest, FromRequestParts,
        rejection::{BytesRejection, FormRejection, JsonRejection, PathRejection, QueryRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{Code, Problem};

/// A body in JSON, as [`axum::Json`].
#[derive(Debug, Clone, Copy, Default, FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// A body that is a form, as [`axum::Form`].
#[derive(Debug, Clone, Copy, Default, FromRequest)]
#[from_request(via(axum::Form), rejection(Problem))]
pub struct Form<T>(pub T);

/// The query of the address, as [`axum::extract::Query`].
#[derive(Debug, Clone, Copy, Default, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Query<T>(pub T);

/// The variable segments of the address, as [`axum::extract::Path`].
#[derive(Debug, Clone, Copy, Default, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::JsonSyntaxError(error) => told(Code::Syntax, "JSON", &error.body_text()),
            JsonRejection::JsonDataError(error) => {
                told(Code::Data, "the fields of this route", &error.body_text())
            }
            JsonRejection::MissingJsonContentType(_) => Self::new(
                Code::MediaType,
                "expected the media type application/json, found another or none",
            )
            .hint("send the header field content-type: application/json"),
            JsonRejection::BytesRejection(rejection) => rejection.into(),
            other => whole(other.status(), &other.body_text()),
        }
    }
}

impl From<FormRejection> for Problem {
    fn from(rejection: FormRejection) -> Self {
        match rejection {
            FormRejection::InvalidFormContentType(_) => Self::new(
                Code::MediaType,
                "expected the media type application/x-www-form-urlencoded, found another or none",
            ),
            FormRejection::BytesRejection(rejection) => rejection.into(),
            other => told(
                Code::Data,
                "a form with the fields of this route",
                &other.body_text(),
            ),
        }
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        whole(rejection.status(), &rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        let found = rejection.body_text();
        told(Code::Malformed, "the parameters of this route", &found).at("query")
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        let found = rejection.body_text();
        told(Code::Malformed, "the segments of this route", &found).at("path")
    }
}

/// Characters of a deserializer's message: it may repeat what was sent.
const SHOWN: usize = 300;

fn told(code: Code, expected: &str, found: &str) -> Problem {
    let found: String = found.chars().take(SHOWN).collect();
    Problem::new(code, format!("expected {expected}, found a fault: {found}"))
}

/// A fault in how the whole body came.
fn whole(status: StatusCode, found: &str) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(
            Code::TooLarge,
            "expected a body within the limit of this route, found a longer one",
        ),
        _ => told(Code::Malformed, "a complete body", found),
    }
}
