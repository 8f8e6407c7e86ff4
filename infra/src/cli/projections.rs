//! `countersign projections`: the read models.

use clap::Subcommand;

use super::{
    Outcome, connect,
    output::{print_table, say},
};
use crate::{projecting, settings::DatabaseSettings};

#[derive(Subcommand)]
pub(super) enum Projections {
    /// List the read models, and how far each is behind the log
    List {
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Build a read model anew from the whole log, while readers see the old one
    Rebuild {
        /// Its name, as the list has it
        name: String,
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

impl Projections {
    pub(super) async fn run(self) -> Outcome {
        match self {
            Self::List { database } => list(&database).await,
            Self::Rebuild { name, database } => rebuild(&name, &database).await,
        }
    }
}

async fn list(database: &DatabaseSettings) -> Outcome {
    let pool = connect::database(database).await?;
    let generations = projecting::list(&pool).await?;
    let rows: Vec<[String; 6]> = generations
        .into_iter()
        .map(|generation| {
            [
                generation.name,
                generation.generation.to_string(),
                if generation.serving { "serving" } else { "-" }.to_owned(),
                generation.position.to_string(),
                generation.lag_events.to_string(),
                generation.updated_at.format("%F %TZ").to_string(),
            ]
        })
        .collect();
    print_table(
        ["NAME", "GENERATION", "STATE", "POSITION", "LAG", "MOVED"],
        &rows,
    )?;
    Ok(())
}

async fn rebuild(name: &str, database: &DatabaseSettings) -> Outcome {
    let pool = connect::database(database).await?;
    projecting::rebuild(&pool, name, |progress| {
        say(&format!(
            "{} of {} events",
            progress.position, progress.head
        ));
    })
    .await?;
    say(&format!("{name} is rebuilt"));
    Ok(())
}
