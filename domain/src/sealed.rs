//! Personal data as an event may hold it.

use serde::{Deserialize, Serialize};

/// Personal data encrypted under its account's key. Here it is opaque: only who holds the key can
/// open it, and once the key is deleted nobody can.
///
/// Sealing takes a fresh nonce each time, so two sealed values are equal only where one was copied
/// from the other: equality says "the same entry", never "the same plaintext".
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(pub String);
