//! The identity provider: discovery, the way there, and what its ID token states.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::http::{Request, Response};
use credeval_fetch::{Client, FetchError};
use credeval_model::Timestamp;
use credeval_store::Name;
use futures_util::future::BoxFuture;
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AsyncHttpClient, AuthenticationFlow, AuthorizationCode,
    ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse,
    TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::{
    Principal, Role,
    session::{Login, later, random},
};
use crate::{
    problem::{Code, Problem},
    settings::{Grant, OpenIdSettings, SettingsError},
};

/// Bytes of an answer of a provider: metadata, keys, or tokens with many groups.
const ANSWER_BYTES: u64 = 1 << 20;
/// How long metadata and keys are used: a key that the provider gave up is not believed for longer.
const METADATA_KEPT: Duration = Duration::from_mins(10);

/// How signatures of ID tokens are made: by a key of the provider alone. `none`, and secrets that
/// both know, are not among them, whatever the provider's metadata lists.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Claims that OpenID Connect does not define, such as groups.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Claims(BTreeMap<String, Value>);

impl AdditionalClaims for Claims {}

type RelyingParty = openidconnect::Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<
        IdTokenFields<
            Claims,
            EmptyExtraTokenFields,
            CoreGenderClaim,
            CoreJweContentEncryptionAlgorithm,
            CoreJwsSigningAlgorithm,
        >,
        CoreTokenType,
    >,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Who speaks with the provider: the guarded client, or a test.
pub(super) trait Exchange: Send + Sync {
    fn exchange(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, FetchError>>;
}

impl Exchange for Client {
    fn exchange(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, FetchError>> {
        Box::pin(Self::exchange(self, request, ANSWER_BYTES))
    }
}

/// Who speaks with the provider, as the library wants it.
struct Speaker(Arc<dyn Exchange>);

impl<'c> AsyncHttpClient<'c> for Speaker {
    type Error = FetchError;
    type Future = BoxFuture<'c, Result<Response<Vec<u8>>, FetchError>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        self.0.exchange(request)
    }
}

/// The provider that settings name.
pub(super) struct Provider {
    issuer: IssuerUrl,
    settings: OpenIdSettings,
    redirect: RedirectUrl,
    speaker: Speaker,
    /// Held while it is asked for, so that many logins at once ask once.
    metadata: Mutex<Option<(Timestamp, CoreProviderMetadata)>>,
}

impl Provider {
    /// The provider; it is not asked yet.
    pub(super) fn new(
        settings: OpenIdSettings,
        origin: &Url,
        callback: &str,
        exchange: Arc<dyn Exchange>,
    ) -> Result<Self, SettingsError> {
        let wrong = |_| SettingsError::Issuer {
            found: settings.issuer.clone(),
        };
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(wrong)?;
        let mut redirect = origin.clone();
        redirect.set_path(callback);
        Ok(Self {
            issuer,
            redirect: RedirectUrl::from_url(redirect),
            settings,
            speaker: Speaker(exchange),
            metadata: Mutex::default(),
        })
    }

    /// Its issuer.
    pub(super) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Begins a login: where to send the browser, and what its end is held to.
    pub(super) async fn begin(
        &self,
        return_to: String,
        now: Timestamp,
    ) -> Result<(Url, Login), Problem> {
        let party = self.relying_party(now).await?;
        let secret = || random().map_err(|_| no_randomness());
        let (state, nonce) = (secret()?, secret()?);
        let verifier = PkceCodeVerifier::new(secret()?);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let login = Login {
            state: state.clone(),
            nonce: nonce.clone(),
            verifier: verifier.secret().clone(),
            return_to,
        };
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let request = party
            .authorize_url(
                flow,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(challenge);
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (url, _, _) = request.add_scopes(scopes).url();
        Ok((url, login))
    }

    /// Ends a login: gets the ID token for the code, verifies it, and finds whom it lets in.
    pub(super) async fn end(
        &self,
        login: &Login,
        code: String,
        now: Timestamp,
    ) -> Result<Principal, Problem> {
        let party = self.relying_party(now).await?;
        let request = party.exchange_code(AuthorizationCode::new(code));
        let request = request.map_err(|_| unbelievable("no token endpoint"))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(login.verifier.clone()));
        let tokens = request.request_async(&self.speaker).await;
        let tokens = tokens.map_err(|_| unbelievable("no tokens for the code"))?;
        let token = tokens.id_token();
        let token = token.ok_or_else(|| unbelievable("no ID token"))?;
        let verifier = party.id_token_verifier().set_allowed_algs(ALGORITHMS);
        let nonce = Nonce::new(login.nonce.clone());
        let claims = token.claims(&verifier, &nonce);
        let claims = claims.map_err(|error| unbelievable(&format!("an ID token with: {error}")))?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = token.signing_alg();
            let key = token.signing_key(&verifier);
            let found = algorithm.ok().zip(key.ok()).and_then(|(algorithm, key)| {
                AccessTokenHash::from_token(tokens.access_token(), algorithm, key).ok()
            });
            if found.as_ref() != Some(expected) {
                return Err(unbelievable("an access token of another ID token"));
            }
        }
        let subject = claims.subject().as_str();
        principal(
            &self.settings.grants,
            subject,
            &claims.additional_claims().0,
        )
    }

