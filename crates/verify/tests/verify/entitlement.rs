//! For whom a signer may award, and what assures the quality: each that counts, beside one that
//! must not.

use credeval_model::{
    CheckCode, CheckOutcome, Digest, Timestamp,
    evidence::Evidence,
    trust::{
        QualityScope, TrustFile,
        snapshot::{
            Decision, IdentifierScheme, Limits, Register, RegisterIdentifier, RegisterOrganisation,
            Report, Snapshot,
        },
    },
};
use credeval_verify::{Assured, Checked, Trust};
use rcgen::{CertificateParams, DistinguishedName, DnType};
use serde_json::{Value, json};

use crate::authority::{Holder, Sealed, authority, header, holder};
use crate::support::{Key, badge, bytes, judge, multibase, proved, trust};

const COMPANY: &str = "Company Ltd";
const NUMBER: &str = "NTRNL-12345678";
const UNIVERSITY: &str = "University of Northport";
const OTHER: &str = "Southport University";

/// A seal of the company below an authority.
struct World {
    authority: Holder,
    company: Holder,
}

fn named(name: &str, number: &str) -> impl FnOnce(&mut CertificateParams) {
    move |parameters| {
        parameters.not_after = rcgen::date_time_ymd(2030, 1, 1);
        let mut subject = DistinguishedName::new();
        subject.push(DnType::OrganizationName, name);
        subject.push(DnType::CommonName, "Company seals");
        subject.push(DnType::CustomDnType(vec![2, 5, 4, 97]), number);
        parameters.distinguished_name = subject;
    }
}

impl World {
    fn new() -> Self {
        let authority = holder("Authority", None, authority);
        let company = holder("", Some(&authority), named(COMPANY, NUMBER));
        Self { authority, company }
    }

    /// The trust file with the authority, what more its anchor says, and a register.
    fn trust(&self, more: &str, organisations: &[RegisterOrganisation]) -> Trust {
        self.trust_with(more, "", organisations)
    }

    fn trust_with(
        &self,
        more: &str,
        register: &str,
        organisations: &[RegisterOrganisation],
    ) -> Trust {
        let file = format!(
            "[[anchor]]\nid = 'authority'\nkind = 'x509_pin'\ncertificate = '''\n{}'''\n{more}\n\
             [[anchor]]\nid = 'register'\nkind = 'register'\nsource = 'https://register.example/'\n\
             {register}\n",
            self.authority.pem
        );
        let snapshot = Snapshot::Register(Register {
            name: "Register".to_owned(),
            published: None,
            organisations: organisations.to_vec(),
        });
        let updated: Timestamp = "2026-05-31T00:00:00Z".parse().unwrap();
        Trust::new(TrustFile::parse(&file).unwrap())
            .unwrap()
            .with_snapshot("register", snapshot, Digest::of(b"register"), updated)
            .unwrap()
    }

    fn sealed(&self, credential: &Value) -> Vec<u8> {
        let payload = credential.to_string();
        Sealed::new(&payload, &self.company, &header(&self.company)).document()
    }

