//! The records of a bundle, one after the other.

use std::{
    io::{self, Read},
    thread::Scope,
};

use tlog_tiles::tlog::Hash;

use super::{
    RECORD_BYTES_MAX,
    shell::{ShellFault, Unpacked},
};
use crate::Finding;

/// One record.
pub(crate) enum Record<'a> {
    Header(&'a [u8]),
    Note(&'a [u8]),
    Event { hash: Hash, leaf: &'a [u8] },
    Proof(Vec<Hash>),
    Checkpoint(&'a [u8]),
    End { events: u64 },
}

/// Reads a bundle record by record.
pub(crate) struct Records<'scope> {
    unpacked: Unpacked<'scope>,
    record: Vec<u8>,
    events: u64,
}

impl<'scope> Records<'scope> {
    pub(crate) fn of<'env>(
        file: impl Read + Send + 'scope,
        scope: &'scope Scope<'scope, 'env>,
    ) -> io::Result<Self> {
        Ok(Self {
            unpacked: Unpacked::of(file, scope)?,
            record: Vec::new(),
            events: 0,
        })
    }

    /// How many events came so far.
    pub(crate) fn events(&self) -> u64 {
        self.events
    }

    /// The next record. A bundle that ends before its last one is cut off.
    pub(crate) fn next(&mut self) -> Result<Record<'_>, Finding> {
        let mut head = [0; 5];
        self.fill(&mut head)?;
        let [letter, length @ ..] = head;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > RECORD_BYTES_MAX {
            return Err(damaged());
        }
        let mut record = std::mem::take(&mut self.record);
        record.resize(length, 0);
        self.fill(&mut record)?;
        self.record = record;
        self.events += u64::from(letter == b'E');
        read(letter, &self.record).ok_or(damaged())
    }

    /// Fails where anything comes behind the last record.
    pub(crate) fn read_to_end(&mut self) -> Result<(), Finding> {
        match self.unpacked.read(&mut [0]) {
            Ok(0) => Ok(()),
            _ => Err(damaged()),
        }
    }

    /// What became of the file, once nothing more of it is wanted.
    pub(crate) fn end(self) -> Result<(), ShellFault> {
        self.unpacked.end()
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Finding> {
        let events = self.events;
        let filled: io::Result<()> = self.unpacked.read_exact(bytes);
        filled.map_err(|_| Finding::CutOff { events })
    }
}

fn read(letter: u8, record: &[u8]) -> Option<Record<'_>> {
    Some(match letter {
        b'H' => Record::Header(record),
        b'N' => Record::Note(record),
        b'E' => {
            let (hash, leaf) = record.split_first_chunk()?;
            Record::Event {
                hash: Hash(*hash),
                leaf,
            }
        }
        b'P' => {
            let (hashes, rest) = record.as_chunks();
            let hashes = hashes.iter().map(|hash| Hash(*hash)).collect();
            return rest.is_empty().then_some(Record::Proof(hashes));
        }
        b'C' => Record::Checkpoint(record),
        b'Z' => Record::End {
            events: u64::from_be_bytes(record.try_into().ok()?),
        },
        _ => return None,
    })
}

fn damaged() -> Finding {
    Finding::Damaged {
        what: "a record of no known form",
    }
}
