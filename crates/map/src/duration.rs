//! Lengths of learning as ISO 8601 durations.

use jiff::{SpanRelativeTo, fmt::temporal::SpanParser};

/// A length of learning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Length {
    /// Hours; a day counts 24 of them, as in XML Schema, so `P2DT12H` are 60.
    Hours(f64),
    /// Calendar time, in months: weeks, months and years say how long a course runs, not how many
    /// hours it takes.
    Calendar(f64),
}

/// Reads an ISO 8601 duration above zero.
///
/// Source: XML Schema 1.1 part 2, section 3.3.6 (`duration`), as the European Learning Model uses
/// it; weeks (ISO 8601-1:2019, section 5.5.2.4) are read too.
pub(crate) fn parse(text: &str) -> Option<Length> {
    let span = SpanParser::new().parse_span(text.trim()).ok()?;
    let calendar = 12.0 * f64::from(span.get_years())
        + f64::from(span.get_months())
        // A year of 365.25 days has 52.18 weeks.
        + f64::from(span.get_weeks()) * 12.0 / 52.18;
    if calendar > 0.0 {
        return Some(Length::Calendar(calendar));
    }
    let time = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    let hours = time.as_secs_f64() / 3600.0;
    (hours > 0.0).then_some(Length::Hours(hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        for (text, expected) in [
            ("PT60H", Some(Length::Hours(60.0))),
            ("P2DT12H", Some(Length::Hours(60.0))),
            ("PT45H", Some(Length::Hours(45.0))),
            ("PT90M", Some(Length::Hours(1.5))),
            ("PT1.5H", Some(Length::Hours(1.5))),
            ("PT3600S", Some(Length::Hours(1.0))),
            ("P60M", Some(Length::Calendar(60.0))),
            ("P1M", Some(Length::Calendar(1.0))),
            ("P2M", Some(Length::Calendar(2.0))),
            ("P1Y6M", Some(Length::Calendar(18.0))),
            ("P1MT10H", Some(Length::Calendar(1.0))),
            (" PT2H ", Some(Length::Hours(2.0))),
            ("PT0H", None),
            ("-PT5H", None),
            ("-P1M", None),
            ("P", None),
            ("PT", None),
            ("", None),
            ("60", None),
            ("60 hours", None),
            ("2h", None),
            ("P99999999999999999999M", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        let Some(Length::Calendar(months)) = parse("P6W") else {
            panic!("weeks are calendar time");
        };
        assert!((1.3..1.5).contains(&months));
    }
}
