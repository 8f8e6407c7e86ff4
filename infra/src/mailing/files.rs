//! Mail into a folder, for where there is no mail server.

use std::{io, path::PathBuf};

use lettre::Message;
use uuid::Uuid;

use super::NotHandedOver;
use crate::causes::with_causes;

/// A folder of `.eml` files, named by their event, so that they sort by time and a mail that goes
/// twice is there once.
pub(super) struct Files(PathBuf);

impl Files {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    pub(super) async fn send(&self, event_id: Uuid, message: Message) -> Result<(), NotHandedOver> {
        self.write(event_id, &message.formatted())
            .await
            .map_err(|error| {
                tracing::error!(
                    error = %with_causes(&error),
                    "a mail cannot be written"
                );
                NotHandedOver::ForNow("the folder cannot be written".to_owned())
            })
    }

    /// A reader of the folder never meets half a mail.
    async fn write(&self, event_id: Uuid, mail: &[u8]) -> io::Result<()> {
        tokio::fs::create_dir_all(&self.0).await?;
        let unfinished = self.0.join(format!("{event_id}.unfinished"));
        tokio::fs::write(&unfinished, mail).await?;
        tokio::fs::rename(unfinished, self.0.join(format!("{event_id}.eml"))).await
    }
}
