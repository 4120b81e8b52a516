//! What a snapshot says of services: kinds, names, certificates, periods, uses, qualifications.

use credeval_model::trust::snapshot::{
    Assert, Criteria, KeyUsageBit, Period, Qualification, Qualifier, Service, ServiceKind,
    ServiceStatus, TrustedList, Use,
};
use credeval_trust::lists::{self, Pointer};
use credeval_verify::DEFAULT_CRYPTO;

use crate::made::{
    Holder, certificate, extension, information, service, standing, stood, territory,
};
use crate::support::{ITS, NOW, time};

fn read(services: Vec<String>) -> Result<TrustedList, &'static str> {
    let mt = Holder::new("MT");
    let mut list = territory("MT");
    list.services = services;
    let pointer = Pointer {
        url: ITS.to_owned(),
        territory: "MT".to_owned(),
        signers: vec![mt.digest()],
    };
    let read = lists::national(&list.signed(&mt), &pointer, None, time(NOW), DEFAULT_CRYPTO);
    read.map_err(|error| error.code())
}

/// The one service that is read.
fn one(service: String) -> Service {
    let mut services = read(vec![service]).unwrap().services;
    assert_eq!(services.len(), 1);
    services.remove(0)
}

/// The one period of a service that is granted with these extensions.
fn extended(extensions: &str) -> Period {
    let ca = certificate(&Holder::new("CA"));
    let now = standing("granted", "2024-01-01T00:00:00Z", extensions);
    let mut periods = one(service("CA/QC", &ca, &now, &[])).periods;
    assert_eq!(periods.len(), 1);
    periods.remove(0)
}

fn granted() -> String {
    standing("granted", "2024-01-01T00:00:00Z", "")
}

#[test]
fn services_for_certificates_and_timestamps_are_kept() {
    let (ca, tsa) = (Holder::new("CA"), Holder::new("TSA"));
    let list = read(vec![
        service("CA/QC", &certificate(&ca), &granted(), &[]),
        service("CA/PKC", &certificate(&ca), &granted(), &[]),
        service("TSA/QTST", &certificate(&tsa), &granted(), &[]),
        service("TSA", &certificate(&tsa), &granted(), &[]),
    ])
    .unwrap();
    let kinds: Vec<ServiceKind> = list.services.iter().map(|one| one.kind).collect();
    let both = [
        ServiceKind::QualifiedCertificates,
        ServiceKind::QualifiedTimestamps,
    ];
    assert_eq!(kinds, both);
    assert_eq!(list.services[0].name, "Seals");
    assert_eq!(list.services[0].provider, "University seals");
}

#[test]
fn a_service_is_identified_by_all_its_certificates() {
    let (first, second) = (Holder::new("A"), Holder::new("B"));
    let subject = "<DigitalId><X509SubjectName>O=A</X509SubjectName></DigitalId>";
    let broken = "<DigitalId><X509Certificate>AAAA</X509Certificate></DigitalId>";
    let twice = [&first, &second, &first].map(certificate).concat();
    let list = read(vec![
        service(
            "CA/QC",
            &format!("{twice}{subject}{broken}"),
            &granted(),
            &[],
        ),
        service("CA/QC", subject, &granted(), &[]),
    ])
    .unwrap();
    assert_eq!((list.services.len(), list.unread), (1, 1));
    let found = &list.services[0].certificates;
    let wanted = [&first, &second].map(|one| credeval_verify::service_certificate(&one.der));
    let wanted: Vec<_> = wanted.into_iter().flatten().collect();
    assert_eq!(*found, wanted);
    assert_ne!(found[0].subject, found[1].subject);

    let no_base64 = "<DigitalId><X509Certificate>!</X509Certificate></DigitalId>";
    let broken = service("CA/QC", no_base64, &granted(), &[]);
    assert_eq!(read(vec![broken]), Err("malformed"));
}

#[test]
fn periods_run_from_the_latest_back() {
    let ca = certificate(&Holder::new("CA"));
    let at = |status, from| stood("CA/QC", status, from, "");
    let history = [
        at("granted", "2016-06-30T22:00:00Z"),
        // Covered by the one before it, which the list puts later.
        at("undersupervision", "2016-06-30T22:00:00Z"),
        at("supervisionceased", "2010-01-01T00:00:00Z"),
        at("accredited", "2005-01-01T00:00:00Z"),
        stood("CA/PKC", "granted", "2004-01-01T00:00:00Z", ""),
    ];
    let now = standing("withdrawn", "2020-01-01T00:00:00Z", "");
    let found = one(service("CA/QC", &ca, &now, &history)).periods;
    let found: Vec<_> = found.iter().map(|one| (one.from, one.status)).collect();
    let wanted = [
        ("2020-01-01T00:00:00Z", ServiceStatus::Withdrawn),
        ("2016-06-30T22:00:00Z", ServiceStatus::Granted),
        ("2010-01-01T00:00:00Z", ServiceStatus::Other),
        ("2005-01-01T00:00:00Z", ServiceStatus::Supervised),
        ("2004-01-01T00:00:00Z", ServiceStatus::Other),
    ]
    .map(|(from, status)| (time(from), status));
    assert_eq!(found, wanted);

    // A history that is not in order never outdoes what stands before it.
    let later = [at("granted", "2021-01-01T00:00:00Z")];
    let found = one(service("CA/QC", &ca, &now, &later)).periods;
    assert_eq!(
        (found.len(), found[0].status),
        (1, ServiceStatus::Withdrawn)
    );

    let wrong = [at("granted", "yesterday")];
    assert_eq!(
        read(vec![service("CA/QC", &ca, &now, &wrong)]),
        Err("malformed")
    );
}