    fn see<T>(&self, credential: &Value, trust: &Trust, see: impl Fn(&Checked<'_>) -> T) -> T {
        judge(&self.sealed(credential), trust, &Evidence::none(), see)
    }

    /// How the row ends, and for what cause.
    fn row(&self, credential: &Value, trust: &Trust) -> String {
        self.see(credential, trust, row_of)
    }

    /// The same of a credential of this awarding body, and no register.
    fn of(&self, body: &Value) -> String {
        self.row(&credential(body), &self.trust("", &[]))
    }

    /// What is said of who signed, or of whom it may award for; candidates by name apart.
    fn assured(&self, credential: &Value, trust: &Trust) -> Vec<Assured> {
        self.see(credential, trust, |checked| {
            let assured = checked.assured().iter();
            assured
                .filter(|one| one.by_name.is_none())
                .cloned()
                .collect()
        })
    }

    /// The candidates by name, each with its report.
    fn candidates(&self, credential: &Value, trust: &Trust) -> Vec<(String, String)> {
        self.see(credential, trust, |checked| {
            let assured = checked.assured().iter();
            let named =
                assured.filter_map(|one| Some((one.by_name.clone()?, one.quality.report.clone())));
            named.collect()
        })
    }
}

fn row_of(checked: &Checked<'_>) -> String {
    let mut rows = checked.checks().iter();
    let row = rows
        .find(|row| row.code == CheckCode::IssuerEntitlement)
        .unwrap();
    assert_eq!(
        checked.entitled(),
        row.outcome == CheckOutcome::Passed,
        "{row:?}"
    );
    match (&row.cause, row.outcome) {
        (None, CheckOutcome::Passed) => "passed".to_owned(),
        (Some(cause), CheckOutcome::Inconclusive) => cause.code.clone(),
        other => panic!("{other:?}"),
    }
}

fn country(code: &str) -> Value {
    json!({ "id": format!("http://publications.europa.eu/resource/authority/country/{code}") })
}

fn claim(body: &Value) -> Value {
    json!({
        "id": "urn:claim:1", "type": "LearningAchievement",
        "title": { "en": "Soil science" },
        "awardedBy": { "awardingBody": body },
        "specifiedBy": {
            "title": { "en": "Soil science" },
            "eqfLevel": { "id": "http://data.europa.eu/snb/eqf/6" },
            "thematicArea": { "id": "http://data.europa.eu/snb/isced-f/0811" }
        }
    })
}

/// A credential that the company seals as its issuer, of this awarding body.
fn credential(body: &Value) -> Value {
    json!({
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialProfiles": { "id": "http://data.europa.eu/snb/credential/e34929035b" },
        "issued": "2026-01-15T09:00:00Z",
        "issuer": {
            "id": "urn:issuer", "legalName": { "en": COMPANY },
            "eIDASIdentifier": { "notation": NUMBER }
        },
        "credentialSubject": { "hasClaim": [claim(body)] }
    })
}

/// The company, under a name.
fn company(name: &str) -> Value {
    json!({ "legalName": { "en": name }, "eIDASIdentifier": { "notation": NUMBER } })
}

/// The university as the company writes it, with all that is known of it.
fn university() -> Value {
    json!({
        "id": "urn:university", "legalName": { "en": UNIVERSITY },
        "identifier": { "notation": "DEQARINST0001", "schemeName": "DEQAR" },
        "vatIdentifier": { "notation": "NL000000001B01", "spatial": country("NLD") },
        "location": { "address": { "countryCode": country("NLD") } }
    })
}

fn id(scheme: IdentifierScheme, value: &str) -> RegisterIdentifier {
    RegisterIdentifier {
        scheme,
        value: value.to_owned(),
    }
}

fn signer() -> RegisterIdentifier {
    id(IdentifierScheme::OrganizationIdentifier, NUMBER)
}

fn entry(name: &str, identifiers: Vec<RegisterIdentifier>) -> RegisterOrganisation {
    RegisterOrganisation {
        names: vec![name.to_owned(), format!("{name} (NL)")],
        country: Some("NL".to_owned()),
        identifiers,
        ..RegisterOrganisation::default()
    }
}

fn known_university() -> RegisterOrganisation {
    entry(
        UNIVERSITY,
        vec![id(IdentifierScheme::Deqar, "DEQARINST0001")],
    )
}

fn other_university() -> RegisterOrganisation {
    entry(OTHER, vec![id(IdentifierScheme::Deqar, "DEQARINST0002")])
}

fn known_company() -> RegisterOrganisation {
    entry(COMPANY, vec![signer()])
}

fn report(scope: QualityScope, limits: Limits) -> Report {
    Report {
        id: "https://register.example/report/1".to_owned(),
        scope,
        agency: Some("Agency".to_owned()),
        decision: Decision::Positive,
        obligatory: true,
        flagged: false,
        valid_from: "2025-01-01".to_owned(),
        valid_to: Some("2026-12-31".to_owned()),
        limits,
    }
}

fn of_soil_science() -> Limits {
    Limits {
        awards: vec!["Soil  SCIENCE".to_owned()],
        ..Limits::default()
    }
}

fn with_reports(mut entry: RegisterOrganisation, reports: &[Report]) -> RegisterOrganisation {
    entry.reports = reports.to_vec();
    entry
}

#[test]
fn the_signer_awards_in_its_own_name() {
    let world = World::new();
    assert_eq!(world.of(&company(COMPANY)), "passed");
    assert_eq!(world.of(&company("company  LTD ")), "passed");
    assert_eq!(world.of(&company("Company seals")), "passed");
    let nameless = json!({ "eIDASIdentifier": { "notation": NUMBER } });
    assert_eq!(world.of(&nameless), "passed");
    // The name alone is nobody's.
    assert_eq!(
        world.of(&json!({ "legalName": { "en": COMPANY } })),
        "not_entitled"
    );
}

/// The number is the company's, and what people read is the university's name.
#[test]
fn the_signers_number_under_another_name_is_not_confirmed() {
    let world = World::new();
    assert_eq!(world.of(&company(UNIVERSITY)), "name_not_confirmed");
    // A Cyrillic o, a space of no width, another kind of hyphen: letters that only look the same.
    for name in [
        "C\u{43e}mpany Ltd",
        "Company\u{200b} Ltd",
        "Company\u{2010}Ltd",
    ] {
        assert_eq!(world.of(&company(name)), "name_not_confirmed", "{name}");
    }
    let mut two = company(COMPANY);
    two["legalName"]["nl"] = UNIVERSITY.into();
    assert_eq!(world.of(&two), "name_not_confirmed");
    let mut other = company(COMPANY);
    other["prefLabel"] = json!({ "en": UNIVERSITY });
    assert_eq!(world.of(&other), "name_not_confirmed");
    let only_alternative =
        json!({ "altLabel": UNIVERSITY, "eIDASIdentifier": { "notation": NUMBER } });
    assert_eq!(world.of(&only_alternative), "name_not_confirmed");
    // The registrar, or a register, knows it by that name.
    let body = credential(&company(UNIVERSITY));
    let more = format!("organisation = {{ name = '{UNIVERSITY}', identifiers = ['{NUMBER}'] }}");
    assert_eq!(world.row(&body, &world.trust(&more, &[])), "passed");
    let register = [entry(UNIVERSITY, vec![signer()])];
    assert_eq!(world.row(&body, &world.trust("", &register)), "passed");
    let register = [entry(OTHER, vec![signer()])];
    assert_eq!(
        world.row(&body, &world.trust("", &register)),
        "name_not_confirmed"
    );
}

#[test]
fn an_equal_number_elsewhere_is_not_the_signers() {
    let world = World::new();
    let with = |key: &str, spatial: Option<&str>, number: &str| {
        let mut identifier = json!({ "notation": number });
        if let Some(code) = spatial {
            identifier["spatial"] = country(code);
        }
        world.of(&json!({ "legalName": { "en": COMPANY }, key: identifier }))
    };
    assert_eq!(with("eIDASIdentifier", None, "12345678"), "passed");
    assert_eq!(with("registration", Some("NLD"), "12345678"), "passed");
    assert_eq!(
        with("registration", Some("FIN"), "12345678"),
        "not_entitled"
    );
    assert_eq!(
        with("vatIdentifier", Some("NLD"), "12345678"),
        "not_entitled"
    );
    assert_eq!(
        with("eIDASIdentifier", None, "NTRFI-12345678"),
        "not_entitled"
    );
    assert_eq!(with("eIDASIdentifier", None, "2345678"), "not_entitled");
}

#[test]
fn every_awarding_body_counts_wherever_it_stands() {
    let world = World::new();
    let trust = world.trust("", &[]);
    let both = json!([company(COMPANY), university()]);
    assert_eq!(world.of(&both), "not_entitled");
    assert_eq!(
        world.of(&json!([company(COMPANY), company(COMPANY)])),
        "passed"
    );
    // In a part of the claim, and below the body itself.
    let mut nested = credential(&company(COMPANY));
    nested["credentialSubject"]["hasClaim"][0]["hasPart"] = json!([[claim(&university())]]);
    assert_eq!(world.row(&nested, &trust), "not_entitled");
    let mut below = company(COMPANY);
    below["awardingBody"] = university();
    assert_eq!(world.of(&below), "not_entitled");
    // A claim without one is awarded by the issuer, under the issuer's name.
    let mut none = credential(&json!([]));
    assert_eq!(world.row(&none, &trust), "passed");
    none["issuer"]["legalName"]["en"] = UNIVERSITY.into();
    assert_eq!(world.row(&none, &trust), "name_not_confirmed");
}

/// What JSON-LD says of one identifier at two places, it says of one thing.
#[test]
fn a_body_is_all_that_is_said_of_it() {
    let world = World::new();
    let trust = world.trust("", &[]);
    let mut elsewhere = credential(&json!({ "id": "urn:body" }));
    assert_eq!(world.row(&elsewhere, &trust), "not_entitled");
    let mut described = company(COMPANY);
    described["id"] = "urn:body".into();
    elsewhere["evidence"] = json!([described]);
    assert_eq!(world.row(&elsewhere, &trust), "passed");
    elsewhere["credentialSubject"]["hasClaim"][0]["awardedBy"]["awardingBody"] = "urn:body".into();
    assert_eq!(world.row(&elsewhere, &trust), "passed");
    elsewhere["evidence"] =
        json!([described, { "id": "urn:body", "legalName": { "en": UNIVERSITY } }]);
    assert_eq!(world.row(&elsewhere, &trust), "name_not_confirmed");
}

#[test]
fn a_trust_entry_lets_its_own_signer_award() {
    let world = World::new();
    let about = format!("organization_identifier = '{NUMBER}'\n");
    let row = |more: &str, body: &Value| {
        world.row(
            &credential(body),
            &world.trust(&format!("{about}{more}"), &[]),
        )
    };
    let named = format!("awards_for = ['{UNIVERSITY}']");
    assert_eq!(row(&named, &university()), "passed");
    assert_eq!(row("", &university()), "not_entitled");
    assert_eq!(
        row(&format!("awards_for = ['{OTHER}']"), &university()),
        "not_entitled"
    );
    // By its number, the name must be known as well: the number could stand under any.
    assert_eq!(
        row("awards_for = ['DEQARINST0001']", &university()),
        "name_not_confirmed"
    );
    let both = format!("awards_for = ['DEQARINST0001', '{UNIVERSITY}']");
    assert_eq!(row(&both, &university()), "passed");
    // The authority's entry speaks of one organisation, and this seal is another's.
    let other = format!("organisation = {{ name = 'x', identifiers = ['NTRNL-1'] }}\n{named}");
    let body = credential(&university());
    let more = other.replace("organization_identifier", "");
    assert_eq!(world.row(&body, &world.trust(&more, &[])), "not_entitled");
}

#[test]
fn a_register_lets_those_award_that_it_names_as_issuers() {
    let world = World::new();
    let lets = |issuers: Vec<RegisterIdentifier>| RegisterOrganisation {
        issuers,
        ..known_university()
    };
    let row = |body: &Value, entries: &[RegisterOrganisation]| {
        world.row(&credential(body), &world.trust("", entries))
    };
    let entries = [lets(vec![signer()]), other_university()];
    assert_eq!(row(&university(), &entries), "passed");
    // An entry that the identifiers select, and that does not speak of the signer.
    assert_eq!(row(&university(), &[known_university()]), "not_entitled");
    let stranger = id(IdentifierScheme::OrganizationIdentifier, "NTRNL-87654321");
    assert_eq!(row(&university(), &[lets(vec![stranger])]), "not_entitled");
    // By an identifier of the signer in the register.
    let mut at_register = known_company();
    let eter = id(IdentifierScheme::Eter, "NL0001");
    at_register.identifiers.push(eter.clone());
    assert_eq!(
        row(&university(), &[lets(vec![eter]), at_register]),
        "passed"
    );
    // For one university, naming another: by its name, by its number, by both numbers.
    let mut renamed = university();
    renamed["legalName"]["en"] = OTHER.into();
    assert_eq!(row(&renamed, &entries), "name_not_confirmed");
    let mut of_other = university();
    of_other["identifier"]["notation"] = "DEQARINST0002".into();
    assert_eq!(row(&of_other, &entries), "not_entitled");
    let mut of_both = university();
    of_both["identifier"] =
        json!([{ "notation": "DEQARINST0001" }, { "notation": "DEQARINST0002" }]);
    assert_eq!(row(&of_both, &entries), "not_entitled");
    // A register that the registrar does not let say whose an identifier is.
    let body = credential(&university());
    let quality = world.trust_with("", "grants = ['quality']", &entries);
    assert_eq!(world.row(&body, &quality), "not_entitled");
    let stale = world.trust_with("", "max_age = '1h'\non_stale = 'fail'", &entries);
    assert_eq!(world.row(&body, &stale), "not_entitled");
    let old = world.trust_with("", "max_age = '1h'", &entries);
    assert_eq!(world.row(&body, &old), "passed");
}

/// An accreditation that the register records of the university and of the company.
#[test]
#[expect(clippy::too_many_lines, reason = "a table of what is covered")]
fn an_accreditation_of_both_covers_what_it_says() {
    let world = World::new();
    let with = |change: &dyn Fn(&mut Report), alter: &dyn Fn(&mut Value)| {
        let mut shared = report(QualityScope::Programme, of_soil_science());
        change(&mut shared);
        let entries = [
            with_reports(known_university(), std::slice::from_ref(&shared)),
            with_reports(known_company(), &[shared]),
        ];
        let mut credential = credential(&university());
        alter(&mut credential);
        world.row(&credential, &world.trust("", &entries))
    };
    let as_is = |_: &mut Value| {};
    let changed = |change: &dyn Fn(&mut Limits)| {
        with(&|report: &mut Report| change(&mut report.limits), &as_is)
    };
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(changed(&|_| {}), "passed");

    assert_eq!(
        changed(&|to| to.awards = words(&["Botany"])),
        "award_not_covered"
    );
    assert_eq!(changed(&|to| to.awards = words(&["urn:claim:1"])), "passed");
    assert_eq!(changed(&|to| to.awards.clear()), "award_not_stated");
    assert_eq!(changed(&|to| to.eqf_levels = vec![5, 6]), "passed");
    assert_eq!(changed(&|to| to.eqf_levels = vec![7]), "level_not_covered");
    assert_eq!(changed(&|to| to.fields = words(&["02", "08"])), "passed");
    assert_eq!(
        changed(&|to| to.fields = words(&["02"])),
        "field_not_covered"
    );
    assert_eq!(
        changed(&|to| to.fields = words(&["08111"])),
        "field_not_stated"
    );
    assert_eq!(changed(&|to| to.jurisdictions = words(&["NLD"])), "passed");
    assert_eq!(
        changed(&|to| to.jurisdictions = words(&["IRL"])),
        "jurisdiction_not_covered"
    );
    assert_eq!(
        changed(&|to| to.jurisdictions = words(&["NL"])),
        "jurisdiction_not_covered"
    );
    assert_eq!(
        changed(&|to| to.jurisdictions = words(&["NLD_NH"])),
        "jurisdiction_not_stated"
    );
    let profile = "http://data.europa.eu/snb/credential/e34929035b";
    assert_eq!(
        changed(&|to| to.credential_types = words(&[profile])),
        "passed"
    );
    let other = "http://data.europa.eu/snb/credential/6cf8e68c43";
    assert_eq!(
        changed(&|to| to.credential_types = words(&[other])),
        "credential_type_not_covered"
    );

    // On the day of issuing, both days of validity within.
    let until = |day: &'static str| {
        with(
            &|report: &mut Report| report.valid_to = Some(day.to_owned()),
            &as_is,
        )
    };
    assert_eq!(until("2026-01-15"), "passed");
    assert_eq!(until("2026-01-14"), "date_not_covered");
    assert_eq!(with(&|report| report.valid_to = None, &as_is), "passed");
    assert_eq!(
        with(
            &|report| report.valid_from = "2026-01-16".to_owned(),
            &as_is
        ),
        "date_not_covered"
    );

