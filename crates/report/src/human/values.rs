//! The values of standard elements as people say them: `2 ECTS, 60 hours`.

use credeval_model::element::{
    Assessment, AssessmentKind, Concept, Country, CreditSystem, Credits, Element, ElementName,
    Elements, Grade, Identifier, Issued, Learner, LearningOutcome, LearningOutcomes, Level, Note,
    Organisation, Participation, ParticipationMode, QualityAssurance, Stackability, Supervision,
    Text, Workload,
};

use super::phrases::{capitalised, counted, day, term};

/// A value that can be said in lines.
pub(crate) trait Told {
    /// The lines for a reader of this language (BCP 47), the most telling first; empty where the
    /// value says nothing.
    fn told(&self, language: &str) -> Vec<String>;
}

/// What an element says, in lines.
pub(crate) fn told(elements: &Elements, name: ElementName, language: &str) -> Vec<String> {
    fn said<T: Told>(element: &Element<T>, language: &str) -> Vec<String> {
        element
            .value()
            .map(|value| value.told(language))
            .unwrap_or_default()
    }
    match name {
        ElementName::Learner => said(&elements.learner, language),
        ElementName::Title => said(&elements.title, language),
        ElementName::Country => said(&elements.country, language),
        ElementName::AwardingBody => said(&elements.awarding_body, language),
        ElementName::Issued => said(&elements.issued, language),
        ElementName::LearningOutcomes => said(&elements.learning_outcomes, language),
        ElementName::Workload => said(&elements.workload, language),
        ElementName::Level => said(&elements.level, language),
        ElementName::Assessment => said(&elements.assessment, language),
        ElementName::Participation => said(&elements.participation, language),
        ElementName::QualityAssurance => said(&elements.quality_assurance, language),
        ElementName::Prerequisites => said(&elements.prerequisites, language),
        ElementName::Supervision => said(&elements.supervision, language),
        ElementName::Grade => said(&elements.grade, language),
        ElementName::Stackability => said(&elements.stackability, language),
        ElementName::FurtherInformation => said(&elements.further_information, language),
    }
}

