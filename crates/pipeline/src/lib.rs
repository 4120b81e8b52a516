//! Evaluates digital micro-credentials: the whole chain for people who embed it.
//!
//! ```text
//! document --open, gather--> gathered --verify--> checks --map--> elements --score--> evaluation
//! ```
//!
//! A [`Judge`] holds what stays the same from credential to credential: whom to trust, which
//! contexts are known, the policy, the purpose, the time.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use credeval::{Judge, fetch};
//! use credeval_model::Timestamp;
//!
//! let client = fetch::Client::new(fetch::ClientOptions::default());
//! let source = "badge.json".parse()?;
//! let judge = Judge::at(Timestamp::now());
//! for document in fetch::open(&source, &client, &fetch::Options::default()).await? {
//!     let gathered = judge.gather(&document?, None, &client).await?;
//!     for evaluation in judge.evaluate(&gathered) {
//!         println!("{}", evaluation.outcome.summary);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

pub mod batch;
#[cfg(feature = "store")]
pub mod brief;
#[cfg(feature = "store")]
pub mod cache;
#[cfg(feature = "queue")]
pub mod dispatch;
#[cfg(feature = "store")]
pub mod given;
#[cfg(feature = "store")]
pub mod import;
pub mod trusted;
#[cfg(feature = "store")]
pub mod work;

pub use credeval_fetch as fetch;
pub use credeval_linked_data as linked_data;
#[cfg(feature = "store")]
pub use credeval_manifest as manifest;
pub use credeval_map as map;
pub use credeval_model as model;
pub use credeval_score as score;
#[cfg(feature = "store")]
pub use credeval_store as store;
pub use credeval_trust as trust;
pub use credeval_verify as verify;

use std::sync::Arc;

use credeval_linked_data::Contexts;
use credeval_map::{Claims, Part};
use credeval_model::{
    Check, Digest, Document, Pointer, Timestamp,
    answer::Answer,
    document::{DocumentInfo, Form, Standard},
    element::Elements,
    evaluation::{EVALUATION_SCHEMA, Engine, Evaluation, Mapping, Verification},
    evidence::{Evidence, EvidenceRecord},
    learner::PresentedLearner,
    limits,
    scope::{Relation, Scope},
    standing::{ProofStanding, RegisterQuality, Standing},
    trust::vouch::Vouch,
};
use credeval_score::{Application, Facts, Policy, Terms};
use credeval_verify::{
    Against, Asked, Checked, OpenError, Opened, Part as Credential, Proof, PublicKey, Trust,
};

/// What credentials are judged by. Copies share what is large.
#[derive(Debug, Clone)]
pub struct Judge {
    /// Whom the caller trusts.
    pub trust: Arc<Trust>,
    /// The JSON-LD contexts that are known.
    pub contexts: Contexts,
    /// The policy, what recognition is asked for and the receiving programme.
    pub terms: Arc<Terms>,
    /// What people answered to what the file does not tell.
    pub answers: Vec<Answer>,
    /// The time of judgement.
    pub at: Timestamp,
    /// The present, for evidence that is fetched.
    pub now: Timestamp,
    /// The issuer's key, where the caller says it.
    pub key: Option<PublicKey>,
    /// Who presents the credential, where the caller knows it.
    pub learner: Option<PresentedLearner>,
    /// What the presenter was asked for.
    pub asked: Option<Asked>,
}

/// A credential with the evidence that its checks asked for.
#[derive(Debug)]
pub struct Gathered {
    opened: Opened,
    evidence: Evidence,
}

impl Gathered {
    /// The credential's own JSON, into which the pointers of reports lead; `None` where its payload
    /// is none. Nothing in it is checked by being here.
    pub fn json(&self) -> Option<&serde_json::Value> {
        self.opened.json()
    }
}

/// A judged document, for who keeps it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// One evaluation for each achievement.
    pub evaluations: Vec<Evaluation>,
    /// Every answer that was gathered, those too that could not be had.
    pub evidence: Evidence,
    /// SHA-256 of each signature that the document bears, whatever it is worth.
    pub seals: Vec<Digest>,
}

impl Judge {
    /// Trusts nobody, knows the published contexts, scores by the default policy without a
    /// purpose.
    pub fn at(at: Timestamp) -> Self {
        Self {
            trust: Arc::new(Trust::none()),
            contexts: Contexts::built_in(),
            terms: Arc::new(Terms::new(Policy::default_policy(), Application::default())),
            answers: Vec::new(),
            at,
            now: at,
            key: None,
            learner: None,
            asked: None,
        }
    }

