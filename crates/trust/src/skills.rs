//! The European classification of skills (ESCO), from the CSV files that a person downloaded.
//!
//! Three of the sixteen files of a download are read, known by their columns:
//!
//! | file | columns that are read |
//! |---|---|
//! | `skills_LANGUAGE.csv` | `conceptUri`, `preferredLabel`, `altLabels` (one a line), `status`, `modifiedDate` |
//! | `broaderRelationsSkillPillar_LANGUAGE.csv` | `conceptUri`, `broaderType`, `broaderUri` |
//! | `skillSkillRelations_LANGUAGE.csv` | `originalSkillUri`, `relationType`, `relatedSkillUri` |
//!
//! The first is needed, in one language or more; the language stands in the file's name alone. The
//! second and third are the same in every language. Relations to what is no skill here (groups,
//! skills that were withdrawn) are left out.
//!
//! Source: "Structure of ESCO downloadable datasets" (esco.ec.europa.eu), version 1.2.

use std::collections::BTreeMap;

use credeval_model::{
    Timestamp,
    evidence::{Answer, EvidenceKind, Item},
    trust::{
        lock,
        snapshot::{Skill, Skills, Snapshot},
    },
};

use crate::registry::{TEXT_BYTES, look, may_follow, needs, source};
use crate::{Made, Progress, Reading, Refused, quoted};

/// Rows of a file: the largest that is read has some twenty thousand.
const ROWS: usize = 200_000;
/// Skills of all files together: version 1.2 has some fourteen thousand.
const SKILLS: usize = 100_000;
/// Names of a skill in one language.
const LABELS: usize = 500;
/// Relations of one kind of a skill.
const RELATIONS: usize = 1_000;
/// Files of a download that may be given: skills in every language of ESCO, and the relations.
const FILES: usize = 40;
/// The kind of concept that is a skill, and no group of them.
const SKILL: &str = "KnowledgeSkillCompetence";

/// Reads it, as far as the evidence reaches: what stands at the anchor's address, or the files
/// that were given for it ([`lock::part`]).
pub fn read(reading: Reading<'_>) -> Result<Progress, Refused> {
    let kind = EvidenceKind::SkillClassification;
    let address = reading.anchor.source.clone().unwrap_or_default();
    let given = reading.evidence.iter();
    let given = given.filter(|(url, _)| lock::is_part(&address, url));
    let mut files: Vec<(&str, &Item)> = Vec::new();
    for (url, answer) in given {
        match answer {
            Answer::Found(item) => files.push((url, item)),
            Answer::Missing(_) => {
                look(&reading, kind, url)?;
            }
        }
    }
    if files.is_empty() {
        return Ok(needs(kind, address));
    }
    let refuse = |url: &str, (code, what): Fault| Refused {
        code,
        url: url.to_owned(),
        what,
    };
    if files.len() > FILES {
        let what = format!("expected at most {FILES} files, found {}", files.len());
        return Err(refuse(&address, ("too_large", what)));
    }
    let mut gathered = Gathered::default();
    let mut sources = Vec::new();
    for (url, item) in files {
        let issued = gathered
            .file(name(url), &item.bytes)
            .map_err(|fault| refuse(url, fault))?;
        may_follow(&reading, url, issued)?;
        sources.push(source(url, item, issued));
    }
    let skills = gathered.joined().map_err(|fault| refuse(&address, fault))?;
    Ok(Progress::Made(Made {
        snapshot: Snapshot::Esco(skills),
        sources,
    }))
}

/// A code and what is wrong.
type Fault = (&'static str, String);

/// The name of the file at an address.
fn name(url: &str) -> &str {
    let last = |text: &'static str| url.rsplit_once(text).map(|(_, name)| name);
    last("file=").or_else(|| last("/")).unwrap_or(url)
}

/// The language in the name of a file of skills: `en` of `skills_en.csv`.
fn language(name: &str) -> Option<&str> {
    let language = name.strip_prefix("skills_")?.strip_suffix(".csv")?;
    let is_language = (2..=8).contains(&language.len())
        && language
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'-');
    is_language.then_some(language)
}

