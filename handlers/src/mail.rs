//! A mail, ready to be handed over.

use askama::Template;
use chrono::{DateTime, Utc};
use countersign_domain::EmailAddress;
use zeroize::ZeroizeOnDrop;

use crate::{Record, Unanswerable};

/// A mail to one customer. Its headers hold no word of the customer's but the address.
pub struct Mail {
    /// What it is about.
    pub kind: MailKind,
    /// Whose mailbox it goes to.
    pub to: EmailAddress,
    /// What it says.
    pub content: Content,
    /// When it is of no use any more; `None` where it never is.
    pub give_up_at: Option<DateTime<Utc>>,
    /// Who is told what became of it.
    pub record: Option<Record>,
}

/// What a mail says. It may carry a code, so it has no `Debug` and no `Clone`.
#[derive(ZeroizeOnDrop)]
pub struct Content {
    /// One line, without the code.
    pub subject: String,
    /// The plain text, the part a mail shows first.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailKind {
    /// It carries a code.
    Code,
    /// Two-factor is on.
    Activation,
    /// A setup ended short of *Okay*.
    Unfinished,
    /// The account was locked.
    Lock,
    /// The contact address changed.
    AddressChange,
    /// Two-factor is off again.
    Disabled,
    /// Somebody gets the code wrong over and over.
    WrongCodes,
}

impl MailKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Code,
        Self::Activation,
        Self::Unfinished,
        Self::Lock,
        Self::AddressChange,
        Self::Disabled,
        Self::WrongCodes,
    ];

    /// The kind's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Activation => "activation",
            Self::Unfinished => "unfinished",
            Self::Lock => "lock",
            Self::AddressChange => "address_change",
            Self::Disabled => "disabled",
            Self::WrongCodes => "wrong_codes",
        }
    }

    /// Whether it only warns: a mailbox gets one notice of a kind an hour.
    #[must_use]
    pub const fn is_notice(self) -> bool {
        match self {
            Self::Lock | Self::AddressChange | Self::WrongCodes => true,
            Self::Code | Self::Activation | Self::Unfinished | Self::Disabled => false,
        }
    }
}

impl Content {
    /// More than any mail of ours is long, in bytes. A string that grew while it was written
    /// would leave copies of the code behind in memory.
    const CAPACITY_BYTES: usize = 16 * 1024;

    /// The subject, and what the templates of the two parts say.
    pub(crate) fn write(
        subject: String,
        text: &impl Template,
        html: &impl Template,
    ) -> Result<Self, Unanswerable> {
        let mut content = Self {
            subject,
            text: String::with_capacity(Self::CAPACITY_BYTES),
            html: String::with_capacity(Self::CAPACITY_BYTES),
        };
        text.render_into(&mut content.text)?;
        // Rendering leaves off a template's last line break.
        content.text.push('\n');
        html.render_into(&mut content.html)?;
        Ok(content)
    }
}
