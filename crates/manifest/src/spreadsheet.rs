//! Manifests in XLSX (Office Open XML, ECMA-376).

use std::io::{self, Read, Seek, SeekFrom};

use calamine::{
    Cell, DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxCellReader,
    XlsxError,
};
use credeval_model::limits;
use memchr::memmem;
use zip::ZipArchive;

use crate::{
    InputError, Kind, ManifestError, Options, RowProblem, Rows,
    record::{COLUMNS, FIELD_BYTES},
    row::{Raw, Records, begins_a_manifest},
};

/// Bytes of a spreadsheet as it comes: a quarter of a million rows, as the largest university has
/// applications in a year, take some ten million.
pub const SPREADSHEET_BYTES: u64 = 32 * 1024 * 1024;
/// Bytes of all its parts once they are unpacked; a sheet of that size is read as it goes.
pub const UNPACKED_BYTES: u64 = 256 * 1024 * 1024;
/// Bytes, once they are unpacked, of the texts of all sheets, which are held in memory.
pub const SHARED_BYTES: u64 = limits::DECOMPRESSED_BYTES as u64;
/// Bytes, once they are unpacked, of styles, relationships and names of sheets: 64,000 formats, the
/// most that a workbook has (Microsoft Excel specifications and limits), take about as many.
pub const PARTS_BYTES: u64 = 8 * 1024 * 1024;
/// Digits of a count of texts: [`SHARED_BYTES`] hold fewer than ten million.
const COUNT_DIGITS: usize = 7;

/// A spreadsheet that holds a manifest.
pub struct Spreadsheet<R: Read + Seek> {
    workbook: Xlsx<R>,
}

impl<R: Read + Seek> std::fmt::Debug for Spreadsheet<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spreadsheet").finish_non_exhaustive()
    }
}

impl<R: Read + Seek + Send> Spreadsheet<R> {
    /// Opens a workbook.
    ///
    /// Everything in it is unpacked once and counted before it is read, since its own words on its
    /// size need not be true: more than [`SPREADSHEET_BYTES`], [`UNPACKED_BYTES`], [`SHARED_BYTES`]
    /// or [`PARTS_BYTES`] are an error.
    pub fn open(mut input: R) -> Result<Self, ManifestError> {
        let found = input.seek(SeekFrom::End(0))?;
        if found > SPREADSHEET_BYTES {
            let limit = SPREADSHEET_BYTES;
            return Err(InputError::TooLarge { limit, found }.into());
        }
        input.rewind()?;
        let mut begin = Vec::with_capacity(Kind::BYTES);
        (&mut input)
            .take(Kind::BYTES as u64)
            .read_to_end(&mut begin)?;
        let kind = Kind::of(&begin);
        if kind != Kind::Xlsx {
            return Err(InputError::Kind {
                expected: "an .xlsx spreadsheet",
                found: kind,
            }
            .into());
        }
        input.rewind()?;
        measure(&mut input)?;
        input.rewind()?;
        let workbook = Xlsx::new(input).map_err(told)?;
        Ok(Self { workbook })
    }

    /// The rows of the sheet that holds the manifest; as [`crate::rows`] gives them.
    ///
    /// Numbers, dates and truth values are read as text: `17`, `2026-03-01`, `true`; a formula is
    /// what it came to when the file was saved. Cells beyond the header must be blank.
    pub fn rows(&mut self, options: &Options) -> Result<Rows<'_>, ManifestError> {
        let sheet = self.sheet(options.sheet.as_deref())?;
        Rows::new(Box::new(self.records(&sheet)?))
    }

    /// The sheets that people see.
    fn visible(&self) -> Vec<String> {
        let sheets = self.workbook.sheets_metadata().iter();
        sheets
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .filter(|sheet| sheet.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.clone())
            .collect()
    }

    /// The sheet to read.
    fn sheet(&mut self, wanted: Option<&str>) -> Result<String, ManifestError> {
        let visible = self.visible();
        if let Some(name) = wanted {
            let names = self.workbook.sheet_names();
            return match names.iter().any(|other| other == name) {
                true => Ok(name.to_owned()),
                false => Err(InputError::NoSheet {
                    name: name.to_owned(),
                    found: visible,
                }
                .into()),
            };
        }
        if let [only] = visible.as_slice() {
            return Ok(only.clone());
        }
        let mut manifests = Vec::new();
        for name in &visible {
            if begins_a_manifest(&mut self.records(name)?)? {
                manifests.push(name.clone());
            }
        }
        match (manifests.len(), manifests.pop(), visible.into_iter().next()) {
            (1, Some(sheet), _) => Ok(sheet),
            (0, _, Some(first)) => Ok(first),
            (0, _, None) => Err(InputError::Empty { sheet: None }.into()),
            (_, last, _) => {
                manifests.extend(last);
                Err(InputError::SeveralSheets { sheets: manifests }.into())
            }
        }
    }

    fn records(&mut self, sheet: &str) -> Result<SheetRecords<'_, R>, ManifestError> {
        Ok(SheetRecords {
            sheet: sheet.to_owned(),
            cells: self.workbook.worksheet_cells_reader(sheet).map_err(told)?,
            next: None,
            last: None,
            ended: false,
        })
    }
}