    fn against<'a>(&'a self, evidence: &'a Evidence) -> Against<'a> {
        Against {
            key: self.key.as_ref(),
            learner: self.learner.as_ref(),
            asked: self.asked.as_ref(),
            ..Against::new(evidence, &self.trust, &self.contexts, self.at)
        }
    }

    /// Opens a document and gathers the evidence that its checks ask for, round by round. Where
    /// its refresh service gives a newer copy of the same credential, that one is judged from then
    /// on.
    ///
    /// What cannot be had is noted as missing and never an error; only a document whose outermost
    /// form cannot be read is.
    pub async fn gather(
        &self,
        document: &Document,
        supplied: Option<&fetch::Supplied>,
        client: &fetch::Client,
    ) -> Result<Gathered, OpenError> {
        let mut opened = verify::open(document)?;
        let mut evidence = Evidence::none();
        self.rounds(&mut opened, &mut evidence, supplied, client, |_, _| ())
            .await;
        Ok(Gathered { opened, evidence })
    }

    /// Opens a document, gathers its evidence and evaluates it, one evaluation for each
    /// achievement: what [`Judge::gather`] and [`Judge::evaluate`] give, with each round checked
    /// once.
    pub async fn evaluate_document(
        &self,
        document: &Document,
        supplied: Option<&fetch::Supplied>,
        client: &fetch::Client,
    ) -> Result<Vec<Evaluation>, OpenError> {
        let evaluate =
            |checked: &Checked<'_>, evidence: &Evidence| self.evaluations(checked, evidence);
        self.opened(document, supplied, client, evaluate).await
    }

