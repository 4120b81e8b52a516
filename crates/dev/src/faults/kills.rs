//! Processes and servers that end at once, by a signal that nobody can handle.

use std::{thread, time::Duration};

use credeval_dev::rig::{RigError, Running, until};

use super::{Came, Case, PATIENCE};

/// How long a server is away at most.
const AWAY: Duration = Duration::from_secs(5);

/// One of two processes on the same file; the other does what it had.
pub(super) fn worker_of_two(case: &mut Case) -> Result<Came, RigError> {
    let rows = case.expected.totals.rows;
    let mut batch = case.rig.batch();
    batch.args(["--jobs", "1"]);
    let mut first = case.rig.run("first", &mut batch)?;
    let database = case.rig.database();
    until("all rows to be in the store", PATIENCE, || {
        Ok((database.progress().rows == rows || !first.is_running()?).then_some(()))
    })?;
    let second = case.rig.run("second", &mut batch)?;
    let is_there = case.middle(&mut first)?;
    let id = first.id();
    let ended = first.kill()?;
    let held = held(case, id)?;
    let moment = case.came()?;
    second.wait(PATIENCE)?.expect(case.expected.code)?;
    Ok(moment.only_if(is_there && ended.code().is_none() && held > 0))
}

/// One of two workers; the other does what it had.
pub(super) fn worker(case: &mut Case) -> Result<Came, RigError> {
    let mut workers = vec![worker_named(case, "one")?, worker_named(case, "two")?];
    let mut importer = case.rig.run("importer", &mut case.rig.queued_batch())?;
    let is_there = case.middle(&mut importer)?;
    let one = usize::from(case.chance.up_to(2) == 1);
    let killed = workers.remove(one);
    let id = killed.id();
    killed.kill()?;
    let held = held(case, id)?;
    let moment = case.came()?;
    importer.wait(PATIENCE)?.expect(case.expected.code)?;
    leave(workers)?;
    Ok(moment.only_if(is_there && held > 0))
}

/// The process that hands rows in and works on them; then the same command again.
pub(super) fn batch(case: &mut Case) -> Result<Came, RigError> {
    let mut first = case.rig.run("first", &mut case.rig.batch())?;
    let is_there = case.middle(&mut first)?;
    let ended = first.kill()?;
    let moment = case.came()?;
    let second = case.rig.run("second", &mut case.rig.batch())?;
    second.wait(PATIENCE)?.expect(case.expected.code)?;
    Ok(moment.only_if(is_there && ended.code().is_none()))
}

/// The process that hands rows in to workers; then the same command again.
pub(super) fn importer(case: &mut Case) -> Result<Came, RigError> {
    let workers = vec![worker_named(case, "one")?, worker_named(case, "two")?];
    let mut first = case.rig.run("first", &mut case.rig.queued_batch())?;
    let is_there = case.middle(&mut first)?;
    let ended = first.kill()?;
    let moment = case.came()?;
    case.chance.pause(AWAY);
    let second = case.rig.run("second", &mut case.rig.queued_batch())?;
    second.wait(PATIENCE)?.expect(case.expected.code)?;
    leave(workers)?;
    Ok(moment.only_if(is_there && ended.code().is_none()))
}

/// NATS, which is back after some seconds.
pub(super) fn queue(case: &mut Case) -> Result<Came, RigError> {
    let workers = vec![worker_named(case, "one")?, worker_named(case, "two")?];
    let mut importer = case.rig.run("importer", &mut case.rig.queued_batch())?;
    let is_there = case.middle(&mut importer)?;
    let mut moment = Came::Missed { done: 0 };
    if let Some(servers) = &case.rig.servers {
        let failed = || RigError::environment("kill the queue and start it again");
        servers.nats.kill().map_err(failed())?;
        moment = case.came()?;
        thread::sleep(case.chance.time(AWAY));
        servers.nats.restart().map_err(failed())?;
    }
    importer.wait(PATIENCE)?.expect(case.expected.code)?;
    leave(workers)?;
    Ok(moment.only_if(is_there))
}

/// PostgreSQL, which is back after some seconds; who hands rows in says the command again, where it ended.
pub(super) fn database(case: &mut Case) -> Result<Came, RigError> {
    let workers = vec![worker_named(case, "one")?, worker_named(case, "two")?];
    let mut first = case.rig.run("first", &mut case.rig.queued_batch())?;
    let is_there = case.middle(&mut first)?;
    let mut moment = Came::Missed { done: 0 };
    if let Some(servers) = &case.rig.servers {
        let failed = || RigError::environment("kill the database and start it again");
        servers.postgres.kill().map_err(failed())?;
        thread::sleep(case.chance.time(AWAY));
        servers.postgres.restart().map_err(failed())?;
        moment = case.came()?;
    }
    let ended = first.wait(PATIENCE)?;
    if ended.code() != Some(case.expected.code) {
        let second = case.rig.run("second", &mut case.rig.queued_batch())?;
        second.wait(PATIENCE)?.expect(case.expected.code)?;
    }
    leave(workers)?;
    Ok(moment.only_if(is_there))
}

pub(super) fn worker_named(case: &Case, name: &str) -> Result<Running, RigError> {
    case.rig.run(name, &mut case.rig.worker())
}

/// Workers that are told to leave do so, and say that all went well.
pub(super) fn leave(workers: Vec<Running>) -> Result<(), RigError> {
    for worker in workers {
        worker.leave()?.expect(0)?;
    }
    Ok(())
}

/// How many rows a process has in work, or had when it was killed: leases name it by its number.
pub(super) fn held(case: &Case, process: u32) -> Result<u64, RigError> {
    let sql = format!(
        "SELECT COUNT(*) FROM batch_rows WHERE state = 'leased' AND leased_by LIKE '%:{process}:%'"
    );
    let [held] = case.rig.database().numbers(&sql)?;
    Ok(held)
}
