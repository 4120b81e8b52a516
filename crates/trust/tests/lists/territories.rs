//! A territory's list: who signs it, what makes it refused, and that others stand.

use credeval_model::{
    Digest,
    check::Cause,
    evidence::{Answer, Evidence},
    trust::lock::Source,
};
use credeval_trust::lists::{self, ListError, Pointer};
use credeval_verify::DEFAULT_CRYPTO;

use crate::made::{Holder, List, OF_LISTS, OF_SERVICES, XML, of_lists, pointer, territory};
use crate::support::{ITS, LOTL, NOW, OJ, anchor, evidence, found, made, pointers, read, time};

fn national(bytes: &[u8], signer: &Holder, before: Option<&Source>) -> Result<u64, &'static str> {
    let pointer = Pointer {
        url: ITS.to_owned(),
        territory: "MT".to_owned(),
        signers: vec![signer.digest()],
    };
    lists::national(bytes, &pointer, before, time(NOW), DEFAULT_CRYPTO)
        .map(|list| list.sequence)
        .map_err(|error| error.code())
}

#[test]
fn a_list_that_is_not_the_one_pointed_to_is_refused_by_a_word_of_its_own() {
    let (mt, other) = (Holder::new("MT"), Holder::new("MT"));
    let good = territory("MT");
    let changed = |change: &dyn Fn(&mut List)| {
        let mut list = good.clone();
        change(&mut list);
        national(&list.signed(&mt), &mt, None)
    };
    for version in ["5", "6"] {
        let mut list = good.clone();
        list.version = version;
        assert_eq!(national(&list.signed(&mt), &mt, None), Ok(7));
    }
    let marked = ["\u{feff}".as_bytes(), &good.signed(&mt)].concat();
    assert_eq!(national(&marked, &mt, None), Ok(7));
    assert_eq!(changed(&|list| list.next = ""), Ok(7));

    assert_eq!(
        national(&good.signed(&other), &mt, None),
        Err("signer_not_allowed")
    );
    assert_eq!(national(&good.unsigned(), &mt, None), Err("no_signature"));
    assert_eq!(national(b"", &mt, None), Err("no_xml"));
    assert_eq!(
        changed(&|list| list.territory = "AA"),
        Err("list_territory")
    );
    assert_eq!(changed(&|list| list.kind = OF_LISTS), Err("list_type"));
    assert_eq!(changed(&|list| list.version = "3"), Err("list_version"));
    assert_eq!(changed(&|list| list.tag = ""), Err("no_trusted_list"));
    assert_eq!(
        changed(&|list| list.issued = "2026-02-02T00:00:00Z"),
        Err("issued_in_future")
    );
    assert_eq!(
        changed(&|list| list.next = "<dateTime>soon</dateTime>"),
        Err("malformed")
    );
}

#[test]
fn what_is_malformed_is_named_with_its_line() {
    let mt = Holder::new("MT");
    let mut list = territory("MT");
    list.issued = "2026-01-10 00:00:00Z";
    let pointer = Pointer {
        url: ITS.to_owned(),
        territory: "MT".to_owned(),
        signers: vec![mt.digest()],
    };
    let bytes = list.signed(&mt);
    let error = lists::national(&bytes, &pointer, None, time(NOW), DEFAULT_CRYPTO).unwrap_err();
    assert_eq!(
        error,
        ListError::Value {
            expected: "a time as YYYY-MM-DDThh:mm:ssZ",
            found: "2026-01-10 00:00:00Z".to_owned(),
            line: 3,
        }
    );
}

#[test]
fn a_list_never_goes_back() {
    let mt = Holder::new("MT");
    let bytes = territory("MT").signed(&mt);
    let mark = |sequence, issued, sha256| Source {
        url: ITS.to_owned(),
        sha256,
        supplied: false,
        territory: Some("MT".to_owned()),
        sequence: Some(sequence),
        issued: Some(time(issued)),
        next_update: None,
        refused: None,
        signer: None,
    };
    let (its, other) = (Digest::of(&bytes), Digest::of(b"other"));
    let read =
        |sequence, issued, sha256| national(&bytes, &mt, Some(&mark(sequence, issued, sha256)));
    assert_eq!(read(7, "2026-01-10T00:00:00Z", its), Ok(7));
    assert_eq!(read(6, "2026-01-09T00:00:00Z", other), Ok(7));
    assert_eq!(
        read(7, "2026-01-10T00:00:00Z", other),
        Err("sequence_reused")
    );
    assert_eq!(
        read(8, "2026-01-09T00:00:00Z", other),
        Err("sequence_went_back")
    );
    assert_eq!(
        read(6, "2026-01-11T00:00:00Z", other),
        Err("issued_went_back")
    );
}

