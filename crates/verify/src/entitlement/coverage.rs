//! Whether a report of a register covers an award.
//!
//! What the report is limited to and the credential does not state leaves open whether the award
//! lies within; that is told apart from an award that lies outside.
//!
//! Source: European Learning Model 3 (`Accreditation`); the eligibility rules of the European
//! Digital Credentials Infrastructure, each of which counts here by itself: an end of validity is
//! needed by none, and one award that is not covered is not made good by another.

use credeval_model::{
    check::Cause,
    trust::{
        QualityScope,
        snapshot::{Decision, Limits, Report},
    },
};

use super::award::{Award, code};
use super::body::normal;

/// The rule that keeps an award from being covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(crate) rule: Rule,
    /// What the report is limited to.
    pub(crate) limit: String,
    /// What the credential states; `None` where it does not, so that it may be covered.
    pub(crate) stated: Option<String>,
}

/// A rule on what a report covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    Award,
    Date,
    Field,
    Level,
    Jurisdiction,
    CredentialType,
}

impl Rule {
    fn noun(self) -> &'static str {
        match self {
            Self::Award => "award",
            Self::Date => "date of issuing",
            Self::Field => "field",
            Self::Level => "level",
            Self::Jurisdiction => "place",
            Self::CredentialType => "type of credential",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Award => "award",
            Self::Date => "date",
            Self::Field => "field",
            Self::Level => "level",
            Self::Jurisdiction => "jurisdiction",
            Self::CredentialType => "credential_type",
        }
    }
}

impl Gap {
    /// What keeps the award from being covered, after the name of the report.
    pub(crate) fn sentence(&self) -> String {
        let Self {
            rule,
            limit,
            stated,
        } = self;
        match stated {
            Some(stated) => {
                format!(
                    "does not cover the {} {stated}: it covers {limit}",
                    rule.noun()
                )
            }
            None => format!(
                "covers {limit}, and the credential does not state its {}",
                rule.noun()
            ),
        }
    }

    pub(crate) fn cause(&self) -> Cause {
        let end = match self.stated {
            Some(_) => "not_covered",
            None => "not_stated",
        };
        let found = self.stated.as_deref().unwrap_or("nothing stated");
        Cause::new(&format!("{}_{end}", self.rule.code())).mismatch(self.limit.as_str(), found)
    }
}

/// Whether a report speaks for an award at all: decided for it, and not warned of.
pub(crate) fn is_positive(report: &Report) -> bool {
    matches!(report.decision, Decision::Positive | Decision::Conditional) && !report.flagged
}

/// The first rule that keeps one of these awards from being covered, whatever the date.
pub(crate) fn gap(report: &Report, awards: &[Award<'_>]) -> Option<Gap> {
    let nothing = [Award::default()];
    let awards = match awards {
        [] => &nothing,
        awards => awards,
    };
    let listed: Vec<String> = report.limits.awards.iter().map(|one| normal(one)).collect();
    awards
        .iter()
        .find_map(|award| outside(report, &listed, award))
}

/// The rule on the date of issuing, where it keeps one of these awards from being covered.
pub(crate) fn gap_in_time(report: &Report, awards: &[Award<'_>]) -> Option<Gap> {
    let day = awards.first().and_then(|award| award.day);
    let from: Option<jiff::civil::Date> = report.valid_from.parse().ok();
    let until = report.valid_to.as_deref();
    let until: Option<Option<jiff::civil::Date>> = match until {
        None => Some(None),
        Some(until) => until.parse().ok().map(Some),
    };
    let covered = match (day, from, until) {
        (Some(day), Some(from), Some(until)) => {
            from <= day && until.is_none_or(|until| day <= until)
        }
        _ => false,
    };
    (!covered).then(|| Gap {
        rule: Rule::Date,
        limit: match &report.valid_to {
            Some(until) => format!("{} to {until}", report.valid_from),
            None => format!("{} and later", report.valid_from),
        },
        stated: day.map(|day| day.to_string()),
    })
}

fn outside(report: &Report, listed: &[String], award: &Award<'_>) -> Option<Gap> {
    let Limits {
        awards,
        eqf_levels,
        fields,
        jurisdictions,
        credential_types,
    } = &report.limits;
    let gap = |rule, limit: String, stated: Option<String>| {
        Some(Gap {
            rule,
            limit,
            stated,
        })
    };

    // A report on a programme that does not say which covers none for sure.
    if awards.is_empty() && report.scope == QualityScope::Programme {
        return gap(
            Rule::Award,
            "a programme that the register does not name".to_owned(),
            None,
        );
    }
    if !listed.is_empty() && !listed.iter().any(|one| award.names.contains(one)) {
        let stated = award.title.map(str::to_owned);
        return gap(Rule::Award, awards.join(", "), stated);
    }
    if !eqf_levels.is_empty() {
        let limit = || format!("level {}", words(eqf_levels));
        match award
            .levels
            .iter()
            .find(|level| !eqf_levels.contains(level))
        {
            Some(level) => return gap(Rule::Level, limit(), Some(level.to_string())),
            None if award.levels.is_empty() => return gap(Rule::Level, limit(), None),
            None => {}
        }
    }
    if let Some(gap) = not_below(Rule::Field, fields, &award.fields, |code, limit| {
        code.starts_with(limit)
    }) {
        return Some(gap);
    }
    if let Some(gap) = not_below(
        Rule::Jurisdiction,
        jurisdictions,
        &award.places,
        |code, limit| {
            code.strip_prefix(limit)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        },
    ) {
        return Some(gap);
    }
    if !credential_types.is_empty() {
        let short = |address: &str| {
            code(address, "data.europa.eu/snb/credential/")
                .unwrap_or(address)
                .to_owned()
        };
        let listed: Vec<String> = credential_types.iter().map(|one| short(one)).collect();
        if !award
            .profiles
            .iter()
            .any(|profile| listed.contains(&short(profile)))
        {
            let stated = award.profiles.first().map(|profile| short(profile));
            return gap(Rule::CredentialType, listed.join(", "), stated);
        }
    }
    None
}

/// The gap where a code lies in none of these limits and what is below them. A code that is above
/// a limit says too little: the award may lie in it.
fn not_below(
    rule: Rule,
    limits: &[String],
    codes: &[&str],
    is_below: impl Fn(&str, &str) -> bool,
) -> Option<Gap> {
    if limits.is_empty() {
        return None;
    }
    let is_in = |code: &&&str| limits.iter().any(|limit| is_below(code, limit));
    let may_be_in = |code: &&&str| limits.iter().any(|limit| is_below(limit, code));
    let limit = limits.join(", ");
    let gap = |stated| {
        Some(Gap {
            rule,
            limit,
            stated,
        })
    };
    match codes.iter().find(|code| !is_in(code)) {
        Some(code) if may_be_in(&code) => gap(None),
        Some(code) => gap(Some((*code).to_owned())),
        None if codes.is_empty() => gap(None),
        None => None,
    }
}

fn words(levels: &[u8]) -> String {
    let words: Vec<String> = levels.iter().map(u8::to_string).collect();
    words.join(", ")
}
