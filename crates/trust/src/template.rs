//! A trust file to begin with.
