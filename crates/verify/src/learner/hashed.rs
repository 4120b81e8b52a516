//! Identities as Open Badges state them: plain, or hashed with a salt.
//!
//! Sources: Open Badges 3.0 appendix B (`IdentityObject`: `sha256$` and the hexadecimal SHA-256 of
//! identity and salt); Open Badges 2.0, `IdentityObject` and `IdentityHash` (also `md5$`). What
//! issuers write beside that: no prefix, capital letters, the identity in small letters, a salt
//! that was never used.

use md5::Md5;
use sha2::{Digest as _, Sha256};

/// Bytes of a salt or an identity; each try hashes both.
const TEXT_BYTES: usize = 1_024;

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Sha256,
    /// Long broken; an identity under it proves little.
    Md5,
}

/// An identity as a credential states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Identity<'a> {
    /// As it is.
    Plain(&'a str),
    /// As a hash, in small hexadecimal letters.
    Hashed {
        function: Function,
        hash: String,
        salt: &'a str,
    },
}

impl<'a> Identity<'a> {
    /// Reads an identity; `None` where it is too long to be one. `hashed` is what the credential
    /// says; the form decides, since some say it wrongly.
    pub(super) fn read(text: &'a str, hashed: bool, salt: Option<&'a str>) -> Option<Self> {
        let text = text.trim();
        let salt = salt.unwrap_or_default();
        if text.is_empty() || text.len() > TEXT_BYTES || salt.len() > TEXT_BYTES {
            return None;
        }
        let lower = text.to_ascii_lowercase();
        let (function, hash) = match lower.split_once('$') {
            Some(("sha256", hash)) => (Some(Function::Sha256), hash),
            Some(("md5", hash)) => (Some(Function::Md5), hash),
            _ if hashed && lower.len() == 64 => (Some(Function::Sha256), lower.as_str()),
            _ if hashed && lower.len() == 32 => (Some(Function::Md5), lower.as_str()),
            _ => (None, ""),
        };
        let is_hex = !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(match function {
            Some(function) if is_hex => Self::Hashed {
                function,
                hash: hash.to_owned(),
                salt,
            },
            _ => Self::Plain(text),
        })
    }

    /// Whether it is the identity `known`: two ways of writing it, with the salt and without.
    pub(super) fn is(&self, known: &str) -> bool {
        let known = known.trim();
        if known.is_empty() || known.len() > TEXT_BYTES {
            return false;
        }
        match self {
            Self::Plain(stated) => is_same(stated, known),
            Self::Hashed {
                function,
                hash,
                salt,
            } => {
                let lower = known.to_lowercase();
                [known, lower.as_str()].into_iter().any(|identity| {
                    [*salt, ""].into_iter().any(|salt| {
                        let salted = format!("{identity}{salt}");
                        function.hex(salted.as_bytes()) == *hash
                    })
                })
            }
        }
    }
}

impl Function {
    fn hex(self, bytes: &[u8]) -> String {
        let digest = match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Md5 => Md5::digest(bytes).to_vec(),
        };
        let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        pairs.concat()
    }
}

/// Whether two identities are one: URLs and DIDs by every letter, others whatever their case.
fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (strip_mailto(one), strip_mailto(other));
    match one.contains(':') {
        true => one == other,
        false => one.to_lowercase() == other.to_lowercase(),
    }
}

fn strip_mailto(text: &str) -> &str {
    match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => text.get(7..).unwrap_or_default(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "Ana@Example.org";

    fn hash(text: &str) -> String {
        Function::Sha256.hex(text.as_bytes())
    }

    fn is(stated: &str, hashed: bool, salt: Option<&str>) -> bool {
        Identity::read(stated, hashed, salt).is_some_and(|identity| identity.is(MAIL))
    }

    #[test]
    fn hashes_are_those_of_their_functions() {
        // FIPS 180-4 and RFC 1321 appendix A.5, of `abc`.
        assert_eq!(
            hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            Function::Md5.hex(b"abc"),
            "900150983cd24fb0d6963f7d28e17f72"
        );
    }

    #[test]
    fn every_form_that_is_out_there() {
        let salted = hash("Ana@Example.orgdeadsea");
        assert!(is(&format!("sha256${salted}"), true, Some("deadsea")));
        assert!(is(&salted, true, Some("deadsea")));
        assert!(is(
            &format!("SHA256${}", salted.to_uppercase()),
            true,
            Some("deadsea")
        ));
        // In small letters, as edubadges writes it.
        let lower = hash("ana@example.orgdeadsea");
        assert!(is(&format!("sha256${lower}"), true, Some("deadsea")));
        // A salt that is stated and was not used, and none at all.
        let bare = hash("ana@example.org");
        assert!(is(&format!("sha256${bare}"), true, Some("not-used")));
        assert!(is(&format!("sha256${bare}"), true, None));
        let md5 = Function::Md5.hex(b"ana@example.orgdeadsea");
        assert!(is(&format!("md5${md5}"), true, Some("deadsea")));
        assert!(is(&md5, true, Some("deadsea")));
        assert!(is("ana@example.org", false, Some("not-used")));
        assert!(is("mailto:ana@example.org", false, None));
        // Said to be hashed, and plain to see that it is not.
        assert!(is("ana@example.org", true, None));
    }

    #[test]
    fn another_identity_or_salt_is_none() {
        let salted = hash("ana@example.orgdeadsea");
        assert!(!is(&format!("sha256${salted}"), true, Some("other")));
        let bob = hash("bob@example.orgdeadsea");
        assert!(!is(&format!("sha256${bob}"), true, Some("deadsea")));
        assert!(!is("bob@example.org", false, None));
        assert!(!is(&format!("md5${salted}"), true, Some("deadsea")));
        // Hexadecimal digits that nobody calls a hash are an account.
        assert!(!is(&salted, false, Some("deadsea")));
        for broken in ["sha256$", "sha256$zz", "", "sha512$00"] {
            assert!(!is(broken, true, None), "{broken}");
        }
        let did = Identity::read("did:web:a.example", false, None).unwrap();
        assert!(did.is("did:web:a.example"));
        assert!(!did.is("did:web:A.example"));
        let long = "x".repeat(TEXT_BYTES + 1);
        assert_eq!(Identity::read("a", true, Some(&long)), None);
        assert_eq!(Identity::read(&long, false, None), None);
    }
}
