//! Verifying a bundle: every byte of it, from the file and public keys alone.
//!
//! It is read once, as a stream. What is kept is the right edge of the tree, so that memory does not
//! grow with the bundle.

use std::{io::Read, thread};

use thiserror::Error;
use tlog_tiles::tlog::Hash;

use crate::{
    Checkpoint, Cosigned, Finding, Header, Leaf, Note, Proof, PublicKey, Tree,
    bundle::{
        BUNDLE_FORMAT,
        records::{Record, Records},
        shell::ShellFault,
    },
};

/// What the bundle is held against.
#[derive(Debug, Default)]
pub struct Asked {
    /// Keys of the log, one of which must have signed.
    pub keys: Vec<PublicKey>,
    /// Witnesses, each of which must have cosigned.
    pub witnesses: Vec<PublicKey>,
    /// A checkpoint that was kept from before: the log must have grown out of it.
    pub earlier: Option<Note>,
}

/// What a bundle was found to hold.
#[derive(Debug)]
pub struct Verified {
    /// What it says of itself.
    pub header: Header,
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// How many events it holds.
    pub events: u64,
    /// The witnesses that were asked for.
    pub cosigned: Vec<Cosigned>,
}

/// Why a bundle is not verified.
#[derive(Debug, Error)]
pub enum Unverified {
    /// Something is wrong with it.
    #[error(transparent)]
    Found(#[from] Finding),
    /// It cannot be read.
    #[error("the bundle cannot be read")]
    File(#[from] std::io::Error),
    /// It is of a version of the form that is not known here.
    #[error("the bundle is of format {format}; this program knows format {BUNDLE_FORMAT}")]
    Format {
        /// Its version.
        format: u8,
    },
    /// An account's bundle holds too little to tell.
    #[error(
        "an account's bundle cannot be held against an earlier checkpoint: export the whole log"
    )]
    NotWhole,
}

/// Verifies a bundle. Each of its events is handed to `each`, in order, before it is certain that the
/// bundle is good: what is made of them counts only where this succeeds.
pub fn verify(
    file: impl Read + Send,
    asked: &Asked,
    each: impl FnMut(&Leaf<'_>),
) -> Result<Verified, Unverified> {
    thread::scope(|scope| {
        let mut records = Records::of(file, scope)?;
        let outcome = Verifying::begin(&mut records, asked).and_then(|verifying| {
            let verified = verifying.read_on(&mut records, each)?;
            Ok((verified, records.read_to_end()?))
        });
        let events = records.events();
        let unpacked = records.end();
        match (outcome, unpacked) {
            (Err(Unverified::Found(Finding::CutOff { .. })) | Ok(_), Err(fault)) => {
                Err(match fault {
                    ShellFault::Io(error) => error.into(),
                    ShellFault::CutOff => Finding::CutOff { events }.into(),
                    ShellFault::Damaged(what) => Finding::Damaged { what }.into(),
                })
            }
            (Err(unverified), _) => Err(unverified),
            (Ok((verified, ())), Ok(())) => Ok(verified),
        }
    })
}

/// What is known so far.
struct Verifying<'a> {
    asked: &'a Asked,
    header: Header,
    checkpoint: Checkpoint,
    cosigned: Vec<Cosigned>,
    tree: Tree,
    events: u64,
    last_position: u64,
    last_time: i64,
    /// The size at which events and signatures last agreed.
    agreed: u64,
    /// The first checkpoint they did not agree on.
    contradicted: Option<u64>,
    /// The last event of an account, until its proof comes.
    unproven: Option<(u64, Hash)>,
}

impl<'a> Verifying<'a> {
    fn begin(records: &mut Records<'_>, asked: &'a Asked) -> Result<Self, Unverified> {
        let header: Header = match records.next()? {
            Record::Header(json) => {
                serde_json::from_slice(json).map_err(|_| damaged("its header cannot be read"))?
            }
            _ => return Err(damaged("it does not begin with a header").into()),
        };
        if header.format != BUNDLE_FORMAT {
            let format = header.format;
            return Err(Unverified::Format { format });
        }
        let Record::Note(note) = records.next()? else {
            return Err(damaged("it has no note").into());
        };
        let note = Note::from_bytes(note).map_err(unsigned)?;
        note.require_signed(&asked.keys).map_err(unsigned)?;
        let cosigned = asked.witnesses.iter().map(|witness| {
            let name = || witness.name().to_owned();
            note.require_cosigned(witness)
                .map_err(|source| Finding::NotCosigned {
                    witness: name(),
                    source,
                })
        });
        let cosigned = cosigned.collect::<Result<_, _>>()?;
        let checkpoint = note.checkpoint().clone();
        if header.origin != checkpoint.origin {
            return Err(damaged("its header names another log").into());
        }
        if let Some(earlier) = &asked.earlier {
            earlier.require_signed(&asked.keys).map_err(unsigned)?;
            if header.account.is_some() {
                return Err(Unverified::NotWhole);
            }
            let (from, to) = (checkpoint.size + 1, earlier.checkpoint().size);
            if from <= to {
                return Err(Finding::Truncated { from, to }.into());
            }
        }
        Ok(Self {
            asked,
            header,
            checkpoint,
            cosigned,
            tree: Tree::default(),
            events: 0,
            last_position: 0,
            last_time: i64::MIN,
            agreed: 0,
            contradicted: None,
            unproven: None,
        })
    }

