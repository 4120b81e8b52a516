//! The goldens of the corpus: those that are snapshots are written, those that a person wrote are not.

use std::path::Path;

use credeval_conformance::golden::{Golden, GoldenError, Origin, samples};

use crate::generated::Generated;

const FOLDER: &str = "tests/goldens";

/// One golden for each credential of the corpus that has none by hand.
pub(crate) fn generate(corpus: &Path, project: &Path) -> Result<Generated, GoldenError> {
    let mut generated = Generated::owning(FOLDER, "tsv");
    for sample in samples(corpus) {
        let path = format!("{FOLDER}/{}.tsv", sample.path);
        let found = sample.golden();
        let file = project.join(&path);
        let kept = match file.exists() {
            true => Some(Golden::read(&file)?).filter(|golden| golden.origin == Origin::Hand),
            false => None,
        };
        generated.add(&path, kept.unwrap_or(found).text(&sample.path));
    }
    Ok(generated)
}
