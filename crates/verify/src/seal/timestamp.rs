//! Timestamps on a seal: what each covers, who made it, and what time is proven by it.
//!
//! Sources: RFC 3161 (timestamp tokens); ETSI TS 119 182-1 v1.2.1 sections 5.2.6 and 5.3; ETSI EN
//! 319 102-1 section 5.6 (later timestamps carry on earlier ones).

mod token;

use credeval_model::{
    Check, CheckCode, Timestamp,
    check::Cause,
    trust::{Grant, OnStale},
};

use super::{Seal, chain::TRIED, revocation};
use crate::certificate::{Certificate, PathError, TIME_STAMPING, path};
use crate::session::Session;
use crate::trust::{
    End,
    lists::{Listed, Standing},
};
use token::{Sound, Unsound, sound};

/// Timestamps on one seal that are looked at. The longest preserved seal seen has four; one more is
/// added in ten years.
pub(crate) const STAMPS: usize = 32;

/// What a timestamp is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The content, before it was sealed.
    Content,
    /// The seal.
    Seal,
    /// The seal with all the evidence before it.
    Archive,
    /// References to evidence on the seal, which prove nothing of the seal itself.
    References,
}

/// A timestamp as the seal carries it.
#[derive(Debug)]
pub(crate) struct Stamp<'a> {
    pub(crate) subject: Subject,
    /// Its place in the order of what was added to the seal; the seal itself is 0.
    pub(crate) order: usize,
    /// The token; `None` where it is not base64.
    pub(crate) token: Option<Vec<u8>>,
    /// The pieces whose digest it must bear; `None` where they are not worked out here.
    pub(crate) message: Option<Vec<&'a [u8]>>,
}

/// What all timestamps of a seal show.
#[derive(Debug, Default)]
pub(crate) struct Stamped {
    pub(crate) rows: Vec<Check>,
    /// The earliest time by which the seal was made, as an anchored authority proves.
    pub(crate) proven: Option<Timestamp>,
    /// Proven times of whatever has a lower place in the order.
    archived: Vec<(usize, Timestamp)>,
}

impl Stamped {
    /// The earliest time at which what stands at a place is proven to have been there, at the
    /// latest the time of judgement.
    pub(crate) fn known_since(&self, order: usize, at: Timestamp) -> Timestamp {
        let covering = self.archived.iter().filter(|(place, _)| *place > order);
        covering.map(|(_, time)| *time).min().unwrap_or(at)
    }
}

