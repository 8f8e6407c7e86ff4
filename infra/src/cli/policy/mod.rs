//! `countersign policy`: what the limits come to.

mod account;
mod limits;

use std::sync::Arc;

use clap::Subcommand;
use countersign_domain::AccountId;
use serde::Serialize;

use self::{account::Standing, limits::Limits};
use super::{
    Outcome, connect,
    output::{Format, print},
};
use crate::{
    keys::Keyring,
    settings::{DatabaseSettings, MasterKeySettings, PolicySettings},
    store::Store,
};

#[derive(Subcommand)]
pub(super) enum Policy {
    /// Say what is allowed, how far guessing a code gets, and where an account stands
    ///
    /// The limits are those that `serve` would take from the same flags and variables. Nothing of
    /// an account is changed.
    Explain {
        /// Say, too, whether this account would be asked for a code now, and why; from the database
        #[arg(long, value_name = "ID", requires = "database_url")]
        account: Option<AccountId>,
        /// Plain words, or one JSON object
        #[arg(long, default_value = "text")]
        format: Format,
        /// PostgreSQL, as `postgres://USER:PASSWORD@HOST/DATABASE`, where an account is asked about
        #[arg(
            long,
            env = "DATABASE_URL",
            value_name = "URL",
            hide_env_values = true,
            help_heading = "Servers"
        )]
        database_url: Option<String>,
        #[command(flatten)]
        master_key: MasterKeySettings,
        #[command(flatten)]
        policy: Box<PolicySettings>,
    },
}

/// What is said.
#[derive(Serialize)]
struct Explanation {
    #[serde(flatten)]
    limits: Limits,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Standing>,
}

impl Policy {
    pub(super) async fn run(self) -> Outcome {
        let Self::Explain {
            account,
            format,
            database_url,
            master_key,
            policy: settings,
        } = self;
        let policy = settings.policy()?;
        let standing = match (account, database_url) {
            (Some(account_id), Some(database_url)) => {
                let masters = master_key.master_keys()?;
                let pool = connect::database(&DatabaseSettings { database_url }).await?;
                let keyring = Arc::new(Keyring::open(masters, &pool).await?);
                let store = Store::new(pool, keyring, policy.clone());
                Some(Standing::of(&store, account_id).await?)
            }
            // The flags are refused where an account has no database.
            _ => None,
        };
        let explanation = Explanation {
            limits: Limits::of(*settings, &policy),
            account: standing,
        };
        match format {
            Format::Text => explanation.print_text(),
            Format::Json => Ok(print(serde_json::to_string(&explanation)?)?),
        }
    }
}

impl Explanation {
    fn print_text(&self) -> Outcome {
        self.limits.print_text()?;
        if let Some(standing) = &self.account {
            print("")?;
            standing.print_text()?;
        }
        Ok(())
    }
}
