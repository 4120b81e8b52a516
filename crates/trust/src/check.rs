//! What is wrong with a trust file, and what is out of date, each with its line.
//!
//! Everything is told in one run: what the file itself gets wrong
//! ([`credeval_model::trust::file`]), what has expired, and what others have published since.

use std::collections::BTreeSet;

use credeval_model::{
    Timestamp,
    trust::{
        AnchorKind,
        file::{self, Fault, Placed, TrustFileError},
        lock::{Locked, Source, TrustLock},
    },
};
use credeval_verify::pinned_validity;
use serde::{Deserialize, Serialize};

use crate::snapshot::{self, SnapshotError};

/// How much a finding weighs, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Something must be corrected before the file says what it should.
    Wrong,
    /// Something is older than it should be; an update settles it.
    Stale,
    /// Nothing is wrong; something could be better.
    Advice,
}

/// The file that a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The trust file.
    TrustFile,
    /// The lock beside it.
    Lock,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which file.
    pub place: Place,
    /// The line, from 1.
    pub line: usize,
    /// How much it weighs.
    pub weight: Weight,
    /// A stable word for it.
    pub code: &'static str,
    /// The anchor's id, where it is about one.
    pub anchor: Option<String>,
    /// What was expected and what was found.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// What stands beside a trust file.
pub struct Beside<'a> {
    /// The trust file as the command line names it, for advice.
    pub name: &'a str,
    /// The lock's text; `None` where there is none.
    pub lock: Option<&'a str>,
    /// Reads a snapshot's file, or says why it cannot be read.
    pub snapshot: &'a dyn Fn(&Locked) -> Result<Vec<u8>, String>,
}

/// Everything that is wrong, out of date or could be better at a time, in the order of the lines.
pub fn check(trust_file: &str, beside: &Beside<'_>, at: Timestamp) -> Vec<Finding> {
    let (anchors, faults) = file::read(trust_file);
    let mut findings: Vec<Finding> = faults.into_iter().map(fault).collect();
    let lock = match beside.lock.map(read_lock) {
        Some(Ok(lock)) => lock,
        Some(Err(finding)) => {
            findings.push(*finding);
            LinedLock::default()
        }
        None => LinedLock::default(),
    };
    for placed in &anchors {
        let mut about = About {
            placed,
            at,
            findings: &mut findings,
        };
        about.validity();
        about.certificate();
        about.effect();
        about.provenance();
        if placed.has_kind() && placed.anchor.kind.is_published() {
            let locked = lock.of(&placed.anchor.id);
            about.state(locked, beside);
        }
    }
    let known: BTreeSet<&str> = anchors.iter().map(|one| one.anchor.id.as_str()).collect();
    for (line, locked) in &lock.snapshots {
        if !known.contains(locked.anchor.as_str()) {
            findings.push(Finding {
                place: Place::Lock,
                line: *line,
                weight: Weight::Stale,
                code: "unknown_anchor",
                anchor: Some(locked.anchor.clone()),
                what: "expected an anchor of the trust file, found one that is not in it"
                    .to_owned(),
                hint: Some("`credeval trust update` takes it out of the lock".to_owned()),
            });
        }
    }
    findings.sort_by_key(|finding| (finding.place, finding.line, finding.weight));
    findings
}

/// A lock with the lines of its entries.
#[derive(Default)]
struct LinedLock {
    snapshots: Vec<(usize, Locked)>,
}

impl LinedLock {
    fn of(&self, anchor: &str) -> Option<&(usize, Locked)> {
        self.snapshots
            .iter()
            .find(|(_, locked)| locked.anchor == anchor)
    }
}

fn read_lock(text: &str) -> Result<LinedLock, Box<Finding>> {
    #[derive(Deserialize)]
    struct Lined {
        #[serde(default)]
        snapshot: Vec<toml::Spanned<toml::Value>>,
    }
    let line = |place| {
        text.as_bytes()
            .iter()
            .take(place)
            .filter(|b| **b == b'\n')
            .count()
            + 1
    };
    let fault = |error: toml::de::Error| {
        Box::new(Finding {
            place: Place::Lock,
            line: error.span().map_or(1, |span| line(span.start)),
            weight: Weight::Wrong,
            code: "lock",
            anchor: None,
            what: error.message().to_owned(),
            hint: Some("take the lock from where it is kept, or remove it and update".to_owned()),
        })
    };
    let lock: TrustLock = toml::from_str(text).map_err(fault)?;
    let lined: Lined = toml::from_str(text).map_err(fault)?;
    let places = lined.snapshot.iter().map(|one| line(one.span().start));
    Ok(LinedLock {
        snapshots: places.zip(lock.snapshots).collect(),
    })
}