/// Examines every timestamp of a seal, the last first: an archive timestamp carries on what is
/// below it after the certificates there have expired.
pub(crate) fn examine(session: &Session<'_>, seal: &Seal<'_>) -> Stamped {
    let code = CheckCode::SealTimestamp;
    let mut stamped = Stamped::default();
    if let Some(why) = seal.unreadable {
        let row = Check::inconclusive(code, why).because(Cause::new("malformed_components"));
        stamped.rows.push(row);
    }
    if seal.stamps.len() > STAMPS {
        let (limit, found) = (STAMPS.to_string(), seal.stamps.len().to_string());
        stamped.rows.push(
            Check::failed(
                code,
                format!("expected at most {limit} timestamps, found {found}"),
            )
            .because(Cause::new("too_many_timestamps").mismatch(limit, found)),
        );
        return stamped;
    }
    let mut order: Vec<(usize, &Stamp<'_>)> = seal.stamps.iter().enumerate().collect();
    order.sort_by_key(|(_, stamp)| std::cmp::Reverse(stamp.order));
    let mut rows = Vec::new();
    for (index, stamp) in order {
        let known = stamped.known_since(stamp.order, session.against.at);
        let found = sound(session, seal, stamp)
            .and_then(|sound| trusted(session, seal, &stamped, sound, known));
        let check = match found {
            Ok((time, authority)) => {
                let what = match stamp.subject {
                    Subject::Content => "the content was there",
                    Subject::Archive => "the seal and its evidence were there",
                    Subject::References => "references on the seal were there",
                    Subject::Seal => "the seal was made",
                };
                let text = format!("a timestamp of {authority} proves that {what} by {time}");
                if stamp.subject == Subject::Archive {
                    stamped.archived.push((stamp.order, time));
                }
                if matches!(stamp.subject, Subject::Seal | Subject::Archive) {
                    stamped.proven = Some(stamped.proven.map_or(time, |proven| proven.min(time)));
                }
                Check::passed(code, text)
            }
            Err(unsound) => Check::new(code, unsound.outcome, unsound.why).because(unsound.cause),
        };
        rows.push((index, check));
    }
    rows.sort_by_key(|(index, _)| *index);
    stamped.rows.extend(rows.into_iter().map(|(_, row)| row));
    if stamped.rows.is_empty() {
        let none = Check::not_applicable(code, "the seal carries no timestamp");
        stamped.rows.push(none);
    }
    stamped
}

/// Whether the authority is one that an anchor vouches for, at the time since when the token is
/// known to have been there.
fn trusted(
    session: &Session<'_>,
    seal: &Seal<'_>,
    stamped: &Stamped,
    sound: Sound,
    known: Timestamp,
) -> Result<(Timestamp, String), Unsound> {
    let Sound {
        time,
        authority,
        mut certificates,
    } = sound;
    let name = authority.name();
    if time > session.latest() {
        return Err(Unsound::failed(
            "a timestamp lies after the time of judgement",
            "made_in_future",
        ));
    }
    if known < time {
        return Err(Unsound::failed(
            "a timestamp is later than the one that covers it",
            "timestamps_out_of_order",
        ));
    }
    if !authority.is_valid_at(time) {
        return Err(Unsound::failed(
            "the certificate of the timestamp's authority was not valid when it stamped",
            "certificate_expired",
        ));
    }
    certificates.extend(seal.given.iter().cloned());
    let mut nearest = None;
    let mut refused = None;
    let candidates: Vec<&Certificate> = std::iter::once(&authority).chain(&certificates).collect();
    let trust = session.against.trust;
    let ends = trust.ends(Grant::Timestamp, known, &candidates);
    for end in ends.into_iter().take(TRIED) {
        let may_stamp = end.listed.map_or(Ok(()), |listed| {
            is_granted(&end, listed, time, session.against.at)
        });
        match path(
            &authority,
            &certificates,
            &end.certificate,
            known,
            session.against.crypto,
        ) {
            Ok(path)
                if path
                    .iter()
                    .skip(1)
                    .any(|one| !one.allows_purpose(TIME_STAMPING)) =>
            {
                nearest = Some(PathError::Rule(
                    "an authority on the way to the anchor may not vouch for timestamps",
                ));
            }
            Ok(_) if may_stamp.is_err() => refused = may_stamp.err(),
            Ok(path) => {
                let issuer = path.get(1).unwrap_or(&authority);
                let status =
                    revocation::of_embedded(session, seal, stamped, &authority, issuer, known);
                return match status {
                    true => Err(Unsound::unsettled(
                        format!("the certificate of {name}, which made a timestamp, was revoked"),
                        "authority_revoked",
                    )),
                    false => Ok((time, name)),
                };
            }
            Err(error) => {
                nearest = nearest
                    .filter(|one| *one == PathError::Time)
                    .or(Some(error));
            }
        }
    }
    if let Some((why, code)) = refused {
        let text = format!("a timestamp of {name} holds, and {why}");
        return Err(Unsound::unsettled(text, code));
    }
    Err(match nearest {
        Some(PathError::Time) => Unsound::unsettled(
            format!(
                "a timestamp holds, and the certificate of {name}, which made it, has expired without a later timestamp that is trusted"
            ),
            "authority_expired",
        ),
        Some(PathError::Rule(why)) => Unsound::failed(why, "authority_not_allowed"),
        Some(PathError::Unsupported) => Unsound::unsettled(
            format!("a certificate between {name} and its anchor asks for what is not supported"),
            "unsupported_extension",
        ),
        Some(PathError::NoPath) | None => Unsound::unsettled(
            format!(
                "a timestamp holds, and no anchor for timestamps leads to {name}, which made it"
            ),
            "authority_not_anchored",
        ),
    })
}

/// Whether a listed service stood so that its word on time counts: what it stamped before it was
/// withdrawn does, as its seals would (ETSI TS 119 615 section 4.6).
fn is_granted(
    end: &End<'_>,
    listed: Listed<'_>,
    time: Timestamp,
    at: Timestamp,
) -> Result<(), (&'static str, &'static str)> {
    let is_relied_on = end.ready.anchor.on_stale != OnStale::Fail || !listed.is_overdue(at);
    if !is_relied_on || !end.ready.may_vouch(at) {
        return Err((
            "the list that names it should have been replaced by now, and old ones are not relied on",
            "list_stale",
        ));
    }
    match listed.standing(time) {
        Standing::Granted(_) => Ok(()),
        Standing::NotGranted => Err((
            "its service was not granted when it stamped",
            "authority_withdrawn",
        )),
        Standing::NotYet => Err((
            "its service was granted only later than it stamped",
            "authority_not_granted_then",
        )),
        Standing::NotUnderstood => Err((
            "the list marks as critical for it what is not understood here",
            "critical_extension",
        )),
    }
}
