//! Sources: where credentials come from.

use std::{
    ffi::OsStr,
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
};

use credeval_model::{Document, limits};
use url::Url;

use crate::{
    Client, ConfigError, EnvironmentError, FetchError, InputError, ShownUrl,
    file::{blocking, read, read_stream, within},
};

/// Files in one directory; more are a batch, which holds one document at a time.
const DIRECTORY_FILES: usize = 10_000;
/// Bytes of all documents of one directory, which are held in memory together.
const DIRECTORY_BYTES: u64 = 256 * 1024 * 1024;
/// Nested directories; deeper ones are an accident or a trap.
const DIRECTORY_DEPTH: usize = 32;

/// Where credentials come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// One file.
    File(PathBuf),
    /// All files of a directory.
    Directory(PathBuf),
    /// Standard input.
    Stdin,
    /// What stands at an https URL.
    Url(Url),
}

impl Source {
    /// Reads an argument of the command line: `-`, an https URL, or a path.
    ///
    /// What starts as a URL of another scheme is refused. Whether a path is a directory is looked
    /// up; whether it can be read is left to [`open`].
    pub fn parse(argument: &OsStr) -> Result<Self, FetchError> {
        if argument == "-" {
            return Ok(Self::Stdin);
        }
        let scheme = argument
            .to_str()
            .and_then(|text| text.split_once("://"))
            .map(|(scheme, _)| scheme.to_ascii_lowercase())
            .filter(|scheme| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        match scheme {
            Some(scheme) if scheme == "https" => Url::parse(&argument.to_string_lossy())
                .map(Self::Url)
                .map_err(|source| ConfigError::Url { source }.into()),
            Some(found) => Err(ConfigError::Scheme { found }.into()),
            None if Path::new(argument).is_dir() => Ok(Self::Directory(argument.into())),
            None => Ok(Self::File(argument.into())),
        }
    }
}

impl FromStr for Source {
    type Err = FetchError;

    fn from_str(argument: &str) -> Result<Self, Self::Err> {
        Self::parse(argument.as_ref())
    }
}

impl fmt::Display for Source {
    /// As messages name it; a URL is shown without what may be secret in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) | Self::Directory(path) => path.display().fmt(f),
            Self::Stdin => f.write_str("standard input"),
            Self::Url(url) => ShownUrl::from(url).fmt(f),
        }
    }
}

/// How to open a source.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Bytes in one document.
    pub max_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_bytes: limits::DOCUMENT_BYTES,
        }
    }
}

/// Opens a source.
///
/// A file, standard input or a URL gives one document. A directory gives one result for each file
/// in it, sorted by name, with those of the directories below; a file that cannot be read takes
/// none of the others along. Names that start with a dot are passed over, and what is neither
/// file nor directory; a symbolic link to a file is followed inside the directory and refused
/// where it leads out, one to a directory is not followed.
///
/// Files are refused from their length. It does not look at what the bytes mean.
pub async fn open(
    source: &Source,
    client: &Client,
    options: &Options,
) -> Result<Vec<Result<Document, FetchError>>, FetchError> {
    let limit = options.max_bytes;
    match source.clone() {
        Source::File(path) => {
            let document = blocking(move || read_document(&path, limit)).await?;
            Ok(vec![Ok(document)])
        }
        Source::Directory(directory) => {
            blocking(move || read_directory(&directory, limit, DIRECTORY_BYTES)).await
        }
        Source::Stdin => {
            let read = move || read_stream(io::stdin().lock(), limit, &Source::Stdin.to_string());
            Ok(vec![Ok(Document::new(blocking(read).await?, "-"))])
        }
        Source::Url(url) => {
            let response = client.get(&url, limit).await?;
            let mut document = Document::new(response.bytes, source.to_string());
            document.media_type = response.media_type;
            Ok(vec![Ok(document)])
        }
    }
}

fn read_document(path: &Path, limit: u64) -> Result<Document, FetchError> {
    Ok(Document::new(
        read(path, limit)?,
        path.display().to_string(),
    ))
}

fn read_directory(
    directory: &Path,
    limit: u64,
    total_limit: u64,
) -> Result<Vec<Result<Document, FetchError>>, FetchError> {
    let mut walk = Walk {
        directory,
        root: directory
            .canonicalize()
            .map_err(|source| cannot_read(directory, source))?,
        found: Vec::new(),
    };
    walk.enter(directory, 0)?;
    if walk.found.is_empty() {
        return Err(ConfigError::EmptyDirectory {
            directory: directory.to_owned(),
        }
        .into());
    }
    let mut room = total_limit;
    let mut read_next = |path: PathBuf| {
        let document = read_document(&path, limit)?;
        room =
            room.checked_sub(document.bytes.len() as u64)
                .ok_or(InputError::DirectoryTooLarge {
                    path,
                    limit: total_limit,
                })?;
        Ok(document)
    };
    Ok(walk
        .found
        .into_iter()
        .map(|path| read_next(path?))
        .collect())
}

