//! What can go wrong, by culprit.

use std::{error::Error, fmt, io, path::PathBuf};

use credeval_model::{Digest, check::Cause};
use url::Url;

use crate::Refusal;

/// Why something could not be had, by culprit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// What was asked for.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What came.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The server that was asked.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The machine that this runs on.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
}

/// A fault in what was asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A URL of another scheme than https.
    #[error("expected an https URL or a path, found a URL that starts with {found}://")]
    Scheme {
        /// The scheme.
        found: String,
    },
    /// Not a URL, though it starts as one.
    #[error("expected an https URL, found one that cannot be read: {source}")]
    Url {
        /// What the parser says.
        source: url::ParseError,
    },
    /// A URL, while no network may be used.
    #[error("expected to work offline, found {url} to fetch")]
    Offline {
        /// The URL.
        url: ShownUrl,
    },
    /// A directory that holds nothing to open.
    #[error("expected files in the directory {}, found none", directory.display())]
    EmptyDirectory {
        /// The directory.
        directory: PathBuf,
    },
    /// An archive that holds nothing to open.
    #[error("expected files in the archive {archive}, found none")]
    EmptyArchive {
        /// The archive.
        archive: String,
    },
    /// A line of a supplied evidence's `index.tsv` that cannot be used.
    #[error("{} line {line}: {problem}", path.display())]
    Index {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The fault.
        problem: IndexProblem,
    },
    /// Not a secret to sign messages with.
    #[error(
        "expected a secret of 24 to 64 bytes in base64, after `whsec_` or alone, found {found} bytes of something else"
    )]
    WebhookSecret {
        /// The length of what was found: not the text, which may be most of a secret.
        found: usize,
    },
    /// An id of a message that cannot stand in a header.
    #[error("expected the id of a message in printable ASCII, found something else")]
    WebhookId,
    /// Supplied evidence that is not what its index says.
    #[error("expected evidence for {url} with the digest {expected}, found {found}")]
    Altered {
        /// Its address.
        url: ShownUrl,
        /// What the index says.
        expected: Digest,
        /// What it has.
        found: Digest,
    },
}

/// What is wrong with a line of `index.tsv`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexProblem {
    /// It is not UTF-8.
    #[error("expected UTF-8, found other bytes")]
    Encoding,
    /// It has too few or too many cells.
    #[error(
        "expected 2 to 8 cells with tabs between them (URL, path, status, media type, fetched_at, sha256, fresh until, must-revalidate), found {found}"
    )]
    Cells {
        /// How many it has.
        found: usize,
    },
    /// The first cell is not an absolute URL.
    #[error("expected an absolute URL in the first cell, found `{found}`")]
    Url {
        /// The cell.
        found: String,
    },
    /// An earlier line speaks of the same URL.
    #[error("expected each URL once, found this one on line {first} already")]
    Repeated {
        /// The earlier line, from 1.
        first: usize,
    },
    /// The path is empty, absolute or has a part `..`.
    #[error("expected a path below the directory, without `..`, found `{found}`")]
    Path {
        /// The cell.
        found: String,
    },
    /// The path leads out of the directory by a symbolic link.
    #[error("expected a file inside the directory, found that `{found}` links out of it")]
    LinkLeaves {
        /// The cell.
        found: String,
    },
    /// There is no such file.
    #[error("expected a file at `{found}`: {source}")]
    File {
        /// The cell.
        found: String,
        /// What the system says.
        source: io::Error,
    },
    /// The status is not one of HTTP.
    #[error("expected an HTTP status from 100 to 599, found `{found}`")]
    Status {
        /// The cell.
        found: String,
    },
    /// The time is not written as RFC 3339 asks.
    #[error("expected a time such as 2026-03-01T12:00:00Z, found `{found}`")]
    FetchedAt {
        /// The cell.
        found: String,
    },
    /// The time until which it is fresh is not written as RFC 3339 asks.
    #[error(
        "expected a time such as 2026-03-01T12:00:00Z until which it is fresh, found `{found}`"
    )]
    FreshUntil {
        /// The cell.
        found: String,
    },
    /// The last cell says something else.
    #[error("expected `must-revalidate` or nothing in the last cell, found `{found}`")]
    Revalidate {
        /// The cell.
        found: String,
    },
    /// The digest is not one of SHA-256.
    #[error("expected a SHA-256 digest in 64 hexadecimal digits, found `{found}`")]
    Sha256 {
        /// The cell.
        found: String,
    },
}

