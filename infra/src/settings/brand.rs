//! Who writes the mails.

use std::path::PathBuf;

use clap::Args;
use countersign_handlers::Brand;

use crate::pages::{Colour, Logo, Look, NoLogo};

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

    /// The colour of buttons and marks on the pages, `#rrggbb`
    #[arg(
        long,
        env = "COUNTERSIGN_BRAND_COLOUR",
        value_name = "COLOUR",
        default_value = "#0b5cad"
    )]
    pub brand_colour: Colour,

    /// A logo for the pages: an .svg or .png file of at most 8 KiB
    #[arg(long, env = "COUNTERSIGN_BRAND_LOGO", value_name = "FILE")]
    pub brand_logo: Option<PathBuf>,
}

impl BrandSettings {
    /// How the brand looks. Reads the logo.
    pub fn look(&self) -> Result<Look, NoLogo> {
        let logo = self.brand_logo.as_deref().map(Logo::read).transpose()?;
        Ok(Look {
            accent: self.brand_colour,
            logo,
        })
    }

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
