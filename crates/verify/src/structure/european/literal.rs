//! The types of literals that the profiles ask for, and the texts that they take.
//!
//! Source: XML Schema 1.1 part 2, sections 3.3 and 3.4; RDF 1.1 section 3.3 (language-tagged text).

use super::super::shape::date_time;

/// A type of literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Datatype {
    /// Text in a language.
    LangString,
    String,
    DateTime,
    Duration,
    AnyURI,
    Boolean,
    Decimal,
    Double,
    Integer,
    PositiveInteger,
    /// Markup (`rdf:HTML`).
    #[expect(clippy::upper_case_acronyms, reason = "as RDF writes it")]
    HTML,
}

impl Datatype {
    /// The type as people name it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::LangString => "text in a language",
            Self::String => "text",
            Self::DateTime => "a date and time",
            Self::Duration => "a duration",
            Self::AnyURI => "an address",
            Self::Boolean => "true or false",
            Self::Decimal | Self::Double => "a number",
            Self::Integer => "a whole number",
            Self::PositiveInteger => "a whole number above 0",
            Self::HTML => "HTML",
        }
    }

    /// Whether a text is one of this type.
    pub(super) fn holds(self, text: &str) -> bool {
        match self {
            Self::LangString | Self::String | Self::AnyURI | Self::HTML => true,
            Self::DateTime => date_time(text.trim()).is_some(),
            Self::Duration => is_duration(text.trim()),
            Self::Boolean => matches!(text.trim(), "true" | "false" | "1" | "0"),
            Self::Decimal => is_decimal(text.trim()),
            Self::Double => text.trim().parse::<f64>().is_ok(),
            Self::Integer => is_integer(text.trim()),
            Self::PositiveInteger => {
                is_integer(text.trim())
                    && !text.starts_with('-')
                    && text.contains(|c: char| matches!(c, '1'..='9'))
            }
        }
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_integer(text: &str) -> bool {
    are_digits(unsigned(text))
}

fn is_decimal(text: &str) -> bool {
    match unsigned(text).split_once('.') {
        Some(("", after)) => are_digits(after),
        Some((before, after)) => are_digits(before) && (after.is_empty() || are_digits(after)),
        None => is_integer(text),
    }
}

/// `P` with years, months and days, then `T` with hours, minutes and seconds; one of them at least.
fn is_duration(text: &str) -> bool {
    let Some(text) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') else {
        return false;
    };
    let (days, clock) = match text.split_once('T') {
        Some((days, clock)) => (days, Some(clock)),
        None => (text, None),
    };
    let is_some = !days.is_empty() || clock.is_some();
    is_some
        && are_parts(days, "YMD")
        && clock.is_none_or(|clock| !clock.is_empty() && are_parts(clock, "HMS"))
}

/// Numbers that each end in a unit, the units in their order.
fn are_parts(mut text: &str, mut units: &str) -> bool {
    while !text.is_empty() {
        let Some(at) = text.find(|c: char| c.is_ascii_alphabetic()) else {
            return false;
        };
        let (number, rest) = text.split_at(at);
        let unit = rest.chars().next().unwrap_or_default();
        let Some(order) = units.find(unit) else {
            return false;
        };
        let is_number = are_digits(number)
            || (unit == 'S' && is_decimal(number) && !number.starts_with(['+', '-']));
        if !is_number {
            return false;
        }
        units = units.get(order + 1..).unwrap_or_default();
        text = rest.get(1..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_xml_schema() {
        for text in [
            "PT60H",
            "P2M",
            "P2DT12H",
            "P1Y2M3DT4H5M6.7S",
            "-P1D",
            "P60M",
        ] {
            assert!(is_duration(text), "{text}");
        }
        for text in [
            "", "P", "PT", "P1", "1D", "P1H", "PT1D", "P1DT", "P1D2M", "PT1.5H", "P-1D", "60 hours",
        ] {
            assert!(!is_duration(text), "{text}");
        }
    }

    #[test]
    fn numbers_are_those_of_xml_schema() {
        assert!(
            Datatype::Decimal.holds("5.0")
                && Datatype::Decimal.holds("-.5")
                && Datatype::Decimal.holds("5.")
        );
        assert!(
            !Datatype::Decimal.holds("1e3")
                && !Datatype::Decimal.holds("five")
                && !Datatype::Decimal.holds(".")
        );
        assert!(
            Datatype::PositiveInteger.holds("1")
                && !Datatype::PositiveInteger.holds("0")
                && !Datatype::PositiveInteger.holds("-1")
        );
        assert!(Datatype::Integer.holds("-1") && !Datatype::Integer.holds("1.0"));
    }
}
