//! Evidence in one file: a tar archive of an `index.tsv` and its items.

use std::{
    collections::BTreeMap,
    io::{self, Read as _},
    path::Path,
    sync::Arc,
};

use credeval_model::{Digest, limits};
use tar::{Archive, Builder, EntryType, Header};

use super::{BUNDLE_BYTES, INDEX, MUST_REVALIDATE, Place, Supplied, quoted};
use crate::{EnvironmentError, FetchError, IndexProblem, InputError};

/// The cells of a line.
const HEADING: &str =
    "URL\tpath\tstatus\tmedia type\tfetched_at\tsha256\tfresh until\tmust-revalidate\n";
/// Where items stand, each by the digits of its digest.
const ITEMS: &str = "items";
/// What a tar archive is made of (POSIX.1-2017, `pax`, ustar format): a head and full blocks for
/// each entry, and two empty ones at the end.
const BLOCK: u64 = 512;

/// The bytes of a bundle.
pub(super) fn pack(supplied: &Supplied) -> Result<Vec<u8>, FetchError> {
    let mut index = HEADING.to_owned();
    let mut items: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut length = 2 * BLOCK;
    for (url, line) in &supplied.lines {
        let (path, status, digest) = match &line.found {
            Err(status) => (String::new(), status.to_string(), String::new()),
            Ok(place) => {
                let bytes = place.read(BUNDLE_BYTES)?;
                let digest = Digest::of(&bytes);
                let path = format!("{ITEMS}/{}", digest.hex());
                if !items.contains_key(&path) {
                    length += entry_length(bytes.len());
                    if length > BUNDLE_BYTES {
                        return Err(too_large(None));
                    }
                    items.insert(path.clone(), bytes);
                }
                // One that is not what its index says stays so.
                (path, String::new(), line.sha256.unwrap_or(digest).hex())
            }
        };
        let text = |time: Option<credeval_model::Timestamp>| {
            time.map_or_else(String::new, |time| time.to_string())
        };
        let cells = [
            url.as_str(),
            &path,
            &status,
            line.media_type.as_deref().unwrap_or_default(),
            &text(line.fetched_at),
            &digest,
            &text(line.fresh_until),
            match line.may_be_stale {
                true => "",
                false => MUST_REVALIDATE,
            },
        ];
        index.push_str(&cells.join("\t"));
        index.push('\n');
        if index.len() as u64 > limits::EVIDENCE_BYTES {
            return Err(InputError::TooLarge {
                place: format!("the {INDEX} of a bundle"),
                limit: limits::EVIDENCE_BYTES,
                found: None,
            }
            .into());
        }
    }
    length += entry_length(index.len());
    if length > BUNDLE_BYTES {
        return Err(too_large(Some(length)));
    }
    let written = write(index.as_bytes(), &items);
    written.map_err(|source| {
        EnvironmentError::Read {
            place: "the evidence of a bundle".to_owned(),
            source,
        }
        .into()
    })
}

fn write(index: &[u8], items: &BTreeMap<String, Arc<[u8]>>) -> io::Result<Vec<u8>> {
    let mut tar = Builder::new(Vec::new());
    let mut append = |path: &str, bytes: &[u8]| {
        // Nobody's and of no time: the same evidence is the same bytes.
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, path, bytes)
    };
    append(INDEX, index)?;
    for (path, bytes) in items {
        append(path, bytes)?;
    }
    tar.into_inner()
}

/// Evidence from a bundle that stands at `place`.
pub(super) fn unpack(bytes: &[u8], place: &str) -> Result<Supplied, FetchError> {
    let length = bytes.len() as u64;
    if length > BUNDLE_BYTES {
        return Err(too_large(Some(length)));
    }
    let damaged = |found: String| InputError::DamagedBundle {
        place: place.to_owned(),
        found,
    };
    let broken = |error: io::Error| damaged(error.to_string());
    let mut items: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut archive = Archive::new(bytes);
    for entry in archive.entries().map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind == EntryType::XGlobalHeader {
            continue;
        }
        let path = entry.path().map_err(broken)?;
        let path = path.to_str().unwrap_or_default();
        let path = path.strip_prefix("./").unwrap_or(path).to_owned();
        // A sparse file may say that it is longer than all of the archive.
        if !matches!(
            entry.header().entry_type(),
            EntryType::Regular | EntryType::Continuous
        ) || path.is_empty()
        {
            let found = format!("an entry `{}` that is no plain file", quoted(&path));
            return Err(damaged(found).into());
        }
        let announced = entry.size();
        let mut bytes = Vec::new();
        entry.take(length).read_to_end(&mut bytes).map_err(broken)?;
        if bytes.len() as u64 != announced {
            return Err(damaged(format!("`{}` not whole", quoted(&path))).into());
        }
        if items.insert(path.clone(), bytes.into()).is_some() {
            return Err(damaged(format!("`{}` twice", quoted(&path))).into());
        }
    }
    let index = items
        .get(INDEX)
        .ok_or_else(|| damaged(format!("no {INDEX}")))?;
    Supplied::indexed(index, &Path::new(place).join(INDEX), |path| {
        let path = path.strip_prefix("./").unwrap_or(path);
        let found = || IndexProblem::File {
            found: quoted(path),
            source: io::Error::from(io::ErrorKind::NotFound),
        };
        items
            .get(path)
            .cloned()
            .map(Place::Memory)
            .ok_or_else(found)
    })
}

