//! A learner's consent: what a browser is sent with, and what it comes back with.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{Description, HostError, Registered, SCOPE, Secret, word};

/// Random bytes of a verifier and of a state: 256 bits, as RFC 7636 section 7.1 asks for.
const RANDOM: usize = 32;

/// A consent that was asked for and has not come yet.
///
/// It is kept until the browser comes back, and used once.
#[derive(Debug)]
pub struct Authorization {
    url: Url,
    redirect: String,
    state: Secret,
    verifier: Secret,
}

impl Authorization {
    /// Asks for consent to read badges; the browser comes back to `redirect`, which must be one
    /// that the program was registered with.
    pub fn begin(
        description: &Description,
        registered: &Registered,
        redirect: &Url,
    ) -> Result<Self, HostError> {
        let (mut state, mut verifier) = ([0; RANDOM], [0; RANDOM]);
        for bytes in [&mut state, &mut verifier] {
            getrandom::fill(bytes).map_err(|source| HostError::Random { source })?;
        }
        Ok(Self::of(
            description,
            registered,
            redirect,
            &state,
            &verifier,
        ))
    }

    fn of(
        description: &Description,
        registered: &Registered,
        redirect: &Url,
        state: &[u8],
        verifier: &[u8],
    ) -> Self {
        let state = URL_SAFE_NO_PAD.encode(state);
        let verifier = URL_SAFE_NO_PAD.encode(verifier);
        let mut url = description.authorization.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &registered.client_id)
            .append_pair("redirect_uri", redirect.as_str())
            .append_pair("scope", SCOPE)
            .append_pair("state", &state)
            .append_pair("code_challenge", &challenge(&verifier))
            .append_pair("code_challenge_method", "S256");
        Self {
            url,
            redirect: redirect.to_string(),
            state: Secret::new(state),
            verifier: Secret::new(verifier),
        }
    }

    /// Where the learner's browser is to be sent.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The code that the browser came back with, to this URL. Refused where the state is another
    /// one (RFC 6749 section 10.12), or where consent was not given.
    pub fn code(&self, back: &Url) -> Result<Secret, HostError> {
        let field = |name: &str| {
            let mut fields = back.query_pairs();
            fields.find(|(key, _)| key == name).map(|(_, value)| value)
        };
        if field("state").as_deref() != Some(self.state.expose()) {
            return Err(HostError::State);
        }
        if let Some(code) = field("error") {
            let code = word(&code);
            return Err(HostError::Denied { code });
        }
        let code = field("code").filter(|code| !code.is_empty());
        let code = code.map(|code| Secret::new(code.into_owned()));
        code.ok_or_else(|| HostError::Denied {
            code: "no code".to_owned(),
        })
    }

    pub(super) fn redirect(&self) -> &str {
        &self.redirect
    }

    pub(super) fn verifier(&self) -> &str {
        self.verifier.expose()
    }
}

/// What shows later that who asks for tokens is who asked for consent (RFC 7636 section 4.2).
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun() -> Authorization {
        let description = Description {
            authorization: Url::parse("https://badges.example/consent?tenant=1").unwrap(),
            token: Url::parse("https://badges.example/token").unwrap(),
            refresh: None,
            registration: None,
        };
        let registered = Registered {
            client_id: "program 1".to_owned(),
            client_secret: None,
        };
        let redirect = Url::parse("http://127.0.0.1:9000/back").unwrap();
        Authorization::begin(&description, &registered, &redirect).unwrap()
    }

    #[test]
    fn the_challenge_is_that_of_the_specification() {
        // RFC 7636 appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let expected = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(challenge(verifier), expected);
    }

    #[test]
    fn a_browser_is_sent_with_all_that_the_host_needs() {
        let begun = begun();
        let fields: Vec<(String, String)> = begun.url().query_pairs().into_owned().collect();
        let field = |name: &str| {
            let mut fields = fields.iter();
            fields.find(|(key, _)| key == name).unwrap().1.clone()
        };
        assert_eq!(field("tenant"), "1");
        assert_eq!(field("response_type"), "code");
        assert_eq!(field("client_id"), "program 1");
        assert_eq!(field("redirect_uri"), "http://127.0.0.1:9000/back");
        assert_eq!(field("code_challenge"), challenge(begun.verifier()));
        assert_eq!(field("code_challenge_method"), "S256");
        assert!(!begun.url().as_str().contains(begun.verifier()));
        // 256 bits in base64, each time others.
        assert_eq!((field("state").len(), begun.verifier().len()), (43, 43));
        assert_ne!(field("state"), self::begun().state.expose());
        assert_ne!(begun.verifier(), self::begun().verifier());
    }

    #[test]
    fn only_what_was_asked_for_comes_back() {
        let begun = begun();
        let state = begun.state.expose();
        let back = |query: &str| {
            let url = Url::parse(&format!("http://127.0.0.1:9000/back?{query}")).unwrap();
            begun.code(&url).map_err(|error| error.to_string())
        };
        assert_eq!(
            back(&format!("code=a%20b&state={state}")),
            Ok(Secret::new("a b"))
        );
        let other =
            "expected the browser to come back with the state that it was sent with, found another";
        for query in [
            "code=a",
            "code=a&state=",
            "code=a&state=x",
            "error=access_denied",
        ] {
            assert_eq!(back(query), Err(other.to_owned()), "{query}");
        }
        assert_eq!(
            back(&format!("error=access_denied&state={state}")),
            Err("expected consent to read badges, found `access_denied`".to_owned())
        );
        assert!(back(&format!("state={state}")).is_err());
    }
}
