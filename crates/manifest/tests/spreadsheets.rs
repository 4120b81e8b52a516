//! Manifests in XLSX.
#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::io::{Cursor, Write as _};

use credeval_manifest::{
    Entry, InputError, Locator, ManifestError, Options, RowError, SHARED_BYTES, SPREADSHEET_BYTES,
    Spreadsheet,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, XlsxError};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

fn read_with(bytes: &[u8], options: &Options) -> Result<Vec<Entry>, ManifestError> {
    Spreadsheet::open(Cursor::new(bytes))?
        .rows(options)?
        .collect()
}

fn read(bytes: &[u8]) -> Result<Vec<Entry>, ManifestError> {
    read_with(bytes, &Options::default())
}

fn fault(bytes: &[u8]) -> ManifestError {
    read(bytes).unwrap_err()
}

fn made(fill: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook).unwrap();
    workbook.save_to_buffer().unwrap()
}

/// A sheet of texts.
fn sheet(workbook: &mut Workbook, name: &str, rows: &[&[&str]]) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    for (line, row) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*row) {
            if !text.is_empty() {
                sheet.write_string(line, column, *text)?;
            }
        }
    }
    Ok(())
}

/// The archive with one part written by `change`.
fn changed(bytes: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        let name = file.name().unwrap().into_owned();
        writer
            .start_file(&*name, SimpleFileOptions::default())
            .unwrap();
        let text = match name.ends_with(part) {
            true => change(&text),
            false => text,
        };
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn values_are_read_as_text_with_the_row_of_the_sheet() {
    let bytes = made(|workbook| {
        let sheet = workbook.add_worksheet().set_name("Applicants")?;
        for (column, name) in (0..).zip(["Row ID", "source", "Note", "student id"]) {
            sheet.write_string(1, column, name)?;
        }
        sheet.write_number(3, 0, 17)?;
        sheet.write_string(3, 1, "a.json")?;
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_datetime_with_format(3, 2, &ExcelDateTime::from_ymd(2026, 3, 1)?, &day)?;
        sheet.write_number(3, 3, 1_234_567)?;
        sheet.write_boolean(4, 0, true)?;
        sheet.write_formula(4, 1, Formula::new("\"b\"&\".json\"").set_result("b.json"))?;
        sheet.write_number(4, 2, 2.5)?;
        Ok(())
    });
    let mut spreadsheet = Spreadsheet::open(Cursor::new(bytes.as_slice())).unwrap();
    let rows = spreadsheet.rows(&Options::default()).unwrap();
    assert_eq!(rows.sheet(), Some("Applicants"));
    let rows: Vec<_> = rows.map(|row| row.unwrap().unwrap()).collect();
    assert_eq!((rows.len(), rows[0].line, rows[1].line), (2, 4, 5));
    assert_eq!(rows[0].cells, ["17", "a.json", "2026-03-01", "1234567"]);
    assert_eq!(rows[1].cells, ["true", "b.json", "2.5", ""]);
    assert_eq!(rows[1].source, Locator::File("b.json".to_owned()));
    assert_eq!(rows[1].student_id, None);
}

#[test]
fn a_row_that_cannot_be_used_stops_no_other() {
    let bytes = made(|workbook| {
        sheet(
            workbook,
            "S",
            &[
                &["source", "student_id"],
                &["a", "1"],
                &["b", "2", "beyond"],
                &["c"],
                &["d"],
                &["../e"],
                &["f", "3", " "],
            ],
        )?;
        let sheet = workbook.worksheet_from_index(0)?;
        sheet.write_number(3, 1, 1_234_567_890_123_456.0)?;
        sheet.write_formula(4, 1, Formula::new("NA()").set_result("#N/A"))?;
        Ok(())
    });
    let (good, bad): (Vec<_>, Vec<_>) = read(&bytes).unwrap().into_iter().partition(Result::is_ok);
    let good: Vec<u64> = good.into_iter().map(|row| row.unwrap().line).collect();
    assert_eq!(good, [2, 7]);
    let bad: Vec<RowError> = bad.into_iter().map(Result::unwrap_err).collect();
    let told: Vec<String> = bad.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "sheet `S` line 3: expected 2 cells as in the header, found 3",
            "sheet `S` line 4: expected text in `student_id`, found a number that a spreadsheet rounded: 1.234567890123456E+15",
            "sheet `S` line 5: expected a value in `student_id`, found the error #N/A",
            "sheet `S` line 6: expected a path below the folder of the manifest, found `..` in `../e`",
        ]
    );
    assert_eq!(bad[0].cells.as_ref().unwrap().len(), 3);
}

