//! `countersign keys`: the keys that codes are derived under.

use chrono::TimeDelta;
use clap::Subcommand;

use super::{
    Outcome, connect,
    output::{print, say},
};
use crate::{
    keys,
    settings::{DatabaseSettings, MasterKeySettings},
};

#[derive(Subcommand)]
pub(super) enum Keys {
    /// Derive new codes under a new key, and destroy those that no living code needs
    Rotate {
        #[command(flatten)]
        database: DatabaseSettings,
        #[command(flatten)]
        master_key: MasterKeySettings,
        /// How long a code works, as the instances have it
        #[arg(long, env = "COUNTERSIGN_CODE_LIFETIME_SECONDS", value_name = "SECONDS",
              default_value_t = 600, value_parser = clap::value_parser!(i64).range(1..=86_400))]
        code_lifetime_seconds: i64,
    },
}

impl Keys {
    pub(super) async fn run(self) -> Outcome {
        let Self::Rotate {
            database,
            master_key,
            code_lifetime_seconds,
        } = self;
        let master_key = master_key.master_key()?;
        let pool = connect::database(&database).await?;
        // Opens what is there, so that a wrong master key makes no key that nobody else can open.
        keys::Keyring::open(master_key.clone(), &pool).await?;
        let lifetime = TimeDelta::seconds(code_lifetime_seconds);
        let rotation = keys::rotate(&master_key, &pool, lifetime).await?;
        print(rotation.current)?;
        for key_id in rotation.destroyed {
            say(&format!("destroyed {key_id}"));
        }
        Ok(())
    }
}
