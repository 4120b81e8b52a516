use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use credeval_store::{
    Bury, Depth, Lane, Lease, NewRow, Options, Requeue, Retry, RowId, RowResult, Slot, State,
};

use crate::place::*;

on_both! {
    two_claimers_never_get_the_same_row
    a_row_comes_back_after_its_lease
    a_heartbeat_keeps_a_row
    a_retry_waits_and_tells_why
    a_buried_row_is_dead_until_it_is_requeued
    a_person_waits_less_than_a_batch
    tenants_take_turns
    a_clock_that_jumps_loses_nothing
    what_is_announced_comes_once
    a_store_remembers_its_dispatcher
    a_row_with_its_result_is_not_announced
    each_lane_is_announced_by_itself
    requests_to_a_host_are_spaced
    a_message_claims_its_row
}

async fn two_claimers_never_get_the_same_row(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 400).await;
    batch(&store, "b", Lane::Batch, 200).await;
    let claimers = (0..6).map(|number| {
        // As other processes would: with connections of their own, and for SQLite a file that is locked.
        let location = place.location.clone();
        tokio::spawn(async move {
            let store = credeval_store::Store::open(&location, &Options::default(), time(0))
                .await
                .unwrap();
            let mut rows = Vec::new();
            loop {
                let claimed = claim(&store, &format!("worker-{number}"), 7, 1).await;
                if claimed.is_empty() {
                    return rows;
                }
                rows.extend(claimed.into_iter().map(|row| row.lease.row));
            }
        })
    });
    let mut all = Vec::new();
    for claimer in claimers.collect::<Vec<_>>() {
        all.extend(claimer.await.unwrap());
    }
    assert_eq!(all.len(), 600);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 600);
}

async fn a_row_comes_back_after_its_lease(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 2).await;
    let first = claim(&store, "one", 1, 0).await;
    // The claimer is gone without a word. Until the lease ends its row is nobody's.
    assert_eq!(claim(&store, "two", 5, 1).await.len(), 1);
    assert!(store.release_expired(time(59)).await.unwrap().is_empty());
    let released = store.release_expired(time(62)).await.unwrap();
    assert_eq!(released.len(), 2);
    let again = claim(&store, "two", 5, 62).await;
    assert_eq!(again.len(), 2);
    assert!(again.iter().all(|row| row.attempts == 2));
    let [first] = first.as_slice() else { panic!() };
    assert_eq!(first.stated.row_id.as_deref(), Some("row 1"));
    // What the first claimer brings now is refused: the row is another's.
    let lost = store
        .retry(&name("one"), &[retry(first.lease, 70)], time(63))
        .await
        .unwrap();
    assert_eq!(lost, [first.lease]);
    let buried = Bury {
        lease: first.lease,
        told: told(RowResult::Unreadable),
    };
    assert_eq!(
        store.bury(&name("one"), &[buried], time(63)).await.unwrap(),
        [first.lease]
    );
    let row = store.row(first.lease.row).await.unwrap().unwrap();
    assert_eq!(row.state, State::Leased);
}

fn retry(lease: Lease, at: i64) -> Retry {
    Retry {
        counts: true,
        lease,
        at: time(at),
        code: "not_reachable".to_owned(),
        message: Some("no answer".to_owned()),
    }
}

async fn a_heartbeat_keeps_a_row(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 2).await;
    let leases: Vec<_> = claim(&store, "one", 2, 0)
        .await
        .iter()
        .map(|row| row.lease)
        .collect();
    let lost = store
        .heartbeat(&name("one"), &leases[..1], time(200))
        .await
        .unwrap();
    assert!(lost.is_empty());
    assert_eq!(
        store.release_expired(time(100)).await.unwrap(),
        [leases[1].row]
    );
    let lost = store
        .heartbeat(&name("one"), &leases, time(300))
        .await
        .unwrap();
    assert_eq!(lost, [leases[1]]);
    // Another worker cannot hold on to it.
    let lost = store
        .heartbeat(&name("two"), &leases[..1], time(300))
        .await
        .unwrap();
    assert_eq!(lost, [leases[0]]);
}

async fn a_retry_waits_and_tells_why(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 1).await;
    let [row] = claim(&store, "one", 1, 0).await.try_into().unwrap();
    let lost = store
        .retry(&name("one"), &[retry(row.lease, 30)], time(1))
        .await
        .unwrap();
    assert!(lost.is_empty());
    let waiting = store.row(row.lease.row).await.unwrap().unwrap();
    assert_eq!(waiting.state, State::Queued);
    let (code, message) = waiting.last_error.unwrap();
    assert_eq!(
        (code.as_str(), message.as_deref()),
        ("not_reachable", Some("no answer"))
    );
    assert!(claim(&store, "one", 1, 29).await.is_empty());
    let [again] = claim(&store, "one", 1, 30).await.try_into().unwrap();
    assert_eq!(again.attempts, 2);
}

