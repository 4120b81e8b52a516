//! Sources: where credentials come from.

use std::{
    ffi::OsStr,
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    vec,
};

use credeval_model::{Document, limits};
use url::Url;

use crate::{
    Client, ConfigError, Entry, EnvironmentError, FetchError, InputError, ShownUrl,
    archive::{Archive, is_archive},
    carried::carried,
    file::{blocking, read, read_stream, within},
    kind::Kind,
};

/// Files of one directory whose documents are held in memory together.
const DIRECTORY_FILES: usize = 10_000;
/// Bytes of all documents of one directory, where what comes of them is held in memory together.
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
    /// All files in a zip, tar or tar.gz archive.
    Archive(PathBuf),
    /// Standard input.
    Stdin,
    /// What stands at an https URL.
    Url(Url),
}

impl Source {
    /// Reads an argument of the command line: `-`, an https URL, or a path.
    ///
    /// What starts as a URL of another scheme is refused. Whether a path is a directory is looked
    /// up, and whether its file begins as an archive does; whether it can be read is left to
    /// [`open`].
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
            None => Ok(Self::at(Path::new(argument))),
        }
    }

    /// What stands at a path: a directory or an archive where it is one, else a file.
    pub fn at(path: &Path) -> Self {
        match () {
            () if path.is_dir() => Self::Directory(path.to_owned()),
            () if is_archive(path) == Some(true) => Self::Archive(path.to_owned()),
            () => Self::File(path.to_owned()),
        }
    }

    /// Whether it may hold any number of documents.
    pub fn is_many(&self) -> bool {
        matches!(self, Self::Directory(_) | Self::Archive(_))
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
            Self::File(path) | Self::Directory(path) | Self::Archive(path) => path.display().fmt(f),
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
    /// Asks addresses that stand in QR codes of pictures. Whoever made the picture chose them.
    pub follow_qr: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_bytes: limits::DOCUMENT_BYTES,
            follow_qr: false,
        }
    }
}

/// Where one document stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// An https URL.
    Url(Url),
    /// A file in an archive, which was read when it was found.
    Entry(Entry),
}

impl fmt::Display for Place {
    /// As messages name it; a URL is shown without what may be secret in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Stdin => f.write_str("standard input"),
            Self::Url(url) => ShownUrl::from(url).fmt(f),
            Self::Entry(entry) => f.write_str(entry.place()),
        }
    }
}

impl Place {
    /// Bytes that its document has or may have: the length of a file, else what `options` allow.
    ///
    /// It is looked up and may change until the document is opened, which keeps to `options`.
    pub fn bytes(&self, options: &Options) -> u64 {
        let length = match self {
            Self::File(path) => fs::metadata(path).ok(),
            Self::Stdin | Self::Url(_) => None,
            Self::Entry(entry) => return entry.bytes().len() as u64,
        };
        // A file that is too long is not read; what is no file, such as a pipe, has no length.
        let length = length.filter(fs::Metadata::is_file);
        let length = length.map(|metadata| metadata.len());
        length.unwrap_or(u64::MAX).min(options.max_bytes)
    }

    /// Opens what stands there, as it stands. A file is read on the thread that asks, which costs
    /// less than to hand it to another.
    ///
    /// It is refused from its length. It does not look at what the bytes mean, nor at what else they
    /// hold; see [`Place::documents`].
    pub async fn open(&self, client: &Client, options: &Options) -> Result<Document, FetchError> {
        let limit = options.max_bytes;
        match self {
            Self::File(path) => read_document(path, limit),
            Self::Stdin => {
                let place = self.to_string();
                let read = move || read_stream(io::stdin().lock(), limit, &place);
                Ok(Document::new(blocking(read).await?, "-"))
            }
            Self::Url(url) => {
                let shared = client.options().share_links.as_ref();
                let shared = shared.and_then(|links| links.download(url));
                let response = client.get(shared.as_ref().unwrap_or(url), limit).await?;
                let mut document = Document::new(response.bytes, self.to_string());
                document.media_type = response.media_type;
                Ok(document)
            }
            Self::Entry(entry) => Ok(Document::new(entry.bytes().to_vec(), entry.place())),
        }
    }

