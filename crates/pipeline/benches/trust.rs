//! What the European trusted lists cost: loading them, and a thousand evaluations of a sealed
//! credential, with and without. The sizes are those of the lists of 2026: 31 lists, four thousand
//! certificates of 1.2 kB; one of them is the authority of the credential that is judged.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use credeval::Judge;
use credeval::fetch::{self, Client, ClientOptions, Supplied};
use credeval::model::{
    Digest, Timestamp,
    trust::{
        TrustFile,
        lock::{Locked, TrustLock, words},
        snapshot::{
            Period, Service, ServiceCertificate, ServiceKind, ServiceStatus, Snapshot, TrustedList,
            TrustedLists, Use,
        },
    },
};
use credeval::trust::{snapshot, update::Settled};
use credeval::trusted::TrustFolder;
use x509_cert::der::{DecodePem as _, Encode as _};

const LISTS: usize = 31;
const CERTIFICATES: usize = 4000;
const CERTIFICATE_BYTES: usize = 1200;
const EVALUATIONS: usize = 1000;
const RUNS: usize = 5;
/// What the lists may cost over all evaluations, with loading them.
const DIFFERENCE_MS: f64 = 100.0;

const LISTS_ANCHOR: &str = r#"
[[anchor]]
id = "eu-lotl"
kind = "eu_lotl"
source = "https://lists.example/lotl.xml"
oj_uri = "https://journal.example/notice"
pinned_sha256 = ["0000000000000000000000000000000000000000000000000000000000000000"]
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .ok_or("no project")?;
    let folder = std::env::temp_dir().join(format!("credeval-bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let result = measure(project, &folder);
    fs::remove_dir_all(&folder)?;
    result
}

fn measure(project: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let at: Timestamp = "2026-09-01T00:00:00Z".parse()?;
    let pins = fs::read_to_string(project.join("fixtures/admission/trust.toml"))?;
    let (without, with) = (folder.join("without.toml"), folder.join("with.toml"));
    fs::write(&without, &pins)?;
    fs::write(&with, format!("{pins}{LISTS_ANCHOR}"))?;
    let bytes = snapshot::print(&Snapshot::EuLotl(lists(&pins, at)?))?;
    let size = bytes.len();
    let file = TrustFile::parse(LISTS_ANCHOR)?;
    let anchor = file.anchors.first().ok_or("no anchor")?;
    let locked = Locked {
        anchor: "eu-lotl".to_owned(),
        file: "with.snapshots/eu-lotl.json".to_owned(),
        sha256: Digest::of(&bytes),
        made_for: words(anchor),
        updated: at,
        sources: Vec::new(),
    };
    let lock = TrustLock {
        snapshots: vec![locked.clone()],
    };
    let settled = Settled {
        locked,
        bytes,
        kept: Vec::new(),
        unreadable: BTreeMap::new(),
    };
    TrustFolder::of(&with).write(&[settled], &TrustLock::default(), &lock)?;

    // In turn, so that what else the machine does falls on both alike.
    let mut times = [Vec::new(), Vec::new()];
    let mut loads = Vec::new();
    for _ in 0..RUNS {
        for (file, times) in [&without, &with].into_iter().zip(&mut times) {
            let (load, whole) = run(project, file, at)?;
            times.push(whole);
            if file == &with {
                loads.push(load);
            }
        }
    }
    let [without, with] = times.map(median);
    let mut out = std::io::stdout().lock();
    writeln!(out, "snapshot            {:>8} kB", size / 1000)?;
    writeln!(out, "loading it          {:>8.1} ms", ms(median(loads)))?;
    writeln!(out, "{EVALUATIONS} without        {:>8.1} ms", ms(without))?;
    writeln!(out, "{EVALUATIONS} with           {:>8.1} ms", ms(with))?;
    let difference = ms(with) - ms(without);
    writeln!(out, "difference          {difference:>8.1} ms")?;
    match difference < DIFFERENCE_MS {
        true => Ok(()),
        false => {
            let what = format!("expected less than {DIFFERENCE_MS} ms, found {difference:.1} ms");
            Err(what.into())
        }
    }
}

/// Loading the trust file, and that with the evaluations.
fn run(
    project: &Path,
    trust: &Path,
    at: Timestamp,
) -> Result<(Duration, Duration), Box<dyn Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let client = Client::new(ClientOptions {
        offline: true,
        ..ClientOptions::default()
    });
    let supplied = Supplied::open(&project.join("fixtures/evidence"))?;
    let source = project.join("fixtures/admission/credential.jsonld");
    let source = source.to_str().ok_or("a path in UTF-8")?.parse()?;
    let document = runtime
        .block_on(fetch::open(&source, &client, &fetch::Options::default()))?
        .into_iter()
        .next()
        .ok_or("no document")??;
    let started = Instant::now();
    let mut judge = Judge::at(at);
    judge.trust = TrustFolder::of(trust).load()?.into();
    let loaded = started.elapsed();
    let gathered = runtime.block_on(judge.gather(&document, Some(&supplied), &client))?;
    let mut evaluations = 0;
    for _ in 0..EVALUATIONS {
        evaluations += judge.evaluate(std::hint::black_box(&gathered)).len();
    }
    match evaluations {
        EVALUATIONS => Ok((loaded, started.elapsed())),
        other => Err(format!("expected {EVALUATIONS} evaluations, found {other}").into()),
    }
}

