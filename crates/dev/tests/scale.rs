//! `credeval-dev scale`, as far as it goes without minutes of work.

use std::process::Command;

#[test]
fn a_measurement_without_the_program_is_none() {
    let output = Command::new(env!("CARGO_BIN_EXE_credeval-dev"))
        .args(["scale", "--credeval", "no/such/program", "--rows", "20"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with("find no/such/program: "), "{said}");
    assert!(output.stdout.is_empty());
}
