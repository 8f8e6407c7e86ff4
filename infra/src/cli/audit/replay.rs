//! `countersign audit replay`: what happened to an account, and what was so after each event.

use std::io::Write;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use countersign_domain::AccountId;

use super::{page, reader::Reader, story, timeline, words};
use crate::{
    cli::{
        Outcome,
        output::{print, say},
    },
    readings::Means,
    settings::DatabaseSettings,
    store::StoredEvent,
    wire::WireEvent,
};

#[derive(Args)]
pub(in crate::cli) struct Replay {
    /// The account
    #[arg(long, value_name = "ID")]
    account: AccountId,
    /// What was known at this time (RFC 3339): with what was recorded at that very moment
    #[arg(long, value_name = "TIME")]
    at: Option<DateTime<Utc>>,
    /// What was known at this position of the log, with the event there
    #[arg(long, value_name = "N", conflicts_with = "at",
          value_parser = clap::value_parser!(i64).range(1..))]
    position: Option<i64>,
    /// A timeline, one JSON object a line as `/v1/log` shows it, or a page to keep and to print
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    reader: Reader,
    #[command(flatten)]
    database: DatabaseSettings,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Html,
}

impl Replay {
    pub(super) async fn run(self) -> Outcome {
        let history = story::history(&self.database, &self.account, &self.reader, Means::Replay);
        let mut events = history.await?;
        let count = events.len();
        events.retain(|event| self.is_known(event));
        match self.format {
            Format::Text => self.print_text(&events)?,
            Format::Json => print_json(&events)?,
            Format::Html => print(self.page(&events)?)?,
        }
        let shown = events.len();
        say(&format!(
            "{shown} of {count} events; the history is whole, none is missing"
        ));
        Ok(())
    }

    fn is_known(&self, event: &StoredEvent) -> bool {
        self.at.is_none_or(|at| event.recorded_at <= at)
            && self.position.is_none_or(|last| event.position <= last)
    }

    fn print_text(&self, events: &[StoredEvent]) -> Outcome {
        let steps = story::tell(events)?;
        let mut out = anstream::stdout().lock();
        writeln!(out, "Account {}, times in UTC", self.account)?;
        if let Some(reason) = self.reader.reason() {
            writeln!(out, "Read for: {reason}")?;
        }
        timeline::write(&mut out, &steps)?;
        writeln!(out, "\n{}", self.end(&steps))?;
        Ok(())
    }

    fn page(&self, events: &[StoredEvent]) -> Outcome<String> {
        let steps = story::tell(events)?;
        let end = self.end(&steps);
        page::render(&self.account, self.reader.reason(), &steps, &end)
    }

    /// What is so in the end.
    fn end(&self, steps: &[story::Step]) -> String {
        let last = steps.last();
        let moment = self.at.or(last.map(|step| step.logged.recorded_at));
        match (last, moment) {
            (Some(step), Some(at)) => {
                format!(
                    "At {}: {}",
                    words::exact(at),
                    words::state(&step.security, at)
                )
            }
            _ => "Nothing was recorded by then".to_owned(),
        }
    }
}

fn print_json(events: &[StoredEvent]) -> Outcome {
    for event in events {
        print(serde_json::to_string(&WireEvent::from(event))?)?;
    }
    Ok(())
}
