//! What the suites over RDF sign: the dataset of a document and that of the proof's options, each
//! in its canonical form.
//!
//! Sources: Data Integrity EdDSA Cryptosuites v1.0, sections 3.2.3 to 3.2.5; Data Integrity ECDSA
//! Cryptosuites v1.0, sections 3.2.3 to 3.2.5.

use std::cell::OnceCell;

use credeval_linked_data::{
    CanonicalError, Contexts, Dropped, Form, LinkedDataError, read, read_without,
};
use credeval_model::{Check, CheckCode, Pointer, check::Cause};
use serde_json::Value;

use super::hashes::HashError;
use super::suite::Hash;

/// A part of what is signed, as one set of contexts reads it.
#[derive(Debug)]
pub(super) struct Dataset {
    pub(super) quads: credeval_linked_data::Dataset,
    /// Places that it does not hold.
    pub(super) dropped: Vec<Dropped>,
    /// Its canonical forms, with SHA-256 and SHA-384, made when they are asked for.
    canonical: [OnceCell<Result<Form, CanonicalError>>; 2],
}

impl From<credeval_linked_data::Reading> for Dataset {
    fn from(reading: credeval_linked_data::Reading) -> Self {
        Self {
            quads: reading.dataset,
            dropped: reading.dropped,
            canonical: Default::default(),
        }
    }
}

impl Dataset {
    pub(super) fn of(value: &Value, contexts: &Contexts) -> Result<Self, LinkedDataError> {
        read(value, contexts).map(Self::from)
    }

    pub(super) fn canonical(&self, hash: Hash) -> Result<&Form, CanonicalError> {
        let [sha256, sha384] = &self.canonical;
        let form = match hash {
            Hash::Sha256 => sha256,
            Hash::Sha384 => sha384,
        };
        form.get_or_init(|| hash.canonicalize(&self.quads))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// A canonical form that was made already, or the usual one.
    pub(super) fn any_canonical(&self) -> Result<&Form, CanonicalError> {
        let [_, sha384] = &self.canonical;
        match sha384.get() {
            Some(form) => form.as_ref().map_err(Clone::clone),
            None => self.canonical(Hash::Sha256),
        }
    }
}

/// The hash of the options, then that of the document: what is signed.
pub(super) fn signed(
    hash: Hash,
    labels: Hash,
    options: &Dataset,
    document: &Dataset,
) -> Result<Vec<u8>, CanonicalError> {
    let digest = |part: &Dataset| Ok(hash.digest(&part.canonical(labels)?.nquads));
    Ok([digest(options)?, digest(document)?].concat())
}

/// A document as one set of contexts reads it.
#[derive(Debug)]
pub(super) struct Reading {
    /// The document that this reading prefers under an address, where several circulate.
    pub(super) name: Option<String>,
    contexts: Contexts,
    /// Read when it is asked for: most proofs hold under the usual reading, and need no other.
    document: OnceCell<Result<Dataset, LinkedDataError>>,
}

impl Reading {
    /// The readings to try for a document, the usual one first.
    pub(super) fn all(document: &Value, contexts: &Contexts) -> Vec<Self> {
        contexts
            .readings(&super::context_urls(document))
            .into_iter()
            .map(|(name, contexts)| Self {
                name,
                contexts,
                document: OnceCell::new(),
            })
            .collect()
    }

    pub(super) fn document(&self, input: &Input<'_>) -> Result<&Dataset, &LinkedDataError> {
        self.document
            .get_or_init(|| input.read(&self.contexts))
            .as_ref()
    }
}

/// What a proof signs: the document without its proofs, or with those that the proof builds on.
#[derive(Debug)]
pub(super) struct Input<'a> {
    document: &'a Value,
    /// The proofs within it, with their places in the document itself.
    earlier: Vec<&'a (Pointer, Value)>,
    /// Made when it is asked for: the document is as large as all else, and mostly read in place.
    value: OnceCell<Value>,
    pub(super) readings: Vec<Reading>,
}

