//! What a credential says that contradicts itself, or deserves a look.
//!
//! Each rule takes facts with their places and names both places that do not go together. A
//! contradiction is `failed`, a slip `inconclusive`; where nothing is found, nothing is said.

use credeval_model::{
    Check, CheckCode, CheckOutcome, Pointer,
    check::Cause,
    element::{CreditSystem, Credits, Derivation, QualityKind, Text},
    scope::{Relation, Scope, Sign},
};

use crate::{
    reading::{Calendar, Date, Fact, short},
    scope::TRANSCRIPT_PARTS,
    vocabulary::normal,
};

/// Hours of one ECTS credit outside of which the figures contradict each other. The ECTS Users'
/// Guide 2015 says 25 to 30; the widest national practice is 20 (United Kingdom) to 40.
const HOURS_PER_ECTS: std::ops::RangeInclusive<f64> = 20.0..=40.0;
/// How far two statements of the same hours may lie apart, as parts of one of them: issuers round.
const SAME_HOURS: (f64, f64) = (0.9, 1.1);
/// Below an hour of learning a week, calendar time and hours cannot both be meant.
const HOURS_PER_MONTH: f64 = 4.0;
/// Accreditations that are looked at: a joint degree names one for each of its institutions.
const ACCREDITATIONS: usize = 8;

/// What the rules look at, gathered while an achievement is read.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// When it says that it was awarded, issued, valid from; with the words for it.
    pub(crate) dates: Vec<(&'static str, Fact<Date>)>,
    /// Until when it is valid.
    pub(crate) until: Option<Fact<Date>>,
    /// When learning began and ended.
    pub(crate) periods: Vec<Period>,
    /// Credits of the achievement as a whole.
    pub(crate) credits: Vec<Fact<Credits>>,
    /// Hours of the achievement as a whole.
    pub(crate) hours: Vec<Fact<f64>>,
    /// A study load that is hours by its schema and minutes by its issuer's software.
    pub(crate) study_load: Option<Fact<f64>>,
    /// Credits that were earned, and those that could be.
    pub(crate) earned: Option<(Fact<f64>, Fact<f64>)>,
    /// Calendar time that stands where a workload belongs.
    pub(crate) calendar: Vec<Fact<Calendar>>,
    /// Levels of the European Qualifications Framework.
    pub(crate) levels: Vec<Fact<u8>>,
    /// Levels of it that follow from a national level or a cycle.
    pub(crate) derived_levels: Vec<Fact<(u8, Derivation)>>,
    /// Grades without a scheme.
    pub(crate) bare_grades: Vec<Fact<String>>,
    /// What is said of supervision, and what is said against it.
    pub(crate) supervision: Option<(Fact<String>, Fact<bool>)>,
    /// That it can be stacked, where nothing says towards what.
    pub(crate) stackable: Option<Fact<String>>,
    /// Fields of learning, by their codes in ISCED-F.
    pub(crate) fields: Vec<Fact<String>>,
    /// Where it was awarded: countries and administrative units, by their codes.
    pub(crate) places: Vec<Fact<String>>,
    /// Accreditations.
    pub(crate) accreditations: Vec<Accreditation>,
    /// The achievements among which it stands: those of the credential, or of what it is a part of.
    pub(crate) achievements: Option<Listed>,
    /// The parts that it consists of, where they are read singly.
    pub(crate) parts: Option<Listed>,
    /// What tells whether it is a micro-credential.
    pub(crate) signs: Vec<Sign>,
    /// How it hangs together with other nodes of the credential.
    pub(crate) relations: Vec<Relation>,
}

/// Achievements that stand in one list.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) count: usize,
    /// The place of the first.
    pub(crate) at: Pointer,
    /// How many of them are mapped.
    pub(crate) mapped: usize,
}

/// When learning began and ended.
#[derive(Debug, Default)]
pub(crate) struct Period {
    pub(crate) start: Option<Fact<Date>>,
    pub(crate) end: Option<Fact<Date>>,
}

