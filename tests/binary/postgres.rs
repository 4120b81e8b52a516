//! Every verb over a store, once, on a PostgreSQL database: the same command lines as on a file.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use credeval_services::{Database, Postgres};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::{Run, credeval, project};

const AT: &str = "2026-09-01T00:00:00Z";

/// What is handed in, and what has to come of it.
const ROWS: [(&str, &str, &str); 4] = [
    ("s-1", "badge.jwt", "passed"),
    ("s-2", "altered.jwt", "failed"),
    ("s-1", "in-good-standing.jwt", "inconclusive"),
    ("s-3", "programme.toml", "unreadable"),
];

/// A registrar with a database, encrypted, and a folder.
struct Office {
    folder: TempDir,
    database: Database,
    _server: Postgres,
}

impl Office {
    /// `None`, said loudly, where no server is installed.
    fn open() -> Option<Self> {
        let server = Postgres::start().unwrap()?;
        let folder = tempfile::tempdir().unwrap();
        let fixtures = project().join("fixtures/exemption");
        let mut manifest = "student_id,source\n".to_owned();
        for (student, file, _) in ROWS {
            fs::copy(fixtures.join(file), folder.path().join(file)).unwrap();
            writeln!(manifest, "{student},{file}").unwrap();
        }
        fs::write(folder.path().join("manifest.csv"), manifest).unwrap();
        fs::write(folder.path().join("key"), "ab".repeat(32)).unwrap();
        Some(Self {
            folder,
            database: server.database().unwrap(),
            _server: server,
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let key = self.file("key");
        let rest = ["--store", &self.database.url, "--store-key", &key];
        credeval(&[arguments, &rest].concat())
    }

    /// Runs a verb that ends with a line of JSON.
    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let run = self.run(&[arguments, &["--format", "json"]].concat());
        let last = run.stdout.lines().last().unwrap_or_default();
        let json = serde_json::from_str(last);
        (
            run.code,
            json.unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr)),
        )
    }

    /// Hands the manifest in; gives the totals.
    fn batch(&self) -> (i32, Value) {
        let (manifest, results) = (self.file("manifest.csv"), self.file("results.csv"));
        let trust = project().join("fixtures/exemption/trust.toml");
        let trust = trust.display().to_string();
        let batch = ["batch", &manifest, "--results", &results, "--trust", &trust];
        let rest = ["--at", AT, "--offline", "--purpose", "exemption"];
        self.json(&[&batch[..], &rest].concat())
    }
}

