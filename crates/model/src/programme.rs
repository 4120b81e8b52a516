//! The receiving programme: what a credential is wanted for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Criterion, element::LearningOutcome, language};

/// What recognition is asked for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Admission to a programme.
    Admission,
    /// Exemption from a course of a programme.
    Exemption,
    /// Credit within a programme.
    Credit,
    /// Stacking towards a profile.
    Stacking,
    /// No purpose: all seven criteria weigh alike.
    #[default]
    None,
}

impl Purpose {
    /// The purpose as it stands on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admission => "admission",
            Self::Exemption => "exemption",
            Self::Credit => "credit",
            Self::Stacking => "stacking",
            Self::None => "none",
        }
    }
}

/// A learning outcome that the programme asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TargetOutcome {
    /// What the learner must know or be able to do.
    pub title: String,
    /// Its URI in a framework, such as an ESCO skill.
    pub uri: Option<String>,
    /// What it means, in a sentence or two.
    pub description: Option<String>,
}

impl TargetOutcome {
    /// Whether it and every one of these outcomes have URIs in the same framework, so that it would
    /// stand among them by its URI, were it stated; `false` where there are none.
    pub fn shares_framework(&self, listed: &[LearningOutcome]) -> bool {
        // All but what names the one outcome.
        let framework = |uri: &str| -> Option<String> {
            let (framework, _) = uri.trim_end_matches('/').rsplit_once(['/', '#', ':'])?;
            let bare = framework.strip_prefix("http://");
            let bare = bare.or_else(|| framework.strip_prefix("https://"));
            Some(bare.unwrap_or(framework).to_ascii_lowercase())
        };
        let own = self.uri.as_deref().and_then(framework);
        let has = |outcome: &LearningOutcome| {
            let mut uris = outcome.uris.iter();
            uris.any(|uri| framework(uri) == own)
        };
        own.is_some() && !listed.is_empty() && listed.iter().all(has)
    }
}

/// A deviation that the institution tolerates, beyond what its policy does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tolerated {
    /// The criterion.
    pub criterion: Criterion,
    /// The lowest robustness that is tolerated, 0 to 3; for authenticity 2 or 3.
    pub down_to: u8,
    /// Why, for whoever reads the evaluation.
    pub reason: String,
}

/// The way in which parts are to make up a whole.
///
/// Source: the e-Valuate guide on stacking ("the question of the profile").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// The modules of a regular programme, taken singly.
    BrokenDown,
    /// A package that its provider put together.
    PreStacked,
    /// Credentials of any subject and provider, without a common profile.
    Generic,
}

/// A module of a profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Its title.
    pub title: String,
    /// Its ECTS credits.
    pub ects: Option<f64>,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
    /// Titles of the modules that it builds on.
    #[serde(default)]
    pub after: Vec<String>,
    /// Names by which a credential may know it: other titles, identifiers.
    #[serde(default)]
    pub also: Vec<String>,
    /// Its learning outcomes.
    #[serde(default)]
    pub outcomes: Vec<TargetOutcome>,
}

/// The profile that a stack is held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The way in which the parts are to make up a whole.
    pub route: Route,
    /// ECTS credits of the whole.
    pub ects: Option<f64>,
    /// The share of learning outcomes that may stand in more than one credential, 0 to 1.
    pub overlap_max: Option<f64>,
    /// Names by which a credential may know the whole, beside that of the programme.
    #[serde(default)]
    pub also: Vec<String>,
    /// The modules.
    #[serde(default)]
    pub modules: Vec<Module>,
}

impl Profile {
    /// The most modules that a profile has: a bachelor has some sixty.
    pub const MODULES: usize = 200;

    /// No common profile.
    pub fn generic() -> Self {
        Self {
            route: Route::Generic,
            ects: None,
            overlap_max: None,
            also: Vec::new(),
            modules: Vec::new(),
        }
    }
}

