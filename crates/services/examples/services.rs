//! Starts both servers, prints where they are, and runs until Ctrl-C or the end of standard input.

use std::io::{self, Write as _};

use credeval_services::{Nats, Postgres};

fn main() -> io::Result<()> {
    let postgres = Postgres::start()?;
    let nats = Nats::start()?;
    let mut out = io::stdout().lock();
    if let Some(postgres) = &postgres {
        writeln!(out, "--store '{}'", postgres.database()?.url)?;
    }
    if let Some(nats) = &nats {
        writeln!(out, "--queue '{}'", nats.url)?;
    }
    out.flush()?;
    io::copy(&mut io::stdin().lock(), &mut io::sink()).map(drop)
}
