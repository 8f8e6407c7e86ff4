//! Replay: the log from its beginning, counted, so that a truncated one cannot pass for whole.

use sqlx::PgPool;

use countersign_domain::AccountId;

use super::{
    Failure, StoredEvent,
    log::{self, PAGE_EVENTS_MAX},
};

/// Hands every event of the log to `each`, in order, up to the head at the start; answers how
/// many there were. Fails where a position is missing or the end is not reached.
pub async fn replay_log(
    pool: &PgPool,
    mut each: impl FnMut(StoredEvent) -> Result<(), Failure>,
) -> Result<i64, Failure> {
    let mut connection = pool.acquire().await?;
    let expected = log::head(&mut connection).await?;
    let mut found = 0;
    while found < expected {
        let page = log::read_log(&mut connection, found, PAGE_EVENTS_MAX).await?;
        if page.is_empty() {
            return Err(Failure::Truncated { expected, found });
        }
        for event in page
            .into_iter()
            .take_while(|event| event.position <= expected)
        {
            if event.position != found + 1 {
                return Err(Failure::Gap {
                    after: found,
                    found: event.position,
                });
            }
            found = event.position;
            each(event)?;
        }
    }
    Ok(found)
}

/// Hands every event of one account to `each`, in the log's order; answers how many there were.
/// Fails unless they are as many as the account's row counts.
pub async fn replay_account(
    pool: &PgPool,
    account_id: &AccountId,
    mut each: impl FnMut(StoredEvent) -> Result<(), Failure>,
) -> Result<i64, Failure> {
    let mut connection = pool.acquire().await?;
    let expected: i64 =
        sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM accounts WHERE account_id = $1")
            .bind(account_id.as_str())
            .fetch_one(&mut *connection)
            .await?;
    let (mut found, mut after) = (0, 0);
    while found < expected {
        let page = log::read_account(&mut connection, account_id, after, PAGE_EVENTS_MAX).await?;
        if page.is_empty() {
            return Err(Failure::Truncated { expected, found });
        }
        for event in page {
            after = event.position;
            if event.account_version > Some(expected) {
                break;
            }
            if event.account_version != Some(found + 1) {
                return Err(Failure::Gap {
                    after: found,
                    found: after,
                });
            }
            found += 1;
            each(event)?;
        }
    }
    Ok(found)
}
