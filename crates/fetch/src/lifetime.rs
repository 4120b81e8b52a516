//! How long an answer may be kept (RFC 9111, for a private cache).

use std::time::Duration;

use credeval_model::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, LAST_MODIFIED};

/// No answer is used longer without asking: a key that was withdrawn or a badge that was revoked is
/// noticed within a day, whatever a server says.
pub(crate) const LONGEST: Duration = Duration::from_hours(24);
/// Where a server says nothing at all: credentials of one batch share an answer.
const UNSAID: Duration = Duration::from_mins(5);
/// The share of the time since the last change that it is taken to stand for (RFC 9111 section
/// 4.2.2).
const SHARE: u32 = 10;

/// What the head of an answer says of keeping it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lifetime {
    /// Whether it may be kept at all.
    pub(crate) may_be_kept: bool,
    /// How long it may be used without asking.
    pub(crate) fresh: Duration,
    /// Whether it may be used longer where the server cannot be asked.
    pub(crate) may_be_stale: bool,
    /// Whether the server says how long.
    is_said: bool,
}

impl Lifetime {
    /// As the head of an answer says.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut lifetime = Self {
            may_be_kept: true,
            fresh: UNSAID,
            may_be_stale: true,
            is_said: false,
        };
        let mut said: Option<Duration> = None;
        let values = headers.get_all(CACHE_CONTROL).into_iter();
        let directives = values.filter_map(|value| value.to_str().ok());
        for directive in directives.flat_map(|value| value.split(',')) {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-store" => lifetime.may_be_kept = false,
                "no-cache" => {
                    said = Some(Duration::ZERO);
                    lifetime.may_be_stale = false;
                }
                "must-revalidate" => lifetime.may_be_stale = false,
                "max-age" => {
                    // What cannot be read is over (RFC 9111 section 4.2.1).
                    let seconds = value.trim().trim_matches('"').parse().unwrap_or(0);
                    let age = Duration::from_secs(seconds);
                    said = Some(said.map_or(age, |before| before.min(age)));
                }
                _ => {}
            }
        }
        let said = said.or_else(|| {
            let expires = headers.get(EXPIRES)?;
            let expires = expires.to_str().ok().and_then(date);
            Some(between(time(headers, DATE), expires))
        });
        let heuristic = || match time(headers, LAST_MODIFIED) {
            None => UNSAID,
            changed => UNSAID.max(between(changed, time(headers, DATE)) / SHARE),
        };
        let fresh = said.unwrap_or_else(heuristic).min(LONGEST);
        let age = headers.get(AGE).and_then(|value| value.to_str().ok());
        let age = age.and_then(|value| value.trim().parse().ok());
        lifetime.fresh = fresh.saturating_sub(Duration::from_secs(age.unwrap_or(0)));
        lifetime.is_said = said.is_some();
        lifetime
    }

    /// As the head of a redirect says; a temporary one stands for this request alone, unless its
    /// server says more (RFC 9110 section 15.4).
    pub(crate) fn of_redirect(headers: &HeaderMap, is_permanent: bool) -> Self {
        let lifetime = Self::of(headers);
        match lifetime.is_said || is_permanent {
            true => lifetime,
            false => Self {
                fresh: Duration::ZERO,
                ..lifetime
            },
        }
    }

    /// The lifetime of an answer that was found by way of redirects: no longer than theirs.
    pub(crate) fn over(self, way: Self) -> Self {
        Self {
            may_be_kept: self.may_be_kept && way.may_be_kept,
            fresh: self.fresh.min(way.fresh),
            may_be_stale: self.may_be_stale && way.may_be_stale,
            is_said: self.is_said,
        }
    }
}

/// How long a server asks to be left alone: a number of seconds, or a time beside its own clock
/// (RFC 9110 section 10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(reqwest::header::RETRY_AFTER)?.to_str().ok()?;
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    Some(between(time(headers, DATE), Some(date(value)?)))
}

fn time(headers: &HeaderMap, name: HeaderName) -> Option<Timestamp> {
    headers.get(name)?.to_str().ok().and_then(date)
}

/// A time as HTTP writes it (RFC 9110 section 5.6.7); its obsolete forms are not read.
fn date(text: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(text).ok()
}

