//! `countersign audit reads`: who looked.

use clap::Args;
use countersign_domain::AccountId;
use serde_json::json;

use super::{timeline::plain, words};
use crate::{
    cli::{
        Outcome, connect,
        output::{Format, print, print_table},
    },
    readings::{self, Recorded},
    settings::DatabaseSettings,
};

#[derive(Args)]
pub(in crate::cli) struct Reads {
    /// Of this account alone. Who read the whole log stands under no account
    #[arg(long, value_name = "ID")]
    account: Option<AccountId>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 100,
          value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// A table, or one JSON object a line
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    database: DatabaseSettings,
}

impl Reads {
    pub(super) async fn run(self) -> Outcome {
        let pool = connect::database(&self.database).await?;
        let account = self.account.as_ref();
        let reads = readings::list(&pool, account, self.limit.into()).await?;
        match self.format {
            Format::Text => {
                let rows: Vec<[String; 6]> = reads.iter().map(row).collect();
                print_table(["WHEN", "READER", "LOGIN", "BY", "ACCOUNT", "WHY"], &rows)?;
            }
            Format::Json => {
                for read in &reads {
                    print(json(read))?;
                }
            }
        }
        Ok(())
    }
}

fn row(read: &Recorded) -> [String; 6] {
    let reading = &read.reading;
    let account = reading.account_id.as_ref().map(AccountId::to_string);
    [
        words::exact(read.read_at),
        plain(&reading.reader),
        plain(&read.login),
        reading.means.as_str().to_owned(),
        account.unwrap_or("(all)".to_owned()),
        plain(reading.reason.as_deref().unwrap_or("-")),
    ]
}

fn json(read: &Recorded) -> serde_json::Value {
    let reading = &read.reading;
    json!({
        "read_id": read.read_id,
        "read_at": words::exact(read.read_at),
        "reader": reading.reader,
        "login": read.login,
        "means": reading.means.as_str(),
        "account_id": reading.account_id.as_ref().map(AccountId::as_str),
        "reason": reading.reason,
    })
}
