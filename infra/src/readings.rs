//! Who read which history, when and why. A reading is recorded before it is answered, and where it
//! cannot be recorded nothing is shown.
//!
//! No events: see docs/decisions/0016.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use countersign_domain::AccountId;
use serde::Deserialize;
use sqlx::{FromRow, PgExecutor, Row, postgres::PgRow};
use thiserror::Error;

const REASON_MAX_CHARACTERS: usize = 200;

/// Somebody reads a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Who, as far as they said or proved: `auditor/ann` by an API key, `cli/ann` at a terminal.
    pub reader: String,
    /// By what.
    pub means: Means,
    /// Whose; none: everybody's, the whole log.
    pub account_id: Option<AccountId>,
    /// Why, in the reader's words: 1 to 200 characters, none of them a control character.
    pub reason: Option<String>,
}

/// By what a history is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// The account's events over the API.
    History,
    /// The log over the API.
    Log,
    /// A replay on the command line.
    Replay,
    /// Two moments compared on the command line.
    Diff,
    /// A bundle.
    Export,
    /// A page of the auditors'.
    Page,
}

/// A reading that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its number; later ones have higher ones.
    pub read_id: i64,
    /// What was read by whom.
    pub reading: Reading,
    /// The database's login that recorded it. Unlike the reader's name nobody can claim another's.
    pub login: String,
    /// When.
    pub read_at: DateTime<Utc>,
}

/// Why a history is read, in words that fit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Reason(pub String);

/// A text that is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a reason has 1 to {REASON_MAX_CHARACTERS} characters, none of them a control character")]
pub struct UnfitReason;

/// Records a reading. Nothing of it may be shown before, nor where this fails.
pub async fn record(executor: impl PgExecutor<'_>, reading: &Reading) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO history_reads (reader, means, account_id, reason) VALUES ($1, $2, $3, $4)",
    )
    .bind(&reading.reader)
    .bind(reading.means.as_str())
    .bind(reading.account_id.as_ref().map(AccountId::as_str))
    .bind(&reading.reason)
    .execute(executor)
    .await?;
    Ok(())
}

/// What was read, newest first, at most `limit`: of one account alone, or all there is. Who read the
/// whole log read the account too, and stands in the second only.
pub async fn list(
    executor: impl PgExecutor<'_>,
    account: Option<&AccountId>,
    limit: i64,
) -> Result<Vec<Recorded>, sqlx::Error> {
    let query = match account {
        Some(account_id) => sqlx::query_as(
            "SELECT read_id, reader, means, account_id, reason, login, read_at FROM history_reads
             WHERE account_id = $2 ORDER BY read_id DESC LIMIT $1",
        )
        .bind(limit)
        .bind(account_id.as_str()),
        None => sqlx::query_as(
            "SELECT read_id, reader, means, account_id, reason, login, read_at FROM history_reads
             ORDER BY read_id DESC LIMIT $1",
        )
        .bind(limit),
    };
    query.fetch_all(executor).await
}

impl Means {
    const ALL: [Self; 6] = [
        Self::History,
        Self::Log,
        Self::Replay,
        Self::Diff,
        Self::Export,
        Self::Page,
    ];

    /// Its name, as it is recorded.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Log => "log",
            Self::Replay => "replay",
            Self::Diff => "diff",
            Self::Export => "export",
            Self::Page => "page",
        }
    }
}

impl TryFrom<String> for Reason {
    type Error = UnfitReason;

    fn try_from(text: String) -> Result<Self, UnfitReason> {
        let length = text.chars().count();
        if !(1..=REASON_MAX_CHARACTERS).contains(&length) || text.contains(char::is_control) {
            return Err(UnfitReason);
        }
        Ok(Self(text))
    }
}

impl FromStr for Reason {
    type Err = UnfitReason;

    fn from_str(text: &str) -> Result<Self, UnfitReason> {
        text.to_owned().try_into()
    }
}

impl FromRow<'_, PgRow> for Recorded {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let means: &str = row.try_get("means")?;
        let known = Means::ALL.into_iter().find(|known| known.as_str() == means);
        let account_id: Option<String> = row.try_get("account_id")?;
        let decode = |source| sqlx::Error::Decode(source);
        Ok(Self {
            read_id: row.try_get("read_id")?,
            reading: Reading {
                reader: row.try_get("reader")?,
                means: known.ok_or_else(|| decode(format!("unknown means {means}").into()))?,
                account_id: account_id
                    .map(|id| id.parse().map_err(|source| decode(Box::new(source) as _)))
                    .transpose()?,
                reason: row.try_get("reason")?,
            },
            login: row.try_get("login")?,
            read_at: row.try_get("read_at")?,
        })
    }
}