/// A fault of the file itself, with advice.
fn fault(error: TrustFileError) -> Finding {
    let (code, hint) = match &error.fault {
        Fault::Syntax(_) => ("syntax", None),
        Fault::Lacks { field } => ("lacks", advice(field)),
        Fault::Form { field, .. } => ("form", advice(field)),
        Fault::Repeated { .. } => ("repeated", Some("an id names one anchor in reports")),
        Fault::Mistyped(error) if error.message().contains("expected a timestamp") => (
            "mistyped",
            Some("write a time in quotes, as \"2026-01-01T00:00:00Z\""),
        ),
        _ => (
            "mistyped",
            Some("`credeval trust init -` shows every kind with its fields"),
        ),
    };
    Finding {
        place: Place::TrustFile,
        line: error.line,
        weight: Weight::Wrong,
        code,
        anchor: error.anchor,
        what: error.fault.to_string(),
        hint: hint.map(str::to_owned),
    }
}

fn advice(field: &str) -> Option<&'static str> {
    Some(match field {
        "pinned_sha256" => {
            "the certificates are printed in the Official Journal; take their SHA-256 from there, not from the list"
        }
        "oj_uri" => "the address of the notice in the Official Journal that names the certificates",
        "source" => {
            "what is published is fetched over https alone; files are given after the anchor's id"
        }
        "certificate" => {
            "paste it between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----"
        }
        "did" => "the identifier as the credential's `issuer`, without a fragment",
        "keys" => "leave `keys` out to allow every key of the DID",
        "grants" => "leave `grants` out for what the kind implies",
        "valid_until" => "the last instant that the anchor holds",
        "jwks" => "the federation's operator publishes the keys of its trust anchor",
        "territories" => "as the lists name them: `NL`, `FI`, and `EL` for Greece",
        _ => return None,
    })
}

/// Kinds that pin one organisation's key.
const PINS: &[AnchorKind] = &[AnchorKind::X509Pin, AnchorKind::DidPin];
/// Kinds that age.
const PUBLISHED: &[AnchorKind] = &[
    AnchorKind::EuLotl,
    AnchorKind::DccJson,
    AnchorKind::Register,
    AnchorKind::Esco,
    AnchorKind::Oidf,
];

/// Fields that only some kinds look at.
const FIELDS: [(&str, &[AnchorKind]); 13] = [
    ("certificate", &[AnchorKind::X509Pin]),
    (
        "organization_identifier",
        &[AnchorKind::X509Pin, AnchorKind::EuLotl],
    ),
    ("pinned_sha256", &[AnchorKind::EuLotl]),
    ("oj_uri", &[AnchorKind::EuLotl]),
    ("territories", &[AnchorKind::EuLotl]),
    ("jwks", &[AnchorKind::Oidf]),
    ("did", &[AnchorKind::DidPin]),
    ("keys", &[AnchorKind::DidPin]),
    ("organisation", PINS),
    ("awards_for", PINS),
    ("quality", PINS),
    ("max_age", PUBLISHED),
    ("on_stale", PUBLISHED),
];

/// An anchor that is looked at.
struct About<'a> {
    placed: &'a Placed,
    at: Timestamp,
    findings: &'a mut Vec<Finding>,
}

