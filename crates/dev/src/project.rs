//! The project that something was measured on, and the parts of its pages that a measurement writes.

use std::{path::Path, process::Command};

use credeval_model::Timestamp;

/// The day, in UTC.
pub fn day() -> String {
    Timestamp::now().to_string().chars().take(10).collect()
}

/// The commit that is checked out, with `-changed` after it where files of these paths, or any where there are
/// none, are others than in it; `unknown` where git does not say.
pub fn commit(project: &Path, paths: &[&str]) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .arg("-C")
            .arg(project)
            .args(arguments)
            .output();
        let output = output.ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let status = ["status", "--porcelain", "--untracked-files=no", "--"];
    match git(&[&status, paths].concat()) {
        Some(changed) if !changed.is_empty() => format!("{commit}-changed"),
        _ => commit,
    }
}

/// What stands before, between and after two marks; `None` where the page does not have each once, in this
/// order.
pub fn parted<'p>(page: &'p str, begin: &str, end: &str) -> Option<[&'p str; 3]> {
    let (before, rest) = page.split_once(begin)?;
    let (between, after) = rest.split_once(end)?;
    let parts = [before, between, after];
    let has_mark = |part: &str| part.contains(begin) || part.contains(end);
    (!parts.into_iter().any(has_mark)).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_parted_by_marks_that_stand_there_once() {
        assert_eq!(parted("a<b>c", "<", ">"), Some(["a", "b", "c"]));
        for wrong in ["", "<", "a>b<c", "a<b>c<d", "a<b>c>d", "a<b<c>d"] {
            assert_eq!(parted(wrong, "<", ">"), None, "{wrong}");
        }
    }

    #[test]
    fn a_folder_without_a_commit_is_of_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(commit(folder.path(), &[]), "unknown");
    }
}
