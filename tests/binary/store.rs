//! The verbs over a store, each as a registrar runs it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use credeval::brief::{Brief, Grounds};
use credeval::cache::StoreCache;
use credeval::fetch::{Cache as _, Client, ClientOptions, Exhibit};
use credeval::model::{CheckOutcome, Digest, Document, Timestamp};
use credeval::store::{
    Behind, Finished, Judged, Lane, Lookup, Name, NewBatch, NewEvaluation, NewRow, Options, Row,
    RowResult, Stated, Store, Told,
};
use credeval::trusted::TrustFolder;
use credeval::work::Worker;
use serde_json::Value;
use tempfile::TempDir;

use super::program::{Run, credeval, project, with_input, with_variables};

const AT: &str = "2026-09-01T00:00:00Z";

fn clock() -> Timestamp {
    AT.parse().unwrap()
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

/// A store with a batch of credentials that were evaluated.
struct Filled {
    folder: TempDir,
    batch: Digest,
    rows: Vec<Row>,
}

/// What stands in the rows: a file of the fixtures, and whose it is.
const ROWS: [(&str, &str); 4] = [
    ("badge.jwt", "s-1"),
    ("altered.jwt", "s-2"),
    ("in-good-standing.jwt", "s-1"),
    ("programme.toml", "s-3"),
];

async fn store(path: &Path) -> Store {
    Store::open(&path.into(), &Options::default(), clock())
        .await
        .unwrap()
}

impl Filled {
    fn new() -> Self {
        // Filled once; each test has a copy.
        static FIRST: LazyLock<Filled> = LazyLock::new(|| block_on(Filled::fill()));
        let folder = tempfile::tempdir().unwrap();
        fs::copy(FIRST.path(), folder.path().join("credeval.db")).unwrap();
        Self {
            folder,
            batch: FIRST.batch,
            rows: FIRST.rows.clone(),
        }
    }

    async fn fill() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder.path().join("credeval.db")).await;
        let fixtures = project().join("fixtures/exemption");
        let importer = name("importer");
        let brief = Brief {
            at: Some(clock()),
            offline: true,
            ..Brief::default()
        };
        let trust = TrustFolder::of(&fixtures.join("trust.toml"));
        let grounds = Grounds::keep(&brief, Some(&trust), &store, &importer, clock()).await;
        let new = NewBatch {
            tenant: name("local"),
            lane: Lane::Batch,
            purpose: Some(name("exemption")),
            manifest: Digest::of(b"manifest"),
            options: serde_json::to_vec(&grounds.unwrap()).unwrap(),
        };
        let (batch, _) = store.open_batch(&new, &importer, clock()).await.unwrap();
        let rows: Vec<NewRow> = ROWS
            .iter()
            .zip(1..)
            .map(|((file, student), line)| NewRow {
                line,
                student: Some((*student).to_owned()),
                stated: Stated::default(),
                document: Some(Document::new(fs::read(fixtures.join(file)).unwrap(), *file)),
                ..NewRow::default()
            })
            .collect();
        store
            .enqueue(&batch.id, &rows, &importer, clock())
            .await
            .unwrap();
        store
            .close_batch(&batch.id, 4, &importer, clock())
            .await
            .unwrap();
        let client = Client::new(ClientOptions {
            offline: true,
            ..ClientOptions::default()
        });
        Worker::new(store.clone(), name("worker"), client, clock)
            .drain()
            .await
            .unwrap();
        let rows = store.rows(&batch.id, 0, 100).await.unwrap();
        store.close().await;
        Self {
            folder,
            batch: batch.id,
            rows,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("credeval.db")
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let path = self.path().display().to_string();
        let rest = ["--store", &path, "--actor", "tester"];
        credeval(&[arguments, &rest].concat())
    }

    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let run = self.run(&[arguments, &["--format", "json"]].concat());
        let json = serde_json::from_str(&run.stdout);
        (
            run.code,
            json.unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr)),
        )
    }

    fn evaluation(&self, row: usize) -> String {
        self.rows[row].evaluation.unwrap().hex()
    }
}

