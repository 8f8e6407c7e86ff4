//! An event as the tree commits to it: every stored byte of it, in one canonical form.
//!
//! The form is binary, so that nothing about it is a matter of taste. Numbers are big-endian; a
//! text is its length in bytes as a `u32` and then its UTF-8, exactly as it is stored. In order:
//!
//! | field | form |
//! |---|---|
//! | format | `u8`, [`LEAF_FORMAT`] |
//! | position | `u64`; the leaf's index in the tree is one less |
//! | recorded at | `i64`, microseconds since 1970-01-01T00:00:00Z |
//! | event id | 16 bytes |
//! | aggregate type, aggregate id | text, text |
//! | version in the stream | `u64` |
//! | account | `u8` 0 where there is none; else 1, its id as text, its version as `u64` |
//! | event type, schema version | text, text |
//! | metadata, payload | text, text: the JSON as it is stored |

use thiserror::Error;
use tlog_tiles::tlog::{Hash, record_hash};

/// The version of the form.
pub const LEAF_FORMAT: u8 = 1;

/// One event of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Its place in the log, from 1.
    pub position: u64,
    /// When it was appended, in microseconds since 1970-01-01T00:00:00Z.
    pub recorded_at_micros: i64,
    /// Its identity.
    pub event_id: [u8; 16],
    /// Half of the name of its stream: `enrollment` for one.
    pub aggregate_type: &'a str,
    /// The other half.
    pub aggregate_id: &'a str,
    /// Its number in the stream, from 1.
    pub version: u64,
    /// The account it concerns, and its number among that account's events.
    pub account: Option<(&'a str, u64)>,
    /// `CodeIssued` for one.
    pub event_type: &'a str,
    /// The version of its schema.
    pub event_version: &'a str,
    /// What stands beside it, as JSON text.
    pub metadata: &'a str,
    /// What happened, as JSON text.
    pub payload: &'a str,
}

/// Bytes that are no leaf in its one canonical form.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("it is no event in the canonical form")]
pub struct NotALeaf;

impl<'a> Leaf<'a> {
    /// The canonical form: what the tree hashes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(160 + self.metadata.len() + self.payload.len());
        bytes.push(LEAF_FORMAT);
        bytes.extend(self.position.to_be_bytes());
        bytes.extend(self.recorded_at_micros.to_be_bytes());
        bytes.extend(self.event_id);
        put_text(&mut bytes, self.aggregate_type);
        put_text(&mut bytes, self.aggregate_id);
        bytes.extend(self.version.to_be_bytes());
        match self.account {
            None => bytes.push(0),
            Some((account_id, account_version)) => {
                bytes.push(1);
                put_text(&mut bytes, account_id);
                bytes.extend(account_version.to_be_bytes());
            }
        }
        put_text(&mut bytes, self.event_type);
        put_text(&mut bytes, self.event_version);
        put_text(&mut bytes, self.metadata);
        put_text(&mut bytes, self.payload);
        bytes
    }

    /// The event that the canonical form tells of. No two forms tell of one event.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, NotALeaf> {
        let mut rest = Rest(bytes);
        if *rest.take()? != [LEAF_FORMAT] {
            return Err(NotALeaf);
        }
        let leaf = Self {
            position: rest.number()?,
            recorded_at_micros: i64::from_be_bytes(*rest.take()?),
            event_id: *rest.take()?,
            aggregate_type: rest.text()?,
            aggregate_id: rest.text()?,
            version: rest.number()?,
            account: match rest.take()? {
                [0] => None,
                [1] => Some((rest.text()?, rest.number()?)),
                _ => return Err(NotALeaf),
            },
            event_type: rest.text()?,
            event_version: rest.text()?,
            metadata: rest.text()?,
            payload: rest.text()?,
        };
        if rest.0.is_empty() && leaf.position > 0 {
            Ok(leaf)
        } else {
            Err(NotALeaf)
        }
    }

    /// The hash of a leaf (RFC 6962 section 2.1), by its canonical form.
    #[must_use]
    pub fn hash(bytes: &[u8]) -> Hash {
        record_hash(bytes)
    }
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    // Texts come out of fields that PostgreSQL bounds at 1 GiB.
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    bytes.extend(length.to_be_bytes());
    bytes.extend(text.as_bytes());
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take<const LENGTH: usize>(&mut self) -> Result<&'a [u8; LENGTH], NotALeaf> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(NotALeaf)?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, NotALeaf> {
        Ok(u64::from_be_bytes(*self.take()?))
    }

    fn text(&mut self) -> Result<&'a str, NotALeaf> {
        let length = u32::from_be_bytes(*self.take()?);
        let length = usize::try_from(length).map_err(|_| NotALeaf)?;
        let (text, rest) = self.0.split_at_checked(length).ok_or(NotALeaf)?;
        self.0 = rest;
        str::from_utf8(text).map_err(|_| NotALeaf)
    }
}