impl About<'_> {
    fn add(&mut self, field: &str, weight: Weight, code: &'static str, what: String, hint: &str) {
        let id = &self.placed.anchor.id;
        self.findings.push(Finding {
            place: Place::TrustFile,
            line: self.placed.line_of(field),
            weight,
            code,
            anchor: (!id.is_empty()).then(|| id.clone()),
            what,
            hint: Some(hint.to_owned()),
        });
    }

    /// Whether it holds now.
    fn validity(&mut self) {
        let anchor = &self.placed.anchor;
        if let Some(until) = anchor.valid_until.filter(|until| *until < self.at) {
            let what = format!("expected an anchor that holds, found one that ended on {until}");
            let hint = "confirm it anew and move `valid_until`, or remove the anchor";
            self.add("valid_until", Weight::Wrong, "expired", what, hint);
        }
        if let Some(from) = anchor.valid_from.filter(|from| self.at < *from) {
            let what = format!("holds from {from} only");
            let hint = "until then it vouches for nobody";
            self.add("valid_from", Weight::Advice, "not_yet_valid", what, hint);
        }
    }

    /// The certificate that it pins.
    fn certificate(&mut self) {
        let anchor = &self.placed.anchor;
        let Some(pem) = &anchor.certificate else {
            return;
        };
        let Some((from, until)) = pinned_validity(pem) else {
            let what = "expected a certificate in PEM, found other text".to_owned();
            let hint = advice("certificate").unwrap_or_default();
            return self.add("certificate", Weight::Wrong, "form", what, hint);
        };
        if until < self.at {
            let what =
                format!("expected a certificate that is valid, found one that expired on {until}");
            let hint = "pin the one that replaced it; keep this one only as long as seals under it are presented";
            self.add(
                "certificate",
                Weight::Wrong,
                "certificate_expired",
                what,
                hint,
            );
        } else if self.at < from {
            let what = format!("the certificate is valid from {from} only");
            let hint = "until then no seal under it is relied on";
            self.add("certificate", Weight::Advice, "not_yet_valid", what, hint);
        }
    }

    /// Fields that do nothing for its kind.
    fn effect(&mut self) {
        if !self.placed.has_kind() {
            return;
        }
        let kind = self.placed.anchor.kind;
        let stated: BTreeSet<&str> = self.placed.fields().collect();
        for (field, _) in FIELDS.iter().filter(|(_, kinds)| !kinds.contains(&kind)) {
            if stated.contains(field) {
                let what = format!("`{field}` says nothing in an anchor of this kind");
                let hint = "remove it, or correct the kind";
                self.add(field, Weight::Advice, "no_effect", what, hint);
            }
        }
    }

    /// Whether a reader learns why and by whom.
    fn provenance(&mut self) {
        let anchor = &self.placed.anchor;
        let unsaid =
            |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
        let fields = [("reason", &anchor.reason), ("added_by", &anchor.added_by)];
        let lacking: Vec<&str> = fields
            .iter()
            .filter(|(_, text)| unsaid(text))
            .map(|(field, _)| *field)
            .collect();
        if let [first, ..] = lacking[..] {
            let what = format!("expected `{}`, found none", lacking.join("` and `"));
            let hint = "whoever reviews the file asks why it is trusted, and who says so";
            self.add(first, Weight::Advice, "unexplained", what, hint);
        }
    }

    /// What it published, as of its last update.
    fn state(&mut self, locked: Option<&(usize, Locked)>, beside: &Beside<'_>) {
        let anchor = &self.placed.anchor;
        let update = match beside.name {
            "trust.toml" => format!("credeval trust update {}", anchor.id),
            name => format!("credeval trust update {} --trust {name}", anchor.id),
        };
        let Some((line, locked)) = locked else {
            let what =
                "expected a snapshot in the lock, found none: it was never updated".to_owned();
            return self.add("", Weight::Stale, "never_updated", what, &update);
        };
        let age = self
            .at
            .as_second()
            .saturating_sub(locked.updated.as_second());
        if age < 0 {
            let what = format!(
                "expected an update in the past, found one of {}",
                locked.updated
            );
            self.add("", Weight::Wrong, "updated_later", what, &update);
        }
        if let Some(max_age) = anchor.max_age.filter(|max_age| age > max_age.seconds()) {
            let what = format!(
                "expected an update at most {max_age} old, found one of {} ({} days old)",
                locked.updated,
                age / 86_400
            );
            self.add("max_age", Weight::Stale, "stale", what, &update);
        }
        if !locked.is_of(anchor) {
            let what = "expected a snapshot made under what the anchor says, found one made under \
                        other words: kind, source, pins, notice or territories have changed"
                .to_owned();
            self.add("", Weight::Wrong, "anchor_changed", what, &update);
        }
        let mut lock = |weight, code, what, hint: &str| {
            self.findings.push(Finding {
                place: Place::Lock,
                line: *line,
                weight,
                code,
                anchor: Some(anchor.id.clone()),
                what,
                hint: Some(hint.to_owned()),
            });
        };
        let read = (beside.snapshot)(locked).map(|bytes| snapshot::open(&bytes, locked));
        match read {
            Err(why) => {
                lock(Weight::Wrong, "snapshot_missing", why, &update);
            }
            Ok(Err(error)) => {
                let code = match error {
                    SnapshotError::Digest { .. } => "snapshot_altered",
                    SnapshotError::Form { .. } => "snapshot_form",
                };
                let what = format!("{}: {error}", locked.file);
                lock(Weight::Wrong, code, what, &update);
            }
            Ok(Ok(read)) if !snapshot::is_of(&read, anchor.kind) => {
                let what = format!(
                    "{}: expected a snapshot of the anchor's kind, found one of another",
                    locked.file
                );
                lock(Weight::Wrong, "snapshot_kind", what, &update);
            }
            Ok(Ok(read)) => {
                for (territory, count) in snapshot::unreadable(&read) {
                    let hint = "whoever keeps the list can correct them";
                    let what = unreadable(territory, count);
                    lock(Weight::Advice, "certificates_unread", what, hint);
                }
            }
        }
        for source in &locked.sources {
            let name = name(source);
            match (&source.refused, source.next_update) {
                (Some(why), _) => {
                    let what = format!("{name} is not relied on: {why}");
                    let hint =
                        "nobody whom it alone lists is vouched for, until an update reads it";
                    lock(Weight::Stale, "list_refused", what, hint);
                }
                (None, Some(next)) if next < self.at && !is_pivot(source) => {
                    let what = format!(
                        "expected a {name} that is current, found one that was to be replaced by {next}"
                    );
                    lock(Weight::Stale, "list_overdue", what, &update);
                }
                _ => {}
            }
        }
    }
}