/// Lists of the usual size, with the pinned authority among their services.
fn lists(pins: &str, at: Timestamp) -> Result<TrustedLists, Box<dyn Error>> {
    let file = TrustFile::parse(pins)?;
    let pem = file
        .anchors
        .iter()
        .find_map(|anchor| anchor.certificate.as_ref());
    let authority = x509_cert::Certificate::from_pem(pem.ok_or("no certificate")?.trim())?;
    let known = ServiceCertificate {
        subject: Digest::of(&authority.tbs_certificate.subject.to_der()?),
        der: STANDARD.encode(authority.to_der()?),
    };
    let mut lists = Vec::new();
    for list in 0..LISTS {
        let here = (list..CERTIFICATES).step_by(LISTS);
        let services = here.map(|number| {
            let certificate = match number {
                0 => known.clone(),
                _ => filler(number),
            };
            service(number, certificate, at)
        });
        lists.push(TrustedList {
            territory: format!("T{list}"),
            digest: Digest::of(&list.to_le_bytes()),
            sequence: 100,
            issued: at,
            next_update: None,
            unread: 0,
            services: services.collect(),
        });
    }
    Ok(TrustedLists {
        unread: Vec::new(),
        sequence: 300,
        issued: at,
        next_update: None,
        lists,
    })
}

fn service(number: usize, certificate: ServiceCertificate, at: Timestamp) -> Service {
    let period = |from, status| Period {
        from,
        status,
        uses: vec![Use::Seals, Use::Signatures],
        qualifications: Vec::new(),
        unknown_critical: None,
    };
    Service {
        provider: format!("Provider of qualified certificates number {}", number / 4),
        name: format!("Issuing authority for qualified certificates number {number}"),
        kind: ServiceKind::QualifiedCertificates,
        certificates: vec![certificate],
        periods: vec![
            period(at, ServiceStatus::Granted),
            period(Timestamp::UNIX_EPOCH, ServiceStatus::Supervised),
        ],
    }
}

/// Bytes that compress and parse as badly as a certificate: digests of digests.
fn filler(number: usize) -> ServiceCertificate {
    let mut digest = Digest::of(&number.to_le_bytes());
    let subject = digest;
    let mut der = Vec::with_capacity(CERTIFICATE_BYTES + 32);
    while der.len() < CERTIFICATE_BYTES {
        digest = Digest::of(digest.as_bytes());
        der.extend_from_slice(digest.as_bytes());
    }
    ServiceCertificate {
        subject,
        der: STANDARD.encode(der),
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