    // What the credential does not say.
    let without = |pointer: &'static str, key: &'static str| {
        move |credential: &mut Value| {
            let node = credential.pointer_mut(pointer).unwrap();
            node.as_object_mut().unwrap().remove(key).unwrap();
        }
    };
    let specified = "/credentialSubject/hasClaim/0/specifiedBy";
    let level = |report: &mut Report| report.limits.eqf_levels = vec![6];
    assert_eq!(
        with(&level, &without(specified, "eqfLevel")),
        "level_not_stated"
    );
    let field = |report: &mut Report| report.limits.fields = vec!["08".to_owned()];
    assert_eq!(
        with(&field, &without(specified, "thematicArea")),
        "field_not_stated"
    );
    let place = |report: &mut Report| report.limits.jurisdictions = vec!["NLD".to_owned()];
    let body = "/credentialSubject/hasClaim/0/awardedBy/awardingBody";
    assert_eq!(
        with(&place, &without(body, "location")),
        "jurisdiction_not_stated"
    );
    assert_eq!(with(&|_| {}, &without("", "issued")), "date_not_stated");
    let kind = |report: &mut Report| report.limits.credential_types = vec![profile.to_owned()];
    assert_eq!(
        with(&kind, &without("", "credentialProfiles")),
        "credential_type_not_stated"
    );

