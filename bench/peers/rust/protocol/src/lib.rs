//! What a peer has in common with the others: the lines that it speaks (bench/README.md), and the
//! contexts that it is given.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Verifies a document, from its bytes; the error is why it is rejected.
pub type Verify<'a> = dyn Fn(&[u8]) -> Result<(), Box<dyn Error>> + 'a;

/// Answers each line `FILE ITERATIONS` with the nanoseconds that one verification took.
pub fn serve(name: &str, version: &str, verify: &Verify<'_>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "peer {name} {version}")?;
    out.flush()?;
    for line in io::stdin().lock().lines() {
        match batch(&line?, verify) {
            Ok(nanoseconds) => writeln!(out, "ok {nanoseconds:.1}")?,
            Err(error) => {
                let told = error.to_string().replace(['\n', '\r'], " ");
                writeln!(out, "error {told}")?;
            }
        }
        out.flush()?;
    }
    Ok(())
}

fn batch(line: &str, verify: &Verify<'_>) -> Result<f64, Box<dyn Error>> {
    let (file, iterations) = line.rsplit_once(' ').ok_or("expected `FILE ITERATIONS`")?;
    let iterations: u32 = iterations.parse()?;
    let bytes = fs::read(file)?;
    let started = Instant::now();
    for _ in 0..iterations {
        verify(black_box(&bytes))?;
    }
    Ok(started.elapsed().as_nanos() as f64 / f64::from(iterations.max(1)))
}

/// The contexts in the folder that the first argument names, by URL; of two that share one, the
/// usual one, which stands first.
pub fn contexts() -> Result<HashMap<String, String>, Box<dyn Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .ok_or("expected the folder with the contexts")?;
    let folder = PathBuf::from(folder);
    let index = read(&folder.join("index.json"))?;
    let index: serde_json::Value = serde_json::from_str(&index)?;
    let mut found = HashMap::new();
    for entry in index["contexts"].as_array().into_iter().flatten() {
        let name = entry["name"].as_str().ok_or("expected a name")?;
        let text = read(&folder.join(format!("{name}.json")))?;
        for url in entry["urls"].as_array().into_iter().flatten() {
            let url = url.as_str().ok_or("expected a URL")?;
            found.entry(url.to_owned()).or_insert_with(|| text.clone());
        }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
