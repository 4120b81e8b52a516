//! Our own term tables of the published JSON-LD contexts.
//!
//! A signature over RDF depends on what terms mean, not on the bytes of the file that defines
//! them. So a table holds the facts of a published context in one normal form, and an index says
//! from which bytes they were read.

mod normal;
mod table;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use credeval_model::Digest;
use credeval_model::json::{self, JsonError};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::generated::{FileError, Generated, Mode};
use normal::{ContextFault, normal_form};

pub(crate) use table::TABLE;

/// Where the tables are written, below the project.
const TABLES: &str = "schemas/contexts";
/// What is written of each published context.
const INDEX: &str = "schemas/contexts/index.json";
/// The Rust table that crates/linked-data includes.
const RUST_TABLE: &str = "crates/linked-data/src/contexts/table.rs";

/// A published context.
pub(crate) struct Published {
    /// Its name here, which names its file.
    name: &'static str,
    /// Its version, as its publisher counts.
    version: &'static str,
    /// The addresses under which it circulates.
    urls: &'static [&'static str],
    /// Where its published bytes are read.
    source: Source,
}

/// Where published bytes are read.
enum Source {
    /// A path below the folder of published contexts.
    Folder(&'static str),
    /// A file of an npm package: JSON, or a `CommonJS` module that exports one object.
    Package {
        package: &'static str,
        version: &'static str,
        path: &'static str,
    },
}

/// Contexts that are not shipped.
#[derive(Serialize)]
struct LeftOut {
    urls: &'static [&'static str],
    reason: &'static str,
}

/// The folders that hold published contexts.
pub(crate) struct Folders {
    /// The contexts that are files.
    pub(crate) from: PathBuf,
    /// The contexts that are published in packages.
    pub(crate) packages: Option<PathBuf>,
}

/// A published context that cannot be used.
#[derive(Debug, thiserror::Error)]
enum PublishedError {
    #[error("{name}: {source}")]
    Json {
        name: &'static str,
        source: JsonError,
    },
    #[error("{name}: expected a module that exports one object, found {detail}")]
    Module { name: &'static str, detail: String },
    #[error("{name}: {source}")]
    Context {
        name: &'static str,
        source: ContextFault,
    },
    #[error("{name}: expected version {expected} of package {package}, found {found}")]
    Version {
        name: &'static str,
        package: &'static str,
        expected: &'static str,
        found: String,
    },
    #[error(
        "{name}: expected its table and its row in the index, found none\n\
         hint: give --packages a folder in which npm installed {package}"
    )]
    NotKept {
        name: &'static str,
        package: &'static str,
    },
}

/// A row of the index: what a table was derived from.
#[derive(Serialize, Deserialize)]
struct Row {
    name: String,
    version: String,
    urls: Vec<String>,
    /// The npm package and its version, where the context is published in one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    package: Option<String>,
    #[serde(flatten)]
    digests: Digests,
}

/// What the published bytes and the table were when the one was derived from the other.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Digests {
    /// SHA-256 of the published bytes.
    sha256: String,
    /// Their length.
    bytes: usize,
    /// SHA-256 of the table.
    table_sha256: String,
}

#[derive(Serialize)]
struct Index<'a> {
    contexts: &'a [Row],
    left_out: &'static [LeftOut],
}

/// Derives the tables, writes or compares them, and says of which published bytes the digest is
/// no longer that of the index. `false` where a comparison found a difference, or where a table
/// that cannot be derived here is not the one that was.
pub(crate) fn run(
    published: &[Published],
    folders: &Folders,
    project: &Path,
    mode: Mode,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let shipped = shipped_rows(project);
    let mut generated = Generated::owning(TABLES, "json");
    let mut as_derived = true;
    let mut rows = Vec::new();
    for context in published {
        let (text, row) = match context.source {
            Source::Package { package, .. } if folders.packages.is_none() => {
                kept(context, package, &shipped, project)?
            }
            _ => derive(context, folders)?,
        };
        if let Some(old) = shipped.get(context.name)
            && old.digests.sha256 != row.digests.sha256
        {
            writeln!(
                out,
                "published {}: expected sha256 {} as in the index, found {}",
                context.name, old.digests.sha256, row.digests.sha256
            )?;
        }
        let path = format!("{TABLES}/{}.json", context.name);
        if Digest::of(text.as_bytes()).hex() != row.digests.table_sha256 {
            as_derived = false;
            writeln!(
                out,
                "changed by hand {path}: expected sha256 {} as in the index",
                row.digests.table_sha256
            )?;
        }
        generated.add(path, text);
        rows.push(row);
    }
    let index = Index {
        contexts: &rows,
        left_out: table::LEFT_OUT,
    };
    generated.add(INDEX, serde_json::to_string_pretty(&index)? + "\n");
    generated.add(RUST_TABLE, rust_table(&rows));
    Ok(generated.settle(project, mode, out)? && as_derived)
}

