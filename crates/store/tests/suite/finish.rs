use std::{
    future::Future,
    pin::Pin,
    slice,
    task::{Context, Poll},
};

use credeval_model::{Digest, Document};
use credeval_store::{
    Begun, Behind, BugError, Finish, Finished, Lane, Lookup, NewRow, Requeue, RowResult, State,
    Store, StoreError, Verified,
};

use crate::place::*;

on_both! {
    a_result_and_its_evaluation_are_written_together
    a_late_finish_is_refused
    a_repeated_finish_changes_nothing
    nothing_is_evaluated_twice
    what_was_known_is_a_duplicate
    equal_bytes_are_stored_once
    a_requeued_row_is_evaluated_again
    an_evaluation_needs_its_policy
    a_crash_leaves_no_half_state
    rows_are_taken_in_with_what_came_of_them
    what_was_packed_for_one_tenant_is_no_others
}

async fn a_result_and_its_evaluation_are_written_together(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 1).await;
    let [row] = finish_all(&store, 1).await.try_into().unwrap();
    let after = store.row(row.lease.row).await.unwrap().unwrap();
    assert_eq!(after.state, State::Done);
    let said = after.told.unwrap();
    assert_eq!(said, told(RowResult::Passed));
    let made = judged("document 1", kept(&store).await);
    assert_eq!(after.document, Some(made.document.digest));
    assert_eq!(after.evaluation, Some(made.evaluations[0].id));
    assert_eq!(store.totals(&id).await.unwrap().passed, 1);
}

async fn a_late_finish_is_refused(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 1).await;
    let kept = kept(&store).await;
    let [early] = claim(&store, "one", 1, 0).await.try_into().unwrap();
    store.release_expired(time(100)).await.unwrap();
    // While the row waits again, the old lease is none.
    let late = finished(&early, "late", kept);
    let answer = store
        .finish(&name("one"), slice::from_ref(&late), time(100))
        .await
        .unwrap();
    assert_eq!(answer, [Finish::Lost]);
    let [now] = claim(&store, "two", 1, 100).await.try_into().unwrap();
    assert_eq!(
        store
            .finish(&name("one"), slice::from_ref(&late), time(101))
            .await
            .unwrap(),
        [Finish::Lost]
    );
    // The same worker under its own old lease is refused too, and so is another's name under this one.
    assert_eq!(
        store
            .finish(&name("two"), slice::from_ref(&late), time(101))
            .await
            .unwrap(),
        [Finish::Lost]
    );
    let right = finished(&now, "right", kept);
    assert_eq!(
        store
            .finish(&name("one"), slice::from_ref(&right), time(101))
            .await
            .unwrap(),
        [Finish::Lost]
    );
    assert_eq!(
        store
            .finish(&name("two"), &[right], time(102))
            .await
            .unwrap(),
        [Finish::Recorded]
    );
    assert_eq!(
        store
            .finish(&name("one"), &[late], time(103))
            .await
            .unwrap(),
        [Finish::Lost]
    );
    let row = store.row(now.lease.row).await.unwrap().unwrap();
    assert_eq!(row.document, Some(Digest::of(b"right")));
    // What was refused left nothing behind.
    assert_eq!(
        store.blob(&Digest::of(b"late")).await.unwrap(),
        Lookup::Unknown
    );
    assert_eq!(store.evaluations_since(None, 0, 9).await.unwrap().len(), 1);
}

async fn a_repeated_finish_changes_nothing(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 1).await;
    let kept = kept(&store).await;
    let [row] = claim(&store, "one", 1, 0).await.try_into().unwrap();
    let once = finished(&row, "text", kept);
    // Twice in one call, and again in another, with another result.
    let twice = [once.clone(), once];
    let answers = store.finish(&name("one"), &twice, time(1)).await.unwrap();
    assert_eq!(answers, [Finish::Recorded, Finish::Already]);
    let before = store.row(row.lease.row).await.unwrap();
    let head = store.audit_head().await.unwrap();
    let again = store
        .finish(&name("one"), &[unreadable(row.lease)], time(2))
        .await
        .unwrap();
    assert_eq!(again, [Finish::Already]);
    assert_eq!(store.row(row.lease.row).await.unwrap(), before);
    assert_eq!(store.audit_head().await.unwrap(), head);
}

