//! A worker whose line to everything goes dead for a while, without a word to either side.
//!
//! ```text
//! worker in a network namespace --veth--> relay on this machine --> PostgreSQL's socket, NATS
//! ```

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

use credeval_dev::rig::{Rig, RigError};

use super::{
    Came, Case, PATIENCE,
    kills::{leave, worker_named},
};

/// How long the line is dead at least, and how much longer by chance: beyond the lease of a minute and the ten
/// seconds until it is missed, so that what the worker has in hand may be another's when it is back.
const DEAD: Duration = Duration::from_secs(20);
const DEAD_MORE: Duration = Duration::from_mins(1);
/// How long the worker may take to hear that its line is back: what was on the way is sent again at most
/// two minutes apart (RFC 6298, section 2.5, and `TCP_RTO_MAX` of Linux).
const BACK: Duration = Duration::from_mins(4);

/// A network namespace with one line to this machine; both end when this is dropped.
struct Line {
    namespace: String,
    /// The end of the line on this side, and its address.
    device: String,
    here: String,
}

impl Line {
    fn new() -> Result<Self, RigError> {
        static LINES: AtomicU32 = AtomicU32::new(0);
        let number = LINES.fetch_add(1, Ordering::Relaxed);
        let process = std::process::id();
        // A name of a device has fifteen bytes at most; a process has a number of seven digits.
        let name = format!("cv{process}x{number}");
        // Of the block for tests of networks (RFC 2544): which part of it is left to the two numbers.
        let subnet = (process.wrapping_mul(61).wrapping_add(number)) % 0x7fff;
        let address = |last| {
            format!(
                "198.{}.{}.{last}",
                18 + (subnet >> 14),
                (subnet >> 6) & 0xff
            )
        };
        let first = (subnet & 0x3f) * 4;
        let line = Self {
            here: address(first + 1),
            device: name.clone(),
            namespace: name,
        };
        let Self {
            namespace,
            device,
            here,
        } = &line;
        let far = format!("{device}p");
        let far = far.as_str();
        ip(&["netns", "add", namespace])?;
        ip(&[
            "link", "add", device, "type", "veth", "peer", "name", far, "netns", namespace,
        ])?;
        ip(&["address", "add", &format!("{here}/30"), "dev", device])?;
        ip(&["link", "set", device, "up"])?;
        let there = format!("{}/30", address(first + 2));
        ip(&["-n", namespace, "address", "add", &there, "dev", far])?;
        ip(&["-n", namespace, "link", "set", far, "up"])?;
        Ok(line)
    }

    /// A process on the far end.
    fn beyond(&self, command: &Command) -> Command {
        Rig::under(&["ip", "netns", "exec", &self.namespace], command)
    }

    fn cut(&self) -> Result<(), RigError> {
        ip(&["link", "set", &self.device, "down"])
    }

    fn mend(&self) -> Result<(), RigError> {
        ip(&["link", "set", &self.device, "up"])
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // The device goes with the namespace, and nobody is left to hear what does not work.
        let _ = ip(&["netns", "delete", &self.namespace]);
        let _ = ip(&["link", "delete", &self.device]);
    }
}

fn ip(arguments: &[&str]) -> Result<(), RigError> {
    let failed = || RigError::environment(format!("ip {}", arguments.join(" ")));
    let ran = Command::new("ip").args(arguments).output();
    let ran = ran.map_err(failed())?;
    match ran.status.success() {
        true => Ok(()),
        false => {
            let said = String::from_utf8_lossy(&ran.stderr).into_owned();
            Err(failed()(io::Error::other(said)))
        }
    }
}

/// Why no such line can be had here.
pub(super) fn lacks() -> Option<String> {
    let error = Line::new().err()?;
    Some(format!(
        "no network namespace may be made here ({error}); it needs iproute2 and an administrator"
    ))
}

