//! Lines of the report: styled text, wrapped to columns under a hanging indent.
//!
//! [`Page`] alone writes to the output, and all that it writes passes [`text::safe`].

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects};

use crate::{Style, text};

/// The narrowest column of prose that still reads well; where less is left beside what leads, the
/// text goes below it.
const PROSE_COLUMNS: usize = 30;
/// Where text begins that goes below its lead.
const NARROW_INDENT: usize = 6;
/// How far the further lines of a text are set in.
const HANG: usize = 2;
/// Lines of a shortened text.
const SHORT_LINES: usize = 2;
/// Rows of one list; what is left out is counted, and stands in the JSON forms.
const LIST_ROWS: usize = 40;

/// What a piece of text is, which decides on its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    Strong,
    Dim,
    Green,
    LightGreen,
    Amber,
    Red,
}

impl Role {
    fn style(self) -> anstyle::Style {
        match self {
            Self::Plain => anstyle::Style::new(),
            Self::Strong => anstyle::Style::new().effects(Effects::BOLD),
            Self::Dim => anstyle::Style::new().effects(Effects::DIMMED),
            Self::Green => AnsiColor::Green.on_default(),
            Self::LightGreen => AnsiColor::BrightGreen.on_default(),
            Self::Amber => AnsiColor::Yellow.on_default(),
            Self::Red => AnsiColor::Red.on_default().effects(Effects::BOLD),
        }
    }
}

/// A line of text before it is fitted to the page.
#[derive(Debug, Clone, Default)]
pub(super) struct Line(Vec<(Role, String)>);

impl Line {
    pub(super) fn new(role: Role, text: impl Into<String>) -> Self {
        Self(vec![(role, text.into())])
    }

    /// The line with further text.
    #[must_use]
    pub(super) fn and(mut self, role: Role, text: impl Into<String>) -> Self {
        self.0.push((role, text.into()));
        self
    }
}

impl<T: Into<String>> From<T> for Line {
    fn from(text: T) -> Self {
        Self::new(Role::Plain, text)
    }
}

/// What stands before the text of a row: short words of our own, each at its column.
#[derive(Debug, Clone, Default)]
pub(super) struct Lead(Vec<(usize, Role, String)>);

impl Lead {
    pub(super) fn at(column: usize, role: Role, text: impl Into<String>) -> Self {
        Self::default().and(column, role, text)
    }

    /// The lead with a further word.
    #[must_use]
    pub(super) fn and(mut self, column: usize, role: Role, text: impl Into<String>) -> Self {
        self.0.push((column, role, text.into()));
        self
    }
}

/// The signs of the report.
#[derive(Debug)]
pub(super) struct Signs {
    pub(super) full: &'static str,
    pub(super) empty: &'static str,
    pub(super) passed: &'static str,
    pub(super) failed: &'static str,
    pub(super) bar: &'static str,
    pub(super) rule: &'static str,
    pub(super) dash: &'static str,
    pub(super) bullet: &'static str,
    pub(super) times: &'static str,
}

const UNICODE: Signs = Signs {
    full: "●",
    empty: "○",
    passed: "✓",
    failed: "✗",
    bar: "┃",
    rule: "─",
    dash: "–",
    bullet: "•",
    times: "×",
};

const ASCII: Signs = Signs {
    full: "#",
    empty: ".",
    passed: "+",
    failed: "x",
    bar: "|",
    rule: "-",
    dash: "-",
    bullet: "*",
    times: "x",
};

/// A character, its role and the columns that it takes.
#[derive(Debug, Clone, Copy)]
struct Cell {
    role: Role,
    character: char,
    columns: usize,
}

/// The page that is written.
pub(super) struct Page<'a, W> {
    out: &'a mut W,
    color: bool,
    unicode: bool,
    width: usize,
    /// The language that is preferred (BCP 47).
    pub(super) language: &'a str,
    pub(super) signs: &'static Signs,
}

