//! `countersign audit`: the whole history of an account, counted.

mod export;

mod words;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use countersign_domain::AccountId;
use countersign_projections::AccountSecurity;

use super::{
    Outcome, connect,
    output::{Format, print, say},
};
use crate::{
    settings::DatabaseSettings,
    store::{StoredEvent, replay_account},
    wire::WireEvent,
};

#[derive(Subcommand)]
pub(super) enum Audit {
    Export(export::Export),
    /// Replay the history of an account, with the state after each event
    ///
    /// The events are counted: a history that is not whole is an error, and nothing is printed.
    Replay {
        /// The account
        #[arg(long, value_name = "ID")]
        account: AccountId,
        /// What was known at this time (RFC 3339)
        #[arg(long, value_name = "TIME")]
        at: Option<DateTime<Utc>>,
        /// Plain words, or one JSON object a line as `/v1/log` shows it
        #[arg(long, default_value = "text")]
        format: Format,
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

impl Audit {
    pub(super) async fn run(self) -> Outcome {
        match self {
            Self::Export(command) => command.run().await,
            Self::Replay {
                account,
                at,
                format,
                database,
            } => replay(account, at, format, database).await,
        }
    }
}

async fn replay(
    account: AccountId,
    at: Option<DateTime<Utc>>,
    format: Format,
    database: DatabaseSettings,
) -> Outcome {
    let pool = connect::database(&database).await?;
    let mut events = Vec::new();
    let count = replay_account(&pool, &account, |event| {
        events.push(event);
        Ok(())
    })
    .await?;
    if count == 0 {
        return Err(format!("there is no account {account}").into());
    }
    if let Some(at) = at {
        events.retain(|event| event.recorded_at <= at);
    }
    match format {
        Format::Text => print_text(&events)?,
        Format::Json => print_json(&events)?,
    }
    let shown = events.len();
    say(&format!(
        "{shown} of {count} events; the history is whole, none is missing"
    ));
    Ok(())
}

fn print_text(events: &[StoredEvent]) -> Outcome {
    let mut security = AccountSecurity::default();
    for event in events {
        let logged = event.read()?;
        security = security.evolve(&logged);
        let when = event.recorded_at.format("%F %T%.3fZ");
        let who = event.metadata.get("actor").unwrap_or("somebody");
        let what = words::event(&logged.event);
        let state = words::state(&security, event.recorded_at);
        print(format_args!("{when}  {who}: {what}  [{state}]"))?;
    }
    Ok(())
}

fn print_json(events: &[StoredEvent]) -> Outcome {
    for event in events {
        print(serde_json::to_string(&WireEvent::from(event))?)?;
    }
    Ok(())
}