#[test]
fn faults_are_told_with_what_to_do() {
    let filled = Filled::new();
    let key = filled.file("key");
    fs::write(&key, "ab".repeat(32)).unwrap();
    let sealed = filled.file("sealed.db");
    block_on(async {
        let options = Options {
            key: Some("ab".repeat(32).parse().unwrap()),
            ..Options::default()
        };
        Store::open(&Path::new(&sealed).into(), &options, clock())
            .await
            .unwrap();
    });
    let nowhere = filled.file("nowhere.db");
    let path = filled.path().display().to_string();
    let of_sealed = ["audit", "head", "--store", &sealed];
    let other = "cd".repeat(32);
    let runs = [
        credeval(&["audit", "head", "--store", &nowhere]),
        credeval(&["audit", "head", "--store", "mysql://a/b"]),
        credeval(&["audit", "head", "--store", &path, "--store-key", &key]),
        credeval(&of_sealed),
        with_variables(&of_sealed, &[("CREDEVAL_STORE_KEY", &other)]),
        with_variables(&of_sealed, &[("CREDEVAL_STORE_KEY", "not a key")]),
        credeval(&[
            "purge",
            "--older-than",
            "1",
            "--store",
            &path,
            "--tenant",
            "loccal",
        ]),
        credeval(&["audit", "head", "--store", &path, "--tenant", ""]),
        filled.run(&["requeue", "--batch", &"0".repeat(64)]),
        filled.run(&["replay", &"0".repeat(64)]),
        filled.run(&["hold", "--student", "nobody"]),
        filled.run(&["export", "--format", "elmo", "-o", "-"]),
    ];
    let mut report = String::new();
    for run in runs {
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        report.push_str(
            &run.stderr
                .replace(&filled.folder.path().display().to_string(), "FOLDER"),
        );
    }
    insta::assert_snapshot!(report);
    assert!(!Path::new(&nowhere).exists());
    // With its key it opens, given either way.
    assert_eq!(
        credeval(&[&of_sealed[..], &["--store-key", &key]].concat()).code,
        0
    );
    let hex = "ab".repeat(32);
    assert_eq!(
        with_variables(&of_sealed, &[("CREDEVAL_STORE_KEY", &hex)]).code,
        0
    );
    let base64 = "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=";
    assert_eq!(
        with_variables(&of_sealed, &[("CREDEVAL_STORE_KEY", base64)]).code,
        0
    );
}

#[test]
fn help_is_complete() {
    let verbs = [
        "audit",
        "audit head",
        "audit verify",
        "requeue",
        "purge",
        "erase",
        "hold",
        "release",
        "export",
        "notify",
        "replay",
        "evidence",
        "evidence export",
        "evidence import",
    ];
    let mut report = String::new();
    for verb in verbs {
        let arguments: Vec<&str> = verb.split_whitespace().chain(["--help"]).collect();
        let run = credeval(&arguments);
        assert_eq!(run.code, 0);
        let _ = writeln!(report, "$ credeval {verb} --help\n{}", run.stdout);
    }
    insta::assert_snapshot!(report);
}

