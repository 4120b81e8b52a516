//! Each check of a store that went through a fault sees what it is there for: a sound store is damaged, and the
//! check names it.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::Duration,
};

use credeval_dev::{
    fixtures::{bench::Maker, rows::Mix},
    rig::{Check, Checked, Engine, Expected, Rig, check},
};

/// Rows of the sound store.
const ROWS: usize = 40;
const PATIENCE: Duration = Duration::from_mins(5);

/// The program, beside the tests; built where only the tests of this package are.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let tests = std::env::current_exe().unwrap();
        let program = tests.ancestors().nth(2).unwrap().join("credeval");
        if !program.is_file() {
            let built = Command::new(env!("CARGO"))
                .args(["build", "--locked", "-q", "-p", "credeval-cli"])
                .status();
            assert!(built.unwrap().success());
        }
        program
    })
}

/// A store in which a batch has ended as it should, and what was expected of it.
fn sound() -> &'static (Rig, Expected) {
    static SOUND: OnceLock<(Rig, Expected)> = OnceLock::new();
    SOUND.get_or_init(|| {
        let rig = Rig::start(Engine::Sqlite, program()).unwrap().unwrap();
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let maker = Maker::new(&project).unwrap();
        let counts = rig.write_manifest(&maker, Mix::Tokens, ROWS).unwrap();
        let expected = Expected::of_tokens(&counts);
        let ended = rig.ended("batch", &mut rig.batch(), PATIENCE).unwrap();
        let ended = ended.expect(expected.code).unwrap();
        assert_eq!(ended.totals(), Some(expected.totals));
        (rig, expected)
    })
}

/// A copy of it.
fn copied() -> (Rig, &'static Expected) {
    let (sound, expected) = sound();
    let rig = Rig::start(Engine::Sqlite, program()).unwrap().unwrap();
    fs::copy(&sound.store, &rig.store).unwrap();
    fs::copy(sound.manifest(), rig.manifest()).unwrap();
    (rig, expected)
}

/// A copy of it, damaged by these statements.
fn damaged(sql: &str) -> Checked {
    let (rig, expected) = copied();
    if !sql.is_empty() {
        rig.database().tamper(sql).unwrap();
    }
    check(&rig, expected, &mut rig.batch()).unwrap()
}

/// Which checks found something.
fn names(checked: &Checked) -> BTreeSet<Check> {
    checked.findings.iter().map(|found| found.check).collect()
}

/// That these checks find it, and no others.
fn is_seen_by(sql: &str, checks: &[Check]) -> Checked {
    let checked = damaged(sql);
    let expected: BTreeSet<_> = checks.iter().copied().collect();
    assert_eq!(names(&checked), expected, "{:#?}", checked.findings);
    checked
}

#[test]
fn a_sound_store_is_well() {
    let checked = damaged("");
    assert!(checked.is_well(), "{:#?}", checked.findings);
    assert_eq!((checked.lost, checked.doubled), (0, 0));
}

#[test]
fn a_row_that_is_gone_is_lost() {
    let checked = is_seen_by(
        "DELETE FROM batch_rows WHERE line = (SELECT MIN(line) FROM batch_rows)",
        &[Check::Rows, Check::Totals, Check::Again],
    );
    assert_eq!((checked.lost, checked.doubled), (1, 0));
}

#[test]
fn a_row_without_a_result_is_lost() {
    // The last one: the program then does it, which is something anew.
    let checked = is_seen_by(
        "UPDATE batch_rows SET state = 'leased', lease_until = 1, leased_by = 'nobody', result = NULL
         WHERE line = (SELECT MAX(line) FROM batch_rows WHERE result = 'failed')",
        &[Check::Rows, Check::Totals, Check::Left, Check::Again],
    );
    assert_eq!((checked.lost, checked.doubled), (1, 0));
}

#[test]
fn a_second_batch_of_the_same_manifest_is_seen() {
    is_seen_by(
        "INSERT INTO batches SELECT randomblob(32), tenant, lane, purpose, manifest, options, created_at,
         declared FROM batches",
        &[Check::Rows],
    );
}

