use credeval_model::{Digest, outcome::OutcomeCode};
use credeval_store::{
    Behind, Bury, CacheEntry, Counts, Finish, Finished, Lane, Lookup, Requeue, Retention,
    RowResult, State, Stated, Store, Subject,
};

use crate::place::*;

on_both! {
    a_learner_is_erased_and_statistics_stay
    nobody_finishes_an_erased_row
    what_others_need_stays
    a_dead_letter_is_erased
    what_is_held_stays
    retention_goes_by_result_and_age
    a_trial_changes_nothing
    an_erased_document_can_come_again
    what_is_kept_for_good_is_not_erased_with_a_document
    what_is_referred_to_meanwhile_is_not_erased
}

async fn cached(store: &Store, url: &str, bytes: &str) {
    let entry = CacheEntry {
        url: url.to_owned(),
        status: 200,
        media_type: None,
        etag: None,
        last_modified: None,
        fetched_at: time(0),
        location: None,
        may_be_stale: true,
        is_supplied: false,
    };
    store
        .cache(&entry, bytes.as_bytes(), time(60), time(0))
        .await
        .unwrap();
}

async fn a_learner_is_erased_and_statistics_stay(place: Place) {
    let store = place.open().await;
    let (a, officer) = (name("a"), name("officer"));
    let id = batch(&store, "a", Lane::Batch, 2).await;
    let claimed = finish_all(&store, 1).await;
    let evaluation = Digest::of(b"evaluation of document 1");
    store
        .decide(&a, &evaluation, b"reasons", &officer, time(2))
        .await
        .unwrap();
    cached(
        &store,
        "https://issuer.example/hosted/document 1",
        "hosted document 1",
    )
    .await;
    cached(
        &store,
        "https://issuer.example/badges/1",
        "a copy of the source",
    )
    .await;
    cached(&store, "https://issuer.example/key", "the issuer's key").await;
    let before = store.totals(&id).await.unwrap();
    let counts = store
        .erase(&a, "student-1", &officer, time(5))
        .await
        .unwrap();
    let expected = Counts {
        rows: 1,
        evaluations: 1,
        decisions: 1,
        // The document, the hosted badge and the copy of the source.
        blobs: 3,
        cached: 2,
        links: 1,
        ..Counts::default()
    };
    assert_eq!(counts, expected);
    // What was erased says so, and is not taken for something that was never there.
    let replay = store.replayable(&a, &evaluation).await.unwrap();
    assert!(matches!(replay, Lookup::Erased { at } if at == time(5)));
    for text in ["document 1", "hosted document 1", "a copy of the source"] {
        assert_eq!(
            store.blob(&Digest::of(text.as_bytes())).await.unwrap(),
            Lookup::Erased { at: time(5) },
            "{text}"
        );
    }
    assert_eq!(
        store
            .decide(&a, &evaluation, b"x", &officer, time(6))
            .await
            .unwrap(),
        Lookup::Erased { at: time(5) }
    );
    assert_eq!(
        store.decisions(&a, &evaluation).await.unwrap()[0].json,
        None
    );
    let pseudonym = store.pseudonym(&a, "student-1");
    assert_eq!(store.student(&a, pseudonym).await.unwrap(), None);
    let row = store.row(claimed[0].lease.row).await.unwrap().unwrap();
    assert_eq!((row.state, row.erased_at), (State::Done, Some(time(5))));
    assert_eq!((row.student, row.document), (None, None));
    assert_eq!(row.stated, Stated::default());
    assert_eq!(row.told.unwrap().message, None);
    // The statistics are as before.
    assert_eq!(store.totals(&id).await.unwrap(), before);
    let exported = store.evaluations_since(None, 0, 9).await.unwrap();
    assert_eq!(exported.len(), 2);
    let erased = exported.iter().find(|one| one.id == evaluation).unwrap();
    assert_eq!((&erased.json, erased.document), (&None, None));
    assert_eq!(erased.outcome.as_deref(), Some("recognise_full"));
    // And the other learner is untouched.
    let other = Digest::of(b"evaluation of document 2");
    assert!(matches!(
        store.replayable(&a, &other).await.unwrap(),
        Lookup::Found(_)
    ));
    assert!(matches!(
        store.blob(&Digest::of(b"the issuer's key")).await.unwrap(),
        Lookup::Found(_)
    ));
    // Once more there is nothing to erase, and requeue leaves the row alone.
    let again = store
        .erase(&a, "student-1", &officer, time(7))
        .await
        .unwrap();
    assert_eq!(again, Counts::default());
    let all = Requeue {
        tenant: a,
        batch: None,
        results: Vec::new(),
        code: None,
        dead: false,
    };
    assert_eq!(store.requeue(&all, &officer, time(8)).await.unwrap(), 1);
}