#[test]
fn each_period_has_its_own_uses() {
    let ca = certificate(&Holder::new("CA"));
    let seals = extension("true", &information("ForeSeals"));
    let others = ["ForeSignatures", "ForWebSiteAuthentication", "RootCA-QC"];
    let others = others
        .map(|name| extension("false", &information(name)))
        .concat();
    let now = standing("granted", "2020-01-01T00:00:00Z", &seals);
    let history = [stood("CA/QC", "granted", "2017-01-01T00:00:00Z", &others)];
    let found = one(service("CA/QC", &ca, &now, &history)).periods;
    assert_eq!(found[0].uses, [Use::Seals]);
    assert_eq!(found[1].uses, [Use::Signatures, Use::Websites]);

    let root = extended(&extension("true", &information("RootCA-QC")));
    assert_eq!((root.uses, root.unknown_critical), (vec![], None));
    let unknown = extended(&extension("false", &information("ForSomethingElse")));
    assert_eq!(
        (unknown.uses, unknown.unknown_critical),
        (vec![Use::Other], None)
    );
}

#[test]
fn a_critical_extension_that_is_not_known_is_told() {
    let taken_over = "<tslx:TakenOverBy \
                      xmlns:tslx=\"http://uri.etsi.org/02231/v2/additionaltypes#\">\
                      <URI xml:lang=\"en\">https://other.example/</URI></tslx:TakenOverBy>";
    let expired = "<ExpiredCertsRevocationInfo>2017-01-01T00:00:00Z</ExpiredCertsRevocationInfo>";
    for known in [taken_over, expired] {
        for critical in ["true", "false"] {
            assert_eq!(extended(&extension(critical, known)).unknown_critical, None);
        }
    }
    let news = "<n:New xmlns:n=\"https://new.example/\"></n:New>";
    let told = |critical, content: &str| extended(&extension(critical, content)).unknown_critical;
    assert_eq!(told("true", news).as_deref(), Some("New"));
    assert_eq!(told("1", news).as_deref(), Some("New"));
    assert_eq!(told("false", news), None);
    assert_eq!(told("0", news), None);
    assert_eq!(told("true", "").as_deref(), Some("Extension"));
    let other = information("ForSomethingElse");
    assert!(told("true", &other).unwrap().ends_with("/ForSomethingElse"));

    let ca = certificate(&Holder::new("CA"));
    let unsaid = standing("granted", "2024-01-01T00:00:00Z", &extension("maybe", news));
    assert_eq!(
        read(vec![service("CA/QC", &ca, &unsaid, &[])]),
        Err("malformed")
    );
}

/// The one qualification of a period with these qualifiers and criteria.
fn qualified(qualifiers: &str, criteria: &str) -> Qualification {
    let content = format!(
        "<sie:Qualifications \
         xmlns:sie=\"http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#\">\
         <sie:QualificationElement><sie:Qualifiers>{qualifiers}</sie:Qualifiers>{criteria}\
         </sie:QualificationElement></sie:Qualifications>"
    );
    let mut period = extended(&extension("true", &content));
    assert_eq!(
        (period.qualifications.len(), &period.unknown_critical),
        (1, &None)
    );
    period.qualifications.remove(0)
}

fn criteria(content: &str) -> Criteria {
    qualified("", content).criteria
}

