//! What can be proven.
//!
//! The log as a Merkle tree, its signed checkpoints, and the bundle that an auditor takes away,
//! as one who trusts neither us nor our database would want them: this crate depends on nothing else
//! of the project, opens no connection and reads no clock. [`verify`] is the whole of what
//! `countersign audit verify` relies on.
//!
//! An event becomes a [`Leaf`]; leaves make a [`Tree`] (RFC 6962 section 2.1); the tree's root at a
//! size is what a [`Checkpoint`] says (C2SP tlog-checkpoint), signed by the log's key and cosigned by
//! a witness (C2SP signed-note and tlog-cosignature).

mod leaf;
mod tree;
mod proof;

mod checkpoint;
mod keys;
mod note;

mod bundle;
mod finding;
mod verify;
#[cfg(test)]
mod tests;

pub use bundle::{BUNDLE_FORMAT, BundleError, BundleWriter, Header, RECORD_BYTES_MAX};
pub use checkpoint::{Checkpoint, NotACheckpoint};
pub use finding::Finding;
pub use keys::{CosignerKey, InvalidKey, LogKey, PublicKey};
pub use leaf::{LEAF_FORMAT, Leaf, NotALeaf};
pub use note::{Cosigned, Note, NoteError};
pub use proof::{InvalidProof, Node, Proof};
pub use tlog_tiles::tlog::{EMPTY_HASH, Hash};
pub use tree::{TILE_HASHES, Tile, TileId, Tree, partial_tiles};
pub use verify::{Asked, Unverified, Verified, verify};