impl<'a, W: Write> Page<'a, W> {
    pub(super) fn new(out: &'a mut W, style: &Style<'a>) -> Self {
        Self {
            out,
            color: style.color,
            unicode: style.unicode,
            width: style.width.clamp(40, 120),
            language: style.language,
            signs: if style.unicode { &UNICODE } else { &ASCII },
        }
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// The heading of a section, after a blank line, with a dimmed remark.
    pub(super) fn heading(&mut self, title: &str, remark: &str) -> io::Result<()> {
        self.blank()?;
        self.title(title)?;
        if remark.is_empty() {
            return Ok(());
        }
        self.indented(2, &Line::new(Role::Dim, remark))
    }

    /// The heading of what stands first on the page.
    pub(super) fn title(&mut self, title: &str) -> io::Result<()> {
        let rule = |columns: usize| self.signs.rule.repeat(columns);
        let rest = self.width.saturating_sub(text::columns_of(title) + 4);
        let line = Line::new(Role::Dim, rule(2))
            .and(Role::Strong, format!(" {title} "))
            .and(Role::Dim, rule(rest));
        self.indented(0, &line)
    }

    /// A line between the items of several.
    pub(super) fn divider(&mut self, title: &str) -> io::Result<()> {
        let rule = self.signs.rule.repeat(self.width);
        self.indented(0, &Line::new(Role::Dim, rule))?;
        self.indented(0, &Line::new(Role::Dim, title))?;
        self.blank()
    }

    /// Wrapped text after an indent.
    pub(super) fn indented(&mut self, indent: usize, body: &Line) -> io::Result<()> {
        self.row(indent, &Lead::default(), body)
    }

    /// Wrapped text beside `lead`, which has the first `columns` of the page; below it where the
    /// page is too narrow.
    pub(super) fn row(&mut self, columns: usize, lead: &Lead, body: &Line) -> io::Result<()> {
        let body = self.cells(body);
        self.place(columns, lead, 0, &body)
    }

    /// As [`Page::row`], for sentences of our own, which are not cut.
    pub(super) fn prose_row(&mut self, columns: usize, lead: &Lead, body: &Line) -> io::Result<()> {
        let body = self.prose(body);
        self.place(columns, lead, 0, &body)
    }

    /// As [`Page::row`], with the text shortened to about [`SHORT_LINES`] and its further lines
    /// set in, so that several rows stay apart.
    pub(super) fn short_row(&mut self, columns: usize, lead: &Lead, body: &Line) -> io::Result<()> {
        let room = self.width.saturating_sub(self.body_indent(columns) + HANG);
        let ellipsis = text::ellipsis(self.unicode);
        let body = shortened(self.cells(body), SHORT_LINES * room, ellipsis);
        self.place(columns, lead, HANG, &body)
    }

    /// Wrapped text below a row whose lead has `columns`, its further lines set in.
    pub(super) fn under(&mut self, columns: usize, body: &Line) -> io::Result<()> {
        let body = self.cells(body);
        self.place(columns, &Lead::default(), HANG, &body)
    }

    /// A line of words at their columns, each cut to the room that it has ([`Page::cut`]).
    pub(super) fn words(&mut self, words: &Lead) -> io::Result<()> {
        let cells = self.stops(words, 0);
        self.write(&cells)
    }

    /// Columns of the page.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The columns that `text` takes on the page.
    pub(super) fn columns_of(&self, text: &str) -> usize {
        text::columns_of(&text::safe(text, self.unicode))
    }

    /// `text` as it is shown, cut with an ellipsis to `columns`.
    pub(super) fn cut(&self, text: &str, columns: usize) -> String {
        let cells = self.cells(&Line::from(text));
        let cells = shortened(cells, columns, text::ellipsis(self.unicode));
        cells.iter().map(|cell| cell.character).collect()
    }

    /// Wrapped text with a bar at its left.
    pub(super) fn barred(&mut self, role: Role, body: &Line) -> io::Result<()> {
        let bar = self.stops(&Lead::at(1, role, self.signs.bar), 3);
        let body = self.prose(body);
        self.paragraph(&bar, &bar, &body)
    }

    /// Rows for `items`; where there are too many, the rest is counted.
    pub(super) fn list<T>(
        &mut self,
        columns: usize,
        items: impl IntoIterator<Item = T>,
        mut row: impl FnMut(&mut Self, T) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut items = items.into_iter();
        for item in items.by_ref().take(LIST_ROWS) {
            row(self, item)?;
        }
        match items.count() {
            0 => Ok(()),
            more => self.under(columns, &Line::new(Role::Dim, format!("and {more} more"))),
        }
    }

    /// Where the text of a row begins whose lead has `columns`.
    fn body_indent(&self, columns: usize) -> usize {
        if columns + PROSE_COLUMNS <= self.width {
            columns
        } else {
            NARROW_INDENT
        }
    }

    fn place(&mut self, columns: usize, lead: &Lead, hang: usize, body: &[Cell]) -> io::Result<()> {
        let indent = self.body_indent(columns);
        let mut first = self.stops(lead, indent);
        if indent != columns && !lead.0.is_empty() {
            self.write(&first)?;
            first.clear();
        }
        if first.is_empty() {
            first = vec![SPACE; indent];
        }
        self.paragraph(&first, &vec![SPACE; indent + hang], body)
    }

    fn paragraph(&mut self, first: &[Cell], rest: &[Cell], body: &[Cell]) -> io::Result<()> {
        let taken = columns_of(first).max(columns_of(rest));
        let lines = wrapped(body, self.width.saturating_sub(taken));
        for (number, line) in lines.iter().enumerate() {
            let lead = if number == 0 { first } else { rest };
            self.write(&[lead, line].concat())?;
        }
        Ok(())
    }

    /// The lead with its words at their columns, filled up to `columns`.
    fn stops(&self, lead: &Lead, columns: usize) -> Vec<Cell> {
        let mut cells = Vec::new();
        for (column, role, text) in &lead.0 {
            let taken = columns_of(&cells);
            cells.extend((taken..*column).map(|_| SPACE));
            cells.extend(self.cells(&Line::new(*role, text)));
        }
        let taken = columns_of(&cells);
        cells.extend((taken..columns).map(|_| SPACE));
        cells
    }

    fn cells(&self, line: &Line) -> Vec<Cell> {
        self.cells_by(line, text::safe)
    }

    /// The cells of sentences of our own.
    fn prose(&self, line: &Line) -> Vec<Cell> {
        self.cells_by(line, text::safe_prose)
    }

    fn cells_by(&self, line: &Line, safe: fn(&str, bool) -> String) -> Vec<Cell> {
        let pieces = line.0.iter();
        pieces
            .flat_map(|(role, text)| cells_of(*role, &safe(text, self.unicode)))
            .collect()
    }

    fn write(&mut self, cells: &[Cell]) -> io::Result<()> {
        let blanks = |cell: &&Cell| cell.character == ' ';
        let end = cells.len() - cells.iter().rev().take_while(blanks).count();
        let cells = cells.get(..end).unwrap_or_default();
        for run in cells.chunk_by(|one, other| one.role == other.role) {
            let text: String = run.iter().map(|cell| cell.character).collect();
            match run.first() {
                Some(cell) if self.color && cell.role != Role::Plain => {
                    let style = cell.role.style();
                    write!(self.out, "{style}{text}{style:#}")?;
                }
                _ => self.out.write_all(text.as_bytes())?,
            }
        }
        self.blank()
    }
}

const SPACE: Cell = Cell {
    role: Role::Plain,
    character: ' ',
    columns: 1,
};

fn cells_of(role: Role, text: &str) -> Vec<Cell> {
    text.chars()
        .map(|character| Cell {
            role,
            character,
            columns: text::columns(character),
        })
        .collect()
}

fn columns_of(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.columns).sum()
}

