//! The seals of fixtures/trust, whom the lists above them vouch for, and lists that are refused.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::program::{Run, Schema, credeval, project};

/// When the credentials are judged, and when the lists were read.
const AT: &str = "2026-09-01T00:00:00Z";
const READ: &str = "2026-08-31T12:00:00Z";
const TRUST: &str = "fixtures/trust/trust.toml";
const EVIDENCE: &str = "fixtures/trust/evidence";

/// A row of a report as `outcome:cause`, or the outcome alone where it has no cause.
fn row(report: &Value, code: &str) -> String {
    let mut rows = report["checks"].as_array().unwrap().iter();
    let row = rows.find(|row| row["code"] == code).unwrap();
    let outcome = row["outcome"].as_str().unwrap();
    match row["cause"]["code"].as_str() {
        Some(cause) => format!("{outcome}:{cause}"),
        None => outcome.to_owned(),
    }
}

/// The lower bound of authenticity.
fn authenticity(report: &Value) -> u64 {
    let mut criteria = report["criteria"].as_array().unwrap().iter();
    let found = criteria.find(|one| one["criterion"] == "authenticity");
    found.unwrap()["lower"].as_u64().unwrap()
}

fn judged(verb: &str, credential: &str, trust: &str) -> Run {
    credeval(&[
        verb,
        credential,
        "--trust",
        trust,
        "--evidence",
        EVIDENCE,
        "--offline",
        "--at",
        AT,
        "--format",
        "json",
    ])
}

/// A line of fixtures/trust/expected.tsv, run: the cells as they came out.
fn run(credential: &str, trust: &str) -> String {
    let source = format!("fixtures/trust/{credential}");
    let verified = judged("verify", &source, trust);
    verified.reports(Schema::Verification);
    let evaluated = judged("evaluate", &source, trust);
    assert_eq!(evaluated.code, 0, "{source}: {}", evaluated.stderr);
    let report = evaluated.reports(Schema::Evaluation).remove(0);
    let mut cells = vec![
        credential.to_owned(),
        verified.code.to_string(),
        authenticity(&report).to_string(),
    ];
    let codes = [
        "proof.time",
        "seal.chain",
        "seal.revocation",
        "seal.timestamp",
        "seal.qualified",
        "issuer.trust",
    ];
    cells.extend(codes.map(|code| row(&report, code)));
    cells.join("\t")
}