    // Two awards, of which one is covered.
    let second = |credential: &mut Value| {
        let mut second = claim(&university());
        second["id"] = "urn:claim:2".into();
        second["title"]["en"] = "Botany".into();
        second["specifiedBy"]["title"]["en"] = "Botany".into();
        let claims = credential["credentialSubject"]["hasClaim"].as_array_mut();
        claims.unwrap().push(second);
    };
    assert_eq!(with(&|_| {}, &second), "award_not_covered");

    // A decision against it, one that is warned of, and one on the institution, entitle nobody.
    assert_eq!(
        with(&|report| report.decision = Decision::Negative, &as_is),
        "not_entitled"
    );
    assert_eq!(
        with(&|report| report.decision = Decision::Conditional, &as_is),
        "passed"
    );
    assert_eq!(
        with(&|report| report.flagged = true, &as_is),
        "not_entitled"
    );
    assert_eq!(
        with(&|report| report.scope = QualityScope::Institutional, &as_is),
        "not_entitled"
    );
    // One of the university alone.
    let alone = report(QualityScope::Programme, of_soil_science());
    let entries = [with_reports(known_university(), &[alone]), known_company()];
    let credential = credential(&university());
    assert_eq!(
        world.row(&credential, &world.trust("", &entries)),
        "not_entitled"
    );
}