#[test]
fn a_chain_that_was_written_anew_is_caught_by_a_head_that_was_kept() {
    let filled = Filled::new();
    let head = filled.run(&["audit", "head"]);
    assert_eq!(head.code, 0);
    let head = head.stdout.trim().to_owned();
    let (number, hash) = head.split_once(':').unwrap();
    assert_eq!((number.parse::<u64>().unwrap() > 0, hash.len()), (true, 64));
    let verify = |filled: &Filled, head: &str| filled.run(&["audit", "verify", "--head", head]);
    for kept in [head.as_str(), hash] {
        let run = verify(&filled, kept);
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    }
    // The head of then is in the log of later.
    assert_eq!(filled.run(&["requeue"]).code, 0);
    assert_eq!(verify(&filled, &head).code, 0);
    let (code, json) = filled.json(&["audit", "verify", "--head", &head]);
    assert_eq!(
        (code, &json["outcome"], &json["compared"]),
        (0, &"whole".into(), &true.into())
    );

    // Another store, whole in itself, in the place of the first: all of it was written anew.
    let anew = Filled::new();
    fs::remove_file(anew.path()).unwrap();
    block_on(async {
        let store = store(&anew.path()).await;
        for number in 0..30 {
            let bytes = format!("policy {number}");
            let kind = credeval::store::Kept::Policy;
            store
                .keep(kind, bytes.as_bytes(), &name("intruder"), clock())
                .await
                .unwrap();
        }
        store.close().await;
    });
    assert_eq!(anew.run(&["audit", "verify"]).code, 0);
    let broken = verify(&anew, &head);
    assert_eq!(broken.code, 1);
    assert!(
        broken.stdout.contains(&format!("broken at entry {number}")),
        "{}",
        broken.stdout
    );
    assert!(broken.stdout.contains("hint: "));
    let broken = verify(&anew, hash);
    assert_eq!(broken.code, 1);
    assert!(
        broken.stdout.contains("no entry has the hash"),
        "{}",
        broken.stdout
    );
    let (code, json) = anew.json(&["audit", "verify", "--head", &head]);
    assert_eq!((code, &json["fault"]), (1, &"rewritten".into()));
}

#[test]
fn rows_are_evaluated_again() {
    let filled = Filled::new();
    assert_eq!(
        filled.json(&["requeue", "--dead"]),
        (0, serde_json::json!({ "requeued": 0 }))
    );
    let (code, json) = filled.json(&["requeue", "--result", "failed,unreadable"]);
    assert_eq!((code, &json["requeued"]), (0, &2.into()));
    let batch = filled.batch.hex();
    let (_, json) = filled.json(&["requeue", "--batch", &batch]);
    // The two that wait already have no result.
    assert_eq!(json["requeued"], 2);
}

