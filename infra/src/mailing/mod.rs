//! Mailing: hands a mail over, once, within a budget.

mod files;
mod smtp;

use std::{path::PathBuf, time::Duration};

use chrono::{DateTime, Utc};
use countersign_domain::NotSentReason;
use countersign_handlers::{Brand, Mail};
use lettre::{
    Message,
    message::{Mailbox, MultiPart, SinglePart, header::ContentType},
};
use thiserror::Error;
use tokio::time::timeout;
use uuid::Uuid;

use self::{files::Files, smtp::Smtp};

/// From the first byte to the mail server to its last word. lettre's own timeout covers the
/// connection only.
pub const SEND_BUDGET: Duration = Duration::from_secs(20);

/// What hands mails over.
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
}

enum Transport {
    Smtp(Smtp),
    Files(Files),
}

/// Why there is nothing to hand mails to.
#[derive(Debug, Error)]
pub enum MailerError {
    /// The URL is none of an SMTP server.
    #[error("--smtp-url is not usable")]
    Url,
    /// TLS does not start.
    #[error("TLS cannot be spoken")]
    Tls(#[source] rustls::Error),
    /// The URL asks for a plain connection across a network.
    #[error(
        "--smtp-url: mail crosses a network under TLS only, by smtps://, or smtp:// with \
         ?tls=required"
    )]
    Plain,
    /// The sender's address is none.
    #[error("--mail-from is not usable")]
    From(#[from] lettre::address::AddressError),
}

/// Why a mail was not handed over. What the server said is not kept: it may name the recipient.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotHandedOver {
    /// It may go later.
    #[error("the mail server could not take it for now ({0})")]
    ForNow(String),
    /// It never will.
    #[error("the mail server refused it ({why})")]
    ForGood {
        /// For the operator.
        why: String,
        /// For the customer.
        reason: NotSentReason,
    },
}

impl Mailer {
    /// Hands mails to an SMTP server: `smtps://…`, `smtp://…?tls=required`, or plain `smtp://…`
    /// on this machine.
    pub fn smtp(url: &str, brand: &Brand) -> Result<Self, MailerError> {
        Ok(Self {
            transport: Transport::Smtp(Smtp::new(url)?),
            from: sender(brand)?,
        })
    }

    /// Puts mails into a folder, a file each.
    pub fn files(folder: PathBuf, brand: &Brand) -> Result<Self, MailerError> {
        Ok(Self {
            transport: Transport::Files(Files::new(folder)),
            from: sender(brand)?,
        })
    }

    /// Hands over the mail of an event. The same event makes the same mail, `Message-ID` and
    /// `Date` included, so that one that went twice is known for what it is.
    pub async fn send(
        &self,
        mail: &Mail,
        event_id: Uuid,
        recorded_at: DateTime<Utc>,
    ) -> Result<(), NotHandedOver> {
        let message =
            self.compose(mail, event_id, recorded_at)
                .map_err(|_| NotHandedOver::ForGood {
                    why: "no mail can be made for this address".to_owned(),
                    reason: NotSentReason::Refused,
                })?;
        let handed_over = async {
            match &self.transport {
                Transport::Smtp(smtp) => smtp.send(&message).await,
                Transport::Files(files) => files.send(event_id, message).await,
            }
        };
        timeout(SEND_BUDGET, handed_over).await.unwrap_or_else(|_| {
            Err(NotHandedOver::ForNow(
                "no answer within the budget".to_owned(),
            ))
        })
    }

    fn compose(
        &self,
        mail: &Mail,
        event_id: Uuid,
        recorded_at: DateTime<Utc>,
    ) -> Result<Message, lettre::error::Error> {
        let to: lettre::Address = mail
            .to
            .expose()
            .parse()
            .map_err(|_| lettre::error::Error::MissingTo)?;
        let part = |form, body: &str| SinglePart::builder().header(form).body(body.to_owned());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.content.subject.clone())
            .date(recorded_at.into())
            .message_id(Some(format!("<{event_id}@{}>", self.from.email.domain())))
            .header(AutoSubmitted)
            .multipart(
                MultiPart::alternative()
                    .singlepart(part(ContentType::TEXT_PLAIN, &mail.content.text))
                    .singlepart(part(ContentType::TEXT_HTML, &mail.content.html)),
            )
    }
}

fn sender(brand: &Brand) -> Result<Mailbox, MailerError> {
    Ok(Mailbox::new(Some(brand.name.clone()), brand.from.parse()?))
}

/// `Auto-Submitted: auto-generated` (RFC 3834 section 5): no machine shall answer this mail.
#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
