//! The rows: which files, beside which peers, for which goals; and how each is measured.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use credeval_dev::fixtures::bench::AT;
use serde_json::Value;

use crate::child;
use crate::floor::Floor;
use crate::goals::{Found, Goal};
use crate::inputs::Inputs;
use crate::peer::{Peer, PeerError, Who};
use crate::report::Row;
use crate::statistics::Spread;
use crate::subject::{File, Subject, runtime, trust};

/// How long to measure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) rounds: u32,
    /// Nanoseconds that one batch should take.
    batch: f64,
    /// Nanoseconds of batches before the first that counts.
    warm: f64,
    /// Runs of a process of which the median is taken.
    runs: usize,
    /// Files of a mixed folder by which the rate of one core is known.
    sample: usize,
}

impl Effort {
    pub(crate) const FULL: Self = Self {
        rounds: 15,
        batch: 100e6,
        warm: 2e9,
        runs: 41,
        sample: 2_000,
    };
    pub(crate) const QUICK: Self = Self {
        rounds: 5,
        batch: 25e6,
        warm: 400e6,
        runs: 9,
        sample: 200,
    };
}

/// What a row measures.
#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// One file in this process, warm, beside peers.
    Warm {
        file: &'static str,
        peers: Vec<(Who, Option<Goal>)>,
    },
    /// A process that must refuse a file.
    Refused,
    /// A process that evaluates one file.
    OneFile,
    /// A process that evaluates so many.
    Folder(usize),
}

/// A row to be measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planned {
    pub(crate) name: String,
    kind: Kind,
    goals: Vec<Goal>,
}

/// Every row, with folders of up to `largest` files.
pub(crate) fn plan(largest: usize) -> Vec<Planned> {
    use Who::{DigitalBazaar, Jose, Oxjsonld, PyLd, Ssi};
    let vc = Goal::Faster(DigitalBazaar, 25.0);
    let warm = |name: &str, file, peers: Vec<(Who, Option<Goal>)>, goals: &[Goal]| Planned {
        name: name.to_owned(),
        kind: Kind::Warm { file, peers },
        goals: goals.to_vec(),
    };
    let embedded = |goal| {
        vec![
            (DigitalBazaar, goal),
            (PyLd, None),
            (Oxjsonld, None),
            (Ssi, None),
        ]
    };
    let jose = || vec![(Jose, Some(Goal::Faster(Jose, 2.0)))];
    let mut rows = vec![
        warm(
            "ob3-109-quads",
            "ob3-109-quads.json",
            embedded(Some(vc)),
            &[Goal::Floor(4.5), Goal::Scaling(1.8)],
        ),
        warm(
            "ob3-without-list",
            "ob3-without-list.json",
            embedded(None),
            &[],
        ),
        warm("ob3-15-quads", "ob3-15-quads.json", embedded(Some(vc)), &[]),
        warm("jwt-rs256", "jwt-rs256.jwt", jose(), &[]),
        warm("jwt-es256", "jwt-es256.jwt", jose(), &[]),
        warm("jwt-eddsa", "jwt-eddsa.jwt", jose(), &[]),
        warm(
            "edc-b-lta-130k",
            "edc-b-lta-130k.jsonld",
            Vec::new(),
            &[Goal::Floor(2.5)],
        ),
        warm("edc-2m", "edc-2m.jsonld", Vec::new(), &[Goal::Floor(2.5)]),
    ];
    let process = |name: String, kind, goals: &[Goal]| Planned {
        name,
        kind,
        goals: goals.to_vec(),
    };
    for name in [
        "poison-clique-8",
        "poison-clique-24",
        "poison-grid-12",
        "poison-nesting-10000",
        "poison-over-limit",
    ] {
        let goals = [Goal::Milliseconds(50.0), Goal::Megabytes(64.0)];
        rows.push(process(name.to_owned(), Kind::Refused, &goals));
    }
    let cat = [Goal::Cat(5.0, 10.0)];
    rows.push(process("one-file-cli".to_owned(), Kind::OneFile, &cat));
    let mut count = 1_000;
    while count <= largest {
        let mut goals = vec![Goal::Megabytes(300.0)];
        if count > 1_000 {
            goals.push(Goal::Flat(1.1));
        }
        if count == largest {
            goals.push(Goal::Share(0.8));
        }
        let name = match count {
            1_000_000.. => format!("batch-{}m", count / 1_000_000),
            _ => format!("batch-{}k", count / 1_000),
        };
        rows.push(process(name, Kind::Folder(count), &goals));
        count *= 10;
    }
    rows
}

