//! Identifiers of organisations, as credentials state them and as certificates hold them.
//!
//! A number identifies nobody by itself: another register, or the same one of another country, may
//! have given it to somebody else. So a number without its prefix counts only where nothing that
//! is stated beside it says that it is of another kind or country.
//!
//! Sources: ETSI EN 319 412-1 section 5.1.4 (organizationIdentifier); European Learning Model 3
//! (`LegalIdentifier`, `Identifier`).

use credeval_model::{country::two_letters, json};
use serde_json::Value;

/// An identifier that is stated of an organisation, with what is stated of the identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stated<'v> {
    pub(crate) notation: &'v str,
    /// The kinds of number that it can be, by the letters of the prefix.
    kinds: Kinds<'v>,
    /// The countries that may have given it, as stated; any where empty.
    countries: Vec<&'v str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kinds<'v> {
    Any,
    /// Those that the property stands for.
    Of(&'static [&'static str]),
    /// Those that the named schemes stand for, which are free words.
    Named(Vec<&'v str>),
}

/// The properties of an organisation that hold identifiers, and the kinds of number in them.
const PROPERTIES: [(&str, Option<&[&str]>); 5] = [
    // The European sealing service writes the certificate's identifier here, whatever its kind.
    ("eIDASIdentifier", None),
    ("vatIdentifier", Some(&["VAT"])),
    // Where the number for taxes is the one for value added tax, certificates say `VAT`.
    ("taxIdentifier", Some(&["TIN", "TAX", "VAT"])),
    ("registration", Some(&["NTR"])),
    ("identifier", None),
];

impl<'v> Stated<'v> {
    /// An identifier of which nothing is known but, perhaps, the country.
    pub(crate) fn plain(notation: &'v str, country: Option<&'v str>) -> Self {
        Self {
            notation,
            kinds: Kinds::Any,
            countries: country.into_iter().collect(),
        }
    }

    /// The identifiers that an organisation of the European Learning Model states.
    pub(crate) fn of(organisation: &'v Value) -> Vec<Self> {
        let located = countries(organisation, &["location", "address", "countryCode"]);
        let mut found = Vec::new();
        for (property, kinds) in PROPERTIES {
            for identifier in json::one_or_many(organisation.get(property)) {
                let Some(notation) = identifier.get("notation").and_then(Value::as_str) else {
                    continue;
                };
                let schemes = schemes(identifier);
                let spatial = countries(identifier, &["spatial"]);
                found.push(Self {
                    notation,
                    kinds: match kinds {
                        Some(kinds) => Kinds::Of(kinds),
                        None if schemes.is_empty() || property != "identifier" => Kinds::Any,
                        None => Kinds::Named(schemes),
                    },
                    countries: match spatial.is_empty() {
                        // The sealing service copies it from the certificate, wherever that is.
                        true if property == "eIDASIdentifier" => Vec::new(),
                        true => located.clone(),
                        false => spatial,
                    },
                });
            }
        }
        found
    }

    /// Whether it can be a number of this kind and country.
    fn can_be(&self, kind: &str, country: &str) -> bool {
        let is_kind = match &self.kinds {
            Kinds::Any => true,
            Kinds::Of(kinds) => kinds.contains(&kind) || kind.ends_with(':'),
            Kinds::Named(schemes) => schemes.iter().any(|scheme| {
                let mut words = scheme.split(|letter: char| !letter.is_alphanumeric());
                words.any(|word| {
                    word.eq_ignore_ascii_case(kind)
                        || word.strip_prefix(kind).is_some_and(|rest| rest == country)
                })
            }),
        };
        // Identifiers of legal entities (ISO 17442) are of no country.
        is_kind && (kind == "LEI" || self.is_of_country(country))
    }

    /// Whether nothing says that it is of another country.
    pub(crate) fn is_of_country(&self, country: &str) -> bool {
        let country = two_letters(country);
        let mut stated = self.countries.iter();
        self.countries.is_empty() || stated.any(|stated| two_letters(stated) == country)
    }
}

