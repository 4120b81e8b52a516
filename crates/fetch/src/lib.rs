//! The only crate that opens a socket or reads a credential file.
//!
//! - [`open`] turns a [`Source`] (a file, a directory, standard input, an https URL) into documents;
//! - a [`Walk`] finds the [`Place`] of one document after the other, for who needs one at a time;
//! - a [`Watch`] finds files in a folder once they have arrived whole;
//! - [`answer`] answers the requests for evidence of a check, from what a person [`Supplied`] and
//!   else from the network;
//! - a [`Webhook`] is sent signed messages;
//! - [`Client::exchange`] speaks for protocols that others know, such as a login;
//! - [`Client`] is the one way out, behind a guard: https to public addresses only, looked at again
//!   when connecting and at every redirect, under limits of size and time.
//!
//! Nothing here knows what a credential is.
//!
//! ```no_run
//! # async fn example() -> Result<(), credeval_fetch::FetchError> {
//! use credeval_fetch::{Client, ClientOptions, Options, Source, open};
//!
//! let source: Source = "badge.json".parse()?;
//! let client = Client::new(ClientOptions::default());
//! for document in open(&source, &client, &Options::default()).await? {
//!     println!("{}", document?.digest);
//! }
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod archive;
pub mod badge_host;
mod cache;
mod carried;
mod client;
mod error;
mod evidence;
mod exchange;
mod file;
mod guard;
mod hosts;
mod kind;
mod lifetime;
#[cfg(test)]
mod loopback;
mod pace;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "qr")]
mod qr;
mod retry;
mod share;
mod source;
mod supplied;
mod watch;
#[cfg(test)]
mod ways_in;
mod webhook;

pub use archive::Entry;
pub use cache::{Cache, InMemory, Kept, NoCache};
pub use client::{Client, ClientOptions};
pub use error::{
    ConfigError, EnvironmentError, FetchError, IndexProblem, InputError, ServerError, ShownUrl,
};
pub use evidence::answer;
pub use guard::Refusal;
pub use pace::Pace;
pub use share::ShareLinks;
pub use source::{Held, Options, Place, Source, Walk, open};
pub use supplied::{Exhibit, Supplied};
pub use url::Url;
pub use watch::{Arrived, Watch, WatchOptions};
pub use webhook::{Webhook, WebhookSecret};
