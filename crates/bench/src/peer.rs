//! Peers: programs that others verify with, each a process of its own that speaks one line protocol.
//!
//! ```text
//! < peer NAME VERSION           once, when it is ready
//! > FILE ITERATIONS             verify the file so many times
//! < ok NANOSECONDS              what one verification took
//! < error REASON                why it does not verify the file
//! ```
//!
//! So one driver lets everybody take turns, and what else the machine does falls on all alike.

use std::fmt;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Why a peer has no figure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PeerError {
    /// `make bench-peers` did not install it.
    #[error("not installed (`make bench-peers`)")]
    NotInstalled,
    /// `--no-peers`.
    #[error("left out (`--no-peers`)")]
    LeftOut,
    /// It cannot be started, or it ended.
    #[error("does not run: {0}")]
    Process(String),
    /// It says something else than the protocol knows.
    #[error("expected {expected}, found `{found}`")]
    Protocol {
        expected: &'static str,
        found: String,
    },
    /// It does not verify the file.
    #[error("rejects the file: {0}")]
    Rejected(String),
}

impl From<io::Error> for PeerError {
    fn from(error: io::Error) -> Self {
        Self::Process(error.to_string())
    }
}

/// Who a peer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    DigitalBazaar,
    Jose,
    PyLd,
    Oxjsonld,
    Ssi,
}

impl Who {
    /// Its name in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DigitalBazaar => "@digitalbazaar/vc",
            Self::Jose => "jose",
            Self::PyLd => "PyLD",
            Self::Oxjsonld => "oxjsonld+oxrdf",
            Self::Ssi => "ssi",
        }
    }

    /// What it is started with, and what must be there for that.
    fn command(self, project: &Path) -> (Command, PathBuf) {
        let installed = project.join("target/bench/peers");
        let of = |program: &str, script: PathBuf| {
            let mut command = Command::new(program);
            command.arg(script);
            command
        };
        let rust = |name: &str| {
            let program = installed.join("rust/release").join(name);
            (Command::new(&program), program)
        };
        let script = |name: &str| {
            let folder = installed.join("javascript");
            (of("node", folder.join(name)), folder.join("node_modules"))
        };
        let (mut command, needs) = match self {
            Self::DigitalBazaar => script("vc.mjs"),
            Self::Jose => script("jose.mjs"),
            Self::PyLd => {
                let folder = installed.join("python");
                let mut command = of("python3", project.join("bench/peers/python/peer.py"));
                command.env("PYTHONPATH", &folder);
                (command, folder.join("pyld"))
            }
            Self::Oxjsonld => rust("peer-oxjsonld"),
            Self::Ssi => rust("peer-ssi"),
        };
        command.arg(project.join("schemas/contexts"));
        (command, needs)
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A peer that runs.
pub(crate) struct Peer {
    pub(crate) version: String,
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts a peer and waits until it is ready.
    pub(crate) fn start(who: Who, project: &Path) -> Result<Self, PeerError> {
        let (command, needs) = who.command(project);
        if !needs.exists() {
            return Err(PeerError::NotInstalled);
        }
        Self::run(command)
    }

    fn run(mut command: Command) -> Result<Self, PeerError> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let piped = || PeerError::Process("no pipe".to_owned());
        let requests = process.stdin.take().ok_or_else(piped)?;
        let answers = BufReader::new(process.stdout.take().ok_or_else(piped)?);
        let mut peer = Self {
            version: String::new(),
            process,
            requests,
            answers,
        };
        peer.version = version(&peer.line()?)?;
        Ok(peer)
    }

    /// Lets it verify a file so many times: the nanoseconds that one takes.
    pub(crate) fn batch(&mut self, file: &Path, iterations: u32) -> Result<f64, PeerError> {
        writeln!(self.requests, "{} {iterations}", file.display())?;
        self.requests.flush()?;
        answer(&self.line()?)
    }

    fn line(&mut self) -> Result<String, PeerError> {
        let mut line = String::new();
        match self.answers.read_line(&mut line)? {
            0 => Err(PeerError::Process("it ended".to_owned())),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends by itself with its input; nothing is waited for that hangs.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn version(line: &str) -> Result<String, PeerError> {
    let mut words = line.split(' ');
    match (words.next(), words.next(), words.next(), words.next()) {
        (Some("peer"), Some(_), Some(version), None) => Ok(version.to_owned()),
        _ => Err(PeerError::Protocol {
            expected: "`peer NAME VERSION`",
            found: line.to_owned(),
        }),
    }
}

fn answer(line: &str) -> Result<f64, PeerError> {
    let unknown = || PeerError::Protocol {
        expected: "`ok NANOSECONDS` or `error REASON`",
        found: line.to_owned(),
    };
    match line.split_once(' ') {
        Some(("error", reason)) => Err(PeerError::Rejected(reason.to_owned())),
        Some(("ok", nanoseconds)) => {
            let taken: f64 = nanoseconds.parse().map_err(|_| unknown())?;
            // Nothing takes no time; a peer that says so did not do it.
            match taken.is_finite() && taken > 0.0 {
                true => Ok(taken),
                false => Err(unknown()),
            }
        }
        _ => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_peer_answers_line_by_line() {
        let script = "echo peer test 1.2; while read -r file n; do echo ok 12.5; done";
        let mut peer = Peer::run(shell(script)).unwrap();
        assert_eq!(peer.version, "1.2");
        assert_eq!(peer.batch(Path::new("a file.json"), 3), Ok(12.5));
        assert_eq!(peer.batch(Path::new("a file.json"), 3), Ok(12.5));
    }

    #[test]
    fn a_peer_that_ends_or_rejects_has_no_figure() {
        let ended = Peer::run(shell("true")).err();
        assert_eq!(ended, Some(PeerError::Process("it ended".to_owned())));
        let script = "echo peer test 1.2; read -r line; echo error bad proof";
        let mut peer = Peer::run(shell(script)).unwrap();
        let rejected = PeerError::Rejected("bad proof".to_owned());
        assert_eq!(peer.batch(Path::new("a.json"), 1), Err(rejected));
        assert!(peer.batch(Path::new("a.json"), 1).is_err());
    }

    #[test]
    fn what_the_protocol_does_not_know_is_no_figure() {
        assert_eq!(answer("ok 5.0"), Ok(5.0));
        for line in [
            "", "ok", "ok fast", "ok 0", "ok -1", "ok NaN", "ok inf", "fine 5.0",
        ] {
            assert!(
                matches!(answer(line), Err(PeerError::Protocol { .. })),
                "{line}"
            );
        }
        assert_eq!(version("peer jose 6.1.0"), Ok("6.1.0".to_owned()));
        for line in ["", "peer jose", "peer jose 6 1", "ready jose 6"] {
            assert!(version(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_peer_that_is_not_there_says_so() {
        let empty = tempfile::tempdir().unwrap();
        for who in [Who::DigitalBazaar, Who::PyLd, Who::Ssi] {
            let error = Peer::start(who, empty.path()).err();
            assert_eq!(error, Some(PeerError::NotInstalled));
        }
    }
}
