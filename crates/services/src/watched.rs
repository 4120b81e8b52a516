//! A server that ends with the process that started it.

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    os::unix::process::CommandExt as _,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, PoisonError},
};

/// A shell script that has started a server and does what it is told on its standard input, until that ends.
///
/// The pipe closes when this is dropped and when the process dies, by whatever signal. So a server
/// outlives no test run, and needs no handler that a `kill -9` would pass by.
#[derive(Debug)]
pub(crate) struct Watched {
    child: Child,
    talk: Mutex<Option<Talk>>,
}

#[derive(Debug)]
struct Talk {
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// What every script ends with: `kill` and `restart`, each answered by a line, by its functions
/// `start` and `stop`.
///
/// A server that was killed may refuse to start while its children are still there: PostgreSQL does
/// so for some seconds. So it is tried again.
pub(crate) const OBEY: &str = r#"
while read -r order; do
  case "$order" in
    kill) { kill -KILL "$server"; wait "$server" || true; } 2>/dev/null; echo killed ;;
    restart)
      tries=0
      until start; do
        tries=$((tries + 1))
        if [ "$tries" -ge 120 ]; then cat "$folder/log" >&2; exit 1; fi
        sleep 0.5
      done
      echo restarted ;;
  esac
done
stop
wait "$server" || true
"#;

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
            .args(["-c", &format!("{script}{OBEY}"), "sh"])
            .args(arguments)
            .current_dir("/")
            // Ctrl-C is for the process that holds the pipe; the script then ends in order.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let talk = match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => Some(Talk {
                to,
                from: BufReader::new(from),
            }),
            _ => None,
        };
        let started = Self {
            child,
            talk: Mutex::new(talk),
        };
        let line = started.hear()?;
        Ok((started, line))
    }

    /// Ends the server at once, as a crash does; it has no time to write anything.
    pub(crate) fn kill(&self) -> io::Result<()> {
        self.tell("kill")
    }

    /// Starts it again in the same folder.
    pub(crate) fn restart(&self) -> io::Result<()> {
        self.tell("restart")
    }

    fn tell(&self, order: &str) -> io::Result<()> {
        if let Some(talk) = &mut *self.talk.lock().unwrap_or_else(PoisonError::into_inner) {
            writeln!(talk.to, "{order}")?;
        }
        self.hear().map(drop)
    }

    fn hear(&self) -> io::Result<String> {
        let mut line = String::new();
        if let Some(talk) = &mut *self.talk.lock().unwrap_or_else(PoisonError::into_inner) {
            talk.from.read_line(&mut line)?;
        }
        match line.trim_end() {
            "" => Err(io::Error::other(
                "expected the server to start; what it said stands above",
            )),
            line => Ok(line.to_owned()),
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        drop(
            self.talk
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        // A server that cannot be waited for has ended already.
        let _ = self.child.wait();
    }
}

/// Whether this process is root, which servers refuse to run as.
fn is_root() -> io::Result<bool> {
    let id = Command::new("id").arg("-u").output()?;
    Ok(id.stdout.trim_ascii() == b"0")
}
