use credeval_model::{Digest, Document};
use credeval_store::{
    ConfigError, EnvironmentError, Lane, Lookup, NewRow, Options, Store, StoreError, StoreKey,
    Subject,
};

use crate::place::*;

on_both! {
    a_sealed_store_opens_with_its_key_alone
    a_plain_store_takes_no_key
    bytes_that_were_moved_do_not_open
    bytes_that_were_changed_are_refused
    a_newer_store_is_refused
    many_open_a_new_store_at_once
}

fn with(key: Option<[u8; 32]>) -> Options {
    Options {
        key: key.map(StoreKey::new),
        ..Options::default()
    }
}

async fn a_sealed_store_opens_with_its_key_alone(place: Place) {
    let store = place.open_sealed().await;
    batch(&store, "a", Lane::Batch, 1).await;
    finish_all(&store, 1).await;
    let pseudonym = store.pseudonym(&name("a"), "student-1");
    store.close().await;
    let refused = |fault: StoreError| match fault {
        StoreError::Config(fault) => fault,
        fault => panic!("{fault}"),
    };
    let none = refused(place.open_with(&with(None)).await.err().unwrap());
    assert!(matches!(none, ConfigError::KeyMissing));
    let other = refused(place.open_with(&with(Some([8; 32]))).await.err().unwrap());
    assert!(matches!(other, ConfigError::KeyDiffers));
    let again = place.open_sealed().await;
    assert_eq!(again.pseudonym(&name("a"), "student-1"), pseudonym);
    let Lookup::Found(blob) = again.blob(&Digest::of(b"document 1")).await.unwrap() else {
        panic!("the document is not there");
    };
    assert_eq!(blob.bytes, b"document 1");
}

async fn a_plain_store_takes_no_key(place: Place) {
    place.open().await.close().await;
    let fault = place.open_with(&with(Some([7; 32]))).await.err().unwrap();
    assert!(
        matches!(fault, StoreError::Config(ConfigError::KeyUnexpected)),
        "{fault}"
    );
    place.open().await.close().await;
}

async fn bytes_that_were_moved_do_not_open(place: Place) {
    let store = place.open_sealed().await;
    batch(&store, "a", Lane::Batch, 2).await;
    finish_all(&store, 1).await;
    // Each as it was encrypted, and each in the other's place.
    let one = Digest::of(b"document 1").hex();
    let two = Digest::of(b"document 2").hex();
    let hex = |hex: &str| match place.is_sqlite() {
        true => format!("X'{hex}'"),
        false => format!("'\\x{hex}'"),
    };
    place
        .tamper(&format!(
            "UPDATE blobs SET bytes = (SELECT b.bytes FROM blobs b WHERE b.digest = {}) WHERE digest = {}",
            hex(&one),
            hex(&two)
        ))
        .await;
    assert!(matches!(
        store.blob(&Digest::of(b"document 1")).await.unwrap(),
        Lookup::Found(_)
    ));
    let fault = store.blob(&Digest::of(b"document 2")).await.unwrap_err();
    assert!(
        matches!(
            fault,
            StoreError::Environment(EnvironmentError::Corrupt { .. })
        ),
        "{fault}"
    );
}

async fn bytes_that_were_changed_are_refused(place: Place) {
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 1).await;
    finish_all(&store, 1).await;
    let bytes = if place.is_sqlite() {
        "X'00'"
    } else {
        "'\\x00'"
    };
    place
        .tamper(&format!(
            "UPDATE blobs SET bytes = {bytes} WHERE kind = 'document'"
        ))
        .await;
    let fault = store.blob(&Digest::of(b"document 1")).await.unwrap_err();
    assert!(
        matches!(
            fault,
            StoreError::Environment(EnvironmentError::Corrupt { .. })
        ),
        "{fault}"
    );
}

