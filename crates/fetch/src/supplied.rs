//! Evidence that a person supplies: a directory with an `index.tsv`, or a bundle of both.

mod bundle;

use std::{
    collections::BTreeMap,
    io,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use credeval_model::{
    Digest, Timestamp,
    check::Cause,
    evidence::{Answer, Item, Origin, Request},
    limits,
};
use url::Url;

use crate::{
    ConfigError, EnvironmentError, FetchError, IndexProblem, InputError, Kept,
    file::{blocking, read, within},
    lifetime,
};

/// The name of the index in the directory.
const INDEX: &str = "index.tsv";
/// Bytes of a bundle: the status lists and keys of some dozen issuers, as much as is kept of answers
/// in memory.
const BUNDLE_BYTES: u64 = 64 * 1024 * 1024;
/// The last cell of a line whose item is of no use after its time.
const MUST_REVALIDATE: &str = "must-revalidate";

/// Evidence in a directory that a person made, known by an `index.tsv` in it; or in a bundle, which
/// is a tar archive of such a directory ([`Supplied::pack`]).
///
/// Each line holds up to eight cells with tabs between them: URL, path below the directory, HTTP
/// status, media type, time of fetching (RFC 3339), SHA-256, until when it is fresh (RFC 3339), and
/// `must-revalidate` where it is of no use after that (RFC 9111 section 5.2.2.2). All but the first
/// two may be empty: success, unknown, unknown, unchecked, unknown, of use. The last two are for a
/// cache that the evidence is put into; to what is judged with it they say nothing. A line of another
/// status than 2xx needs no path and says that the address answered so. Empty lines, lines that start
/// with `#` and a heading whose first cell is `URL` are passed over. Without the index there is no
/// evidence: a directory that came with a credential is not taken for it by accident.
#[derive(Debug)]
pub struct Supplied {
    lines: BTreeMap<Url, Line>,
}

/// What a person supplied for an address that answered with success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// The media type, where it is known.
    pub media_type: Option<String>,
    /// When it was fetched, where that is known.
    pub fetched_at: Option<Timestamp>,
    /// Until when it may be used without asking, where that is known.
    pub fresh_until: Option<Timestamp>,
    /// Whether it may be used after that where the server cannot be asked.
    pub may_be_stale: bool,
}

impl Exhibit {
    /// What is kept of an answer.
    pub fn of(kept: &Kept) -> Self {
        Self {
            bytes: Arc::clone(&kept.bytes),
            media_type: kept.media_type.clone(),
            fetched_at: Some(kept.fetched_at),
            fresh_until: Some(kept.fresh_until),
            may_be_stale: kept.may_be_stale,
        }
    }

    /// The answer of `url`, as a cache keeps it: by its own time of fetching, fresh for a day at most.
    /// Without a lifetime, or without a time of fetching, it is stale.
    pub fn kept(self, url: &Url) -> Kept {
        let fetched_at = self.fetched_at.unwrap_or(Timestamp::UNIX_EPOCH);
        let longest = fetched_at
            .checked_add(lifetime::LONGEST)
            .unwrap_or(fetched_at);
        let fresh_until = self.fresh_until.unwrap_or(fetched_at);
        Kept {
            digest: Digest::of(&self.bytes),
            bytes: self.bytes,
            media_type: self.media_type,
            location: without_fragment(url.clone()),
            etag: None,
            last_modified: None,
            fetched_at,
            fresh_until: fresh_until.clamp(fetched_at, longest),
            may_be_stale: self.may_be_stale,
            is_supplied: true,
        }
    }
}

impl Supplied {
    /// Reads the index of a directory and looks up the files that it names, without reading them; or
    /// reads a bundle ([`Supplied::unpack`]).
    ///
    /// A line that cannot be used is an error that names it.
    pub fn open(path: &Path) -> Result<Self, FetchError> {
        if path.is_file() {
            let bytes = read(path, BUNDLE_BYTES)?;
            return bundle::unpack(&bytes, &path.display().to_string());
        }
        let index = path.join(INDEX);
        let bytes = read(&index, limits::EVIDENCE_BYTES)?;
        let root = path
            .canonicalize()
            .map_err(|source| EnvironmentError::Read {
                place: path.display().to_string(),
                source,
            })?;
        Self::indexed(&bytes, &index, |path| locate(&root, path).map(Place::File))
    }

