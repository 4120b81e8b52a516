//! The dossier for Recognition of Prior Learning, in its four steps.

use credeval_model::{Criterion, alignment::Match, dossier::Evidenced};
use maud::{Markup, html};

use super::{said, view::View};

impl View<'_> {
    /// What the other track starts from, what to ask for, what to test, what can be granted.
    pub fn dossier(&self) -> Markup {
        let Some(dossier) = &self.evaluation.dossier else {
            return html! {};
        };
        let remark = match self.is_prior_learning() {
            true => "dossier-way",
            false => "dossier-open",
        };
        let (identified, more_identified) = said::first(&dossier.identified);
        let (to_assess, more_to_assess) = said::first(&dossier.to_assess);
        let is_doubted = |outcome: &str| {
            let mut tested = dossier.to_assess.iter();
            tested.any(|each| each.outcome == outcome)
        };
        let body = html! {
            (self.below("dossier-1", &self.locale.say("dossier-identification")))
            @if identified.is_empty() {
                p.dim { (self.locale.say("no-outcome-yet")) }
            } @else {
                ul.plain {
                    @for evidenced in identified {
                        li { (self.evidenced(evidenced, is_doubted(&evidenced.outcome))) }
                    }
                    (said::more(self.locale, more_identified))
                }
            }
            (self.below("dossier-2", &self.locale.say("dossier-documentation")))
            @if dossier.documents.is_empty() {
                p.dim { (self.locale.say("nothing-further")) }
            } @else {
                (self.missing(&dossier.documents))
            }
            (self.below("dossier-3", &self.locale.say("dossier-assessment")))
            @if to_assess.is_empty() {
                p.dim {
                    @if self.evaluation.outcome.turns_on(Criterion::Level) {
                        (self.locale.say("level-to-show"))
                    } @else {
                        (self.locale.say("no-outcome-left"))
                    }
                }
            } @else {
                ul.plain {
                    @for each in to_assess {
                        li {
                            "○ " (said::plain(&each.outcome)) ": "
                            strong { (self.locale.term("assessment", each.method)) }
                            " " span.dim { (said::engine(self.locale, &each.why)) }
                        }
                    }
                    (said::more(self.locale, more_to_assess))
                }
            }
            (self.below("dossier-4", &self.locale.say("dossier-certification")))
            p { (said::engine(self.locale, &dossier.certification)) }
            p.dim { (self.locale.say("effort")) " " (said::engine(self.locale, &dossier.effort.text)) }
        };
        self.section(
            "dossier",
            &self.locale.say("dossier"),
            &self.locale.say(remark),
            &body,
        )
    }

    fn evidenced(&self, evidenced: &Evidenced, doubted: bool) -> Markup {
        html! {
            @if doubted { "○ " } @else { "● " }
            (said::plain(&evidenced.outcome))
            @if doubted { ": " strong { (self.locale.say("not-yet-shown")) } }
            " " span.dim {
                "("
                @match evidenced.how {
                    None => { (self.locale.term("tier", evidenced.tier)) }
                    Some(how @ (Match::Told | Match::Assumed)) => { (self.locale.term("match", how)) }
                    Some(how) => {
                        (said::plain(&evidenced.source)) ": " (self.locale.term("match", how)) ", " (self.locale.term("tier", evidenced.tier))
                    }
                }
                ")"
            }
        }
    }
}