    fn read_on(
        mut self,
        records: &mut Records<'_>,
        mut each: impl FnMut(&Leaf<'_>),
    ) -> Result<Verified, Unverified> {
        self.hold_against_earlier();
        loop {
            match records.next()? {
                Record::Event { hash, leaf: bytes } => {
                    let leaf = self.event(hash, bytes)?;
                    each(&leaf);
                }
                Record::Proof(proof) => self.proof(&proof)?,
                Record::Checkpoint(note) => self.checkpoint(note)?,
                Record::End { events } => return self.end(events),
                Record::Header(_) | Record::Note(_) => {
                    return Err(damaged("a second header or note").into());
                }
            }
        }
    }

    fn event<'b>(&mut self, hash: Hash, bytes: &'b [u8]) -> Result<Leaf<'b>, Finding> {
        self.require_proven()?;
        let leaf = Leaf::from_bytes(bytes).map_err(|_| {
            let position = self.last_position + 1;
            Finding::Changed { position }
        })?;
        let position = leaf.position;
        match &self.header.account {
            None => self.in_log(&leaf)?,
            Some(account_id) => self.of_account(account_id, &leaf)?,
        }
        if Leaf::hash(bytes) != hash {
            return Err(Finding::Changed { position });
        }
        if leaf.recorded_at_micros < self.last_time {
            return Err(Finding::BackDated { position });
        }
        self.events += 1;
        self.last_position = position;
        self.last_time = leaf.recorded_at_micros;
        if self.header.account.is_some() {
            self.unproven = Some((position, hash));
        } else if position <= self.checkpoint.size {
            self.tree.push(hash, drop);
            self.hold_against_earlier();
        }
        Ok(leaf)
    }

    fn in_log(&self, leaf: &Leaf<'_>) -> Result<(), Finding> {
        let position = self.last_position + 1;
        if leaf.position == position {
            return Ok(());
        }
        let found = leaf.position;
        Err(Finding::Missing { position, found })
    }

    fn of_account(&self, account_id: &str, leaf: &Leaf<'_>) -> Result<(), Finding> {
        let position = leaf.position;
        let (of, found) = leaf.account.ok_or(Finding::OfAnother { position })?;
        let version = self.events + 1;
        if of != account_id {
            Err(Finding::OfAnother { position })
        } else if found != version {
            Err(Finding::MissingOfAccount { version, position })
        } else if position <= self.last_position {
            Err(Finding::NotInLog { position })
        } else {
            Ok(())
        }
    }

    fn proof(&mut self, proof: &[Hash]) -> Result<(), Finding> {
        let unproven = self.unproven.take();
        let leaf = unproven.ok_or(damaged("a proof of nothing"))?;
        let Checkpoint { size, root, .. } = self.checkpoint;
        let (position, _) = leaf;
        if position > size {
            let (from, to) = (position, position);
            return Err(Finding::UnsignedTail { from, to });
        }
        Proof::check_inclusion(proof, leaf, (size, root))
            .map_err(|_| Finding::NotInLog { position })
    }

    fn require_proven(&self) -> Result<(), Finding> {
        match self.unproven {
            Some((position, _)) => Err(Finding::NotInLog { position }),
            None => Ok(()),
        }
    }

    /// An earlier checkpoint narrows down where something is wrong. One that no key at hand has
    /// signed says nothing: keys rotate.
    fn checkpoint(&mut self, note: &[u8]) -> Result<(), Finding> {
        let note = Note::from_bytes(note).map_err(|_| damaged("a checkpoint cannot be read"))?;
        let checkpoint = note.checkpoint();
        let is_in_place = self.header.account.is_none() && checkpoint.size == self.tree.size();
        if !is_in_place || checkpoint.origin != self.checkpoint.origin {
            return Err(damaged("a checkpoint is not in its place"));
        }
        if note.require_signed(&self.asked.keys).is_ok() {
            self.hold_against(checkpoint);
        }
        Ok(())
    }

    fn hold_against_earlier(&mut self) {
        let earlier = self.asked.earlier.as_ref().map(Note::checkpoint);
        if let Some(earlier) = earlier.filter(|earlier| earlier.size == self.tree.size()) {
            self.hold_against(earlier);
        }
    }

    fn hold_against(&mut self, checkpoint: &Checkpoint) {
        if self.contradicted.is_some() {
            return;
        }
        if self.tree.root() == checkpoint.root {
            self.agreed = checkpoint.size;
        } else {
            self.contradicted = Some(checkpoint.size);
        }
    }

    fn end(self, events: u64) -> Result<Verified, Unverified> {
        self.require_proven()?;
        if events != self.events {
            return Err(damaged("it does not hold as many events as it says").into());
        }
        if self.header.account.is_none() {
            self.require_signed_tree()?;
        }
        let Self {
            header,
            checkpoint,
            cosigned,
            ..
        } = self;
        Ok(Verified {
            header,
            checkpoint,
            events,
            cosigned,
        })
    }

    fn require_signed_tree(&self) -> Result<(), Finding> {
        let Checkpoint { size, root, .. } = self.checkpoint;
        let (agreed, has) = (self.agreed, self.tree.size());
        if has < size {
            return Err(match self.contradicted {
                Some(to) => Finding::Rewritten {
                    from: agreed + 1,
                    to,
                },
                None => Finding::Truncated {
                    from: has + 1,
                    to: size,
                },
            });
        }
        if self.tree.root() != root {
            let to = self.contradicted.unwrap_or(size);
            return Err(Finding::Rewritten {
                from: agreed + 1,
                to,
            });
        }
        if let Some(size) = self.contradicted {
            return Err(Finding::Inconsistent {
                after: agreed,
                size,
            });
        }
        if self.last_position > size {
            let (from, to) = (size + 1, self.last_position);
            return Err(Finding::UnsignedTail { from, to });
        }
        Ok(())
    }
}

fn damaged(what: &'static str) -> Finding {
    Finding::Damaged { what }
}

fn unsigned(source: crate::NoteError) -> Finding {
    Finding::Unsigned { source }
}
