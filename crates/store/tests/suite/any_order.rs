//! Whatever is done in whatever order: totals add up, the audit chain is whole, the feed has no gap, and
//! what was not erased can be evaluated again.

use std::collections::BTreeMap;

use credeval_model::Digest;
use credeval_store::{
    Bury, Claimed, Lane, Lookup, NewBatch, Requeue, Retention, Retry, RowResult, Store, Subject,
    Verified,
};
use proptest::prelude::*;

use crate::place::*;

#[derive(Debug, Clone)]
enum Step {
    Enqueue {
        tenant: usize,
        rows: u64,
    },
    Claim {
        worker: usize,
        want: usize,
    },
    Finish {
        worker: usize,
        rows: usize,
        texts: u8,
    },
    Retry {
        worker: usize,
    },
    Bury {
        worker: usize,
    },
    Wait {
        seconds: i64,
    },
    Requeue {
        tenant: usize,
    },
    Erase {
        tenant: usize,
        student: u64,
    },
    Purge {
        tenant: usize,
        trial: bool,
    },
    Hold {
        tenant: usize,
        student: u64,
    },
    Release {
        tenant: usize,
        student: u64,
    },
    Decide {
        tenant: usize,
    },
}

const TENANTS: [&str; 2] = ["a", "b"];
const WORKERS: [&str; 2] = ["one", "two"];

fn step() -> impl Strategy<Value = Step> {
    let (tenant, worker, student) = (0..2_usize, 0..2_usize, 1..6_u64);
    prop_oneof![
        3 => (tenant.clone(), 1..5_u64).prop_map(|(tenant, rows)| Step::Enqueue { tenant, rows }),
        4 => (worker.clone(), 1..6_usize).prop_map(|(worker, want)| Step::Claim { worker, want }),
        4 => (worker.clone(), 1..6_usize, 0..4_u8)
            .prop_map(|(worker, rows, texts)| Step::Finish { worker, rows, texts }),
        1 => worker.clone().prop_map(|worker| Step::Retry { worker }),
        1 => worker.prop_map(|worker| Step::Bury { worker }),
        2 => prop_oneof![Just(1), Just(61), Just(-30)].prop_map(|seconds| Step::Wait { seconds }),
        1 => tenant.clone().prop_map(|tenant| Step::Requeue { tenant }),
        1 => (tenant.clone(), student.clone())
            .prop_map(|(tenant, student)| Step::Erase { tenant, student }),
        1 => (tenant.clone(), any::<bool>()).prop_map(|(tenant, trial)| Step::Purge { tenant, trial }),
        1 => (tenant.clone(), student.clone())
            .prop_map(|(tenant, student)| Step::Hold { tenant, student }),
        1 => (tenant.clone(), student).prop_map(|(tenant, student)| Step::Release { tenant, student }),
        1 => tenant.prop_map(|tenant| Step::Decide { tenant }),
    ]
}

/// What the steps so far should have come to.
#[derive(Default)]
struct Known {
    now: i64,
    batches: BTreeMap<Digest, u64>,
    claimed: [Vec<Claimed>; 2],
    rounds: u64,
}

