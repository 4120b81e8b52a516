//! The trusted lists from outside: what is asked for, what is refused and by which word, and what
//! a snapshot then says.
#![expect(
    clippy::format_collect,
    reason = "small texts, put together to be read"
)]

#[cfg(test)]
mod any_bytes;
#[cfg(test)]
mod lists_of_lists;
#[cfg(test)]
mod made;
#[cfg(test)]
mod pivots;
#[cfg(test)]
mod services;
#[cfg(test)]
mod support;
#[cfg(test)]
mod territories;
