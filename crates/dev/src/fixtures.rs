//! The shipped credentials: stories of the field, each with its twins that fail.
//!
//! - *Exemption*: Hank wants an exemption for the course "nutrition and health" of a bachelor health
//!   sciences, with an Open Badge.
//! - *Admission*: Betty applies for the master "sustainable food systems", whose knowledge her
//!   bachelor lacks, with a sealed European Digital Credential.
//! - *Stacking*: Mira wants three badges to make up one package.
//! - *Trust*: seals that trusted lists know as qualified, as not quite, and not at all.
//!
//! Everything is made at fixed times with public test keys, so that every run writes the same
//! bytes. Nobody and nothing in them exists.

mod badge;
pub mod bench;
mod carried;
mod keys;
mod legacy;
mod mandate;
mod pki;
pub mod rows;
mod seal;
mod stack;
mod status;
mod trust;
mod trusted_list;
mod xades;

use std::fmt::Write as _;
use std::path::Path;

use credeval_model::Digest;
use serde_json::{Value, json};

use crate::generated::Generated;
use keys::Signer;

/// The school of both stories.
const SCHOOL: &str = "Northport University of Applied Sciences";
/// Its identifier in its seal's certificate (ETSI EN 319 412-1 section 5.1.4).
const SCHOOL_ID: &str = "VATNL-TEST00001";
/// When everything was issued.
const ISSUED: &str = "2026-06-15T09:00:00Z";
/// The same in seconds.
const ISSUED_SECONDS: i64 = 1_781_514_000;

/// Where the status lists would stand.
const LISTS: &str = "https://northport.example/status/";

