//! What a credential is evaluated by, kept: so that another machine does the same, and so that the same
//! is done again years later.
//!
//! ```text
//! brief (policy, purpose, programme, contexts, time, ways)  --keep--> digest
//! trust file, lock and snapshots                            --keep--> digest --judge--> Judge
//! ```

use std::{collections::BTreeMap, sync::Arc};

use credeval_linked_data::Contexts;
use credeval_model::{
    Digest, Timestamp, limits,
    programme::{Programme, ProgrammeError, Purpose},
};
use credeval_score::{Application, Policy, PolicyError, Skills, Terms};
use credeval_store::{Blob, Kept, Lookup, Name, Store, StoreError};
use credeval_verify::Trust;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Judge,
    fetch::{self, FetchError, Supplied},
    trusted::{TrustFolder, TrustedError},
};

/// All that decides how a credential is evaluated, but whom to trust.
///
/// Its digest stands for it wherever work is told apart: the same bytes are evaluated again under
/// another brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brief {
    /// The policy file (TOML).
    pub policy: String,
    /// What recognition is asked for; else what the programme is for.
    pub purpose: Option<Purpose>,
    /// The receiving programme (TOML).
    pub programme: Option<String>,
    /// JSON-LD contexts beside the published ones, by their addresses.
    pub contexts: BTreeMap<String, Value>,
    /// The time to judge for; else the present.
    pub at: Option<Timestamp>,
    /// Evidence that a person supplied: the digest of a bundle that is kept.
    pub evidence: Option<Digest>,
    /// Whether no address is asked.
    pub offline: bool,
    /// Bytes that one document may have.
    pub max_bytes: u64,
    /// Whether addresses in QR codes are asked.
    pub follow_qr: bool,
}

impl Default for Brief {
    /// The shipped policy, no purpose, the present.
    fn default() -> Self {
        Self {
            policy: credeval_score::DEFAULT_POLICY.to_owned(),
            purpose: None,
            programme: None,
            contexts: BTreeMap::new(),
            at: None,
            evidence: None,
            offline: false,
            max_bytes: limits::DOCUMENT_BYTES,
            follow_qr: false,
        }
    }
}

/// Why something cannot be evaluated by a brief.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BriefError {
    /// The store did not do what it was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store has no such thing: it is that of another store, or was never kept.
    #[error("expected {what} {digest} in the store, found none")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// Its digest.
        digest: Digest,
    },
    /// Not a brief that this version reads.
    #[error("expected a brief: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Its policy cannot be used.
    #[error("the policy of a brief: {0}")]
    Policy(#[from] PolicyError),
    /// Its programme cannot be used.
    #[error("the programme of a brief: {0}")]
    Programme(#[from] ProgrammeError),
    /// Its trust file cannot be used.
    #[error(transparent)]
    Trusted(#[from] TrustedError),
    /// Its evidence cannot be used.
    #[error(transparent)]
    Evidence(#[from] FetchError),
}

/// Whom and what a batch is evaluated by, as `NewBatch::options` keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// The digest of the [`Brief`].
    pub brief: Digest,
    /// The digest of the packed trust file ([`TrustFolder::pack`]).
    pub trust: Digest,
}

/// What is kept where nobody is trusted.
const NOBODY: &[u8] = b"{}";

impl Brief {
    /// As it is kept: JSON, with equal bytes for equal briefs.
    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    /// What [`Brief::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(bytes)
    }

    /// Keeps it in a store; gives its digest.
    pub async fn keep(
        &self,
        store: &Store,
        by: &Name,
        now: Timestamp,
    ) -> Result<Digest, BriefError> {
        Ok(store.keep(Kept::Policy, &self.to_bytes()?, by, now).await?)
    }

    /// How documents are read.
    pub fn options(&self) -> fetch::Options {
        fetch::Options {
            max_bytes: self.max_bytes,
            follow_qr: self.follow_qr,
        }
    }

    /// The judge that it asks for; `now` is the present.
    fn judge(
        &self,
        trust: Trust,
        skills: Option<Skills>,
        now: Timestamp,
    ) -> Result<Judge, BriefError> {
        let programme = self.programme.as_deref().map(Programme::parse);
        let programme = programme.transpose()?;
        let skills = skills.map(Arc::new);
        let of_programme = programme.as_ref().map(|programme| programme.purpose);
        let application = Application {
            purpose: self.purpose.or(of_programme).unwrap_or_default(),
            skills: skills.as_ref(),
            programme: programme.as_ref(),
        };
        let mut contexts = Contexts::built_in();
        for (url, context) in &self.contexts {
            contexts.add(url.clone(), context.clone());
        }
        Ok(Judge {
            trust: trust.into(),
            contexts,
            terms: Terms::new(Policy::parse(&self.policy)?, application).into(),
            now,
            ..Judge::at(self.at.unwrap_or(now))
        })
    }
}

/// A brief that is ready to judge by.
#[derive(Debug)]
pub struct Briefed {
    /// The brief.
    pub brief: Brief,
    /// By what credentials are judged.
    pub judge: Judge,
    /// Evidence that a person supplied.
    pub supplied: Option<Supplied>,
}

impl Briefed {
    /// The judge at another time: the present, unless the brief names one.
    pub fn judge_at(&self, now: Timestamp) -> Judge {
        Judge {
            at: self.brief.at.unwrap_or(now),
            now,
            ..self.judge.clone()
        }
    }
}

impl Grounds {
    /// Keeps a brief and a trust folder in a store; without a folder nobody is trusted.
    pub async fn keep(
        brief: &Brief,
        trust: Option<&TrustFolder>,
        store: &Store,
        by: &Name,
        now: Timestamp,
    ) -> Result<Self, BriefError> {
        let packed = trust.map(TrustFolder::pack).transpose()?;
        let packed = packed.as_deref().unwrap_or(NOBODY);
        Ok(Self {
            brief: brief.keep(store, by, now).await?,
            trust: store.keep(Kept::Trust, packed, by, now).await?,
        })
    }

    /// What was kept, made ready; `now` is the present. Fails where the store does not hold it all.
    pub async fn open(&self, store: &Store, now: Timestamp) -> Result<Briefed, BriefError> {
        let brief = kept(store, "the brief", &self.brief).await?;
        let brief = Brief::from_bytes(&brief.bytes)?;
        let trust = kept(store, "the trust file", &self.trust).await?;
        let at = brief.at.unwrap_or(now);
        let (trust, skills) = match trust.bytes == NOBODY {
            true => (Trust::none(), None),
            false => {
                let folder = TrustFolder::unpack(&trust.bytes)?;
                // Only a programme asks for outcomes, and reading a classification takes a while.
                let skills = brief.programme.as_ref().map(|_| folder.skills(at));
                (folder.load()?, skills.transpose()?.flatten())
            }
        };
        let supplied = match &brief.evidence {
            None => None,
            Some(digest) => {
                let bundle = kept(store, "the evidence", digest).await?;
                Some(Supplied::unpack(&bundle.bytes)?)
            }
        };
        let judge = brief.judge(trust, skills, now)?;
        Ok(Briefed {
            brief,
            judge,
            supplied,
        })
    }
}

async fn kept(store: &Store, what: &'static str, digest: &Digest) -> Result<Blob, BriefError> {
    match store.blob(digest).await? {
        Lookup::Found(blob) => Ok(blob),
        _ => Err(BriefError::Unknown {
            what,
            digest: *digest,
        }),
    }
}
