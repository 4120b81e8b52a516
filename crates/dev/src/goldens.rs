//! The goldens of the corpus: those that are snapshots are written, those that were read by hand are not.

use std::path::Path;

use credeval_conformance::golden::{Golden, GoldenError, Origin, name, samples};

use crate::generated::Generated;

const FOLDER: &str = "tests/goldens";

/// One golden for each credential of the corpus that has none by hand.
pub(crate) fn generate(corpus: &Path, project: &Path) -> Result<Generated, GoldenError> {
    let mut generated = Generated::owning(FOLDER, "tsv");
    for sample in samples(corpus) {
        let path = format!("{FOLDER}/{}.tsv", name(&sample.path));
        let file = project.join(&path);
        let is_by_hand = file.exists() && Golden::read(&file)?.origin == Origin::Hand;
        let text = match is_by_hand {
            true => Golden::file(&file)?,
            false => sample.golden().text(&sample.path),
        };
        generated.add(&path, text);
    }
    Ok(generated)
}