/// What a part of a workbook is, as far as memory goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Read as it goes.
    Sheet,
    /// The texts of all sheets, held in memory.
    Strings,
    /// What says where the others are.
    Root,
    /// Styles, relationships, names of sheets: held in memory, and many times as large there.
    Other,
    /// Never read.
    Picture,
}

impl Part {
    fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase().replace('\\', "/");
        let last = name.rsplit('/').next().unwrap_or_default();
        let kind = last.rsplit('.').next().unwrap_or_default();
        match (last, kind) {
            ("sharedstrings.xml", _) => Self::Strings,
            _ if name == "_rels/.rels" => Self::Root,
            (_, "xml") if name.starts_with("xl/worksheets/") => Self::Sheet,
            _ if name.starts_with("xl/media/") => Self::Picture,
            _ => Self::Other,
        }
    }
}

/// Unpacks everything once and counts it, and keeps nothing.
fn measure<R: Read + Seek>(input: &mut R) -> Result<(), ManifestError> {
    let mut archive = ZipArchive::new(input).map_err(|error| told(error.into()))?;
    let (mut all, mut strings, mut others) = (UNPACKED_BYTES, SHARED_BYTES, PARTS_BYTES);
    for index in 0..archive.len() {
        let file = archive
            .by_index(index)
            .map_err(|error| told(error.into()))?;
        let part = Part::of(&file.name().map_err(|error| told(error.into()))?);
        let mut counted = Counted {
            length: 0,
            kept: matches!(part, Part::Strings | Part::Root).then(Vec::new),
        };
        let room = match part {
            Part::Strings => strings.min(all),
            Part::Root | Part::Other => others.min(all),
            Part::Sheet | Part::Picture => all,
        };
        io::copy(&mut file.take(room + 1), &mut counted).map_err(|error| told(error.into()))?;
        let less = |room: u64, limit, what| {
            let unpacks = InputError::Unpacks { limit, what };
            room.checked_sub(counted.length).ok_or(unpacks)
        };
        all = less(all, UNPACKED_BYTES, "a spreadsheet")?;
        match part {
            Part::Strings => strings = less(strings, SHARED_BYTES, "the texts of a spreadsheet")?,
            Part::Root | Part::Other => {
                others = less(
                    others,
                    PARTS_BYTES,
                    "a spreadsheet beside its sheets and texts",
                )?;
            }
            Part::Sheet | Part::Picture => {}
        }
        if let Some(bytes) = counted.kept
            && !is_as_it_should_be(part, &bytes)
        {
            return Err(InputError::Misleading.into());
        }
    }
    Ok(())
}

