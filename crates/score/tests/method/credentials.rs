//! Two credentials that meet every criterion but quality, and the steps that lead away from them.

use std::sync::LazyLock;

use credeval_map::{Claims, parts};
use credeval_model::{
    Check, CheckCode, Tier,
    check::Cause,
    criterion::CriterionResult,
    disclosure::Disclosure,
    document::Standard,
    standing::{ProofStanding, RegisterQuality, Standing},
    trust::{QualityEntry, QualityScope, snapshot::Decision},
};
use credeval_score::{Application, Facts, Policy, Scored, Terms, evaluate};
use serde_json::{Value, json};

/// The policy that is shipped.
pub(crate) static POLICY: LazyLock<Policy> = LazyLock::new(Policy::default_policy);

/// Which of the two credentials it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    /// European Learning Model; paths are below the claim, or from the top (`/`).
    Elm,
    /// Open Badges 3.0; paths are below the achievement, or from the top (`/`).
    Badge,
}

/// One step away from a credential.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// It states this at a path.
    Set(&'static str, Value),
    /// It does not state what stands at a path.
    Drop(&'static str),
    /// This is known of it.
    Known(Known),
}

/// What verification, the trust anchors and the registers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// A register's report on the award, valid from 2022 to 2027; the award was made in 2024.
    ReportOnAward,
    /// The same on the institution.
    ReportOnInstitution,
    /// A register's report that decided against the award.
    DecisionAgainstAward,
    /// The same against the institution.
    DecisionAgainstInstitution,
    /// All reports ended the year before.
    ReportsEnded,
    /// Nothing shows that the signer may award for the body named.
    NotEntitled,
    /// The endorsements that it carries do not hold.
    EndorsementFails,
    /// A qualified seal, or a federation that confirms issuer and key.
    Confirmed,
    /// The proof holds, and no anchor vouches for the issuer.
    NobodyVouches,
    /// There is no proof.
    NoProof,
    /// The proof does not hold.
    SignatureFails,
    /// The proof could not be checked.
    SignatureOpen,
    /// The issuer revoked it.
    Revoked,
    /// The issuer suspended it.
    Suspended,
    /// The issuer took the suspension back.
    NotSuspended,
    /// Its validity has ended.
    Expired,
    /// It is valid on the day of judgement.
    InForce,
    /// Whether it was revoked could not be looked up.
    StatusUnreachable,
    /// The applicant is shown to be the learner.
    ApplicantIsLearner,
    /// The applicant is somebody else.
    ApplicantIsAnother,
}

/// States `value` at `path`.
pub(crate) fn set(path: &'static str, value: Value) -> Step {
    Step::Set(path, value)
}

/// States nothing at `path`.
pub(crate) fn drop(path: &'static str) -> Step {
    Step::Drop(path)
}

/// Knows this.
pub(crate) fn known(known: Known) -> Step {
    Step::Known(known)
}

/// A term of a controlled list, by its label.
pub(crate) fn term(label: &str) -> Value {
    json!({ "prefLabel": { "en": label } })
}

/// A credential and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    path: Path,
    pub(crate) json: Value,
    standing: Standing,
    checks: Vec<Check>,
}

impl Case {
    pub(crate) fn new(path: Path) -> Self {
        Self {
            path,
            json: match path {
                Path::Elm => elm(),
                Path::Badge => badge(),
            },
            standing: Standing {
                proof: ProofStanding::Identified,
                confirmed: false,
                signer: Some("Example University".to_owned()),
                entitled: true,
                quality: Vec::new(),
            },
            checks: vec![
                Check::passed(CheckCode::ProofSignature, "the signature holds"),
                Check::passed(CheckCode::IssuerKey, "the key is the issuer's"),
                Check::not_applicable(CheckCode::StatusRevocation, "no status is offered"),
            ],
        }
    }

