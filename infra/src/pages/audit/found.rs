//! `/audit/searches/{search_id}`: the accounts that had events in a time.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use countersign_domain::AccountId;
use serde::Deserialize;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::{auditor::Auditor, kept::Search, moment, reading};
use crate::{
    pages::{
        Pages, Trouble,
        shell::{self, Shell},
    },
    readings::Means,
};

/// Accounts on a page.
const PAGE_ACCOUNTS: usize = 100;
/// Events that are looked through for one search: about a tenth of a second's work.
const EVENTS_MAX: i64 = 100_000;

#[derive(Template)]
#[template(path = "pages/audit/found.html")]
struct FoundPage<'a> {
    shell: Shell<'a>,
    auditor: Option<&'a Auditor>,
    when: String,
    reason: &'a str,
    accounts: Vec<Found>,
    /// Where the next page is.
    next: Option<String>,
    /// Until when the search got, where that is not its end.
    cut_at: Option<String>,
}

/// An account that had events then.
struct Found {
    account_id: String,
    path: String,
    events: String,
    first_at: String,
    last_at: String,
}

/// Where the page begins.
#[derive(Deserialize)]
pub(super) struct Behind {
    after: Option<AccountId>,
}

pub(super) async fn show(
    State(pages): State<Pages>,
    auditor: Auditor,
    Path(search_id): Path<Uuid>,
    Query(Behind { after }): Query<Behind>,
) -> Result<Response, Trouble> {
    let pool = pages.store.pool();
    let search = Search::of(&auditor, search_id, pool).await?;
    if search.account_id.is_some() {
        return Ok(Redirect::to(&search.path()).into_response());
    }
    reading::record(&auditor, &search, None, Means::Page, pool).await?;
    let mut connection = pool.acquire().await?;
    let stretch = Stretch::of(&search, &mut connection).await?;
    let mut rows = stretch.accounts(after.as_ref(), &mut connection).await?;
    let is_more = rows.len() > PAGE_ACCOUNTS;
    rows.truncate(PAGE_ACCOUNTS);
    let next = rows.last().filter(|_| is_more);
    let page = FoundPage {
        when: when(&search, &auditor),
        reason: &search.reason,
        next: next.map(|last| format!("{}?after={}", search.path(), last.account_id)),
        accounts: rows
            .iter()
            .map(|row| row.found(&search, &auditor))
            .collect(),
        cut_at: stretch.cut_at.map(moment::shown),
        shell: Shell::for_everybody(&pages, auditor.language, "audit-found-title"),
        auditor: Some(&auditor),
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

/// The time that is searched, in words.
pub(super) fn when(search: &Search, auditor: &Auditor) -> String {
    let language = auditor.language;
    let shown = |moment: Option<DateTime<Utc>>| moment.map(moment::shown).unwrap_or_default();
    let (from, to) = (shown(search.from_at), shown(search.to_at));
    match (search.from_at, search.to_at) {
        (Some(_), Some(_)) => language.say_with(
            "audit-when-between",
            &[("from", from.into()), ("to", to.into())],
        ),
        (Some(_), None) => language.say_with("audit-when-from", &[("from", from.into())]),
        (None, Some(_)) => language.say_with("audit-when-to", &[("to", to.into())]),
        (None, None) => language.say("audit-when-ever"),
    }
}

/// The part of the log that is looked through.
struct Stretch {
    first: i64,
    /// Behind the last.
    end: i64,
    cut_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    account_id: String,
    events: i64,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
}

impl Stretch {
    async fn of(search: &Search, connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let earliest = search.from_at.unwrap_or(DateTime::UNIX_EPOCH);
        let first = first_from(earliest, connection).await?;
        let end = match search.to_at {
            // What was recorded at that very moment counts, and moments are whole microseconds.
            Some(to) => first_from(to + chrono::TimeDelta::microseconds(1), connection).await?,
            None => i64::MAX,
        };
        let bound = first.saturating_add(EVENTS_MAX);
        let cut_at = if bound < end {
            sqlx::query_scalar("SELECT recorded_at FROM events WHERE position = $1")
                .bind(bound)
                .fetch_optional(connection)
                .await?
        } else {
            None
        };
        let end = end.min(bound);
        Ok(Self { first, end, cut_at })
    }

    async fn accounts(
        &self,
        after: Option<&AccountId>,
        connection: &mut PgConnection,
    ) -> Result<Vec<Row>, sqlx::Error> {
        let rows_max = i64::try_from(PAGE_ACCOUNTS).unwrap_or(i64::MAX) + 1;
        sqlx::query_as(
            "SELECT account_id, count(*) AS events,
                    min(recorded_at) AS first_at, max(recorded_at) AS last_at
             FROM events
             WHERE position >= $1 AND position < $2 AND account_id > $3
             GROUP BY account_id ORDER BY account_id LIMIT $4",
        )
        .bind(self.first)
        .bind(self.end)
        .bind(after.map_or("", AccountId::as_str))
        .bind(rows_max)
        .fetch_all(connection)
        .await
    }
}

impl Row {
    fn found(&self, search: &Search, auditor: &Auditor) -> Found {
        let path = self.account_id.parse().map(|id| search.path_of(&id));
        let events = [("events", self.events.into())];
        Found {
            path: path.unwrap_or_default(),
            account_id: self.account_id.clone(),
            events: auditor.language.say_with("audit-found-events", &events),
            first_at: moment::shown(self.first_at),
            last_at: moment::shown(self.last_at),
        }
    }
}

/// The first position recorded at a moment or later, by halves: recorded times never run backwards
/// along the log, and there is no index over them.
async fn first_from(
    moment: DateTime<Utc>,
    connection: &mut PgConnection,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "WITH RECURSIVE halves (low, high) AS (
             SELECT 1::bigint, coalesce(max(position), 0) + 1 FROM events
             UNION ALL
             SELECT CASE WHEN e.recorded_at < $1 THEN e.position + 1 ELSE h.low END,
                    CASE WHEN e.recorded_at < $1 THEN h.high ELSE (h.low + h.high) / 2 END
             FROM halves h CROSS JOIN LATERAL (
                 SELECT position, recorded_at FROM events
                 WHERE position >= (h.low + h.high) / 2 ORDER BY position LIMIT 1
             ) e
             WHERE h.low < h.high
         )
         SELECT max(low) FROM halves",
    )
    .bind(moment)
    .fetch_one(connection)
    .await
}