#[test]
fn a_row_that_is_there_twice_is_doubled() {
    let checked = is_seen_by(
        "INSERT INTO batch_rows SELECT randomblob(32), line, tenant, lane, student, stated, state, attempts,
         lease, run_at, lease_until, leased_by, result, code, told, document, evaluation, changed_at, erased_at
         FROM batch_rows WHERE line = (SELECT MIN(line) FROM batch_rows)",
        &[Check::Rows, Check::Totals],
    );
    assert_eq!((checked.lost, checked.doubled), (0, 1));
}

#[test]
fn another_result_is_seen() {
    is_seen_by(
        "UPDATE batch_rows SET result = 'inconclusive'
         WHERE line = (SELECT MIN(line) FROM batch_rows WHERE result = 'failed')",
        &[Check::Totals],
    );
}

/// The columns of an evaluation but its identifier.
const COLUMNS: &str = "batch, line, document, policy, trust, rules, at, made_at, result, outcome, json, record, inputs, erased_at";

#[test]
fn a_credential_that_was_evaluated_twice_is_doubled() {
    let one = "(SELECT evaluation FROM feed WHERE seq = 1)";
    let checked = is_seen_by(
        &format!(
            "INSERT INTO evaluations (tenant, id, {COLUMNS})
             SELECT tenant, zeroblob(32), {COLUMNS} FROM evaluations WHERE id = {one};
             INSERT INTO feed SELECT MAX(seq) + 1, tenant, zeroblob(32) FROM feed"
        ),
        &[Check::Evaluations, Check::Doubled, Check::Replay],
    );
    assert_eq!((checked.lost, checked.doubled), (0, 1));
}

#[test]
fn an_evaluation_that_is_gone_is_lost() {
    let checked = is_seen_by(
        "DELETE FROM evaluations WHERE id = (SELECT evaluation FROM feed WHERE seq = 2)",
        &[Check::Evaluations, Check::Replay],
    );
    assert_eq!((checked.lost, checked.doubled), (1, 0));
}

#[test]
fn a_gap_in_the_feed_is_seen() {
    is_seen_by(
        "DELETE FROM feed WHERE seq = 3",
        &[Check::Evaluations, Check::Replay],
    );
}

#[test]
fn a_row_that_names_no_evaluation_is_seen() {
    is_seen_by(
        "UPDATE batch_rows SET evaluation = NULL
         WHERE line = (SELECT MIN(line) FROM batch_rows WHERE result = 'duplicate')",
        &[Check::Evaluations],
    );
}

#[test]
fn a_row_that_is_still_to_be_announced_is_seen() {
    is_seen_by(
        "INSERT INTO outbox (batch, line, due, taken_until)
         SELECT batch, line, 0, 0 FROM batch_rows LIMIT 1",
        &[Check::Left],
    );
}

#[test]
fn a_log_that_was_cut_is_seen() {
    is_seen_by("DELETE FROM audit WHERE seq = 3", &[Check::Audit]);
    is_seen_by(
        "DELETE FROM audit WHERE seq = (SELECT audit FROM head)",
        &[Check::Audit],
    );
}

#[test]
fn a_log_that_was_changed_is_seen() {
    is_seen_by(
        "UPDATE audit SET actor = 'nobody' WHERE seq = 2",
        &[Check::Audit],
    );
}

#[test]
fn an_evaluation_that_comes_out_otherwise_is_seen() {
    is_seen_by(
        "UPDATE evaluations SET at = '2026-01-01T00:00:00Z'
         WHERE id = (SELECT evaluation FROM feed WHERE seq = 1)",
        &[Check::Replay],
    );
}

#[test]
fn a_command_that_does_something_anew_is_seen() {
    // The end of the manifest is read and closed once more.
    is_seen_by("UPDATE batches SET declared = NULL", &[Check::Again]);
}

#[test]
fn a_command_that_exits_otherwise_is_seen() {
    let (rig, expected) = copied();
    let otherwise = Expected {
        code: 0,
        ..*expected
    };
    let checked = check(&rig, &otherwise, &mut rig.batch()).unwrap();
    assert_eq!(names(&checked), [Check::Again].into());
}
