//! The values of standard elements as people say them: `2 ECTS, 60 hours`.

use credeval_model::element::{
    Assessment, AssessmentKind, Concept, Country, CreditSystem, Credits, Grade, Identifier, Issued,
    Learner, LearningOutcome, LearningOutcomes, Level, Note, Organisation, Participation,
    ParticipationMode, QualityAssurance, Stackability, Supervision, Text, Workload,
};

use super::phrases::{capitalised, counted, term};

/// A value that can be said in lines.
pub(super) trait Told {
    /// The lines, the most telling first; empty where the value says nothing.
    fn told(&self) -> Vec<String>;
}

impl<T: Told> Told for Vec<T> {
    fn told(&self) -> Vec<String> {
        self.iter().flat_map(Told::told).collect()
    }
}

impl Told for Text {
    fn told(&self) -> Vec<String> {
        vec![self.shown().to_owned()]
    }
}

impl Told for Learner {
    fn told(&self) -> Vec<String> {
        let born = self.date_of_birth.as_ref();
        let who = phrase([
            name_of(self),
            born.map(|date| format!("born {date}")),
            self.email.clone(),
        ]);
        let known_as = self.identifiers.iter().map(identifier);
        lines([who, self.id.clone()].into_iter().flatten().chain(known_as))
    }
}

/// The full name, else the given and family names.
fn name_of(learner: &Learner) -> Option<String> {
    let parts = [&learner.given_name, &learner.family_name];
    let parts: Vec<&str> = parts.into_iter().flatten().map(Text::shown).collect();
    shown(learner.name.as_ref()).or_else(|| (!parts.is_empty()).then(|| parts.join(" ")))
}

impl Told for Country {
    fn told(&self) -> Vec<String> {
        let country = with_remark(shown(self.name.as_ref()), Some(self.code.clone()));
        lines(phrase([shown(self.region.as_ref()), country]))
    }
}

impl Told for Organisation {
    fn told(&self) -> Vec<String> {
        let identified = self.identifiers.iter().map(identifier);
        let known_as = [shown(self.name.as_ref()), self.id.clone()];
        lines(
            known_as
                .into_iter()
                .chain([self.homepage.clone()])
                .flatten()
                .chain(identified),
        )
    }
}

impl Told for Issued {
    fn told(&self) -> Vec<String> {
        lines(with_remark(
            Some(self.date.clone()),
            Some(format!("as {}", self.stated_as)),
        ))
    }
}

impl Told for LearningOutcomes {
    fn told(&self) -> Vec<String> {
        let summary = self.summary.iter().flat_map(Told::told);
        let assessed = if self.assessed {
            "tied to an assessment"
        } else {
            "not tied to an assessment"
        };
        let listed = match self.listed.len() {
            0 => "none listed one by one".to_owned(),
            many => format!("{many} listed"),
        };
        lines([format!("{listed}, {assessed}")])
            .into_iter()
            .chain(self.listed.told())
            .chain(summary)
            .collect()
    }
}

impl Told for LearningOutcome {
    fn told(&self) -> Vec<String> {
        let linked = match self.uris.len() {
            0 => None,
            many => Some(counted(many, "framework term")),
        };
        lines(with_remark(shown(Some(&self.title)), linked))
    }
}

impl Told for Workload {
    fn told(&self) -> Vec<String> {
        let duration = self.duration.as_deref();
        let parts = self.credits.iter().map(credits);
        let hours = self.hours.map(|hours| counted(hours, "hour"));
        let over = duration.map(|stated| match spelled_out(stated) {
            Some(words) => format!("over {words} ({stated})"),
            None => format!("over {stated}"),
        });
        lines(phrase(parts.map(Some).chain([hours, over])))
    }
}

fn credits(credits: &Credits) -> String {
    let points = credits.points;
    match &credits.system {
        CreditSystem::Ects => format!("{points} ECTS"),
        CreditSystem::Ecvet => format!("{points} ECVET"),
        CreditSystem::Other(system) => format!("{} ({system})", counted(points, "credit")),
        _ => format!("{} of no stated system", counted(points, "credit")),
    }
}

