//! Where the credential of a row is.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::error::{PathProblem, RowProblem, short};

/// Bytes of a path (`PATH_MAX` of Linux).
const PATH_BYTES: usize = 4096;

/// Where the credential of a row is. What stands there is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locator {
    /// At an https URL. Whether it may be asked is for whoever asks.
    Url(String),
    /// In a file: a path relative to the manifest, with `/` between its parts, none of which is
    /// `..`. Whether a link leads out is for whoever opens it.
    File(String),
    /// Here: JSON, or a compact token (JWS, SD-JWT).
    Inline(String),
}

impl Locator {
    /// Reads the text of a cell `source`; white space around it is passed over.
    ///
    /// JSON begins with a brace or a bracket; a token with a header that is base64url of a JSON
    /// object (RFC 7515, section 3.1); a URL with a scheme; all else is a path. A backslash in a
    /// path is read as `/`, as on Windows.
    pub fn parse(text: &str) -> Result<Self, RowProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RowProblem::NoSource);
        }
        if text.starts_with(['{', '[']) || is_token(text) {
            return Ok(Self::Inline(text.to_owned()));
        }
        if text.starts_with('<') {
            return Err(RowProblem::Source { found: short(text) });
        }
        let path = text.replace('\\', "/");
        let refused = |why| {
            Err(RowProblem::Path {
                found: short(text),
                why,
            })
        };
        match scheme(text) {
            Some(scheme) if scheme.eq_ignore_ascii_case("https") => {
                return match text.chars().any(is_unfit) {
                    true => Err(RowProblem::Source { found: short(text) }),
                    false => Ok(Self::Url(text.to_owned())),
                };
            }
            Some(drive) if drive.len() == 1 => return refused(PathProblem::Drive),
            Some(scheme) => {
                return Err(RowProblem::Scheme {
                    found: scheme.to_ascii_lowercase(),
                });
            }
            None => {}
        }
        if path.starts_with("//") {
            refused(PathProblem::Network)
        } else if path.starts_with('/') {
            refused(PathProblem::Absolute)
        } else if path.split('/').any(leads_up) {
            refused(PathProblem::Parent)
        } else if path.chars().any(char::is_control) {
            refused(PathProblem::Control)
        } else if path.len() > PATH_BYTES {
            refused(PathProblem::Long)
        } else {
            Ok(Self::File(path))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Url(text) | Self::File(text) | Self::Inline(text) => text,
        }
    }
}

/// Whether a part of a path leads upwards. Windows passes over spaces and dots at the end of a
/// name, so `.. ` and `...` are refused with it.
fn leads_up(part: &str) -> bool {
    part.starts_with("..") && part.trim_end_matches([' ', '.']).is_empty()
}

/// What no URL holds (RFC 3986, section 2), and would split it in a log or a request.
fn is_unfit(character: char) -> bool {
    character.is_control() || character.is_whitespace()
}

/// What stands before the first colon, where it is a scheme (RFC 3986, section 3.1).
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

/// Whether this is a JWS in its compact serialisation, with the disclosures of an SD-JWT or
/// without.
fn is_token(text: &str) -> bool {
    let Some((header, rest)) = text.split_once('.') else {
        return false;
    };
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    rest.contains('.')
        && rest.bytes().all(fits)
        && URL_SAFE_NO_PAD
            .decode(header)
            .is_ok_and(|header| serde_json::from_slice::<serde_json::Map<_, _>>(&header).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Locator {
        Locator::File(path.to_owned())
    }

    #[test]
    fn a_source_is_a_url_a_path_or_the_credential() {
        let url = "HTTPS://example.org/a?b=1#c";
        assert_eq!(Locator::parse(url), Ok(Locator::Url(url.to_owned())));
        for path in [
            "a.json",
            "2026/a b.json",
            "..a/b..",
            "eyes.tar.gz",
            "./a",
            "a:b/c d",
        ] {
            let expected = match path {
                // What looks like a scheme is none of ours.
                "a:b/c d" => Err(RowProblem::Path {
                    found: path.to_owned(),
                    why: PathProblem::Drive,
                }),
                _ => Ok(file(path)),
            };
            assert_eq!(Locator::parse(path), expected, "{path}");
        }
        assert_eq!(Locator::parse(r" sub\a.json "), Ok(file("sub/a.json")));
        for inline in [
            r#"{"a":1}"#,
            "[]",
            "eyJhbGciOiJFUzI1NiJ9.e30.AA",
            "eyJhbGciOiJFUzI1NiJ9.e30.AA~WyJhIl0~",
        ] {
            let expected = Ok(Locator::Inline(inline.to_owned()));
            assert_eq!(Locator::parse(inline), expected);
        }
    }

    #[test]
    fn no_path_leads_out() {
        for (text, why) in [
            ("/etc/passwd", PathProblem::Absolute),
            ("\\etc", PathProblem::Absolute),
            ("//host/share", PathProblem::Network),
            (r"\\host\share", PathProblem::Network),
            ("C:/a", PathProblem::Drive),
            (r"c:\a", PathProblem::Drive),
            ("c:a", PathProblem::Drive),
            ("..", PathProblem::Parent),
            ("a/../b", PathProblem::Parent),
            (r"a\..\b", PathProblem::Parent),
            ("a/.. /b", PathProblem::Parent),
            ("a/...", PathProblem::Parent),
            ("a\0.json", PathProblem::Control),
            ("a\nb", PathProblem::Control),
        ] {
            let found = Locator::parse(text);
            assert!(
                matches!(&found, Err(RowProblem::Path { why: found, .. }) if *found == why),
                "{text:?}: {found:?}"
            );
        }
        let long = Locator::parse(&"a/".repeat(3000));
        assert!(matches!(
            long,
            Err(RowProblem::Path {
                why: PathProblem::Long,
                ..
            })
        ));
    }

    #[test]
    fn other_schemes_and_forms_are_refused() {
        for (text, scheme) in [
            ("http://example.org", "http"),
            ("FILE:///etc", "file"),
            ("data:,x", "data"),
        ] {
            let expected = Err(RowProblem::Scheme {
                found: scheme.to_owned(),
            });
            assert_eq!(Locator::parse(text), expected);
        }
        assert_eq!(Locator::parse(" \t"), Err(RowProblem::NoSource));
        for text in [
            "<xml/>",
            "https://example.org/a b",
            "https://example.org/\0",
        ] {
            let found = Locator::parse(text);
            assert!(matches!(found, Err(RowProblem::Source { .. })), "{text:?}");
        }
    }
}
