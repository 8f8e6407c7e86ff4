//! How the brand looks.

use std::{fs, io, path::Path, str::FromStr};

use thiserror::Error;

/// The largest logo, in bytes: a page with all it needs is to weigh 30 KiB at most.
const LOGO_MAX_BYTES: usize = 8 * 1024;

/// How the brand looks.
pub struct Look {
    /// The colour of buttons and marks.
    pub accent: Colour,
    /// Shown beside the name.
    pub logo: Option<Logo>,
}

/// A colour of a screen, as in CSS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// An image for the header.
#[derive(Debug, Clone)]
pub struct Logo {
    /// Its media type.
    pub media_type: &'static str,
    /// The image.
    pub bytes: Vec<u8>,
}

/// Why a text is no colour.
#[derive(Debug, Error)]
#[error("a colour is # and six hexadecimal digits")]
pub struct NoColour;

/// Why a file is no logo.
#[derive(Debug, Error)]
pub enum NoLogo {
    /// It cannot be read.
    #[error("the logo cannot be read")]
    Unreadable(#[from] io::Error),
    /// Its name ends in something else.
    #[error("a logo is an .svg or a .png file")]
    Format,
    /// It would slow down every page.
    #[error("a logo has at most 8 KiB")]
    TooLarge,
}

impl Look {
    /// The brand's part of the style: the accent, and what can be read on it.
    pub(super) fn style(&self) -> String {
        let Colour { red, green, blue } = self.accent;
        let on_accent = self.accent.readable_on();
        format!(":root{{--accent:#{red:02x}{green:02x}{blue:02x};--on-accent:{on_accent}}}\n")
    }
}

impl Default for Look {
    fn default() -> Self {
        let (red, green, blue) = (0x0b, 0x5c, 0xad);
        Self {
            accent: Colour { red, green, blue },
            logo: None,
        }
    }
}

impl Colour {
    /// Black or white, whichever stands out more (WCAG 2.2, relative luminance and contrast ratio):
    /// one of the two always has a contrast of 4.5 or more.
    fn readable_on(self) -> &'static str {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        let luminance =
            0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue);
        let (on_white, on_black) = (1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05);
        if on_white >= on_black { "#fff" } else { "#000" }
    }
}

impl FromStr for Colour {
    type Err = NoColour;

    fn from_str(text: &str) -> Result<Self, NoColour> {
        let digits = text.strip_prefix('#').filter(|digits| {
            digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        });
        let channels = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = channels.ok_or(NoColour)?.to_be_bytes();
        Ok(Self { red, green, blue })
    }
}

impl Logo {
    /// Reads a logo.
    pub fn read(path: &Path) -> Result<Self, NoLogo> {
        let media_type = match path.extension().and_then(|extension| extension.to_str()) {
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            _ => return Err(NoLogo::Format),
        };
        let bytes = fs::read(path)?;
        if bytes.len() > LOGO_MAX_BYTES {
            return Err(NoLogo::TooLarge);
        }
        Ok(Self { media_type, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_hash_and_six_digits() {
        for text in [
            "", "#", "0b5cad", "#0b5ca", "#0b5cad0", "#+b5cad", "#0b5cag", "red",
        ] {
            assert!(text.parse::<Colour>().is_err(), "{text}");
        }
        assert!("#0b5cAD".parse::<Colour>().is_ok());
    }

    #[test]
    fn what_stands_on_the_accent_can_be_read() {
        for (accent, readable) in [
            ("#000000", "#fff"),
            ("#0b5cad", "#fff"),
            ("#ffd500", "#000"),
            ("#ffffff", "#000"),
        ] {
            let colour: Colour = accent.parse().expect("it is one");
            assert_eq!(colour.readable_on(), readable, "{accent}");
        }
    }
}
