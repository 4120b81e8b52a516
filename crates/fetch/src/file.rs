//! Reading files and streams under a limit.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{EnvironmentError, FetchError, InputError};

/// The bytes of a file; refused from its length where that is above `limit`, before it is read.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, FetchError> {
    let place = path.display().to_string();
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    match opened {
        Ok((metadata, _)) if metadata.is_file() && metadata.len() > limit => {
            Err(InputError::TooLarge {
                place,
                limit,
                found: Some(metadata.len()),
            }
            .into())
        }
        Ok((metadata, file)) => {
            let mut bytes = Vec::new();
            // One more, so that a reading of nothing can say that this was all. Where there is no
            // room for so many it is found out while reading.
            let length = metadata.len().min(limit).saturating_add(1);
            let _ = bytes.try_reserve_exact(usize::try_from(length).unwrap_or(0));
            read_into(bytes, file, limit, &place)
        }
        Err(source) => Err(EnvironmentError::Read { place, source }.into()),
    }
}

/// All that a stream gives; refused where it gives more than `limit` bytes.
pub(crate) fn read_stream(
    stream: impl Read,
    limit: u64,
    place: &str,
) -> Result<Vec<u8>, FetchError> {
    read_into(Vec::new(), stream, limit, place)
}

fn read_into(
    mut bytes: Vec<u8>,
    stream: impl Read,
    limit: u64,
    place: &str,
) -> Result<Vec<u8>, FetchError> {
    stream
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| EnvironmentError::Read {
            place: place.to_owned(),
            source,
        })?;
    if bytes.len() as u64 > limit {
        return Err(InputError::TooLarge {
            place: place.to_owned(),
            limit,
            found: None,
        }
        .into());
    }
    Ok(bytes)
}

/// Where `path` really lies; `None` where symbolic links lead it out of `root`, which is canonical.
pub(crate) fn within(root: &Path, path: &Path) -> io::Result<Option<PathBuf>> {
    let real = path.canonicalize()?;
    Ok(real.starts_with(root).then_some(real))
}

/// Runs work that blocks where it holds up no other task.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FetchError> + Send + 'static,
) -> Result<T, FetchError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|source| EnvironmentError::Stopped { source })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_up_to_its_limit() {
        assert_eq!(
            read_stream(&b"12345"[..], 5, "standard input").unwrap(),
            b"12345"
        );
        let error = read_stream(io::repeat(b'x'), 5, "standard input").unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected at most 5 bytes in standard input, found more"
        );
    }

    #[test]
    fn a_file_is_refused_from_its_length() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("sparse.json");
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        let error = read(&path, 16).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "expected at most 16 bytes in {}, found 1099511627776 bytes",
                path.display()
            )
        );
        File::create(&path).unwrap().set_len(16).unwrap();
        assert_eq!(read(&path, 16).unwrap(), [0; 16]);
        let missing = directory.path().join("missing.json");
        let error = read(&missing, 16).unwrap_err().to_string();
        assert!(error.contains("missing.json: "), "{error}");
    }
}
