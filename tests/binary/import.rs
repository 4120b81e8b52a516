//! `credeval batch`, as a registrar runs it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::{Run, credeval, project, with_variables};

const AT: &str = "2026-09-01T00:00:00Z";

/// A folder with a manifest, the files that it names, and room for a store.
struct Office {
    folder: TempDir,
}

const MANIFEST: &str = "\
row id;student id;source;expected issuer;remark
a-1;s-100;docs/good.jwt;;first
a-2;s-200;docs/altered.jwt;;second
a-3;s-300;docs/open.jwt;;third
a-4;s-400;docs/broken.json;;fourth
a-5;s-500;docs/again.jwt;;fifth
a-6;s-600;docs/missing.jwt;;sixth
a-7;s-700;../outside.jwt;;seventh
a-8;s-800;docs/good.jwt;https://nobody.example/;eighth
";

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let docs = folder.path().join("docs");
        fs::create_dir(&docs).unwrap();
        let fixtures = project().join("fixtures/exemption");
        for (to, from) in [
            ("good.jwt", "badge.jwt"),
            ("again.jwt", "badge.jwt"),
            ("altered.jwt", "altered.jwt"),
            ("open.jwt", "in-good-standing.jwt"),
        ] {
            fs::copy(fixtures.join(from), docs.join(to)).unwrap();
        }
        fs::write(docs.join("broken.json"), "{\"cut").unwrap();
        fs::write(folder.path().join("manifest.csv"), MANIFEST).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the verb on a file of the folder.
    fn batch(&self, handed: &str, more: &[&str]) -> Run {
        let (handed, store) = (self.path(handed), self.path("store.db"));
        let trust = project().join("fixtures/exemption/trust.toml");
        let mut arguments = vec!["batch", text(&handed), "--store", text(&store)];
        arguments.extend(["--at", AT, "--offline", "--trust", text(&trust)]);
        arguments.extend(more);
        credeval(&arguments)
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The last line of a run, which is its totals; they add up.
fn totals(run: &Run) -> Value {
    let last = run.stdout.lines().last().unwrap();
    let totals: Value = serde_json::from_str(last).unwrap();
    let numbers = totals.as_object().unwrap();
    let count = |name: &str| numbers[name].as_u64().unwrap();
    let names = [
        "passed",
        "failed",
        "inconclusive",
        "unreadable",
        "duplicate",
        "skipped",
    ];
    assert_eq!(numbers.len(), names.len() + 1, "{last}");
    assert_eq!(
        names.map(count).iter().sum::<u64>(),
        count("rows"),
        "{last}"
    );
    totals
}

/// The cells of a table; a delimiter between quotes is text.
fn table(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap().to_owned();
    let cells = |line: &str| {
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        for character in line.chars() {
            match character {
                '"' => is_quoted = !is_quoted,
                ';' if !is_quoted => cells.push(String::new()),
                other => cells.last_mut().unwrap().push(other),
            }
        }
        cells
    };
    text.lines().map(cells).collect()
}

#[test]
fn a_manifest_comes_out_row_by_row_and_nothing_is_done_twice() {
    let office = Office::new();
    let (results, fixable) = (office.path("results.csv"), office.path("fix.csv"));
    let first = office.batch(
        "manifest.csv",
        &[
            "--format",
            "json",
            "--results",
            text(&results),
            "--fixable",
            text(&fixable),
        ],
    );
    assert_eq!((first.code, first.stderr.as_str()), (1, ""));
    assert_eq!(
        totals(&first),
        json!({"rows": 8, "passed": 1, "failed": 2, "inconclusive": 1, "unreadable": 3,
               "duplicate": 1, "skipped": 0})
    );
    let rows = table(&results);
    let codes: Vec<_> = rows
        .iter()
        .map(|row| [0, 1, 2, 3].map(|at| row[at].as_str()))
        .collect();
    let expected = [
        ["line", "row_id", "result", "code"],
        ["2", "a-1", "passed", "passed"],
        ["3", "a-2", "failed", "proof.signature"],
        ["4", "a-3", "inconclusive", "status.revocation"],
        ["5", "a-4", "unreadable", "not_a_credential"],
        ["6", "a-5", "duplicate", "duplicate"],
        ["7", "a-6", "unreadable", "not_read"],
        ["8", "a-7", "unreadable", "row.path"],
        ["9", "a-8", "failed", "expected.issuer"],
    ];
    assert_eq!(codes, expected);
    // What can be repaired has all its cells, and is a manifest again.
    let repair = table(&fixable);
    let ids: Vec<_> = repair
        .iter()
        .map(|row| [0, 2, 6].map(|at| row[at].as_str()))
        .collect();
    assert_eq!(
        ids,
        [
            ["credeval_code", "row id", "remark"],
            ["not_a_credential", "a-4", "fourth"],
            ["not_read", "a-6", "sixth"],
            ["row.path", "a-7", "seventh"],
            ["expected.issuer", "a-8", "eighth"],
        ]
    );
    // Run again it does nothing, and ends alike.
    let again = office.batch("manifest.csv", &["--format", "json"]);
    assert_eq!(again.code, 1);
    assert_eq!(
        (
            totals(&again)["skipped"].clone(),
            totals(&again)["failed"].clone()
        ),
        (json!(8), json!(0))
    );
    // Repaired, only what was wrong is handed in.
    let corrected = fs::read_to_string(&fixable)
        .unwrap()
        .replace("missing.jwt", "open.jwt");
    fs::write(office.path("fixed.csv"), corrected).unwrap();
    let fixed = totals(&office.batch("fixed.csv", &["--format", "json"]));
    assert_eq!(
        (fixed["rows"].clone(), fixed["duplicate"].clone()),
        (json!(4), json!(1))
    );
}

#[test]
fn the_exit_code_is_that_of_the_worst_row_also_where_it_is_a_duplicate() {
    let office = Office::new();
    let manifest = |name: &str, rows: &str| {
        fs::write(office.path(name), format!("source\n{rows}")).unwrap();
    };
    manifest("good.csv", "docs/good.jwt\n");
    manifest("open.csv", "docs/good.jwt\ndocs/open.jwt\n");
    manifest("false.csv", "docs/open.jwt\ndocs/altered.jwt\n");
    manifest("duplicate.csv", "docs/altered.jwt\n");
    manifest("unreadable.csv", "docs/broken.json\n");
    for (name, code) in [
        ("good.csv", 0),
        ("open.csv", 3),
        ("false.csv", 1),
        ("duplicate.csv", 1),
        ("unreadable.csv", 1),
    ] {
        for run in ["first", "again"] {
            let found = office.batch(name, &[]);
            assert_eq!(
                found.code, code,
                "{name}, {run}: {}{}",
                found.stdout, found.stderr
            );
        }
    }
    // Evaluated once more, it counts as itself.
    let store = office.path("store.db");
    let requeued = credeval(&[
        "requeue",
        "--store",
        text(&store),
        "--result",
        "inconclusive",
    ]);
    assert_eq!(requeued.code, 0, "{}", requeued.stderr);
    let run = office.batch("open.csv", &["--format", "json"]);
    assert_eq!(
        (run.code, totals(&run)["inconclusive"].clone()),
        (3, json!(1))
    );
}

#[test]
fn a_dry_run_says_what_would_come_and_writes_nothing() {
    let office = Office::new();
    fs::write(
        office.path("more.csv"),
        format!("{MANIFEST}a-9;s-900;https://badges.example/1;;ninth\n"),
    )
    .unwrap();
    let run = office.batch("more.csv", &["--dry-run", "--format", "json"]);
    assert_eq!(run.code, 1);
    let lines: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let codes: Vec<_> = lines
        .iter()
        .filter_map(|line| line["code"].as_str())
        .collect();
    assert_eq!(codes, ["not_a_credential", "not_read", "row.path"]);
    let last = lines.last().unwrap();
    assert_eq!(
        [
            &last["rows"],
            &last["readable"],
            &last["duplicate"],
            &last["to_fetch"],
            &last["unreadable"]
        ],
        [9, 3, 2, 1, 3]
    );
    assert!(!office.path("store.db").exists());
    let seen = office.batch("more.csv", &["--dry-run"]).stdout;
    insta::assert_snapshot!(seen.replace(text(office.folder.path()), "FOLDER"));
}

#[test]
fn a_folder_and_an_archive_of_it_are_batches_too() {
    let office = Office::new();
    let folder = office.batch("docs", &["--format", "json"]);
    assert_eq!(folder.code, 1);
    assert_eq!(
        totals(&folder),
        json!({"rows": 5, "passed": 1, "failed": 1, "inconclusive": 1, "unreadable": 1,
               "duplicate": 1, "skipped": 0})
    );
    assert_eq!(
        totals(&office.batch("docs", &["--format", "json"]))["skipped"],
        5
    );
    // With its store and its results in it, as where it is run in the folder itself.
    let results = office.path("results.csv");
    let all = ["--format", "json", "--results", text(&results)];
    let rows = totals(&office.batch("", &all))["rows"].clone();
    assert_eq!(totals(&office.batch("", &all))["skipped"], rows);
}

#[test]
fn a_row_is_judged_for_its_own_programme() {
    let office = Office::new();
    let programme = project().join("fixtures/exemption/programme.toml");
    fs::copy(programme, office.path("nutrition.toml")).unwrap();
    fs::write(
        office.path("rows.csv"),
        "source,programme\ndocs/good.jwt,nutrition\ndocs/good.jwt,\ndocs/good.jwt,../other\n",
    )
    .unwrap();
    let results = office.path("results.csv");
    let run = office.batch(
        "rows.csv",
        &["--results", text(&results), "--format", "json"],
    );
    let text = fs::read_to_string(&results).unwrap();
    // The same bytes, judged for something and for nothing, are two evaluations.
    assert_eq!(totals(&run)["passed"], 2, "{text}");
    assert!(text.contains("row.programme"), "{text}");
    let ids: Vec<_> = text
        .lines()
        .filter(|line| line.contains(",passed,"))
        .collect();
    assert_ne!(ids[0].rsplit(',').next(), ids[1].rsplit(',').next());
    let store = office.path("store.db");
    let exported = office.path("exported.ndjson");
    let run = credeval(&[
        "export",
        "--store",
        self::text(&store),
        "-o",
        self::text(&exported),
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let exported = fs::read_to_string(exported).unwrap();
    let purposes = exported.lines().map(|line| {
        let evaluation: Value = serde_json::from_str(line).unwrap();
        evaluation["purpose"].as_str().unwrap().to_owned()
    });
    let mut programmes: Vec<_> = purposes.collect();
    programmes.sort();
    assert_eq!(programmes, ["exemption", "none"]);
}

#[test]
fn what_is_kept_is_nobodys_to_read_and_no_log_names_anybody() {
    let office = Office::new();
    let key = "ab".repeat(32);
    let (manifest, store) = (office.path("manifest.csv"), office.path("store.db"));
    let arguments = [
        "batch",
        text(&manifest),
        "--store",
        text(&store),
        "--at",
        AT,
        "--offline",
    ];
    let run = with_variables(&arguments, &[("CREDEVAL_STORE_KEY", &key)]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let named = ["s-100", "Hank", "hank", "first", "eyJ"];
    let mut kept = Vec::new();
    for file in ["store.db", "store.db-wal"] {
        kept.extend(fs::read(office.path(file)).unwrap_or_default());
    }
    assert!(kept.len() > 100_000);
    for word in named {
        let is_in = |bytes: &[u8]| {
            bytes
                .windows(word.len())
                .any(|part| part == word.as_bytes())
        };
        assert!(!is_in(&kept), "the store holds `{word}` in clear");
        assert!(
            !is_in(run.stdout.as_bytes()) && !is_in(run.stderr.as_bytes()),
            "{word}"
        );
    }
    // The same words are there without a key, so they would have been found.
    let open = office.batch("manifest.csv", &[]);
    assert_ne!(open.code, 1, "{}", open.stderr);
    let plain = office.path("plain.db");
    let arguments = [
        "batch",
        text(&manifest),
        "--store",
        text(&plain),
        "--at",
        AT,
        "--offline",
    ];
    assert_eq!(credeval(&arguments).code, 1);
    let mut kept = fs::read(&plain).unwrap();
    kept.extend(fs::read(office.path("plain.db-wal")).unwrap_or_default());
    assert!(kept.windows(5).any(|part| part == b"s-100"));
}

#[test]
fn faults_are_told_with_what_to_do() {
    let office = Office::new();
    fs::write(office.path("no-source.csv"), "name,file name\na,b\n").unwrap();
    fs::write(office.path("utf16.csv"), b"\xff\xfes\0o\0u\0r\0c\0e\0\n\0").unwrap();
    let mut told = String::new();
    let mut tell = |what: &str, run: Run| {
        let folder = text(office.folder.path()).to_owned();
        let stderr = run.stderr.replace(&folder, "FOLDER");
        let _ = writeln!(told, "# {what}: {}\n{}{stderr}", run.code, run.stdout);
    };
    tell("no source", office.batch("no-source.csv", &[]));
    tell("UTF-16", office.batch("utf16.csv", &[]));
    tell("a credential", office.batch("docs/good.jwt", &[]));
    tell("nothing", office.batch("none.csv", &[]));
    tell(
        "no table",
        office.batch("manifest.csv", &["--results", "results.txt"]),
    );
    tell(
        "nothing to repair",
        office.batch("docs", &["--fixable", text(&office.path("f.csv"))]),
    );
    tell(
        "an address",
        credeval(&["batch", "https://badges.example/1"]),
    );
    tell("standard input", credeval(&["batch", "-"]));
    insta::assert_snapshot!(told);
}
