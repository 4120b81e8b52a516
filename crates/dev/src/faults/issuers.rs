//! Hosts of issuers that are dead, slow, or lie: each credential's status stands at one of them.
//!
//! The program refuses to ask this machine, on purpose. So the rows are worked on by its library, with the
//! one option that allows it; all checks afterwards are by the program.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use credeval::{
    brief::Brief,
    cache::StoreCache,
    fetch::{Client, ClientOptions},
    import::{Handed, Import},
    model::{Timestamp, Totals},
    store::{Lane, Location, Name, Options, Store},
    work::Worker,
};
use credeval_dev::rig::{Expected, RigError};

use super::{Came, Case};

/// For one answer; a slow host takes a minute or so.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Between two bytes of a slow host.
const TRICKLE: Duration = Duration::from_millis(50);
/// Bytes after which a host that sends too much gives up by itself: beyond all that is read of one answer.
const TOO_MUCH: usize = 64 * 1024 * 1024;
/// Entries of the list that are nobody's.
const NOBODYS: [usize; 2] = [100_001, 100_002];

/// What a host does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Gives the list.
    Good,
    /// Gives another version of it each time.
    Changing,
    /// Refuses to be connected to.
    Dead,
    /// Gives the list byte by byte, and takes longer than is waited for.
    Slow,
    /// Gives a page for people.
    Page,
    /// Gives bytes without end.
    Endless,
    /// Leads to addresses of the network that it is asked from.
    Astray,
    /// Closes the connection in the middle of an answer.
    Cut,
}

const KINDS: [Kind; 8] = [
    Kind::Good,
    Kind::Changing,
    Kind::Dead,
    Kind::Slow,
    Kind::Page,
    Kind::Endless,
    Kind::Astray,
    Kind::Cut,
];

impl Kind {
    /// Whether the status of a credential is known by it.
    fn tells(self) -> bool {
        matches!(self, Self::Good | Self::Changing)
    }
}

struct Host {
    kind: Kind,
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Host {
    fn start(case: &Case, kind: Kind) -> Result<Self, RigError> {
        let failed = || RigError::environment("a host on this machine");
        let listener = TcpListener::bind("127.0.0.1:0").map_err(failed())?;
        let address = listener.local_addr().map_err(failed())?;
        let url = format!("http://{address}/revocation");
        let asked = Arc::<AtomicUsize>::default();
        let host = Self {
            kind,
            url: url.clone(),
            asked: Arc::clone(&asked),
        };
        if kind == Kind::Dead {
            // Nobody listens any more.
            return Ok(host);
        }
        let [one, other] = NOBODYS.map(|entry| case.maker.status_list(&url, &[entry]));
        let lists = [one?, other?];
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let time = asked.fetch_add(1, Ordering::Relaxed);
                let lists = lists.clone();
                // Whoever asked may have gone; that is its affair.
                thread::spawn(move || answer(kind, stream, time, &lists));
            }
        });
        Ok(host)
    }
}

fn answer(kind: Kind, mut stream: TcpStream, time: usize, lists: &[Vec<u8>; 2]) -> io::Result<()> {
    let lines = BufReader::new(stream.try_clone()?).lines();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let [one, other] = lists;
    match kind {
        Kind::Good | Kind::Dead => whole(&mut stream, "application/vc", one),
        Kind::Changing => {
            let list = if time.is_multiple_of(2) { one } else { other };
            whole(&mut stream, "application/vc", list)
        }
        Kind::Slow => {
            head(&mut stream, "application/vc", one.len())?;
            for byte in one {
                stream.write_all(&[*byte])?;
                thread::sleep(TRICKLE);
            }
            Ok(())
        }
        Kind::Page => whole(&mut stream, "text/html", b"<!doctype html><p>Welcome"),
        Kind::Endless => {
            stream.write_all(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/vc\r\nconnection: close\r\n\r\n",
            )?;
            let bytes = vec![b' '; 64 * 1024];
            for _ in 0..TOO_MUCH / bytes.len() {
                stream.write_all(&bytes)?;
            }
            Ok(())
        }
        Kind::Astray => {
            let to = match time % 3 {
                // Where clouds tell machines their secrets.
                0 => "http://169.254.169.254/latest/meta-data/",
                1 => "https://10.0.0.1/",
                _ => "file:///etc/passwd",
            };
            write!(
                stream,
                "HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
        }
        Kind::Cut => {
            head(&mut stream, "application/vc", one.len())?;
            stream.write_all(one.get(..one.len() / 2).unwrap_or_default())
        }
    }
}

fn whole(stream: &mut TcpStream, media_type: &str, bytes: &[u8]) -> io::Result<()> {
    head(stream, media_type, bytes.len())?;
    stream.write_all(bytes)
}

fn head(stream: &mut TcpStream, media_type: &str, length: usize) -> io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    )
}