    /// The credential that some steps lead to.
    pub(crate) fn after<'s>(path: Path, steps: impl IntoIterator<Item = &'s Step>) -> Self {
        let mut case = Self::new(path);
        for step in steps {
            case.take(step);
        }
        case
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Set(path, value) => {
                let (object, key) = self.place(path);
                match (object, key.parse::<usize>()) {
                    (Value::Array(items), Ok(index)) => items[index] = value.clone(),
                    (object, _) => object[key] = value.clone(),
                }
            }
            Step::Drop(path) => {
                let (object, key) = self.place(path);
                let object = object.as_object_mut().unwrap();
                assert!(object.remove(&key).is_some(), "{path} is not stated");
            }
            Step::Known(known) => self.know(*known),
        }
    }

    /// The object of a path, and its last key.
    fn place(&mut self, path: &str) -> (&mut Value, String) {
        let below = match self.path {
            Path::Elm => "/credentialSubject/hasClaim",
            Path::Badge => "/credentialSubject/achievement",
        };
        let path = match path.starts_with('/') {
            true => path.to_owned(),
            false => format!("{below}/{path}"),
        };
        let (object, key) = path.rsplit_once('/').unwrap();
        let key = key.to_owned();
        let object = self.json.pointer_mut(object).unwrap();
        (object, key)
    }

    #[expect(clippy::too_many_lines, reason = "one fact after the other")]
    fn know(&mut self, known: Known) {
        use QualityScope::{Institutional, Programme};
        let mut row = |check: Check| {
            self.checks.retain(|other| other.code != check.code);
            self.checks.push(check);
        };
        let report = |kind, decision| RegisterQuality {
            anchor: "register".to_owned(),
            entry: QualityEntry {
                kind,
                report: "https://register.example/report/1".to_owned(),
                valid_from: "2022-01-01".to_owned(),
                valid_to: Some("2027-12-31".to_owned()),
            },
            agency: Some("Agency".to_owned()),
            decision,
            beside: None,
            by_name: None,
            is_stale: false,
        };
        let quality = &mut self.standing.quality;
        match known {
            Known::ReportOnAward => quality.push(report(Programme, Decision::Positive)),
            Known::ReportOnInstitution => quality.push(report(Institutional, Decision::Positive)),
            Known::DecisionAgainstAward => quality.push(report(Programme, Decision::Negative)),
            Known::DecisionAgainstInstitution => {
                quality.push(report(Institutional, Decision::Negative));
            }
            Known::ReportsEnded => {
                for report in quality {
                    report.entry.valid_to = Some("2023-12-31".to_owned());
                }
            }
            Known::NotEntitled => {
                self.standing.entitled = false;
                row(Check::inconclusive(
                    CheckCode::IssuerEntitlement,
                    "nothing shows it",
                ));
            }
            Known::EndorsementFails => {
                row(Check::failed(
                    CheckCode::Endorsement,
                    "the endorsement does not hold",
                ));
            }
            Known::Confirmed => self.standing.confirmed = true,
            Known::NobodyVouches => {
                self.standing.proof = ProofStanding::Signed;
                row(Check::passed(
                    CheckCode::ProofSignature,
                    "the signature holds",
                ));
            }
            Known::NoProof => {
                self.standing.proof = ProofStanding::Unsigned;
                let none = Check::failed(CheckCode::ProofSignature, "there is no proof");
                row(none.because(Cause::new("no_proof")));
            }
            Known::SignatureFails => {
                self.standing.proof = ProofStanding::Unsigned;
                row(Check::failed(
                    CheckCode::ProofSignature,
                    "the signature does not hold",
                ));
            }
            Known::SignatureOpen => {
                self.standing.proof = ProofStanding::Unsigned;
                let open = "the signature is of a kind that is not known here";
                row(Check::inconclusive(CheckCode::ProofSignature, open));
            }
            Known::Revoked => {
                row(Check::failed(
                    CheckCode::StatusRevocation,
                    "the issuer has revoked it",
                ));
            }
            Known::Suspended => {
                row(Check::failed(
                    CheckCode::StatusSuspension,
                    "the issuer has suspended it",
                ));
            }
            Known::NotSuspended => {
                row(Check::passed(CheckCode::StatusSuspension, "it stands"));
            }
            Known::Expired => {
                row(Check::failed(CheckCode::ValidityUntil, "it has expired"));
            }
            Known::InForce => {
                row(Check::passed(CheckCode::ValidityUntil, "it is in force"));
            }
            Known::StatusUnreachable => {
                let open = "the list was not reachable";
                row(Check::inconclusive(CheckCode::StatusRevocation, open));
            }
            Known::ApplicantIsLearner => {
                row(Check::passed(CheckCode::LearnerMatch, "the same person"));
            }
            Known::ApplicantIsAnother => {
                row(Check::failed(CheckCode::LearnerMatch, "another person"));
            }
        }
    }

    pub(crate) fn score(&self, application: &Application<'_>, policy: &Policy) -> Scored {
        let tier = match self.standing.proof {
            ProofStanding::Identified => Tier::Identified,
            ProofStanding::Signed => Tier::Signed,
            ProofStanding::Unsigned | ProofStanding::Paper => Tier::Unsigned,
        };
        let mut mapped = parts(&Claims {
            json: &self.json,
            standard: match self.path {
                Path::Elm => Standard::EuropeanDigitalCredential,
                Path::Badge => Standard::OpenBadges3,
            },
            tier: &|_| tier,
            disclosure: &Disclosure::default(),
        });
        assert_eq!(mapped.len(), 1);
        let part = mapped.remove(0);
        let mut checks = self.checks.clone();
        checks.extend(part.findings);
        let facts = Facts {
            elements: &part.elements,
            checks: &checks,
            standing: &self.standing,
            answers: &[],
            at: jiff::civil::date(2026, 9, 1),
        };
        evaluate(&facts, &Terms::new(policy.clone(), *application))
    }

    pub(crate) fn criteria(&self, policy: &Policy) -> Vec<CriterionResult> {
        self.score(&Application::default(), policy).criteria
    }
}