/// Whether it only bridges from the pinned certificates to the list of lists: it is numbered, and
/// the list of no territory. That it was replaced is what makes it one.
pub fn is_pivot(source: &Source) -> bool {
    source.territory.is_none() && source.sequence.is_some()
}

/// Certificates that stand in a territory's list and cannot be read.
pub fn unreadable(territory: &str, count: u32) -> String {
    let certificates = match count {
        1 => "1 certificate".to_owned(),
        count => format!("{count} certificates"),
    };
    format!(
        "list of {territory}: {certificates} of its services cannot be read; nobody below is known"
    )
}

/// What people call a source.
pub fn name(source: &Source) -> String {
    match source.territory.as_deref() {
        Some("EU") => "list of lists".to_owned(),
        Some(territory) => format!("list of {territory}"),
        None => source.url.clone(),
    }
}

#[cfg(test)]
mod tests {
    use credeval_model::{
        Digest,
        trust::snapshot::{Registry, Snapshot, TrustedList, TrustedLists},
    };

    use super::*;

    const REGISTRY: &str = "[[anchor]]\nid = 'r'\nkind = 'dcc_json'\nsource = 'https://r.example/'\nreason = 'x'\nadded_by = 'y'\nmax_age = '7d'\n";

    fn now() -> Timestamp {
        "2026-09-15T00:00:00Z".parse().unwrap()
    }

    /// Place, line, weight and code of everything that is found.
    fn found(
        file: &str,
        lock: Option<&str>,
        snapshot: Option<&[u8]>,
    ) -> Vec<(Place, usize, Weight, &'static str)> {
        let read = |_: &Locked| {
            snapshot
                .map(<[u8]>::to_vec)
                .ok_or_else(|| "not there".to_owned())
        };
        let beside = Beside {
            name: "trust.toml",
            lock,
            snapshot: &read,
        };
        let found = check(file, &beside, now()).into_iter();
        found
            .inspect(|one| assert!(!one.what.is_empty()))
            .map(|one| (one.place, one.line, one.weight, one.code))
            .collect()
    }

    fn snapshot() -> Vec<u8> {
        snapshot::print(&Snapshot::DccJson(Registry::default())).unwrap()
    }

    fn made_for() -> Digest {
        credeval_model::trust::lock::words(&file::read(REGISTRY).0[0].anchor)
    }

    fn lock(updated: &str, further: &str) -> String {
        let digest = Digest::of(&snapshot());
        format!(
            "# a heading\n[[snapshot]]\nanchor = 'r'\nfile = 'r.json'\nsha256 = '{digest}'\nmade_for = '{}'\nupdated = '{updated}'\n{further}",
            made_for()
        )
    }

    #[test]
    fn a_file_that_is_current_has_no_findings() {
        let fresh = lock("2026-09-10T00:00:00Z", "");
        assert_eq!(found(REGISTRY, Some(&fresh), Some(&snapshot())), []);
        assert_eq!(found("", None, None), []);
    }

