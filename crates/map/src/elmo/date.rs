//! Dates as ELMO writes them.

use credeval_model::time::{self, Stated};
use serde_json::Value;

use crate::{
    reading::{Date, FromJson},
    xml::{attribute, own_text},
};

/// Characters of a date or of its format.
const WRITTEN: usize = 40;

/// A date as it is written, with the time that it means: in the order that its attribute `dtf` gives,
/// or in that of ISO 8601; also a year or a month alone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dated(pub(super) Date);

impl FromJson for Dated {
    const WHAT: &'static str = "a date";

    fn from_json(value: &Value) -> Option<Self> {
        let text = own_text(value).filter(|text| text.len() <= WRITTEN)?;
        let ordered = attribute(value, "dtf").and_then(|format| by_format(format, &text));
        let ordered = ordered.as_ref().unwrap_or(&text);
        let time = time::parse(ordered)
            .or_else(|| with_zone(ordered))
            .or_else(|| partial(ordered))?;
        Some(Self(Date { text, time }))
    }
}

/// A day with a zone, as XML Schema writes it (`2015-05-02+02:00`): some time of that day, in any
/// zone.
fn with_zone(text: &str) -> Option<Stated> {
    let (day, zone) = text.split_at_checked(10)?;
    let is_zone = zone.len() == 6 && zone.starts_with(['+', '-']) && zone.get(3..4) == Some(":");
    is_zone.then(|| time::parse(day)).flatten()
}

/// A year, or a month of one: from its first day to its last.
fn partial(text: &str) -> Option<Stated> {
    let is_digits = |part: &str, count: usize| {
        part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (first, last) = match text.split_once('-') {
        None if is_digits(text, 4) => (format!("{text}-01"), format!("{text}-12")),
        Some((year, month)) if is_digits(year, 4) && is_digits(month, 2) => {
            (text.to_owned(), text.to_owned())
        }
        _ => return None,
    };
    let day = |month: &str, day: u8| time::parse(&format!("{month}-{day}"));
    Some(Stated {
        earliest: day(&first, 1)
            .or_else(|| time::parse(&format!("{first}-01")))?
            .earliest,
        latest: (28..=31).rev().find_map(|end| day(&last, end))?.latest,
    })
}

/// A date written as a format says, such as `dd.MM.yyyy`; nothing where it is not written so.
fn by_format(format: &str, text: &str) -> Option<String> {
    let (mut year, mut month, mut day) = (String::new(), String::new(), String::new());
    let mut written = text.chars();
    for expected in format.chars().take(WRITTEN) {
        let found = written.next()?;
        match expected.to_ascii_lowercase() {
            'y' | 'm' | 'd' if !found.is_ascii_digit() => return None,
            'y' => year.push(found),
            'm' => month.push(found),
            'd' => day.push(found),
            other if other == found.to_ascii_lowercase() => {}
            _ => return None,
        }
    }
    if written.next().is_some() || year.len() != 4 {
        return None;
    }
    let parts = [year, month, day];
    let stated: Vec<_> = parts
        .into_iter()
        .take_while(|part| !part.is_empty())
        .collect();
    Some(stated.join("-"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Option<(String, String)> {
        let Dated(Date { time, .. }) = Dated::from_json(value)?;
        Some((time.earliest.to_string(), time.latest.to_string()))
    }

    #[test]
    fn the_order_is_that_of_the_format() {
        let with = |format: &str, text: &str| read(&json!({ "@dtf": format, "#text": text }));
        let plain = |text: &str| read(&json!(text));
        assert!(plain("1966-07-08").is_some());
        assert_eq!(with("dd.MM.yyyy", "18.07.1966"), plain("1966-07-18"));
        assert_eq!(with("MM/dd/yyyy", "07/08/1966"), plain("1966-07-08"));
        assert_eq!(with("dd/MM/yyyy", "07/08/1966"), plain("1966-08-07"));
        assert_eq!(with("yyyy", "1966"), plain("1966"));
        // The format is wrong, and the date is plain.
        assert_eq!(with("dd-MM-yyyy", "1996-08-02"), plain("1996-08-02"));
        assert_eq!(with("dd.MM.yyyy", "18.7.1966"), None);
        assert_eq!(with("dd.MM.yy", "18.07.66"), None);
        assert_eq!(with("dd.MM.yyyy", "41.07.1966"), None);
        assert_eq!(with(&"y".repeat(1000), &"1".repeat(1000)), None);
    }

    #[test]
    fn what_is_left_out_makes_it_a_range() {
        let range = |text: &str| read(&json!(text));
        let of = |earliest: &str, latest: &str| Some((earliest.to_owned(), latest.to_owned()));
        assert_eq!(
            range("2015"),
            of("2014-12-31T10:00:00Z", "2016-01-01T13:59:59Z")
        );
        assert_eq!(
            range("2015-02"),
            of("2015-01-31T10:00:00Z", "2015-03-01T13:59:59Z")
        );
        assert_eq!(
            range("2015-05-02"),
            of("2015-05-01T10:00:00Z", "2015-05-03T13:59:59Z")
        );
        assert_eq!(range("2015-05-02+02:00"), range("2015-05-02"));
        assert_eq!(
            range("2015-10-31T12:00:00+02:00"),
            of("2015-10-31T10:00:00Z", "2015-10-31T10:00:00Z")
        );
        for other in ["autumn", "15", "2015-13", "2015-05-02 about", ""] {
            assert_eq!(range(other), None, "{other}");
        }
    }
}
