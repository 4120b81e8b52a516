//! Statements with many parameters, which both engines read.

use std::time::Duration;

use credeval_model::Digest;
use sqlx::{
    Any, AnyConnection, Arguments as _, AssertSqlSafe, Encode, Row as _, Type,
    any::{AnyArguments, AnyRow},
};

use tokio::time::timeout;

use crate::{EnvironmentError, StoreError, error::corrupt};

/// Rows of parameters that one statement takes: few sizes, so that each statement is prepared once for each
/// of them. To read a statement of many rows takes SQLite as long as to run it.
const SIZES: [usize; 3] = [64, 8, 1];

/// Rows in sets that one statement takes.
pub(crate) trait Sets<T> {
    /// Sets of the sizes that statements are prepared for, in order.
    fn in_sets<'t>(&'t self) -> impl Iterator<Item = &'t [T]>
    where
        T: 't;
}

impl<T> Sets<T> for [T] {
    fn in_sets<'t>(&'t self) -> impl Iterator<Item = &'t [T]>
    where
        T: 't,
    {
        let mut left = self;
        std::iter::from_fn(move || {
            let size = SIZES.into_iter().find(|size| *size <= left.len())?;
            let (set, rest) = left.split_at(size);
            left = rest;
            Some(set)
        })
    }
}

/// A statement, with `?` for what was bound: text and values cannot mix.
///
/// PostgreSQL wants the values numbered. SQLite does not, and looks for each number among all others:
/// a thousand rows would take it seconds.
pub(crate) struct Statement {
    text: String,
    arguments: AnyArguments,
    /// Whether the text is the same each time, and so worth being prepared once.
    fixed: bool,
    fault: Option<sqlx::error::BoxDynError>,
}

impl Statement {
    pub(crate) fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            arguments: AnyArguments::default(),
            fixed: true,
            fault: None,
        }
    }

    /// Adds text. It is the program's own, never what came in.
    pub(crate) fn text(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value.
    pub(crate) fn bind<'q, T: Encode<'q, Any> + Type<Any>>(mut self, value: T) -> Self {
        self.push(value);
        self
    }

    /// Adds rows of values: `VALUES (?, ?), (?, ?)`. At least one; what has many comes in [`Sets`].
    pub(crate) fn values<R>(
        mut self,
        rows: impl IntoIterator<Item = R>,
        mut row: impl FnMut(&mut Values<'_>, R),
    ) -> Self {
        let mut count = 0;
        self.text.push_str("VALUES ");
        for (number, of) in rows.into_iter().enumerate() {
            self.text.push_str(if number == 0 { "(" } else { ", (" });
            row(
                &mut Values {
                    statement: &mut self,
                    first: true,
                },
                of,
            );
            self.text.push(')');
            count += 1;
        }
        self.fixed &= SIZES.contains(&count);
        self
    }

    fn push<'q, T: Encode<'q, Any> + Type<Any>>(&mut self, value: T) {
        if let Err(fault) = self.arguments.add(value) {
            self.fault = Some(fault);
        }
        self.text.push('?');
    }

    /// Runs it; gives how many rows it changed.
    pub(crate) async fn run(self, on: &mut AnyConnection) -> Result<u64, StoreError> {
        self.explain(on).await;
        let done = answered(self.query(on)?.execute(on)).await?;
        Ok(done.rows_affected())
    }

    /// Runs it; gives its rows.
    pub(crate) async fn rows(self, on: &mut AnyConnection) -> Result<Vec<AnyRow>, StoreError> {
        self.explain(on).await;
        answered(self.query(on)?.fetch_all(on)).await
    }

    /// Runs it; gives its first row.
    pub(crate) async fn row(self, on: &mut AnyConnection) -> Result<Option<AnyRow>, StoreError> {
        Ok(self.rows(on).await?.into_iter().next())
    }

    /// Where assertions are on, sees that SQLite looks up each row of values that it is given. A join that it
    /// turns around, which it does where many are given, reads the whole table for each statement, and takes
    /// longer the more the store holds: so these joins are `CROSS JOIN`s, which SQLite leaves as they stand.
    async fn explain(&self, on: &mut AnyConnection) {
        if !cfg!(debug_assertions) || on.backend_name() != "SQLite" {
            return;
        }
        let Some(text) = of_many(&self.text) else {
            return;
        };
        let text = format!("EXPLAIN QUERY PLAN {text}");
        let steps = sqlx::raw_sql(AssertSqlSafe(text)).fetch_all(on).await;
        let is_looked_up = steps.as_ref().is_ok_and(|steps| {
            let is_lookup =
                |step: &AnyRow| step.text(3).is_ok_and(|step| !step.contains("AUTOMATIC"));
            !steps.is_empty() && steps.iter().all(is_lookup)
        });
        debug_assert!(is_looked_up, "{}: {:?}", self.text, steps.err());
    }

    fn query(
        self,
        on: &AnyConnection,
    ) -> Result<sqlx::query::Query<'static, Any, AnyArguments>, StoreError> {
        if let Some(fault) = self.fault {
            return Err(sqlx::Error::Encode(fault).into());
        }
        let text = match on.backend_name() {
            "PostgreSQL" => numbered(&self.text),
            _ => self.text,
        };
        let query = sqlx::query_with(AssertSqlSafe(text), self.arguments);
        Ok(query.persistent(self.fixed))
    }
}

/// The same statement with as many rows of values as one can have, if it is one that joins them.
fn of_many(text: &str) -> Option<String> {
    let (before, values) = text
        .strip_prefix("WITH v")
        .and_then(|_| text.split_once("VALUES "))?;
    let (row, _) = values.split_once(')')?;
    let (_, after) = values.split_once("))")?;
    let rows = vec![format!("{row})"); SIZES.into_iter().max()?];
    Some(format!("{before}VALUES {}){after}", rows.join(", ")))
}

