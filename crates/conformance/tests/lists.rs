//! Historic European trusted lists, each read with the certificate that really signed it, at a time
//! when it was valid.
#![expect(clippy::expect_used, reason = "a test fails by a panic")]
#![expect(clippy::too_many_lines, reason = "what is wanted stands in tables")]

use std::fs;

use credeval_conformance::{Suite, corpus, equal};
use credeval_model::{
    Digest, Timestamp,
    evidence::{Answer, Evidence, EvidenceKind, Item, Origin},
    trust::{
        Anchor, TrustFile,
        lock::Source,
        snapshot::{
            KeyUsageBit, Period, Qualifier, ServiceKind, ServiceStatus, Snapshot, TrustedList, Use,
        },
    },
};
use credeval_trust::{
    Progress, Reading,
    lists::{self, Pointer},
};
use credeval_verify::{DEFAULT_CRYPTO, xml::Document};

/// SHA-256 of the certificate that signed the list of lists number 248, which the Official Journal
/// C 276 of 16 August 2019 publishes.
const EU: &str = "d2064fdd70f6982dcc516b86d9d5c56aea939417c624b2e478c0b29de54f8474";
/// SHA-256 of the certificates that signed the territories' lists.
const DK: &str = "2946439f1c8708bb28ff107e5d3483951ffd6a9803e0f280586bf79d9243e511";
const FI_5: &str = "88d3f463e40adcdfab044cf5fda75df3e2d2a624d3ceeb5bfc0e7389506e89ae";
const FI_6: &str = "a116840c6e8b27d0d658af1fc7cbfca4035c5b5644947abe0e647f7f6476fc21";
const IE: &str = "0a26f06f00a2973967e6f57df0cfd9f70085c05dedb8272da14ea870a220e19d";

const LOTL: &str = "https://ec.europa.eu/tools/lotl/eu-lotl.xml";
const OJ: &str =
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=uriserv:OJ.C_.2019.276.01.0001.01.ENG";
const DK_AT: &str = "https://www.digst.dk/TSLDKxml";
const IE_AT: &str = "http://files.dcenr.gov.ie/rh/Irelandtslsigned.xml";

/// A time when the lists of 2019 were valid, and one when those of 2024 were.
const IN_2019: &str = "2019-10-01T00:00:00Z";
const IN_2024: &str = "2024-12-01T00:00:00Z";

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn list(name: &str) -> Option<Vec<u8>> {
    let path = corpus()?.join("trusted-lists").join(name);
    Some(fs::read(path).expect("a file of the corpus"))
}

/// Reads a territory's list that `signer` may sign, as the list of lists would point to it.
fn national(
    bytes: &[u8],
    territory: &str,
    signer: &str,
    before: Option<&Source>,
    now: &str,
) -> Result<TrustedList, String> {
    let pointer = Pointer {
        url: format!("https://{territory}.example/"),
        territory: territory.to_owned(),
        signers: vec![signer.parse().expect("a digest")],
    };
    let read = lists::national(bytes, &pointer, before, time(now), DEFAULT_CRYPTO);
    read.map_err(|error| error.code().to_owned())
}

fn counts(list: &TrustedList) -> [usize; 3] {
    let services = list.services.iter();
    [
        list.services.len(),
        services.clone().map(|one| one.certificates.len()).sum(),
        services.map(|one| one.periods.len()).sum(),
    ]
}

