//! Who writes the mails.

use clap::Args;
use countersign_handlers::Brand;

/// Who writes the mails, and who helps.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Brand")]
pub struct BrandSettings {
    /// The company's name, as its customers know it
    #[arg(long, env = "COUNTERSIGN_BRAND_NAME", value_name = "NAME")]
    pub brand_name: String,

    /// The mailbox that mails come from
    #[arg(long, env = "COUNTERSIGN_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: String,

    /// Where the support team reads mail
    #[arg(long, env = "COUNTERSIGN_SUPPORT_ADDRESS", value_name = "ADDRESS")]
    pub support_address: String,

    /// The support team's telephone number
    #[arg(long, env = "COUNTERSIGN_HOTLINE", value_name = "NUMBER")]
    pub hotline: String,
}

impl BrandSettings {
    /// The brand.
    #[must_use]
    pub fn brand(self) -> Brand {
        Brand {
            name: self.brand_name,
            from: self.mail_from,
            support_address: self.support_address,
            hotline: self.hotline,
        }
    }
}