    /// Reads an index; `locate` finds what a path in it names.
    fn indexed(
        bytes: &[u8],
        path: &Path,
        locate: impl Fn(&str) -> Result<Place, IndexProblem>,
    ) -> Result<Self, FetchError> {
        let mut lines: BTreeMap<Url, Line> = BTreeMap::new();
        // Spreadsheets write a byte order mark.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let fault = |line, problem| {
            let path = path.to_owned();
            FetchError::from(ConfigError::Index {
                path,
                line,
                problem,
            })
        };
        for (number, bytes) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let parsed = Line::parse(bytes, number, &locate);
            if let Some((url, line)) = parsed.map_err(|problem| fault(number, problem))?
                && let Some(Line { number: first, .. }) = lines.insert(url, line)
            {
                return Err(fault(number, IndexProblem::Repeated { first }));
            }
        }
        Ok(Self { lines })
    }

    /// Evidence that is at hand, by its addresses.
    pub fn exhibits(exhibits: impl IntoIterator<Item = (Url, Exhibit)>) -> Self {
        let lines = (1..).zip(exhibits).map(|(number, (url, exhibit))| {
            let line = Line {
                number,
                found: Ok(Place::Memory(exhibit.bytes)),
                // The index is told apart by tabs and lines, and a header may hold a tab.
                media_type: exhibit
                    .media_type
                    .map(|text| text.replace(char::is_control, " ")),
                fetched_at: exhibit.fetched_at,
                sha256: None,
                fresh_until: exhibit.fresh_until,
                may_be_stale: exhibit.may_be_stale,
            };
            (without_fragment(url), line)
        });
        Self {
            lines: lines.collect(),
        }
    }

    /// A bundle: one tar archive (POSIX.1-2017, `pax`, ustar format) of an `index.tsv` and of each
    /// item once, at most 64 MiB. The same evidence gives the same bytes, and what they answer is what
    /// this answers. Reads the files that the index named.
    pub fn pack(&self) -> Result<Vec<u8>, FetchError> {
        bundle::pack(self)
    }

    /// Evidence from the bytes of a bundle; it holds its items in memory.
    pub fn unpack(bytes: &[u8]) -> Result<Self, FetchError> {
        bundle::unpack(bytes, "the bundle")
    }

    /// Takes each file for what stands at the address beside it, as if an index said so; dated by
    /// when it was last written, which for a download is when it was fetched, or earlier.
    pub fn files(files: impl IntoIterator<Item = (Url, PathBuf)>) -> Result<Self, FetchError> {
        let mut lines = BTreeMap::new();
        for (number, (url, path)) in (1..).zip(files) {
            let written = std::fs::metadata(&path).and_then(|file| file.modified());
            let written = written.map_err(|source| EnvironmentError::Read {
                place: path.display().to_string(),
                source,
            })?;
            let line = Line {
                number,
                found: Ok(Place::File(path)),
                media_type: None,
                fetched_at: Timestamp::try_from(written).ok(),
                sha256: None,
                fresh_until: None,
                may_be_stale: true,
            };
            lines.insert(without_fragment(url), line);
        }
        Ok(Self { lines })
    }

    /// The addresses that something was supplied for.
    pub fn addresses(&self) -> impl Iterator<Item = &Url> {
        self.lines.keys()
    }

    /// Each item with its address, read from where it is; those that answered otherwise than with
    /// success are left out. One that is not what the index says is an error.
    pub fn each(&self) -> impl Iterator<Item = Result<(Url, Exhibit), FetchError>> {
        self.lines.iter().filter_map(|(url, line)| {
            let place = line.found.as_ref().ok()?;
            let exhibit = place.read(BUNDLE_BYTES).and_then(|bytes| {
                let digest = Digest::of(&bytes);
                match line.sha256.filter(|expected| *expected != digest) {
                    Some(expected) => Err(ConfigError::Altered {
                        url: url.into(),
                        expected,
                        found: digest,
                    }
                    .into()),
                    None => Ok((url.clone(), line.exhibit(bytes))),
                }
            });
            Some(exhibit)
        })
    }

    /// What was supplied for `url`, whose fragment is no part of the address.
    pub(crate) fn get(&self, url: &Url) -> Option<&Line> {
        self.lines.get(&without_fragment(url.clone()))
    }
}

