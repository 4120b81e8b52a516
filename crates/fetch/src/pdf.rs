//! Files attached to a PDF (ISO 32000-2 section 7.11.4).
//!
//! A PDF shows whatever its maker likes; only what is attached to it can be verified. It is looked
//! for where readers show it: among the embedded files of the document, its associated files, and
//! the attachments of its pages.

use std::collections::BTreeSet;

use credeval_model::{Document, limits};
use lopdf::{DecompressError, Dictionary, Error, LoadOptions, Object, ObjectId};

use crate::{
    FetchError, InputError,
    archive::shown,
    kind::{Kind, may_be_credential},
    source::Held,
};

/// Files that one PDF may have attached: as many as one credential may hold.
const ATTACHMENTS: usize = limits::HELD;
/// Bytes that one stream of objects may grow to, while the PDF is read: programs put some hundred
/// small objects into one.
const OBJECTS_BYTES: usize = 4 * 1024 * 1024;
/// Nested nodes of the tree of names; a balanced one of a million names has four.
const DEPTH: usize = 16;
/// Nodes of that tree, and pages, that are looked at.
const NODES: usize = 10_000;

/// The credentials attached to a PDF, each of at most `max_bytes`; what else is attached is passed
/// over. Where there is none it is an error.
pub(crate) fn attached(pdf: &Document, max_bytes: u64) -> Vec<Result<Document, FetchError>> {
    let place = &pdf.source;
    let files = match specifications(pdf) {
        Ok(files) => files,
        Err(error) => return vec![Err(error.into())],
    };
    let found = files.found.len();
    if found > ATTACHMENTS {
        let (place, limit) = (place.clone(), ATTACHMENTS);
        return vec![Err(InputError::Attachments { place, limit }.into())];
    }
    let mut held = Held::default();
    let documents = files.found.iter().filter_map(|file| {
        let name = format!("{place}!{}", shown(file.name.as_bytes()));
        match files.bytes(file, &name, max_bytes) {
            Ok(bytes) if !may_be_credential(&bytes) && Kind::of(&bytes) != Kind::Png => None,
            Ok(bytes) => {
                let room = held.take(&name, bytes.len() as u64);
                Some(room.map(|()| Document::new(bytes, name)))
            }
            Err(error) => Some(Err(error.into())),
        }
    });
    let documents: Vec<_> = documents.collect();
    if documents.is_empty() {
        let place = place.clone();
        return vec![Err(InputError::NothingAttached { place, found }.into())];
    }
    documents
}

/// The files that a PDF names as attached to it.
struct Files {
    pdf: lopdf::Document,
    found: Vec<Attached>,
}

/// A file that is attached.
struct Attached {
    name: String,
    /// The stream that holds it.
    stream: ObjectId,
}

fn specifications(pdf: &Document) -> Result<Files, InputError> {
    let place = || pdf.source.clone();
    let options = LoadOptions::with_max_decompressed_size(OBJECTS_BYTES);
    let read = lopdf::Document::load_mem_with_options(&pdf.bytes, options);
    let read = read.map_err(|error| match error {
        Error::InvalidPassword | Error::Decryption(_) => {
            InputError::EncryptedPdf { place: place() }
        }
        error => InputError::DamagedPdf {
            place: place(),
            found: error.to_string(),
        },
    })?;
    if read.is_encrypted() {
        return Err(InputError::EncryptedPdf { place: place() });
    }
    let mut search = Search {
        pdf: &read,
        left: NODES,
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    if let Ok(catalog) = read.catalog() {
        if let Ok(Object::Dictionary(names)) = catalog.get_deref(b"Names", &read)
            && let Ok(tree) = names.get_deref(b"EmbeddedFiles", &read)
        {
            search.tree(tree, DEPTH);
        }
        if let Ok(Object::Array(files)) = catalog.get_deref(b"AF", &read) {
            search.files(files);
        }
    }
    for page in read.page_iter().take(NODES) {
        for annotation in read.get_page_annotations(page).unwrap_or_default() {
            if annotation.get(b"FS").is_ok() {
                search.file(annotation.get(b"FS"));
            }
        }
    }
    let found = search.found;
    Ok(Files { pdf: read, found })
}

/// A search for specifications of files (ISO 32000-2 section 7.11.3).
struct Search<'a> {
    pdf: &'a lopdf::Document,
    left: usize,
    /// Streams that were found; one file may be named in several places.
    seen: BTreeSet<ObjectId>,
    found: Vec<Attached>,
}

