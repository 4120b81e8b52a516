//! What an installation says of itself: one TOML file.

use std::{
    fmt,
    fs::File,
    io::{self, Read as _},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use credeval_model::Timestamp;
use credeval_store::Name;
use serde::{Deserialize, Deserializer, de};
use url::Url;

use crate::access::{KeyDigest, Role};

/// Bytes of a settings file: thousands of keys.
const SETTINGS_BYTES: u64 = 1 << 20;
/// Where the server listens unless it is told.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// The settings of a server; see `docs/access.md` for the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where to listen; by default `127.0.0.1:8080`.
    #[serde(deserialize_with = "text")]
    pub listen: SocketAddr,
    /// Where browsers find the server, such as `https://credeval.example.edu`.
    #[serde(deserialize_with = "origin")]
    pub(crate) origin: Option<Url>,
    /// The proxies in front, whose `X-Forwarded-For` is believed.
    pub(crate) proxies: Vec<IpAddr>,
    pub(crate) limits: Limits,
    pub(crate) sessions: Ends,
    #[serde(rename = "key")]
    pub(crate) keys: Vec<KeySettings>,
    pub(crate) openid: Option<OpenIdSettings>,
}

/// How much one may ask.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Requests in a minute from one address.
    pub(crate) address_per_minute: NonZeroU32,
    /// Requests in a minute by one key or login.
    pub(crate) principal_per_minute: NonZeroU32,
    /// Seconds until an answer must have begun.
    pub(crate) request_seconds: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        // A page asks for some ten things when it opens; a program hands in ten credentials a second.
        // Two minutes hold an evaluation whose issuer is slow (20 seconds for each of its answers).
        Self {
            address_per_minute: NonZeroU32::MIN.saturating_add(599),
            principal_per_minute: NonZeroU32::MIN.saturating_add(599),
            request_seconds: NonZeroU32::MIN.saturating_add(119),
        }
    }
}

/// When sessions end.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Ends {
    /// Minutes without a request.
    pub(crate) idle_minutes: NonZeroU32,
    /// Hours after the login, whatever was asked.
    pub(crate) absolute_hours: NonZeroU32,
}

impl Default for Ends {
    fn default() -> Self {
        // NIST SP 800-63B (revision 3) section 4.2.3: 30 minutes without activity, 12 hours in all.
        Self {
            idle_minutes: NonZeroU32::MIN.saturating_add(29),
            absolute_hours: NonZeroU32::MIN.saturating_add(11),
        }
    }
}

impl Ends {
    pub(crate) fn idle(self) -> Duration {
        Duration::from_mins(self.idle_minutes.get().into())
    }

    pub(crate) fn absolute(self) -> Duration {
        Duration::from_hours(self.absolute_hours.get().into())
    }
}

/// A key that may ask.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeySettings {
    /// What the audit log calls it: `key:` and its name.
    #[serde(rename = "name", deserialize_with = "actor")]
    pub(crate) actor: Name,
    #[serde(deserialize_with = "name")]
    pub(crate) tenant: Name,
    pub(crate) role: Role,
    #[serde(deserialize_with = "text")]
    pub(crate) sha256: KeyDigest,
    /// Without it a key ends when it is taken out of the settings.
    #[serde(default)]
    pub(crate) expires: Option<Timestamp>,
}

/// Who logs people in (OpenID Connect Core 1.0).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenIdSettings {
    /// The issuer, at which discovery finds the rest.
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    #[serde(default)]
    pub(crate) client_secret: Option<Secret>,
    /// Beside `openid`.
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
    /// Whom the provider's claims let in, and as what.
    #[serde(rename = "grant")]
    pub(crate) grants: Vec<Grant>,
}

/// A claim that lets someone in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grant {
    /// The name of a claim of the ID token.
    pub(crate) claim: String,
    /// Its value, or one of its values.
    pub(crate) value: String,
    #[serde(deserialize_with = "name")]
    pub(crate) tenant: Name,
    pub(crate) role: Role,
}

