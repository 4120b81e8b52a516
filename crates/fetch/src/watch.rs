//! A watched folder, into which others put files, such as by SFTP.
//!
//! It is looked at again and again, which works on network file systems too, where nobody tells of
//! a change. Nothing is moved or removed.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs::{self, File, Metadata},
    io::{self, Read},
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use credeval_model::Digest;
use sha2::{Digest as _, Sha256};

use crate::{EnvironmentError, FetchError, InputError, Source};

/// How long a file must stay as it is: more than a slow line pauses within a transfer.
const STABLE: Duration = Duration::from_secs(10);
/// From one look to the next.
const INTERVAL: Duration = Duration::from_secs(2);
/// Nested directories; deeper ones are an accident or a trap.
const DEPTH: usize = 32;
/// How names end that programs give to files that are not whole yet: `part` (rsync, Firefox),
/// `filepart` (`WinSCP`), `crdownload` (Chrome), `tmp` and `swp`, and `~` of editors.
const TEMPORARY: [&str; 6] = [".part", ".filepart", ".crdownload", ".tmp", ".swp", "~"];
/// Bytes that are read at once for a digest.
const BUFFER: usize = 64 * 1024;

/// How a folder is watched.
#[derive(Debug, Clone, Copy)]
pub struct WatchOptions {
    /// How long length and time of change of a file must stay the same until it counts as whole;
    /// by default 10 seconds.
    pub stable: Duration,
    /// From one look to the next; by default 2 seconds.
    pub interval: Duration,
}

impl Default for WatchOptions {
    fn default() -> Self {
        Self {
            stable: STABLE,
            interval: INTERVAL,
        }
    }
}

/// A file that has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// The file, or the archive.
    pub source: Source,
    /// SHA-256 of its bytes.
    pub digest: Digest,
}

/// Watches a folder and the folders in it, and gives each file once it is whole.
///
/// A file is whole once its length and its time of change have stayed the same for a while, or at
/// once where it was renamed from a temporary name, as programs do that know when they are done.
/// Names that start with a dot or end as temporary ones do are passed over, and so are symbolic
/// links. Each content is given once, under whichever name it comes first; a file that changes
/// later is given again. It remembers the names and states of the files that are there, and the
/// digests of all that it gave.
///
/// It compares states of a file with one another and never with the clock of this machine, which
/// may differ from that of a file server. That a file is whole is a guess: a sender who pauses for
/// longer should send under a temporary name.
#[derive(Debug)]
pub struct Watch {
    directory: PathBuf,
    options: WatchOptions,
    files: BTreeMap<PathBuf, Seen>,
    /// The identities of what stood under a temporary name at the last look.
    temporary: BTreeSet<Identity>,
    given: BTreeSet<Digest>,
    /// Faults of the last look.
    told: BTreeSet<String>,
    waiting: VecDeque<Result<Arrived, FetchError>>,
}

/// A file as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    state: State,
    /// Since when it has been so.
    since: Instant,
    /// Whether it was given, or told of as unreadable.
    is_settled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    length: u64,
    changed: Option<SystemTime>,
}

/// What a file is whatever its name: device and number.
type Identity = (u64, u64);

/// What stands in the folder.
#[derive(Default)]
struct Listing {
    files: Vec<(PathBuf, State, Option<Identity>)>,
    temporary: BTreeSet<Identity>,
    faults: Vec<FetchError>,
}

impl Watch {
    /// Begins to watch a folder; an error where it cannot be read.
    pub fn new(directory: &Path, options: WatchOptions) -> Result<Self, FetchError> {
        fs::read_dir(directory).map_err(|source| cannot_read(directory, source))?;
        Ok(Self {
            directory: directory.to_owned(),
            options,
            files: BTreeMap::new(),
            temporary: BTreeSet::new(),
            given: BTreeSet::new(),
            told: BTreeSet::new(),
            waiting: VecDeque::new(),
        })
    }

    /// Takes contents for given, such as those that a store knows from before.
    pub fn remember(&mut self, digests: impl IntoIterator<Item = Digest>) {
        self.given.extend(digests);
    }

