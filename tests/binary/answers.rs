//! What people answer, asked and read: on files, and on certificates on paper.

use std::fs;

use serde_json::Value;

use super::program::{Run, Schema, credeval, project, with_input};

const HANK: [&str; 8] = [
    "fixtures/exemption/badge.jwt",
    "--offline",
    "--at",
    "2026-09-01",
    "--trust",
    "fixtures/exemption/trust.toml",
    "--programme",
    "fixtures/exemption/programme.toml",
];

fn evaluate(source: &[&str], more: &[&str]) -> Run {
    credeval(&[&["evaluate"], source, more].concat())
}

fn one(run: &Run) -> Value {
    let mut reports = run.reports(Schema::Evaluation);
    assert_eq!(reports.len(), 1);
    reports.remove(0)
}

#[test]
fn an_officer_who_looks_the_course_up_settles_an_exemption() {
    let json = ["--format", "json"];
    let open = one(&evaluate(&HANK, &json));
    assert_eq!(open["outcome"]["code"], "needs_information");
    let answers = ["--answers", "fixtures/exemption/answers.toml"];
    let settled = one(&evaluate(&HANK, &[&answers[..], &json].concat()));
    assert_eq!(settled["outcome"]["code"], "recognise_full");
    assert_eq!(settled["criteria"][0]["lower"], 3);
    assert_eq!(settled["answers"].as_array().unwrap().len(), 3);
    // The credential's own words are as they were.
    assert_eq!(settled["elements"], open["elements"]);
    assert_ne!(settled["id"], open["id"]);
    let text = evaluate(&HANK, &answers).stdout;
    for words in ["Answers", "J. Jansen (officer), 2026-08-28.", "answer A1"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn an_answer_against_the_credential_goes_to_a_person_with_both_places() {
    let folder = tempdir("contradiction");
    let file = folder.join("answers.toml");
    let answers = "by = 'J. Jansen'\nrole = 'officer'\ndate = '2026-08-28'\n\
                   [[answer]]\nquestion = 'level.eqf'\nvalue = 4\nsource = 'the guide'\n";
    fs::write(&file, answers).unwrap();
    let run = evaluate(
        &HANK,
        &["--answers", file.to_str().unwrap(), "--format", "json"],
    );
    fs::remove_dir_all(&folder).unwrap();
    let report = one(&run);
    assert_eq!(report["outcome"]["code"], "human_review");
    let checks = report["checks"].as_array().unwrap().iter();
    let mut found = checks.filter(|check| check["code"] == "integrity.answer");
    let found = found.next().unwrap();
    assert_eq!(found["outcome"], "failed");
    assert!(found["pointer"].is_string(), "{found}");
    let said = found["cause"]["found"].as_str().unwrap();
    assert!(
        said.contains("level.eqf") && said.contains("J. Jansen"),
        "{said}"
    );
}

#[test]
fn a_certificate_on_paper_is_evaluated_by_answers_alone() {
    let paper = [
        "--answers",
        "fixtures/paper/answers.toml",
        "--at",
        "2026-09-01",
    ];
    let programme = ["--programme", "fixtures/paper/programme.toml"];
    let arguments = [&paper[..], &programme, &["--format", "json"]].concat();
    let report = one(&evaluate(&[], &arguments));
    assert_eq!(report["document"]["form"], "paper");
    assert_eq!(report["criteria"][1]["lower"], 3);
    assert_eq!(report["outcome"]["code"], "recognise_full");
    let elements = &report["elements"];
    assert_eq!(elements["title"]["tier"], "attested");
    assert_eq!(elements["workload"]["value"]["hours"], 140.0);
    let text = evaluate(&[], &paper).stdout;
    assert!(text.contains("certificate on paper, by answers"), "{text}");
    // Neither a source nor answers: there is nothing to evaluate.
    let nothing = credeval(&["evaluate"]);
    assert_eq!(nothing.code, 2);
    assert_eq!(
        nothing.stderr,
        "error: expected a SOURCE or --answers, found neither\n\
         hint: name a file, a directory, an https URL or `-`; for a certificate on paper give \
         --answers FILE\n"
    );
}

/// Without the language the words cannot be compared, so it is asked for; and only then.
#[test]
fn the_language_of_outcomes_is_asked_for_where_a_programme_needs_it() {
    let answers = fs::read_to_string(project().join("fixtures/paper/answers.toml")).unwrap();
    let mut entries: Vec<&str> = answers.split("[[answer]]").collect();
    let all = entries.len();
    entries.retain(|entry| !entry.contains("learning_outcomes.language"));
    assert_eq!(entries.len(), all - 1);
    let folder = tempdir("language");
    let file = folder.join("answers.toml");
    fs::write(&file, entries.join("[[answer]]")).unwrap();
    let file = file.to_str().unwrap();
    let paper = ["--answers", file, "--at", "2026-09-01"];
    let programme = ["--programme", "fixtures/paper/programme.toml"];
    let open = one(&evaluate(
        &[],
        &[&paper[..], &programme, &["--format", "json"]].concat(),
    ));
    assert_eq!(open["outcome"]["code"], "needs_information");
    let ask = |more: &[&str]| credeval(&[&["ask", "--template"], &paper[..], more].concat()).stdout;
    assert!(ask(&programme).contains("# question = \"learning_outcomes.language\""));
    assert!(!ask(&[]).contains("# question = \"learning_outcomes.language\""));
    let lines = "J. Jansen\n\n2026-08-28\nnone\nno\nthe guide\nq\n";
    let asked = with_input(
        &[&["ask"], &paper[..], &programme].concat(),
        lines.as_bytes(),
    );
    assert!(
        asked
            .stderr
            .contains("expected a language by its tag (BCP 47), such as en, found `none`"),
        "{}",
        asked.stderr
    );
    // `no` is Norwegian, and in no language nothing is written.
    assert!(asked.stdout.contains("value = \"no\""), "{}", asked.stdout);
    assert!(
        asked.stderr.contains("17 answers, 1 of them new."),
        "{}",
        asked.stderr
    );
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn answers_to_one_achievement_are_not_said_of_another() {
    let two = [
        "fixtures/exemption/badge.jwt",
        "fixtures/admission/credential.jsonld",
    ];
    let run = evaluate(
        &two,
        &["--offline", "--answers", "fixtures/exemption/answers.toml"],
    );
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("expected answers to one achievement, found 2"),
        "{}",
        run.stderr
    );
}

#[test]
fn answers_to_a_part_that_there_is_not_are_refused() {
    let folder = tempdir("part");
    let file = folder.join("answers.toml");
    let answers = "by = 'J. Jansen'\nrole = 'officer'\ndate = '2026-08-28'\npart = '/nowhere'\n\
                   [[answer]]\nquestion = 'level.eqf'\nvalue = 6\n";
    fs::write(&file, answers).unwrap();
    let run = evaluate(&HANK, &["--answers", file.to_str().unwrap()]);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains(
            "answers.toml: expected answers to one achievement, found none at `/nowhere`\n\
             hint: name the achievement in `part`, as `document.part` of its evaluation\n"
        ),
        "{}",
        run.stderr
    );
}

#[test]
fn one_achievement_is_asked_about() {
    let two = ["ask", "fixtures/admission/credential.jsonld"];
    let run = credeval(&[&two[..], &HANK].concat());
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert_eq!(
        run.stderr,
        "error: expected one achievement to ask about, found 2\n\
         hint: ask about one file that holds one achievement\n"
    );
}

/// Who answers is asked again where it is not told; and nothing answered makes no file.
#[test]
fn who_answers_is_asked_until_it_is_told() {
    let folder = tempdir("nothing");
    let file = folder.join("answers.toml");
    let output = ["--output", file.to_str().unwrap()];
    let ask = [&["ask"], &HANK[..], &output].concat();
    let lines = "\nJ. Jansen\nking\napplicant\nsoon\n2026-08-28\nq\n";
    let run = with_input(&ask, lines.as_bytes());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    for told in [
        "expected a name, found none",
        "expected officer or applicant, found `king`",
        "expected a day as YYYY-MM-DD, found `soon`",
        "Nothing was answered; no file was written.",
    ] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    assert!(!file.exists());
    let lines = "J. Jansen\n\n2026-08-28\nyes\nthe register\nq\n";
    let run = with_input(&ask, lines.as_bytes());
    assert!(
        run.stderr.contains("1 answer, which is new."),
        "{}",
        run.stderr
    );
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(
        read::answers(&written),
        [("quality.course", Some("the register"))]
    );
    fs::remove_dir_all(&folder).unwrap();
}

/// An applicant who mistypes the word is not made an officer, nor any day today.
#[test]
fn who_answers_is_never_guessed() {
    let folder = tempdir("guessed");
    let file = folder.join("answers.toml");
    let output = ["--output", file.to_str().unwrap()];
    let ask = [&["ask"], &HANK[..], &output].concat();
    let answer = "yes\nthe register\nq\n";
    for (lines, error) in [
        (
            "Hank\n".to_owned() + &"aplicant\n".repeat(5) + "2026-08-28\n" + answer,
            "expected officer or applicant, found `aplicant` in the last of 5 lines",
        ),
        (
            "Hank\napplicant\n".to_owned() + &"soon\n".repeat(5) + answer,
            "expected a day as YYYY-MM-DD, found `soon` in the last of 5 lines",
        ),
        (
            "\n".repeat(5) + "\n2026-08-28\n" + answer,
            "expected a name, found none in the last of 5 lines",
        ),
    ] {
        let run = with_input(&ask, lines.as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        let ends = format!("error: {error}\nhint: nothing was written; run it again\n");
        assert!(run.stderr.ends_with(&ends), "{}", run.stderr);
        assert!(!file.exists());
    }
    fs::remove_dir_all(&folder).unwrap();
}

/// Who answered before is offered with the role that they had, and cannot act on the terminal.
#[test]
fn an_earlier_author_is_shown_safely_and_keeps_the_role() {
    let folder = tempdir("earlier");
    let file = folder.join("answers.toml");
    let answers = "by = \"Hank\\u001B[2J\\u009B\\u202E\"\nrole = 'applicant'\ndate = '2026-08-28'\n\
                   [[answer]]\nquestion = 'workload.hours'\nvalue = 140\n";
    fs::write(&file, answers).unwrap();
    let before = ["--answers", file.to_str().unwrap()];
    let lines = "\n\n2026-08-29\nyes\na \u{202e}page\u{9b}\nq\n";
    let run = with_input(&[&["ask"], &HANK[..], &before].concat(), lines.as_bytes());
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let prompt = "Who answers, by name? [Hank<U+001B>[2J<U+009B><U+202E>]> ";
    assert!(run.stderr.contains(prompt), "{}", run.stderr);
    assert!(run.stderr.contains("[applicant]> "), "{}", run.stderr);
    for text in [&run.stderr, &run.stdout] {
        let acts = |each: char| each != '\n' && (each.is_control() || each == '\u{202e}');
        assert!(!text.contains(acts), "{text:?}");
    }
    let by = "by = \"Hank\\u001B[2J\\u009B\\u202E\"\nrole = \"applicant\"\n";
    assert!(run.stdout.starts_with(by), "{}", run.stdout);
    let source = "source = \"a \\u202Epage\\u009B\"";
    assert!(run.stdout.contains(source), "{}", run.stdout);
    assert!(!run.stdout.contains("officer"), "{}", run.stdout);
}

/// A number is read in one way alone: to some a comma is a thousand, and to some a point.
#[test]
fn a_number_that_may_be_read_in_two_ways_is_refused() {
    let paper = ["ask", "--answers", "fixtures/paper/answers.toml"];
    let answers = fs::read_to_string(project().join(paper[2])).unwrap();
    let folder = tempdir("number");
    let file = folder.join("answers.toml");
    let mut entries: Vec<&str> = answers.split("[[answer]]").collect();
    entries.retain(|entry| !entry.contains("\"workload."));
    fs::write(&file, entries.join("[[answer]]")).unwrap();
    let paper = ["ask", "--answers", file.to_str().unwrap()];
    let refused = "1,000\n2,5\n1.000\nmany\n";
    let lines = format!("J. Jansen\n\n2026-08-28\n{refused}2.5\nthe guide\nq\n");
    let run = with_input(&paper, lines.as_bytes());
    fs::remove_dir_all(&folder).unwrap();
    for found in refused.lines() {
        let told = format!("expected a number such as 5 or 2.5, found `{found}`");
        assert!(run.stderr.contains(&told), "{told}: {}", run.stderr);
    }
    assert!(run.stdout.contains("value = 2.5\n"), "{}", run.stdout);
}

/// Bytes that are no text end the questions, and lose nothing that was answered.
#[test]
fn a_line_that_is_no_text_loses_no_answer() {
    let ask = [&["ask"], &HANK[..]].concat();
    let told = "error: standard input, line 6: expected UTF-8, found other bytes\n\
                hint: answers before that line are kept; give the rest with --answers FILE\n";
    let after = with_input(
        &ask,
        b"J. Jansen\n\n2026-08-28\nno\nthe register\n\xff\xfe\nno\n",
    );
    assert_eq!(after.code, 2);
    assert!(after.stderr.ends_with(told), "{}", after.stderr);
    let source = Some("the register");
    assert_eq!(read::answers(&after.stdout), [("quality.course", source)]);
    let source = with_input(&ask, b"J. Jansen\n\n2026-08-28\nno\n\xff\nno\n");
    assert!(source.stderr.contains("line 5: "), "{}", source.stderr);
    assert_eq!(read::answers(&source.stdout), [("quality.course", None)]);
    let first = with_input(&ask, b"J. Jansen\n\xff\n");
    assert_eq!((first.code, first.stdout.as_str()), (2, ""));
}

/// The questions are asked until the proposal is settled, and the file says what was answered.
#[test]
fn asking_goes_on_until_the_proposal_is_settled() {
    let lines = "J. Jansen\n\n2026-08-28\nperhaps\n?\nyes\nhttps://register.example/report/4711\n";
    let run = with_input(&[&["ask"], &HANK[..]].concat(), lines.as_bytes());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let file = read::answers(&run.stdout);
    assert_eq!(
        file,
        [(
            "quality.course",
            Some("https://register.example/report/4711")
        )]
    );
    assert!(
        run.stderr
            .contains("`quality.course`: expected true or false, found `perhaps`")
    );
    assert!(run.stderr.contains("Asked for Quality"), "{}", run.stderr);
    assert!(
        run.stderr.contains("is possible in line with"),
        "{}",
        run.stderr
    );
    // What was asked is read again, and settles it.
    let folder = tempdir("ask");
    let file = folder.join("answers.toml");
    fs::write(&file, &run.stdout).unwrap();
    let answers = ["--answers", file.to_str().unwrap(), "--format", "json"];
    let report = one(&evaluate(&HANK, &answers));
    assert_eq!(report["outcome"]["code"], "recognise_full");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_skipped_stays_open_and_an_end_keeps_what_was_answered() {
    let skipped = with_input(
        &[&["ask"], &HANK[..]].concat(),
        b"J. Jansen\n\n2026-08-28\n\nno\nnone known\nq\n",
    );
    assert_eq!(skipped.code, 0, "{}", skipped.stderr);
    let file = read::answers(&skipped.stdout);
    assert_eq!(file, [("quality.institution", Some("none known"))]);
}

#[test]
fn nobody_at_the_keyboard_gets_a_template() {
    let run = credeval(&[&["ask"], &HANK[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("# question = \"quality.course\""),
        "{}",
        run.stdout
    );
    let same = credeval(&[&["ask"], &HANK[..], &["--template"]].concat());
    assert_eq!(same.stdout, run.stdout);
    let paper = credeval(&["ask", "--template"]);
    let first = paper.stdout.find("certificate.title").unwrap();
    assert!(first < paper.stdout.find("course.participation").unwrap());
    assert!(paper.stdout.contains("authenticity.confirmed"));
}

#[test]
fn an_answers_file_that_cannot_be_used_is_named() {
    let run = evaluate(&HANK, &["--answers", "fixtures/exemption/trust.toml"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("trust.toml: expected an answers file"),
        "{}",
        run.stderr
    );
}

/// The answers of a file, by hand, so that the program is not held to itself.
mod read {
    pub(super) fn answers(text: &str) -> Vec<(&str, Option<&str>)> {
        let value = |entry: &'_ str, key: &str| -> Option<usize> { entry.find(key) };
        text.split("[[answer]]")
            .skip(1)
            .map(|entry| {
                let quoted = |key: &str| {
                    let rest = &entry[value(entry, key)? + key.len()..];
                    rest.split('"').nth(1)
                };
                (quoted("question = ").unwrap(), quoted("source = "))
            })
            .collect()
    }
}

fn tempdir(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("credeval-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    assert!(project().exists());
    folder
}
