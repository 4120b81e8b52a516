//! Numbers, times and names as people say them.

use std::fmt::Display;

use credeval_model::{
    Digest, Timestamp,
    criterion::Ask,
    outcome::{OutcomeCode, Track},
    programme::{Programme, Purpose},
    scope::ScopeKind,
};
use serde::Serialize;

/// A time as `2024-06-01 12:00 UTC`.
pub(crate) fn moment(time: Timestamp) -> impl Display {
    time.strftime("%Y-%m-%d %H:%M UTC")
}

/// The day of a date or time as stated (ISO 8601); all of it where it does not begin with one.
pub(crate) fn day(stated: &str) -> &str {
    match stated.split_once(['T', 't']) {
        Some((day, _)) if credeval_model::time::parse(stated).is_some() => day,
        _ => stated,
    }
}

/// A length in bytes, kilobytes or megabytes (of 1000).
pub(crate) fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit / (unit / 10));
    match bytes {
        0..1_000 => counted(bytes, "byte"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

/// A number and what it counts: `1 hour`, `2.5 hours`.
pub(super) fn counted<N: Display>(number: N, unit: &str) -> String {
    let number = number.to_string();
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// The first digits of a digest: enough to tell files apart; all of them are in the JSON forms.
pub(crate) fn short_digest(digest: &Digest) -> String {
    format!("sha256:{:.16}", digest.hex())
}

/// A term of a list of ours, as its JSON name with spaces: `written examination`.
pub(super) fn term(term: impl Serialize) -> String {
    match serde_json::to_value(term) {
        Ok(serde_json::Value::String(name)) => name.replace('_', " "),
        _ => String::new(),
    }
}

/// `text` with an upper-case first letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// `text` without a full stop at its end.
pub(crate) fn without_stop(text: &str) -> &str {
    text.trim_end().trim_end_matches('.')
}

/// `text` as a sentence: with an upper-case letter, unless it begins with a name of the field such
/// as `did:key`, and with a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let first = text.split(' ').next().unwrap_or_default();
    let is_word = first.chars().all(char::is_alphabetic);
    let text = if is_word {
        capitalised(text)
    } else {
        text.to_owned()
    };
    match text.chars().last() {
        Some('.' | '!' | '?') | None => text,
        Some(_) => text + ".",
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(words: &[&str], conjunction: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}

/// What an achievement is, in a word or two.
pub(super) fn scope(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::MicroCredential => "micro-credential",
        ScopeKind::Qualification => "qualification",
        ScopeKind::DiplomaSupplement => "supplement",
        ScopeKind::Transcript => "transcript",
        ScopeKind::NoLearning => "no learning",
        ScopeKind::Unclear => "unclear",
    }
}

/// What is proposed, as a heading.
pub(super) fn headline(code: OutcomeCode) -> &'static str {
    match code {
        OutcomeCode::RecogniseFull => "Recognition is possible",
        OutcomeCode::RecognisePartial => "Recognition is possible for a part",
        OutcomeCode::Flexible => "Recognition is possible if the deviations are accepted",
        OutcomeCode::Rpl => "Recognition of Prior Learning is the way",
        OutcomeCode::NeedsInformation => "More must be known first",
        OutcomeCode::HumanReview => "A person must look first",
        OutcomeCode::NotLrc => "Recognition is most likely not possible",
        OutcomeCode::NotVerified => "The credential does not hold",
    }
}

/// An outcome that may follow, within a sentence.
pub(super) fn consequence(code: OutcomeCode) -> &'static str {
    match code {
        OutcomeCode::RecogniseFull => "recognition",
        OutcomeCode::RecognisePartial => "recognition of a part",
        OutcomeCode::Flexible => "recognition with accepted deviations",
        OutcomeCode::Rpl => "Recognition of Prior Learning",
        OutcomeCode::NeedsInformation => "a need for further information",
        OutcomeCode::HumanReview => "a review by a person",
        OutcomeCode::NotLrc => "most likely no recognition",
        OutcomeCode::NotVerified => "a credential that does not hold",
    }
}

/// The track of an outcome, as a sentence.
pub(super) fn track(track: Option<Track>) -> &'static str {
    match track {
        Some(Track::Lrc) => "Track: in line with the Lisbon Recognition Convention.",
        Some(Track::Rpl) => "Track: Recognition of Prior Learning.",
        None => "Track: not settled yet.",
    }
}

/// What recognition is asked for: `exemption from "Statistics" in "Bachelor physics"`.
pub(super) fn asked(purpose: Purpose, programme: Option<&Programme>) -> Option<String> {
    let Some(programme) = programme else {
        return match purpose {
            Purpose::None => None,
            Purpose::Admission => Some("admission".to_owned()),
            Purpose::Exemption => Some("exemption from a course".to_owned()),
            Purpose::Credit => Some("credit".to_owned()),
            Purpose::Stacking => Some("stacking towards a profile".to_owned()),
        };
    };
    let whole = format!("\"{}\"", programme.programme);
    let part = match &programme.course {
        Some(course) => format!("\"{course}\" in {whole}"),
        None => whole.clone(),
    };
    Some(match purpose {
        Purpose::Admission => format!("admission to {whole}"),
        Purpose::Exemption => format!("exemption from {part}"),
        Purpose::Credit => format!("credit in {part}"),
        Purpose::Stacking => format!("stacking towards {whole}"),
        Purpose::None => format!("no purpose, beside {whole}"),
    })
}

/// Whom to ask, as a remark.
pub(super) fn ask(ask: Ask) -> String {
    format!("ask {}", ask.label())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_counts() {
        assert_eq!(size(1), "1 byte");
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(4_149), "4.1 kB");
        assert_eq!(size(1_300_000), "1.3 MB");
        assert_eq!(counted(2.0, "hour"), "2 hours");
        assert_eq!(counted(1.0, "hour"), "1 hour");
    }

    #[test]
    fn days_are_told_and_other_words_left() {
        assert_eq!(day("2024-05-31T10:00:00+02:00"), "2024-05-31");
        assert_eq!(day("2024-05-31"), "2024-05-31");
        assert_eq!(day("Tuesday"), "Tuesday");
    }

    #[test]
    fn sentences_begin_and_end_as_sentences() {
        assert_eq!(sentence("the proof holds"), "The proof holds.");
        assert_eq!(sentence("did:key:z6 holds."), "did:key:z6 holds.");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(joined(&["a"], "or"), "a");
        assert_eq!(joined(&["a", "b", "c"], "or"), "a, b or c");
    }
}
