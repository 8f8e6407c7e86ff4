//! Appends of many callers, in one statement over arrays.

use sqlx::PgConnection;

use super::append::{Answer, Append, AppendedEvent, Fate};

const APPEND: &str = "
    SELECT won, head FROM append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)";

/// Appends each or nothing of it. The fates are in the batch's order.
pub(super) async fn append(
    connection: &mut PgConnection,
    batch: &[Append],
) -> Result<Vec<Fate>, sqlx::Error> {
    let answers = |field: fn(&Answer) -> String| -> Vec<Option<String>> {
        batch
            .iter()
            .map(|append| append.answer.as_ref().map(field))
            .collect()
    };
    let slots = |field: fn(&Append) -> String| -> Vec<String> { batch.iter().map(field).collect() };
    let numbers = |field: fn(&Append) -> i64| -> Vec<i64> { batch.iter().map(field).collect() };
    let events: Vec<(i32, &Append, &AppendedEvent)> = (1..)
        .zip(batch)
        .flat_map(|(slot, append)| append.events.iter().map(move |event| (slot, append, event)))
        .collect();
    let texts = |field: fn(&AppendedEvent) -> &str| -> Vec<&str> {
        events.iter().map(|(_, _, event)| field(event)).collect()
    };
    let (won, head): (Vec<i32>, Option<i64>) = sqlx::query_as(APPEND)
        .bind(slots(|append| append.account_id.clone()))
        .bind(numbers(|append| append.account_version))
        .bind(
            batch
                .iter()
                .map(|append| append.decided_at)
                .collect::<Vec<_>>(),
        )
        .bind(numbers(|append| {
            i64::try_from(append.events.len()).unwrap_or(i64::MAX)
        }))
        .bind(numbers(|append| append.stream_version))
        .bind(batch.iter().map(|append| append.fold).collect::<Vec<_>>())
        .bind(slots(|append| append.account.clone()))
        .bind(slots(|append| append.limits.clone()))
        .bind(
            batch
                .iter()
                .map(|append| append.password_hash.as_ref().map(|hash| hash.0.as_str()))
                .collect::<Vec<_>>(),
        )
        .bind(
            batch
                .iter()
                .map(|append| append.forgets)
                .collect::<Vec<_>>(),
        )
        .bind(answers(|answer| answer.key.owner.clone()))
        .bind(answers(|answer| answer.key.route.clone()))
        .bind(answers(|answer| answer.key.key.clone()))
        .bind(
            batch
                .iter()
                .map(|append| {
                    append
                        .answer
                        .as_ref()
                        .map(|answer| answer.key.fingerprint.as_slice())
                })
                .collect::<Vec<_>>(),
        )
        .bind(answers(|answer| answer.outcome.clone()))
        .bind(answers(|answer| answer.stream.aggregate_type.clone()))
        .bind(answers(|answer| answer.stream.aggregate_id.clone()))
        .bind(
            batch
                .iter()
                .map(|append| append.answer.as_ref().map(|answer| answer.version))
                .collect::<Vec<_>>(),
        )
        .bind(events.iter().map(|(slot, ..)| *slot).collect::<Vec<_>>())
        .bind(
            events
                .iter()
                .map(|(_, _, event)| event.event_id)
                .collect::<Vec<_>>(),
        )
        .bind(texts(|event| &event.stream.aggregate_type))
        .bind(texts(|event| &event.stream.aggregate_id))
        .bind(
            events
                .iter()
                .map(|(_, _, event)| event.version)
                .collect::<Vec<_>>(),
        )
        .bind(texts(|event| &event.event_type))
        .bind(texts(|event| &event.event_version))
        .bind(texts(|event| &event.payload))
        .bind(
            events
                .iter()
                .map(|(_, append, _)| append.metadata.as_str())
                .collect::<Vec<_>>(),
        )
        .fetch_one(connection)
        .await?;
    Ok(fates(batch, &won, head.unwrap_or_default()))
}

/// The positions run on through the winners, in the order of their slots.
fn fates(batch: &[Append], won: &[i32], head: i64) -> Vec<Fate> {
    let mut position = head;
    (1..)
        .zip(batch)
        .map(|(slot, append)| {
            if !won.contains(&slot) {
                return Fate::Lost;
            }
            position += i64::try_from(append.events.len()).unwrap_or(i64::MAX);
            Fate::Won(position)
        })
        .collect()
}