async fn a_buried_row_is_dead_until_it_is_requeued(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 3).await;
    let claimed = claim(&store, "one", 3, 0).await;
    let burials = claimed[..2].iter().map(|row| Bury {
        lease: row.lease,
        told: told(RowResult::Inconclusive),
    });
    let burials: Vec<_> = burials.collect();
    assert!(
        store
            .bury(&name("one"), &burials, time(1))
            .await
            .unwrap()
            .is_empty()
    );
    let depth = store.depth(Some(&name("a"))).await.unwrap();
    assert_eq!((depth.queued, depth.leased, depth.dead), (0, 1, 2));
    assert_eq!(
        store.depth(Some(&name("b"))).await.unwrap(),
        Depth::default()
    );
    assert_eq!(store.depth(None).await.unwrap(), depth);
    let totals = store.totals(&id).await.unwrap();
    assert_eq!(
        (totals.rows, totals.inconclusive, totals.pending),
        (3, 2, 1)
    );
    let which = |results, code: Option<&str>| Requeue {
        tenant: name("a"),
        batch: Some(id),
        results,
        code: code.map(str::to_owned),
        dead: true,
    };
    let admin = name("admin");
    let none = which(vec![RowResult::Passed], None);
    assert_eq!(store.requeue(&none, &admin, time(2)).await.unwrap(), 0);
    let other = which(Vec::new(), Some("other"));
    assert_eq!(store.requeue(&other, &admin, time(2)).await.unwrap(), 0);
    let these = which(
        vec![RowResult::Failed, RowResult::Inconclusive],
        Some("proof.signature"),
    );
    assert_eq!(store.requeue(&these, &admin, time(2)).await.unwrap(), 2);
    let again = claim(&store, "one", 3, 3).await;
    assert_eq!(again.len(), 2);
    assert!(again.iter().all(|row| row.attempts == 1));
    // A lease from before is none, though the attempts are counted anew.
    let before = claimed[0].lease;
    assert_ne!(before, again[0].lease);
    assert_eq!(
        store
            .retry(&name("one"), &[retry(before, 9)], time(4))
            .await
            .unwrap(),
        [before]
    );
}

async fn a_person_waits_less_than_a_batch(place: Place) {
    let store = place.open().await;
    batch(&store, "big", Lane::Batch, 300).await;
    assert_eq!(claim(&store, "one", 10, 0).await.len(), 10);
    let one = batch(&store, "small", Lane::Interactive, 1).await;
    let claimed = claim(&store, "one", 10, 1).await;
    assert_eq!(claimed.len(), 10);
    assert!(claimed.iter().any(|row| row.lease.row.batch == one));
    // And a batch goes on while many people wait.
    batch_named(&store, "small", Lane::Interactive, 100, "more").await;
    let claimed = claim(&store, "one", 10, 2).await;
    let of_batch = claimed.iter().filter(|row| row.tenant == "big").count();
    assert_eq!((claimed.len(), of_batch), (10, 2));
}

async fn tenants_take_turns(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 500).await;
    batch(&store, "b", Lane::Batch, 5).await;
    batch(&store, "c", Lane::Batch, 100).await;
    let mut of = BTreeMap::new();
    let claimed = claim(&store, "one", 30, 0).await;
    for row in &claimed {
        *of.entry(row.tenant.as_str()).or_insert(0) += 1;
    }
    assert_eq!(of["b"], 5);
    assert!(of["a"] >= 10 && of["c"] >= 10, "{of:?}");
    // Who has less in work comes first.
    let more = claim(&store, "one", 2, 0).await;
    assert!(more.iter().any(|row| row.tenant == "c"));
    let done: Vec<_> = claimed
        .iter()
        .chain(&more)
        .map(|row| unreadable(row.lease))
        .collect();
    store.finish(&name("one"), &done, time(0)).await.unwrap();
    // One by one, each finished before the next, they take turns as well.
    let mut order = Vec::new();
    for _ in 0..4 {
        let [row] = claim(&store, "two", 1, 0).await.try_into().unwrap();
        store
            .finish(&name("two"), &[unreadable(row.lease)], time(0))
            .await
            .unwrap();
        order.push(row.tenant);
    }
    assert_eq!(
        order.iter().filter(|tenant| *tenant == "a").count(),
        2,
        "{order:?}"
    );
}

