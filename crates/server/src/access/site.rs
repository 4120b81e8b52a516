//! Whether a request comes from a page of this server, or from one that would use its visitor.

use axum::{
    extract::Request,
    http::{
        HeaderMap, Method, Uri,
        header::{CONTENT_TYPE, HOST, ORIGIN},
    },
};
use url::{Host, Url};

use crate::problem::{Code, Problem};

/// Who made the request (Fetch Metadata Request Headers section 2.2).
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// The media type of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// JSON, which a foreign page can send only after it asked (Fetch section 3.2.2).
    Json,
    /// A form, which any page can send.
    UrlEncoded,
    /// A form with files, which any page can send.
    Multipart,
    /// A request without a body whose method a foreign page can use only after it asked.
    None,
}

/// Whether a method changes nothing (RFC 9110 section 9.2.1).
pub(super) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The kind of an unsafe request's body; text/plain and the like, which a foreign page can send
/// with JSON in it, are refused.
pub(super) fn body(request: &Request) -> Result<Body, Problem> {
    let mut types = request.headers().get_all(CONTENT_TYPE).into_iter();
    let (stated, second) = (types.next(), types.next());
    let stated = stated.and_then(|stated| stated.to_str().ok());
    let essence = stated.and_then(|stated| stated.split(';').next());
    let essence = essence.map(|essence| essence.trim().to_ascii_lowercase());
    let is_simple = matches!(*request.method(), Method::POST);
    match essence.as_deref().filter(|_| second.is_none()) {
        Some("application/x-www-form-urlencoded") => Ok(Body::UrlEncoded),
        Some("multipart/form-data") => Ok(Body::Multipart),
        Some(essence) if is_json(essence) => Ok(Body::Json),
        None if !is_simple && second.is_none() && has_no_body(request) => Ok(Body::None),
        _ => Err(Problem::new(
            Code::MediaType,
            "expected a body of application/json, application/x-www-form-urlencoded or multipart/form-data, found another or none",
        )
        .hint("send the header field content-type")),
    }
}

fn is_json(essence: &str) -> bool {
    essence == "application/json"
        || essence
            .strip_prefix("application/")
            .is_some_and(|subtype| subtype.ends_with("+json"))
}

fn has_no_body(request: &Request) -> bool {
    axum::body::HttpBody::is_end_stream(request.body())
}

/// What a server without logins asks of every request: that its host is this machine by name or
/// address, and that no page of elsewhere sends it. A name that resolves to this machine, but is
/// somebody else's, is how a foreign page would read what stands here (DNS rebinding).
pub(super) fn local(request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    let host = host(request.uri(), headers)?;
    let Some(url) = host.filter(is_loopback) else {
        return Err(Problem::new(
            Code::Host,
            "expected the host 127.0.0.1, [::1] or localhost, found another or none",
        )
        .hint("open the server by one of these names, or write settings that say who may ask"));
    };
    let is_own = origins(headers).all(|found| found == Some(url.origin()));
    if !is_own {
        return Err(foreign());
    }
    if is_safe(request.method()) {
        return Ok(());
    }
    // A page of another port of this machine is same-site.
    if !sites(headers).all(|site| matches!(site, "same-origin" | "none")) {
        return Err(foreign());
    }
    body(request).map(|_| ())
}

/// What an unsafe request that shows a session must show beside it: that a page of `own` sends it.
/// A browser that says neither `Origin` nor `Sec-Fetch-Site` is too old to be believed.
pub(super) fn own(request: &Request, own: &Url) -> Result<Body, Problem> {
    let headers = request.headers();
    let mut origins = origins(headers).peekable();
    let mut sites = sites(headers).peekable();
    let says_something = origins.peek().is_some() || sites.peek().is_some();
    let is_own = origins.all(|found| found == Some(own.origin()));
    match says_something && is_own && sites.all(|site| site == "same-origin") {
        true => body(request),
        false => Err(foreign()),
    }
}

/// Where the request thinks that it goes; a second `Host`, or one that differs from an absolute
/// address, is a fault (RFC 9112 sections 3.2 and 3.2.2).
fn host(uri: &Uri, headers: &HeaderMap) -> Result<Option<Url>, Problem> {
    let mut hosts = headers.get_all(HOST).into_iter();
    let (first, second) = (hosts.next(), hosts.next());
    let stated = first.and_then(|host| host.to_str().ok());
    let authority = uri.authority().map(axum::http::uri::Authority::as_str);
    let is_one = authority.is_none() || stated.is_none() || authority == stated;
    if second.is_some() || !is_one {
        let detail = "expected one host, found two";
        return Err(Problem::new(Code::Malformed, detail));
    }
    let host = authority.or(stated);
    Ok(host.and_then(|host| Url::parse(&format!("http://{host}/")).ok()))
}

fn is_loopback(url: &Url) -> bool {
    let is_bare = url.path() == "/" && url.username().is_empty() && url.password().is_none();
    is_bare
        && match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
}

/// Each `Origin`; one that cannot be read, such as `null`, is not ours.
fn origins(headers: &HeaderMap) -> impl Iterator<Item = Option<url::Origin>> {
    let all = headers.get_all(ORIGIN).into_iter();
    all.map(|origin| Some(Url::parse(origin.to_str().ok()?).ok()?.origin()))
}