/// A mandate and an accreditation in the credential are the sealer's own words.
#[test]
fn what_the_credential_says_of_its_mandate_is_no_proof() {
    let world = World::new();
    let mut credential = credential(&university());
    credential["credentialProfiles"] =
        json!({ "id": "http://data.europa.eu/snb/credential/6cf8e68c43" });
    credential["evidence"] = json!([
        {
            "dcType": { "id": "http://data.europa.eu/snb/evidence-type/c_18016257" },
            "evidenceStatement": format!("{UNIVERSITY} mandates {COMPANY}")
        },
        {
            "dcType": { "id": "http://data.europa.eu/snb/evidence-type/c_991b06c6" },
            "accreditation": {
                "id": "https://register.example/report/1", "type": "Accreditation",
                "organisation": [university(), company(COMPANY)],
                "identifier": { "notation": "https://data.deqar.eu/report/1" }
            }
        }
    ]);
    let report = report(QualityScope::Programme, of_soil_science());
    let entries = [with_reports(known_university(), &[report])];
    let trust = world.trust("", &entries);
    assert_eq!(world.row(&credential, &trust), "not_entitled");
    assert!(world.assured(&credential, &trust).is_empty());
}

#[test]
fn a_badge_is_awarded_under_a_name_that_an_anchor_knows() {
    let key = Key::ed25519(7);
    let did = key.did_jwk();
    let method = format!("{did}#0");
    let row = |name: Option<&str>, more: &str| {
        let mut badge = badge(&did);
        badge["issuer"] = match name {
            Some(name) => json!({ "id": did, "type": ["Profile"], "name": name }),
            None => did.as_str().into(),
        };
        let header = json!({ "alg": key.algorithm(), "typ": "JWT", "kid": method });
        let token = key.jws(&header, &badge).into_bytes();
        let file = format!("[[anchor]]\nid = 'pin'\nkind = 'did_pin'\ndid = '{did}'\n{more}");
        judge(&token, &trust(&file), &Evidence::none(), row_of)
    };
    let known = format!("organisation = {{ name = '{COMPANY}' }}\n");
    assert_eq!(row(Some(COMPANY), &known), "passed");
    assert_eq!(row(Some(UNIVERSITY), &known), "name_not_confirmed");
    // A pin that gives no name confirms none, whatever quality it states.
    assert_eq!(row(Some(UNIVERSITY), ""), "name_not_confirmed");
    assert_eq!(row(None, ""), "passed");
    let for_it = format!("{known}awards_for = ['{UNIVERSITY}']\n");
    assert_eq!(row(Some(UNIVERSITY), &for_it), "passed");
}

fn told(assured: &[Assured]) -> Vec<(&str, QualityScope, bool)> {
    let each = |one: &Assured| (one.quality.kind, one.beside.is_some());
    let each = assured.iter().map(|one| {
        let (kind, is_beside) = each(one);
        (one.anchor.as_str(), kind, is_beside)
    });
    each.collect()
}

#[test]
fn a_register_assures_whom_it_describes_and_nobody_else() {
    use QualityScope::{Institutional, Programme};
    let world = World::new();
    let own = credential(&company(COMPANY));
    let institutional = report(Institutional, Limits::default());
    let assured = |credential: &Value, entries: &[RegisterOrganisation]| {
        world.assured(credential, &world.trust("", entries))
    };
    let entries = [with_reports(
        known_company(),
        std::slice::from_ref(&institutional),
    )];
    let found = assured(&own, &entries);
    assert_eq!(told(&found), [("register", Institutional, false)]);
    assert_eq!(found[0].agency.as_deref(), Some("Agency"));
    assert!(!found[0].is_stale);
    // Of the university that the credential selects, and for which the company may not award.
    let of_university = [with_reports(
        known_university(),
        std::slice::from_ref(&institutional),
    )];
    assert!(assured(&credential(&university()), &of_university).is_empty());
    let mut selecting = company(COMPANY);
    selecting["identifier"] = json!({ "notation": "DEQARINST0001" });
    assert!(assured(&credential(&selecting), &of_university).is_empty());
    // For which it may: the university's counts, and the company's does not.
    let company_report = Report {
        id: "of the company".to_owned(),
        ..institutional.clone()
    };
    let mut mandate = of_university.to_vec();
    mandate[0].issuers = vec![signer()];
    mandate.push(with_reports(known_company(), &[company_report]));
    let found = assured(&credential(&university()), &mandate);
    assert_eq!(told(&found), [("register", Institutional, false)]);
    assert_eq!(found[0].quality.report, institutional.id);
    // Under a partner's name the identifiers of another select nothing.
    let more =
        format!("organization_identifier = '{NUMBER}'\nawards_for = ['Partner', '{UNIVERSITY}']");
    let trust = world.trust(&more, &of_university);
    let mut partner = university();
    partner["legalName"]["en"] = "Partner".into();
    let partner = credential(&partner);
    assert_eq!(world.row(&partner, &trust), "passed");
    assert!(world.assured(&partner, &trust).is_empty());
    assert_eq!(world.assured(&credential(&university()), &trust).len(), 1);

    // What covers the award comes first, and of what does not, a few.
    let reports: Vec<Report> = (0..50)
        .map(|number| Report {
            id: format!("report {number:02}"),
            ..report(
                Programme,
                Limits {
                    awards: vec![match number {
                        30 => "Soil science".to_owned(),
                        _ => format!("Programme {number}"),
                    }],
                    ..Limits::default()
                },
            )
        })
        .collect();
    let found = assured(&own, &[with_reports(known_company(), &reports)]);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].quality.report, "report 30");
    assert_eq!(told(&found)[0], ("register", Programme, false));
    assert!(found[1..].iter().all(|one| one.beside.is_some()));

    // However many speak for the institution, what is decided on the award itself is told first.
    let mut many: Vec<Report> = (0..20)
        .map(|number| Report {
            id: format!("report {number:02}"),
            ..institutional.clone()
        })
        .collect();
    let limits = Limits {
        awards: vec!["Soil science".to_owned()],
        ..Limits::default()
    };
    many.push(Report {
        id: "against the award".to_owned(),
        decision: Decision::Negative,
        ..report(Programme, limits)
    });
    let found = assured(&own, &[with_reports(known_company(), &many)]);
    assert_eq!(found[0].quality.report, "against the award");
    assert_eq!(found[1].decision, Decision::Positive);

    // Warned of, or deciding nothing, it is not told; a decision against is.
    let with = |change: fn(&mut Report)| {
        let mut one = institutional.clone();
        change(&mut one);
        assured(&own, &[with_reports(known_company(), &[one])])
    };
    assert!(with(|one| one.flagged = true).is_empty());
    assert!(with(|one| one.decision = Decision::NotApplicable).is_empty());
    let against = with(|one| one.decision = Decision::Negative);
    assert_eq!(against[0].decision, Decision::Negative);

    // Only a register that may speak of quality; and its age is told, unless the registrar relies
    // on its last state.
    let under = |register: &str| world.assured(&own, &world.trust_with("", register, &entries));
    assert!(under("grants = ['issuer']").is_empty());
    assert!(under("max_age = '1h'\non_stale = 'fail'").is_empty());
    assert!(under("max_age = '1h'")[0].is_stale);
    assert!(!under("max_age = '1h'\non_stale = 'last_good'")[0].is_stale);
    assert!(!under("max_age = '7d'")[0].is_stale);
}