#[test]
fn territories_lists_are_read_under_the_certificates_that_signed_them() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("trusted-lists, territories", &[]);
    // File, territory, signer, sequence number, issued, services with certificates and periods.
    for (file, territory, signer, now, sequence, issued, wanted) in [
        (
            "dk_tl-sn21.xml",
            "DK",
            DK,
            IN_2019,
            21,
            "2019-08-05T01:00:00Z",
            [0, 0, 0],
        ),
        (
            "ie-tl.xml",
            "IE",
            IE,
            IN_2019,
            18,
            "2019-09-04T01:00:00Z",
            [4, 4, 6],
        ),
        (
            "fi-v5.xml",
            "FI",
            FI_5,
            IN_2024,
            49,
            "2024-11-14T08:11:01Z",
            [19, 19, 31],
        ),
        (
            "fi-v6.xml",
            "FI",
            FI_6,
            IN_2024,
            49,
            "2024-11-14T08:11:01Z",
            [19, 19, 31],
        ),
    ] {
        let bytes = fs::read(corpus.join("trusted-lists").join(file)).expect("a file");
        let read =
            |territory, signer, before, now| national(&bytes, territory, signer, before, now);
        let found = read(territory, signer, None, now);
        suite.case(
            file,
            found.clone().and_then(|list| {
                equal(
                    &(sequence, time(issued), 0),
                    &(list.sequence, list.issued, list.unread),
                )?;
                equal(&wanted, &counts(&list))
            }),
        );
        let mark = |sequence, issued: &str| Source {
            url: String::new(),
            sha256: Digest::of(b"another"),
            supplied: false,
            territory: Some(territory.to_owned()),
            sequence: Some(sequence),
            issued: Some(time(issued)),
            next_update: None,
            refused: None,
            signer: None,
        };
        let [later, same, newer] = [
            mark(sequence + 1, issued),
            mark(sequence, issued),
            mark(sequence - 1, now),
        ];
        for (what, answer, code) in [
            (
                "under another certificate",
                read(territory, EU, None, now),
                "signer_not_allowed",
            ),
            (
                "of another territory",
                read("AT", signer, None, now),
                "list_territory",
            ),
            (
                "before it was issued",
                read(territory, signer, None, "2019-08-01T00:00:00Z"),
                "issued_in_future",
            ),
            (
                "after a later one",
                read(territory, signer, Some(&later), now),
                "sequence_went_back",
            ),
            (
                "beside another of its number",
                read(territory, signer, Some(&same), now),
                "sequence_reused",
            ),
            (
                "after one issued later",
                read(territory, signer, Some(&newer), now),
                "issued_went_back",
            ),
        ] {
            let found = answer.map(|list| list.sequence);
            suite.case(
                &format!("{file}, {what}"),
                equal(&Err(code.to_owned()), &found),
            );
        }
    }
    suite.finish();
}

#[test]
fn the_versions_of_a_list_say_the_same() {
    let (Some(v5), Some(v6)) = (list("fi-v5.xml"), list("fi-v6.xml")) else {
        return;
    };
    let mut suite = Suite::new("trusted-lists, versions 5 and 6", &[]);
    let v5 = national(&v5, "FI", FI_5, None, IN_2024);
    let v6 = national(&v6, "FI", FI_6, None, IN_2024);
    let services = |read: &Result<TrustedList, String>| {
        read.as_ref()
            .map(|list| list.services.clone())
            .map_err(Clone::clone)
    };
    suite.case("services", equal(&services(&v5), &services(&v6)));
    suite.case("read", services(&v5).map(drop));
    suite.finish();
}