impl Planned {
    /// The rows of the report before anything is measured: one for each peer, or one alone.
    pub(crate) fn rows(&self, found: &Found) -> Vec<Row> {
        let row = |peer: Option<Who>, goals: Vec<Goal>| Row {
            name: self.name.clone(),
            peer: peer.map(|who| who.name().to_owned()),
            goals: goals.into_iter().map(|goal| goal.judge(found)).collect(),
            ..Row::default()
        };
        let peers: &[(Who, Option<Goal>)] = match &self.kind {
            Kind::Warm { peers, .. } => peers,
            _ => &[],
        };
        let mut own = self.goals.clone();
        if peers.is_empty() {
            return vec![row(None, own)];
        }
        let rows = peers.iter().map(|(who, goal)| {
            // What is a matter of no peer stands in the first row alone.
            let mut goals: Vec<Goal> = goal.iter().copied().collect();
            goals.append(&mut own);
            row(Some(*who), goals)
        });
        rows.collect()
    }
}

/// Who measures.
pub(crate) struct Bench<'a> {
    pub(crate) project: &'a Path,
    pub(crate) inputs: &'a Inputs,
    pub(crate) subject: &'a Subject,
    pub(crate) effort: Effort,
    pub(crate) with_peers: bool,
    peers: BTreeMap<Who, Peer>,
    /// Milliseconds of a credential in the smallest folder.
    smallest: Option<f64>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(
        project: &'a Path,
        inputs: &'a Inputs,
        subject: &'a Subject,
        effort: Effort,
        with_peers: bool,
    ) -> Self {
        Self {
            project,
            inputs,
            subject,
            effort,
            with_peers,
            peers: BTreeMap::new(),
            smallest: None,
        }
    }

    /// Measures a row.
    pub(crate) fn measure(&mut self, planned: &Planned) -> Result<Vec<Row>, Box<dyn Error>> {
        match &planned.kind {
            Kind::Warm { file, peers } => {
                let file = File::read(&self.inputs.file(file))?;
                self.warm(planned, &file, peers)
            }
            Kind::Refused => self.refused(planned),
            Kind::OneFile => self.one_file(planned),
            Kind::Folder(count) => self.folder(planned, *count),
        }
    }

    fn warm(
        &mut self,
        planned: &Planned,
        file: &File,
        peers: &[(Who, Option<Goal>)],
    ) -> Result<Vec<Row>, Box<dyn Error>> {
        let (effort, subject) = (self.effort, self.subject);
        let own_runtime = runtime()?;
        subject.must_hold(&own_runtime, file)?;
        let floor = floor_of(file)?;
        floor.run()?;

        let mut turns: Vec<Turn> = Vec::new();
        let times_of = |batch: &mut dyn FnMut(u32) -> Result<f64, Box<dyn Error>>| {
            calibrate(effort, batch).map(|iterations| Turn {
                iterations,
                nanoseconds: Vec::new(),
            })
        };
        turns.push(times_of(&mut |n| subject.batch(file, n, 1))?);
        turns.push(times_of(&mut |n| floor_batch(&floor, n))?);
        turns.push(times_of(&mut |n| subject.batch(file, n, 2))?);
        let mut found_peers = Vec::new();
        for (who, _) in peers {
            found_peers.push(self.ready(*who, file));
        }
        // Round by round, so that what else the machine does falls on all alike.
        for _ in 0..effort.rounds {
            for (place, turn) in turns.iter_mut().enumerate() {
                turn.nanoseconds.push(match place {
                    0 => subject.batch(file, turn.iterations, 1)?,
                    1 => floor_batch(&floor, turn.iterations)?,
                    _ => subject.batch(file, turn.iterations, 2)?,
                });
            }
            for (peer, (who, _)) in found_peers.iter_mut().zip(peers) {
                if let Ok(turn) = peer {
                    match self.batch(*who, file, turn.iterations) {
                        Ok(taken) => turn.nanoseconds.push(taken),
                        Err(error) => *peer = Err(error),
                    }
                }
            }
        }
        let mut turns = turns.into_iter().map(|turn| turn.nanoseconds);
        let mut next = || turns.next().unwrap_or_default();
        let (own, primitives, two) = (next(), next(), next());
        let floor_ratio = Spread::of_ratios(&own, &primitives);
        // `batch` shares the time of two threads out over both.
        let scaling = Spread::of_ratios(&own, &two).map(|spread| spread.median);
        let allocated = child::allocations(&file.path)?;

        let mut found = Found {
            floor_ratio: floor_ratio.map(|spread| spread.median),
            scaling,
            ..Found::default()
        };
        let own_us = microseconds(&own);
        let measured = |row: Row| Row {
            credeval_us: own_us.map(|spread| spread.median),
            credeval_spread_us: own_us,
            floor_us: microseconds(&primitives).map(|spread| spread.median),
            floor_ratio: floor_ratio.map(|spread| spread.median),
            floor_spread: floor_ratio,
            two_threads: scaling,
            allocations: Some(allocated.count),
            allocated_bytes: Some(allocated.bytes),
            peak_bytes: Some(allocated.most),
            ..row
        };
        if peers.is_empty() {
            let rows = planned.rows(&found).into_iter().map(|row| Row {
                note: Some(format!(
                    "the primitives verify {} signatures",
                    floor.signatures()
                )),
                ..measured(row)
            });
            return Ok(rows.collect());
        }
        let mut rows = Vec::new();
        for (index, (peer, (who, _))) in found_peers.into_iter().zip(peers).enumerate() {
            let (nanoseconds, missing) = match peer {
                Ok(turn) => (turn.nanoseconds, None),
                Err(error) => (Vec::new(), Some(error.to_string())),
            };
            let ratio = match missing {
                None => Spread::of_ratios(&nanoseconds, &own),
                Some(_) => None,
            };
            found.ratio = ratio.map(|spread| spread.median);
            let version = self.peers.get(who).map(|peer| peer.version.clone());
            rows.extend(planned.rows(&found).into_iter().nth(index).map(|row| Row {
                peer_version: version,
                peer_us: microseconds(&nanoseconds).map(|spread| spread.median),
                peer_missing: missing,
                ratio: found.ratio,
                ratio_spread: ratio,
                ..measured(row)
            }));
        }
        Ok(rows)
    }

    /// A peer that verifies the file, warm.
    fn ready(&mut self, who: Who, file: &File) -> Result<Turn, PeerError> {
        self.batch(who, file, 1)?;
        let effort = self.effort;
        let mut rejected = None;
        let calibrated = calibrate(effort, &mut |n| {
            self.batch(who, file, n).map_err(|error| {
                rejected = Some(error.clone());
                error.into()
            })
        });
        match calibrated {
            Ok(iterations) => Ok(Turn {
                iterations,
                nanoseconds: Vec::new(),
            }),
            Err(error) => Err(rejected.unwrap_or(PeerError::Process(error.to_string()))),
        }
    }

    fn batch(&mut self, who: Who, file: &File, iterations: u32) -> Result<f64, PeerError> {
        if !self.with_peers {
            return Err(PeerError::LeftOut);
        }
        if let std::collections::btree_map::Entry::Vacant(place) = self.peers.entry(who) {
            place.insert(Peer::start(who, self.project)?);
        }
        let peer = self.peers.get_mut(&who).ok_or(PeerError::NotInstalled)?;
        peer.batch(&file.path, iterations)
    }

    fn arguments(&self, verb: &str, source: &Path) -> Vec<String> {
        let trust = trust(self.project);
        let mut arguments = vec![
            verb.to_owned(),
            source.to_string_lossy().into_owned(),
            "--trust".to_owned(),
            trust.to_string_lossy().into_owned(),
        ];
        arguments.extend(["--offline", "--at", AT].map(str::to_owned));
        arguments
    }

    fn refused(&self, planned: &Planned) -> Result<Vec<Row>, Box<dyn Error>> {
        let program = program()?;
        let file = self.inputs.file(&format!("{}.json", planned.name));
        let arguments = self.arguments("verify", &file);
        let mut command = vec![text(&program)?];
        command.extend(arguments.iter().map(String::as_str));
        let mut times = Vec::new();
        let mut peaks = Vec::new();
        let mut exits = Vec::new();
        for _ in 0..self.effort.runs {
            let run = child::run(&command)?;
            // Failed, unreadable, or inconclusive: all but accepted, and not by a fault.
            if !matches!(run.exit, Some(1..=3)) {
                let found = run.exit;
                return Err(
                    format!("{}: expected a refusal, found exit {found:?}", planned.name).into(),
                );
            }
            times.push(run.milliseconds);
            peaks.push(run.peak_megabytes);
            exits.extend(run.exit);
        }
        let time = Spread::of(&times).map(|spread| spread.median);
        let peak = Spread::of(&peaks).map(|spread| spread.max);
        let found = Found {
            milliseconds: time,
            megabytes: peak,
            ..Found::default()
        };
        exits.dedup();
        let rows = planned.rows(&found).into_iter().map(|row| Row {
            process_ms: time,
            process_peak_mb: peak,
            note: Some(format!("exit {exits:?}, with the start of the process")),
            ..row
        });
        Ok(rows.collect())
    }

    fn one_file(&self, planned: &Planned) -> Result<Vec<Row>, Box<dyn Error>> {
        let program = program()?;
        let file = self.inputs.file("ob3-109-quads.json");
        let arguments = self.arguments("evaluate", &file);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (mut own, mut cat) = (Vec::new(), Vec::new());
        for _ in 0..self.effort.runs {
            own.push(child::time(&program, &arguments)?);
            cat.push(child::time(Path::new("cat"), &[text(&file)?])?);
        }
        let [own, cat] = [own, cat].map(|times| Spread::of(&times).map(|spread| spread.median));
        let mut command = vec![text(&program)?];
        command.extend(arguments);
        let peak = child::run(&command)?.peak_megabytes;
        let found = Found {
            milliseconds: own,
            cat,
            ..Found::default()
        };
        let cat = cat.unwrap_or_default();
        let rows = planned.rows(&found).into_iter().map(|row| Row {
            process_ms: own,
            process_peak_mb: Some(peak),
            note: Some(format!("`cat` of the same file takes {cat:.2} ms")),
            ..row
        });
        Ok(rows.collect())
    }

    fn folder(&mut self, planned: &Planned, count: usize) -> Result<Vec<Row>, Box<dyn Error>> {
        let folder = self.inputs.mixed(count)?;
        let written = self.inputs.file("evaluations.ndjson");
        let mut arguments = self.arguments("evaluate", &folder);
        arguments.extend(["--format", "ndjson", "-o"].map(str::to_owned));
        arguments.push(text(&written)?.to_owned());
        let program = program()?;
        let mut command = vec![text(&program)?];
        command.extend(arguments.iter().map(String::as_str));

        let before = self.one_core(&folder)?;
        let run = child::run(&command)?;
        let after = self.one_core(&folder)?;
        if run.exit != Some(0) {
            return Err(format!("{}: exit {:?}", planned.name, run.exit).into());
        }
        let lines = lines(&written)?;
        if lines != count {
            let told = format!(
                "{}: expected {count} evaluations, found {lines}",
                planned.name
            );
            return Err(told.into());
        }
        fs::remove_file(&written)?;
        let files = f64::from(u32::try_from(count)?);
        let each = run.milliseconds / files;
        let cores = f64::from(u32::try_from(cores())?);
        let alone = f64::midpoint(before, after);
        let smallest = *self.smallest.get_or_insert(each);
        let found = Found {
            megabytes: Some(run.peak_megabytes),
            share: Some(alone / each / cores),
            flat: Some(each / smallest),
            ..Found::default()
        };
        let rows = planned.rows(&found).into_iter().map(|row| Row {
            credeval_us: Some(each * 1e3),
            process_ms: Some(run.milliseconds),
            process_peak_mb: Some(run.peak_megabytes),
            credentials_per_second: Some(1e3 / each),
            note: Some(format!(
                "one core alone, in memory, takes {:.0} us for a credential of this folder",
                alone * 1e3
            )),
            ..row
        });
        Ok(rows.collect())
    }

    /// Milliseconds of a credential of a folder on one thread, without files or output.
    fn one_core(&self, folder: &Path) -> Result<f64, Box<dyn Error>> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
        // Their names are numbers, so the first are mixed as all are.
        paths.sort();
        paths.truncate(self.effort.sample);
        let files = paths.iter().map(|path| File::read(path));
        let files: Vec<File> = files.collect::<Result<_, _>>()?;
        let runtime = runtime()?;
        let started = Instant::now();
        for file in &files {
            black_box(self.subject.evaluate(&runtime, file)?);
        }
        let count = f64::from(u32::try_from(files.len().max(1))?);
        Ok(started.elapsed().as_secs_f64() * 1e3 / count)
    }
}