/// How long an answer of the database is waited for. Where the line to it is cut without a word, the system
/// tells nobody for a quarter of an hour or more; no statement here takes so long.
const ANSWERED_WITHIN: Duration = Duration::from_mins(2);

/// What the database answers, if it does.
pub(crate) async fn answered<T>(
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, StoreError> {
    match timeout(ANSWERED_WITHIN, answer).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(EnvironmentError::Silent {
            seconds: ANSWERED_WITHIN.as_secs(),
        }
        .into()),
    }
}

/// The text with `$1`, `$2` and so on in the place of `?`.
fn numbered(text: &str) -> String {
    let mut numbered = String::with_capacity(text.len() * 2);
    let mut parts = text.split('?');
    numbered.extend(parts.next());
    for (number, part) in (1..).zip(parts) {
        numbered.push('$');
        numbered.push_str(&i32::to_string(&number));
        numbered.push_str(part);
    }
    numbered
}

/// One row of values.
pub(crate) struct Values<'s> {
    statement: &'s mut Statement,
    first: bool,
}

impl Values<'_> {
    pub(crate) fn bind<'q, T: Encode<'q, Any> + Type<Any>>(&mut self, value: T) -> &mut Self {
        if !std::mem::take(&mut self.first) {
            self.statement.text.push_str(", ");
        }
        self.statement.push(value);
        self
    }
}

/// Reads columns, by their place.
pub(crate) trait Columns {
    fn number(&self, column: usize) -> Result<i64, StoreError>;
    fn number_if(&self, column: usize) -> Result<Option<i64>, StoreError>;
    fn text(&self, column: usize) -> Result<String, StoreError>;
    fn text_if(&self, column: usize) -> Result<Option<String>, StoreError>;
    fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError>;
    fn bytes_if(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError>;

    /// A count, which is never negative.
    fn count(&self, column: usize) -> Result<u64, StoreError> {
        u64::try_from(self.number(column)?).map_err(|_| corrupt("a count"))
    }

    fn hash(&self, column: usize) -> Result<[u8; 32], StoreError> {
        hash(&self.bytes(column)?)
    }

    fn hash_if(&self, column: usize) -> Result<Option<[u8; 32]>, StoreError> {
        self.bytes_if(column)?.as_deref().map(hash).transpose()
    }

    fn digest(&self, column: usize) -> Result<Digest, StoreError> {
        self.hash(column).map(Digest::from)
    }

    fn digest_if(&self, column: usize) -> Result<Option<Digest>, StoreError> {
        Ok(self.hash_if(column)?.map(Digest::from))
    }
}

fn hash(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| corrupt("a digest"))
}

impl Columns for AnyRow {
    fn number(&self, column: usize) -> Result<i64, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn number_if(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn text(&self, column: usize) -> Result<String, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn text_if(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        Ok(self.try_get(column)?)
    }
    fn bytes_if(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.try_get(column)?)
    }
}

/// The bytes of a digest, as they are bound.
pub(crate) fn of(digest: &Digest) -> Vec<u8> {
    digest.as_bytes().to_vec()
}

/// A number as the engines keep it. What is counted here never comes near the limit.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use sqlx::Connection as _;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_database_that_says_nothing_is_given_up() {
        let silent = std::future::pending::<Result<(), sqlx::Error>>();
        let error = answered(silent).await.unwrap_err();
        let expected = "expected the store to answer, found nothing for 120 seconds";
        assert_eq!(error.to_string(), expected);
        let slow = async {
            tokio::time::sleep(Duration::from_secs(119)).await;
            Ok(1)
        };
        assert_eq!(answered(slow).await.unwrap(), 1);
    }

    #[tokio::test]
    #[should_panic(expected = "WITH v")]
    async fn a_join_that_sqlite_turns_around_is_seen() {
        sqlx::any::install_default_drivers();
        let mut on = AnyConnection::connect("sqlite::memory:").await.unwrap();
        let sql = "CREATE TABLE t (a TEXT, b BLOB, c TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID";
        sqlx::raw_sql(sql).execute(&mut on).await.unwrap();
        let join = |text| {
            Statement::new("WITH v (b) AS (")
                .values([b"x"], |row, value| {
                    row.bind(value.to_vec());
                })
                .text(text)
        };
        let left_as_it_is = join(") SELECT c FROM v CROSS JOIN t WHERE t.b = v.b AND a = 'a'");
        left_as_it_is.rows(&mut on).await.unwrap();
        let turned = join(") SELECT c FROM v JOIN t ON t.b = v.b WHERE a = 'a'");
        turned.rows(&mut on).await.unwrap();
    }

    #[test]
    fn a_join_of_few_is_seen_as_one_of_many() {
        let many =
            of_many("WITH v (a, b) AS (VALUES (?, ?), (?, ?)) SELECT 1 WHERE x IN (?)").unwrap();
        assert_eq!(many.matches("(?, ?)").count(), 64);
        assert!(many.ends_with("(?, ?)) SELECT 1 WHERE x IN (?)"), "{many}");
        assert_eq!(of_many("INSERT INTO t VALUES (?)"), None);
    }

    #[test]
    fn values_are_numbered_in_their_order() {
        let text = "SELECT ?, (?, ?) FROM t WHERE a = ?";
        assert_eq!(numbered(text), "SELECT $1, ($2, $3) FROM t WHERE a = $4");
        assert_eq!(numbered("SELECT 1"), "SELECT 1");
    }
}
