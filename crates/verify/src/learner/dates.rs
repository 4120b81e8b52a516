//! Whether two days of birth are one.
//!
//! Tools for European Digital Credentials write a day of birth as an instant, and the same day
//! stands as `1999-10-01T22:00:00Z` in one file and as `1999-10-02T00:00:00Z` in another: midnight
//! where the learner lives, told elsewhere.

use credeval_model::Timestamp;
use jiff::{civil, tz::TimeZone};

/// The zones that are in use: UTC-12 to UTC+14, in steps of a quarter of an hour.
const WEST_SECONDS: i64 = 12 * 3_600;
const EAST_SECONDS: i64 = 14 * 3_600;
const STEP_SECONDS: i64 = 15 * 60;

/// How two days of birth compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Born {
    /// Another day.
    Differs,
    /// The same day, if the credential's instant is read in the time zone of the learner.
    Shifted,
    /// The same day.
    Same,
}

/// Compares a day with what a credential states: a date, or an instant. `None` where that is
/// neither.
pub(super) fn compare(day: civil::Date, stated: &str) -> Option<Born> {
    let stated = stated.trim();
    let written: civil::Date = stated.get(..10)?.parse().ok()?;
    let rest = stated.get(10..)?;
    if matches!(rest, "" | "Z" | "T00:00:00") {
        return Some(match written == day {
            true => Born::Same,
            false => Born::Differs,
        });
    }
    let instant: Option<Timestamp> = stated.parse().ok();
    let Some(instant) = instant else {
        // A time of day without a zone; only the day is compared.
        stated.parse::<civil::DateTime>().ok()?;
        return Some(match written == day {
            true => Born::Same,
            false => Born::Differs,
        });
    };
    let midnight = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    let east = midnight.as_second() - instant.as_second();
    let is_midnight = rest.starts_with("T00:00");
    Some(match written == day {
        true if is_midnight => Born::Same,
        true => Born::Shifted,
        false if (-WEST_SECONDS..=EAST_SECONDS).contains(&east) && east % STEP_SECONDS == 0 => {
            Born::Shifted
        }
        false => Born::Differs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(stated: &str) -> Option<Born> {
        compare(civil::date(1999, 10, 2), stated)
    }

    #[test]
    fn one_day_in_any_way_of_writing() {
        for stated in [
            "1999-10-02",
            "1999-10-02Z",
            "1999-10-02T00:00:00",
            "1999-10-02T00:00:00Z",
            "1999-10-02T00:00:00.000+02:00",
            "1999-10-02T12:00:00",
        ] {
            assert_eq!(born(stated), Some(Born::Same), "{stated}");
        }
    }

    #[test]
    fn a_time_zone_may_lie_between() {
        for stated in [
            "1999-10-01T22:00:00Z",
            "1999-10-01T18:30:00Z",
            "1999-10-02T05:00:00Z",
            "1999-10-01T23:00:00+01:00",
        ] {
            assert_eq!(born(stated), Some(Born::Shifted), "{stated}");
        }
    }

    #[test]
    fn another_day_is_another_day() {
        for stated in [
            "1999-10-01",
            "1999-10-03",
            "1999-10-01T00:00:00Z",
            "1999-10-03T00:00:00Z",
            "1999-10-01T09:59:00Z",
            // No clock in the world strikes midnight then.
            "1999-10-01T22:07:13Z",
            "1999-02-10",
            "1989-10-02",
        ] {
            assert_eq!(born(stated), Some(Born::Differs), "{stated}");
        }
        for stated in [
            "",
            "1999",
            "2 October 1999",
            "1999-10-02 or so",
            "é999-10-02",
            "1999-13-02",
        ] {
            assert_eq!(born(stated), None, "{stated}");
        }
    }
}
