//! Stores that earlier versions wrote are opened by this one. Each file in `tests/released` is one, as
//! SQL, named after its schema; none is ever changed.

use std::path::Path;

use credeval_model::Digest;
use credeval_store::{Head, Lane, Lookup, RowId, Verified};
use sqlx::{AssertSqlSafe, Row as _};

use crate::place::*;

on_both! {
    every_released_store_opens
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/released")
}

async fn every_released_store_opens(place: Place) {
    let mut files: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let names: Vec<_> = files.iter().filter_map(|file| file.file_name()).collect();
    assert_eq!(names, ["1.sql", "2.sql"]);
    for file in files {
        let place = match place.is_sqlite() {
            true => Place::sqlite(),
            false => Place::postgres().unwrap(),
        };
        let mut sql = std::fs::read_to_string(&file).unwrap();
        // A row that a person waited for and that was to be announced when the store was left. The first
        // schema told no lanes apart there.
        let (lane, of_row) = match file.file_stem().is_some_and(|version| version == "1") {
            true => ("", ""),
            false => (", lane", ", 0"),
        };
        let announced = format!(
            "UPDATE batch_rows SET lane = 0 WHERE state = 'queued';
             INSERT INTO outbox (batch, line, due, taken_until{lane})
             SELECT batch, line, run_at, 0{of_row} FROM batch_rows WHERE state = 'queued';"
        );
        sql.push_str(&announced);
        if !place.is_sqlite() {
            sql = sql.replace(" BLOB", " BYTEA").replace("X'", "'\\x");
        }
        if place.is_sqlite() {
            std::fs::File::create(place.folder.as_ref().unwrap().path().join("a store.db"))
                .unwrap();
        }
        place.tamper(&sql).await;
        let store = place.open_sealed().await;
        let a = name("a");
        let evaluation = Digest::of(b"evaluation of document 1");
        let Lookup::Found(replay) = store.replayable(&a, &evaluation).await.unwrap() else {
            panic!("{}: the evaluation is not there", file.display());
        };
        assert_eq!(replay.document.bytes, b"document 1");
        assert_eq!(replay.json, b"{\"of\":  \"document 1\"}\n");
        let second = Digest::of(b"evaluation of document 2");
        let erased = store.replayable(&a, &second).await.unwrap();
        assert!(matches!(erased, Lookup::Erased { .. }));
        let batch = store.evaluations_since(None, 0, 9).await.unwrap()[0]
            .row
            .batch;
        let totals = store.totals(&batch).await.unwrap();
        assert_eq!((totals.rows, totals.passed, totals.pending), (3, 2, 1));
        let head = Head {
            seq: 7,
            hash: std::fs::read_to_string(&file)
                .unwrap()
                .lines()
                .find_map(|line| line.strip_prefix("-- head "))
                .unwrap()
                .parse()
                .unwrap(),
        };
        let verified = store.audit_verify(Some(head)).await.unwrap();
        assert_eq!(verified, Verified::Whole { head });
        let announced = store
            .take_announcements(Lane::Interactive, 9, time(2_000), time(1_000))
            .await
            .unwrap();
        assert_eq!(announced, [RowId { batch, line: 3 }]);
        // And it goes on.
        let [row] = claim(&store, "one", 9, 1_000).await.try_into().unwrap();
        assert_eq!(row.stated, crate::place::row(3).stated);
        store
            .finish(&name("one"), &[unreadable(row.lease)], time(1_000))
            .await
            .unwrap();
    }
}

/// Writes such a file for the schema of now, once it is released.
#[tokio::test]
#[ignore = "writes a file that is then never changed"]
async fn write_the_store_of_now() {
    let place = Place::sqlite();
    let store = place.open_sealed().await;
    batch(&store, "a", Lane::Batch, 2).await;
    finish_all(&store, 1).await;
    store
        .erase(&name("a"), "student-2", &name("officer"), time(2))
        .await
        .unwrap();
    let id = batch(&store, "a", Lane::Batch, 0).await;
    store
        .enqueue(&id, &[row(3)], &name("importer"), time(3))
        .await
        .unwrap();
    let head = store.audit_head().await.unwrap();
    let database = place.database().await;
    let tables = sqlx::query(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name",
    );
    let mut lines = vec![format!("-- head {}", head.hash)];
    for table in tables.fetch_all(&database).await.unwrap() {
        let (name, sql): (String, String) = (table.get(0), table.get(1));
        lines.push(format!("{sql};"));
        if !sql.starts_with("CREATE TABLE") {
            continue;
        }
        let rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {name}")));
        for row in rows.fetch_all(&database).await.unwrap() {
            let count = row.columns().len();
            let values: Vec<_> = (0..count).map(|column| literal(&row, column)).collect();
            let columns: Vec<_> = row.columns().iter().map(sqlx::Column::name).collect();
            let (columns, values) = (columns.join(", "), values.join(", "));
            lines.push(format!("INSERT INTO {name} ({columns}) VALUES ({values});"));
        }
    }
    lines.push(String::new());
    let version = place
        .number("SELECT MAX(version) FROM schema_version")
        .await;
    std::fs::create_dir_all(folder()).unwrap();
    std::fs::write(folder().join(format!("{version}.sql")), lines.join("\n")).unwrap();
}

/// A value as SQL writes it.
fn literal(row: &sqlx::any::AnyRow, column: usize) -> String {
    match row.try_get::<Option<i64>, _>(column) {
        Ok(None) => return "NULL".to_owned(),
        Ok(Some(number)) => return number.to_string(),
        Err(_) => {}
    }
    if let Ok(text) = row.try_get::<String, _>(column) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap();
    let bytes: Vec<u8> = row.get(column);
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    format!("X'{}'", digits.collect::<String>())
}