/// A register's entry of whoever bears the name of the awarding body is told for a person to look
/// at, as no evidence, and only where registers say nothing of who signed.
#[test]
fn a_name_alone_gives_candidates() {
    let world = World::new();
    let of = |number: u8| Report {
        id: format!("report {number}"),
        ..report(QualityScope::Institutional, Limits::default())
    };
    let namesake = |country: &str, number| RegisterOrganisation {
        country: Some(country.to_owned()),
        ..with_reports(entry(UNIVERSITY, Vec::new()), &[of(number)])
    };
    let two = [namesake("NL", 1), namesake("BE", 2)];
    let candidates = |body: &Value, entries: &[RegisterOrganisation]| {
        world.candidates(&credential(body), &world.trust("", entries))
    };
    let both = |name: &str| {
        let one = |country: &str, report: &str| (format!("{name} ({country})"), report.to_owned());
        vec![one("NL", "report 1"), one("BE", "report 2")]
    };
    let mut plain = json!({ "legalName": { "en": UNIVERSITY } });
    assert_eq!(candidates(&plain, &two), both(UNIVERSITY));
    // However it is written; and what only looks alike is another.
    plain["legalName"]["en"] = format!("  {}", UNIVERSITY.to_uppercase()).into();
    assert_eq!(candidates(&plain, &two), both(UNIVERSITY));
    plain["legalName"]["en"] = format!("{UNIVERSITY} of old").into();
    assert_eq!(candidates(&plain, &two), []);
    // A few are told; one of whom nothing is reported is none.
    plain["legalName"]["en"] = UNIVERSITY.into();
    let many: Vec<_> = (0..20).map(|number| namesake("NL", number)).collect();
    assert_eq!(candidates(&plain, &many).len(), 3);
    assert_eq!(candidates(&plain, &[entry(UNIVERSITY, Vec::new())]), []);
    // They show nothing.
    let trust = world.trust("", &two);
    assert_ne!(world.row(&credential(&plain), &trust), "passed");
    assert!(world.assured(&credential(&plain), &trust).is_empty());
    // Where a register says something of who signed, nobody is guessed at.
    let mut known = two.to_vec();
    known.push(with_reports(known_company(), &[of(9)]));
    assert_eq!(candidates(&company(COMPANY), &known), []);
    assert_eq!(
        world
            .assured(&credential(&company(COMPANY)), &world.trust("", &known))
            .len(),
        1
    );
    // Nor is a register asked that may not speak of quality.
    let silent = world.trust_with("", "grants = ['issuer']", &two);
    assert_eq!(world.candidates(&credential(&plain), &silent), []);
}

/// The registrar wrote down a partner by its address, and what bears that address says beside it
/// that it is a university.
#[test]
fn a_partner_is_no_university_by_the_number_beside_its_own() {
    let world = World::new();
    let partner = "https://partner.example/faculty-of-nursing";
    let institutional = report(QualityScope::Institutional, Limits::default());
    let entries = [with_reports(known_university(), &[institutional])];
    let about = format!("organization_identifier = '{NUMBER}'\n");
    let for_partner = world.trust(&format!("{about}awards_for = ['{partner}']"), &entries);
    let mut body = university();
    body["id"] = partner.into();
    let nothing = |body: &Value, cause: &str| {
        assert_eq!(world.row(&credential(body), &for_partner), cause);
        assert_eq!(world.assured(&credential(body), &for_partner).len(), 0);
    };
    nothing(&body, "name_not_confirmed");
    let mut nameless = body.clone();
    nameless.as_object_mut().unwrap().remove("legalName");
    nothing(&nameless, "name_not_confirmed");
    nothing(
        &json!({ "id": partner, "identifier": { "notation": "DEQARINST0001" } }),
        "name_not_confirmed",
    );
    // Its address alone is the partner's, and is assured by nobody.
    nothing(&json!({ "id": partner }), "passed");
    // The university's own number in the registrar's hand, however it is written, selects it.
    let number = "https://data.deqar.eu/institution/1";
    let for_it = world.trust(&format!("{about}awards_for = ['{number}']"), &entries);
    let mut known = university();
    known["id"] = number.into();
    assert_eq!(world.row(&credential(&known), &for_it), "passed");
    assert_eq!(world.assured(&credential(&known), &for_it).len(), 1);
}