/// Whether a part says nothing that makes the reader of workbooks take more memory than its bytes
/// account for.
///
/// That reader makes room for as many texts as `uniqueCount` says, which ends the program where
/// the number is large enough; and it takes for the workbook whatever the root names, so a sheet
/// or a picture too. Both are looked for in the bytes, so what could hide them there is refused with them:
/// zeros and escapes of other encodings, and in the root references to characters.
fn is_as_it_should_be(part: Part, bytes: &[u8]) -> bool {
    if bytes.iter().any(|byte| matches!(byte, 0 | 0x1b)) {
        return false;
    }
    match part {
        Part::Root => {
            let names = |place: &str| memmem::find(bytes, place.as_bytes()).is_some();
            !names("&") && !names("worksheets") && !names("media")
        }
        _ => memmem::find_iter(bytes, b"uniqueCount").all(|place| {
            let rest = bytes.get(place..).unwrap_or_default().iter();
            let digits = rest
                .skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>')
                .take_while(|byte| byte.is_ascii_digit());
            digits.count() <= COUNT_DIGITS
        }),
    }
}

/// Counts what is written to it.
struct Counted {
    length: u64,
    kept: Option<Vec<u8>>,
}

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.length += bytes.len() as u64;
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn told(source: XlsxError) -> ManifestError {
    let source = Box::new(source);
    InputError::Spreadsheet { source }.into()
}

/// The rows of a sheet, one after the other.
struct SheetRecords<'a, R: Read + Seek> {
    sheet: String,
    cells: XlsxCellReader<'a, R>,
    /// The first cell of the next row.
    next: Option<Cell<DataRef<'a>>>,
    /// Row and column of the cell that was read last, from 0.
    last: Option<(u32, u32)>,
    ended: bool,
}

impl<'a, R: Read + Seek> SheetRecords<'a, R> {
    /// The next cell that is not empty.
    fn cell(&mut self) -> Result<Option<Cell<DataRef<'a>>>, ManifestError> {
        while !self.ended {
            let Some(cell) = self.cells.next_cell().map_err(told)? else {
                self.ended = true;
                break;
            };
            let place = Some(cell.get_position());
            if self.last >= place {
                return Err(InputError::Disordered {
                    sheet: self.sheet.clone(),
                    line: self.last.map_or(1, |(row, _)| u64::from(row) + 1),
                }
                .into());
            }
            self.last = place;
            if *cell.get_value() != DataRef::Empty {
                return Ok(Some(cell));
            }
        }
        Ok(None)
    }
}

impl<R: Read + Seek> Records for SheetRecords<'_, R> {
    fn next_record(&mut self, width: Option<usize>) -> Result<Option<Raw>, ManifestError> {
        let first = match self.next.take() {
            Some(cell) => Some(cell),
            None => self.cell()?,
        };
        let Some(first) = first else { return Ok(None) };
        let (row, _) = first.get_position();
        let mut problem = None;
        let mut cells: Vec<String> = Vec::new();
        let mut next = Some(first);
        while let Some(cell) = next {
            if cell.get_position().0 != row {
                self.next = Some(cell);
                break;
            }
            let column = cell.get_position().1 as usize;
            let text = text(cell.get_value());
            if text.trim().is_empty() {
                // As if nothing stood there.
            } else if column >= COLUMNS {
                problem = Some(RowProblem::TooManyCells { limit: COLUMNS });
            } else if text.len() > FIELD_BYTES {
                problem = Some(RowProblem::FieldTooLong { limit: FIELD_BYTES });
            } else {
                cells.resize(column, String::new());
                cells.push(text);
            }
            next = self.cell()?;
        }
        let line = u64::from(row) + 1;
        let cells = match (problem, width) {
            (Some(problem), _) => Err((None, problem)),
            (None, Some(width)) if cells.len() > width => {
                let found = cells.len();
                let problem = RowProblem::Ragged {
                    expected: width,
                    found,
                    lines: 1,
                };
                Err((Some(cells), problem))
            }
            (None, width) => {
                cells.resize(width.unwrap_or(cells.len()), String::new());
                Ok(cells)
            }
        };
        Ok(Some(Raw { line, cells }))
    }

    fn sheet(&self) -> Option<&str> {
        Some(&self.sheet)
    }
}

/// Digits of a number that a spreadsheet keeps (Microsoft Excel specifications and limits).
const LARGEST: f64 = 999_999_999_999_999.0;

/// A value as text. A number of which digits are lost looks as a spreadsheet shows it.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() > LARGEST => {
            format!("{number:E}").replace('E', "E+")
        }
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(time) if time.is_datetime() => moment(time),
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A day, or a time of one, as ISO 8601 writes it.
fn moment(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => date,
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
    }
}