    /// The same, with all that it was made by, for who keeps it.
    pub async fn judge_document(
        &self,
        document: &Document,
        supplied: Option<&fetch::Supplied>,
        client: &fetch::Client,
    ) -> Result<Judged, OpenError> {
        let judge = |checked: &Checked<'_>, evidence: &Evidence| Judged {
            evaluations: self.evaluations(checked, evidence),
            evidence: evidence.clone(),
            seals: checked.seals(),
        };
        self.opened(document, supplied, client, judge).await
    }

    /// Judges a document once more by the evidence that was kept of it, and nothing else: no address
    /// is asked, whatever is missing.
    pub fn judge_again(
        &self,
        document: &Document,
        evidence: &Evidence,
    ) -> Result<Vec<Evaluation>, OpenError> {
        let mut opened = verify::open(document)?;
        let attempt = verify::attempt(&opened, self.against(evidence));
        // As then: a newer copy was taken only once nothing more was asked for.
        let is_whole = attempt.needs.is_empty();
        if let Some(newer) = verify::refreshed(&opened, self.against(evidence))
            && is_whole
        {
            opened = newer;
        }
        let checked = verify::check(&opened, self.against(evidence));
        Ok(self.evaluations(&checked, evidence))
    }

    /// The same for the checks alone: [`Judge::gather`] and [`Judge::verify`].
    pub async fn verify_document(
        &self,
        document: &Document,
        supplied: Option<&fetch::Supplied>,
        client: &fetch::Client,
    ) -> Result<Verification, OpenError> {
        let verify = |checked: &Checked<'_>, _: &Evidence| self.verification(checked);
        self.opened(document, supplied, client, verify).await
    }

    /// The same for the standard elements alone: [`Judge::gather`] and [`Judge::map`].
    pub async fn map_document(
        &self,
        document: &Document,
        supplied: Option<&fetch::Supplied>,
        client: &fetch::Client,
    ) -> Result<Vec<Mapping>, OpenError> {
        let map = |checked: &Checked<'_>, _: &Evidence| mappings(checked);
        self.opened(document, supplied, client, map).await
    }

    /// Opens a document, gathers its evidence and hands on what was checked in the last round.
    async fn opened<T>(
        &self,
        document: &Document,
        supplied: Option<&fetch::Supplied>,
        client: &fetch::Client,
        then: impl FnOnce(&Checked<'_>, &Evidence) -> T,
    ) -> Result<T, OpenError> {
        let mut opened = verify::open(document)?;
        let mut evidence = Evidence::none();
        let rounds = self.rounds(&mut opened, &mut evidence, supplied, client, then);
        Ok(rounds.await)
    }

    /// Gathers evidence until nothing more is asked for, and hands on what was checked then.
    async fn rounds<T>(
        &self,
        opened: &mut Opened,
        evidence: &mut Evidence,
        supplied: Option<&fetch::Supplied>,
        client: &fetch::Client,
        then: impl FnOnce(&Checked<'_>, &Evidence) -> T,
    ) -> T {
        for _ in 0..limits::EVIDENCE_ROUNDS {
            let needs = {
                let attempt = verify::attempt(opened, self.against(evidence));
                if attempt.needs.is_empty() {
                    match verify::refreshed(opened, self.against(evidence)) {
                        None => return then(&attempt.checked, evidence),
                        Some(newer) => {
                            drop(attempt);
                            *opened = newer;
                            continue;
                        }
                    }
                }
                attempt.needs
            };
            for (url, answer) in fetch::answer(&needs, supplied, client, self.now).await {
                evidence.insert(url, answer);
            }
        }
        let checked = verify::check(opened, self.against(evidence));
        then(&checked, evidence)
    }

    /// The checks alone.
    pub fn verify(&self, gathered: &Gathered) -> Verification {
        self.verification(&self.check(gathered))
    }

    /// The standard elements alone, one mapping for each achievement.
    pub fn map(&self, gathered: &Gathered) -> Vec<Mapping> {
        mappings(&self.check(gathered))
    }

    fn check<'a>(&'a self, gathered: &'a Gathered) -> Checked<'a> {
        verify::check(&gathered.opened, self.against(&gathered.evidence))
    }

    fn verification(&self, checked: &Checked<'_>) -> Verification {
        Verification {
            document: checked.info(),
            at: self.at,
            trust: checked.trust().to_vec(),
            checks: checked.checks().to_vec(),
        }
    }

    /// The whole evaluation, one for each achievement.
    pub fn evaluate(&self, gathered: &Gathered) -> Vec<Evaluation> {
        self.evaluations(&self.check(gathered), &gathered.evidence)
    }

    fn evaluations(&self, checked: &Checked<'_>, evidence: &Evidence) -> Vec<Evaluation> {
        let credentials = checked.parts();
        let evaluations = achievements(checked, &credentials).into_iter();
        let evaluations = evaluations.flat_map(|(credential, parts)| {
            let parts = parts.into_iter();
            parts.map(|part| self.score(credential, part, evidence))
        });
        evaluations.collect()
    }

    /// The evaluation of a certificate on paper: what is known of it are the answers, which
    /// `document` holds as their file. Its elements are what they say, without a place.
    pub fn evaluate_paper(&self, document: &Document) -> Evaluation {
        let document = DocumentInfo {
            digest: document.digest,
            media_type: "application/toml".to_owned(),
            form: Form::Paper,
            standard: Standard::Unknown,
            bytes: document.bytes.len().try_into().unwrap_or(u64::MAX),
            source: document.source.clone(),
            carrier: None,
            part: None,
        };
        let standing = Standing {
            proof: ProofStanding::Paper,
            confirmed: false,
            signer: None,
            entitled: false,
            quality: Vec::new(),
        };
        let part = Part {
            pointer: None,
            scope: Scope::default(),
            relations: Vec::new(),
            elements: Elements::all_absent("nobody answered what the certificate states"),
            findings: Vec::new(),
        };
        self.judged(document, &[], Vec::new(), standing, part, Vec::new())
    }

    fn score(
        &self,
        credential: &Credential<'_, '_>,
        part: Part,
        evidence: &Evidence,
    ) -> Evaluation {
        let checked = credential.checked;
        let mut checks = checked.checks().to_vec();
        checks.extend(credential.presented.iter().cloned());
        let quality = checked.assured().iter().map(|assured| RegisterQuality {
            anchor: assured.anchor.clone(),
            entry: assured.quality.clone(),
            agency: assured.agency.clone(),
            decision: assured.decision,
            beside: assured.beside.clone(),
            by_name: assured.by_name.clone(),
            is_stale: assured.is_stale,
        });
        let standing = Standing {
            proof: match checked.proof() {
                Proof::Unsigned => ProofStanding::Unsigned,
                Proof::Signed(_) => ProofStanding::Signed,
                Proof::Identified(_) => ProofStanding::Identified,
            },
            confirmed: checked.trust().iter().any(|vouch| vouch.confirms),
            signer: checked.trust().iter().find_map(|vouch| vouch.name.clone()),
            entitled: checked.entitled(),
            quality: quality.collect(),
        };
        let mut document = checked.info();
        document.part.clone_from(&part.pointer);
        let evidence = evidence.records();
        self.judged(document, checked.trust(), checks, standing, part, evidence)
    }

    /// What is known of one achievement, scored.
    fn judged(
        &self,
        document: DocumentInfo,
        trust: &[Vouch],
        mut checks: Vec<Check>,
        standing: Standing,
        part: Part,
        evidence: Vec<EvidenceRecord>,
    ) -> Evaluation {
        checks.extend(part.findings);
        let answers = self.answers.iter();
        let answers: Vec<Answer> = answers
            .filter(|answer| answer.speaks_of(document.part.as_ref()))
            .cloned()
            .collect();
        let facts = Facts {
            elements: &part.elements,
            checks: &checks,
            standing: &standing,
            answers: &answers,
            at: score::day(self.at),
        };
        let scored = score::evaluate(&facts, &self.terms);
        checks.extend(scored.findings);
        // A file keeps its own words, and the answers stand beside them; paper has none.
        let of_paper = scored.completed.filter(|_| document.form == Form::Paper);
        let mut evaluation = Evaluation {
            schema: EVALUATION_SCHEMA.to_owned(),
            // Until all stands there that it is of.
            id: document.digest,
            engine: Engine::default(),
            document,
            at: self.at,
            trust: trust.to_vec(),
            criteria: scored.criteria,
            alignment: scored.alignment,
            outcome: scored.outcome,
            dossier: scored.dossier,
            precedents: Vec::new(),
            standing,
            answers,
            purpose: self.terms.purpose(),
            programme: self.terms.programme().cloned(),
            policy: self.terms.policy().info(),
            evidence,
            scope: part.scope,
            relations: part.relations,
            elements: of_paper.unwrap_or(part.elements),
            checks,
        };
        evaluation.id = score::made::id(&evaluation);
        evaluation
    }
}

/// One mapping for each achievement.
fn mappings(checked: &Checked<'_>) -> Vec<Mapping> {
    let credentials = checked.parts();
    let mappings = achievements(checked, &credentials).into_iter();
    let mappings = mappings.flat_map(|(credential, parts)| {
        parts.into_iter().map(|part| {
            let mut document = credential.checked.info();
            document.part = part.pointer;
            Mapping {
                document,
                scope: part.scope,
                relations: part.relations,
                elements: part.elements,
                findings: part.findings,
            }
        })
    });
    mappings.collect()
}

/// What each credential of a document states, and how those that a learner record holds hang
/// together.
fn achievements<'p, 'c, 'a>(
    document: &Checked<'_>,
    credentials: &'p [Credential<'c, 'a>],
) -> Vec<(&'p Credential<'c, 'a>, Vec<Part>)> {
    let mut all: Vec<_> = credentials
        .iter()
        .map(|credential| (credential, elements(credential)))
        .collect();
    if document.standard() == Standard::Clr2 {
        let parts = || all.iter().flat_map(|(_, parts)| parts);
        let held: Vec<_> = parts()
            .filter_map(|part| {
                let place = part.pointer.as_ref()?.as_str();
                let inside = place.strip_prefix(document.base().as_str())?;
                Some((Pointer::from(inside), part.elements.title.value().cloned()))
            })
            .collect();
        let mut related = map::associations(document.credential(), &held).into_iter();
        for part in all.iter_mut().flat_map(|(_, parts)| parts) {
            if part.pointer.is_some() {
                let relations = related.next().unwrap_or_default().into_iter();
                part.relations.extend(relations.map(|relation| Relation {
                    to: relation.to.under(document.base()),
                    ..relation
                }));
            }
        }
    }
    all
}