/// A line of the index.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    number: usize,
    /// Where it is, or the status that the address answered with instead.
    found: Result<Place, u16>,
    media_type: Option<String>,
    fetched_at: Option<Timestamp>,
    sha256: Option<Digest>,
    fresh_until: Option<Timestamp>,
    may_be_stale: bool,
}

/// Where an item is.
#[derive(Debug, Clone)]
enum Place {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

impl Place {
    /// The bytes; refused where they are above `limit`.
    fn read(&self, limit: u64) -> Result<Arc<[u8]>, FetchError> {
        match self {
            Self::File(path) => Ok(read(path, limit)?.into()),
            Self::Memory(bytes) if bytes.len() as u64 > limit => Err(InputError::TooLarge {
                place: "the bundle".to_owned(),
                limit,
                found: Some(bytes.len() as u64),
            }
            .into()),
            Self::Memory(bytes) => Ok(Arc::clone(bytes)),
        }
    }
}

impl Line {
    /// `None` where the line says nothing: a comment, a heading, or empty.
    fn parse(
        bytes: &[u8],
        number: usize,
        locate: impl Fn(&str) -> Result<Place, IndexProblem>,
    ) -> Result<Option<(Url, Self)>, IndexProblem> {
        let text = std::str::from_utf8(bytes).map_err(|_| IndexProblem::Encoding)?;
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.trim().is_empty() || text.starts_with('#') {
            return Ok(None);
        }
        let mut cells = text.split('\t').map(str::trim);
        let found = cells.clone().count();
        if !(2..=8).contains(&found) {
            return Err(IndexProblem::Cells { found });
        }
        let mut cell = || cells.next().unwrap_or_default();
        let (url, path, status, media_type) = (cell(), cell(), cell(), cell());
        let (fetched_at, sha256) = (cell(), cell());
        let (fresh_until, after) = (cell(), cell());
        if url.eq_ignore_ascii_case("url") {
            return Ok(None);
        }
        let url = Url::parse(url).map_err(|_| IndexProblem::Url { found: quoted(url) })?;
        let status = optional(status, |text| {
            text.parse().ok().filter(|code| (100..600).contains(code))
        })
        .map_err(|found| IndexProblem::Status { found })?;
        Ok(Some((
            without_fragment(url),
            Self {
                number,
                found: match status {
                    Some(status) if !(200..300).contains(&status) => Err(status),
                    _ => Ok(locate(path)?),
                },
                media_type: (!media_type.is_empty()).then(|| media_type.to_owned()),
                fetched_at: optional(fetched_at, |text| text.parse().ok())
                    .map_err(|found| IndexProblem::FetchedAt { found })?,
                sha256: optional(sha256, |text| text.parse().ok())
                    .map_err(|found| IndexProblem::Sha256 { found })?,
                fresh_until: optional(fresh_until, |text| text.parse().ok())
                    .map_err(|found| IndexProblem::FreshUntil { found })?,
                may_be_stale: match after {
                    "" => true,
                    MUST_REVALIDATE => false,
                    other => {
                        let found = quoted(other);
                        return Err(IndexProblem::Revalidate { found });
                    }
                },
            },
        )))
    }

