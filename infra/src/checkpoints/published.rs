//! What was signed, as it is kept.

use countersign_audit::{Hash, Note, PublicKey, Tile};
use sqlx::{FromRow, PgExecutor, Row, postgres::PgRow};

use super::tiles;

/// A checkpoint that was signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The log's name.
    pub origin: String,
    /// The tree's size: the position of the last event it covers.
    pub size: i64,
    /// Its root.
    pub root: Hash,
    /// The signed note.
    pub note: Vec<u8>,
}

/// The newest checkpoint of a log, with the cosignatures it has.
pub async fn newest(
    executor: impl PgExecutor<'_>,
    origin: &str,
) -> Result<Option<Published>, sqlx::Error> {
    sqlx::query_as(
        "SELECT c.origin, c.size, c.root, coalesce(w.note, c.note) AS note
         FROM checkpoints c LEFT JOIN cosigned_checkpoints w USING (origin, size)
         WHERE c.origin = $1 ORDER BY c.size DESC LIMIT 1",
    )
    .bind(origin)
    .fetch_optional(executor)
    .await
}

/// The newest checkpoint of a log that a witness has cosigned.
pub async fn newest_cosigned(
    executor: impl PgExecutor<'_>,
    origin: &str,
) -> Result<Option<Published>, sqlx::Error> {
    sqlx::query_as(
        "SELECT c.origin, c.size, c.root, w.note
         FROM cosigned_checkpoints w JOIN checkpoints c USING (origin, size)
         WHERE origin = $1 ORDER BY size DESC LIMIT 1",
    )
    .bind(origin)
    .fetch_optional(executor)
    .await
}

/// The newest checkpoint there is, under whatever name: as far as the tree has grown.
pub(super) async fn newest_of_all(
    executor: impl PgExecutor<'_>,
) -> Result<Option<Published>, sqlx::Error> {
    sqlx::query_as("SELECT origin, size, root, note FROM checkpoints ORDER BY size DESC LIMIT 1")
        .fetch_optional(executor)
        .await
}

/// What no signature covers.
#[derive(Debug, Clone, Copy, FromRow)]
pub struct Backlog {
    /// The position up to which the log is signed.
    pub signed: i64,
    /// How long the oldest event behind it has waited, in seconds; 0 where there is none.
    pub oldest_seconds: f64,
}

/// What no signature of a log covers.
pub async fn backlog(executor: impl PgExecutor<'_>, origin: &str) -> Result<Backlog, sqlx::Error> {
    sqlx::query_as(
        "SELECT signed, coalesce(extract(epoch FROM wall_clock() - e.recorded_at), 0)::float8
                    AS oldest_seconds
         FROM (SELECT coalesce(max(size), 0) AS signed FROM checkpoints WHERE origin = $1) AS c
         LEFT JOIN events e ON e.position = signed + 1",
    )
    .bind(origin)
    .fetch_one(executor)
    .await
}

/// Checkpoints of a log below a size, in order, at most `most`, spread evenly over what was signed.
pub(super) async fn spread(
    executor: impl PgExecutor<'_>,
    origin: &str,
    below: i64,
    most: i32,
) -> Result<Vec<Published>, sqlx::Error> {
    sqlx::query_as(
        "SELECT DISTINCT ON (part) origin, size, root, note
         FROM (SELECT *, ntile($3) OVER (ORDER BY size) AS part
               FROM checkpoints WHERE origin = $1 AND size < $2) AS parts
         ORDER BY part, size DESC",
    )
    .bind(origin)
    .bind(below)
    .bind(most)
    .fetch_all(executor)
    .await
}

/// Keeps a note with the tiles that are new in its tree, unless somebody has signed since the tree was
/// of size `base`. `false`: somebody has, and nothing was kept.
pub(super) async fn keep(
    executor: impl PgExecutor<'_>,
    base: i64,
    note: &Note,
    tiles: &[Tile],
) -> Result<bool, sqlx::Error> {
    let checkpoint = note.checkpoint();
    let levels: Vec<i16> = tiles.iter().map(|tile| tile.id.level.into()).collect();
    let numbers: Vec<i64> = tiles
        .iter()
        .map(|tile| tile.id.number.cast_signed())
        .collect();
    let hashes: Vec<Vec<u8>> = tiles.iter().map(tiles::bytes).collect();
    sqlx::query_scalar("SELECT keep_checkpoint($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(base)
        .bind(&checkpoint.origin)
        .bind(checkpoint.size.cast_signed())
        .bind(checkpoint.root.0.as_slice())
        .bind(note.to_bytes())
        .bind(levels)
        .bind(numbers)
        .bind(hashes)
        .fetch_one(executor)
        .await
}

/// Keeps a note that a witness has cosigned. One of a size that was never signed is not ours.
pub(super) async fn keep_cosigned(
    executor: impl PgExecutor<'_>,
    note: &Note,
    witness: &PublicKey,
) -> Result<(), sqlx::Error> {
    let checkpoint = note.checkpoint();
    sqlx::query(
        "INSERT INTO cosigned_checkpoints (origin, size, witness, note)
         SELECT origin, size, $4, $5 FROM checkpoints
         WHERE origin = $1 AND size = $2 AND root = $3
         ON CONFLICT DO NOTHING",
    )
    .bind(&checkpoint.origin)
    .bind(checkpoint.size.cast_signed())
    .bind(checkpoint.root.0.as_slice())
    .bind(witness.name())
    .bind(note.to_bytes())
    .execute(executor)
    .await?;
    Ok(())
}

/// What is public of every key that ever signed this log, oldest first.
pub async fn public_keys(
    executor: impl PgExecutor<'_>,
    origin: &str,
) -> Result<Vec<PublicKey>, sqlx::Error> {
    let keys: Vec<String> = sqlx::query_scalar("SELECT vkey FROM log_keys ORDER BY made_at, vkey")
        .fetch_all(executor)
        .await?;
    let keys = keys.iter().filter_map(|key| key.parse::<PublicKey>().ok());
    Ok(keys.filter(|key| key.name() == origin).collect())
}

/// Makes public what there is of these keys.
pub(super) async fn publish_keys(
    executor: impl PgExecutor<'_>,
    keys: &[PublicKey],
) -> Result<(), sqlx::Error> {
    let keys: Vec<String> = keys.iter().map(PublicKey::to_string).collect();
    sqlx::query("INSERT INTO log_keys (vkey) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING")
        .bind(keys)
        .execute(executor)
        .await?;
    Ok(())
}

impl FromRow<'_, PgRow> for Published {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let root: Vec<u8> = row.try_get("root")?;
        let root = <[u8; 32]>::try_from(root);
        Ok(Self {
            origin: row.try_get("origin")?,
            size: row.try_get("size")?,
            root: Hash(root.map_err(|_| sqlx::Error::Decode("a root has 32 bytes".into()))?),
            note: row.try_get("note")?,
        })
    }
}
