//! The part of docs/scale.md that a run writes.

use credeval_dev::project::parted;

/// The page, below the project.
pub(super) const PATH: &str = "docs/scale.md";

/// What stands before the figures of a part on the page, and after them.
pub(super) type Marks = [&'static str; 2];

/// Of many machines.
pub(super) const MANY: Marks = [
    "<!-- make scale writes from here -->\n",
    "<!-- to here -->\n",
];

/// Of one machine.
pub(super) const ALONE: Marks = [
    "<!-- make scale ALONE=1 writes from here -->\n",
    "<!-- and to here -->\n",
];

/// Not the page.
#[derive(Debug, thiserror::Error)]
#[error("expected {PATH} to have the lines `{begin}` and `{end}` once, in this order", begin = .0[0].trim_end(), end = .0[1].trim_end())]
pub(super) struct NoMarks(Marks);

/// The page with these figures in the place of those that stand there.
pub(super) fn with(page: &str, marks: Marks, table: &str) -> Result<String, NoMarks> {
    let [begin, end] = marks;
    let [before, _, after] = parted(page, begin, end).ok_or(NoMarks(marks))?;
    Ok([before, begin, table, end, after].concat())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::scale::figures::tests::figures;

    #[test]
    fn figures_take_the_place_of_those_before() {
        let [begin, end] = MANY;
        let page = format!("# Scale\n{begin}old\n{end}and on\n");
        let written = with(&page, MANY, &figures().table()).unwrap();
        assert!(written.starts_with(&format!("# Scale\n{begin}Measured on 2026-01-02")));
        assert!(written.ends_with(&format!("|\n{end}and on\n")));
        assert!(!written.contains("old"));
        assert_eq!(with(&written, MANY, &figures().table()).unwrap(), written);
        for wrong in [
            "",
            begin,
            &format!("{end}{begin}"),
            &format!("{page}{begin}"),
        ] {
            assert!(with(wrong, MANY, "").is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_page_has_a_place_for_them() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(PATH);
        let page = fs::read_to_string(page).unwrap();
        for marks in [MANY, ALONE] {
            assert!(with(&page, marks, "").is_ok());
        }
    }
}
