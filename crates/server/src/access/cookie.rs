//! Cookies (RFC 6265bis).

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

/// A cookie of this server alone: by its prefix a browser takes it only over https, from this host,
/// for all its paths (RFC 6265bis section 4.1.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookie {
    /// Who is logged in.
    Session,
    /// A login that was begun.
    Login,
}

impl Cookie {
    const fn name(self) -> &'static str {
        match self {
            Self::Session => "__Host-credeval",
            Self::Login => "__Host-credeval-login",
        }
    }

    /// What the browser holds. Where it sends the cookie twice, one of them may be planted by a
    /// neighbouring host: neither counts.
    pub(super) fn held(self, headers: &HeaderMap) -> Option<String> {
        let lines = headers.get_all(COOKIE).into_iter();
        let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
        let mut found = pairs.filter_map(|pair| {
            let (name, value) = std::str::from_utf8(pair).ok()?.split_once('=')?;
            (name.trim() == self.name()).then(|| value.trim().to_owned())
        });
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// Sets it, for so many seconds or else until the browser closes. `value` is base64url.
    pub(super) fn set(self, value: &str, seconds: Option<u64>) -> Option<HeaderValue> {
        let name = self.name();
        let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
        let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}");
        HeaderValue::from_str(&text).ok()
    }

    /// Takes it away.
    pub(super) fn clear(self) -> Option<HeaderValue> {
        self.set("", Some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(lines: &[&str]) -> Option<String> {
        let lines = lines
            .iter()
            .map(|line| (COOKIE, HeaderValue::from_str(line).unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value);
        }
        Cookie::Session.held(&headers)
    }

    #[test]
    fn a_cookie_is_found_among_others_and_not_when_it_comes_twice() {
        for (lines, expected) in [
            (&["__Host-credeval=a"][..], Some("a")),
            (&["x=1; __Host-credeval=a; y=2"], Some("a")),
            (&["x=1", "__Host-credeval=a"], Some("a")),
            (&["__Host-credeval-login=a"], None),
            (&["credeval=a"], None),
            (&["__host-credeval=a"], None),
            (&["__Host-credeval"], None),
            (&["__Host-credeval=a; __Host-credeval=b"], None),
            (&["__Host-credeval=a", "__Host-credeval=a"], None),
        ] {
            assert_eq!(held(lines).as_deref(), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_cookie_is_set_for_https_and_this_host_alone() {
        assert_eq!(
            Cookie::Session.set("a", None).unwrap(),
            "__Host-credeval=a; Path=/; Secure; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            Cookie::Login.clear().unwrap(),
            "__Host-credeval-login=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }
}