    /// Opens the documents that stand there: mostly one. A PDF gives the credentials attached to it,
    /// a picture without a badge in it those that stand in its QR codes, or the error that there is
    /// only an address, unless `options` say to follow it. Standard input and what stands at a URL
    /// may be an archive, whose files are held in memory together, in their order and under the
    /// limits of a directory.
    pub async fn documents(
        &self,
        client: &Client,
        options: &Options,
    ) -> Vec<Result<Document, FetchError>> {
        let document = match self.open(client, options).await {
            Ok(document) => document,
            Err(error) => return vec![Err(error)],
        };
        let may_be_archive = matches!(self, Self::Stdin | Self::Url(_));
        if !may_be_archive || !Kind::of(&document.bytes).is_archive() {
            return carried(document, client, options).await;
        }
        let name = self.to_string();
        let archive = match Archive::within(document.bytes, name.clone(), options.max_bytes) {
            Ok(archive) => archive,
            Err(error) => return vec![Err(error)],
        };
        let mut documents = Vec::new();
        for document in unpacked(archive, &name) {
            match document {
                Ok(document) => documents.extend(carried(document, client, options).await),
                Err(error) => documents.push(Err(error)),
            }
        }
        documents
    }
}

/// The documents of an archive, as many as there is room for.
fn unpacked(archive: Archive, name: &str) -> Vec<Result<Document, FetchError>> {
    let mut held = Held::default();
    let mut documents = Vec::new();
    for entry in archive {
        if documents.len() == DIRECTORY_FILES {
            let (archive, limit) = (name.to_owned(), DIRECTORY_FILES);
            documents.push(Err(InputError::ArchiveEntries { archive, limit }.into()));
            break;
        }
        documents.push(entry.and_then(|entry| {
            held.take(entry.place(), entry.bytes().len() as u64)?;
            Ok(Document::new(entry.bytes().to_vec(), entry.place()))
        }));
    }
    documents
}

/// Opens a source, and holds its documents in memory together.
///
/// A file, standard input or a URL gives mostly one document; see [`Place::documents`]. A directory
/// and an archive give one result for each file in it, in the order of a [`Walk`]; a file that
/// cannot be read takes none of the others along. More than 10,000 files in one directory or
/// archive are refused; whoever needs one document at a time walks.
///
/// Files are refused from their length. It does not look at what the bytes mean.
pub async fn open(
    source: &Source,
    client: &Client,
    options: &Options,
) -> Result<Vec<Result<Document, FetchError>>, FetchError> {
    let place = match source.clone() {
        Source::File(path) => Place::File(path),
        Source::Directory(_) | Source::Archive(_) => {
            return read_all(source.clone(), client, options, Held::default()).await;
        }
        Source::Stdin => Place::Stdin,
        Source::Url(url) => Place::Url(url),
    };
    let mut documents = place.documents(client, options).await;
    match documents.pop() {
        // Where there is one, its fault is that of the source.
        Some(Err(error)) if documents.is_empty() => Err(error),
        last => {
            documents.extend(last);
            Ok(documents)
        }
    }
}

fn read_document(path: &Path, limit: u64) -> Result<Document, FetchError> {
    Ok(Document::new(
        read(path, limit)?,
        path.display().to_string(),
    ))
}

/// The documents of a directory or an archive, as many as `held` has room for.
async fn read_all(
    source: Source,
    client: &Client,
    options: &Options,
    mut held: Held,
) -> Result<Vec<Result<Document, FetchError>>, FetchError> {
    let limited = *options;
    let places = blocking(move || Walk::limited(&source, &limited)?.all()).await?;
    let mut documents = Vec::with_capacity(places.len());
    for place in places {
        let place = match place {
            Ok(place) => place,
            Err(error) => {
                documents.push(Err(error));
                continue;
            }
        };
        for document in place.documents(client, options).await {
            documents.push(document.and_then(|document| {
                held.add(&place, document.bytes.len() as u64)?;
                Ok(document)
            }));
        }
    }
    Ok(documents)
}

/// What is held in memory of one directory.
#[derive(Debug)]
pub struct Held {
    limit: u64,
    room: u64,
}

impl Default for Held {
    fn default() -> Self {
        Self::up_to(DIRECTORY_BYTES)
    }
}

impl Held {
    fn up_to(limit: u64) -> Self {
        Self { limit, room: limit }
    }

    /// Takes in what stands at `place`; refused where its bytes go beyond the limit, 256 MB.
    pub fn add(&mut self, place: &Place, bytes: u64) -> Result<(), FetchError> {
        self.take(place, bytes)
    }

