//! A NATS server with JetStream.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{missing, watched::Watched};

/// A running NATS server that keeps its streams in files, on a free port of the loopback address.
#[derive(Debug)]
pub struct Nats {
    server: Watched,
    /// Where it is, as a URL; the same after a restart.
    pub url: String,
}

/// Starts a server in a new folder and prints its address, which it writes to a file.
const SCRIPT: &str = r#"
set -e
folder=$(mktemp -d "${TMPDIR:-/tmp}/credeval-nats-XXXXXX")
trap 'rm -rf "$folder"' EXIT
program=$1
port=-1
start() {
  rm -f "$folder"/*.ports
  "$program" -js -sd "$folder/data" -a 127.0.0.1 -p "$port" --ports_file_dir "$folder" >>"$folder/log" 2>&1 </dev/null &
  server=$!
  until url=$(sed -n 's/.*"nats":\["\([^"]*\)".*/\1/p' "$folder"/*.ports 2>/dev/null) && [ -n "$url" ]; do
    kill -0 "$server" 2>/dev/null || return 1
    sleep 0.02
  done
}
stop() { kill -TERM "$server" 2>/dev/null || true; }
start || { cat "$folder/log" >&2; exit 1; }
port=${url##*:}
echo "$url"
"#;

impl Nats {
    /// Starts a server; `None`, said loudly, where none is installed.
    ///
    /// # Errors
    ///
    /// Where it is installed and does not start.
    pub fn start() -> io::Result<Option<Self>> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        // Debian installs it where only administrators look.
        let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
        Self::start_from(folders)
    }

    fn start_from(folders: impl Iterator<Item = PathBuf>) -> io::Result<Option<Self>> {
        let mut programs = folders.map(|folder| folder.join("nats-server"));
        let Some(program) = programs.find(|program| Path::is_file(program)) else {
            missing("no nats-server in the folders of programs");
            return Ok(None);
        };
        let text = program.to_string_lossy().into_owned();
        let (server, url) = Watched::start("nobody", SCRIPT, &[&text])?;
        Ok(Some(Self { server, url }))
    }

    /// Ends it at once, as a crash does.
    ///
    /// # Errors
    ///
    /// Where nobody is left who could.
    pub fn kill(&self) -> io::Result<()> {
        self.server.kill()
    }

    /// Starts it again on what it had and where it was, once it was killed.
    ///
    /// # Errors
    ///
    /// Where it does not start within a minute.
    pub fn restart(&self) -> io::Result<()> {
        self.server.restart()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead as _, BufReader},
        net::TcpStream,
    };

    use super::*;

    /// What it says to whoever connects.
    fn greeting(nats: &Nats) -> io::Result<String> {
        let address = nats.url.strip_prefix("nats://").unwrap();
        let mut line = String::new();
        BufReader::new(TcpStream::connect(address)?).read_line(&mut line)?;
        Ok(line)
    }

    #[test]
    fn a_server_that_was_killed_comes_back_where_it_was() {
        let Some(nats) = Nats::start().unwrap() else {
            return;
        };
        assert!(greeting(&nats).unwrap().contains("\"jetstream\":true"));
        nats.kill().unwrap();
        assert!(greeting(&nats).is_err());
        nats.restart().unwrap();
        assert!(greeting(&nats).unwrap().contains("\"jetstream\":true"));
    }

    #[test]
    fn a_server_that_is_not_installed_is_none() {
        if std::env::var_os("CREDEVAL_REQUIRE_SERVICES").is_none() {
            let nowhere = std::iter::once(PathBuf::from("/nonexistent"));
            assert!(Nats::start_from(nowhere).unwrap().is_none());
        }
    }
}
