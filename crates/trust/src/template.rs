//! A trust file to begin with.

/// A trust file that trusts nobody, with an example of every kind commented out: prose begins with
/// `# `, and what is to be uncommented with `#` alone.
pub const TEMPLATE: &str = include_str!("template.toml");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use credeval_model::trust::{TrustFile, file};

    use super::*;

    fn uncommented() -> String {
        let line = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        };
        TEMPLATE.lines().map(line).collect()
    }

    #[test]
    fn it_trusts_nobody_as_it_stands() {
        assert_eq!(TrustFile::parse(TEMPLATE).unwrap(), TrustFile::default());
    }

    #[test]
    fn its_examples_are_one_of_each_kind_and_lack_only_what_must_be_looked_up() {
        let (anchors, faults) = file::read(&uncommented());
        let kinds: BTreeSet<String> = anchors
            .iter()
            .map(|one| format!("{:?}", one.anchor.kind))
            .collect();
        let every = [
            "DccJson", "DidPin", "Esco", "EuLotl", "Oidf", "Register", "X509Pin",
        ];
        assert_eq!(kinds, every.map(str::to_owned).into());
        assert!(
            anchors
                .iter()
                .all(|one| { one.anchor.reason.is_some() && one.anchor.added_by.is_some() })
        );
        let faults: Vec<String> = faults
            .iter()
            .map(|one| format!("{}: {}", one.anchor.as_deref().unwrap_or(""), one.fault))
            .collect();
        assert_eq!(
            faults,
            [
                "eu-lotl: expected `pinned_sha256`, found none",
                "federation: expected `jwks`, found none",
            ]
        );
    }
}