    pub(crate) fn take(&mut self, place: impl fmt::Display, bytes: u64) -> Result<(), FetchError> {
        let room = self.room.checked_sub(bytes);
        self.room = room.ok_or_else(|| InputError::DirectoryTooLarge {
            path: place.to_string().into(),
            limit: self.limit,
        })?;
        Ok(())
    }
}

/// A walk through a source, which finds the place of one document after the other and opens none
/// but those of archives.
///
/// A file, standard input or a URL is one place. A directory gives its files sorted by name, with
/// those of the directories below, and an error for what cannot be reached, which ends nothing; one
/// without files gives the error that it is empty. Names that start with a dot are passed over, and
/// what is neither file nor directory; a symbolic link to a file is followed inside the directory
/// and refused where it leads out, one to a directory is not followed. An archive gives its files
/// in its own order, in place of itself; an archive in it is refused.
///
/// It holds the names of the directories and of the zip that it stands in, and one file of an
/// archive.
#[derive(Debug)]
pub struct Walk {
    /// The one place of what is no directory.
    one: Option<Place>,
    /// What is walked through, as it was named.
    source: PathBuf,
    root: PathBuf,
    levels: Vec<Level>,
    archive: Option<Archive>,
    max_bytes: u64,
    found_any: bool,
}

/// A directory that a walk stands in.
#[derive(Debug)]
struct Level {
    directory: PathBuf,
    /// The names that are left.
    entries: vec::IntoIter<Name>,
}

#[derive(Debug)]
struct Name {
    // There may be a million of them.
    name: Box<OsStr>,
    kind: io::Result<fs::FileType>,
}

impl Walk {
    /// Begins a walk, by the default of [`Options`]; an error where a directory or an archive cannot
    /// be read at all.
    pub fn new(source: &Source) -> Result<Self, FetchError> {
        Self::limited(source, &Options::default())
    }

    /// Begins a walk that reads as much of each file in an archive as `options` allow.
    pub fn limited(source: &Source, options: &Options) -> Result<Self, FetchError> {
        let mut walk = Self {
            one: None,
            source: PathBuf::new(),
            root: PathBuf::new(),
            levels: Vec::new(),
            archive: None,
            max_bytes: options.max_bytes,
            found_any: true,
        };
        match source {
            Source::Directory(directory) => {
                let root = directory.canonicalize();
                walk.root = root.map_err(|source| cannot_read(directory, source))?;
                walk.levels.push(Level::of(directory.clone())?);
                walk.source.clone_from(directory);
                walk.found_any = false;
            }
            Source::Archive(path) => {
                walk.archive = Some(Archive::open(path, options.max_bytes)?);
                walk.source.clone_from(path);
            }
            Source::File(path) => walk.one = Some(Place::File(path.clone())),
            Source::Stdin => walk.one = Some(Place::Stdin),
            Source::Url(url) => walk.one = Some(Place::Url(url.clone())),
        }
        Ok(walk)
    }

    /// All that the walk finds, for whoever holds what comes of it. Above 10,000 files of one
    /// directory or archive and for a directory without files it is an error, and so is each file
    /// of an archive for which there is no room.
    pub fn all(mut self) -> Result<Vec<Result<Place, FetchError>>, FetchError> {
        let mut held = Held::default();
        let mut found = Vec::new();
        while let Some(place) = self.step() {
            if found.len() == DIRECTORY_FILES {
                return Err(InputError::TooManyFiles {
                    directory: self.source,
                    limit: DIRECTORY_FILES,
                }
                .into());
            }
            found.push(place.and_then(|place| {
                if let Place::Entry(entry) = &place {
                    held.take(entry.place(), entry.bytes().len() as u64)?;
                }
                Ok(place)
            }));
        }
        match found.is_empty() {
            true => Err(self.empty()),
            false => Ok(found),
        }
    }

    /// How many names are listed and still to come; `None` where the walk may enter directories
    /// whose names are not listed yet, or stands in an archive that does not list them. That a file
    /// is an archive is not foreseen.
    pub fn left(&self) -> Option<usize> {
        let in_archive = self.archive.as_ref().map_or(Some(0), Archive::left)?;
        let entries = || {
            self.levels
                .iter()
                .flat_map(|level| level.entries.as_slice())
        };
        let may_hold_more = |entry: &Name| !matches!(&entry.kind, Ok(kind) if !kind.is_dir());
        match entries().any(may_hold_more) {
            true => None,
            false => Some(in_archive + entries().count() + usize::from(self.one.is_some())),
        }
    }