fn lines() -> Vec<String> {
    let text = fs::read_to_string(project().join("fixtures/trust/expected.tsv")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(str::to_owned).collect()
}

#[test]
fn every_seal_comes_to_what_is_expected() {
    let lines = lines();
    let mut shipped: Vec<String> = fs::read_dir(project().join("fixtures/trust"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".jsonld"))
        .collect();
    shipped.sort();
    let mut named: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split('\t').next())
        .collect();
    named.sort_unstable();
    assert_eq!(named, shipped, "each credential has its line");
    let wrong: Vec<String> = lines
        .iter()
        .map(|line| (line, run(line.split('\t').next().unwrap(), TRUST)))
        .filter(|(line, found)| *line != found)
        .map(|(line, found)| format!("expected {line}\nfound    {found}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    // Each of the three answers is reached, and what does not hold besides.
    let mut bounds: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split('\t').nth(2))
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    assert_eq!(bounds, ["0", "1", "2", "3"]);
}

/// Without the lists nobody vouches for any of them.
#[test]
fn without_the_lists_no_seal_is_more_than_signed() {
    for credential in ["qualified.jsonld", "advanced.jsonld"] {
        let source = format!("fixtures/trust/{credential}");
        let evaluated = judged("evaluate", &source, "fixtures/exemption/trust.toml");
        let report = evaluated.reports(Schema::Evaluation).remove(0);
        assert_eq!(authenticity(&report), 1, "{credential}");
        assert_ne!(row(&report, "issuer.trust"), "passed");
    }
}

/// A trust file with its evidence, in a folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    /// The shipped trust file and evidence, without what was read of it.
    fn new(name: &str) -> Self {
        let process = std::process::id();
        let folder = std::env::temp_dir().join(format!("credeval-trusted-{name}-{process}"));
        let _ = fs::remove_dir_all(&folder);
        let folder = Self(folder);
        folder.copy("trust.toml", "trust.toml");
        for entry in fs::read_dir(project().join(EVIDENCE)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = format!("evidence/{name}");
            folder.copy(&path, &path);
        }
        folder
    }

    fn copy(&self, shipped: &str, to: &str) {
        let to = self.0.join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(project().join("fixtures/trust").join(shipped), to).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Puts an altered list in the place of a list.
    fn replace(&self, list: &str, altered: &str) {
        let path = format!("evidence/{list}.xml");
        self.copy(&format!("altered/{list}-{altered}.xml"), &path);
        let of_list = format!("\t{list}.xml\t");
        let index: Vec<String> = self
            .read("evidence/index.tsv")
            .lines()
            .map(|line| match line.contains(&of_list) {
                // The digest was that of the other file.
                true => line.rsplit_once('\t').unwrap().0.to_owned() + "\t",
                false => line.to_owned(),
            })
            .collect();
        fs::write(self.0.join("evidence/index.tsv"), index.join("\n") + "\n").unwrap();
    }

    fn update(&self) -> Run {
        credeval(&[
            "trust",
            "update",
            "--trust",
            &self.path("trust.toml"),
            "--evidence",
            &self.path("evidence"),
            "--offline",
            "--at",
            READ,
        ])
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const SNAPSHOT: &str = "trust.snapshots/test-lists.json";

#[test]
fn what_is_shipped_is_what_an_update_reads() {
    let folder = Folder::new("shipped");
    let run = folder.update();
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    for name in ["trust.lock", SNAPSHOT] {
        let shipped = project().join("fixtures/trust").join(name);
        let shipped = fs::read_to_string(shipped).unwrap();
        assert_eq!(folder.read(name), shipped, "{name}");
    }
}

/// What is wrong with a list, and the code of its refusal.
const ALTERED: [(&str, &str); 5] = [
    ("unsigned", "no_signature"),
    ("wrong-signer", "signer_not_allowed"),
    ("altered", "digest_mismatch"),
    ("document-type", "no_xml"),
    ("wrapped", "misplaced_signature"),
];

#[test]
fn an_altered_list_of_lists_is_refused_and_nobody_is_trusted_by_it() {
    for (altered, code) in ALTERED {
        let folder = Folder::new(&format!("lotl-{altered}"));
        folder.replace("eu-lotl", altered);
        let run = folder.update();
        assert_eq!(run.code, 1, "{altered}: {}{}", run.stdout, run.stderr);
        let refused = format!("test-lists: refused ({code})");
        assert!(run.stdout.contains(&refused), "{altered}: {}", run.stdout);
        assert!(!folder.0.join("trust.lock").exists(), "{altered}");
    }
}

#[test]
fn an_altered_list_of_a_territory_is_refused_and_the_others_stand() {
    for (altered, code) in ALTERED {
        let folder = Folder::new(&format!("northland-{altered}"));
        folder.replace("northland", altered);
        let run = folder.update();
        assert_eq!(run.code, 1, "{altered}: {}{}", run.stdout, run.stderr);
        let told = format!("XA: not relied on: {code}: ");
        assert!(run.stdout.contains(&told), "{altered}: {}", run.stdout);
        let lock = folder.read("trust.lock");
        assert!(lock.contains(&format!("refused = \"{code}: ")), "{lock}");
        let trust = folder.path("trust.toml");
        // The seal's authority is in the list that is refused; the other's is in one that holds.
        let bound = |credential: &str| {
            let run = judged("evaluate", &format!("fixtures/trust/{credential}"), &trust);
            authenticity(&run.reports(Schema::Evaluation).remove(0))
        };
        assert_eq!(bound("qualified.jsonld"), 1, "{altered}");
        assert_eq!(bound("qualified-southland.jsonld"), 3, "{altered}");
        // What was not read says neither yes nor no.
        let run = judged("verify", "fixtures/trust/qualified.jsonld", &trust);
        let report = run.reports(Schema::Verification).remove(0);
        let unread = "inconclusive:lists_not_read";
        assert_eq!(row(&report, "issuer.trust"), unread, "{altered}");
        let unread = "inconclusive:not_checked";
        assert_eq!(row(&report, "seal.qualified"), unread, "{altered}");
        let run = credeval(&["trust", "check", "--trust", &trust, "--at", AT]);
        assert_eq!(run.code, 3, "{altered}: {}", run.stdout);
        assert!(
            run.stdout.contains("list of XA"),
            "{altered}: {}",
            run.stdout
        );
    }
}

/// What was read under words of the trust file that have changed since.
#[test]
fn what_was_read_under_other_words_is_not_relied_on() {
    let shipped = fs::read_to_string(project().join(TRUST)).unwrap();
    let pin = shipped.split('"').find(|text| text.len() == 64).unwrap();
    let reordered = "territories = [\"XB\", \"XA\"]\nkind = \"eu_lotl\"";
    let ordered = "territories = [\"XA\", \"XB\"]\nkind = \"eu_lotl\"";
    let wanting = shipped.replace("kind = \"eu_lotl\"", ordered);
    for (name, before, after, stands) in [
        (
            "pin",
            &shipped,
            shipped.replace(pin, &"0".repeat(64)),
            false,
        ),
        (
            "notice",
            &shipped,
            shipped.replace("2025/100", "2026/1"),
            false,
        ),
        (
            "address",
            &shipped,
            shipped.replace("/eu-lotl.xml", "/other.xml"),
            false,
        ),
        (
            "territories",
            &shipped,
            wanting.replace("\"XA\", ", ""),
            false,
        ),
        ("all territories", &wanting, shipped.clone(), false),
        (
            "the same in other letters",
            &shipped,
            shipped.replace(pin, &pin.to_uppercase()),
            true,
        ),
        (
            "the same in another order",
            &wanting,
            wanting.replace(ordered, reordered),
            true,
        ),
        ("another age", &shipped, shipped.replace("30d", "60d"), true),
    ] {
        let folder = Folder::new(&format!("words-{}", name.replace(' ', "-")));
        let trust = folder.path("trust.toml");
        fs::write(&trust, before).unwrap();
        assert_eq!(folder.update().code, 0, "{name}");
        fs::write(&trust, &after).unwrap();
        assert_ne!(*before, after, "{name}");
        let judge = || {
            let run = judged("evaluate", "fixtures/trust/qualified.jsonld", &trust);
            let report = run.reports(Schema::Evaluation).remove(0);
            (authenticity(&report), row(&report, "issuer.trust"))
        };
        let check = credeval(&["trust", "check", "--trust", &trust, "--at", AT]);
        if stands {
            assert_eq!(judge(), (3, "passed".to_owned()), "{name}");
            assert_eq!(check.code, 0, "{name}: {}", check.stdout);
            continue;
        }
        let unread = (1, "inconclusive:no_snapshot".to_owned());
        assert_eq!(judge(), unread, "{name}");
        assert_eq!(check.code, 1, "{name}: {}", check.stdout);
        let told = format!("{trust}:2: wrong: test-lists: expected a snapshot made under");
        assert!(check.stdout.contains(&told), "{name}: {}", check.stdout);
        let hint = "hint: credeval trust update test-lists";
        assert!(check.stdout.contains(hint), "{name}: {}", check.stdout);
        let run = folder.update();
        match name {
            // Under the new words it is read anew.
            "territories" => {
                assert_eq!(run.code, 0, "{name}: {}", run.stdout);
                let left = (1, "inconclusive:lists_not_read".to_owned());
                assert_eq!(judge(), left, "{name}");
            }
            "all territories" => {
                assert_eq!(run.code, 0, "{name}: {}", run.stdout);
                assert_eq!(judge(), (3, "passed".to_owned()), "{name}");
            }
            // Nothing is had under them, and the old state is relied on no more.
            _ => {
                assert_eq!(run.code, 1, "{name}: {}", run.stdout);
                let told = "made under other words of the trust file, so it vouches for nobody";
                assert!(run.stdout.contains(told), "{name}: {}", run.stdout);
                assert_eq!(judge(), unread, "{name}");
            }
        }
    }
}

/// An outage keeps a territory's list, though not one that was read under other words.
#[test]
fn an_outage_keeps_no_list_that_was_read_under_other_words() {
    for (changed, told) in [
        (
            false,
            "list of XA: did not answer; number 12, which was read before, is kept",
        ),
        (true, "list of XA: not relied on: missing: "),
    ] {
        let folder = Folder::new(&format!("outage-{changed}"));
        let trust = folder.path("trust.toml");
        assert_eq!(folder.update().code, 0);
        if changed {
            let text = folder.read("trust.toml");
            let kind = "kind = \"eu_lotl\"";
            let wanted = format!("{kind}\nterritories = [\"XA\", \"XB\"]");
            fs::write(&trust, text.replace(kind, &wanted)).unwrap();
        }
        let index = folder.read("evidence/index.tsv");
        let lines = index
            .lines()
            .filter(|line| !line.contains("\tnorthland.xml\t"));
        let index = lines.flat_map(|line| [line, "\n"]).collect::<String>();
        fs::write(folder.path("evidence/index.tsv"), index).unwrap();
        let run = folder.update();
        assert!(run.stdout.contains(told), "{}", run.stdout);
        // Its number binds in any case.
        let lock = folder.read("trust.lock");
        assert!(lock.contains("sequence = 12"), "{lock}");
    }
}

#[test]
fn no_list_goes_back_behind_what_was_read() {
    for (list, told) in [
        ("eu-lotl", "test-lists: refused (sequence_went_back)"),
        ("northland", "XA: not relied on: sequence_went_back: "),
    ] {
        let folder = Folder::new(&format!("older-{list}"));
        // By itself the older list is a good one.
        folder.replace(list, "older");
        assert_eq!(folder.update().code, 0, "{list}");
        let lock = folder.read("trust.lock");
        assert!(!lock.contains("refused"), "{lock}");

        let folder = Folder::new(&format!("back-{list}"));
        assert_eq!(folder.update().code, 0, "{list}");
        let before = (folder.read("trust.lock"), folder.read(SNAPSHOT));
        folder.replace(list, "older");
        let run = folder.update();
        assert!(run.stdout.contains(told), "{list}: {}", run.stdout);
        let lock = folder.read("trust.lock");
        match list {
            "eu-lotl" => assert_eq!((lock, folder.read(SNAPSHOT)), before),
            _ => assert!(lock.contains("sequence = 12"), "{lock}"),
        }
    }
}

/// A service that was withdrawn still counts for what is proven to have been sealed before, and for
/// nothing else.
#[test]
fn a_withdrawn_service_counts_for_what_was_sealed_before() {
    let bound = |credential: &str| {
        let run = judged("evaluate", &format!("fixtures/trust/{credential}"), TRUST);
        let report = run.reports(Schema::Evaluation).remove(0);
        (authenticity(&report), row(&report, "seal.qualified"))
    };
    let passed = (3, "passed".to_owned());
    assert_eq!(bound("withdrawn-stamped.jsonld"), passed);
    for (credential, cause) in [
        // The sealer's own word for the time.
        ("withdrawn-unstamped.jsonld", "inconclusive:withdrawn_since"),
        // The word of somebody whom no list names.
        (
            "withdrawn-unlisted-stamp.jsonld",
            "inconclusive:withdrawn_since",
        ),
        (
            "withdrawn-sealed-after.jsonld",
            "failed:withdrawn_at_signing",
        ),
        (
            "withdrawn-issued-after.jsonld",
            "failed:withdrawn_at_issuance",
        ),
    ] {
        assert_eq!(bound(credential), (1, cause.to_owned()), "{credential}");
    }
}

/// Hank's credential in the XML of before, under the seal that is qualified; its twin fails by its
/// digest and nowhere else.
#[test]
fn the_credential_in_xml_is_sealed_and_its_altered_twin_fails_by_its_digest_alone() {
    let report = |name: &str, code: i32| {
        let run = judged("verify", &format!("fixtures/legacy/{name}"), TRUST);
        assert_eq!(run.code, code, "{name}: {}", run.stdout);
        run.reports(Schema::Verification).remove(0)
    };
    let good = report("credential.xml", 0);
    for code in [
        "proof.signature",
        "issuer.key",
        "seal.qualified",
        "issuer.trust",
    ] {
        assert_eq!(row(&good, code), "passed", "{code}");
    }
    let altered = report("altered.xml", 1);
    assert_eq!(row(&altered, "proof.signature"), "failed:digest_mismatch");
    let rows = altered["checks"].as_array().unwrap().iter();
    let failed = rows.filter(|row| row["outcome"] == "failed").count();
    assert_eq!(failed, 1);
    assert_ne!(row(&altered, "issuer.trust"), "passed");
}
