//! JSON-LD to N-Quads to RDFC-1.0, for documents whose signature covers RDF.
//!
//! A signature over RDF protects only what reaches the quads. JSON-LD drops the rest without a
//! word: an undefined term, a relative IRI, a value that floats free. A reader of the JSON sees
//! it all the same, and that difference is how forgeries are made. So [`quads()`] names every
//! place that it drops.
//!
//! ```text
//! JSON --expand--> nodes with their places --quads--> dataset --canonicalize--> N-Quads
//! ```
//!
//! Sources: JSON-LD 1.1 and its API (W3C Recommendations, 16 July 2020); RDF Dataset
//! Canonicalization 1.0 (W3C Recommendation, 21 May 2024).
#![forbid(unsafe_code)]

mod canonical;
mod compiled;
mod context;
pub mod contexts;
mod dataset;
mod expand;
mod iri;
mod quads;
mod straight;

pub use canonical::{Canonical, CanonicalError, Form, canonicalize, canonicalize_with, lines};
pub use contexts::Contexts;
pub use dataset::Dataset;
pub use oxrdf::Quad;
pub use quads::{Path, Quads, Reading, quads, read, read_without};

use credeval_model::Pointer;

/// Why a place of the JSON does not reach the quads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// No context defines the term.
    UndefinedTerm,
    /// A context maps the term to nothing.
    NullTerm,
    /// The term is reached only by `@vocab`: it has an IRI, and no meaning.
    VocabularyOnly,
    /// A context written into the document defines a term that the standards define as well, so
    /// that the JSON may read otherwise than the quads.
    RedefinedTerm,
    /// A context written into the document defines a term of its own. The quads hold what it says;
    /// yet no signature over RDF covers the context, so its terms may have been exchanged.
    OwnTerm,
    /// Signed, yet written where no reader of the standard's JSON looks: below a keyword such as
    /// `@included` or `@nest`, under another name for what a standard has a term for, or in a
    /// second description of a node. So a date of expiry or a status could be hidden.
    Disguised,
    /// A type without a definition.
    UndefinedType,
    /// An IRI that is relative, where there is no base.
    RelativeIri,
    /// An IRI that is not well formed.
    InvalidIri,
    /// A value or node that is not the object of anything.
    FreeFloating,
    /// A language tag that is not well formed.
    InvalidLanguage,
    /// A base direction or an index, which RDF does not hold.
    NotInRdf,
    /// A predicate that is a blank node.
    BlankPredicate,
    /// A context that was added to the document after a proof over its bytes was made: a reader of
    /// the JSON-LD may take the signed terms for others.
    AddedContext,
}

impl Reason {
    /// The reason as people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::UndefinedTerm => "undefined term",
            Self::NullTerm => "term mapped to nothing",
            Self::VocabularyOnly => "term reached only by @vocab",
            Self::RedefinedTerm => "term redefined inside the document",
            Self::OwnTerm => "term defined inside the document",
            Self::Disguised => "not written as the standard writes it",
            Self::UndefinedType => "undefined type",
            Self::RelativeIri => "relative IRI",
            Self::InvalidIri => "invalid IRI",
            Self::FreeFloating => "free-floating value",
            Self::InvalidLanguage => "invalid language tag",
            Self::NotInRdf => "annotation that RDF does not hold",
            Self::BlankPredicate => "blank node as a property",
            Self::AddedContext => "context added after the proof was made",
        }
    }
}

/// A place of the JSON that the quads do not hold, or hold otherwise than it reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dropped {
    /// The place.
    pub pointer: Pointer,
    /// Why.
    pub reason: Reason,
    /// The term, type or IRI.
    pub what: String,
}

/// Why a document has no quads at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkedDataError {
    /// It names a context that is not known here.
    #[error("expected a known context, found `{url}`")]
    UnknownContext {
        /// The context's address.
        url: String,
    },
    /// A context or the document breaks a rule of JSON-LD; `code` is the API's own error code.
    #[error("expected valid JSON-LD, found {code} at {pointer}: `{what}`")]
    Invalid {
        /// The place.
        pointer: Pointer,
        /// The error code (JSON-LD 1.1 API section 9.8.1).
        code: &'static str,
        /// The term or value.
        what: String,
    },
    /// It needs more work than any credential does.
    #[error("expected at most {limit} {unit}, found more")]
    Limit {
        /// The limit.
        limit: usize,
        /// Of what.
        unit: &'static str,
    },
}