#[test]
fn every_verb_does_on_postgresql_what_it_does_on_a_file() {
    let Some(office) = Office::open() else { return };
    // Nothing is there yet: the verbs that have no use for that say so.
    let run = office.run(&["export", "-o", "-"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("expected a tenant"), "{}", run.stderr);

    let totals = json!({"rows": 4, "passed": 1, "failed": 1, "inconclusive": 1, "unreadable": 1,
                        "duplicate": 0, "skipped": 0});
    assert_eq!(office.batch(), (1, totals));
    let results = fs::read_to_string(office.path("results.csv")).unwrap();
    for ((_, file, result), row) in ROWS.iter().zip(results.lines().skip(1)) {
        assert_eq!(row.split(',').nth(2), Some(*result), "{file}: {row}");
    }
    let (_, again) = office.batch();
    assert_eq!(
        (&again["skipped"], &again["passed"]),
        (&4.into(), &0.into())
    );

    // Evaluated again they come to the same.
    let requeue = ["requeue", "--result", "failed,unreadable"];
    assert_eq!(office.json(&requeue), (0, json!({ "requeued": 2 })));
    let (code, again) = office.batch();
    assert_eq!(
        (
            code,
            &again["failed"],
            &again["unreadable"],
            &again["skipped"]
        ),
        (1, &1.into(), &1.into(), &2.into())
    );

    exports(&office);
    audit(&office);
    evidence(&office);
    notify(&office);
    personal_data(&office);
}

/// The lines of an export.
fn exported(office: &Office, since: &str) -> Vec<Value> {
    let run = office.run(&["export", "--format", "ndjson", "-o", "-", "--since", since]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines = run.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn exports(office: &Office) {
    // What was evaluated again came to the same, and is there once.
    let all = exported(office, "0");
    assert_eq!(all.len(), 3);
    assert_eq!(exported(office, "2"), all[2..]);
    let csv = office.file("out.csv");
    let run = office.run(&["export", "-o", &csv, "--summary", "json"]);
    let summary: Value = serde_json::from_str(run.stderr.trim()).unwrap();
    assert_eq!(
        (&summary["exported"], &summary["erased"], &summary["cursor"]),
        (&3.into(), &0.into(), &3.into())
    );
    let table = fs::read_to_string(&csv).unwrap();
    assert_eq!((table.lines().count(), table.contains("s-1")), (4, false));
    let (code, replayed) = office.json(&["replay", "--all"]);
    assert_eq!(
        (code, &replayed["identical"], &replayed["faults"]),
        (0, &3.into(), &0.into())
    );
}

fn audit(office: &Office) {
    let run = office.run(&["audit", "head"]);
    let head = run.stdout.trim();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (code, verified) = office.json(&["audit", "verify", "--head", head]);
    assert_eq!(
        (code, &verified["outcome"], &verified["compared"]),
        (0, &"whole".into(), &true.into())
    );
    let (_, hash) = head.split_once(':').unwrap();
    let (code, verified) = office.json(&["audit", "verify", "--head", &format!("1:{hash}")]);
    assert_eq!((code, &verified["fault"]), (1, &"rewritten".into()));
}

fn evidence(office: &Office) {
    let folder = office.path("evidence");
    fs::create_dir(&folder).unwrap();
    fs::write(
        folder.join("did.json"),
        "{\"id\":\"did:web:issuer.example\"}",
    )
    .unwrap();
    let line = "https://issuer.example/did.json\tdid.json\t200\tapplication/json\t";
    let index = format!("{line}2026-08-31T20:00:00Z\t\t2026-09-01T08:00:00Z\n");
    fs::write(folder.join("index.tsv"), index).unwrap();
    let (folder, bundle) = (office.file("evidence"), office.file("bundle.tar"));
    let (code, imported) = office.json(&["evidence", "import", &folder]);
    assert_eq!(
        (code, imported),
        (0, json!({ "taken": 1, "older": 0, "refused": 0 }))
    );
    let (code, exported) = office.json(&["evidence", "export", "-o", &bundle]);
    assert_eq!((code, &exported["answers"]), (0, &1.into()));
    let (_, imported) = office.json(&["evidence", "import", &bundle]);
    assert_eq!(imported["older"], 1);
}

fn notify(office: &Office) {
    let secret = office.file("secret");
    fs::write(&secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
    let notify = |since| {
        let webhook = ["notify", "--webhook", "https://127.0.0.1/hook"];
        let rest = ["--webhook-secret", &secret, "--since", since];
        office.run(&[&webhook[..], &rest].concat())
    };
    let refused = notify("2");
    assert_eq!(
        (refused.code, refused.stdout.as_str()),
        (2, "0 messages were taken; go on with --since 2\n")
    );
    assert!(
        refused.stderr.contains("refused to ask"),
        "{}",
        refused.stderr
    );
    // Nothing is left to tell: nobody is asked.
    assert_eq!(notify("3").code, 0);
}

fn personal_data(office: &Office) {
    let feed = exported(office, "0");
    let results = fs::read_to_string(office.path("results.csv")).unwrap();
    let evaluation = results.lines().nth(1).unwrap().rsplit(',').next().unwrap();
    let id = evaluation.trim_start_matches("sha256:");
    let hold = ["hold", "--evaluation", id, "--reason", "appeal"];
    assert_eq!(office.json(&hold).1["new"], true);
    assert_eq!(office.json(&hold).1["new"], false);
    let erase = ["erase", "--student", "s-1"];
    let (code, counts) = office.json(&erase);
    assert_eq!(
        (code, &counts["held"], &counts["rows"]),
        (3, &1.into(), &1.into())
    );
    let release = ["release", "--evaluation", id];
    assert_eq!(office.json(&release).1["was_held"], true);
    assert_eq!(office.json(&release).1["was_held"], false);
    assert_eq!(office.json(&["replay", id]).0, 0);
    assert_eq!(office.json(&erase).0, 0);
    let run = office.run(&["replay", id]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains(": erased, at "), "{}", run.stdout);
    // That of another learner is left.
    assert_eq!(exported(office, "0").len(), feed.len() - 2);

    let tomorrow =
        (credeval::model::Timestamp::now() + std::time::Duration::from_hours(24)).to_string();
    let purge = ["purge", "--before", &tomorrow, "--purpose", "exemption"];
    let (_, before) = office.json(&[&purge[..], &["--dry-run"]].concat());
    assert_eq!(
        (&before["rows"], &before["dry_run"]),
        (&2.into(), &true.into())
    );
    let (code, counts) = office.json(&purge);
    assert_eq!((code, &counts["rows"]), (0, &2.into()));
    assert_eq!(exported(office, "0"), Vec::<Value>::new());
    // What was done is in the log, which is whole.
    assert_eq!(office.json(&["audit", "verify"]).1["outcome"], "whole");
}