/// An accreditation that is stated.
#[derive(Debug, Default)]
pub(crate) struct Accreditation {
    pub(crate) from: Option<Fact<Date>>,
    pub(crate) until: Option<Fact<Date>>,
    /// What its type says that it accredits.
    pub(crate) kind: Option<Fact<QualityKind>>,
    pub(crate) title: Option<Fact<Text>>,
    pub(crate) refused: Option<Fact<String>>,
    /// The organisation that it is of, where that is none that awards.
    pub(crate) another: Option<Fact<String>>,
    /// Levels of the European Qualifications Framework that it is limited to.
    pub(crate) levels: Vec<Fact<u8>>,
    /// Fields that it is limited to, each with those below it: `08` covers `0811`.
    pub(crate) fields: Vec<Fact<String>>,
    /// Countries and administrative units that it is limited to, each with those below it.
    pub(crate) places: Vec<Fact<String>>,
}

/// What was found: first the contradictions of each rule, in the order of the codes.
pub(crate) fn findings(facts: &Facts, scope: &Scope) -> Vec<Check> {
    const RULES: [fn(&Facts, &mut Vec<Check>); 7] = [
        dates,
        workload,
        level,
        grade,
        supervision,
        stackability,
        accreditation,
    ];
    let mut found = Vec::new();
    for rule in RULES {
        rule(facts, &mut found);
    }
    beyond(scope, &mut found);
    transcript(facts, &mut found);
    found
}

fn dates(facts: &Facts, found: &mut Vec<Check>) {
    let starts = facts
        .periods
        .iter()
        .filter_map(|period| period.start.as_ref());
    let ends = facts
        .periods
        .iter()
        .filter_map(|period| period.end.as_ref());
    let first_start = starts.min_by_key(|start| start.value.time.latest);
    let last_end = ends.max_by_key(|end| end.value.time.earliest);
    for (words, date) in &facts.dates {
        let learning = [("began", first_start), ("ended", last_end)];
        let later = learning.iter().find_map(|(verb, event)| {
            event
                .filter(|event| before(date, event))
                .map(|event| (verb, event))
        });
        if let Some((verb, event)) = later {
            found.push(finding(
                CheckCode::IntegrityDates,
                CheckOutcome::Failed,
                &date.at,
                format!(
                    "{words} {} ({}), before the learning {verb} on {} ({})",
                    date.value.text, date.at, event.value.text, event.at
                ),
                (
                    format!("{} or later", event.value.text),
                    date.value.text.clone(),
                ),
            ));
        }
    }
    let reversed = facts.periods.iter().filter_map(|period| {
        let (start, end) = (period.start.as_ref()?, period.end.as_ref()?);
        before(end, start).then_some(("the learning ended on", end, "it began on", start))
    });
    let expired = facts.until.iter().flat_map(|until| {
        facts
            .dates
            .iter()
            .filter(|(_, date)| before(until, date))
            .map(move |(words, date)| ("valid until", until, *words, date))
    });
    if let Some((words, early, other_words, late)) = reversed.chain(expired).next() {
        found.push(finding(
            CheckCode::IntegrityDates,
            CheckOutcome::Failed,
            &early.at,
            format!(
                "{words} {} ({}), earlier than {other_words} {} ({})",
                early.value.text, early.at, late.value.text, late.at
            ),
            (
                format!("{} or later", late.value.text),
                early.value.text.clone(),
            ),
        ));
    }
}

fn workload(facts: &Facts, found: &mut Vec<Check>) {
    let ects = facts
        .credits
        .iter()
        .find(|credits| credits.value.system == CreditSystem::Ects);
    if let (Some(ects), Some(hours)) = (ects, facts.hours.first()) {
        let ratio = hours.value / ects.value.points;
        if !HOURS_PER_ECTS.contains(&ratio) {
            found.push(finding(
                CheckCode::IntegrityWorkload,
                CheckOutcome::Failed,
                &hours.at,
                format!(
                    "{} hours ({}) for {} ECTS ({}) are {ratio:.1} hours a credit, outside of {} to {}",
                    hours.value,
                    hours.at,
                    ects.value.points,
                    ects.at,
                    HOURS_PER_ECTS.start(),
                    HOURS_PER_ECTS.end()
                ),
                (
                    format!("{} to {} hours a credit", HOURS_PER_ECTS.start(), HOURS_PER_ECTS.end()),
                    format!("{ratio:.1}"),
                ),
            ));
        }
    }
    if let Some(calendar) = facts.calendar.first() {
        found.extend(calendar_time(calendar, facts.hours.first(), ects));
    }
    let differing_hours = differing(&facts.hours, |hours| (*hours, "hours".to_owned()));
    let differing_credits = differing(&facts.credits, |credits| {
        (credits.points, unit(&credits.system))
    });
    if let Some((one, other, unit)) = differing_hours.or(differing_credits) {
        found.push(finding(
            CheckCode::IntegrityWorkload,
            CheckOutcome::Inconclusive,
            &other.at,
            format!(
                "{} {unit} ({}) beside {} {unit} ({})",
                one.value, one.at, other.value, other.at
            ),
            (one.value.to_string(), other.value.to_string()),
        ));
    }
    study_load(facts, found);
    earned(facts, found);
}