/// A list of lists with two territories, of which the second is good.
fn two(eu: &Holder, mt: &Holder, its: Answer) -> Evidence {
    let mut pointers = pointers(&[eu], &[mt]);
    pointers.push(pointer("https://b.example/", OF_SERVICES, "BB", XML, &[mt]));
    let mut evidence = evidence(&[
        (LOTL, &of_lists(&[OJ], pointers).signed(eu)),
        ("https://b.example/", &territory("BB").signed(mt)),
    ]);
    evidence.insert(ITS, its);
    evidence
}

fn of<'a>(sources: &'a [Source], territory: &str) -> &'a Source {
    let mut sources = sources.iter();
    sources
        .find(|source| source.territory.as_deref() == Some(territory))
        .unwrap()
}

#[test]
fn a_refused_list_does_not_stop_the_others() {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    for (its, code) in [
        (found(territory("AA").signed(&mt)), "list_territory: "),
        (found(territory("MT").signed(&eu)), "signer_not_allowed: "),
        (Answer::Missing(Cause::new("not_reachable")), "missing: "),
    ] {
        let (lists, sources) = made(read(&anchor(&[&eu]), &two(&eu, &mt, its), &[]));
        let kept: Vec<&str> = lists.lists.iter().map(|list| &*list.territory).collect();
        assert_eq!(kept, ["BB"]);
        let told = of(&sources, "MT").refused.as_deref().unwrap();
        assert!(told.starts_with(code), "{told}");
        assert_eq!(of(&sources, "BB").refused, None);
    }
}

#[test]
fn a_refusal_in_between_opens_no_way_back() {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    let anchor = anchor(&[&eu]);
    let relied_on = two(&eu, &mt, found(territory("MT").signed(&mt)));
    // The same list of lists each time.
    let with = |its: Vec<u8>| {
        let mut evidence = relied_on.clone();
        evidence.insert(ITS, found(its));
        evidence
    };
    let (_, first) = made(read(&anchor, &relied_on, &[]));
    assert_eq!(of(&first, "MT").sequence, Some(7));

    let (_, second) = made(read(&anchor, &with(b"garbage".to_vec()), &first));
    assert_eq!(of(&second, "MT").sequence, Some(7));
    assert!(of(&second, "MT").refused.is_some());

    let mut older = territory("MT");
    older.sequence = 6;
    let (lists, third) = made(read(&anchor, &with(older.signed(&mt)), &second));
    let told = of(&third, "MT").refused.as_deref().unwrap();
    assert!(told.starts_with("sequence_went_back: "), "{told}");
    assert_eq!(lists.lists.len(), 1);

    let (lists, fourth) = made(read(&anchor, &relied_on, &third));
    assert_eq!((lists.lists.len(), &of(&fourth, "MT").refused), (2, &None));
}

/// Of a list that does not answer, its signer is told only while the list of lists names it.
#[test]
fn a_signer_that_is_struck_off_is_told_no_more() {
    let (eu, mt, next) = (Holder::new("EU"), Holder::new("MT"), Holder::new("MT"));
    let anchor = anchor(&[&eu]);
    let relied_on = two(&eu, &mt, found(territory("MT").signed(&mt)));
    let (_, first) = made(read(&anchor, &relied_on, &[]));
    assert_eq!(of(&first, "MT").signer, Some(mt.digest()));
    let silent = || Answer::Missing(Cause::new("not_reachable"));
    for (signer, told) in [(&mt, Some(mt.digest())), (&next, None)] {
        let mut list = of_lists(&[OJ], pointers(&[&eu], &[signer]));
        list.sequence += 1;
        let mut evidence = evidence(&[(LOTL, &list.signed(&eu))]);
        evidence.insert(ITS, silent());
        let (_, second) = made(read(&anchor, &evidence, &first));
        assert!(of(&second, "MT").refused.is_some());
        assert_eq!(of(&second, "MT").signer, told);
    }
}

#[test]
fn a_territory_has_one_list() {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    let mut pointers = pointers(&[&eu], &[&mt]);
    pointers.push(pointer(
        "https://second.example/",
        OF_SERVICES,
        "MT",
        XML,
        &[&mt],
    ));
    let its = territory("MT").signed(&mt);
    let evidence = evidence(&[
        (LOTL, &of_lists(&[OJ], pointers).signed(&eu)),
        (ITS, &its),
        ("https://second.example/", &its),
    ]);
    let (lists, sources) = made(read(&anchor(&[&eu]), &evidence, &[]));
    assert_eq!(lists.lists.len(), 1);
    let told = sources[2].refused.as_deref().unwrap();
    assert!(told.starts_with("territory_twice: "), "{told}");
}