async fn a_clock_that_jumps_loses_nothing(place: Place) {
    let store = place.open().await;
    let id = batch(&store, "a", Lane::Batch, 2).await;
    // A day ahead: the lease is long, and the next claim at the right time finds the other row alone.
    let [ahead] = claim(&store, "one", 1, 86_400).await.try_into().unwrap();
    assert_eq!(claim(&store, "two", 5, 0).await.len(), 1);
    // Behind: what is enqueued for now waits until now.
    assert!(claim(&store, "two", 5, -86_400).await.is_empty());
    let done = store
        .finish(&name("one"), &[unreadable(ahead.lease)], time(-5))
        .await
        .unwrap();
    assert_eq!(done, [credeval_store::Finish::Recorded]);
    assert_eq!(store.release_expired(time(86_400)).await.unwrap().len(), 1);
    let totals = store.totals(&id).await.unwrap();
    assert_eq!((totals.rows, totals.unreadable, totals.pending), (2, 1, 1));
}

async fn what_is_announced_comes_once(place: Place) {
    let options = Options {
        announce: true,
        ..Options::default()
    };
    let store = place.open_with(&options).await.unwrap();
    let id = batch(&store, "a", Lane::Batch, 3).await;
    let later = NewRow {
        run_at: Some(time(50)),
        ..row(4)
    };
    store
        .enqueue(&id, &[later], &name("importer"), time(0))
        .await
        .unwrap();
    let taken = store
        .take_announcements(Lane::Batch, 2, time(10), time(1))
        .await
        .unwrap();
    assert_eq!(taken.len(), 2);
    assert_eq!(
        store
            .take_announcements(Lane::Batch, 9, time(10), time(1))
            .await
            .unwrap()
            .len(),
        1
    );
    assert!(
        store
            .take_announcements(Lane::Batch, 9, time(10), time(2))
            .await
            .unwrap()
            .is_empty()
    );
    store.announced(&taken).await.unwrap();
    // The dispatcher died with one of them, and one has become due.
    assert_eq!(
        store
            .take_announcements(Lane::Batch, 9, time(60), time(51))
            .await
            .unwrap()
            .len(),
        2
    );
    // A row that waits and was announced long ago is announced again.
    let again = async |older, limit| {
        let again = store.announce_again(Lane::Batch, time(older), limit, time(52));
        again.await.unwrap()
    };
    assert_eq!(again(0, 9).await, 0);
    assert_eq!(again(30, 1).await, 1);
    assert_eq!(again(30, 9).await, 1);
    assert_eq!(again(30, 9).await, 0);
}

async fn a_store_remembers_its_dispatcher(place: Place) {
    // Without one nothing is announced, and nothing piles up.
    let silent = place.open().await;
    let id = batch(&silent, "a", Lane::Interactive, 2).await;
    assert_eq!(place.number("SELECT COUNT(*) FROM outbox").await, 0);
    finish_all(&silent, 1).await;
    silent.close().await;
    let options = Options {
        announce: true,
        ..Options::default()
    };
    place.open_with(&options).await.unwrap().close().await;
    // Who knows of no dispatcher announces all the same: what an officer puts back is begun at once.
    let store = place.open().await;
    let again = Requeue {
        tenant: name("a"),
        batch: Some(id),
        results: Vec::new(),
        code: None,
        dead: false,
    };
    let officer = name("officer");
    assert_eq!(store.requeue(&again, &officer, time(2)).await.unwrap(), 2);
    let rows = [1, 2].map(|line| RowId { batch: id, line });
    let taken = async |now| {
        let taken = store.take_announcements(Lane::Interactive, 9, time(now + 1), time(now));
        taken.await.unwrap()
    };
    assert_eq!(taken(2).await, rows);
    // What is done or given up is announced no more, whoever did it.
    let claimed = claim(&store, "one", 9, 3).await;
    let done = [unreadable(claimed[0].lease)];
    store.finish(&name("one"), &done, time(3)).await.unwrap();
    let buried = [Bury {
        lease: claimed[1].lease,
        told: told(RowResult::Unreadable),
    }];
    store.bury(&name("one"), &buried, time(3)).await.unwrap();
    assert_eq!(taken(9).await, []);
}

