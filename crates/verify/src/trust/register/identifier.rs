//! Identifiers of organisations in one form each, so that one written as an address and one written
//! bare are the same, and none is taken for another.
//!
//! Sources: DEQAR (`DEQARINST0001`, `https://data.deqar.eu/institution/1`); ETER (two letters of
//! the country and four digits); ROR (`https://ror.org/` and nine characters that start with 0);
//! SCHAC (`schacHomeOrganization`: a domain name); Council Directive 2006/112/EC article 215 (VAT
//! numbers start with their country); ETSI EN 319 412-1 section 5.1.4 (organizationIdentifier).

use credeval_model::{country, trust::snapshot::IdentifierScheme};
use url::{Host, Url};

use IdentifierScheme::{
    Deqar, Did, Erasmus, Eter, OrganizationIdentifier, Other, Pic, Ror, Schac, Vat, Whed,
};

/// The schemes whose identifiers show by themselves whose they are. A number alone may be anybody's.
const TELLING: [IdentifierScheme; 9] = [
    Deqar,
    Eter,
    Ror,
    Schac,
    Vat,
    Erasmus,
    Whed,
    Did,
    OrganizationIdentifier,
];

/// An identifier in the one form of its scheme.
pub(crate) type Normal = (IdentifierScheme, String);

/// The one form of an identifier; `None` where it is none of that scheme.
///
/// `country` is that of the organisation, for VAT numbers that leave it out.
pub(crate) fn normal(
    scheme: IdentifierScheme,
    value: &str,
    country: Option<&str>,
) -> Option<Normal> {
    let value = value.trim();
    let text = match scheme {
        Deqar => deqar(value)?,
        Eter => eter(last_segment(value))?,
        Ror => ror(value)?,
        Schac => domain(value)?,
        Vat => vat(value, country)?,
        Pic => digits(value)?.trim_start_matches('0').to_owned(),
        Erasmus => erasmus(value)?,
        Whed => {
            let code = last_segment(value).to_ascii_uppercase();
            code.starts_with("IAU-").then_some(code)?
        }
        Did => value.starts_with("did:").then(|| value.to_owned())?,
        OrganizationIdentifier => {
            let (prefix, number) = value.split_once('-')?;
            // `VATSE`, or a scheme of the country's own, `SI:SK`.
            let is_of_prefix = |byte: u8| byte.is_ascii_uppercase() || byte == b':';
            let is_prefix = prefix.len() == 5 && prefix.bytes().all(is_of_prefix);
            (is_prefix && !number.is_empty()).then(|| value.to_owned())?
        }
        _ => value.to_owned(),
    };
    (!text.is_empty()).then_some((scheme, text))
}

/// Everything that an identifier may be whose scheme is not told.
pub(crate) fn guesses(value: &str) -> impl Iterator<Item = Normal> {
    let telling = TELLING
        .into_iter()
        .filter_map(|scheme| normal(scheme, value, None));
    let sealed = of_seal(value);
    // A local number says nothing without who gave it; an address says that too.
    let address = value
        .contains(':')
        .then(|| normal(Other, value, None))
        .flatten();
    telling.chain(sealed).chain(address)
}

/// What the organizationIdentifier of a certificate is in registers beside itself: a VAT number,
/// where it is one. Numbers of trade registers are not compared with national identifiers of
/// universities, which other bodies count: a company may well have the number of a university.
pub(crate) fn of_seal(organization_identifier: &str) -> Option<Normal> {
    let (prefix, number) = organization_identifier.split_once('-')?;
    let country = prefix
        .strip_prefix("VAT")
        .filter(|country| is_country(country))?;
    let country = iso(country);
    let (_, found) = normal(Vat, number, Some(country))?;
    // A number that names another country than its prefix is of neither.
    found.starts_with(country).then_some((Vat, found))
}

/// The domain name that a DID or an https identifier proves to be in the hands of whoever signs: the
/// host, where its root answers for the identifier.
///
/// A path, a port or a name below are other hands: a university lets its students publish at all
/// three. Source: the did:web method specification, section 2.5.2.
pub(crate) fn host(id: &str) -> Option<String> {
    if let Some(specific) = id.strip_prefix("did:web:") {
        // A port is written with a percent sign, a path with a colon.
        return domain(specific).filter(|_| !specific.contains([':', '%']));
    }
    let url = Url::parse(id).ok()?;
    let is_root = url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && url.port().is_none()
        && url.query().is_none()
        && (url.path() == "/" || url.path().starts_with("/.well-known/"));
    match url.host()? {
        Host::Domain(name) if is_root => domain(name),
        _ => None,
    }
}