/// A walk through a directory, which collects its files in order of their names.
struct Walk<'a> {
    directory: &'a Path,
    root: PathBuf,
    found: Vec<Result<PathBuf, FetchError>>,
}

impl Walk<'_> {
    fn enter(&mut self, directory: &Path, depth: usize) -> Result<(), FetchError> {
        let entries = fs::read_dir(directory)
            .and_then(Iterator::collect::<io::Result<Vec<_>>>)
            .map_err(|source| cannot_read(directory, source));
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) if depth == 0 => return Err(error),
            Err(error) => return self.push(Err(error)),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth == DIRECTORY_DEPTH => {
                    self.push(Err(InputError::TooDeep {
                        path,
                        limit: DIRECTORY_DEPTH,
                    }
                    .into()))?;
                }
                Ok(kind) if kind.is_dir() => self.enter(&path, depth + 1)?,
                Ok(kind) if kind.is_file() => self.push(Ok(path))?,
                Ok(kind) if kind.is_symlink() => self.follow(path)?,
                Ok(_) => {}
                Err(source) => self.push(Err(cannot_read(&path, source)))?,
            }
        }
        Ok(())
    }

    fn follow(&mut self, link: PathBuf) -> Result<(), FetchError> {
        match within(&self.root, &link) {
            Ok(Some(real)) if real.is_file() => self.push(Ok(link)),
            // A directory inside is reached by its own name.
            Ok(Some(_)) => Ok(()),
            Ok(None) => self.push(Err(InputError::LinkLeaves {
                path: link,
                directory: self.directory.to_owned(),
            }
            .into())),
            Err(source) => self.push(Err(cannot_read(&link, source))),
        }
    }

    fn push(&mut self, file: Result<PathBuf, FetchError>) -> Result<(), FetchError> {
        if self.found.len() == DIRECTORY_FILES {
            return Err(InputError::TooManyFiles {
                directory: self.directory.to_owned(),
                limit: DIRECTORY_FILES,
            }
            .into());
        }
        self.found.push(file);
        Ok(())
    }
}