/// From one time to another; nothing where one is unknown or they stand the other way round.
fn between(start: Option<Timestamp>, end: Option<Timestamp>) -> Duration {
    let (Some(start), Some(end)) = (start, end) else {
        return Duration::ZERO;
    };
    end.duration_since(start)
        .try_into()
        .unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = lines.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, value.parse().unwrap())
        });
        pairs.collect()
    }

    const NOW: (&str, &str) = ("date", "Sun, 01 Mar 2026 12:00:00 GMT");

    #[test]
    fn a_lifetime_is_what_the_server_says_within_bounds() {
        let hour = 3600;
        for (lines, seconds) in [
            (&[("cache-control", "max-age=60")][..], 60),
            (&[("cache-control", "public, Max-Age=\"60\"")], 60),
            (&[("cache-control", "max-age=60, max-age=30")], 30),
            (&[("cache-control", "max-age=60"), ("age", "50")], 10),
            (&[("cache-control", "max-age=60"), ("age", "61")], 0),
            (&[("cache-control", "max-age=soon")], 0),
            (&[("cache-control", "max-age=999999999")], 24 * hour),
            (&[("cache-control", "no-cache")], 0),
            (&[("cache-control", "s-maxage=60")], 300),
            (&[("cache-control", "max-age=60"), ("expires", "0")], 60),
            (&[NOW, ("expires", "Sun, 01 Mar 2026 13:00:00 GMT")], hour),
            (&[NOW, ("expires", "Sun, 01 Mar 2026 11:00:00 GMT")], 0),
            (&[NOW, ("expires", "0")], 0),
            (&[("expires", "Sun, 01 Mar 2026 13:00:00 GMT")], 0),
            (
                &[NOW, ("last-modified", "Sun, 01 Mar 2026 02:00:00 GMT")],
                hour,
            ),
            (
                &[NOW, ("last-modified", "Sun, 01 Mar 2020 02:00:00 GMT")],
                24 * hour,
            ),
            (
                &[NOW, ("last-modified", "Sun, 01 Mar 2026 11:59:00 GMT")],
                300,
            ),
            (&[NOW], 300),
            (&[], 300),
        ] {
            let lifetime = Lifetime::of(&headers(lines));
            assert_eq!(lifetime.fresh.as_secs(), seconds, "{lines:?}");
            assert!(lifetime.may_be_kept);
        }
    }

    #[test]
    fn what_may_not_be_kept_or_grow_old_is_said() {
        let of = |value| Lifetime::of(&headers(&[("cache-control", value)]));
        assert!(!of("no-store").may_be_kept);
        assert!(!of("no-cache").may_be_stale && of("no-cache").may_be_kept);
        assert!(!of("max-age=9, must-revalidate").may_be_stale);
        assert!(of("max-age=9").may_be_stale && of("private").may_be_kept);
    }

    #[test]
    fn a_redirect_shortens_a_lifetime() {
        let long = Lifetime::of(&headers(&[("cache-control", "max-age=600")]));
        let by = |lines: &[_], is_permanent| {
            let way = Lifetime::of_redirect(&headers(lines), is_permanent);
            let lifetime = long.over(way);
            (lifetime.may_be_kept, lifetime.fresh.as_secs())
        };
        assert_eq!(by(&[], false), (true, 0));
        assert_eq!(by(&[], true), (true, 300));
        assert_eq!(by(&[("cache-control", "max-age=60")], false), (true, 60));
        assert!(!by(&[("cache-control", "no-store")], true).0);
    }

    #[test]
    fn both_forms_of_retry_after_are_read() {
        let of = |lines: &[_]| retry_after(&headers(lines)).map(|wait| wait.as_secs());
        assert_eq!(of(&[("retry-after", "120")]), Some(120));
        let time = ("retry-after", "Sun, 01 Mar 2026 12:00:30 GMT");
        assert_eq!(of(&[NOW, time]), Some(30));
        // Without the server's clock it is over at once.
        assert_eq!(of(&[time]), Some(0));
        assert_eq!(of(&[("retry-after", "later")]), None);
        assert_eq!(of(&[]), None);
    }
}