/// A domain name in ASCII and lower case, without the address of its scheme around it.
fn domain(value: &str) -> Option<String> {
    let lower = value.to_lowercase();
    let name = lower
        .strip_prefix("urn:schac:")
        .and_then(|urn| urn.rsplit(':').next())
        .or_else(|| lower.strip_prefix("schac:"))
        .unwrap_or(&lower);
    match Host::parse(name).ok()? {
        Host::Domain(name) if name.contains('.') && !name.ends_with('.') => Some(name),
        _ => None,
    }
}

fn deqar(value: &str) -> Option<String> {
    let number = match value.get(..9) {
        Some(prefix) if prefix.eq_ignore_ascii_case("DEQARINST") => value.get(9..)?,
        _ => {
            let url = Url::parse(value).ok()?;
            let host = url.host_str()?;
            let is_deqar = host == "deqar.eu" || host.ends_with(".deqar.eu");
            let segment = last_segment(value);
            match segment.get(..9) {
                _ if !is_deqar => return None,
                Some(prefix) if prefix.eq_ignore_ascii_case("DEQARINST") => segment.get(9..)?,
                _ if value.contains("/institution") => segment,
                _ => return None,
            }
        }
    };
    let number: u32 = digits(number)?.parse().ok()?;
    Some(format!("DEQARINST{number:04}"))
}

fn eter(value: &str) -> Option<String> {
    let (country, number) = value.split_at_checked(2)?;
    let is_eter = is_country(&country.to_ascii_uppercase())
        && number.len() == 4
        && number.bytes().all(|byte| byte.is_ascii_digit());
    is_eter.then(|| value.to_ascii_uppercase())
}

/// Letters of the country and of the place, then two or three digits (`E  TARRAGO01`).
fn erasmus(value: &str) -> Option<String> {
    let code: String = value.split_whitespace().collect();
    let place = code.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_code = matches!(code.len() - place.len(), 2 | 3)
        && place.chars().all(|c| c.is_ascii_alphabetic() || c == '-')
        && place.starts_with(|c: char| c.is_ascii_alphabetic());
    is_code.then(|| code.to_ascii_uppercase())
}

fn ror(value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    let id = ["https://ror.org/", "http://ror.org/", "ror.org/"]
        .into_iter()
        .find_map(|prefix| lower.strip_prefix(prefix))
        .unwrap_or(&lower);
    let is_ror =
        id.len() == 9 && id.starts_with('0') && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_ror.then(|| id.to_owned())
}

fn vat(value: &str, country: Option<&str>) -> Option<String> {
    let compact: String = value
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-'))
        .collect();
    if !compact.chars().all(|c| c.is_ascii_alphanumeric()) || compact.len() < 4 {
        return None;
    }
    let compact = compact.to_ascii_uppercase();
    let (first, rest) = compact.split_at_checked(2)?;
    match is_country(first) && rest.bytes().any(|byte| byte.is_ascii_digit()) {
        true => Some(format!("{}{rest}", iso(first))),
        false => country.map(|country| format!("{}{compact}", iso(country))),
    }
}

/// Greece is EL in VAT numbers and GR in ISO 3166-1.
fn iso(country: &str) -> &str {
    match country {
        "EL" => "GR",
        other => other,
    }
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && country::three_letters(country::two_letters(text)).len() == 3
}

fn digits(value: &str) -> Option<&str> {
    (!value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())).then_some(value)
}

