//! Where a store is.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use url::Url;

use crate::ConfigError;

/// Where a store is: a SQLite file, or a PostgreSQL database.
///
/// As text: `postgres://USER@HOST/DATABASE`, `sqlite:FILE`, or a file's path.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file, made where there is none.
    Sqlite(PathBuf),
    /// A PostgreSQL database. Its tables are made where there are none.
    Postgres(Url),
}

impl FromStr for Location {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let scheme = text.split_once(':').map(|(scheme, _)| scheme);
        match scheme {
            Some("sqlite") => {
                let path = text.trim_start_matches("sqlite:");
                let path = path.strip_prefix("//").unwrap_or(path);
                Ok(Self::Sqlite(path.into()))
            }
            Some("postgres" | "postgresql") => text
                .parse()
                .map(Self::Postgres)
                .map_err(|source| ConfigError::Url { source }),
            Some(scheme) if text.contains("://") => Err(ConfigError::Scheme {
                found: scheme.chars().take(80).collect(),
            }),
            _ => Ok(Self::Sqlite(text.into())),
        }
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Self {
        Self::Sqlite(path.to_owned())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            // The password and what may be one stay out of messages.
            Self::Postgres(url) => {
                let host = url.host_str().unwrap_or_default();
                write!(f, "postgres://{host}{}", url.path())
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_read_from_text() {
        let sqlite = |text: &str| match text.parse().unwrap() {
            Location::Sqlite(path) => path,
            Location::Postgres(_) => panic!("{text}"),
        };
        for text in ["a b?.db", "sqlite:a b?.db", "sqlite://a b?.db"] {
            assert_eq!(sqlite(text), Path::new("a b?.db"));
        }
        assert_eq!(sqlite("sqlite:///var/a.db"), Path::new("/var/a.db"));
        let postgres: Location = "postgres://me:secret@db.example/credeval?x=y"
            .parse()
            .unwrap();
        assert_eq!(format!("{postgres:?}"), "postgres://db.example/credeval");
        assert!("mysql://a/b".parse::<Location>().is_err());
        assert!("postgres://a:b:c".parse::<Location>().is_err());
    }
}