/// A study load without a certain unit, where another statement tells which unit can be meant.
fn study_load(facts: &Facts, found: &mut Vec<Check>) {
    let Some(load) = &facts.study_load else {
        return;
    };
    let ects = facts
        .credits
        .iter()
        .find(|credits| credits.value.system == CreditSystem::Ects);
    let (beside, at, hours): (String, _, std::ops::RangeInclusive<f64>) =
        match (ects, facts.hours.first()) {
            (Some(ects), _) => {
                let points = ects.value.points;
                let (least, most) = (HOURS_PER_ECTS.start(), HOURS_PER_ECTS.end());
                (
                    format!("{points} ECTS"),
                    &ects.at,
                    least * points..=most * points,
                )
            }
            (None, Some(hours)) => {
                let (least, most) = SAME_HOURS;
                let value = hours.value;
                (
                    format!("{value} hours"),
                    &hours.at,
                    least * value..=most * value,
                )
            }
            (None, None) => return,
        };
    let minutes = load.value / 60.0;
    let (outcome, meaning) = if hours.contains(&load.value) {
        (
            CheckOutcome::Inconclusive,
            "only hours are possible".to_owned(),
        )
    } else if hours.contains(&minutes) {
        let meaning = format!("only minutes are possible, {minutes} hours");
        (CheckOutcome::Inconclusive, meaning)
    } else {
        (CheckOutcome::Failed, "neither is possible".to_owned())
    };
    found.push(finding(
        CheckCode::IntegrityWorkload,
        outcome,
        &load.at,
        format!(
            "a study load of {} ({}) is hours by its schema and minutes by its issuer's software; beside {beside} ({at}) {meaning}",
            load.value, load.at
        ),
        ("a unit".to_owned(), "none that is certain".to_owned()),
    ));
}

/// More credits earned than there are.
fn earned(facts: &Facts, found: &mut Vec<Check>) {
    if let Some((earned, available)) = &facts.earned
        && earned.value > available.value
    {
        found.push(finding(
            CheckCode::IntegrityWorkload,
            CheckOutcome::Failed,
            &earned.at,
            format!(
                "{} credits were earned ({}) of {} available ({})",
                earned.value, earned.at, available.value, available.at
            ),
            (
                format!("{} or fewer", available.value),
                earned.value.to_string(),
            ),
        ));
    }
}

/// Calendar time where hours belong, beside hours or credits that tell how much was meant. `P60M` is
/// sixty months, and often written for sixty hours: that is said, never corrected.
fn calendar_time(
    calendar: &Fact<Calendar>,
    hours: Option<&Fact<f64>>,
    ects: Option<&Fact<Credits>>,
) -> Option<Check> {
    let Calendar { text, months } = &calendar.value;
    let number = text
        .strip_prefix('P')
        .and_then(|text| text.strip_suffix('M'))
        .and_then(|number| number.parse::<f64>().ok());
    let (beside, fits, most, expected) = match (hours, ects) {
        (Some(hours), _) => (
            format!("{} hours ({})", hours.value, hours.at),
            number.filter(|number| (number - hours.value).abs() < f64::EPSILON),
            hours.value,
            format!("{} hours", hours.value),
        ),
        (None, Some(ects)) => {
            let credits = ects.value.points;
            let [least, most] =
                [HOURS_PER_ECTS.start(), HOURS_PER_ECTS.end()].map(|of| of * credits);
            (
                format!("{credits} ECTS ({})", ects.at),
                number.filter(|number| (least..=most).contains(number)),
                most,
                format!("{least} to {most} hours"),
            )
        }
        (None, None) => return None,
    };
    let impossible = most / months < HOURS_PER_MONTH;
    // Some months for some credits are how long the course ran.
    if hours.is_none() && !impossible {
        return None;
    }
    let meant = fits.map_or_else(String::new, |hours| {
        format!("; {hours} hours, which are written PT{hours}H, would fit")
    });
    Some(finding(
        CheckCode::IntegrityWorkload,
        if impossible {
            CheckOutcome::Failed
        } else {
            CheckOutcome::Inconclusive
        },
        &calendar.at,
        format!(
            "a volume of learning of {text} ({}), which is {months:.0} months of calendar time, beside {beside}{meant}",
            calendar.at
        ),
        (expected, text.clone()),
    ))
}