/// An ISO 8601 duration in words: `PT60H` is `60 hours`, and `P60M` is `60 months`.
fn spelled_out(duration: &str) -> Option<String> {
    let (date, time) = match duration.strip_prefix('P')?.split_once('T') {
        Some((date, time)) => (date, time),
        None => (duration.strip_prefix('P')?, ""),
    };
    let date_units = [("Y", "year"), ("M", "month"), ("W", "week"), ("D", "day")];
    let time_units = [("H", "hour"), ("M", "minute"), ("S", "second")];
    let mut words = Vec::new();
    for (mut rest, units) in [(date, &date_units[..]), (time, &time_units[..])] {
        for (letter, unit) in units {
            if let Some((number, after)) = rest.split_once(letter) {
                number.parse::<f64>().ok()?;
                words.push(counted(number, unit));
                rest = after;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}

impl Told for Level {
    fn told(&self) -> Vec<String> {
        let eqf = self.eqf.map(|level| format!("EQF {level}"));
        let national = self.nqf.iter().map(concept);
        lines(phrase(
            [eqf]
                .into_iter()
                .chain(national)
                .chain([shown(self.label.as_ref())]),
        ))
    }
}

impl Told for Assessment {
    fn told(&self) -> Vec<String> {
        let kind = kind_or_stated(
            (self.kind != AssessmentKind::Other).then(|| term(self.kind)),
            &self.stated,
        );
        let assessor = shown(self.assessed_by.as_ref());
        lines(phrase([
            with_remark(kind, shown(self.title.as_ref())),
            self.graded.then(|| "graded".to_owned()),
            self.grading_scheme
                .then(|| "with a grading scheme".to_owned()),
            assessor.map(|name| format!("assessed by {name}")),
        ]))
    }
}

impl Told for Participation {
    fn told(&self) -> Vec<String> {
        let known = (self.mode != ParticipationMode::Other).then(|| term(self.mode));
        lines(kind_or_stated(known, &self.stated))
    }
}

impl Told for QualityAssurance {
    fn told(&self) -> Vec<String> {
        let agent = shown(self.agent.as_ref());
        let from = self.valid_from.as_ref();
        let until = self.valid_until.as_ref();
        let what = with_remark(
            Some(capitalised(&term(self.kind))),
            shown(self.title.as_ref()),
        );
        let what = phrase([what, agent.map(|name| format!("by {name}"))]);
        let valid = phrase([
            from.map(|day| format!("from {day}")),
            until.map(|day| format!("until {day}")),
        ]);
        let valid = valid.map(|when| format!("valid {when}"));
        lines([what, valid, self.report.clone()].into_iter().flatten())
    }
}

impl Told for Supervision {
    fn told(&self) -> Vec<String> {
        let said = |holds: Option<bool>, fact: &str| match holds {
            Some(true) => fact.to_owned(),
            Some(false) => format!("not {fact}"),
            None => format!("not stated whether {fact}"),
        };
        let facts = match self.account_only {
            true => "only the log-in to an account".to_owned(),
            false => [
                said(self.supervised, "supervised"),
                said(self.identity_verified, "identity checked"),
            ]
            .join(", "),
        };
        lines(with_remark(
            Some(capitalised(&facts)),
            concept(&self.stated),
        ))
    }
}

impl Told for Grade {
    fn told(&self) -> Vec<String> {
        let scheme = match &self.scheme {
            Some(scheme) => format!("scheme: {}", scheme.shown()),
            None => "without a grading scheme".to_owned(),
        };
        lines(with_remark(shown(Some(&self.value)), Some(scheme)))
    }
}

impl Told for Stackability {
    fn told(&self) -> Vec<String> {
        let partial = self.partial.map(|partial| {
            let not = if partial { "" } else { "not " };
            capitalised(&format!("{not}part of a qualification"))
        });
        let list = |verb: &str, texts: &[Text]| -> Vec<String> {
            let say = |text: &Text| format!("{verb} {}", text.shown());
            texts.iter().map(say).collect()
        };
        lines(
            partial
                .into_iter()
                .chain(list("Counts towards", &self.towards))
                .chain(list("Consists of", &self.parts)),
        )
    }
}

impl Told for Note {
    fn told(&self) -> Vec<String> {
        lines([format!("{}: {}", self.about, self.text.shown())])
    }
}

fn identifier(identifier: &Identifier) -> String {
    let hashed = if identifier.hashed { " (hashed)" } else { "" };
    format!("{}: {}{hashed}", identifier.scheme, identifier.value)
}

/// The label of a term, else its URI.
fn concept(concept: &Concept) -> Option<String> {
    shown(concept.label.as_ref()).or_else(|| concept.uri.clone())
}

/// The kind where it is known, else what stands in the credential.
fn kind_or_stated(kind: Option<String>, stated: &Concept) -> Option<String> {
    kind.map(|kind| capitalised(&kind))
        .or_else(|| concept(stated))
}

fn shown(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.shown().trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn with_remark(what: Option<String>, remark: Option<String>) -> Option<String> {
    match (what, remark.filter(|remark| !remark.is_empty())) {
        (Some(what), Some(remark)) => Some(format!("{what} ({remark})")),
        (what, remark) => what.or(remark),
    }
}

fn phrase(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn lines(lines: impl IntoIterator<Item = String>) -> Vec<String> {
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_spelled_out() {
        assert_eq!(spelled_out("PT60H").as_deref(), Some("60 hours"));
        assert_eq!(spelled_out("P60M").as_deref(), Some("60 months"));
        assert_eq!(spelled_out("P1Y2M").as_deref(), Some("1 year 2 months"));
        assert_eq!(spelled_out("P1DT1.5H").as_deref(), Some("1 day 1.5 hours"));
        for other in ["", "P", "PT", "60H", "PXM", "P5", "P1M2Y", "a while"] {
            assert_eq!(spelled_out(other), None, "{other}");
        }
    }

    #[test]
    fn workloads_are_said_as_people_say_them() {
        let workload = Workload {
            credits: vec![
                Credits {
                    points: 2.0,
                    system: CreditSystem::Ects,
                },
                Credits {
                    points: 1.0,
                    system: CreditSystem::Unstated,
                },
            ],
            hours: Some(60.0),
            duration: Some("P60M".to_owned()),
        };
        assert_eq!(
            workload.told(),
            ["2 ECTS, 1 credit of no stated system, 60 hours, over 60 months (P60M)"]
        );
    }

    #[test]
    fn a_learner_without_a_full_name_has_given_and_family_names() {
        let learner = Learner {
            given_name: Some(Text::plain("Ana")),
            family_name: Some(Text::plain("A.")),
            date_of_birth: Some("1999-10-01".to_owned()),
            ..Learner::default()
        };
        assert_eq!(learner.told(), ["Ana A., born 1999-10-01"]);
        assert!(Learner::default().told().is_empty());
    }

    #[test]
    fn what_is_not_stated_is_not_denied() {
        let supervision = Supervision {
            supervised: Some(false),
            identity_verified: None,
            account_only: false,
            stated: Concept::default(),
        };
        assert_eq!(
            supervision.told(),
            ["Not supervised, not stated whether identity checked"]
        );
    }
}