async fn nothing_is_evaluated_twice(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 3).await;
    let kept = kept(&store).await;
    let [one, two, three] = claim(&store, "one", 3, 0).await.try_into().unwrap();
    // Two rows with the same bytes in one call, and a third in another.
    let both = [finished(&one, "same", kept), finished(&two, "same", kept)];
    let answers = store.finish(&name("one"), &both, time(1)).await.unwrap();
    let duplicate = Finish::Duplicate {
        of: one.lease.row,
        evaluation: Some(Digest::of(b"evaluation of same")),
    };
    assert_eq!(answers, [Finish::Recorded, duplicate]);
    let third = finished(&three, "same", kept);
    assert_eq!(
        store.finish(&name("one"), &[third], time(2)).await.unwrap(),
        [duplicate]
    );
    let totals = store.totals(&id).await.unwrap();
    assert_eq!((totals.passed, totals.duplicate), (1, 2));
    assert_eq!(store.evaluations_since(None, 0, 9).await.unwrap().len(), 1);
    let row = store.row(three.lease.row).await.unwrap().unwrap();
    assert_eq!(row.evaluation, Some(Digest::of(b"evaluation of same")));
    // For another tenant it is work of its own, and so it is by another policy.
    batch(&store, "b", Lane::Batch, 1).await;
    let [other] = claim(&store, "one", 1, 3).await.try_into().unwrap();
    let other = finished(&other, "same", kept);
    assert_eq!(
        store.finish(&name("one"), &[other], time(3)).await.unwrap(),
        [Finish::Recorded]
    );
}

async fn what_was_known_is_a_duplicate(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 2).await;
    let kept = kept(&store).await;
    let [one, two] = claim(&store, "one", 2, 0).await.try_into().unwrap();
    let made = judged("same", kept);
    let document = made.document.digest;
    let ask = [Digest::of(b"other"), document];
    let known = |tenant, policy| store.known(tenant, policy, &kept.1, &ask);
    let (a, b) = (name("a"), name("b"));
    assert_eq!(known(&a, &kept.0).await.unwrap(), [None, None]);
    store
        .finish(&name("one"), &[finished(&one, "same", kept)], time(1))
        .await
        .unwrap();
    let found = known(&a, &kept.0).await.unwrap();
    let first = found[1].unwrap();
    assert_eq!((found[0], first.row), (None, one.lease.row));
    assert_eq!(known(&b, &kept.0).await.unwrap(), [None, None]);
    assert_eq!(known(&a, &document).await.unwrap(), [None, None]);
    let same = Finished {
        lease: two.lease,
        told: told(RowResult::Duplicate),
        stands: false,
        by: Behind::Same {
            document: made.document,
            evaluation: first.evaluation,
        },
    };
    assert_eq!(
        store.finish(&name("one"), &[same], time(2)).await.unwrap(),
        [Finish::Recorded]
    );
    assert_eq!(store.totals(&id).await.unwrap().duplicate, 1);
}

async fn equal_bytes_are_stored_once(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 20).await;
    finish_all(&store, 1).await;
    // Twenty documents, twenty hosted badges, one key, one policy, one trust file.
    assert_eq!(place.number("SELECT COUNT(*) FROM blobs").await, 43);
    let Lookup::Found(key) = store.blob(&Digest::of(b"the issuer's key")).await.unwrap() else {
        panic!("the key is not there");
    };
    assert_eq!(key.bytes, b"the issuer's key");
    assert_eq!(key.media_type.as_deref(), Some("application/json"));
}

async fn a_requeued_row_is_evaluated_again(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 1).await;
    let kept = kept(&store).await;
    finish_all(&store, 1).await;
    let which = Requeue {
        tenant: name("a"),
        batch: None,
        results: Vec::new(),
        code: None,
        dead: false,
    };
    assert_eq!(
        store
            .requeue(&which, &name("admin"), time(2))
            .await
            .unwrap(),
        1
    );
    assert_eq!(store.totals(&id).await.unwrap().pending, 1);
    let [row] = claim(&store, "one", 1, 3).await.try_into().unwrap();
    let mut again = judged("document 1", kept);
    again.evaluations[0].id = Digest::of(b"another evaluation");
    let again = Finished {
        lease: row.lease,
        told: told(RowResult::Failed),
        stands: false,
        by: Behind::Judged(Box::new(again)),
    };
    // It is no duplicate of what it was itself, and both evaluations are kept.
    assert_eq!(
        store.finish(&name("one"), &[again], time(4)).await.unwrap(),
        [Finish::Recorded]
    );
    assert_eq!(store.totals(&id).await.unwrap().failed, 1);
    assert_eq!(store.evaluations_since(None, 0, 9).await.unwrap().len(), 2);
}

