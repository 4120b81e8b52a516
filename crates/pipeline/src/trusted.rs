//! The trust file on disk, and what stands beside it: the lock, and the snapshots that it names.
//!
//! ```text
//! trust.toml   whom the registrar trusts
//! trust.lock   which state of what they publish is relied on
//! trust.snapshots/ID.json
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use credeval_model::{
    Timestamp,
    evidence::{Evidence, EvidenceKind, Request},
    trust::{
        Anchor, AnchorKind, Grant, OnStale, TrustFile, TrustFileError,
        lock::{self, Locked, Source, TrustLock},
        snapshot::Snapshot,
    },
};
use credeval_trust::{
    Made, Progress, Reading, Refused, read,
    snapshot::{self, SnapshotError},
    update,
};
use credeval_verify::{DEFAULT_CRYPTO, Trust, TrustError};

use credeval_score::Skills;
use serde::{Deserialize, Serialize};

use crate::fetch::{self, Client, Supplied, Url};

/// Bytes of a snapshot that are read. A snapshot of all European lists has some eight
/// million, one of a whole register of institutions may have more.
const SNAPSHOT_BYTES: u64 = 128 * 1024 * 1024;

/// A trust file, or what stands beside it, that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustedError {
    /// A file that cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A trust file that is at fault.
    #[error("{}: {error}", path.display())]
    TrustFile {
        /// The file.
        path: PathBuf,
        /// The first fault.
        error: TrustFileError,
    },
    /// An anchor that cannot be used.
    #[error("{}: {error}", path.display())]
    Anchor {
        /// The trust file.
        path: PathBuf,
        /// Why.
        error: TrustError,
    },
    /// A lock that is none.
    #[error("{}: expected a lock of a trust file: {source}", path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        source: toml::de::Error,
    },
    /// A packed trust file that is none.
    #[error("expected a packed trust file: {0}")]
    Pack(#[source] serde_json::Error),
    /// A lock that another has written in the meantime.
    #[error("{}: expected the lock as it was read, found one that was written since", path.display())]
    Changed {
        /// The lock.
        path: PathBuf,
    },
    /// A lock that names a file elsewhere.
    #[error("{}: expected a file beside the lock for anchor `{anchor}`, found `{found}`", path.display())]
    Elsewhere {
        /// The lock.
        path: PathBuf,
        /// The anchor's id.
        anchor: String,
        /// The file that it names.
        found: String,
    },
    /// A snapshot that the lock names and that cannot be read.
    #[error("{}: expected the snapshot that the lock names: {source}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Files for an anchor that takes others.
    #[error("expected {expected} for anchor `{anchor}`, found {found}")]
    Files {
        /// The anchor's id.
        anchor: String,
        /// How many it takes.
        expected: &'static str,
        /// How many were given.
        found: usize,
    },
    /// A file that was given for an anchor and cannot be read.
    #[error("{error}")]
    Supplied {
        /// Why.
        error: fetch::FetchError,
    },
    /// A snapshot that is not what the lock says.
    #[error("{}: {error}", path.display())]
    Snapshot {
        /// The file.
        path: PathBuf,
        /// Why.
        error: SnapshotError,
    },
}

/// A place on disk with a trust file; or what stood there, packed.
#[derive(Debug, Clone)]
pub struct TrustFolder {
    file: PathBuf,
    packed: Option<Arc<BTreeMap<PathBuf, String>>>,
}

/// A trust file with its lock and snapshots, in one piece.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pack {
    /// Which of the files is the trust file.
    file: PathBuf,
    files: BTreeMap<PathBuf, String>,
}

