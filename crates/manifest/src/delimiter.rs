//! What stands between the cells of a line, found from the header and the first rows.

use serde::{Deserialize, Serialize};

use crate::{
    header::{self, Column},
    record::{Parsed, line_end, parse},
};

/// Records that are looked at.
const SAMPLE: usize = 50;

/// What stands between the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `,`: RFC 4180.
    Comma,
    /// `;`: what spreadsheets write where the comma stands before decimals.
    Semicolon,
    /// A tab.
    Tab,
    /// `|`.
    Pipe,
}

impl Delimiter {
    /// All, in the order in which they are tried.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The byte.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    /// The delimiter as messages name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Pipe => "pipe",
        }
    }

    /// The delimiter of a file that begins with `sample`; `whole` says that nothing follows.
    ///
    /// It is the one that gives the header a column `source`. Where several do, it is the one with
    /// the most columns that are known, then the one under which all the first rows are as wide as
    /// the header. An error names those that are left; none are left where no column `source` was
    /// found, and then it is the delimiter that divides the header most.
    pub(crate) fn find(sample: &[u8], whole: bool) -> Result<Self, Vec<Self>> {
        let views: Vec<View> = Self::ALL
            .into_iter()
            .map(|delimiter| View::of(sample, whole, delimiter))
            .collect();
        let mut left: Vec<&View> = views.iter().filter(|view| view.has_source).collect();
        if left.is_empty() {
            // The first of the widest: `max_by_key` gives the last.
            let widest = views.iter().rev().max_by_key(|view| view.width);
            return Ok(widest.map_or(Self::Comma, |view| view.delimiter));
        }
        keep(&mut left, |view| view.known);
        keep(&mut left, |view| usize::from(view.is_even));
        // A single column is a single column whatever would divide it.
        match left.as_slice() {
            [view] => Ok(view.delimiter),
            [first, ..] if first.is_even && left.iter().all(|view| view.width == 1) => {
                Ok(first.delimiter)
            }
            _ => Err(left.iter().map(|view| view.delimiter).collect()),
        }
    }
}

/// Keeps those of the greatest `measure`.
fn keep(views: &mut Vec<&View>, measure: impl Fn(&View) -> usize) {
    let most = views.iter().map(|view| measure(view)).max();
    views.retain(|view| Some(measure(view)) == most);
}

/// The sample as a delimiter divides it.
struct View {
    delimiter: Delimiter,
    has_source: bool,
    /// Columns whose name is known.
    known: usize,
    width: usize,
    /// Whether all rows are as wide as the header.
    is_even: bool,
}

impl View {
    fn of(sample: &[u8], whole: bool, delimiter: Delimiter) -> Self {
        let mut view = Self {
            delimiter,
            has_source: false,
            known: 0,
            width: 0,
            is_even: true,
        };
        let mut rest = sample;
        for _ in 0..SAMPLE {
            let (cells, length) = match parse(rest, delimiter.byte(), whole) {
                Parsed::Record { cells, length } => (Some(cells), length),
                Parsed::Fault { .. } => match line_end(rest) {
                    Some((_, length)) => (None, length),
                    None => break,
                },
                Parsed::Incomplete => break,
            };
            rest = rest.get(length..).unwrap_or_default();
            if cells.as_ref().is_some_and(|cells| is_blank(cells)) {
                continue;
            }
            match cells {
                Some(cells) if view.width == 0 => {
                    let names = cells.iter().map(|cell| String::from_utf8_lossy(cell));
                    let known: Vec<Column> =
                        names.filter_map(|name| header::known(&name)).collect();
                    view.width = cells.len();
                    view.has_source = known.contains(&Column::Source);
                    view.known = known.len();
                }
                Some(cells) => view.is_even &= cells.len() == view.width,
                None => view.is_even = false,
            }
        }
        view
    }
}

fn is_blank(cells: &[Vec<u8>]) -> bool {
    cells.iter().all(|cell| cell.trim_ascii().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delimiter_is_found() {
        for (text, found) in [
            ("row_id,source\n1,a.json\n", Delimiter::Comma),
            ("row_id;source;note\n1;a.json;x, y\n", Delimiter::Semicolon),
            ("source\tnote\na\tb\n", Delimiter::Tab),
            ("note|Source \na,b|c\n", Delimiter::Pipe),
            // One column: the first delimiter that divides none of its rows.
            ("source\nhttps://example.org/?a,b\n", Delimiter::Semicolon),
            ("source\n", Delimiter::Comma),
            // Both give a column `source`: the rows tell.
            ("source,x;source\na,b\nc,d\n", Delimiter::Comma),
            ("\"source\",\"a;b\"\n", Delimiter::Comma),
        ] {
            assert_eq!(Delimiter::find(text.as_bytes(), true), Ok(found), "{text}");
        }
    }

    #[test]
    fn what_is_ambiguous_is_not_guessed() {
        for (text, left) in [
            (
                "source,x;source\n",
                [Delimiter::Comma, Delimiter::Semicolon].as_slice(),
            ),
            ("source\na,b;c\td|e\n", &Delimiter::ALL),
        ] {
            let found = Delimiter::find(text.as_bytes(), true);
            assert_eq!(found, Err(left.to_vec()), "{text}");
        }
    }
}