async fn an_evaluation_needs_its_policy(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 1).await;
    let (policy, _) = kept(&store).await;
    let [row] = claim(&store, "one", 1, 0).await.try_into().unwrap();
    let unknown = Digest::of(b"another trust file");
    let fault = store
        .finish(
            &name("one"),
            &[finished(&row, "text", (policy, unknown))],
            time(1),
        )
        .await
        .unwrap_err();
    assert!(
        matches!(fault, StoreError::Bug(BugError::NotKept { digest }) if digest == unknown),
        "{fault}"
    );
    // Nothing of it was written, and the row is still the worker's.
    let state = store.row(row.lease.row).await.unwrap().unwrap().state;
    assert_eq!(state, State::Leased);
    assert_eq!(
        store.blob(&Digest::of(b"text")).await.unwrap(),
        Lookup::Unknown
    );
}

/// A future that is dropped after some steps, as by a crash of whoever ran it.
struct Cut<F>(Pin<Box<F>>, usize);

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.1 == 0 {
            return Poll::Ready(None);
        }
        self.1 -= 1;
        self.0.as_mut().poll(context).map(Some)
    }
}

async fn a_crash_leaves_no_half_state(place: Place) {
    let mut cut = 0;
    let (mut whole, mut none) = (0, 0);
    let store = place.open().await;
    let kept = kept(&store).await;
    // A server that answers before it is asked again leaves few places to cut: then once more from the
    // first.
    let mut step = 0;
    for run in 0.. {
        let id = batch_named(&store, "a", Lane::Batch, 1, &format!("{run}")).await;
        let [row] = claim(&store, "one", 1, 0).await.try_into().unwrap();
        let text = format!("document of {run}");
        let seq = store.audit_head().await.unwrap().seq;
        let all = [finished(&row, &text, kept)];
        let worker = name("one");
        let finishing = store.finish(&worker, &all, time(1));
        let answer = Cut(Box::pin(finishing), step).await;
        // Waits until the transaction that was cut off has ended, one way or the other.
        let lease = [row.lease];
        store.heartbeat(&worker, &lease, time(60)).await.unwrap();
        let after = store.row(row.lease.row).await.unwrap().unwrap();
        let blob = store.blob(&Digest::of(text.as_bytes())).await.unwrap();
        let evaluation = Digest::of(format!("evaluation of {text}").as_bytes());
        let replay = store.replayable(&name("a"), &evaluation).await.unwrap();
        let entries = store.audit_head().await.unwrap().seq - seq;
        let totals = store.totals(&id).await.unwrap();
        match after.state {
            State::Leased => {
                none += 1;
                assert!(matches!(blob, Lookup::Unknown), "step {step}");
                assert!(matches!(replay, Lookup::Unknown), "step {step}");
                assert_eq!((entries, totals.pending), (0, 1));
                // Somebody else takes it after the lease.
                assert_eq!(
                    store.release_expired(time(61)).await.unwrap(),
                    [row.lease.row]
                );
                let [again] = claim(&store, "two", 1, 61).await.try_into().unwrap();
                store
                    .finish(&name("two"), &[unreadable(again.lease)], time(62))
                    .await
                    .unwrap();
            }
            State::Done => {
                whole += 1;
                assert!(matches!(blob, Lookup::Found(_)), "step {step}");
                assert!(matches!(replay, Lookup::Found(_)), "step {step}");
                assert_eq!((entries, totals.passed), (1, 1));
            }
            state => panic!("{state:?} at step {step}"),
        }
        match answer {
            None => {
                cut += 1;
                step += 1;
            }
            Some(answer) => {
                assert_eq!(answer.unwrap(), [Finish::Recorded]);
                if cut > 5 && none > 3 && whole > 0 {
                    break;
                }
                step = 0;
            }
        }
        assert!(run < 500, "{cut} cuts, {none} undone, {whole} whole");
    }
    assert!(matches!(
        store.audit_verify(None).await.unwrap(),
        Verified::Whole { .. }
    ));
}

fn new_row(line: u64, text: Option<&str>) -> NewRow {
    NewRow {
        line,
        document: text.map(|text| Document::new(text.as_bytes().to_vec(), "test")),
        ..NewRow::default()
    }
}

/// A row that is finished before it stands in its batch.
fn done(store: &Store, batch: Digest, line: u64, text: &str, kept: (Digest, Digest)) -> Begun {
    let made = store.pack(&name("a"), judged(text, kept)).unwrap();
    Begun {
        row: new_row(line, Some(text)),
        came: Some(Finished {
            lease: Begun::lease(batch, line),
            told: told(RowResult::Passed),
            stands: false,
            by: Behind::Judged(Box::new(made)),
        }),
    }
}

/// A row that is not.
fn open(line: u64, text: Option<&str>) -> Begun {
    Begun {
        row: new_row(line, text),
        came: None,
    }
}

