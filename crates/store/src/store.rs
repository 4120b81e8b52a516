//! One store: its connections, and transactions that write.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use credeval_model::{Digest, Timestamp};
use sqlx::{
    Any, AnyConnection, AnyPool, ConnectOptions as _, Connection as _, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers},
    pool::PoolConnection,
};
use tokio::sync::OwnedMutexGuard;
use url::Url;

use crate::{
    ConfigError, EnvironmentError, Location, StoreError, StoreKey, audit::NewEntry, migration,
    queue::Turns, seal::Seal, statement::answered,
};

/// How a store is opened.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The key that it is encrypted with. A new store is encrypted if there is one; an existing one must be given its own.
    pub key: Option<StoreKey>,
    /// Whether rows to be evaluated are announced by a dispatcher, which takes them with
    /// [`Store::take_announcements`]. The store remembers that it has one: whoever opens it later announces too.
    pub announce: bool,
    /// Connections at once; 0 for the default, which is [`CONNECTIONS`].
    pub connections: u32,
}

/// Connections at once unless said otherwise: some for workers, and one for who looks on.
pub const CONNECTIONS: u32 = 8;

/// Documents, evidence, evaluations, batches, their queue and the audit log, in one database.
///
/// Cheap to clone: clones share connections. No call reads a clock; `now` is an argument. What
/// changes anything is one transaction, with its entry in the audit log in it.
#[derive(Clone)]
pub struct Store {
    /// For reading; with PostgreSQL for writing too.
    pool: AnyPool,
    /// For writing. SQLite has one connection for it: what another one writes empties its cache.
    writing: AnyPool,
    pub(crate) engine: Engine,
    pub(crate) seal: Arc<Seal>,
    pub(crate) announce: bool,
    /// SQLite has one writer at a time. Here they queue in order; left to itself it lets them poll.
    writer: Arc<tokio::sync::Mutex<()>>,
    pub(crate) turns: Arc<Mutex<Turns>>,
    commits: Arc<AtomicU32>,
}

/// The few places where the engines differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The text for PostgreSQL, where others write too. SQLite has one writer, and needs none.
    pub(crate) fn lock(self, text: &'static str) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => text,
        }
    }
}

/// KiB of pages that SQLite's one writer holds. Rows are found by digests, which lie anywhere.
const WRITER_CACHE_KIB: u32 = 64 * 1024;
/// KiB of pages that each reader holds.
const READER_CACHE_KIB: u32 = 2 * 1024;
/// Commits after which SQLite's log is written back.
const WRITTEN_BACK_AFTER: u32 = 64;
/// How long readers are waited for then.
const READERS_MILLISECONDS: u32 = 200;
/// Pages of 4 KiB after which SQLite writes its log back: a page that changes again meanwhile is written once.
const LOG_PAGES: u32 = 16 * 1024;
/// How long SQLite waits for a writer in another process.
const BUSY_MILLISECONDS: u32 = 60_000;
/// How long PostgreSQL waits for the next statement of a transaction: none computes for long between two, and the
/// leases of others, who wait meanwhile, are longer.
const IDLE_MILLISECONDS: u32 = 20_000;
/// How long PostgreSQL waits until what it sent is taken.
const UNHEARD_MILLISECONDS: u32 = 30_000;