/// Batches of one of those who take turns.
struct Turn {
    iterations: u32,
    nanoseconds: Vec<f64>,
}

/// How many make up a batch of the wished length, found while it gets warm.
fn calibrate(
    effort: Effort,
    batch: &mut dyn FnMut(u32) -> Result<f64, Box<dyn Error>>,
) -> Result<u32, Box<dyn Error>> {
    let (mut iterations, mut spent) = (1_u32, 0.0);
    loop {
        let each = batch(iterations)?;
        spent += each * f64::from(iterations);
        let wished = fitting(effort.batch, each);
        if spent >= effort.warm {
            return Ok(wished);
        }
        iterations = wished.min(iterations.saturating_mul(4));
    }
}

/// How often something fits into a time; once at least.
fn fitting(time: f64, each: f64) -> u32 {
    let mut times = 1;
    while times < 1 << 20 && f64::from(times) * each < time {
        times *= 2;
    }
    times
}

fn floor_batch(floor: &Floor, iterations: u32) -> Result<f64, Box<dyn Error>> {
    let started = Instant::now();
    for _ in 0..iterations {
        floor.run()?;
    }
    Ok(started.elapsed().as_secs_f64() * 1e9 / f64::from(iterations.max(1)))
}

/// The primitives of a file, by its name.
pub(crate) fn floor_of(file: &File) -> Result<Floor, Box<dyn Error>> {
    let ending = file.path.extension().unwrap_or_default();
    match ending.to_string_lossy().as_ref() {
        "jwt" => {
            let jwk: Value =
                serde_json::from_slice(&fs::read(file.path.with_extension("jwk.json"))?)?;
            Floor::of_token(&file.bytes, &jwk)
        }
        "jsonld" => Floor::of_sealed(&file.bytes),
        _ => Floor::of_embedded(&file.bytes),
    }
}