/// The index that is checked in, by name; empty where there is none yet.
fn shipped_rows(project: &Path) -> BTreeMap<String, Row> {
    #[derive(Deserialize)]
    struct Shipped {
        contexts: Vec<Row>,
    }
    let Ok(bytes) = fs::read(project.join(INDEX)) else {
        return BTreeMap::new();
    };
    serde_json::from_slice::<Shipped>(&bytes).map_or_else(
        |_| BTreeMap::new(),
        |shipped| {
            let by_name = |row: Row| (row.name.clone(), row);
            shipped.contexts.into_iter().map(by_name).collect()
        },
    )
}

/// The table and the row of a published context.
fn derive(context: &Published, folders: &Folders) -> Result<(String, Row), Box<dyn Error>> {
    let name = context.name;
    let path = match &context.source {
        Source::Folder(path) => folders.from.join(path),
        Source::Package {
            package,
            version,
            path,
        } => {
            let folder = folders.packages.iter().collect::<PathBuf>().join(package);
            let found = package_version(&folder.join("package.json"))?;
            if found != *version {
                return Err(Box::new(PublishedError::Version {
                    name,
                    package,
                    expected: version,
                    found,
                }));
            }
            folder.join(path)
        }
    };
    let bytes = fs::read(&path).map_err(FileError::of("read", &path))?;
    let document = if path.extension().is_some_and(|ending| ending == "js") {
        exported(&bytes).map_err(|detail| PublishedError::Module { name, detail })?
    } else {
        json::parse(&bytes).map_err(|source| PublishedError::Json { name, source })?
    };
    let text = normal_form(&document).map_err(|source| PublishedError::Context { name, source })?;
    let digests = Digests {
        sha256: Digest::of(&bytes).hex(),
        bytes: bytes.len(),
        table_sha256: Digest::of(text.as_bytes()).hex(),
    };
    Ok((text, row(context, digests)))
}

/// The table as it is checked in, and the row with the digests that are checked in: only one who
/// has the package may change them.
fn kept(
    context: &Published,
    package: &'static str,
    shipped: &BTreeMap<String, Row>,
    project: &Path,
) -> Result<(String, Row), PublishedError> {
    let name = context.name;
    let table = fs::read_to_string(project.join(format!("{TABLES}/{name}.json")));
    match (table, shipped.get(name)) {
        (Ok(text), Some(old)) => Ok((text, row(context, old.digests.clone()))),
        _ => Err(PublishedError::NotKept { name, package }),
    }
}

fn row(context: &Published, digests: Digests) -> Row {
    Row {
        name: context.name.to_owned(),
        version: context.version.to_owned(),
        urls: context.urls.iter().map(|url| (*url).to_owned()).collect(),
        package: match context.source {
            Source::Package {
                package, version, ..
            } => Some(format!("{package} {version}")),
            Source::Folder(_) => None,
        },
        digests,
    }
}

fn package_version(manifest: &Path) -> Result<String, FileError> {
    let bytes = fs::read(manifest).map_err(FileError::of("read", manifest))?;
    let version = serde_json::from_slice::<Value>(&bytes)
        .ok()
        .and_then(|manifest| Some(manifest.get("version")?.as_str()?.to_owned()));
    Ok(version.unwrap_or_else(|| "none".to_owned()))
}

/// The object that a `CommonJS` module exports, where it is written out as a literal.
fn exported(module: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(module).map_err(|error| error.to_string())?;
    let (_, literal) = text
        .split_once("module.exports =")
        .ok_or("no `module.exports =`")?;
    let literal = literal.trim_end().trim_end_matches(';');
    json5::from_str(literal).map_err(|error| error.to_string())
}

