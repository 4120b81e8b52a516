//! Both processors of linked data read any JSON alike: the same quads and the same dropped places,
//! or the same error; and the canonical form ends under its budget.
#![no_main]

use std::sync::LazyLock;

use credeval_linked_data::{Contexts, Path, read};
use credeval_model::json;
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;

static CONTEXTS: LazyLock<Contexts> = LazyLock::new(Contexts::built_in);
static GENERAL: LazyLock<Contexts> = LazyLock::new(|| CONTEXTS.clone().without_fast_path());

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = json::parse(bytes) else {
        return;
    };
    match (read(&document, &CONTEXTS), read(&document, &GENERAL)) {
        (Ok(fast), Ok(general)) => {
            assert_eq!(general.path, Path::General);
            assert_eq!(fast.dataset.quads(), general.dataset.quads());
            assert_eq!(fast.dropped, general.dropped);
            let [one, other] = [&fast, &general].map(|reading| reading.dataset.canonicalize::<Sha256>());
            assert!(one == other, "another canonical form");
        }
        (fast, general) => assert_eq!(fast.err(), general.err()),
    }
});
