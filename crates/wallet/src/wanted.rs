//! What an evaluation of a micro-credential asks wallets for, and no more.
//!
//! A claim is asked for where an evaluation reads it: what was achieved, whose it is, with which
//! result. Everything else stays with the learner, as far as the format can withhold it.
//!
//! Sources: Open Badges 3.0 appendix B.1 (`AchievementSubject`); European Learning Model 3 (Person);
//! OpenID4VP 1.0 section 15.4.2 (strictly necessary claims) and appendix B.3.7 (SD-JWT VCLD); PID
//! Rulebook of the Architecture and Reference Framework, section 4 (SD-JWT VC).

use crate::dcql::{
    ClaimsPath, ClaimsQuery, CredentialQuery, CredentialSet, Kind, Query, QueryError,
};

/// The type of Open Badges 3.0, expanded by their context.
pub const OPEN_BADGE: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential";
/// The type of European Digital Credentials, expanded by their context.
pub const EUROPEAN_DIGITAL_CREDENTIAL: &str =
    "http://data.europa.eu/snb/model/elm/EuropeanDigitalCredential";
/// The `vct` of a PID.
pub const PID: &str = "urn:eudi:pid:1";

/// The id of the query for a PID.
pub const IDENTITY: &str = "identity";

/// Whether an identity is asked for beside the micro-credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Identity {
    /// It is not.
    #[default]
    No,
    /// The learner may show it.
    Optional,
    /// Without it there is no answer.
    Required,
}

/// What to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Open Badges, as tokens and with Data Integrity proofs.
    pub open_badges: bool,
    /// European Digital Credentials as tokens.
    pub european: bool,
    /// Values of `vct` under which issuers give out European credential data as SD-JWT, with the
    /// credential in the claim `ld`. No specification names one.
    pub european_vct: Vec<String>,
    /// Whether several micro-credentials may be presented at once.
    pub several: bool,
    /// Whether an identity is asked for as well.
    pub identity: Identity,
    /// Values of `vct` of identities; [`PID`] where it is empty.
    pub identity_vct: Vec<String>,
}

impl Wanted {
    /// The query: one micro-credential of any form named, and the identity beside it.
    ///
    /// Errors: nothing is asked for, or a `vct` list is longer than a query may have.
    pub fn query(&self) -> Result<Query, QueryError> {
        let mut credentials = Vec::new();
        let mut add = |id: &str, kind: Kind, (claims, claim_sets): Claims| {
            credentials.push(CredentialQuery {
                id: id.to_owned(),
                multiple: self.several,
                kind,
                claims,
                claim_sets,
            });
        };
        let types = |iri: &str| vec![vec![iri.to_owned()]];
        if self.open_badges {
            let type_values = types(OPEN_BADGE);
            let kind = Kind::LdpVc { type_values };
            add("open_badge_ldp", kind, open_badge());
            let type_values = types(OPEN_BADGE);
            let kind = Kind::JwtVcJson { type_values };
            add("open_badge_jwt", kind, open_badge());
        }
        if !self.european_vct.is_empty() {
            let vct_values = self.european_vct.clone();
            let kind = Kind::DcSdJwt { vct_values };
            add("european_sd_jwt", kind, european(Some("ld")));
        }
        if self.european {
            let type_values = types(EUROPEAN_DIGITAL_CREDENTIAL);
            let kind = Kind::JwtVcJson { type_values };
            add("european_jwt", kind, european(None));
        }
        let options = credentials.iter().map(|query| vec![query.id.clone()]);
        let mut sets = vec![CredentialSet {
            options: options.collect(),
            required: true,
        }];
        if self.identity != Identity::No {
            credentials.push(self.identity_query());
            sets.push(CredentialSet {
                options: vec![vec![IDENTITY.to_owned()]],
                required: self.identity == Identity::Required,
            });
        }
        Query::new(credentials, sets)
    }

