//! A mailbox's address in clear, as it exists only in memory.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The address of a mailbox, taken apart by the parser at the door.
///
/// It has no `Debug` or `Serialize` that shows it: an address stands readable in no event, log
/// line or message.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

impl EmailAddress {
    /// The address `local@domain`, both parts already validated. Domains are compared in lower
    /// case (RFC 5321 section 2.4), local parts as they are.
    pub fn new(local: impl Into<String>, domain: impl AsRef<str>) -> Self {
        Self {
            local: local.into(),
            domain: domain.as_ref().to_lowercase(),
        }
    }

    /// The address as mail takes it.
    #[must_use]
    pub fn expose(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// The address as a customer recognises it and a stranger cannot use it: `d***@example.com`.
    #[must_use]
    pub fn masked(&self) -> String {
        let mut letters = self.local.chars();
        match (letters.next(), letters.next()) {
            (Some(first), Some(_)) => format!("{first}***@{}", self.domain),
            _ => format!("***@{}", self.domain),
        }
    }

    /// Who runs the mailbox, out of a fixed list, so that analytics cannot single anybody out.
    #[must_use]
    pub fn provider(&self) -> MailProvider {
        match self.domain.as_str() {
            "gmail.com" | "googlemail.com" => MailProvider::Google,
            "outlook.com" | "hotmail.com" | "live.com" | "msn.com" => MailProvider::Microsoft,
            "yahoo.com" | "ymail.com" | "yahoo.com.my" | "yahoo.com.sg" => MailProvider::Yahoo,
            "icloud.com" | "me.com" | "mac.com" => MailProvider::Apple,
            "proton.me" | "protonmail.com" => MailProvider::Proton,
            "qq.com" | "foxmail.com" => MailProvider::Tencent,
            "163.com" | "126.com" => MailProvider::NetEase,
            _ => MailProvider::Other,
        }
    }

    /// Whether the mailbox is at this domain or one below it. The domain is in A-labels, and the
    /// address's is compared in these.
    pub(crate) fn is_within(&self, domain: &str) -> bool {
        let Ok(own) = idna::domain_to_ascii(&self.domain) else {
            return false;
        };
        let above = own.strip_suffix(domain);
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    }

    /// The one spelling under which mails to this mailbox are counted: lower case, without a
    /// `+tag`, so that spellings of one mailbox share one limit.
    #[must_use]
    pub fn normalised(&self) -> String {
        let local = self.local.split('+').next().unwrap_or(&self.local);
        format!("{}@{}", local.to_lowercase(), self.domain)
    }

    /// What binds a code to this mailbox. It is an input of the code's derivation only: stored, a
    /// hash of an address would survive the erasure of the person.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [&self.local, &self.domain] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }
}

/// Who runs a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailProvider {
    /// Gmail.
    Google,
    /// Outlook, Hotmail, Live.
    Microsoft,
    /// Yahoo.
    Yahoo,
    /// iCloud.
    Apple,
    /// Proton Mail.
    Proton,
    /// QQ Mail.
    Tencent,
    /// 163 and 126.
    NetEase,
    /// Anybody else, the customer's own domain among them.
    Other,
}

impl MailProvider {
    /// The provider's name, as in events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::Microsoft => "microsoft",
            Self::Yahoo => "yahoo",
            Self::Apple => "apple",
            Self::Proton => "proton",
            Self::Tencent => "tencent",
            Self::NetEase => "netease",
            Self::Other => "other",
        }
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(..)")
    }
}