/// Why the fixtures could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FixtureError {
    /// A key file is missing or is not one.
    #[error("expected a test key in fixtures/keys/{name}, found {found}")]
    Key {
        /// The file.
        name: String,
        /// What is wrong.
        found: String,
    },
    /// A certificate could not be made.
    #[error("expected to make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// A certificate could not be read.
    #[error("expected a certificate of this generator's own: {0}")]
    Der(#[from] x509_cert::der::Error),
    /// A proof could not be made.
    #[error("expected to sign a document: {0}")]
    Hash(#[from] credeval_verify::HashError),
    /// JSON could not be written.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// Bytes could not be compressed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Makes every fixture.
pub fn generate(project: &Path) -> Result<Generated, FixtureError> {
    let mut files = Generated::default();
    let school = Signer::from_seed([1; 32]);
    let stranger = Signer::from_seed([2; 32]);

    exemption(&mut files, &school, &stranger)?;
    admission(&mut files, &project.join("fixtures/keys"))?;
    trust::generate(&mut files)?;
    stack::generate(&mut files, &school, &stranger)?;

    let mut index = String::from("URL\tpath\tstatus\tmedia type\tfetched_at\tsha256\n");
    for purpose in ["revocation", "suspension"] {
        let list = status::list(&school, &format!("{LISTS}{purpose}"), purpose, &[2])?;
        let text = pretty(&list)?;
        let digest = Digest::of(text.as_bytes()).hex();
        let _ = writeln!(
            index,
            "{LISTS}{purpose}\t{purpose}.json\t200\tapplication/vc\t2026-08-31T12:00:00Z\t{digest}"
        );
        files.add(format!("fixtures/evidence/{purpose}.json"), text);
    }
    files.add("fixtures/evidence/index.tsv", index);
    Ok(files)
}

fn exemption(
    files: &mut Generated,
    school: &Signer,
    stranger: &Signer,
) -> Result<(), FixtureError> {
    let mut add = |name: &str, text: String| files.add(format!("fixtures/exemption/{name}"), text);
    let good = badge::claims(&school.did());
    let jwt = badge::jwt(school, &good)?;
    add("badge.jwt", line(jwt.clone()));
    let altered_jwt = badge::altered(&jwt, &good)?;
    add("altered.jwt", line(altered_jwt.clone()));
    add("unsigned.json", pretty(&good)?);
    // The stranger's key signs what names the school's identifier as its issuer.
    add("wrong-issuer-key.jwt", line(badge::jwt(stranger, &good)?));
    // The stranger copies the school's name and identifiers, under an identifier of its own.
    let copied = badge::claims(&stranger.did());
    add(
        "self-made-identity.jwt",
        line(badge::jwt(stranger, &copied)?),
    );
    let with = |key: &str, value: Value| {
        let mut claims = good.clone();
        if let Some(entries) = claims.as_object_mut() {
            entries.insert(key.to_owned(), value);
        }
        claims
    };
    let expired = with("validUntil", json!("2026-07-31T00:00:00Z"));
    add("expired.jwt", line(badge::jwt(school, &expired)?));
    for (name, purpose, index) in [
        ("in-good-standing.jwt", "revocation", 1),
        ("revoked.jwt", "revocation", 2),
        ("suspended.jwt", "suspension", 2),
    ] {
        let entry = status::entry(&format!("{LISTS}{purpose}"), purpose, index);
        let claims = with("credentialStatus", entry);
        add(name, line(badge::jwt(school, &claims)?));
    }
    let embedded = badge::embedded(school)?;
    add("embedded-proof.json", pretty(&embedded)?);
    let mut altered = embedded;
    if let Some(name) = altered.pointer_mut("/credentialSubject/achievement/name") {
        *name = json!("Nutrition and medicine");
    }
    add("embedded-proof-altered.json", pretty(&altered)?);
    add("trust.toml", badge::trust(&school.did(), None));
    add(
        "trust-with-quality.toml",
        badge::trust(&school.did(), Some(badge::QUALITY)),
    );
    carried::generate(files, school, &line(jwt), &line(altered_jwt))
}

fn admission(files: &mut Generated, keys: &Path) -> Result<(), FixtureError> {
    let authority = seal::Authority::new(keys, "authority.pem", "Test Authority for Seals")?;
    let stranger =
        seal::Authority::new(keys, "self-made-authority.pem", "Test Authority for Seals")?;
    let school = authority.seal(keys, "seal.pem", SCHOOL_ID, seal::VALID)?;
    let mut add = |name: &str, text: String| files.add(format!("fixtures/admission/{name}"), text);

    let good = seal::credential(&seal::FOOD_SYSTEMS);
    let sealed = school.sealed(&good, ISSUED)?;
    add("credential.jsonld", sealed.clone());
    // One character of what is sealed: the amount of credits.
    add(
        "altered.jsonld",
        sealed.replacen(r#"\"point\":\"5\""#, r#"\"point\":\"9\""#, 1),
    );
    add("unsigned.jsonld", pretty(&good)?);
    let other = authority.seal(keys, "self-made-seal.pem", "VATNL-TEST00002", seal::VALID)?;
    add("wrong-issuer-key.jsonld", other.sealed(&good, ISSUED)?);
    let copied = stranger.seal(keys, "self-made-seal.pem", SCHOOL_ID, seal::VALID)?;
    add("self-made-identity.jsonld", copied.sealed(&good, ISSUED)?);
    // The certificate ended in May; the sealer says that it sealed in April.
    let old = authority.seal(keys, "seal.pem", SCHOOL_ID, seal::ENDED)?;
    add(
        "back-dated.jsonld",
        old.sealed(&good, "2026-04-01T09:00:00Z")?,
    );
    let mandated = good.clone();
    let mut expired = good;
    if let Some(entries) = expired.as_object_mut() {
        entries.insert("validUntil".to_owned(), json!("2026-07-31T00:00:00Z"));
    }
    add("expired.jsonld", school.sealed(&expired, ISSUED)?);
    add("trust.toml", seal::trust(&authority.pem()));
    mandate::generate(files, keys, &authority, mandated)?;
    Ok(())
}

fn pretty(value: &Value) -> Result<String, FixtureError> {
    Ok(line(serde_json::to_string_pretty(value)?))
}

fn line(mut text: String) -> String {
    text.push('\n');
    text
}
