//! What a wallet posts: a form of a few parameters.
//!
//! Sources: RFC 6749 section 3.1 (no parameter more than once); OpenID4VP 1.0 sections 5.10 and 8.2
//! (`application/x-www-form-urlencoded`; unknown parameters are ignored).

use url::form_urlencoded;

use crate::Refusal;
use crate::refusal::quoted;

/// Parameters of one form, known and unknown ones: a response has four.
const PARAMETERS: usize = 32;

/// The values of the parameters of these names, in their order; `None` for those that are absent.
pub(crate) fn read<const N: usize>(
    body: &[u8],
    limit: usize,
    names: [&str; N],
) -> Result<[Option<String>; N], Refusal> {
    if body.len() > limit {
        let found = body.len();
        return Err(Refusal::TooLarge { limit, found });
    }
    let mut values = [const { None }; N];
    for (count, (name, value)) in form_urlencoded::parse(body).enumerate() {
        if count >= PARAMETERS {
            return Err(Refusal::MalformedResponse {
                expected: "at most 32 parameters",
                found: "more".to_owned(),
            });
        }
        let slot = names.iter().position(|known| *known == name);
        let Some(slot) = slot.and_then(|slot| values.get_mut(slot)) else {
            continue;
        };
        if slot.replace(value.into_owned()).is_some() {
            let parameter = quoted(&name);
            return Err(Refusal::RepeatedParameter { parameter });
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_parameters_are_read_and_others_passed_over() {
        let read = |body: &str| read(body.as_bytes(), 64, ["a", "b"]);
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(read("a=1+2&c=3&c=4"), Ok([text("1 2"), None]));
        assert_eq!(read("b=%C3%A9&a="), Ok([text(""), text("é")]));
        assert_eq!(
            read("a=1&a=1"),
            Err(Refusal::RepeatedParameter {
                parameter: "a".to_owned()
            })
        );
        assert_eq!(read(&"a".repeat(65)).unwrap_err().code(), "too_large");
        assert_eq!(
            read(&"&c".repeat(32)).map_err(|error| error.code()),
            Ok([None, None])
        );
        assert_eq!(
            super::read("c&".repeat(33).as_bytes(), 128, ["a"])
                .unwrap_err()
                .code(),
            "malformed_response"
        );
    }
}