#[test]
fn altered_lists_are_refused() {
    let mut suite = Suite::new("trusted-lists, altered", &[]);
    for (file, territory, signer, now) in [
        ("ie-tl.xml", "IE", IE, IN_2019),
        ("fi-v5.xml", "FI", FI_5, IN_2024),
        ("fi-v6.xml", "FI", FI_6, IN_2024),
    ] {
        let Some(bytes) = list(file) else { return };
        let text = String::from_utf8(bytes).expect("UTF-8");
        let between = |open: &str, close: &str, nth: usize| {
            let start = text.match_indices(open).nth(nth).expect("there").0;
            let length = text[start..].find(close).expect("its end") + close.len();
            text[start..start + length].to_owned()
        };
        let name = |plain: &str| {
            let prefix = if text.contains("<tsl:TSPService>") {
                "tsl:"
            } else {
                ""
            };
            plain.replace('~', prefix)
        };
        let certificate = |nth| {
            between(
                &name("<~X509Certificate>"),
                &name("</~X509Certificate>"),
                nth,
            )
        };
        let service = between(&name("<~TSPService>"), &name("</~TSPService>"), 0);
        let number = between(
            &name("<~TSLSequenceNumber>"),
            &name("</~TSLSequenceNumber>"),
            0,
        );
        let raised = number.replace(|c: char| c.is_ascii_digit(), "9");
        // What is swapped in is the certificate of a pointer, or of another service.
        let of_services = text.find(&service).expect("there");
        let swapped = format!(
            "{}{}",
            &text[..of_services],
            text[of_services..].replacen(
                &certificate_in(
                    &text[of_services..],
                    &name("<~X509Certificate>"),
                    &name("</~X509Certificate>")
                ),
                &certificate(0),
                1
            )
        );
        for (what, altered, code) in [
            (
                "a status flipped",
                text.replacen("Svcstatus/withdrawn", "Svcstatus/granted", 1),
                "digest_mismatch",
            ),
            ("a certificate swapped", swapped, "digest_mismatch"),
            (
                "the number raised",
                text.replacen(&number, &raised, 1),
                "digest_mismatch",
            ),
            (
                "a service twice",
                text.replacen(&service, &service.repeat(2), 1),
                "digest_mismatch",
            ),
            (
                "a document type",
                text.replacen("?>", "?><!DOCTYPE a>", 1),
                "no_xml",
            ),
        ] {
            let id = format!("{file}, {what}");
            if altered == text {
                suite.case(&id, Err("nothing was altered".to_owned()));
                continue;
            }
            let found = national(altered.as_bytes(), territory, signer, None, now);
            suite.case(
                &id,
                equal(&Err(code.to_owned()), &found.map(|list| list.sequence)),
            );
        }
        let plain = text.trim_start_matches('\u{feff}');
        for (what, same) in [
            ("marked", format!("\u{feff}{plain}")),
            ("unmarked", plain.to_owned()),
        ] {
            let found = national(same.as_bytes(), territory, signer, None, now);
            suite.case(&format!("{file}, {what}"), found.map(drop));
        }
    }
    suite.finish();
}

fn certificate_in(text: &str, open: &str, close: &str) -> String {
    let start = text.find(open).expect("there");
    let length = text[start..].find(close).expect("its end") + close.len();
    text[start..start + length].to_owned()
}

fn anchor(pin: &str, oj: &str, territories: &str) -> Anchor {
    let file = format!(
        "[[anchor]]\nid = 'eu'\nkind = 'eu_lotl'\nsource = '{LOTL}'\noj_uri = '{oj}'\n\
         pinned_sha256 = ['{pin}']\nterritories = [{territories}]\n"
    );
    TrustFile::parse(&file)
        .expect("a trust file")
        .anchors
        .remove(0)
}

fn evidence(at: &[(&str, Vec<u8>)]) -> Evidence {
    let mut evidence = Evidence::none();
    for (url, bytes) in at {
        let item = Item {
            kind: EvidenceKind::TrustedList,
            bytes: bytes.clone(),
            digest: Digest::of(bytes),
            media_type: None,
            fetched_at: None,
            origin: Origin::Fetched,
        };
        evidence.insert(*url, Answer::Found(item));
    }
    evidence
}

fn read(anchor: &Anchor, evidence: &Evidence, before: &[Source]) -> Result<Progress, String> {
    let reading = Reading {
        anchor,
        evidence,
        before,
        now: time(IN_2019),
        crypto: DEFAULT_CRYPTO,
    };
    lists::read(reading).map_err(|refused| refused.code.to_owned())
}

