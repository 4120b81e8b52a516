//! `credeval policy`: the rules in force in plain words, and what a change of them does.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use credeval::model::{
    Criterion, Evaluation,
    element::Text,
    outcome::OutcomeCode,
    programme::{Programme, Purpose},
};
use credeval::score::{Change, Effect, Moved, Origin, Policy, RuleInForce, Terms};
use credeval_report::{exit, text};
use serde_json::{Value, json};

use crate::arguments::TermsArguments;
use crate::error::Error;
use crate::evaluations;
use crate::run::{page_columns, read_policy, shows_utf8, terms};

/// How often the progress over evaluations is told.
const PROGRESS: u64 = 1000;
/// Where prose begins under its rule.
const INDENT: usize = 4;

#[derive(Debug, Args)]
pub(crate) struct PolicyArguments {
    #[command(subcommand)]
    pub(crate) verb: PolicyVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyVerb {
    /// Say each rule in force in plain words: its value, where it comes from, its source
    ///
    /// With a programme file, what the programme asks stands above the policy. The outcomes follow,
    /// as the rows of which the first that holds decides.
    Explain(Explain),
    /// Say which rules two policies have otherwise, and which evaluations would change
    Diff(Diff),
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    terms: TermsArguments,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = PolicyFormat::Human)]
    format: PolicyFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The old policy (TOML), or the word `default`
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new policy (TOML), or the word `default`
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Past evaluations as `evaluate --format json` or `ndjson` prints them, or `-`
    #[arg(value_name = "EVALUATIONS")]
    evaluations: Vec<PathBuf>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = PolicyFormat::Human)]
    format: PolicyFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PolicyFormat {
    /// Text for people
    Human,
    /// One JSON object
    Json,
}

/// Runs the verb and gives the exit code.
pub(crate) fn run(verb: &PolicyVerb) -> Result<u8, Error> {
    match verb {
        PolicyVerb::Explain(arguments) => explain(arguments),
        PolicyVerb::Diff(arguments) => diff(arguments),
    }
}

fn explain(arguments: &Explain) -> Result<u8, Error> {
    let terms = terms(&arguments.terms, None)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    match arguments.format {
        PolicyFormat::Human => explain_to_people(&mut Page::new(&mut out), &terms)?,
        PolicyFormat::Json => {
            let report = json!({
                "policy": terms.policy().info(),
                "purpose": terms.purpose(),
                "programme": terms.programme(),
                "rules": terms.rules(),
                "order": terms.order(),
                "rows": terms.rows(),
            });
            writeln!(out, "{}", text::safe_json(&format!("{report:#}")))?;
        }
    }
    out.flush()?;
    Ok(exit::HELD)
}

fn explain_to_people(page: &mut Page<'_>, terms: &Terms) -> io::Result<()> {
    let info = terms.policy().info();
    let rules = terms.rules();
    let differing: Vec<&str> = rules
        .iter()
        .filter(|rule| rule.shipped.is_some())
        .map(|rule| rule.key.as_str())
        .collect();
    page.text(0, &format!("Policy {}, version {}.", info.id, info.version))?;
    page.text(0, &applied_for(terms.purpose(), terms.programme()))?;
    page.text(
        0,
        &match differing.as_slice() {
            [] => "Every rule is as shipped.".to_owned(),
            named => format!("Other than shipped: {}.", named.join(", ")),
        },
    )?;
    page.heading("Rules in force")?;
    for rule in &rules {
        page.text(0, "")?;
        let named = format!("{} = {}", rule.key, value(rule.value.as_deref()));
        page.text(2, &named)?;
        page.text(INDENT, &rule.words)?;
        page.text(INDENT, &came_from(rule))?;
    }
    page.heading("Order of importance")?;
    let order = terms.order().map(Criterion::label);
    page.text(2, &format!("{}.", order.join(", ")))?;
    page.heading("Outcomes: the first row that holds")?;
    for (row, number) in terms.rows().iter().zip(1..) {
        page.text(0, "")?;
        page.text(2, &format!("{number}. {}", row.holds))?;
        let mut proposed = format!("Proposed: {}.", phrase(row.in_full));
        if row.in_full != row.weighed && terms.purpose() != Purpose::None {
            let in_part = phrase(row.in_part);
            let _ = write!(
                proposed,
                " Where credits or outcomes cover a part: {in_part}."
            );
            if let Some(weighed) = weighed(&rules) {
                let _ = write!(proposed, " Where {weighed}: {}.", phrase(row.weighed));
            }
        }
        page.text(INDENT, &proposed)?;
    }
    let strict = rules
        .iter()
        .any(|rule| rule.key == "missing_as" && rule.value.as_deref() == Some("\"no\""));
    let open = match strict {
        true => "What is not known counts as not met.",
        false => "Where what is not known leaves several outcomes, more information is needed.",
    };
    page.text(0, "")?;
    page.text(
        0,
        &format!(
            "Before these, a credential whose proof fails, that was revoked, or that names another \
             learner is not verified; and one that contradicts itself goes to a person. {open} Every \
             outcome is a proposal, and an officer decides."
        ),
    )
}

