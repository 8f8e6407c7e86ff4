//! `countersign migrate`: the schema, under the role that is to own it.

use clap::Args;

use super::{Outcome, connect, output};
use crate::{settings::DatabaseSettings, store::database};

/// The schema's owner migrates. The service runs under another role, a member of
/// `countersign_service`, which owns nothing.
#[derive(Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    database: DatabaseSettings,
}

impl Migrate {
    pub(super) async fn run(self) -> Outcome {
        let pool = connect::any_database(&self.database).await?;
        database::migrate(&pool).await?;
        output::say("the schema is of this version");
        Ok(())
    }
}
