//! Whatever stands at an address, there is an answer, and never one that rests on it.

use std::sync::LazyLock;

use credeval_trust::Progress;
use proptest::prelude::*;

use crate::made::{
    Holder, certificate, extension, information, of_lists, service, standing, territory,
};
use crate::support::{ITS, LOTL, OJ, anchor, evidence, made, pointers, read};

struct Good {
    eu: Holder,
    lotl: Vec<u8>,
    its: Vec<u8>,
}

/// Lists that are good until a case changes them.
static GOOD: LazyLock<Good> = LazyLock::new(|| {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    let extensions = extension("true", &information("ForeSeals"));
    let now = standing("granted", "2024-01-01T00:00:00Z", &extensions);
    let mut list = territory("MT");
    list.services = vec![service(
        "CA/QC",
        &certificate(&Holder::new("CA")),
        &now,
        &[],
    )];
    Good {
        lotl: of_lists(&[OJ], pointers(&[&eu], &[&mt])).signed(&eu),
        its: list.signed(&mt),
        eu,
    }
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let anchor = anchor(&[&GOOD.eu]);
        prop_assert!(read(&anchor, &evidence(&[(LOTL, &bytes)]), &[]).is_err());
        let both = evidence(&[(LOTL, &GOOD.lotl), (ITS, &bytes)]);
        let (lists, sources) = made(read(&anchor, &both, &[]));
        prop_assert!(lists.lists.is_empty());
        prop_assert!(sources[1].refused.is_some());
    }

    #[test]
    fn a_list_with_other_bytes_is_refused(at in any::<proptest::sample::Index>(), byte: u8) {
        let anchor = anchor(&[&GOOD.eu]);
        let changed = |good: &[u8]| {
            let mut bytes = good.to_vec();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes
        };
        // A byte that changes no meaning, such as one kind of space for another in the certificate
        // beside the key, may leave it as it was; never is anything else read from it.
        let (lotl, its) = (changed(&GOOD.lotl), changed(&GOOD.its));
        if let Ok(Progress::Needs(asked)) = read(&anchor, &evidence(&[(LOTL, &lotl)]), &[]) {
            prop_assert_eq!(&asked[0].url, ITS);
        }
        let good = evidence(&[(LOTL, &GOOD.lotl), (ITS, &GOOD.its)]);
        let (good, _) = made(read(&anchor, &good, &[]));
        let both = evidence(&[(LOTL, &GOOD.lotl), (ITS, &its)]);
        let (lists, _) = made(read(&anchor, &both, &[]));
        if let Some(list) = lists.lists.first() {
            prop_assert_eq!(&list.services, &good.lists[0].services);
        }
    }
}
