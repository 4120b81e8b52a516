//! `credeval stack`: several credentials of one learner against one profile.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use credeval::model::{evaluation::Evaluation, programme::Purpose};
use credeval::score::{
    Application, Terms,
    stack::{MEMBERS, for_one_part, stack},
};
use credeval_report::exit;

use crate::arguments::{Common, FormatArguments};
use crate::error::Error;
use crate::run::{gather, judge, learner, policy, programme, skills, write};

#[derive(Debug, Args)]
pub(crate) struct Stack {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) form: FormatArguments,
    /// The receiving programme with its [profile] (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) programme: PathBuf,
    /// A policy of your own instead of the default one (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Who presents the credentials, to compare with their subjects (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) learner: Option<PathBuf>,
}

/// Evaluates every credential for itself, then all of them together.
pub(crate) async fn run(arguments: &Stack) -> Result<u8, Error> {
    let common = &arguments.common;
    let path = &arguments.programme;
    let programme = programme(path)?;
    if programme.profile.is_none() {
        return Err(Error::NoProfile { path: path.clone() });
    }
    let mut judge = judge(common)?;
    let policy = policy(arguments.policy.as_deref())?;
    let skills = skills(common.trust.as_deref(), judge.at)?;
    judge.terms = Arc::new(Terms::new(
        policy.clone(),
        Application {
            purpose: Purpose::Stacking,
            programme: Some(&for_one_part(&programme)),
            skills: skills.as_ref(),
        },
    ));
    judge.learner = learner(arguments.learner.as_deref())?;
    let (gathered, unreadable) = gather(common, &judge).await?;
    let evaluations: Vec<Evaluation> = gathered
        .iter()
        .flat_map(|gathered| judge.evaluate(gathered))
        .collect();
    if evaluations.len() > MEMBERS {
        return Err(Error::Stack {
            most: MEMBERS,
            found: evaluations.len(),
        });
    }
    let stack = stack(&evaluations, &programme, &policy, skills.as_ref(), judge.at);
    let format = arguments.form.format.into();
    write(common, "en", |mut out, style| {
        credeval_report::stack(&mut out, &stack, format, style, judge.now)
    })?;
    Ok(if unreadable {
        exit::UNUSABLE
    } else {
        exit::HELD
    })
}
