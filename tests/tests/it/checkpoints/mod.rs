//! The log as it is signed: the tree, its checkpoints and proofs, the bundle.

mod signing;
mod tampering;
mod independent;
mod restored;
pub(crate) mod scene;
