use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use credeval_store::{Lane, Store};

use crate::place::*;

on_both! {
    evaluations_come_in_order_and_by_tenant
    no_number_appears_late
}

async fn evaluations_come_in_order_and_by_tenant(place: Place) {
    let store = place.open_sealed().await;
    batch(&store, "a", Lane::Batch, 5).await;
    finish_all(&store, 1).await;
    batch(&store, "b", Lane::Batch, 2).await;
    // Their bytes are those of the other tenant, and so are the evaluations' ids.
    finish_all(&store, 2).await;
    let all = store.evaluations_since(None, 0, 100).await.unwrap();
    let seqs: Vec<_> = all.iter().map(|one| one.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6, 7]);
    assert!(
        all.iter()
            .all(|one| one.json.as_ref().unwrap().starts_with(b"{\"of\":"))
    );
    assert_eq!(all[0].outcome.as_deref(), Some("recognise_full"));
    // Whose it is, by the pseudonym of the row.
    let (line, student) = (all[0].row.line, all[0].student.unwrap());
    assert_eq!(
        student,
        store.pseudonym(&name("a"), &format!("student-{line}"))
    );
    assert!(store.has_tenant(&name("b")).await.unwrap());
    assert!(!store.has_tenant(&name("c")).await.unwrap());
    assert_eq!(store.tenants(10).await.unwrap(), ["a", "b"]);
    assert_eq!(store.tenants(1).await.unwrap(), ["a"]);
    let of_b = store
        .evaluations_since(Some(&name("b")), 0, 100)
        .await
        .unwrap();
    assert_eq!(of_b, all[5..]);
    let later = store.evaluations_since(None, 3, 2).await.unwrap();
    assert_eq!(later, all[3..5]);
    assert!(
        store
            .evaluations_since(None, 7, 2)
            .await
            .unwrap()
            .is_empty()
    );
}

/// Follows the feed as an export does, and sees that no number below one that it saw appears later.
async fn follow(store: Store, done: Arc<AtomicBool>) -> u64 {
    let mut last = 0;
    loop {
        let is_last = done.load(Ordering::SeqCst);
        let more = store.evaluations_since(None, last, 1_000).await.unwrap();
        for one in &more {
            assert_eq!(
                one.seq,
                last + 1,
                "a number was not there when a later one was"
            );
            last = one.seq;
        }
        if is_last {
            return last;
        }
    }
}

async fn no_number_appears_late(place: Place) {
    let store = place.open().await;
    let kept = kept(&store).await;
    batch(&store, "a", Lane::Batch, 240).await;
    let done = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn(follow(store.clone(), Arc::clone(&done)));
    let writers = (0..6).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            let worker = format!("worker-{writer}");
            loop {
                // Sets of different sizes take different times to their commits.
                let claimed = claim(&store, &worker, 1 + writer * 3, 1).await;
                if claimed.is_empty() {
                    return;
                }
                let all: Vec<_> = claimed
                    .iter()
                    .map(|row| finished(row, &format!("document {}", row.lease.row.line), kept))
                    .collect();
                store.finish(&name(&worker), &all, time(2)).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    assert_eq!(reader.await.unwrap(), 240);
}