fn unit(system: &CreditSystem) -> String {
    match system {
        CreditSystem::Ects => "ECTS".to_owned(),
        CreditSystem::Ecvet => "ECVET points".to_owned(),
        CreditSystem::Other(name) => format!("credits ({})", short(name)),
        _ => "credits of no stated system".to_owned(),
    }
}

/// The first two facts of one unit whose amounts differ.
fn differing<T>(
    facts: &[Fact<T>],
    amount: impl Fn(&T) -> (f64, String),
) -> Option<(Fact<f64>, Fact<f64>, String)> {
    let amounts: Vec<_> = facts
        .iter()
        .map(|fact| (amount(&fact.value), fact.at.clone()))
        .collect();
    amounts
        .iter()
        .enumerate()
        .find_map(|(index, ((one, unit), at))| {
            let other = amounts
                .iter()
                .skip(index + 1)
                .find(|((other, other_unit), _)| {
                    unit == other_unit && (one - other).abs() > f64::EPSILON
                })?;
            let fact = |value: f64, at: &Pointer| Fact {
                value,
                at: at.clone(),
            };
            Some((fact(*one, at), fact(other.0.0, &other.1), unit.clone()))
        })
}

/// Levels that differ: stated ones, and those that follow from what else is stated.
fn level(facts: &Facts, found: &mut Vec<Check>) {
    let stated = facts.levels.iter().map(|Fact { value: level, at }| {
        let words = format!("EQF level {level} ({at})");
        (*level, at, words)
    });
    let derived = facts.derived_levels.iter().map(|fact| {
        let ((level, derivation), at) = (&fact.value, &fact.at);
        let words = format!(
            "{} ({at}), which is EQF level {level} by the {}",
            derivation.from, derivation.source
        );
        (*level, at, words)
    });
    let mut levels = stated.chain(derived);
    let Some((one, _, words)) = levels.next() else {
        return;
    };
    if let Some((other, at, other_words)) = levels.find(|other| other.0 != one) {
        found.push(finding(
            CheckCode::IntegrityLevel,
            CheckOutcome::Failed,
            at,
            format!("{words} beside {other_words}"),
            (format!("level {one}"), format!("level {other}")),
        ));
    }
}

fn grade(facts: &Facts, found: &mut Vec<Check>) {
    let Some(grade) = facts.bare_grades.first() else {
        return;
    };
    let more = match facts.bare_grades.len() - 1 {
        0 => String::new(),
        more => format!(", nor do {more} more"),
    };
    found.push(finding(
        CheckCode::IntegrityGrade,
        CheckOutcome::Inconclusive,
        &grade.at,
        format!(
            "the grade `{}` ({}) has no scheme or scale that gives it meaning{more}",
            short(&grade.value),
            grade.at
        ),
        ("a grading scheme".to_owned(), "none".to_owned()),
    ));
}

fn supervision(facts: &Facts, found: &mut Vec<Check>) {
    if let Some((words, identity)) = &facts.supervision {
        let checked = if identity.value {
            "checked"
        } else {
            "not checked"
        };
        found.push(finding(
            CheckCode::IntegritySupervision,
            CheckOutcome::Inconclusive,
            &identity.at,
            format!(
                "supervision is stated as `{}` ({}) and identity as {checked} ({})",
                short(&words.value),
                words.at,
                identity.at
            ),
            (short(&words.value), checked.to_owned()),
        ));
    }
}

fn stackability(facts: &Facts, found: &mut Vec<Check>) {
    if let Some(stackable) = &facts.stackable {
        found.push(finding(
            CheckCode::IntegrityStackability,
            CheckOutcome::Inconclusive,
            &stackable.at,
            format!(
                "{} ({}), and nothing says towards what it counts",
                stackable.value, stackable.at
            ),
            ("what it counts towards".to_owned(), "nothing".to_owned()),
        ));
    }
}

