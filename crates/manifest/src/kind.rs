//! What a file is, by its first bytes.

/// The kind of a file that is handed in as a manifest, found from its bytes and not its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text: read by [`crate::rows`], which also tells where it is no UTF-8.
    Csv,
    /// An XLSX workbook, or another zip archive.
    Xlsx,
    /// A workbook of Excel before 2007, or an encrypted one.
    OldSpreadsheet,
    /// A PDF.
    Pdf,
}

impl Kind {
    /// Bytes that are enough to tell.
    pub const BYTES: usize = 8;

    /// The kind of a file that begins with these bytes.
    pub fn of(begin: &[u8]) -> Self {
        match begin {
            // APPNOTE.TXT section 4.3.7; the second is an empty archive.
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Xlsx,
            // Compound File Binary Format, MS-CFB section 2.2.
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::OldSpreadsheet,
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            _ => Self::Csv,
        }
    }

    /// The kind as messages name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Csv => "text",
            Self::Xlsx => "a spreadsheet or zip archive",
            Self::OldSpreadsheet => "a spreadsheet of Excel before 2007, or an encrypted one",
            Self::Pdf => "a PDF",
        }
    }
}