#[derive(Default)]
struct Gathered {
    skills: BTreeMap<String, Skill>,
    /// Each a skill and what is broader than it.
    broader: Vec<[String; 2]>,
    /// Each a skill and what is essential for it, or optional.
    essential: Vec<[String; 2]>,
    optional: Vec<[String; 2]>,
}

/// The columns of a file, by name.
struct Columns(csv::StringRecord);

/// One of the lists of related skills.
type Related = fn(&mut Skill) -> &mut Vec<String>;

impl Columns {
    fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|column| column.trim() == name)
    }

    fn places<const N: usize>(&self, names: [&str; N]) -> Option<[usize; N]> {
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(names) {
            *place = self.place(name)?;
        }
        Some(places)
    }
}

impl Gathered {
    /// Takes up a file; the latest date in it, where it has dates.
    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<Option<Timestamp>, Fault> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
        let malformed = |error: csv::Error| ("malformed", error.to_string());
        let columns = Columns(reader.headers().map_err(malformed)?.clone());
        let mut issued = None;
        let labels = columns.places(["conceptUri", "preferredLabel", "altLabels"]);
        let broader = columns.places(["conceptUri", "broaderUri", "broaderType"]);
        let related = columns.places(["originalSkillUri", "relatedSkillUri", "relationType"]);
        let language = match (labels, broader, related) {
            (None, None, None) => {
                let columns: Vec<&str> = columns.0.iter().collect();
                return Err((
                    "not_esco",
                    format!(
                        "expected the columns of a file of ESCO (`conceptUri`, `preferredLabel`, \
                         `altLabels`), found `{}`",
                        quoted(&columns.join(","))
                    ),
                ));
            }
            (Some(_), ..) => Some(language(name).ok_or_else(|| {
                let found = quoted(name);
                let what = format!("expected a file named `skills_LANGUAGE.csv`, found `{found}`");
                ("no_language", what)
            })?),
            _ => None,
        };
        let status = columns.place("status");
        let modified = columns.place("modifiedDate");
        for (row, record) in reader.records().enumerate() {
            let record = record.map_err(malformed)?;
            let line = record.position().map_or(0, csv::Position::line);
            if row >= ROWS {
                let what = format!("expected at most {ROWS} rows, found more");
                return Err(("too_large", what));
            }
            let cell = |place: usize| record.get(place).unwrap_or_default().trim();
            let fault = |what: String| ("malformed", format!("{what} in line {line}"));
            if let (Some([uri, preferred, alternative]), Some(language)) = (labels, language) {
                if status.is_some_and(|status| cell(status) != "released") {
                    continue;
                }
                let uri = address(cell(uri)).map_err(fault)?;
                let names = names(cell(preferred), cell(alternative)).map_err(fault)?;
                let skill = self.skills.entry(uri).or_default();
                if skill.labels.insert(language.to_owned(), names).is_some() {
                    return Err(fault(
                        "expected each skill once, found one twice".to_owned(),
                    ));
                }
                if let Some(modified) = modified {
                    issued = issued.max(cell(modified).parse::<Timestamp>().ok());
                }
            } else if let Some([narrower, uri, kind]) = broader {
                if cell(kind) == SKILL {
                    let pair = [cell(narrower), cell(uri)];
                    self.broader.push(addresses(pair).map_err(fault)?);
                }
            } else if let Some([original, uri, kind]) = related {
                let pair = || addresses([cell(original), cell(uri)]).map_err(fault);
                match cell(kind) {
                    "essential" => self.essential.push(pair()?),
                    "optional" => self.optional.push(pair()?),
                    other => {
                        let what = "expected `essential` or `optional`, found";
                        return Err(fault(format!("{what} `{}`", quoted(other))));
                    }
                }
            }
        }
        Ok(issued)
    }

    /// The skills with their relations.
    fn joined(self) -> Result<Skills, Fault> {
        let mut skills = self.skills;
        if skills.is_empty() {
            let what =
                "expected `skills_LANGUAGE.csv` among the files, with skills in it; found none";
            return Err(("empty", what.to_owned()));
        }
        if skills.len() > SKILLS {
            let what = format!("expected at most {SKILLS} skills, found {}", skills.len());
            return Err(("too_large", what));
        }
        let kinds: [(Vec<[String; 2]>, Related); 3] = [
            (self.broader, |skill| &mut skill.broader),
            (self.essential, |skill| &mut skill.essential),
            (self.optional, |skill| &mut skill.optional),
        ];
        for (relations, field) in kinds {
            for [of, to] in relations {
                if !skills.contains_key(&to) {
                    continue;
                }
                let Some(skill) = skills.get_mut(&of) else {
                    continue;
                };
                let known = field(skill);
                if known.len() >= RELATIONS {
                    let what =
                        format!("expected at most {RELATIONS} relations of a skill, found more");
                    return Err(("too_large", what));
                }
                if !known.contains(&to) {
                    known.push(to);
                }
            }
        }
        for skill in skills.values_mut() {
            for relations in [
                &mut skill.broader,
                &mut skill.essential,
                &mut skill.optional,
            ] {
                relations.sort_unstable();
            }
        }
        Ok(Skills { skills })
    }
}