async fn rows_are_taken_in_with_what_came_of_them(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 0).await;
    let of_batch = store.batch(&id).await.unwrap().unwrap();
    let kept = kept(&store).await;
    let (by, worker) = (name("importer"), name("one"));
    let done = |line, text: &str| done(&store, id, line, text, kept);
    let unreadable = Begun {
        row: NewRow {
            told: Some(told(RowResult::Unreadable)),
            ..new_row(5, None)
        },
        came: None,
    };
    let begun = [
        done(1, "document 1"),
        done(2, "document 1"),
        open(3, Some("document 3")),
        open(4, None),
        unreadable,
    ];
    let take_in = async |begun: &[Begun]| {
        let until = time(60);
        store
            .take_in(&of_batch, begun, &by, &worker, until, time(1))
            .await
    };
    let answers = take_in(&begun).await.unwrap();
    let first = judged("document 1", kept).evaluations[0].id;
    let duplicate = Finish::Duplicate {
        of: Begun::lease(id, 1).row,
        evaluation: Some(first),
    };
    let recorded = Finish::Recorded;
    assert_eq!(answers, [recorded, duplicate, recorded, recorded, recorded]);
    let rows = store.rows(&id, 0, 10).await.unwrap();
    let states: Vec<_> = rows.iter().map(|row| row.state).collect();
    let (done_, leased, queued) = (State::Done, State::Leased, State::Queued);
    assert_eq!(states, [done_, done_, leased, queued, done_]);
    let results = rows.iter().map(|row| Some(row.told.as_ref()?.result));
    let expected = [
        Some(RowResult::Passed),
        Some(RowResult::Duplicate),
        None,
        None,
        Some(RowResult::Unreadable),
    ];
    assert_eq!(results.collect::<Vec<_>>(), expected);
    assert_eq!(rows[0].evaluation, Some(first));
    assert_eq!(rows[1].evaluation, Some(first));
    // What was packed before is what is read.
    let Lookup::Found(replay) = store.replayable(&name("a"), &first).await.unwrap() else {
        panic!("no evaluation");
    };
    assert_eq!(replay.document.bytes, b"document 1");
    assert_eq!(replay.json, judged("document 1", kept).evaluations[0].json);
    // Taken in again, nothing is changed; not even by what came of a row that is in work.
    let again = [
        done(1, "other"),
        done(3, "document 3"),
        done(6, "document 6"),
    ];
    assert_eq!(
        take_in(&again).await.unwrap(),
        [Finish::Lost, Finish::Lost, recorded]
    );
    assert_eq!(store.rows(&id, 0, 10).await.unwrap()[..5], rows);
    // The row in work is its worker's, and nobody claims it.
    let [waiting] = claim(&store, "two", 9, 2).await.try_into().unwrap();
    assert_eq!(waiting.lease.row.line, 4);
    let late = done(3, "document 3").came.unwrap();
    let others = store
        .finish(&name("two"), slice::from_ref(&late), time(3))
        .await;
    assert_eq!(others.unwrap(), [Finish::Lost]);
    let own = store.finish(&worker, &[late], time(3)).await;
    assert_eq!(own.unwrap(), [recorded]);
    // Where it dies, the row comes back.
    let last = [open(7, Some("document 7"))];
    assert_eq!(take_in(&last).await.unwrap(), [recorded]);
    assert!(claim(&store, "two", 9, 4).await.is_empty());
    store.release_expired(time(100)).await.unwrap();
    let claimed = claim(&store, "two", 9, 100).await;
    assert!(
        claimed
            .iter()
            .any(|row| row.lease.row.line == 7 && row.attempts == 2)
    );
    let verified = store.audit_verify(None).await.unwrap();
    assert!(matches!(verified, Verified::Whole { .. }));
}

async fn what_was_packed_for_one_tenant_is_no_others(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 1).await;
    let kept = kept(&store).await;
    let [row] = claim(&store, "one", 1, 0).await.try_into().unwrap();
    let made = |tenant| {
        let made = store
            .pack(&name(tenant), judged("document 1", kept))
            .unwrap();
        Finished {
            lease: row.lease,
            told: told(RowResult::Passed),
            stands: false,
            by: Behind::Judged(Box::new(made)),
        }
    };
    let refused = store.finish(&name("one"), &[made("b")], time(1)).await;
    assert!(matches!(
        refused,
        Err(StoreError::Bug(BugError::OtherTenant))
    ));
    assert_eq!(store.totals(&id).await.unwrap().pending, 1);
    let written = store.finish(&name("one"), &[made("a")], time(1)).await;
    assert_eq!(written.unwrap(), [Finish::Recorded]);
}
