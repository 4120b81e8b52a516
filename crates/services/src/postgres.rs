//! A PostgreSQL cluster.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{missing, watched::Watched};

/// A running PostgreSQL server that only this test process can reach.
///
/// It keeps its promises on a crash (`fsync` is on) and listens on a socket in its own folder.
#[derive(Debug)]
pub struct Postgres {
    /// Holds the server; it stops when this is dropped.
    server: Watched,
    programs: PathBuf,
    folder: String,
    databases: AtomicU32,
}

/// An empty database of a [`Postgres`].
#[derive(Debug, Clone)]
pub struct Database {
    /// Where it is, as a URL.
    pub url: String,
}

/// Makes a cluster in a new folder, starts it, and prints the folder.
const SCRIPT: &str = r#"
set -e
folder=$(mktemp -d "${TMPDIR:-/tmp}/credeval-postgres-XXXXXX")
trap 'rm -rf "$folder"' EXIT
"$1/initdb" -D "$folder/data" -A trust -U postgres --no-sync -E UTF8 --locale=C >"$folder/log" 2>&1 ||
  { cat "$folder/log" >&2; exit 1; }
programs=$1
start() {
  "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=200 >>"$folder/log" 2>&1 </dev/null &
  server=$!
  until "$programs/pg_isready" -q -h "$folder" -U postgres; do
    kill -0 "$server" 2>/dev/null || return 1
    sleep 0.05
  done
}
stop() { kill -QUIT "$server" 2>/dev/null || true; }
start || { cat "$folder/log" >&2; exit 1; }
echo "$folder"
"#;

impl Postgres {
    /// Starts a server of the newest version installed; `None`, said loudly, where none is.
    ///
    /// # Errors
    ///
    /// Where it is installed and does not start.
    pub fn start() -> io::Result<Option<Self>> {
        Self::start_from(Path::new("/usr/lib/postgresql"))
    }

    fn start_from(versions: &Path) -> io::Result<Option<Self>> {
        let Some(programs) = newest(versions) else {
            missing(&format!(
                "no PostgreSQL server under {}",
                versions.display()
            ));
            return Ok(None);
        };
        let text = programs.to_string_lossy().into_owned();
        let (server, folder) = Watched::start("postgres", SCRIPT, &[&text])?;
        Ok(Some(Self {
            server,
            programs,
            folder,
            databases: AtomicU32::new(0),
        }))
    }

    /// Ends it at once, as a crash does.
    ///
    /// # Errors
    ///
    /// Where nobody is left who could.
    pub fn kill(&self) -> io::Result<()> {
        self.server.kill()
    }

    /// Starts it again on what it had, once it was killed; it may take some seconds.
    ///
    /// # Errors
    ///
    /// Where it does not start within a minute.
    pub fn restart(&self) -> io::Result<()> {
        self.server.restart()
    }

    /// Makes an empty database.
    ///
    /// # Errors
    ///
    /// Where the server refuses.
    pub fn database(&self) -> io::Result<Database> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test{number}");
        let made = Command::new(self.programs.join("createdb"))
            .args(["-h", &self.folder, "-U", "postgres", &name])
            .output()?;
        if !made.status.success() {
            return Err(io::Error::other(
                String::from_utf8_lossy(&made.stderr).into_owned(),
            ));
        }
        Ok(Database {
            url: format!("postgres://postgres@localhost/{name}?host={}", self.folder),
        })
    }
}

/// The programs of the newest version in Debian's folder of versions.
fn newest(versions: &Path) -> Option<PathBuf> {
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    fs::read_dir(versions)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("bin/postgres").exists())
        .max_by_key(|path| number(path))
        .map(|path| path.join("bin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_starts_and_ends_with_its_holder() {
        let Some(server) = Postgres::start().unwrap() else {
            return;
        };
        assert!(server.database().is_ok());
        let folder = PathBuf::from(&server.folder);
        assert!(folder.exists());
        drop(server);
        assert!(!folder.exists());
    }

    #[test]
    fn a_server_that_was_killed_comes_back_with_what_it_had() {
        let Some(server) = Postgres::start().unwrap() else {
            return;
        };
        server.database().unwrap();
        server.kill().unwrap();
        assert!(server.database().is_err());
        server.restart().unwrap();
        // `test0` is there: its name is taken.
        server.databases.store(0, Ordering::Relaxed);
        let error = server.database().unwrap_err().to_string();
        assert!(error.contains("already exists"), "{error}");
    }

    #[test]
    fn a_server_that_is_not_installed_is_none() {
        let empty = Path::new("/nonexistent");
        if std::env::var_os("CREDEVAL_REQUIRE_SERVICES").is_none() {
            assert!(Postgres::start_from(empty).unwrap().is_none());
        }
        assert!(newest(empty).is_none());
    }
}