impl Store {
    /// Opens a store; makes it, or brings its tables up to date, where that is needed.
    pub async fn open(
        location: &Location,
        options: &Options,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        install_default_drivers();
        let connections = match options.connections {
            0 => CONNECTIONS,
            some => some,
        };
        let (url, engine) = match location {
            Location::Sqlite(path) => (sqlite_url(path)?, Engine::Sqlite),
            Location::Postgres(url) => (url.clone(), Engine::Postgres),
        };
        // Statements are no news: the caller logs what it does, in its own words.
        let at = AnyConnectOptions::from_url(&url)?.disable_statement_logging();
        let connect = async |connections, cache| {
            let pool = AnyPoolOptions::new().max_connections(connections);
            let pool = match engine {
                Engine::Postgres => {
                    pool.after_connect(|connection, _| Box::pin(prepare_on_postgres(connection)))
                }
                Engine::Sqlite => pool
                    .after_connect(move |connection, _| Box::pin(prepare(connection, cache)))
                    // Where a commit fails, as on a full disk, SQLite may have undone it already,
                    // and the driver waits for its end for ever: it is not used again.
                    .after_release(|connection, _| {
                        let is_free = !connection.is_in_transaction();
                        Box::pin(async move { Ok(is_free) })
                    }),
            };
            pool.connect_with(at.clone()).await
        };
        let (writing, pool) = match engine {
            Engine::Sqlite => (
                connect(1, WRITER_CACHE_KIB).await?,
                connect(connections, READER_CACHE_KIB).await?,
            ),
            Engine::Postgres => {
                let pool = connect(connections, 0).await?;
                (pool.clone(), pool)
            }
        };
        let mut connection = writing.acquire().await?;
        let (seal, announce) = migration::migrate(&mut connection, engine, options, now).await?;
        drop(connection);
        Ok(Self {
            pool,
            writing,
            engine,
            seal: Arc::new(seal),
            announce,
            writer: Arc::default(),
            turns: Arc::default(),
            commits: Arc::default(),
        })
    }

    /// Closes all connections, once what runs on them has ended.
    pub async fn close(self) {
        self.writing.close().await;
        self.pool.close().await;
    }

    /// A connection to read by.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction that writes. It is undone unless it is committed.
    pub(crate) async fn write(&self) -> Result<Write<'_>, StoreError> {
        let (turn, transaction) = match self.engine {
            Engine::Sqlite => (
                Some(Arc::clone(&self.writer).lock_owned().await),
                answered(self.writing.begin_with("BEGIN IMMEDIATE")).await?,
            ),
            Engine::Postgres => (None, answered(self.pool.begin()).await?),
        };
        Ok(Write {
            transaction,
            store: self,
            entries: Vec::new(),
            made: Vec::new(),
            _turn: turn,
        })
    }

    /// A transaction on who works on what and when: nothing that anybody is told. PostgreSQL does not wait for the
    /// disk to end it, so that nobody else waits for its rows meanwhile. Where the server dies at once it may not
    /// have happened: rows are claimed, announced or put off again then, as after a worker's death. Nothing that
    /// is committed after it is ever there without it.
    pub(crate) async fn keep_books(&self) -> Result<Write<'_>, StoreError> {
        let mut write = self.write().await?;
        if self.engine == Engine::Postgres {
            let sql = "SET LOCAL synchronous_commit = off";
            answered(sqlx::raw_sql(sql).execute(write.on())).await?;
        }
        Ok(write)
    }

    /// Now and then, has SQLite's log written back and begun anew. Left to itself SQLite does so only where
    /// nobody reads at the moment, and with several readers the log grows without end.
    async fn write_back(&self) -> Result<(), StoreError> {
        if self.engine == Engine::Postgres {
            return Ok(());
        }
        let commits = self.commits.fetch_add(1, Ordering::Relaxed);
        if commits % WRITTEN_BACK_AFTER == WRITTEN_BACK_AFTER - 1 {
            let mut connection = self.writing.acquire().await?;
            // A reader that takes long is not waited for: the next time will do.
            sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
                "PRAGMA busy_timeout = {READERS_MILLISECONDS};
                 PRAGMA wal_checkpoint(RESTART);
                 PRAGMA busy_timeout = {BUSY_MILLISECONDS};"
            )))
            .fetch_all(&mut *connection)
            .await?;
        }
        Ok(())
    }

    /// After something was erased: SQLite's log still holds it until it is written back and cut off.
    pub(crate) async fn forget_log(&self) -> Result<(), StoreError> {
        if self.engine == Engine::Sqlite {
            let _turn = self.writer.lock().await;
            let mut connection = self.writing.acquire().await?;
            // Where a reader holds on to the log, it answers so, and the next one cuts it off.
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                .fetch_all(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

/// A transaction that writes.
pub(crate) struct Write<'s> {
    // Dropped first: it is undone before the next writer has its turn.
    transaction: Transaction<'static, Any>,
    pub(crate) store: &'s Store,
    /// What the audit log shall say.
    pub(crate) entries: Vec<NewEntry>,
    /// Evaluations that were made, for the feed.
    pub(crate) made: Vec<(String, Digest)>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Write<'_> {
    pub(crate) fn on(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    /// Writes the audit log and the feed, and commits.
    ///
    /// Both are numbered without gaps in the order of commits, so this holds the one row of `head` from
    /// here to the commit. All else is done before: what writers wait for each other is this.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        crate::audit::append(&mut self).await?;
        let Self {
            transaction,
            store,
            _turn,
            ..
        } = self;
        answered(transaction.commit()).await?;
        store.write_back().await
    }

    /// Undoes it all.
    pub(crate) async fn undo(self) -> Result<(), StoreError> {
        Ok(self.transaction.rollback().await?)
    }
}

/// The URL of a SQLite file, which is made so that nobody else on the machine reads it.
fn sqlite_url(path: &Path) -> Result<Url, StoreError> {
    let fault = |source| EnvironmentError::File {
        path: path.to_owned(),
        source,
    };
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(fault)?;
    let path = path.canonicalize().map_err(fault)?;
    let path = Url::from_file_path(&path)
        .map_err(|()| fault(std::io::Error::other("expected an absolute path")))?;
    // A URL cannot be given another scheme when its own is one that all know.
    format!("sqlite://{}", path.path())
        .parse()
        .map_err(|source| ConfigError::Url { source }.into())
}

/// What each connection to SQLite is told: the log survives a power cut once a call has returned,
/// and what is deleted is overwritten.
async fn prepare(connection: &mut AnyConnection, cache_kib: u32) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "PRAGMA busy_timeout = {BUSY_MILLISECONDS};
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA cache_size = -{cache_kib};
         PRAGMA wal_autocheckpoint = {LOG_PAGES};
         PRAGMA secure_delete = ON;"
    )))
    .execute(connection)
    .await?;
    Ok(())
}