/// What makes a credential fit such that only a person can weigh it, by the rules in force.
fn weighed(rules: &[RuleInForce]) -> Option<String> {
    let asked = |names: &[&str]| {
        let named = |rule: &&RuleInForce| {
            let name = rule.key.rsplit('.').next().unwrap_or(&rule.key);
            names.contains(&name)
        };
        rules.iter().find(named)?.value.as_deref()
    };
    let level = asked(&["level", "level_min"])
        .map(|level| format!("the level is below the {level} asked for"));
    let age = asked(&["max_age_years"]).map(|years| match years {
        "1" => "the award is more than a year old".to_owned(),
        years => format!("the award is more than {years} years old"),
    });
    let both: Vec<String> = level.into_iter().chain(age).collect();
    (!both.is_empty()).then(|| both.join(", or "))
}

fn applied_for(purpose: Purpose, programme: Option<&Programme>) -> String {
    let Some(programme) = programme else {
        return format!("Purpose: {}.", purpose.as_str());
    };
    let course = programme
        .course
        .as_ref()
        .map(|course| format!("\"{course}\" in "));
    format!(
        "Purpose: {}, {}\"{}\" at {}.",
        purpose.as_str(),
        course.unwrap_or_default(),
        programme.programme,
        programme.institution
    )
}

fn came_from(rule: &RuleInForce) -> String {
    let origin = match rule.origin {
        Origin::Default => "the shipped policy",
        Origin::Policy => "the policy file",
        Origin::Programme => "the programme file",
    };
    match (&rule.shipped, rule.origin) {
        (None, Origin::Programme) => format!("From {origin}, as shipped."),
        (None, _) => format!("From {origin}. Source: {}", rule.source),
        (Some(shipped), _) => {
            let shipped = value(shipped.as_deref());
            format!("From {origin}; shipped: {shipped}.")
        }
    }
}

fn value(value: Option<&str>) -> &str {
    value.unwrap_or("not asked")
}

fn phrase(code: OutcomeCode) -> &'static str {
    match code {
        OutcomeCode::RecogniseFull => "recognition in full (recognise_full)",
        OutcomeCode::RecognisePartial => "recognition of a part (recognise_partial)",
        OutcomeCode::Flexible => "recognition with deviations (flexible)",
        OutcomeCode::Rpl => "Recognition of Prior Learning (rpl)",
        OutcomeCode::HumanReview => "a person's judgement (human_review)",
        OutcomeCode::NotLrc => "most likely no recognition (not_lrc)",
        OutcomeCode::NeedsInformation => "more information (needs_information)",
        OutcomeCode::NotVerified => "no recognition, since it is not verified (not_verified)",
    }
}

fn diff(arguments: &Diff) -> Result<u8, Error> {
    let (old, new) = (named(&arguments.old)?, named(&arguments.new)?);
    let infos = [old.info(), new.info()];
    let mut change = Change::new(old, new);
    let rules = change.rules();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let human = arguments.format == PolicyFormat::Human;
    if human {
        let page = &mut Page::new(&mut out);
        page.text(0, &format!("Rules that differ: {}.", rules.len()))?;
        for rule in &rules {
            let (old, new) = (value(rule.old.as_deref()), value(rule.new.as_deref()));
            page.text(2, &format!("{}: {old} -> {new}", rule.key))?;
        }
    }
    let mut counts = Counts::default();
    let mut changes: Vec<Value> = Vec::new();
    for path in &arguments.evaluations {
        evaluations::each(path, &mut |evaluation| {
            let effect = change.effect(&evaluation);
            counts.add(&effect);
            if counts.read.is_multiple_of(PROGRESS) {
                // Nothing is left to tell where standard error is closed.
                let _ = writeln!(anstream::stderr(), "{} evaluations read", counts.read);
            }
            if !effect.is_change() {
                return Ok(());
            }
            let title = evaluation.elements.title.value().map(Text::shown);
            if human {
                told(&mut Page::new(&mut out), &evaluation, title, &effect)
            } else {
                changes.push(json!({
                    "id": evaluation.id,
                    "title": title,
                    "outcome": { "old": effect.old, "new": effect.new },
                    "criteria": effect.criteria,
                    "by_old": effect.by_old,
                }));
                Ok(())
            }
        })?;
    }
    if human {
        if !arguments.evaluations.is_empty() {
            let page = &mut Page::new(&mut out);
            page.text(0, "")?;
            page.text(0, &counts.sentence())?;
        }
    } else {
        let report = json!({
            "policies": infos,
            "rules": rules,
            "evaluations": {
                "read": counts.read,
                "outcome_changes": counts.outcomes,
                "criteria_change": counts.criteria,
                "not_by_old": counts.not_by_old,
            },
            "changes": changes,
        });
        writeln!(out, "{}", text::safe_json(&format!("{report:#}")))?;
    }
    out.flush()?;
    Ok(exit::HELD)
}