fn accreditation(facts: &Facts, found: &mut Vec<Check>) {
    for accreditation in facts.accreditations.iter().take(ACCREDITATIONS) {
        found.extend(not_covering(facts, accreditation));
        found.extend(differently_titled(accreditation));
    }
}

/// An accreditation that by its type is of one thing, and by its title of another.
fn differently_titled(accreditation: &Accreditation) -> Option<Check> {
    let (kind, title) = (accreditation.kind.as_ref()?, accreditation.title.as_ref()?);
    let named = accredited(&title.value).filter(|named| *named != kind.value)?;
    let [of, other] = [kind.value, named].map(|kind| match kind {
        QualityKind::Institution => "an institution",
        _ => "a programme",
    });
    Some(finding(
        CheckCode::IntegrityAccreditation,
        CheckOutcome::Inconclusive,
        &title.at,
        format!(
            "by its type ({}) the accreditation is of {of}, and by its title `{}` ({}) of {other}",
            kind.at,
            short(title.value.shown()),
            title.at
        ),
        (of.to_owned(), other.to_owned()),
    ))
}

/// Why an accreditation does not cover the award, by what it says itself. One that does not counts
/// for nothing. A limit to something that the credential does not state keeps nothing out.
///
/// Source: European Learning Model 3 (`Accreditation`: `decision`, `organisation`, `dateIssued`,
/// `expiryDate` and the `limit…` properties).
#[expect(clippy::too_many_lines, reason = "one limit after the other")]
pub(crate) fn not_covering(facts: &Facts, accreditation: &Accreditation) -> Vec<Check> {
    use CheckOutcome::{Failed, Inconclusive};
    let mut found = Vec::new();
    let mut add = |outcome, at: &Pointer, summary: String, sides: (String, String)| {
        let code = CheckCode::IntegrityAccreditation;
        found.push(finding(code, outcome, at, summary, sides));
    };
    if let Some(refused) = &accreditation.refused {
        let words = short(&refused.value);
        add(
            Failed,
            &refused.at,
            format!("the accreditation was refused: `{words}` ({})", refused.at),
            ("a positive decision".to_owned(), words),
        );
    }
    if let Some(another) = &accreditation.another {
        let name = short(&another.value);
        add(
            Inconclusive,
            &another.at,
            format!(
                "the accreditation is of `{name}` ({}), which does not award this",
                another.at
            ),
            ("the awarding body".to_owned(), name),
        );
    }
    // The award itself comes first in the list of dates.
    let award = facts.dates.first();
    if let (Some((words, award)), Some(until)) = (award, &accreditation.until)
        && before(until, award)
    {
        add(
            Failed,
            &until.at,
            format!(
                "the accreditation expired on {} ({}), earlier than the credential, {words} {} ({})",
                until.value.text, until.at, award.value.text, award.at
            ),
            (
                format!("{} or later", award.value.text),
                until.value.text.clone(),
            ),
        );
    }
    if let (Some((words, award)), Some(from)) = (award, &accreditation.from)
        && before(award, from)
    {
        add(
            Inconclusive,
            &from.at,
            format!(
                "the accreditation was issued on {} ({}), later than the credential, {words} {} ({})",
                from.value.text, from.at, award.value.text, award.at
            ),
            (
                format!("{} or earlier", award.value.text),
                from.value.text.clone(),
            ),
        );
    }
    let is_covered = |level: &Fact<u8>| {
        let mut limits = accreditation.levels.iter();
        limits.any(|limit| limit.value == level.value)
    };
    if let (Some(level), Some(limit)) = (facts.levels.first(), accreditation.levels.first())
        && !facts.levels.iter().any(is_covered)
    {
        add(
            Failed,
            &limit.at,
            format!(
                "the accreditation covers EQF level {} ({}), and EQF level {} ({}) is stated",
                limit.value, limit.at, level.value, level.at
            ),
            (
                format!("level {}", level.value),
                format!("level {}", limit.value),
            ),
        );
    }
    let in_field = |code: &str, limit: &str| code.starts_with(limit);
    if let Some((limit, field)) = outside(&accreditation.fields, &facts.fields, in_field) {
        add(
            Failed,
            &limit.at,
            format!(
                "the accreditation covers the field {} ({}), and the field {} ({}) is stated",
                limit.value, limit.at, field.value, field.at
            ),
            (
                format!("field {}", field.value),
                format!("field {}", limit.value),
            ),
        );
    }
    let in_place = |code: &str, limit: &str| {
        code.strip_prefix(limit)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    if let Some((limit, place)) = outside(&accreditation.places, &facts.places, in_place) {
        add(
            Failed,
            &limit.at,
            format!(
                "the accreditation holds in {} ({}), and the award was made in {} ({})",
                limit.value, limit.at, place.value, place.at
            ),
            (place.value.clone(), limit.value.clone()),
        );
    }
    found
}

/// Why an accreditation is none of this award. One that was issued later stands there all the same:
/// it may be the renewal of another, and what its day is worth is no matter of what is stated.
pub(crate) fn excluding(facts: &Facts, accreditation: &Accreditation) -> Option<Check> {
    let since = accreditation.from.as_ref().map(|from| &from.at);
    let mut why = not_covering(facts, accreditation).into_iter();
    why.find(|why| why.outcome == CheckOutcome::Failed || why.pointer.as_ref() != since)
}

/// The first limit and the first code, where all codes lie outside of all limits. A code above a
/// limit says too little: the award may lie in it.
fn outside<'a>(
    limits: &'a [Fact<String>],
    codes: &'a [Fact<String>],
    is_below: impl Fn(&str, &str) -> bool,
) -> Option<(&'a Fact<String>, &'a Fact<String>)> {
    let first = (limits.first()?, codes.first()?);
    let may_be_in = |code: &Fact<String>| {
        limits
            .iter()
            .any(|limit| is_below(&code.value, &limit.value) || is_below(&limit.value, &code.value))
    };
    (!codes.iter().any(may_be_in)).then_some(first)
}