async fn nobody_finishes_an_erased_row(place: Place) {
    let store = place.open().await;
    let kept = kept(&store).await;
    let (a, officer) = (name("a"), name("officer"));
    let id = batch(&store, "a", Lane::Batch, 2).await;
    let [row] = claim(&store, "one", 1, 0).await.try_into().unwrap();
    // One is in work, and one waits.
    for student in ["student-1", "student-2"] {
        assert_eq!(
            store
                .erase(&a, student, &officer, time(1))
                .await
                .unwrap()
                .rows,
            1
        );
    }
    let late = finished(&row, "document of the learner", kept);
    assert_eq!(
        store.finish(&name("one"), &[late], time(2)).await.unwrap(),
        [Finish::Lost]
    );
    let document = store
        .blob(&Digest::of(b"document of the learner"))
        .await
        .unwrap();
    assert_eq!(document, Lookup::Unknown);
    assert!(claim(&store, "one", 9, 3).await.is_empty());
    assert!(store.release_expired(time(99)).await.unwrap().is_empty());
    let totals = store.totals(&id).await.unwrap();
    assert_eq!((totals.skipped, totals.pending), (2, 0));
    let code = store
        .row(row.lease.row)
        .await
        .unwrap()
        .unwrap()
        .told
        .unwrap()
        .code;
    assert_eq!(code, "erased");
}

async fn what_others_need_stays(place: Place) {
    let store = place.open().await;
    // Two universities have the same credential of the same learner.
    for tenant in ["a", "b"] {
        batch(&store, tenant, Lane::Batch, 1).await;
        finish_all(&store, 1).await;
    }
    let counts = store
        .erase(&name("a"), "student-1", &name("officer"), time(5))
        .await
        .unwrap();
    assert_eq!((counts.evaluations, counts.blobs), (1, 0));
    let evaluation = Digest::of(b"evaluation of document 1");
    let replay = |tenant| {
        let store = &store;
        async move { store.replayable(&name(tenant), &evaluation).await.unwrap() }
    };
    assert!(matches!(replay("a").await, Lookup::Erased { .. }));
    assert!(matches!(replay("b").await, Lookup::Found(_)));
    // With the last who needs them the bytes go.
    let counts = store
        .erase(&name("b"), "student-1", &name("officer"), time(6))
        .await
        .unwrap();
    assert_eq!(counts.blobs, 3);
    assert_eq!(
        place
            .number("SELECT COUNT(*) FROM blobs WHERE kind NOT IN ('policy', 'trust')")
            .await,
        0
    );
}

async fn a_dead_letter_is_erased(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 1).await;
    let [row] = claim(&store, "one", 1, 0).await.try_into().unwrap();
    let bury = Bury {
        lease: row.lease,
        told: told(RowResult::Unreadable),
    };
    store.bury(&name("one"), &[bury], time(1)).await.unwrap();
    let counts = store
        .erase(&name("a"), "student-1", &name("officer"), time(2))
        .await
        .unwrap();
    assert_eq!((counts.rows, counts.dead, counts.links), (1, 1, 1));
    let after = store.row(row.lease.row).await.unwrap().unwrap();
    assert_eq!(
        (after.state, after.told.unwrap().message),
        (State::Dead, None)
    );
    assert_eq!(store.totals(&id).await.unwrap().unreadable, 1);
}