impl Search<'_> {
    /// Looks through a tree of names (ISO 32000-2 section 7.9.6).
    fn tree(&mut self, node: &Object, depth: usize) {
        let pdf = self.pdf;
        let Ok((_, Object::Dictionary(node))) = pdf.dereference(node) else {
            return;
        };
        if self.left == 0 || depth == 0 {
            return;
        }
        self.left -= 1;
        if let Ok(Object::Array(names)) = node.get_deref(b"Names", pdf) {
            // Names and values take turns.
            for pair in names.chunks_exact(2) {
                self.file(pair.last().ok_or(Error::ReferenceLimit));
            }
        }
        if let Ok(Object::Array(kids)) = node.get_deref(b"Kids", pdf) {
            for kid in kids {
                self.tree(kid, depth - 1);
            }
        }
    }

    fn files(&mut self, files: &[Object]) {
        for file in files {
            self.file(Ok(file));
        }
    }

    fn file(&mut self, specification: Result<&Object, Error>) {
        let pdf = self.pdf;
        let specification = specification.and_then(|object| pdf.dereference(object));
        let Ok((_, Object::Dictionary(specification))) = specification else {
            return;
        };
        let Ok(Object::Dictionary(embedded)) = specification.get_deref(b"EF", pdf) else {
            return;
        };
        let stream = [&b"UF"[..], b"F"]
            .iter()
            .find_map(|key| embedded.get(key).ok());
        let Some(stream) = stream.and_then(|stream| stream.as_reference().ok()) else {
            return;
        };
        // One more than allowed: whoever counts them says so.
        if self.found.len() <= ATTACHMENTS && self.seen.insert(stream) {
            let name = name(specification, pdf);
            self.found.push(Attached { name, stream });
        }
    }
}

/// The name of a file, in Unicode where it is given so.
fn name(specification: &Dictionary, pdf: &lopdf::Document) -> String {
    let texts = [&b"UF"[..], b"F"].into_iter();
    let mut texts = texts.filter_map(|key| specification.get_deref(key, pdf).ok());
    let name = texts.find_map(|text| lopdf::decode_text_string(text).ok());
    name.unwrap_or_else(|| "attachment".to_owned())
}

impl Files {
    /// The bytes of an attached file.
    fn bytes(&self, file: &Attached, name: &str, max_bytes: u64) -> Result<Vec<u8>, InputError> {
        let damaged = |error: Error| InputError::DamagedAttachment {
            place: name.to_owned(),
            found: error.to_string(),
        };
        let limit = max_bytes.min(limits::DECOMPRESSED_BYTES as u64);
        let too_large = |found| InputError::TooLarge {
            place: name.to_owned(),
            limit,
            found,
        };
        let stream = self.pdf.get_object(file.stream).and_then(Object::as_stream);
        let stream = stream.map_err(damaged)?;
        let bytes = match stream.dict.get(b"Filter") {
            Err(_) => Ok(stream.content.clone()),
            Ok(_) => {
                stream.decompressed_content_with_limit(usize::try_from(limit).unwrap_or(usize::MAX))
            }
        };
        match bytes {
            Ok(bytes) if bytes.len() as u64 > limit => Err(too_large(Some(bytes.len() as u64))),
            Ok(bytes) => Ok(bytes),
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                Err(too_large(None))
            }
            Err(error) => Err(damaged(error)),
        }
    }
}

#[cfg(test)]
mod tests;
