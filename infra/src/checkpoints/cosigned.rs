//! What the witness has cosigned of our log.

use countersign_audit::{Note, NoteError, PublicKey};
use reqwest::Client;
use thiserror::Error;
use url::Url;

use crate::fetching::{self, FetchError};

/// Why there is no cosigned note to publish.
#[derive(Debug, Error)]
pub enum CosignError {
    /// The witness does not answer, or has cosigned nothing yet.
    #[error("the witness shows no note")]
    Away(#[from] FetchError),
    /// What it shows lacks a signature, or is none.
    #[error("what the witness shows does not count")]
    Note(#[from] NoteError),
}

/// The newest note that the witness at this URL has cosigned: signed by one of the log's keys and by
/// the witness's.
pub async fn fetch(
    client: &Client,
    url: &Url,
    log_keys: &[PublicKey],
    witness: &PublicKey,
) -> Result<Note, CosignError> {
    let request = client.get(fetching::below(url, &["checkpoint"]));
    let note = Note::from_bytes(&fetching::fetch(request).await?)?;
    note.require_signed(log_keys)?;
    note.require_cosigned(witness)?;
    Ok(note)
}