/// A fault in what came.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// It is longer than allowed.
    #[error("expected at most {limit} bytes in {place}, found {}", length(*found))]
    TooLarge {
        /// Where it came from.
        place: String,
        /// The limit in bytes.
        limit: u64,
        /// Its length in bytes, where it is known; the rest was not read.
        found: Option<u64>,
    },
    /// A symbolic link that leads out of the directory that it stands in.
    #[error("expected a file inside {}, found that {} links out of it", directory.display(), path.display())]
    LinkLeaves {
        /// The link.
        path: PathBuf,
        /// The directory that was opened.
        directory: PathBuf,
    },
    /// A directory with too many files.
    #[error("expected at most {limit} files in the directory {}, found more", directory.display())]
    TooManyFiles {
        /// The directory that was opened.
        directory: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// Directories nested too deeply.
    #[error("expected at most {limit} nested directories, found more at {}", path.display())]
    TooDeep {
        /// The directory that was not entered.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// The files of a directory are too long together.
    #[error("expected at most {limit} bytes in one directory, found more with {}", path.display())]
    DirectoryTooLarge {
        /// The file that found no room.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// An archive of a kind that is not opened.
    #[error("expected a zip, tar or tar.gz archive at {place}, found {found}")]
    ArchiveKind {
        /// Where it stands.
        place: String,
        /// What it is.
        found: &'static str,
    },
    /// An archive within an archive.
    #[error("expected a credential at {place}, found another archive")]
    NestedArchive {
        /// Where it stands.
        place: String,
    },
    /// An archive, or an entry of one, that is not whole.
    #[error("expected a whole archive at {place}, found: {found}")]
    DamagedArchive {
        /// The archive, or the entry.
        place: String,
        /// What is wrong with it.
        found: String,
    },
    /// A file of evidence that is no bundle, or not a whole one.
    #[error("expected a whole bundle of evidence at {place}, found: {found}")]
    DamagedBundle {
        /// Where it stands.
        place: String,
        /// What is wrong with it.
        found: String,
    },
    /// More evidence than a bundle holds.
    #[error("expected at most {limit} bytes of evidence in one bundle, found {}", length(*found))]
    BundleTooLarge {
        /// The limit in bytes.
        limit: u64,
        /// The length of the bundle, where it is known.
        found: Option<u64>,
    },
    /// An entry of an archive that a password protects.
    #[error("expected {place} without a password, found it encrypted")]
    EncryptedEntry {
        /// The entry.
        place: String,
    },
    /// An entry of an archive that is compressed in a way that is not read.
    #[error("expected {place} stored or compressed by DEFLATE, found {found}")]
    Compression {
        /// The entry.
        place: String,
        /// The method.
        found: String,
    },
    /// What stands in an archive and is no file; it is passed over.
    #[error("passed over {place}: expected a file, found {found}")]
    PassedOver {
        /// The entry.
        place: String,
        /// What it is.
        found: &'static str,
    },
    /// An archive with too many entries.
    #[error("expected at most {limit} entries in the archive {archive}, found more")]
    ArchiveEntries {
        /// The archive.
        archive: String,
        /// The limit.
        limit: usize,
    },
    /// An archive whose entries are too long together.
    #[error("expected at most {limit} bytes of all entries in the archive {archive}, found more")]
    ArchiveTooLarge {
        /// The archive.
        archive: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// An archive that grows too much when it is read.
    #[error(
        "expected the entries of the archive {archive} to be at most {limit} times as long as it, found more"
    )]
    ArchiveRatio {
        /// The archive.
        archive: String,
        /// The limit.
        limit: u64,
    },
    /// A PDF that a password protects.
    #[error("expected {place} without a password, found it encrypted")]
    EncryptedPdf {
        /// Where it stands.
        place: String,
    },
    /// A PDF that is not whole.
    #[error("expected a whole PDF at {place}, found: {found}")]
    DamagedPdf {
        /// Where it stands.
        place: String,
        /// What is wrong with it.
        found: String,
    },
    /// A PDF without a credential in it.
    #[error(
        "expected a credential attached to the PDF {place}, found {found} attached files that are none"
    )]
    NothingAttached {
        /// Where it stands.
        place: String,
        /// How many files are attached.
        found: usize,
    },
    /// A PDF with too many files attached.
    #[error("expected at most {limit} files attached to the PDF {place}, found more")]
    Attachments {
        /// Where it stands.
        place: String,
        /// The limit.
        limit: usize,
    },
    /// A file attached to a PDF that cannot be read.
    #[error("expected to read {place}, found: {found}")]
    DamagedAttachment {
        /// The attached file.
        place: String,
        /// What is wrong with it.
        found: String,
    },
    /// A picture that holds only the address of a credential, in a code.
    #[error(
        "expected a credential in the picture {place}, found only an address in a QR code: {url}"
    )]
    AddressInCode {
        /// Where the picture stands.
        place: String,
        /// The address, as it stands in the code.
        url: String,
    },
    /// A picture that is too large to look for codes in it.
    #[error("expected at most {limit} pixels in the picture {place}, found {found}")]
    Pixels {
        /// Where it stands.
        place: String,
        /// The limit.
        limit: u64,
        /// How many it has.
        found: u64,
    },
    /// An archive whose entries lie over one another.
    #[error("expected entries of their own in the archive {archive}, found some that share bytes")]
    ArchiveOverlap {
        /// The archive.
        archive: String,
    },
}