#[test]
fn a_learner_is_erased_but_for_what_is_held() {
    let filled = Filled::new();
    let held = filled.evaluation(0);
    assert_eq!(
        filled
            .json(&["hold", "--evaluation", &held, "--reason", "appeal"])
            .1["new"],
        true
    );
    assert_eq!(
        filled.json(&["hold", "--evaluation", &held]).1["new"],
        false
    );
    let (code, counts) = filled.json(&["erase", "--student", "s-1"]);
    assert_eq!(
        (code, &counts["held"], &counts["rows"]),
        (3, &1.into(), &1.into())
    );
    assert_eq!(
        filled.json(&["release", "--evaluation", &held]).1["was_held"],
        true
    );
    let path = filled.path().display().to_string();
    // From standard input, so that the number stands in no history of commands.
    let run = with_input(&["erase", "--student", "-", "--store", &path], b"s-1\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("erased 1 rows"), "{}", run.stdout);
    assert!(!run.stdout.contains("s-1"));
    let run = filled.run(&["replay", &held]);
    assert_eq!(run.code, 3);
    assert!(run.stdout.contains(": erased, at "), "{}", run.stdout);
    let run = filled.run(&["erase", "--student", "s-1"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "nothing is kept of this learner\n")
    );
}

#[test]
fn what_was_kept_long_enough_is_purged_and_counted_before() {
    let filled = Filled::new();
    let all = ["purge", "--before", "2026-09-02", "--purpose", "exemption"];
    let (code, before) = filled.json(&[&all[..], &["--dry-run"]].concat());
    assert_eq!(
        (code, &before["rows"], &before["dry_run"]),
        (0, &4.into(), &true.into())
    );
    let failed = ["purge", "--before", "2026-09-02", "--result", "failed"];
    let (_, counts) = filled.json(&failed);
    assert_eq!(
        (&counts["rows"], &counts["evaluations"]),
        (&1.into(), &1.into())
    );
    let other = ["purge", "--before", "2026-09-02", "--purpose", "stacking"];
    assert_eq!(filled.json(&other).1["rows"], 0);
    assert_eq!(
        filled.json(&["purge", "--before", "2026-08-31"]).1["rows"],
        0
    );
    let run = filled.run(&all);
    assert!(run.stdout.starts_with("erased 3 rows"), "{}", run.stdout);
}

#[test]
fn evaluations_go_out_in_order_and_go_on_where_they_ended() {
    let filled = Filled::new();
    let csv = filled.file("out.csv");
    let run = filled.run(&["export", "-o", &csv, "--summary", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let summary: Value = serde_json::from_str(run.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&summary["exported"], &summary["cursor"]),
        (&3.into(), &3.into())
    );
    let head = filled.run(&["audit", "head"]).stdout;
    let hash = summary["audit_head"]["hash"]
        .as_str()
        .unwrap()
        .trim_start_matches("sha256:");
    assert_eq!(
        head.trim(),
        format!("{}:{hash}", summary["audit_head"]["seq"])
    );
    let table = fs::read_to_string(&csv).unwrap();
    assert_eq!(table.lines().count(), 4);
    assert!(table.lines().next().unwrap().contains("learner"));
    // A pseudonym, and not the number.
    assert!(!table.contains("s-1"));

    let lines = filled.file("out.ndjson");
    let run = filled.run(&["export", "--since", "1", "-o", &lines]);
    let last = run.stderr.lines().last().unwrap();
    assert!(
        last.starts_with(
            "exported 2 evaluations (0 were erased); go on with --since 3; audit head "
        ),
        "{last}"
    );
    let lines = fs::read_to_string(&lines).unwrap();
    assert_eq!(lines.lines().count(), 2);
    for line in lines.lines() {
        let evaluation: Value = serde_json::from_str(line).unwrap();
        assert_eq!(evaluation["schema"], "credeval/evaluation/1");
    }
    let run = filled.run(&["export", "--since", "3", "--format", "ndjson", "-o", "-"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));

    let sheet = filled.file("out.xlsx");
    assert_eq!(filled.run(&["export", "-o", &sheet]).code, 0);
    assert!(fs::read(&sheet).unwrap().starts_with(b"PK"));
    // Nothing half-written is left beside them.
    let left = fs::read_dir(filled.folder.path()).unwrap();
    assert!(
        left.into_iter()
            .all(|entry| entry.unwrap().path().extension() != Some("part".as_ref()))
    );
}

#[test]
fn transcripts_are_read_back_as_what_they_say() {
    let filled = Filled::new();
    let folder = filled.file("elmo");
    assert_eq!(
        filled
            .run(&["export", "--format", "elmo", "-o", &folder])
            .code,
        0
    );
    let file = Path::new(&folder).join(format!("{}.xml", filled.evaluation(0)));
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("Unsigned") && !text.contains("Signature"),
        "{text}"
    );
    let badge = project().join("fixtures/exemption/badge.jwt");
    let mapped = |path: &Path| -> Value {
        let run = credeval(&[
            "map",
            path.to_str().unwrap(),
            "--offline",
            "--at",
            AT,
            "--format",
            "json",
        ]);
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr))
    };
    let (source, derived) = (mapped(&badge), mapped(&file));
    assert_eq!(derived["document"]["standard"], "elmo");
    for path in [
        "/elements/title/value",
        "/elements/workload/value/credits",
        "/elements/grade/value/0/value",
        "/elements/awarding_body/value/0/name",
    ] {
        assert_eq!(
            derived.pointer(path),
            source.pointer(path),
            "{path}\n{text}"
        );
    }
}

#[test]
fn evaluations_are_made_once_more_and_compared() {
    let filled = Filled::new();
    let run = filled.run(&["replay", &filled.evaluation(0)]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, &*format!("{}: identical\n", filled.evaluation(0)))
    );
    let (code, json) = filled.json(&["replay", "--all"]);
    assert_eq!(
        (code, &json["identical"], &json["faults"]),
        (0, &3.into(), &0.into())
    );
    let run = filled.run(&["replay", "--all", "--since", "2"]);
    assert_eq!(
        run.stdout,
        "1 evaluations: 1 identical, 0 differ by other engine rules, 0 differ by the same, 0 erased\n"
    );
}