async fn what_is_held_stays(place: Place) {
    let store = place.open().await;
    let (a, officer) = (name("a"), name("officer"));
    let id = batch(&store, "a", Lane::Batch, 3).await;
    finish_all(&store, 1).await;
    let evaluation = Digest::of(b"evaluation of document 2");
    let subjects = [
        (Subject::Student("student-1"), "student-1"),
        (Subject::Evaluation(&evaluation), "student-2"),
        (Subject::Batch(&id), "student-3"),
    ];
    let retention = Retention {
        tenant: a.clone(),
        purpose: None,
        result: None,
        outcome: None,
        before: time(100),
    };
    for (subject, student) in subjects {
        assert!(
            store
                .hold(&a, subject, "a court asked", &officer, time(2))
                .await
                .unwrap()
        );
        assert!(
            !store
                .hold(&a, subject, "again", &officer, time(3))
                .await
                .unwrap()
        );
        let found = store.held(&a, subject).await.unwrap().unwrap();
        assert_eq!(
            (found.reason.as_str(), found.since),
            ("a court asked", time(2))
        );
        // Another tenant's hold is none here.
        assert_eq!(store.held(&name("b"), subject).await.unwrap(), None);
        let counts = store.erase(&a, student, &officer, time(4)).await.unwrap();
        let expected = Counts {
            held: 1,
            ..Counts::default()
        };
        assert_eq!(counts, expected, "{subject:?}");
        let pseudonym = store.pseudonym(&a, student);
        assert!(store.student(&a, pseudonym).await.unwrap().is_some());
        let held = store
            .purge(&retention, true, &officer, time(4))
            .await
            .unwrap();
        let all = if matches!(subject, Subject::Batch(_)) {
            3
        } else {
            1
        };
        assert_eq!((held.held, held.rows), (all, 3 - all), "{subject:?}");
        assert!(store.release(&a, subject, &officer, time(5)).await.unwrap());
        assert!(!store.release(&a, subject, &officer, time(5)).await.unwrap());
        assert_eq!(store.held(&a, subject).await.unwrap(), None);
    }
    let counts = store
        .erase(&a, "student-1", &officer, time(6))
        .await
        .unwrap();
    assert_eq!((counts.rows, counts.held), (1, 0));
}

async fn retention_goes_by_result_and_age(place: Place) {
    let store = place.open().await;
    let (a, admin) = (name("a"), name("admin"));
    let kept = kept(&store).await;
    let id = batch(&store, "a", Lane::Batch, 6).await;
    for (line, outcome) in [
        (1, Some(OutcomeCode::RecogniseFull)),
        (2, Some(OutcomeCode::NotVerified)),
        (3, Some(OutcomeCode::NotVerified)),
        (4, None),
    ] {
        let [row] = claim(&store, "one", 1, line).await.try_into().unwrap();
        let mut made = judged(&format!("document {line}"), kept);
        made.evaluations[0].outcome = outcome;
        let result = match outcome {
            Some(OutcomeCode::RecogniseFull) => RowResult::Passed,
            Some(_) => RowResult::Failed,
            None => RowResult::Unreadable,
        };
        let done = Finished {
            lease: row.lease,
            told: told(result),
            stands: false,
            by: match outcome {
                Some(_) => Behind::Judged(Box::new(made)),
                None => Behind::Nothing,
            },
        };
        store
            .finish(&name("one"), &[done], time(line))
            .await
            .unwrap();
    }
    let retention = |result, outcome, before| Retention {
        tenant: a.clone(),
        purpose: Some(name("admission")),
        result,
        outcome,
        before: time(before),
    };
    let purge = |retention: Retention| {
        let (store, admin) = (&store, &admin);
        async move {
            store
                .purge(&retention, false, admin, time(50))
                .await
                .unwrap()
        }
    };
    // The third is not old enough, and the other purpose has none.
    let early = purge(retention(None, Some(OutcomeCode::NotVerified), 3)).await;
    assert_eq!((early.rows, early.evaluations, early.links), (1, 1, 1));
    let mut other = retention(None, None, 100);
    other.purpose = Some(name("credit"));
    assert_eq!(purge(other).await, Counts::default());
    let unreadable = purge(retention(Some(RowResult::Unreadable), None, 100)).await;
    assert_eq!((unreadable.rows, unreadable.evaluations), (1, 0));
    // Rows that wait are never purged, however old.
    let rest = purge(retention(None, None, 100)).await;
    assert_eq!((rest.rows, rest.evaluations), (2, 2));
    let totals = store.totals(&id).await.unwrap();
    assert_eq!(
        (
            totals.passed,
            totals.failed,
            totals.unreadable,
            totals.pending
        ),
        (1, 2, 1, 2)
    );
}

async fn a_trial_changes_nothing(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 700).await;
    finish_all(&store, 1).await;
    let head = store.audit_head().await.unwrap();
    let retention = Retention {
        tenant: name("a"),
        purpose: None,
        result: Some(RowResult::Passed),
        outcome: None,
        before: time(100),
    };
    let trial = store
        .purge(&retention, true, &name("admin"), time(5))
        .await
        .unwrap();
    assert_eq!(
        (trial.rows, trial.evaluations, trial.links),
        (700, 700, 700)
    );
    assert_eq!(store.audit_head().await.unwrap(), head);
    let evaluation = Digest::of(b"evaluation of document 1");
    let replay = store.replayable(&name("a"), &evaluation).await.unwrap();
    assert!(matches!(replay, Lookup::Found(_)));
    // It said what then happens.
    let real = store
        .purge(&retention, false, &name("admin"), time(5))
        .await
        .unwrap();
    assert_eq!(real, trial);
    let nothing = store
        .purge(&retention, false, &name("admin"), time(5))
        .await
        .unwrap();
    assert_eq!(nothing, Counts::default());
}

