//! The history of an account as its page tells it: which of its events, what they say, and what was
//! so with one of them. Nothing is expected of it: what was tampered with is to be shown.

use chrono::{DateTime, Utc};
use countersign_domain::AccountId;
use countersign_projections::AccountSecurity;
use sqlx::{FromRow, PgConnection};

use super::kept::Search;
use crate::store::log::{self, RawEvent};

/// Events on a page.
pub(super) const PAGE_EVENTS: usize = 100;
/// Events of one account that are told of. No account has as many.
const EVENTS_MAX: i64 = 100_000;
/// Events that are read at once.
const READ_AT_ONCE: i64 = 1_000;

/// Where each event of an account stands, in the order of their numbers.
pub(super) struct Outline {
    entries: Vec<Entry>,
    /// How many events the account's row counts.
    counted: i64,
    /// Those of the search's time: the first, and behind the last. From 0.
    first: usize,
    end: usize,
}

#[derive(FromRow)]
struct Entry {
    position: i64,
    account_version: i64,
    recorded_at: DateTime<Utc>,
}

/// What is told of the events around one of them.
pub(super) struct Told {
    /// Those of its page.
    pub(super) page: Vec<RawEvent>,
    /// Its place in the order of the account's events, of the first on the page. From 0.
    pub(super) page_begin: usize,
    /// The security since the chosen one.
    pub(super) security: AccountSecurity,
    /// An event up to the chosen one cannot be read, so that nobody can tell.
    pub(super) unreadable: Option<i64>,
}

impl Outline {
    /// The outline of an account's history, with what a search wants of it.
    pub(super) async fn of(
        account_id: &AccountId,
        search: &Search,
        connection: &mut PgConnection,
    ) -> Result<Self, sqlx::Error> {
        // Counted first: what is appended meanwhile is more, never less.
        let counted = sqlx::query_scalar("SELECT version FROM accounts WHERE account_id = $1")
            .bind(account_id.as_str())
            .fetch_optional(&mut *connection)
            .await?;
        let entries: Vec<Entry> = sqlx::query_as(
            "SELECT position, account_version, recorded_at FROM events
             WHERE account_id = $1 ORDER BY account_version LIMIT $2",
        )
        .bind(account_id.as_str())
        .bind(EVENTS_MAX)
        .fetch_all(connection)
        .await?;
        let is_before = |of: &&Entry| search.from_at.is_some_and(|from| of.recorded_at < from);
        let is_until = |of: &&Entry| search.to_at.is_none_or(|to| of.recorded_at <= to);
        Ok(Self {
            first: entries.iter().take_while(is_before).count(),
            end: entries.iter().take_while(is_until).count(),
            counted: counted.unwrap_or(0),
            entries,
        })
    }

    /// Whether there ever was such an account.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.counted == 0
    }

    /// How many events there are in the search's time.
    pub(super) fn wanted(&self) -> usize {
        self.end.saturating_sub(self.first)
    }

    /// The number of the first event in the search's time, and of the last. From 1.
    pub(super) fn ends(&self) -> (usize, usize) {
        (self.first + 1, self.end)
    }

    /// The number of the event that is asked for, or of the last one, within the search's time; 0
    /// where no event had happened.
    pub(super) fn chosen(&self, at: Option<usize>) -> usize {
        if self.wanted() == 0 {
            return self.end;
        }
        let (first, last) = self.ends();
        at.unwrap_or(last).clamp(first, last)
    }

    /// The numbers of the events on the page of this one: the first, and the last. From 1.
    pub(super) fn page_of(&self, chosen: usize) -> (usize, usize) {
        let (first, last) = self.ends();
        let begin = first + chosen.saturating_sub(first) / PAGE_EVENTS * PAGE_EVENTS;
        (begin, last.min(begin + PAGE_EVENTS - 1))
    }

    /// Where an event stands, and when that was.
    pub(super) fn place(&self, number: usize) -> Option<(i64, DateTime<Utc>)> {
        let entry = self.entries.get(number.checked_sub(1)?)?;
        Some((entry.position, entry.recorded_at))
    }

    /// The number of the first event of the account that is not there, or is there twice.
    pub(super) fn missing(&self) -> Option<i64> {
        let numbered = self.entries.iter().zip(1..);
        let mut odd = numbered.filter(|(entry, number)| entry.account_version != *number);
        let odd = odd.next().map(|(_, number)| number);
        let told = i64::try_from(self.entries.len()).unwrap_or(i64::MAX);
        odd.or_else(|| (told < self.counted.min(EVENTS_MAX)).then_some(told + 1))
    }

    /// Whether there are more events than are told of.
    pub(super) fn is_cut(&self) -> bool {
        self.counted > EVENTS_MAX
    }

    /// Tells of the events of the chosen one's page, and what was so with it.
    pub(super) async fn tell(
        &self,
        account_id: &AccountId,
        chosen: usize,
        connection: &mut PgConnection,
    ) -> Result<Told, sqlx::Error> {
        let (begin, last) = self.page_of(chosen);
        let mut told = Told {
            page: vec![],
            page_begin: begin,
            security: AccountSecurity::default(),
            unreadable: None,
        };
        let (mut number, mut after) = (0, 0);
        while number < chosen.max(last) {
            let read =
                log::read_raw_of(connection, account_id, after, i64::MAX, READ_AT_ONCE).await?;
            let Some(furthest) = read.last() else { break };
            after = furthest.position;
            for event in read {
                number += 1;
                if number <= chosen {
                    told.evolve(&event);
                }
                if (begin..=last).contains(&number) {
                    told.page.push(event);
                }
            }
        }
        Ok(told)
    }
}

impl Told {
    fn evolve(&mut self, event: &RawEvent) {
        match event.stored().read() {
            Ok(logged) => self.security = std::mem::take(&mut self.security).evolve(&logged),
            Err(_) => self.unreadable = self.unreadable.or(Some(event.position)),
        }
    }
}
