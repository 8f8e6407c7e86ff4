//! Finding the servers' programs on this machine.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use super::ServersError;

/// Where Debian puts PostgreSQL: one folder for each major version, none of them in `PATH`.
const DEBIAN_POSTGRES_FOLDER: &str = "/usr/lib/postgresql";
/// Where Debian puts nats-server, which is not in every user's `PATH`.
const DEBIAN_NATS_FOLDER: &str = "/usr/sbin";

const POSTGRES_AT_LEAST: Version = Version {
    major: 15,
    minor: 0,
};
const NATS_AT_LEAST: Version = Version { major: 2, minor: 9 };

/// The programs that private servers are made of.
#[derive(Debug, Clone)]
pub struct Binaries {
    /// PostgreSQL's `postgres`.
    pub postgres: PathBuf,
    /// PostgreSQL's `initdb`, out of the same folder.
    pub initdb: PathBuf,
    /// NATS' `nats-server`.
    pub nats_server: PathBuf,
}

impl Binaries {
    /// Finds the newest PostgreSQL (15 or newer) below `/usr/lib/postgresql` or in `PATH`, and the
    /// newest nats-server (2.9 or newer) in `PATH` or `/usr/sbin`.
    pub fn find() -> Result<Self, ServersError> {
        let mut postgres_folders = path_folders();
        postgres_folders.extend(debian_postgres_folders());
        let mut postgres_candidates = candidates(postgres_folders, "postgres");
        postgres_candidates.retain(|postgres| postgres.with_file_name("initdb").is_file());
        let postgres = newest(
            postgres_candidates,
            "PostgreSQL",
            POSTGRES_AT_LEAST,
            "postgresql",
        )?;

        let mut nats_folders = path_folders();
        nats_folders.push(DEBIAN_NATS_FOLDER.into());
        let nats_candidates = candidates(nats_folders, "nats-server");
        let nats_server = newest(nats_candidates, "nats-server", NATS_AT_LEAST, "nats-server")?;

        Ok(Self {
            initdb: postgres.with_file_name("initdb"),
            postgres,
            nats_server,
        })
    }
}

/// The first two numbers of a version, which is all that compatibility hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// `15` of 15.4.
    pub major: u32,
    /// `4` of 15.4, and 0 where nothing follows.
    pub minor: u32,
}

impl Version {
    /// Reads what `--version` says: `postgres (PostgreSQL) 15.18 (Debian 15.18-0)`,
    /// `postgres (PostgreSQL) 18rc1`, `nats-server: v2.9.10`.
    fn parse(said: &str) -> Option<Self> {
        said.split_whitespace().find_map(|word| {
            let mut numbers = word.strip_prefix('v').unwrap_or(word).split('.');
            let major = leading_number(numbers.next()?)?;
            let minor = numbers.next().and_then(leading_number).unwrap_or(0);
            Some(Self { major, minor })
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

fn debian_postgres_folders() -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(DEBIAN_POSTGRES_FOLDER) else {
        return Vec::new();
    };
    entries
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect()
}

fn path_folders() -> Vec<PathBuf> {
    env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect()
}

fn candidates(folders: Vec<PathBuf>, program: &str) -> Vec<PathBuf> {
    folders
        .into_iter()
        .map(|folder| folder.join(program))
        .filter(|path| path.is_file())
        .collect()
}

/// The newest of the candidates that say their version, the last one of equals.
fn newest(
    candidates: Vec<PathBuf>,
    program: &'static str,
    at_least: Version,
    package: &'static str,
) -> Result<PathBuf, ServersError> {
    let newest = candidates
        .into_iter()
        .filter_map(|path| Some((version_of(&path)?, path)))
        .max_by_key(|(version, _)| *version);
    match newest {
        None => Err(ServersError::Missing {
            program,
            at_least,
            package,
        }),
        Some((found, path)) if found < at_least => Err(ServersError::TooOld {
            program,
            path,
            found,
            at_least,
            package,
        }),
        Some((_, path)) => Ok(path),
    }
}

fn version_of(program: &Path) -> Option<Version> {
    let output = Command::new(program).arg("--version").output().ok()?;
    Version::parse(&String::from_utf8_lossy(&output.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_programs_say_them() {
        let version = |major, minor| Some(Version { major, minor });
        let debian = "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)";
        assert_eq!(Version::parse(debian), version(15, 18));
        assert_eq!(
            Version::parse("postgres (PostgreSQL) 18rc1"),
            version(18, 0)
        );
        assert_eq!(Version::parse("nats-server: v2.9.10"), version(2, 9));
        assert_eq!(Version::parse("command not found"), None);
    }

    #[test]
    fn the_ninth_minor_version_is_older_than_the_tenth() {
        assert!(Version::parse("v2.9.25") < Version::parse("v2.10.1"));
    }

    #[test]
    fn what_is_missing_names_the_package() {
        let error = newest(Vec::new(), "PostgreSQL", POSTGRES_AT_LEAST, "postgresql");
        let message = error.map_err(|error| error.to_string());
        let expected = "PostgreSQL 15.0 or newer is needed; install the Debian package postgresql";
        assert_eq!(message, Err(expected.to_owned()));
    }
}
