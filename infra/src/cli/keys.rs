//! `countersign keys`: the keys that codes are derived under, those that sign assertions, and the
//! one that wraps all others.

use chrono::TimeDelta;
use clap::Subcommand;
use sqlx::PgPool;

use super::{
    Outcome, connect,
    output::{print, say},
    progress,
};
use crate::{
    keys::{self, Keyring, MasterKeys},
    settings::{DatabaseSettings, MasterKeySettings},
};

#[derive(Subcommand)]
pub(super) enum Keys {
    /// Derive new codes under a new key, and destroy those that no living code needs; or do so with
    /// the keys that sign assertions or checkpoints; or wrap every key under a new master key
    Rotate {
        #[command(flatten)]
        database: DatabaseSettings,
        #[command(flatten)]
        master_key: MasterKeySettings,
        /// Wrap every key under the first master key at hand; those behind it open what they have
        /// wrapped. Codes go on as they are
        #[arg(long)]
        master: bool,
        /// Make a key that signs assertions. It is published at once and signs 10 minutes later
        #[arg(long, conflicts_with = "master")]
        signing: bool,
        /// Make a key that signs the log's checkpoints. It signs at once, and those before it beside it
        /// for 30 days more
        #[arg(long, conflicts_with_all = ["master", "signing"])]
        checkpoint: bool,
        /// How long a code works, as the instances have it
        #[arg(long, env = "COUNTERSIGN_CODE_LIFETIME_SECONDS", value_name = "SECONDS",
              default_value_t = 600, value_parser = clap::value_parser!(i64).range(1..=86_400))]
        code_lifetime_seconds: i64,
        /// How long it counts that a code was right, as the instances have it
        #[arg(long, env = "COUNTERSIGN_ASSERTION_LIFETIME_SECONDS", value_name = "SECONDS",
              default_value_t = 300, value_parser = clap::value_parser!(i64).range(1..=3_600))]
        assertion_lifetime_seconds: i64,
    },
}

impl Keys {
    pub(super) async fn run(self) -> Outcome {
        let Self::Rotate {
            database,
            master_key,
            master,
            signing,
            checkpoint,
            code_lifetime_seconds,
            assertion_lifetime_seconds,
        } = self;
        let masters = master_key.master_keys()?;
        let pool = connect::database(&database).await?;
        // Opens what is there, so that a wrong master key makes no key that nobody else can open.
        Keyring::open(masters.clone(), &pool).await?;
        if master {
            return rotate_master(&masters, &pool).await;
        }
        let rotation = if checkpoint {
            keys::rotate_log_keys(&masters, &pool).await?
        } else if signing {
            let lifetime = TimeDelta::seconds(assertion_lifetime_seconds);
            keys::rotate_signing_keys(&masters, &pool, lifetime).await?
        } else {
            let lifetime = TimeDelta::seconds(code_lifetime_seconds);
            keys::rotate_code_keys(&masters, &pool, lifetime).await?
        };
        print(rotation.current)?;
        for key_id in rotation.destroyed {
            say(&format!("destroyed {key_id}"));
        }
        Ok(())
    }
}

async fn rotate_master(masters: &MasterKeys, pool: &PgPool) -> Outcome {
    let accounts = keys::accounts_to_rewrap(masters, pool).await?;
    let bar = progress::accounts(accounts);
    let rewrapped = keys::rewrap(masters, pool, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    print(masters.current().id())?;
    say(&format!(
        "wrapped {} keys of the service and {} of accounts under it",
        rewrapped.service_keys, rewrapped.account_keys
    ));
    Ok(())
}