fn last_segment(value: &str) -> &str {
    let path = value.split(['?', '#']).next().unwrap_or(value);
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(scheme: IdentifierScheme, value: &str) -> Option<String> {
        normal(scheme, value, Some("SE")).map(|(_, text)| text)
    }

    #[test]
    fn each_scheme_has_one_form() {
        for (scheme, written, one) in [
            (Deqar, "DEQARINST0001", "DEQARINST0001"),
            (Deqar, "deqarinst1", "DEQARINST0001"),
            (
                Deqar,
                "https://data.deqar.eu/institution/1",
                "DEQARINST0001",
            ),
            (
                Deqar,
                "https://www.deqar.eu/institutions/DEQARINST0001/",
                "DEQARINST0001",
            ),
            (Eter, "se0001", "SE0001"),
            (Eter, "http://data.europa.eu/eter/SE0001", "SE0001"),
            (Ror, "https://ror.org/00ABCDE12", "00abcde12"),
            (Ror, "00abcde12", "00abcde12"),
            (
                Schac,
                "urn:schac:homeOrganization:Uni.example",
                "uni.example",
            ),
            (Schac, "müni.example", "xn--mni-hoa.example"),
            (Vat, "SE 2021.00-2874", "SE2021002874"),
            (Vat, "202100287401", "SE202100287401"),
            (Vat, "EL123456789", "GR123456789"),
            // `TE` is no country, so these are letters of the number.
            (Vat, "TE123456789", "SETE123456789"),
            (Pic, "000880560", "880560"),
            (Erasmus, "E  TARRAGO01", "ETARRAGO01"),
            (
                Whed,
                "https://www.whed.net/institutions/IAU-012345",
                "IAU-012345",
            ),
            (Did, "did:web:Uni.example", "did:web:Uni.example"),
            (OrganizationIdentifier, "SI:SK-12345", "SI:SK-12345"),
        ] {
            assert_eq!(form(scheme, written).as_deref(), Some(one), "{written}");
        }
    }

    #[test]
    fn what_is_of_another_scheme_is_none_of_this_one() {
        for (scheme, written) in [
            (Deqar, "1"),
            (Deqar, "https://data.deqar.eu/report/1"),
            (Deqar, "https://deqar.eu.evil.example/institution/1"),
            (Eter, "SE00011"),
            (Ror, "https://ror.org/00abcde1"),
            (Ror, "https://evil.example/00abcde12"),
            (Schac, "localhost"),
            (Schac, "192.0.2.1"),
            (Schac, "uni.example/evil"),
            (Schac, "evil@uni.example"),
            (Vat, ""),
            (Pic, "12a"),
            (Did, "uni.example"),
            (Erasmus, "880560123"),
            (Erasmus, "SE0001"),
            (OrganizationIdentifier, "202100-287401"),
            (OrganizationIdentifier, "VATSE-"),
        ] {
            assert_eq!(form(scheme, written), None, "{written}");
        }
    }

    #[test]
    fn a_seal_is_compared_by_kind_and_country() {
        let found = |id| of_seal(id).map(|(_, text)| text);
        assert_eq!(
            found("VATSE-202100287401").as_deref(),
            Some("SE202100287401")
        );
        assert_eq!(found("VATEL-123456789").as_deref(), Some("GR123456789"));
        assert_eq!(
            found("VATSE-SE202100287401").as_deref(),
            Some("SE202100287401")
        );
        for other in [
            "VATSE-NL202100287401",
            "NTRSE-202100287401",
            "VAT-1234",
            "202100287401",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn only_the_root_of_a_host_speaks_for_its_domain() {
        for id in [
            "did:web:uni.example",
            "did:web:UNI.example",
            "https://uni.example",
            "https://uni.example/.well-known/issuer.json",
        ] {
            assert_eq!(host(id).as_deref(), Some("uni.example"), "{id}");
        }
        for id in [
            "did:web:uni.example:evil",
            "did:web:uni.example:.well-known",
            "did:web:uni.example%3A8443",
            "did:web:evil.example%40uni.example",
            "did:web:uni.example%2Eevil.example",
            "did:web:uni.example.",
            "did:key:uni.example",
            "https://evil@uni.example",
            "https://uni.example:8443",
            "https://uni.example/~evil/issuer.json",
            "https://uni.example/?issuer=evil",
            "http://uni.example",
        ] {
            assert_eq!(host(id), None, "{id}");
        }
        // A subdomain, a domain below it and a look-alike are other names.
        for id in [
            "did:web:evil.uni.example",
            "did:web:uni.example.evil",
            "did:web:xn--ni-eka.example",
        ] {
            assert_ne!(host(id).as_deref(), Some("uni.example"), "{id}");
        }
    }

    #[test]
    fn a_number_alone_is_guessed_to_be_nothing() {
        assert_eq!(guesses("880560123").count(), 0);
        assert_eq!(
            guesses("SE0001").count(),
            2,
            "ETER, and an odd Erasmus code"
        );
    }
}