/// Bytes that an entry takes.
fn entry_length(bytes: usize) -> u64 {
    BLOCK + (bytes as u64).div_ceil(BLOCK) * BLOCK
}

fn too_large(found: Option<u64>) -> FetchError {
    InputError::BundleTooLarge {
        limit: BUNDLE_BYTES,
        found,
    }
    .into()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use credeval_model::{
        check::Cause,
        evidence::{Answer, EvidenceKind, Origin, Request},
    };
    use url::Url;

    use super::*;
    use crate::Exhibit;

    const INDEXED: &str = "\
https://issuer.example/did.json\tkeys/did.json\t200\tapplication/did+json\t2026-03-01T12:00:00Z\t\t2026-03-01T13:00:00Z\tmust-revalidate
https://issuer.example/again\tkeys/did.json
https://issuer.example/altered\tkeys/did.json\t\t\t\t4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
https://issuer.example/gone\t\t410
";

    fn supplied() -> (tempfile::TempDir, Supplied) {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("keys")).unwrap();
        fs::write(directory.path().join("keys/did.json"), "{}").unwrap();
        fs::write(directory.path().join(INDEX), INDEXED).unwrap();
        let supplied = Supplied::open(directory.path()).unwrap();
        (directory, supplied)
    }

    async fn answers(supplied: &Supplied) -> Vec<Answer> {
        let mut answers = Vec::new();
        for name in ["did.json", "again", "altered", "gone"] {
            let url = format!("https://issuer.example/{name}");
            let line = supplied.get(&Url::parse(&url).unwrap()).unwrap();
            let kind = EvidenceKind::KeyDocument;
            answers.push(line.answer(&Request { kind, url }).await);
        }
        answers
    }

    #[tokio::test]
    async fn a_bundle_answers_as_the_directory_does() {
        let (directory, supplied) = supplied();
        let bundle = supplied.pack().unwrap();
        let unpacked = Supplied::unpack(&bundle).unwrap();
        let expected = answers(&supplied).await;
        assert_eq!(answers(&unpacked).await, expected);
        let Answer::Found(item) = &expected[0] else {
            panic!()
        };
        assert_eq!(
            (item.bytes.as_slice(), item.origin),
            (b"{}".as_slice(), Origin::Supplied)
        );
        let Answer::Missing(Cause { code, .. }) = &expected[2] else {
            panic!()
        };
        assert_eq!(code, "digest_mismatch");
        // The same evidence is the same bytes, wherever it stands and however often it is packed.
        assert_eq!(unpacked.pack().unwrap(), bundle);
        let file = directory.path().join("bundle.tar");
        fs::write(&file, &bundle).unwrap();
        assert_eq!(answers(&Supplied::open(&file).unwrap()).await, expected);
        fs::write(directory.path().join("keys/did.json"), "[]").unwrap();
        assert_ne!(supplied.pack().unwrap(), bundle);
    }

    #[test]
    fn a_bundle_says_how_long_its_items_are_fresh() {
        let (_directory, supplied) = supplied();
        let unpacked = Supplied::unpack(&supplied.pack().unwrap()).unwrap();
        let each: Vec<_> = unpacked.each().collect();
        // By address: again, altered, did.json.
        let (_, exhibit) = each[2].as_ref().unwrap();
        assert_eq!(
            *exhibit,
            Exhibit {
                bytes: b"{}".as_slice().into(),
                media_type: Some("application/did+json".to_owned()),
                fetched_at: Some("2026-03-01T12:00:00Z".parse().unwrap()),
                fresh_until: Some("2026-03-01T13:00:00Z".parse().unwrap()),
                may_be_stale: false,
            }
        );
        let (_, plain) = each[0].as_ref().unwrap();
        assert_eq!((plain.fresh_until, plain.may_be_stale), (None, true));
        assert!(
            each[1]
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("with the digest")
        );
        assert_eq!(each.len(), 3);
    }

    #[test]
    fn an_answer_of_a_bundle_is_fresh_within_its_lifetime_and_a_day() {
        let url = Url::parse("https://issuer.example/list").unwrap();
        let time = |text: &str| Some(text.parse::<credeval_model::Timestamp>().unwrap());
        let until = |fetched_at, fresh_until| {
            let exhibit = Exhibit {
                bytes: b"{}".as_slice().into(),
                media_type: None,
                fetched_at,
                fresh_until,
                may_be_stale: true,
            };
            Some(exhibit.kept(&url).fresh_until)
        };
        let fetched = time("2026-03-01T12:00:00Z");
        let hour = time("2026-03-01T13:00:00Z");
        assert_eq!(until(fetched, hour), hour);
        let day = time("2026-03-02T12:00:00Z");
        assert_eq!(until(fetched, time("9999-01-01T00:00:00Z")), day);
        // Without a lifetime, or with one that was over before, it never was.
        assert_eq!(until(fetched, None), fetched);
        assert_eq!(until(fetched, time("2026-02-01T00:00:00Z")), fetched);
        // Of an unknown time it is of none that is near.
        assert_eq!(until(None, hour), time("1970-01-02T00:00:00Z"));
    }

    #[test]
    fn a_bundle_is_bounded() {
        let bytes: Arc<[u8]> = vec![0; 40 * 1024 * 1024].into();
        let exhibit = |bytes: &Arc<[u8]>| Exhibit {
            bytes: Arc::clone(bytes),
            media_type: Some("text/plain\tx".to_owned()),
            fetched_at: None,
            fresh_until: None,
            may_be_stale: true,
        };
        let url = |name: &str| Url::parse(&format!("https://issuer.example/{name}")).unwrap();
        // Equal bytes are there once.
        let twice = [(url("a"), exhibit(&bytes)), (url("b"), exhibit(&bytes))];
        let packed = Supplied::exhibits(twice).pack().unwrap();
        assert!(packed.len() < 41 * 1024 * 1024);
        assert_eq!(Supplied::unpack(&packed).unwrap().each().count(), 2);
        let other: Arc<[u8]> = vec![1; 40 * 1024 * 1024].into();
        let both = [(url("a"), exhibit(&bytes)), (url("b"), exhibit(&other))];
        let error = Supplied::exhibits(both).pack().unwrap_err();
        assert!(error.to_string().contains("67108864"), "{error}");
        let error = Supplied::unpack(&vec![0; 64 * 1024 * 1024 + 1]).unwrap_err();
        assert!(error.to_string().contains("67108865"), "{error}");
    }

    fn tar(entries: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
        let mut tar = Builder::new(Vec::new());
        for (path, kind, bytes) in entries {
            let mut header = Header::new_ustar();
            header.set_entry_type(*kind);
            header.set_size(bytes.len() as u64);
            tar.append_data(&mut header, path, *bytes).unwrap();
        }
        tar.into_inner().unwrap()
    }

    #[test]
    fn what_is_no_bundle_is_refused() {
        let plain = EntryType::Regular;
        let index = (INDEX, plain, b"https://a.example/\tx\n".as_slice());
        let item = ("x", plain, b"1".as_slice());
        assert!(Supplied::unpack(&tar(&[index, item])).is_ok());
        let whole = tar(&[index, ("x", plain, &[7; 2000])]);
        for (bytes, expected) in [
            (b"{}".repeat(600), "expected a whole bundle"),
            (Vec::new(), "no index.tsv"),
            (tar(&[item]), "no index.tsv"),
            (tar(&[index]), "expected a file at `x`"),
            (tar(&[index, item, item]), "`x` twice"),
            (
                tar(&[index, ("x", EntryType::Symlink, b"")]),
                "no plain file",
            ),
            (tar(&[index, ("x", EntryType::GNUSparse, b"")]), ""),
            (
                whole[..whole.len() - 2048].to_vec(),
                "expected a whole bundle",
            ),
        ] {
            let error = Supplied::unpack(&bytes).unwrap_err();
            assert!(error.to_string().contains(expected), "{expected}: {error}");
            assert!(error.hint().is_some(), "{error}");
        }
    }
}