#[test]
fn qualifiers_are_known_by_their_address() {
    let known = [
        ("QCWithSSCD", Qualifier::WithDevice),
        ("QCWithQSCD", Qualifier::WithDevice),
        ("QCNoSSCD", Qualifier::NoDevice),
        ("QCNoQSCD", Qualifier::NoDevice),
        ("QCSSCDStatusAsInCert", Qualifier::DeviceAsInCertificate),
        ("QCQSCDStatusAsInCert", Qualifier::DeviceAsInCertificate),
        ("QCQSCDManagedOnBehalf", Qualifier::DeviceManagedOnBehalf),
        ("QCForLegalPerson", Qualifier::ForLegalPerson),
        ("QCForESig", Qualifier::ForSignatures),
        ("QCForESeal", Qualifier::ForSeals),
        ("QCForWSA", Qualifier::ForWebsites),
        ("NotQualified", Qualifier::NotQualified),
        ("QCStatement", Qualifier::Qualified),
        ("QCForMoon", Qualifier::Unknown),
    ];
    let written: String = known
        .iter()
        .map(|(name, _)| {
            format!(
                "<sie:Qualifier \
                 uri=\"http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/{name}\">\
                 </sie:Qualifier>"
            )
        })
        .collect();
    let elsewhere = "<sie:Qualifier uri=\"https://other.example/NotQualified\"></sie:Qualifier>";
    let found = qualified(&format!("{written}{elsewhere}"), "").qualifiers;
    let mut wanted: Vec<Qualifier> = known.iter().map(|(_, qualifier)| *qualifier).collect();
    wanted.push(Qualifier::Unknown);
    assert_eq!(found, wanted);
}

const XADES: &str = "xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\"";

fn policies(ids: &[&str]) -> String {
    let ids: String = ids
        .iter()
        .map(|id| {
            format!(
                "<sie:PolicyIdentifier><xades:Identifier {XADES}>{id}</xades:Identifier>\
                 </sie:PolicyIdentifier>"
            )
        })
        .collect();
    format!("<sie:PolicySet>{ids}</sie:PolicySet>")
}

fn list(assert: &str, content: &str) -> String {
    format!("<sie:CriteriaList assert=\"{assert}\">{content}</sie:CriteriaList>")
}

fn other(name: &str, of: &str) -> String {
    format!(
        "<sie:otherCriteriaList><tslx:{name} \
         xmlns:tslx=\"http://uri.etsi.org/02231/v2/additionaltypes#\"><tslx:{of}>\
         <xades:Identifier {XADES} Qualifier=\"OIDAsURN\">urn:oid:2.5.4.97</xades:Identifier>\
         </tslx:{of}></tslx:{name}></sie:otherCriteriaList>"
    )
}

#[test]
fn criteria_are_read_with_how_many_must_hold() {
    let usage = "<sie:KeyUsage><sie:KeyUsageBit name=\"nonRepudiation\">true</sie:KeyUsageBit>\
                 <sie:KeyUsageBit name=\"crlSign\">0</sie:KeyUsageBit></sie:KeyUsage>";
    let all = format!(
        "{usage}{}{}{}{}<sie:Description>words</sie:Description>",
        policies(&["1.2.3", "urn:oid:1.2.4"]),
        policies(&["0.4.0.194112.1.3"]),
        list("none", &policies(&["1.2.5"])),
        list("atLeastOne", &other("ExtendedKeyUsage", "KeyPurposeId")),
    );
    let all = format!("{all}{}", other("CertSubjectDNAttribute", "AttributeOID"));
    let identifiers = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let bit = |bit, set| KeyUsageBit { bit, set };
    let wanted = Criteria {
        assert: Assert::All,
        key_usage: vec![vec![bit(1, true), bit(6, false)]],
        policies: vec![
            identifiers(&["1.2.3", "1.2.4"]),
            identifiers(&["0.4.0.194112.1.3"]),
        ],
        subject_attributes: vec![identifiers(&["2.5.4.97"])],
        nested: vec![
            Criteria {
                assert: Assert::None,
                policies: vec![identifiers(&["1.2.5"])],
                ..Criteria::default()
            },
            Criteria {
                assert: Assert::AtLeastOne,
                key_purposes: vec![identifiers(&["2.5.4.97"])],
                ..Criteria::default()
            },
        ],
        ..Criteria::default()
    };
    assert_eq!(criteria(&list("all", &all)), wanted);
}

#[test]
fn criteria_that_are_not_understood_leave_it_open() {
    let bit = |name: &str, value: &str| {
        let bit = format!("<sie:KeyUsageBit name=\"{name}\">{value}</sie:KeyUsageBit>");
        list("all", &format!("<sie:KeyUsage>{bit}</sie:KeyUsage>"))
    };
    assert!(!criteria(&bit("nonRepudiation", "true")).unknown);
    assert!(!criteria(&list("all", "")).unknown);
    for open in [
        String::new(),
        list("most", ""),
        bit("contentCommitment", "true"),
        bit("nonRepudiation", "perhaps"),
        list("all", "<sie:KeyUsage></sie:KeyUsage>"),
        list("all", &policies(&[])),
        list("all", &policies(&["1.2.3", "a policy"])),
        list("all", &policies(&["1..2"])),
        list("all", "<sie:Moonlight></sie:Moonlight>"),
        list("all", &other("QcStatementSet", "QcStatement")),
        list("all", &other("ExtendedKeyUsage", "AttributeOID")),
    ] {
        assert!(criteria(&open).unknown, "{open}");
    }
}