impl TrustFolder {
    /// The folder of this trust file.
    pub fn of(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            packed: None,
        }
    }

    /// What [`TrustFolder::pack`] wrote.
    pub fn unpack(bytes: &[u8]) -> Result<Self, TrustedError> {
        let pack: Pack = serde_json::from_slice(bytes).map_err(TrustedError::Pack)?;
        Ok(Self {
            file: pack.file,
            packed: Some(Arc::new(pack.files)),
        })
    }

    /// The trust file, its lock and the snapshots that the lock names, as one piece to be kept: equal
    /// bytes for equal files. A snapshot that is not what the lock says is an error, as in
    /// [`TrustFolder::load`].
    pub fn pack(&self) -> Result<Vec<u8>, TrustedError> {
        let name = |path: &Path| PathBuf::from(path.file_name().unwrap_or_default());
        let mut files = BTreeMap::from([(name(&self.file), self.text()?)]);
        if let Some(lock) = self.lock_text()? {
            files.insert(name(&self.lock_path()), lock);
        }
        for locked in &self.lock()?.snapshots {
            self.open(locked)?;
            let path = self.beside(&locked.file);
            let bytes = String::from_utf8(self.snapshot(locked)?);
            let text = bytes.map_err(|error| failed(path, io::Error::other(error)))?;
            files.insert(PathBuf::from(&locked.file), text);
        }
        let file = name(&self.file);
        serde_json::to_vec(&Pack { file, files }).map_err(TrustedError::Pack)
    }

    /// The bytes of a file here, at most `limit`.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        match &self.packed {
            None => read_up_to(path, limit),
            Some(files) => {
                let text = files.get(path).ok_or(io::ErrorKind::NotFound)?;
                Ok(text.clone().into_bytes())
            }
        }
    }

    fn read_text(&self, path: &Path) -> io::Result<String> {
        match &self.packed {
            None => fs::read_to_string(path),
            Some(files) => Ok(files.get(path).ok_or(io::ErrorKind::NotFound)?.clone()),
        }
    }

    /// The lock: the trust file's name with `lock` at its end.
    pub fn lock_path(&self) -> PathBuf {
        self.file.with_extension("lock")
    }

    /// Where a file that the lock names stands.
    pub fn beside(&self, file: &str) -> PathBuf {
        self.file.with_file_name(file)
    }

    /// The name of an anchor's snapshot in the lock.
    fn snapshot_name(&self, anchor: &str) -> String {
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        format!("{stem}.snapshots/{anchor}.json")
    }

    /// The text of the trust file.
    pub fn text(&self) -> Result<String, TrustedError> {
        self.read_text(&self.file)
            .map_err(|source| failed(self.file.clone(), source))
    }

    /// The trust file.
    pub fn trust_file(&self) -> Result<TrustFile, TrustedError> {
        TrustFile::parse(&self.text()?).map_err(|error| TrustedError::TrustFile {
            path: self.file.clone(),
            error,
        })
    }

    /// The text of the lock; `None` where there is none.
    pub fn lock_text(&self) -> Result<Option<String>, TrustedError> {
        let path = self.lock_path();
        match self.read_text(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed(path, source)),
        }
    }

    /// The lock; an empty one where there is none.
    pub fn lock(&self) -> Result<TrustLock, TrustedError> {
        let text = self.lock_text()?.unwrap_or_default();
        toml::from_str(&text).map_err(|source| TrustedError::Lock {
            path: self.lock_path(),
            source,
        })
    }

    /// The bytes of the snapshot that an entry of the lock names.
    pub fn snapshot(&self, locked: &Locked) -> Result<Vec<u8>, TrustedError> {
        // What the lock names is beside it: a lock from elsewhere reads no other file.
        if locked.file != self.snapshot_name(&locked.anchor) {
            return Err(TrustedError::Elsewhere {
                path: self.lock_path(),
                anchor: locked.anchor.clone(),
                found: locked.file.clone(),
            });
        }
        let path = self.beside(&locked.file);
        self.read(&path, SNAPSHOT_BYTES)
            .map_err(|source| TrustedError::Unread { path, source })
    }

    /// The anchors of the trust file, with what they published as the lock says.
    ///
    /// An anchor that was never brought up to date, or not since its words changed, is not asked;
    /// reports say so.
    pub fn load(&self) -> Result<Trust, TrustedError> {
        let file = self.trust_file()?;
        let anchors = file.anchors.clone();
        let unusable = |error| TrustedError::Anchor {
            path: self.file.clone(),
            error,
        };
        let mut trust = Trust::new(file).map_err(unusable)?;
        let lock = self.lock()?;
        // What was read under a pin that was taken out since, say, is not what this file trusts.
        // A classification of skills vouches for nobody, and is large: see `skills`.
        let of_file = |locked: &&Locked| {
            let mut anchors = anchors.iter();
            anchors.any(|anchor| {
                let is_it = anchor.id == locked.anchor && locked.is_of(anchor);
                is_it && anchor.kind != AnchorKind::Esco
            })
        };
        for locked in lock.snapshots.iter().filter(of_file) {
            let opened = self.open(locked)?;
            trust = trust
                .with_snapshot(&locked.anchor, opened, locked.sha256, locked.updated)
                .map_err(unusable)?;
        }
        Ok(trust)
    }

    fn open(&self, locked: &Locked) -> Result<Snapshot, TrustedError> {
        let bytes = self.snapshot(locked)?;
        snapshot::open(&bytes, locked).map_err(|error| TrustedError::Snapshot {
            path: self.beside(&locked.file),
            error,
        })
    }

    /// The classifications of skills among the anchors, as they hold at a time; `None` where there
    /// is no such anchor. One that is not used says why, in what it gives.
    pub fn skills(&self, at: Timestamp) -> Result<Option<Skills>, TrustedError> {
        let file = self.trust_file()?;
        let is_it =
            |anchor: &&Anchor| anchor.kind == AnchorKind::Esco && anchor.serves(Grant::Skills);
        let mut anchors = file.anchors.iter().filter(is_it).peekable();
        if anchors.peek().is_none() {
            return Ok(None);
        }
        let lock = self.lock()?;
        let mut skills = Skills::default();
        for anchor in anchors {
            let locked = lock.snapshots.iter().find(|one| one.anchor == anchor.id);
            match usable(anchor, locked, at) {
                Ok(locked) => match self.open(locked)? {
                    Snapshot::Esco(read) => {
                        skills.add(&anchor.id, locked.sha256, locked.updated, read);
                    }
                    _ => skills.leave_out(unused(anchor, "its snapshot is of another kind")),
                },
                Err(why) => skills.leave_out(unused(anchor, why)),
            }
        }
        Ok(Some(skills))
    }

    /// Settles what was read of an anchor against the state before it. A snapshot that is no
    /// longer what the lock says is passed over; the numbers in the lock bind all the same.
    pub fn settle(
        &self,
        anchor: &Anchor,
        locked: Option<&Locked>,
        made: Made,
        evidence: &Evidence,
        now: Timestamp,
    ) -> Result<update::Settled, Refused> {
        let kept = locked.and_then(|locked| {
            let bytes = self.snapshot(locked).ok()?;
            snapshot::open(&bytes, locked).ok()
        });
        let before = locked.map(|locked| update::Before {
            locked,
            snapshot: kept.as_ref(),
        });
        let file = self.snapshot_name(&anchor.id);
        update::settle(anchor, file, before, made, evidence, now)
    }

    /// Writes snapshots, and then the lock that names them, unless another has written the lock
    /// since it was read.
    ///
    /// Each file is replaced as a whole. Where the lock could not be written, it names the
    /// snapshots of before, and what no longer fits is refused when it is loaded.
    pub fn write(
        &self,
        settled: &[update::Settled],
        before: &TrustLock,
        lock: &TrustLock,
    ) -> Result<(), TrustedError> {
        if self.lock()? != *before {
            let path = self.lock_path();
            return Err(TrustedError::Changed { path });
        }
        for one in settled {
            let path = self.beside(&one.locked.file);
            replace(&path, &one.bytes).map_err(|source| failed(path, source))?;
        }
        let path = self.lock_path();
        let text =
            toml::to_string(lock).map_err(|error| failed(path.clone(), io::Error::other(error)))?;
        let text = format!("{LOCK_HEADING}{text}");
        replace(&path, text.as_bytes()).map_err(|source| failed(path, source))
    }
}

