//! `countersign account`: accounts by the file.

use std::{
    error::Error,
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Subcommand;
use countersign_domain::Policy;
use futures::{StreamExt, stream};
use indicatif::ProgressBar;

use super::{Outcome, connect, output::say, progress, stop_signal::StopSignal};
use crate::{
    causes::with_causes,
    http::AccountLine,
    keys::Keyring,
    settings::{DatabaseSettings, MasterKeySettings},
    store::{ExecuteError, Metadata, Store},
};

const ACTOR: &str = "countersign/account-import";

/// Accounts at once: as many go into one append.
const LINES_AT_ONCE: usize = 64;

#[derive(Subcommand)]
pub(super) enum Account {
    /// Register or update accounts
    ///
    /// Each line of the file is a JSON object: the body of `PUT /v1/accounts/{account_id}` with
    /// the `account_id` in it. A bad line is reported by its number, and the others are done. Cut
    /// off, it says from which line to go on; what is imported twice is imported once.
    Import {
        /// The file
        file: PathBuf,
        /// The first line to import
        #[arg(long, value_name = "NUMBER", default_value_t = 1,
              value_parser = clap::value_parser!(u64).range(1..))]
        from_line: u64,
        #[command(flatten)]
        database: DatabaseSettings,
        #[command(flatten)]
        master_key: MasterKeySettings,
    },
}

impl Account {
    pub(super) async fn run(self) -> Outcome {
        let Self::Import {
            file,
            from_line,
            database,
            master_key,
        } = self;
        let (lines, bytes) = open(&file)?;
        let masters = master_key.master_keys()?;
        let pool = connect::database(&database).await?;
        let keyring = Arc::new(Keyring::open(masters, &pool).await?);
        let store = Store::new(pool, keyring, Policy::default());
        let mut import = Import {
            stop: StopSignal::new()?,
            bar: progress::bytes(bytes),
            done: 0,
            bad: 0,
            next: from_line,
        };
        let outcome = import.run(&store, lines).await;
        import.bar.finish_and_clear();
        say(&format!("{} accounts imported", import.done));
        match outcome {
            Ok(()) if import.bad > 0 => {
                Err(format!("{} lines were not imported", import.bad).into())
            }
            Ok(()) => Ok(()),
            Err(error) => Err(format!(
                "{}; go on with --from-line {}",
                with_causes(&*error),
                import.next
            )
            .into()),
        }
    }
}

/// An import under way.
struct Import {
    stop: StopSignal,
    bar: ProgressBar,
    done: u64,
    bad: u64,
    /// All lines before this one have been dealt with.
    next: u64,
}

/// What keeps a line from being imported.
enum Trouble {
    /// The line: the others are done.
    Line(String),
    /// What the import stands on: it ends.
    Ground(Box<dyn Error + Send + Sync>),
}

impl Import {
    /// Imports the lines, many at once; what came of them is told in their order.
    async fn run(&mut self, store: &Store, lines: impl BufRead) -> Outcome {
        let first = self.next;
        let mut imported = stream::iter((1_u64..).zip(lines.split(b'\n')))
            .map(|(number, line)| async move {
                let bytes = line.as_ref().map_or(0, |line| line.len() as u64 + 1);
                let outcome = match line {
                    _ if number < first => Ok(false),
                    Ok(line) => import_line(store, &line).await,
                    Err(error) => Err(Trouble::Ground(error.into())),
                };
                (number, bytes, outcome)
            })
            .buffered(LINES_AT_ONCE);
        loop {
            let next = tokio::select! {
                next = imported.next() => next,
                () = self.stop.asked() => return Err("told to stop".into()),
            };
            let Some((number, bytes, outcome)) = next else {
                return Ok(());
            };
            self.bar.inc(bytes);
            match outcome {
                Ok(imported) => self.done += u64::from(imported),
                Err(Trouble::Line(why)) => {
                    self.bad += 1;
                    self.bar.suspend(|| say(&format!("line {number}: {why}")));
                }
                Err(Trouble::Ground(error)) => return Err(error),
            }
            self.next = self.next.max(number + 1);
        }
    }
}

/// Whether there was an account to import: an empty line has none.
async fn import_line(store: &Store, line: &[u8]) -> Result<bool, Trouble> {
    let line = str::from_utf8(line).map_err(|_| Trouble::Line("it is not UTF-8".to_owned()))?;
    if line.trim().is_empty() {
        return Ok(false);
    }
    let account = AccountLine::parse(line).map_err(|bad| Trouble::Line(bad.to_string()))?;
    match account.put(store, Metadata::by(ACTOR)).await {
        Ok(_) => Ok(true),
        Err(ExecuteError::Refused(refusal)) => Err(Trouble::Line(refusal.to_string())),
        Err(error) => Err(Trouble::Ground(error.into())),
    }
}

fn open(file: &Path) -> Outcome<(impl BufRead, u64)> {
    let opened = File::open(file).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (bytes, opened) =
        opened.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    Ok((BufReader::new(opened), bytes))
}