    fn empty(&self) -> FetchError {
        let directory = self.source.clone();
        ConfigError::EmptyDirectory { directory }.into()
    }

    /// The next place, whether or not there was any.
    fn step(&mut self) -> Option<Result<Place, FetchError>> {
        if let Some(one) = self.one.take() {
            return Some(Ok(one));
        }
        loop {
            if let Some(archive) = &mut self.archive {
                match archive.next() {
                    Some(found) => return Some(found.map(Place::Entry)),
                    None => self.archive = None,
                }
            }
            let depth = self.levels.len();
            let level = self.levels.last_mut()?;
            let Some(entry) = level.entries.next() else {
                self.levels.pop();
                continue;
            };
            let path = level.directory.join(Path::new(&entry.name));
            let found = match entry.kind {
                Ok(kind) if kind.is_dir() && depth > DIRECTORY_DEPTH => {
                    let limit = DIRECTORY_DEPTH;
                    Some(Err(InputError::TooDeep { path, limit }.into()))
                }
                Ok(kind) if kind.is_dir() => match Level::of(path) {
                    Ok(inner) => {
                        self.levels.push(inner);
                        None
                    }
                    Err(error) => Some(Err(error)),
                },
                Ok(kind) if kind.is_file() => self.file(path),
                Ok(kind) if kind.is_symlink() => self.follow(path),
                Ok(_) => None,
                Err(source) => Some(Err(cannot_read(&path, source))),
            };
            if found.is_some() {
                return found;
            }
        }
    }

    /// The place of a file; `None` where it is an archive, in which the walk stands then.
    fn file(&mut self, path: PathBuf) -> Option<Result<Place, FetchError>> {
        if is_archive(&path) != Some(true) {
            return Some(Ok(Place::File(path)));
        }
        match Archive::open(&path, self.max_bytes) {
            Ok(archive) => {
                self.archive = Some(archive);
                None
            }
            Err(error) => Some(Err(error)),
        }
    }

    fn follow(&mut self, link: PathBuf) -> Option<Result<Place, FetchError>> {
        match within(&self.root, &link) {
            Ok(Some(real)) if real.is_file() => self.file(link),
            // A directory inside is reached by its own name.
            Ok(Some(_)) => None,
            Ok(None) => Some(Err(InputError::LinkLeaves {
                path: link,
                directory: self.source.clone(),
            }
            .into())),
            Err(source) => Some(Err(cannot_read(&link, source))),
        }
    }
}

impl Iterator for Walk {
    type Item = Result<Place, FetchError>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.step();
        let first = !std::mem::replace(&mut self.found_any, true);
        found.or_else(|| first.then(|| Err(self.empty())))
    }
}

impl Level {
    fn of(directory: PathBuf) -> Result<Self, FetchError> {
        let entries = fs::read_dir(&directory).and_then(|entries| {
            let entry = |entry: fs::DirEntry| Name {
                name: entry.file_name().into(),
                kind: entry.file_type(),
            };
            let entries = entries.map(|found| found.map(entry));
            let is_hidden = |entry: &Name| entry.name.as_encoded_bytes().starts_with(b".");
            let shown = entries.filter(|found| !found.as_ref().is_ok_and(is_hidden));
            shown.collect::<io::Result<Vec<Name>>>()
        });
        let mut entries = entries.map_err(|source| cannot_read(&directory, source))?;
        entries.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        Ok(Self {
            directory,
            entries: entries.into_iter(),
        })
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
        let options = Options {
            max_bytes,
            ..Options::default()
        };
        open(source, &client, &options).await
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

    #[test]
    fn a_walk_says_how_much_is_left_once_it_knows() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        fs::create_dir(root.join("b")).unwrap();
        for name in ["a", "b/c", "b/d", "e", ".hidden"] {
            fs::write(root.join(name), "").unwrap();
        }
        let mut walk = Walk::new(&Source::Directory(root.to_owned())).unwrap();
        let mut told = vec![walk.left()];
        while walk.next().is_some() {
            told.push(walk.left());
        }
        assert_eq!(told, [None, None, Some(2), Some(1), Some(0)]);

        let mut one = Walk::new(&Source::Stdin).unwrap();
        assert_eq!(one.left(), Some(1));
        assert_eq!(one.next().unwrap().unwrap(), Place::Stdin);
        assert!(one.next().is_none() && one.left() == Some(0));
    }

