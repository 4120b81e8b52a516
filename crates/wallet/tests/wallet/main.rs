//! The verifier's side of OpenID4VP, with a wallet that is written here.

#[cfg(test)]
mod any_bytes;
#[cfg(test)]
mod binding;
#[cfg(test)]
mod presentations;
#[cfg(test)]
mod request;
#[cfg(test)]
mod response;
#[cfg(test)]
mod support;