/// What is locked of a classification, unless it is not to be used at a time.
fn usable<'l>(
    anchor: &Anchor,
    locked: Option<&'l Locked>,
    at: Timestamp,
) -> Result<&'l Locked, &'static str> {
    let is_outside = anchor.valid_from.is_some_and(|from| at < from)
        || anchor.valid_until.is_some_and(|until| until < at);
    let locked = locked.ok_or("no files of it were given yet")?;
    let age = at.as_second().saturating_sub(locked.updated.as_second());
    let is_old = anchor
        .max_age
        .is_some_and(|max_age| age > max_age.seconds());
    if is_outside {
        Err("the trust file does not let it hold at this time")
    } else if !locked.is_of(anchor) {
        Err("the trust file has named another source since its files were given")
    } else if is_old && anchor.on_stale == OnStale::Fail {
        Err("it is older than the trust file allows")
    } else {
        Ok(locked)
    }
}

fn unused(anchor: &Anchor, why: &str) -> String {
    format!(
        "The classification of skills `{}` was not used: {why}.",
        anchor.id
    )
}

fn failed(path: PathBuf, source: io::Error) -> TrustedError {
    TrustedError::File { path, source }
}

/// The first line of a lock.
const LOCK_HEADING: &str = "# Written by `credeval trust update`: what the anchors beside it published. Reviewed, not edited.\n\n";

/// The files of a classification of skills that a person supplied.
fn parts(anchor: &Anchor, supplied: Option<&Supplied>) -> Vec<Request> {
    let (AnchorKind::Esco, Some(source), Some(supplied)) =
        (anchor.kind, anchor.source.as_deref(), supplied)
    else {
        return Vec::new();
    };
    let addresses = supplied.addresses().map(Url::as_str);
    let of_anchor = addresses.filter(|url| lock::is_part(source, url));
    let request = |url: &str| Request {
        kind: EvidenceKind::SkillClassification,
        url: url.to_owned(),
    };
    of_anchor.map(request).collect()
}

/// Whether something was supplied for an anchor.
pub fn has_any(supplied: &Supplied, anchor: &Anchor) -> bool {
    let source = anchor.source.as_deref().unwrap_or_default();
    let mut addresses = supplied.addresses();
    addresses.any(|url| lock::is_part(source, url.as_str()))
}

