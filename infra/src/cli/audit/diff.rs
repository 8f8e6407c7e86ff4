//! `countersign audit diff`: what changed in the security of an account between two moments.

use std::io::{self, Write};

use anstyle::Style;
use chrono::{DateTime, Utc};
use clap::Args;
use countersign_domain::{AccountId, LockReason, LoggedEvent};
use countersign_projections::{AccountSecurity, TwoFactor};
use serde_json::{Value, json};

use super::{
    reader::Reader,
    story::{self, Step},
    timeline, words,
};
use crate::{
    cli::{
        Outcome,
        output::{Format, print},
    },
    readings::Means,
    settings::DatabaseSettings,
};

const CHANGED: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

#[derive(Args)]
pub(in crate::cli) struct Diff {
    /// The account
    #[arg(long, value_name = "ID")]
    account: AccountId,
    /// The earlier moment (RFC 3339). What was recorded at that very moment had happened
    #[arg(long, value_name = "TIME")]
    from: DateTime<Utc>,
    /// The later moment. What was recorded at that very moment had happened
    #[arg(long, value_name = "TIME")]
    to: DateTime<Utc>,
    /// For a terminal, or one JSON object
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    reader: Reader,
    #[command(flatten)]
    database: DatabaseSettings,
}

impl Diff {
    pub(super) async fn run(self) -> Outcome {
        if self.from > self.to {
            let (from, to) = (words::exact(self.from), words::exact(self.to));
            return Err(format!("--from ({from}) is later than --to ({to})").into());
        }
        let history = story::history(&self.database, &self.account, &self.reader, Means::Diff);
        let mut steps = story::tell(&history.await?)?;
        let states = {
            let history = || steps.iter().map(|step| &step.logged);
            [self.from, self.to].map(|moment| state(history(), moment))
        };
        steps.retain(|step| {
            (self.from < step.logged.recorded_at) && step.logged.recorded_at <= self.to
        });
        match self.format {
            Format::Text => self.write(&mut anstream::stdout().lock(), &states, &steps)?,
            Format::Json => print(self.json(&states, &steps))?,
        }
        Ok(())
    }

    fn write(
        &self,
        out: &mut impl Write,
        [before, after]: &[State; 2],
        steps: &[Step],
    ) -> io::Result<()> {
        let (from, to) = (words::exact(self.from), words::exact(self.to));
        writeln!(out, "Account {}, from {from} to {to}\n", self.account)?;
        let width = before.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for ((name, before), (_, after)) in before.iter().zip(after) {
            let name = name.replace('_', " ");
            let (before, after) = (in_words(before), in_words(after));
            if before == after {
                writeln!(out, "{QUIET}  {name:width$}  {after}{QUIET:#}")?;
            } else {
                writeln!(
                    out,
                    "{CHANGED}→ {name:width$}  {before} → {after}{CHANGED:#}"
                )?;
            }
        }
        let count = match steps.len() {
            0 => "Nothing was recorded in between".to_owned(),
            1 => "1 event in between".to_owned(),
            count => format!("{count} events in between"),
        };
        writeln!(out, "\n{count}")?;
        timeline::write(out, steps)
    }

    fn json(&self, [before, after]: &[State; 2], steps: &[Step]) -> Value {
        let changes = before
            .iter()
            .zip(after)
            .filter(|(before, after)| before != after);
        let changes: Vec<Value> = changes
            .map(|((field, from), (_, to))| json!({"field": field, "from": from, "to": to}))
            .collect();
        let events: Vec<Value> = steps.iter().map(event).collect();
        json!({
            "from": moment(self.from, before),
            "to": moment(self.to, after),
            "changes": changes,
            "events": events,
        })
    }
}

/// What is known of an account's security at a moment, but for what is sealed: field by field, each
/// of them always there.
pub(super) type State = Vec<(&'static str, Value)>;

pub(super) fn state<'a>(
    history: impl Iterator<Item = &'a LoggedEvent>,
    at: DateTime<Utc>,
) -> State {
    let security = AccountSecurity::at(history, at);
    let two_factor = &security.two_factor;
    let (is_proven, codes_go_to) = match two_factor {
        TwoFactor::On { .. } => (true, Some("proven_mailbox")),
        TwoFactor::SettingUp { proven, .. } => (
            proven.is_some(),
            security.address().map(|_| "contact_address"),
        ),
        TwoFactor::Off => (false, security.address().map(|_| "contact_address")),
    };
    let time = |time: Option<DateTime<Utc>>| json!(time.map(words::exact));
    vec![
        ("two_factor", json!(two_factor.as_str())),
        ("method", json!(two_factor.method())),
        ("enrollment_id", json!(two_factor.enrollment_id())),
        ("mailbox_is_proven", json!(is_proven)),
        ("active_since", time(two_factor.active_since())),
        ("codes_go_to", json!(codes_go_to)),
        (
            "locked_for_wrong_codes_until",
            time(security.locked_for(LockReason::WrongCodes, at)),
        ),
        (
            "locked_for_wrong_passwords_until",
            time(security.locked_for(LockReason::WrongPasswords, at)),
        ),
    ]
}

fn moment(at: DateTime<Utc>, state: &State) -> Value {
    let at = ("at", json!(words::exact(at)));
    let fields = [at].into_iter().chain(state.iter().cloned());
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn event(step: &Step) -> Value {
    let logged = &step.logged;
    json!({
        "position": logged.position,
        "recorded_at": words::exact(logged.recorded_at),
        "stream": logged.stream.to_string(),
        "version": logged.version,
        "type": logged.event.event_type(),
        "actor": step.metadata.get("actor"),
        "what": step.what(),
        "state": step.state,
    })
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.replace('_', " "),
        other => other.to_string(),
    }
}
