//! How often somebody may try to sign in: by who is to be signed in and from where, known here or
//! not. It delays and never locks, so that no stranger can lock a customer out.

use sqlx::PgPool;

use crate::keys::Keyring;

/// Tries that wait for nothing.
const FREE_TRIES: i32 = 5;
/// The wait doubles from a second up to this.
const WAIT_SECONDS_MAX: i32 = 300;
/// Without a try for so long, counting starts anew.
const FORGOTTEN_AFTER_MINUTES: i32 = 60;

/// A count of tries, by a keyed hash of what is counted.
pub(super) struct Tries(Vec<u8>);

/// Whether a try may be made.
pub(super) enum Turn {
    /// It was counted.
    Taken,
    /// Not yet.
    Wait { wait_seconds: i64 },
}

impl Tries {
    /// Those that name somebody so.
    pub(super) fn naming(name: &str, from: &str, keyring: &Keyring) -> Self {
        Self(keyring.fingerprint(format!("sign-in naming\n{name}\n{from}").as_bytes()))
    }

    /// Those that mean an account, however they name it.
    pub(super) fn meaning(account: &str, from: &str, keyring: &Keyring) -> Self {
        Self(keyring.fingerprint(format!("sign-in meaning\n{account}\n{from}").as_bytes()))
    }

    /// Those of whoever would be an auditor, from where: a key names nobody.
    pub(super) fn of_auditors(from: &str, keyring: &Keyring) -> Self {
        Self(keyring.fingerprint(format!("sign-in of an auditor\n{from}").as_bytes()))
    }

    /// Counts a try before it is made, so that many at once count as many.
    pub(super) async fn take(&self, pool: &PgPool) -> Result<Turn, sqlx::Error> {
        let taken = sqlx::query(
            "INSERT INTO sign_in_tries AS t (who, tries, next_at) VALUES ($1, 1, wall_clock())
             ON CONFLICT (who) DO UPDATE SET
                 tries = CASE WHEN t.next_at < wall_clock() - make_interval(mins => $2) THEN 1
                              ELSE t.tries + 1 END,
                 next_at = wall_clock() + CASE
                     WHEN t.next_at < wall_clock() - make_interval(mins => $2)
                       OR t.tries + 1 < $3 THEN interval '0'
                     ELSE make_interval(secs => least(power(2, least(t.tries + 1 - $3, 20)), $4))
                     END
             WHERE t.next_at <= wall_clock()",
        )
        .bind(&self.0)
        .bind(FORGOTTEN_AFTER_MINUTES)
        .bind(FREE_TRIES)
        .bind(WAIT_SECONDS_MAX)
        .execute(pool)
        .await?;
        if taken.rows_affected() == 1 {
            return Ok(Turn::Taken);
        }
        let wait_seconds: Option<i64> = sqlx::query_scalar(
            "SELECT greatest(1, ceil(extract(epoch FROM next_at - wall_clock())))::bigint
             FROM sign_in_tries WHERE who = $1",
        )
        .bind(&self.0)
        .fetch_optional(pool)
        .await?;
        Ok(Turn::Wait {
            wait_seconds: wait_seconds.unwrap_or(1),
        })
    }

    /// Forgets the tries of somebody who signed in.
    pub(super) async fn forgive(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM sign_in_tries WHERE who = $1")
            .bind(&self.0)
            .execute(pool)
            .await?;
        Ok(())
    }
}
