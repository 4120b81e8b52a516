//! The part of docs/scale.md that a run writes.

use credeval_dev::project::parted;

use super::figures::Figures;

/// The page, below the project.
pub(super) const PATH: &str = "docs/scale.md";

/// What stands before the figures on the page, and after them.
const MARKS: [&str; 2] = [
    "<!-- make scale writes from here -->\n",
    "<!-- to here -->\n",
];

/// Not the page.
#[derive(Debug, thiserror::Error)]
#[error("expected {PATH} to have the lines `{begin}` and `{end}` once, in this order", begin = MARKS[0].trim_end(), end = MARKS[1].trim_end())]
pub(super) struct NoMarks;

/// The page with these figures in the place of those that stand there.
pub(super) fn with(page: &str, figures: &Figures) -> Result<String, NoMarks> {
    let [begin, end] = MARKS;
    let [before, _, after] = parted(page, begin, end).ok_or(NoMarks)?;
    Ok([before, begin, &figures.table(), end, after].concat())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::scale::figures::tests::figures;

    #[test]
    fn figures_take_the_place_of_those_before() {
        let [begin, end] = MARKS;
        let page = format!("# Scale\n{begin}old\n{end}and on\n");
        let written = with(&page, &figures()).unwrap();
        assert!(written.starts_with(&format!("# Scale\n{begin}Measured on 2026-01-02")));
        assert!(written.ends_with(&format!("|\n{end}and on\n")));
        assert!(!written.contains("old"));
        assert_eq!(with(&written, &figures()).unwrap(), written);
        for wrong in [
            "",
            begin,
            &format!("{end}{begin}"),
            &format!("{page}{begin}"),
        ] {
            assert!(with(wrong, &figures()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_page_has_a_place_for_them() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(PATH);
        assert!(with(&fs::read_to_string(page).unwrap(), &figures()).is_ok());
    }
}
