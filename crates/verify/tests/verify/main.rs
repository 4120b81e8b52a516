//! The verifier from outside: what each form, status and attack must end as.

#[cfg(test)]
mod any_bytes;
#[cfg(test)]
mod attacks;
#[cfg(test)]
<<<<<<< HEAD
mod crypto;
#[cfg(test)]
mod data_integrity;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod status;
=======
mod baked;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod open_badges_2;
>>>>>>> 80702f1 (verify: badges in PNG and SVG images; Open Badges 2.0, hosted and signed, bound to the issuer by its own profile; fetch: what must stand at its address is not looked for elsewhere)
#[cfg(test)]
mod support;
