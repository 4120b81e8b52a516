//! What one worker fetched, every other one on the same store has.
#![cfg(feature = "store")]
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use credeval::cache::{self, StoreCache};
use credeval::fetch::{Client, ClientOptions, answer};
use credeval::model::{
    Timestamp,
    evidence::{Answer, EvidenceKind, Origin, Request},
};
use credeval::store::{Options, Store};

const NOW: &str = "2026-09-01T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn tomorrow() -> Timestamp {
    "2026-09-02T12:00:01Z".parse().unwrap()
}

/// A server that lets its answer be kept for an hour; gives its address and how often it was asked.
fn server() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/list", listener.local_addr().unwrap());
    let asked = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let _ = lines
                .take_while(|line| !line.as_ref().unwrap().is_empty())
                .count();
            count.fetch_add(1, Ordering::SeqCst);
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncache-control: max-age=3600\r\ncontent-type: text/plain\r\ncontent-length: 4\r\nconnection: close\r\n\r\nlist")
                .unwrap();
        }
    });
    (url, asked)
}

fn client(store: &Store, offline: bool) -> Client {
    let options = ClientOptions {
        allow_loopback: true,
        offline,
        ..ClientOptions::default()
    };
    let cache = StoreCache::new(store.clone(), now, |error| panic!("{error}"));
    Client::keeping(options, cache)
}

async fn ask(client: &Client, url: &str, now: Timestamp) -> Answer {
    let request = Request {
        kind: EvidenceKind::StatusList,
        url: url.to_owned(),
    };
    answer(&[request], None, client, now).await.remove(0).1
}

fn origin(answer: &Answer) -> Option<Origin> {
    match answer {
        Answer::Found(item) => Some(item.origin),
        Answer::Missing(_) => None,
    }
}

async fn store(folder: &tempfile::TempDir, name: &str) -> Store {
    let path = folder.path().join(name);
    let options = Options::default();
    Store::open(&path.as_path().into(), &options, now())
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_worker_asks_for_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, "a.db").await;
    let (url, asked) = server();
    let first = ask(&client(&store, false), &url, now()).await;
    let second = ask(&client(&store, false), &url, now()).await;
    assert_eq!(first, second);
    assert_eq!(
        (origin(&second), asked.load(Ordering::SeqCst)),
        (Some(Origin::Fetched), 1)
    );
    // Also one that asks nobody.
    assert_eq!(ask(&client(&store, true), &url, now()).await, first);
    // Once its time is over it is asked for again, and is no answer where nobody can be asked.
    assert_eq!(
        origin(&ask(&client(&store, true), &url, tomorrow()).await),
        None
    );
    assert!(origin(&ask(&client(&store, false), &url, tomorrow()).await).is_some());
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_takes_the_cache_to_another_store() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (store(&folder, "a.db").await, store(&folder, "b.db").await);
    let (url, asked) = server();
    let fetched = ask(&client(&one, false), &url, now()).await;
    let bundle = cache::export(&one, &[]).await.unwrap().pack().unwrap();
    let unpacked = credeval::fetch::Supplied::unpack(&bundle).unwrap();
    let imported = cache::import(&other, &unpacked).await.unwrap();
    assert_eq!(
        (imported.taken, imported.older, imported.refused),
        (1, 0, 0)
    );
    let supplied = ask(&client(&other, true), &url, now()).await;
    let (Answer::Found(fetched), Answer::Found(supplied)) = (fetched, supplied) else {
        panic!("expected it in both")
    };
    assert_eq!(
        (&supplied.bytes, supplied.fetched_at),
        (&fetched.bytes, fetched.fetched_at)
    );
    // A person put it there, which the evidence says.
    assert_eq!(
        (fetched.origin, supplied.origin),
        (Origin::Fetched, Origin::Supplied)
    );
    assert_eq!(
        origin(&ask(&client(&other, true), &url, tomorrow()).await),
        None
    );
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let again = cache::import(&other, &unpacked).await.unwrap();
    assert_eq!((again.taken, again.older), (0, 1));
}
