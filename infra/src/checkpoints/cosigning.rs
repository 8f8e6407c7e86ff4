//! Keeping up with the witness: its notes are published, and what it has cosigned binds the signer.

use std::{sync::Arc, time::Duration};

use countersign_audit::PublicKey;
use reqwest::{Client, StatusCode};
use thiserror::Error;
use tokio::{sync::watch, time::sleep};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{
    Witnessed,
    cosigned::{self, CosignError},
    published,
};
use crate::{causes::with_causes, fetching::FetchError, store::Store};

/// How often the witness is asked.
const ASK_INTERVAL: Duration = Duration::from_secs(1);

/// A witness of the log.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Where it shows what it has cosigned.
    pub url: Url,
    /// Its key.
    pub key: PublicKey,
}

/// Why nothing is published.
#[derive(Debug, Error)]
enum CosigningError {
    #[error(transparent)]
    Cosigned(#[from] CosignError),
    #[error("the database does not do it")]
    Database(#[from] sqlx::Error),
}

/// Asks the witness until told to stop.
pub async fn keep_up(
    store: Arc<Store>,
    origin: Arc<str>,
    client: Client,
    witness: Witness,
    told: watch::Sender<Witnessed>,
    stop: CancellationToken,
) {
    let mut news = String::new();
    let keeping_up = async {
        loop {
            let asked = ask(&store, &origin, &client, &witness).await;
            let reason = match asked {
                Ok(witnessed) => {
                    told.send_replace(witnessed);
                    String::new()
                }
                Err(error) => with_causes(&error),
            };
            if reason != news && !reason.is_empty() {
                tracing::warn!(
                    reason,
                    witness = witness.key.name(),
                    "no cosignature for now"
                );
            }
            news = reason;
            sleep(ASK_INTERVAL).await;
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = keeping_up => {}
    }
}

async fn ask(
    store: &Store,
    origin: &str,
    client: &Client,
    witness: &Witness,
) -> Result<Witnessed, CosigningError> {
    let keys = published::public_keys(store.pool(), origin).await?;
    let note = match cosigned::fetch(client, &witness.url, &keys, &witness.key).await {
        Ok(note) => note,
        Err(CosignError::Away(FetchError::Unsuccessful(StatusCode::NOT_FOUND))) => {
            return Ok(Witnessed::Nothing);
        }
        Err(error) => return Err(error.into()),
    };
    if note.checkpoint().origin != origin {
        return Ok(Witnessed::Nothing);
    }
    published::keep_cosigned(store.pool(), &note, &witness.key).await?;
    Ok(Witnessed::Checkpoint(note.checkpoint().clone()))
}