    /// Reads the file and says what it is, or why it is not what the index says.
    pub(crate) async fn answer(&self, request: &Request) -> Answer {
        let cause = |code| Cause::new(code).url(&request.url);
        let place = match &self.found {
            Ok(place) => place.clone(),
            Err(status) => {
                let mut cause = cause("http_status").mismatch("200", status.to_string());
                cause.status = Some(*status);
                return Answer::Missing(cause);
            }
        };
        let limit = request.kind.max_bytes();
        let read = match place {
            Place::File(_) => blocking(move || place.read(limit)).await,
            Place::Memory(_) => place.read(limit),
        };
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => return Answer::Missing(error.cause(&request.url)),
        };
        let digest = Digest::of(&bytes);
        if let Some(expected) = self.sha256.filter(|expected| *expected != digest) {
            let cause = cause("digest_mismatch");
            return Answer::Missing(cause.mismatch(expected.to_string(), digest.to_string()));
        }
        Answer::Found(Item {
            kind: request.kind,
            bytes: bytes.to_vec(),
            digest,
            media_type: self.media_type.clone(),
            fetched_at: self.fetched_at,
            origin: Origin::Supplied,
        })
    }

    fn exhibit(&self, bytes: Arc<[u8]>) -> Exhibit {
        Exhibit {
            bytes,
            media_type: self.media_type.clone(),
            fetched_at: self.fetched_at,
            fresh_until: self.fresh_until,
            may_be_stale: self.may_be_stale,
        }
    }
}

/// Where a path of the index leads, which stays inside `root`.
fn locate(root: &Path, path: &str) -> Result<PathBuf, IndexProblem> {
    let found = quoted(path);
    let below = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if path.is_empty() || !Path::new(path).components().all(below) {
        return Err(IndexProblem::Path { found });
    }
    match within(root, &root.join(path)) {
        Ok(Some(real)) if real.is_file() => Ok(real),
        Ok(Some(_)) => {
            let source = io::Error::other("not a file");
            Err(IndexProblem::File { found, source })
        }
        Ok(None) => Err(IndexProblem::LinkLeaves { found }),
        Err(source) => Err(IndexProblem::File { found, source }),
    }
}

/// A cell that may be empty; the error is the cell.
fn optional<T>(cell: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    parse(cell).map(Some).ok_or_else(|| quoted(cell))
}

/// As much of a cell as a message shows.
fn quoted(cell: &str) -> String {
    cell.chars().take(80).collect()
}

fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}

#[cfg(test)]
mod tests {
    use std::fs;

    use credeval_model::evidence::EvidenceKind;
    use tempfile::TempDir;

    use super::*;
    use crate::{Client, ClientOptions, answer};

    const KEY: &str = "https://issuer.example/did.json";