fn cannot_read(path: &Path, source: io::Error) -> FetchError {
    let place = path.display().to_string();
    EnvironmentError::Read { place, source }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClientOptions;

    async fn open_offline(
        source: &Source,
        max_bytes: u64,
    ) -> Result<Vec<Result<Document, FetchError>>, FetchError> {
        let client = Client::new(ClientOptions {
            offline: true,
            ..ClientOptions::default()
        });
        open(source, &client, &Options { max_bytes }).await
    }

    /// The documents of a directory, as its paths below it and their bytes or error.
    async fn opened(directory: &Path, max_bytes: u64) -> Vec<(String, String)> {
        let source = Source::parse(directory.as_os_str()).unwrap();
        assert!(matches!(source, Source::Directory(_)));
        let below = |path: String| path.replace(&format!("{}/", directory.display()), "");
        open_offline(&source, max_bytes)
            .await
            .unwrap()
            .into_iter()
            .map(|result| match result {
                Ok(document) => (
                    below(document.source),
                    String::from_utf8(document.bytes).unwrap(),
                ),
                Err(error) => ("error".to_owned(), below(error.to_string())),
            })
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), (*bytes).to_owned()))
            .collect()
    }

    #[test]
    fn arguments_are_told_apart() {
        assert_eq!("-".parse::<Source>().unwrap(), Source::Stdin);
        for url in ["https://badges.example/1?a=b", "HTTPS://badges.example/1"] {
            assert!(matches!(url.parse::<Source>().unwrap(), Source::Url(_)));
        }
        for path in [
            "badge.json",
            "./-",
            "/no/such/file",
            "C:\\badge.json",
            "a:b",
            "",
        ] {
            assert_eq!(path.parse::<Source>().unwrap(), Source::File(path.into()));
        }
        let refused = |text: &str| {
            let error = text.parse::<Source>().unwrap_err();
            (error.to_string(), error.hint().unwrap())
        };
        assert_eq!(
            refused("http://badges.example/1"),
            (
                "expected an https URL or a path, found a URL that starts with http://".to_owned(),
                "write https:// if the server speaks it, else save the file and name its path"
            )
        );
        assert!(refused("file:///etc/passwd").0.ends_with("file://"));
        assert_eq!(
            refused("https://badges.example:port/").0,
            "expected an https URL, found one that cannot be read: invalid port number"
        );
    }

    #[tokio::test]
    async fn a_file_is_opened_or_named_in_the_error() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("badge.json");
        fs::write(&path, "{}").unwrap();
        let source = Source::parse(path.as_os_str()).unwrap();
        let documents = open_offline(&source, 2).await.unwrap();
        let document = documents[0].as_ref().unwrap();
        assert_eq!(document.bytes, b"{}");
        assert_eq!(document.source, path.display().to_string());
        assert_eq!(
            open_offline(&source, 1).await.unwrap_err().to_string(),
            format!(
                "expected at most 1 bytes in {}, found 2 bytes",
                path.display()
            )
        );
        let missing = Source::File(directory.path().join("missing.json"));
        let error = open_offline(&missing, 1).await.unwrap_err().to_string();
        assert!(error.contains("missing.json: "), "{error}");
    }

    #[tokio::test]
    async fn a_url_is_not_opened_offline() {
        let source: Source = "https://user:secret@badges.example/1?token=secret#part"
            .parse()
            .unwrap();
        let error = open_offline(&source, 1).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected to work offline, found https://badges.example/1 to fetch"
        );
        assert!(error.hint().unwrap().contains("--offline"));
    }

    #[tokio::test]
    async fn a_directory_gives_its_files_by_name() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        fs::create_dir_all(root.join("b/inner")).unwrap();
        fs::create_dir_all(root.join(".git")).unwrap();
        for (name, bytes) in [
            ("c.json", "c"),
            ("a.json", "a"),
            ("b/z.json", "z"),
            ("b/inner/y.json", "y"),
            ("b/long.json", "too long"),
            (".hidden", "h"),
            (".git/config", "g"),
        ] {
            fs::write(root.join(name), bytes).unwrap();
        }
        assert_eq!(
            opened(root, 4).await,
            pairs(&[
                ("a.json", "a"),
                ("b/inner/y.json", "y"),
                (
                    "error",
                    "expected at most 4 bytes in b/long.json, found 8 bytes"
                ),
                ("b/z.json", "z"),
                ("c.json", "c"),
            ])
        );
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn links_stay_inside_the_directory() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        fs::write(outer.path().join("secret"), "secret").unwrap();
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        fs::create_dir(root.join("b")).unwrap();
        fs::write(root.join("b/one.json"), "1").unwrap();
        symlink("b/one.json", root.join("a-link")).unwrap();
        symlink(root, root.join("b/loop")).unwrap();
        symlink(outer.path().join("secret"), root.join("c-out")).unwrap();
        symlink(outer.path(), root.join("d-out")).unwrap();
        symlink("nowhere", root.join("e-broken")).unwrap();
        let found = opened(root, 100).await;
        assert_eq!(found[..2], pairs(&[("a-link", "1"), ("b/one.json", "1")]));
        assert_eq!(found.len(), 5, "{found:?}");
        assert!(
            found[2].1.ends_with("found that c-out links out of it"),
            "{found:?}"
        );
        assert!(
            found[3].1.ends_with("found that d-out links out of it"),
            "{found:?}"
        );
        assert!(found[4].1.contains("e-broken"), "{found:?}");
    }

    #[tokio::test]
    async fn a_directory_has_limits() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let source = Source::Directory(root.to_owned());
        let error = open_offline(&source, 1).await.unwrap_err().to_string();
        assert!(error.ends_with("found none"), "{error}");

        let mut deep = root.to_owned();
        for _ in 0..=DIRECTORY_DEPTH {
            deep.push("d");
        }
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("lost.json"), "").unwrap();
        fs::write(root.join("kept.json"), "").unwrap();
        let found = opened(root, 1).await;
        assert!(
            found[0].1.starts_with("expected at most 32 nested"),
            "{found:?}"
        );
        assert_eq!(found[1].0, "kept.json");

        for index in 0..DIRECTORY_FILES {
            fs::write(root.join(format!("{index}.json")), "").unwrap();
        }
        let error = open_offline(&source, 1).await.unwrap_err().to_string();
        assert!(error.starts_with("expected at most 10000 files"), "{error}");
    }

    #[test]
    fn a_directory_that_is_too_long_as_a_whole_gives_what_fits() {
        let directory = tempfile::tempdir().unwrap();
        for (name, bytes) in [("a", "12"), ("b", "123"), ("c", "1"), ("d", "12")] {
            fs::write(directory.path().join(name), bytes).unwrap();
        }
        let found = read_directory(directory.path(), 3, 5).unwrap();
        assert!(found[0].is_ok() && found[1].is_ok());
        for (result, name) in found[2..].iter().zip(["c", "d"]) {
            assert_eq!(
                result.as_ref().unwrap_err().to_string(),
                format!(
                    "expected at most 5 bytes in one directory, found more with {}",
                    directory.path().join(name).display()
                )
            );
        }
    }
}
