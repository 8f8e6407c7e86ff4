//! Checkpoints: the log as a Merkle tree, signed behind the append and published.
//!
//! Each instance looks for events that no signature covers, adds them to the tree and signs its root;
//! whoever is first keeps its checkpoint, and the others find nothing left to do. Nothing is elected
//! and no writer waits. A checkpoint under the log's key binds every signer, wherever it is found: in
//! the database, in NATS, at the witness. One that the log cannot be held to is an alarm, and nothing
//! more is signed.

mod signer;

mod growth;
mod patrol;

mod published;
mod tiles;
mod binding;
mod cosigned;
mod cosigning;
mod proofs;
mod export;

mod status;

pub use cosigned::{CosignError, fetch};
pub use cosigning::{Witness, keep_up};
pub use export::{Export, ExportError, Exported};
pub use growth::leaf_of;
pub use proofs::{prove, prove_all};
pub use published::{Backlog, Published, backlog, newest, newest_cosigned, public_keys};
pub use signer::{SignerSettings, Witnessed, run};
pub use status::{Refused, SignerStatus};
