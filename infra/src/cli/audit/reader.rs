//! Who reads a history at a terminal, and why: recorded before anything is shown.

use std::env;

use clap::Args;
use countersign_domain::AccountId;
use sqlx::PgPool;
use thiserror::Error;

use crate::{
    cli::Outcome,
    readings::{self, Means, Reading, Reason},
};

const NAME_MAX_CHARACTERS: usize = 64;

#[derive(Args)]
pub(super) struct Reader {
    /// Why it is read, in 1 to 200 characters; recorded beside who reads it and when
    #[arg(long, value_name = "TEXT")]
    reason: Option<Reason>,
}

impl Reader {
    /// Why it is read.
    pub(super) fn reason(&self) -> Option<&str> {
        self.reason.as_ref().map(|Reason(text)| text.as_str())
    }

    /// Records that somebody reads the history of an account, or the whole log.
    pub(super) async fn record(
        &self,
        pool: &PgPool,
        means: Means,
        account: Option<&AccountId>,
    ) -> Outcome {
        let reading = Reading {
            reader: format!("cli/{}", user()),
            means,
            account_id: account.cloned(),
            reason: self.reason().map(str::to_owned),
        };
        readings::record(pool, &reading)
            .await
            .map_err(|error| Unrecorded(error).into())
    }
}

/// Why nothing is shown.
#[derive(Debug, Error)]
#[error("the reading cannot be recorded, so nothing is shown")]
struct Unrecorded(#[source] sqlx::Error);

/// The operating system's user, as the environment has it; else their number.
fn user() -> String {
    let fits = |name: &String| {
        let length = name.chars().count();
        (1..=NAME_MAX_CHARACTERS).contains(&length) && !name.contains(char::is_control)
    };
    let mut named = ["USER", "LOGNAME"]
        .into_iter()
        .filter_map(|name| env::var(name).ok());
    named
        .find(fits)
        .unwrap_or_else(|| format!("uid-{}", rustix::process::getuid().as_raw()))
}
