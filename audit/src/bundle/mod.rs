//! The bundle: a history that an auditor takes away, in one file.
//!
//! A file is, in order: the line `countersign bundle 1` with its end, one zstd frame (RFC 8878), and
//! the SHA-256 of all bytes before it. In the frame stand records: a letter, the length of what
//! follows as a `u32`, and that. Numbers are big-endian.
//!
//! | letter | record | what it holds |
//! |---|---|---|
//! | `H` | header | JSON: [`Header`]; the first record |
//! | `N` | note | the newest signed checkpoint; the second record |
//! | `E` | event | the hash that the tree has for it (32 bytes), its leaf ([`crate::Leaf`]) |
//! | `P` | proof | where the bundle is an account's: the hashes that lead from the event before it to the note's root (RFC 6962 section 2.1.1), 32 bytes each |
//! | `C` | checkpoint | an earlier signed checkpoint, behind the last event it covers |
//! | `Z` | end | how many events there are, as a `u64`; the last record |

pub(crate) mod records;
pub(crate) mod shell;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tlog_tiles::tlog::Hash;
use zstd::stream::write::Encoder;

/// The version of the form.
pub const BUNDLE_FORMAT: u8 = 1;

/// The most bytes that one record holds.
pub const RECORD_BYTES_MAX: usize = 8 << 20;

/// What a bundle begins with.
pub(crate) const FIRST_LINE: &[u8] = b"countersign bundle 1\n";

/// As hard as it can be compressed without slowing the export down.
const COMPRESSION_LEVEL: i32 = 3;

/// What a bundle says of itself. Nothing in it is signed; what counts is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`BUNDLE_FORMAT`].
    pub format: u8,
    /// The log's name.
    pub origin: String,
    /// The account whose events it holds; the whole log where there is none.
    pub account: Option<String>,
    /// How many events the log had when the bundle was made.
    pub log_end: u64,
    /// The log's public keys, by which its notes are signed.
    pub keys: Vec<String>,
}

/// Why a bundle cannot be written.
#[derive(Debug, Error)]
pub enum BundleError {
    /// The file does not take it.
    #[error("the bundle cannot be written")]
    Io(#[from] io::Error),
    /// A record is larger than [`RECORD_BYTES_MAX`].
    #[error("a record of {bytes} bytes is larger than the {RECORD_BYTES_MAX} a bundle takes")]
    RecordTooLarge {
        /// Its size.
        bytes: usize,
    },
}

/// Writes a bundle, record by record.
pub struct BundleWriter<W: Write> {
    records: Encoder<'static, Digesting<W>>,
    events: u64,
}

impl<W: Write> BundleWriter<W> {
    /// Begins a bundle with its header and the newest note.
    pub fn new(file: W, header: &Header, note: &[u8]) -> Result<Self, BundleError> {
        let mut file = Digesting {
            digest: Sha256::new(),
            file,
        };
        file.write_all(FIRST_LINE)?;
        let mut records = Encoder::new(file, COMPRESSION_LEVEL)?;
        records.include_checksum(true)?;
        let mut bundle = Self { records, events: 0 };
        let header = serde_json::to_vec(header).map_err(io::Error::other)?;
        bundle.record(b'H', &[&header])?;
        bundle.record(b'N', &[note])?;
        Ok(bundle)
    }

    /// Adds an event: the tree's hash for it, and its leaf.
    pub fn event(&mut self, hash: Hash, leaf: &[u8]) -> Result<(), BundleError> {
        self.events += 1;
        self.record(b'E', &[&hash.0, leaf])
    }

    /// Adds the proof of the event before.
    pub fn proof(&mut self, proof: &[Hash]) -> Result<(), BundleError> {
        let hashes: Vec<&[u8]> = proof.iter().map(|hash| hash.0.as_slice()).collect();
        self.record(b'P', &hashes)
    }

    /// Adds the checkpoint that ends with the event before.
    pub fn checkpoint(&mut self, note: &[u8]) -> Result<(), BundleError> {
        self.record(b'C', &[note])
    }

    /// Ends the bundle. A file without its end is no bundle.
    pub fn finish(mut self) -> Result<W, BundleError> {
        let events = self.events.to_be_bytes();
        self.record(b'Z', &[&events])?;
        let Digesting { mut file, digest } = self.records.finish()?;
        file.write_all(&digest.finalize())?;
        file.flush()?;
        Ok(file)
    }

    fn record(&mut self, letter: u8, parts: &[&[u8]]) -> Result<(), BundleError> {
        let bytes = parts.iter().map(|part| part.len()).sum();
        let length = u32::try_from(bytes).ok();
        let length = length.filter(|_| bytes <= RECORD_BYTES_MAX);
        let length = length.ok_or(BundleError::RecordTooLarge { bytes })?;
        self.records.write_all(&[letter])?;
        self.records.write_all(&length.to_be_bytes())?;
        for part in parts {
            self.records.write_all(part)?;
        }
        Ok(())
    }
}

/// Digests what goes into the file.
struct Digesting<W> {
    digest: Sha256,
    file: W,
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