/// Text that is not shown.
#[derive(Clone, Deserialize)]
pub(crate) struct Secret(pub(crate) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why a server cannot start by its settings.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("expected settings in {}, found none that can be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the machine says.
        source: io::Error,
    },
    /// The file is too long.
    #[error("expected settings of at most {SETTINGS_BYTES} bytes in {}, found more", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// It is not TOML, or holds something unknown or of another type; the line is shown.
    #[error("expected settings: {source}")]
    Form {
        /// What the parser says, with the line.
        source: Box<toml::de::Error>,
    },
    /// Others could reach a server that does not ask who they are.
    #[error(
        "expected `[[key]]` or `[openid]` in the settings to listen on {address}, which others reach, found neither"
    )]
    Open {
        /// Where it should listen.
        address: SocketAddr,
    },
    /// A login needs to know where browsers find the server.
    #[error("expected `origin` beside `[openid]`, found none")]
    NoOrigin,
    /// Cookies that only https carries cannot be set (RFC 6265bis section 4.1.3.2).
    #[error("expected an `origin` of https beside `[openid]`, found {found}")]
    PlainOrigin {
        /// What stands there.
        found: String,
    },
    /// Two keys of one name, or one key twice.
    #[error("expected keys that are told apart, found `{name}` twice")]
    Repeated {
        /// The name of the second.
        name: String,
    },
    /// Nobody could come in by a login.
    #[error("expected an `[[openid.grant]]` below `[openid]`, found none")]
    NoGrant,
    /// A name that is none.
    #[error(transparent)]
    Name(#[from] credeval_store::ConfigError),
    /// The issuer is no URL.
    #[error("expected a URL in `openid.issuer`, found `{found}`")]
    Issuer {
        /// What stands there.
        found: String,
    },
}

impl SettingsError {
    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Open { .. } => Some(
                "write a [[key]] with name, tenant, role and sha256, or an [openid] with issuer, client_id and a grant; or listen on 127.0.0.1",
            ),
            Self::NoOrigin | Self::PlainOrigin { .. } => {
                Some("write origin = \"https://HOST\", as browsers see it")
            }
            Self::NoGrant => Some("write an [[openid.grant]] with claim, value, tenant and role"),
            _ => None,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: LISTEN,
            origin: None,
            proxies: Vec::new(),
            limits: Limits::default(),
            sessions: Ends::default(),
            keys: Vec::new(),
            openid: None,
        }
    }
}

impl Settings {
    /// Reads a file of at most 1 MiB.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let unread = |source| SettingsError::Read {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(unread)?;
        let mut text = String::new();
        let mut limited = file.take(SETTINGS_BYTES + 1);
        let length = limited.read_to_string(&mut text).map_err(unread)?;
        match u64::try_from(length).is_ok_and(|length| length <= SETTINGS_BYTES) {
            true => Self::parse(&text),
            false => Err(SettingsError::TooLarge {
                path: path.to_owned(),
            }),
        }
    }

    /// Reads settings from TOML; what is unknown is refused with its line.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        toml::from_str(text).map_err(|source| SettingsError::Form {
            source: Box::new(source),
        })
    }

    /// Whether nobody is asked who they are: a loopback address and neither keys nor a login.
    pub(crate) fn is_local(&self) -> bool {
        self.keys.is_empty() && self.openid.is_none()
    }

    /// What does not fit together.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if self.is_local() && !self.listen.ip().to_canonical().is_loopback() {
            let address = self.listen;
            return Err(SettingsError::Open { address });
        }
        for (place, key) in self.keys.iter().enumerate() {
            let mut before = self.keys.iter().take(place);
            if before.any(|other| other.actor == key.actor || other.sha256.is(&key.sha256)) {
                let name = key.actor.to_string();
                return Err(SettingsError::Repeated { name });
            }
        }
        if let Some(openid) = &self.openid {
            let origin = self.origin.as_ref().ok_or(SettingsError::NoOrigin)?;
            if origin.scheme() != "https" {
                let found = origin.to_string();
                return Err(SettingsError::PlainOrigin { found });
            }
            if openid.grants.is_empty() {
                return Err(SettingsError::NoGrant);
            }
        }
        Ok(())
    }
}

/// What is written as text and has a form of its own.
fn text<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(de::Error::custom)
}

fn name<'de, D: Deserializer<'de>>(from: D) -> Result<Name, D::Error> {
    Name::new(String::deserialize(from)?).map_err(de::Error::custom)
}

fn actor<'de, D: Deserializer<'de>>(from: D) -> Result<Name, D::Error> {
    let name = String::deserialize(from)?;
    Name::new(format!("key:{name}")).map_err(de::Error::custom)
}

