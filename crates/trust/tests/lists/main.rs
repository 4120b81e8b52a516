//! The trusted lists from outside: what is asked for, what is refused and by which word, and what
//! a snapshot then says.

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
