//! One round of checking: what it is judged against, what it may look at, and what it found missing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use credeval_model::{
    Timestamp,
    check::Cause,
    evidence::{Answer, EvidenceKind, Item, Request},
};

use crate::{Against, status};

/// Seconds that two clocks may differ.
pub(crate) const CLOCK_SKEW: i64 = 60;

/// One round of checking, as the document that is looked at sees it.
pub(crate) struct Session<'a> {
    pub(crate) against: Against<'a>,
    setting: Cell<Setting>,
    round: Rc<Round>,
}

/// What all documents of a round share.
#[derive(Default)]
struct Round {
    wanted: RefCell<BTreeSet<Request>>,
    lists: status::Lists,
}

/// How the document that is looked at stands to the one that came in.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Setting {
    /// Nothing may be asked for, as long as a proof around does not hold.
    pub(crate) quiet: bool,
    /// It stands within another: what a presenter was asked for, the outermost one must answer.
    pub(crate) inside: bool,
    /// Its refresh service is left alone: it is a refreshed credential, or an endorsement.
    pub(crate) still: bool,
}

impl<'a> Session<'a> {
    pub(crate) fn new(against: Against<'a>) -> Self {
        Self {
            against,
            setting: Cell::default(),
            round: Rc::default(),
        }
    }

    /// How the document that is looked at stands to the one that came in.
    pub(crate) fn setting(&self) -> Setting {
        self.setting.get()
    }

    /// Does what `f` does with a document that stands otherwise.
    pub(crate) fn with<T>(&self, change: impl FnOnce(&mut Setting), f: impl FnOnce() -> T) -> T {
        let before = self.setting.get();
        let mut setting = before;
        change(&mut setting);
        self.setting.set(setting);
        let result = f();
        self.setting.set(before);
        result
    }

    /// Does what `f` does with a document of somebody else than the issuer whose key the caller
    /// gave: a holder, an endorser, an issuer within a record, whoever runs a status list.
    pub(crate) fn about_others<T>(&self, f: impl FnOnce(&Self) -> T) -> T {
        f(&Self {
            against: Against {
                key: None,
                ..self.against
            },
            setting: self.setting.clone(),
            round: Rc::clone(&self.round),
        })
    }

    /// The status lists that were read in this round.
    pub(crate) fn lists(&self) -> &status::Lists {
        &self.round.lists
    }

    /// The evidence at an address. What nobody asked for yet is noted as wanted: so whatever a
    /// check looks at only after a proof held is asked for only then, too.
    pub(crate) fn look(&self, kind: EvidenceKind, url: &str) -> Result<&'a Item, Cause> {
        let url = url.split('#').next().unwrap_or(url);
        match self.against.evidence.get(url) {
            Some(Answer::Found(item)) => Ok(item),
            Some(Answer::Missing(cause)) => Err(cause.clone()),
            None if self.setting().quiet => Err(Cause::new("proof_not_held").url(url)),
            None => {
                self.round.wanted.borrow_mut().insert(Request {
                    kind,
                    url: url.to_owned(),
                });
                Err(Cause::new("not_asked").url(url))
            }
        }
    }

    /// What was found missing.
    pub(crate) fn wanted(&self) -> Vec<Request> {
        self.round.wanted.borrow().iter().cloned().collect()
    }

    /// The latest time that does not lie in the future.
    pub(crate) fn latest(&self) -> Timestamp {
        let skewed = self.against.at.as_second().saturating_add(CLOCK_SKEW);
        Timestamp::from_second(skewed).unwrap_or(self.against.at)
    }
}