/// What each connection to PostgreSQL is told. A process whose line went dead in the middle of a transaction
/// holds its locks until somebody ends it, and all others wait for the head of the log.
async fn prepare_on_postgres(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "SET idle_in_transaction_session_timeout = {IDLE_MILLISECONDS};
         SET tcp_user_timeout = {UNHEARD_MILLISECONDS};"
    )))
    .execute(connection)
    .await?;
    Ok(())
}

/// A time as the tables keep it: milliseconds since 1970.
pub(crate) fn milliseconds(time: Timestamp) -> i64 {
    time.as_millisecond()
}

/// A time from the tables.
pub(crate) fn timestamp(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds).map_err(|_| crate::error::corrupt("a time"))
}

#[cfg(test)]
mod tests {
    use credeval_services::Postgres;

    use super::*;

    #[tokio::test]
    async fn no_transaction_on_postgres_keeps_others_waiting_for_ever() {
        let Some(server) = Postgres::start().unwrap() else {
            return;
        };
        let location = server.database().unwrap().url.parse().unwrap();
        let store = Store::open(&location, &Options::default(), Timestamp::UNIX_EPOCH)
            .await
            .unwrap();
        let mut write = store.write().await.unwrap();
        let limit: String = sqlx::query_scalar("SHOW idle_in_transaction_session_timeout")
            .fetch_one(write.on())
            .await
            .unwrap();
        assert_eq!(limit, "20s");
        // Results are on the disk when it is told so; books need not be.
        let is_waited_for = "SHOW synchronous_commit";
        let waited: String = sqlx::query_scalar(is_waited_for)
            .fetch_one(write.on())
            .await
            .unwrap();
        let mut books = store.keep_books().await.unwrap();
        let not_waited: String = sqlx::query_scalar(is_waited_for)
            .fetch_one(books.on())
            .await
            .unwrap();
        assert_eq!((waited.as_str(), not_waited.as_str()), ("on", "off"));
        books.undo().await.unwrap();
        // One that is idle for longer than it may be holds nothing any more.
        let sql =
            "SET LOCAL idle_in_transaction_session_timeout = 1; UPDATE head SET audit = audit";
        sqlx::raw_sql(sql).execute(write.on()).await.unwrap();
        let mut other = store.write().await.unwrap();
        sqlx::raw_sql("UPDATE head SET audit = audit")
            .execute(other.on())
            .await
            .unwrap();
        assert!(write.commit().await.is_err());
    }
}
