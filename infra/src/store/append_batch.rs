//! Appends of many callers, in one statement over arrays: a column each.

use sqlx::{PgConnection, Postgres, postgres::PgArguments, query::QueryAs};

use super::append::{Answer, Append, AppendedEvent, Fate};

const APPEND: &str = "
    SELECT won, head FROM append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)";

/// Answers the slots that won, and the last position before theirs.
type Query<'q> = QueryAs<'q, Postgres, (Vec<i32>, Option<i64>), PgArguments>;

/// Appends each or nothing of it. The fates are in the batch's order.
pub(super) async fn append(
    connection: &mut PgConnection,
    batch: &[Append],
) -> Result<Vec<Fate>, sqlx::Error> {
    // In the order of the function's parameters.
    let query = bind_accounts(sqlx::query_as(APPEND), batch);
    let query = bind_answers(query, batch);
    let query = bind_events(query, batch);
    let (won, head) = query.fetch_one(connection).await?;
    Ok(fates(batch, &won, head.unwrap_or_default()))
}

/// An entry a slot: the account, and what becomes of it.
fn bind_accounts<'q>(query: Query<'q>, batch: &'q [Append]) -> Query<'q> {
    let hash = |append: &'q Append| append.password_hash.as_ref().map(|hash| hash.0.as_str());
    query
        .bind(column(batch, |append| append.account_id.as_str()))
        .bind(column(batch, |append| append.account_version))
        .bind(column(batch, |append| append.decided_at))
        .bind(column(batch, event_count))
        .bind(column(batch, |append| append.stream_version))
        .bind(column(batch, |append| append.fold))
        .bind(column(batch, |append| append.account.as_str()))
        .bind(column(batch, |append| append.limits.as_str()))
        .bind(column(batch, hash))
        .bind(column(batch, |append| append.forgets))
}

/// An entry a slot: the answer, and the key it is remembered under, where there is one.
fn bind_answers<'q>(query: Query<'q>, batch: &'q [Append]) -> Query<'q> {
    let answers = column(batch, |append| append.answer.as_ref());
    let texts = |text: fn(&Answer) -> &str| column(&answers, |answer| answer.map(text));
    let fingerprint = |answer: &'q Answer| answer.key.fingerprint.as_slice();
    query
        .bind(texts(|answer| &answer.key.owner))
        .bind(texts(|answer| &answer.key.route))
        .bind(texts(|answer| &answer.key.key))
        .bind(column(&answers, |answer| answer.map(fingerprint)))
        .bind(texts(|answer| &answer.outcome))
        .bind(texts(|answer| &answer.stream.aggregate_type))
        .bind(texts(|answer| &answer.stream.aggregate_id))
        .bind(column(&answers, |answer| {
            answer.map(|answer| answer.version)
        }))
}

/// An entry an event, with the slot of its append.
fn bind_events<'q>(query: Query<'q>, batch: &'q [Append]) -> Query<'q> {
    let events: Vec<(i32, &Append, &AppendedEvent)> = (1..)
        .zip(batch)
        .flat_map(|(slot, append)| append.events.iter().map(move |event| (slot, append, event)))
        .collect();
    let texts = |text: fn(&AppendedEvent) -> &str| column(&events, |(.., event)| text(event));
    query
        .bind(column(&events, |(slot, ..)| *slot))
        .bind(column(&events, |(.., event)| event.event_id))
        .bind(texts(|event| &event.stream.aggregate_type))
        .bind(texts(|event| &event.stream.aggregate_id))
        .bind(column(&events, |(.., event)| event.version))
        .bind(texts(|event| &event.event_type))
        .bind(texts(|event| &event.event_version))
        .bind(texts(|event| &event.payload))
        .bind(column(&events, |(_, append, _)| append.metadata.as_str()))
}

fn column<'a, Row, Value>(rows: &'a [Row], value: impl Fn(&'a Row) -> Value) -> Vec<Value> {
    rows.iter().map(value).collect()
}

fn event_count(append: &Append) -> i64 {
    i64::try_from(append.events.len()).unwrap_or(i64::MAX)
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
            position += event_count(append);
            Fate::Won(position)
        })
        .collect()
}