    /// Name and day of birth, which is what a credential can be compared by.
    fn identity_query(&self) -> CredentialQuery {
        let path = |key: &&str| ClaimsQuery {
            id: None,
            path: ClaimsPath::of_keys(key, &[]),
            values: Vec::new(),
        };
        CredentialQuery {
            id: IDENTITY.to_owned(),
            multiple: false,
            kind: Kind::DcSdJwt {
                vct_values: match self.identity_vct.is_empty() {
                    true => vec![PID.to_owned()],
                    false => self.identity_vct.clone(),
                },
            },
            claims: ["family_name", "given_name", "birthdate"]
                .iter()
                .map(path)
                .collect(),
            claim_sets: Vec::new(),
        }
    }
}

/// Claims, and the combinations that will do.
type Claims = (Vec<ClaimsQuery>, Vec<Vec<String>>);

/// Members of the subject, each by its id, below a claim where the credential stands in one.
fn claims(below: Option<&str>, members: &[(&str, &str)], sets: &[&[&str]]) -> Claims {
    let query = |(id, member): &(&str, &str)| {
        let path = ClaimsPath::of_keys("credentialSubject", &[member]);
        ClaimsQuery {
            id: Some((*id).to_owned()),
            path: below.map_or_else(|| path.clone(), |key| path.below(key)),
            values: Vec::new(),
        }
    };
    let set = |set: &&[&str]| set.iter().map(|id| (*id).to_owned()).collect();
    (
        members.iter().map(query).collect(),
        sets.iter().map(set).collect(),
    )
}

/// What was achieved; whose it is and with which result, where the badge says so.
fn open_badge() -> Claims {
    claims(
        None,
        &[
            ("what", "achievement"),
            ("whose", "identifier"),
            ("result", "result"),
        ],
        &[
            &["what", "whose", "result"],
            &["what", "whose"],
            &["what", "result"],
            &["what"],
        ],
    )
}

/// What is claimed of the learner; who that is, as far as the credential says so.
fn european(below: Option<&str>) -> Claims {
    claims(
        below,
        &[
            ("what", "hasClaim"),
            ("given", "givenName"),
            ("family", "familyName"),
            ("born", "dateOfBirth"),
        ],
        &[
            &["what", "given", "family", "born"],
            &["what", "given", "family"],
            &["what"],
        ],
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn written(wanted: &Wanted) -> Value {
        serde_json::to_value(wanted.query().unwrap()).unwrap()
    }

    #[test]
    fn only_what_is_wanted_is_asked_for() {
        let all = Wanted {
            open_badges: true,
            european: true,
            european_vct: vec!["https://issuer.example/micro".to_owned()],
            several: true,
            identity: Identity::Optional,
            identity_vct: Vec::new(),
        };
        let query = written(&all);
        let forms: Vec<(&str, &str)> = query["credentials"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["id"].as_str().unwrap(), one["format"].as_str().unwrap()))
            .collect();
        assert_eq!(
            forms,
            [
                ("open_badge_ldp", "ldp_vc"),
                ("open_badge_jwt", "jwt_vc_json"),
                ("european_sd_jwt", "dc+sd-jwt"),
                ("european_jwt", "jwt_vc_json"),
                ("identity", "dc+sd-jwt"),
            ]
        );
        assert_eq!(
            query["credential_sets"],
            json!([
                { "options": [["open_badge_ldp"], ["open_badge_jwt"], ["european_sd_jwt"], ["european_jwt"]],
                  "required": true },
                { "options": [["identity"]], "required": false }
            ])
        );
        assert_eq!(
            query["credentials"][2]["claims"][0]["path"],
            json!(["ld", "credentialSubject", "hasClaim"])
        );
        assert_eq!(
            query["credentials"][4]["meta"]["vct_values"],
            json!(["urn:eudi:pid:1"])
        );
        let badges = Wanted {
            open_badges: true,
            ..Wanted::default()
        };
        let query = written(&badges);
        assert_eq!(query["credentials"].as_array().unwrap().len(), 2);
        assert!(query["credentials"][0].get("multiple").is_none());
    }

    #[test]
    fn nothing_wanted_is_no_query() {
        assert!(Wanted::default().query().is_err());
        // An identity alone is no micro-credential.
        let identity = Wanted {
            identity: Identity::Required,
            ..Wanted::default()
        };
        assert!(identity.query().is_err());
    }
}