    async fn relying_party(&self, now: Timestamp) -> Result<RelyingParty, Problem> {
        let mut kept = self.metadata.lock().await;
        let metadata = match &*kept {
            Some((until, metadata)) if now < *until => metadata.clone(),
            _ => {
                let issuer = self.issuer.clone();
                let found = CoreProviderMetadata::discover_async(issuer, &self.speaker).await;
                let found = found.map_err(|error| {
                    let detail = format!("expected the metadata of the identity provider: {error}");
                    Problem::new(Code::LoginProvider, detail).hint("try again later")
                })?;
                *kept = Some((later(now, METADATA_KEPT), found.clone()));
                found
            }
        };
        let id = ClientId::new(self.settings.client_id.clone());
        let secret = self.settings.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.0.clone()));
        let party = RelyingParty::from_provider_metadata(metadata, id, secret);
        Ok(party.set_redirect_uri(self.redirect.clone()))
    }
}

/// Whom the claims let in: one tenant, and the strongest role there.
fn principal(
    grants: &[Grant],
    subject: &str,
    claims: &BTreeMap<String, Value>,
) -> Result<Principal, Problem> {
    let refused = |detail: &str| Problem::new(Code::LoginRefused, detail);
    let mut found: Option<(&Name, Role)> = None;
    for grant in grants.iter().filter(|grant| holds(grant, subject, claims)) {
        found = match found {
            Some((tenant, _)) if *tenant != grant.tenant => {
                return Err(refused(
                    "expected claims that let in to one tenant, found those of two",
                ));
            }
            Some((tenant, role)) => Some((tenant, role.max(grant.role))),
            None => Some((&grant.tenant, grant.role)),
        };
    }
    let (tenant, role) = found.ok_or_else(|| {
        refused("expected a claim that lets in, found none")
            .hint("ask whoever runs the identity provider for the group")
    })?;
    let actor = Name::new(format!("openid:{subject}"))
        .map_err(|_| refused("expected a subject of at most 121 bytes, found another"))?;
    Ok(Principal {
        tenant: tenant.clone(),
        actor,
        role,
    })
}

/// Whether a claim has the value, alone or among others.
fn holds(grant: &Grant, subject: &str, claims: &BTreeMap<String, Value>) -> bool {
    match claims.get(&grant.claim) {
        Some(Value::String(value)) => *value == grant.value,
        Some(Value::Array(values)) => values.iter().any(|value| *value == grant.value),
        Some(_) => false,
        None => grant.claim == "sub" && subject == grant.value,
    }
}

/// An answer of the provider that cannot be believed.
fn unbelievable(found: &str) -> Problem {
    let detail =
        format!("expected an ID token of the identity provider for this login, found {found}");
    Problem::new(Code::LoginProvider, detail).hint("log in again")
}

pub(super) fn no_randomness() -> Problem {
    Problem::new(
        Code::Unavailable,
        "expected randomness of the machine, found none",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn grant(claim: &str, value: &str, tenant: &str, role: Role) -> Grant {
        Grant {
            claim: claim.to_owned(),
            value: value.to_owned(),
            tenant: Name::new(tenant).unwrap(),
            role,
        }
    }

    #[test]
    fn claims_let_in_to_one_tenant_with_the_strongest_role() {
        let grants = [
            grant("groups", "readers", "uni-a", Role::Reader),
            grant("groups", "officers", "uni-a", Role::Officer),
            grant("groups", "b", "uni-b", Role::Reader),
            grant("sub", "7", "uni-c", Role::Administrator),
        ];
        for (subject, claims, expected) in [
            (
                "1",
                json!({"groups": "readers"}),
                Some(("uni-a", Role::Reader)),
            ),
            (
                "1",
                json!({"groups": ["x", "officers", "readers"]}),
                Some(("uni-a", Role::Officer)),
            ),
            ("1", json!({"groups": ["b"]}), Some(("uni-b", Role::Reader))),
            ("7", json!({}), Some(("uni-c", Role::Administrator))),
            ("1", json!({"groups": ["readers", "b"]}), None),
            ("1", json!({"groups": ["Readers"]}), None),
            ("1", json!({"groups": {"readers": true}}), None),
            ("1", json!({"groups": "readers officers"}), None),
            ("1", json!({"roles": "readers"}), None),
            ("8", json!({}), None),
        ] {
            let claims = serde_json::from_value(claims).unwrap();
            let found = principal(&grants, subject, &claims).ok();
            let found = found.as_ref().map(|who| (who.tenant.as_str(), who.role));
            assert_eq!(found, expected, "{subject} {claims:?}");
        }
        let grants = [grant("sub", &"7".repeat(122), "uni-a", Role::Reader)];
        assert!(principal(&grants, &"7".repeat(122), &BTreeMap::new()).is_err());
        let grants = [grant("sub", &"7".repeat(121), "uni-a", Role::Reader)];
        assert!(principal(&grants, &"7".repeat(121), &BTreeMap::new()).is_ok());
    }
}
