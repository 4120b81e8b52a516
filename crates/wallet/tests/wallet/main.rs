//! The verifier's side of OpenID4VP, with a wallet that is written here.

mod any_bytes;
mod binding;
mod presentations;
mod request;
mod response;
mod support;
