//! Tests of the whole program: exit code, standard output, standard error.

#[cfg(test)]
mod binary {
    pub(crate) mod program;

    mod alignment;
    mod annex_one;
    mod answers;
    mod attacks;
    mod batch;
    mod carried;
    mod decide;
    mod derived;
    mod entitlement;
    mod errors;
    mod expected;
    #[cfg(feature = "store")]
    mod import;
    mod method;
    mod page;
    mod policy;
    #[cfg(feature = "store")]
    mod postgres;
    mod readme;
    mod sealed;
    mod stack;
    #[cfg(feature = "store")]
    mod store;
    mod stories;
    mod trust;
    mod trusted;
}
