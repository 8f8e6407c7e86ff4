//! That a history is read is recorded before anything of it is shown.

use countersign_domain::AccountId;
use sqlx::PgPool;

use super::{auditor::Auditor, kept::Search};
use crate::{
    pages::trouble::Trouble,
    readings::{self, Means, Reading},
};

/// Records that an auditor reads what a search leads to. Where this fails, nothing is shown.
pub(super) async fn record(
    auditor: &Auditor,
    search: &Search,
    account_id: Option<&AccountId>,
    means: Means,
    pool: &PgPool,
) -> Result<(), Trouble> {
    let reading = Reading {
        reader: auditor.reader(),
        means,
        account_id: account_id.cloned(),
        reason: Some(search.reason.clone()),
    };
    Ok(readings::record(pool, &reading).await?)
}