/// What the title of an accreditation says in English that it accredits, where it says one thing.
fn accredited(title: &Text) -> Option<QualityKind> {
    let title = normal(title.shown());
    let names = |words: &[&str]| title.split(' ').any(|word| words.contains(&word));
    let programme = names(&["programme", "programmes", "program", "programs"]);
    let institution = names(&["institution", "institutions", "institutional"]);
    match (programme, institution) {
        (true, false) => Some(QualityKind::Programme),
        (false, true) => Some(QualityKind::Institution),
        _ => None,
    }
}

/// What is more than a micro-credential: one finding for each sign of it.
fn beyond(scope: &Scope, found: &mut Vec<Check>) {
    let beyond = scope
        .signs
        .iter()
        .filter(|sign| sign.speaks_for.is_beyond());
    for sign in beyond {
        found.push(finding(
            CheckCode::IntegrityScope,
            CheckOutcome::Failed,
            &sign.from,
            format!(
                "{} ({}): more than a micro-credential, use the ordinary qualification procedure",
                sign.text, sign.from
            ),
            (
                "a micro-credential".to_owned(),
                sign.speaks_for.label().to_owned(),
            ),
        ));
    }
}

/// One of many achievements of a credential, or a whole whose parts are too many.
fn transcript(facts: &Facts, found: &mut Vec<Check>) {
    let several = facts
        .achievements
        .as_ref()
        .filter(|several| several.count >= TRANSCRIPT_PARTS);
    let unread = facts
        .parts
        .as_ref()
        .filter(|parts| parts.count > parts.mapped);
    let told = [
        (several, "one of", "of a transcript"),
        (unread, "a whole of", "in it"),
    ];
    for (listed, before, after) in told {
        let Some(listed) = listed else { continue };
        found.push(finding(
            CheckCode::IntegrityScope,
            if listed.count > listed.mapped {
                CheckOutcome::Failed
            } else {
                CheckOutcome::Inconclusive
            },
            &listed.at,
            format!(
                "{before} {} achievements {after} (the first at {}), of which {} are read singly",
                listed.count, listed.at, listed.mapped
            ),
            (
                format!("fewer than {TRANSCRIPT_PARTS} achievements"),
                listed.count.to_string(),
            ),
        ));
    }
}

/// Whether one date lies before another, whatever time of day and zone each means.
fn before(one: &Fact<Date>, other: &Fact<Date>) -> bool {
    one.value.time.latest < other.value.time.earliest
}

fn finding(
    code: CheckCode,
    outcome: CheckOutcome,
    at: &Pointer,
    summary: String,
    (expected, found): (String, String),
) -> Check {
    let cause = match outcome {
        CheckOutcome::Failed => "contradiction",
        _ => "slip",
    };
    Check::new(code, outcome, summary)
        .at(at.clone())
        .because(Cause::new(cause).mismatch(expected, found))
}