/// A batch whose credentials have their status at hosts of all kinds.
pub(super) fn hosts(case: &mut Case) -> Result<Came, RigError> {
    let hosts: Vec<_> = KINDS
        .iter()
        .map(|kind| Host::start(case, *kind))
        .collect::<Result<_, _>>()?;
    let totals = manifest(case, &hosts)?;
    case.expected = Expected {
        totals,
        evaluations: totals.rows,
        code: i32::from(totals.exit_code(&Totals::default())),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(RigError::environment("threads"))?;
    let worked = runtime.block_on(work(case));
    worked.map_err(|error| RigError::Process {
        process: "the library".to_owned(),
        what: "work on all rows".to_owned(),
        said: error.to_string(),
    })?;
    let is_asked = |host: &Host| host.kind == Kind::Dead || host.asked.load(Ordering::Relaxed) > 0;
    // There is no middle: they are what they are from the first row to the last.
    let done = case.rig.database().progress().done;
    Ok(match hosts.iter().all(is_asked) {
        true => Came::Hit { done },
        false => Came::Missed { done },
    })
}

/// Writes a manifest in which each row has its status at a host by chance; gives what has to come of it.
fn manifest(case: &mut Case, hosts: &[Host]) -> Result<Totals, RigError> {
    let path = case.rig.manifest();
    let failed = || RigError::environment(path.display().to_string());
    let mut out = BufWriter::new(File::create(&path).map_err(failed())?);
    let mut totals = Totals::default();
    writeln!(out, "row_id,source").map_err(failed())?;
    for index in 0..case.rows {
        let at = usize::try_from(case.chance.up_to(hosts.len() as u64)).unwrap_or(0);
        let Some(host) = hosts.get(at) else { continue };
        let token = case.maker.token_with_status(index, &host.url)?;
        writeln!(out, "row-{index},{token}").map_err(failed())?;
        totals.rows += 1;
        match host.kind.tells() {
            true => totals.passed += 1,
            false => totals.inconclusive += 1,
        }
    }
    out.flush().map_err(failed())?;
    Ok(totals)
}

/// Does what `credeval batch` does with the manifest.
async fn work(case: &Case) -> Result<(), Box<dyn std::error::Error>> {
    let location: Location = case.rig.store.parse()?;
    let store = Store::open(&location, &Options::default(), Timestamp::now()).await?;
    let import = Import {
        store: store.clone(),
        tenant: Name::new("local")?,
        actor: Name::new("faults")?,
        lane: Lane::Batch,
        brief: Brief::default(),
        trust: None,
        programmes: None,
        clock: Timestamp::now,
    };
    let handed = Handed::at(&case.rig.manifest(), credeval::manifest::Options::default())?;
    let filling = import.open(&handed).await?;
    let options = ClientOptions {
        allow_loopback: true,
        connect_timeout: TIMEOUT,
        total_timeout: TIMEOUT,
        ..ClientOptions::default()
    };
    let client = Client::keeping(
        options,
        StoreCache::new(store.clone(), Timestamp::now, |_| ()),
    );
    let worker = Worker::new(store.clone(), Name::new("faults")?, client, Timestamp::now);
    import
        .fill(&filling, &handed, Some(&worker), |_| ())
        .await?;
    while store.is_pending(&filling.batch).await? {
        worker.drain().await?;
    }
    store.close().await;
    Ok(())
}
