//! The list of lists: pins, publication, rounds, and what makes it refused.

use credeval_model::{
    check::Cause,
    evidence::{Answer, Evidence},
    trust::lock::Source,
};

use crate::made::{Holder, List, OF_LISTS, OF_SERVICES, XML, of_lists, pointer, territory};
use crate::support::{ITS, LOTL, OJ, anchor, asked, evidence, made, pointers, read, refused, time};

fn lotl(eu: &Holder, mt: &Holder) -> List {
    of_lists(&[OJ, "https://lists.example/legal"], pointers(&[eu], &[mt]))
}

#[test]
fn it_is_read_round_by_round_and_again_alike() {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    let anchor = anchor(&[&eu]);
    assert_eq!(asked(read(&anchor, &Evidence::none(), &[])), [LOTL]);

    let lotl = lotl(&eu, &mt).signed(&eu);
    let first = evidence(&[(LOTL, &lotl)]);
    assert_eq!(asked(read(&anchor, &first, &[])), [ITS]);

    let its = territory("MT").signed(&mt);
    let second = evidence(&[(LOTL, &lotl), (ITS, &its)]);
    let (lists, sources) = made(read(&anchor, &second, &[]));
    assert_eq!((lists.sequence, lists.lists.len()), (300, 1));
    assert_eq!(lists.issued, time("2026-01-10T00:00:00Z"));
    assert_eq!(lists.next_update, Some(time("2026-07-10T00:00:00Z")));
    let territories: Vec<_> = sources.iter().map(|one| one.territory.as_deref()).collect();
    assert_eq!(territories, [Some("EU"), Some("MT")]);
    assert!(sources.iter().all(|one| one.refused.is_none()));
    assert_eq!(sources[1].sequence, Some(7));

    let again = made(read(&anchor, &second, &sources));
    assert_eq!(again, (lists, sources));
}

#[test]
fn a_pin_is_a_digest_however_it_is_written() {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    let lotl = lotl(&eu, &mt).signed(&eu);
    let evidence = evidence(&[(LOTL, &lotl)]);
    let mut anchor = anchor(&[&eu]);
    let hex = eu.digest().hex().to_ascii_uppercase();
    let pairs: Vec<&str> = (0..32).map(|at| &hex[2 * at..2 * at + 2]).collect();
    for pin in [hex.clone(), pairs.join(":"), pairs.join(" ")] {
        anchor.pinned_sha256 = vec![pin];
        assert_eq!(asked(read(&anchor, &evidence, &[])), [ITS]);
    }
    for wrong in ["", "00", "not hexadecimal"] {
        anchor.pinned_sha256 = vec![wrong.to_owned()];
        assert_eq!(refused(read(&anchor, &evidence, &[])).0, "no_pin");
    }
}

#[test]
fn only_a_pinned_certificate_signs_it() {
    let (eu, mt, stranger) = (Holder::new("EU"), Holder::new("MT"), Holder::new("EU"));
    // The stranger's own list points to the stranger as the next signer, which proves nothing.
    let forged = of_lists(&[OJ], pointers(&[&stranger], &[&stranger])).signed(&stranger);
    let answer = read(&anchor(&[&eu]), &evidence(&[(LOTL, &forged)]), &[]);
    let refusal = answer.unwrap_err();
    assert_eq!(
        (refusal.code, refusal.url.as_str()),
        ("signer_not_allowed", LOTL)
    );
    assert!(refusal.what.contains(&stranger.digest().hex()), "{refusal}");

    let held = lotl(&eu, &mt).signed(&eu);
    assert_eq!(
        asked(read(&anchor(&[&eu]), &evidence(&[(LOTL, &held)]), &[])),
        [ITS]
    );
}

#[test]
fn a_list_of_lists_that_is_not_one_is_refused_by_a_word_of_its_own() {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    let good = lotl(&eu, &mt);
    let code = |bytes: &[u8]| refused(read(&anchor(&[&eu]), &evidence(&[(LOTL, bytes)]), &[])).0;
    let changed = |change: &dyn Fn(&mut List)| {
        let mut list = good.clone();
        change(&mut list);
        code(&list.signed(&eu))
    };
    assert_eq!(code(&good.unsigned()), "no_signature");
    assert_eq!(code(b"not xml"), "no_xml");
    assert_eq!(
        changed(&|list| list.tag = "http://uri.etsi.org/02231/TSLTag"),
        "no_trusted_list"
    );
    assert_eq!(changed(&|list| list.version = "4"), "list_version");
    assert_eq!(changed(&|list| list.version = "7"), "list_version");
    assert_eq!(changed(&|list| list.version = "six"), "malformed");
    assert_eq!(changed(&|list| list.kind = OF_SERVICES), "list_type");
    assert_eq!(changed(&|list| list.territory = "MT"), "list_territory");
    assert_eq!(
        changed(&|list| list.issued = "2026-02-01T00:00:01Z"),
        "issued_in_future"
    );
    assert_eq!(
        changed(&|list| list.issued = "2026-01-10T00:00:00"),
        "malformed"
    );
    assert_eq!(changed(&|list| list.issued = "2026-01-10"), "malformed");
    assert_eq!(
        changed(&|list| list.issued = "2026-01-10T00:00:00+01:00"),
        "malformed"
    );
    assert_eq!(
        changed(&|list| list.uris = vec![format!("{OJ}2")]),
        "official_journal_changed"
    );

    let altered = String::from_utf8(good.signed(&eu)).unwrap();
    let altered = altered.replace("<TSLSequenceNumber>300<", "<TSLSequenceNumber>301<");
    let signature = code(altered.as_bytes());
    assert!(
        !["malformed", "signer_not_allowed"].contains(&signature),
        "{signature}"
    );
}

