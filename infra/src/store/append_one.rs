//! One append that is alone: the same as a batch, in statements of one row each.

use sqlx::PgConnection;

use super::append::{Append, AppendedEvent, Fate};

const APPEND_ONE: &str = "
    SELECT append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
        $18, $19, $20, $21, $22, $23, $24, $25)";

/// Appends one, or nothing of it.
pub(super) async fn append(
    connection: &mut PgConnection,
    append: &Append,
) -> Result<Fate, sqlx::Error> {
    let events = &append.events;
    let texts =
        |field: fn(&AppendedEvent) -> &str| -> Vec<&str> { events.iter().map(field).collect() };
    let answer = append.answer.as_ref();
    let position: Option<i64> = sqlx::query_scalar(APPEND_ONE)
        .bind(&append.account_id)
        .bind(append.account_version)
        .bind(append.decided_at)
        .bind(append.stream_version)
        .bind(append.fold)
        .bind(&append.account)
        .bind(&append.limits)
        .bind(append.password_hash.as_ref().map(|hash| hash.0.as_str()))
        .bind(append.forgets)
        .bind(answer.map(|answer| &answer.key.owner))
        .bind(answer.map(|answer| &answer.key.route))
        .bind(answer.map(|answer| &answer.key.key))
        .bind(answer.map(|answer| &answer.key.fingerprint))
        .bind(answer.map(|answer| &answer.outcome))
        .bind(answer.map(|answer| &answer.stream.aggregate_type))
        .bind(answer.map(|answer| &answer.stream.aggregate_id))
        .bind(answer.map(|answer| answer.version))
        .bind(&append.metadata)
        .bind(
            events
                .iter()
                .map(|event| event.event_id)
                .collect::<Vec<_>>(),
        )
        .bind(texts(|event| &event.stream.aggregate_type))
        .bind(texts(|event| &event.stream.aggregate_id))
        .bind(events.iter().map(|event| event.version).collect::<Vec<_>>())
        .bind(texts(|event| &event.event_type))
        .bind(texts(|event| &event.event_version))
        .bind(texts(|event| &event.payload))
        .fetch_one(connection)
        .await?;
    Ok(position.map_or(Fate::Lost, Fate::Won))
}
