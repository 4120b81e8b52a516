//! The real credentials of the corpus, which is test data outside of the project, at
//! `CREDEVAL_CORPUS`.

use std::{env, fs, path::Path};

/// What stands below a folder of the corpus, or nothing, loudly, where there is none.
pub(crate) fn files(below: &str) -> Vec<(String, Vec<u8>)> {
    let Some(corpus) = env::var_os("CREDEVAL_CORPUS") else {
        // Past the test runner, which keeps to itself what a test prints that passes.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"SKIPPED: CREDEVAL_CORPUS is not set, so no real credential was looked at\n",
        );
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut folders = vec![Path::new(&corpus).join(below)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&corpus).unwrap().display().to_string();
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