/// A fault of the server that was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The address may not be asked.
    #[error("refused to ask {url}: {refusal}")]
    Refused {
        /// The address, which a redirect may have named.
        url: ShownUrl,
        /// Why.
        refusal: Refusal,
    },
    /// It answered with another status than success.
    #[error("expected HTTP status 200 from {url}, found {status}")]
    Status {
        /// The address.
        url: ShownUrl,
        /// The status.
        status: u16,
    },
    /// It sent us on too often.
    #[error("expected at most {limit} redirects from {url}, found more")]
    RedirectLimit {
        /// The address that was asked first.
        url: ShownUrl,
        /// The limit.
        limit: usize,
    },
    /// It sent us on without saying where.
    #[error("expected a `Location` with the redirect from {url}, found none that can be read")]
    RedirectTarget {
        /// The address.
        url: ShownUrl,
    },
    /// It sent us on to somebody else, who cannot speak for it.
    #[error("expected {url} to answer itself, found a redirect to {found}")]
    RedirectAway {
        /// The address that was asked.
        url: ShownUrl,
        /// Where it led.
        found: ShownUrl,
    },
    /// It compressed its answer, though it was asked not to.
    #[error("expected an answer without content encoding from {url}, found `{found}`")]
    ContentEncoding {
        /// The address.
        url: ShownUrl,
        /// The encoding.
        found: String,
    },
    /// Others ask it already, as often as is polite, or it asked to be left alone.
    #[error("expected a turn to ask {url} soon, found none")]
    NoTurn {
        /// The address.
        url: ShownUrl,
    },
    /// It took too long.
    #[error("expected a complete answer from {url} within {limit:?}, found none")]
    Timeout {
        /// The address.
        url: ShownUrl,
        /// The limit.
        limit: std::time::Duration,
    },
    /// No connection, or one that broke.
    #[error("expected an answer from {url}, found: {}", deepest(source))]
    Unreachable {
        /// The address.
        url: ShownUrl,
        /// What happened.
        source: reqwest::Error,
    },
}

/// A fault of the machine that this runs on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// It cannot be read.
    #[error("expected to read {place}: {source}")]
    Read {
        /// Where from.
        place: String,
        /// What the system says.
        source: io::Error,
    },
    /// No TLS client could be made.
    #[error(
        "expected certificates of certification authorities on this machine: {}",
        deepest(source)
    )]
    Tls {
        /// What happened.
        source: reqwest::Error,
    },
    /// The reading task was stopped.
    #[error("expected reading to end: {source}")]
    Stopped {
        /// What the runtime says.
        source: tokio::task::JoinError,
    },
}

impl FetchError {
    /// Whether it only tells of something that was passed over, which is no document and no fault.
    pub fn is_note(&self) -> bool {
        matches!(self, Self::Input(InputError::PassedOver { .. }))
    }