    #[test]
    fn what_is_old_or_was_never_read_is_stale() {
        let stale = lock("2026-09-07T23:59:59Z", "");
        assert_eq!(
            found(REGISTRY, Some(&stale), Some(&snapshot())),
            [(Place::TrustFile, 7, Weight::Stale, "stale")]
        );
        assert_eq!(
            found(REGISTRY, None, None),
            [(Place::TrustFile, 1, Weight::Stale, "never_updated")]
        );
        let source = |further: &str| {
            let url = "\n[[snapshot.source]]\nurl = 'https://l.example/'\nterritory = 'FI'";
            let digest = Digest::of(b"");
            lock(
                "2026-09-10T00:00:00Z",
                &format!("{url}\nsha256 = '{digest}'\n{further}"),
            )
        };
        let bridge = source("next_update = '2026-09-14T00:00:00Z'\nsequence = 100\n");
        let bridge = bridge.replace("territory = 'FI'\n", "");
        assert_eq!(found(REGISTRY, Some(&bridge), Some(&snapshot())), []);
        let overdue = source("next_update = '2026-09-14T00:00:00Z'\n");
        assert_eq!(
            found(REGISTRY, Some(&overdue), Some(&snapshot())),
            [(Place::Lock, 2, Weight::Stale, "list_overdue")]
        );
        let refused = source("refused = 'bad_signature'\n");
        assert_eq!(
            found(REGISTRY, Some(&refused), Some(&snapshot())),
            [(Place::Lock, 2, Weight::Stale, "list_refused")]
        );
        let pin = "[[anchor]]\nid = 'p'\nkind = 'did_pin'\ndid = 'did:web:u.example'\nreason = 'x'\nadded_by = 'y'\n";
        let left = lock("2026-09-10T00:00:00Z", "");
        assert_eq!(
            found(pin, Some(&left), None),
            [(Place::Lock, 2, Weight::Stale, "unknown_anchor")]
        );
    }

    #[test]
    fn a_lock_or_snapshot_that_cannot_be_relied_on_is_wrong() {
        let fresh = lock("2026-09-10T00:00:00Z", "");
        let register = snapshot::print(&Snapshot::Register(
            credeval_model::trust::snapshot::Register::default(),
        ));
        for (lock, snapshot, code) in [
            (fresh.as_str(), None, "snapshot_missing"),
            (fresh.as_str(), Some(&b"{}"[..]), "snapshot_altered"),
            (
                fresh
                    .replace(&Digest::of(&snapshot()).hex(), &Digest::of(b"{}").hex())
                    .as_str(),
                Some(&b"{}"[..]),
                "snapshot_form",
            ),
            (
                fresh
                    .replace(
                        &Digest::of(&snapshot()).hex(),
                        &Digest::of(register.as_ref().unwrap()).hex(),
                    )
                    .as_str(),
                Some(register.as_ref().unwrap().as_slice()),
                "snapshot_kind",
            ),
        ] {
            assert_eq!(
                found(REGISTRY, Some(lock), snapshot),
                [(Place::Lock, 2, Weight::Wrong, code)]
            );
        }
        let broken = found(REGISTRY, Some("[[snapshot]]\nanchor = 1\n"), None);
        assert!(
            broken.contains(&(Place::Lock, 2, Weight::Wrong, "lock")),
            "{broken:?}"
        );
        let later = lock("2026-09-16T00:00:00Z", "");
        assert_eq!(
            found(REGISTRY, Some(&later), Some(&snapshot())),
            [(Place::TrustFile, 1, Weight::Wrong, "updated_later")]
        );
    }

    #[test]
    fn pins_expire_and_say_who_trusts_them() {
        let pin = |further: &str| {
            format!("[[anchor]]\nid = 'p'\nkind = 'did_pin'\ndid = 'did:web:u.example'\n{further}")
        };
        let who = "reason = 'x'\nadded_by = 'y'\n";
        for (further, expected) in [
            (who.to_owned(), vec![]),
            (String::new(), vec![(1, Weight::Advice, "unexplained")]),
            (
                format!("{who}valid_until = '2026-09-14T00:00:00Z'\n"),
                vec![(7, Weight::Wrong, "expired")],
            ),
            (
                format!("{who}valid_until = '2026-09-15T00:00:00Z'\n"),
                vec![],
            ),
            (
                format!("{who}valid_from = '2026-10-01T00:00:00Z'\n"),
                vec![(7, Weight::Advice, "not_yet_valid")],
            ),
            (
                format!("{who}oj_uri = 'https://a.example/'\n"),
                vec![(7, Weight::Advice, "no_effect")],
            ),
            (
                format!("{who}on_stale = 'never'\nkey = 1\n"),
                vec![
                    (7, Weight::Wrong, "mistyped"),
                    (7, Weight::Advice, "no_effect"),
                    (8, Weight::Wrong, "mistyped"),
                ],
            ),
        ] {
            let found = found(&pin(&further), None, None).into_iter();
            let found: Vec<_> = found
                .map(|(_, line, weight, code)| (line, weight, code))
                .collect();
            assert_eq!(found, expected, "{further}");
        }
    }

