//! What a bundle is wrapped in: a first line, compression, and the digest of the whole file.

use std::{
    io::{self, BufRead, BufReader, Read},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread::{self, Scope, ScopedJoinHandle},
};

use sha2::{Digest, Sha256};
use zstd::stream::read::Decoder;

use super::FIRST_LINE;

/// Why nothing more comes out of the file.
#[derive(Debug)]
pub(crate) enum ShellFault {
    /// It cannot be read.
    Io(io::Error),
    /// It ends too early.
    CutOff,
    /// Its bytes are not those that were written.
    Damaged(&'static str),
}

/// Bytes that are unpacked at once.
const BLOCK_BYTES: usize = 256 << 10;
/// Blocks that wait to be looked at.
const BLOCKS_WAITING: usize = 8;
/// What unpacking may keep in memory: far more than the export uses.
const WINDOW_LOG_MAX: u32 = 23;

const DIGEST_BYTES: usize = 32;

/// The records of a bundle as bytes, unpacked by a thread of its own.
pub(crate) struct Unpacked<'scope> {
    blocks: Option<Receiver<Vec<u8>>>,
    block: Vec<u8>,
    read: usize,
    unpacking: ScopedJoinHandle<'scope, Result<(), ShellFault>>,
}

impl<'scope> Unpacked<'scope> {
    pub(crate) fn of<'env>(
        file: impl Read + Send + 'scope,
        scope: &'scope Scope<'scope, 'env>,
    ) -> io::Result<Self> {
        let (blocks, received) = sync_channel(BLOCKS_WAITING);
        let thread = thread::Builder::new();
        Ok(Self {
            blocks: Some(received),
            block: Vec::new(),
            read: 0,
            unpacking: thread.spawn_scoped(scope, move || unpack(file, &blocks))?,
        })
    }

    /// What became of the file, once nothing more of it is wanted.
    pub(crate) fn end(mut self) -> Result<(), ShellFault> {
        self.blocks = None;
        match self.unpacking.join() {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.read == self.block.len() {
            let next = self.blocks.as_ref().and_then(|blocks| blocks.recv().ok());
            let Some(block) = next else {
                return Ok(0);
            };
            (self.block, self.read) = (block, 0);
        }
        let count = into.len().min(self.block.len() - self.read);
        into[..count].copy_from_slice(&self.block[self.read..self.read + count]);
        self.read += count;
        Ok(count)
    }
}

/// Unpacks the file into blocks, and checks its digest once all of it is through.
fn unpack(file: impl Read, blocks: &SyncSender<Vec<u8>>) -> Result<(), ShellFault> {
    let mut file = Digested::new(file).map_err(ShellFault::Io)?;
    let mut first = [0; FIRST_LINE.len()];
    file.read_exact(&mut first)
        .map_err(|error| fault(error, &file))?;
    if first != FIRST_LINE {
        return Err(ShellFault::Damaged("it does not begin like a bundle"));
    }
    let mut decoder = Decoder::with_buffer(BufReader::new(file))
        .map_err(ShellFault::Io)?
        .single_frame();
    decoder
        .window_log_max(WINDOW_LOG_MAX)
        .map_err(ShellFault::Io)?;
    loop {
        let mut block = vec![0; BLOCK_BYTES];
        let mut filled = 0;
        while filled < BLOCK_BYTES {
            match decoder.read(&mut block[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) => return Err(fault(error, decoder.get_ref().get_ref())),
            }
        }
        block.truncate(filled);
        let is_last = filled < BLOCK_BYTES;
        // Nobody receives where something was found: the rest of the file does not matter.
        if blocks.send(block).is_err() {
            return Ok(());
        }
        if is_last {
            break;
        }
    }
    let mut rest = decoder.finish();
    if !rest.fill_buf().map_err(ShellFault::Io)?.is_empty() {
        return Err(ShellFault::Damaged("something stands behind its end"));
    }
    rest.into_inner().require_digest()
}

fn fault<R>(error: io::Error, file: &Digested<R>) -> ShellFault {
    if file.has_failed {
        ShellFault::Io(error)
    } else if error.kind() == io::ErrorKind::UnexpectedEof {
        ShellFault::CutOff
    } else {
        ShellFault::Damaged("it cannot be unpacked")
    }
}

/// A file but for the digest at its end, digested as it is read.
struct Digested<R> {
    file: R,
    digest: Sha256,
    /// The last bytes so far: the digest, once the file is through.
    held: Vec<u8>,
    has_failed: bool,
}

impl<R: Read> Digested<R> {
    fn new(mut file: R) -> io::Result<Self> {
        let mut held = Vec::with_capacity(DIGEST_BYTES);
        file.by_ref()
            .take(DIGEST_BYTES as u64)
            .read_to_end(&mut held)?;
        Ok(Self {
            file,
            digest: Sha256::new(),
            held,
            has_failed: false,
        })
    }

    fn require_digest(self) -> Result<(), ShellFault> {
        if self.digest.finalize().as_slice() == self.held {
            Ok(())
        } else {
            Err(ShellFault::Damaged("its digest is another one"))
        }
    }
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into);
        let count = count.inspect_err(|error| {
            self.has_failed = error.kind() != io::ErrorKind::Interrupted;
        })?;
        // What came is the newest: the oldest that is held goes out for it.
        self.held.extend_from_slice(&into[..count]);
        into[..count].copy_from_slice(&self.held[..count]);
        self.held.drain(..count);
        self.digest.update(&into[..count]);
        Ok(count)
    }
}