#[test]
fn a_changed_publication_is_told_with_what_to_do() {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    let mut list = lotl(&eu, &mt);
    list.uris = vec!["https://journal.example/?uri=OJ.C_.2027.9".to_owned()];
    let list = list.signed(&eu);
    let refusal = read(&anchor(&[&eu]), &evidence(&[(LOTL, &list)]), &[]).unwrap_err();
    for told in ["OJ.C_.2026.1", "OJ.C_.2027.9", "oj_uri", "pinned_sha256"] {
        assert!(refusal.what.contains(told), "{refusal}");
    }
}

#[test]
fn it_never_goes_back() {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    let good = lotl(&eu, &mt).signed(&eu);
    let its = territory("MT").signed(&mt);
    let both = evidence(&[(LOTL, &good), (ITS, &its)]);
    let (_, sources) = made(read(&anchor(&[&eu]), &both, &[]));
    let with = |change: &dyn Fn(&mut Source)| {
        let mut before = sources.clone();
        change(&mut before[0]);
        read(&anchor(&[&eu]), &both, &before)
    };
    assert_eq!(
        refused(with(&|eu| eu.sequence = Some(301))).0,
        "sequence_went_back"
    );
    let other = credeval_model::Digest::of(b"other");
    assert_eq!(refused(with(&|eu| eu.sha256 = other)).0, "sequence_reused");
    let later = Some(time("2026-01-11T00:00:00Z"));
    let ahead = |eu: &mut Source| (eu.sequence, eu.issued) = (Some(299), later);
    assert_eq!(refused(with(&ahead)).0, "issued_went_back");
    let behind = |eu: &mut Source| (eu.sequence, eu.sha256) = (Some(299), other);
    assert_eq!(made(with(&behind)).0.sequence, 300);
}

#[test]
fn one_that_could_not_be_had_is_refused() {
    let eu = Holder::new("EU");
    let mut evidence = Evidence::none();
    evidence.insert(LOTL, Answer::Missing(Cause::new("not_reachable")));
    let refusal = read(&anchor(&[&eu]), &evidence, &[]).unwrap_err();
    assert_eq!(refusal.code, "missing");
    assert!(refusal.what.contains("not_reachable"), "{refusal}");
}

#[test]
fn only_the_lists_that_are_wanted_and_in_xml_are_asked_for() {
    let (eu, mt) = (Holder::new("EU"), Holder::new("MT"));
    let at = |url, kind, territory, mime| pointer(url, kind, territory, mime, &[&mt]);
    let list = of_lists(
        &[OJ],
        vec![
            at(LOTL, OF_LISTS, "EU", XML),
            at(
                "https://a.example/pdf",
                OF_SERVICES,
                "AA",
                "application/pdf",
            ),
            at("https://a.example/xml", OF_SERVICES, "AA", XML),
            at("https://b.example/xml", OF_SERVICES, "BB", XML),
            at(
                "https://c.example/xml",
                "http://other.example/type",
                "CC",
                XML,
            ),
        ],
    );
    let list = list.signed(&eu);
    let evidence = evidence(&[(LOTL, &list)]);
    let mut anchor = anchor(&[&eu]);
    let both = ["https://a.example/xml", "https://b.example/xml"];
    assert_eq!(asked(read(&anchor, &evidence, &[])), both);
    anchor.territories = vec!["bb".to_owned(), "CC".to_owned()];
    assert_eq!(
        asked(read(&anchor, &evidence, &[])),
        ["https://b.example/xml"]
    );

    // One that nothing points to is told, and not passed over.
    anchor.territories = vec!["CC".to_owned()];
    let (lists, sources) = made(read(&anchor, &evidence, &[]));
    assert!(lists.lists.is_empty());
    assert_eq!(sources[1].territory.as_deref(), Some("CC"));
    let told = sources[1].refused.as_deref().unwrap();
    assert!(told.starts_with("not_pointed_to: "), "{told}");
}