    /// Looks once, at `now`, and gives what has arrived since the last look, by name. A file or
    /// folder that cannot be read is an error, told once as long as it stays as it is, and stops no
    /// other. Reads each new file once.
    pub fn look(&mut self, now: Instant) -> Vec<Result<Arrived, FetchError>> {
        let mut listing = Listing::default();
        listing.read(&self.directory, DEPTH);
        let faults = self.untold(listing.faults);
        let mut found: Vec<_> = faults.into_iter().map(Err).collect();
        let mut files = BTreeMap::new();
        for (path, state, identity) in listing.files {
            let before = self.files.remove(&path);
            let renamed =
                before.is_none() && identity.is_some_and(|file| self.temporary.contains(&file));
            let mut seen = match before {
                Some(seen) if seen.state == state => seen,
                _ => Seen {
                    state,
                    since: now,
                    is_settled: false,
                },
            };
            let is_whole =
                renamed || now.saturating_duration_since(seen.since) >= self.options.stable;
            if is_whole && !seen.is_settled {
                seen.is_settled = true;
                match arrived(&path, state) {
                    Ok(Some(arrived)) => {
                        if self.given.insert(arrived.digest) {
                            found.push(Ok(arrived));
                        }
                    }
                    // It changed while it was read.
                    Ok(None) => {
                        seen.is_settled = false;
                        seen.since = now;
                    }
                    Err(error) => found.push(Err(error)),
                }
            }
            files.insert(path, seen);
        }
        self.files = files;
        self.temporary = listing.temporary;
        found
    }

    /// The next file that arrives, however long that takes. It looks on the thread that asks.
    pub async fn next(&mut self) -> Result<Arrived, FetchError> {
        loop {
            if let Some(next) = self.waiting.pop_front() {
                return next;
            }
            self.waiting = self.look(Instant::now()).into();
            if self.waiting.is_empty() {
                tokio::time::sleep(self.options.interval).await;
            }
        }
    }

    /// Faults that were not told at the last look.
    fn untold(&mut self, faults: Vec<FetchError>) -> Vec<FetchError> {
        let texts: BTreeSet<String> = faults.iter().map(ToString::to_string).collect();
        let told = std::mem::replace(&mut self.told, texts);
        let mut faults = faults;
        faults.retain(|fault| !told.contains(&fault.to_string()));
        faults
    }
}

impl Listing {
    fn read(&mut self, directory: &Path, depth: usize) {
        let entries = match fs::read_dir(directory) {
            Ok(entries) => entries,
            Err(source) => return self.faults.push(cannot_read(directory, source)),
        };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort_unstable();
        for path in paths {
            let name = path.file_name().unwrap_or_default();
            let name = name.as_encoded_bytes();
            if name.starts_with(b".") {
                continue;
            }
            let metadata = match fs::symlink_metadata(&path) {
                Ok(metadata) => metadata,
                // It was taken away since.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(source) => {
                    self.faults.push(cannot_read(&path, source));
                    continue;
                }
            };
            if metadata.is_dir() {
                match depth {
                    0 => self
                        .faults
                        .push(InputError::TooDeep { path, limit: DEPTH }.into()),
                    _ => self.read(&path, depth - 1),
                }
            } else if metadata.is_file() {
                match TEMPORARY.iter().any(|end| name.ends_with(end.as_bytes())) {
                    true => self.temporary.extend(identity(&metadata)),
                    false => {
                        let identity = identity(&metadata);
                        self.files.push((path, State::of(&metadata), identity));
                    }
                }
            }
        }
    }
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            changed: metadata.modified().ok(),
        }
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn identity(metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<Identity> {
    None
}

/// A file that is whole; `None` where it is not as it was any more after it was read.
fn arrived(path: &Path, state: State) -> Result<Option<Arrived>, FetchError> {
    let read = File::open(path).and_then(|file| Ok((digest(&file)?, State::of(&file.metadata()?))));
    let (digest, after) = read.map_err(|source| cannot_read(path, source))?;
    if after != state {
        return Ok(None);
    }
    let source = Source::at(path);
    Ok(Some(Arrived { source, digest }))
}

fn digest(mut file: &File) -> io::Result<Digest> {
    let mut sum = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(<[u8; 32]>::from(sum.finalize()).into());
        }
        sum.update(buffer.get(..read).unwrap_or_default());
    }
}