#[test]
fn the_sheet_with_a_source_is_read_and_two_are_not_guessed() {
    let bytes = made(|workbook| {
        sheet(workbook, "Notes", &[&["read me"]])?;
        sheet(workbook, "Rows", &[&["source"], &["a"]])?;
        sheet(workbook, "Hidden", &[&["source"], &["b"], &["c"]])?;
        workbook.worksheet_from_name("Hidden")?.set_hidden(true);
        Ok(())
    });
    assert_eq!(read(&bytes).unwrap().len(), 1);
    let named = |name: &str| Options {
        sheet: Some(name.to_owned()),
        ..Options::default()
    };
    assert_eq!(read_with(&bytes, &named("Hidden")).unwrap().len(), 2);
    assert_eq!(
        read_with(&bytes, &named("Other")).unwrap_err().to_string(),
        "expected a sheet `Other`, found `Notes`, `Rows`"
    );
    let two = made(|workbook| {
        sheet(workbook, "One", &[&["source"], &["a"]])?;
        sheet(workbook, "Two", &[&["url"], &["b"]])
    });
    let error = fault(&two);
    assert_eq!(
        error.to_string(),
        "expected one sheet with a column `source`, found `One`, `Two`"
    );
    assert_eq!(error.hint(), Some("name the sheet that holds the manifest"));
}

#[test]
fn what_is_no_spreadsheet_is_told_so() {
    for (bytes, told) in [
        (
            &b"source\na\n"[..],
            "expected an .xlsx spreadsheet, found text",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "expected an .xlsx spreadsheet, found a spreadsheet of Excel before 2007, or an encrypted one",
        ),
        (b"", "expected an .xlsx spreadsheet, found text"),
    ] {
        assert_eq!(fault(bytes).to_string(), told);
    }
    let error = fault(b"PK\x03\x04 and no more");
    assert!(matches!(
        error,
        ManifestError::Input(InputError::Spreadsheet { .. })
    ));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .start_file("a.json", SimpleFileOptions::default())
        .unwrap();
    let zip = archive.finish().unwrap().into_inner();
    assert!(matches!(
        fault(&zip),
        ManifestError::Input(InputError::Spreadsheet { .. })
    ));
}

