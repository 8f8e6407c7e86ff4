//! Group commit: what comes while a flush is under way goes together in the next one.
//!
//! The log's lock lets one append commit at a time, so an instance puts what its callers want
//! appended into one statement. No timer: an idle appender flushes at once, a busy one flushes
//! what has gathered, and what the callers whom the last flush answered are about to add. Callers
//! wait on a oneshot, so a request that is dropped cannot cancel half an append.

use std::{io, time::Duration};

use sqlx::{PgPool, Postgres, pool::PoolConnection};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::yield_now,
    time::{Instant, timeout},
};

use super::{
    Failure,
    append::{self, Append, Fate},
    database::require_alive,
};
use crate::{metering, stop_point::StopPoint};

/// The most appends that one statement takes.
const BATCH_APPENDS_MAX: usize = 256;

/// Longer than the database itself lets a statement wait for its locks: only a connection that
/// went silent takes as long, and it must not hold up all that come after.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a connection that lay idle may take to say that it lives.
const LIVES_TIMEOUT: Duration = Duration::from_secs(5);

/// Appends in the background, for all callers of the instance.
pub(super) struct Appender {
    jobs: mpsc::Sender<Job>,
    head: watch::Receiver<i64>,
}

struct Job {
    asked_at: Instant,
    append: Append,
    reply: oneshot::Sender<Result<Fate, Failure>>,
}

impl Appender {
    /// Starts the appender. It ends once it is dropped and everything it was given is done.
    pub(super) fn start(pool: PgPool) -> Self {
        let (jobs, queue) = mpsc::channel(BATCH_APPENDS_MAX);
        let (announce, head) = watch::channel(0);
        tokio::spawn(run(pool, queue, announce));
        Self { jobs, head }
    }

    /// Appends, and says what became of it.
    pub(super) async fn append(&self, append: Append) -> Result<Fate, Failure> {
        let (reply, fate) = oneshot::channel();
        self.jobs
            .send(Job {
                asked_at: Instant::now(),
                append,
                reply,
            })
            .await
            .map_err(|_| Failure::Stopping)?;
        fate.await.map_err(|_| Failure::Stopping)?
    }

    /// The last position this instance appended, as it changes: a hint for readers of the log.
    pub(super) fn head(&self) -> watch::Receiver<i64> {
        self.head.clone()
    }
}

async fn run(pool: PgPool, mut queue: mpsc::Receiver<Job>, head: watch::Sender<i64>) {
    let mut jobs = Vec::with_capacity(BATCH_APPENDS_MAX);
    let mut answered = 0;
    let mut closing = pool.close_event();
    let mut line = Line { pool, kept: None };
    // A pool that closes waits for the connection that is kept here.
    while let Ok(1..) = closing
        .do_until(gather(&mut queue, &mut jobs, answered))
        .await
    {
        answered = jobs.len();
        let (batch, replies): (Vec<_>, Vec<_>) = jobs
            .drain(..)
            .map(|job| {
                metering::append_waited(job.asked_at.elapsed());
                (job.append, job.reply)
            })
            .unzip();
        let fates = flush(&mut line, batch).await;
        if fates.iter().any(|fate| matches!(fate, Ok(Fate::Won(_)))) {
            StopPoint::AppendCommitted.pass();
        }
        for (fate, reply) in fates.into_iter().zip(replies) {
            if let Ok(Fate::Won(position)) = fate {
                head.send_if_modified(|head| std::mem::replace(head, position) < position);
            }
            // A caller that is gone needs no answer.
            let _ = reply.send(fate);
        }
    }
}

/// Waits for a job, and takes those with it that come while whatever else is ready to run has its
/// turn: the callers whom the last flush answered have their next commands decided by then.
/// Without it the first of them would have a flush for itself, and all others wait for two. Where
/// it answered one alone, that one is here.
async fn gather(queue: &mut mpsc::Receiver<Job>, jobs: &mut Vec<Job>, answered: usize) -> usize {
    let mut gathered = queue.recv_many(jobs, BATCH_APPENDS_MAX).await;
    while answered > 1 && (1..BATCH_APPENDS_MAX).contains(&gathered) {
        yield_now().await;
        if queue.is_empty() {
            break;
        }
        gathered += queue.recv_many(jobs, BATCH_APPENDS_MAX - gathered).await;
    }
    gathered
}

/// One statement for the batch; where the database refuses it as a whole, one for each, so that
/// nobody pays for another's mistake.
async fn flush(line: &mut Line, batch: Vec<Append>) -> Vec<Result<Fate, Failure>> {
    match line.append_in_time(&batch).await {
        Ok(fates) => fates.into_iter().map(Ok).collect(),
        Err(error) if append::is_rolled_back(&error) => {
            let mut fates = Vec::with_capacity(batch.len());
            for append in batch {
                fates.push(flush_one(line, append).await);
            }
            fates
        }
        // Whether it was committed is unknown, so nothing is tried again on the caller's behalf:
        // who sent an idempotency key learns the outcome by asking again.
        Err(error) => {
            let reason = error.to_string();
            let mut failures = vec![Err(Failure::Database(error))];
            failures.resize_with(batch.len(), || {
                Err(Failure::Database(sqlx::Error::Protocol(reason.clone())))
            });
            failures
        }
    }
}

async fn flush_one(line: &mut Line, append: Append) -> Result<Fate, Failure> {
    match line.append_in_time(std::slice::from_ref(&append)).await {
        Ok(fates) => Ok(fates.first().copied().unwrap_or(Fate::Lost)),
        Err(error) if append::is_conflict(&error) => Ok(Fate::Lost),
        Err(error) => Err(Failure::Database(error)),
    }
}

/// The appender's connection. It keeps one for as long as that serves: where each was given back to
/// the pool, the callers heard of their appends some 14 microseconds later.
struct Line {
    pool: PgPool,
    kept: Option<Kept>,
}

struct Kept {
    connection: PoolConnection<Postgres>,
    since: Instant,
}

impl Line {
    async fn append_in_time(&mut self, batch: &[Append]) -> Result<Vec<Fate>, sqlx::Error> {
        let connection = match self.take_living().await {
            Some(living) => living,
            None => self.pool.acquire().await?,
        };
        let started = Instant::now();
        let fates = timeout(FLUSH_TIMEOUT, self.append(connection, batch)).await;
        metering::flushed(batch.len(), started.elapsed());
        fates.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
    }

    /// A connection that failed, or was left in the middle, goes back to the pool, which knows what
    /// to do with it.
    async fn append(
        &mut self,
        mut connection: PoolConnection<Postgres>,
        batch: &[Append],
    ) -> Result<Vec<Fate>, sqlx::Error> {
        let fates = append::append(&mut connection, batch).await?;
        self.kept = Some(Kept {
            connection,
            since: Instant::now(),
        });
        Ok(fates)
    }

    async fn take_living(&mut self) -> Option<PoolConnection<Postgres>> {
        let mut kept = self.kept.take()?;
        let asked = require_alive(&mut kept.connection, kept.since.elapsed());
        let alive = timeout(LIVES_TIMEOUT, asked).await;
        matches!(alive, Ok(Ok(()))).then_some(kept.connection)
    }
}
