//! Pivots: from the pinned certificates to the one that signs now.

use credeval_model::evidence::Evidence;

use crate::made::{Holder, List, of_lists};
use crate::support::{ITS, LOTL, OJ, anchor, asked, evidence, made, pointers, read, refused};

const P1: &str = "https://lists.example/eu/lotl-pivot-282.xml";
const P2: &str = "https://lists.example/eu/lotl-pivot-290.xml";
const OLDER: &str = "https://lists.example/eu/lotl-pivot-172.xml";
const LATER_OJ: &str = "https://journal.example/?uri=OJ.C_.2027.1";

/// The Official Journal names `oj`; pivot 282 hands on to `second`, pivot 290 to `third`.
struct Line {
    oj: Holder,
    second: Holder,
    third: Holder,
    mt: Holder,
}

impl Line {
    fn new() -> Self {
        Self {
            oj: Holder::new("OJ"),
            second: Holder::new("second"),
            third: Holder::new("third"),
            mt: Holder::new("MT"),
        }
    }

    fn pivot(&self, sequence: u64, next: &Holder) -> List {
        List {
            sequence,
            ..of_lists(&[OJ], pointers(&[next], &[&self.mt]))
        }
    }

    fn lotl(&self) -> List {
        of_lists(&[P2, P1, OJ, OLDER], pointers(&[&self.third], &[&self.mt]))
    }

    /// The list of lists with its pivots, each signed as it should be.
    fn evidence(&self) -> Evidence {
        self.with(
            &self.pivot(282, &self.second),
            &self.pivot(290, &self.third),
            &self.third,
        )
    }

    fn with(&self, first: &List, second: &List, last: &Holder) -> Evidence {
        evidence(&[
            (LOTL, &self.lotl().signed(last)),
            (P1, &first.signed(&self.oj)),
            (P2, &second.signed(&self.second)),
        ])
    }
}

#[test]
fn pivots_lead_from_the_pins_to_the_signer() {
    let line = Line::new();
    let anchor = anchor(&[&line.oj]);
    let lotl = line.lotl().signed(&line.third);
    // The oldest first, and none from before the publication.
    assert_eq!(
        asked(read(&anchor, &evidence(&[(LOTL, &lotl)]), &[])),
        [P1, P2]
    );
    assert_eq!(asked(read(&anchor, &line.evidence(), &[])), [ITS]);

    let its = crate::made::territory("MT").signed(&line.mt);
    let mut all = line.evidence();
    all.insert(ITS, crate::support::found(its));
    let (_, sources) = made(read(&anchor, &all, &[]));
    let urls: Vec<&str> = sources.iter().map(|one| &*one.url).collect();
    assert_eq!(urls, [LOTL, P1, P2, ITS]);
    // A pivot is no territory's state.
    assert_eq!(
        (sources[1].territory.as_deref(), sources[1].sequence),
        (None, Some(282))
    );
}

#[test]
fn a_signer_that_is_pinned_needs_no_pivots() {
    let line = Line::new();
    let lotl = line.lotl().signed(&line.third);
    let answer = read(&anchor(&[&line.third]), &evidence(&[(LOTL, &lotl)]), &[]);
    assert_eq!(asked(answer), [ITS]);
}

#[test]
fn each_step_is_signed_by_whom_the_step_before_allows() {
    let line = Line::new();
    let anchor = anchor(&[&line.oj]);
    // The first pivot hands on to somebody else than who signs the second.
    let astray = line.with(
        &line.pivot(282, &line.third),
        &line.pivot(290, &line.third),
        &line.third,
    );
    assert_eq!(
        refused(read(&anchor, &astray, &[])),
        ("signer_not_allowed", P2.to_owned())
    );
    // A signer that a pivot has let go signs no list of lists any more.
    let gone = line.with(
        &line.pivot(282, &line.second),
        &line.pivot(290, &line.third),
        &line.second,
    );
    assert_eq!(
        refused(read(&anchor, &gone, &[])),
        ("signer_not_allowed", LOTL.to_owned())
    );
    // A pivot that a stranger made, who names himself.
    let mut forged = line.evidence();
    let own = line.pivot(282, &line.third).signed(&line.third);
    forged.insert(P1, crate::support::found(own));
    assert_eq!(
        refused(read(&anchor, &forged, &[])),
        ("signer_not_allowed", P1.to_owned())
    );
}