/// Cuts to at most `width` columns.
fn shortened(mut cells: Vec<Cell>, width: usize, ellipsis: &str) -> Vec<Cell> {
    if columns_of(&cells) > width {
        let mut left = width.saturating_sub(text::columns_of(ellipsis));
        let fits = cells.iter().take_while(|cell| {
            let rest = left.checked_sub(cell.columns);
            left = rest.unwrap_or(left);
            rest.is_some()
        });
        cells.truncate(fits.count());
        cells.extend(cells_of(Role::Dim, ellipsis));
    }
    cells
}

/// Breaks at spaces into lines of at most `width` columns.
fn wrapped(cells: &[Cell], width: usize) -> Vec<Vec<Cell>> {
    let mut lines = Vec::new();
    let mut line: Vec<Cell> = Vec::new();
    for word in cells.split(|cell| cell.character == ' ') {
        for (number, part) in parts(word, width).into_iter().enumerate() {
            let gap = usize::from(!line.is_empty());
            if number > 0 || columns_of(&line) + gap + columns_of(part) > width {
                lines.extend((gap > 0).then(|| std::mem::take(&mut line)));
            } else if gap > 0 {
                line.push(space_between(line.last(), part.first()));
            }
            line.extend(part);
        }
    }
    lines.push(line);
    lines
}

/// A space of the role of both neighbours where they agree, so that a phrase is styled as one.
fn space_between(before: Option<&Cell>, after: Option<&Cell>) -> Cell {
    let role = before.map(|cell| cell.role);
    let role = role.filter(|role| after.is_some_and(|cell| cell.role == *role));
    Cell {
        role: role.unwrap_or(Role::Plain),
        ..SPACE
    }
}

/// Breaks a word that is longer than `width`: before a slash where there is one, as paths and
/// addresses have, else anywhere.
fn parts(word: &[Cell], width: usize) -> Vec<&[Cell]> {
    let mut parts = Vec::new();
    let mut rest = word;
    while columns_of(rest) > width {
        let mut taken = 0;
        let fits = rest.iter().take_while(|cell| {
            taken += cell.columns;
            taken <= width
        });
        let fits = fits.count().max(1);
        let slash = rest
            .iter()
            .take(fits)
            .rposition(|cell| cell.character == '/')
            .filter(|position| *position > 0);
        let (part, after) = rest.split_at(slash.unwrap_or(fits));
        parts.push(part);
        rest = after;
    }
    parts.extend((!rest.is_empty()).then_some(rest));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let text_of = |line: &Vec<Cell>| line.iter().map(|cell| cell.character).collect();
        wrapped(&cells_of(Role::Plain, text), width)
            .iter()
            .map(text_of)
            .collect()
    }

    #[test]
    fn text_is_broken_at_spaces_and_long_words_at_slashes() {
        assert_eq!(lines("one two three", 8), ["one two", "three"]);
        assert_eq!(
            lines("at /credential/name now", 12),
            ["at", "/credential", "/name now"]
        );
        assert_eq!(lines("abcdefgh ij", 5), ["abcde", "fgh", "ij"]);
        assert_eq!(lines("  a  b  ", 5), ["a b"]);
        assert_eq!(lines("", 5), [""]);
    }

    #[test]
    fn wide_characters_count_twice_and_marks_stay_with_their_base() {
        assert_eq!(lines("栄養学", 5), ["栄養", "学"]);
        assert_eq!(lines("ae\u{301}o\u{302}", 2), ["ae\u{301}", "o\u{302}"]);
        assert_eq!(lines("栄養", 1), ["栄", "養"]);
    }
}