/// The standard elements of a checked credential, with places in the payload; where it is held
/// by another, in the payload of that one, and the place where it is held names the part.
fn elements(credential: &Credential<'_, '_>) -> Vec<Part> {
    let checked = credential.checked;
    let base = checked.base();
    let parts = map::parts(&Claims {
        json: checked.credential(),
        standard: checked.standard(),
        tier: &|pointer| match base.as_str() {
            "" => checked.tier_at(pointer),
            _ => checked.tier_at(&pointer.under(base)),
        },
        disclosure: &checked.disclosure(),
    });
    let place = credential.place.as_ref();
    let embedded = place.filter(|_| credential.embedded);
    let rebase = |pointer: Pointer| {
        let inside = pointer.under(base);
        embedded.map_or(inside.clone(), |place| inside.under(place))
    };
    // Most credentials stand at the top of their document, where every place is as it was read.
    let is_whole = base.as_str().is_empty() && embedded.is_none();
    parts
        .into_iter()
        .map(|mut part| {
            part.pointer = match (part.pointer, place) {
                (Some(pointer), Some(place)) => Some(pointer.under(base).under(place)),
                (pointer, place) => pointer.map(&rebase).or_else(|| place.cloned()),
            };
            if is_whole {
                return part;
            }
            part.elements.rebase(&rebase(Pointer::root()));
            for sign in &mut part.scope.signs {
                sign.from = rebase(std::mem::take(&mut sign.from));
            }
            for relation in &mut part.relations {
                relation.to = rebase(std::mem::take(&mut relation.to));
            }
            for finding in &mut part.findings {
                finding.pointer = finding.pointer.take().map(&rebase);
            }
            part
        })
        .collect()
}
