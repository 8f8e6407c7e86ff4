//! `…/export`: the history of an account with its proofs, to be taken away.

use std::io::{self, Write};

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::AccountId;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{auditor::Auditor, kept::Search, reading};
use crate::{
    causes::with_causes,
    checkpoints::{Export, ExportError},
    pages::{NoFields, Pages, Trouble, form::AuditForm},
    readings::Means,
};

/// The largest bundle that is made in memory: more events than any customer has.
const BUNDLE_MAX_BYTES: usize = 16 * 1024 * 1024;
/// Bundles that are made at once.
static EXPORTS: Semaphore = Semaphore::const_new(2);

/// The bundle.
pub(super) async fn download(
    State(pages): State<Pages>,
    auditor: Auditor,
    Path((search_id, account_id)): Path<(Uuid, AccountId)>,
    AuditForm(NoFields {}): AuditForm<NoFields>,
) -> Result<Response, Trouble> {
    let pool = pages.store.pool();
    let search = Search::of(&auditor, search_id, pool).await?;
    if !search.leads_to(&account_id) {
        return Err(Trouble::NotFound);
    }
    reading::record(&auditor, &search, Some(&account_id), Means::Export, pool).await?;
    let _turn = EXPORTS.acquire().await;
    let export = Export {
        account: Some(account_id.clone()),
        cosigned: false,
    };
    let (exported, Bundle(bytes)) = export.write(pool, Bundle::default(), |_, _| {}).await?;
    let position = exported.checkpoint.size;
    // An account's id has nothing that a name of a file may not have.
    let name = format!("attachment; filename=\"countersign-{account_id}-{position}.bundle\"");
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

/// Whoever comes here by a link is led to where the button is.
pub(super) async fn show(
    State(pages): State<Pages>,
    auditor: Auditor,
    Path((search_id, account_id)): Path<(Uuid, AccountId)>,
) -> Result<Redirect, Trouble> {
    let search = Search::of(&auditor, search_id, pages.store.pool()).await?;
    Ok(Redirect::to(&search.path_of(&account_id)))
}

/// A bundle that grows no further than it may.
#[derive(Default)]
struct Bundle(Vec<u8>);

impl Write for Bundle {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > BUNDLE_MAX_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl From<ExportError> for Trouble {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::NoSuchAccount(_) | ExportError::NoCheckpoint => Self::NotFound,
            error => {
                tracing::error!(error = %with_causes(&error), "a bundle was not made");
                Self::Unavailable
            }
        }
    }
}
