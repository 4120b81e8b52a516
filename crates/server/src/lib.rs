//! The HTTP server.
//!
//! - [`access`]: who asks, by keys or by a login, and what they may: one table of routes and roles;
//! - [`problem`]: how a fault is told;
//! - [`Settings`]: the one file that says who may ask.
//!
//! Requests of the server itself go through the guard of `credeval-fetch`.
#![forbid(unsafe_code)]

pub mod access;
pub mod problem;
mod settings;

pub use problem::Problem;
pub use settings::{Settings, SettingsError};