/// A programme file (TOML).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// The receiving institution.
    pub institution: String,
    /// The programme.
    pub programme: String,
    /// The course within it that an exemption is asked from.
    pub course: Option<String>,
    /// What recognition is asked for, unless the command line says otherwise.
    #[serde(default)]
    pub purpose: Purpose,
    /// Level that the credential must have, on the European Qualifications Framework, 1 to 8.
    pub level: Option<u8>,
    /// Workload of the course or gap, in ECTS credits.
    pub ects: Option<f64>,
    /// Whether the officer takes the outcomes to align well, as the method's own cases do.
    #[serde(default)]
    pub assume_aligned: bool,
    /// The outcomes that the course or programme asks for.
    #[serde(default)]
    pub outcomes: Vec<TargetOutcome>,
    /// The language of the outcomes below (BCP 47); English where it is left out.
    pub language: Option<String>,
    /// The field of study, as an ISCED-F 2013 code such as `0915`.
    ///
    /// For people: no standard element says of which field a credential is, so nothing is compared
    /// with it. What limits an accreditation to a field is judged where it is verified.
    pub field: Option<String>,
    /// The most years that may lie between the award and the day of judgement, 1 to 100. Learning
    /// does not expire by itself (EAR manual), so a person weighs what is older.
    pub max_age_years: Option<u16>,
    /// The least share of the outcomes that must be covered, 0 to 1, instead of the policy's.
    pub coverage_min: Option<f64>,
    /// The least share of `ects` that must be there, 0 to 1, instead of the policy's.
    pub workload_ratio_min: Option<f64>,
    /// The criteria that must be met, the most important first, instead of the policy's.
    pub priority: Option<Vec<Criterion>>,
    /// Deviations that are tolerated beyond what the policy does.
    #[serde(default)]
    pub tolerated: Vec<Tolerated>,
    /// The profile, for stacking.
    pub profile: Option<Profile>,
    /// The body that decides.
    pub body: Option<String>,
    /// How a decision can be appealed; national, so it comes from here.
    pub appeal: Option<String>,
}

/// A programme file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProgrammeError {
    /// It is not TOML, lacks a field or has one that is not known; the text names line and column.
    #[error("expected a programme file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A field holds what it cannot.
    #[error("expected `{field}` {expected}, found {found}")]
    Value {
        /// The field, with its table.
        field: String,
        /// What would fit.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// Authenticity is tolerated below its gate.
    #[error("expected `tolerated` with `authenticity` down to 2 or 3, found {found}")]
    Gate {
        /// What stands there.
        found: u8,
    },
}

impl ProgrammeError {
    /// What to do about it, where there is more to say than the message does.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Gate { .. } => Some(
                "no strength elsewhere makes up for a credential that may not be real; leave it out",
            ),
            Self::Syntax(_) | Self::Value { .. } => None,
        }
    }

    fn value(field: impl Into<String>, expected: &'static str, found: impl Into<String>) -> Self {
        Self::Value {
            field: field.into(),
            expected,
            found: found.into(),
        }
    }
}

/// The lowest robustness of authenticity that any policy or programme can ask for.
const AUTHENTICITY_GATE: u8 = 2;

impl Programme {
    /// Reads a programme file (TOML).
    ///
    /// Refuses unknown fields, and values outside of what they can be, each by its name. It does
    /// not judge whether the rules are fair ones.
    pub fn parse(text: &str) -> Result<Self, ProgrammeError> {
        let programme: Self = toml::from_str(text)?;
        programme.check()?;
        Ok(programme)
    }

    fn check(&self) -> Result<(), ProgrammeError> {
        let value = ProgrammeError::value;
        named("institution", &self.institution)?;
        named("programme", &self.programme)?;
        if let Some(level) = self.level.filter(|level| !(1..=8).contains(level)) {
            return Err(value("level", "from 1 to 8", level.to_string()));
        }
        positive("ects", self.ects)?;
        share("coverage_min", self.coverage_min)?;
        share("workload_ratio_min", self.workload_ratio_min)?;
        if let Some(years) = self.max_age_years.filter(|age| !(1..=100).contains(age)) {
            return Err(value("max_age_years", "from 1 to 100", years.to_string()));
        }
        if let Some(tag) = &self.language
            && !language::is_tag(tag)
        {
            let expected = "as a language tag such as en or pt-BR";
            return Err(value("language", expected, format!("`{tag}`")));
        }
        if let Some(field) = &self.field
            && !is_isced_f(field)
        {
            let expected = "as an ISCED-F 2013 code of two to four digits such as 0915";
            return Err(value("field", expected, format!("`{field}`")));
        }
        for outcome in &self.outcomes {
            named("outcomes.title", &outcome.title)?;
        }
        if let Some(priority) = &self.priority {
            if priority.is_empty() {
                let expected = "with at least one criterion";
                return Err(ProgrammeError::value("priority", expected, "none"));
            }
            once("priority", priority.iter().copied())?;
        }
        self.check_tolerated()?;
        self.profile.as_ref().map_or(Ok(()), Profile::check)
    }