/// An origin (RFC 6454 section 6.2): scheme, host and port, and nothing after them.
fn origin<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    let url: Url = text(from)?;
    let is_origin = matches!(url.scheme(), "http" | "https")
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty();
    match is_origin {
        true => Ok(Some(url)),
        false => Err(de::Error::custom(format!(
            "expected an origin such as https://credeval.example.edu, found {url}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "[[key]]\nname = \"sync\"\ntenant = \"uni-a\"\nrole = \"evaluator\"\nsha256 = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"\n";
    const OPENID: &str = "[openid]\nissuer = \"https://login.example.edu\"\nclient_id = \"credeval\"\n[[openid.grant]]\nclaim = \"groups\"\nvalue = \"officers\"\ntenant = \"uni-a\"\nrole = \"officer\"\n";

    fn came_of(text: &str) -> String {
        let came = Settings::parse(text).and_then(|settings| settings.check());
        came.map_or_else(|error| error.to_string(), |()| "well".to_owned())
    }

    #[test]
    fn without_settings_only_a_loopback_address_is_listened_on() {
        for (listen, is_well) in [
            ("127.0.0.1:8080", true),
            ("127.8.8.8:80", true),
            ("[::1]:8080", true),
            ("[::ffff:127.0.0.1]:8080", true),
            ("0.0.0.0:8080", false),
            ("[::]:8080", false),
            ("192.168.0.1:8080", false),
            ("8.8.8.8:8080", false),
        ] {
            let alone = format!("listen = \"{listen}\"\n");
            let came = came_of(&alone);
            assert_eq!(came == "well", is_well, "{listen}: {came}");
            // Who knows who asks may listen anywhere.
            assert_eq!(came_of(&format!("{alone}{KEY}")), "well");
        }
        let error = Settings::parse("listen = \"0.0.0.0:80\"").unwrap().check();
        let error = error.unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected `[[key]]` or `[openid]` in the settings to listen on 0.0.0.0:80, which others reach, found neither"
        );
        assert!(error.hint().is_some_and(|hint| hint.contains("[[key]]")));
    }

    #[test]
    fn what_is_unknown_or_mistyped_is_refused_with_its_line() {
        assert_eq!(came_of(KEY), "well");
        for (text, line, said) in [
            ("\nlisten_on = 1", 2, "unknown field `listen_on`"),
            ("[limits]\nrequests = 1", 2, "unknown field `requests`"),
            ("[limits]\naddress_per_minute = 0", 2, "nonzero"),
            (&KEY.replace("evaluator", "Evaluator"), 4, "unknown variant"),
            (&KEY.replace("uni-a", ""), 3, "128"),
            (&KEY.replace("aaaa", ""), 5, "64 hexadecimal digits"),
            (&format!("{KEY}expires = \"tomorrow\""), 6, ""),
            ("origin = \"https://a.example/x\"", 1, "expected an origin"),
            ("origin = \"ftp://a.example\"", 1, "expected an origin"),
            ("origin = \"https://me@a.example\"", 1, "expected an origin"),
        ] {
            let came = came_of(text);
            assert!(came.contains(&format!("at line {line}")), "{text}: {came}");
            assert!(came.contains(said), "{text}: {came}");
        }
    }

    #[test]
    fn settings_that_do_not_fit_together_are_refused() {
        let with = "origin = \"https://credeval.example.edu\"\n";
        assert_eq!(came_of(&format!("{with}{OPENID}")), "well");
        let no_grant = OPENID.split("[[").next().unwrap();
        for (text, said) in [
            (OPENID.to_owned(), "expected `origin`"),
            (
                format!("origin = \"http://credeval.example.edu\"\n{OPENID}"),
                "expected an `origin` of https",
            ),
            (
                format!("{with}{no_grant}grant = []"),
                "expected an `[[openid.grant]]`",
            ),
            (format!("{KEY}{KEY}"), "found `key:sync` twice"),
            // One key by two names would be two in the log.
            (
                format!("{KEY}{}", KEY.replace("sync", "other")),
                "found `key:other` twice",
            ),
        ] {
            let came = came_of(&text);
            assert!(came.contains(said), "{text}: {came}");
        }
    }

    #[test]
    fn a_file_is_read_up_to_its_limit_and_secrets_are_not_shown() {
        let path = std::env::temp_dir().join(format!("credeval-settings-{}", std::process::id()));
        let secret = OPENID.replace("[[", "client_secret = \"hush\"\n[[");
        std::fs::write(&path, &secret).unwrap();
        let settings = Settings::read(&path).unwrap();
        assert_eq!(
            settings
                .openid
                .as_ref()
                .unwrap()
                .client_secret
                .as_ref()
                .unwrap()
                .0,
            "hush"
        );
        assert!(!format!("{settings:?}").contains("hush"));
        std::fs::write(&path, "#".repeat((1 << 20) + 1)).unwrap();
        let error = Settings::read(&path).unwrap_err();
        assert!(matches!(error, SettingsError::TooLarge { .. }), "{error}");
        std::fs::remove_file(&path).unwrap();
        let error = Settings::read(&path).unwrap_err();
        assert!(matches!(error, SettingsError::Read { .. }), "{error}");
    }
}