/// The shipped policy by its name, or that of a file.
fn named(path: &Path) -> Result<Policy, Error> {
    match path.to_str() {
        Some("default") => Ok(Policy::default_policy()),
        _ => read_policy(path),
    }
}

#[derive(Debug, Default)]
struct Counts {
    read: u64,
    outcomes: u64,
    criteria: u64,
    not_by_old: u64,
}

impl Counts {
    fn add(&mut self, effect: &Effect) {
        self.read += 1;
        self.outcomes += u64::from(effect.old != effect.new);
        self.criteria += u64::from(!effect.criteria.is_empty());
        self.not_by_old += u64::from(!effect.by_old);
    }

    fn sentence(&self) -> String {
        let Self {
            read,
            outcomes,
            criteria,
            not_by_old,
        } = self;
        let evaluations = match read {
            1 => "1 evaluation".to_owned(),
            read => format!("{read} evaluations"),
        };
        let ends = match outcomes {
            0 => format!("None of {evaluations} ends otherwise."),
            1 => format!("1 of {evaluations} ends otherwise."),
            outcomes => format!("{outcomes} of {evaluations} end otherwise."),
        };
        let moves = match criteria {
            0 => "No criterion changes.".to_owned(),
            criteria => format!("Criteria change in {criteria}."),
        };
        let others = match not_by_old {
            0 => String::new(),
            others => format!(
                " {others} stand otherwise than the old policy scores them today: they were made by \
                 another policy, or under other rules of the engine."
            ),
        };
        match read {
            0 => "No evaluations were read.".to_owned(),
            _ => format!("{ends} {moves}{others}"),
        }
    }
}

fn told(
    page: &mut Page<'_>,
    evaluation: &Evaluation,
    title: Option<&str>,
    effect: &Effect,
) -> io::Result<()> {
    page.text(0, "")?;
    page.text(2, title.unwrap_or("(no title)"))?;
    page.text(INDENT, &evaluation.id.to_string())?;
    let old = capitalised(phrase(effect.old));
    let outcome = match effect.old == effect.new {
        true => format!("{old}, as before."),
        false => format!("{old} becomes {}.", phrase(effect.new)),
    };
    page.text(INDENT, &outcome)?;
    for Moved {
        criterion,
        old,
        new,
    } in &effect.criteria
    {
        let (old, new) = (range(*old), range(*new));
        let label = criterion.label();
        page.text(INDENT, &format!("{label}: {old} becomes {new}."))?;
    }
    Ok(())
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn range(bounds: Option<[u8; 2]>) -> String {
    match bounds {
        None => "does not apply".to_owned(),
        Some([lower, upper]) if lower == upper => lower.to_string(),
        Some([lower, upper]) => format!("{lower} to {upper}"),
    }
}

/// Lines of text, wrapped to the columns that are shown.
struct Page<'o> {
    out: &'o mut dyn Write,
    columns: usize,
    unicode: bool,
}

impl<'o> Page<'o> {
    fn new(out: &'o mut dyn Write) -> Self {
        Self {
            out,
            columns: page_columns().clamp(40, 100),
            unicode: shows_utf8(),
        }
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        self.text(0, "")?;
        self.text(0, text)
    }

    /// Writes a text that begins at a column, and goes on there.
    fn text(&mut self, indent: usize, text: &str) -> io::Result<()> {
        let text = text::safe(text, self.unicode);
        let mut line = " ".repeat(indent);
        let mut is_empty = true;
        for word in text.split(' ') {
            let columns = text::columns_of(&line) + 1 + text::columns_of(word);
            if !is_empty && columns > self.columns {
                writeln!(self.out, "{}", line.trim_end())?;
                line = " ".repeat(indent);
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        writeln!(self.out, "{}", line.trim_end())
    }
}
