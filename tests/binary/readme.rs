//! The README's commands say what they say.

use super::program::{credeval, project};

/// The fenced blocks of the README that start with a `$` line: command and output.
fn transcripts() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(project().join("README.md")).unwrap();
    let mut found = Vec::new();
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let (command, output) = block.split_once('\n').unwrap();
        let command = command.strip_prefix("$ ").expect("a command starts with $");
        found.push((command.to_owned(), output.to_owned()));
    }
    found
}

#[test]
fn the_first_command_prints_what_the_readme_shows() {
    let (command, output) = transcripts().into_iter().next().unwrap();
    let arguments = command
        .strip_prefix("cargo run --locked -q -p credeval-cli --no-default-features -- ")
        .expect("the first command builds only what evaluating needs");
    let run = credeval(&arguments.split_whitespace().collect::<Vec<_>>());
    assert_eq!(run.code, 0, "{}", run.stderr);
    // The README shows the beginning; what it leaves out it marks with dots.
    let (shown, _) = output
        .split_once("...\n")
        .expect("the README marks what it leaves out");
    assert!(run.stdout.starts_with(shown), "{}", run.stdout);
    assert!(shown.lines().count() > 20);
}

#[test]
fn the_second_command_is_the_one_that_passes_the_tests() {
    let (command, _) = transcripts().into_iter().nth(1).unwrap();
    // This very run is it: running it here again would not end.
    assert_eq!(command, "cargo test --locked --workspace");
}

#[test]
fn every_other_command_runs_as_shown() {
    for (command, output) in transcripts().into_iter().skip(2) {
        let arguments = command
            .strip_prefix("credeval ")
            .expect("a command of this program");
        let run = credeval(&arguments.split_whitespace().collect::<Vec<_>>());
        let all = format!("{}{}", run.stdout, run.stderr);
        match output.split_once("...\n") {
            Some((shown, _)) => assert!(all.starts_with(shown), "{command}\n{all}"),
            None => assert_eq!(all, output, "{command}"),
        }
    }
}
