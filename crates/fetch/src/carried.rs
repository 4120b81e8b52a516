//! What a document carries: a PDF its attached files, a picture its QR codes.

use credeval_model::Document;

#[cfg(feature = "pdf")]
use crate::pdf;
#[cfg(feature = "qr")]
use crate::qr;
use crate::{Client, FetchError, Options, kind::Kind};

#[cfg_attr(
    not(feature = "qr"),
    expect(unused_variables, reason = "only codes lead elsewhere")
)]
/// The credentials that a document carries, or the document itself where it carries none.
pub(crate) async fn carried(
    document: Document,
    client: &Client,
    options: &Options,
) -> Vec<Result<Document, FetchError>> {
    match Kind::of(&document.bytes) {
        #[cfg(feature = "pdf")]
        Kind::Pdf => pdf::attached(&document, options.max_bytes),
        #[cfg(feature = "qr")]
        Kind::Png | Kind::Jpeg => match qr::codes(&document) {
            Ok(codes) if codes.is_empty() => vec![Ok(document)],
            Ok(codes) => qr::documents(&document.source, codes, client, options).await,
            Err(error) => vec![Err(error.into())],
        },
        _ => vec![Ok(document)],
    }
}
