//! What people give beside a credential. It is kept with its evaluations, which are made again from it.

use credeval_model::{answer::Answer, learner::PresentedLearner};
use serde::{Deserialize, Serialize};

use crate::Judge;

/// What is given beside a credential, and is of it alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Who presents it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learner: Option<PresentedLearner>,
    /// What people answered to what it does not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
}

impl Given {
    /// As a store keeps it ([`credeval_store::Judged::inputs`]); `None` where nothing is given.
    pub fn to_inputs(&self) -> serde_json::Result<Option<Vec<u8>>> {
        match *self == Self::default() {
            true => Ok(None),
            false => serde_json::to_vec(self).map(Some),
        }
    }

    /// What [`Given::to_inputs`] gave. Before there were answers, stores kept the learner alone.
    pub fn from_inputs(inputs: Option<&[u8]>) -> serde_json::Result<Self> {
        let Some(inputs) = inputs else {
            return Ok(Self::default());
        };
        serde_json::from_slice(inputs).or_else(|error| {
            let learner = serde_json::from_slice(inputs).map_err(|_| error)?;
            Ok(Self {
                learner: Some(learner),
                ..Self::default()
            })
        })
    }

    /// The judge who takes it into account.
    pub fn to(&self, judge: Judge) -> Judge {
        Judge {
            learner: self.learner.clone(),
            answers: self.answers.clone(),
            ..judge
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hank() -> PresentedLearner {
        PresentedLearner {
            name: Some("Hank".to_owned()),
            ..PresentedLearner::default()
        }
    }

    #[test]
    fn what_was_given_comes_back() {
        assert_eq!(Given::default().to_inputs().unwrap(), None);
        assert_eq!(Given::from_inputs(None).unwrap(), Given::default());
        let given = Given {
            learner: Some(hank()),
            ..Given::default()
        };
        let inputs = given.to_inputs().unwrap();
        assert_eq!(Given::from_inputs(inputs.as_deref()).unwrap(), given);
    }

    #[test]
    fn a_learner_that_was_kept_alone_is_read() {
        let before = serde_json::to_vec(&hank()).unwrap();
        assert_eq!(
            Given::from_inputs(Some(&before)).unwrap().learner,
            Some(hank())
        );
        assert!(Given::from_inputs(Some(b"{\"nickname\":\"H\"}")).is_err());
    }
}
