//! The ten credentials of docs/method.md, in strict mode.

use super::program::{Schema, credeval, project};

const AT: &str = "2026-09-01T00:00:00Z";
/// What the page calls a trust file whose entry on the award is read as one on the institution.
const OF_INSTITUTION: &str = ", its entry as one on the institution";

/// A line of the page: a credential, a trust file, and the two levels with their words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    credential: String,
    trust: String,
    quality: String,
    verification: String,
}

fn lines() -> Vec<Line> {
    let page = std::fs::read_to_string(project().join("docs/method.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `fixtures/"));
    rows.map(|row| {
        let cells: Vec<String> = row
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().replace('`', ""))
            .collect();
        let [credential, trust, quality, verification, _] = &cells[..] else {
            panic!("expected five cells: {row}");
        };
        Line {
            credential: credential.clone(),
            trust: trust.clone(),
            quality: quality.clone(),
            verification: verification.clone(),
        }
    })
    .collect()
}

/// A folder with the policy that counts what is not known as not met.
struct Strict(std::path::PathBuf);

impl Strict {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("credeval-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let shipped = project().join("crates/score/policy/default.toml");
        let shipped = std::fs::read_to_string(shipped).unwrap();
        let unknown = "missing_as = \"unknown\"";
        assert!(shipped.contains(unknown));
        let strict = shipped.replace(unknown, "missing_as = \"no\"");
        std::fs::write(folder.join("policy.toml"), strict).unwrap();
        Self(folder)
    }

    /// The line as it comes out, whose words are those of the report that people read.
    fn run(&self, line: &Line) -> Line {
        let trust = match line.trust.strip_suffix(OF_INSTITUTION) {
            Some(trust) => {
                let text = std::fs::read_to_string(project().join(trust)).unwrap();
                let of_the_award = "kind = \"programme\"";
                assert!(text.contains(of_the_award));
                let text = text.replace(of_the_award, "kind = \"institutional\"");
                let copy = self.0.join("trust.toml");
                std::fs::write(&copy, text).unwrap();
                copy.to_str().unwrap().to_owned()
            }
            None => line.trust.clone(),
        };
        let evidence = match trust.starts_with("fixtures/trust/") {
            true => "fixtures/trust/evidence",
            false => "fixtures/evidence",
        };
        let policy = self.0.join("policy.toml");
        let common = [
            "evaluate",
            &line.credential,
            "--trust",
            &trust,
            "--evidence",
            evidence,
            "--offline",
            "--at",
            AT,
            "--policy",
            policy.to_str().unwrap(),
        ];
        let report = credeval(&[&common[..], &["--format", "json"]].concat());
        let shown = credeval(&common);
        let evaluation = report.reports(Schema::Evaluation).remove(0);
        // As people read it, whatever the width of the page.
        let shown = shown
            .stdout
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let level = |place: usize| {
            let criterion = &evaluation["criteria"][place];
            assert_eq!(criterion["lower"], criterion["upper"]);
            let reasons = criterion["reasons"].as_array().unwrap().iter();
            let mut words = reasons.filter_map(|reason| {
                let text = reason["text"].as_str().unwrap();
                text.strip_prefix("In the Micro-Evaluator's words: \"")?
                    .strip_suffix("\".")
            });
            let words = words.next().unwrap();
            assert!(shown.contains(&format!("Micro-Evaluator's words: \"{words}\"")));
            format!("{}: {words}", criterion["lower"])
        };
        Line {
            quality: level(0),
            verification: level(1),
            ..line.clone()
        }
    }
}

impl Drop for Strict {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_ten_credentials_come_to_what_the_page_says() {
    let strict = Strict::new("method");
    let lines = lines();
    assert_eq!(lines.len(), 10);
    for line in &lines {
        assert_eq!(strict.run(line), *line);
    }
}

/// Each of the four levels of both criteria stands on the page.
#[test]
fn the_ten_credentials_span_all_levels() {
    type Level = fn(&Line) -> &str;
    let levels: [Level; 2] = [|line| &line.quality, |line| &line.verification];
    for level in levels {
        let mut found: Vec<char> = lines()
            .iter()
            .filter_map(|line| level(line).chars().next())
            .collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, ['0', '1', '2', '3']);
    }
}

#[test]
fn a_line_that_is_wrong_is_noticed() {
    let strict = Strict::new("method-wrong");
    let right = lines().remove(0);
    let wrong = Line {
        quality: "0: No quality indicators".to_owned(),
        ..right.clone()
    };
    assert_ne!(strict.run(&wrong), wrong);
    assert_eq!(strict.run(&wrong), right);
}
