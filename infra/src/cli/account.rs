//! `countersign account`: accounts by the file.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Subcommand;
use countersign_domain::Policy;

use super::{Outcome, connect, describe, output::say};
use crate::{
    http::AccountLine,
    keys::Keyring,
    settings::{DatabaseSettings, MasterKeySettings},
    store::{Metadata, Store},
};

const ACTOR: &str = "countersign/account-import";

#[derive(Subcommand)]
pub(super) enum Account {
    /// Register or update accounts
    ///
    /// Each line of the file is a JSON object: the body of `PUT /v1/accounts/{account_id}` with
    /// the `account_id` in it. A bad line is reported by its number, and the others are done.
    Import {
        /// The file
        file: PathBuf,
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
            database,
            master_key,
        } = self;
        let lines = open(&file)?;
        let master_key = master_key.master_key()?;
        let pool = connect::database(&database).await?;
        let keyring = Arc::new(Keyring::open(master_key, &pool).await?);
        let store = Store::new(pool, keyring, Policy::default());
        import(&store, lines).await
    }
}

fn open(file: &Path) -> Outcome<impl BufRead> {
    let opened =
        File::open(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    Ok(BufReader::new(opened))
}

async fn import(store: &Store, lines: impl BufRead) -> Outcome {
    let (mut done, mut bad) = (0_u64, 0_u64);
    for (number, line) in (1_u64..).zip(lines.lines()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match import_one(store, &line).await {
            Ok(()) => done += 1,
            Err(error) => {
                bad += 1;
                say(&format!("line {number}: {}", describe(&*error)));
            }
        }
    }
    say(&format!("{done} accounts imported"));
    if bad > 0 {
        return Err(format!("{bad} lines were not imported").into());
    }
    Ok(())
}

async fn import_one(store: &Store, line: &str) -> Outcome {
    let account = AccountLine::parse(line)?;
    account.put(store, Metadata::by(ACTOR)).await?;
    Ok(())
}
