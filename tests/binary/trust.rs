//! The trust file on the command line: begun, checked, brought up to date, and loaded.

use std::fs;
use std::path::{Path, PathBuf};

use super::program::{Run, Schema, credeval, project, with_input};

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("credeval-trust-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// What a run printed, with this folder called DIR.
    fn shown(&self, run: &Run) -> String {
        let text = format!(
            "exit {}\n--- stdout\n{}--- stderr\n{}",
            run.code, run.stdout, run.stderr
        );
        text.replace(self.0.to_str().unwrap(), "DIR")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const REGISTRY: &str = r#"
[[anchor]]
id = "registry"
kind = "dcc_json"
source = "https://registry.example/issuers.json"
max_age = "7d"
reason = "our own consortium"
added_by = "registrar@university.example"
"#;

/// Evidence for the registry: what it held, when it was last changed, and when it was fetched.
fn evidence(folder: &Folder, name: &str, issuer: &str, updated: &str, fetched: &str) -> String {
    folder.write(
        &format!("{name}/issuers.json"),
        &format!(
            r#"{{"meta":{{"created":"2025-01-01T00:00:00+00:00","updated":"{updated}"}},"registry":{{"{issuer}":{{"name":"Northport University of Applied Sciences","location":"Northport","url":"https://northport.example"}}}}}}"#
        ),
    );
    folder.write(
        &format!("{name}/index.tsv"),
        &format!("https://registry.example/issuers.json\tissuers.json\t200\tapplication/json\t{fetched}\n"),
    );
    folder.path(name)
}

fn update(trust: &str, evidence: &str, at: &str) -> Run {
    credeval(&[
        "trust",
        "update",
        "--trust",
        trust,
        "--evidence",
        evidence,
        "--offline",
        "--at",
        at,
    ])
}

#[test]
fn one_stale_one_expired_and_one_mistyped_anchor_are_named_with_their_lines() {
    let folder = Folder::new("check");
    let path = folder.path("trust.toml");
    assert_eq!(credeval(&["trust", "init", &path]).code, 0);
    let template = folder.read("trust.toml");
    let lines = template.lines().count();
    let file = format!(
        "{template}{REGISTRY}
[[anchor]]
id = \"old-pin\"
kind = \"did_pin\"
did = \"did:web:old.example\"
valid_until = \"2026-01-01T00:00:00Z\"
reason = \"read from its own page\"
added_by = \"registrar@university.example\"

[[anchor]]
id = \"typing\"
kind = \"did_pinn\"
did = \"did:web:typing.example\"
reason = \"read from its own page\"
added_by = \"registrar@university.example\"
"
    );
    folder.write("trust.toml", &file);
    let given = evidence(
        &folder,
        "evidence",
        "did:web:northport.example",
        "2026-08-01T00:00:00+00:00",
        "2026-08-02T00:00:00Z",
    );
    // The mistyped anchor stops an update: its file cannot be used until it is corrected.
    let stopped = update(&path, &given, "2026-08-02");
    assert_eq!(stopped.code, 2, "{}", folder.shown(&stopped));
    folder.write("trust.toml", &file.replace("did_pinn", "did_pin"));
    let updated = update(&path, &given, "2026-08-02");
    assert_eq!(updated.code, 0, "{}", folder.shown(&updated));
    folder.write("trust.toml", &file);

    let check = |at| credeval(&["trust", "check", "--trust", &path, "--at", at]);
    let run = check("2026-09-01");
    assert_eq!(run.code, 1);
    // Each with the line of the very field.
    for (field, what) in [
        ("max_age = \"7d\"", "stale: registry:"),
        ("valid_until = \"2026-01-01", "wrong: old-pin:"),
        ("kind = \"did_pinn\"", "wrong: typing:"),
    ] {
        let own = file
            .lines()
            .skip(lines)
            .position(|line| line.starts_with(field));
        let line = lines + own.unwrap() + 1;
        let start = format!("{path}:{line}: {what}");
        assert!(
            run.stdout.lines().any(|line| line.starts_with(&start)),
            "{start}\n{}",
            run.stdout
        );
    }
    insta::assert_snapshot!("check_finds_three", folder.shown(&run));

    // Corrected one by one: only stale is 3, and nothing is 0.
    let sound = file
        .replace("did_pinn", "did_pin")
        .replace("valid_until = \"2026-01-01", "valid_until = \"2027-01-01");
    folder.write("trust.toml", &sound);
    assert_eq!(check("2026-09-01").code, 3);
    let fresh = check("2026-08-03");
    assert_eq!(fresh.code, 0, "{}", folder.shown(&fresh));
    insta::assert_snapshot!("check_finds_nothing", folder.shown(&fresh));
}

#[test]
fn init_writes_a_file_that_trusts_nobody_and_overwrites_none() {
    let folder = Folder::new("init");
    let path = folder.path("trust.toml");
    let first = credeval(&["trust", "init", &path]);
    let second = credeval(&["trust", "init", &path]);
    assert_eq!((first.code, second.code), (0, 2));
    insta::assert_snapshot!(
        "init",
        format!("{}\n{}", folder.shown(&first), folder.shown(&second))
    );
    let printed = credeval(&["trust", "init", "-"]);
    assert_eq!(printed.stdout, folder.read("trust.toml"));
    let check = credeval(&["trust", "check", "--trust", &path]);
    assert_eq!(check.code, 0, "{}", folder.shown(&check));
    let update = credeval(&["trust", "update", "--trust", &path, "--offline"]);
    assert_eq!(update.code, 0, "{}", folder.shown(&update));
    assert!(!Path::new(&folder.path("trust.lock")).exists());
}

#[test]
fn a_check_as_json_says_the_same() {
    let folder = Folder::new("json");
    let path = folder.write("trust.toml", REGISTRY);
    let run = credeval(&[
        "trust",
        "check",
        "--trust",
        &path,
        "--at",
        "2026-09-01",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 3);
    insta::assert_snapshot!("check_json", folder.shown(&run));
}

#[test]
fn an_update_goes_forward_and_never_back() {
    let folder = Folder::new("update");
    let path = folder.write("trust.toml", REGISTRY);
    let issuer = "did:web:northport.example";
    let at = |name, updated, fetched| evidence(&folder, name, issuer, updated, fetched);
    let august = at(
        "august",
        "2026-08-01T00:00:00+00:00",
        "2026-08-02T00:00:00Z",
    );
    let september = at(
        "september",
        "2026-08-30T00:00:00+00:00",
        "2026-09-02T00:00:00Z",
    );
    let july = at("july", "2026-07-01T00:00:00+00:00", "2026-09-03T00:00:00Z");

    let mut report = String::new();
    let mut run = |name: &str, evidence: &str, at: &str, code: i32| {
        let run = update(&path, evidence, at);
        assert_eq!(run.code, code, "{name}: {}", folder.shown(&run));
        report.extend(["## ", name, "\n", &folder.shown(&run)]);
        (
            folder.read("trust.lock"),
            folder.read("trust.snapshots/registry.json"),
        )
    };
    let first = run("first", &august, "2026-08-02", 0);
    let second = run("again", &august, "2026-08-02", 0);
    assert_eq!(first, second, "one state has one text");
    let third = run("later", &september, "2026-09-02", 0);
    assert_ne!(first, third);
    // An older file that was fetched later, and one that was fetched earlier: both stay out.
    assert_eq!(run("older", &july, "2026-09-04", 1), third);
    assert_eq!(run("fetched earlier", &august, "2026-09-04", 1), third);
    // An outage keeps the state.
    let nothing = folder.write("nothing/index.tsv", "");
    let nothing = Path::new(&nothing).parent().unwrap().to_str().unwrap();
    assert_eq!(run("outage", nothing, "2026-09-04", 1), third);
    report.extend(["## lock\n", &third.0]);
    insta::assert_snapshot!("update", report);
    let unknown = credeval(&["trust", "update", "registri", "--trust", &path, "--offline"]);
    insta::assert_snapshot!("update_of_no_anchor", folder.shown(&unknown));
    // What is no longer in the trust file leaves the lock.
    folder.write(
        "trust.toml",
        &REGISTRY.replace("registry\"", "registry-2\""),
    );
    let check = credeval(&["trust", "check", "--trust", &path, "--at", "2026-09-04"]);
    assert_eq!(check.code, 3);
    assert!(
        check.stdout.contains("trust.lock:3: stale: registry: "),
        "{}",
        check.stdout
    );
}

#[test]
fn a_snapshot_that_is_not_what_the_lock_says_is_refused() {
    let folder = Folder::new("altered");
    let path = folder.write("trust.toml", REGISTRY);
    let badge = fs::read_to_string(project().join("fixtures/exemption/trust.toml")).unwrap();
    let issuer = badge.lines().find_map(|line| line.strip_prefix("did = "));
    let issuer = issuer.unwrap().trim_matches('"').to_owned();
    let verify = |trust: &str, format: &str| {
        credeval(&[
            "verify",
            "fixtures/exemption/badge.jwt",
            "--offline",
            "--at",
            "2026-09-01",
            "--trust",
            trust,
            "--format",
            format,
        ])
    };
    let trust_row = |run: &Run| {
        let report = run.reports(Schema::Verification).remove(0);
        let rows = report["checks"].as_array().unwrap().clone();
        rows.into_iter()
            .find(|row| row["code"] == "issuer.trust")
            .unwrap()
    };
    // Never read: nobody asked it, so nobody says no.
    let row = trust_row(&verify(&path, "json"));
    assert_eq!(row["outcome"], "inconclusive");
    assert_eq!(row["cause"]["code"], "no_snapshot");

    let given = evidence(
        &folder,
        "evidence",
        &issuer,
        "2026-08-01T00:00:00+00:00",
        "2026-08-30T00:00:00Z",
    );
    let updated = update(&path, &given, "2026-08-30");
    assert_eq!(updated.code, 0, "{}", folder.shown(&updated));
    let row = trust_row(&verify(&path, "json"));
    assert_eq!(row["outcome"], "passed", "{row}");

    // The attack: a stranger is written into the snapshot, or the lock is pointed elsewhere.
    let snapshot = folder.read("trust.snapshots/registry.json");
    let stranger = snapshot.replace(&issuer, "did:web:stranger.example");
    assert_ne!(snapshot, stranger);
    folder.write("trust.snapshots/registry.json", &stranger);
    let mut report = folder.shown(&verify(&path, "human"));
    let check = credeval(&["trust", "check", "--trust", &path, "--at", "2026-09-01"]);
    report.push_str(&folder.shown(&check));
    // Reading it again puts right what was altered, though the lock stays the same.
    assert_eq!(update(&path, &given, "2026-08-30").code, 0);
    assert_eq!(folder.read("trust.snapshots/registry.json"), snapshot);
    let lock = folder.read("trust.lock");
    folder.write("elsewhere.json", &snapshot);
    folder.write(
        "trust.lock",
        &lock.replace("trust.snapshots/registry.json", "../elsewhere.json"),
    );
    report.push_str(&folder.shown(&verify(&path, "human")));
    folder.write("trust.lock", "[[snapshot]]\nanchor = 1\n");
    report.push_str(&folder.shown(&verify(&path, "human")));
    folder.write("trust.lock", &lock);
    fs::remove_file(folder.path("trust.snapshots/registry.json")).unwrap();
    report.push_str(&folder.shown(&verify(&path, "human")));
    insta::assert_snapshot!("altered", report);
    folder.write("trust.snapshots/registry.json", &snapshot);
    assert_eq!(trust_row(&verify(&path, "json"))["outcome"], "passed");
}

/// A registry bears no signature: one of a day to come would shut out every true one after it.
#[test]
fn a_registry_of_a_day_to_come_shuts_out_no_true_one() {
    let folder = Folder::new("future");
    let path = folder.write("trust.toml", REGISTRY);
    let at = |name, updated| {
        let issuer = "did:web:northport.example";
        evidence(&folder, name, issuer, updated, "2026-08-02T00:00:00Z")
    };
    let future = at("future", "2099-01-01T00:00:00+00:00");
    let run = update(&path, &future, "2026-08-02");
    assert_eq!(run.code, 1, "{}", folder.shown(&run));
    let told = "registry: refused (issued_in_future)";
    assert!(run.stdout.contains(told), "{}", folder.shown(&run));
    let good = at("true", "2026-08-01T00:00:00+00:00");
    let run = update(&path, &good, "2026-08-02");
    assert_eq!(run.code, 0, "{}", folder.shown(&run));
}

/// What a terminal acts on: colours, a title, bidirectional overrides, and lines that imitate ours.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\nregistry: updated\nhint: all is well";

fn assert_harmless(what: &str, text: &str) {
    let unsafe_one = text
        .chars()
        .find(|one| *one != '\n' && credeval_report::text::is_unsafe(*one));
    assert_eq!(unsafe_one, None, "{what}: {text:?}");
    for line in text.lines() {
        for ours in ["registry: updated", "hint: all is well"] {
            assert!(!line.starts_with(ours), "{what}: {text:?}");
        }
    }
}

#[test]
fn what_strangers_write_does_not_reach_the_terminal() {
    let folder = Folder::new("terminal");
    let path = folder.write("trust.toml", REGISTRY);
    let hostile = serde_json::to_string(HOSTILE).unwrap();
    let index = "https://registry.example/issuers.json\ti.json\t200\tapplication/json\t2026-08-02T00:00:00Z\n";
    for (name, registry) in [
        (
            "key",
            format!(r#"{{"registry":{{{hostile}:{{"name":"a"}}}}}}"#),
        ),
        (
            "twice",
            format!(r#"{{"registry":{{{hostile}:1,{hostile}:2}}}}"#),
        ),
        (
            "updated",
            format!(r#"{{"meta":{{"updated":{hostile}}},"registry":{{}}}}"#),
        ),
        (
            "entry",
            format!(r#"{{"registry":{{"did:web:a.example":{hostile}}}}}"#),
        ),
    ] {
        folder.write(&format!("{name}/i.json"), &registry);
        folder.write(&format!("{name}/index.tsv"), index);
        let run = update(&path, &folder.path(name), "2026-08-02");
        assert_eq!(run.code, 1, "{name}: {}", folder.shown(&run));
        assert_harmless(name, &run.stdout);
        assert_harmless(name, &run.stderr);
    }

    // A lock that somebody sent along.
    let zeros = "0".repeat(64);
    let lock = format!(
        "[[snapshot]]\nanchor = {hostile}\nfile = {hostile}\nsha256 = \"sha256:{zeros}\"\nmade_for = \"sha256:{zeros}\"\nupdated = \"2026-08-02T00:00:00Z\"\n"
    );
    folder.write("trust.lock", &lock);
    let check = credeval(&["trust", "check", "--trust", &path, "--at", "2026-08-03"]);
    assert!(check.stdout.contains("not in it"), "{}", check.stdout);
    assert_harmless("check", &check.stdout);
    let json = credeval(&["trust", "check", "--trust", &path, "--format", "json"]);
    assert!(json.stdout.contains("not in it"), "{}", json.stdout);
    assert_harmless("check as JSON", &json.stdout);
    folder.write("trust.lock", &lock.replacen(&hostile, "\"registry\"", 1));
    let check = credeval(&["trust", "check", "--trust", &path, "--at", "2026-08-03"]);
    assert_harmless("check", &check.stdout);
    folder.write(
        "trust.lock",
        &format!("a = 1 # {}\nb", HOSTILE.replace('\n', "\u{85}")),
    );
    let check = credeval(&["trust", "check", "--trust", &path, "--at", "2026-08-03"]);
    assert_harmless("check", &check.stdout);

    // A credential that cannot be read.
    let twice = format!(r#"{{"issuer":{{{hostile}:"a",{hostile}:"b"}}}}"#);
    let xml = "<a xmlns=\"u\"><b id=\"\u{202e}x\"/><b id=\"\u{202e}x\"/></a>";
    for input in [twice.as_str(), xml] {
        let run = with_input(&["verify", "-", "--offline"], input.as_bytes());
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert_harmless("credential", &run.stderr);
    }
}