async fn an_erased_document_can_come_again(place: Place) {
    let store = place.open().await;
    let (a, officer) = (name("a"), name("officer"));
    batch(&store, "a", Lane::Batch, 1).await;
    finish_all(&store, 1).await;
    store
        .erase(&a, "student-1", &officer, time(2))
        .await
        .unwrap();
    let (policy, trust) = kept(&store).await;
    let document = Digest::of(b"document 1");
    assert_eq!(
        store.known(&a, &policy, &trust, &[document]).await.unwrap(),
        [None]
    );
    batch_named(&store, "a", Lane::Batch, 1, "again").await;
    finish_all(&store, 3).await;
    let evaluation = Digest::of(b"evaluation of document 1");
    assert!(matches!(
        store.replayable(&a, &evaluation).await.unwrap(),
        Lookup::Found(_)
    ));
    // In the feed it comes again, since it is there again.
    assert_eq!(store.evaluations_since(None, 0, 9).await.unwrap().len(), 2);
}

async fn what_is_kept_for_good_is_not_erased_with_a_document(place: Place) {
    let store = place.open().await;
    // A learner hands in the policy as a credential, before and after it is kept.
    let a = name("a");
    let kept_before = kept(&store).await;
    batch(&store, "a", Lane::Batch, 2).await;
    let claimed = claim(&store, "one", 2, 0).await;
    let texts = ["a policy", "a later policy"];
    let done: Vec<_> = claimed
        .iter()
        .zip(texts)
        .map(|(row, text)| finished(row, text, kept_before))
        .collect();
    store.finish(&name("one"), &done, time(1)).await.unwrap();
    let later = credeval_store::Kept::Policy;
    store
        .keep(later, b"a later policy", &name("admin"), time(2))
        .await
        .unwrap();
    for student in ["student-1", "student-2"] {
        store
            .erase(&a, student, &name("officer"), time(3))
            .await
            .unwrap();
    }
    for text in texts {
        let blob = store.blob(&Digest::of(text.as_bytes())).await.unwrap();
        assert!(matches!(blob, Lookup::Found(_)), "{text}");
    }
}

async fn what_is_referred_to_meanwhile_is_not_erased(place: Place) {
    let store = place.open().await;
    let kept = kept(&store).await;
    // One university erases a learner over and over while another judges the same credential.
    let rounds = 40;
    let sides = ["a", "b"].map(|tenant| {
        let store = store.clone();
        tokio::spawn(async move {
            for round in 0..rounds {
                let manifest = format!("{round}");
                let id = batch_named(&store, tenant, Lane::Batch, 1, &manifest).await;
                let row = credeval_store::RowId { batch: id, line: 1 };
                let worker = name(tenant);
                let claimed = store
                    .claim_these(&[row], &worker, time(60), time(0))
                    .await
                    .unwrap();
                let mut made = judged("the same credential", kept);
                made.evaluations[0].id = Digest::of(manifest.as_bytes());
                // A policy of its own each time, so that it is new work.
                let policy = store
                    .keep(
                        credeval_store::Kept::Policy,
                        manifest.as_bytes(),
                        &worker,
                        time(0),
                    )
                    .await
                    .unwrap();
                made.policy = policy;
                let done = Finished {
                    lease: claimed[0].lease,
                    told: told(RowResult::Passed),
                    stands: false,
                    by: Behind::Judged(Box::new(made)),
                };
                let answer = store.finish(&worker, &[done], time(1)).await.unwrap();
                assert_eq!(answer, [Finish::Recorded]);
                if tenant == "a" {
                    store
                        .erase(&worker, "student-1", &worker, time(2))
                        .await
                        .unwrap();
                }
            }
        })
    });
    for side in sides {
        side.await.unwrap();
    }
    for round in 0..rounds {
        let id = Digest::of(format!("{round}").as_bytes());
        let of_a = store.replayable(&name("a"), &id).await.unwrap();
        assert!(matches!(of_a, Lookup::Erased { .. }));
        let of_b = store.replayable(&name("b"), &id).await.unwrap();
        assert!(matches!(of_b, Lookup::Found(_)), "round {round}");
    }
}