    /// What the reader can do about it, where there is something.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Config(error) => match error {
                ConfigError::Scheme { found } if found == "http" => {
                    "write https:// if the server speaks it, else save the file and name its path"
                }
                ConfigError::Scheme { .. } | ConfigError::Url { .. } => {
                    "save the file and name its path"
                }
                ConfigError::Offline { .. } => "leave out --offline, or supply it by --evidence",
                ConfigError::EmptyDirectory { .. } => "names that start with a dot are passed over",
                ConfigError::EmptyArchive { .. } => {
                    "names that start with a dot are passed over, and directories"
                }
                ConfigError::Index { .. } => {
                    "one line for each URL: URL, path, status, media type, fetched_at, sha256, fresh until, must-revalidate; all but the first two may be empty"
                }
                ConfigError::WebhookSecret { .. } => "make one with: openssl rand -base64 32",
                ConfigError::WebhookId => return None,
                ConfigError::Altered { .. } => "take the evidence from where it came from again",
            },
            Self::Input(error) => match error {
                InputError::TooLarge { .. } => {
                    "a single credential is seldom above 2 MB; check that this is one"
                }
                InputError::LinkLeaves { .. } => "copy the file into the directory",
                InputError::TooManyFiles { .. } | InputError::DirectoryTooLarge { .. } => {
                    "split the directory into smaller ones"
                }
                InputError::TooDeep { .. } => "name the inner directory itself",
                InputError::ArchiveKind { .. } => "unpack it and name the directory",
                InputError::NestedArchive { .. } => "unpack it and name what was inside",
                InputError::DamagedArchive { .. } => "ask for the archive again",
                InputError::DamagedBundle { .. } => {
                    "name a directory with index.tsv, or a file that `credeval evidence export` wrote"
                }
                InputError::BundleTooLarge { .. } => "split the evidence into several runs",
                InputError::EncryptedEntry { .. } => {
                    "unpack the archive with its password and name the directory"
                }
                InputError::Compression { .. } => "pack it again as an ordinary zip",
                InputError::PassedOver { .. } => "put the file itself into the archive",
                InputError::ArchiveEntries { .. } | InputError::ArchiveTooLarge { .. } => {
                    "split the archive into smaller ones"
                }
                InputError::EncryptedPdf { .. } => {
                    "save it without a password, or give the credential itself"
                }
                InputError::DamagedPdf { .. } | InputError::DamagedAttachment { .. } => {
                    "download it again, or give the credential itself"
                }
                InputError::NothingAttached { .. } => {
                    "a PDF that only shows a credential proves nothing; give the credential itself"
                }
                InputError::Attachments { .. } => "save the credentials from it and name them",
                InputError::AddressInCode { .. } => {
                    "whoever made the picture chose this address: where it is that of an issuer, name it as the SOURCE, or give --follow-qr"
                }
                InputError::Pixels { .. } => "give a smaller picture, or the credential itself",
                InputError::ArchiveRatio { .. } | InputError::ArchiveOverlap { .. } => {
                    "this archive is made to exhaust whoever opens it; ask who sent it"
                }
            },
            Self::Server(error) => match error {
                ServerError::Refused { .. } => {
                    "only public https addresses are asked; save the file and supply it by --evidence"
                }
                ServerError::Status { .. }
                | ServerError::NoTurn { .. }
                | ServerError::Timeout { .. }
                | ServerError::Unreachable { .. } => "try again later, or ask the issuer",
                ServerError::RedirectLimit { .. }
                | ServerError::RedirectTarget { .. }
                | ServerError::RedirectAway { .. } => "ask the issuer for the final address",
                ServerError::ContentEncoding { .. } => "save the file and supply it by --evidence",
            },
            Self::Environment(error) => match error {
                EnvironmentError::Tls { .. } => {
                    "install the package ca-certificates, or set SSL_CERT_FILE"
                }
                EnvironmentError::Read { .. } | EnvironmentError::Stopped { .. } => return None,
            },
        })
    }

    /// The cause of a check that lacks what was asked at `url`.
    pub(crate) fn cause(&self, url: &str) -> Cause {
        let (code, expected, found) = match self {
            Self::Config(ConfigError::Offline { .. }) => ("offline", None, None),
            Self::Config(error) => ("invalid_url", None, Some(error.to_string())),
            Self::Input(InputError::TooLarge { limit, found, .. }) => (
                "too_large",
                Some(format!("at most {limit} bytes")),
                Some(length(*found)),
            ),
            Self::Server(error) => match error {
                ServerError::Refused { url, refusal } => (
                    "refused_address",
                    Some("a public https address".to_owned()),
                    Some(format!("{url}: {refusal}")),
                ),
                ServerError::Status { status, .. } => (
                    "http_status",
                    Some("200".to_owned()),
                    Some(status.to_string()),
                ),
                ServerError::RedirectLimit { .. }
                | ServerError::RedirectTarget { .. }
                | ServerError::RedirectAway { .. } => ("redirect", None, Some(error.to_string())),
                ServerError::ContentEncoding { found, .. } => (
                    "content_encoding",
                    Some("no content encoding".to_owned()),
                    Some(found.clone()),
                ),
                ServerError::NoTurn { .. }
                | ServerError::Timeout { .. }
                | ServerError::Unreachable { .. } => {
                    ("not_reachable", None, Some(error.to_string()))
                }
            },
            Self::Environment(EnvironmentError::Tls { .. }) => {
                ("not_reachable", None, Some(self.to_string()))
            }
            Self::Input(_) | Self::Environment(_) => ("not_readable", None, Some(self.to_string())),
        };
        let status = match self {
            Self::Server(ServerError::Status { status, .. }) => Some(*status),
            _ => None,
        };
        Cause {
            status,
            expected,
            found,
            ..Cause::new(code).url(url)
        }
    }
}

/// A URL as messages show it: without user name, password, query and fragment, which may hold secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownUrl(String);

impl From<&Url> for ShownUrl {
    fn from(url: &Url) -> Self {
        let mut url = url.clone();
        // These fail only where the URL can hold no user name, so that there is none to show.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_query(None);
        url.set_fragment(None);
        Self(url.into())
    }
}

impl fmt::Display for ShownUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn length(found: Option<u64>) -> String {
    found.map_or("more".to_owned(), |bytes| format!("{bytes} bytes"))
}

/// What lies at the bottom of an error: reqwest's own words say only that sending failed.
fn deepest(error: &reqwest::Error) -> String {
    let mut error: &dyn Error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
