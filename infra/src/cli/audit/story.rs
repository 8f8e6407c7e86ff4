//! The history of an account as it is told: event by event, with what is so since then.

use countersign_domain::{AccountId, LoggedEvent};
use countersign_projections::AccountSecurity;

use super::{reader::Reader, words};
use crate::{
    cli::{Outcome, connect},
    readings::Means,
    settings::DatabaseSettings,
    store::{Metadata, StoredEvent, replay_account},
};

/// One event, and what came of it.
pub(super) struct Step {
    pub(super) logged: LoggedEvent,
    pub(super) metadata: Metadata,
    /// The account's security since then.
    pub(super) security: AccountSecurity,
    /// The same in words.
    pub(super) state: String,
    /// Whether it was said in other words before.
    pub(super) is_change: bool,
}

/// Every event of an account, counted, once it is recorded who reads them. Fails where there is
/// none, one is missing, or that cannot be recorded.
pub(super) async fn history(
    database: &DatabaseSettings,
    account: &AccountId,
    reader: &Reader,
    means: Means,
) -> Outcome<Vec<StoredEvent>> {
    let pool = connect::database(database).await?;
    let mut events = Vec::new();
    let count = replay_account(&pool, account, |event| {
        events.push(event);
        Ok(())
    })
    .await?;
    if count == 0 {
        return Err(format!("there is no account {account}").into());
    }
    reader.record(&pool, means, Some(account)).await?;
    Ok(events)
}

/// Tells a history, or the beginning of one. Fails where an event cannot be read.
pub(super) fn tell(events: &[StoredEvent]) -> Outcome<Vec<Step>> {
    let mut security = AccountSecurity::default();
    let mut said = words::state(&security, chrono::DateTime::UNIX_EPOCH);
    let steps = events.iter().map(|event| {
        let logged = event.read()?;
        security = std::mem::take(&mut security).evolve(&logged);
        let state = words::state(&security, logged.recorded_at);
        let is_change = state != said;
        said.clone_from(&state);
        Ok(Step {
            logged,
            metadata: event.metadata.clone(),
            security: security.clone(),
            state,
            is_change,
        })
    });
    steps.collect()
}

impl Step {
    /// Who did it.
    pub(super) fn who(&self) -> &str {
        self.metadata.get("actor").unwrap_or("somebody")
    }

    /// What happened.
    pub(super) fn what(&self) -> String {
        words::event(&self.logged.event)
    }

    /// What is readable of where it came from.
    pub(super) fn whence(&self) -> Option<String> {
        words::from_where(&self.metadata)
    }
}
