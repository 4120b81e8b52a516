//! The page of attacks names tests that are there.

use super::program::project;

/// Where a test stands that is named without a folder.
const FOLDER: &str = "crates/verify/tests/verify";

/// The tests that a page names as `file.rs::test`, and that are not in the tree.
fn gone(page: &str) -> Vec<&str> {
    let spans = page.split('`').skip(1).step_by(2);
    let named = spans.filter_map(|span| Some((span, span.split_once(".rs::")?)));
    let missing = named.filter(|(_, (file, test))| {
        let file = match file.contains('/') {
            true => project().join(format!("{file}.rs")),
            false => project().join(FOLDER).join(format!("{file}.rs")),
        };
        let text = std::fs::read_to_string(file).unwrap_or_default();
        !text.contains(&format!("fn {test}("))
    });
    missing.map(|(span, _)| span).collect()
}

#[test]
fn every_attack_has_its_test() {
    let page = std::fs::read_to_string(project().join("docs/security/attacks.md")).unwrap();
    assert_eq!(gone(&page), Vec::<&str>::new());
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains(".rs::"));
    assert!(rows.count() > 90, "the page lists more attacks than these");
}

#[test]
fn a_test_that_is_gone_is_noticed() {
    let page = "| a | - | `attacks.rs::not_there`, `attacks.rs::what_is_signed_cannot_be_hidden_from_readers_of_the_json` | x |";
    assert_eq!(gone(page), ["attacks.rs::not_there"]);
    assert_eq!(gone("`no/such/file.rs::x`"), ["no/such/file.rs::x"]);
}