    fn check_tolerated(&self) -> Result<(), ProgrammeError> {
        for each in &self.tolerated {
            let found = each.down_to;
            if found > 3 {
                let field = "tolerated.down_to";
                return Err(ProgrammeError::value(
                    field,
                    "from 0 to 3",
                    found.to_string(),
                ));
            }
            if each.criterion == Criterion::Authenticity && found < AUTHENTICITY_GATE {
                return Err(ProgrammeError::Gate { found });
            }
            named("tolerated.reason", &each.reason)?;
        }
        once(
            "tolerated",
            self.tolerated.iter().map(|each| each.criterion),
        )
    }
}

impl Profile {
    fn check(&self) -> Result<(), ProgrammeError> {
        let value = ProgrammeError::value;
        positive("profile.ects", self.ects)?;
        share("profile.overlap_max", self.overlap_max)?;
        let count = self.modules.len();
        let least = usize::from(self.route == Route::BrokenDown);
        if !(least..=Self::MODULES).contains(&count) {
            let expected = match least {
                0 => "with at most 200 modules",
                _ => "with 1 to 200 modules for the route `broken_down`",
            };
            return Err(value("profile.modules", expected, count.to_string()));
        }
        let mut places = BTreeMap::new();
        for (place, module) in self.modules.iter().enumerate() {
            named("profile.modules.title", &module.title)?;
            positive("profile.modules.ects", module.ects)?;
            for outcome in &module.outcomes {
                named("profile.modules.outcomes.title", &outcome.title)?;
            }
            if places.insert(module.title.as_str(), place).is_some() {
                let found = format!("two named `{}`", module.title);
                let expected = "each with a title of its own";
                return Err(value("profile.modules", expected, found));
            }
        }
        for module in &self.modules {
            for title in &module.after {
                if !places.contains_key(title.as_str()) {
                    let expected = "naming modules of the profile";
                    let found = format!("`{title}` at `{}`", module.title);
                    return Err(value("profile.modules.after", expected, found));
                }
            }
        }
        match self.circle() {
            None => Ok(()),
            Some(module) => Err(value(
                "profile.modules.after",
                "in an order in which all can be taken",
                format!("`{}`, which comes after itself", module.title),
            )),
        }
    }

    /// A module that builds on itself, be it by way of others. Modules whose own are all taken are
    /// taken until none is left to take; from what is left, one goes back until one comes again.
    fn circle(&self) -> Option<&Module> {
        let mut left: Vec<&Module> = self.modules.iter().collect();
        loop {
            let titles: BTreeSet<&str> = left.iter().map(|module| module.title.as_str()).collect();
            let waits = |module: &&Module| {
                let mut after = module.after.iter();
                after.any(|title| titles.contains(title.as_str()))
            };
            let waiting: Vec<&Module> = left.iter().copied().filter(waits).collect();
            if waiting.len() == left.len() {
                break;
            }
            left = waiting;
        }
        let mut module = *left.first()?;
        let mut passed = BTreeSet::new();
        while passed.insert(module.title.as_str()) {
            module = left
                .iter()
                .copied()
                .find(|other| module.after.contains(&other.title))?;
        }
        Some(module)
    }
}

fn named(field: &str, text: &str) -> Result<(), ProgrammeError> {
    match text.trim() {
        "" => Err(ProgrammeError::value(field, "with a text", "none")),
        _ => Ok(()),
    }
}

