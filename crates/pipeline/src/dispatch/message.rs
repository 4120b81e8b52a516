//! What a message says: the places of rows, one a line, and nothing of what stands in them.

use credeval_store::RowId;

use super::ROWS;

/// Bytes of a row's place at most: a batch of 64 digits, `-`, a line of 20 digits and the end of the line.
const ROW_BYTES: usize = 64 + 1 + 20 + 1;

/// The text of a message.
pub(super) fn write(rows: &[RowId]) -> String {
    let lines: Vec<_> = rows.iter().map(RowId::to_string).collect();
    lines.join("\n")
}

/// How many rows a message names; `None` where it is none of ours.
pub(super) fn read(payload: &[u8]) -> Option<usize> {
    if payload.len() > ROWS * ROW_BYTES {
        return None;
    }
    let text = std::str::from_utf8(payload).ok()?;
    let rows: Result<Vec<RowId>, _> = text.lines().map(str::parse).collect();
    let rows = rows.ok()?.len();
    (1..=ROWS).contains(&rows).then_some(rows)
}

#[cfg(test)]
mod tests {
    use credeval_model::Digest;

    use super::*;

    fn rows(count: u64) -> Vec<RowId> {
        let batch = Digest::of(b"a batch");
        let line = |line| RowId {
            batch,
            line: u64::MAX - line,
        };
        (0..count).map(line).collect()
    }

    #[test]
    fn a_message_names_rows_and_nothing_else() {
        let text = write(&rows(2));
        let batch = Digest::of(b"a batch").hex();
        assert_eq!(
            text,
            format!("{batch}-18446744073709551615\n{batch}-18446744073709551614")
        );
        assert_eq!(read(text.as_bytes()), Some(2));
        assert_eq!(read(write(&rows(64)).as_bytes()), Some(64));
    }

    #[test]
    fn what_is_no_message_of_ours_is_none() {
        let many = write(&rows(65));
        let long = "a".repeat(1 << 20);
        for text in ["", "\n", "a-1", "\u{e9}", &many, &long] {
            assert_eq!(read(text.as_bytes()), None, "{text:.80}");
        }
        assert_eq!(read(b"\xff"), None);
    }
}