/// Whether a certificate's identifier is the one stated: exactly, or without the prefix for its
/// kind and country (`VATES-`, `NTREE-`), or with the country alone, as numbers of value added tax
/// are written.
pub(crate) fn same_organisation(sealer: &str, stated: &Stated<'_>) -> bool {
    if stated.notation.is_empty() {
        return false;
    }
    if sealer == stated.notation {
        return true;
    }
    let Some((kind, country, number)) = parts(sealer) else {
        return false;
    };
    let with_country = stated.notation.strip_prefix(country);
    let is_number = stated.notation == number || (kind == "VAT" && with_country == Some(number));
    is_number && !number.is_empty() && stated.can_be(kind, country)
}

/// Kind, country and number: `VATES-A1` is `VAT`, `ES` and `A1`; a scheme of the country's own is
/// two characters and a colon (`SI:`).
pub(crate) fn parts(identifier: &str) -> Option<(&str, &str, &str)> {
    let (prefix, number) = identifier.split_once('-')?;
    let (kind, country) = prefix.split_at_checked(3)?;
    let upper = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_kind = upper(kind.strip_suffix(':').unwrap_or(kind));
    (is_kind && country.len() == 2 && upper(country)).then_some((kind, country, number))
}

/// The words that name the scheme of an identifier.
fn schemes(identifier: &Value) -> Vec<&str> {
    ["schemeName", "schemeAgency", "schemeId"]
        .iter()
        .flat_map(|key| super::body::texts(identifier.get(key)))
        .collect()
}

/// The codes of the countries that stand at a path below a node, by their addresses.
pub(super) fn countries<'v>(node: &'v Value, path: &[&str]) -> Vec<&'v str> {
    super::body::all(node, path)
        .into_iter()
        .filter_map(|concept| {
            let address = crate::opened::identifier(Some(concept))?;
            super::award::code(
                address,
                "publications.europa.eu/resource/authority/country/",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plain(notation: &str) -> Stated<'_> {
        Stated::plain(notation, None)
    }

    #[test]
    fn organisations_are_the_same_with_or_without_their_prefix() {
        let same = |sealer, stated| same_organisation(sealer, &plain(stated));
        assert!(same("VATES-A00000000", "VATES-A00000000"));
        assert!(same("NTREE-17207834", "17207834"));
        assert!(same("VATSE-202100287401", "SE202100287401"));
        assert!(same("SI:SK-12345", "12345"));
        assert!(!same("NTRSE-202100287401", "SE202100287401"));
        assert!(!same("VATES-A00000000", "A0000000"));
        assert!(!same("NTREE-17207834", "NTRSI-17207834"));
        assert!(!same("17207834", "7834"));
        assert!(!same("ntree-17207834", "17207834"));
        assert!(!same("VATES-", ""));
        assert!(!same("VATES-", "ES"));
    }

    /// The same number, stated as one of another country or kind.
    #[test]
    fn an_equal_number_of_another_country_or_kind_is_another_number() {
        let country = |code: &str| json!({ "id": format!("http://publications.europa.eu/resource/authority/country/{code}") });
        let of = |property: &str, identifier: Value| {
            let organisation = json!({ property: identifier });
            let stated = Stated::of(&organisation);
            assert_eq!(stated.len(), 1);
            same_organisation("NTREE-17207834", &stated[0])
        };
        let number = |more: Value| {
            let mut identifier = json!({ "notation": "17207834" });
            identifier
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            identifier
        };
        assert!(of("eIDASIdentifier", number(json!({}))));
        assert!(of(
            "eIDASIdentifier",
            number(json!({ "spatial": country("EST") }))
        ));
        assert!(!of(
            "eIDASIdentifier",
            number(json!({ "spatial": country("SVN") }))
        ));
        assert!(of(
            "registration",
            number(json!({ "spatial": country("EST") }))
        ));
        assert!(!of(
            "vatIdentifier",
            number(json!({ "spatial": country("EST") }))
        ));
        assert!(of("identifier", number(json!({}))));
        assert!(of("identifier", number(json!({ "schemeName": "NTREE" }))));
        assert!(of(
            "identifier",
            number(json!({ "schemeAgency": { "en": "NTR of Estonia" } }))
        ));
        assert!(!of(
            "identifier",
            number(json!({ "schemeName": "Library members" }))
        ));
        // Without a country of its own, it is of where the organisation is.
        let located = |code: &str| {
            let organisation = json!({
                "location": { "address": { "countryCode": country(code) } },
                "registration": { "notation": "17207834" }
            });
            same_organisation("NTREE-17207834", &Stated::of(&organisation)[0])
        };
        assert!(located("EST"));
        assert!(!located("FIN"));
    }
}