    fn directory(index: &[u8]) -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("keys")).unwrap();
        fs::write(directory.path().join("keys/did.json"), "{}").unwrap();
        fs::write(directory.path().join(INDEX), index).unwrap();
        directory
    }

    /// What an index of these lines answers for [`KEY`], offline.
    async fn answered(index: impl AsRef<[u8]>) -> Answer {
        let directory = directory(index.as_ref());
        answered_in(&directory).await
    }

    async fn answered_in(directory: &TempDir) -> Answer {
        let supplied = Supplied::open(directory.path()).unwrap();
        let client = Client::new(ClientOptions {
            offline: true,
            ..ClientOptions::default()
        });
        let request = Request {
            kind: EvidenceKind::KeyDocument,
            url: KEY.to_owned(),
        };
        let mut answers = answer(&[request], Some(&supplied), &client, Timestamp::UNIX_EPOCH).await;
        assert_eq!(answers.len(), 1);
        let (url, answer) = answers.remove(0);
        assert_eq!(url, KEY);
        answer
    }

    fn fault(index: impl AsRef<[u8]>) -> String {
        let directory = directory(index.as_ref());
        let error = Supplied::open(directory.path()).unwrap_err();
        assert!(error.hint().unwrap().contains("may be empty"));
        let place = format!("{} ", directory.path().join(INDEX).display());
        error.to_string().strip_prefix(&place).unwrap().to_owned()
    }

    #[tokio::test]
    async fn a_full_line_is_answered_with_all_it_says() {
        let digest = Digest::of(b"{}");
        let index = format!(
            "\u{feff}URL\tpath\tstatus\tmedia type\tfetched_at\tsha256\r\n\r\n# a comment\r\n\
             {KEY}\tkeys/did.json\t200\tapplication/did+json\t2026-03-01T12:00:00Z\t{}\r\n",
            digest.hex()
        );
        assert_eq!(
            answered(index).await,
            Answer::Found(Item {
                kind: EvidenceKind::KeyDocument,
                bytes: b"{}".to_vec(),
                digest,
                media_type: Some("application/did+json".to_owned()),
                fetched_at: Some("2026-03-01T12:00:00Z".parse().unwrap()),
                origin: Origin::Supplied,
            })
        );
    }

    #[tokio::test]
    async fn a_short_line_says_nothing_more() {
        for index in [
            format!("{KEY}\tkeys/did.json"),
            format!("{KEY}\t./keys/did.json\t\t\t\t\n"),
            "HTTPS://ISSUER.EXAMPLE/did.json#key-1\tkeys/did.json\n".to_owned(),
        ] {
            let Answer::Found(item) = answered(&index).await else {
                panic!("{index}")
            };
            assert_eq!((item.media_type, item.fetched_at), (None, None));
            assert_eq!(item.origin, Origin::Supplied);
        }
    }

    #[tokio::test]
    async fn what_is_not_supplied_is_asked_elsewhere() {
        let index = "https://issuer.example/other.json\tkeys/did.json\n";
        assert_eq!(
            answered(index).await,
            Answer::Missing(Cause::new("offline").url(KEY))
        );
    }

    #[tokio::test]
    async fn an_altered_file_is_missing() {
        let other = Digest::of(b"[]");
        assert_eq!(
            answered(format!("{KEY}\tkeys/did.json\t\t\t\t{other}\n")).await,
            Answer::Missing(
                Cause::new("digest_mismatch")
                    .url(KEY)
                    .mismatch(other.to_string(), Digest::of(b"{}").to_string())
            )
        );
    }

    #[tokio::test]
    async fn an_address_that_answered_otherwise_is_missing() {
        for path in ["keys/did.json", ""] {
            let Answer::Missing(cause) = answered(format!("{KEY}\t{path}\t404\n")).await else {
                panic!("{path}")
            };
            assert_eq!(
                (cause.code.as_str(), cause.status),
                ("http_status", Some(404))
            );
        }
        let created = answered(format!("{KEY}\tkeys/did.json\t201\n")).await;
        assert!(matches!(created, Answer::Found(_)));
    }

    #[tokio::test]
    async fn a_long_file_is_missing() {
        let directory = directory(format!("{KEY}\tkeys/did.json\n").as_bytes());
        let file = fs::File::create(directory.path().join("keys/did.json")).unwrap();
        file.set_len(limits::EVIDENCE_BYTES + 1).unwrap();
        assert_eq!(
            answered_in(&directory).await,
            Answer::Missing(
                Cause::new("too_large")
                    .url(KEY)
                    .mismatch("at most 8388608 bytes", "8388609 bytes")
            )
        );
        file.set_len(limits::EVIDENCE_BYTES).unwrap();
        let answer = answered_in(&directory).await;
        assert!(matches!(answer, Answer::Found(_)));
    }

    #[tokio::test]
    async fn a_trusted_list_may_be_longer() {
        let directory = directory(format!("{KEY}\tkeys/did.json\n").as_bytes());
        let file = fs::File::create(directory.path().join("keys/did.json")).unwrap();
        let supplied = Supplied::open(directory.path()).unwrap();
        let line = supplied.get(&Url::parse(KEY).unwrap()).unwrap();
        let request = Request {
            kind: EvidenceKind::TrustedList,
            url: KEY.to_owned(),
        };
        file.set_len(limits::EVIDENCE_BYTES + 1).unwrap();
        assert!(matches!(line.answer(&request).await, Answer::Found(_)));
        file.set_len(limits::PUBLICATION_BYTES + 1).unwrap();
        let Answer::Missing(cause) = line.answer(&request).await else {
            panic!()
        };
        assert_eq!(cause.code, "too_large");
    }

    #[tokio::test]
    async fn a_file_removed_since_is_missing() {
        let directory = directory(format!("{KEY}\tkeys/did.json\n").as_bytes());
        let supplied = Supplied::open(directory.path()).unwrap();
        fs::remove_file(directory.path().join("keys/did.json")).unwrap();
        let request = Request {
            kind: EvidenceKind::KeyDocument,
            url: KEY.to_owned(),
        };
        let line = supplied.get(&Url::parse(KEY).unwrap()).unwrap();
        let Answer::Missing(cause) = line.answer(&request).await else {
            panic!()
        };
        assert_eq!(cause.code, "not_readable");
    }

    #[test]
    fn a_line_that_cannot_be_used_is_named() {
        let faults = [
            (
                KEY,
                "line 1: expected 2 to 8 cells with tabs between them (URL, path, status, media type, fetched_at, sha256, fresh until, must-revalidate), found 1",
            ),
            (
                "# c\n\nhttps://a.example/\tb\tc\td\te\tf\tg\th\ti",
                "line 3: expected 2 to 8 cells with tabs between them (URL, path, status, media type, fetched_at, sha256, fresh until, must-revalidate), found 9",
            ),
            (
                "https://a.example/\tkeys/did.json\t\t\t\t\ttomorrow",
                "line 1: expected a time such as 2026-03-01T12:00:00Z until which it is fresh, found `tomorrow`",
            ),
            (
                "https://a.example/\tkeys/did.json\t\t\t\t\t\tyes",
                "line 1: expected `must-revalidate` or nothing in the last cell, found `yes`",
            ),
            (
                "issuer.example\tkeys/did.json",
                "line 1: expected an absolute URL in the first cell, found `issuer.example`",
            ),
            (
                "https://a.example/\t",
                "line 1: expected a path below the directory, without `..`, found ``",
            ),
            (
                "https://a.example/\t../did.json",
                "line 1: expected a path below the directory, without `..`, found `../did.json`",
            ),
            (
                "https://a.example/\tkeys/../keys/did.json",
                "line 1: expected a path below the directory, without `..`, found `keys/../keys/did.json`",
            ),
            (
                "https://a.example/\t/etc/hostname",
                "line 1: expected a path below the directory, without `..`, found `/etc/hostname`",
            ),
            (
                "https://a.example/\tkeys",
                "line 1: expected a file at `keys`: not a file",
            ),
            (
                "https://a.example/\tkeys/did.json\t99",
                "line 1: expected an HTTP status from 100 to 599, found `99`",
            ),
            (
                "https://a.example/\tkeys/did.json\tOK",
                "line 1: expected an HTTP status from 100 to 599, found `OK`",
            ),
            (
                "https://a.example/\tkeys/did.json\t\t\tyesterday",
                "line 1: expected a time such as 2026-03-01T12:00:00Z, found `yesterday`",
            ),
            (
                "https://a.example/\tkeys/did.json\t\t\t\tabc",
                "line 1: expected a SHA-256 digest in 64 hexadecimal digits, found `abc`",
            ),
            (
                "URL\tpath\nhttps://a.example\tkeys/did.json\nhttps://a.example/#b\tkeys/did.json",
                "line 3: expected each URL once, found this one on line 2 already",
            ),
        ];
        for (index, expected) in faults {
            assert_eq!(fault(index), expected);
        }
        assert_eq!(
            fault(b"# c\n\xff\n"),
            "line 2: expected UTF-8, found other bytes"
        );
        let absent = fault("https://a.example/\tkeys/absent.json");
        assert!(
            absent.starts_with("line 1: expected a file at `keys/absent.json`: "),
            "{absent}"
        );
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn links_stay_inside_the_directory() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        fs::write(outer.path().join("did.json"), "{}").unwrap();
        let directory = directory(format!("{KEY}\tlink/did.json\n").as_bytes());
        let link = directory.path().join("link");
        symlink(outer.path(), &link).unwrap();
        let error = Supplied::open(directory.path()).unwrap_err().to_string();
        assert!(
            error.ends_with(
                "line 1: expected a file inside the directory, found that `link/did.json` links out of it"
            ),
            "{error}"
        );
        fs::remove_file(&link).unwrap();
        symlink("keys", &link).unwrap();
        assert!(matches!(answered_in(&directory).await, Answer::Found(_)));
    }

    #[test]
    fn a_directory_without_an_index_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let error = Supplied::open(directory.path()).unwrap_err().to_string();
        assert!(error.contains(INDEX), "{error}");
    }
}