    #[test]
    fn a_walk_through_nothing_says_so_once() {
        let directory = tempfile::tempdir().unwrap();
        let mut walk = Walk::new(&Source::Directory(directory.path().to_owned())).unwrap();
        let error = walk.next().unwrap().unwrap_err().to_string();
        assert!(error.ends_with("found none"), "{error}");
        assert!(walk.next().is_none());
    }

    /// A tar with these files.
    fn tar(files: &[(&str, &str)]) -> Vec<u8> {
        let mut builder = ::tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = ::tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            builder
                .append_data(&mut header, name, bytes.as_bytes())
                .unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[tokio::test]
    async fn an_archive_is_read_like_a_directory() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let bytes = tar(&[("y.json", "y"), ("x.json", "x"), ("long.json", "too long")]);
        // Its name does not say what it is.
        let path = root.join("b.json");
        fs::write(&path, &bytes).unwrap();
        fs::write(root.join("a.json"), "a").unwrap();
        fs::write(root.join("c.json"), "c").unwrap();
        let expected = pairs(&[
            ("a.json", "a"),
            ("b.json!y.json", "y"),
            ("b.json!x.json", "x"),
            (
                "error",
                "expected at most 4 bytes in b.json!long.json, found 8 bytes",
            ),
            ("c.json", "c"),
        ]);
        assert_eq!(opened(root, 4).await, expected);

        let archive = Source::parse(path.as_os_str()).unwrap();
        assert!(matches!(archive, Source::Archive(_)) && archive.is_many());
        let documents = open_offline(&archive, 4).await.unwrap();
        let source = &documents[0].as_ref().unwrap().source;
        assert_eq!(*source, format!("{}!y.json", path.display()));
        assert_eq!(documents.len(), 3);
        assert!(documents[2].is_err());
        let file = Source::parse(root.join("c.json").as_os_str()).unwrap();
        assert!(matches!(file, Source::File(_)) && !file.is_many());
    }

    #[tokio::test]
    async fn what_stands_at_a_url_may_be_an_archive() {
        let server = crate::loopback::Server::start(|path| {
            let bytes = match path {
                "/archive" => tar(&[("y.json", "y"), ("x.json", "x")]),
                _ => b"{}".to_vec(),
            };
            let text = String::from_utf8(bytes).unwrap();
            let reply = crate::loopback::ok("application/octet-stream", &text);
            (reply, crate::loopback::Then::Close)
        });
        let client = crate::loopback::client();
        for (path, expected) in [
            ("/archive", vec!["/archive!y.json", "/archive!x.json"]),
            ("/badge", vec!["/badge"]),
        ] {
            let place = Place::Url(server.url(path));
            let documents = place.documents(&client, &Options::default()).await;
            let sources = documents
                .into_iter()
                .map(|document| document.unwrap().source);
            let expected = expected.into_iter().map(|path| server.origin() + path);
            assert!(sources.eq(expected));
        }
    }

    #[tokio::test]
    async fn what_is_held_of_an_archive_has_limits() {
        let files = vec![("a", "1"); DIRECTORY_FILES + 1];
        let names = |files| {
            let archive = Archive::within(tar(files), "a".to_owned(), 9).unwrap();
            unpacked(archive, "a")
        };
        let documents = names(&files);
        assert_eq!(
            documents.last().unwrap().as_ref().unwrap_err().to_string(),
            "expected at most 10000 entries in the archive a, found more"
        );
        let documents = names(&files[1..]);
        assert!(documents.iter().all(Result::is_ok) && documents.len() == DIRECTORY_FILES);
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
        // One at a time there may be any number.
        let walk = Walk::new(&source).unwrap();
        assert_eq!(walk.flatten().count(), DIRECTORY_FILES + 1);
    }

    #[tokio::test]
    async fn a_directory_that_is_too_long_as_a_whole_gives_what_fits() {
        let directory = tempfile::tempdir().unwrap();
        for (name, bytes) in [("a", "12"), ("b", "123"), ("c", "1"), ("d", "12")] {
            fs::write(directory.path().join(name), bytes).unwrap();
        }
        let client = Client::new(ClientOptions::default());
        let options = Options {
            max_bytes: 3,
            ..Options::default()
        };
        let held = Held::up_to(5);
        let source = Source::Directory(directory.path().to_owned());
        let found = read_all(source, &client, &options, held).await;
        let found = found.unwrap();
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
