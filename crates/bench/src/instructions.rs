//! Instructions of single stages, counted by valgrind: unlike times, they are the same on a busy
//! machine, so a change of a few per cent can be told.
//!
//! Cryptography picks its code by what the processor can do, so its instructions differ from
//! machine to machine. They are counted the same way, as the primitives of the same file, and
//! taken off. What is left is code that is the same everywhere for one architecture and compiler.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use credeval::map::Claims;
use credeval::model::evidence::Evidence;
use credeval::score::{self, Facts};
use credeval::verify::{self, Against};
use serde::{Deserialize, Serialize};

use crate::inputs::Inputs;
use crate::rows::floor_of;
use crate::subject::{File, Subject, runtime};

/// Parts in a hundred above the accepted count that fail.
const TOLERANCE: u64 = 5;
/// A stage is run this often, and this often more; the difference has no start in it and finds
/// everything warm.
const WARM: u32 = 2;
const COUNTED: u32 = 10;

/// What is counted, and what is taken off.
const STAGES: [(&str, &str, Option<&str>); 5] = [
    ("badge", "badge-chain", Some("badge-primitives")),
    ("badge-map", "badge-map", None),
    ("badge-score", "badge-score", None),
    ("token", "token-chain", Some("token-primitives")),
    ("sealed", "sealed-chain", Some("sealed-primitives")),
];

/// The counts that were accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accepted {
    /// The compiler by which they were counted.
    pub(crate) rustc: String,
    pub(crate) architecture: String,
    /// Instructions of one run.
    pub(crate) stages: BTreeMap<String, u64>,
}

impl Accepted {
    fn of(stages: BTreeMap<String, u64>) -> Self {
        Self {
            rustc: rustc(),
            architecture: std::env::consts::ARCH.to_owned(),
            stages,
        }
    }

    fn print(&self) -> Result<String, toml::ser::Error> {
        let head = "\
# Instructions of one run of each stage, without cryptography. More than 5 % above fails
# `make bench-instructions`; `make bench-instructions ACCEPT=--accept` writes this file.
";
        Ok(format!("{head}{}", toml::to_string(self)?))
    }
}

fn rustc() -> String {
    let output = Command::new("rustc").arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let version = text.unwrap_or_default();
    version.split(' ').nth(1).unwrap_or_default().to_owned()
}

/// Counts every stage and compares; `false` where one is worse than was accepted.
pub(crate) fn run(
    project: &Path,
    accept: bool,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    // The inputs of the runs under valgrind.
    Inputs::new(project)?;
    let mut found = BTreeMap::new();
    for (name, chain, less) in STAGES {
        let all = instructions(chain)?;
        let less = less.map(instructions).transpose()?.unwrap_or_default();
        found.insert(name.to_owned(), all.saturating_sub(less));
        writeln!(
            out,
            "{name}: {all} instructions, of which {less} are cryptography and parsing"
        )?;
    }
    let path = project.join("bench/instructions.toml");
    let counted = Accepted::of(found);
    if accept {
        fs::write(&path, counted.print()?)?;
        writeln!(out, "wrote {}", path.display())?;
        return Ok(true);
    }
    let accepted =
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let accepted: Accepted = toml::from_str(&accepted)?;
    let (text, holds) = compare(&accepted, &counted)?;
    out.write_all(text.as_bytes())?;
    Ok(holds)
}

/// How the counts stand to those accepted, and whether none is worse.
fn compare(accepted: &Accepted, found: &Accepted) -> Result<(String, bool), String> {
    if accepted.architecture != found.architecture {
        return Err(format!(
            "the accepted counts are of {}, and this is {}: they cannot be compared",
            accepted.architecture, found.architecture
        ));
    }
    let mut text = String::new();
    if accepted.rustc != found.rustc {
        let (theirs, own) = (&accepted.rustc, &found.rustc);
        let _ = writeln!(
            text,
            "note: accepted with rustc {theirs}, counted with {own}"
        );
    }
    let mut holds = true;
    for (name, count) in &found.stages {
        // Nothing takes none: a stage that nobody counted yet stands there with zero.
        let Some(before) = accepted.stages.get(name).filter(|count| **count > 0) else {
            let _ = writeln!(text, "{name:<12} {count:>12}   not accepted yet");
            holds = false;
            continue;
        };
        let change = (float(*count) / float(*before) - 1.0) * 100.0;
        // In whole numbers, so that five in a hundred are five.
        let hundredfold = count.saturating_mul(100);
        let bound = |percent: u64| before.saturating_mul(percent);
        let verdict = match hundredfold {
            _ if hundredfold > bound(100 + TOLERANCE) => {
                holds = false;
                "WORSE"
            }
            _ if hundredfold < bound(100 - TOLERANCE) => "better; accept it, so that it stays so",
            _ => "as accepted",
        };
        let _ = writeln!(
            text,
            "{name:<12} {before:>12} -> {count:>12} {change:>+7.1} %   {verdict}"
        );
    }
    for name in accepted.stages.keys() {
        if !found.stages.contains_key(name) {
            let _ = writeln!(text, "{name:<12} is not counted any more");
            holds = false;
        }
    }
    Ok((text, holds))
}

/// Counts of instructions are far below where this would lose any.
#[expect(clippy::cast_precision_loss, reason = "below 2^52")]
fn float(count: u64) -> f64 {
    count as f64
}

/// Instructions of one run of a stage.
fn instructions(stage: &str) -> Result<u64, Box<dyn Error>> {
    let short = counted(stage, WARM)?;
    let long = counted(stage, WARM + COUNTED)?;
    Ok(long.saturating_sub(short) / u64::from(COUNTED))
}

