use credeval_model::Digest;
use credeval_store::{CacheEntry, Cached, Lookup};

use crate::place::*;

on_both! {
    fresh_and_stale_are_told_apart
    a_new_answer_takes_the_place_of_the_old
    old_answers_are_dropped
    all_answers_come_once_in_pages
}

fn entry(url: &str) -> CacheEntry {
    CacheEntry {
        url: url.to_owned(),
        status: 200,
        media_type: Some("application/did+json".to_owned()),
        etag: Some("\"abc\"".to_owned()),
        last_modified: None,
        fetched_at: "2026-05-01T02:03:04.123456789Z".parse().unwrap(),
        location: None,
        may_be_stale: true,
        is_supplied: false,
    }
}

async fn fresh_and_stale_are_told_apart(place: Place) {
    let store = place.open_sealed().await;
    let key = entry("https://issuer.example/key");
    assert_eq!(store.cached(&key.url, time(0)).await.unwrap(), None);
    store
        .cache(&key, b"a key", time(60), time(0))
        .await
        .unwrap();
    let Some(Cached::Fresh(answer)) = store.cached(&key.url, time(59)).await.unwrap() else {
        panic!("expected it fresh");
    };
    assert_eq!(
        (&answer.entry, answer.bytes.as_slice()),
        (&key, &b"a key"[..])
    );
    assert_eq!(
        (answer.fresh_until, answer.digest),
        (time(60), Digest::of(b"a key"))
    );
    let Some(Cached::Stale(stale)) = store.cached(&key.url, time(60)).await.unwrap() else {
        panic!("expected it stale");
    };
    assert_eq!(stale, answer);
    assert_eq!(
        store
            .cached("https://issuer.example/other", time(0))
            .await
            .unwrap(),
        None
    );
}

async fn a_new_answer_takes_the_place_of_the_old(place: Place) {
    let store = place.open().await;
    let (one, two) = (
        entry("https://issuer.example/1"),
        entry("https://issuer.example/2"),
    );
    for entry in [&one, &two] {
        store.cache(entry, b"old", time(60), time(0)).await.unwrap();
    }
    store.cache(&one, b"new", time(90), time(30)).await.unwrap();
    let Some(Cached::Fresh(answer)) = store.cached(&one.url, time(70)).await.unwrap() else {
        panic!("expected it fresh");
    };
    assert_eq!(answer.bytes, b"new");
    // The old bytes stay as long as another address has them.
    let old = Digest::of(b"old");
    assert!(matches!(store.blob(&old).await.unwrap(), Lookup::Found(_)));
    store.cache(&two, b"new", time(90), time(30)).await.unwrap();
    assert!(matches!(
        store.blob(&old).await.unwrap(),
        Lookup::Erased { .. }
    ));
    // What was dropped can come again.
    store.cache(&two, b"old", time(90), time(30)).await.unwrap();
    assert!(matches!(store.blob(&old).await.unwrap(), Lookup::Found(_)));
}

async fn old_answers_are_dropped(place: Place) {
    let store = place.open().await;
    for (number, until) in [(1, 10), (2, 20), (3, 30)] {
        let entry = entry(&format!("https://issuer.example/{number}"));
        let bytes = format!("answer {number}");
        store
            .cache(&entry, bytes.as_bytes(), time(until), time(0))
            .await
            .unwrap();
    }
    assert_eq!(store.drop_cached(time(20), time(40)).await.unwrap(), 1);
    assert_eq!(
        store
            .cached("https://issuer.example/1", time(0))
            .await
            .unwrap(),
        None
    );
    assert!(
        store
            .cached("https://issuer.example/2", time(0))
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(place.number("SELECT COUNT(*) FROM blobs").await, 2);
}

async fn all_answers_come_once_in_pages(place: Place) {
    let store = place.open_sealed().await;
    let urls: Vec<_> = (0..7)
        .map(|number| format!("https://issuer.example/{number}"))
        .collect();
    for url in &urls {
        let entry = CacheEntry {
            location: Some("https://elsewhere.example/".to_owned()),
            may_be_stale: false,
            is_supplied: true,
            ..entry(url)
        };
        store
            .cache(&entry, url.as_bytes(), time(60), time(0))
            .await
            .unwrap();
    }
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store.all_cached(after.as_deref(), 3).await.unwrap();
        assert!(page.len() <= 3);
        let Some(last) = page.last() else { break };
        after = Some(last.entry.url.clone());
        for answer in page {
            assert_eq!(answer.bytes, answer.entry.url.as_bytes());
            assert_eq!(
                answer.entry.location.as_deref(),
                Some("https://elsewhere.example/")
            );
            assert!(answer.entry.is_supplied && !answer.entry.may_be_stale);
            assert_eq!(answer.fresh_until, time(60));
            seen.push(answer.entry.url);
        }
    }
    seen.sort();
    assert_eq!(seen, urls);
}