#[test]
fn the_list_of_lists_leads_to_the_lists_of_its_time() {
    let (Some(lotl), Some(unsigned)) = (list("eu-lotl.xml"), list("eu-lotl-no-sig.xml")) else {
        return;
    };
    let (Some(dk), Some(ie)) = (list("dk_tl-sn21.xml"), list("ie-tl.xml")) else {
        return;
    };
    let mut suite = Suite::new("trusted-lists, list of lists", &[]);
    let asked = |progress: Result<Progress, String>| match progress? {
        Progress::Needs(requests) => Ok(requests.into_iter().map(|one| one.url).collect()),
        Progress::Made(_) => Ok(Vec::new()),
    };
    let first = evidence(&[(LOTL, lotl.clone())]);
    // It rests on its publication without a pivot, and points to 31 lists in XML.
    let all: Result<Vec<String>, String> = asked(read(&anchor(EU, OJ, ""), &first, &[]));
    suite.case(
        "all territories",
        equal(&Ok(31), &all.clone().map(|all| all.len())),
    );
    let some: Result<Vec<String>, String> = asked(read(&anchor(EU, OJ, "'IE', 'DK'"), &first, &[]));
    let wanted = Ok(vec![DK_AT.to_owned(), IE_AT.to_owned()]);
    suite.case("two territories", equal(&wanted, &some));
    // Without pivots there is nothing to ask for that would lead to another pin.
    for (what, answer, code) in [
        (
            "another pin",
            read(&anchor(IE, OJ, ""), &first, &[]),
            "signer_not_allowed",
        ),
        (
            "another publication",
            read(
                &anchor(EU, "https://eur-lex.europa.eu/2016", ""),
                &first,
                &[],
            ),
            "official_journal_changed",
        ),
        (
            "without its signature",
            read(&anchor(EU, OJ, ""), &evidence(&[(LOTL, unsigned)]), &[]),
            "no_signature",
        ),
        (
            "a territory's list in its place",
            read(&anchor(IE, OJ, ""), &evidence(&[(LOTL, ie.clone())]), &[]),
            "list_type",
        ),
    ] {
        suite.case(what, equal(&Err(code.to_owned()), &answer.map(|_| ())));
    }
    // The Irish list of those days stands; the Danish one was signed for another list of lists.
    let both = evidence(&[(LOTL, lotl), (IE_AT, ie), (DK_AT, dk)]);
    let made = match read(&anchor(EU, OJ, "'IE', 'DK'"), &both, &[]) {
        Ok(Progress::Made(made)) => Ok(made),
        other => Err(format!("expected lists, found {other:?}")),
    };
    suite.case(
        "Ireland, and not Denmark",
        made.and_then(|made| {
            let Snapshot::EuLotl(lists) = made.snapshot else {
                return Err("expected lists".to_owned());
            };
            equal(
                &(248, time("2019-09-04T08:00:00Z")),
                &(lists.sequence, lists.issued),
            )?;
            let read: Vec<&str> = lists.lists.iter().map(|list| &*list.territory).collect();
            equal(&vec!["IE"], &read)?;
            let denmark = made.sources.iter().find(|one| one.url == DK_AT);
            let why = denmark
                .and_then(|one| one.refused.as_deref())
                .unwrap_or_default();
            equal(&true, &why.starts_with("signer_not_allowed: "))
        }),
    );
    suite.finish();
}

/// How a service of a list stood at a time.
fn stood<'a>(list: &'a TrustedList, name: &str, at: &str) -> Result<Option<&'a Period>, String> {
    let mut named = list.services.iter().filter(|service| service.name == name);
    let service = named
        .next()
        .ok_or_else(|| format!("expected {name}, found none"))?;
    equal(&0, &named.count())?;
    Ok(service
        .periods
        .iter()
        .find(|period| period.from <= time(at)))
}