/// The quality of an organisation is not that of another for which it awards, nor of another award
/// in the same credential.
#[test]
fn what_assures_one_body_does_not_assure_another() {
    use QualityScope::Institutional;
    let world = World::new();
    let institutional = |id: &str| Report {
        id: id.to_owned(),
        ..report(Institutional, Limits::default())
    };
    let of_signer = "quality = { kind = 'programme', report = 'of the company', \
                     valid_from = '2025-01-01' }\n";
    let more = format!("organization_identifier = '{NUMBER}'\nawards_for = ['{UNIVERSITY}']\n");
    let trust = world.trust(&format!("{more}{of_signer}"), &[]);
    assert_eq!(world.row(&credential(&university()), &trust), "passed");
    assert!(world.assured(&credential(&university()), &trust).is_empty());
    assert_eq!(
        world.assured(&credential(&company(COMPANY)), &trust).len(),
        1
    );

    // Nor under the name of the other, beside the company's own number.
    let renamed = credential(&company(UNIVERSITY));
    assert_eq!(world.row(&renamed, &trust), "passed");
    assert!(world.assured(&renamed, &trust).is_empty());
    // Everything that is said of one body counts, whichever way it is shown to be it.
    let of_signer_and_school = RegisterOrganisation {
        issuers: vec![signer()],
        ..with_reports(known_university(), &[institutional("others")])
    };
    let mut twice = university();
    twice["eIDASIdentifier"] = json!({ "notation": NUMBER });
    let known = format!(
        "organization_identifier = '{NUMBER}'\n\
                         organisation = {{ name = '{UNIVERSITY}' }}\n{of_signer}"
    );
    let trust = world.trust(&known, &[of_signer_and_school]);
    assert_eq!(world.assured(&credential(&twice), &trust).len(), 2);

    // The company's own claim, and a trivial one of the university.
    let mut both = credential(&company(COMPANY));
    let claims = both["credentialSubject"]["hasClaim"].as_array_mut();
    claims.unwrap().push(claim(&university()));
    let counts = |company: &[Report], university: &[Report], more: &str| {
        let entries = [
            with_reports(known_company(), company),
            with_reports(known_university(), university),
        ];
        let trust = world.trust(more, &entries);
        assert_eq!(world.row(&both, &trust), "passed");
        let assured = world.assured(&both, &trust);
        let lifts = assured.iter().filter(|one| one.beside.is_none());
        lifts
            .map(|one| one.quality.report.clone())
            .collect::<Vec<_>>()
    };
    let [own, others, shared] = ["own", "others", "shared"].map(institutional);
    let none: [String; 0] = [];
    assert_eq!(counts(&[], std::slice::from_ref(&others), &more), none);
    assert_eq!(counts(std::slice::from_ref(&own), &[], &more), none);
    assert_eq!(
        counts(
            std::slice::from_ref(&own),
            std::slice::from_ref(&others),
            &more
        ),
        none
    );
    let with_anchor = format!("{more}{of_signer}");
    assert_eq!(counts(&[], &[], &with_anchor), none);
    assert_eq!(
        counts(&[own, shared.clone()], &[shared, others], &more),
        ["shared"]
    );
}

/// What another anchor says of the body itself counts, where the registrar wrote down its number.
#[test]
fn what_an_anchor_says_of_the_body_counts_for_whoever_awards_for_it() {
    let world = World::new();
    let key = Key::ed25519(9);
    let school = |name: &str, number: &str| {
        format!(
            "organization_identifier = '{NUMBER}'\n\
             awards_for = ['{UNIVERSITY}', 'NL000000001B01']\n\
             [[anchor]]\nid = 'school'\nkind = 'did_pin'\ndid = '{}'\n\
             organisation = {{ name = '{name}', country = 'NL', identifiers = ['{number}'] }}\n\
             quality = {{ kind = 'programme', report = 'r', valid_from = '2025-01-01' }}",
            key.did_jwk()
        )
    };
    let told = |name: &str, number: &str| {
        let trust = world.trust(&school(name, number), &[]);
        let credential = credential(&university());
        assert_eq!(world.row(&credential, &trust), "passed");
        world.assured(&credential, &trust).len()
    };
    assert_eq!(told(UNIVERSITY, "NL000000001B01"), 1);
    assert_eq!(told(OTHER, "NL000000001B01"), 0);
    assert_eq!(told(UNIVERSITY, "NL000000002B01"), 0);
    // A number that the body states and the registrar did not write down for the signer.
    assert_eq!(told(UNIVERSITY, "DEQARINST0001"), 0);
}

/// A badge under a proof over its quads, into which its holder writes terms that no context defines.
struct Signed {
    badge: Value,
    did: String,
}

impl Signed {
    fn new() -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(&[11; 32]);
        let name = multibase(&key);
        let did = format!("did:key:{name}");
        let badge = proved(badge(&did), &key, &format!("{did}#{name}"));
        Self { badge, did }
    }

    fn trust(&self, report: Report) -> Trust {
        let file = "[[anchor]]\nid = 'register'\nkind = 'register'\n\
                    source = 'https://register.example/'\n";
        let school = entry("School", vec![id(IdentifierScheme::Did, &self.did)]);
        let snapshot = Snapshot::Register(Register {
            organisations: vec![with_reports(school, &[report])],
            ..Register::default()
        });
        trust(file)
            .with_snapshot(
                "register",
                snapshot,
                Digest::of(b"register"),
                "2026-05-31T00:00:00Z".parse().unwrap(),
            )
            .unwrap()
    }
}