/// The table that crates/linked-data includes.
fn rust_table(rows: &[Row]) -> String {
    let mut text = "\
//! The built-in contexts, the usual document of each address first.
// generated by credeval-dev contexts; do not edit

use super::Entry;

#[rustfmt::skip]
pub(super) const TABLE: &[Entry] = &[
"
    .to_owned();
    for row in rows {
        let Row {
            name,
            version,
            urls,
            digests,
            ..
        } = row;
        let sha256 = &digests.sha256;
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "    Entry {{
        name: {name:?},
        urls: &{urls:?},
        version: {version:?},
        published_sha256: {sha256:?},
        text: include_str!(\"../../../../{TABLES}/{name}.json\"),
    }},
"
        );
    }
    text.push_str("];\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    const ONE: &[Published] = &[Published {
        name: "one-v1",
        version: "1",
        urls: &["https://example.org/one/v1"],
        source: Source::Folder("one.jsonld"),
    }];

    const PACKAGED: &[Published] = &[Published {
        name: "packaged-v1",
        version: "1",
        urls: &["https://example.org/packaged/v1"],
        source: Source::Package {
            package: "@example/packaged",
            version: "1.0.0",
            path: "context.js",
        },
    }];

    /// A project and the folder of its sources.
    struct Place {
        project: tempfile::TempDir,
        from: tempfile::TempDir,
    }

    impl Place {
        fn new() -> Self {
            Self {
                project: tempfile::tempdir().unwrap(),
                from: tempfile::tempdir().unwrap(),
            }
        }

        fn publish(&self, path: &str, text: &str) {
            let path = self.from.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        fn run(
            &self,
            published: &[Published],
            packages: bool,
            mode: Mode,
        ) -> Result<(bool, String), String> {
            let folders = Folders {
                from: self.from.path().to_owned(),
                packages: packages.then(|| self.from.path().to_owned()),
            };
            let mut out = Vec::new();
            let same = run(published, &folders, self.project.path(), mode, &mut out);
            let same = same.map_err(|error| error.to_string())?;
            Ok((same, String::from_utf8(out).unwrap()))
        }

        fn read(&self, path: &str) -> String {
            fs::read_to_string(self.project.path().join(path)).unwrap()
        }
    }

    #[test]
    fn a_context_gives_its_table_its_row_and_its_entry() {
        let place = Place::new();
        let text = r#"{"@context":{"a":"ex:a"},"id":"x"}"#;
        place.publish("one.jsonld", text);
        assert!(place.run(ONE, false, Mode::Write).unwrap().0);
        let table = place.read("schemas/contexts/one-v1.json");
        assert_eq!(table, "{\n  \"@context\": {\n    \"a\": \"ex:a\"\n  }\n}\n");
        let index: Value = serde_json::from_str(&place.read(INDEX)).unwrap();
        let digest = Digest::of(text.as_bytes()).hex();
        assert_eq!(
            index["contexts"][0],
            serde_json::json!({
                "name": "one-v1",
                "version": "1",
                "urls": ["https://example.org/one/v1"],
                "sha256": digest,
                "bytes": text.len(),
                "table_sha256": Digest::of(table.as_bytes()).hex(),
            })
        );
        let table = place.read(RUST_TABLE);
        assert!(table.contains(r#"urls: &["https://example.org/one/v1"],"#));
        assert!(table.contains(&digest));
    }

    #[test]
    fn a_check_sees_a_changed_byte_on_either_side() {
        let place = Place::new();
        place.publish("one.jsonld", r#"{"@context":{"a":"ex:a"}}"#);
        place.run(ONE, false, Mode::Write).unwrap();
        let unchanged = place.run(ONE, false, Mode::Check).unwrap();
        assert_eq!(unchanged, (true, String::new()));

        // A table that was edited by hand.
        let table = place.project.path().join("schemas/contexts/one-v1.json");
        let written = fs::read_to_string(&table).unwrap();
        fs::write(&table, written.replace("ex:a", "ex:b")).unwrap();
        assert_eq!(
            place.run(ONE, false, Mode::Check).unwrap(),
            (
                false,
                "would change schemas/contexts/one-v1.json\n".to_owned()
            )
        );
        fs::write(&table, written).unwrap();

        // Published bytes that changed, though not their meaning.
        place.publish("one.jsonld", r#"{"@context":{"a": "ex:a"}}"#);
        let (same, told) = place.run(ONE, false, Mode::Check).unwrap();
        assert!(!same);
        assert!(
            told.starts_with("published one-v1: expected sha256"),
            "{told}"
        );
        assert!(told.contains(&format!("would change {INDEX}\n")), "{told}");
        assert!(!told.contains("one-v1.json"), "{told}");
    }

    #[test]
    fn a_package_is_read_at_its_version_and_kept_where_it_is_not_at_hand() {
        let place = Place::new();
        let manifest = "@example/packaged/package.json";
        place.publish(manifest, r#"{"version":"1.0.0"}"#);
        place.publish(
            "@example/packaged/context.js",
            "'use strict';\n\nmodule.exports = {\n  '@context': {a: 'ex:a', // a\n },\n};\n",
        );
        let error = place.run(PACKAGED, false, Mode::Check).unwrap_err();
        assert_eq!(
            error,
            "packaged-v1: expected its table and its row in the index, found none\n\
             hint: give --packages a folder in which npm installed @example/packaged"
        );
        place.run(PACKAGED, true, Mode::Write).unwrap();
        assert!(place.read(INDEX).contains("@example/packaged 1.0.0"));
        for packages in [true, false] {
            let unchanged = place.run(PACKAGED, packages, Mode::Check).unwrap();
            assert_eq!(unchanged, (true, String::new()));
        }
        // A table that was edited by hand, where it cannot be derived.
        let table = place
            .project
            .path()
            .join("schemas/contexts/packaged-v1.json");
        let derived = fs::read_to_string(&table).unwrap();
        fs::write(&table, derived.replace("ex:a", "ex:b")).unwrap();
        for mode in [Mode::Check, Mode::Write] {
            let (same, told) = place.run(PACKAGED, false, mode).unwrap();
            assert!(!same);
            assert!(
                told.starts_with("changed by hand schemas/contexts/packaged-v1.json: expected"),
                "{told}"
            );
        }
        place.run(PACKAGED, true, Mode::Write).unwrap();
        assert_eq!(fs::read_to_string(&table).unwrap(), derived);

        place.publish(manifest, r#"{"version":"1.0.1"}"#);
        assert_eq!(
            place.run(PACKAGED, true, Mode::Check).unwrap_err(),
            "packaged-v1: expected version 1.0.0 of package @example/packaged, found 1.0.1"
        );
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let place = Place::new();
        assert!(
            place
                .run(ONE, false, Mode::Write)
                .unwrap_err()
                .starts_with("expected to read `")
        );
        place.publish("one.jsonld", r#"{"@context":{"a":"ex:a","a":"ex:b"}}"#);
        assert_eq!(
            place.run(ONE, false, Mode::Write).unwrap_err(),
            "one-v1: expected each key once, found `a` twice in the object at /@context"
        );
        assert!(exported(b"exports.a = {}").is_err());
        assert!(exported(b"module.exports = {a: f()};").is_err());
    }

    #[test]
    fn names_are_unique_and_no_address_is_both_shipped_and_left_out() {
        let mut names: Vec<_> = TABLE.iter().map(|context| context.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        for url in TABLE.iter().flat_map(|context| context.urls) {
            let mut left_out = table::LEFT_OUT.iter().flat_map(|out| out.urls);
            assert!(!left_out.any(|left_out| left_out == url), "{url}");
        }
    }

    #[test]
    fn what_is_checked_in_is_what_the_generator_writes() {
        let Some(from) = std::env::var_os("CREDEVAL_CORPUS") else {
            let _ = writeln!(
                io::stderr(),
                "SKIPPED: CREDEVAL_CORPUS is not set, so the tables were not compared"
            );
            return;
        };
        // Tests run in the folder of their package, and CI gives the path from the project.
        let from = crate::project().join(from);
        let folders = Folders {
            from,
            packages: None,
        };
        let mut out = Vec::new();
        let same = run(TABLE, &folders, crate::project(), Mode::Check, &mut out).unwrap();
        assert!(same, "{}", String::from_utf8_lossy(&out));
    }
}