async fn a_newer_store_is_refused(place: Place) {
    place.open().await.close().await;
    place
        .tamper("INSERT INTO schema_version (version, applied_at) VALUES (99, 0)")
        .await;
    let fault = place.open_with(&Options::default()).await.err().unwrap();
    assert!(
        matches!(
            fault,
            StoreError::Config(ConfigError::NewerSchema { found: 99, .. })
        ),
        "{fault}"
    );
}

async fn many_open_a_new_store_at_once(place: Place) {
    let openers = (0..6).map(|_| {
        let location = place.location.clone();
        tokio::spawn(async move {
            let key = with(Some([7; 32]));
            Store::open(&location, &key, time(0)).await.unwrap()
        })
    });
    let mut pseudonyms = Vec::new();
    for opener in openers.collect::<Vec<_>>() {
        let store = opener.await.unwrap();
        pseudonyms.push(store.pseudonym(&name("a"), "student-1"));
    }
    pseudonyms.dedup();
    assert_eq!(pseudonyms.len(), 1);
}

/// Whether a text stands in any file of a store.
fn is_in_files(place: &Place, text: &str) -> bool {
    let folder = place.folder.as_ref().unwrap().path();
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let files: Vec<_> = files.collect();
    assert!(files.len() > 1, "the log is a file of its own");
    files.iter().any(|file| {
        let bytes = std::fs::read(file).unwrap();
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    })
}

/// Everything that may speak of a person.
const PERSONAL: [&str; 11] = [
    "student-1",
    "row 1",
    "Holder Number 1",
    "issuer.example",
    "a sentence about Holder",
    "document 1",
    "hosted document",
    "inputs of Learner",
    "an officer's reasons",
    "a court asked",
    "enqueued bytes",
];

async fn filled(store: &Store) {
    let id = batch(store, "a", Lane::Batch, 1).await;
    finish_all(store, 1).await;
    let second = NewRow {
        document: Some(Document::new(b"enqueued bytes".to_vec(), "a.json")),
        ..row(2)
    };
    store
        .enqueue(&id, &[second], &name("importer"), time(0))
        .await
        .unwrap();
    let evaluation = Digest::of(b"evaluation of document 1");
    let by = name("officer");
    let reasons = b"an officer's reasons";
    store
        .decide(&name("a"), &evaluation, reasons, &by, time(2))
        .await
        .unwrap();
    let student = Subject::Student("student-1");
    store
        .hold(&name("a"), student, "a court asked", &by, time(2))
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_encrypted_stands_in_no_file() {
    let place = Place::sqlite();
    let store = place.open_sealed().await;
    filled(&store).await;
    for text in PERSONAL {
        assert!(!is_in_files(&place, text), "{text}");
    }
    // What says nothing of a person does: the search can find.
    assert!(is_in_files(&place, "proof.signature"));
    // The key and what it protects stand nowhere either.
    assert!(!is_in_files(
        &place,
        &String::from_utf8(vec![7; 32]).unwrap()
    ));
}

#[tokio::test]
async fn without_a_key_all_of_it_can_be_read() {
    let place = Place::sqlite();
    let store = place.open().await;
    filled(&store).await;
    for text in PERSONAL {
        assert!(is_in_files(&place, text), "{text}");
    }
}

#[tokio::test]
async fn what_was_erased_stands_in_no_file() {
    let place = Place::sqlite();
    let store = place.open().await;
    filled(&store).await;
    let student = Subject::Student("student-1");
    let by = name("officer");
    store
        .release(&name("a"), student, &by, time(3))
        .await
        .unwrap();
    for student in ["student-1", "student-2"] {
        store
            .erase(&name("a"), student, &by, time(4))
            .await
            .unwrap();
    }
    for text in PERSONAL {
        assert!(!is_in_files(&place, text), "{text}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_reads_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::sqlite();
    let store = place.open().await;
    batch(&store, "a", Lane::Batch, 1).await;
    for file in std::fs::read_dir(place.folder.as_ref().unwrap()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
    }
}
