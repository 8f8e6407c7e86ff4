//! The command line: one file a command.
//!
//! Data goes to stdout and everything else to stderr; a command that fails says why in one line
//! and exits with a code other than 0.

pub mod output;

mod connect;
mod progress;
mod stop_signal;

mod dev;
mod serve;
mod witness;

mod migrate;

mod account;
mod api_key;
mod audit;
mod dead_letters;
mod keys;
mod policy;
mod projections;

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};
use countersign_audit::Unverified;

use crate::{
    causes::with_causes,
    logging::{self, LogFormat, LogSettings},
    traces::Traces,
};

/// What a command comes to. Whoever reads the error is a person: there is nothing to match on.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// What the process was started for, from its arguments to its exit code.
pub async fn main() -> ExitCode {
    let cli = Cli::parse();
    // One provider for all that speaks TLS; whoever installed one already has installed this one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match cli.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::say(&format!("countersign: {}", with_causes(&*error)));
            exit_code(&*error)
        }
    }
}

/// What is wrong with a bundle has codes of its own; all else that fails has one.
fn exit_code(error: &(dyn Error + 'static)) -> ExitCode {
    match error.downcast_ref() {
        Some(Unverified::Found(finding)) => ExitCode::from(finding.exit_code()),
        _ => ExitCode::FAILURE,
    }
}

/// Two-factor activation by email, as an event-sourced workflow.
#[derive(Parser)]
#[command(name = "countersign", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    logs: LogSettings,
}

#[derive(Subcommand)]
enum Command {
    /// Try it: run everything on this machine, with servers of its own
    Dev(Box<dev::Dev>),
    /// Run one instance on real servers
    Serve(Box<serve::Serve>),
    /// Cosign the log of a service, as long as it only grows
    Witness(Box<witness::WitnessCommand>),
    /// Bring the database's schema up to this version
    Migrate(migrate::Migrate),
    /// Access keys of the API
    #[command(subcommand)]
    ApiKey(api_key::ApiKey),
    /// Accounts
    #[command(subcommand)]
    Account(account::Account),
    /// The histories of accounts
    #[command(subcommand)]
    Audit(audit::Audit),
    /// The read models
    #[command(subcommand)]
    Projections(projections::Projections),
    /// Deliveries that were given up
    #[command(subcommand)]
    DeadLetters(dead_letters::DeadLetters),
    /// The keys that codes are derived under, and those that sign assertions
    #[command(subcommand)]
    Keys(keys::Keys),
    /// The limits
    #[command(subcommand)]
    Policy(policy::Policy),
}

impl Cli {
    /// Does what was asked.
    pub async fn run(self) -> Outcome {
        let usual = match self.command {
            Command::Serve(_) | Command::Witness(_) => LogFormat::Json,
            _ => LogFormat::Text,
        };
        let traces = match &self.command {
            Command::Dev(command) => Traces::start(&command.traces)?,
            Command::Serve(command) => Traces::start(&command.traces)?,
            _ => None,
        };
        logging::start(&self.logs, usual, traces.as_ref())?;
        let outcome = self.command.run().await;
        if let Some(traces) = traces {
            traces.end().await;
        }
        outcome
    }
}

impl Command {
    async fn run(self) -> Outcome {
        match self {
            Self::Dev(command) => command.run().await,
            Self::Serve(command) => command.run().await,
            Self::Witness(command) => command.run().await,
            Self::Migrate(command) => command.run().await,
            Self::ApiKey(command) => command.run().await,
            Self::Account(command) => command.run().await,
            Self::Audit(command) => command.run().await,
            Self::Projections(command) => command.run().await,
            Self::DeadLetters(command) => command.run().await,
            Self::Keys(command) => command.run().await,
            Self::Policy(command) => command.run().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use clap::{CommandFactory, Parser};
    use proptest::{prelude::*, test_runner::Config};

    use super::Cli;

    #[test]
    fn verify_cli() {
        Cli::command().debug_assert();
    }

    /// What a command line is refused for; nothing where it is taken.
    fn refusal(arguments: &[&str]) -> Option<String> {
        let given = [
            &["countersign"],
            arguments,
            &["--database-url", "postgres://"],
        ]
        .concat();
        Cli::try_parse_from(given)
            .err()
            .map(|error| error.to_string())
    }

    fn replay(account: &str, at: &str) -> Option<String> {
        refusal(&["audit", "replay", "--account", account, "--at", at])
    }

    proptest! {
        #![proptest_config(Config { failure_persistence: None, cases: 64, ..Config::default() })]

        #[test]
        fn any_time_of_rfc_3339_is_taken(milliseconds in -62_135_596_800_000_i64..253_402_300_800_000) {
            let time = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(milliseconds);
            prop_assert_eq!(replay("demo", &time.to_rfc3339()), None);
        }

        #[test]
        fn what_is_no_time_or_no_account_is_refused_by_name(
            time in "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,12}|[a-z]{1,9}",
            account in "[a-z]{0,9}[ /@][a-z]{0,9}|[a-z]{65}",
        ) {
            let told = replay("demo", &time);
            prop_assert!(told.is_some_and(|told| told.contains("--at")), "{}", time);
            let told = replay(&account, "2026-01-01T00:00:00Z");
            prop_assert!(told.is_some_and(|told| told.contains("--account")), "{}", account);
        }

        #[test]
        fn a_role_is_one_of_five(role in "portal|support|auditor|analyst|operator|Portal|[a-z]{0,9}") {
            let known = ["portal", "support", "auditor", "analyst", "operator"];
            let told = refusal(&["api-key", "create", "--owner", "shop", "--role", &role]);
            prop_assert_eq!(told.is_none(), known.contains(&role.as_str()));
            prop_assert!(told.is_none_or(|told| told.contains("--role")));
        }
    }
}
