//! What stands in the database of a store, asked by SQL: past the program that wrote it.

use std::path::Path;

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use tokio::runtime::Builder;

/// The database of a store. Each question has a connection of its own, so that no connection of
/// ours keeps anything of a process that was killed.
#[derive(Debug, Clone)]
pub struct Database {
    url: String,
}

/// How far a batch is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows that are in the store.
    pub rows: u64,
    /// Those that have their result.
    pub done: u64,
}

impl Database {
    pub(super) fn postgres(url: &str) -> Self {
        Self {
            url: url.to_owned(),
        }
    }

    /// A store in a file.
    pub fn sqlite(path: &Path) -> Self {
        let path = path.display().to_string().replace(' ', "%20");
        Self {
            url: format!("sqlite://{path}"),
        }
    }

    /// The numbers in the only row that a question gives; null is 0.
    pub fn numbers<const N: usize>(&self, sql: &str) -> Result<[u64; N], sqlx::Error> {
        self.with(async |connection| {
            let sql = AssertSqlSafe(sql.to_owned());
            let row = sqlx::query(sql).fetch_one(connection).await?;
            let mut numbers = [0; N];
            for (number, at) in numbers.iter_mut().zip(0..) {
                let found: Option<i64> = sqlx::Row::try_get(&row, at)?;
                *number = found.unwrap_or(0).try_into().unwrap_or(0);
            }
            Ok(numbers)
        })
    }

    /// How far all batches are; nothing of a store that is not there yet.
    pub fn progress(&self) -> Progress {
        let sql = "SELECT COUNT(*), COUNT(result) FROM batch_rows";
        // Neither is one that cannot be asked now further than nothing, for whoever waits for more.
        self.numbers(sql).map_or_else(
            |_| Progress::default(),
            |[rows, done]| Progress { rows, done },
        )
    }

    /// Changes the database behind the program's back.
    pub fn tamper(&self, sql: &str) -> Result<(), sqlx::Error> {
        self.with(async |connection| {
            let sql = AssertSqlSafe(sql.to_owned());
            sqlx::raw_sql(sql).execute(connection).await.map(drop)
        })
    }

    fn with<T>(
        &self,
        ask: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut connection = AnyConnection::connect(&self.url).await?;
            let answer = ask(&mut connection).await;
            connection.close().await?;
            answer
        })
    }
}
