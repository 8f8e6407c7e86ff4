//! `countersign audit keys`: what auditors verify by.

use clap::Args;

use crate::{
    checkpoints::public_keys,
    cli::{Outcome, connect, output::print},
    settings::{DatabaseSettings, LogSettings},
};

#[derive(Args)]
pub(in crate::cli) struct Keys {
    #[command(flatten)]
    log: LogSettings,
    #[command(flatten)]
    database: DatabaseSettings,
}

impl Keys {
    pub(super) async fn run(self) -> Outcome {
        let pool = connect::database(&self.database).await?;
        let origin = self.log.log_origin;
        let keys = public_keys(&pool, &origin).await?;
        if keys.is_empty() {
            return Err(format!("no key has signed the log {origin} yet").into());
        }
        for key in keys {
            print(key)?;
        }
        Ok(())
    }
}
