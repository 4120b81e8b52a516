use std::io::Write as _;

use flate2::{Compression, GzBuilder, write::DeflateEncoder};

use super::*;

/// A file in a zip that a test writes by hand, so that it may lie.
#[derive(Clone)]
struct Zipped {
    name: &'static str,
    method: u16,
    flags: u16,
    mode: u32,
    stored: Vec<u8>,
    length: u32,
    checksum: u32,
    /// Stands where the file with this number does.
    over: Option<usize>,
}

fn stored(name: &'static str, bytes: &[u8]) -> Zipped {
    Zipped {
        name,
        method: 0,
        flags: 0,
        mode: 0o100_644,
        stored: bytes.to_vec(),
        length: bytes.len().try_into().unwrap(),
        checksum: rawzip::crc32(bytes),
        over: None,
    }
}

fn deflated(name: &'static str, bytes: &[u8]) -> Zipped {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    Zipped {
        method: 8,
        stored: encoder.finish().unwrap(),
        ..stored(name, bytes)
    }
}

fn zip(files: &[Zipped]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    let mut starts = Vec::new();
    for file in files {
        let start = file.over.map_or(bytes.len(), |over| starts[over]);
        starts.push(start);
        let name = u16::try_from(file.name.len()).unwrap();
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(file.flags.to_le_bytes());
        common.extend(file.method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(file.checksum.to_le_bytes());
        common.extend(u32::try_from(file.stored.len()).unwrap().to_le_bytes());
        common.extend(file.length.to_le_bytes());
        common.extend(name.to_le_bytes());
        common.extend([0; 2]);
        if file.over.is_none() {
            bytes.extend(b"PK\x03\x04");
            bytes.extend(&common);
            bytes.extend(file.name.as_bytes());
            bytes.extend(&file.stored);
        }
        directory.extend(b"PK\x01\x02");
        // Made on Unix.
        directory.extend([20, 3]);
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((file.mode << 16).to_le_bytes());
        directory.extend(u32::try_from(start).unwrap().to_le_bytes());
        directory.extend(file.name.as_bytes());
    }
    let start = u32::try_from(bytes.len()).unwrap();
    let length = u32::try_from(directory.len()).unwrap();
    let count = u16::try_from(files.len()).unwrap();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06");
    bytes.extend([0; 4]);
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

fn tar(files: &[(::tar::EntryType, &str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (kind, name, bytes) in files {
        let mut header = ::tar::Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        if kind.is_symlink() || kind.is_hard_link() {
            builder
                .append_link(&mut header, name, "/etc/passwd")
                .unwrap();
            continue;
        }
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const FILE: ::tar::EntryType = ::tar::EntryType::Regular;

/// What an archive of these bytes gives: places and contents, or errors.
fn read(bytes: Vec<u8>, max_bytes: u64) -> Vec<String> {
    match Archive::within(bytes, "a".to_owned(), max_bytes) {
        Ok(archive) => archive
            .map(|entry| match entry {
                Ok(entry) => format!(
                    "{} {}",
                    entry.place(),
                    String::from_utf8_lossy(entry.bytes())
                ),
                Err(error) => error.to_string(),
            })
            .collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn files_come_in_the_order_of_the_archive() {
    let expected = ["a!b/two.json {2}", "a!one.json {1}"];
    let files = [
        stored("b/", b""),
        deflated("b/two.json", b"{2}"),
        stored("one.json", b"{1}"),
        // Nobody means to send these.
        stored("__MACOSX/._one.json", b"x"),
        stored(".DS_Store", b"x"),
        stored("b/.git/config", b"x"),
    ];
    assert_eq!(read(zip(&files), 9), expected);
    let files: [(_, _, &[u8]); 4] = [
        (::tar::EntryType::Directory, "b/", b""),
        (FILE, "b/two.json", b"{2}"),
        (FILE, "./one.json", b"{1}"),
        (FILE, "b/.git/config", b"x"),
    ];
    let tar = tar(&files);
    assert_eq!(read(gzip(&tar), 9), expected);
    // gzip's members make up one file (RFC 1952 section 2.2).
    let (one, two) = tar.split_at(700);
    assert_eq!(read([gzip(one), gzip(two)].concat(), 9), expected);
    assert_eq!(read(tar, 9), expected);
}

#[test]
fn long_names_and_lengths_are_taken_from_where_they_stand() {
    let long = format!("{}/badge.json", "a".repeat(120));
    let found = read(tar(&[(FILE, &long, b"{}"), (FILE, "b.json", b"{}")]), 9);
    assert_eq!(found, [format!("a!{long} {{}}"), "a!b.json {}".to_owned()]);

    let mut builder = ::tar::Builder::new(Vec::new());
    let path = "ä".repeat(90);
    builder
        .append_pax_extensions([("path", path.as_bytes()), ("size", b"2".as_slice())])
        .unwrap();
    let mut header = ::tar::Header::new_ustar();
    // As writers do whose length finds no room in the header.
    header.set_size(2);
    header.set_cksum();
    builder.append(&header, &b"{}"[..]).unwrap();
    let found = read(builder.into_inner().unwrap(), 9);
    assert_eq!(found, [format!("a!{path} {{}}")]);
}

#[test]
fn an_entry_that_cannot_be_had_takes_no_other_along() {
    let lying = |length, checksum| Zipped {
        length,
        checksum,
        ..deflated("lying", b"123456")
    };
    let files = [
        stored("long", b"1234567890"),
        Zipped {
            flags: 1,
            ..stored("secret", b"12345678901234")
        },
        Zipped {
            method: 12,
            ..stored("other", b"1")
        },
        lying(4, rawzip::crc32(b"1234")),
        lying(6, 0),
        Zipped {
            stored: b"\xff\xff".to_vec(),
            ..deflated("broken", b"1")
        },
        Zipped {
            mode: 0o120_777,
            ..stored("link", b"/etc/passwd")
        },
        stored("nested.zip", &zip(&[])),
        stored("nested.gz", &gzip(b"")[..9]),
        stored("table.xlsx", b"PK\x03\x04"),
        stored("kept", b"{}"),
    ];
    let found = read(zip(&files), 9);
    let starts = [
        "expected at most 9 bytes in a!long, found 10 bytes",
        "expected a!secret without a password, found it encrypted",
        "expected a!other stored or compressed by DEFLATE, found ",
        "expected a whole archive at a!lying, found: ",
        "expected a whole archive at a!lying, found: ",
        "expected a whole archive at a!broken, found: ",
        "passed over a!link: expected a file, found a symbolic link",
        "expected at most 9 bytes in a!nested.zip, found 22 bytes",
        "expected a credential at a!nested.gz, found another archive",
        "expected a credential at a!table.xlsx, found another archive",
        "a!kept {}",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start), "{found}");
    }

    let files: [(_, _, &[u8]); 6] = [
        (FILE, "long", b"1234567890"),
        (::tar::EntryType::Symlink, "link", b""),
        (::tar::EntryType::Link, "hard", b""),
        (::tar::EntryType::Char, "device", b""),
        (::tar::EntryType::Fifo, "pipe", b""),
        (FILE, "kept", b"{}"),
    ];
    assert_eq!(
        read(tar(&files), 9),
        [
            "expected at most 9 bytes in a!long, found 10 bytes",
            "passed over a!link: expected a file, found a symbolic link",
            "passed over a!hard: expected a file, found a link to another entry",
            "passed over a!device: expected a file, found a device",
            "passed over a!pipe: expected a file, found a pipe",
            "a!kept {}",
        ]
    );
}

#[test]
fn what_is_passed_over_is_a_note() {
    let note = |kind| {
        let tar = tar(&[(kind, "a", b"")]);
        let mut archive = Archive::within(tar, "a".to_owned(), 0).unwrap();
        archive.next().unwrap().map_err(|error| error.is_note())
    };
    assert_eq!(note(::tar::EntryType::Symlink), Err(true));
    assert!(note(FILE).is_ok());
    let long = tar(&[(FILE, "a", b"1")]);
    let mut archive = Archive::within(long, "a".to_owned(), 0).unwrap();
    assert!(!archive.next().unwrap().unwrap_err().is_note());
}

#[test]
fn an_archive_that_is_cut_short_says_so() {
    let whole = zip(&[stored("a", b"1"), stored("b", b"2")]);
    for length in [30, whole.len() - 23, whole.len() - 1] {
        let found = read(whole[..length].to_vec(), 9);
        assert!(
            found[0].starts_with("expected a whole archive at a, found: "),
            "{length} {found:?}"
        );
    }
    let whole = tar(&[(FILE, "a", b"1"), (FILE, "b", b"2")]);
    for (length, entries) in [(512, 0), (513, 1), (1024, 1), (1500, 1), (2048, 2)] {
        for bytes in [whole[..length].to_vec(), gzip(&whole[..length])] {
            let found = read(bytes, 9);
            assert_eq!(found.len(), entries + 1, "{length} {found:?}");
            assert_eq!(
                found[entries],
                "expected a whole archive at a, found: its end is missing"
            );
        }
    }
    let compressed = gzip(&whole);
    let found = read(compressed[..compressed.len() / 2].to_vec(), 9);
    assert!(
        found
            .last()
            .unwrap()
            .starts_with("expected a whole archive at a"),
        "{found:?}"
    );
    let mut altered = whole;
    altered[1024] ^= 1;
    assert_eq!(
        read(altered, 9),
        [
            "a!a 1",
            "expected a whole archive at a, found: a header that is none"
        ]
    );
}

#[test]
fn an_archive_with_nothing_in_it_says_so() {
    let nothing = "expected files in the archive a, found none";
    assert_eq!(read(zip(&[]), 9), [nothing]);
    assert_eq!(read(zip(&[stored(".hidden", b"")]), 9), [nothing]);
    assert_eq!(read(gzip(&tar(&[])), 9), [nothing]);
    assert_eq!(read(zip(&[stored("shown", b"")]), 9), ["a!shown "]);
}

#[test]
fn what_is_no_archive_of_ours_is_named() {
    for (bytes, found) in [
        (
            gzip(b"{}"),
            "expected a whole archive at a, found: its end is missing",
        ),
        (
            gzip(&[b'{'; 600]),
            "expected a zip, tar or tar.gz archive at a, found a compressed file that holds no tar",
        ),
        (
            b"7z\xbc\xaf\x27\x1c".to_vec(),
            "expected a zip, tar or tar.gz archive at a, found a 7z archive",
        ),
    ] {
        assert_eq!(read(bytes, 9), [found]);
    }
}

#[test]
fn entries_over_one_another_are_refused_at_once() {
    let kernel = || deflated("a", &vec![0; 50_000]);
    let over = |name| Zipped {
        over: Some(0),
        name,
        ..kernel()
    };
    assert_eq!(
        read(zip(&[kernel(), over("b"), over("c")]), 60_000),
        ["expected entries of their own in the archive a, found some that share bytes"]
    );
    let apart = [kernel(), deflated("b", b"1")];
    assert_eq!(read(zip(&apart), 60_000).len(), 2);
}

#[test]
fn an_archive_that_grows_too_much_is_ended_early() {
    let bomb =
        "expected the entries of the archive a to be at most 200 times as long as it, found more";
    let zeros = vec![0; 4 << 20];
    let names = ["a"; 20];
    let heavy = vec![deflated("a", &zeros); 20];
    assert_eq!(read(zip(&heavy), 5 << 20), [bomb]);
    // As much from as few bytes, and not more than one document may take.
    assert!(Archive::within(zip(&heavy[..16]), "a".to_owned(), 1).is_ok());

    // To pass over entries is no way around it.
    let files: Vec<_> = names.map(|name| (FILE, name, &zeros[..])).to_vec();
    let found = read(gzip(&tar(&files)), 1);
    assert_eq!((found.len(), found[16].as_str()), (17, bomb));
}

#[test]
fn extensions_of_names_are_bounded() {
    let mut header = ::tar::Header::new_gnu();
    header.set_entry_type(::tar::EntryType::GNULongName);
    header.set_size(EXTENSION + 1);
    header.set_cksum();
    let found = read(header.as_bytes().to_vec(), 9);
    assert_eq!(
        found,
        ["expected a whole archive at a, found: a name that is too long"]
    );
    header.set_size(EXTENSION);
    header.set_cksum();
    let found = read(header.as_bytes().to_vec(), 9);
    assert_eq!(
        found,
        ["expected a whole archive at a, found: its end is missing"]
    );
}

const EXTENSION: u64 = 64 * 1024;