impl<'a> Input<'a> {
    pub(super) fn new(
        document: &'a Value,
        earlier: &[&'a (Pointer, Value)],
        contexts: &Contexts,
    ) -> Self {
        Self {
            document,
            earlier: earlier.to_vec(),
            value: OnceCell::new(),
            readings: Reading::all(document, contexts),
        }
    }

    /// Section 4.5 of Data Integrity, step 3: earlier proofs stand as a list, even a single one.
    pub(super) fn value(&self) -> &Value {
        self.value.get_or_init(|| {
            let mut value = self.document.clone();
            if let Some(entries) = value.as_object_mut() {
                entries.remove("proof");
                if !self.earlier.is_empty() {
                    let proofs = self.earlier.iter().map(|(_, proof)| proof.clone());
                    entries.insert("proof".to_owned(), proofs.collect());
                }
            }
            value
        })
    }

    /// Its dataset.
    pub(super) fn read(&self, contexts: &Contexts) -> Result<Dataset, LinkedDataError> {
        match self.earlier.as_slice() {
            [] => read_without(self.document, "proof", contexts).map(Dataset::from),
            _ => Dataset::of(self.value(), contexts),
        }
    }

    /// A place of the input as one of the document.
    pub(super) fn placed(&self, pointer: &Pointer) -> Pointer {
        let list = Pointer::root().key("proof");
        let inside = self
            .earlier
            .iter()
            .enumerate()
            .find_map(|(index, (place, _))| {
                let inner = list.index(index);
                let rest = pointer.as_str().strip_prefix(inner.as_str())?;
                (rest.is_empty() || rest.starts_with('/')).then(|| Pointer::from(rest).under(place))
            });
        inside.unwrap_or_else(|| pointer.clone())
    }
}

/// An input with a proof's options, as one set of contexts reads both.
pub(super) struct Attempt<'a> {
    input: &'a Input<'a>,
    options: &'a Value,
    reading: &'a Reading,
    dataset: OnceCell<Result<Dataset, LinkedDataError>>,
}

impl<'a> Attempt<'a> {
    pub(super) fn all(input: &'a Input<'a>, options: &'a Value) -> Vec<Self> {
        let attempts = input.readings.iter().map(|reading| Self {
            input,
            options,
            reading,
            dataset: OnceCell::new(),
        });
        attempts.collect()
    }

    pub(super) fn name(&self) -> Option<&'a str> {
        self.reading.name.as_deref()
    }

    /// The datasets of the options and of the document.
    pub(super) fn datasets(&self) -> Result<(&Dataset, &Dataset), LinkedDataError> {
        let document = self.reading.document(self.input);
        let document = document.map_err(Clone::clone)?;
        let options = self
            .dataset
            .get_or_init(|| Dataset::of(self.options, &self.reading.contexts))
            .as_ref()
            .map_err(Clone::clone)?;
        Ok((options, document))
    }

    /// What neither the document's quads nor those of the options of the proof at `place` hold. The
    /// options repeat the document's context, whose places are the document's.
    pub(super) fn uncovered(&self, place: &Pointer) -> Vec<Dropped> {
        let Ok((options, document)) = self.datasets() else {
            return Vec::new();
        };
        let context = Pointer::root().key("@context");
        let inside = options
            .dropped
            .iter()
            .filter(|drop| !drop.pointer.is_within(&context))
            .map(|drop| (drop.pointer.under(place), drop));
        let outside = document
            .dropped
            .iter()
            .map(|drop| (self.input.placed(&drop.pointer), drop));
        outside
            .chain(inside)
            .map(|(pointer, drop)| Dropped {
                pointer,
                ..drop.clone()
            })
            .collect()
    }
}

/// The row of a signature where one of the two parts has no canonical form.
pub(super) fn unreadable(error: &HashError) -> Check {
    let code = CheckCode::ProofSignature;
    match error {
        HashError::LinkedData(LinkedDataError::Invalid { code: fault, .. }) => Check::failed(
            code,
            "the JSON-LD is not valid, so no signature can hold over it",
        )
        .because(Cause::new("invalid_json_ld").mismatch("valid JSON-LD", *fault)),
        error => Check::inconclusive(
            code,
            format!("what the signature covers cannot be told: {error}"),
        )
        .because(Cause::new("no_canonical_form")),
    }
}
