use credeval_store::{Fault, Head, Lane, Verified};
use sqlx::Row as _;

use crate::place::*;

on_both! {
    an_untouched_log_is_whole
    a_changed_entry_is_named
    a_dropped_last_entry_is_missed
    a_swapped_pair_is_named
    an_entry_in_between_is_missed
    a_rewritten_chain_is_caught_by_a_head_kept_elsewhere
    a_shortened_chain_is_caught_by_a_head_kept_elsewhere
    entries_chain_under_concurrent_writers
}

/// A store with some entries in its log.
async fn some_entries(place: &Place) -> (credeval_store::Store, Head) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 3).await;
    finish_all(&store, 1).await;
    let head = store.audit_head().await.unwrap();
    assert_eq!(head.seq, 5);
    (store, head)
}

async fn verified(store: &credeval_store::Store, expected: Option<Head>) -> Verified {
    store.audit_verify(expected).await.unwrap()
}

fn broken(seq: u64, fault: Fault) -> Verified {
    Verified::Broken { seq, fault }
}

async fn an_untouched_log_is_whole(place: Place) {
    let (store, head) = some_entries(&place).await;
    assert_eq!(verified(&store, None).await, Verified::Whole { head });
    assert_eq!(verified(&store, Some(head)).await, Verified::Whole { head });
    // A head of earlier stands in the chain as well.
    batch(&store, "b", Lane::Batch, 1).await;
    let later = store.audit_head().await.unwrap();
    assert!(later.seq > head.seq);
    assert_eq!(
        verified(&store, Some(head)).await,
        Verified::Whole { head: later }
    );
    // Its number is found by its hash alone.
    assert_eq!(store.audit_entry(&head.hash).await.unwrap(), Some(head.seq));
    let other = credeval_model::Digest::of(b"other");
    assert_eq!(store.audit_entry(&other).await.unwrap(), None);
    // An empty log is whole, and not the one that is expected.
    let empty = Place::sqlite();
    let empty = empty.open().await;
    assert!(matches!(
        verified(&empty, None).await,
        Verified::Whole { .. }
    ));
    assert_eq!(
        verified(&empty, Some(head)).await,
        broken(1, Fault::Missing)
    );
}

async fn a_changed_entry_is_named(place: Place) {
    let (store, head) = some_entries(&place).await;
    place
        .tamper("UPDATE audit SET actor = 'somebody' WHERE seq = 3")
        .await;
    assert_eq!(
        verified(&store, Some(head)).await,
        broken(3, Fault::Changed)
    );
    // With a hash that fits, it does not fit the next one.
    place
        .tamper(
            "UPDATE audit SET hash = (SELECT a.hash FROM audit a WHERE a.seq = 1) WHERE seq = 3",
        )
        .await;
    assert_eq!(
        verified(&store, Some(head)).await,
        broken(3, Fault::Changed)
    );
}

async fn a_dropped_last_entry_is_missed(place: Place) {
    let (store, head) = some_entries(&place).await;
    place.tamper("DELETE FROM audit WHERE seq = 5").await;
    assert_eq!(verified(&store, None).await, broken(5, Fault::Missing));
    assert_eq!(
        verified(&store, Some(head)).await,
        broken(5, Fault::Missing)
    );
}

async fn a_swapped_pair_is_named(place: Place) {
    let (store, head) = some_entries(&place).await;
    place
        .tamper(
            "UPDATE audit SET seq = 100 WHERE seq = 2;
             UPDATE audit SET seq = 2 WHERE seq = 3;
             UPDATE audit SET seq = 3 WHERE seq = 100;",
        )
        .await;
    assert_eq!(
        verified(&store, Some(head)).await,
        broken(2, Fault::Unchained)
    );
}

async fn an_entry_in_between_is_missed(place: Place) {
    let (store, _) = some_entries(&place).await;
    place.tamper("DELETE FROM audit WHERE seq = 2").await;
    assert_eq!(verified(&store, None).await, broken(2, Fault::Missing));
}

async fn a_rewritten_chain_is_caught_by_a_head_kept_elsewhere(place: Place) {
    let (store, head) = some_entries(&place).await;
    // Another history, with as many entries, each chained to the one before it as it should be.
    let other = Place::sqlite();
    let another = other.open().await;
    batch(&another, "z", Lane::Batch, 3).await;
    finish_all(&another, 1).await;
    let from = other.database().await;
    let entries = sqlx::query(
        "SELECT seq, at, actor, action, subject, detail, previous, hash FROM audit ORDER BY seq",
    );
    let entries = entries.fetch_all(&from).await.unwrap();
    let own: Vec<u8> = sqlx::query_scalar("SELECT hash FROM head")
        .fetch_one(&from)
        .await
        .unwrap();
    let to = place.database().await;
    sqlx::raw_sql("DELETE FROM audit")
        .execute(&to)
        .await
        .unwrap();
    for entry in &entries {
        sqlx::query(
            "INSERT INTO audit (seq, at, actor, action, subject, detail, previous, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(entry.get::<i64, _>(0))
        .bind(entry.get::<i64, _>(1))
        .bind(entry.get::<String, _>(2))
        .bind(entry.get::<String, _>(3))
        .bind(entry.get::<Option<Vec<u8>>, _>(4))
        .bind(entry.get::<Vec<u8>, _>(5))
        .bind(entry.get::<Vec<u8>, _>(6))
        .bind(entry.get::<Vec<u8>, _>(7))
        .execute(&to)
        .await
        .unwrap();
    }
    // While the store's own head still tells, it is found without help.
    let without_help = verified(&store, None).await;
    assert_eq!(without_help, broken(5, Fault::OtherThanHead));
    sqlx::query("UPDATE head SET hash = $1")
        .bind(own)
        .execute(&to)
        .await
        .unwrap();
    // Now the whole store agrees with itself, and only the head kept elsewhere tells.
    assert!(matches!(
        verified(&store, None).await,
        Verified::Whole { .. }
    ));
    assert_eq!(
        verified(&store, Some(head)).await,
        broken(5, Fault::Rewritten)
    );
}

async fn a_shortened_chain_is_caught_by_a_head_kept_elsewhere(place: Place) {
    let (store, head) = some_entries(&place).await;
    place
        .tamper(
            "DELETE FROM audit WHERE seq = 5;
             UPDATE head SET audit = 4, hash = (SELECT a.hash FROM audit a WHERE a.seq = 4);",
        )
        .await;
    assert!(matches!(
        verified(&store, None).await,
        Verified::Whole { .. }
    ));
    assert_eq!(
        verified(&store, Some(head)).await,
        broken(5, Fault::Missing)
    );
}

async fn entries_chain_under_concurrent_writers(place: Place) {
    let store = place.open().await;
    let writers = (0..8).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for number in 0..10 {
                let manifest = format!("{writer} {number}");
                batch_named(&store, "a", Lane::Batch, 2, &manifest).await;
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let Verified::Whole { head } = verified(&store, None).await else {
        panic!("the chain is broken");
    };
    // Each batch was opened and filled.
    assert_eq!(head.seq, 160);
}
