//! A set of generated files: written, or compared with what is checked in.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What to do with generated files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write them.
    Write,
    /// Name those that differ.
    Check,
}

/// Generated files, by path below the project.
#[derive(Debug, Default)]
pub struct Generated {
    files: BTreeMap<PathBuf, Vec<u8>>,
    /// A folder and the ending of the files in it that nothing but this generator may write.
    owned: Option<(PathBuf, &'static str)>,
}

/// A file of the project that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("expected to {action} `{path}`: {source}")]
pub struct FileError {
    action: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl FileError {
    /// Names the file and what was done with it.
    pub fn of(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self {
            action,
            path,
            source,
        }
    }
}

impl Generated {
    /// Files of which every one in `folder` with this ending comes from here, so that one left
    /// over from an earlier run is removed.
    pub fn owning(folder: impl Into<PathBuf>, ending: &'static str) -> Self {
        Self {
            owned: Some((folder.into(), ending)),
            ..Self::default()
        }
    }

    /// Adds a file.
    pub fn add(&mut self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), content.into());
    }

    /// Writes or compares, and names each file that changes; `false` where a comparison found one.
    pub fn settle(
        &self,
        project: &Path,
        mode: Mode,
        out: &mut impl Write,
    ) -> Result<bool, FileError> {
        let mut same = true;
        let (changes, removes) = match mode {
            Mode::Write => ("wrote", "removed"),
            Mode::Check => ("would change", "would remove"),
        };
        let mut tell = |what: &str, path: &Path| {
            same = false;
            writeln!(out, "{what} {}", path.display()).map_err(FileError::of("name", path))
        };
        for (path, content) in &self.files {
            let target = project.join(path);
            if fs::read(&target).is_ok_and(|bytes| bytes == *content) {
                continue;
            }
            tell(changes, path)?;
            if mode == Mode::Write {
                if let Some(folder) = target.parent() {
                    fs::create_dir_all(folder).map_err(FileError::of("create", folder))?;
                }
                fs::write(&target, content).map_err(FileError::of("write", path))?;
            }
        }
        for path in self.left_over(project)? {
            tell(removes, &path)?;
            if mode == Mode::Write {
                fs::remove_file(project.join(&path)).map_err(FileError::of("remove", &path))?;
            }
        }
        Ok(same || mode == Mode::Write)
    }

    /// Files in the owned folder, however deep, that are not generated any more.
    fn left_over(&self, project: &Path) -> Result<Vec<PathBuf>, FileError> {
        let Some((folder, ending)) = &self.owned else {
            return Ok(Vec::new());
        };
        let target = project.join(folder);
        if !target.exists() {
            return Ok(Vec::new());
        }
        let mut paths = Vec::new();
        let mut folders = vec![folder.clone()];
        while let Some(folder) = folders.pop() {
            let listed = FileError::of("list", &folder);
            let entries: Vec<_> = fs::read_dir(project.join(&folder))
                .and_then(Iterator::collect)
                .map_err(listed)?;
            for path in entries
                .iter()
                .map(|entry: &fs::DirEntry| folder.join(entry.file_name()))
            {
                if project.join(&path).is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|found| found == *ending)
                    && !self.files.contains_key(&path)
                {
                    paths.push(path);
                }
            }
        }
        paths.sort();
        Ok(paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(generated: &Generated, project: &Path, mode: Mode) -> (bool, String) {
        let mut out = Vec::new();
        let same = generated.settle(project, mode, &mut out).unwrap();
        (same, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_comparison_names_what_differs_and_writes_nothing() {
        let project = tempfile::tempdir().unwrap();
        let mut generated = Generated::owning("out", "json");
        generated.add("out/a.json", "{}\n".to_owned());

        let (same, text) = told(&generated, project.path(), Mode::Check);
        assert_eq!((same, text.as_str()), (false, "would change out/a.json\n"));
        assert!(!project.path().join("out").exists());

        let (same, text) = told(&generated, project.path(), Mode::Write);
        assert_eq!((same, text.as_str()), (true, "wrote out/a.json\n"));
        let (same, text) = told(&generated, project.path(), Mode::Check);
        assert_eq!((same, text.as_str()), (true, ""));

        fs::write(project.path().join("out/a.json"), "{} \n").unwrap();
        let (same, text) = told(&generated, project.path(), Mode::Check);
        assert_eq!((same, text.as_str()), (false, "would change out/a.json\n"));
    }

    #[test]
    fn what_is_left_over_is_removed_and_what_is_not_owned_stays() {
        let project = tempfile::tempdir().unwrap();
        let mut generated = Generated::owning("out", "json");
        generated.add("out/a.json", "{}\n".to_owned());
        told(&generated, project.path(), Mode::Write);
        fs::create_dir(project.path().join("out/deep")).unwrap();
        fs::write(project.path().join("out/deep/old.json"), "{}\n").unwrap();
        fs::write(project.path().join("out/README.md"), "# Out\n").unwrap();

        let (same, text) = told(&generated, project.path(), Mode::Check);
        assert_eq!(
            (same, text.as_str()),
            (false, "would remove out/deep/old.json\n")
        );
        let (_, text) = told(&generated, project.path(), Mode::Write);
        assert_eq!(text, "removed out/deep/old.json\n");
        assert!(!project.path().join("out/deep/old.json").exists());
        assert!(project.path().join("out/README.md").exists());
    }
}