fn cannot_read(path: &Path, source: io::Error) -> FetchError {
    let place = path.display().to_string();
    EnvironmentError::Read { place, source }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that is looked at every second.
    struct Folder {
        held: tempfile::TempDir,
        watch: Watch,
        start: Instant,
    }

    impl Folder {
        fn new() -> Self {
            let held = tempfile::tempdir().unwrap();
            let options = WatchOptions {
                stable: Duration::from_secs(10),
                ..WatchOptions::default()
            };
            let watch = Watch::new(held.path(), options).unwrap();
            let start = Instant::now();
            Self { held, watch, start }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.held.path().join(name)
        }

        fn write(&self, name: &str, bytes: &str) {
            fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
            fs::write(self.path(name), bytes).unwrap();
        }

        /// What has arrived at this second, by names.
        fn look(&mut self, second: u64) -> Vec<String> {
            let found = self.watch.look(self.start + Duration::from_secs(second));
            let below = format!("{}/", self.held.path().display());
            let shown = found.into_iter().map(|found| match found {
                Ok(arrived) => arrived.source.to_string(),
                Err(error) => error.to_string(),
            });
            shown.map(|text| text.replace(&below, "")).collect()
        }
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn a_file_is_given_once_when_it_has_stopped_changing() {
        let mut folder = Folder::new();
        folder.write("b.json", "{");
        folder.write("in/a.json", "{}");
        assert_eq!(folder.look(0), NONE);
        assert_eq!(folder.look(9), NONE);
        folder.write("b.json", "{}{}");
        assert_eq!(folder.look(10), ["in/a.json"]);
        assert_eq!(folder.look(19), NONE);
        assert_eq!(folder.look(20), ["b.json"]);
        assert_eq!(folder.look(99), NONE);
        // One that changes later arrives again.
        folder.write("b.json", "{}{}{}");
        assert_eq!(folder.look(100), NONE);
        assert_eq!(folder.look(110), ["b.json"]);
    }

    #[test]
    fn a_content_is_given_once_under_any_name() {
        let mut folder = Folder::new();
        folder.write("a.json", "{}");
        folder.write("b.json", "{}");
        folder.write("known.json", "known");
        folder.watch.remember([Digest::of(b"known")]);
        folder.look(0);
        assert_eq!(folder.look(10), ["a.json"]);
        folder.write("c.json", "{}");
        folder.write("d.json", "[]");
        folder.look(20);
        assert_eq!(folder.look(30), ["d.json"]);
        fs::remove_file(folder.path("d.json")).unwrap();
        folder.look(31);
        folder.write("d.json", "[]");
        folder.look(32);
        assert_eq!(folder.look(50), NONE);
    }

    #[test]
    fn temporary_names_are_passed_over_and_a_rename_ends_a_transfer() {
        let mut folder = Folder::new();
        let names = [
            "a.json.part",
            "b.json.filepart",
            ".c.json",
            "d.tmp",
            "e~",
            ".in/f.json",
        ];
        for name in names {
            folder.write(name, name);
        }
        folder.look(0);
        assert_eq!(folder.look(99), NONE);
        fs::rename(folder.path("a.json.part"), folder.path("a.json")).unwrap();
        folder.write("new.json", "new");
        // On systems that tell files apart by more than their names.
        let at_once: &[&str] = if cfg!(unix) { &["a.json"] } else { &[] };
        assert_eq!(folder.look(100), at_once);
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_read_is_told_once_and_links_are_passed_over() {
        let mut folder = Folder::new();
        folder.write("secret", "secret");
        let outer = tempfile::tempdir().unwrap();
        fs::write(outer.path().join("out.json"), "{}").unwrap();
        std::os::unix::fs::symlink(outer.path(), folder.path("link")).unwrap();
        let link = outer.path().join("out.json");
        std::os::unix::fs::symlink(link, folder.path("link.json")).unwrap();
        let mut deep = "d/".repeat(DEPTH + 1);
        deep.push_str("lost.json");
        folder.write(&deep, "lost");
        let told = folder.look(0);
        assert_eq!(told.len(), 1);
        assert!(
            told[0].starts_with("expected at most 32 nested"),
            "{told:?}"
        );
        assert_eq!(folder.look(10), ["secret"]);
        assert_eq!(folder.look(11), NONE);
        fs::remove_dir_all(folder.path("d")).unwrap();
        folder.look(12);
        folder.write(&deep, "lost");
        assert_eq!(folder.look(13).len(), 1);
    }

    #[test]
    fn a_folder_that_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let absent = folder.path().join("absent");
        assert!(Watch::new(&absent, WatchOptions::default()).is_err());
        assert!(Watch::new(folder.path(), WatchOptions::default()).is_ok());
    }

    #[tokio::test]
    async fn an_archive_arrives_as_one() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), b"PK\x05\x06").unwrap();
        fs::write(folder.path().join("b"), b"{}").unwrap();
        let options = WatchOptions {
            stable: Duration::ZERO,
            interval: Duration::ZERO,
        };
        let mut watch = Watch::new(folder.path(), options).unwrap();
        let first = watch.next().await.unwrap();
        assert!(matches!(first.source, Source::Archive(_)));
        assert_eq!(first.digest, Digest::of(b"PK\x05\x06"));
        let second = watch.next().await.unwrap();
        assert!(matches!(second.source, Source::File(_)));
    }
}
