//! The words of the field, and nothing that judges.
//!
//! A credential is opened, checked, mapped to the European standard elements of a micro-credential
//! and scored; this crate holds the nouns of that chain, so that reports and stores need to know
//! no engine:
//!
//! - [`document`] and [`evidence`]: what came in, and what was looked up to judge it;
//! - [`check`]: one row of verification, with its stable code and its cause;
//! - [`element`]: the sixteen standard elements (Council Recommendation 2022/C 243/02, Annex I);
//! - [`criterion`], [`outcome`], [`alignment`]: the e-Valuate method;
//! - [`question`] and [`answer`]: what the file does not tell, and who says it;
//! - [`evaluation`]: the report, whose JSON form is `schemas/evaluation.schema.json`; [`standing`]
//!   is what it rests on beside the credential's words, [`dossier`] its other track, [`decision`]
//!   what an officer made of it, and [`stack`] several of them together;
//! - [`programme`] and [`trust`]: the files that a receiving institution writes; [`spreadsheet`]
//!   what its spreadsheets make of text, [`batch`] what became of the rows that it hands in.
//!
//! Everything is plain data. Clocks, files and sockets are elsewhere.
#![forbid(unsafe_code)]

pub mod alignment;
pub mod answer;
pub mod batch;
pub mod check;
pub mod country;
pub mod criterion;
pub mod decision;
pub mod digest;
pub mod disclosure;
pub mod document;
pub mod dossier;
pub mod element;
pub mod evaluation;
pub mod evidence;
pub mod json;
pub mod language;
pub mod learner;
pub mod limits;
pub mod outcome;
pub mod pointer;
pub mod programme;
pub mod question;
pub mod scope;
pub mod spreadsheet;
pub mod stack;
pub mod standing;
pub mod time;
pub mod trust;

pub use batch::{RowResult, Totals};
pub use check::{Check, CheckCode, CheckOutcome};
pub use criterion::Criterion;
pub use digest::Digest;
pub use document::Document;
pub use element::Tier;
pub use evaluation::Evaluation;
pub use pointer::Pointer;
pub use time::Timestamp;