fn elm() -> Value {
    json!({
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issued": "2024-03-01T10:00:00Z",
        "displayParameter": { "title": { "en": "Micro-credential" } },
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "fullName": { "en": "Lea Lerner" },
            "hasClaim": {
                "type": "LearningAchievement",
                "title": { "en": "Nutrition" },
                "awardedBy": {
                    "awardingDate": "2024-02-20T00:00:00Z",
                    "awardingBody": {
                        "id": "urn:epass:org:1",
                        "legalName": { "en": "Example University" },
                        "identifier": { "schemeName": "DEQAR", "notation": "DEQARINST0001" },
                    },
                },
                "provenBy": {
                    "type": "LearningAssessment",
                    "title": { "en": "Examination" },
                    "assessedBy": { "legalName": { "en": "Board of Examiners" } },
                    "grade": { "noteLiteral": { "en": "8" } },
                    "idVerification": term("Supervised with ID verification"),
                    "specifiedBy": {
                        "dcType": term("Written examination"),
                        "gradingScheme": { "title": { "en": "1 to 10" } },
                    },
                },
                "specifiedBy": {
                    "eqfLevel": { "id": "http://data.europa.eu/snb/eqf/6" },
                    "creditPoint": { "framework": term("ECTS"), "point": "4" },
                    "volumeOfLearning": "PT100H",
                    "mode": term("Online"),
                    "learningOutcome": [
                        {
                            "title": { "en": "Plan a diet" },
                            "relatedESCOSkill": { "id": "http://data.europa.eu/esco/skill/1" },
                        },
                        {
                            "title": { "en": "Explain how nutrients act" },
                            "relatedESCOSkill": { "id": "http://data.europa.eu/esco/skill/2" },
                        },
                    ],
                },
            },
        },
    })
}

fn badge() -> Value {
    json!({
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "awardedDate": "2024-02-20T00:00:00Z",
        "validFrom": "2024-03-01T10:00:00Z",
        "issuer": { "id": "did:web:university.example", "name": "Example University" },
        "credentialSubject": {
            "id": "did:key:z1",
            "identifier": [{ "identityType": "name", "identityHash": "Lea Lerner", "hashed": false }],
            "source": { "name": "Board of Examiners" },
            "achievement": {
                "name": "Nutrition",
                "achievementType": "MicroCredential",
                "criteria": { "narrative": "Pass the examination." },
                "ECTS": 4.0,
                "SBU": 100,
                "participationType": "online",
                "assessmentType": "written examination",
                "supervisionType": "supervised with ID verification",
                "alignment": [level(6), outcome(1, "Plan a diet"), outcome(2, "Explain how nutrients act")],
                "resultDescription": [{
                    "id": "urn:result:1", "name": "Grade", "resultType": "Result",
                    "valueMin": "1", "valueMax": "10",
                }],
            },
            "result": [{ "resultDescription": "urn:result:1", "value": "8" }],
        },
    })
}

/// A badge's alignment with a level of the European Qualifications Framework.
pub(crate) fn level(level: u8) -> Value {
    json!({ "targetType": "ext:EQF", "targetName": format!("EQF level {level}"), "targetUrl": format!("http://data.europa.eu/snb/eqf/{level}") })
}

/// A badge's alignment with a skill.
pub(crate) fn outcome(skill: u8, title: &str) -> Value {
    json!({ "targetName": title, "targetUrl": format!("http://data.europa.eu/esco/skill/{skill}") })
}