/// An evaluation of a second tenant, as an engine with other rules had made it.
async fn made_by_other_rules(filled: &Filled) -> Digest {
    let store = store(&filled.path()).await;
    let id = filled.rows[0].evaluation.unwrap();
    let Lookup::Found(kept) = store.replayable(&name("local"), &id).await.unwrap() else {
        panic!()
    };
    let old = name("old");
    let new = NewBatch {
        tenant: old.clone(),
        lane: Lane::Batch,
        purpose: None,
        manifest: Digest::of(b"old"),
        options: Vec::new(),
    };
    let (batch, _) = store.open_batch(&new, &old, clock()).await.unwrap();
    let row = NewRow {
        line: 1,
        document: Some(kept.document.clone()),
        ..NewRow::default()
    };
    store
        .enqueue(&batch.id, &[row], &old, clock())
        .await
        .unwrap();
    let until = "2026-09-01T01:00:00Z".parse().unwrap();
    let claimed = store.claim(&old, 1, until, clock()).await.unwrap();
    let mut evaluation: Value = serde_json::from_slice(&kept.json).unwrap();
    evaluation["engine"]["rules"] = "0".into();
    evaluation["outcome"]["code"] = "rpl".into();
    let evaluation = NewEvaluation {
        id,
        part: kept.part,
        rules: "0".to_owned(),
        at: kept.at,
        verdict: CheckOutcome::Passed,
        outcome: None,
        json: serde_json::to_vec(&evaluation).unwrap(),
    };
    let finished = Finished {
        lease: claimed[0].lease,
        told: Told {
            result: RowResult::Passed,
            code: "passed".to_owned(),
            message: None,
            hint: None,
        },
        by: Behind::Judged(Box::new(Judged {
            document: kept.document,
            policy: kept.policy,
            trust: kept.trust,
            evidence: kept.evidence,
            inputs: kept.inputs,
            evaluations: vec![evaluation],
            meanings: Vec::new(),
            packed: None,
        })),
        stands: false,
    };
    store.finish(&old, &[finished], clock()).await.unwrap();
    store.close().await;
    id
}

#[test]
fn what_was_made_by_other_rules_differs_and_is_no_fault() {
    let filled = Filled::new();
    let id = block_on(made_by_other_rules(&filled)).hex();
    let run = filled.run(&["replay", &id, "--tenant", "old"]);
    assert_eq!(run.code, 3, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("other engine rules (0 then, "),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("  /outcome/code: \"rpl\" -> \""),
        "{}",
        run.stdout
    );
    let (code, json) = filled.json(&["replay", &id, "--tenant", "old"]);
    assert_eq!((code, &json["outcome"]), (3, &"differs".into()));
    assert_eq!(json["differences"][1]["at"], "/outcome/code", "{json}");
    // The other tenant's is as it was.
    assert_eq!(filled.run(&["replay", &id]).code, 0);
    let run = filled.run(&["replay", "--all", "--tenant", "old"]);
    assert_eq!(run.code, 3);
    assert!(run.stdout.ends_with("1 evaluations: 0 identical, 1 differ by other engine rules, 0 differ by the same, 0 erased\n"));
}

