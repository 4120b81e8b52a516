//! One suite for both engines: every test runs on SQLite, and on a private PostgreSQL server where
//! its programs are installed.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

mod place;

/// Each of these functions as two tests.
macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(crate::place::Place::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(place) = crate::place::Place::postgres() {
                    super::$name(place).await;
                }
            })*
        }
    };
}

mod any_order;
mod audit;
mod batch;
mod cache;
mod encryption;
mod erasure;
mod evaluation;
mod feed;
mod finish;
mod full;
mod killed;
mod queue;
mod released;
