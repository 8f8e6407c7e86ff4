//! Which witness cosigns the log.

use clap::Args;
use countersign_audit::{InvalidKey, PublicKey};
use url::Url;

use crate::{checkpoints::Witness, fetching::base_url};

/// Which witness cosigns the log: both, or none.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Witness")]
pub struct WitnessSettings {
    /// Where the witness shows what it has cosigned: `https://witness.example`
    #[arg(long, env = "COUNTERSIGN_WITNESS_URL", value_name = "URL", value_parser = base_url,
          requires = "witness_vkey")]
    pub witness_url: Option<Url>,

    /// The witness's key, as `countersign witness` prints it
    #[arg(long, env = "COUNTERSIGN_WITNESS_VKEY", value_name = "VKEY", value_parser = witness_key,
          requires = "witness_url")]
    pub witness_vkey: Option<PublicKey>,
}

impl WitnessSettings {
    /// Where the witness is, and its key; `None` where there is none.
    #[must_use]
    pub fn witness(self) -> Option<Witness> {
        let (url, key) = self.witness_url.zip(self.witness_vkey)?;
        Some(Witness { url, key })
    }
}

/// Reads the key of a witness: a log's is none.
fn witness_key(text: &str) -> Result<PublicKey, InvalidKey> {
    let key: PublicKey = text.parse()?;
    key.is_cosigner().then_some(key).ok_or(InvalidKey)
}