fn address(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    match is_web && text.len() <= TEXT_BYTES {
        true => Ok(text.to_owned()),
        false => Err(format!(
            "expected the URI of a skill, found `{}`",
            quoted(text)
        )),
    }
}

fn addresses([one, other]: [&str; 2]) -> Result<[String; 2], String> {
    Ok([address(one)?, address(other)?])
}

/// The names of a skill, the preferred one first, each once.
fn names(preferred: &str, alternative: &str) -> Result<Vec<String>, String> {
    if preferred.is_empty() {
        return Err("expected a `preferredLabel`, found none".to_owned());
    }
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(preferred).chain(alternative.lines()) {
        let name = name.trim();
        if name.len() > TEXT_BYTES {
            let found = name.len();
            return Err(format!(
                "expected at most {TEXT_BYTES} bytes in a name, found {found}"
            ));
        }
        if names.len() >= LABELS {
            return Err(format!(
                "expected at most {LABELS} names of a skill, found more"
            ));
        }
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use credeval_model::{
        Digest,
        evidence::{Evidence, Origin},
        trust::TrustFile,
    };
    use credeval_verify::DEFAULT_CRYPTO;

    use super::*;

    const SOURCE: &str = "https://esco.example/download";
    const SKILLS_EN: &str = "conceptType,conceptUri,skillType,preferredLabel,altLabels,status,modifiedDate\n\
        KnowledgeSkillCompetence,http://e.example/1,skill,bake bread,\"make loaves\nbake bread\n\",released,2024-01-02T00:00:00Z\n\
        KnowledgeSkillCompetence,http://e.example/2,skill,\"bake rye, slowly\",,released,2023-01-02T00:00:00Z\n\
        KnowledgeSkillCompetence,http://e.example/3,skill,gone,,draft,2025-01-02T00:00:00Z\n";
    const BROADER: &str = "conceptType,conceptUri,broaderType,broaderUri\n\
        KnowledgeSkillCompetence,http://e.example/2,KnowledgeSkillCompetence,http://e.example/1\n\
        KnowledgeSkillCompetence,http://e.example/1,SkillGroup,http://e.example/S1\n\
        KnowledgeSkillCompetence,http://e.example/2,KnowledgeSkillCompetence,http://e.example/3\n";
    const RELATED: &str = "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n\
        http://e.example/1,skill,essential,knowledge,http://e.example/2\n\
        http://e.example/2,skill,optional,skill,http://e.example/1\n";

    #[expect(clippy::panic_in_result_fn, reason = "the result is what is tested")]
    fn read_files(files: &[(&str, &str)]) -> Result<Made, Refused> {
        let text = format!("[[anchor]]\nid = 'esco'\nkind = 'esco'\nsource = '{SOURCE}'\n");
        let file = TrustFile::parse(&text).unwrap();
        let mut evidence = Evidence::none();
        for (name, text) in files {
            let item = Item {
                kind: EvidenceKind::SkillClassification,
                bytes: text.as_bytes().to_vec(),
                digest: Digest::of(text.as_bytes()),
                media_type: None,
                fetched_at: None,
                origin: Origin::Supplied,
            };
            evidence.insert(lock::part(SOURCE, name), Answer::Found(item));
        }
        let progress = read(Reading {
            anchor: &file.anchors[0],
            evidence: &evidence,
            before: &[],
            now: "2026-09-01T00:00:00Z".parse().unwrap(),
            crypto: DEFAULT_CRYPTO,
        })?;
        match progress {
            Progress::Made(made) => Ok(made),
            Progress::Needs(requests) => panic!("{requests:?}"),
        }
    }

    #[test]
    fn names_and_relations_are_read_and_groups_and_drafts_left_out() {
        let nl = SKILLS_EN.replace("bake bread", "brood bakken");
        let made = read_files(&[
            ("skills_en.csv", &format!("\u{feff}{SKILLS_EN}")),
            ("skills_nl.csv", &nl),
            ("broaderRelationsSkillPillar_en.csv", BROADER),
            ("skillSkillRelations_en.csv", RELATED),
        ])
        .unwrap();
        let Snapshot::Esco(Skills { skills }) = made.snapshot else {
            panic!()
        };
        assert_eq!(skills.len(), 2);
        let one = &skills["http://e.example/1"];
        assert_eq!(one.labels["en"], ["bake bread", "make loaves"]);
        assert_eq!(one.labels["nl"], ["brood bakken", "make loaves"]);
        assert!(one.broader.is_empty());
        assert_eq!(one.essential, ["http://e.example/2"]);
        let two = &skills["http://e.example/2"];
        assert_eq!(two.broader, ["http://e.example/1"]);
        assert_eq!(two.optional, ["http://e.example/1"]);
        let dated: Vec<_> = made
            .sources
            .iter()
            .map(|one| one.issued.is_some())
            .collect();
        assert_eq!(dated, [false, false, true, true]);
    }

    #[test]
    fn faults_are_told() {
        let refused = |name: &str, text: &str| {
            let refused = read_files(&[(name, text)]).unwrap_err();
            format!("{}: {}", refused.code, refused.what)
        };
        let en = "skills_en.csv";
        for (name, text, told) in [
            (
                en,
                "<html></html>\n".to_owned(),
                "not_esco: expected the columns of a file of ESCO",
            ),
            (
                "skills.csv",
                SKILLS_EN.to_owned(),
                "no_language: expected a file named",
            ),
            (
                "relations.csv",
                BROADER.to_owned(),
                "empty: expected `skills_LANGUAGE.csv`",
            ),
            (
                "relations.csv",
                RELATED.replace("essential", "vital"),
                "malformed: expected `essential` or `optional`, found `vital` in line 2",
            ),
            (
                en,
                SKILLS_EN.replace("http://e.example/2", "e:2"),
                "malformed: expected the URI of a skill, found `e:2`",
            ),
            (
                en,
                SKILLS_EN.replace("example/2", "example/1"),
                "malformed: expected each skill once",
            ),
            (
                en,
                SKILLS_EN.replace("bake bread,", ","),
                "malformed: expected a `preferredLabel`",
            ),
            (
                en,
                SKILLS_EN.replace("bake bread", &"x".repeat(2000)),
                "malformed: expected at most 1024 bytes",
            ),
            (
                en,
                SKILLS_EN.replace(
                    "make loaves",
                    &(0..600)
                        .map(|n| n.to_string())
                        .collect::<Vec<_>>()
                        .join("\n"),
                ),
                "malformed: expected at most 500 names",
            ),
            (
                en,
                SKILLS_EN.replace(",released", ""),
                "malformed: CSV error",
            ),
            (
                en,
                SKILLS_EN.replace("2024-01", "2027-01"),
                "issued_in_future",
            ),
        ] {
            let refused = refused(name, &text);
            assert!(refused.starts_with(told), "{refused}");
        }
        let rows = "http://e.example/1,s,optional,s,http://e.example/2\n".repeat(ROWS + 1);
        let heading = RELATED.lines().next().unwrap();
        let refused = refused("relations.csv", &format!("{heading}\n{rows}"));
        assert_eq!(
            refused,
            "too_large: expected at most 200000 rows, found more"
        );
        let names: Vec<String> = (0..=FILES).map(|n| format!("skills_{n}.csv")).collect();
        let files: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!(read_files(&files).unwrap_err().code, "too_large");
    }
}
