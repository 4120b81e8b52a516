//! Points in time.

pub use jiff::Timestamp;
use jiff::{civil, tz::TimeZone};

/// A date or time as a credential writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// The first instant that it can mean.
    pub earliest: Timestamp,
    /// The last instant that it can mean: the same, unless the zone or the time of day is missing.
    pub latest: Timestamp,
}

/// Reads an XML Schema `dateTime` or `date`, with or without a zone.
///
/// Without a zone it may be anything from UTC+14 to UTC-14 (XML Schema 1.1 part 2, section
/// 3.3.7.2), so the answer is a range. `None` where the text is neither.
pub fn parse(text: &str) -> Option<Stated> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(Stated {
            earliest: instant,
            latest: instant,
        });
    }
    let (first, last) = match text.parse::<civil::DateTime>() {
        // A civil date time with a `T` has its time of day; a bare date has all of the day.
        Ok(moment) if text.contains(['T', 't']) => (moment, moment),
        _ => {
            let day: civil::Date = text.trim_end_matches('Z').parse().ok()?;
            (day.at(0, 0, 0, 0), day.at(23, 59, 59, 0))
        }
    };
    let widest = |hours: i8| TimeZone::fixed(jiff::tz::offset(hours));
    Some(Stated {
        earliest: widest(14).to_timestamp(first).ok()?,
        latest: widest(-14).to_timestamp(last).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoned_times_are_exact_and_others_are_ranges() {
        let exact = parse("2023-09-27T13:54:17+02:00").unwrap();
        assert_eq!(exact.earliest, exact.latest);
        assert_eq!(exact.earliest.to_string(), "2023-09-27T11:54:17Z");
        let floating = parse("2023-09-27T13:54:17").unwrap();
        assert_eq!(floating.earliest.to_string(), "2023-09-26T23:54:17Z");
        assert_eq!(floating.latest.to_string(), "2023-09-28T03:54:17Z");
        let day = parse("2023-09-27").unwrap();
        assert_eq!(day.earliest.to_string(), "2023-09-26T10:00:00Z");
        assert!(parse("last summer").is_none());
    }
}