/// What follows from an element and is not stated, in lines: what a workload amounts to, a level by
/// its table.
pub(crate) fn derived(elements: &Elements, name: ElementName) -> Vec<String> {
    match name {
        ElementName::Workload => {
            let sums = elements.workload.value().and_then(arithmetic);
            sums.into_iter().flatten().collect()
        }
        ElementName::Level => elements
            .level
            .value()
            .and_then(by_table)
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// A level of the European Qualifications Framework that is not stated.
fn by_table(level: &Level) -> Option<String> {
    let (eqf, derived) = level.eqf.zip(level.derived.as_ref())?;
    Some(format!(
        "EQF {eqf} (not stated: follows from {} by {})",
        derived.from, derived.source
    ))
}

impl<T: Told> Told for Vec<T> {
    fn told(&self, language: &str) -> Vec<String> {
        self.iter().flat_map(|one| one.told(language)).collect()
    }
}

impl Told for Text {
    fn told(&self, language: &str) -> Vec<String> {
        vec![self.shown_in(language).to_owned()]
    }
}

impl Told for Learner {
    fn told(&self, language: &str) -> Vec<String> {
        let born = self.date_of_birth.as_ref();
        let who = phrase([
            name_of(self, language),
            born.map(|date| format!("born {}", day(date))),
            self.email.clone(),
        ]);
        let known_as = self.identifiers.iter().map(identifier);
        lines([who, self.id.clone()].into_iter().flatten().chain(known_as))
    }
}

/// The full name, else the given and family names.
fn name_of(learner: &Learner, language: &str) -> Option<String> {
    let parts = [&learner.given_name, &learner.family_name];
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .map(|part| part.shown_in(language))
        .collect();
    shown(learner.name.as_ref(), language).or_else(|| (!parts.is_empty()).then(|| parts.join(" ")))
}

impl Told for Country {
    fn told(&self, language: &str) -> Vec<String> {
        let country = with_remark(shown(self.name.as_ref(), language), Some(self.code.clone()));
        lines(phrase([shown(self.region.as_ref(), language), country]))
    }
}

impl Told for Organisation {
    fn told(&self, language: &str) -> Vec<String> {
        let identified = self.identifiers.iter().map(identifier);
        let known_as = [shown(self.name.as_ref(), language), self.id.clone()];
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
    fn told(&self, _: &str) -> Vec<String> {
        lines(with_remark(
            Some(self.date.clone()),
            // The name of a question is no name of a field.
            (!self.stated_as.starts_with("certificate.")).then(|| format!("as {}", self.stated_as)),
        ))
    }
}

impl Told for LearningOutcomes {
    fn told(&self, language: &str) -> Vec<String> {
        let summary = self.summary.iter().flat_map(|text| text.told(language));
        let describe = |text: &Text| format!("Description: {}", text.shown_in(language));
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
            .chain(self.listed.told(language))
            .chain(summary)
            .chain(self.descriptions.iter().map(describe))
            .collect()
    }
}

impl Told for LearningOutcome {
    fn told(&self, language: &str) -> Vec<String> {
        let linked = match self.uris.len() {
            0 => None,
            many => Some(counted(many, "framework term")),
        };
        let remark = phrase([
            shown(self.framework.as_ref(), language),
            self.code.as_ref().map(|code| format!("code {code}")),
            linked,
        ]);
        lines(with_remark(shown(Some(&self.title), language), remark))
    }
}

impl Told for Workload {
    fn told(&self, _: &str) -> Vec<String> {
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

/// Hours of learning that one ECTS credit stands for (ECTS Users' Guide 2015, section 2).
pub(crate) const HOURS_PER_ECTS: (f64, f64) = (25.0, 30.0);

/// What the credits amount to in hours, and the hours in credits.
fn arithmetic(workload: &Workload) -> Option<[String; 2]> {
    let (least, most) = HOURS_PER_ECTS;
    let range = |from: f64, to: f64| format!("{} to {}", rounded(from), rounded(to));
    let mut credits = workload.credits.iter();
    let ects = credits.find(|credits| credits.system == CreditSystem::Ects);
    let ects = ects.map(|ects| {
        let hours = range(ects.points * least, ects.points * most);
        format!("{} ECTS are {hours} hours", ects.points)
    });
    let hours = workload.hours.map(|hours| {
        let credits = range(hours / most, hours / least);
        format!("{} are {credits} ECTS", counted(hours, "hour"))
    });
    let sums = phrase([ects, hours])?;
    Some([
        format!("By arithmetic, not stated: {sums}"),
        format!("at {least} to {most} hours a credit (ECTS Users' Guide 2015)"),
    ])
}

/// A number with at most two decimals.
pub(crate) fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
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
    fn told(&self, language: &str) -> Vec<String> {
        let stated = self.eqf.filter(|_| self.derived.is_none());
        let stated = stated.map(|level| format!("EQF {level}"));
        let national = self.nqf.iter().map(|level| concept(level, language));
        let cycle = self.cycle.map(|cycle| cycle.label().to_owned());
        let label = shown(self.label.as_ref(), language);
        let label = label.filter(|label| {
            let repeats = |cycle: &String| cycle.eq_ignore_ascii_case(label);
            !cycle.as_ref().is_some_and(repeats)
        });
        lines(phrase(
            [stated].into_iter().chain(national).chain([cycle, label]),
        ))
    }
}

impl Told for Assessment {
    fn told(&self, language: &str) -> Vec<String> {
        let kind = kind_or_stated(
            (self.kind != AssessmentKind::Other).then(|| term(self.kind)),
            &self.stated,
            language,
        );
        let assessor = shown(self.assessed_by.as_ref(), language);
        lines(phrase([
            with_remark(kind, shown(self.title.as_ref(), language)),
            self.graded.then(|| "graded".to_owned()),
            self.grading_scheme
                .then(|| "with a grading scheme".to_owned()),
            assessor.map(|name| format!("assessed by {name}")),
        ]))
    }
}

impl Told for Participation {
    fn told(&self, language: &str) -> Vec<String> {
        let known = (self.mode != ParticipationMode::Other).then(|| term(self.mode));
        lines(kind_or_stated(known, &self.stated, language))
    }
}

impl Told for QualityAssurance {
    fn told(&self, language: &str) -> Vec<String> {
        let agent = shown(self.agent.as_ref(), language);
        let from = self.valid_from.as_ref();
        let until = self.valid_until.as_ref();
        let what = with_remark(
            Some(capitalised(&term(self.kind))),
            shown(self.title.as_ref(), language),
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
    fn told(&self, language: &str) -> Vec<String> {
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
            concept(&self.stated, language),
        ))
    }
}

impl Told for Grade {
    fn told(&self, language: &str) -> Vec<String> {
        let scheme = match &self.scheme {
            Some(scheme) => format!("scheme: {}", scheme.shown_in(language)),
            None => "without a grading scheme".to_owned(),
        };
        lines(with_remark(
            shown(Some(&self.value), language),
            Some(scheme),
        ))
    }
}

impl Told for Stackability {
    fn told(&self, language: &str) -> Vec<String> {
        let partial = self.partial.map(|partial| {
            let not = if partial { "" } else { "not " };
            capitalised(&format!("{not}part of a qualification"))
        });
        let list = |verb: &str, texts: &[Text]| -> Vec<String> {
            let say = |text: &Text| format!("{verb} {}", text.shown_in(language));
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
    fn told(&self, language: &str) -> Vec<String> {
        lines([format!("{}: {}", self.about, self.text.shown_in(language))])
    }
}

fn identifier(identifier: &Identifier) -> String {
    let hashed = if identifier.hashed { " (hashed)" } else { "" };
    format!("{}: {}{hashed}", identifier.scheme, identifier.value)
}

/// The label of a term, else its URI.
fn concept(concept: &Concept, language: &str) -> Option<String> {
    shown(concept.label.as_ref(), language).or_else(|| concept.uri.clone())
}

/// The kind where it is known, else what stands in the credential.
fn kind_or_stated(kind: Option<String>, stated: &Concept, language: &str) -> Option<String> {
    kind.map(|kind| capitalised(&kind))
        .or_else(|| concept(stated, language))
}

fn shown(text: Option<&Text>, language: &str) -> Option<String> {
    text.map(|text| text.shown_in(language).trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn with_remark(what: Option<String>, remark: Option<String>) -> Option<String> {
    let repeats = |remark: &String| {
        let mut said = what.iter();
        said.any(|what| what.eq_ignore_ascii_case(remark))
    };
    let remark = remark.filter(|remark| !remark.is_empty() && !repeats(remark));
    match (what, remark) {
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
            workload.told("en"),
            ["2 ECTS, 1 credit of no stated system, 60 hours, over 60 months (P60M)"]
        );
        assert_eq!(
            arithmetic(&workload).unwrap()[0],
            "By arithmetic, not stated: 2 ECTS are 50 to 60 hours, 60 hours are 2 to 2.4 ECTS"
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
        assert_eq!(learner.told("en"), ["Ana A., born 1999-10-01"]);
        assert!(Learner::default().told("en").is_empty());
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
            supervision.told("en"),
            ["Not supervised, not stated whether identity checked"]
        );
    }
}