fn counted(stage: &str, times: u32) -> Result<u64, Box<dyn Error>> {
    let own = std::env::current_exe()?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(own)
        .args(["stage", stage, &times.to_string()])
        .output()
        .map_err(|error| {
            format!(
                "NOTHING WAS COUNTED: `valgrind` does not run ({error}). Install it; without it \
                 nobody knows whether the change costs more"
            )
        })?;
    let told = String::from_utf8_lossy(&output.stderr);
    match read(&told) {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("{stage}: expected a count from valgrind, found\n{told}").into()),
    }
}

/// The count in what callgrind says.
fn read(told: &str) -> Option<u64> {
    let line = told.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(' ').next()?.parse().ok()
}

/// One stage so many times: what runs under valgrind.
pub(crate) fn stage(project: &Path, name: &str, times: u32) -> Result<(), Box<dyn Error>> {
    let subject = Subject::new(project)?;
    let (what, part) = name.split_once('-').ok_or("expected a stage")?;
    let file = match what {
        "badge" => "ob3-109-quads.json",
        "token" => "jwt-es256.jwt",
        "sealed" => "edc-b-lta-130k.jsonld",
        _ => return Err(format!("expected a stage, found `{name}`").into()),
    };
    let file = File::read(&project.join("target/bench/inputs").join(file))?;
    match part {
        "chain" => {
            let runtime = runtime()?;
            for _ in 0..times {
                black_box(subject.evaluate(&runtime, black_box(&file))?);
            }
        }
        "primitives" => {
            let floor = floor_of(&file)?;
            for _ in 0..times {
                floor.run()?;
            }
        }
        _ => mapped(&subject, &file, part, times)?,
    }
    Ok(())
}

fn mapped(subject: &Subject, file: &File, part: &str, times: u32) -> Result<(), Box<dyn Error>> {
    let judge = &subject.judge;
    let opened = verify::open(&file.document())?;
    let evidence = Evidence::none();
    let against = Against::new(&evidence, &judge.trust, &judge.contexts, judge.at);
    let checked = verify::check(&opened, against);
    let base = checked.base();
    let disclosure = checked.disclosure();
    let map = || {
        credeval::map::parts(&Claims {
            json: checked.credential(),
            standard: checked.standard(),
            tier: &|pointer| checked.tier_at(&pointer.under(base)),
            disclosure: &disclosure,
        })
    };
    if part == "map" {
        for _ in 0..times {
            black_box(map());
        }
        return Ok(());
    }
    let evaluations = subject.evaluate(&runtime()?, file)?;
    let evaluation = evaluations.first().ok_or("expected an evaluation")?;
    let facts = Facts {
        elements: &evaluation.elements,
        checks: &evaluation.checks,
        standing: &evaluation.standing,
        answers: &[],
        at: score::day(judge.at),
    };
    for _ in 0..times {
        black_box(score::evaluate(&facts, &judge.terms));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(stages: &[(&str, u64)]) -> Accepted {
        Accepted {
            rustc: "1.95.0".to_owned(),
            architecture: "x86_64".to_owned(),
            stages: stages
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count))
                .collect(),
        }
    }

    #[test]
    fn five_per_cent_more_hold_and_six_do_not() {
        let accepted = counts(&[("badge", 1000)]);
        let holds = |count| compare(&accepted, &counts(&[("badge", count)])).unwrap();
        assert!(holds(1050).1);
        assert!(holds(500).1 && holds(500).0.contains("accept it"));
        let (text, held) = holds(1060);
        assert!(!held && text.contains("WORSE"), "{text}");
        assert!(!holds(1051).1);
    }

    #[test]
    fn a_stage_must_be_on_both_sides() {
        let (one, two) = (counts(&[("a", 1)]), counts(&[("a", 1), ("b", 1)]));
        assert!(compare(&one, &one).unwrap().1);
        assert!(!compare(&one, &two).unwrap().1);
        assert!(!compare(&two, &one).unwrap().1);
        let (text, holds) = compare(&counts(&[("a", 0)]), &one).unwrap();
        assert!(!holds && text.contains("not accepted yet"), "{text}");
    }

    #[test]
    fn another_architecture_cannot_be_compared_and_another_compiler_is_told() {
        let accepted = counts(&[("a", 1)]);
        let arm = Accepted {
            architecture: "aarch64".to_owned(),
            ..accepted.clone()
        };
        assert!(compare(&accepted, &arm).is_err());
        let newer = Accepted {
            rustc: "1.96.0".to_owned(),
            ..accepted.clone()
        };
        let (text, holds) = compare(&accepted, &newer).unwrap();
        assert!(
            holds && text.starts_with("note: accepted with rustc 1.95.0"),
            "{text}"
        );
    }

    #[test]
    fn the_count_is_read_from_what_callgrind_says() {
        let told = "==1== Events    : Ir\n==1== Collected : 81234567\n==1== \n";
        assert_eq!(read(told), Some(81_234_567));
        assert_eq!(read("==1== Collected : many"), None);
        assert_eq!(read("valgrind: failed to start"), None);
    }

    #[test]
    fn the_accepted_counts_are_read_as_they_are_written() {
        let accepted = counts(&[("a", 1), ("b", 2)]);
        let text = accepted.print().unwrap();
        assert_eq!(toml::from_str::<Accepted>(&text).unwrap(), accepted);
        assert!(toml::from_str::<Accepted>(&text.replace("rustc", "compiler")).is_err());
    }

    #[test]
    fn the_file_of_the_project_has_every_stage() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/instructions.toml");
        let accepted: Accepted = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut names = STAGES.map(|(name, ..)| name);
        names.sort_unstable();
        assert_eq!(accepted.stages.keys().collect::<Vec<_>>(), names);
    }
}