#[test]
fn a_pivot_is_a_list_of_lists_that_stands_between() {
    let line = Line::new();
    let anchor = anchor(&[&line.oj]);
    let code = |first: &List, second: &List| {
        refused(read(&anchor, &line.with(first, second, &line.third), &[]))
    };
    let (first, second) = (line.pivot(282, &line.second), line.pivot(290, &line.third));
    let order = |at: &str| ("pivot_order", at.to_owned());
    assert_eq!(code(&line.pivot(290, &line.second), &second), order(P2));
    assert_eq!(code(&first, &line.pivot(301, &line.third)), order(P2));
    let mut other = first.clone();
    other.kind = crate::made::OF_SERVICES;
    assert_eq!(code(&other, &second), ("list_type", P1.to_owned()));
    let mut silent = first.clone();
    silent.pointers.remove(0);
    assert_eq!(
        code(&silent, &second),
        ("no_pointer_to_itself", P1.to_owned())
    );
}

#[test]
fn the_latest_pivot_is_the_list_of_lists_until_another_is_issued() {
    let line = Line::new();
    let mut both = line.lotl();
    both.sequence = 290;
    let both = both.signed(&line.second);
    let mut at = line.evidence();
    at.insert(LOTL, crate::support::found(both.clone()));
    at.insert(P2, crate::support::found(both));
    assert_eq!(asked(read(&anchor(&[&line.oj]), &at, &[])), [ITS]);
    // Signed under the new certificate alone, it stands by itself and not by the state before.
    let own = of_lists(&[P1, OJ], pointers(&[&line.second], &[&line.mt])).signed(&line.second);
    let at = evidence(&[(LOTL, &own), (P1, &own)]);
    assert_eq!(
        refused(read(&anchor(&[&line.oj]), &at, &[])),
        ("signer_not_allowed", P1.to_owned())
    );
}

#[test]
fn in_a_transition_either_publication_serves() {
    let line = Line::new();
    let list = of_lists(
        &[P2, LATER_OJ, P1, OJ],
        pointers(&[&line.third], &[&line.mt]),
    );
    let at = evidence(&[(LOTL, &list.signed(&line.third))]);
    let mut anchor = anchor(&[&line.oj]);
    assert_eq!(asked(read(&anchor, &at, &[])), [P1, P2]);
    anchor.oj_uri = Some(LATER_OJ.to_owned());
    assert_eq!(asked(read(&anchor, &at, &[])), [P2]);
}

#[test]
fn a_stranger_does_not_choose_what_is_asked_for() {
    let line = Line::new();
    let anchor = anchor(&[&line.oj]);
    let with = |uris: &[&str]| {
        let list = of_lists(uris, pointers(&[&line.third], &[&line.mt])).signed(&line.third);
        refused(read(&anchor, &evidence(&[(LOTL, &list)]), &[])).0
    };
    assert_eq!(
        with(&["https://inside.example/eu/pivot.xml", OJ]),
        "pivot_elsewhere"
    );
    assert_eq!(
        with(&["https://lists.example/other/pivot.xml", OJ]),
        "pivot_elsewhere"
    );
    let many: Vec<String> = (0..33)
        .map(|at| format!("https://lists.example/eu/pivot-{at}.xml"))
        .collect();
    let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
    many.push(OJ);
    assert_eq!(with(&many), "too_many_pivots");
    assert_eq!(with(&[OJ]), "signer_not_allowed");
}