/// The five certificates that docs/trust.md argues by hand; each answer is that of the page.
#[test]
fn five_certificates_are_as_argued_by_hand() {
    let (Some(ie), Some(fi)) = (list("ie-tl.xml"), list("fi-v6.xml")) else {
        return;
    };
    let mut suite = Suite::new("trusted-lists, five certificates", &[]);
    let (ie, fi) = (
        national(&ie, "IE", IE, None, IN_2019).expect("the Irish list"),
        national(&fi, "FI", FI_6, None, IN_2024).expect("the Finnish list"),
    );
    let (granted, withdrawn, supervised) = (
        Some(ServiceStatus::Granted),
        Some(ServiceStatus::Withdrawn),
        Some(ServiceStatus::Supervised),
    );
    let none: &[Use] = &[];
    // The list, the service, the certificate, and how it stood: when, the status, the uses.
    let rows = [
        (
            &ie,
            "TrustPro QCP-l",
            "88b87751c1c24121fa61293b056bc6aeca28afcfc7e98ad1b0f270a41f89922d",
            ServiceKind::QualifiedCertificates,
            vec![
                ("2019-09-04T22:59:59Z", None, none),
                ("2019-09-04T23:00:00Z", granted, &[Use::Seals][..]),
                ("2019-10-01T00:00:00Z", granted, &[Use::Seals]),
            ],
        ),
        (
            &ie,
            "Post.Trust Ltd - qualified certificate service",
            "39f6033ca664cedb216744d3c6f2b2e8e3cebd6869f7dff47e0db91a79c416f8",
            ServiceKind::QualifiedCertificates,
            vec![
                ("2008-06-11T11:59:59Z", None, none),
                ("2015-01-01T00:00:00Z", supervised, none),
                ("2016-06-30T21:59:59Z", supervised, none),
                ("2016-06-30T22:00:00Z", granted, &[Use::Signatures]),
                ("2019-01-24T23:59:59Z", granted, &[Use::Signatures]),
                ("2019-01-25T00:00:00Z", withdrawn, &[Use::Signatures]),
            ],
        ),
        (
            &ie,
            "Adobe Qualified Timestamp CA",
            "e898ce4de886fd7e49d1f39fb6d61574415ca3a78d151eb644ac511e60c65a85",
            ServiceKind::QualifiedTimestamps,
            vec![
                ("2017-08-31T22:59:59Z", None, none),
                ("2017-08-31T23:00:00Z", granted, none),
            ],
        ),
        (
            &fi,
            "VRK CA for Service Providers - G3",
            "b750a125f5fb285bfe5cc1ff2d97138875dbcec75ab678124c270e26d8c19a8e",
            ServiceKind::QualifiedCertificates,
            vec![
                ("2019-11-11T21:59:59Z", None, none),
                ("2019-11-11T22:00:00Z", granted, &[Use::Websites]),
                ("2023-12-19T22:00:50Z", granted, &[Use::Websites]),
                ("2023-12-19T22:00:51Z", withdrawn, &[Use::Websites]),
            ],
        ),
        (
            &fi,
            "VRK Gov. CA for Citizen Qualified Certificates",
            "36c5ebde1d6a9a0ed4e66b614a0c7a217a077dc638ee704fbf6668443b5954b1",
            ServiceKind::QualifiedCertificates,
            vec![
                ("2003-03-31T09:59:59Z", None, none),
                ("2003-03-31T10:00:00Z", supervised, none),
                ("2016-06-30T22:00:00Z", granted, &[Use::Signatures]),
                ("2021-07-07T07:07:54Z", granted, &[Use::Signatures]),
                ("2021-07-07T07:07:55Z", withdrawn, &[Use::Signatures]),
            ],
        ),
    ];
    for (list, name, certificate, kind, answers) in rows {
        let service = list.services.iter().find(|service| service.name == name);
        let identity = service.map(|service| {
            let read = |der: &str| {
                use base64::{Engine as _, engine::general_purpose::STANDARD};
                Digest::of(&STANDARD.decode(der).unwrap_or_default()).hex()
            };
            let all = service.certificates.iter().map(|one| read(&one.der));
            (service.kind, all.collect::<Vec<String>>())
        });
        let wanted = Some((kind, vec![certificate.to_owned()]));
        suite.case(&format!("{name}, identity"), equal(&wanted, &identity));
        for (at, status, uses) in answers {
            let found = stood(list, name, at).and_then(|period| {
                equal(&status, &period.map(|period| period.status))?;
                equal(
                    &None,
                    &period.and_then(|period| period.unknown_critical.clone()),
                )?;
                equal(
                    &uses.to_vec(),
                    &period.map_or_else(Vec::new, |period| period.uses.clone()),
                )
            });
            suite.case(&format!("{name}, {at}"), found);
        }
    }

    // What is said of some of their certificates, and of which.
    let bits = |set: &[u8], clear: &[u8]| -> Vec<KeyUsageBit> {
        let all = set.iter().map(|bit| (*bit, true));
        let all = all.chain(clear.iter().map(|bit| (*bit, false)));
        all.map(|(bit, set)| KeyUsageBit { bit, set }).collect()
    };
    let post_trust = "Post.Trust Ltd - qualified certificate service";
    let (vrk, citizens) = (
        "VRK CA for Service Providers - G3",
        "VRK Gov. CA for Citizen Qualified Certificates",
    );
    let no_policies: &[&str] = &[];
    for (list, name, at, qualifier, usage, policies) in [
        (
            &ie,
            post_trust,
            "2015-01-01T00:00:00Z",
            Qualifier::WithDevice,
            bits(&[0, 1, 2, 3, 4, 5], &[6, 7, 8]),
            no_policies,
        ),
        (
            &ie,
            post_trust,
            "2017-01-01T00:00:00Z",
            Qualifier::WithDevice,
            bits(&[0, 1, 2, 3, 4, 5], &[6, 7, 8]),
            no_policies,
        ),
        (
            &fi,
            vrk,
            "2020-01-01T00:00:00Z",
            Qualifier::ForWebsites,
            bits(&[6, 5], &[]),
            &["1.2.246.517.1.10.34"],
        ),
        (
            &fi,
            citizens,
            "2017-01-01T00:00:00Z",
            Qualifier::ForSignatures,
            bits(&[1], &[]),
            no_policies,
        ),
    ] {
        let found = stood(list, name, at).and_then(|period| {
            let said = period.map_or(&[][..], |period| &period.qualifications);
            let [one] = said else {
                return Err(format!("expected one qualification, found {said:?}"));
            };
            equal(&vec![qualifier], &one.qualifiers)?;
            equal(&vec![usage.clone()], &one.criteria.key_usage)?;
            let policies: Vec<String> = policies.iter().map(|one| (*one).to_owned()).collect();
            equal(&policies, &one.criteria.policies.concat())?;
            equal(
                &(false, 0),
                &(one.criteria.unknown, one.criteria.nested.len()),
            )
        });
        suite.case(&format!("{name}, qualified at {at}"), found);
    }
    for (list, name, at) in [
        (&ie, "TrustPro QCP-l", "2019-10-01T00:00:00Z"),
        (&ie, "Adobe Qualified Timestamp CA", "2019-10-01T00:00:00Z"),
        (&fi, citizens, "2010-01-01T00:00:00Z"),
    ] {
        let found = stood(list, name, at).and_then(|period| {
            let said = period.map(|period| period.qualifications.len());
            equal(&Some(0), &said)
        });
        suite.case(&format!("{name}, qualified by nothing at {at}"), found);
    }
    suite.finish();
}

/// Lists are walked with room to spare below the depth that XML may have here.
#[test]
fn every_list_of_the_corpus_is_xml_as_it_is_read_here() {
    let Some(corpus) = corpus() else { return };
    let mut suite = Suite::new("trusted-lists, XML", &[]);
    for path in credeval_conformance::files(&corpus.join("trusted-lists")) {
        if path.extension().is_some_and(|extension| extension == "xml") {
            let bytes = fs::read(&path).expect("a file of the corpus");
            let read = Document::parse(&bytes).map(drop);
            suite.case(
                &path.file_name().expect("a name").to_string_lossy(),
                read.map_err(|error| error.to_string()),
            );
        }
    }
    suite.finish();
}
