//! The tables, and how those of an earlier version become them: forward, one step after the other.

use credeval_model::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use crate::{
    ConfigError, Options, StoreError, StoreKey,
    seal::{Seal, Settings},
    statement::{Columns as _, Statement},
    store::{Engine, milliseconds},
};

/// A step: what both engines are told, and what each is told beside.
struct Migration {
    both: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// The steps, in order; the first leads to schema 1. One that was released is never changed.
const MIGRATIONS: [Migration; 3] = [
    Migration {
        both: include_str!("../migrations/1.sql"),
        sqlite: "",
        postgres: include_str!("../migrations/1.postgres.sql"),
    },
    Migration {
        both: include_str!("../migrations/2.sql"),
        sqlite: "",
        postgres: include_str!("../migrations/2.postgres.sql"),
    },
    Migration {
        both: "",
        sqlite: include_str!("../migrations/3.sqlite.sql"),
        postgres: "",
    },
];

/// Who holds it brings the tables up to date; any number will do (PostgreSQL, section 13.3.5).
const MIGRATING: i64 = 0x0063_7265_6465_7661;

/// The setting of a store that has, or had, a dispatcher.
const DISPATCHER: &str = "dispatcher";

/// Brings the tables up to date, in one transaction, and unlocks the store with its key; says too whether
/// the store has a dispatcher.
pub(crate) async fn migrate(
    connection: &mut AnyConnection,
    engine: Engine,
    options: &Options,
    now: Timestamp,
) -> Result<(Seal, bool), StoreError> {
    let key = options.key.as_ref();
    let mut transaction = match engine {
        Engine::Sqlite => connection.begin_with("BEGIN IMMEDIATE").await?,
        Engine::Postgres => connection.begin().await?,
    };
    let on = &mut *transaction;
    if engine == Engine::Postgres {
        let lock = Statement::new("SELECT pg_advisory_xact_lock(");
        lock.bind(MIGRATING).text(")").run(on).await?;
    }
    sqlx::raw_sql(
        "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)",
    )
    .execute(&mut *on)
    .await?;
    let newest = Statement::new("SELECT COALESCE(MAX(version), 0) FROM schema_version");
    let found = match newest.row(on).await? {
        Some(row) => row.number(0)?,
        None => 0,
    };
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(ConfigError::NewerSchema { known, found }.into());
    }
    let steps = (1..).zip(&MIGRATIONS);
    for (version, step) in steps.filter(|(version, _)| *version > found) {
        let text = match engine {
            Engine::Sqlite => step.both.to_owned() + step.sqlite,
            Engine::Postgres => step.both.replace(" BLOB", " BYTEA") + step.postgres,
        };
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *on).await?;
        Statement::new("INSERT INTO schema_version (version, applied_at) ")
            .values([version], |row, version| {
                row.bind(version).bind(milliseconds(now));
            })
            .run(on)
            .await?;
    }
    let seal = match settings(on).await? {
        Some(settings) => Seal::reopen(key, &settings)?,
        None => create(on, key).await?,
    };
    let announces = announces(on, options.announce).await?;
    transaction.commit().await?;
    Ok((seal, announces))
}

/// Whether the store was ever opened for a dispatcher, which it is from here on if `now` says so.
async fn announces(on: &mut AnyConnection, now: bool) -> Result<bool, StoreError> {
    if now {
        Statement::new("INSERT INTO settings (name, value) ")
            .values([DISPATCHER], |row, name| {
                row.bind(name).bind(Vec::<u8>::new());
            })
            .text(" ON CONFLICT (name) DO NOTHING")
            .run(on)
            .await?;
        return Ok(true);
    }
    let found = Statement::new("SELECT 1 FROM settings WHERE name = ").bind(DISPATCHER);
    Ok(found.row(on).await?.is_some())
}

/// What a store says of its key; `None` where it was made just now.
async fn settings(on: &mut AnyConnection) -> Result<Option<Settings>, StoreError> {
    let (mut key_check, mut secret) = (None, None);
    for row in Statement::new("SELECT name, value FROM settings")
        .rows(on)
        .await?
    {
        match row.text(0)?.as_str() {
            "key_check" => key_check = Some(row.hash(1)?),
            "secret" => secret = Some(row.bytes(1)?),
            _ => {}
        }
    }
    Ok(secret.map(|secret| Settings { key_check, secret }))
}

async fn create(on: &mut AnyConnection, key: Option<&StoreKey>) -> Result<Seal, StoreError> {
    let (seal, settings) = Seal::create(key)?;
    let check = settings
        .key_check
        .map(|check| ("key_check", check.to_vec()));
    let rows = [("secret", settings.secret), ("holds", Vec::new())];
    Statement::new("INSERT INTO settings (name, value) ")
        .values(rows.into_iter().chain(check), |row, (name, value)| {
            row.bind(name.to_owned()).bind(value);
        })
        .run(on)
        .await?;
    Statement::new("INSERT INTO head (one, audit, hash, feed) VALUES (1, 0, ")
        .bind(vec![0_u8; 32])
        .text(", 0)")
        .run(on)
        .await?;
    Ok(seal)
}
