//! Further information: whatever else an officer may want to read.

use std::collections::BTreeSet;

use credeval_model::element::{Element, Note, Text};

use super::{Badge, alignment::Aligned};
use crate::{
    node::Node,
    reading::{Code, Reading},
};

/// Where further information stands in the achievement, and the property that it is about.
const ACHIEVEMENT: [(&str, &str); 11] = [
    ("achievementType", "achievementType"),
    ("inLanguage", "inLanguage"),
    ("humanCode", "humanCode"),
    ("fieldOfStudy", "fieldOfStudy"),
    ("specialization", "specialization"),
    ("educationProgramIdentifier", "educationProgramIdentifier"),
    ("learningSetting", "learningSetting"),
    ("version", "version"),
    ("criteria", "criteria/id"),
    ("otherIdentifier", "otherIdentifier/identifier"),
    ("creator", "creator/name"),
];
/// Where it stands in extensions.
pub(crate) const EXTENSIONS: [(&str, &str); 5] = [
    ("inLanguage", "extensions:LanguageExtension/Language"),
    (
        "educationProgramIdentifier",
        "extensions:EducationProgramIdentifierExtension/EducationProgramIdentifier",
    ),
    ("gradingTable", GRADING_TABLE),
    ("category", "extensions:CategoryExtension/Category"),
    ("license", "extensions:LicenseExtension/name"),
];
/// Where it stands in the subject.
const SUBJECT: [(&str, &str); 5] = [
    ("licenseNumber", "licenseNumber"),
    ("role", "role"),
    ("term", "term"),
    ("narrative", "narrative"),
    ("activityLocation", "activityLocation"),
];
/// Where it stands in the credential itself.
const CREDENTIAL: [(&str, &str); 3] = [
    ("inLanguage", "inLanguage"),
    ("description", "description"),
    ("parentOrg", "issuer/parentOrg/name"),
];
/// What an alignment with a credential says, such as one of the Credential Registry (CTDL).
const ALIGNMENT: [(&str, &str); 2] = [("alignment", "targetName"), ("alignment", "targetUrl")];
/// Where edubadges say what the grades of an institution mean.
pub(crate) const GRADING_TABLE: &str = "extensions:GradingTableExtension/GradingTableURL";
/// What a piece of evidence says of itself.
pub(crate) const EVIDENCE: [(&str, &str); 5] = [
    ("evidence", "name"),
    ("evidence", "narrative"),
    ("evidence", "description"),
    ("evidence", "genre"),
    ("evidence", "id"),
];

impl Badge<'_> {
    pub(super) fn further_information(&self) -> Element<Vec<Note>> {
        self.element("no language, type, field, code or evidence", |reading| {
            let mut notes = Vec::new();
            collect(reading, &self.achievement, &ACHIEVEMENT, &mut notes);
            collect(reading, &self.achievement, &EXTENSIONS, &mut notes);
            collect(reading, self.root, &EXTENSIONS, &mut notes);
            collect(reading, &self.subject, &SUBJECT, &mut notes);
            collect(reading, self.root, &CREDENTIAL, &mut notes);
            for alignment in self.alignments.with(Aligned::Credential) {
                collect(reading, alignment, &ALIGNMENT, &mut notes);
            }
            for evidence in self.root.all("evidence") {
                collect(reading, &evidence, &EVIDENCE, &mut notes);
            }
            each_once(notes)
        })
    }
}

/// The notes without those that repeat another.
pub(crate) fn each_once(mut notes: Vec<Note>) -> Option<Vec<Note>> {
    let mut seen = BTreeSet::new();
    notes.retain(|note| seen.insert((note.about.clone(), note.text.clone())));
    (!notes.is_empty()).then_some(notes)
}

/// Adds what stands at these paths.
pub(crate) fn collect(
    reading: &mut Reading,
    node: &Node<'_>,
    paths: &[(&str, &str)],
    notes: &mut Vec<Note>,
) {
    for (about, path) in paths {
        for place in node.all(path) {
            let text = reading.peek::<Code>(&place);
            let text = text.map(|code| Text::plain(code.value.0));
            let text = text.or_else(|| reading.read(&place).map(|text| text.value));
            if let Some(text) = text {
                let about = (*about).to_owned();
                notes.push(Note { about, text });
            }
        }
    }
}