/// One of two workers is cut off from the store and the queue, and comes back.
pub(super) fn partition(case: &mut Case) -> Result<Came, RigError> {
    let line = Line::new()?;
    let queue = case.rig.queue.trim_start_matches("nats://").to_owned();
    let queue = relay(&line.here, move || {
        let stream = TcpStream::connect(&queue)?;
        Ok((stream.try_clone()?, stream))
    })?;
    let (store, socket) = socket(&case.rig.store)?;
    let port = relay(&line.here, move || {
        let stream = UnixStream::connect(&socket)?;
        Ok((stream.try_clone()?, stream))
    })?;
    let here = &line.here;
    let far = case.rig.worker_at(
        &format!("postgres://postgres@{here}:{port}/{store}"),
        &format!("nats://{here}:{queue}"),
    );
    let far = case.rig.run("far", &mut line.beyond(&far))?;
    let near = worker_named(case, "near")?;
    let mut importer = case.rig.run("importer", &mut case.rig.queued_batch())?;
    let is_there = case.middle(&mut importer)?;
    line.cut()?;
    let held = super::kills::held(case, far.id())?;
    let moment = case.came()?;
    thread::sleep(DEAD + case.chance.time(DEAD_MORE));
    line.mend()?;
    importer.wait(PATIENCE)?.expect(case.expected.code)?;
    leave(vec![near])?;
    // It had rows when it was cut off, and leaves in order when it is back.
    far.leave_within(BACK)?.expect(0)?;
    Ok(moment.only_if(is_there && held > 0))
}

/// The database's name in a URL of a server of ours, and the socket that it listens on.
fn socket(url: &str) -> Result<(String, PathBuf), RigError> {
    let found = url.split_once("?host=").and_then(|(before, folder)| {
        let (_, name) = before.rsplit_once('/')?;
        Some((name.to_owned(), PathBuf::from(folder).join(".s.PGSQL.5432")))
    });
    let wrong = RigError::environment(format!("the socket of {url}"));
    found.ok_or_else(|| wrong(io::Error::other("expected its folder in the URL")))
}

/// Hands on what comes to a port of an address, both ways, each connection by one of its own; gives the port.
fn relay<S: Read + Write + Ends + Send + 'static>(
    address: &str,
    connect: impl Fn() -> io::Result<(S, S)> + Send + 'static,
) -> Result<u16, RigError> {
    let failed = || RigError::environment(format!("listen on {address}"));
    let listener = TcpListener::bind((address, 0)).map_err(failed())?;
    let port = listener.local_addr().map_err(failed())?.port();
    // It ends with this process: nobody reaches it once the line is gone.
    thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let (Ok(copy), Ok((to, from))) = (near.try_clone(), connect()) else {
                continue;
            };
            thread::spawn(move || pass(near, to));
            thread::spawn(move || pass(from, copy));
        }
    });
    Ok(port)
}

/// An end of a connection that can be closed for both directions.
trait Ends {
    fn end(&self);
}

impl Ends for TcpStream {
    fn end(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Ends for UnixStream {
    fn end(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

/// Hands on until either side ends; then both do.
fn pass(mut from: impl Read + Ends, mut to: impl Write + Ends) {
    let _ = io::copy(&mut from, &mut to);
    from.end();
    to.end();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_hands_on_both_ways() {
        let echo = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = echo.local_addr().unwrap();
        thread::spawn(move || {
            let (stream, _) = echo.accept().unwrap();
            let (mut from, mut to) = (stream.try_clone().unwrap(), stream);
            io::copy(&mut from, &mut to).unwrap();
        });
        let port = relay("127.0.0.1", move || {
            let stream = TcpStream::connect(at)?;
            Ok((stream.try_clone()?, stream))
        });
        let mut stream = TcpStream::connect(("127.0.0.1", port.unwrap())).unwrap();
        stream.write_all(b"here and back").unwrap();
        let mut bytes = [0; 13];
        stream.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"here and back");
    }

    #[test]
    fn the_socket_of_a_server_stands_in_its_url() {
        let found = socket("postgres://postgres@localhost/test0?host=/tmp/a").unwrap();
        let path = PathBuf::from("/tmp/a/.s.PGSQL.5432");
        assert_eq!(found, ("test0".to_owned(), path));
        assert!(socket("postgres://postgres@localhost/test0").is_err());
    }
}