async fn a_row_with_its_result_is_not_announced(place: Place) {
    let options = Options {
        announce: true,
        ..Options::default()
    };
    let store = place.open_with(&options).await.unwrap();
    batch(&store, "a", Lane::Batch, 2).await;
    assert_eq!(place.number("SELECT COUNT(*) FROM outbox").await, 2);
    // Both were claimed before anybody announced them, as it is after their leases ended.
    let [one, two] = claim(&store, "one", 2, 0).await.try_into().unwrap();
    let burial = Bury {
        lease: one.lease,
        told: told(RowResult::Unreadable),
    };
    let worker = name("one");
    store.bury(&worker, &[burial], time(1)).await.unwrap();
    assert_eq!(place.number("SELECT COUNT(*) FROM outbox").await, 1);
    let finished = [unreadable(two.lease)];
    store.finish(&worker, &finished, time(1)).await.unwrap();
    assert_eq!(place.number("SELECT COUNT(*) FROM outbox").await, 0);
}

async fn each_lane_is_announced_by_itself(place: Place) {
    let options = Options {
        announce: true,
        ..Options::default()
    };
    let store = place.open_with(&options).await.unwrap();
    batch(&store, "big", Lane::Batch, 30).await;
    let one = batch(&store, "small", Lane::Interactive, 1).await;
    let taken = async |lane, now| {
        let taken = store.take_announcements(lane, 9, time(now + 5), time(now));
        taken.await.unwrap()
    };
    let row = RowId {
        batch: one,
        line: 1,
    };
    assert_eq!(taken(Lane::Interactive, 1).await, [row]);
    assert_eq!(taken(Lane::Batch, 1).await.len(), 9);
    assert!(taken(Lane::Interactive, 2).await.is_empty());
    // And so when it comes back from a worker.
    store.announced(&[row]).await.unwrap();
    let claimed = store
        .claim_these(&[row], &name("one"), time(60), time(2))
        .await
        .unwrap();
    let retried = [retry(claimed[0].lease, 9)];
    store.retry(&name("one"), &retried, time(3)).await.unwrap();
    assert!(taken(Lane::Interactive, 8).await.is_empty());
    assert_eq!(taken(Lane::Interactive, 9).await, [row]);
}

async fn requests_to_a_host_are_spaced(place: Place) {
    let (one, two) = (place.open().await, place.open().await);
    let second = Duration::from_secs(1);
    let slot = async |store: &credeval_store::Store, host, now| {
        let slot = store.host_slot(host, second, 3 * second, time(now));
        slot.await.unwrap()
    };
    // Whoever asks, each has a slot of its own.
    assert_eq!(slot(&one, "a.example", 0).await, Slot::At(time(0)));
    assert_eq!(slot(&two, "a.example", 0).await, Slot::At(time(1)));
    assert_eq!(slot(&one, "b.example", 0).await, Slot::At(time(0)));
    assert_eq!(slot(&one, "a.example", 0).await, Slot::At(time(2)));
    assert_eq!(slot(&two, "a.example", 0).await, Slot::At(time(3)));
    // Those who would wait too long are told, and take none.
    assert_eq!(slot(&two, "a.example", 0).await, Slot::Beyond(time(4)));
    assert_eq!(slot(&two, "a.example", 1).await, Slot::At(time(4)));
    assert_eq!(slot(&two, "a.example", 60).await, Slot::At(time(60)));
    // A host that asks to be left alone is; what is over sooner changes nothing.
    one.host_rest("a.example", time(90), time(61))
        .await
        .unwrap();
    one.host_rest("a.example", time(70), time(61))
        .await
        .unwrap();
    assert_eq!(slot(&two, "a.example", 62).await, Slot::Beyond(time(90)));
    assert_eq!(slot(&two, "a.example", 88).await, Slot::At(time(90)));
    // A clock that ran ahead keeps nobody away for longer than a host could.
    one.host_rest("a.example", time(900_000), time(899_000))
        .await
        .unwrap();
    assert_eq!(slot(&two, "a.example", 100).await, Slot::At(time(100)));
    assert_eq!(one.forget_slots(time(100)).await.unwrap(), 1);
    assert_eq!(place.number("SELECT COUNT(*) FROM host_slots").await, 1);
}

async fn a_message_claims_its_row(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 3).await;
    let [first] = claim(&store, "one", 1, 0).await.try_into().unwrap();
    let rows: Vec<_> = (1..=9)
        .map(|line| RowId {
            line,
            ..first.lease.row
        })
        .collect();
    // The first is another's, and those after the third are not there.
    let claimed = store
        .claim_these(&rows, &name("two"), time(60), time(0))
        .await
        .unwrap();
    let lines: Vec<_> = claimed.iter().map(|row| row.lease.row.line).collect();
    assert_eq!(lines, [2, 3]);
    // A message that comes twice gets nothing.
    assert!(
        store
            .claim_these(&rows, &name("two"), time(60), time(0))
            .await
            .unwrap()
            .is_empty()
    );
}
