use credeval_model::{Digest, Document};
use credeval_store::{
    BugError, Enqueued, Lane, Lookup, NewBatch, NewRow, RowResult, State, StoreError, Totals,
};

use crate::place::*;

on_both! {
    the_same_manifest_twice_is_no_work_twice
    rows_read_as_they_were_written
    totals_add_up
    totals_that_do_not_add_up_are_an_error
    a_document_comes_with_its_row
    any_text_can_be_kept
}

async fn the_same_manifest_twice_is_no_work_twice(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 3).await;
    let new = NewBatch {
        tenant: name("a"),
        lane: Lane::Batch,
        purpose: Some(name("admission")),
        manifest: Digest::of(b"manifest"),
        options: b"options".to_vec(),
    };
    let (again, is_new) = store
        .open_batch(&new, &name("importer"), time(5))
        .await
        .unwrap();
    assert_eq!((again.id, is_new, again.created_at), (id, false, time(0)));
    assert_eq!(store.batch(&id).await.unwrap(), Some(again));
    assert_eq!(store.batch(&Digest::of(b"no batch")).await.unwrap(), None);
    let rows: Vec<_> = (2..=4).map(row).collect();
    let head = store.audit_head().await.unwrap();
    let answers = store
        .enqueue(&id, &rows, &name("importer"), time(5))
        .await
        .unwrap();
    assert_eq!(answers, [Enqueued::Known, Enqueued::Known, Enqueued::New]);
    assert_eq!(store.audit_head().await.unwrap().seq, head.seq + 1);
    // A line twice in one call is one row.
    let twice = [row(5), row(5)];
    let answers = store
        .enqueue(&id, &twice, &name("importer"), time(5))
        .await
        .unwrap();
    assert_eq!(answers, [Enqueued::New, Enqueued::Known]);
    let nothing_new = store
        .enqueue(&id, &twice, &name("importer"), time(5))
        .await
        .unwrap();
    assert_eq!(nothing_new, [Enqueued::Known, Enqueued::Known]);
    assert_eq!(store.audit_head().await.unwrap().seq, head.seq + 2);
    let unknown = Digest::of(b"no batch");
    let fault = store
        .enqueue(&unknown, &rows, &name("importer"), time(5))
        .await
        .unwrap_err();
    assert!(matches!(
        fault,
        StoreError::Bug(BugError::UnknownBatch { .. })
    ));
}

async fn rows_read_as_they_were_written(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 1_203).await;
    let mut lines = Vec::new();
    while let Some(last) = store
        .rows(&id, lines.last().copied().unwrap_or(0), 500)
        .await
        .unwrap()
        .last()
    {
        let from = lines.len() as u64;
        let rows = store.rows(&id, from, 500).await.unwrap();
        assert_eq!(rows.last(), Some(last));
        lines.extend(rows.iter().map(|row| row.id.line));
    }
    assert_eq!(lines, (1..=1_203).collect::<Vec<_>>());
    let first = &store.rows(&id, 0, 1).await.unwrap()[0];
    assert_eq!(first.stated, row(1).stated);
    assert_eq!(
        first.student,
        Some(store.pseudonym(&name("a"), "student-1"))
    );
    assert_eq!(
        (first.state, first.attempts, &first.told),
        (State::Queued, 0, &None)
    );
    let linked = store
        .student(&name("a"), first.student.unwrap())
        .await
        .unwrap();
    assert_eq!(linked.as_deref(), Some("student-1"));
    // Another tenant's learner with the same number is somebody else.
    assert_ne!(
        first.student.unwrap(),
        store.pseudonym(&name("b"), "student-1")
    );
    assert_eq!(
        store
            .student(&name("b"), first.student.unwrap())
            .await
            .unwrap(),
        None
    );
}

async fn totals_add_up(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 0).await;
    let all = RowResult::ALL.into_iter().cycle().zip(1..).take(20);
    let rows: Vec<_> = all
        .map(|(result, line)| NewRow {
            told: Some(told(result)),
            ..row(line)
        })
        .chain((21..=25).map(row))
        .collect();
    store
        .enqueue(&id, &rows, &name("importer"), time(0))
        .await
        .unwrap();
    let totals = store
        .close_batch(&id, 25, &name("importer"), time(1))
        .await
        .unwrap();
    let expected = Totals {
        rows: 25,
        passed: 4,
        failed: 4,
        inconclusive: 3,
        unreadable: 3,
        duplicate: 3,
        skipped: 3,
        pending: 5,
    };
    assert_eq!(totals, expected);
    // Rows that came with their result are not evaluated.
    assert_eq!(claim(&store, "one", 99, 1).await.len(), 5);
    assert_eq!(store.totals(&id).await.unwrap(), expected);
}

async fn totals_that_do_not_add_up_are_an_error(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 3).await;
    store
        .close_batch(&id, 3, &name("importer"), time(1))
        .await
        .unwrap();
    place.tamper("DELETE FROM batch_rows WHERE line = 2").await;
    let fault = store.totals(&id).await.unwrap_err();
    assert!(
        matches!(
            fault,
            StoreError::Bug(BugError::Totals {
                expected: 3,
                found: 2,
                ..
            })
        ),
        "{fault}"
    );
}

async fn a_document_comes_with_its_row(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 0).await;
    let with = |line, text: &str| NewRow {
        document: Some(Document::new(text.as_bytes().to_vec(), "a.json")),
        ..row(line)
    };
    let rows = [with(1, "one"), with(2, "two"), with(2, "not this one")];
    store
        .enqueue(&id, &rows, &name("importer"), time(0))
        .await
        .unwrap();
    let claimed = claim(&store, "one", 9, 0).await;
    let documents: Vec<_> = claimed.iter().map(|row| row.document.unwrap()).collect();
    assert_eq!(documents, [Digest::of(b"one"), Digest::of(b"two")]);
    assert!(matches!(
        store.blob(&documents[0]).await.unwrap(),
        Lookup::Found(_)
    ));
    assert_eq!(
        store.blob(&Digest::of(b"not this one")).await.unwrap(),
        Lookup::Unknown
    );
}

async fn any_text_can_be_kept(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 0).await;
    // PostgreSQL takes no NUL in a text, and one bad row must stop nothing.
    let mut hostile = row(1);
    hostile.student = Some("a\0b".to_owned());
    hostile.stated.source = Some("\0\u{202e}'; DROP TABLE audit; --".to_owned());
    hostile
        .stated
        .columns
        .insert("\0".to_owned(), "\0$1".into());
    let mut document = Document::new(b"text".to_vec(), "a\0b");
    document.media_type = Some("text/\0".to_owned());
    hostile.document = Some(document);
    store
        .enqueue(&id, &[hostile.clone()], &name("importer"), time(0))
        .await
        .unwrap();
    let read = store
        .row(credeval_store::RowId { batch: id, line: 1 })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read.stated, hostile.stated);
    let student = store
        .student(&name("a"), read.student.unwrap())
        .await
        .unwrap();
    assert_eq!(student.as_deref(), Some("a\0b"));
}