#[test]
fn words_that_the_proof_does_not_cover_widen_no_report() {
    let signed = Signed::new();
    let achievement = "/credentialSubject/achievement";
    let eqf = json!({ "id": "http://data.europa.eu/snb/eqf/6" });
    let field = json!({ "id": "http://data.europa.eu/snb/isced-f/0811" });
    let counts = |limits: &Limits, place: &str, added: &[(&str, Value)]| {
        let mut badge = signed.badge.clone();
        for (term, value) in added {
            badge.pointer_mut(place).unwrap()[*term] = value.clone();
        }
        let trust = signed.trust(report(QualityScope::Programme, limits.clone()));
        judge(&bytes(&badge), &trust, &Evidence::none(), |checked| {
            assert!(crate::support::is_identified(checked));
            let lifts = |one: &Assured| checked.entitled() && one.beside.is_none();
            checked.assured().iter().any(lifts)
        })
    };
    // What is signed counts, with and without more words.
    let soil = of_soil_science();
    assert!(counts(&soil, achievement, &[]));
    assert!(counts(&soil, achievement, &[("remark", "x".into())]));
    let water = Limits {
        awards: vec!["Water management".to_owned()],
        ..Limits::default()
    };
    assert!(!counts(&water, achievement, &[]));
    assert!(!counts(
        &water,
        achievement,
        &[("title", "Water management".into())]
    ));
    let levels = Limits {
        eqf_levels: vec![6],
        ..soil.clone()
    };
    assert!(!counts(&levels, achievement, &[("eqfLevel", eqf)]));
    let fields = Limits {
        fields: vec!["08".to_owned()],
        ..soil.clone()
    };
    assert!(!counts(&fields, achievement, &[("thematicArea", field)]));
    // A day of issuing that nobody signed is not known to be the day of the award.
    assert!(!counts(
        &soil,
        "",
        &[("issued", "2025-02-01T00:00:00Z".into())]
    ));
}

/// Whoever the holder writes in as the one that awards, the signer does not then award.
#[test]
fn an_awarding_body_that_the_proof_does_not_cover_is_told() {
    let signed = Signed::new();
    let row = |change: &dyn Fn(&mut Value)| {
        let mut badge = signed.badge.clone();
        change(&mut badge);
        let trust = signed.trust(report(QualityScope::Institutional, Limits::default()));
        judge(&bytes(&badge), &trust, &Evidence::none(), row_of)
    };
    let unknown = "award_not_covered_by_proof";
    assert_eq!(row(&|_| {}), "passed");
    assert_eq!(row(&|badge| badge["remark"] = "x".into()), "passed");
    // A name that only unsigned words give, were it the signer's own.
    for name in ["School", UNIVERSITY] {
        let named = |badge: &mut Value| badge["issuer"]["legalName"] = name.into();
        let cause = if name == "School" { "passed" } else { unknown };
        assert_eq!(row(&named), cause, "{name}");
    }
    // As a European credential, of another body or of the signer.
    for body in [university(), json!({ "id": signed.did })] {
        let european = |badge: &mut Value| {
            let types = badge["type"].as_array_mut().unwrap();
            types.insert(0, "EuropeanDigitalCredential".into());
            badge["credentialSubject"]["hasClaim"] = json!([claim(&body)]);
        };
        assert_eq!(row(&european), unknown);
    }
}

/// Only what was read says in whose name a signer awards.
#[test]
fn whom_nobody_read_is_not_the_signer() {
    let key = Key::ed25519(7);
    let did = key.did_jwk();
    let pin = format!(
        "[[anchor]]\nid = 'pin'\nkind = 'did_pin'\ndid = '{did}'\n\
         organisation = {{ name = '{COMPANY}' }}\n"
    );
    let header = json!({ "alg": key.algorithm(), "typ": "JWT", "kid": format!("{did}#0") });
    let row = |payload: &Value| {
        let token = key.jws(&header, payload).into_bytes();
        judge(&token, &trust(&pin), &Evidence::none(), |checked| {
            assert!(crate::support::is_identified(checked));
            row_of(checked)
        })
    };
    // The issuer of a JWT is its `iss`, where the credential inside leaves it out.
    let mut inside = badge(&did);
    inside.as_object_mut().unwrap().remove("issuer");
    assert_eq!(row(&json!({ "iss": did, "vc": inside })), "passed");
    // Who presents awards nothing.
    let presentation = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"], "holder": did
    });
    assert_eq!(row(&presentation), "awarding_body_not_read");
}

/// Many bodies, many names, many reports: each is looked at, in a bounded time.
#[test]
fn hostile_bodies_take_a_bounded_time() {
    let world = World::new();
    let start = std::time::Instant::now();
    let reports: Vec<Report> = (0..500)
        .map(|number| Report {
            id: number.to_string(),
            ..report(
                QualityScope::Programme,
                Limits {
                    awards: vec![format!("Programme {number}")],
                    ..Limits::default()
                },
            )
        })
        .collect();
    let entries = [
        with_reports(known_company(), &reports),
        with_reports(known_university(), &reports),
    ];
    let trust = world.trust("", &entries);
    let same: Vec<Value> = (0..3_000)
        .map(|number| json!({ "id": "urn:body", "legalName": { "en": format!("n{number}") } }))
        .collect();
    let own: Vec<Value> = (0..3_000).map(|_| company(COMPANY)).collect();
    let mut many_names = credential(&own.into());
    let titles: serde_json::Map<String, Value> = (0..3_000)
        .map(|number| (format!("l{number}"), format!("Title {number}").into()))
        .collect();
    many_names["credentialSubject"]["hasClaim"][0]["title"] = titles.into();
    assert_eq!(world.row(&credential(&same.into()), &trust), "not_entitled");
    assert_eq!(world.row(&many_names, &trust), "passed");
    assert!(bytes(&many_names).len() > 200_000);
    let taken = start.elapsed();
    assert!(taken < std::time::Duration::from_secs(30), "{taken:?}");
}
