//! What real credentials state: every word at its place, and the same as was written down.

#![expect(clippy::expect_used, reason = "a test fails by a panic")]

use std::path::{Path, PathBuf};

use credeval_conformance::golden::{Golden, Mapped, Origin, Sample, golden, name, samples};
use credeval_conformance::shown::faults;
use credeval_conformance::{Suite, corpus};
use credeval_model::{
    element::{Element, ElementName, Text},
    json,
};
use serde_json::Value;

/// Goldens that are written from reading the credential, at least.
const BY_HAND: usize = 44;

fn goldens() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = package.ancestors().nth(2).expect("the project");
    project.join("tests/goldens")
}

fn told(faults: &[String]) -> Result<(), String> {
    match faults {
        [] => Ok(()),
        faults => Err(faults.join("\n    ")),
    }
}

/// Each pointer of each element, sign, relation and finding resolves, what stands there is what is
/// shown, and a row of the crosswalk says why it is read. The twin shows another title.
#[test]
fn what_is_shown_stands_at_its_place() {
    let Some(corpus) = corpus() else {
        return;
    };
    let mut suite = Suite::new("mapping, each value at its place", &[]);
    let mut twin = Suite::new("mapping, another value at the place", &[]);
    for sample in samples(&corpus) {
        for mapped in sample.mapped() {
            let Mapped {
                json,
                standard,
                part,
                ..
            } = mapped;
            let name = format!(
                "{} {}",
                sample.path,
                part.pointer.as_ref().map_or("", |place| place.as_str())
            );
            let mut found = faults(&json, standard, &part.elements);
            let places = part.scope.signs.iter().map(|sign| &sign.from);
            let places = places
                .chain(part.relations.iter().map(|relation| &relation.to))
                .chain(part.findings.iter().filter_map(|row| row.pointer.as_ref()))
                .chain(part.pointer.as_ref());
            for place in places {
                if place.resolve(&json).is_none() {
                    found.push(format!("nothing stands at {place}"));
                }
            }
            suite.case(&name, told(&found));
            let mut other = part.elements;
            if let Element::Stated(title) = &mut other.title {
                title.value = Text::plain("Nothing that stands there");
                let found = faults(&json, standard, &other);
                twin.case(
                    &name,
                    match found
                        .iter()
                        .any(|fault| fault.starts_with("title: nothing explains"))
                    {
                        true => Ok(()),
                        false => Err("the other title passes".to_owned()),
                    },
                );
            }
        }
    }
    suite.finish();
    twin.finish();
}

/// Every credential has its golden, every golden its credential, and both say the same. One twin
/// drops a line of the golden, the other changes the title of the credential.
#[test]
fn real_credentials_state_what_was_written_down() {
    let Some(corpus) = corpus() else {
        return;
    };
    let mut suites = [
        Suite::new("goldens, read by hand", &[]),
        Suite::new("goldens, snapshots", &[]),
    ];
    let mut twins = Suite::new("goldens, one line dropped", &[]);
    let mut twin = Suite::new("goldens, one value changed in the credential", &[]);
    let (mut by_hand, mut unchanged) = (0, 0);
    let mut left: Vec<PathBuf> = credeval_conformance::files(&goldens());
    left.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    for sample in samples(&corpus) {
        let path = goldens().join(format!("{}.tsv", name(&sample.path)));
        left.retain(|other| *other != path);
        let (index, result) = match Golden::read(&path) {
            Err(error) => (1, Err(error.to_string())),
            Ok(written) => {
                by_hand += usize::from(written.origin == Origin::Hand);
                let index = usize::from(written.origin == Origin::Snapshot);
                let found = sample.golden();
                let mut shorter = written.clone();
                shorter.lines.pop_last();
                let is_seen = shorter.difference(&found).len() == 1;
                let dropped = is_seen.then_some(()).ok_or("the line is not missed");
                twins.case(&sample.path, dropped.map_err(str::to_owned));
                (index, told(&written.difference(&found)))
            }
        };
        if let Some(suite) = suites.get_mut(index) {
            suite.case(&sample.path, result);
        }
        match changed(&sample) {
            Some(result) => twin.case(&sample.path, result),
            None => unchanged += 1,
        }
    }
    for path in left {
        let [_, snapshots] = &mut suites;
        snapshots.case(
            &path.display().to_string(),
            Err("no credential of the corpus has this golden".to_owned()),
        );
    }
    for suite in suites {
        suite.finish();
    }
    twins.finish();
    twin.finish();
    assert!(
        unchanged < 80,
        "{unchanged} credentials could not be changed"
    );
    assert!(
        by_hand >= BY_HAND,
        "expected {BY_HAND} goldens read by hand, found {by_hand}"
    );
}

/// Whether the golden of a credential tells that the text of its title is another; nothing where it
/// has none that can be changed.
fn changed(sample: &Sample) -> Option<Result<(), String>> {
    let mapped = sample.mapped();
    let before = golden(&mapped);
    let first = mapped.first()?;
    let (_, from) = first.part.elements.standing(ElementName::Title).ok()?;
    let mut json = Value::clone(&first.json);
    let place = json.pointer_mut(from.first()?.as_str())?;
    let text = match place {
        Value::Object(languages) => languages.values_mut().next()?,
        other => other,
    };
    *text = "Something else".into();
    let bytes = json::parse(json.to_string().as_bytes()).ok()?.to_string();
    let other = Sample::open(sample.path.clone(), bytes.into_bytes())?;
    if other.mapped().len() != mapped.len() {
        return None;
    }
    Some(match before.difference(&other.golden()).is_empty() {
        true => Err("the change is not seen".to_owned()),
        false => Ok(()),
    })
}