#[test]
fn a_bomb_is_ended() {
    let honest = made(|workbook| sheet(workbook, "S", &[&["source"], &["a"]]));
    assert_eq!(read(&honest).unwrap().len(), 1);
    // Shared strings of more than is held, which pack to next to nothing.
    let bomb = changed(&honest, "sharedStrings.xml", |text| {
        let more = "<si><t>x</t></si>".repeat(usize::try_from(SHARED_BYTES / 17).unwrap() + 1);
        text.replace("</sst>", &format!("{more}</sst>"))
    });
    assert!((bomb.len() as u64) < SPREADSHEET_BYTES);
    let error = fault(&bomb);
    assert_eq!(
        error.to_string(),
        "expected at most 67108864 bytes of the texts of a spreadsheet once it is unpacked, found more"
    );
    // Its own words on its size count for nothing.
    let mut lying = bomb;
    let size = u32::try_from(SHARED_BYTES).unwrap();
    for place in 0..lying.len() - 4 {
        let read = u32::from_le_bytes(lying[place..place + 4].try_into().unwrap());
        if read > size && read < size + 100_000 {
            lying[place..place + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
    }
    assert!(read(&lying).is_err());
    let large = vec![b'P'; usize::try_from(SPREADSHEET_BYTES).unwrap() + 1];
    assert!(matches!(
        fault(&large),
        ManifestError::Input(InputError::TooLarge { .. })
    ));
}

#[test]
fn a_count_that_would_take_all_memory_is_refused() {
    let honest = made(|workbook| sheet(workbook, "S", &[&["source"], &["a"]]));
    let counted = |count: &str| {
        changed(&honest, "sharedStrings.xml", |text| {
            assert!(text.contains("uniqueCount=\"2\""));
            text.replace("uniqueCount=\"2\"", &format!("uniqueCount = '{count}'"))
        })
    };
    assert_eq!(read(&counted("3")).unwrap().len(), 1);
    for count in ["99999999", "18446744073709551615"] {
        let error = fault(&counted(count));
        assert!(matches!(
            error,
            ManifestError::Input(InputError::Misleading)
        ));
    }
    let renamed = changed(&honest, "_rels/.rels", |text| {
        text.replace("xl/workbook.xml", "xl/worksheets/sheet1.xml")
    });
    assert!(matches!(
        fault(&renamed),
        ManifestError::Input(InputError::Misleading)
    ));
    let styled = changed(&honest, "styles.xml", |text| {
        text.replace(
            "</cellXfs>",
            &format!("{}</cellXfs>", "<xf/>".repeat(2_000_000)),
        )
    });
    assert!(matches!(
        fault(&styled),
        ManifestError::Input(InputError::Unpacks { .. })
    ));
}

#[test]
fn cells_out_of_order_and_far_away_are_told() {
    let honest = made(|workbook| sheet(workbook, "S", &[&["source"], &["a"], &["b"]]));
    let disordered = changed(&honest, "sheet1.xml", |text| {
        assert!(text.contains("\"A3\""));
        text.replace("\"A3\"", "\"A2\"")
    });
    let error = fault(&disordered);
    assert_eq!(
        error.to_string(),
        "expected cells in order on the sheet `S`, found others after line 2"
    );
    let far = changed(&honest, "sheet1.xml", |text| {
        text.replace("\"A3\"", "\"XFD3\"")
    });
    let told: Vec<Entry> = read(&far).unwrap();
    assert!(told[0].is_ok());
    assert_eq!(told[1].as_ref().unwrap_err().code(), "row.limit");
    let broken = changed(&honest, "sheet1.xml", |text| {
        text.replace("</sheetData>", "<")
    });
    let entries = Spreadsheet::open(Cursor::new(broken.as_slice()));
    let mut spreadsheet = entries.unwrap();
    let last = spreadsheet.rows(&Options::default()).unwrap().last();
    assert!(matches!(last, Some(Err(ManifestError::Input(_)))));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        failure_persistence: None,
        ..proptest::test_runner::Config::default()
    })]

    /// Bytes that were altered, in the archive or in what it holds, panic nowhere.
    #[test]
    fn no_spreadsheet_panics(
        part in proptest::sample::select(&["", "sheet1.xml", "sharedStrings.xml", "workbook.xml", "styles.xml"]),
        places in proptest::collection::vec((0.0..1.0_f64, 0x20..0x7f_u8), 1..6),
    ) {
        let altered = |bytes: &mut [u8]| {
            let length = bytes.len();
            for (place, byte) in &places {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    clippy::cast_precision_loss,
                    reason = "a place within the bytes"
                )]
                let place = (place * length as f64) as usize;
                bytes[place] = *byte;
            }
        };
        let honest = made(|workbook| {
            sheet(workbook, "S", &[&["source", "note"], &["a", "b"], &["c", "d"]])?;
            workbook.worksheet_from_index(0)?.write_number(3, 1, 4.5)?;
            Ok(())
        });
        let bytes = match part {
            "" => {
                let mut bytes = honest;
                altered(&mut bytes);
                bytes
            }
            part => changed(&honest, part, |text| {
                let mut bytes = text.as_bytes().to_vec();
                altered(&mut bytes);
                String::from_utf8_lossy(&bytes).into_owned()
            }),
        };
        if let Ok(entries) = read(&bytes) {
            proptest::prop_assert!(entries.len() <= 10);
        }
    }
}

#[test]
fn templates_for_issuing_are_no_manifests_and_say_so() {
    let Ok(corpus) = std::env::var("CREDEVAL_CORPUS") else {
        eprintln!("skipped: CREDEVAL_CORPUS does not name the folder with real files");
        return;
    };
    let folder = std::path::Path::new(&corpus).join("registrar/edc-issuer-xlsx");
    for name in ["demo_edci_template.xlsx", "credential_data_input.xlsx"] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let error = fault(&bytes);
        let told = error.to_string();
        assert!(
            told.starts_with("expected a column `source`, found ")
                && told.contains("of the sheet `Europass Credentials`"),
            "{name}: {told}"
        );
        assert!(error.hint().unwrap().contains("docs/manifest.md"));
    }
}