    #[test]
    fn a_field_that_does_nothing_for_the_kind_is_told() {
        let fresh = lock("2026-09-10T00:00:00Z", "");
        for further in [
            "organisation = { name = 'U' }",
            "awards_for = ['U']",
            "quality = { kind = 'programme', report = 'r', valid_from = '2026-01-01' }",
        ] {
            let file = format!("{REGISTRY}{further}\n");
            // Neither is a word that decides what is read.
            assert_eq!(
                found(&file, Some(&fresh), Some(&snapshot())),
                [(Place::TrustFile, 8, Weight::Advice, "no_effect")]
            );
            let pin = "[[anchor]]\nid = 'p'\nkind = 'did_pin'\ndid = 'did:web:u.example'\nreason = 'x'\nadded_by = 'y'\n";
            assert_eq!(found(&format!("{pin}{further}\n"), None, None), []);
            for aging in ["max_age = '7d'", "on_stale = 'warn'"] {
                assert_eq!(
                    found(&format!("{pin}{aging}\n"), None, None),
                    [(Place::TrustFile, 7, Weight::Advice, "no_effect")]
                );
            }
        }
    }

    #[test]
    fn certificates_that_cannot_be_read_are_told() {
        let lists = |unread| {
            let list = TrustedList {
                territory: "FI".to_owned(),
                digest: Digest::of(b""),
                sequence: 7,
                issued: now(),
                next_update: None,
                unread,
                services: Vec::new(),
            };
            snapshot::print(&Snapshot::EuLotl(TrustedLists {
                lists: vec![list],
                ..TrustedLists::default()
            }))
            .unwrap()
        };
        let pin = "0".repeat(64);
        let file = format!(
            "[[anchor]]\nid = 'r'\nkind = 'eu_lotl'\nsource = 'https://l.example/'\noj_uri = 'o'\npinned_sha256 = ['{pin}']\nreason = 'x'\nadded_by = 'y'\n"
        );
        let made_for = credeval_model::trust::lock::words(&file::read(&file).0[0].anchor);
        for (unread, expected) in [
            (0, vec![]),
            (
                2,
                vec![(Place::Lock, 1, Weight::Advice, "certificates_unread")],
            ),
        ] {
            let bytes = lists(unread);
            let digest = Digest::of(&bytes);
            let lock = format!(
                "[[snapshot]]\nanchor = 'r'\nfile = 'r.json'\nsha256 = '{digest}'\nmade_for = '{made_for}'\nupdated = '2026-09-10T00:00:00Z'\n"
            );
            assert_eq!(found(&file, Some(&lock), Some(&bytes)), expected);
        }
    }

    #[test]
    fn a_pinned_certificate_is_one_and_is_valid() {
        let pinned = |pem: &str, at: &str| {
            let file = format!(
                "[[anchor]]\nid = 'p'\nkind = 'x509_pin'\nreason = 'x'\nadded_by = 'y'\ncertificate = '''\n{pem}\n'''\n"
            );
            let read = |_: &Locked| Err(String::new());
            let beside = Beside {
                name: "trust.toml",
                lock: None,
                snapshot: &read,
            };
            let found = check(&file, &beside, at.parse().unwrap()).into_iter();
            found.map(|one| (one.line, one.code)).collect::<Vec<_>>()
        };
        let file = include_str!("../../../fixtures/admission/trust.toml");
        let start = file.find("-----BEGIN").unwrap();
        let end =
            file.find("-----END CERTIFICATE-----").unwrap() + "-----END CERTIFICATE-----".len();
        // It is valid from 2024 to 2045 (fixtures/admission).
        let pem = &file[start..end];
        assert_eq!(pinned(pem, "2026-09-15T00:00:00Z"), []);
        assert_eq!(
            pinned(pem, "2047-01-01T00:00:00Z"),
            [(6, "certificate_expired")]
        );
        assert_eq!(pinned(pem, "2020-01-01T00:00:00Z"), [(6, "not_yet_valid")]);
        assert_eq!(pinned(&pem[40..], "2026-09-15T00:00:00Z"), [(6, "form")]);
    }
}
