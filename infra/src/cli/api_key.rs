//! `countersign api-key`: who may call the API.

use clap::Subcommand;
use uuid::Uuid;

use super::{
    Outcome, connect,
    output::{print, print_table, say},
};
use crate::{
    api_keys::{self, Role},
    settings::DatabaseSettings,
};

#[derive(Subcommand)]
pub(super) enum ApiKey {
    /// Make a key; prints it, for the only time
    Create {
        /// What it may be used for: portal, support, auditor, analyst or operator
        #[arg(long)]
        role: Role,
        /// Whose it is, as events and logs will name them
        #[arg(long, value_name = "NAME")]
        owner: String,
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// List every key there ever was
    List {
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Refuse a key from now on
    Revoke {
        /// The key's id, as the list has it
        #[arg(value_name = "ID")]
        api_key_id: Uuid,
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

impl ApiKey {
    pub(super) async fn run(self) -> Outcome {
        match self {
            Self::Create {
                role,
                owner,
                database,
            } => {
                let pool = connect::database(&database).await?;
                let secret = api_keys::create(&pool, role, &owner).await?;
                print(secret.expose())?;
            }
            Self::List { database } => list(&database).await?,
            Self::Revoke {
                api_key_id,
                database,
            } => {
                let pool = connect::database(&database).await?;
                if !api_keys::revoke(&pool, api_key_id).await? {
                    return Err(format!("there is no key {api_key_id} in use").into());
                }
                say(&format!("the key {api_key_id} is revoked"));
            }
        }
        Ok(())
    }
}

async fn list(database: &DatabaseSettings) -> Outcome {
    let pool = connect::database(database).await?;
    let time = |time: Option<chrono::DateTime<chrono::Utc>>| {
        time.map_or("-".to_owned(), |time| time.format("%F %TZ").to_string())
    };
    let keys = api_keys::list(&pool).await?;
    let rows: Vec<[String; 6]> = keys
        .into_iter()
        .map(|key| {
            [
                key.api_key_id.to_string(),
                key.role.to_string(),
                time(Some(key.created_at)),
                time(key.last_used_at),
                time(key.revoked_at),
                key.owner,
            ]
        })
        .collect();
    print_table(
        ["ID", "ROLE", "MADE", "LAST USED", "REVOKED", "OWNER"],
        &rows,
    )?;
    Ok(())
}