/// Takes files for what stands at an anchor's address: one file for the address itself, and for
/// ESCO, whose download has several, each for its part of it.
pub fn files_of(anchor: &Anchor, files: &[PathBuf]) -> Result<Supplied, TrustedError> {
    let source = anchor.source.as_deref().unwrap_or_default();
    let refused = |found| TrustedError::Files {
        anchor: anchor.id.clone(),
        expected: match anchor.kind {
            AnchorKind::EuLotl => "no file: its lists are given by --evidence DIR",
            _ => "one file",
        },
        found,
    };
    let names = files.iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.replace(
            |c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c)),
            "_",
        )
    });
    let addresses: Vec<String> = match (anchor.kind, files.len()) {
        (AnchorKind::Esco, _) => names.map(|name| lock::part(source, &name)).collect(),
        (AnchorKind::EuLotl, found) => return Err(refused(found)),
        (_, 1) => vec![source.to_owned()],
        (_, found) => return Err(refused(found)),
    };
    let mut placed = Vec::new();
    for (address, path) in addresses.iter().zip(files) {
        let url = Url::parse(address).map_err(|error| {
            failed(
                path.clone(),
                io::Error::other(format!("{address}: {error}")),
            )
        })?;
        placed.push((url, path.clone()));
    }
    Supplied::files(placed).map_err(|error| TrustedError::Supplied { error })
}

/// Reads what an anchor publishes, round by round, with what was seen for it.
pub async fn publication(
    anchor: &Anchor,
    before: &[Source],
    supplied: Option<&Supplied>,
    client: &Client,
    now: Timestamp,
) -> Result<(Made, Evidence), Refused> {
    let mut evidence = Evidence::none();
    // Of a publication of several files nobody knows which there are but who supplied them.
    let parts = parts(anchor, supplied);
    for (url, answer) in fetch::answer(&parts, supplied, client, now).await {
        evidence.insert(url, answer);
    }
    for _ in 0..update::ROUNDS {
        let progress = read(Reading {
            anchor,
            evidence: &evidence,
            before,
            now,
            crypto: DEFAULT_CRYPTO,
        })?;
        let mut needs = match progress {
            Progress::Made(made) => return Ok((made, evidence)),
            Progress::Needs(needs) => needs,
        };
        needs.retain(|request| evidence.get(&request.url).is_none());
        if needs.is_empty() {
            break;
        }
        for (url, answer) in fetch::answer(&needs, supplied, client, now).await {
            evidence.insert(url, answer);
        }
    }
    Err(Refused {
        code: "not_finished",
        url: anchor.source.clone().unwrap_or_default(),
        what: format!(
            "expected to be read in {} rounds, found more to ask",
            update::ROUNDS
        ),
    })
}

fn read_up_to(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    use io::Read as _;
    let file = fs::File::open(path)?;
    let mut bytes =
        Vec::with_capacity(usize::try_from(file.metadata()?.len().min(limit)).unwrap_or(0));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > limit {
        true => Err(io::Error::other(format!(
            "expected at most {limit} bytes, found more"
        ))),
        false => Ok(bytes),
    }
}

/// Replaces a file as a whole, or leaves it as it was.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let mut file = fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use credeval_model::Digest;

    use super::*;

    #[test]
    fn two_updates_at_once_do_not_undo_each_other() {
        let folder = std::env::temp_dir().join(format!("credeval-at-once-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let trust = TrustFolder::of(&folder.join("trust.toml"));
        let locked = |anchor: &str| Locked {
            anchor: anchor.to_owned(),
            file: format!("trust.snapshots/{anchor}.json"),
            sha256: Digest::of(b"{}"),
            made_for: Digest::of(b""),
            updated: Timestamp::default(),
            sources: Vec::new(),
        };
        let settled = |anchor| update::Settled {
            locked: locked(anchor),
            bytes: b"{}".to_vec(),
            kept: Vec::new(),
            unreadable: BTreeMap::new(),
        };
        let lock = |anchor| TrustLock {
            snapshots: vec![locked(anchor)],
        };
        // Both read the lock before either wrote it.
        let before = trust.lock().unwrap();
        trust.write(&[settled("a")], &before, &lock("a")).unwrap();
        let second = trust.write(&[settled("b")], &before, &lock("b"));
        assert!(matches!(second, Err(TrustedError::Changed { .. })));
        assert_eq!(trust.lock().unwrap(), lock("a"));
        assert!(!folder.join("trust.snapshots/b.json").exists());
        // Run again, it writes.
        trust
            .write(&[settled("b")], &lock("a"), &lock("b"))
            .unwrap();
        fs::remove_dir_all(&folder).unwrap();
    }
}
