//! Brings a lock up to date, and never back.