fn positive(field: &str, number: Option<f64>) -> Result<(), ProgrammeError> {
    match number.filter(|number| !(*number > 0.0 && number.is_finite())) {
        Some(found) => Err(ProgrammeError::value(field, "above 0", found.to_string())),
        None => Ok(()),
    }
}

fn share(field: &str, number: Option<f64>) -> Result<(), ProgrammeError> {
    match number.filter(|number| !(0.0..=1.0).contains(number)) {
        Some(found) => Err(ProgrammeError::value(
            field,
            "from 0 to 1",
            found.to_string(),
        )),
        None => Ok(()),
    }
}

fn once(field: &str, criteria: impl Iterator<Item = Criterion>) -> Result<(), ProgrammeError> {
    let mut seen = BTreeSet::new();
    for criterion in criteria {
        if !seen.insert(criterion) {
            let found = format!("`{criterion}` twice");
            let expected = "with each criterion once";
            return Err(ProgrammeError::value(field, expected, found));
        }
    }
    Ok(())
}

/// Whether it has the shape of a code of ISCED-F 2013: a broad field from 00 to 10 in two digits,
/// then a digit each for the narrow and the detailed field. Whether the field exists is not looked
/// at. Source: ISCED Fields of Education and Training 2013 (UNESCO-UIS), appendix I.
fn is_isced_f(code: &str) -> bool {
    let broad = code.get(..2).and_then(|broad| broad.parse::<u8>().ok());
    (2..=4).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && broad.is_some_and(|broad| broad <= 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: &str = "institution = 'U'\nprogramme = 'P'\n";

    fn read(more: &str) -> Result<Programme, ProgrammeError> {
        Programme::parse(&format!("{BARE}{more}"))
    }

    #[test]
    fn a_programme_is_read() {
        let text = "level = 6\nects = 5\nlanguage = 'pt-BR'\nfield = '0915'\nmax_age_years = 8\n\
             coverage_min = 0.5\nworkload_ratio_min = 1\npriority = ['level', 'quality']\n\
             [[tolerated]]\ncriterion = 'authenticity'\ndown_to = 2\nreason = 'R'\n\
             [[tolerated]]\ncriterion = 'testing'\ndown_to = 0\nreason = 'R'\n\
             [profile]\nroute = 'broken_down'\noverlap_max = 0.2\n\
             [[profile.modules]]\ntitle = 'A'\n\
             [[profile.modules]]\ntitle = 'B'\nafter = ['A']\n\
             [[profile.modules]]\ntitle = 'C'\nafter = ['A', 'B']\n";
        let programme = read(text).unwrap();
        assert_eq!(programme.level, Some(6));
        assert_eq!(
            programme.priority.as_deref(),
            Some(&[Criterion::Level, Criterion::Quality][..])
        );
        for field in ["00", "061", "0915", "1032"] {
            assert!(
                read(&format!("field = '{field}'\n")).is_ok(),
                "{field} is a code"
            );
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one fault after the other")]
    fn each_fault_is_named_with_what_was_expected_and_found() {
        let module = |title: &str, after: &str| {
            format!("[[profile.modules]]\ntitle = '{title}'\nafter = [{after}]\n")
        };
        let profile = |more: &str| format!("[profile]\nroute = 'generic'\n{more}");
        let tolerated = |criterion: &str, down_to: u8, reason: &str| {
            format!(
                "[[tolerated]]\ncriterion = '{criterion}'\ndown_to = {down_to}\nreason = '{reason}'\n"
            )
        };
        let testing = tolerated("testing", 1, "R");
        for (text, expected) in [
            (
                "level = 9".to_owned(),
                "expected `level` from 1 to 8, found 9",
            ),
            ("ects = 0".to_owned(), "expected `ects` above 0, found 0"),
            (
                "ects = inf".to_owned(),
                "expected `ects` above 0, found inf",
            ),
            (
                "coverage_min = 75".to_owned(),
                "expected `coverage_min` from 0 to 1, found 75",
            ),
            (
                "workload_ratio_min = nan".to_owned(),
                "expected `workload_ratio_min` from 0 to 1, found NaN",
            ),
            (
                "max_age_years = 0".to_owned(),
                "expected `max_age_years` from 1 to 100, found 0",
            ),
            (
                "language = 'English!'".to_owned(),
                "expected `language` as a language tag such as en or pt-BR, found `English!`",
            ),
            (
                "field = 'health'".to_owned(),
                "expected `field` as an ISCED-F 2013 code of two to four digits such as 0915, found `health`",
            ),
            (
                "field = '9915'".to_owned(),
                "expected `field` as an ISCED-F 2013 code of two to four digits such as 0915, found `9915`",
            ),
            (
                "priority = []".to_owned(),
                "expected `priority` with at least one criterion, found none",
            ),
            (
                "priority = ['level', 'level']".to_owned(),
                "expected `priority` with each criterion once, found `level` twice",
            ),
            (
                "[[outcomes]]\ntitle = ' '".to_owned(),
                "expected `outcomes.title` with a text, found none",
            ),
            (
                tolerated("testing", 4, "R"),
                "expected `tolerated.down_to` from 0 to 3, found 4",
            ),
            (
                tolerated("testing", 1, " "),
                "expected `tolerated.reason` with a text, found none",
            ),
            (
                format!("{testing}{testing}"),
                "expected `tolerated` with each criterion once, found `testing` twice",
            ),
            (
                tolerated("authenticity", 1, "R"),
                "expected `tolerated` with `authenticity` down to 2 or 3, found 1",
            ),
            (
                profile("ects = -5"),
                "expected `profile.ects` above 0, found -5",
            ),
            (
                "[profile]\nroute = 'broken_down'\n".to_owned(),
                "expected `profile.modules` with 1 to 200 modules for the route `broken_down`, found 0",
            ),
            (
                profile(
                    &(0..=Profile::MODULES)
                        .map(|each| module(&each.to_string(), ""))
                        .collect::<String>(),
                ),
                "expected `profile.modules` with at most 200 modules, found 201",
            ),
            (
                profile("overlap_max = 1.1"),
                "expected `profile.overlap_max` from 0 to 1, found 1.1",
            ),
            (
                profile(&module("", "")),
                "expected `profile.modules.title` with a text, found none",
            ),
            (
                profile("[[profile.modules]]\ntitle = 'A'\nects = 0"),
                "expected `profile.modules.ects` above 0, found 0",
            ),
            (
                profile(
                    "[[profile.modules]]\ntitle = 'A'\n[[profile.modules.outcomes]]\ntitle = ''",
                ),
                "expected `profile.modules.outcomes.title` with a text, found none",
            ),
            (
                profile(&(module("A", "") + &module("A", ""))),
                "expected `profile.modules` each with a title of its own, found two named `A`",
            ),
            (
                profile(&module("A", "'Z'")),
                "expected `profile.modules.after` naming modules of the profile, found `Z` at `A`",
            ),
            (
                profile(&module("A", "'A'")),
                "expected `profile.modules.after` in an order in which all can be taken, found `A`, which comes after itself",
            ),
            (
                profile(
                    &(module("X", "")
                        + &module("D", "'B'")
                        + &module("A", "'X', 'C'")
                        + &module("B", "'A'")
                        + &module("C", "'B'")),
                ),
                "expected `profile.modules.after` in an order in which all can be taken, found `B`, which comes after itself",
            ),
        ] {
            let found = read(&text).map(|_| text).unwrap_err();
            assert_eq!(found.to_string(), expected);
            let gate = matches!(found, ProgrammeError::Gate { .. });
            assert_eq!(found.hint().is_some(), gate);
        }
        for field in ["institution", "programme"] {
            let text = BARE.replace(&format!("{field} = '"), &format!("{field} = ' "));
            let text = text.replace(" U'", "'").replace(" P'", "'");
            let found = Programme::parse(&text).unwrap_err().to_string();
            assert_eq!(found, format!("expected `{field}` with a text, found none"));
        }
        let typo = read("typo = 1\n").unwrap_err().to_string();
        assert!(typo.contains("typo"), "{typo}");
    }
}
