//! The verifier from outside: what each form, status and attack must end as.

#[cfg(test)]
mod any_bytes;
#[cfg(test)]
mod attacks;
#[cfg(test)]
mod authority;
#[cfg(test)]
mod baked;
#[cfg(test)]
mod crypto;
#[cfg(test)]
mod data_integrity;
#[cfg(test)]
mod elmo;
#[cfg(test)]
mod endorsement;
#[cfg(test)]
mod entitlement;
#[cfg(test)]
mod europass;
#[cfg(test)]
mod jose;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod learner;
#[cfg(test)]
mod open_badges_2;
#[cfg(test)]
mod presentation;
#[cfg(test)]
mod qualified;
#[cfg(test)]
mod records;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod registries;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod sd_jwt;
#[cfg(test)]
mod seals;
#[cfg(test)]
mod seams;
#[cfg(test)]
mod status;
#[cfg(test)]
mod structure;
#[cfg(test)]
mod support;