fn sites(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let all = headers.get_all(SEC_FETCH_SITE).into_iter();
    all.map(|site| site.to_str().unwrap_or_default())
}

fn foreign() -> Problem {
    Problem::new(
        Code::Origin,
        "expected a request of a page of this server, found one of another site or of a browser that does not tell",
    )
}

#[cfg(test)]
mod tests {
    use axum::body::Body as HttpBody;

    use super::*;

    fn request(method: Method, fields: &[(&str, &str)], body: &'static str) -> Request {
        let mut request = Request::builder().method(method).uri("/");
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let body = match body {
            "" => HttpBody::empty(),
            body => HttpBody::from(body),
        };
        request.body(body).unwrap()
    }

    #[test]
    fn only_names_of_this_machine_are_its_host() {
        for (host, is_well) in [
            ("127.0.0.1:8080", true),
            ("127.0.0.1", true),
            ("[::1]:8080", true),
            ("localhost", true),
            ("LOCALHOST:80", true),
            ("attacker.example", false),
            ("attacker.example:8080", false),
            ("localhost.attacker.example", false),
            ("127.0.0.1.attacker.example", false),
            ("127.0.0.1@attacker.example", false),
            ("attacker.example@127.0.0.1", false),
            ("127.0.0.1/x", false),
            ("192.168.0.1", false),
            ("[::ffff:192.168.0.1]", false),
            ("0.0.0.0", false),
            ("", false),
        ] {
            let came = local(&request(Method::GET, &[("host", host)], ""));
            assert_eq!(came.is_ok(), is_well, "{host}");
        }
        assert!(local(&request(Method::GET, &[], "")).is_err());
        let twice = [("host", "localhost"), ("host", "localhost")];
        assert!(local(&request(Method::GET, &twice, "")).is_err());
        let mut absolute = request(Method::GET, &[("host", "localhost")], "");
        *absolute.uri_mut() = "http://attacker.example/".parse().unwrap();
        assert!(local(&absolute).is_err());
        *absolute.uri_mut() = "http://localhost/".parse().unwrap();
        assert!(local(&absolute).is_ok());
    }

    #[test]
    fn a_local_server_takes_nothing_from_pages_of_elsewhere() {
        let json = ("content-type", "application/json; charset=utf-8");
        for (fields, is_well) in [
            (vec![json], true),
            (
                vec![("content-type", "multipart/form-data; boundary=x")],
                true,
            ),
            (vec![("content-type", "application/ld+json")], true),
            (vec![("content-type", "text/plain")], false),
            (
                vec![("content-type", "text/plain; application/json")],
                false,
            ),
            (vec![json, ("content-type", "text/plain")], false),
            (vec![], false),
            (vec![json, ("origin", "http://localhost:8080")], true),
            (vec![json, ("origin", "http://localhost:9090")], false),
            (vec![json, ("origin", "http://127.0.0.1:8080")], false),
            (vec![json, ("origin", "https://attacker.example")], false),
            (vec![json, ("origin", "null")], false),
            (vec![json, ("sec-fetch-site", "same-origin")], true),
            (vec![json, ("sec-fetch-site", "none")], true),
            (vec![json, ("sec-fetch-site", "same-site")], false),
            (vec![json, ("sec-fetch-site", "cross-site")], false),
        ] {
            let mut all = vec![("host", "localhost:8080")];
            all.extend(&fields);
            let came = local(&request(Method::POST, &all, "{}"));
            assert_eq!(came.is_ok(), is_well, "{fields:?}");
        }
        // A link from elsewhere may lead here; its page cannot read what it finds.
        let link = [("host", "localhost"), ("sec-fetch-site", "cross-site")];
        assert!(local(&request(Method::GET, &link, "")).is_ok());
        let host = [("host", "localhost")];
        assert!(local(&request(Method::DELETE, &host, "")).is_ok());
        assert!(local(&request(Method::DELETE, &host, "x")).is_err());
        assert!(local(&request(Method::POST, &host, "")).is_err());
    }

    #[test]
    fn a_session_changes_something_only_from_its_own_pages() {
        let own_url = Url::parse("https://credeval.example.edu").unwrap();
        let kind = ("content-type", "application/x-www-form-urlencoded");
        for (fields, is_well) in [
            (vec![("origin", "https://credeval.example.edu")], true),
            (vec![("origin", "https://credeval.example.edu:443")], true),
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![], false),
            (vec![("origin", "http://credeval.example.edu")], false),
            (
                vec![("origin", "https://credeval.example.edu.attacker.example")],
                false,
            ),
            (vec![("origin", "null")], false),
            (vec![("sec-fetch-site", "none")], false),
            (vec![("sec-fetch-site", "same-site")], false),
            (
                vec![
                    ("origin", "https://credeval.example.edu"),
                    ("origin", "https://attacker.example"),
                ],
                false,
            ),
            (
                vec![
                    ("origin", "https://credeval.example.edu"),
                    ("sec-fetch-site", "cross-site"),
                ],
                false,
            ),
        ] {
            let mut all = vec![kind];
            all.extend(&fields);
            let came = own(&request(Method::POST, &all, "a=b"), &own_url);
            assert_eq!(came.is_ok(), is_well, "{fields:?}");
        }
    }
}
