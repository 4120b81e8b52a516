//! Earlier decisions on the same achievement.

use credeval_model::{decision::PrecedentKind, standing::ProofStanding};
use maud::{Markup, html};

use super::{said, view::View};

impl View<'_> {
    /// The earlier decisions, as they come. Title and learner of a credential for which nobody vouches
    /// are words, which anybody can copy.
    pub fn precedents(&self) -> Markup {
        let (precedents, more) = said::first(&self.evaluation.precedents);
        if precedents.is_empty() {
            return html! {};
        }
        let proof = self.evaluation.standing.proof;
        let vouched = matches!(proof, ProofStanding::Identified | ProofStanding::Paper);
        let bearing = |relation| match relation {
            PrecedentKind::GrantedBefore if !vouched => self.locale.say("granted-before-unsure"),
            relation => self.locale.term("precedent", relation),
        };
        let body = html! {
            ul.plain {
                @for precedent in precedents {
                    li {
                        (said::plain(&precedent.date)) ": "
                        strong { (self.locale.term("verdict", precedent.decision)) }
                        @if let Some(credits) = precedent.credits { ", " (self.locale.say_with("ects", [("count", credits.into())])) }
                        " (" (bearing(precedent.relation)) "). "
                        @for place in [&precedent.course, &precedent.programme].into_iter().flatten() { (said::plain(place)) ", " }
                        (said::plain(&precedent.body)) ". "
                        span.dim { (said::prose(&precedent.reasons)) }
                    }
                }
                (said::more(self.locale, more))
            }
        };
        self.section(
            "precedents",
            &self.locale.say("precedents"),
            &self.locale.say("precedents-remark"),
            &body,
        )
    }
}
