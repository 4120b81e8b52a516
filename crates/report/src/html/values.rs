//! The values of standard elements, in our own words for what is ours and marked words of the
//! credential for what is its own.

use credeval_model::element::{
    Assessment, AssessmentKind, Concept, Country, CreditSystem, Credits, ElementName, Grade,
    Identifier, Learner, LearningOutcome, LearningOutcomes, Level, Organisation, Participation,
    ParticipationMode, QualityAssurance, Stackability, Supervision, Text, Workload,
};
use maud::{Markup, html};

use super::{
    places,
    said::{self, Rows},
    view::View,
};
use crate::human::{
    phrases,
    values::{HOURS_PER_ECTS, rounded},
};

impl View<'_> {
    /// What an element says, in rows; none where it is absent or empty.
    pub(super) fn value(&self, name: ElementName) -> Rows {
        let elements = &self.evaluation.elements;
        let mut rows = Rows::default();
        match name {
            ElementName::Learner => {
                each(&mut rows, elements.learner.value(), |rows, one| {
                    self.learner(rows, one);
                });
            }
            ElementName::Title => {
                each(&mut rows, elements.title.value(), |rows, one| {
                    self.words(rows, one);
                });
            }
            ElementName::Country => {
                let countries = elements.country.value().into_iter().flatten();
                each(&mut rows, countries, |rows, one| {
                    rows.push(|| self.country(one));
                });
            }
            ElementName::AwardingBody => {
                let bodies = elements.awarding_body.value().into_iter().flatten();
                each(&mut rows, bodies, |rows, one| self.organisation(rows, one));
            }
            ElementName::Issued => each(&mut rows, elements.issued.value(), |rows, one| {
                rows.push(|| html! { (said::plain(&one.date)) " " span.dim { "(" (said::code(&one.stated_as)) ")" } });
            }),
            ElementName::LearningOutcomes => {
                let outcomes = elements.learning_outcomes.value();
                each(&mut rows, outcomes, |rows, one| self.outcomes(rows, one));
            }
            ElementName::Workload => {
                each(&mut rows, elements.workload.value(), |rows, one| {
                    self.workload(rows, one);
                });
            }
            ElementName::Level => {
                each(&mut rows, elements.level.value(), |rows, one| {
                    self.level(rows, one);
                });
            }
            ElementName::Assessment => {
                let assessments = elements.assessment.value().into_iter().flatten();
                each(&mut rows, assessments, |rows, one| {
                    rows.push(|| self.assessment(one));
                });
            }
            ElementName::Participation => {
                let forms = elements.participation.value().into_iter().flatten();
                each(&mut rows, forms, |rows, one| {
                    rows.push(|| self.participation(one));
                });
            }
            ElementName::QualityAssurance => {
                let assured = elements.quality_assurance.value().into_iter().flatten();
                each(&mut rows, assured, |rows, one| {
                    rows.push(|| self.quality(one));
                });
            }
            ElementName::Prerequisites => {
                let texts = elements.prerequisites.value().into_iter().flatten();
                each(&mut rows, texts, |rows, one| self.words(rows, one));
            }
            ElementName::Supervision => {
                each(&mut rows, elements.supervision.value(), |rows, one| {
                    rows.push(|| self.supervision(one));
                });
            }
            ElementName::Grade => {
                let grades = elements.grade.value().into_iter().flatten();
                each(&mut rows, grades, |rows, one| rows.push(|| self.grade(one)));
            }
            ElementName::Stackability => {
                let stackable = elements.stackability.value();
                each(&mut rows, stackable, |rows, one| {
                    self.stackability(rows, one);
                });
            }
            ElementName::FurtherInformation => {
                let notes = elements.further_information.value().into_iter().flatten();
                each(&mut rows, notes, |rows, one| {
                    rows.push(|| html! { (said::code(&one.about)) ": " (self.said(&one.text)) });
                });
            }
        }
        rows
    }

    fn said(&self, text: &Text) -> Markup {
        said::said(text, self.language)
    }

    fn is_said(&self, text: Option<&Text>) -> bool {
        text.is_some_and(|text| said::is_said(text, self.language))
    }

    fn words(&self, rows: &mut Rows, text: &Text) {
        if self.is_said(Some(text)) {
            rows.push(|| self.said(text));
        }
    }

    /// The learner's name, else the identifier.
    pub(super) fn who(&self, learner: &Learner) -> Option<Markup> {
        let parts = [&learner.given_name, &learner.family_name];
        let parts: Vec<&Text> = parts.into_iter().flatten().collect();
        match (&learner.name, parts.as_slice(), &learner.id) {
            (Some(name), _, _) if self.is_said(Some(name)) => Some(self.said(name)),
            (_, [_, ..], _) => Some(html! { @for part in &parts { (self.said(part)) " " } }),
            (_, [], Some(id)) => Some(said::plain(id)),
            (_, [], None) => learner.email.as_deref().map(said::plain),
        }
    }

    fn learner(&self, rows: &mut Rows, learner: &Learner) {
        let born = learner.date_of_birth.as_deref();
        if let Some(who) = self.who(learner) {
            rows.push(|| html! {
                (who)
                @if let Some(born) = born { ", " (self.locale.say("born")) " " (said::plain(phrases::day(born))) }
                @if let Some(email) = &learner.email { ", " (said::plain(email)) }
            });
        }
        if let Some(id) = &learner.id {
            rows.push(|| said::plain(id));
        }
        self.identifiers(rows, &learner.identifiers);
    }

    fn identifiers(&self, rows: &mut Rows, identifiers: &[Identifier]) {
        for identifier in identifiers {
            rows.push(|| {
                html! {
                    (said::plain(&identifier.scheme)) ": " (said::plain(&identifier.value))
                    @if identifier.hashed { " (" (self.locale.say("hashed")) ")" }
                }
            });
        }
    }

    fn country(&self, country: &Country) -> Markup {
        html! {
            @if let Some(region) = &country.region { (self.said(region)) ", " }
            @if let Some(name) = &country.name { (self.said(name)) " " }
            @if !country.code.is_empty() { (said::code(&country.code)) }
        }
    }

    /// The name of a body, else its identifier.
    pub(super) fn body(&self, body: &Organisation) -> Option<Markup> {
        match &body.name {
            Some(name) if self.is_said(Some(name)) => Some(self.said(name)),
            _ => body.id.as_deref().map(said::plain),
        }
    }

    fn organisation(&self, rows: &mut Rows, body: &Organisation) {
        if let Some(name) = body.name.as_ref() {
            self.words(rows, name);
        }
        if let Some(id) = &body.id {
            rows.push(|| said::plain(id));
        }
        if let Some(page) = &body.homepage {
            rows.push(|| places::elsewhere(page));
        }
        self.identifiers(rows, &body.identifiers);
    }

    fn outcomes(&self, rows: &mut Rows, outcomes: &LearningOutcomes) {
        let assessed = match outcomes.assessed {
            true => "outcomes-assessed",
            false => "outcomes-not-assessed",
        };
        rows.push(|| html! {
            (self.locale.count("outcomes-listed", outcomes.listed.len())) ", " (self.locale.say(assessed))
        });
        for outcome in &outcomes.listed {
            rows.push(|| self.outcome(outcome));
        }
        for summary in &outcomes.summary {
            self.words(rows, summary);
        }
        for text in &outcomes.descriptions {
            rows.push(|| html! { (self.locale.say("description")) ": " (self.said(text)) });
        }
    }

    fn outcome(&self, outcome: &LearningOutcome) -> Markup {
        html! {
            (self.said(&outcome.title))
            @if let Some(framework) = &outcome.framework { ", " (self.said(framework)) }
            @if let Some(code) = &outcome.code { " " (said::code(code)) }
            @if !outcome.uris.is_empty() {
                " " span.dim { "(" (self.locale.count("framework-terms", outcome.uris.len())) ")" }
            }
        }
    }

    fn workload(&self, rows: &mut Rows, workload: &Workload) {
        for credits in &workload.credits {
            rows.push(|| self.credits(credits));
        }
        if let Some(hours) = workload.hours {
            rows.push(|| html! { (self.locale.say_with("hours", [("count", hours.into())])) });
        }
        if let Some(duration) = &workload.duration {
            rows.push(|| html! { (self.locale.say("duration")) " " (said::code(duration)) });
        }
        // What it amounts to is arithmetic of ours.
        let (least, most) = HOURS_PER_ECTS;
        let mut credits = workload.credits.iter();
        if let Some(ects) = credits.find(|one| one.system == CreditSystem::Ects) {
            rows.push(|| {
                html! { span.dim { (self.locale.say_with("ects-as-hours", [
                    ("points", ects.points.into()),
                    ("from", rounded(ects.points * least).into()),
                    ("to", rounded(ects.points * most).into()),
                ])) } }
            });
        }
        if let Some(hours) = workload.hours {
            rows.push(|| {
                html! { span.dim { (self.locale.say_with("hours-as-ects", [
                    ("count", hours.into()),
                    ("from", rounded(hours / most).into()),
                    ("to", rounded(hours / least).into()),
                ])) } }
            });
        }
    }

    fn credits(&self, credits: &Credits) -> Markup {
        let points = credits.points;
        match &credits.system {
            CreditSystem::Ects => html! { (points) " ECTS" },
            CreditSystem::Ecvet => html! { (points) " ECVET" },
            CreditSystem::Other(system) => html! {
                (self.locale.say_with("credits", [("count", points.into())])) " (" (said::plain(system)) ")"
            },
            _ => html! { (self.locale.say_with("credits-unstated", [("count", points.into())])) },
        }
    }

    fn level(&self, rows: &mut Rows, level: &Level) {
        if let Some(eqf) = level.eqf.filter(|_| level.derived.is_none()) {
            rows.push(|| html! { "EQF " (eqf) });
        }
        for national in &level.nqf {
            if let Some(words) = self.concept(national) {
                rows.push(|| words);
            }
        }
        if let Some(cycle) = level.cycle {
            rows.push(|| html! { (self.locale.term("cycle", cycle)) });
        }
        if let Some(label) = &level.label {
            self.words(rows, label);
        }
        if let Some((eqf, derived)) = level.eqf.zip(level.derived.as_ref()) {
            rows.push(|| {
                html! {
                    span.dim {
                        "EQF " (eqf) " (" (self.locale.say("not-stated-follows")) " "
                        (said::engine_words(self.locale, &derived.from)) "; "
                        (said::engine_words(self.locale, &derived.source)) ")"
                    }
                }
            });
        }
    }

    fn concept(&self, concept: &Concept) -> Option<Markup> {
        match &concept.label {
            Some(label) if self.is_said(Some(label)) => Some(self.said(label)),
            _ => concept.uri.as_deref().map(said::plain),
        }
    }

    fn assessment(&self, assessment: &Assessment) -> Markup {
        html! {
            @match assessment.kind {
                AssessmentKind::Other => { (self.concept(&assessment.stated).unwrap_or_else(|| html! { (self.locale.term("assessment", AssessmentKind::Other)) })) }
                kind => { (self.locale.term("assessment", kind)) }
            }
            @if let Some(title) = &assessment.title { " (" (self.said(title)) ")" }
            @if assessment.graded { ", " (self.locale.say("graded")) }
            @if assessment.grading_scheme { ", " (self.locale.say("with-scheme")) }
            @if let Some(by) = &assessment.assessed_by { ", " (self.locale.say("assessed-by")) " " (self.said(by)) }
        }
    }

    fn participation(&self, participation: &Participation) -> Markup {
        match participation.mode {
            ParticipationMode::Other => self.concept(&participation.stated).unwrap_or_else(
                || html! { (self.locale.term("participation", ParticipationMode::Other)) },
            ),
            mode => html! { (self.locale.term("participation", mode)) },
        }
    }

    fn quality(&self, quality: &QualityAssurance) -> Markup {
        html! {
            (self.locale.term("quality", quality.kind))
            @if let Some(title) = &quality.title { " (" (self.said(title)) ")" }
            @if let Some(agent) = &quality.agent { ", " (self.locale.say("by")) " " (self.said(agent)) }
            @if let Some(from) = &quality.valid_from { ", " (self.locale.say("valid-from")) " " (said::plain(from)) }
            @if let Some(until) = &quality.valid_until { ", " (self.locale.say("valid-until")) " " (said::plain(until)) }
            @if let Some(report) = &quality.report { ", " (places::elsewhere(report)) }
        }
    }

    fn supervision(&self, supervision: &Supervision) -> Markup {
        let told = |holds, yes, no, open| match holds {
            Some(true) => self.locale.say(yes),
            Some(false) => self.locale.say(no),
            None => self.locale.say(open),
        };
        html! {
            @if supervision.account_only {
                (self.locale.say("account-only"))
            } @else {
                (told(supervision.supervised, "supervised", "not-supervised", "supervision-open")) ", "
                (told(supervision.identity_verified, "identity-checked", "identity-not-checked", "identity-open"))
            }
            @if let Some(stated) = self.concept(&supervision.stated) { " (" (stated) ")" }
        }
    }

    fn grade(&self, grade: &Grade) -> Markup {
        html! {
            (self.said(&grade.value))
            @match &grade.scheme {
                Some(scheme) => { " (" (self.locale.say("scheme")) ": " (self.said(scheme)) ")" }
                None => { " (" (self.locale.say("no-scheme")) ")" }
            }
        }
    }

    fn stackability(&self, rows: &mut Rows, stackability: &Stackability) {
        if let Some(partial) = stackability.partial {
            let words = if partial { "partial" } else { "not-partial" };
            rows.push(|| html! { (self.locale.say(words)) });
        }
        for text in &stackability.towards {
            rows.push(|| html! { (self.locale.say("towards")) " " (self.said(text)) });
        }
        for text in &stackability.parts {
            rows.push(|| html! { (self.locale.say("consists-of")) " " (self.said(text)) });
        }
    }
}

fn each<T>(rows: &mut Rows, values: impl IntoIterator<Item = T>, tell: impl Fn(&mut Rows, T)) {
    for value in values {
        tell(rows, value);
    }
}