#[expect(clippy::too_many_lines, reason = "one step after the other")]
async fn take(store: &Store, known: &mut Known, step: &Step) {
    let (now, by) = (time(known.now), name("admin"));
    let worker = |worker: usize| name(WORKERS[worker]);
    let tenant = |tenant: usize| name(TENANTS[tenant]);
    known.rounds += 1;
    match *step {
        Step::Enqueue { tenant: of, rows } => {
            let new = NewBatch {
                tenant: tenant(of),
                lane: if rows == 1 {
                    Lane::Interactive
                } else {
                    Lane::Batch
                },
                purpose: None,
                manifest: Digest::of(&rows.to_be_bytes()),
                options: Vec::new(),
            };
            let (batch, _) = store.open_batch(&new, &by, now).await.unwrap();
            let all: Vec<_> = (1..=rows).map(row).collect();
            store.enqueue(&batch.id, &all, &by, now).await.unwrap();
            store.close_batch(&batch.id, rows, &by, now).await.unwrap();
            known.batches.insert(batch.id, rows);
        }
        Step::Claim { worker: of, want } => {
            let claimed = claim(store, WORKERS[of], want, known.now).await;
            known.claimed[of].extend(claimed);
        }
        Step::Finish {
            worker: of,
            rows,
            texts,
        } => {
            let kept = kept(store).await;
            let round = known.rounds;
            let rows = rows.min(known.claimed[of].len());
            let finishing: Vec<_> = known.claimed[of].drain(..rows).collect();
            let all: Vec<_> = finishing
                .iter()
                .map(|row| match row.lease.row.line % 4 {
                    3 => unreadable(row.lease),
                    line => finished(row, &format!("{texts} {line} {}", round % 3), kept),
                })
                .collect();
            store.finish(&worker(of), &all, now).await.unwrap();
            // A message that came twice.
            if round.is_multiple_of(2) {
                store.finish(&worker(of), &all, now).await.unwrap();
            }
        }
        Step::Retry { worker: of } => {
            if let Some(row) = known.claimed[of].pop() {
                let retry = Retry {
                    counts: true,
                    lease: row.lease,
                    at: time(known.now + 5),
                    code: "not_reachable".to_owned(),
                    message: None,
                };
                store.retry(&worker(of), &[retry], now).await.unwrap();
            }
        }
        Step::Bury { worker: of } => {
            if let Some(row) = known.claimed[of].pop() {
                let bury = Bury {
                    lease: row.lease,
                    told: told(RowResult::Inconclusive),
                };
                store.bury(&worker(of), &[bury], now).await.unwrap();
            }
        }
        Step::Wait { seconds } => {
            known.now += seconds;
            store.release_expired(time(known.now)).await.unwrap();
        }
        Step::Requeue { tenant: of } => {
            let which = Requeue {
                tenant: tenant(of),
                batch: None,
                results: vec![
                    RowResult::Passed,
                    RowResult::Duplicate,
                    RowResult::Inconclusive,
                ],
                code: None,
                dead: false,
            };
            store.requeue(&which, &by, now).await.unwrap();
        }
        Step::Erase {
            tenant: of,
            student,
        } => {
            let student = format!("student-{student}");
            let subject = Subject::Student(&student);
            let held = store.held(&tenant(of), subject).await.unwrap().is_some();
            let counts = store.erase(&tenant(of), &student, &by, now).await.unwrap();
            assert!(!held || counts.rows == 0);
        }
        Step::Purge { tenant: of, trial } => {
            let retention = Retention {
                tenant: tenant(of),
                purpose: None,
                result: None,
                outcome: None,
                before: time(known.now - 20),
            };
            store.purge(&retention, trial, &by, now).await.unwrap();
        }
        Step::Hold {
            tenant: of,
            student,
        } => {
            let student = format!("student-{student}");
            let subject = Subject::Student(&student);
            store
                .hold(&tenant(of), subject, "why", &by, now)
                .await
                .unwrap();
        }
        Step::Release {
            tenant: of,
            student,
        } => {
            let student = format!("student-{student}");
            store
                .release(&tenant(of), Subject::Student(&student), &by, now)
                .await
                .unwrap();
        }
        Step::Decide { tenant: of } => {
            let all = store
                .evaluations_since(Some(&tenant(of)), 0, 1)
                .await
                .unwrap();
            if let Some(one) = all.first() {
                store
                    .decide(&tenant(of), &one.id, b"{}", &by, now)
                    .await
                    .unwrap();
            }
        }
    }
}

async fn holds(place: &Place, store: &Store, known: &Known) {
    for (batch, rows) in &known.batches {
        // The store itself refuses totals that do not add up.
        let totals = store.totals(batch).await.unwrap();
        assert_eq!(totals.rows, *rows);
    }
    let verified = store.audit_verify(None).await.unwrap();
    assert!(matches!(verified, Verified::Whole { .. }), "{verified:?}");
    let feed = store.evaluations_since(None, 0, 10_000).await.unwrap();
    for (one, seq) in feed.iter().zip(1..) {
        assert_eq!(one.seq, seq);
        let replay = store.replayable(&name(&one.tenant), &one.id).await.unwrap();
        match one.json {
            Some(_) => assert!(matches!(replay, Lookup::Found(_))),
            None => assert!(matches!(replay, Lookup::Erased { .. })),
        }
    }
    // No bytes are left that nothing refers to.
    let orphans = place
        .number(
            "SELECT COUNT(*) FROM blobs b WHERE kind IN ('document', 'evidence')
             AND NOT EXISTS (SELECT 1 FROM batch_rows r WHERE r.document = b.digest)
             AND NOT EXISTS (SELECT 1 FROM evaluations e WHERE e.document = b.digest)
             AND NOT EXISTS (SELECT 1 FROM evidence_used u WHERE u.digest = b.digest)",
        )
        .await;
    assert_eq!(orphans, 0);
}

fn in_any_order(cases: u32, place: impl Fn() -> Option<Place>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(steps in prop::collection::vec(step(), 1..40))| {
        let Some(place) = place() else { return Ok(()) };
        runtime.block_on(async {
            let store = place.open().await;
            let mut known = Known::default();
            for step in &steps {
                take(&store, &mut known, step).await;
            }
            holds(&place, &store, &known).await;
            store.close().await;
        });
    });
}

#[test]
fn it_holds_on_sqlite() {
    in_any_order(24, || Some(Place::sqlite()));
}

#[test]
fn it_holds_on_postgres() {
    in_any_order(12, Place::postgres);
}
