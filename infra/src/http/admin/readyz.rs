//! `GET /readyz`: whether everything this instance needs is there.

use std::{collections::BTreeMap, error::Error, sync::Arc, time::Duration};

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use sqlx::PgPool;
use tokio::{sync::watch, time};

use crate::{
    causes::with_causes,
    checkpoints::SignerStatus,
    projecting,
    relay::{RelayStatus, Server},
    store::{Failure, Store, database},
};

/// How long one part may take to answer.
const CHECK_SECONDS: u64 = 3;

/// How far behind the log a read model may be and still count as there, in events.
const LAG_EVENTS_MAX: i64 = 1_000;

/// What readiness is told from.
#[derive(Clone)]
pub struct Readiness {
    /// The store, for its database and its keys.
    pub store: Arc<Store>,
    /// How the relay is doing, and by it NATS.
    pub relay: watch::Receiver<RelayStatus>,
    /// How the signer is doing.
    pub signer: watch::Receiver<SignerStatus>,
    /// The name under which the log is signed.
    pub log_origin: Arc<str>,
}

/// Whether the instance is ready, part by part.
#[derive(Serialize)]
pub(super) struct Answer {
    ready: bool,
    parts: BTreeMap<String, Part>,
}

/// One part, and what is to be said of it.
#[derive(Serialize)]
struct Part {
    ok: bool,
    detail: String,
}

pub(super) async fn handle(State(readiness): State<Readiness>) -> (StatusCode, Json<Answer>) {
    let pool = readiness.store.pool();
    let (database, keys, projections) = tokio::join!(
        check(database(pool)),
        check(keys(&readiness.store)),
        check(projections(pool)),
    );
    let mut parts = BTreeMap::from([
        (
            "database".to_owned(),
            database.unwrap_or_else(Part::missing),
        ),
        ("keys".to_owned(), keys.unwrap_or_else(Part::missing)),
    ]);
    match projections {
        Ok(projections) => parts.extend(projections),
        Err(reason) => {
            parts.insert("projections".to_owned(), Part::missing(reason));
        }
    }
    let status = readiness.relay.borrow().clone();
    parts.insert("nats".to_owned(), nats(&status));
    parts.insert("relay".to_owned(), relay(&status));
    parts.insert("signer".to_owned(), signer(&readiness.signer.borrow()));
    let ready = parts.values().all(|part| part.ok);
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(Answer { ready, parts }))
}

impl Part {
    fn there(detail: impl Into<String>) -> Self {
        Self {
            ok: true,
            detail: detail.into(),
        }
    }

    fn missing(detail: impl Into<String>) -> Self {
        Self {
            ok: false,
            detail: detail.into(),
        }
    }
}

async fn check<T, E: Error + 'static>(
    asked: impl Future<Output = Result<T, E>>,
) -> Result<T, String> {
    match time::timeout(Duration::from_secs(CHECK_SECONDS), asked).await {
        Ok(answer) => answer.map_err(|error| with_causes(&error)),
        Err(_) => Err(format!("no answer within {CHECK_SECONDS} seconds")),
    }
}

async fn database(pool: &PgPool) -> Result<Part, Failure> {
    Ok(if database::is_migrated(pool).await? {
        Part::there("reachable, its schema current")
    } else {
        Part::missing("its schema is of another version: run `countersign migrate`")
    })
}

/// Reads the keys again, which also tells whether they are still wrapped by this master key.
async fn keys(store: &Store) -> Result<Part, Failure> {
    store.keyring().refresh(store.pool()).await?;
    let keys = store.keyring().code_keys();
    Ok(Part::there(format!(
        "new codes are issued under {}",
        keys.current.0
    )))
}

async fn projections(pool: &PgPool) -> Result<BTreeMap<String, Part>, sqlx::Error> {
    let generations = projecting::list(pool).await?;
    let serving = generations
        .into_iter()
        .filter(|generation| generation.serving);
    let parts: BTreeMap<String, Part> = serving
        .map(|generation| {
            let lag = generation.lag_events;
            let detail = format!("{lag} events behind the log");
            (
                format!("projection {}", generation.name),
                Part {
                    ok: lag <= LAG_EVENTS_MAX,
                    detail,
                },
            )
        })
        .collect();
    Ok(if parts.is_empty() {
        BTreeMap::from([(
            "projections".to_owned(),
            Part::missing("none was ever projected"),
        )])
    } else {
        parts
    })
}

/// The relay is the one that speaks to NATS all the time.
fn nats(status: &RelayStatus) -> Part {
    match status {
        RelayStatus::Starting => Part::missing("not reached yet"),
        RelayStatus::Away {
            server: Server::Nats,
            reason,
            ..
        } => Part::missing(reason),
        RelayStatus::Away {
            server: Server::PostgreSql,
            ..
        } => Part::there("not asked while the log cannot be read"),
        RelayStatus::Following { .. } | RelayStatus::Halted { .. } => Part::there("reachable"),
    }
}

fn relay(status: &RelayStatus) -> Part {
    match status {
        RelayStatus::Starting => Part::missing("starting"),
        RelayStatus::Away {
            server: Server::Nats,
            ..
        } => Part::missing("waits for NATS"),
        RelayStatus::Away {
            server: Server::PostgreSql,
            ..
        } => Part::missing("waits for PostgreSQL"),
        RelayStatus::Halted { reason } => Part::missing(reason),
        RelayStatus::Following { position } => {
            Part::there(format!("published the log up to {position}"))
        }
    }
}

/// A log that is not signed for now is served all the same.
fn signer(status: &SignerStatus) -> Part {
    match status {
        SignerStatus::Starting => Part::there("starting"),
        SignerStatus::Following { position } => {
            Part::there(format!("signed the log up to {position}"))
        }
        SignerStatus::Away { reason } => Part::there(format!("waits: {reason}")),
        SignerStatus::Refused(refused) => Part::there(format!("ALARM: {refused}")),
    }
}
