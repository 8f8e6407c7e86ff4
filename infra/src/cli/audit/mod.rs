//! `countersign audit`: histories as an auditor wants them: whole, in plain words, and proven.

mod replay;

mod diff;
mod story;
mod timeline;
mod page;
mod words;

mod export;
mod verify;
mod report;
mod keys;

mod reader;
mod reads;

#[cfg(test)]
mod tests;

use clap::Subcommand;

use super::Outcome;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Replay the history of an account, with the state after each event
    ///
    /// The events are counted: a history that is not whole is an error, and nothing is printed.
    Replay(replay::Replay),
    /// Show what changed in the security of an account between two moments
    Diff(diff::Diff),
    Export(export::Export),
    /// Verify a bundle, from the file and public keys alone
    ///
    /// Exit codes: 0 verified, 10 tampered, 11 inconsistent, 12 unsigned, 13 truncated, 14 a tail that
    /// is not yet signed; 1 where the file cannot be read as a bundle, 2 where the command line is wrong.
    Verify(verify::Verify),
    /// List the public keys that sign the log, for auditors to verify by
    Keys(keys::Keys),
    /// List who read histories, by what and why, newest first
    Reads(reads::Reads),
}

impl Audit {
    pub(super) async fn run(self) -> Outcome {
        match self {
            Self::Replay(command) => command.run().await,
            Self::Diff(command) => command.run().await,
            Self::Export(command) => command.run().await,
            Self::Verify(command) => command.run().await,
            Self::Keys(command) => command.run().await,
            Self::Reads(command) => command.run().await,
        }
    }
}
