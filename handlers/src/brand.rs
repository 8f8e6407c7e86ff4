//! The company whose customers read the mails.

/// Who writes the mails, as the operator set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// The company's name, as its customers know it.
    pub name: String,
    /// The mailbox that mails come from.
    pub from: String,
    /// Where the support team reads mail.
    pub support_address: String,
    /// The support team's telephone number.
    pub hotline: String,
}
