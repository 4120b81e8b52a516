//! Learning outcomes against a programme, with a classification of skills that a person supplies.

use std::{fs, path::PathBuf};

use super::program::{Run, credeval, project};

const TRUST: &str = "[[anchor]]\nid = 'esco'\nkind = 'esco'\nsource = 'https://esco.example/download'\nreason = 'r'\nadded_by = 'a'\nmax_age = '90d'\n\
    [[anchor]]\nid = 'register'\nkind = 'register'\nsource = 'https://register.example/all.json'\nreason = 'r'\nadded_by = 'a'\n";
const SKILLS: &str = "conceptType,conceptUri,preferredLabel,altLabels,status,modifiedDate\n\
    KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/food,prepare food,,released,2024-01-02T00:00:00Z\n\
    KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/bread,bake bread,\"make loaves\nbread work\",released,2024-01-02T00:00:00Z\n";
const BROADER: &str = "conceptType,conceptUri,broaderType,broaderUri\n\
    KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/bread,KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/food\n";

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let process = std::process::id();
        let folder = std::env::temp_dir().join(format!("credeval-alignment-{name}-{process}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let folder = Self(folder);
        folder.write("trust.toml", TRUST);
        folder.write("skills_en.csv", SKILLS);
        folder.write("broader.csv", BROADER);
        folder
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }

    fn update(&self, names: &[&str]) -> Run {
        let trust = self.path("trust.toml");
        let mut arguments = vec!["trust", "update", "--offline", "--trust", &trust];
        let names: Vec<String> = names
            .iter()
            .map(|name| match name.contains('.') {
                true => self.path(name),
                false => (*name).to_owned(),
            })
            .collect();
        arguments.extend(names.iter().map(String::as_str));
        credeval(&arguments)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn files_are_taken_for_what_stands_at_an_anchor() {
    let folder = Folder::new("files");
    let run = folder.update(&["esco", "skills_en.csv", "broader.csv"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let lock = fs::read_to_string(folder.path("trust.lock")).unwrap();
    for told in [
        "https://esco.example/download?file=skills_en.csv",
        "https://esco.example/download?file=broader.csv",
        "supplied = true",
        "issued = \"2024-01-02T00:00:00Z\"",
    ] {
        assert!(lock.contains(told), "{told}: {lock}");
    }
    // Another anchor's file, beside it.
    let register = "{\"name\":\"R\",\"organisations\":[{\"names\":[\"Uni\"],\"identifiers\":[]}]}";
    folder.write("register.json", register);
    let run = folder.update(&["register", "register.json"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let lock = fs::read_to_string(folder.path("trust.lock")).unwrap();
    assert!(
        lock.contains("url = \"https://register.example/all.json\""),
        "{lock}"
    );
    // Without files ESCO is left as it is, and the register, which cannot be reached, is refused.
    let run = folder.update(&[]);
    assert_eq!(run.code, 1);
    assert!(!run.stdout.contains("esco"), "{}", run.stdout);
    assert_eq!(fs::read_to_string(folder.path("trust.lock")).unwrap(), lock);
    // An older release never replaces a later one.
    folder.write("skills_en.csv", &SKILLS.replace("2024", "2023"));
    let run = folder.update(&["esco", "skills_en.csv"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("esco: refused (older)"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_is_no_file_of_an_anchor_is_told() {
    let folder = Folder::new("faults");
    for (names, told) in [
        (
            &["nobody"][..],
            "expected a published anchor named `nobody`",
        ),
        (&["esco", "gone.csv"], "gone.csv"),
        (
            &["register", "skills_en.csv", "broader.csv"],
            "error: expected one file for anchor `register`, found 2\nhint: what follows",
        ),
    ] {
        let run = folder.update(names);
        assert_eq!(run.code, 2, "{names:?}");
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    let run = folder.update(&["esco", "broader.csv"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("esco: refused (empty)"),
        "{}",
        run.stdout
    );
}

/// The alignment of the exemption's badge with a programme.
fn alignment(folder: &Folder, at: &str) -> serde_json::Value {
    let programme = "institution = 'U'\nprogramme = 'P'\npurpose = 'exemption'\n\
        [[outcomes]]\ntitle = 'Prepare food'\nuri = 'http://data.europa.eu/esco/skill/food'\n\
        [[outcomes]]\ntitle = 'Keep animals'\n";
    let programme = folder.write("programme.toml", programme);
    let badge = fs::read_to_string(project().join("fixtures/exemption/unsigned.json")).unwrap();
    let uri = "https://northport.example/outcomes/nutrient-requirements";
    assert!(badge.contains(uri));
    let badge = badge.replace(uri, "http://data.europa.eu/esco/skill/bread/");
    let badge = folder.write("badge.json", &badge);
    let trust = folder.path("trust.toml");
    let run = credeval(&[
        "evaluate",
        &badge,
        "--programme",
        &programme,
        "--trust",
        &trust,
        "--offline",
        "--at",
        at,
        "--format",
        "json",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    report["alignment"].clone()
}

#[test]
fn an_evaluation_names_the_classification_that_it_was_compared_by() {
    let folder = Folder::new("evaluate");
    let before = alignment(&folder, "2027-01-01");
    assert_eq!(before["coverage"], 0.0);
    let why = "The classification of skills `esco` was not used: no files of it were given yet.";
    let told = before["not_compared"].as_array().unwrap();
    assert!(told.iter().any(|one| one == why), "{before}");
    let run = folder.update(&["esco", "skills_en.csv", "broader.csv"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let after = alignment(&folder, "2026-12-01");
    assert_eq!(after["coverage"], 0.5);
    assert_eq!(after["pairs"][0]["how"], "related_uri");
    let data = after["data"][0].as_str().unwrap();
    assert!(
        data.starts_with("esco of 20") && data.contains("sha256:"),
        "{data}"
    );
    // One that may not be used when it is old is not.
    let strict = TRUST.replacen("max_age", "on_stale = 'fail'\nmax_age", 1);
    folder.write("trust.toml", &strict);
    let late = alignment(&folder, "2099-12-01");
    assert_eq!(late["coverage"], 0.0);
    assert!(
        late.to_string()
            .contains("older than the trust file allows"),
        "{late}"
    );
}