fn microseconds(nanoseconds: &[f64]) -> Option<Spread> {
    let micro: Vec<f64> = nanoseconds.iter().map(|taken| taken / 1e3).collect();
    Spread::of(&micro)
}

pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// The `credeval` that was built beside this program.
fn program() -> Result<PathBuf, Box<dyn Error>> {
    let own = std::env::current_exe()?;
    let beside = own.with_file_name("credeval");
    match beside.exists() {
        true => Ok(beside),
        false => Err(format!("expected {}; `make bench` builds it", beside.display()).into()),
    }
}

fn text(path: &Path) -> Result<&str, Box<dyn Error>> {
    Ok(path.to_str().ok_or("expected a path in UTF-8")?)
}

fn lines(path: &Path) -> Result<usize, Box<dyn Error>> {
    use std::io::{BufRead as _, BufReader};
    let mut reader = BufReader::new(fs::File::open(path)?);
    let mut count = 0;
    while reader.skip_until(b'\n')? > 0 {
        count += 1;
    }
    Ok(count)
}

/// Says which row is measured.
pub(crate) fn tell(out: &mut impl Write, planned: &Planned) -> std::io::Result<()> {
    writeln!(out, "measuring {}", planned.name)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_fits_its_time() {
        assert_eq!(fitting(100.0, 200.0), 1);
        assert_eq!(fitting(100.0, 30.0), 4);
        assert_eq!(fitting(100.0, 0.0), 1 << 20);
    }

    #[test]
    fn calibration_ends_when_it_is_warm_and_hands_on_what_fails() {
        let effort = Effort {
            batch: 1000.0,
            warm: 5000.0,
            ..Effort::QUICK
        };
        let mut spent = 0.0;
        let iterations = calibrate(effort, &mut |n| {
            spent += 10.0 * f64::from(n);
            Ok(10.0)
        });
        assert_eq!(iterations.unwrap(), 128);
        assert!((5000.0..8000.0).contains(&spent), "{spent}");
        assert!(calibrate(effort, &mut |_| Err("no".into())).is_err());
    }

    #[test]
    fn every_row_has_a_name_of_its_own_and_goals_stand_once() {
        let rows = plan(100_000);
        let mut names: Vec<_> = rows.iter().map(|row| &row.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), rows.len());
        let badge = rows.first().unwrap();
        let goals: Vec<_> = badge
            .rows(&Found::default())
            .iter()
            .map(|row| row.goals.len())
            .collect();
        assert_eq!(goals, [3, 0, 0, 0]);
        let names: Vec<_> = rows
            .iter()
            .rev()
            .take(3)
            .map(|row| row.name.as_str())
            .collect();
        assert_eq!(names, ["batch-100k", "batch-10k", "batch-1k"]);
        assert_eq!(plan(1_000_000).last().unwrap().name, "batch-1m");
    }
}