#[test]
fn what_differs_by_the_same_rules_is_a_fault_of_ours() {
    let filled = Filled::new();
    let id = filled.evaluation(0);
    // Not sealed: the store has no key, so that its contents can be changed in place. Packed, what comes
    // first still stands there as it is.
    let change = |from: &str, to: &str| {
        let bytes = fs::read(filled.path()).unwrap();
        let at: Vec<usize> = (0..bytes.len() - from.len())
            .filter(|at| bytes[*at..].starts_with(from.as_bytes()))
            .collect();
        assert!(!at.is_empty(), "{from}");
        let mut changed = bytes;
        for at in at {
            changed[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
        fs::write(filled.path(), changed).unwrap();
    };
    change("{\"schema\":\"credeval", "{\"schema\":\"credibly");
    let run = filled.run(&["replay", &id]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("fault of credeval"), "{}", run.stdout);
    assert!(run.stdout.contains("/schema: \"credibly"), "{}", run.stdout);
}

#[test]
fn a_cache_goes_out_and_comes_in_as_one_file() {
    let filled = Filled::new();
    let url = "https://issuer.example/did.json";
    let fetched_at: Timestamp = "2026-08-31T20:00:00Z".parse().unwrap();
    block_on(async {
        let store = store(&filled.path()).await;
        let cache = StoreCache::new(store.clone(), clock, |error| panic!("{error}"));
        let exhibit = Exhibit {
            bytes: b"{\"id\":\"did:web:issuer.example\"}".as_slice().into(),
            media_type: Some("application/did+json".to_owned()),
            fetched_at: Some(fetched_at),
            fresh_until: Some("2026-09-01T08:00:00Z".parse().unwrap()),
            may_be_stale: false,
        };
        let url = url.parse().unwrap();
        let mut kept = exhibit.kept(&url);
        kept.is_supplied = false;
        cache.put(&url, kept).await;
        store.close().await;
    });
    let (bundle, again) = (filled.file("a.tar"), filled.file("b.tar"));
    let (code, json) = filled.json(&["evidence", "export", "-o", &bundle]);
    assert_eq!((code, &json["answers"]), (0, &1.into()));
    assert_eq!(
        filled
            .json(&[
                "evidence",
                "export",
                "--url",
                "https://other.example/",
                "-o",
                &again
            ])
            .1["answers"],
        0
    );

    let other = filled.file("other.db");
    let into = |bundle: &str| {
        credeval(&[
            "evidence", "import", bundle, "--store", &other, "--format", "json",
        ])
    };
    let run = into(&bundle);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "{\"older\":0,\"refused\":0,\"taken\":1}\n"),
        "{}",
        run.stderr
    );
    // What it has from then already stays.
    assert_eq!(
        into(&bundle).stdout,
        "{\"older\":1,\"refused\":0,\"taken\":0}\n"
    );
    let run = credeval(&["evidence", "export", "-o", &again, "--store", &other]);
    assert_eq!(run.code, 0);
    assert_eq!(fs::read(&again).unwrap(), fs::read(&bundle).unwrap());
    block_on(async {
        let store = store(Path::new(&other)).await;
        let cache = StoreCache::new(store, clock, |error| panic!("{error}"));
        let kept = cache.get(&url.parse().unwrap()).await.unwrap();
        assert!(kept.is_fresh(clock()) && kept.is_supplied && !kept.may_be_stale);
        assert_eq!(kept.fetched_at, fetched_at);
    });
    // A bundle where a directory may stand.
    let badge = project().join("fixtures/exemption/in-good-standing.jwt");
    let badge = badge.to_str().unwrap();
    assert!(
        credeval(&[
            "verify",
            badge,
            "--offline",
            "--evidence",
            &bundle,
            "--at",
            AT
        ])
        .code
            != 2
    );
    fs::write(&again, "no bundle at all").unwrap();
    let run = into(&again);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("expected a whole bundle of evidence"),
        "{}",
        run.stderr
    );
}

#[test]
fn messages_go_to_public_receivers_alone() {
    let filled = Filled::new();
    let (secret, cursor) = (filled.file("secret"), filled.file("cursor"));
    fs::write(&secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
    let notify = |url: &str| {
        filled.run(&[
            "notify",
            "--webhook",
            url,
            "--webhook-secret",
            &secret,
            "--cursor",
            &cursor,
        ])
    };
    for url in [
        "https://127.0.0.1/hook",
        "https://10.0.0.1/",
        "https://[::1]/",
    ] {
        let run = notify(url);
        assert_eq!(run.code, 2, "{url}: {}", run.stdout);
        assert!(run.stderr.contains("refused to ask"), "{}", run.stderr);
        assert_eq!(run.stdout, "0 messages were taken; go on with --since 0\n");
    }
    // What was not taken moves nothing on.
    assert!(!Path::new(&cursor).exists());
    assert!(
        notify("http://receiver.example/")
            .stderr
            .contains("expected an https URL")
    );
    fs::write(&secret, "short").unwrap();
    let run = notify("https://receiver.example/");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("hint: make one with"), "{}", run.stderr);
    // Nothing is left to tell: nobody is asked.
    fs::write(&secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
    fs::write(&cursor, "3\n").unwrap();
    assert_eq!(notify("https://receiver.invalid/").code, 0);
}
