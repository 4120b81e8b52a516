//! The contexts as their publishers publish them.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use credeval_model::Digest;

/// Where the corpus keeps published contexts.
const FOLDERS: &[&str] = &[
    "open-badges/contexts",
    "open-badges/extensions",
    "open-badges/jff-plugfest",
    "elm/elm-repo/rdf",
    "elm/elm-repo-3.2LTS/rdf",
    "w3c/vc-contexts",
];

/// Files of the corpus by the SHA-256 of their bytes: so a file whose bytes changed is not found.
#[derive(Debug)]
pub struct Published {
    files: HashMap<Digest, Vec<u8>>,
}

impl Published {
    /// The published contexts of a corpus.
    pub fn read(corpus: &Path) -> Self {
        let mut files = HashMap::new();
        for folder in FOLDERS {
            collect(&corpus.join(folder), &mut files);
        }
        Self { files }
    }

    /// The bytes with this digest; `None` where the corpus does not hold them.
    pub fn get(&self, digest: &Digest) -> Option<&[u8]> {
        self.files.get(digest).map(Vec::as_slice)
    }
}

fn collect(folder: &Path, files: &mut HashMap<Digest, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if let Ok(bytes) = fs::read(&path) {
            files.insert(Digest::of(&bytes), bytes);
        }
    }
}
