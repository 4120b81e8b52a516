//! A server that ends with the process that started it.

use std::{
    io::{self, BufRead as _, BufReader},
    process::{Child, ChildStdin, Command, Stdio},
};

/// A shell script that has started a server and waits for its standard input to end.
///
/// The pipe closes when this is dropped and when the process dies, by whatever signal. So a server
/// outlives no test run, and needs no handler that a `kill -9` would pass by.
#[derive(Debug)]
pub(crate) struct Watched {
    child: Child,
    pipe: Option<ChildStdin>,
}

impl Watched {
    /// Runs a script, as `user` where this process is root, until it printed its first line.
    pub(crate) fn start(
        user: &str,
        script: &str,
        arguments: &[&str],
    ) -> io::Result<(Self, String)> {
        let mut command = match is_root()? {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--", "sh"]);
                command
            }
            false => Command::new("sh"),
        };
        let mut child = command
            .args(["-c", script, "sh"])
            .args(arguments)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let pipe = child.stdin.take();
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let started = Self { child, pipe };
        match line.trim_end() {
            "" => Err(io::Error::other(
                "expected the server to start; what it said stands above",
            )),
            line => Ok((started, line.to_owned())),
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        drop(self.pipe.take());
        // A server that cannot be waited for has ended already.
        let _ = self.child.wait();
    }
}

/// Whether this process is root, which servers refuse to run as.
fn is_root() -> io::Result<bool> {
    let id = Command::new("id").arg("-u").output()?;
    Ok(id.stdout.trim_ascii() == b"0")
}
