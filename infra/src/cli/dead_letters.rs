//! `countersign dead-letters`: deliveries that were given up.

use clap::{Args, Subcommand};
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    Outcome, connect,
    output::{print_table, say},
};
use crate::{reacting::dead_letters, settings::DatabaseSettings};

#[derive(Subcommand)]
pub(super) enum DeadLetters {
    /// List them, with the reason of each
    List {
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Have a handler try again
    Redrive {
        /// All of them
        #[arg(long, conflicts_with_all = ["handler", "event_id"])]
        all: bool,
        #[command(flatten)]
        letter: Option<Letter>,
        #[command(flatten)]
        database: DatabaseSettings,
    },
    /// Let one rest
    Discard {
        #[command(flatten)]
        letter: Letter,
        #[command(flatten)]
        database: DatabaseSettings,
    },
}

/// One of them, as the list has it.
#[derive(Args)]
pub(super) struct Letter {
    /// The handler that gave up
    handler: String,
    /// The event it gave up on
    event_id: Uuid,
}

impl DeadLetters {
    pub(super) async fn run(self) -> Outcome {
        match self {
            Self::List { database } => list(&connect::database(&database).await?).await,
            Self::Redrive {
                // The flags are refused unless they say one or all.
                all: _,
                letter,
                database,
            } => {
                let pool = connect::database(&database).await?;
                match letter {
                    Some(letter) => redrive(&pool, &letter).await,
                    None => redrive_all(&pool).await,
                }
            }
            Self::Discard { letter, database } => {
                let pool = connect::database(&database).await?;
                let Letter { handler, event_id } = &letter;
                letter.require(dead_letters::discard(&pool, handler, *event_id).await?)?;
                say("discarded");
                Ok(())
            }
        }
    }
}

async fn list(pool: &PgPool) -> Outcome {
    let letters = dead_letters::list(pool).await?;
    let rows: Vec<[String; 7]> = letters
        .into_iter()
        .map(|letter| {
            [
                letter.handler,
                letter.event_id.to_string(),
                letter.position.to_string(),
                letter.account_id.unwrap_or_default(),
                letter.attempts.to_string(),
                letter.updated_at.format("%F %TZ").to_string(),
                letter.reason.unwrap_or_default(),
            ]
        })
        .collect();
    print_table(
        [
            "HANDLER", "EVENT", "POSITION", "ACCOUNT", "ATTEMPTS", "SINCE", "REASON",
        ],
        &rows,
    )?;
    Ok(())
}

async fn redrive(pool: &PgPool, letter: &Letter) -> Outcome {
    let Letter { handler, event_id } = letter;
    letter.require(dead_letters::redrive(pool, handler, *event_id).await?)?;
    say("handed over; a running instance tries it within seconds");
    Ok(())
}

async fn redrive_all(pool: &PgPool) -> Outcome {
    let mut redriven = 0_u64;
    for letter in dead_letters::list(pool).await? {
        // One that another operator was faster with is none of ours.
        redriven += u64::from(dead_letters::redrive(pool, &letter.handler, letter.event_id).await?);
    }
    say(&format!(
        "{redriven} handed over; running instances try them within seconds"
    ));
    Ok(())
}

impl Letter {
    fn require(&self, found: bool) -> Outcome {
        let Self { handler, event_id } = self;
        if found {
            Ok(())
        } else {
            Err(format!("there is no dead letter of {handler} for event {event_id}").into())
        }
    }
}
